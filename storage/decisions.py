"""Decisions of the chair or the board, each with its reference, and the log of a meeting's."""

from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.parts import Message
from storage.tables import Decision, DecisionLog


def add_decision(
    session: Session, board_id: int, *, ref: str, at: datetime, person_id: int, post: str, words: str, **about: Any
) -> int:
    """Record a decision; `about` says in which meeting, for which action and of what kind, and who wrote it down."""
    row = Decision(board_id=board_id, ref=ref, at=at, person_id=person_id, post=post, words=words, **about)
    session.add(row)
    session.flush()
    return row.id


def next_ref(session: Session, board_id: int, at: datetime) -> str:
    """The next free reference of the month, such as D-2021-06-03."""
    month = f"D-{at:%Y-%m}-"
    taken = set(
        session.scalars(select(Decision.ref).where(Decision.board_id == board_id, Decision.ref.startswith(month)))
    )
    numbered = (f"{month}{number:02d}" for number in count(len(taken) + 1))
    return next(ref for ref in numbered if ref not in taken)  # some were typed, as in the minutes


def find_decision(session: Session, board_id: int, ref: str) -> int | None:
    """The id of the decision with this reference."""
    return session.scalars(select(Decision.id).where(Decision.board_id == board_id, Decision.ref == ref)).first()


def find_log(session: Session, meeting_id: int) -> DecisionLog | None:
    """The decision log of a meeting, as far as it has come; None while there is no draft."""
    found = select(DecisionLog).where(DecisionLog.meeting_id == meeting_id)
    return session.scalars(found.execution_options(populate_existing=True)).first()


def draft_log(session: Session, meeting_id: int, at: datetime) -> DecisionLog:
    """The decision log of a meeting, begun if there was none, held until the transaction ends."""
    if find_log(session, meeting_id) is None:
        session.add(DecisionLog(meeting_id=meeting_id, drafted_at=at))
        session.flush()
    found = select(DecisionLog).where(DecisionLog.meeting_id == meeting_id)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()


def pass_log(session: Session, log: DecisionLog, by: str, at: datetime) -> None:
    """Note that the secretary has passed the draft to the chair."""
    log.passed_at, log.passed_by = at, by
    session.flush()


def approve_log(session: Session, log: DecisionLog, by: str, at: datetime, message: Message) -> None:
    """Note that the chair has approved it, and keep it as it was approved."""
    log.approved_at, log.approved_by, log.message = at, by, message.model_dump(mode="json")
    session.flush()


def is_agreed(session: Session, meeting_id: int) -> bool:
    """Whether the chair has approved the decision log of a meeting."""
    log = find_log(session, meeting_id)
    return log is not None and log.approved_at is not None


def agreed_log(session: Session, meeting_id: int) -> Message | None:
    """The decision log as the chair approved it; None while they have not."""
    log = find_log(session, meeting_id)
    return Message.model_validate(log.message) if log and log.approved_at and log.message else None
