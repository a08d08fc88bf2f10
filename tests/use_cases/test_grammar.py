"""What people type after “status”, and what they mean by it."""

import csv
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.rating_facts import Rating
from bot.domain.references import Named, refs_in_words, short_title
from bot.domain.refusals import Refusal
from bot.use_cases.grammar import Asked, Known, Show, parse
from tests.use_cases.sample_board import DATA

with (DATA / "bcp_2021_actions.csv").open(encoding="utf-8-sig", newline="") as file:
    ROWS = list(csv.DictReader(file))
PLAN = Known(
    actions=[Named(number, row["ref"], row["action"]) for number, row in enumerate(ROWS, 1)],
    posts=list(dict.fromkeys(row["accountable_officer"] for row in ROWS)),
    priorities=list(dict.fromkeys(row["priority"] for row in ROWS)),
)
DCS = "Corporate Director of Children’s Services"
QUALITY = "Service Director, Quality and Assurance"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Asked(Show.PLAN)),
        ("plan", Asked(Show.PLAN)),
        ("show me the plan", Asked(Show.PLAN)),
        ("red", Asked(Show.RATING, rating=Rating.RED)),
        ("show me red ones", Asked(Show.RATING, rating=Rating.RED)),
        ("What’s red?", Asked(Show.RATING, rating=Rating.RED)),
        ("which actions are at risk", Asked(Show.RATING, rating=Rating.AMBER)),
        ("AMBER, please", Asked(Show.RATING, rating=Rating.AMBER)),
        ("green", Asked(Show.RATING, rating=Rating.GREEN)),
        ("complete", Asked(Show.RATING, rating=Rating.BLUE)),
        ("not rated", Asked(Show.RATING, rating=Rating.GREY)),
        ("grey", Asked(Show.RATING, rating=Rating.GREY)),
        ("overdue", Asked(Show.OVERDUE)),
        ("what is overdue?", Asked(Show.OVERDUE)),
        ("who is late", Asked(Show.OVERDUE)),
        ("due", Asked(Show.DUE, days=14)),
        ("due 7", Asked(Show.DUE, days=7)),
        ("what is due in the next 30 days", Asked(Show.DUE, days=30)),
        ("mine", Asked(Show.MINE)),
        ("my actions", Asked(Show.MINE)),
        ("missing", Asked(Show.MISSING)),
        ("which have no statement", Asked(Show.MISSING)),
        ("help needed", Asked(Show.HELP)),
        ("which need help?", Asked(Show.HELP)),
        ("unconfirmed", Asked(Show.UNCONFIRMED)),
        ("not confirmed", Asked(Show.UNCONFIRMED)),
        ("Quality and Assurance", Asked(Show.POST, name=QUALITY)),
        ("corporate director", Asked(Show.POST, name=DCS)),
        ("Corporate Director of Children's Services", Asked(Show.POST, name=DCS)),
        ("priority 2", Asked(Show.PRIORITY, name="2 Quality of practice and assurance")),
        ("priority 5", Asked(Show.PRIORITY, name="5 Children in care and care leavers")),
        ("workforce", Asked(Show.PRIORITY, name="3 Workforce")),
        ("red page 2", Asked(Show.RATING, rating=Rating.RED, page=2)),
        ("page 3", Asked(Show.PLAN, page=3)),
    ],
)  # fmt: skip
def test_the_words_that_people_use_are_understood(typed: str, meant: Asked) -> None:
    assert parse(typed, PLAN) == meant


@pytest.mark.parametrize(
    "typed",
    ["A6", "6", "a6", "bcp6", "BCP-06", "bcp 06", "action 6", "status of A6", "audit", "show me BCP-06, please"],
)
def test_an_action_is_found_however_it_is_named(typed: str) -> None:
    assert parse(typed, PLAN) == Asked(Show.ACTION, action_id=6, name="BCP-06")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("ovedue", "status overdue"), ("ambr", "status amber"), ("BCP-16", "status BCP-1"), ("mising", "status missing")],
)
def test_a_slip_of_the_finger_gets_the_nearest_thing(typed: str, nearest: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed, PLAN)

    assert f"Did you mean “{nearest}" in refused.value.words


def test_two_posts_that_match_are_both_named_and_none_is_guessed() -> None:
    with pytest.raises(Refusal) as refused:
        parse("Service Director", PLAN)

    assert refused.value.words.count("Service Director,") >= 3
    assert "Which one?" in refused.value.words


