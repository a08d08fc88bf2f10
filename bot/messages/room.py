"""What is said and asked on the day of a meeting: the run sheet, the note that a slot is near, and the room's form."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.closing import READINGS_NEEDED, waived_in_words
from bot.domain.dates import counted, day_in_words, listed
from bot.domain.outcomes import Attendance, DateAsked, Evidence, NewDate, Outcome, Promise, SlotReply
from bot.domain.rating_facts import Rating
from bot.messages.challenges import BEGINNING, shortened
from bot.messages.closing import CLOSE
from bot.messages.paper import ON_PAPER as GIVE_PAPER
from bot.messages.parts import (
    NO_NAMES,
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    FormPart,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    TextField,
    said,
)

RUN_SHEET = "room.run_sheet"
OPEN_ACTION = "room.action"
SLOT = "room.slot"
DECIDE_FORM = "room_decide"

ON_A_PAGE = 20
AT_MOST = 40
"""How many actions a message lists with a button each: a platform takes about fifty parts."""
NO_REPLY = "no reply"
NO_STATEMENT = "No statement received"
TITLE_AT_MOST = 24
WORDS_AT_MOST = 600
"""Characters of each answer of a statement on the screen of an action; the whole of it is on its card."""
CHOICE_AT_MOST = 75
ON_PAPER, TODAY = "paper", "today"
NO_PROMISE = "No promise is on record from last time."


@dataclass(frozen=True)
class Line:
    """One action of a run sheet. `at` is its slot on the board's own clock; `says` is what is known of its rating.

    `slot_reply` is empty until its officer was asked whether they come.
    """

    at: datetime
    outcome: Outcome
    says: str
    promises: tuple[Promise, ...] = ()
    slot_reply: str = ""
    challenges: int = 0
    dates: str = ""
    """The deadline, and how far and how often it has moved."""


def run_sheet(
    meeting_id: int,
    meeting: str,
    lines: Sequence[Line],
    back: str,
    today: date,
    page: int = 1,
    questions: Sequence[Part] = (),
) -> Message:
    """The actions of a meeting with their times, a page of them, each with a button to record what is decided.

    `back` is when what is left undecided comes back, such as “at 16:00”; `questions` are what its first page begins
    with.
    """
    shown = lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    parts: list[Part] = [*(questions if page == 1 else ()), *(_line(meeting_id, line, today) for line in shown)]
    if not lines:
        parts.append(Paragraph(text="Nothing is on its agenda."))
    parts.append(Note(text=f"Anything not pressed is “not decided”, and comes back {back}."))
    pages = -(-len(lines) // ON_A_PAGE)
    turning = [(page - 1, "Earlier actions"), (page + 1, "Later actions")]
    buttons = [
        Button(label=label, does=RUN_SHEET, about=f"{meeting_id}:{number}")
        for number, label in turning
        if 1 <= number <= pages
    ]
    buttons.append(
        Button(label="On paper", does=GIVE_PAPER, about=str(meeting_id), spoken="Get the run sheet as a file")
    )
    parts.append(Buttons(buttons=tuple(buttons)))
    return Message(kind="run_sheet", heading=f"Run sheet: {meeting}", parts=tuple(parts))


def _line(meeting_id: int, line: Line, today: date) -> Paragraph:
    one = line.outcome
    coming = f" ({line.slot_reply})" if line.slot_reply else ""
    promised = f" {promised_words(line.promises, today)}" if line.promises else ""
    open_ones = f" {counted(line.challenges, 'open challenge')}." if line.challenges else ""
    return Paragraph(
        lead=f"{line.at:%H:%M} {one.ref} {one.title}",
        text=f"{one.post}{coming}. {line.says}.{_dates(line, today)}{promised}{open_ones} {so_far(one, today)}",
        button=Button(label="Open", does=OPEN_ACTION, about=f"{meeting_id}:{one.action_id}", spoken=f"Open {one.ref}"),
    )


def _dates(line: Line, today: date) -> str:
    """The deadline with its slip, and the new one that is asked for and not decided."""
    one = line.outcome
    asked = f" A new date is asked for {one.asked.words(today)}." if one.asked and not one.new_date else ""
    return f" {line.dates}.{asked}" if line.dates else asked


def promised_words(promises: Sequence[Promise], today: date) -> str:
    """What was promised last time, in a sentence; empty where nothing was."""
    if not promises:
        return ""
    return f"Last time promised: {'; '.join(promise.words(today) for promise in promises)}."


def so_far(one: Outcome, today: date) -> str:
    """What the meeting has come to about an action, for those who run it."""
    ruled = recorded(one, today)
    if one.was_closed_before:
        return "Closed before this meeting: nothing to decide."
    if not ruled:
        return "Not decided."
    entered = f" {one.entered}" if one.entered else ""
    left = f" {_left(one)}" if one.not_decided else ""
    return f"Recorded: {'; '.join(ruled)}.{entered}{left}"


def recorded(one: Outcome, today: date) -> list[str]:
    """What is recorded of an action so far, part by part."""
    ruled = list(one.ruled(today))
    ruled += [f"promised: {one.promise.words(today)}"] if one.promise else []
    ruled += [one.attendance.words] if one.attendance else []
    return ruled


def _left(one: Outcome) -> str:
    return f"Not decided: {listed(list(one.not_decided))}."


@dataclass(frozen=True)
class Slot:
    """A post's part of a meeting, for whoever comes for it. `at` is on the board's own clock."""

    about: str
    at: datetime
    meeting: str
    actions: tuple[tuple[str, str, tuple[Promise, ...]], ...]
    """Reference, title, and what was promised last time."""
    for_post: str = ""


def slot_soon(slot: Slot, today: date) -> Message:
    """Tell an officer that their slot is near, with what they promised last time, and ask whether they come."""
    behalf = f" for the {slot.for_post}" if slot.for_post else ""
    lines = tuple(
        Paragraph(lead=f"{ref} {title}", text=_you_promised(promises, slot.for_post, today))
        for ref, title, promises in slot.actions
    )
    buttons = tuple(
        Button(label=label, does=SLOT, about=f"{slot.about}:{reply}", style="primary" if not place else None)
        for place, (reply, label) in enumerate(SLOT_LABELS.items())
    )
    return Message(
        kind="slot_soon",
        heading=f"Your slot is at {slot.at:%H:%M}",
        parts=(Paragraph(text=f"{slot.meeting}{behalf}."), *lines, Buttons(buttons=buttons)),
    )


SLOT_LABELS = {
    SlotReply.ON_MY_WAY: "On my way",
    SlotReply.DEPUTY: "Deputy coming",
    SlotReply.CANNOT: "Cannot come",
}


def _you_promised(promises: Sequence[Promise], for_post: str, today: date) -> str:
    if not promises:
        return NO_PROMISE
    if for_post:
        return promised_words(promises, today)
    return f"Last time you promised: {'; '.join(promise.words(today) for promise in promises)}."


def asks_slot(message: Message, about: str) -> bool:
    """Whether a message asks whether somebody comes to the slot that `about` names."""
    rows = [part for part in message.parts if isinstance(part, Buttons)]
    return any(button.does == SLOT and button.about.startswith(f"{about}:") for row in rows for button in row.buttons)


def with_slot_reply(message: Message, reply: SlotReply, at: datetime) -> Message:
    """The same message once its officer has answered: it says what, and lets them say otherwise."""
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, Paragraph) and part.lead == "You said":
            continue
        if isinstance(part, Buttons):
            parts.append(Paragraph(lead="You said", text=f"{SLOT_LABELS[reply]} ({at:%H:%M})."))
        parts.append(part)
    return message.model_copy(update={"parts": tuple(parts)})


ANOTHER_TIME, NOT_ANY_MORE = "Another time", "Not any more"
_OF_A_SLOT = ("You said", ANOTHER_TIME, NOT_ANY_MORE)


def with_slot_gone(message: Message, lead: str, text: str) -> Message:
    """The same message once the slot is at another time: it says so first, and cannot be answered any more."""
    news = Paragraph(lead=lead, text=text)
    kept = (
        part
        for part in message.parts
        if not isinstance(part, Buttons) and not (isinstance(part, Paragraph) and part.lead in _OF_A_SLOT)
    )
    heading = message.heading.replace("Your slot is at", "Your slot was at")
    return message.model_copy(update={"heading": heading, "parts": (news, *kept)})


def slot_noted(reply: SlotReply) -> Message:
    """Thank whoever said whether they come."""
    more = {
        SlotReply.DEPUTY: " Please see that they have your statement.",
        SlotReply.CANNOT: " The chair and the programme manager have been told.",
    }.get(reply, "")
    return said("slot_noted", f"Thank you. The chair’s run sheet says: {reply.words}.{more}")


def slot_declined(meeting_id: int, post: str, refs: Sequence[str], at: datetime) -> Message:
    """Tell the chair and the secretary that nobody comes for a post."""
    again = Buttons(buttons=(Button(label="Run sheet", does=RUN_SHEET, about=str(meeting_id)),))
    return said("slot_declined", f"{listed(list(refs))}, {at:%H:%M}: the {post} cannot come.", again)


@dataclass(frozen=True)
class MaybeOff:
    """A meeting of which nothing is on record: it may not have taken place, which can be said until `until`."""

    ref: str
    until: str


def undecided(
    meeting_id: int, meeting: str, outcomes: Sequence[Outcome], maybe_off: MaybeOff | None = None, nobody_can: str = ""
) -> Message:
    """What a meeting did not decide, with a button to each; once nothing is left, it says so.

    `nobody_can` says about which of them nobody with a seat can decide.
    """
    if not outcomes:
        done = Paragraph(text="Everything has been decided since. Thank you.")
        return Message(kind="undecided", heading=f"Not decided yet: {meeting}", parts=(done,))
    lines = tuple(
        Paragraph(
            lead=f"{one.ref} {one.title}",
            text=f"{_first_capital(listed(list(one.not_decided)))}.",
            button=Button(
                label="Decide", does=OPEN_ACTION, about=f"{meeting_id}:{one.action_id}", spoken=f"Decide {one.ref}"
            ),
        )
        for one in outcomes[:AT_MOST]
    )
    rest = len(outcomes) - AT_MOST
    more = [Paragraph(text=f"And {counted(rest, 'action')} more, on the run sheet.")] if rest > 0 else []
    return Message(
        kind="undecided",
        heading=f"Not decided yet: {meeting}",
        parts=(
            *lines,
            *more,
            *([Paragraph(text=nobody_can)] if nobody_can else []),
            Buttons(buttons=(Button(label="Run sheet", does=RUN_SHEET, about=str(meeting_id)),)),
            Note(text="What stays so is told to the officers as “not decided yet”. It can be decided later as well."),
            *_maybe_off(maybe_off),
        ),
    )


def _maybe_off(maybe_off: MaybeOff | None) -> list[Part]:
    if maybe_off is None:
        return []
    text = (
        f"If the meeting did not take place, the programme manager can say so until {maybe_off.until}: type “cancel "
        f"{maybe_off.ref}”. Nothing is told as its outcome then."
    )
    return [Note(text=text)]


def _first_capital(words: str) -> str:
    return words[:1].upper() + words[1:]


HAPPENED_SINCE, HAPPENED_SO_FAR = "What happened since", "What has happened so far"


@dataclass(frozen=True)
class RoomForm:
    """What the room's form is drawn from. `answers` is what stands in it; `by` is whose decision is written down.

    `may_decide` says why the rating and the evidence can not be decided by whoever opened it, and `may_date` why the
    new date can not; empty where they can.
    """

    about: str
    line: Line
    statement: tuple[tuple[str, str], ...]
    """What was asked and what the officer answered for this meeting; empty where nothing came."""
    answers: dict[str, object]
    today: date
    happened: tuple[str, ...] = ()
    """What is on record since the last meeting, or at all where there was none."""
    measures: tuple[Item, ...] = ()
    questions: tuple[str, ...] = ()
    """What might be asked, from fixed rules."""
    officer: Rating | None = None
    suggestion: str = ""
    by: str = ""
    may_not_decide: str = ""
    may_not_date: str = ""
    is_watched: bool = False
    meanwhile: tuple[str, ...] = ()
    """What somebody else saved while this form was open, and where the two differ."""
    challenges: tuple[str, ...] = field(default=())
    to_take_back: tuple[Choice, ...] = ()
    """What is recorded and can be taken back, as a mis-press."""
    held_on: date | None = None
    """The day of the meeting, where that is over and it may have been written on paper then."""
    is_delivered: bool = False
    """Whether it waits for its evidence to be accepted, so that it can be closed here."""
    readings: str = ""
    """How far its measure holds, where that has to be waived to close it."""
    readings_needed: int = READINGS_NEEDED
    happened_when: str = HAPPENED_SINCE


def room_form(facts: RoomForm) -> Form:
    """One action, on one screen: what is known of it, then what the meeting decides. Nothing has to be answered."""
    title = f"In the room: {facts.line.outcome.ref}"
    return Form(
        name=DECIDE_FORM,
        title=title if len(title) <= TITLE_AT_MOST else "In the room",
        submit="Save",
        about=facts.about,
        parts=(
            *_meanwhile(facts),
            *_known(facts),
            *_asked(facts),
            Note(text=f"Not answered is “not decided”. {NO_NAMES}"),
            *(_still_open(facts)),
        ),
    )


def _meanwhile(facts: RoomForm) -> list[FormPart]:
    if not facts.meanwhile:
        return []
    return [
        Paragraph(lead="Not saved yet", text=facts.meanwhile[0]),
        Bullets(items=tuple(Item(text=words) for words in facts.meanwhile[1:])),
    ]


def _still_open(facts: RoomForm) -> list[FormPart]:
    """Beside the button too: a form that comes back is not scrolled to its top."""
    text = "somebody else saved this action meanwhile. What they saved is at the top; then save again."
    return [Paragraph(lead="Not saved yet", text=text)] if facts.meanwhile else []


def _known(facts: RoomForm) -> list[FormPart]:
    """What the room looks at, in the order in which it is gone through."""
    line, one = facts.line, facts.line.outcome
    parts: list[FormPart] = [Paragraph(lead=f"{one.ref} {one.title}", text=one.post)]
    parts.append(Paragraph(text=promised_words(line.promises, facts.today) or NO_PROMISE))
    parts += _listed(facts.happened_when, facts.happened)
    parts.append(Paragraph(text=f"{line.says}. {line.dates}.".replace(" .", "")))
    parts += [Quote(lead=asked, text=shortened(answer, WORDS_AT_MOST)) for asked, answer in facts.statement]
    parts += [Bullets(lead="Measures", items=facts.measures)] if facts.measures else [Note(text="No measure.")]
    parts += _listed("Open challenges", facts.challenges)
    parts += _listed("You might ask", facts.questions)
    parts.append(Paragraph(text=so_far(one, facts.today)))
    parts += [Note(text=f"You write down what the {facts.by} decided.")] if facts.by else []
    return parts


def _listed(lead: str, lines: Sequence[str]) -> list[FormPart]:
    return [Bullets(lead=lead, items=tuple(Item(text=words) for words in lines))] if lines else []


def _asked(facts: RoomForm) -> list[FormPart]:
    one, fields = facts.line.outcome, list[FormPart]()
    if facts.may_not_decide:
        fields.append(Note(text=facts.may_not_decide))
    else:
        fields += [*_rating_fields(facts), _choice(facts, "evidence", "Evidence", EVIDENCE), *_closing_fields(facts)]
    if one.asked and facts.may_not_date:
        fields.append(
            Note(text=f"A new date, {day_in_words(one.asked.to, facts.today)}, is asked for. {facts.may_not_date}")
        )
    elif one.asked:
        label = f"New date: {day_in_words(one.asked.to, facts.today)}?"
        fields.append(_choice(facts, "new_date", label, NEW_DATE))
    fields += [
        _text(facts, "promise", "What is promised", hint="What the officer will do, such as: four measures."),
        DateField(name="promise_by", label="By when", optional=True, initial=_day(facts.answers.get("promise_by"))),
        _choice(facts, "attendance", "Who was there", ATTENDANCE),
    ]
    if facts.is_watched:
        fields.append(Note(text=f"It is on the watch list. The chair takes it off with “unwatch {one.ref}”."))
    else:
        fields.append(_text(facts, "watch", "Put on the watch list, because", hint="Left empty, it is not put on."))
    return [*fields, *_when_decided(facts), *_take_back(facts)]


def to_take_back(kind: str, words: str) -> Choice:
    """One thing that is recorded, as it is offered to be taken back."""
    label = f"{words[:1].upper()}{words[1:]}"
    return Choice(value=kind, label=label if len(label) <= CHOICE_AT_MOST else f"{label[: CHOICE_AT_MOST - 1]}…")


def _when_decided(facts: RoomForm) -> list[FormPart]:
    """After the meeting's day: whether it was decided there and written on paper, or only now."""
    if facts.held_on is None:
        return []
    day = day_in_words(facts.held_on, facts.today)
    choices = (
        Choice(value=ON_PAPER, label=f"At the meeting, {day}: I enter it from paper"),
        Choice(value=TODAY, label="Today, after the meeting"),
    )
    initial = _word(facts.answers.get("decided")) or ON_PAPER
    hint = "What is entered from paper is dated that day, and marked so."
    return [ChoiceField(name="decided", label="When was this decided?", choices=choices, as_menu=False,
                        initial=initial, hint=hint)]  # fmt: skip


