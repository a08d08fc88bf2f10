"""What is cleared for the public: the list, and one item as a public paper would have it, for the chair to clear."""

from collections.abc import Sequence
from datetime import date

from bot.domain.clearing import Clearable, Cleared, Sorted, refs_of
from bot.domain.dates import counted, day_and_year
from bot.domain.references import refs_in_words
from bot.messages.parts import Bullets, Button, Buttons, Choice, Item, Menu, Message, Note, Paragraph, Part, said

SHOW_ONE, CLEAR, TAKE_BACK = "clearing.show", "clearing.clear", "clearing.take_back"
AT_MOST, IN_A_MENU = 40, 100
NOTHING_CLEARED = "Nothing has been cleared for the public."
HOW = (
    "The chair clears actions and measures one by one, each in the words that it has now; once these change, it waits "
    "for the chair again. What is restricted can not be cleared. No statement is ever in a public paper."
)


def cleared_shown(board_id: int, found: Sorted, *, may_clear: bool, sees_all: bool) -> Message:
    """What is cleared; for who may see the plan also what is not, and for the chair a menu to clear one."""
    parts: list[Part] = public_lines(found) or [Paragraph(text=NOTHING_CLEARED)]
    if sees_all:
        parts += left_out_of(found)
    if may_clear:
        each = [*found.reworded, *found.not_cleared, *(one for one, _ in found.cleared)]
        choices = tuple(Choice(value=f"{one.kind}{one.id}", label=_label(one)) for one in each[:IN_A_MENU])
        parts.append(Menu(label="Look at one", does=SHOW_ONE, about=str(board_id), choices=choices))
        parts.append(Note(text=HOW))
    return Message(kind="cleared_shown", heading="Cleared for the public", parts=tuple(parts))


def public_lines(found: Sorted) -> list[Part]:
    """Every cleared item as a public paper has it; nothing where there is none."""
    items = tuple(public_item(each) for each, _ in found.cleared)
    more = [Paragraph(text=f"And {len(items) - AT_MOST} more.")] if len(items) > AT_MOST else []
    return [Bullets(items=items[:AT_MOST]), *more] if items else []


def public_item(each: Clearable) -> Item:
    """One item as a public paper has it."""
    return Item(lead=f"{each.ref} {each.words}", text=each.detail)


def left_out_of(found: Sorted) -> list[Part]:
    """What a public paper leaves out because it is not cleared."""
    parts: list[Part] = []
    for kind in ("action", "measure"):
        refs = refs_of(found.not_cleared, kind)
        parts += [_refs(f"{counted(len(refs), kind)} not cleared", refs)] if refs else []
    changed = [each.ref for each in found.reworded]
    parts += [_refs("Cleared once, and worded otherwise since", changed)] if changed else []
    return parts


def _refs(lead: str, refs: Sequence[str]) -> Paragraph:
    return Paragraph(lead=lead, text=f"{refs_in_words(refs)}.")


def one_shown(about: str, each: Clearable, cleared: Cleared | None) -> Message:
    """One item as a public paper would have it, with what the chair can do."""
    stands = cleared is not None and cleared.words == each.words
    parts: list[Part] = [Bullets(items=(public_item(each),))]
    if cleared:
        when = f"by the {cleared.by}, {day_and_year(cleared.on)}"
        parts.append(
            Paragraph(
                lead="Cleared" if stands else "Cleared before",
                text=f"{when}." if stands else f"{when}, in other words: “{cleared.words}”.",
            )
        )
    does, label = (TAKE_BACK, "Clear it no more") if stands else (CLEAR, "Clear for the public")
    button = Button(label=label, does=does, about=f"{about}:{each.mark}", spoken=f"{label}: {each.ref}")
    return Message(
        kind="clearing_one", heading=f"In a public paper: {each.ref}", parts=(*parts, Buttons(buttons=(button,)))
    )


def clearing_noted(ref: str, *, is_cleared: bool) -> Message:
    """Confirm it."""
    cleared = "is cleared for the public: drafts for scrutiny have it from now on"
    words = cleared if is_cleared else "is cleared no more: public papers leave it out from now on"
    return said("clearing_noted", f"{ref} {words}. “cleared” shows all that is.")


def _label(each: Clearable) -> str:
    return f"{each.ref} {each.words}"[:70]


_A6 = Clearable("action", 6, "A6", "Put a quality assurance programme in place", "Amber. Deadline 30 June 2021.")
_K5 = Clearable("measure", 5, "KPO-05", "Front door decisions on time", "78% (final, 31 May); target 80%.")
_BY = Cleared(_A6.words, "Independent Chair", date(2021, 6, 8))
_OLD = Cleared("Decisions on time", "Independent Chair", date(2021, 5, 4))
_SORTED = Sorted(((_A6, _BY),), (Clearable("action", 7, "A7", "Cut the waiting list", "Red."),), (_K5,))

EXAMPLES: tuple[Message, ...] = (
    cleared_shown(1, _SORTED, may_clear=True, sees_all=True),
    cleared_shown(1, Sorted((), (), ()), may_clear=False, sees_all=False),
    one_shown("1:action6", _A6, _BY),
    one_shown("1:measure5", _K5, _OLD),
    clearing_noted("A6", is_cleared=True),
    clearing_noted("A6", is_cleared=False),
)
