"""The decisions about a plan's actions as a table beside the plan in its export: for people, and never read back in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.cells import neutralised
from bot.domain.dates import day_and_year
from bot.domain.plan_reading import Sheet
from bot.domain.plan_reading.headings import normalised
from bot.domain.source_writing import DECISIONS, Table

HEADINGS = ("Decision ref", "Decision about", "What was decided", "Decided by", "Decided on", "Meeting", "Note")
_WITHIN = 10
"""In how many of a sheet's first rows its headings are looked for."""


@dataclass(frozen=True)
class Written:
    """One decision as it goes into the file: the action's reference, the post that decided, and the board's own day."""

    ref: str
    about: str
    words: str
    post: str
    day: date
    meeting: str = ""
    note: str = ""


def decisions_table(decided: Sequence[Written]) -> dict[str, Table]:
    """The table by its name, with its headings; none where nothing was decided. No person is named in it."""
    if not decided:
        return {}
    rows = ((one.ref, one.about, one.words, one.post, day_and_year(one.day), one.meeting, one.note) for one in decided)
    return {DECISIONS: [list(HEADINGS), *([neutralised(cell) for cell in row] for row in rows)]}


def is_of_decisions(sheet: Sheet) -> bool:
    """Whether a sheet is such a table: a file can decide nothing, so that it is passed over when one is read."""
    return has_headings(sheet, HEADINGS)


def has_headings(sheet: Sheet, headings: Sequence[str]) -> bool:
    """Whether all of these headings stand in one of a sheet's first rows."""
    first = [{normalised(cell.text) for cell in row.filled.values()} for row in sheet.rows[:_WITHIN]]
    return any({normalised(title) for title in headings} <= titles for titles in first)
