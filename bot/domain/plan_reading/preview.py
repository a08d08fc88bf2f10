"""What reading a plan comes to: rows that can be loaded, and what was found on the way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.actions import Lifecycle
from bot.domain.plan_reading.columns import ChosenColumns
from bot.domain.rating_facts import Rating
from bot.domain.sources_read import SourcesRead


class Outcome(StrEnum):
    """What becomes of a row."""

    READY = "ready"
    QUESTIONS = "ready with questions"
    HELD = "held"
    SKIPPED = "skipped"


class Weight(StrEnum):
    """What a finding does to its row: nothing, asks a question, or holds the row back."""

    SAY = "say"
    ASK = "ask"
    HOLD = "hold"


@dataclass(frozen=True)
class Finding:
    """Something to tell the person: where it is, what the file says, and the sentence.

    `sheet` and `row` are None for the file and for a whole sheet. `column` is the heading, as in the file.
    """

    code: str
    message: str
    weight: Weight = Weight.SAY
    column: str | None = None
    raw: str | None = None
    sheet: str | None = None
    row: int | None = None

    def __post_init__(self) -> None:
        """Cut what a cell says where it is pages long: its place stands first, and what to do last."""
        object.__setattr__(self, "message", _cut(self.message))


MOST_SAID = 600
"""Characters of a sentence about a cell; the longest of our own words are half of it."""


def _cut(message: str) -> str:
    half = MOST_SAID // 2
    return message if len(message) <= MOST_SAID else f"{message[:half]} … {message[-half:]}"


@dataclass(frozen=True)
class ReadMilestone:
    """A dated point on the way, as the file gives it; `done` without `done_on` is "done, on a day not given".

    `forecast` is when it is expected now, and `note` what was said of that; what was due stays. `pilot` is which step
    of a pilot it is, as `PILOT_STEPS` of the plan's domain names it.
    """

    title: str
    due: date | None = None
    done_on: date | None = None
    done: bool = False
    critical: bool = False
    ref: str = ""
    baseline: date | None = None
    forecast: date | None = None
    note: str = ""
    pilot: str = ""

    @property
    def name(self) -> str:
        """Its reference, where it has one, and its title."""
        return f"{self.ref} {self.title}".strip()


@dataclass(frozen=True)
class DroppedMilestone:
    """A milestone of the plan that was dropped, and on which day: a file does not bring it back."""

    ref: str
    title: str
    on: date

    @property
    def name(self) -> str:
        """Its reference, where it has one, and its title."""
        return f"{self.ref} “{self.title}”".strip()


@dataclass(frozen=True)
class ReadDelivery:
    """What was said when an action was delivered; empty where it was not, or came delivered without words."""

    evidence: str = ""
    effect: str = ""
    measure: str = ""
    keeper: str = ""
    procedure: str = ""


@dataclass(frozen=True)
class ReadWait:
    """What an action waits for: another action (`on` is its reference), or a programme outside the plan, in words.

    `expected` is when an outside programme is expected; an action's own forecast and deadline say it.
    """

    on: str = ""
    outside: str = ""
    expected: date | None = None

    @property
    def key(self) -> str:
        """What it is known by: two with the same key are one."""
        return f"on {self.on}" if self.on else f"outside {self.outside.casefold()}"


@dataclass(frozen=True)
class PlanRow:
    """One action, ready to be saved. A date is None where the file gives none that can be read.

    `deadline` is the agreed date; where `baseline_deadline` is earlier, the move happened before this record began.
    `requested_deadline` is a later date that only a decision can agree to: it becomes a change request.
    `deadline_precision` is "day", "month", "quarter", "week" or "approximate". `confirmed_as_printed` is what the file
    printed, and is no confirmation. Ratings are the officer's own. `urgent` and `statutory` are None where the file
    says neither yes nor no.
    """

    ref: str
    action: str
    post: str
    title: str = ""
    priority: str = ""
    source: str = ""
    source_ref: str = ""
    lead: str = ""
    partners: str = ""
    start: date | None = None
    baseline_deadline: date | None = None
    deadline: date | None = None
    deadline_precision: str = "day"
    moves: int | None = None
    """How often the deadline was moved before; None where the file does not say."""
    requested_deadline: date | None = None
    requested_note: str = ""
    forecast: date | None = None
    milestones: tuple[ReadMilestone, ...] = ()
    success_measure: str = ""
    measures: str = ""
    evidence: str = ""
    lifecycle: Lifecycle = Lifecycle.IN_PROGRESS
    reopened: int | None = None
    """How often it was closed and opened again before; None where the file does not say."""
    self_rating: Rating | None = None
    rating_note: str = ""
    confirmed_as_printed: str = ""
    last_update: date | None = None
    update_text: str = ""
    urgent: bool | None = None
    statutory: bool | None = None
    reported_to: str = ""
    """The other boards that it is reported to, one to a line: agreed in the plan, asked for by a file."""
    contributors: tuple[str, ...] = ()
    """The posts that give input to its statement."""
    waits_for: tuple[ReadWait, ...] = ()
    hold_decision: str = ""
    hold_review: date | None = None
    """By which decision it is on hold, and when that is looked at again: decided in the plan, asked about in a file."""
    delivered_on: date | None = None
    check_on: date | None = None
    """When it was delivered, and when it is to be checked whether that lasts."""
    delivery: ReadDelivery = ReadDelivery()


@dataclass(frozen=True)
class PreviewRow:
    """One row of the file and what becomes of it; `plan_row` is set only where it can be loaded.

    `change` says what loading it would do to the plan: "new", "changed" or "unchanged"; `before` and `after`
    are the action as the plan has it and as it would then have it, where the plan has it and the row can be loaded.
    """

    sheet: str
    row: int
    ref: str | None
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    plan_row: PlanRow | None = None
    change: str = "new"
    before: PlanRow | None = None
    after: PlanRow | None = None

    def says(self, finding: Finding) -> str:
        """What is found in it, with the action's reference beside its row: "Row 15 (BCP-05), Deadline: …"."""
        place = f"Row {self.row}"
        if not self.ref or self.ref in finding.message or not finding.message.startswith(place):
            return finding.message
        return f"{place} ({self.ref}){finding.message.removeprefix(place)}"


