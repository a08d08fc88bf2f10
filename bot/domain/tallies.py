"""Counts of a plan that always add up: nothing is dropped from the total, whatever its state."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.actions import Lifecycle
from bot.domain.asking import StatementState
from bot.domain.new_dates import slip_note
from bot.domain.plans import Assessed
from bot.domain.rating_facts import Rating
from bot.domain.ratings import How
from bot.domain.typed_dates import Span


@dataclass(frozen=True)
class Tally:
    """Counts of a plan on a day.

    `live + complete + closed_not_delivered == total`, and `red + amber + green + blue + not_rated == live`; the
    ratings are those shown. Actions on hold are live and have their rating; `on_hold` says how many they are. `blue`
    are live actions that their officer calls complete and the chair has not closed. The rest count live actions.
    """

    total: int
    live: int
    complete: int
    closed_not_delivered: int
    on_hold: int
    red: int
    amber: int
    green: int
    blue: int
    not_rated: int
    not_confirmed: int
    redated: int
    reopened: int
    """Live actions that were closed once and opened again."""
    never_a_statement: int
    no_statement_this_cycle: int
    not_asked_yet: int
    """Live actions without a statement this cycle of which none has been asked for, so that nobody owes one."""
    overdue: int
    help_needed: int
    better_than_suggested: int
    more_careful_than_suggested: int
    statements: tuple[tuple[StatementState, int], ...] = ()
    """How many live actions are in each state of the statement that was last asked for; none for those not asked."""
    red_for_want_of_knowledge: int = 0
    """How many of the Red are so because nobody can say, and not because anything is known to be late."""


@dataclass(frozen=True)
class Due:
    """Something that is due: a deadline, or a milestone by its title."""

    ref: str
    what: str
    day: date


def tally(plan: Sequence[Assessed]) -> Tally:
    """Count a plan."""
    live = [each for each in plan if each.action.is_live]
    complete = sum(each.action.lifecycle is Lifecycle.CLOSED_COMPLETE for each in plan)
    ratings = Counter(each.shown.rating or Rating.GREY for each in live)
    return Tally(
        total=len(plan),
        live=len(live),
        complete=complete,
        closed_not_delivered=len(plan) - len(live) - complete,
        on_hold=sum(each.action.lifecycle is Lifecycle.ON_HOLD for each in live),
        red=ratings[Rating.RED],
        amber=ratings[Rating.AMBER],
        green=ratings[Rating.GREEN],
        blue=ratings[Rating.BLUE],
        not_rated=ratings[Rating.GREY],
        not_confirmed=sum(not each.is_confirmed_this_cycle for each in live),
        redated=sum(is_redated(each) for each in live),
        reopened=sum(each.action.reopened > 0 for each in live),
        never_a_statement=sum(each.action.statement is None for each in live),
        no_statement_this_cycle=sum(each.lacks_statement for each in live),
        not_asked_yet=sum(is_not_asked_yet(each) for each in live),
        overdue=sum(is_overdue(each) for each in live),
        help_needed=sum(bool(each.action.help) for each in live),
        better_than_suggested=sum(each.is_rated_better_than_suggested for each in live),
        more_careful_than_suggested=sum(is_more_careful(each) for each in live),
        statements=_states(live),
        red_for_want_of_knowledge=sum(is_red_for_want_of_knowledge(each) for each in live),
    )


def is_not_asked_yet(each: Assessed) -> bool:
    """Whether its statement is still to be asked for: not where the meeting that asks now lets it off."""
    return not (each.has_statement_this_cycle or each.is_asked_this_cycle or each.is_not_due)


def _states(live: Sequence[Assessed]) -> tuple[tuple[StatementState, int], ...]:
    counts = Counter(each.statement_state for each in live if each.asked is not None)
    return tuple((state, counts[state]) for state in StatementState if counts[state])


def urgent_first(plan: Iterable[Assessed]) -> list[Assessed]:
    """The same actions, the urgent ones first; among themselves they stay as they were."""
    return sorted(plan, key=lambda each: not each.action.is_urgent)


def is_red_for_want_of_knowledge(each: Assessed) -> bool:
    """Whether Red is shown because nobody can say: the rules' own Red, where no officer or chair has said Red."""
    of_the_rules = each.shown.how in (How.SUGGESTED, How.NOT_UPDATED)
    return each.shown.rating is Rating.RED and of_the_rules and each.suggestion.nobody_can_say


def is_overdue(each: Assessed) -> bool:
    """Whether the deadline has passed and the work is not delivered."""
    return each.action.is_overdue(each.today)


def is_redated(each: Assessed) -> bool:
    """Whether the deadline has been moved: that takes the chair's approval, so it is "re-dated with approval"."""
    return each.action.moves > 0


def is_more_careful(each: Assessed) -> bool:
    """Whether the officer's rating is worse than the rules suggest; that is fine, and worth thanks."""
    said, suggested = each.self_assessed, each.suggestion.rating
    return said is not None and suggested is not None and said.is_worse_than(suggested)


def is_unproved(each: Assessed) -> bool:
    """Whether a Green or Blue is shown with neither evidence nor a measure: "no evidence yet"."""
    statement = each.action.statement
    has_evidence = statement is not None and statement.has_evidence
    return each.shown.rating in (Rating.GREEN, Rating.BLUE) and not has_evidence and not each.action.measure_history


def passed_since_confirmed(each: Assessed) -> date | None:
    """The deadline, where it has passed since the chair confirmed the rating that is shown."""
    action = each.action
    if not each.is_confirmed_this_cycle or action.confirmed is None or action.deadline is None:
        return None
    return action.deadline if action.deadline >= action.confirmed.day and is_overdue(each) else None


def due_within(plan: Sequence[Assessed], days: int) -> list[Due]:
    """The deadlines and milestones of live actions, not delivered, that are due within `days` of today, soonest first.

    A deadline and milestones on its own day are one thing that is due: the deadline is named.
    """
    return [] if not plan else due_in(plan, Span(plan[0].today, plan[0].today + timedelta(days=days)))


def due_in(plan: Sequence[Assessed], span: Span) -> list[Due]:
    """The same for any stretch of days, also one that is past."""
    return sorted((due for each in plan for due in _due_of(each, span)), key=lambda due: due.day)


def _due_of(each: Assessed, span: Span) -> list[Due]:
    action = each.action
    if not action.is_live or action.lifecycle in (Lifecycle.DELIVERED, Lifecycle.DRAFT):
        return []
    found = [
        Due(action.ref, step.title, step.due)
        for step in action.milestones
        if step.due and step.done_on is None and span.holds(step.due) and step.due != action.deadline
    ]
    if action.deadline and span.holds(action.deadline):
        slip = slip_note(action.baseline, action.deadline, action.moves)
        found.append(Due(action.ref, f"deadline ({slip})" if slip else "deadline", action.deadline))
    return found
