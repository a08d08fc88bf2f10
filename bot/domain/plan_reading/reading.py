"""A grid goes in, a preview comes out: which sheet is the plan, what each row is, and what becomes of it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from bot.domain.actions import Lifecycle
from bot.domain.dates import listed
from bot.domain.plan_reading.beside import (
    KnownRefs,
    KnownTitles,
    beside_known,
    expected_anew,
    in_circles,
    read_contributors,
    read_waits,
)
from bot.domain.plan_reading.columns import ChosenColumns, chosen_for, chosen_header, likely_header
from bot.domain.plan_reading.dates import dates_in, read_date_phrase, said
from bot.domain.plan_reading.decided import (
    as_decided,
    asked_of_delivery,
    asked_of_hold,
    is_delivered_by,
    otherwise_delivered,
)
from bot.domain.plan_reading.grid import Cell, Row, Sheet, column_letter, withhold_personal_details
from bot.domain.plan_reading.headings import Field, Header, find_header, told_apart
from bot.domain.plan_reading.kinds import KindOfRow, RowKind, kinds_of_rows
from bot.domain.plan_reading.markings import highest, is_news, marking_in
from bot.domain.plan_reading.measures import find_measure_header, read_measures
from bot.domain.plan_reading.milestones import (
    CHILD_WORDS,
    MilestoneSheet,
    beside_known_steps,
    is_milestone_sheet,
    kept_of_steps,
    read_milestone_sheet,
    stays_dropped,
    without_dropped,
)
from bot.domain.plan_reading.posts import ditto_kind, nearest_post, same_post, without_contact_details
from bot.domain.plan_reading.preview import (
    ColumnRead,
    Finding,
    KnownPlan,
    Outcome,
    PlanPreview,
    PlanRow,
    PreviewRow,
    Weight,
)
from bot.domain.plan_reading.ratings import names_a_state, plain_word
from bot.domain.plan_reading.refs import fits, free_refs, same_ref, shape_of
from bot.domain.plan_reading.rows import RowReader, Surroundings, read_row, say_row, struck_reader, unmarked
from bot.domain.plan_reading.texts import lines_of, side_by_side
from bot.domain.restriction import RESTRICTED

MOST_POSTS = 250
"""Posts in a file that are looked through for two spellings of one: no council has more."""

LONGEST_EXAMPLE = 60
MOST_ASKED = 3
"""Things in one cell that are asked about one by one."""
MOST_NAMED = 12
"""Sheets, or columns, that are named one by one; of more, the rest are counted."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Draft:
    """A row on its way to the preview. `plan_row` is None where it was not read on purpose."""

    kind: KindOfRow
    ref: str
    findings: tuple[Finding, ...]
    plan_row: PlanRow | None = None
    ambiguous: tuple[tuple[Field, str], ...] = ()
    day_first: bool = False

    @property
    def number(self) -> int:
        return self.kind.row.number

    def with_finding(self, finding: Finding) -> "_Draft":
        return replace(self, findings=(*self.findings, finding))


def read_plan(
    sheets: Sequence[Sheet],
    milestones_sheet: Sheet | None = None,
    document_date: date | None = None,
    known: KnownPlan | None = None,
    bank_holidays: frozenset[date] = frozenset(),
    headings: Mapping[str, Field] | None = None,
    progress: Progress | None = None,
) -> PlanPreview:
    """Read a plan from the sheets of a file. Saves nothing, and never raises for what a file holds.

    `document_date` is the day that the plan says of itself; where it is not given it is looked for in the titles.
    `known` is the plan as it stands. `headings` maps headings to fields by hand. `progress` is called with the rows
    read and the rows there are. The rules are those of the guide to importing a plan.
    """
    safe = [withhold_personal_details(sheet) for sheet in sheets]
    before = known or KnownPlan()
    headed = _plan_sheets(safe, headings or {}, before.columns)
    kinds = {sheet: kinds_of_rows(sheet.rows, header) for sheet, header in headed}
    plans = [pair for pair in headed if any(row.kind is RowKind.ACTION for row in kinds[pair[0]])] or headed[:1]
    marked = [(sheet, mark) for sheet in safe for mark in _markings(sheet, dict(plans).get(sheet), kinds)]
    marking = highest(mark for _, mark in marked)
    stated = _marking_finding(marked, marking) if is_news(marking or "", before.marking) else []
    whole_file = (*_file_findings(safe), *_sheets_without_plan(safe, dict(plans), dict(headed)), *stated)
    if not plans:
        return PlanPreview(
            None, (), (*whole_file, _no_plan(safe)), _likely_columns(safe), marking=marking, document_date=document_date
        )
    sheet, header = plans[0]
    made = document_date or _date_of(sheet, header)
    milestones = _milestones_of(safe, milestones_sheet, dict(plans), made)
    reading = _PlanReading(sheet, header, kinds[sheet], made, before, bank_holidays, milestones)
    drafts = reading.drafts(progress)
    return PlanPreview(
        sheet=sheet.name,
        rows=tuple(_previewed(draft, sheet, reading.known) for draft in drafts),
        findings=(
            *whole_file, *_two_plans(plans), *_sheet_findings(sheet, header, kinds[sheet]), *_dayfirst(drafts, sheet),
            *milestones.findings, *reading.lost_milestones(drafts), *_measure_findings(safe, dict(plans)),
        ),
        columns=_columns(header, sheet), chosen=_chosen(header, headings or {}, before.columns), marking=marking,
        document_date=made,
        not_in_file=tuple(sorted(reading.known.rows.keys() - {draft.ref for draft in drafts})),
    )  # fmt: skip


# --- the file and its sheets -------------------------------------------------------------------------------------


def _plan_sheets(
    sheets: Sequence[Sheet], asked: Mapping[str, Field], chosen: Sequence[ChosenColumns]
) -> list[tuple[Sheet, Header]]:
    """The sheets that look like plans, the one to use first: in sight, not called old, newest, longest."""
    found = [(sheet, header) for sheet in sheets if (header := _header_of(sheet, asked, chosen))]
    return sorted(found, key=lambda pair: _standing(pair[0]), reverse=True)


def _header_of(sheet: Sheet, asked: Mapping[str, Field], chosen: Sequence[ChosenColumns]) -> Header | None:
    """The headings, as somebody said before what they are, or else as they are known; what is asked now wins."""
    said = chosen_header(sheet.rows, chosen)
    return find_header(sheet.rows, asked) if said is None else said.with_asked(asked)


def _chosen(header: Header, asked: Mapping[str, Field], chosen: Sequence[ChosenColumns]) -> ChosenColumns | None:
    """What a person said of these headings, now or before."""
    columns = chosen_for(header.headings, header.fields)
    return columns if asked or any(each.headings == columns.headings for each in chosen) else None


def _likely_columns(sheets: Sequence[Sheet]) -> tuple[ColumnRead, ...]:
    """The columns of a file whose headings say nothing, for a person to say it: of the sheet that may be the plan."""
    likely = [(sheet, header) for sheet in sheets if not sheet.hidden and (header := likely_header(sheet.rows))]
    best = max(likely, key=lambda pair: _standing(pair[0]), default=None)
    return _columns(best[1], best[0]) if best else ()


_OLD = re.compile(
    r"\b(?:old|archived?|superseded|previous|copy|backup|do not use|draft|closed|example|template)\b", re.I
)


def _standing(sheet: Sheet) -> tuple[bool, bool, tuple[int, ...], int]:
    version = re.search(r"\bv(?:ersion)?\s?(\d+(?:\.\d+)*)", sheet.name, re.IGNORECASE)
    number = tuple(int(part) for part in version[1].split(".")) if version else ()
    return not sheet.hidden, not _OLD.search(sheet.name), number, sum(bool(row.filled) for row in sheet.rows)


def _file_findings(sheets: Sequence[Sheet]) -> list[Finding]:
    found = [
        Finding(f.code, f.message, _file_weight(f.code), raw=f.raw, sheet=s.name) for s in sheets for f in s.findings
    ]
    return found


def _file_weight(code: str) -> Weight:
    return Weight.ASK if code == "BAD_BYTE" else Weight.SAY


def _sheets_without_plan(
    sheets: Sequence[Sheet], plans: Mapping[Sheet, Header], headed: Mapping[Sheet, Header]
) -> list[Finding]:
    return [
        Finding("SHEET_NOT_A_PLAN", _why_skipped(sheet, sheet in headed), sheet=sheet.name)
        for sheet in sheets
        if sheet not in plans and not is_milestone_sheet(sheet) and find_measure_header(sheet) is None
    ]


