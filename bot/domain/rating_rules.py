"""The rule table: each rule says in words why it fired, or None.

A rule's words are the part of a sentence that follows "Red because": what, which date, how far. Every rule
is this project's own, built on what councils publish; where a number came from somewhere, `Tolerances` says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.actions import CLOSED_WITHOUT_DELIVERY, Lifecycle
from bot.domain.dates import counted, day_in_words, days_in_words, listed
from bot.domain.rating_facts import Case, MilestoneFact, Rating

MANY_MOVES = 3
READINGS_RUNNING = 2

Words = Callable[[Case], str | None]


@dataclass(frozen=True)
class Rule:
    """A line of the table. `rating` None is "no colour"."""

    code: str
    rating: Rating | None
    words: Words
    after_delivery: bool = False
    """Checked once the action is delivered, too: the wait is then the Board's, not the officer's."""


# Step 1: what stops the rating


def _complete(case: Case) -> str | None:
    return "it is closed: complete" if case.facts.lifecycle is Lifecycle.CLOSED_COMPLETE else None


def _closed_without_delivery(case: Case) -> str | None:
    state = case.facts.lifecycle
    return f"it is {state.words}; counted as closed, not delivered" if state in CLOSED_WITHOUT_DELIVERY else None


def _held_by_decision(case: Case) -> str | None:
    facts = case.facts
    if facts.lifecycle is not Lifecycle.ON_HOLD or not facts.hold_decision:
        return None
    return f"it is on hold by decision {facts.hold_decision}"


def _on_hold(case: Case) -> str | None:
    held, review = _held_by_decision(case), case.facts.hold_review
    if held is None:
        return None
    if review is None:
        return f"{held}, with no review date"
    return f"{held} until its review on {_away(case, review)}" if review >= case.today else None


def _hold_review_passed(case: Case) -> str | None:
    held, review = _held_by_decision(case), case.facts.hold_review
    if held is None or review is None or review >= case.today:
        return None
    return f"{held} and its review date, {_day(case, review)}, has passed ({_ago(case, review)})"


def _draft(case: Case) -> str | None:
    return "it is a draft" if case.facts.lifecycle is Lifecycle.DRAFT else None


def _not_due_to_start(case: Case) -> str | None:
    start = case.facts.start
    if case.facts.lifecycle is not Lifecycle.NOT_STARTED or start is None or start <= case.today:
        return None
    return f"it is not due to start until {_away(case, start)}"


# Deadline and forecast: R1 and A14, R2 and A1, A3, A13, A9, R9 and A8


def _deadline_missed(case: Case) -> str | None:
    if case.deadline_late <= case.tolerances.deadline_passed:
        return None
    passed = f"{_deadline(case)}, has passed"
    # The forecast's own words follow these, and say how far.
    return passed if case.forecast_late else f"{passed} ({days_in_words(case.deadline_late)} ago)"


def _deadline_missed_within_tolerance(case: Case) -> str | None:
    late, tolerance = case.deadline_late, case.tolerances.deadline_passed
    if not 0 < late <= tolerance:
        return None
    how_far = f"{days_in_words(late)} ago, within the tolerance of {days_in_words(tolerance)}"
    return f"{_deadline(case)}, has passed ({how_far})"


def _forecast_far_after_deadline(case: Case) -> str | None:
    return _forecast_words(case) if case.forecast_late > case.tolerance else None


def _forecast_after_deadline(case: Case) -> str | None:
    return _forecast_words(case) if 0 < case.forecast_late <= case.tolerance else None


def _forecast_words(case: Case) -> str:
    words = f"the forecast is {_day(case, case.facts.forecast)}, {days_in_words(case.forecast_late)} after"
    return f"{words} the deadline" if case.deadline_late else f"{words} {_deadline(case)}"


def _due_soon_without_forecast(case: Case) -> str | None:
    left = _days_to(case, case.facts.deadline)
    if left is None or not 0 <= left <= case.tolerances.due_soon or case.facts.forecast is not None:
        return None
    when = "today" if left == 0 else f"in {days_in_words(left)}"
    return f"{_deadline(case)}, is {when} and there is no forecast"


def _forecast_passed(case: Case) -> str | None:
    forecast, deadline = case.facts.forecast, case.facts.deadline
    if forecast is None or deadline is None or not forecast < case.today <= deadline:
        return None
    return f"the forecast, {_day(case, forecast)}, has passed ({_ago(case, forecast)}) and it is not delivered"


def _moved_far_or_often(case: Case) -> str | None:
    facts = case.facts
    parts = []
    if facts.moved_by > case.tolerances.long_slip:
        first_agreed = f"later than first agreed, {_day(case, facts.baseline)}"
        parts.append(f"{_deadline(case)}, is {days_in_words(facts.moved_by)} {first_agreed}")
    if facts.rebaselines >= MANY_MOVES:
        now = f" (it is now {_day(case, facts.deadline)})" if facts.deadline and not parts else ""
        parts.append(f"the deadline has been moved {facts.rebaselines} times{now}")
    return listed(parts) or None


def _long_without_deadline(case: Case) -> str | None:
    age = case.days_since(case.facts.approved_on)
    if case.facts.deadline is not None or age is None or age <= case.tolerances.no_deadline:
        return None
    return _no_deadline_words(case)


def _without_deadline(case: Case) -> str | None:
    age = case.days_since(case.facts.approved_on)
    if case.facts.deadline is not None or (age is not None and age > case.tolerances.no_deadline):
        return None
    return _no_deadline_words(case)


def _no_deadline_words(case: Case) -> str:
    approved = case.facts.approved_on
    if approved is None:
        return "there is no deadline, and no approval date to count from"
    return f"there is no deadline; it was approved on {_day(case, approved)}, {_ago(case, approved)}"


# Milestones: R3, R4, A2. Each late milestone fires one of the three, so that none is counted twice.


def _is_critically_late(case: Case, milestone: MilestoneFact) -> bool:
    return milestone.critical and case.milestone_late(milestone) > case.tolerances.critical_milestone


def _critical_milestones_late(case: Case) -> str | None:
    return _late_words(case, (m for m in case.facts.milestones if _is_critically_late(case, m)))


def _milestones_far_late(case: Case) -> str | None:
    others = (m for m in case.facts.milestones if not _is_critically_late(case, m))
    return _late_words(case, (m for m in others if case.milestone_late(m) > case.tolerance))


def _milestones_late(case: Case) -> str | None:
    others = (m for m in case.facts.milestones if not _is_critically_late(case, m))
    return _late_words(case, (m for m in others if 0 < case.milestone_late(m) <= case.tolerance))


def _late_words(case: Case, late: Iterable[MilestoneFact]) -> str | None:
    return listed([_late_milestone(case, milestone) for milestone in late]) or None


def _late_milestone(case: Case, milestone: MilestoneFact) -> str:
    kind = "critical milestone" if milestone.critical else "milestone"
    what = f"the {kind} “{milestone.name}”" if milestone.name else f"a {kind}"
    how_far = days_in_words(case.milestone_late(milestone))
    return f"{what}, due {_day(case, milestone.due)}, is {how_far} late"


# Start: R5 and A4


def _start_far_late(case: Case) -> str | None:
    return _start_words(case) if case.start_late > case.tolerance else None


def _start_late(case: Case) -> str | None:
    return _start_words(case) if 0 < case.start_late <= case.tolerance else None


def _start_words(case: Case) -> str:
    start = case.facts.start
    return f"it has not started and was due to start on {_day(case, start)}, {_ago(case, start)}"


# Statements: R6 and A5


def _statement_very_stale(case: Case) -> str | None:
    return _statement_words(case) if case.statement_age > case.tolerances.statement_very_stale else None


def _statement_stale(case: Case) -> str | None:
    settings = case.tolerances
    is_stale = settings.statement_stale < case.statement_age <= settings.statement_very_stale
    return _statement_words(case) if is_stale else None


def _statement_words(case: Case) -> str:
    last, approved = case.facts.last_statement, case.facts.approved_on
    if last is None:
        return f"there has been no statement since approval on {_day(case, approved)}, {_ago(case, approved)}"
    return f"the last statement, {_day(case, last)}, is {days_in_words(case.statement_age)} old"


# Accountable officer: R7 and A6, A6b


def _vacancy(case: Case) -> int | None:
    """Days with nobody accountable; from approval where no date was recorded, None where somebody is."""
    if case.facts.has_accountable_officer:
        return None
    return max(0, case.days_since(case.facts.vacant_since or case.facts.approved_on) or 0)


def _long_vacant(case: Case) -> str | None:
    vacancy = _vacancy(case)
    return _vacant_words(case) if vacancy is not None and vacancy > case.tolerances.vacancy else None


def _vacant(case: Case) -> str | None:
    vacancy = _vacancy(case)
    return _vacant_words(case) if vacancy is not None and vacancy <= case.tolerances.vacancy else None


def _vacant_words(case: Case) -> str:
    facts, vacancy = case.facts, _vacancy(case)
    if facts.vacant_since is not None:
        since = f"since {_day(case, facts.vacant_since)}"
    elif facts.approved_on is not None:
        since = f"since approval on {_day(case, facts.approved_on)}"
    else:
        return "there is no accountable officer, and no date to count from"
    return f"there has been no accountable officer {since}, {days_in_words(vacancy) if vacancy else 'which is today'}"


def _away_without_delegate(case: Case) -> str | None:
    """The reason stands in channels, packs and reports, so it does not say of anybody that they are away."""
    facts = case.facts
    is_away = facts.has_accountable_officer and facts.away_without_delegate
    return "nobody is there to answer for it just now" if is_away else None


# Main measure: R8 and A7


def _reds_running(case: Case) -> int:
    """How many of the latest readings were Red, one after another."""
    readings = [rating for rating in case.facts.measure_history if rating is not Rating.GREY]
    reds = 0
    while reds < len(readings) and readings[-1 - reds] is Rating.RED:
        reds += 1
    return reds


def _measure_stays_red(case: Case) -> str | None:
    reds = _reds_running(case)
    if reds < READINGS_RUNNING or case.facts.measure_improving:
        return None
    return f"the main measure has been Red for {counted(reds, 'reading')} running and is not improving"


def _measure_off_target(case: Case) -> str | None:
    readings = [rating for rating in case.facts.measure_history if rating is not Rating.GREY]
    if readings[-1:] == [Rating.AMBER]:
        return "the main measure is Amber in its latest reading"
    reds = _reds_running(case)
    if reds == 0 or _measure_stays_red(case):
        return None
    improving = ", but improving" if case.facts.measure_improving else ""
    return f"the main measure has been Red for {counted(reds, 'reading')}{improving}"


# Help: R10 and A12


def _help_late(case: Case) -> str | None:
    needed = case.facts.help_needed_by
    if needed is None or needed >= case.today:
        return None
    return f"help was asked for and was needed by {_day(case, needed)}, {_ago(case, needed)}"


def _help_asked(case: Case) -> str | None:
    needed = case.facts.help_needed_by
    if needed is None or needed < case.today:
        return None
    return f"help has been asked for and is needed by {_away(case, needed)}"


# Delivered: A11


def _delivered_and_waiting(case: Case) -> str | None:
    delivered, waited = case.facts.delivered_on, case.days_since(case.facts.delivered_on)
    if case.facts.lifecycle is not Lifecycle.DELIVERED or waited is None or waited <= case.tolerances.cycle:
        return None
    return f"it was delivered on {_day(case, delivered)}, {_ago(case, delivered)}, and is still not signed off"


# Step 4: otherwise


def _never_reported(case: Case) -> str | None:
    if case.facts.last_statement is not None:
        return None
    approved = case.facts.approved_on
    since = f" (approved on {_day(case, approved)}, {_ago(case, approved)})" if approved else ""
    return f"there has been no statement yet{since}"


def _nothing_to_rate_against(case: Case) -> str | None:
    has_something = case.facts.milestones or case.facts.has_success_measure
    return None if has_something else "there is no milestone and no success measure to rate it against"


def green_words(case: Case) -> str:
    """Say what Green rests on: the dates ahead, or the delivery, and the statement."""
    facts = case.facts
    statement = f"the last statement, {_day(case, facts.last_statement)}, is {_old(case, facts.last_statement)}"
    if facts.lifecycle is Lifecycle.DELIVERED:
        when = f" on {_day(case, facts.delivered_on)}, {_ago(case, facts.delivered_on)}" if facts.delivered_on else ""
        return f"it was delivered{when}, and {statement}"
    deadline = f"the deadline is {_away(case, facts.deadline)}"
    forecast = f"the forecast is {_day(case, facts.forecast)}" if facts.forecast else ""
    return listed([part for part in (deadline, forecast, "nothing is late", statement) if part])


# The table, in the order in which rules are listed


STOPS = (
    Rule("S1", Rating.BLUE, _complete),
    Rule("S2", None, _closed_without_delivery),
    Rule("S3", Rating.GREY, _on_hold),
    Rule("S3b", Rating.AMBER, _hold_review_passed),
    Rule("S4", Rating.GREY, _draft),
    Rule("S5", Rating.GREY, _not_due_to_start),
)
LIVE = (
    Rule("R1", Rating.RED, _deadline_missed),
    Rule("R2", Rating.RED, _forecast_far_after_deadline),
    Rule("R3", Rating.RED, _critical_milestones_late),
    Rule("R4", Rating.RED, _milestones_far_late),
    Rule("R5", Rating.RED, _start_far_late),
    Rule("R6", Rating.RED, _statement_very_stale),
    Rule("R7", Rating.RED, _long_vacant, after_delivery=True),
    Rule("R8", Rating.RED, _measure_stays_red, after_delivery=True),
    Rule("R9", Rating.RED, _long_without_deadline),
    Rule("R10", Rating.RED, _help_late, after_delivery=True),
    Rule("A1", Rating.AMBER, _forecast_after_deadline),
    Rule("A2", Rating.AMBER, _milestones_late),
    Rule("A3", Rating.AMBER, _due_soon_without_forecast),
    Rule("A4", Rating.AMBER, _start_late),
    Rule("A5", Rating.AMBER, _statement_stale),
    Rule("A6", Rating.AMBER, _vacant, after_delivery=True),
    Rule("A6b", Rating.AMBER, _away_without_delegate, after_delivery=True),
    Rule("A7", Rating.AMBER, _measure_off_target, after_delivery=True),
    Rule("A8", Rating.AMBER, _without_deadline),
    Rule("A9", Rating.AMBER, _moved_far_or_often, after_delivery=True),
    # There is no A10: time gone against milestones done wrongly marked the plans that have all their
    # milestones at the end, so it became the note I1.
    Rule("A11", Rating.AMBER, _delivered_and_waiting, after_delivery=True),
    Rule("A12", Rating.AMBER, _help_asked, after_delivery=True),
    Rule("A13", Rating.AMBER, _forecast_passed),
    Rule("A14", Rating.AMBER, _deadline_missed_within_tolerance),
)
UNRATED = (
    Rule("N1", Rating.GREY, _never_reported),
    Rule("N2", Rating.GREY, _nothing_to_rate_against),
)
GREEN = Rule("G", Rating.GREEN, green_words)
NOBODY_CAN_SAY = frozenset({"R6", "R7", "R9"})
"""Red for want of knowledge: no statement, nobody accountable or no deadline; nothing is known to be late."""


# Dates and distances, said from the case's today


def _deadline(case: Case) -> str:
    return f"the deadline, {_day(case, case.facts.deadline)}"


def _day(case: Case, day: date | None) -> str:
    return "no date" if day is None else day_in_words(day, case.today)


def _days_to(case: Case, day: date | None) -> int | None:
    return None if day is None else (day - case.today).days


def _ago(case: Case, day: date | None) -> str:
    days = case.days_since(day) or 0
    if days == 0:
        return "today"
    return f"{days_in_words(days)} ago" if days > 0 else f"in {days_in_words(-days)}"


def _old(case: Case, day: date | None) -> str:
    days = case.days_since(day) or 0
    if days == 0:
        return "from today"
    return f"{days_in_words(days)} old" if days > 0 else "dated after today"


def _away(case: Case, day: date | None) -> str:
    """Return "22 June, in 14 days", or "8 June, today"."""
    left = _days_to(case, day) or 0
    return f"{_day(case, day)}, {'today' if left == 0 else 'in ' + days_in_words(left)}"
