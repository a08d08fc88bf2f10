"""Who acts as accountable officer while another is away: a delegation with a name of its own, kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.domain.dates import listed
from storage import people
from storage.tables import Delegation, Post
from storage.tenures import tenures_of


@dataclass(frozen=True)
class Acted:
    """A post's time of acting for another. `until` is the first day on which it does so no longer."""

    post_id: int
    post: str
    names: tuple[str, ...]
    """Whoever held that post meanwhile."""
    since: date
    until: date | None
    named_by: str

    @property
    def who(self) -> str:
        """The post, and the names of those who held it meanwhile."""
        return f"{self.post} ({listed(list(self.names))})" if self.names else self.post


def act_for(session: Session, post: Post, to: Post, since: date, until: date, named_by: str) -> None:
    """Let one post act for another from a day on, to before `until`; it answers in the place of any delegate.

    Whoever was the delegate answers again from the end on, for as long as was agreed.
    """
    after = _delegate_after(session, post, since)
    people.stop_delegation(session, post, since)
    session.add(
        Delegation(post_id=post.id, delegate_post_id=to.id, since=since, until=until, is_acting=True, named_by=named_by)
    )
    session.flush()
    if after is not None:
        delegate, agreed = after
        session.add(Delegation(post_id=post.id, delegate_post_id=delegate, since=until, until=agreed))
        session.flush()


def acting_for(session: Session, post_id: int, today: date) -> Delegation | None:
    """How another post acts for this one today; None where none does."""
    runs = (Delegation.since <= today) & or_(Delegation.until.is_(None), Delegation.until > today)
    return session.scalars(
        select(Delegation)
        .where(Delegation.post_id == post_id, Delegation.is_acting, runs)
        .order_by(Delegation.id.desc())
    ).first()


def acts_until(session: Session, acting: Delegation, until: date) -> None:
    """Let it end before another day; the delegate from before answers again from that day on."""
    again = _answers_again(session, acting)
    if again is not None:
        again.since = until
    acting.until = until
    session.flush()


def stop_acting(session: Session, post: Post, on: date) -> None:
    """Let nobody act for a post from a day on; whoever was its delegate before answers again."""
    acting = acting_for(session, post.id, on)
    if acting is not None:
        acts_until(session, acting, on)


def _delegate_after(session: Session, post: Post, today: date) -> tuple[int, date | None] | None:
    """Whose turn it is once nobody acts, and to before which day: the delegate's from before, however many have acted.

    Taken as values: the row that says so is about to be ended.
    """
    acting = acting_for(session, post.id, today)
    found = _answers_again(session, acting) if acting is not None else people.delegation_of(session, post.id, today)
    return (found.delegate_post_id, found.until) if found is not None else None


def _answers_again(session: Session, acting: Delegation) -> Delegation | None:
    """When the delegate from before answers again: from the end of acting on. Never, where it was to be over by then.

    Kept beforehand, so that nobody has to see to it on the day.
    """
    return session.scalars(
        select(Delegation)
        .where(Delegation.post_id == acting.post_id, Delegation.is_acting.is_(False), Delegation.id > acting.id)
        .where(Delegation.since == acting.until)
        .order_by(Delegation.id.desc())
    ).first()


def acted(session: Session, post_id: int, since: date | None = None) -> Sequence[Acted]:
    """Every time that somebody acted for a post, oldest first; from a day on, those that had not ended before it."""
    asked = (
        select(Delegation, Post.title)
        .join(Post, Post.id == Delegation.delegate_post_id)
        .where(Delegation.post_id == post_id, Delegation.is_acting)
        .where(or_(Delegation.until.is_(None), Delegation.until > Delegation.since))
        .order_by(Delegation.since, Delegation.id)
    )
    if since is not None:
        asked = asked.where(or_(Delegation.until.is_(None), Delegation.until > since))
    return [_acted(session, row, title) for row, title in session.execute(asked)]


def ended(session: Session, post_id: int, until: date) -> Acted | None:
    """Whose time of acting for a post ends before this day, the last of them."""
    return next((each for each in reversed(acted(session, post_id)) if each.until == until), None)


def _acted(session: Session, row: Delegation, title: str) -> Acted:
    held = [
        each
        for each in tenures_of(session, row.delegate_post_id)
        if (row.until is None or each.since < row.until) and (each.until is None or each.until > row.since)
    ]
    names = tuple(dict.fromkeys(each.name for each in held))
    return Acted(row.delegate_post_id, title, names, row.since, row.until, row.named_by)
