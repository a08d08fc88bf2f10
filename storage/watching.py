"""The watch list: which actions and measures are under weekly scrutiny, since when and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.restriction import RESTRICTED
from storage import tables
from storage.remembering import remembered


@dataclass(frozen=True)
class Watch:
    """Something on the watch list: an action or a measure, by its reference; `by` is the post that put it on."""

    id: int
    action_id: int | None
    measure_id: int | None
    ref: str
    title: str
    why: str
    by: str
    since: datetime


@remembered(tables.Watched, tables.Action, tables.Measure)
def watched(session: Session, board_id: int) -> list[Watch]:
    """What is on a board's watch list, in the order in which it was put on."""
    row, action, measure = tables.Watched, tables.Action, tables.Measure
    found = session.execute(
        select(row, action.ref, action.shown_title, measure.ref, measure.name, action.restricted_at.is_not(None))
        .outerjoin(action, action.id == row.action_id)
        .outerjoin(measure, measure.id == row.measure_id)
        .where(row.board_id == board_id, row.taken_off_at.is_(None))
        .order_by(row.id)
    )
    return [
        Watch(
            each.id, each.action_id, each.measure_id, action_ref or measure_ref, title or name,
            RESTRICTED if is_held else each.why, each.put_on_post, each.put_on_at,
        )
        for each, action_ref, title, measure_ref, name, is_held in found
    ]  # fmt: skip


def find_watch(
    session: Session, board_id: int, *, action_id: int | None = None, measure_id: int | None = None
) -> Watch | None:
    """How an action or a measure stands on the watch list; None where it is not on it."""
    here = watched(session, board_id)
    return next((each for each in here if (each.action_id, each.measure_id) == (action_id, measure_id)), None)


def put_on(
    session: Session,
    board_id: int,
    *,
    why: str,
    by: int | None,
    post: str,
    at: datetime,
    action_id: int | None = None,
    measure_id: int | None = None,
) -> bool:
    """Put an action or a measure on the watch list; False if it is on it already, and then nothing changes."""
    if find_watch(session, board_id, action_id=action_id, measure_id=measure_id) is not None:
        return False
    session.add(
        tables.Watched(
            board_id=board_id, action_id=action_id, measure_id=measure_id, why=why, put_on_by=by, put_on_post=post,
            put_on_at=at,
        )
    )  # fmt: skip
    session.flush()
    return True


def move(session: Session, watch_id: int, board_id: int, action_id: int) -> bool:
    """Let an entry be about another action; False if that is on the list itself, and then nothing changes."""
    if find_watch(session, board_id, action_id=action_id) is not None:
        return False
    session.execute(update(tables.Watched).where(tables.Watched.id == watch_id).values(action_id=action_id))
    return True


def take_off(
    session: Session,
    watch_id: int,
    *,
    sufficient: str,
    right_quality: str,
    sustainable: str,
    by: int | None,
    post: str,
    at: datetime,
) -> bool:
    """Take something off the watch list, with why its progress is sufficient, of the right quality and sustainable.

    False if it was off it already.
    """
    row = session.get_one(tables.Watched, watch_id)
    if row.taken_off_at is not None:
        return False
    row.sufficient, row.right_quality, row.sustainable = sufficient, right_quality, sustainable
    row.taken_off_by, row.taken_off_post, row.taken_off_at = by, post, at
    session.flush()
    return True


def take_back(session: Session, watch_id: int, *, by: int | None, post: str, at: datetime) -> None:
    """Take something off that was put on by mistake: it was never to be there, so no reasons are given."""
    row = session.get_one(tables.Watched, watch_id)
    row.taken_off_by, row.taken_off_post, row.taken_off_at = by, post, at
    session.flush()
