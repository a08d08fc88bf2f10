"""Bank holidays by nation, from the `holidays` library."""

from datetime import date
from functools import lru_cache

from bot.domain.working_days import Nation

# GOV.UK (https://www.gov.uk/bank-holidays) has published the dates up to the end of this year. The library
# answers for any year, but days such as a coronation are proclaimed later, so what is planned beyond
# this date is planned with a warning. Move it on when GOV.UK adds a year and the library has it too.
KNOWN_UNTIL = date(2028, 12, 31)

PLANS_FROM = 2005
"""Improvement plans reach back as far as the inspections that began them."""

_SUBDIVISIONS = {
    Nation.ENGLAND_AND_WALES: "ENG",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}


@lru_cache(maxsize=100)
def bank_holidays(nation: Nation, first_year: int, last_year: int) -> frozenset[date]:
    """Return the bank holidays of a nation from 1 January of one year to 31 December of another.

    Holidays that fall on a weekend are in it beside their substitute days.

    Raises:
        ValueError: the last year comes before the first.
    """
    if last_year < first_year:
        raise ValueError(f"bank holidays were asked for from {first_year} to {last_year}")
    # Imported when first asked: only what plans a calendar pays for the library.
    import holidays  # noqa: PLC0415

    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=years))