def _why_skipped(sheet: Sheet, has_headings: bool) -> str:
    if sheet.hidden:
        return f'Sheet "{sheet.name}" is hidden and holds no actions. Skipped.'
    if has_headings:
        return f'Sheet "{sheet.name}": headings and no action under them. Skipped.'
    return f'Sheet "{sheet.name}": no action table found. Skipped.'


def _no_plan(sheets: Sequence[Sheet]) -> Finding:
    what = "this file" if len(sheets) == 1 else "any sheet of this file"
    return Finding(
        "NO_PLAN_FOUND",
        f"I found no action table in {what}. A plan needs a row of headings with an action, who is accountable and a "
        "deadline: for example Ref, Action, Accountable officer, Deadline. Name the columns so and try again.",
        Weight.HOLD,
    )


def _titles(sheet: Sheet, header: Header | None) -> list[tuple[Row, Cell]]:
    """The cells above the headings; all of a sheet that has none."""
    top = [row for row in sheet.rows if header is None or row.number < header.first_row]
    return [(row, cell) for row in top[:200] for cell in row.filled.values() if not cell.withheld]


def _markings(sheet: Sheet, header: Header | None, kinds: Mapping[Sheet, Sequence[KindOfRow]]) -> list[str]:
    loose = [cell.line for _, cell in _titles(sheet, header)]
    footers = [kind.row for kind in kinds.get(sheet, ()) if kind.kind is RowKind.FOOTER]
    loose += [cell.line for row in footers for cell in row.filled.values()]
    return [mark for text in loose if (mark := marking_in(text))]


def _marking_finding(marked: Sequence[tuple[Sheet, str]], mark: str | None) -> list[Finding]:
    where = next((sheet for sheet, found in marked if found == mark), None)
    if where is None:
        return []
    what = "file" if where.from_csv else "workbook"
    words = (
        f"The {what} is marked {mark}. Everything from it will be kept out of public and scrutiny reports "
        f"until someone "
        "clears it."
    )
    return [Finding("MARKING_FOUND", words, Weight.ASK, raw=mark, sheet=where.name)]


def _two_plans(plans: Sequence[tuple[Sheet, Header]]) -> list[Finding]:
    if len(plans) < 2:
        return []
    names = [f'"{sheet.name}"' for sheet, _ in plans[:MOST_NAMED]]
    others = listed(names[1:] if len(plans) <= MOST_NAMED else [*names[1:], f"{len(plans) - MOST_NAMED} more"])
    count = "Two" if len(plans) == 2 else str(len(plans))
    words = (
        f"{count} sheets look like action plans: {names[0]} (newest) and {others}. Only one "
        f"can be imported. "
        "Using the first. Is that right? If not, save the other as a file of its own, and drop that here."
    )
    return [Finding("TWO_PLAN_SHEETS", words, Weight.ASK, raw=plans[1][0].name, sheet=plans[1][0].name)]


def _date_of(sheet: Sheet, header: Header) -> date | None:
    """The day that a plan says it was made, from its titles: "as at 8/6/21"."""
    for _, cell in _titles(sheet, header):
        for phrase in dates_in(cell.line):
            reading = read_date_phrase(phrase)
            if reading.is_date and reading.precision == "day":
                return reading.end
    return None


def _sheet_findings(sheet: Sheet, header: Header, kinds: Sequence[KindOfRow]) -> list[Finding]:
    above = _find_key(sheet, [row for row in sheet.rows[:200] if row.number < header.first_row])
    key = above or _find_key(sheet, [kind.row for kind in kinds if kind.kind is RowKind.FOOTER])
    where = (
        f"row {header.first_row}"
        if header.first_row == header.last_row
        else f"rows {header.first_row} and {header.last_row}"
    )
    found: list[Finding] = []
    if header.last_row > 1:
        found.append(Finding("HEADER_FOUND", f"Headings found on {where}.{_skipped(header, above)}", sheet=sheet.name))
    if key:
        found.append(key)
    return [*found, *_withheld_titles(sheet, header), *_column_findings(sheet, header)]


def _withheld_titles(sheet: Sheet, header: Header) -> list[Finding]:
    titles = [row for row in sheet.rows if row.number <= header.last_row]
    withheld = [(title.number, cell.raw) for title in titles for cell in title.cells.values() if cell.withheld]
    return [
        Finding("CHILD_IDENTIFIABLE", f"Row {number}: {CHILD_WORDS}", Weight.HOLD, None, raw, sheet.name, number)
        for number, raw in withheld
    ]


def _skipped(header: Header, key: Finding | None) -> str:
    if header.first_row == 1:
        return ""
    what = "titles and a key" if key else "titles"
    rows = "Row 1 is a title" if header.first_row == 2 else f"Rows 1 to {header.first_row - 1} are {what}"
    return f" {rows}, and {'was' if header.first_row == 2 else 'were'} skipped."


_KEY = re.compile(
    r"\b(B|Blue|R|Red|A|Amber|G|Green)\s*(?:[=:–]|\s-)\s*([A-Za-z][A-Za-z ,&\-]*?)"
    r"(?=\s{2,}|\s+[A-Za-z]+\s*(?:[=:–]|\s-)|[;|]|$)"
)


def _find_key(sheet: Sheet, rows: Sequence[Row]) -> Finding | None:
    keys = (_key(sheet, row) for row in rows)
    return next((key for key in keys if key is not None), None)


def _key(sheet: Sheet, row: Row) -> Finding | None:
    said = "; ".join(cell.raw for cell in row.filled.values() if not cell.withheld)
    meanings = dict(_KEY.findall(said))
    if len(meanings) < 2:
        return None
    letter = next((sign for sign in ("B", "Blue") if sign in meanings), None)
    raw = " ".join(said.split())
    if letter is None:
        words = (
            f"The key on row {row.number} has no Blue. Here Red, Amber and Green mean off track, at risk and on track."
        )
        return Finding("KEY_FOUND", words, Weight.SAY, raw=raw, sheet=sheet.name)
    meaning = meanings[letter].strip(" ,")
    words = (
        f'The key on row {row.number} says {letter} means "{meaning}". Here Blue means "complete and '
        f"embedded, evidence "
        'accepted". Blue rows will load as delivered, waiting for sign-off.'
    )
    return Finding("KEY_FOUND", words, Weight.ASK, raw=f"KEY: {letter} = {meaning}", sheet=sheet.name)


def _columns_not_read(sheet: Sheet, columns: Sequence[int], header: Header) -> list[Finding]:
    """A line for each column that is none of a plan's; of a great many, one line for those that are left."""
    headings = header.headings
    older = {column: newer for column in columns if (newer := header.newer_of(column))}
    found = [_older_column(sheet, header, column, newer) for column, newer in older.items()]
    columns = [column for column in columns if column not in older]
    named = columns if len(columns) <= MOST_NAMED else columns[: MOST_NAMED - 1]
    found += [
        Finding(
            "COLUMN_NOT_READ",
            f"Column {column_letter(each)} ({headings[each]}) is not one that a plan has here. It was not read.",
            Weight.SAY, headings[each], headings[each], sheet.name,
        )
        for each in named
    ]  # fmt: skip
    rest = columns[len(named) :]
    if rest:
        words = f"Nor are {len(rest)} more columns, {column_letter(rest[0])} to {column_letter(rest[-1])}."
        found.append(Finding("COLUMN_NOT_READ", f"{words} They were not read.", Weight.SAY, sheet=sheet.name))
    return found


def _older_column(sheet: Sheet, header: Header, column: int, newer: int) -> Finding:
    heading, read = header.headings[column], header.headings[newer]
    words = (
        f"Column {column_letter(column)} ({heading}) is older than column {column_letter(newer)} ({read}), which was "
        "read. It was not read."
    )
    return Finding("OLDER_COLUMN", words, Weight.SAY, heading, heading, sheet.name)


