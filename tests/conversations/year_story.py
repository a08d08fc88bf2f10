"""A year of one board by the pretend workspace's clock: who is there, what they do and when, and all that was said.

Fifteen officers with an action each. Most answer in time, some late, some never; one leaves, one is away for three
weeks and one for six. The year has both changes of the clock, Christmas, Easter, a quiet day, a meeting that is moved
and one that is cancelled. Nothing here says what should come: that is in `year_table.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain.measure_reading import read_measures_sheet
from bot.messages.absence import AWAY_FORM
from bot.messages.parts import Reply
from bot.use_cases import absence, drafting, quiet_days, rearranging, room, statements
from bot.use_cases.heard import Answers
from bot.use_cases.measure_loading import LoadMeasures, load_measures
from handlers.plan_files import read_plan_bytes
from sandbox.blocks import elements_of
from sandbox.people import deactivates
from sandbox.workspace import Message
from storage import actions
from tests.conversations.boards import ADVISER, CHAIR, DCS, MANAGER, MEMBER, answers, name_delegate, row, set_up
from tests.conversations.somebody import Seen, Somebody
from tests.conversations.test_between_meetings import DATA_MANAGER, MEASURES, enters
from tests.conversations.test_pack import challenge
from tests.conversations.world import World
from tests.slack.reading import unescaped

LONDON = ZoneInfo("Europe/London")


def at(day: date, hour: time) -> datetime:
    """A time on the wall in London."""
    return datetime.combine(day, hour)


BEGIN, END = date(2021, 6, 1), date(2022, 5, 31)
QUIET = date(2021, 6, 28)

OFFICERS = [f"Head of Service {number}" for number in range(1, 16)]
ASSISTANT, DEPUTY, SUCCESSOR = "Assistant Director", "Deputy Head of Service 10", "Officer Newly Come"
CHANNEL = "the board’s channel"

LATE, NEVER, STARTS, LEAVES, AWAY, LONG_AWAY = (8, 9), (10, 11), 12, 13, 14, 7
"""By place: who answers at T−4 15:00, not at all, has begun by T−7 and sends on the day, leaves, is away."""
LED = 4
"""The place whose action somebody else leads, who can be asked for input."""
SEEN_BY = {place: DCS for place in (LONG_AWAY, 8, 10, LEAVES)}
"""Whom a place reports to. The others' line directors are not recorded."""
LEFT_ON, TEMPORARY_FROM, FOLLOWED_AT = date(2021, 10, 1), date(2021, 10, 8), at(date(2021, 12, 1), time(11))
AWAY_FROM, AWAY_UNTIL = date(2021, 10, 15), date(2021, 11, 5)
LONG_AWAY_AT, LONG_AWAY_UNTIL = at(date(2022, 3, 1), time(10)), date(2022, 4, 1)


@dataclass(frozen=True)
class AMeeting:
    """A Holding to Account meeting, from 09:30 to 12:30. One that is moved was first to be on `first`."""

    day: date
    first: date | None = None
    is_cancelled: bool = False

    @property
    def planned_for(self) -> date:
        return self.first or self.day


JULY = AMeeting(date(2021, 7, 6))
MOVED_AT, CANCELLED_AT = at(date(2021, 9, 1), time(12)), at(date(2022, 2, 10), time(19))
"""One within the board's hours; and one in the evening, so that people hear of it the next morning."""
SEPTEMBER = AMeeting(date(2021, 9, 21), first=date(2021, 9, 14))
NOVEMBER = AMeeting(date(2021, 11, 2))
"""The clocks go back on 31 October."""
JANUARY = AMeeting(date(2022, 1, 11))
"""Christmas and New Year are before it."""
FEBRUARY = AMeeting(date(2022, 2, 22), is_cancelled=True)
MARCH = AMeeting(date(2022, 3, 29))
"""The clocks go forward on 27 March."""
APRIL = AMeeting(date(2022, 4, 26))
"""Easter is before it."""
MEETINGS = (JULY, SEPTEMBER, NOVEMBER, JANUARY, FEBRUARY, MARCH, APRIL)
HELD = tuple(meeting for meeting in MEETINGS if not meeting.is_cancelled)
BOARD_MEETINGS = (date(2021, 10, 12), date(2022, 1, 5), date(2022, 4, 20))

