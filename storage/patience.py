"""How long a transaction waits for its database, so that nothing waits without end (seconds)."""

from dataclasses import dataclass

OPTION = "patience"
"""What a connection's execution options call it."""


@dataclass(frozen=True)
class Patience:
    """`lock`: for one that somebody else has. `answer`: for a PostgreSQL’s answer to one statement; None waits on."""

    lock: float
    answer: float | None


ANSWERING = Patience(lock=1.5, answer=2.0)
"""Somebody waits: the platform gives up on an answer after three seconds, and opening a connection may take two."""
WORKING = Patience(lock=5.0, answer=20.0)
"""The clock's work, and whoever waits at a terminal. It is tried again; a worker's lease outlasts it."""
MIGRATING = Patience(lock=5.0, answer=None)
"""A migration may take its time, but whoever waits for its lock keeps everybody behind it from the table."""
