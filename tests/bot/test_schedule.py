"""The ticks, on a real event loop: none is dropped or done over, whatever holds them up and whoever sets the clock."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.delivery import TICK, Delivery
from bot.schedule import ticking
from bot.watching import Watch
from tests.bad_luck import told

LATE = 1.1
"""Seconds: more than the second after which APScheduler, left to itself, drops what is late."""


class Worker:
    """Counts how often it is asked what is due, and may be held up with what it is sending."""

    def __init__(self) -> None:
        self.asked = Counter[str]()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def make_up_due(self) -> bool:
        self.asked["make up"] += 1
        return False

    async def deliver(self) -> bool:
        self.asked["deliver"] += 1
        await self.may_go_on.wait()
        return False

    async def sweep(self) -> bool:
        self.asked["sweep"] += 1
        return False

    async def finish(self) -> None:
        self.may_go_on.set()

    async def is_asked(self, *what: str) -> None:
        """Return when it has been asked all of this once more."""
        before = Counter(self.asked)
        async with asyncio.timeout(20):
            while any(self.asked[each] == before[each] for each in what):  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0.01)

    def ticking(self) -> Any:
        return ticking([cast(Delivery, self)], self.sweep, Watch())


def test_a_tick_that_is_late_is_done_and_those_that_were_missed_become_one() -> None:
    async def story() -> Counter[str]:
        worker = Worker()
        async with worker.ticking():
            began = time.monotonic()
            time.sleep(LATE)  # noqa: ASYNC251 - the whole loop is held up: the first sweep is late, four looks missed
            held_up = time.monotonic()
            await worker.is_asked("deliver")
            for _ in range(20):
                await asyncio.sleep(0)
            came_since = 1 + (time.monotonic() - held_up) / TICK
            assert (held_up - began) / TICK > 4
            assert worker.asked["deliver"] <= 1 + came_since
            return worker.asked

    assert asyncio.run(story())["sweep"] == 1, "the next would come in half a minute"


def test_a_tick_that_takes_long_is_not_begun_beside_itself_and_the_others_go_on() -> None:
    async def story() -> Counter[str]:
        worker = Worker()
        worker.may_go_on.clear()
        async with worker.ticking():
            await worker.is_asked("deliver")
            await worker.is_asked("make up")  # a second has passed, and four looks with it
            asked = Counter(worker.asked)
            worker.may_go_on.set()
            return asked

    assert asyncio.run(story())["deliver"] == 1


@pytest.mark.parametrize("hours", [1, 7 * 24])
def test_a_clock_that_was_set_back_keeps_no_tick_waiting(hours: int, log: Any) -> None:
    async def story() -> None:
        worker = Worker()
        async with worker.ticking() as scheduler:
            await worker.is_asked("deliver")
            for job in scheduler.get_jobs():  # as a clock that was set back leaves them
                job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=hours))
            await worker.is_asked("deliver", "make up", "sweep")

    asyncio.run(story())

    assert told(log) == ["this machine’s clock was set back; the ticks go on (part=schedule)"]
