"""Finding words wherever a board keeps what people wrote, and taking them out.

It goes by the tables themselves: whatever has text in it and belongs to the board is looked through, so that a table
that is added later is not forgotten.
"""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    Table,
    Text,
    and_,
    cast,
    exists,
    false,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.removal import pattern_of, pieces, taken_out
from bot.messages.parts import Message
from bot.messages.removing import SWEEPING
from storage import outbox
from storage.audit import REMOVED
from storage.tables import Action, Audit, Inbox, Outbox, Reporting, Row
from storage.tables import Board as BoardRow

NOT_LOOKED_THROUGH = frozenset({"board", "inbox", "person", "post", "post_alias", "tick", "workspace"})
"""Names, and what is looked through in a way of its own: what a board says of itself; the inbox, which is nobody's."""
_SAID_ELSEWHERE = frozenset({"outbox", "digest", "pack", "pack_item", "kept_paper", "decision_log"})
"""What a board that another board's action is reported to has said of it: the words went there with the action."""
_OF_ITSELF = ("aim", "objectives", "pressures", "whom_to_ask")
"""What somebody typed of a board. The other columns are days and numbers, that words must not be taken out of."""


@dataclass(frozen=True)
class Place:
    """Where the words stand: a table's row, and of which action it is, if of any."""

    table: str
    row_id: int
    action: str
    values: dict[str, Any]
    """By column, the same without the words."""


def tables_looked_through() -> list[Table]:
    """Every table that has text and belongs to a board."""
    return [
        table
        for table in Row.metadata.sorted_tables
        if table.name not in NOT_LOOKED_THROUGH and _texts(table) and _belongs(table)
    ]


def find(session: Session, board: Board, words: str) -> list[Place]:
    """Every place of the board where the words stand. Nothing is changed."""
    found = [place for table in tables_looked_through() for place in _places(session, board, table, words)]
    return [*found, *_of_itself(session, board, words)]


def remove(session: Session, places: list[Place], now: datetime) -> Counter[str]:
    """Take the words out of these places; how many by table. What is in chat is changed there too."""
    for place in places:
        table = Row.metadata.tables[place.table]
        session.execute(update(table).where(table.c.id == place.row_id).values(place.values))
        if place.table == Outbox.__tablename__:
            _change_in_chat(session, place, now)
    session.expire_all()
    return Counter(place.table for place in places)


def forget_in_answers(session: Session, words: str) -> None:
    """Take the words out of the answers that are kept for a repeat.

    They say what was saved, and lie there for weeks. Whose they are is not kept with them, so it is done in all: what
    a repeat would get is the same answer with the stub in it.
    """
    pattern = pattern_of(words)
    for row in session.scalars(select(Inbox).where(_may_hold(Row.metadata.tables[Inbox.__tablename__].c.reply, words))):
        row.reply = taken_out(row.reply, pattern)


def _of_itself(session: Session, board: Board, words: str) -> Iterator[Place]:
    row = session.get_one(BoardRow, board.id)
    values = _changed({name: getattr(row, name) for name in _OF_ITSELF}, pattern_of(words))
    if values:
        yield Place(BoardRow.__tablename__, board.id, "", values)


def _change_in_chat(session: Session, place: Place, now: datetime) -> None:
    """A message that went is put in the place of itself. A change of one that has not gone yet goes without the words
    as it is; behind one that may be on its way they are taken out again.
    """
    session.expire_all()
    row = session.get_one(Outbox, place.row_id)
    if row.amends is not None and row.state != outbox.PENDING:
        row = session.get_one(Outbox, row.amends)
    if row.amends is None and row.message is not None:
        outbox.amend(session, row.id, Message.model_validate(row.message), now, removes=True)


def _places(session: Session, board: Board, table: Table, words: str) -> Iterator[Place]:
    pattern = pattern_of(words)
    texts = _texts(table)
    also = [each.id for each in boards_told(session, board)] if table.name in _SAID_ELSEWHERE else []
    may_hold = or_(*(_may_hold(column, words) for column in texts))
    for row in session.execute(rows_of(table, board, may_hold, also)).mappings():
        values = _changed({column.name: row[column.name] for column in texts}, pattern)
        if values:
            yield Place(table.name, row["id"], row.get("of_action") or "", values)


def _changed(values: dict[str, Any], pattern: re.Pattern[str]) -> dict[str, Any]:
    without = {name: taken_out(value, pattern) for name, value in values.items()}
    return {name: value for name, value in without.items() if value != values[name]}


