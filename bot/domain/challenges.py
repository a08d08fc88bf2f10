"""A challenge: a question about an action that needs an answer, from who asked it to how the chair settled it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.dates import counted, days_in_words


class Outcome(StrEnum):
    """What came of a challenge; it changes no rating by itself."""

    ANSWERED = "answered"
    RATING_CHANGED = "rating_changed"
    EVIDENCE_ACCEPTED = "evidence_accepted"
    NOT_ENOUGH = "not_enough"
    WITHDRAWN = "withdrawn"
    ACTION_ENDED = "action_ended"
    """Nobody chooses it: what hangs on an action that ends is settled with that reason."""

    @property
    def words(self) -> str:
        """As the record says it."""
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS = {
    Outcome.ANSWERED: "answered",
    Outcome.RATING_CHANGED: "rating changed",
    Outcome.EVIDENCE_ACCEPTED: "evidence accepted",
    Outcome.NOT_ENOUGH: "evidence not enough",
    Outcome.WITHDRAWN: "withdrawn",
    Outcome.ACTION_ENDED: "settled, since the action has ended",
}
CHOSEN = tuple(each for each in Outcome if each is not Outcome.ACTION_ENDED)
"""What whoever settles a challenge can choose from."""


@dataclass(frozen=True)
class Challenge:
    """One challenge as it stands. Posts are titles; `raised_for` is who asked where somebody typed it for them."""

    id: int
    ref: str
    board_id: int
    action_id: int
    action_ref: str
    action_title: str
    post_id: int
    post: str
    """The post that is accountable for the action now."""
    meeting_id: int | None
    question: str
    settles_it: str
    due: date | None
    raised_by: int
    raised_account: str
    raised_post: str
    raised_for: str
    raised_at: datetime
    answer: str = ""
    answered_post: str = ""
    answered_for: str = ""
    answered_at: datetime | None = None
    brought_to: int | None = None
    outcome: Outcome | None = None
    outcome_words: str = ""
    settled_post: str = ""
    settled_at: datetime | None = None

    def as_at(self, at: datetime) -> "Challenge":
        """The same as it stood at an instant at which it was open: what came later is left out."""
        open_one = replace(self, brought_to=None, outcome=None, outcome_words="", settled_post="", settled_at=None)
        if self.answered_at is None or self.answered_at <= at:
            return open_one
        return replace(open_one, answer="", answered_post="", answered_for="", answered_at=None)

    @property
    def is_open(self) -> bool:
        """Whether the chair has not settled it yet."""
        return self.settled_at is None

    @property
    def is_answered(self) -> bool:
        """Whether the officer, or their delegate, has answered it in writing."""
        return self.answered_at is not None

    @property
    def asked_by(self) -> str:
        """Who asked, by post: "the Police representative, entered by the Improvement Programme Manager"."""
        if not self.raised_for:
            return f"the {self.raised_post}"
        return f"{self.raised_for}, entered by the {self.raised_post}"

    @property
    def time_taken(self) -> str:
        """How long the answer took, in words; empty while there is none."""
        return time_in_words(self.answered_at - self.raised_at) if self.answered_at else ""


def unanswered_first(challenges: list[Challenge]) -> list[Challenge]:
    """Those that nobody has answered head the list; otherwise in the order in which they were raised."""
    return sorted(challenges, key=lambda each: (each.is_answered, each.raised_at, each.id))


def time_in_words(taken: timedelta) -> str:
    """Return "20 minutes", "5 hours" or "3 days", rounded down."""
    minutes = int(taken.total_seconds() // 60)
    if minutes < 60:
        return counted(max(minutes, 1), "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else days_in_words(minutes // (24 * 60))
