"""What is shown as old: figures, and evidence that something has become habit."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.measures import GoodIs, Measure, Reading
from bot.domain.staleness import evidence_age, figure_age
from bot.domain.working_days import WorkingDays

ENGLAND = WorkingDays(frozenset({date(2021, 5, 3), date(2021, 5, 31), date(2021, 8, 30)}))


def measure(latest: Reading | None, previous: Reading | None = None) -> Measure:
    return Measure(1, "KPO-01", "Audits", "", GoodIs.HIGHER, latest=latest, previous=previous)


def of(day: date | None = None, period: str = "") -> Reading:
    return Reading(1, Decimal(25), day=day, period=period)


MONTHLY = measure(of(date(2021, 5, 31)), of(date(2021, 4, 30)))
WEEKLY = measure(of(date(2021, 5, 24)), of(date(2021, 5, 17)))


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2021, 7, 21), ""),  # the 15th working day of July: June's may still come
        (date(2021, 7, 22), "June figure not in"),
        (date(2021, 8, 20), "June figure not in"),
        (date(2021, 8, 23), "July figure not in"),
        (date(2022, 1, 31), "December 2021 figure not in"),
    ],
)
def test_a_months_figure_is_not_in_after_the_fifteenth_working_day_of_the_next(today, words):
    assert figure_age(MONTHLY, today, ENGLAND) == words


def test_bank_holidays_give_it_longer():
    april = measure(of(period="March 2021"))

    assert figure_age(april, date(2021, 5, 24), ENGLAND) == ""
    assert figure_age(april, date(2021, 5, 24), WorkingDays()) == "April figure not in"
    assert figure_age(april, date(2021, 5, 25), ENGLAND) == "April figure not in"


@pytest.mark.parametrize("period", ["2021-05", "May 2021"])
def test_a_month_can_be_named_by_its_period(period):
    assert figure_age(measure(of(period=period)), date(2021, 7, 22), ENGLAND) == "June figure not in"
    assert figure_age(measure(of(period=period)), date(2021, 7, 21), ENGLAND) == ""


def test_a_weekly_figure_is_old_after_ten_days():
    assert figure_age(WEEKLY, date(2021, 6, 3), ENGLAND) == ""
    assert figure_age(WEEKLY, date(2021, 6, 4), ENGLAND) == "last figure 24 May"


@pytest.mark.parametrize(
    "unknown",
    [
        measure(None),
        measure(of(date(2020, 3, 31))),
        measure(of(date(2020, 3, 31)), of(date(2019, 3, 31))),
        measure(of(period="2019/20"), of(period="2018/19")),
        measure(of(period="2021-13")),
    ],
)
def test_a_measure_whose_rhythm_is_not_known_is_never_called_late(unknown):
    assert figure_age(unknown, date(2022, 1, 31), ENGLAND) == ""


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2021, 1, 14), ""),
        (date(2021, 1, 13), "evidence is 6 months old"),
        (date(2020, 11, 13), "evidence is 8 months old"),
        (date(2020, 11, 15), "evidence is 7 months old"),
    ],
)
def test_evidence_of_what_has_become_habit_is_old_after_six_months(since, words):
    assert evidence_age(since, date(2021, 7, 14)) == words
