"""What will be sent: each message with its time, its reader and its reason; and one of them as its reader gets it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain import cycle
from bot.domain.cycle import RUNGS, Anchor
from bot.domain.dates import counted, listed
from bot.messages.delivery import KIND_WORDS
from bot.messages.parts import Bullets, Button, Buttons, Item, Menu, Message, Note, Paragraph, Part, Rule, Subheading
from bot.messages.setting_up import start_button

PREVIEW, SHOW = "setup.preview", "preview.show"
LINES_ON_A_PAGE = 20
FEW_READERS = 3


@dataclass(frozen=True)
class Asked:
    """What a message, or a part of one, is for: its rung or rule, the meeting's reference and the actions'."""

    kind: str
    meeting: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sending:
    """One message that will go: when in words, to whom by post and name, and why. `about` is what shows it whole."""

    when: str
    to: str
    why: str
    about: str = ""


@dataclass(frozen=True)
class NotSending:
    """Something that will not be sent: when it was to go, to which post (if to one), what it was, and why not."""

    when: str
    to: str
    why: str
    why_not: str


@dataclass(frozen=True)
class Preview:
    """All that a page of the preview is taken from. `board_id` 0 stands for no buttons at all."""

    board_id: int
    board: str
    weeks: int
    until: str
    sendings: Sequence[Sending]
    unsent: Sequence[NotSending]
    missing: Sequence[str]
    state: str = ""
    """What the forecast takes for granted of a board that does not speak now."""
    can_start: bool = False
    may_show: bool = True


_WHY = {
    cycle.ROSTER_CHECK: "checks who holds which post",
    cycle.ROSTER_CHECK_AGAIN: "checks once more who holds which post",
    cycle.STATEMENT_REQUEST: "asks for statements",
    cycle.STATEMENT_REMINDER: "reminds of statements not begun",
    cycle.STATEMENT_DUE_TODAY: "says which statements are due today",
    cycle.STATEMENT_LATE: "asks about statements that are late",
    cycle.STATEMENT_LATE_DELEGATE: "asks the delegate about statements that are late",
    cycle.FIGURES_REQUEST: "asks for figures",
    cycle.FIGURES_REMINDER: "reminds of figures not in",
    cycle.LATE_LIST: "lists the statements that are late",
    cycle.LINE_DIRECTOR: "tells the line director of statements not in",
    cycle.PACK_FREEZE: "fixes the pack",
    cycle.PACK_READY: "says that the pack is ready",
    cycle.PACK_NOTICE: "points to the pack and asks for questions",
    cycle.QUESTIONS: "passes questions on",
    cycle.RUN_SHEET: "gives the run sheet",
    cycle.SLOT_SOON: "says that their slot is near",
    cycle.UNDECIDED: "asks for what was not decided",
    cycle.OUTCOME: "says what was decided",
    cycle.OUTCOMES_SUMMARY: "sums up the outcomes",
    cycle.LOG_DRAFT: "brings the draft of the decision log",
    cycle.LOG_DRAFT_AGAIN: "chases the decision log",
    cycle.DECISION_LOG: "posts the decision log",
    cycle.BOARD_PACK: "brings the board pack",
}
"""What each rung does, after "T−10:"."""

_ANCHORS = {Anchor.SLOT: "before the slot", Anchor.STARTS: "as it starts", Anchor.ENDS: "after it ends"}


def why_in_words(asked: Sequence[Asked]) -> str:
    """Which rungs and rules a message follows, such as "T−10: asks for statements for A3 and A6, for HTA-2021-06"."""
    return "; ".join(dict.fromkeys(_why(each) for each in _together(asked)))


def _together(asked: Iterable[Asked]) -> list[Asked]:
    """The actions that one rung of one meeting asks for, whichever of a person's posts they belong to."""
    refs: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in asked:
        refs[each.kind, each.meeting] = refs.get((each.kind, each.meeting), ()) + each.refs
    return [Asked(kind, meeting, found) for (kind, meeting), found in refs.items()]


def _why(asked: Asked) -> str:
    refs = f" for {listed(list(asked.refs))}" if asked.refs else ""
    meeting = f", for {asked.meeting}" if asked.meeting else ""
    if asked.kind in _WHY:
        return f"{_offset(asked.kind)}: {_WHY[asked.kind]}{refs}{meeting}"
    what = KIND_WORDS.get(asked.kind, "A message").removeprefix("The ").removeprefix("A ")
    return f"{what}{refs}{meeting}"


def _offset(kind: str) -> str:
    due = RUNGS[kind].due
    if isinstance(due, Anchor):
        return f"T, {_ANCHORS[due]}"
    return f"T{due.days:+d}".replace("-", "−") if due.days else "T"


