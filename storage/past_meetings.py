"""What became of actions at the Holding to Account meetings that went through them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.meetings import MeetingKind
from bot.domain.rating_facts import Rating
from storage import tables


@dataclass(frozen=True)
class Taken:
    """One meeting that went through an action: whether a statement had come in for it, and how it was rated.

    `confirmed` is what the chair confirmed in it or after it, before the next one; `said` what the officer said for it.
    Instants are in UTC.
    """

    meeting_id: int
    starts_at: datetime
    has_statement: bool
    said: Rating | None
    confirmed: Rating | None

    @property
    def rating(self) -> Rating | None:
        """The confirmed rating, else the officer's own."""
        return self.confirmed or self.said


def taken_at(
    session: Session, board_id: int, action_ids: Sequence[int], until: datetime, now: datetime
) -> dict[int, list[Taken]]:
    """For each action the meetings that went through it and began at `until` or earlier, the newest first.

    Cancelled meetings do not count. Four statements, whatever the number of actions and meetings.
    """
    meetings = _meetings(session, board_id, action_ids, until)
    said = _said(session, {meeting_id for rows in meetings.values() for meeting_id, _ in rows})
    confirmed = _confirmed(session, action_ids)
    found: dict[int, list[Taken]] = {}
    for action_id, rows in meetings.items():
        ends = [*(at for _, at in rows[1:]), now]
        taken = [
            Taken(
                meeting_id,
                at,
                (meeting_id, action_id) in said,
                said.get((meeting_id, action_id)),
                next((rating for when, rating in reversed(confirmed[action_id]) if at <= when < end), None),
            )
            for (meeting_id, at), end in zip(rows, ends, strict=True)
        ]
        found[action_id] = taken[::-1]
    return found


def _meetings(
    session: Session, board_id: int, action_ids: Sequence[int], until: datetime
) -> dict[int, list[tuple[int, datetime]]]:
    meeting, item = tables.Meeting, tables.AgendaItem
    rows = session.execute(
        select(item.action_id, meeting.id, meeting.starts_at)
        .join(meeting, meeting.id == item.meeting_id)
        .where(meeting.board_id == board_id, meeting.kind == MeetingKind.HOLDING_TO_ACCOUNT)
        .where(meeting.cancelled_at.is_(None), meeting.starts_at <= until, item.action_id.in_(action_ids))
        .order_by(meeting.starts_at, meeting.id)
    )
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for action_id, meeting_id, at in rows:
        found[action_id].append((meeting_id, at))
    return found


def _said(session: Session, meeting_ids: set[int]) -> dict[tuple[int, int], Rating | None]:
    """What the newest statement of an action for a meeting says, by meeting and action."""
    statement = tables.Statement
    rows = session.execute(
        select(statement.meeting_id, statement.action_id, statement.rating)
        .where(statement.meeting_id.in_(meeting_ids), statement.withdrawn_at.is_(None))
        .order_by(statement.at, statement.id)
    )
    served = session.execute(
        select(tables.Served.meeting_id, statement.action_id, statement.rating)
        .join(statement, statement.id == tables.Served.statement_id)
        .where(tables.Served.meeting_id.in_(meeting_ids), statement.withdrawn_at.is_(None))
        .order_by(statement.at, statement.id)
    )
    return {
        (meeting_id, action_id): Rating.named(rating) if rating else None
        for meeting_id, action_id, rating in (*served, *rows)
        if meeting_id is not None
    }


def _confirmed(session: Session, action_ids: Sequence[int]) -> dict[int, list[tuple[datetime, Rating]]]:
    rating = tables.Rating
    rows = session.execute(
        select(rating.action_id, rating.at, rating.rating)
        .where(rating.kind == "confirmed", rating.action_id.in_(action_ids), rating.rating.is_not(None))
        .where(rating.taken_back_at.is_(None))
        .order_by(rating.at, rating.id)
    )
    found: dict[int, list[tuple[datetime, Rating]]] = defaultdict(list)
    for action_id, at, word in rows:
        if word:
            found[action_id].append((at, Rating.named(word)))
    return found
