"""Of a workbook, what a plan can stand in and nothing else: this is what openpyxl is given, and never the file itself.

A workbook is a zip of XML in which one short line can name seventeen billion cells, for a merge, a link or a note, and
openpyxl believes it. So each part is first run through once, and only what is known to be needed is handed on.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from bot.domain.plan_reading.grid import column_number
from bot.domain.refusals import Refusal

# These hold back a file that is small on the wire and huge in memory. Excel's own files of 2,000 rows stay far below.
MAX_UNPACKED = 60 * 1024 * 1024
MAX_KEPT = 24 * 1024 * 1024
MAX_ENTRIES = 1000
MAX_RATIO = 200
# Cells and rows: a plan of 2,000 rows with all of the columns that there are has 78,000.
MAX_CELLS = 80_000
MAX_SHEETS = 100
MAX_MERGES = 10_000
MAX_MERGED_CELLS = 40_000
MAX_DEPTH = 50
# Characters of a formula that are kept: it is never worked out, only looked through for what moves.
LONGEST_FORMULA = 500
_CHUNK = 64 * 1024

_ALL: frozenset[str] = frozenset()
_KEPT: Mapping[str, frozenset[str]] = {
    "Types": _ALL,
    "Relationships": _ALL,
    "workbook": frozenset({"workbookPr", "sheets"}),
    "worksheet": frozenset({"cols", "sheetData", "mergeCells"}),
    "sst": _ALL,
    "styleSheet": frozenset({"numFmts", "fonts", "fills", "borders", "cellXfs"}),
    "comments": _ALL,
}
"""By what a part is (the name of its root, wherever it lies): the elements in it that are kept; every other is cut."""
_MOST_ELEMENTS: Mapping[str, int] = {
    "Types": 5_000, "Relationships": 5_000, "workbook": 5_000, "worksheet": 600_000, "sst": 300_000,
    "styleSheet": 60_000, "comments": 20_000,
}  # fmt: skip
"""Of the whole workbook: what openpyxl reads in a second or two."""
_NEEDED = frozenset({"officeDocument", "worksheet", "styles", "sharedStrings", "comments"})
"""The parts that a part may lead on to."""
_MACROS = frozenset({"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"})
_LINKS = frozenset({"externalLink", "externalLinkPath"})
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


Formulas = Mapping[tuple[int, int], str]
"""Of one sheet, by row and column."""


@dataclass(frozen=True)
class KeptWorkbook:
    """A workbook of the parts that are needed. `formulas` are by the path of their sheet."""

    content: bytes
    formulas: Mapping[str, Formulas]


def kept_of(content: bytes, name: str, save_as: str) -> KeptWorkbook:
    """What is needed of a workbook; `name` and `save_as` are for the words of a refusal.

    Raises:
        Refusal: it is locked, holds macros or links to other workbooks, or comes to far more than a plan does.
        zipfile.BadZipFile, ValueError, expat.ExpatError: it is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _refuse_package(archive.infolist(), name, save_as)
        reading = _Workbook(name, save_as)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as kept:
            for entry in archive.infolist():
                part = reading.kept_of(archive, entry)
                if part is not None:
                    kept.writestr(entry.filename, part)
    return KeptWorkbook(made.getvalue(), reading.formulas)


def _refuse_package(entries: list[zipfile.ZipInfo], name: str, save_as: str) -> None:
    names = {entry.filename.casefold() for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if "[content_types].xml" not in names or not any(each.startswith("xl/") for each in names):
        raise Refusal(f"{name} is a zip file and not an Excel workbook. {save_as}")
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or (unpacked > 1024 * 1024 and unpacked / packed > MAX_RATIO)
    ):
        raise _too_much(name)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal(f"{name} is locked with a password. Take the password off and try again.")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise Refusal(f"{name} is packed in a way that Excel does not use. {save_as}")
    if len(names) < len(entries):  # programs differ in which of two parts of one name they show
        raise zipfile.BadZipFile
    if any("vbaproject" in each or each.startswith(("xl/macrosheets/", "xl/activex/")) for each in names):
        raise _macros(name, save_as)
    if any(each.startswith("xl/externallinks/") for each in names):
        raise _links(name)


def _too_much(name: str) -> Refusal:
    return Refusal(
        f"{name} unpacks to far more than a plan needs, so it was not opened. Copy the plan into a new workbook and "
        "try again."
    )


def _too_many_cells(name: str) -> Refusal:
    return Refusal(
        f"{name} has far more cells than a plan needs. Copy the plan's own rows into a new workbook and try again."
    )


def _too_many_sheets(name: str) -> Refusal:
    return Refusal(
        f"{name} has more than {MAX_SHEETS} sheets. Copy the plan's own sheet into a new workbook and try again."
    )


def _macros(name: str, save_as: str) -> Refusal:
    return Refusal(f"{name} holds macros. It was not opened. {save_as}")


def _links(name: str) -> Refusal:
    return Refusal(
        f'{name} is linked to other workbooks. It was not opened. In Excel choose "Data", "Edit links", "Break link", '
        "save it and try again."
    )


class _NotNeededError(Exception):
    """The part is of a kind that no plan stands in."""


