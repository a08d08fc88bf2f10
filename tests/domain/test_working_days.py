from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.working_days import Nation, WorkingDays

MAY_BANK_HOLIDAY = date(2021, 5, 31)
WORKING = WorkingDays(holidays=frozenset({MAY_BANK_HOLIDAY}))
MEETING = date(2021, 6, 15)

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
calendars = st.builds(
    WorkingDays,
    holidays=st.frozensets(st.dates(date(2020, 1, 1), date(2022, 1, 1)), max_size=20),
    quiet_days=st.frozensets(st.dates(date(2020, 1, 1), date(2022, 1, 1)), max_size=20),
)
offsets = st.integers(-40, 40)


def test_the_days_before_the_sample_meeting():
    """As the published sample schedule has them: requested, due, frozen."""
    assert [WORKING.shift(MEETING, -n) for n in (10, 5, 3)] == [
        date(2021, 6, 1),
        date(2021, 6, 8),
        date(2021, 6, 10),
    ]


def test_a_bank_holiday_is_passed_over():
    assert WORKING.shift(MEETING, -11) == date(2021, 5, 28)


def test_a_quiet_day_is_passed_over_too():
    away_day = WorkingDays(WORKING.holidays, quiet_days=frozenset({date(2021, 6, 14)}))
    assert away_day.shift(MEETING, -1) == date(2021, 6, 11)


def test_monday_moves_to_tuesday_when_it_is_a_bank_holiday():
    assert WORKING.next_working_day(MAY_BANK_HOLIDAY) == date(2021, 6, 1)
    assert WORKING.next_working_day(date(2021, 6, 1)) == date(2021, 6, 1)


def test_counting_leaves_out_the_first_day_and_counts_the_last():
    assert WORKING.count_between(date(2021, 5, 28), date(2021, 6, 1)) == 1
    assert WORKING.count_between(date(2021, 6, 1), date(2021, 5, 28)) == -1
    assert WORKING.count_between(MEETING, MEETING) == 0


def test_nations_are_said_as_people_write_them():
    assert [nation.words for nation in Nation] == ["England and Wales", "Scotland", "Northern Ireland"]


@given(calendars, days, offsets)
def test_shifting_lands_on_a_working_day(calendar, day, offset):
    landed = calendar.shift(day, offset)
    assert landed == day if offset == 0 else calendar.is_working_day(landed)


@given(calendars, days, offsets)
def test_there_and_back_again(calendar, day, offset):
    start = calendar.next_working_day(day)
    assert calendar.shift(calendar.shift(start, offset), -offset) == start


@given(calendars, days, offsets)
def test_counting_undoes_shifting(calendar, day, offset):
    start = calendar.next_working_day(day)
    assert calendar.count_between(start, calendar.shift(start, offset)) == offset


@given(calendars, days)
def test_no_working_day_lies_between_a_day_and_the_next_working_day(calendar, day):
    landed = calendar.next_working_day(day)
    assert landed >= day
    between = ((landed - day).days and [day + timedelta(n) for n in range((landed - day).days)]) or []
    assert not any(calendar.is_working_day(skipped) for skipped in between)
