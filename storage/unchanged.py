"""What was worked out before, as long as the database has not changed since. It can not be out of date.

Each engine says itself whether anything has been committed, by this process or another, on this machine or another:
SQLite by `data_version` (sqlite.org/pragma.html#pragma_data_version) with the connection's own count of changes, which
it leaves out; PostgreSQL by the snapshot that the transaction reads from (pg_current_snapshot, PostgreSQL 13). What is
kept is kept with that word, beside the connection it came by, and goes with the first change to anything at all.
"""

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from storage.patience import OPTION, WORKING, Patience

Found = TypeVar("Found")

ROOM = 1_000
"""How many things are kept beside one connection; what `size` says of each is added up."""
_KEPT = "unchanged"


def only_reading(session: Session, patience: Patience = WORKING) -> Session:
    """Say before the first statement that this transaction changes nothing, so that it may be told what is known.

    It sees the database as of one moment, as every transaction on SQLite does.
    """
    session.info[_KEPT] = None
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ", OPTION: patience})
    return session


def known(
    session: Session, key: Hashable, find: Callable[[], Found], size: Callable[[Any], int] = lambda _: 1
) -> Found:
    """What `find` returns, or what it returned for this key before if nothing was committed since.

    `key` names the question whole, the day included; the answer must be one that nobody changes. A transaction that is
    not `only_reading` always asks: it may have changed something itself.
    """
    if _KEPT not in session.info:
        return find()
    kept: dict[Hashable, tuple[int, Any]] = session.info[_KEPT] or _kept(session)
    if key not in kept:
        found = find()
        if size(found) > ROOM:
            return found
        if sum(each for each, _ in kept.values()) + size(found) > ROOM:
            kept.clear()
        kept[key] = size(found), found
    answer: Found = kept[key][1]
    return answer


def _kept(session: Session) -> dict[Hashable, tuple[int, Any]]:
    """What this connection keeps of the database as this transaction sees it."""
    connection = session.connection()
    now = _version(connection)
    kept: dict[Hashable, tuple[int, Any]]
    version, kept = connection.info.get(_KEPT, (None, {}))
    if version != now:
        kept = {}
        connection.info[_KEPT] = now, kept
    session.info[_KEPT] = kept
    return kept


def _version(connection: Connection) -> Hashable:
    if connection.dialect.name == "postgresql":
        return str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())
    # By the driver's own cursor: so it costs 5 µs, and 40 through the engine's events.
    driver: Any = connection.connection.dbapi_connection
    return driver.execute("PRAGMA data_version").fetchone()[0], driver.total_changes


class Commits:
    """Which commit is the newest, for one who may not wait: the event loop asks, and gets its answer in microseconds.

    Only a SQLite file can say so. PostgreSQL would have to be asked over a network, and what is in memory has one
    connection, which a thread may be using.
    """

    def __init__(self, engine: Engine) -> None:
        is_file = engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")
        self._file = engine.url.database if is_file else None
        self._connection: sqlite3.Connection | None = None

    def newest(self) -> Hashable | None:
        """A word that is another one after any commit by anybody; None if it can not be said without waiting."""
        if self._file is None:
            return None
        try:
            # A connection that never writes: `data_version` leaves out what was committed over its own.
            self._connection = self._connection or sqlite3.connect(self._file, timeout=0, isolation_level=None)
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:  # locked, full or gone: who asks the database itself will say which
            return None

    def close(self) -> None:
        """Let go of the file."""
        if self._connection:
            self._connection.close()
