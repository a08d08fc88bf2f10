"""Looking ahead on the command line: what will be sent, all of it in one, and any message as its reader will get it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages.forecast import whole_preview
from bot.messages.parts import Message, Reply
from bot.messages.text import as_text
from bot.use_cases.forecasting import Foreseen
from bot.use_cases.heard import Caller
from bot.use_cases.looking_ahead import Ahead, as_its_reader_gets_it, look_ahead, note_seen, preview_facts
from handlers.terminal.answering import Terminal
from handlers.terminal.assembled import Assembled
from storage.access import access_board
from storage.unchanged import only_reading


def preview(terminal: Terminal, weeks: int, number: int, *, unsent: bool) -> None:
    """Print what will be sent in so many weeks, with `unsent` also what will not; or the message with this number.

    As JSON, the answer also holds the `forecast`: every message with its time, reader, reason and words.
    """
    found: list[Ahead] = []

    def look(bot: Assembled) -> Reply:
        with bot.sessions() as session:
            access = access_board(only_reading(session), terminal.by.key, Deed.SEE_FORECAST, bot.clock.now())
            found.append(look_ahead(session, access, weeks))
            if number:
                shown = _shown(session, found[0], number, terminal.by)
            else:
                shown = whole_preview(preview_facts(found[0]), unsent=unsent)
        return bot.run.do(_seen, (terminal.by, shown))

    terminal.says(look, lambda: {"forecast": as_json(found[0].foreseen)})


def _seen(session: Session, command: tuple[Caller, Message], now: datetime) -> Reply:
    by, shown = command
    note_seen(session, access_board(session, by.key, Deed.SEE_FORECAST, now))
    return Reply(message=shown)


def as_json(foreseen: Sequence[Foreseen]) -> list[Mapping[str, Any]]:
    """The messages of a forecast, for a file: times in UTC, to the second."""
    return [
        {
            "at": each.at.isoformat(),
            "to": each.to,
            "reader": each.reader,
            "kind": each.kind,
            "why": each.why,
            "is_sent": each.is_sent,
            "why_not": each.why_not,
            "text": as_text(each.message) if each.message else "",
        }
        for each in foreseen
    ]


def _shown(session: Session, ahead: Ahead, number: int, by: Caller) -> Message:
    sendings = ahead.sendings
    if not 1 <= number <= len(sendings):
        few = f"There are {len(sendings)} messages" if sendings else "There is no message"
        raise Refusal(f"{few} in the next {ahead.weeks} weeks. “accountable preview” shows each with its number.")
    return as_its_reader_gets_it(session, ahead.access, sendings[number - 1], by)
