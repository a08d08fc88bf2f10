"""What changes to meetings share: reading when one is and what it goes through, its dates, and how it is shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import counted, full_day_in_words, listed, weekday_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting, MeetingKind, dates_for
from bot.domain.recurrence import why_not_working
from bot.domain.references import Named, find_named, nearest_refs, refs_in_words, split_ref
from bot.domain.refusals import Refusal
from bot.messages import meetings as words
from bot.messages.parts import Message
from bot.use_cases.planning import working_days
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, ASK_FOR_AN_HOUR, Form
from config.bank_holidays import KNOWN_UNTIL
from storage import actions, meetings
from storage.access import Access
from storage.reporting import named_here, named_with_reported

BOARD_PACK = time(17)
KINDS = tuple((kind.value, kind.words) for kind in MeetingKind)
IMPORT_FIRST = "There is no plan yet. Import it first, on the machine that I run on: accountable import PLAN.csv"
_REF_PREFIX = {MeetingKind.HOLDING_TO_ACCOUNT: "HTA", MeetingKind.BOARD: "IB"}
_BETWEEN = re.compile(r"\s+to\s+|\s*[–—]\s*|\s+-\s+", re.IGNORECASE)
_APART = re.compile(r"\s*[,;\n]\s*|\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Times:
    """When a meeting starts and ends (UTC)."""

    starts_at: datetime
    ends_at: datetime


# When


def read_times(session: Session, access: Access, form: Form, kind: MeetingKind, but: Meeting | None = None) -> Times:
    """When the meeting of a form is; `but` is the one that is being moved.

    What is wrong stands in the form: a day that has passed or is no working day, an end before the start, another
    meeting then. The answer is of no use if anything does.
    """
    board, today = access.board, access.board.today(access.now)
    day, start, end = read_day_and_hours(form)
    if day is None or start is None or end is None:
        return Times(access.now, access.now)
    times = Times(board.at(day, start), board.at(day, end))
    if times.starts_at <= access.now:
        was = weekday_moment_in_words(board.local(times.starts_at), today)
        form.wrong("day", f"{was} has passed. Choose a day to come, such as {_example(board, today)}.")
    elif why := why_not_working(working_days(board, day), day):
        said = f"{full_day_in_words(day)} is not a working day for this board ({why})."
        form.wrong("day", f"{said} Choose a working day, such as {_example(board, day)}.")
    elif other := clash(around(session, access, times.starts_at), times, but):
        is_same = but is None and (other.kind, other.starts_at) == (kind, times.starts_at)
        form.wrong("day", _clash_words(access, other, is_same=is_same))
    return times


def read_day_and_hours(form: Form) -> tuple[date | None, time | None, time | None]:
    """The day, the start and the end of a form, each None if it is missing or can not be."""
    day = form.day("day", f"Say on which day. {ASK_FOR_A_DAY}")
    start = form.hour("start", f"Say when it starts. {ASK_FOR_AN_HOUR}")
    end = form.hour("end", f"Say when it ends. {ASK_FOR_AN_HOUR}")
    if start and end and end <= start:
        form.wrong("end", f"It starts at {start:%H:%M}, so it has to end later than that. {ASK_FOR_AN_HOUR}")
        return day, start, None
    return day, start, end


def around(session: Session, access: Access, since: datetime) -> list[Meeting]:
    """The meetings of the board with which one at `since` or later could clash."""
    return meetings.meetings_of(session, access.board.id, since=since - timedelta(days=1))


def clash(standing: Sequence[Meeting], times: Times, but: Meeting | None = None) -> Meeting | None:
    """The meeting of those that stand, apart from `but`, that takes place at the same time."""
    overlapping = (each for each in standing if each.starts_at < times.ends_at and times.starts_at < each.ends_at)
    return next((each for each in overlapping if but is None or each.id != but.id), None)


def _clash_words(access: Access, other: Meeting, *, is_same: bool) -> str:
    if is_same:
        return "That meeting is planned already. Choose another day or time."
    return f"{other.ref} is then ({when_in_words(access, other)}). Choose another day or time."


def _example(board: Board, after: date) -> str:
    day = working_days(board, after).next_working_day(after + timedelta(days=1))
    return f"{full_day_in_words(day)} ({day.isoformat()})"


# What it goes through


def read_agenda(session: Session, access: Access, form: Form) -> list[int]:
    """The actions that a form says a meeting goes through, by id; at least one of them is live."""
    said = form.words("covers", "Say which actions it goes through: “all”, or references.", longest=1000)
    if not said:
        return []
    found = live_actions(session, access) if is_all(said) else read_actions(session, access, form, "covers", said)
    live = live_actions(session, access)
    if "covers" not in form.errors and not any(action_id in live for action_id in found):
        if named_with_reported(session, access.board.id):
            why = "None of them is live, so there would be nothing to go through."
            form.wrong("covers", f"{why} Type “all”, or the references of others.")
        else:
            form.wrong("covers", IMPORT_FIRST)
    return found


def is_all(said: str) -> bool:
    """Whether somebody means every live action."""
    return said.casefold() == "all"


def live_actions(session: Session, access: Access) -> list[int]:
    """The ids of the live actions of a board, in plan order, and of those of other plans that are reported to it."""
    board, today = access.board, access.board.today(access.now)
    also = [each.id for each in named_here(session, board.id)]
    every = actions.actions_of(session, board.id, today, board.zone)
    every += actions.actions_of(session, board.id, today, board.zone, only=also) if also else []
    return [action.id for action in every if action.is_live]


def read_actions(session: Session, access: Access, form: Form, field: str, said: str) -> list[int]:
    """The actions that somebody named in a field, by id, in plan order; what is wrong stands in the form."""
    known = named_with_reported(session, access.board.id)
    if not known:
        form.wrong(field, IMPORT_FIRST)
        return []
    try:
        return read_covers(said, known)
    except Refusal as refusal:
        form.wrong(field, refusal.words)
        return []


def read_covers(said: str, known: Sequence[Named]) -> list[int]:
    """The ids of the actions that “BCP-01 to BCP-08, BCP-12” means, in plan order.

    Raises:
        Refusal: a part of it is no action, or could be several.
    """
    wanted: set[int] = set()
    for piece in (each for each in _APART.split(said.strip()) if each):
        ends = _BETWEEN.split(piece)
        if len(ends) == 2 and len(find_named(piece, known)) != 1:
            wanted |= _between(_the_one(ends[0], known), _the_one(ends[1], known), known)
        else:
            wanted.add(_the_one(piece, known).id)
    return [action.id for action in known if action.id in wanted]


def _between(first: Named, last: Named, known: Sequence[Named]) -> set[int]:
    """From one action to another: by number where both are numbered alike, else in plan order."""
    low, high = split_ref(first.ref), split_ref(last.ref)
    if low and high and low[0] == high[0]:
        low, high = sorted((low, high))
        numbered = [(action.id, split_ref(action.ref)) for action in known]
        return {action_id for action_id, parts in numbered if parts and parts[0] == low[0] and low <= parts <= high}
    places = sorted((known.index(first), known.index(last)))
    return {action.id for action in known[places[0] : places[1] + 1]}


def _the_one(said: str, known: Sequence[Named]) -> Named:
    found = find_named(said, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(f"“{said}” could be {listed([action.ref for action in found[:6]])}. Type the reference.")
    near = nearest_refs(said, known)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise Refusal(f"No action is called “{said}”.{hint} Type “all”, or references such as {_example_refs(known)}.")


def _example_refs(known: Sequence[Named]) -> str:
    return known[0].ref if len(known) == 1 else f"{known[0].ref} to {known[-1].ref}"


# Its dates


def dates_of(board: Board, kind: MeetingKind, day: date) -> dict[str, datetime | None]:
    """A Holding to Account meeting's three dates; a board meeting has only its pack, five working days before."""
    days = working_days(board, day)
    if kind is MeetingKind.BOARD:
        return {"request_at": None, "statements_due_at": None, "pack_at": board.at(days.shift(day, -5), BOARD_PACK)}
    dates = dates_for(day, days, board.zone)
    return {"request_at": dates.request_at, "statements_due_at": dates.statements_due_at, "pack_at": dates.pack_at}


