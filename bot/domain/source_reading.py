"""Reading lists of sources, of what they ask for or found, and of which actions answer: each row whole, or held."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.dates import MONTHS, day_and_year, listed
from bot.domain.plan_reading.grid import Row, Sheet, withhold_personal_details
from bot.domain.plan_reading.headings import normalised
from bot.domain.refusals import Refusal
from bot.domain.sources import ItemKind, SentReply, SourceKind, read_source_kind
from bot.domain.sources_read import Held, ItemRow, LinkRow, ReplyRow, SourceRow, SourcesRead, When
from bot.domain.typed_dates import read_day

LONGEST_REF, LONGEST_TITLE, LONGEST_WORDS, LONGEST_NOTE = 60, 300, 3000, 1000
HEADINGS_WITHIN = 20
"""How far down a sheet its headings are looked for."""
KINDS_KNOWN = listed([kind.words.lower() for kind in SourceKind])

_WORDS_OF = {
    ItemKind.REQUIREMENT: ("requirement text", "requirement", "requirements"),
    ItemKind.CONDITION: ("condition text", "condition", "conditions"),
    ItemKind.RECOMMENDATION: ("recommendation text", "recommendation", "recommendations"),
    ItemKind.FINDING: ("finding text", "finding", "findings", "peer review finding", "what was found"),
}
_REF_OF = {kind: (f"{kind.value} ref", f"{kind.value} reference", f"{kind.value} no") for kind in ItemKind}
_ANY_REF = ("ref", "reference", "no", "number")
_SOURCE = {
    "ref": ("source ref", "source reference", *_ANY_REF),
    "title": ("title", "source", "name", "source title"),
    "type": ("type", "source type", "kind"),
    "visited": ("event date", "date of visit", "visit", "visited", "visit date"),
    "reported": ("published date", "date of report", "report date", "published", "reported", "report"),
    "legal_force": ("legal force", "force"),
    "note": ("note", "notes"),
    "reply_by": ("reply owed by", "reply by", "response due"),
}
_LINK = {
    "asked": tuple(ref for kind in ItemKind if kind is not ItemKind.FINDING for ref in _REF_OF[kind]),
    "findings": ("finding refs", "finding ref", "findings"),
    "action": ("action ref", "action reference", "action"),
}
_PLAN = {
    "action_ref": _ANY_REF,
    "words": ("action", "actions"),
    "ref": ("source ref", "source reference"),
    "source": ("source",),
}
_ENTRY = {
    "ref": ("entry ref",),
    "words": ("entry",),
    "kind": ("kind of entry",),
    "source": ("from source",),
    "group": ("group",),
    "group_of": ("group of source",),
    "priority": ("priority",),
}
_LINKED = {
    "action": ("linked action",),
    "source": ("answers source",),
    "asked": ("answers entry",),
    "group": ("answers group",),
    "group_of": ("group of source",),
    "same_as": ("same work as",),
}
_REPLIED = {
    "asked": ("reply to entry",),
    "source": ("from source",),
    "words": ("what was replied",),
    "sent_on": ("sent on",),
    "post": ("sent by",),
    "where": ("where it can be found",),
}
"""The tables of our own exports: what they ask for, whatever its kind, which actions answer what exactly, and what was
replied.
"""
_ISO_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")
_MONTH = re.compile(r"^([a-z]+),?\s+(\d{4})$")
_YEAR = re.compile(r"^(19|20)\d{2}$")
_SPAN = re.compile(r"\s+(?:to|until|–|-)\s+")


def read_when(said: str) -> When | None:
    """When a visit was or a report came: "5 January 2016", "2020-10", "2012", "21 July 2021 to 4 August 2021".

    None where it is nothing of the kind.
    """
    plain = " ".join(said.split())
    ends = _SPAN.split(plain)
    if len(ends) == 2:
        first, last = read_when(ends[0]), read_when(ends[1])
        return When(f"{first.words} to {last.words}", first.first) if first and last else None
    day = read_day(plain.partition("T")[0] if re.match(r"\d{4}-\d{2}-\d{2}T", plain) else plain)
    if day is not None:
        return When(day_and_year(day), day)
    if match := _ISO_MONTH.match(plain):
        return _month(int(match[1]), int(match[2]))
    if match := _MONTH.match(plain.casefold()):
        found = [n for n, name in enumerate(MONTHS, 1) if len(match[1]) >= 3 and name.casefold().startswith(match[1])]
        return _month(int(match[2]), found[0]) if found else None
    return When(plain, date(int(plain), 1, 1)) if _YEAR.match(plain) else None


def _month(year: int, month: int) -> When | None:
    if not 1 <= month <= 12 or not date.min.year <= year <= date.max.year:
        return None
    return When(f"{MONTHS[month - 1]} {year}", date(year, month, monthrange(year, month)[1]).replace(day=1))


def in_future_words(when: When, made: date) -> str:
    """Why a date after the document's own is held, and which was probably meant (code SOURCE_IN_FUTURE)."""
    earlier = re.sub(r"\d{4}", lambda match: str(int(match[0]) - 1), when.words)
    return f"{when.words} is after {day_and_year(made)}. Did you mean {earlier}?"