def _take_back(facts: RoomForm) -> list[FormPart]:
    if not facts.to_take_back:
        return []
    hint = "Only for what was pressed by mistake: it goes back to “not decided”, and the record keeps both."
    return [ChoicesField(name="take_back", label="Take back", choices=facts.to_take_back, optional=True, hint=hint)]


def _closing_fields(facts: RoomForm) -> list[FormPart]:
    """What closes a delivered action whose evidence is accepted; nothing closes it unless it is chosen."""
    if not facts.is_delivered:
        return []
    waived = f"The measure: {facts.readings}."
    return [
        _choice(facts, "close", "It is delivered. Is it closed as complete?", CLOSE_IT),
        _text(facts, "accepted", "What evidence and what effect are accepted?", hint="Needed where it is closed."),
        *(
            [_text(facts, "waiver", f"Why {waived_in_words(facts.readings_needed)}", hint=waived)]
            if facts.readings
            else []
        ),
    ]


def _rating_fields(facts: RoomForm) -> list[FormPart]:
    if not facts.line.outcome.is_live:
        return []
    choices = tuple(Choice(value=word, label=_rating_label(word, facts)) for word in ("Green", "Amber", "Red"))
    hint = "Needed where it is neither what the officer says nor what the rules suggest."
    return [
        ChoiceField(
            name="rating", label="Rating", choices=choices, optional=True, as_menu=False,
            initial=_word(facts.answers.get("rating")),
        ),
        _text(facts, "reason", "Reason for the rating", hint=hint),
    ]  # fmt: skip


