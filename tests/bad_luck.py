"""Bad luck for a database, for as long as a block lasts: no room is left for it, or another program keeps it locked."""

import io
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, event, text

EVERYTHING = 1_073_741_823
"""Pages: as many as SQLite ever has."""


@contextmanager
def no_room(engine: Engine) -> Iterator[None]:
    """SQLite may not grow by one page more: it says “database or disk is full”, as it does on a disk that is."""
    with sqlite3.connect(str(engine.url.database), isolation_level=None) as packing:
        packing.execute("VACUUM")
    packing.close()

    def allow(connection: Any, pages: int = 1) -> None:  # fewer than it has means: as many as it has
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def allow_all(connection: Any) -> None:
        allow(connection, EVERYTHING)

    event.listen(engine, "begin", allow, insert=True)
    try:
        yield
    finally:
        event.remove(engine, "begin", allow)
        event.listen(engine, "begin", allow_all, insert=True)


@contextmanager
def another_program_writes(engine: Engine) -> Iterator[None]:
    """Another program has SQLite's one write lock, and does not give it back."""
    other = sqlite3.connect(str(engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A real disk of this size, where the machine lets a test have one."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@contextmanager
def something_else_fills(disk: Path, database: Path) -> Iterator[None]:
    """Something else takes all the room on the disk of a SQLite."""
    with sqlite3.connect(database) as emptying:  # what is written next begins a new journal, which needs room
        emptying.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    emptying.close()
    with takes_all_the_room(disk):
        yield


@contextmanager
def takes_all_the_room(disk: Path) -> Iterator[None]:
    """Something else takes all the room on a disk, and gives it back."""
    filling = disk / "something else"
    try:
        with filling.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
    except OSError:
        pass
    try:
        yield
    finally:
        filling.unlink()


@contextmanager
def another_session_keeps(database: URL, table: str) -> Iterator[None]:
    """Another session of a PostgreSQL has a table to itself, and does not give it back."""
    engine = create_engine(database)
    with engine.connect() as other:
        other.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
        other.rollback()
    engine.dispose()


class Cable:
    """The way to a PostgreSQL, through a port of its own, that can be cut between a COMMIT and its answer.

    While it `swallows`, nothing that is said arrives, in either direction, and no connection is closed. It can begin
    to as a COMMIT has been passed on.
    """

    def __init__(self, server: URL) -> None:
        folder, name = server.query["host"], f".s.PGSQL.{server.port or 5432}"
        self._there = str(Path(str(folder)) / name)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = server.set(host="127.0.0.1", port=self._listening.getsockname()[1], query={})
        self.cut_at_commit = False
        self.swallows = self.swallows_from_commit = False
        self._connections, self._dropped = set[socket.socket](), set[socket.socket]()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def drops_those_there_are(self) -> None:
        """What is said over a connection that there is now is never heard; one that is opened later works."""
        self._dropped = set(self._connections)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(self._there)
                self._connections |= {here, there}
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(one, other, one is here), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, is_asking: bool) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if is_asking and self.cut_at_commit and b"COMMIT" in data:
                    self.cut_at_commit = False
                    one.shutdown(socket.SHUT_RDWR)  # first, or a quick server's answer would still get through
                    other.sendall(data)
                    other.shutdown(socket.SHUT_WR)  # the server does what it was asked, and finds nobody to tell
                    return
                is_last = is_asking and self.swallows_from_commit and b"COMMIT" in data
                is_swallowed = self.swallows or one in self._dropped
                self.swallows = self.swallows or is_last
                if not is_swallowed:
                    other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)


def told(log: io.StringIO) -> list[str]:
    """What the log says, without when and how bad it is."""
    return [line.split(maxsplit=2)[2] for line in log.getvalue().splitlines()]
