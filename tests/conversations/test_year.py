"""A year of the board by the pretend workspace's clock, and what each person got in it, row by row of the cycle.

What should come is in `year_table.py`, worked out by hand from the field's tables; what people do is in
`year_story.py`. A message that is missing, too much, at another time, for somebody else, or without its buttons is told
with the row that it belongs to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tests.conversations.boards import MANAGER
from tests.conversations.year_story import (
    CANCELLED_AT,
    DEPUTY,
    FEBRUARY,
    HELD,
    LEAVES,
    LONDON,
    MEETINGS,
    OFFICERS,
    AMeeting,
    Told,
    Year,
    answered_at,
    at,
    is_working,
    live_a_year,
    of,
    writes_as,
)
from tests.conversations.year_table import (
    CALLED_LATE,
    CHASING,
    FIGURES,
    LATE_DELEGATE,
    PACK_READY,
    REQUEST,
    ROWS,
    Due,
    Row,
    expected,
    standing,
    steps,
)

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def year(open_world) -> Year:
    return live_a_year(open_world())


def rows_of(told: Told) -> list[Row]:
    """The rows that a message belongs to: more than one only where chasing messages of one day became one."""
    found = [row for row in ROWS if row.is_in(told.text)]
    if CALLED_LATE in found:  # the officer and the delegate read the same
        found.remove(LATE_DELEGATE if told.to != DEPUTY else CALLED_LATE)
    return found


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_row_came_to_whom_it_should_when_it_should_with_its_buttons_and_to_nobody_else(
    year: Year, row: Row
) -> None:
    wanted = [each for each in expected() if each.row is row]
    came = [each for each in year.told if row in rows_of(each)]

    assert wanted, "the year should hold every row of the tables"
    assert mismatches(row, wanted, came) == []


def mismatches(row: Row, wanted: Sequence[Due], came: Sequence[Told]) -> list[str]:
    """What differs, a line each that says which row of the table it is."""
    due = Counter((each.at, each.to, each.buttons) for each in wanted)
    got = Counter((each.at, each.to, each.buttons) for each in came)
    found = [f"{row}: should have come and did not: {_said(*each)}" for each in (due - got).elements()]
    found += [f"{row}: came and should not: {_said(*each)}" for each in (got - due).elements()]
    for each in wanted:
        texts = [told.text for told in came if (told.at, told.to) == (each.at, each.to)]
        for name in each.names:
            if texts and not any(name in text for text in texts):
                found.append(f"{row}: {_said(each.at, each.to, each.buttons)} should name “{name}”: {texts}")
    return found


def _said(when: datetime, to: str, buttons: frozenset[str]) -> str:
    return f"{when:%a %d %b %Y %H:%M}, to {to}, with {sorted(buttons)}"


def test_nothing_was_said_that_is_no_row_of_the_tables(year: Year) -> None:
    """And so nothing went outside the council (the sixth step of the ladder), or to who has no seat and no post."""
    assert [each for each in year.told if not rows_of(each)] == []
    merged = [each for each in year.told if len(rows_of(each)) > 1]
    assert [each for each in merged if not set(rows_of(each)) <= set(CHASING)] == []
    assert merged, "the year should hold a day on which two became one"


def test_each_step_of_the_ladder_is_on_the_record_when_it_was_taken_and_the_sixth_never_is(year: Year) -> None:
    rows = year.world.rows("SELECT what, at, subject, \"to\" FROM audit WHERE what LIKE 'escalation step%' ORDER BY id")
    taken = Counter((int(re.sub(r"\D", "", what)), _local(at), subject, _of(to)) for what, at, subject, to in rows)
    wanted = Counter(steps())

    assert sorted((wanted - taken).elements()) == [], "should have been taken"
    assert sorted((taken - wanted).elements()) == [], "should not have been taken"
    assert {step for step, *_ in wanted} == {1, 2, 3, 4, 5}


def _local(stored: str) -> datetime:
    at = datetime.fromisoformat(str(stored)).replace(tzinfo=UTC).astimezone(LONDON)
    return at.replace(tzinfo=None, second=0, microsecond=0)


def _of(to: str) -> str:
    """Whom a step told, without the name."""
    if ", for the " in to:
        return to[to.index("for the ") :]
    return to if to.endswith("in the pack") else to.rpartition(", ")[0]


def test_nobody_was_chased_twice_on_one_day_or_written_to_outside_hours_or_on_a_holiday(year: Year) -> None:
    chased = Counter((each.to, each.at.date()) for each in year.told if set(rows_of(each)) & {*CHASING, LATE_DELEGATE})
    assert max(chased.values()) == 1
    for each in year.told:
        assert is_working(each.at.date()) and time(8, 30) <= each.at.time() <= time(17, 30), each


def test_what_nobody_said_otherwise_about_stands_after_two_working_days(year: Year) -> None:
    rows = year.world.rows("SELECT at, subject FROM audit WHERE what = 'outcome stands'")

    assert sorted((_local(at), ref) for at, ref in rows) == sorted(standing())


def test_the_pack_is_frozen_on_the_third_day_before_and_the_suggested_ratings_are_saved(year: Year) -> None:
    rows = year.world.rows("SELECT settled_at FROM outbox WHERE kind = 'pack_freeze' AND state = 'done'")
    assert sorted(_local(at) for (at,) in rows) == [of(meeting, -3, 17) for meeting in HELD]
    for meeting in HELD:
        ((saved,),) = year.world.rows(
            "SELECT count(*) FROM rating WHERE kind = 'suggested' AND meeting_id = :meeting",
            meeting=year.meeting(meeting),
        )
        assert saved == 15, meeting


def test_what_was_asked_shows_that_it_was_answered(year: Year) -> None:
    for place in set(range(15)) - {LEAVES}:
        asked = [each for each in year.signs_in(place).private_messages() if REQUEST.is_in(each.text)]
        shown = [each for each in asked if "Received " in each]
        came = [when for each in MEETINGS if writes_as(place, each) == OFFICERS[place] and (when := _sent(place, each))]
        assert len(shown) == len(came), OFFICERS[place]


def _sent(place: int, meeting: AMeeting) -> datetime | None:
    came = answered_at(place, meeting)
    return None if came and meeting is FEBRUARY and came > CANCELLED_AT else came


def test_what_was_asked_for_a_meeting_that_was_moved_or_cancelled_says_so(year: Year) -> None:
    asked = [each for each in year.everything_now() if REQUEST.is_in(each)]

    off = [each for each in asked if "Tuesday 22 February" in each]
    moved = [each for each in asked if "Moved on Wednesday 1 September" in each]
    assert len(off) == len(moved) == 15
    assert all(each.startswith("Cancelled: ") for each in off)
    assert all("by Tuesday 14 September, 17:00" in each and "Tuesday 7 September" not in each for each in moved)
    (figures,) = [each for each in year.everything_now() if FIGURES.is_in(each) and "21 September" in each]
    assert "by Monday 13 September" in figures


class TestWhatDiffersIsToldWithItsRow:
    """The comparison itself: a message is taken away, comes a minute late, goes to another, or loses a button."""

    def told(self, year: Year, *, instead: Callable[[Told], list[Told]]) -> list[str]:
        came = [each for each in year.told if PACK_READY in rows_of(each)]
        wanted = [each for each in expected() if each.row is PACK_READY]
        return mismatches(PACK_READY, wanted, [*came[1:], *instead(came[0])])

    def test_one_that_did_not_come(self, year: Year) -> None:
        (told,) = self.told(year, instead=lambda each: [])
        assert told.startswith("T−2 09:00, chair: should have come and did not: Fri 02 Jul 2021 09:00, to Independent")

    def test_one_that_came_twice(self, year: Year) -> None:
        (told,) = self.told(year, instead=lambda each: [each, each])
        assert told.startswith("T−2 09:00, chair: came and should not: Fri 02 Jul 2021 09:00, to Independent Chair")

    @pytest.mark.parametrize(
        "change", [{"at": at(date(2021, 7, 2), time(9, 1))}, {"to": MANAGER}, {"buttons": frozenset({"Pack"})}], ids=str
    )  # fmt: skip
    def test_one_that_came_otherwise(self, year: Year, change: dict[str, Any]) -> None:
        assert len(self.told(year, instead=lambda each: [replace(each, **change)])) == 2

    def test_one_that_leaves_out_what_it_has_to_name(self, year: Year) -> None:
        (told,) = self.told(year, instead=lambda each: [replace(each, text=each.text.replace("A11: No", "A11: A"))])
        assert "should name “A11: No statement”" in told
