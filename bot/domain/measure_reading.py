"""Reading a sheet of measures: each row whole, or refused with its number, its column and what to do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.dates import listed
from bot.domain.guard import find_personal_details
from bot.domain.measures import IN_DISPUTE, GoodIs, read_figure, read_good_is, read_tolerance
from bot.domain.plan_reading.grid import Cell, Row, Sheet
from bot.domain.plan_reading.headings import normalised
from bot.domain.refusals import Refusal
from bot.domain.typed_dates import read_day
from bot.domain.workers import NAMES_A_WORKER, names_a_worker

LONGEST_REF, LONGEST_NAME, LONGEST_UNIT = 60, 300, 60
HEADINGS_WITHIN = 20
"""How far down a sheet its headings are looked for."""
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "kpi_ref": ("kpi ref", "ref", "reference", "measure ref", "kpo ref", "no"),
    "kpi": ("kpi", "measure", "name", "indicator", "performance measure", "kpi name"),
    "unit": ("unit", "units"),
    "good_is": ("good is", "good", "polarity"),
    "baseline": ("baseline", "previous"),
    "baseline_date": ("baseline date", "baseline period"),
    "latest": ("latest", "actual", "current"),
    "latest_date": ("latest date", "latest period", "period", "as at"),
    "latest_status": ("latest status", "status"),
    "target": ("target",),
    "tolerance": ("tolerance",),
    "comparator": ("comparator", "comparators"),
    "source": ("source",),
    "key": ("key measure", "kpo", "obsession", "key performance obsession", "matters most"),
    "scope": ("scope", "target scope", "what it covers", "covers"),
    "frequency": ("frequency", "target frequency", "how often"),
    "decision_ref": ("decision ref", "decision", "target decision", "decision reference"),
    "decided_on": ("decided on", "decision date", "date of decision"),
    "decided_by": ("decided by", "who decided"),
}
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})
_NEEDED = ("kpi_ref", "kpi", "good_is")


@dataclass(frozen=True)
class Figure:
    """A figure as a file gives it: of a day where one is written, else of a period in its own words."""

    value: Decimal
    day: date | None = None
    period: str = ""
    is_provisional: bool = False
    is_disputed: bool = False


@dataclass(frozen=True)
class Decided:
    """The decision that set a target, as a file gives it: its reference, its day, who decided, and what it covers."""

    ref: str
    on: date
    by: str
    scope: str = ""
    frequency: str = ""


@dataclass(frozen=True)
class MeasureRow:
    """A row of a sheet of measures."""

    ref: str
    name: str
    unit: str
    good_is: GoodIs
    target: Decimal | None = None
    tolerance: Decimal | None = None
    comparator: str = ""
    source: str = ""
    baseline: Figure | None = None
    latest: Figure | None = None
    is_key: bool | None = None
    """Whether it is one of those that matter most; None where the file does not say."""
    decided: Decided | None = None
    """The decision that set the target, where the file gives one."""


@dataclass(frozen=True)
class MeasuresRead:
    """What a file was read as: the rows that can be loaded, and a sentence for each that can not."""

    rows: tuple[MeasureRow, ...]
    refused: tuple[str, ...]


def read_measures_sheet(sheets: Sequence[Sheet]) -> MeasuresRead:
    """The measures of the first sheet that has any.

    Raises:
        Refusal: no sheet has the headings that a sheet of measures needs.
    """
    for sheet in sheets:
        for header in sheet.rows[:HEADINGS_WITHIN]:
            columns = _columns(header)
            if all(name in columns for name in _NEEDED):
                return _read(sheet, header, columns)
    raise Refusal(
        f"I found no sheet of measures. Its first row needs the headings {listed(list(_NEEDED))}; unit, target, "
        "tolerance, baseline, latest and their dates may be there too."
    )


def _columns(header: Row) -> dict[str, int]:
    texts = {normalised(cell.text): column for column, cell in header.filled.items()}
    found: dict[str, int] = {}
    for name, aliases in _ALIASES.items():
        column = next((texts[alias] for alias in aliases if alias in texts), None)
        if column is None and name == "kpi":  # "measure (as the board calls it)"
            column = next((texts[text] for text in texts if text.startswith("measure ")), None)
        if column is not None and column not in found.values():
            found[name] = column
    return found


def _read(sheet: Sheet, header: Row, columns: Mapping[str, int]) -> MeasuresRead:
    rows, refused, seen = [], [], set()
    for row in sheet.rows:
        if row.number <= header.number or not row.filled:
            continue
        reading = _RowReading(row, columns)
        found = reading.read()
        if found is not None and found.ref.casefold() in seen:
            reading.wrong(
                "kpi_ref", f"“{found.ref}” stands in an earlier row too. Each measure has a reference of its own"
            )
        if reading.problems:
            refused += reading.problems
        elif found is not None:
            rows.append(found)
            seen.add(found.ref.casefold())
    return MeasuresRead(tuple(rows), tuple(refused))


class _RowReading:
    """One row, with what is wrong with it."""

    def __init__(self, row: Row, columns: Mapping[str, int]) -> None:
        self._row, self._columns = row, columns
        self.problems: list[str] = []

    def wrong(self, name: str, words: str) -> None:
        self.problems.append(f"Row {self._row.number}, {name}: {words.rstrip('.')}.")

    def read(self) -> MeasureRow | None:
        if any(find_personal_details(self._text(name)) for name in self._columns):
            self.problems.append(f"Row {self._row.number} looks as if it holds details of a child, and was not kept.")
            return None
        if (named := next((each for each in self._columns if names_a_worker(self._text(each))), None)) is not None:
            self.wrong(named, NAMES_A_WORKER)
            return None
        ref, name = self._words("kpi_ref", LONGEST_REF), self._words("kpi", LONGEST_NAME)
        unit, good_is = self._text("unit")[:LONGEST_UNIT], self._good_is()
        target = self._number("target", unit)
        found = MeasureRow(
            ref=ref,
            name=name,
            unit=unit,
            good_is=good_is or GoodIs.CONTEXT,
            target=target,
            tolerance=self._tolerance(unit, target),
            comparator=self._text("comparator"),
            source=self._text("source"),
            baseline=self._figure("baseline", unit),
            latest=self._figure("latest", unit),
            is_key=self._yes_or_no("key"),
            decided=self._decided(),
        )
        return None if self.problems else found

    def _cell(self, name: str) -> Cell:
        return self._row.cell(self._columns.get(name, 0))

    def _text(self, name: str) -> str:
        cell = self._cell(name)
        if "%" in cell.number_format and isinstance(cell.value, int | float):
            return f"{cell.value * 100:g}"  # a spreadsheet keeps 78% as 0.78
        return cell.line

    def _words(self, name: str, longest: int) -> str:
        said = self._text(name)
        if not said:
            self.wrong(name, "is empty")
        elif len(said) > longest:
            self.wrong(name, f"is {len(said)} characters; please keep it within {longest}")
        return said

    def _yes_or_no(self, name: str) -> bool | None:
        said = self._text(name).casefold()
        if said and said not in _YES | _NO:
            self.wrong(name, f"“{said[:30]}” is not known here. Write yes or no")
        return said in _YES if said else None

    def _decided(self) -> Decided | None:
        """The decision, whole: one without its day or without who decided is no record of it."""
        parts = {name: self._text(name) for name in ("decision_ref", "decided_on", "decided_by")}
        if not any(parts.values()):
            return None
        missing = next((name for name, said in parts.items() if not said), "")
        if missing:
            self.wrong(missing, "is empty. A decision needs its reference, its day and who decided")
            return None
        on = read_day(parts["decided_on"]) or _iso_day(parts["decided_on"])
        if on is None:
            self.wrong("decided_on", f"“{parts['decided_on'][:30]}” is not a date that I can read")
            return None
        ref = self._words("decision_ref", LONGEST_REF)
        return Decided(ref, on, parts["decided_by"], self._text("scope"), self._text("frequency"))

    def _good_is(self) -> GoodIs | None:
        try:
            return read_good_is(self._text("good_is"))
        except ValueError as wrong:
            self.wrong("good_is", str(wrong))
            return None

    def _number(self, name: str, unit: str) -> Decimal | None:
        said = self._text(name)
        try:
            return read_figure(said, unit) if said else None
        except ValueError as wrong:
            self.wrong(name, str(wrong))
            return None

    def _tolerance(self, unit: str, target: Decimal | None) -> Decimal | None:
        said = self._text("tolerance")
        try:
            return read_tolerance(said, unit, target) if said else None
        except ValueError as wrong:
            self.wrong("tolerance", str(wrong))
            return None

    def _figure(self, name: str, unit: str) -> Figure | None:
        value = self._number(name, unit)
        if value is None:
            return None
        said = self._text(f"{name}_date")
        day = read_day(said) or _iso_day(said)
        source = self._text("source")
        undated = f"reported in {source}" if source and name == "latest" else ""
        status = " ".join(self._text("latest_status").casefold().split()) if name == "latest" else ""
        is_disputed = status in (IN_DISPUTE, "disputed")
        return Figure(value, day, "" if day else (said or undated), status == "provisional", is_disputed)


def _iso_day(said: str) -> date | None:
    """A day as a spreadsheet's own date comes out."""
    match = re.match(r"(\d{4}-\d{2}-\d{2})[ T]", said)
    return read_day(match[1]) if match else None
