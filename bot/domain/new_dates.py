"""A request to move a deadline: what was asked, what the chair wanted to know, and what came of it (ratings, c7)."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.dates import day_in_words, days_in_words
from bot.domain.refusals import Refusal

ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"


@dataclass(frozen=True)
class Question:
    """What whoever decides wanted to know first; `answer` is empty while the officer has not added it."""

    id: int
    question: str
    asked_post: str
    answer: str = ""
    answered_post: str = ""


@dataclass(frozen=True)
class DateRequest:
    """A request for another deadline. `said` is why it was decided so, and `decision_ref` by which decision.

    `deadline`, `baseline` and `moves` are the action's own, as they stand now.
    """

    id: int
    board_id: int
    action_id: int
    ref: str
    title: str
    post_id: int
    post: str
    was: date | None
    to: date
    reason: str
    cause: str
    effect: str
    recovery: str
    is_late: bool
    asked_at: datetime
    asked_post: str
    on_behalf_of: str
    state: str
    said: str
    decision_ref: str
    decided_post: str
    deadline: date | None
    baseline: date | None
    moves: int
    questions: tuple[Question, ...] = ()
    asked_by: int | None = None
    """The person who asked, who never decides on it, whatever they answer for by then; None for one from a file."""
    reference: str = ""
    """Its own, such as CR-03; `ref` is the action's."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it, and it was not withdrawn."""
        return self.state == ASKED

    @property
    def unanswered(self) -> Question | None:
        """What the officer has still to add."""
        return next((each for each in self.questions if not each.answer), None)

    def slip_if_approved(self) -> str:
        """What it would come to: "92 days later than first agreed, moved once"; the baseline stays as it is."""
        return slip_note(self.baseline, self.to, self.moves + 1)


def slip_note(baseline: date | None, deadline: date | None, moves: int) -> str:
    """ "92 days later than first agreed, moved once"; empty where the deadline never moved."""
    slip = (deadline - baseline).days if deadline and baseline else 0
    told = [f"{days_in_words(abs(slip))} {'later' if slip > 0 else 'earlier'} than first agreed"] if slip else []
    times = {1: "once", 2: "twice"}.get(moves, f"{moves} times")
    return ", ".join(told + ([f"moved {times}"] if moves else []))


def is_late_request(deadline: date | None, today: date) -> bool:
    """Whether a request made today comes after the deadline that it asks to move; on the day itself it does not."""
    return deadline is not None and today > deadline


def check_new_date(to: date, deadline: date | None, today: date) -> None:
    """Refuse a date that can not be asked for.

    Raises:
        Refusal: beside the field: it has passed, or it is the deadline already.
    """
    if to < today:
        raise Refusal(f"{day_in_words(to, today)} has passed. Ask for a day that is still to come.", "to")
    if to == deadline:
        raise Refusal(f"{day_in_words(to, today)} is the deadline already. Choose another day.", "to")
