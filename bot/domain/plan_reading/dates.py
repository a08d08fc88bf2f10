"""Dates as plans write them: day first, half given, in words, or not dates at all.

Each reading says what it was taken for, how sure that is, and the sentence for the person. A date that could be wrong
is a question; what is no date holds the row that needs one.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from bot.domain.dates import MONTHS
from bot.domain.plan_reading.grid import Cell
from bot.domain.plan_reading.preview import Weight

# Excel counts days from here (its leap year bug included); old Macs from 1904. Numbers outside the range are no dates.
EXCEL_EPOCH = date(1899, 12, 30)
DAYS_TO_1904 = 1462
SERIALS = range(40000, 50001)
YEARS = range(1990, 2100)


@dataclass(frozen=True)
class DateReading:
    """What a text was read as.

    `end` is the date that a deadline takes and `start` the date that a start takes; either may be None. A reading
    that holds (`weight`) may still carry dates: they are suggestions. `words` is a sentence without its place.
    """

    start: date | None = None
    end: date | None = None
    precision: str = "day"
    code: str = ""
    weight: Weight = Weight.SAY
    words: str = ""
    note: str = ""
    ambiguous: bool = False
    """It would also work month first."""
    day_first: bool = False
    """It works day first only."""
    from_1904: bool = False

    @property
    def is_date(self) -> bool:
        """Whether the reading can be taken as it is, if perhaps with a question."""
        return self.weight is not Weight.HOLD and (self.start or self.end) is not None


def said(day: date) -> str:
    """Return "30 June 2021"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def slashed(day: date) -> str:
    """Return "30/06/2021"."""
    return f"{day:%d/%m/%Y}"


def read_date_cell(cell: Cell, document_date: date | None = None) -> DateReading | None:
    """Read a cell of a date column; None where it is blank."""
    reading = _read_cell(cell, document_date)
    return _in_our_time(reading, cell.line) if reading else None


def _read_cell(cell: Cell, document_date: date | None) -> DateReading | None:
    value = cell.value
    if isinstance(value, datetime):
        return _exactly(value.date())
    if isinstance(value, date):
        return _exactly(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value in SERIALS:
        return _serial_of_1904(int(value)) if cell.from_1904 else _serial(int(value))
    text = cell.line
    if not text or text in {"-", "–", "—", "n/a", "N/A", "None", "none", "nil"}:
        return None
    return read_date_phrase(text, document_date)


def read_date_phrase(text: str, document_date: date | None = None) -> DateReading:
    """Read a phrase as a date, day first; `document_date` gives the year where the phrase has none."""
    line = " ".join(text.split())
    for reader in _READERS:
        reading = reader(line, document_date)
        if reading is not None:
            return _in_our_time(reading, line)
    return _not_a_date(line, "DATE_UNREADABLE", "cannot be read as a date. Give a date, such as 30/06/2021.")


def _in_our_time(reading: DateReading, line: str) -> DateReading:
    """Hold a year that nobody's plan has: "30/06/1925" and "30/06/2205" are slips of the finger."""
    odd = next((day.year for day in (reading.start, reading.end) if day and day.year not in YEARS), None)
    if odd is None or not reading.is_date:
        return reading
    return _not_a_date(line, "DATE_UNLIKELY", f"is in the year {odd}. Give the date that is meant.")


# --- the parts of a date -----------------------------------------------------------------------------------------

_MONTH_WORDS = {month[:3].casefold(): number for number, month in enumerate(MONTHS, start=1)}
_MONTH = "(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in MONTHS) + r"|Sept)\b\.?"
_MONTH_NAME = _MONTH.replace("?P<month>", "?:")
_ORDINAL = r"(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?,?\s+)?"
_LEAD = r"(?:(?:by|on|due|due by|due on|to|before|end|deadline|the|complete by|completed by)\s+)*"


def _number_of(month: str) -> int:
    return _MONTH_WORDS[month[:3].casefold()]


