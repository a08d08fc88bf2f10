"""An action's life: from draft to closed, and the states beside that road."""

from enum import StrEnum


class Lifecycle(StrEnum):
    """Where an action is in its life.

    The road is draft, not started, in progress, delivered, closed (complete). Beside it stand on hold, closed
    (superseded), closed (not delivered) and merged. A closed action can be reopened; none is ever deleted.
    """

    DRAFT = "draft"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    ON_HOLD = "on_hold"
    CLOSED_COMPLETE = "closed_complete"
    CLOSED_SUPERSEDED = "closed_superseded"
    CLOSED_NOT_DELIVERED = "closed_not_delivered"
    MERGED = "merged"

    @property
    def words(self) -> str:
        """The state as people write it: "in progress", "closed: superseded"."""
        return self.value.replace("closed_", "closed: ").replace("_", " ")

    @property
    def is_closed(self) -> bool:
        """Whether the Board needs nothing more: complete, superseded, not delivered or merged."""
        return self is Lifecycle.CLOSED_COMPLETE or self in CLOSED_WITHOUT_DELIVERY


# Summaries count these as "closed, not delivered", apart from the complete ones.
CLOSED_WITHOUT_DELIVERY = frozenset({Lifecycle.CLOSED_SUPERSEDED, Lifecycle.CLOSED_NOT_DELIVERED, Lifecycle.MERGED})
