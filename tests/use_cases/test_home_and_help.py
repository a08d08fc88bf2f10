"""The Home tab, help, and hello."""

import textwrap
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.messages.parts import Button, Buttons, Message, Paragraph
from bot.messages.sample_plan import sample_plan
from bot.messages.text import as_text
from bot.use_cases.heard import HomeOpened, Press, Typed
from bot.use_cases.help import greet, show_help
from bot.use_cases.home import open_home
from bot.use_cases.owing import owed_words
from storage import boards, people, tables
from storage.access import STRANGER as NOT_FOR_STRANGERS
from tests.use_cases.sample_board import STRANGER, TUESDAY, SampleBoard, caller, chair_confirms, sends_statement


def opens(session: Session, by: str, at: datetime = TUESDAY) -> Message:
    message = open_home(session, HomeOpened(caller(by)), at).message
    assert message is not None
    return message


def beside(message: Message, does: str) -> list[tuple[str, Button]]:
    parts = [part for part in message.parts if isinstance(part, Paragraph)]
    return [(part.text, part.button) for part in parts if part.button and part.button.does == does]


def receive(session: Session, board: SampleBoard, ref: str) -> None:
    sends_statement(session, board, ref, "Green", at=TUESDAY - timedelta(hours=1))
    meeting = session.query(tables.AgendaItem.meeting_id).filter_by(action_id=board.actions[ref]).scalar()
    newest = tables.Statement.action_id == board.actions[ref]
    session.execute(update(tables.Statement).where(newest).values(meeting_id=meeting))


def test_an_officer_sees_what_they_owe_with_its_due_date_and_one_press_to_write(
    session: Session, board: SampleBoard
) -> None:
    owed = beside(opens(session, "U_QA"), "statement.write")

    assert [text for text, _ in owed] == [
        "Requested. Due Tuesday 8 June, 17:00.",
        "Requested. Due Tuesday 8 June, 17:00.",
        "Requested. Due Wednesday 9 June, 17:00.",
    ]
    assert [button.about for _, button in owed] == [str(board.actions[f"BCP-{ref}"]) for ref in ("03", "06", "09")]


def test_what_has_come_in_is_owed_no_more(session: Session, board: SampleBoard) -> None:
    for ref in ("BCP-03", "BCP-06", "BCP-09"):
        receive(session, board, ref)

    assert beside(opens(session, "U_QA"), "statement.write") == []
    assert "Statements you owe: none just now." in as_text(opens(session, "U_QA"))


def test_what_is_late_says_when_it_was_due(session: Session, board: SampleBoard) -> None:
    late = beside(opens(session, "U_QA", TUESDAY + timedelta(hours=2)), "statement.write")

    assert late[0][0] == "Late. It was due Tuesday 8 June, 17:00."


def test_before_anything_is_asked_nothing_is_owed(session: Session, board: SampleBoard) -> None:
    assert beside(opens(session, "U_QA", datetime(2021, 5, 28, 9, tzinfo=UTC)), "statement.write") == []


def test_an_officer_sees_their_actions_with_rating_and_what_is_overdue(session: Session, board: SampleBoard) -> None:
    words = as_text(opens(session, "U_INCLUSION"))

    assert "BCP-14 Red, off track (not confirmed): " in words
    assert "Service Director, Inclusion and Family Services. Deadline" in words
    assert "Deadline 30 April, passed 39 days ago" in words
    assert "BCP-06" not in words


def test_a_delegate_sees_what_they_answer_for(session: Session, board: SampleBoard) -> None:
    early = session.get_one(tables.Post, board.posts["Head of Early Help"])
    quality = session.get_one(tables.Post, board.posts["Service Director, Quality and Assurance"])
    people.delegate(session, quality, early, date(2021, 6, 1), None)

    assert len(beside(opens(session, "U_EARLY"), "statement.write")) == 3


