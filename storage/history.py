"""What the record says of one action, newest first; never what a statement says, which is not in the record."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.edits import Noted
from bot.domain.plans import Action
from storage.tables import Action as Row
from storage.tables import Audit, Board, FormerRef


def entries_of(
    session: Session, action: Action, zone: str, *, after: int = 0, skip: int = 0, most: int = 1000
) -> list[Noted]:
    """The entries about an action later than the one with the id `after`, newest first, in the board's zone."""
    found = session.scalars(
        select(Audit)
        .where(_about(session, action), Audit.id > after)
        .order_by(Audit.id.desc())
        .offset(skip)
        .limit(most)
    )
    return [_noted(entry, ZoneInfo(zone)) for entry in found]


def count_of(session: Session, action: Action) -> int:
    """How many entries there are about an action."""
    return session.scalars(select(func.count()).select_from(Audit).where(_about(session, action))).one()


def newest_of(session: Session, action: Action) -> int:
    """The id of the newest entry about an action; 0 where there is none."""
    return session.scalars(select(func.max(Audit.id)).where(_about(session, action))).one() or 0


def names_ever(session: Session, action_ids: Sequence[int]) -> list[str]:
    """What these actions are called, and were called before each change of their title or their words."""
    now = session.execute(select(Row.title, Row.words).where(Row.id.in_(action_ids)))
    then = session.execute(
        select(Audit.was, Audit.to).where(Audit.action_id.in_(action_ids), or_(_SAYS_THE_WORDS, _SAYS_THEM_OF_A_FILE))
    )
    return sorted({words for pair in (*now, *then) for words in pair if words})


def split_off(session: Session, action: Action, since: datetime | None) -> list[int]:
    """The actions that were split off an action later than `since` (ever, for None), in plan order."""
    came_from = (Audit.what == "split_from", Audit.was.startswith(f"{action.ref}: ", autoescape=True))
    when = Row.added_at > since if since else Row.added_at.is_not(None)
    found = select(Row.id).join(Audit, Audit.action_id == Row.id).where(Row.board_id == action.board_id, when)
    return list(session.scalars(found.where(*came_from).order_by(Row.position)))


_SAYS_THE_WORDS = Audit.what.in_(("change_title", "change_words"))
_SAYS_THEM_OF_A_FILE = and_(Audit.what == "change_action", Audit.why.startswith("the action’s wording"))


def _about(session: Session, action: Action) -> ColumnElement[bool]:
    """An entry says which action it is about; an older one has its reference alone, which may be another plan's too."""
    workspace = select(Board.workspace_id).where(Board.id == action.board_id).scalar_subquery()
    in_workspace = Row.board_id.in_(select(Board.id).where(Board.workspace_id == workspace))
    same_ref = session.scalars(select(func.count()).select_from(Row).where(Row.ref == action.ref, in_workspace)).one()
    by_id = Audit.action_id == action.id
    if same_ref > 1:
        return by_id
    by_ref = or_(*(_named(ref) for ref in [action.ref, *_former_refs(session, action)]))
    return or_(by_id, and_(Audit.workspace_id == workspace, Audit.action_id.is_(None), by_ref))


def _named(ref: str) -> ColumnElement[bool]:
    return or_(Audit.subject == ref, Audit.subject.startswith(f"{ref} ", autoescape=True))


def _former_refs(session: Session, action: Action) -> list[str]:
    """What it was called in the plans that it came from, where no other action has that reference."""
    former = select(FormerRef.ref).where(FormerRef.action_id == action.id)
    others = select(Row.ref).where(Row.id != action.id)
    return list(session.scalars(former.where(FormerRef.ref.not_in(others))))


def _noted(entry: Audit, zone: ZoneInfo) -> Noted:
    at: datetime = entry.at.astimezone(zone)
    return Noted(entry.id, at, entry.who, entry.what, entry.was, entry.to, entry.why)
