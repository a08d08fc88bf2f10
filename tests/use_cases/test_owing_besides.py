"""“Mine”: beside one's actions and statements, what one is asked for otherwise, and what one waits for."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Role
from bot.use_cases import challenges as asking
from bot.use_cases.heard import Answers, Typed
from storage import edits, inputs, meetings, new_dates, people, tables
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
SOON = datetime(2021, 6, 10, 11, 0, tzinfo=UTC)
QUESTION = "What changed for families?"


@pytest.fixture(autouse=True)
def member(session, board):
    post = people.post_of(session, board.workspace_id, "Police representative", date(2020, 1, 1))
    people.hold(session, post, people.person_of(session, board.workspace_id, "U_MEMBER"), date(2020, 1, 1))
    people.seat(session, board.id, Role.MEMBER, post)


def mine(session, who: str) -> str:
    return words_of(does(session, Typed(caller(who), "status mine"), NOW))


def asks(session, board, who: str = "U_MEMBER", ref: str = "BCP-06") -> None:
    about = f"0:{board.actions[ref]}"
    sent = Answers(caller(who), "challenge_raise", about, {"question": QUESTION, "due": date(2021, 6, 14)})
    asking.raise_challenge(session, sent, NOW)


def test_a_question_is_owed_by_whoever_answers_and_awaited_by_whoever_asked_until_the_chair_settles_it(session, board):
    asks(session, board)

    assert "BCP-06: an answer to CH-01, by 14 June" in mine(session, "U_QA")
    assert "You are waiting for: BCP-06: your question CH-01 is not answered yet" in one_line(mine(session, "U_MEMBER"))
    assert "CH-01" not in mine(session, "U_INCLUSION")

    sent = Answers(caller("U_QA"), "challenge_reply", "1", {"answer": "Plans record their view."})
    asking.send_reply(session, sent, NOW)

    assert "CH-01" not in mine(session, "U_QA")
    assert "BCP-06: your question CH-01 is answered; the chair settles it" in mine(session, "U_MEMBER")
    settled = Answers(caller("U_CHAIR"), "challenge_settle", "1", {"outcome": "answered", "words": ""})
    asking.settle_challenge(session, settled, NOW)
    assert "CH-01" not in mine(session, "U_MEMBER")


def test_nobody_reads_in_it_what_anybody_wrote(session, board):
    asks(session, board)

    assert QUESTION not in mine(session, "U_QA") + mine(session, "U_MEMBER")


def test_an_officer_reads_what_they_wait_for_and_the_others_what_is_asked_of_them(session, board):
    action, other = board.actions["BCP-06"], board.actions["BCP-14"]
    meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
    early = board.posts["Head of Early Help"]
    edits.add_contributor(session, action, early, NOW)
    inputs.add_input(
        session, action, meeting.id, people.get_post(session, early), words="What came of it?", by="x", wanted=SOON,
        at=NOW,
    )  # fmt: skip
    new_dates.add_request(session, action, was=None, to=date(2021, 9, 30), by=None, at=NOW, reason="A vacancy.")
    says = tables.Statement(action_id=action, at=NOW, version=1, progress="Work went on.", rating="Amber")
    session.add(says)
    session.flush()
    session.add(
        tables.Barrier(
            action_id=action, statement_id=says.id, words="Cover for two posts.", asked_of="Head of Early Help",
            needed_by=date(2021, 6, 30),
        )
    )  # fmt: skip
    edits.add_dependency(session, action, other, "", date(2021, 9, 30), NOW)
    session.flush()

    officer, asked = mine(session, "U_QA"), mine(session, "U_EARLY")

    for line in (
        "BCP-06: a decision about the new date, 30 September",
        "BCP-06: help from Head of Early Help, by 30 June",
        "BCP-06: input from the Head of Early Help, by Thursday 10 June, 12:00",
        "BCP-06: BCP-14, expected 30 September",
    ):
        assert line in officer.partition("You are waiting for")[2]
    for line in (
        "BCP-06: input to its statement, by Thursday 10 June, 12:00",
        "BCP-06: help that it asks of you, by 30 June",
    ):
        assert line in asked.partition("You also owe")[2]


def test_what_is_restricted_since_is_not_named_to_who_asked(session, board):
    asks(session, board)
    action = session.get_one(tables.Action, board.actions["BCP-06"])
    action.restricted_at, action.restricted_event = NOW, "The staff were told"
    session.flush()

    assert "CH-01" not in mine(session, "U_MEMBER")
    assert "BCP-06: an answer to CH-01" in mine(session, "U_QA")


def test_whoever_asks_for_anything_else_reads_none_of_it(session, board):
    asks(session, board)

    assert "CH-01" not in words_of(does(session, Typed(caller("U_QA"), "status"), NOW))


def one_line(text: str) -> str:
    return " ".join(text.replace("•", " ").split())
