"""A file as a grid of cells: what a spreadsheet or a CSV comes to before anything is understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property

from bot.domain.cells import spoken
from bot.domain.guard import find_personal_details

Value = str | int | float | bool | date | datetime | time | None

EXCEL_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!"}
)
NOT_REPEATED = "(not repeated)"
# Shown in the place of a byte that no encoding explains.
BOX = "□"

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")


@dataclass(frozen=True)
class Cell:
    """One cell as the file holds it.

    `value` is the value shown: for a formula, the answer saved with it. `merged_from` is the (row, column) of the
    cell whose value a merged cell shows. `colour` is set where the cell is filled with a colour other than white.
    """

    value: Value = None
    formula: str | None = None
    number_format: str = "General"
    note: str = ""
    struck: bool = False
    colour: str | None = None
    merged_from: tuple[int, int] | None = None
    withheld: bool = False
    from_1904: bool = False
    """Its number, if it is a date, counts from 1904 and not from 1900."""

    @cached_property
    def text(self) -> str:
        """The value as words, trimmed, hidden characters gone; line breaks stay. Empty for a blank cell.

        An apostrophe that keeps a spreadsheet from running the words is no part of them.
        """
        lines = (_SPACES.sub(" ", _HIDDEN.sub("", line)).strip() for line in self.raw.splitlines())
        return spoken("\n".join(lines).strip()).strip()

    @cached_property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    @cached_property
    def raw(self) -> str:
        """The value as the file has it, for showing back; details of a child are never in it."""
        return NOT_REPEATED if self.withheld else _as_text(self.value, self.number_format)

    @cached_property
    def is_blank(self) -> bool:
        """Whether nothing is written here (a colour or a note alone is nothing written)."""
        return not self.withheld and not self.text and self.formula is None

    @property
    def is_error(self) -> bool:
        """Whether the cell holds one of Excel's errors."""
        return self.text.upper() in EXCEL_ERRORS or bool(re.fullmatch(r"#{3,}", self.text))


BLANK = Cell()


@dataclass(frozen=True, eq=False)
class Row:
    """One row; `number` is the number that Excel shows beside it. Cells are by column number, from 1."""

    number: int
    cells: Mapping[int, Cell] = field(default_factory=dict)
    hidden: bool = False
    torn: bool = False
    """Its cells may have run into one another, because a quotation mark is not closed."""

    def cell(self, column: int) -> Cell:
        """The cell in a column, blank where the row has none."""
        return self.cells.get(column, BLANK)

    @cached_property
    def filled(self) -> dict[int, Cell]:
        """The cells with something written in them, from left to right."""
        return {column: self.cells[column] for column in sorted(self.cells) if not self.cells[column].is_blank}


@dataclass(frozen=True)
class FileFinding:
    """Something that reading the file brought up before its meaning was looked at."""

    code: str
    raw: str
    message: str


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet of a workbook, or the whole of a CSV file (named as Excel would name its sheet)."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    from_csv: bool = False
    findings: tuple[FileFinding, ...] = ()
    is_safe: bool = False
    """What looks like details of a child has been taken out of it."""


def withhold_personal_details(sheet: Sheet) -> Sheet:
    """Take every text that looks like details of a child out of the sheet, so that nothing later can repeat it.

    A sheet that was looked through before is given back as it is.
    """
    if sheet.is_safe:
        return sheet
    name = NOT_REPEATED if find_personal_details(sheet.name) else sheet.name
    tells = _Guard()
    return replace(sheet, name=name, rows=tuple(_row_withheld(row, tells) for row in sheet.rows), is_safe=True)


class _Guard(dict[str, bool]):
    """Whether a text looks like details of a child; asked once of what a sheet repeats, and gone with the asking."""

    def __missing__(self, text: str) -> bool:
        self[text] = found = bool(find_personal_details(text))
        return found


def _row_withheld(row: Row, tells: _Guard) -> Row:
    unsafe = {column: _withheld(cell) for column, cell in row.cells.items() if _tells_of_a_child(cell, tells)}
    return replace(row, cells={**row.cells, **unsafe}) if unsafe else row


def _tells_of_a_child(cell: Cell, tells: _Guard) -> bool:
    return any(text and tells[text] for text in (cell.text, cell.note, cell.formula))


def _withheld(cell: Cell) -> Cell:
    return Cell(withheld=True, struck=cell.struck, merged_from=cell.merged_from)


def column_letter(column: int) -> str:
    """The letters that Excel shows above a column, counted from 1: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, counted from 1, by the letters that Excel shows above it."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _as_text(value: Value, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return _number_as_text(value, number_format)
    return str(value)


def _number_as_text(value: float, number_format: str) -> str:
    # "1.10" typed as a number is 1.1; its format still knows how many places were shown.
    places = re.fullmatch(r"0\.(0+)", number_format)
    if places:
        return f"{value:.{len(places[1])}f}"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
