"""The pretend Slack as a server: the Web API, response URLs, Socket Mode, and a door for faults and for reading."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from sandbox.clock import MachineTime, PushedClock
from sandbox.dispatch import Dispatch
from sandbox.faults import Fault, Faults
from sandbox.grants import DEFAULT_SCOPES, ResponseUrls, SlackError, Triggers
from sandbox.limits import Limits
from sandbox.page.demo import Demo
from sandbox.people import Actor
from sandbox.web_api import (
    METHODS,
    Call,
    Slack,
    answer_response_url,
    installation_of,
    oauth_access,
    open_connection,
    take_upload,
)
from sandbox.wires import HttpWire, SocketWire, Wire
from sandbox.workspace import Json, Message, Workspace

_OWN_TOKEN: dict[str, Callable[[Slack, str | None, Json], Json]] = {
    "apps.connections.open": lambda slack, token, args: open_connection(slack, token),
    "oauth.v2.access": lambda slack, token, args: oauth_access(slack, args),
}


class Sandbox:
    """A pretend Slack for one app, with one workspace or more. Nothing happens until it is started.

    `app` is the aiohttp application: a page may add its routes to it before `start`.
    """

    def __init__(
        self,
        workspace: Workspace,
        clock: PushedClock | None = None,
        *,
        scopes: Iterable[str] = DEFAULT_SCOPES,
        time: MachineTime | None = None,
        limits: Limits | None = None,
        signing_secret: str | None = None,
    ) -> None:
        self.workspace = workspace
        self.clock = clock or workspace.clock
        self.time = time or MachineTime()
        self.limits = limits or Limits()
        self.faults = Faults()
        self.triggers = Triggers(self.time)
        self.response_urls = ResponseUrls(self.time)
        self.sockets = SocketWire(workspace.app_id, self.time)
        self.slack = Slack(self.triggers, self._socket_url, lambda: self.url)
        self.installation = self.slack.install(workspace, scopes)
        self.signing_secret = signing_secret or secrets.token_hex(16)
        self.dispatch = Dispatch(
            self._wire, self.time, self.faults, self.triggers, self.response_urls, lambda: self.url
        )
        self.calls: dict[str, int] = {}
        self.url = ""
        self.demo: Demo | None = None
        self.app = web.Application(client_max_size=16 * 1024**2)
        self._request_url: str | None = None
        self._http: HttpWire | None = None
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self._add_routes()

    # What the bot and the tests need to know

    @property
    def api_url(self) -> str:
        """The base URL for slack_sdk's client, ending in a slash."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The bot's token in the first workspace."""
        return self.installation.token

    @property
    def app_token(self) -> str:
        """The app's own token, for Socket Mode."""
        return self.slack.app_token

    @property
    def client_id(self) -> str:
        """The app's id for OAuth."""
        return self.slack.client_id

    @property
    def client_secret(self) -> str:
        """The app's secret for OAuth."""
        return self.slack.client_secret

    @property
    def events(self) -> set[str]:
        """The events that the app subscribes to, such as app_mention and message.im; change it freely."""
        return self.dispatch.events

    def actor(self, who: str, workspace: Workspace | None = None) -> Actor:
        """Someone by id, handle, name or post title, ready to do things."""
        place = workspace or self.workspace
        return Actor(place, self.dispatch, place.person(who))

    # Starting and stopping

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; `url` and `api_url` are known afterwards. Port 0 takes any that is free."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        listening: tuple[Any, ...] = self._runner.addresses[0]
        self.url = f"http://{host}:{listening[1]}"
        self._session = aiohttp.ClientSession()
        if self._request_url:
            self.connect_bot(self._request_url)

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        self.dispatch.stop()
        await self.sockets.close()
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()

    def connect_bot(self, request_url: str | None) -> None:
        """Send what happens to this URL by HTTP (None: nowhere). A bot on Socket Mode is preferred to it."""
        self._request_url = request_url
        self._http = None
        if request_url and self._session:
            self._http = HttpWire(request_url, self.signing_secret, self._session, self.time)

    def _wire(self) -> Wire | None:
        return self.sockets if self.sockets.open else self._http

    def _socket_url(self) -> str:
        return f"ws://{urlsplit(self.url).netloc}/socket?ticket={self.sockets.new_ticket()}"

    # The wire

    def _add_routes(self) -> None:
        route = self.app.router
        route.add_route("*", "/api/{method}", self._method)
        route.add_post("/hooks/{name}", self._hook)
        route.add_get("/files-pri/{file}/download/{name}", self._give_file)
        route.add_post("/upload/v1/{ticket}", self._take_file)
        route.add_get("/socket", self.sockets.serve)
        route.add_get("/sandbox/messages", self._show_messages)
        route.add_get("/sandbox/faults", self._show_faults)
        route.add_post("/sandbox/faults", self._order_fault)
        route.add_delete("/sandbox/faults", self._clear_faults)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        self.calls[name] = self.calls.get(name, 0) + 1
        fault = self.faults.take(name)
        if fault is None:
            return await self._answer(name, request)
        return await self._meet(fault, request, lambda: self._answer(name, request))

    async def _meet(
        self, fault: Fault, request: web.Request, carry_out: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Do what was ordered, before or after the call is carried out."""
        await (
            request.read()
        )  # Slack does what it was asked, also if the caller dies meanwhile; aiohttp could not read it
        answer: web.StreamResponse | None = await carry_out() if fault.after else None
        if fault.kind == "slow":
            await self.time.sleep(fault.seconds)
            return answer or await carry_out()
        if fault.kind in ("drop", "refuse"):
            if request.transport:
                request.transport.abort()
            return answer or web.Response(status=500)
        if fault.kind == "ratelimited":
            return _too_many(int(fault.seconds))
        if fault.kind == "garbage":
            return web.Response(text="<html><body>Slack is having a moment.</body></html>", content_type="text/html")
        if fault.kind == "empty":
            return web.Response(content_type="application/json")
        if fault.kind == "truncated":
            return web.Response(text='{"ok": true, "channel": "C0', content_type="application/json")
        if fault.kind == "says":
            return web.Response(text=fault.body, content_type="application/json")
        if fault.kind == "hang":
            return await _until_hung_up(request)
        return web.Response(status=500, text="Internal Server Error")

    async def _answer(self, name: str, request: web.Request) -> web.Response:
        try:
            args = await _arguments(request)
            token = _token(request, args)
            if name in _OWN_TOKEN:
                return _json({"ok": True, **_OWN_TOKEN[name](self.slack, token, args)})
            return self._run(name, token, args)
        except SlackError as refused:
            return _json({"ok": False, "error": refused.code, **refused.rest})

    def _run(self, name: str, token: str | None, args: Json) -> web.Response:
        by = installation_of(self.slack, token)
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        channel = str(args.get("channel")) if method.posts else None
        wait = self.limits.wait_for(by.workspace.team_id, name, method.tier, channel, self.time.monotonic)
        if wait:
            return _too_many(wait)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(by.scopes))} if name == "auth.test" else None
        return _json({"ok": True, **method.run(Call(self.slack, by, args))}, scopes)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take("hooks")
        if fault is None:
            return await self._answer_hook(request)
        return await self._meet(fault, request, lambda: self._answer_hook(request))

    async def _answer_hook(self, request: web.Request) -> web.Response:
        try:
            url = self.response_urls.use(request.match_info["name"])
        except SlackError as refused:
            return _json({"ok": False, "error": refused.code}, status=404)
        try:
            answer_response_url(url, await _arguments(request))
        except SlackError as refused:
            return web.Response(status=400, text=refused.code)
        return web.Response(text="ok")

    async def _give_file(self, request: web.Request) -> web.StreamResponse:
        """A file, for a token that may read files; Slack shows its sign-in page to all others."""
        fault = self.faults.take("files")
        if fault is not None:
            return await self._meet(fault, request, lambda: self._file(request))
        return await self._file(request)

    async def _file(self, request: web.Request) -> web.Response:
        installed = self.slack.installations.get(_token(request, {}) or "")
        team, _, file_id = request.match_info["file"].partition("-")
        if installed is None or not installed.is_active or "files:read" not in installed.scopes:
            return web.Response(status=302, headers={"Location": f"{self.url}/signin"})
        file = installed.workspace.files.get(file_id) if installed.workspace.team_id == team else None
        if file is None or file.is_deleted:
            return web.Response(status=404, text="not found")
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _take_file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, at the address that files.getUploadURLExternal gave."""
        content = await request.read()
        if not take_upload(self.slack, request.match_info["ticket"], content):
            return web.Response(status=404, text="not found")
        return web.Response(text=f"OK - {len(content)}")

    # The door for other processes

    async def _show_messages(self, request: web.Request) -> web.Response:
        """Every message (of one channel of the first workspace, by `?channel=` id or name), oldest first."""
        wanted = request.query.get("channel")
        if wanted:
            found = self.workspace.channel(wanted).messages
        else:
            places = {id(each.workspace): each.workspace for each in self.slack.installations.values()}
            found = [message for place in places.values() for message in place.every_message()]
        return _json({"messages": [_seen(message) for message in sorted(found, key=lambda m: m.ts)]})

    async def _show_faults(self, request: web.Request) -> web.Response:
        return _json({"faults": self.faults.as_json()})

    async def _order_fault(self, request: web.Request) -> web.Response:
        """Order one: {"method": "chat.postMessage", "kind": "drop", "times": 1, "seconds": 2, "after": true}."""
        try:
            order = json.loads(await request.text())
            method, kind = order.pop("method"), order.pop("kind")
            self.faults.order(method, kind, **order)
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            return _json({"error": str(wrong)}, status=400)
        return _json({"faults": self.faults.as_json()})

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self.faults.clear()
        return _json({"faults": []})


def _seen(message: Message) -> Json:
    return {
        "channel": message.channel,
        "ts": message.ts,
        "user": message.by,
        "at": message.at.isoformat(),
        "text": message.text,
        "blocks": message.blocks,
        "files": [file.name for file in message.files],
        "metadata": message.metadata,
        "ephemeral_for": message.ephemeral_for,
        "edited": message.edited_at is not None,
    }


async def _arguments(request: web.Request) -> Json:
    """The arguments of a call: from the address, a form or JSON, as Slack takes them all."""
    args: Json = dict(request.query)
    if request.method != "POST":
        return args
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return args | body
    return args | dict(await request.post())


def _token(request: web.Request, args: Json) -> str | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ")
    if header.startswith("Basic "):
        basic = aiohttp.BasicAuth.decode(header)
        args.setdefault("client_id", basic.login)
        args.setdefault("client_secret", basic.password)
    token = args.pop("token", None)
    return str(token) if token else None


def _json(body: Json, headers: dict[str, str] | None = None, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), content_type="application/json", headers=headers, status=status)


async def _until_hung_up(request: web.Request) -> web.Response:
    while request.transport and not request.transport.is_closing():  # noqa: ASYNC110 - aiohttp has no event for it
        await asyncio.sleep(0.02)
    return web.Response(status=500)


def _too_many(seconds: int) -> web.Response:
    return _json({"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)}, 429)
