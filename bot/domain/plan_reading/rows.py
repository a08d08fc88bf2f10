"""One action row: each cell read for what it is meant to be, with everything there is to say about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.domain.actions import Lifecycle
from bot.domain.plan_reading.dates import DateReading, before_start, dates_in, read_date_cell, read_date_phrase, said
from bot.domain.plan_reading.grid import BOX, Cell, Row, column_letter
from bot.domain.plan_reading.headings import Field, Header
from bot.domain.plan_reading.kinds import KindOfRow
from bot.domain.plan_reading.milestones import CHILD_WORDS, read_milestones, say_milestones
from bot.domain.plan_reading.posts import ditto_kind, names_nobody, read_post, without_contact_details
from bot.domain.plan_reading.preview import Finding, PlanRow, ReadDelivery, ReadMilestone, ReadWait, Weight
from bot.domain.plan_reading.ratings import RatingReading, read_rating, read_status
from bot.domain.plan_reading.refs import RefShape, fits, reshaped
from bot.domain.plan_reading.texts import LONG_ACTION, LONG_TEXT, lines_of, looks_like_formula, mended, short_title
from bot.domain.references import LONGEST_REF

# Without these a row is not an action that anyone can answer for.
NEEDED = frozenset({Field.REF, Field.ACTION, Field.POST, Field.DEADLINE, Field.BASELINE})
ONE_LINE = frozenset({
    Field.REF, Field.ACTION, Field.PRIORITY, Field.TITLE, Field.POST, Field.LEAD, Field.SOURCE_REF, Field.HOLD_DECISION,
    Field.KEEPER, Field.PROCEDURE,
})  # fmt: skip
# In a workbook these are written over several lines as a matter of course.
MANY_LINES = frozenset({
    Field.UPDATE, Field.EVIDENCE, Field.SUCCESS, Field.MILESTONES, Field.SOURCE, Field.PARTNERS,
    Field.OFFERED, Field.EFFECT, Field.FIGURE,
})  # fmt: skip
# Characters. What is longer is a sentence, or something else that has run into the cell.
LONGEST_POST = 200
MOVING = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|OFFSET|INDIRECT)\s*\(", re.IGNORECASE)
_SOURCE_NOT_KNOWN = re.compile(r"\?+|tbc|unknown|not known|n/?k|to be confirmed", re.IGNORECASE)


@dataclass(frozen=True)
class Surroundings:
    """What a row is read against: its sheet, the headings, the rows about it, and the plan as it is known."""

    sheet: str
    header: Header
    rows: Mapping[int, Row]
    shape: RefShape | None = None
    document_date: date | None = None
    known_posts: Sequence[str] = ()
    posts_elsewhere: Sequence[str] = ()
    bank_holidays: frozenset[date] = frozenset()
    from_csv: bool = False
    has_bad_bytes: bool = False


@dataclass
class RowReader:
    """Reads one row, gathering findings as it goes."""

    around: Surroundings
    row: Row
    above: str = ""
    above_row: int | None = None
    findings: list[Finding] = field(default_factory=list)
    ambiguous: list[tuple[Field, str]] = field(default_factory=list)
    day_first: bool = False

    def say(
        self, field_: Field | None, code: str, words: str, weight: Weight = Weight.SAY, raw: str | None = None
    ) -> None:
        """Add a finding about a field (its sentence begins with the place) or, with None, about the whole row."""
        heading = self.around.header.heading_of(field_) if field_ else None
        place = f"Row {self.row.number}, {self.around.header.name_of(field_)}: " if field_ else ""
        if raw is None and field_ is not None:
            raw = self.cell(field_).raw
        self.findings.append(Finding(code, place + words, weight, heading, raw, self.around.sheet, self.row.number))

    def own_cell(self, field_: Field) -> Cell:
        """The row's own cell for a field, blank where the plan has no such column."""
        return self.row.cell(self.around.header.fields.get(field_, 0))

    def cell(self, field_: Field) -> Cell:
        """The cell for a field; a cell merged with the one above has that one's value."""
        own = self.own_cell(field_)
        anchor = self.anchor_row(field_)
        return own if anchor is None else anchor.cell(self.around.header.fields[field_])

    def anchor_row(self, field_: Field) -> Row | None:
        """The row that a merged cell has its value from, where that is another row."""
        merged = self.own_cell(field_).merged_from
        if merged is None or merged[0] == self.row.number or merged[1] != self.around.header.fields[field_]:
            return None
        return self.around.rows.get(merged[0])

    def has(self, field_: Field) -> bool:
        """Whether the plan has a column for a field."""
        return field_ in self.around.header.fields


