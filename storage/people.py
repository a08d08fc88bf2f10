"""People, posts, who holds them, who answers for them, and the seats of a board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot.domain.actions import Lifecycle
from bot.domain.people import ONE_EACH, Role
from storage.remembering import remembered
from storage.tables import (
    Action,
    Board,
    Contributor,
    Delegation,
    Draft,
    Holding,
    Person,
    Post,
    PostAlias,
    Seat,
    Workspace,
)  # fmt: skip

OUTSIDE = "outside:"
"""How the account begins that stands for somebody who has none: no platform has such accounts."""


def workspace_of(session: Session, platform: str, team: str, name: str = "") -> int:
    """The workspace's id, made on first sight."""
    found = find_workspace(session, platform, team)
    if found is not None:
        return found
    workspace = Workspace(platform=platform, team=team, name=name)
    session.add(workspace)
    session.flush()
    return workspace.id


def find_workspace(session: Session, platform: str, team: str) -> int | None:
    """The workspace's id, if it is known."""
    return session.scalars(select(Workspace.id).where(Workspace.platform == platform, Workspace.team == team)).first()


def everybody(session: Session, workspace_id: int) -> dict[str, str]:
    """The name of everybody in a workspace who has an account, by it; the account itself where no name is known."""
    found = session.execute(select(Person.account, Person.name).where(Person.workspace_id == workspace_id))
    return {account: name or account for account, name in found if account}


def accounts_by_id(session: Session, person_ids: Iterable[int]) -> frozenset[str]:
    """The accounts of these people, of those who have one."""
    found = session.scalars(select(Person.account).where(Person.id.in_(list(person_ids))))
    return frozenset(account for account in found if account)


def person_of(session: Session, workspace_id: int, account: str, name: str = "") -> Person:
    """The person with this account, made on first sight; a name that the platform shows anew is kept."""
    person = session.scalars(
        select(Person).where(Person.workspace_id == workspace_id, Person.account == account)
    ).first()
    if person is None:
        person = Person(workspace_id=workspace_id, account=account, name=name)
        session.add(person)
        session.flush()
    elif name and person.name != name:
        person.name = name
    return person


def find_outsider(session: Session, workspace_id: int, name: str) -> Person | None:
    """Somebody of this name who has no account here, if they are known."""
    known = select(Person).where(Person.workspace_id == workspace_id, Person.name == name)
    return session.scalars(known.where(Person.account.startswith(OUTSIDE))).first()


def outsider(session: Session, workspace_id: int, name: str, contact: Person) -> Person:
    """Somebody who has no account here, and the contact who types for them; the same one for the same name."""
    person = find_outsider(session, workspace_id, name)
    if person is None:
        count = session.scalars(select(func.count()).select_from(Person)).one()
        person = Person(workspace_id=workspace_id, account=f"{OUTSIDE}{count + 1}", name=name)
        session.add(person)
    person.contact_id = contact.id
    session.flush()
    return person


def typed_for(session: Session, workspace_id: int, account: str) -> list[Person]:
    """Those without an account here for whom the person with this account types."""
    contact = select(Person.id).where(Person.workspace_id == workspace_id, Person.account == account).scalar_subquery()
    return list(session.scalars(select(Person).where(Person.contact_id == contact).order_by(Person.id)))


def contact_of(session: Session, workspace_id: int, account: str) -> tuple[Person, str] | None:
    """For an account of somebody outside: the contact who types for them, and their name; None for any other."""
    if not account.startswith(OUTSIDE):
        return None
    person = session.scalars(
        select(Person).where(Person.workspace_id == workspace_id, Person.account == account)
    ).first()
    if person is None or person.contact_id is None:
        return None
    return session.get_one(Person, person.contact_id), person.name


@remembered(Person)
def name_of(session: Session, workspace_id: int, account: str) -> str:
    """How the person with this account is shown; the account itself where no name is known."""
    found = select(Person.name).where(Person.workspace_id == workspace_id, Person.account == account)
    return session.scalars(found).first() or account


