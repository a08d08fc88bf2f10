"""Slack's Socket Mode, with an orderly end: what was heard is answered before the websocket goes."""

import asyncio
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.request import SocketModeRequest

LAST_ANSWERS = 10
"""Seconds for what is being answered at the end. Slack has given up on an answer after three."""


class OrderlyHandler(AsyncSocketModeHandler):
    """Knows what is being answered. Bolt's own closes the websocket under it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._answering: set[asyncio.Task[Any]] = set()

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
        """Answer one thing that came."""
        task = asyncio.create_task(super().handle(client, req))
        self._answering.add(task)
        try:
            await task
        finally:
            self._answering.discard(task)

    async def close_async(self) -> None:
        """Answer what came by now, then close. What comes meanwhile Slack sends again, or says that it did not go."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=LAST_ANSWERS)
        await super().close_async()  # type: ignore[no-untyped-call]
