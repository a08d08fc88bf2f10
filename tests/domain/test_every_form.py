"""Every form that the bot can open: whoever types into it is told not to name children."""

import pytest

from bot.messages.parts import NO_NAMES, Form, Note, TextField
from bot.messages.removing import FORM as REMOVE_FORM
from sandbox.gallery import subjects

FORMS = [form for subject in subjects() for form in subject.forms]
RULE = "No names, initials or case numbers of children, families or carers."


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.name}-{form.title}")
def test_whoever_types_into_it_is_told_not_to_name_children(form: Form) -> None:
    boxes = [part for part in form.parts if isinstance(part, TextField)]
    said = [part.text for part in form.parts if isinstance(part, Note)] + [box.hint for box in boxes]

    assert any(RULE in words for words in said) == (bool(boxes) and form.name != REMOVE_FORM)


@pytest.mark.parametrize("form", [form for form in FORMS if form.name == REMOVE_FORM], ids=lambda form: form.submit)
def test_whoever_removes_a_name_is_told_that_it_may_be_typed_here(form: Form) -> None:
    words = form.model_dump_json()

    assert "A name, initials or a number may stand here" in words
    assert RULE not in words


def test_there_are_many() -> None:
    assert len(FORMS) > 75
    assert sum(any(isinstance(part, TextField) for part in form.parts) for form in FORMS) > 50


def test_a_form_that_says_it_in_its_own_words_says_it_once() -> None:
    box = TextField(name="why", label="Why", hint=NO_NAMES)

    assert Form(name="x", title="X", submit="Send", parts=(box,)).parts == (box,)
