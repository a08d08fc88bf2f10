import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Lifecycle
from bot.domain.rating_rules import GREEN, LIVE, STOPS, UNRATED
from bot.domain.ratings import (
    How,
    MilestoneFact,
    Rating,
    RatingFacts,
    Shown,
    Tolerances,
    confirmed_when,
    needs_reason,
    shown,
    suggest,
)

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2021, 6, 8)
RED, AMBER, GREEN_, GREY, BLUE = Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY, Rating.BLUE


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def ahead(days: int) -> date:
    return TODAY + timedelta(days)


def late(days: int, critical: bool = False) -> MilestoneFact:
    return MilestoneFact(ago(days), critical=critical)


ON_TRACK = RatingFacts(
    Lifecycle.IN_PROGRESS,
    approved_on=date(2020, 12, 1),
    start=date(2020, 12, 1),
    baseline=date(2021, 9, 30),
    deadline=date(2021, 9, 30),
    forecast=date(2021, 9, 30),
    milestones=(
        MilestoneFact(date(2021, 5, 31), date(2021, 5, 28)),
        MilestoneFact(date(2021, 9, 30), critical=True),
    ),
    last_statement=date(2021, 6, 1),
    has_success_measure=True,
)
NOT_STARTED = replace(ON_TRACK, lifecycle=Lifecycle.NOT_STARTED, milestones=())
DELIVERED = replace(ON_TRACK, lifecycle=Lifecycle.DELIVERED, delivered_on=ago(1))
NOBODY = {"has_accountable_officer": False}
HELD = replace(ON_TRACK, lifecycle=Lifecycle.ON_HOLD, hold_decision="D-1")
NO_DATES = {"deadline": None, "baseline": None, "forecast": None}


def dated(deadline: date, forecast: date | None = None) -> dict[str, date | None]:
    return {"deadline": deadline, "baseline": deadline, "forecast": forecast or deadline}


