"""By when a part that is split off an action can be due, and into how many it is split."""

from datetime import date

import pytest

from bot.domain.splitting import NEW_AT_MOST, how_many, why_not_due

TODAY, START, WHOLE = date(2021, 6, 8), date(2021, 6, 20), date(2021, 9, 30)


@pytest.mark.parametrize(
    ("due", "whole", "says"),
    [
        (None, WHOLE, ""),
        (WHOLE, WHOLE, ""),
        (date(2021, 6, 20), WHOLE, ""),
        (date(2021, 10, 1), None, ""),
        (date(2021, 10, 1), WHOLE, "only a request moves it"),
        (date(2021, 6, 19), WHOLE, "before its start, 20 June"),
        (date(2021, 6, 7), WHOLE, "has passed"),
        # What is overdue stays overdue, in all its parts.
        (date(2021, 5, 31), date(2021, 5, 31), ""),
        (date(2021, 7, 1), date(2021, 5, 31), "only a request moves it"),
    ],
)
def test_a_part_can_be_due_sooner_than_the_whole_but_never_later(due, whole, says):
    why_not = why_not_due(due, whole, START, TODAY)

    assert says in why_not and bool(says) is bool(why_not)


@pytest.mark.parametrize(
    ("said", "count"), [("", 1), ("0", 1), ("1", 1), ("3", 3), ("5", NEW_AT_MOST), ("999", 1), ("x", 1), ("²", 1)]
)
def test_a_form_asks_about_one_to_four_whatever_it_carries(said, count):
    assert how_many(said) == count
