"""A meeting that recurs: a rule from words, or from an RRULE (RFC 5545), and back to words; and the days it falls on.

A rule counts in weeks or in months, and never comes round more often than once a week. "Every second Tuesday" could
be every other week or one Tuesday in a month. Here it is every other week, and the words that are shown back ("every
second week on Tuesday") say so.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from itertools import islice, pairwise, takewhile

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekdays

from bot.domain.dates import WEEKDAYS, counted, day_and_year, listed
from bot.domain.refusals import Refusal
from bot.domain.typed_dates import read_day, read_hour
from bot.domain.working_days import SATURDAY, WorkingDays

LONGEST = 300
"""Characters of a rule, in words or as an RRULE."""
AT_MOST_WEEKS, AT_MOST_MONTHS, AT_MOST_TIMES = 52, 12, 500
LAST = -1
LATEST_DAY = 28
"""The last day that every month has."""
FEWEST_DAYS = 7

WHAT_TO_TYPE = (
    "Type it as “every second Tuesday at 10:00”, “every 4 weeks on Tuesday”, “every month on the second Tuesday” or "
    "“monthly on the 15th”."
)


class Unit(Enum):
    """What a rule counts in."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Rule:
    """When a meeting comes round.

    Weeks have a weekday (Monday is 0), or none while it is that of the first meeting. Months have places of a weekday
    (1 to 4, −1 the last), or days (1 to 28, −1 the last). `at` is the time on the wall, where the rule says one.
    """

    unit: Unit
    every: int
    weekday: int | None = None
    places: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    at: time | None = None
    times: int | None = None
    until: date | None = None


@dataclass(frozen=True)
class Occurrence:
    """A day on which it takes place, and where that is not the rule's own: which that was, and why it moved."""

    day: date
    moved_from: date | None = None
    why: str = ""


def read_rule(said: str, first: date | None = None) -> Rule:
    """The rule that words or an RRULE mean; a rule of weeks that names no weekday gets that of `first`.

    Raises:
        Refusal: it can not be read, names no day, comes round more often than weekly or less than yearly, or falls on
            a weekend; with what to type.
    """
    typed = " ".join(said.split())
    if len(typed) > LONGEST:
        raise Refusal(f"That is too long for a rule. {WHAT_TO_TYPE}")
    rule = _from_rrule(typed) if _RRULE.match(typed) else _from_words(typed)
    if rule.unit is Unit.WEEK and rule.weekday is None:
        if first is None:
            raise Refusal(f"“{typed}” does not say on which day. {WHAT_TO_TYPE}")
        rule = replace(rule, weekday=first.weekday())
    _check(rule, typed)
    return rule


def rule_in_words(rule: Rule) -> str:
    """The rule as people say it; `read_rule` reads it back."""
    words = f"{_every(rule)}{_on(rule)}"
    if rule.at is not None:
        words += f" at {rule.at:%H:%M}"
    if rule.times is not None:
        words += f", {counted(rule.times, 'time')}"
    return words + (f", until {day_and_year(rule.until)}" if rule.until else "")


def rule_as_rrule(rule: Rule) -> str:
    """The rule as an RRULE, without its name; `read_rule` reads it back."""
    parts = [f"FREQ={'WEEKLY' if rule.unit is Unit.WEEK else 'MONTHLY'}", f"INTERVAL={rule.every}"]
    if rule.days:
        parts.append(f"BYMONTHDAY={','.join(map(str, rule.days))}")
    elif rule.weekday is not None:
        code = _CODES[rule.weekday]
        parts.append(f"BYDAY={','.join([f'{place}{code}' for place in rule.places] or [code])}")
    if rule.at is not None:
        parts.append(f"BYHOUR={rule.at.hour};BYMINUTE={rule.at.minute}")
    if rule.times is not None:
        parts.append(f"COUNT={rule.times}")
    return ";".join([*parts, *([f"UNTIL={rule.until:%Y%m%d}"] if rule.until else [])])


