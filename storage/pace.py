"""What the record says of the pace of a plan: what moved since an instant, and the dates that each action had."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, or_, select, union
from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.closing import ACCEPTED
from bot.domain.new_dates import APPROVED
from bot.domain.outcomes import Evidence
from bot.domain.pace import Dated
from storage.room import EVIDENCE
from storage.tables import Action, DeadlineChange, Decision, Delivery, Milestone, Rating, Statement


def moved_since(session: Session, board_id: int, since: datetime, day: date) -> frozenset[int]:
    """The ids of a board's actions that moved since an instant, which fell on `day` by the board's clock.

    What is kept by its day alone (a milestone done, a closing) counts from that day on.
    """
    accepted = and_(Decision.kind == EVIDENCE, Decision.outcome == Evidence.ACCEPTED.value)
    found = union(
        select(Milestone.action_id).where(Milestone.done_on >= day, Milestone.dropped_at.is_(None)),
        select(Statement.action_id).where(Statement.at > since, Statement.withdrawn_at.is_(None)),
        select(Delivery.action_id).where(
            or_(Delivery.at > since, and_(Delivery.state == ACCEPTED, Delivery.judged_at > since))
        ),
        select(Decision.action_id).where(accepted, Decision.at > since, Decision.taken_back_at.is_(None)),
        select(Action.id).where(or_(Action.delivered_on >= day, Action.closed_on >= day)),
    ).subquery()
    here = select(Action.id).where(Action.board_id == board_id, Action.id.in_(select(found.c[0])))
    return frozenset(session.scalars(here)) | _rated_otherwise(session, board_id, since)


def _rated_otherwise(session: Session, board_id: int, since: datetime) -> frozenset[int]:
    """The actions of which another rating was confirmed since than the one before. A first one changes nothing."""
    confirmed = (Rating.kind == "confirmed", Rating.taken_back_at.is_(None))
    lately = select(Rating.action_id).where(*confirmed, Rating.at > since)
    rows = session.execute(
        select(Rating.action_id, Rating.rating, Rating.at)
        .join(Action, Action.id == Rating.action_id)
        .where(Action.board_id == board_id, *confirmed, Rating.action_id.in_(lately))
        .order_by(Rating.at, Rating.id)
    )
    last: dict[int, str | None] = {}
    changed = set()
    for action_id, rating, at in rows:
        if at > since and last.get(action_id, rating) != rating:
            changed.add(action_id)
        last[action_id] = rating
    return frozenset(changed)


def dates_of(session: Session, board_id: int) -> list[Dated]:
    """The deadlines that each action of the plan that runs has, and was moved from, in plan order."""
    moved: dict[int, list[date]] = defaultdict(list)
    change = DeadlineChange
    for action_id, was in session.execute(
        select(change.action_id, change.was)
        .join(Action, Action.id == change.action_id)
        .where(Action.board_id == board_id, change.state == APPROVED, change.was.is_not(None))
        .order_by(change.id)
    ):
        moved[action_id] += [was] if was else []
    rows: Sequence[Action] = session.scalars(
        select(Action).where(Action.board_id == board_id, Action.is_archived.is_(False)).order_by(Action.position)
    ).all()
    return [
        Dated(row.ref, moved[row.id], row.deadline, row.delivered_on or row.closed_on, Lifecycle(row.lifecycle))
        for row in rows
    ]