def read_row(reader: RowReader, kind: KindOfRow) -> PlanRow:
    """Read an action row. What could not be read is blank in the answer, and said in the reader's findings."""
    _say_withheld(reader)
    ref = _ref(reader)
    action = _text(reader, Field.ACTION)
    post = _post(reader)
    start = _start(reader)
    deadline = _deadline(reader, start)
    baseline = _baseline(reader, deadline.end)
    requested, requested_note = _revised(reader, deadline.end or baseline, start)
    evidence = _text(reader, Field.EVIDENCE)
    rating = _rating(reader, bool(evidence))
    # In the order of reading rather than of the columns: each of these says what it finds.
    return PlanRow(
        ref=ref, action=action, title=_text(reader, Field.TITLE) or short_title(action), post=post,
        priority=_text(reader, Field.PRIORITY) or kind.section, source=_source(reader),
        source_ref=_text(reader, Field.SOURCE_REF),
        lead=_people(reader, Field.LEAD), partners=_people(reader, Field.PARTNERS),
        start=start or deadline.start_given, deadline=deadline.end or (baseline if not deadline.held else None),
        baseline_deadline=baseline or deadline.end, deadline_precision=_precision(reader, deadline.precision),
        moves=_times(reader, Field.MOVES, "MOVES_UNCLEAR"),
        reopened=_times(reader, Field.REOPENED, "REOPENED_UNCLEAR"),
        requested_deadline=requested, requested_note=requested_note, forecast=_other_day(reader, Field.FORECAST),
        milestones=_milestones(reader), success_measure=_text(reader, Field.SUCCESS),
        measures=_text(reader, Field.MEASURES), evidence=evidence,
        lifecycle=_lifecycle(reader, rating, start, bool(evidence)), self_rating=rating.rating,
        rating_note=_text(reader, Field.RATING_NOTE) or rating.note,
        confirmed_as_printed=reader.cell(Field.CONFIRMED).line,
        last_update=_updated_on(reader), update_text=_text(reader, Field.UPDATE),
        urgent=_yes_or_no(reader, Field.URGENT), statutory=_yes_or_no(reader, Field.STATUTORY),
        reported_to=reader.cell(Field.REPORTED).text if _usable(reader, Field.REPORTED) else "",
        contributors=tuple(_lines(reader, Field.CONTRIBUTORS)),
        waits_for=tuple(ReadWait(outside=line) for line in _lines(reader, Field.WAITS)),
        hold_decision=_text(reader, Field.HOLD_DECISION), hold_review=_other_day(reader, Field.HOLD_REVIEW),
        delivered_on=_other_day(reader, Field.DELIVERED), check_on=_other_day(reader, Field.CHECK),
        delivery=_delivery(reader),
    )  # fmt: skip


def _delivery(reader: RowReader) -> ReadDelivery:
    return ReadDelivery(
        evidence=_text(reader, Field.OFFERED), effect=_text(reader, Field.EFFECT),
        measure=_text(reader, Field.FIGURE), keeper=_text(reader, Field.KEEPER),
        procedure=_text(reader, Field.PROCEDURE),
    )  # fmt: skip


