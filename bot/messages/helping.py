"""What is asked of whoever says what came of the help that an officer asked for."""

from datetime import date

from bot.domain.dates import day_in_words
from bot.domain.plans import Action
from bot.messages.editing import why_field
from bot.messages.parts import Form, FormPart, Paragraph


def asked_for(action: Action, today: date) -> FormPart:
    """What help the action asks for, of whom, and by when."""
    said = []
    for help in action.help:
        of = f"from {help.asked_of}" if help.asked_of else ""
        by = f"by {day_in_words(help.needed_by, today)}" if help.needed_by else ""
        beside = ", ".join(part for part in (of, by) if part)
        said.append(f"{help.words} ({beside})" if beside else help.words)
    return Paragraph(lead="Help needed", text="; ".join(said))


FORM_EXAMPLES: tuple[Form, ...] = (
    Form(
        name="edit.help", title="Help was given", submit="See what will change", about="6:0:",
        parts=(Paragraph(lead="Help needed", text="Two auditors, by 30 June"), why_field("", "What changed?")),
    ),
)  # fmt: skip
