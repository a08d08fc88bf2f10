"""Dates as five public reports wrote them, and as plans do."""

import csv
from datetime import date

import pytest

from bot.domain.plan_reading import Weight
from bot.domain.plan_reading.dates import read_date_phrase
from tests.plan_reading.files import DATA, codes, one_row


def phrases():
    with (DATA / "date_phrases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", phrases(), ids=lambda case: f"{case['id']} {case['phrase']}")
def test_a_phrase_of_the_reports_is_read_as_expected(case):
    reading = read_date_phrase(case["phrase"], date.fromisoformat(case["document_date"]))

    assert (str(reading.start or ""), str(reading.end or ""), reading.precision) == (
        case["expected_start"],
        case["expected_end"],
        case["precision"],
    )


@pytest.mark.parametrize(
    "case", [c for c in phrases() if "hold" in c["importer_should_say"].lower()], ids=lambda c: c["phrase"]
)
def test_what_has_to_be_held_is_held(case):
    reading = read_date_phrase(case["phrase"], date.fromisoformat(case["document_date"]))

    # A month after the document is a date; that a source lies in the future is found when sources are read.
    assert reading.weight is (Weight.ASK if case["kind"] == "source" else Weight.HOLD)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3/4/2021", "2021-04-03"),
        ("2021-04-03", "2021-04-03"),
        ("03.04.21", "2021-04-03"),
        ("3rd April 2021", "2021-04-03"),
        ("Sat 3 Apr 2021", "2021-04-03"),
        ("44289", "2021-04-03"),
        ("by 3/4/21", "2021-04-03"),
        ("20210403", "2021-04-03"),
        ("April 2021", "2021-04-30"),
        ("end of April 2021", "2021-04-30"),
        ("Apr-21", "2021-04-30"),
        ("04/2021", "2021-04-30"),
        ("Q4 20/21", "2021-03-31"),
        ("Q1 2021/22", "2021-06-30"),
        ("w/c 29/03/2021", "2021-04-02"),
        ("week commencing 29 March 2021", "2021-04-02"),
        ("w/e 2 April 2021", "2021-04-02"),
        ("1 March - 3 April 2021", "2021-04-03"),
        ("03/04/2021 (agreed by the Board)", "2021-04-03"),
        ("04/13/2021", "2021-04-13"),
        ("March/April 2021", "2021-04-30"),
        ("3\u00a0April\u00a02021", "2021-04-03"),
    ],
)
def test_a_deadline_is_read_day_first(typed, read):
    row = one_row({"Deadline": typed, "Start": ""})

    assert str(row.plan_row.deadline) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("31/04/2021", "DATE_IMPOSSIBLE"),
        ("29 February 2021", "DATE_IMPOSSIBLE"),
        ("13/13/2021", "DATE_IMPOSSIBLE"),
        ("ongoing", "DATE_ONGOING"),
        ("Monthly", "DATE_ONGOING"),
        ("tbc", "DATE_TBC"),
        ("To be agreed", "DATE_TBC"),
        ("ASAP", "DATE_VAGUE"),
        ("mid July", "DATE_VAGUE"),
        ("Summer 2021", "DATE_VAGUE"),
        ("2021/22", "DATE_VAGUE"),
        ("3O/06/2021", "DATE_UNREADABLE"),
        ("1O June 2021", "DATE_UNREADABLE"),
        ("30 June 2O21", "DATE_UNREADABLE"),
        ("30/6", "DATE_NO_YEAR"),
        ("30/06/2205", "DATE_UNLIKELY"),
        ("31/12/9999", "DATE_UNLIKELY"),
        ("when we can", "DATE_EVENT"),
        ("sometime", "DATE_UNREADABLE"),
        ("16 July", "DATE_NO_YEAR"),
        ("30/06/2021 30/09/2021", "TWO_VALUES"),
        ("30/06/2020", "DATE_BEFORE_START"),
        ("#REF!", "CELL_ERROR"),
    ],
)
def test_a_deadline_that_is_no_date_holds_the_row(typed, code):
    row = one_row({"Deadline": typed})

    assert (row.outcome.value, codes(row)) == ("held", {code})


def test_a_start_that_cannot_be_read_is_only_a_question():
    row = one_row({"Start": "tbc"})

    assert (row.outcome.value, row.plan_row.start) == ("ready with questions", None)


def test_month_first_is_not_guessed_where_both_ways_work():
    assert one_row({"Deadline": "05/06/2021"}).plan_row.deadline == date(2021, 6, 5)


def test_a_month_alone_takes_its_year_from_the_plan():
    row = one_row({"Deadline": "during July"}, document_date=date(2021, 6, 8))

    assert (row.plan_row.deadline, row.plan_row.deadline_precision) == (date(2021, 7, 31), "month")
    assert (
        row.findings[0].message
        == 'Row 2, Deadline: "during July" read as 31 July 2021 (year taken from the document date). Confirm.'
    )


def test_an_excel_number_from_an_old_mac_is_asked_about():
    row = one_row({"Deadline": "42915"})

    assert "If the file came from an old Mac it is 30 June 2021. Which?" in row.findings[0].message


@pytest.mark.parametrize("typed", ["12.5 / 31", "12.5 / 2021", "by 12.5 / 31"])
def test_what_has_the_shape_of_a_date_and_is_none_is_asked_about(typed):
    row = one_row({"Deadline": typed})

    assert (row.outcome.value, codes(row)) == ("held", {"DATE_UNREADABLE"})