def _column_findings(sheet: Sheet, header: Header) -> list[Finding]:
    read = {column: field for field, column in header.fields.items()}
    found = []
    for column, heading in sorted(header.headings.items()):
        letter = column_letter(column)
        if column in sheet.hidden_columns and column in read:
            name = header.name_of(read[column]).removesuffix(told_apart("", letter))
            words = f"Column {letter} ({name}) is hidden. It was read."
            found.append(Finding("HIDDEN_COLUMN", words, Weight.ASK, heading, "(hidden column)", sheet.name))
    found += _columns_not_read(sheet, [column for column in sorted(header.headings) if column not in read], header)
    if header.post_from_lead:
        heading = header.heading_of(Field.POST)
        words = f'No column says who is accountable. "{heading}" was taken for it. Is that right?'
        found.append(Finding("OWNER_FROM_LEAD", words, Weight.ASK, heading, heading, sheet.name))
    if Field.REF not in header.fields:
        words = (
            "No column of references was found. Each action needs one, so that loading the file again changes nothing. "
            'Give the file a column headed "Ref", or have the actions numbered in their order.'
        )
        found.append(Finding("NO_REF_COLUMN", words, Weight.ASK, sheet=sheet.name, row=header.first_row))
    return found


def _columns(header: Header, sheet: Sheet) -> tuple[ColumnRead, ...]:
    read = {column: field.value for field, column in header.fields.items()}
    return tuple(
        ColumnRead(column_letter(column), heading, read.get(column), _example(sheet, header, column))
        for column, heading in sorted(header.headings.items())
    )


def _example(sheet: Sheet, header: Header, column: int) -> str:
    """What the first row says that says anything in this column."""
    below = (row.cell(column) for row in sheet.rows if row.number > header.last_row)
    return next((cell.line for cell in below if not cell.is_blank and not cell.withheld), "")[:LONGEST_EXAMPLE]


def _dayfirst(drafts: Sequence[_Draft], sheet: Sheet) -> list[Finding]:
    dates = [text for draft in drafts for _, text in draft.ambiguous]
    if not dates:
        return []
    reading = read_date_phrase(dates[0])
    day = said(reading.end) if reading.end else dates[0]
    more = len(dates) - 1
    also = f", and so {'is' if more == 1 else 'are'} {more} more" if more else ""
    words = (
        f'Dates are read day first: "{dates[0]}" is {day}{also}. If this file writes the month first, do not load it: '
        "put the dates right in it and drop it again."
    )
    return [Finding("DATE_DAY_FIRST", words, Weight.SAY, raw=dates[0], sheet=sheet.name)]


def _milestones_of(
    sheets: Sequence[Sheet], given: Sheet | None, plans: Mapping[Sheet, Header], made: date | None
) -> MilestoneSheet:
    if given is not None:
        return read_milestone_sheet(withhold_personal_details(given), made)
    own = next(
        (sheet for sheet in sheets if sheet not in plans and not sheet.hidden and is_milestone_sheet(sheet)), None
    )
    return read_milestone_sheet(own, made) if own else MilestoneSheet({})


def _measure_findings(sheets: Sequence[Sheet], plans: Mapping[Sheet, Header]) -> list[Finding]:
    return [finding for sheet in sheets if sheet not in plans for finding in read_measures(sheet)]


# --- the rows ----------------------------------------------------------------------------------------------------


def _plain(action: str) -> str:
    """What is to be done, as it is compared."""
    return " ".join(action.casefold().split()).rstrip(".")


def _place_and_words(priority: str) -> tuple[str, str]:
    """The number that a priority begins with, empty where it has none, and its words, as they are compared."""
    found = re.match(r"\s*(\d{0,3})[.):]?\s*(.*)", priority.casefold(), re.S)
    return (found[1], " ".join(found[2].split())) if found else ("", priority)


