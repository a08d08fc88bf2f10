"""Where a file does not say what its columns are, or with which letters it is written, a person says so."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.plan_reading import Field, KnownPlan
from bot.domain.plan_reading.columns import chosen_for
from bot.domain.plan_reading.grid import column_number
from bot.domain.plan_reading.keeping import with_answers
from bot.domain.plan_reading.letters import WhichLetters, readings_of
from bot.domain.plan_reading.questions import questions_of
from bot.domain.plan_reading.reading import read_plan
from handlers.plan_files import read_plan_bytes
from tests.plan_reading.files import HEADINGS, HOLIDAYS, ROW, as_csv, as_workbook, preview_of

STRANGE = ("Zeile", "Vorhaben", "Chef", "Los", "Ziel", "Farbe", "Farbe")
FIELDS = (Field.REF, Field.ACTION, Field.POST, Field.START, Field.DEADLINE, Field.RATING, Field.UPDATE)
HEADED = dict(enumerate(STRANGE, start=1))
CHOSEN = chosen_for(HEADED, {field: column for column, field in enumerate(FIELDS, start=1)})
KNOWN = KnownPlan(columns=(CHOSEN,))
PLAN = [STRANGE, ROW, ("A-02", *ROW[1:])]


def test_what_may_be_the_headings_is_offered_with_what_stands_under_each():
    read = preview_of(as_csv([["Anyshire", ""], *PLAN]))

    assert read.sheet is None
    assert [(each.letter, each.heading, each.field) for each in read.columns][:2] == [
        ("A", "Zeile", None),
        ("B", "Vorhaben", None),
    ]
    assert read.columns[1].example == "Publish the standards"


def test_details_of_a_child_are_not_offered_as_an_example():
    read = preview_of(as_csv([STRANGE, [*ROW[:6], "JB (7) dob 3/4/2012 was seen"]]))

    assert "2012" not in repr(read.columns)


def test_where_nothing_could_be_a_heading_nothing_is_offered():
    assert preview_of(as_csv([["1", "2", "3"], ["4", "5", "6"]])).columns == ()


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), titles=st.booleans(), workbook=st.booleans())
def test_the_same_headings_are_known_again_in_any_order_and_layout(seed, titles, workbook):
    """Of two headings that read the same, the one further left is the first, wherever the others stand."""
    order = random.Random(seed).sample(range(7), 7)
    order[order.index(5)], order[order.index(6)] = (5, 6) if order.index(5) < order.index(6) else (6, 5)
    order = sorted(order, key=lambda place: min(order.index(5), order.index(6)) if place == 5 else order.index(place))
    table = [[row[place] for place in order] for row in PLAN]
    table = [["Anyshire"], *table] if titles else table

    read = preview_of(as_workbook(table), "p.xlsx", known=KNOWN) if workbook else preview_of(as_csv(table), known=KNOWN)

    assert [(row.ref, row.action, row.post) for row in read.loadable] == [ROW[:3], ("A-02", *ROW[1:3])]
    assert read.chosen == CHOSEN


def test_other_headings_are_not_taken_for_those():
    assert preview_of(as_csv([[*STRANGE[:6], "Preis"], ROW]), known=KNOWN).sheet is None
    assert preview_of(as_csv([HEADINGS, ROW]), known=KNOWN).chosen is None


def test_what_is_said_now_wins_over_what_was_said_before():
    read = preview_of(as_csv(PLAN), known=KNOWN, headings={"Chef": Field.LEAD})

    assert {each.heading: each.field for each in read.columns}["Chef"] == "Lead"
    assert {field for field in read.chosen.fields.values()} >= {Field.LEAD, Field.ACTION}


def test_the_column_of_the_action_alone_is_enough_once_somebody_says_so():
    read = preview_of(as_csv(PLAN), headings={"Vorhaben": Field.ACTION})

    assert [row.plan_row is None for row in read.rows] == [True, True]
    assert "Accountable Officer" in " ".join(found.message for row in read.rows for found in row.findings)
    assert replace(KNOWN, columns=(read.chosen,)).columns[0].fields == {("vorhaben", 0): Field.ACTION}


TWO_DATES = ("Ref", "Action", "Accountable officer", "Date", "Date", "BRAG", "Update")
BY_HAND = chosen_for(dict(enumerate(TWO_DATES, start=1)), {
    Field.REF: 1, Field.ACTION: 2, Field.POST: 3, Field.START: 4, Field.DEADLINE: 5, Field.RATING: 6, Field.UPDATE: 7,
})  # fmt: skip


def test_two_columns_of_one_heading_are_told_apart_in_what_is_said_and_asked():
    row = ("A-01", "Publish the standards", "Head of Quality", "04/01/2021", "Ongoing", "Amber", "Drafted.")
    file = as_csv([TWO_DATES, row])

    read = preview_of(file, known=KnownPlan(columns=(BY_HAND,)))

    (question,) = questions_of(read)
    assert (question.heading, question.column) == ("Date (column E)", 5)
    assert "Row 2, Date (column E): " in question.words
    sheets = with_answers(read_plan_bytes(file, "plan.csv"), {(question.sheet, 2, question.column): "30/06/2021"})
    (answered,) = read_plan(sheets, known=KnownPlan(columns=(BY_HAND,)), bank_holidays=HOLIDAYS).loadable
    assert (answered.start, answered.deadline) == (date(2021, 1, 4), date(2021, 6, 30))


def test_a_question_about_a_heading_that_stands_once_says_it_as_it_is():
    row = ("A-01", "Publish the standards", "Head of Quality", "04/01/2021", "Ongoing", "Amber", "Drafted.")

    (question,) = questions_of(preview_of(as_csv([HEADINGS, row])))

    assert (question.heading, question.column) == ("Deadline", 5)


def test_columns_are_named_as_a_spreadsheet_names_them():
    read = preview_of(as_csv(PLAN), known=KNOWN)

    assert [column_number(each.letter) for each in read.columns] == list(HEADED)


# Letters

TEXT = "Review children’s “plans” – all teams…"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("mac_roman", TEXT), ("cp850", "£5k agreed, café"), ("iso8859_15", "€5k agreed")],
)
def test_what_makes_better_sense_in_another_way_is_asked_and_the_right_one_is_among_the_ways(encoding, text):
    content = as_csv([HEADINGS, [ROW[0], text, *ROW[2:]]], encoding=encoding)
    with pytest.raises(WhichLetters) as asked:
        read_plan_bytes(content, "plan.csv")

    assert encoding in [each.code for each in asked.value.readings]
    assert asked.value.readings[-1].name == "Windows-1252"
    assert "Save it as “CSV UTF-8”" in asked.value.words
    (sheet,) = read_plan_bytes(content, "plan.csv", encoding)
    assert sheet.rows[1].cell(2).text == text


@pytest.mark.parametrize("text", [TEXT, "£5k, café", "École", "naïve", "• one", "€5k", "½ day", "Zoë", "2020–21"])
def test_what_excel_saves_is_read_without_a_question(text):
    assert readings_of(text.encode("cp1252")) == ()


def test_half_utf8_and_half_not_is_asked():
    assert {each.code for each in readings_of("Café".encode() + b" children\x92s")} >= {"utf-8", "cp1252"}


def test_a_line_with_details_of_a_child_is_not_shown():
    readings = readings_of(("JB’s dob 3/4/2012 – seen\nchildren’s").encode("mac_roman"))

    assert readings[0].shown == ("children’s",)
