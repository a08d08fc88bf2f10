"""How Slack writes people, channels, messages and views in its answers and in what it sends to the bot."""

import mimetypes
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.workspace import Channel, File, Json, Message, Person, View, Workspace


def user_json(workspace: Workspace, person: Person, *, with_email: bool = False) -> Json:
    """A user as users.info gives it. Slackbot says that it is not a bot: so does Slack's own."""
    offset = workspace.clock.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    profile = {"real_name": person.name, "display_name": person.handle, "title": person.title}
    if with_email and person.email:
        profile["email"] = person.email
    return {
        "id": person.id,
        "team_id": workspace.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.deleted,
        "tz": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_bot": person.is_bot and person.id != workspace.slackbot.id,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_app_user": False,
    }


def channel_json(channel: Channel, bot: str) -> Json:
    """A conversation as conversations.info gives it."""
    common = {
        "id": channel.id,
        "created": int(channel.created.timestamp()),
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
    }
    if channel.kind == "im":
        return common | {"user": channel.other(bot)}
    return common | {
        "name": channel.name,
        "is_member": bot in channel.members,
        "topic": {"value": channel.topic},
        "purpose": {"value": ""},
        "num_members": len(channel.members),
    }


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = False) -> Json:
    """A message as conversations.history gives it; the metadata only if asked for."""
    body: Json = {"type": "message", "user": message.by, "ts": message.ts, "text": message.text}
    body["team"] = workspace.team_id
    if message.by == workspace.bot.id:
        body |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.files:
        body["files"] = [file_json(workspace, each) for each in message.files]
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.edited_at:
        body["edited"] = {"user": message.by, "ts": f"{message.edited_at.timestamp():.6f}"}
    if with_metadata and message.metadata:
        body["metadata"] = message.metadata
    return body


def file_json(workspace: Workspace, file: File) -> Json:
    """A file as it stands in a message (docs.slack.dev/reference/objects/file-object); of one deleted, what is left."""
    if file.is_deleted:
        return {"id": file.id, "mode": "tombstone"}
    at = int(file.at.timestamp())
    return {
        "id": file.id,
        "created": at,
        "timestamp": at,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "filetype": file.name.rpartition(".")[2].lower(),
        "user": file.by,
        "user_team": workspace.team_id,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "file_access": "visible",
        "size": len(file.content),
        "url_private": file.address.replace("/download/", "/"),
        "url_private_download": file.address,
    }


def view_json(workspace: Workspace, view: View, *, with_values: bool = True) -> Json:
    """A view as Slack sends it back: what the bot sent, and Slack's own fields."""
    body: Json = {
        "id": view.id,
        "team_id": workspace.team_id,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": None,
        "submit": None,
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
        "submit_disabled": False,
    }
    return (
        body
        | view.payload
        | {
            "state": {"values": view.values if with_values else {}},
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "app_id": workspace.app_id,
            "app_installed_team_id": workspace.team_id,
            "bot_id": workspace.bot_id,
        }
    )


def stamp(moment: datetime) -> str:
    """A moment as event_ts and action_ts have it."""
    return f"{moment.timestamp():.6f}"
