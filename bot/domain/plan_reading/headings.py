"""Which column is which: councils head their columns in many ways."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice

from bot.domain.dates import MONTHS
from bot.domain.plan_reading.grid import Row, column_letter


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
    CONTRIBUTORS = "Contributors"
    START = "Start"
    BASELINE = "Baseline deadline"
    DEADLINE = "Deadline"
    PRECISION = "Deadline precision"
    MOVES = "Times moved"
    REVISED = "Revised date"
    FORECAST = "Forecast"
    MILESTONES = "Milestones"
    WAITS = "Depends on"
    SUCCESS = "Success measure"
    MEASURES = "Linked measures"
    EVIDENCE = "Evidence"
    LIFECYCLE = "Status"
    REOPENED = "Times reopened"
    HOLD_DECISION = "On hold by decision"
    HOLD_REVIEW = "Hold review date"
    DELIVERED = "Delivered on"
    CHECK = "Check on"
    OFFERED = "Evidence offered"
    EFFECT = "Effect at delivery"
    FIGURE = "Measure at delivery"
    KEEPER = "Kept going by"
    PROCEDURE = "Procedure that holds it"
    RATING = "BRAG"
    RATING_NOTE = "Note on BRAG"
    CONFIRMED = "Confirmed BRAG"
    URGENT = "Urgent"
    STATUTORY = "Statutory"
    REPORTED = "Also reported to"
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
        "what we are going to do", "description", "what", "activity", "task", "deliverable", "deliverables",
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
        # Beside a column of accountable officers these say who does the work.
        "who", "by whom", "who will do it", "person responsible", "action owner", "owner",
    ),
    Field.PARTNERS: (
        "partners", "partner", "partner agencies", "partners involved", "support", "supported by",
    ),
    Field.CONTRIBUTORS: (
        "gives input", "contributors", "contributor", "who gives input", "input from", "contributing officers",
        "contributing posts", "contributing officer", "contributing post", "contributions from",
    ),
    Field.START: (
        "start date", "start", "started", "begin", "start by", "commencement date", "date started", "from",
        "date agreed",
    ),
    Field.BASELINE: (
        "baseline deadline", "baseline date", "original deadline", "original date", "original target date",
        "original due date", "baseline", "first deadline", "agreed date", "original completion date", "baseline finish",
        "baseline end", "baseline end date",
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
    Field.PRECISION: ("deadline precision", "precision of deadline"),
    Field.MOVES: (
        "times moved", "number of moves", "no of moves", "times extended", "number of extensions", "no of extensions",
        "number of date changes",
    ),
    Field.REVISED: (
        "revised date", "revised deadline", "revised target date", "new deadline", "revised due date", "new date",
        "revised completion date", "revised timescale", "revised", "requested deadline", "extended to",
        "proposed date",
    ),
    Field.FORECAST: (
        "forecast date", "forecast", "expected date", "expected completion", "forecast completion",
        "forecast end date",
        "anticipated completion date", "expected completion date", "forecast finish", "forecast end",
    ),
    Field.MILESTONES: ("milestones", "key milestones", "milestone", "steps", "key steps", "milestones and dates"),
    Field.WAITS: (
        "depends on", "waits for", "dependencies", "dependency", "dependent on", "dependent upon", "depends upon",
        "waiting for", "interdependencies", "predecessors", "predecessor", "what it waits for",
    ),
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
    Field.REOPENED: ("times reopened", "number of times reopened", "no of times reopened"),
    Field.HOLD_DECISION: ("on hold by decision", "hold decision", "decision to hold"),
    Field.HOLD_REVIEW: ("hold review date", "hold review", "review of hold"),
    Field.DELIVERED: ("delivered on", "date delivered", "delivered date"),
    Field.CHECK: ("check on", "to be checked on", "check date"),
    Field.OFFERED: ("evidence offered", "evidence offered at delivery"),
    Field.EFFECT: ("effect at delivery", "effect on children at delivery"),
    Field.FIGURE: ("measure at delivery",),
    Field.KEEPER: ("kept going by", "who keeps it going"),
    Field.PROCEDURE: ("procedure that holds it", "procedure which holds it"),
    Field.RATING: (
        "brag self", "brag", "rag", "brag rating", "rag rating", "rag status", "brag status", "self rag", "rating",
        "self assessed rating", "self assessed brag", "self assessed rag", "current rag", "current brag",
        "progress rag",
        "delivery rag", "r a g", "colour",
    ),
    Field.RATING_NOTE: ("note on brag", "brag note", "rag note", "note on rag", "note on rating", "rating note"),
    Field.CONFIRMED: (
        "brag confirmed", "confirmed brag", "confirmed rag", "rag confirmed", "confirmed rating", "board rag",
        "board brag",
        "chair rag",
    ),
    Field.URGENT: ("urgent", "is urgent", "urgent action"),
    Field.STATUTORY: ("statutory", "is statutory", "statutory action", "set by a direction"),
    Field.REPORTED: ("also reported to", "reported also to", "also reports to"),
    Field.UPDATE: (
        "update text", "update", "progress update", "update comments", "progress", "latest update",
        "progress to date",
        "comments", "commentary", "notes", "position", "current position", "narrative", "progress comments",
        "update notes",
        "progress commentary", "update progress", "latest progress", "latest position", "progress this month",
        "progress this period", "progress since last meeting", "update since last meeting",
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

Month = tuple[int, int, int]
"""When a column of a month is of: year, month, day."""

# The fields that a heading fits, and how well: lower is better.
Ranker = Callable[[str, Sequence[Field]], Iterable[tuple[Field, int]]]

_FUZZY = 0.86
LONGEST_HEADING = 60
ROWS_LOOKED_AT = 60
"""Headings further down than this are not looked for."""
MOST_HEADINGS = 60
"""Beside more than so many in one row, headings are known by their exact words alone."""


def _by_alias() -> dict[str, list[tuple[Field, int]]]:
    found: dict[str, list[tuple[Field, int]]] = {}
    for field, aliases in ALIASES.items():
        for rank, alias in enumerate(aliases):
            found.setdefault(alias, []).append((field, rank))
    return found


_BY_ALIAS = _by_alias()


@dataclass(frozen=True)
class Header:
    """Where the headings are, and which column holds what. Columns are numbers from 1; rows are Excel's."""

    first_row: int
    last_row: int
    fields: Mapping[Field, int]
    headings: Mapping[int, str]
    post_from_lead: bool = False

    @cached_property
    def _plain(self) -> dict[int, str]:
        return {column: normalised(heading) for column, heading in self.headings.items()}

    @property
    def score(self) -> int:
        """How many columns were recognised."""
        return len(self.fields)

    def heading_of(self, field: Field) -> str:
        """The heading of a field as the file has it, on one line; with its column where two are headed so."""
        return self.heading_at(self.fields.get(field, 0)) or field.value

    def heading_at(self, column: int) -> str:
        """The heading of a column, told from others that read the same; empty where it has none."""
        return self._told_apart.get(column, "")

    def newer_of(self, column: int) -> int | None:
        """The column that was read in place of this one, which says the same of an earlier month; or None."""
        dated = _of_a_month(self._plain.get(column, ""))
        newest = self.fields.get(dated[0], 0) if dated else 0
        other = _of_a_month(self._plain.get(newest, ""))
        if dated is None or other is None:
            return None
        is_told = dated[1][0] and other[1][0]
        return newest if ((dated[1], column) < (other[1], newest) if is_told else column < newest) else None

    @cached_property
    def _told_apart(self) -> dict[int, str]:
        alike = Counter(self._plain.values())
        return {
            column: told_apart(heading, column_letter(column)) if alike[self._plain[column]] > 1 else heading
            for column, heading in self.headings.items()
        }

    def name_of(self, field: Field) -> str:
        """The heading as a sentence says it: our own name where the file's begins with it, else the file's."""
        heading = self.heading_of(field)
        if heading != self.headings.get(self.fields.get(field, 0), field.value):
            return heading
        return field.value if normalised(heading).startswith(normalised(field.value)) else heading

    def with_asked(self, asked: Mapping[str, Field]) -> "Header":
        """The same, with the columns that a person names now as they say; `asked` is by heading."""
        by_hand = {normalised(heading): field for heading, field in asked.items()}
        named = {by_hand[text]: column for column, text in self._plain.items() if text in by_hand}
        rest = {field: column for field, column in self.fields.items() if column not in named.values()}
        return replace(self, fields=rest | named)

    def is_repeated_by(self, row: Row) -> bool:
        """Whether a row says the headings again, as plans printed over several pages do."""
        count = len(row.filled)
        if count < max(2, min(3, len(self.headings))):
            return False
        may_differ = min(2 * count // 5, count - 2)
        differing = (column for column, cell in row.filled.items() if not self._is_headed(column, cell.text[:100]))
        # Most rows are none, and their first cells say so: the others are not compared.
        return next(islice(differing, may_differ, None), None) is None

    def _is_headed(self, column: int, text: str) -> bool:
        return self._plain.get(column, "") == normalised(text)


def told_apart(heading: str, letter: str) -> str:
    """A heading that two columns have, as it is said of one of them: "Date (column F)"."""
    return f"{heading} (column {letter})"


def normalised(text: str) -> str:
    """A heading as it is compared: lower case, "&" as "and", nothing but letters, figures and single spaces."""
    plain = text.casefold().replace("&", " and ").replace("’", "'").replace("'s", "s").replace("#", " number ")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def match_headings(
    texts: Mapping[int, str], asked: Mapping[str, Field] | None = None
) -> tuple[dict[Field, int], dict[int, str]]:
    """Match headings, by column, to fields: exact aliases first, then near ones.

    `asked` names fields for headings that a person has mapped by hand; it wins.
    """
    guess = _surely(texts, asked)
    return _nearly(guess), guess.headings


@dataclass(frozen=True)
class _Guess:
    """What the headings of a row, or of two, say by themselves; `rows` may be none where texts alone are matched."""

    headings: dict[int, str]
    fields: dict[Field, int]
    rows: tuple[Row, ...] = ()


def _surely(texts: Mapping[int, str], asked: Mapping[str, Field] | None, rows: tuple[Row, ...] = ()) -> _Guess:
    headings = {column: " ".join(text.split()) for column, text in texts.items() if text.strip()}
    plain = {column: normalised(text) for column, text in headings.items()}
    by_hand = {normalised(heading): field for heading, field in (asked or {}).items()}
    fields = {by_hand[text]: column for column, text in plain.items() if text in by_hand}
    _match_once(plain, fields, _exact_ranks)
    _match_newest(plain, fields)
    _match_once(plain, fields, _part_ranks)
    return _Guess(headings, fields, rows)


def _nearly(guess: _Guess) -> dict[Field, int]:
    """The fields of a guess, and those whose heading is spelt almost as one of theirs."""
    fields = dict(guess.fields)
    # Nearness is dear to work out, and means nothing in a row that has no heading by itself.
    if fields and len(guess.headings) <= MOST_HEADINGS:
        _match_once({column: normalised(text) for column, text in guess.headings.items()}, fields, _fuzzy_ranks)
    return fields


def _match_once(headings: Mapping[int, str], fields: dict[Field, int], ranks_of: Ranker) -> None:
    """Give each free field its best-ranked free column."""
    wanted = [field for field in Field if field not in fields]
    free = {column: text for column, text in headings.items() if column not in fields.values()}
    ranked = sorted(
        (rank, column, field) for column, heading in free.items() for field, rank in ranks_of(heading, wanted)
    )
    for _, column, field in ranked:
        if field not in fields and column not in fields.values():
            fields[field] = column


# What is said anew each month, often in a column of its own.
_REPORTED = frozenset(
    {Field.RATING, Field.CONFIRMED, Field.RATING_NOTE, Field.LIFECYCLE, Field.EVIDENCE, Field.UPDATE, Field.UPDATED_ON}
)


def _match_newest(headings: Mapping[int, str], fields: dict[Field, int]) -> None:
    """Of columns for several months ("RAG Oct 25", "RAG Nov 25") give each free field the newest."""
    found: dict[Field, list[tuple[Month, int]]] = {}
    for column, heading in headings.items():
        if column not in fields.values() and (dated := _of_a_month(heading)):
            found.setdefault(dated[0], []).append((dated[1], column))
    for field, columns in found.items():
        # Without its year a month says nothing of which is newer: then the last column is.
        last = max(columns, key=lambda each: (each[0] if all(when[0] for when, _ in columns) else (), each[1]))
        fields.setdefault(field, last[1])


@lru_cache(maxsize=1_024)  # a row of headings is looked at alone and with each of its neighbours
def _of_a_month(heading: str) -> tuple[Field, Month] | None:
    """The field of a heading that has a day, a month or a quarter at one of its ends, and when that is."""
    words = heading.split()
    for cut in range(1, len(words)):
        for name, rest in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            named = [(rank, field) for field, rank in _BY_ALIAS.get(" ".join(name), ()) if field in _REPORTED]
            if named and (when := _month_of(" ".join(rest))):
                return min(named)[1], when
    return None


_MONTH_NAMES = "|".join(month[:3].casefold() for month in MONTHS)
_MONTH_SAID = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<name>{_MONTH_NAMES})[a-z]*(?: (?P<year>(?:20)?\d\d))?"
    r"|(?P<day2>\d{1,2}) (?P<figure>\d{1,2}) (?P<year2>(?:20)?\d\d)"
    r"|q(?:uarter )?(?P<quarter>[1-4]) (?P<year3>20\d\d)(?: (?:20)?\d\d)?"
)


