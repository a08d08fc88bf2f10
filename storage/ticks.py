"""When each worker last looked what is due: how a doctor, or whoever watches, knows that somebody ticks."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import inserting
from storage.tables import Tick


def note_tick(session: Session, worker: str, at: datetime) -> None:
    """Note that a worker is alive; `at` is the machine's time."""
    statement = inserting(session, Tick).values(worker=worker, at=at)
    session.execute(statement.on_conflict_do_update(index_elements=["worker"], set_={"at": at}))


def last_tick(session: Session) -> datetime | None:
    """When any worker last ticked; None if none ever has."""
    return session.scalars(select(func.max(Tick.at))).one()
