"""A plan with what the rules make of it today: what every status, summary and Home tab is drawn from."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.plans import Action, Assessed, assess, cycle_of
from storage import actions, unchanged


def assess_plan(session: Session, board: Board, now: datetime, only: Sequence[int] | None = None) -> list[Assessed]:
    """Rate the actions of a board in plan order (or those in `only`), in four statements whatever their number.

    Unchecked: the board came from `storage.access`, or the worker asks for it.
    """
    today = board.today(now)

    def rated() -> list[Assessed]:
        rate = _rating(session, board, now)
        return [rate(action) for action in actions.actions_of(session, board.id, today, board.zone, only)]

    if only is not None:
        return rated()
    return list(unchanged.known(session, ("plan", board.id, today, board.zone, board.tolerances), rated, size=len))


def assess_action(session: Session, board: Board, action: Action, now: datetime) -> Assessed:
    """Rate one action that has been fetched already."""
    return _rating(session, board, now)(action)


def _rating(session: Session, board: Board, now: datetime) -> Callable[[Action], Assessed]:
    today = board.today(now)
    tomorrow = board.at(today + timedelta(days=1), time(0))
    meetings = actions.meeting_days(session, board.id, board.zone, tomorrow)
    tolerances = board.tolerances
    return lambda action: assess(
        action, today, tolerances, cycle_of(meetings.get(action.id, ()), today, tolerances.cycle)
    )