def rule_days(rule: Rule, first: date, until: date) -> list[date]:
    """The days on which the rule falls, from the first one at or after `first` up to and with `until`.

    It counts its weeks and months from that first one. `until` bounds the work as well as the days.
    """
    last = min(until, rule.until) if rule.until else until
    start = next(iter(_rrule(replace(rule, every=1), first)), None)
    if start is None or start.date() > last:
        return []
    found = takewhile(lambda at: at.date() <= last, _rrule(rule, start.date()))
    return [at.date() for at in islice(found, rule.times)]


def occurrences(rule: Rule, first: date, until: date, working: WorkingDays) -> list[Occurrence]:
    """The working days on which it takes place: a day that is none moves to the next that is, and says why.

    Where two would come to the same day, the first of them stands.
    """
    found: dict[date, Occurrence] = {}
    for day in rule_days(rule, first, until):
        landed = working.next_working_day(day)
        moved = Occurrence(landed, day, why_not_working(working, day)) if landed != day else Occurrence(day)
        found.setdefault(landed, moved)
    return list(found.values())


def why_not_working(working: WorkingDays, day: date) -> str:
    """Why a day is no working day: "a bank holiday", "a quiet day of the board", "a Saturday"; empty if it is one."""
    if day.weekday() >= SATURDAY:
        return f"a {WEEKDAYS[day.weekday()]}"
    if day in working.holidays:
        return "a bank holiday"
    return "a quiet day of the board" if day in working.quiet_days else ""


def _rrule(rule: Rule, start: date) -> rrule:
    by_weekday = None
    if rule.weekday is not None:
        weekday = weekdays[rule.weekday]
        by_weekday = [weekday(place) for place in rule.places] or [weekday]
    return rrule(
        WEEKLY if rule.unit is Unit.WEEK else MONTHLY,
        interval=rule.every,
        dtstart=datetime.combine(start, time()),
        byweekday=by_weekday,
        bymonthday=rule.days or None,
    )


# What may be


def _check(rule: Rule, typed: str) -> None:
    most = AT_MOST_WEEKS if rule.unit is Unit.WEEK else AT_MOST_MONTHS
    if not 1 <= rule.every <= most:
        longest = counted(most, rule.unit.value)
        raise Refusal(f"“{typed}” is not between 1 and {longest} apart. Add a rarer meeting by itself, without a rule.")
    if rule.weekday is not None and rule.weekday >= SATURDAY:
        raise Refusal(f"{WEEKDAYS[rule.weekday]} is no working day. Choose a day from Monday to Friday.")
    if rule.unit is Unit.MONTH:
        _check_month(rule, typed)
    if rule.times is not None and not 1 <= rule.times <= AT_MOST_TIMES:
        raise Refusal(f"A series has from 1 to {AT_MOST_TIMES} meetings. Leave the number out for one without an end.")
    if rule.times is not None and rule.until is not None:
        raise Refusal("Say how many times or until when, not both.")


def _check_month(rule: Rule, typed: str) -> None:
    if not rule.days and (rule.weekday is None or not rule.places):
        raise Refusal(
            f"“{typed}” does not say on which day of the month. Type “every month on the second Tuesday” or “monthly "
            "on the 15th”."
        )
    if any(place != LAST and not 1 <= place <= 4 for place in rule.places):
        raise Refusal("A month is sure to have four of each weekday: choose the first to the fourth, or the last.")
    if any(day != LAST and not 1 <= day <= LATEST_DAY for day in rule.days):
        raise Refusal(
            f"Not every month has that day. Choose one from the 1st to the {LATEST_DAY}th, or type “every month on the "
            "last day”."
        )
    counted_days = sorted(LATEST_DAY if day == LAST else day for day in rule.days)
    around = [*counted_days, *(day + LATEST_DAY for day in counted_days[:1])]
    if any(later - day < FEWEST_DAYS for day, later in pairwise(around)):
        raise Refusal(_TOO_OFTEN)


