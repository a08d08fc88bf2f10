"""Checks of what was closed that nobody has answered: asked once more, and told to those who can do something."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.closing import ACCEPTED, Delivery
from bot.domain.dates import counted, day_in_words, ended
from bot.domain.restriction import RESTRICTED
from bot.messages.closing import NO_MORE, REOPEN, STILL
from bot.messages.parts import Button, Buttons, Message, Note, Paragraph, Part

AT_MOST = 12
"""Checks with their buttons in one message; the rest are named."""


@dataclass(frozen=True)
class Overdue:
    """A check that nobody has answered: what was closed, the working day on which it was asked for, and in whose place
    its reader is asked.
    """

    delivery: Delivery
    asked_on: date
    for_post: str = ""


def check_asked_again(found: Sequence[Overdue], today: date) -> Message:
    """Ask once more whether what was closed still holds."""
    parts: list[Part] = []
    for each in found[:AT_MOST]:
        one, about = each.delivery, str(each.delivery.id)
        behalf = f" You are asked for the {each.for_post}." if each.for_post else ""
        asked = (
            f"{ended(one.title)} You were asked on {day_in_words(each.asked_on, today)} whether it still holds.{behalf}"
        )
        parts.append(Paragraph(lead=one.ref, text=asked))
        parts.append(
            Buttons(buttons=(
                Button(label="Still true", does=STILL, about=about, style="primary", spoken=f"{one.ref} is still true"),
                Button(label="Not any more", does=NO_MORE, about=about, spoken=f"{one.ref} is not true any more"),
            ))
        )  # fmt: skip
    note = "Either answer is a help. If you can not tell, say to the programme manager who can."
    return Message(
        kind="check_again", heading="Does it still hold?", parts=(*parts, *_rest(found), Note(text=note))
    )  # fmt: skip


def check_overdue(found: Sequence[Overdue], today: date) -> Message:
    """The programme manager reads which checks are overdue, and who was asked."""
    lines = [
        Paragraph(lead=each.delivery.ref, text=f"{ended(each.delivery.title)} {overdue_words(each, today)}.")
        for each in found[:AT_MOST]
    ]
    todo = (
        "Please talk to them. If somebody else keeps it going now, they answer once the post is connected to them: "
        "type “people”. Whoever decides is told in three working days if nobody has answered."
    )
    return Message(
        kind="check_overdue", heading=f"Check overdue: {counted(len(found), 'closed action')}",
        parts=(*lines, *_rest(found), Note(text=todo)),
    )  # fmt: skip


def check_unanswered(found: Sequence[Overdue], today: date) -> Message:
    """Whoever decides reads what nobody vouches for any more, and can open it again."""
    parts: list[Part] = []
    for each in found[:AT_MOST]:
        one = each.delivery
        button = Button(label="Open again", does=REOPEN, about=str(one.action_id), spoken=f"Open {one.ref} again")
        parts.append(Paragraph(lead=one.ref, text=f"{ended(one.title)} {overdue_words(each, today)}.", button=button))
    note = (
        "It stays closed as complete until you open it again. Each is named as “check overdue” in the summaries and in "
        "the board pack until somebody has answered."
    )
    return Message(
        kind="check_unanswered", heading="Nobody has said that this still holds",
        parts=(*parts, *_rest(found), Note(text=note)),
    )  # fmt: skip


def overdue_words(each: Overdue, today: date) -> str:
    """Since when, and who was asked: "Check overdue since 6 September: the Head of Early Help was asked"."""
    return f"Check overdue since {day_in_words(each.asked_on, today)}: the {_keeper(each)} was asked"


def overdue_in_a_line(each: Overdue, today: date) -> str:
    """The same as a summary has it: "BCP-07 (since 6 September, Head of Early Help)"."""
    return f"{each.delivery.ref} (since {day_in_words(each.asked_on, today)}, {_keeper(each)})"


def _keeper(each: Overdue) -> str:
    """The post that keeps it going, as it was typed; of what is restricted the accountable officer's."""
    one = each.delivery
    return one.post if one.title == RESTRICTED or not one.keeper else one.keeper


def _rest(found: Sequence[Overdue]) -> list[Part]:
    rest = [each.delivery.ref for each in found[AT_MOST:]]
    return [Paragraph(lead=f"And {len(rest)} more", text=f"{', '.join(rest)}.")] if rest else []


_TODAY = date(2021, 9, 7)
_DELIVERY = Delivery(
    id=1, board_id=1, action_id=2, ref="A2", title="Publish one threshold document", post_id=1,
    post="Head of Early Help", at=datetime(2021, 6, 7, 9, tzinfo=UTC), by_post="Head of Early Help", on_behalf_of="",
    evidence="", effect="", measure="", keeper="Head of Early Help", procedure="", check_on=date(2021, 9, 5),
    state=ACCEPTED,
)  # fmt: skip
AN_OVERDUE_CHECK = _ONE = Overdue(_DELIVERY, date(2021, 9, 6))
_OTHER = replace(_ONE, delivery=replace(_DELIVERY, id=2, ref="A7", title="Practice guidance"), for_post="Head of Audit")

EXAMPLES: tuple[Message, ...] = (
    check_asked_again((_ONE, _OTHER), _TODAY),
    check_overdue((_ONE,), _TODAY),
    check_overdue((_ONE,) * 14, _TODAY),
    check_unanswered((_ONE, _OTHER), _TODAY),
)