def sending_previewed(preview: Preview, page: int = 1) -> Message:
    """What will be sent, twenty on a page, and what is missing."""
    page, is_more = _page(page, len(preview.sendings))
    first = (page - 1) * LINES_ON_A_PAGE
    parts: list[Part] = [Paragraph(text=_taken_for_granted(preview))]
    parts += _sendings(preview, first, preview.sendings[first : first + LINES_ON_A_PAGE])
    parts += _page_note(page, is_more)
    parts.append(Subheading(text="What is missing"))
    parts.append(Bullets(items=tuple(Item(text=each) for each in preview.missing)))
    if not preview.missing:
        parts.append(Paragraph(text="Nothing is missing."))
    turn = [_turn(preview, "Previous page", page - 1)] if page > 1 else []
    turn += [_turn(preview, "Next page", page + 1)] if is_more else []
    turn.append(_turn(preview, "What will not be sent", 1, "not"))
    parts += _buttons(preview, *turn, *([start_button(preview.board_id)] if preview.can_start else []))
    return Message(kind="sending_previewed", heading=f"What will be sent for {preview.board}", parts=tuple(parts))


def not_sending_previewed(preview: Preview, page: int = 1) -> Message:
    """What will not be sent, and why not, twenty lines on a page."""
    page, is_more = _page(page, len(preview.unsent))
    first = (page - 1) * LINES_ON_A_PAGE
    shown = preview.unsent[first : first + LINES_ON_A_PAGE]
    parts: list[Part] = [Paragraph(text=f"This is what I will not send up to {preview.until}, and why not.")]
    parts.append(Bullets(items=_unsent(shown)))
    if not shown:
        parts.append(Paragraph(text="Nothing is left out."))
    parts += _page_note(page, is_more)
    turn = [_turn(preview, "Previous page", page - 1, "not")] if page > 1 else []
    turn += [_turn(preview, "Next page", page + 1, "not")] if is_more else []
    parts += _buttons(preview, *turn, _turn(preview, "What will be sent", 1))
    return Message(
        kind="not_sending_previewed", heading=f"What will not be sent for {preview.board}", parts=tuple(parts)
    )


def whole_preview(preview: Preview, *, unsent: bool) -> Message:
    """All of it in one, numbered, for a place without pages; with `unsent` also what will not be sent."""
    lines = [
        Item(lead=f"{number}. {each.when}, to {each.to}", text=f"{each.why}.")
        for number, each in enumerate(preview.sendings, 1)
    ]
    parts: list[Part] = [Paragraph(text=_taken_for_granted(preview)), Bullets(items=tuple(lines))]
    if not lines:
        parts.append(Paragraph(text=_NOTHING))
    if unsent:
        parts += [Subheading(text="What will not be sent, and why not"), Bullets(items=_unsent(preview.unsent))]
    elif preview.unsent:
        parts.append(Note(text=f"{len(preview.unsent)} will not be sent: accountable preview --all says why not."))
    parts += [Subheading(text="What is missing"), Bullets(items=tuple(Item(text=each) for each in preview.missing))]
    if not preview.missing:
        parts.append(Paragraph(text="Nothing is missing."))
    return Message(kind="sending_previewed", heading=f"What will be sent for {preview.board}", parts=tuple(parts))


def shown_as_sent(message: Message, reader: str, when: str) -> Message:
    """A message as its reader will get it, after a note that says so; nothing in it can be pressed."""
    note = (
        f"As {_the(reader)} will get it on {when}, if nothing changes. Its buttons are shown, and can not be pressed."
    )
    heading = [Subheading(text=message.heading)] if message.heading else []
    parts = (Note(text=note), Rule(), *heading, *(_unpressable(part) for part in message.parts))
    return Message(kind="message_shown", heading="As its reader will get it", parts=parts)


def withheld(reader: str, when: str, why: str) -> Message:
    """What is said in the place of a message that is another board's in part."""
    words = (
        f"The message to {reader} on {when} also carries what another board asks of them, so I do not show it whole."
    )
    return Message(
        kind="message_shown",
        heading="As its reader will get it",
        parts=(Paragraph(text=words), Paragraph(lead="For this board", text=f"{why}.")),
    )


_NOTHING = "Nothing: there is no meeting and no summary in that time."


def _taken_for_granted(preview: Preview) -> str:
    state = f" {preview.state}" if preview.state else ""
    return (
        f"This is what I will send up to {preview.until}, in the board’s own time, if nobody answers from now on and "
        f"nothing is changed.{state}"
    )


