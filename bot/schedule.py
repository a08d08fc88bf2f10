"""The ticks; the only file that imports APScheduler. Rows are the schedule: a tick looks what is due and does it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import BaseScheduler

from bot.delivery import TICK, Delivery
from bot.domain.troubles import Trouble
from bot.log import get_logger
from bot.watching import Watch
from storage.troubles import trouble_of

LAST_TICKS = 5.0
"""Seconds for the ticks that are under way when the process is to end. What they leave, the next process does."""
SAID_AGAIN = 60.0
"""Seconds until the log says again that the database is still in trouble."""
FOLLOWED = 1.0
"""Seconds between two looks whether the machine's clock was set back."""

Tick = Callable[[], Awaitable[bool]]


@asynccontextmanager
async def ticking(deliveries: Sequence[Delivery], sweep: Tick, watch: Watch) -> AsyncIterator[BaseScheduler]:
    """Tick on the running event loop for as long as the block lasts; then let what is being sent come to its end.

    By itself APScheduler drops a job that is more than a second late: here none is ever too late. That missed ones
    become one, and that none is begun beside itself, is its own way too, and said all the same: we count on it.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    ticks = _Ticks(watch)
    watch.begin_ticking()
    for delivery in deliveries:
        scheduler.add_job(ticks.until_done, "interval", seconds=1, args=["due", delivery.make_up_due])
        scheduler.add_job(ticks.until_done, "interval", seconds=TICK, args=["deliver", delivery.deliver])
    scheduler.add_job(ticks.once, "interval", seconds=30, args=["sweep", sweep], next_run_time=datetime.now(UTC))
    scheduler.start()
    following = asyncio.create_task(_follow_the_clock(scheduler))
    try:
        yield scheduler
    finally:
        following.cancel()
        scheduler.pause()
        await ticks.ended()
        await asyncio.gather(*(delivery.finish() for delivery in deliveries))
        scheduler.shutdown(wait=False)


async def _follow_the_clock(scheduler: BaseScheduler) -> None:
    """See that no tick waits until a clock that was set back has caught up: APScheduler goes by the machine's clock."""
    while True:
        await asyncio.sleep(FOLLOWED)
        now, a_little = datetime.now(UTC), timedelta(seconds=FOLLOWED)
        waiting = [job for job in scheduler.get_jobs() if job.next_run_time - now > job.trigger.interval + a_little]
        for job in waiting:
            job.modify(next_run_time=now)
        if waiting:
            get_logger("schedule").warning("this machine’s clock was set back; the ticks go on")


class _Ticks:
    """Runs ticks, and knows which are under way."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._under_way: set[asyncio.Task[object]] = set()
        self._is_ending = False
        self._troubled: dict[str, Trouble] = {}
        self._said_at = float("-inf")
        self._log = get_logger("schedule")

    async def until_done(self, name: str, tick: Tick) -> None:
        """Tick until there is nothing left to do."""
        while not self._is_ending and await self.once(name, tick):
            pass

    async def once(self, name: str, tick: Tick) -> bool:
        """Tick once. What goes wrong is logged, and the next tick tries again.

        That the database is in trouble is one line when it begins, one a minute while it lasts, one when it is over.
        """
        task = asyncio.ensure_future(tick())
        self._under_way.add(task)
        try:
            found_work = await asyncio.shield(task)
            self._watch.ticked(name, well=True)
            self._note_well(name)
            return found_work
        except asyncio.CancelledError:
            if self._is_ending and task.cancelled():
                return False
            raise
        except Exception as failure:  # noqa: BLE001  (the worker's loop outlives any one failure)
            self._watch.ticked(name, well=False)
            self._note_failure(name, failure)
            return False
        finally:
            self._under_way.discard(task)

    def _note_failure(self, name: str, failure: Exception) -> None:
        trouble = trouble_of(failure)
        if trouble is None:
            self._log.exception("tick failed", tick=name)
            return
        is_news = trouble not in self._troubled.values()
        self._troubled[name] = trouble
        if is_news or time.monotonic() - self._said_at >= SAID_AGAIN:
            self._said_at = time.monotonic()
            self._log.error(f"{trouble}; nothing is lost, and it is tried again", tick=name)

    def _note_well(self, name: str) -> None:
        if self._troubled.pop(name, None) and not self._troubled:
            self._log.info("the database works again", tick=name)

    async def ended(self) -> None:
        """Wait for the ticks that are under way, but not for long, and begin no more."""
        self._is_ending = True
        if self._under_way:
            _, slow = await asyncio.wait(self._under_way, timeout=LAST_TICKS)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