def _lines(reader: RowReader, field_: Field) -> list[str]:
    """What a cell says, line by line, as typed: what it names is known when all rows are read."""
    cell = _usable(reader, field_)
    if cell is None:
        return []
    if ditto_kind(cell.line):
        _say_ditto(reader, field_, cell)
        return []
    return lines_of(_mended_quietly(reader, field_, cell))


_YES_OR_NO = {
    "yes": True, "y": True, "true": True, "x": True, "✓": True, "urgent": True, "statutory": True,
    "no": False, "n": False, "false": False, "-": False, "–": False,
}  # fmt: skip


def _yes_or_no(reader: RowReader, field_: Field) -> bool | None:
    """Whether a mark is set; None where the file does not say. A cell that says neither is asked about."""
    cell = _usable(reader, field_)
    if cell is None:
        return None
    said = _YES_OR_NO.get(cell.line.casefold())
    if said is None:
        reader.say(field_, "MARK_UNCLEAR", f'"{cell.line}" is neither yes nor no. Left as it is. Which?', Weight.ASK)
    return said


def _say_withheld(reader: RowReader) -> None:
    names = {column: field_ for field_, column in reader.around.header.fields.items()}
    for column, cell in sorted(reader.row.cells.items()):
        if not cell.withheld:
            continue
        if column in names:
            reader.say(names[column], "CHILD_IDENTIFIABLE", CHILD_WORDS, Weight.HOLD)
            continue
        heading = reader.around.header.heading_at(column)
        words = f"Row {reader.row.number}, {heading or f'column {column_letter(column)}'}: {CHILD_WORDS}"
        reader.findings.append(
            Finding("CHILD_IDENTIFIABLE", words, Weight.HOLD, heading, cell.raw, reader.around.sheet, reader.row.number)
        )


def _usable(reader: RowReader, field_: Field) -> Cell | None:
    """The cell, where it has something that can be read on; says so where it holds an error or is crossed out."""
    cell = reader.cell(field_)
    if cell.withheld or cell.is_blank:
        return None
    anchor = reader.anchor_row(field_)
    if anchor is not None:
        words = f'merged cell. Filled with "{cell.line}" from row {anchor.number}.'
        reader.say(field_, "MERGED_FILLED", words, raw="")
    if cell.is_error:
        _say_left(reader, field_, "CELL_ERROR", f"the cell holds an Excel error ({cell.line}).")
        return None
    if cell.formula is not None and cell.value is None:
        _say_left(
            reader, field_, "FORMULA_NO_VALUE", "a formula with no saved answer. Open the file in Excel and save it."
        )
        return None
    _say_marks(reader, field_, cell)
    return cell


def _say_left(reader: RowReader, field_: Field, code: str, words: str) -> None:
    if field_ in NEEDED:
        reader.say(field_, code, f"{words} Type what it should say.", Weight.HOLD)
    else:
        reader.say(field_, code, f"{words} Left blank.", Weight.ASK)


def _say_marks(reader: RowReader, field_: Field, cell: Cell) -> None:
    if cell.struck:
        weight = Weight.HOLD if field_ in NEEDED else Weight.ASK
        reader.say(
            field_, "STRUCK_THROUGH", "struck through. Is it withdrawn? Delete it, or take the line off.", weight
        )
    if cell.note and field_ is not Field.DEADLINE:
        reader.say(field_, "CELL_NOTE", f'there is a cell note: "{" ".join(cell.note.split())}". It was not read.')
    if reader.around.has_bad_bytes and BOX in cell.raw:
        words = f'"{cell.line}" has a byte that no encoding explains, shown as {BOX}. Type what it should say.'
        reader.say(field_, "BAD_BYTE", words, Weight.ASK)


# --- words -------------------------------------------------------------------------------------------------------


