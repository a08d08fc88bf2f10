"""Reading a day and a time of day as people in Britain type them."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.domain.dates import MONTHS, day_and_year

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_BRITISH = re.compile(r"^(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+([a-z]+|\d{1,2})[\s/.\-,]+(\d{4})$")
_HOUR = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$")
_MONTH = re.compile(r"^([a-z]{3,})(?:\s+(\d{4}))?$")
_BETWEEN = re.compile(r"^(?:between |from )?(?P<first>.+?) (?:to|until|till|and|-|–) (?P<last>.+)$")
_UP_TO = re.compile(r"^(?:by|until|till|up to|on or before|no later than) (?P<last>.+)$")
_BEFORE = re.compile(r"^before (?P<last>.+)$")
_FROM = re.compile(r"^(?:from|since|on or after) (?P<first>.+)$")
_AFTER = re.compile(r"^after (?P<first>.+)$")
_WITHIN = re.compile(r"^(?:in |on |during )?(?P<first>.+)$")

MIN_YEAR, MAX_YEAR = 2000, 2100
"""Within these a stretch of days is looked for: no plan reaches further."""


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both of them included; None where it is open at that end."""

    first: date | None = None
    last: date | None = None

    @property
    def words(self) -> str:
        """ "from 1 June 2021 to 31 August 2021", "until 30 September 2021", "from 1 June 2021"."""
        since = f"from {day_and_year(self.first)}" if self.first else ""
        until = f"{'to' if self.first else 'until'} {day_and_year(self.last)}" if self.last else ""
        return " ".join(part for part in (since, until) if part)

    @property
    def typed(self) -> str:
        """The same, as `read_span` reads it again whatever the day."""
        if self.first and self.last:
            return f"{self.first} to {self.last}"
        return f"from {self.first}" if self.first else f"by {self.last}"

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def read_day(said: str) -> date | None:
    """A day as people in Britain write it (15 June 2021, 15/06/2021, Tuesday 15 June 2021), or as 2021-06-15.

    The year is asked for: a plan runs over several. None where it is no day of any calendar.
    """
    typed = said.strip().casefold()
    if match := _ISO.match(typed):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _BRITISH.match(typed):
        year, month, day = int(match[3]), _month(match[2]), int(match[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_span(said: str, today: date) -> Span | None:
    """A stretch of days: "1 June to 31 August 2021", "by 30 September", "before June", "from 1 June", "in July 2021".

    A day or a month without its year is of the year of `today`; the first of two, of the year of the last. None where
    it is no such thing, or ends before it begins.
    """
    typed = " ".join(said.casefold().split())
    if match := _BETWEEN.match(typed):
        last = _days(match["last"], today.year)
        first = _days(match["first"], last[0].year) if last else None
        return Span(first[0], last[1]) if first and last and first[0] <= last[1] else None
    if (match := _UP_TO.match(typed)) and (found := _days(match["last"], today.year)):
        return Span(last=found[1])
    if (match := _BEFORE.match(typed)) and (found := _days(match["last"], today.year)):
        return Span(last=found[0] - timedelta(days=1))
    if (match := _FROM.match(typed)) and (found := _days(match["first"], today.year)):
        return Span(first=found[0])
    if (match := _AFTER.match(typed)) and (found := _days(match["first"], today.year)):
        return Span(first=found[1] + timedelta(days=1))
    found = _days(match["first"], today.year) if (match := _WITHIN.match(typed)) else None
    return Span(*found) if found else None


def _days(said: str, year: int) -> tuple[date, date] | None:
    """The first and the last day of what is called so: a day, or a month."""
    if day := read_day(said) or read_day(f"{said} {year}"):
        return (day, day) if MIN_YEAR <= day.year <= MAX_YEAR else None
    match = _MONTH.match(said)
    month = _month(match[1]) if match else 0
    if match is None or not month:
        return None
    in_year = int(match[2] or year)
    if not MIN_YEAR <= in_year <= MAX_YEAR:
        return None
    after = date(in_year + month // 12, month % 12 + 1, 1)
    return date(in_year, month, 1), after - timedelta(days=1)


def read_hour(said: str) -> time | None:
    """A time of day: 09:30, 9.30, 9am, 2:15 pm. A bare number needs am or pm, or two digits (14)."""
    match = _HOUR.match(said.strip().casefold())
    if match is None or not (match[2] or match[3] or len(match[1]) == 2):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _month(said: str) -> int:
    if said.isdigit():
        return int(said)
    found = [number for number, month in enumerate(MONTHS, 1) if len(said) >= 3 and month.casefold().startswith(said)]
    return found[0] if found else 0