@dataclass(frozen=True)
class _PlanReading:
    sheet: Sheet
    header: Header
    kinds: Sequence[KindOfRow]
    document_date: date | None
    known: KnownPlan
    bank_holidays: frozenset[date]
    milestones: MilestoneSheet

    def drafts(self, progress: Progress | None) -> list[_Draft]:
        around = self._surroundings()
        drafts: list[_Draft] = []
        above: tuple[str, int | None] = ("", None)
        for done, kind in enumerate(self.kinds, start=1):
            drafts.append(self._draft(kind, around, above))
            above = self._post_above(kind, above)
            if progress:
                progress(done, len(self.kinds))
        return self._compared([self._with_milestones(draft) for draft in drafts])

    def _surroundings(self) -> Surroundings:
        column = self.header.fields.get(Field.REF, 0)
        refs = [re.sub(r"\s+", "", k.row.cell(column).line) for k in self.kinds if k.kind is RowKind.ACTION]
        known = list(self.known.rows)
        return Surroundings(
            sheet=self.sheet.name, header=self.header, rows={row.number: row for row in self.sheet.rows},
            shape=shape_of([ref for ref in [*refs, *known] if ref]), document_date=self.document_date,
            known_posts=self.known.posts, posts_elsewhere=self.known.elsewhere, bank_holidays=self.bank_holidays,
            from_csv=self.sheet.from_csv,
            has_bad_bytes=any(finding.code == "BAD_BYTE" for finding in self.sheet.findings),
        )  # fmt: skip

    def _post_above(self, kind: KindOfRow, above: tuple[str, int | None]) -> tuple[str, int | None]:
        cell = kind.row.cell(self.header.fields.get(Field.POST, 0))
        if (
            kind.kind is not RowKind.ACTION
            or cell.is_blank
            or cell.withheld
            or kind.row.hidden
            or ditto_kind(cell.line)
        ):
            return above
        return without_contact_details(cell.line)[0], kind.row.number

    def _draft(self, kind: KindOfRow, around: Surroundings, above: tuple[str, int | None]) -> _Draft:
        if kind.kind is RowKind.LOOSE:
            return _Draft(kind, "", (self._loose(kind),))
        if kind.kind is not RowKind.ACTION:
            return _Draft(kind, "", (_why_row_skipped(kind, around.sheet),))
        aside = _set_aside(kind, around)
        if aside is not None:
            return aside
        reader = RowReader(around, kind.row, *above)
        say_row(reader)
        plan_row = read_row(reader, kind)
        plan_row = replace(plan_row, post=self.known.aliases.get(plan_row.post, plan_row.post))
        findings = [*reader.findings, *_no_deadline(reader, plan_row)]
        draft = _Draft(kind, plan_row.ref, tuple(findings), plan_row, tuple(reader.ambiguous), reader.day_first)
        return self._as_the_plan_writes(draft, plan_row)

    def _as_the_plan_writes(self, draft: _Draft, row: PlanRow) -> _Draft:
        """A reference with other noughts than the plan's ("BCP-1", as a spreadsheet leaves "BCP-01") is the plan's."""
        ref = self._refs_known.get(same_ref(draft.ref))
        if ref is None or draft.ref in self.known.rows:
            return draft
        words = (
            f'Row {draft.number}, {self.header.name_of(Field.REF)}: "{draft.ref}" is {ref} in the plan, and is read so.'
        )
        rest = tuple(each for each in draft.findings if each.code != "REF_FORMAT")
        draft = replace(draft, ref=ref, plan_row=replace(row, ref=ref), findings=rest)
        return draft.with_finding(self._finding(draft, Field.REF, "REF_CLEANED", words, Weight.SAY))

    @cached_property
    def _refs_known(self) -> dict[str, str]:
        """The references of the plan as they are compared, but those that two actions would share."""
        alike = Counter(same_ref(ref) for ref in self.known.rows)
        return {same_ref(ref): ref for ref in self.known.rows if alike[same_ref(ref)] == 1}

    def _loose(self, kind: KindOfRow) -> Finding:
        column, cell = next(iter(kind.row.filled.items()))
        heading = self.header.heading_at(column) or column_letter(column)
        words = (
            f"Row {kind.row.number}, {heading}: words without an action. Do they belong to the row above? Put them in "
            "its row."
        )
        return Finding("LOOSE_WORDS", words, Weight.HOLD, heading, cell.raw, self.sheet.name, kind.row.number)

    def _with_milestones(self, draft: _Draft) -> _Draft:
        own = self.milestones.by_ref.get(draft.ref) or self.milestones.by_ref.get(_typed_ref(draft, self.header))
        if draft.plan_row is None or not own:
            return draft
        # What the cell says of milestones does not count beside rows of their own.
        rest = tuple(finding for finding in draft.findings if not finding.code.startswith("MILESTONES_"))
        return replace(draft, findings=rest, plan_row=replace(draft.plan_row, milestones=own))

    def lost_milestones(self, drafts: Sequence[_Draft]) -> list[Finding]:
        """Milestones whose action is not in the file."""
        refs = {draft.ref for draft in drafts} | {_typed_ref(draft, self.header) for draft in drafts}
        lost = [ref for ref in self.milestones.by_ref if ref not in refs]
        return [
            Finding(
                "MILESTONE_NO_ACTION",
                f'Milestones name the action "{ref}", which is not in this plan. They were not read. '
                f'Check the reference.',
                Weight.ASK, raw=ref,
            )
            for ref in lost
        ]  # fmt: skip

    def _compared(self, drafts: list[_Draft]) -> list[_Draft]:
        looks = (
            self._duplicates, self._in_plan, self._free_refs, self._same_actions, self._near_posts, self._month_first,
            self._contributors, self._waits, self._circles,
        )  # fmt: skip
        for look in looks:
            drafts = look(drafts)
        return [self._against_known(draft) for draft in drafts]

    def _duplicates(self, drafts: list[_Draft]) -> list[_Draft]:
        by_ref: dict[str, list[_Draft]] = defaultdict(list)
        for draft in drafts:
            if draft.ref and draft.plan_row is not None:
                by_ref[same_ref(draft.ref)].append(draft)
        said_of = ((group, self._duplicated(group)) for group in by_ref.values() if len(group) > 1)
        twice = {draft.number: said for group, said in said_of for draft in group}
        return [self._say_duplicate(d, *twice[d.number]) if d.number in twice else d for d in drafts]

    def _duplicated(self, group: Sequence[_Draft]) -> tuple[str, str]:
        """The rows that have one reference, and what to do about it: the same for each of them."""
        same = len({each.plan_row.action.casefold() for each in group if each.plan_row}) == 1
        advice = (
            "and the same action. Delete all but one."
            if same
            else "but different actions. Give one of them a new reference."
        )
        return _rows_named(group), advice

    def _say_duplicate(self, draft: _Draft, rows: str, advice: str) -> _Draft:
        words = f"Rows {rows} have the same reference, {draft.ref}, {advice}"
        return draft.with_finding(self._finding(draft, Field.REF, "DUPLICATE_REF", words, Weight.HOLD))

    def _in_plan(self, drafts: list[_Draft]) -> list[_Draft]:
        """Hold what the plan has in the same words under another reference, unless the file has it there as well: it
        may be no new action, or the file numbers its rows anew.
        """
        in_file = {(draft.ref, _plain(draft.plan_row.action)) for draft in drafts if draft.plan_row}
        words_of = {ref: _plain(row.action) for ref, row in self.known.rows.items()}
        there = {words: ref for ref, words in words_of.items() if (ref, words) not in in_file}
        before = {_plain(words): ref for ref, words in self.known.earlier.items()}
        for words in ("", _plain(RESTRICTED)):
            there.pop(words, None)
            before.pop(words, None)
        return [self._say_in_plan(draft, there, before) for draft in drafts] if there or before else drafts

    def _say_in_plan(self, draft: _Draft, there: Mapping[str, str], before: Mapping[str, str]) -> _Draft:
        row, known = draft.plan_row, self.known.rows.get(draft.ref)
        if row is None or (known is not None and _plain(known.action) == _plain(row.action)):
            return draft
        ref, place = there.get(_plain(row.action)), f"Row {draft.number}, {self.header.name_of(Field.REF)}"
        if ref is not None:
            words = (
                f"{place}: the plan has this action already, and there its reference is {ref}. Use that? If it is "
                "another piece of work, say in other words what is to be done."
            )
            return draft.with_finding(self._finding(draft, Field.REF, "ACTION_IN_PLAN", words, Weight.HOLD))
        ref = before.get(_plain(row.action)) if known is None else None
        if ref is None:
            return draft
        words = f"{place}: the plan that was closed has this action, as {ref}. It loads as a new one. Is that right?"
        return draft.with_finding(self._finding(draft, Field.REF, "ACTION_IN_PLAN", words, Weight.ASK))

    def _free_refs(self, drafts: list[_Draft]) -> list[_Draft]:
        column = self.header.fields.get(Field.REF, 0)
        typed = [re.sub(r"\s+", "", draft.kind.row.cell(column).line) for draft in drafts]
        taken = [*typed, *(draft.ref for draft in drafts), *self.known.rows]
        shape = shape_of([ref for ref in taken if ref])
        free = free_refs([ref for ref in taken if shape is None or fits(ref, shape)], shape)
        return [
            draft.with_finding(self._no_ref(draft, next(free))) if self._lacks_ref(draft) else draft for draft in drafts
        ]

    def _lacks_ref(self, draft: _Draft) -> bool:
        """Whether an action has no reference, and nothing else was said of the cell that should hold one."""
        cell = draft.kind.row.cell(self.header.fields.get(Field.REF, 0))
        heading = self.header.heading_of(Field.REF)
        said_already = any(f.column == heading and f.weight is Weight.HOLD for f in draft.findings)
        return draft.plan_row is not None and not draft.ref and not cell.withheld and not said_already

    def _no_ref(self, draft: _Draft, free: str) -> Finding:
        has_column = Field.REF in self.header.fields
        offer = f"The next free reference is {free}. Use it?" if has_column else f"In their order it would be {free}."
        words = f"Row {draft.number} has an action but no reference. {offer}"
        return self._finding(draft, Field.REF, "NO_REF", words, Weight.HOLD)

    def _same_actions(self, drafts: list[_Draft]) -> list[_Draft]:
        by_action: dict[str, list[_Draft]] = defaultdict(list)
        for draft in drafts:
            if draft.plan_row and draft.plan_row.action not in ("", RESTRICTED) and draft.ref:
                by_action[_plain(draft.plan_row.action)].append(draft)
        groups = [group for group in by_action.values() if len({draft.ref.casefold() for draft in group}) > 1]
        said_of = ((group, _rows_named(group)) for group in groups)
        same = {draft.number: rows for group, rows in said_of for draft in group}
        return [self._say_same(draft, same[draft.number]) if draft.number in same else draft for draft in drafts]

    def _say_same(self, draft: _Draft, rows: str) -> _Draft:
        words = f"Rows {rows} have the same action under different references. One piece of work, or more?"
        return draft.with_finding(self._finding(draft, Field.ACTION, "POSSIBLE_MERGE", words, Weight.ASK))

    def _near_posts(self, drafts: list[_Draft]) -> list[_Draft]:
        """Ask about a post that is spelt almost like one that stands in more rows ("Principle Social Worker")."""
        counts: dict[str, int] = defaultdict(int)
        for draft in drafts:
            if draft.plan_row and draft.plan_row.post:
                counts[draft.plan_row.post] += 1
        near = {} if self.known.posts else _nearly_same(counts)
        return [
            self._say_near_post(draft, near[draft.plan_row.post])
            if draft.plan_row and draft.plan_row.post in near
            else draft
            for draft in drafts
        ]

    def _say_near_post(self, draft: _Draft, other: str) -> _Draft:
        post = draft.plan_row.post if draft.plan_row else ""
        name = self.header.name_of(Field.POST)
        words = (
            f'Row {draft.number}, {name}: "{post}" is spelt almost like "{other}" in another row. Is it the same post?'
        )
        return draft.with_finding(self._finding(draft, Field.POST, "OWNER_UNKNOWN", words, Weight.ASK))

    def _month_first(self, drafts: list[_Draft]) -> list[_Draft]:
        """Where no date works day first alone, one that works month first alone makes the others doubtful."""
        if any(draft.day_first for draft in drafts):
            return drafts
        is_odd = any(finding.code == "DATE_MONTH_FIRST" for draft in drafts for finding in draft.findings)
        return [self._doubted(draft) for draft in drafts] if is_odd else drafts

    def _doubted(self, draft: _Draft) -> _Draft:
        said_so = tuple(
            replace(finding, message=finding.message.replace(" Other dates here are day first.", ""))
            if finding.code == "DATE_MONTH_FIRST"
            else finding
            for finding in draft.findings
        )
        draft = replace(draft, findings=said_so)
        for field, text in draft.ambiguous:
            day = read_date_phrase(text, self.document_date).end
            read = f"read day first, as {said(day) if day else text}; other dates here only work month first. Confirm."
            words = f'Row {draft.number}, {self.header.name_of(field)}: "{text}" {read}'
            draft = draft.with_finding(self._finding(draft, field, "DATE_DAY_FIRST", words, Weight.ASK))
        return draft

    # --- what stands beside an action ---

    def _contributors(self, drafts: list[_Draft]) -> list[_Draft]:
        if Field.CONTRIBUTORS not in self.header.fields:
            return drafts
        in_file = dict.fromkeys(draft.plan_row.post for draft in drafts if draft.plan_row and draft.plan_row.post)
        there = (*self.known.posts, *self.known.elsewhere, *in_file)
        titles = KnownTitles(there, self.known.aliases, is_first=not self.known.posts)
        return [self._with_contributors(draft, titles) for draft in drafts]

    def _with_contributors(self, draft: _Draft, titles: KnownTitles) -> _Draft:
        row = draft.plan_row
        if row is None or not row.contributors:
            return draft
        found, asked = read_contributors(row.contributors, titles, row.post)
        draft = replace(draft, plan_row=replace(row, contributors=found))
        return self._asked(draft, Field.CONTRIBUTORS, "CONTRIBUTOR_UNKNOWN", asked)

    def _waits(self, drafts: list[_Draft]) -> list[_Draft]:
        if Field.WAITS not in self.header.fields:
            return drafts
        refs = [*self.known.rows, *(draft.ref for draft in drafts if draft.plan_row and draft.ref)]
        known = KnownRefs({same_ref(ref): ref for ref in refs} | {ref.casefold(): ref for ref in refs}, shape_of(refs))
        return [self._with_waits(draft, known) for draft in drafts]

    def _with_waits(self, draft: _Draft, known: KnownRefs) -> _Draft:
        row = draft.plan_row
        if row is None or not row.waits_for:
            return draft
        read = read_waits([each.outside for each in row.waits_for], known, row.ref)
        before = self.known.rows.get(draft.ref)
        here = {each.outside.casefold() for each in before.waits_for} if before else set()
        new = [each for each in read.outside if each.casefold() not in here]
        draft = replace(draft, plan_row=replace(row, waits_for=read.waits))
        asked = [
            f'"{each}" is no other action of the plan or of this file, so it was left out.' for each in read.unknown
        ]
        draft = self._asked(draft, Field.WAITS, "DEPENDENCY_UNKNOWN", asked)
        asked = [f'"{each}" is kept as a programme outside this plan. Is that right?' for each in new]
        return self._asked(draft, Field.WAITS, "DEPENDENCY_OUTSIDE", asked)

    def _circles(self, drafts: list[_Draft]) -> list[_Draft]:
        """Leave out what would make actions wait for one another in a circle, so that none could begin."""
        before = {(ref, each.on) for ref, row in self.known.rows.items() for each in row.waits_for if each.on}
        here = ((draft.ref, each.on) for draft in drafts if draft.plan_row for each in draft.plan_row.waits_for)
        new = {edge for edge in here if edge[1]} - before
        circles = in_circles(before | new) if new else set()
        wrong = {edge for edge in new if edge[0] in circles and edge[1] in circles}
        return [self._without_circle(draft, wrong) for draft in drafts] if wrong else drafts

    def _without_circle(self, draft: _Draft, wrong: set[tuple[str, str]]) -> _Draft:
        row = draft.plan_row
        asked = [each.on for each in row.waits_for if (draft.ref, each.on) in wrong] if row else []
        if row is None or not asked:
            return draft
        rest = tuple(each for each in row.waits_for if each.on not in asked)
        words = [f"{each} is part of a circle of actions that wait for one another. It was left out." for each in asked]
        draft = replace(draft, plan_row=replace(row, waits_for=rest))
        return self._asked(draft, Field.WAITS, "DEPENDENCY_CIRCLE", words)

    def _asked(self, draft: _Draft, field: Field, code: str, asked: Sequence[str]) -> _Draft:
        """One question for a cell, whatever number of things there is to ask about it."""
        if not asked:
            return draft
        more = [f"And so {len(asked) - MOST_ASKED} more."] if len(asked) > MOST_ASKED else []
        place = f"Row {draft.number}, {self.header.name_of(field)}"
        words = f"{place}: {' '.join([*asked[:MOST_ASKED], *more])}"
        return draft.with_finding(self._finding(draft, field, code, words, Weight.ASK))

    def _finding(self, draft: _Draft, field: Field, code: str, words: str, weight: Weight) -> Finding:
        raw = draft.kind.row.cell(self.header.fields.get(field, 0)).raw
        return Finding(code, words, weight, self.header.heading_of(field), raw, self.sheet.name, draft.number)

    # --- against the plan as it stands ---

    def _against_known(self, draft: _Draft) -> _Draft:
        known = self.known.rows.get(draft.ref)
        draft = self._with_priority_known(draft)
        draft = self._with_held_words(draft, known)
        draft = self._with_decisions_asked(self._with_boards_asked(draft, known), known)
        if draft.plan_row is None or known is None:
            return self._with_passed_left(draft, None)
        draft = self._with_the_rest_kept(self._without_known_status(draft, known), known)
        row = draft.plan_row or known
        if row.deadline is None and known.deadline is not None:
            findings = tuple(finding for finding in draft.findings if finding.code != "NO_DEADLINE")
            draft = replace(draft, findings=findings)
        draft = self._with_baseline_kept(draft, known)
        draft = self._with_post_kept(self._with_marks_kept(draft, known), known)
        draft = self._with_days_expected(draft, known)
        if known.lifecycle.is_closed:
            return self._with_closed_kept(draft, known)
        if known.lifecycle is Lifecycle.DELIVERED:
            draft = self._with_delivered_date_kept(draft, known)
        draft = self._with_revision_known(self._with_words_of_chat(draft, known), known)
        draft = self._with_later_updates(draft, known)
        row = draft.plan_row or row
        merged = _filled_from(known, row)
        if row.deadline is None or row.deadline == known.deadline:
            return replace(draft, plan_row=merged)
        return self._move_asked(replace(draft, plan_row=merged), known, row.deadline)

    def _with_closed_kept(self, draft: _Draft, known: PlanRow) -> _Draft:
        """A closed action stays as it is, as in chat, where nothing but opening it again is offered."""
        row = draft.plan_row or known
        loaded = _as_loaded(known, _filled_from(known, row))
        wanted = [each for each in (row.requested_deadline, row.deadline) if each not in (None, known.deadline)]
        others = [field for name, field in _TO_CHANGE.items() if getattr(loaded, name) != getattr(known, name)]
        differing = [*([Field.DEADLINE] if wanted else []), *(each for each in others if each in self.header.fields)]
        draft = replace(draft, plan_row=known)
        if not differing:
            return draft
        rest = tuple(each for each in draft.findings if each.weight is Weight.HOLD or each.code in _OF_CLOSED)
        names = listed([self.header.name_of(each) for each in dict.fromkeys(differing)])
        words = (
            f"{known.lifecycle.words} in the plan, so it stays as it is there. {names} "
            f"{'differs' if len(differing) == 1 else 'differ'} here. If work goes on, press Change on its card, then "
            "Open again."
        )
        return self._asked(replace(draft, findings=rest), Field.LIFECYCLE, "CLOSED_KEPT", [words])

    def _with_delivered_date_kept(self, draft: _Draft, known: PlanRow) -> _Draft:
        """The deadline of what waits for the Board is not moved any more, by a file no more than in chat."""
        row = draft.plan_row
        if row is None:
            return draft
        waits = known.requested_deadline
        wanted = [day for day in (row.requested_deadline, row.deadline) if day and day not in (known.deadline, waits)]
        dated = replace(row, deadline=known.deadline, requested_deadline=waits if row.requested_deadline else None)
        if not wanted:
            return draft
        headings = [self.header.heading_of(each) for each in (Field.DEADLINE, Field.REVISED)]
        draft = replace(draft, plan_row=dated, findings=tuple(f for f in draft.findings if f.column not in headings))
        there = said(known.deadline) if known.deadline else "none"
        words = (
            f"{said(wanted[0])} here, {there} in the plan. It is delivered and waits for the Board, so its deadline is "
            "not moved."
        )
        field = Field.DEADLINE if row.deadline in wanted else Field.REVISED
        place = f"Row {draft.number}, {self.header.name_of(field)}"
        return draft.with_finding(self._finding(draft, field, "PLAN_STANDS", f"{place}: {words}", Weight.SAY))

    def _with_priority_known(self, draft: _Draft) -> _Draft:
        """A priority is the plan's own where its number, which is only its place, is all that differs."""
        row = draft.plan_row
        if row is None or not row.priority or row.priority in self._priorities:
            return draft
        place, wanted = _place_and_words(row.priority)
        apart = [(each, *_place_and_words(each)) for each in self._priorities]
        same = [each for each, its, said_ in apart if said_ == wanted and (its == place or "" in (its, place))]
        return replace(draft, plan_row=replace(row, priority=same[0])) if len(same) == 1 else draft

    @cached_property
    def _priorities(self) -> frozenset[str]:
        """What the plan's priorities are called."""
        return frozenset(each.priority for each in self.known.rows.values())

    def _with_held_words(self, draft: _Draft, known: PlanRow | None) -> _Draft:
        """Where an export has "restricted" in the place of words, the plan's own stay; without them, that is asked."""
        row = draft.plan_row
        if row is None or row.action != RESTRICTED:
            return draft
        if known is not None:
            return replace(draft, plan_row=replace(row, action=known.action, title=known.title))
        words = (
            f'Row {draft.number}, {self.header.name_of(Field.ACTION)}: "{RESTRICTED}" stands here for words that were '
            "held back when the file was made. They are not in it. Type what is to be done, or it loads without them."
        )
        return draft.with_finding(self._finding(draft, Field.ACTION, "WORDS_HELD_BACK", words, Weight.ASK))

    def _with_the_rest_kept(self, draft: _Draft, known: PlanRow) -> _Draft:
        """What only somebody in chat can change stays as the plan has it; that the file says it otherwise is said."""
        row = draft.plan_row
        if row is None:
            return draft
        for field, here, there in (
            (Field.PRIORITY, row.priority, known.priority),
            (Field.START, row.start and said(row.start), said(known.start) if known.start else "none"),
            (Field.PRECISION, row.deadline_precision, known.deadline_precision),
            (Field.MOVES, str(row.moves or ""), str(known.moves or 0)),
            (Field.REOPENED, str(row.reopened or ""), str(known.reopened or 0)),
            (Field.LIFECYCLE, "" if is_delivered_by(row, known) else row.lifecycle.words, known.lifecycle.words),
        ):
            if here and here != there and self._is_said(draft, field):
                so = _COUNTED.get(field, ". If it is to change, do so in chat.")
                words = (
                    f"Row {draft.number}, {self.header.name_of(field)}: {here} here, {there} in the plan. It stays{so}"
                )
                draft = draft.with_finding(self._finding(draft, field, "PLAN_STANDS", words, Weight.SAY))
        steps, came = without_dropped(row.milestones, known.milestones, self.known.dropped.get(draft.ref, ()))
        draft = self._asked(draft, Field.MILESTONES, "MILESTONE_DROPPED", stays_dropped(came, draft.ref))
        draft = self._asked(draft, Field.MILESTONES, "MILESTONE_KEPT", kept_of_steps(steps, known.milestones))
        title = row.title if self._is_said(draft, Field.TITLE) and row.title != RESTRICTED else known.title
        kept = replace(
            row, title=title, priority=known.priority, start=known.start, milestones=steps,
            deadline_precision=known.deadline_precision, moves=known.moves, reopened=known.reopened,
        )  # fmt: skip
        return replace(draft, plan_row=kept)

    def _is_said(self, draft: _Draft, field: Field) -> bool:
        """Whether the file has a cell of its own for a field, which says something that nobody is asked about."""
        cell, heading = draft.kind.row.cell(self.header.fields.get(field, 0)), self.header.heading_of(field)
        is_asked = any(each.column == heading and each.weight is not Weight.SAY for each in draft.findings)
        if cell.is_blank or is_asked:
            return False
        return field is not Field.LIFECYCLE or names_a_state(cell.line)

    def _without_known_status(self, draft: _Draft, known: PlanRow) -> _Draft:
        """A status that the plan has too needs no decision any more, and no question."""
        heading = self.header.heading_of(Field.LIFECYCLE)
        rest = tuple(
            finding
            for finding in draft.findings
            if finding.column != heading or plain_word(finding.raw or "") != plain_word(known.lifecycle.words)
        )
        return replace(draft, findings=rest)

    def _with_boards_asked(self, draft: _Draft, known: PlanRow | None) -> _Draft:
        """Another board that the file says an action is reported to is asked: only whoever runs it can agree."""
        wanted = draft.plan_row.reported_to if draft.plan_row else ""
        new = [each for each in lines_of(wanted) if each not in lines_of(known.reported_to if known else "")]
        if not new:
            return draft
        words = (
            f"Row {draft.number}, {self.header.name_of(Field.REPORTED)}: {listed(new)}. A file cannot agree that. "
            "Loading asks whoever runs it, if it is a board here; nothing changes before they accept."
        )
        return draft.with_finding(self._finding(draft, Field.REPORTED, "REPORT_ASKED", words, Weight.SAY))

    def _with_decisions_asked(self, draft: _Draft, known: PlanRow | None) -> _Draft:
        """What the file says of a hold or of a delivery, and loading it would not do, is said here."""
        row = draft.plan_row
        hold, delivery = (asked_of_hold(row, known), asked_of_delivery(row, known)) if row else ("", "")
        otherwise = [_OF_DELIVERY[name] for name in otherwise_delivered(row, known)] if row else []
        for code, fields_, words in (
            ("HOLD_NEEDS_DECISION", (Field.HOLD_DECISION, Field.HOLD_REVIEW), hold),
            ("DELIVERY_KEPT", (Field.DELIVERED, Field.CHECK, *otherwise), delivery),
        ):
            field = next((each for each in fields_ if each in self.header.fields), fields_[0])
            draft = self._asked(draft, field, code, [words] if words else [])
        if not hold:
            return draft
        # What is said of the hold says more than that its status alone is no decision.
        return replace(draft, findings=tuple(each for each in draft.findings if each.code != "STATUS_NEEDS_DECISION"))

    def _with_marks_kept(self, draft: _Draft, known: PlanRow) -> _Draft:
        """Whether an action is urgent or statutory stays as the plan has it: what the file says else is a question."""
        for field, here, there in (
            (Field.URGENT, draft.plan_row and draft.plan_row.urgent, known.urgent),
            (Field.STATUTORY, draft.plan_row and draft.plan_row.statutory, known.statutory),
        ):
            if here is None or there is None or here == there:
                continue
            place = f"Row {draft.number}, {self.header.name_of(field)}"
            said_here, said_there = ("yes" if each else "no" for each in (here, there))
            words = f"{place}: {said_here} here, {said_there} in the plan. It stays. If it is to change, do so in chat."
            draft = draft.with_finding(self._finding(draft, field, "MARK_DIFFERS", words, Weight.ASK))
        if draft.plan_row is None:
            return draft
        kept = replace(draft.plan_row, urgent=known.urgent, statutory=known.statutory)
        return replace(draft, plan_row=kept if known.urgent is not None else draft.plan_row)

    def _with_baseline_kept(self, draft: _Draft, known: PlanRow) -> _Draft:
        """What is on record comes from no time before it; another first date in the file changes nothing."""
        first, there = draft.plan_row.baseline_deadline if draft.plan_row else None, known.baseline_deadline
        draft = replace(draft, findings=tuple(each for each in draft.findings if each.code != "BASELINE_KEPT"))
        if not {Field.BASELINE, Field.DEADLINE} <= self.header.fields.keys() or not self._is_said(
            draft, Field.BASELINE
        ):
            return draft
        if first is None or first == there:
            return draft
        words = (
            f"Row {draft.number}, {self.header.name_of(Field.BASELINE)}: {said(first)} here, "
            f"{said(there) if there else 'none'} in the plan. The date first agreed never changes, so it stays."
        )
        return draft.with_finding(self._finding(draft, Field.BASELINE, "BASELINE_KEPT", words, Weight.SAY))

    def _with_days_expected(self, draft: _Draft, known: PlanRow) -> _Draft:
        """Another day on which an outside programme is expected is loaded and told, so it is said before."""
        for wait, day in expected_anew(known, draft.plan_row) if draft.plan_row else ():
            before = said(wait.expected) if wait.expected else "no day"
            words = (
                f"Row {draft.number}, {self.header.name_of(Field.WAITS)}: “{wait.outside}” is expected "
                f"{said(day)} here, {before} in the plan. Loading changes that, and tells the accountable officer."
            )
            draft = draft.with_finding(self._finding(draft, Field.WAITS, "DEPENDENCY_MOVED", words, Weight.ASK))
        return draft

    def _with_words_of_chat(self, draft: _Draft, known: PlanRow) -> _Draft:
        """Of words that were changed in chat what they were before is not brought back, and what is new is shown."""
        for name, worded in self.known.reworded.get(draft.ref, {}).items():
            field, here, there = _TO_CHANGE[name], getattr(draft.plan_row, name, ""), getattr(known, name)
            if draft.plan_row is None or here in ("", there, RESTRICTED):
                continue
            place, (was, to) = f"Row {draft.number}, {self.header.name_of(field)}", side_by_side(there, here)
            if here in worded.before:
                words = (
                    f"{place}: “{to}” is what stood there before it was changed in chat on {said(worded.on)}. What "
                    f"stands now stays, “{was}”. To go back, press Change on its card."
                )
                draft = replace(draft, plan_row=replace(draft.plan_row, **{name: there}))
                draft = draft.with_finding(self._finding(draft, field, "PLAN_STANDS", words, Weight.SAY))
            else:
                words = (
                    f"{place}: it was changed in chat on {said(worded.on)}, and says “{was}” now. Loading makes it "
                    f"“{to}”, as this file says."
                )
                draft = draft.with_finding(self._finding(draft, field, "REWORDED_IN_CHAT", words, Weight.ASK))
        return draft

    def _with_later_updates(self, draft: _Draft, known: PlanRow) -> _Draft:
        """What a file says of progress is not loaded where later things were said: that is said before."""
        row, updates = draft.plan_row, self.known.updates.get(draft.ref)
        if row is None or updates is None:
            return draft
        has_room = updates.has_room_for(row, self.known.today)
        has_news = bool(row.update_text or row.self_rating) and not updates.knows(row)
        stays: dict[str, Any] = {} if has_room else {"forecast": known.forecast}
        if not (has_room and has_news):
            stays |= {"update_text": known.update_text, "self_rating": known.self_rating}
        asked = [name for name in stays if getattr(row, name) not in ("", None, getattr(known, name))]
        draft = replace(draft, plan_row=replace(row, **stays)) if asked else draft
        fields_ = [_TO_CHANGE[name] for name in asked if _TO_CHANGE[name] in self.header.fields]
        if not fields_:
            return draft
        names = listed([self.header.name_of(each) for each in fields_])
        words = (
            f"Row {draft.number}, {names}: not loaded, since it was said before, or the plan has what was said on "
            f"{said(updates.newest)}. That stays. A later day in a column “Last updated” would make it news."
        )
        return draft.with_finding(self._finding(draft, fields_[0], "UPDATE_KNOWN", words, Weight.SAY))

    def _with_post_kept(self, draft: _Draft, known: PlanRow) -> _Draft:
        """A file can not hand an action over: what another post means is said instead of what a new post would."""
        there, here = known.post, draft.plan_row.post if draft.plan_row else ""
        if not (here and there) or same_post(here) == same_post(there):
            return draft
        if any(finding.code == "OWNER_UNKNOWN" and "Did you mean" in finding.message for finding in draft.findings):
            return draft
        words = (
            f'Row {draft.number}, {self.header.name_of(Field.POST)}: "{here}" here, "{there}" in the plan. A file '
            "cannot hand an action over, so it stays. If it has moved, press Change on its card, then Another officer."
        )
        found = self._finding(draft, Field.POST, "OWNER_DIFFERS", words, Weight.ASK)
        others = tuple(finding for finding in draft.findings if finding.code != "OWNER_UNKNOWN")
        return replace(draft, findings=others).with_finding(found)

    def _with_revision_known(self, draft: _Draft, known: PlanRow) -> _Draft:
        """A revised date beside the deadline that the plan has, or had at first, asks for a move once, if at all."""
        row = draft.plan_row
        if row is None or row.requested_deadline is None or known.deadline is None:
            return draft
        if row.deadline not in (known.deadline, known.baseline_deadline):
            return self._with_passed_left(draft, known)
        wanted, heading = row.requested_deadline, self.header.heading_of(Field.REVISED)
        draft = replace(draft, findings=tuple(each for each in draft.findings if each.column != heading))
        if row.deadline != known.deadline:
            row = replace(row, deadline=known.deadline, deadline_precision=known.deadline_precision)
        if wanted == known.deadline:
            row = replace(row, requested_deadline=known.requested_deadline, requested_note=known.requested_note)
        draft = replace(draft, plan_row=row)
        if wanted in (known.deadline, known.requested_deadline):
            return draft
        return self._move_asked(draft, known, wanted, Field.REVISED)

    def _with_passed_left(self, draft: _Draft, known: PlanRow | None) -> _Draft:
        """A revised date that has passed is asked about and asked of nobody, as in chat, which takes none; one that
        waits to be decided, or was decided, is another matter.
        """
        row, today = draft.plan_row, self.known.today
        wanted = row.requested_deadline if row else None
        if row is None or wanted is None or today is None or wanted >= today:
            return draft
        waits = known.requested_deadline if known else None
        if wanted == waits or wanted in self.known.moves_asked.get(draft.ref, {}):
            return draft
        deadline = known.deadline if known else row.deadline
        draft = replace(draft, plan_row=replace(row, requested_deadline=waits, requested_note=""))
        return self._say_passed(draft, wanted, deadline, Field.REVISED)

    def _say_passed(self, draft: _Draft, wanted: date, deadline: date | None, field: Field) -> _Draft:
        rest = tuple(each for each in draft.findings if each.column != self.header.heading_of(field))
        stays = f"the deadline stays at {said(deadline)}" if deadline else "there is no deadline"
        words = (
            f"Row {draft.number}, {self.header.name_of(field)}: {said(wanted)} has passed. No new date is "
            f"asked for, and {stays}. Give a day that is still to come."
        )
        draft = replace(draft, findings=rest)
        return draft.with_finding(self._finding(draft, field, "DATE_PASSED", words, Weight.ASK))

    def _why_not_asked(self, ref: str, wanted: date) -> str:
        """Why loading asks for no move to a day, and what can be done; empty where it asks."""
        if came := self.known.moves_asked.get(ref, {}).get(wanted):
            return (
                f"{came} Loading does not ask for it. If it is wanted now, its officer can ask: Change on the card, "
                "then Ask for a new date."
            )
        if asks := self.known.officers_ask.get(ref):
            return f"{asks} Loading asks for no other day beside it. Once that is decided, load this file again."
        return ""

    def _move_asked(self, draft: _Draft, known: PlanRow, wanted: date, column: Field | None = None) -> _Draft:
        field = column or (Field.DEADLINE if Field.DEADLINE in self.header.fields else Field.BASELINE)
        waits = known.requested_deadline
        came = self._why_not_asked(draft.ref, wanted) if waits != wanted else ""
        has_passed = not came and waits != wanted and self.known.today is not None and wanted < self.known.today
        asks_for = waits if came or has_passed else wanted
        row = replace(draft.plan_row or known, deadline=known.deadline, requested_deadline=asks_for)
        if has_passed:
            return self._say_passed(replace(draft, plan_row=row), wanted, known.deadline, field)
        agreed = said(known.deadline) if known.deadline else "none"
        place = f"Row {draft.number}, {self.header.name_of(field)}: {said(wanted)} here, {agreed} in the plan."
        draft = replace(draft, plan_row=row)
        if came:
            return draft.with_finding(self._finding(draft, field, "PLAN_STANDS", f"{place} {came}", Weight.SAY))
        stays = f"the deadline stays at {agreed}" if known.deadline else "it has no deadline"
        replaces = waits is not None and waits != wanted
        other = f" It takes the place of {said(waits)}, which an earlier file asked for." if waits and replaces else ""
        asks = "It is asked for already" if waits == wanted else "Loading asks for the change"
        words = f"{place} An import can never move a deadline. {asks}; until it is decided {stays}.{other}"
        weight = Weight.SAY if waits == wanted else Weight.ASK
        return draft.with_finding(self._finding(draft, field, "DEADLINE_MOVE_ASKED", words, weight))


