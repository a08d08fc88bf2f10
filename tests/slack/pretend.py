"""The bot's Slack side, whole and real, in the pretend workspace; only what it would do is written by the test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.messages.parts import Message, Reply, said
from bot.ports import Outgoing
from bot.use_cases.heard import Heard
from handlers.slack import routes
from handlers.slack.boundary import Boundary
from handlers.slack.calls import Clients, Installed, one_workspace, who_am_i
from handlers.slack.gateway import SlackGateway
from handlers.slack.ways_in import COMMANDS, EVENTS, SHORTCUTS
from sandbox.clock import MachineTime, PushedClock
from sandbox.server import Sandbox
from sandbox.workspace import Command, Shortcut, Workspace

START = datetime(2021, 6, 1, 8, 0, tzinfo=UTC)
Do = Callable[[Heard], Reply | Awaitable[Reply]]


@dataclass
class Bot:
    """What the test gave the bot to do, and what it has heard so far."""

    do: Do = lambda heard: Reply(message=said("done", "Done."))
    heard: list[Heard] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    async def hear(self, heard: Heard, key: str | None) -> Reply:
        """Note it, and do what the test says."""
        self.heard.append(heard)
        self.keys.append(key)
        reply = self.do(heard)
        return reply if isinstance(reply, Reply) else await reply


@dataclass
class Pretend:
    """A workspace with Grace and Omar and the board's channel, and the bot in it."""

    sandbox: Sandbox
    workspace: Workspace
    bot: Bot
    clients: Clients
    gateway: SlackGateway
    boundary: Boundary

    @property
    def grace(self):
        """The Head of Quality Assurance, at her own screen."""
        return self.sandbox.actor("Grace Hall")

    def outgoing(self, to: str, text: str = "Please write about A6.", key: str = "board1|request|grace") -> Outgoing:
        """Something on its way."""
        message = Message(kind="statement_requested", heading="", parts=said("x", text).parts)
        return Outgoing(team=self.workspace.team_id, to=to, key=key, message=message)


def workspace() -> Workspace:
    """A workspace before the bot comes."""
    made = Workspace(PushedClock(START))
    made.add_person("Grace Hall", title="Head of Quality Assurance")
    made.add_person("Omar Aziz", title="Chair")
    made.add_channel("board", [person.id for person in made.people.values()])
    made.add_channel("elsewhere", [made.person("Omar Aziz").id])
    made.commands += [Command(command.name) for command in COMMANDS]
    made.shortcuts += [
        Shortcut(each.name, each.callback_id, "message" if each.on_message else "global") for each in SHORTCUTS
    ]
    return made


@dataclass
class Waits:
    """A clock that goes on as somebody waits by it."""

    for_seconds: list[float] = field(default_factory=list)

    def seconds(self) -> float:
        return sum(self.for_seconds)

    async def sleep(self, seconds: float) -> None:
        self.for_seconds.append(seconds)


@asynccontextmanager
async def pretend(
    *,
    socket: bool = False,
    time: MachineTime | None = None,
    patience: float = 5.0,
    within: float = 2.0,
    waits: Waits | None = None,
    **more: Any,
) -> AsyncIterator[Pretend]:
    """Start the workspace and the bot, over HTTP or over Socket Mode, and stop them again."""
    place = workspace()
    sandbox = Sandbox(place, time=time, **more)
    await sandbox.start()
    sandbox.events.clear()
    sandbox.events.update(event.name for event in EVENTS)
    async with aiohttp.ClientSession() as session:
        at = {"session": session, "base_url": sandbox.api_url, "timeout": patience}
        first = Clients(one_workspace(Installed(place.team_id, sandbox.bot_token)), **at)
        me = await who_am_i(first, place.team_id)
        assert isinstance(me, Installed)
        by = {"seconds": waits.seconds, "sleep": waits.sleep} if waits else {}
        clients = Clients(one_workspace(me), **at, **by)
        bot = Bot()
        boundary = Boundary(bot.hear, clients, reference=lambda: "ABC123", within=within)
        sandbox.dispatch.answer_shown = boundary.drain
        app = routes.build_app(boundary, sandbox.signing_secret)
        try:
            async with _reached(app, sandbox, clients, socket):
                yield Pretend(sandbox, place, bot, clients, SlackGateway(clients), boundary)
                await boundary.drain()
        finally:
            await sandbox.stop()


@asynccontextmanager
async def _reached(app: AsyncApp, sandbox: Sandbox, clients: Clients, socket: bool) -> AsyncIterator[None]:
    if socket:
        handler = routes.socket_mode(app, sandbox.app_token, clients)
        await handler.connect_async()
        try:
            yield
        finally:
            await handler.close_async()
        return
    runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sandbox.connect_bot(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


def play(story: Callable[[Pretend], Awaitable[None]], **how: Any) -> None:
    """Run one story in a workspace of its own."""

    async def run() -> None:
        async with pretend(**how) as here:
            await story(here)

    asyncio.run(run())
