"""The two ways in which Slack reaches a bot: signed HTTP requests, and a Socket Mode websocket."""

import asyncio
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from sandbox.clock import MachineTime
from sandbox.workspace import Json

COMMAND, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"


@dataclass(frozen=True)
class Ack:
    """What the bot said within three seconds; if nothing good, `reason` is Slack's word for why."""

    ok: bool
    body: Any = None
    reason: str = ""
    no_retry: bool = False


@dataclass(frozen=True)
class Retry:
    """Which redelivery of an event this is, and why there is one."""

    number: int
    reason: str


class Wire(Protocol):
    """A way to the bot."""

    async def send(self, kind: str, payload: Json, retry: Retry | None) -> Ack:
        """Send one payload and wait for the acknowledgement."""
        ...


class HttpWire:
    """Signed requests to the bot's URL (docs.slack.dev/authentication/verifying-requests-from-slack)."""

    def __init__(self, url: str, signing_secret: str, session: aiohttp.ClientSession, time: MachineTime) -> None:
        self.url = url
        self._secret = signing_secret.encode()
        self._session = session
        self._time = time

    async def send(self, kind: str, payload: Json, retry: Retry | None) -> Ack:
        """Post it as Slack does: a form for commands and interactions, JSON for events."""
        body, content_type = _body(kind, payload)
        headers = {"Content-Type": content_type, **self._signature(body), **_retry_headers(retry)}
        try:
            async with (
                asyncio.timeout(self._time.ack_within),
                self._session.post(self.url, data=body, headers=headers) as answer,
            ):
                text = await answer.text()
        except TimeoutError:
            return Ack(False, reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(False, reason="connection_failed")
        no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
        if not 200 <= answer.status < 300:
            return Ack(False, text, "http_error", no_retry)
        return Ack(True, _read(text, answer.content_type), no_retry=no_retry)

    def _signature(self, body: bytes) -> dict[str, str]:
        at = str(int(self._time.wall()))
        digest = hmac.new(self._secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


def _body(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == EVENT:
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == COMMAND else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _retry_headers(retry: Retry | None) -> dict[str, str]:
    if retry is None:
        return {}
    return {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}


def _read(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type == "application/json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


@dataclass
class SocketWire:
    """Socket Mode: envelopes to whichever connection is next, acknowledged by their envelope_id.

    Source: docs.slack.dev/apis/events-api/using-socket-mode.
    """

    app_id: str
    time: MachineTime
    tickets: set[str] = field(default_factory=set)
    open: list[web.WebSocketResponse] = field(default_factory=list)
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    greeted: int = 0

    def new_ticket(self) -> str:
        """A ticket that lets one connection in, once."""
        ticket = secrets.token_hex(12)
        self.tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection of the bot until it goes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=403, text="This ticket was used or never given.")
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.open.append(socket)
        try:
            await socket.send_json(self._hello())
            self.greeted += 1
            self.connected.set()
            async for message in socket:
                if message.type == aiohttp.WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self.open.remove(socket)
            if not self.open:
                self.connected.clear()
        return socket

    async def send(self, kind: str, payload: Json, retry: Retry | None) -> Ack:
        """Send one envelope and wait for its acknowledgement."""
        envelope_id = secrets.token_hex(16)
        envelope = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": kind != EVENT,
        }
        if kind == EVENT:
            envelope["retry_attempt"] = retry.number if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        answer = self.waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self.time.ack_within):
                self.open.append(self.open.pop(0))
                await self.open[-1].send_json(envelope)
                return Ack(True, await answer)
        except TimeoutError:
            return Ack(False, reason="timeout")
        except (ConnectionError, IndexError):
            return Ack(False, reason="connection_failed")
        finally:
            self.waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection that it will close, and close it; the bot is expected to open another."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}})
            await socket.close()

    async def close(self) -> None:
        """Close every connection without a word."""
        for socket in list(self.open):
            await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    def _acknowledge(self, data: str) -> None:
        try:
            said = json.loads(data)
        except ValueError:
            return
        waiting = self.waiting.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
        if waiting and not waiting.done():
            waiting.set_result(said.get("payload") or None)
