"""From a plan to a file: an Excel workbook or CSV, as `handlers.plan_files` reads them back."""

import csv
import io
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from bot.domain.cells import Written
from bot.domain.plan_reading.preview import PlanRow
from bot.domain.plan_writing import table_of
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
    above = [marking] if marking else []
    if kind is Kind.XLSX:
        return write_sheets({"Plan": table_of(rows), **beside}, above)
    return _csv([*([each] for each in above), *table_of(rows)], beside)


def write_table(name: str, table: Sequence[Sequence[str]], above: Sequence[str]) -> bytes:
    """A table with its headings as a workbook, in which a spreadsheet runs nothing; `above` are the lines before it."""
    return write_sheets({name: table}, above)


def write_list(table: Sequence[Sequence[Written]], kind: Kind, above: Sequence[str]) -> bytes:
    """A list with its headings as a file of this kind, in which a spreadsheet runs nothing; `above` stand before it."""
    if kind is Kind.XLSX:
        return write_sheets({"List": table}, above)
    return _csv([*([each] for each in above), *table], {})


def write_sheets(tables: Mapping[str, Sequence[Sequence[Written]]], above: Sequence[str]) -> bytes:
    """Tables with their headings as the sheets of a workbook, in which a spreadsheet runs nothing; `above` are the
    lines before the first.
    """
    # Imported when first needed: a bot that never writes a workbook does not pay for it.
    from openpyxl import Workbook  # noqa: PLC0415

    from handlers.laid_out import fill  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    before = list(above)
    for name, table in tables.items():
        fill(book.create_sheet(name), [*([each] for each in before), *table], len(before) + 1)
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