def _text(reader: RowReader, field_: Field) -> str:
    cell = _usable(reader, field_)
    if cell is None:
        if field_ is Field.ACTION and not reader.cell(field_).withheld and not _held_on(reader, field_):
            words = f"Row {reader.row.number} has a reference but no action."
            _hold_for(reader, field_, "NO_ACTION_TEXT", words)
        return ""
    if ditto_kind(cell.line):
        _say_ditto(reader, field_, cell)
        return ""
    return _sound_text(reader, field_, cell)


def _held_on(reader: RowReader, field_: Field) -> bool:
    heading = reader.around.header.heading_of(field_)
    return any(found.column == heading and found.weight is Weight.HOLD for found in reader.findings)


def _sound_text(reader: RowReader, field_: Field, cell: Cell) -> str:
    text = cell.text
    broken = mended(text)
    if broken:
        text, word, better, what = broken
        reader.say(
            field_, "MOJIBAKE", f'"{word}" looks like a broken {what}. Suggest "{better}". Confirm.', Weight.ASK, word
        )
    if looks_like_formula(text):
        words = f'starts with "{text[0]}". Kept as plain text, and will be exported safely.'
        reader.say(field_, "TEXT_LOOKS_LIKE_FORMULA", words)
    _say_length(reader, field_, text)
    if "\n" in text and (reader.around.from_csv or field_ not in MANY_LINES):
        kept = "Read as one line." if field_ in ONE_LINE else "Kept as it is."
        reader.say(field_, "MULTILINE", f"a line break inside the cell. {kept}")
    return " ".join(text.split()) if field_ in ONE_LINE else text


def _say_length(reader: RowReader, field_: Field, text: str) -> None:
    if len(text) <= (LONG_ACTION if field_ is Field.ACTION else LONG_TEXT):
        return
    advice = "Messages will show the first 150. Consider splitting it."
    reader.say(
        field_, "TEXT_LONG", f"{len(text)} characters. Kept in full. {advice}", Weight.ASK, f"({len(text)} characters)"
    )


def _say_ditto(reader: RowReader, field_: Field, cell: Cell) -> None:
    weight = Weight.HOLD if field_ in NEEDED else Weight.ASK
    if ditto_kind(cell.line) == "mark":
        what = "Name the post." if field_ is Field.POST else "Type it out."
        reader.say(field_, "DITTO", f"a ditto mark. {what}", weight)
        return
    meant = (
        f' Row {reader.above_row} says "{reader.above}". Is that right?'
        if field_ is Field.POST and reader.above
        else ""
    )
    words = f'"{cell.line}" depends on the order of the rows.{meant or " Type it out."}'
    reader.say(field_, "DITTO", words, weight)


def _ref(reader: RowReader) -> str:
    cell = _usable(reader, Field.REF)
    if cell is None:
        return ""
    if ditto_kind(cell.line):
        _say_ditto(reader, Field.REF, cell)
        return ""
    if isinstance(cell.value, date):
        words = f"Excel has turned this reference into a date ({cell.line}). Format the cell as text and type it again."
        reader.say(Field.REF, "REF_FORMAT", words, Weight.HOLD)
        return ""
    if len(cell.line) > LONGEST_REF:
        words = f'"{cell.line[:LONGEST_REF]}…" is too long for a reference. Give a short one, such as A6.'
        reader.say(Field.REF, "REF_FORMAT", words, Weight.HOLD)
        return ""
    typed, shape = cell.line.rstrip("."), reader.around.shape
    squeezed = re.sub(r"\s+", "", typed)
    had_hidden = re.search("[\u00a0\u00ad\u200b-\u200f\u2000-\u200a\u202f\u2060\ufeff]", cell.raw.strip(" \t"))
    ref = squeezed if had_hidden else typed
    if had_hidden:
        reader.say(Field.REF, "REF_CLEANED", f"a hidden space was removed. Read as {ref}.")
    return _ref_in_shape(reader, ref, shape)


