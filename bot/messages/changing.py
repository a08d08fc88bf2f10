"""What may be changed about an action, as its card offers it: one button for each thing, under a few headings."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.plans import Action
from bot.messages.parts import Button, Buttons, Message, Note, Paragraph, Part, Subheading
from bot.messages.plan_lines import name_of
from bot.messages.sample_plan import sample_plan

OPEN = "change.open"
CARD = "status.open"

WORDING = "Words and facts"
DATES = "Dates and milestones"
PEOPLE = "People"
LINKS = "What it answers and needs"
STATE = "Its state"
PLAN = "The plan"
GROUPS = (WORDING, DATES, PEOPLE, LINKS, STATE, PLAN)


@dataclass(frozen=True)
class Offered:
    """One thing that its reader may do to the action now."""

    label: str
    does: str
    words: str
    group: str


def changes_offered(action: Action, offered: Sequence[Offered], *, deadline: str = "") -> Message:
    """Everything that its reader may change about an action, with what each comes to; `deadline` says who moves that,
    to somebody who would look for it among the dates.
    """
    parts: list[Part] = [Paragraph(text="Nothing is saved before you have seen what will change and who will be told.")]
    for group in GROUPS:
        theirs = [each for each in offered if each.group == group]
        parts += [Subheading(text=group)] if theirs else []
        parts += [_offer(action, each) for each in theirs]
        parts += [Note(text=deadline)] if deadline and theirs and group == DATES else []
    if not offered:
        parts = [Note(text=f"{action.ref} is {action.lifecycle.words}. There is nothing that you can change about it.")]
    parts.append(Buttons(buttons=(back_to_card(action.id, action.ref),)))
    return Message(kind="changes_offered", heading=f"Change {name_of(action)}", parts=tuple(parts))


def deadline_moved_by(post: str) -> str:
    """How a deadline comes to be moved, for whoever can not ask for it themselves."""
    return f"The deadline is not changed here: the {post} asks for a new date, and it moves when that is approved."


def back_to_card(action_id: int, ref: str) -> Button:
    """The way to an action's card."""
    return Button(label=f"Show {ref}", does=CARD, about=str(action_id))


def _offer(action: Action, each: Offered) -> Paragraph:
    spoken = f"{each.label}, {action.ref}"
    return Paragraph(
        text=each.words, button=Button(label=each.label, does=each.does, about=str(action.id), spoken=spoken)
    )


EXAMPLES: tuple[Message, ...] = (
    changes_offered(
        sample_plan()[0].action,
        (
            Offered("Reword", "edit.reword", "Its title and its words. The old wording stays in the history.", WORDING),
            Offered("Put on hold", "edit.hold", "Nobody is asked about it until its review.", STATE),
        ),
    ),
    changes_offered(
        sample_plan()[0].action,
        (Offered("Add a milestone", "edit.add_milestone", "A dated point on the way, critical or not.", DATES),),
        deadline=deadline_moved_by(sample_plan()[0].action.post),
    ),
    changes_offered(sample_plan()[2].action, ()),
)
