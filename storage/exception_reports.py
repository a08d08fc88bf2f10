"""Exceptions as records: which action was put to the chair after which meeting, why, and when the report was sent."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.references import next_numbered
from storage.tables import Action, ExceptionReport


def report(session: Session, board_id: int, meeting_id: int, action_id: int, *, why: str, at: datetime) -> str:
    """Note that an action is reported after a meeting; returns its reference, the same however often that is asked."""
    row = ExceptionReport
    known = select(row.ref).where(row.meeting_id == meeting_id, row.action_id == action_id)
    ref = session.scalars(known).first()
    if ref is not None:
        return ref
    ref = next_numbered("EX", session.scalars(select(row.ref).where(row.board_id == board_id)))
    session.add(row(board_id=board_id, meeting_id=meeting_id, action_id=action_id, ref=ref, why=why, at=at))
    session.flush()
    return ref


def note_sent(session: Session, meeting_id: int, *, by: str, at: datetime) -> None:
    """Note that the chair sent the report of a meeting; the first time counts."""
    row = ExceptionReport
    session.execute(
        update(row).where(row.meeting_id == meeting_id, row.sent_at.is_(None)).values(sent_at=at, sent_by=by)
    )


def reports_of(session: Session, board_id: int) -> list[tuple[str, ExceptionReport]]:
    """Every exception of a board with the reference of its action, the oldest first."""
    row = ExceptionReport
    found = select(Action.ref, row).join(Action, Action.id == row.action_id).where(row.board_id == board_id)
    return [(ref, each) for ref, each in session.execute(found.order_by(row.id))]