def _month_of(text: str) -> Month | None:
    """The year, month and day that a heading says, 0 where it does not. A quarter is of a financial year."""
    said = _MONTH_SAID.fullmatch(text)
    if said is None:
        return None
    if said["quarter"]:
        return int(said["year3"]), 3 * int(said["quarter"]) + 1, 0
    year = int(said["year"] or said["year2"] or 0) % 100
    month = int(said["figure"] or _MONTH_NAMES.split("|").index(said["name"] or "jan") + 1)
    return (2000 + year if year else 0), month if year else 0, int(said["day"] or said["day2"] or 0)


def _exact_ranks(heading: str, wanted: Sequence[Field]) -> Iterator[tuple[Field, int]]:
    return ((field, rank) for field, rank in _BY_ALIAS.get(heading, ()) if field in wanted)


_AFTERWARDS = "actual"
"""The first word of what became of a date: the actual finish is no deadline."""


def _part_ranks(heading: str, wanted: Sequence[Field]) -> Iterator[tuple[Field, int]]:
    """Match a heading that says two things or adds to one: "Update / Comments", "Deadline (agreed)"."""
    words = heading.split()
    if words[:1] == [_AFTERWARDS]:
        return
    parts = {part for cut in range(1, len(words)) for part in (" ".join(words[:cut]), " ".join(words[cut:]))}
    for part in parts:
        for field, rank in _BY_ALIAS.get(part, ()):
            if len(part) > 3 and field in wanted:
                yield field, rank + 100 * (len(heading) - len(part))


