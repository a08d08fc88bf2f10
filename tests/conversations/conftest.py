"""Worlds for conversations: each has a fresh database; a module starts few of them, and they end with it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL

from tests.conftest import address_of, run_on
from tests.conversations.world import Loop, World

OpenWorld = Callable[..., World]


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def open_world(
    request: pytest.FixtureRequest, loop: Loop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenWorld]:
    """Start a world: `open_world("sqlite", over="http", with_sample=False)`. All end with the module."""
    with ExitStack() as at_the_end:

        def opened(database: str = "sqlite", **how: Any) -> World:
            url = _sqlite(request, tmp_path_factory) if database == "sqlite" else _postgresql(request, at_the_end)
            world = World(loop, url, **how)
            at_the_end.callback(world.close)
            return world

        yield opened


def _sqlite(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> str:
    file = folders.mktemp("world") / "accountable.db"
    shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
    return f"sqlite:///{file}"


def _postgresql(request: pytest.FixtureRequest, at_the_end: ExitStack) -> str:
    server: URL = request.getfixturevalue("postgresql_server")
    template: str = request.getfixturevalue("migrated_postgresql")
    name = f"accountable_world_{uuid4().hex[:12]}"
    run_on(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    at_the_end.callback(run_on, server, f'DROP DATABASE "{name}" WITH (FORCE)')
    return address_of(server, name)
