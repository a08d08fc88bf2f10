"""Pre-election periods of a board, what the monitoring officer has cleared in them, and who its councillors are."""

from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.domain.elections import Period, is_councillors, named_without, says_only_chair
from bot.domain.people import Role
from storage import tables


def periods_of(session: Session, board_id: int) -> list[Period]:
    """The pre-election periods that were entered for a board, the earliest first."""
    kept = session.scalars(select(tables.Board.elections).where(tables.Board.id == board_id)).one()
    return sorted(
        (Period(*(date.fromisoformat(day) for day in each.split(":"))) for each in kept), key=lambda each: each.first
    )


def keep_periods(session: Session, board_id: int, periods: list[Period]) -> None:
    """Let these be the board's pre-election periods."""
    session.get_one(tables.Board, board_id).elections = [f"{each.first}:{each.last}" for each in periods]
    session.flush()


def note_clearance(
    session: Session, board_id: int, *, about: str, by: str, ref: str, noted_by: str, at: datetime
) -> None:
    """Note that the monitoring officer has cleared something for the public."""
    row = tables.Clearance(board_id=board_id, about=about, cleared_by=by, ref=ref, noted_by=noted_by, at=at)
    session.add(row)
    session.flush()


def is_cleared(session: Session, board_id: int, about: str) -> bool:
    """Whether the monitoring officer has cleared this."""
    found = exists().where(tables.Clearance.board_id == board_id, tables.Clearance.about == about)
    return bool(session.scalar(select(found)))


def councillors_of(session: Session, board_id: int, today: date) -> list[str]:
    """What the councillors around a board are called: their posts, and whoever holds them, the longest first.

    They are those who sit there as councillors, and whoever has a councillor's post or is called one, with and without
    the title before their name: a cabinet member may sit as a member or in the chair.
    """
    seat, post, holding, person = tables.Seat, tables.Post, tables.Holding, tables.Person
    workspace = select(tables.Board.workspace_id).where(tables.Board.id == board_id).scalar_subquery()
    reads = exists().where(seat.post_id == post.id, seat.board_id == board_id, seat.role == Role.READ_ONLY.value)
    held = session.execute(
        select(post.title, person.name, reads)
        .outerjoin(holding, (holding.post_id == post.id) & (holding.since <= today))
        .outerjoin(person, person.id == holding.person_id)
        .where(post.workspace_id == workspace)
    )
    found: set[str] = set()
    for title, name, sits in held:
        if sits or is_councillors(title):
            found |= {title, name or "", named_without(name or "")}
        elif name and is_councillors(name):
            found |= {name, named_without(name)}
    return sorted(found - {""}, key=len, reverse=True)


def chairs_of(session: Session, board_id: int, today: date) -> list[tuple[str, str]]:
    """Whoever chairs a board under a title that says nothing of who they are, as (title, name): it may be a
    councillor, of whom nothing else is known.
    """
    seat, post, holding, person = tables.Seat, tables.Post, tables.Holding, tables.Person
    held = session.execute(
        select(post.title, person.name)
        .join(seat, seat.post_id == post.id)
        .join(holding, (holding.post_id == post.id) & (holding.since <= today))
        .join(person, person.id == holding.person_id)
        .where(seat.board_id == board_id, seat.role.in_((Role.CHAIR.value, Role.DEPUTY.value)))
    )
    return sorted({(title, name) for title, name in held if name and says_only_chair(title)})