EDGES = [
    # what stops the rating
    ("S1", replace(ON_TRACK, lifecycle=Lifecycle.CLOSED_COMPLETE, **dated(ago(40)))),
    ("S2", replace(ON_TRACK, lifecycle=Lifecycle.CLOSED_SUPERSEDED)),
    ("S2", replace(ON_TRACK, lifecycle=Lifecycle.CLOSED_NOT_DELIVERED)),
    ("S2", replace(ON_TRACK, lifecycle=Lifecycle.MERGED)),
    ("S3", replace(HELD, hold_review=TODAY, **dated(ago(40)))),
    ("S3b", replace(HELD, hold_review=ago(1))),
    ("S3", HELD),
    ("G", replace(HELD, hold_decision=None, hold_review=ago(1))),
    ("R1", replace(HELD, hold_decision=None, hold_review=ahead(9), **dated(ago(1), ago(1)))),
    ("S4", replace(ON_TRACK, lifecycle=Lifecycle.DRAFT, **NOBODY)),
    ("S5", replace(NOT_STARTED, start=ahead(1), last_statement=None)),
    ("G", replace(NOT_STARTED, start=TODAY)),
    ("G", replace(ON_TRACK, start=ahead(1))),
    # the deadline and the forecast
    ("G", replace(ON_TRACK, **dated(TODAY))),
    ("R1", replace(ON_TRACK, **dated(ago(1)))),
    ("R1 A1", replace(ON_TRACK, **dated(ago(1), ago(0)))),
    ("A1", replace(ON_TRACK, forecast=date(2021, 10, 28))),
    ("R2", replace(ON_TRACK, forecast=date(2021, 10, 29))),
    ("R2", replace(ON_TRACK, urgent=True, forecast=date(2021, 10, 8))),
    ("A1", replace(ON_TRACK, urgent=True, forecast=date(2021, 10, 7))),
    ("A3", replace(ON_TRACK, deadline=TODAY, baseline=TODAY, forecast=None)),
    ("A3", replace(ON_TRACK, deadline=ahead(14), baseline=None, forecast=None)),
    ("G", replace(ON_TRACK, deadline=ahead(15), baseline=None, forecast=None)),
    ("R1", replace(ON_TRACK, deadline=ago(1), baseline=None, forecast=None)),
    ("A13", replace(ON_TRACK, forecast=ago(1))),
    ("G", replace(ON_TRACK, forecast=TODAY)),
    ("R1", replace(ON_TRACK, **dated(ago(2), ago(3)))),
    # the start
    ("A4", replace(NOT_STARTED, start=ago(1))),
    ("A4", replace(NOT_STARTED, start=ago(28))),
    ("R5", replace(NOT_STARTED, start=ago(29))),
    ("A4", replace(NOT_STARTED, start=ago(7), urgent=True)),
    ("R5", replace(NOT_STARTED, start=ago(8), urgent=True)),
    ("G", replace(NOT_STARTED, start=None)),
    # milestones
    ("G", replace(ON_TRACK, milestones=(late(0, critical=True),))),
    ("A2", replace(ON_TRACK, milestones=(late(1),))),
    ("A2", replace(ON_TRACK, milestones=(late(28),))),
    ("R4", replace(ON_TRACK, milestones=(late(29),))),
    ("A2", replace(ON_TRACK, milestones=(late(7),), urgent=True)),
    ("R4", replace(ON_TRACK, milestones=(late(8),), urgent=True)),
    ("A2", replace(ON_TRACK, milestones=(late(7, critical=True),))),
    ("R3", replace(ON_TRACK, milestones=(late(8, critical=True),))),
    ("R3", replace(ON_TRACK, milestones=(late(60, critical=True),))),
    ("R3 R4 A2", replace(ON_TRACK, milestones=(late(1), late(29), late(8, critical=True), late(2)))),
    ("G", replace(ON_TRACK, milestones=(MilestoneFact(ago(60), TODAY, critical=True),))),
    # statements
    ("G", replace(ON_TRACK, last_statement=ago(35))),
    ("A5", replace(ON_TRACK, last_statement=ago(36))),
    ("A5", replace(ON_TRACK, last_statement=ago(63))),
    ("R6", replace(ON_TRACK, last_statement=ago(64))),
    ("N1", replace(ON_TRACK, last_statement=None, approved_on=ago(35))),
    ("A5", replace(ON_TRACK, last_statement=None, approved_on=ago(36))),
    ("R6", replace(ON_TRACK, last_statement=None, approved_on=ago(64))),
    ("N1", replace(ON_TRACK, last_statement=None, approved_on=None)),
    # the accountable officer
    ("A6", replace(ON_TRACK, **NOBODY, vacant_since=TODAY)),
    ("A6", replace(ON_TRACK, **NOBODY, vacant_since=ago(14))),
    ("R7", replace(ON_TRACK, **NOBODY, vacant_since=ago(15))),
    ("R7", replace(ON_TRACK, **NOBODY)),
    ("A6", replace(ON_TRACK, **NOBODY, approved_on=None)),
    ("G", replace(ON_TRACK, vacant_since=ago(15))),
    ("A6b", replace(ON_TRACK, away_without_delegate=True)),
    ("A6", replace(ON_TRACK, **NOBODY, vacant_since=TODAY, away_without_delegate=True)),
    # the main measure
    ("G", replace(ON_TRACK, measure_history=(RED, GREEN_))),
    ("A7", replace(ON_TRACK, measure_history=(GREEN_, AMBER))),
    ("A7", replace(ON_TRACK, measure_history=(RED,))),
    ("A7", replace(ON_TRACK, measure_history=(RED, GREEN_, RED))),
    ("R8", replace(ON_TRACK, measure_history=(GREEN_, RED, RED))),
    ("A7", replace(ON_TRACK, measure_history=(RED, RED, RED), measure_improving=True)),
    ("R8", replace(ON_TRACK, measure_history=(RED, GREY, RED, GREY))),
    ("G", replace(ON_TRACK, measure_history=(GREY,))),
    # no deadline
    ("A8", replace(ON_TRACK, **NO_DATES, approved_on=ago(28))),
    ("R9", replace(ON_TRACK, **NO_DATES, approved_on=ago(29))),
    ("A8", replace(ON_TRACK, **NO_DATES, approved_on=None)),
    # help
    ("A12", replace(ON_TRACK, help_needed_by=TODAY)),
    ("R10", replace(ON_TRACK, help_needed_by=ago(1))),
    # re-dated
    ("G", replace(ON_TRACK, baseline=date(2021, 7, 2))),
    ("A9", replace(ON_TRACK, baseline=date(2021, 7, 1))),
    ("G", replace(ON_TRACK, rebaselines=2)),
    ("A9", replace(ON_TRACK, rebaselines=3)),
    ("A9", replace(ON_TRACK, rebaselines=4, baseline=date(2021, 1, 1))),
    # delivered: the wait is the Board's
    ("G", DELIVERED),
    ("G", replace(DELIVERED, **dated(ago(50), ahead(50)), milestones=(late(40, critical=True),))),
    ("G", replace(DELIVERED, last_statement=ago(64))),
    ("G", replace(DELIVERED, **NO_DATES)),
    ("G", replace(DELIVERED, forecast=ago(9))),
    ("G", replace(DELIVERED, delivered_on=ago(28))),
    ("A11", replace(DELIVERED, delivered_on=ago(29))),
    ("R7", replace(DELIVERED, **NOBODY, vacant_since=ago(15))),
    ("A6", replace(DELIVERED, **NOBODY, vacant_since=ago(14))),
    ("A6b", replace(DELIVERED, away_without_delegate=True)),
    ("R8", replace(DELIVERED, measure_history=(RED, RED))),
    ("A7", replace(DELIVERED, measure_history=(AMBER,))),
    ("A9", replace(DELIVERED, rebaselines=3)),
    ("R10", replace(DELIVERED, help_needed_by=ago(1))),
    ("A12", replace(DELIVERED, help_needed_by=TODAY)),
    ("N1", replace(DELIVERED, last_statement=None)),
    ("N2", replace(DELIVERED, milestones=(), has_success_measure=False)),
    # too little to rate
    ("N2", replace(ON_TRACK, milestones=(), has_success_measure=False)),
    ("G", replace(ON_TRACK, milestones=())),
    ("G", replace(ON_TRACK, has_success_measure=False)),
    ("N1 N2", replace(ON_TRACK, last_statement=None, approved_on=TODAY, milestones=(), has_success_measure=False)),
]  # fmt: skip


