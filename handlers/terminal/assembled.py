"""What the command line needs from the one place where everything is assembled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.checks import Checks
    from bot.messages.parts import Reply
    from bot.ports import Clock
    from bot.run import Run
    from bot.use_cases.heard import Heard
    from config.settings import Settings
    from storage.database import Sessions


class Assembled(Protocol):
    """The bot without a way to speak. Making one opens nothing; `close` lets go of what was opened."""

    @property
    def settings(self) -> Settings:
        """How this installation is set up."""

    @property
    def engine(self) -> Engine:
        """The database."""

    @property
    def sessions(self) -> Sessions:
        """A maker of sessions over the database."""

    @property
    def clock(self) -> Clock:
        """The board's clock and the machine's."""

    @property
    def run(self) -> Run:
        """Runs one use case in one transaction."""

    async def hear(self, heard: Heard, key: str | None) -> Reply:
        """Find the use case for what was heard, in the grammar of the chat, and run it."""

    def close(self) -> None:
        """Let go of the threads and the database."""


Assemble = Callable[[], Assembled]
"""Reads the settings and puts the bot together; raises a Refusal if a setting is wrong."""

OpenChecks = Callable[[str, str, str], "AbstractAsyncContextManager[Checks]"]
"""Opens a platform's checks, given its address, the bot's token and the app's token."""

Manifest = Callable[[str | None, bool], Mapping[str, Any]]
"""The platform's manifest for a request URL (None without one), and whether Socket Mode is on."""
