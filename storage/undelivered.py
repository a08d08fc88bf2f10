"""Messages that were given up: what they are, to be tried once more, and to be let be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from storage.outbox import DEAD, DROPPED, PENDING
from storage.tables import Outbox


@dataclass(frozen=True)
class Undelivered:
    """A message that did not arrive. `due_at` is when it should have gone, `given_up_at` when that ended (UTC)."""

    number: int
    kind: str
    args: Mapping[str, Any]
    to: str
    is_change: bool
    due_at: datetime
    given_up_at: datetime | None
    why: str


def undelivered(
    session: Session, board_id: int, numbers: Collection[int] | None = None, *, to_settle: bool = False
) -> list[Undelivered]:
    """What was given up of a board, answers about it too, or those with these numbers, the oldest first.

    A number stays a message's own, so that one that is settled renames no other. Those that are `to_settle` stay
    locked until the transaction ends.
    """
    answers = and_(Outbox.board_id.is_(None), Outbox.args["board"].as_integer() == board_id)
    found = select(Outbox).where(Outbox.state == DEAD, or_(Outbox.board_id == board_id, answers))
    if numbers is not None:
        found = found.where(Outbox.id.in_(numbers))
    found = found.order_by(Outbox.due_at, Outbox.id)
    rows = session.scalars(found.with_for_update() if to_settle else found)
    return [
        Undelivered(
            row.id, row.kind, row.args, row.to, row.amends is not None, row.due_at, row.settled_at, row.why
        )
        for row in rows
    ]  # fmt: skip


def send_again(session: Session, numbers: Collection[int]) -> None:
    """Let them go as if for the first time. What may have arrived is still looked for before it is sent."""
    values = {"state": PENDING, "attempts": 0, "settled_at": None, "not_before": None}
    session.execute(update(Outbox).where(Outbox.id.in_(numbers), Outbox.state == DEAD).values(values))


def let_be(session: Session, numbers: Collection[int], why: str, at: datetime) -> None:
    """Decide that they need not arrive any more, and keep why."""
    values = {"state": DROPPED, "settled_at": at, "why": why, "in_doubt": False}
    session.execute(update(Outbox).where(Outbox.id.in_(numbers), Outbox.state == DEAD).values(values))
