"""Which column is which: councils head their columns in many ways."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.domain.plan_reading.grid import Row


class Field(StrEnum):
    """A thing that a plan says about an action, named as a column of its own is headed."""

    REF = "Ref"
    PRIORITY = "Priority"
    SOURCE = "Source"
    SOURCE_REF = "Source ref"
    ACTION = "Action"
    TITLE = "Short title"
    POST = "Accountable Officer"
    LEAD = "Lead"
    PARTNERS = "Partners"
    START = "Start"
    BASELINE = "Baseline deadline"
    DEADLINE = "Deadline"
    REVISED = "Revised date"
    FORECAST = "Forecast"
    MILESTONES = "Milestones"
    SUCCESS = "Success measure"
    MEASURES = "Linked measures"
    EVIDENCE = "Evidence"
    LIFECYCLE = "Status"
    RATING = "BRAG"
    CONFIRMED = "Confirmed BRAG"
    UPDATE = "Update"
    UPDATED_ON = "Last updated"


# Headings that real plans use. Where two columns of a file fit one field, the alias that stands first wins.
ALIASES: Mapping[Field, tuple[str, ...]] = {
    Field.REF: (
        "ref", "action ref", "reference", "action reference", "ref no", "reference number", "action number",
        "action no", "action id", "id", "no", "number", "item", "item no", "unique ref", "ref number",
    ),
    Field.PRIORITY: (
        "priority", "priority workstream", "workstream", "priority area", "theme", "area", "objective",
        "priority theme",
        "improvement area", "improvement priority", "strand", "pillar", "outcome area", "group", "work stream",
    ),
    Field.SOURCE: (
        "source", "origin", "source of action", "source document", "where from", "driver", "finding",
        "recommendation source", "recommendation", "recommendations",
        "inspection recommendation", "source recommendation", "linked recommendation",
    ),
    Field.SOURCE_REF: (
        "source ref", "source reference", "recommendation ref", "rec no", "recommendation number", "rec ref",
    ),
    Field.ACTION: (
        "action", "actions", "action required", "action description", "description of action", "what we will do",
        "what will we do", "what are we going to do", "agreed action", "improvement action", "action to be taken",
        "actions to be taken", "key action", "key actions", "required action", "action text", "support action",
        "what we are going to do", "description", "what", "activity", "task",
    ),
    Field.TITLE: ("short title", "title", "action title", "headline"),
    Field.POST: (
        "accountable officer", "accountable", "action owner", "owner", "accountable post", "accountable lead",
        "accountable person", "accountable owner", "responsible owner", "who is accountable",
        "senior responsible officer",
        "senior responsible owner", "sro", "who", "by whom", "who will do it", "who is responsible",
        "person responsible",
    ),
    Field.LEAD: (
        "lead officer", "lead", "responsible officer", "responsible", "responsible lead", "action lead",
        "delivery lead",
        "operational lead", "lead responsible", "lead officer s", "responsible person", "supporting officer",
    ),
    Field.PARTNERS: (
        "partners", "partner", "partner agencies", "contributors", "partners involved", "support", "supported by",
    ),
    Field.START: (
        "start date", "start", "started", "begin", "start by", "commencement date", "date started", "from",
        "date agreed",
    ),
    Field.BASELINE: (
        "baseline deadline", "baseline date", "original deadline", "original date", "original target date",
        "original due date", "baseline", "first deadline", "agreed date", "original completion date",
    ),
    Field.DEADLINE: (
        "current deadline", "deadline", "due date", "target date", "by when", "due", "deadline date", "complete by",
        "completion date", "target completion date", "timescale", "timescales", "when", "end date", "target",
        "due by",
        "date due", "to be completed by", "finish", "finish date", "end", "target deadline", "completion by",
        "timeframe",
        "target date for completion", "planned completion date", "planned end date", "delivery date",
        "deadline in source",
    ),
    Field.REVISED: (
        "revised date", "revised deadline", "revised target date", "new deadline", "revised due date", "new date",
        "revised completion date", "revised timescale", "revised", "requested deadline", "extended to",
        "proposed date",
    ),
    Field.FORECAST: (
        "forecast date", "forecast", "expected date", "expected completion", "forecast completion",
        "forecast end date",
        "anticipated completion date", "expected completion date",
    ),
    Field.MILESTONES: ("milestones", "key milestones", "milestone", "steps", "key steps", "milestones and dates"),
    Field.SUCCESS: (
        "success measure", "what will success look like", "success measures", "success criteria",
        "success looks like",
        "measure of success", "outcome", "outcomes", "expected outcome", "intended outcome", "impact measure",
        "how will we know", "how we will know", "desired outcome", "what does good look like", "intended impact",
    ),
    Field.MEASURES: (
        "linked kpis", "linked measures", "kpis", "kpi", "measures", "linked kpi", "performance measures",
    ),
    Field.EVIDENCE: (
        "evidence", "evidence of impact", "evidence of progress", "evidence source", "evidence link", "proof",
    ),
    Field.LIFECYCLE: ("lifecycle", "status", "action status", "state", "progress status", "delivery status", "stage"),
    Field.RATING: (
        "brag self", "brag", "rag", "brag rating", "rag rating", "rag status", "brag status", "self rag", "rating",
        "self assessed rating", "self assessed brag", "self assessed rag", "current rag", "current brag",
        "progress rag",
        "delivery rag", "r a g", "colour",
    ),
    Field.CONFIRMED: (
        "brag confirmed", "confirmed brag", "confirmed rag", "rag confirmed", "confirmed rating", "board rag",
        "board brag",
        "chair rag",
    ),
    Field.UPDATE: (
        "update text", "update", "progress update", "update comments", "progress", "latest update",
        "progress to date",
        "comments", "commentary", "notes", "position", "current position", "narrative", "progress comments",
        "update notes",
        "progress commentary", "update progress",
    ),
    Field.UPDATED_ON: (
        "last updated", "last update", "date updated", "updated", "updated on", "date of update",
        "date of last update",
        "last updated on", "update date", "last reviewed",
    ),
}  # fmt: skip

MILESTONE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "action": ("action ref", "action reference", "action", "action no", "action id", "ref", "plan ref"),
    "ref": ("milestone ref", "milestone reference", "milestone no", "milestone id"),
    "title": ("milestone", "milestone title", "description", "milestone description", "step", "title"),
    "baseline": ("baseline date", "original date", "baseline", "original due date"),
    "due": ("current date", "due date", "due", "deadline", "date", "target date", "by when", "when"),
    "done": ("completed on", "completed", "done on", "done", "date completed", "completion date", "actual date"),
    "critical": ("critical", "critical milestone", "is critical", "key"),
}

# How well a heading fits a field, lower is better; None is not at all.
Ranker = Callable[[str, Field], int | None]

_FUZZY = 0.86


@dataclass(frozen=True)
class Header:
    """Where the headings are, and which column holds what. Columns are numbers from 1; rows are Excel's."""

    first_row: int
    last_row: int
    fields: Mapping[Field, int]
    headings: Mapping[int, str]
    post_from_lead: bool = False

    @property
    def score(self) -> int:
        """How many columns were recognised."""
        return len(self.fields)

    def heading_of(self, field: Field) -> str:
        """The heading of a field as the file has it, on one line."""
        return self.headings.get(self.fields.get(field, 0), field.value)

    def name_of(self, field: Field) -> str:
        """The heading as a sentence says it: our own name where the file's begins with it, else the file's."""
        heading = self.heading_of(field)
        return field.value if normalised(heading).startswith(normalised(field.value)) else heading

    def is_repeated_by(self, row: Row) -> bool:
        """Whether a row says the headings again, as plans printed over several pages do."""
        filled = {column: normalised(cell.text) for column, cell in row.filled.items()}
        same = sum(normalised(self.headings.get(column, "")) == text for column, text in filled.items())
        return len(filled) >= min(3, len(self.headings)) and same >= 0.6 * max(len(filled), 1) and same >= 2


