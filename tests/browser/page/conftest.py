"""A council's pretend workspace with a small real bot, served from a thread."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.blocks import check_message_blocks, fill_ids
from sandbox.clock import PushedClock
from sandbox.page.routes import register
from sandbox.server import Sandbox
from sandbox.workspace import Channel, Command, Json, Person, Shortcut, Workspace
from tests.browser.page.little_bot import little_bot, request_blocks, summary_blocks

T = TypeVar("T")


@dataclass
class LittleDemo:
    """Somebody who runs the demo: a weekly summary every Monday at 09:00, and a clock that waits to be let go."""

    workspace: Workspace
    board: Channel
    next_at: datetime = datetime(2021, 6, 7, 8, tzinfo=UTC)
    pushes: list[datetime] = field(default_factory=list)
    breaks: bool = False
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def next_thing(self) -> tuple[datetime, str] | None:
        return self.next_at, "weekly summary"

    async def advance(self, to: datetime) -> None:
        self.pushes.append(to)
        await self.let_go.wait()
        if self.breaks:
            raise RuntimeError("the sample has no June in it")
        if to >= self.next_at:
            self.workspace.clock.set(self.next_at)
            self.workspace.post(self.board, self.workspace.bot.id, "Weekly summary: 2 Red, 5 Amber, 7 Green, 1 Done.")
            self.next_at += timedelta(days=7)
        self.workspace.clock.set(to)


class Council:
    """The workspace, served; `on_server` does something in the server's own loop."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.on_server(self._open())

    def on_server(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def stop(self) -> None:
        self.on_server(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)

    def post(self, channel: Channel, by: Person, text: str, **rest: Any) -> None:
        async def posted() -> None:
            self.workspace.post(channel, by.id, text, **rest)

        self.on_server(posted())

    def url(self, person: Person, place: Channel | str = "") -> str:
        rest = f"/channel/{place.id}" if isinstance(place, Channel) else place
        return f"{self.sandbox.url}/as/{person.id}{rest}"

    async def _open(self) -> None:
        self.workspace = Workspace(PushedClock(datetime(2021, 5, 31, 8, tzinfo=UTC)), name="Sample Council")
        self._people()
        self.sandbox = Sandbox(self.workspace)
        register(self.sandbox.app, self.sandbox)
        await self.sandbox.start()
        client = AsyncWebClient(self.sandbox.bot_token, base_url=self.sandbox.api_url)
        self._bot = web.AppRunner(little_bot(client, self.sandbox.signing_secret, self.board.id), access_log=None)
        await self._bot.setup()
        await web.TCPSite(self._bot, "127.0.0.1", 0).start()
        self.sandbox.connect_bot(f"http://127.0.0.1:{self._bot.addresses[0][1]}/slack/events")
        self._history()

    async def _close(self) -> None:
        await self.sandbox.stop()
        await self._bot.cleanup()

    def _people(self) -> None:
        add = self.workspace.add_person
        self.officer = add("Priya Shah", title="Service Director, Quality and Assurance")
        self.manager = add("Tom Okafor", title="Improvement Programme Manager")
        self.chair = add("Eleanor Whitcombe", title="Independent chair of the improvement board")
        self.member = add("Dr Aled Pryce", title="Designated Doctor, NHS Dorset")
        self.director = add("Marta Lindqvist", title="Corporate Director of Children’s Services")
        everyone = [each.id for each in self.workspace.people.values()]
        self.board = self.workspace.add_channel(
            "improvement-board", everyone, topic="The improvement board: the plan, the meetings, the weekly summary"
        )
        self.workspace.add_channel("practice-and-audit", [self.officer.id, self.manager.id])
        self.workspace.add_channel("chair-and-deputy", [self.chair.id, self.manager.id], private=True)
        self.workspace.commands += [
            Command("/account", "Ask how the plan stands, or write a statement", "[status | statement A6 | help]"),
            Command("/board-status", "How the plan stands", "[red | amber | overdue | due 14 | mine | A6]"),
            Command("/statement", "Write your position statement", "[A6]"),
        ]
        self.workspace.shortcuts.append(Shortcut("Add as evidence", "evidence", "message"))
        self.workspace.shortcuts.append(Shortcut("Write a statement", "write", "global"))

    def _history(self) -> None:
        workspace, bot = self.workspace, self.workspace.bot
        post = workspace.post
        post(self.board, bot.id, "Weekly summary", blocks=self._ready(summary_blocks()))
        workspace.clock.advance(timedelta(minutes=42))
        post(self.board, self.chair.id, f"Thank you. <@{self.officer.id}>, can you say more about *A12* on Friday?")
        workspace.clock.advance(timedelta(minutes=2))
        post(self.board, self.chair.id, "Two Reds is one more than I hoped for :warning:")
        workspace.clock.advance(timedelta(minutes=30))
        post(
            self.board,
            self.officer.id,
            "Yes. The position on A12 is this:\n• 60 of 100 schools have a contact\n• ~three~ two posts are empty\n"
            "&gt; Schools without a contact still say they feel unsupported.\nThe list is in `contacts-v4.xlsx`, see "
            "<https://example.org/contacts|the shared folder>.",
        )
        for person in (self.officer, self.chair, self.manager):
            workspace.mark_read(person.id, self.board)
        workspace.clock.set(datetime(2021, 6, 1, 7, tzinfo=UTC))
        direct = workspace.direct(self.officer.id)
        post(direct, bot.id, "Your position statement is due", blocks=self._ready(request_blocks(self.manager.id)))

    def _ready(self, blocks: list[Json]) -> list[Json]:
        findings = check_message_blocks(blocks)
        assert not findings.words, findings.words
        return fill_ids(blocks, lambda: self.workspace.new_id("b"))


@pytest.fixture
def council() -> Iterator[Council]:
    made = Council()
    yield made
    made.stop()


@pytest.fixture
def demo(council: Council) -> LittleDemo:
    async def handed_in() -> LittleDemo:
        made = LittleDemo(council.workspace, council.board)
        council.sandbox.demo = made
        return made

    return council.on_server(handed_in())