@pytest.mark.parametrize(("codes", "facts"), EDGES)
def test_each_rule_fires_on_its_own_side_of_the_edge(codes, facts):
    suggestion = suggest(facts, TODAY)
    assert list(suggestion.codes) == codes.split()


ALLOWED_28 = Tolerances(deadline_passed=28)


@pytest.mark.parametrize(("days", "codes"), [(0, "G"), (1, "A14"), (28, "A14"), (29, "R1")])
def test_a_council_may_allow_a_month_after_the_deadline(days, codes):
    facts = replace(ON_TRACK, **dated(ago(days)))
    assert suggest(facts, TODAY, ALLOWED_28).codes == (codes,)


def test_a_council_may_set_each_tolerance_of_its_own():
    facts = replace(ON_TRACK, milestones=(late(9, critical=True),), last_statement=ago(20))
    settings = Tolerances(standard=5, critical_milestone=10, statement_stale=10, statement_very_stale=19)
    assert suggest(facts, TODAY, settings).codes == ("R4", "R6")


def test_every_rule_of_the_table_is_tried():
    table = {rule.code for rule in (*STOPS, *LIVE, *UNRATED, GREEN)}
    tried = {code for codes, _ in EDGES for code in codes.split()} | {"A14"}
    assert tried == table


def test_the_words_say_what_which_date_and_how_far():
    facts = replace(
        ON_TRACK,
        **dated(date(2021, 4, 30), date(2021, 7, 16)),
        milestones=(MilestoneFact(date(2021, 4, 30), critical=True, name="named contact for every school"),),
    )
    assert suggest(facts, TODAY).words == (
        "Red because the deadline, 30 April, has passed and the forecast is 16 July, 77 days after the deadline. "
        "The critical milestone “named contact for every school”, due 30 April, is 39 days late."
    )


