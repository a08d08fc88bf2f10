"""How a use case stands in the catalogue: with what makes its command, and what is done beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.messages.parts import Reply

UseCase = Callable[[Session, Any, datetime], Reply]


@dataclass(frozen=True)
class Entry:
    """A use case, and `command`, which makes its command from what was heard: that itself, if nothing is said.

    A module's `FORMS`, `PRESSES` and `WORDS` name a use case alone where there is no more to say than whether it is in
    its `READS` or `EVERY_TIME`. What the rest means, `Found` in the catalogue says.
    """

    use_case: UseCase
    command: Callable[[Any], Any] = lambda heard: heard
    reads: bool = False
    every_time: bool = False
    notes: UseCase | None = None
    otherwise: UseCase | None = None
