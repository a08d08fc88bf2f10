"""How often an action reports: at every meeting that goes through it, or at every second, third or fourth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from bot.domain.dates import day_and_year, day_in_words

EVERY = {1: "every meeting", 2: "every second meeting", 3: "every third meeting", 4: "every fourth meeting"}
"""How often an action can report, in words."""
EVERY_MEETING = "at every meeting"


@dataclass(frozen=True)
class Interval:
    """A longer time between reports, from one day to another, both included; without a last day, until it is ended."""

    every: int
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is kept to on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def is_over(self, today: date) -> bool:
        """Whether today is its last day or later."""
        return self.until is not None and self.until <= today

    @property
    def words(self) -> str:
        """From when and until when, as the record has it: "at every second meeting from 8 June 2021, until ended"."""
        until = f"until {day_and_year(self.until)}" if self.until else "until ended"
        return f"at {EVERY[self.every]} from {day_and_year(self.since)}, {until}"


@dataclass(frozen=True)
class Gathering:
    """A meeting that goes, or was to go, through an action.

    `is_off` is whether it was cancelled; `has_report` whether the action's statement for it is in; `is_over` whether
    its day has passed.
    """

    day: date
    is_off: bool = False
    has_report: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class Spacing:
    """The longer intervals that an action has, or had, and the meetings of its own board that go through it.

    It reports once so many of its meetings have come since its last report; until then it is let off. A meeting that
    was cancelled counts as one that came, so that nobody waits longer for it; a report that was due at it is due at the
    next that takes place, unless it is in already. A report that comes in for a meeting at which none was due counts as
    made there; one that was due and never came, as while the action was on hold, is due at the next. All days are in
    the board's zone.
    """

    intervals: tuple[Interval, ...]
    meetings: tuple[Gathering, ...] = ()

    def every(self, day: date) -> int:
        """At every how many of its meetings it reports on a day; of two intervals, the one that began last."""
        holding = [each for each in self.intervals if each.holds_on(day)]
        return max(holding, key=lambda each: each.since).every if holding else 1

    def waits(self, today: date) -> int:
        """For how many of its meetings its last report has to do: what let it off counts until the next report is due,
        so that nobody's statement is old on the day on which an interval ends.
        """
        came = [each.day for each in _by_day(self.meetings) if each.day <= today and not each.is_off]
        last = self.every(came[-1]) if came and self.lets_off(came[-1]) else 1
        return max(last, self.every(today))

    @cached_property
    def _let_off(self) -> frozenset[date]:
        let_off, since_report = set(), 0
        for each in _by_day(self.meetings):
            since_report += 1
            every = self.every(each.day)
            is_due = since_report >= every and not each.is_off
            is_missed = is_due and each.is_over and every > 1
            if each.has_report or (is_due and not is_missed):
                since_report = 0
            elif not is_due and not each.is_off:
                let_off.add(each.day)
        return frozenset(let_off)

    def lets_off(self, day: date) -> bool:
        """Whether the action does not report at the meeting of this day."""
        return day in self._let_off

    def next_report(self, today: date) -> date | None:
        """The day of the next meeting at which it reports; None where that is not arranged yet."""
        ahead = (each.day for each in _by_day(self.meetings) if each.day > today and not each.is_off)
        return next((day for day in ahead if not self.lets_off(day)), None)

    def kept(self, today: date) -> tuple[Interval, ...]:
        """Those that are kept to after today, or will be."""
        return tuple(each for each in self.intervals if not each.is_over(today))

    def words(self, today: date) -> str:
        """How often it reports from today on, as the record has it."""
        return ", then ".join(each.words for each in self.kept(today)) or EVERY_MEETING

    def next_words(self, today: date) -> str:
        """ "reports every second meeting, next 29 June"; empty where nothing but every meeting is kept to or agreed."""
        kept = self.kept(today)
        if not kept:
            return ""
        first, coming = kept[0], self.next_report(today)
        since = f" from {day_in_words(first.since, today)}" if first.since > today else ""
        until = f", until {day_in_words(first.until, today)}" if first.until else ""
        when = f"next {day_in_words(coming, today)}" if coming else "the next is not arranged yet"
        return f"reports {EVERY[first.every]}{since}{until}, {when}"


ALWAYS = Spacing(())
"""Of an action that has reported at every meeting ever since."""


def _by_day(meetings: Iterable[Gathering]) -> list[Gathering]:
    """In order, one for a day: one that was cancelled gives way to another on the same day."""
    those_that_stand_last = sorted(meetings, key=lambda each: not each.is_off)
    return [each for _, each in sorted({each.day: each for each in those_that_stand_last}.items())]


def followed_by(intervals: Sequence[Interval], new: Interval) -> tuple[Interval, ...]:
    """What is left of the intervals of an action once another begins, and that one: before its first day nothing of
    what was kept to changes.
    """
    return (*ended_before(intervals, new.since), new)


def ended_before(intervals: Sequence[Interval], day: date) -> tuple[Interval, ...]:
    """What is left of the intervals of an action where none is kept to from a day on."""
    last = day - timedelta(days=1)
    began = [each for each in intervals if each.since < day]
    return tuple(replace(each, until=last) if each.holds_on(day) else each for each in began)
