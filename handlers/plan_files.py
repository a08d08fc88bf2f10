"""From a file to sheets: CSV in any of the encodings that councils send, and XLSX, hostile until read.

Everything that is wrong with a file ends in a Refusal that says what to do, never in a traceback.
"""

import csv
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from bot.domain.guard import find_personal_details
from bot.domain.plan_reading.grid import BOX, Cell, FileFinding, Row, Sheet, Value
from bot.domain.plan_reading.headings import find_header, match_milestone_headings
from bot.domain.plan_reading.letters import NAMES, WhichLetters, readings_of
from bot.domain.refusals import Refusal
from bot.domain.source_writing import SHEET_BELOW, TABLES
from handlers.workbook_parts import Formulas, KeptWorkbook, kept_of

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as AnyCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 10 * 1024 * 1024
# Separators in a CSV.
MAX_CELLS = 250_000
# Rows with something in them on one sheet: more than a plan of 2,000 has, and few enough to be understood in 5 seconds.
MAX_ROWS = 2_500
# The same for a whole CSV, in which an export has the tables that a workbook has on sheets of their own.
MAX_RECORDS = 6_000
# Characters on one sheet: a plan of 2,000 rows has a third.
MAX_CHARACTERS = 2_000_000
MAX_CHARACTERS_OF_A_WORKBOOK = 3_000_000
# A row further down than this is not looked for.
LAST_ROW = 20_000
MAX_COLUMNS = 500
MAX_CSV_LINES = 100_000
# How far down a file its headings are looked for.
ROWS_TO_TRY = 60
# The most that Excel itself can hold in a cell.
MAX_CELL = 32_767
# More rows than this with a quotation mark that is never closed are not worth reading one by one.
MAX_TORN = 50
# How many of a file's first bytes say how it is written.
_LOOKED_AT = 4_096
_END = "\x1eend of the file\x1e"

_SAVE_AS = 'Open it in Excel, choose "Save as" and "Excel workbook (.xlsx)" or "CSV UTF-8", and give me that file.'

_COPY_OUT = "Copy its table into an empty Excel sheet, save that as a workbook (.xlsx), and give me that file."
_TAKE_OUT = "Take the spreadsheet out of it, or make it one, and give me that file."
_OTHER_KINDS = {
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".html"), _COPY_OUT),
    **dict.fromkeys((".ods", ".numbers"), _SAVE_AS),
    **dict.fromkeys((".zip", ".json", ".xml"), _TAKE_OUT),
}
"""Kinds of files that are no spreadsheet that can be read, and what to do with one."""

# What openpyxl is known to raise for a file that is not what it says it is (defusedxml raises a ValueError).
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, ParseError, ExpatError, EOFError, OSError, LookupError, ValueError,
    TypeError, AttributeError, ArithmeticError, RuntimeError, AssertionError, NotImplementedError, csv.Error,
)  # fmt: skip


def read_plan_path(path: Path, encoding: str = "") -> list[Sheet]:
    """Read a file on disk.

    Raises:
        WhichLetters: it is not clear with which letters a CSV is written, and `encoding` does not say.
        Refusal: it is not there, is too large, or is no plan that can be read.
    """
    name = safe_name(path.name)
    if not path.is_file():
        raise Refusal(f"There is no file {name} at that place. Check the path and try again.")
    if path.stat().st_size > MAX_BYTES:
        raise Refusal(_too_large(name))
    try:
        content = path.read_bytes()
    except OSError:
        raise Refusal(
            f"{name} could not be opened. Close it in other programs, check that you may read it, and try again."
        ) from None
    return read_plan_bytes(content, name, encoding)


def read_plan_bytes(content: bytes, name: str, encoding: str = "") -> list[Sheet]:
    """Read a file's bytes, as they come from a chat; `name` says what kind the sender takes it for.

    `encoding` is one of `letters.NAMES`, once somebody has said in which way a CSV is to be read.

    Raises:
        WhichLetters: it is not clear with which letters a CSV is written, and `encoding` does not say.
        Refusal: it is too large, or is no plan that can be read.
    """
    name = safe_name(name)
    if len(content) > MAX_BYTES:
        raise Refusal(_too_large(name))
    if not content.strip():
        raise Refusal(f"{name} is empty. Check that it was saved, and give me the file again.")
    _refuse_other_kinds(content, name)
    if content.startswith(b"PK"):
        return _read_workbook(content, name)
    return _read_csv(content, name, encoding)


