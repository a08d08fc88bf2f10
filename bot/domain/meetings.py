"""A Holding to Account meeting and the dates that follow from it, in working days (the cycle, day by day)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.working_days import WorkingDays


class MeetingKind(StrEnum):
    """What sort of meeting it is."""

    HOLDING_TO_ACCOUNT = "holding_to_account"
    BOARD = "board"

    @property
    def words(self) -> str:
        """As it is said in a sentence."""
        return "Holding to Account" if self is MeetingKind.HOLDING_TO_ACCOUNT else "Improvement Board"


@dataclass(frozen=True)
class Meeting:
    """A meeting; instants are aware and in UTC. A board meeting asks nobody for statements."""

    id: int
    board_id: int
    kind: MeetingKind
    ref: str
    starts_at: datetime
    ends_at: datetime
    request_at: datetime | None
    statements_due_at: datetime | None
    pack_at: datetime | None
    is_cancelled: bool = False
    moves: int = 0
    """How many times it was moved to another day; another hour of the same day is not counted."""
    series_id: int | None = None
    """The series that it is one of, if it is of one."""


@dataclass(frozen=True)
class Series:
    """Meetings that recur. `rule` is an RRULE counted from `first`; `starts` and `ends` are times on the board's wall.

    `covers` are the actions that each goes through, None for all that are live when it is planned. The dates are
    planned up to and with `planned_until`.
    """

    id: int
    board_id: int
    kind: MeetingKind
    rule: str
    words: str
    first: date
    starts: time
    ends: time
    until: date | None
    covers: tuple[int, ...] | None
    planned_until: date


@dataclass(frozen=True)
class MeetingDates:
    """When statements are asked for (T−10, 09:30), due (T−5, 17:00) and fixed in the pack (T−3, 17:00), in UTC."""

    request_at: datetime
    statements_due_at: datetime
    pack_at: datetime


def dates_for(meeting_day: date, working_days: WorkingDays, zone: str) -> MeetingDates:
    """Work the dates out from the day of the meeting, skipping weekends, bank holidays and quiet days."""
    return MeetingDates(
        request_at=_at(working_days.shift(meeting_day, -10), time(9, 30), zone),
        statements_due_at=_at(working_days.shift(meeting_day, -5), time(17, 0), zone),
        pack_at=_at(working_days.shift(meeting_day, -3), time(17, 0), zone),
    )


def _at(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
