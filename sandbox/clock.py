"""Two clocks: the board's, which a person may push, and the machine's own, which nobody can."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


class PushedClock:
    """The board's time in the pretend workspace: it stands where it was put until somebody pushes it.

    With `running=True` it also moves along with the machine, so that a person at the page sees minutes pass.
    """

    def __init__(
        self, start: datetime, *, running: bool = False, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._put = _aware(start)
        self._running = running
        self._monotonic = monotonic
        self._since = monotonic()
        self._watchers: list[Callable[[datetime], None]] = []

    def now(self) -> datetime:
        """The board's time: aware, in UTC."""
        if not self._running:
            return self._put
        return self._put + timedelta(seconds=self._monotonic() - self._since)

    def set(self, to: datetime, *, backwards: bool = False) -> datetime:
        """Put the clock at `to` (aware, any zone) and return the time it then shows, in UTC.

        Raises:
            ValueError: `to` has no zone, or lies before now and `backwards` was not asked for.
        """
        to = _aware(to)
        if to < self.now() and not backwards:
            raise ValueError("The clock only goes forward unless it is told to go backwards.")
        self._put, self._since = to, self._monotonic()
        for watcher in list(self._watchers):
            watcher(to)
        return to

    def advance(self, by: timedelta, *, backwards: bool = False) -> datetime:
        """Push the clock on by `by`; the errors are those of `set`."""
        return self.set(self.now() + by, backwards=backwards)

    def on_push(self, watcher: Callable[[datetime], None]) -> None:
        """Call `watcher` with the new time whenever the clock is pushed."""
        self._watchers.append(watcher)


@dataclass(frozen=True)
class MachineTime:
    """What Slack measures by its own clock: deadlines, triggers, redeliveries, rate windows. All in seconds.

    The lengths are Slack's own (docs.slack.dev/interactivity/handling-user-interaction and
    docs.slack.dev/apis/events-api); a test may shorten them or hand in a clock of its own.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ack_within: float = 3.0
    trigger_life: float = 3.0
    response_url_life: float = 1800.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("The clock needs a time with a zone.")
    return moment.astimezone(UTC)
