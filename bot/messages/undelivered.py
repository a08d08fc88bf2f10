"""What the programme manager is told of messages that were given up, and what can be done about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dates import counted
from bot.messages.parts import Button, Buttons, Message, Note, Paragraph, Part, said

TRY_AGAIN, DISMISS = "undelivered.retry", "undelivered.dismiss"
SHOWN = 10
"""How many are shown with their buttons; the rest is counted, and comes into sight as these are settled."""
NOTHING_ELSE = "Nothing else was held up. It is kept in the record as not delivered."
NOBODY_MANAGES = "You read this since nobody sits as the programme manager, who would see to it. "


@dataclass(frozen=True)
class NotDelivered:
    """A message that did not arrive: its number, what it was, for whom, when it was due, and why it was given up.

    `about` is what its buttons carry.
    """

    number: int
    what: str
    to: str
    due: str
    why: str
    about: str = ""


def not_delivered(one: NotDelivered, *, may_settle: bool = True) -> Message:
    """A message was refused for good: what it was, whom it was for, why, and what can be done about it; by its reader,
    where they `may_settle` it.
    """
    typed = f"on the machine that I run on: accountable undelivered retry {one.number}"
    pressed = f"press Try again; or press Dismiss if it need not arrive any more. Both can be typed {typed}"
    return Message(
        kind="not_delivered",
        heading="A message did not arrive",
        parts=(
            Paragraph(text=f"{one.what}, for {one.to}, was not delivered."),
            Paragraph(lead="Why", text=one.why),
            Paragraph(
                lead="What to do",
                text=f"Once that is put right, {pressed if may_settle else f'whoever runs me can type {typed}'}",
            ),
            *([_buttons(one)] if may_settle else []),
            Note(text=f"{'' if may_settle else NOBODY_MANAGES}{NOTHING_ELSE}"),
        ),
    )


def undelivered(waiting: Sequence[NotDelivered]) -> Message:
    """All that did not arrive and has not been settled, the oldest first."""
    if not waiting:
        return said("undelivered", "Every message has arrived, or was settled. There is nothing to do here.")
    parts: list[Part] = [Paragraph(text=f"{counted(len(waiting), 'message')} did not arrive:")]
    for one in waiting[:SHOWN]:
        text = f"{one.what}, for {one.to}, due {one.due}. {one.why.rstrip('.')}."
        parts += [Paragraph(lead=f"Number {one.number}", text=text), _buttons(one)]
    if len(waiting) > SHOWN:
        parts.append(Note(text=f"And {len(waiting) - SHOWN} more, which come into sight as these are settled."))
    parts.append(
        Note(
            text="On the machine that I run on: “accountable undelivered retry NUMBER” tries again, and “accountable "
            "undelivered dismiss NUMBER --why …” lets it be; “all” in place of the number means all of them."
        )
    )
    return Message(kind="undelivered", heading="What did not arrive", parts=tuple(parts))


def tried_again(whats: Sequence[str]) -> Message:
    """They will be tried once more."""
    what = f"{whats[0]} goes" if len(whats) == 1 else f"{counted(len(whats), 'message')} go"
    text = f"{what} once more within a minute, unless it is no longer wanted. If it fails again, I shall tell you."
    return said("undelivered_tried_again", text)


def dismissed(whats: Sequence[str]) -> Message:
    """They need not arrive any more."""
    what = f"{whats[0]} is" if len(whats) == 1 else f"{counted(len(whats), 'message')} are"
    return said(
        "undelivered_dismissed", f"{what} left unsent, and not tried again. That, and who decided it, is on the record."
    )


def _buttons(one: NotDelivered) -> Buttons:
    what = f"{one.what}, for {one.to}"
    return Buttons(
        buttons=(
            Button(label="Try again", does=TRY_AGAIN, about=one.about, spoken=f"Try again: {what}"),
            Button(label="Dismiss", does=DISMISS, about=one.about, spoken=f"Dismiss: {what}"),
        )
    )


_SUMMARY = NotDelivered(
    57,
    "The weekly summary",
    "the board’s channel",
    "Monday 7 June, 09:00",
    "Accountable is not in the channel. Invite it there; the next summary then goes as usual.",
    "1:57",
)
_REQUEST = NotDelivered(
    61,
    "The request for statements",
    "Daniel Marsh",
    "Tuesday 1 June, 09:30",
    "Daniel Marsh’s Slack account is deactivated. Ask a workspace administrator to reactivate it, or name another "
    "holder of the post.",
    "1:61",
)
EXAMPLES = (
    not_delivered(_SUMMARY),
    not_delivered(_SUMMARY, may_settle=False),
    undelivered([_REQUEST, _SUMMARY]),
    undelivered([]),
    tried_again([_SUMMARY.what]),
    dismissed([_SUMMARY.what, _REQUEST.what]),
)