def post_of(session: Session, workspace_id: int, title: str, today: date) -> Post:
    """The post with this title, made vacant on first sight."""
    post = find_post(session, workspace_id, title)
    if post is None:
        post = Post(workspace_id=workspace_id, title=title, vacant_since=today)
        session.add(post)
        session.flush()
    return post


@remembered(Post, PostAlias)
def find_post(session: Session, workspace_id: int, title: str) -> Post | None:
    """The post with exactly this title, or that goes by it as well, as somebody has said."""
    alias = select(PostAlias.post_id).where(
        PostAlias.workspace_id == workspace_id, PostAlias.title == title, PostAlias.is_same
    )
    is_it = or_(and_(Post.title == title, Post.merged_into.is_(None)), Post.id.in_(alias))
    return session.scalars(select(Post).where(Post.workspace_id == workspace_id, is_it)).first()


@remembered(Post)
def get_post(session: Session, post_id: int) -> Post:
    """The post with this id."""
    return session.get_one(Post, post_id)


@remembered(Post)
def is_now(session: Session, post_id: int) -> int:
    """The post that this one turned out to be, which buttons of before may still name; itself for any other."""
    return session.scalars(select(Post.merged_into).where(Post.id == post_id)).first() or post_id


def posts_titled(session: Session, workspace_id: int) -> list[tuple[int, str]]:
    """Every post of a workspace, by title; one that turned out to be another is that one."""
    is_one = Post.workspace_id == workspace_id, Post.merged_into.is_(None)
    found = session.execute(select(Post.id, Post.title).where(*is_one).order_by(Post.title))
    return [(post_id, title) for post_id, title in found]


def aliases(session: Session, workspace_id: int) -> list[tuple[int, str]]:
    """Every other title that a post of a workspace goes by, with that post's id."""
    said = select(PostAlias.post_id, PostAlias.title).where(PostAlias.workspace_id == workspace_id, PostAlias.is_same)
    return [(post_id, title) for post_id, title in session.execute(said.order_by(PostAlias.title))]


@remembered(Person, Holding)
def holder_of(session: Session, post_id: int, today: date) -> Person | None:
    """Who holds a post today."""
    return session.scalars(
        select(Person)
        .join(Holding, Holding.person_id == Person.id)
        .where(Holding.post_id == post_id, Holding.since <= today, _still(Holding.until, today))
    ).first()


def hold(session: Session, post: Post, person: Person, since: date, *, is_temporary: bool = False) -> None:
    """Put a person in a post; whoever held it leaves it that day, and their past stays theirs.

    One who `is_temporary` answers until somebody is named.
    """
    _leave(session, post, since, follows=person.id)
    session.add(Holding(post_id=post.id, person_id=person.id, since=since, until=None, is_temporary=is_temporary))
    post.vacant_since = None
    session.flush()


def vacate(session: Session, post: Post, on: date) -> None:
    """Leave a post empty from a day on; one that was empty stays so since when it was. That is an ordinary state.

    That its holder was away was about them, and goes with them, and so does what they had begun to write, which nobody
    else may read. Whoever acted for them may answer as a delegate to the day to which they were to act.
    """
    _leave(session, post, on, follows=None)


def _leave(session: Session, post: Post, on: date, follows: int | None) -> None:
    for holding in session.scalars(select(Holding).where(Holding.post_id == post.id, _still(Holding.until, on))):
        holding.until = on
        if holding.person_id != follows:
            theirs = select(Action.id).where(Action.accountable_post_id == post.id)
            begun = delete(Draft).where(Draft.person_id == holding.person_id, Draft.action_id.in_(theirs))
            session.execute(begun, execution_options={"synchronize_session": False})
    post.vacant_since = post.vacant_since or on
    post.away_until = None
    _act_no_more(session, post, on)
    session.flush()


