"""A rating confirmed outside a meeting: by the chair, or written down for them; and a mis-press taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.people import Role
from bot.messages.text import as_text
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Answers, Press
from storage import boards, decisions, meetings, outbox, people, planned, tables
from storage.room import last_meeting, outcomes_of
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller, stands

NOW = datetime(2021, 6, 7, 9, 0, tzinfo=UTC)
HOW = "The chair wrote on 7 June."
WRITTEN = {"rating": "Red", "reason": "No audit yet.", "how": HOW}
CHAIRS = {"rating": "Amber", "reason": "Two schools are late."}


@pytest.fixture
def work(session, board):
    return Work(session, board)


class Work:
    """BCP-07, and people who confirm its rating from its card."""

    def __init__(self, session, board) -> None:
        self.session, self.board, self.action_id = session, board, board.actions["BCP-07"]

    def opens(self, account: str) -> str:
        opened = does(self.session, self._press(account, "decision.open_confirm", self.action_id), NOW)
        return opened.form.model_dump_json()

    def confirms(self, account: str, now: datetime = NOW, **answers: object) -> str:
        return words_of(
            does(self.session, Answers(caller(account), "decision.confirm", str(self.action_id), answers), now)
        )

    def is_refused_to(self, account: str, **answers: object) -> str:
        return is_refused(self.session, Answers(caller(account), "decision.confirm", str(self.action_id), answers), NOW)

    def takes_back(self, account: str) -> str:
        return words_of(does(self.session, self._back(account), NOW))

    def may_not_take_back(self, account: str) -> str:
        return is_refused(self.session, self._back(account), NOW)

    def says_not_right(self, **answers: object) -> str:
        one = self.session.query(tables.RecordedDecision).one()
        return words_of(does(self.session, Answers(caller("U_CHAIR"), "recorded_not_right", str(one.id), answers), NOW))

    @property
    def confirmed(self) -> str:
        """The rating that counts as confirmed, in a word; empty where none does."""
        (found,) = assess_plan(self.session, boards.get_board(self.session, self.board.id), NOW, only=[self.action_id])
        return found.action.confirmed.rating.word if found.action.confirmed else ""

    @property
    def decision(self) -> tables.Decision:
        """The newest that was taken."""
        return self.session.query(tables.Decision).order_by(tables.Decision.id.desc()).first()

    def told(self, kind: str) -> list[tables.Outbox]:
        return self.session.query(tables.Outbox).filter_by(kind=kind, amends=None).all()

    def text(self, row: tables.Outbox) -> str:
        self.session.refresh(row)
        return as_text(stands(row))

    def record(self, what: str) -> tables.Audit:
        return self.session.query(tables.Audit).filter_by(what=what, action_id=self.action_id).one()

    def holds_a_meeting(self) -> None:
        """One that goes through the action, earlier this morning."""
        meetings.add_meeting(
            self.session, self.board.id, [self.action_id], kind="holding_to_account", ref="HTA-2021-06-7",
            starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=1),
            request_at=NOW - timedelta(days=14), statements_due_at=NOW - timedelta(days=7),
            pack_at=NOW - timedelta(days=5),
        )  # fmt: skip

    def _press(self, account: str, does_it: str, about: int) -> Press:
        return Press(caller(account), does_it, str(about))

    def _back(self, account: str) -> Press:
        return self._press(account, "decision.take_back", self.decision.id)


class TestWrittenDownForTheChair:
    def test_the_form_says_whose_decision_it_is_and_asks_how_it_came(self, work):
        words = work.opens("U_PM")

        assert "How and when was it decided" in words
        assert "You write down what the Independent Chair decided. The record names you both" in words
        assert "You write down" not in work.opens("U_CHAIR")

    def test_the_form_says_who_is_told_before_anything_is_saved(self, work):
        assert "reads it on the card" in work.opens("U_CHAIR")
        assert "they are told, and can say that it is not right" in work.opens("U_PM")

        work.holds_a_meeting()
        for account in ("U_CHAIR", "U_PM"):
            assert "is told with what the meeting came to" in work.opens(account)

    def test_it_is_the_chairs_and_the_record_names_both(self, work):
        assert "BCP-07 is confirmed as Red" in work.confirms("U_PM", **WRITTEN)

        assert work.confirmed == "Red"
        assert (work.decision.post, work.decision.recorded_by is not None) == ("Independent Chair", True)
        assert HOW in work.decision.words
        entry = work.record("confirm_rating")
        assert entry.who.startswith("Improvement Programme Manager")
        assert entry.why == f"decision {work.decision.ref}, as the Independent Chair decided: “No audit yet.”"

    def test_how_it_came_has_to_be_said(self, work):
        assert work.is_refused_to("U_PM", **WRITTEN | {"how": ""}) == "Say how it came to you, and when."
        assert work.confirmed == ""

    def test_the_chair_is_told_and_asked_whether_it_is_right(self, work):
        work.confirms("U_PM", **WRITTEN)

        (row,) = work.told("decision_recorded")
        assert row.to == "U_CHAIR"
        assert "BCP-07 confirmed as Red. How it came: The chair wrote on 7 June." in work.text(row)
        assert "Buttons: This is right · Not right" in work.text(row)

    def test_what_the_chair_never_confirmed_is_taken_back_and_the_one_before_counts_again(self, work):
        work.confirms("U_CHAIR", **CHAIRS)
        work.confirms("U_PM", **WRITTEN)

        work.says_not_right(then="take_back", words="I said Amber.")

        assert work.confirmed == "Amber"
        assert work.decision.taken_back_at is not None
        (row,) = work.told("recorded_answered")
        assert row.to == "U_PM"
        assert not work.told("recorded_undone"), "the officer was told nothing, and has nothing to unlearn"

    def test_what_was_confirmed_since_stands(self, work):
        work.confirms("U_PM", **WRITTEN)
        work.confirms("U_CHAIR", **CHAIRS)

        work.says_not_right(then="take_back", words="I said Amber.")

        assert work.confirmed == "Amber"
        assert "It still stands." in work.text(work.told("recorded_answered")[0])

    def test_nobody_writes_down_a_rating_of_their_own_action(self, work):
        post = people.get_post(work.session, work.session.get_one(tables.Action, work.action_id).accountable_post_id)
        manager = people.person_of(work.session, work.board.workspace_id, "U_PM")
        people.hold(work.session, post, manager, NOW.date())

        assert "nobody confirms their own" in work.is_refused_to("U_PM", **WRITTEN)

    def test_where_nobody_with_a_seat_can_it_is_the_boards_with_its_reference(self, work):
        chair = people.get_post(work.session, work.board.posts["Independent Chair"])
        people.vacate(work.session, chair, NOW.date() - timedelta(days=7))
        for seat in work.session.query(tables.Seat).filter(tables.Seat.role.in_(["deputy", "approver"])):
            work.session.delete(seat)

        assert "reference in the Board’s minutes" in work.is_refused_to("U_PM", **WRITTEN)
        work.confirms("U_PM", **WRITTEN | {"decision_ref": "IB-7"})

        assert (work.decision.post, work.decision.ref) == ("Improvement Board", "IB-7")
        assert not work.told("decision_recorded")


class TestAMisPress:
    def test_is_taken_back_and_the_rating_before_counts_again(self, work):
        work.confirms("U_CHAIR", **CHAIRS)
        assert "Buttons: Take back" in work.confirms("U_CHAIR", rating="Red", reason="No audit.")

        assert "The rating confirmed before, Amber, counts again." in work.takes_back("U_CHAIR")

        assert work.confirmed == "Amber"
        entry = work.record("take_back")
        assert (entry.was, entry.to) == (f"confirmed Red ({work.decision.ref})", "not confirmed")

    def test_leaves_none_confirmed_where_none_was(self, work):
        work.confirms("U_CHAIR", **CHAIRS)

        assert "None is confirmed." in work.takes_back("U_CHAIR")
        assert work.confirmed == ""
        assert "Taken back" in work.takes_back("U_CHAIR"), "pressed twice it is taken back once"
        assert work.session.query(tables.Audit).filter_by(what="take_back").count() == 1

    def test_of_whoever_wrote_it_down_is_asked_about_no_more(self, work):
        work.confirms("U_PM", **WRITTEN)
        (row,) = work.told("decision_recorded")
        row.state, row.settled_at = outbox.SENT, NOW

        work.takes_back("U_PM")

        assert work.confirmed == ""
        assert "it was recorded by mistake, and is taken back. You need do nothing." in work.text(row)
        assert "Buttons" not in work.text(row)
        assert "You need do nothing" in work.says_not_right(then="take_back", words="I said Amber.")
        assert not work.told("recorded_answered")

    def test_is_not_anybody_elses_to_take_back(self, work):
        work.confirms("U_CHAIR", **CHAIRS)

        assert "Only whoever confirmed it or wrote it down can take it back" in work.may_not_take_back("U_PM")
        assert work.confirmed == "Amber"

    def test_stays_where_another_was_confirmed_since(self, work):
        work.confirms("U_PM", **WRITTEN)
        first = work.decision.id
        work.confirms("U_CHAIR", **CHAIRS)

        press = Press(caller("U_PM"), "decision.take_back", str(first))
        assert "Another rating of BCP-07 was confirmed since" in is_refused(work.session, press, NOW)

    def test_stays_once_the_decision_log_is_agreed(self, work):
        work.holds_a_meeting()
        work.confirms("U_CHAIR", **CHAIRS)
        meeting = last_meeting(work.session, work.action_id, NOW)
        assert work.decision.meeting_id == meeting.id
        log = decisions.draft_log(work.session, meeting.id, NOW)
        decisions.approve_log(work.session, log, "Independent Chair", NOW, planned.Message(kind="log", heading="Log"))

        assert "stands in a decision log that the chair has agreed" in work.may_not_take_back("U_CHAIR")

    def test_in_a_meeting_is_not_decided_in_its_outcome_either(self, work):
        work.holds_a_meeting()
        work.confirms("U_PM", **WRITTEN)
        work.says_not_right(then="take_back", words="I said Amber.")

        meeting = last_meeting(work.session, work.action_id, NOW)
        (outcome,) = outcomes_of(work.session, meeting.id)
        assert outcome.rating is None


def test_the_record_says_where_who_confirms_manages_the_officer(work):
    officer = people.find_post(
        work.session, work.board.workspace_id, "Service Director, Children and Young People’s Social Care"
    )
    between = people.post_of(work.session, work.board.workspace_id, "Director of Practice", NOW.date())
    (chairs,) = people.held_by(work.session, work.board.workspace_id, "U_CHAIR", NOW.date())
    work.confirms("U_CHAIR", **CHAIRS)
    assert "line manager" not in work.decision.words

    people.set_line(work.session, officer, between)
    people.set_line(work.session, between, chairs)
    work.confirms("U_CHAIR", **WRITTEN)

    assert work.decision.words == "BCP-07: Red (confirmed by line manager)"
    logged = work.session.query(tables.Audit).filter_by(what="confirm_rating").order_by(tables.Audit.id.desc()).first()
    assert logged.why == f"decision {work.decision.ref}, confirmed by line manager: “No audit yet.”"
    assert logged.why in words_of(
        does(work.session, Press(caller("U_CHAIR"), "history.show", str(work.action_id)), NOW)
    )


class TestWhereNoLineManagerMayConfirm:
    """A setting of the board (B23): who is next in the line decides instead."""

    def forbid(self, work):
        """As the programme manager does in the form about the board, with the chair as the officer's line manager."""
        form = does(work.session, Press(caller("U_PM"), "setup.board", str(work.board.id)), NOW).form
        asked = {part.name: getattr(part, "initial", None) for part in form.parts if hasattr(part, "name")}
        assert asked["line_confirms"] == "yes"
        answers = asked | {"line_confirms": "no", "mash_number": "01234 567890"}
        assert not does(work.session, Answers(caller("U_PM"), "setup_board", str(work.board.id), answers), NOW).errors
        officer = people.find_post(
            work.session, work.board.workspace_id, "Service Director, Children and Young People’s Social Care"
        )
        (chairs,) = people.held_by(work.session, work.board.workspace_id, "U_CHAIR", NOW.date())
        people.set_line(work.session, officer, chairs)

    def seat(self, work, role, title, account):
        post = people.post_of(work.session, work.board.workspace_id, title, NOW.date())
        people.hold(work.session, post, people.person_of(work.session, work.board.workspace_id, account), NOW.date())
        people.seat(work.session, work.board.id, role, post)

    def test_it_is_refused_in_words_that_say_who_may(self, work):
        self.forbid(work)
        self.seat(work, Role.DEPUTY, "Deputy Chair", "U_DEPUTY")

        assert work.is_refused_to("U_CHAIR", **CHAIRS) == (
            "You manage the Service Director, Children and Young People’s Social Care, who answers for BCP-07, and on "
            "this board no line manager confirms a rating, or closes, holds or ends an action. The Deputy Chair can."
        )
        work.confirms("U_DEPUTY", **CHAIRS)
        assert work.decision.post == "Deputy Chair"

    def test_the_programme_manager_records_it_for_whoever_is_next(self, work):
        self.forbid(work)
        self.seat(work, Role.APPROVER, "Commissioner", "U_APPROVER")

        work.confirms("U_PM", **WRITTEN)

        assert work.decision.post == "Commissioner"

    def test_where_there_is_nobody_else_it_says_what_to_do(self, work):
        self.forbid(work)

        assert "give somebody the seat of named approver" in work.is_refused_to("U_CHAIR", **CHAIRS)

    def test_who_manages_somebody_else_confirms(self, work):
        self.forbid(work)
        officer = people.find_post(
            work.session, work.board.workspace_id, "Service Director, Children and Young People’s Social Care"
        )
        officer.line_post_id = None

        work.confirms("U_CHAIR", **CHAIRS)

        assert work.decision.post == "Independent Chair"
