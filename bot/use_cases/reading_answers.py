"""Reading what a person answered: a platform's own picker gives a date or a time, a terminal gives words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.domain.dates import MONTHS
from bot.domain.refusals import Refusal
from bot.use_cases.heard import Answer

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_BRITISH = re.compile(r"^(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+([a-z]+|\d{1,2})[\s/.\-,]+(\d{4})$")
_HOUR = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$")

ASK_FOR_A_DAY = "Type it as day, month and year, such as 15 June 2021 or 2021-06-15."
ASK_FOR_AN_HOUR = "Type it as hours and minutes, such as 09:30."


@dataclass
class Form:
    """The answers of one form, read one by one; what is wrong with each is kept, so that all is said at once."""

    answers: Mapping[str, Answer]
    errors: dict[str, str] = field(default_factory=dict)

    def words(self, name: str, ask: str = "", *, longest: int = 300) -> str:
        """A line of text with its white space tidied; with `ask`, an empty one is wrong and this is what to do."""
        said = self.answers.get(name)
        words = " ".join(said.split()) if isinstance(said, str) else ""
        if ask and not words:
            self.errors[name] = ask
        if len(words) > longest:
            self.errors[name] = f"That is {len(words):,} characters; please keep it within {longest:,}."
        return words

    def day(self, name: str, ask: str = "") -> date | None:
        """A day, picked or typed; None when there is none or it can not be read."""
        said = self.answers.get(name)
        if isinstance(said, date):
            return said
        typed = self.words(name, ask)
        found = read_day(typed) if typed else None
        if typed and found is None:
            self.errors[name] = f"“{typed}” is not a date that I can read. {ASK_FOR_A_DAY}"
        return found

    def hour(self, name: str, ask: str = "") -> time | None:
        """A time of day, picked or typed; None when there is none or it can not be read."""
        said = self.answers.get(name)
        if isinstance(said, time):
            return said
        typed = self.words(name, ask)
        found = read_hour(typed) if typed else None
        if typed and found is None:
            self.errors[name] = f"“{typed}” is not a time that I can read. {ASK_FOR_AN_HOUR}"
        return found

    def wrong(self, name: str, words: str) -> None:
        """Say what is wrong with an answer, unless something was wrong with it before."""
        self.errors.setdefault(name, words)


def read_day(said: str) -> date | None:
    """A day as people in Britain write it (15 June 2021, 15/06/2021, Tuesday 15 June 2021), or as 2021-06-15.

    The year is asked for: a plan runs over several. None where it is no day of any calendar.
    """
    typed = said.strip().casefold()
    if match := _ISO.match(typed):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _BRITISH.match(typed):
        year, month, day = int(match[3]), _month(match[2]), int(match[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_hour(said: str) -> time | None:
    """A time of day: 09:30, 9.30, 9am, 2:15 pm. A bare number needs am or pm, or two digits (14)."""
    match = _HOUR.match(said.strip().casefold())
    if match is None or not (match[2] or match[3] or len(match[1]) == 2):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def read_number(said: str, what: str) -> int:
    """The id that a button or a form carries.

    Raises:
        Refusal: it carries none, because the message it is on is from another release.
    """
    if not said.isascii() or not said.isdigit():
        raise Refusal(f"This button no longer says which {what} it is about. Type “setup” and start from there.")
    return int(said)


def _month(said: str) -> int:
    if said.isdigit():
        return int(said)
    found = [number for number, month in enumerate(MONTHS, 1) if len(said) >= 3 and month.casefold().startswith(said)]
    return found[0] if found else 0
