"""A small council with a real Bolt app in it, over HTTP or over Socket Mode, for the tests of the sandbox."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import MachineTime, PushedClock
from sandbox.server import Sandbox
from sandbox.workspace import Channel, Command, Person, Workspace

TUESDAY = datetime(2021, 6, 1, 7, tzinfo=UTC)


class Hands:
    """A machine clock that is moved by hand, and whose sleeps are over at once."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Council:
    sandbox: Sandbox
    hands: Hands
    officer: Person
    chair: Person
    board: Channel
    elsewhere: Channel
    client: AsyncWebClient
    heard: list[dict[str, Any]] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        return self.sandbox.workspace


def build(**options: Any) -> Council:
    hands = Hands()
    workspace = Workspace(PushedClock(TUESDAY))
    officer = workspace.add_person("Priya Shah", title="Head of Quality Assurance", email="priya@example.org")
    chair = workspace.add_person("Tom Okoro", title="Independent chair")
    board = workspace.add_channel("improvement-board", [workspace.bot.id, officer.id, chair.id])
    elsewhere = workspace.add_channel("elsewhere", [officer.id])
    workspace.commands += [Command("/account"), Command("/status"), Command("/slow")]
    time = MachineTime(
        monotonic=hands, sleep=options.pop("sleep", hands.sleep), ack_within=options.pop("ack_within", 3.0)
    )
    sandbox = Sandbox(workspace, time=time, **options)
    client = AsyncWebClient(token=sandbox.bot_token, retry_handlers=[])
    return Council(sandbox, hands, officer, chair, board, elsewhere, client)


@asynccontextmanager
async def council(**options: Any) -> AsyncIterator[Council]:
    """The council with its Slack running and no bot yet."""
    town = build(**options)
    await town.sandbox.start()
    town.client.base_url = town.sandbox.api_url
    try:
        yield town
    finally:
        await town.sandbox.stop()


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


async def refused(call: Awaitable[Any]) -> dict[str, Any]:
    """The body of Slack's refusal."""
    try:
        await call
    except SlackApiError as error:
        body: dict[str, Any] = dict(error.response.data)
        return body
    raise AssertionError("Slack took it.")


@asynccontextmanager
async def bolt(town: Council, wire: str = "http") -> AsyncIterator[AsyncApp]:
    """A real Bolt app for the council, connected by `http` or `socket`. Add listeners inside."""
    app = AsyncApp(
        client=town.client,
        signing_secret=town.sandbox.signing_secret,
        process_before_response=True,
        logger=_quiet(),
    )
    opened = _over_http(town, app) if wire == "http" else _over_socket(town, app)
    async with opened:
        yield app


@asynccontextmanager
async def _over_http(town: Council, app: AsyncApp) -> AsyncIterator[None]:
    async def hear(request: web.Request) -> web.Response:
        answer = await app.async_dispatch(AsyncBoltRequest(body=await request.text(), headers=dict(request.headers)))
        return web.Response(
            status=answer.status,
            text=answer.body,
            content_type=answer.headers.get("content-type", ["text/plain"])[0].split(";")[0],
        )

    async with served(hear) as url:
        town.sandbox.connect_bot(url)
        yield


@asynccontextmanager
async def served(hear: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A plain HTTP server at /slack/events; its address."""
    house = web.Application()
    house.router.add_post("/slack/events", hear)
    runner = web.AppRunner(house, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _over_socket(town: Council, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, town.sandbox.app_token, web_client=town.client, logger=_quiet())
    await handler.connect_async()
    await town.sandbox.sockets.connected.wait()
    try:
        yield
    finally:
        await handler.close_async()


def _quiet() -> logging.Logger:
    logger = logging.getLogger("tests.sandbox")
    logger.setLevel(logging.CRITICAL)
    return logger


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str, words: str = "Write", value: str = "A6") -> dict[str, Any]:
    return {"type": "button", "text": plain(words), "action_id": action_id, "value": value}


def form(**more: Any) -> dict[str, Any]:
    """A modal with a text and a rating."""
    ratings = [{"text": plain(word), "value": word.lower()} for word in ("Red", "Amber", "Green")]
    return {
        "type": "modal",
        "callback_id": "statement",
        "title": plain("Position statement"),
        "submit": plain("Send"),
        "blocks": [
            {
                "type": "input",
                "block_id": "progress",
                "label": plain("Progress"),
                "element": {"type": "plain_text_input", "action_id": "progress_text", "max_length": 500},
            },
            {
                "type": "input",
                "block_id": "rag",
                "label": plain("Rating"),
                "dispatch_action": True,
                "element": {"type": "static_select", "action_id": "rag_choice", "options": ratings},
            },
        ],
        **more,
    }
