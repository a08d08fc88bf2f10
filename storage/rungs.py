"""The rows of one kind of one meeting: what is planned, and what was said or is about to be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
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


def said_for(session: Session, meeting_id: int, kind: str) -> list[tuple[Mapping[str, Any], datetime]]:
    """What each message of a kind for a meeting was made up from, that has gone or is on its way; and when (UTC)."""
    found = select(Outbox.args, func.coalesce(Outbox.settled_at, Outbox.due_at, type_=Outbox.due_at.type)).where(
        Outbox.meeting_id == meeting_id,
        Outbox.kind == kind,
        Outbox.state.in_((*WAITING, SENT)),
        Outbox.amends.is_(None),
    )
    return [(args, at) for args, at in session.execute(found.order_by(Outbox.id))]
