"""Measures: how far a figure is from its target, and which way it is going (the field's rules, c4 and c5).

Numbers are decimals: 25.1 less 20.1 is within five points, and in binary fractions it is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from bot.domain.dates import day_in_words
from bot.domain.rating_facts import Rating

POINTS = Decimal(5)
"""How far a percentage may be from its target and still be Amber, unless set."""
PART_OF_TARGET = Decimal("0.1")
"""The same for a count."""
NO_CHANGE = Decimal(1)
"""Points, or a count: no more than this is no real change."""
NO_CHANGE_PART = Decimal("0.02")
"""Of the previous count, where that is more."""
SMALL = 5
"""Counts from 1 to this could tell who a child is."""
FEW = "5 or fewer"
LONGEST_NUMBER = 15
IN_DISPUTE = "in dispute"
KEY_MEASURES = "Key Performance Obsessions"
"""What the measures that matter most are called, unless the plan calls them something else."""


class GoodIs(StrEnum):
    """Which way is good. A person sets it; context is never coloured."""

    HIGHER = "higher"
    LOWER = "lower"
    CONTEXT = "context"


class Direction(StrEnum):
    """Direction of travel, in words: an arrow alone would mean the number to some and the work to others."""

    IMPROVING = "Improving"
    WORSE = "Getting worse"
    SAME = "No real change"
    UP = "Number up"
    DOWN = "Number down"
    NOT_COMPARABLE = "Not comparable"


@dataclass(frozen=True)
class Reading:
    """A figure. `day` is what it is of, where that is known; `period` says it otherwise: "2015/16", "June 2021"."""

    id: int
    value: Decimal
    is_provisional: bool = False
    day: date | None = None
    period: str = ""
    definition: int = 1
    corrects: int | None = None
    came_by: str = "form"
    confirmed_by: str = ""
    """Who looks after the figures and said that an imported one is right, by post."""
    is_disputed: bool = False
    """Whether somebody says that it is not right, and that is not settled yet (artefacts, B17)."""

    @property
    def may_change(self) -> bool:
        """Whether it may not stand as it is, so that it makes no action Green."""
        return self.is_provisional or self.is_disputed

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it came with a file and nobody who looks after the figures has said that it is right (E04)."""
        return self.came_by == "import" and not self.confirmed_by

    @property
    def status(self) -> str:
        """ "provisional", "in dispute" or "final": said beside every figure."""
        return IN_DISPUTE if self.is_disputed else "provisional" if self.is_provisional else "final"

    def when(self, today: date) -> str:
        """What it is of, in words; empty where nobody said."""
        return day_in_words(self.day, today) if self.day else self.period


@dataclass(frozen=True)
class Measure:
    """A measure, with its newest readings. `previous` is the one of an earlier day or period than `latest`'s."""

    id: int
    ref: str
    name: str
    unit: str
    good_is: GoodIs
    target: Decimal | None = None
    tolerance: Decimal | None = None
    latest: Reading | None = None
    previous: Reading | None = None
    corrected_from: Reading | None = None
    """What `latest` corrects: shown beside it, never silently replaced."""
    missing: str = ""
    """What is missing of it by today, in words, where its last figure is old."""
    is_key: bool = False
    """Whether it is one of those that matter most."""

    @property
    def is_percentage(self) -> bool:
        """Whether its figures are percentages; else they count something."""
        return is_percentage(self.unit)


@dataclass(frozen=True)
class TargetSet:
    """The decision that set a target: what it was and is (None for none), what it covers, how often, and who decided.

    `decided_by` is a board or a post, never a person.
    """

    was: Decimal | None
    target: Decimal | None
    decision_ref: str
    decided_on: date
    decided_by: str
    scope: str = ""
    frequency: str = ""


@dataclass(frozen=True)
class Judged:
    """What the rules make of a figure. `rating` is None where it has no colour, and `words` say why."""

    rating: Rating | None
    words: str


def is_percentage(unit: str) -> bool:
    """Whether a unit is a percentage: "%", and not "count or %"."""
    return unit.strip().casefold() in ("%", "per cent", "percent", "percentage")


def gap(good_is: GoodIs, latest: Decimal, target: Decimal) -> Decimal:
    """How far short of the target a figure is; nothing or less once it is reached."""
    return latest - target if good_is is GoodIs.LOWER else target - latest


def judge(
    good_is: GoodIs, unit: str, latest: Decimal | None, target: Decimal | None, tolerance: Decimal | None = None
) -> Judged:
    """Rate a figure against its target; another council's figure is never a target."""
    if good_is is GoodIs.CONTEXT:
        return Judged(None, "Context")
    if latest is None:
        return Judged(None, "Not rated: no data")
    if target is None:
        return Judged(None, "Not rated: no target")
    short = gap(good_is, latest, target)
    if short <= 0:
        rating = Rating.GREEN
    else:
        rating = Rating.AMBER if short <= _tolerance(unit, target, tolerance) else Rating.RED
    return Judged(rating, rating.word)


def counts_as(judged: Judged, reading: Reading | None) -> Rating:
    """What a figure may do to an action: one that is provisional or in dispute can make it Amber or Red, not Green."""
    if judged.rating is None or (judged.rating is Rating.GREEN and reading is not None and reading.may_change):
        return Rating.GREY
    return judged.rating


