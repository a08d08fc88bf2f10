from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain import dates

TODAY = date(2021, 6, 8)


def test_a_day_of_this_year_is_said_without_the_year():
    assert dates.day_in_words(date(2021, 4, 30), TODAY) == "30 April"


def test_a_day_of_another_year_is_said_with_it():
    assert dates.day_in_words(date(2020, 12, 1), TODAY) == "1 December 2020"
    assert dates.month_in_words(date(2020, 12, 1), TODAY) == "December 2020"


def test_a_day_in_full():
    assert dates.full_day_in_words(TODAY) == "Tuesday 8 June 2021"
    assert dates.weekday_in_words(TODAY, TODAY) == "Tuesday 8 June"


def test_a_moment_is_said_in_the_clock_of_its_own_zone():
    at = datetime(2021, 6, 8, 16, 0, tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))
    assert dates.moment_in_words(at, TODAY) == "8 June, 17:00"
    assert dates.weekday_moment_in_words(at, TODAY) == "Tuesday 8 June, 17:00"


@pytest.mark.parametrize(("number", "words"), [(0, "0 days"), (1, "1 day"), (39, "39 days")])
def test_days_are_counted_in_the_right_number(number, words):
    assert dates.days_in_words(number) == words


def test_a_plural_that_is_not_an_s():
    assert dates.counted(2, "delivery", "deliveries") == "2 deliveries"
    assert dates.counted(1, "delivery", "deliveries") == "1 delivery"


def test_a_list_reads_as_a_sentence_does():
    assert [dates.listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
