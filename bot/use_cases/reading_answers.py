"""Reading what a person answered: a platform's own picker gives a date or a time, a terminal gives words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.domain.typed_dates import read_day, read_hour
from bot.use_cases.heard import Answer

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

    def text(self, name: str, ask: str = "", *, longest: int) -> str:
        """Words as they were typed, trimmed; with `ask`, none are wrong and this is what to do."""
        said = self.answers.get(name)
        typed = said.strip() if isinstance(said, str) else ""
        if ask and not typed:
            self.wrong(name, ask)
        if len(typed) > longest:
            self.wrong(name, f"That is {len(typed):,} characters; please keep it within {longest:,}.")
        return typed

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