def read_sources(name: str, sheets: Sequence[Sheet], made: date, kind: ItemKind | None = None) -> SourcesRead:
    """What one file holds; `made` is the day of the document, after which no source can be dated.

    `kind` says what its entries are, where its headings do not.

    Raises:
        Refusal: no sheet is a list of sources, of what they ask for, or of links.
    """
    for sheet in sheets:
        if sheet.hidden:
            continue
        for header in sheet.rows[:HEADINGS_WITHIN]:
            reading = _recognised(name, withhold_personal_details(sheet), header, made, kind)
            if reading is not None:
                return reading.read()
    raise Refusal(
        f"{name} is no list that I know. A list of sources has the headings source ref, type and title; what a source "
        "asks for has a reference and “requirement”, “recommendation”, “condition” or “finding”; links have "
        "“requirement ref” and “action ref”. A plan is loaded with “accountable import”."
    )


def read_exported(sheets: Sequence[Sheet], made: date) -> SourcesRead:
    """What the sheets beside a plan say of its sources, as an export of ours has them; nothing where there are none."""
    readings = (_exported(sheet, made) for sheet in sheets if not sheet.hidden)
    return sum((reading.read() for reading in readings if reading), SourcesRead())


def is_of_sources(sheet: Sheet) -> bool:
    """Whether a sheet is one of those: its headings say, and of a long one nothing below them is looked at."""
    return _exported(replace(sheet, rows=sheet.rows[:HEADINGS_WITHIN]), date.max) is not None


def _exported(sheet: Sheet, made: date) -> "_Reading | None":
    safe = withhold_personal_details(sheet)
    for header in safe.rows[:HEADINGS_WITHIN]:
        titles = {normalised(cell.text): column for column, cell in header.filled.items()}
        name = f"Sheet “{safe.name}”"
        if _ENTRY.keys() <= (entry := _columns(titles, _ENTRY)).keys():
            return _Entries(name, safe, header, entry)
        if _LINKED.keys() <= (linked := _columns(titles, _LINKED)).keys():
            return _Exactly(name, safe, header, linked)
        if _REPLIED.keys() <= (replied := _columns(titles, _REPLIED)).keys():
            return _Replies(name, safe, header, replied)
        if {"ref", "title", "type"} <= (source := _columns(titles, _SOURCE)).keys() and "source ref" in titles:
            return _Sources(name, safe, header, source, made)
    return None


def _recognised(name: str, sheet: Sheet, header: Row, made: date, kind: ItemKind | None) -> "_Reading | None":
    titles = {normalised(cell.text): column for column, cell in header.filled.items()}
    link = _columns(titles, _LINK)
    if {"asked", "action"} <= link.keys():
        return _Links(name, sheet, header, link)
    source = _columns(titles, _SOURCE)
    if {"ref", "title", "type"} <= source.keys():
        return _Sources(name, sheet, header, source, made)
    for each in [kind] if kind else list(ItemKind):
        words = (*_WORDS_OF[each], "text", "wording", "words") if kind else _WORDS_OF[each]
        item = _columns(
            titles,
            {"ref": (*_REF_OF[each], *_ANY_REF), "words": words, "group": ("group",),
             "priority": ("priority", "importance"), "source": ("source",)},
        )  # fmt: skip
        if {"ref", "words"} <= item.keys():
            return _Items(name, sheet, header, item, each)
    plan = _columns(titles, _PLAN)
    if {"action_ref", "words", "ref"} <= plan.keys():
        return _Answered(name, sheet, header, plan, kind or ItemKind.RECOMMENDATION)
    return None


