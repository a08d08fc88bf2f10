"""The draft for DfE and the chair's sign-off: what was signed, as it stood, and what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import day_and_year
from bot.domain.references import short_title
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, Subheading, said
from bot.messages.quarterly import draft_for_dfe
from bot.messages.quarterly import example as example_quarter
from bot.messages.text import as_text

PUT, SIGN, SIGNED = "quarterly.put_to_chair", "quarterly.sign_off", "quarterly.signed_off"
CHANGES_AT_MOST = 10
LONGEST_LINE = 160


@dataclass(frozen=True)
class SignedOff:
    """A draft that was signed off: by which post, when, and the day as at which it was frozen (the board's days)."""

    paper_id: int
    post: str
    on: date
    frozen_on: date
    draft: Message


def draft_shown(
    draft: Message, board_id: int, ended: date, *, signed: SignedOff | None = None, waits_since: date | None = None
) -> Message:
    """The draft as it stands, what changed since the one signed off, and the way to put it to the chair."""
    waits = f"A draft was put to the chair on {day_and_year(waits_since)}: not signed off yet." if waits_since else ""
    parts: list[Part] = [Paragraph(text=waits)] if waits else []
    parts += _since(draft, signed) if signed else [Paragraph(text="No draft has been signed off yet.")]
    put = Button(label="Put it to the chair", does=PUT, about=f"{board_id}:{ended}", style="primary")
    was = [Button(label="The one signed off", does=SIGNED, about=f"{board_id}:{signed.paper_id}")] if signed else []
    return draft.model_copy(update={"parts": (*draft.parts, *parts, Buttons(buttons=(put, *was)))})


def _since(draft: Message, signed: SignedOff) -> list[Part]:
    new, gone = changed(signed.draft, draft)
    begins = f"{_signed(signed)} "
    if not new and not gone:
        return [Paragraph(text=f"{begins}Nothing has changed since.")]
    return [
        Subheading(text="Changed since the draft that was signed off"),
        Paragraph(text=begins.strip()),
        *_lines("New here", new),
        *_lines("Said there, and here no more", gone),
    ]


def _signed(signed: SignedOff) -> str:
    """ "Signed off by the Independent Chair on 6 July 2021, as it stood on 5 July 2021."."""
    post = signed.post.removeprefix("the ")
    return f"Signed off by the {post} on {day_and_year(signed.on)}, as it stood on {day_and_year(signed.frozen_on)}."


def _lines(lead: str, lines: Sequence[str]) -> list[Part]:
    if not lines:
        return []
    more = len(lines) - CHANGES_AT_MOST
    items = [Item(text=short_title(line, LONGEST_LINE)) for line in lines[:CHANGES_AT_MOST]]
    items += [Item(text=f"and {more} more.")] if more > 0 else []
    return [Bullets(lead=lead, items=tuple(items))]


def changed(before: Message, after: Message) -> tuple[list[str], list[str]]:
    """The lines of a draft that are new since an earlier one, and those of the earlier that are gone, in their order.

    The heading, which has the day, is no change.
    """
    was, now = _said(before), _said(after)
    return [line for line in now if line not in was], [line for line in was if line not in now]


def _said(draft: Message) -> list[str]:
    return [line.removeprefix("• ").strip() for line in as_text(draft).splitlines()[1:]]


def draft_to_sign(draft: Message, about: str) -> Message:
    """Give the chair the draft as it was frozen, to sign off."""
    sign = Button(label="Sign it off", does=SIGN, about=about, style="primary")
    asks = Paragraph(
        text="The programme manager puts this draft to you. It is kept exactly as it stands here. Once you have signed "
        "it off, a person sends it; a later draft says what has changed since."
    )
    otherwise = Note(text="If something is not right, tell the programme manager: they put a new draft to you.")
    parts = (asks, *draft.parts, Buttons(buttons=(sign,)), otherwise)
    return Message(kind="draft_to_sign", heading=f"To sign off. {draft.heading}", parts=parts)


def put_to_chair(chair: str) -> Message:
    """Tell the programme manager that the draft is kept, and on its way."""
    return said(
        "draft_put",
        f"The draft is kept as it stands now, and goes to the {chair}, who can sign it off. You are told when that "
        "is done.",
    )


def draft_signed(signed: SignedOff, about: str) -> Message:
    """Say that a draft is signed off, to the programme manager, and to the chair who did it."""
    ways = Buttons(buttons=(Button(label="The one signed off", does=SIGNED, about=about),))
    parts = (
        Paragraph(text=_signed(signed)),
        Note(text="A person sends it: Accountable sends nothing outside the council."),
    )
    return Message(kind="draft_signed", heading=signed.draft.heading, parts=(*parts, ways))


def signed_shown(signed: SignedOff) -> Message:
    """The draft that was signed off, as it stood."""
    parts = (Paragraph(text=_signed(signed)), *signed.draft.parts)
    return Message(kind="draft_signed_shown", heading=signed.draft.heading, parts=parts)


def _examples() -> tuple[Message, ...]:
    now = draft_for_dfe(example_quarter())
    earlier = now.model_copy(update={"parts": (*now.parts[:1], Paragraph(text="14 actions."), *now.parts[2:])})
    signed = SignedOff(1, "Independent Chair", date(2021, 6, 7), date(2021, 6, 4), earlier)
    return (
        draft_shown(now, 1, date(2021, 6, 30)),
        draft_shown(now, 1, date(2021, 6, 30), signed=signed, waits_since=date(2021, 6, 8)),
        draft_to_sign(now, "1:1"),
        put_to_chair("Independent Chair"),
        draft_signed(signed, "1:1"),
        signed_shown(signed),
    )


EXAMPLES: tuple[Message, ...] = _examples()
