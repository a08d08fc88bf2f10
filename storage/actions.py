"""The actions of a plan, read whole with a handful of statements whatever the plan's size and history."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)  # fmt: skip
from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.asking import Asking
from bot.domain.intervals import ALWAYS, Spacing
from bot.domain.meetings import MeetingKind
from bot.domain.plans import Action, Confirmed, Held, Help, LastStatement, Milestone
from bot.domain.rating_facts import Rating
from bot.domain.references import Named
from bot.domain.restriction import is_held
from storage import intervals, tables
from storage.remembering import remembered

_READ_BY_ACTIONS = (
    tables.Action, tables.Post, tables.Priority, tables.Statement, tables.Rating, tables.Decision, tables.Holding,
    tables.Person, tables.Delegation, tables.Milestone, tables.Barrier, tables.Reporting, tables.Draft, tables.Meeting,
    tables.Served, tables.AgendaItem, tables.ReportingInterval, tables.Watched,
)  # fmt: skip


@remembered(tables.Action)
def named(session: Session, board_id: int) -> list[Named]:
    """Every action of a board, as far as finding one goes, in plan order."""
    found = session.execute(
        select(tables.Action.id, tables.Action.ref, tables.Action.shown_title)
        .where(tables.Action.board_id == board_id, tables.Action.is_archived.is_(False))
        .order_by(tables.Action.position)
    )
    return [Named(*row) for row in found]


def formerly_called(session: Session, board_id: int, ref: str, reported: Collection[int]) -> list[Named]:
    """The actions of a board's plan, or `reported` to it, that had a reference in a plan that is closed, in whatever
    case, as they are called now.
    """
    action, former = tables.Action, tables.FormerRef
    found = session.execute(
        select(action.id, action.ref, action.shown_title, former.ref)
        .join(former, former.action_id == action.id)
        .where(or_(action.board_id == board_id, action.id.in_(reported)), action.is_archived.is_(False))
        .order_by(former.id)
    )
    return list({Named(*row[:3]) for row in found if row[3].casefold() == ref.strip().casefold()})


def board_of(session: Session, action_id: int) -> int:
    """The id of the board whose plan has this action; 0, which no board has, for an action that there is not."""
    return session.scalars(select(tables.Action.board_id).where(tables.Action.id == action_id)).first() or 0


def action_of_milestone(session: Session, milestone_id: int) -> int:
    """The id of the action that a milestone is of; 0, which no action has, for a milestone that there is not."""
    is_there = (tables.Milestone.id == milestone_id, tables.Milestone.dropped_at.is_(None))
    found = select(tables.Milestone.action_id).where(*is_there)
    return session.scalars(found).first() or 0


@remembered(*_READ_BY_ACTIONS)
def actions_of(
    session: Session, board_id: int, today: date, zone: str, only: Sequence[int] | None = None
) -> list[Action]:
    """The actions of a board in plan order (or those in `only`), with what they need to be rated and shown.

    One that is restricted comes without its words: `opened` gives them to who may read it.
    Those in `only` may also be of another board's plan that are reported to this one: their `board_id` says whose.
    Unchecked: what a person asks for goes through `access`.
    """
    asked = {"board": board_id, "today": today, "only": only and list(only)}
    rows = session.execute(_actions(only is not None), asked).all()
    within = None if only is None else [row.id for row in rows]
    milestones, barriers = _parts(session, board_id, within)
    wall = ZoneInfo(zone)
    spacings = intervals.spacings(session, [row.id for row in rows if row.is_spaced], wall, today)
    found = [
        (row, _action(row, milestones[row.id], barriers[row.id], spacings.get(row.id, ALWAYS), wall)) for row in rows
    ]
    return [
        each.held_back() if is_held(row.restricted_at, row.restricted_until, today) else each for row, each in found
    ]


@remembered(tables.Meeting, tables.AgendaItem)
def meeting_days(
    session: Session, board_id: int, zone: str, today: datetime, tomorrow: datetime
) -> dict[int, tuple[list[date], list[Asking]]]:
    """For each action, the days (in the board's zone) of the Holding to Account meetings nearest to today, and those
    that ask for a statement of it today, with the newest that asked before.

    The nearest are the last one before `tomorrow` and the first one after it, as far as there are any; `today` and
    `tomorrow` are the instants at which those days begin in the board's zone.
    """
    wall = ZoneInfo(zone)
    found: dict[int, tuple[list[date], list[Asking]]] = {}
    for row in session.execute(_meetings(), {"board": board_id, "today": today, "tomorrow": tomorrow}):
        days, asking = found.setdefault(row.action_id, ([], []))
        days += [_day(each, wall) for each in (row.last, row.next) if each]
        times = (row.requested, row.due, row.asked)
        if all(times):
            asking.append(Asking(*(each.astimezone(wall) for each in times), excused=row.excused))
    return found


def held_back(session: Session, action_ids: Sequence[int], today: date) -> list[int]:
    """Those of these actions whose words are held back on a day, whatever plan they are in by now."""
    action = tables.Action
    return list(session.scalars(select(action.id).where(action.id.in_(action_ids), *_is_held(today))))


def held_back_around(session: Session, board_id: int, today: date) -> list[int]:
    """The actions of a board's workspace whose words are held back on a day: those of other boards, and of plans that
    are closed, too.
    """
    action, board = tables.Action, tables.Board
    workspace = select(board.workspace_id).where(board.id == board_id).scalar_subquery()
    theirs = select(action.id).join(board, board.id == action.board_id).where(board.workspace_id == workspace)
    return list(session.scalars(theirs.where(*_is_held(today)).order_by(action.id)))


def milestones_called(session: Session, action_ids: Sequence[int]) -> list[str]:
    """What the milestones of these actions are called."""
    titles = select(tables.Milestone.title).where(tables.Milestone.action_id.in_(action_ids)).distinct()
    return list(session.scalars(titles))


def told_of(session: Session, action_id: int) -> list[str]:
    """What was written of an action in its statements, milestones and challenges, as help asked and as input asked and
    sent, each text once.
    """
    statement, step, help, challenge = tables.Statement, tables.Milestone, tables.Barrier, tables.Challenge
    given = tables.Contribution
    texts = (
        statement.progress, statement.effect, statement.evidence, statement.barriers, statement.help_needed,
        statement.next_steps, statement.reason, statement.cause,
    )  # fmt: skip
    written = session.execute(select(*texts).where(statement.action_id == action_id))
    sent = session.execute(
        select(given.words, given.progress, given.effect, given.barriers, given.evidence).where(
            given.action_id == action_id
        )
    )
    others = [
        session.execute(select(column).where(row.action_id == action_id))
        for row, column in ((step, step.forecast_note), (help, help.words), (challenge, challenge.question))
    ]
    return sorted({words for found in (written, sent, *others) for row in found for words in row if words})


def _is_held(today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """As `is_held` of the domain has it."""
    action = tables.Action
    return action.restricted_at.is_not(None), or_(action.restricted_until.is_(None), action.restricted_until > today)


def refs_ever(session: Session, board_id: int) -> list[tuple[int, str]]:
    """Every reference that an action of a board has, or had in a plan that is closed, with the action's id."""
    action, former = tables.Action, tables.FormerRef
    now = select(action.id, action.ref).where(action.board_id == board_id)
    then = select(action.id, former.ref).join(former, former.action_id == action.id).where(action.board_id == board_id)
    return [(action_id, ref) for action_id, ref in session.execute(now.union(then).order_by("id", "ref"))]


def restricted_until_a_day(session: Session) -> list[tables.Action]:
    """The actions of every board that are restricted until a day."""
    action = tables.Action
    return list(session.scalars(select(action).where(action.restricted_until.is_not(None)).order_by(action.id)))


def change_action(session: Session, action_id: int, **values: Any) -> None:
    """Set columns of an action; the use case has decided and records why."""
    session.execute(update(tables.Action).where(tables.Action.id == action_id).values(**values))


def complete_milestone(session: Session, milestone_id: int, done_on: date) -> None:
    """Note the day on which a milestone was done."""
    session.execute(update(tables.Milestone).where(tables.Milestone.id == milestone_id).values(done_on=done_on))


def forecast_milestone(session: Session, milestone_id: int, forecast: date, note: str) -> None:
    """Note when a milestone is expected now; the day on which it was due stays."""
    values = {"forecast": forecast, "forecast_note": note}
    session.execute(update(tables.Milestone).where(tables.Milestone.id == milestone_id).values(**values))


def open_milestones(session: Session, board_id: int, first: date, last: date) -> list[tuple[int, int, date]]:
    """The milestones of a board that are not done and were expected from one day up to another.

    Each is (id, action id, day): when it was due, or is forecast for if that is later.
    """
    step = tables.Milestone
    expected = case((step.forecast > step.due, step.forecast), else_=step.due)
    found = session.execute(
        select(step.id, step.action_id, expected)
        .join(tables.Action, tables.Action.id == step.action_id)
        .where(tables.Action.board_id == board_id, step.done_on.is_(None), step.dropped_at.is_(None))
        .where(expected >= first, expected <= last, tables.Action.is_archived.is_(False))
        .order_by(tables.Action.position, step.position)
    )
    return [(milestone_id, action_id, day) for milestone_id, action_id, day in found if day]


# These are built once, of tables and not of mapped classes: building a statement costs more than running it, and the
# ORM's part in reading plain columns costs as much again.
@cache
def _actions(some: bool) -> Any:
    action, post, priority = _table(tables.Action), _table(tables.Post), _table(tables.Priority)
    statement, rating, decision = _table(tables.Statement), _table(tables.Rating), _table(tables.Decision)
    holding, person, delegation = _table(tables.Holding), _table(tables.Person), _table(tables.Delegation)
    delegate, contact = post.alias(), person.alias()
    meeting, draft = _table(tables.Meeting), _table(tables.Draft)
    begun = select(func.max(draft.c.at)).where(draft.c.action_id == action.c.id).scalar_subquery()
    served, spaced, watched = _table(tables.Served), _table(tables.ReportingInterval), _table(tables.Watched)
    on_a_list = select(watched.c.action_id).where(watched.c.taken_off_at.is_(None), watched.c.action_id.is_not(None))
    also = select(served.c.meeting_id).where(served.c.statement_id == statement.c.id).correlate(statement)
    said_for = (
        select(func.max(meeting.c.starts_at))
        .where(meeting.c.board_id == action.c.board_id, meeting.c.cancelled_at.is_(None))
        .where(or_(meeting.c.id == statement.c.meeting_id, meeting.c.id.in_(also)))
        .scalar_subquery()
    )
    joined = (
        action.join(post, post.c.id == action.c.accountable_post_id)
        .join(priority, priority.c.id == action.c.priority_id)
        .outerjoin(holding, and_(holding.c.post_id == post.c.id, *_today(holding)))
        .outerjoin(person, person.c.id == holding.c.person_id)
        .outerjoin(contact, contact.c.id == person.c.contact_id)
        .outerjoin(delegation, and_(delegation.c.post_id == post.c.id, *_today(delegation)))
        .outerjoin(delegate, delegate.c.id == delegation.c.delegate_post_id)
        .outerjoin(statement, statement.c.id == action.c.statement_id)
        .outerjoin(rating, rating.c.id == action.c.confirmed_rating_id)
        .outerjoin(decision, decision.c.id == rating.c.decision_id)
    )
    asked = (
        select(
            *(action.c[name] for name in _COLUMNS),
            post.c.title.label("post"),
            post.c.vacant_since,
            post.c.away_until,
            priority.c.name.label("priority"),
            person.c.name.label("holder"),
            person.c.account.label("holder_account"),
            *(holding.c[name].label(f"held_{name}") for name in _HELD),
            contact.c.name.label("contact"),
            contact.c.account.label("contact_account"),
            delegate.c.title.label("delegate_post"),
            delegate.c.vacant_since.label("delegate_vacant_since"),
            delegate.c.away_until.label("delegate_away_until"),
            delegation.c.until.label("delegate_until"),
            delegation.c.is_acting,
            statement.c.at.label("statement_at"),
            statement.c.rating.label("self_rating"),
            statement.c.reason.label("self_reason"),
            statement.c.post.label("statement_post"),
            statement.c.on_behalf_of,
            (statement.c.evidence != "").label("has_evidence"),
            statement.c.came_by,
            statement.c.evidence_kind,
            statement.c.evidence_on,
            statement.c.confidence,
            said_for.label("statement_for"),
            begun.label("begun_at"),
            action.c.id.in_(select(spaced.c.action_id)).label("is_spaced"),
            action.c.id.in_(on_a_list).label("is_watched"),
            rating.c.rating.label("confirmed_rating"),
            rating.c.at.label("confirmed_at"),
            decision.c.ref.label("decision_ref"),
        )
        .select_from(joined)
        .order_by(action.c.position)
    )
    mine = action.c.board_id == bindparam("board")
    if not some:
        return asked.where(mine, action.c.is_archived.is_(False))
    return _within(asked, action.c.id).where(or_(mine, action.c.id.in_(_reported())))


def _reported() -> Any:
    row = _table(tables.Reporting)
    return select(row.c.action_id).where(row.c.board_id == bindparam("board"), row.c.state == "agreed")


_COLUMNS = (
    "id", "board_id", "ref", "title", "words", "position", "accountable_post_id", "lead", "source", "lifecycle",
    "is_urgent", "is_statutory", "approved_on", "start", "baseline", "deadline", "forecast", "delivered_on",
    "hold_decision", "hold_review", "moves", "reopened", "success_measure", "measure_history", "statement_id",
    "fresh_look", "fresh_look_on", "restricted_at", "restricted_until",
)  # fmt: skip
_HELD = ("since", "leaves_on", "is_temporary", "handed_over_at", "accepted_at")


def _table(row: type[tables.Row]) -> Any:
    return row.__table__


def _today(row: Any) -> tuple[Any, Any]:
    today = bindparam("today", type_=Date)
    return row.c.since <= today, or_(row.c.until.is_(None), row.c.until > today)


def _within(asked: Any, action_id: Any) -> Any:
    only: BindParameter[int] = bindparam("only", expanding=True)
    return asked.where(action_id.in_(only))


@cache
def _meetings() -> Any:
    meeting, item = _table(tables.Meeting), _table(tables.AgendaItem)
    today: BindParameter[datetime] = bindparam("today", type_=tables.Moment)
    tomorrow: BindParameter[datetime] = bindparam("tomorrow", type_=tables.Moment)
    starts = meeting.c.starts_at
    # Those that ask today stand apart: whether they have asked yet goes by the hour.
    asks_today = case((meeting.c.request_at >= today, meeting.c.request_at), else_=null())
    return (
        select(
            item.c.action_id,
            asks_today,
            item.c.excused,
            func.max(starts).filter(starts < tomorrow).label("last"),
            func.min(starts).filter(starts >= tomorrow).label("next"),
            func.max(starts).filter(meeting.c.request_at < tomorrow).label("asked"),
            func.max(meeting.c.request_at).filter(meeting.c.request_at < tomorrow).label("requested"),
            func.max(meeting.c.statements_due_at).filter(meeting.c.request_at < tomorrow).label("due"),
        )
        .select_from(item.join(meeting, meeting.c.id == item.c.meeting_id))
        .where(
            meeting.c.board_id == bindparam("board"),
            meeting.c.kind == MeetingKind.HOLDING_TO_ACCOUNT.value,
            meeting.c.cancelled_at.is_(None),
        )
        .group_by(text("1"), text("2"), text("3"))
    )


@remembered(tables.Milestone, tables.Barrier, tables.Action)
def _parts(
    session: Session, board_id: int, only: Sequence[int] | None
) -> tuple[dict[int, list[Milestone]], dict[int, list[Help]]]:
    """The milestones of each action in their order, and the help that it asks for, in the order in which it did."""
    steps: dict[int, list[Milestone]] = defaultdict(list)
    helps: dict[int, list[Help]] = defaultdict(list)
    for is_step, action_id, _, *said in session.execute(_parts_of(only is not None), {"board": board_id, "only": only}):
        if is_step:
            steps[action_id].append(Milestone(*said[:-1]))
        else:
            _, words, needed_by, *_, asked_of, kind = said
            helps[action_id].append(Help(words, asked_of, needed_by, kind))
    return steps, helps


@cache
def _parts_of(some: bool) -> Any:
    """The columns after the third are the fields of a Milestone, in order, and the sort of a barrier; where it is help,
    what fits of them.
    """
    step, barrier, action = _table(tables.Milestone), _table(tables.Barrier), _table(tables.Action)
    no_day, no = cast(null(), Date), literal(False)
    facts = ("id", "title", "due", "done_on", "is_critical", "forecast", "baseline", "pilot", "reference")
    steps = (
        select(literal(True), step.c.action_id, step.c.position, *(step.c[name] for name in facts), literal(""))
        .select_from(step.join(action, action.c.id == step.c.action_id))
        .where(step.c.dropped_at.is_(None))
    )
    helps = (
        select(no, barrier.c.action_id, barrier.c.id, barrier.c.id, barrier.c.words, barrier.c.needed_by, no_day, no,
               no_day, no_day, literal(""), barrier.c.asked_of, barrier.c.kind)
        .select_from(barrier.join(action, action.c.id == barrier.c.action_id))
        .where(barrier.c.closed_at.is_(None))
    )  # fmt: skip
    if some:
        steps, helps = _within(steps, step.c.action_id), _within(helps, barrier.c.action_id)
    else:
        mine = action.c.board_id == bindparam("board")
        steps, helps = steps.where(mine), helps.where(mine)
    # By action and then by place: the second and the third column.
    return union_all(steps, helps).order_by(text("2"), text("3"))


def _action(row: Any, milestones: list[Milestone], barriers: list[Help], spacing: Spacing, zone: ZoneInfo) -> Action:
    return Action(
        id=row.id,
        board_id=row.board_id,
        ref=row.ref,
        title=row.title,
        words=row.words,
        priority=row.priority,
        position=row.position,
        post_id=row.accountable_post_id,
        post=row.post,
        holder=row.holder or "",
        holder_account=row.holder_account or "",
        vacant_since=row.vacant_since,
        away_until=row.away_until,
        delegate_post=row.delegate_post or "",
        delegate_vacant_since=row.delegate_vacant_since,
        delegate_away_until=row.delegate_away_until,
        delegate_until=row.delegate_until,
        is_acted_for=bool(row.is_acting),
        lead=row.lead,
        source=row.source,
        lifecycle=Lifecycle(row.lifecycle),
        is_urgent=row.is_urgent,
        is_statutory=row.is_statutory,
        approved_on=row.approved_on,
        start=row.start,
        baseline=row.baseline,
        deadline=row.deadline,
        forecast=row.forecast,
        delivered_on=row.delivered_on,
        hold_decision=row.hold_decision,
        hold_review=row.hold_review,
        moves=row.moves,
        reopened=row.reopened,
        success_measure=row.success_measure,
        measure_history=tuple(row.measure_history),
        milestones=tuple(milestones),
        statement=_last_statement(row, zone),
        confirmed=_confirmed(row, zone),
        help=tuple(barriers),
        held=_held(row),
        fresh_look=row.fresh_look,
        fresh_look_on=row.fresh_look_on,
        begun_on=_day(row.begun_at, zone) if row.begun_at else None,
        is_marked_restricted=row.restricted_at is not None,
        spacing=spacing,
        is_watched=row.is_watched,
    )


def _held(row: Any) -> Held | None:
    if row.held_since is None:
        return None
    return Held(
        since=row.held_since,
        leaves_on=row.held_leaves_on,
        is_temporary=row.held_is_temporary,
        is_accepted=row.held_handed_over_at is None or row.held_accepted_at is not None,
        contact=row.contact or "",
        contact_account=row.contact_account or "",
    )


def _last_statement(row: Any, zone: ZoneInfo) -> LastStatement | None:
    if row.statement_at is None:
        return None
    return LastStatement(
        id=row.statement_id,
        day=_day(row.statement_at, zone),
        rating=Rating.named(row.self_rating) if row.self_rating else None,
        reason=row.self_reason,
        post=row.statement_post,
        on_behalf_of=row.on_behalf_of,
        has_evidence=bool(row.has_evidence),
        came_by=row.came_by,
        evidence_kind=row.evidence_kind,
        evidence_on=row.evidence_on,
        confidence=row.confidence,
        meeting_on=_day(row.statement_for, zone) if row.statement_for else None,
    )


def _confirmed(row: Any, zone: ZoneInfo) -> Confirmed | None:
    if row.confirmed_at is None:
        return None
    return Confirmed(Rating.named(row.confirmed_rating), _day(row.confirmed_at, zone), row.decision_ref or "")


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()
