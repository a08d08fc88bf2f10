"""Files on Slack: getting one that somebody dropped into our conversation, and handing one over.

Handing over takes three steps (docs.slack.dev, "Working with files"): an address is asked for, the bytes go there, and
the file is shared. Before the third nobody sees anything, so a failure there is tried again. Where the third got no
answer, the file is looked for by its title before it is handed over once more.
"""

from __future__ import annotations

import json
from typing import Any

from bot.messages.text import as_text
from bot.ports import Dead, Fetched, InDoubt, NamedFile, NotAllowedToLook, Outcome, Outgoing, Retry, Sent
from handlers.slack.calls import Clients, Done, NoAnswer, Refused
from handlers.slack.gateway import SlackGateway, before_the_post, refusal

_WHY_NOT = {
    "not_slacks_address": "Slack does not hold this file itself. Save it to your machine, and drop that here.",
    "file_not_found": "Slack does not have this file any more. Drop it here again.",
    "file_too_large": "It is larger than {most} MB, which is more than a plan needs. Take out pictures and old sheets.",
    "missing_scope": "Accountable is not allowed to read files here (files:read). Ask whoever installed it to add the "
    "permission and reinstall the app.",
}
_AGAIN = 5.0
"""Seconds."""


class SlackFiles:
    """bot.ports.Files for Slack."""

    def __init__(self, clients: Clients, gateway: SlackGateway) -> None:
        self._clients = clients
        self._gateway = gateway

    async def fetch(self, team: str, address: str, most: int) -> Fetched | Retry | Dead:
        """Get a file that somebody shared with us, from Slack's own hosts alone."""
        got = await self._clients.download(team, address, most)
        match got:
            case bytes():
                return Fetched(got)
            case NoAnswer(why=why):
                return Retry(_AGAIN, why, holds="conversation")
            case Refused(after=float(after)):
                return Retry(after, "Slack asked us to slow down", holds="conversation")
            case Refused():
                unknown = f"Slack does not give it to Accountable ({got.code}). Show this to whoever runs Accountable."
                return Dead(_WHY_NOT.get(got.code, unknown).format(most=most // 1024**2))

    async def hand_over(self, outgoing: Outgoing, file: NamedFile) -> Outcome:
        """Share a file in our conversation with whom the message is to, its words beside it."""
        channel = await self._gateway.conversation(outgoing.team, outgoing.to)
        if not isinstance(channel, str):
            return before_the_post(channel, outgoing.to)
        file_id = await self._uploaded(outgoing.team, file)
        if not isinstance(file_id, str):
            return before_the_post(file_id, outgoing.to)
        body = {
            "files": json.dumps([{"id": file_id, "title": file.title}]),
            "channel_id": channel,
            "initial_comment": _escaped(as_text(outgoing.message)),
        }
        answer = await self._clients.call(outgoing.team, "files.completeUploadExternal", body)
        match answer:
            case Done():
                return Sent(f"{channel}:{file_id}")
            case NoAnswer(why=why):
                return InDoubt(why)
            case Refused():
                return refusal(answer, outgoing.to, "conversation")

    async def find(self, outgoing: Outgoing, title: str) -> Sent | NotAllowedToLook | Retry | InDoubt | None:
        """Look for a file of this title among the latest messages of our conversation with whom the message is to.

        A message that shares a file takes no metadata, so its title is the key.
        """

        def shares_it(message: dict[str, Any]) -> bool:
            return any(each.get("title") == title for each in message.get("files") or ())

        return await self._gateway.find_message(outgoing.team, outgoing.to, shares_it)

    async def _uploaded(self, team: str, file: NamedFile) -> str | Refused | NoAnswer:
        """The id of the file, once Slack has its bytes."""
        asked = {"filename": file.name, "length": len(file.content)}
        answer = await self._clients.call(team, "files.getUploadURLExternal", asked)
        if not isinstance(answer, Done):
            return answer
        sent = await self._clients.upload(str(answer.body["upload_url"]), file.content)
        return str(answer.body["file_id"]) if isinstance(sent, Done) else sent


def _escaped(text: str) -> str:
    """The three signs that Slack gives a meaning (docs.slack.dev, "Formatting message text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
