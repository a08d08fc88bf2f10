"""Opening a database."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.troubles import Trouble
from config.settings import Settings
from storage.database import open_database, sessions, writing
from storage.troubles import trouble_of


def test_each_thread_that_there_may_be_asks_at_once(shared_database_url: str) -> None:
    engine = open_database(shared_database_url)
    most = next(each.le for each in Settings.model_fields["threads"].metadata if hasattr(each, "le"))

    with ExitStack() as threads:
        for _ in range(most):
            connection = threads.enter_context(engine.connect())
            assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_database_in_memory_opens_too() -> None:
    engine = open_database("sqlite://")

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_a_file_that_nobody_may_write_to_is_a_trouble_with_words_of_its_own() -> None:
    engine = open_database("sqlite://")

    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("PRAGMA query_only = ON"))
        connection.execute(text("CREATE TABLE more (id INTEGER)"))

    assert trouble_of(failed.value) is Trouble.UNWRITABLE


def test_of_two_who_read_and_then_write_in_one_file_the_second_reads_what_the_first_wrote(tmp_path: Path) -> None:
    """Where it could read before, SQLite would refuse what it writes, however long it waited."""
    made = sessions(open_database(f"sqlite:///{tmp_path}/two.db"))
    with made() as session:
        session.execute(text("CREATE TABLE said (words TEXT)"))
        session.commit()
    second_has_read = threading.Event()

    def second() -> int:
        with made() as session:
            found = writing(session).scalar(text("SELECT count(*) FROM said"))
            second_has_read.set()
            first.result(10)
            session.execute(text("INSERT INTO said VALUES ('second')"))
            session.commit()
            return int(found or 0)

    def begins_first() -> None:
        with made() as session:
            writing(session).execute(text("INSERT INTO said VALUES ('first')"))
            other.append(threads.submit(second))
            second_has_read.wait(0.3)
            session.commit()

    other: list[Future[int]] = []
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(begins_first)
        first.result(10)
        assert other[0].result(10) == 1
