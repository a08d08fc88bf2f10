"""What is asked and said about the chair's decisions."""

from bot.domain.plans import Assessed
from bot.messages.parts import Button, Buttons, Choice, ChoiceField, Form, Message, Paragraph, TextField, said
from bot.messages.recorded_decisions import Deciding, decision_form
from bot.messages.sample_plan import sample_plan

CONFIRM, TAKE_BACK = "decision.confirm", "decision.take_back"

CHOICES = (
    Choice(value="Green", label="Green: on track"),
    Choice(value="Amber", label="Amber: at risk"),
    Choice(value="Red", label="Red: off track"),
)


def confirm_form(assessed: Assessed, deciding: Deciding, hears: str) -> Form:
    """Ask which rating is confirmed, beside what the officer says and what the rules suggest, and by which decision.

    `hears` says as a sentence how the officer comes to know.
    """
    action, officer = assessed.action, assessed.self_assessed
    asked = (
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
    )
    follows = f"The record keeps all three ratings, who gave each, and when. {hears}"
    # Who writes down what somebody else decided confirms nothing, and is not told that they do.
    title, submit = ("Record a rating", "Record") if deciding.whose else ("Confirm a rating", "Confirm")
    return decision_form(CONFIRM, title, submit, str(action.id), asked, deciding, follows)


def rating_confirmed(ref: str, rating: str, decision_ref: str, decision_id: int, hears: str) -> Message:
    """Tell whoever decided, or wrote it down, that it is recorded, and how the officer comes to know (`hears`); a
    mis-press can be taken back.
    """
    back = Button(label="Take back", does=TAKE_BACK, about=str(decision_id), spoken=f"Take back the rating of {ref}")
    words = f"{ref} is confirmed as {rating}. Decision {decision_ref}. {hears}"
    return said("rating_confirmed", words, Buttons(buttons=(back,)))


def rating_taken_back(assessed: Assessed, rating: str, decision_ref: str) -> Message:
    """Say what is taken back, and what counts now."""
    ref, confirmed = assessed.action.ref, assessed.action.confirmed
    counts = f"The rating confirmed before, {confirmed.rating.word}, counts again" if confirmed else NONE_CONFIRMED
    return said(
        "rating_taken_back",
        f"Taken back: {ref} confirmed as {rating} (decision {decision_ref}). {counts}. The record keeps both.",
    )


NONE_CONFIRMED = "None is confirmed. “status unconfirmed” lists it until one is"


def milestone_done(ref: str, title: str, day: str) -> Message:
    """Tell the officer that it is recorded."""
    return said("milestone_done", f"{ref}: “{title}” is recorded as done on {day}. Nobody is asked about it any more.")


def _initial(assessed: Assessed) -> str | None:
    shown = assessed.shown.rating
    return shown.word if shown and shown.word in {choice.value for choice in CHOICES} else None


_SAMPLE = sample_plan()[0]
_READS = f"The {_SAMPLE.action.post} reads it on the card."

EXAMPLES = (
    rating_confirmed("A6", "Amber", "D-2021-06-03", 3, _READS),
    rating_taken_back(_SAMPLE, "Red", "D-2021-06-03"),
    milestone_done("A3", "data set published", "8 June"),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    confirm_form(_SAMPLE, Deciding(), _READS),
    confirm_form(_SAMPLE, Deciding(("the Independent Chair",), whose="Independent Chair"), _READS),
)
