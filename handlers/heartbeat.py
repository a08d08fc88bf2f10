"""A sign of life to an outside check, which tells somebody when it stops coming."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import aiohttp

from bot.log import get_logger

EVERY = 55.0
"""Seconds: once a minute, from a sweep that comes every thirty seconds and may come a little early."""
PATIENCE = 5.0


class Heartbeat:
    """Asks for one address, once a minute at most, and never holds up whoever tells it to."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        why_silent: Callable[[], str],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = url
        self._why_silent = why_silent
        self._seconds = seconds
        self._last = float("-inf")
        self._under_way: asyncio.Task[None] | None = None
        self._failure = ""
        self._log = get_logger("heartbeat")

    def beat(self) -> None:
        """Give a sign of life, unless none is wanted, one went within the last minute, or the ticks are not well.

        Returns at once. That it failed is logged when it begins to, and that it works again.
        """
        is_due = self._seconds() - self._last >= EVERY
        if not self._url or not is_due or self._why_silent() or (self._under_way and not self._under_way.done()):
            return
        self._last = self._seconds()
        self._under_way = asyncio.create_task(self._ask())

    async def settle(self) -> None:
        """Wait for the sign of life that is under way, if one is."""
        if self._under_way:
            await self._under_way

    async def close(self) -> None:
        """Let go of what is under way."""
        if self._under_way:
            self._under_way.cancel()
            with suppress(asyncio.CancelledError):
                await self._under_way

    async def _ask(self) -> None:
        failure = ""
        try:
            async with self._session.get(self._url, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as answer:
                if not answer.ok:
                    failure = f"it answered {answer.status}"
        except (aiohttp.ClientError, TimeoutError, ValueError) as trouble:  # the address is a secret: say none of it
            failure = f"it did not answer ({type(trouble).__name__})"
        if failure and not self._failure:
            self._log.warning("heartbeat failed", why=failure)
        if self._failure and not failure:
            self._log.info("heartbeat works again")
        self._failure = failure
