"""A board and its ways."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.closing import READINGS_NEEDED
from bot.domain.ratings import Tolerances

PRESSURES = ("Budget", "Organisation", "Demand", "Perception")
"""The kinds of barrier and risk that a board starts with (the field's artefact D20); it can have its own."""
PRESSURES_AT_MOST = 20
PRESSURE_AT_MOST = 60
"""How many kinds a board can have, and how long the name of one can be: they are choices in a form."""


@dataclass(frozen=True)
class Board:
    """An improvement board. Times of day are in its own zone; instants are aware and in UTC."""

    id: int
    workspace_id: int
    platform: str
    team: str
    name: str
    channel: str
    zone: str
    nation: str
    mash_number: str
    hours_from: time
    hours_to: time
    summary_weekday: int
    summary_time: time
    quiet_days: frozenset[date]
    tolerances: Tolerances
    pressures: tuple[str, ...]
    """The kinds of barrier and risk that its forms offer."""
    is_sample: bool
    set_up_by: str
    previewed_at: datetime | None
    started_at: datetime | None
    paused_at: datetime | None
    line_confirms: bool = True
    """Whether who manages an accountable officer may confirm the rating of that officer's action, or close it."""
    readings_needed: int = READINGS_NEEDED
    """For so many readings a measure has to be Green before its action is closed, unless that is waived."""

    def local(self, instant: datetime) -> datetime:
        """An instant as the clock on the board's wall shows it."""
        return instant.astimezone(ZoneInfo(self.zone))

    def today(self, now: datetime) -> date:
        """The day that it is for the board."""
        return self.local(now).date()

    def at(self, day: date, hour: time) -> datetime:
        """The instant (UTC) at which the board's clock shows `hour` on `day`; the first of the two in October."""
        return datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)

    def is_speaking(self) -> bool:
        """Whether it has been started and is not paused."""
        return self.started_at is not None and self.paused_at is None


def week_of(day: date) -> str:
    """The ISO week that a day is in, such as 2021-W23: what makes a weekly summary the one of its week."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def next_weekday(after: date, weekday: int) -> date:
    """The first `weekday` (Monday is 0) that comes after `after`."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