_TOO_OFTEN = f"That comes round more often than once a week, which is more than anyone can prepare for. {WHAT_TO_TYPE}"


def _unreadable(typed: str) -> Refusal:
    return Refusal(f"I can not read “{typed}” as a rule for meetings. {WHAT_TO_TYPE}")


# To words


def _every(rule: Rule) -> str:
    unit = rule.unit.value
    if rule.every == 1:
        return "every" if rule.unit is Unit.WEEK and rule.weekday is not None else f"every {unit}"
    return f"every second {unit}" if rule.every == 2 else f"every {rule.every} {unit}s"


def _on(rule: Rule) -> str:
    if rule.days:
        return f" on the {listed([_day_of_month(day) for day in rule.days])}"
    if rule.weekday is None:
        return ""
    weekday = WEEKDAYS[rule.weekday]
    if rule.places:
        return f" on the {listed([_PLACES[place] for place in rule.places])} {weekday}"
    return f" {weekday}" if rule.every == 1 else f" on {weekday}"


def _day_of_month(day: int) -> str:
    return "last day" if day == LAST else f"{day}{_ending(day)}"


def _ending(number: int) -> str:
    return "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# From words

_TAIL_TIMES = re.compile(r"[ ,]+(?:for )?(\d{1,9}|[a-z]+) (?:times|time|meetings)$")
_TAIL_UNTIL = re.compile(r"[ ,]+(?:until|till|up to|ending)(?: on)? (.+)$")
_AT = re.compile(r"[ ,]+at (\S+(?: ?[ap]m)?)(?=$|[ ,])|[ ,]+(\d{1,2}[:.]\d{2}(?: ?[ap]m)?|\d{1,2} ?[ap]m)(?=$|[ ,])")
_SMALL = frozenset("a an the on of in from and".split())
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}  # fmt: skip
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}  # fmt: skip
_WHOLE = {
    "each": "every",
    "other": "2nd",
    "alternate": "every 2nd",
    "weekly": "every week",
    "weeks": "week",
    "monthly": "every month",
    "months": "month",
    "quarterly": "every 3 month",
    "quarter": "3 month",
    "yearly": "every year",
    "annually": "every year",
    "years": "year",
    "daily": "every day",
    "days": "day",
    "fortnights": "fortnight",
    "fortnightly": "every 2 week",
}
_WEEKDAY_NAMES = {
    name: day
    for day, (long, shorter) in enumerate(
        zip(WEEKDAYS, ("mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun"), strict=True)
    )
    for name in (long.casefold(), f"{long.casefold()}s", *shorter.split())
}


def _from_words(typed: str) -> Rule:
    plain = typed.casefold().rstrip(".")
    times = until = at = None
    if match := _TAIL_UNTIL.search(plain):
        until, plain = _until(match[1]), plain[: match.start()]
    if match := _TAIL_TIMES.search(plain):
        times, plain = _number(match[1]), plain[: match.start()]
        if times is None:
            raise _unreadable(typed)
    if match := _AT.search(plain):
        at, plain = read_hour(match[1] or match[2]), plain[: match.start()] + plain[match.end() :]
        if at is None:
            raise Refusal(f"“{match[1] or match[2]}” is not a time that I can read. Type it as “at 10:00”.")
    said = _tidied(plain)
    if _OFTEN.search(said):
        raise Refusal(_TOO_OFTEN)
    for pattern, make in _PATTERNS:
        if match := pattern.fullmatch(said):
            return replace(make(match), at=at, times=times, until=until)
    raise _unreadable(typed)


def _until(said: str) -> date:
    day = read_day(said)
    if day is None:
        raise Refusal(f"“{said}” is not a date that I can read. Type it as “until 30 June 2027”.")
    return day


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() else _NUMBERS.get(said)


