"""What the sweep stands on: a board's database for each path, made once and copied, and a machine for processes."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, text

from storage.database import open_database
from tests.conftest import address_of, run_on
from tests.conversations.boards import set_up
from tests.conversations.world import Loop, World
from tests.crash.points import CHANGE, ERRANDS, FORM, REQUEST, SUMMARY
from tests.crash.scene import Machine, Scene

BOARDS = (REQUEST, SUMMARY, FORM, CHANGE)
"""The paths that have a board's database of their own; an errand begins with that of a change, which is a quiet one."""
Database = Callable[[str], AbstractContextManager[str]]
"""A fresh copy of the database of a path, for as long as the block lasts."""


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    made = Machine()
    yield made
    made.stops()


@pytest.fixture(scope="module")
def on_sqlite(loop: Loop, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    folder = tmp_path_factory.mktemp("crash")
    for path in BOARDS:
        shutil.copy(migrated_sqlite, folder / f"{path}.db")
        _board_for(path, loop, f"sqlite:///{folder}/{path}.db")

    @contextmanager
    def copied(path: str) -> Iterator[str]:
        copy = folder / f"{uuid4().hex}.db"
        shutil.copy(folder / f"{_board_of(path)}.db", copy)
        yield f"sqlite:///{copy}"

    return copied


@pytest.fixture(scope="module")
def on_postgresql(loop: Loop, postgresql_server: URL, migrated_postgresql: str) -> Iterator[Database]:
    names = {path: f"accountable_crash_{path}_{uuid4().hex[:8]}" for path in BOARDS}
    for path, name in names.items():
        run_on(postgresql_server, f'CREATE DATABASE "{name}" TEMPLATE "{migrated_postgresql}"')
        _board_for(path, loop, address_of(postgresql_server, name))

    @contextmanager
    def copied(path: str) -> Iterator[str]:
        copy = f"accountable_crash_{uuid4().hex[:12]}"
        run_on(postgresql_server, f'CREATE DATABASE "{copy}" TEMPLATE "{names[_board_of(path)]}"')
        yield address_of(postgresql_server, copy)
        run_on(postgresql_server, f'DROP DATABASE "{copy}" WITH (FORCE)')

    yield copied
    for name in names.values():
        run_on(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def scene(loop: Loop, machine: Machine) -> Callable[..., AbstractContextManager[Scene]]:
    """The pretend Slack in its manner, over a copy of the path's database."""

    @contextmanager
    def opened(database: Database, path: str, slack: str, *, may_look: bool = True) -> Iterator[Scene]:
        with database(path) as url, Scene(loop, machine, url, path, slack, may_look=may_look) as made:
            yield made

    return opened


def _board_of(path: str) -> str:
    return CHANGE if path in ERRANDS else path


def _board_for(path: str, loop: Loop, url: str) -> None:
    """A started board on which nothing but what the path is about is due."""
    world = World(loop, url)
    set_up(world, **({"meeting": None} if path == SUMMARY else {"summary": {"summary_weekday": "4"}}))
    world.close()
    engine = open_database(url)
    with engine.begin() as connection:
        about = {REQUEST: "statement_request", SUMMARY: "weekly_summary", FORM: "", CHANGE: ""}[path]
        connection.execute(text("DELETE FROM outbox WHERE state = 'planned' AND kind <> :about"), {"about": about})
    engine.dispose()
