"""Whether a process is well, and what it counts: for the web process beside Slack's endpoint, for others alone."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.watching import Watch
from handlers.serving import serving
from storage.backlog import Backlog


def health_routes(why_not_ready: Callable[[], str], watch: Watch, look: Callable[[], Backlog | None]) -> list[Route]:
    """/healthz (the process answers), /readyz (it can do its work) and /metrics.

    `why_not_ready` says in a sentence what is missing, or nothing; `look` reads the outbox. Both are called on threads.
    """

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("ok")

    def ready(request: Request) -> Response:
        why_not = why_not_ready()
        return JSONResponse({"ready": not why_not, "why": why_not}, status_code=503 if why_not else 200)

    def metrics(request: Request) -> Response:
        # Loaded when it is first asked for, since who is never asked would pay for it at every start.
        from handlers.metrics import CONTENT_TYPE, as_text  # noqa: PLC0415

        return Response(as_text(watch, look), headers={"content-type": CONTENT_TYPE})

    return [Route("/healthz", healthy), Route("/readyz", ready), Route("/metrics", metrics)]


def answering(routes: list[Route], host: str, port: int) -> AbstractAsyncContextManager[int]:
    """Answer on a port of its own for as long as the block lasts; gives the port (0 asks for any that is free).

    Raises:
        Refusal: something else listens there.
    """
    return serving(Starlette(routes=routes), host, port, "METRICS_PORT")
