"""Sources, what they ask for and found, and which actions answer; nothing here checks who asks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.restriction import RESTRICTED, is_held
from bot.domain.sources import Declined, Item, ItemKind, Link, SentReply, Source, SourceKind
from storage import tables
from storage.plans import plan_id_of


@dataclass(frozen=True)
class HeldBack:
    """The words of what is restricted, and until when: a day, or what has to have happened."""

    words: str
    until: date | None
    event: str


def sources_of(session: Session, board_id: int) -> list[Source]:
    """The sources of a board, in the order in which they were added."""
    source = tables.Source
    found = select(source).where(source.board_id == board_id, source.withdrawn_at.is_(None)).order_by(source.position)
    return [_source(row) for row in session.scalars(found)]


def items_of(session: Session, board: Board, now: datetime) -> list[Item]:
    """Everything that the sources of a board ask for or found, source by source, each in its own order.

    What is restricted at `now` comes without its words: only `held_back` gives them.
    """
    item, group, source = tables.SourceItem, tables.SourceGroup, tables.Source
    found = session.execute(
        select(item, group.name)
        .join(source, source.id == item.source_id)
        .outerjoin(group, group.id == item.group_id)
        .where(source.board_id == board.id, source.withdrawn_at.is_(None), item.withdrawn_at.is_(None))
        .order_by(source.position, item.position)
    )
    sent = _replies(session, board.id)
    return [_item(row, name or "", board, board.today(now), sent[row.id]) for row, name in found]


def _replies(session: Session, board_id: int) -> Mapping[int, list[tables.SourceReply]]:
    """What was replied to each item of a board, by the item's id, in the order in which it was written down."""
    reply, item, source = tables.SourceReply, tables.SourceItem, tables.Source
    found = session.scalars(
        select(reply)
        .join(item, item.id == reply.item_id)
        .join(source, source.id == item.source_id)
        .where(source.board_id == board_id)
        .order_by(reply.id)
    )
    by_item: dict[int, list[tables.SourceReply]] = defaultdict(list)
    for row in found:
        by_item[row.item_id].append(row)
    return by_item


def held_back(session: Session, item_id: int) -> HeldBack:
    """What a restricted item says, and until when it is held back. Unchecked: ask who may read it first."""
    row = session.get_one(tables.SourceItem, item_id)
    return HeldBack(row.words, row.restricted_until, row.restricted_event)


def links_of(session: Session, board_id: int, *, with_ended: bool = False) -> list[Link]:
    """The links of a board's actions; `with_ended`, also those that were taken away."""
    link, source = tables.SourceLink, tables.Source
    found = select(link).join(source, source.id == link.source_id).where(source.board_id == board_id).order_by(link.id)
    rows = session.scalars(found if with_ended else found.where(link.unlinked_at.is_(None)))
    return [_link(row) for row in rows]


def same_work_of(session: Session, board_id: int) -> dict[int, int]:
    """Of each action that repeats another's work, the other's id."""
    same, action = tables.SameWork, tables.Action
    found = select(same).join(action, action.id == same.action_id).where(action.board_id == board_id)
    return {row.action_id: row.same_as_id for row in session.scalars(found)}


def replaced_of(session: Session, board_id: int) -> dict[int, int]:
    """Of each action that was merged into another, or whose place another took: the other's id."""
    action = tables.Action
    found = select(action.id, action.replaced_by_id).where(
        action.board_id == board_id, action.replaced_by_id.is_not(None)
    )
    return {action_id: other for action_id, other in session.execute(found) if other is not None}


def add_source(session: Session, board_id: int, at: datetime, **values: Any) -> int:
    """Add a source at the end; returns its id."""
    source = tables.Source
    place = session.scalars(select(func.count()).select_from(source).where(source.board_id == board_id)).one()
    words = {"legal_force": "", "visited": "", "reported": "", "note": ""}
    row = source(
        board_id=board_id, plan_id=plan_id_of(session, board_id), position=place, added_at=at, **(words | values)
    )
    session.add(row)
    session.flush()
    return row.id