def safe_name(name: str) -> str:
    """The file's name for saying back; one that looks like details of a child keeps its ending alone."""
    return f"That file{PurePath(name).suffix[:6]}" if find_personal_details(name) else name


def _too_large(name: str) -> str:
    return (
        f"{name} is larger than {MAX_BYTES // 1024 // 1024} MB, which is more than a plan needs. Take out "
        f"pictures and old "
        "sheets, or save the plan's sheet alone, and try again."
    )


def _refuse_other_kinds(content: bytes, name: str) -> None:
    suffix = PurePath(name).suffix.lower()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            f"{name} is an old Excel file (.xls) or is locked with a password. Take the password off. {_SAVE_AS}"
        )
    if suffix in {".xlsm", ".xlsb", ".xltm", ".xls"}:
        raise Refusal(
            f"{name} is a {suffix} file, a kind that can hold macros or is out of date. It was not opened. {_SAVE_AS}"
        )
    if content.startswith(b"%PDF") or suffix == ".pdf":
        raise Refusal(
            f"{name} is a PDF, and a table cannot be read from it reliably. Ask for the spreadsheet it was made from."
        )
    if suffix in _OTHER_KINDS:
        raise Refusal(
            f"{name} is a {suffix} file. A plan comes as a spreadsheet (.xlsx) or as CSV. {_OTHER_KINDS[suffix]}"
        )
    if suffix == ".xlsx" and not content.startswith(b"PK"):
        raise Refusal(f"{name} is called .xlsx but is not an Excel workbook. {_SAVE_AS}")


# --- CSV ---------------------------------------------------------------------------------------------------------


def _read_csv(content: bytes, name: str, encoding: str) -> list[Sheet]:
    wide = _width_of_letters(content)
    if b"\x00" in content and not wide:
        raise Refusal(f"{name} is not text. A plan comes as a spreadsheet (.xlsx) or as CSV. {_SAVE_AS}")
    text, findings = _said_to_be(content, wide, "UTF-16") if wide else _decoded(content, name, encoding)
    _refuse_far_too_much(text)
    asked = re.match(r"sep=(.)\r?\n", text)
    # Excel writes and reads this line, and does not count it as a row.
    text = text[asked.end() :] if asked else text
    separator = asked[1] if asked else _best_separator(text)
    records = _records(text, separator)
    usual = max(Counter(len(cells) for cells, _ in records).items(), key=lambda pair: pair[1], default=(0, 0))[0]
    rows = [
        _csv_row(number, cells, is_torn or _seems_torn(cells, separator, usual))
        for number, (cells, is_torn) in enumerate(records, start=1)
    ]
    first, *others = _in_tables(PurePath(name).stem or "Plan", rows)
    if sum(bool(row.filled) for row in first.rows) > MAX_ROWS:
        raise Refusal(_no_plan_of_rows(0))
    widest = max((len(cells) for cells, _ in records), default=0)
    return [replace(first, findings=(*findings, *_too_wide("The file", widest))), *others]


def _too_wide(what: str, widest: int) -> tuple[FileFinding, ...]:
    if widest <= MAX_COLUMNS:
        return ()
    words = (
        f"{what} has {widest} columns. Only the first {MAX_COLUMNS} were read. Move what matters to the left of them."
    )
    return (FileFinding("TOO_WIDE", str(widest), words),)


def _in_tables(name: str, rows: Sequence[Row]) -> list[Sheet]:
    """The tables of a file that has several, one below the other, as our own exports do; rows keep their numbers."""
    found: list[tuple[str, list[Row]]] = [(name, [])]
    for row in rows:
        lone = next(iter(row.filled.values())).line if len(row.filled) == 1 else ""
        if lone.removeprefix(SHEET_BELOW) in TABLES and lone.startswith(SHEET_BELOW):
            found.append((lone.removeprefix(SHEET_BELOW), []))
        else:
            found[-1][1].append(row)
    return [Sheet(title, tuple(table), from_csv=True) for title, table in found]


