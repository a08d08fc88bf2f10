"""The processes of the Procfile and of Socket Mode, started as they are on a server, against the pretend Slack."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.messages.parts import said
from handlers.slack.ways_in import COMMANDS
from sandbox.clock import PushedClock
from sandbox.people import Actor
from sandbox.server import Sandbox
from sandbox.workspace import Command, Workspace
from storage import outbox, people
from storage.database import open_database, sessions, writing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ACCOUNTABLE = Path(sys.executable).parent / "accountable"
WITHIN = 30.0


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
    def running(self, *words: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
        """A process for as long as the block lasts; it is asked to stop as a server asks, and has to stop well."""
        process = subprocess.Popen([ACCOUNTABLE, *words], env={**self.environment, **more}, stderr=subprocess.PIPE)
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            # uvicorn closes everything in order, and then lets the signal that it was sent end it.
            assert process.wait(WITHIN) in (0, -signal.SIGTERM), process.stderr.read().decode()
            assert "Traceback" not in process.stderr.read().decode()
        finally:
            process.kill()
            process.stderr.close()

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
    workspace.add_person("The Officer", handle="officer")
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
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


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


async def connected(sandbox: Sandbox) -> None:
    """Wait until a bot is on the websocket."""
    async with asyncio.timeout(WITHIN):
        while not sandbox.sockets.open:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.05)


def test_web_hears_and_worker_speaks(place: Place) -> None:
    port = free_port()
    officer = place.sandbox.actor("officer")
    with place.running("web", PORT=str(port)), place.running("worker"):
        assert place.does(answers(f"http://127.0.0.1:{port}/readyz")) == 200
        place.sandbox.connect_bot(f"http://127.0.0.1:{port}/slack/events")

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
