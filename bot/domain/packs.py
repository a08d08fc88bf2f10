"""A pack: how each action of a meeting stood when the pack was fixed, and what the chair looks at first.

It can be made again as it was: what a later day would change is kept with it, and what the officer wrote is in a
statement, which is never edited.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import Enum, IntEnum, StrEnum
from typing import Any

from bot.domain.actions import Lifecycle
from bot.domain.asking import StatementState
from bot.domain.dates import day_in_words, days_in_words
from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import MilestoneFact, Rating, RatingFacts
from bot.domain.ratings import needs_reason
from bot.domain.tallies import is_overdue


class Look(IntEnum):
    """Why the chair looks at an action first, in the order of the cycle's rules (T−2)."""

    NO_STATEMENT = 1
    DISAGREEMENT = 2
    """The officer's rating is better than the rules suggest."""
    RED = 3
    NEW_DATE_ASKED = 4
    NEW_DATE_NEEDED = 5
    """Nobody has asked for one yet, and the forecast is after the deadline."""
    LONG_SLIP = 6
    """Far later than first agreed, or moved three times."""
    WATCHED = 7
    DATA_BLAMED = 8
    """Poor data was said to be the cause for several cycles running: there may be more behind it."""


_LONG_SLIP_RULE = "A9"


class Order(StrEnum):
    """The order in which a pack and a run sheet list the actions. Officers keep the times that they were told."""

    LOOK_FIRST = ""
    TIMES = "times"
    PLAN = "plan"
    PRIORITY = "priority"


@dataclass(frozen=True)
class PackItem:
    """One action as it stood. It has no words of the officer's: they are in the statement with this id.

    `slot` is its place on the agenda and `position` its place in the plan, both from 0. `is_missing` says that a
    statement was asked for and had not come; `why_missing` is what was known of that, never about a person.
    """

    action_id: int
    ref: str
    title: str
    priority: str
    position: int
    slot: int
    post: str
    lifecycle: Lifecycle
    suggested: Rating | None
    suggestion: str
    rules: tuple[str, ...]
    self_assessed: Rating | None
    reason_given: bool
    is_missing: bool
    why_missing: str
    statement_id: int | None
    statement_on: date | None
    confirmed: Rating | None
    confirmed_on: date | None
    baseline: date | None
    deadline: date | None
    forecast: date | None
    moves: int
    new_date: date | None
    """The date that a request asks for, which the chair has not decided on."""
    is_watched: bool
    in_short: tuple[str, ...]
    """What is late or slipping, in a few words each."""
    fresh_look_on: date | None = None
    """The day on which a new holder gave the forecast with a fresh look; None for any other forecast."""
    plan_of: str = ""
    """The board whose plan it is of, where it is only reported to the one whose pack this is."""
    acting: str = ""
    """Who acts for its accountable officer, for whom and until when; empty where nobody does."""
    confirmed_ref: str = ""
    """The reference of the decision by which a rating was last confirmed."""
    is_data_blamed: bool = False
    """Whether its officer gave "data" as the cause for three cycles running."""
    is_urgent: bool = False
    state: StatementState | None = None
    """What had become of the statement for the meeting; None in a pack that was fixed before this was kept."""
    not_due: str = ""
    """How often it reports and when next, where the meeting let it off; the release before reads it as excused."""

    @property
    def looks(self) -> tuple[Look, ...]:
        """Every reason to look at it first, the first of them first; none for an action that is closed."""
        return tuple(look for look, applies in self._reasons() if applies)

    def _reasons(self) -> list[tuple[Look, bool]]:
        is_live = not self.lifecycle.is_closed
        late = bool(self.deadline and self.forecast and self.forecast > self.deadline)
        delivered = self.lifecycle is Lifecycle.DELIVERED
        return [
            (Look.NO_STATEMENT, is_live and self.is_missing),
            (Look.DISAGREEMENT, is_live and self.disagrees),
            (Look.RED, is_live and Rating.RED in (self.suggested, self.self_assessed)),
            (Look.NEW_DATE_ASKED, is_live and self.new_date is not None),
            (Look.NEW_DATE_NEEDED, is_live and late and not delivered),
            (Look.LONG_SLIP, is_live and _LONG_SLIP_RULE in self.rules),
            (Look.WATCHED, is_live and self.is_watched),
            (Look.DATA_BLAMED, is_live and self.is_data_blamed),
        ]

    @property
    def disagrees(self) -> bool:
        """Whether the officer's rating is better than the rules suggest."""
        return self.self_assessed is not None and needs_reason(self.self_assessed, self.suggested)


