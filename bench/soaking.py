"""The soak: two workers that are killed at random while messages go out, and are followed by others.

`python -m bench.soaking` is where the workers run: it has loaded the bot, and forks one for each line that it reads.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import configure_mappers

from bench.asking import ROOT
from bench.databases import postgresql, sqlite
from bench.filling import NOW, open_filled
from bench.measuring import Effort, Seen
from bench.sending import MESSAGE
from sandbox.clock import PushedClock
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from storage import tables
from storage.database import open_database

PEOPLE = 400
A_KILL = 10
"""Messages that fall due for each kill."""
HURRY = 20
"""The workers' machine clock runs so much faster, so that a dead one's lease is over in three seconds."""
SLACK_TAKES = 0.25
"""Seconds. Long beside the rest, so that many of the kills fall while Slack has a message and nobody has noted it."""
WITHIN = 180


def soak(effort: Effort) -> list[Seen]:
    """Two workers killed at random 200 times while 2,000 messages go out: each message arrives exactly once."""
    with sqlite() as url:
        return _soak(url, "SQLite", effort)


def soak_postgresql(effort: Effort) -> list[Seen]:
    """The same on PostgreSQL."""
    with postgresql() as url:
        return _soak(url, "PostgreSQL", effort)


def _soak(url: str, name: str, effort: Effort) -> list[Seen]:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # it tells of each connection that a kill cuts
    kills = effort.of(200, 40)
    return _seen(asyncio.run(_soaked(url, kills)), kills, name)


@dataclass(frozen=True)
class Soaked:
    """How often each message arrived, how many should have, and what the kills fell on."""

    arrived: Counter[str]
    wanted: int
    between: int
    seconds: float


def _seen(soaked: Soaked, kills: int, name: str) -> list[Seen]:
    lost = soaked.wanted - len(soaked.arrived)
    twice = sum(soaked.arrived.values()) - len(soaked.arrived)
    figure = f"{soaked.wanted:,} messages, {kills} kills, two workers, {name}"
    how, least = f"{soaked.seconds:.0f} s", kills // 4
    return [
        Seen(figure, "none lost, none twice", f"{lost} lost, {twice} twice", not lost and not twice, how),
        Seen("kills between a request and its commit", f"≥ {least}", str(soaked.between), soaked.between >= least),
    ]


async def _soaked(url: str, kills: int) -> Soaked:
    engine, before = open_filled(url, 1, statements=0), time.perf_counter()
    sandbox = _sandbox()
    await sandbox.start()
    sandbox.faults.order("chat.postMessage", "slow", times=1_000_000, seconds=SLACK_TAKES)
    try:
        async with workers_over(url, sandbox.api_url, sandbox.bot_token) as workers:
            between = await _killed_at_random(engine, sandbox, workers, kills)
            await _all_gone(engine)
    finally:
        await sandbox.stop()
        engine.dispose()
    return Soaked(_arrived(sandbox), kills * A_KILL, between, time.perf_counter() - before)


def _sandbox() -> Sandbox:
    workspace = Workspace(PushedClock(NOW))
    for number in range(PEOPLE):
        workspace.add_person(f"Person {number}", id=f"U{number:04d}")
    return Sandbox(workspace)


async def _killed_at_random(engine: Engine, sandbox: Sandbox, workers: Workers, kills: int) -> int:
    chance, between = random.Random(2021), 0
    alive = [await workers.begin(), await workers.begin()]
    for number in range(kills):
        await asyncio.to_thread(_add, engine, number)
        await asyncio.sleep(chance.uniform(0.1, 0.4))
        victim = await asyncio.to_thread(_one_at_work, engine, alive)
        alive.remove(victim)
        os.kill(victim, signal.SIGKILL)
        await asyncio.sleep(SLACK_TAKES + 0.1)  # until Slack has done what it was asked
        between += await asyncio.to_thread(_was_between, engine, victim, set(_arrived(sandbox)))
        alive.append(await workers.begin())
    return between


def _one_at_work(engine: Engine, alive: list[int]) -> int:
    """Which one dies: one with messages under way where there is one, since to kill one that waits shows nothing."""
    with engine.connect() as connection:
        names = connection.execute(text("SELECT DISTINCT leased_by FROM outbox WHERE state = 'leased'")).scalars()
        at_work = {int(name.rpartition(":")[2]) for name in names}
    return next((each for each in alive if each in at_work), alive[0])


def _was_between(engine: Engine, victim: int, arrived: set[str]) -> bool:
    """Whether it died with a message that Slack has, and that it had not yet recorded as sent."""
    had = text("SELECT key FROM outbox WHERE state = 'leased' AND leased_by LIKE :who")
    with engine.connect() as connection:
        return not arrived.isdisjoint(connection.execute(had, {"who": f"%:{victim}"}).scalars())


async def _all_gone(engine: Engine) -> None:
    async with asyncio.timeout(WITHIN):
        while await asyncio.to_thread(_left, engine):  # noqa: ASYNC110  (it is other processes that send)
            await asyncio.sleep(0.2)


def _left(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM outbox WHERE state != 'sent'")).scalar_one())


def _arrived(sandbox: Sandbox) -> Counter[str]:
    said = [each.metadata for each in sandbox.workspace.every_message() if each.metadata]
    return Counter(each["event_payload"]["key"] for each in said)


def _add(engine: Engine, turn: int) -> None:
    made = [
        {
            "workspace_id": 1, "key": f"soak:{number}", "kind": "note", "args": {}, "to": f"U{number % PEOPLE:04d}",
            "message": MESSAGE, "state": "pending", "due_at": NOW, "leased_by": "", "attempts": 0, "in_doubt": False,
            "ref": "", "why": "", "heard": "",
        }
        for number in range(turn * A_KILL, (turn + 1) * A_KILL)
    ]  # fmt: skip
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(tables.Outbox), made)


@dataclass
class Workers:
    """Where the workers are born."""

    parent: asyncio.subprocess.Process

    async def begin(self) -> int:
        """Start one, and wait until it is connected; the number of its process."""
        assert self.parent.stdin is not None and self.parent.stdout is not None
        self.parent.stdin.write(b"\n")
        return int(await self.parent.stdout.readline())


@asynccontextmanager
async def workers_over(url: str, slack: str, token: str, hurry: int = HURRY) -> AsyncIterator[Workers]:
    """Where workers are born that send what is in a database to a Slack; their machine's clock runs `hurry` times."""
    environment = {**os.environ, "DATABASE_URL": url, "SLACK_API_URL": slack, "BENCH_HURRY": str(hurry)}
    pipe = asyncio.subprocess.PIPE
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.soaking", cwd=ROOT, env=environment | {"SLACK_BOT_TOKEN": token},
        stdin=pipe, stdout=pipe,
    )  # fmt: skip
    try:
        yield Workers(parent)
    finally:
        assert parent.stdin is not None
        parent.stdin.close()
        await parent.wait()


