"""The sample plan of fifteen actions, with milestones in their cell and in a file of their own."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.actions import Lifecycle
from bot.domain.plan_reading import KnownPlan, Outcome
from bot.domain.rating_facts import Rating
from handlers.plan_files import read_plan_path
from tests.plan_reading.files import DATA, codes, preview_file


@pytest.fixture(scope="module")
def preview():
    return preview_file("bcp_2021_actions.csv", document_date=date(2021, 6, 8))


def row(preview, ref):
    return next(row for row in preview.loadable if row.ref == ref)


def test_all_fifteen_can_be_loaded(preview):
    assert len(preview.loadable) == 15
    assert [r.ref for r in preview.rows if r.outcome is Outcome.QUESTIONS] == ["BCP-02", "BCP-15"]


def test_a_baseline_beside_a_later_deadline_is_kept_as_one_change(preview):
    first = row(preview, "BCP-01")

    assert (first.baseline_deadline, first.deadline) == (date(2021, 6, 30), date(2021, 9, 30))
    assert first.requested_deadline is None
    assert "BASELINE_KEPT" in codes(preview.rows[0])


def test_a_closed_action_loads_as_delivered(preview):
    second = row(preview, "BCP-02")

    assert second.lifecycle is Lifecycle.DELIVERED
    assert second.self_rating is None
    assert second.confirmed_as_printed == "Blue"


def test_an_action_without_a_deadline_loads_with_a_question(preview):
    (last,) = [r for r in preview.rows if r.ref == "BCP-15"]

    assert "NO_DEADLINE" in codes(last)
    assert last.plan_row.deadline is None


def test_the_officer_and_the_chair_rated_differently_and_both_are_kept(preview):
    third = row(preview, "BCP-03")

    assert (third.self_rating, third.confirmed_as_printed) == (Rating.GREEN, "Amber")
    assert third.forecast == date(2021, 7, 16)


def test_milestones_in_the_cell_are_those_of_the_file_beside_it(preview):
    (own,) = read_plan_path(DATA / "bcp_2021_milestones.csv")
    beside = preview_file("bcp_2021_actions.csv", milestones_sheet=own)

    def told(read):
        return [[(m.title, m.due, m.done_on) for m in r.milestones] for r in read.loadable]

    assert told(beside) == told(preview)
    assert sum(len(r.milestones) for r in beside.loadable) == 38
    assert [m.ref for m in row(beside, "BCP-01").milestones if m.critical] == ["BCP-01-M3"]


def test_a_second_load_changes_nothing(preview):
    known = KnownPlan({r.ref: r for r in preview.loadable}, tuple({r.post for r in preview.loadable}))
    again = preview_file("bcp_2021_actions.csv", document_date=date(2021, 6, 8), known=known)

    assert {r.change for r in again.rows} == {"unchanged"}
    assert again.loadable == preview.loadable


def test_an_import_never_moves_a_deadline(preview):
    agreed = replace(row(preview, "BCP-05"), deadline=date(2021, 5, 31), baseline_deadline=date(2021, 4, 30))
    again = preview_file("bcp_2021_actions.csv", known=KnownPlan({"BCP-05": agreed}))
    read = row(again, "BCP-05")

    assert (read.baseline_deadline, read.deadline) == (date(2021, 4, 30), date(2021, 5, 31))
    assert read.requested_deadline == date(2021, 7, 31)
    assert [f.message for r in again.rows for f in r.findings if f.code == "DEADLINE_MOVE_ASKED"] == [
        "Row 6, current_deadline: 31 July 2021 here, 31 May 2021 in the plan. An import can never move a deadline. "
        "Loading asks for the change; until it is decided the deadline stays at 31 May 2021."
    ]


def test_blank_does_not_erase_and_a_row_that_is_gone_stays(preview):
    dated = replace(
        row(preview, "BCP-15"), deadline=date(2021, 9, 1), baseline_deadline=date(2021, 9, 1), partners="DfE, Treasury"
    )
    gone = replace(dated, ref="BCP-16", action="Something else")
    again = preview_file("bcp_2021_actions.csv", known=KnownPlan({"BCP-15": dated, "BCP-16": gone}))

    assert row(again, "BCP-15").deadline == date(2021, 9, 1)
    assert again.not_in_file == ("BCP-16",)
