"""The grid of a file as it is kept for a day, until its plan is loaded; and answers put in the place of its cells.

Nothing that looks like details of a child is in it: those cells are taken out first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from bot.domain.plan_reading.grid import BLANK, Cell, FileFinding, Row, Sheet, Value, withhold_personal_details
from bot.domain.plan_reading.preview import KnownPlan, PlanPreview

Place = tuple[str, int, int]
"""A cell: sheet, row as Excel numbers it, column counted from 1."""

_KINDS: Mapping[str, Any] = {"datetime": datetime, "date": date, "time": time}
_USUAL = {each.name: getattr(BLANK, each.name) for each in fields(Cell)}


def as_kept(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    """The sheets as JSON takes them, without what looks like details of a child. `from_kept` reads them back."""
    return [_sheet_kept(withhold_personal_details(sheet)) for sheet in sheets]


def from_kept(kept: Sequence[Mapping[str, Any]]) -> list[Sheet]:
    """The sheets as they were, but for what was taken out."""
    return [_sheet_read(sheet) for sheet in kept]


def with_answers(sheets: Iterable[Sheet], answers: Mapping[Place, str]) -> list[Sheet]:
    """The sheets with what a person answered in the place of what the file says there."""
    return [_answered(sheet, answers) for sheet in sheets]


def cells_at(sheets: Iterable[Sheet], places: Iterable[Place]) -> dict[Place, str]:
    """What the sheets say in some places, on one line."""
    wanted = set(places)
    return {
        (sheet.name, row.number, column): cell.line
        for sheet in sheets
        for row in sheet.rows
        for column, cell in row.cells.items()
        if (sheet.name, row.number, column) in wanted
    }


def prints_of(preview: PlanPreview, known: KnownPlan) -> dict[str, str]:
    """Of each action that loading would add or change, by reference: a print of what the file says of it and of what
    the plan says. While it stays the same, what is loaded is what was previewed.
    """
    rows = [row.plan_row for row in preview.rows if row.plan_row is not None and row.change != "unchanged"]
    return {row.ref: sha256(repr((row, known.rows.get(row.ref))).encode()).hexdigest() for row in rows}


def _answered(sheet: Sheet, answers: Mapping[Place, str]) -> Sheet:
    here = {(row, column): said for (name, row, column), said in answers.items() if name == sheet.name}
    if not here:
        return sheet
    rows = [
        replace(
            row, cells={**row.cells, **{column: Cell(said) for (at, column), said in here.items() if at == row.number}}
        )
        for row in sheet.rows
    ]
    return replace(sheet, rows=tuple(rows), is_safe=False)


def _sheet_kept(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "hidden_columns": sorted(sheet.hidden_columns),
        "from_csv": sheet.from_csv,
        "findings": [[each.code, each.raw, each.message] for each in sheet.findings],
        "rows": [_row_kept(row) for row in sheet.rows],
    }


def _row_kept(row: Row) -> list[Any]:
    cells = [[column, _cell_kept(cell)] for column, cell in row.cells.items()]
    return [row.number, row.hidden, row.torn, cells]


def _cell_kept(cell: Cell) -> dict[str, Any]:
    unusual = {name: getattr(cell, name) for name, usual in _USUAL.items() if getattr(cell, name) != usual}
    return unusual | ({"value": _value_kept(cell.value)} if "value" in unusual else {})


def _value_kept(value: Value) -> Any:
    kind = type(value).__name__
    return {kind: value.isoformat()} if isinstance(value, date | time) else value


def _sheet_read(kept: Mapping[str, Any]) -> Sheet:
    return Sheet(
        kept["name"],
        tuple(_row_read(row) for row in kept["rows"]),
        kept["hidden"],
        frozenset(kept["hidden_columns"]),
        kept["from_csv"],
        tuple(FileFinding(*each) for each in kept["findings"]),
    )


def _row_read(kept: Sequence[Any]) -> Row:
    number, hidden, torn, cells = kept
    return Row(number, {column: _cell_read(cell) for column, cell in cells}, hidden, torn)


def _cell_read(kept: Mapping[str, Any]) -> Cell:
    values = dict(kept)
    if isinstance(values.get("value"), dict):
        ((kind, said),) = values["value"].items()
        values["value"] = _KINDS[kind].fromisoformat(said)
    if values.get("merged_from") is not None:
        values["merged_from"] = tuple(values["merged_from"])
    return Cell(**values)