def test_the_chair_sees_what_needs_a_decision_and_why(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-14", "Red", help_needed="approve a new date")
    words = as_text(opens(session, "U_CHAIR"))

    assert "Help is asked for." in words
    assert "better than the rules suggest: Red." in words
    assert "Statements you owe" not in words
    assert "Needs a decision" not in as_text(opens(session, "U_PM"))


def test_the_chair_can_look_at_each_the_worst_first_and_what_is_confirmed_is_decided(
    session: Session, board: SampleBoard
) -> None:
    looks = [button.about for _, button in beside(opens(session, "U_CHAIR"), "status.show")]
    assert looks[0] == f"@{board.id} BCP-14"  # the one Red
    assert f"@{board.id} BCP-12" in looks

    chair_confirms(session, board, "BCP-12", "Red", at=TUESDAY - timedelta(hours=1))

    assert f"@{board.id} BCP-12" not in [button.about for _, button in beside(opens(session, "U_CHAIR"), "status.show")]


def test_what_is_asked_for_says_that_its_deadline_has_passed_or_that_it_has_none() -> None:
    action = replace(sample_plan()[0].action, deadline=date(2021, 6, 7), baseline=date(2021, 6, 7))

    assert owed_words(action, date(2021, 6, 7)).words.startswith("Deadline: 7 June. ")
    assert owed_words(action, date(2021, 6, 8)).words.startswith("Deadline: 7 June, passed. ")
    assert owed_words(replace(action, deadline=None), date(2021, 6, 8)).words.startswith("No deadline yet. ")


def test_the_programme_manager_sees_the_state_of_the_board(session: Session, board: SampleBoard) -> None:
    ((words, button),) = beside(opens(session, "U_PM"), "setup.open")
    assert words == "started. Next weekly summary: Monday 14 June, 09:00."
    assert button.about == str(board.id)

    boards.change_board(session, board.id, paused_at=TUESDAY)
    assert "paused" in beside(opens(session, "U_PM"), "setup.open")[0][0]

    boards.change_board(session, board.id, started_at=None, paused_at=None)
    assert "not started" in beside(opens(session, "U_PM"), "setup.open")[0][0]


def test_somebody_on_two_boards_sees_both(session: Session, board: SampleBoard) -> None:
    second = boards.add_board(session, board.workspace_id, "Corporate Parenting Board", nation="england-and-wales")
    people.seat(session, second, Role.CHAIR, session.get_one(tables.Post, board.posts["Independent Chair"]))
    words = as_text(opens(session, "U_CHAIR"))

    assert words.startswith("Your boards")
    assert "Corporate Parenting Board" in words
    assert "Children’s Services Improvement Board" in words


def test_a_stranger_sees_one_sentence_and_a_councillor_which_roles_can(session: Session, board: SampleBoard) -> None:
    assert NOT_FOR_STRANGERS in as_text(opens(session, STRANGER))
    assert "BCP" not in as_text(opens(session, STRANGER))
    assert "Only the chair" in as_text(opens(session, "U_LEAD"))
    assert "BCP" not in as_text(opens(session, "U_LEAD"))


def test_where_nothing_is_set_up_the_home_tab_says_who_can(session: Session) -> None:
    assert "Nothing is set up here yet" in as_text(opens(session, "U_CHAIR"))


def helps(session: Session, by: str, words: str = "") -> str:
    message = show_help(session, Typed(caller(by), words), TUESDAY).message
    assert message is not None
    return as_text(message)


SCREEN = 24
"""Lines of 75 signs that one sees at once beside Slack's own bars."""


@pytest.mark.parametrize("by", [STRANGER, "U_QA", "U_CHAIR", "U_PM", "U_DCS"])
def test_help_is_one_screen_for_everybody_and_says_what_it_is_not_for(
    session: Session, board: SampleBoard, by: str
) -> None:
    words = helps(session, by)

    assert sum(len(textwrap.wrap(line, 75)) for line in words.splitlines()) <= SCREEN
    assert "This is not read in real time." in words
    assert "(MASH) on 01234 567890, or 999." in words
    assert "not used for appraisal or pay" in words
    assert "status A6" in words
    assert "BCP-" not in words


def test_help_begins_with_what_somebody_asks_most(session: Session, board: SampleBoard) -> None:
    assert "statement A6" in helps(session, "U_QA")
    assert "run sheet" not in helps(session, "U_QA")
    assert "run sheet" in helps(session, "U_CHAIR")
    assert "statement A6" not in helps(session, "U_CHAIR")
    assert "new action" in helps(session, "U_PM")


def test_all_the_rest_is_one_press_away(session: Session, board: SampleBoard) -> None:
    message = show_help(session, Press(caller("U_QA"), "help.show"), TUESDAY).message
    assert message is not None
    buttons = {button.label: button for part in message.parts if isinstance(part, Buttons) for button in part.buttons}
    shown = {
        label: show_help(session, Press(caller("U_QA"), buttons[label].does, about=buttons[label].about), TUESDAY)
        for label in ("All that you can ask", "How an action is rated")
    }

    for label, reply in shown.items():
        assert reply.message is not None
        assert reply.message.heading == label
    assert "coverage" in helps(session, "U_QA", "all")
    assert "Amber: it has slipped" in helps(session, "U_QA", "ratings")


def test_where_boards_have_different_numbers_help_names_none_of_them(session: Session, board: SampleBoard) -> None:
    boards.add_board(session, board.workspace_id, "Another board", mash_number="09876 543210")
    message = greet(session, Typed(caller("U_QA"), ""), TUESDAY).message

    assert message is not None
    assert "If a child is at risk, phone 999." in as_text(message)
