"""Decisions of the chair or the board, each with its reference."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.tables import Decision


def add_decision(
    session: Session, board_id: int, *, ref: str, at: datetime, person_id: int, post: str, words: str
) -> int:
    """Record a decision."""
    row = Decision(board_id=board_id, ref=ref, at=at, person_id=person_id, post=post, words=words)
    session.add(row)
    session.flush()
    return row.id


def next_ref(session: Session, board_id: int, at: datetime) -> str:
    """The next free reference of the month, such as D-2021-06-03."""
    month = f"D-{at:%Y-%m}-"
    taken = session.scalars(
        select(func.count()).select_from(Decision).where(Decision.board_id == board_id, Decision.ref.startswith(month))
    ).one()
    return f"{month}{taken + 1:02d}"


def find_decision(session: Session, board_id: int, ref: str) -> int | None:
    """The id of the decision with this reference."""
    return session.scalars(select(Decision.id).where(Decision.board_id == board_id, Decision.ref == ref)).first()
