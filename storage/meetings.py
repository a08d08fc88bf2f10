"""Meetings and what they go through."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.meetings import Meeting, MeetingKind, Series
from storage import tables
from storage.remembering import remembered


def add_meeting(session: Session, board_id: int, action_ids: list[int], **facts: Any) -> int:
    """Add a meeting that goes through these actions, in this order."""
    row = tables.Meeting(board_id=board_id, **facts)
    session.add(row)
    session.flush()
    set_agenda(session, row.id, action_ids)
    return row.id


def set_agenda(session: Session, meeting_id: int, action_ids: Sequence[int]) -> None:
    """Let a meeting go through these actions, in this order, and no others; what was noted of those that stay stays."""
    found = session.scalars(select(tables.AgendaItem).where(tables.AgendaItem.meeting_id == meeting_id))
    before = {item.action_id: item for item in found}
    for position, action_id in enumerate(action_ids):
        item = before.pop(action_id, None)
        if item is None:
            session.add(tables.AgendaItem(meeting_id=meeting_id, action_id=action_id, position=position))
        else:
            item.position = position
    for item in before.values():
        session.delete(item)
    session.flush()


def change_meeting(session: Session, meeting_id: int, **facts: Any) -> None:
    """Change when a meeting is, and the dates that follow from it."""
    session.execute(update(tables.Meeting).where(tables.Meeting.id == meeting_id).values(**facts))


@remembered(tables.Meeting)
def get_meeting(session: Session, meeting_id: int) -> Meeting:
    """The meeting with this id."""
    return _meeting(session.get_one(tables.Meeting, meeting_id))


def find_meeting(session: Session, board_id: int, meeting_id: int) -> Meeting | None:
    """The meeting of a board with this id."""
    row = session.scalars(
        select(tables.Meeting).where(tables.Meeting.board_id == board_id, tables.Meeting.id == meeting_id)
    ).first()
    return _meeting(row) if row else None


@remembered(tables.Meeting)
def last_of_the_board(session: Session, board_id: int, before: datetime) -> datetime | None:
    """When (UTC) the last meeting of the Board itself began before an instant; None if there was none."""
    row = tables.Meeting
    began = (row.kind == MeetingKind.BOARD, row.starts_at < before, row.cancelled_at.is_(None))
    return session.scalars(select(func.max(row.starts_at)).where(row.board_id == board_id, *began)).one()


def meetings_of(session: Session, board_id: int, since: datetime) -> list[Meeting]:
    """The meetings of a board that start at `since` or later, and are not cancelled, in order."""
    found = session.scalars(
        select(tables.Meeting)
        .where(tables.Meeting.board_id == board_id, tables.Meeting.starts_at >= since)
        .where(tables.Meeting.cancelled_at.is_(None))
        .order_by(tables.Meeting.starts_at)
    )
    return [_meeting(row) for row in found]


@remembered(tables.Meeting, tables.AgendaItem, tables.Action, tables.Board)
def meetings_over(session: Session, board_id: int, since: datetime) -> list[Meeting]:
    """The meetings that go through a board's plan and start at `since` or later, and are not cancelled, in order.

    They are its own, and those of other boards in use that go through an action that it reports to them.
    """
    row, item, action, board = tables.Meeting, tables.AgendaItem, tables.Action, tables.Board
    reported = (
        select(item.meeting_id)
        .join(action, action.id == item.action_id)
        .join(row, row.id == item.meeting_id)
        .join(board, board.id == row.board_id)
        .where(action.board_id == board_id, row.board_id != board_id, row.kind == MeetingKind.HOLDING_TO_ACCOUNT)
        .where(board.started_at.is_not(None), board.paused_at.is_(None))
    )
    found = session.scalars(
        select(row)
        .where(or_(row.board_id == board_id, row.id.in_(reported)))
        .where(row.starts_at >= since, row.cancelled_at.is_(None))
        .order_by(row.starts_at)
    )
    return [_meeting(each) for each in found]


def find_meeting_ref(session: Session, board_id: int, ref: str) -> Meeting | None:
    """The meeting of a board with this reference."""
    row = session.scalars(
        select(tables.Meeting).where(tables.Meeting.board_id == board_id, tables.Meeting.ref == ref)
    ).first()
    return _meeting(row) if row else None


@remembered(tables.AgendaItem, tables.Action)
def agenda(session: Session, meeting_id: int) -> list[tuple[int, int]]:
    """What a meeting goes through, as (action id, accountable post id), in order."""
    found = session.execute(
        select(tables.Action.id, tables.Action.accountable_post_id)
        .join(tables.AgendaItem, tables.AgendaItem.action_id == tables.Action.id)
        .where(tables.AgendaItem.meeting_id == meeting_id)
        .order_by(tables.AgendaItem.position)
    )
    return [(action_id, post_id) for action_id, post_id in found]


def agendas(session: Session, board_id: int, since: datetime) -> dict[int, list[int]]:
    """The actions, in order, that each meeting of a board goes through that starts at `since` or later."""
    found = session.execute(
        select(tables.AgendaItem.meeting_id, tables.AgendaItem.action_id)
        .join(tables.Meeting, tables.Meeting.id == tables.AgendaItem.meeting_id)
        .where(tables.Meeting.board_id == board_id, tables.Meeting.starts_at >= since)
        .order_by(tables.AgendaItem.meeting_id, tables.AgendaItem.position)
    )
    items: dict[int, list[int]] = {}
    for meeting_id, action_id in found:
        items.setdefault(meeting_id, []).append(action_id)
    return items


def next_meeting_for(session: Session, action_id: int, now: datetime, *, board_id: int) -> Meeting | None:
    """The next Holding to Account meeting of a board that goes through an action."""
    return next((each for each in _coming_for(session, action_id, now) if each.board_id == board_id), None)


def next_of_each_board(session: Session, action_id: int, now: datetime) -> list[Meeting]:
    """The next Holding to Account meeting of each board that goes through an action."""
    found: dict[int, Meeting] = {}
    for each in _coming_for(session, action_id, now):
        found.setdefault(each.board_id, each)
    return list(found.values())


def serve(session: Session, statement_id: int, action_id: int, meeting_id: int) -> None:
    """Let a statement be used for another meeting as well."""
    session.add(tables.Served(statement_id=statement_id, action_id=action_id, meeting_id=meeting_id))
    session.flush()


def asked_for_elsewhere(
    session: Session,
    meeting: Meeting,
    action_ids: Sequence[int],
    now: datetime,
    let_off: Callable[[Meeting], Collection[int]],
) -> frozenset[int]:
    """Those of a meeting's actions for which another board's meeting asks that is due earlier, and has none yet.
    `let_off` says of which actions a meeting asks nothing.

    Who answers to two boards is asked once, by the one that needs it first, as long as that is still to be held.
    """
    other, item, board = tables.Meeting, tables.AgendaItem, tables.Board
    found = session.execute(
        select(item.action_id, other.id, other.statements_due_at)
        .join(other, other.id == item.meeting_id)
        .join(board, board.id == other.board_id)
        .where(item.action_id.in_(action_ids), other.board_id != meeting.board_id, other.starts_at > now)
        .where(other.cancelled_at.is_(None), other.kind == MeetingKind.HOLDING_TO_ACCOUNT)
        .where(other.request_at.is_not(None), board.started_at.is_not(None), board.paused_at.is_(None))
    )
    mine = meeting.statements_due_at or meeting.starts_at, meeting.id
    return frozenset(
        action_id
        for action_id, meeting_id, due in found
        if due
        and (due, meeting_id) < mine
        and action_id not in statements_for(session, meeting_id)
        and action_id not in let_off(get_meeting(session, meeting_id))
    )


def meeting_to_answer(
    session: Session, action_id: int, now: datetime, lets_off: Callable[[Meeting], bool]
) -> Meeting | None:
    """The Holding to Account meeting for which a statement of an action that comes in now is.

    The earliest to come that has asked, does not let the action off and has no statement of it yet; the next, where
    none is.
    """
    coming = _coming_for(session, action_id, now)
    asking = (each for each in coming if each.request_at is not None and each.request_at <= now)
    open_ones = (each for each in asking if action_id not in statements_for(session, each.id) and not lets_off(each))
    return next(open_ones, coming[0] if coming else None)


def _coming_for(session: Session, action_id: int, now: datetime) -> list[Meeting]:
    rows = session.scalars(
        select(tables.Meeting)
        .join(tables.AgendaItem, tables.AgendaItem.meeting_id == tables.Meeting.id)
        .where(tables.AgendaItem.action_id == action_id, tables.Meeting.starts_at > now)
        .where(tables.Meeting.cancelled_at.is_(None), tables.Meeting.kind == MeetingKind.HOLDING_TO_ACCOUNT)
        .order_by(tables.Meeting.starts_at)
    )
    return [_meeting(row) for row in rows]


@remembered(tables.Statement, tables.Served)
def statements_for(session: Session, meeting_id: int) -> frozenset[int]:
    """The actions for which a statement to this meeting has come in, or one to another board's that serves it too.

    What was withdrawn has not come in.
    """
    statement, served = tables.Statement, tables.Served
    sent = select(statement.action_id).where(statement.meeting_id == meeting_id, statement.withdrawn_at.is_(None))
    also = select(served.action_id).join(statement, statement.id == served.statement_id)
    also = also.where(served.meeting_id == meeting_id, statement.withdrawn_at.is_(None))
    return frozenset(session.scalars(sent.union_all(also)))


def meetings_of_statement(session: Session, row: tables.Statement) -> list[Meeting]:
    """The meetings that a statement is for: the one that asked for it, and those that it serves too."""
    served = select(tables.Served.meeting_id).where(tables.Served.statement_id == row.id)
    ids = dict.fromkeys([*([row.meeting_id] if row.meeting_id else []), *session.scalars(served)])
    return [get_meeting(session, meeting_id) for meeting_id in ids]


def said_for(meeting_id: int) -> ColumnElement[bool]:
    """The condition that a statement is for a meeting: asked for by it, or used for it as well; and not withdrawn."""
    served = select(tables.Served.statement_id).where(tables.Served.meeting_id == meeting_id)
    is_for = or_(tables.Statement.meeting_id == meeting_id, tables.Statement.id.in_(served))
    return and_(is_for, tables.Statement.withdrawn_at.is_(None))


def statement_to(session: Session, meeting_id: int, action_id: int) -> tables.Statement | None:
    """The newest statement of an action to a meeting, whole, whatever has been said for another meeting since."""
    asked = select(tables.Statement).where(tables.Statement.action_id == action_id, said_for(meeting_id))
    return session.scalars(asked.order_by(tables.Statement.id.desc()).limit(1)).first()


def sent_during(session: Session, meeting: Meeting, action_ids: Sequence[int]) -> dict[int, tables.Statement]:
    """The newest statement of each of these actions that was sent while a meeting ran, whole, and not withdrawn.

    It is too late to be one to the meeting, and in time to be heard there.
    """
    statement = tables.Statement
    found = session.scalars(
        select(statement)
        .where(statement.action_id.in_(action_ids), statement.withdrawn_at.is_(None), statement.came_by != "import")
        .where(statement.at.between(meeting.starts_at, meeting.ends_at))
        .order_by(statement.id)
    )
    return {row.action_id: row for row in found}


def count_meetings(session: Session, board_id: int) -> int:
    """How many meetings a board has ever had, the cancelled ones too."""
    return session.scalars(
        select(func.count()).select_from(tables.Meeting).where(tables.Meeting.board_id == board_id)
    ).one()


def add_series(session: Session, board_id: int, **facts: Any) -> int:
    """Add a series; its meetings are added one by one."""
    row = tables.MeetingSeries(board_id=board_id, **facts)
    session.add(row)
    session.flush()
    return row.id


def change_series(session: Session, series_id: int, **facts: Any) -> None:
    """Change until when a series goes on, or how far it is planned."""
    session.execute(update(tables.MeetingSeries).where(tables.MeetingSeries.id == series_id).values(**facts))


def get_series(session: Session, series_id: int) -> Series:
    """The series with this id, as it stands in the database now."""
    found = select(tables.MeetingSeries).where(tables.MeetingSeries.id == series_id)
    return _series(session.scalars(found.execution_options(populate_existing=True)).one())


def series_of(session: Session, board_id: int) -> dict[int, str]:
    """How each series of a board comes round, in words."""
    found = session.execute(
        select(tables.MeetingSeries.id, tables.MeetingSeries.words).where(tables.MeetingSeries.board_id == board_id)
    )
    return {series_id: words for series_id, words in found}


def of_series_over_all(session: Session, board_id: int, since: datetime) -> list[Meeting]:
    """The meetings to come of the series that go through every live action, whichever those are by then."""
    series = select(tables.MeetingSeries.id).where(
        tables.MeetingSeries.board_id == board_id, tables.MeetingSeries.covers.is_(None)
    )
    over_all = {*session.scalars(series)}
    return [each for each in meetings_of(session, board_id, since) if each.series_id in over_all]


def series_to_plan(session: Session, until: date) -> list[Series]:
    """The series that go on, of every board, and are not planned up to and with `until`."""
    series = tables.MeetingSeries
    found = session.scalars(
        select(series)
        .where(series.planned_until < until, or_(series.until.is_(None), series.until > series.planned_until))
        .order_by(series.id)
    )
    return [_series(row) for row in found]


def _series(row: tables.MeetingSeries) -> Series:
    return Series(
        id=row.id,
        board_id=row.board_id,
        kind=MeetingKind(row.kind),
        rule=row.rule,
        words=row.words,
        first=row.first,
        starts=row.starts,
        ends=row.ends,
        until=row.until,
        covers=None if row.covers is None else tuple(row.covers),
        planned_until=row.planned_until,
    )


def _meeting(row: tables.Meeting) -> Meeting:
    return Meeting(
        id=row.id,
        board_id=row.board_id,
        kind=MeetingKind(row.kind),
        ref=row.ref,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        request_at=row.request_at,
        statements_due_at=row.statements_due_at,
        pack_at=row.pack_at,
        is_cancelled=row.cancelled_at is not None,
        moves=row.moves,
        series_id=row.series_id,
    )


def meetings_with(session: Session, action_id: int, now: datetime) -> list[int]:
    """The meetings to come whose agenda has an action."""
    meeting, item = tables.Meeting, tables.AgendaItem
    found = select(meeting.id).join(item, item.meeting_id == meeting.id)
    ahead = (item.action_id == action_id, meeting.starts_at > now, meeting.cancelled_at.is_(None))
    return list(session.scalars(found.where(*ahead)))


def last_met(session: Session, board_id: int, now: datetime) -> datetime | None:
    """When the board last met; where it has only Holding to Account meetings, the last of those; None for neither."""
    row = tables.Meeting
    began = (row.board_id == board_id, row.starts_at <= now, row.cancelled_at.is_(None))
    found = session.execute(select(row.kind, func.max(row.starts_at)).where(*began).group_by(row.kind))
    last = {kind: at for kind, at in found}
    return last.get(MeetingKind.BOARD) or last.get(MeetingKind.HOLDING_TO_ACCOUNT)
