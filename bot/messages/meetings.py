"""What is said and asked about meetings: planning, moving, cancelling, and putting right what was said before."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.domain.dates import counted, listed
from bot.messages.chasing import CHASING_MESSAGES, with_new_due
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    DateField,
    Facts,
    Form,
    FormPart,
    Item,
    Menu,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Subheading,
    TextField,
    TimeField,
)
from bot.messages.statements import WRITE, Owed, write_button

MEETINGS_ON_A_PAGE = 8
ADD, MOVE, AGENDA, CANCEL = "setup_meeting", "setup_move", "setup_agenda", "setup_cancel"
"""The forms; each comes a second time to be saved, with what will change and who will be told."""
MEETING_MOVED, MEETING_CANCELLED, MEETING_CHANGED = "meeting_moved", "meeting_cancelled", "meeting_changed"
NEWS = (MEETING_MOVED, MEETING_CANCELLED, MEETING_CHANGED)

MOVED_ON, CANCELLED_ON, CHANGED_ON = "Moved on", "Cancelled on", "Changed on"
CANCELLED = "Cancelled: "
BEYOND_KNOWN = "planned_beyond_known"
_MERGED = "asked_of_you"
"""The kind of message that may be about several meetings, each under a subheading of its own."""


@dataclass(frozen=True)
class MeetingFacts:
    """A coming meeting, every moment already in words, in the board’s zone."""

    ref: str
    kind: str
    when: str
    covers: str
    asked: str = ""
    due: str = ""
    pack: str = ""
    warnings: tuple[str, ...] = ()
    about: str = ""
    """What its buttons carry; without it there are none."""
    series: str = ""
    """How it comes round, if it is one of a series."""


@dataclass(frozen=True)
class SeriesFacts:
    """A series before it is saved: how it comes round, its dates in words, and what to know about them."""

    words: str
    kind: str
    covers: str
    days: tuple[str, ...]
    goes_on: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeFacts:
    """A change before it is saved: what it does, in sentences, and who is told. `silent` says why nobody is."""

    meeting: str
    changes: tuple[str, ...]
    dates: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    silent: str = ""
    put_right: int = 0
    warnings: tuple[str, ...] = ()


def meetings_listed(board_id: int, meetings: Sequence[MeetingFacts], page: int = 1, news: str = "") -> Message:
    """The coming meetings, the dates that follow from each, and what can be changed; eight on a page."""
    parts: list[Part] = [Paragraph(text=news)] if news else []
    pages = max(1, -(-len(meetings) // MEETINGS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    for meeting in meetings[(page - 1) * MEETINGS_ON_A_PAGE : page * MEETINGS_ON_A_PAGE]:
        parts += meeting_in_parts(meeting)
    if not meetings:
        parts.append(Paragraph(text="No meeting is planned yet. A meeting is what statements are asked for."))
    if pages > 1:
        parts.append(Note(text=f"Page {page} of {pages}."))
    turn = [_turn("Previous page", board_id, page - 1)] if page > 1 else []
    turn += [_turn("Next page", board_id, page + 1)] if page < pages else []
    add = Button(label="Add a meeting", does="setup.meeting", about=str(board_id))
    back = Button(label="All steps", does="setup.open", about=str(board_id))
    parts.append(Buttons(buttons=(add, *turn, back)))
    return Message(kind="meetings_listed", heading="Meetings to come", parts=tuple(parts))


def _turn(label: str, board_id: int, page: int) -> Button:
    return Button(label=label, does="setup.meetings", about=f"{board_id}:{page}")


def meeting_in_parts(meeting: MeetingFacts) -> list[Part]:
    """One meeting: when, what it goes through, what happens before it, and what can be changed."""
    series = f" One of a series: {meeting.series}." if meeting.series else ""
    text = f"{meeting.when}. {meeting.covers}{series}"
    parts: list[Part] = [Paragraph(lead=f"{meeting.ref}, {meeting.kind}", text=text)]
    if meeting.asked:
        pairs = (("Statements asked for", meeting.asked), ("Statements due", meeting.due), ("Pack fixed", meeting.pack))
        parts.append(Facts(pairs=pairs))
    if meeting.warnings:
        parts.append(Note(text=" ".join(meeting.warnings)))
    return [*parts, *([_changes(meeting)] if meeting.about else [])]


def _changes(meeting: MeetingFacts) -> Buttons:
    about, ref = meeting.about, meeting.ref
    return Buttons(
        buttons=(
            Button(label="Move", does="meeting.move", about=about, spoken=f"Move {ref}"),
            Button(
                label="Actions", does="meeting.agenda", about=about, spoken=f"Add actions to {ref} or take some off"
            ),
            Button(label="Cancel", does="meeting.cancel", about=about, style="danger", spoken=f"Cancel {ref}"),
        )
    )


# The forms


def meeting_form(board_id: int, kinds: Sequence[tuple[str, str]]) -> Form:
    """A meeting to come and what it goes through, or a series of them. `kinds` are (value, words)."""
    return Form(
        name="setup_meeting",
        title="Add a meeting",
        submit="Add",
        about=str(board_id),
        parts=(
            ChoiceField(
                name="kind",
                label="Kind of meeting",
                choices=tuple(Choice(value=value, label=words) for value, words in kinds),
                initial=kinds[0][0],
            ),
            DateField(name="day", label="Day", hint="Of the first one, if it repeats."),
            TimeField(name="start", label="Starts at", initial=time(9, 30)),
            TimeField(name="end", label="Ends at", initial=time(12, 30)),
            TextField(
                name="covers",
                label="Which actions",
                hint="“all”, or references such as BCP-01 to BCP-08, BCP-12.",
                initial="all",
                longest=1000,
            ),
            TextField(
                name="repeats",
                label="Repeats",
                hint="In words: “every second Tuesday at 10:00”, “every month on the first Monday”. Empty for one "
                "meeting. You see the dates before anything is saved.",
                optional=True,
                longest=300,
            ),
            DateField(name="until", label="Last day of the series", optional=True),
            Note(text="Statements are asked for ten working days before, and due five working days before at 17:00."),
        ),
    )


def series_form(about: str, facts: SeriesFacts) -> Form:
    """The dates of a series, to be seen before they are saved."""
    parts: list[FormPart] = [Paragraph(lead=facts.kind, text=f"{_capital(facts.words)}. {facts.covers}")]
    parts.append(Bullets(lead="These are the dates", items=tuple(Item(text=day) for day in facts.days)))
    if facts.goes_on:
        parts.append(Note(text="And so on: I keep at least the next six months planned."))
    parts += [Note(text=warning) for warning in facts.warnings]
    parts.append(Note(text="Each is a meeting by itself: it can be moved or cancelled without the others."))
    return Form(name="setup_meeting", title="Check the dates", submit="Save", about=about, parts=tuple(parts))


def move_form(about: str, meeting: str, day: date, start: time, end: time) -> Form:
    """When a meeting is to be instead."""
    return Form(
        name="setup_move",
        title="Move a meeting",
        submit="See what changes",
        about=about,
        parts=(
            Paragraph(lead="Meeting", text=meeting),
            DateField(name="day", label="Day", initial=day),
            TimeField(name="start", label="Starts at", initial=start),
            TimeField(name="end", label="Ends at", initial=end),
            Note(text="Nothing is changed yet: you first see who will be told."),
        ),
    )


def agenda_form(about: str, meeting: str, covers: str) -> Form:
    """Which actions a meeting is to go through as well, and which not."""
    hint = "References such as BCP-09, or BCP-09 to BCP-11."
    return Form(
        name="setup_agenda",
        title="Actions of a meeting",
        submit="See what changes",
        about=about,
        parts=(
            Paragraph(lead="Meeting", text=meeting),
            Paragraph(lead="It goes through", text=covers),
            TextField(name="add", label="Add", hint=hint, optional=True, longest=1000),
            TextField(name="take", label="Take off", hint=hint, optional=True, longest=1000),
            Note(text="Nothing is changed yet: you first see who will be told."),
        ),
    )


def cancel_form(about: str, meeting: str, series: str = "") -> Form:
    """Whether to cancel this one, or all that follow it in its `series` too; and why, if that is to be told."""
    which = ChoiceField(
        name="later",
        label="Which",
        choices=(Choice(value="no", label="This one"), Choice(value="yes", label="This and all later ones")),
        initial="no",
        as_menu=False,
        hint=f"It is one of a series: {series}.",
    )
    return Form(
        name="setup_cancel",
        title="Cancel a meeting",
        submit="See what changes",
        about=about,
        parts=(
            Paragraph(lead="Meeting", text=meeting),
            *([which] if series else []),
            TextField(
                name="reason",
                label="Why",
                hint="A few words for those who are told. Nothing about anybody’s health or about a child.",
                optional=True,
                longest=300,
            ),
            Note(text="Nothing is changed yet: you first see who will be told."),
        ),
    )


def change_form(name: str, about: str, facts: ChangeFacts) -> Form:
    """What a change will do and who will be told, before it is saved."""
    title, submit = _TITLES[name]
    parts: list[FormPart] = [Paragraph(lead=facts.meeting, text=" ".join(facts.changes))]
    if facts.dates:
        parts.append(Facts(pairs=facts.dates))
    parts += [Note(text=warning) for warning in facts.warnings]
    if facts.told:
        parts.append(Bullets(lead="I tell, once", items=tuple(Item(text=each) for each in facts.told)))
    else:
        parts.append(Paragraph(text=facts.silent or "Nobody has been told of it yet, so nobody is told of this."))
    if facts.put_right:
        said = "message that was sent" if facts.put_right == 1 else "messages that were sent"
        parts.append(Note(text=f"{facts.put_right} {said} about it will be put right where it stands."))
    return Form(name=name, title=title, submit=submit, about=about, parts=tuple(parts))


_TITLES = {
    MOVE: ("Move this meeting?", "Move it"),
    AGENDA: ("Change its actions?", "Change them"),
    CANCEL: ("Cancel this meeting?", "Cancel it"),
}


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


# What people are told


def meeting_moved(*, kind: str, was: str, to: str, due: str = "", slot: str = "") -> Message:
    """A meeting is at another time. `due` is when statements are due now; `slot` when the reader’s first action is."""
    yours = f" Your first action is at {slot}." if slot else ""
    statements = f" Statements by {due}." if due else ""
    text = f"It was {was}. It is now {to}.{yours}{statements} What you have sent stands."
    return Message(kind="meeting_moved", heading=f"Moved: {kind}, {to}", parts=(Paragraph(text=text),))


def meeting_cancelled(meetings: Sequence[str], reason: str = "", *, has_begun: bool = False) -> Message:
    """One meeting or several will not take place, or one did not; `meetings` says kind and time of each."""
    why = [Quote(lead="Why", text=reason)] if reason else []
    if len(meetings) == 1:
        does = "did" if has_begun else "will"
        text = f"It {does} not take place, and nothing is asked for it any more. What you have sent is kept."
        parts: tuple[Part, ...] = (Paragraph(text=text), *why)
        return Message(kind="meeting_cancelled", heading=f"{CANCELLED}{meetings[0]}", parts=parts)
    text = "They will not take place, and nothing is asked for them any more. What you have sent is kept."
    parts = (Paragraph(text=text), Bullets(items=tuple(Item(text=each) for each in meetings)), *why)
    return Message(kind="meeting_cancelled", heading=f"{CANCELLED}{counted(len(meetings), 'meeting')}", parts=parts)


def meeting_changed(
    *, meeting: str, due: str, added: str, taken: str, owed: Sequence[Owed] = (), is_late: bool = False
) -> Message:
    """What a meeting goes through has changed. `owed` are the reader’s own among what was added.

    `due` is when statements are due, or were if `is_late`; empty for a meeting that asks for none.
    """
    parts: list[Part] = []
    if added:
        parts.append(Paragraph(lead="Added to what it goes through", text=f"{added}."))
    if owed:
        noun = "statement" if len(owed) == 1 else "statements"
        each = "" if len(owed) == 1 else " each"
        when = "as soon as you can" if is_late else f"by {due}"
        parts.append(Paragraph(text=f"Please send the position {noun} {when}. About 5 minutes{each}."))
        parts += [
            Paragraph(lead=f"{item.ref} {item.title}", text=item.words, button=write_button(item)) for item in owed
        ]
    if taken:
        nothing = " No statement is asked for it at this meeting." if due else ""
        parts.append(Paragraph(lead="Taken off", text=f"{taken}.{nothing}"))
    return Message(kind="meeting_changed", heading=f"Changed: {meeting}", parts=tuple(parts))


def planned_beyond_known(board_id: int, series: str, meetings: str, warning: str) -> Message:
    """The dates of a series have come to years whose bank holidays are not published yet. For who is in charge."""
    dates = Button(label="See the dates", does="setup.meetings", about=f"{board_id}:1")
    return Message(
        kind="planned_beyond_known",
        heading="Bank holidays are not known yet for new dates",
        parts=(
            Paragraph(text=f"I have planned on with the meetings that come {series}: {meetings}."),
            Paragraph(text=warning),
            Paragraph(
                lead="What to do",
                text="Nothing now. Once those bank holidays are published, ask whoever runs me for the newest release, "
                "and look at the dates: one that falls on a holiday says so there, and can be moved.",
            ),
            Buttons(buttons=(dates,)),
        ),
    )


# Putting right what was said before

Swaps = Mapping[str, str]
"""What was said of the earlier time, and what to say instead."""


def with_new_time(message: Message, swaps: Swaps, news: Paragraph | None = None, due: str = "") -> Message:
    """The same message after the meeting was moved: its times are the new ones, and its first line says so.

    What a person wrote stays as it is. In a message about several meetings only the part about this one changes.
    After a move to another day, `due` is when statements are due now: what counted the days to the earlier one says it.
    """

    def moved(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        asked = tuple(with_new_due(parts, due)) if due and message.kind in CHASING_MESSAGES else parts
        return _led_by(news, asked)

    return _changed(message, swaps, moved, lambda heading: heading)


def with_nothing_left(message: Message, news: Paragraph) -> Message:
    """What served the earlier day of a meeting alone, after it was moved to another: nothing is left to press."""
    return message.model_copy(update={"parts": _led_by(news, _without_buttons(message.parts))})


def with_cancelled(message: Message, swaps: Swaps, on: str, meeting: str, *, has_begun: bool = False) -> Message:
    """The same message after the meeting was cancelled: its heading says so, and nothing is left to press.

    The keys of `swaps` are the times by which the part about this meeting is known; `meeting` is what a heading says
    that does not name it.
    """

    def cancelled(heading: str) -> str:
        named = any(said in heading for said in swaps)
        return heading if heading.startswith(CANCELLED) else f"{CANCELLED}{heading if named else meeting}"

    text = f"This meeting {'did' if has_begun else 'will'} not take place, and nothing is asked for it any more."
    news = Paragraph(lead=f"{CANCELLED_ON} {on}", text=text)
    return _changed(
        message,
        {said: said for said in swaps},
        lambda parts: _led_by(news, _without_buttons(parts)),
        cancelled,
    )


def with_taken_off(message: Message, taken: Collection[int], refs: Mapping[int, str], on: str) -> Message:
    """The same message after actions were taken off: nothing asks for them. `refs` are references by action's id."""
    asked = [action_id for part in message.parts if (action_id := _asked(part))]
    gone = [action_id for action_id in asked if action_id in taken]
    if not gone:
        return message
    kept = [part for part in message.parts if _asked(part) not in gone]
    left = [refs[action_id] for action_id in asked if action_id not in gone and action_id in refs]
    before, words = listed([refs[each] for each in asked if each in refs]), listed([refs[each] for each in gone])
    if left:
        kept = [_swapped(part, {before: listed(left)}) for part in kept]
    else:
        kept = [
            part for part in _without_buttons(tuple(kept)) if not (isinstance(part, Paragraph) and words in part.text)
        ]
    is_one = len(gone) == 1
    text = f"{words} {'is' if is_one else 'are'} not on this meeting’s agenda any more, and no statement is asked for."
    news = Paragraph(lead=f"{CHANGED_ON} {on}", text=text)
    return message.model_copy(update={"parts": _led_by(news, tuple(kept))})


