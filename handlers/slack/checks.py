"""The doctor's questions to Slack: the token, its scopes, the channel, and whether a socket would be given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks import CanNotTell, Identity, SeenChannel
from handlers.slack.answers import is_whole
from handlers.slack.guests import PAGE, is_guest, name_of

Json = dict[str, Any]

_BOT_TOKEN = "Copy it again from api.slack.com/apps, your app, OAuth & Permissions."  # noqa: S105
_WHAT_TO_DO = {
    "invalid_auth": f"Slack does not know this token. {_BOT_TOKEN}",
    "not_authed": f"There is no token. {_BOT_TOKEN}",
    "token_revoked": f"This token was revoked. Install the app again, then copy the new one. {_BOT_TOKEN}",
    "token_expired": f"This token has expired. {_BOT_TOKEN}",
    "account_inactive": "The app was removed from the workspace. Install it again.",
    "channel_not_found": "There is no such channel, or it is private and I am not in it. Invite me to it.",
    "not_allowed_token_type": "This is not an app-level token: it begins with xapp- and has connections:write.",
    "ratelimited": "Slack asks for a pause. Try again in a minute.",
}
_NOT_SLACK = "What answered does not speak as Slack does. Check SLACK_API_URL."


@asynccontextmanager
async def slack_checks(api_url: str, bot_token: str, app_token: str) -> AsyncIterator[SlackChecks]:
    """The questions, over a session of their own that ends with the block."""
    async with aiohttp.ClientSession() as session:
        yield SlackChecks(session, api_url, bot_token, app_token)


class SlackChecks:
    """Asks Slack, ten seconds for each question."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, bot_token: str, app_token: str) -> None:
        def client(token: str) -> AsyncWebClient:
            return AsyncWebClient(token, base_url=api_url, session=session, timeout=10, retry_handlers=[])

        self._bot, self._app = client(bot_token), client(app_token)

    async def identity(self) -> Identity | CanNotTell:
        """auth.test, whose headers carry the token's scopes and Slack's time."""
        answer = await _ask(self._bot, "auth.test")
        if isinstance(answer, CanNotTell):
            return answer
        body, headers = answer
        scopes = headers.get("x-oauth-scopes", "")
        return Identity(
            team=str(body.get("team_id") or ""),
            team_name=str(body.get("team") or ""),
            scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
            said_at=_time(headers.get("date", "")),
        )

    async def channel(self, channel: str) -> SeenChannel | CanNotTell:
        """conversations.info, and who among its members is a guest or from another organisation."""
        answer = await _ask(self._bot, "conversations.info", channel=channel)
        if isinstance(answer, CanNotTell):
            return answer
        seen = answer[0]["channel"]
        return SeenChannel(
            name=str(seen.get("name") or channel),
            is_member=bool(seen.get("is_member")),
            is_archived=bool(seen.get("is_archived")),
            is_shared=bool(seen.get("is_ext_shared") or seen.get("is_pending_ext_shared")),
            guests=await self._guests(channel),
        )

    async def connection(self) -> CanNotTell | None:
        """apps.connections.open; the address that it gives is never used, and dies by itself."""
        answer = await _ask(self._app, "apps.connections.open")
        return answer if isinstance(answer, CanNotTell) else None

    async def _guests(self, channel: str) -> tuple[str, ...]:
        members = await _ask(self._bot, "conversations.members", channel=channel, limit=PAGE)
        if isinstance(members, CanNotTell):
            return ()
        found = []
        for account in members[0].get("members") or ():
            answer = await _ask(self._bot, "users.info", user=account)
            if not isinstance(answer, CanNotTell) and is_guest(answer[0]["user"]):
                found.append(name_of(answer[0]["user"]) or account)
        return tuple(found)


async def _ask(client: AsyncWebClient, method: str, **given: Any) -> tuple[Json, dict[str, str]] | CanNotTell:
    try:
        response = await client.api_call(method, http_verb="GET" if given else "POST", params=given)
    except SlackApiError as refused:
        return CanNotTell(_refusal(refused))
    except (TimeoutError, aiohttp.ClientError, OSError) as failure:
        return CanNotTell(
            f"Slack could not be reached ({type(failure).__name__}). Check the network and SLACK_API_URL."
        )
    except (ValueError, AttributeError):  # the SDK takes every answer for JSON, and stumbles over other text
        return CanNotTell(_NOT_SLACK)
    body = response.data
    if not isinstance(body, dict) or not is_whole(method, body):
        return CanNotTell(_NOT_SLACK)
    return body, {str(name).lower(): str(value) for name, value in response.headers.items()}


def _refusal(refused: SlackApiError) -> str:
    body = refused.response.data if isinstance(refused.response.data, dict) else {}
    code = str(body.get("error") or "an error")
    if code == "missing_scope":
        return f"The token lacks the scope {body.get('needed')}. Add it to the app and install it again."
    return _WHAT_TO_DO.get(code, f"Slack says {code}.")


def _time(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said).astimezone(UTC)
    except ValueError:
        return None
