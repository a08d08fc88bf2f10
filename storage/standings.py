"""Where a person stands on the boards of a workspace: two statements, however many boards there are.

The statements are built once: to build one costs more than to run it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.people import Role, Standing
from storage import tables


def standings_of(
    session: Session, boards: Sequence[Board], account: str, name: str, days: Sequence[date]
) -> list[Standing]:
    """Where the person with this account stands on each of a workspace's boards, on the day that it is there.

    Somebody unknown stands nowhere; `name` is how they are then called.
    """
    known = _person(session, boards[0].workspace_id, account) if boards else []
    if not known:
        return [Standing(person_id=0, account=account, name=name, seats=frozenset()) for _ in boards]
    ever = {post for row in known for post in (row.held, row.answers_for) if post is not None}
    ties = _ties(session, [board.id for board in boards], ever)
    return [_standing(known, ties[board.id], account, name, day) for board, day in zip(boards, days, strict=True)]


def _person(session: Session, workspace_id: int, account: str) -> Sequence[Any]:
    return session.execute(_person_statement(), {"workspace": workspace_id, "account": account}).all()


def _ties(session: Session, boards: list[int], posts: Iterable[int]) -> dict[int, list[Any]]:
    """What ties posts to boards: seats, and being accountable for an action (a row without a role)."""
    found: dict[int, list[Any]] = defaultdict(list)
    wanted = list(posts)
    if wanted:
        for row in session.execute(_ties_statement(), {"boards": boards, "posts": wanted}):
            found[row.board_id].append(row)
    return found


def _standing(known: Sequence[Any], ties: list[Any], account: str, name: str, day: date) -> Standing:
    now = [row for row in known if row.held is not None and _runs(row.held_since, row.held_until, day)]
    posts = frozenset(row.held for row in now)
    answers_for = frozenset(
        row.answers_for for row in now if row.answers_for is not None and _runs(row.since, row.until, day)
    )
    seated = sorted((row for row in ties if row.role and row.post_id in posts), key=lambda row: row.id)
    accountable = frozenset(row.post_id for row in ties if not row.role and row.post_id in posts | answers_for)
    return Standing(
        person_id=known[0].person_id,
        account=account,
        name=known[0].name or name,
        seats=frozenset(Role(row.role) for row in seated),
        seat_posts=tuple((Role(row.role), row.title) for row in seated),
        posts=posts,
        answers_for=answers_for,
        accountable=accountable,
    )


def _runs(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or until > day)


@cache
def _person_statement() -> Select[Any]:
    person, holding, delegation = (
        tables.Person.__table__.c,
        tables.Holding.__table__.c,
        tables.Delegation.__table__.c,
    )
    joined = tables.Person.__table__.outerjoin(tables.Holding.__table__, holding.person_id == person.id).outerjoin(
        tables.Delegation.__table__, delegation.delegate_post_id == holding.post_id
    )
    return (
        select(
            person.id.label("person_id"),
            person.name,
            holding.post_id.label("held"),
            holding.since.label("held_since"),
            holding.until.label("held_until"),
            delegation.post_id.label("answers_for"),
            delegation.since,
            delegation.until,
        )
        .select_from(joined)
        .where(person.workspace_id == bindparam("workspace"), person.account == bindparam("account"))
    )


@cache
def _ties_statement() -> CompoundSelect[Any]:
    seat, post, action = tables.Seat.__table__.c, tables.Post.__table__.c, tables.Action.__table__.c
    boards: BindParameter[int] = bindparam("boards", expanding=True)
    posts: BindParameter[int] = bindparam("posts", expanding=True)
    seats = (
        select(seat.id, seat.board_id, seat.post_id, seat.role, post.title)
        .join_from(tables.Seat.__table__, tables.Post.__table__, post.id == seat.post_id)
        .where(seat.board_id.in_(boards), seat.post_id.in_(posts))
    )
    accountable = (
        select(literal(0), action.board_id, action.accountable_post_id, literal(""), literal(""))
        .where(action.board_id.in_(boards), action.accountable_post_id.in_(posts))
        .distinct()
    )
    return union_all(seats, accountable)
