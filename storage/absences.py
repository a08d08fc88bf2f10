"""What an absence leaves behind: since when it runs, and what was sent on somebody's behalf meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import Action, Outbox, Statement


def planned_args(session: Session, key: str) -> dict[str, Any]:
    """What a row of the outbox is made up from; nothing where there is no such row."""
    return session.scalars(select(Outbox.args).where(Outbox.key == key)).first() or {}


def sent_on_behalf(session: Session, board_id: int, title: str, since: datetime) -> Sequence[tuple[Statement, Action]]:
    """The statements for a board's actions that were sent on behalf of the post called `title`, oldest first."""
    found = session.execute(
        select(Statement, Action)
        .join(Action, Action.id == Statement.action_id)
        .where(Action.board_id == board_id, Statement.on_behalf_of == title, Statement.at >= since)
        .where(Statement.withdrawn_at.is_(None))
        .order_by(Statement.at, Statement.id)
    )
    return [(statement, action) for statement, action in found]
