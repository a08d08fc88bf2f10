"""Which failures are the database's own troubles, on SQLite and on PostgreSQL."""

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.domain.troubles import Trouble

_SQLITE: Mapping[int, Trouble] = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: Trouble.FULL,
        sqlite3.SQLITE_BUSY: Trouble.LOCKED,
        sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
        sqlite3.SQLITE_READONLY: Trouble.UNWRITABLE,
        sqlite3.SQLITE_IOERR: Trouble.UNWRITABLE,
        sqlite3.SQLITE_PERM: Trouble.UNWRITABLE,
        sqlite3.SQLITE_CANTOPEN: Trouble.GONE,
    }
)
"""By primary result code (sqlite.org/rescode.html)."""
_POSTGRESQL: Mapping[str, Trouble] = MappingProxyType(
    {
        "53100": Trouble.FULL,
        "55P03": Trouble.LOCKED,
        "57014": Trouble.SLOW,
        "25P03": Trouble.GONE,
        "25006": Trouble.UNWRITABLE,
        "58030": Trouble.UNWRITABLE,
    }
)
"""By SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html). A deadlock is none: doing it again alone helps."""
_LOST_TO_ANOTHER = ("40001", "40P01")
"""The SQLSTATEs of a transaction that was ended for the good of another that was under way."""
_GONE = ("08", "53", "57P")
"""How the SQLSTATEs begin of connections that failed, of a server without room for one more, and of one that stops."""


class InTrouble(Exception):
    """Something was not done, since the database is in trouble."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class CommitInDoubt(InTrouble):
    """The database went away while it was asked to commit: it may have, and it may not."""


def commit(session: Session) -> None:
    """Commit.

    Raises:
        CommitInDoubt: the database went away meanwhile, so that nobody knows whether it has.
    """
    session.flush()  # what fails here was certainly not kept
    try:
        session.commit()
    except DBAPIError as failure:
        if trouble_of(failure) is Trouble.GONE:
            raise CommitInDoubt(Trouble.GONE) from failure
        raise


def was_lost_to_another(failure: DBAPIError) -> bool:
    """Whether the same transaction would do if it were done again: it met another, and one of them had to give way."""
    return getattr(failure.orig, "sqlstate", None) in _LOST_TO_ANOTHER


def trouble_of(failure: BaseException) -> Trouble | None:
    """The database's trouble that this failure comes of; None where it is something else, such as a bug."""
    match failure:
        case InTrouble():
            return failure.trouble
        case DBAPIError(orig=sqlite3.Error() as told):
            return _SQLITE.get(getattr(told, "sqlite_errorcode", 0) & 0xFF)
        case DBAPIError():
            return _of_postgresql(failure)
    return None


def _of_postgresql(failure: DBAPIError) -> Trouble | None:
    state: str | None = getattr(failure.orig, "sqlstate", None)
    if state is None:  # the server did not say it: the connection did
        return Trouble.GONE if isinstance(failure, OperationalError | InterfaceError) else None
    return _POSTGRESQL.get(state) or (Trouble.GONE if state.startswith(_GONE) else None)
