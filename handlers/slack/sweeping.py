"""Taking words out of what the bot said in a conversation on Slack: every message of its own there, however it went.

A file that it handed over there, a run sheet or a list, is looked into as well. It can not be changed, so one that
holds the words is deleted; Slack then says in its place that it was.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

from bot.domain.removal import pattern_of, taken_out
from bot.ports import Outcome, Settled
from handlers.slack.calls import Clients, Done, Installed, Json, NoAnswer, Refused
from handlers.slack.gateway import SlackGateway, before_the_post

_UNSEEN = frozenset({"type", "action_id", "block_id", "value", "style", "url", "user_id", "channel_id", "emoji"})
_PAGES = 50
"""Of two hundred messages each. A conversation with the bot that is longer than that is not a conversation."""
_MOST = 20 * 1024 * 1024
"""Bytes. What is handed over is made here, and never larger."""
_IS_GONE = frozenset({"file_not_found", "file_deleted"})
_NOT_THERE = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "user_not_found", "cannot_dm_bot"})


class SlackSweeping:
    """bot.ports.Sweeping for Slack."""

    def __init__(self, clients: Clients, gateway: SlackGateway) -> None:
        self._clients = clients
        self._gateway = gateway

    async def take_out(self, team: str, to: str, words: str) -> Outcome | Settled:
        """Put the stub in the place of the words in each message of the bot's own. Doing so again changes nothing."""
        channel = await self._gateway.conversation(team, to)
        if not isinstance(channel, str):
            return _not_done(channel, to)
        pattern, cursor, changed = _pattern(words), "", 0
        files: list[Json] = []
        for _ in range(_PAGES):
            page = await self._page(team, channel, cursor)
            if not isinstance(page, Done):
                return _not_done(page, to)
            for message in page.body.get("messages") or ():
                files += message.get("files") or ()
                without = await self._without(team, message, pattern)
                if without is None:
                    continue
                answer = await self._clients.call(
                    team, "chat.update", {"channel": channel, "ts": message["ts"], **without}
                )
                if not isinstance(answer, Done):
                    return _not_done(answer, to)
                changed += 1
            cursor = (page.body.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        deleted = 0
        for file in files:
            gone = await self._delete_if_it_holds(team, file, pattern_of(words))
            if not isinstance(gone, bool):
                return _not_done(gone, to)
            deleted += gone
        return Settled(f"{changed} messages changed, {deleted} files deleted")

    async def _delete_if_it_holds(self, team: str, file: Json, pattern: re.Pattern[str]) -> bool | Refused | NoAnswer:
        """Delete a file that we handed over, if it holds the words; whether it was deleted."""
        installed = await self._clients.find(team)
        if installed is None or not _is_ours(file, installed) or not file.get("url_private_download"):
            return False
        content = await self._clients.download(team, str(file["url_private_download"]), _MOST)
        if isinstance(content, Refused) and content.after is None:  # it is gone, or the bot may read no files
            return False
        if not isinstance(content, bytes):
            return content
        if not any(pattern.search(text) for text in _texts_in(content)):
            return False
        answer = await self._clients.call(team, "files.delete", {"file": file["id"]})
        if isinstance(answer, Done) or (isinstance(answer, Refused) and answer.code in _IS_GONE):
            return True
        return answer

    async def _without(self, team: str, message: Json, pattern: re.Pattern[str]) -> Json | None:
        """What the message is to say; None where it is somebody else's, or does not hold the words."""
        installed = await self._clients.find(team)
        if installed is None or message.get("bot_id") != installed.bot_id:
            return None
        said: Json = {"text": message.get("text") or "", "blocks": message.get("blocks") or []}
        without: Json = taken_out(said, pattern, _UNSEEN)
        if without == said:
            return None
        if pattern.search(said["text"]) and without["blocks"] == said["blocks"]:
            # They stand across several pieces of a block: the message goes on as its plain words alone.
            return {"text": without["text"], "blocks": []}
        return without

    async def _page(self, team: str, channel: str, cursor: str) -> Done | Refused | NoAnswer:
        body: Json = {"channel": channel, "limit": 200}
        return await self._clients.call(team, "conversations.history", body | ({"cursor": cursor} if cursor else {}))


def _is_ours(file: Json, installed: Installed) -> bool:
    return bool(installed.bot_user) and file.get("user") == installed.bot_user


_TAG = re.compile("<[^>]*>")


def _texts_in(content: bytes) -> Iterator[str]:
    """The words of a file that we made: of a workbook those of its parts, with and without a gap between two pieces."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                text = parts.read(name).decode("utf-8", "replace")
                yield from (html.unescape(_TAG.sub(gap, text)) for gap in (" ", ""))


def _pattern(words: str) -> re.Pattern[str]:
    """Slack has what was written with &, < and > escaped."""
    return pattern_of(html.escape(words, quote=False))


def _not_done(answer: Refused | NoAnswer, to: str) -> Outcome | Settled:
    if isinstance(answer, Refused) and answer.code in _NOT_THERE:
        return Settled("the bot can not read that conversation")
    return before_the_post(answer, to)
