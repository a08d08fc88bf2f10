"""The Friday note: what of an officer's is due next week, in one message, and nothing where nothing is."""

from datetime import date

import pytest

from bot.messages.delivery import KIND_WORDS
from bot.use_cases.heard import Answers, Press
from bot.use_cases.week_ahead import note_day, plan_week_ahead
from storage import boards, people, tables
from storage.actions import change_action
from tests.use_cases.ladder import EARLY_HELP, QUALITY, SOCIAL, Ladder, at
from tests.use_cases.measured_board import does
from tests.use_cases.sample_board import caller

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ladder(session, board) -> Ladder:
    """On Friday 11 June, with the note of its week planned. BCP-07 has a milestone on Friday 18 June."""
    made = Ladder(session, board)
    change_action(session, board.actions["BCP-05"], deadline=date(2021, 6, 14))
    change_action(session, board.actions["BCP-04"], deadline=date(2021, 6, 21))
    plan_week_ahead(session, made.board, "2021-W23", at(7, 8))
    return made


def notes(ladder: Ladder, who: str) -> list[str]:
    ladder.works(at(11, 9, 30))
    return ladder.told(who, "week_ahead")


def test_it_says_what_and_when_by_day_in_one_message(ladder):
    (note,) = notes(ladder, "U_SOCIAL")

    assert "2 things due next week:" in note
    monday, friday = note.splitlines()[-2:]
    assert monday.startswith("Monday 14 June: BCP-05, ") and monday.endswith(": its deadline")
    assert friday == "Friday 18 June: BCP-07: the milestone “practice guidance issued”"
    assert "BCP-04" not in note, "that is due the week after"


def test_who_hears_from_the_bot_for_the_first_time_is_told_who_reads_what_they_write(ladder):
    (note,) = notes(ladder, "U_SOCIAL")

    assert "What you write is read by the chair, the programme manager, the members of the board" in note


def test_who_has_nothing_due_next_week_gets_none(ladder):
    assert notes(ladder, "U_QA") == []


def test_it_does_not_come_before_half_past_nine(ladder):
    ladder.works(at(11, 9, 29))

    assert ladder.told("U_SOCIAL", "week_ahead") == []


def test_what_is_done_or_closed_is_not_due(ladder):
    ladder.session.query(tables.Milestone).filter_by(due=date(2021, 6, 18)).update({"done_on": date(2021, 6, 10)})
    change_action(ladder.session, ladder.sample.actions["BCP-05"], lifecycle="closed_complete")

    assert notes(ladder, "U_SOCIAL") == []


def asks(ladder: Ladder, ref: str, due: date) -> str:
    about = f"0:{ladder.sample.actions[ref]}"
    sent = Answers(caller("U_CHAIR"), "challenge_raise", about, {"question": "What do the audits show?", "due": due})
    does(ladder.session, sent, at(8, 9))
    return ladder.session.query(tables.Challenge).order_by(tables.Challenge.id.desc()).first().ref


def test_an_answer_is_in_it_by_its_day_or_once_that_has_passed_and_its_question_is_not_repeated(ladder):
    soon, past = asks(ladder, "BCP-06", date(2021, 6, 16)), asks(ladder, "BCP-03", date(2021, 6, 9))
    asks(ladder, "BCP-06", date(2021, 6, 22))

    (note,) = notes(ladder, "U_QA")

    assert f"Wednesday 16 June: BCP-06: the answer to {soon}. “challenges” has the question" in note
    assert f"Monday 14 June: BCP-03: the answer to {past}, which was asked for by Wednesday 9 June." in note
    assert "2 things due next week" in note and "audits show" not in note


def test_an_answer_that_is_there_or_is_brought_to_a_meeting_is_not(ladder):
    for ref, due in (("BCP-06", date(2021, 6, 16)), ("BCP-03", date(2021, 6, 9))):
        asks(ladder, ref, due)
    first, second = ladder.session.query(tables.Challenge).order_by(tables.Challenge.id)
    does(ladder.session, Answers(caller("U_QA"), "challenge_reply", str(first.id), {"answer": "25 of 25."}), at(9, 9))
    does(ladder.session, Press(caller("U_QA"), "challenge.bring", str(second.id)), at(9, 9))

    assert notes(ladder, "U_QA") == []


def test_statements_are_in_it_until_they_are_in(ladder):
    meeting = ladder.session.get_one(tables.Meeting, ladder.meeting.id)
    meeting.statements_due_at, meeting.request_at = at(15, 17), at(8, 9, 30)
    ladder.session.flush()
    ladder.comes_in("BCP-03", at(10, 9))

    (note,) = notes(ladder, "U_QA")

    assert "Tuesday 15 June: Statement for BCP-06, by 17:00" in note


@pytest.mark.parametrize("delegate", [True, False])
def test_while_the_officer_is_away_it_is_for_the_delegate_or_for_nobody(ladder, delegate):
    session, post = ladder.session, people.get_post(ladder.session, ladder.sample.posts[SOCIAL])
    people.set_away(session, post, date(2021, 6, 30))
    if delegate:
        people.delegate(
            session, post, people.get_post(session, ladder.sample.posts[EARLY_HELP]), date(2021, 6, 1), None
        )

    assert notes(ladder, "U_SOCIAL") == []
    assert [f"due next week, for the {SOCIAL}:" in note for note in ladder.told("U_EARLY", "week_ahead")] == [
        True
    ] * delegate


@pytest.mark.parametrize(
    ("week", "day"),
    [
        ("2021-W13", date(2021, 4, 1)),  # Good Friday
        ("2021-W51", date(2021, 12, 24)),
        ("2021-W52", date(2021, 12, 31)),
        ("2021-W23", date(2021, 6, 11)),
    ],
)
def test_it_is_on_the_last_working_day_of_the_week(ladder, week, day):
    assert note_day(boards.get_board(ladder.session, ladder.board.id), week) == day


def test_one_that_could_not_go_that_day_is_told_as_skipped_and_not_sent_on_monday(ladder):
    ladder.works(at(14, 9))
    ladder.works(at(14, 9, 10))

    assert ladder.told("U_SOCIAL", "week_ahead") == []
    (told,) = ladder.told("U_PM", "skipped_messages")
    assert SOCIAL in told and QUALITY not in told


def test_one_that_could_not_go_for_a_week_is_told_as_skipped_though_nothing_is_due_in_the_week_after(ladder):
    """What it was to say is of the week after its own, whenever it is asked."""
    ladder.works(at(12, 9, month=7))
    ladder.works(at(12, 9, 10, month=7))

    told = " ".join(ladder.told("U_PM", "skipped_messages"))
    assert f"{KIND_WORDS['week_ahead']} to the {SOCIAL}" in told
