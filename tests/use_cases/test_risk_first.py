"""Somebody writes of a child at risk where something else was asked for: whom to phone comes before the answer."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.text import as_text, form_as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, FileDropped, Press, SharedFile, Typed
from storage import boards, people
from tests.use_cases.measured_board import does, is_refused
from tests.use_cases.sample_board import STRANGER, TUESDAY, SampleBoard, caller

MASH = "phone the Multi-Agency Safeguarding Hub (MASH) on 01234 567890, or 999."
FIRST = "This is not read in real time. If a child is at risk, " + MASH
TOLD = "A boy in my class was hit by his stepfather last night."


def answered(session: Session, heard: Press | Answers | Typed | FileDropped) -> str:
    """All that somebody is told, whether it was done or refused."""
    try:
        reply = does(session, heard, TUESDAY)
    except Refusal as refusal:
        return refusal.words
    return form_as_text(reply.form) if reply.form else as_text(reply.message) if reply.message else str(reply.errors)


@pytest.mark.parametrize(
    "words",
    [
        "who do I tell, a kid is being hurt",
        "statement a child is being hurt",
        "challenge the child is in danger",
        "watch a baby was left alone",
        "away my daughter is not safe",
        "remove a chlid is in danger",
        "red a girl has gone missing",
        "A99: a boy was hit",
        "BCP-06: a boy was hit",
    ],
)
@pytest.mark.parametrize("who", ["U_QA", "U_PM", STRANGER])
def test_whatever_word_it_begins_with_it_is_no_wrong_command(session: Session, board: SampleBoard, words, who):
    assert MASH in answered(session, Typed(caller(who), words))


def test_a_command_that_is_done_says_it_first_and_one_about_the_service_does_not(session: Session, board: SampleBoard):
    told = answered(session, Typed(caller("U_PM"), f"watch BCP-06 because {TOLD}"))
    plain = answered(session, Typed(caller("U_PM"), "watch BCP-05 because children at risk of harm wait"))

    assert FIRST in told
    assert "BCP-06" in told
    assert "BCP-05" in plain
    assert "real time" not in plain


def test_a_form_says_it_first_too_saved_or_stopped(session: Session, board: SampleBoard):
    at = datetime(2021, 6, 15, 10, 0, tzinfo=UTC)
    about = f"0:{board.actions['BCP-06']}"
    asks = {"question": TOLD, "settles": "", "due": None}

    sent = does(session, Answers(caller("U_CHAIR"), "challenge_raise", about, asks), at)
    stopped = is_refused(
        session,
        Answers(
            caller("U_CHAIR"),
            "challenge_raise",
            about,
            asks | {"question": f"{TOLD} He is Child Q."},
        ),
        at,
    )

    assert sent.message is not None
    assert as_text(sent.message).startswith(FIRST)
    assert stopped.startswith(FIRST)
    assert "looks like details of a child" in stopped


@pytest.mark.parametrize("form", ["decision.confirm", "statement.submit", "a form of an older release"])
def test_a_form_that_cannot_be_read_says_it_too_and_what_looks_like_details_is_not_said_back(session, board, form):
    unreadable = {"rating": "Puce", "reason": TOLD}

    refused = is_refused(session, Answers(caller("U_CHAIR"), form, "no number", unreadable), TUESDAY)
    named = is_refused(session, Answers(caller("U_CHAIR"), form, "no number", {"rating": "Child Q"}), TUESDAY)

    assert refused.startswith(FIRST)
    assert len(refused) > len(FIRST) + 20, "and then what is wrong with it"
    assert "looks like details of a child" in named


def with_two_plans(session: Session, board: SampleBoard) -> None:
    other = boards.add_board(session, board.workspace_id, "Sufficiency Board", channel="C_OTHER", started_at=TUESDAY)
    boards.change_board(session, other, mash_number="01234 567890")
    officer = people.get_post(session, board.posts["Service Director, Quality and Assurance"])
    people.seat(session, other, Role.PROGRAMME_MANAGER, officer)


@pytest.mark.parametrize(
    "words",
    [
        f"BCP-06: {TOLD}",
        f"challenge BCP-06 because {TOLD}",
        "challenge BCP-99 because a child is being hurt",
        "history of children in danger",
    ],
)
def test_with_several_plans_it_is_said_once_above_the_question_which_is_meant(session, board, words):
    with_two_plans(session, board)
    asked = does(session, Typed(caller("U_QA"), words), TUESDAY).message
    assert asked is not None
    assert (asked.kind, as_text(asked).count(MASH)) == ("which_plan", 1)

    button = next(each for part in asked.parts for each in getattr(part, "buttons", ()))
    chosen = catalogue.find(Press(caller("U_QA"), button.does, button.about))
    chosen.use_case(session, chosen.command, TUESDAY)

    assert chosen.then is not None
    assert MASH not in answered(session, chosen.then)


@pytest.mark.parametrize("who", ["U_PM", "U_QA", STRANGER])
def test_what_is_written_beside_a_file_is_told_it_first_whether_the_file_is_taken_or_not(session, board, who):
    file = SharedFile("plan.xlsx", "https://files.slack.com/files-pri/T1-F1/download/plan.xlsx")

    assert answered(session, FileDropped(caller(who), (file,), text=TOLD)).startswith(FIRST)
    assert MASH not in answered(session, FileDropped(caller(who), (file,), text="Our plan for children."))
