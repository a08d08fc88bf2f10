"""Who somebody is, as Slack shows them: asked of Slack only where the bot is about to write a name down."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.use_cases.heard import Answers, Caller, Heard
from handlers.slack.calls import Clients, Done

KEPT = 300.0
"""Seconds for which an answer is used again."""
_WITHIN = 1.0
"""Seconds that Slack has to answer. Without an answer the person goes without a name for now, and with no rights."""

ToIntroduce = Callable[[Heard], frozenset[str]]


@dataclass(frozen=True)
class Profile:
    """How Slack shows a person, and whether they administer the workspace."""

    name: str = ""
    is_admin: bool = False


class Profiles:
    """Looks people up with users.info. `to_introduce` says whom a thing that was heard is about, as account ids."""

    def __init__(self, clients: Clients, to_introduce: ToIntroduce) -> None:
        self._clients = clients
        self._to_introduce = to_introduce
        self._known: dict[tuple[str, str], tuple[float, Profile]] = {}

    async def introduce(self, heard: Heard) -> Heard:
        """The same thing heard, with the names that it will need, and whether the caller is an administrator."""
        accounts = self._to_introduce(heard)
        if not accounts:
            return heard
        team = heard.by.team
        found = {account: await self._profile(team, account) for account in accounts}
        introduced = replace(heard, by=_introduced(heard.by, found.get(heard.by.user)))
        if isinstance(introduced, Answers):
            names = {
                f"{field}.name": found[answer].name
                for field, answer in introduced.answers.items()
                if isinstance(answer, str) and answer in found
            }
            return replace(introduced, answers={**introduced.answers, **names})
        return introduced

    async def _profile(self, team: str, account: str) -> Profile:
        until, known = self._known.get((team, account), (0.0, Profile()))
        if time.monotonic() < until:
            return known
        answer = await self._clients.call(team, "users.info", {"user": account}, within=_WITHIN)
        if not isinstance(answer, Done):
            return known
        profile = _read(answer.body.get("user") or {})
        self._known[team, account] = (time.monotonic() + KEPT, profile)
        return profile


def _introduced(by: Caller, profile: Profile | None) -> Caller:
    if profile is None:
        return by
    return replace(by, name=profile.name or by.name, is_workspace_admin=profile.is_admin)


def _read(user: dict[str, Any]) -> Profile:
    shown = user.get("profile") or {}
    name = user.get("real_name") or shown.get("real_name") or shown.get("display_name") or user.get("name") or ""
    is_admin = bool(user.get("is_admin") or user.get("is_owner")) and not user.get("deleted")
    return Profile(str(name), is_admin)
