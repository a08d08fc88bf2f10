"""How a plan looks in a workbook."""

import io
import zipfile
from datetime import date
from typing import Any

from openpyxl import load_workbook

from bot.domain.plan_reading.preview import PlanRow
from handlers.plan_exports import Kind, write_plan

LONG = "Put a quality assurance and audit programme in place, and test its findings with an outside auditor. " * 3
ROW = PlanRow("A1", LONG, "Head of Quality Assurance", deadline=date(2021, 6, 30))
BESIDE = {"Months": [["Month", "Actions due"], ["April 2021", "1"]]}


def opened(marking: str = "") -> Any:
    return load_workbook(io.BytesIO(write_plan([ROW], Kind.XLSX, marking, BESIDE)))


def test_whoever_opens_the_plan_sees_every_line_of_an_action_and_a_row_grows_with_what_they_type():
    row = opened()["Plan"].row_dimensions[2]

    assert row.height >= 7 * 15
    assert b'customHeight="1"' not in _raw()


def test_a_column_is_as_wide_as_what_stands_in_it():
    book = opened()
    widths = {cell.value: book["Plan"].column_dimensions[cell.column_letter].width for cell in book["Plan"][1]}

    assert widths["Action"] == 50
    assert widths["Deadline"] <= 12
    assert book["Months"].column_dimensions["B"].width <= 12


def test_the_marking_runs_on_over_the_columns_and_the_headings_stay_in_sight():
    sheet = opened("OFFICIAL-SENSITIVE")["Plan"]

    assert not sheet["A1"].alignment.wrap_text
    assert sheet.freeze_panes == "B3"


def test_whoever_prints_it_has_the_headings_and_the_reference_on_every_page():
    sheet = opened("OFFICIAL-SENSITIVE")["Plan"]

    assert (sheet.page_setup.orientation, sheet.print_title_rows, sheet.print_title_cols) == (
        "landscape",
        "$2:$2",
        "$A:$A",
    )


def _raw() -> bytes:
    with zipfile.ZipFile(io.BytesIO(write_plan([ROW], Kind.XLSX))) as book:
        return book.read("xl/worksheets/sheet1.xml")
