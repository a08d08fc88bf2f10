"""What Slack hands out and takes back: tokens with scopes, triggers, response URLs, authorisation codes."""

import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import MachineTime
from sandbox.workspace import Message, Workspace

# What the bot is installed with unless a test says otherwise. Without chat:write.public, so that a channel which
# the bot is not in stays closed to it.
DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "team:read",
        "users:read",
        "users:read.email",
    }
)


# Old triggers and response URLs are forgotten beyond this many, so that a long benchmark stays small.
REMEMBERED = 20_000


class SlackError(Exception):
    """Slack's answer `{"ok": false, "error": code, …}`."""

    def __init__(self, code: str, **rest: Any) -> None:
        super().__init__(code)
        self.code = code
        self.rest = rest


@dataclass
class Installation:
    """The bot in one workspace: its token and what the token may do."""

    token: str
    workspace: Workspace
    scopes: set[str]
    is_active: bool = True

    def needs(self, *scopes: str) -> None:
        """Raise missing_scope unless the token has one of these scopes."""
        if not self.scopes.intersection(scopes):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(sorted(self.scopes)))


@dataclass
class Trigger:
    """The right to open one modal in front of one person, for three seconds."""

    person: str
    workspace: Workspace
    until: float
    used: bool = False


class Triggers:
    """docs.slack.dev/interactivity/handling-user-interaction: a trigger_id dies after 3 seconds and works once."""

    def __init__(self, time: MachineTime) -> None:
        self._time = time
        self._numbers = itertools.count(1)
        self._known: dict[str, Trigger] = {}

    def new(self, workspace: Workspace, person: str) -> str:
        """A fresh trigger_id."""
        trigger_id = f"{next(self._numbers)}.{abs(hash(workspace.team_id)) % 10**9}.{secrets.token_hex(8)}"
        self._known[trigger_id] = Trigger(person, workspace, self._time.monotonic() + self._time.trigger_life)
        _forget_the_oldest(self._known)
        return trigger_id

    def check(self, trigger_id: object, workspace: Workspace) -> Trigger:
        """The trigger, if it still works; it is used up once something was opened with it.

        Raises:
            SlackError: invalid_arguments, invalid_trigger_id, expired_trigger_id or exchanged_trigger_id.
        """
        if not trigger_id:
            raise SlackError("invalid_arguments", **_messages("missing required field: trigger_id"))
        trigger = self._known.get(str(trigger_id))
        if trigger is None or trigger.workspace is not workspace:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._time.monotonic() > trigger.until:
            raise SlackError("expired_trigger_id")
        return trigger


def _messages(*words: str) -> dict[str, object]:
    return {"response_metadata": {"messages": [f"[ERROR] {each}" for each in words]}}


def _forget_the_oldest(known: dict[str, Any]) -> None:
    if len(known) > REMEMBERED:
        del known[next(iter(known))]


@dataclass
class ResponseUrl:
    """Five answers in thirty minutes to whoever did something, where they did it."""

    workspace: Workspace
    channel: str
    person: str
    until: float
    message: Message | None = None
    left: int = 5


@dataclass
class ResponseUrls:
    """docs.slack.dev/interactivity/handling-user-interaction#message_responses."""

    time: MachineTime
    known: dict[str, ResponseUrl] = field(default_factory=dict)

    def new(self, workspace: Workspace, channel: str, person: str, message: Message | None = None) -> str:
        """The last part of a fresh response URL; `message` is the one that was clicked, if any."""
        name = secrets.token_hex(12)
        until = self.time.monotonic() + self.time.response_url_life
        self.known[name] = ResponseUrl(workspace, channel, person, until, message)
        _forget_the_oldest(self.known)
        return name

    def use(self, name: str) -> ResponseUrl:
        """Use it once more.

        Raises:
            SlackError: invalid_token, expired_url or used_url.
        """
        url = self.known.get(name)
        if url is None:
            raise SlackError("invalid_token")
        if self.time.monotonic() > url.until:
            raise SlackError("expired_url")
        if url.left == 0:
            raise SlackError("used_url")
        url.left -= 1
        return url
