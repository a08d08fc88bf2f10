"""What is said between meetings, planned from the week: one place, for the weekly summary, Start and an import."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.cycle import (
    CHECK_AGAIN,
    CHECK_LATE,
    CHECK_UNANSWERED,
    MILESTONES_ASKED,
    QUARTERLY,
    VACANT_SEATS,
    WATCH_FIGURES,
    WEEK_AHEAD,
)  # fmt: skip
from bot.use_cases.check_steps import plan_overdue_checks
from bot.use_cases.leaving import plan_vacant_seats
from bot.use_cases.milestones import plan_milestones
from bot.use_cases.quarterly import plan_quarterly
from bot.use_cases.watch_list import plan_watch_figures
from bot.use_cases.week_ahead import plan_week_ahead
from storage import outbox

KINDS = (
    WEEK_AHEAD, WATCH_FIGURES, MILESTONES_ASKED, QUARTERLY, VACANT_SEATS, CHECK_AGAIN, CHECK_LATE, CHECK_UNANSWERED,
)  # fmt: skip
_ONE_WEEK = timedelta(days=7)


def plan_between_meetings(
    session: Session, board: Board, week: str, now: datetime, since: datetime | None = None
) -> int:
    """Plan what an ISO week and the one after it bring beside meetings; returns how many rows are new.

    The week after is planned too, for what falls before its own summary. What was to go before `since` is not planned
    (before `now`, if it is not said). Doing it twice changes nothing.
    """
    since = since or now
    year, number = week.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    new = plan_week_ahead(session, board, week, now)
    for begins in (monday, monday + _ONE_WEEK):
        new += plan_milestones(session, board, begins, since)
        new += plan_overdue_checks(session, board, begins, since)
        new += plan_watch_figures(session, board, begins, since)
        new += plan_quarterly(session, board, begins, since)
        new += plan_vacant_seats(session, board, begins, since)
    return new


def plan_anew(session: Session, board: Board, now: datetime) -> None:
    """Take back what is planned beside meetings from today on and plan it by the board's working days as they are now.

    What was to go on an earlier day and has not gone, or was put off, still goes.
    """
    today = board.today(now)
    midnight = board.at(today, time(0))
    for kind in KINDS:
        outbox.unplan_coming(session, board.id, kind, after=midnight)
    plan_between_meetings(session, board, week_of(today), now, since=midnight)
