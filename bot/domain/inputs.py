"""Input to a statement: what an officer asks of those who contribute to an action, by when, and what they send.

“Contributors can be asked for input; the statement stays the accountable officer’s” (artefact A20).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.domain.boards import Board
from bot.domain.refusals import Refusal
from bot.domain.working_days import WorkingDays

REMINDED_AT = time(9, 30)
WORDS = ("progress", "effect", "barriers", "evidence")
"""What the form asks, in its order."""


class InputState(StrEnum):
    """What has become of a request."""

    ASKED = "asked"
    SENT = "sent"
    NOTHING = "nothing"
    """They have nothing to add."""
    NOT_THEIRS = "not_theirs"
    WITHDRAWN = "withdrawn"
    """It is not needed any more: the statement is in, the action has ended, or the like."""


@dataclass(frozen=True)
class Input:
    """What was asked of one post about one action, and what came of it. Times are in UTC.

    `words` is what the officer wants to know; `officer_post` is the post that writes the statement.
    """

    id: int
    board_id: int
    action_id: int
    ref: str
    title: str
    officer_post_id: int
    officer_post: str
    meeting_id: int
    post_id: int
    post: str
    words: str
    asked_by: str
    at: datetime
    wanted_at: datetime
    state: InputState
    settled_at: datetime | None
    settled_why: str
    progress: str
    effect: str
    barriers: str
    evidence: str
    answered_by: str
    on_behalf_of: str
    draft: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered, and it is still wanted."""
        return self.state is InputState.ASKED

    @property
    def may_be_sent(self) -> bool:
        """Whether it can be answered, or answered anew: until it is not needed any more."""
        return self.state is not InputState.WITHDRAWN

    @property
    def answers(self) -> Mapping[str, str]:
        """What was sent, by the name of each field."""
        return {name: getattr(self, name) for name in WORDS}


def check_input(answers: Mapping[str, str]) -> None:
    """Refuse input that says nothing.

    Raises:
        Refusal: every box is empty.
    """
    if not any(answers.values()):
        raise Refusal(
            "Write a line in one of the boxes. If there is nothing to say, press “Nothing to add”.", "progress"
        )


def usual_day(board: Board, days: WorkingDays, due_at: datetime, now: datetime) -> date:
    """The day by which input is wanted unless the officer says otherwise: the working day before the statement is due.

    Where that has passed by now it is the day on which the statement is due.
    """
    due = board.today(due_at)
    before = days.shift(due, -1)
    return before if wanted_at(board, before, due_at) > now else due


def wanted_at(board: Board, day: date, due_at: datetime) -> datetime:
    """By when (UTC) input is wanted on a day: at the hour at which statements are due, and never after that."""
    return min(board.at(day, board.local(due_at).time()), due_at)


def reminded_at(board: Board, days: WorkingDays, wanted: datetime) -> datetime:
    """When whoever has not answered is reminded, once: on the working day before it is wanted."""
    return board.at(days.shift(board.today(wanted), -1), REMINDED_AT)


def wanted_after_move(board: Board, one: Input, was_usual: date, usual: date, due_at: datetime) -> datetime:
    """By when input is wanted once its meeting was moved: what was the usual day is so for the new one.

    A day of the officer's own stays, unless the statement is due before.
    """
    day = board.today(one.wanted_at)
    return wanted_at(board, usual if day == was_usual else day, due_at)
