"""What one process has heard and how its ticks go, in plain numbers for whoever watches. They name nobody."""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from bot.domain.refusals import Refusal
from bot.log import get_logger

Outcome = Literal["done", "asked again", "repeated", "refused", "failed"]
TICKS = ("due", "deliver", "sweep")
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
"""Seconds. Slack waits three for an answer."""
FRESH = 60.0
"""Seconds in which each tick has to have come to its end, for a process that ticks to be well."""


@dataclass
class Hearing:
    """One thing that is being heard: which use case answers it, and what came of it."""

    use_case: str = "none"
    outcome: Outcome = "done"


@dataclass
class Took:
    """How long a use case took: how many fell up to each of BOUNDS and beyond the last, and seconds in all."""

    within: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0


class Watch:
    """Counts what happens in this process since it started. May be told from any thread."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._log = get_logger("hearing")
        self._ticked: dict[str, float] = {}
        self._is_ticking = False
        self.heard: Counter[tuple[str, Outcome]] = Counter()
        self.took: dict[str, Took] = {}
        self.ticks: Counter[tuple[str, str]] = Counter()
        self.sends: dict[str, Callable[[], Mapping[str, int]]] = {}
        """For each platform, what has become of the messages that this process sent."""

    @contextmanager
    def hearing(self) -> Iterator[Hearing]:
        """Count one thing heard, and say in one line of the log what came of it: no text, no person."""
        one, began = Hearing(), self._seconds()
        try:
            yield one
        except Refusal:
            one.outcome = "refused"
            raise
        except BaseException:
            one.outcome = "failed"
            raise
        finally:
            seconds = self._seconds() - began
            self._note(one, seconds)
            self._log.info("heard", use_case=one.use_case, outcome=one.outcome, ms=round(seconds * 1000, 1))

    def begin_ticking(self) -> None:
        """From now on this process has to tick to be well."""
        self._is_ticking = True

    def ticked(self, tick: str, *, well: bool) -> None:
        """A tick has come to its end."""
        with self._lock:
            self.ticks[tick, "well" if well else "failed"] += 1
            if well:
                self._ticked[tick] = self._seconds()

    def why_silent(self) -> str:
        """Which tick has not come to its end within the last minute, in a sentence; empty when all is well.

        Also empty where this process is not one that ticks.
        """
        if not self._is_ticking:
            return ""
        since = self._seconds() - FRESH
        silent = [tick for tick in TICKS if self._ticked.get(tick, float("-inf")) < since]
        return f"No tick of this kind has gone well within the last minute: {', '.join(silent)}." if silent else ""

    def _note(self, one: Hearing, seconds: float) -> None:
        with self._lock:
            self.heard[one.use_case, one.outcome] += 1
            took = self.took.setdefault(one.use_case, Took())
            took.within[bisect_left(BOUNDS, seconds)] += 1
            took.seconds += seconds
