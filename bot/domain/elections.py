"""Pre-election periods: normal business goes on, and nothing public is said that could favour anybody.

From the field's safeguards: nothing public is drafted or posted without the monitoring officer's clearance, no
councillor is named in a channel, and reminders to officers go on. The dates are the council's own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.refusals import Refusal

LONGEST = 92
"""Days that one period can have: from the notice of election to polling day is some six weeks."""
AT_MOST = 20
_ELECTED = re.compile(
    r"\b(?:cllr|councillor|alderman|(?:cabinet|executive|lead|elected) member|portfolio holder"
    r"|leader of the (?:council|opposition)|council leader|deputy leader)\b|^leader$",
    re.IGNORECASE,
)
CALLED_COUNCILLOR = re.compile(
    r"\b(?:Cllr|Councillor)\.?\s+(?:[A-Z]\.?\s+)?[A-Z][\w’'\-]+(?:\s+(?!Councillor|Cllr)[A-Z][\w’'\-]+)?"
)
"""A name with what councillors are called before it, as people write it in what they type."""


_CHAIR_ALONE = re.compile(
    r"^(?:the )?(?:(?:deputy|vice|acting|interim)[ -])?chair(?:man|woman|person)?(?: of (?:the )?.*\bboard)?$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"^(?:cllr|councillor|alderman)\.?\s+", re.IGNORECASE)


def says_only_chair(title: str) -> bool:
    """Whether a post's title says that somebody chairs, and nothing of who they are: it may be a councillor's."""
    return _CHAIR_ALONE.match(title.strip()) is not None


def named_without(name: str) -> str:
    """A name without what councillors are called before it; empty where that leaves one word, as anybody has."""
    bare = _CALLED.sub("", name.strip())
    return bare if " " in bare else ""


def is_councillors(title: str) -> bool:
    """Whether a post's title, or a name with its title, is a councillor's, whatever seat they have on a board."""
    return _ELECTED.search(title.strip()) is not None


@dataclass(frozen=True)
class Period:
    """A pre-election period, from its first to its last day, both counted."""

    first: date
    last: date

    def check(self) -> None:
        """Refuse a period that is none.

        Raises:
            Refusal: the last day comes before the first, or it is longer than three months.
        """
        if self.last < self.first:
            raise Refusal("The last day comes before the first. Choose a later one, such as polling day.", "to")
        if (self.last - self.first).days >= LONGEST:
            raise Refusal(f"That is more than {LONGEST} days. Enter each election’s own period.", "to")


def period_on(periods: Sequence[Period], day: date) -> Period | None:
    """The period that a day is in, if it is in one; of several the one that lasts longest."""
    running = [period for period in periods if period.first <= day <= period.last]
    return max(running, key=lambda period: period.last, default=None)
