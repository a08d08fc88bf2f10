"""Holding back what a source asks for or found, until those affected have seen it: the two forms, and what is said."""

import re
from collections.abc import Collection
from datetime import date

from bot.domain.dates import full_day_in_words
from bot.domain.restriction import RESTRICTED
from bot.domain.sources import Item, ItemKind
from bot.messages.coverage import SHOW
from bot.messages.editing import edit_form
from bot.messages.parts import (
    NO_NAMES,
    Bullets,
    Button,
    Buttons,
    DateField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
    said,
)
from bot.messages.parts import Item as Line

RESTRICT_FORM, LIFT_FORM = "source_restrict", "source_lift"
LONGEST_WHY, LONGEST_EVENT = 600, 200
SHOWN = 2_900
"""Characters of an entry that a form shows."""
WHAT_IT_DOES = (
    "From then on “restricted” stands in the place of its words: in coverage, in board packs and drafts, in exports "
    "and for everybody. That it is there, its reference and its actions still show. The chair, the deputy and the "
    "programme manager can read it in private, and lift it."
)


def restrict_form(about: str, item: Item) -> Form:
    """Until when an entry is held back, and why."""
    return Form(
        name=RESTRICT_FORM,
        title="Restrict it",
        submit="Restrict",
        about=about,
        parts=(
            Paragraph(lead=item.ref, text=WHAT_IT_DOES),
            DateField(name="until", label="Until which day?", optional=True, hint="On that day it opens by itself."),
            TextField(
                name="event", label="Or until what has happened?", optional=True, longest=LONGEST_EVENT,
                hint="Such as: the staff affected have been told. It stays held until one of you lifts it.",
            ),
            TextField(name="why", label="Why?", longest=LONGEST_WHY, hint="It is on the record."),
            Note(text=NO_NAMES),
        ),
    )  # fmt: skip


def lift_form(about: str, item: Item, words: str, until: date | None, event: str) -> Form:
    """What a restricted entry says, for the one who may read it, and the way to let it go."""
    return Form(
        name=LIFT_FORM,
        title="Restricted",
        submit="Lift",
        about=about,
        parts=(
            Paragraph(lead=item.ref, text=words if len(words) <= SHOWN else f"{words[:SHOWN]}…"),
            Note(text=f"Only you see this now. It is held back {until_words(until, event)}."),
            TextField(
                name="why", label="Has it come? Why may it be seen now?", longest=LONGEST_WHY,
                hint="It is on the record. To leave it restricted, just close this.",
            ),
        ),
    )  # fmt: skip


WHAT_AN_ACTION = (
    "Until then nobody sees what it says but the chair, the deputy, the programme manager, the named approver, and "
    "those who answer for it or work on it. Lists, summaries, packs, drafts and exports say how many are left out."
)


def action_fields(until: date | None, event: str) -> list[FormPart]:
    """Until when an action is held back; the reason is asked below."""
    return [
        Paragraph(text=WHAT_AN_ACTION),
        DateField(
            name="until", label="Until which day?", initial=until, optional=True,
            hint="On that day it opens by itself.",
        ),
        TextField(
            name="event", label="Or until what has happened?", initial=event, optional=True, longest=LONGEST_EVENT,
            hint="Such as: the staff affected have been told. It stays held until one of you lifts it.",
        ),
        Note(text=NO_NAMES),
    ]  # fmt: skip


def held_words(until: date | None, event: str) -> FormPart:
    """Until when an action is held back, for who may lift that."""
    return Paragraph(lead="Restricted", text=f"{until_words(until, event)}.")


HELD_BACK = "It is held back until those affected have been told."


def without_words(message: Message, refs: Collection[str]) -> Message:
    """A paper that was kept before these actions were restricted, as it is shown until they are open again."""
    return message.model_copy(update={"parts": tuple(_without(part, refs) for part in message.parts)})


def _without(part: Part, refs: Collection[str]) -> Part:
    if not isinstance(part, Bullets):
        return part
    return part.model_copy(update={"items": tuple(_held_back(each, refs) for each in part.items)})


def _held_back(line: Line, refs: Collection[str]) -> Line:
    ref = next((each for each in refs if line.lead.startswith(f"{each} ")), None)
    return line if ref is None else Line(lead=f"{ref} {RESTRICTED}", text=HELD_BACK)


def without_what_names(message: Message, refs: Collection[str]) -> Message:
    """A summary that was kept, without the paragraphs that name one of these actions: what help it asked for and what
    is due of it stand in them in its own words.
    """
    named = re.compile("|".join(rf"(?<![\w-]){re.escape(ref)}(?![\w-])" for ref in refs) or r"(?!)")
    return message.model_copy(
        update={
            "parts": tuple(
                part.model_copy(update={"text": NAMES_ONE})
                if isinstance(part, Paragraph) and named.search(part.text)
                else part
                for part in message.parts
            )
        }
    )


NAMES_ONE = "this names an action that is restricted now, and stands here again once that is open."


def until_words(until: date | None, event: str) -> str:
    """ "until Wednesday 30 June 2021", or "until this has happened: the staff were told"."""
    return f"until {full_day_in_words(until)}" if until else f"until this has happened: {event.rstrip('.')}"


def restricted(board_id: int, item: Item, until: date | None, event: str) -> Message:
    """Confirm that an entry is held back."""
    return said(
        "source_item_restricted", f"{item.ref} is restricted {until_words(until, event)}.", *_back(board_id, item)
    )


def lifted(board_id: int, item: Item) -> Message:
    """Confirm that an entry can be seen again."""
    return said(
        "source_item_lifted", f"{item.ref} is restricted no more: its words show again.", *_back(board_id, item)
    )


def _back(board_id: int, item: Item) -> tuple[Buttons]:
    return (Buttons(buttons=(Button(label="Show it", does=SHOW, about=f"{board_id}:i{item.id}"),)),)


_ITEM = Item(1, 1, ItemKind.FINDING, "F1", "Audits are timely.")
_DAY = date(2021, 6, 30)

EXAMPLES: tuple[Message, ...] = (restricted(1, _ITEM, _DAY, ""), lifted(1, _ITEM))
FORM_EXAMPLES: tuple[Form, ...] = (
    restrict_form("1:1", _ITEM), lift_form("1:1", _ITEM, _ITEM.words, None, "The staff have been told."),
    edit_form("edit.restrict", "Restrict it", "6:0:", "A6", action_fields(None, "")),
    edit_form("edit.unrestrict", "Lift it", "6:0:", "A6", [held_words(_DAY, "")]),
)  # fmt: skip
