"""What the doctor asks a platform, and what it can be told. Nothing here carries a token."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class CanNotTell:
    """The platform would not say; `why` in words, with what to do about it."""

    why: str


@dataclass(frozen=True)
class Identity:
    """Who the token makes us. `said_at` is the platform's clock, if its answer carried one (aware, UTC)."""

    team: str
    team_name: str
    scopes: frozenset[str] = field(default_factory=frozenset)
    said_at: datetime | None = None


@dataclass(frozen=True)
class SeenChannel:
    """A channel as the bot sees it. `guests` are those in it whom another organisation or a guest account brings."""

    name: str
    is_member: bool
    is_archived: bool = False
    is_shared: bool = False
    guests: tuple[str, ...] = ()


class Checks(Protocol):
    """One platform's answers. None of these raise for what the platform says or for a network that is down."""

    async def identity(self) -> Identity | CanNotTell:
        """Ask who the bot's token belongs to."""

    async def channel(self, channel: str) -> SeenChannel | CanNotTell:
        """Look at a channel and who is in it."""

    async def connection(self) -> CanNotTell | None:
        """Ask for a socket as Socket Mode does, and let it go; None when it is given."""
