"""What is asked and said about the chair's decisions."""

from bot.domain.plans import Assessed
from bot.messages.parts import Choice, ChoiceField, Form, Message, Note, Paragraph, TextField, said
from bot.messages.sample_plan import sample_plan

CONFIRM = "decision.confirm"

CHOICES = (
    Choice(value="Green", label="Green: on track"),
    Choice(value="Amber", label="Amber: at risk"),
    Choice(value="Red", label="Red: off track"),
)


def confirm_form(assessed: Assessed) -> Form:
    """Ask the chair which rating is confirmed, beside what the officer says and what the rules suggest."""
    action, officer = assessed.action, assessed.self_assessed
    return Form(
        name=CONFIRM,
        title="Confirm a rating",
        submit="Confirm",
        about=str(action.id),
        parts=(
            Paragraph(lead=action.ref, text=action.title),
            Paragraph(lead="Officer says", text=officer.words if officer else "nothing yet"),
            Paragraph(lead="The rules suggest", text=assessed.suggestion.words),
            ChoiceField(
                name="rating", label="Confirmed rating", choices=CHOICES, as_menu=False, initial=_initial(assessed)
            ),
            TextField(
                name="reason",
                label="Reason",
                optional=True,
                many_lines=True,
                hint="Needed where it is neither what the officer says nor what the rules suggest.",
            ),
            TextField(
                name="decision_ref",
                label="Decision reference",
                optional=True,
                longest=60,
                hint="As in the minutes. Left empty, the next free one is given.",
            ),
            Note(text="The record keeps all three ratings, who gave each, and when."),
        ),
    )


def rating_confirmed(ref: str, rating: str, decision_ref: str) -> Message:
    """Tell the chair that it is recorded."""
    return said("rating_confirmed", f"{ref} is confirmed as {rating}. Decision {decision_ref}.")


def milestone_done(ref: str, title: str, day: str) -> Message:
    """Tell the officer that it is recorded."""
    return said("milestone_done", f"{ref}: “{title}” is recorded as done on {day}.")


def _initial(assessed: Assessed) -> str | None:
    shown = assessed.shown.rating
    return shown.word if shown and shown.word in {choice.value for choice in CHOICES} else None


EXAMPLES = (
    rating_confirmed("A6", "Amber", "D-2021-06-03"),
    milestone_done("A3", "data set published", "8 June"),
)

FORM_EXAMPLES: tuple[Form, ...] = (confirm_form(sample_plan()[0]),)
