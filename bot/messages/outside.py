"""Members outside the workspace, who have no account: a council contact types for them, and the record says so."""

from collections.abc import Sequence

from bot.messages.parts import (
    MOST_CHOICES,
    Button,
    Choice,
    Form,
    Menu,
    Message,
    Note,
    Paragraph,
    PersonField,
    TextField,
    said,
)

ASK, FORM = "outside.ask", "outside_holder"
HOW = ("by telephone", "in writing", "in person")
"""The ways in which an answer may come to whoever types it."""


def through_contact(message: Message, name: str) -> Message:
    """A message for somebody who has no account here, as their contact gets it: as it was, if it says so."""
    ask = Paragraph(
        lead=f"For {name}",
        text="who has no account here and answers through you. Please ask them, and type what they say; the record "
        "says that you entered it for them. “You” below means them.",
    )
    if message.parts and message.parts[0] == ask:  # it goes on to another contact
        return message
    return message.model_copy(update={"parts": (ask, *message.parts)})


def outside_menu(board_id: int, posts: Sequence[tuple[int, str]]) -> Menu:
    """Which post somebody outside the workspace holds, as (post id, title)."""
    choices = tuple(Choice(value=str(post_id), label=title) for post_id, title in posts[:MOST_CHOICES])
    return Menu(label="Held by somebody without an account", does=ASK, about=str(board_id), choices=choices)


def outside_form(about: str, post: str, holder: str = "") -> Form:
    """Who holds a post from outside, and who types for them. `holder` is whoever does already."""
    return Form(
        name=FORM,
        title="No account here",
        submit="Save",
        about=about,
        parts=(
            Paragraph(lead=post, text="is held by somebody who has no account in this workspace."),
            TextField(name="name", label="Their name", longest=120, initial=holder, hint="As the Board knows them."),
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


def contact_left(contact: str, typed_for: Sequence[tuple[str, str, str]], goes_to: str) -> Message:
    """Whoever runs the board hears that a council contact has left, and for whom they typed: (what a button is about,
    post, name). `goes_to` says to whom what is for them goes meanwhile.
    """
    return Message(
        kind="contact_left",
        heading=f"{contact}’s account has been disabled",
        parts=(
            Paragraph(text="They typed what these answer, who have no account here:"),
            *(
                Paragraph(
                    lead=post, text=f"{name}.",
                    button=Button(label="Name another", does=ASK, about=about, spoken=f"Name who types for {name}"),
                )
                for about, post, name in typed_for
            ),
            Paragraph(lead="Until you name another contact", text=goes_to),
        ),
    )  # fmt: skip


TO_YOU = "what is for them goes to you. Please ask them, and type what they say."
TO_NOBODY = "nothing that is for them reaches them."


def to_another(manager: str) -> str:
    """Where what is for somebody outside goes while another board's programme manager types for them."""
    return f"what is for them goes to {manager}."


def entered_words(post: str, by: str, how: str) -> str:
    """How a statement came that somebody else typed: "entered for the Police Lead by Priya Nair, by telephone"."""
    return f"entered for the {post} by {by}{f', {how}' if how else ''}"


EXAMPLES: tuple[Message, ...] = (
    through_contact(
        said("statement_requested", "Please send a statement for BCP-03 by Tuesday 8 June, 17:00."), "Jo Price"
    ),
    outside_noted("Police representative", "Jo Price", "Priya Nair"),
    contact_left("Sam Reed", [("1:4", "Police representative", "Jo Price")], TO_YOU),
    contact_left("Sam Reed", [("1:4", "Police representative", "Jo Price")], to_another("Priya Nair")),
    contact_left("Sam Reed", [("1:4", "Police representative", "Jo Price")], TO_NOBODY),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    outside_form("1:4", "Police representative"),
    outside_form("1:4", "Police representative", "Jo Price"),
)
