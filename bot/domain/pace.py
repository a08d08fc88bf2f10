"""Pace: which actions moved since the Board last met, and what became of each date that was due, month by month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from bot.domain.actions import CLOSED_WITHOUT_DELIVERY, Lifecycle
from bot.domain.plans import Assessed

RULE = (
    "An action has moved since the last Board if, since then, a milestone was done, a statement came in, its confirmed "
    "rating changed, evidence of it was accepted, or it was delivered or closed. Nothing else counts: not a new date, "
    "not an edit, not a reminder."
)
"""What “moved” means, wherever it is said."""

_STILL_WHY = {
    Lifecycle.DRAFT: "a draft",
    Lifecycle.ON_HOLD: "on hold",
    Lifecycle.DELIVERED: "delivered, for the Board to accept",
}


@dataclass(frozen=True)
class Pace:
    """The pace of one priority: of its actions that are live, or were closed since, which moved and which did not.

    `still` are those without movement, by reference, each with why none was to be expected (empty for no such reason).
    """

    priority: str
    moved: Sequence[str]
    still: Sequence[tuple[str, str]]


def paces(plan: Sequence[Assessed], moved: Collection[int]) -> list[Pace]:
    """The pace of each priority, in plan order; `moved` are the ids of the actions that moved."""
    counted = [each for each in plan if each.action.is_live or each.action.id in moved]
    order = list(dict.fromkeys(each.action.priority for each in plan))
    found = []
    for priority in order:
        mine = [each for each in counted if each.action.priority == priority]
        went = [each.action.ref for each in mine if each.action.id in moved]
        stood = [(each.action.ref, _why_still(each)) for each in mine if each.action.id not in moved]
        if mine:
            found.append(Pace(priority, went, stood))
    return found


def _why_still(each: Assessed) -> str:
    action = each.action
    is_to_come = action.lifecycle is Lifecycle.NOT_STARTED and action.start is not None and action.start > each.today
    return "not due to start" if is_to_come else _STILL_WHY.get(action.lifecycle, "")


class Became(StrEnum):
    """What became of a date by which an action was due. Each date is exactly one of these."""

    ON_TIME = "done on time"
    LATE = "done late"
    REDATED = "re-dated"
    NOT_DONE = "not done"
    ENDED = "ended without delivery"
    TO_COME = "still to come"


@dataclass(frozen=True)
class Dated:
    """An action's dates: `moved_from` are the deadlines that it was moved from with approval, oldest first.

    `done_on` is the day on which it was delivered; where that is not known, on which it was closed as complete.
    """

    ref: str
    moved_from: Sequence[date]
    deadline: date | None
    done_on: date | None
    lifecycle: Lifecycle


@dataclass(frozen=True)
class Month:
    """A month, as its first day, with the references of the actions that were due in it by what became of them."""

    first: date
    became: dict[Became, list[str]]

    @property
    def due(self) -> int:
        """How many dates fell in it: the sum of all the others."""
        return sum(len(refs) for refs in self.became.values())

    def count(self, became: Became) -> int:
        """How many of them became that."""
        return len(self.became.get(became, ()))


def by_month(plan: Sequence[Dated], today: date) -> list[Month]:
    """Every month in which something was due, the earliest first.

    A deadline that was moved counts as due and re-dated in the month that it was moved from, and the new one in its
    own: nothing that was promised for a month disappears from it.
    """
    dates = sorted((pair for each in plan for pair in _dates_of(each, today)), key=lambda pair: (pair[0], pair[1]))
    months = []
    for first, found in groupby(dates, key=lambda pair: pair[0].replace(day=1)):
        became: dict[Became, list[str]] = {}
        for _, ref, what in found:
            became.setdefault(what, []).append(ref)
        months.append(Month(first, became))
    return months


def _dates_of(each: Dated, today: date) -> list[tuple[date, str, Became]]:
    moved = [(day, each.ref, Became.REDATED) for day in each.moved_from]
    return [*moved, (each.deadline, each.ref, _became(each, each.deadline, today))] if each.deadline else moved


def _became(each: Dated, deadline: date, today: date) -> Became:
    if each.lifecycle in CLOSED_WITHOUT_DELIVERY:
        return Became.ENDED
    if each.done_on is not None and each.lifecycle in (Lifecycle.DELIVERED, Lifecycle.CLOSED_COMPLETE):
        return Became.ON_TIME if each.done_on <= deadline else Became.LATE
    return Became.TO_COME if today <= deadline else Became.NOT_DONE
