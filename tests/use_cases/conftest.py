"""A board with the sample plan, in a session of the test's own.

To make a database and the board takes longer than most tests here. So each file has them made once on each engine, and
what a test does to them is undone: its session is in a transaction that is rolled back, whatever was committed in it. A
test that opens `sessions` of its own has a database of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session

from storage.database import Sessions, open_database, writing
from storage.database import sessions as sessions_over
from storage.patience import OPTION, WORKING
from tests.conftest import fresh_database
from tests.use_cases.sample_board import SampleBoard, set_up


class Shared(NamedTuple):
    """A database that the tests of a file share."""

    engine: Engine
    board: SampleBoard | None
    rewind: str
    """What has PostgreSQL number new rows as if there had been none: a rollback does not."""


Sharing = Callable[[str, bool], Shared]


@pytest.fixture(scope="module")
def sharing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sharing]:
    """Gives what is shared on an engine: with the sample board in it, or with nothing."""
    made: dict[tuple[str, bool], Shared] = {}

    def give(backend: str, has_board: bool) -> Shared:
        if (backend, has_board) not in made:
            fresh = contextmanager(fresh_database)(request, tmp_path_factory, backend)
            shared = _opened(at_the_end.enter_context(fresh), has_board)
            at_the_end.callback(shared.engine.dispose)
            made[backend, has_board] = shared
        return made[backend, has_board]

    with ExitStack() as at_the_end:
        yield give


def _opened(url: str, has_board: bool) -> Shared:
    engine = open_database(url)
    with sessions_over(engine)() as session:
        board = set_up(writing(session)) if has_board else None
        session.commit()
        return Shared(engine, board, _rewind(session))


def _rewind(session: Session) -> str:
    if session.get_bind().dialect.name == "sqlite":
        return "SELECT 1"
    counters = session.execute(text("SELECT sequencename, last_value FROM pg_sequences"))
    return "SELECT " + ", ".join(f"setval('{name}', {last or 1}, {last is not None})" for name, last in counters)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sharing: Sharing
) -> Iterator[str]:
    """The address of a migrated database: this test's own if it opens sessions, else the one that its file shares."""
    if "sessions" in request.fixturenames:
        yield from fresh_database(request, tmp_path_factory, request.param)
    else:
        shared = sharing(request.param, "board" in request.fixturenames)
        yield shared.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def standing_database(request: pytest.FixtureRequest, database_url: str, sharing: Sharing) -> Shared | None:
    """What this test shares with its file; None if it has a database of its own."""
    if "sessions" in request.fixturenames:
        return None
    return sharing(make_url(database_url).get_backend_name(), "board" in request.fixturenames)


@pytest.fixture
def session(request: pytest.FixtureRequest, standing_database: Shared | None) -> Iterator[Session]:
    """An open session that writes; nothing is kept after the test."""
    if standing_database:
        yield from _undone(standing_database)
    else:
        sessions: Sessions = request.getfixturevalue("sessions")
        with sessions() as opened:
            yield writing(opened)


def _undone(shared: Shared) -> Iterator[Session]:
    connection = shared.engine.connect().execution_options(writes=True, **{OPTION: WORKING})
    with connection, connection.begin() as kept:
        connection.execute(text(shared.rewind))
        with Session(connection, expire_on_commit=False) as session:
            yield session
        kept.rollback()


@pytest.fixture
def board(session: Session, standing_database: Shared | None) -> SampleBoard:
    """The sample board."""
    if standing_database and standing_database.board:
        made = standing_database.board
        return SampleBoard(made.id, made.workspace_id, dict(made.actions), dict(made.posts))
    return set_up(session)