def _rating_label(word: str, facts: RoomForm) -> str:
    if facts.officer is None:
        return f"Confirm {word}"
    if facts.officer.word != word:
        return f"Change to {word}"
    # Where nothing came for this meeting it is what they said the last time, and the room must not hear otherwise.
    return f"Confirm {word}, as the officer {'says' if facts.statement else 'last said'}"


def _choice(facts: RoomForm, name: str, label: str, choices: tuple[Choice, ...]) -> ChoiceField:
    return ChoiceField(
        name=name, label=label, choices=choices, optional=True, as_menu=False, initial=_word(facts.answers.get(name))
    )


def _text(facts: RoomForm, name: str, label: str, hint: str) -> TextField:
    initial = _word(facts.answers.get(name)) or ""
    return TextField(name=name, label=label, optional=True, many_lines=True, longest=500, initial=initial, hint=hint)


def _word(said: object) -> str | None:
    return said if isinstance(said, str) and said else None


def _day(said: object) -> date | None:
    return said if isinstance(said, date) else None


CLOSES, STAYS_OPEN = "yes", "not_yet"
CLOSE_IT = (
    Choice(value=CLOSES, label="Close it: Blue, and checked again later"),
    Choice(value=STAYS_OPEN, label="Not yet: it stays delivered"),
)
EVIDENCE = (
    Choice(value=Evidence.ACCEPTED, label="Accepted"),
    Choice(value=Evidence.NOT_ENOUGH, label="Not enough"),
)
NEW_DATE = (Choice(value=NewDate.APPROVED, label="Yes"), Choice(value=NewDate.REFUSED, label="No"))
ATTENDANCE = (
    Choice(value=Attendance.ATTENDED, label="Attended"),
    Choice(value=Attendance.DEPUTY, label="Deputy attended"),
    Choice(value=Attendance.APOLOGIES, label="Apologies"),
    Choice(value=Attendance.ABSENT, label="Absent"),
)


