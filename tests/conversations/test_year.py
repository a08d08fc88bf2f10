"""A year of the board by the pretend workspace's clock, and what each person got in it, row by row of the cycle.

What should come is worked out here by hand, from the table and GOV.UK's list of bank holidays: nothing of the planner
is asked. The year has both changes of the clock, Christmas, Easter and a meeting that was moved.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.messages.absence import AWAY_FORM
from bot.messages.parts import Reply
from bot.use_cases import absence, rearranging, setting_up, statements
from bot.use_cases.heard import Answers, Press
from storage import actions
from tests.conversations.boards import CHAIR, MANAGER, answers, row, set_up
from tests.conversations.test_preview import Listener
from tests.conversations.world import BOARD, World

pytestmark = pytest.mark.timeout(400)

LONDON = ZoneInfo("Europe/London")
BEGIN, END = date(2021, 6, 1), date(2022, 5, 31)
HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        "2021-05-03", "2021-05-31", "2021-08-30", "2021-12-27", "2021-12-28",
        "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03",
    )
}  # fmt: skip
"""GOV.UK, bank holidays in England and Wales."""

OFFICERS = [f"Head of Service {number}" for number in range(1, 16)]
ON_TIME, LATE, NEVER, STARTS, LEAVES, AWAY = range(0, 8), (8, 9), (10, 11), (12,), 13, 14
"""By place: who answers at T−8, at T−4 15:00, not at all, has begun by T−7 and sends on the day, leaves, is away."""
LEFT_ON = date(2021, 10, 1)
AWAY_FROM, AWAY_UNTIL, DELEGATE = date(2021, 10, 15), date(2021, 11, 5), "Assistant Director"


@dataclass(frozen=True)
class AMeeting:
    """A meeting, from 09:30 to 12:30. One that is moved was first to be on `first`; that was changed on `moved_on`."""

    day: date
    first: date | None = None
    moved_on: date | None = None


MEETINGS = (
    AMeeting(date(2021, 7, 6)),
    AMeeting(date(2021, 9, 21), first=date(2021, 9, 14), moved_on=date(2021, 9, 1)),
    AMeeting(date(2021, 11, 2)),  # the clocks go back on 31 October
    AMeeting(date(2022, 1, 11)),  # Christmas and New Year are before it
    AMeeting(date(2022, 3, 29)),  # the clocks go forward on 27 March
    AMeeting(date(2022, 4, 26)),  # Easter is before it
)

# The oracle: the table, by hand


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def shift(day: date, days: int) -> date:
    step = timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while not is_working(day):
            day += step
    return day


ROWS = (
    ("request", -10, time(9, 30)),
    ("reminder", -7, time(9, 30)),
    ("due today", -5, time(9)),
    ("late", -4, time(9, 30)),
)
"""What chases an officer: the row, working days from the meeting, the time."""

MARKS = {
    "request": re.compile(r"Please send the position statement"),
    "reminder": re.compile(r"[Ww]orking days? to go:"),
    "due today": re.compile(r"Due today by 17:00"),
    "late": re.compile(r"or do you need help\?"),
    "next week": re.compile(r"due next week"),
    "slot": re.compile(r"Your slot is at"),
}

Got = tuple[datetime, frozenset[str]]
"""When (on the wall in London), and all that one message says."""


def answered_at(place: int, meeting: AMeeting) -> datetime | None:
    """When an officer's statement comes in."""
    if place in ON_TIME:
        return at(shift(meeting.day, -8), time(10))
    if place in LATE:
        return at(shift(meeting.day, -4), time(15))
    if place in STARTS:
        return at(shift(meeting.day, -5), time(10))
    return None


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour)


def owes(place: int, meeting: AMeeting, when: datetime) -> bool:
    came = answered_at(place, meeting)
    return came is None or when < came


