"""What is to be said: planned, made up when its time comes, leased, sent. Each row is one message to one place."""

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from bot.messages.parts import Message
from storage.database import HEARD, inserting
from storage.tables import Board, Outbox, Workspace

PLANNED, PENDING, LEASED, RETRY = "planned", "pending", "leased", "retry"
SENT, DEAD, DROPPED = "sent", "dead", "dropped"
WAITING = (PENDING, LEASED, RETRY)

READ_AT_ONCE = 200
BESIDE_OTHERS = 4
"""How many times what it wants a worker looks at, since other workers may be taking the first of them just then."""


@dataclass(frozen=True)
class Planned:
    """Something to be made up and said when its time comes."""

    id: int
    key: str
    kind: str
    args: Mapping[str, Any]
    due_at: datetime
    board_id: int | None


@dataclass(frozen=True)
class Leased:
    """A message that this worker alone may send, until the lease ends."""

    id: int
    team: str
    platform: str
    board_id: int | None
    key: str
    kind: str
    args: Mapping[str, Any]
    to: str
    message: Message | None
    """None where another release wrote it in a way that this one can not read."""
    due_at: datetime
    attempts: int
    in_doubt: bool
    heard: str
    amends: int | None = None
    """The row whose message this one takes the place of."""
    amends_ref: str = ""
    """What the platform calls that message; nothing where it has not gone."""


def say(
    session: Session,
    workspace_id: int,
    *,
    key: str,
    to: str,
    message: Message,
    due: datetime,
    board_id: int | None = None,
    args: Mapping[str, Any] | None = None,
) -> bool:
    """Put a message in the outbox, to go at `due`; False if `key` was there before, and then nothing changes.

    A row with a board waits while the board has not been started, and while it is paused; one without a board
    is an answer to what its reader just did, and goes. `args` are for what is asked once more before it goes.
    """
    values = {
        "workspace_id": workspace_id,
        "board_id": board_id,
        "key": key,
        "kind": message.kind,
        "args": dict(args or {}),
        "meeting_id": (args or {}).get("meeting"),
        "to": to,
        "message": message.model_dump(mode="json"),
        "state": PENDING,
        "due_at": due,
    }
    return bool(_insert(session, [values]))


