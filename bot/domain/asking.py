"""What has become of a statement that was asked for: the same states, in the same words, for everybody who looks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class StatementState(Enum):
    """What has become of the statement that a meeting asks for, by the hour: requested or draft up to when it is due,
    then late, and missed once the meeting begins. At the meetings between its reports it is not due.
    """

    NOT_ASKED = "not asked for"
    REQUESTED = "requested"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"
    NOT_DUE = "not due"

    @property
    def words(self) -> str:
        """As it is said."""
        return self.value


@dataclass(frozen=True)
class Asking:
    """From when on a meeting asks for a statement of an action, when it is due, and when the meeting begins.

    All are in the board's zone. `excused` is why nobody was expected to send one on the morning of the meeting, empty
    where somebody was; None until that is noted.
    """

    requested_at: datetime
    due_at: datetime
    meeting_at: datetime
    excused: str | None = field(default=None, kw_only=True)
    board_id: int | None = field(default=None, kw_only=True)
    """Whose meeting it is, where that may be another board's than the action is of."""


@dataclass(frozen=True)
class Asked:
    """What a meeting has asked for, looked at now: in the board's zone, to the minute."""

    by: Asking
    now: datetime

    @property
    def requested_on(self) -> date:
        """The day on which it asked."""
        return self.by.requested_at.date()

    @property
    def due_on(self) -> date:
        """The day by which it is due."""
        return self.by.due_at.date()

    @property
    def meeting_on(self) -> date:
        """The day of the meeting."""
        return self.by.meeting_at.date()

    @property
    def is_past_due(self) -> bool:
        """Whether it is late by now: what is due by 17:00 is not late at 17:00."""
        return self.now > self.by.due_at

    @property
    def has_begun(self) -> bool:
        """Whether the meeting has begun by now."""
        return self.now >= self.by.meeting_at

    def excuse(self, today: str) -> str:
        """Why nobody is expected to send one: `today`, or as it was noted on the morning of the meeting.

        Who was there to ask stays on the record: what was missed then is not excused by what happens afterwards.
        """
        return today if self.by.excused is None or not self.has_begun else self.by.excused


def newest_asked(asking: Iterable[Asking], now: datetime) -> Asked | None:
    """The newest of these that has asked by now (in the board's zone); None where none has.

    A later meeting asks later, and wants it later, than an earlier one.
    """
    past = [each for each in asking if each.requested_at <= now]
    return Asked(max(past, key=lambda each: (each.requested_at, each.meeting_at)), now) if past else None


def state_of(
    asked: Asked | None, *, is_in: bool, excuse: str, is_begun: bool, is_between: bool = False
) -> StatementState:
    """Which state it is in. `excuse` says why nobody is expected to send one; empty where somebody is. `is_between` is
    whether the meeting comes between two at which the action reports.
    """
    if asked is None:
        return StatementState.NOT_ASKED
    if is_in:
        return StatementState.SUBMITTED
    if is_between:
        return StatementState.NOT_DUE
    if excuse:
        return StatementState.EXCUSED
    if asked.has_begun:
        return StatementState.MISSED
    if asked.is_past_due:
        return StatementState.LATE
    return StatementState.DRAFT if is_begun else StatementState.REQUESTED