# The calendar, as GOV.UK has it


HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        "2021-05-03", "2021-05-31", "2021-08-30", "2021-12-27", "2021-12-28",
        "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03",
    )
}  # fmt: skip
"""Bank holidays in England and Wales."""


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS and day != QUIET


def shift(day: date, days: int) -> date:
    """Some working days after a day; before it, if negative."""
    step = timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while not is_working(day):
            day += step
    return day


def of(meeting: AMeeting, days: int, hour: int, minute: int = 0) -> datetime:
    """A time, some working days from a meeting."""
    return at(shift(meeting.day, days), time(hour, minute))


# What is told


@dataclass(frozen=True)
class Told:
    """One message as it first was: when (on the wall in London), to whom (a post, or the channel), and its buttons."""

    at: datetime
    to: str
    text: str
    buttons: frozenset[str]

    @property
    def opening(self) -> str:
        return self.text.splitlines()[0] if self.text else ""


class Recorder:
    """Whoever writes down every message that the bot sends of its own accord, before anything is put in its place."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told: list[Told] = []
        self._known = {each.ts for each in world.workspace.every_message()}

    def push_to(self, when: datetime) -> None:
        """Push the clock to a time on the wall in London."""
        self.world.run(self.world.pretend.demo.advance(when.replace(tzinfo=LONDON).astimezone(UTC)))
        self.listens()

    def listens(self) -> None:
        """What is sent of the bot's own accord carries its key; an answer on the spot carries none."""
        for message in self.world.workspace.every_message():
            is_new = message.ts not in self._known and message.by == self.world.workspace.bot.id
            if is_new and message.metadata is not None:
                local = message.at.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)
                self.told.append(Told(local, self._to(message), unescaped(message.text), _buttons(message)))
            self._known.add(message.ts)

    def _to(self, message: Message) -> str:
        channel = self.world.workspace.channels[message.channel]
        if channel.kind != "im":
            return CHANNEL
        reader = self.world.workspace.people[channel.other(self.world.workspace.bot.id)]
        return reader.title or reader.name


def _buttons(message: Message) -> frozenset[str]:
    elements = [each for block in message.blocks for each in elements_of(block)]
    return frozenset(each["text"]["text"] for each in elements if each["type"] == "button")


# What they do


@dataclass
class Year:
    """The board, and what was said in its year."""

    world: World
    board: int
    told: list[Told] = field(default_factory=list)

    def does(self, use_case: Callable[..., Reply], *commands: Any) -> None:
        """Do several things at one moment, in one transaction; none may be sent back."""
        self.world.does(_all, (use_case, commands))

    def newest(self, who: str, about: str) -> Seen:
        """The newest message to somebody that says this."""
        found = [each for each in self.world.signs_in(who).private_messages() if about in each]
        assert found, f"{who} got nothing that says “{about}”."
        return found[-1]

    def everything_now(self) -> list[str]:
        """Everything that the bot has said, as it stands on the screens now."""
        return [unescaped(each) for each in self.world.everything_said()]

    def signs_in(self, place: int) -> Somebody:
        return self.world.signs_in(OFFICERS[place])

    def meeting(self, meeting: AMeeting) -> int:
        """Its id."""
        place = sorted(MEETINGS, key=lambda each: each.planned_for).index(meeting)
        found = self.world.rows("SELECT id FROM meeting WHERE kind = 'holding_to_account' ORDER BY id")
        return int(found[place][0])

    def post(self, title: str) -> int:
        ((number,),) = self.world.rows("SELECT id FROM post WHERE title = :title", title=title)
        return int(number)


