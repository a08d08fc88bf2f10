"""What an action's card says beside the action itself and what hangs on it (`edits.beside`)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, literal, select
from sqlalchemy.orm import Session, aliased

from bot.domain.closing import Delivery
from bot.domain.new_dates import ASKED, DateRequest
from storage import tables
from storage.deliveries import delivery_of
from storage.new_dates import requests_in


@dataclass(frozen=True)
class Card:
    """The newest statement of an action, its entry on the watch list (id and since when) while it is on it, its newest
    delivery, and the new dates that are asked for and not decided.
    """

    statement: tables.Statement | None
    watch: tuple[int, datetime] | None
    delivery: Delivery | None
    new_dates: list[DateRequest]


def card_of(session: Session, action_id: int) -> Card:
    """What the card of an action says of it, in one statement of SQL: a card is asked for all day."""
    rows = session.execute(_card(), {"action": action_id}).all()
    action, post, statement, watch_id, since, delivery, *_ = rows[0]
    asked = [(row.DeadlineChange, action, post, row.ref, row.decided, row.DeadlineQuestion) for row in rows]
    return Card(
        statement,
        (watch_id, since) if watch_id is not None else None,
        delivery_of(delivery, action, post) if delivery is not None else None,
        requests_in(each for each in asked if each[0] is not None),
    )


@cache
def _card() -> Any:
    action, post, watch, delivery = tables.Action, tables.Post, tables.Watched, tables.Delivery
    change, question, other = tables.DeadlineChange, tables.DeadlineQuestion, aliased(tables.Delivery)
    newest = select(func.max(other.id)).where(other.action_id == action.id).scalar_subquery()
    waits = (change.state == ASKED, change.to.is_not(None), change.before_record.is_(False))
    nobody = literal("")
    return (
        select(action, post.title, tables.Statement, watch.id, watch.put_on_at, delivery, change, question)
        .add_columns(nobody.label("ref"), nobody.label("decided"))
        .join(post, post.id == action.accountable_post_id)
        .outerjoin(tables.Statement, tables.Statement.id == action.statement_id)
        .outerjoin(watch, and_(watch.action_id == action.id, watch.taken_off_at.is_(None)))
        .outerjoin(delivery, delivery.id == newest)
        .outerjoin(change, and_(change.action_id == action.id, *waits))
        .outerjoin(question, question.change_id == change.id)
        .where(action.id == bindparam("action"))
        .order_by(change.id, question.id)
        .execution_options(populate_existing=True)
    )
