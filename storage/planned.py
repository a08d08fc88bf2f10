"""What is planned to be said, and what was said for a meeting: read and put right when something has changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.domain.cycle import CHASERS
from bot.messages.parts import Message
from storage.outbox import (
    DROPPED,
    IN_TURN,
    PENDING,
    PLANNED,
    RETRY,
    SENT,
    WAITING,
    Leased,
    Planned,
    as_changed,
    leased_row,
    plan,
    promised,
    turns_of,
)
from storage.tables import Board, Outbox, Workspace

AS_SENT = (Outbox.settled_at.nulls_last(), Outbox.id)
"""The order in which messages went: one that was planned later may have gone first, and said the part of another."""
Wanted = Mapping[str, tuple[str, dict[str, Any], datetime]]
"""Rows by key: (kind, args, due)."""


CHANGED = "the meeting was changed, and this is not wanted any more"


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


@dataclass(frozen=True)
class Dropped:
    """A row that was decided against: when (UTC) and why. One that was never written has no `id`: 0."""

    id: int
    key: str
    kind: str
    args: Mapping[str, Any]
    board_id: int | None
    at: datetime
    why: str


def reconcile(
    session: Session,
    workspace_id: int,
    board_id: int,
    meeting_id: int,
    wanted: Wanted,
    at: datetime,
    too_late: Collection[str] = (),
) -> int:
    """Make what is planned for a meeting be what is `wanted`; returns how many rows are planned that were not.

    What is planned and wanted no more is dropped, and its reason kept; should it be wanted again, it is planned again.
    What was put off to a better time stays put off. What is on its way or was sent is left alone. The keys in
    `too_late` stay if they are there, and are not added. Doing it twice changes nothing.
    """
    columns = Outbox.id, Outbox.key, Outbox.state, Outbox.due_at, Outbox.why, Outbox.args
    known = {row.key: row for row in session.execute(select(*columns).where(Outbox.meeting_id == meeting_id))}
    gone: list[int] = []
    later: dict[int, dict[str, Any]] = {}
    again: dict[int, dict[str, Any]] = {}
    for key, row in known.items():
        due = wanted[key][2] if key in wanted else None
        if row.state == PLANNED and due is None and not (wanted and row.args.get("again")):
            gone.append(row.id)
        elif row.state == PLANNED and due is not None and not row.why and row.due_at != due:
            later[row.id] = _due(row.args, due, at)
        elif row.state == DROPPED and row.why == CHANGED and due is not None and key not in too_late:
            again[row.id] = _due(row.args, due, at)
    if gone:
        dropped = {"state": DROPPED, "why": CHANGED, "settled_at": at}
        session.execute(update(Outbox).where(Outbox.id.in_(gone)).values(dropped))
    for row_id, values in later.items():
        session.execute(update(Outbox).where(Outbox.id == row_id).values(values))
    for row_id, values in again.items():
        planned_again = {"state": PLANNED, "why": "", "settled_at": None, **values}
        session.execute(update(Outbox).where(Outbox.id == row_id).values(planned_again))
    if known:
        _follow_turn(session, meeting_id)
    fresh = [
        (key, kind, promised(args, due, at), due)
        for key, (kind, args, due) in wanted.items()
        if key not in known and key not in too_late
    ]
    return len(again) + plan(session, workspace_id, board_id, fresh)


def _due(args: Mapping[str, Any], due: datetime, at: datetime) -> dict[str, Any]:
    return {"due_at": due, "args": promised(args, due, at)}


def _follow_turn(session: Session, meeting_id: int) -> None:
    turn = turns_of(session, {meeting_id})[meeting_id]
    waits = Outbox.meeting_id == meeting_id, Outbox.state == PLANNED, Outbox.turn != turn
    session.execute(update(Outbox).where(*waits).values(turn=turn))


def keys_of(session: Session, meeting_id: int) -> frozenset[str]:
    """The keys of all that was ever planned for a meeting, whatever became of it."""
    return frozenset(session.scalars(select(Outbox.key).where(Outbox.meeting_id == meeting_id)))


def sent_about(session: Session, meeting_id: int) -> list[Told]:
    """What was sent about a meeting, or carried a part that is about it, in the order in which it went."""
    carriers = select(Outbox.carried_by).where(Outbox.meeting_id == meeting_id, Outbox.carried_by.is_not(None))
    rows = session.scalars(
        select(Outbox)
        .where(or_(Outbox.meeting_id == meeting_id, Outbox.id.in_(carriers)))
        .where(Outbox.state == SENT, Outbox.amends.is_(None), Outbox.message.is_not(None))
        .order_by(*AS_SENT)
    )
    return as_told(session, rows)


def as_told(session: Session, rows: Iterable[Outbox]) -> list[Told]:
    """Rows that went, as they stand once the changes that are on their way have gone: the next one adds to that."""
    rows = list(rows)
    changed = as_changed(session, [row.id for row in rows]) if rows else {}
    return [
        Told(row.id, row.kind, row.to, changed.get(row.id) or Message.model_validate(row.message), row.args)
        for row in rows
    ]


def find_row(session: Session, key: str) -> int | None:
    """The row of this key, whatever has become of it; None where there is none."""
    return session.scalars(select(Outbox.id).where(Outbox.key == key)).first()


def told_under(session: Session, keys: Sequence[str]) -> list[Told]:
    """What was sent under one of these keys, or carried it, in the order in which it went."""
    carriers = select(Outbox.carried_by).where(Outbox.key.in_(keys), Outbox.carried_by.is_not(None))
    rows = session.scalars(
        select(Outbox)
        .where(or_(Outbox.key.in_(keys), Outbox.id.in_(carriers)))
        .where(Outbox.state == SENT, Outbox.amends.is_(None), Outbox.message.is_not(None))
        .order_by(*AS_SENT)
    )
    return as_told(session, rows)


def was_told_about(session: Session, meeting_id: int, to: str, kinds: Collection[str]) -> bool:
    """Whether a message of one of these kinds about a meeting has gone, or is on its way, to somebody."""
    return bool(told_about(session, meeting_id, to, kinds))


def told_about(
    session: Session, meeting_id: int, to: str, kinds: Collection[str], since: datetime | None = None
) -> list[Message]:
    """The messages of these kinds about a meeting that have gone, or are on their way, to somebody, as they stand; or
    only those that went at `since` or later.
    """
    carriers = select(Outbox.carried_by).where(Outbox.meeting_id == meeting_id, Outbox.carried_by.is_not(None))
    found = select(Outbox).where(
        or_(Outbox.meeting_id == meeting_id, Outbox.id.in_(carriers)),
        Outbox.to == to,
        Outbox.kind.in_(kinds),
        Outbox.state.in_((*WAITING, SENT)),
        Outbox.amends.is_(None),
        Outbox.message.is_not(None),
    )
    if since is not None:
        found = found.where(or_(Outbox.state != SENT, Outbox.settled_at >= since))
    return [told.message for told in as_told(session, session.scalars(found.order_by(Outbox.id)))]


def posts_asked(session: Session, meeting_id: int, before: datetime) -> frozenset[int]:
    """The posts that were asked for something for a meeting before an instant, by a message of theirs or another's."""
    carrier = aliased(Outbox)
    found = (
        select(Outbox.args)
        .outerjoin(carrier, carrier.id == Outbox.carried_by)
        .where(Outbox.meeting_id == meeting_id)
        .where(func.coalesce(carrier.settled_at, Outbox.settled_at) < before)
        .where(func.coalesce(carrier.state, Outbox.state) == SENT)
    )
    return frozenset(args["post"] for args in session.scalars(found) if args.get("rung") in CHASERS)


