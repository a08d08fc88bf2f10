"""How the outbox stands, for whoever watches: what waits, what is late, what was given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.outbox import DEAD, PLANNED, WAITING, next_due
from storage.tables import Outbox


@dataclass(frozen=True)
class Backlog:
    """How many rows are open or dead, by state; how many of them are in doubt; how late the oldest is that is due."""

    by_state: dict[str, int]
    in_doubt: int
    lag: timedelta


def backlog(session: Session, now: datetime) -> Backlog:
    """How the outbox stands at `now`, the board's time. What was sent or dropped is not gone through.

    Rows of boards that do not speak are not late.
    """
    open_states = (PLANNED, *WAITING, DEAD)
    found = session.execute(
        select(Outbox.state, Outbox.in_doubt, func.count())
        .where(Outbox.state.in_(open_states))
        .group_by(Outbox.state, Outbox.in_doubt)
    )
    by_state, in_doubt = dict.fromkeys(open_states, 0), 0
    for state, doubtful, number in found:
        by_state[state] += number
        in_doubt += number if doubtful and state != DEAD else 0
    oldest = next_due(session)
    return Backlog(by_state, in_doubt, max(now - oldest[0], timedelta(0)) if oldest else timedelta(0))