def _all(session: Session, command: tuple[Callable[..., Reply], tuple[Any, ...]], now: datetime) -> Reply:
    use_case, commands = command
    for each in commands:
        reply = use_case(session, each, now)
        assert not reply.errors, reply.errors
    return Reply()


def live_a_year(world: World) -> Year:
    """Set the board up, let a year pass over it, and return all that was told in it."""
    year = Year(world, _set_up(world))
    recorder = Recorder(world)
    steps = sorted(_story(year), key=lambda step: step[0])
    weeks = [(at(BEGIN, time(8)) + timedelta(weeks=week), lambda: None) for week in range(1, 53)]
    for when, do in sorted([*steps, *weeks], key=lambda step: step[0]):
        recorder.push_to(when)
        do()
        world.works()
        recorder.listens()
    recorder.push_to(at(END, time(18)))
    year.told = recorder.told
    return year


def _set_up(world: World) -> int:
    for number, title in enumerate([*OFFICERS, ASSISTANT, DEPUTY], 1):
        world.workspace.add_person(f"Officer {number:02d}", title=title)
    world.workspace.add_person(SUCCESSOR)
    board = set_up(world, _plan(), meeting=None, started=False)
    data_manager = world.workspace.person(DATA_MANAGER)
    seat = {"role": "data_manager", "post": DATA_MANAGER, "person": data_manager.id, "person.name": data_manager.name}
    answers(world, "setup_seat", str(board), seat)
    world.does(load_measures, LoadMeasures(world.caller(MANAGER), read_measures_sheet(_measures())))
    director = world.workspace.person(DCS)
    for place in SEEN_BY:
        line = {"post": OFFICERS[place], "line": DCS, "person": director.id, "person.name": director.name}
        answers(world, "setup_line", str(board), line)
    name_delegate(world, OFFICERS[9], DEPUTY, END)
    for meeting in sorted(MEETINGS, key=lambda each: each.planned_for):
        _plans(world, board, "holding_to_account", meeting.planned_for)
    for day in BOARD_MEETINGS:
        _plans(world, board, "board", day)
    world.signs_in(MANAGER).asks("/account preview").presses("Start")
    return board


def _plans(world: World, board: int, kind: str, day: date) -> None:
    details = {"kind": kind, "day": day, "start": time(9, 30), "end": time(12, 30), "covers": "all"}
    answers(world, "setup_meeting", str(board), details)


def _measures() -> Any:
    return read_plan_bytes(MEASURES, "measures.csv")


def _plan() -> list[dict[str, str]]:
    """An action for each officer. None is due within the year but A4; three have a milestone; two have a measure."""
    far = {"current_deadline": "2023-09-30", "baseline_deadline": "2023-09-30", "forecast_date": "2023-09-30"}
    usual = far | {"milestones": "", "lead_officer": "", "linked_kpis": ""}
    more = {
        0: {"linked_kpis": "KPO-01"},
        1: {"linked_kpis": "KPO-02"},
        3: {"current_deadline": "2022-05-20", "baseline_deadline": "2022-05-20", "forecast_date": "2022-05-20"},
        LED: {"milestones": "2021-08-27 every school has been told", "lead_officer": OFFICERS[5]},
        5: {"milestones": "2021-12-24 the rota is in use"},
        6: {"milestones": "2022-04-14 the first audit is done"},
    }
    return [
        row(f"A{place + 1}", f"Do thing {place + 1}", title, **usual | more.get(place, {}))
        for place, title in enumerate(OFFICERS)
    ]


Step = tuple[datetime, Callable[[], object]]


def _story(year: Year) -> Iterator[Step]:
    """Everything that anybody does in the year, and when."""
    yield from _statements(year)
    yield from _changes(year)
    yield from _figures(year)
    yield from _questions(year)
    yield from _late(year)
    yield from _rooms(year)
    yield from _logs(year)
    yield from _people(year)


# Statements


