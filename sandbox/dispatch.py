"""What Slack sends to the bot, in Slack's shapes, and what becomes of the bot's answer."""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox import payloads
from sandbox.clock import MachineTime
from sandbox.faults import Faults
from sandbox.grants import ResponseUrls, Triggers
from sandbox.wires import COMMAND, EVENT, INTERACTIVE, Ack, Retry, Wire
from sandbox.workspace import Channel, Json, Message, Person, View, Workspace

DEFAULT_EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "member_joined_channel",
        "member_left_channel",
        "message.im",
        "team_join",
        "user_change",
    }
)


@dataclass(frozen=True)
class Delivery:
    """One thing that was sent to the bot, and how it went."""

    kind: str
    payload: Json
    retry: Retry | None
    ack: Ack


async def at_once() -> None:
    """Wait for nothing."""


@dataclass
class Dispatch:
    """Sends things to the bot over whichever wire it is on, and remembers the last thousand."""

    wire: Callable[[], Wire | None]
    time: MachineTime
    faults: Faults
    triggers: Triggers
    response_urls: ResponseUrls
    base_url: Callable[[], str]
    events: set[str] = field(default_factory=lambda: set(DEFAULT_EVENTS))
    answer_shown: Callable[[], Awaitable[None]] = at_once
    """Waits until what the bot shows beside its acknowledgement is on the screen; people look only then."""
    deliveries: deque[Delivery] = field(default_factory=lambda: deque(maxlen=1000))
    _redeliveries: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(
        self, kind: str, payload: Json, retry: Retry | None = None, then: Callable[[Ack], None] = lambda ack: None
    ) -> Ack:
        """Send one payload and wait up to three seconds for the acknowledgement; `then` is what Slack does with it."""
        wire = self.wire()
        ack = await wire.send(kind, payload, retry) if wire else Ack(False, reason="connection_failed")
        self.deliveries.append(Delivery(kind, payload, retry, ack))
        try:
            then(ack)
        finally:
            await self.answer_shown()
        return ack

    async def command(
        self,
        workspace: Workspace,
        person: Person,
        channel: Channel,
        name: str,
        text: str,
        then: Callable[[Ack], None] = lambda ack: None,
    ) -> Ack:
        """A slash command, as docs.slack.dev/interactivity/implementing-slash-commands has it."""
        return await self.send(
            COMMAND,
            {
                "token": "sandbox",
                "team_id": workspace.team_id,
                "team_domain": "sandbox",
                "channel_id": channel.id,
                "channel_name": _channel_name(channel),
                "user_id": person.id,
                "user_name": person.handle,
                "command": name,
                "text": text,
                "api_app_id": workspace.app_id,
                "is_enterprise_install": "false",
                "response_url": self.response_url(workspace, channel, person),
                "trigger_id": self.triggers.new(workspace, person.id),
            },
            then=then,
        )

    async def interaction(
        self, workspace: Workspace, person: Person, kind: str, *, trigger: bool = True, **rest: object
    ) -> Ack:
        """Something pressed, chosen, sent or closed; `rest` is what that kind of payload carries."""
        payload = {
            "type": kind,
            "user": {
                "id": person.id,
                "username": person.handle,
                "name": person.handle,
                "team_id": workspace.team_id,
            },
            "api_app_id": workspace.app_id,
            "token": "sandbox",
            "team": {"id": workspace.team_id, "domain": "sandbox"},
            "enterprise": None,
            "is_enterprise_install": False,
            **rest,
        }
        if trigger:
            payload["trigger_id"] = self.triggers.new(workspace, person.id)
        return await self.send(INTERACTIVE, payload)

    async def event(self, workspace: Workspace, event: Json, subscription: str = "") -> Ack:
        """An event, if the bot subscribes to it; what is not acknowledged comes again, up to three times.

        The first delivery is waited for; the others come by themselves (see `settle`).
        """
        if (subscription or event["type"]) not in self.events:
            return Ack(True)
        envelope = self._envelope(workspace, event)
        ack = await self.send(EVENT, envelope)
        if self._is_ordered_twice(event):
            ack = await self.send(EVENT, envelope)
        if not ack.ok and not ack.no_retry:
            task = asyncio.get_running_loop().create_task(self._redeliver(envelope, ack))
            self._redeliveries.add(task)
            task.add_done_callback(self._redeliveries.discard)
        return ack

    async def verifies_url(self) -> bool:
        """Ask the bot's URL to repeat a challenge, as Slack does when the URL is entered (by HTTP only).

        Source: docs.slack.dev/reference/events/url_verification.
        """
        challenge = secrets.token_hex(16)
        ack = await self.send(EVENT, {"type": "url_verification", "token": "sandbox", "challenge": challenge})
        repeated = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return ack.ok and repeated == challenge

    async def settle(self) -> None:
        """Wait until no redelivery is under way."""
        while self._redeliveries:
            await asyncio.gather(*list(self._redeliveries))

    def stop(self) -> None:
        """Give up what is still to be delivered again."""
        for task in self._redeliveries:
            task.cancel()

    def response_url(
        self, workspace: Workspace, channel: Channel, person: Person, message: Message | None = None
    ) -> str:
        """A fresh response URL for this person in this channel."""
        return f"{self.base_url()}/hooks/{self.response_urls.new(workspace, channel.id, person.id, message)}"

    async def _redeliver(self, envelope: Json, ack: Ack) -> None:
        for number, delay in enumerate(self.time.retry_delays, start=1):
            await self.time.sleep(delay)
            ack = await self.send(EVENT, envelope, Retry(number, ack.reason))
            if ack.ok or ack.no_retry:
                return

    def _is_ordered_twice(self, event: Json) -> bool:
        fault = self.faults.take(f"event:{event['type']}")
        return fault is not None and fault.kind == "twice"

    def _envelope(self, workspace: Workspace, event: Json) -> Json:
        now = workspace.clock.now()
        return {
            "token": "sandbox",
            "team_id": workspace.team_id,
            "api_app_id": workspace.app_id,
            "event": {"event_ts": payloads.stamp(now), **event},
            "type": "event_callback",
            "event_id": workspace.new_id("Ev"),
            "event_time": int(now.timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team_id,
                    "user_id": workspace.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "context_team_id": workspace.team_id,
        }


def message_place(
    dispatch: Dispatch, workspace: Workspace, person: Person, message: Message, *, answers: bool = True
) -> Json:
    """The part of a payload that says: in this message. An ephemeral message is named and not quoted."""
    channel = workspace.channels[message.channel]
    ephemeral = message.ephemeral_for is not None
    place: Json = {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": channel.id, "name": _channel_name(channel)},
    }
    if not ephemeral:
        place["message"] = payloads.message_json(workspace, message)
    if answers:
        place["response_url"] = dispatch.response_url(workspace, channel, person, message)
        place["state"] = {"values": message.values.get(person.id, {})}
    return place


def view_place(workspace: Workspace, view: View) -> Json:
    """The part of a payload that says: in this view."""
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": payloads.view_json(workspace, view),
    }


def _channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)
