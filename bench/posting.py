"""Messages over HTTP: how many a second two workers send to a local Slack, and what one hot channel holds up."""

from __future__ import annotations

import asyncio
import time
from statistics import median

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, text

from bench.answering import answering
from bench.databases import sqlite
from bench.filling import NOW, open_filled
from bench.measuring import Effort, Seen
from bench.sending import MESSAGE, Standing, add_due
from bench.soaking import workers_over
from bot.delivery import Delivery
from bot.log import set_up_log
from bot.messages.parts import Message
from bot.ports import InDoubt as Doubt
from bot.ports import LeftAsItWas, NotAllowedToLook, Outcome, Outgoing, Reachable, Retry, Sent
from bot.run import Run
from bot.schedule import ticking
from bot.watching import Watch
from handlers.slack import render
from handlers.slack.calls import Clients, Installed, one_workspace
from handlers.slack.gateway import SlackGateway
from sandbox.clock import PushedClock
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from storage.database import sessions

HOT, OTHERS = 20, 40


def deliver(effort: Effort) -> list[Seen]:
    """Two workers and a local Slack that answers at once, beside a bare loop of slack_sdk over a shared session.

    The control makes the calls that a sending needs (docs/decisions/0039-a-look-costs-a-call.md).
    """
    set_up_log(level="error")
    rows, rounds = effort.of(2_000, 500), effort.of(3, 1)
    found = []
    with sqlite() as url, answering() as slack:
        engine = open_filled(url, 1, statements=0)
        for who, letter in (("channels", "C"), ("people, each looked up before", "U")):
            ours = median(asyncio.run(_by_two_workers(engine, url, slack, rows, letter)) for _ in range(rounds))
            bare = median(asyncio.run(_bare(slack, rows)) for _ in range(rounds))
            figure, how = f"{rows:,} messages to {who}, SQLite", f"{ours:,.0f} a second; bare {bare:,.0f}"
            if letter == "C":
                same = median(asyncio.run(_bare(slack, rows, looks=True)) for _ in range(rounds))
                part, how_same = ours / same, f"{ours:,.0f} a second; bare, looking for guests before each: {same:,.0f}"
                found.append(
                    Seen(figure, "≥ 0.7 × a bare loop that looks, too", f"{part:.2f} ×", part >= 0.7, how_same)
                )
            found.append(
                Seen(f"{figure}, beside a loop that looks nowhere", "told only", f"{ours / bare:.2f} ×", None, how)
            )
        engine.dispose()
    return found


async def _bare(slack: str, rows: int, *, looks: bool = False) -> float:
    """Messages a second, one after another; each channel looked through for guests before, if it `looks`."""
    drawn = render.message(Message.model_validate(MESSAGE))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-1", base_url=slack, session=session)
        await client.chat_postMessage(channel="C1", **drawn)
        before = time.perf_counter()
        for number in range(rows):
            if looks:
                await client.conversations_members(channel=f"C{number}")
            await client.chat_postMessage(channel=f"C{number}", **drawn)
        return rows / (time.perf_counter() - before)


async def _by_two_workers(engine: Engine, url: str, slack: str, rows: int, letter: str) -> float:
    """Messages a second, from the moment at which they are all in the outbox to the one at which all are recorded."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    async with workers_over(url, slack, "xoxb-1", hurry=1) as workers:
        await workers.begin()
        await workers.begin()
        before = time.perf_counter()
        await asyncio.to_thread(add_due, engine, rows, letter=letter, board=None)
        before = time.perf_counter()
        while await asyncio.to_thread(_left, engine):  # noqa: ASYNC110  (it is other processes that send)
            await asyncio.sleep(0.02)
        return rows / (time.perf_counter() - before)


def _left(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT EXISTS (SELECT 1 FROM outbox WHERE state <> 'sent')")).scalar_one())


def hot_channel(effort: Effort) -> list[Seen]:
    """One channel with 20 messages and 40 with two each, all due at once, with Slack's limits on."""
    set_up_log(level="error")
    with sqlite() as url:
        engine = open_filled(url, 1, statements=0)
        arrived, calls, refused = asyncio.run(_hot(engine))
        engine.dispose()
    others = sorted(at for to, at in arrived if to != "C000")
    whole, ideal = max(at for _, at in arrived), float(HOT - 1)
    figure = f"one channel with {HOT}, {OTHERS} with two"
    return [
        Seen(f"{figure}: the others' p50", "≤ 1.5 s", f"{median(others):.2f} s", median(others) <= 1.5),
        Seen("all of them", "≤ 1.15 × the ideal", f"{whole / ideal:.2f} × ({whole:.1f} s)", whole <= 1.15 * ideal),
        Seen("calls that Slack refused as too fast", "≤ 1 %", f"{refused} of {calls}", refused <= calls / 100),
        Seen("each went once", "all", f"{len(arrived)} of {HOT + 2 * OTHERS}", len(arrived) == HOT + 2 * OTHERS),
    ]


async def _hot(engine: Engine) -> tuple[list[tuple[str, float]], int, int]:
    workspace = Workspace(PushedClock(NOW))
    sandbox = Sandbox(workspace)
    for number in range(OTHERS + 1):
        workspace.add_channel(f"channel-{number}", [workspace.bot.id], id=f"C{number:03d}")
    await sandbox.start()
    sandbox.limits.on = True
    to = ["C000"] * HOT + [f"C{number:03d}" for number in range(1, OTHERS + 1) for _ in range(2)]
    add_due(engine, len(to), board=None, to=to)
    made, clock = sessions(engine), Standing()
    run = Run(made, clock, None)
    try:
        async with aiohttp.ClientSession() as session:
            installed = Installed(workspace.team_id, sandbox.bot_token)
            timed = _Timed(SlackGateway(Clients(one_workspace(installed), session, sandbox.api_url)))
            delivery = Delivery(run, made, clock, timed, platform="slack", worker="bench")
            async with ticking([delivery], _nothing, Watch()), asyncio.timeout(120):
                while len(timed.arrived) < len(to):  # noqa: ASYNC110  (it is the ticks that send)
                    await asyncio.sleep(0.05)
            return timed.arrived, sandbox.calls["chat.postMessage"], sandbox.limits.refused
    finally:
        await sandbox.stop()


async def _nothing() -> bool:
    return False


class _Timed:
    """A gateway that notes when each message arrived, in seconds since the first was sent."""

    def __init__(self, gateway: SlackGateway) -> None:
        self._gateway = gateway
        self._began = 0.0
        self.arrived: list[tuple[str, float]] = []

    async def send(self, outgoing: Outgoing) -> Outcome:
        self._began = self._began or time.perf_counter()
        outcome = await self._gateway.send(outgoing)
        if isinstance(outcome, Sent):
            self.arrived.append((outgoing.to, time.perf_counter() - self._began))
        return outcome

    async def amend(self, outgoing: Outgoing, ref: str) -> Outcome | LeftAsItWas:
        return await self._gateway.amend(outgoing, ref)

    async def find(self, outgoing: Outgoing) -> Sent | NotAllowedToLook | Retry | Doubt | None:
        return await self._gateway.find(outgoing)

    async def reachable(self, team: str, to: str) -> Reachable | Retry:
        return await self._gateway.reachable(team, to)