def _act_no_more(session: Session, post: Post, on: date) -> None:
    runs = Delegation.post_id == post.id, Delegation.is_acting, _still(Delegation.until, on)
    for acting in session.scalars(select(Delegation).where(*runs)).all():
        # Beside whoever is the delegate after that day, and does not end with this.
        session.add(Delegation(post_id=post.id, delegate_post_id=acting.delegate_post_id, since=on, until=acting.until))
        acting.until = on


def holding_of(session: Session, post_id: int, today: date) -> Holding | None:
    """How a post is held today: by whom, since when, and whether they have accepted it."""
    return session.scalars(
        select(Holding).where(Holding.post_id == post_id, Holding.since <= today, _still(Holding.until, today))
    ).first()


def get_holding(session: Session, holding_id: int) -> Holding:
    """The holding with this id."""
    return session.get_one(Holding, holding_id)


def get_person(session: Session, person_id: int) -> Person:
    """The person with this id."""
    return session.get_one(Person, person_id)


def find_account(session: Session, caller: tuple[str, str, str]) -> Person | None:
    """Who has this account (platform, team, account), if anybody is known to have it."""
    platform, team, account = caller
    return session.scalars(
        select(Person)
        .join(Workspace, Workspace.id == Person.workspace_id)
        .where(Workspace.platform == platform, Workspace.team == team, Person.account == account)
    ).first()


@remembered(Post, Holding, Person)
def held_by(session: Session, workspace_id: int, account: str, today: date) -> list[Post]:
    """The posts that the person with this account holds today, in the order in which they came to them."""
    return list(
        session.scalars(
            select(Post)
            .join(Holding, Holding.post_id == Post.id)
            .join(Person, Person.id == Holding.person_id)
            .where(Person.workspace_id == workspace_id, Person.account == account)
            .where(Holding.since <= today, _still(Holding.until, today))
            .order_by(Holding.id)
        )
    )


def accounts_of(session: Session, board_id: int, today: date) -> list[str]:
    """The accounts of all who hold a seat on a board, a post of its plan, or one that these report to, on a day; of
    those who have none, the contacts who type for them.
    """
    plan = select(Action.accountable_post_id).where(Action.board_id == board_id, Action.is_archived.is_(False))
    posts = or_(
        Holding.post_id.in_(select(Seat.post_id).where(Seat.board_id == board_id)),
        Holding.post_id.in_(plan),
        Holding.post_id.in_(select(Post.line_post_id).where(Post.id.in_(plan))),
    )
    contact = aliased(Person)
    found = session.scalars(
        select(func.coalesce(contact.account, Person.account))
        .select_from(Person)
        .join(Holding, Holding.person_id == Person.id)
        .outerjoin(contact, contact.id == Person.contact_id)
        .where(posts, Holding.since <= today, _still(Holding.until, today))
    )
    return sorted(set(found))


@remembered(Post, Person, Holding)
def line_director(session: Session, post_id: int, today: date) -> tuple[Post, Person | None] | None:
    """The post that this one's holder reports to, and who holds that today; None where no such post is known."""
    line_id = select(Post.line_post_id).where(Post.id == post_id).scalar_subquery()
    line = session.scalars(select(Post).where(Post.id == line_id)).first()
    return (line, holder_of(session, line.id, today)) if line else None


def set_line(session: Session, post: Post, line: Post) -> None:
    """Let one post report to another."""
    post.line_post_id = line.id
    session.flush()


def reports_to(session: Session, post_id: int, line_post_id: int) -> bool:
    """Whether a post is another, or reports to it, itself or through the posts between them."""
    seen: set[int] = set()
    at: int | None = post_id
    while at is not None and at not in seen:
        if at == line_post_id:
            return True
        seen.add(at)
        at = session.scalars(select(Post.line_post_id).where(Post.id == at)).first()
    return False


def manages(session: Session, person_id: int, post_id: int, today: date) -> bool:
    """Whether somebody holds a post, today, to which this one reports, itself or through the posts between them."""
    held = session.scalars(
        select(Holding.post_id).where(
            Holding.person_id == person_id, Holding.since <= today, _still(Holding.until, today)
        )
    ).all()
    return any(post != post_id and reports_to(session, post_id, post) for post in held)


