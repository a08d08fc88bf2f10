"""Every way to type something to the bot: it is told not to name children, and stopped where it does.

It goes by the catalogue and by the tries of the access table, so what is added later is in it by itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.refusals import Refusal
from bot.messages.parts import NO_NAMES_HERE, Form, TextField
from bot.messages.removing import FORM as REMOVE_FORM
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Caller, FileDropped, Heard, Press, SharedFile, Typed
from sandbox.gallery import subjects
from tests.logs import logged
from tests.use_cases.test_access import (
    FORMS,
    PRESSES,
    ROLES,
    UNSEEN,
    WORDS,
    Plan,
    Try,
    do,
    plan,
    session,
    shared_database_url,
    standing,
    words_of,
)

__all__ = ["plan", "session", "shared_database_url", "standing"]

NHS_NUMBER, CHILD = "943 476 5919", "child K"
DETAILS = (f"Waits for NHS number {NHS_NUMBER}.", f"Waits for {CHILD}.")
SAYS_IT_BELOW = {
    (REMOVE_FORM, "words"): "asks for the very words, to take them out",
    ("source_add", "legal_force"): "shows by example what is meant; the form says it below",
    ("source_correct", "legal_force"): "shows by example what is meant; the form says it below",
}
"""The boxes with room for a sentence that do not say it themselves, each with why."""
SHOWN = [form for subject in subjects() for form in subject.forms]


def boxes_of(form: Form) -> list[TextField]:
    return [part for part in form.parts if isinstance(part, TextField)]


def texts_of(form: str) -> list[str]:
    """The fields of a form in which words can come: its text boxes, and whatever a try gives words to."""
    shown = [box.name for each in SHOWN if each.name == form for box in boxes_of(each)]
    return list(dict.fromkeys([*shown, *(name for name, said in FORMS[form].answers.items() if isinstance(said, str))]))


def one_of(try_: Try) -> Caller:
    """Somebody who may."""
    return next(by for role, by in ROLES.items() if role in try_.may)


@contextmanager
def kept(plan: Plan) -> Iterator[list[str]]:
    """What was written to the database with the details in it, while the block lasts, and what of them was logged."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if holds_details(repr(parameters)) and statement.split(maxsplit=1)[0].upper() in ("INSERT", "UPDATE"):
            found.append(statement)

    engine = plan.session.get_bind()
    event.listen(engine, "after_cursor_execute", note)
    try:
        with logged(level="debug") as log:
            yield found
        found += [line for line in log.getvalue().splitlines() if holds_details(line)]
    finally:
        event.remove(engine, "after_cursor_execute", note)


def holds_details(text: str) -> bool:
    return NHS_NUMBER in text or CHILD in text


def sent(plan: Plan, form: str, answers: Mapping[str, Any]) -> Answers:
    try_ = FORMS[form]
    return Answers(one_of(try_), form, plan.filled(try_.about), {**try_.answers, **answers})


@pytest.mark.parametrize("form", SHOWN, ids=lambda form: f"{form.name}-{form.title}")
def test_each_box_with_room_for_a_sentence_says_not_to_name_children(form):
    silent = {
        (form.name, box.name)
        for box in boxes_of(form)
        if box.longest > 60 and not any(NO_NAMES_HERE in words for words in (box.placeholder, box.hint))
    }

    assert silent <= set(SAYS_IT_BELOW)


@pytest.mark.parametrize("form", sorted(set(catalogue._FORMS) - {REMOVE_FORM}))
def test_details_of_a_child_in_any_field_of_any_form_are_stopped_beside_it_and_kept_nowhere(plan, form):
    with kept(plan) as found:
        for field in texts_of(form):
            for details in DETAILS:
                answer = do(plan, sent(plan, form, {field: details}))
                assert isinstance(answer, Refusal), (field, answer)
                assert answer.field == field
                assert "looks like details of a child" in answer.words
                assert not holds_details(answer.words)

    assert found == []


def test_details_of_a_child_in_a_form_that_is_still_being_written_are_kept_nowhere(plan):
    with kept(plan) as found:
        for name, try_ in PRESSES.items():
            for field in [field for field, said in try_.answers.items() if isinstance(said, str)]:
                for details in DETAILS:
                    answers = {**try_.answers, field: details}
                    about = plan.filled(UNSEEN if try_.form == "statement.submit" else try_.carried)
                    do(plan, Press(one_of(try_), name, plan.filled(try_.about), plan.filled(try_.value), form=try_.form,
                                   form_about=about, answers=answers))  # fmt: skip

    assert found == []


@pytest.mark.parametrize("details", DETAILS)
def test_details_of_a_child_typed_behind_any_word_are_neither_kept_nor_said_back(plan, details):
    said = [plan.filled(words) for words in (*WORDS, *catalogue._SYNONYMS, *catalogue._WORDS, "", "BCP-06:")]
    texts = [text for text in dict.fromkeys(said) if text.split(" ")[0] != "remove"]
    with kept(plan) as found:
        for text in texts:
            heard: Heard = Typed(ROLES["programme manager"], f"{text} {details}".strip())
            answer = do(plan, heard)
            assert not holds_details(words_of(answer)), text
            assert plan.wrote == [], text

    assert found == []


@pytest.mark.parametrize("details", DETAILS)
@pytest.mark.parametrize("role", ["programme manager", "officer", "stranger"])
def test_details_of_a_child_beside_a_file_or_in_its_name_are_stopped_and_kept_nowhere(plan, role, details):
    address = "https://files.slack.com/files-pri/T1-F1/download/plan.xlsx"
    beside = FileDropped(ROLES[role], (SharedFile("plan.xlsx", address),), text=details)
    in_the_name = FileDropped(ROLES[role], (SharedFile("plan.xlsx", address), SharedFile(f"{details}.xlsx", address)))

    with kept(plan) as found:
        for heard in (beside, in_the_name):
            answer = do(plan, heard)
            assert isinstance(answer, Refusal)
            assert "looks like details of a child" in answer.words and "delete it here" in answer.words
            assert not holds_details(answer.words)
            assert plan.wrote == []

    assert found == []