def _fuzzy_ranks(heading: str, wanted: Sequence[Field]) -> Iterator[tuple[Field, int]]:
    if not 5 <= len(heading) <= 40:
        return
    # The matcher remembers its second text: one for all of the aliases.
    matcher = SequenceMatcher(None, "", heading)
    for field in wanted:
        near = (alias for alias in ALIASES[field] if abs(len(heading) - len(alias)) <= 3)
        best = max((_likeness(matcher, alias) for alias in near), default=0.0)
        if best >= _FUZZY:
            yield field, int(1000 * (1 - best))


def _likeness(matcher: "SequenceMatcher[str]", alias: str) -> float:
    matcher.set_seq1(alias)
    return matcher.ratio() if matcher.quick_ratio() >= _FUZZY else 0.0


def find_header(rows: Sequence[Row], asked: Mapping[str, Field] | None = None) -> Header | None:
    """Find the headings of a plan among the first rows, on one row or on two; None where there are none.

    A plan has an action column and at least two more that only a plan has; of one whose columns a person has named
    (`asked`), that of the action is enough.
    """
    guesses = [guess for guess in _guesses(rows, asked) if guess.fields and not _takes_in_an_action(guess, asked)]
    most = max((len(guess.fields) for guess in guesses), default=0)
    # Misspelt headings are looked for where the others are; only where that comes to nothing, in every row.
    for near in (True, False):
        looked_at = (guess for guess in guesses if (2 * len(guess.fields) >= most) is near)
        plans = [header for guess in looked_at if is_plan_header(header := _header(guess))]
        if plans:
            return max(plans, key=_merit)
    return _named_by_hand(guesses, asked or {})