def delegate(session: Session, post: Post, to: Post, since: date, until: date | None) -> None:
    """Let one post answer for another from a day on; an earlier delegate of that post answers no longer."""
    stop_delegation(session, post, since)
    session.add(Delegation(post_id=post.id, delegate_post_id=to.id, since=since, until=until))
    session.flush()


def stop_delegation(session: Session, post: Post, on: date) -> None:
    """Let no other post answer for this one from a day on."""
    for row in session.scalars(select(Delegation).where(Delegation.post_id == post.id, _still(Delegation.until, on))):
        row.until = on
    session.flush()


def set_away(session: Session, post: Post, until: date | None) -> None:
    """Note until when (that day too) a post's holder is away; None once they are back. Why is never asked."""
    post.away_until = until
    session.flush()


def delegation_of(session: Session, post_id: int, today: date) -> Delegation | None:
    """How another post answers for this one today; None where none does."""
    runs = Delegation.post_id == post_id, Delegation.since <= today, _still(Delegation.until, today)
    return session.scalars(select(Delegation).where(*runs).order_by(Delegation.id.desc())).first()


@remembered(Post, Delegation)
def delegate_of(session: Session, post_id: int, today: date) -> Post | None:
    """The post that may answer for this one today."""
    return session.scalars(
        select(Post)
        .join(Delegation, Delegation.delegate_post_id == Post.id)
        .where(Delegation.post_id == post_id, Delegation.since <= today, _still(Delegation.until, today))
        .order_by(Delegation.id.desc())
    ).first()


def seat(session: Session, board_id: int, role: Role, post: Post) -> None:
    """Give a post a seat on a board. Of some seats there is one each: the new one takes the place."""
    if role in ONE_EACH:
        for old in session.scalars(select(Seat).where(Seat.board_id == board_id, Seat.role == role)):
            session.delete(old)
    session.add(Seat(board_id=board_id, role=role, post_id=post.id, until=None))
    session.flush()


def unseat(session: Session, board_id: int, role: Role, post_id: int) -> bool:
    """Take a seat away from a post; False if it had none."""
    taken = session.scalars(
        select(Seat).where(Seat.board_id == board_id, Seat.role == role, Seat.post_id == post_id)
    ).all()
    for row in taken:
        session.delete(row)
    session.flush()
    return bool(taken)


@remembered(Seat, Post)
def seats(session: Session, board_id: int) -> list[tuple[Role, Post]]:
    """The seats of a board and the posts that fill them, in the order of the roles."""
    found = session.execute(
        select(Seat.role, Post).join(Post, Post.id == Seat.post_id).where(Seat.board_id == board_id).order_by(Seat.id)
    )
    order = list(Role)
    return sorted(((Role(role), post) for role, post in found), key=lambda seat: order.index(seat[0]))


def matters(session: Session, workspace_id: int, post_id: int, today: date) -> bool:
    """Whether a seat, an action of a plan or another post of the workspace hangs on who holds this post.

    An action does that it is accountable for, leads or gives input to; another post does that reports to it, or that
    it may answer for today.
    """
    plan = Action.is_archived.is_(False)
    titles = (
        select(Post.title)
        .where(Post.id == post_id)
        .union(select(PostAlias.title).where(PostAlias.post_id == post_id, PostAlias.is_same))
    )
    here = select(Board.id).where(Board.workspace_id == workspace_id)
    hangs = (
        select(Seat.id).where(Seat.post_id == post_id),
        select(Action.id).where(Action.accountable_post_id == post_id, plan),
        select(Action.id).where(Action.lead.in_(titles), Action.board_id.in_(here), plan),
        select(Contributor.id)
        .join(Action, Action.id == Contributor.action_id)
        .where(Contributor.post_id == post_id, Contributor.until.is_(None), plan),
        select(Post.id).where(Post.workspace_id == workspace_id, Post.line_post_id == post_id),
        select(Delegation.id).where(
            Delegation.delegate_post_id == post_id, Delegation.since <= today, _still(Delegation.until, today)
        ),
    )
    return any(session.scalars(each.limit(1)).first() is not None for each in hangs)


