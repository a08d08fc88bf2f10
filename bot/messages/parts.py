"""What a message and a form are made of, on no platform in particular.

Text in a part is always plain: whatever a person wrote goes in as it is, and the platform that draws it
escapes it. Emphasis is a part's `lead`, never a mark inside the text. Colour says nothing that a word does not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class _Neutral(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Confirm(_Neutral):
    """A question put before a button does what it says."""

    title: str
    text: str
    yes: str
    no: str = "Cancel"


class Button(_Neutral):
    """Something to press. `does` names what it starts; `about` says for which thing, in at most 2,000 characters."""

    label: str
    does: str
    about: str = ""
    style: Literal["primary", "danger"] | None = None
    spoken: str | None = None
    """What a screen reader says, where the label alone would not tell two buttons apart."""
    confirm: Confirm | None = None


class Paragraph(_Neutral):
    """A sentence or more; `lead` is drawn strong and followed by a colon."""

    part: Literal["paragraph"] = "paragraph"
    text: str
    lead: str = ""
    button: Button | None = None


class Item(_Neutral):
    """One line of a list."""

    text: str
    lead: str = ""


class Bullets(_Neutral):
    """A list. With no items it is not drawn, so a message says `empty` in its place where silence would mislead."""

    part: Literal["bullets"] = "bullets"
    items: tuple[Item, ...]
    lead: str = ""


class Facts(_Neutral):
    """Pairs of a name and its value, read in order."""

    part: Literal["facts"] = "facts"
    pairs: tuple[tuple[str, str], ...]


class Subheading(_Neutral):
    """A heading inside a message."""

    part: Literal["subheading"] = "subheading"
    text: str


class Note(_Neutral):
    """Small print: where a figure comes from, who will read this, that it is a sample."""

    part: Literal["note"] = "note"
    text: str


class Quote(_Neutral):
    """Words that a person wrote, shown as theirs."""

    part: Literal["quote"] = "quote"
    text: str
    lead: str = ""


class Rule(_Neutral):
    """A line between two subjects."""

    part: Literal["rule"] = "rule"


class Buttons(_Neutral):
    """A row of buttons, five at the most."""

    part: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...] = Field(max_length=5)


class Choice(_Neutral):
    """One of the answers to a question. `value` is what comes back."""

    value: str
    label: str


MOST_CHOICES = 500
"""Choices of one question: more than a plan has actions or a council posts, and few enough for a platform to carry."""


class Menu(_Neutral):
    """A choice made in the message itself; picking one starts `does` with the choice's value."""

    part: Literal["menu"] = "menu"
    label: str
    does: str
    choices: tuple[Choice, ...]
    about: str = ""


Part = Annotated[
    Paragraph | Bullets | Facts | Subheading | Note | Quote | Rule | Buttons | Menu,
    Field(discriminator="part"),
]


class Message(_Neutral):
    """Something that the bot says. `kind` is its name in the catalogue; the outbox stores it as it is."""

    kind: str
    heading: str
    parts: tuple[Part, ...] = ()


class _Field(_Neutral):
    name: str
    label: str
    hint: str = ""
    optional: bool = False
    refreshes: bool = False
    """Whether a change of this answer asks the bot to draw the form again before it is sent."""


class TextField(_Field):
    """Words. `longest` in characters; a platform may set a lower limit and says so."""

    part: Literal["text_field"] = "text_field"
    initial: str = ""
    placeholder: str = ""
    many_lines: bool = False
    longest: int = 3000
    keeps: bool = False
    """Whether the bot hears what is typed while it is typed, to keep it; the form is not drawn again for it."""
    asks_for_details: bool = False
    """Whether it asks for the very details that every other box must not hold, to take them out."""


class ChoiceField(_Field):
    """One of a few answers."""

    part: Literal["choice_field"] = "choice_field"
    choices: tuple[Choice, ...]
    initial: str | None = None
    placeholder: str = ""
    as_menu: bool = True


class ChoicesField(_Field):
    """Any number of a list of answers."""

    part: Literal["choices_field"] = "choices_field"
    choices: tuple[Choice, ...]
    initial: tuple[str, ...] = ()


class DateField(_Field):
    """A day."""

    part: Literal["date_field"] = "date_field"
    initial: date | None = None


