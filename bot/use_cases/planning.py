"""Writing down what will be said and when: rows in the outbox, planned from a meeting and from the week."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board, next_weekday, week_of
from bot.domain.cycle import REQUEST_STANDS, RUNGS, STATEMENT_REQUEST, Each, due_at, latest, rungs_of, slots
from bot.domain.dates import weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.working_days import Nation, WorkingDays
from bot.messages.parts import Message
from config.bank_holidays import bank_holidays
from storage import meetings, outbox, planned
from storage.planned import Dropped


@dataclass(frozen=True)
class MadeUp:
    """What was planned has its words and its reader (the platform's id of a person or a channel)."""

    to: str
    message: Message


@dataclass(frozen=True)
class Drop:
    """What was planned is not to be said, and why. Of what `is_too_late` the programme manager is told."""

    why: str
    is_too_late: bool = False
    now_for: str = ""
    """The account of whoever is to have it instead, in the same words."""


@dataclass(frozen=True)
class PutOff:
    """What was planned waits until an instant, and why."""

    until: datetime
    why: str


@dataclass(frozen=True)
class PlanAgain:
    """A message that was made up is for somebody else by now: it is to be made up anew, and why."""

    kind: str
    why: str


@dataclass(frozen=True)
class Done:
    """What was planned has been done, and there is nothing to say of it."""

    what: str


Decided = MadeUp | Drop | PutOff | Done
WEEKLY_SUMMARY = "weekly_summary"
_ONE_WEEK = timedelta(days=7)


def working_days(board: Board, around: date) -> WorkingDays:
    """The board's working days for the year of `around` and the years on either side."""
    return WorkingDays(bank_holidays(Nation(board.nation), around.year - 1, around.year + 1), board.quiet_days)


def plan_meeting(session: Session, board: Board, meeting: Meeting, now: datetime) -> int:
    """Make what is planned for a meeting be its whole cycle, as the meeting now stands; returns how many rows are new.

    What has not gone is moved, or dropped where it is not wanted any more: all of it if the meeting was cancelled.
    What would come too late already is not planned anew. After a move, what was said of the earlier day is said again
    for this one.
    """
    rows = {} if meeting.is_cancelled else _rows(session, board, meeting)
    wanted = {key: (kind, args, due) for key, (kind, args, due, _) in rows.items()}
    late = [key for key, (_, _, _, too_late) in rows.items() if too_late <= now]
    return planned.reconcile(session, board.workspace_id, board.id, meeting.id, wanted, now, too_late=late)


def never_planned(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[Dropped]:
    """What of a meeting's cycle has no row, since it was too late already when the meeting was planned.

    Each as of when it was to go (UTC), with the reason that it would have been dropped for.
    """
    known = planned.keys_of(session, meeting.id)
    return [
        Dropped(0, key, kind, args, board.id, due, too_late(meeting, now, due).why)
        for key, (kind, args, due, too_late_at) in _rows(session, board, meeting).items()
        if too_late_at <= now and key not in known
    ]


def _rows(
    session: Session, board: Board, meeting: Meeting
) -> dict[str, tuple[str, dict[str, Any], datetime, datetime]]:
    """By key: the kind, what it is made up from, when it is due and from when it is too late."""
    days = working_days(board, board.today(meeting.starts_at))
    first = first_slots(session, meeting)
    rows = {}
    for rung in rungs_of(meeting.kind):
        by_slot: dict[datetime, tuple[datetime, datetime]] = {}
        has_slot = rung.has_slot
        for post, slot in first.items() if rung.each is Each.POST else [(0, meeting.starts_at)]:
            anchor = slot if has_slot else meeting.starts_at
            if anchor not in by_slot:
                by_slot[anchor] = due_at(rung, meeting, board, days, slot), latest(rung, meeting, board, days, slot)
            args = {"rung": rung.kind, "meeting": meeting.id, "moves": meeting.moves} | ({"post": post} if post else {})
            rows[rung_key(rung.kind, meeting, post)] = rung.kind, args, *by_slot[anchor]
    return rows


def rung_key(kind: str, meeting: Meeting, post_id: int = 0) -> str:
    """What a message of the cycle is: this meeting's, on the day to which it was moved, to this post if to one."""
    to = f":{post_id}" if post_id else ""
    return f"{kind}:{meeting.id}{to}" + (f":moved{meeting.moves}" if meeting.moves else "")


def first_slots(session: Session, meeting: Meeting) -> dict[int, datetime]:
    """When the first action of each accountable post on the agenda is taken (UTC), in agenda order."""
    items = meetings.agenda(session, meeting.id)
    first: dict[int, datetime] = {}
    for (_, post_id), slot in zip(items, slots(meeting, len(items)), strict=True):
        first.setdefault(post_id, slot)
    return first


def too_late_from(session: Session, board: Board, meeting: Meeting, kind: str, post_id: int = 0) -> datetime:
    """From when on (UTC) a message of the cycle is too late to be worth saying."""
    has_slot = RUNGS[kind].has_slot
    slot = first_slots(session, meeting).get(post_id, meeting.starts_at) if has_slot else meeting.starts_at
    return latest(RUNGS[kind], meeting, board, working_days(board, board.today(meeting.starts_at)), slot)


def too_late(meeting: Meeting, now: datetime, due: datetime | None = None) -> Drop:
    """What a row of the cycle is dropped with once it is of no use; `due` is when it was to go (UTC)."""
    was_before = due is None or due < meeting.starts_at
    why = "the meeting had begun" if was_before and now >= meeting.starts_at else "it came too late to be of use"
    return Drop(why, is_too_late=True)


def stands_since(board: Board, now: datetime) -> datetime:
    """Since when (UTC) something has to have been asked to be in mind still: it is not asked again for another day."""
    today = board.today(now)
    return board.at(working_days(board, today).shift(today, -REQUEST_STANDS), time(0))


def ask_anew(session: Session, board: Board, post_id: int, now: datetime) -> int:
    """Ask whoever answers for a post now for what it owes to the meetings that have begun to ask.

    Who was asked before for the same meeting is not asked again. Returns how many requests were planned.
    """
    asked = 0
    for meeting in meetings.meetings_of(session, board.id, since=now):
        in_agenda = any(post == post_id for _, post in meetings.agenda(session, meeting.id))
        if meeting.request_at is None or meeting.request_at > now or not in_agenda:
            continue
        key = f"{rung_key(STATEMENT_REQUEST, meeting, post_id)}:again"
        number = planned.count_keys(session, key)
        args = {"rung": STATEMENT_REQUEST, "meeting": meeting.id, "moves": meeting.moves, "post": post_id}
        args["again"] = True
        rows = [(f"{key}{number}", STATEMENT_REQUEST, args, now)]
        asked += outbox.plan(session, board.workspace_id, board.id, rows)
    return asked


def plan_next_summary(session: Session, board: Board, after: datetime) -> datetime:
    """Plan the first weekly summary after an instant; returns when it is due (UTC).

    It goes on the board's weekday and time, or on the next working day where that is a holiday.
    """
    due, week = next_summary(board, after)
    plan_summary_of(session, board, week, due)
    return due


def plan_summary_of(session: Session, board: Board, week: str, due: datetime) -> None:
    """Plan the weekly summary of an ISO week for an instant (UTC). Planning it twice writes it once."""
    key = f"weekly_summary:{board.id}:{week}"
    outbox.plan(session, board.workspace_id, board.id, [(key, WEEKLY_SUMMARY, {"week": week}, due)])


def next_summary(board: Board, after: datetime) -> tuple[datetime, str]:
    """When the first weekly summary after an instant is due (UTC), and the week that it is the summary of.

    A week in which there was no day for it has none where the next week's goes at that very moment.
    """
    day = board.today(after) - timedelta(days=7)
    while True:
        day = next_weekday(day, board.summary_weekday)
        due = _summary_on(board, day)
        if due > after and _summary_on(board, day + _ONE_WEEK) > due:
            return due, week_of(day)


def summary_after(board: Board, week: str) -> tuple[datetime, str]:
    """As `next_summary`, of the weeks that come after an ISO week."""
    year, number = week.split("-W")
    day = date.fromisocalendar(int(year), int(number), board.summary_weekday + 1) + _ONE_WEEK
    while _summary_on(board, day + _ONE_WEEK) == _summary_on(board, day):
        day += _ONE_WEEK
    return _summary_on(board, day), week_of(day)


def _summary_on(board: Board, day: date) -> datetime:
    return board.at(working_days(board, day).next_working_day(day), board.summary_time)


def within_hours(board: Board, now: datetime) -> bool:
    """Whether it is a working day, between the board's hours."""
    local = board.local(now)
    return working_days(board, local.date()).is_working_day(local.date()) and (
        board.hours_from <= local.time() <= board.hours_to
    )


def when_told(board: Board, now: datetime) -> str:
    """When somebody hears what is said now, as a sentence ends: "now", or at night "on Wednesday 9 June, 08:30"."""
    due = next_within_hours(board, now)
    return "now" if due <= now else f"on {weekday_moment_in_words(board.local(due), board.today(now))}"


def next_within_hours(board: Board, now: datetime) -> datetime:
    """The next instant (UTC) at which somebody may be written to; `now` itself if that is one."""
    if within_hours(board, now):
        return now
    local = board.local(now)
    day = local.date() if local.time() < board.hours_from else local.date() + timedelta(days=1)
    return board.at(working_days(board, day).next_working_day(day), board.hours_from)
