"""Machines at which something was typed already.

To type it takes seconds, and what it leaves is one file: so it is typed once, and each test has a copy.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.machine import BOARD, PLAN, Machine

Words = tuple[str, ...]
After = Callable[..., Machine]
"""A machine of the test's own at which these commands were typed, in their order."""

WITH_PLAN: tuple[Words, ...] = (("setup", *BOARD), ("import", str(PLAN), "--yes"))
STARTED: tuple[Words, ...] = (
    *WITH_PLAN,
    ("posts", "connect", "quality and assurance", "UHEAD", "--name", "The Holder"),
    ("meeting", "add", "15 June 2021", "--covers", "BCP-01 to BCP-08"),
    ("preview",),
    ("start",),
)


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[Words, ...]], Path]:
    """Gives the database that some commands leave."""
    files: dict[tuple[Words, ...], Path] = {}

    def given(commands: tuple[Words, ...]) -> Path:
        if commands not in files:
            files[commands] = tmp_path_factory.mktemp("typed") / "accountable.db"
            made = Machine(f"sqlite:///{files[commands]}")
            for words in commands:
                made.says(*words)
        return files[commands]

    return given


@pytest.fixture
def after(left: Callable[[tuple[Words, ...]], Path], tmp_path: Path) -> After:
    def given(*commands: Words) -> Machine:
        file = tmp_path / "accountable.db"
        shutil.copy(left(commands), file)
        return Machine(f"sqlite:///{file}")

    return given


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which nothing has been done: there is no database yet."""
    return Machine(f"sqlite:///{tmp_path / 'accountable.db'}")


@pytest.fixture
def running(after: After) -> Machine:
    """A board set up, with its plan, a post connected, a meeting, and started; and a worker that ticks."""
    made = after(*STARTED)
    made.ticks(made.clock.machine())
    return made
