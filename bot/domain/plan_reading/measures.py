"""A sheet of measures beside the plan: what is doubtful about its figures, said before anyone relies on them."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.dates import MONTHS, listed
from bot.domain.plan_reading.dates import dates_in, read_date_cell
from bot.domain.plan_reading.grid import Cell, Row, Sheet
from bot.domain.plan_reading.headings import normalised
from bot.domain.plan_reading.milestones import CHILD_WORDS
from bot.domain.plan_reading.preview import Finding, Weight

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "Ref": ("ref", "kpi ref", "kpi", "reference", "measure ref", "no"),
    "Measure": ("measure", "indicator", "kpi name", "performance measure", "name", "description"),
    "Baseline": ("baseline", "previous", "previous figure", "last year", "start"),
    "Latest": ("latest", "current", "actual", "latest figure", "performance", "this month", "result"),
    "Target": ("target",),
    "Period": ("period", "date", "month", "as at", "reporting period"),
    "DoT": ("dot", "direction of travel", "direction", "trend", "travel"),
}
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def find_measure_header(sheet: Sheet) -> Row | None:
    """The row of headings of a sheet of measures; None where the sheet is none."""
    for row in sheet.rows[:20]:
        columns = _columns(row)
        if "Measure" in columns and len(columns.keys() & {"Baseline", "Latest", "Target"}) >= 2:
            return row
    return None


def _columns(row: Row) -> dict[str, int]:
    texts = {normalised(cell.text): column for column, cell in row.filled.items()}
    found: dict[str, int] = {}
    for name, aliases in _ALIASES.items():
        match = next((texts[alias] for alias in aliases if alias in texts), None)
        if match is not None and match not in found.values():
            found[name] = match
    return found


def read_measures(sheet: Sheet) -> list[Finding]:
    """Say what is doubtful in a sheet of measures; empty where the sheet is none or every figure is plain."""
    header = find_measure_header(sheet)
    if header is None:
        return []
    columns = _columns(header)
    rows = [row for row in sheet.rows if row.number > header.number and row.filled and not row.hidden]
    found = [finding for row in rows for finding in _MeasureRow(sheet.name, row, columns).read()]
    return sorted([*found, *_twice(sheet, rows, columns)], key=lambda finding: finding.row or 0)


@dataclass
class _MeasureRow:
    sheet: str
    row: Row
    columns: Mapping[str, int]
    found: list[Finding] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        return self.row.cell(self.columns.get(name, 0))

    def say(self, name: str | None, code: str, words: str, weight: Weight = Weight.SAY) -> None:
        place = f"Row {self.row.number}, {name}: " if name else f"Row {self.row.number}: "
        raw = self.cell(name).raw if name else ""
        self.found.append(Finding(code, place + words, weight, name, raw, self.sheet, self.row.number))

    def read(self) -> list[Finding]:
        if any(cell.withheld for cell in self.row.cells.values()):
            self.say(None, "CHILD_IDENTIFIABLE", CHILD_WORDS, Weight.HOLD)
            return self.found
        self._percentages()
        self._latest()
        self._target()
        self._direction()
        return self.found

    def _percentages(self) -> None:
        figures = {name: self.cell(name) for name in ("Baseline", "Latest", "Target")}
        shown = {
            name: cell for name, cell in figures.items() if "%" in cell.number_format and _as_number(cell) is not None
        }
        for name, cell in list(shown.items())[:1]:
            value = (_as_number(cell) or 0) * 100
            words = f"{cell.raw} read as {value:g}%, because the cell is formatted as a percentage."
            self.say(name, "PERCENT_AS_FRACTION", words)
        as_text = [match[1] for cell in figures.values() if (match := _PERCENT.fullmatch(cell.line))]
        if len(as_text) > 1:
            self.say(None, "PERCENT_TEXT", f"percentages held as text. Read as {listed(as_text)}.")

    def _latest(self) -> None:
        cell, line = self.cell("Latest"), self.cell("Latest").line
        if cell.is_blank:
            if not self.cell("Baseline").is_blank:
                self.say(None, "NO_LATEST", "only an earlier figure. No direction worked out.")
            return
        if re.fullmatch(r"(?:<|under|fewer than|less than)\s*\d+|\d\s?-\s?\d|[*xX†]|s|c", line, re.IGNORECASE):
            words = (
                f'"{line}" is a suppressed number. Stored as suppressed. No rating or direction is worked out from it.'
            )
            self.say("Latest", "SUPPRESSED", words, Weight.ASK)
        elif re.match(
            r"(?:over|about|around|approx\w*|circa|c\.|more than|nearly|almost|up to|~|>)\s*\d", line, re.IGNORECASE
        ):
            self.say("Latest", "NUMBER_APPROX", f'"{line}" is not a number. Give the count.', Weight.HOLD)
        elif len(_NUMBER.findall(line)) > 1 and not dates_in(line):
            self._two_values(line)
        else:
            self._unit()

    def _two_values(self, line: str) -> None:
        percent = _PERCENT.search(line)
        if percent and float(percent[1]) > 100:
            words = (
                f"two values, and {percent[0]} cannot be a percentage of a whole. Is it a rate? Give "
                f"one figure and its unit."
            )
        else:
            words = f'two values in one cell ("{line}"). Give one.'
        self.say("Latest", "TWO_VALUES", words, Weight.HOLD)

    def _unit(self) -> None:
        baseline, latest = _as_number(self.cell("Baseline")), _as_number(self.cell("Latest"))
        formats = {("%" in self.cell(name).number_format) for name in ("Baseline", "Latest")}
        if baseline is None or latest is None or len(formats) > 1 or formats == {True}:
            return
        fraction, other = sorted((baseline, latest))
        if 0 < fraction < 1 and other > 5 and not fraction.is_integer():
            which = "latest" if fraction == latest else "baseline"
            words = (
                f"baseline {baseline:g} and latest {latest:g} cannot be the same unit. Is the {which} "
                f"{fraction * 100:g}%?"
            )
            self.say(None, "UNIT_MISMATCH", words, Weight.HOLD)

    def _target(self) -> None:
        line = self.cell("Target").line
        match = re.fullmatch(
            r"(\d+(?:\.\d+)?)\s*(pcm|a month|per month|p/m|pm|pa|per year|pw|per week)", line, re.IGNORECASE
        )
        if match:
            every = {"w": "week", "a": "year", "y": "year"}.get(
                match[2].casefold().removeprefix("per ").removeprefix("p")[:1]
            )
            self.say("Target", "TARGET_WITH_UNIT", f'"{line}" read as {match[1]} a {every or "month"}.')

    def _direction(self) -> None:
        if not re.fullmatch("[↓▼↘⬇]", self.cell("DoT").line):
            return
        words = (
            "a down arrow could mean the number fell or performance fell. Ignored. Direction is worked out from the "
            "figures, once someone has said whether higher or lower is good."
        )
        self.say("DoT", "ARROW_AMBIGUOUS", words, Weight.ASK)


def _as_number(cell: Cell) -> float | None:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return float(cell.value)
    match = _NUMBER.fullmatch(cell.line)
    return float(match[0].replace(",", "")) if match else None


def _twice(sheet: Sheet, rows: list[Row], columns: Mapping[str, int]) -> list[Finding]:
    by_reading: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        ref, period = (row.cell(columns.get(name, 0)).line for name in ("Ref", "Period"))
        if ref and not any(cell.withheld for cell in row.cells.values()):
            by_reading[ref, period].append(row)
    twice = [(key, group) for key, group in by_reading.items() if len(group) > 1]
    said = [(ref, _twice_words((ref, period), group, columns), group[-1].number) for (ref, period), group in twice]
    return [
        Finding("DUPLICATE_READING", words, Weight.HOLD, "Ref", ref, sheet.name, number) for ref, words, number in said
    ]  # fmt: skip


def _twice_words(key: tuple[str, str], group: list[Row], columns: Mapping[str, int]) -> str:
    values = listed([row.cell(columns.get("Latest", 0)).line.rstrip("%") for row in group])
    period = read_date_cell(group[0].cell(columns.get("Period", 0)))
    month = f"{MONTHS[period.end.month - 1]} {period.end.year} " if period and period.end and period.is_date else ""
    numbers = {2: "two", 3: "three"}.get(len(group), str(len(group)))
    rows = listed([str(row.number) for row in group])
    return f"Rows {rows} give {numbers} {month}readings for {key[0]} ({values}). Which is right?"
