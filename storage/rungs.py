"""The rows of one kind of one meeting: what is planned, and what was said or is about to be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.outbox import PLANNED, SENT, WAITING
from storage.planned import ToMakeUp
from storage.tables import Outbox


def planned_for(session: Session, meeting_id: int, kind: str, until: datetime) -> list[ToMakeUp]:
    """What of a kind is planned for a meeting and due at `until` or earlier, in order."""
    rows = session.scalars(
        select(Outbox)
        .where(Outbox.meeting_id == meeting_id, Outbox.kind == kind, Outbox.state == PLANNED, Outbox.due_at <= until)
        .order_by(Outbox.due_at, Outbox.id)
    )
    return [ToMakeUp(row.id, row.kind, row.args, row.due_at, row.board_id or 0) for row in rows]


def said_for(session: Session, meeting_id: int, kind: str) -> list[Mapping[str, Any]]:
    """What each message of a kind for a meeting was made up from, that has gone or is on its way."""
    found = select(Outbox.args).where(
        Outbox.meeting_id == meeting_id,
        Outbox.kind == kind,
        Outbox.state.in_((*WAITING, SENT)),
        Outbox.amends.is_(None),
    )
    return list(session.scalars(found.order_by(Outbox.id)))
