"""Writing down what will be said and when: rows in the outbox, planned from a meeting and from the week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board, next_weekday, week_of
from bot.domain.meetings import Meeting, MeetingKind
from bot.domain.working_days import Nation, WorkingDays
from bot.messages.parts import Message
from config.bank_holidays import bank_holidays
from storage import meetings, outbox


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


STATEMENT_REQUEST = "statement_request"
WEEKLY_SUMMARY = "weekly_summary"


def working_days(board: Board, around: date) -> WorkingDays:
    """The board's working days for the year of `around` and the years on either side."""
    return WorkingDays(bank_holidays(Nation(board.nation), around.year - 1, around.year + 1), board.quiet_days)


def plan_requests(session: Session, board: Board, meeting: Meeting) -> int:
    """Plan one statement request for each accountable post of a meeting; returns how many are new."""
    if meeting.kind is not MeetingKind.HOLDING_TO_ACCOUNT or meeting.request_at is None:
        return 0
    posts = dict.fromkeys(post_id for _, post_id in meetings.agenda(session, meeting.id))
    due = meeting.request_at
    rows = [
        (request_key(meeting.id, post), STATEMENT_REQUEST, {"meeting": meeting.id, "post": post}, due) for post in posts
    ]
    return outbox.plan(session, board.workspace_id, board.id, rows)


def request_key(meeting_id: int, post_id: int) -> str:
    """What a statement request is: this meeting's, to this post."""
    return f"statement_request:{meeting_id}:{post_id}"


def plan_next_summary(session: Session, board: Board, after: datetime) -> datetime:
    """Plan the first weekly summary after an instant; returns when it is due (UTC).

    It goes on the board's weekday and time, or on the next working day where that is a holiday.
    """
    due, week = next_summary(board, after)
    key = f"weekly_summary:{board.id}:{week}"
    outbox.plan(session, board.workspace_id, board.id, [(key, WEEKLY_SUMMARY, {"week": week}, due)])
    return due


def next_summary(board: Board, after: datetime) -> tuple[datetime, str]:
    """When the first weekly summary after an instant is due (UTC), and the week that it is the summary of."""
    day = board.today(after) - timedelta(days=7)
    while True:
        day = next_weekday(day, board.summary_weekday)
        due = board.at(working_days(board, day).next_working_day(day), board.summary_time)
        if due > after:
            return due, week_of(day)


def within_hours(board: Board, now: datetime) -> bool:
    """Whether it is a working day, between the board's hours."""
    local = board.local(now)
    return working_days(board, local.date()).is_working_day(local.date()) and (
        board.hours_from <= local.time() <= board.hours_to
    )


def next_within_hours(board: Board, now: datetime) -> datetime:
    """The next instant (UTC) at which somebody may be written to; `now` itself if that is one."""
    if within_hours(board, now):
        return now
    local = board.local(now)
    day = local.date() if local.time() < board.hours_from else local.date() + timedelta(days=1)
    return board.at(working_days(board, day).next_working_day(day), board.hours_from)
