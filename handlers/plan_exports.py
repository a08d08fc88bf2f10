"""From a plan to a file: an Excel workbook or CSV, as `handlers.plan_files` reads them back."""

import csv
import io
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.domain.plan_reading.preview import PlanRow
from bot.domain.plan_writing import HEADINGS, WIDE, Written, table_of
from bot.domain.source_writing import SHEET_BELOW, Table


class Kind(StrEnum):
    """A kind of file; the value is how its name ends."""

    XLSX = "xlsx"
    CSV = "csv"


def write_plan(
    rows: Sequence[PlanRow], kind: Kind, marking: str = "", beside: Mapping[str, Table] = MappingProxyType({})
) -> bytes:
    """The plan as a file of this kind, in which a spreadsheet runs nothing. `marking` stands above its headings.

    `beside` are tables that go with it, by name: sheets of their own, or below the plan where the kind has no sheets.
    """
    above: list[list[Written]] = [[marking]] if marking else []
    table = [*above, *table_of(rows)]
    return _workbook(table, 2 if marking else 1, beside) if kind is Kind.XLSX else _csv(table, beside)


def write_table(name: str, table: Sequence[Sequence[str]], above: Sequence[str]) -> bytes:
    """A table with its headings as a workbook, in which a spreadsheet runs nothing; `above` are the lines before it."""
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active  # a new workbook has one
    sheet.title = name
    rows: list[list[Written]] = [[each] for each in above]
    rows += [list(row) for row in table]
    _fill(sheet, rows, len(above) + 1)
    for place in range(1, len(table[0]) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 80 if place == len(table[0]) else 24
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_list(table: Sequence[Sequence[Written]], kind: Kind, above: Sequence[str]) -> bytes:
    """A list with its headings as a file of this kind, in which a spreadsheet runs nothing; `above` stand before it."""
    rows: list[Sequence[Written]] = [*([each] for each in above), *table]
    return _list_workbook(rows, len(above) + 1) if kind is Kind.XLSX else _csv(rows, {})


def _list_workbook(rows: Sequence[Sequence[Written]], header: int) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active  # a new workbook has one
    sheet.title = "List"
    _fill(sheet, rows, header)
    for row in range(1, header):  # a title runs on over the columns beside it
        sheet.cell(row, 1).alignment = Alignment(vertical="top")
    for place in range(1, len(rows[-1]) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 36 if place in (3, 5, 7) else 18
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_sheets(tables: Mapping[str, Sequence[Sequence[Written]]], above: Sequence[str]) -> bytes:
    """Tables with their headings as the sheets of a workbook, in which a spreadsheet runs nothing; `above` are the
    lines before the first.
    """
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    before = list(above)
    for name, table in tables.items():
        sheet: Any = book.create_sheet(name)
        _fill(sheet, [*([each] for each in before), *table], len(before) + 1)
        for place in range(1, len(table[0]) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = 18 if place == 1 else 36
        before = []
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _csv(table: Sequence[Sequence[Written]], beside: Mapping[str, Table]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(table)
    for name, rows in beside.items():
        writer.writerows([[], [f"{SHEET_BELOW}{name}"], *rows])
    return text.getvalue().encode("utf-8-sig")


def _workbook(table: Sequence[Sequence[Written]], header: int, beside: Mapping[str, Table]) -> bytes:
    # Imported when first needed: a bot that never writes a workbook does not pay for it.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active  # a new workbook has one
    sheet.title = "Plan"
    _fill(sheet, table, header)
    for place, heading in enumerate(HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 50 if heading in WIDE else 18
    for name, rows in beside.items():
        other = book.create_sheet(name)
        _fill(other, rows, 1)
        for place in range(1, len(rows[0]) + 1):
            other.column_dimensions[get_column_letter(place)].width = 50 if place == 2 else 18
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Any, table: Sequence[Sequence[Written]], header: int) -> None:
    """Write a table into a sheet; all that is words is words, whatever it looks like."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.alignment = wrapped
            if value:
                cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # whatever it looks like: openpyxl takes "#N/A" for an error
            elif value:
                cell.number_format = "DD/MM/YYYY"
            if number <= header:
                cell.font = Font(bold=True)
    sheet.freeze_panes = sheet.cell(header + 1, 2)
