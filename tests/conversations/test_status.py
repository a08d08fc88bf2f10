"""Asking how the plan stands, in every form of words, and the sample plan's own figures."""

import csv
import re
from pathlib import Path

import pytest

from bot.messages.summary import weekly_summary
from bot.messages.text import as_text
from bot.use_cases.assessing import assess_plan
from bot.use_cases.summaries import summary_facts
from storage import boards
from tests.conversations.boards import CHAIR, DCS, EARLY_HELP, INCLUSION, MANAGER, QUALITY, row, set_up
from tests.slack.reading import words

DATA = Path(__file__).parent.parent / "data"
LIVE_RATINGS = ("Red", "Amber", "Green", "not rated")


@pytest.fixture(scope="module")
def world(open_world):
    """The sample at the end of Tuesday 8 June 2021."""
    made = open_world(with_sample=True)
    made.clock.push_to("Tuesday 8 June 2021, 17:30")
    return made


@pytest.fixture(scope="module")
def chair(world):
    return world.signs_in(CHAIR)


def refs(answer) -> list[str]:
    """Of the actions that are listed: what else is owed and waited for has a colon after the reference."""
    named = [line.split()[1] for line in answer.lines if line.startswith("• BCP-")]
    return [each for each in named if not each.endswith(":")]


def counted(answer, word: str) -> int:
    found = re.search(rf"\b{word} (\d+)", answer.lines[1])
    return int(found[1]) if found else 0


def test_the_whole_plan_is_every_action_once_and_its_counts_add_up(chair):
    answer = chair.asks("/status")

    assert refs(answer) == [f"BCP-{number:02d}" for number in range(1, 16)]
    assert answer.lines[1].startswith("15 actions: 14 live, 1 complete.")
    assert sum(counted(answer, word) for word in LIVE_RATINGS) == 14


@pytest.mark.parametrize(("asked", "word"), [("red", "Red"), ("amber", "Amber"), ("green", "Green")])
def test_each_rating_lists_as_many_as_the_plan_counts(chair, asked, word):
    expected = counted(chair.asks("/status"), word)

    answer = chair.asks(f"/status {asked}")

    assert len(refs(answer)) == expected
    assert f": {expected} of 15 actions" in answer.lines[0]
    assert all(f" {word}, " in line for line in answer.lines if line.startswith("• BCP-"))


def test_the_ratings_together_are_the_plan(chair):
    asked = ("red", "amber", "green", "blue", "not rated")
    found = [ref for word in asked for ref in refs(chair.asks(f"/status {word}"))]

    assert sorted(found) == [f"BCP-{number:02d}" for number in range(1, 16)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("overdue", ["BCP-12", "BCP-14"]),
        ("due 14", ["BCP-07"]),
        ("due 30", ["BCP-03", "BCP-04", "BCP-06", "BCP-07", "BCP-10", "BCP-11", "BCP-15"]),
        ("help needed", ["BCP-03", "BCP-14"]),
        ("Corporate Director of Children’s Services", ["BCP-01", "BCP-02", "BCP-10", "BCP-15"]),
        ("priority 3", ["BCP-04"]),
    ],
)
def test_a_part_of_the_plan_is_what_was_asked_for(chair, asked, expected):
    assert refs(chair.asks(f"/status {asked}")) == expected


def test_missing_is_what_has_no_statement_this_cycle_and_is_counted_in_the_plan(chair):
    answer = chair.asks("/status missing")

    assert f"No statement this cycle: {len(refs(answer))}." in chair.asks("/status")
    assert "BCP-12" in refs(answer) and "BCP-03" not in refs(answer)


def test_mine_is_what_i_answer_for_as_officer_or_as_delegate(world):
    assert refs(world.signs_in(DCS).asks("/status mine")) == ["BCP-01", "BCP-02", "BCP-10", "BCP-15"]
    assert refs(world.signs_in(EARLY_HELP).asks("/status mine")) == ["BCP-11", "BCP-12", "BCP-14"]
    leads = world.signs_in(MANAGER).asks("/status mine")
    assert refs(leads) == ["BCP-02"]
    assert "You are its lead officer" in leads


