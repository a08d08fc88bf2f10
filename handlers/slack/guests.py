"""Who in a channel is a guest. Slack tells of one person at a time, and of about a hundred a minute."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.ports import Guest
from handlers.slack.calls import Clients, Done, Json, NoAnswer, Refused

PAGE = 200
"""People of a channel that Slack names at once (docs.slack.dev/reference/methods/conversations.members)."""
_AT_ONCE = 10
"""People who are asked about side by side."""
_CHANNEL_KNOWN_FOR = 60.0
"""Seconds for which it is known that nobody is a guest in a channel: a busy one then costs little."""
_PERSON_KNOWN_FOR = 3600.0
"""Seconds for which it is known that somebody is no guest. A large channel is looked through in several goes."""


class Guests:
    """Looks up who is a guest, and remembers for a while who is not. `seconds` is a clock that only goes forward."""

    def __init__(self, clients: Clients, seconds: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._seconds = seconds
        self._channels: dict[tuple[str, str], float] = {}
        self._people: dict[tuple[str, str], float] = {}

    async def in_channel(self, team: str, channel: str) -> tuple[Guest, ...] | Refused | NoAnswer:
        """Every guest there; or what Slack answered instead, where it would not say all of them."""
        if self._is_fresh(self._channels, team, channel, _CHANNEL_KNOWN_FOR):
            return ()
        members = await self._members(team, channel)
        if isinstance(members, Refused | NoAnswer):
            return members
        unknown = [each for each in members if not self._is_fresh(self._people, team, each, _PERSON_KNOWN_FOR)]
        found: list[Guest] = []
        for first in range(0, len(unknown), _AT_ONCE):
            some = unknown[first : first + _AT_ONCE]
            answers = await asyncio.gather(*(self._find(team, account) for account in some))
            untold = next((each for each in answers if isinstance(each, Refused | NoAnswer)), None)
            if untold is not None:
                return untold
            found += [each for each in answers if isinstance(each, Guest)]
        if not found:
            self._channels[team, channel] = self._seconds()
        return tuple(found)

    async def _members(self, team: str, channel: str) -> list[str] | Refused | NoAnswer:
        accounts: list[str] = []
        cursor = ""
        while True:
            asked = {"channel": channel, "limit": PAGE} | ({"cursor": cursor} if cursor else {})
            answer = await self._clients.call(team, "conversations.members", asked)
            if not isinstance(answer, Done):
                return answer
            accounts += [str(each) for each in answer.body.get("members") or ()]
            cursor = (answer.body.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return accounts

    async def _find(self, team: str, account: str) -> Guest | Refused | NoAnswer | None:
        """The guest that somebody is, None if they are none; somebody whom Slack does not know sees nothing there."""
        answer = await self._clients.call(team, "users.info", {"user": account})
        if isinstance(answer, Refused) and answer.code in ("user_not_found", "user_not_visible"):
            return None
        if not isinstance(answer, Done):
            return answer
        user = answer.body.get("user") or {}
        if is_guest(user):
            return Guest(account, name_of(user))
        self._people[team, account] = self._seconds()
        return None

    def _is_fresh(self, known: dict[tuple[str, str], float], team: str, which: str, lasts: float) -> bool:
        return self._seconds() - known.get((team, which), float("-inf")) < lasts


def is_guest(user: Json) -> bool:
    """A guest account, or somebody from another organisation (docs.slack.dev/reference/objects/user-object)."""
    return any(user.get(sign) for sign in ("is_restricted", "is_ultra_restricted", "is_stranger"))


def name_of(user: Json) -> str:
    """How Slack shows somebody; empty where it does not say."""
    return str(user.get("real_name") or user.get("name") or "")