def chased(place: int) -> list[Got]:
    """What a post's reader should get, merged to one message a day at the earliest time."""
    parts: dict[date, set[tuple[time, str]]] = defaultdict(set)
    for meeting in MEETINGS:
        for name, days, hour in ROWS:
            day = shift(meeting.first if meeting.first and name == "request" else meeting.day, days)
            is_begun = name == "reminder" and place in STARTS
            if owes(place, meeting, at(day, hour)) and not is_begun:
                parts[day].add((hour, name))
        friday = shift(meeting.day, -5)
        friday -= timedelta(days=friday.weekday() + 3)
        while not is_working(friday):
            friday -= timedelta(days=1)
        if owes(place, meeting, at(friday, time(9, 30))) and friday not in parts:
            parts[friday].add((time(9, 30), "next week"))  # what the same message asks for is not said twice
    return [
        (at(day, min(hour for hour, _ in found)), frozenset(name for _, name in found))
        for day, found in sorted(parts.items())
    ]


def is_there(place: int, day: date) -> bool:
    if place == LEAVES:
        return day < LEFT_ON
    return not (place == AWAY and AWAY_FROM <= day <= AWAY_UNTIL)


def summaries() -> list[datetime]:
    """Every Monday at 09:00, or the next working day after a holiday."""
    mondays = [BEGIN - timedelta(days=1) + timedelta(weeks=week) for week in range(53)]
    days = [day if is_working(day) else shift(day, 1) for day in mondays]
    return [at(day, time(9)) for day in days if BEGIN <= day <= END]


# The year


@dataclass
class Year:
    """What everybody got: by account or channel, in order."""

    world: World
    got: Mapping[str, list[tuple[datetime, str]]]

    def of(self, who: str) -> list[tuple[datetime, str]]:
        return self.got.get(self.world.workspace.person(who).id, [])

    def marked(self, who: str, *names: str) -> list[Got]:
        """Their messages that say one of these things, with all of these that each says."""
        found = []
        for when, text in self.of(who):
            said = frozenset(name for name in names if MARKS[name].search(text))
            if said:
                found.append((when, said))
        return found

    def channel(self) -> list[tuple[datetime, str]]:
        return self.got[self.world.workspace.channel(BOARD).id]


@pytest.fixture(scope="module")
def year(open_world) -> Year:
    world = open_world()
    for number, title in enumerate([*OFFICERS, DELEGATE]):
        world.workspace.add_person(f"Officer {number:02d}", title=title)
    far = {"current_deadline": "2023-09-30", "baseline_deadline": "2023-09-30", "forecast_date": "2023-09-30"}
    plan = [row(f"A{number}", f"Do thing {number}", title, **far) for number, title in enumerate(OFFICERS, 1)]
    board = set_up(world, plan, meeting=None)
    for meeting in MEETINGS:
        details = {"kind": "holding_to_account", "start": time(9, 30), "end": time(12, 30), "covers": "all"}
        answers(world, "setup_meeting", str(board), details | {"day": meeting.first or meeting.day})
    listener = Listener(world)
    for when, do in sorted(_story(world, board), key=lambda each: each[0]):
        listener.push_to(when.replace(tzinfo=LONDON).astimezone(UTC), [])
        do()
        world.works()
        listener.listens()
    listener.push_to(datetime(2022, 5, 31, 18, tzinfo=UTC), [])
    got = defaultdict(list)
    for said in listener.heard:
        local = datetime.fromisoformat(said.at).replace(tzinfo=UTC).astimezone(LONDON)
        got[said.to].append((local.replace(tzinfo=None), said.text))
    return Year(world, got)


def _story(world: World, board: int) -> Iterator[tuple[datetime, Callable[[], object]]]:
    for meeting in MEETINGS:
        for place in range(len(OFFICERS)):
            came = answered_at(place, meeting)
            if came is not None:
                yield came, lambda place=place: world.does(_sends, (world, place))
            if place in STARTS:
                yield at(shift(meeting.day, -8), time(16)), lambda place=place: world.does(_begins, (world, place))
        if meeting.moved_on:
            yield at(meeting.moved_on, time(12)), lambda meeting=meeting: _moves(world, board, meeting)
    yield at(LEFT_ON, time(8)), lambda: _leaves(world, board)
    yield at(AWAY_FROM, time(8)), lambda: _goes_away(world, board)