def answered_at(place: int, meeting: AMeeting) -> datetime | None:
    """When an officer's statement comes in, of their own accord or their delegate's; None if it does not."""
    if place in NEVER or (place == LEAVES and meeting.day < FOLLOWED_AT.date()):
        return None
    if place == AWAY and meeting is NOVEMBER:
        return of(meeting, -4, 10)  # by the delegate
    if place == LONG_AWAY and meeting is MARCH:
        return None
    if place == STARTS:
        return of(meeting, -5, 10)
    return of(meeting, -4, 15) if place in LATE else of(meeting, -8, 10)


def writes_as(place: int, meeting: AMeeting) -> str:
    if place == AWAY and meeting is NOVEMBER:
        return ASSISTANT
    return SUCCESSOR if place == LEAVES else OFFICERS[place]


def _statements(year: Year) -> Iterator[Step]:
    for meeting in MEETINGS:
        together: dict[datetime, list[int]] = {}
        for place in range(15):
            came = answered_at(place, meeting)
            if came and not (meeting.is_cancelled and came > CANCELLED_AT):
                together.setdefault(came, []).append(place)
        for came, places in together.items():
            yield (
                came,
                lambda meeting=meeting, places=places: year.does(
                    statements.submit_statement, *(_form(year, place, meeting) for place in places)
                ),
            )
        if not meeting.is_cancelled:
            yield (
                of(meeting, -8, 16),
                lambda meeting=meeting: year.does(drafting.keep_draft, _form(year, STARTS, meeting)),
            )


def _form(year: Year, place: int, meeting: AMeeting) -> statements.FilledForm:
    found = year.world.looks(actions.named, year.board)
    action = next(each for each in found if each.ref == f"A{place + 1}")
    said: dict[str, Any] = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green"}
    said["forecast"] = date(2022, 5, 20) if place == 3 else date(2023, 9, 30)
    if place == STARTS:
        said["forecast"] = date(2023, 10, 16)  # 16 days after the deadline
    if place == 0 and meeting is NOVEMBER:
        said |= {"help": "yes", "help_needed": "Two auditors.", "help_from": "the Chief Executive"}
        said |= {"help_by": date(2021, 11, 2)}
    return statements.FilledForm(year.world.caller(writes_as(place, meeting)), action.id, True, said)


# Meetings and days


def _changes(year: Year) -> Iterator[Step]:
    yield (
        at(date(2021, 6, 7), time(12)),
        lambda: year.does(quiet_days.add_quiet_days, _as_manager(year, "quiet_days", str(year.board), {"from": QUIET})),
    )
    yield (
        MOVED_AT,
        lambda: _changes_meeting(year, SEPTEMBER, rearranging.move_meeting, rearranging.MOVE, {"day": SEPTEMBER.day}),
    )
    yield (
        CANCELLED_AT,
        lambda: _changes_meeting(
            year, FEBRUARY, rearranging.cancel_meeting, rearranging.CANCEL, {"reason": "Half-term."}
        ),
    )


def _changes_meeting(
    year: Year, meeting: AMeeting, use_case: Callable[..., Reply], form: str, said: Mapping[str, Any]
) -> None:
    """It is shown first, and then saved."""
    shown: Reply = year.world.does(use_case, _as_manager(year, form, f"{year.board}:{year.meeting(meeting)}", said))
    assert shown.form is not None
    year.does(use_case, _as_manager(year, form, shown.form.about, {}))


def _as_manager(year: Year, form: str, about: str, said: Mapping[str, Any]) -> Answers:
    return Answers(year.world.caller(MANAGER), form, about, said)


# Figures and milestones

WATCHED = (
    (at(date(2021, 12, 13), time(10)), at(date(2022, 1, 7), time(10))),
    (at(date(2022, 4, 4), time(10)), at(date(2022, 4, 22), time(10))),
)
"""From when until when A1 is on the watch list."""


