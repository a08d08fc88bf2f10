"""Reading a day and a time of day as people in Britain type them."""

import re
from datetime import date, time

from bot.domain.dates import MONTHS

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_BRITISH = re.compile(r"^(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+([a-z]+|\d{1,2})[\s/.\-,]+(\d{4})$")
_HOUR = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$")


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