def _rows_named(group: Sequence[_Draft]) -> str:
    """The numbers of some rows; of many, the first and how many more: each of them says it."""
    numbers = [str(each.number) for each in group]
    return listed(numbers if len(numbers) <= 12 else [*numbers[:10], f"{len(numbers) - 10} more"])


def _filled_from(known: PlanRow, row: PlanRow) -> PlanRow:
    """The row with what the file leaves blank as the plan has it: blank does not erase. The baseline never changes."""
    blank = {
        field.name: getattr(known, field.name)
        for field in fields(PlanRow)
        if getattr(row, field.name) in ("", None, ()) and field.name not in _NOT_FILLED
    }
    beside = lines_of(f"{known.reported_to}\n{row.reported_to}")
    kept = {
        "baseline_deadline": known.baseline_deadline, "reported_to": "\n".join(beside),
        "milestones": beside_known_steps(row.milestones, known.milestones),
    }  # fmt: skip
    row = beside_known(known, row)
    row = as_decided(row, known)
    return replace(row, **{**blank, **kept, "lifecycle": _lifecycle_beside(known, row)})


_COUNTED: Mapping[Field, str] = {
    Field.MOVES: ": each new date that is approved counts.",
    Field.REOPENED: ": each time that it is opened again counts.",
}
_OF_DELIVERY: Mapping[str, Field] = {
    "evidence": Field.OFFERED, "effect": Field.EFFECT, "measure": Field.FIGURE, "keeper": Field.KEEPER,
    "procedure": Field.PROCEDURE,
}  # fmt: skip
_TO_CHANGE: Mapping[str, Field] = {
    "action": Field.ACTION, "title": Field.TITLE, "source": Field.SOURCE, "source_ref": Field.SOURCE_REF,
    "lead": Field.LEAD, "partners": Field.PARTNERS, "contributors": Field.CONTRIBUTORS, "forecast": Field.FORECAST,
    "milestones": Field.MILESTONES, "waits_for": Field.WAITS, "success_measure": Field.SUCCESS,
    "measures": Field.MEASURES, "evidence": Field.EVIDENCE, "self_rating": Field.RATING,
    "rating_note": Field.RATING_NOTE, "confirmed_as_printed": Field.CONFIRMED, "update_text": Field.UPDATE,
    "reported_to": Field.REPORTED,
}  # fmt: skip
"""What a file may change of an action that is not closed, and the heading of each."""
_OF_CLOSED = frozenset({"PLAN_STANDS", "HOLD_NEEDS_DECISION", "DELIVERY_KEPT", "OWNER_DIFFERS", "MARK_DIFFERS",
                        "REF_CLEANED", "REF_FORMAT"})  # fmt: skip
