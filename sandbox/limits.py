"""Slack's rate limits: off for tests, on when ordered."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

# docs.slack.dev/apis/web-api/rate-limits: calls a minute for each method and workspace.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass
class Bucket:
    """So many calls at once, and so many a second after that."""

    size: float
    per_second: float
    left: float
    at: float

    def take(self, now: float) -> float:
        """Take one; the seconds to wait if there is none."""
        self.left = min(self.size, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.per_second


@dataclass
class Limits:
    """Which limits hold. Posting: one message a second a channel, with a short burst, and so many a workspace.

    Slack says "several hundred messages per minute" for a workspace; `posts_per_minute` is the figure kept here.
    """

    on: bool = False
    burst: int = 3
    posts_per_minute: int = 300
    refused: int = 0
    _buckets: dict[tuple[str, ...], Bucket] = field(default_factory=dict)

    def wait_for(
        self, workspace: str, method: str, tier: int | None, channel: str | None, now: Callable[[], float]
    ) -> int:
        """Whole seconds for Retry-After, or 0 if the call may go on. `channel` is where a message would go."""
        if not self.on:
            return 0
        if channel is not None:
            seconds = self._take((workspace, "post", channel), self.burst, 1.0, now())
            seconds = seconds or self._take(
                (workspace, "post"), self.posts_per_minute, self.posts_per_minute / 60, now()
            )
        else:
            rate = TIERS[tier] if tier else 600
            seconds = self._take((workspace, method), rate, rate / 60, now())
        self.refused += seconds > 0
        return math.ceil(seconds)

    def _take(self, key: tuple[str, ...], size: float, per_second: float, now: float) -> float:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(size, per_second, size, now)
        return bucket.take(now)