def _takes_in_an_action(guess: _Guess, asked: Mapping[str, Field] | None) -> bool:
    """Whether two rows taken for headings are the headings and the first action under them.

    Second rows of headings are blank under the first's, say the same, or say headings themselves.
    """
    if len(guess.rows) < 2:
        return False
    first, second = guess.rows
    alone = _surely(_short_texts((first,)), asked)
    if not is_plan_header(Header(first.number, first.number, alone.fields, alone.headings)):
        return False
    below = {column: normalised(second.cell(column).text) for column in alone.fields.values()}
    said = [column for column, text in below.items() if text and text != normalised(alone.headings[column])]
    known = [text for text in map(normalised, _short_texts((second,)).values()) if text in _BY_ALIAS]
    return 2 * len(said) > len(alone.fields) and len(known) < min(2, len(said))


def _named_by_hand(guesses: Sequence[_Guess], asked: Mapping[str, Field]) -> Header | None:
    names = {normalised(heading) for heading in asked}
    known = [(len(names & set(map(normalised, each.headings.values()))), each) for each in guesses]
    found = [(count, each) for count, each in known if count and Field.ACTION in each.fields]
    return _header(max(found, key=lambda pair: (pair[0], -len(pair[1].rows)))[1]) if found else None


def _guesses(rows: Sequence[Row], asked: Mapping[str, Field] | None) -> Iterator[_Guess]:
    return (_surely(headings, asked, group) for headings, group in header_guesses(rows))


