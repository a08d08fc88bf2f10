"""Outcomes of a meeting: who is told, what stands, and what the board's channel may read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.cycle import OUTCOME, OUTCOMES_STAND, OUTCOMES_SUMMARY, QUESTIONS, SLOT_SOON
from bot.domain.outcomes import DateAsked, Evidence, NewDate, Outcome, Promise
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.challenges import make_up_questions
from bot.use_cases.decision_log import log_of
from bot.use_cases.heard import Answers, Press
from bot.use_cases.outcomes import (
    let_outcomes_stand,
    make_up_outcome,
    make_up_outcomes_summary,
    stands_at,
)
from bot.use_cases.planning import Done, Drop, MadeUp, PutOff, plan_meeting
from bot.use_cases.room import make_up_slot_soon
from storage import boards, challenges, choices, meetings, outbox, people, room, tables
from storage.choices import Choice
from storage.outbox import Planned
from tests.use_cases.sample_board import caller, sends_statement, stands

DAY = datetime(2021, 6, 15, 10, 0, tzinfo=UTC)
FIVE = datetime(2021, 6, 15, 16, 0, tzinfo=UTC)
QUALITY = "Service Director, Quality and Assurance"
SOCIAL = "Service Director, Children and Young People’s Social Care"
TODAY = date(2021, 6, 15)


class Meeting:
    """The meeting of 15 June, planned, and what the clock and people do after it."""

    def __init__(self, session, board) -> None:
        self.session, self.plan = session, board
        self.meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
        plan_meeting(session, self.board, self.meeting, DAY - timedelta(days=30))

    @property
    def board(self):
        return boards.get_board(self.session, self.plan.id)

    def row(self, kind: str, post: str = "") -> Planned:
        rows = self.session.query(tables.Outbox).filter_by(kind=kind, meeting_id=self.meeting.id, state="planned")
        row = next(row for row in rows if not post or row.args["post"] == self.plan.posts[post])
        return Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id)

    def decides(self, ref: str, **answers) -> None:
        item = room.find_item(self.session, self.meeting.id, self.plan.actions[ref])
        about = f"{self.meeting.id}:{item.action_id}:{item.version}:"
        found = catalogue.find(Answers(caller("U_CHAIR"), "room_decide", about, answers))
        reply = found.use_case(self.session, found.command, DAY)
        assert reply.message, reply

    def is_told(self, post: str, now: datetime = FIVE, *, arrives: bool = True):
        row = self.row(OUTCOME, post)
        made = make_up_outcome(self.session, self.board, self.meeting, row, now)
        if isinstance(made, MadeUp):
            outbox.make_up(self.session, row, made.to, made.message)
        if arrives:
            outbox.sent(self.session, {row.id: "ts"}, now)
        self.session.expire_all()
        return made

    def presses(self, account: str, post: str, does: str, now: datetime = FIVE) -> str:
        found = catalogue.find(Press(caller(account), does, f"{self.meeting.id}:{self.plan.posts[post]}"))
        return as_text(found.use_case(self.session, found.command, now).message)

    def objects(self, account: str, post: str, ref: str, why: str, now: datetime = FIVE) -> None:
        answers = {"why": why, "which": (str(self.plan.actions[ref]),)}
        about = f"{self.meeting.id}:{self.plan.posts[post]}"
        found = catalogue.find(Answers(caller(account), "outcome_not_quite", about, answers))
        found.use_case(self.session, found.command, now)

    def message(self, post: str) -> str:
        """What stands in chat of the outcome that a post was told."""
        rows = self.session.query(tables.Outbox).filter_by(kind=OUTCOME, state="sent", amends=None)
        return as_text(stands(next(row for row in rows if row.args["post"] == self.plan.posts[post])))

    def stands(self, now: datetime):
        return let_outcomes_stand(self.session, self.board, self.meeting, self.row(OUTCOMES_STAND), now)

    def answer(self, ref: str) -> str:
        return room.find_item(self.session, self.meeting.id, self.plan.actions[ref]).outcome_answer


@pytest.fixture
def held(session, board):
    return Meeting(session, board)


class TestWhoIsTold:
    def test_all_of_an_officers_actions_are_in_one_message_whatever_their_posts(self, held):
        quality = people.get_post(held.session, held.plan.posts[SOCIAL])
        officer = people.person_of(held.session, held.plan.workspace_id, "U_QA")
        people.hold(held.session, quality, officer, date(2021, 6, 1))
        held.decides("BCP-06", rating="Green")

        told = held.is_told(QUALITY)

        assert isinstance(told, MadeUp) and told.to == "U_QA"
        both = {row.ref for row in room.outcomes_of(held.session, held.meeting.id) if row.post in (QUALITY, SOCIAL)}
        assert all(f"Outcome for {ref}:" in as_text(told.message) for ref in both)
        carried = held.session.query(tables.Outbox).filter_by(state="dropped", kind=OUTCOME).one()
        assert carried.args["post"] == held.plan.posts[SOCIAL]

    def test_the_delegate_is_told_for_an_officer_who_is_away(self, held):
        post = people.get_post(held.session, held.plan.posts[QUALITY])
        delegate = people.get_post(held.session, held.plan.posts["Head of Early Help"])
        people.delegate(held.session, post, delegate, date(2021, 6, 1), None)
        people.set_away(held.session, post, date(2021, 6, 30))
        held.decides("BCP-06", rating="Green")

        told = held.is_told(QUALITY)

        assert isinstance(told, MadeUp) and told.to == "U_EARLY"
        assert f"For the {QUALITY}:" in as_text(told.message)
        assert "recorded as you agreed it" in held.presses("U_EARLY", QUALITY, "outcome.right")

    def chooses(self, held, choice):
        """The officer chooses it about a late statement; a question waits, and the meeting decides something."""
        session, post = held.session, people.get_post(held.session, held.plan.posts[QUALITY])
        officer = people.person_of(session, held.plan.workspace_id, "U_QA")
        choices.choose(session, held.meeting.id, post.id, choice, officer.id, DAY - timedelta(days=6))
        chair = people.person_of(session, held.plan.workspace_id, "U_CHAIR")
        challenges.raise_challenge(
            session, held.plan.id, held.plan.actions["BCP-06"], question="What changed?", at=DAY - timedelta(days=2),
            by=chair.id, post="Independent Chair", meeting_id=held.meeting.id, settles_it="", due=None, raised_for="",
        )  # fmt: skip
        held.decides("BCP-06", rating="Green")

    def names_a_delegate(self, held):
        post, delegate = held.plan.posts[QUALITY], held.plan.posts["Head of Early Help"]
        named = people.get_post(held.session, post), people.get_post(held.session, delegate)
        people.delegate(held.session, *named, date(2021, 6, 1), None)

    def all_that_follows(self, held):
        slot = make_up_slot_soon(held.session, held.board, held.meeting, held.row(SLOT_SOON, QUALITY), DAY)
        asked = make_up_questions(held.session, held.board, held.meeting, held.row(QUESTIONS, QUALITY), DAY)
        return slot, asked, held.is_told(QUALITY)

    def test_handing_a_late_statement_over_does_not_divert_what_the_meeting_has_to_say(self, held):
        self.names_a_delegate(held)
        self.chooses(held, Choice.HANDED_OVER)

        assert [made.to for made in self.all_that_follows(held)] == ["U_QA"] * 3

    def test_whoever_said_wrong_person_gets_nothing_more_of_that_meeting(self, held):
        self.chooses(held, Choice.WRONG_PERSON)

        slot, asked, outcome = self.all_that_follows(held)

        assert slot == outcome == Drop("they said that it is not for them")
        assert asked == Drop("they said that it is not for them; the questions are asked in the room")

    def test_once_a_delegate_is_named_it_is_put_right_and_they_get_it(self, held):
        self.chooses(held, Choice.WRONG_PERSON)
        self.names_a_delegate(held)

        assert [made.to for made in self.all_that_follows(held)] == ["U_EARLY"] * 3

    def test_who_said_so_and_then_sends_the_statement_after_all_hears_what_became_of_it(self, held):
        self.chooses(held, Choice.WRONG_PERSON)
        sends_statement(held.session, held.plan, "BCP-06", "Green", at=DAY - timedelta(days=5))
        sent = held.session.query(tables.Statement).order_by(tables.Statement.id.desc()).first()
        sent.person_id = people.person_of(held.session, held.plan.workspace_id, "U_QA").id
        sent.meeting_id = held.meeting.id

        assert [made.to for made in self.all_that_follows(held)] == ["U_QA"] * 3

    def test_nobody_is_told_for_a_post_that_is_vacant(self, held):
        people.vacate(held.session, people.get_post(held.session, held.plan.posts[QUALITY]), date(2021, 6, 1))

        assert held.is_told(QUALITY) == Drop("the post is vacant and there is no delegate to ask")

    def test_an_officer_reads_why_the_rating_was_changed_and_the_channel_does_not(self, held):
        held.decides("BCP-06", rating="Red", reason="The audits fell to 15 of 25.")

        held.is_told(QUALITY)

        assert "confirmed Red (D-2021-06-01). Why: “The audits fell to 15 of 25.”" in held.message(QUALITY)
        row = held.row(OUTCOMES_SUMMARY)
        summed = make_up_outcomes_summary(held.session, held.board, held.meeting, row, FIVE)
        assert "BCP-06" in as_text(summed.message) and "15 of 25" not in as_text(summed.message)


class TestWhatStands:
    def test_two_working_days_later_at_half_past_five(self, held):
        friday = datetime(2021, 5, 28, 16, 0, tzinfo=UTC)
        assert stands_at(held.board, FIVE) == datetime(2021, 6, 17, 16, 30, tzinfo=UTC)
        assert stands_at(held.board, friday).date() == date(2021, 6, 2), "Monday was a bank holiday"

    def test_what_nobody_answered_stands_and_what_was_not_decided_does_not(self, held):
        held.decides("BCP-06", rating="Green")
        held.is_told(QUALITY)

        assert held.stands(stands_at(held.board, FIVE)) == Done("1 stand")

        assert held.answer("BCP-06") == "stands"
        assert {held.answer(ref) for ref in held.plan.actions if ref in ("BCP-01", "BCP-02")} == {""}

    def test_the_message_says_that_it_stands_and_it_can_still_be_said_that_it_is_not_right(self, held):
        held.decides("BCP-06", rating="Green")
        held.is_told(QUALITY)
        assert "If you say nothing, it stands after 2 working days" in held.message(QUALITY)

        held.stands(stands_at(held.board, FIVE))

        told = held.message(QUALITY)
        assert "It stands: nobody said otherwise in 2 working days (17 June, 17:30)." in told
        assert "Buttons: Not quite" in told and "If you say nothing" not in told
        held.objects("U_QA", QUALITY, "BCP-06", "We said Amber.", stands_at(held.board, FIVE) + timedelta(hours=1))
        assert held.answer("BCP-06") == "not_quite"
        assert "You said: not quite, about BCP-06 (17 June, 18:30)." in held.message(QUALITY)
        assert "Buttons" not in held.message(QUALITY)

    def test_what_was_told_later_has_its_two_days_as_well(self, held):
        held.decides("BCP-06", rating="Green")
        held.is_told(QUALITY, FIVE + timedelta(days=1))

        decided = held.stands(stands_at(held.board, FIVE))

        assert isinstance(decided, PutOff)
        assert decided.until == datetime(2021, 6, 18, 16, 30, tzinfo=UTC)
        assert held.answer("BCP-06") == ""

    def test_what_still_waits_to_go_has_its_two_days_once_it_has_gone(self, held):
        held.decides("BCP-06", rating="Green")
        held.is_told(QUALITY, arrives=False)

        assert isinstance(held.stands(stands_at(held.board, FIVE)), PutOff)
        assert held.answer("BCP-06") == ""

    def test_what_its_officer_never_got_does_not_stand_and_the_log_says_that_they_were_not_told(self, held):
        held.decides("BCP-06", rating="Green")
        held.is_told(QUALITY, arrives=False)
        row = held.session.query(tables.Outbox).filter_by(kind=OUTCOME, state="pending").one()
        outbox.dead(held.session, row.id, "Refused.", FIVE)

        now = stands_at(held.board, FIVE)
        assert isinstance(held.stands(now), Drop)
        assert held.answer("BCP-06") == ""
        assert log_of(held.session, held.board, held.meeting, now).waiting.not_told == ["BCP-06"]

    def test_what_an_officer_objected_to_does_not_come_to_stand(self, held):
        held.decides("BCP-06", rating="Green")
        held.is_told(QUALITY)
        held.objects("U_QA", QUALITY, "BCP-06", "We said Amber.")

        assert isinstance(held.stands(stands_at(held.board, FIVE)), Drop)
        assert room.objections(held.session, held.meeting.id) == {held.plan.actions["BCP-06"]: "We said Amber."}
        told = held.session.query(tables.Outbox).filter_by(kind="outcome_disputed")
        assert {row.to for row in told} == {"U_CHAIR", "U_PM"}

    def test_a_childs_details_in_what_is_not_right_are_stopped(self, held):
        held.decides("BCP-06", rating="Green")
        held.is_told(QUALITY)

        with pytest.raises(Refusal) as refused:
            held.objects("U_QA", QUALITY, "BCP-06", "The Kowalski family was seen.")

        assert refused.value.field == "why"
        assert held.answer("BCP-06") == ""


class TestTheChannel:
    def test_help_is_said_as_the_channel_may_read_it_and_no_person_is_named(self, held):
        sends_statement(
            held.session, held.plan, "BCP-06", "Red", help_needed="Cover for the child born 03/04/2012", at=DAY
        )
        held.decides("BCP-06", rating="Red", promise="Ask Jane Smith on Monday")

        made = make_up_outcomes_summary(held.session, held.board, held.meeting, held.row("outcomes_summary"), FIVE)

        words = as_text(made.message)
        assert made.to == "C_BOARD"
        assert f"BCP-06, help asked for ({QUALITY})" in words
        assert "03/04/2012" not in words and "Jane" not in words and "Holder of" not in words

    def test_a_board_without_a_channel_posts_nothing(self, held):
        boards.change_board(held.session, held.plan.id, channel="")

        made = make_up_outcomes_summary(held.session, held.board, held.meeting, held.row("outcomes_summary"), FIVE)

        assert made == Drop("no channel is chosen for the board")


NOTHING = Outcome(6, "A6", "Audits", 2, QUALITY)


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (NOTHING, ("the rating",)),
        (replace(NOTHING, rating=Rating.RED), ()),
        (replace(NOTHING, rating=Rating.RED, evidence_given=True), ("the evidence",)),
        (replace(NOTHING, evidence_given=True, evidence=Evidence.NOT_ENOUGH), ("the rating",)),
        (replace(NOTHING, is_live=False), ()),
        (
            replace(NOTHING, rating=Rating.RED, asked=DateAsked(1, None, date(2021, 9, 1))),
            ("the new date that was asked for",),
        ),
        (
            replace(NOTHING, rating=Rating.RED, asked=DateAsked(1, None, date(2021, 9, 1)), new_date=NewDate.REFUSED),
            (),
        ),
    ],
)
def test_what_is_left_to_decide(outcome, left):
    assert outcome.not_decided == left


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (Rating.RED, Rating.AMBER, "better (was Red)"),
        (Rating.GREEN, Rating.RED, "worse (was Green)"),
        (Rating.AMBER, Rating.AMBER, "same"),
        (None, Rating.AMBER, ""),
        (Rating.AMBER, None, ""),
    ],
)
def test_which_way_a_confirmed_rating_went(was, now, words):
    assert replace(NOTHING, was=was, rating=now).travel == words


def test_who_was_there_decides_nothing_and_a_promise_is_an_agreement():
    assert not replace(NOTHING, attendance="attended").is_decided
    assert replace(NOTHING, promise=Promise("four measures", None)).is_decided
    assert Promise("Four measures.", date(2022, 1, 7)).words(TODAY) == "Four measures by 7 January 2022"
