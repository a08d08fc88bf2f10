"""Reading what a person answered: a platform's own picker gives a date or a time, a terminal gives words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.domain.dates import MONTHS
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.use_cases.heard import Answer

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_BRITISH = re.compile(r"^(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+([a-z]+|\d{1,2})[\s/.\-,]+(\d{4})$")
_HOUR = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$")

ASK_FOR_A_DAY = "Type it as day, month and year, such as 15 June 2021 or 2021-06-15."
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""No plan that anybody answers for reaches further; a year outside is a slip of the finger."""
FAR_AWAY = f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}."
LARGEST_ID = 2**31 - 1
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
        typed = "" if isinstance(said, date) else self.words(name, ask)
        found = said if isinstance(said, date) else read_day(typed)
        if typed and found is None:
            self.wrong(name, f"“{typed}” is not a date that I can read. {ASK_FOR_A_DAY}")
        if found is not None and not is_near(found):
            self.wrong(name, FAR_AWAY)
            return None
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


def is_near(day: date) -> bool:
    """Whether a day is one that somebody may mean: the calendar is worked out around it."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def read_number(said: str, what: str) -> int:
    """The id that a button or a form carries.

    Raises:
        Refusal: it carries none, because the message it is on is from another release.
    """
    if not said.isascii() or not said.isdigit() or len(said) > 10 or int(said) > LARGEST_ID:
        raise Refusal(f"This no longer says which {what} it is about. Type “help” to see what can be asked now.")
    return int(said)


def read_rating(said: str, ask: str) -> Rating:
    """The rating that was chosen.

    Raises:
        Refusal: none was, or there is no such rating; `ask` says what to do.
    """
    try:
        return Rating.named(said)
    except KeyError:
        raise Refusal(ask, "rating") from None


def _month(said: str) -> int:
    if said.isdigit():
        return int(said)
    found = [number for number, month in enumerate(MONTHS, 1) if len(said) >= 3 and month.casefold().startswith(said)]
    return found[0] if found else 0
