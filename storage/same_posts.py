"""Posts that go by several titles, and two posts that turn out to be one. Nothing is lost, and nothing is silent."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import people
from storage.tables import (
    Action,
    Board,
    Contribution,
    Contributor,
    Delegation,
    Holding,
    LateChoice,
    Post,
    PostAlias,
    Risk,
    Seat,
    SurgeryAgreed,
    SurgeryPost,
)


def say_same(session: Session, post: Post, title: str, by: str, at: datetime) -> None:
    """Note that a post goes by another title as well."""
    _say(session, post, title, by, at, is_same=True)


def say_different(session: Session, one: Post, other: Post, by: str, at: datetime) -> None:
    """Note that two posts are two, however alike their titles are: nobody is asked again."""
    _say(session, one, other.title, by, at, is_same=False)


def _say(session: Session, post: Post, title: str, by: str, at: datetime, *, is_same: bool) -> None:
    said = select(PostAlias).where(PostAlias.post_id == post.id, PostAlias.title == title)
    row = session.scalars(said).first()
    if row is None:
        row = PostAlias(workspace_id=post.workspace_id, post_id=post.id, title=title, said_by=by, at=at)
        session.add(row)
    row.is_same, row.said_by, row.at = is_same, by, at
    session.flush()


def are_two(session: Session, workspace_id: int) -> set[frozenset[str]]:
    """The pairs of titles of which somebody has said that they are two posts."""
    found = session.execute(
        select(Post.title, PostAlias.title)
        .join(PostAlias, PostAlias.post_id == Post.id)
        .where(PostAlias.workspace_id == workspace_id, PostAlias.is_same.is_(False))
    )
    return {frozenset((one, other)) for one, other in found}


def answers_for(session: Session, post: Post) -> list[tuple[int, str]]:
    """The actions, by id and reference, that a post answers for."""
    theirs = Action.accountable_post_id == post.id, Action.is_archived.is_(False)
    return [(each, ref) for each, ref in session.execute(select(Action.id, Action.ref).where(*theirs))]


def merge(session: Session, gone: Post, kept: Post, by: str, now: datetime, today: date) -> None:
    """Let one post be another: all that hung on it hangs on that one, and its title is an alias from now on.

    Whoever holds the post that is kept stays in it; where nobody does, whoever holds the other goes on. A delegate
    goes on with the holder, and answers alone. Who held either before, and what they wrote under which title, stays
    as it was.
    """
    if people.holder_of(session, kept.id, today) is not None:
        _keep_one_delegate(session, kept, gone, today)
        people.vacate(session, gone, today)
    else:
        _keep_one_delegate(session, gone, kept, today)
        kept.away_until, kept.vacant_since = gone.away_until, _vacant_since(session, gone, kept, today)
    _move_what_hangs_on_it(session, gone, kept, now, today)
    kept.line_post_id = _line(session, gone, kept)
    session.execute(update(PostAlias).where(PostAlias.post_id == gone.id, PostAlias.is_same).values(post_id=kept.id))
    gone.merged_into, gone.away_until = kept.id, None
    say_same(session, kept, gone.title, by, now)
    session.expire_all()


def _vacant_since(session: Session, gone: Post, kept: Post, today: date) -> date | None:
    """Since when nobody is in either of two posts: since the last of them was left; None while somebody is in one."""
    if people.holder_of(session, gone.id, today) is not None:
        return None
    return max((since for since in (gone.vacant_since, kept.vacant_since) if since is not None), default=None)


def _keep_one_delegate(session: Session, goes_on: Post, ends: Post, today: date) -> None:
    if people.delegation_of(session, goes_on.id, today) is not None:
        people.stop_delegation(session, ends, today)


def _move_what_hangs_on_it(session: Session, gone: Post, kept: Post, now: datetime, today: date) -> None:
    for column in (
        Action.accountable_post_id, Holding.post_id, LateChoice.post_id, Delegation.post_id,
        Delegation.delegate_post_id, Post.line_post_id, Post.merged_into, Risk.post_id, Contribution.post_id,
        SurgeryPost.post_id, SurgeryAgreed.post_id,
    ):  # fmt: skip
        session.execute(
            update(column.class_).where(column == gone.id).values({column: kept.id}), {},
            execution_options={"synchronize_session": False},
        )  # fmt: skip
    itself = Delegation.post_id == Delegation.delegate_post_id
    session.execute(update(Delegation).where(Delegation.post_id == kept.id, itself).values(until=today))
    boards = select(Board.id).where(Board.workspace_id == gone.workspace_id)
    session.execute(
        update(Action).where(Action.board_id.in_(boards), Action.lead == gone.title).values(lead=kept.title)
    )
    _move_unless_there(session, gone, kept, now)


def _move_unless_there(session: Session, gone: Post, kept: Post, now: datetime) -> None:
    """Seats and contributions: where the post that is kept has the same already, one is enough."""
    seats = {(row.board_id, row.role) for row in session.scalars(select(Seat).where(Seat.post_id == kept.id))}
    for seat in session.scalars(select(Seat).where(Seat.post_id == gone.id)).all():
        if (seat.board_id, seat.role) in seats:
            session.delete(seat)
        else:
            seat.post_id = kept.id
    theirs = select(Contributor).where(Contributor.post_id == kept.id, Contributor.until.is_(None))
    gives = {row.action_id for row in session.scalars(theirs)}
    for row in session.scalars(select(Contributor).where(Contributor.post_id == gone.id)).all():
        row.post_id = kept.id
        row.until = row.until or (now if row.action_id in gives else None)
    _ask_once(session, kept, now)
    session.flush()


def _ask_once(session: Session, kept: Post, now: datetime) -> None:
    """Of input that was asked of both about the same action, the first to be asked is enough."""
    row, seen = Contribution, set[tuple[int, int]]()
    for each in session.scalars(select(row).where(row.post_id == kept.id, row.state == "asked").order_by(row.id)):
        if (each.action_id, each.meeting_id) in seen:
            each.state, each.settled_at = "withdrawn", now
            each.settled_why = "You were asked for this under another title of your post as well. Please answer there."
        seen.add((each.action_id, each.meeting_id))


def _line(session: Session, gone: Post, kept: Post) -> int | None:
    """Whom the post reports to from now on: as before, or else as the other did; never to itself, nor in a circle."""
    for line in (kept.line_post_id, gone.line_post_id):
        if line is not None and line not in (kept.id, gone.id) and not people.reports_to(session, line, kept.id):
            return line
    return None
