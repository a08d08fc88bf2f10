"""What the form about a file asks, as somebody reads it under each question."""

import re

import pytest

from bot.domain.plan_reading.questions import questions_of
from bot.messages.plan_files import A_PAGE, questions_form
from tests.plan_reading.files import preview_file


@pytest.fixture(scope="module")
def fields():
    """Every question about the messy workbook, on all pages of the form."""
    asked = questions_of(preview_file("messy_plan.xlsx"))
    pages = range(1, -(-len(asked) // A_PAGE) + 1)
    forms = [questions_form("1:1", "plan.xlsx", page, asked, [""] * len(asked)) for page in pages]
    return {part.label: part for form in forms for part in form.parts if hasattr(part, "label")}


def test_the_row_and_the_column_are_said_once(fields):
    repeated = {
        label: each.hint for label, each in fields.items() if re.search(r"\bRow \d+, [^.]*?(:| is blank)", each.hint)
    }

    assert repeated == {}
    assert fields["Row 12 (BCP-10), Accountable Officer"].hint == (
        "It is blank. Every action needs one accountable post."
    )
    assert fields["Row 29 (BCP-19), Update / Comments"].hint.startswith("This looks like details of a child")


def test_an_action_that_has_a_reference_and_no_words_is_asked_for(fields):
    assert fields["Row 30 (BCP-20), Action"].hint == "Row 30 has a reference but no action."


def test_a_rating_that_is_asked_for_can_be_any_that_the_question_names(fields):
    field = fields["Row 28 (BCP-15), BRAG"]

    assert field.hint.endswith("Choose Blue, Red, Amber or Green.")
    assert [choice.label for choice in field.choices] == ["Blue", "Red", "Amber", "Green"]
