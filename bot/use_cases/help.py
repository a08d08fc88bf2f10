"""Asking what can be asked."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.messages.help import ALL, RATINGS, all_asks_shown, child_at_risk, help_shown, ratings_explained, welcome
from bot.messages.parts import Reply
from bot.use_cases.heard import Caller, Press, Typed
from storage import boards
from storage.access import roles_of


def show_help(session: Session, command: Typed | Press, now: datetime) -> Reply:
    """What can be asked, what to do about a child at risk, how ratings come about. Open to everybody.

    What somebody asks most, by their roles on any board here; “all” and “ratings” show the rest.
    """
    about = (command.text if isinstance(command, Typed) else command.about).casefold()
    if about == ALL:
        return Reply(message=all_asks_shown())
    if about == RATINGS:
        return Reply(message=ratings_explained())
    return Reply(message=help_shown(mash_number(session, command.by), roles_of(session, command.by.key, now)))


def greet(session: Session, command: Typed, now: datetime) -> Reply:
    """Answer a hello."""
    return Reply(message=welcome(mash_number(session, command.by)))


def warn_of_risk(session: Session, by: Caller) -> Reply:
    """Answer words that may be about a child at risk, whoever wrote them."""
    return Reply(message=child_at_risk(mash_number(session, by)))


def mash_number(session: Session, by: Caller) -> str:
    """The number to phone about a child at risk; empty where there is none, or several boards have different ones."""
    numbers = {board.mash_number for board in boards.boards_for(session, by.platform, by.team)}
    return numbers.pop() if len(numbers) == 1 else ""


GREETINGS = {"hello": greet, "hi": greet}
PRESSES = {"help.show": show_help}
WORDS = {"help": show_help, **GREETINGS}
READS = frozenset({*PRESSES, *WORDS})
"""All of it only reads."""
