"""What a session remembers is forgotten with a change to what it was read from: so each function must say all of it."""

import importlib
import pkgutil
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import storage
from bot.domain.intervals import Interval
from bot.domain.people import Role
from storage import intervals, people, reporting
from storage.database import open_database, sessions, writing
from storage.remembering import DECLARED
from tests.use_cases.sample_board import SampleBoard, set_up

for module in pkgutil.iter_modules(storage.__path__, "storage."):
    importlib.import_module(module.name)

TODAY, NOW = date(2021, 6, 8), datetime(2021, 6, 8, 9, tzinfo=UTC)
QUALITY = "Service Director, Quality and Assurance"
DCS = "Corporate Director of Children’s Services"
ZONE = "Europe/London"

ASKED: dict[str, Callable[[SampleBoard], tuple[Any, ...]]] = {
    "storage.actions._parts": lambda board: (board.id, None),
    "storage.actions.actions_of": lambda board: (board.id, TODAY, ZONE, list(board.actions.values())),
    "storage.actions.meeting_days": lambda board: (board.id, ZONE, NOW, NOW + timedelta(days=1)),
    "storage.actions.named": lambda board: (board.id,),
    "storage.boards.boards_by_id": lambda board: ([board.id],),
    "storage.boards.get_board": lambda board: (board.id,),
    "storage.boards.wait_for_workspace": lambda board: (board.workspace_id,),
    "storage.challenges.open_on": lambda board: (list(board.actions.values()),),
    "storage.choices.came_in": lambda board: (1,),
    "storage.choices.choices_for": lambda board: (1,),
    "storage.meetings.agenda": lambda board: (1,),
    "storage.intervals.spaced_of": lambda board: (board.id, NOW.date()),
    "storage.intervals.spaced_on": lambda board: (1,),
    "storage.meetings.get_meeting": lambda board: (1,),
    "storage.meetings.last_of_the_board": lambda board: (board.id, NOW),
    "storage.meetings.meetings_over": lambda board: (board.id, NOW),
    "storage.meetings.statements_for": lambda board: (1,),
    "storage.people.delegate_of": lambda board: (board.posts[QUALITY], TODAY),
    "storage.people.find_post": lambda board: (board.workspace_id, QUALITY),
    "storage.people.get_post": lambda board: (board.posts[QUALITY],),
    "storage.people.is_now": lambda board: (board.posts[QUALITY],),
    "storage.people.held_by": lambda board: (board.workspace_id, "U_QA", TODAY),
    "storage.people.holder_of": lambda board: (board.posts[QUALITY], TODAY),
    "storage.people.line_director": lambda board: (board.posts[QUALITY], TODAY),
    "storage.people.name_of": lambda board: (board.workspace_id, "U_QA"),
    "storage.people.seat_holder": lambda board: (board.id, Role.CHAIR, TODAY),
    "storage.people.seat_post": lambda board: (board.id, Role.CHAIR, TODAY),
    "storage.boards.are_several": lambda board: (board.workspace_id,),
    "storage.people.seats": lambda board: (board.id,),
    "storage.reporting.boards_of": lambda board: (board.actions["BCP-06"],),
    "storage.reporting.reported_to": lambda board: (board.id,),
    "storage.reporting.shared_actions": lambda board: (board.id,),
    "storage.room.outcomes_of": lambda board: (1,),
    "storage.room.last_promises": lambda board: (list(board.actions.values()), NOW),
    "storage.standings.ties_of": lambda board: ("slack", "T1", "U_QA"),
    "storage.statements.drafted": lambda board: (list(board.actions.values()), NOW),
    "storage.statements.drafts_by": lambda board: (board.workspace_id, "U_QA", list(board.actions.values())),
    "storage.watching.watched": lambda board: (board.id,),
}
"""A question for each function, of which every part of the answer has to be looked up."""


@pytest.fixture(scope="module")
def asked(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, SampleBoard]]:
    """A session that remembers nothing, and the sample board, with a post that reports to another."""
    file = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("remembering") / "accountable.db")
    engine = open_database(f"sqlite:///{file}")
    with sessions(engine)() as session:
        board = set_up(writing(session))
        quality, dcs = (people.get_post(session, board.posts[title]) for title in (QUALITY, DCS))
        people.set_line(session, quality, dcs)
        asked_for = reporting.ask(session, board.actions["BCP-06"], board.id, why="It is for both.", by="", at=NOW)
        reporting.settle(session, asked_for, reporting.State.AGREED, by="", at=NOW)
        intervals.keep(session, board.actions["BCP-06"], [Interval(2, TODAY, None)])
        yield session, board
    engine.dispose()


@contextmanager
def noting_what_is_read(session: Session) -> Iterator[set[str]]:
    """The tables that SQLite itself looks into, whatever asks it to."""
    read: set[str] = set()

    def note(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table:
            read.add(table)
        return sqlite3.SQLITE_OK

    driver: Any = session.connection().connection.dbapi_connection
    driver.set_authorizer(note)
    try:
        yield read
    finally:
        driver.set_authorizer(None)


def test_every_function_that_is_remembered_is_asked_here() -> None:
    assert set(DECLARED) == set(ASKED)


@pytest.mark.parametrize("name", sorted(ASKED))
def test_it_reads_from_the_tables_that_it_says_and_no_others(asked: tuple[Session, SampleBoard], name: str) -> None:
    session, board = asked
    where, _, function = name.rpartition(".")
    find = getattr(importlib.import_module(where), function)
    session.flush()
    session.expunge_all()  # what it has in hand would not be asked for

    with noting_what_is_read(session) as read:
        find(session, *ASKED[name](board))

    assert read == set(DECLARED[name])
