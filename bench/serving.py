"""The server processes that are compared: `python -m bench.serving bare|ours`, told what to do by the environment.

Each prints the time it had on the wall's clock when it was ready, so that a start can be timed from outside.
"""

import os
import socket
import sys
from typing import Any


def bare() -> Any:
    """An app that verifies the signature and acks, on the stack that the bot stands on, and nothing else."""
    import apscheduler.schedulers.asyncio  # noqa: F401, PLC0415
    import pydantic  # noqa: F401, PLC0415
    import pydantic_settings  # noqa: F401, PLC0415
    import sqlalchemy.orm  # noqa: F401, PLC0415
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler  # noqa: PLC0415
    from slack_bolt.async_app import AsyncApp  # noqa: PLC0415
    from slack_bolt.authorization import AuthorizeResult  # noqa: PLC0415
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.requests import Request  # noqa: PLC0415
    from starlette.responses import Response  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_token="xoxb-bare", bot_user_id="U0", bot_id="B0"
        )

    app = AsyncApp(signing_secret=os.environ["SLACK_SIGNING_SECRET"], authorize=authorize, process_before_response=True)

    @app.command("/account")
    async def account(ack: Any) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def ours() -> Any:
    """The bot as `accountable web` serves it, its clock standing where the sample data stands."""
    from app import MachineClock, assemble, starting, web_for  # noqa: PLC0415

    class Standing(MachineClock):
        def now(self) -> Any:
            from bench.filling import NOW  # noqa: PLC0415

            return NOW

    with starting():
        from bot.log import set_up_log  # noqa: PLC0415
        from config.settings import read_settings, secrets_of  # noqa: PLC0415

        settings = read_settings()
        set_up_log(level=settings.log_level, form=settings.log_format, secrets=secrets_of(settings))
        return web_for(assemble(settings, Standing() if os.environ.get("BENCH_STANDING") else None))


def main() -> None:
    """Serve one of the two on the socket that was handed down."""
    import uvicorn  # noqa: PLC0415

    app = {"bare": bare, "ours": ours}[sys.argv[1]]()
    # As a TCP socket: uvicorn's own `fd` takes it for a Unix one, and then answers wait for Nagle's 40 ms.
    listening = socket.socket(fileno=int(os.environ["BENCH_SOCKET"]))
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listening])


if __name__ == "__main__":
    main()
