"""However large, wide or deep a file is: it ends in a preview or in words, within time and memory."""

import ast
import csv
import io
import re
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from bot.domain.plan_reading.grid import withhold_personal_details
from bot.domain.plan_reading.keeping import with_answers
from bot.domain.refusals import Refusal
from handlers import plan_files
from tests.plan_reading.files import DATA, HEADINGS, ROW, as_csv, as_workbook, preview_of
from tests.plan_reading.test_hostile_files import refusal_of, with_part

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 30, 200
"""Of this process's own time: twice and more what the slowest takes on a small machine, where most take none."""
SHEET = "xl/worksheets/sheet1.xml"


def of_a_size(piece: bytes, size: int = plan_files.MAX_BYTES) -> bytes:
    return piece * (size // len(piece))


def many_members() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        for number in range(20_000):
            archive.writestr(f"xl/{number}", b"")
    return made.getvalue()


def sheet_with(rows: bytes) -> bytes:
    content = as_workbook([HEADINGS, ROW])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    return with_part(content, SHEET, sheet.replace(b"</sheetData>", rows + b"</sheetData>"))


def with_dimension(said: bytes) -> bytes:
    content = as_workbook([HEADINGS, ROW])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    assert b'<dimension ref="A1:G2"' in sheet
    return with_part(content, SHEET, sheet.replace(b"A1:G2", said))


def numbered(count: int, **long: str) -> bytes:
    rows = []
    for number in range(count):
        cells = dict(zip(HEADINGS, ROW, strict=True)) | {"Ref": f"A-{number}", "Action": f"Do {number}."} | long
        rows.append([cells[heading] for heading in HEADINGS])
    return as_csv([HEADINGS, *rows])


FILES = {
    "one line without an end": ("plan.csv", lambda: of_a_size(b"x")),
    "nothing but quotation marks": ("plan.csv", lambda: of_a_size(b'"')),
    "a quotation mark in every line": ("plan.csv", lambda: of_a_size(b'"a\n')),
    "a row of ten million cells": ("plan.csv", lambda: of_a_size(b",")),
    "five million short lines": ("plan.csv", lambda: of_a_size(b"a\n")),
    "2,000 rows": ("plan.csv", lambda: numbered(2000)),
    "more rows than are read": ("plan.csv", lambda: numbered(plan_files.MAX_ROWS + 50)),
    "every row the same": ("plan.csv", lambda: as_csv([HEADINGS, *[ROW] * 1500])),
    "sixty rows of 480 headings": ("plan.csv", lambda: as_csv([["Ref", "Action", "Owner", "By wen"] * 120] * 60)),
    "dates that are whole pages": ("plan.csv", lambda: numbered(20, Deadline="1/1/21 or " * 3000)),
    "owners that are whole pages": ("plan.csv", lambda: numbered(20, **{"Accountable officer": "Head of a / " * 2500})),
    "owners of one word without an end": ("plan.csv", lambda: as_csv([
        HEADINGS, *([f"A-{n}", f"Do {n}.", f"{n}" + "2021-" * 6000, *ROW[3:]] for n in range(20))])),
    "starts of nothing but brackets": ("plan.csv", lambda: numbered(55, Start="(" * 32_000)),
    "references of a page of figures": ("plan.csv", lambda: numbered(20, Ref="7" * 16_000)),
    "updates like lists of codes": ("plan.csv", lambda: numbered(20, Update="AB 12 " * 5000)),
    "a zip with 20,000 members": ("plan.xlsx", many_members),
    "20,000 rows of one cell": (
        "plan.xlsx",
        lambda: sheet_with(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 20_003))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_it_ends_in_a_preview_or_in_words_within_time_and_memory(kind):
    name, make = FILES[kind]
    content = make()
    tracemalloc.start()
    began = time.process_time()
    try:
        said = preview_of(content, name).summary
    except Refusal as refusal:
        said = refusal.words
    took, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert said
    assert took < SECONDS
    assert most < MEGABYTES * 1024**2


@pytest.mark.parametrize("said", [b"A1:XFD1048576", b"A1:ZZZZ99999999", b"nonsense"])
def test_what_a_sheet_says_of_its_own_size_is_not_believed(said):
    assert [row.ref for row in preview_of(with_dimension(said), "plan.xlsx").loadable] == ["A-01"]


def test_a_line_of_100_megabytes_is_not_even_looked_at(tmp_path):
    file = tmp_path / "plan.csv"
    with file.open("wb") as opened:
        opened.truncate(100 * 1024**2)

    with pytest.raises(Refusal, match="larger than 10 MB"):
        plan_files.read_plan_path(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml"])
def test_an_entity_is_neither_expanded_nor_fetched_in_any_encoding(tmp_path, encoding, part):
    secret = tmp_path / "secret"
    secret.write_text("open sesame")
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]><a>&b;</a>'

    said = refusal_of(with_part(as_workbook([HEADINGS, ROW]), part, text.encode(encoding)))

    assert "open sesame" not in said
    assert "It was not opened." in said or "could not be read" in said


READERS = (
    "handlers/plan_files.py", "handlers/plan_exports.py", "handlers/terminal/plan_import.py",
    "handlers/terminal/sources.py", "handlers/terminal/measures.py", "handlers/terminal/csv_files.py",
    "bot/errands.py", "bot/use_cases/plans.py", "bot/use_cases/plan_files.py", "bot/use_cases/sources_back.py",
    "bot/use_cases/source_loading.py", "bot/use_cases/measure_loading.py",
)  # fmt: skip
"""Where a file comes in and goes out. What reads it is whatever of the domain these come to."""
NAMES = {"ref", "accountable_officer", "lead_officer", "post", "owner"}
"""The columns of the samples that hold references and posts."""
OF_NO_COUNCIL = {"headline", "kpis", "lists"}
"""What a file of the format itself says, whoever's it is."""
NOT_OF_READING = {"details.py", "given_names.py", "family_names.py"}
"""They say what may be a child's name in any text, and know the names of councils that are none."""


def test_the_importers_code_knows_no_sample():
    """No row, sheet or post of a sample file decides how another council's is read."""
    code = "\n".join(
        without_comments(path.read_text(encoding="utf-8"))
        for path in sorted(importers_modules())
        if path.name not in NOT_OF_READING
    )
    samples = sample_words() | {"Torbay", "Hampshire", "Bournemouth", "BCP", "KPO-", "TKPI", "HKPI", "messy"}

    assert [word for word in sorted(samples) if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w])", code)] == []


def test_the_importers_modules_and_the_samples_words_are_all_found():
    """So that the test above looks at something."""
    modules = {path.relative_to(ROOT).as_posix() for path in importers_modules()}

    assert {f"bot/domain/{name}.py" for name in ("source_reading", "source_writing", "whole_plan", "measure_reading",
                                                 "plan_writing", "plan_reading/rows")} <= modules  # fmt: skip
    assert {"BCP-15", "Head of Quality Assurance", "IN-4a", "OLD v0.3 DO NOT USE", "PR-2012"} <= sample_words()


def importers_modules() -> set[Path]:
    found: set[Path] = set()
    waiting = [ROOT / reader for reader in READERS]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += domain_imports(path)
    return found


def domain_imports(path: Path) -> list[Path]:
    imported = (
        each for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(each, ast.ImportFrom)
    )
    named = [
        name for each in imported for name in (each.module or "", *(f"{each.module}.{of.name}" for of in each.names))
    ]
    places = (ROOT / name.replace(".", "/") for name in named if name.startswith("bot.domain"))
    files = (file for place in places for file in (place.with_suffix(".py"), place / "__init__.py"))
    return [file for file in files if file.is_file()]


def sample_words() -> set[str]:
    """Every reference and post of the sample files, and the sheets of the messy workbook."""
    found = {sheet.name for sheet in plan_files.read_plan_path(DATA / "messy_plan.xlsx")}
    for path in DATA.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                said = {(name or "").strip(): words for name, words in row.items()}
                found |= {words.strip() for name, words in said.items()
                          if words and (name in NAMES or name.endswith("_ref"))}  # fmt: skip
    return {word for word in found if len(word) > 3 and word.casefold() not in OF_NO_COUNCIL}


def without_comments(code: str) -> str:
    """The code without what is only said about it: docstrings and comments give examples."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = ""
    return ast.unparse(tree)


def test_a_sheet_is_looked_through_for_details_of_children_once():
    (sheet,) = plan_files.read_plan_bytes(numbered(3, Update="JB (7) was seen."), "plan.csv")

    safe = withhold_personal_details(sheet)

    assert [cell.withheld for row in safe.rows for cell in row.cells.values()].count(True) == 3
    assert withhold_personal_details(safe) is safe


def test_an_answer_is_looked_through_though_its_sheet_was_before():
    safe = withhold_personal_details(plan_files.read_plan_bytes(numbered(1), "plan.csv")[0])

    (answered,) = with_answers([safe], {(safe.name, 2, 2): "Visit JB (7)."})

    assert withhold_personal_details(answered).rows[1].cell(2).withheld


def test_rows_without_a_reference_are_given_one_each():
    rows = [HEADINGS, ROW, *(("", f"Do {number}.", *ROW[2:]) for number in range(3))]

    found = [row.findings[0].message for row in preview_of(as_csv(rows)).rows[1:]]

    assert [re.findall(r"reference is (\S+)\. ", said) for said in found] == [["A-02"], ["A-03"], ["A-04"]]
