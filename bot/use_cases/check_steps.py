"""When a check of what was closed that nobody answers is chased: on which working days after it was asked for."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.closing import Delivery
from bot.domain.cycle import CHECK_AGAIN, CHECK_LATE, CHECK_UNANSWERED
from bot.messages.overdue_checks import Overdue
from bot.use_cases.planning import working_days
from storage import deliveries, outbox

STEPS: dict[str, tuple[int, time]] = {
    CHECK_AGAIN: (1, time(9, 30)),
    CHECK_LATE: (2, time(14)),
    CHECK_UNANSWERED: (5, time(9, 30)),
}
"""How many working days after it was asked, and at what time."""
LONGEST = timedelta(days=28)
"""No step is further from the day of its check."""
_ONE_DAY = timedelta(days=1)


def plan_overdue_checks(session: Session, board: Board, monday: date, since: datetime) -> int:
    """Plan the steps that fall in a week, one for each day and kind; returns how many rows are new.

    What was to go before `since` is not planned. Whether anybody has answered is seen when the day has come.
    """
    sunday = monday + 6 * _ONE_DAY
    days = {
        (kind, step_on(board, one.check_on, kind))
        for one in deliveries.unchecked(session, board.id, monday - LONGEST, sunday)
        for kind in STEPS
        if one.check_on
    }
    rows = [
        (step_key(board, kind, day), kind, {"day": day.isoformat()}, board.at(day, STEPS[kind][1]))
        for kind, day in sorted(days)
        if monday <= day <= sunday and board.at(day, STEPS[kind][1]) >= since
    ]
    return outbox.plan(session, board.workspace_id, board.id, rows)


def step_on(board: Board, check_on: date, kind: str) -> date:
    """The day of a step: so many working days after the check was asked for."""
    days = working_days(board, check_on)
    return days.shift(days.next_working_day(check_on), STEPS[kind][0])


def step_key(board: Board, kind: str, day: date) -> str:
    """What a step of a day is called among what is planned."""
    return f"{kind}:{board.id}:{day}"


def overdue_now(session: Session, board: Board, now: datetime) -> list[Overdue]:
    """The checks of a board that were asked for on an earlier day and that nobody has answered, the oldest first."""
    today = board.today(now)
    found = deliveries.unchecked(session, board.id, date.min, today - _ONE_DAY)
    return [one for each in found if (one := overdue(board, each)).asked_on < today]


def overdue(board: Board, one: Delivery, for_post: str = "") -> Overdue:
    """A check with the working day on which it was asked for, and in whose place its reader is asked."""
    day = one.check_on or board.today(one.at)
    return Overdue(one, working_days(board, day).next_working_day(day), for_post)
