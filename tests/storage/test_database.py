"""Opening a database."""

from contextlib import ExitStack

from sqlalchemy import text

from config.settings import Settings
from storage.database import open_database


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
