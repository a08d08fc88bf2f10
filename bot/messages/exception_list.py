"""The exceptions that were put to the chair: those on which nothing is decided yet first, then what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import counted, day_in_words
from bot.messages.parts import Bullets, Button, Item, Message, Note, Paragraph, Part, Subheading

LIST = "exceptions.list"
"""What the button “Exceptions put to the chair” does; it is about a board."""
OPEN = "status.open"
OPEN_AT_MOST, DECIDED_AT_MOST = 20, 30
"""Lines of each part; the rest are named or counted."""
WHAT_DECIDES = (
    "An exception is open until something is decided about its action: a new date, a hold, evidence, a closing. A "
    "rating that is confirmed decides nothing about it."
)


@dataclass(frozen=True)
class PutToChair:
    """An exception as the list has it. `why` is empty where its reader may not read of its action."""

    ref: str
    action: str
    action_id: int
    since: date
    why: str
    sent_on: date | None = None
    decided: Sequence[str] = ()
    """What was decided about the action since, the oldest first."""
    ended: str = ""
    """How its action ended, where it is live no more: "closed: complete"."""

    @property
    def is_open(self) -> bool:
        """Whether nothing has come of it yet."""
        return not self.decided and not self.ended


def exceptions_listed(found: Sequence[PutToChair], today: date) -> Message:
    """Every exception of a board, the open ones first, the newest of each first."""
    waiting = [each for each in found if each.is_open]
    settled = [each for each in found if not each.is_open]
    parts: list[Part] = []
    if not found:
        parts.append(Paragraph(text="Nothing has been put to the chair as an exception yet."))
    parts += [Subheading(text=f"Open: {len(waiting)}")] if found else []
    parts += [_open(each, today) for each in waiting[:OPEN_AT_MOST]]
    if len(waiting) > OPEN_AT_MOST:
        rest = "; ".join(f"{each.ref}, {each.action}" for each in waiting[OPEN_AT_MOST:])
        parts.append(Paragraph(lead=f"And {len(waiting) - OPEN_AT_MOST} more", text=f"{rest}."))
    parts += _settled(settled, today)
    return Message(
        kind="exceptions_listed", heading="Exceptions put to the chair", parts=(*parts, Note(text=WHAT_DECIDES))
    )


def _open(each: PutToChair, today: date) -> Paragraph:
    button = Button(label="Open", does=OPEN, about=str(each.action_id), spoken=f"Open the card of {each.action}")
    text = f"open since {day_in_words(each.since, today)}. {_told(each, today)} Nothing has been decided yet."
    return Paragraph(lead=f"{each.ref}, {each.action}", text=text, button=button)


def _settled(settled: Sequence[PutToChair], today: date) -> list[Part]:
    if not settled:
        return []
    items = tuple(
        Item(lead=f"{each.ref}, {each.action}", text=_came_to(each, today)) for each in settled[:DECIDED_AT_MOST]
    )
    more = len(settled) - DECIDED_AT_MOST
    rest = [Note(text=f"And {counted(more, 'older one')}: “inspection pack” has them all.")] if more > 0 else []
    return [Subheading(text=f"Decided: {len(settled)}"), Bullets(items=items), *rest]


def _came_to(each: PutToChair, today: date) -> str:
    came = [f"Decided: {'; '.join(each.decided)}."] if each.decided else []
    came += [f"The action is {each.ended}."] if each.ended else []
    return " ".join([f"put to the chair {day_in_words(each.since, today)}.", _told(each, today), *came])


def _told(each: PutToChair, today: date) -> str:
    """Why it is one, and whether the chair has sent the report."""
    why = f"{each.why[:1].upper()}{each.why[1:].rstrip('.')}. " if each.why else ""
    sent = f"sent {day_in_words(each.sent_on, today)}" if each.sent_on else "not recorded as sent"
    return f"{why}The report is {sent}."


_TODAY = date(2021, 6, 30)
_FOUND = (
    PutToChair(
        "EX-03", "BCP-14 Cut the waiting list for family support", 14, date(2021, 6, 16),
        "confirmed as Red twice running (18 May 2021 and 15 June 2021)",
    ),
    PutToChair(
        "EX-02", "BCP-13 Learning from audits reaches every team", 13, date(2021, 6, 16),
        "no statement for 2 meetings running (18 May 2021 and 15 June 2021)", date(2021, 6, 16),
        ("new date approved, 22 June (D-2021-06-04)",),
    ),
    PutToChair(
        "EX-01", "BCP-02 One cycle of audits", 2, date(2021, 5, 19), "rated Red twice running", date(2021, 5, 19),
        ended="closed: complete",
    ),
)  # fmt: skip
EXAMPLES: tuple[Message, ...] = (exceptions_listed(_FOUND, _TODAY), exceptions_listed((), _TODAY))
