"""What each row under the headings is: an action, or one of the things that plans print between actions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.domain.plan_reading.grid import Row
from bot.domain.plan_reading.headings import Field, Header, normalised
from bot.domain.plan_reading.markings import marking_in
from bot.domain.plan_reading.refs import looks_like_ref


class RowKind(Enum):
    """A kind of row."""

    ACTION = "action"
    BLANK = "blank"
    SECTION = "section"
    TOTAL = "total"
    FOOTER = "footer"
    HEADER = "header"
    LOOSE = "words that belong to another row"


@dataclass(frozen=True)
class KindOfRow:
    """A row with its kind; `section` is the heading that it stands under."""

    row: Row
    kind: RowKind
    section: str = ""


_SECTION_WORDS = re.compile(
    r"(?:priority|theme|workstream|work stream|objective|section|area|strand|pillar|part|outcome|goal|aim)\b", re.I
)
_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall)[\s\-]*)?totals?\b|^overall$|^(?:no\.?|number|count) of actions\b|^summary\b", re.I
)
_FOOTER = re.compile(
    r"^page\s+\d+|\bpage\s+\d+\s+of\s+\d+|^printed\b|^v(?:ersion)?\s?\d+(?:\.\d+)*\b|^end of\b|"
    r"^prepared by\b|^produced by\b|"
    r"^notes?\s*:|^key\s*:|^source\s*:|^last (?:printed|saved)\b|not for onward|©|^\*",
    re.IGNORECASE,
)

_KEY = re.compile(r"(?:(?:b?rag|ratings?|colou?rs?) )*key(?: to \S+)?\s*(?::.*)?", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?:b(?:lue)?|r(?:ed)?|a(?:mber)?|g(?:reen|r[ea]y)?|p(?:urple)?|white)(?:\s*[=:–\-]\s*\S.*)?", re.IGNORECASE
)
_PAGE = re.compile(r"page\s+\d+\s+of\s+\d+\W*$", re.IGNORECASE)
"""The number of a printed page, which is nobody's work in whatever column it stands."""


def kinds_of_rows(rows: Sequence[Row], header: Header) -> list[KindOfRow]:
    """Say what each row below the headings is, to the last one with anything in it."""
    below = [row for row in rows if row.number > header.last_row]
    while below and not below[-1].filled:
        below.pop()
    titles = {_plain(row) for row in rows if row.number < header.first_row and row.filled}
    last_action = max((row.number for row in below if _is_action(row, header)), default=0)
    found: list[KindOfRow] = []
    section = ""
    in_key = False
    for row in below:
        in_key = _is_key(row, in_key)
        kind = RowKind.FOOTER if in_key and row.filled else _kind_of(row, header, titles, row.number > last_action)
        if kind is RowKind.SECTION:
            section = " ".join(dict.fromkeys(cell.line for cell in row.filled.values()))
        found.append(KindOfRow(row, kind, section))
    return found


def _is_key(row: Row, in_key: bool) -> bool:
    """Whether a row says what the colours mean: behind the word "Key", or alone where a key has begun above it."""
    texts = [cell.line for cell in row.filled.values()]
    if not texts:
        return in_key
    first, *rest = texts
    begins = bool(_KEY.fullmatch(first))
    if begins or (in_key and len(texts) == 2 and _COLOUR.fullmatch(first)):
        return not begins or all(_COLOUR.fullmatch(text) for text in rest)
    return all(_COLOUR.fullmatch(text) and len(text) > 6 for text in texts) and (in_key or len(texts) > 1)


def _kind_of(row: Row, header: Header, titles: set[str], at_the_end: bool) -> RowKind:
    if not row.filled:
        return RowKind.BLANK
    if row.torn or any(cell.withheld for cell in row.cells.values()):
        return RowKind.ACTION
    if header.is_repeated_by(row) or (titles and _plain(row) in titles):
        return RowKind.HEADER
    if _is_total(row, header):
        return RowKind.TOTAL
    if _says_nothing_of_work(row, header):
        return _loose_words(row, at_the_end)
    return RowKind.ACTION if _is_action(row, header) else _lone_words(row, header, at_the_end)


# A row with none of these says nothing of anybody's work.
_WORK = frozenset({Field.POST, Field.LEAD, Field.START, Field.DEADLINE, Field.BASELINE, Field.REVISED, Field.RATING})


def _says_nothing_of_work(row: Row, header: Header) -> bool:
    """A heading or a footer over several cells: "Priority 1" beside its name, a version beside a page number."""
    first = next(iter(row.filled.values())).line
    if any(not row.cell(header.fields.get(field, 0)).is_blank for field in _WORK):
        return False
    named = re.match(r"(?:priority|theme|workstream|work stream|objective|section|strand|pillar)\s+\w", first, re.I)
    return len(row.filled) > 1 and bool(named or _FOOTER.search(first))


def _lone_words(row: Row, header: Header, at_the_end: bool) -> RowKind:
    """One cell alone is a heading or a footer where it stands first; elsewhere it belongs to some action."""
    column, cell = next(iter(row.filled.items()))
    stands_first = column <= min(header.headings) or len(row.filled) > 1
    if stands_first or _PAGE.match(cell.line) or _SECTION_WORDS.match(cell.line) or at_the_end:
        return _loose_words(row, at_the_end)
    return RowKind.LOOSE


def _loose_words(row: Row, at_the_end: bool) -> RowKind:
    text = next(iter(row.filled.values())).line
    if _FOOTER.search(text) or marking_in(text) or (at_the_end and not _SECTION_WORDS.match(text)):
        return RowKind.FOOTER
    return RowKind.SECTION


def _plain(row: Row) -> str:
    return "|".join(normalised(cell.text) for cell in row.filled.values())


def _is_total(row: Row, header: Header) -> bool:
    first = next(iter(row.filled.values())).line
    names_no_post = row.cell(header.fields.get(Field.POST, 0)).is_blank
    return bool(_TOTAL.match(first)) and names_no_post


def _is_action(row: Row, header: Header) -> bool:
    """Two or more recognised cells make an action, and so does a lone reference or a lone action."""
    if not row.filled:
        return False
    mapped = {field: row.cell(column) for field, column in header.fields.items() if not row.cell(column).is_blank}
    if len(row.filled) > 1:
        return bool(mapped) and not _is_group_row(row, mapped)
    ref, action = mapped.get(Field.REF), mapped.get(Field.ACTION)
    if ref is not None:
        # "Page 1" and "Priority 2" have the shape of references.
        return looks_like_ref(ref.line) and not (_FOOTER.search(ref.line) or _SECTION_WORDS.match(ref.line))
    return action is not None and min(row.filled) != 1 and not _SECTION_WORDS.match(action.line)


def _is_group_row(row: Row, mapped: object) -> bool:
    """A section heading printed twice over the row, once in each merged half."""
    return len({cell.line for cell in row.filled.values()}) == 1
