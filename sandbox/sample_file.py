"""The sample plan as a council might send it: a workbook to drop into the chat, with a few things to be asked about."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PLAN = Path(__file__).parent / "data" / "plan.csv"
SAMPLE = "Sample made up from a public report. Nobody’s real plan."
HEADINGS = ("Ref", "Priority", "What we will do", "Owner", "Start", "By when", "RAG", "Progress", "Last updated")
COLUMNS = (
    "ref", "priority", "action", "accountable_officer", "start_date", "current_deadline", "brag_self", "update_text",
    "last_update",
)  # fmt: skip
MOVED = {"BCP-06": "2021-12-31"}
"""What the file says of a deadline that the plan has otherwise: a request comes of it."""
PRIORITY = "5 Quality assurance and performance"
NEW = (
    ("BCP-16", PRIORITY, "Publish what was learnt from audits every quarter.",
     "Service Director, Quality and Assurance", "2021-06-01", "31/09/2021", "Amber", "A first draft is with managers.",
     "2021-06-01"),
    ("BCP-17", PRIORITY, "Agree one form for referrals with every partner.",
     "Head of Early Help / Head of Quality Assurance", "2021-06-01", "Sept 2021", "Green", "Partners have met once.",
     "2021-06-01"),
    ("BCP-18", PRIORITY, "Ask families twice a year what help was like.", "Service Director, Quality and Assurance",
     "2021-06-01", "30/11/2021", "Amber/Red", "=> see the plan for engagement",
     "2021-06-01"),
    ("", PRIORITY, "Give every team a named champion of practice.", "Service Director, Quality and Assurance",
     "2021-06-01", "30/09/2021", "", "", ""),
)  # fmt: skip


def sample_workbook() -> bytes:
    """The workbook: titles above the headings, the actions that are still open, and four new ones with flaws."""
    from openpyxl import Workbook  # noqa: PLC0415  (who never asks for it does not wait for it)
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Improvement plan"
    sheet.append([SAMPLE])
    sheet.append(["Improvement plan as at 1 June 2021"])
    sheet.append([])
    sheet.append(HEADINGS)
    with PLAN.open(encoding="utf-8-sig", newline="") as file:
        rows = [_cells(row) for row in csv.DictReader(file) if not row["lifecycle"].startswith("closed")]
    for row in [*rows, *NEW]:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
            cell.font = Font(bold=cell.row in (1, 2, 4))
    for letter, width in zip("ABCDEFGHI", (10, 30, 60, 40, 12, 12, 8, 60, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(row: Mapping[str, str]) -> list[str]:
    cells = [row[column] for column in COLUMNS]
    cells[COLUMNS.index("current_deadline")] = MOVED.get(row["ref"], row["current_deadline"])
    return cells