def settled(session: Session, key: str) -> tuple[str, datetime | None]:
    """What has become of a row, and when (UTC) it was settled; nothing where there is none."""
    found = session.execute(select(Outbox.state, Outbox.settled_at).where(Outbox.key == key)).first()
    return (found.state, found.settled_at) if found else ("", None)


def dropped_whys(session: Session, meeting_id: int, kinds: Collection[str]) -> list[str]:
    """Why each row of these kinds about a meeting was dropped; nothing where one of them was not, or there is none."""
    found = session.execute(
        select(Outbox.state, Outbox.why).where(Outbox.meeting_id == meeting_id, Outbox.kind.in_(list(kinds)))
    ).all()
    return [row.why for row in found] if all(row.state == DROPPED for row in found) else []


def was_written_to(session: Session, workspace_id: int, to: str, kinds: Collection[str]) -> bool:
    """Whether a message of one of these kinds has gone, or is on its way, to this place."""
    found = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
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
        .order_by(*IN_TURN)
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


def made_up_for(session: Session, board_id: int, kinds: Collection[str]) -> list[tuple[int, dict[str, Any]]]:
    """The messages of these kinds of a board that wait to go, and are certain not to have gone: id and args of each."""
    found = session.execute(
        select(Outbox.id, Outbox.args)
        .where(Outbox.board_id == board_id, Outbox.state.in_((PENDING, RETRY)), Outbox.kind.in_(kinds))
        .where(Outbox.in_doubt.is_(False), Outbox.amends.is_(None))
        .order_by(Outbox.id)
    )
    return [(row_id, args) for row_id, args in found]


