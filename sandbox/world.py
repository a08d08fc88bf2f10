"""The pretend workspace with the bot connected to it: the demo, and what the tests run against."""

import asyncio
import socket
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import uvicorn
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp

from app import Bot, Speaking, assemble, health, speaking, ticking
from bot.log import set_up_log
from bot.use_cases.due import see_to_the_day
from config.settings import Settings
from handlers.slack.routes import socket_mode
from handlers.slack.ways_in import COMMANDS, SHORTCUTS
from handlers.web import web_app
from sandbox import seed
from sandbox.clock import MachineTime, PushedClock
from sandbox.demo import DemoClock
from sandbox.page import routes as page
from sandbox.server import Sandbox
from sandbox.workspace import Command, Shortcut, Workspace
from storage import outbox
from storage.database import writing
from storage.migrating import migrate


class DemoTime:
    """The demo's clocks: the board's is the one that is pushed, the machine's is left alone."""

    def __init__(self, pushed: PushedClock, machine: Callable[[], datetime] | None = None) -> None:
        self._pushed = pushed
        self._machine = machine or (lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """The pushed time."""
        return self._pushed.now()

    def machine(self) -> datetime:
        """The machine's time."""
        return self._machine()


@dataclass
class Pretend:
    """A pretend workspace with the bot connected to it: the demo, and what the tests run against."""

    sandbox: Sandbox
    spoken: Speaking
    clock: PushedClock
    demo: DemoClock


@asynccontextmanager
async def pretend(
    database_url: str,
    *,
    port: int = 0,
    over: str = "socket",
    with_sample: bool = True,
    running: bool = False,
    pace: float = 0.0,
    slack_time: MachineTime | None = None,
    machine: Callable[[], datetime] | None = None,
    welcome: bool = False,
) -> AsyncIterator[Pretend]:
    """Start the pretend workspace and the bot, connected `over` Socket Mode ("socket") or HTTP ("http").

    With the sample, the clock then stands at Tuesday 1 June 2021, 08:00, and the board has been started. `running`
    lets the board's clock move with the machine's. `pace` is the seconds between two messages to one conversation: the
    pretend Slack takes them as fast as they come, unless its limits are switched on. A test may hand in Slack's own
    time (`slack_time`) and the bot's machine's (`machine`, aware UTC), so that nobody has to wait for either. Everybody
    has used the bot before, unless they are to be welcomed (`welcome`).
    """
    clock = PushedClock(seed.BEGINS, running=running)
    workspace = seed.sample_workspace(clock)
    workspace.commands = [Command(each.name, each.description, each.usage) for each in COMMANDS]
    workspace.shortcuts = [
        Shortcut(each.name, each.callback_id, "message" if each.on_message else "global") for each in SHORTCUTS
    ]
    sandbox = Sandbox(workspace, clock, time=slack_time)
    page.register(sandbox.app, sandbox)
    await sandbox.start(port=port)
    settings = Settings(
        database_url=SecretStr(database_url),
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_signing_secret=SecretStr(sandbox.signing_secret),
        slack_api_url=sandbox.api_url,
        welcome=welcome,
    )
    bot = assemble(settings, DemoTime(clock, machine))
    await bot.run.in_thread(migrate, bot.engine)
    try:
        async with speaking(bot, pace=pace) as spoken, _wired(sandbox, spoken, over):
            driver = await _sample(bot, spoken, workspace, clock, with_sample=with_sample)
            sandbox.demo = driver
            yield Pretend(sandbox, spoken, clock, driver)
    finally:
        bot.close()
        await sandbox.stop()


async def _sample(
    bot: Bot, spoken: Speaking, workspace: Workspace, clock: PushedClock, *, with_sample: bool
) -> DemoClock:
    def look(read: Any, asked: Any) -> Any:
        with bot.sessions() as session:
            return read(session, asked, clock.now())

    def next_due() -> tuple[datetime, str] | None:
        with bot.sessions() as session:
            return outbox.next_due(session)

    def begin_day() -> None:
        with bot.sessions() as session:
            see_to_the_day(writing(session), clock.now())
            session.commit()

    events = seed.Sample(workspace, bot.run.do, look).events() if with_sample else []
    driver = DemoClock(
        clock, events, next_due=next_due, drain=spoken.drain, begin_day=begin_day, in_thread=bot.run.in_thread
    )
    await driver.advance(seed.OPENS)
    seed.greet(workspace)
    return driver


@asynccontextmanager
async def _wired(sandbox: Sandbox, spoken: Speaking, over: str) -> AsyncIterator[None]:
    """Let the pretend Slack reach the bot, one way or the other."""
    sandbox.dispatch.answer_shown = spoken.boundary.drain
    if over == "http":
        async with _serving(spoken) as url:
            sandbox.connect_bot(f"{url}/slack/events")
            yield
        return
    handler = socket_mode(spoken.slack, sandbox.app_token, spoken.clients)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def _serving(spoken: Speaking) -> AsyncIterator[str]:
    """Serve the HTTP app on a free port of this machine."""

    @asynccontextmanager
    async def open_slack() -> AsyncIterator[AsyncApp]:
        yield spoken.slack

    app = web_app(open_slack, health(spoken.bot))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    # The socket listens already, so what is posted before the server has started waits in its queue.
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def run_demo(port: int, until: Callable[[], Any], *, open_browser: bool) -> None:
    """Run the demo until `until` returns. Its database is made afresh, and goes when it ends."""
    set_up_log(level="warning")
    with tempfile.TemporaryDirectory(prefix="accountable-demo-") as folder:
        database = f"sqlite:///{folder}/demo.db"
        async with pretend(database, port=_free(port), running=True, welcome=True) as world, ticking(world.spoken):
            print(_WELCOME.format(url=world.sandbox.url), flush=True)  # noqa: T201
            if open_browser:
                await asyncio.to_thread(webbrowser.open, world.sandbox.url)
            await until()


_WELCOME = """
  Accountable is running in a pretend workspace:

      {url}

  Be anyone in it, type /status, push the clock. It is a sample made up from a public report.
  Ctrl-C ends it; nothing is kept.
"""


def _free(port: int) -> int:
    """The port that was asked for, or 0 (any that is free) where something listens there."""
    with socket.socket() as trial:
        return 0 if trial.connect_ex(("127.0.0.1", port)) == 0 else port
