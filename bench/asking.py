"""Servers in processes of their own, a pretend Slack for them to greet, and a lean client that signs as Slack does."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web

from bench.filling import CHAIR, team

SECRET = "0123456789abcdef0123456789abcdef"
ROOT = Path(__file__).parent.parent
WITHIN = 30.0
NOT_COMPILED_ANEW = "PYTHONDONTWRITEBYTECODE"
"""Where it is set, each start compiles the bot's own modules anew, which an installed release has done once."""


@dataclass
class PretendSlack:
    """Answers yes to every call, after `delay` seconds; auth.test at once, so that servers can start."""

    url: str = ""
    delay: float = 0.0
    calls: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        """Say yes."""
        self.calls += 1
        if request.path.endswith("/auth.test"):
            return web.json_response({"ok": True, "team_id": team(1), "user_id": "U0", "bot_id": "B0"})
        await asyncio.sleep(self.delay)
        return web.json_response({"ok": True, "ts": "1.1", "channel": "D1", "view": {"id": "V1"}})


@asynccontextmanager
async def pretend_slack() -> AsyncIterator[PretendSlack]:
    """A Slack on a free port of this machine, for as long as the block lasts."""
    slack = PretendSlack()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", slack.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    listening = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listening).start()
    slack.url = f"http://127.0.0.1:{listening.getsockname()[1]}/api/"
    try:
        yield slack
    finally:
        await runner.cleanup()


@dataclass
class Served:
    """One server process."""

    process: asyncio.subprocess.Process
    port: int
    started: float
    seconds_to_first_ack: float = 0.0
    tails: list[bytes] = field(default_factory=list)

    def cpu(self) -> float:
        """Seconds of processor that the process has used, in user and kernel."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes that the process holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def served(which: str, slack: PretendSlack, database: str = "", **more: str) -> AsyncIterator[Served]:
    """A server of bench.serving, up and having acknowledged one command, for as long as the block lasts."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    os.set_inheritable(listening.fileno(), True)
    environment = {
        **{name: value for name, value in os.environ.items() if name != NOT_COMPILED_ANEW},
        "BENCH_SOCKET": str(listening.fileno()),
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_API_URL": slack.url,
        "DATABASE_URL": database,
        "LOG_LEVEL": "warning",
        "BENCH_STANDING": "1",
        "WELCOME": "false",  # it is said once to each person, and what is measured is what they ask all year
        **more,
    }
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.serving", which, cwd=ROOT, env=environment, pass_fds=[listening.fileno()]
    )
    server = Served(process, listening.getsockname()[1], started)
    listening.close()
    try:
        async with asyncio.timeout(WITHIN):
            await Connection.once(server.port, signed(command("status")))
        server.seconds_to_first_ack = time.perf_counter() - started
        yield server
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def command(text: str, *, workspace: str = team(1), user: str = CHAIR) -> bytes:
    """The body of `/account text`, as Slack posts it."""
    return urlencode(
        {
            "token": "t",
            "team_id": workspace,
            "team_domain": "council",
            "channel_id": "C00001",
            "channel_name": "board",
            "user_id": user,
            "user_name": "chair",
            "command": "/account",
            "text": text,
            "api_app_id": "A0",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/never",
            "trigger_id": "1.2.3",
        }
    ).encode()


def signed(body: bytes) -> bytes:
    """The whole HTTP request, signed at this moment (docs.slack.dev, Verifying requests from Slack)."""
    at = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nUser-Agent: Slackbot 1.0\r\nAccept: application/json\r\n"
        f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={digest}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection:
    """One connection kept open, as Slack's proxies keep theirs."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=1 << 20))

    @classmethod
    async def once(cls, port: int, request: bytes) -> bytes:
        """Ask once."""
        connection = await cls.open(port)
        try:
            return await connection.ask(request)
        finally:
            connection.close()

    async def ask(self, request: bytes) -> bytes:
        """Send a request and read its whole answer.

        Raises:
            RuntimeError: the answer is not a 200.
        """
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        body = await self._reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"The server answered {head[:40]!r} {body[:200]!r}")
        return body

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def one_after_another(port: int, *bodies: bytes, times: int) -> list[float]:
    """Milliseconds of each of `times` requests on one connection, going round the bodies."""
    connection, requests = await Connection.open(port), [signed(body) for body in bodies]
    taken = []
    for number in range(times):
        before = time.perf_counter()
        await connection.ask(requests[number % len(requests)])
        taken.append((time.perf_counter() - before) * 1000)
    connection.close()
    return taken


async def all_at_once(port: int, body: bytes, connections: int, seconds: float) -> tuple[float, list[float]]:
    """Requests a second over so many connections, each asking again when it has its answer; and each one's time."""
    request, taken = signed(body), []
    until = time.perf_counter() + seconds

    async def keep_asking() -> None:
        connection = await Connection.open(port)
        while (before := time.perf_counter()) < until:
            await connection.ask(request)
            taken.append((time.perf_counter() - before) * 1000)
        connection.close()

    before = time.perf_counter()
    await asyncio.gather(*(keep_asking() for _ in range(connections)))
    return len(taken) / (time.perf_counter() - before), taken
