"""Files that are broken, hostile or not plans: each ends in a preview or in a sentence."""

import io
import os
import re
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from bot.domain.plan_reading import PlanPreview
from bot.domain.refusals import Refusal
from handlers import plan_files
from handlers.plan_files import read_plan_bytes, read_plan_path
from tests.plan_reading.files import DATA, HEADINGS, ROW, as_csv, as_workbook, codes, one_row, preview_of, saved

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
        (
            b"PK\x03\x04",
            "plan.docx",
            "Copy its table into an empty Excel sheet",
        ),
        (b"PK\x03\x04", "plan.ods", 'Open it in Excel, choose "Save as"'),
        (b"PK\x03\x04", "plan.zip", "Take the spreadsheet out of it"),
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


def book_of(sheets: int) -> bytes:
    book = Workbook()
    for number in range(1, sheets):
        book.create_sheet(f"Month {number}")
    for each in book.worksheets:
        for row in (HEADINGS, ROW):
            each.append(row)
    return saved(book)


def test_a_workbook_with_a_sheet_for_every_week_of_two_years_is_refused_in_words():
    assert "has more than 100 sheets. Copy the plan's own sheet" in refusal_of(book_of(104))


def test_a_workbook_of_100_sheets_is_read():
    assert [row.ref for row in preview_of(book_of(100), "plan.xlsx").loadable] == [ROW[0]]


PLAIN = as_workbook([HEADINGS, ROW])
SHEET_1, BOOK, MAIN = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
)
WHOLE = b"A1:XFD1048576"


def part_of(content: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part)


def below_the_rows(xml: bytes, content: bytes = PLAIN, part: str = SHEET_1) -> bytes:
    sheet = part_of(content, part)
    assert b"</sheetData>" in sheet
    return with_part(content, part, sheet.replace(b"</sheetData>", b"</sheetData>" + xml))


def many(xml: bytes, count: int = 60_000) -> bytes:
    return b"".join(xml % number for number in range(1, count))


def with_rows(xml: bytes) -> bytes:
    return with_part(PLAIN, SHEET_1, part_of(PLAIN, SHEET_1).replace(b"</sheetData>", xml + b"</sheetData>"))


def with_a_note_on(ref: bytes) -> bytes:
    book = Workbook()
    book.active.append(HEADINGS)
    book.active["B1"].comment = Comment("Agreed with the Board.", "Somebody")
    content = saved(book)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    (part,) = [name for name in names if "comment" in name.lower() and name.endswith(".xml")]
    assert b'ref="B1"' in part_of(content, part)
    return with_part(content, part, part_of(content, part).replace(b'ref="B1"', b'ref="' + ref + b'"'))


def with_its_sheet_elsewhere(xml: bytes) -> bytes:
    moved = b"/xl/odd/place.xml"
    rels = "xl/_rels/workbook.xml.rels"
    content = with_part(PLAIN, rels, part_of(PLAIN, rels).replace(b"/" + SHEET_1.encode(), moved))
    return with_part(content, moved.decode()[1:], part_of(below_the_rows(xml), SHEET_1))


def of_one_formula(length: int, cells: int) -> bytes:
    first = b'<row r="3"><c r="A3"><f t="shared" si="0" ref="A3:A9">1%s</f><v>1</v></c></row>' % (b"+A1" * length)
    others = (b'<row r="%d"><c r="A%d"><f t="shared" si="0"/><v>1</v></c></row>' % (n, n) for n in range(4, cells))
    return with_rows(first + b"".join(others))


def sharing_one_text(cells: int) -> bytes:
    book = Workbook()
    book.active["A1"] = "words " * 5000
    text = part_of(saved(book), SHEET_1).partition(b"<is>")[2].partition(b"</is>")[0]
    strings = b'<sst xmlns="%s"><si>%s</si></sst>' % (MAIN, text)
    kinds = part_of(PLAIN, "[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sharedStrings+xml"/></Types>',
    )
    rows = with_rows(b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, cells)))
    return with_part(with_part(rows, "[Content_Types].xml", kinds), "xl/sharedStrings.xml", strings)


