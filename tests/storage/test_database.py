"""Opening a database."""

from contextlib import ExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.troubles import Trouble
from config.settings import Settings
from storage.database import open_database
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
