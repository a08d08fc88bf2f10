"""Members outside the workspace, who have no account: a council contact types for them, and the record says so."""

from collections.abc import Sequence

from bot.messages.parts import Choice, Form, Menu, Message, Note, Paragraph, PersonField, TextField, said

ASK, FORM = "outside.ask", "outside"
MOST_CHOICES = 100
HOW = ("by telephone", "in writing", "in person")
"""The ways in which an answer may come to whoever types it."""


def through_contact(message: Message, name: str) -> Message:
    """A message for somebody who has no account here, as their contact gets it."""
    ask = Paragraph(
        lead=f"For {name}",
        text="who has no account here and answers through you. Please ask them, and type what they say; the record "
        "says that you entered it for them. “You” below means them.",
    )
    return message.model_copy(update={"parts": (ask, *message.parts)})


def outside_menu(board_id: int, posts: Sequence[tuple[int, str]]) -> Menu:
    """Which post somebody outside the workspace holds, as (post id, title)."""
    choices = tuple(Choice(value=str(post_id), label=title) for post_id, title in posts[:MOST_CHOICES])
    return Menu(label="Held by somebody without an account", does=ASK, about=str(board_id), choices=choices)


def outside_form(about: str, post: str) -> Form:
    """Who holds a post from outside, and who types for them."""
    return Form(
        name=FORM,
        title="No account here",
        submit="Save",
        about=about,
        parts=(
            Paragraph(lead=post, text="is held by somebody who has no account in this workspace."),
            TextField(name="name", label="Their name", longest=120, hint="As the Board knows them."),
            PersonField(name="contact", label="Council contact", hint="Asks them, and types what they answer."),
            Note(text="What is for them goes to the contact. What the contact sends is marked as entered for them."),
        ),
    )


def outside_noted(post: str, name: str, contact: str) -> Message:
    """For the programme manager who said so."""
    return said(
        "outside_noted",
        f"{post} is now held by {name}, who has no account here. What is for them goes to {contact}, who types what "
        "they answer; the record says so each time.",
    )


def entered_words(post: str, by: str, how: str) -> str:
    """How a statement came that somebody else typed: "entered for the Police Lead by Priya Nair, by telephone"."""
    return f"entered for the {post} by {by}{f', {how}' if how else ''}"


EXAMPLES: tuple[Message, ...] = (
    through_contact(
        said("statement_requested", "Please send a statement for BCP-03 by Tuesday 8 June, 17:00."), "Jo Price"
    ),
    outside_noted("Police representative", "Jo Price", "Priya Nair"),
)
FORM_EXAMPLES: tuple[Form, ...] = (outside_form("1:4", "Police representative"),)
