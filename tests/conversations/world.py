"""The pretend workspace with the real bot in it, driven in words by a test that waits for each thing to be done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app import Speaking, assemble, speaking
from bot.use_cases.heard import Caller
from sandbox.clock import MachineTime
from sandbox.world import Pretend, pretend
from tests.conversations.somebody import Seen, Somebody

T = TypeVar("T")
LONDON = ZoneInfo("Europe/London")
BOARD = "improvement-board"
MOST_SECONDS = 600
"""For one thing that somebody does, or for the clock to be pushed by weeks on a machine that has much else to do."""


class Loop:
    """One event loop, in a thread of its own, for every world of the process."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(MOST_SECONDS)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


class SlackTime:
    """Slack's own clock (triggers, redeliveries), which stands still until somebody or something waits."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    async def wait(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)

    def machine_time(self) -> MachineTime:
        return MachineTime(monotonic=lambda: self.seconds, sleep=self.wait)


class MachineClock:
    """The machine's own clock, for what waits on it (leases, tries again): pushed, so that no test has to wait."""

    def __init__(self) -> None:
        self._at = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self._at

    def passes(self, **time: float) -> None:
        self._at += timedelta(**time)


class Clock:
    """The board's clock."""

    def __init__(self, world: World) -> None:
        self._world = world

    def push_to(self, said: str) -> None:
        """Push it to a moment in London, "Monday 7 June 2021, 09:00": the bot does all that is due till then."""
        self._world.run(self._world.pretend.demo.advance(moment(said)))

    def stands_at(self, said: str) -> None:
        """Let time pass with nobody doing anything yet."""
        self._world.pretend.clock.set(moment(said))

    def passes_while_off(self, said: str) -> None:
        """Let time pass with no worker running, then start one."""
        self._world.pretend.clock.set(moment(said))
        self._world.works()


class World:
    """A council's workspace and the bot. `over` is "http" or "socket"."""

    def __init__(
        self, loop: Loop, database_url: str, *, over: str = "http", with_sample: bool = False, welcome: bool = False
    ) -> None:
        self._loop = loop
        self._others: list[tuple[AbstractAsyncContextManager[Speaking], Speaking]] = []
        self.database_url = database_url
        self.slack_time, self.machine = SlackTime(), MachineClock()
        self._opened = pretend(
            database_url,
            over=over,
            with_sample=with_sample,
            slack_time=self.slack_time.machine_time(),
            machine=self.machine,
            welcome=welcome,
        )
        self.pretend: Pretend = loop.run(self._opened.__aenter__())
        self.workspace = self.pretend.sandbox.workspace
        self.clock = Clock(self)

    def close(self) -> None:
        for opened, spoken in self._others:
            self.run(opened.__aexit__(None, None, None))
            spoken.bot.close()
        self.run(self._opened.__aexit__(None, None, None))

    # People and what they do

    def signs_in(self, who: str) -> Somebody:
        """Somebody by their post or their name."""
        return Somebody(self, self.pretend.sandbox.actor(who))

    def channel(self, name: str = BOARD) -> list[Seen]:
        """What the bot has said to everybody in a channel, oldest first, as the chair has it on the screen."""
        chair, bot = self.signs_in("Independent Chair"), self.workspace.bot.id
        said = [each for each in self.workspace.channel(name).messages if each.by == bot]
        return [Seen(chair, each, each.text) for each in said if each.ephemeral_for is None]

    def everything_said(self) -> list[str]:
        """Every message that the bot has written to anybody, anywhere, in words."""
        bot = self.workspace.bot.id
        return [each.text for each in self.workspace.every_message() if each.by == bot]

    def caller(self, who: str) -> Caller:
        person = self.workspace.person(who)
        team = self.workspace.team_id
        return Caller("slack", team, person.id, is_workspace_admin=person.is_admin, name=person.name)

    # How it is done

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(work)

    def acts(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something as a person does, and let the bot finish with it: its answer, and all that it then sends."""

        async def act() -> T:
            done = await work
            await self.pretend.sandbox.dispatch.settle()
            await self.pretend.spoken.boundary.drain()
            await self.pretend.spoken.drain()
            return done

        return self.run(act())

    def works(self) -> None:
        """Let the worker make up and send all that is due now."""
        self.run(self.pretend.spoken.drain())

    def another_worker(self, patience: float = 10.0) -> Speaking:
        """One more worker on the same database, as a second process of the Procfile's `worker` would be."""
        bot = assemble(self.pretend.spoken.bot.settings, self.pretend.spoken.bot.clock)
        opened = speaking(bot, pace=0.0, patience=patience)
        spoken = self.run(opened.__aenter__())
        self._others.append((opened, spoken))
        return spoken

    def order_fault(self, method: str, kind: str, **how: Any) -> None:
        """Let the next call of a method go wrong."""
        self.pretend.sandbox.faults.order(method, kind, **how)

    def does(self, use_case: Callable[..., Any], command: Any) -> Any:
        """Run a use case as something else than chat does (the terminal, an import)."""
        return self.run(self.pretend.spoken.bot.run.in_thread(self.pretend.spoken.bot.run.do, use_case, command))

    def looks(self, read: Callable[..., T], *given: Any) -> T:
        """Read something from the database; `read` is given a session first."""
        with self.pretend.spoken.bot.sessions() as session:
            return read(session, *given)

    def rows(self, query: str, **values: Any) -> list[Any]:
        """What the database holds, for tests of what is kept and what is not."""
        with self.pretend.spoken.bot.engine.connect() as connection:
            return list(connection.execute(text(query), values))


def moment(said: str) -> datetime:
    """ "Monday 7 June 2021, 09:00", in London, as an instant."""
    local = datetime.strptime(said, "%A %d %B %Y, %H:%M").replace(tzinfo=LONDON)
    assert f"{local:%A}" == said.split(maxsplit=1)[0], f"{said} is a {local:%A}."
    return local.astimezone(UTC)
