"""What is said when a statement is late: an offer of help, the programme manager's list, and the line director's note.

All of it is private. Whoever is told is told which statements are not in, from which post, and what hinders them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.dates import counted, listed, moment_in_words, weekday_moment_in_words
from bot.messages.absence import HAND_OVER
from bot.messages.chasing import NEED_HELP, WRONG_PERSON
from bot.messages.parts import (
    Button,
    Buttons,
    Choice,
    ChoiceField,
    Form,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
    said,
)
from bot.messages.statements import WRITE

EXTEND, PHONED, TELL_LINE, WILL_SORT = "late.extend", "late.phoned", "late.tell_line", "late.will_sort"
"""What the buttons do; each is about a meeting and a post, as `meeting:post`."""
HELP_FORM = "late_help"
ROWS_IN_A_LIST = 10

HELP = {
    "time": "More time",
    "facts": "Facts or figures from somebody else",
    "words": "What to say, or how to rate it",
    "form": "How to use the form",
    "other": "Something else",
}
"""What help can be asked for."""


@dataclass(frozen=True)
class LateMeeting:
    """The meeting for which a statement is late, its moments by the board's clock."""

    name: str
    starts_at: datetime
    due_at: datetime
    told_at: datetime
    extended_to: datetime
    frozen_at: datetime

    def heading(self, today: date) -> str:
        """The meeting as a message about it is headed."""
        return f"{self.name}, {weekday_moment_in_words(self.starts_at, today)}"


