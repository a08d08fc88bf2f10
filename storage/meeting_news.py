"""What people are to be told of a change to a meeting and has not gone yet."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.messages.parts import Message
from storage.outbox import DROPPED, PENDING, WAITING
from storage.planned import sent_about
from storage.tables import Outbox


def take_back(
    session: Session, meeting_id: int, to: str, kinds: Collection[str], why: str, at: datetime
) -> dict[str, Any] | None:
    """Drop what waits to be said to somebody about a meeting; what the first of it was made from, None for nothing."""
    rows = session.scalars(
        select(Outbox)
        .where(Outbox.meeting_id == meeting_id, Outbox.to == to, Outbox.kind.in_(kinds), Outbox.state == PENDING)
        .where(Outbox.amends.is_(None))
        .order_by(Outbox.id)
        .with_for_update()
    ).all()
    for row in rows:
        row.state, row.why, row.settled_at = DROPPED, why, at
    session.flush()
    return dict(rows[0].args) if rows else None


def told(session: Session, meeting_id: int, kinds: Collection[str]) -> set[str]:
    """Where something about a meeting has been said, or a message of one of these kinds is on its way."""
    rows = session.scalars(
        select(Outbox.to).where(
            Outbox.meeting_id == meeting_id,
            Outbox.kind.in_(kinds),
            Outbox.state.in_(WAITING),
            Outbox.amends.is_(None),
        )
    )
    return {*rows, *(each.to for each in sent_about(session, meeting_id))}


def waiting_about(session: Session, meeting_id: int, without: Collection[str]) -> list[tuple[int, Message]]:
    """What is made up about a meeting, or carries a part about it, and is not known to have gone: rows, and messages.

    Messages of the kinds `without` are left out.
    """
    carriers = select(Outbox.carried_by).where(Outbox.meeting_id == meeting_id, Outbox.carried_by.is_not(None))
    rows = session.scalars(
        select(Outbox)
        .where(or_(Outbox.meeting_id == meeting_id, Outbox.id.in_(carriers)), Outbox.kind.not_in(without))
        .where(Outbox.state.in_(WAITING), Outbox.amends.is_(None), Outbox.message.is_not(None))
        .order_by(Outbox.id)
    )
    return [(row.id, Message.model_validate(row.message)) for row in rows]


def reword(session: Session, row_id: int, message: Message) -> None:
    """Let what has not gone say something else to the same reader."""
    session.execute(update(Outbox).where(Outbox.id == row_id).values(message=message.model_dump(mode="json")))
