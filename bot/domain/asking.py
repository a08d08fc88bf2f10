"""What has become of a statement that was asked for: the same states, in the same words, for everybody who looks."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class StatementState(Enum):
    """What has become of the statement that a meeting asks for, by days: what is due today is not late today."""

    NOT_ASKED = "not asked for"
    REQUESTED = "requested"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"

    @property
    def words(self) -> str:
        """As it is said."""
        return self.value


@dataclass(frozen=True)
class Asked:
    """The newest meeting that has asked for a statement of an action: when it asked, what was due when, and its day.

    Days are in the board's zone.
    """

    requested_on: date
    due_on: date
    meeting_on: date


def state_of(asked: Asked | None, *, is_in: bool, excuse: str, is_begun: bool, today: date) -> StatementState:
    """Which state it is in. `excuse` says why nobody is expected to send one; empty where somebody is."""
    if asked is None:
        return StatementState.NOT_ASKED
    if is_in:
        return StatementState.SUBMITTED
    if excuse:
        return StatementState.EXCUSED
    if today >= asked.meeting_on:
        return StatementState.MISSED
    if today > asked.due_on:
        return StatementState.LATE
    return StatementState.DRAFT if is_begun else StatementState.REQUESTED
