"""What was due in each month as a table beside the plan in its export: for people, and never read back in."""

from collections.abc import Sequence

from bot.domain.decision_writing import has_headings
from bot.domain.pace import Became, Month
from bot.domain.plan_reading import Sheet
from bot.domain.source_writing import MONTHS, Table

HEADINGS = ("Month", "Actions due", *(f"{became.value[:1].upper()}{became.value[1:]}" for became in Became))


def months_table(months: Sequence[Month]) -> dict[str, Table]:
    """The table by its name, with its headings; none where nothing was ever due."""
    if not months:
        return {}
    rows = ([f"{each.first:%B %Y}", str(each.due), *(str(each.count(became)) for became in Became)] for each in months)
    return {MONTHS: [list(HEADINGS), *rows]}


def is_of_months(sheet: Sheet) -> bool:
    """Whether a sheet is such a table."""
    return has_headings(sheet, HEADINGS)
