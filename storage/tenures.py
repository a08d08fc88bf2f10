"""Who held a post, from when to when: the person in it now, and whoever was in it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.tables import Action, Contributor, Delegation, Delivery, Holding, Person, Post, PostAlias, Seat


@dataclass(frozen=True)
class Tenure:
    """One person's time in a post. `until` is the first day on which they hold it no longer."""

    holding_id: int
    person_id: int
    name: str
    since: date
    until: date | None
    leaves_on: date | None
    is_temporary: bool
    is_accepted: bool
    """Whether they have accepted what they took over, or were never asked to."""
    contact: str = ""
    """Who types for them, where they have no account here."""


def tenure_of(session: Session, post_id: int, today: date) -> Tenure | None:
    """How a post is held on a day; None while it is vacant."""
    return next((each for each in tenures_of(session, post_id) if _runs(each, today)), None)


def tenure_before(session: Session, post_id: int, since: date) -> Tenure | None:
    """Who held a post last before a day, however long ago."""
    earlier = [each for each in tenures_of(session, post_id) if each.until is not None and each.until <= since]
    return max(earlier, key=lambda each: (each.until or since, each.holding_id), default=None)


def tenures_of(session: Session, post_id: int) -> list[Tenure]:
    """Everybody who has held a post, in the order in which they came to it."""
    found = session.execute(
        select(Holding, Person).join(Person, Person.id == Holding.person_id).where(Holding.post_id == post_id)
    ).all()
    contacts = _names(session, [person.contact_id for _, person in found if person.contact_id])
    return sorted(
        (_tenure(held, person, contacts) for held, person in found), key=lambda each: (each.since, each.holding_id)
    )


def posts_around(session: Session, board_id: int, today: date) -> list[tuple[int, str]]:
    """The posts that a board has to do with, by id and title: accountable, seated, delegates of these, their lines.

    What a closed plan held them to account for ties nobody to the board any more.
    """
    plan = select(Action.accountable_post_id).where(Action.board_id == board_id, Action.is_archived.is_(False))
    seats = select(Seat.post_id).where(Seat.board_id == board_id)
    runs = (Delegation.since <= today) & or_(Delegation.until.is_(None), Delegation.until > today)
    delegates = select(Delegation.delegate_post_id).where(Delegation.post_id.in_(plan.union(seats)), runs)
    lines = select(Post.line_post_id).where(Post.id.in_(plan), Post.line_post_id.is_not(None))
    found = session.execute(
        select(Post.id, Post.title)
        .where(or_(*(Post.id.in_(part) for part in (plan, seats, delegates, lines))))
        .order_by(Post.title)
    )
    return [(post_id, title) for post_id, title in found]


def is_around(session: Session, board_id: int, post: Post, today: date) -> bool:
    """Whether a board has to do with a post: as in `posts_around`, or it leads, gives input to or keeps something."""
    if any(post_id == post.id for post_id, _ in posts_around(session, board_id, today)):
        return True
    titles = [post.title, *aliases_of(session, [post.id]).get(post.id, ())]
    ever = select(Action.id).where(Action.board_id == board_id)
    of_plan = ever.where(Action.is_archived.is_(False))
    named = (
        of_plan.where(Action.lead.in_(titles)),
        # What was closed is checked later, also once its whole plan is.
        select(Delivery.id).where(Delivery.action_id.in_(ever), Delivery.keeper.in_(titles)),
        select(Contributor.id).where(
            Contributor.action_id.in_(of_plan), Contributor.post_id == post.id, Contributor.until.is_(None)
        ),
    )
    return any(session.scalars(each.limit(1)).first() is not None for each in named)


def aliases_of(session: Session, post_ids: Sequence[int]) -> dict[int, list[str]]:
    """The other titles that each post goes by, as somebody has confirmed."""
    found: dict[int, list[str]] = {}
    asked = select(PostAlias.post_id, PostAlias.title).where(PostAlias.post_id.in_(post_ids), PostAlias.is_same)
    for post_id, title in session.execute(asked.order_by(PostAlias.title)):
        found.setdefault(post_id, []).append(title)
    return found


def _tenure(held: Holding, person: Person, contacts: dict[int, str]) -> Tenure:
    return Tenure(
        holding_id=held.id,
        person_id=person.id,
        name=person.name or person.account,
        since=held.since,
        until=held.until,
        leaves_on=held.leaves_on,
        is_temporary=held.is_temporary,
        is_accepted=held.handed_over_at is None or held.accepted_at is not None,
        contact=contacts.get(person.contact_id or 0, ""),
    )


def _names(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    found = session.execute(select(Person.id, Person.name, Person.account).where(Person.id.in_(person_ids)))
    return {person_id: name or account for person_id, name, account in found}


def _runs(each: Tenure, day: date) -> bool:
    return each.since <= day and (each.until is None or each.until > day)
