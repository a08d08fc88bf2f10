"""From a run sheet to a workbook that prints well: an action on each page of A4, with lines to write on."""

import io
from typing import Any

from bot.domain.paper import TO_FILL, Paper, Sheet

LABELS, WORDS = 24, 72
"""How wide the two columns are, in characters: together they fill a page of A4 upright."""
TO_WRITE_IN = 26
"""How high a line to write on is, in points."""


def write_run_sheet(paper: Paper) -> bytes:
    """The run sheet as an Excel workbook. It takes the words as they are: `to_print` has made them safe."""
    # Imported when first needed: a bot that never writes a workbook does not pay for it.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    page: Any = book.active  # a new workbook has one
    page.title = "Run sheet"
    _set_up(page)
    row = 1
    for line in paper.above:
        row = _line(page, row, line, is_bold=row <= 2)
    for number, sheet in enumerate(paper.sheets):
        row = _sheet(page, row + 1, sheet, is_last=number == len(paper.sheets) - 1)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _set_up(page: Any) -> None:
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = page.ORIENTATION_PORTRAIT
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "Page &P of &N"
    page.column_dimensions["A"].width = LABELS
    page.column_dimensions["B"].width = WORDS


def _sheet(page: Any, row: int, sheet: Sheet, *, is_last: bool) -> int:
    """One action, and where the next begins: on a page of its own."""
    from openpyxl.worksheet.pagebreak import Break  # noqa: PLC0415

    row = _line(page, row, sheet.heading, is_bold=True)
    for label, words in sheet.known:
        row = _pair(page, row, label, words)
    for label in TO_FILL if sheet.is_to_decide else ():
        page.row_dimensions[row].height = TO_WRITE_IN
        row = _pair(page, row, label, "", is_to_fill=True)
    if not is_last:
        page.row_breaks.append(Break(id=row))
    return row


def _line(page: Any, row: int, words: str, *, is_bold: bool) -> int:
    """A line across both columns."""
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    _put(page.cell(row, 1), words, is_bold=is_bold)
    # A row of merged cells does not grow by itself.
    page.row_dimensions[row].height = 15 * (1 + len(words) // (LABELS + WORDS))
    return row + 1


def _pair(page: Any, row: int, label: str, words: str, *, is_to_fill: bool = False) -> int:
    from openpyxl.styles import Border, Side  # noqa: PLC0415

    _put(page.cell(row, 1), label, is_bold=not is_to_fill)
    _put(page.cell(row, 2), words)
    if is_to_fill:
        page.cell(row, 2).border = Border(bottom=Side(style="thin"))
    return row + 1


def _put(cell: Any, words: str, *, is_bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    cell.value = words or None
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=is_bold)
    if words:
        cell.data_type = "s"  # whatever it looks like
