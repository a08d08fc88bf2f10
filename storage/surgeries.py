"""Performance surgeries and what was agreed at them; nothing here checks who asks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.surgeries import Agreed, Surgery
from storage import tables


def add_surgery(
    session: Session,
    board_id: int,
    *,
    ref: str,
    team: str,
    place: str,
    starts_at: datetime,
    by: int | None,
    at: datetime,
) -> int:
    """Keep a surgery; returns its id."""
    row = tables.Surgery(
        board_id=board_id, ref=ref, team=team, place=place, starts_at=starts_at, moves=0, arranged_by=by, at=at
    )
    session.add(row)
    session.flush()
    return row.id


def set_who_comes(session: Session, surgery_id: int, post_ids: Iterable[int]) -> None:
    """Say which posts come to a new surgery."""
    session.add_all(tables.SurgeryPost(surgery_id=surgery_id, post_id=post_id) for post_id in post_ids)
    session.flush()


def set_concerns(session: Session, surgery_id: int, actions: Iterable[int], measures: Iterable[int]) -> None:
    """Say which actions and measures a new surgery concerns."""
    subject = tables.SurgerySubject
    session.add_all(subject(surgery_id=surgery_id, action_id=each) for each in actions)
    session.add_all(subject(surgery_id=surgery_id, measure_id=each) for each in measures)
    session.flush()


def surgeries_of(session: Session, board_id: int) -> list[Surgery]:
    """The surgeries of a board by when they are, the next or newest last; also those that were cancelled."""
    row = tables.Surgery
    return _read(
        session, session.scalars(select(row).where(row.board_id == board_id).order_by(row.starts_at, row.id)).all()
    )


def find_surgery(session: Session, surgery_id: int) -> Surgery | None:
    """The surgery with this id."""
    row = session.get(tables.Surgery, surgery_id)
    return _read(session, [row])[0] if row else None


def move_surgery(session: Session, surgery_id: int, *, starts_at: datetime, place: str) -> None:
    """Another time or place for a surgery."""
    row = session.get_one(tables.Surgery, surgery_id)
    row.starts_at, row.place, row.moves = starts_at, place, row.moves + 1
    session.flush()


def cancel_surgery(session: Session, surgery_id: int, at: datetime) -> None:
    """Note that a surgery does not take place."""
    session.get_one(tables.Surgery, surgery_id).cancelled_at = at
    session.flush()


def add_agreed(session: Session, surgery_id: int, *, words: str, post_id: int, due: date, at: datetime) -> int:
    """Keep what was agreed; returns its id."""
    row = tables.SurgeryAgreed(surgery_id=surgery_id, words=words, post_id=post_id, due=due, at=at)
    session.add(row)
    session.flush()
    return row.id


def find_agreed(session: Session, agreed_id: int) -> Agreed | None:
    """What was agreed, by its id."""
    row = session.get(tables.SurgeryAgreed, agreed_id)
    return _agreed(session, [row.surgery_id]).get(row.surgery_id, {}).get(row.id) if row else None


def settle(session: Session, agreed_id: int, *, became: str = "", done_on: date | None = None) -> None:
    """Note what became of what was agreed: an action or a milestone, or that it is done."""
    row = session.get_one(tables.SurgeryAgreed, agreed_id)
    row.became, row.done_on = became, done_on
    session.flush()


def put_off(session: Session, agreed_id: int, due: date) -> None:
    """Another day by which what was agreed is to be done."""
    session.get_one(tables.SurgeryAgreed, agreed_id).due = due
    session.flush()


def _read(session: Session, rows: Sequence[tables.Surgery]) -> list[Surgery]:
    ids = [row.id for row in rows]
    posts, concerns, agreed = _posts(session, ids), _concerns(session, ids), _agreed(session, ids)
    return [
        Surgery(
            row.id, row.board_id, row.ref, row.team, row.place, row.starts_at,
            tuple(ref for ref, _ in concerns[row.id]), tuple(dict.fromkeys(posts[row.id])),
            tuple(agreed[row.id].values()), row.moves, row.cancelled_at is not None, row.arranged_by,
            tuple(each for _, each in concerns[row.id] if each),
        )
        for row in rows
    ]  # fmt: skip


def _posts(session: Session, ids: Sequence[int]) -> Mapping[int, list[tuple[int, str]]]:
    comes, post = tables.SurgeryPost, tables.Post
    asked = select(comes.surgery_id, post.id, post.title).join(post, post.id == comes.post_id)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for surgery_id, post_id, title in session.execute(asked.where(comes.surgery_id.in_(ids)).order_by(comes.id)):
        found[surgery_id].append((post_id, title))
    return found


def _concerns(session: Session, ids: Sequence[int]) -> Mapping[int, list[tuple[str, int | None]]]:
    """By surgery, the references of what it concerns, each with the action's id where it is one."""
    subject, action, measure = tables.SurgerySubject, tables.Action, tables.Measure
    asked = (
        select(subject.surgery_id, action.id, action.ref, measure.ref)
        .outerjoin(action, action.id == subject.action_id)
        .outerjoin(measure, measure.id == subject.measure_id)
        .where(subject.surgery_id.in_(ids))
        .order_by(subject.id)
    )
    found: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for surgery_id, action_id, of_action, of_measure in session.execute(asked):
        found[surgery_id].append((of_action or of_measure or "", action_id))
    return found


def _agreed(session: Session, ids: Sequence[int]) -> Mapping[int, dict[int, Agreed]]:
    row, post = tables.SurgeryAgreed, tables.Post
    asked = select(row, post.title).join(post, post.id == row.post_id).where(row.surgery_id.in_(ids)).order_by(row.id)
    found: dict[int, dict[int, Agreed]] = defaultdict(dict)
    for each, title in session.execute(asked):
        found[each.surgery_id][each.id] = Agreed(
            each.id, each.surgery_id, each.words, each.post_id, title, each.due, each.became, each.done_on
        )
    return found
