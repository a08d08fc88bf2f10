"""Somebody has a form about an action open while it ends or goes to another officer: they read what happened, and what
they typed stays.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.messages import new_dates as date_words
from bot.messages.closing import CLOSE
from bot.messages.parts import Message
from bot.messages.text import as_text, form_as_text
from bot.use_cases.heard import Answers, Press
from storage import new_dates, people, statements, tables
from storage.actions import change_action
from tests.use_cases.editor import NOW, WHY, Editor, standing, words_of_form
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller, sends_statement

MERGED = "BCP-06 is merged into BCP-04"
KEPT = "What you typed stands here until you close this form"
KEPT_WORDS = f" {KEPT}: copy what is still of use."
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


@pytest.mark.parametrize("form", ["decision.close", "delivery_missing"])
def test_a_decision_about_its_evidence(session, board, pm, form):
    merges(pm, board)

    given = {"reason": "In use.", "waiver": "No measure.", "missing": "Audits."}
    said = is_refused(session, sends(board, form, given, account="U_CHAIR"), NOW)
    assert said == f"{MERGED}, so there is no evidence of it to decide about.{KEPT_WORDS}"
    opened = is_refused(session, Press(caller("U_CHAIR"), CLOSE, str(board.actions["BCP-06"])), NOW)
    assert MERGED in opened and KEPT not in opened


def test_a_rating_that_the_chair_confirms(session, board, pm):
    merges(pm, board)

    said = is_refused(session, sends(board, "decision.confirm", {"rating": "Amber"}, account="U_CHAIR"), NOW)
    assert said == f"{MERGED}. Reopen it before its rating is confirmed again."


def test_asking_another_board_to_follow_it(session, board, pm):
    merges(pm, board)

    said = is_refused(session, sends(board, "report_ask", {"board": "Safety", "why": "x"}, account="U_PM"), NOW)
    assert said == f"{MERGED}, so no other board needs to follow it."


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


SPLIT_OFF = (
    "BCP-16 Report the audits (the Head of Early Help) has been split off BCP-06, so this counts for what is left "
    "of BCP-06 alone. For another, type “status” and its reference."
)


def splits(pm, board, post="Head of Early Help", now=NOW, **more):
    new = {"words": "Report the audits.", "post": str(board.posts[post]), "left": "Do the audits.", **more}
    return pm.edits("edit.split", "BCP-06", now=now, **new)


class TestAnActionThatIsSplitMeanwhile:
    """It goes on with what is left, and so does what was typed about it."""

    def test_a_statement(self, session, board, pm):
        splits(pm, board)

        about = f'{{"action": {board.actions["BCP-06"]}, "reason_asked": true}}'
        given = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green", "forecast": date(2021, 6, 30)}
        does(session, Answers(caller("U_QA"), "statement.submit", about, given), NOW)

        row = session.query(tables.Outbox).filter_by(kind="statement_received").one()
        assert SPLIT_OFF in as_text(Message.model_validate(row.message))

    def test_the_draft_of_one_and_none_that_is_begun_after_the_next_was_sent(self, session, board, pm):
        draft = {"progress": "Audits and reports went on."}
        statements.keep_draft(
            session, board.actions["BCP-06"], people.person_of(session, board.workspace_id, "U_QA").id, draft, NOW
        )
        splits(pm, board)
        write = Press(caller("U_QA"), "statement.write", str(board.actions["BCP-06"]))
        form = does(session, write, NOW).form
        assert SPLIT_OFF in form_as_text(form) and "Do the audits." in form_as_text(form)
        assert standing(form)["progress"] == draft["progress"]

        sends_statement(session, board, "BCP-06", "Amber", at=NOW + timedelta(minutes=1))

        assert "split off" not in form_as_text(does(session, write, NOW + timedelta(minutes=2)).form)

    def test_what_is_split_off_is_their_own_and_there_is_more_than_one(self, session, board, pm):
        splits(pm, board, "Service Director, Quality and Assurance")
        splits(pm, board, now=NOW + timedelta(minutes=1), words="Train the auditors.")

        said = words_of(does(session, sends(board, "date_ask", REQUEST), NOW + timedelta(minutes=2)))

        assert "BCP-16 Report the audits (yours) and BCP-17 Train the auditors (the Head of Early Help) have" in said

    def test_the_delivery_of_it_and_the_acceptance_of_what_was_delivered_before(self, session, board, pm):
        splits(pm, board)
        assert SPLIT_OFF in words_of(does(session, sends(board, "delivery_offer", EVIDENCE), NOW))
        close = Press(caller("U_CHAIR"), CLOSE, str(board.actions["BCP-06"]))
        assert "split off" not in form_as_text(does(session, close, NOW).form)

        splits(pm, board, now=NOW + timedelta(minutes=1))

        assert "BCP-17 Report the audits" in form_as_text(does(session, close, NOW + timedelta(minutes=2)).form)

    def test_the_decision_about_a_new_date_that_was_asked_for_before(self, session, board, pm):
        does(session, sends(board, "date_ask", REQUEST), NOW)
        (one,) = new_dates.open_on(session, board.actions["BCP-06"])
        approve = Press(caller("U_CHAIR"), date_words.APPROVE, str(one.id))
        assert "split off" not in form_as_text(does(session, approve, NOW).form)
        new = {"words": "Report the audits.", "post": str(board.posts["Head of Early Help"]), "left": "Do the audits."}
        preview = pm.previews("edit.split", "BCP-06", now=NOW + timedelta(minutes=1), **new)
        assert "The new date that is asked for is for what is left of BCP-06 alone." in words_of_form(preview)
        pm.saves(preview, NOW + timedelta(minutes=1))
        later = NOW + timedelta(minutes=2)

        assert SPLIT_OFF in form_as_text(does(session, approve, later).form)
        assert SPLIT_OFF in words_of(does(session, Answers(caller("U_CHAIR"), "date_approve", str(one.id), {}), later))
        new = session.query(tables.Action).filter_by(ref="BCP-16").one()
        assert new.deadline != REQUEST["to"] == session.get_one(tables.Action, board.actions["BCP-06"]).deadline

    def test_a_question_to_it(self, session, board, pm):
        splits(pm, board)

        about = f"0:{board.actions['BCP-06']}"
        sent = Answers(caller("U_CHAIR"), "challenge_raise", about, {"question": "What do the audits show?"})
        assert SPLIT_OFF in words_of(does(session, sent, NOW))
        to_another = replace(sent, about=f"0:{board.actions['BCP-05']}")
        assert "split off" not in words_of(does(session, to_another, NOW))

    def test_what_is_restricted_is_named_without_its_words(self, session, board, pm):
        splits(pm, board)
        change_action(session, session.query(tables.Action).filter_by(ref="BCP-16").one().id, restricted_at=NOW)

        said = words_of(does(session, sends(board, "date_ask", REQUEST), NOW))

        assert "BCP-16 restricted (the Head of Early Help) has been split off" in said and "Report" not in said

    def test_a_milestone_that_went_along_says_of_which_action_it_is(self, session, board, pm):
        step = session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-06"], done_on=None).one()
        reword = pm.previews("edit.milestone", "BCP-06", str(step.id), title="Audits")
        splits(pm, board, "Service Director, Quality and Assurance", steps=(str(step.id),))

        said = is_refused(session, Answers(caller("U_PM"), reword.name, reword.about, {}), NOW)
        assert said.startswith("It is a milestone of BCP-16 now") and KEPT in said
        press = Press(caller("U_PM"), "edit.milestone", f"{board.actions['BCP-06']}:{step.id}")
        opened = is_refused(session, press, NOW)
        assert opened.startswith("It is a milestone of BCP-16 now") and KEPT not in opened
        expected = {"forecast": date(2021, 7, 20), "note": "Late."}
        answer = does(session, Answers(caller("U_QA"), "milestone.expected", str(step.id), expected), NOW)
        assert words_of(answer).startswith("BCP-16")
