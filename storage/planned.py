"""What is planned to be said, and what was said for a meeting: read and put right when something has changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.domain.cycle import CHASERS
from bot.messages.parts import Message
from storage.outbox import DROPPED, PLANNED, SENT, WAITING, plan
from storage.tables import Board, Outbox

Wanted = Mapping[str, tuple[str, dict[str, Any], datetime]]
"""Rows by key: (kind, args, due)."""


@dataclass(frozen=True)
class Told:
    """A message that stands where it was sent."""

    id: int
    kind: str
    to: str
    message: Message
    args: Mapping[str, Any]
    """What it was made up from."""


@dataclass(frozen=True)
class ToMakeUp:
    """A row that is planned and has no words yet."""

    id: int
    kind: str
    args: Mapping[str, Any]
    due_at: datetime
    board_id: int


def reconcile(
    session: Session,
    workspace_id: int,
    board_id: int,
    meeting_id: int,
    wanted: Wanted,
    at: datetime,
    too_late: Collection[str] = (),
) -> int:
    """Make what is planned for a meeting be what is `wanted`; returns how many rows are new.

    What is planned and wanted no more is dropped, and its reason kept; what was put off to a better time stays put
    off. What is on its way or was sent is left alone. The keys in `too_late` stay if they are there, and are not
    added. Doing it twice changes nothing.
    """
    rows = session.scalars(select(Outbox).where(Outbox.meeting_id == meeting_id, Outbox.state == PLANNED))
    for row in rows:
        if row.key not in wanted and not (wanted and row.args.get("again")):
            row.state, row.why, row.settled_at = DROPPED, "the meeting was changed, and this is not wanted any more", at
        elif row.key in wanted and not row.why and row.due_at != wanted[row.key][2]:
            row.due_at = wanted[row.key][2]
    session.flush()
    planned = [(key, kind, args, due) for key, (kind, args, due) in wanted.items() if key not in too_late]
    return plan(session, workspace_id, board_id, planned)


def sent_about(session: Session, meeting_id: int) -> list[Told]:
    """What was sent about a meeting, or carried a part that is about it, in the order in which it went."""
    carriers = select(Outbox.carried_by).where(Outbox.meeting_id == meeting_id, Outbox.carried_by.is_not(None))
    rows = session.scalars(
        select(Outbox)
        .where(or_(Outbox.meeting_id == meeting_id, Outbox.id.in_(carriers)))
        .where(Outbox.state == SENT, Outbox.amends.is_(None), Outbox.message.is_not(None))
        .order_by(Outbox.id)
    )
    return [Told(row.id, row.kind, row.to, Message.model_validate(row.message), row.args) for row in rows]


def was_told_about(session: Session, meeting_id: int, to: str, kinds: Collection[str]) -> bool:
    """Whether a message of one of these kinds about a meeting has gone, or is on its way, to somebody."""
    carriers = select(Outbox.carried_by).where(Outbox.meeting_id == meeting_id, Outbox.carried_by.is_not(None))
    found = select(Outbox.id).where(
        or_(Outbox.meeting_id == meeting_id, Outbox.id.in_(carriers)),
        Outbox.to == to,
        Outbox.kind.in_(kinds),
        Outbox.state.in_((*WAITING, SENT)),
    )
    return session.scalars(found.limit(1)).first() is not None


def chasers_planned(session: Session, workspace_id: int, until: datetime) -> list[ToMakeUp]:
    """The chasing messages of a workspace that are planned for `until` or earlier, on boards that speak, in order."""
    rows = session.scalars(
        select(Outbox)
        .join(Board, Board.id == Outbox.board_id)
        .where(Outbox.state == PLANNED, Outbox.due_at <= until, Outbox.kind.in_(CHASERS))
        .where(Outbox.workspace_id == workspace_id, Board.started_at.is_not(None), Board.paused_at.is_(None))
        .order_by(Outbox.due_at, Outbox.id)
    )
    return [ToMakeUp(row.id, row.kind, row.args, row.due_at, row.board_id or 0) for row in rows]


def was_chased(
    session: Session, workspace_id: int, to: str, kinds: Collection[str], since: datetime, until: datetime
) -> bool:
    """Whether a message of one of these kinds went to somebody from `since` up to `until`, or is on its way."""
    rows = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
        Outbox.to == to,
        Outbox.kind.in_(kinds),
        Outbox.amends.is_(None),
        or_(
            (Outbox.state == SENT) & (Outbox.settled_at >= since) & (Outbox.settled_at < until),
            Outbox.state.in_(WAITING) & (Outbox.due_at < until),
        ),
    )
    return session.scalars(rows.limit(1)).first() is not None


def carry(session: Session, rows: Iterable[int], carrier: int, at: datetime) -> None:
    """Settle rows whose part another message to the same person says."""
    why = "it is in the one message of the day to the same person"
    session.execute(
        update(Outbox)
        .where(Outbox.id.in_(list(rows)), Outbox.state == PLANNED)
        .values(state=DROPPED, why=why, settled_at=at, carried_by=carrier)
    )


def give_args(session: Session, row_id: int, args: Mapping[str, Any]) -> None:
    """Say anew what a row is made up from."""
    session.execute(update(Outbox).where(Outbox.id == row_id).values(args=dict(args)))


def hasten(session: Session, keys: Sequence[str], due: datetime, why: str) -> int:
    """Let planned rows go at `due` if they would go later, and keep why; returns how many do."""
    rows = session.scalars(select(Outbox).where(Outbox.key.in_(keys), Outbox.state == PLANNED, Outbox.due_at > due))
    found = list(rows)
    for row in found:
        row.due_at, row.why = due, why  # with a reason, planning anew leaves it where it is
    session.flush()
    return len(found)


def count_keys(session: Session, starting: str) -> int:
    """How many rows have ever had a key that starts so."""
    return len(session.scalars(select(Outbox.id).where(Outbox.key.startswith(starting, autoescape=True))).all())
