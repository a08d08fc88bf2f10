"""Where a person stands: three statements, however many boards their workspace has, since only those that a post of
theirs is tied to are read.

The statements are built once: to build one costs more than to run it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.people import Role, Standing
from storage import boards, tables
from storage.remembering import know, remembered

_ANSWERS, _DIRECTS, _LEADS, _GIVES = "", "directs", "leads", "gives"
"""What ties a post to a board where it is no seat: it is accountable for an action, or one that is reports to it; or it
leads an action, or gives input to its statement."""
_NO_SEATS = frozenset({_ANSWERS, _DIRECTS, _LEADS, _GIVES})


@dataclass(frozen=True)
class Ties:
    """All that ties a person to boards, today or on another day: their posts, and the boards that those posts have
    to do with. Somebody unknown is tied to none.
    """

    account: str
    posts: Sequence[Any]
    by_board: Mapping[int, Sequence[Any]]
    boards: Sequence[Board]

    def standing_on(self, board: Board, day: date, name: str) -> Standing:
        """Where they stand on a board on a day; `name` is how somebody without a known name is called."""
        if not self.posts:
            return Standing(person_id=0, account=self.account, name=name, seats=frozenset())
        return _standing(self.posts, self.by_board.get(board.id, ()), self.account, name, day)


@remembered(
    tables.Person, tables.Workspace, tables.Holding, tables.Delegation, tables.Seat, tables.Post, tables.Action,
    tables.Board, tables.Reporting, tables.Contributor, tables.PostAlias,
)  # fmt: skip
def ties_of(session: Session, platform: str, team: str, account: str) -> Ties:
    """What ties the person with this account to boards of their workspace."""
    return _ties_of_all(session, platform, team, [account])[account]


def look_up(session: Session, platform: str, team: str, accounts: Collection[str]) -> None:
    """Ask at once what ties several people to boards: in a session that remembers, `ties_of` then knows, and
    `get_board` those boards.
    """
    found = _ties_of_all(session, platform, team, accounts)
    know(session, ties_of, {(platform, team, account): ties for account, ties in found.items()})
    know(session, boards.get_board, {(board.id,): board for ties in found.values() for board in ties.boards})


def _ties_of_all(session: Session, platform: str, team: str, accounts: Collection[str]) -> dict[str, Ties]:
    asked = {"platform": platform, "team": team, "accounts": list(accounts)}
    known: dict[str, list[Any]] = {account: [] for account in accounts}
    for row in session.execute(_person_statement(), asked):
        known[row.account].append(row)
    by_post: dict[int, list[Any]] = defaultdict(list)
    ever = {post for rows in known.values() for post in _posts_of(rows)}
    for row in session.execute(_ties_statement(), {"posts": list(ever)}) if ever else ():
        by_post[row.post_id].append(row)
    tied = {row.board_id for rows in by_post.values() for row in rows}
    found = boards.boards_by_id(session, list(tied))
    return {account: _ties(account, rows, by_post, found) for account, rows in known.items()}


def _ties(account: str, known: Sequence[Any], by_post: Mapping[int, Sequence[Any]], found: Sequence[Board]) -> Ties:
    by_board: dict[int, list[Any]] = defaultdict(list)
    for post in _posts_of(known):
        for row in by_post.get(post, ()):
            by_board[row.board_id].append(row)
    return Ties(account, known, by_board, [board for board in found if board.id in by_board])


def _posts_of(known: Sequence[Any]) -> set[int]:
    """The posts that somebody holds, answers for or types for, on whatever day."""
    found = (each for row in known for each in (row.held, row.answers_for, row.enters_for, row.delegated_for))
    return {post for post in found if post is not None}


def _standing(known: Sequence[Any], ties: Sequence[Any], account: str, name: str, day: date) -> Standing:
    now = [row for row in known if row.held is not None and _runs(row.held_since, row.held_until, day)]
    posts = frozenset(row.held for row in now)
    answers_for = frozenset(
        row.answers_for for row in now if row.answers_for is not None and _runs(row.since, row.until, day)
    )
    enters_for = frozenset(
        row.enters_for for row in known if row.enters_for is not None and _runs(row.enters_since, row.enters_until, day)
    )
    for_delegate = frozenset(
        row.delegated_for
        for row in known
        if row.delegated_for is not None
        and _runs(row.enters_since, row.enters_until, day)
        and _runs(row.delegated_since, row.delegated_until, day)
    )
    enters_for |= for_delegate
    answers_for |= enters_for
    seated = sorted((row for row in ties if row.role not in _NO_SEATS and row.post_id in posts), key=lambda row: row.id)
    theirs = posts | answers_for
    accountable = frozenset(row.post_id for row in ties if row.role == _ANSWERS and row.post_id in theirs)
    return Standing(
        person_id=known[0].person_id,
        account=account,
        name=known[0].name or name,
        seats=frozenset(Role(row.role) for row in seated),
        seat_posts=tuple((Role(row.role), row.title) for row in seated),
        posts=posts,
        answers_for=answers_for,
        enters_for=enters_for,
        enters_for_delegate=for_delegate,
        accountable=accountable,
        directs=frozenset(row.id for row in ties if row.role == _DIRECTS and row.post_id in posts),
        leads=frozenset(row.id for row in ties if row.role == _LEADS and row.post_id in theirs),
        gives_to=frozenset(row.id for row in ties if row.role == _GIVES and row.post_id in theirs),
    )


def _runs(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or until > day)


@cache
def _person_statement() -> Select[Any]:
    workspace, person, holding, delegation = (
        tables.Workspace.__table__.c,
        tables.Person.__table__.c,
        tables.Holding.__table__.c,
        tables.Delegation.__table__.c,
    )
    outsider, theirs = tables.Person.__table__.alias(), tables.Holding.__table__.alias()
    delegated = tables.Delegation.__table__.alias()
    joined = (
        tables.Person.__table__.join(tables.Workspace.__table__, workspace.id == person.workspace_id)
        .outerjoin(tables.Holding.__table__, holding.person_id == person.id)
        .outerjoin(tables.Delegation.__table__, delegation.delegate_post_id == holding.post_id)
        .outerjoin(outsider, outsider.c.contact_id == person.id)
        .outerjoin(theirs, theirs.c.person_id == outsider.c.id)
        .outerjoin(delegated, delegated.c.delegate_post_id == theirs.c.post_id)
    )
    return (
        select(
            person.account,
            person.id.label("person_id"),
            person.name,
            holding.post_id.label("held"),
            holding.since.label("held_since"),
            holding.until.label("held_until"),
            delegation.post_id.label("answers_for"),
            delegation.since,
            delegation.until,
            theirs.c.post_id.label("enters_for"),
            theirs.c.since.label("enters_since"),
            theirs.c.until.label("enters_until"),
            delegated.c.post_id.label("delegated_for"),
            delegated.c.since.label("delegated_since"),
            delegated.c.until.label("delegated_until"),
        )
        .select_from(joined)
        .where(
            workspace.platform == bindparam("platform"),
            workspace.team == bindparam("team"),
            person.account.in_(bindparam("accounts", expanding=True)),
        )
    )


@cache
def _ties_statement() -> CompoundSelect[Any]:
    seat, post, action = tables.Seat.__table__.c, tables.Post.__table__.c, tables.Action.__table__.c
    asked: BindParameter[int] = bindparam("posts", expanding=True)
    # Named once: seven lists of forty posts would be a statement that no driver keeps.
    posts = select(select(post.id).where(post.id.in_(asked)).cte("asked").c.id)
    seats = (
        select(seat.id, seat.board_id, seat.post_id, seat.role, post.title)
        .join_from(tables.Seat.__table__, tables.Post.__table__, post.id == seat.post_id)
        .where(seat.post_id.in_(posts))
    )
    accountable = (
        select(literal(0), action.board_id, action.accountable_post_id, literal(_ANSWERS), literal(""))
        .where(action.accountable_post_id.in_(posts), action.is_archived.is_(False))
        .distinct()
    )
    directs = (
        select(post.id, action.board_id, post.line_post_id, literal(_DIRECTS), literal(""))
        .join_from(tables.Post.__table__, tables.Action.__table__, action.accountable_post_id == post.id)
        .where(post.line_post_id.in_(posts), action.is_archived.is_(False))
        .distinct()
    )
    # Whoever answers to a board for an action of another's plan has a post there, and so has their line director.
    also = tables.Reporting.__table__.c
    reports = (
        select(literal(0), also.board_id, action.accountable_post_id, literal(_ANSWERS), literal(""))
        .join_from(tables.Reporting.__table__, tables.Action.__table__, action.id == also.action_id)
        .where(action.accountable_post_id.in_(posts), action.is_archived.is_(False), also.state == "agreed")
        .distinct()
    )
    directs_there = (
        select(post.id, also.board_id, post.line_post_id, literal(_DIRECTS), literal(""))
        .join_from(tables.Post.__table__, tables.Action.__table__, action.accountable_post_id == post.id)
        .join(tables.Reporting.__table__, also.action_id == action.id)
        .where(post.line_post_id.in_(posts), action.is_archived.is_(False), also.state == "agreed")
        .distinct()
    )
    return union_all(seats, accountable, directs, reports, directs_there, *_work_statements(posts))


def _work_statements(posts: Select[Any]) -> list[Select[Any]]:
    """What their posts lead, by any of the titles that a post goes by, and what they give input to."""
    action, post, alias = tables.Action.__table__.c, tables.Post.__table__.c, tables.PostAlias.__table__.c
    gives, board = tables.Contributor.__table__.c, tables.Board.__table__.c
    titled = select(post.id, post.workspace_id, post.title).where(post.id.in_(posts), post.merged_into.is_(None))
    also = select(alias.post_id, alias.workspace_id, alias.title).where(alias.post_id.in_(posts), alias.is_same)
    called = titled.union_all(also).subquery().c
    leads = (
        select(action.id, action.board_id, called.id, literal(_LEADS), literal(""))
        .join_from(tables.Action.__table__, tables.Board.__table__, board.id == action.board_id)
        .join(called.id.table, (called.title == action.lead) & (called.workspace_id == board.workspace_id))
        .where(action.is_archived.is_(False))
    )
    inputs = (
        select(action.id, action.board_id, gives.post_id, literal(_GIVES), literal(""))
        .join_from(tables.Contributor.__table__, tables.Action.__table__, action.id == gives.action_id)
        .where(gives.post_id.in_(posts), gives.until.is_(None), action.is_archived.is_(False))
    )
    return [leads, inputs]