def _year(text: str) -> int:
    number = int(text.strip("'’"))
    return number + 2000 if number < 100 else number


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _year_for(month: int, document_date: date) -> int:
    """The year that a plan of that date means by a month: its own, or the next where that is long past."""
    behind = document_date.month - month
    return document_date.year + (behind > 6)


def _exactly(day: date, code: str = "", words: str = "", weight: Weight = Weight.SAY) -> DateReading:
    return DateReading(start=day, end=day, code=code, words=words, weight=weight)


def _not_a_date(line: str, code: str, what_to_do: str, **known: date | str | None) -> DateReading:
    words = f'"{line}" {what_to_do}'
    precision = str(known.get("precision") or "none")
    return DateReading(
        start=_as_date(known.get("start")), end=_as_date(known.get("end")), precision=precision, code=code,
        weight=Weight.HOLD, words=words,
    )  # fmt: skip


def _as_date(value: date | str | None) -> date | None:
    return value if isinstance(value, date) else None


# --- dates in figures --------------------------------------------------------------------------------------------

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+\-]\d{2}:?\d{2})?)?")
_FIGURES = re.compile(r"(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?('?\d{2}|\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})|(20\d{2})(\d{2})(\d{2})")
_LETTER_O = re.compile(r"[\dOoIl]{1,2}[/.\-][\dOoIl]{1,2}[/.\-][\dOoIl]{2,4}")
_LETTER_O_IN_WORDS = re.compile(
    r"(?:\d[\dOoIl]|[OoIl]\d|[OoIl])(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\s+[\dOoIl]{2,4}|"
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\s+(?=\S*\d)[\dOoIl]{2,4}"
)
# What stands alone between other signs and is made of figures and of letters that look like them.
_WITH_LETTER_O = re.compile(r"(?<![A-Za-z\d])[\dOoIl]+(?![A-Za-z]{3})(?=(?:st|nd|rd|th)?(?![A-Za-z\d]))")


def _iso(line: str, _: date | None) -> DateReading | None:
    match = _ISO.fullmatch(line)
    return _from_figures(line, int(match[1]), int(match[2]), int(match[3])) if match else None


def _year_first(line: str, _: date | None) -> DateReading | None:
    match = _YEAR_FIRST.fullmatch(line)
    if not match:
        return None
    year, month, day = (int(part) for part in (match.groups()[i] for i in ((0, 2, 3) if match[1] else (4, 5, 6))))
    reading = _from_figures(line, year, month, day)
    return _with_reading_said(reading, line) if reading.is_date else reading


def _figures(line: str, _: date | None) -> DateReading | None:
    match = _FIGURES.fullmatch(line)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    if second > 12 >= first and _day(year, first, second):
        day = date(year, first, second)
        return _exactly(
            day, "DATE_MONTH_FIRST",
            f"{line} only works month first ({said(day)}). Other dates here are day first. Confirm.", Weight.ASK,
        )  # fmt: skip
    reading = _from_figures(line, year, second, first)
    ambiguous = first <= 12 and first != second
    return replace(reading, ambiguous=reading.is_date and ambiguous, day_first=reading.is_date and first > 12)


_NO_YEAR = re.compile(r"(\d{1,2})\s?[/.]\s?(\d{1,2})")


def _figures_without_year(line: str, document_date: date | None) -> DateReading | None:
    match = _NO_YEAR.fullmatch(line)
    if not match or not 1 <= int(match[2]) <= 12:
        return None
    return _in_a_year_not_given(line, int(match[2]), int(match[1]), document_date)


def _from_figures(line: str, year: int, month: int, day: int) -> DateReading:
    found = _day(year, month, day)
    return _exactly(found) if found else _impossible(line, year, month, day)


