"""A plan with what the rules make of it today: what every status, summary and Home tab is drawn from."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.plans import Action, Assessed, assess, cycle_of
from storage import actions, boards, unchanged


def assess_plan(session: Session, board: Board, now: datetime, only: Sequence[int] | None = None) -> list[Assessed]:
    """Rate the actions of a board in plan order (or those in `only`), in four statements whatever their number.

    Unchecked: the board came from `storage.access`, or the worker asks for it.
    """
    today = board.today(now)

    def rated() -> list[Assessed]:
        found = actions.actions_of(session, board.id, today, board.zone, only)
        rates = {board.id: _rating(session, board, now)}
        for action in found:
            if action.board_id not in rates:  # reported to this board: it looks the same wherever it is shown
                rates[action.board_id] = _rating(session, boards.get_board(session, action.board_id), now)
        return [rates[action.board_id](action) for action in found]

    if only is not None:
        return rated()
    return list(unchanged.known(session, ("plan", board.id, today, board.zone, board.tolerances), rated, size=len))


def assess_action(session: Session, board: Board, action: Action, now: datetime) -> Assessed:
    """Rate one action that has been fetched already, by the ways of the board whose plan it is of."""
    owner = board if action.board_id == board.id else boards.get_board(session, action.board_id)
    return _rating(session, owner, now)(action)


def _rating(session: Session, board: Board, now: datetime) -> Callable[[Action], Assessed]:
    today = board.today(now)
    tomorrow = board.at(today + timedelta(days=1), time(0))
    meetings = actions.meeting_days(session, board.id, board.zone, tomorrow)
    tolerances = board.tolerances

    def rate(action: Action) -> Assessed:
        days, asked = meetings.get(action.id, ((), None))
        return assess(action, today, tolerances, cycle_of(days, today, tolerances.cycle), asked)

    return rate