"""What is said all the same of an action that stays closed."""
_NOT_FILLED = frozenset({
    "requested_deadline", "requested_note", "last_update", "hold_decision", "hold_review", "delivered_on", "check_on",
})  # fmt: skip


def _lifecycle_beside(known: PlanRow, row: PlanRow) -> Lifecycle:
    """Where the action is in its life once the file is loaded: a file can deliver one that is open, and do no more."""
    delivers = row.lifecycle is Lifecycle.DELIVERED and not known.lifecycle.is_closed
    return Lifecycle.DELIVERED if delivers else known.lifecycle


def _as_loaded(known: PlanRow, row: PlanRow) -> PlanRow:
    """The row as the plan would have it once it is loaded: what it leaves unsaid stays, and no news is no update."""
    has_news = (row.update_text, row.self_rating) != (known.update_text, known.self_rating)
    return replace(
        row,
        post=known.post or row.post,  # which a file can not change
        requested_deadline=row.requested_deadline or known.requested_deadline,
        requested_note=known.requested_note,
        last_update=row.last_update if has_news else known.last_update,
    )


def _nearly_same(counts: Mapping[str, int]) -> dict[str, str]:
    posts = sorted(counts, key=lambda post: (-counts[post], post))
    near: dict[str, str] = {}
    if len(posts) > MOST_POSTS:  # each is compared with each
        return near
    for index, post in enumerate(posts):
        others = [other for other in posts[:index] if same_post(other) != same_post(post)]
        found = nearest_post(post, others)
        if found:
            near[post] = found
    return near