def lying_of_its_size() -> bytes:
    content = bytearray(with_part(PLAIN, "xl/sharedStrings.xml", b"<sst>" + b" " * 80_000_000 + b"</sst>"))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/sharedStrings.xml"))
    content[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def styled(count: int) -> bytes:
    styles = part_of(PLAIN, "xl/styles.xml")
    many = b"</cellXfs>".join([b'<xf numFmtId="9" fontId="0" fillId="0" borderId="0"/>' * count, b""])
    return with_part(PLAIN, "xl/styles.xml", styles.replace(b"</cellXfs>", many))


FAR_MORE, DAMAGED = "far more", "is damaged"
COSTLY = {
    "links on every cell": (lambda: below_the_rows(b'<hyperlinks><hyperlink ref="%s"/></hyperlinks>' % WHOLE), ""),
    "lists of what to choose": (
        lambda: below_the_rows(b"<dataValidations>%s</dataValidations>" % many(b'<dataValidation sqref="A%d:Z9"/>')), ""
    ),
    "names by the thousand": (
        lambda: with_part(PLAIN, BOOK, part_of(PLAIN, BOOK).replace(
            b"</sheets>", b"</sheets><definedNames>%s</definedNames>" % many(b'<definedName name="n%d">A</definedName>')
        )), ""
    ),
    "a formula of pages in every row": (lambda: of_one_formula(2500, 400), ""),
    "a note on every cell": (lambda: with_a_note_on(WHOLE), DAMAGED),
    "a merge that is written otherwise": (
        lambda: below_the_rows(b'<mergeCells><mergeCell ref="$A$1:$XFD$1048576"/></mergeCells>'), FAR_MORE
    ),
    "a merge behind an entity": (
        lambda: below_the_rows(b'<mergeCells><mergeCell ref="&#65;1:XFD1048576"/></mergeCells>'), FAR_MORE
    ),
    "a merge in a sheet that lies elsewhere": (
        lambda: with_its_sheet_elsewhere(b'<mergeCells><mergeCell ref="%s"/></mergeCells>' % WHOLE), FAR_MORE
    ),
    "merges by the thousand": (
        lambda: below_the_rows(b"<mergeCells>%s</mergeCells>" % (b'<mergeCell ref="A3:B3"/>' * 20_000)), FAR_MORE
    ),
    "one long text in every cell": (lambda: sharing_one_text(1000), FAR_MORE),
    "styles by the thousand": (lambda: styled(90_000), FAR_MORE),
    "cells by the hundred thousand": (
        lambda: with_rows(b"".join(b'<row r="%d">%s</row>' % (n, b"<c/>" * 20) for n in range(3, 6000))), FAR_MORE
    ),
    "a size that is not its own": (lying_of_its_size, DAMAGED),
    "elements in elements without end": (lambda: with_rows(b"<a>" * 5000 + b"</a>" * 5000), DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("kind", COSTLY)
def test_what_is_short_to_write_and_long_to_read_is_cut_out_or_refused(kind):
    """Each of these took minutes or hundreds of megabytes where openpyxl was given the file as it is."""
    make, words = COSTLY[kind]
    content = make()
    tracemalloc.start()
    began = time.process_time()
    try:
        said = "" if preview_of(content, "plan.xlsx").actions else "nothing was found"
    except Refusal as refusal:
        said = refusal.words
    took, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert words in said if words else said == ""
    assert took < 15
    assert most < 150 * 1024**2


@pytest.mark.parametrize(
    ("part", "xml", "words"),
    [
        ("xl/VBAProject.bin", b"x", "macros"),
        ("xl/MacroSheets/sheet1.xml", b"<a/>", "macros"),
        ("xl/any.xml", b'<m:macrosheet xmlns:m="x"/>', "macros"),
        ("xl/_rels/any.rels", b'<Relationships><Relationship Type="http://x/vbaProject"/></Relationships>', "macros"),
        ("xl/ExternalLinks/link1.xml", b"<a/>", "linked to other"),
        ("xl/any.xml", b'<externalLink xmlns="x"/>', "linked to other"),
        ("xl/_rels/any.rels", b'<Relationships><Relationship Type="y/externalLink"/></Relationships>', "linked to"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)  # fmt: skip
def test_what_is_active_is_found_wherever_it_lies(part, xml, words):
    assert words in refusal_of(with_part(PLAIN, part, xml))


def test_of_two_parts_of_one_name_neither_is_believed():
    content = io.BytesIO(PLAIN)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(content, "a") as archive:
        archive.writestr(SHEET_1, part_of(PLAIN, SHEET_1).replace(b"A-01", b"A-99"))

    assert DAMAGED in refusal_of(content.getvalue())


def test_a_note_on_one_cell_is_read_as_before():
    book = Workbook()
    for row in (HEADINGS, ROW):
        book.active.append(row)
    book.active["F2"].comment = Comment("Agreed with the Board.", "Somebody")

    (row,) = preview_of(saved(book), "plan.xlsx").rows

    assert codes(row) == {"CELL_NOTE"}


def test_rows_that_share_a_formula_that_moves_are_all_found():
    rows = [["A-02", "Do it", ROW[2], "@", ROW[4]], ["A-03", "Do more", ROW[2], "@", ROW[4]]]
    content = as_workbook([HEADINGS, *rows])
    sheet, starts = part_of(content, SHEET_1), (b' ref="D2:D3">TODAY()-9', b">")
    for row, begins in enumerate(starts, start=2):
        cell = b'<c r="D%d"><f t="shared" si="0"%s</f><v>44200</v></c>' % (row, begins)
        sheet = re.sub(rb'<c r="D%d".*?</c>' % row, cell, sheet)

    both = preview_of(with_part(content, SHEET_1, sheet), "plan.xlsx").rows

    assert ["FORMULA_MOVING" in codes(row) for row in both] == [True, True]


def test_what_is_pages_long_is_said_in_a_line_with_what_to_do_at_its_end():
    pages = "word " * 4000
    for changes, ends in (
        ({"Deadline": pages}, "Give a date, such as 30/06/2021."),
        ({"BRAG": pages}, "Choose Blue, Red, Amber or Green."),
        ({"Ref": pages}, "Give a short one, such as A6."),
        ({"Accountable officer": pages}, "Name the one post that answers."),
    ):
        (finding,) = one_row(changes).findings
        assert len(finding.message) < 700
        assert finding.message.endswith(ends)


def test_a_file_of_a_thousand_columns_says_how_many_were_read_and_names_a_few():
    wide = [[*HEADINGS, *(f"h{n}" for n in range(1000))], [*ROW, *("v" for _ in range(1000))]]
    for preview in (preview_of(as_csv(wide)), preview_of(as_workbook(wide), "plan.xlsx")):
        said = [finding.message for finding in preview.findings]
        assert any("has 1007 columns. Only the first 500 were read." in each for each in said)
        assert "Nor are 482 more columns, S to SF. They were not read." in said
        assert len(said) < 20


def test_of_a_great_many_sheets_that_look_like_plans_a_few_are_named():
    book = Workbook()
    for number in range(30):
        sheet = book.active if not number else book.create_sheet(f"Plan {number}")
        sheet.append(HEADINGS)
        sheet.append([f"A-{number}", *ROW[1:]])

    (said,) = [each.message for each in preview_of(saved(book), "p.xlsx").findings if each.code == "TWO_PLAN_SHEETS"]

    assert said.startswith("30 sheets look like action plans: ")
    assert '"Plan 11" and 18 more. Only one can be imported.' in said


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