def room_saved(
    meeting_id: int, one: Outcome, changed: Sequence[str], coming: Outcome | None, today: date, *,
    may_close: bool = False,
) -> Message:  # fmt: skip
    """Say what was recorded about an action, and offer what comes next: of the agenda, or after its end the first that
    is not decided; and closing it, where its evidence was accepted and it is not closed.
    """
    what = f"Saved for {one.ref}: {'; '.join(changed)}." if changed else f"Nothing was changed for {one.ref}."
    buttons = []
    if coming:
        about = f"{meeting_id}:{coming.action_id}"
        buttons.append(Button(label=f"Next: {coming.ref}", does=OPEN_ACTION, about=about, style="primary"))
    buttons.append(Button(label=f"{one.ref} again", does=OPEN_ACTION, about=f"{meeting_id}:{one.action_id}"))
    buttons.append(Button(label="Run sheet", does=RUN_SHEET, about=str(meeting_id)))
    parts: list[Part] = [Paragraph(text=words) for words in [_besides(one, changed, today)] if words]
    if may_close:
        parts.append(Paragraph(text=f"The evidence is accepted, and {one.ref} is not closed yet."))
        buttons.append(Button(label=f"Close {one.ref}", does=CLOSE, about=str(one.action_id)))
    return said("room_saved", what, *parts, Buttons(buttons=tuple(buttons)))