def _impossible(line: str, year: int, month: int, day: int) -> DateReading:
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        why = f"there is no month {month}" if 1 <= year <= 9998 else f"there is no year {year}"
        return DateReading(
            precision="none", code="DATE_IMPOSSIBLE", weight=Weight.HOLD,
            words=f"{line} is not a real date ({why}). Give a date, such as 30/06/2021.",
        )  # fmt: skip
    last = _last_day(year, month)
    why = f"{MONTHS[month - 1]} has {last.day} days" if (month, day) != (2, 29) else f"{year} is not a leap year"
    why = why if day else "there is no day 0"
    meant = f"Did you mean {slashed(last)} or {slashed(last + timedelta(days=1))}?"
    return DateReading(
        precision="none", code="DATE_IMPOSSIBLE", weight=Weight.HOLD,
        words=f"{line} is not a real date ({why}). {meant if day else 'Give a date.'}",
    )  # fmt: skip


def _letter_o(line: str, document_date: date | None) -> DateReading | None:
    stretches = [match[0] for match in _WITH_LETTER_O.finditer(line) if re.search("[OoIl]", match[0])]
    if not stretches or not (_LETTER_O.fullmatch(line) or _LETTER_O_IN_WORDS.fullmatch(line)):
        return None
    mended = _WITH_LETTER_O.sub(lambda match: re.sub("[Oo]", "0", re.sub("[Il]", "1", match[0])), line)
    letter, figure = ("O", "zero") if re.search("[Oo]", "".join(stretches)) else ("l", "one")
    guess = read_date_phrase(mended, document_date)
    if guess.end is None:
        return _not_a_date(line, "DATE_UNREADABLE", f"has a letter {letter} in place of a {figure}. Give a date.")
    return _not_a_date(
        line, "DATE_UNREADABLE", f"has a letter {letter} in place of a {figure}. Did you mean {mended}?", end=guess.end
    )


def _serial(number: int) -> DateReading:
    day = EXCEL_EPOCH + timedelta(days=number)
    return _exactly(day, "EXCEL_SERIAL", f"{number} read as {said(day)} (an Excel date number). Confirm.", Weight.ASK)


def _serial_of_1904(number: int) -> DateReading:
    day = EXCEL_EPOCH + timedelta(days=number + DAYS_TO_1904)
    words = f"{number} read as {said(day)} (a date number of this workbook, which counts from 1904). Confirm."
    return replace(_exactly(day, "EXCEL_SERIAL", words, Weight.ASK), from_1904=True)


def _serial_text(line: str, _: date | None) -> DateReading | None:
    match = re.fullmatch(r"(\d{5})(?:\.\d+)?", line)
    return _serial(int(match[1])) if match and int(match[1]) in SERIALS else None


# --- dates in words ----------------------------------------------------------------------------------------------

_DAY_MONTH = re.compile(
    rf"{_LEAD}{_WEEKDAY}(?:the\s+)?(?P<day>\d{{1,2}}){_ORDINAL}[\s\-/.]*(?:of\s+)?{_MONTH}"
    r"(?:[\s\-/,.]*(?P<year>\d{4}|['’]?\d{2}))?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"{_LEAD}{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?P<year>\d{{4}})", re.IGNORECASE
)
_MONTH_ONLY = re.compile(
    rf"(?:(?:by|in|during|due in|due|end|end of|by the end of|by end of|by end|will complete in|complete in|the)\s+)*"
    rf"{_MONTH}(?:[\s\-/,.]*(?P<year>\d{{4}}|['’]?\d{{2}}))?",
    re.IGNORECASE,
)
_FIGURE_MONTH = re.compile(r"(?P<month>0?[1-9]|1[0-2])[/.\-](?P<year>20\d{2})")


def _words(line: str, document_date: date | None) -> DateReading | None:
    match = _DAY_MONTH.fullmatch(line) or _MONTH_DAY.fullmatch(line)
    if not match:
        return None
    month, day = _number_of(match["month"]), int(match["day"])
    if match["year"]:
        reading = _from_figures(line, _year(match["year"]), month, day)
        return _with_reading_said(reading, line)
    return _in_a_year_not_given(line, month, day, document_date)


