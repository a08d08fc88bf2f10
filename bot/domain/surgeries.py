"""A performance surgery: one team goes through its figures, and what is agreed there has a post and a day."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Agreed:
    """What was agreed at a surgery: who sees to it and by when.

    `became` is the action or the milestone that it was made into, by its reference. What is neither that nor done yet
    is a follow-up, and comes back on its day.
    """

    id: int
    surgery_id: int
    words: str
    post_id: int
    post: str
    due: date
    became: str = ""
    done_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still has to come back."""
        return not self.became and self.done_on is None


@dataclass(frozen=True)
class Surgery:
    """When a team meets and where (UTC), what it concerns by reference, and which posts come.

    `moves` counts how often it was moved, to another time or place. `arranged_by` is a person's id.
    """

    id: int
    board_id: int
    ref: str
    team: str
    place: str
    starts_at: datetime
    concerns: tuple[str, ...]
    posts: tuple[tuple[int, str], ...]
    agreed: tuple[Agreed, ...] = ()
    moves: int = 0
    is_cancelled: bool = False
    arranged_by: int | None = None
    action_ids: tuple[int, ...] = ()
    """Of what it concerns, the actions."""