def _columns(titles: Mapping[str, int], aliases: Mapping[str, Sequence[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, known in aliases.items():
        column = next((titles[alias] for alias in known if alias in titles), None)
        if column is not None and column not in found.values():
            found[name] = column
    return found


@dataclass
class _Reading:
    """One sheet of a known kind, being read."""

    name: str
    sheet: Sheet
    header: Row
    columns: Mapping[str, int]
    held: list[Held] = field(default_factory=list, init=False)
    _is_whole: bool = field(default=True, init=False)

    def read(self) -> SourcesRead:
        """Every row that is whole; the others are held, each with what to do."""
        found, hidden = SourcesRead(notes=tuple(each.message for each in self.sheet.findings)), 0
        for row in self.sheet.rows:
            if row.number <= self.header.number or not row.filled:
                continue
            if row.hidden:
                hidden += 1
                continue
            found += self._whole(row)
        said = (f"{self.name}: {hidden} hidden row{'s' if hidden > 1 else ''} not read.",) if hidden else ()
        return replace(found, held=tuple(self.held), notes=found.notes + said)

    def _whole(self, row: Row) -> SourcesRead:
        if any(cell.withheld for cell in row.cells.values()):
            words = "this looks like details of a child. It has not been saved. Remove it and tell your information "
            self.held.append(Held("CHILD_IDENTIFIABLE", f"{self.where(row)}: {words}governance lead."))
            return SourcesRead()
        if row.torn:
            self.hold(row, "EXTRA_CELL", "its cells run into one another; a quotation mark is not closed")
            return SourcesRead()
        self._is_whole = True
        found = self.one(row)
        return found if self._is_whole else SourcesRead()

    def one(self, row: Row) -> SourcesRead:
        """What a row says."""
        raise NotImplementedError

    def where(self, row: Row) -> str:
        """The file and the row's number, as Excel shows it."""
        return f"{self.name}, row {row.number}"

    def text(self, row: Row, column: str) -> str:
        """What stands in a column, on one line; empty where the sheet has no such column."""
        return row.cell(self.columns.get(column, 0)).line

    def needed(self, row: Row, column: str, called: str, longest: int) -> str:
        """The same; the row is held where it is empty or too long."""
        said = self.text(row, column)
        if not said:
            self.hold(row, "NO_REF" if column == "ref" else "NO_TEXT", f"{called} is empty. Fill it in")
        self._within(row, said, called, longest)
        return said

    def short(self, row: Row, column: str) -> str:
        """What stands in a column, if anything does; the row is held where it is longer than its place in a form."""
        said = self.text(row, column)
        self._within(row, said, f"the {column}", LONGEST_REF)
        return said

    def _within(self, row: Row, said: str, called: str, longest: int) -> None:
        if len(said) > longest:
            self.hold(row, "TEXT_LONG", f"{called} has {len(said):,} characters. Keep it within {longest:,}")

    def day(self, row: Row, column: str) -> date | None:
        """The day that stands in a column, if one does; the row is held where it is something else."""
        said = self.text(row, column)
        found = read_day(said) if said else None
        if said and found is None:
            self.hold(row, "DATE_UNREADABLE", f"“{said}” is not a date. Write a day, such as 30 June 2021")
        return found

    def hold(self, row: Row, code: str, words: str) -> None:
        """Keep the row back, and say why."""
        self._is_whole = False
        self.held.append(Held(code, f"{self.where(row)}: {words.rstrip('.?')}{'?' if words.endswith('?') else '.'}"))


@dataclass
class _Sources(_Reading):
    made: date

    def one(self, row: Row) -> SourcesRead:
        said = self.text(row, "type")
        kind = read_source_kind(said)
        if kind is None:
            self.hold(row, "SOURCE_UNKNOWN", f"“{said}” is no type of source that I know. Types are: {KINDS_KNOWN}")
        force = self.text(row, "legal_force")[:LONGEST_TITLE]
        return SourcesRead(
            sources=(
                SourceRow(
                    ref=self.needed(row, "ref", "the reference", LONGEST_REF),
                    title=self.needed(row, "title", "the title", LONGEST_TITLE),
                    kind=kind or SourceKind.OWN_PLAN,
                    legal_force="" if force.casefold() == "none" else force,
                    visited=self._when(row, "visited"),
                    reported=self._when(row, "reported"),
                    note=self.text(row, "note")[:LONGEST_NOTE],
                    reply_by=self.day(row, "reply_by"),
                ),
            )
        )

    def _when(self, row: Row, column: str) -> When | None:
        said = self.text(row, column)
        when = read_when(said) if said else None
        if said and when is None:
            self.hold(
                row, "DATE_UNREADABLE", f"“{said}” is not a date. Write a day, a month with its year, or a year alone"
            )
        if when is not None and when.first > self.made:
            self.hold(row, "SOURCE_IN_FUTURE", in_future_words(when, self.made))
        return when


@dataclass
class _Items(_Reading):
    kind: ItemKind

    def one(self, row: Row) -> SourcesRead:
        return SourcesRead(
            items=(
                ItemRow(
                    where=self.where(row),
                    ref=self.needed(row, "ref", "the reference", LONGEST_REF),
                    kind=self.kind,
                    words=self.needed(row, "words", f"the {self.kind.value}", LONGEST_WORDS),
                    group=self.short(row, "group"),
                    priority=self.short(row, "priority"),
                    source=self.text(row, "source"),
                ),
            )
        )


@dataclass
class _Entries(_Reading):
    """What sources ask for and found, of every kind."""

    def one(self, row: Row) -> SourcesRead:
        said = self.text(row, "kind").casefold()
        if said not in list(ItemKind):
            self.hold(row, "SOURCE_UNKNOWN", f"“{said}” is no kind of entry. Kinds are: {listed(list(ItemKind))}")
            return SourcesRead()
        item = ItemRow(
            where=self.where(row), kind=ItemKind(said),
            ref=self.needed(row, "ref", "the reference", LONGEST_REF),
            words=self.needed(row, "words", f"the {said}", LONGEST_WORDS),
            group=self.short(row, "group"), priority=self.short(row, "priority"),
            source=self.needed(row, "source", "the source", LONGEST_REF), group_of=self.text(row, "group_of"),
        )  # fmt: skip
        return SourcesRead(items=(item,))


@dataclass
class _Exactly(_Reading):
    """Links as they are kept: each to one entry, to a group, or to a source."""

    def one(self, row: Row) -> SourcesRead:
        link = LinkRow(
            where=self.where(row), asked=self.text(row, "asked"), group=self.text(row, "group"),
            action=self.needed(row, "action", "the action’s reference", LONGEST_REF),
            source=self.needed(row, "source", "the source", LONGEST_REF), group_of=self.text(row, "group_of"),
            same_as=self.text(row, "same_as"),
        )  # fmt: skip
        return SourcesRead(links=(link,))


@dataclass
class _Replies(_Reading):
    """What was replied to entries of sources, as it is kept."""

    def one(self, row: Row) -> SourcesRead:
        sent_on = self.day(row, "sent_on")
        if not self.text(row, "sent_on"):
            self.hold(row, "NO_TEXT", "the day on which it was sent is empty. Fill it in")
        reply = SentReply(
            row.cell(self.columns["words"]).text.strip(), sent_on or date.min,
            self.needed(row, "post", "the post that sent it", LONGEST_TITLE),
            self.text(row, "where")[:LONGEST_TITLE],
        )  # fmt: skip
        self.needed(row, "words", "what was replied", LONGEST_WORDS)
        asked = self.needed(row, "asked", "the entry’s reference", LONGEST_REF)
        source = self.needed(row, "source", "the source", LONGEST_REF)
        return SourcesRead(replies=(ReplyRow(self.where(row), asked, source, reply),))


@dataclass
class _Links(_Reading):
    def one(self, row: Row) -> SourcesRead:
        asked = self.text(row, "asked")
        return SourcesRead(
            links=(
                LinkRow(
                    where=self.where(row),
                    asked="" if asked.casefold() == "headline" else asked,
                    action=self.needed(row, "action", "the action’s reference", LONGEST_REF),
                    findings=split_refs(self.text(row, "findings")),
                ),
            )
        )


@dataclass
class _Answered(_Reading):
    """A plan whose every row is a recommendation and the action that answers it, named by its source reference."""

    kind: ItemKind

    def one(self, row: Row) -> SourcesRead:
        ref = self.needed(row, "ref", "the source reference", LONGEST_REF)
        action = self.needed(row, "action_ref", "the action’s reference", LONGEST_REF)
        words = self.needed(row, "words", "the wording", LONGEST_WORDS)
        item = ItemRow(self.where(row), ref, self.kind, words, source=self.text(row, "source"))
        return SourcesRead(items=(item,), links=(LinkRow(self.where(row), ref, action),))


def split_refs(said: str) -> tuple[str, ...]:
    """Several references in one text: "IN-4a; IN-4b and IN-4c"."""
    parts = re.split(r"[;,]|\band\b", said)
    return tuple(part.strip() for part in parts if part.strip())
