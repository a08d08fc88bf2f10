"""What should come in the year: the tables, the ladder and the rules of the cycle, written down by hand.

Every row is one of the field's own: the table "One cycle, day by day" (T is the day of the meeting, offsets are working
days), "Between meetings", the escalation ladder, leave and absence, and officer turnover. Nothing of the planner is
asked: from the rows and from what people do (`year_story.py`) it follows who gets what, when, and with which buttons.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.conversations.boards import ADVISER, CHAIR, DCS, MANAGER, MEMBER
from tests.conversations.test_between_meetings import DATA_MANAGER
from tests.conversations.year_story import (
    APPROVED_AT,
    APRIL,
    ASSISTANT,
    AWAY,
    AWAY_FROM,
    AWAY_UNTIL,
    BEGIN,
    BOARD_MEETINGS,
    CANCELLED_AT,
    CHANNEL,
    DECIDED,
    DEPUTY,
    END,
    FOLLOWED_AT,
    HELD,
    JANUARY,
    JULY,
    LEAVES,
    LED,
    LEFT_ON,
    LONG_AWAY,
    LONG_AWAY_AT,
    LONG_AWAY_UNTIL,
    MARCH,
    MEETINGS,
    MOVED_AT,
    NOVEMBER,
    OFFICERS,
    PASSED_AT,
    RED_TWICE,
    SEEN_BY,
    SEPTEMBER,
    STARTS,
    SUCCESSOR,
    TEMPORARY_FROM,
    WATCHED,
    AMeeting,
    answered_at,
    at,
    is_working,
    of,
    shift,
    writes_as,
)


@dataclass(frozen=True)
class Row:
    """A row of the field's tables, and the words by which its message is known."""

    name: str
    says: re.Pattern[str]
    buttons: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.name

    def is_in(self, text: str) -> bool:
        return bool(self.says.search(text))


def _row(name: str, says: str, *buttons: str) -> Row:
    return Row(name, re.compile(says, re.MULTILINE), frozenset(buttons))


ASKING = ("Write", "Hand to delegate", "I am away")
CYCLE_CHECK = _row("T−11 09:00 and T−10, programme manager", r"^Cycle check\.", "Fix", "Later")
REQUEST = _row("T−10 09:30, each accountable officer", r"^Please send the position statement", *ASKING)
FIGURES = _row("T−10, data manager", r"^Figures needed for \d measures? by", "Enter figures")
FIGURES_CHASED = _row("T−6, data manager chased", r"^Still needed today: figures", "Enter figures")
REMINDER = _row("T−7 09:30, officers not started", r"working days? to go:", *ASKING)
DUE_TODAY = _row("T−5 09:00, officers not done", r"^Due today by 17:00", *ASKING)
THANKS = _row("T−5 on sending, officer", r"^Thank you\. A\d+ received")
CALLED_LATE = _row("T−4 09:30, officers late", r"or do you need help\?", "Write", "Need help", "Wrong person")
LATE_DELEGATE = _row("T−4 09:30, and delegate", CALLED_LATE.says.pattern, *CALLED_LATE.buttons)
HELP_WANTED = _row("T−4, Need help: goes to programme manager", r"\ASomebody asks for help")
NOT_THEIRS = _row(
    "T−4, Wrong person: goes to programme manager",
    r"\ASomebody says that it is not",
    "Connect the post",
    "Name a delegate",
)
LATE_LIST = _row("T−4 14:00, programme manager", r"\ALate for", "Phone done", "Tell line director")
LINE_DIRECTOR = _row("T−3 09:00, line director", r"^No statement yet for", "Will sort", "Name a delegate")
NO_LINE_DIRECTOR = _row(
    "T−3 09:00, with no line director", r"\ANobody could be told", "Say who it is", "Tell line director"
)
PACK_READY = _row("T−2 09:00, chair", r"\APack ready for", "Run sheet", "Pack", "Order and questions")
PACK_NOTICE = _row("T−2 09:30, members, adviser", r"\APack for", "Challenge", "Pack")
QUESTIONS = _row(
    "T−1 13:00, officers with questions", r"questions? for A\d+ tomorrow:", "Short reply", "Bring to meeting"
)
ANSWERED = _row("T−1, short reply: to who asked", r"your question is answered$")
RUN_SHEET = _row("T 08:45, chair, secretary", r"\ARun sheet: ", "Open", "On paper")
SLOT = _row("T, 30 min before slot, officer", r"\AYour slot is at", "On my way", "Deputy coming", "Cannot come")
CANNOT_COME = _row("T, cannot come: chair, secretary", r"\AA\d+, \d\d:\d\d: .* cannot come", "Run sheet")
UNDECIDED = _row("T 16:00, not decided comes back", r"\ANot decided yet", "Decide", "Run sheet")
OUTCOME = _row("T 17:00, each officer", r"\AOutcome of")
NOT_QUITE = _row("T 17:00, not quite (says why)", r"\ANot quite, says an officer", "Open")
OUTCOMES = _row("T+1 10:00, board channel", r": what was decided$", "Full list")
DRAFT = _row(
    "T+2, secretary", r"\ADecision log: .*: draft\nOFFICIAL-SENSITIVE\nPlease check", "Pass to the chair", "Run sheet"
)
DRAFT_CHAIR = _row(
    "T+2, then chair", r"\ADecision log: .*: draft\nOFFICIAL-SENSITIVE\nPlease approve", "Approve", "Run sheet"
)
DRAFT_CHASED = _row("T+2, chased T+4", r"\ADecision log: .*: draft\nOFFICIAL-SENSITIVE\nThis still waits", "Run sheet")
LOG_AGREED = _row("T+5, members: agreed", r"\ADecision log: .* \d{4}\n(?!.*draft)")
LOG_WAITS = _row("T+2, shown as draft at T+5", r"\ADecision log: .*: not posted")

