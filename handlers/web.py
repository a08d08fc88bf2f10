"""The HTTP app: where Slack posts, and whether the bot is well."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

Ready = Callable[[], str]
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def web_app(slack: AsyncApp, why_not_ready: Ready, lifespan: Lifespan | None = None) -> Starlette:
    """Slack's endpoint at /slack/events, /healthz (the process answers) and /readyz (it can do its work).

    `why_not_ready` says in a sentence what is missing, or nothing; it is called on a thread.
    """
    handler = AsyncSlackRequestHandler(slack)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("ok")

    def ready(request: Request) -> Response:
        why_not = why_not_ready()
        return JSONResponse({"ready": not why_not, "why": why_not}, status_code=503 if why_not else 200)

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/healthz", healthy),
            Route("/readyz", ready),
        ],
        lifespan=lifespan,
    )