def _ref_in_shape(reader: RowReader, ref: str, shape: RefShape | None) -> str:
    if shape is None or fits(ref, shape):
        return ref
    better = reshaped(ref, shape)
    if better is None:
        reader.say(Field.REF, "REF_FORMAT", f'"{ref}" does not match the others. Kept as typed. Confirm.', Weight.ASK)
        return ref
    reader.say(Field.REF, "REF_FORMAT", f'"{ref}" does not match the others. Read as {better}. Confirm.', Weight.ASK)
    return better


# --- people ------------------------------------------------------------------------------------------------------


def _post(reader: RowReader) -> str:
    cell = _usable(reader, Field.POST)
    if cell is None:
        if not reader.cell(Field.POST).withheld and not _held_on(reader, Field.POST):
            _say_no_owner(reader, "")
        return ""
    if ditto_kind(cell.line):
        _say_ditto(reader, Field.POST, cell)
        return ""
    if names_nobody(cell.line):
        _say_no_owner(reader, cell.line)
        return ""
    if len(cell.line) > LONGEST_POST:
        words = f'"{cell.line[:LONGEST_REF]}…" is too long for the name of a post. Name the one post that answers.'
        reader.say(Field.POST, "OWNER_UNKNOWN", words, Weight.HOLD)
        return ""
    around = reader.around
    reading = read_post(_mended_quietly(reader, Field.POST, cell), around.known_posts, around.posts_elsewhere)
    if reading.code:
        reader.say(Field.POST, reading.code, reading.words, reading.weight)
    return reading.post


def _say_no_owner(reader: RowReader, typed: str) -> None:
    name = reader.around.header.name_of(Field.POST)
    what = f': "{typed}" names no post' if typed else " is blank"
    words = f"Row {reader.row.number}, {name}{what}. Every action needs one accountable post."
    _hold_for(reader, Field.POST, "NO_OWNER", words, typed)


def _hold_for(reader: RowReader, field_: Field, code: str, words: str, raw: str = "") -> None:
    """Hold the row for a field in a sentence of its own, which an answer in that column settles."""
    heading = reader.around.header.heading_of(field_)
    reader.findings.append(Finding(code, words, Weight.HOLD, heading, raw, reader.around.sheet, reader.row.number))


def _mended_quietly(reader: RowReader, field_: Field, cell: Cell) -> str:
    broken = mended(cell.text)
    if broken is None:
        return cell.text
    whole, word, better, what = broken
    reader.say(
        field_, "MOJIBAKE", f'"{word}" looks like a broken {what}. Suggest "{better}". Confirm.', Weight.ASK, word
    )
    return whole


def _people(reader: RowReader, field_: Field) -> str:
    text = _text(reader, field_)
    rest, removed = without_contact_details(text)
    if removed:
        words = f"{' and '.join(removed)} removed. Contact details come from the directory."
        reader.say(field_, "CONTACT_DETAILS", words, Weight.ASK)
    return rest


def _source(reader: RowReader) -> str:
    text = _text(reader, Field.SOURCE)
    if _SOURCE_NOT_KNOWN.fullmatch(text):
        reader.say(Field.SOURCE, "SOURCE_UNKNOWN", f'"{text}" names no source. Left blank.', Weight.ASK)
        return ""
    if re.search(r";\s*\S|\n", text):
        count = len([part for part in re.split(r"[;\n]", text) if part.strip()])
        reader.say(Field.SOURCE, "MANY_SOURCES", f"{count} sources. All are kept with this action.")
    _say_source_in_future(reader, text)
    return text


def _say_source_in_future(reader: RowReader, text: str) -> None:
    made = reader.around.document_date
    for phrase in dates_in(text) if made else ():
        reading = read_date_phrase(phrase)
        if made is None or reading.start is None or reading.start <= made:
            continue
        earlier = re.sub(r"\d{4}|\d{2}$", lambda match: str(int(match[0]) - 1), phrase, count=1)
        words = f"{phrase} is after the date of this plan ({said(made)}). Did you mean {earlier}?"
        reader.say(Field.SOURCE, "SOURCE_IN_FUTURE", words, Weight.ASK)
        return


