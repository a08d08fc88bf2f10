"""The worked messy workbook: what becomes of each row, and every sentence that is said."""

import csv

import pytest

from bot.domain.actions import Lifecycle
from bot.domain.plan_reading import KnownPlan, Outcome
from bot.domain.rating_facts import Rating
from tests.plan_reading.files import DATA, codes, preview_file

# These two cannot be worked out from the workbook: which way is good, and how many children there are.
NOT_IN_THE_FILE = {("6", "ARROW_AMBIGUOUS"), ("10", "TWO_VALUES")}


def table(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def preview():
    return preview_file("messy_plan.xlsx")


@pytest.mark.parametrize("expected", table("messy_row_outcomes.csv"), ids=lambda row: f"row {row['row']}")
def test_each_row_has_its_outcome_and_its_findings(preview, expected):
    (row,) = [row for row in preview.rows if row.row == int(expected["row"])]

    assert (row.outcome.value, codes(row)) == (expected["outcome"], set(expected["codes"].split()))


@pytest.mark.parametrize(
    "expected", table("messy_expected_messages.csv"), ids=lambda r: f"{r['sheet'][:8]} {r['code']}"
)
def test_each_finding_is_said_in_these_words(preview, expected):
    findings = [*preview.findings, *(finding for row in preview.rows for finding in row.findings)]
    said = [finding.message for finding in findings if finding.code == expected["code"]]

    if (expected["row_or_record"], expected["code"]) in NOT_IN_THE_FILE:
        assert any(words.startswith(f"Row {expected['row_or_record']}, ") for words in said)
    else:
        assert expected["message"] in said


def test_the_counts_add_up_and_are_said_first(preview):
    assert len(preview.rows) == len(table("messy_row_outcomes.csv"))
    assert preview.summary == (
        "I found 25 actions. 1 is ready, 7 are ready but I have questions, 17 cannot be loaded yet. "
        "Nothing has been saved."
    )


def test_nothing_of_a_child_is_kept_anywhere(preview):
    assert "0000000" not in repr(preview)
    assert "Example Street" not in repr(preview)
    (row,) = [row for row in preview.rows if row.ref == "BCP-19"]
    assert row.plan_row is None
    assert [finding.raw for finding in row.findings] == ["(not repeated)"]


def test_a_revised_date_asks_for_a_change_and_moves_nothing(preview):
    (first,) = [row for row in preview.loadable if row.ref == "BCP-01"]

    assert str(first.deadline) == "2021-06-30"
    assert str(first.requested_deadline) == "2021-09-30"
    assert first.requested_note == "Board 4 May"


def test_complete_is_delivered_and_has_no_colour(preview):
    (second,) = [row for row in preview.loadable if row.ref == "BCP-02"]

    assert second.lifecycle is Lifecycle.DELIVERED
    assert second.self_rating is None
    assert second.priority == "Leadership"


def test_contact_details_are_dropped_and_a_note_on_a_rating_is_kept(preview):
    (row,) = [row for row in preview.loadable if row.ref == "BCP-14"]

    assert row.post == "Head of SEND"
    assert (row.self_rating, row.rating_note) == (Rating.RED, "was Amber")
    assert (str(row.deadline), row.deadline_precision) == ("2021-06-18", "week")


def test_the_whole_import_carries_the_marking(preview):
    assert preview.marking == "OFFICIAL-SENSITIVE"
    assert str(preview.document_date) == "2021-06-08"


def test_only_ready_rows_can_be_loaded(preview):
    ready = [row.ref for row in preview.rows if row.outcome in {Outcome.READY, Outcome.QUESTIONS}]

    assert [row.ref for row in preview.loadable] == ready


def test_the_same_workbook_twice_changes_nothing(preview):
    known = KnownPlan({row.ref: row for row in preview.loadable}, tuple({row.post for row in preview.loadable}))
    again = preview_file("messy_plan.xlsx", known=known)

    assert again.changes == {"unchanged": 8}
    assert again.loadable == preview.loadable
