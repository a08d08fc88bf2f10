"""What is asked of whoever says what came of the help that an officer asked for."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import day_in_words
from bot.domain.plans import Action
from bot.messages.editing import why_field
from bot.messages.parts import Bullets, Form, FormPart, Item, Message, Paragraph

HELP_NO_MORE = "help_no_more"
"""That help is asked of somebody no more."""


def asked_for(action: Action, today: date) -> FormPart:
    """What help the action asks for, of whom, and by when."""
    said = []
    for help in action.help:
        of = f"from {help.asked_of}" if help.asked_of else ""
        by = f"by {day_in_words(help.needed_by, today)}" if help.needed_by else ""
        beside = ", ".join(part for part in (of, by) if part)
        said.append(f"{help.words} ({beside})" if beside else help.words)
    return Paragraph(lead="Help needed", text="; ".join(said))


def help_no_more(ended: Sequence[tuple[str, str]], for_post: str = "") -> Message:
    """Tell whoever was asked for help for which actions it is asked of them no more; each with the post that asked."""
    you = f"the {for_post}, for whom you answer," if for_post else "you"
    lines = tuple(Item(lead=ref, text=f"the {post} asks for none now.") for ref, post in ended)
    return Message(
        kind="help_no_more",
        heading="Help that is needed no more",
        parts=(
            Paragraph(
                text=f"Nothing more is needed of {you} here. If you have begun, tell the officer what is under way."
            ),
            Bullets(items=lines),
        ),
    )


EXAMPLES: tuple[Message, ...] = (
    help_no_more([("A6", "Head of Quality Assurance")]),
    help_no_more([("A6", "Head of Quality Assurance"), ("A9", "Head of Early Help")], "Director of Finance"),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    Form(
        name="edit.help", title="Help was given", submit="See what will change", about="6:0:",
        parts=(Paragraph(lead="Help needed", text="Two auditors, by 30 June"), why_field("", "What changed?")),
    ),
)  # fmt: skip
