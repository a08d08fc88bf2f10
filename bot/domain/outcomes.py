"""What a Holding to Account meeting came to about each action: what was decided, promised and noted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.dates import day_in_words
from bot.domain.rating_facts import Rating


class SlotReply(StrEnum):
    """What an officer says half an hour before their slot."""

    ON_MY_WAY = "on_my_way"
    DEPUTY = "deputy"
    CANNOT = "cannot"

    @property
    def words(self) -> str:
        """As it is said of them."""
        return {"on_my_way": "on the way", "deputy": "a deputy is coming", "cannot": "cannot come"}[self]


class Attendance(StrEnum):
    """Who was there for an action."""

    ATTENDED = "attended"
    DEPUTY = "deputy"
    APOLOGIES = "apologies"
    ABSENT = "absent"

    @property
    def words(self) -> str:
        """As it is said of a post."""
        return "deputy attended" if self is Attendance.DEPUTY else str(self)


class Evidence(StrEnum):
    """What was made of the evidence."""

    ACCEPTED = "accepted"
    NOT_ENOUGH = "not_enough"

    @property
    def words(self) -> str:
        """As it is said in a sentence."""
        return self.replace("_", " ")


class NewDate(StrEnum):
    """What was decided about a new date that was asked for."""

    APPROVED = "approved"
    REFUSED = "refused"


class Answer(StrEnum):
    """Whether the officer finds that an outcome is told as it was."""

    RIGHT = "right"
    NOT_QUITE = "not_quite"
    STANDS = "stands"
    """Nothing was said for two working days."""


@dataclass(frozen=True)
class Promise:
    """What an officer said they would do, and by when if a day was said."""

    what: str
    due: date | None

    def words(self, today: date) -> str:
        """ "four measures by 16 July"."""
        return f"{self.what.rstrip('.')} by {day_in_words(self.due, today)}" if self.due else self.what.rstrip(".")


@dataclass(frozen=True)
class DateAsked:
    """A new date that was asked for. `id` is the request's."""

    id: int
    was: date | None
    to: date
    is_late: bool = False
    """Whether it was made after the deadline."""
    asked_by: int | None = None
    """The person who asked, who never decides on it."""

    def words(self, today: date) -> str:
        """ "from 31 May to 30 September, a late request"."""
        was = f"from {day_in_words(self.was, today)} " if self.was else ""
        return f"{was}to {day_in_words(self.to, today)}{', a late request' if self.is_late else ''}"


@dataclass(frozen=True)
class Outcome:
    """What a meeting came to about one action. A `…_ref` is the reference of the decision.

    `was` is the rating that had been confirmed before the meeting. What was not decided is None, and an attendance
    that was not noted too. `evidence_given` is whether the statement for this meeting names any.
    """

    action_id: int
    ref: str
    title: str
    post_id: int
    post: str
    is_live: bool = True
    evidence_given: bool = False
    rating: Rating | None = None
    rating_ref: str = ""
    was: Rating | None = None
    evidence: Evidence | None = None
    evidence_ref: str = ""
    asked: DateAsked | None = None
    new_date: NewDate | None = None
    date_ref: str = ""
    promise: Promise | None = None
    attendance: Attendance | None = None
    slot_reply: SlotReply | None = None
    told_at: datetime | None = None
    answer: Answer | None = None
    entered: str = ""
    """That something of it was entered from paper: by whom and for which meeting, as a sentence."""
    others: tuple[tuple[str, str], ...] = ()
    """What else was decided of it, in words, each with its reference: put on hold, ended, opened again."""
    excused: str | None = None
    """Why nobody was expected to send a statement, on the meeting's morning; None while that is not noted."""
    is_reported: bool = False
    """Whether it is of another board's plan, whose chair decides about it, and only reported to this one."""
    rating_reason: str = ""
    """Why the rating was confirmed so, where that was said: for its officer, who may have said otherwise."""

    @property
    def is_decided(self) -> bool:
        """Whether anything was decided or agreed. Who was there is noted, and decides nothing."""
        return bool(self.rating or self.evidence or self.new_date or self.promise or self.others)

    @property
    def not_decided(self) -> tuple[str, ...]:
        """What is to be decided about it and was not; nothing of what is only reported here."""
        if self.is_reported:
            return ()
        return (
            *(["the rating"] if self.is_live and not self.rating else []),
            *(["the evidence"] if self.evidence_given and not self.evidence else []),
            *(["the new date that was asked for"] if self.asked and not self.new_date else []),
        )

    @property
    def was_closed_before(self) -> bool:
        """Whether it was closed before the meeting came to it, so that there is nothing to decide or to tell."""
        return not (self.is_live or self.is_decided or self.not_decided)

    @property
    def travel(self) -> str:
        """How the confirmed rating compares with the one before: "better (was Red)", "same"; empty if either lacks."""
        if self.rating is None or self.was is None:
            return ""
        if self.rating is self.was:
            return "same"
        return f"{'better' if self.rating.is_better_than(self.was) else 'worse'} (was {self.was.word})"

    def ruled(self, today: date) -> tuple[str, ...]:
        """What was decided, a few words each, with the references."""
        said = []
        if self.rating:
            closed = self.rating is Rating.BLUE
            said.append(f"{'closed as complete' if closed else f'confirmed {self.rating.word}'}{_ref(self.rating_ref)}")
        if self.evidence:
            said.append(f"evidence {self.evidence.words}{_ref(self.evidence_ref)}")
        if self.new_date and self.asked:
            said.append(f"new date {day_in_words(self.asked.to, today)} {self.new_date}{_ref(self.date_ref)}")
        return (*said, *(f"{words}{_ref(ref)}" for words, ref in self.others))


def decided_words(kind: str, outcome: str) -> str:
    """What a decision came to, in a few words and none of anybody's: "confirmed Amber", "put on hold"."""
    match kind:
        case "rating":
            return f"confirmed {outcome}"
        case "evidence":
            return f"evidence {outcome.replace('_', ' ')}"
        case "date":
            return f"new date {outcome}"
        case "close":
            return "closed as complete"
        case "close_plan":
            return "the plan closed"
        case _:
            return _IN_FULL.get(outcome, outcome)


_IN_FULL = {"on hold": "put on hold", "off hold": "taken off hold", "reopened": "opened again"}


def _ref(ref: str) -> str:
    return f" ({ref})" if ref else ""
