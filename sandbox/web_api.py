"""Slack's Web API methods, as far as the bot uses them: arguments in, Slack's answer or a SlackError out.

Each method's page is docs.slack.dev/reference/methods/NAME; the errors are the ones listed there.
"""

import base64
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox import payloads
from sandbox.blocks import check_message_blocks, check_view, fill_ids
from sandbox.elements import initial_values
from sandbox.grants import DEFAULT_SCOPES, Installation, ResponseUrl, SlackError, Triggers
from sandbox.workspace import Channel, File, Json, Message, Person, View, Workspace

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000
LARGEST_VIEW = 250_000
DEEPEST_STACK = 3


@dataclass
class Slack:
    """All that a method may reach: the installations, and what Slack has handed out."""

    triggers: Triggers
    socket_url: Callable[[], str]
    base_url: Callable[[], str] = str
    client_id: str = "1000.2000"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    app_token: str = field(default_factory=lambda: f"xapp-1-{secrets.token_hex(16)}")
    installations: dict[str, Installation] = field(default_factory=dict)
    codes: dict[str, tuple[Workspace, frozenset[str], str]] = field(default_factory=dict)
    used_codes: set[str] = field(default_factory=set)

    def install(self, workspace: Workspace, scopes: Iterable[str] = DEFAULT_SCOPES) -> Installation:
        """Install the bot in a workspace; the token is in the answer."""
        token = f"xoxb-{workspace.team_id}-{secrets.token_hex(12)}"
        self.installations[token] = Installation(token, workspace, set(scopes))
        return self.installations[token]

    def new_code(self, workspace: Workspace, by: str, scopes: Iterable[str] = DEFAULT_SCOPES) -> str:
        """The code that Slack gives when someone (id) has agreed to the installation."""
        code = secrets.token_hex(10)
        self.codes[code] = (workspace, frozenset(scopes), by)
        return code


@dataclass(frozen=True)
class Call:
    """One call of a method that takes a bot token."""

    slack: Slack
    by: Installation
    args: Json

    @property
    def workspace(self) -> Workspace:
        """The workspace that the token is for."""
        return self.by.workspace

    def text(self, name: str) -> str:
        """A text argument, or nothing."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def truth(self, name: str) -> bool:
        """A yes-or-no argument, however it was written."""
        return str(self.args.get(name, "")).lower() in ("1", "true")


@dataclass(frozen=True)
class Method:
    """One method: who does it, its rate tier, and whether it posts (and is then limited by channel)."""

    run: Callable[[Call], Json]
    tier: int | None = None
    posts: bool = False


# Reading arguments


def _decoded(value: Any, code: str) -> Any:
    """Blocks, views and metadata come as JSON or as a string of JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(code) from None


def _messages(words: Sequence[str]) -> Json:
    return {"errors": list(words), "response_metadata": {"messages": [f"[ERROR] {each}" for each in words]}}


def blocks_of(args: Json, new_id: Callable[[], str]) -> list[Json]:
    """The blocks of a message, checked, with ids filled in.

    Raises:
        SlackError: invalid_blocks_format, invalid_blocks (with Slack's words) or a block's own code.
    """
    blocks = _decoded(args.get("blocks"), "invalid_blocks_format")
    if blocks in (None, "", []):
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    findings = check_message_blocks(blocks)
    if findings.words:
        raise SlackError(min(findings.codes, default="invalid_blocks"), **_messages(findings.words))
    return fill_ids(blocks, new_id)


def checked_view(raw: Any, new_id: Callable[[], str]) -> Json:
    """A view, checked, with ids filled in.

    Raises:
        SlackError: invalid_arguments (with Slack's words) or view_too_large.
    """
    view = _decoded(raw, "invalid_arguments")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", **_messages(["missing required field: view"]))
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    findings = check_view(view)
    if findings.words:
        raise SlackError("invalid_arguments", **_messages(findings.words))
    return {**view, "blocks": fill_ids(view["blocks"], new_id)}


def _metadata_of(args: Json) -> Json | None:
    metadata = _decoded(args.get("metadata"), "invalid_metadata_format")
    if metadata in (None, "", {}):
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return metadata


