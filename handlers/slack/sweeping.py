"""Taking words out of what the bot said in a conversation on Slack: every message of its own there, however it went."""

from __future__ import annotations

import html
import re

from bot.domain.removal import pattern_of, taken_out
from bot.ports import Outcome, Settled
from handlers.slack.calls import Clients, Done, Json, NoAnswer, Refused
from handlers.slack.gateway import SlackGateway, before_the_post

_UNSEEN = frozenset({"type", "action_id", "block_id", "value", "style", "url", "user_id", "channel_id", "emoji"})
_PAGES = 50
"""Of two hundred messages each. A conversation with the bot that is longer than that is not a conversation."""
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
        for _ in range(_PAGES):
            page = await self._page(team, channel, cursor)
            if not isinstance(page, Done):
                return _not_done(page, to)
            for message in page.body.get("messages") or ():
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
        return Settled(f"{changed} messages changed")

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


def _pattern(words: str) -> re.Pattern[str]:
    """Slack has what was written with &, < and > escaped."""
    return pattern_of(html.escape(words, quote=False))


def _not_done(answer: Refused | NoAnswer, to: str) -> Outcome | Settled:
    if isinstance(answer, Refused) and answer.code in _NOT_THERE:
        return Settled("the bot can not read that conversation")
    return before_the_post(answer, to)