def _refuse_far_too_much(text: str) -> None:
    """Before a text is taken apart, which takes many times its size."""
    lines, parts = text.count("\n") + text.count("\r"), max(text.count(sign) for sign in ",;\t|")
    if lines > MAX_CSV_LINES or parts > MAX_CELLS or len(text) > MAX_CHARACTERS:
        raise Refusal(f"The file holds far more than a plan of some {MAX_ROWS} rows. Save the plan's rows alone.")


def _decoded(content: bytes, name: str, encoding: str) -> tuple[str, list[FileFinding]]:
    """The text, and what to say about its encoding: as somebody said, else UTF-8, else Windows-1252.

    What neither explains has a box in its place. Where another reading makes more sense than Windows-1252, it is asked.
    """
    try:
        return content.decode("utf-8-sig"), [_encoding("UTF-8")]
    except UnicodeDecodeError:
        return _said_to_be(content, encoding, NAMES[encoding]) if encoding in NAMES else _not_quite_utf8(content, name)


def _width_of_letters(content: bytes) -> str:
    """Which UTF-16 a text is in, by the mark at its beginning; without one, by where its zeros stand. Empty for none.

    Every other byte of English in UTF-16 is zero, the second of each pair or the first; no other text has any.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" not in content[:_LOOKED_AT]:
        return ""
    first, second = content[0:_LOOKED_AT:2], content[1:_LOOKED_AT:2]
    if second.count(0) > len(second) / 2 and first.count(0) == 0:
        return "utf-16-le"
    return "utf-16-be" if first.count(0) > len(first) / 2 and second.count(0) == 0 else ""


def _said_to_be(content: bytes, encoding: str, name: str) -> tuple[str, list[FileFinding]]:
    text = content.decode(encoding, errors="replace").replace("\ufffd", BOX)
    return text, [_encoding(name), *_bad_bytes(text.count(BOX))]


def _not_quite_utf8(content: bytes, name: str) -> tuple[str, list[FileFinding]]:
    as_utf8 = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    letters = sum(ord(sign) > 127 for sign in as_utf8 if sign != "\ufffd")
    if letters > as_utf8.count("\ufffd"):
        return as_utf8.replace("\ufffd", BOX), [_encoding("UTF-8"), *_bad_bytes(as_utf8.count("\ufffd"))]
    if readings := readings_of(content):
        raise WhichLetters(name, readings)
    as_windows = content.decode("cp1252", errors="replace")
    said = (
        "The file is not UTF-8. Read as Windows-1252, as older Excel saves it. Check that names and "
        "quotation marks look right."
    )
    found = FileFinding("ENCODING", "Windows-1252", said)
    return as_windows.replace("\ufffd", BOX), [found, *_bad_bytes(as_windows.count("\ufffd"))]


def _encoding(name: str) -> FileFinding:
    return FileFinding("ENCODING", name, f"The file was read as {name}.")


def _bad_bytes(count: int) -> list[FileFinding]:
    if not count:
        return []
    noun = "byte that no encoding explains" if count == 1 else "bytes that no encoding explains"
    return [
        FileFinding(
            "BAD_BYTE", BOX, f"The file has {count} {noun}, shown as {BOX}. Look for it and type what it should say."
        )
    ]


def _best_separator(text: str) -> str:
    """Read the first rows with each separator: the best is the one by which the most headings are known."""
    return max((",", ";", "\t", "|"), key=lambda separator: _merit(_first_records(text, separator)))


def _first_records(text: str, separator: str) -> list[list[str]]:
    with _wide_cells():
        return list(islice(_reader(text, separator), ROWS_TO_TRY))


def _merit(records: list[list[str]]) -> tuple[int, int, int]:
    rows = [_row_of(number, record[:MAX_COLUMNS]) for number, record in enumerate(records, start=1)]
    header = find_header(rows)
    milestones = max((len(match_milestone_headings(row) or {}) for row in rows[:20]), default=0)
    # A list whose headings are not a plan's: most of its rows are as wide as its columns are many.
    usual = max(Counter(map(len, records)).items(), key=lambda pair: pair[1], default=(0, 0))[0]
    widest = max((len(record) for record in records), default=0)
    return max(header.score if header else 0, milestones), usual, widest


def _records(text: str, separator: str) -> list[tuple[list[str], bool]]:
    """The rows, each with whether it is torn: a quotation mark is opened in it and never closed.

    Such a mark would swallow all that follows. Its line is read without it, and the next lines as if it were not there.
    """
    lines = list(io.StringIO(text, newline=""))
    records: list[tuple[list[str], bool]] = []
    at = torn = 0
    with _wide_cells():
        while at < len(lines):
            whole, at = _whole_records(lines, at, separator)
            records += [(record, False) for record in whole]
            if len(records) > MAX_RECORDS or torn > MAX_TORN:
                raise Refusal(_no_plan_of_rows(torn))
            if at < len(lines):
                records.append((next(csv.reader([lines[at]], delimiter=separator, quoting=csv.QUOTE_NONE)), True))
                at, torn = at + 1, torn + 1
    return records


def _whole_records(lines: list[str], at: int, separator: str) -> tuple[list[list[str]], int]:
    """The rows from a line on, and the line of the first that has no end; the number of lines where all have one."""
    records: list[list[str]] = []
    # A row of our own at the end comes out as itself unless an open quotation mark swallows it.
    reader = csv.reader(chain(islice(lines, at, None), ["\n", _END]), delimiter=separator)
    begins = at
    for record in reader:
        if record == [_END]:
            return records[:-1], len(lines)
        if reader.line_num > len(lines) - at and record and record[-1].endswith(_END):
            return records, begins
        records.append(record)
        begins = at + reader.line_num
        if len(records) > MAX_RECORDS + 1:
            break
    return records, len(lines)


def _no_plan_of_rows(torn: int) -> str:
    if torn > MAX_TORN:
        return f"The file's rows cannot be told apart: many quotation marks are opened and not closed. {_SAVE_AS}"
    return f"The file has more than {MAX_ROWS} rows, which is no plan. Save the plan's rows alone."


def _seems_torn(cells: list[str], separator: str, usual: int) -> bool:
    """Whether a cell holds what looks like another row: a stray mark may be closed by one that belongs elsewhere."""
    return any(len(value) > MAX_CELL or (_swallows(value, separator) >= max(3, usual - 1)) for value in cells)


def _swallows(value: str, separator: str) -> int:
    """How many separators a cell of several lines holds without the space that follows those of a sentence."""
    return len(re.findall(rf"{re.escape(separator)}(?! )", value)) if "\n" in value else 0


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


@contextmanager
def _wide_cells() -> Iterator[None]:
    """Read cells of any length, so that one that is too long is named by its row."""
    previous = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    except csv.Error:
        raise Refusal(f"The file's rows cannot be told apart: a quotation mark may be missing. {_SAVE_AS}") from None
    finally:
        csv.field_size_limit(previous)


def _row_of(number: int, record: list[str]) -> Row:
    return Row(number, {column: Cell(value) for column, value in enumerate(record, start=1) if value})


def _csv_row(number: int, record: list[str], is_torn: bool) -> Row:
    return replace(_row_of(number, [value[:MAX_CELL] for value in record[:MAX_COLUMNS]]), torn=is_torn)


# --- XLSX --------------------------------------------------------------------------------------------------------


def _read_workbook(content: bytes, name: str) -> list[Sheet]:
    # Imported when first needed: a bot that never sees a workbook does not pay for it.
    from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException  # noqa: PLC0415

    try:
        return list(_sheets(kept_of(content, name, _SAVE_AS), name))
    except (*_BROKEN, CellCoordinatesException, InvalidFileException):
        raise Refusal(f"{name} is damaged, or is not an Excel workbook: it could not be read. {_SAVE_AS}") from None


def _sheets(kept: KeptWorkbook, name: str) -> Iterator[Sheet]:
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415

    with warnings.catch_warnings():
        # openpyxl warns of what it leaves out; none of it is part of a plan.
        warnings.simplefilter("ignore")
        reader = ExcelReader(io.BytesIO(kept.content), data_only=True, keep_links=False)
        reader.read()
    parts = set(reader.valid_files)
    paths = [relation.target for _, relation in reader.parser.find_sheets() if relation.target in parts]
    sheets = [(sheet, kept.formulas.get(path, {})) for sheet, path in zip(reader.wb.worksheets, paths, strict=True)]
    _refuse_too_many_words(sheets)
    for sheet, formulas in sheets:
        yield _sheet(sheet, formulas, name)


def _refuse_too_many_words(sheets: Sequence[tuple["Worksheet", Formulas]]) -> None:
    """Before any of them is taken apart: one long text that thousands of cells share is small in the file."""
    of_all = 0
    for sheet, formulas in sheets:
        words = sum(len(cell.value) for cell in sheet._cells.values() if isinstance(cell.value, str))
        words += sum(map(len, formulas.values()))
        of_all += words
        if words > MAX_CHARACTERS or of_all > MAX_CHARACTERS_OF_A_WORKBOOK:
            raise _too_large_a_sheet(sheet)


def _sheet(sheet: "Worksheet", formulas: Formulas, name: str) -> Sheet:
    merged = _merged(sheet)
    is_1904 = _counts_from_1904(sheet)
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet._cells.items():
        if column > MAX_COLUMNS:
            continue
        read = _cell(cell, formulas.get((row, column)), merged.get((row, column)))
        if is_1904 and isinstance(read.value, int | float):
            read = replace(read, from_1904=True)
        if isinstance(read.value, str) and len(read.value) > MAX_CELL:
            raise Refusal(f'{name}, sheet "{sheet.title}", row {row}: a cell is longer than Excel can hold. {_SAVE_AS}')
        by_row.setdefault(row, {})[column] = read
    widest = max((column for (_, column), cell in sheet._cells.items() if cell.value is not None), default=0)
    return Sheet(
        sheet.title, tuple(_rows(sheet, by_row)), sheet.sheet_state != "visible", _hidden_columns(sheet),
        findings=_too_wide(f'Sheet "{safe_name(sheet.title)}"', widest),
    )  # fmt: skip


def _counts_from_1904(sheet: "Worksheet") -> bool:
    return sheet.parent is not None and sheet.parent.epoch.year == 1904


def _rows(sheet: "Worksheet", by_row: dict[int, dict[int, Cell]]) -> Iterator[Row]:
    filled = [number for number, cells in by_row.items() if not all(cell.is_blank for cell in cells.values())]
    if len(filled) > MAX_ROWS:
        raise _too_large_a_sheet(sheet)
    # Blank rows between are rows that Excel shows; those after the last one are not.
    for number in range(1, min(max(filled, default=0), LAST_ROW) + 1):
        hidden = number in sheet.row_dimensions and bool(sheet.row_dimensions[number].hidden)
        yield Row(number, by_row.get(number, {}), hidden)


def _too_large_a_sheet(sheet: "Worksheet") -> Refusal:
    return Refusal(
        f'Sheet "{safe_name(sheet.title)}" holds far more than a plan of some {MAX_ROWS} rows. Copy the plan\'s own '
        "rows into a new workbook and try again."
    )


def _merged(sheet: "Worksheet") -> dict[tuple[int, int], tuple[int, int]]:
    anchors = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                anchors[row, column] = (area.min_row, area.min_col)
    return {place: anchor for place, anchor in anchors.items() if place != anchor}


def _hidden_columns(sheet: "Worksheet") -> frozenset[int]:
    hidden = (each for each in sheet.column_dimensions.values() if each.hidden)
    return frozenset(
        column for each in hidden for column in range(each.min or 1, min(each.max or each.min or 1, MAX_COLUMNS) + 1)
    )


def _cell(cell: "AnyCell | MergedCell", formula: str | None, merged_from: tuple[int, int] | None) -> Cell:
    """A cell as it is; of a formula, the answer that was saved with it."""
    value = _value(cell.value)
    if not cell.has_style and cell.comment is None:
        return Cell(value, formula, merged_from=merged_from)
    note = cell.comment.text if cell.comment else ""
    struck = bool(cell.font.strike) if cell.font else False
    return Cell(value, formula, str(cell.number_format), note, struck, _colour(cell), merged_from)


def _colour(cell: "AnyCell | MergedCell") -> str | None:
    fill = cell.fill
    if fill is None or fill.fill_type != "solid":
        return None
    colour = fill.fgColor
    if colour.type == "rgb":
        return None if str(colour.rgb)[-6:].upper() == "FFFFFF" else str(colour.rgb)
    # Theme colour 0 is the page's own white.
    return None if colour.type == "theme" and colour.theme == 0 and not colour.tint else f"{colour.type} colour"


def _value(value: object) -> Value:
    if value is None or isinstance(value, str | int | float | bool | date | datetime | time):
        return value
    return str(value)
