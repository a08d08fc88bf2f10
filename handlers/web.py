"""The HTTP app: where Slack posts, and whether the bot is well."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

LARGEST = 1_000_000
"""Bytes of a request that are read before its signature is checked. A form of Slack's is far smaller."""

OpenSlack = Callable[[], AbstractAsyncContextManager[AsyncApp]]


def web_app(open_slack: OpenSlack, why_not_ready: Callable[[], str]) -> Starlette:
    """Slack's endpoint at /slack/events, /healthz (the process answers) and /readyz (it can do its work).

    `open_slack` connects to Slack for as long as the server runs. `why_not_ready` says in a sentence what is missing,
    or nothing; it is called on a thread.
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

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("ok")

    def ready(request: Request) -> Response:
        why_not = why_not_ready()
        return JSONResponse({"ready": not why_not, "why": why_not}, status_code=503 if why_not else 200)

    routes = [
        Route("/slack/events", events, methods=["POST"]),
        Route("/healthz", healthy),
        Route("/readyz", ready),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _is_too_large(request: Request) -> bool:
    """Whether it says that it is, or does not say. The server reads no more of a body than its length says."""
    said = request.headers.get("content-length", "")
    return not (said.isascii() and said.isdigit()) or int(said[:12]) > LARGEST