# --- dates -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Deadline:
    end: date | None = None
    start_given: date | None = None
    precision: str = "day"
    held: bool = False


def _reading(reader: RowReader, field_: Field) -> DateReading | None:
    """The date in a cell, before it is said what comes of it; None where there is none, which may have been said."""
    cell = reader.cell(field_)
    if cell.formula is not None and MOVING.search(cell.formula):
        example = "Give a fixed date."
        if field_ in NEEDED:
            reader.say(
                field_,
                "FORMULA_MOVING",
                f"a formula that changes every day. {example}",
                Weight.HOLD,
                f"={cell.formula}",
            )
        else:
            words = f"a formula that changes every day. Left blank. {example}"
            reader.say(field_, "FORMULA_MOVING", words, Weight.ASK, f"={cell.formula}")
        return None
    usable = _usable(reader, field_)
    if usable is None:
        return None
    if ditto_kind(usable.line):
        _say_ditto(reader, field_, usable)
        return None
    reading = read_date_cell(usable, reader.around.document_date)
    if reading is not None and reading.ambiguous:
        reader.ambiguous.append((field_, usable.line))
    reader.day_first |= reading is not None and reading.day_first
    return reading


def _start(reader: RowReader) -> date | None:
    reading = _reading(reader, Field.START)
    if reading is None:
        return None
    if not reading.is_date:
        _say_blank(reader, Field.START, reading)
        return None
    day = reading.start or reading.end
    if reading.code and day:
        words = reading.words
        if reading.precision in {"month", "quarter"} or reading.code in {"DATE_RANGE", "DATE_START_ONLY"}:
            words = f'"{reader.cell(Field.START).line}" read as {said(day)}. Confirm the day.'
        reader.say(Field.START, reading.code, words, reading.weight)
    return day


def _say_blank(reader: RowReader, field_: Field, reading: DateReading) -> None:
    reader.say(field_, reading.code, f"{_what_is_wrong(reading.words)} Left blank.", Weight.ASK)


def _what_is_wrong(words: str) -> str:
    """The first sentence of a reading's words, without the advice for a date that is needed."""
    first = words.split(". ", maxsplit=1)[0].rstrip(".")
    if first.endswith(")"):
        first = first[: first.rfind("(")].rstrip()
    return f"{first}."


def _deadline(reader: RowReader, start: date | None) -> _Deadline:
    field_ = Field.DEADLINE if reader.has(Field.DEADLINE) else Field.BASELINE
    if not reader.has(field_):
        return _Deadline()
    reading = _reading(reader, field_)
    if reading is None:
        return _Deadline(held=_held_on(reader, field_) or reader.cell(field_).withheld)
    if reading.end and start and reading.is_date:
        reading = before_start(reading, start)
    _say_deadline(reader, field_, reading)
    if not reading.is_date:
        return _Deadline(held=True)
    if reading.end:
        _say_bank_holiday(reader, field_, reading.end)
    return _Deadline(reading.end, reading.start if reading.end is None else None, reading.precision)


_COUNT = re.compile(r"\d{1,3}", re.ASCII)
PRECISIONS = frozenset({"day", "month", "quarter", "week", "approximate"})


def _precision(reader: RowReader, read: str) -> str:
    """How exact the deadline is: what its column says, where a file has one, since its date alone does not tell."""
    said = reader.cell(Field.PRECISION).line.casefold()
    return said if said in PRECISIONS else read


def _say_deadline(reader: RowReader, field_: Field, reading: DateReading) -> None:
    note = " ".join(reader.cell(field_).note.split())
    words = reading.words
    if note and not reading.is_date:
        quoted = f'"{reader.cell(field_).line}"' if reading.code == "DATE_TBC" else _what_is_wrong(words).rstrip(".")
        words = f'{quoted}. There is also a cell note: "{note}". Give a date.'
    elif note:
        reader.say(field_, "CELL_NOTE", f'there is a cell note: "{note}". It was not read.')
    if reading.code:
        reader.say(field_, reading.code, words, reading.weight)