@pytest.mark.parametrize("typed", ["6", "a6", "A6", "bcp6", "BCP-06", "bcp 06", "quality assurance and audit"])
def test_an_action_is_found_however_it_is_typed(chair, typed):
    card = chair.asks(f"/status {typed}")

    assert card.lines[0] == "BCP-06 Put a quality assurance and audit programme in place"
    assert "Green, on track (not confirmed, confidence 5 of 5)" in card.line("Rating")


def test_one_action_shows_the_original_deadline_for_ever_and_why_the_rules_suggest_what_they_do(chair):
    first, twelfth = chair.asks("/status A1"), chair.asks("/status A12")

    assert "Deadline 30 September, 92 days later than first agreed, moved once" in first
    assert "Red because the deadline, 30 April, has passed and the forecast is 16 July" in twelfth


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("overdu", "Did you mean “status overdue”?"),
        ("BCP-16", "BCP-"),
        ("purple", "You can ask for an action (“status A6”), a rating (“status red”)"),
        ("red dragons", "I understood “red”, but not the rest"),
        ("due 4000", "“due” looks at most 366 days ahead."),
        ("service director", "Which one?"),
        ("children", "Which one?"),
    ],
)
def test_what_it_does_not_understand_gets_a_sentence_with_the_nearest_thing_it_does(chair, typed, told):
    answer = chair.asks(f"/status {typed}")

    assert told in answer
    assert refs(answer) == []


def test_the_same_grammar_answers_every_way_in(world, chair):
    expected = refs(chair.asks("/status overdue"))

    assert refs(chair.asks("/account status overdue")) == expected
    assert refs(chair.asks("/account overdue")) == expected
    assert refs(chair.asks("/board-status overdue")) == expected
    assert refs(chair.says("status overdue")) == expected
    assert refs(chair.says("what is overdue?")) == expected
    assert refs(chair.says("@Accountable overdue", "improvement-board")) == expected


def test_an_answer_asked_for_in_a_channel_is_seen_by_the_one_who_asked_and_no_other(world, chair):
    before = len(world.channel())

    answer = chair.asks("/status red", "improvement-board")

    assert refs(answer) == ["BCP-14"]
    assert len(world.channel()) == before
    others = world.signs_in(QUALITY).sees_in("improvement-board")
    assert not any("Red (off track): 1 of 15 actions" in each for each in others)


def test_slacks_own_status_command_says_what_to_type_on_slack_itself(chair):
    assert "type “/account status red” or “/board-status red” there" in chair.asks("/status red")
    assert "belongs to Slack" not in chair.asks("/account status red")


def test_from_the_plan_one_goes_on_with_buttons_and_menus(chair):
    plan = chair.asks("/account status")

    assert refs(plan.presses("Overdue")) == ["BCP-12", "BCP-14"]
    why = chair.asks("/account status").presses("Why these ratings?")
    assert "Red because" in why.line("BCP-12")
    card = chair.asks("/account status").chooses(
        "One action", "BCP-06 Put a quality assurance and audit programme in place"
    )
    assert "Last statement (Green, 7 June)" in card


