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
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import configure_mappers

from bench.asking import ROOT
from bench.databases import postgresql, sqlite
from bench.filling import NOW, open_filled
from bench.measuring import Effort, Seen
from bench.sending import MESSAGE
from sandbox.clock import PushedClock
from sandbox.grants import DEFAULT_SCOPES
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


def soak_unseen(effort: Effort) -> list[Seen]:
    """The same where the bot may not read what it has said, on both: none lost, and each repeat accounted for."""
    seen = []
    for name, where in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with where() as url:
            seen += _soak(url, name, effort, may_look=False)
    return seen


def _soak(url: str, name: str, effort: Effort, *, may_look: bool = True) -> list[Seen]:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # it tells of each connection that a kill cuts
    soaked = asyncio.run(soaked_in(url, effort.of(200, 40), may_look=may_look))
    return _seen(soaked, name) if may_look else _seen_unseen(soaked, name)


@dataclass
class Kills:
    """What the kills fell on."""

    number: int = 0
    between: int = 0
    """Kills of a worker that left a message unrecorded which it had sent, and which Slack has."""
    left: int = 0
    """Rows that they left in doubt, whether or not Slack has the message."""
    unrecorded: Counter[str] = field(default_factory=Counter)
    """How often each message arrived, and its sender did not live to record that."""

    def note(self, left: set[str], arrived: Counter[str]) -> None:
        """A worker is dead: which messages were its own, and how often each has arrived."""
        new = {key: arrived[key] for key in left if arrived[key] > self.unrecorded[key]}
        self.unrecorded |= Counter(new)
        self.number += 1
        self.between += bool(new)
        self.left += len(left)


@dataclass(frozen=True)
class Soaked:
    """How often each message arrived, how many should have, and what the kills fell on."""

    arrived: Counter[str]
    wanted: int
    kills: Kills
    again: int
    """How often a row was taken from a worker that had it: what the database says of the rows left in doubt."""
    seconds: float

    @property
    def lost(self) -> int:
        """Messages that never arrived."""
        return self.wanted - len(self.arrived)

    @property
    def twice(self) -> int:
        """Arrivals beyond the first of each message."""
        return self.arrived.total() - len(self.arrived)


def _seen(soaked: Soaked, name: str) -> list[Seen]:
    well = not soaked.lost and not soaked.twice
    told = f"{soaked.lost} lost, {soaked.twice} twice"
    return [
        Seen(_figure(soaked, name), "none lost, none twice", told, well, f"{soaked.seconds:.0f} s"),
        kills_between(soaked.kills),
    ]


def _seen_unseen(soaked: Soaked, name: str) -> list[Seen]:
    unrecorded, left = soaked.kills.unrecorded.total(), soaked.kills.left
    told = f"{soaked.lost} lost, {soaked.twice} repeats; {left} rows in doubt, {unrecorded} of them had arrived"
    well = not soaked.lost and soaked.twice == unrecorded and soaked.again == left
    figure = f"{_figure(soaked, name)}, history not readable"
    reach = "none lost, each repeat a row that was in doubt and had arrived"
    how = f"{soaked.seconds:.0f} s; rows taken again, by the database: {soaked.again}"
    return [Seen(figure, reach, told, well, how), kills_between(soaked.kills)]


def _figure(soaked: Soaked, name: str) -> str:
    return f"{soaked.wanted:,} messages, {soaked.kills.number} kills, two workers, {name}"


def kills_between(kills: Kills) -> Seen:
    """How many kills fell between a request and its commit. With fewer than a quarter there, nothing is shown."""
    between, least = kills.between, kills.number // 4
    return Seen("kills between a request and its commit", f"≥ {least}", str(between), between >= least)


async def soaked_in(url: str, kills: int, *, may_look: bool = True) -> Soaked:
    """Kill workers over the empty database at `url` so many times while ten messages for each kill go out."""
    engine, before = open_filled(url, 1, statements=0), time.perf_counter()
    sandbox = _sandbox(may_look=may_look)
    await sandbox.start()
    sandbox.faults.order("chat.postMessage", "slow", times=1_000_000, seconds=SLACK_TAKES)
    try:
        async with workers_over(url, sandbox.api_url, sandbox.bot_token) as workers:
            fell_on = await _killed_at_random(engine, sandbox, workers, kills)
            await _all_gone(engine)
        again = _taken_again(engine)
    finally:
        await sandbox.stop()
        engine.dispose()
    return Soaked(_arrived(sandbox), kills * A_KILL, fell_on, again, time.perf_counter() - before)


def _sandbox(*, may_look: bool) -> Sandbox:
    workspace = Workspace(PushedClock(NOW))
    for number in range(PEOPLE):
        workspace.add_person(f"Person {number}", id=f"U{number:04d}")
    return Sandbox(workspace, scopes=DEFAULT_SCOPES if may_look else DEFAULT_SCOPES - {"im:history"})


async def _killed_at_random(engine: Engine, sandbox: Sandbox, workers: Workers, kills: int) -> Kills:
    chance, fell_on = random.Random(2021), Kills()
    alive = [await workers.begin(), await workers.begin()]
    for number in range(kills):
        await asyncio.to_thread(_add, engine, number)
        await asyncio.sleep(chance.uniform(0.1, 0.4))
        victim = await asyncio.to_thread(_one_at_work, engine, alive)
        alive.remove(victim)
        os.kill(victim, signal.SIGKILL)
        await asyncio.sleep(SLACK_TAKES + 0.1)  # until Slack has done what it was asked, and the database too
        fell_on.note(await asyncio.to_thread(_left_by, engine, victim), _arrived(sandbox))
        alive.append(await workers.begin())
    return fell_on


def _one_at_work(engine: Engine, alive: list[int]) -> int:
    """Which one dies: one with messages under way where there is one, since to kill one that waits shows nothing."""
    with engine.connect() as connection:
        names = connection.execute(text("SELECT DISTINCT leased_by FROM outbox WHERE state = 'leased'")).scalars()
        at_work = {int(name.rpartition(":")[2]) for name in names}
    return next((each for each in alive if each in at_work), alive[0])


def _left_by(engine: Engine, victim: int) -> set[str]:
    """What it had leased and not recorded when it died."""
    had = text("SELECT key FROM outbox WHERE state = 'leased' AND leased_by LIKE :who")
    with engine.connect() as connection:
        return set(connection.execute(had, {"who": f"%:{victim}"}).scalars())


def _taken_again(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT sum(attempts - 1) FROM outbox")).scalar_one())


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


async def _work(parent: int) -> None:
    from app import assemble, speaking  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    async with speaking(assemble(read_settings(), Hurried(int(os.environ["BENCH_HURRY"]))), pace=0.0) as spoken:
        sys.stdout.write(f"{os.getpid()}\n")
        sys.stdout.flush()
        while os.getppid() == parent:  # when it has ended, so do those that it bore
            await spoken.drain()
            await asyncio.sleep(0.02)


def main() -> None:
    """Fork a worker for each line; when there are no more, those that are left end by themselves."""
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
    parent = os.getpid()
    for _ in sys.stdin:
        if os.fork() == 0:
            asyncio.run(_work(parent))
            os._exit(0)  # the lines that are still to be read are the parent's


if __name__ == "__main__":
    main()
