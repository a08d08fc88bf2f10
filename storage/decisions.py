"""Decisions of the chair or the board, each with its reference, and the log of a meeting's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_and_year
from bot.domain.decision_writing import Written
from bot.domain.meetings import MeetingKind
from bot.domain.outcomes import decided_words
from bot.messages.parts import Message
from storage.tables import Action, Decision, DecisionLog, Meeting, Rating

RATING = "rating"
"""The kind of a decision that confirms one."""


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


@dataclass(frozen=True)
class Confirmed:
    """A rating that was confirmed by a decision: of which action, in which meeting, by whom, and who wrote it down."""

    decision_id: int
    ref: str
    rating_id: int
    action_id: int
    meeting_id: int | None
    person_id: int | None
    recorded_by: int | None
    words: str
    is_taken_back: bool


def find_confirmed(session: Session, decision_id: int) -> Confirmed | None:
    """The rating that a decision confirmed; None where it confirmed none."""
    found = session.execute(
        select(Decision, Rating)
        .join(Rating, and_(Rating.decision_id == Decision.id, Rating.action_id == Decision.action_id))
        .where(Decision.id == decision_id, Decision.kind == RATING, Rating.kind == "confirmed")
        .order_by(Rating.id.desc())
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        return None
    one, rating = found
    return Confirmed(
        one.id, one.ref, rating.id, rating.action_id, one.meeting_id, one.person_id, one.recorded_by,
        rating.rating or "", one.taken_back_at is not None,
    )  # fmt: skip


def take_back(session: Session, decision_id: int, action_id: int, *, by: str, at: datetime) -> None:
    """Let a decision about an action stand no more, nor a rating that was confirmed by it.

    Which rating is the confirmed one then is for whoever calls it to say.
    """
    about = (Decision.id == decision_id, Decision.action_id == action_id, Decision.taken_back_at.is_(None))
    session.execute(update(Decision).where(*about).values(taken_back_at=at, taken_back_by=by))
    by_it = (Rating.decision_id == decision_id, Rating.action_id == action_id, Rating.taken_back_at.is_(None))
    session.execute(update(Rating).where(*by_it).values(taken_back_at=at))
    session.expire_all()


def standing_about(session: Session, action_ids: Sequence[int]) -> list[Decision]:
    """What was decided about these actions and was not taken back, the oldest first."""
    about = (Decision.action_id.in_(action_ids), Decision.taken_back_at.is_(None))
    return list(session.scalars(select(Decision).where(*about).order_by(Decision.id)))


def meeting_of(session: Session, decision_id: int) -> int | None:
    """The id of the meeting that took a decision; None where it was taken outside one."""
    return session.scalars(select(Decision.meeting_id).where(Decision.id == decision_id)).first()


def about_actions(session: Session, board: Board) -> list[Written]:
    """Every decision about an action of the board, the oldest first; one that was taken back says so."""
    found = session.execute(
        select(Decision, Action.ref, Meeting.kind, Meeting.starts_at)
        .join(Action, Action.id == Decision.action_id)
        .outerjoin(Meeting, Meeting.id == Decision.meeting_id)
        .where(Decision.board_id == board.id)
        .order_by(Decision.id)
    )
    return [_written(row, ref, _meeting(board, kind, at), board) for row, ref, kind, at in found]


def _written(row: Decision, about: str, meeting: str, board: Board) -> Written:
    back = f"Taken back by the {row.taken_back_by.split(',')[0]}." if row.taken_back_at else ""
    note = " ".join(each for each in (row.entered, back) if each)
    return Written(row.ref, about, decided_words(row.kind, row.outcome), row.post, board.today(row.at), meeting, note)


def _meeting(board: Board, kind: str | None, at: datetime | None) -> str:
    return f"{MeetingKind(kind).words}, {day_and_year(board.today(at))}" if kind and at else ""


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


def keep_minutes(session: Session, log: DecisionLog, *, where: str, differ: str, by: str) -> None:
    """Note where a meeting's minutes are, and what they say otherwise than its log."""
    log.minutes, log.minutes_differ, log.minutes_by = where, differ, by
    session.flush()


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
