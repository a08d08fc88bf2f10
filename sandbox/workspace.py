"""What the pretend workspace holds: people, channels, messages, modals, homes, unread marks. No network."""

import asyncio
import itertools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from sandbox.clock import PushedClock

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]


@dataclass
class Person:
    """Someone in the workspace, the bot included."""

    id: str
    name: str
    handle: str
    title: str = ""
    tz: str = "Europe/London"
    is_guest: bool = False
    deleted: bool = False
    is_bot: bool = False
    email: str = ""
    is_admin: bool = False


@dataclass
class File:
    """A file on Slack. `address` is its url_private_download; it is shared once it stands in a message."""

    id: str
    name: str
    by: str
    at: datetime
    content: bytes = b""
    address: str = ""
    title: str = ""
    ticket: str = ""
    """What lets its bytes be sent, once; empty when they are there."""
    is_deleted: bool = False


@dataclass
class Message:
    """One message. `at` is the board's time; `ts` is Slack's name for it, unique and always rising."""

    ts: str
    channel: str
    by: str
    at: datetime
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    edited_at: datetime | None = None
    ephemeral_for: str | None = None
    subtype: str | None = None
    files: list[File] = field(default_factory=list)
    values: dict[str, Values] = field(default_factory=dict)
    """What each person (by id) has chosen in this message's own menus and dates."""

    def is_seen_by(self, person: str) -> bool:
        """An ephemeral message is seen by one person only."""
        return self.ephemeral_for is None or self.ephemeral_for == person


@dataclass
class Channel:
    """A public channel (C…), a private one (G…) or a direct conversation (D…), with its messages in order."""

    id: str
    name: str
    kind: str = "channel"
    """`channel`, `group` (private) or `im`."""
    members: list[str] = field(default_factory=list)
    topic: str = ""
    is_archived: bool = False
    created: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    by_ts: dict[str, Message] = field(default_factory=dict)

    @property
    def messages(self) -> list[Message]:
        """Every message still there, oldest first, ephemeral ones among them."""
        return list(self.by_ts.values())

    @property
    def is_private(self) -> bool:
        """Whether only its members can see that it exists."""
        return self.kind != "channel"

    def other(self, person: str) -> str:
        """In a direct conversation, the one whom `person` talks with."""
        return next((member for member in self.members if member != person), person)


