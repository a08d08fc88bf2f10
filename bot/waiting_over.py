"""By which time a lease, or a wait, is over: by the clock as it was before, where the machine's is set forward."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

LEASE = timedelta(seconds=60)
"""Longer than the client's timeout and its connection's, so that when a lease has run out, the dead worker's request
can no longer arrive: looking for the key at once was measured to repeat messages."""
NOTICED = timedelta(seconds=5)
"""How far a clock is set forward before it is noticed: a lease has more to spare than that."""
NOT_YET = datetime.min.replace(tzinfo=UTC)
"""By this time no lease is over."""


class WaitingOver:
    """The machine's time, without what its clock was set forward by, for as long as a lease of before may run.

    Asked at every tick. What is leased meanwhile is leased by the machine's time as it is, so it runs no shorter.
    `seconds` is a clock of this process that only goes forward.
    """

    def __init__(self, machine: Callable[[], datetime], seconds: Callable[[], float], longest: timedelta) -> None:
        self._machine = machine
        self._seconds = seconds
        self._longest = longest.total_seconds()
        self._asked: tuple[datetime, float] | None = None
        self._began = seconds()
        self._ahead, self._until = timedelta(), float("-inf")
        self._one = threading.Lock()

    def __call__(self) -> datetime:
        """Aware, in UTC."""
        with self._one:
            now, seconds = self._machine(), self._seconds()
            if seconds >= self._until:
                self._ahead = timedelta()
            if self._asked is not None:
                self._notice(now - self._asked[0] - timedelta(seconds=seconds - self._asked[1]), seconds)
            self._asked = now, seconds
            return now - self._ahead

    def leases(self) -> datetime:
        """The time by which others' leases are over: none is until a whole one has passed since this process began.

        It can not tell whether the clock was set just before, while another's request was on its way.
        """
        now = self()
        return now if self._seconds() - self._began >= self._longest else NOT_YET

    def _notice(self, set_forward: timedelta, seconds: float) -> None:
        if set_forward > NOTICED:
            self._ahead, self._until = self._ahead + set_forward, seconds + self._longest