def test_a_deadline_without_a_later_forecast_says_how_long_ago_it_was():
    facts = replace(ON_TRACK, **dated(ago(1)))
    assert suggest(facts, TODAY).words == "Red because the deadline, 7 June, has passed (1 day ago)."


@pytest.mark.parametrize(
    ("unknown", "words"),
    [
        ({"last_statement": ago(70)}, "Red because nobody can say: the last statement, 30 March, is 70 days old."),
        ({"deadline": None, "approved_on": ago(68)}, "Red because nobody can say: there is no deadline; "),
        (
            {"has_accountable_officer": False, "vacant_since": ago(60)},
            "Red because nobody can say: there has been no accountable officer since ",
        ),
    ],
)
def test_a_red_because_nobody_can_say_says_so_first_unless_something_is_late_too(unknown, words):
    facts = replace(ON_TRACK, **unknown)
    assert suggest(facts, TODAY).words.startswith(words)
    assert suggest(facts, TODAY).nobody_can_say

    late_too = suggest(replace(facts, milestones=(late(40),)), TODAY)
    assert late_too.rating is RED
    assert not late_too.nobody_can_say
    assert "nobody can say" not in late_too.words


def test_a_post_that_is_vacant_from_today_says_today_and_counts_no_days():
    words = suggest(replace(ON_TRACK, **NOBODY, vacant_since=TODAY), TODAY).words
    assert "no accountable officer since 8 June, which is today" in words


def test_two_milestones_of_one_rule_are_both_named():
    words = suggest(replace(ON_TRACK, milestones=(late(29), late(30))), TODAY).words
    assert words == (
        "Red because a milestone, due 10 May, is 29 days late and a milestone, due 9 May, is 30 days late."
    )


def test_a_hold_that_has_no_review_date_says_so():
    assert suggest(HELD, TODAY).words == "Grey because it is on hold by decision D-1, with no review date."


def test_what_is_closed_and_not_delivered_has_no_colour():
    suggestion = suggest(replace(ON_TRACK, lifecycle=Lifecycle.MERGED), TODAY)
    assert suggestion.rating is None
    assert suggestion.words == "No colour because it is merged; counted as closed, not delivered."


@pytest.mark.parametrize(("days", "notes"), [(-1, []), (0, []), (1, ["I2:1"]), (90, ["I2:90"])])
def test_a_later_deadline_is_noted_for_ever(days, notes):
    facts = replace(ON_TRACK, baseline=ON_TRACK.deadline - timedelta(days))
    closed = replace(facts, lifecycle=Lifecycle.CLOSED_COMPLETE)
    assert [str(note) for note in suggest(facts, TODAY).notes] == notes
    assert [str(note) for note in suggest(closed, TODAY).notes] == notes


def test_the_days_since_first_agreed_are_said_once():
    words = suggest(replace(ON_TRACK, baseline=date(2021, 6, 30)), TODAY).words
    assert words.count("than first agreed") == 1
    moved_often = suggest(replace(ON_TRACK, baseline=date(2021, 8, 31), rebaselines=3), TODAY).words
    assert moved_often.endswith("The deadline is 30 days later than first agreed, 31 August.")


