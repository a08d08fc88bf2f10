"""What a summary must never do (the field's rules, c10), tried on plans that nobody thought of."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import Rating
from bot.messages.plan_lines import plan_line
from bot.messages.sample_plan import TODAY
from bot.messages.summary import weekly_summary
from bot.messages.text import as_text
from bot.use_cases.summaries import summary_facts
from storage.digests import Digest
from tests.domain.test_tallies import actions, rated

SINCE = date(2021, 5, 31)
AT = datetime(2021, 5, 31, 8, tzinfo=UTC)
QUIET = summary_facts([], SINCE, 14, None, None, is_sample=False)
COLOURS = "Red|Amber|Green|Blue"
WHOSE = "confirmed|not confirmed|suggested, no statement"


@st.composite
def plans(draw: st.DrawFn) -> list[Assessed]:
    drawn: Sequence[Action] = draw(st.lists(actions, min_size=1, max_size=12))
    return [
        rated(replace(action, id=number, ref=f"A{number}", position=number))
        for number, action in enumerate(drawn, start=1)
    ]


ratings_before = st.dictionaries(
    st.integers(1, 12).map("A{}".format), st.sampled_from(["", *(each.word for each in Rating)]), max_size=12
)


def said(plan: Sequence[Assessed], before: dict[str, str]) -> str:
    last = Digest("2021-W22", AT, weekly_summary(QUIET), before) if before else None
    return as_text(weekly_summary(summary_facts(plan, TODAY, 14, last, SINCE if before else None, is_sample=False)))


@given(plans(), ratings_before)
def test_it_counts_every_action_and_shows_no_percentage_and_no_score(
    plan: list[Assessed], before: dict[str, str]
) -> None:
    text = said(plan, before)

    total, states = re.search(r"^(\d+) actions?: (.+?)\.", text, re.MULTILINE).groups()  # type: ignore[union-attr]
    assert int(total) == len(plan) == sum(int(number) for number in re.findall(r"\d+", states))
    live = int(re.search(r"(\d+) live", states)[1])  # type: ignore[index]
    rated_ = re.search(
        r"Red (\d+)(?: \(\d+ because nobody can say\))?, Amber (\d+), Green (\d+)"
        r"(?:, Blue, not yet closed, (\d+))?(?:, not rated (\d+))?\.",
        text,
    )
    assert sum(int(number or 0) for number in (rated_.groups() if rated_ else ())) == live
    assert not re.search(r"%|per cent|average|score|out of", text, re.IGNORECASE)


@given(plans(), ratings_before)
def test_no_rating_stands_there_without_whose_it_is(plan: list[Assessed], before: dict[str, str]) -> None:
    text = said(plan, before)

    assert text.startswith("Improvement plan: as at 8 June 2021")
    counts = next(line for line in text.splitlines() if " live" in line)
    for line in text.replace(counts, "").splitlines():
        with_whose = re.sub(rf"says (?:{COLOURS})|suggest (?:{COLOURS})|\(was (?:{COLOURS}|Grey|no colour)\)", "", line)
        with_whose = re.sub(rf"(?:{COLOURS}|Grey), (?:{WHOSE})", "", with_whose)
        assert not re.search(rf"\b(?:{COLOURS})\b", with_whose), line


@given(plans(), ratings_before)
def test_it_never_says_that_all_are_green(plan: list[Assessed], before: dict[str, str]) -> None:
    text = said(plan, before)

    assert not re.search(rf"\b(?:all|every\w*|each)\b[^.]*\b(?:{COLOURS})\b", text, re.IGNORECASE)
    missing = sum(each.action.is_live and not each.has_statement_this_cycle for each in plan)
    assert f"No statement this cycle: {f'{missing} not asked for yet' if missing else 0}." in text


@given(actions)
def test_a_line_of_the_plan_says_whose_its_rating_is_and_of_what_day(action: Action) -> None:
    each = rated(action)
    line = plan_line(each, 35)

    assert re.search(rf"\((?:{WHOSE}|closed, not delivered)", line.lead)
    if each.self_assessed and each.action.statement:
        assert re.search(r"Last statement (?:\d+ \w+|\d+ days? ago)", line.text)
    if each.action.confirmed and not each.is_confirmed_this_cycle:
        assert each.last_confirmed_words in line.text
