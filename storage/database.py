"""The database: SQLite out of the box, PostgreSQL by URL. Nothing connects until it is used."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, func, make_url, select
from sqlalchemy.orm import Session, sessionmaker

from storage.patience import OPTION, WORKING, Patience

Sessions = sessionmaker[Session]
HEARD = "heard"
"""Where a session keeps the id of what is being heard, for the rows that come of it."""
UNLIMITED = -1
"""How many connections more than a pool keeps: there are as many as threads that ask, and none waits for another's."""
_WAITS = "waits"
"""Where a connection to SQLite keeps for how long it waits for the lock."""


def open_database(url: str) -> Engine:
    """An engine for `url`; a SQLite file gets WAL, foreign keys and a wait of five seconds for a lock.

    A `postgres://` or `postgresql://` address is read with psycopg 3, and nothing is waited for without end
    (docs/decisions/0026-no-wait-without-end.md). What goes into a statement is kept out of its errors, since it may be
    what somebody wrote.
    """
    parsed = _with_driver(make_url(url))
    if parsed.get_backend_name() != "sqlite":
        from storage.postgresql import open_postgresql  # noqa: PLC0415  (its driver takes time to load)

        return open_postgresql(parsed)
    waits = {"timeout": WORKING.lock, "check_same_thread": False}
    is_file = (parsed.database or ":memory:") != ":memory:"  # what is in memory has another kind of pool
    limits = {"max_overflow": UNLIMITED} if is_file else {}
    engine = create_engine(parsed, connect_args=waits, hide_parameters=True, **limits)
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def sessions(engine: Engine) -> Sessions:
    """A maker of sessions over `engine`. Rows stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


def writing(session: Session, patience: Patience = WORKING) -> Session:
    """Say before the first statement that this transaction will write, and how long it waits for a lock.

    SQLite then takes its one write lock at the start: a transaction that reads first and writes later can be
    refused in the middle (SQLITE_BUSY_SNAPSHOT), and waiting would not help it.

    Raises:
        RuntimeError: the transaction has begun, and it is too late to say.
    """
    if session.in_transaction():
        raise RuntimeError("say that a transaction will write before its first statement")
    session.connection(execution_options={"writes": True, OPTION: patience})
    return session


def inserting(session: Session, table: type[Any]) -> Any:
    """An INSERT into `table` that can be told what to do where the row is there already.

    Each engine has its own, and only that one's is loaded: the other would cost a start some 25 ms.
    """
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table)


def time_of(engine: Engine) -> datetime:
    """What time it is by the clock of the database's machine, aware; PostgreSQL only."""
    with engine.connect() as connection:
        said = connection.execute(select(func.clock_timestamp())).scalar_one()
    return datetime.fromisoformat(str(said)).astimezone(UTC)


def _with_driver(url: URL) -> URL:
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _tune_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own comes too late
    # What is deleted or written over is overwritten with zeros as well, whichever way this SQLite was built.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-20000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def rinse(session: Session) -> None:
    """Let the files hold no more than the tables do, once what was removed is committed: SQLite's log keeps old pages.

    PostgreSQL does that by itself, at its next vacuum. Where somebody reads for longer than the lock is waited for, the
    log is emptied at the next try.

    Raises:
        RuntimeError: the session is in a transaction, behind which the log can not be emptied.
    """
    if session.in_transaction():
        raise RuntimeError("commit what was removed before its traces are")
    engine = session.get_bind()
    if not isinstance(engine, Engine) or engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def begin_sqlite(connection: Any) -> None:
    """Begin as the transaction asked for: one that will write takes the lock at once."""
    options = connection.get_execution_options()
    if not options.get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    lock = options.get(OPTION, WORKING).lock
    if lock != connection.info.get(_WAITS, WORKING.lock):
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(1000 * lock)}")
        connection.info[_WAITS] = lock
    connection.exec_driver_sql("BEGIN IMMEDIATE")