@remembered(Person, Holding, Seat)
def seat_holder(session: Session, board_id: int, role: Role, today: date) -> Person | None:
    """Who sits as `role` today; None for an empty seat."""
    return session.scalars(
        select(Person)
        .join(Holding, Holding.person_id == Person.id)
        .join(Seat, Seat.post_id == Holding.post_id)
        .where(Seat.board_id == board_id, Seat.role == role)
        .where(Holding.since <= today, _still(Holding.until, today))
    ).first()


def boards_of_seat(session: Session, person: Person, role: Role, today: date) -> list[int]:
    """The boards on which somebody sits as `role` today."""
    seated = select(Seat.board_id).join(Holding, Holding.post_id == Seat.post_id)
    theirs = seated.where(Holding.person_id == person.id, Seat.role == role)
    running = theirs.where(Holding.since <= today, _still(Holding.until, today))
    return list(session.scalars(running.distinct().order_by(Seat.board_id)))


@dataclass(frozen=True)
class PlanPost:
    """A post that answers for actions of a board's plan, and who stands behind it on a day."""

    id: int
    title: str
    refs: tuple[str, ...]
    holder: str
    account: str
    vacant_since: date | None
    away_until: date | None
    delegate: str
    delegate_holder: str
    delegate_until: date | None
    """The first day on which the delegate answers no longer."""
    is_acting: bool = False
    """Whether the delegate acts as accountable officer, as the chair decided."""
    line: str = ""
    """The post that its holder reports to."""
    line_holder: str = ""
    is_temporary: bool = False
    """Whether its holder answers only until somebody is named."""
    is_accepted: bool = True
    """Whether its holder has accepted what they took over, or held it from the start."""
    leaves_on: date | None = None
    """The last day of its holder, where that is known."""
    gives_input: bool = False
    """Whether it answers for none of its actions, and only gives input to their statements."""
    answers_for: tuple[str, ...] = ()
    """The posts of the plan whose delegate it is, where it has no other part in the plan."""

    def is_away(self, today: date) -> bool:
        """Whether its holder is away on a day. Why is never asked."""
        return self.away_until is not None and today <= self.away_until


def plan_posts(session: Session, board_id: int, today: date) -> list[PlanPost]:
    """The accountable posts of a board's plan in plan order, whatever their number in five statements.

    Who answers for an action that was merged is whoever answers for the other.
    """
    refs: dict[int, list[str]] = defaultdict(list)
    for post_id, ref in session.execute(
        select(Action.accountable_post_id, Action.ref).where(*_of_the_plan(board_id)).order_by(Action.position)
    ):
        refs[post_id].append(ref)
    return _with_people(session, refs, today)


def contributing_posts(session: Session, board_id: int, today: date) -> list[PlanPost]:
    """The posts that give input to statements of a board's plan, and answer for no action of it, in plan order."""
    refs: dict[int, list[str]] = defaultdict(list)
    answers = select(Action.accountable_post_id).where(*_of_the_plan(board_id))
    for post_id, ref in session.execute(
        select(Contributor.post_id, Action.ref)
        .join(Action, Action.id == Contributor.action_id)
        .where(*_of_the_plan(board_id), Contributor.until.is_(None))
        .where(Contributor.post_id.not_in(answers))
        .order_by(Action.position)
    ):
        refs[post_id].append(ref)
    return [replace(post, gives_input=True) for post in _with_people(session, refs, today)] if refs else []


def _of_the_plan(board_id: int) -> Sequence[ColumnElement[bool]]:
    return Action.board_id == board_id, Action.is_archived.is_(False), Action.lifecycle != Lifecycle.MERGED.value