def change_source(session: Session, source_id: int, **values: Any) -> None:
    """Change columns of a source."""
    _change(session, session.get_one(tables.Source, source_id), values)


def group_of(session: Session, source_id: int, name: str) -> int:
    """The group of a source with this name, made where it is new."""
    group = tables.SourceGroup
    found = session.scalars(select(group.id).where(group.source_id == source_id, group.name == name)).first()
    if found is not None:
        return found
    row = group(source_id=source_id, name=name)
    session.add(row)
    session.flush()
    return row.id


def groups_of(session: Session, board_id: int) -> dict[int, tuple[int, str]]:
    """The groups of a board's sources, by their ids: of which source each is, and its name."""
    group, source = tables.SourceGroup, tables.Source
    found = session.execute(
        select(group.id, group.source_id, group.name)
        .join(source, source.id == group.source_id)
        .where(source.board_id == board_id)
    )
    return {group_id: (source_id, name) for group_id, source_id, name in found}


def add_item(session: Session, source_id: int, at: datetime, **values: Any) -> int:
    """Add an item at the end of a source, with no action yet; returns its id."""
    item = tables.SourceItem
    place = session.scalars(select(func.count()).select_from(item).where(item.source_id == source_id)).one()
    words = {"priority": "", "declined_post": "", "declined_why": ""}
    row = item(source_id=source_id, position=place, added_at=at, **(words | values))
    session.add(row)
    session.flush()
    return row.id


def change_item(session: Session, item_id: int, **values: Any) -> None:
    """Change columns of an item."""
    _change(session, session.get_one(tables.SourceItem, item_id), values)


def add_reply(session: Session, item_id: int, reply: SentReply, *, by: str, at: datetime) -> None:
    """Keep what was replied to an item, after what was replied before."""
    session.add(tables.SourceReply(item_id=item_id, **vars(reply), recorded_by=by, at=at))
    session.flush()


def add_link(session: Session, link: Link, at: datetime) -> None:
    """Link an action; one that was taken away before comes back."""
    row = _found(session, link)
    if row is None:
        session.add(tables.SourceLink(**{**vars(link), "linked_at": at}))
    elif row.unlinked_at is not None:
        row.linked_at, row.unlinked_at = at, None
    session.flush()


def end_link(session: Session, link: Link, at: datetime) -> None:
    """Take a link away; that it was there stays on the record."""
    row = _found(session, link)
    if row is not None:
        row.unlinked_at = at
    session.flush()


def withdraw_item(session: Session, item_id: int, at: datetime) -> None:
    """Take out something that a source was said to ask for by mistake; its row, and what it was, stay.

    With the last of a group, what was linked to the group is linked to nothing.
    """
    links, item = tables.SourceLink, tables.SourceItem
    row = session.get_one(item, item_id)
    _end_links(session, links.item_id == item_id, at)
    _withdraw(session, row, at)
    beside = select(item.id).where(item.group_id == row.group_id, item.withdrawn_at.is_(None))
    if row.group_id is not None and session.scalars(beside).first() is None:
        _end_links(session, links.group_id == row.group_id, at)


def withdraw_source(session: Session, source_id: int, at: datetime) -> None:
    """Take out a source that was entered by mistake, with all that it was said to ask for."""
    item = tables.SourceItem
    for item_id in session.scalars(select(item.id).where(item.source_id == source_id, item.withdrawn_at.is_(None))):
        withdraw_item(session, item_id, at)
    _end_links(session, tables.SourceLink.source_id == source_id, at)
    _withdraw(session, session.get_one(tables.Source, source_id), at)