SUMMARY = _row(
    "Monday 09:00, board channel", r"\AImprovement plan: as at", "Full list", "My actions", "Why these ratings?"
)
WATCH_FIGURES = _row(
    "Thursday 12:00, data manager", r"^Figures needed for 1 measure on the watch list", "Enter figures"
)
FRIDAY = _row("Friday 09:30, officers with something due next week", r"due next week:")
MILESTONE = _row("Day after a milestone, lead officer", r"\AWas this done\?", "Yes", "Not yet")
BOARD_PACK = _row("Board − 5, members", r"\ABoard pack: ", "Pack")
QUARTERLY = _row(
    "Quarterly, programme manager",
    r"\ADrafts for the quarter",
    "Draft for DfE",
    "Draft for scrutiny",
    "What was left out",
)

EXCEPTIONS = _row("Ladder, step 5: the chair sends it", r"\AExceptions after", "I have sent it")
NOBODY_ANSWERS = _row("Absence: no delegate, straight to step 2", r"\AAway, and nobody answers", "Name a delegate")
NOBODY_ASKED = _row(
    "Absence: nobody is chased while ill", r"\ANobody could be asked", "Connect the post", "Name a delegate"
)
ACTING = _row(
    "Absence: over 20 working days, the chair",
    r"\AAn acting accountable officer is wanted",
    "Name who acts",
    "Nobody acts",
)
BACK = _row("Absence: on return", r"\AWelcome back")
LEFT = _row("Turnover 2: programme manager, the same day", r"account has been disabled$", "Connect")
LINE_LEFT = _row("Turnover 2: line director, the same day", r"\AA post that reports to you is vacant")
TEMPORARY = _row("Turnover 2: after 5 working days, line director", r"\AYou are temporary accountable officer", "Read")
TEMPORARY_TOLD = _row("Turnover 2: after 5 working days, told", r"is now temporary accountable officer")
HANDOVER = _row(
    "Turnover 3: the handover", r"\AYou are now accountable officer", "Accept", "Query", "Read", "Fresh look"
)
NOT_ACCEPTED = _row("Turnover 3: 5 working days to accept", r"has not accepted the handover of .* They are", "Connect")
LINE_NOT_ACCEPTED = _row("Turnover 3: the line director too", r"has not accepted the handover of .* reports to you")
MOVED = _row("A meeting moved: each person once", r"\AMoved: ")
CANCELLED = _row("A meeting cancelled: each person once", r"\ACancelled: ")

