"""What is said of an acting accountable officer: who acts while another is away for long, from when, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import full_day_in_words, listed
from bot.messages.parts import (
    Button,
    Buttons,
    Confirm,
    Form,
    Message,
    Note,
    Paragraph,
    PersonField,
    TextField,
    said,
)
from bot.messages.who_is_told import who_may_be_told

NAME = "acting.name"
"""What the button “Name who acts” does; it is about a board and a post, as `board:post`."""
NOBODY = "acting.nobody"
"""What the button “Nobody” does: the delegate goes on, or who acts stops; about a board and a post."""
NAME_FORM = "acting_name"


@dataclass(frozen=True)
class Acting:
    """A post whose holder is away, what it answers for, who acts for it, and their last day.

    `who` is a post and its holder, empty for nobody; `named_by` the post of whoever decided it.
    """

    about: str
    post: str
    refs: tuple[str, ...]
    who: str
    until: date
    named_by: str = ""
    delegate: str = ""
    """Who may answer as a delegate where nobody acts."""


WHOEVER_ACTS = "whoever you name, who acts from now on and is asked for what is wanted of this post now"


def acts_no_longer(who: str) -> str:
    """That whoever acts until now is told that it is over."""
    return f"{who}, whose acting is over if you name somebody else"


def acting_form(acting: Acting, named_by: str, told: Sequence[str], *, is_recorded: bool) -> Form:
    """Who acts for a post, and who is told. Where it `is_recorded`, somebody writes down what the one who sits as
    `named_by` decided.
    """
    whose = f" This records what the {named_by} decided." if is_recorded else ""
    now = f" {acting.who} does so now." if acting.who else ""
    return Form(
        name=NAME_FORM,
        title="Who acts",
        submit="Save",
        about=acting.about,
        parts=(
            Paragraph(
                lead=acting.post,
                text=f"Somebody acts as accountable officer for {listed(list(acting.refs))} until "
                f"{full_day_in_words(acting.until)}, or until the officer is back.{now}{whose}",
            ),
            TextField(
                name="delegate", label="Post that acts", optional=True, longest=300,
                hint="A post of the plan, or another such as Head of Early Help. Leave it empty to name a person.",
            ),
            PersonField(
                name="person", label="Who that is", optional=True, hint="Leave it empty if I know who holds that post."
            ),
            who_may_be_told(told),
            Note(text="They can do all that the officer can for these actions. They never confirm their ratings."),
        ),
    )  # fmt: skip


def acting_named(acting: Acting) -> Message:
    """For whoever named who acts, or recorded it, and for those who are told of it."""
    again = Button(
        label="Change",
        does=NAME,
        about=acting.about,
        spoken=f"Change who acts for {acting.post}",
    )
    stop = Button(
        label="Nobody acts any more",
        does=NOBODY,
        about=acting.about,
        confirm=Confirm(
            title="Shall nobody act any more?",
            text=f"{acting.who} will act for {acting.post} no longer. What they sent stays, marked as acting.",
            yes="Nobody acts",
        ),
    )
    decided = f", as the {acting.named_by} decided" if acting.named_by else ""
    return Message(
        kind="acting_named",
        heading="An acting accountable officer",
        parts=(
            Paragraph(text=f"{_acts(acting)}{decided}."),
            Note(
                text="They are asked for what is wanted now, and can do all that the officer can, but for confirming a "
                "rating. It ends by itself when the officer is back."
            ),
            Buttons(buttons=(again, stop)),
        ),
    )


def _acts(acting: Acting) -> str:
    return (
        f"{acting.who} acts as accountable officer for the {acting.post}, for {listed(list(acting.refs))}, until the "
        f"end of {full_day_in_words(acting.until)}"
    )


def nobody_acts(acting: Acting) -> Message:
    """Nobody acts: for whoever said so, or recorded it, and for those who are told of it."""
    decided = f" The {acting.named_by} decided it." if acting.named_by else ""
    goes_on = (
        f"{acting.delegate} goes on answering for them."
        if acting.delegate
        else "Nobody answers for them meanwhile: please name a delegate."
    )
    return said(
        "nobody_acts",
        f"Nobody acts as accountable officer for the {acting.post} meanwhile.{decided} Whoever holds that post stays "
        f"accountable for {listed(list(acting.refs))}. {goes_on}",
        Buttons(buttons=(Button(label="Name who acts", does=NAME, about=acting.about),)),
    )


def acting_begins(acting: Acting) -> Message:
    """For whoever acts from now on, or for longer or shorter than they were told before."""
    return Message(
        kind="acting_begins",
        heading="You are acting accountable officer",
        parts=(
            Paragraph(
                text=f"You act for the {acting.post} until the end of {full_day_in_words(acting.until)}, for "
                f"{listed(list(acting.refs))}. The {acting.named_by} named you."
            ),
            Paragraph(
                lead="What that means",
                text="You are asked for statements, write and send them, ask for new dates and answer questions as the "
                "officer would. What you send says that you act. You can not confirm a rating of these actions.",
            ),
            Buttons(buttons=(Button(label="My actions", does="status.show", about="mine"),)),
        ),
    )


def acting_prolonged(acting: Acting) -> Message:
    """For whoever acts: it ends on another day."""
    return said(
        "acting_prolonged",
        f"You act as accountable officer for the {acting.post} until the end of {full_day_in_words(acting.until)} now, "
        f"for {listed(list(acting.refs))}.",
    )


def acting_over(post: str, refs: Sequence[str]) -> Message:
    """For whoever acted: it is over."""
    of = f" {listed(list(refs))}" if refs else " its actions"
    return said(
        "acting_over",
        f"You act as accountable officer for the {post} no longer. You are not asked about{of} any more. What you sent "
        "stays, with your name and that you acted. Thank you.",
    )


def acting_is_delegate(post: str, refs: Sequence[str], until: date) -> Message:
    """For whoever acts for an officer who leaves the post: they may answer on as a delegate, and act no longer."""
    return said(
        "acting_is_delegate",
        f"The officer for whom you acted as {post} has left that post, so you act as accountable officer no longer. "
        f"You may answer for {listed(list(refs))} as a delegate until the end of {full_day_in_words(until)}. "
        "What you sent stays, with your name and that you acted. Thank you.",
    )


_POST = "Service Director, Quality and Assurance"
_ACTING = Acting("1:4", _POST, ("BCP-03", "BCP-06"), "Head of Early Help (Grace Lowe)", date(2021, 7, 16))
_NAMED = Acting(
    "1:4", _POST, ("BCP-03", "BCP-06"), "Head of Early Help (Grace Lowe)", date(2021, 7, 16), "Independent Chair"
)
_NOBODY = Acting("1:4", _POST, ("BCP-03", "BCP-06"), "", date(2021, 7, 16))

EXAMPLES: tuple[Message, ...] = (
    acting_named(_ACTING),
    acting_named(_NAMED),
    nobody_acts(_NOBODY),
    nobody_acts(
        Acting("1:4", _POST, ("BCP-03",), "", date(2021, 7, 16), "Independent Chair", "Head of Early Help (Grace Lowe)")
    ),
    acting_begins(_NAMED),
    acting_prolonged(_NAMED),
    acting_over(_POST, ("BCP-03", "BCP-06")),
    acting_is_delegate(_POST, ("BCP-03", "BCP-06"), date(2021, 7, 16)),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    acting_form(_NOBODY, "Independent Chair", (WHOEVER_ACTS, "the programme manager"), is_recorded=False),
    acting_form(
        _ACTING,
        "Independent Chair",
        (WHOEVER_ACTS, acts_no_longer(_ACTING.who), "the Independent Chair"),
        is_recorded=True,
    ),
)
