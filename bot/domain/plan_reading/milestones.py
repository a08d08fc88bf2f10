"""Milestones: from a cell with several lines, or from rows of their own."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bot.domain.dates import listed
from bot.domain.plan_reading.dates import DateReading, dates_in, read_date_cell, read_date_phrase, said
from bot.domain.plan_reading.grid import Cell, Row, Sheet
from bot.domain.plan_reading.headings import match_milestone_headings
from bot.domain.plan_reading.preview import DroppedMilestone, Finding, ReadMilestone, Weight
from bot.domain.plans import PILOT_STEPS

_DONE = re.compile(
    r"[\[(]\s*(?:done|complete|completed|achieved|delivered|met)\b\s*:?\s*(?P<when>[^\])]*)[\])]"
    # "Report complete" is a title; "report – complete" says that it is done.
    r"|(?:[\-–—:,]\s*)(?:done|complete|completed|achieved)\b\s*(?P<bare>\d[\d/.\-]+)?\s*$"
    r"|\b(?:done|completed|achieved)\s+(?:on\s+)?(?P<on>\d[\d/.\-]+)\s*$|[✓✔☑]"
    r"|[\-–—:,]\s*(?:done|completed|achieved)\s+(?:in\s+)?(?P<month>[A-Z][a-z]{2,8} \d{4})\s*$"
    # "Report 30/06/2021 done" says when; "Report by 30/06/2021 done" says when it was due, and that it is done.
    r"|(?<!by )(?<!due )(?<! on )(?<![\w/.\-])(?P<first>\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}|\d{1,2} [A-Za-z]{3,9} \d{4})"
    r"\s+(?:done|completed?|achieved)\s*$|(?<=\b20\d\d)\s+(?:done|completed|achieved)\s*$",
    re.IGNORECASE,
)
_CRITICAL = re.compile(r"[\[(]\s*critical\s*[\])]", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[•·▪◦*\-–]|\d{1,2}[.)](?=\s)|[a-z][.)](?=\s))\s*")


def read_milestones(cell: Cell, document_date: date | None) -> tuple[ReadMilestone, ...]:
    """Read the milestones in a cell, one to a line or parted by semicolons; one without a date has none."""
    read = (milestone for line in cell.text.split("\n") for milestone in _read_lines(line, document_date))
    return tuple(milestone for milestone in read if milestone is not None)


def _read_lines(line: str, document_date: date | None) -> list[ReadMilestone | None]:
    own = _OWN.fullmatch(line)
    if own is not None:
        return [_read_own(own)]
    return [_read_line(_BULLET.sub("", part).strip(), document_date) for part in re.split(r";\s*", line)]


_DAY = r"\d{4}-\d{2}-\d{2}"
_OWN = re.compile(
    rf"(?P<title>\S.*) \((?:ref (?P<ref>[^\s,()]+), )?(?:no date|due (?P<due>{_DAY}))(?:, first due (?P<first>{_DAY}))?"
    rf"(?P<done>, done(?: (?P<when>{_DAY}))?)?(?P<critical>, critical)?"
    rf"(?:, (?P<pilot>{'|'.join(PILOT_STEPS.values())}))?"
    rf'(?:, now expected (?P<forecast>{_DAY})(?:: "(?P<note>(?:[^"]|"")+)")?)?\)'
)
"""A milestone as an export writes it, whatever its title and its note hold: a quotation mark in the note is doubled."""


def written_milestone(milestone: ReadMilestone) -> str:
    """A milestone on one line, which reads back as it is; its title has one line and no spaces at its ends."""
    said = f"ref {milestone.ref}, " if milestone.ref else ""
    said += f"due {milestone.due}" if milestone.due else "no date"
    if milestone.baseline and milestone.baseline != milestone.due:
        said += f", first due {milestone.baseline}"
    if milestone.done:
        said += f", done {milestone.done_on}" if milestone.done_on else ", done"
    said += ", critical" if milestone.critical else ""
    said += f", {PILOT_STEPS[milestone.pilot]}" if milestone.pilot in PILOT_STEPS else ""
    return f"{_one_line(milestone.title)} ({said}{_written_forecast(milestone)})"


def _written_forecast(milestone: ReadMilestone) -> str:
    if milestone.forecast is None:
        return ""
    note = _one_line(milestone.note).replace('"', '""')
    return f", now expected {milestone.forecast}" + (f': "{note}"' if note else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read_own(line: re.Match[str]) -> ReadMilestone | None:
    try:
        due, first, done_on, forecast = (
            date.fromisoformat(line[name]) if line[name] else None for name in ("due", "first", "when", "forecast")
        )
    except ValueError:
        return ReadMilestone(title=line[0])
    return ReadMilestone(
        title=line["title"], due=due, done_on=done_on, done=bool(line["done"]), critical=bool(line["critical"]),
        baseline=first or due, ref=line["ref"] or "", forecast=forecast, note=(line["note"] or "").replace('""', '"'),
        pilot=next((step for step, words in PILOT_STEPS.items() if words == line["pilot"]), ""),
    )  # fmt: skip


def pairing(steps: Sequence[ReadMilestone], known: Sequence[ReadMilestone]) -> list[int | None]:
    """For each milestone of a file the place of the one of the plan that it is: by its title, or else by its reference.

    Capitals and the signs between words make no other title. Of several that have one title ("Report to the Board",
    each quarter) each is one: first those of one reference, then those due on one day, then the others in their order.
    """
    ours_named, theirs_named = [_plain(step.title) for step in steps], [_plain(each.title) for each in known]
    named = set(ours_named)
    by_ref = {each.ref.casefold(): at for at, each in enumerate(known) if each.ref and theirs_named[at] not in named}
    found: list[int | None] = [by_ref.get(step.ref.casefold()) for step in steps]
    for title in named:
        ours = [at for at, each in enumerate(ours_named) if each == title]
        theirs = [at for at, each in enumerate(theirs_named) if each == title]
        for at, place in _of_one_title({at: steps[at] for at in ours}, {at: known[at] for at in theirs}):
            found[at] = place
    return found


def _of_one_title(steps: Mapping[int, ReadMilestone], known: Mapping[int, ReadMilestone]) -> Iterable[tuple[int, int]]:
    ours, theirs = dict(steps), dict(known)
    for is_one in (_have_one_ref, _are_the_same, _are_due_together, _are_called_the_same, lambda *_: True):
        for at, step in list(ours.items()):
            place = next((place for place, each in theirs.items() if is_one(step, each)), None)
            if place is not None:
                del ours[at], theirs[place]
                yield at, place


def _have_one_ref(step: ReadMilestone, known: ReadMilestone) -> bool:
    return bool(step.ref) and step.ref.casefold() == known.ref.casefold()


def _plain(title: str) -> str:
    """A title as it is compared; one of signs alone as it is."""
    return " ".join(re.findall(r"\w+", title.casefold())) or title


def _are_called_the_same(step: ReadMilestone, known: ReadMilestone) -> bool:
    return step.title == known.title


def _are_the_same(step: ReadMilestone, known: ReadMilestone) -> bool:
    return _are_called_the_same(step, known) and _are_due_together(step, known)


def is_reworded(step: ReadMilestone, known: ReadMilestone) -> bool:
    """Whether a file says another title than the plan."""
    return _plain(step.title) != _plain(known.title)


def _are_due_together(step: ReadMilestone, known: ReadMilestone) -> bool:
    return step.due == known.due


def paired(steps: Sequence[ReadMilestone], known: Iterable[ReadMilestone]) -> list[ReadMilestone | None]:
    """For each milestone of a file the one of the plan that it is, as `pairing` has it."""
    here = tuple(known)
    return [None if place is None else here[place] for place in pairing(steps, here)]


def told_apart_step(step: ReadMilestone, among: Iterable[ReadMilestone]) -> str:
    """A milestone as a sentence says it, with its reference where others have its title."""
    alike = sum(_plain(each.title) == _plain(step.title) for each in among)
    return f"{step.ref} “{step.title}”" if alike > 1 and step.ref else f"“{step.title}”"


def without_dropped(
    steps: Sequence[ReadMilestone], known: Iterable[ReadMilestone], dropped: Iterable[DroppedMilestone]
) -> tuple[tuple[ReadMilestone, ...], tuple[DroppedMilestone, ...]]:
    """The milestones of a file but those that were dropped, and which these are: by reference, or else by title.

    One that the plan has is none of them, whatever else was dropped under its title.
    """
    of_old = tuple(dropped)
    by_title = {_plain(each.title): each for each in of_old}
    by_ref = {each.ref.casefold(): each for each in of_old if each.ref}
    left: list[ReadMilestone] = []
    came: dict[DroppedMilestone, None] = {}
    for step, old in zip(steps, paired(steps, known), strict=True):
        was = (by_ref.get(step.ref.casefold()) or by_title.get(_plain(step.title))) if old is None else None
        if was is None:
            left.append(step)
        else:
            came[was] = None
    return tuple(left), tuple(came)


def stays_dropped(came: Sequence[DroppedMilestone], action_ref: str) -> list[str]:
    """That milestones of an action which a file has stay dropped, and what to do if they are wanted; none, nothing."""
    if not came:
        return []
    was = listed([f"{each.name} was dropped on {said(each.on)}" for each in came])
    it, wanted = ("it", "it is") if len(came) == 1 else ("them", "they are")
    return [
        f"{was}. A file cannot bring {it} back. If {wanted} wanted again, press Change on the card of {action_ref}, "
        "then Add a milestone."
    ]


def beside_known_steps(steps: Iterable[ReadMilestone], known: Iterable[ReadMilestone]) -> tuple[ReadMilestone, ...]:
    """The milestones as they are once a file is loaded: those of the plan in their order, then what is new.

    A file can say that one is done, and when it is expected. Blank does not erase, and nothing is taken away.
    """
    said, here = tuple(steps), tuple(known)
    found = list(zip(said, pairing(said, here), strict=True))
    at = {place: step for step, place in reversed(found)}
    return (
        *(_once_loaded(at[place], old) if place in at else old for place, old in enumerate(here)),
        *(step for step, place in found if place is None),
    )


def _once_loaded(step: ReadMilestone, known: ReadMilestone) -> ReadMilestone:
    is_expected = step.forecast is not None and step.forecast != known.forecast
    forecast, note = (step.forecast, step.note) if is_expected else (known.forecast, step.note or known.note)
    done_on = step.done_on if step.done and not known.done else known.done_on
    return replace(known, forecast=forecast, note=note, done=step.done or known.done, done_on=done_on)


def kept_of_steps(steps: Iterable[ReadMilestone], known: Iterable[ReadMilestone]) -> list[str]:
    """What a file says of milestones that the plan has otherwise and keeps, a sentence for each; blank says nothing."""
    said_of, here = tuple(steps), tuple(known)
    found = [(step, old) for step, old in zip(said_of, paired(said_of, here), strict=True) if old]
    reworded = [f"{old.ref} is “{old.title}” in the plan, and that stays." for step, old in found
                if is_reworded(step, old)]  # fmt: skip
    kept = ((told_apart_step(old, here), _kept(step, old)) for step, old in found)
    return [*reworded, *(f"{which} {listed(each)} in the plan, and that stays." for which, each in kept if each)]


def _kept(step: ReadMilestone, known: ReadMilestone) -> list[str]:
    kept: list[str] = []
    if step.due and step.due != known.due:
        kept.append(f"is due {said(known.due)}" if known.due else "has no date")
    elif step.baseline and step.baseline != known.baseline:
        kept.append(f"was first due {said(known.baseline)}" if known.baseline else "has no first date")
    if step.done_on and known.done_on and step.done_on != known.done_on:
        kept.append(f"was done {said(known.done_on)}")
    if step.critical and not known.critical:
        kept.append("is not critical")
    if step.pilot and step.pilot != known.pilot:
        kept.append(f"is “{PILOT_STEPS[known.pilot]}”" if known.pilot else "is no step of a pilot")
    return kept


def _read_line(line: str, document_date: date | None) -> ReadMilestone | None:
    if not line:
        return None
    done = _DONE.search(line)
    when = (done["when"] or done["bare"] or done["on"] or done["month"] or done["first"] or "") if done else ""
    rest = _CRITICAL.sub("", _DONE.sub("", line))
    found = _dates_said(rest) or _half_dates(rest)
    due = _read_day(found[0], document_date) if found else None
    title = _title(rest, found[0]) if due is not None and due.is_date else rest
    done_on = read_date_phrase(when.strip(), document_date).end if when.strip() else None
    return ReadMilestone(
        title=title.strip(" –-—:;,") or line, due=due.end if due and due.is_date else None,
        done_on=done_on, done=done is not None, critical=bool(_CRITICAL.search(line)),
    )  # fmt: skip


@lru_cache(maxsize=4_096)  # a plan has the same few days many times, and nothing but the days is remembered
def _read_day(phrase: str, document_date: date | None) -> DateReading:
    return read_date_phrase(phrase, document_date)


_BEFORE_A_DATE = re.compile(
    r"\b(?:w/?[ce]|week (?:commencing|beginning|ending)|(?:the )?(?:beginning|start|end) of|early|mid|late)[\s.\-]+$",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\bQ(?:uarter )?[1-4] 20\d\d(?:/\d\d)?\b", re.IGNORECASE)


def _dates_said(text: str) -> list[str]:
    """The dates in a text, the first with the words that say which day of it is meant."""
    found = dates_in(text)
    if not found:
        return _QUARTER.findall(text)
    begins = text.index(found[0])
    before = _BEFORE_A_DATE.search(text[max(0, begins - 40) : begins])
    return [before[0] + found[0], *found[1:]] if before else found


def _half_dates(text: str) -> list[str]:
    match = re.match(r"\s*(?:by\s+)?((?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}(?:\s+'?\d{2,4})?)\s*[:–—\-]", text)
    return [match[1]] if match else []


def _title(text: str, when: str) -> str:
    rest = text.replace(when, " ", 1)
    rest = re.sub(r"\(\s*\)|\[\s*\]", " ", rest)
    return " ".join(re.sub(r"(?i)(?:\b(?:by|on|due)\s*:?\s*)$|^\s*by\b(?:\s*[:,–—\-])?", " ", rest.strip()).split())


def say_milestones(milestones: Sequence[ReadMilestone]) -> tuple[str, Weight, str] | None:
    """The code, weight and sentence for what a cell of milestones came to; None where there is none."""
    if not milestones:
        return None
    dated = sum(milestone.due is not None or milestone.done for milestone in milestones)
    count = len(milestones)
    if dated == count:
        done = sum(milestone.done for milestone in milestones)
        return "MILESTONES_READ", Weight.SAY, f"{count} read, {done} of them done."
    without = "none has a date" if dated == 0 else f"{count - dated} without a date"
    them = "They" if count - dated > 1 else "It"
    words = f"{count} found, {without}. {them} will not count in the suggested rating until dated."
    return "MILESTONES_NO_DATES", Weight.ASK, words


@dataclass(frozen=True)
class MilestoneSheet:
    """A sheet of milestones, by the reference of their action as typed."""

    by_ref: Mapping[str, tuple[ReadMilestone, ...]]
    findings: tuple[Finding, ...] = ()


def is_milestone_sheet(sheet: Sheet) -> bool:
    """Whether a sheet's headings are those of milestones with rows of their own."""
    header = _header_row(sheet)
    return header is not None and any("milestone" in cell.text.casefold() for cell in header.filled.values())