ROWS = tuple(each for each in list(globals().values()) if isinstance(each, Row))
CHASING = (REQUEST, REMINDER, DUE_TODAY, CALLED_LATE, FRIDAY)
"""What is merged for one person on one day, at the earliest of its times."""


@dataclass(frozen=True)
class Due:
    """What should come: of which row, when (on the wall in London), to whom, and what it has to name."""

    row: Row
    at: datetime
    to: str
    buttons: frozenset[str]
    names: tuple[str, ...] = ()


def due(row: Row, when: datetime, to: str, *names: str, buttons: frozenset[str] | None = None) -> Due:
    return Due(row, when, to, row.buttons if buttons is None else buttons, names)


def expected() -> list[Due]:
    """All that should come in the year."""
    found = [*_chasers(), *_figures(), *_changes(), *_people(), *_between()]
    for meeting in MEETINGS:
        found += _around(meeting)
    for meeting in HELD:
        found += [*_late(meeting), *_before(meeting), *_day(meeting), *_after(meeting)]
    return found


# Who answers for what


def reader(place: int, when: datetime) -> str | None:
    """Who is written to about an officer's action at a time; None if there is nobody."""
    if place == LEAVES and when >= at(LEFT_ON, time(8)):
        if when >= FOLLOWED_AT:
            return SUCCESSOR
        return DCS if when >= at(TEMPORARY_FROM, time(9)) else None
    if place == AWAY and AWAY_FROM <= when.date() <= AWAY_UNTIL:
        return ASSISTANT
    if place == LONG_AWAY and when >= LONG_AWAY_AT and when.date() <= LONG_AWAY_UNTIL:
        return None
    return OFFICERS[place]


def owes(place: int, meeting: AMeeting, when: datetime) -> bool:
    came = answered_at(place, meeting)
    return came is None or when < came


def owing(meeting: AMeeting, when: datetime) -> list[int]:
    return [place for place in range(15) if owes(place, meeting, when)]


def ref(place: int) -> str:
    return f"A{place + 1}"


def said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


# What chases, merged


def _chasers() -> Iterator[Due]:
    parts: dict[tuple[str, date], list[tuple[time, Row, str]]] = defaultdict(list)
    for when, row, place, to in [*_rungs(), *_fridays()]:
        asked = [other for _, other, about in parts[to, when.date()] if about == ref(place)]
        if row is FRIDAY and place not in DUE_IN_YEAR.values() and asked:
            continue  # what the same message asks for is not said twice
        parts[to, when.date()].append((when.time(), row, ref(place)))
    for (to, day), found in parts.items():
        first = min(hour for hour, _, _ in found)
        buttons = frozenset[str]().union(*(_buttons(row, about) for _, row, about in found))
        for row in dict.fromkeys(row for _, row, _ in found):
            names = [about for _, one, about in found if one is row]
            yield due(row, at(day, first), to, *names, *_in_the_place_of(to), buttons=buttons)


def _buttons(row: Row, about: str) -> frozenset[str]:
    """Who has begun to write is led back to what they wrote; whose action somebody else leads can ask them for input,
    until it is late.
    """
    if about == ref(LED) and row in (REQUEST, REMINDER, DUE_TODAY):
        return row.buttons | {"Ask contributors"}
    if row is DUE_TODAY and about == ref(STARTS):
        return row.buttons - {"Write"} | {"Continue"}
    return row.buttons


def _in_the_place_of(to: str) -> tuple[str, ...]:
    """What a delegate's message says beside: for whom they answer."""
    return (f"for the {OFFICERS[AWAY]}",) if to == ASSISTANT else ()


