"""What an accountable officer is asked and reminded of: everything of one day in one message."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.cycle import (
    STATEMENT_DUE_TODAY,
    STATEMENT_LATE,
    STATEMENT_LATE_DELEGATE,
    STATEMENT_REMINDER,
    STATEMENT_REQUEST,
)
from bot.domain.dates import counted, listed, weekday_in_words, weekday_moment_in_words
from bot.domain.references import refs_in_words
from bot.messages.absence import AWAY, HAND_OVER
from bot.messages.inputs import InputAsked, ask_button, input_heading, input_parts, inputs_wanted, is_for_input
from bot.messages.parts import Button, Buttons, Message, Note, Paragraph, Part, Rule, Subheading
from bot.messages.statements import READERS, WRITE, Owed, as_begun, write_button

NEED_HELP = "late.need_help"
WRONG_PERSON = "late.wrong_person"

CHASING_MESSAGES = frozenset(
    {
        "statement_requested",
        "statement_reminder",
        "statement_due_today",
        "statement_late",
        "week_ahead",
        "input_requested",
        "input_reminded",
        "asked_of_you",
    }
)
"""The kinds of message of which a person gets one a day at most."""


@dataclass(frozen=True)
class Introduction:
    """What an officer is told the first time: who set this up, who will read what they write, and whom to ask."""

    board: str
    set_up_by: str
    readers: str
    ask: str


@dataclass(frozen=True)
class Asking:
    """What one rung of one meeting asks of somebody. Times are the board's own.

    `meeting_at` is when their first action is taken. `for_post` is the post on whose behalf a delegate is asked;
    empty for the officer. `absence_about` and `late_about` are what the buttons carry.
    """

    rung: str
    meeting: str
    meeting_at: datetime
    due_at: datetime
    owed: tuple[Owed, ...]
    working_days_left: int
    absence_about: str
    late_about: str
    for_post: str = ""
    is_past_due: bool = False
    can_ask: tuple[tuple[int, str], ...] = ()
    """The actions (id and reference) to which others give input, whom they may ask for it."""
    board: str = ""
    """Whose meeting it is: said where one message asks for several boards."""


@dataclass(frozen=True)
class Coming:
    """Something of an officer's that is due next week."""

    due: date
    what: str
    meeting_id: int = 0
    """The meeting that it is a statement for, if it is one."""


@dataclass(frozen=True)
class WeekAhead:
    """What is due next week, for the note of a Friday."""

    coming: tuple[Coming, ...]
    for_post: str = ""
    replies: tuple[Coming, ...] = ()
    """What scrutiny is owed in the week after next."""
    board: str = ""
    """Whose plan it is of: said where one message has the week of several."""

    @property
    def heading(self) -> str:
        """What stands above it."""
        return "Next week" if self.coming else "Owed to scrutiny"


def chasing(
    asked: Sequence[Asking],
    ahead: Sequence[WeekAhead],
    today: date,
    introduction: Introduction | None = None,
    inputs: Sequence[InputAsked] = (),
) -> Message:
    """One message with all that is asked of one person on one day; there is at least one thing."""
    if inputs and not asked and not ahead:
        return inputs_wanted(inputs, today, _introduced(introduction))
    if len(asked) == 1 and not ahead and not inputs:
        return _one(asked[0], today, introduction)
    if not asked and len(ahead) == 1 and not inputs:
        return Message(
            kind="week_ahead", heading=ahead[0].heading, parts=(*_introduced(introduction), *_week(ahead[0], today))
        )
    parts: list[Part] = [*_introduced(introduction)]
    boards = {each.board for each in asked} | {week.board for week in ahead} | {each.board for each in inputs}
    are_several = len(boards - {""}) > 1
    for asking in asked:
        heading = f"{_heading(asking, today)} ({asking.board})" if are_several else _heading(asking, today)
        parts += [Subheading(text=heading), *_asked(asking, today)]
    for week in ahead:
        heading = f"{week.heading}: {week.board}" if are_several else week.heading
        parts += [Subheading(text=heading), *_week(week, today)]
    if inputs:
        parts += [Subheading(text=input_heading(inputs)), *input_parts(inputs, today, are_named=are_several)]
    return Message(kind="asked_of_you", heading="What is asked of you", parts=tuple(parts))


