"""Practising a statement: the same form, rules and guard, and not a row of anything is left behind."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.domain.refusals import Refusal
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Press, Typed
from storage.tables import Row
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import TUESDAY, caller

ABOUT = '{"action": 0, "reason_asked": false}'
SAID = {"progress": "Forty schools have a contact.", "effect": "None yet.", "rating": "Green"}


def sends(session, who: str = "U_QA", about: str = ABOUT, **answers):
    return does(session, Answers(caller(who), "practice.submit", about, {**SAID, **answers}), TUESDAY)


def counts(session) -> dict[str, int]:
    return {
        table.name: session.scalars(select(func.count()).select_from(table)).one()
        for table in Row.metadata.sorted_tables
    }


def test_is_one_press_from_the_welcome_and_marked_as_practice_in_every_step(session, board):
    assert "Buttons: What can I ask? · My actions · Practise a statement" in words_of(
        does(session, Typed(caller("U_NOBODY"), "hello"), TUESDAY)
    )
    form = does(session, Press(caller("U_NOBODY"), "practice.open", ""), TUESDAY).form

    assert (form.title, form.submit) == ("Practice statement", "Try it")
    assert "nothing that you write here is saved" in form.parts[0].text
    assert "Save draft" not in str(form.parts)
    assert words_of(sends(session, forecast=date(2021, 6, 20))).startswith("Practice: not saved\nThis is practice")


def test_leaves_nothing_behind_whatever_is_tried(session, board):
    before = counts(session)

    for answers in ({}, {"rating": "Red", "next_steps": "Phone them.", "cause": "Not known yet."}):
        sends(session, forecast=date(2021, 6, 20), **answers)
    for heard in (
        Answers(caller("U_QA"), "practice.submit", ABOUT, SAID), Press(caller("U_QA"), "practice.open", ""),
        Press(caller("U_QA"), "refresh", "rating", form="practice.submit", form_about=ABOUT, answers=SAID),
    ):  # fmt: skip
        assert catalogue.find(heard).reads

    session.flush()
    assert counts(session) == before


def test_is_checked_as_a_statement_is_and_says_what_would_happen(session, board):
    with pytest.raises(Refusal, match="Red needs next steps"):
        sends(session, rating="Red", cause="Not known yet.")
    asked = sends(session, forecast=date(2021, 7, 9))
    assert "Your rating is better than the rules suggest. Why?" in str(asked.form.parts)

    told = words_of(sends(session, about=ABOUT.replace("false", "true"), forecast=date(2021, 7, 9)))
    assert "You said Green. That is better than the rules suggest; the chair would see “no reason given”" in told
    assert "the forecast is 9 July, 10 days after the deadline, 29 June" in told
    assert "until the pack is fixed you could correct it" in told


def test_shows_what_the_rules_suggest_while_it_is_filled_in(session, board):
    press = Press(
        caller("U_QA"), "refresh", "rating", form="practice.submit", form_about=ABOUT,
        answers={**SAID, "rating": "Red", "forecast": date(2021, 6, 20)},
    )  # fmt: skip

    form = does(session, press, TUESDAY).form

    assert "You are more careful than the rules." in str(form.parts) and form.name == "practice.submit"


def test_the_guard_works_there_too(session, board):
    with pytest.raises(Refusal, match="child") as refused:
        sends(session, progress="Ella Jones, born 3/4/2014, is back at school.")
    assert "Ella" not in refused.value.words
