"""Files that are broken, hostile or not plans: each ends in a preview or in a sentence."""

import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.domain.plan_reading import PlanPreview
from bot.domain.refusals import Refusal
from handlers import plan_files
from handlers.plan_files import read_plan_bytes, read_plan_path
from tests.plan_reading.files import DATA, HEADINGS, ROW, as_csv, as_workbook, codes, preview_of, saved

MESSY = (DATA / "messy_plan.xlsx").read_bytes()


def refusal_of(content: bytes, name: str = "plan.xlsx") -> str:
    with pytest.raises(Refusal) as refused:
        read_plan_bytes(content, name)
    return refused.value.words


def with_part(content: bytes, part: str, text: bytes) -> bytes:
    """The workbook with one part of it added or put in the place of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry, old.read(entry))
        new.writestr(part, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "plan.csv", "is empty"),
        (b"  \r\n ", "plan.csv", "is empty"),
        (b"%PDF-1.7", "plan.pdf", "is a PDF"),
        (b"\xd0\xcf\x11\xe0rest", "plan.xls", "old Excel file"),
        (b"PK\x03\x04", "plan.xlsm", "can hold macros"),
        (b"PK\x03\x04", "plan.docx", ".docx file"),
        (b"Ref,Action", "plan.xlsx", "not an Excel workbook"),
        (b"PK\x03\x04 and then nothing", "plan.xlsx", "damaged"),
        (b"\x00\x01\x02", "plan.csv", "is not text"),
        (b"x" * (plan_files.MAX_BYTES + 1), "plan.csv", "larger than 10 MB"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "file",
)
def test_what_is_no_plan_is_refused_with_what_to_do(content, name, words):
    said = refusal_of(content, name)

    assert words in said
    assert any(what in said for what in ("Save as", "try again", "give me", "Ask for"))


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(Refusal, match=r"no file lost\.csv"):
        read_plan_path(tmp_path / "lost.csv")


def test_a_file_named_after_a_child_is_not_named_back():
    assert refusal_of(b"", "JB (7) dob 3-4-2012.csv").startswith("That file.csv is empty")


def test_macros_are_refused():
    assert "macros" in refusal_of(with_part(MESSY, "xl/vbaProject.bin", b"x"))


def test_links_to_other_workbooks_are_refused():
    assert "linked to other workbooks" in refusal_of(with_part(MESSY, "xl/externalLinks/externalLink1.xml", b"<a/>"))


def test_an_entity_that_expands_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'

    assert "can do harm" in refusal_of(with_part(MESSY, "xl/sharedStrings.xml", bomb))


def test_a_zip_bomb_is_refused_before_it_is_opened():
    assert "unpacks to far more" in refusal_of(with_part(MESSY, "xl/worksheets/sheet1.xml", b" " * 61_000_000))


def test_a_merge_over_the_whole_sheet_is_refused():
    book = Workbook()
    content = saved(book)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    merged = sheet.replace(b"</worksheet>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>')

    assert "far more cells" in refusal_of(with_part(content, "xl/worksheets/sheet1.xml", merged))


def test_a_cell_at_the_far_corner_costs_nothing():
    book = Workbook()
    sheet = book.active
    for row in (HEADINGS, ROW):
        sheet.append(row)
    sheet["XFD1048576"] = "far"

    assert [row.ref for row in preview_of(saved(book), "plan.xlsx").loadable] == ["A-01"]


def test_a_quotation_mark_that_is_never_closed_is_said():
    rows = as_csv([HEADINGS, *([f"A-{n:02d}", f"Action {n} " + "word " * 100, *ROW[2:]] for n in range(99))])
    torn = rows.replace(b"Action 3 ", b'"Action 3 ', 1)

    rows = preview_of(torn).rows

    assert [row.row for row in rows if row.outcome.value == "held"] == [5]
    assert codes(rows[3]) == {"QUOTE_NOT_CLOSED"}
    assert len(rows) == 99


def test_a_separator_line_of_excel_is_no_row():
    (row,) = preview_of(b"sep=;\r\n" + as_csv([HEADINGS, ROW], ";")).rows

    assert (row.row, row.ref) == (2, "A-01")


def ends_well(content: bytes, name: str) -> bool:
    try:
        preview = preview_of(content, name)
    except Refusal as refusal:
        return bool(refusal.words)
    return isinstance(preview, PlanPreview)


EXAMPLES = int(os.environ.get("IMPORT_FUZZ", "40"))
quick = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(st.integers(0, len(MESSY) - 1), st.binary(min_size=1, max_size=40))
def test_a_workbook_with_bytes_changed_ends_in_words(place, junk):
    assert ends_well(MESSY[:place] + junk + MESSY[place + len(junk) :], "plan.xlsx")


@quick
@given(st.integers(0, len(MESSY)))
def test_a_workbook_cut_short_ends_in_words(length):
    assert ends_well(MESSY[:length], "plan.xlsx")


def sheet_part() -> bytes:
    with zipfile.ZipFile(io.BytesIO(MESSY)) as archive:
        return archive.read("xl/worksheets/sheet2.xml")


SHEET = sheet_part()


@quick
@given(
    st.integers(0, len(SHEET) - 1),
    st.sampled_from([b"", b"<", b"9" * 20, b'"', b"&amp;", b"\xff", b"-1", b't="d"', b"A0"]),
)
def test_a_sheet_with_its_xml_changed_ends_in_words(place, junk):
    changed = SHEET[:place] + junk + SHEET[place + len(junk) + 1 :]

    assert ends_well(with_part(MESSY, "xl/worksheets/sheet2.xml", changed), "plan.xlsx")


PARTS = tuple(zipfile.ZipFile(io.BytesIO(MESSY)).namelist())


@quick
@given(st.sampled_from(PARTS), st.sampled_from(PARTS))
def test_a_workbook_with_two_parts_swapped_ends_in_words(one, other):
    with zipfile.ZipFile(io.BytesIO(MESSY)) as archive:
        first, second = archive.read(one), archive.read(other)

    assert ends_well(with_part(with_part(MESSY, one, second), other, first), "plan.xlsx")


@quick
@given(st.sampled_from(PARTS), st.floats(0, 1))
def test_a_workbook_with_a_part_cut_short_ends_in_words(part, share):
    with zipfile.ZipFile(io.BytesIO(MESSY)) as archive:
        content = archive.read(part)

    assert ends_well(with_part(MESSY, part, content[: int(len(content) * share)]), "plan.xlsx")


@quick
@given(st.lists(st.lists(st.text(max_size=30), max_size=8), max_size=12))
def test_any_words_under_the_headings_end_in_a_preview(rows):
    assert ends_well(
        as_workbook([HEADINGS, *[[cell.replace("\x00", "") for cell in row if cell.isprintable()] for row in rows]]),
        "plan.xlsx",
    )


@quick
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_end_in_words(content):
    assert ends_well(content, "plan.csv")


@quick
@given(st.text(min_size=1, max_size=30))
def test_any_date_ends_in_words(typed):
    assert ends_well(as_csv([HEADINGS, [*ROW[:4], typed, *ROW[5:]]], encoding="utf-8", line_end="\n"), "plan.csv")
