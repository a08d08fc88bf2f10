"""What is said on the spot wherever something was heard: no, something broke, or a form that is still to be opened."""

from collections.abc import Iterable

from bot.messages.parts import Button, Buttons, Message, Paragraph, said


def refused(words: str) -> Message:
    """A Refusal in its own words."""
    return said("refused", words)


def trouble(words: str, reference: str) -> Message:
    """Something broke, and nobody's typing did it: what became of what was done, and a reference to quote."""
    quote = f"If it happens again, give whoever runs Accountable this reference: {reference}."
    return said("trouble", f"{words} {quote}")


def errors_listed(sentences: Iterable[str]) -> Message:
    """What is wrong with a form's answers, where there is no field on screen to put it beside."""
    return Message(kind="errors", heading="", parts=tuple(Paragraph(text=words) for words in sentences))


def form_offered(title: str, button: Button | None, retry: str = "") -> Message:
    """A form that could not be opened in time, behind a button; or, without one, what to do to get it."""
    words = f"Your form “{title}” is ready. Nothing has been sent yet."
    return said("form_offered", words, Buttons(buttons=(button,))) if button else said("form_offered", words + retry)


EXAMPLES: tuple[Message, ...] = (
    refused("Only the chair can confirm a rating. Margaret Ellis is the chair of Sample Improvement Board."),
    trouble("Something went wrong in Accountable, and nothing was saved. Please try again.", "4F09C2"),
    errors_listed(("Red needs next steps: what will bring it back, and by when?",)),
    form_offered("Statement for BCP-06", Button(label="Open the form", does="again", style="primary")),
    form_offered("Statement for BCP-06", None, " To open it, type this again: statement BCP-06"),
)