@dataclass(frozen=True)
class ColumnRead:
    """What a column of the plan was taken for; `field` is None where it was not read. `example` is its first words."""

    letter: str
    heading: str
    field: str | None
    example: str = ""


@dataclass(frozen=True)
class Reworded:
    """When some words of an action were last changed in chat, and what they were before that and earlier changes."""

    on: date
    before: frozenset[str]


@dataclass(frozen=True)
class Updates:
    """What was said of an action: the day of the newest statement, whether a file brought it, and what files said ever,
    as texts with their ratings.
    """

    newest: date
    by_import: bool
    of_files: frozenset[tuple[str, str]] = frozenset()

    def has_room_for(self, row: PlanRow, today: date | None) -> bool:
        """Whether a file speaks of a later day than the newest statement. What came in person that day stands."""
        if (
            row.last_update is None and not self.by_import
        ):  # of no day: it may be older than what the officer said since
            return False
        day = row.last_update or today
        return day is None or day > self.newest or (self.by_import and day == self.newest)

    def knows(self, row: PlanRow) -> bool:
        """Whether a file said just this before."""
        return (row.update_text, row.self_rating.word if row.self_rating else "") in self.of_files


@dataclass(frozen=True)
class KnownPlan:
    """The plan as it stands before the import: its rows by reference, and the posts that it knows.

    `aliases` are other titles of posts, each with the post's own; `columns` is what was said of the headings of files;
    `elsewhere` are the posts of other boards and of seats, which a first file may name, and need not;
    `dropped` are the milestones of each action that were dropped; `earlier` are the words of each action that stayed in
    a plan which was closed; `moves_asked` says of each action of which days loading asks for no move, and why;
    `officers_ask` says of each action whose officer has asked for a move that waits, who asked for what; `today` is the
    day on which a file is read beside it, None where nothing depends on that; `marking` is what its papers state at
    their top, empty where there is no plan yet; `reworded` says of each action which of its words, by the names of
    `PlanRow`, were changed in chat; `updates` what was said of each.
    """

    rows: Mapping[str, PlanRow] = field(default_factory=dict)
    posts: tuple[str, ...] = ()
    columns: tuple[ChosenColumns, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    dropped: Mapping[str, tuple[DroppedMilestone, ...]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    earlier: Mapping[str, str] = field(default_factory=dict)
    moves_asked: Mapping[str, Mapping[date, str]] = field(default_factory=dict)
    officers_ask: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    marking: str = ""
    reworded: Mapping[str, Mapping[str, Reworded]] = field(default_factory=dict)
    updates: Mapping[str, Updates] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanPreview:
    """Everything that a file was read as. Nothing in it has been saved.

    `findings` are those of the file, its sheets and its measures; `not_in_file` are references that the plan has
    and the file has not: they stay as they are.
    """

    sheet: str | None
    rows: tuple[PreviewRow, ...]
    findings: tuple[Finding, ...] = ()
    columns: tuple[ColumnRead, ...] = ()
    chosen: ChosenColumns | None = None
    marking: str | None = None
    document_date: date | None = None
    not_in_file: tuple[str, ...] = ()
    sources: SourcesRead | None = None
    """What the file says beside its plan of sources, what they ask for and what answers; None where nothing."""

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows have each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def actions(self) -> tuple[PreviewRow, ...]:
        """The rows that hold an action, or try to."""
        return tuple(row for row in self.rows if row.outcome is not Outcome.SKIPPED)

    @property
    def loadable(self) -> tuple[PlanRow, ...]:
        """What can be saved when the person says so, in the order of the file."""
        return tuple(row.plan_row for row in self.rows if row.plan_row is not None)

    @property
    def changes(self) -> Counter[str]:
        """How many of the rows that can be loaded are new, changed and unchanged."""
        return Counter(row.change for row in self.rows if row.plan_row is not None)

    @property
    def summary(self) -> str:
        """The first sentence of every preview, with counts that add up."""
        ready, asked, held = (self.counts[kind] for kind in (Outcome.READY, Outcome.QUESTIONS, Outcome.HELD))
        if not self.actions:
            return "I found no actions in this file. Nothing has been saved."
        noun = "action" if len(self.actions) == 1 else "actions"
        return (
            f"I found {len(self.actions)} {noun}. {ready} {_is(ready)} ready, {asked} {_is(asked)} ready but I have "
            f"questions, {held} cannot be loaded yet. Nothing has been saved."
        )


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
