"""One call to Slack's Web API, and what became of it. No token and nobody's words in any error."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack.answers import is_whole

Json = dict[str, Any]

_MAY_HAVE_HAPPENED = {"internal_error", "fatal_error", "service_unavailable"}
"""Slack says of these that part of what was asked may have been done (docs.slack.dev/reference/methods)."""
_READS = {"conversations.history", "conversations.members", "files.getUploadURLExternal", "users.info"}
"""Methods that take no JSON (docs.slack.dev/reference/methods)."""
_BY_FORM = {"files.completeUploadExternal"}
"""Methods that are posted as a form, as slack_sdk does."""
ONE_CONVERSATION = "rate_limited"
"""What Slack says of one busy conversation; "ratelimited" is the method in this workspace."""
_TOO_FAST = {"ratelimited", ONE_CONVERSATION}
_SHORTEST_WAIT, _LONGEST_WAIT = 1.0, 3600.0
"""Seconds. Slack asks for less than a minute; whatever answers 429 in its place, and says what can not be meant, is
asked again after an hour at the latest."""
_NOT_READ = "Slack's answer could not be read"


@dataclass(frozen=True)
class Installed:
    """The bot in one workspace. The token is never shown."""

    team: str
    token: str = field(repr=False)
    bot_user: str = ""
    bot_id: str = ""


@dataclass(frozen=True)
class Done:
    """Slack did it, and answered `body`."""

    body: Json


@dataclass(frozen=True)
class Refused:
    """Slack certainly did not do it. `code` is Slack's own; `after` in seconds is set if it said to come back."""

    code: str
    after: float | None = None
    needed: str = ""
    """The scope that is missing, where Slack names it."""
    was_asked: bool = True
    """False where Slack was not asked, since it had said not to before."""


@dataclass(frozen=True)
class NoAnswer:
    """A timeout, a lost connection, or an answer that says nothing: it may have happened."""

    why: str


Answered = Done | Refused | NoAnswer
Find = Callable[[str], Awaitable[Installed | None]]