def _readable(workspace: Workspace, wanted: str) -> Channel:
    """A channel that the bot can see: private ones only from inside."""
    channel = workspace.channels.get(wanted)
    if channel is None or (channel.is_private and workspace.bot.id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def _postable(call: Call) -> Channel:
    """Where a message goes: a channel's id or name, or a person's id for the direct conversation with the bot.

    A deactivated person's conversation takes it without a murmur, as Slack's does.
    """
    workspace, wanted = call.workspace, call.text("channel")
    channel = workspace.channels.get(wanted)
    if channel is None and wanted in workspace.people:
        return workspace.direct(wanted)
    if channel is None:
        channel = next((c for c in workspace.channels.values() if c.name and c.name == wanted.lstrip("#")), None)
    if channel is None:
        raise SlackError("channel_not_found")
    if workspace.bot.id not in channel.members:
        if channel.is_private:
            raise SlackError("channel_not_found")
        if "chat:write.public" not in call.by.scopes:
            raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _said(call: Call) -> tuple[str, list[Json]]:
    blocks = blocks_of(call.args, _namer(call.workspace))
    text = call.text("text")
    if not text and not blocks and not call.args.get("attachments"):
        raise SlackError("no_text")
    return text, blocks


def _namer(workspace: Workspace) -> Callable[[], str]:
    return lambda: workspace.new_id("b")


def _page(call: Call, items: Sequence[Any], default: int, most: int) -> tuple[Sequence[Any], Json]:
    """One page of a list by `cursor` and `limit`, and the response_metadata that leads to the next."""
    try:
        start = int(base64.b64decode(call.text("cursor"), validate=True) or 0)
        size = int(call.text("limit") or default)
    except ValueError:
        raise SlackError("invalid_cursor") from None
    if not 1 <= size <= most:
        raise SlackError("invalid_limit")
    end = start + size
    cursor = base64.b64encode(str(end).encode()).decode() if end < len(items) else ""
    return items[start:end], {"response_metadata": {"next_cursor": cursor}}


# auth, team, bots, users


def _auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": "https://sandbox.slack.com/",
        "team": workspace.name,
        "user": workspace.bot.handle,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def _team_info(call: Call) -> Json:
    call.by.needs("team:read")
    return {"team": {"id": call.workspace.team_id, "name": call.workspace.name, "domain": "sandbox"}}


def _bots_info(call: Call) -> Json:
    call.by.needs("users:read")
    workspace = call.workspace
    if call.text("bot") not in ("", workspace.bot_id):
        raise SlackError("bot_not_found")
    bot = {"id": workspace.bot_id, "user_id": workspace.bot.id, "app_id": workspace.app_id}
    return {"bot": bot | {"name": workspace.bot.name, "deleted": False}}


def _person(call: Call, name: str = "user") -> Person:
    person = call.workspace.people.get(call.text(name))
    if person is None:
        raise SlackError("user_not_found")
    return person


def _user(call: Call, person: Person) -> Json:
    return payloads.user_json(call.workspace, person, with_email="users:read.email" in call.by.scopes)


def _users_info(call: Call) -> Json:
    call.by.needs("users:read")
    return {"user": _user(call, _person(call))}


def _users_list(call: Call) -> Json:
    call.by.needs("users:read")
    people, more = _page(call, list(call.workspace.people.values()), 1000, 1000)
    return {"members": [_user(call, person) for person in people], **more}


def _users_lookup_by_email(call: Call) -> Json:
    call.by.needs("users:read.email")
    wanted = call.text("email").lower()
    for person in call.workspace.people.values():
        if person.email and person.email.lower() == wanted and not person.deleted:
            return {"user": _user(call, person)}
    raise SlackError("users_not_found")


def _users_conversations(call: Call) -> Json:
    who = call.text("user") or call.workspace.bot.id
    return _conversations(call, [c for c in call.workspace.channels.values() if who in c.members])


# conversations

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im"}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}


def _conversations(call: Call, channels: list[Channel]) -> Json:
    asked = [kind.strip() for kind in (call.text("types") or "public_channel").split(",")]
    kinds = {_KINDS[kind] for kind in asked if kind in _KINDS}
    if unknown := set(asked) - _KINDS.keys() - {"mpim"}:
        raise SlackError("invalid_types", types=sorted(unknown))
    for kind in sorted(kinds):
        call.by.needs(_READ[kind])
    bot = call.workspace.bot.id
    seen = [c for c in channels if c.kind in kinds and (not c.is_private or bot in c.members)]
    if call.truth("exclude_archived"):
        seen = [c for c in seen if not c.is_archived]
    shown, more = _page(call, seen, 100, 1000)
    return {"channels": [payloads.channel_json(channel, bot) for channel in shown], **more}


def _conversations_list(call: Call) -> Json:
    return _conversations(call, list(call.workspace.channels.values()))


def _conversations_info(call: Call) -> Json:
    channel = _readable(call.workspace, call.text("channel"))
    call.by.needs(_READ[channel.kind])
    return {"channel": payloads.channel_json(channel, call.workspace.bot.id)}


def _conversations_members(call: Call) -> Json:
    channel = _readable(call.workspace, call.text("channel"))
    call.by.needs(_READ[channel.kind])
    members, more = _page(call, channel.members, 100, 1000)
    return {"members": list(members), **more}


def _conversations_join(call: Call) -> Json:
    call.by.needs("channels:join")
    channel = _readable(call.workspace, call.text("channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    bot = call.workspace.bot.id
    already = {"warning": "already_in_channel"} if bot in channel.members else {}
    if not already:
        channel.members.append(bot)
        call.workspace.touch()
    return {"channel": payloads.channel_json(channel, bot), **already}


def _conversations_open(call: Call) -> Json:
    call.by.needs("im:write")
    workspace = call.workspace
    if call.text("channel"):
        channel = _readable(workspace, call.text("channel"))
        return {"channel": payloads.channel_json(channel, workspace.bot.id)}
    users = [user for user in call.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    person = workspace.people.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    channel = workspace.direct(person.id)
    if call.truth("return_im"):
        return {"channel": payloads.channel_json(channel, workspace.bot.id)}
    return {"channel": {"id": channel.id}}


def _history(call: Call, messages: list[Message]) -> Json:
    """Newest first; nothing ephemeral; metadata only where include_all_metadata asks for it."""
    oldest, latest = call.text("oldest") or "0", call.text("latest")
    inclusive = call.truth("inclusive")
    within = [
        message
        for message in messages
        if message.ephemeral_for is None
        and (message.ts > oldest or (inclusive and message.ts == oldest))
        and (not latest or message.ts < latest or (inclusive and message.ts == latest))
    ]
    shown, more = _page(call, within, 100, 999)
    with_metadata = call.truth("include_all_metadata")
    bodies = [payloads.message_json(call.workspace, m, with_metadata=with_metadata) for m in shown]
    return {"messages": bodies, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


def _readable_history(call: Call) -> Channel:
    channel = _readable(call.workspace, call.text("channel"))
    call.by.needs(_HISTORY[channel.kind])
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _conversations_history(call: Call) -> Json:
    channel = _readable_history(call)
    top = [m for m in reversed(channel.by_ts.values()) if m.thread_ts in (None, m.ts)]
    return _history(call, top)


def _conversations_replies(call: Call) -> Json:
    channel = _readable_history(call)
    root = call.text("ts")
    if root not in channel.by_ts:
        raise SlackError("thread_not_found")
    return _history(call, [m for m in channel.by_ts.values() if root in (m.ts, m.thread_ts)])


# chat


def _chat_post_message(call: Call) -> Json:
    call.by.needs("chat:write")
    channel = _postable(call)
    text, blocks = _said(call)
    metadata = _metadata_of(call.args) if "metadata" in call.args else None
    message = call.workspace.post(
        channel,
        call.workspace.bot.id,
        text[:LONGEST_TEXT],
        blocks=blocks,
        metadata=metadata,
        thread_ts=call.text("thread_ts") or None,
    )
    body = payloads.message_json(call.workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": body}


def _chat_post_ephemeral(call: Call) -> Json:
    call.by.needs("chat:write")
    channel = _postable(call)
    person = _person(call)
    if person.id not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _said(call)
    message = call.workspace.post(
        channel, call.workspace.bot.id, text[:LONGEST_TEXT], blocks=blocks, ephemeral_for=person.id
    )
    return {"message_ts": message.ts}


def _own_message(call: Call, code: str) -> Message:
    """A message of the bot's own; nobody can change an ephemeral one with its ts."""
    channel = call.workspace.channels.get(call.text("channel"))
    if channel is None:
        raise SlackError("channel_not_found")
    message = channel.by_ts.get(call.text("ts"))
    if message is None or message.ephemeral_for is not None:
        raise SlackError("message_not_found")
    if message.by != call.workspace.bot.id:
        raise SlackError(code)
    return message


def _chat_update(call: Call) -> Json:
    """Blocks that are left out go away when a text comes; text longer than 4,000 characters is refused.

    Metadata that is left out stays, and an empty object takes it away.
    """
    call.by.needs("chat:write")
    message = _own_message(call, "cant_update_message")
    if call.workspace.channels[message.channel].is_archived:
        raise SlackError("is_inactive")
    text, blocks = _said(call)
    if len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    metadata = _metadata_of(call.args) if "metadata" in call.args else None
    call.workspace.change(message, text, blocks, metadata)
    if call.args.get("metadata") in ({}, "{}"):
        message.metadata = None
    body = payloads.message_json(call.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": body}


def _chat_delete(call: Call) -> Json:
    call.by.needs("chat:write")
    message = _own_message(call, "cant_delete_message")
    call.workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def _chat_get_permalink(call: Call) -> Json:
    channel = _readable(call.workspace, call.text("channel"))
    ts = call.text("message_ts")
    if ts not in channel.by_ts:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(channel, ts)}


def permalink(channel: Channel, ts: str) -> str:
    """The address of a message."""
    return f"https://sandbox.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"


# views


def _new_modal(call: Call) -> tuple[str, Json]:
    """The person to show it to and the checked view. A view that is wrong does not use the trigger up."""
    trigger = call.slack.triggers.check(call.args.get("trigger_id"), call.workspace)
    payload = checked_view(call.args.get("view"), _namer(call.workspace))
    if payload["type"] != "modal":
        raise SlackError("invalid_arguments", **_messages(["must be a modal [json-pointer:/view/type]"]))
    _external_id_is_free(call.workspace, payload, None)
    trigger.used = True
    return trigger.person, payload


def _external_id_is_free(workspace: Workspace, payload: Json, own: View | None) -> None:
    wanted = payload.get("external_id")
    for view in workspace.views.values():
        if wanted and view is not own and view.payload.get("external_id") == wanted:
            raise SlackError("duplicate_external_id")


def show_modal(workspace: Workspace, person: str, payload: Json) -> View:
    """Put a checked modal on top of this person's stack."""
    view = workspace.new_view("modal", person, payload, initial_values(payload["blocks"]))
    workspace.stack(person).append(view)
    workspace.touch()
    return view


def change_view(workspace: Workspace, view: View, payload: Json) -> None:
    """Put other contents into a view; what was filled in stays where both ids stay."""
    view.values = initial_values(payload["blocks"], view.values)
    view.payload, view.hash, view.notice = payload, workspace.new_hash(), ""
    view.errors = {}
    workspace.touch()


def _views_open(call: Call) -> Json:
    person, payload = _new_modal(call)
    for view in list(call.workspace.stack(person)):
        call.workspace.drop_view(view)
    view = show_modal(call.workspace, person, payload)
    return {"view": payloads.view_json(call.workspace, view)}


def _views_push(call: Call) -> Json:
    trigger = call.slack.triggers.check(call.args.get("trigger_id"), call.workspace)
    stack = call.workspace.stack(trigger.person)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= DEEPEST_STACK:
        raise SlackError("push_limit_reached")
    person, payload = _new_modal(call)
    view = show_modal(call.workspace, person, payload)
    return {"view": payloads.view_json(call.workspace, view)}


def _wanted_view(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", **_messages(["missing required field: view_id"]))
    for view in call.workspace.views.values():
        if view.type == "modal" and (
            view.id == view_id or (external_id and view.payload.get("external_id") == external_id)
        ):
            return view
    raise SlackError("not_found")


def _hash_fits(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")


def _views_update(call: Call) -> Json:
    view = _wanted_view(call)
    payload = checked_view(call.args.get("view"), _namer(call.workspace))
    if payload["type"] != view.type:
        raise SlackError("invalid_arguments", **_messages(["must be a modal [json-pointer:/view/type]"]))
    _hash_fits(call, view)
    _external_id_is_free(call.workspace, payload, view)
    change_view(call.workspace, view, payload)
    return {"view": payloads.view_json(call.workspace, view)}


def _views_publish(call: Call) -> Json:
    workspace, person = call.workspace, call.text("user_id")
    if person not in workspace.people:
        raise SlackError("invalid_arguments", **_messages(["user_not_found [json-pointer:/user_id]"]))
    payload = checked_view(call.args.get("view"), _namer(workspace))
    if payload["type"] != "home":
        raise SlackError("invalid_arguments", **_messages(["must be a home view [json-pointer:/view/type]"]))
    home = workspace.homes.get(person)
    if home is None:
        home = workspace.new_view("home", person, payload, initial_values(payload["blocks"]))
        workspace.homes[person] = home
        workspace.touch()
    else:
        _hash_fits(call, home)
        change_view(workspace, home, payload)
    return {"view": payloads.view_json(workspace, home)}


# files


def _files_get_upload_url(call: Call) -> Json:
    """Where the bytes of a file go; it is nobody's to see until it is completed."""
    call.by.needs("files:write")
    name, length = call.text("filename"), call.text("length")
    if not name or not length:
        raise SlackError("missing_argument")
    if not length.isdecimal() or int(length) < 1:
        raise SlackError("invalid_arguments", **_messages(["must be more than 0 [json-pointer:/length]"]))
    workspace, ticket = call.workspace, secrets.token_hex(16)
    file = workspace.add_file(name, workspace.bot.id, call.slack.base_url(), ticket=ticket)
    return {"upload_url": f"{call.slack.base_url()}/upload/v1/{ticket}", "file_id": file.id}


def take_upload(slack: Slack, ticket: str, content: bytes) -> bool:
    """Take the bytes of a file; False if nothing waits for them."""
    for installed in slack.installations.values():
        for file in installed.workspace.files.values():
            if ticket and file.ticket == ticket:
                file.content, file.ticket = content, ""
                return True
    return False


def _files_complete_upload(call: Call) -> Json:
    """Share files that were uploaded, in one message with the comment."""
    call.by.needs("files:write")
    wanted = _decoded(call.args.get("files"), "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("missing_argument")
    files = [_uploaded(call, each) for each in wanted]
    if call.text("channel_id"):
        channel = call.workspace.channels.get(call.text("channel_id"))
        if channel is None:
            raise SlackError("invalid_channel")
        if call.workspace.bot.id not in channel.members:
            raise SlackError("not_in_channel")
        call.workspace.post(channel, call.workspace.bot.id, call.text("initial_comment"), files=files)
    return {"files": [payloads.file_json(call.workspace, file) for file in files]}


def _files_delete(call: Call) -> Json:
    """Delete a file of one's own: the messages that shared it stay, and say that it was deleted."""
    call.by.needs("files:write")
    file = call.workspace.files.get(call.text("file"))
    if file is None or file.ticket:
        raise SlackError("file_not_found")
    if file.is_deleted:
        raise SlackError("file_deleted")
    if file.by != call.workspace.bot.id:
        raise SlackError("cant_delete_file")
    file.content, file.is_deleted = b"", True
    call.workspace.touch()
    return {}


def _uploaded(call: Call, wanted: Json) -> File:
    file = call.workspace.files.get(str(wanted.get("id")))
    if file is None or file.ticket or file.by != call.workspace.bot.id:
        raise SlackError("file_not_found")
    file.title = str(wanted.get("title") or "")
    return file


# apps, oauth and answers to a response URL


def open_connection(slack: Slack, token: str | None) -> Json:
    """apps.connections.open takes the app's own token, not the bot's."""
    if not token:
        raise SlackError("not_authed")
    if token in slack.installations:
        raise SlackError("not_allowed_token_type")
    if token != slack.app_token:
        raise SlackError("invalid_auth")
    return {"url": slack.socket_url()}


def oauth_access(slack: Slack, args: Json) -> Json:
    """oauth.v2.access: a code, once, for a bot token."""
    if args.get("client_id") != slack.client_id:
        raise SlackError("invalid_client_id")
    if args.get("client_secret") != slack.client_secret:
        raise SlackError("bad_client_secret")
    code = str(args.get("code") or "")
    if code in slack.used_codes:
        raise SlackError("code_already_used")
    if code not in slack.codes:
        raise SlackError("invalid_code")
    workspace, scopes, by = slack.codes.pop(code)
    slack.used_codes.add(code)
    installed = slack.install(workspace, scopes)
    return {
        "access_token": installed.token,
        "token_type": "bot",
        "scope": ",".join(sorted(scopes)),
        "bot_user_id": workspace.bot.id,
        "app_id": workspace.app_id,
        "team": {"id": workspace.team_id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": by},
    }


def answer_response_url(url: ResponseUrl, args: Json) -> Message | None:
    """What a POST to a response URL does; the message it left, if any. Ephemeral unless told otherwise."""
    workspace, source = url.workspace, url.message
    if args.get("delete_original"):
        if source:
            workspace.remove(source)
        return None
    text = str(args.get("text") or "")
    blocks = blocks_of(args, _namer(workspace))
    if not text and not blocks:
        raise SlackError("no_text")
    if args.get("replace_original") and source:
        workspace.change(source, text, blocks, None)
        return source
    channel = workspace.channels[url.channel]
    only_for = None if args.get("response_type") == "in_channel" else url.person
    return workspace.post(channel, workspace.bot.id, text, blocks=blocks, ephemeral_for=only_for)


METHODS: dict[str, Method] = {
    "auth.test": Method(_auth_test),
    "bots.info": Method(_bots_info, 3),
    "chat.delete": Method(_chat_delete, 3),
    "chat.getPermalink": Method(_chat_get_permalink),
    "chat.postEphemeral": Method(_chat_post_ephemeral, 4),
    "chat.postMessage": Method(_chat_post_message, posts=True),
    "chat.update": Method(_chat_update, 3),
    "conversations.history": Method(_conversations_history, 3),
    "conversations.info": Method(_conversations_info, 3),
    "conversations.join": Method(_conversations_join, 3),
    "conversations.list": Method(_conversations_list, 2),
    "conversations.members": Method(_conversations_members, 4),
    "conversations.open": Method(_conversations_open, 3),
    "conversations.replies": Method(_conversations_replies, 3),
    "files.completeUploadExternal": Method(_files_complete_upload, 4),
    "files.delete": Method(_files_delete, 3),
    "files.getUploadURLExternal": Method(_files_get_upload_url, 4),
    "team.info": Method(_team_info, 3),
    "users.conversations": Method(_users_conversations, 3),
    "users.info": Method(_users_info, 4),
    "users.list": Method(_users_list, 2),
    "users.lookupByEmail": Method(_users_lookup_by_email, 3),
    "views.open": Method(_views_open, 4),
    "views.publish": Method(_views_publish, 4),
    "views.push": Method(_views_push, 4),
    "views.update": Method(_views_update, 4),
}


def installation_of(slack: Slack, token: str | None) -> Installation:
    """Whose token it is.

    Raises:
        SlackError: not_authed, invalid_auth or account_inactive.
    """
    if not token:
        raise SlackError("not_authed")
    found = slack.installations.get(token)
    if found is None:
        raise SlackError("not_allowed_token_type" if token == slack.app_token else "invalid_auth")
    if not found.is_active:
        raise SlackError("account_inactive")
    return found