def header_guesses(rows: Sequence[Row]) -> Iterator[tuple[dict[int, str], tuple[Row, ...]]]:
    """What may be headings among the first rows, by column: on one row, or on two that stand together."""
    first = rows[:ROWS_LOOKED_AT]
    for index, row in enumerate(first):
        if len(row.filled) < 2:
            continue
        for group in ((row,), tuple(first[index : index + 2]))[: len(first) - index]:
            yield _short_texts(group), group


def _short_texts(rows: Sequence[Row]) -> dict[int, str]:
    columns = sorted({column for row in rows for column in row.filled})
    texts = {column: " ".join(" ".join(row.cell(column).text for row in rows).split()) for column in columns}
    # A sentence is no heading, however many words of one it has.
    return {column: text for column, text in texts.items() if text and len(text) <= LONGEST_HEADING}


def _merit(header: Header) -> tuple[int, bool]:
    # Group headings over the real ones ("Timescales" over "Start") must not count as half of a heading.
    return header.score, header.first_row == header.last_row


def is_plan_header(header: Header) -> bool:
    """Whether the columns are those of a plan."""
    telling = {Field.REF, Field.POST, Field.LEAD, Field.DEADLINE, Field.BASELINE, Field.RATING, Field.REVISED}
    return Field.ACTION in header.fields and len(telling & header.fields.keys()) >= 2


def _header(guess: _Guess) -> Header:
    fields = _nearly(guess)
    # Many plans have one column of people, and head it "Lead".
    from_lead = Field.POST not in fields and Field.LEAD in fields
    if from_lead:
        fields[Field.POST] = fields.pop(Field.LEAD)
    return Header(guess.rows[0].number, guess.rows[-1].number, fields, guess.headings, from_lead)


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