def normalised(text: str) -> str:
    """A heading as it is compared: lower case, "&" as "and", nothing but letters, figures and single spaces."""
    plain = text.casefold().replace("&", " and ").replace("’", "'").replace("'s", "s")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def match_headings(
    texts: Mapping[int, str], asked: Mapping[str, Field] | None = None
) -> tuple[dict[Field, int], dict[int, str]]:
    """Match headings, by column, to fields: exact aliases first, then near ones.

    `asked` names fields for headings that a person has mapped by hand; it wins.
    """
    headings = {column: " ".join(text.split()) for column, text in texts.items() if text.strip()}
    by_hand = {normalised(heading): field for heading, field in (asked or {}).items()}
    fields = {by_hand[normalised(text)]: column for column, text in headings.items() if normalised(text) in by_hand}
    for rank_of in (_exact_rank, _part_rank):
        _match_once(headings, fields, rank_of)
    # Nearness is dear to work out, and means nothing in a row that has no heading by itself.
    if fields:
        _match_once(headings, fields, _fuzzy_rank)
    return fields, headings


def _match_once(headings: Mapping[int, str], fields: dict[Field, int], rank_of: Ranker) -> None:
    """Give each free field its best-ranked free column."""
    free = {column: normalised(text) for column, text in headings.items() if column not in fields.values()}
    ranked = sorted(
        (rank, column, field)
        for field in Field
        if field not in fields
        for column, heading in free.items()
        if (rank := rank_of(heading, field)) is not None
    )
    for _, column, field in ranked:
        if field not in fields and column not in fields.values():
            fields[field] = column


