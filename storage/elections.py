"""Pre-election periods of a board, what the monitoring officer has cleared in them, and who its councillors are."""

from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.domain.elections import Period
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
    """What the councillors of a board are called: their posts, and whoever holds them."""
    seat, post, holding, person = tables.Seat, tables.Post, tables.Holding, tables.Person
    sits = select(seat.post_id).where(seat.board_id == board_id, seat.role == Role.READ_ONLY.value)
    titles = session.scalars(select(post.title).where(post.id.in_(sits)))
    names = session.scalars(
        select(person.name)
        .join(holding, holding.person_id == person.id)
        .where(holding.post_id.in_(sits), holding.since <= today)
    )
    return sorted({name for name in (*titles, *names) if name}, key=len, reverse=True)
