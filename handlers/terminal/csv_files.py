"""A CSV file of examples for the command line, in UTF-8 and with commas: read whole, or refused in words."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.domain.refusals import Refusal


@dataclass(frozen=True)
class Record:
    """A row of the file as a spreadsheet numbers it: the first is row 1. Its cells are as they stand."""

    number: int
    cells: list[str]


def read_records(path: Path) -> list[Record]:
    """Every row that is not an empty line, the one that names the columns included.

    Raises:
        Refusal: it can not be read; the words name the place and what to do.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    records = []
    try:
        for number, cells in enumerate(reader, start=1):
            if cells:
                records.append(Record(number, cells))
    except csv.Error as error:
        row = records[-1].number + 1 if records else 1
        raise Refusal(
            f"{path}, row {row}: the row cannot be read ({error}). "
            "Look for a quotation mark that is opened and not closed, and save the file as CSV again."
        ) from error
    return records


def header_of(record: Record, path: Path) -> list[str]:
    """The names of the columns, in small letters.

    Raises:
        Refusal: they are not separated by commas, or one is there twice.
    """
    header = [cell.strip().lower() for cell in record.cells]
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            raise Refusal(f"{path}: the columns are separated by {name}. Save the file as CSV with commas.")
    twice = [name for name, count in Counter(filter(None, header)).items() if count > 1]
    if twice:
        raise Refusal(f"{path}, row {record.number}: named twice: {', '.join(twice)}. Keep one of each column.")
    return header


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise Refusal(f"There is no file {path}. Check the name and the folder.") from error
    except OSError as error:
        raise Refusal(f"{path} cannot be opened ({error.strerror}). Give a CSV file that you may read.") from error
    if content.startswith(b"PK"):
        raise Refusal(f"{path} is a workbook, not CSV. In Excel, save it as “CSV UTF-8 (Comma delimited)”.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row, column = _place(content[: error.start])
        raise Refusal(
            f"{path}, row {row}, column {column}: there is a character that is not UTF-8. "
            "In Excel, save the file as “CSV UTF-8 (Comma delimited)”."
        ) from error


def _place(before: bytes) -> tuple[int, str]:
    """Return the row, and the column by name where the header can be read, that come after these bytes."""
    lines = list(csv.reader(io.StringIO(before.decode("utf-8-sig") + "…", newline="")))
    row, column = len(lines), len(lines[-1])
    name = lines[0][column - 1] if row > 1 and column <= len(lines[0]) else str(column)
    return row, name
