"""What somebody owes beside statements, and what they wait for, a line each. None has anybody's own words in it."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.challenges import Challenge
from bot.domain.dates import day_in_words, weekday_moment_in_words
from bot.domain.inputs import Input
from bot.domain.links import Waits
from bot.domain.new_dates import DateRequest
from bot.domain.plans import Action, Help
from bot.messages.parts import Bullets, Item, Part

AT_MOST = 10
AWAITED = ("BCP-06: your question CH-03 is not answered yet", "BCP-06: BCP-14, expected 30 September")
"""What somebody might be waiting for, for an example."""


def besides(owed: Sequence[str], awaited: Sequence[str]) -> list[Part]:
    """Both lists, where there is anything in them."""
    return [*_list("You also owe", owed), *_list("You are waiting for", awaited)]


def _list(lead: str, lines: Sequence[str]) -> list[Part]:
    items = [Item(text=line) for line in lines[:AT_MOST]]
    more = len(lines) - AT_MOST
    items += [Item(text=f"and {more} more.")] if more > 0 else []
    return [Bullets(lead=lead, items=tuple(items))] if items else []


def question_owed(one: Challenge, today: date) -> str:
    """ "BCP-06: an answer to CH-03, by 15 June"."""
    if one.brought_to:
        return f"{one.action_ref}: the answer to {one.ref}, which you bring to the meeting"
    return f"{one.action_ref}: an answer to {one.ref}{_by(one.due, today)}"


def input_owed(one: Input, wanted: datetime) -> str:
    """ "BCP-06: input to its statement, by Tuesday 8 June, 12:00"."""
    return f"{one.ref}: input to its statement, by {weekday_moment_in_words(wanted, wanted.date())}"


def help_owed(action: Action, one: Help, today: date) -> str:
    """ "BCP-14: help that it asks of you, by 30 June"."""
    return f"{action.ref}: help that it asks of you{_by(one.needed_by, today)}"


def question_asked(one: Challenge) -> str:
    """ "BCP-06: your question CH-03 is not answered yet"; once it is, that the chair settles it."""
    state = "is answered; the chair settles it" if one.is_answered else "is not answered yet"
    return f"{one.action_ref}: your question {one.ref} {state}"


def date_asked(one: DateRequest, today: date) -> str:
    """ "BCP-06: a decision about the new date, 30 September"."""
    return f"{one.ref}: a decision about the new date, {day_in_words(one.to, today)}"


def help_asked(action: Action, one: Help, today: date) -> str:
    """ "BCP-14: help from the Chief Executive, by 30 June"."""
    return f"{action.ref}: help{f' from {one.asked_of}' if one.asked_of else ''}{_by(one.needed_by, today)}"


def input_asked(one: Input, wanted: datetime) -> str:
    """ "BCP-06: input from the Head of Early Help, by Tuesday 8 June, 12:00"."""
    return f"{one.ref}: input from the {one.post}, by {weekday_moment_in_words(wanted, wanted.date())}"


def waits_for(one: Waits, today: date) -> str:
    """ "BCP-06: BCP-14, expected 30 September"; of an outside programme its own name."""
    expected = f", expected {day_in_words(one.expected, today)}" if one.expected else ""
    return f"{one.ref}: {one.on_ref or f'“{one.outside}”'}{expected}"


def _by(day: date | None, today: date) -> str:
    return f", by {day_in_words(day, today)}" if day else ""
