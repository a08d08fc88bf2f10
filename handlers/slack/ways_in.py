"""Everything that a person in Slack can start us with, in one table: the routes and the manifest are made from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A slash command. `words` are what it puts before what was typed, so that one grammar serves them all."""

    name: str
    words: str
    description: str
    usage: str
    reserved: bool = False
    """Slack keeps this name for itself and refuses a manifest that declares it; a pretend workspace may not."""


@dataclass(frozen=True)
class Event:
    """An event that we listen to, and the scopes without which Slack does not send it, or not what it tells of."""

    name: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shortcut:
    """An entry of Slack's shortcuts menu; `words` are what it means in the grammar of the commands."""

    callback_id: str
    name: str
    words: str
    description: str
    on_message: bool = False


@dataclass(frozen=True)
class Call:
    """A Web API method that we call, and the scopes it needs (docs.slack.dev/reference/methods)."""

    method: str
    scopes: tuple[str, ...] = ()


COMMANDS = (
    Command(
        "/account",
        "",
        "Ask about the improvement plan, or write your statement",
        "status · status A6 · status red · statement A6 · help",
    ),
    Command(
        "/board-status", "status", "Where the improvement plan stands", "A6 · red · overdue · due 14 · mine · missing"
    ),
    Command("/statement", "statement", "Write a position statement for one of your actions", "A6"),
    Command("/status", "status", "Where the improvement plan stands", "A6 · red · overdue · mine", reserved=True),
)

EVENTS = (
    Event("app_home_opened"),
    Event("app_mention", ("app_mentions:read",)),
    Event("message.im", ("im:history", "files:read")),
    Event("user_change", ("users:read",)),
)

SHORTCUTS = (
    Shortcut("show_status", "Show the plan's status", "status", "Counts by rating, what is overdue, what is next"),
    Shortcut("write_statement", "Write a statement", "statement", "Answer for one of your actions"),
    Shortcut(
        "find_named_action",
        "Find this in the plan",
        "status",
        "Look up the action that this message names",
        on_message=True,
    ),
)

CALLS = (
    Call("auth.test"),
    Call("chat.postEphemeral", ("chat:write",)),
    Call("chat.postMessage", ("chat:write",)),
    Call("chat.update", ("chat:write",)),
    Call("conversations.history", ("im:history",)),
    Call("conversations.info", ("channels:read", "groups:read")),
    Call("conversations.members", ("channels:read", "groups:read")),
    Call("conversations.open", ("im:write",)),
    Call("files.completeUploadExternal", ("files:write",)),
    Call("files.delete", ("files:write",)),
    Call("files.getUploadURLExternal", ("files:write",)),
    Call("users.info", ("users:read",)),
    Call("views.open"),
    Call("views.publish"),
    Call("views.push"),
    Call("views.update"),
)

COMMAND_SCOPE = "commands"
"""For slash commands and shortcuts both."""