def amend(session: Session, row_id: int, message: Message, now: datetime) -> bool:
    """Put `message` in the place of the one that row `row_id` sent; False if it has not gone yet, and nothing changes.

    A change that still waits is replaced by this one. One that is being sent just now, or is in doubt, counts as gone:
    its change waits behind it. What has not gone is asked once more before it goes, and can say so itself.
    """
    row = session.scalars(
        select(Outbox).where(Outbox.id == row_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if row.state not in (SENT, LEASED) and not (row.state == RETRY and row.in_doubt):
        return False
    row.message = message.model_dump(mode="json")
    session.flush()
    of_row = (Outbox.workspace_id == row.workspace_id, Outbox.to == row.to, Outbox.amends == row_id)
    waiting = select(Outbox.id).where(*of_row, Outbox.state.in_((PENDING, RETRY))).order_by(Outbox.id.desc())
    last = session.scalars(waiting.limit(1).with_for_update()).first()
    if last is not None:
        session.execute(update(Outbox).where(Outbox.id == last).values(message=row.message, kind=message.kind))
        return True
    earlier = session.scalars(select(func.count()).select_from(Outbox).where(*of_row)).one()
    values = {
        "workspace_id": row.workspace_id,
        "board_id": row.board_id,
        "meeting_id": row.meeting_id,
        "key": f"amend:{row_id}:{earlier + 1}",
        "kind": message.kind,
        "args": {},
        "to": row.to,
        "message": row.message,
        "state": PENDING,
        "due_at": max(now, row.due_at),
        "amends": row_id,
    }
    return bool(_insert(session, [values]))


def why_not_amended(session: Session, row_id: int) -> str:
    """Why a message that was to be changed has not gone, in words."""
    found = session.execute(select(Outbox.state, Outbox.why).where(Outbox.id == row_id)).one()
    if found.state in (DEAD, DROPPED):
        return f"the message that it changes did not go ({found.why.rstrip('.')})"
    return "the message that it changes has not gone yet, and will say it as it is then"


def plan(
    session: Session, workspace_id: int, board_id: int, rows: Sequence[tuple[str, str, dict[str, Any], datetime]]
) -> int:
    """Plan messages to be made up later: (key, kind, args, due). Planning one twice writes it once."""
    values = [
        {
            "workspace_id": workspace_id,
            "board_id": board_id,
            "key": key,
            "kind": kind,
            "args": args,
            "meeting_id": args.get("meeting"),
            "to": "",
            "message": None,
            "state": PLANNED,
            "due_at": due,
        }
        for key, kind, args, due in rows
    ]
    return _insert(session, values)


def replan(session: Session, key: str, due: datetime) -> None:
    """Move a planned row to another time."""
    session.execute(update(Outbox).where(Outbox.key == key, Outbox.state == PLANNED).values(due_at=due))


def unplan(session: Session, board_id: int, kind: str) -> None:
    """Take back what is planned of one kind, where it is to be planned anew."""
    session.query(Outbox).filter_by(board_id=board_id, kind=kind, state=PLANNED).delete()


def due_to_make_up(session: Session, now: datetime, most: int = 50) -> list[Planned]:
    """What is planned and due, of boards that speak, the oldest first."""
    found = session.scalars(
        select(Outbox)
        .join(Board, Board.id == Outbox.board_id)
        .where(Outbox.state == PLANNED, Outbox.due_at <= now, _speaking())
        .order_by(Outbox.due_at, Outbox.id)
        .limit(most)
    )
    return [Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id) for row in found]


def take_planned(session: Session, planned: Planned) -> bool:
    """Claim a planned row for this transaction; False when another worker has it or it is no longer planned."""
    claim = select(Outbox.id).where(Outbox.id == planned.id, Outbox.state == PLANNED).with_for_update(skip_locked=True)
    return session.scalars(claim).first() is not None


def make_up(session: Session, planned: Planned, to: str, message: Message) -> None:
    """Give a planned row its words and its reader; it goes as soon as a worker takes it."""
    values = {"to": to, "message": message.model_dump(mode="json"), "state": PENDING, "kind": message.kind}
    session.execute(update(Outbox).where(Outbox.id == planned.id).values(values))


def put_off(session: Session, planned: Planned, due: datetime, why: str) -> None:
    """Let a planned row wait for a better time."""
    session.execute(update(Outbox).where(Outbox.id == planned.id).values(due_at=due, why=why))


def drop(session: Session, row_id: int, why: str, at: datetime) -> None:
    """Decide not to say it, and keep why."""
    session.execute(
        update(Outbox).where(Outbox.id == row_id).values(state=DROPPED, why=why, settled_at=at, leased_until=None)
    )


def is_anything_due(session: Session, now: datetime) -> bool:
    """Whether any message waits whose time has come: the one statement of an idle tick."""
    found = select(Outbox.id).where(Outbox.state.in_(WAITING), Outbox.due_at <= now).limit(1)
    return session.scalars(found).first() is not None


def lease(
    session: Session,
    *,
    now: datetime,
    machine_now: datetime,
    until: datetime,
    worker: str,
    most: int,
    platform: str,
    not_to: Collection[str] = (),
    not_in: Collection[str] = (),
) -> list[Leased]:
    """Take up to `most` messages that are due, one for each conversation, the oldest first.

    `now` is the board's time and says what is due; `machine_now` and `until` are the machine's. A row of a
    conversation waits for the ones before it, unless those wait for a board that does not speak. A lease that ran
    out is taken again and marked in doubt: the worker that had it may have sent it. Conversations in `not_to` and
    teams in `not_in` are left alone.
    """
    ready = or_(
        Outbox.state == PENDING,
        and_(Outbox.state == RETRY, Outbox.not_before <= machine_now),
        and_(Outbox.state == LEASED, Outbox.leased_until <= machine_now),
    )
    wanted = and_(Workspace.platform == platform, Outbox.to.not_in(not_to), Workspace.team.not_in(not_in), ready)
    first = list(islice(_first_in_line(session, now, wanted), most * BESIDE_OTHERS))
    claim = (
        select(Outbox.id)
        .where(Outbox.id.in_(first), ready)  # again: another worker may have had it since
        .order_by(Outbox.due_at, Outbox.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(claim)) if first else []
    if not ids:
        return []
    session.execute(
        update(Outbox)
        .where(Outbox.id.in_(ids))
        .values(
            in_doubt=or_(Outbox.in_doubt, Outbox.state == LEASED),
            state=LEASED,
            leased_until=until,
            leased_by=worker,
            attempts=Outbox.attempts + 1,
        )
    )
    amended = aliased(Outbox)
    taken = session.execute(
        select(Outbox, Workspace.team, Workspace.platform, func.coalesce(amended.ref, ""))
        .join(Workspace, Workspace.id == Outbox.workspace_id)
        .outerjoin(amended, amended.id == Outbox.amends)
        .where(Outbox.id.in_(ids))
        .order_by(Outbox.due_at, Outbox.id)
        .execution_options(populate_existing=True)
    )
    return [_leased(*row) for row in taken]


def _first_in_line(session: Session, now: datetime, wanted: ColumnElement[bool]) -> Iterator[int]:
    """The row of each conversation that is to go before its others, if it is `wanted`; the oldest first.

    Read along the index, and no further than is asked for: one statement that compared each row that is due with
    those before it took SQLite 9 seconds where 10,000 were due.
    """
    seen: set[tuple[int, str]] = set()
    each_state = (_in_line(session, state, now, wanted) for state in WAITING)
    for _, row, workspace_id, to, is_wanted in heapq.merge(*each_state):
        if (workspace_id, to) not in seen:
            seen.add((workspace_id, to))
            if is_wanted:
                yield row


def _in_line(
    session: Session, state: str, now: datetime, wanted: ColumnElement[bool]
) -> Iterator[tuple[datetime, int, int, str, bool]]:
    """What is due of one state, on boards that speak, in order: (due, id, workspace, to, whether it is wanted)."""
    query = (
        select(Outbox.due_at, Outbox.id, Outbox.workspace_id, Outbox.to, case((wanted, True), else_=False))
        .join(Workspace, Workspace.id == Outbox.workspace_id)
        .outerjoin(Board, Board.id == Outbox.board_id)
        .where(Outbox.state == state, Outbox.due_at <= now, or_(Outbox.board_id.is_(None), _speaking()))
        .order_by(Outbox.due_at, Outbox.id)
        .limit(READ_AT_ONCE)
    )
    rest = query
    while True:
        found = session.execute(rest).all()
        yield from (tuple(row) for row in found)
        if len(found) < READ_AT_ONCE:
            return
        due_at, row = found[-1][:2]
        rest = query.where(tuple_(Outbox.due_at, Outbox.id) > tuple_(literal(due_at, Outbox.due_at.type), literal(row)))


def is_still_leased(session: Session, row: Leased) -> bool:
    """Whether nobody has taken or settled a row since it was leased: each lease counts one attempt more.

    The row stays locked until the transaction ends.
    """
    found = select(Outbox.id).where(Outbox.id == row.id, Outbox.state == LEASED, Outbox.attempts == row.attempts)
    return session.scalars(found.with_for_update()).first() is not None


def sent(session: Session, row_id: int, ref: str, at: datetime) -> None:
    """Record that the platform has it."""
    session.execute(
        update(Outbox)
        .where(Outbox.id == row_id)
        .values(state=SENT, ref=ref, settled_at=at, leased_until=None, in_doubt=False)
    )


def retry(session: Session, row_id: int, not_before: datetime, why: str, *, in_doubt: bool) -> None:
    """Let it be tried again, not before `not_before` (the machine's time)."""
    session.execute(
        update(Outbox)
        .where(Outbox.id == row_id)
        .values(state=RETRY, not_before=not_before, why=why, in_doubt=in_doubt, leased_until=None)
    )


def wait_until(session: Session, row_id: int, due: datetime, why: str) -> None:
    """Let a message that was leased and not sent go at a better time; that it was tried does not count."""
    values = {"state": PENDING, "due_at": due, "why": why, "leased_until": None, "attempts": Outbox.attempts - 1}
    session.execute(update(Outbox).where(Outbox.id == row_id).values(values))


def plan_again(session: Session, row_id: int, kind: str, why: str) -> None:
    """Take its words and its reader from a message that was leased and not sent, so that it is made up anew."""
    values = {
        "state": PLANNED, "kind": kind, "to": "", "message": None, "why": why, "leased_until": None, "attempts": 0,
        "in_doubt": False,
    }  # fmt: skip
    session.execute(update(Outbox).where(Outbox.id == row_id).values(values))


def dead(session: Session, row_id: int, why: str, at: datetime) -> None:
    """Record that the platform refused it for good."""
    session.execute(
        update(Outbox).where(Outbox.id == row_id).values(state=DEAD, why=why, settled_at=at, leased_until=None)
    )


def next_due(session: Session) -> tuple[datetime, str] | None:
    """When the next thing is due on a board that speaks, by the board's clock, and its kind; None if nothing is."""
    found = session.execute(
        select(Outbox.due_at, Outbox.kind)
        .outerjoin(Board, Board.id == Outbox.board_id)
        .where(Outbox.state.in_((PLANNED, *WAITING)), or_(Outbox.board_id.is_(None), _speaking()))
        .order_by(Outbox.due_at, Outbox.id)
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else None


def upcoming(session: Session, board_id: int, until: datetime) -> list[Planned]:
    """What is planned for a board up to `until`, in the order in which it will go."""
    rows = session.scalars(
        select(Outbox)
        .where(Outbox.board_id == board_id, Outbox.state.in_((PLANNED, *WAITING)), Outbox.due_at <= until)
        .order_by(Outbox.due_at, Outbox.id)
    )
    return [Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id) for row in rows]


def was_told(session: Session, workspace_id: int, to: str, kind: str) -> bool:
    """Whether a message of this kind has gone, or is on its way, to this place."""
    found = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id, Outbox.to == to, Outbox.kind == kind, Outbox.state.in_((*WAITING, SENT))
    )
    return session.scalars(found.limit(1)).first() is not None


def counts(session: Session) -> dict[str, int]:
    """How many rows stand in each state."""
    return {
        state: number for state, number in session.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
    }


def _speaking(board: type[Board] = Board) -> ColumnElement[bool]:
    return and_(board.started_at.is_not(None), board.paused_at.is_(None))


def _insert(session: Session, values: list[dict[str, Any]]) -> int:
    if not values:
        return 0
    statement = inserting(session, Outbox).on_conflict_do_nothing(index_elements=["key"]).returning(Outbox.id)
    heard = session.info.get(HEARD, "")
    defaults = {"attempts": 0, "in_doubt": False, "ref": "", "why": "", "heard": heard, "leased_by": ""}
    return len(session.execute(statement, [defaults | row for row in values]).all())


def _leased(row: Outbox, team: str, platform: str, amends_ref: str) -> Leased:
    return Leased(
        id=row.id,
        team=team,
        platform=platform,
        board_id=row.board_id,
        key=row.key,
        kind=row.kind,
        args=row.args,
        to=row.to,
        message=_read(row.message),
        due_at=row.due_at,
        attempts=row.attempts,
        in_doubt=row.in_doubt,
        heard=row.heard,
        amends=row.amends,
        amends_ref=amends_ref,
    )


def _read(message: dict[str, Any] | None) -> Message | None:
    """One message that can not be read must not keep the others from going."""
    try:
        return Message.model_validate(message)
    except ValidationError:
        return None
