"""A file of worked examples for the rating rules: read whole, or refused with every row and column named."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.domain.actions import Lifecycle
from bot.domain.dates import counted, listed
from bot.domain.ratings import MilestoneFact, Rating, RatingFacts, Suggestion
from bot.domain.refusals import Refusal
from handlers.terminal.csv_files import Record, header_of, read_records

EXPECTED = ("expected_brag", "expected_rules", "expected_info")
NO_COLOUR = "None"
SHOWN_PROBLEMS = 20

T = TypeVar("T")


# What a cell may hold. Each reader gets the text without spaces round it, and raises ValueError in words.


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date. Write it as year-month-day, like 2021-06-08.") from None


def _needed_day(text: str) -> date:
    day = _day(text)
    if day is None:
        raise ValueError("is empty. Write the day to rate on as year-month-day, like 2021-06-08.")
    return day


def _case(text: str) -> str:
    if not text:
        raise ValueError("is empty. Give each case a name of its own.")
    return text


def _urgent(text: str) -> bool:
    return _one_of({"standard": False, "": False, "urgent": True}, text)


def _yes(text: str) -> bool:
    return _one_of({"yes": True, "no": False, "": False}, text)


def _lifecycle(text: str) -> Lifecycle:
    states = {state.value: state for state in Lifecycle}
    typed = re.sub(r"[\s\-]+", "_", text.lower())
    return states[typed] if typed in states else _one_of(states, text)


def _colour(text: str) -> Rating | None:
    return _one_of({NO_COLOUR.lower(): None, "": None, **{r.word.lower(): r for r in Rating}}, text)


def _reading(text: str) -> Rating:
    readings = {r.word.lower(): r for r in (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)}
    return _one_of(readings, text)


def _one_of(meanings: dict[str, T], text: str) -> T:
    try:
        return meanings[text.lower()]
    except KeyError:
        known = ", ".join(word for word in meanings if word)
        said = f"“{text}” is not known here" if text else "is empty"
        raise ValueError(f"{said}. Write one of: {known}.") from None


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{0,6}", text, re.ASCII):
        raise ValueError(f"“{text}” is not a number of moves. Write 0, 1, 2 …")
    return int(text or 0)


def _milestones(text: str) -> tuple[MilestoneFact, ...]:
    return tuple(_milestone(part.strip()) for part in text.split("|")) if text else ()


def _milestone(text: str) -> MilestoneFact:
    due, done, critical = ([part.strip() for part in text.split("/")] + [""] * 3)[:3]
    if text.count("/") != 2 or not due or critical.lower() not in {"", "c"}:
        raise ValueError(
            f"“{text}” is not a milestone. Write due/done/critical with | between milestones, "
            "like 2021-05-31/2021-05-28/|2021-09-30//c."
        )
    return MilestoneFact(_needed_day(due), _day(done), critical.lower() == "c")


def _history(text: str) -> tuple[tuple[Rating, ...], bool]:
    """Read "Red>Red>improving": the readings, and whether they are improving."""
    parts = [part.strip() for part in text.split(">")] if text else []
    if "" in parts:
        raise ValueError("has an empty reading. Write one between each >, like Red>Red>improving.")
    improving = parts[-1:] != [] and parts[-1].lower() == "improving"
    readings = parts[:-1] if improving else parts
    if improving and not readings:
        raise ValueError("has “improving” and no reading before it. Write the readings too, like Red>Red>improving.")
    return tuple(_reading(part) for part in readings), improving


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _cell(read: Callable[[str], object]) -> BeforeValidator:
    return BeforeValidator(read)


Day = Annotated[date | None, _cell(_day)]


class CaseRow(BaseModel):
    """A row of a cases file: the facts of one action, and what is expected of the rules."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)

    case: Annotated[str, _cell(_case)]
    today: Annotated[date, _cell(_needed_day)]
    priority: Annotated[bool, _cell(_urgent)]
    lifecycle: Annotated[Lifecycle, _cell(_lifecycle)]
    approved_on: Day
    start_date: Day
    baseline_deadline: Day
    current_deadline: Day
    forecast: Day
    milestones: Annotated[tuple[MilestoneFact, ...], _cell(_milestones)]
    last_statement: Day
    accountable_officer: str
    vacant_since: Day
    away_without_delegate: Annotated[bool, _cell(_yes)]
    kpi_history: Annotated[tuple[tuple[Rating, ...], bool], _cell(_history)]
    help_needed_by: Day
    rebaselines: Annotated[int, _cell(_number)]
    delivered_on: Day
    hold_decision_ref: str
    hold_review: Day
    success_measure: str
    description: str = ""
    expected_brag: Annotated[Rating | None, _cell(_colour)] = None
    expected_rules: Annotated[frozenset[str], _cell(_codes)] = frozenset()
    expected_info: Annotated[frozenset[str], _cell(_codes)] = frozenset()
    expects: frozenset[str] = frozenset()
    """The expected columns that this row fills in. No notes are expected where the others are filled in."""

    def facts(self) -> RatingFacts:
        """Return what the rules look at."""
        readings, improving = self.kpi_history
        return RatingFacts(
            lifecycle=self.lifecycle,
            urgent=self.priority,
            approved_on=self.approved_on,
            start=self.start_date,
            baseline=self.baseline_deadline,
            deadline=self.current_deadline,
            forecast=self.forecast,
            milestones=self.milestones,
            last_statement=self.last_statement,
            has_accountable_officer=bool(self.accountable_officer),
            vacant_since=self.vacant_since,
            away_without_delegate=self.away_without_delegate,
            measure_history=readings,
            measure_improving=improving,
            help_needed_by=self.help_needed_by,
            rebaselines=self.rebaselines,
            delivered_on=self.delivered_on,
            hold_decision=self.hold_decision_ref or None,
            hold_review=self.hold_review,
            has_success_measure=bool(self.success_measure),
        )

    def differences(self, suggestion: Suggestion) -> Iterator[str]:
        """Say where the rules answer otherwise than the row expects; rules and notes in any order."""
        got, wanted = suggestion.rating, self.expected_brag
        if "expected_brag" in self.expects and got is not wanted:
            yield f"{self.case}: expected {word_for(wanted)}, the rules suggest {word_for(got)}."
        codes = frozenset(suggestion.codes)
        if "expected_rules" in self.expects and codes != self.expected_rules:
            yield f"{self.case}: expected {_listed(self.expected_rules)}, the rules that fired are {_listed(codes)}."
        notes = frozenset(map(str, suggestion.notes))
        if "expected_info" in self.expects and notes != self.expected_info:
            yield f"{self.case}: expected notes {_listed(self.expected_info)}, they are {_listed(notes)}."


