"""The HTTP app: where Slack posts, and whether the bot is well."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

LARGEST = 1_000_000
"""Bytes of a request that are read before its signature is checked. A form of Slack's is far smaller."""

OpenSlack = Callable[[], AbstractAsyncContextManager[AsyncApp]]


def web_app(open_slack: OpenSlack, health: Sequence[Route] = ()) -> Starlette:
    """Slack's endpoint at /slack/events, beside the routes that say whether the process is well.

    `open_slack` connects to Slack for as long as the server runs.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_slack() as slack:
            app.state.slack = AsyncSlackRequestHandler(slack)
            yield

    async def events(request: Request) -> Response:
        if _is_too_large(request):
            return PlainTextResponse("too large", status_code=413)
        handler: AsyncSlackRequestHandler = request.app.state.slack
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), *health], lifespan=lifespan)


def _is_too_large(request: Request) -> bool:
    """Whether it says that it is, or does not say. The server reads no more of a body than its length says."""
    said = request.headers.get("content-length", "")
    return not (said.isascii() and said.isdigit()) or int(said[:12]) > LARGEST