def _in_a_year_not_given(line: str, month: int, day: int, document_date: date | None) -> DateReading:
    if document_date is None:
        return _not_a_date(line, "DATE_NO_YEAR", "has no year. Give the whole date.")
    return _without_year(_from_figures(line, _year_for(month, document_date), month, day), document_date)


def _with_reading_said(reading: DateReading, line: str) -> DateReading:
    if reading.end is None:
        return reading
    return replace(reading, code="DATE_READ", words=f'"{line}" read as {said(reading.end)}.')


def _without_year(reading: DateReading, document_date: date) -> DateReading:
    if reading.end is None:
        return reading
    words = f"read as {said(reading.end)} (year taken from the document date)."
    past = " In the past: mark as done?" if reading.end < document_date else " Confirm."
    return replace(reading, code="DATE_NO_YEAR", weight=Weight.ASK, words=words + past)


def _month(line: str, document_date: date | None) -> DateReading | None:
    match = _MONTH_ONLY.fullmatch(line)
    if not match:
        return None
    month = _number_of(match["month"])
    if not match["year"] and document_date is None:
        return _not_a_date(line, "DATE_NO_YEAR", "has no year. Give the whole date.")
    year = _year(match["year"]) if match["year"] or document_date is None else _year_for(month, document_date)
    reading = _whole_month(line, year, month)
    if not match["year"]:
        words = f'"{line}" read as {said(_last_day(year, month))} (year taken from the document date). Confirm.'
        return replace(reading, words=words)
    # "Mar 24" is March 2024 to most, and the 24th of March to some.
    if match["year"] and match["year"].isdigit() and int(match["year"]) <= 31:
        words = f'"{line}" read as {said(_last_day(year, month))}, and not as a day of that month. Confirm.'
        return replace(reading, words=words)
    return reading


def _figure_month(line: str, _: date | None) -> DateReading | None:
    match = _FIGURE_MONTH.fullmatch(line)
    return _whole_month(line, int(match["year"]), int(match["month"])) if match else None


def _whole_month(line: str, year: int, month: int) -> DateReading:
    last = _last_day(year, month)
    return DateReading(
        start=last.replace(day=1), end=last, precision="month", code="DATE_MONTH_ONLY", weight=Weight.ASK,
        words=f'"{line}" read as {said(last)}. Confirm the day.',
    )  # fmt: skip


_PART_OF_MONTH = re.compile(
    rf"(?:(?:in|by|from|the)\s+)*(?P<part>early|mid|middle of|late|beginning of|start of)[\s\-]+{_MONTH}"
    r"(?:[\s\-/,.]*(?P<year>\d{4}|['’]?\d{2}))?",
    re.IGNORECASE,
)


def _part_of_month(line: str, document_date: date | None) -> DateReading | None:
    match = _PART_OF_MONTH.fullmatch(line)
    if not match:
        return None
    month = _number_of(match["month"])
    if not match["year"] and document_date is None:
        return _not_a_date(line, "DATE_VAGUE", "is not a date. Give a date.")
    year = _year(match["year"]) if match["year"] or document_date is None else document_date.year
    first, last = _ten_days(match["part"].casefold(), year, month)
    friday = _working_day_up_to(last)
    advice = f"is not a date. Suggest {said(friday)}. Confirm."
    if document_date and friday < document_date:
        advice = f"is not a date, and is already past at the document date ({said(document_date)}). Give a date."
    return _not_a_date(line, "DATE_VAGUE", advice, start=first, end=friday, precision="approximate")


def _ten_days(part: str, year: int, month: int) -> tuple[date, date]:
    if part.startswith("mid"):
        return date(year, month, 11), date(year, month, 20)
    if part == "late":
        return date(year, month, 21), _last_day(year, month)
    return date(year, month, 1), date(year, month, 10)


