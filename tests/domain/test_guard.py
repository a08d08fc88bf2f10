"""The child guard, against written examples and against everything in the sample plan."""

import csv
from pathlib import Path

import pytest

from bot.domain.guard import Kind, find_personal_details, refuse_personal_details
from bot.domain.refusals import Refusal

DATA = Path(__file__).parent.parent / "data"


def examples(expected: str) -> list[tuple[str, str]]:
    with (DATA / "guard_examples.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["text"]) for row in csv.DictReader(file) if row["expected"] == expected]


@pytest.mark.parametrize(("kind", "text"), examples("stop"))
def test_details_of_a_child_are_seen(kind, text):
    assert Kind[kind.upper()] in find_personal_details(text)


@pytest.mark.parametrize(("_kind", "text"), examples("pass"))
def test_the_words_of_a_plan_pass(_kind, text):
    assert find_personal_details(text) == ()


@pytest.mark.parametrize("name", ["bcp_2021_actions.csv", "bcp_2021_milestones.csv", "position_statements.csv"])
def test_nothing_in_the_sample_plan_is_stopped(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]

    assert [cell for cell in cells if find_personal_details(cell)] == []


def test_only_the_check_digit_makes_ten_digits_an_nhs_number():
    last_digits = [digit for digit in range(10) if find_personal_details(f"Held for 999 123 457{digit}")]

    assert len(last_digits) == 1


def test_a_hidden_character_does_not_hide_a_postcode():
    assert find_personal_details("ZZ1\u00a01ZZ") == (Kind.POSTCODE,)
    assert find_personal_details("ZZ\u200b1 1ZZ") == (Kind.POSTCODE,)


def test_the_refusal_names_the_kind_and_the_field_and_never_the_text():
    with pytest.raises(Refusal) as refused:
        refuse_personal_details({"progress": "All well.", "next_steps": "Visit ZZ1 1ZZ, dob 3/4/2012."})

    assert refused.value.field == "next_steps"
    assert "a date of birth and a postcode" in refused.value.words
    assert "Nothing has been kept" in refused.value.words
    assert "can miss things" in refused.value.words
    assert "ZZ1" not in refused.value.words


def test_a_form_without_such_details_passes():
    refuse_personal_details({"progress": "Audits fell to 15 of 25.", "next_steps": ""})
