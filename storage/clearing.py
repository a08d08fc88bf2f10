"""What the chair has cleared for the public; a row is added each time, and its end is noted in it."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.clearing import Cleared
from storage import tables


def cleared_of(session: Session, board: Board) -> dict[tuple[str, int], Cleared]:
    """What is cleared on a board, by its kind and id."""
    row = tables.Cleared
    found = session.scalars(select(row).where(row.board_id == board.id, row.ended_at.is_(None)).order_by(row.id))
    return {(each.kind, each.item_id): Cleared(each.words, each.by, board.today(each.at)) for each in found}


def clear(session: Session, board_id: int, kind: str, item_id: int, *, words: str, by: str, at: datetime) -> None:
    """Note that something is cleared in these words; what it was cleared in before ends."""
    end(session, board_id, kind, item_id, by=by, at=at)
    session.add(tables.Cleared(board_id=board_id, kind=kind, item_id=item_id, words=words, by=by, at=at))
    session.flush()


def end(session: Session, board_id: int, kind: str, item_id: int, *, by: str, at: datetime) -> None:
    """Note that something is cleared no more."""
    row = tables.Cleared
    stands = (row.board_id == board_id, row.kind == kind, row.item_id == item_id, row.ended_at.is_(None))
    session.execute(update(row).where(*stands).values(ended_at=at, ended_by=by))
