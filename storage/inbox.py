"""What was heard before, by its key, and what was answered."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.messages.parts import Reply
from storage.database import inserting
from storage.tables import Inbox


def note(session: Session, key: str, now: datetime) -> bool:
    """Note that `key` is being answered; False if it was noted before.

    PostgreSQL waits here for another transaction with the same key to end, so two deliveries of one thing,
    heard at the same moment by two workers, are still done once.
    """
    values = {"key": key, "at": now, "reply": {}}
    statement = inserting(session, Inbox).values(values).on_conflict_do_nothing(index_elements=["key"])
    return session.execute(statement.returning(Inbox.id)).scalar() is not None


def answer(session: Session, key: str, reply: Reply) -> None:
    """Keep the answer that a repeat of `key` will get."""
    row = session.scalars(select(Inbox).where(Inbox.key == key)).one()
    row.reply = reply.model_dump(mode="json")


def find_answer(session: Session, key: str) -> Reply:
    """The answer that `key` got the first time."""
    stored = session.scalars(select(Inbox.reply).where(Inbox.key == key)).one()
    return Reply.model_validate(stored)


def forget_before(session: Session, when: datetime) -> None:
    """Let go of what is too old to be repeated."""
    session.execute(delete(Inbox).where(Inbox.at < when))