@dataclass(frozen=True)
class Pack:
    """What the chair is given for a meeting. `at` is when it was fixed (UTC); items are in agenda order.

    `held_at` is when the meeting was to begin; `measures` are their names with what was said of each, and `roster` is
    what was wrong with the people. They are None in a pack that was fixed before these were kept.
    """

    id: int
    meeting_id: int
    at: datetime
    order: Order
    items: tuple[PackItem, ...]
    held_at: datetime | None = None
    measures: tuple[tuple[str, str], ...] | None = None
    roster: tuple[str, ...] | None = None
    left_out: int = 0
    """How many of its actions are restricted, and not among `items` for this reader."""

    @property
    def ordered(self) -> tuple[PackItem, ...]:
        """The items in the order that the chair chose, or in the usual one."""
        return in_order(self.items, self.order)

    @property
    def first(self) -> tuple[PackItem, ...]:
        """Those to look at first, in that order."""
        return tuple(item for item in self.ordered if item.looks)


def in_order(items: Sequence[PackItem], order: Order) -> tuple[PackItem, ...]:
    """The items in an order. The usual one has no statement, disagreement, Red, date requests, watch list, the rest;
    among equals, what is urgent."""
    keys = {
        Order.LOOK_FIRST: lambda item: (min(item.looks, default=len(Look) + 1), not item.is_urgent, item.slot),
        Order.TIMES: lambda item: item.slot,
        Order.PLAN: lambda item: item.position,
        Order.PRIORITY: lambda item: (
            item.priority,
            min(item.looks, default=len(Look) + 1),
            not item.is_urgent,
            item.position,
        ),
    }
    return tuple(sorted(items, key=keys[order]))


def pack_item(
    each: Assessed,
    slot: int,
    *,
    why_missing: str | None,
    new_date: date | None,
    is_watched: bool,
    plan_of: str = "",
    is_data_blamed: bool = False,
    state: StatementState | None = None,
) -> PackItem:
    """How an action stands now, for a pack. `why_missing` is None where no statement is owed, or it is in; `plan_of`
    is the board whose plan it is of, where that is another; `state` is of the statement for its meeting.
    """
    action, last, confirmed = each.action, each.action.statement, each.action.confirmed
    return PackItem(
        action_id=action.id,
        ref=action.ref,
        title=action.title,
        priority=action.priority,
        position=action.position,
        slot=slot,
        post=action.post,
        lifecycle=action.lifecycle,
        suggested=each.suggestion.rating,
        suggestion=each.suggestion.words,
        rules=each.suggestion.codes,
        self_assessed=last.rating if last else None,
        reason_given=bool(last and last.reason),
        is_missing=why_missing is not None,
        why_missing=why_missing or "",
        statement_id=last.id if last else None,
        statement_on=last.day if last else None,
        confirmed=confirmed.rating if confirmed else None,
        confirmed_on=confirmed.day if confirmed else None,
        baseline=action.baseline,
        deadline=action.deadline,
        forecast=action.forecast,
        moves=action.moves,
        new_date=new_date,
        is_watched=is_watched,
        is_urgent=action.is_urgent,
        in_short=tuple(_in_short(each)),
        acting=action.acting_words(each.today),
        fresh_look_on=action.fresh_look_on if action.has_fresh_look else None,
        plan_of=plan_of,
        confirmed_ref=confirmed.decision_ref if confirmed else "",
        is_data_blamed=is_data_blamed,
        state=state,
        not_due=(each.action.spacing.next_words(each.today) or BETWEEN) if state is StatementState.NOT_DUE else "",
    )


BETWEEN = "the meeting comes between two of its reports"


