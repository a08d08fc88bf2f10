"""What one person sees of the workspace, made ready for the templates."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup

from sandbox.elements import initial_state, state_key
from sandbox.page.charts import chart
from sandbox.page.dates import day_beside_today, moment_in_words
from sandbox.page.markdown import markdown
from sandbox.page.mrkdwn import Names, mrkdwn, plain
from sandbox.page.rich_text import rich_text
from sandbox.workspace import Channel, Command, Json, Message, Person, Shortcut, Values, View, Workspace

_HUES = 8
_TOGETHER = timedelta(minutes=5)


def environment() -> jinja2.Environment:
    """The templates, with everything escaped that is not HTML of our own."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("sandbox.page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["digest"] = lambda html: hashlib.sha256(str(html).encode()).hexdigest()[:16]
    return made


@dataclass(frozen=True)
class Surface:
    """Where blocks stand: what pressing posts to, what has been chosen there, what is wrong there."""

    kind: str
    """`message`, `modal` or `home`."""
    prefix: str
    """The start of every element's id, different on each surface."""
    press: str
    suggest: str
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def name(self, block: Json, element: Json) -> str:
        """The form name of an element: its two ids, each safe on either side of a slash."""
        return f"{quote(block['block_id'], safe='')}/{quote(element['action_id'], safe='')}"

    def id(self, block: Json, element: Json | None = None) -> str:
        """The HTML id of an element, or of a block."""
        last = self.name(block, element) if element else quote(block["block_id"], safe="")
        return f"{self.prefix}-{last}"

    def chosen(self, block: Json, element: Json) -> Json:
        """The element's state in Slack's form: what the person chose, or what the bot began with."""
        kept = self.values.get(block["block_id"], {}).get(element["action_id"])
        return kept if kept and kept.get("type") == element["type"] else initial_state(element)

    def value(self, block: Json, element: Json) -> object:
        """What the element holds now: words, an id or a list of ids; None when it is empty."""
        key = state_key(element)
        held = self.chosen(block, element).get(key) if key else None
        if isinstance(held, dict):
            return held.get("value")
        if isinstance(held, list):
            return [each["value"] if isinstance(each, dict) else each for each in held]
        return held


@dataclass(frozen=True)
class Row:
    """One line of a conversation: a day's divider, the mark above what is new, or a message."""

    kind: str
    id: str
    words: str = ""
    message: Message | None = None
    follows: bool = False
    """The one before is by the same person within minutes, so that the name is not said again."""
    replies: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Rail:
    """The conversations in the rail on the left: channels, people, and the one with the bot."""

    channels: list[Channel]
    direct: list[Channel]
    bot: Channel


@dataclass(frozen=True)
class Place:
    """Where in the workspace somebody is: a conversation, or (with no channel) the bot's Home tab."""

    channel: Channel | None
    new_from: str = ""
    """The first message that was new when they came; the mark stays above it while they are here."""
    shown: int = 50
    """How many messages of the conversation are shown, the latest ones."""

    @property
    def path(self) -> str:
        """The end of the address, after the person."""
        return f"/channel/{self.channel.id}" if self.channel else "/home"

    def open_to(self, person: Person) -> bool:
        """Whether that person could be here too."""
        return self.channel is None or person.id in self.channel.members


@dataclass(frozen=True)
class Bar:
    """What the bar above the workspace shows besides the time."""

    faults: list[str]
    moving: str = ""
    next: str = ""
    next_at: str = ""
    has_demo: bool = False