# In the workers' processes


class Hurried:
    """The board's clock stands; the machine's runs ahead, the same in each process."""

    def __init__(self, times: int) -> None:
        self._times = times

    def now(self) -> datetime:
        return NOW

    def machine(self) -> datetime:
        return NOW + timedelta(seconds=self._times * time.monotonic())


async def _work() -> None:
    from app import assemble, speaking  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    async with speaking(assemble(read_settings(), Hurried(int(os.environ["BENCH_HURRY"]))), pace=0.0) as spoken:
        sys.stdout.write(f"{os.getpid()}\n")
        sys.stdout.flush()
        while True:
            await spoken.drain()
            await asyncio.sleep(0.02)


def main() -> None:
    """Fork a worker for each line; when there are no more, end those that are left."""
    import app  # noqa: F401, PLC0415
    import bot.delivery  # noqa: PLC0415
    import bot.use_cases.catalogue  # noqa: F401, PLC0415
    import handlers.slack.gateway  # noqa: PLC0415
    import handlers.slack.routes  # noqa: F401, PLC0415
    from bot.log import set_up_log  # noqa: PLC0415

    open_database(os.environ["DATABASE_URL"]).dispose()  # which loads the engine's driver
    configure_mappers()
    set_up_log(level="error")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried without anybody asking
    born = []
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(_work())
        born.append(child)
    for child in born[-2:]:
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
