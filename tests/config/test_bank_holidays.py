"""The dates are those that https://www.gov.uk/bank-holidays gives for each nation."""

import subprocess
import sys
from datetime import date

import pytest

from bot.domain.working_days import Nation, WorkingDays
from config.bank_holidays import KNOWN_UNTIL, bank_holidays

WEEKDAY_HOLIDAYS_2021 = {
    Nation.ENGLAND_AND_WALES: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    Nation.SCOTLAND: "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28",
    Nation.NORTHERN_IRELAND: "01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28",
}


@pytest.mark.parametrize("nation", Nation)
def test_each_nation_keeps_its_own_days(nation):
    weekdays = sorted(day for day in bank_holidays(nation, 2021, 2021) if day.weekday() < 5)
    assert [f"{day:%m-%d}" for day in weekdays] == WEEKDAY_HOLIDAYS_2021[nation].split()


def test_days_that_were_proclaimed_are_in_it():
    holidays = bank_holidays(Nation.ENGLAND_AND_WALES, 2022, 2023)
    assert {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)} <= holidays


def test_the_last_known_year_has_its_days():
    year = KNOWN_UNTIL.year
    assert {day.year for day in bank_holidays(Nation.ENGLAND_AND_WALES, year - 1, year)} == {year - 1, year}


def test_the_sample_meeting_is_asked_about_after_the_may_bank_holiday():
    calendar = WorkingDays(bank_holidays(Nation.ENGLAND_AND_WALES, 2021, 2021))
    assert calendar.shift(date(2021, 6, 15), -10) == date(2021, 6, 1)
    assert calendar.shift(date(2021, 6, 15), -11) == date(2021, 5, 28)


def test_years_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match="from 2022 to 2021"):
        bank_holidays(Nation.SCOTLAND, 2022, 2021)


def test_the_library_is_loaded_only_when_it_is_asked():
    code = "import sys, config.bank_holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
