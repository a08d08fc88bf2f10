"""Counts always add up, whatever the plan holds."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Lifecycle
from bot.domain.plans import Action, Assessed, Confirmed, Cycle, LastStatement, Milestone, assess
from bot.domain.rating_facts import Rating, Tolerances
from bot.domain.tallies import due_within, is_unproved, passed_since_confirmed, tally
from bot.messages.plan_lines import counts_in_words, deadline_words, plan_line, statement_words
from bot.messages.sample_plan import CYCLE, TODAY, sample_plan

PLAIN = sample_plan()[0].action

days = st.none() | st.dates(date(2020, 1, 1), date(2022, 12, 31))
spoken = st.none() | st.builds(
    lambda day, rating: LastStatement(1, day, rating, "", "Post", "", False, "form"),
    st.dates(date(2020, 1, 1), TODAY),
    st.none() | st.sampled_from(Rating),
)
confirmed = st.none() | st.builds(Confirmed, st.sampled_from(Rating), st.dates(date(2020, 1, 1), TODAY), st.just("D-1"))
actions = st.builds(
    lambda lifecycle, deadline, statement, confirmed, moves: replace(
        PLAIN, lifecycle=lifecycle, deadline=deadline, statement=statement, confirmed=confirmed, moves=moves
    ),
    st.sampled_from(Lifecycle),
    days,
    spoken,
    confirmed,
    st.integers(0, 4),
)


def rated(action: Action, today: date = TODAY, cycle: Cycle = CYCLE) -> Assessed:
    return assess(action, today, Tolerances(), cycle)


@given(st.lists(actions, max_size=12))
def test_nothing_is_ever_dropped_from_the_counts(plan: list[Action]) -> None:
    counted = tally([rated(action) for action in plan])

    assert counted.total == len(plan)
    assert counted.live + counted.complete + counted.closed_not_delivered == counted.total
    assert counted.red + counted.amber + counted.green + counted.blue + counted.not_rated == counted.live
    assert counted.on_hold <= counted.live
    without = counted.no_statement_this_cycle + counted.not_asked_yet
    assert max(counted.not_confirmed, without, counted.overdue) <= counted.live
    assert counted.never_a_statement <= without


@given(st.lists(actions, max_size=12))
def test_the_words_say_every_count_and_no_percentage(plan: list[Action]) -> None:
    counted = tally([rated(action) for action in plan])
    words = counts_in_words(counted)

    assert f"{counted.live} live" in words
    assert f"No statement this cycle: {counted.not_asked_yet or '0.'}" in words
    assert "%" not in words
    if counted.not_rated:
        assert f"not rated {counted.not_rated}" in words
    if counted.closed_not_delivered:
        assert f"{counted.closed_not_delivered} closed, not delivered" in words


@given(actions)
def test_an_action_can_always_be_said_in_a_line(action: Action) -> None:
    line = plan_line(rated(action), 35)

    assert line.lead.startswith(action.ref)
    assert rated(action).shown.how.words in line.lead
    assert action.post in line.text


def test_a_milestone_on_the_day_of_its_deadline_is_one_thing_that_is_due() -> None:
    end = TODAY + timedelta(days=7)
    action = replace(PLAIN, deadline=end, baseline=end, milestones=(Milestone(1, "report complete", end, None, True),))

    assert [(due.what, due.day) for due in due_within([rated(action)], 14)] == [("deadline", end)]


def test_a_deadline_that_was_moved_is_due_with_how_far_and_how_often() -> None:
    end = TODAY + timedelta(days=7)
    action = replace(PLAIN, deadline=end, baseline=end - timedelta(days=92), moves=1, milestones=())

    assert [due.what for due in due_within([rated(action)], 14)] == [
        "deadline (92 days later than first agreed, moved once)"
    ]


def test_what_is_due_on_the_last_day_counts_and_a_day_later_does_not() -> None:
    action = replace(PLAIN, deadline=TODAY + timedelta(days=14), milestones=())

    assert due_within([rated(action)], 14)
    assert not due_within([rated(action)], 13)


def test_delivered_work_is_no_longer_due() -> None:
    action = replace(PLAIN, lifecycle=Lifecycle.DELIVERED, deadline=TODAY + timedelta(days=3))

    assert due_within([rated(action)], 14) == []


def test_a_green_with_neither_evidence_nor_measure_has_no_evidence_yet() -> None:
    assert PLAIN.statement is not None
    bare = replace(PLAIN, statement=replace(PLAIN.statement, has_evidence=False))

    assert is_unproved(rated(bare))
    assert not is_unproved(rated(PLAIN))
    assert not is_unproved(rated(replace(bare, measure_history=("Green",))))
    assert "No evidence yet" in plan_line(rated(bare), 35).text


def test_an_amber_without_evidence_is_not_marked() -> None:
    assert PLAIN.statement is not None
    amber = replace(PLAIN, statement=replace(PLAIN.statement, has_evidence=False, rating=Rating.AMBER))

    assert not is_unproved(rated(amber))


def test_a_statement_of_35_days_is_fresh_and_one_of_36_is_old() -> None:
    assert PLAIN.statement is not None
    fresh, old = (
        replace(PLAIN, statement=replace(PLAIN.statement, day=TODAY - timedelta(days=age))) for age in (35, 36)
    )

    assert statement_words(rated(fresh), 35) == "Last statement 4 May"
    assert statement_words(rated(old), 35) == "Last statement 36 days ago"


def test_a_deadline_that_passed_after_the_chair_confirmed_is_said_beside_the_rating() -> None:
    confirmed = Confirmed(Rating.GREEN, TODAY - timedelta(days=7), "D-1")
    action = replace(PLAIN, deadline=TODAY - timedelta(days=2), confirmed=confirmed)

    assert passed_since_confirmed(rated(action)) == date(2021, 6, 6)
    line = plan_line(rated(action), 35)
    assert "Green, on track (confirmed)" in line.lead
    assert "Changed since: deadline passed 6 June" in line.text


def test_a_deadline_that_moved_always_shows_how_far_and_how_often() -> None:
    action = replace(PLAIN, baseline=date(2021, 6, 30), deadline=date(2021, 9, 30), moves=2)

    assert deadline_words(rated(action)) == "Deadline 30 September, 92 days later than first agreed, moved twice"


def test_an_older_confirmed_rating_shows_its_month_and_then_its_date() -> None:
    last_cycle = replace(PLAIN, confirmed=Confirmed(Rating.AMBER, date(2021, 5, 4), "D-1"))
    long_ago = replace(PLAIN, confirmed=Confirmed(Rating.AMBER, date(2021, 4, 6), "D-1"))

    assert "Amber confirmed in May" in plan_line(rated(last_cycle), 35).text
    assert "Amber confirmed on 6 April" in plan_line(rated(long_ago), 35).text


def test_delivered_work_says_in_its_line_that_it_waits_for_the_board() -> None:
    delivered = replace(PLAIN, lifecycle=Lifecycle.DELIVERED, deadline=TODAY - timedelta(days=3))

    assert "Delivered, for the Board to accept." in plan_line(rated(delivered), 35).text
    assert "Delivered" not in plan_line(rated(PLAIN), 35).text
