"""Actions that are reported to a board beside the one whose plan they are of: asked, agreed, declined, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Result, bindparam, or_, select
from sqlalchemy.orm import Session

from bot.domain.references import Named
from storage import actions
from storage.remembering import remembered
from storage.tables import Action, Board, Reporting, shown_title


class State(StrEnum):
    """How far it has come. Only what both programme managers agreed is shown and used anywhere."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True)
class Report:
    """An action, the board whose plan it is of, and another to which it is to be reported, or is."""

    id: int
    action_id: int
    ref: str
    title: str
    owner_id: int
    owner: str
    """The name of the board whose plan it is of."""
    board_id: int
    board: str
    state: State
    why: str
    asked_by: str


@remembered(Reporting)
def boards_of(session: Session, action_id: int) -> tuple[int, ...]:
    """The other boards that an action is reported to."""
    row = Reporting
    found = select(row.board_id).where(row.action_id == action_id, row.state == State.AGREED).order_by(row.id)
    return tuple(session.scalars(found))


def names_of(session: Session, board_id: int) -> dict[int, list[str]]:
    """The names of the other boards that each action of a board's plan is reported to, as they were agreed."""
    row, found = Reporting, dict[int, list[str]]()
    agreed = (
        select(row.action_id, Board.name)
        .join(Action, Action.id == row.action_id)
        .join(Board, Board.id == row.board_id)
        .where(Action.board_id == board_id, row.state == State.AGREED)
        .order_by(row.id)
    )
    for action_id, name in session.execute(agreed):
        found.setdefault(action_id, []).append(name)
    return found


def was_asked(session: Session, action_id: int, board_id: int) -> bool:
    """Whether a board was ever asked about an action, whatever came of it."""
    row = Reporting
    asked = select(row.id).where(row.action_id == action_id, row.board_id == board_id)
    return session.scalars(asked).first() is not None


@remembered(Reporting, Action)
def shared_actions(session: Session, board_id: int) -> frozenset[int]:
    """The actions that a board reports to another, or another to it: those that two boards may ask for."""
    row = Reporting
    found = select(row.action_id).join(Action, Action.id == row.action_id).where(row.state == State.AGREED)
    return frozenset(session.scalars(found.where(or_(row.board_id == board_id, Action.board_id == board_id))))


@remembered(Reporting, Action, Board)
def reported_to(session: Session, board_id: int) -> list[Report]:
    """What other plans report to a board, plan by plan, each in its own order."""
    return _read(session, session.execute(_reported_here(), {"board": board_id}))


def named_here(session: Session, board_id: int) -> list[Named]:
    """The actions of other plans that are reported to a board, as far as finding one goes."""
    return [Named(each.action_id, each.ref, each.title) for each in reported_to(session, board_id)]


def named_with_reported(session: Session, board_id: int) -> list[Named]:
    """Every action of a board's plan, and after them those that are reported to it."""
    return [*actions.named(session, board_id), *named_here(session, board_id)]


def of_action(session: Session, action_id: int) -> list[Report]:
    """The boards that an action is reported to, or that were asked and have not answered, as they were asked."""
    row, _ = _tables()
    open_ones = row.state.in_((State.ASKED, State.AGREED))
    return _read(session, session.execute(_reports().where(row.action_id == action_id, open_ones).order_by(row.id)))


def find_report(session: Session, report_id: int) -> Report | None:
    """The one with this id."""
    return next(iter(_read(session, session.execute(_reports().where(_tables()[0].id == report_id)))), None)


def ask(session: Session, action_id: int, board_id: int, *, why: str, by: str, at: datetime) -> int:
    """Note that a board is asked whether an action is to be reported to it; returns its id."""
    row = Reporting(
        action_id=action_id, board_id=board_id, state=State.ASKED, why=why, asked_by=by, asked_at=at, settled_by=""
    )
    session.add(row)
    session.flush()
    return row.id


def settle(session: Session, report_id: int, state: State, *, by: str, at: datetime) -> None:
    """Note that it was agreed, declined or ended, and by whom."""
    row = session.get_one(Reporting, report_id)
    row.state, row.settled_by, row.settled_at = state, by, at
    session.flush()


def _tables() -> tuple[Any, Any]:
    """As tables and not as mapped classes: the ORM has no part in reading plain columns, and its part costs time."""
    return Reporting.__table__.c, Action.__table__.c


def _reports() -> Any:
    row, action = _tables()
    return select(
        row.id, row.action_id, action.ref, shown_title(action), action.board_id.label("of"), row.board_id.label("to"),
        row.state, row.why, row.asked_by,
    ).join_from(Reporting.__table__, Action.__table__, action.id == row.action_id)  # fmt: skip


@cache
def _reported_here() -> Any:
    """Built once: every status asks it, and building it costs more than running it."""
    row, action = _tables()
    here = _reports().where(row.board_id == bindparam("board"), row.state == State.AGREED)
    return here.where(action.is_archived.is_(False)).order_by(action.board_id, action.position)


def _read(session: Session, asked: Result[Any]) -> list[Report]:
    found: Sequence[Any] = asked.all()
    names = _names(session, [board_id for *_, of, to, _, _, _ in found for board_id in (of, to)])
    return [
        Report(report_id, action_id, ref, title, of, names[of], to, names[to], State(state), why, by)
        for report_id, action_id, ref, title, of, to, state, why, by in found
    ]


def _names(session: Session, board_ids: Sequence[int]) -> dict[int, str]:
    if not board_ids:
        return {}
    found = session.execute(select(Board.id, Board.name).where(Board.id.in_(board_ids)))
    return {board_id: name for board_id, name in found}