def _tidied(plain: str) -> str:
    """The words that matter, alike: "every 2o w1" for "every second Tuesday"; `o` marks an ordinal, `w` a weekday."""
    words = [_tidied_word(word) for word in re.split(r"[\s,&-]+", plain) if word and word not in _SMALL]
    said = " ".join(words).replace("every every", "every").replace("every fortnight", "every 2 week")
    said = said.replace("fortnight", "2 week")
    return re.sub(r"(\d+o|last) (w\d) (?=(?:\d+o|last) \2)", r"\1 ", said)


def _tidied_word(word: str) -> str:
    if word in _WEEKDAY_NAMES:
        return f"w{_WEEKDAY_NAMES[word]}"
    if word in _ORDINALS:
        return f"{_ORDINALS[word]}o"
    if word in _NUMBERS:
        return str(_NUMBERS[word])
    if match := re.fullmatch(r"0*(\d{1,9})(?:st|nd|rd|th)", word):
        return f"{match[1]}o"
    return _WHOLE.get(word, word).replace("2nd", "2o")


def _weeks(match: re.Match[str]) -> Rule:
    return Rule(Unit.WEEK, int(match["n"] or 1), int(match["w"]) if match["w"] else None)


def _places(match: re.Match[str]) -> Rule:
    return Rule(Unit.MONTH, int(match["n"] or 1), int(match["w"]), places=_in_order(match["o"]))


def _month_days(match: re.Match[str]) -> Rule:
    return Rule(Unit.MONTH, int(match["n"] or 1), days=_in_order(match["o"]))


def _in_order(said: str) -> tuple[int, ...]:
    numbers = {LAST if word == "last" else int(word.rstrip("o")) for word in said.split() if word != "day"}
    return tuple(sorted(numbers, key=lambda number: (number == LAST, number)))


_NTH = r"(?:(?P<n>\d+)o? )?"
_DAY = r"w(?P<w>\d)"
_PLACE = r"(?P<o>(?:\d+o|last)(?: (?:\d+o|last))*)"
_DATE = r"(?P<o>(?:\d+o?|last day)(?: (?:\d+o?|last day))*)(?: day)?"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Rule]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"every {_NTH}week(?: every)?(?: {_DAY})?", _weeks),
        (rf"(?:every )?{_DAY} every {_NTH}week", _weeks),
        (rf"every (?:(?P<n>[2-9]|[1-9]\d+)o )?{_DAY}", _weeks),
        (rf"(?P<n>){_DAY}", _weeks),
        (rf"every {_NTH}month {_PLACE} {_DAY}", _places),
        (rf"(?:every )?{_PLACE} {_DAY} (?:every )?{_NTH}month", _places),
        (rf"(?:every )?(?P<n>){_PLACE} {_DAY}", _places),
        (rf"every {_NTH}month {_DATE}", _month_days),
        (rf"(?:every )?{_DATE} (?:every )?{_NTH}month", _month_days),
        (rf"every {_NTH}month(?P<o>)", _month_days),
    )
)
"""The first that fits the whole of what was said. "Every second Tuesday" fits weeks, "the second Tuesday" months."""
_OFTEN = re.compile(r"every (?:working )?day\b|\bweekdays?$|\btwice\b|^every hour|w(\d) (?:every )?w(?!\1)\d")


# From an RRULE

_RRULE = re.compile(r"(?:rrule:)?\s*(?:[a-z]+=[^;=]*;\s*)*freq=", re.IGNORECASE)
"""Its parts may come in any order (RFC 5545, section 3.3.10)."""
_READ = frozenset("FREQ INTERVAL BYDAY BYMONTHDAY BYSETPOS COUNT UNTIL WKST BYHOUR BYMINUTE BYSECOND".split())
_UNITS = {"WEEKLY": Unit.WEEK, "MONTHLY": Unit.MONTH}
_BY_DAY = re.compile(r"([+-]?\d{1,3})?(MO|TU|WE|TH|FR|SA|SU)")


