"""A decision that somebody else wrote down: whose it is, how it came, and what that person says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

RIGHT, NOT_RIGHT, TAKEN_BACK = "right", "not_right", "taken_back"
WITHDRAWN = "withdrawn"
"""No answer is wanted any more: whoever wrote it down took it back as a mis-press."""


@dataclass(frozen=True)
class Recorded:
    """That somebody wrote down what the holder of `decided_post` decided outside a meeting.

    `was` and `became` are what it changed about the action, by column; `about_id` is the delivery or the request that
    it is about, or 0; `recorder` is the account of who wrote it down.
    """

    id: int
    board_id: int
    action_id: int
    ref: str
    title: str
    post_id: int
    post: str
    person_id: int
    decided_post: str
    decision_id: int
    decision_ref: str
    recorder: str
    kind: str
    about_id: int
    words: str
    how: str
    at: datetime
    was: Mapping[str, Any]
    became: Mapping[str, Any]
    answer: str = ""
    answer_words: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether whoever decided has not said whether it is right."""
        return not self.answer