def test_two_actions_with_one_number_are_both_named() -> None:
    twins = Known([Named(1, "SEND-06", "Speed up plans"), Named(2, "EH-06", "Open hubs")], [], [])
    with pytest.raises(Refusal) as refused:
        parse("6", twins)

    assert "SEND-06" in refused.value.words
    assert "EH-06" in refused.value.words


def test_a_priority_and_an_action_that_match_are_both_named() -> None:
    with pytest.raises(Refusal) as refused:
        parse("care leavers", PLAN)

    assert "5 Children in care and care leavers; BCP-08" in refused.value.words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("red overdue", "red ++ overdue"),
        ("red + overdue", "red ++ overdue"),
        ("red send inclusion", "red ++ priority SEND + inclusion"),
        ("inclusion + early help", "priority Inclusion + early help"),
        ("red and amber in workforce", "red ++ amber ++ priority 3 Workforce"),
        ("workforce, red", "priority 3 Workforce ++ red"),
        ("what of Quality and Assurance is due by 30 September", f"post {QUALITY} ++ due by 2021-09-30"),
        ("due from 1 June to 31 August 2021 and not confirmed", "due 2021-06-01 to 2021-08-31 ++ unconfirmed"),
        ("due june to august", "due 2021-06-01 to 2021-08-31"),
        ("deadline before July", "due by 2021-06-30"),
        ("due after 30 June", "due from 2021-07-01"),
        ("due in February 2024", "due 2024-02-01 to 2024-02-29"),
        ("source improvement notice, red", "source Improvement notice ++ red"),
    ],
)
def test_several_filters_and_named_days_are_understood_and_can_be_asked_again(typed: str, meant: str) -> None:
    named_so = [*PLAN.priorities, "SEND + inclusion", "Inclusion + early help"]
    known = replace(PLAN, today=date(2021, 6, 8), sources=["Improvement notice"], priorities=named_so)

    asked = parse(typed, known)

    assert asked.words == meant
    assert parse(f"{asked.words} page 2", known) == replace(asked, page=2)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("red xyzzy", "I understood “red”, but not the rest"),
        ("overdue audits of the moon", "not the rest"),
        ("A6 overdue", "not the rest"),
        ("service director overdue", "“service director” could be"),
        ("due by 31 June", "Days can be named: “status due by 30 June”"),
        ("due 1 August to 1 July", "Days can be named"),
        ("red amber green blue overdue", "at most 4 at once"),
    ],
)
def test_of_several_filters_none_is_guessed_and_no_word_is_dropped_in_silence(typed: str, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed, replace(PLAN, today=date(2021, 6, 8)))

    assert told in refused.value.words


def test_what_is_nowhere_near_anything_says_what_can_be_asked() -> None:
    with pytest.raises(Refusal) as refused:
        parse("xyzzy", PLAN)

    assert "Did you mean" not in refused.value.words
    assert "“status A6”" in refused.value.words


def test_due_looks_no_further_than_a_year() -> None:
    with pytest.raises(Refusal, match="366 days"):
        parse("due 9999", PLAN)


@pytest.mark.parametrize(
    "typed", ["", "red", "due 30", "mine", "A6", "quality and assurance", "priority 2", "help needed", "not rated"]
)
def test_a_question_can_be_typed_again_in_the_words_it_is_kept_in(typed: str) -> None:
    asked = parse(typed, PLAN)

    assert parse(asked.words, PLAN) == asked
    assert parse(f"{asked.words} page 3", PLAN).page == 3


def test_a_short_title_ends_at_a_clause_or_a_word_and_says_that_it_goes_on() -> None:
    assert short_title(
        "Recruit and keep social workers and team managers, so that children have a settled contact"
    ) == ("Recruit and keep social workers and team managers …")
    assert short_title("Agree housing.") == "Agree housing"
    assert all(len(short_title(action.title)) <= 62 for action in PLAN.actions)


@pytest.mark.parametrize(
    ("refs", "words"),
    [
        (["BCP-01", "BCP-02", "BCP-03", "BCP-12"], "BCP-01 to BCP-03 and BCP-12"),
        (["BCP-01", "BCP-02", "BCP-04"], "BCP-01, BCP-02 and BCP-04"),
        (["A1", "B2", "A3"], "A1, B2 and A3"),
        (["Housing", "A6a", "A6b"], "Housing, A6a and A6b"),
        ([], ""),
    ],
)
def test_references_in_a_row_are_said_as_one(refs: list[str], words: str) -> None:
    assert refs_in_words(refs) == words


def test_a_title_that_was_shortened_before_is_left_as_it_is() -> None:
    once = "Report the Key Performance Obsessions to every Board meeting…"

    assert short_title(once) == once
