"""Challenges: raised by those who may, put to the officer in time, answered, brought to the room, settled."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.challenges import Challenge, Outcome, time_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Message, Reply
from bot.messages.text import as_text
from bot.use_cases import challenges as asking
from bot.use_cases.heard import Answer, Answers, Press, Typed
from bot.use_cases.planning import Decided, Drop, MadeUp
from bot.use_cases.run_sheet import open_challenges
from storage import boards, challenges, meetings, outbox, people, tables
from storage.outbox import Leased, Planned
from tests.use_cases.sample_board import SampleBoard, caller

PACK_IS_OUT = datetime(2021, 6, 11, 9, 0, tzinfo=UTC)
DAY_BEFORE = datetime(2021, 6, 14, 12, 0, tzinfo=UTC)
QUALITY = "Service Director, Quality and Assurance"
QUESTION = "What changed for children because of the audits?"


@pytest.fixture(autouse=True)
def member(session: Session, board: SampleBoard) -> None:
    post = people.post_of(session, board.workspace_id, "Police representative", date(2020, 1, 1))
    people.hold(session, post, people.person_of(session, board.workspace_id, "U_MEMBER"), date(2020, 1, 1))
    people.seat(session, board.id, Role.MEMBER, post)


def raises(
    session: Session,
    board: SampleBoard,
    ref: str = "BCP-06",
    by: str = "U_MEMBER",
    at: datetime = PACK_IS_OUT,
    **more: Answer,
) -> str:
    """Somebody raises a challenge; what they are told."""
    answers: dict[str, Answer] = {"question": QUESTION, **more}
    sent = Answers(caller(by), "challenge_raise", f"0:{board.actions[ref]}", answers)
    return words(asking.raise_challenge(session, sent, at))


def words(reply: Reply) -> str:
    assert reply.message is not None, reply
    return as_text(reply.message)


def open_on(session: Session, board: SampleBoard, ref: str = "BCP-06") -> Challenge:
    (found,) = challenges.open_on(session, [board.actions[ref]])
    return found


def meeting_of(session: Session, board: SampleBoard) -> Meeting:
    found = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
    assert found is not None
    return found


def questions(session: Session, board: SampleBoard, post: str = QUALITY, at: datetime = DAY_BEFORE) -> Decided:
    meeting = meeting_of(session, board)
    args = {"rung": "questions", "meeting": meeting.id, "moves": 0, "post": board.posts[post]}
    row = Planned(1, "questions", "questions", args, at, board.id)
    return asking.make_up_questions(session, boards.get_board(session, board.id), meeting, row, at)


def said_to(session: Session, account: str) -> list[tables.Outbox]:
    return list(session.scalars(select(tables.Outbox).where(tables.Outbox.to == account).order_by(tables.Outbox.id)))


def replies(
    session: Session, board: SampleBoard, by: str = "U_QA", answer: str = "Plans record the child’s view."
) -> str:
    sent = Answers(caller(by), "challenge_reply", str(open_on(session, board).id), {"answer": answer})
    return words(asking.send_reply(session, sent, DAY_BEFORE + timedelta(minutes=20)))


def settles(session: Session, board: SampleBoard, by: str = "U_CHAIR", **answers: Answer) -> Reply:
    about = str(open_on(session, board).id)
    sent = Answers(caller(by), "challenge_settle", about, answers)
    return asking.settle_challenge(session, sent, DAY_BEFORE + timedelta(days=1))


class TestRaising:
    def test_a_member_is_told_when_the_officer_is_asked(self, session: Session, board: SampleBoard) -> None:
        told = raises(session, board)

        assert told.startswith(
            "Your question about BCP-06 is kept as CH-01. The officer is asked on Monday 14 June, 13:00"
        )
        assert said_to(session, "U_QA") == []
        challenge = open_on(session, board)
        assert (challenge.question, challenge.raised_post) == (QUESTION, "Police representative")
        assert challenge.meeting_id == meeting_of(session, board).id

    def test_the_same_question_is_kept_once(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)

        assert "CH-01. You had asked the same before" in raises(session, board)
        assert open_on(session, board).ref == "CH-01"

    def test_nobody_challenges_their_own_action(self, session: Session, board: SampleBoard) -> None:
        with pytest.raises(Refusal, match="Only others can challenge BCP-06: you answer for it yourself"):
            raises(session, board, by="U_QA")

    def test_an_officer_may_challenge_anothers(self, session: Session, board: SampleBoard) -> None:
        raises(session, board, by="U_INCLUSION")

        assert open_on(session, board).raised_post == "Service Director, Inclusion and Family Services"

    def test_a_councillor_hears_that_the_programme_manager_can_enter_it(
        self, session: Session, board: SampleBoard
    ) -> None:
        with pytest.raises(Refusal, match="the programme manager can enter one for somebody else"):
            raises(session, board, by="U_LEAD")

    def test_the_programme_manager_enters_one_for_somebody_else(self, session: Session, board: SampleBoard) -> None:
        raises(session, board, by="U_PM", raised_for="Lead Member for Children")

        assert open_on(session, board).asked_by == (
            "Lead Member for Children, entered by the Improvement Programme Manager"
        )

    def test_the_same_words_for_two_people_are_two_questions(self, session: Session, board: SampleBoard) -> None:
        for asker in ("Lead Member for Children", "Health Lead", "Health Lead"):
            raises(session, board, by="U_PM", raised_for=asker)

        found = challenges.open_on(session, [board.actions["BCP-06"]])
        assert [each.raised_for for each in found] == ["Lead Member for Children", "Health Lead"]

    def test_nobody_else_can_say_that_another_asked(self, session: Session, board: SampleBoard) -> None:
        raises(session, board, raised_for="The Minister")

        assert open_on(session, board).asked_by == "the Police representative"

    @pytest.mark.parametrize("field", ["question", "settles_it", "raised_for"])
    def test_a_childs_details_are_stopped_and_nothing_is_kept(
        self, session: Session, board: SampleBoard, field: str
    ) -> None:
        by = "U_PM" if field == "raised_for" else "U_MEMBER"  # who enters one for somebody else
        with pytest.raises(Refusal) as refused:
            raises(session, board, by=by, **{field: "What of the child born 3 May 2015?"})

        assert refused.value.field == field
        assert challenges.of_board(session, board.id) == []

    @pytest.mark.parametrize(("answers", "field"), [
        ({"question": " "}, "question"),
        ({"question": "x" * 501}, "question"),
        ({"due": date(2021, 6, 10)}, "due"),
    ])  # fmt: skip
    def test_what_is_wrong_is_said_beside_the_field(
        self, session: Session, board: SampleBoard, answers: dict[str, Answer], field: str
    ) -> None:
        about = f"0:{board.actions['BCP-06']}"
        sent = Answers(caller("U_MEMBER"), "challenge_raise", about, {"question": QUESTION} | answers)

        reply = asking.raise_challenge(session, sent, PACK_IS_OUT)

        assert list(reply.errors) == [field]
        assert challenges.of_board(session, board.id) == []

    def test_the_form_from_the_pack_offers_what_is_not_ones_own(self, session: Session, board: SampleBoard) -> None:
        about = str(meeting_of(session, board).id)
        form = asking.ask_at_meeting(session, Press(caller("U_QA"), "challenge.meeting", about), PACK_IS_OUT).form

        assert form is not None
        labels = [each.label for part in form.parts if part.part == "choice_field" for each in part.choices]
        assert [label.split()[0] for label in labels] == ["BCP-01", "BCP-04", "BCP-05", "BCP-07", "BCP-08"]

    def test_typed_with_its_reference_the_form_is_about_that_action(self, session: Session, board: SampleBoard) -> None:
        form = asking.type_challenge(session, Typed(caller("U_MEMBER"), "a6"), PACK_IS_OUT).form

        assert form is not None
        assert form.about == f"0:{board.actions['BCP-06']}"


class TestPuttingItToTheOfficer:
    def test_all_questions_for_one_post_are_in_one_message_the_day_before(
        self, session: Session, board: SampleBoard
    ) -> None:
        raises(session, board)
        raises(session, board, ref="BCP-03", by="U_CHAIR", question="Why is that Green?")

        decided = questions(session, board)

        assert isinstance(decided, MadeUp)
        assert decided.to == "U_QA"
        text = as_text(decided.message)
        assert "Two questions for BCP-06 and BCP-03 tomorrow:" in text
        assert f"BCP-06, CH-01, from the Police representative: “{QUESTION}”" in text

    def test_no_question_no_message(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)

        assert questions(session, board, "Corporate Director of Children’s Services") == Drop(
            "no question waits for an answer"
        )

    def test_the_delegate_is_asked_while_the_officer_is_away(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)
        post = people.get_post(session, board.posts[QUALITY])
        people.set_away(session, post, date(2021, 6, 30))
        early = people.get_post(session, board.posts["Head of Early Help"])
        people.delegate(session, post, early, date(2021, 6, 1), None)

        decided = questions(session, board)

        assert isinstance(decided, MadeUp)
        assert decided.to == "U_EARLY"
        assert f"for the {QUALITY}:" in as_text(decided.message)

    def test_nobody_is_asked_while_nobody_answers_and_it_is_asked_in_the_room(
        self, session: Session, board: SampleBoard
    ) -> None:
        raises(session, board)
        people.vacate(session, people.get_post(session, board.posts[QUALITY]), date(2021, 6, 13))

        decided = questions(session, board)

        assert isinstance(decided, Drop)
        assert "asked in the room" in decided.why

    def test_after_the_questions_have_gone_it_is_put_at_once(self, session: Session, board: SampleBoard) -> None:
        told = raises(session, board, at=DAY_BEFORE + timedelta(hours=1))

        assert "The officer is asked now." in told
        (row,) = said_to(session, "U_QA")
        assert row.kind == "questions"

    def test_on_the_evening_before_it_is_for_the_room(self, session: Session, board: SampleBoard) -> None:
        meetings.change_meeting(
            session, meeting_of(session, board).id, starts_at=datetime(2021, 6, 15, 7, 15, tzinfo=UTC)
        )

        assert "is asked in the room" in raises(session, board, at=datetime(2021, 6, 14, 20, 0, tzinfo=UTC))
        assert said_to(session, "U_QA") == []

    def test_between_meetings_it_is_put_within_working_hours(self, session: Session, board: SampleBoard) -> None:
        told = raises(session, board, at=datetime(2021, 5, 21, 19, 0, tzinfo=UTC))

        assert "The officer is asked on Monday 24 May, 08:30." in told
        (row,) = said_to(session, "U_QA")
        assert row.due_at == datetime(2021, 5, 24, 7, 30, tzinfo=UTC)

    def test_what_was_asked_already_is_still_open_the_day_before_the_meeting(
        self, session: Session, board: SampleBoard
    ) -> None:
        raises(session, board, due=date(2021, 6, 11))
        (asked,) = said_to(session, "U_QA")
        outbox.sent(session, {asked.id: "ts1"}, PACK_IS_OUT)

        alone = questions(session, board)
        raises(session, board, ref="BCP-03", by="U_CHAIR", question="Why is that Green?")
        with_another = questions(session, board)

        assert "till open" not in as_text(Message.model_validate(asked.message))
        assert isinstance(alone, MadeUp) and isinstance(with_another, MadeUp)
        assert "One open question for BCP-06 tomorrow:" in as_text(alone.message)
        text = as_text(with_another.message)
        assert "Two questions for BCP-06 and BCP-03 tomorrow:" in text
        assert f"Still open: BCP-06, CH-01, from the Police representative: “{QUESTION}”" in text
        assert text.count("Still open") == 1

    def test_what_is_wanted_before_the_meeting_does_not_wait_for_it(self, session: Session, board: SampleBoard) -> None:
        assert "asked now" in raises(session, board, due=date(2021, 6, 11))

    def test_a_question_answered_before_it_went_is_not_put(self, session: Session, board: SampleBoard) -> None:
        raises(session, board, at=DAY_BEFORE + timedelta(hours=1))
        (row,) = said_to(session, "U_QA")
        replies(session, board)
        leased = Leased(
            row.id, "T1", "slack", board.id, row.key, row.kind, row.args, row.to, None, row.due_at, 1, False, ""
        )

        assert isinstance(asking.before_question(session, leased, DAY_BEFORE), Drop)


class TestAnswering:
    def test_whoever_asked_is_told_the_answer_and_how_long_it_took(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)

        assert "goes to the Police representative" in replies(session, board)

        (row,) = said_to(session, "U_MEMBER")
        text = as_text(Message.model_validate(row.message))
        assert "The Service Director, Quality and Assurance: “Plans record the child’s view.”" in text
        assert "Answered after 3 days." in text
        assert isinstance(questions(session, board), Drop)

    def test_the_first_answer_stands(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)
        replies(session, board)
        replies(session, board, answer="Another.")

        assert open_on(session, board).answer == "Plans record the child’s view."
        assert len(said_to(session, "U_MEMBER")) == 1

    def test_a_childs_details_are_stopped(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)

        with pytest.raises(Refusal) as refused:
            replies(session, board, answer="The child born 3 May 2015 is well.")

        assert refused.value.field == "answer"
        assert not open_on(session, board).is_answered

    def test_whoever_has_left_the_board_is_not_written_to(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)
        post = people.find_post(session, board.workspace_id, "Police representative")
        assert post is not None
        people.vacate(session, post, date(2021, 6, 12))

        replies(session, board)

        assert said_to(session, "U_MEMBER") == []

    def test_what_is_brought_to_the_meeting_is_not_asked_again_beforehand(
        self, session: Session, board: SampleBoard
    ) -> None:
        raises(session, board)
        press = Press(caller("U_QA"), "challenge.bring", str(open_on(session, board).id))

        first, again = (words(asking.bring_to_meeting(session, press, PACK_IS_OUT)) for _ in "ab")

        assert first == again
        assert "you bring the answer to CH-01 to Holding to Account, Tuesday 15 June, 09:30" in first
        assert isinstance(questions(session, board), Drop)
        assert open_on(session, board).is_open

    def test_the_record_has_who_and_when_and_nothing_of_what_was_said(
        self, session: Session, board: SampleBoard
    ) -> None:
        raises(session, board)
        replies(session, board)
        settles(session, board, outcome="evidence_accepted", words="That will do.")

        entries = session.scalars(select(tables.Audit).where(tables.Audit.subject == "BCP-06 CH-01")).all()
        assert [entry.what for entry in entries] == ["raise_challenge", "answer_challenge", "settle_challenge"]
        said = " ".join(f"{entry.was} {entry.to} {entry.why}" for entry in entries)
        assert not any(text in said for text in ("audits", "child", "will do"))


class TestSettling:
    def test_the_chair_settles_it_and_whoever_asked_is_told(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)

        settled = words(settles(session, board, outcome="not_enough", words="Bring the survey in July."))

        assert settled == "CH-01 about BCP-06 is settled: evidence not enough. Whoever asked is told now."
        (row,) = said_to(session, "U_MEMBER")
        assert "Bring the survey in July." in as_text(Message.model_validate(row.message))
        (kept,) = challenges.of_board(session, board.id)
        assert (kept.outcome, kept.settled_post, kept.is_open) == (Outcome.NOT_ENOUGH, "Independent Chair", False)

    def test_what_the_chair_said_first_stands_and_whoever_asked_is_told_once(
        self, session: Session, board: SampleBoard
    ) -> None:
        raises(session, board)
        about = str(open_on(session, board).id)
        settles(session, board, outcome="not_enough", words="Bring the survey in July.")

        again = Answers(caller("U_CHAIR"), "challenge_settle", about, {"outcome": "answered", "words": "It is well."})
        answer = words(asking.settle_challenge(session, again, DAY_BEFORE + timedelta(days=2)))

        assert answer == "CH-01 about BCP-06 is settled: evidence not enough. Nobody is asked about it any more."
        assert len(said_to(session, "U_MEMBER")) == 1
        (kept,) = challenges.of_board(session, board.id)
        assert kept.outcome_words == "Bring the survey in July."

    def test_a_childs_details_in_how_it_was_settled_are_stopped(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)

        with pytest.raises(Refusal) as refused:
            settles(session, board, outcome="answered", words="The child born 3 May 2015 is well.")

        assert refused.value.field == "words"
        assert open_on(session, board).is_open

    def test_nobody_answers_one_that_is_settled(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)
        about = str(open_on(session, board).id)
        settles(session, board, outcome="answered")

        late = Answers(caller("U_QA"), "challenge_reply", about, {"answer": "Plans record the child’s view."})
        with pytest.raises(Refusal, match="CH-01 is settled: nothing is asked"):
            asking.send_reply(session, late, DAY_BEFORE + timedelta(days=2))

    def test_it_asks_what_came_of_it(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)

        assert list(settles(session, board).errors) == ["outcome"]

    def test_nobody_settles_a_challenge_to_their_own(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)
        chair = people.person_of(session, board.workspace_id, "U_CHAIR")
        people.hold(session, people.get_post(session, board.posts[QUALITY]), chair, date(2021, 6, 1))

        with pytest.raises(Refusal, match="Only others can settle a challenge to BCP-06"):
            settles(session, board, outcome="answered")

    def test_those_without_an_answer_head_the_run_sheet(self, session: Session, board: SampleBoard) -> None:
        raises(session, board)
        replies(session, board)
        raises(session, board, ref="BCP-12")
        raises(session, board, ref="BCP-01", by="U_CHAIR")

        found = open_challenges(session, boards.get_board(session, board.id), meeting_of(session, board))

        assert [(each.action_ref, each.is_answered) for each in found] == [("BCP-01", False), ("BCP-06", True)]


def test_what_was_brought_to_a_meeting_and_not_settled_comes_back_at_the_next_by_itself(
    session: Session, board: SampleBoard
) -> None:
    raises(session, board)
    asking.bring_to_meeting(
        session, Press(caller("U_QA"), "challenge.bring", str(open_on(session, board).id)), DAY_BEFORE
    )
    starts = datetime(2021, 7, 13, 8, 30, tzinfo=UTC)
    later = meetings.get_meeting(session, meetings.add_meeting(
        session, board.id, [board.actions["BCP-06"]], kind="holding_to_account", ref="HTA-2021-07-13",
        starts_at=starts, ends_at=starts + timedelta(hours=1), request_at=None, statements_due_at=None, pack_at=None,
    ))  # fmt: skip
    the_day_before = starts - timedelta(hours=20)
    args = {"rung": "questions", "meeting": later.id, "moves": 0, "post": board.posts[QUALITY]}
    row = Planned(2, "questions", "questions", args, the_day_before, board.id)

    of_board = boards.get_board(session, board.id)
    asked = asking.make_up_questions(session, of_board, later, row, the_day_before)

    assert isinstance(asked, MadeUp) and QUESTION in as_text(asked.message)
    assert [each.ref for each in open_challenges(session, of_board, later)] == ["CH-01"]
    settles(session, board, outcome="answered")
    assert open_challenges(session, of_board, later) == []


def test_the_log_has_the_open_ones_those_without_an_answer_first(session: Session, board: SampleBoard) -> None:
    raises(session, board)
    replies(session, board)
    raises(session, board, ref="BCP-12")

    by_member = asking.show_challenges(session, Typed(caller("U_MEMBER"), ""), DAY_BEFORE).message
    by_chair = asking.show_challenges(session, Typed(caller("U_CHAIR"), ""), DAY_BEFORE).message

    assert by_member is not None and by_chair is not None
    assert as_text(by_member).splitlines()[:2] == ["Challenges: 2 open challenges, 0 settled", "CH-02: BCP-12"]
    assert "Settle" not in as_text(by_member)
    assert as_text(by_chair).count("Buttons: Settle") == 2


@pytest.mark.parametrize(("taken", "said"), [
    (timedelta(seconds=5), "1 minute"),
    (timedelta(minutes=59), "59 minutes"),
    (timedelta(hours=1), "1 hour"),
    (timedelta(hours=47, minutes=59), "47 hours"),
    (timedelta(hours=48), "2 days"),
])  # fmt: skip
def test_the_time_taken_is_said_in_words(taken: timedelta, said: str) -> None:
    assert time_in_words(taken) == said