class Eye:
    """The workspace as `reader` sees it: names, times in their zone, and text as HTML."""

    def __init__(self, workspace: Workspace, reader: Person) -> None:
        self.workspace = workspace
        self.reader = reader
        self.zone = ZoneInfo(reader.tz)
        self.names = Names(self._person_name, self._channel_name, self.zone, reader.id)

    # Text

    def text(self, part: Json) -> Markup:
        """A text object."""
        if part["type"] == "mrkdwn":
            return mrkdwn(part["text"], self.names)
        return plain(part["text"], pictures=part.get("emoji", True))

    def mrkdwn(self, text: str) -> Markup:
        """A message's own text."""
        return mrkdwn(text, self.names)

    def rich(self, block: Json) -> Markup:
        """A rich_text block."""
        return rich_text(block, self.names)

    def markdown(self, text: str) -> Markup:
        """A markdown block."""
        return markdown(text)

    def chart(self, block: Json) -> Markup:
        """A data_visualization block's picture."""
        return chart(block)

    def cell(self, cell: Json) -> Markup:
        """One cell of a table."""
        if cell["type"] == "rich_text":
            return self.rich(cell)
        return plain(str(cell.get("text", cell.get("value", ""))))

    # People and conversations

    def person(self, person_id: str) -> Person:
        """Whoever has this id; somebody unknown is shown by it."""
        return self.workspace.people.get(person_id) or Person(person_id, person_id, person_id)

    def initials(self, person: Person) -> str:
        """At most two letters."""
        words = [word for word in person.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    def hue(self, person: Person) -> int:
        """Which of the avatars' colours is theirs; always the same one."""
        return sum(map(ord, person.id + person.name)) % _HUES

    def channel_label(self, channel: Channel) -> str:
        """A channel's name, or that of whoever the reader talks with in it."""
        if channel.kind == "im":
            return self.person(channel.other(self.reader.id)).name
        return channel.name

    def colleagues(self) -> list[Person]:
        """The people that can be chosen, by name."""
        return sorted(
            (each for each in self.workspace.people.values() if not each.deleted and not each.is_bot),
            key=lambda each: each.name,
        )

    def people_as_options(self) -> list[Json]:
        """The people that can be chosen, in the form that a menu's options have."""
        return [_as_option(each.id, each.name) for each in self.colleagues()]

    def conversations_as_options(self, element: Json) -> list[Json]:
        """The conversations that the element offers, in the form that a menu's options have."""
        return [_as_option(each.id, self.channel_label(each)) for each in self.conversations(element)]

    def member_names(self, channel: Channel) -> str:
        """Everyone in the channel, by name."""
        return ", ".join(sorted(self.person(each).name for each in channel.members))

    def conversations(self, element: Json) -> list[Channel]:
        """The conversations that the element offers to the reader."""
        include = set((element.get("filter") or {}).get("include") or ("public", "private", "im"))
        kinds = {"channel": "public", "group": "private", "im": "im"}
        if element["type"].endswith("channels_select"):
            include = {"public"}
        every = [each for each in self.workspace.channels.values() if each.kind == "channel"]
        mine = [each for each in self.workspace.channels_of(self.reader.id) if each.kind != "channel"]
        return [each for each in every + mine if kinds[each.kind] in include and not each.is_archived]

    def unread(self, channel: Channel) -> int:
        """How many messages there the reader has not seen."""
        return self.workspace.unread(self.reader.id, channel)

    def from_bot(self, person: Person) -> int:
        """How many messages from the bot this person has not seen, so that one can see who has been written to."""
        bot = self.workspace.bot.id
        held = [each for each in self.workspace.channels_of(person.id) if each.kind == "im" and bot in each.members]
        return sum(self.workspace.unread(person.id, each) for each in held)

    def rail(self) -> Rail:
        """The reader's conversations; those with people only if something was said."""
        mine = self.workspace.channels_of(self.reader.id)
        bot = self.workspace.direct(self.reader.id)
        direct = [each for each in mine if each.kind == "im" and each is not bot and each.by_ts]
        return Rail([each for each in mine if each.kind != "im" and not each.is_archived], direct, bot)

    # What the bot has put before the reader

    def home(self) -> View | None:
        """The reader's Home tab, if the bot has published one."""
        return self.workspace.homes.get(self.reader.id)

    def stack(self) -> list[View]:
        """The modals that the reader has open, the one on top last."""
        return self.workspace.stack(self.reader.id)

    def commands(self) -> list[Command]:
        """What to offer after a slash: the shortest first, so that half a word is completed to the nearest."""
        return sorted(self.workspace.commands, key=lambda each: (len(each.name), each.name))

    def message_shortcuts(self) -> list[Shortcut]:
        """What can be done with any message."""
        return [each for each in self.workspace.shortcuts if each.where == "message"]

    def global_shortcuts(self) -> list[Shortcut]:
        """What can be done from anywhere."""
        return [each for each in self.workspace.shortcuts if each.where == "global"]

    # Time

    def local(self, moment: datetime) -> datetime:
        """A moment in the reader's zone."""
        return moment.astimezone(self.zone)

    def time(self, moment: datetime) -> str:
        """Such as "08:00"."""
        return f"{self.local(moment):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Such as "Tuesday 1 June 2021, 08:00"."""
        return moment_in_words(self.local(moment))

    def local_input(self, stamp: object) -> str:
        """A moment in seconds, as a browser's field for date and time has it; "" for none."""
        return f"{self.local(datetime.fromtimestamp(int(str(stamp)), UTC)):%Y-%m-%dT%H:%M}" if stamp else ""

    def now(self) -> str:
        """The pretend date and time, in words."""
        return self.moment(self.workspace.clock.now())

    # Conversations, line by line

    def rows(self, place: Place) -> Iterator[Row]:
        """The conversation as the reader sees it, with its days; replies in threads stand under what they answer."""
        if place.channel is None:
            return
        messages = self.workspace.messages_for(self.reader.id, place.channel)
        replies = _replies(messages)
        today = self.local(self.workspace.clock.now()).date()
        started = [each for each in messages if each.thread_ts in (None, each.ts)]
        if len(started) > place.shown:
            yield Row("earlier", "earlier", f"{len(started) - place.shown} earlier messages")
        before: Message | None = None
        for message in started[-place.shown :]:
            day = self.local(message.at).date()
            new_day = before is None or self.local(before.at).date() != day
            if new_day:
                yield Row("day", f"day-{day}", day_beside_today(day, today), message)
            if message.ts == place.new_from:
                yield Row("new", "new-mark", "New")
            follows = not new_day and message.ts != place.new_from and _is_same_turn(before, message)
            yield Row("message", f"m-{message.ts}", "", message, follows, tuple(replies.get(message.ts, ())))
            before = message

    # Where blocks stand

    def message_surface(self, message: Message) -> Surface:
        """A message's blocks."""
        path = f"/as/{self.reader.id}/channel/{message.channel}/message/{message.ts}"
        values = message.values.get(self.reader.id, {})
        return Surface("message", f"m-{message.ts}", f"{path}/press", f"{path}/suggest", values)

    def view_surface(self, view: View) -> Surface:
        """A modal's or the Home tab's blocks."""
        path = f"/as/{self.reader.id}/view/{view.id}"
        return Surface(view.type, view.id, f"{path}/press", f"{path}/suggest", view.values, view.errors)

    def _person_name(self, person_id: str) -> str:
        return self.person(person_id).name

    def _channel_name(self, channel_id: str) -> str:
        channel = self.workspace.channels.get(channel_id)
        if channel is None or (channel.kind == "group" and self.reader.id not in channel.members):
            return "private-channel"
        return self.channel_label(channel)


def first_unread(eye: Eye, channel: Channel) -> str:
    """The ts of the first message that the reader has not seen, or "" when there is none."""
    mark = eye.workspace.read_up_to.get((eye.reader.id, channel.id), "")
    unseen = [message for message in eye.workspace.messages_for(eye.reader.id, channel) if message.ts > mark]
    return unseen[0].ts if unseen and unseen[0].by != eye.reader.id and mark else ""


def _as_option(value: str, words: str) -> Json:
    return {"text": {"type": "plain_text", "text": words, "emoji": False}, "value": value}


def _is_same_turn(before: Message | None, message: Message) -> bool:
    return (
        before is not None
        and before.by == message.by
        and before.ephemeral_for == message.ephemeral_for
        and message.at - before.at < _TOGETHER
    )


def _replies(messages: Iterable[Message]) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = {}
    for message in messages:
        if message.thread_ts and message.thread_ts != message.ts:
            found.setdefault(message.thread_ts, []).append(message)
    return found
