"""Somebody has a form about an action open while it ends or goes to another officer: they read what happened, and what
they typed stays.
"""

from datetime import date

import pytest

from bot.use_cases.heard import Answers, Press
from storage import new_dates, tables
from tests.use_cases.editor import NOW, WHY, Editor
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller

MERGED = "BCP-06 is merged into BCP-04"
KEPT = "What you typed stands here until you close this form"
REQUEST = {
    "to": date(2021, 8, 31),
    "reason": "Two left.",
    "cause": "Vacancy",
    "effect": "None.",
    "recovery": "Interim.",
}
EVIDENCE = {
    "evidence": "Audits.", "effect": "None yet.", "measure": "25 a month.", "keeper": "Head of Early Help",
    "procedure": "Audit procedure",
}  # fmt: skip


@pytest.fixture
def pm(session, board):
    return Editor(session, board)


@pytest.fixture
def chair(session, board):
    return Editor(session, board, "U_CHAIR")


def merges(chair, board):
    chair.edits("edit.merge", "BCP-06", into=str(board.actions["BCP-04"]))


def sends(board, form, answers, ref="BCP-06", account="U_QA"):
    return Answers(caller(account), form, str(board.actions[ref]), answers)


def test_a_change_that_is_being_made(session, board, pm, chair):
    form = pm.opens("edit.reword", "BCP-06")
    merges(chair, board)

    sent = Answers(caller("U_PM"), form.name, form.about, {"title": "Audit", "words": "Audit.", "why": WHY})
    said = is_refused(session, sent, NOW)
    assert said.startswith(f"{MERGED}, so that can not be done to it now.") and KEPT in said


def test_a_change_that_waits_to_be_saved(session, board, pm, chair):
    preview = pm.previews("edit.reword", "BCP-06", title="Audit")
    chair.edits("edit.superseded", "BCP-06", by=str(board.actions["BCP-04"]))

    said = is_refused(session, Answers(caller("U_PM"), preview.name, preview.about, {}), NOW)
    assert (
        said.startswith("BCP-06 is closed: superseded, and BCP-04 took its place, so that can not be done")
        and KEPT in said
    )


def test_the_delivery_of_it(session, board, chair):
    merges(chair, board)

    said = is_refused(session, sends(board, "delivery_offer", EVIDENCE), NOW)
    assert said.startswith(f"{MERGED}, so there is nothing to mark as delivered.") and KEPT in said
    opened = is_refused(session, Press(caller("U_QA"), "delivery.ask", str(board.actions["BCP-06"])), NOW)
    assert MERGED in opened and KEPT not in opened


def test_a_request_for_a_new_date(session, board, chair):
    merges(chair, board)

    said = is_refused(session, sends(board, "date_ask", REQUEST), NOW)
    assert said.startswith(f"{MERGED}, so its deadline can not be moved.") and KEPT in said


def test_the_approval_of_a_new_date(session, board, pm):
    does(session, sends(board, "date_ask", REQUEST), NOW)
    (one,) = new_dates.open_on(session, board.actions["BCP-06"])
    pm.edits("edit.merge", "BCP-06", into=str(board.actions["BCP-04"]))

    answer = does(session, Answers(caller("U_CHAIR"), "date_approve", str(one.id), {}), NOW)

    assert "was withdrawn. Why: “BCP-06 is merged into BCP-04.”" in words_of(answer)
    assert session.get_one(tables.Action, board.actions["BCP-06"]).deadline != REQUEST["to"]


def test_a_question_to_it(session, board, chair):
    merges(chair, board)

    about = f"0:{board.actions['BCP-06']}"
    sent = Answers(caller("U_CHAIR"), "challenge_raise", about, {"question": "What do the audits show?"})
    said = is_refused(session, sent, NOW)
    assert said.startswith(f"{MERGED}, and nobody answers for BCP-06 any more.") and KEPT in said


@pytest.mark.parametrize("form", ["delivery_offer", "date_ask"])
def test_what_another_officer_answers_for_by_now_says_who(session, board, pm, form):
    pm.edits("edit.officer", "BCP-06", post=str(board.posts["Head of Early Help"]))

    said = is_refused(session, sends(board, form, {**REQUEST, **EVIDENCE}), NOW)

    assert said.startswith("Only the accountable officer or their delegate can")
    assert "For BCP-06 the accountable officer is the Head of Early Help" in said


def test_a_milestone_that_went_along_to_another_action_says_to_which_and_who_answers_for_it(session, board, chair):
    step = session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-06"], done_on=None).one()
    merged = chair.previews("edit.merge", "BCP-06", into=str(board.actions["BCP-04"]), steps=(str(step.id),))
    chair.saves(merged)

    sent = Answers(caller("U_QA"), "milestone.expected", str(step.id), {"forecast": date(2021, 7, 20), "note": "Late."})
    said = is_refused(session, sent, NOW)

    assert "It is a milestone of BCP-04 now. For BCP-04 the accountable officer is the Service Director, Child" in said
