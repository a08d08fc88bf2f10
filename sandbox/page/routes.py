"""The page's addresses: each reads who is asking and where, does one thing as that person, and draws the answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from aiohttp import web

from sandbox.blocks import find_element
from sandbox.faults import Fault
from sandbox.page import forms
from sandbox.page.clock_hand import ClockHand
from sandbox.page.dates import moment_in_short, moment_in_words
from sandbox.page.drawing import Bar, Eye, Place, Surface, environment, first_unread
from sandbox.page.guard import guarded
from sandbox.people import Actor, Outcome
from sandbox.people import Place as Pressable
from sandbox.sample_file import sample_workbook
from sandbox.server import Sandbox
from sandbox.workspace import Channel, Message, Person, View, Workspace

STATIC = Path(__file__).parent / "static"
# How long the stream of changes is silent before it speaks anyway, so that the time in the bar moves on.
_SILENCE = 15.0
# Changes that come this close together are told as one.
_TOGETHER = 0.05


@dataclass(frozen=True)
class FaultOnOffer:
    """A fault that can be ordered on the page."""

    words: str
    method: str
    kind: str
    seconds: float = 1.0


FAULTS = {
    "slow": FaultOnOffer("Slack answers 5 seconds late", "chat.postMessage", "slow", 5.0),
    "ratelimited": FaultOnOffer("Slack says “too many”: 429", "chat.postMessage", "ratelimited", 10.0),
    "server_error": FaultOnOffer("Slack breaks: 500", "chat.postMessage", "server_error"),
    "drop": FaultOnOffer("Slack hangs up after storing it", "chat.postMessage", "drop"),
    "twice": FaultOnOffer("The bot is told twice", "event:message", "twice"),
}


def register(app: web.Application, sandbox: Sandbox) -> None:
    """Add the page to the pretend Slack's application, before it is started.

    `sandbox.demo` (see `sandbox.page.demo.Demo`), if it is there by then, is who pushes the clock and knows what
    comes next.
    """
    page = Page(sandbox, environment())
    for method, path, handler in page.routes():
        app.router.add_route(method, path, guarded(handler))
    app.on_shutdown.append(page.stop)


class Page:
    """The page of one workspace."""

    def __init__(self, sandbox: Sandbox, templates: jinja2.Environment) -> None:
        self.sandbox = sandbox
        self.workspace: Workspace = sandbox.workspace
        self.templates = templates
        self._stopping = False
        self._notices = 0
        self.hand = ClockHand(self.workspace, sandbox.clock, lambda: sandbox.demo)

    def routes(self) -> list[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]]:
        """Method, path and handler of each address."""
        message = "/as/{person}/channel/{channel}/message/{ts}"
        view = "/as/{person}/view/{view}"
        return [
            ("GET", "/", self.show_start),
            ("GET", "/page/static/{name}", self.show_static),
            ("GET", "/as/{person}", self.show_person),
            ("GET", "/as/{person}/home", self.show_home),
            ("GET", "/as/{person}/channel/{channel}", self.show_channel),
            ("GET", "/as/{person}/live", self.show_live),
            ("GET", "/as/{person}/changes", self.tell_changes),
            ("POST", "/as/{person}/channel/{channel}/say", self.say),
            ("POST", "/as/{person}/channel/{channel}/share", self.share),
            ("GET", "/as/{person}/channel/{channel}/file/{file}", self.give_file),
            ("GET", "/sample-plan.xlsx", self.give_sample),
            ("POST", "/as/{person}/shortcut", self.use_shortcut),
            ("POST", message + "/press", self.press_in_message),
            ("POST", message + "/suggest", self.suggest_in_message),
            ("POST", message + "/dismiss", self.dismiss),
            ("POST", message + "/shortcut", self.use_message_shortcut),
            ("POST", view + "/press", self.press_in_view),
            ("POST", view + "/suggest", self.suggest_in_view),
            ("POST", view + "/submit", self.submit),
            ("POST", view + "/close", self.close),
            ("POST", view + "/close-all", self.close_all),
            ("POST", "/as/{person}/clock", self.push_clock),
            ("POST", "/as/{person}/faults", self.order_fault),
            ("POST", "/as/{person}/faults/clear", self.clear_faults),
        ]

    # What there is to see

    async def show_start(self, request: web.Request) -> web.StreamResponse:
        """Begin as the first person in the workspace."""
        people = [each for each in self.workspace.people.values() if not each.is_bot and not each.deleted]
        if not people:
            raise web.HTTPNotFound(text="There is nobody in the workspace yet.")
        raise web.HTTPFound(f"/as/{people[0].id}")

    async def show_person(self, request: web.Request) -> web.StreamResponse:
        """Begin as this person: with the bot if it has written to them, else where something was said last."""
        eye, bot = self._eye(request), self.workspace.bot.id
        rail = eye.rail()

        def liveliness(channel: Channel) -> tuple[str, bool]:
            return next(reversed(channel.by_ts), ""), bot in channel.members

        first = rail.bot if eye.unread(rail.bot) else max(rail.channels, key=liveliness, default=rail.bot)
        raise web.HTTPFound(f"/as/{eye.reader.id}/channel/{first.id}")

    async def show_channel(self, request: web.Request) -> web.StreamResponse:
        """A conversation; whoever is not in it is taken to where they began."""
        eye, channel = self._eye(request), self.workspace.channels.get(request.match_info["channel"])
        if channel is None or eye.reader.id not in channel.members:
            raise web.HTTPFound(f"/as/{eye.reader.id}")
        return self._page(eye, Place(channel, first_unread(eye, channel), _shown(request.query)))

    async def show_home(self, request: web.Request) -> web.StreamResponse:
        """The bot's Home tab; the bot hears that it was opened."""
        eye = self._eye(request)
        await self._actor(request).opens_home()
        return self._page(eye, Place(None))

    async def show_live(self, request: web.Request) -> web.StreamResponse:
        """What has changed since, for the page to take in."""
        return self._live(request, request.query)

    async def tell_changes(self, request: web.Request) -> web.StreamResponse:
        """A stream that says the workspace's version each time it changes (server-sent events)."""
        self._eye(request)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        since = int(request.query["since"]) if request.query.get("since", "").isdecimal() else 0
        while not self._stopping:
            since = await self.workspace.wait_for_change(since, _SILENCE)
            await asyncio.sleep(_TOGETHER)
            since = self.workspace.version
            try:
                await stream.write(f"data: {since}\n\n".encode())
            except ConnectionResetError:
                break
        return stream

    async def stop(self, app: web.Application) -> None:
        """Let go of everyone who listens for changes, so that the server can stop at once."""
        self._stopping = True
        self.workspace.touch()

    async def show_static(self, request: web.Request) -> web.StreamResponse:
        """The style, the scripts and the icon."""
        names = {each.name for each in STATIC.iterdir()}
        name = request.match_info["name"]
        if name not in names:
            raise web.HTTPNotFound(text="There is no such file.")
        return web.FileResponse(STATIC / name, headers={"Cache-Control": "no-cache"})

    # What a person does

    async def say(self, request: web.Request) -> web.StreamResponse:
        """Send what is in the composer: a slash command, or a message."""
        form, actor, channel = await request.post(), self._actor(request), self._channel(request)
        text = str(form.get("text", "")).replace("\r\n", "\n").strip()
        if not text:
            return self._live(request, form)
        if text.startswith("/"):
            name, _, rest = text.partition(" ")
            await actor.command(name, rest, channel)
        else:
            await actor.say(channel, text)
        return self._live(request, form)

    async def share(self, request: web.Request) -> web.StreamResponse:
        """Drop files into the conversation, with what is in the composer beside them."""
        form, actor, channel = await request.post(), self._actor(request), self._channel(request)
        files = [each for each in form.getall("file", []) if isinstance(each, web.FileField) and each.filename]
        if files:
            read = [(each.filename, each.file.read()) for each in files]
            await actor.shares(*read, text=str(form.get("text", "")).strip(), channel=channel)
        return self._live(request, form)

    async def give_file(self, request: web.Request) -> web.StreamResponse:
        """A file that stands in a message of this conversation, to save it."""
        channel, wanted = self._channel(request), request.match_info["file"]
        shared = (file for message in channel.messages for file in message.files if not file.is_deleted)
        file = next((each for each in shared if each.id == wanted), None)
        if file is None:
            raise web.HTTPNotFound(text="There is no such file.")
        return _download(file.name, file.content)

    async def give_sample(self, request: web.Request) -> web.StreamResponse:
        """The sample plan as a council might send it, to drop into the chat and try."""
        return _download("sample-plan.xlsx", await asyncio.to_thread(sample_workbook))

    async def use_shortcut(self, request: web.Request) -> web.StreamResponse:
        """Use a shortcut from anywhere."""
        form = await request.post()
        return self._told(request, form, await self._actor(request).shortcut(str(form.get("callback_id"))))

    async def use_message_shortcut(self, request: web.Request) -> web.StreamResponse:
        """Use a shortcut on a message."""
        form, message = await request.post(), self._message(request)
        outcome = await self._actor(request).shortcut(str(form.get("callback_id")), message)
        return self._told(request, form, outcome)

    async def dismiss(self, request: web.Request) -> web.StreamResponse:
        """Take away a message that only this person sees."""
        message = self._message(request)
        if message.ephemeral_for != self._actor(request).person.id:
            raise web.HTTPForbidden(text="Only a message that is visible to nobody else can be dismissed.")
        self.workspace.remove(message)
        return self._live(request, await request.post())

    async def press_in_message(self, request: web.Request) -> web.StreamResponse:
        """Press a button in a message, or choose something there."""
        message = self._message(request)
        surface = self._eye(request).message_surface(message)
        return await self._press(request, message, surface)

    async def press_in_view(self, request: web.Request) -> web.StreamResponse:
        """Press a button in a modal or on the Home tab, or choose something there; what was typed is kept."""
        view, eye = self._view(request), self._eye(request)
        surface = eye.view_surface(view)
        try:
            await forms.fill_in(self._actor(request), view, surface, await request.post())
        except ValueError as wrong:
            raise web.HTTPConflict(text=str(wrong)) from None
        return await self._press(request, view, surface)

    async def suggest_in_message(self, request: web.Request) -> web.StreamResponse:
        """What an external menu in a message offers."""
        return await self._suggest(request, self._message(request))

    async def suggest_in_view(self, request: web.Request) -> web.StreamResponse:
        """What an external menu in a modal or on the Home tab offers."""
        return await self._suggest(request, self._view(request))

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Send a modal."""
        view, actor, form = self._view(request), self._actor(request), await request.post()
        try:
            await forms.fill_in(actor, view, self._eye(request).view_surface(view), form)
        except ValueError as wrong:
            raise web.HTTPConflict(text=str(wrong)) from None
        await actor.submits(view=view)
        return self._live(request, form, answers=True)

    async def close(self, request: web.Request) -> web.StreamResponse:
        """Close a modal and go back to the one beneath it."""
        await self._actor(request).closes(self._view(request))
        return self._live(request, await request.post(), answers=True)

    async def close_all(self, request: web.Request) -> web.StreamResponse:
        """Close a modal and all beneath it."""
        await self._actor(request).closes(self._view(request), all_of_them=True)
        return self._live(request, await request.post(), answers=True)

    # What the bar does

    async def push_clock(self, request: web.Request) -> web.StreamResponse:
        """Push the clock on; a press while it moves does nothing."""
        form = await request.post()
        try:
            said = str(form.get("said", ""))
            self.hand.push(str(form.get("to")), datetime.fromisoformat(said) if said else None)
        except ValueError as wrong:
            raise web.HTTPConflict(text=str(wrong)) from None
        return self._live(request, form, answers=True)

    async def order_fault(self, request: web.Request) -> web.StreamResponse:
        """Order a fault."""
        form = await request.post()
        wanted = FAULTS.get(str(form.get("kind")))
        if wanted is None:
            raise web.HTTPConflict(text="There is no such fault to order.")
        self.sandbox.faults.order(wanted.method, wanted.kind, seconds=wanted.seconds)
        self.workspace.touch()
        return self._live(request, form)

    async def clear_faults(self, request: web.Request) -> web.StreamResponse:
        """Take every ordered fault back."""
        self.sandbox.faults.clear()
        self.workspace.touch()
        return self._live(request, await request.post())

    # How it is done

    async def _press(self, request: web.Request, place: Pressable, surface: Surface) -> web.StreamResponse:
        form, actor = await request.post(), self._actor(request)
        try:
            block_id, action_id = forms.pressed(form)
            block, element = find_element(place.blocks, action_id, block_id)
            name = surface.name(block, element)
            value: Any = forms.posted_value(form, name, element, self._eye(request).zone)
            if element["type"] in ("button", "overflow"):
                value = form.get("value")
            outcome = await actor.click(place, action_id, value, block_id=block_id)
        except (KeyError, ValueError) as wrong:
            raise web.HTTPConflict(text=str(wrong.args[0])) from None
        return self._told(request, form, outcome)

    async def _suggest(self, request: web.Request, place: Pressable) -> web.StreamResponse:
        form = await request.post()
        try:
            block_id, action_id = forms.pressed(form)
            typed = str(form.get("typed", ""))
            options = await self._actor(request).suggestions(place, action_id, typed, block_id=block_id)
        except (KeyError, ValueError) as wrong:
            raise web.HTTPConflict(text=str(wrong.args[0])) from None
        return web.json_response(forms.option_words(options))

    def _told(self, request: web.Request, form: forms.Form, outcome: Outcome) -> web.StreamResponse:
        self._notices += 1
        return self._live(request, form, answers=True, words=outcome.words)

    def _live(
        self, request: web.Request, form: forms.Form, *, answers: bool = False, words: str = ""
    ) -> web.StreamResponse:
        eye = self._eye(request)
        place = self._place(eye, form)
        return self._drawn("fragment.html", eye, place, answers=answers or bool(self.hand.trouble), words=words)

    def _page(self, eye: Eye, place: Place) -> web.StreamResponse:
        return self._drawn("page.html", eye, place)

    def _drawn(self, template: str, eye: Eye, place: Place, **rest: Any) -> web.StreamResponse:
        if place.channel:
            self.workspace.mark_read(eye.reader.id, place.channel)
        number = self._notices if rest.get("words") else 0
        rest["words"] = rest.get("words") or self.hand.trouble
        version = self.workspace.version
        html = self.templates.get_template(template).render(
            eye=eye, place=place, bar=self._bar(eye), version=version, fault_words=FAULTS, notice_number=number, **rest
        )
        return web.Response(text=html, content_type="text/html")

    def _bar(self, eye: Eye) -> Bar:
        ordered = [_fault_in_words(each) for each in self.sandbox.faults.ordered]
        moving = moment_in_words(eye.local(self.hand.moving_to)) if self.hand.moving_to else ""
        coming = self.hand.next_thing()
        if coming is None:
            return Bar(ordered, moving, has_demo=self.hand.demo is not None)
        at, what = coming
        short = moment_in_short(eye.local(at), eye.local(self.workspace.clock.now()))
        return Bar(ordered, moving, f"{what}, {short}", at.isoformat(), True)

    def _place(self, eye: Eye, form: forms.Form) -> Place:
        """Where the browser says it is, if this person may be there."""
        channel = self.workspace.channels.get(str(form.get("at", "")).removeprefix("/channel/"))
        if channel is not None and eye.reader.id in channel.members:
            return Place(channel, str(form.get("new_from", "")), _shown(form))
        return Place(None)

    def _person(self, request: web.Request) -> Person:
        person = self.workspace.people.get(request.match_info["person"])
        if person is None or person.is_bot:
            raise web.HTTPFound("/")
        return person

    def _eye(self, request: web.Request) -> Eye:
        return Eye(self.workspace, self._person(request))

    def _actor(self, request: web.Request) -> Actor:
        return self.sandbox.actor(self._person(request).id)

    def _channel(self, request: web.Request) -> Channel:
        channel = self.workspace.channels.get(request.match_info["channel"])
        if channel is None or self._person(request).id not in channel.members:
            raise web.HTTPForbidden(text="You are not in this channel.")
        return channel

    def _message(self, request: web.Request) -> Message:
        message = self._channel(request).by_ts.get(request.match_info["ts"])
        if message is None or not message.is_seen_by(self._person(request).id):
            raise web.HTTPConflict(text="This message is not there any more.")
        return message

    def _view(self, request: web.Request) -> View:
        view = self.workspace.views.get(request.match_info["view"])
        if view is None or view.person != self._person(request).id:
            raise web.HTTPConflict(text="This form is not open any more.")
        return view


def _download(name: str, content: bytes) -> web.Response:
    """A file to be saved and never opened in the page, whatever is in it."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)


def _shown(form: forms.Form) -> int:
    """How many messages the browser shows."""
    wanted = str(form.get("shown", ""))
    return int(wanted) if wanted.isdecimal() else Place(None).shown


def _fault_in_words(fault: Fault) -> str:
    """Such as "Slack breaks: 500 (chat.postMessage, once)"."""
    known = next((each.words for each in FAULTS.values() if each.kind == fault.kind), fault.kind)
    return f"{known} ({fault.method}, {'once' if fault.times == 1 else f'{fault.times} times'})"