def _from_rrule(typed: str) -> Rule:
    """An RRULE as far as it means one of these rules.

    Source: RFC 5545, section 3.3.10. What it has and this has not (BYEASTER, YEARLY, several weekdays) is refused.
    """
    parts = _parts(typed)
    frequency = parts["FREQ"]
    if frequency in ("DAILY", "HOURLY", "MINUTELY", "SECONDLY"):
        raise Refusal(_TOO_OFTEN)
    if frequency not in _UNITS:
        raise _unreadable(typed)
    unit, every = _UNITS[frequency], _whole(parts.get("INTERVAL", "1"), typed)
    weekday, places = _by_day(parts, unit, typed)
    days = _in_order(" ".join(_signed(each, typed) for each in _listed(parts, "BYMONTHDAY")))
    if days and (unit is Unit.WEEK or weekday is not None):
        raise _unreadable(typed)
    return Rule(unit, every, weekday, places, days, _by_hour(parts, typed), *_ends(parts, typed))


def _parts(typed: str) -> dict[str, str]:
    pairs = [piece.partition("=") for piece in re.sub(r"^rrule:\s*", "", typed.upper(), flags=re.I).split(";") if piece]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    unknown = sorted(parts.keys() - _READ)
    if len(parts) != len(pairs) or not all(parts.values()):
        raise _unreadable(typed)
    if unknown:
        raise Refusal(f"I can not keep to {listed(unknown[:3])} in a rule. {WHAT_TO_TYPE}")
    return parts


def _listed(parts: dict[str, str], name: str) -> Iterable[str]:
    return (each.strip() for each in parts[name].split(",")) if name in parts else ()


def _whole(said: str, typed: str) -> int:
    if not re.fullmatch(r"\d{1,9}", said, re.ASCII):
        raise _unreadable(typed)
    return int(said)


def _signed(said: str, typed: str) -> str:
    """A place or a day of the month in the words of `_in_order`; from the end only the very last is kept."""
    if said == "-1":
        return "last"
    return f"{_whole(said.removeprefix('+'), typed)}o"


def _by_day(parts: dict[str, str], unit: Unit, typed: str) -> tuple[int | None, tuple[int, ...]]:
    found = [_BY_DAY.fullmatch(each) for each in _listed(parts, "BYDAY")]
    named = [match for match in found if match is not None]
    if len(named) != len(found):
        raise _unreadable(typed)
    if len({match[2] for match in named}) > 1:
        raise Refusal(_TOO_OFTEN if unit is Unit.WEEK else f"Add one series for each weekday. {WHAT_TO_TYPE}")
    said = [match[1] for match in named if match[1]] or list(_listed(parts, "BYSETPOS"))
    both = "BYSETPOS" in parts and any(match[1] for match in named)
    if not named or both or (said and unit is Unit.WEEK) or (len(named) > 1 and len(said) != len(named)):
        if named or "BYSETPOS" in parts:
            raise _unreadable(typed)
        return None, ()
    if unit is Unit.MONTH and not said:
        raise Refusal(
            f"“{typed}” does not say which {WEEKDAYS[_CODES.index(named[0][2])]} of the month. {WHAT_TO_TYPE}"
        )
    places = _in_order(" ".join(_signed(each, typed) for each in said))
    return _CODES.index(named[0][2]), places


def _by_hour(parts: dict[str, str], typed: str) -> time | None:
    hour, minute, second = (_whole(parts.get(f"BY{name}", "0"), typed) for name in ("HOUR", "MINUTE", "SECOND"))
    if "BYHOUR" not in parts:
        return None
    if hour > 23 or minute > 59 or second:
        raise _unreadable(typed)
    return time(hour, minute)


def _ends(parts: dict[str, str], typed: str) -> tuple[int | None, date | None]:
    times = _whole(parts["COUNT"], typed) if "COUNT" in parts else None
    if "UNTIL" not in parts:
        return times, None
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?", parts["UNTIL"], re.ASCII)
    until = read_day("-".join(match.groups())) if match else None
    if until is None:
        raise _unreadable(typed)
    return times, until