class TimeField(_Field):
    """A time of day, in the board's zone."""

    part: Literal["time_field"] = "time_field"
    initial: time | None = None


class PersonField(_Field):
    """One of the people of the workspace, by the platform's id."""

    part: Literal["person_field"] = "person_field"
    initial: str | None = None


class ChannelField(_Field):
    """One of the channels of the workspace, by the platform's id."""

    part: Literal["channel_field"] = "channel_field"
    initial: str | None = None


FormPart = Annotated[
    Paragraph
    | Bullets
    | Facts
    | Subheading
    | Note
    | Quote
    | Rule
    | Buttons
    | TextField
    | ChoiceField
    | ChoicesField
    | DateField
    | TimeField
    | PersonField
    | ChannelField,
    Field(discriminator="part"),
]


NO_NAMES_HERE = "No names, initials or case numbers of children, families or carers."
"""What a text box says while it is empty."""
NO_NAMES = f"{NO_NAMES_HERE} The check for them can miss things."
"""What every form with a text box says."""


_SHORT = 60
"""The longest, in characters, of what is a reference, a number or a name rather than a sentence."""


def _saying_so(box: TextField) -> TextField:
    says_so = box.asks_for_details or box.placeholder or box.longest <= _SHORT or NO_NAMES_HERE in box.hint
    return box if says_so else box.model_copy(update={"placeholder": NO_NAMES_HERE})


class Form(_Neutral):
    """A form to fill in. `name` is the use case that its answers go to; `about` comes back with them, unseen."""

    name: str
    title: str = Field(max_length=24)
    submit: str = Field(max_length=24)
    close: str = Field(default="Cancel", max_length=24)
    about: str = Field(default="", max_length=3000)
    parts: tuple[FormPart, ...]

    @field_validator("parts")
    @classmethod
    def _say_not_to_name_children(cls, parts: tuple[FormPart, ...]) -> tuple[FormPart, ...]:
        """Every form with a text box says it (the field's rules, safeguards); one that does so itself says it once.

        A box with room for a sentence says it as well, while it is empty.
        """
        parts = tuple(_saying_so(part) if isinstance(part, TextField) else part for part in parts)
        boxes = [part for part in parts if isinstance(part, TextField) and not part.asks_for_details]
        notes = [part.text for part in parts if isinstance(part, Note)]
        said = any(NO_NAMES_HERE in words for words in (*notes, *(box.hint for box in boxes)))
        return parts if said or not boxes else (*parts, Note(text=NO_NAMES))


class Reply(_Neutral):
    """What a person gets back for what they just did.

    `message` answers in private; `form` opens a form, or takes the place of the one on screen; `errors` go beside
    the fields they name, and nothing was saved. `settled` says that the thing is done, so that hearing it again
    gets this same answer and does nothing twice: a form that asks for more, and an error, are not settled.
    """

    message: Message | None = None
    form: Form | None = None
    errors: dict[str, str] = {}
    settled: bool = True


def kind_field(name: str, label: str, kinds: Sequence[str], initial: str = "") -> ChoiceField:
    """A choice that may be left out of the kinds that a board tells apart; one that it has dropped since is gone."""
    choices = tuple(Choice(value=kind, label=kind) for kind in kinds)
    return ChoiceField(
        name=name, label=label, choices=choices, initial=initial if initial in kinds else None, optional=True
    )


def said(kind: str, text: str, *more: Part) -> Message:
    """A message that is one sentence, with what may follow it."""
    return Message(kind=kind, heading="", parts=(Paragraph(text=text), *more))


def without_buttons(message: Message, gone: Collection[str], note: str) -> Message:
    """The same once something has come of it: the buttons that do one of `gone` give way to `note`.

    Where it has no such button (any more) it is returned as it is.
    """
    parts: list[Part] = []
    said_so = False
    for part in message.parts:
        if isinstance(part, Paragraph) and part.button is not None and part.button.does in gone:
            parts.append(part.model_copy(update={"button": None}))
        elif isinstance(part, Buttons) and any(button.does in gone for button in part.buttons):
            left = tuple(button for button in part.buttons if button.does not in gone)
            parts += [Buttons(buttons=left)] if left else []
            parts += [] if said_so else [Note(text=note)]
            said_so = True
        else:
            parts.append(part)
    return message.model_copy(update={"parts": tuple(parts)})
