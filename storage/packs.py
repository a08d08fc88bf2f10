"""Packs: how the actions of a meeting stood when its pack was fixed. Added once, never changed but for the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.domain.meetings import Meeting
from bot.domain.packs import Order, Pack, PackItem, item_kept, kept
from storage import tables
from storage.meetings import said_for


@dataclass(frozen=True)
class Fixed:
    """An item to be kept, with the rows that it stands on."""

    item: PackItem
    suggestion_id: int
    self_rating_id: int | None


@dataclass(frozen=True)
class FirstPage:
    """What a pack begins with: its measures, by name and what is said of each, and what is wrong with the people."""

    measures: Sequence[tuple[str, str]]
    roster: Sequence[str]


def add_pack(session: Session, meeting: Meeting, at: datetime, fixed: Sequence[Fixed], first: FirstPage) -> None:
    """Keep a meeting's pack as it is at `at`."""
    pack = tables.Pack(
        meeting_id=meeting.id,
        moves=meeting.moves,
        at=at,
        held_at=meeting.starts_at,
        measures=[{"name": name, "words": words} for name, words in first.measures],
        roster=list(first.roster),
    )
    session.add(pack)
    session.flush()
    for each in fixed:
        session.add(
            tables.PackItem(
                pack_id=pack.id,
                action_id=each.item.action_id,
                position=each.item.slot,
                suggestion_id=each.suggestion_id,
                self_rating_id=each.self_rating_id,
                statement_id=each.item.statement_id,
                is_missing=each.item.is_missing,
                facts=kept(each.item),
            )
        )
    session.flush()


def find_pack(session: Session, meeting_id: int, moves: int) -> Pack | None:
    """The pack of a meeting on the day to which it was moved (`moves` times); None while it is not fixed."""
    return _read(session, tables.Pack.meeting_id == meeting_id, tables.Pack.moves == moves)


def find_pack_by_id(session: Session, pack_id: int) -> Pack | None:
    """The pack with this id. Unchecked: who may see it is asked of its meeting."""
    return _read(session, tables.Pack.id == pack_id)


def _read(session: Session, *wanted: ColumnElement[bool]) -> Pack | None:
    pack = session.scalars(select(tables.Pack).where(*wanted)).first()
    if pack is None:
        return None
    rows = session.scalars(
        select(tables.PackItem).where(tables.PackItem.pack_id == pack.id).order_by(tables.PackItem.position)
    )
    items = [item_kept(row.facts, statement_id=row.statement_id, is_missing=row.is_missing) for row in rows]
    return Pack(
        pack.id,
        pack.meeting_id,
        pack.at,
        Order(pack.sort),
        tuple(items),
        held_at=pack.held_at,
        measures=None if pack.measures is None else tuple((each["name"], each["words"]) for each in pack.measures),
        roster=None if pack.roster is None else tuple(pack.roster),
    )


def choose_order(session: Session, pack_id: int, order: Order) -> None:
    """Let a pack list its actions in the order that the chair chose."""
    session.execute(update(tables.Pack).where(tables.Pack.id == pack_id).values(sort=order.value))


def statements_by_id(session: Session, ids: Sequence[int]) -> Mapping[int, tables.Statement]:
    """Statements, whole, as they stand in the record."""
    return {row.id: row for row in session.scalars(select(tables.Statement).where(tables.Statement.id.in_(ids)))}


def self_ratings(session: Session, action_ids: Sequence[int]) -> Mapping[int, int]:
    """The newest rating that the officer of each action gave, by action."""
    action = tables.Action
    found = session.execute(
        select(action.id, action.self_rating_id).where(action.id.in_(action_ids), action.self_rating_id.is_not(None))
    )
    return {action_id: rating_id for action_id, rating_id in found if rating_id is not None}


def came_since(session: Session, meeting_id: int, since: datetime) -> Mapping[int, datetime]:
    """When the newest statement to a meeting came, by action, where that was after `since`."""
    statement = tables.Statement
    found = session.execute(
        select(statement.action_id, statement.at)
        .where(said_for(meeting_id), statement.at > since)
        .order_by(statement.at)
    )
    return {action_id: at for action_id, at in found}


def new_dates_asked(session: Session, action_ids: Sequence[int]) -> Mapping[int, date]:
    """The new deadline that is asked for and not decided on, by action; of several the newest request."""
    change = tables.DeadlineChange
    found = session.execute(
        select(change.action_id, change.to)
        .where(change.action_id.in_(action_ids), change.decision_id.is_(None), change.state == "asked")
        .where(change.to.is_not(None))
        .order_by(change.id)
    )
    return {action_id: to for action_id, to in found if to is not None}