def read_milestone_sheet(sheet: Sheet, document_date: date | None) -> MilestoneSheet:
    """Read milestones that have a row each, under headings such as those that this project exports."""
    header = _header_row(sheet)
    if header is None:
        words = (
            f'Sheet "{sheet.name}": no milestones found. Give the columns action_ref, milestone, current_date, '
            "completed_on and critical."
        )
        return MilestoneSheet({}, (Finding("SHEET_NOT_A_PLAN", words, Weight.ASK, sheet=sheet.name),))
    columns = match_milestone_headings(header) or {}
    by_ref: dict[str, list[ReadMilestone]] = defaultdict(list)
    findings: list[Finding] = []
    for row in sheet.rows:
        if row.number <= header.number or not row.filled or row.hidden:
            continue
        ref = row.cell(columns["action"]).line
        milestone, said = _read_row(sheet, row, header, columns, document_date)
        findings += said
        if milestone is not None:
            by_ref[ref].append(milestone)
    return MilestoneSheet({ref: tuple(found) for ref, found in by_ref.items()}, tuple(findings))


def _header_row(sheet: Sheet) -> Row | None:
    return next((row for row in sheet.rows[:20] if match_milestone_headings(row)), None)


def _read_row(
    sheet: Sheet, row: Row, header: Row, columns: Mapping[str, int], document_date: date | None
) -> tuple[ReadMilestone | None, list[Finding]]:
    withheld = [column for column in columns.values() if row.cell(column).withheld]
    if withheld:
        return None, [_child_finding(sheet, row, header, withheld[0])]
    findings: list[Finding] = []

    def day(name: str) -> date | None:
        reading = read_date_cell(row.cell(columns.get(name, 0)), document_date)
        if reading is None:
            return None
        heading = header.cell(columns[name]).line
        if reading.code:
            left = "" if reading.is_date else " Left blank."
            words = f"Row {row.number}, {heading}: {reading.words}{left}"
            weight = min(reading.weight, Weight.ASK, key=(Weight.SAY, Weight.ASK, Weight.HOLD).index)
            raw = row.cell(columns[name]).raw
            findings.append(Finding(reading.code, words, weight, heading, raw, sheet.name, row.number))
        return reading.end if reading.is_date else None

    title = row.cell(columns["title"]).line
    if not title:
        return None, findings
    done = row.cell(columns.get("done", 0)).line.casefold()
    baseline = day("baseline")
    milestone = ReadMilestone(
        title=title, due=day("due") or baseline, baseline=baseline, ref=row.cell(columns.get("ref", 0)).line,
        critical=row.cell(columns.get("critical", 0)).line.casefold() in {"yes", "y", "true", "1", "critical", "x"},
    )  # fmt: skip
    if done in {"yes", "y", "done", "complete", "completed", "true", "x"}:
        return replace(milestone, done=True), findings
    done_on = day("done")
    return replace(milestone, done_on=done_on, done=done_on is not None), findings


def _child_finding(sheet: Sheet, row: Row, header: Row, column: int) -> Finding:
    heading = header.cell(column).line
    words = f"Row {row.number}, {heading}: {CHILD_WORDS}"
    return Finding("CHILD_IDENTIFIABLE", words, Weight.HOLD, heading, row.cell(column).raw, sheet.name, row.number)


CHILD_WORDS = (
    "this looks like details of a child (case number, initials, date of birth, address). It has not been saved or "
    "posted. Remove it from the spreadsheet and tell your information governance lead."
)
