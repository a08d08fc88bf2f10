"""The buttons that push the clock: one push at a time, and everybody sees that it is under way."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sandbox.clock import PushedClock
from sandbox.page.demo import Demo
from sandbox.workspace import Workspace

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


class ClockHand:
    """Pushes the clock through the demo if there is one, else by itself; a press while it moves does nothing."""

    def __init__(self, workspace: Workspace, clock: PushedClock, demo: Callable[[], Demo | None]) -> None:
        self.workspace = workspace
        self.clock = clock
        self._demo = demo
        self.moving_to: datetime | None = None
        self.trouble = ""
        """What went wrong with the last push, in words."""
        self._task: asyncio.Task[None] | None = None
        clock.on_push(lambda now: workspace.touch())

    @property
    def demo(self) -> Demo | None:
        """Whoever runs the demo, as soon as they have been handed in."""
        return self._demo()

    def next_thing(self) -> tuple[datetime, str] | None:
        """What the bot will do next, as the demo has it."""
        return self.demo.next_thing() if self.demo else None

    def push(self, to: str, said: datetime | None = None) -> None:
        """Set off for `to`: an hour or a day on, or the next thing.

        `said` is the time that was on the button for the next thing. If that has gone by meanwhile, what was meant is
        done, and the press does not go on to the thing after it.

        Raises:
            ValueError: there is no such step, or nothing is planned.
        """
        if self.moving_to is not None:
            return
        target = self._target(to, said)
        if target is None:
            return
        if self.demo is None:
            self.clock.set(target)
            return
        self.moving_to, self.trouble = target, ""
        self.workspace.touch()
        self._task = asyncio.get_running_loop().create_task(self._move(self.demo, target))

    def _target(self, to: str, said: datetime | None) -> datetime | None:
        if to in STEPS:
            return self.clock.now() + STEPS[to]
        coming = self.next_thing() if to == "next" else None
        if coming is None:
            raise ValueError("Nothing is planned that the clock could be pushed to.")
        gone_by = said is not None and said <= self.clock.now() < coming[0]
        return None if gone_by else coming[0]

    async def _move(self, demo: Demo, to: datetime) -> None:
        before = self.clock.now()
        try:
            await demo.advance(to)
            coming = demo.next_thing()
            if to <= before and coming and coming[0] > before:  # what was due then has been done: on to the next
                await demo.advance(coming[0])
        except Exception as trouble:  # noqa: BLE001 - what the demo runs is the whole bot; its failure is told
            self.trouble = f"The clock could not be pushed all the way: {trouble}"
        finally:
            self.moving_to = None
            self.workspace.touch()
