"""The ticks; the only file that imports APScheduler. Rows are the schedule: a tick looks what is due and does it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivery import Delivery
from bot.log import get_logger

Tick = Callable[[], Awaitable[bool]]


def start_ticking(deliveries: list[Delivery], sweep: Tick, ticked: Callable[[], None]) -> AsyncIOScheduler:
    """Start the ticks on the running event loop; `shutdown()` ends them.

    By itself APScheduler drops a job that is more than a second late, and runs every missed one: so none is ever
    too late, and missed ones become one.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for delivery in deliveries:
        scheduler.add_job(_until_done, "interval", seconds=1, args=["due", delivery.make_up_due, ticked])
        scheduler.add_job(_until_done, "interval", seconds=0.25, args=["deliver", delivery.deliver, ticked])
    scheduler.add_job(_guarded, "interval", seconds=60, args=["sweep", sweep], next_run_time=datetime.now(UTC))
    scheduler.start()
    return scheduler


async def _until_done(name: str, tick: Tick, ticked: Callable[[], None]) -> None:
    """Tick until there is nothing left to do."""
    while await _guarded(name, tick):
        pass
    ticked()


async def _guarded(name: str, tick: Tick) -> bool:
    """Tick once. What goes wrong is logged, and the next tick tries again."""
    try:
        return await tick()
    except Exception:  # noqa: BLE001  (the worker's loop outlives any one failure)
        get_logger("schedule").exception("tick failed", tick=name)
        return False
