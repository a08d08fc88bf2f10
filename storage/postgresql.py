"""PostgreSQL, with limits: it may hang without closing a connection, and others may keep their locks.

Loaded when an address asks for it, since its driver takes time to load.
"""

from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event

from storage.database import UNLIMITED
from storage.patience import ANSWERING, OPTION, WORKING, Patience

PING = 0.5
"""Seconds for the question whether a connection that lay idle still lives. If not, a new one is opened, so too short is
harmless; a form's whole wait for a server that hangs is this and `connect_timeout`."""
CONNECTING = {
    "connect_timeout": 2,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""libpq's parameters (postgresql.org/docs/current/libpq-connect.html): seconds, and milliseconds for the last. psycopg
takes two for the least that connecting may take. What the address itself says goes before these."""
STATEMENT = 15.0
"""Seconds for one statement, told to the server, so that it drops what nobody waits for any more."""
IDLE = 60.0
"""Seconds after which the server gives back the locks of a machine of ours that has vanished in a transaction."""


class _Driver(psycopg.Connection[Any]):
    """A connection on which an answer is waited for no longer than `patience` (seconds; None waits on)."""

    patience: float | None = ANSWERING.answer

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer. One that does not come in time ends the connection: it could still come later on.

        Raises:
            OperationalError: as psycopg does; without a SQLSTATE where no answer came.
        """
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # no answer to it is there yet
                self.pgconn.finish()
            raise


def open_postgresql(url: URL) -> Engine:
    """An engine for a PostgreSQL, on which nothing is waited for without end."""
    limits = {name: value for name, value in CONNECTING.items() if name not in url.query}
    engine = create_engine(
        url, connect_args=limits, pool_pre_ping=True, pool_size=10, max_overflow=UNLIMITED, hide_parameters=True
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _tell_limits)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", _lie_idle)
    return engine


def _connect(_dialect: Any, _record: Any, given: Any, named: Any) -> Any:
    return _Driver.connect(*given, **named)


def _tell_limits(connection: _Driver, _record: Any) -> None:
    # Not among the parameters of the connection: a pooler in front of the server would refuse those.
    for setting, seconds in (
        ("lock_timeout", ANSWERING.lock),
        ("statement_timeout", STATEMENT),
        ("idle_in_transaction_session_timeout", IDLE),
    ):
        connection.execute(_limit(setting, seconds))
    connection.commit()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    patience: Patience = options.get(OPTION, WORKING)
    driver: Any = connection.connection.dbapi_connection
    driver.patience = patience.answer
    if options.get("writes") and patience.lock != ANSWERING.lock:  # a question costs no more than its answer
        connection.exec_driver_sql(_limit("lock_timeout", patience.lock, "LOCAL"))
    if patience.answer is None:
        connection.exec_driver_sql(_limit("statement_timeout", 0, "LOCAL"))


def _lie_idle(driver: _Driver | None, _record: Any) -> None:
    if driver is not None:  # None where it was ended
        driver.patience = PING


def _limit(name: str, seconds: float, scope: str = "SESSION") -> str:
    return f"SET {scope} {name} = {round(1000 * seconds)}"