def _typed_ref(draft: _Draft, header: Header) -> str:
    return draft.kind.row.cell(header.fields.get(Field.REF, 0)).line


def _why_row_skipped(kind: KindOfRow, sheet: str) -> Finding:
    number = kind.row.number
    code, words = {
        RowKind.BLANK: ("BLANK_ROW", f"Row {number} is blank. Skipped."),
        RowKind.SECTION: (
            "SECTION_ROW",
            f"Row {number} is a section heading. Used as the priority for the rows below it.",
        ),
        RowKind.TOTAL: ("TOTAL_ROW", f"Row {number} is a total. Skipped."),
        RowKind.FOOTER: ("FOOTER_ROW", f"Row {number} is a footer. Skipped."),
    }.get(kind.kind, ("HEADER_REPEATED", f"Row {number} repeats the headings or the title. Skipped."))
    raw = next((cell.line for cell in kind.row.filled.values()), "")
    return Finding(code, words, raw=raw, sheet=sheet, row=number)


def _set_aside(kind: KindOfRow, around: Surroundings) -> _Draft | None:
    """A row that is hidden or struck through: held, and its words are not gone into."""
    row = kind.row
    struck = struck_reader(RowReader(around, row))
    if not row.hidden and not struck:
        return None
    column = around.header.fields.get(Field.REF, 0)
    found = []
    if row.hidden:
        words = f"Row {row.number} is hidden in the spreadsheet. It was not imported. Unhide it if you want it in."
        found.append(Finding("HIDDEN_ROW", words, Weight.HOLD, None, "(hidden row)", around.sheet, row.number))
    if struck:
        words = (
            f"Row {row.number} is struck through, and is not loaded. Was it withdrawn? If so, press Change on its "
            "card, then Not delivered. If not, take the line off and drop the file again. Actions are never deleted."
        )
        found.append(Finding("STRUCK_THROUGH", words, Weight.HOLD, None, "(struck through)", around.sheet, row.number))
    if any(cell.withheld for cell in row.cells.values()):
        words = f"Row {row.number}: {CHILD_WORDS}"
        found.append(
            Finding("CHILD_IDENTIFIABLE", words, Weight.HOLD, None, "(not repeated)", around.sheet, row.number)
        )
    ref = "" if row.cell(column).withheld else unmarked(row).cell(column).line
    return _Draft(kind, ref, tuple(found))


