"""A disk without room, a lock that another program keeps: nothing is lost, nothing goes twice, the log says it once."""

import asyncio
import io
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from bot.ports import Sent
from bot.schedule import ticking
from bot.waiting_over import LEASE
from bot.watching import Watch
from storage import outbox
from storage.database import Sessions
from storage.troubles import InTrouble
from tests.bad_luck import another_program_writes, no_room, told
from tests.bot.test_delivery import Office, asks_everybody, waits_a_moment_only

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BadLuck = Callable[[Engine], AbstractContextManager[None]]
LONG = "C:" + 10_000 * "1"
"""What the platform calls a message, and what takes more room than there is left in the database’s pages."""
FULL = "the database is full: make room on its disk"
LOCKED = "the database is locked: another program is writing to it"


@pytest.fixture
def office(sessions: Sessions, engine: Engine) -> Office:
    event.listen(engine, "begin", waits_a_moment_only, insert=True)
    return Office(sessions)


async def until(is_reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_reached():  # noqa: ASYNC110 - nothing in the office has an event for it
            await asyncio.sleep(0.02)


async def nothing() -> bool:
    return False


def test_what_was_sent_while_the_disk_was_full_is_recorded_once_there_is_room_and_nothing_is_sent_meanwhile(
    office: Office, engine: Engine, log: io.StringIO
) -> None:
    office.says("a")
    office.platform.answers = lambda outgoing: Sent(LONG)

    async def story() -> None:
        with no_room(engine):
            await office.worker.deliver()
            await until(lambda: FULL in log.getvalue())
            assert office.row("a").state == outbox.LEASED
            with pytest.raises(InTrouble, match="full"):
                await office.worker.deliver()
        office.says("b", to="U_EARLY")
        office.platform.answers = lambda outgoing: Sent("C:2")
        await until(lambda: office.row("a").state == outbox.SENT)
        async with ticking([office.worker], nothing, Watch()):
            await until(lambda: office.row("b").state == outbox.SENT)

    asyncio.run(story())

    assert office.went() == ["a", "b"]
    assert office.platform.looked_for == [], "whoever sent it knew"
    assert office.row("a").ref == LONG
    assert told(log) == [f"{FULL}, so what was sent is not on record yet (messages=1, part=delivery)"]


def test_a_worker_that_has_to_end_while_the_disk_is_full_leaves_what_it_sent_to_be_found(
    office: Office, engine: Engine, log: io.StringIO
) -> None:
    office.says("a")
    office.platform.answers = lambda outgoing: Sent(LONG)

    async def ends() -> None:
        with no_room(engine):
            await office.worker.deliver()
            await office.worker.finish()

    asyncio.run(ends())
    assert office.row("a").state == outbox.LEASED
    office.platform.found = Sent("C:1")
    office.time.of_machine += LEASE + timedelta(seconds=1)
    second = office.another_worker("second")
    while office.ticks(second):
        pass

    assert (office.went(), office.platform.looked_for) == (["a"], ["a"])
    assert office.row("a").state == outbox.SENT


@pytest.mark.parametrize(
    ("bad_luck", "words"), [(no_room, FULL), (another_program_writes, LOCKED)], ids=["full", "locked"]
)
def test_ticks_that_the_database_keeps_from_their_work_say_so_in_one_line_and_each_officer_is_asked_once(
    office: Office, engine: Engine, log: io.StringIO, bad_luck: BadLuck, words: str
) -> None:
    asks_everybody(office)
    watch = Watch()

    async def story() -> None:
        with ExitStack() as meanwhile:
            meanwhile.enter_context(bad_luck(engine))
            async with ticking([office.worker], nothing, watch):
                await until(lambda: watch.ticks["due", "failed"] >= 2)
                assert office.went() == []
                meanwhile.close()
                await until(lambda: "U_QA" in {outgoing.to for outgoing in office.platform.arrived})

    asyncio.run(story())

    assert len(set(office.went())) == len(office.went())
    assert told(log) == [f"{words}; nothing is lost, and it is tried again (part=schedule, tick=due)"]