@remembered(Seat, Post, Holding, Person, Delegation)
def seat_post(session: Session, board_id: int, role: Role, today: date) -> PlanPost | None:
    """The post that sits as `role`, and who stands behind it on a day; it answers for nothing here."""
    post_id = session.scalars(select(Seat.post_id).where(Seat.board_id == board_id, Seat.role == role)).first()
    return _with_people(session, {post_id: []}, today)[0] if post_id else None


def post_with_people(session: Session, post_id: int, today: date) -> PlanPost:
    """A post and who stands behind it on a day, whatever it answers for."""
    return _with_people(session, {post_id: []}, today)[0]


def _with_people(session: Session, refs: Mapping[int, list[str]], today: date) -> list[PlanPost]:
    found = {post.id: post for post in session.scalars(select(Post).where(Post.id.in_(refs)))}
    lines = _lines(session, found.values())
    delegates = _delegates(session, refs, today)
    holders = _holders(session, [*refs, *lines, *(each[0] for each in delegates.values())], today)
    return [_plan_post(found[post_id], tuple(refs[post_id]), holders, delegates, lines) for post_id in refs]


_Holder = tuple[str, str, bool, bool, date | None]
"""Their name, their account, whether they hold it until somebody is named, whether they have accepted it, and their
last day where that is known.
"""


def _plan_post(
    post: Post,
    refs: tuple[str, ...],
    holders: dict[int, _Holder],
    delegates: dict[int, "_Delegate"],
    lines: dict[int, str],
) -> PlanPost:
    name, account, is_temporary, is_accepted, leaves_on = holders.get(post.id, ("", "", False, True, None))
    delegate_id, delegate, until, is_acting = delegates.get(post.id, (0, "", None, False))
    return PlanPost(
        id=post.id,
        title=post.title,
        refs=refs,
        holder=name or account,
        account=account,
        vacant_since=post.vacant_since,
        away_until=post.away_until,
        delegate=delegate,
        delegate_holder=_called(holders.get(delegate_id)),
        delegate_until=until,
        is_acting=is_acting,
        line=lines.get(post.line_post_id or 0, ""),
        line_holder=_called(holders.get(post.line_post_id or 0)),
        is_temporary=is_temporary,
        is_accepted=is_accepted,
        leaves_on=leaves_on,
    )


def _called(holder: _Holder | None) -> str:
    return (holder[0] or holder[1]) if holder else ""


def _lines(session: Session, posts: Iterable[Post]) -> dict[int, str]:
    wanted = {post.line_post_id for post in posts if post.line_post_id is not None}
    found = session.execute(select(Post.id, Post.title).where(Post.id.in_(wanted)))
    return {post_id: title for post_id, title in found}


def _holders(session: Session, posts: Iterable[int], today: date) -> dict[int, _Holder]:
    found = session.execute(
        select(Holding, Person.name, Person.account)
        .join(Person, Person.id == Holding.person_id)
        .where(Holding.post_id.in_(posts), Holding.since <= today, _still(Holding.until, today))
    )
    return {
        held.post_id: (
            name,
            account,
            held.is_temporary,
            not held.handed_over_at or held.accepted_at is not None,
            held.leaves_on,
        )
        for held, name, account in found
    }


_Delegate = tuple[int, str, date | None, bool]
"""Their post by id and title, the first day on which they answer no longer, and whether they act."""


def _delegates(session: Session, posts: Iterable[int], today: date) -> dict[int, _Delegate]:
    found = session.execute(
        select(Delegation.post_id, Post.id, Post.title, Delegation.until, Delegation.is_acting)
        .join(Post, Post.id == Delegation.delegate_post_id)
        .where(Delegation.post_id.in_(posts), Delegation.since <= today, _still(Delegation.until, today))
    )
    return {post_id: (delegate_id, title, until, acts) for post_id, delegate_id, title, until, acts in found}


def _still(until: InstrumentedAttribute[date | None], today: date) -> ColumnElement[bool]:
    return or_(until.is_(None), until > today)