def _exact_rank(heading: str, field: Field) -> int | None:
    return ALIASES[field].index(heading) if heading in ALIASES[field] else None


def _part_rank(heading: str, field: Field) -> int | None:
    """Match a heading that says two things or adds to one: "Update / Comments", "Deadline (agreed)"."""
    for rank, alias in enumerate(ALIASES[field]):
        if len(alias) > 3 and (heading.startswith(alias + " ") or heading.endswith(" " + alias)):
            return rank + 100 * (len(heading) - len(alias))
    return None


def _fuzzy_rank(heading: str, field: Field) -> int | None:
    if not 5 <= len(heading) <= 40:
        return None
    best = max(_likeness(heading, alias) for alias in ALIASES[field])
    return int(1000 * (1 - best)) if best >= _FUZZY else None


def _likeness(heading: str, alias: str) -> float:
    if abs(len(heading) - len(alias)) > 3:
        return 0.0
    return SequenceMatcher(None, heading, alias).ratio()


def find_header(rows: Sequence[Row], asked: Mapping[str, Field] | None = None) -> Header | None:
    """Find the headings of a plan among the first rows, on one row or on two; None where there are none.

    A plan has an action column and at least two more that only a plan has.
    """
    best: Header | None = None
    for index, row in enumerate(rows[:60]):
        if len(row.filled) < 2:
            continue
        pair = rows[index : index + 2]
        for header in [_header([row], asked), *([_header(list(pair), asked)] if len(pair) == 2 else [])]:
            if is_plan_header(header) and (best is None or _merit(header) > _merit(best)):
                best = header
    return best


def _merit(header: Header) -> tuple[int, bool]:
    # Group headings over the real ones ("Timescales" over "Start") must not count as half of a heading.
    return header.score, header.first_row == header.last_row


def is_plan_header(header: Header) -> bool:
    """Whether the columns are those of a plan."""
    telling = {Field.REF, Field.POST, Field.LEAD, Field.DEADLINE, Field.BASELINE, Field.RATING, Field.REVISED}
    return Field.ACTION in header.fields and len(telling & header.fields.keys()) >= 2


def _header(rows: Sequence[Row], asked: Mapping[str, Field] | None) -> Header:
    columns = sorted({column for row in rows for column in row.filled})
    texts = {column: " ".join(row.cell(column).text for row in rows).strip() for column in columns}
    # A sentence is no heading, however many words of one it has.
    short = {column: text for column, text in texts.items() if len(text) <= 60}
    fields, headings = match_headings(short, asked)
    # Many plans have one column of people, and head it "Lead".
    from_lead = Field.POST not in fields and Field.LEAD in fields
    if from_lead:
        fields[Field.POST] = fields.pop(Field.LEAD)
    return Header(rows[0].number, rows[-1].number, fields, headings, from_lead)


def match_milestone_headings(row: Row) -> dict[str, int] | None:
    """Match the headings of a sheet of milestones; None where the row is not that."""
    found: dict[str, int] = {}
    texts = {column: normalised(cell.text) for column, cell in row.filled.items()}
    for name, aliases in MILESTONE_ALIASES.items():
        ranked = sorted((aliases.index(text), column) for column, text in texts.items() if text in aliases)
        free = [column for _, column in ranked if column not in found.values()]
        if free:
            found[name] = free[0]
    return found if {"action", "title"} <= found.keys() else None
