"""Measures: what a figure comes to against its target, which way it goes, and which figures are too small to show."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.measures import (
    Direction,
    GoodIs,
    Judged,
    Measure,
    Reading,
    are_comparable,
    counts_as,
    direction,
    figure,
    judge,
    judged,
    read_figure,
    read_good_is,
    read_tolerance,
    refs_named,
    travelled,
)
from bot.domain.rating_facts import Rating

DATA = Path(__file__).parent.parent / "data"
with (DATA / "kpi_rule_cases.csv").open(encoding="utf-8-sig", newline="") as opened:
    CASES = list(csv.DictReader(opened))
with (DATA / "kpis.csv").open(encoding="utf-8-sig", newline="") as opened:
    KPIS = list(csv.DictReader(opened))
FIGURES = [row for row in KPIS if (row["baseline"] or row["latest"]) and "not a level" not in row["note"]]


def number(said: str) -> Decimal | None:
    return Decimal(said) if said else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_each_worked_case_comes_to_what_it_says(case):
    good_is, unit = GoodIs(case["good_is"]), case["unit"]
    latest, previous = number(case["latest"]), number(case["previous"])

    found = judge(good_is, unit, latest, number(case["target"]), number(case["tolerance"]))

    assert found.words == case["expected_rag"]
    same = case["same_definition"] != "no"
    assert direction(good_is, unit, latest, previous, is_comparable=same) == case["expected_direction"]


EXPECTED_DIRECTION = {"Improving": Direction.IMPROVING, "Number up": Direction.UP, "Number down": Direction.DOWN,
                      "Not comparable": Direction.NOT_COMPARABLE}  # fmt: skip


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["kpi_ref"])
def test_each_figure_of_the_published_reviews_goes_the_way_that_a_person_said(row):
    latest, baseline = (
        Reading(place, value, period=row[f"{name}_date"]) if (value := number(row[name])) is not None else None
        for place, name in enumerate(("latest", "baseline"))
    )
    measure = Measure(1, row["kpi_ref"], row["kpi"], row["unit"], GoodIs(row["good_is"]), number(row["target"]),
                      latest=latest, previous=baseline)  # fmt: skip

    said = row["direction_with_this_data"].partition(" (")[0].partition(" by ")[0]
    assert travelled(measure) is EXPECTED_DIRECTION[said]
    words = row["rag_with_this_data"].replace("no latest figure", "no data")
    assert judged(measure).words.replace(": ", " (").split(" (")[0] == words.split(" (")[0]


class TestTolerance:
    def test_a_percentage_may_be_five_points_off_and_be_amber(self):
        assert judge(GoodIs.HIGHER, "%", Decimal(85), Decimal(90)).rating is Rating.AMBER
        assert judge(GoodIs.HIGHER, "%", Decimal("84.9"), Decimal(90)).rating is Rating.RED

    def test_a_count_may_be_a_tenth_of_its_target_off(self):
        assert judge(GoodIs.HIGHER, "count", Decimal(27), Decimal(30)).rating is Rating.AMBER
        assert judge(GoodIs.HIGHER, "count", Decimal(26), Decimal(30)).rating is Rating.RED

    def test_a_tenth_of_a_point_is_a_tenth_of_a_point(self):
        assert judge(GoodIs.LOWER, "%", Decimal("25.1"), Decimal("20.1")).rating is Rating.AMBER

    def test_audits_at_fifteen_of_twenty_five_are_red(self):
        assert judge(GoodIs.HIGHER, "count", Decimal(15), Decimal(25)).words == "Red"

    @pytest.mark.parametrize(
        ("said", "unit", "comes_to"),
        [("5 points", "%", Decimal(5)), ("2", "%", Decimal(2)), ("10%", "count", Decimal("2.5")), ("10%", "%", 10)],
    )
    def test_is_read_as_people_write_it(self, said, unit, comes_to):
        assert read_tolerance(said, unit, Decimal(25)) == comes_to

    def test_a_part_of_no_target_is_none(self):
        assert read_tolerance("10%", "count", None) is None


class TestAProvisionalFigure:
    def test_can_make_an_action_amber_or_red_and_not_green(self):
        soon, sure = Reading(1, Decimal(90), is_provisional=True), Reading(1, Decimal(90))
        assert counts_as(Judged(Rating.AMBER, "Amber"), soon) is Rating.AMBER
        assert counts_as(Judged(Rating.RED, "Red"), soon) is Rating.RED
        assert counts_as(Judged(Rating.GREEN, "Green"), soon) is Rating.GREY
        assert counts_as(Judged(Rating.GREEN, "Green"), sure) is Rating.GREEN


class TestSmallNumbers:
    @pytest.mark.parametrize("value", ["1", "5", "-3"])
    def test_counts_of_one_to_five_are_hidden(self, value):
        assert figure(Decimal(value), "count") == "5 or fewer"

    @pytest.mark.parametrize(("value", "unit", "shown"), [("0", "count", "0"), ("6", "count", "6"), ("5", "%", "5%")])
    def test_nothing_else_is(self, value, unit, shown):
        assert figure(Decimal(value), unit) == shown

    def test_large_counts_are_grouped(self):
        assert figure(Decimal("1376"), "count") == "1,376"
        assert figure(Decimal("1300"), "count") == "1,300"


class TestComparing:
    def test_two_definitions_are_not_compared(self):
        assert not are_comparable(Reading(1, Decimal(1)), Reading(2, Decimal(2), definition=2))

    def test_a_year_and_a_month_are_not_compared(self):
        assert not are_comparable(Reading(1, Decimal(1), period="2015/16"), Reading(2, Decimal(2), period="2021-06"))

    def test_a_month_and_one_whose_period_nobody_gave_are(self):
        assert are_comparable(Reading(1, Decimal(1), period="2021-06"), Reading(2, Decimal(2)))


class TestReadingAFigure:
    @pytest.mark.parametrize(("said", "comes_to"), [("78%", "78"), (" 55.7 ", "55.7"), ("0", "0")])
    def test_percentages(self, said, comes_to):
        assert read_figure(said, "%") == Decimal(comes_to)

    def test_counts(self):
        assert read_figure("1,376", "count") == 1376
        assert read_figure("−50", "count") == -50

    @pytest.mark.parametrize(
        "said", ["116.9", "-1", "over 5", "5-7", "1,37", "٣", "1e5", "NaN", "", "9" * 400, "12 (was 11)"]
    )
    def test_what_is_no_percentage_is_refused_in_words(self, said):
        with pytest.raises(ValueError, match=r"\.$"):
            read_figure(said, "%")

    def test_a_percentage_of_a_count_is_refused(self):
        with pytest.raises(ValueError, match="is a percentage, and this measure is a count"):
            read_figure("5%", "count")

    @pytest.mark.parametrize("said", ["", "up", "arrow"])
    def test_which_way_is_good_is_never_guessed(self, said):
        with pytest.raises(ValueError, match="never guessed"):
            read_good_is(said)


def test_an_action_names_its_measures_in_any_way_that_people_list_things():
    known = {"kpo-01": 1, "kpo-02": 2, "kpo-03": 3}

    assert refs_named("KPO-01; kpo-02, KPO-09 and KPO-03; KPO-01", known) == [1, 2, 3]
    assert refs_named("", known) == []
