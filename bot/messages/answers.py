"""What is said on the spot wherever something was heard: no, something broke, or a form that is still to be opened."""

from collections.abc import Iterable

from bot.domain.troubles import Trouble
from bot.messages.parts import Button, Buttons, Message, Paragraph, said


def refused(words: str) -> Message:
    """A Refusal in its own words."""
    return said("refused", words)


def one_moment() -> Message:
    """A command has been heard, and its answer follows: what is typed is gone from the screen, so something is said."""
    return said("one_moment", "One moment: the answer follows here.")


def trouble(words: str, reference: str) -> Message:
    """Something broke, and nobody's typing did it: what became of what was done, and a reference to quote."""
    return said("trouble", f"{words} {_IF_AGAIN.format(reference)}")


_WHY = {
    Trouble.FULL: "there is no room left where Accountable keeps its record",
    Trouble.LOCKED: "another program is busy with Accountable’s record",
    Trouble.SLOW: "Accountable’s record is too busy to answer at the moment",
    Trouble.GONE: "Accountable can not reach its record at the moment",
    Trouble.UNWRITABLE: "Accountable can not write to its record at the moment",
}
_WHEN = {
    Trouble.FULL: "once whoever runs Accountable has made room",
    Trouble.LOCKED: "in a minute",
    Trouble.SLOW: "in a few minutes",
    Trouble.GONE: "in a few minutes",
    Trouble.UNWRITABLE: "once whoever runs Accountable has put that right",
}


def nothing_saved(trouble: Trouble, reference: str, *, in_form: bool) -> str:
    """The database is in trouble: what became of what somebody did or sent, and what to do about it."""
    again = _KEPT if in_form else "Please do it again "
    return f"Nothing was saved: {_WHY[trouble]}. {again}{_WHEN[trouble]}. {_IF_AGAIN.format(reference)}"


def perhaps_saved(reference: str, *, in_form: bool) -> str:
    """The database went away just as it was to keep something, so nobody knows yet whether it did."""
    again = (
        f"{_KEPT}in a few minutes. It counts once, even if it was saved already."
        if in_form
        else "Please look in a few minutes whether it is there, and do it again if it is not."
    )
    return f"I do not know yet whether that was saved: {_WHY[Trouble.GONE]}. {again} {_IF_AGAIN.format(reference)}"


_KEPT = "What you wrote is still in this form: keep it open, and send it again "
_IF_AGAIN = "If it happens again, give whoever runs Accountable this reference: {}."


def errors_listed(sentences: Iterable[str]) -> Message:
    """What is wrong with a form's answers, where there is no field on screen to put it beside."""
    return Message(kind="errors", heading="", parts=tuple(Paragraph(text=words) for words in sentences))


def form_offered(title: str, button: Button | None, retry: str = "") -> Message:
    """A form that could not be opened in time, behind a button; or, without one, what to do to get it."""
    words = f"Your form “{title}” is ready. Nothing has been sent yet."
    return said("form_offered", words, Buttons(buttons=(button,))) if button else said("form_offered", words + retry)


EXAMPLES: tuple[Message, ...] = (
    refused("Only the chair can confirm a rating. Margaret Ellis is the chair of Sample Improvement Board."),
    one_moment(),
    trouble("Something went wrong in Accountable, and nothing was saved. Please try again.", "4F09C2"),
    *(said("trouble", nothing_saved(trouble, "4F09C2", in_form=False)) for trouble in Trouble),
    said("trouble", perhaps_saved("4F09C2", in_form=True)),
    errors_listed(("Red needs next steps: what will bring it back, and by when?",)),
    form_offered("Statement for BCP-06", Button(label="Open the form", does="again", style="primary")),
    form_offered("Statement for BCP-06", None, " To open it, type this again: statement BCP-06"),
)
