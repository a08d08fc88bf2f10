"""Working days: Monday to Friday, less bank holidays and the board's own quiet days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Nation(StrEnum):
    """The part of the United Kingdom whose bank holidays a board keeps."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"

    @property
    def words(self) -> str:
        """The nation as people write it: "England and Wales"."""
        return self.value.replace("-", " ").title().replace(" And ", " and ")


@dataclass(frozen=True)
class WorkingDays:
    """A calendar of working days; `quiet_days` are the board's own, such as an away day."""

    holidays: frozenset[date] = frozenset()
    quiet_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Say whether the board works on `day`."""
        return day.weekday() < SATURDAY and day not in self.holidays and day not in self.quiet_days

    def shift(self, day: date, offset: int) -> date:
        """Return the working day `offset` working days from `day`: T−10 is `shift(meeting, -10)`.

        `day` itself is not counted and need not be a working day; an offset of 0 is `day` as it stands.
        """
        step = ONE_DAY if offset > 0 else -ONE_DAY
        for _ in range(abs(offset)):
            day = self._nearest(day + step, step)
        return day

    def next_working_day(self, day: date) -> date:
        """Return `day` if it is a working day, else the first one after it."""
        return self._nearest(day, ONE_DAY)

    def count_between(self, start: date, end: date) -> int:
        """Count the working days after `start`, up to and with `end`; negative when `end` is the earlier.

        Where both are working days, `shift(start, count_between(start, end))` is `end`.
        """
        if end < start:
            return -sum(self.is_working_day(end + ONE_DAY * n) for n in range((start - end).days))
        return sum(self.is_working_day(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

    def _nearest(self, day: date, step: timedelta) -> date:
        while not self.is_working_day(day):
            day += step
        return day
