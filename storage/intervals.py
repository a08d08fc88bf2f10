"""How often actions report, where that is less often than at every meeting: one row for each time that it was said."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from bot.domain.intervals import Gathering, Interval, Spacing
from bot.domain.meetings import MeetingKind
from storage.remembering import remembered
from storage.tables import Action, AgendaItem, Meeting, ReportingInterval, Served, Statement


def keep(session: Session, action_id: int, intervals: Sequence[Interval]) -> None:
    """Let these be the intervals of an action, in place of what was kept."""
    session.execute(delete(ReportingInterval).where(ReportingInterval.action_id == action_id))
    session.add_all(
        ReportingInterval(action_id=action_id, every=each.every, since=each.since, until=each.until)
        for each in intervals
    )
    session.flush()


def spacings(session: Session, action_ids: Sequence[int], zone: ZoneInfo, today: date) -> dict[int, Spacing]:
    """The intervals of these actions, with the Holding to Account meetings of their own boards that go, or were to go,
    through each.
    """
    if not action_ids:
        return {}
    kept: dict[int, list[Interval]] = defaultdict(list)
    row = ReportingInterval
    for each in session.scalars(select(row).where(row.action_id.in_(action_ids)).order_by(row.since, row.id)):
        kept[each.action_id].append(Interval(each.every, each.since, each.until))
    come = _gatherings(session, list(kept), zone, today)
    return {action_id: Spacing(tuple(theirs), tuple(come[action_id])) for action_id, theirs in kept.items()}


def spacing_with(
    session: Session, action_id: int, intervals: Sequence[Interval], zone: ZoneInfo, today: date
) -> Spacing:
    """What an action would have if these were its intervals; nothing is kept."""
    return Spacing(tuple(intervals), tuple(_gatherings(session, [action_id], zone, today)[action_id]))


def _gatherings(session: Session, action_ids: Sequence[int], zone: ZoneInfo, today: date) -> dict[int, list[Gathering]]:
    served = select(Served.statement_id).where(Served.meeting_id == Meeting.id)
    has_report = exists().where(
        Statement.action_id == AgendaItem.action_id,
        Statement.withdrawn_at.is_(None),
        or_(Statement.meeting_id == Meeting.id, Statement.id.in_(served)),
    )
    found = session.execute(
        select(AgendaItem.action_id, Meeting.starts_at, Meeting.cancelled_at.is_not(None), has_report)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Action, Action.id == AgendaItem.action_id)
        .where(AgendaItem.action_id.in_(action_ids), Meeting.board_id == Action.board_id)
        .where(Meeting.kind == MeetingKind.HOLDING_TO_ACCOUNT.value)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    come: dict[int, list[Gathering]] = defaultdict(list)
    for action_id, starts_at, is_off, is_in in found:
        day = starts_at.astimezone(zone).date()
        come[action_id].append(Gathering(day, is_off=is_off, has_report=is_in, is_over=day < today))
    return come


@remembered(ReportingInterval, AgendaItem)
def spaced_on(session: Session, meeting_id: int) -> list[int]:
    """The actions on a meeting's agenda that have, or had, a longer reporting interval."""
    row = ReportingInterval
    found = select(row.action_id).join(AgendaItem, AgendaItem.action_id == row.action_id)
    return list(session.scalars(found.where(AgendaItem.meeting_id == meeting_id).distinct().order_by(row.action_id)))


def boards_with_overdue(session: Session, today: date) -> list[int]:
    """The boards with a longer reporting interval that is not over for an action whose deadline has passed."""
    row = ReportingInterval
    found = select(Action.board_id).join(row, row.action_id == Action.id)
    return list(session.scalars(found.where(_goes_on(today), Action.deadline < today).distinct()))


def _goes_on(today: date) -> ColumnElement[bool]:
    return or_(ReportingInterval.until.is_(None), ReportingInterval.until > today)


@remembered(ReportingInterval, Action)
def spaced_of(session: Session, board_id: int, today: date) -> list[int]:
    """The actions of a board whose longer reporting interval is not over today."""
    row = ReportingInterval
    found = select(row.action_id).join(Action, Action.id == row.action_id).where(Action.board_id == board_id)
    found = found.where(_goes_on(today))
    return list(session.scalars(found.distinct().order_by(row.action_id)))