def test_the_sample_is_rated_on_8_june_as_its_report_works_out(world):
    with (DATA / "bcp_2021_expected_suggestions.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["ref"]: row["suggested"] for row in csv.DictReader(file)}
    why = world.signs_in(CHAIR).asks("/account status").presses("Why these ratings?")

    suggested = {
        line.split(",")[0].removeprefix("• "): re.search(r"The rules suggest: (\w+)", line)[1]
        for line in why.lines
        if line.startswith("• BCP-")
    }
    assert suggested == expected


def test_the_weekly_summary_of_that_day_has_the_layout_that_the_field_knows(world):
    """Ratings are shown as confirmed this cycle, else as the officer says; last cycle's confirmed ones are told so."""
    lines = as_text(world.looks(_summary_as_at, world.pretend.clock.now())).splitlines()

    assert lines[0] == "Improvement plan: as at 8 June 2021"
    assert lines[1].startswith("15 actions: 14 live, 1 complete. Red 1, Amber 6, Green 7.")
    assert "Re-dated with approval: 1." in lines[1]
    said = dict(line.split(": ", 1) for line in lines[2:] if ": " in line)
    assert list(said)[:6] == [
        "For children",
        "Help needed",
        "Deadline passed",
        "Rated better than the rules suggest",
        "Due in 14 days",
        "Watch list",
    ]
    assert said["For children"] == "no accepted evidence of effect this week."
    assert said["Help needed"] == (
        f"BCP-14, approve a new date ({INCLUSION}). BCP-03, agree a measure for BCP-10 ({QUALITY})."
    )
    assert said["Deadline passed"] == "BCP-12 (30 April), BCP-14 (31 May)."
    better = said["Rated better than the rules suggest"]
    assert better.index("BCP-12 says Amber, rules suggest Red") < better.index("BCP-15 says Amber, rules suggest Red")
    assert better.index("BCP-15 says") < better.index("BCP-03 says Green, rules suggest Amber")
    assert better.endswith("(BCP-04 and BCP-10 are rated more carefully than the rules; that is fine.)")
    assert said["Due in 14 days"] == "BCP-07 practice guidance issued, 18 June."
    assert said["Watch list"] == "nothing on it."
    assert said["Buttons"] == "Full list · My actions · Why these ratings?"


def _summary_as_at(session, now):
    board = boards.all_boards(session)[0]
    plan = assess_plan(session, board, now)
    return weekly_summary(summary_facts(plan, board.today(now), 14, None, None, is_sample=board.is_sample))


def test_the_sample_says_that_it_is_one(world, chair):
    for seen in (world.channel()[-1], chair.asks("/status"), chair.asks("/status A6"), chair.opens_home()):
        assert "Sample made up from a public report. Nobody’s real plan." in _all_words(seen)


def _all_words(seen):
    return words(seen.place.blocks)


# A plan that is longer than one answer


@pytest.fixture(scope="module")
def long_plan(open_world):
    made = open_world()
    plan = [row(f"A{number}", f"Sample action number {number}", (DCS, QUALITY)[number % 2]) for number in range(1, 41)]
    set_up(made, plan, meeting=None)
    return made.signs_in(CHAIR)


def test_a_long_answer_pages_and_no_action_is_left_out(long_plan):
    page = long_plan.asks("/account status")
    assert "40 actions: 40 live" in page
    assert "Page 1 of 3." in page
    found = _refs(page)
    for number in (2, 3):
        page = page.presses("Next page")
        assert f"Page {number} of 3." in page
        found += _refs(page)

    assert found == [f"A{number}" for number in range(1, 41)]
    assert "Next page" not in page.buttons
    assert "Page 2 of 3." in page.presses("Previous page")


def test_a_page_can_be_typed_and_one_that_is_not_there_is_told(long_plan):
    assert _refs(long_plan.asks("/account status green page 2"))[0] == "A16"
    assert "There is no page 9. Page 3 of 3." in long_plan.asks("/account status page 9")


def test_a_part_of_a_long_plan_counts_what_it_found_over_all_its_pages(long_plan):
    answer = long_plan.asks(f"/account status {QUALITY}")

    assert f"{QUALITY}: 20 of 40 actions" in answer
    assert len(_refs(answer)) + len(_refs(answer.presses("Next page"))) == 20


def test_the_number_alone_is_ambiguous_where_two_actions_have_it(open_world):
    made = open_world()
    set_up(made, [row("A6", "Audit cases", QUALITY), row("B6", "Open the home", DCS)], meeting=None)

    answer = made.signs_in(CHAIR).asks("/account status 6")

    assert "A6 (Audit cases)" in answer and "B6 (Open the home)" in answer
    assert "Which one?" in answer


def _refs(answer):
    return [line.split()[1] for line in answer.lines if line.startswith("• A")]
