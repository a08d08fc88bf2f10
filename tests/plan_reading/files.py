"""Files for the tests, made in memory: the same plan in many shapes."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from bot.domain.plan_reading import KnownPlan, PlanPreview
from bot.domain.plan_reading.reading import read_plan
from bot.domain.working_days import Nation
from config.bank_holidays import bank_holidays
from handlers.plan_files import read_plan_bytes, read_plan_path

DATA = Path(__file__).parent.parent / "data"
HOLIDAYS = bank_holidays(Nation.ENGLAND_AND_WALES, 2012, 2028)

HEADINGS = ("Ref", "Action", "Accountable officer", "Start", "Deadline", "BRAG", "Update")
ROW = ("A-01", "Publish the standards", "Head of Quality", "04/01/2021", "30/06/2021", "Amber", "Drafted.")


def as_csv(
    rows: Sequence[Sequence[str]], separator: str = ",", encoding: str = "utf-8", line_end: str = "\r\n"
) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(encoding)


def as_workbook(rows: Sequence[Sequence[object]], title: str = "Plan") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def preview_of(content: bytes, name: str = "plan.csv", **known: object) -> PlanPreview:
    return read_plan(read_plan_bytes(content, name), bank_holidays=HOLIDAYS, **known)  # type: ignore[arg-type]


def preview_file(name: str, **known: object) -> PlanPreview:
    return read_plan(read_plan_path(DATA / name), bank_holidays=HOLIDAYS, **known)  # type: ignore[arg-type]


def one_row(changes: Mapping[str, str], document_date: date | None = None, known: KnownPlan | None = None):
    """Preview a plan of one sound row with some of its cells changed; return that row."""
    headings = [*HEADINGS, *(name for name in changes if name not in HEADINGS)]
    values = dict(zip(HEADINGS, ROW, strict=True)) | dict(changes)
    content = as_csv([headings, [values[name] for name in headings]])
    (row,) = preview_of(content, document_date=document_date, known=known).rows
    return row


def codes(row) -> set[str]:
    return {finding.code for finding in row.findings}