def _changed(
    message: Message,
    swaps: Swaps,
    change: Callable[[tuple[Part, ...]], tuple[Part, ...]],
    change_heading: Callable[[str], str],
) -> Message:
    if message.kind != _MERGED:
        parts = change(tuple(_swapped(part, swaps) for part in message.parts))
        heading = change_heading(_swap(message.heading, swaps))
        return message.model_copy(update={"heading": heading, "parts": parts})
    changed: list[Part] = []
    for head, *rest in _sections(message.parts):
        if isinstance(head, Subheading) and any(said in head.text for said in swaps):
            news = change(tuple(_swapped(part, swaps) for part in rest))
            changed += [Subheading(text=change_heading(_swap(head.text, swaps))), *news]
        else:
            changed += [head, *rest]
    return message.model_copy(update={"parts": tuple(changed)})


def _sections(parts: Sequence[Part]) -> list[tuple[Part, ...]]:
    """The parts of a message that begin with a subheading, and what comes before the first."""
    sections: list[list[Part]] = []
    for part in parts:
        if isinstance(part, Subheading) or not sections:
            sections.append([])
        sections[-1].append(part)
    return [tuple(section) for section in sections]


def _swapped(part: Part, swaps: Swaps) -> Part:
    match part:
        case Paragraph(text=text, lead=lead):
            return part.model_copy(update={"text": _swap(text, swaps), "lead": _swap(lead, swaps)})
        case Bullets(items=items):
            swapped = tuple(
                each.model_copy(update={"text": _swap(each.text, swaps), "lead": _swap(each.lead, swaps)})
                for each in items
            )
            return part.model_copy(update={"items": swapped})
        case Facts(pairs=pairs):
            return part.model_copy(update={"pairs": tuple((name, _swap(value, swaps)) for name, value in pairs)})
        case Note(text=text) | Subheading(text=text):
            return part.model_copy(update={"text": _swap(text, swaps)})
        case _:
            return part