def _figures(year: Year) -> Iterator[Step]:
    for meeting, figures in ((JULY, {"KPO-01": "22", "KPO-02": "85%"}), (SEPTEMBER, {"KPO-01": "23"})):
        yield of(meeting, -8, 11), lambda figures=figures: _enters(year, figures)
    for since, until in WATCHED:
        yield since, lambda: year.world.signs_in(CHAIR).asks("/account watch A1 because audits fell")
        yield until, lambda: _takes_off(year)
    yield (
        at(date(2021, 8, 31), time(10)),
        lambda: _milestone(year, 5, "Not yet", forecast="2021-09-10"),
    )
    yield at(date(2021, 9, 13), time(10)), lambda: _milestone(year, 5, "Yes")
    yield at(date(2022, 4, 19), time(10)), lambda: _milestone(year, 6, "Yes")


def _enters(year: Year, figures: dict[str, str]) -> None:
    year.newest(DATA_MANAGER, "Figures needed").presses("Enter figures")
    now = year.world.pretend.clock.now()
    enters(year.world, year.world.signs_in(DATA_MANAGER).form, figures, now.date())
    assert not year.world.signs_in(DATA_MANAGER).has_a_form_open


def _takes_off(year: Year) -> None:
    chair = year.world.signs_in(CHAIR)
    chair.asks("/status A1").presses("Take off watch list")
    chair.form.submit(sufficient="At 25.", right_quality="Agreed.", sustainable="Two auditors stay.")
    assert not chair.has_a_form_open


def _milestone(year: Year, place: int, button: str, **said: str) -> None:
    year.newest(OFFICERS[place], "done?").presses(button)
    form = year.signs_in(place).form.submit(**said)
    assert not form.is_open, form.outcome


# Questions


def _questions(year: Year) -> Iterator[Step]:
    yield of(JULY, -2, 10), lambda: _challenges(year, JULY, MEMBER, "A1")
    yield of(JULY, -1, 14), lambda: _replies(year)
    yield of(JANUARY, -2, 10), lambda: _challenges(year, JANUARY, ADVISER, "A11")


def _challenges(year: Year, meeting: AMeeting, who: str, ref: str) -> None:
    form = challenge(
        year.world.signs_in(who), ref, "What changed for children?", pack=f"{meeting.day.day} {meeting.day:%B}"
    )
    assert not form.is_open, form.outcome


def _replies(year: Year) -> None:
    year.newest(OFFICERS[0], "One question for A1").presses("Short reply")
    assert not year.signs_in(0).form.submit(answer="Plans record their views.").is_open


# What is late


def _late(year: Year) -> Iterator[Step]:
    yield of(JULY, -4, 14, 30), lambda: _on_list(year, "Extend to Thursday 1 July, 12:00")
    yield of(SEPTEMBER, -4, 14, 30), lambda: _on_list(year, "Tell line director")
    yield of(NOVEMBER, -4, 14, 30), lambda: _on_list(year, "Phone done")
    yield of(JANUARY, -3, 10), lambda: year.newest(DCS, "Holding to Account").presses("Will sort")
    yield of(MARCH, -4, 10), lambda: _needs_help(year)
    yield of(APRIL, -4, 10), lambda: year.newest(OFFICERS[10], "Holding to Account").presses("Wrong person")


def _on_list(year: Year, button: str) -> None:
    year.newest(MANAGER, "Late for").presses(button, about="A11")


def _needs_help(year: Year) -> None:
    year.newest(OFFICERS[11], "Holding to Account").presses("Need help")
    assert not year.signs_in(11).form.submit(help="time", words="The audit ends on Friday.").is_open


# In the room, and after it

DECIDED = {
    JULY: tuple(range(15)),
    SEPTEMBER: (),
    NOVEMBER: tuple(range(14)),
    JANUARY: tuple(range(15)),
    MARCH: (),
    APRIL: tuple(range(8)),
}
"""The places of which a meeting decides something."""
RED_TWICE = STARTS
"""Confirmed Red in November and in January."""


