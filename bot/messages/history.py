"""What was changed about an action: newest first, in words, a page at a time."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.edits import Noted, when_and_who
from bot.messages.changing import back_to_card
from bot.messages.editing import HISTORY
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part


def history_shown(
    action_id: int, ref: str, name: str, noted: Sequence[Noted], *, page: int = 1, pages: int = 1
) -> Message:
    """One page of an action's history."""
    parts: list[Part] = [Bullets(items=tuple(Item(lead=when_and_who(each), text=each.words) for each in noted))]
    if not noted:
        parts = [Paragraph(text="Nothing has been changed since it came into the plan.")]
    parts.append(Note(text=f"Page {page} of {pages}, the newest first. What statements say is not in it."))
    buttons = [back_to_card(action_id, ref)]
    buttons += [_turn("Newer", action_id, ref, page - 1)] if page > 1 else []
    buttons += [_turn("Older", action_id, ref, page + 1)] if page < pages else []
    parts.append(Buttons(buttons=tuple(buttons)))
    return Message(kind="history", heading=f"History of {name}", parts=tuple(parts))


def _turn(label: str, action_id: int, ref: str, page: int) -> Button:
    return Button(label=label, does=HISTORY, about=f"{action_id}:{page}", spoken=f"{label} changes of {ref}")


def _examples() -> tuple[Message, ...]:
    at = datetime(2021, 6, 8, 10, 2, tzinfo=UTC)
    who = "Improvement Programme Manager, Priya Nair"
    noted = (
        Noted(3, at, who, "change_lead", "Head of Audit", "Head of Quality Assurance", "The post was renamed."),
        Noted(2, at, who, "change_milestone_date", "30 June 2021", "16 July 2021", "The auditor starts later"),
        Noted(1, at, who, "import_action", "", "in progress", "from an imported file"),
    )
    name = "BCP-06 (Put an audit programme in place)"
    return (
        history_shown(6, "BCP-06", name, noted, page=2, pages=3),
        history_shown(6, "BCP-06", name, ()),
    )


EXAMPLES: tuple[Message, ...] = _examples()
