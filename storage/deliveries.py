"""What was delivered: the evidence offered, what was made of it, whether it held, and what was opened again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.closing import ACCEPTED, OFFERED, Delivery
from storage import tables
from storage.about_actions import about_action


def add_delivery(session: Session, action_id: int, *, at: datetime, state: str, **said: Any) -> int:
    """Keep that an action was delivered, with what is offered as evidence; returns its id."""
    row = tables.Delivery(action_id=action_id, at=at, state=state, **said)
    session.add(row)
    session.flush()
    return row.id


def find_delivery(session: Session, delivery_id: int) -> Delivery | None:
    """One delivery, whatever came of it."""
    found = _read(session, _deliveries().where(tables.Delivery.id == delivery_id))
    return found[0] if found else None


def newest_of(session: Session, action_id: int) -> Delivery | None:
    """The newest delivery of an action; None where its evidence never came in here."""
    found = _read(session, _deliveries().where(tables.Delivery.action_id == action_id))
    return found[-1] if found else None


def accepted_since(session: Session, board_id: int, since: datetime) -> list[Delivery]:
    """What was accepted on a board from an instant on, in the order in which it was, of what is still closed."""
    row = tables.Delivery
    asked = _deliveries().where(tables.Action.board_id == board_id, row.state == ACCEPTED, row.judged_at >= since)
    return _read(session, asked.where(tables.Action.closed_on.is_not(None)))


def unchecked(session: Session, board_id: int, since: date, until: date) -> list[Delivery]:
    """What was accepted on a board, is closed as complete still, and was to be checked from a day up to another, where
    nobody has said whether it holds; the oldest check first.
    """
    row, action = tables.Delivery, tables.Action
    asked = _deliveries().where(action.board_id == board_id, row.state == ACCEPTED, row.still_true.is_(None))
    closed = action.lifecycle == Lifecycle.CLOSED_COMPLETE.value
    found = _read(session, asked.where(closed, row.check_on >= since, row.check_on <= until))
    return sorted(found, key=lambda one: (one.check_on or until, one.id))


def judge(
    session: Session, delivery_id: int, state: str, *, words: str, by: int | None, post: str, at: datetime,
    decision_id: int | None, **more: Any,
) -> None:  # fmt: skip
    """Keep what was made of the evidence, by whom and when."""
    values = {"judged_words": words, "judged_by": by, "judged_post": post, "judged_at": at, "decision_id": decision_id}
    session.execute(
        update(tables.Delivery).where(tables.Delivery.id == delivery_id).values(state=state, **values, **more)
    )


def not_judged(session: Session, delivery_id: int) -> None:
    """Let a delivery wait to be judged again: what was made of it is taken back."""
    none = {"judged_words": "", "judged_by": None, "judged_post": "", "judged_at": None, "decision_id": None}
    row = tables.Delivery
    session.execute(update(row).where(row.id == delivery_id).values(state=OFFERED, waiver="", **none))


def waiting(session: Session, board_id: int) -> list[Delivery]:
    """What was delivered on a board and waits to be judged, the oldest first."""
    asked = _deliveries().where(tables.Action.board_id == board_id, tables.Delivery.state == OFFERED)
    delivered = tables.Action.lifecycle == Lifecycle.DELIVERED.value
    return _read(session, asked.where(delivered, tables.Action.is_archived.is_(False)))


def boards_waiting(session: Session) -> list[int]:
    """The boards on which something was delivered that nobody has judged."""
    row, action = tables.Delivery, tables.Action
    waits = (row.state == OFFERED, action.lifecycle == Lifecycle.DELIVERED.value, action.is_archived.is_(False))
    return list(session.scalars(select(action.board_id).join(row, row.action_id == action.id).where(*waits).distinct()))


def check(session: Session, delivery_id: int, *, still_true: bool, words: str, post: str, at: datetime) -> bool:
    """Keep whether it still holds; False if that was answered before, and then nothing changes."""
    row = tables.Delivery
    answered = {"still_true": still_true, "checked_words": words, "checked_post": post, "checked_at": at}
    unanswered = select(row).where(row.id == delivery_id, row.checked_at.is_(None)).with_for_update()
    found = session.scalars(unanswered.execution_options(populate_existing=True)).first()
    if found is None:
        return False
    session.execute(update(row).where(row.id == delivery_id).values(**answered))
    return True


def reopen(
    session: Session, action_id: int, *, was: str, why: str, by: int | None, post: str, at: datetime,
    decision_id: int | None = None,
) -> None:  # fmt: skip
    """Open a closed action again, and count that. The rating that closed it stays in its history and stands no more."""
    session.add(
        tables.Reopening(action_id=action_id, at=at, person_id=by, post=post, was=was, why=why, decision_id=decision_id)
    )
    action = session.get_one(tables.Action, action_id, populate_existing=True)
    action.reopened += 1
    action.closed_on = action.delivered_on = action.confirmed_rating_id = None
    action.replaced_by_id = None
    session.flush()


def opened_again_before(session: Session, action_id: int, now: datetime) -> datetime | None:
    """When an action was last opened again earlier than now; None where it never was."""
    row = tables.Reopening
    return session.scalar(select(func.max(row.at)).where(row.action_id == action_id, row.at < now))


def _deliveries() -> Any:
    row, action = tables.Delivery, tables.Action
    return (
        select(row, action, tables.Post.title)
        .join(action, action.id == row.action_id)
        .join(tables.Post, tables.Post.id == action.accountable_post_id)
        .order_by(row.id)
        .execution_options(populate_existing=True)
    )


def _read(session: Session, asked: Any) -> list[Delivery]:
    return [delivery_of(row, action, post) for row, action, post in session.execute(asked)]


def delivery_of(row: tables.Delivery, action: tables.Action, post: str) -> Delivery:
    """What a row says of a delivery. `post` is the title of the accountable post now."""
    return about_action(Delivery, row, action, post, {"by_post": row.post})
