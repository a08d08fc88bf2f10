"""How the outbox stands, for whoever watches: what waits, what is late, what was given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage.outbox import DEAD, PLANNED, WAITING, next_due, plan
from storage.tables import Board, Outbox


@dataclass(frozen=True)
class Backlog:
    """How many rows are open or dead, by state; how many of them are in doubt; how late the oldest is that is due."""

    by_state: dict[str, int]
    in_doubt: int
    lag: timedelta


@dataclass(frozen=True)
class Row:
    """One thing that was planned for a board; `why` is what last held it up."""

    id: int
    board_id: int
    kind: str
    args: Mapping[str, Any]
    due_at: datetime
    why: str


def planned_before(session: Session, before: datetime) -> list[Row]:
    """What was planned for `before` (the board's time) or earlier and still waits, of boards that speak, oldest first.

    What was planned has something that it is made up from; what only answers somebody has not.
    """
    found = session.scalars(
        select(Outbox)
        .join(Board, Board.id == Outbox.board_id)
        .where(Outbox.state.in_((PLANNED, *WAITING)), Outbox.due_at <= before)
        .where(Board.started_at.is_not(None), Board.paused_at.is_(None))
        .order_by(Outbox.board_id, Outbox.due_at, Outbox.id)
    )
    return [_row(row) for row in found if row.args]


def gathered(session: Session, board_ids: Sequence[int], kind: str, until: datetime) -> list[Row]:
    """What is gathered of a kind for these boards and planned for `until` (the board's time) or earlier, by board."""
    found = session.scalars(
        select(Outbox)
        .join(Board, Board.id == Outbox.board_id)
        .where(Outbox.state == PLANNED, Outbox.kind == kind, Outbox.due_at <= until, Outbox.board_id.in_(board_ids))
        .where(Board.started_at.is_not(None), Board.paused_at.is_(None))
        .order_by(Outbox.board_id, Outbox.id)
    )
    return [_row(row) for row in found]


def rows(session: Session, ids: Sequence[int]) -> list[Row]:
    """These rows, whatever has become of them, in the order in which they were due."""
    found = session.scalars(select(Outbox).where(Outbox.id.in_(ids)).order_by(Outbox.due_at, Outbox.id))
    return [_row(row) for row in found]


def boards_of(session: Session, row_id: int) -> list[int]:
    """The boards that a row speaks for: its own, and those of what it carries."""
    spoken_for = or_(Outbox.id == row_id, Outbox.carried_by == row_id)
    found = session.scalars(select(Outbox.board_id).where(spoken_for).distinct().order_by(Outbox.board_id))
    return [board_id for board_id in found if board_id is not None]


def gather(session: Session, workspace_id: int, board_id: int, kind: str, among: str, what: Any, due: datetime) -> None:
    """Note something among what the next message of this kind will tell of; planned for `due` if there is none yet.

    There is one of a kind and a board that is still to be made up, or one more that a message carried and did not say.
    """
    of_board = Outbox.board_id == board_id, Outbox.key.startswith(f"{kind}:{board_id}:")
    still = select(Outbox).where(*of_board, Outbox.state == PLANNED).order_by(Outbox.id).limit(1).with_for_update()
    if session.scalars(still).first() is None:
        newest = session.scalars(select(func.max(Outbox.id))).one()  # earlier ones may be forgotten: no count of them
        plan(session, workspace_id, board_id, [(f"{kind}:{board_id}:{newest}", kind, {"rows": []}, due)])
    gathering = session.scalars(still).one()
    gathering.args = {**gathering.args, among: [*gathering.args.get(among, ()), what]}
    session.flush()


def is_any_waiting(session: Session, rows: Sequence[int], before: datetime) -> bool:
    """Whether any of these rows still waits that was due at `before` or earlier."""
    waits = Outbox.id.in_(rows), Outbox.state.in_((PLANNED, *WAITING)), Outbox.due_at <= before
    return session.scalars(select(Outbox.id).where(*waits).limit(1)).first() is not None


def backlog(session: Session, now: datetime) -> Backlog:
    """How the outbox stands at `now`, the board's time. What was sent or dropped is not gone through.

    Rows of boards that do not speak are not late.
    """
    open_states = (PLANNED, *WAITING, DEAD)
    found = session.execute(
        select(Outbox.state, Outbox.in_doubt, func.count())
        .where(Outbox.state.in_(open_states))
        .group_by(Outbox.state, Outbox.in_doubt)
    )
    by_state, in_doubt = dict.fromkeys(open_states, 0), 0
    for state, doubtful, number in found:
        by_state[state] += number
        in_doubt += number if doubtful and state != DEAD else 0
    oldest = next_due(session)
    return Backlog(by_state, in_doubt, max(now - oldest[0], timedelta(0)) if oldest else timedelta(0))


def _row(row: Outbox) -> Row:
    return Row(row.id, row.board_id or 0, row.kind, row.args, row.due_at, row.why)
