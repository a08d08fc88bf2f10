"""A small plan for the examples of what can be said: made up, and nobody's."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.domain.actions import Lifecycle
from bot.domain.asking import Asked, Asking
from bot.domain.plans import Action, Assessed, Confirmed, Cycle, Help, LastStatement, Milestone, assess
from bot.domain.rating_facts import Rating, Tolerances

TODAY = date(2021, 6, 8)
CYCLE = Cycle(date(2021, 5, 18), 28)

_PRACTICE = Action(
    id=6,
    board_id=1,
    ref="BCP-06",
    title="Put an audit programme in place",
    words="Put a quality assurance and audit programme in place, and test its findings with an outside auditor.",
    priority="2 Quality of practice and assurance",
    position=6,
    post_id=2,
    post="Service Director, Quality and Assurance",
    holder="Jo Marsh",
    holder_account="U2",
    vacant_since=None,
    away_until=None,
    delegate_post="",
    lead="Head of Quality Assurance",
    source="Ofsted focused visit, October 2020",
    lifecycle=Lifecycle.IN_PROGRESS,
    is_urgent=False,
    is_statutory=False,
    approved_on=date(2020, 12, 1),
    start=date(2020, 12, 1),
    baseline=date(2021, 6, 30),
    deadline=date(2021, 6, 30),
    forecast=date(2021, 6, 30),
    delivered_on=None,
    hold_decision=None,
    hold_review=None,
    moves=0,
    success_measure="Nine in ten gradings agreed with",
    measure_history=(),
    milestones=(
        Milestone(1, "outside auditor reports", date(2021, 4, 30), date(2021, 4, 28), False, reference="BCP-06-M1"),
        Milestone(2, "learning loop in each team", date(2021, 6, 30), None, True, reference="BCP-06-M2"),
    ),
    statement=LastStatement(
        1, date(2021, 6, 7), Rating.GREEN, "", "Service Director, Quality and Assurance", "", True, "form"
    ),
    confirmed=None,
    help=(),
)

_ACTIONS = (
    _PRACTICE,
    replace(
        _PRACTICE,
        id=1,
        ref="BCP-01",
        title="Fill the vacant and interim senior posts",
        priority="1 Leadership, stability and governance",
        post_id=1,
        post="Corporate Director of Children’s Services",
        deadline=date(2021, 9, 30),
        forecast=date(2021, 9, 30),
        moves=1,
        milestones=(Milestone(3, "appointments made", date(2021, 9, 30), None, True, reference="BCP-01-M1"),),
        statement=replace(_PRACTICE.statement, rating=Rating.AMBER) if _PRACTICE.statement else None,
        confirmed=Confirmed(Rating.AMBER, date(2021, 6, 1), "D-2021-06-01"),
    ),
    replace(
        _PRACTICE,
        id=12,
        ref="BCP-12",
        title="Give schools a named contact",
        priority="4 Partnership and early help",
        post_id=3,
        post="Service Director, Inclusion and Family Services",
        holder="",
        holder_account="",
        vacant_since=date(2021, 6, 1),
        baseline=date(2021, 4, 30),
        deadline=date(2021, 4, 30),
        forecast=date(2021, 7, 16),
        statement=LastStatement(
            2, date(2021, 4, 20), Rating.AMBER, "Cover is agreed.", "Head of Early Help",
            "Service Director, Inclusion and Family Services", False, "form",
        ),
        confirmed=Confirmed(Rating.GREEN, date(2021, 4, 14), "D-2021-04-01"),
        help=(Help("agree cover while posts are filled", "the DCS", date(2021, 6, 30)),),
    ),
    replace(_PRACTICE, id=2, ref="BCP-02", title="Meet each cycle", lifecycle=Lifecycle.CLOSED_COMPLETE),
)  # fmt: skip


def not_updated() -> Assessed:
    """One whose statement was due at noon, and has not come by the end of TODAY."""
    days = [date(2021, 6, 1), TODAY, date(2021, 6, 15)]
    asking = Asking(*(datetime.combine(day, time(12), UTC) for day in days))
    asked = Asked(asking, datetime.combine(TODAY, time(18), UTC))
    old = replace(_ACTIONS[0], statement=LastStatement(3, date(2021, 5, 10), Rating.GREEN, "", "", "", True, "form"))
    return assess(old, TODAY, Tolerances(), CYCLE, asked)


def nobody_can_say() -> Assessed:
    """One that is Red because nobody has said anything of it for long, and nothing is known to be late."""
    silent = replace(_ACTIONS[0], id=9, ref="BCP-09", title="Listen to children’s views", statement=None)
    return assess(silent, TODAY, Tolerances(), CYCLE)


def sample_plan() -> list[Assessed]:
    """The sample, with what the rules make of it on TODAY."""
    return [assess(action, TODAY, Tolerances(), CYCLE) for action in _ACTIONS]
