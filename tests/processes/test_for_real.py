"""The processes of the Procfile and of Socket Mode, started as they are on a server, against the pretend Slack."""

import asyncio
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from bot.messages.parts import said
from bot.messages.setting_up import board_form
from handlers.slack import render
from handlers.slack.ways_in import COMMANDS
from sandbox.clock import PushedClock
from sandbox.people import Actor, Outcome
from sandbox.server import Sandbox
from sandbox.web_api import checked_view, show_modal
from sandbox.workspace import Command, View, Workspace
from storage import outbox, people
from storage.database import open_database, sessions, writing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BOARD = {"name": "Improvement Board", "channel": "improvement-board", "mash_number": "01632 960001"}
ACCOUNTABLE = Path(sys.executable).parent / "accountable"
WITHIN = 60.0
"""Seconds; a start takes one or two, and far longer where the other tests keep the machine busy."""
STOPS_WITHIN = 60.0
"""Seconds, as docs/installing.md promises."""


class Running:
    """A process of the product, and what it says in its log."""

    def __init__(self, command: list[Path | str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        self._log: list[str] = []
        self._is_asked = False
        self._news = threading.Condition()
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    @property
    def log(self) -> str:
        """What it has said so far."""
        return "".join(self._log)

    @property
    def address(self) -> str:
        """Where it listens, once it does: on a port that the system chose, so that nobody else can have it."""
        return f"http://127.0.0.1:{self.says(r'listening .*port=([0-9]+)')}"

    def says(self, pattern: str) -> str:
        """Wait until it says something; the first group of it. That it ended instead is the end of the test."""
        with self._news:
            self._news.wait_for(lambda: re.search(pattern, self.log) or not self._reading.is_alive(), WITHIN)
            found = re.search(pattern, self.log)
        assert found, f"It ended with {self._process.poll()}, having said:\n{self.log}"
        return found[1]

    def is_asked_to_stop(self) -> None:
        """SIGTERM."""
        self._is_asked = True
        self._process.send_signal(signal.SIGTERM)

    def stops_well(self) -> None:
        """It comes to its end as it should, and has nothing to complain about."""
        if not self._is_asked:  # asked twice, it would end at once
            self.is_asked_to_stop()
        assert self._process.wait(STOPS_WITHIN) == 0, self.log
        self._reading.join(WITHIN)
        assert not re.search("Traceback|failure=|Unclosed|never retrieved", self.log), self.log

    def ends(self) -> None:
        """Whatever it is doing."""
        self._process.kill()
        self._reading.join(WITHIN)
        assert self._process.stderr
        self._process.stderr.close()

    def _read(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            with self._news:
                self._log.append(line)
                self._news.notify_all()
        with self._news:
            self._news.notify_all()


@dataclass
class Place:
    """The pretend Slack, on a loop of its own, and the environment that leads a process to it."""

    sandbox: Sandbox
    loop: asyncio.AbstractEventLoop
    environment: dict[str, str]
    database_url: str

    def does(self, doing):
        """Let somebody do something in the pretend Slack."""
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(WITHIN)

    @contextmanager
    def running(self, *words: str, **more: str) -> Iterator["Running"]:
        """A process for as long as the block lasts; it is asked to stop as a server asks, and has to stop well."""
        started = Running([ACCOUNTABLE, *words], {**self.environment, **more})
        try:
            yield started
            started.stops_well()
        finally:
            started.ends()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the database holds."""
        engine = open_database(self.database_url)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query))]
        engine.dispose()
        return found

    def says(self, key: str) -> None:
        """Put a message for the officer in the outbox."""
        engine = open_database(self.database_url)
        with sessions(engine)() as session:
            workspace = people.workspace_of(writing(session), "slack", self.sandbox.workspace.team_id)
            officer = self.sandbox.workspace.person("officer").id
            outbox.say(session, workspace, key=key, to=officer, message=said("note", key), due=datetime.now(UTC))
            session.commit()
        engine.dispose()


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    workspace = Workspace(PushedClock(datetime(2021, 6, 1, 8, tzinfo=UTC)))
    workspace.add_person("The Officer", handle="officer", is_admin=True)
    workspace.add_channel("improvement-board", [workspace.person("officer").id])
    workspace.commands = [Command(command.name) for command in COMMANDS]
    sandbox, loop = Sandbox(workspace), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(sandbox.start(), loop).result(WITHIN)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE_"))}
    environment |= {
        "DATABASE_URL": database_url,
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
    }
    yield Place(sandbox, loop, environment, database_url)
    asyncio.run_coroutine_threadsafe(sandbox.stop(), loop).result(WITHIN)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(WITHIN)
    loop.close()


def free_port() -> int:
    """A port that nobody listens on, from among those that the system gives to nobody who does not ask for them."""
    for port in random.sample(range(20_000, 30_000), 50):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


async def answers(url: str, until: int | None = None) -> int:
    """The status of an address, once something listens there; or once it is the one that is waited for."""
    async with asyncio.timeout(WITHIN), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as answer:
                    if until in (None, answer.status):
                        return answer.status
            except aiohttp.ClientConnectorError:
                pass
            await asyncio.sleep(0.05)


async def reads(officer: Actor, words: str) -> None:
    """Wait until the bot has said `words` to this person."""
    version = -1
    async with asyncio.timeout(WITHIN):
        while not any(message.text == words for message in officer.messages()):
            version = await officer.workspace.wait_for_change(version, 1.0)


async def asked_of(sandbox: Sandbox, method: str) -> None:
    """Wait until the bot has called a method of Slack's."""
    async with asyncio.timeout(WITHIN):
        while not sandbox.calls.get(method):  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.01)


def the_board_form(sandbox: Sandbox) -> View:
    """The form for a first board, open in front of the officer since before this process was started."""
    workspace, person = sandbox.workspace, sandbox.workspace.person("officer").id
    drawn = render.view(board_form(board_id=None, manager=person))
    return show_modal(workspace, person, checked_view(drawn, lambda: workspace.new_id("b")))


async def connected(sandbox: Sandbox) -> None:
    """Wait until a bot is on the websocket."""
    async with asyncio.timeout(WITHIN):
        while not sandbox.sockets.open:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.05)


def test_web_hears_and_worker_speaks(place: Place) -> None:
    officer = place.sandbox.actor("officer")
    with place.running("web", PORT="0") as web, place.running("worker"):
        assert place.does(answers(f"{web.address}/readyz")) == 200
        place.sandbox.connect_bot(f"{web.address}/slack/events")

        heard = place.does(officer.command("/account", "help", officer.direct))
        assert "What you can ask" in heard.text
        place.says("from the worker")
        place.does(reads(officer, "from the worker"))


def test_a_worker_says_on_a_port_of_its_own_that_it_ticks(place: Place) -> None:
    port = free_port()
    with place.running("worker", METRICS_PORT=str(port)):
        assert place.does(answers(f"http://127.0.0.1:{port}/healthz")) == 200
        assert place.does(answers(f"http://127.0.0.1:{port}/readyz", until=200)) == 200
        assert place.does(answers(f"http://127.0.0.1:{port}/metrics")) == 200


def test_socket_mode_hears_and_speaks_in_one_process(place: Place) -> None:
    officer = place.sandbox.actor("officer")
    place.says("from the socket")
    with place.running("socket"):
        place.does(connected(place.sandbox))
        assert "What you can ask" in place.does(officer.command("/account", "help", officer.direct)).text
        place.does(reads(officer, "from the socket"))


def test_a_worker_that_is_asked_to_stop_finishes_the_call_that_is_under_way_and_records_it(place: Place) -> None:
    officer = place.sandbox.actor("officer")
    place.sandbox.faults.order("chat.postMessage", "slow", seconds=1.0)
    place.says("under way")
    with place.running("worker") as worker:
        place.does(asked_of(place.sandbox, "chat.postMessage"))
        worker.is_asked_to_stop()

    assert [message.text for message in officer.messages()] == ["under way"]
    assert place.rows("SELECT state, attempts FROM outbox") == [("sent", 1)]


@pytest.mark.parametrize("words", [("web",), ("worker",)], ids=["web", "worker"])
def test_a_process_that_is_asked_to_stop_while_it_starts_ends_as_well_as_any(place: Place, words: list[str]) -> None:
    place.sandbox.faults.order("auth.test", "slow", seconds=0.5)
    with place.running(*words, PORT="0") as bot:
        place.does(asked_of(place.sandbox, "auth.test"))
        bot.is_asked_to_stop()


@pytest.mark.parametrize("kind", ["server_error", "garbage", "ratelimited", "drop"])
def test_a_slack_that_does_not_say_who_we_are_is_asked_until_it_does(place: Place, kind: str) -> None:
    officer = place.sandbox.actor("officer")
    place.sandbox.faults.order("auth.test", kind)
    place.says("once it answers")
    with place.running("worker") as worker:
        worker.says(r"(Slack does not say who we are)")
        place.does(reads(officer, "once it answers"))


@pytest.mark.parametrize("words", [("web",), ("worker",), ("socket",)], ids=["web", "worker", "socket mode"])
def test_a_process_that_is_asked_to_stop_while_slack_says_nothing_ends_as_well_as_any(
    place: Place, words: list[str]
) -> None:
    place.sandbox.faults.order("auth.test", "server_error", times=1000)
    with place.running(*words, PORT="0") as bot:
        bot.says(r"(Slack does not say who we are)")


@pytest.mark.parametrize(
    "words", [("web",), ("web", "--also-tick"), ("socket",)], ids=["web", "all in one", "socket mode"]
)
def test_a_process_that_is_asked_to_stop_answers_the_form_that_it_is_handling(place: Place, words: list[str]) -> None:
    """Slack is slow to say who sent the form, so the bot is in the middle of it when it is asked to stop."""
    officer = place.sandbox.actor("officer")
    with place.running(*words, PORT="0") as bot:
        if words == ("socket",):
            place.does(connected(place.sandbox))
        else:
            assert place.does(answers(f"{bot.address}/healthz")) == 200
            place.sandbox.connect_bot(f"{bot.address}/slack/events")
        place.sandbox.faults.order("users.info", "slow", seconds=0.7)

        async def sends_and_stops() -> Outcome:
            sending = asyncio.create_task(officer.submits(the_board_form(place.sandbox), BOARD))
            await asked_of(place.sandbox, "users.info")
            bot.is_asked_to_stop()
            return await sending

        outcome = place.does(sends_and_stops())

    assert outcome.kind == "closed"
    assert place.rows("SELECT name FROM board") == [(BOARD["name"],)]


def test_a_token_that_slack_does_not_take_is_said_in_a_sentence(place: Place) -> None:
    told = subprocess.run(
        [ACCOUNTABLE, "worker"],
        env={**place.environment, "SLACK_BOT_TOKEN": "xoxb-not-a-token-of-anybody"},
        capture_output=True,
        timeout=WITHIN,
        check=False,
    )

    assert told.returncode == 2
    assert told.stderr.decode().startswith("Slack does not take SLACK_BOT_TOKEN.")
    assert "xoxb-not" not in told.stderr.decode()