def _besides(one: Outcome, changed: Sequence[str], today: date) -> str:
    """What there is to say beside what was just saved: all that is recorded, or only what is left where that is all."""
    if list(changed) != recorded(one, today) or one.entered:
        return so_far(one, today)
    return _left(one) if one.not_decided else ""


_TODAY = date(2021, 6, 15)
_PROMISES = (Promise("four measures", date(2021, 6, 11)),)
_PLAIN = Outcome(3, "A3", "Practice standards", 2, "Service Director, Quality and Assurance", evidence_given=True)
_DECIDED = replace(
    _PLAIN, rating=Rating.AMBER, rating_ref="D-2021-06-01", promise=Promise("four measures", date(2021, 7, 16)),
    attendance=Attendance.ATTENDED,
)  # fmt: skip
_DATE = replace(_PLAIN, action_id=6, ref="A6", asked=DateAsked(1, date(2021, 6, 30), date(2021, 9, 30)))
_AT = datetime(2021, 6, 15, 10, 10)  # noqa: DTZ001 - the board's own time
_LINE = Line(_AT, _PLAIN, "Says Green, rules suggest Amber", _PROMISES, "on the way", 1)
_MEETING = "Holding to Account, Tuesday 15 June, 09:30"
_SLOT = slot_soon(
    Slot("4:2", _AT, _MEETING, (("A3", "Practice standards", _PROMISES), ("A6", "Audit programme", ()))), _TODAY
)
_FORM = RoomForm(
    "4:3:0", _LINE, (("Progress", "Standards were drafted."), ("Evidence", "Audit report, May")), {}, _TODAY,
    ("Done 3 June: standards agreed", "Not done, due 31 May: standards in use"),
    (Item(lead="M1 Audits a month", text="15 (final, May); target 25. Red: 10 below target. No real change."),),
    ("Last time you promised: four measures by 11 June. Is it done, and how do we know?",), Rating.GREEN,
    challenges=("CH-01: what will the audits show?",),
)  # fmt: skip