def boards_told(session: Session, board: Board) -> list[BoardRow]:
    """The other boards of the workspace to which an action of this one is, or was, reported."""
    told = (
        select(Reporting.board_id)
        .join(Action, Action.id == Reporting.action_id)
        .where(Action.board_id == board.id, Reporting.board_id != board.id)
    )
    here = (BoardRow.workspace_id == board.workspace_id, BoardRow.id.in_(told))
    return list(session.scalars(select(BoardRow).where(*here).order_by(BoardRow.id)))


def rows_of(table: Table, board: Board, holds: ColumnElement[bool], also: Sequence[int] = ()) -> Select[Any]:
    """The rows of a table that are a board's and of which something holds, such as that they may hold words.

    What is said for several boards at once belongs to each. Those of the boards in `also` are counted with them.
    """
    ids = (board.id, *also)
    if "board_id" in table.c and "workspace_id" in table.c:
        here = and_(
            table.c.workspace_id == board.workspace_id, or_(table.c.board_id.in_(ids), table.c.board_id.is_(None))
        )
        is_errand = table.c.kind == SWEEPING if "kind" in table.c else false()  # it forgets the words by itself
        return select(table).where(here, holds, not_(is_errand))
    if table is Audit.__table__:
        return select(table).where(table.c.workspace_id == board.workspace_id, _is_of(board), holds)
    joined: Any = table
    through = {table}
    for key in [_key_of(column) for column in _way_to_board(table) or []]:
        joined = joined.join(key.column.table, key.parent == key.column)
        through.add(key.column.table)
    action = Row.metadata.tables[Action.__tablename__]
    if "action_id" in table.c and action not in through:
        joined = joined.outerjoin(action, table.c.action_id == action.c.id)
        through.add(action)
    named = [action.c.ref.label("of_action")] if action in through else []
    return select(table, *named).select_from(joined).where(BoardRow.__table__.c.id.in_(ids), holds)


def _is_of(board: Board) -> ColumnElement[bool]:
    """The entries of the record that are about this board. Older ones name no action: they go by its reference.

    What says that details were removed holds none, and says which entries they were removed from.
    """
    mine = select(Action.id).where(Action.board_id == board.id)
    others = exists().where(BoardRow.workspace_id == board.workspace_id, BoardRow.id != board.id)
    named = exists().where(
        Action.board_id == board.id,
        or_(Audit.subject == Action.ref, Audit.subject.startswith(Action.ref + " ")),
    )
    by_name = or_(not_(others), Audit.subject == board.name, named)
    return and_(Audit.what != REMOVED, or_(Audit.action_id.in_(mine), and_(Audit.action_id.is_(None), by_name)))


def _key_of(column: Column[Any]) -> ForeignKey:
    return next(iter(column.foreign_keys))


def _way_to_board(table: Table) -> list[Column[Any]] | None:
    """The foreign keys from a table to its board, by the shortest way; None where there is no way."""
    ways: deque[tuple[Table, list[Column[Any]]]] = deque([(table, [])])
    seen = {table.name}
    while ways:
        at, way = ways.popleft()
        if at.name == BoardRow.__tablename__:
            return way
        for column in at.columns:
            for key in column.foreign_keys:
                if key.column.table.name not in seen:
                    seen.add(key.column.table.name)
                    ways.append((key.column.table, [*way, column]))
    return None


def _belongs(table: Table) -> bool:
    """The record is the workspace's, and every board's in it."""
    return table is Audit.__table__ or _way_to_board(table) is not None


def _texts(table: Table) -> list[Column[Any]]:
    """The columns that hold what somebody typed, or a message; keys and kinds have a length and are not looked at."""
    return [column for column in table.columns if isinstance(column.type, Text | JSON)]


def _may_hold(column: Column[Any], words: str) -> ColumnElement[bool]:
    """Whether the pieces stand in the column in their order; what lies between them is for the pattern to say."""
    as_kept = [json.dumps(piece)[1:-1] if isinstance(column.type, JSON) else piece for piece in pieces(words)]
    said = "%".join(_escaped(piece) for piece in as_kept)
    text = cast(column, String) if isinstance(column.type, JSON) else column
    return text.ilike(f"%{said}%", escape="!")


def _escaped(piece: str) -> str:
    """With every sign of LIKE as itself, either apostrophe for both, and anything for a letter that is not of English:
    SQLite does not know its capital.
    """
    plain = re.sub(r"[!%_]", lambda sign: f"!{sign[0]}", piece)
    return re.sub(r"\\u[0-9a-f]{4}|['’]|[^\x00-\x7f]", "%", plain)
