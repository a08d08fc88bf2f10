"""Where everything is assembled, and the entry point.

Nothing happens on import. `assemble` makes the parts that need no network; `listening` connects them to Slack,
and `speaking` lets them send there, too.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typer
    from slack_bolt.async_app import AsyncApp
    from sqlalchemy import Engine
    from starlette.routing import Route

    from bot.answered import Answered
    from bot.delivery import Delivery
    from bot.domain.cells import Written
    from bot.domain.paper import Paper
    from bot.domain.plan_reading import PlanRow, Sheet
    from bot.domain.source_writing import Table
    from bot.messages.parts import Reply
    from bot.ports import Clock
    from bot.roster import Roster
    from bot.run import Run
    from bot.steps import OnStep
    from bot.use_cases.catalogue import Found
    from bot.use_cases.entries import UseCase
    from bot.use_cases.heard import Heard
    from bot.watching import Hearing, Watch
    from config.settings import Settings
    from handlers.heartbeat import Heartbeat
    from handlers.slack.boundary import Boundary
    from handlers.slack.calls import Clients
    from storage.backlog import Backlog
    from storage.database import Sessions
    from storage.unchanged import Commits


class MachineClock:
    """Both clocks are this machine's: how the bot runs for real."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC)

    def machine(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC)


class SharedClock(MachineClock):
    """The machines that share a PostgreSQL go by its clock for leases and retries, so that theirs need not agree.

    It is asked twice a minute; in between, what has passed here is added, by the clock that nobody sets. So a clock
    of this machine that is wrong, or is put right, takes no lease from anybody
    (docs/decisions/0013-leases-by-the-database.md).
    """

    AGAIN = 30.0

    def __init__(self, ask: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._seconds = seconds
        self._known: tuple[float, datetime] | None = None

    def machine(self) -> datetime:
        """The database's time: aware, in UTC. Raises what the database does when it does not answer."""
        if self._known is None or self._seconds() - self._known[0] >= self.AGAIN:
            said = self._ask()
            self._known = self._seconds(), said
        asked_at, said = self._known
        return said + timedelta(seconds=self._seconds() - asked_at)


@dataclass
class Bot:
    """The bot, without a way to speak: its database, its clock, and a way to run use cases."""

    settings: Settings
    engine: Engine
    sessions: Sessions
    clock: Clock
    threads: ThreadPoolExecutor
    run: Run
    on_step: OnStep
    watch: Watch
    commits: Commits
    answered: Answered
    waiting_over: Callable[[], datetime]
    """The machine's time, by which waits are over."""
    leases_over: Callable[[], datetime]
    """The time by which the leases of other workers are over."""
    seen_waiting: dict[int, datetime] = field(default_factory=dict)
    """Rows that are late, and since when this worker has seen them wait (the machine's time)."""
    welcomed: set[tuple[str, str, str]] = field(default_factory=set)
    """Who is known here to need no welcome: they were welcomed, or nothing makes them known."""

    async def hear(self, heard: Heard, key: str | None) -> Reply:
        """Find the use case for what was heard and run it; a question is answered without a write.

        Raises:
            Refusal: as the use case does.
        """
        from bot.domain.refusals import Refusal  # noqa: PLC0415
        from bot.steps import Step  # noqa: PLC0415
        from bot.use_cases import catalogue  # noqa: PLC0415

        with self.watch.hearing() as hearing:
            found = catalogue.find(heard)
            hearing.use_case = found.use_case.__name__
            if found.then:
                await self.run(found.use_case, found.command, None)
                found = catalogue.find(found.then)
                hearing.use_case = found.use_case.__name__
            try:
                reply = await self._found(heard, found, key, hearing)
            except Refusal:
                await self._otherwise(found)
                raise
            if not reply.settled:
                await self._otherwise(found)
        await self._welcome(heard)
        if not found.reads:
            self.on_step(Step.ACKNOWLEDGING)
        return reply

    async def _welcome(self, heard: Heard) -> None:
        """Welcome whoever has just used it for the first time; what it costs, it costs once for each of them."""
        from bot.use_cases.heard import AccountDisabled  # noqa: PLC0415
        from storage.access import OPERATOR  # noqa: PLC0415

        by = heard.by
        is_somebody = by.platform != OPERATOR and not isinstance(heard, AccountDisabled)
        if not self.settings.welcome or not is_somebody or by.key in self.welcomed:
            return
        from bot.domain.refusals import Refusal  # noqa: PLC0415
        from bot.use_cases import welcoming  # noqa: PLC0415

        try:
            is_done = await self._aside(welcoming.welcome_once, (by, welcoming.greets(heard)))
        except Refusal:  # a stranger: once they have a seat or a post, their next use is their first
            return
        if is_done:
            self.welcomed.add(by.key)

    async def _found(self, heard: Heard, found: Found, key: str | None, hearing: Hearing) -> Reply:
        if found.reads:
            return await self._read(heard, found)
        return await self.run(found.use_case, found.command, None if found.every_time else key, hearing)

    async def _otherwise(self, found: Found) -> None:
        """Do what is done where nothing was."""
        if found.otherwise:
            await self._aside(found.otherwise, found.command)

    async def _aside(self, use_case: UseCase, command: Any) -> bool:
        """Do what stands beside an answer. A database in trouble keeps nobody from the answer that they have. Returns
        whether it was done.
        """
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

        from storage.troubles import InTrouble, trouble_of  # noqa: PLC0415

        try:
            await self.run(use_case, command, None)
        except (SQLAlchemyError, InTrouble) as failure:
            trouble = trouble_of(failure)
            if trouble is None:
                raise
            logging.getLogger("accountable").warning("%s; %s was not done", trouble, use_case.__name__)
            return False
        return True

    async def _read(self, heard: Heard, found: Found) -> Reply:
        page = self.answered.page(heard, self.clock.now())
        if page is not None and heard in page:
            return page[heard]
        reply = await self.run.read(found.use_case, found.command)
        if found.notes and reply.settled:
            await self.run(found.notes, found.command, None)
        elif page is not None:
            page[heard] = reply
        return reply

    def sweep(self, worker: str) -> None:
        """Note that `worker` is alive, keep the coming week planned, and tell of what has not gone."""
        from bot.use_cases.due import keep_planned  # noqa: PLC0415
        from bot.use_cases.lateness import tell_late  # noqa: PLC0415
        from storage import ticks  # noqa: PLC0415
        from storage.database import writing  # noqa: PLC0415

        with self.sessions() as session:
            ticks.note_tick(writing(session), worker, self.clock.machine())
            keep_planned(session, self.clock.now())
            tell_late(session, self.clock.now(), self.clock.machine(), self.seen_waiting)
            session.commit()

    def close(self) -> None:
        """Let go of the threads and the database."""
        self.threads.shutdown()
        self.commits.close()
        self.engine.dispose()


@dataclass
class Listening:
    """The bot connected to Slack, hearing and answering."""

    bot: Bot
    clients: Clients
    boundary: Boundary
    slack: AsyncApp


@dataclass
class Speaking(Listening):
    """The bot connected to Slack, and what it says there by itself."""

    delivery: Delivery
    worker: str
    heartbeat: Heartbeat
    roster: Roster

    async def drain(self) -> None:
        """Make up and send all that is due now, waiting where Slack's pace asks for it."""
        while True:
            made_up = await self.delivery.make_up_due()
            sent = await self.delivery.deliver()
            if made_up or sent:
                continue
            wait = self.delivery.waits_for()
            if wait <= 0:
                return
            await asyncio.sleep(wait)

    async def sweep(self) -> bool:
        """Note that this worker is alive, and keep the coming week planned; never has more to do at once.

        Once a day it is asked whether those on the boards still have their accounts. An outside check is given a sign
        of life, if one is configured.
        """
        await self.bot.run.in_thread(self.bot.sweep, self.worker)
        await self.roster.look()
        self.heartbeat.beat()
        return False


@contextmanager
def starting() -> Iterator[None]:
    """Put a server's parts together without the garbage collector, which would take a fifth of the start.

    What is loaded by then stays for good, so later collections are told to leave it out.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def assemble(settings: Settings, clock: Clock | None = None, on_step: OnStep | None = None) -> Bot:
    """Put the bot together. The database is opened when it is first asked.

    `on_step` is called as each step of a message's path is passed; a test may stop the process there.
    """
    from bot.answered import Answered  # noqa: PLC0415
    from bot.run import Run  # noqa: PLC0415
    from bot.steps import unwatched  # noqa: PLC0415
    from bot.waiting_over import LEASE, WaitingOver  # noqa: PLC0415
    from bot.watching import Watch  # noqa: PLC0415
    from storage.database import open_database, sessions, time_of  # noqa: PLC0415
    from storage.unchanged import Commits  # noqa: PLC0415

    engine = open_database(settings.database_url.get_secret_value())
    made = sessions(engine)
    threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="use-case")
    is_shared = engine.dialect.name == "postgresql"
    the_clock = clock or (SharedClock(lambda: time_of(engine)) if is_shared else MachineClock())
    watching = on_step or unwatched
    run = Run(made, the_clock, threads, watching)
    commits = Commits(engine)
    answered = Answered(commits.newest)
    # A clock that is handed in is somebody's to push, and the one of a PostgreSQL nobody here sets.
    waiting_over, leases_over = the_clock.machine, the_clock.machine
    if not (clock or is_shared):
        waiting_over = WaitingOver(the_clock.machine, time.monotonic, LEASE)
        leases_over = waiting_over.leases
    return Bot(
        settings, engine, made, the_clock, threads, run, watching, Watch(), commits, answered, waiting_over, leases_over
    )


FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds until Slack is asked again who we are: twice as long each time."""


class EndedFirstError(Exception):
    """This process was told to end before Slack had said who we are."""


@asynccontextmanager
async def listening(
    bot: Bot, *, patience: float = 10.0, stopped: asyncio.Future[None] | None = None
) -> AsyncIterator[Listening]:
    """Connect a bot to Slack for as long as the block lasts: ask who we are, and make the app. It loads no sender.

    Slack has `patience` seconds for each call. While it does not say who we are it is asked again, until `stopped`.

    Raises:
        Refusal: there is no token, or Slack does not take it.
        EndedFirstError: `stopped` came first.
    """
    with starting():
        import aiohttp  # noqa: PLC0415

        from bot.use_cases import catalogue, status  # noqa: F401, PLC0415 - status: what is asked most
        from handlers.slack.boundary import Boundary  # noqa: PLC0415
        from handlers.slack.calls import Clients, one_workspace  # noqa: PLC0415
        from handlers.slack.routes import build_app  # noqa: PLC0415

    settings = bot.settings
    async with aiohttp.ClientSession() as session:
        installed = await _installed(settings, session, stopped)
        clients = Clients(one_workspace(installed), session, settings.slack_api_url, patience)
        boundary = Boundary(bot.hear, clients, to_introduce=catalogue.to_introduce)
        app = build_app(boundary, settings.slack_signing_secret.get_secret_value())
        try:
            yield Listening(bot, clients, boundary, app)
        finally:
            await boundary.drain()


@asynccontextmanager
async def speaking(
    bot: Bot, *, pace: float | None = None, patience: float = 10.0, stopped: asyncio.Future[None] | None = None
) -> AsyncIterator[Speaking]:
    """The same as `listening`, with what sends, for as long as the block lasts.

    Raises:
        Refusal: there is no token, or Slack does not take it.
        EndedFirstError: `stopped` came first.
    """
    with starting():
        from bot.delivery import PACE, Delivery  # noqa: PLC0415
        from bot.errands import PlanFiles  # noqa: PLC0415
        from bot.made_files import MadeFiles, makings  # noqa: PLC0415
        from bot.roster import Roster  # noqa: PLC0415
        from bot.sweeping import Sweeper  # noqa: PLC0415
        from handlers.heartbeat import Heartbeat  # noqa: PLC0415
        from handlers.slack.files import SlackFiles  # noqa: PLC0415
        from handlers.slack.gateway import SlackGateway  # noqa: PLC0415
        from handlers.slack.sweeping import SlackSweeping  # noqa: PLC0415

    async with listening(bot, patience=patience, stopped=stopped) as heard:
        clients = heard.clients
        worker = f"{socket.gethostname()}:{os.getpid()}"
        gateway = SlackGateway(clients)
        slack_files = SlackFiles(clients, gateway)
        makes = makings(_write_run_sheet, _write_table, _write_list, _write_sheets)
        made = MadeFiles(bot.run, bot.sessions, bot.clock, slack_files, makings=makes)
        files = PlanFiles(
            bot.run,
            bot.sessions,
            bot.clock,
            slack_files,
            read=_read_plan,
            write=_write_plan,
            bank_holidays=_bank_holidays,
            on_step=bot.on_step,
        )
        sweeper = Sweeper(bot.run, bot.sessions, bot.clock, SlackSweeping(clients, gateway))
        delivery = Delivery(
            bot.run,
            bot.sessions,
            bot.clock,
            gateway,
            platform="slack",
            worker=worker,
            pace=PACE if pace is None else pace,
            errands={**files.errands, **made.errands, **sweeper.errands},
            on_step=bot.on_step,
            waiting_over=bot.waiting_over,
            leases_over=bot.leases_over,
        )
        url = bot.settings.heartbeat_url.get_secret_value()
        heartbeat = Heartbeat(clients.session, url, bot.watch.why_silent)
        bot.watch.sends["slack"] = lambda: asdict(delivery.counts)
        roster = Roster(bot.run, bot.sessions, bot.clock, gateway, platform="slack")
        try:
            yield Speaking(bot, clients, heard.boundary, heard.slack, delivery, worker, heartbeat, roster)
        finally:
            await heartbeat.close()


def _write_run_sheet(paper: Paper) -> bytes:
    # Imported when a run sheet is wanted, for the same reason.
    from handlers.run_sheet_files import write_run_sheet  # noqa: PLC0415

    return write_run_sheet(paper)


def _read_plan(content: bytes, name: str, encoding: str) -> list[Sheet]:
    # Imported when a file comes: a start does not wait for what reads workbooks.
    from handlers.plan_files import read_plan_bytes  # noqa: PLC0415

    return read_plan_bytes(content, name, encoding)


def _write_plan(rows: Sequence[PlanRow], kind: str, marking: str, beside: Mapping[str, Table]) -> bytes:
    from handlers.plan_exports import Kind, write_plan  # noqa: PLC0415

    return write_plan(rows, Kind(kind), marking, beside)


def _write_list(table: Sequence[Sequence[Written]], kind: str, above: Sequence[str]) -> bytes:
    from handlers.plan_exports import Kind, write_list  # noqa: PLC0415

    return write_list(table, Kind(kind), above)


def _write_sheets(sheets: Mapping[str, Sequence[Sequence[Written]]], above: Sequence[str]) -> bytes:
    from handlers.plan_exports import write_sheets  # noqa: PLC0415

    return write_sheets(sheets, above)


def _write_table(name: str, table: Sequence[Sequence[str]], above: Sequence[str]) -> bytes:
    from handlers.plan_exports import write_table  # noqa: PLC0415

    return write_table(name, table, above)


def _bank_holidays(nation: str) -> frozenset[date]:
    from bot.domain.working_days import Nation  # noqa: PLC0415
    from config.bank_holidays import KNOWN_UNTIL, PLANS_FROM, bank_holidays  # noqa: PLC0415

    return bank_holidays(Nation(nation), PLANS_FROM, KNOWN_UNTIL.year)


async def _installed(settings: Settings, session: Any, stopped: asyncio.Future[None] | None) -> Any:
    from bot.domain.refusals import Refusal  # noqa: PLC0415
    from bot.log import get_logger  # noqa: PLC0415
    from handlers.slack.calls import Clients, Installed, Refused, one_workspace, who_am_i  # noqa: PLC0415

    token = settings.slack_bot_token.get_secret_value()
    if not token:
        raise Refusal("SLACK_BOT_TOKEN is not set. “accountable doctor” says what is needed and where to find it.")
    unknown = Clients(one_workspace(Installed("", token)), session, settings.slack_api_url)
    wait = FIRST_WAIT
    while not isinstance(known := await who_am_i(unknown), Installed):
        if isinstance(known, Refused) and known.after is None:
            raise Refusal("Slack does not take SLACK_BOT_TOKEN. “accountable doctor” says why and what to do.")
        why = "Slack asked us to slow down" if isinstance(known, Refused) else known.why
        get_logger("starting").warning("Slack does not say who we are, and is asked again", why=why, seconds=wait)
        await _waited(wait, stopped)
        wait = min(wait * 2, LONGEST_WAIT)
    return known


async def _waited(seconds: float, stopped: asyncio.Future[None] | None) -> None:
    await asyncio.wait([stopped or asyncio.get_running_loop().create_future()], timeout=seconds)
    if stopped and stopped.done():
        raise EndedFirstError


def ticking(spoken: Speaking) -> AbstractAsyncContextManager[object]:
    """Let the clock do its work for as long as the block lasts."""
    from bot.schedule import ticking as ticking_with  # noqa: PLC0415

    return ticking_with([spoken.delivery], spoken.sweep, spoken.bot.watch)


async def run_socket_mode(settings: Settings, until: Callable[[], Any]) -> None:
    """Hear over a websocket, speak and tick, all in one process, until what `until` gives is done."""
    from handlers.slack.routes import socket_mode  # noqa: PLC0415

    stopped, bot = until(), assemble(settings)
    with suppress(EndedFirstError):
        async with speaking(bot, stopped=stopped) as spoken, ticking(spoken), watched(bot):
            handler = socket_mode(spoken.slack, settings.slack_app_token.get_secret_value(), spoken.clients)
            await handler.connect_async()  # type: ignore[no-untyped-call]
            try:
                await stopped
            finally:
                await handler.close_async()  # type: ignore[no-untyped-call]
    bot.close()


async def run_worker(settings: Settings, until: Callable[[], Any]) -> None:
    """Speak and tick, without hearing: the Procfile's worker."""
    stopped, bot = until(), assemble(settings)
    with suppress(EndedFirstError):
        async with speaking(bot, stopped=stopped) as spoken, ticking(spoken), watched(bot):
            await stopped
    bot.close()


async def run_web(bot: Bot, until: Callable[[], Any], *, also_tick: bool = False) -> None:
    """Hear over HTTP; with `also_tick`, speak and tick as well, all in one process.

    What is being heard at the end is answered, and then what is being sent comes to its end.
    """
    stopped = until()
    with starting():
        from handlers.serving import serving  # noqa: PLC0415

        app = web_for(bot, also_tick=also_tick, stopped=stopped)
    with suppress(EndedFirstError):
        async with app.router.lifespan_context(app), serving(app, bot.settings.host, bot.settings.port, "PORT"):
            await stopped
    bot.close()


def web() -> Any:
    """The HTTP app, hearing Slack at /slack/events: the Procfile's web."""
    with starting():
        return web_for(_assembled())


def web_for(bot: Bot, *, also_tick: bool = False, stopped: asyncio.Future[None] | None = None) -> Any:
    """The HTTP app of this bot, which begins unless `stopped` first; with `also_tick`, one process does all of it."""
    from handlers.web import web_app  # noqa: PLC0415

    @asynccontextmanager
    async def open_slack() -> AsyncIterator[AsyncApp]:
        if not also_tick:
            async with listening(bot, stopped=stopped) as heard:
                yield heard.slack
            return
        async with speaking(bot, stopped=stopped) as spoken, ticking(spoken):
            yield spoken.slack

    return web_app(open_slack, health(bot))


def watched(bot: Bot) -> AbstractAsyncContextManager[object]:
    """Say on METRICS_PORT, if it is set, whether a process that hears no HTTP is well, for as long as the block lasts.

    Raises:
        Refusal: something else listens there.
    """
    if not bot.settings.metrics_port:
        return nullcontext()
    from handlers.health import answering  # noqa: PLC0415

    return answering(health(bot), bot.settings.host, bot.settings.metrics_port)


def health(bot: Bot) -> list[Route]:
    """The routes that say whether this process is well, and what it counts."""
    from handlers.health import health_routes  # noqa: PLC0415

    return health_routes(lambda: why_not_ready(bot), bot.watch, lambda: _backlog(bot))


def _backlog(bot: Bot) -> Backlog | None:
    """How the outbox stands; None when the database does not answer."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from storage.backlog import backlog  # noqa: PLC0415

    try:
        with bot.sessions() as session:
            return backlog(session, bot.clock.now())
    except SQLAlchemyError:
        return None


def why_not_ready(bot: Bot) -> str:
    """What is missing before the bot can do its work, in a sentence; empty when it is ready."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from storage.migrating import newest_revision, revision_of  # noqa: PLC0415

    try:
        if revision_of(bot.engine) != newest_revision():
            return "The database is not up to date. Run “accountable migrate”."
    except SQLAlchemyError:
        return "The database does not answer. Check DATABASE_URL and that the server is up."
    return bot.watch.why_silent()


def main() -> None:
    """Run the command line. A Refusal is said in its own words, and ends with 2."""
    import sys  # noqa: PLC0415

    from bot.domain.refusals import Refusal  # noqa: PLC0415

    try:
        command_line()()
    except Refusal as refusal:
        print(refusal.words, file=sys.stderr)  # noqa: T201
        sys.exit(2)


def command_line() -> typer.Typer:
    """Every command of `accountable`."""
    from handlers.terminal.routes import build_cli  # noqa: PLC0415

    cli = build_cli(_assembled, _manifest, _checks)
    _add_servers(cli)
    return cli


def _manifest(request_url: str | None, socket_mode: bool) -> dict[str, Any]:
    from handlers.slack.manifest import manifest  # noqa: PLC0415

    return manifest(request_url, socket_mode)


def _checks(api_url: str, bot_token: str, app_token: str) -> AbstractAsyncContextManager[Any]:
    from handlers.slack.checks import slack_checks  # noqa: PLC0415

    return slack_checks(api_url, bot_token, app_token)


def _assembled() -> Bot:
    from bot.log import set_up_log  # noqa: PLC0415
    from config.settings import read_settings, secrets_of  # noqa: PLC0415

    settings = read_settings()
    set_up_log(level=settings.log_level, form=settings.log_format, secrets=secrets_of(settings))
    return assemble(settings)


def _add_servers(cli: typer.Typer) -> None:
    """The commands that start a process, and those that need the pretend workspace or every platform at once."""

    @cli.command("socket")
    def socket_() -> None:
        """Run the bot over Slack's Socket Mode: no public address needed."""
        asyncio.run(run_socket_mode(_assembled().settings, _told_to_stop))

    @cli.command()
    def worker() -> None:
        """Send what is due (the Procfile's worker)."""
        asyncio.run(run_worker(_assembled().settings, _told_to_stop))

    @cli.command(name="web")
    def web_(also_tick: bool = False) -> None:
        """Answer Slack over HTTP (the Procfile's web); with --also-tick, send what is due as well."""
        asyncio.run(run_web(_assembled(), _told_to_stop, also_tick=also_tick))

    @cli.command()
    def demo(port: int = 8421, open_browser: bool = True) -> None:
        """Open a pretend workspace in the browser, with a sample plan and a clock to push."""
        from sandbox.world import run_demo  # noqa: PLC0415

        asyncio.run(run_demo(port, _told_to_stop, open_browser=open_browser))

    @cli.command()
    def gallery(folder: Path) -> None:
        """Draw every message and form, as Slack shows it and in words, into FOLDER."""
        from sandbox.gallery import write_gallery  # noqa: PLC0415

        print(f"Every message is drawn. Open {write_gallery(folder)} in a browser.")  # noqa: T201


def _told_to_stop() -> asyncio.Future[None]:
    """Done when the process is asked to end (Ctrl-C, or SIGTERM), from now on. Asked twice, it ends at once."""
    import signal  # noqa: PLC0415

    loop, signals = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    stop = loop.create_future()

    def asked() -> None:
        if not stop.done():
            stop.set_result(None)
            for each in signals:
                loop.remove_signal_handler(each)

    for each in signals:
        loop.add_signal_handler(each, asked)
    return stop


if __name__ == "__main__":
    main()