def _rungs() -> Iterator[tuple[datetime, Row, int, str]]:
    """The rows of the cycle that chase; who has begun to write is not reminded."""
    for meeting in MEETINGS:
        of_first = AMeeting(meeting.planned_for)
        for row, when in (
            (REQUEST, of(of_first, -10, 9, 30)),
            (REMINDER, of(meeting, -7, 9, 30)),
            (DUE_TODAY, of(meeting, -5, 9)),
            (CALLED_LATE, of(meeting, -4, 9, 30)),
        ):
            for place in owing(meeting, when) if _stands(meeting, when) else ():
                to = reader(place, when)
                if to and not (row is REMINDER and place == STARTS):
                    yield when, row, place, to


def _stands(meeting: AMeeting, when: datetime) -> bool:
    return not (meeting.is_cancelled and when > CANCELLED_AT)


DUE_IN_YEAR = {date(2021, 8, 27): 4, date(2021, 12, 24): 5, date(2022, 4, 14): 6, date(2022, 5, 20): 3}
"""Milestones of A5, A6 and A7, and the deadline of A4."""


def _fridays() -> Iterator[tuple[datetime, Row, int, str]]:
    """The Friday before, or the last working day before it."""
    for meeting in MEETINGS:
        when = _friday_before(shift(meeting.day, -5))
        for place in owing(meeting, when) if _stands(meeting, when) else ():
            if to := reader(place, when):
                yield when, FRIDAY, place, to
    for day, place in DUE_IN_YEAR.items():
        yield _friday_before(day), FRIDAY, place, OFFICERS[place]


def _friday_before(day: date) -> datetime:
    friday = day - timedelta(days=day.weekday() + 3)
    while not is_working(friday):
        friday -= timedelta(days=1)
    return at(friday, time(9, 30))


# The other rows of a cycle


def _around(meeting: AMeeting) -> Iterator[Due]:
    """The cycle check, and thanks for what is sent."""
    for days in (-11, -10):
        when = of(meeting, days, 9)
        if _stands(meeting, when) and (nobody := [p for p in range(15) if reader(p, when) is None]):
            yield due(CYCLE_CHECK, when, MANAGER, *(OFFICERS[place] for place in nobody))
    asked = of(AMeeting(meeting.planned_for), -10, 9, 30)
    for place in owing(meeting, asked):
        if reader(place, asked) is None:
            yield due(NOBODY_ASKED, asked, MANAGER, ref(place))
    for place in range(15):
        came = answered_at(place, meeting)
        if came and _stands(meeting, came):
            more = (
                ("The rules suggest: Amber", "16 days after the deadline", "no reason given") if place == STARTS else ()
            )
            correct = frozenset({f"Correct {ref(place)}", "Withdraw"})
            yield due(THANKS, came, writes_as(place, meeting), f"{ref(place)} received", *more, buttons=correct)


def _late(meeting: AMeeting) -> Iterator[Due]:
    late = of(meeting, -4, 9, 30)
    if owes(9, meeting, late):
        yield due(LATE_DELEGATE, late, DEPUTY, ref(9), f"for the {OFFICERS[9]}")
    listed = owing(meeting, of(meeting, -4, 14))
    buttons = {*LATE_LIST.buttons, f"Extend to {said(shift(meeting.day, -3))}, 12:00"}
    if meeting is APRIL or any(reader(place, of(meeting, -4, 14)) is None for place in listed):
        buttons |= {"Connect the post", "Name a delegate"}
    names = [f"{ref(place)}: {OFFICERS[place]}" for place in listed]
    yield due(LATE_LIST, of(meeting, -4, 14), MANAGER, *names, buttons=frozenset(buttons))
    for when, to, places in told_of_late(meeting):
        row = LINE_DIRECTOR if to == DCS else NO_LINE_DIRECTOR
        yield due(row, when, to, *(f"{ref(place)}: {OFFICERS[place]}" for place in places))
    if meeting is MARCH:
        yield due(HELP_WANTED, of(MARCH, -4, 10), MANAGER, ref(11))
    if meeting is APRIL:
        yield due(NOT_THEIRS, of(APRIL, -4, 10), MANAGER, ref(10))