def _sendings(preview: Preview, first: int, shown: Sequence[Sending]) -> list[Part]:
    if not shown:
        return [Paragraph(text=_NOTHING)]
    if not preview.may_show:
        return [Bullets(items=tuple(Item(lead=f"{each.when}, to {each.to}", text=f"{each.why}.") for each in shown))]
    return [
        Paragraph(lead=f"{each.when}, to {each.to}", text=f"{each.why}.", button=_show(each, first + number))
        for number, each in enumerate(shown, 1)
    ]


def _show(sending: Sending, number: int) -> Button:
    spoken = f"Show message {number}, to {sending.to}, {sending.when}, as they will get it"
    return Button(label="Show", does=SHOW, about=sending.about, spoken=spoken[:75])


def _unsent(shown: Sequence[NotSending]) -> tuple[Item, ...]:
    """Those of one time with one reason are one line."""
    readers: dict[tuple[str, str, str], list[str]] = {}
    for each in shown:
        readers.setdefault((each.when, each.why, each.why_not), []).append(each.to)
    return tuple(
        Item(lead=f"{when}{_to(found)}", text=f"{why}: {why_not}.") for (when, why, why_not), found in readers.items()
    )


def _to(readers: Sequence[str]) -> str:
    named = [reader for reader in dict.fromkeys(readers) if reader]
    if not named:
        return ""
    return f", to {listed(named)}" if len(named) <= FEW_READERS else f", to {counted(len(named), 'post')}"


def _unpressable(part: Part) -> Part:
    match part:
        case Paragraph(button=Button(label=label)):
            return part.model_copy(update={"button": None, "text": f"{part.text} [{label}]"})
        case Buttons(buttons=buttons):
            return Paragraph(text=" ".join(f"[{button.label}]" for button in buttons))
        case Menu(label=label):
            return Paragraph(text=f"[{label}]")
        case _:
            return part


def _the(reader: str) -> str:
    return reader if reader.startswith("the ") else f"the {reader}"


def _page(page: int, lines: int) -> tuple[int, bool]:
    """The page that there is, and whether there is more after it."""
    page = min(max(page, 1), max(1, -(-lines // LINES_ON_A_PAGE)))
    return page, lines > page * LINES_ON_A_PAGE


def _page_note(page: int, is_more: bool) -> list[Part]:
    if page == 1 and not is_more:
        return []
    return [Note(text=f"Page {page}; there is more." if is_more else f"Page {page}, the last.")]


def _about(preview: Preview, page: int, section: str = "") -> str:
    return f"{preview.board_id}:{page}:{preview.weeks}" + (f":{section}" if section else "")


def _turn(preview: Preview, label: str, page: int, section: str = "") -> Button:
    return Button(label=label, does=PREVIEW, about=_about(preview, page, section))


def _buttons(preview: Preview, *buttons: Button) -> list[Part]:
    back = [Button(label="Back to setup", does="setup.open", about=str(preview.board_id))] if preview.may_show else []
    return [Buttons(buttons=(*buttons, *back)[:5])] if buttons or back else []


def _examples() -> tuple[Message, ...]:
    sendings = (
        Sending(
            "Tuesday 1 June, 09:30",
            "Head of Quality Assurance (Priya Nair)",
            why_in_words((Asked(cycle.STATEMENT_REQUEST, "HTA-2021-06", ("A3", "A6")),)),
            "1:27000000:statement_request:1:2",
        ),
        Sending("Monday 7 June, 09:00", "the board’s channel", why_in_words((Asked("weekly_summary"),)), "1:27:x"),
    )
    week = why_in_words((Asked(cycle.WEEK_AHEAD),))
    nothing = "nothing of theirs is due next week"
    unsent = tuple(NotSending("Friday 4 June, 09:30", post, week, nothing) for post in ("Head of Fostering", "DCS"))
    vacant = ("Head of Fostering is vacant: nobody is asked about BCP-11.",)
    board = "Sample Improvement Board"
    full = Preview(
        1, board, 4, "Tuesday 29 June", sendings, unsent, vacant, "It takes the board as started now.", can_start=True
    )
    empty = Preview(1, board, 1, "Tuesday 8 June", (), (), (), may_show=False)
    asked = Message(
        kind="statement_requested",
        heading="Holding to Account, Tuesday 15 June, 10:10",
        parts=(
            Paragraph(lead="A3 Practice standards", text="No statement yet.", button=Button(label="Write", does="x")),
            Buttons(buttons=(Button(label="Hand to delegate", does="x"), Button(label="I am away", does="x"))),
        ),
    )
    return (
        sending_previewed(full),
        sending_previewed(empty),
        not_sending_previewed(full),
        not_sending_previewed(empty),
        shown_as_sent(asked, sendings[0].to, sendings[0].when),
        withheld(sendings[0].to, sendings[0].when, sendings[0].why),
    )


EXAMPLES: tuple[Message, ...] = _examples()
