"""Everything that Slack can ask of us, on Bolt's AsyncApp, and the two ways that Slack reaches it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from handlers.slack import read
from handlers.slack.boundary import Boundary
from handlers.slack.calls import Clients
from handlers.slack.read import Asked, Payload
from handlers.slack.ways_in import COMMANDS, EVENTS, SHORTCUTS

if TYPE_CHECKING:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

Listener = Callable[[dict[str, Any]], Awaitable[BoltResponse]]
ANYTHING = re.compile(".*", re.DOTALL)


def register(app: AsyncApp, boundary: Boundary) -> None:
    """Listen to everything in `ways_in`, and to whatever a message, a form or the Home tab of ours can send back."""
    for command in COMMANDS:
        app.command(command.name)(_listener(boundary, read.command))
    for name in sorted({event.name.partition(".")[0] for event in EVENTS}):
        app.event(name)(_listener(boundary, read.event))
    for shortcut in SHORTCUTS:
        app.shortcut(shortcut.callback_id)(_listener(boundary, read.shortcut))
    app.action(ANYTHING)(_listener(boundary, read.click))
    app.view_submission(ANYTHING)(_listener(boundary, read.form))
    app.view_closed(ANYTHING)(_listener(boundary, _nothing))


_WITHOUT_WORDS = ("Running listener", "Checking listener", "Applying", "Response time", "Message processing")
"""How Bolt's lines for those who look for a fault begin, where they quote nothing of what anybody wrote."""


def build_app(boundary: Boundary, signing_secret: str = "") -> AsyncApp:
    """Assemble the app: signatures checked, our own events ignored, and nothing asked of Slack on a request.

    A listener finishes before Slack gets its answer (`process_before_response`), so that what is acknowledged is
    saved; it is also Bolt's fast way, the other one waits in steps of 10 ms. Without a signing secret, which Socket
    Mode does not need, no request over HTTP is taken for Slack's.
    """
    clients = boundary.clients
    logger = logging.getLogger("accountable.bolt")
    logger.addFilter(_is_news)
    app = AsyncApp(
        name="accountable",
        client=clients.client(),
        signing_secret=signing_secret or secrets.token_hex(32),
        authorize=_authorize(clients),  # type: ignore[arg-type]  # Bolt takes None for "not installed there"
        process_before_response=True,
        logger=logger,
    )
    register(app, boundary)
    return app


def _is_news(record: logging.LogRecord) -> bool:
    """Whether what Bolt says may stand in the log: at its most talkative it tells what it was sent and what it answers.

    It also sees SLACK_BOT_TOKEN in the environment by itself, and warns at each start that it makes no use of it.
    """
    said = record.getMessage()
    if record.levelno <= logging.DEBUG:
        return said.startswith(_WITHOUT_WORDS)
    return "`token` will be unused" not in said


def socket_mode(app: AsyncApp, app_token: str, clients: Clients) -> AsyncSocketModeHandler:
    """Reach the same app over a websocket that we open, so that no public address is needed. Call it in the loop."""
    from handlers.slack.socket_mode import OrderlyHandler  # noqa: PLC0415

    return OrderlyHandler(app, app_token=app_token, web_client=clients.client(app_token))


def _listener(boundary: Boundary, reader: Callable[[Payload], Asked | None]) -> Listener:
    async def listener(body: dict[str, Any]) -> BoltResponse:
        return BoltResponse(status=200, body=await boundary.understand(reader, body))

    return listener


def _nothing(payload: Payload) -> Asked | None:
    """A form that was closed: Slack sends none of what was typed, so there is nothing to hear."""
    return None


def _authorize(clients: Clients) -> Callable[..., Awaitable[AuthorizeResult | None]]:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        installed = await clients.find(team_id or "")
        if installed is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=installed.token,
            bot_user_id=installed.bot_user or None,
            bot_id=installed.bot_id or None,
        )

    return authorize