def word_for(rating: Rating | None) -> str:
    """Return the rating's word, or "no colour"."""
    return rating.word if rating else "no colour"


def _listed(codes: frozenset[str]) -> str:
    return listed(sorted(codes)) or "none"


# Reading the file


def read_cases(path: Path) -> list[CaseRow]:
    """Read a cases file: CSV in UTF-8, with commas, columns in any order.

    Raises:
        Refusal: it cannot be read; the words name each row and column, and what to do.
    """
    records = [_stripped(record) for record in read_records(path) if any(cell.strip() for cell in record.cells)]
    if not records:
        raise Refusal(f"{path} is empty. The first row has to name the columns.")
    header = _header(records[0], path)
    problems: list[str] = []
    rows = [row for record in records[1:] if (row := _case_row(record, header, problems))]
    problems += _repeated_names(rows)
    if problems:
        raise Refusal(_all_of(problems, path))
    return rows


def _stripped(record: Record) -> Record:
    return Record(record.number, [cell.strip() for cell in record.cells])


def _header(record: Record, path: Path) -> list[str]:
    header = header_of(record, path)
    needed = [name for name, field in CaseRow.model_fields.items() if field.is_required()]
    missing = [name for name in needed if name not in header]
    if missing:
        columns = "column is" if len(missing) == 1 else "columns are"
        raise Refusal(
            f"{path}, row {record.number}: the {columns} missing: {', '.join(missing)}. "
            "Add what is missing to the header; its cells may be empty where there is nothing to say."
        )
    return header


def _case_row(record: Record, header: list[str], problems: list[str]) -> CaseRow | None:
    """Return the row, or None after adding what is wrong with it to `problems`."""
    values = record.cells
    while len(values) > len(header) and not values[-1]:
        values = values[:-1]  # spreadsheets write empty cells to the right of the last column
    if len(values) != len(header):
        problems.append(_wrong_length(record.number, len(values), len(header)))
        return None
    cells: dict[str, Any] = {name: cell for name, cell in zip(header, values, strict=True) if name != "expects"}
    try:
        return CaseRow.model_validate({**cells, "expects": _expectations(cells)})
    except ValidationError as error:
        problems += [_problem(record.number, found) for found in error.errors()]
        return None


def _wrong_length(number: int, cells: int, columns: int) -> str:
    advice = "Put quotation marks round a text that has a comma in it."
    if cells < columns:
        advice = "Keep the commas of empty cells, also at the end of the row."
    return f"Row {number}: there are {counted(cells, 'cell')} for {counted(columns, 'column')}. {advice}"


def _expectations(cells: dict[str, Any]) -> frozenset[str]:
    filled = {name for name in EXPECTED if cells.get(name)}
    return frozenset(filled | {"expected_info"} if filled and "expected_info" in cells else filled)


def _problem(number: int, found: Any) -> str:
    words = str(found["ctx"]["error"]) if "error" in found.get("ctx", {}) else found["msg"]
    separator = " " if words.startswith(("is ", "has ")) else ": "
    return f"Row {number}, column {found['loc'][0]}{separator}{words}"


def _repeated_names(rows: list[CaseRow]) -> list[str]:
    names = Counter(row.case for row in rows)
    repeated = (name for name, count in names.items() if count > 1)
    return [f"Column case: “{name}” is there {names[name]} times. Give each case its own name." for name in repeated]


def _all_of(problems: list[str], path: Path) -> str:
    left = len(problems) - SHOWN_PROBLEMS
    more = [f"… and {counted(left, 'more problem', 'more problems')}."] if left > 0 else []
    opening = f"{path} was not rated: {counted(len(problems), 'thing')} to put right."
    return "\n".join([opening, *problems[:SHOWN_PROBLEMS], *more])