def direction(
    good_is: GoodIs, unit: str, latest: Decimal | None, previous: Decimal | None, *, is_comparable: bool = True
) -> Direction:
    """Which way a figure went since the reading before, of the same definition and length of period."""
    if latest is None or previous is None or not is_comparable:
        return Direction.NOT_COMPARABLE
    moved = latest - previous
    least = NO_CHANGE if is_percentage(unit) else max(NO_CHANGE, abs(previous) * NO_CHANGE_PART)
    if abs(moved) <= least:
        return Direction.SAME
    if good_is is GoodIs.CONTEXT:
        return Direction.UP if moved > 0 else Direction.DOWN
    return Direction.IMPROVING if (moved > 0) is (good_is is GoodIs.HIGHER) else Direction.WORSE


def are_comparable(one: Reading, other: Reading) -> bool:
    """Whether two readings count the same thing over periods of the same length, as far as that is known."""
    spans = {_span(one), _span(other)} - {""}
    return one.definition == other.definition and len(spans) < 2


def judged(measure: Measure) -> Judged:
    """What the rules make of a measure's latest figure."""
    latest = measure.latest.value if measure.latest else None
    return judge(measure.good_is, measure.unit, latest, measure.target, measure.tolerance)


def travelled(measure: Measure) -> Direction:
    """Which way a measure went since its reading before."""
    latest, previous = measure.latest, measure.previous
    if latest is None or previous is None:
        return Direction.NOT_COMPARABLE
    fits = are_comparable(latest, previous)
    return direction(measure.good_is, measure.unit, latest.value, previous.value, is_comparable=fits)


def figure(value: Decimal, unit: str) -> str:
    """A figure in words: "78%", "1,376". A count from 1 to 5 is "5 or fewer", whoever reads it (safeguards)."""
    if is_small(value, unit):
        return FEW
    number = f"{value.normalize():,f}"
    return f"{number}%" if is_percentage(unit) else number


def is_small(value: Decimal, unit: str) -> bool:
    """Whether it is a count so small that it could tell who a child is; of a change, how much it is."""
    return not is_percentage(unit) and 0 < abs(value) <= SMALL


def read_figure(said: str, unit: str) -> Decimal:
    """A figure as people type it: "78", "78%", "1,376", "55.7".

    Raises:
        ValueError: it is no figure, or none that this unit can have; in words, and with what to do.
    """
    typed = said.strip().replace("\u2212", "-")
    bare = typed.removesuffix("%").strip()
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", bare, re.ASCII) or len(bare) > LONGEST_NUMBER:
        raise ValueError(f"“{_short(typed)}” is not a number. Type it in figures, such as 78 or 55.7.")
    if typed.endswith("%") and not is_percentage(unit) and "%" not in unit:
        raise ValueError(f"“{_short(typed)}” is a percentage, and this measure is a {unit or 'count'}.")
    try:
        value = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"“{_short(typed)}” is not a number. Type it in figures, such as 78 or 55.7.") from None
    if is_percentage(unit) and not 0 <= value <= 100:
        raise ValueError(f"{_short(typed)} cannot be a percentage of a whole: it lies between 0 and 100.")
    return value


def read_good_is(said: str) -> GoodIs:
    """Which way is good.

    Raises:
        ValueError: it is not one of the three; it says so, since it is never guessed.
    """
    try:
        return GoodIs(said.strip().casefold())
    except ValueError:
        shown = f"“{_short(said)}” is not known here" if said.strip() else "is empty"
        raise ValueError(f"{shown}. Write higher, lower or context: which way is good is never guessed.") from None


def target_words(target: Decimal | None, unit: str) -> str:
    """A target in words. It is a number that somebody chose and counts nobody, so it is shown however small."""
    if target is None:
        return "no target"
    return f"{target.normalize():,f}{'%' if is_percentage(unit) else ''}"


def is_spent(decided: Sequence[TargetSet], ref: str, target: Decimal | None) -> bool:
    """Whether a decision's reference has set another target of this measure: a new target needs a new decision."""
    return any(each.decision_ref.casefold() == ref.casefold() and each.target != target for each in decided)


def refs_named(said: str, known: dict[str, int]) -> list[int]:
    """The ids of the measures that an action's words name: "KPO-01; KPO-04". `known` is by reference, in lower case."""
    words = re.split(r"[;,|\n]+|\s+(?:and|&)\s+", said.casefold())
    found = [known[word.strip()] for word in words if word.strip() in known]
    return list(dict.fromkeys(found))


def _tolerance(unit: str, target: Decimal, own: Decimal | None) -> Decimal:
    if own is not None:
        return own
    return POINTS if is_percentage(unit) else abs(target) * PART_OF_TARGET


def read_tolerance(said: str, unit: str, target: Decimal | None) -> Decimal | None:
    """How far from the target is still Amber: "5 points", "2", "10%" (of the target, where it is a count).

    Raises:
        ValueError: it can not be read, or it is a part of a target that there is not.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(points?|%)?", said.strip(), re.IGNORECASE | re.ASCII)
    if match is None:
        raise ValueError(f"“{_short(said)}” is not a tolerance. Write “5 points”, a number, or “10%” of the target.")
    number = Decimal(match[1])
    if match[2] != "%" or is_percentage(unit):
        return number
    return None if target is None else abs(target) * number / 100


def _span(reading: Reading) -> str:
    """How long a reading's period is, where what was written says so."""
    for span, pattern in _SPANS.items():
        if pattern.fullmatch(reading.period.strip()):
            return span
    return ""


_SPANS = {
    "year": re.compile(r"\d{4}/\d{2,4}|\d{4}", re.ASCII),
    "quarter": re.compile(r"(\d{4} ?)?q[1-4]( ?\d{4})?", re.IGNORECASE | re.ASCII),
    "month": re.compile(r"\d{4}-\d{2}", re.ASCII),
}


def _short(said: str) -> str:
    return said if len(said) <= 30 else f"{said[:30]}…"