CHOSEN = {JULY: (-3, 12, 0), SEPTEMBER: (-4, 14, 30), NOVEMBER: (-3, 12, 0)}
"""When the line director hears of A11: it was extended, told of by a press, and phoned."""


def told_of_late(meeting: AMeeting) -> Iterator[tuple[datetime, str, list[int]]]:
    """The third step of the ladder: when, whom, and of which; one message for one person at one time."""
    together: dict[tuple[datetime, str], list[int]] = defaultdict(list)
    for place in owing(meeting, of(meeting, -3, 9)):
        when = of(meeting, *CHOSEN[meeting]) if place == 10 and meeting in CHOSEN else of(meeting, -3, 9)
        line = SEEN_BY.get(place)
        to = line if line and reader(place, when) != line else MANAGER
        together[when, to].append(place)
    for (when, to), places in together.items():
        yield when, to, places


def _before(meeting: AMeeting) -> Iterator[Due]:
    yield due(PACK_READY, of(meeting, -2, 9), CHAIR, *(f"{ref(place)}: No statement" for place in missing(meeting)))
    noon = said(shift(meeting.day, -1))
    yield due(PACK_NOTICE, of(meeting, -2, 9, 30), CHANNEL, f"Questions by {noon}, 12:00.")
    if meeting is JULY:
        yield due(QUESTIONS, of(JULY, -1, 13), OFFICERS[0], "A1, CH-01", MEMBER)
        yield due(ANSWERED, of(JULY, -1, 14), MEMBER, "Plans record their views.")
    if meeting in (JANUARY, MARCH):  # it has no answer; and in April it is not for them
        yield due(QUESTIONS, of(meeting, -1, 13), OFFICERS[10], "A11, CH-02", ADVISER)


def missing(meeting: AMeeting) -> list[int]:
    """Of whom no statement was received when the pack was fixed."""
    return owing(meeting, of(meeting, -3, 17))


def _day(meeting: AMeeting) -> Iterator[Due]:
    undecided = [place for place in range(15) if place not in DECIDED[meeting]]
    asked = {"Challenges"} if meeting.day >= JULY.day else set()
    for who in (CHAIR, MANAGER):
        yield due(RUN_SHEET, of(meeting, 0, 8, 45), who, buttons=RUN_SHEET.buttons | asked)
        if undecided:
            yield due(UNDECIDED, of(meeting, 0, 16), who, *(f"{ref(place)} Do thing" for place in undecided))
        if meeting is NOVEMBER:
            yield due(CANNOT_COME, of(meeting, 0, 9, 15), who, "A2, 09:40", OFFICERS[1])
    for place in range(15):
        slot = of(meeting, 0, 9, 30) + timedelta(minutes=10 * place)
        before, after = slot - timedelta(minutes=30), of(meeting, 0, 17)
        if place == 10 and meeting is APRIL:  # they said that it is not for them
            continue
        if to := reader(place, before):
            yield due(SLOT, before, to, f"Your slot is at {slot:%H:%M}", ref(place), *_in_the_place_of(to))
        if to := reader(place, after):
            yield _outcome(meeting, place, to)


def _outcome(meeting: AMeeting, place: int, to: str) -> Due:
    is_decided = place in DECIDED[meeting]
    rating = "Red" if place == RED_TWICE and meeting in (NOVEMBER, JANUARY) else "Green"
    became = f"confirmed {rating}" if is_decided else "not decided yet"
    buttons = frozenset({"Yes", "Not quite"} if is_decided else ())
    return due(OUTCOME, of(meeting, 0, 17), to, f"Outcome for {ref(place)}: {became}", buttons=buttons)