class Clients:
    """One client for each workspace, all over one session. `find` says how the bot is installed in a team.

    Nothing is tried twice behind our back: slack_sdk's own retries post a message again after a lost connection.
    `timeout` in seconds holds for a whole call. A method that Slack has limited in one workspace is left alone there
    until it said to come back, and no other is: limits are per method and workspace
    (docs.slack.dev/apis/web-api/rate-limits). `seconds` is a clock that only goes forward, and `sleep` waits by it.
    """

    def __init__(
        self,
        find: Find,
        session: aiohttp.ClientSession,
        base_url: str = AsyncWebClient.BASE_URL,
        timeout: float = 10.0,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.find = find
        self.session = session
        self._base_url = base_url
        self._timeout = timeout
        self._seconds, self._sleep = seconds, sleep
        self._by_token: dict[str, AsyncWebClient] = {}
        self._held: dict[tuple[str, str], float] = {}

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client with this token, or with none, over the shared session."""
        return AsyncWebClient(
            token=token, base_url=self._base_url, session=self.session, retry_handlers=[], timeout=int(self._timeout)
        )

    async def call(self, team: str, method: str, body: Json, within: float | None = None) -> Answered:
        """Call one method for one workspace, once, `within` seconds; every answer, and none, is a value."""
        still_held = self._held.get((team, method), 0.0) - self._seconds()
        if still_held > 0:
            return Refused("ratelimited", after=still_held, was_asked=False)
        answer = await self._ask(team, method, body, within)
        if isinstance(answer, Refused) and answer.after is not None and answer.code != ONE_CONVERSATION:
            self._held[team, method] = self._seconds() + answer.after
        return answer

    async def call_when_free(self, team: str, method: str, body: Json, waits: float) -> Answered:
        """The same, and once more where Slack says to come back within so many seconds: then."""
        answer = await self.call(team, method, body)
        if not isinstance(answer, Refused) or answer.after is None or answer.after > waits:
            return answer
        await self._sleep(answer.after)
        return await self.call(team, method, body)

    async def _ask(self, team: str, method: str, body: Json, within: float | None) -> Answered:
        installed = await self.find(team)
        if installed is None:
            return Refused("not_installed")
        client = self._by_token.get(installed.token)
        if client is None:
            client = self._by_token[installed.token] = self.client(installed.token)
        try:
            async with asyncio.timeout(within or self._timeout):
                answer = await client.api_call(method, **_asked(method, body))
        except SlackApiError as error:
            return _refused(error.response)
        except TimeoutError:
            return NoAnswer("Slack did not answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return NoAnswer(f"The connection to Slack failed ({type(error).__name__})")
        except (ValueError, AttributeError):  # the SDK takes every answer for JSON, and stumbles over other text
            return NoAnswer(_NOT_READ)
        said = answer.data
        return Done(said) if isinstance(said, dict) and is_whole(method, said) else NoAnswer(_NOT_READ)

    def is_ours(self, address: str) -> bool:
        """Whether an address is the platform's own: what comes in may name any, and only Slack's is asked.

        That is the host of its Web API, and beside it `files.`, with the same scheme (https, but in a pretend Slack).
        """
        try:
            base, asked = urlsplit(self._base_url), urlsplit(address)
        except ValueError:  # it is no address at all, such as "https://[x"
            return False
        here = base.netloc.removeprefix("www.")
        return asked.scheme == base.scheme and asked.netloc in {base.netloc, here, f"files.{here}"}

    async def download(self, team: str, address: str, most: int, within: float = 20.0) -> bytes | Refused | NoAnswer:
        """Get a file with the workspace's token: at most `most` bytes, from Slack's own hosts, following nowhere."""
        installed = await self.find(team)
        if installed is None:
            return Refused("not_installed")
        if not self.is_ours(address):
            return Refused("not_slacks_address")
        headers = {"Authorization": f"Bearer {installed.token}"}
        try:
            async with (
                asyncio.timeout(within),
                self.session.get(address, headers=headers, allow_redirects=False) as answer,
            ):
                refused = _refused_file(answer)
                return refused or await _at_most(answer, most)
        except TimeoutError:
            return NoAnswer("Slack did not answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return NoAnswer(f"The connection to Slack failed ({type(error).__name__})")

    async def upload(self, address: str, content: bytes, within: float = 20.0) -> Answered:
        """Send a file's bytes to the address that Slack gave for them; it needs no token."""
        if not self.is_ours(address):
            return Refused("not_slacks_address")
        try:
            async with (
                asyncio.timeout(within),
                self.session.post(address, data=content, allow_redirects=False) as answer,
            ):
                return Done({}) if answer.status == 200 else NoAnswer(f"Slack answered {answer.status}")
        except TimeoutError:
            return NoAnswer("Slack did not answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return NoAnswer(f"The connection to Slack failed ({type(error).__name__})")

    async def respond(self, response_url: str, body: Json, within: float | None = None) -> Answered:
        """Answer by a response_url, which needs no token and serves five times in 30 minutes."""
        try:
            async with asyncio.timeout(within or self._timeout), self.session.post(response_url, json=body) as answer:
                if answer.status >= 500:
                    return NoAnswer(f"Slack answered {answer.status}")
                return Done({}) if answer.status == 200 else Refused(f"response_url_{answer.status}")
        except TimeoutError:
            return NoAnswer("Slack did not answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return NoAnswer(f"The connection to Slack failed ({type(error).__name__})")


def _asked(method: str, body: Json) -> Json:
    if method in _READS:
        return {"params": body, "http_verb": "GET"}
    return {"data": body} if method in _BY_FORM else {"json": body}


def _refused_file(answer: aiohttp.ClientResponse) -> Refused | NoAnswer | None:
    """Why no file came. To who may not have it, Slack gives a way to its sign-in page, or that page itself."""
    if answer.status == 429:
        return Refused("ratelimited", after=_seconds(answer))
    if answer.status >= 500:
        return NoAnswer(f"Slack answered {answer.status}")
    if answer.status in (404, 410):
        return Refused("file_not_found")
    if answer.status != 200 or answer.content_type == "text/html":
        return Refused("missing_scope", needed="files:read")
    return None


async def _at_most(answer: aiohttp.ClientResponse, most: int) -> bytes | Refused:
    """The body, read no further than it may be long, whatever its headers say."""
    content = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > most:
            return Refused("file_too_large")
    return bytes(content)


def one_workspace(installed: Installed) -> Find:
    """The way to find the one workspace that was set up by token: every team is that one."""

    async def find(team: str) -> Installed | None:
        return installed

    return find


async def who_am_i(clients: Clients, team: str = "") -> Installed | Refused | NoAnswer:
    """Ask Slack once, at the start, which workspace and which bot user the token is for."""
    installed = await clients.find(team)
    answer = await clients.call(team, "auth.test", {})
    if installed is None or not isinstance(answer, Done):
        return Refused("not_installed") if isinstance(answer, Done) else answer
    body = answer.body
    if not body.get("team_id"):
        return NoAnswer(_NOT_READ)
    return Installed(body["team_id"], installed.token, body.get("user_id") or "", body.get("bot_id") or "")


def _refused(response: Any) -> Refused | NoAnswer:
    """Sort out an answer that is not ok. Where it was not JSON, the SDK hands over aiohttp's own response."""
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    said = data.get("error") if isinstance(data, dict) else None
    code = said if isinstance(said, str) else ""
    if status == 429 or code in _TOO_FAST:
        return Refused(code or "ratelimited", after=_seconds(response))
    if not code and 200 <= status < 300:
        return NoAnswer(_NOT_READ)
    if status >= 500 or not code or code in _MAY_HAVE_HAPPENED:
        return NoAnswer(f"Slack answered {code or status}")
    return Refused(code, needed=str(data.get("needed") or "") if isinstance(data, dict) else "")


def _seconds(response: Any) -> float:
    for name, value in (getattr(response, "headers", None) or {}).items():
        if name.lower() == "retry-after" and str(value).isdecimal():
            return min(max(_SHORTEST_WAIT, float(value)), _LONGEST_WAIT)
    return _SHORTEST_WAIT
