"""Boards, and the working days that each keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.domain import boards
from bot.domain.rating_facts import Tolerances
from storage import tables
from storage.remembering import remembered


def add_board(session: Session, workspace_id: int, name: str, **ways: Any) -> int:
    """Add a board to a workspace. It says nothing to anybody until it is started."""
    row = tables.Board(workspace_id=workspace_id, name=name, **ways)
    session.add(row)
    session.flush()
    session.add(tables.Plan(board_id=row.id, name=name))
    session.flush()
    return row.id


def change_board(session: Session, board_id: int, **ways: Any) -> None:
    """Change a board's ways."""
    session.execute(update(tables.Board).where(tables.Board.id == board_id).values(**ways))


@dataclass(frozen=True)
class AboutBoard:
    """What a board is for, as its programme manager wrote it down; `objectives` are one to a line."""

    aim: str
    objectives: str
    whom_to_ask: str
    pressures: Sequence[str] = ()
    """The board's own kinds of barrier and risk; none where it keeps to those that it started with."""


def about_of(session: Session, board_id: int) -> AboutBoard:
    """What a board says of itself. Unchecked."""
    row = session.execute(
        select(tables.Board.aim, tables.Board.objectives, tables.Board.whom_to_ask, tables.Board.pressures).where(
            tables.Board.id == board_id
        )
    ).one()
    return AboutBoard(*row)


def remembered_plan(session: Session, person_id: int) -> int:
    """The board that somebody with several chose last; 0, which no board has, where they have chosen none."""
    found = select(tables.RememberedPlan.board_id).where(tables.RememberedPlan.person_id == person_id)
    return session.scalars(found).first() or 0


def remember_plan(session: Session, person_id: int, board_id: int) -> None:
    """Note which board somebody with several chose last."""
    row = session.scalars(select(tables.RememberedPlan).where(tables.RememberedPlan.person_id == person_id)).first()
    if row is None:
        session.add(tables.RememberedPlan(person_id=person_id, board_id=board_id))
    else:
        row.board_id = board_id
    session.flush()


def boards_of(session: Session, workspace_id: int) -> list[boards.Board]:
    """Every board of a workspace, oldest first."""
    return [_board(row) for row in session.execute(_select().where(tables.Board.workspace_id == workspace_id))]


@remembered(tables.Board)
def are_several(session: Session, workspace_id: int) -> bool:
    """Whether a workspace has more than one board."""
    ids = select(tables.Board.id).where(tables.Board.workspace_id == workspace_id)
    return session.scalars(ids.limit(1).offset(1)).first() is not None


def find_of_channel(session: Session, workspace_id: int, channel: str) -> int:
    """The board that a channel is of, in a workspace; 0, which no board has, where it is no board's."""
    ids = select(tables.Board.id).where(tables.Board.workspace_id == workspace_id, tables.Board.channel == channel)
    return session.scalars(ids.limit(1)).first() or 0


def all_boards(session: Session) -> list[boards.Board]:
    """Every board of every workspace: for the worker, which serves them all. Never for something a person asks."""
    return [_board(row) for row in session.execute(_select())]


@remembered(tables.Workspace)
def wait_for_workspace(session: Session, workspace_id: int) -> None:
    """Wait until no other transaction is changing this workspace, and keep others out until this one ends.

    A row that only names its workspace keeps nobody out, or two that have each added one would wait for one another.
    """
    row = select(tables.Workspace.id).where(tables.Workspace.id == workspace_id)
    session.execute(row.with_for_update(key_share=True))


def wait_for_team(session: Session, platform: str, team: str) -> None:
    """The same for the workspace that a platform calls `team`; nothing where it is not known yet."""
    row = select(tables.Workspace.id).where(tables.Workspace.platform == platform, tables.Workspace.team == team)
    session.execute(row.with_for_update(key_share=True))


def wait_for_all_workspaces(session: Session) -> None:
    """The same for every workspace, in the one order in which several are waited for."""
    session.execute(select(tables.Workspace.id).order_by(tables.Workspace.id).with_for_update(key_share=True))


def boards_for(session: Session, platform: str, team: str) -> list[boards.Board]:
    """Every board of the workspace that a platform calls `team`, oldest first."""
    found = session.execute(_select_for_team(), {"platform": platform, "team": team})
    return [_board(row) for row in found]


@remembered(tables.Board, tables.Workspace, tables.Person)
def boards_by_id(session: Session, ids: Sequence[int]) -> list[boards.Board]:
    """The boards with these ids, oldest first. Unchecked."""
    return [_board(row) for row in session.execute(_select_by_id(), {"ids": ids})] if ids else []


@remembered(tables.Board, tables.Workspace, tables.Person)
def get_board(session: Session, board_id: int) -> boards.Board:
    """The board with this id. Unchecked: what a person asks for goes through `access`."""
    return _board(session.execute(_select_by_id(), {"ids": [board_id]}).one())


def note_previewed(session: Session, board_id: int, at: datetime) -> None:
    """Note that the programme manager has seen what will be sent."""
    change_board(session, board_id, previewed_at=at)


def _select() -> Any:
    """Of tables and not of mapped classes: the ORM has no part in reading plain columns, and its part costs time."""
    board: Any = tables.Board.__table__
    workspace: Any = tables.Workspace.__table__
    person: Any = tables.Person.__table__
    columns = [column for column in board.columns if column.name != "set_up_by"]
    return (
        select(*columns, workspace.c.platform, workspace.c.team, person.c.name.label("set_up_by"))
        .select_from(
            board.join(workspace, workspace.c.id == board.c.workspace_id).outerjoin(
                person, person.c.id == board.c.set_up_by
            )
        )
        .order_by(board.c.id)
    )


@cache
def _select_for_team() -> Any:
    """Built once: every question starts with it, and to build it costs more than to run it."""
    workspace: Any = tables.Workspace.__table__
    return _select().where(workspace.c.platform == bindparam("platform"), workspace.c.team == bindparam("team"))


@cache
def _select_by_id() -> Any:
    return _select().where(tables.Board.__table__.c.id.in_(bindparam("ids", expanding=True)))


def _board(row: Any) -> boards.Board:
    return boards.Board(
        id=row.id,
        workspace_id=row.workspace_id,
        platform=row.platform,
        team=row.team,
        name=row.name,
        channel=row.channel,
        zone=row.zone,
        nation=row.nation,
        mash_number=row.mash_number,
        hours_from=row.hours_from,
        hours_to=row.hours_to,
        summary_weekday=row.summary_weekday,
        summary_time=row.summary_time,
        line_confirms=row.line_confirms,
        readings_needed=row.readings_needed,
        quiet_days=frozenset(date.fromisoformat(day) for day in row.quiet_days),
        tolerances=Tolerances(**row.tolerances),
        pressures=tuple(row.pressures) or boards.PRESSURES,
        is_sample=row.is_sample,
        set_up_by=row.set_up_by or "",
        previewed_at=row.previewed_at,
        started_at=row.started_at,
        paused_at=row.paused_at,
    )
