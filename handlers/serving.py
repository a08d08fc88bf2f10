"""Answering HTTP on a port for as long as a block lasts, and coming to an orderly end."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

from bot.domain.refusals import Refusal
from bot.log import get_logger

LAST_ANSWERS = 10
"""Seconds for what is being answered when the block ends. Slack has given up on an answer after three."""


@asynccontextmanager
async def serving(app: Any, host: str, port: int, setting: str) -> AsyncIterator[int]:
    """Answer for as long as the block lasts; gives the port (0 asks for any that is free) that `setting` names.

    What is being answered when it ends is answered. The signals are left to the process, which has more to end.

    Raises:
        Refusal: something else listens there.
    """
    try:
        listening = socket.create_server((host, port))
    except OSError as failure:
        why = failure.strerror or type(failure).__name__
        raise Refusal(f"{setting} is {port}, which can not be listened on at {host}: {why}.") from failure
    # Said to be TCP, since asyncio sends what it writes at once only there: an answer would wait 40 ms for Nagle.
    listening = socket.socket(listening.family, listening.type, socket.IPPROTO_TCP, fileno=listening.detach())
    at = int(listening.getsockname()[1])
    server = _Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=LAST_ANSWERS)
    )
    # The socket listens already, so what is asked before the server has started waits in its queue.
    answering = asyncio.create_task(server.serve(sockets=[listening]))
    get_logger("serving").info("listening", port=at)
    try:
        yield at
    finally:
        server.should_exit = True
        await answering


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process that it runs in."""
        yield
