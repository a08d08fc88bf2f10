"""The cycle check: what in the roster would leave somebody unasked, for the programme manager alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.dates import counted, listed, weekday_moment_in_words
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, said, without_buttons

LATER = "roster.later"
"""What the button “Later” does; it is about a board and a meeting, as `board:meeting`."""
FIX = "setup.posts"
HOW_TO_DATE = (
    "A deadline: the officer asks for it with “new date” and the reference, or you put it in the plan’s file and "
    "import it. Either way the chair decides."
)
AT_MOST = 30
"""Lines of what is wrong; the rest is counted."""


@dataclass(frozen=True)
class RosterProblems:
    """What is wrong before a cycle, each with the post or the action that it is about, and more in words."""

    vacant: tuple[tuple[str, str], ...] = ()
    on_leave: tuple[tuple[str, str], ...] = ()
    no_deadline: tuple[tuple[str, str], ...] = ()

    @property
    def all(self) -> tuple[tuple[str, str], ...]:
        """All of them, in one list."""
        return (*self.vacant, *self.on_leave, *self.no_deadline)

    @property
    def summed(self) -> str:
        """In one sentence: "2 posts vacant, 1 on leave with no delegate, 1 action with no deadline."."""
        counts = (
            (len(self.vacant), f"{counted(len(self.vacant), 'post')} vacant"),
            (len(self.on_leave), f"{len(self.on_leave)} on leave with no delegate"),
            (len(self.no_deadline), f"{counted(len(self.no_deadline), 'action')} with no deadline"),
        )
        return f"{', '.join(words for number, words in counts if number)}."


def roster_check(
    about: str, meeting: str, meeting_at: datetime, problems: RosterProblems, next_at: datetime | None, today: date
) -> Message:
    """What is wrong before a meeting's statements are asked for. `next_at` is when it is said once more, if it is."""
    lines = [Item(lead=of, text=words) for of, words in problems.all[:AT_MOST]]
    more = len(problems.all) - AT_MOST
    if more > 0:
        lines.append(Item(text=f"and {more} more."))
    board = about.partition(":")[0]
    fix = Button(label="Fix", does=FIX, about=f"{board}:1", style="primary", spoken="Fix the posts and who holds them")
    later = Button(label="Later", does=LATER, about=about)
    return Message(
        kind="roster_check",
        heading=f"{meeting}, {weekday_moment_in_words(meeting_at, today)}",
        parts=(
            Paragraph(text=f"Cycle check. {problems.summed}"),
            Bullets(items=tuple(lines)),
            *([Note(text=HOW_TO_DATE)] if problems.no_deadline else []),
            Buttons(buttons=(fix, later) if problems.vacant or problems.on_leave else (later,)),
            Note(text=_what_follows(next_at, today)),
        ),
    )


def _what_follows(next_at: datetime | None, today: date) -> str:
    if next_at is None:
        return "What stays as it is, is listed in the pack."
    return f"What is still so on {weekday_moment_in_words(next_at, today)} is said once more, and listed in the pack."


def with_later(message: Message, words: str) -> Message:
    """The same check after somebody pressed Later: that button gives way to `words`."""
    return without_buttons(message, {LATER}, words)


def left_for_later(next_at: datetime | None, fixed_at: datetime | None, today: date) -> Message:
    """For a programme manager who puts it off: when it is said again, or else when the pack is fixed, if that is."""
    if next_at is None:
        when = f" when it is fixed on {weekday_moment_in_words(fixed_at, today)}" if fixed_at else ""
        return said("left_for_later", f"Noted. What is still so is listed in the pack{when}.")
    return said("left_for_later", f"Noted. I say once more what is left on {weekday_moment_in_words(next_at, today)}.")


def vacant_words(since: str, refs: Sequence[str], delegate: str) -> str:
    """Of a vacant post: since when, for what, and who answers meanwhile."""
    answers = f"{delegate} answers meanwhile" if delegate else "nobody is asked"
    return f"vacant{since}; {answers} about {listed(list(refs))}."


def on_leave_words(until: str, refs: Sequence[str]) -> str:
    """Of a post whose holder is away with nobody to answer: until when, for what."""
    return f"away until {until}, with no delegate there; nobody is asked about {listed(list(refs))}."


def no_deadline_words(title: str) -> str:
    """Of an action without a deadline."""
    return f"{title}: no deadline yet."


_PROBLEMS = RosterProblems(
    vacant=(
        ("Service Director, Inclusion", vacant_words(" since 1 May", ["BCP-05", "BCP-14"], "Head of Early Help")),
        ("Head of Quality", vacant_words("", ["BCP-03"], "")),
    ),
    on_leave=(("Service Director, Social Care", on_leave_words("Friday 18 June", ["BCP-13"])),),
    no_deadline=(("BCP-15", no_deadline_words("Voice of the child")),),
)
_AT = datetime(2021, 6, 15, 9, 30)  # noqa: DTZ001  (the board's own time)
_AGAIN = datetime(2021, 6, 1, 9)  # noqa: DTZ001
_DAY = date(2021, 5, 28)

EXAMPLES = (
    roster_check("1:3", "Holding to Account", _AT, _PROBLEMS, _AGAIN, _DAY),
    roster_check("1:3", "Holding to Account", _AT, RosterProblems(vacant=_PROBLEMS.vacant[1:]), None, _DAY),
    with_later(
        roster_check("1:3", "Holding to Account", _AT, _PROBLEMS, _AGAIN, _DAY), "Left for later, 28 May, 09:20."
    ),
    roster_check("1:3", "Holding to Account", _AT, RosterProblems(no_deadline=_PROBLEMS.no_deadline), None, _DAY),
    left_for_later(_AGAIN, None, _DAY),
    left_for_later(None, _AGAIN, _DAY),
)
