"""What a figure came to, and the sums that make it: medians over rounds, and how far the rounds lay apart."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Seen:
    """One figure: what is to be reached, what was seen, and whether that is enough; None where it is only told."""

    figure: str
    reach: str
    seen: str
    met: bool | None
    how: str = ""


@dataclass(frozen=True)
class Effort:
    """How much to measure: all of it, or a quick look."""

    rounds: int
    quick: bool

    def of(self, whole: int, quick: int) -> int:
        """A number of times, by effort."""
        return quick if self.quick else whole


WHOLE = Effort(rounds=9, quick=False)
QUICK = Effort(rounds=3, quick=True)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` (0.99) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def ratio(figure: str, subject: Sequence[float], control: Sequence[float], most: float, how: str) -> Seen:
    """Compare two series of rounds: the ratio of their medians, and the lowest and highest of a single round."""
    whole = median(subject) / median(control)
    rounds = [mine / theirs for mine, theirs in zip(subject, control, strict=True) if theirs]
    spread = f" (rounds {min(rounds):.2f} to {max(rounds):.2f})"
    return Seen(figure, f"≤ {most:g} ×", f"{whole:.2f} ×{spread}", whole <= most, how)


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median time of `work` on this thread's processor, in milliseconds, after one that is not counted."""
    work()
    taken = []
    for _ in range(times):
        before = time.thread_time()
        work()
        taken.append((time.thread_time() - before) * 1000)
    return median(taken)
