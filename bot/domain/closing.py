"""Closing an action with evidence, and finding out later whether it held (ratings, c8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.dates import counted
from bot.domain.rating_facts import Rating

OFFERED, ACCEPTED, NOT_ENOUGH = "offered", "accepted", "not_enough"
FROM_FILE = "from_file"
"""Offered before this record began, and brought by a plan's file: nobody is asked about it by itself, as a file tells
nobody; whoever closes the action reads it."""
READINGS_NEEDED, READINGS_AT_MOST = 3, 12
"""For so many readings the measure must hold where a board sets no other number, unless the chair waives that with a
reason (the field's artefact A25); and how many a board can ask for: a year, month by month."""
CHECK_AFTER = timedelta(days=90)
"""When it is asked whether it still holds, unless another day is given."""


@dataclass(frozen=True)
class Delivery:
    """That an action was delivered, with the evidence that was offered and what was made of it."""

    id: int
    board_id: int
    action_id: int
    ref: str
    title: str
    post_id: int
    post: str
    at: datetime
    by_post: str
    on_behalf_of: str
    evidence: str
    effect: str
    measure: str
    keeper: str
    procedure: str
    check_on: date | None
    state: str
    judged_post: str = ""
    judged_words: str = ""
    judged_at: datetime | None = None
    waiver: str = ""
    still_true: bool | None = None
    checked_at: datetime | None = None

    @property
    def proved_at(self) -> datetime | None:
        """When there was last evidence that it holds: at the check, or when the Board accepted it; else None."""
        if self.state != ACCEPTED or self.still_true is False:
            return None
        return self.checked_at or self.judged_at

    @property
    def is_offered(self) -> bool:
        """Whether nobody has said what is made of it."""
        return self.state in (OFFERED, FROM_FILE)


def readings_held(history: Sequence[str]) -> int:
    """For how many readings running, up to the newest, the main measure has been Green."""
    held = 0
    for word in reversed([each for each in history if each != "improving"]):
        if word != Rating.GREEN.word:
            break
        held += 1
    return held


def holds(history: Sequence[str], needed: int) -> bool:
    """Whether the measure has held for the `needed` readings, so that nothing has to be waived."""
    return readings_held(history) >= needed


def readings_in_words(history: Sequence[str], needed: int) -> str:
    """How far the measure holds of the `needed` readings, as whoever closes the action reads it."""
    if not [each for each in history if each != "improving"]:
        return "no reading is linked to this action"
    held = readings_held(history)
    if held >= needed:
        return f"Green for {counted(held, 'reading')} running"
    return f"Green for {held} of the {counted(needed, 'reading that is', 'readings that are')} needed"


def waived_in_words(needed: int) -> str:
    """What is waived where the measure does not hold: "3 readings are waived"."""
    return counted(needed, "reading is waived", "readings are waived")
