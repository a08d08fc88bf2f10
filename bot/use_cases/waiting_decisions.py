"""What waits to be decided when somebody comes who can: a named approver, a chair who is back, a new deputy."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.use_cases.closing import ask_decider_now
from bot.use_cases.new_dates import ask_date_deciders_now
from storage import boards, deliveries, new_dates


def ask_who_can_now(session: Session, now: datetime) -> None:
    """On every board that may speak, ask whoever can decide now about what they have not been asked about."""
    for board_id in sorted({*deliveries.boards_waiting(session), *new_dates.boards_waiting(session)}):
        board = boards.get_board(session, board_id)
        if board.is_speaking():
            ask_of_board(session, board, now)


def ask_of_board(session: Session, board: Board, now: datetime) -> int:
    """The same of one board; how many messages that is."""
    waiting = deliveries.waiting(session, board.id)
    asked = sum(ask_decider_now(session, board, one, now) for one in waiting)
    return asked + ask_date_deciders_now(session, board, now)