def _working_day_up_to(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


# --- weeks, quarters, ranges, times from now ---------------------------------------------------------------------

_WEEK = re.compile(
    r"(?:by\s+)?(?P<kind>week\s+(?:commencing|beginning|starting|ending|of)|w\s?[/.\-]?\s?[cbse]\b\.?)\s*:?\s*(?P<rest>.+)",
    re.IGNORECASE,
)


def _week(line: str, document_date: date | None) -> DateReading | None:
    match = _WEEK.fullmatch(line)
    if not match:
        return None
    day = read_date_phrase(match["rest"], document_date)
    if day.end is None or not day.is_date:
        return replace(day, words=f'"{line}": the day of the week cannot be read. Give a date.') if day.words else None
    ending = match["kind"].casefold().rstrip(".").endswith(("e", "ending"))
    end = day.end if ending else day.end + timedelta(days=4 - min(day.end.weekday(), 4))
    start = None if ending else day.end
    kind = f"week ending {said(day.end)}" if ending else f"week starting {said(day.end)} read as Friday {said(end)}"
    words = f"{kind}{' read as that day' if ending else ''}. Confirm."
    return DateReading(start=start, end=end, precision="week", code="DATE_WEEK", weight=Weight.ASK, words=words)


_QUARTER = re.compile(
    r"(?:(?:by|in|during|end|end of|by end of|the)\s+)*(?:Q|qtr\.?\s*|quarter\s*)\s?(?P<quarter>[1-4])"
    r"(?:[\s,:\-]*\(?(?:FY\s?)?(?P<year>(?:20)?\d{2})(?:\s?[/\-]\s?(?P<second>(?:20)?\d{2}))?\)?)?(?:\s*\([^)]*\))?",
    re.IGNORECASE,
)


def _quarter(line: str, document_date: date | None) -> DateReading | None:
    match = _QUARTER.fullmatch(line)
    if not match:
        return None
    if match["year"]:
        year = _year(match["year"])
    elif document_date:
        year = document_date.year - (document_date.month < 4)
    else:
        return _not_a_date(line, "DATE_NO_YEAR", "has no year. Give a date.")
    first_month = (4, 7, 10, 1)[int(match["quarter"]) - 1]
    start = date(year + (first_month == 1), first_month, 1)
    end = _last_day(start.year, first_month + 2)
    months = f"{MONTHS[first_month - 1]} to {MONTHS[first_month + 1]}"
    taken = "" if match["year"] else "; year taken from the document date"
    words = f"{line} read as {said(end)} (financial year, {months}{taken}). Confirm."
    return DateReading(start, end, "quarter", "DATE_QUARTER", Weight.ASK, words)


_RANGE = re.compile(
    r"(?:between\s+)?(?:the\s+)?(?:from\s+)?(?P<from>.{2,30}?)\s*(?:\s[-–—]\s|–|—|\bto\b|\buntil\b|\band\b|\btill\b)\s*"
    r"(?:the\s+)?(?P<to>.{4,30})",
    re.IGNORECASE,
)
_TWO_MONTHS = re.compile(rf"(?P<from>{_MONTH_NAME})\s?/\s?(?P<to>{_MONTH_NAME}\s.+)", re.IGNORECASE)
_DAYS_OF_ONE_MONTH = re.compile(rf"(?P<first>\d{{1,2}}){_ORDINAL}\s?[-–—/&]\s?(?P<rest>\d{{1,2}}{_ORDINAL}\s.+)")


def _range(line: str, document_date: date | None) -> DateReading | None:
    parts = _range_parts(line)
    if parts is None:
        return None
    to = read_date_phrase(parts[1], document_date)
    if to.end is None or not to.is_date:
        return None
    begins = read_date_phrase(parts[0] + _year_of(parts[0], to.end), document_date)
    if begins.start is None:
        return _vague_range(line, to.end, document_date)
    if begins.start > to.end:
        return None
    words = f"a range. The end, {said(to.end)}, is suggested. Confirm."
    precision = to.precision if begins.precision == "day" else begins.precision
    return DateReading(begins.start, to.end, precision, "DATE_RANGE", Weight.ASK, words)


def _range_parts(line: str) -> tuple[str, str] | None:
    same_month = _DAYS_OF_ONE_MONTH.fullmatch(line)
    if same_month:
        return re.sub(rf"^\d{{1,2}}{_ORDINAL}", same_month["first"], same_month["rest"]), same_month["rest"]
    match = _TWO_MONTHS.fullmatch(line) or _RANGE.fullmatch(line)
    return (match["from"], match["to"]) if match else None


def _year_of(text: str, other: date) -> str:
    """The year to add to the first half of a range that leaves it to the second ("June to Sept 2021")."""
    return "" if re.search(r"\d{4}|[/\-.']\d{2}$", text) or not re.search(_MONTH, text, re.I) else f" {other.year}"


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def _vague_range(line: str, end: date, document_date: date | None) -> DateReading | None:
    season = re.search(r"\b(spring|summer|autumn|winter)\b", line, re.IGNORECASE)
    if season is None:
        return None
    start = date((document_date or end).year, _SEASONS[season[1].casefold()], 1)
    if document_date and start < document_date:
        start += relativedelta(years=1)
    advice = "starts vaguely and is a possibility, not a deadline. Give a date."
    return _not_a_date(line, "DATE_RANGE", advice, start=start, end=end, precision="approximate")


_COUNTS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_RELATIVE = re.compile(
    r"(?P<before>.*?)\b(?P<count>\d{1,3}|" + "|".join(_COUNTS) + r")\s+(?P<unit>day|week|month|year)s?\b(?P<after>.*)",
    re.IGNORECASE,
)


def _relative(line: str, document_date: date | None) -> DateReading | None:
    match = _RELATIVE.fullmatch(line)
    if not match:
        return None
    if document_date is None:
        return _not_a_date(line, "DATE_RELATIVE", "counts from a date that the file does not give. Give a date.")
    number = _COUNTS.get(match["count"].casefold()) or int(match["count"])
    return _counted_from(line, document_date, match["before"].casefold(), number, match["unit"].casefold())


def _counted_from(line: str, document_date: date, before: str, number: int, unit: str) -> DateReading:
    span = relativedelta(
        days=number * (unit == "day"),
        weeks=number * (unit == "week"),
        months=number * (unit == "month"),
        years=number * (unit == "year"),
    )
    if re.search(r"\b(last|past|previous)\b", before):
        start, advice = document_date - span, "looks back. It is history, not a deadline. Give a date."
        return _not_a_date(line, "DATE_VAGUE", advice, start=start, end=document_date, precision="relative")
    end = document_date + span
    from_now = re.search(r"\b(over|in|within|next)\b", before) is not None
    if from_now and unit != "year":
        words = f'"{line}" counts from the document date. Read as {said(end)}. Confirm.'
        return DateReading(document_date, end, "relative", "DATE_RELATIVE", Weight.ASK, words)
    advice = f"counts from a date that may not be meant. From {said(document_date)} it is {said(end)}. Give a date."
    begin = document_date if from_now else None
    return _not_a_date(line, "DATE_RELATIVE", advice, start=begin, end=end, precision="relative")


# --- what has only one end, or none ------------------------------------------------------------------------------

_FROM = re.compile(
    r"(?:(?:starting|starts|start|begins|beginning|for full implementation)\s+)?(?:from|in)\s+(?P<rest>.+)", re.I
)
_ONLY_STARTS = re.compile(
    r"^(?:starting|starts|begins|beginning|from|for full implementation from|wef|w\.e\.f\.)\b", re.I
)


def _start_only(line: str, document_date: date | None) -> DateReading | None:
    if not _ONLY_STARTS.search(line):
        return None
    rest = re.sub(
        r"^(?:(?:starting|starts|begins|beginning|for full implementation|from|in|wef|w\.e\.f\.)\s+)+",
        "",
        line,
        flags=re.I,
    )
    day = read_date_phrase(rest, document_date)
    if day.start is None or not day.is_date:
        return None
    words = f"start read as {said(day.start)}. No end date. Give a deadline."
    return DateReading(day.start, None, day.precision, "DATE_START_ONLY", Weight.ASK, words)


def _since(line: str, document_date: date | None) -> DateReading | None:
    match = re.fullmatch(r"since\s+(.+)", line, re.IGNORECASE)
    if not match:
        return None
    day = read_date_phrase(match[1], document_date)
    advice = "is a baseline, not a deadline. Give a date."
    return _not_a_date(line, "DATE_VAGUE", advice, start=day.start, precision=day.precision)


def _event(line: str, _: date | None) -> DateReading | None:
    if not re.match(r"(?:until|till|once|when|after|following|subject to|upon|on completion of)\s+\D", line, re.I):
        return None
    return _not_a_date(
        line, "DATE_EVENT", "ends on an event, not a date. Give a review date as the deadline.", precision="event"
    )


_TBC = re.compile(
    r"(?:to be (?:confirmed|agreed|determined|decided|advised|set)|t\.?\s?b\.?\s?[acd]\.?|date tbc|"
    r"tbc.{0,40}|\?+|not (?:yet )?"
    r"(?:known|set|agreed|given|stated)|unknown|awaiting (?:date|confirmation)|pending)\.?",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"(?:(?:is\s+|now\s+)?on-?\s?going|continuous(?:ly)?|rolling|business as usual|bau|in progress|"
    r"open ended|open-ended|standing|"
    r"permanent|in place|always|daily|weekly|fortnightly|monthly|quarterly|annually|termly)\b.{0,40}",
    re.IGNORECASE,
)
_REGULAR = re.compile(r"(?:on\s+an?\s+)?regular(?:ly)?(?:\s+basis)?|periodic(?:ally)?", re.IGNORECASE)
_VAGUE = re.compile(
    r"a\.?s\.?a\.?p\.?|as soon as (?:possible|practicable)|immediate(?:ly)?|imminent(?:ly)?|"
    r"urgent(?:ly)?(?:\s+action)?|now|soon|"
    r"shortly|without delay|(?:relatively )?quickly|at the earliest opportunity|(?:in the )?(?:coming|"
    r"forthcoming|next few|"
    r"near)\s?(?:months|weeks|future|term)?|(?:short|medium|long)[\s\-]term|.*\b(?:spring|summer|autumn|winter|term|easter|"
    r"christmas|half[\s\-]term|year end|end of (?:the )?(?:financial |calendar )?year|stage|beyond|"
    r"phase)\b.*|end of week|cop\b.*",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(
    r"(?:by\s+|in\s+|during\s+|end of\s+|FY\s*)*(?P<year>20\d{2})(?:\s?[/\-]\s?(?P<second>\d{2,4}))?", re.I
)


def _tbc(line: str, _: date | None) -> DateReading | None:
    if not _TBC.fullmatch(line):
        return None
    return replace(_not_a_date(line, "DATE_TBC", ""), words=f'"{line}" is not a date. Give a date.')


def _ongoing(line: str, _: date | None) -> DateReading | None:
    if not _ONGOING.fullmatch(line):
        return None
    advice = "is not a date. Give a deadline, or make it a standing duty with a review date."
    return _not_a_date(line, "DATE_ONGOING", advice)


def _regular(line: str, _: date | None) -> DateReading | None:
    if not _REGULAR.fullmatch(line):
        return None
    return _not_a_date(line, "DATE_VAGUE", "is a frequency with no interval: every how many weeks? Give a date.")


def _vague(line: str, _: date | None) -> DateReading | None:
    return _not_a_date(line, "DATE_VAGUE", "is not a date. Give a date.") if _VAGUE.fullmatch(line) else None


def _year_only(line: str, _: date | None) -> DateReading | None:
    match = _YEAR_ONLY.fullmatch(line)
    if not match:
        return None
    year = int(match["year"])
    end = date(year + 1, 3, 31) if match["second"] else date(year, 12, 31)
    advice = f"has no day or month. Did you mean {said(end)}?"
    return _not_a_date(line, "DATE_VAGUE", advice, start=None, end=end, precision="year")


_DATE_IN_TEXT = re.compile(
    rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?(?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|\d{{1,2}}{_ORDINAL}[\s\-]+(?:of\s+)?{_MONTH_NAME}[\s\-,]+(?:\d{{4}}|['’]?\d{{2}}(?!\d))"
    rf"|{_MONTH_NAME}[\s\-]+20\d{{2}}",
    re.IGNORECASE,
)


def dates_in(text: str) -> list[str]:
    """The stretches of a text that are dates with their year, as written."""
    return [match[0] for match in _DATE_IN_TEXT.finditer(text)]


def _with_note(line: str, document_date: date | None) -> DateReading | None:
    found = dates_in(line)
    if not found or found[0] == line:  # what has the shape of a date and is none, and nothing beside it
        return None
    if len(found) > 1 and not re.search(r"\(.*" + re.escape(found[1]) + r".*\)", line):
        both = f'"{found[0]}" and "{found[1]}"'
        return _not_a_date(line, "TWO_VALUES", f"has two dates, {both}. Which one is agreed?")
    day = read_date_phrase(found[0], document_date)
    if day.end is None:
        return day
    note = line.replace(found[0], "", 1).strip(" ()[]–-:;,.")
    if note.casefold() in {"", "by", "on", "due", "due by", "deadline"} or re.fullmatch(r"[\d:]+", note):
        return _with_reading_said(day, line) if day.is_date and not day.code else day
    words = f'read as {said(day.end)}, with the note "{note}". Confirm.'
    return replace(
        day, code="DATE_WITH_NOTE", weight=max(day.weight, Weight.ASK, key=_GRAVITY.index), words=words, note=note
    )


_GRAVITY = (Weight.SAY, Weight.ASK, Weight.HOLD)

_READERS: tuple[Callable[[str, date | None], DateReading | None], ...] = (
    _iso, _figures, _figures_without_year, _year_first, _serial_text, _letter_o, _tbc, _ongoing, _regular,
    _words, _month, _figure_month, _part_of_month, _week, _quarter, _start_only, _since, _range,
    _relative, _event, _vague, _year_only, _with_note,
)  # fmt: skip


# --- against the start -------------------------------------------------------------------------------------------


def before_start(reading: DateReading, start: date) -> DateReading:
    """Turn a deadline that lies before its start into a question that holds, with the likely date."""
    day = reading.end
    if day is None or day >= start:
        return reading
    if reading.code == "EXCEL_SERIAL" and not reading.from_1904:
        number = (day - EXCEL_EPOCH).days
        old_mac = day + timedelta(days=DAYS_TO_1904)
        also = (
            f" If the file came from an old Mac it is {said(old_mac)}. Which?" if old_mac >= start else " Give a date."
        )
        words = f"{number} reads as {said(day)}, before the start.{also}"
    else:
        meant = next((d for d in (_day(start.year + n, day.month, day.day) for n in (0, 1)) if d and d >= start), None)
        also = f"Did you mean {said(meant)}?" if meant else "Give a date."
        words = f"{said(day)} is before the start, {said(start)}. {also}"
    return DateReading(precision="none", code="DATE_BEFORE_START", weight=Weight.HOLD, words=words)
