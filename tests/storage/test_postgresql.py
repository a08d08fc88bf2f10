"""How long a PostgreSQL is waited for, and what its answers mean."""

import pytest
from sqlalchemy import Engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.domain.troubles import Trouble
from storage.database import Sessions, open_database, writing
from storage.migrating import WAITING, migrate
from storage.patience import ANSWERING
from storage.postgresql import CONNECTING, PING
from storage.troubles import trouble_of
from tests.bad_luck import Cable, another_session_keeps

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LIMITS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def limits(connection) -> list[str]:
    return [connection.execute(text(f"SHOW {name}")).scalar_one() for name in LIMITS]


def test_every_kind_of_transaction_has_its_limits(engine: Engine, sessions: Sessions) -> None:
    with sessions() as session:
        assert limits(writing(session, ANSWERING)) == ["1500ms", "15s", "1min"]
    with sessions() as session:
        assert limits(writing(session)) == ["5s", "15s", "1min"]
    with engine.connect().execution_options(**WAITING) as connection:
        assert limits(connection) == ["5s", "0", "1min"], "a migration may take its time, once it has its locks"
    with engine.connect() as connection:
        assert limits(connection) == ["1500ms", "15s", "1min"], "what one transaction was allowed is that one's alone"


def test_a_person_has_an_answer_before_the_platform_gives_up(database_url: str) -> None:
    assert PING + CONNECTING["connect_timeout"] < 3, "seconds: it hangs, and so does the new connection"
    assert ANSWERING.answer is not None and ANSWERING.lock < ANSWERING.answer < 3


def test_what_the_address_says_goes_before_our_own_limits(database_url: str) -> None:
    url = make_url(database_url).update_query_dict({"connect_timeout": "7"})
    engine = open_database(url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        told = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
    engine.dispose()

    assert (told["connect_timeout"], told["tcp_user_timeout"]) == ("7", "20000")


def test_a_statement_that_takes_too_long_is_a_trouble_with_words_of_its_own(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("SET LOCAL statement_timeout = 50"))
        connection.execute(text("SELECT pg_sleep(10)"))

    assert trouble_of(failed.value) is Trouble.SLOW


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        ("53100", Trouble.FULL),
        ("25006", Trouble.UNWRITABLE),
        ("58030", Trouble.UNWRITABLE),
        ("53300", Trouble.GONE),
        ("57P03", Trouble.GONE),
        ("40P01", None),
        ("23505", None),
    ],
    ids=["disk full", "read-only", "disk broken", "no room for one more", "starting", "deadlock", "a bug of ours"],
)
def test_what_the_server_says_of_itself_is_a_trouble_and_what_is_wrong_with_what_was_asked_is_none(
    engine: Engine, state: str, trouble: Trouble | None
) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"))

    assert trouble_of(failed.value) is trouble


def test_a_machine_that_vanished_in_a_transaction_keeps_no_lock_for_ever(engine: Engine) -> None:
    with engine.connect() as vanished:
        vanished.execute(text("SET SESSION idle_in_transaction_session_timeout = 50"))
        vanished.execute(text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"))
        with engine.connect() as other:
            other.execute(text("SELECT count(*) FROM outbox"))
        with pytest.raises(DBAPIError) as failed:
            vanished.execute(text("SELECT 1"))

    assert trouble_of(failed.value) is Trouble.GONE


def test_an_idle_connection_that_was_dropped_unseen_is_found_out_and_another_is_opened(database_url: str) -> None:
    cable = Cable(make_url(database_url))
    engine = open_database(cable.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    cable.drops_those_there_are()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()
    cable.close()


def test_a_migration_gives_up_on_a_lock_and_else_takes_its_time(database_url: str, engine: Engine) -> None:
    seen: list[list[str]] = []
    event.listen(engine, "begin", lambda connection: seen.append(limits(connection)))

    migrate(engine)

    assert seen[0] == ["5s", "0", "1min"]


def test_a_table_that_another_session_keeps_is_waited_for_no_longer_than_that(
    database_url: str, engine: Engine
) -> None:
    with another_session_keeps(make_url(database_url), "outbox"), engine.connect() as connection:
        connection.execute(text("SET LOCAL lock_timeout = 50"))
        with pytest.raises(DBAPIError) as failed:
            connection.execute(text("SELECT count(*) FROM outbox"))

    assert trouble_of(failed.value) is Trouble.LOCKED
