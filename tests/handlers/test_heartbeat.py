"""The sign of life to an outside check: once a minute, only while all is well, and never in anybody's way."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from handlers.heartbeat import EVERY, Heartbeat
from tests.logs import logged

SECRET = "/ping/3f2c-secret"


@dataclass
class Check:
    """The outside check, and what it is asked; it answers with `status`, or not at all while it is `stuck`."""

    status: int = 200
    asked: int = 0
    stuck: asyncio.Event = field(default_factory=asyncio.Event)
    why_silent: str = ""
    seconds: float = 0.0

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.status == 0:
            await self.stuck.wait()
        return web.Response(status=self.status or 200)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    with logged() as stream:
        yield stream


def play(story, url: str | None = None) -> Check:
    """Let a story happen to a heartbeat that beats to a check on this machine, or to `url`."""

    async def run() -> Check:
        check, app = Check(), web.Application()
        app.router.add_get(SECRET, check.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}{SECRET}" if url is None else url
        async with aiohttp.ClientSession() as session:
            heartbeat = Heartbeat(session, address, lambda: check.why_silent, lambda: check.seconds)
            await story(heartbeat, check)
            await heartbeat.close()
        check.stuck.set()
        await runner.cleanup()
        return check

    return asyncio.run(run())


def test_it_beats_once_a_minute_however_often_it_is_told():
    async def story(heartbeat, check):
        for check.seconds in (0.0, 30.0, EVERY, EVERY + 30.0):
            heartbeat.beat()
            await heartbeat.settle()

    assert play(story).asked == 2


def test_it_does_not_beat_while_the_ticks_are_not_well():
    async def story(heartbeat, check):
        check.why_silent = "No tick of this kind has gone well within the last minute: sweep."
        heartbeat.beat()
        await heartbeat.settle()
        assert check.asked == 0
        check.why_silent = ""
        heartbeat.beat()
        await heartbeat.settle()

    assert play(story).asked == 1


def test_a_check_that_does_not_answer_holds_nothing_up_and_is_not_asked_twice_at_once():
    async def story(heartbeat, check):
        check.status = 0
        heartbeat.beat()
        while not check.asked:  # noqa: ASYNC110 - until it is asked
            await asyncio.sleep(0)
        check.seconds = 2 * EVERY
        heartbeat.beat()

    assert play(story).asked == 1


def test_that_it_fails_is_logged_once_and_that_it_works_again_too(log):
    async def story(heartbeat, check):
        for check.status in (200, 500, 503, 200, 200):
            check.seconds += EVERY
            heartbeat.beat()
            await heartbeat.settle()

    assert play(story).asked == 5

    said = log.getvalue().splitlines()
    assert ["failed" in line for line in said] == [True, False]
    assert "it answered 500" in said[0] and "works again" in said[1]
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/ping", "http://", "http://[half"])
def test_an_address_that_leads_nowhere_is_logged_without_it(url, log):
    async def story(heartbeat, check):
        heartbeat.beat()
        await heartbeat.settle()

    play(story, url)

    assert log.getvalue().count("heartbeat failed") == 1
    assert "127.0.0.1" not in log.getvalue()


def test_without_an_address_nobody_is_asked():
    async def story(heartbeat, check):
        heartbeat.beat()

    assert play(story, "").asked == 0