@dataclass
class _Workbook:
    """What has been run through of a workbook so far."""

    name: str
    save_as: str
    formulas: dict[str, Formulas] = field(default_factory=dict)
    elements: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    sheets: int = 0
    merges: int = 0
    merged: int = 0
    size: int = 0

    def kept_of(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
        """The part as it is handed on; None where it is not."""
        if entry.is_dir():
            return None
        part = _Part(self)
        try:
            with archive.open(entry) as opened:
                while chunk := opened.read(_CHUNK):
                    part.hear(chunk)
        except _NotNeededError:
            return None
        kept = part.end()
        if part.formulas:
            self.formulas[entry.filename] = part.formulas
        return kept

    def takes(self, size: int) -> None:
        self.size += size
        if self.size > MAX_KEPT:
            raise _too_much(self.name)

    def meets(self, root: str, element: str, attributes: Mapping[str, str]) -> None:
        """Count an element; refuse what is no part of a plan."""
        self.elements[root] += 1
        if self.elements[root] > _MOST_ELEMENTS[root]:
            raise _too_many_cells(self.name) if root == "worksheet" else _too_much(self.name)
        if element in {"c", "row"}:
            self.cells += 1
        elif element == "sheet":
            self.sheets += 1
        elif element == "mergeCell":
            self.merges += 1
            self.merged += _area(attributes.get("ref", ""))
        if self.cells > MAX_CELLS or self.merges > MAX_MERGES or self.merged > MAX_MERGED_CELLS:
            raise _too_many_cells(self.name)
        if self.sheets > MAX_SHEETS:
            raise _too_many_sheets(self.name)
        if element == "comment":
            _place(attributes.get("ref", ""))

    def leads_on(self, kind: str) -> bool:
        """Whether a relationship of this kind leads to a part that is needed."""
        what = kind.rpartition("/")[2]
        if what in _MACROS:
            raise _macros(self.name, self.save_as)
        if what in _LINKS:
            raise _links(self.name)
        return what in _NEEDED


class _Part:
    """One part of a workbook: run through once, as its own bytes, with what is not needed cut out of them."""

    def __init__(self, book: _Workbook) -> None:
        self._book = book
        self._heard: list[bytes] = []
        self._cuts: list[tuple[int, bool]] = []  # from which byte on: whether it is kept
        self._root = ""
        self._depth = 0
        self._row = self._column = 0
        self._shared: dict[str, str] = {}
        self._formula: list[str] | None = None
        self._shared_as = ""
        self.formulas: dict[tuple[int, int], str] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._starts
        self._parser.EndElementHandler = self._ends

    def hear(self, chunk: bytes) -> None:
        """Take the next bytes of the part.

        Raises:
            _NotNeededError: it is of a kind that is not needed.
        """
        self._book.takes(len(chunk))
        self._heard.append(chunk)
        try:
            self._parser.Parse(chunk)
        except expat.ExpatError:
            if self._root:
                raise
            raise _NotNeededError from None  # a picture, or another part that is no XML

    def end(self) -> bytes:
        """The part with what is not needed cut out."""
        self._parser.Parse(b"", True)
        whole = b"".join(self._heard)
        ends = [at for at, _ in self._cuts[1:]]
        pieces = zip(self._cuts, ends, strict=False)
        return b"".join(whole[begin:end] for (begin, is_kept), end in pieces if is_kept) + whole[self._cuts[-1][0] :]

    def _refuse_doctype(self, *_: object) -> None:
        raise Refusal(
            f"{self._book.name} has a kind of content that no workbook needs and that can do harm. It was not opened. "
            f"{self._book.save_as}"
        )

    def _starts(self, tag: str, attributes: dict[str, str]) -> None:
        element = tag.rpartition(" ")[2]
        if self._depth == 0:
            self._begin(element)
        elif self._depth == 1:
            self._cuts.append((self._parser.CurrentByteIndex, self._is_kept(element, attributes)))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError
        if self._cuts[-1][1]:
            self._book.meets(self._root, element, attributes)
            if self._root == "worksheet":
                self._in_sheet(element, attributes)

    def _begin(self, root: str) -> None:
        if root == "macrosheet":
            raise _macros(self._book.name, self._book.save_as)
        if root == "externalLink":
            raise _links(self._book.name)
        if root not in _KEPT:
            raise _NotNeededError
        self._root = root
        self._cuts.append((0, True))

    def _is_kept(self, element: str, attributes: Mapping[str, str]) -> bool:
        if element == "Relationship":
            return self._book.leads_on(attributes.get("Type", ""))
        return _KEPT[self._root] is _ALL or element in _KEPT[self._root]

    def _ends(self, tag: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._cuts.append((self._parser.CurrentByteIndex, True))
        elif self._formula is not None and tag.endswith(" f"):
            self._formula_ends()

    def _in_sheet(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "row":
            self._row, self._column = int(float(attributes.get("r", self._row + 1))), 0
        elif element == "c":
            self._row, self._column = _place(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
        elif element == "f":
            self._formula, self._shared_as = [], attributes.get("si", "")
            self._parser.CharacterDataHandler = self._formula.append

    def _formula_ends(self) -> None:
        text = "".join(self._formula or [])[:LONGEST_FORMULA]
        self._formula, self._parser.CharacterDataHandler = None, None
        if self._shared_as:  # the first of those that share a formula has its words
            text = self._shared.setdefault(self._shared_as, text)
        self.formulas[self._row, self._column] = text


def _place(ref: str) -> tuple[int, int]:
    """The row and column of one cell; ValueError for anything else, such as a whole range."""
    match = _AREA.fullmatch(ref)
    if match is None or match[3]:
        raise ValueError
    return int(match[2]), column_number(match[1])


def _area(ref: str) -> int:
    match = _AREA.fullmatch(ref)
    if match is None:
        raise ValueError
    if not match[3]:
        return 1
    columns = column_number(match[3]) - column_number(match[1]) + 1
    return max(0, columns) * max(0, int(match[4]) - int(match[2]) + 1)