def _rooms(year: Year) -> Iterator[Step]:
    for meeting, places in DECIDED.items():
        if places:
            yield of(meeting, 0, 11), lambda meeting=meeting, places=places: _decides(year, meeting, places)
    yield of(JULY, 0, 9, 5), lambda: year.newest(OFFICERS[0], "Your slot").presses("On my way")
    yield of(NOVEMBER, 0, 9, 15), lambda: year.newest(OFFICERS[1], "Your slot").presses("Cannot come")
    yield of(JULY, 1, 9), lambda: year.newest(OFFICERS[0], "Outcome of").presses("Yes")
    yield of(JULY, 1, 9, 5), lambda: _objects(year)


def _decides(year: Year, meeting: AMeeting, places: tuple[int, ...]) -> None:
    chair = year.world.caller(CHAIR)
    rows = year.world.rows(
        "SELECT a.ref, i.action_id, i.version FROM agenda_item i JOIN action a ON a.id = i.action_id"
        " WHERE i.meeting_id = :meeting",
        meeting=year.meeting(meeting),
    )
    of_ref = {ref: f"{year.meeting(meeting)}:{action}:{version}" for ref, action, version in rows}
    commands = []
    for place in places:
        is_red = place == RED_TWICE and meeting in (NOVEMBER, JANUARY)
        said = {"rating": "Red" if is_red else "Green", "reason": "The Board heard it.", "attendance": "attended"}
        commands.append(Answers(chair, room.DECIDE_FORM, of_ref[f"A{place + 1}"], said))
    year.does(room.decide_in_room, *commands)


def _objects(year: Year) -> None:
    year.newest(OFFICERS[1], "Outcome of").presses("Not quite")
    assert not year.signs_in(1).form.submit(why="It was to be Amber.").is_open


PASSED_AT = {
    JULY: of(JULY, 2, 10),
    NOVEMBER: of(NOVEMBER, 2, 10),
    JANUARY: of(JANUARY, 2, 10),
    APRIL: of(APRIL, 2, 10),
}
"""When the secretary passes the draft of a decision log to the chair. Those of the others are left lying."""
APPROVED_AT = {
    JULY: of(JULY, 2, 11),
    NOVEMBER: of(NOVEMBER, 4, 11),
    JANUARY: of(JANUARY, 6, 11),
    APRIL: of(APRIL, 2, 11),
}


def _logs(year: Year) -> Iterator[Step]:
    for when in PASSED_AT.values():
        yield when, lambda: year.newest(MANAGER, "Decision log").presses("Pass to the chair")
    for when in APPROVED_AT.values():
        yield when, lambda: year.newest(CHAIR, "Decision log").presses("Approve")


# Who leaves, and who is away


def _people(year: Year) -> Iterator[Step]:
    yield at(LEFT_ON, time(8)), lambda: _leaves(year)
    yield FOLLOWED_AT, lambda: _follows(year)
    yield at(date(2021, 12, 9), time(10)), lambda: year.newest(SUCCESSOR, "You are now").presses("Accept")
    yield at(AWAY_FROM, time(8)), lambda: _goes_away(year)
    yield LONG_AWAY_AT, lambda: year.signs_in(LONG_AWAY).says("away until 1 April")


def _leaves(year: Year) -> None:
    world = year.world
    name = world.workspace.person(OFFICERS[LEAVES]).name
    world.run(deactivates(world.workspace, world.pretend.sandbox.dispatch, name))


def _follows(year: Year) -> None:
    person = year.world.workspace.person(SUCCESSOR)
    held = {"post": OFFICERS[LEAVES], "person": person.id, "person.name": person.name}
    answers(year.world, "setup_post", str(year.board), held)


def _goes_away(year: Year) -> None:
    delegate = year.world.workspace.person(ASSISTANT)
    said = {"until": AWAY_UNTIL, "delegate": ASSISTANT, "person": delegate.id, "person.name": delegate.name}
    about = f"{year.board}:{year.post(OFFICERS[AWAY])}"
    year.does(absence.be_away, Answers(year.world.caller(OFFICERS[AWAY]), AWAY_FORM, about, said))