def _after(meeting: AMeeting) -> Iterator[Due]:
    if found := exceptions(meeting):
        yield due(EXCEPTIONS, of(meeting, 1, 9), CHAIR, *(f"{ref(place)}, " for place in found))
    yield due(OUTCOMES, of(meeting, 1, 10), CHANNEL, f"{meeting.day.day} {meeting.day:%B}")
    if meeting is JULY:
        for who in (CHAIR, MANAGER):
            yield due(NOT_QUITE, of(JULY, 1, 9, 5), who, OFFICERS[1], "It was to be Amber.")
    yield due(DRAFT, of(meeting, 2, 9), MANAGER)
    passed, approved = PASSED_AT.get(meeting), APPROVED_AT.get(meeting)
    if passed:
        yield due(DRAFT_CHAIR, passed, CHAIR)
    if not approved or approved > of(meeting, 4, 9):
        to, button = (CHAIR, "Approve") if passed else (MANAGER, "Pass to the chair")
        yield due(DRAFT_CHASED, of(meeting, 4, 9), to, buttons=DRAFT_CHASED.buttons | {button})
    if approved:
        yield due(LOG_AGREED, max(approved, of(meeting, 5, 10)), CHANNEL)
    if not approved or approved > of(meeting, 5, 10):
        yield due(LOG_WAITS, of(meeting, 5, 10), MANAGER, buttons=frozenset([] if passed else ["Pass to the chair"]))
        yield due(LOG_WAITS, of(meeting, 5, 10), CHAIR, buttons=frozenset({"Approve"}))


def exceptions(meeting: AMeeting) -> list[int]:
    """Two cycles running with no statement, Red twice, or a help date that has passed."""
    until = HELD[: HELD.index(meeting) + 1]
    found = [p for p in range(15) if len(until) > 1 and all(answered_at(p, each) is None for each in until[-2:])]
    if meeting is NOVEMBER:
        found.append(0)
    return sorted([*found, *([RED_TWICE] if meeting is JANUARY else [])])


# Figures, changes, people, and between meetings


def _figures() -> Iterator[Due]:
    for meeting in MEETINGS:
        asked = AMeeting(meeting.planned_for)
        yield due(FIGURES, of(asked, -10, 9, 30), DATA_MANAGER, "2 measures", f"by {said(shift(asked.day, -6))}")
        chased = of(meeting, -6, 9)
        if meeting is not JULY and _stands(meeting, chased):
            yield due(FIGURES_CHASED, chased, DATA_MANAGER, "1 measure." if meeting is SEPTEMBER else "2 measures.")


def _changes() -> Iterator[Due]:
    """Each once: the officers, the chair, and who had been asked for figures. Who changed it has its answer."""
    for row, when in ((MOVED, MOVED_AT), (CANCELLED, at(shift(CANCELLED_AT.date(), 1), time(8, 30)))):
        for to in (*(reader(place, when) for place in range(15)), CHAIR, DATA_MANAGER):
            yield due(row, when, to or "")


def _people() -> Iterator[Due]:
    left = at(LEFT_ON, time(8, 30))
    yield due(LEFT, left, MANAGER, OFFICERS[LEAVES], ref(LEAVES))
    yield due(LINE_LEFT, left, DCS, OFFICERS[LEAVES], ref(LEAVES))
    stands_in = at(shift(LEFT_ON, 5), time(9))
    yield due(TEMPORARY, stands_in, DCS, OFFICERS[LEAVES], ref(LEAVES))
    yield due(TEMPORARY_TOLD, stands_in, MANAGER, OFFICERS[LEAVES], DCS)
    yield due(HANDOVER, FOLLOWED_AT, SUCCESSOR, OFFICERS[LEAVES], ref(LEAVES))
    patience = at(shift(FOLLOWED_AT.date(), 5), time(9))
    yield due(NOT_ACCEPTED, patience, MANAGER, SUCCESSOR, "both names show")
    yield due(LINE_NOT_ACCEPTED, patience, DCS, SUCCESSOR)
    sent = frozenset({"Open"})
    yield due(BACK, at(shift(AWAY_UNTIL, 1), time(9)), OFFICERS[AWAY], "1 statement", f"({ASSISTANT})", buttons=sent)
    yield due(NOBODY_ANSWERS, LONG_AWAY_AT, MANAGER, OFFICERS[LONG_AWAY], ref(LONG_AWAY))
    yield due(ACTING, LONG_AWAY_AT, CHAIR, OFFICERS[LONG_AWAY], "more than 20 working days")
    yield due(BACK, at(shift(LONG_AWAY_UNTIL, 1), time(9)), OFFICERS[LONG_AWAY], "Nothing was sent on your behalf")