@dataclass
class View:
    """A modal in somebody's stack, or somebody's Home tab; `payload` is what the bot sent, ids filled in."""

    id: str
    type: str
    person: str
    payload: Json
    hash: str
    root: str
    previous: str | None = None
    values: Values = field(default_factory=dict)
    """What the person has filled in so far: block_id, then action_id, then Slack's state of the element."""
    errors: dict[str, str] = field(default_factory=dict)
    """Field errors the person sees now: block_id to words."""
    notice: str = ""
    """What Slack itself says at the top of the modal, such as that it has trouble connecting."""

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the view as they stand."""
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    def text(self, name: str, default: str = "") -> str:
        """The words of `title`, `submit` or `close`."""
        part: Json = self.payload.get(name) or {}
        return str(part.get("text", default))


@dataclass
class Command:
    """A slash command that the app was installed with; `usage` is the hint that Slack shows while typing."""

    name: str
    description: str = ""
    usage: str = ""


@dataclass
class Shortcut:
    """A shortcut of the app; `where` is `global` or `message`."""

    name: str
    callback_id: str
    where: str = "global"


class Workspace:
    """One Slack workspace in memory. Every change raises `version`, which `wait_for_change` waits on."""

    def __init__(
        self,
        clock: PushedClock,
        *,
        name: str = "Sandbox Council",
        team_id: str = "T0SANDBOX",
        bot_name: str = "Accountable",
    ) -> None:
        self.clock = clock
        self.name = name
        self.team_id = team_id
        self.app_id = "A0SANDBOX"
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.views: dict[str, View] = {}
        self.read_up_to: dict[tuple[str, str], str] = {}
        self.files: dict[str, File] = {}
        self.commands: list[Command] = []
        self.shortcuts: list[Shortcut] = []
        self.version = 0
        self._changed: set[asyncio.Event] = set()
        self._numbers = itertools.count(1)
        # Slack's ids differ between workspaces, so this workspace's own name is in each of them.
        self._mark = f"{zlib.crc32(team_id.encode()) & 0xFF:02X}"
        self._last_ts = 0
        self._direct: dict[frozenset[str], Channel] = {}
        self.slackbot = self.add_person("Slackbot", id="USLACKBOT", is_bot=True)
        self.bot = self.add_person(bot_name, is_bot=True)
        self.bot_id = f"B{self.bot.id[1:]}"

    # People and channels

    def add_person(
        self,
        name: str,
        *,
        title: str = "",
        handle: str = "",
        id: str | None = None,
        tz: str = "Europe/London",
        is_guest: bool = False,
        is_bot: bool = False,
        email: str = "",
        is_admin: bool = False,
    ) -> Person:
        """Add someone (and give them an id, U…, unless one is named)."""
        handle = handle or name.lower().replace(" ", ".")
        person = Person(
            id or self.new_id("U"), name, handle, title, tz, is_guest, is_bot=is_bot, email=email, is_admin=is_admin
        )
        self.people[person.id] = person
        self.touch()
        return person

    def person(self, who: str) -> Person:
        """Find someone by id, handle, name or post title.

        Raises:
            KeyError: nobody is called that.
        """
        if who in self.people:
            return self.people[who]
        for person in self.people.values():
            if who in (person.name, person.handle, person.title):
                return person
        raise KeyError(f"Nobody in the workspace is called {who}.")

    def deactivate(self, who: str) -> None:
        """Deactivate somebody's account, as an administrator does when they leave."""
        self.person(who).deleted = True
        self.touch()

    def add_channel(
        self,
        name: str,
        members: list[str] | None = None,
        *,
        private: bool = False,
        topic: str = "",
        id: str | None = None,
    ) -> Channel:
        """Add a channel with these people (ids) in it."""
        kind, letter = ("group", "G") if private else ("channel", "C")
        channel = Channel(id or self.new_id(letter), name, kind, list(members or []), topic)
        channel.created = self.clock.now()
        self.channels[channel.id] = channel
        self.touch()
        return channel

    def channel(self, which: str) -> Channel:
        """Find a channel by id or by name (with or without #).

        Raises:
            KeyError: there is no such channel.
        """
        if which in self.channels:
            return self.channels[which]
        for channel in self.channels.values():
            if channel.kind != "im" and channel.name == which.removeprefix("#"):
                return channel
        raise KeyError(f"There is no channel called {which}.")

    def direct(self, one: str, other: str | None = None) -> Channel:
        """The direct conversation of two people (ids; the other is the bot unless named), made if need be."""
        pair = frozenset((one, other or self.bot.id))
        if pair not in self._direct:
            channel = Channel(self.new_id("D"), "", "im", sorted(pair))
            self._direct[pair] = self.channels[channel.id] = channel
            self.touch()
        return self._direct[pair]

    def channels_of(self, person: str) -> list[Channel]:
        """The channels, then the direct conversations, that this person (id) is in."""
        mine = [channel for channel in self.channels.values() if person in channel.members]
        return sorted(mine, key=lambda channel: (channel.kind == "im", channel.name))

    # Messages

    def post(self, channel: Channel, by: str, text: str, **rest: Any) -> Message:
        """Store a message now. `rest` are further fields of `Message`, such as blocks or ephemeral_for."""
        message = Message(ts=self.new_ts(), channel=channel.id, by=by, at=self.clock.now(), text=text, **rest)
        channel.by_ts[message.ts] = message
        self.touch()
        return message

    def change(self, message: Message, text: str, blocks: list[Json], metadata: Json | None) -> None:
        """Replace what a message says. Slack marks it as edited only where it is text alone."""
        message.text, message.blocks = text, blocks
        if metadata is not None:
            message.metadata = metadata
        message.edited_at = None if blocks else self.clock.now()
        self.touch()

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self.channels[message.channel].by_ts.pop(message.ts, None)
        self.touch()

    def messages_for(self, person: str, channel: Channel) -> list[Message]:
        """What this person sees in the channel, oldest first."""
        return [message for message in channel.by_ts.values() if message.is_seen_by(person)]

    def mark_read(self, person: str, channel: Channel) -> None:
        """Note that this person has seen everything in the channel."""
        latest = next(reversed(channel.by_ts), "")
        if latest and self.read_up_to.get((person, channel.id), "") < latest:
            self.read_up_to[person, channel.id] = latest
            self.touch()

    def unread(self, person: str, channel: Channel) -> int:
        """How many messages by others this person has not seen yet; ephemeral ones to them count."""
        mark = self.read_up_to.get((person, channel.id), "")
        count = 0
        for message in reversed(channel.by_ts.values()):
            if message.ts <= mark:
                break
            count += message.by != person and message.is_seen_by(person)
        return count

    # Files

    def add_file(self, name: str, by: str, base_url: str, content: bytes = b"", ticket: str = "") -> File:
        """Keep a file; nobody sees it until it is shared in a message."""
        file = File(self.new_id("F"), name, by, self.clock.now(), content, ticket=ticket)
        file.address = f"{base_url}/files-pri/{self.team_id}-{file.id}/download/{quote(name)}"
        self.files[file.id] = file
        return file

    # Views

    def stack(self, person: str) -> list[View]:
        """The modals this person (id) has open, the top one last."""
        return self.stacks.setdefault(person, [])

    def modal(self, person: str) -> View | None:
        """The modal this person (id) sees now, if any."""
        stack = self.stack(person)
        return stack[-1] if stack else None

    def new_view(self, kind: str, person: str, payload: Json, values: Values) -> View:
        """Make a view and remember it by id; the caller puts it where it is seen."""
        view_id = self.new_id("V")
        stack = self.stack(person) if kind == "modal" else []
        root = stack[0].id if stack else view_id
        previous = stack[-1].id if stack else None
        view = View(view_id, kind, person, payload, self.new_hash(), root, previous, values)
        self.views[view_id] = view
        return view

    def drop_view(self, view: View) -> None:
        """Forget one modal; what was typed into it is gone."""
        stack = self.stack(view.person)
        if view in stack:
            stack.remove(view)
        self.views.pop(view.id, None)
        self.touch()

    # Names and changes

    def new_id(self, letter: str) -> str:
        """An id that nothing else in the workspace has, such as U00000000A."""
        return f"{letter}{self._mark}{next(self._numbers):07X}"

    def new_ts(self) -> str:
        """Slack's time stamp of a message, from the board's clock; always later than the one before."""
        micros = (self.clock.now() - _EPOCH) // _MICROSECOND
        self._last_ts = micros = max(micros, self._last_ts + 1)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def new_hash(self) -> str:
        """A hash for one state of a view."""
        return f"{int(self.clock.now().timestamp())}.{next(self._numbers):08x}"

    def touch(self) -> None:
        """Note that something changed and wake whoever waits for it. Call it from the server's own loop."""
        self.version += 1
        if self._changed:
            for event in self._changed:
                event.set()

    async def wait_for_change(self, since: int, at_most: float | None = None) -> int:
        """Return `version` once it is past `since`, or as it stands after `at_most` seconds."""
        if self.version > since:
            return self.version
        event = asyncio.Event()
        self._changed.add(event)
        try:
            async with asyncio.timeout(at_most):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            self._changed.discard(event)
        return self.version

    def every_message(self) -> Iterator[Message]:
        """Each message of each channel."""
        for channel in self.channels.values():
            yield from channel.by_ts.values()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