def carry(session: Session, rows: Iterable[int], carrier: int, at: datetime) -> None:
    """Settle rows whose part another message to the same person says."""
    why = "it is in the one message of the day to the same person"
    session.execute(
        update(Outbox)
        .where(Outbox.id.in_(list(rows)), Outbox.state == PLANNED)
        .values(state=DROPPED, why=why, settled_at=at, carried_by=carrier)
    )


def uncarry(session: Session, carrier: int, *, besides: int) -> None:
    """Plan again, at its own time, what a message was to say too for other boards than this one."""
    carried = update(Outbox).where(Outbox.carried_by == carrier, Outbox.state == DROPPED, Outbox.board_id != besides)
    session.execute(carried.values(state=PLANNED, why="", settled_at=None, carried_by=None))


def give_args(session: Session, row_id: int, args: Mapping[str, Any]) -> None:
    """Say anew what a row is made up from."""
    session.execute(update(Outbox).where(Outbox.id == row_id).values(args=dict(args)))


def add_args(session: Session, row_id: int, args: Mapping[str, Any]) -> None:
    """Add to what a row is made up from, whatever it was given meanwhile."""
    held = session.scalars(select(Outbox.args).where(Outbox.id == row_id)).one()
    give_args(session, row_id, {**held, **args})


def hasten(session: Session, keys: Sequence[str], due: datetime, why: str) -> int:
    """Let planned rows go at `due` if they would go later, and keep why; returns how many do."""
    rows = session.scalars(select(Outbox).where(Outbox.key.in_(keys), Outbox.state == PLANNED, Outbox.due_at > due))
    found = list(rows)
    for row in found:
        row.due_at, row.why = due, why  # with a reason, planning anew leaves it where it is
    session.flush()
    return len(found)


def count_of(session: Session, keys: Sequence[str]) -> int:
    """How many of these keys have a row, whatever became of it."""
    return session.scalars(select(func.count()).select_from(Outbox).where(Outbox.key.in_(keys))).one()


def count_keys(session: Session, starting: str) -> int:
    """How many rows have ever had a key that starts so."""
    return len(session.scalars(select(Outbox.id).where(Outbox.key.startswith(starting, autoescape=True))).all())


def open_ids(session: Session, workspace_id: int) -> frozenset[int]:
    """The rows of a workspace of which it is not settled yet what becomes of them."""
    rows = select(Outbox.id).where(Outbox.workspace_id == workspace_id, Outbox.state.in_((PLANNED, *WAITING)))
    return frozenset(session.scalars(rows))


