"""What is shown as old, and in which words (the field's rules, c9)."""

import re
from datetime import date, timedelta

from bot.domain.dates import MONTHS, day_in_words, month_in_words
from bot.domain.measures import Measure, Reading
from bot.domain.working_days import WorkingDays

WEEKLY_FRESH = timedelta(days=10)
"""For so long the figure of a weekly measure is fresh."""
MONTHLY_BY = 15
"""By this working day of the next month a month's figure is in."""
EMBEDDED_FRESH = 6
"""For so many months evidence that something has become habit is fresh."""
_A_WEEK, _A_MONTH = range(5, 11), range(25, 36)
"""How many days lie between two figures of a weekly, or a monthly, measure."""
_MONTH = re.compile(rf"(?P<year>\d{{4}})-(?P<number>\d{{2}})|(?P<name>{'|'.join(MONTHS)}) (?P<of>\d{{4}})", re.ASCII)


def figure_age(measure: Measure, today: date, days: WorkingDays) -> str:
    """What is missing of a measure: "June figure not in", or "last figure 24 May" of a weekly one; empty while it is
    fresh. A measure whose rhythm can not be told from its last two figures is never called late.
    """
    latest = measure.latest
    if latest is None:
        return ""
    apart = _days_between(measure)
    if apart in _A_WEEK and latest.day and today - latest.day > WEEKLY_FRESH:
        return f"last figure {day_in_words(latest.day, today)}"
    of = _month_of(latest) if _month_named(latest) or apart in _A_MONTH else None
    wanted = _month_before(_month_before(today) if not _is_in_time_past(today, days) else today)
    return f"{month_in_words(wanted, today)} figure not in" if of and of < wanted else ""


def evidence_age(since: date, today: date) -> str:
    """ "evidence is 8 months old", of evidence that something has become habit; empty while it is fresh."""
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    is_past = months > EMBEDDED_FRESH or (months == EMBEDDED_FRESH and today.day > since.day)
    return f"evidence is {months} months old" if is_past else ""


def _is_in_time_past(today: date, days: WorkingDays) -> bool:
    """Whether the figure of last month should have come by now."""
    return today > days.shift(today.replace(day=1) - timedelta(days=1), MONTHLY_BY)


def _days_between(measure: Measure) -> int:
    latest, previous = measure.latest, measure.previous
    if latest is None or previous is None or latest.day is None or previous.day is None:
        return 0
    return (latest.day - previous.day).days


def _month_of(reading: Reading) -> date | None:
    return _month_named(reading) or (reading.day.replace(day=1) if reading.day else None)


def _month_named(reading: Reading) -> date | None:
    """The month that a figure's period names: "2021-06", "June 2021"."""
    match = _MONTH.fullmatch(reading.period.strip())
    if match is None:
        return None
    number = MONTHS.index(match["name"]) + 1 if match["name"] else int(match["number"])
    return date(int(match["year"] or match["of"]), number, 1) if 1 <= number <= 12 else None


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
