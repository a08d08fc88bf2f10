"""The decision log: what it lists, whom it waits for, and that what is approved is what is posted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.cycle import DECISION_LOG, LOG_DRAFT, LOG_DRAFT_AGAIN
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.decision_log import log_of, make_up_decision_log, make_up_draft
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.planning import Done, Drop, MadeUp, plan_meeting
from storage import boards, meetings, people, removing, room, tables
from storage.outbox import Planned
from tests.use_cases.sample_board import caller

DAY = datetime(2021, 6, 15, 10, 0, tzinfo=UTC)
DRAFTED = datetime(2021, 6, 17, 8, 0, tzinfo=UTC)
POSTED = datetime(2021, 6, 22, 9, 0, tzinfo=UTC)


class Log:
    """The log of the meeting of 15 June, and what the clock and people do with it."""

    def __init__(self, session, board) -> None:
        self.session, self.plan = session, board
        self.meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
        plan_meeting(session, self.board, self.meeting, DAY - timedelta(days=30))

    @property
    def board(self):
        return boards.get_board(self.session, self.plan.id)

    def row(self, kind: str) -> Planned:
        row = self.session.query(tables.Outbox).filter_by(kind=kind, meeting_id=self.meeting.id, state="planned").one()
        return Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id)

    def decides(self, ref: str, now: datetime = DAY, **answers) -> None:
        item = room.find_item(self.session, self.meeting.id, self.plan.actions[ref])
        about = f"{self.meeting.id}:{item.action_id}:{item.version}:"
        found = catalogue.find(Answers(caller("U_CHAIR"), "room_decide", about, answers))
        assert found.use_case(self.session, found.command, now).message

    def drafts(self, kind: str = LOG_DRAFT, now: datetime = DRAFTED):
        return make_up_draft(self.session, self.board, self.meeting, self.row(kind), now)

    def comes_due(self, now: datetime = POSTED):
        return make_up_decision_log(self.session, self.board, self.meeting, self.row(DECISION_LOG), now)

    def presses(self, account: str, does: str, now: datetime = DRAFTED, about: str = "") -> str:
        about = about or log_of(self.session, self.board, self.meeting, now).waiting.about
        found = catalogue.find(Press(caller(account), does, about))
        return as_text(found.use_case(self.session, found.command, now).message)

    def waiting(self, kind: str) -> list[tables.Outbox]:
        return self.session.query(tables.Outbox).filter_by(kind=kind, state="pending").order_by(tables.Outbox.id).all()


@pytest.fixture
def log(session, board):
    return Log(session, board)


def vacate(log: Log, title: str) -> None:
    people.vacate(log.session, people.get_post(log.session, log.plan.posts[title]), date(2021, 6, 1))


def test_a_decision_that_was_put_otherwise_is_listed_with_the_one_that_stands(log):
    log.decides("BCP-06", rating="Green")
    log.decides("BCP-06", rating="Amber", reason="The audits fell.")

    words = as_text(log.drafts().message)

    assert "Confirmed Amber (D-2021-06-02). Why: “The audits fell.” Attendance" in words
    assert "D-2021-06-01 was replaced by D-2021-06-02." in words


def test_a_promise_that_looks_like_a_childs_details_does_not_reach_the_channel(log):
    log.session.add(
        tables.Promise(
            action_id=log.plan.actions["BCP-06"], meeting_id=log.meeting.id, at=DAY, what="See J.S., born 03/04/2012"
        )
    )
    log.session.flush()

    words = as_text(log.drafts().message)

    assert "03/04/2012" not in words
    assert "Promised: what was promised is with the chair and the officer." in words


def test_why_a_rating_was_changed_is_in_the_agreed_log_and_the_history_until_it_is_removed(log):
    log.decides("BCP-06", rating="Amber", reason="Audits fell to 15 at Seaview.")
    log.presses("U_PM", "log.hand_on")
    log.presses("U_CHAIR", "log.approve")

    def shows(text: str) -> str:
        found = catalogue.find(Typed(caller("U_PM"), text))
        return as_text(found.use_case(log.session, found.command, DAY).message)

    assert "Why: “Audits fell to 15 at Seaview.”" in as_text(log.comes_due().message)
    assert "Why: “Audits fell to 15 at Seaview.”" in shows("decisions")
    assert "decision D-2021-06-01: “Audits fell to 15 at Seaview.”" in shows("history BCP-06")

    where = removing.find(log.session, log.board, "Seaview")
    removing.remove(log.session, where, POSTED)

    assert {"rating", "audit", "decision_log", "outbox"} <= {place.table for place in where}
    assert "Seaview" not in shows("decisions") + shows("history BCP-06") + as_text(log.comes_due().message)
    assert removing.find(log.session, log.board, "Seaview") == []


def test_a_reason_that_looks_like_a_childs_details_does_not_reach_the_channel(log):
    log.decides("BCP-06", rating="Amber", reason="The audits fell.")
    log.session.query(tables.Rating).filter_by(kind="confirmed").update({"reason": "J.S., born 03/04/2012"})
    log.session.expire_all()

    assert "Confirmed Amber (D-2021-06-01). Attendance not noted." in as_text(log.drafts().message)


def test_without_a_secretary_the_chair_gets_the_draft_at_once(log):
    vacate(log, "Improvement Programme Manager")

    made = log.drafts()

    assert isinstance(made, MadeUp) and made.to == "U_CHAIR"
    assert "Approve" in as_text(made.message)


def test_without_a_chair_it_waits_with_the_secretary_who_is_told_so(log):
    vacate(log, "Independent Chair")

    assert "There is no chair to approve it" in log.presses("U_PM", "log.hand_on")
    assert log.drafts(LOG_DRAFT_AGAIN).to == "U_PM"


def test_the_second_asking_is_for_whoever_it_waits_for(log):
    assert log.drafts().to == "U_PM"
    log.presses("U_PM", "log.hand_on")

    again = log.drafts(LOG_DRAFT_AGAIN, DRAFTED + timedelta(days=4))

    assert again.to == "U_CHAIR" and "This still waits for you." in as_text(again.message)
    log.presses("U_CHAIR", "log.approve")
    assert log.drafts(LOG_DRAFT_AGAIN) == Drop("the chair has approved it")


def test_passing_it_on_twice_tells_the_chair_once(log):
    log.drafts()
    first, second = log.presses("U_PM", "log.hand_on"), log.presses("U_PM", "log.hand_on")

    assert first == second
    assert [row.to for row in log.waiting("log_draft")] == ["U_CHAIR"]


def test_what_was_decided_after_the_draft_is_shown_before_anything_is_approved(log):
    log.drafts()
    about = log_of(log.session, log.board, log.meeting, DRAFTED).waiting.about
    log.decides("BCP-06", DRAFTED, rating="Green")

    assert "Something was decided since that draft." in log.presses("U_CHAIR", "log.approve", about=about)

    assert log.comes_due() == Done("it is not agreed; those it waits for were told, and it goes when it is")
    assert [row.to for row in log.waiting("log_waits")] == ["U_PM", "U_CHAIR"]


def test_who_has_passed_it_on_is_told_that_it_waits_and_is_not_asked_to_pass_it_again(log):
    log.presses("U_PM", "log.hand_on")

    log.comes_due()

    manager, chair = (as_text(Message.model_validate(row.message)) for row in log.waiting("log_waits"))
    assert "You have passed it to the chair, who is told today as well." in manager
    assert "Pass to the chair" not in manager
    assert "Approve" in chair


def test_what_is_posted_is_what_was_approved(log):
    log.decides("BCP-06", rating="Green", promise="four measures")
    log.presses("U_CHAIR", "log.approve")
    room.promise(log.session, log.plan.actions["BCP-06"], log.meeting.id, None, None, DRAFTED)

    made = log.comes_due()

    assert made.to == "C_BOARD"
    assert "Promised: four measures." in as_text(made.message)
    assert "Agreed. Approved by the Independent Chair, 17 June." in as_text(made.message)


def test_approved_on_the_day_before_the_worker_has_looked_it_goes_once(log):
    log.presses("U_CHAIR", "log.approve", now=POSTED)

    assert [row.to for row in log.waiting("decision_log")] == ["C_BOARD"]
    assert log.comes_due() == Drop("it went when the chair approved it")


def test_the_deputy_approves_only_while_the_chair_can_not(log):
    deputy = people.post_of(log.session, log.plan.workspace_id, "Deputy Chair", date(2020, 1, 1))
    people.hold(log.session, deputy, people.person_of(log.session, log.plan.workspace_id, "U_DEPUTY"), date(2020, 1, 1))
    people.seat(log.session, log.plan.id, Role.DEPUTY, deputy)

    with pytest.raises(Refusal, match="The chair decides this"):
        log.presses("U_DEPUTY", "log.approve")
    people.set_away(log.session, people.get_post(log.session, log.plan.posts["Independent Chair"]), date(2021, 6, 30))
    assert "Approved." in log.presses("U_DEPUTY", "log.approve")
    assert "Approved by the Deputy Chair" in as_text(log.comes_due().message)


def test_a_meeting_that_has_not_been_held_has_no_log(log):
    with pytest.raises(Refusal, match="has not been held yet"):
        log.presses("U_PM", "log.hand_on", now=DAY - timedelta(days=1))


class TestTheMinutes:
    def keeps(self, log, **answers):
        found = catalogue.find(Answers(caller("U_PM"), "log_minutes", str(log.meeting.id), answers))
        return found.use_case(log.session, found.command, DAY)

    def shown(self, log, account="U_QA") -> str:
        found = catalogue.find(Typed(caller(account), "decisions"))
        return as_text(found.use_case(log.session, found.command, DAY).message)

    def test_the_log_says_where_they_are_and_what_they_say_otherwise_and_the_chair_is_told(self, log):
        log.decides("BCP-06", rating="Green")

        self.keeps(log, where="https://democracy.example/minutes", differ="BCP-06 was left Amber.")

        assert "Minutes: https://democracy.example/minutes" in self.shown(log)
        assert "The minutes say otherwise: BCP-06 was left Amber." in self.shown(log)
        [told] = log.waiting("minutes_differ")
        assert told.to == "U_CHAIR"
        assert "Minutes" in self.shown(log, "U_PM").splitlines()[-1], "the secretary can put it right"
        assert "Buttons" not in self.shown(log)

    def test_what_is_posted_has_the_link_and_minutes_that_agree_are_told_to_nobody(self, log):
        log.decides("BCP-06", rating="Green")
        log.presses("U_PM", "log.hand_on")
        log.presses("U_CHAIR", "log.approve")

        assert "Say where the minutes are" in self.keeps(log, where="").errors["where"]
        self.keeps(log, where="the committee’s pages")

        assert "Minutes: the committee’s pages" in as_text(log.comes_due().message)
        assert log.waiting("minutes_differ") == []
