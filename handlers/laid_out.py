"""How a table looks in a workbook: headings that stay in sight, columns as wide as their words, rows as high.

It imports openpyxl, so it is itself imported when first needed: a bot that never writes a workbook does not pay for it.
"""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension

Cells = Sequence[Sequence[str | date | None]]

NARROWEST, WIDEST = 11, 50
"""How wide a column is, in characters; a date needs the narrowest."""
ON_ONE_LINE = 22
"""The longest words, in characters, for which a column is made wide enough that they do not wrap."""
LINE, HIGHEST = 15, 409
"""How high a line is, and the highest row that Excel has, in points."""
FITS_A_PAGE = 250
"""The widest table, in characters, that can still be read when it is made to fit one page across."""
SMALLER = 65
"""How much smaller a wider one is printed, in per cent; it then goes on over several pages."""
RUNS_ON = Alignment(vertical="top", horizontal="left")
WRAPS = Alignment(wrap_text=True, vertical="top", horizontal="left")
BOLD = Font(bold=True)
HEADING = PatternFill("solid", start_color="E8E0EC")
BELOW = Border(bottom=Side(style="hair", color="999999"))
RATINGS = {"Red": "FFC7CE", "Amber": "FFEB9C", "Green": "C6EFCE"}


class GrowingRow(RowDimension):
    """A row with a height that Excel still makes greater when somebody types more: one that is set by hand stays."""

    customHeight = False  # noqa: N815 - openpyxl's name


def fill(sheet: Any, table: Cells, header: int) -> None:
    """Write a table into a sheet; all that is words is words, whatever it looks like. Its headings are row `header`;
    the lines above them run on over the columns beside them.
    """
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            _put(sheet.cell(number, column), value, number - header)
    widths = [_width(column) for column in _columns(table[header - 1 :])]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(table[header - 1 :], start=header):
        sheet.row_dimensions[number] = GrowingRow(sheet, index=number, ht=_height(row, widths))
    sheet.freeze_panes = sheet.cell(header + 1, 2)
    _colour(sheet, f"A{header + 1}:{get_column_letter(len(widths))}{max(len(table), header + 1)}")
    _to_print(sheet, header, sum(widths))


def _put(cell: Any, value: str | date | None, below_heading: int) -> None:
    cell.alignment = WRAPS if below_heading >= 0 else RUNS_ON
    if value:
        cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it looks like: openpyxl takes "#N/A" for an error
    elif value:
        cell.number_format = "DD/MM/YYYY"
    if below_heading <= 0:
        cell.font = BOLD
    if below_heading == 0:
        cell.fill = HEADING
    if below_heading > 0:
        cell.border = BELOW


def _columns(table: Cells) -> list[list[str]]:
    """The words of each column, its heading first."""
    across = max(len(row) for row in table)
    return [[_words(row[place]) if place < len(row) else "" for row in table] for place in range(across)]


def _words(value: str | date | None) -> str:
    return value if isinstance(value, str) else "00/00/0000" if value else ""


def _width(column: Sequence[str]) -> int:
    """Wide enough for the longest word of its heading, and for its longest line on one line or, from there on, two."""
    heading = max((len(word) for word in column[0].split()), default=0)
    longest = max((len(line) for words in column[1:] for line in words.splitlines()), default=0)
    for_words = longest if longest <= ON_ONE_LINE else max(ON_ONE_LINE, longest // 2 + 2)
    return min(max(NARROWEST, heading + 2, for_words + 2), WIDEST)


def _height(row: Sequence[str | date | None], widths: Sequence[int]) -> int:
    lines = [
        sum(len(textwrap.wrap(line, width - 2)) or 1 for line in _words(value).splitlines())
        for value, width in zip(row, widths, strict=False)
    ]
    return min(LINE * max([1, *lines]), HIGHEST)


def _colour(sheet: Any, cells: str) -> None:
    """A rating has its colour, and another when another is typed: the word says it, the colour goes with it."""
    for rating, colour in RATINGS.items():
        style = DifferentialStyle(fill=PatternFill("solid", end_color=colour))
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{rating}"'], dxf=style)
        sheet.conditional_formatting.add(cells, rule)


def _to_print(sheet: Any, header: int, width: int) -> None:
    """On its side, the headings and the first column on every page."""
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4 if width <= FITS_A_PAGE else sheet.PAPERSIZE_A3
    sheet.page_setup.pageOrder = "overThenDown"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = width <= FITS_A_PAGE
    sheet.page_setup.scale = SMALLER
    sheet.print_title_rows, sheet.print_title_cols = f"{header}:{header}", "A:A"
    sheet.oddFooter.center.text = "&A: page &P of &N"