def withdrawn_refs(session: Session, board_id: int) -> set[tuple[str, str]]:
    """What was withdrawn: the references of sources, and of entries beside those of their sources, in small letters."""
    item, source = tables.SourceItem, tables.Source
    whole = select(source.withdrawn_ref).where(source.board_id == board_id, source.withdrawn_at.is_not(None))
    entries = (
        select(source.ref, item.withdrawn_ref)
        .join(item, item.source_id == source.id)
        .where(source.board_id == board_id, item.withdrawn_at.is_not(None), source.withdrawn_at.is_(None))
    )
    found = {(ref.casefold(), "") for ref in session.scalars(whole)}
    return found | {(ref.casefold(), entry.casefold()) for ref, entry in session.execute(entries)}


def _end_links(session: Session, which: ColumnElement[bool], at: datetime) -> None:
    link = tables.SourceLink
    session.execute(update(link).where(which, link.unlinked_at.is_(None)).values(unlinked_at=at))


def _withdraw(session: Session, row: tables.Source | tables.SourceItem, at: datetime) -> None:
    """Its reference is free for the one that was meant."""
    row.withdrawn_at, row.withdrawn_ref = at, row.ref
    row.ref = f"{row.ref[:40]}#{row.id}"
    session.flush()


def note_same_work(session: Session, action_id: int, same_as_id: int) -> None:
    """Keep that an action repeats the work of another."""
    session.add(tables.SameWork(action_id=action_id, same_as_id=same_as_id))
    session.flush()


def source_refs(session: Session, board_id: int) -> dict[int, tuple[str, str, str]]:
    """Of each action (by id) what the plan itself says of its source: the action's words, source and source_ref."""
    action = tables.Action
    found = session.execute(
        select(action.id, action.words, action.source, action.source_ref)
        .where(action.board_id == board_id)
        .order_by(action.position)
    )
    return {action_id: (words, source, ref) for action_id, words, source, ref in found}


def evidence_of(session: Session, action_ids: Iterable[int]) -> dict[int, str]:
    """The evidence that the newest statement of each action gives, or else what the plan lists; empty where neither.

    Of what is restricted it says that alone.
    """
    action, statement = tables.Action, tables.Statement
    found = session.execute(
        select(action.id, action.evidence, statement.evidence, action.restricted_at.is_not(None))
        .outerjoin(statement, statement.id == action.statement_id)
        .where(action.id.in_(list(action_ids)))
    )
    return {action_id: RESTRICTED if held else said or listed or "" for action_id, listed, said, held in found}


def _found(session: Session, link: Link) -> tables.SourceLink | None:
    row = tables.SourceLink
    return session.scalars(
        select(row).where(
            row.action_id == link.action_id,
            row.source_id == link.source_id,
            row.group_id == link.group_id,
            row.item_id == link.item_id,
        )
    ).first()


def _change(session: Session, row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def _source(row: tables.Source) -> Source:
    return Source(
        row.id, row.ref, row.title, SourceKind(row.kind), row.legal_force, row.visited, row.visited_on, row.reported,
        row.reported_on, row.note, row.reply_by,
    )  # fmt: skip


def _item(row: tables.SourceItem, group: str, board: Board, today: date, replies: Iterable[tables.SourceReply]) -> Item:
    held = is_held(row.restricted_at, row.restricted_until, today)
    words, why = (RESTRICTED, RESTRICTED) if held else (row.words, row.declined_why)
    declined = Declined(row.declined_post, board.today(row.declined_at), why) if row.declined_at else None
    return Item(
        row.id, row.source_id, ItemKind(row.kind), row.ref, words, row.group_id, group, row.priority,
        board.today(row.added_at), declined, held, tuple(_reply(each, is_held=held) for each in replies),
    )  # fmt: skip


def _reply(row: tables.SourceReply, *, is_held: bool) -> SentReply:
    """Of what is restricted only that it was replied to, when and by whom: a reply says what it replies to."""
    words, where = (RESTRICTED, "") if is_held else (row.words, row.where)
    return SentReply(words, row.sent_on, row.post, where)


def _link(row: tables.SourceLink) -> Link:
    return Link(row.action_id, row.source_id, row.group_id, row.item_id, row.linked_at)
