"""Weekly summaries as they were sent, with the ratings that they showed, so that the next one can say what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.parts import Message
from storage import tables

_RATINGS = "ratings"


@dataclass(frozen=True)
class Digest:
    """A summary of a week. `ratings` are the words shown for each reference then, empty for no colour."""

    week: str
    at: datetime
    message: Message
    ratings: Mapping[str, str]


def add_digest(
    session: Session, board_id: int, *, week: str, at: datetime, message: Message, ratings: Mapping[str, str]
) -> None:
    """Keep a summary; there is one for each board and week."""
    kept = message.model_dump(mode="json") | {_RATINGS: dict(ratings)}
    session.add(tables.Digest(board_id=board_id, week=week, at=at, message=kept))
    session.flush()


def find_digest(session: Session, board_id: int, week: str) -> Digest | None:
    """The summary of a week."""
    digest = tables.Digest
    return _digest(session.scalars(select(digest).where(digest.board_id == board_id, digest.week == week)).first())


def last_digest(session: Session, board_id: int) -> Digest | None:
    """The newest summary of a board."""
    digest = tables.Digest
    return _digest(
        session.scalars(select(digest).where(digest.board_id == board_id).order_by(digest.at.desc())).first()
    )


def _digest(row: tables.Digest | None) -> Digest | None:
    if row is None:
        return None
    said = {name: value for name, value in row.message.items() if name != _RATINGS}
    return Digest(row.week, row.at, Message.model_validate(said), row.message.get(_RATINGS, {}))
