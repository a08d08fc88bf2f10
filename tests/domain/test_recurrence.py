"""Somebody says how a meeting comes round, and sees the days that follow."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recurrence import (
    LAST,
    Occurrence,
    Rule,
    Unit,
    occurrences,
    read_rule,
    rule_as_rrule,
    rule_days,
    rule_in_words,
    why_not_working,
)
from bot.domain.refusals import Refusal
from bot.domain.working_days import WorkingDays

TUESDAY = date(2021, 6, 15)
LONDON = ZoneInfo("Europe/London")

times = st.times(min_value=time(8), max_value=time(18)).map(lambda at: at.replace(second=0, microsecond=0))
ends = st.one_of(
    st.just({}),
    st.integers(1, 500).map(lambda number: {"times": number}),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(lambda day: {"until": day}),
)
places = st.sets(st.sampled_from([1, 2, 3, 4, LAST]), min_size=1).map(
    lambda found: tuple(sorted(found, key=lambda place: (place == LAST, place)))
)
month_days = st.one_of(
    st.integers(1, 28).map(lambda day: (day,)), st.just((LAST,)), st.just((1, 15)), st.just((7, LAST))
)
whens = st.one_of(
    st.builds(dict, unit=st.just(Unit.WEEK), every=st.integers(1, 52), weekday=st.integers(0, 4)),
    st.builds(dict, unit=st.just(Unit.MONTH), every=st.integers(1, 12), weekday=st.integers(0, 4), places=places),
    st.builds(dict, unit=st.just(Unit.MONTH), every=st.integers(1, 12), days=month_days),
)
rules = st.builds(
    lambda when, at, end: Rule(**when, at=at, **end), whens, st.one_of(st.none(), times), ends
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "shown", "first_days"),
    [
        ("every second Tuesday at 10:00", "every second week on Tuesday at 10:00", "15/6 29/6 13/7"),
        ("Every Tuesday", "every Tuesday", "15/6 22/6 29/6"),
        ("every 4 weeks on Tuesday at 09:30", "every 4 weeks on Tuesday at 09:30", "15/6 13/7 10/8"),
        ("every month on the second Tuesday", "every month on the second Tuesday", "13/7 10/8 14/9"),
        ("the first and third Monday of each month", "every month on the first and third Monday", "21/6 5/7 19/7"),
        ("every six weeks", "every 6 weeks on Tuesday", "15/6 27/7 7/9"),
        ("monthly on the 15th", "every month on the 15th", "15/6 15/7 15/8"),
        ("last Friday of every month", "every month on the last Friday", "25/6 30/7 27/8"),
        ("fortnightly on Wednesdays", "every second week on Wednesday", "16/6 30/6 14/7"),
        ("Thursdays, fortnightly, 2pm", "every second week on Thursday at 14:00", "17/6 1/7 15/7"),
        ("every other Tuesday", "every second week on Tuesday", "15/6 29/6 13/7"),
        ("every third Tuesday", "every 3 weeks on Tuesday", "15/6 6/7 27/7"),
        ("the second Tuesday", "every month on the second Tuesday", "13/7 10/8 14/9"),
        ("every second Tuesday of the month", "every month on the second Tuesday", "13/7 10/8 14/9"),
        ("every first Monday", "every month on the first Monday", "5/7 2/8 6/9"),
        ("quarterly on the first Monday", "every 3 months on the first Monday", "5/7 4/10 3/1"),
        ("the last day of every month", "every month on the last day", "30/6 31/7 31/8"),
        ("every Tuesday, two times", "every Tuesday, 2 times", "15/6 22/6"),
        ("every Tuesday until 22 June 2021", "every Tuesday, until 22 June 2021", "15/6 22/6"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every second week on Tuesday", "15/6 29/6 13/7"),
        ("INTERVAL=2;BYDAY=TU;FREQ=WEEKLY", "every second week on Tuesday", "15/6 29/6 13/7"),
        ("RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "every month on the second Tuesday", "13/7 10/8 14/9"),
        ("rrule:freq=monthly;byday=1mo,3mo", "every month on the first and third Monday", "21/6 5/7 19/7"),
        ("FREQ=WEEKLY;BYDAY=TU;BYHOUR=10;UNTIL=20210622T235959Z", "every Tuesday at 10:00, until 22 June 2021",
         "15/6 22/6"),
    ],
)  # fmt: skip
def test_a_rule_is_read_from_words_and_shown_back(said, shown, first_days):
    rule = read_rule(said, TUESDAY)

    assert rule_in_words(rule) == shown
    days = rule_days(rule, TUESDAY, date(2022, 3, 1))
    assert " ".join(f"{day.day}/{day.month}" for day in days[:3]) == first_days


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("gibberish", "I can not read “gibberish” as a rule for meetings. Type it as “every second Tuesday at 10:00”"),
        ("bi-weekly on Tuesday", "I can not read “bi-weekly on Tuesday”"),
        ("every month", "does not say on which day of the month. Type “every month on the second Tuesday”"),
        ("every six weeks", "“every six weeks” does not say on which day."),
        ("every day", "more often than once a week"),
        ("every Monday and Thursday", "more often than once a week"),
        ("monthly on the 15th and 20th", "more often than once a week"),
        ("twice a week", "more often than once a week"),
        ("every 0 weeks on Monday", "is not between 1 and 52 weeks apart"),
        ("every 99999 months on the 1st", "is not between 1 and 12 months apart"),
        ("monthly on the 31st", "Not every month has that day. Choose one from the 1st to the 28th"),
        ("the fifth Friday of the month", "choose the first to the fourth, or the last"),
        ("every Saturday", "Saturday is no working day. Choose a day from Monday to Friday."),
        ("every Tuesday at 25:00", "“25:00” is not a time that I can read. Type it as “at 10:00”."),
        ("every Tuesday until then", "“then” is not a date that I can read. Type it as “until 30 June 2027”."),
        ("every Tuesday 0 times", "from 1 to 500 meetings"),
        ("every Tuesday, 3 times, until 30 June 2027", "not both"),
        ("x" * 301, "too long for a rule"),
        ("FREQ=DAILY", "more often than once a week"),
        ("FREQ=SECONDLY;COUNT=999999999", "more often than once a week"),
        ("FREQ=YEARLY;BYEASTER=1", "I can not keep to BYEASTER in a rule. Type it as"),
        ("FREQ=YEARLY;BYMONTH=2", "I can not keep to BYMONTH"),
        ("FREQ=YEARLY", "I can not read"),
        ("FREQ=WEEKLY;BYDAY=MO,TU", "more often than once a week"),
        ("FREQ=MONTHLY;BYDAY=1MO,3WE", "Add one series for each weekday."),
        ("FREQ=MONTHLY;BYDAY=MO", "does not say which Monday of the month"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2", "I can not read"),
        ("FREQ=WEEKLY;INTERVAL=99999999999999999999;BYDAY=MO", "I can not read"),
        ("FREQ=WEEKLY;INTERVAL=2;INTERVAL=3;BYDAY=MO", "I can not read"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20210231", "I can not read"),
        ("FREQ=WEEKLY;BYDAY=MO;BYHOUR=99", "I can not read"),
        ("FREQ=", "I can not read"),
    ],
)
def test_what_can_not_be_kept_to_is_answered_with_what_to_type(said, words):
    with pytest.raises(Refusal) as refused:
        read_rule(said)

    assert words in refused.value.words


@given(rules)
def test_the_words_and_the_rrule_of_a_rule_are_read_back_as_the_same_rule(rule):
    if rule.times is None or rule.until is None:
        assert read_rule(rule_in_words(rule)) == rule
        assert read_rule(rule_as_rrule(rule)) == rule


@given(rules, st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_days_come_in_order_a_week_or_more_apart_on_the_days_of_the_rule(rule, first):
    days = rule_days(rule, first, first + timedelta(days=366))

    assert all(later - day >= timedelta(days=7) for day, later in pairwise(days))
    assert all(first <= day <= first + timedelta(days=366) for day in days)
    assert all(rule.weekday is None or day.weekday() == rule.weekday for day in days)
    assert len(days) <= min(53, rule.times or 53)


@given(rules, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 366))
def test_looking_further_ahead_changes_nothing_of_what_was_seen_before(rule, first, ahead):
    sooner, later = first + timedelta(days=ahead), first + timedelta(days=ahead + 200)

    assert [day for day in rule_days(rule, first, later) if day <= sooner] == rule_days(rule, first, sooner)


def test_over_both_changes_of_the_clock_a_meeting_keeps_its_time_on_the_wall():
    rule = read_rule("every second Tuesday at 10:00")

    days = rule_days(rule, date(2021, 3, 2), date(2022, 4, 12))
    instants = [datetime.combine(day, rule.at, LONDON).astimezone(UTC) for day in days]

    assert {instant.astimezone(LONDON).time() for instant in instants} == {time(10)}
    assert {instant.hour for instant in instants} == {9, 10}


pieces = st.one_of(
    st.sampled_from(["FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=DAILY", "FREQ=SECONDLY", "FREQ=x"]),
    st.builds("INTERVAL={}".format, st.one_of(st.integers(-2, 10**12), st.sampled_from(["", "1.5", "two", "٢"]))),
    st.builds("COUNT={}".format, st.integers(-1, 10**12)),
    st.builds("BYSETPOS={}".format, st.integers(-400, 400)),
    st.builds("BYMONTHDAY={}".format, st.integers(-40, 40)),
    st.builds("BYDAY={}".format, st.from_regex(r"\A[+-]?[0-9]{0,3}(MO|TU|SA|XX)(,[+-]?[0-9]{0,3}(MO|WE))?\Z")),
    st.sampled_from(["UNTIL=99991231", "UNTIL=00010101T000000Z", "UNTIL=x", "BYEASTER=1", "BYWEEKNO=53", "WKST=SU"]),
    st.sampled_from(["BYHOUR=3", "BYHOUR=24", "BYMINUTE=-1", "BYSECOND=7", "BYYEARDAY=366", "X", "=", "FREQ=WEEKLY"]),
)  # fmt: skip


@given(st.lists(pieces, max_size=6), st.sampled_from(["", "RRULE:"]), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_whatever_an_rrule_holds_it_ends_in_days_or_in_a_sentence_at_once(found, name, first):
    began = monotonic()
    try:
        rule = read_rule(f"{name}FREQ=WEEKLY;{';'.join(found)}" if len(found) % 2 else name + ";".join(found), first)
        assert len(rule_days(rule, first, first + timedelta(days=366))) <= 53
    except Refusal as refusal:
        assert refusal.words.endswith((".", "”."))
    assert monotonic() - began < 1


@given(st.text(max_size=60))
def test_whatever_is_typed_ends_in_a_rule_or_in_a_sentence(said):
    try:
        rule_in_words(read_rule(said, TUESDAY))
    except Refusal as refusal:
        assert refusal.words


CHRISTMAS = WorkingDays(
    holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}),
    quiet_days=frozenset({date(2026, 12, 29)}),
)


def test_a_day_that_is_no_working_day_moves_to_the_next_that_is_and_says_why():
    rule = read_rule("every Monday")

    days = occurrences(rule, date(2026, 12, 21), date(2027, 1, 4), CHRISTMAS)

    assert days == [
        Occurrence(date(2026, 12, 21)),
        Occurrence(date(2026, 12, 30), date(2026, 12, 28), "a bank holiday"),
        Occurrence(date(2027, 1, 4)),
    ]
    assert why_not_working(CHRISTMAS, date(2026, 12, 29)) == "a quiet day of the board"
    assert why_not_working(CHRISTMAS, date(2026, 12, 26)) == "a Saturday"


def test_two_that_would_come_to_the_same_day_are_one():
    closed = WorkingDays(quiet_days=frozenset(date(2026, 12, 21) + timedelta(days=n) for n in range(14)))

    days = occurrences(read_rule("every Monday"), date(2026, 12, 21), date(2027, 1, 4), closed)

    assert days == [Occurrence(date(2027, 1, 4), date(2026, 12, 21), "a quiet day of the board")]