EXAMPLES: tuple[Message, ...] = (
    run_sheet(
        4,
        _MEETING,
        [_LINE, Line(_AT, _DECIDED, "Says Green, rules suggest Amber"), Line(_AT, _DATE, NO_STATEMENT)],
        "at 16:00",
        _TODAY,
    ),
    run_sheet(4, _MEETING, [_LINE] * 22, "at 16:00", _TODAY, page=2),
    run_sheet(4, _MEETING, [_LINE], "at 16:00", _TODAY, questions=BEGINNING),
    _SLOT,
    slot_soon(Slot("4:2", _AT, _MEETING, (("A3", "Practice standards", _PROMISES),), "Head of Early Help"), _TODAY),
    with_slot_reply(_SLOT, SlotReply.DEPUTY, _AT),
    *(slot_noted(reply) for reply in SlotReply),
    slot_declined(4, _PLAIN.post, ["A3", "A6"], _AT),
    undecided(4, _MEETING, [_PLAIN, _DATE]),
    undecided(4, _MEETING, []),
    undecided(4, _MEETING, [_PLAIN], MaybeOff("HTA-2021-06", "Wednesday 16 June, 10:00")),
    room_saved(4, _DECIDED, ["confirmed Amber (D-2021-06-01)", "promised: four measures by 16 July"], _DATE, _TODAY),
    room_saved(4, _PLAIN, [], None, _TODAY),
    room_saved(4, _PLAIN, ["evidence accepted (D-2021-06-01)"], _DATE, _TODAY, may_close=True),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    room_form(_FORM),
    room_form(replace(_FORM, is_delivered=True, readings="Green for 2 of the 3 readings that are needed")),
    room_form(
        replace(_FORM, line=replace(_LINE, outcome=_DATE), by="Independent Chair", may_not_date="The chair decides it.")
    ),
    room_form(
        replace(
            _FORM,
            line=replace(_LINE, outcome=replace(_DATE, new_date=NewDate.APPROVED, date_ref="D-2021-06-02")),
            answers={"rating": "Amber", "promise": "four measures"},
            meanwhile=(
                "Improvement Programme Manager, Priya Nair saved this while you had it open: confirmed Green.",
                "Rating: they saved Green, yours says Amber.",
            ),
        )
    ),
    room_form(replace(_FORM, may_not_decide="You answer for A3, and nobody confirms their own.", is_watched=True)),
    room_form(
        replace(
            _FORM,
            line=replace(_LINE, outcome=replace(_DECIDED, entered="Entered from paper by the Programme Manager.")),
            statement=(),
            measures=(),
            held_on=date(2021, 6, 15),
            to_take_back=(Choice(value="rating", label="The rating: confirmed Amber (D-2021-06-01)"),),
        )
    ),
)