def with_answered(message: Message, action_id: int, words: str) -> Message:
    """The same message after a statement came in: what asked for it says so, and can not be pressed any more."""
    parts = tuple(_answered(part, action_id, words) for part in message.parts)
    if parts == message.parts or any(_is_asking(part) for part in parts):
        return message.model_copy(update={"parts": parts})
    left = tuple(part for part in parts if not isinstance(part, Buttons) or is_for_input(part))
    return message.model_copy(update={"parts": left})


_OF_ITS_DAY = tuple(
    re.compile(words)
    for words in (
        r"^\d+ working days? to go: \d+ statements?(?P<behalf> for the .+)? due [^:]+:\d\d: (?P<refs>[^:]+)\.$",
        r"^Due today by \d\d:\d\d(?P<behalf> for the .+)?: (?P<refs>[^:]+)\.$",
        r"^(?P<refs>.+?)(?P<behalf> for the .+)? (?:was|were) due .+\. Can you send (?:it|them) today, or do you need",
    )
)
"""What `_ask` says of the day on which it is said."""


def with_new_due(parts: Sequence[Part], due: str) -> list[Part]:
    """The same after the meeting was moved to another day: what counted the days to the earlier one says when it is
    `due` now. What asks for nothing any more stays as it is.
    """
    if not any(_is_asking(part) for part in parts):
        return list(parts)
    return [_due_anew(part, due) for part in parts]


def _due_anew(part: Part, due: str) -> Part:
    if not isinstance(part, Paragraph) or part.lead:
        return part
    found = next((match for each in _OF_ITS_DAY if (match := each.match(part.text))), None)
    if found is None:
        return part
    refs, behalf = found["refs"], found["behalf"] or ""
    noun = "statements" if " and " in refs else "statement"
    return part.model_copy(update={"text": f"Please send the position {noun} for {refs}{behalf} by {due}."})


def with_begun(message: Message, action_id: int) -> Message:
    """The same message once a statement was begun: what asked for it leads back to the draft."""
    return message.model_copy(update={"parts": tuple(_begun(part, action_id) for part in message.parts)})


def with_asked_again(message: Message, item: Owed) -> Message:
    """The same message after a statement was withdrawn: what said that it came in asks for it again."""
    return message.model_copy(update={"parts": tuple(_asked_again(part, item) for part in message.parts)})


def _asked_again(part: Part, item: Owed) -> Part:
    lead = f"{item.ref} {item.title}"
    if isinstance(part, Paragraph) and part.lead == lead and part.button is None:
        return part.model_copy(update={"text": item.words, "button": write_button(item)})
    return part


def asks_for(message: Message, action_id: int) -> bool:
    """Whether a message has a button to write the statement of an action."""
    return any(_is_asking(part, action_id) for part in message.parts)


def _is_asking(part: Part, action_id: int | None = None) -> bool:
    button = part.button if isinstance(part, Paragraph) else None
    return button is not None and button.does == WRITE and (action_id is None or button.about == str(action_id))


def _answered(part: Part, action_id: int, words: str) -> Part:
    if isinstance(part, Paragraph) and _is_asking(part, action_id):
        return part.model_copy(update={"text": words, "button": None})
    return part


def _begun(part: Part, action_id: int) -> Part:
    if isinstance(part, Paragraph) and part.button and _is_asking(part, action_id):
        return part.model_copy(update={"button": as_begun(part.button)})
    return part


def _one(asking: Asking, today: date, introduction: Introduction | None) -> Message:
    heading, parts = _heading(asking, today), (*_introduced(introduction), *_asked(asking, today))
    match asking.rung:
        case "statement_reminder":
            return Message(kind="statement_reminder", heading=heading, parts=parts)
        case "statement_due_today":
            return Message(kind="statement_due_today", heading=heading, parts=parts)
        case "statement_late" | "statement_late_delegate":
            return Message(kind="statement_late", heading=heading, parts=parts)
        case _:
            return Message(kind="statement_requested", heading=heading, parts=parts)


def _heading(asking: Asking, today: date) -> str:
    return f"{asking.meeting}, {weekday_moment_in_words(asking.meeting_at, today)}"


def _introduced(introduction: Introduction | None) -> tuple[Part, ...]:
    if introduction is None:
        return ()
    return (
        Paragraph(
            text=f"Hello. This is Accountable. {introduction.set_up_by} set it up for {introduction.board}. "
            f"What you write is read by {introduction.readers}. If anything is unclear, or this is not for you, "
            f"ask {introduction.ask}."
        ),
        Rule(),
    )