def _form(session: Session, world: World, place: int) -> statements.FilledForm:
    action = next(each for each in actions.named(session, 1) if each.ref == f"A{place + 1}")
    said = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green", "forecast": date(2023, 9, 30)}
    return statements.FilledForm(world.caller(OFFICERS[place]), action.id, True, said)


def _sends(session: Session, command: tuple[World, int], now: datetime) -> Reply:
    reply = statements.submit_statement(session, _form(session, *command), now)
    assert not reply.errors, reply.errors
    return reply


def _begins(session: Session, command: tuple[World, int], now: datetime) -> Reply:
    return statements.keep_draft(session, _form(session, *command), now)


def _moves(world: World, board: int, meeting: AMeeting) -> None:
    ((number,),) = world.rows("SELECT id FROM meeting WHERE ref = 'HTA-2021-09'")
    shown = world.does(rearranging.move_meeting, _moved(world, f"{board}:{number}", {"day": meeting.day}))
    world.does(rearranging.move_meeting, _moved(world, shown.form.about, {}))


def _moved(world: World, about: str, given: Mapping[str, Any]) -> Answers:
    return Answers(world.caller(MANAGER), rearranging.MOVE, about, given)


def _leaves(world: World, board: int) -> None:
    ((post,),) = world.rows("SELECT id FROM post WHERE title = :title", title=OFFICERS[LEAVES])
    press = Press(world.caller(MANAGER), "setup.vacate_post", f"{board}:{post}")
    world.does(setting_up.PRESSES["setup.vacate_post"], press)


def _goes_away(world: World, board: int) -> None:
    ((post,),) = world.rows("SELECT id FROM post WHERE title = :title", title=OFFICERS[AWAY])
    delegate = world.workspace.person(DELEGATE)
    said = {"until": AWAY_UNTIL, "delegate": DELEGATE, "person": delegate.id, "person.name": delegate.name}
    reply = world.does(absence.be_away, Answers(world.caller(OFFICERS[AWAY]), AWAY_FORM, f"{board}:{post}", said))
    assert not reply.errors, reply.errors


# What each person got

CHASES = ("request", "reminder", "due today", "late", "next week")


@pytest.mark.parametrize("place", range(15), ids=lambda place: OFFICERS[place])
def test_each_officer_was_chased_as_the_table_says_and_no_more(year: Year, place: int) -> None:
    expected = [(when, said) for when, said in chased(place) if is_there(place, when.date())]

    assert year.marked(OFFICERS[place], *CHASES) == expected


def test_the_delegate_was_chased_in_the_place_of_who_was_away_and_for_nobody_else(year: Year) -> None:
    expected = [(when, said) for when, said in chased(AWAY) if not is_there(AWAY, when.date())]

    assert len(expected) == 4, "the reminder comes on a Friday"
    assert year.marked(DELEGATE, *CHASES) == expected
    asked = [text for _, text in year.of(DELEGATE) if MARKS["request"].search(text)]
    assert all(f"for the {OFFICERS[AWAY]}" in text for text in asked)


def test_who_has_left_gets_nothing_any_more(year: Year) -> None:
    assert all(when.date() <= LEFT_ON for when, _ in year.of(OFFICERS[LEAVES]))


def test_nobody_was_chased_twice_on_one_day_or_outside_hours_or_on_a_holiday(year: Year) -> None:
    for who in [*OFFICERS, DELEGATE, MANAGER, CHAIR]:
        days = Counter(when.date() for when, _ in year.marked(who, *CHASES))
        assert max(days.values(), default=0) <= 1
    for messages in year.got.values():
        for when, text in messages:
            assert is_working(when.date()) and time(8, 30) <= when.time() <= time(17, 30), (when, text)