def _swap(text: str, swaps: Swaps) -> str:
    """Each earlier time once, in one go, so that what one is changed to is not changed again."""
    if not swaps:
        return text
    longest_first = sorted(swaps, key=len, reverse=True)
    said = re.compile("|".join(rf"\b{re.escape(each)}(?!\d)" for each in longest_first))
    return said.sub(lambda match: swaps[match[0]], text)


def _led_by(news: Paragraph | None, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """With the line of a change first, in the place of that of an earlier one: the newest says all."""
    if news is None:
        return parts
    known = (MOVED_ON, CHANGED_ON, CANCELLED_ON)
    return (news, *(part for part in parts if not (isinstance(part, Paragraph) and part.lead.startswith(known))))


def _without_buttons(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    kept = (part for part in parts if not isinstance(part, Buttons | Menu))
    return tuple(part.model_copy(update={"button": None}) if isinstance(part, Paragraph) else part for part in kept)


def _asked(part: Part) -> int:
    """The action whose statement a part asks for; 0 if it asks for none."""
    button = part.button if isinstance(part, Paragraph) else None
    return int(button.about) if button and button.does == WRITE else 0


_MEETING = MeetingFacts(
    ref="HTA-2021-06",
    kind="Holding to Account",
    when="Tuesday 15 June, 09:30 to 12:30",
    covers="8 actions: BCP-01 to BCP-08.",
    asked="Tuesday 1 June, 09:30",
    due="Tuesday 8 June, 17:00",
    pack="Thursday 10 June, 17:00",
    warnings=("Bank holidays of that year are not all published yet, so these dates may move.",),
    about="1:4",
    series="every 4 weeks on Tuesday",
)
_WHEN = "Holding to Account, Tuesday 15 June, 09:30"
_OWED = Owed(9, "BCP-09", "Give schools a named contact", "Deadline: 30 September. The last statement said Green.")
_SWAPS = {"Tuesday 15 June, 09:30": "Tuesday 22 June, 10:00", "Tuesday 8 June, 17:00": "Tuesday 15 June, 17:00"}
_REQUEST = Message(
    kind="statement_requested",
    heading=_WHEN,
    parts=(
        Paragraph(text="Please send the position statement for BCP-09 by Tuesday 8 June, 17:00. About 5 minutes."),
        Paragraph(lead=f"{_OWED.ref} {_OWED.title}", text=_OWED.words, button=write_button(_OWED)),
    ),
)
_MOVED_NEWS = Paragraph(
    lead=f"{MOVED_ON} Friday 4 June",
    text="It is now Tuesday 22 June, 10:00; statements by Tuesday 15 June, 17:00.",
)

EXAMPLES: tuple[Message, ...] = (
    meetings_listed(1, (_MEETING,), news="The meeting is planned."),
    meetings_listed(1, ()),
    meeting_moved(
        kind="Holding to Account", was="Tuesday 15 June, 09:30", to="Tuesday 22 June, 10:00",
        due="Tuesday 15 June, 17:00", slot="10:40",
    ),
    meeting_cancelled([_WHEN], "The chair is needed at the inspection feedback that day."),
    meeting_cancelled([_WHEN], has_begun=True),
    meeting_cancelled([_WHEN, "Holding to Account, Tuesday 13 July, 09:30"]),
    meeting_changed(meeting=_WHEN, due="Tuesday 8 June, 17:00", added="BCP-09", taken="BCP-03", owed=[_OWED]),
    planned_beyond_known(
        1, "every second Tuesday at 14:00", "HTA-2029-01 and HTA-2029-01B",
        "Bank holidays are published until Sunday 31 December 2028 only, so the dates before these meetings may move.",
    ),
    with_new_time(_REQUEST, _SWAPS, _MOVED_NEWS),
    with_nothing_left(_REQUEST, _MOVED_NEWS),
    with_cancelled(_REQUEST, _SWAPS, "Friday 4 June", _WHEN),
    with_taken_off(_REQUEST, {9}, {9: "BCP-09"}, "Friday 4 June"),
)  # fmt: skip

FORM_EXAMPLES: tuple[Form, ...] = (
    meeting_form(1, (("holding_to_account", "Holding to Account"), ("board", "Improvement Board"))),
    series_form(
        '1:{"repeats": "every second Tuesday at 10:00"}',
        SeriesFacts(
            words="every second week on Tuesday at 10:00",
            kind="Holding to Account",
            covers="8 actions: BCP-01 to BCP-08.",
            days=(
                "Tuesday 14 December, 10:00 to 12:00",
                "Wednesday 29 December, 10:00 to 12:00, moved from Tuesday 28 December, a bank holiday",
            ),
            goes_on=True,
            warnings=("Bank holidays are published until Sunday 31 December 2028 only, so later dates may move.",),
        ),
    ),
    move_form("1:4", f"HTA-2021-06, {_WHEN}", date(2021, 6, 15), time(9, 30), time(12, 30)),
    agenda_form("1:4", f"HTA-2021-06, {_WHEN}", "8 actions: BCP-01 to BCP-08."),
    cancel_form("1:4", f"HTA-2021-06, {_WHEN}", "every 4 weeks on Tuesday"),
    change_form(
        MOVE,
        "1:4:{}",
        ChangeFacts(
            meeting="HTA-2021-06, Holding to Account",
            changes=("It moves from Tuesday 15 June, 09:30 to Tuesday 22 June, 10:00.",),
            dates=(("Statements asked for", "Tuesday 8 June, 09:30"), ("Statements due", "Tuesday 15 June, 17:00")),
            told=("Head of Quality Assurance (Priya Nair)", "Independent Chair (Margaret Ellis)"),
            put_right=2,
        ),
    ),
    change_form(CANCEL, "1:4:{}", ChangeFacts("HTA-2021-06", ("It is cancelled.",), silent="Nobody is told.")),
)
