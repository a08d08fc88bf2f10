"""The board's own quiet days: none of its officers is written to, and no working day is counted."""

from collections.abc import Collection
from datetime import date, timedelta

from bot.domain.refusals import Refusal

LONGEST = 31
"""Days that can be added at once: an away day, a training week, the council's Christmas."""


def span(first: date, last: date) -> tuple[date, ...]:
    """Every day from one to another, both counted.

    Raises:
        Refusal: the last comes before the first, or it is longer than a month.
    """
    if last < first:
        raise Refusal("The last day comes before the first. Choose a later one, or leave it empty for one day.", "to")
    if (last - first).days >= LONGEST:
        raise Refusal(f"That is more than {LONGEST} days. To hold everything back for longer, pause the board.", "to")
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def runs(days: Collection[date]) -> list[tuple[date, date]]:
    """The days as unbroken runs, each from its first to its last day, in order."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found