def put_down(
    session: Session,
    board: Board,
    kind: MeetingKind,
    times: Times,
    covered: Sequence[int],
    series_id: int | None = None,
) -> Meeting:
    """Add a meeting with the dates that follow from its day; nothing is planned for it yet."""
    day = board.local(times.starts_at).date()
    meeting_id = meetings.add_meeting(
        session,
        board.id,
        list(covered),
        kind=kind,
        ref=_new_ref(session, board.id, f"{_REF_PREFIX[kind]}-{day:%Y-%m}"),
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        series_id=series_id,
        **dates_of(board, kind, day),
    )
    return meetings.get_meeting(session, meeting_id)


def _new_ref(session: Session, board_id: int, ref: str) -> str:
    """HTA-2021-06, and for another one in the same month HTA-2021-06B, C and so on."""
    tried = [ref, *(f"{ref}{letter}" for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ")]
    free = (each for each in tried if meetings.find_meeting_ref(session, board_id, each) is None)
    return next(free, f"{ref}-{meetings.count_meetings(session, board_id) + 1}")


# How it is shown


def listing(session: Session, access: Access, *, page: int = 1, news: str = "") -> Message:
    """The meetings to come, after what has just been done."""
    return words.meetings_listed(access.board.id, coming_meetings(session, access), page, news)


def coming_meetings(session: Session, access: Access) -> list[words.MeetingFacts]:
    """The meetings to come, as messages show them."""
    named = {action.id: action.ref for action in named_with_reported(session, access.board.id)}
    series = meetings.series_of(session, access.board.id)
    found = meetings.meetings_of(session, access.board.id, since=access.now)
    agendas = meetings.agendas(session, access.board.id, since=access.now)
    return [
        _facts(
            access,
            meeting,
            _refs_of(named, agendas.get(meeting.id, ())),
            series.get(meeting.series_id or 0, ""),
        )
        for meeting in found
    ]


def covered(session: Session, access: Access, meeting: Meeting) -> list[str]:
    """The references of what a meeting goes through."""
    named = {action.id: action.ref for action in named_with_reported(session, access.board.id)}
    return _refs_of(named, [action_id for action_id, _ in meetings.agenda(session, meeting.id)])


def _refs_of(named: Mapping[int, str], agenda: Sequence[int]) -> list[str]:
    """Not of what another board reports here no longer, or not in a plan that runs: it stays on an agenda whose pack
    was fixed before.
    """
    return [named[action_id] for action_id in agenda if action_id in named]


def when_in_words(access: Access, meeting: Meeting | Times) -> str:
    """Return "Tuesday 15 June, 09:30 to 12:30", in the board's zone."""
    board, local = access.board, access.board.local(meeting.starts_at)
    day = weekday_in_words(local.date(), board.today(access.now))
    return f"{day}, {local:%H:%M} to {board.local(meeting.ends_at):%H:%M}"


def covers_in_words(refs: Sequence[str]) -> str:
    """Return "8 actions: BCP-01 to BCP-08", with a full stop."""
    return f"{counted(len(refs), 'action')}: {refs_in_words(refs)}." if refs else "No actions."


def moment(access: Access, at: datetime | None) -> str:
    """An instant in the board's zone, "Tuesday 8 June, 17:00"; empty for none."""
    return weekday_moment_in_words(access.board.local(at), access.board.today(access.now)) if at else ""


def _facts(access: Access, meeting: Meeting, refs: list[str], series: str) -> words.MeetingFacts:
    return words.MeetingFacts(
        ref=meeting.ref,
        kind=meeting.kind.words,
        when=when_in_words(access, meeting),
        covers=covers_in_words(refs),
        asked=moment(access, meeting.request_at),
        due=moment(access, meeting.statements_due_at),
        pack=moment(access, meeting.pack_at),
        warnings=tuple(warnings_for(access, meeting)),
        about=f"{access.board.id}:{meeting.id}",
        series=series,
    )


def warnings_for(access: Access, meeting: Meeting) -> list[str]:
    """What is to be known about a meeting's dates, each in a sentence."""
    board = access.board
    day = board.local(meeting.starts_at).date()
    found = beyond_known(day)
    if why := why_not_working(working_days(board, day), day):
        found.append(f"{full_day_in_words(day)} is no working day any more ({why}): press Move.")
    if meeting.statements_due_at and meeting.statements_due_at <= access.now:
        found.append("The day on which statements are due has passed: it is too late to ask for them in time.")
    elif meeting.request_at and meeting.request_at <= access.now and board.started_at is None:
        found.append("The day for asking has passed: the request goes out as soon as you press Start.")
    return found


def beyond_known(day: date, *, several: bool = False) -> list[str]:
    """The warning about a meeting, or several, beyond the last year whose bank holidays have been published."""
    if day <= KNOWN_UNTIL:
        return []
    until, these = full_day_in_words(KNOWN_UNTIL), "these meetings" if several else "this meeting"
    return [f"Bank holidays are published until {until} only, so the dates before {these} may move."]
