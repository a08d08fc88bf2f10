"""A copy of a workspace in memory: for what would keep others from writing for too long if it were tried in place."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, Table, bindparam, create_engine, event, insert, select
from sqlalchemy.orm import Session

from storage.database import begin_sqlite, sessions, writing
from storage.remembering import remember
from storage.tables import Audit, Inbox, Row, Tick, Workspace

_LEFT_OUT = frozenset({Inbox.__tablename__, Tick.__tablename__})
"""What no workspace has, and no trial asks for."""


@contextmanager
def copied(session: Session, workspace_id: int) -> Iterator[Session]:
    """All that this transaction sees of a workspace, in a SQLite of its own that goes when the block ends.

    Nobody waits for it: the workspace is only read, by one who reads. What is written to the copy is nowhere else, and
    what is asked of it again is answered from memory until then.
    """
    engine = _in_memory()
    try:
        with engine.begin() as target:
            _fill(target, session.connection(), workspace_id)
        with sessions(engine)() as copy:
            yield remember(writing(copy))
    finally:
        engine.dispose()


def _in_memory() -> Engine:
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False, "isolation_level": None}
    )
    event.listen(engine, "begin", begin_sqlite)
    return engine


def _fill(target: Connection, source: Connection, workspace_id: int) -> None:
    Row.metadata.create_all(target)
    for table in Row.metadata.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        rows = source.execute(_of_workspace(table), {"workspace": workspace_id}).mappings().all()
        if rows:
            target.execute(insert(table), [dict(row) for row in rows])


@cache
def _of_workspace(table: Table) -> Any:
    """The rows of a table that belong to a workspace. Of the record the newest, from which the next one follows."""
    found = select(table).where(_belongs(table))
    return found.order_by(table.c.id.desc()).limit(1) if table.name == Audit.__tablename__ else found


def _belongs(table: Table) -> Any:
    """A row belongs to the workspace to which the first thing belongs that it can not be without."""
    if table.name == Workspace.__tablename__:
        return table.c.id == bindparam("workspace")
    if "workspace_id" in table.c:
        return table.c.workspace_id == bindparam("workspace")
    column = next(column for column in table.columns if column.foreign_keys and not column.nullable)
    parent = next(iter(column.foreign_keys)).column.table
    return column.in_(select(parent.c.id).where(_belongs(parent)))