def _asked(asking: Asking, today: date) -> tuple[Part, ...]:
    return (
        Paragraph(text=_ask(asking, today)),
        *(
            Paragraph(lead=f"{item.ref} {item.title}", text=item.words, button=write_button(item))
            for item in asking.owed
        ),
        Buttons(buttons=_buttons(asking)),
        *_kindly(asking),
    )


def _ask(asking: Asking, today: date) -> str:
    refs = listed([each.ref for each in asking.owed])
    behalf = f" for the {asking.for_post}" if asking.for_post else ""
    number, one = len(asking.owed), len(asking.owed) == 1
    due = weekday_moment_in_words(asking.due_at, today)
    match asking.rung:
        case "statement_reminder":
            left = counted(asking.working_days_left, "working day")
            return f"{left[0].upper()}{left[1:]} to go: {counted(number, 'statement')}{behalf} due {due}: {refs}."
        case "statement_due_today":
            return f"Due today by {asking.due_at:%H:%M}{behalf}: {refs}."
        case "statement_late" | "statement_late_delegate":
            was = "was" if one else "were"
            return (
                f"{refs}{behalf} {was} due {_when_due(asking, today)}. Can you send {'it' if one else 'them'} today, "
                "or do you need help?"
            )
        case _:
            each, noun = ("", "statement") if one else (" each", "statements")
            if asking.is_past_due:
                past = f"{'It was' if one else 'They were'} due {due}, and I could not ask before."
                return f"Please send the position {noun} for {refs}{behalf} as soon as you can. {past}"
            return f"Please send the position {noun} for {refs}{behalf} by {due}. About 5 minutes{each}."


def _when_due(asking: Asking, today: date) -> str:
    day = asking.due_at.date()
    return "yesterday" if (today - day).days == 1 else f"on {weekday_in_words(day, today)}"


def _kindly(asking: Asking) -> tuple[Part, ...]:
    if asking.rung != STATEMENT_REQUEST:
        return ()
    return (Note(text="Red means that help or a decision is needed. Saying so early is a help to everyone."),)


def _buttons(asking: Asking) -> tuple[Button, ...]:
    if asking.rung in (STATEMENT_LATE, STATEMENT_LATE_DELEGATE):
        return (
            Button(label="Need help", does=NEED_HELP, about=asking.late_about),
            Button(label="Wrong person", does=WRONG_PERSON, about=asking.late_about),
        )
    return (
        Button(label="Hand to delegate", does=HAND_OVER, about=asking.absence_about),
        Button(label="I am away", does=AWAY, about=asking.absence_about),
        *([ask_button([each for each, _ in able], [ref for _, ref in able])] if (able := asking.can_ask) else []),
    )


_TO_SCRUTINY_SOON = "Owed to scrutiny in two weeks"


def _week(week: WeekAhead, today: date) -> tuple[Part, ...]:
    behalf = f", for the {week.for_post}" if week.for_post else ""
    things = counted(len(week.coming), "thing")
    parts = [Paragraph(text=f"{things} due next week{behalf}:"), *_by_day(week.coming, today)] if week.coming else []
    if week.replies:
        where = "It is recorded under the point itself: type “coverage” and its reference."
        parts += [Paragraph(text=f"{_TO_SCRUTINY_SOON}{behalf}. {where}"), *_by_day(week.replies, today)]
    return tuple(parts)


def _by_day(coming: Sequence[Coming], today: date) -> list[Paragraph]:
    return [Paragraph(lead=weekday_in_words(each.due, today), text=each.what) for each in coming]


def answer_owed(ref: str, action_ref: str, due: date, *, is_past: bool) -> str:
    """An answer to a question that the note of a Friday says is owed: in the week to come, or since a day before it."""
    asked = f", which was asked for by {weekday_in_words(due, due)}" if is_past else ""
    return f"{action_ref}: the answer to {ref}{asked}. “challenges” has the question and a button to reply"


def reply_owed(ref: str, points: Sequence[str]) -> str:
    """What is said of a source of scrutiny and its points that have no reply, if any."""
    return f"{ref}: no reply yet to {refs_in_words(points)}" if points else f"{ref}: each point has a reply"


def with_replied(message: Message, place: int, ref: str, points: Sequence[str]) -> Message:
    """The same message after a reply to scrutiny was recorded: of its source only these points have none yet.

    Several boards may have a source of this name: `place` says, from 0, which of the boards that owe scrutiny it is.
    """
    parts: list[Part] = []
    board = -1
    for part in message.parts:
        board += _begins_replies(part)
        is_it = board == place and _is_owed(part, ref)
        parts.append(part.model_copy(update={"text": reply_owed(ref, points)}) if is_it else part)
    return message.model_copy(update={"parts": tuple(parts)})


