"""Decisions of the chair or the board, each with its reference."""

from datetime import datetime
from itertools import count

from sqlalchemy import select
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
    taken = set(
        session.scalars(select(Decision.ref).where(Decision.board_id == board_id, Decision.ref.startswith(month)))
    )
    numbered = (f"{month}{number:02d}" for number in count(len(taken) + 1))
    return next(ref for ref in numbered if ref not in taken)  # some were typed, as in the minutes


def find_decision(session: Session, board_id: int, ref: str) -> int | None:
    """The id of the decision with this reference."""
    return session.scalars(select(Decision.id).where(Decision.board_id == board_id, Decision.ref == ref)).first()
