"""A measure is of a team or a service: written examples, and the name of every measure that the samples have."""

import csv
from pathlib import Path

import pytest

from bot.domain.workers import names_a_worker

ROOT = Path(__file__).parents[2]
EXAMPLES = list(csv.DictReader((ROOT / "tests/data/measure_workers.csv").open(encoding="utf-8", newline="")))
"""Written, and kept as they are, before the rule was."""


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one["text"])
def test_a_worker_who_is_named_is_seen_and_a_team_a_post_or_a_place_passes(one):
    assert names_a_worker(one["text"]) is (one["expected"] == "stop")


@pytest.mark.parametrize("name", ["tests/data/kpis.csv", "sandbox/data/measures.csv", "tests/data/kpi_rule_cases.csv"])
def test_no_cell_of_a_sample_of_measures_is_stopped(name):
    cells = [cell for row in csv.reader((ROOT / name).open(encoding="utf-8-sig", newline="")) for cell in row]

    assert cells and [cell for cell in cells if names_a_worker(cell)] == []


def test_no_title_of_a_post_and_nothing_that_a_sample_plan_says_is_stopped():
    cells = [
        cell
        for name in ("people", "plan", "risks", "decisions", "milestones")
        for row in csv.reader((ROOT / f"sandbox/data/{name}.csv").open(encoding="utf-8-sig", newline=""))
        for cell in row
    ]
    people = {row["name"] for row in csv.DictReader((ROOT / "sandbox/data/people.csv").open(encoding="utf-8-sig"))}

    assert [cell for cell in cells if names_a_worker(cell) and cell not in people] == []
