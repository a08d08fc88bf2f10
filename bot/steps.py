"""The steps of a message's path between which a process may die, by name, so that it can be watched passing them."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """A boundary of the path: on either side of each commit, and of whatever is asked of the platform."""

    DOING = "done, and not yet committed"
    DONE = "done and committed"
    ACKNOWLEDGING = "committed, and not yet acknowledged"
    MAKING_UP = "made up, and not yet committed"
    MADE_UP = "made up and committed"
    LEASING = "leased, and not yet committed"
    LEASED = "leased and committed"
    LOOKED = "looked for on the platform"
    ALLOWED = "found that it may go"
    SENDING = "about to be sent"
    ANSWERED = "answered by the platform"
    SETTLING = "settled, and not yet committed"
    SETTLED = "settled and committed"


OnStep = Callable[[Step], None]
"""Called as each step is passed, on whatever thread passes it."""


def unwatched(step: Step) -> None:
    """Nobody watches: how the bot runs for real."""