def spent(gone: int, whole: int, done: int, of: int) -> RatingFacts:
    milestones = [MilestoneFact(ahead(1), TODAY if n < done else None) for n in range(of)]
    start, deadline = ago(gone), ago(gone) + timedelta(whole)
    return replace(ON_TRACK, start=start, **dated(deadline), milestones=tuple(milestones))


@pytest.mark.parametrize(
    ("facts", "noted"),
    [
        (spent(61, 90, 1, 3), True),
        (spent(60, 90, 1, 3), False),
        (spent(61, 90, 2, 4), False),
        (spent(61, 90, 0, 1), False),
        (spent(85, 90, 0, 2), True),
        (spent(89, 90, 0, 2), False),  # all due at the end
        (spent(92, 90, 0, 2), False),  # the deadline has passed: R1 says more
        (replace(spent(85, 90, 0, 2), lifecycle=Lifecycle.DELIVERED), False),
        (replace(spent(85, 90, 0, 2), start=None), False),
    ],
)
def test_much_time_gone_and_little_done_is_noted(facts, noted):
    assert ("I1" in [note.code for note in suggest(facts, TODAY).notes]) is noted


def test_the_note_on_time_gone_gives_the_counts():
    assert "61 of 90 days have gone and 1 of 3 milestones is done." in suggest(spent(61, 90, 1, 3), TODAY).words


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def sample_facts(row: dict[str, str]) -> RatingFacts:
    milestones = [m for m in read("bcp_2021_milestones.csv") if m["action_ref"] == row["ref"]]
    return RatingFacts(
        Lifecycle(row["lifecycle"]),
        approved_on=day(row["start_date"]),
        start=day(row["start_date"]),
        baseline=day(row["baseline_deadline"]),
        deadline=day(row["current_deadline"]),
        forecast=day(row["forecast_date"]),
        milestones=tuple(
            MilestoneFact(day(m["current_date"]), day(m["completed_on"]), m["critical"] == "yes", m["milestone"])
            for m in milestones
        ),
        last_statement=day(row["last_update"]),
        has_success_measure=bool(row["success_measure"]),
    )  # fmt: skip


EXPECTED = {row["ref"]: row for row in read("bcp_2021_expected_suggestions.csv")}


@pytest.mark.parametrize("row", read("bcp_2021_actions.csv"), ids=lambda row: row["ref"])
def test_the_sample_actions_on_8_june_2021(row):
    expected = EXPECTED[row["ref"]]
    suggestion = suggest(sample_facts(row), TODAY)
    assert suggestion.rating.word == expected["suggested"]
    assert set(suggestion.codes) == set(expected["rules"].split())
    assert {str(note) for note in suggestion.notes} == set(expected["info"].split())
    reason = needs_reason(Rating.named(row["brag_self"]), suggestion.rating)
    assert reason is (expected["self_is_better_than_suggested"] == "yes")


some_days = st.none() | st.dates(date(2020, 6, 1), date(2022, 6, 1))
some_facts = st.builds(
    RatingFacts,
    lifecycle=st.sampled_from(Lifecycle) | st.just(Lifecycle.IN_PROGRESS),
    urgent=st.booleans(),
    approved_on=some_days,
    start=some_days,
    baseline=some_days,
    deadline=some_days,
    forecast=some_days,
    milestones=st.lists(
        st.builds(MilestoneFact, st.dates(date(2021, 4, 1), date(2021, 8, 1)), some_days, st.booleans()), max_size=4
    ).map(tuple),
    last_statement=some_days,
    has_accountable_officer=st.booleans(),
    vacant_since=some_days,
    away_without_delegate=st.booleans(),
    measure_history=st.lists(st.sampled_from([RED, AMBER, GREEN_, GREY]), max_size=4).map(tuple),
    measure_improving=st.booleans(),
    help_needed_by=some_days,
    rebaselines=st.integers(0, 4),
    delivered_on=some_days,
    hold_decision=st.none() | st.just("D-1"),
    hold_review=some_days,
    has_success_measure=st.booleans(),
)
some_settings = st.builds(Tolerances, standard=st.integers(0, 40), deadline_passed=st.sampled_from([0, 28]))


