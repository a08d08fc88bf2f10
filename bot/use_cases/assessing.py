"""A plan with what the rules make of it today: what every status, summary and Home tab is drawn from."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.plans import Assessed, assess, cycle_of
from storage import actions


def assess_plan(session: Session, board: Board, now: datetime, only: Sequence[int] | None = None) -> list[Assessed]:
    """Rate the actions of a board in plan order (or those in `only`), in four statements whatever their number.

    Unchecked: the board came from `storage.access`, or the worker asks for it.
    """
    today = board.today(now)
    tomorrow = board.at(today + timedelta(days=1), time(0))
    meetings = actions.meeting_days(session, board.id, board.zone, tomorrow)
    length = board.tolerances.cycle
    return [
        assess(action, today, board.tolerances, cycle_of(meetings.get(action.id, ()), today, length))
        for action in actions.actions_of(session, board.id, today, board.zone, only)
    ]