def newest_id(session: Session) -> int:
    """The newest row; 0 where there is none."""
    return session.scalars(select(func.max(Outbox.id))).one() or 0


def first_due(session: Session, workspace_id: int, without: Collection[int]) -> datetime | None:
    """When the first row of a workspace is due (UTC) that is planned or waits on a board that speaks."""
    found = _of_speaking(select(func.min(Outbox.due_at)), workspace_id, without)
    at: datetime | None = session.scalars(found.where(Outbox.state.in_((PLANNED, *WAITING)))).one()
    return at


def due_in_workspace(
    session: Session, workspace_id: int, now: datetime, without: Collection[int]
) -> tuple[list[Planned], list[Leased]]:
    """What is due in a workspace, of boards that speak, the oldest first: to be made up; and made up, as if leased."""
    found = _of_speaking(select(Outbox, Workspace.team, Workspace.platform), workspace_id, without)
    rows = session.execute(
        found.join(Workspace, Workspace.id == Outbox.workspace_id)
        .where(Outbox.state.in_((PLANNED, *WAITING)), Outbox.due_at <= now)
        .order_by(*IN_TURN)
    ).all()
    to_make_up = [
        Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id)
        for row, _, _ in rows
        if row.state == PLANNED
    ]
    return to_make_up, [leased_row(row, team, platform) for row, team, platform in rows if row.state != PLANNED]


def dropped_since(session: Session, workspace_id: int, since: datetime) -> list[Dropped]:
    """What was decided against in a workspace at `since` or later; not what another message said as well."""
    rows = session.scalars(
        select(Outbox)
        .where(Outbox.workspace_id == workspace_id, Outbox.state == DROPPED, Outbox.settled_at >= since)
        .where(Outbox.carried_by.is_(None), Outbox.amends.is_(None))
        .order_by(Outbox.settled_at, Outbox.id)
    )
    return [
        Dropped(row.id, row.key, row.kind, row.args, row.board_id, row.settled_at or since, row.why) for row in rows
    ]


def was_said_to(session: Session, key: str, to: str) -> bool:
    """Whether somebody was written to, or is about to be, under this key or one that continues it after a colon."""
    under = or_(Outbox.key == key, Outbox.key.startswith(f"{key}:", autoescape=True))
    said = select(Outbox.id).where(under, Outbox.to == to, Outbox.state != DROPPED, Outbox.amends.is_(None))
    return session.scalars(said.limit(1)).first() is not None


def args_starting(session: Session, key: str) -> list[Mapping[str, Any]]:
    """What is kept with the messages that were said, or are about to be, under the keys that start so."""
    under = (Outbox.key.startswith(key, autoescape=True), Outbox.state != DROPPED, Outbox.amends.is_(None))
    return list(session.scalars(select(Outbox.args).where(*under)))


def _of_speaking(found: Any, workspace_id: int, without: Collection[int]) -> Any:
    speaks: ColumnElement[bool] = and_(Board.started_at.is_not(None), Board.paused_at.is_(None))
    found = found.select_from(Outbox).outerjoin(Board, Board.id == Outbox.board_id)
    found = found.where(Outbox.workspace_id == workspace_id, or_(Outbox.board_id.is_(None), speaks))
    return found.where(Outbox.id.not_in(without)) if without else found


def sent_starting(
    session: Session, key: str, *, or_waiting: bool = False, of_days: Collection[date] | None = None
) -> list[Told]:
    """The messages whose key starts so, where they stand, in the order in which they went; or also those that wait to
    go. Where days are given, of what is about a day only those of one of them.
    """
    states = (SENT, *WAITING) if or_waiting else (SENT,)
    found = select(Outbox).where(Outbox.key.startswith(key, autoescape=True), Outbox.state.in_(states))
    if of_days is not None:
        found = found.where(Outbox.args["day"].as_string().in_([each.isoformat() for each in of_days]))
    rows = session.scalars(found.where(Outbox.message.is_not(None)).order_by(*AS_SENT))
    return as_told(session, rows)
