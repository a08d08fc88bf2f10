"""The ticks; the only file that imports APScheduler. Rows are the schedule: a tick looks what is due and does it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivery import TICK, Delivery
from bot.log import get_logger
from bot.watching import Watch

Tick = Callable[[], Awaitable[bool]]


@asynccontextmanager
async def ticking(deliveries: Sequence[Delivery], sweep: Tick, watch: Watch) -> AsyncIterator[None]:
    """Tick on the running event loop for as long as the block lasts; then let what is being sent come to its end.

    By itself APScheduler drops a job that is more than a second late, and runs every missed one: so none is ever
    too late, and missed ones become one.
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
    try:
        yield
    finally:
        scheduler.pause()
        await ticks.ended()
        await asyncio.gather(*(delivery.finish() for delivery in deliveries))
        scheduler.shutdown(wait=False)


class _Ticks:
    """Runs ticks, and knows which are under way."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._under_way: set[asyncio.Task[object]] = set()
        self._is_ending = False

    async def until_done(self, name: str, tick: Tick) -> None:
        """Tick until there is nothing left to do."""
        while not self._is_ending and await self.once(name, tick):
            pass

    async def once(self, name: str, tick: Tick) -> bool:
        """Tick once. What goes wrong is logged, and the next tick tries again."""
        task = asyncio.ensure_future(tick())
        self._under_way.add(task)
        try:
            found_work = await asyncio.shield(task)
            self._watch.ticked(name, well=True)
            return found_work
        except Exception:  # noqa: BLE001  (the worker's loop outlives any one failure)
            self._watch.ticked(name, well=False)
            get_logger("schedule").exception("tick failed", tick=name)
            return False
        finally:
            self._under_way.discard(task)

    async def ended(self) -> None:
        """Wait for the ticks that are under way, and begin no more."""
        self._is_ending = True
        while self._under_way:
            await asyncio.wait(self._under_way)