def _in_short(each: Assessed) -> list[str]:
    action, today = each.action, each.today
    if not action.is_live:
        return []
    told = []
    if is_overdue(each) and action.deadline:
        told.append(f"deadline passed {days_in_words((today - action.deadline).days)} ago")
    if action.deadline and action.forecast and action.forecast > action.deadline:
        told.append(f"forecast is {days_in_words((action.forecast - action.deadline).days)} after the deadline")
    told += _late_milestones(action, today)
    if (slip := action.facts(today).moved_by) > 0:
        told.append(f"{days_in_words(slip)} later than first agreed")
    if action.deadline is None:
        told.append("no deadline yet")
    if not action.holder_account:
        told.append("the post is vacant")
    return told


def _late_milestones(action: Action, today: date) -> list[str]:
    late = [step for step in action.milestones if step.due and step.due < today and not step.done_on]
    if not late:
        return []
    days = days_in_words(max((today - step.due).days for step in late if step.due))
    if len(late) == 1:
        return [f"“{late[0].title}” is {days} late"]
    return [f"{len(late)} milestones are late, by up to {days}"]


def last_known(item: PackItem, today: date) -> str:
    """What is known where no statement came: "last known Green, 25 May; the rules suggest Amber"."""
    said = item.self_assessed.word if item.self_assessed else "nothing"
    when = f", {day_in_words(item.statement_on, today)}" if item.statement_on else ""
    suggested = f"; the rules suggest {item.suggested.word}" if item.suggested else ""
    return f"last known {said}{when}{suggested}"


def kept(item: PackItem) -> dict[str, Any]:
    """An item as it is stored: plain values, days as ISO dates. What rows of their own keep is left out."""
    plain = {name: _plain(value) for name, value in asdict(item).items() if name not in _IN_ROWS}
    return plain | {"state": StatementState.EXCUSED.value} if item.not_due else plain


def item_kept(facts: Mapping[str, Any], *, statement_id: int | None, is_missing: bool) -> PackItem:
    """The item that `kept` wrote down; what a newer release kept beside it, and this one does not know, is left out."""
    known = {each.name for each in fields(PackItem)}
    read = {name: _READ.get(name, _as_it_is)(value) for name, value in facts.items() if name in known}
    if read.get("not_due"):
        read["state"] = StatementState.NOT_DUE
    return PackItem(**read, statement_id=statement_id, is_missing=is_missing)


_IN_ROWS = frozenset({"statement_id", "is_missing"})


def facts_kept(facts: RatingFacts) -> dict[str, Any]:
    """What the rules looked at, as it is stored beside what they suggested."""
    return {each.name: _plain(getattr(facts, each.name)) for each in fields(facts)}


def facts_read(stored: Mapping[str, Any]) -> RatingFacts:
    """The facts that `facts_kept` wrote down: the same rules suggest the same from them."""
    steps = tuple(
        MilestoneFact(_day(step["due"]) or date.min, _day(step["done_on"]), step["critical"], step["name"])
        for step in stored["milestones"]
    )
    read: dict[str, Any] = {name: _day(stored[name]) for name in _FACT_DAYS}
    known = {each.name for each in fields(RatingFacts)} - {*_FACT_DAYS, "milestones"}
    read |= {name: value for name, value in stored.items() if name in known}
    read |= {
        "lifecycle": Lifecycle(stored["lifecycle"]),
        "measure_history": tuple(Rating.named(word) for word in stored["measure_history"]),
    }
    return RatingFacts(**read, milestones=steps)


def _plain(value: Any) -> Any:
    if isinstance(value, Rating):
        return value.word
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, MilestoneFact):
        return {name: _plain(part) for name, part in asdict(value).items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _as_it_is(value: Any) -> Any:
    return value


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _rating(word: str | None) -> Rating | None:
    return Rating.named(word) if word else None


def _state(word: str | None) -> StatementState | None:
    """None too for a word that only a later release knows."""
    return next((state for state in StatementState if state.value == word), None)


_FACT_DAYS = (
    "approved_on", "start", "baseline", "deadline", "forecast", "last_statement", "vacant_since", "help_needed_by",
    "delivered_on", "hold_review",
)  # fmt: skip
_READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("suggested", "self_assessed", "confirmed"), _rating),
    **dict.fromkeys(
        ("statement_on", "confirmed_on", "baseline", "deadline", "forecast", "new_date", "fresh_look_on"), _day
    ),
    **dict.fromkeys(("rules", "in_short"), tuple),
    "lifecycle": Lifecycle,
    "state": _state,
}
