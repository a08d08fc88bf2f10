"""A copy of the database in memory: for what would keep others from writing for too long if it were tried in place."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, StaticPool, create_engine, event, insert, select

from storage.database import begin_sqlite
from storage.tables import Row


@contextmanager
def copied(engine: Engine) -> Iterator[Engine]:
    """All of a database as it stands now, in a SQLite of its own that goes when the block ends."""
    copy = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False, "isolation_level": None}
    )
    event.listen(copy, "begin", begin_sqlite)
    try:
        if engine.dialect.name == "sqlite":
            _back_up(engine, copy)
        else:
            _read_all(engine, copy)
        yield copy
    finally:
        copy.dispose()


def _back_up(engine: Engine, copy: Engine) -> None:
    """Page by page (sqlite.org/backup.html): whoever writes meanwhile does not wait."""
    source, target = engine.raw_connection(), copy.raw_connection()
    try:
        source.driver_connection.backup(target.driver_connection)  # type: ignore[union-attr]
    finally:
        source.close()
        target.close()


def _read_all(engine: Engine, copy: Engine) -> None:
    """Every table, from one snapshot."""
    Row.metadata.create_all(copy)
    with engine.connect() as opened, copy.begin() as target:
        source = opened.execution_options(isolation_level="REPEATABLE READ")
        for table in Row.metadata.sorted_tables:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            if rows:
                target.execute(insert(table), rows)
