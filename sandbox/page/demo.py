"""What the page asks of whoever runs the demo: push the time on, and say what comes next."""

from datetime import datetime
from typing import Protocol


class Demo(Protocol):
    """Handed in by the composition root. Without one, the page's bar only pushes the clock."""

    async def advance(self, to: datetime) -> None:
        """Push the board's clock to `to` (aware) and let the bot do everything that falls due on the way."""

    def next_thing(self) -> tuple[datetime, str] | None:
        """When the bot will next do something (aware), and what in a few words, such as "weekly summary"."""
