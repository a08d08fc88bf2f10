"""Where a plan comes from: outside reviews and notices, what each asks or found, and whether an action answers it."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from statistics import median_low

from dateutil.relativedelta import relativedelta

from bot.domain.actions import CLOSED_WITHOUT_DELIVERY
from bot.domain.dates import counted, listed
from bot.domain.plans import Assessed


class SourceKind(StrEnum):
    """What kind of source it is. A peer review is no inspection: reports group by this, the most binding first."""

    DIRECTION = "statutory_direction"
    NOTICE = "improvement_notice"
    LAW = "law"
    OFSTED = "ofsted"
    SERIOUS_INCIDENT = "serious_incident"
    AUDIT = "audit"
    PEER_REVIEW = "peer_review"
    INDEPENDENT_REVIEW = "independent_review"
    SCRUTINY = "scrutiny"
    OWN_PLAN = "own_plan"

    @property
    def words(self) -> str:
        """As it is said: "Improvement notice"."""
        return self.value.replace("_", " ").capitalize()

    @property
    def place(self) -> int:
        """Where it stands in a report: the most binding first."""
        return list(SourceKind).index(self)

    @property
    def is_visit(self) -> bool:
        """Whether somebody comes and looks; a notice or a law only has its day."""
        return self in _VISITS

    @property
    def is_reviewed(self) -> bool:
        """Whether its conditions are gone through at a formal review."""
        return self in (SourceKind.DIRECTION, SourceKind.NOTICE)

    @property
    def is_replied_to(self) -> bool:
        """Whether each point of it is owed a reply, which somebody sends and this keeps."""
        return self is SourceKind.SCRUTINY


_VISITS = frozenset(
    {SourceKind.OFSTED, SourceKind.AUDIT, SourceKind.PEER_REVIEW, SourceKind.INDEPENDENT_REVIEW}
)  # fmt: skip
_KIND_WORDS = (
    (SourceKind.DIRECTION, r"\bdirections?\b"),
    (SourceKind.NOTICE, r"\bnotices?\b"),
    (SourceKind.PEER_REVIEW, r"\bpeer\b"),
    (SourceKind.SERIOUS_INCIDENT, r"\bserious\b|\bpractice review\b|\bincident"),
    (SourceKind.OFSTED, r"\bofsted\b|\binspection|\bsif\b|\bilacs\b|\bfocused visit\b"),
    (SourceKind.AUDIT, r"\baudit"),
    (SourceKind.SCRUTINY, r"\bscrutiny\b"),
    (SourceKind.LAW, r"\blaw\b|\blegislation\b|\bstatute\b|\bact\b"),
    (SourceKind.INDEPENDENT_REVIEW, r"\bindependent\b|\bexternal review\b"),
    (SourceKind.OWN_PLAN, r"\bown\b|\binternal\b"),
)


def read_source_kind(said: str) -> SourceKind | None:
    """The kind that a few words name ("Ofsted focused visit"); None where they name none that is known."""
    plain = said.casefold().replace("_", " ")
    return next((kind for kind, pattern in _KIND_WORDS if re.search(pattern, plain)), None)


class ItemKind(StrEnum):
    """What an entry of a source is."""

    REQUIREMENT = "requirement"
    CONDITION = "condition"
    RECOMMENDATION = "recommendation"
    FINDING = "finding"


@dataclass(frozen=True)
class Source:
    """An inspection, a notice, a review or the like. The visit and the report are kept apart, as words and as days.

    The words may be all that is known ("October 2020", "2012"); the days are the first of what the words cover.
    """

    id: int
    ref: str
    title: str
    kind: SourceKind
    legal_force: str = ""
    visited: str = ""
    visited_on: date | None = None
    reported: str = ""
    reported_on: date | None = None
    note: str = ""
    reply_by: date | None = None
    """The day by which its points are owed a reply, where somebody has said so."""


@dataclass(frozen=True)
class Declined:
    """That the chair declined it: which post did, on which day (the board's), and why."""

    post: str
    on: date
    why: str


@dataclass(frozen=True)
class SentReply:
    """What was replied to a point: the words, when and by which post they were sent, and where they are kept."""

    words: str
    sent_on: date
    post: str
    where: str = ""


@dataclass(frozen=True)
class Item:
    """What a source asks for or found.

    `group` is what stands together in the paper: findings and actions are set against the group, not against one of
    its requirements. `priority` is what somebody said of it, and is never worked out from its number or its place.
    """

    id: int
    source_id: int
    kind: ItemKind
    ref: str
    words: str
    group_id: int | None = None
    group: str = ""
    priority: str = ""
    added_on: date | None = None
    declined: Declined | None = None
    is_restricted: bool = False
    """Whether its words are held back, and so stand nowhere here, until those affected have seen them."""
    replies: tuple[SentReply, ...] = ()
    """What was replied to it, in the order in which it was written down: the last puts right those before it."""


@dataclass(frozen=True)
class Link:
    """An action that answers something: one item, a whole group, or (with neither) the source itself."""

    action_id: int
    source_id: int
    group_id: int | None = None
    item_id: int | None = None
    linked_at: datetime | None = field(default=None, compare=False)

    def is_for(self, item: Item) -> bool:
        """Whether the item is answered by it."""
        return self.item_id == item.id or (self.group_id is not None and self.group_id == item.group_id)


class State(Enum):
    """How far an item is answered; the value is how it is said."""

    NO_ACTION = "no action yet"
    OPEN = "open"
    DONE = "closed: complete"
    DECLINED = "declined"

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self in (State.DONE, State.DECLINED)


@dataclass(frozen=True)
class Covered:
    """An item with the actions that are linked to it, in plan order."""

    item: Item
    actions: tuple[Assessed, ...] = ()

    @property
    def state(self) -> State:
        """Declined, open while an action is, complete when all are, and otherwise without an action.

        An action that was closed without delivery answers nothing any more.
        """
        if self.item.declined:
            return State.DECLINED
        answering = [each for each in self.actions if each.action.lifecycle not in CLOSED_WITHOUT_DELIVERY]
        if not answering:
            return State.NO_ACTION
        return State.OPEN if any(each.action.is_live for each in answering) else State.DONE


@dataclass(frozen=True)
class Coverage:
    """Every source of a board with what it asks for, and the actions that answer."""

    sources: tuple[Source, ...]
    items: tuple[Item, ...]
    links: tuple[Link, ...]
    plan: Mapping[int, Assessed]
    same_work: Mapping[int, int]
    """Of an action that repeats another's work: that other's id. The two are one piece of work."""
    replaced: Mapping[int, int] = field(default_factory=dict)
    """Of an action that was merged into another, or whose place another took: that other, which answers for it."""

    def covered(self, item: Item) -> Covered:
        """An item with its actions, and with those that took the place of one."""
        return Covered(item, self._in_order(self._with_followers(self.linked_to(item))))

    def linked_to(self, item: Item) -> set[int]:
        """The actions that are linked to an item or its group, by their ids."""
        return {link.action_id for link in self.links if link.is_for(item)}

    def _with_followers(self, ids: Collection[int]) -> set[int]:
        found = set(ids)
        while more := {self.replaced[each] for each in found if each in self.replaced} - found:
            found |= more
        return found

    def of_source(self, source: Source) -> list[Covered]:
        """What a source asks for and found, in its own order."""
        return [self.covered(item) for item in self.items if item.source_id == source.id]

    def to_be_answered(self, source: Source | None = None) -> list[Covered]:
        """What waits for an action until one is linked or the chair declines it.

        A finding that stands beside a requirement is shown beside it; one that stands alone waits as they do.
        """
        groups = {item.group_id for item in self.items if item.kind is not ItemKind.FINDING and item.group_id}
        return [
            self.covered(item)
            for item in self.items
            if (source is None or item.source_id == source.id)
            and (item.kind is not ItemKind.FINDING or item.group_id not in groups)
        ]

    def beside(self, item: Item) -> list[Item]:
        """The findings that stand in the same group as a requirement."""
        return [
            each
            for each in self.items
            if each.kind is ItemKind.FINDING and item.group_id and each.group_id == item.group_id and each != item
        ]

    def actions_of(self, source: Source) -> tuple[Assessed, ...]:
        """Every action that answers something of a source, each once, in plan order."""
        own = {item.id for item in self.items if item.source_id == source.id}
        groups = {item.group_id for item in self.items if item.source_id == source.id and item.group_id}
        found = {each.action_id for each in self.links if each.item_id in own or each.group_id in groups}
        return self._in_order(self._with_followers(found | self._headline_ids(source)))

    def headline_of(self, source: Source) -> tuple[Assessed, ...]:
        """The actions that answer a source itself, and none of its entries."""
        answering = {each.action.id for covered in self.of_source(source) for each in covered.actions}
        return self._in_order(self._with_followers(self._headline_ids(source)) - answering)

    def _headline_ids(self, source: Source) -> set[int]:
        here = (each for each in self.links if each.source_id == source.id)
        return {each.action_id for each in here if each.item_id is None and each.group_id is None}

    def pieces(self, actions: Collection[Assessed]) -> int:
        """How many pieces of work these actions are: two that say they are the same work count once, and so does one
        that was merged into another, or whose place another took, beside that other.
        """
        ids = {each.action.id for each in actions}
        stand = [each for each in ids if self.replaced.get(each) not in ids]
        return len({self.same_work.get(each, each) for each in stand or ids})

    def find_source(self, source_id: int) -> Source | None:
        """The source with this id."""
        return next((each for each in self.sources if each.id == source_id), None)

    def find_item(self, item_id: int) -> Item | None:
        """The item with this id."""
        return next((each for each in self.items if each.id == item_id), None)

    def _in_order(self, ids: Collection[int]) -> tuple[Assessed, ...]:
        return tuple(sorted((self.plan[each] for each in ids if each in self.plan), key=lambda it: it.action.position))


WITHOUT_ACTION = 28
"""Days that a finding may be without an action before it is named (the field's rule on learning put into practice)."""


@dataclass(frozen=True)
class FromFindings:
    """How long it took from a finding being recorded to an action for it: days of each; and of those without, so far.

    What the chair declined, and what came without its day, is in neither.
    """

    took: tuple[int, ...]
    waiting: tuple[tuple[str, int], ...]

    @property
    def late(self) -> list[tuple[str, int]]:
        """Those that have been without an action for too long, the longest first."""
        return sorted((each for each in self.waiting if each[1] > WITHOUT_ACTION), key=lambda each: -each[1])

    @property
    def usual(self) -> int:
        """Within how many days half of them had one."""
        return median_low(self.took)


def from_findings(coverage: Coverage, today: date, day_of: Callable[[datetime], date]) -> FromFindings:
    """How quickly what was found became an action; `day_of` is the board's day of an instant."""
    took, waiting = [], []
    for item in coverage.items:
        if item.kind is not ItemKind.FINDING or item.declined or item.added_on is None:
            continue
        days = [day_of(each.linked_at) for each in coverage.links if each.is_for(item) and each.linked_at]
        if coverage.covered(item).state is State.NO_ACTION:
            waiting.append((item.ref, (today - item.added_on).days))
        elif days:
            took.append(max(0, (min(days) - item.added_on).days))
    return FromFindings(tuple(took), tuple(waiting))


REPLY_WITHIN = relativedelta(months=2)
"""How long after it came a scrutiny committee’s report is to be answered (Local Government Act 2000, section 9FE)."""


def without_reply(source: Source, items: Collection[Item]) -> list[Item]:
    """The points of a source, of all these items, that have no reply yet; none where its kind is owed none."""
    mine = (item for item in items if item.source_id == source.id)
    return [item for item in mine if source.kind.is_replied_to and not item.replies]


def states_in_words(covered: Sequence[Covered]) -> str:
    """How many are in each state: "2 with no action yet, 5 open, 1 closed: complete, 1 declined"."""
    number = {state: sum(each.state is state for each in covered) for state in State}
    said = [f"{number[State.NO_ACTION]} with no action yet"] if number[State.NO_ACTION] else []
    said += [f"{count} {state.value}" for state, count in number.items() if count and state is not State.NO_ACTION]
    return listed(said)


def kinds_in_words(items: Sequence[Item]) -> str:
    """How many there are of each kind: "10 requirements and 16 findings"."""
    number = {kind: sum(item.kind is kind for item in items) for kind in ItemKind}
    return listed([counted(count, kind.value) for kind, count in number.items() if count])


_SAME_WORK = re.compile(r"\bsame work as ([A-Za-z0-9][\w.\-/]*\w|\w)", re.IGNORECASE)


def same_work_named(words: str) -> str:
    """The reference that an action's own words say it is the same work as; empty where they say no such thing."""
    match = _SAME_WORK.search(words)
    return match[1] if match else ""