def test_the_summary_came_every_week_at_the_same_time_on_the_wall(year: Year) -> None:
    came = [when for when, text in year.channel() if text.startswith("Improvement plan: as at")]

    assert came == summaries()
    assert len(came) == 53


def test_each_officer_is_told_of_their_slot_half_an_hour_before_it(year: Year) -> None:
    for place, who in enumerate(OFFICERS):
        slots = [at(each.day, time(9, 30)) + timedelta(minutes=10 * place - 30) for each in MEETINGS]
        expected = [when for when in slots if is_there(place, when.date())]
        assert [when for when, _ in year.marked(who, "slot")] == expected, who


def test_the_chair_gets_the_pack_and_the_run_sheet_of_each_meeting(year: Year) -> None:
    packs = [when for when, text in year.of(CHAIR) if text.startswith("Pack ready for")]
    sheets = [when for when, text in year.of(CHAIR) if text.startswith("Run sheet")]

    assert packs == [at(shift(each.day, -2), time(9)) for each in MEETINGS]
    assert sheets == [at(each.day, time(8, 45)) for each in MEETINGS]


def test_the_programme_manager_gets_the_list_of_who_is_late(year: Year) -> None:
    lists = [(when, text) for when, text in year.of(MANAGER) if text.startswith("Late for")]

    assert [when for when, _ in lists] == [at(shift(each.day, -4), time(14)) for each in MEETINGS]
    for _, text in lists:
        for place in (*LATE, *NEVER):
            assert f"A{place + 1}" in text


def test_the_board_hears_of_each_pack(year: Year) -> None:
    notices = [when for when, text in year.channel() if text.startswith("Pack for")]

    assert notices == [at(shift(each.day, -2), time(9, 30)) for each in MEETINGS]


def at_the_start(messages: list[tuple[datetime, str]], start: str) -> list[datetime]:
    return [when for when, text in messages if text.startswith(start)]


def each_at(days: int, hour: time) -> list[datetime]:
    return [at(shift(meeting.day, days) if days else meeting.day, hour) for meeting in MEETINGS]


def test_each_officer_hears_at_five_what_became_of_theirs(year: Year) -> None:
    for place, who in enumerate(OFFICERS):
        expected = [when for when in each_at(0, time(17)) if is_there(place, when.date())]
        assert at_the_start(year.of(who), "Outcome of") == expected, who


def test_what_was_not_decided_comes_back_to_the_chair_and_the_secretary(year: Year) -> None:
    for who in (CHAIR, MANAGER):
        assert at_the_start(year.of(who), "Not decided yet") == each_at(0, time(16)), who


def test_the_channel_hears_of_the_outcomes_the_day_after(year: Year) -> None:
    came = [when for when, text in year.channel() if ": what was decided" in text.splitlines()[0]]

    assert came == each_at(1, time(10))


def test_the_decision_log_is_drafted_and_chased(year: Year) -> None:
    drafts = [when for when, text in year.of(MANAGER) if text.splitlines()[0].endswith(": draft")]

    assert drafts == sorted([*each_at(2, time(9)), *each_at(4, time(9))])


def test_with_no_line_director_the_programme_manager_hears_of_it_at_nine(year: Year) -> None:
    assert at_the_start(year.of(MANAGER), "Nobody could be told") == each_at(-3, time(9))


def test_the_roster_is_checked_twice_where_there_is_something_to_put_right(year: Year) -> None:
    """Nothing was, before somebody left."""
    later = [meeting for meeting in MEETINGS if meeting.day > LEFT_ON]
    checks = [when for when, text in year.of(MANAGER) if "Cycle check." in text]

    assert checks == sorted(at(shift(each.day, days), time(9)) for each in later for days in (-11, -10))


def test_whoever_was_told_of_the_moved_meeting_was_told_once(year: Year) -> None:
    (moved,) = (meeting for meeting in MEETINGS if meeting.moved_on)
    for who in OFFICERS:
        assert at_the_start(year.of(who), "Moved: Holding to Account") == [at(moved.moved_on, time(12))], who
