"""The ratings, and what the rules need to know before they can suggest one."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.domain.actions import Lifecycle


class Rating(Enum):
    """Blue, Red, Amber, Green, and Grey for what is not rated. Listed worst first.

    Grey stands in a list where it needs looking at, before Green, but it is neither better nor worse than
    another rating.
    """

    RED = ("Red", "off track")
    AMBER = ("Amber", "at risk")
    GREY = ("Grey", "not rated")
    GREEN = ("Green", "on track")
    BLUE = ("Blue", "complete")

    def __init__(self, word: str, meaning: str) -> None:
        self.word = word
        self.meaning = meaning
        # The place in a list that is sorted worst first: 0 for Red.
        self.rank = len(type(self).__members__)

    def __str__(self) -> str:
        return self.word

    @property
    def words(self) -> str:
        """The word first, and what it means: "Red: off track"."""
        return f"{self.word}: {self.meaning}"

    def is_better_than(self, other: "Rating") -> bool:
        """Say whether this is better than `other`; never true where either is Grey."""
        return Rating.GREY not in {self, other} and self.rank > other.rank

    def is_worse_than(self, other: "Rating") -> bool:
        """Say whether this is worse than `other`; never true where either is Grey."""
        return other.is_better_than(self)

    @classmethod
    def named(cls, word: str) -> "Rating":
        """Return the rating with this word, in capitals or not.

        Raises:
            KeyError: there is no such rating.
        """
        return cls[word.strip().upper()]


OFF_TRACK = frozenset({Rating.RED, Rating.AMBER})


@dataclass(frozen=True)
class Tolerances:
    """How far off before the rating changes: a council's settings, all in calendar days.

    Standard is the month of Bromsgrove's performance reports, long slip is the line in Rotherham's Council
    Plan, and `deadline_passed` may be set to 28 by a council on Bromsgrove's rule; the others are our own.
    """

    standard: int = 28
    urgent: int = 7
    critical_milestone: int = 7
    deadline_passed: int = 0
    due_soon: int = 14
    cycle: int = 28
    statement_stale: int = 35
    statement_very_stale: int = 63
    long_slip: int = 90
    vacancy: int = 14
    no_deadline: int = 28


@dataclass(frozen=True)
class MilestoneFact:
    """A dated point on the way; `critical` if missing it means missing the deadline."""

    due: date
    done_on: date | None = None
    critical: bool = False
    name: str = ""

    def is_done(self, today: date) -> bool:
        """Say whether it was done by `today`."""
        return self.done_on is not None and self.done_on <= today


@dataclass(frozen=True)
class RatingFacts:
    """All that the rules look at. None means that the fact is not there.

    `measure_history` is the main measure's ratings, oldest first; Grey readings (no data, no target) say
    nothing and are passed over. `help_needed_by` is the date of help asked for; help without a date fires no
    rule and is not a fact here. `rebaselines` counts the approved moves of the deadline. `vacant_since`
    counts only while there is no accountable officer.
    """

    lifecycle: Lifecycle
    urgent: bool = False
    approved_on: date | None = None
    start: date | None = None
    baseline: date | None = None
    deadline: date | None = None
    forecast: date | None = None
    milestones: tuple[MilestoneFact, ...] = ()
    last_statement: date | None = None
    has_accountable_officer: bool = True
    vacant_since: date | None = None
    away_without_delegate: bool = False
    measure_history: tuple[Rating, ...] = ()
    measure_improving: bool = False
    help_needed_by: date | None = None
    rebaselines: int = 0
    delivered_on: date | None = None
    hold_decision: str | None = None
    hold_review: date | None = None
    has_success_measure: bool = False

    @property
    def moved_by(self) -> int:
        """Days from the first agreed date to the deadline; 0 where it has not moved, or has neither."""
        if self.deadline is None or self.baseline is None:
            return 0
        return (self.deadline - self.baseline).days


@dataclass(frozen=True)
class Case:
    """One action on one day under one council's settings: what a rule is asked about."""

    facts: RatingFacts
    today: date
    tolerances: Tolerances

    @property
    def tolerance(self) -> int:
        """The tolerance of this action: the urgent one if it is urgent."""
        return self.tolerances.urgent if self.facts.urgent else self.tolerances.standard

    def days_since(self, day: date | None) -> int | None:
        """Calendar days from `day` to today: 0 for today, negative for a day to come, None for none."""
        return None if day is None else (self.today - day).days

    @property
    def deadline_late(self) -> int:
        """How many days after the deadline today is; 0 where it has not passed, or there is none."""
        return max(0, self.days_since(self.facts.deadline) or 0)

    @property
    def forecast_late(self) -> int:
        """How many days after the deadline the forecast is; 0 where it is not, or one is missing."""
        if self.facts.forecast is None or self.facts.deadline is None:
            return 0
        return max(0, (self.facts.forecast - self.facts.deadline).days)

    @property
    def start_late(self) -> int:
        """How many days ago an action that has not started was due to start."""
        if self.facts.lifecycle is not Lifecycle.NOT_STARTED:
            return 0
        return max(0, self.days_since(self.facts.start) or 0)

    @property
    def statement_age(self) -> int:
        """Days since the last statement, or since approval if there has never been one."""
        return self.days_since(self.facts.last_statement or self.facts.approved_on) or 0

    def milestone_late(self, milestone: MilestoneFact) -> int:
        """How many days late a milestone is; 0 once it is done, and on the day that it is due."""
        return 0 if milestone.is_done(self.today) else max(0, self.days_since(milestone.due) or 0)
