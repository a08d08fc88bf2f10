"""The closing of a plan: what was chosen for its open actions, and carrying it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.plan_closing import Chosen, Fate
from bot.domain.references import next_ref
from bot.messages.parts import Message
from storage import actions, plans, tables
from storage.tables import FormerRef, PlanClosing, PlanClosingItem


@dataclass(frozen=True)
class ClosedPlan:
    """A plan of a board that was closed: how it stood then, and what came after it."""

    id: int
    name: str
    closed_at: datetime
    closed_by: str
    decision_ref: str
    next_name: str
    summary: Message | None
    actions: Sequence[tuple[str, str, str]]
    """Reference, title and state of each action that stayed in it; then those that went on, with what they are now."""


def find_closing(session: Session, plan_id: int) -> PlanClosing | None:
    """The closing of a plan that was begun, if it was; held until the transaction ends."""
    found = select(PlanClosing).where(PlanClosing.plan_id == plan_id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).first()


def begin(session: Session, plan_id: int, *, next_name: str, by: str, at: datetime) -> None:
    """Begin to close a plan, or give the plan that follows it another name."""
    known = find_closing(session, plan_id)
    if known is not None:
        known.next_name, known.asked_at = next_name, None
    else:
        session.add(PlanClosing(plan_id=plan_id, next_name=next_name, begun_at=at, begun_by=by))
    session.flush()


def stop(session: Session, plan_id: int) -> None:
    """Give up closing a plan: nothing was changed, and what was chosen is forgotten."""
    session.query(PlanClosingItem).filter_by(plan_id=plan_id).delete()
    session.query(PlanClosing).filter_by(plan_id=plan_id).delete()


def note_asked(session: Session, plan_id: int, at: datetime | None) -> None:
    """Note when the chair was asked to confirm it; None when something was chosen otherwise since."""
    session.execute(update(PlanClosing).where(PlanClosing.plan_id == plan_id).values(asked_at=at))


def choose(session: Session, plan_id: int, chosen: Chosen, *, by: str, at: datetime) -> None:
    """Keep what is to become of an action, in place of what was chosen before."""
    session.query(PlanClosingItem).filter_by(action_id=chosen.action_id).delete()
    session.add(
        PlanClosingItem(
            plan_id=plan_id, action_id=chosen.action_id, choice=chosen.fate.value, new_ref=chosen.new_ref,
            reason=chosen.reason, by=by, at=at,
        )
    )  # fmt: skip
    session.flush()


def chosen_for(session: Session, plan_id: int) -> dict[int, Chosen]:
    """What was chosen, by action, in the order in which it was."""
    rows = session.scalars(
        select(PlanClosingItem).where(PlanClosingItem.plan_id == plan_id).order_by(PlanClosingItem.id)
    )
    return {row.action_id: Chosen(row.action_id, Fate(row.choice), row.new_ref, row.reason) for row in rows}


def name_of_plan(session: Session, plan_id: int) -> str:
    """What a plan is called."""
    return session.get_one(tables.Plan, plan_id).name


def add_next(session: Session, board_id: int, plan_id: int, name: str) -> int:
    """The plan that follows one that is closed; returns its id."""
    before = session.get_one(tables.Plan, plan_id)
    row = tables.Plan(board_id=board_id, name=name, marking=before.marking, key_measures=before.key_measures)
    session.add(row)
    session.flush()
    before.next_plan_id = row.id
    return row.id


def move(session: Session, action_id: int, to_plan: int, new_ref: str, at: datetime) -> None:
    """Let an action go on in another plan, under another reference; all that hangs on it goes with it."""
    action = session.get_one(tables.Action, action_id, populate_existing=True)
    priority = session.get_one(tables.Priority, action.priority_id).name
    session.add(FormerRef(action_id=action.id, plan_id=action.plan_id, ref=action.ref, until=at))
    newest = select(func.max(tables.Action.position)).where(tables.Action.plan_id == to_plan)
    place = session.scalars(newest).one()
    action.plan_id, action.ref = to_plan, new_ref
    action.priority_id = plans.priority_of(session, to_plan, priority)
    action.position = 0 if place is None else place + 1
    session.flush()


def bring_back(session: Session, action_id: int, at: datetime) -> tuple[str, str, str]:
    """Let an action that stayed in a closed plan go on in the one that runs, which is where anything open is: under
    its own reference, or the next where another has that. Returns the reference and the two plans' names; nothing
    where it is in the plan that runs.
    """
    action = session.get_one(tables.Action, action_id, populate_existing=True)
    if not action.is_archived:
        return "", "", ""
    closed, running = action.plan_id, plans.plan_id_of(session, action.board_id)
    refs = [each.ref for each in actions.named(session, action.board_id)]
    is_taken = action.ref.casefold() in (ref.casefold() for ref in refs)
    move(session, action_id, running, next_ref(refs) if is_taken else action.ref, at)
    action.is_archived = False
    session.flush()
    return action.ref, name_of_plan(session, closed), name_of_plan(session, running)


def withdraw(session: Session, action_id: int, reason: str, on: date) -> None:
    """Close an action as not delivered, with why; a request for another date that waits is withdrawn with it."""
    action = session.get_one(tables.Action, action_id, populate_existing=True)
    action.lifecycle, action.closed_on, action.ended_why = Lifecycle.CLOSED_NOT_DELIVERED.value, on, reason
    change = tables.DeadlineChange
    waiting = update(change).where(change.action_id == action_id, change.state == "asked")
    session.execute(waiting.values(state="withdrawn", said="The action was withdrawn when its plan was closed."))
    session.flush()


def archive(session: Session, plan_id: int, *, at: datetime, by: str, decision_ref: str, summary: Message) -> None:
    """Close a plan: what stayed in it is kept, and no list or count of the plan that runs has it any more."""
    row = session.get_one(tables.Plan, plan_id)
    row.closed_at, row.closed_by, row.closed_ref = at, by, decision_ref
    row.summary = summary.model_dump(mode="json")
    session.execute(update(tables.Action).where(tables.Action.plan_id == plan_id).values(is_archived=True))
    stop(session, plan_id)
    session.flush()


def closed_plans(session: Session, board_id: int) -> list[ClosedPlan]:
    """The plans of a board that were closed, the newest first."""
    plan = tables.Plan
    asked = select(plan).where(plan.board_id == board_id, plan.closed_at.is_not(None)).order_by(plan.id.desc())
    return [_closed(session, row) for row in session.scalars(asked)]


def _closed(session: Session, row: tables.Plan) -> ClosedPlan:
    action = tables.Action
    stayed = session.execute(
        select(action.ref, action.shown_title, action.lifecycle)
        .where(action.plan_id == row.id)
        .order_by(action.position)
    )
    moved = session.execute(
        select(FormerRef.ref, action.shown_title, action.ref)
        .join(action, action.id == FormerRef.action_id)
        .where(FormerRef.plan_id == row.id)
        .order_by(FormerRef.id)
    )
    if row.closed_at is None:
        raise ValueError(f"plan {row.id} is not closed")
    return ClosedPlan(
        id=row.id,
        name=row.name,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        decision_ref=row.closed_ref,
        next_name=session.get_one(tables.Plan, row.next_plan_id).name if row.next_plan_id else "",
        summary=Message.model_validate(row.summary) if row.summary else None,
        actions=[
            *((ref, title, Lifecycle(state).words) for ref, title, state in stayed),
            *((ref, title, f"goes on as {now}") for ref, title, now in moved),
        ],
    )