def _between() -> Iterator[Due]:
    for week in range(53):
        monday = date(2021, 5, 31) + timedelta(weeks=week)
        day = monday if is_working(monday) else shift(monday, 1)
        if BEGIN <= day <= END:
            yield due(SUMMARY, at(day, time(9)), CHANNEL, f"as at {day.day} {day:%B %Y}")
        thursday, noon = _figures_of_week(monday)
        if any(since <= thursday < until for since, until in WATCHED):
            yield due(WATCH_FIGURES, thursday, DATA_MANAGER, f"by {said(noon)}, 12:00")
    for day in BOARD_MEETINGS:
        yield due(BOARD_PACK, at(shift(day, -5), time(9)), CHANNEL, said(day))
    for begins in (date(2021, 7, 1), date(2021, 10, 1), date(2022, 1, 1), date(2022, 4, 1)):
        day = begins if is_working(begins) else shift(begins, 1)
        yield due(QUARTERLY, at(day, time(9, 30)), MANAGER)
    for day, to, names in (
        (date(2021, 8, 27), 5, ("A5",)),
        (date(2021, 9, 10), 5, ("A5", "expected Friday 10 September")),  # asked once more after the new forecast
        (date(2021, 12, 24), 5, ("A6",)),
        (date(2022, 4, 14), 6, ("A7",)),
    ):
        yield due(MILESTONE, at(shift(day, 1), time(9, 30)), OFFICERS[to], *names)


def _figures_of_week(monday: date) -> tuple[datetime, date]:
    """Thursday 12:00, due Friday 12:00; a holiday moves both to the last two working days of the week."""
    days = [monday + timedelta(days=day) for day in range(5) if is_working(monday + timedelta(days=day))]
    return at(days[-2], time(12)), days[-1]


# The escalation ladder, as it is on the record


def steps() -> list[tuple[int, datetime, str, str]]:
    """The steps from 1 on: which, when, about which action and post, and whom it told. Step 0 is what is coming due."""
    found = []
    for meeting in HELD:
        late, listed = of(meeting, -4, 9, 30), of(meeting, -4, 14)
        told = [(1, late, place, _called(place, late)) for place in owing(meeting, late) if reader(place, late)]
        told += [(1, late, 9, f"for the {OFFICERS[9]}")] if owes(9, meeting, late) else []
        told += [(2, listed, place, "the programme manager") for place in owing(meeting, listed)]
        told += [
            (3, when, place, to if to == DCS else "the programme manager")
            for when, to, places in told_of_late(meeting)
            for place in places
        ]
        told += [(4, of(meeting, -3, 17), place, "the chair, in the pack") for place in missing(meeting)]
        told += [(5, of(meeting, 1, 9), place, "the chair") for place in exceptions(meeting)]
        found += [(step, when, f"{ref(place)}, {OFFICERS[place]}", to) for step, when, place, to in told]
    return found


def standing() -> list[tuple[datetime, str]]:
    """What was decided and nobody said otherwise about: it stands after two working days."""
    answered = [(JULY, 0), (JULY, 1)]  # one agreed, the other did not
    return [
        (of(meeting, 2, 17, 30), ref(place))
        for meeting, places in DECIDED.items()
        for place in places
        if (meeting, place) not in answered
    ]


def _called(place: int, when: datetime) -> str:
    return f"for the {OFFICERS[place]}" if reader(place, when) == ASSISTANT else OFFICERS[place]