def _say_bank_holiday(reader: RowReader, field_: Field, day: date) -> None:
    if day not in reader.around.bank_holidays:
        return
    before = day
    while before in reader.around.bank_holidays or before.weekday() > 4:
        before -= timedelta(days=1)
    made = reader.around.document_date
    was = "was" if made and day < made else "is"
    words = f"{said(day)} {was} a bank holiday in England. Kept as typed. Reminders will use {said(before)}."
    reader.say(field_, "NON_WORKING_DAY", words)


def _baseline(reader: RowReader, deadline: date | None) -> date | None:
    if not (reader.has(Field.BASELINE) and reader.has(Field.DEADLINE)):
        return None
    reading = _reading(reader, Field.BASELINE)
    if reading is None:
        return None
    if reading.code:
        reader.say(Field.BASELINE, reading.code, reading.words, reading.weight)
    if reading.is_date and reading.end and deadline and reading.end != deadline:
        words = (
            f"{said(reading.end)} was agreed first, and the deadline is now {said(deadline)}. Kept as one change from "
            "before this record began."
        )
        reader.say(Field.BASELINE, "BASELINE_KEPT", words)
    return reading.end if reading.is_date else None


def _times(reader: RowReader, field_: Field, unclear: str) -> int | None:
    """How often something became of an action before, as a file that was taken out of a plan says it."""
    cell = _usable(reader, field_)
    if cell is None:
        return None
    if _COUNT.fullmatch(cell.line):
        return int(cell.line)
    words = f'"{cell.line}" is no number of times. It is left out. Type a number, such as 2.'
    reader.say(field_, unclear, words)
    return None


def _revised(reader: RowReader, deadline: date | None, start: date | None) -> tuple[date | None, str]:
    reading = _reading(reader, Field.REVISED)
    if reading is None:
        return None, ""
    if start and reading.is_date:
        reading = before_start(reading, start)
    if reading.code == "DATE_BEFORE_START":  # a year that was typed wrong, as a rule: what is meant is worth saying
        reader.say(Field.REVISED, reading.code, f"{reading.words} No new date is asked for.", Weight.ASK)
        return None, ""
    if reading.end is None or not reading.is_date:
        _say_blank(reader, Field.REVISED, reading)
        return None, ""
    if reading.end == deadline:
        return None, ""
    note = f', with the note "{reading.note}"' if reading.note else ""
    stays = f"the deadline stays at {said(deadline)}" if deadline else "there is no deadline"
    words = (
        f"read as {said(reading.end)}{note}. A spreadsheet cannot move a deadline: loading asks for the change, and "
        f"until the chair decides {stays}."
    )
    code = reading.code if reading.code not in {"", "DATE_READ"} else "DEADLINE_MOVE_ASKED"
    reader.say(Field.REVISED, code, words, Weight.ASK)
    return reading.end, reading.note


def _other_day(reader: RowReader, field_: Field) -> date | None:
    reading = _reading(reader, field_)
    if reading is None:
        return None
    if reading.end is None or not reading.is_date:
        _say_blank(reader, field_, reading)
        return None
    if reading.code:
        reader.say(field_, reading.code, reading.words, reading.weight)
    return reading.end


def _updated_on(reader: RowReader) -> date | None:
    reading = _reading(reader, Field.UPDATED_ON)
    if reading is None:
        return None
    if reading.is_date and reading.precision == "day":
        if reading.code:
            reader.say(Field.UPDATED_ON, reading.code, reading.words, reading.weight)
        return reading.end
    line = reader.cell(Field.UPDATED_ON).line
    if reading.code in {"DATE_MONTH_ONLY", "DATE_NO_YEAR"}:
        missing = "day" if re.search(r"\d{2}", line) else "day or year"
        words = f'"{line}" has no {missing}. Left blank, so this action will show as not updated.'
        reader.say(Field.UPDATED_ON, "DATE_VAGUE", words, Weight.ASK)
    else:
        _say_blank(reader, Field.UPDATED_ON, reading)
    return None