@given(some_facts, some_settings)
def test_whatever_the_facts_the_worst_rule_wins_and_all_are_told(facts, settings):
    suggestion = suggest(facts, TODAY, settings)

    ratings = [rule.rating for rule in suggestion.rules]
    assert suggestion.rating is min(ratings, key=lambda r: r.rank if r else -1)
    assert len(set(suggestion.codes)) == len(suggestion.codes)
    said = suggestion.words.lower()
    assert all(rule.words.lower() in said for rule in suggestion.rules)
    assert said.startswith(f"{suggestion.rating.word if suggestion.rating else 'No colour'} because ".lower())
    assert "none" not in said


@given(some_facts, some_settings)
def test_a_colour_cannot_stay_green_once_its_date_has_passed(facts, settings):
    is_live = facts.lifecycle in {Lifecycle.IN_PROGRESS, Lifecycle.NOT_STARTED}
    if is_live and facts.deadline and facts.deadline < TODAY:
        assert suggest(facts, TODAY, settings).rating is not GREEN_


@given(some_facts)
def test_exclusive_rules_never_fire_together(facts):
    codes = set(suggest(facts, TODAY).codes)
    for pair in ("R1 A14", "R2 A1", "R5 A4", "R6 A5", "R7 A6", "A6 A6b", "R8 A7", "R9 A8", "R10 A12", "R1 A13"):
        assert not set(pair.split()) <= codes


def test_ratings_stand_worst_first():
    assert sorted(Rating, key=lambda rating: rating.rank) == [RED, AMBER, GREY, GREEN_, BLUE]
    assert AMBER.words == "Amber: at risk"


def test_grey_is_neither_better_nor_worse():
    assert not any(GREY.is_better_than(other) or GREY.is_worse_than(other) for other in Rating)
    assert GREEN_.is_better_than(AMBER)
    assert RED.is_worse_than(AMBER)
    assert not AMBER.is_better_than(AMBER)


@pytest.mark.parametrize(
    ("own", "suggested", "asked"),
    [
        (GREEN_, AMBER, True),
        (AMBER, RED, True),
        (AMBER, AMBER, False),
        (RED, GREEN_, False),
        (GREEN_, GREY, False),
        (GREEN_, None, False),
    ],
)
def test_an_officer_is_asked_why_only_when_rating_better_than_the_rules(own, suggested, asked):
    assert needs_reason(own, suggested) is asked


@pytest.mark.parametrize(
    ("confirmed", "this_cycle", "own", "suggested", "expected"),
    [
        (AMBER, True, GREEN_, RED, Shown(AMBER, How.CONFIRMED)),
        (AMBER, False, GREEN_, RED, Shown(GREEN_, How.NOT_CONFIRMED)),
        (AMBER, False, None, RED, Shown(RED, How.SUGGESTED)),
        (None, False, None, GREY, Shown(GREY, How.SUGGESTED)),
        (None, False, GREEN_, BLUE, Shown(BLUE, How.CONFIRMED)),
        (AMBER, True, GREEN_, None, Shown(None, How.CLOSED)),
    ],
)
def test_which_rating_is_shown(confirmed, this_cycle, own, suggested, expected):
    assert shown(confirmed, this_cycle, own, suggested) == expected


def test_what_is_shown_always_says_whose_it_is():
    assert Shown(AMBER, How.NOT_CONFIRMED).words == "Amber, not confirmed"
    assert Shown(None, How.CLOSED).words == "closed, not delivered"


@pytest.mark.parametrize(
    ("cycles", "words"),
    [(0, "confirmed"), (1, "confirmed in May"), (2, "confirmed on 4 May"), (5, "confirmed on 4 May")],
)
def test_an_old_confirmed_rating_says_how_old_it_is(cycles, words):
    assert confirmed_when(date(2021, 5, 4), cycles, TODAY) == words