def _begins_replies(part: Part) -> bool:
    return isinstance(part, Paragraph) and not part.lead and part.text.startswith(_TO_SCRUTINY_SOON)


def _is_owed(part: Part, ref: str) -> bool:
    return isinstance(part, Paragraph) and part.text.startswith(f"{ref}: no reply yet to ")


_OWED = (
    Owed(3, "A3", "Practice standards", "Deadline: 30 June. The last statement said Green."),
    Owed(6, "A6", "Audit programme", "Deadline: 31 July. No statement yet."),
)
_AT, _DUE = datetime(2021, 6, 15, 10, 10), datetime(2021, 6, 8, 17, 0)  # noqa: DTZ001  (the board's own time)


def _example(rung: str, owed: tuple[Owed, ...] = _OWED, for_post: str = "") -> Asking:
    return Asking(rung, "Holding to Account", _AT, _DUE, owed, 2, "1:3", "4:3", for_post)


_FRIDAY_NOTE = WeekAhead(
    (
        Coming(date(2021, 6, 8), "Statements for A3 and A6, by 17:00"),
        Coming(date(2021, 6, 10), "A3: the milestone “Standards published”"),
    )
)

_TO_SCRUTINY = (Coming(date(2021, 6, 24), "OSC-1: no reply yet to S2"),)

_INPUT = InputAsked(
    7, "A12", "Every school has a named contact", "Director of Education", "Holding to Account", _AT,
    datetime(2021, 6, 7, 17, 0), "Which schools have none yet?", is_reminder=True,  # noqa: DTZ001
)  # fmt: skip

EXAMPLES = (
    chasing(
        [_example(STATEMENT_REQUEST)],
        [],
        date(2021, 6, 1),
        Introduction(
            "Sample Improvement Board",
            "Priya Nair",
            READERS,
            "Priya Nair, the programme manager",
        ),
    ),
    chasing([_example(STATEMENT_REQUEST, _OWED[:1], "Director of Education")], [], date(2021, 6, 1)),
    chasing([replace(_example(STATEMENT_REQUEST), is_past_due=True)], [], date(2021, 6, 9)),
    chasing([_example(STATEMENT_REMINDER)], [], date(2021, 6, 4)),
    chasing([_example(STATEMENT_DUE_TODAY, _OWED[:1])], [], date(2021, 6, 8)),
    chasing([_example(STATEMENT_LATE, _OWED[:1])], [], date(2021, 6, 9)),
    chasing([], [_FRIDAY_NOTE], date(2021, 6, 4)),
    chasing([], [replace(_FRIDAY_NOTE, replies=_TO_SCRUTINY)], date(2021, 6, 4)),
    chasing(
        [],
        [
            replace(_FRIDAY_NOTE, board="Sample Improvement Board"),
            WeekAhead((), "", _TO_SCRUTINY, "Sample Partnership"),
        ],
        date(2021, 6, 4),
    ),
    chasing([], [WeekAhead((), replies=_TO_SCRUTINY)], date(2021, 6, 11)),
    with_replied(chasing([], [WeekAhead((), replies=_TO_SCRUTINY)], date(2021, 6, 11)), 0, "OSC-1", ()),
    chasing([_example(STATEMENT_REMINDER)], [_FRIDAY_NOTE], date(2021, 6, 4)),
    chasing([replace(_example(STATEMENT_REQUEST), can_ask=((6, "A6"),))], [], date(2021, 6, 1)),
    chasing([_example(STATEMENT_REMINDER)], [], date(2021, 6, 4), inputs=[_INPUT]),
    chasing(
        [
            replace(_example(STATEMENT_REQUEST, _OWED[:1]), board="Sample Improvement Board"),
            replace(_example(STATEMENT_REQUEST, _OWED[1:]), board="Sample Partnership"),
        ],
        [],
        date(2021, 6, 1),
        inputs=[replace(_INPUT, board="Sample Partnership", is_reminder=False)],
    ),
    with_answered(
        chasing([_example(STATEMENT_DUE_TODAY)], [], date(2021, 6, 8)), 3, "Received 8 June, 09:40. Thank you."
    ),
    with_begun(chasing([_example(STATEMENT_REQUEST)], [], date(2021, 6, 1)), 6),
)