# --- where it stands ---------------------------------------------------------------------------------------------


def _rating(reader: RowReader, has_evidence: bool) -> RatingReading:
    field_ = Field.RATING if reader.has(Field.RATING) else Field.LIFECYCLE
    cell = reader.own_cell(field_)
    if cell.withheld:
        return RatingReading()
    if cell.is_error:
        _say_left(reader, field_, "CELL_ERROR", f"the cell holds an Excel error ({cell.line}).")
        return RatingReading()
    reading = read_rating(cell, has_evidence)
    if field_ is Field.LIFECYCLE and reading.rating is None:
        return RatingReading()
    if ditto_kind(cell.line):
        _say_ditto(reader, field_, cell)
        return RatingReading()
    if reading.code:
        raw = "(coloured, no text)" if reading.code == "BRAG_COLOUR_ONLY" else None
        reader.say(field_, reading.code, reading.words, reading.weight, raw)
    if not cell.is_blank:
        _say_marks(reader, field_, cell)
    return reading


def _lifecycle(reader: RowReader, rating: RatingReading, start: date | None, has_evidence: bool) -> Lifecycle:
    cell = _usable(reader, Field.LIFECYCLE)
    if cell is not None:
        status = read_status(cell, has_evidence)
        if status.code:
            reader.say(Field.LIFECYCLE, status.code, status.words, status.weight)
        return Lifecycle.DELIVERED if rating.delivered else status.lifecycle
    if rating.delivered:
        return Lifecycle.DELIVERED
    made = reader.around.document_date
    if rating.lifecycle is not None:
        return rating.lifecycle
    return Lifecycle.NOT_STARTED if start and made and start > made else Lifecycle.IN_PROGRESS


def _milestones(reader: RowReader) -> tuple[ReadMilestone, ...]:
    cell = _usable(reader, Field.MILESTONES)
    if cell is None:
        return ()
    if ditto_kind(cell.line):
        _say_ditto(reader, Field.MILESTONES, cell)
        return ()
    milestones = read_milestones(cell, reader.around.document_date)
    found = say_milestones(milestones)
    if found:
        code, weight, words = found
        reader.say(Field.MILESTONES, code, words, weight, f"{len(milestones)} lines")
    return milestones


def say_row(reader: RowReader) -> None:
    """Say what is the matter with the row as a whole: crossed out, or with cells beyond the headings."""
    if reader.row.torn:
        words = (
            f"Row {reader.row.number}: a quotation mark seems to be opened here and not closed, so that cells or rows "
            "have run into one another. Close it or take it out."
        )
        reader.say(None, "QUOTE_NOT_CLOSED", words, Weight.HOLD, "")
    last = max(reader.around.header.headings)
    extra = [cell for column, cell in reader.row.filled.items() if column > last and not cell.withheld]
    if extra:
        count = "1 cell" if len(extra) == 1 else f"{len(extra)} cells"
        words = (
            f'Row {reader.row.number} has {count} more than there are headings ("{extra[0].line[:60]}"). Not read. '
            "Is there a stray separator in the row?"
        )
        reader.say(None, "EXTRA_CELL", words, Weight.ASK, extra[0].raw)


def struck_reader(reader: RowReader) -> bool:
    """Whether most of what the row says is struck through."""
    filled = reader.row.filled.values()
    return bool(filled) and sum(cell.struck for cell in filled) * 2 > len(filled)


def unmarked(row: Row) -> Row:
    """The row without its strike-through, for reading what was struck."""
    return replace(row, cells={column: replace(cell, struck=False) for column, cell in row.cells.items()})