def _no_deadline(reader: RowReader, row: PlanRow) -> list[Finding]:
    dated = {Field.DEADLINE, Field.BASELINE} & reader.around.header.fields.keys()
    headings = {reader.around.header.heading_of(field) for field in dated}
    # A start alone ("from July") has been said to lack an end, and what holds the row has been said too.
    if row.deadline or any(f.column in headings and f.weight is not Weight.SAY for f in reader.findings):
        return []
    field = Field.DEADLINE if Field.DEADLINE in dated or not dated else Field.BASELINE
    name = reader.around.header.name_of(field)
    words = (
        f"Row {reader.row.number}, {name} is blank. Give a deadline. Without one the action can be loaded: it shows as "
        "Amber, and as Red after 28 days."
    )
    heading = reader.around.header.heading_of(field)
    return [Finding("NO_DEADLINE", words, Weight.ASK, heading, "", reader.around.sheet, reader.row.number)]


def _previewed(draft: _Draft, sheet: Sheet, known: KnownPlan) -> PreviewRow:
    outcome = _outcome(draft)
    loads = outcome in {Outcome.READY, Outcome.QUESTIONS}
    before = known.rows.get(draft.ref)
    after = _as_loaded(before, draft.plan_row) if before and draft.plan_row else None
    change = "new" if before is None else "unchanged" if before == after else "changed"
    return PreviewRow(
        sheet=sheet.name, row=draft.number, ref=draft.ref or None, outcome=outcome, findings=draft.findings,
        plan_row=draft.plan_row if loads else None, change=change,
        before=before if loads else None, after=after if loads else None,
    )  # fmt: skip


def _outcome(draft: _Draft) -> Outcome:
    weights = {finding.weight for finding in draft.findings}
    if draft.kind.kind not in {RowKind.ACTION, RowKind.LOOSE}:
        return Outcome.SKIPPED
    if Weight.HOLD in weights or draft.plan_row is None:
        return Outcome.HELD
    return Outcome.QUESTIONS if Weight.ASK in weights else Outcome.READY