@dataclass(frozen=True)
class LateRow:
    """What one post owes to a meeting, or owed: which statements, why they are not in, and what was chosen.

    `reason` and `chosen` are whole sentences; `came_in` is what came in meanwhile. `nobody` says that nobody answers
    for the post just now.
    """

    about: str
    post_about: str
    post: str
    holder: str
    refs: tuple[str, ...]
    reason: str
    chosen: tuple[str, ...] = ()
    offers: frozenset[str] = frozenset()
    came_in: str = ""
    nobody: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to come."""
        return bool(self.refs)


# The officer's offer of help


def help_form(about: str, post: str, refs: Sequence[str]) -> Form:
    """Which help an officer needs to send what is late."""
    return Form(
        name=HELP_FORM,
        title="Need help",
        submit="Ask for help",
        about=about,
        parts=(
            Paragraph(lead=listed(list(refs)), text=post),
            ChoiceField(
                name="help",
                label="What would help?",
                choices=tuple(Choice(value=value, label=label) for value, label in HELP.items()),
                as_menu=False,
            ),
            TextField(
                name="words",
                label="Anything to add",
                hint="One line, for the programme manager alone. No details of children.",
                optional=True,
                longest=300,
            ),
            Note(text="The programme manager is told at once. A statement that says “no change, because …” counts."),
        ),
    )


def help_noted(refs: Sequence[str], when: str, fixed_at: str) -> Message:
    """For whoever asked for help: `when` the programme manager hears of it, and until when it can be sent."""
    return said(
        "help_noted",
        f"Thank you for saying so. The programme manager is told {when} that you need help with {listed(list(refs))}. "
        f"You can still send it: the pack is fixed on {fixed_at}.",
    )


def help_asked(who: str, refs: Sequence[str], meeting: str, which: str, added: str, list_at: str) -> Message:
    """The programme manager is told at once; `added` is what the officer wrote, for them alone."""
    more = f" They add: “{added}”" if added else ""
    return Message(
        kind="help_asked",
        heading="Somebody asks for help",
        parts=(
            Paragraph(text=f"{who} asks for help with {listed(list(refs))}, for {meeting}."),
            Paragraph(lead="What would help", text=f"{which}.{more}"),
            Paragraph(
                lead="What to do",
                text=f"Please ring them. The list of {list_at} has buttons to give more time and to say that you rang.",
            ),
        ),
    )


def wrong_person_noted(refs: Sequence[str]) -> Message:
    """For whoever said that it is not for them."""
    return said(
        "wrong_person_noted",
        f"Thank you. You are not asked about {listed(list(refs))} for this meeting again. The programme manager has "
        "been told, and finds out who answers.",
    )


def wrong_person_told(
    who: str, post: str, refs: Sequence[str], meeting: str, post_about: str, *, is_delegate: bool
) -> Message:
    """The programme manager is told that the wrong person was asked, with what puts it right."""
    are = "is" if len(refs) == 1 else "are"
    as_what = f"{who}, asked for the {post}, says" if is_delegate else f"{who} says"
    return Message(
        kind="wrong_person_told",
        heading="Somebody says that it is not for them",
        parts=(
            Paragraph(
                text=f"{as_what} that {listed(list(refs))} {are} not for them. They are not asked again for {meeting}."
            ),
            Paragraph(lead="What to do", text="Connect the post to whoever holds it, or name a delegate."),
            Buttons(buttons=_people_buttons(post_about, post)),
        ),
    )


def nothing_owed(post: str) -> Message:
    """For a button about something that has come in, or is not asked for any more."""
    return said("nothing_owed", f"Nothing more is asked of the {post} for this meeting: it has come in. Thank you.")


def with_note(message: Message, about: str, words: str, not_theirs: frozenset[int] = frozenset()) -> Message:
    """The question about a late statement after it was answered: the buttons that are about it give way to `words`.

    The statements `not_theirs` (by action) can not be written from it any more.
    """

    def changed(part: Part) -> Part:
        if isinstance(part, Buttons) and any(_is_answered(button, about) for button in part.buttons):
            return Note(text=words)
        if isinstance(part, Paragraph) and part.button and _writes(part.button, not_theirs):
            return part.model_copy(update={"button": None})
        return part

    return message.model_copy(update={"parts": tuple(changed(part) for part in message.parts)})


def with_more_time(message: Message, action_ids: frozenset[int], words: str) -> Message:
    """The same question after more time was given: said once, below the last of these statements."""
    places = [
        place
        for place, part in enumerate(message.parts)
        if isinstance(part, Paragraph) and part.button and _writes(part.button, action_ids)
    ]
    if not places:
        return message
    after = places[-1] + 1
    parts = (*message.parts[:after], Note(text=words), *message.parts[after:])
    return message.model_copy(update={"parts": parts})


def _is_answered(button: Button, about: str) -> bool:
    return button.does in (NEED_HELP, WRONG_PERSON) and button.about == about


def _writes(button: Button, action_ids: frozenset[int]) -> bool:
    return button.does == WRITE and button.about in {str(action_id) for action_id in action_ids}


# The programme manager's list


def late_list(
    meeting: LateMeeting,
    rows: Sequence[LateRow],
    today: date,
    part: int = 1,
    parts: int = 1,
    *,
    may_choose: bool = True,
) -> Message:
    """Who has not sent what they owe, by post; for a reader who `may_choose`, with what can be done about each."""
    number = sum(len(row.refs) for row in rows)
    due = weekday_moment_in_words(meeting.due_at, today)
    opening = (
        f"{counted(number, 'statement')} due {due} {'is' if number == 1 else 'are'} not in."
        if number
        else f"All that was due {due} has come in, and nothing is to be done."
    )
    counter = f" Part {part} of {parts}." if parts > 1 else ""
    told, frozen = (weekday_moment_in_words(at, today) for at in (meeting.told_at, meeting.frozen_at))
    return Message(
        kind="late_list",
        heading=f"Late for {meeting.heading(today)}",
        parts=(
            Paragraph(text=f"{opening}{counter}"),
            *_rows(rows, lambda row: _manager_buttons(row, meeting, today) if may_choose else ()),
            *([Note(text=_what_follows(told, frozen, may_choose=may_choose))] if number else []),
        ),
    )


def _what_follows(told: str, frozen: str, *, may_choose: bool) -> str:
    unless = (
        "Where you choose nothing, the"
        if may_choose
        else "You read this since nobody sits as the programme manager, who would see to each. The"
    )
    return (
        f"{unless} line director is told on {told}. The pack is fixed on {frozen}. Once "
        "something has come in, nobody is written to about it any more."
    )


def _manager_buttons(row: LateRow, meeting: LateMeeting, today: date) -> tuple[Button, ...]:
    offered = (
        (EXTEND, f"Extend to {weekday_moment_in_words(meeting.extended_to, today)}"),
        (PHONED, "Phone done"),
        (TELL_LINE, "Tell line director"),
    )
    people = _people_buttons(row.post_about, row.post) if row.nobody else ()
    return (*(_row_button(label, does, row) for does, label in offered if does in row.offers), *people)


def late_choice_noted(words: str) -> Message:
    """For the programme manager or the line director, who chose something for a row."""
    return said("late_choice_noted", words)


def line_not_told(row_post: str, why: str, post_about: str) -> Message:
    """For a programme manager who wants a line director told, and there is none to tell."""
    return said(
        "line_not_told",
        f"Nobody can be told about {row_post}: {why}. Say who it is, and press again.",
        Buttons(buttons=(_line_button(post_about, row_post),)),
    )


# The line director's note


def line_director(meeting: LateMeeting, rows: Sequence[LateRow], today: date) -> Message:
    """What has not come in from the posts that report to somebody, while there is still time."""
    waiting = [row for row in rows if row.is_open]
    if waiting:
        missing = listed([f"{listed(list(row.refs))} ({row.post})" for row in waiting])
        opening = f"No statement yet for {missing}. Pack is fixed {_when(meeting.frozen_at, today)}."
    else:
        opening = "What was missing has come in. Nothing is asked of you any more."
    return Message(
        kind="line_director",
        heading=meeting.heading(today),
        parts=(Paragraph(text=opening), *_rows(rows, _line_buttons)),
    )


def _when(at: datetime, today: date) -> str:
    return f"at {at:%H:%M}" if at.date() == today else f"on {weekday_moment_in_words(at, today)}"


def _line_buttons(row: LateRow) -> tuple[Button, ...]:
    sort = (_row_button("Will sort", WILL_SORT, row),) if WILL_SORT in row.offers else ()
    name = Button(
        label="Name a delegate", does=HAND_OVER, about=row.post_about, spoken=f"Name a delegate for {row.post}"
    )
    return (*sort, name)


def no_line_director(meeting: LateMeeting, rows: Sequence[tuple[LateRow, str]], today: date) -> Message:
    """The programme manager is told, once, that nobody could be told, and why not for each post."""
    parts: list[Part] = [
        Paragraph(
            text="These statements are not in, and there is no line director to tell. The pack is fixed "
            f"{_when(meeting.frozen_at, today)}."
        )
    ]
    for row, why in rows:
        parts.append(Paragraph(lead=listed(list(row.refs)), text=f"{row.post}: {why}."))
        tell = _row_button("Tell line director", TELL_LINE, row)
        parts.append(Buttons(buttons=(_line_button(row.post_about, row.post), tell)))
    return Message(kind="no_line_director", heading="Nobody could be told", parts=tuple(parts))


def _line_button(post_about: str, post: str) -> Button:
    return Button(label="Say who it is", does="setup.line_post", about=post_about, spoken=f"Say to whom {post} reports")


def _rows(rows: Sequence[LateRow], buttons: Callable[[LateRow], tuple[Button, ...]]) -> list[Part]:
    parts: list[Part] = []
    for row in rows:
        if not row.is_open:
            parts.append(Paragraph(lead=row.post, text=row.came_in))
            continue
        holder = f" ({row.holder})" if row.holder else ""
        sentences = [f"{row.post}{holder}.", row.reason, *row.chosen, row.came_in]
        parts.append(Paragraph(lead=listed(list(row.refs)), text=" ".join(words for words in sentences if words)))
        offered = buttons(row)
        if offered:
            parts.append(Buttons(buttons=offered))
    return parts


def _row_button(label: str, does: str, row: LateRow) -> Button:
    return Button(label=label, does=does, about=row.about, spoken=f"{label}: {listed(list(row.refs))}, {row.post}")


def _people_buttons(post_about: str, post: str) -> tuple[Button, ...]:
    return (
        Button(label="Connect the post", does="setup.connect_post", about=post_about, spoken=f"Connect {post}"),
        Button(
            label="Name a delegate", does="setup.delegate_post", about=post_about, spoken=f"Name a delegate for {post}"
        ),
    )


def received_words(refs: Sequence[tuple[str, datetime]], today: date) -> str:
    """What came in meanwhile: "BCP-03 received 9 June, 15:02."."""
    return " ".join(f"{ref} received {moment_in_words(at, today)}." for ref, at in refs)


_TODAY = date(2021, 6, 9)
_LAST_DAY = date(2021, 6, 10)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 6, day, hour, minute)  # noqa: DTZ001  (the board's own time)


_MEETING = LateMeeting("Holding to Account", _at(15, 9, 30), _at(8, 17), _at(10, 9), _at(10, 12), _at(10, 17))
_OFFERS = frozenset({EXTEND, PHONED, TELL_LINE, WILL_SORT})
_SOCIAL = "Service Director, Children and Young People’s Social Care"
_ROWS = (
    LateRow("3:4", "1:4", _SOCIAL, "Helen Ward", ("BCP-13",), "No answer yet.", (), _OFFERS),
    LateRow("3:5", "1:5", "Service Director, Inclusion", "", ("BCP-05", "BCP-14"), "The post is vacant since 1 June, "
            "and nobody answers meanwhile.", (), _OFFERS, nobody=True),
)  # fmt: skip
_EXTENDED = LateRow(
    "3:4", "1:4", _SOCIAL, "Helen Ward", ("BCP-13",), "Asks for help: more time.",
    ("You gave until Thursday 10 June, 12:00 (9 June, 14:20).",), frozenset({PHONED, TELL_LINE}),
)  # fmt: skip
_CAME_IN = LateRow("3:5", "1:5", "Service Director, Inclusion", "", (), "", came_in="BCP-05 received 9 June, 15:02.")
_OFFICER = f"{_SOCIAL} (Helen Ward)"

EXAMPLES = (
    help_asked(_OFFICER, ["BCP-13"], _MEETING.heading(_TODAY), "More time", "The audit ends on Friday.",
               "Wednesday 9 June, 14:00"),
    help_noted(["BCP-13"], "now", "Thursday 10 June, 17:00"),
    wrong_person_told(_OFFICER, _SOCIAL, ["BCP-13"], _MEETING.heading(_TODAY), "1:4", is_delegate=False),
    wrong_person_told("Grace Lowe", _SOCIAL, ["BCP-13"], _MEETING.heading(_TODAY), "1:4", is_delegate=True),
    wrong_person_noted(["BCP-13"]),
    nothing_owed(_SOCIAL),
    late_list(_MEETING, _ROWS, _TODAY),
    late_list(_MEETING, [_EXTENDED, _CAME_IN], _TODAY),
    late_choice_noted("Noted: the Service Director, Inclusion has until Thursday 10 June, 12:00 for BCP-05."),
    line_not_told(_SOCIAL, "no line director is recorded", "1:4"),
    late_list(_MEETING, _ROWS, _TODAY, may_choose=False),
    line_director(_MEETING, _ROWS[:1], _LAST_DAY),
    line_director(_MEETING, _ROWS, _TODAY),
    line_director(_MEETING, [_CAME_IN], _LAST_DAY),
    no_line_director(_MEETING, [(_ROWS[0], "no line director is recorded")], _LAST_DAY),
)  # fmt: skip
FORM_EXAMPLES = (help_form("3:4", _SOCIAL, ["BCP-13"]),)
