"""A plan as a file would give it, and putting what a file says into the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.closing import ACCEPTED, FROM_FILE, OFFERED
from bot.domain.dates import day_and_year
from bot.domain.new_dates import APPROVED, DateRequest
from bot.domain.plan_reading.markings import USUAL
from bot.domain.plan_reading.preview import (
    DroppedMilestone,
    KnownPlan,
    PlanRow,
    ReadDelivery,
    ReadMilestone,
    Reworded,
    Updates,
)
from bot.domain.rating_facts import Rating
from bot.domain.references import milestone_refs
from bot.domain.restriction import RESTRICTED, is_held
from storage import column_choices, edits, people, plan_links, reporting, tables
from storage.new_dates import next_reference, open_requests


@dataclass(frozen=True)
class Stored:
    """An action as it stands, with its id and those of its milestones in their order."""

    id: int
    row: PlanRow
    milestone_ids: tuple[int, ...]
    dropped: tuple[DroppedMilestone, ...] = ()
    """The milestones that were dropped: a file does not bring them back."""
    ended: frozenset[str] = frozenset()
    """Who gave input and what was waited for, and is not any more: a file does not bring these back either."""
    restricted_at: datetime | None = None
    restricted_until: date | None = None

    def for_file(self, today: date) -> PlanRow:
        """The row as an export has it: of what is restricted that it is, whose it is, and its dates."""
        row = self.row
        if not is_held(self.restricted_at, self.restricted_until, today):
            return row
        return replace(
            row, action=RESTRICTED, title=RESTRICTED, milestones=(), last_update=None, self_rating=None,
            success_measure="", evidence="", rating_note="", update_text="", source_ref="", partners="", measures="",
            confirmed_as_printed="", requested_note="", waits_for=(), hold_decision="", delivery=ReadDelivery(),
        )  # fmt: skip


def stored_plan(session: Session, board_id: int) -> dict[str, Stored]:
    """Every action of a board by reference, as a file would give it."""
    action, post, priority, statement = tables.Action, tables.Post, tables.Priority, tables.Statement
    found = session.execute(
        select(action, post.title, priority.name, statement)
        .join(post, post.id == action.accountable_post_id)
        .join(priority, priority.id == action.priority_id)
        .outerjoin(statement, statement.id == action.statement_id)
        .where(action.board_id == board_id, action.is_archived.is_(False))
        .order_by(action.position)
    ).all()
    steps, asked, zone = _milestones(session, board_id), _moves_asked(session, board_id), _zone_of(session, board_id)
    dropped, beside = _dropped(session, board_id, zone), reporting.names_of(session, board_id)
    decided = _dated_by_decision(session, board_id)
    links, delivered = plan_links.links_of(session, board_id), _delivered(session, board_id)
    return {
        row.ref: Stored(
            row.id,
            replace(
                _row(row, title, name, last, steps[row.id]),
                last_update=last.at.astimezone(zone).date() if last else None,
                deadline_precision="day" if row.id in decided else row.deadline_precision,
                requested_deadline=asked.get(row.id),
                reported_to="\n".join(beside.get(row.id, ())),
                contributors=tuple(links[row.id].contributors),
                waits_for=tuple(links[row.id].waits_for),
                check_on=_check_day(row, delivered.get(row.id)),
                delivery=_words_of(delivered.get(row.id)),
            ),
            tuple(step.id for step in steps[row.id]),
            tuple(dropped[row.id]),
            frozenset(links[row.id].ended),
            row.restricted_at,
            row.restricted_until,
        )
        for row, title, name, last in found
    }


def known_plan(session: Session, workspace_id: int, board_id: int) -> KnownPlan:
    """What the reader of a file needs to know of the plan as it stands.

    Posts are asked about only once there is a plan: in a first file every post is new, and that is no question.
    """
    plan = stored_plan(session, board_id)
    rows = {ref: stored.row for ref, stored in plan.items()}
    titles = dict(people.posts_titled(session, workspace_id))
    aliases = people.aliases(session, workspace_id)
    posts = (*titles.values(), *(title for _, title in aliases))
    return KnownPlan(
        rows=rows,
        posts=posts if rows else (),
        elsewhere=() if rows else posts,
        columns=column_choices.columns_of(session, board_id),
        aliases={title: titles[post_id] for post_id, title in aliases if post_id in titles},
        dropped={ref: stored.dropped for ref, stored in plan.items() if stored.dropped},
        earlier=_earlier(session, board_id),
        moves_asked=_what_came_of_moves(session, board_id),
        officers_ask=_asked_by_officers(session, board_id),
        marking=classification_of(session, board_id) if rows else "",
        reworded=_reworded(session, board_id),
        updates=_updates(session, board_id),
    )


_WORDS_OF_CHAT = {
    "change_title": "title", "change_words": "action", "change_source": "source", "change_source_ref": "source_ref",
    "change_lead": "lead", "change_partners": "partners", "change_success_measure": "success_measure",
}  # fmt: skip
"""What chat records a change of words as, with the word's own name."""


def _reworded(session: Session, board_id: int) -> dict[str, dict[str, Reworded]]:
    """Of each action which words were changed in chat, when last, and what they were before."""
    action, entry, zone = tables.Action, tables.Audit, _zone_of(session, board_id)
    changed = session.execute(
        select(action.ref, entry.what, entry.was, entry.at)
        .join(entry, entry.action_id == action.id)
        .where(action.board_id == board_id, action.is_archived.is_(False), entry.what.in_(_WORDS_OF_CHAT))
        .order_by(entry.id)
    )
    found = defaultdict[str, dict[str, Reworded]](dict)
    for ref, what, was, at in changed:
        name = _WORDS_OF_CHAT[what]
        before = found[ref][name].before if name in found[ref] else frozenset()
        found[ref][name] = Reworded(at.astimezone(zone).date(), before | {was})
    return dict(found)


def _updates(session: Session, board_id: int) -> dict[str, Updates]:
    """Of each action the day of the newest statement, whether a file brought it, and what files have said of it."""
    action, statement, zone = tables.Action, tables.Statement, _zone_of(session, board_id)
    here = (action.board_id == board_id, action.is_archived.is_(False))
    of_files = defaultdict[str, set[tuple[str, str]]](set)
    asked = select(action.ref, statement.progress, statement.rating).join(statement, statement.action_id == action.id)
    for ref, progress, rating in session.execute(asked.where(*here, statement.came_by == "import")):
        of_files[ref].add((progress, rating))
    newest = select(action.ref, statement.at, statement.came_by).join(statement, action.statement_id == statement.id)
    return {
        ref: Updates(at.astimezone(zone).date(), came_by == "import", frozenset(of_files[ref]))
        for ref, at, came_by in session.execute(newest.where(*here))
    }


def _what_came_of_moves(session: Session, board_id: int) -> dict[str, dict[date, str]]:
    """Of each action the days to which a move was asked for, with what came of it last, and those from which it was
    moved: an older file still has them. In sentences.
    """
    change, action, decision = tables.DeadlineChange, tables.Action, tables.Decision
    found = session.execute(
        select(action.ref, change.was, change.to, change.state, decision.ref)
        .join(action, action.id == change.action_id)
        .outerjoin(decision, decision.id == change.decision_id)
        .where(action.board_id == board_id, action.is_archived.is_(False), change.before_record.is_(False))
        .where(change.to.is_not(None))
        .order_by(change.id)
    )
    moves = defaultdict[str, dict[date, str]](dict)
    for ref, was, to, state, given in found:
        if to is None:  # which the query leaves out already
            continue
        came, by = "it waits to be decided" if state == "asked" else state, f", decision {given}" if given else ""
        moves[ref][to] = f"That move was asked for before: {came}{by}."
        if was is not None and state == "approved":
            moves[ref][was] = f"That was the deadline until it was moved{by}."
    return dict(moves)


def _asked_by_officers(session: Session, board_id: int) -> dict[str, str]:
    """Of each action whose officer has asked for a new deadline that waits to be decided: who asked, and for what."""
    return {one.ref: words_of_asked(one) for one in open_requests(session, board_id) if one.asked_post}


def words_of_asked(one: DateRequest) -> str:
    """Who asked for what, of a request that waits to be decided: a sentence for whoever brings a file."""
    to = f"{day_and_year(one.to)} in chat ({one.reference})"
    return f"The {one.asked_post} asked for {to}, which waits to be decided."


def _earlier(session: Session, board_id: int) -> dict[str, str]:
    """The words of each action that stayed in a plan which was closed, and of none that is restricted."""
    action = tables.Action
    stayed = select(action.ref, action.words).where(action.board_id == board_id, action.is_archived)
    return {ref: words for ref, words in session.execute(stayed.where(action.restricted_at.is_(None)))}


def plan_id_of(session: Session, board_id: int) -> int:
    """The board's plan that runs: the one that was not closed."""
    plan = tables.Plan
    return session.scalars(select(plan.id).where(plan.board_id == board_id, plan.closed_at.is_(None))).one()


def marking_of(session: Session, board_id: int) -> str:
    """The protective marking of the board's plan; empty where it has none."""
    return session.scalars(select(tables.Plan.marking).where(tables.Plan.id == plan_id_of(session, board_id))).one()


def classification_of(session: Session, board_id: int) -> str:
    """What every paper of the board's plan states at its top: its marking, or what is usual where it has none."""
    return marking_of(session, board_id) or USUAL


def mark(session: Session, plan_id: int, marking: str) -> None:
    """Put a protective marking on a plan."""
    session.execute(update(tables.Plan).where(tables.Plan.id == plan_id).values(marking=marking))


def priority_of(session: Session, plan_id: int, name: str) -> int:
    """The priority with this name, added at the end where it is new. Its place says nothing of its rank."""
    priority = tables.Priority
    found = session.scalars(select(priority.id).where(priority.plan_id == plan_id, priority.name == name)).first()
    if found is not None:
        return found
    count = session.scalars(select(func.count()).select_from(priority).where(priority.plan_id == plan_id)).one()
    row = priority(plan_id=plan_id, name=name, position=count)
    session.add(row)
    session.flush()
    return row.id


@dataclass(frozen=True)
class NewAction:
    """An action to be added: its columns, its milestones with the days on which they were done, its date changes."""

    values: Mapping[str, Any]
    milestones: Sequence[tuple[ReadMilestone, date | None]] = ()
    deadline_changes: Sequence[Mapping[str, Any]] = ()


def add_actions(session: Session, plan_id: int, new: Sequence[NewAction]) -> list[int]:
    """Add actions at the end of a plan, in a few statements whatever their number; returns their ids, in order."""
    first = _next_position(session, plan_id)
    rows = [
        tables.Action(plan_id=plan_id, position=position, **each.values) for position, each in enumerate(new, first)
    ]
    session.add_all(rows)
    session.flush()
    given = {board_id: edits.milestone_refs_of(session, board_id) for board_id in {row.board_id for row in rows}}
    for row, each in zip(rows, new, strict=True):
        refs = milestone_refs(row.ref, [step.ref for step, _ in each.milestones], given[row.board_id])
        given[row.board_id].update(ref.casefold() for ref in refs)
        steps = zip(refs, each.milestones, strict=True)
        session.add_all(_milestone(row.id, place, ref, *step) for place, (ref, step) in enumerate(steps))
        for change in each.deadline_changes:
            add_deadline_change(session, row.id, **change)
    session.flush()
    return [row.id for row in rows]


def add_milestone(session: Session, action_id: int, position: int, step: ReadMilestone, done_on: date | None) -> str:
    """Add a milestone to an action; returns its reference."""
    ref = edits.next_milestone_ref(session, action_id, step.ref)
    session.add(_milestone(action_id, position, ref, step, done_on))
    session.flush()
    return ref


def add_deadline_change(session: Session, action_id: int, **values: Any) -> None:
    """Add a request to move a deadline."""
    given = "" if values.get("before_record") else next_reference(session, action_id)
    session.add(tables.DeadlineChange(action_id=action_id, reference=given, **values))
    session.flush()


def is_move_asked(session: Session, action_id: int, to: date) -> bool:
    """Whether this move was asked for already, whatever was decided: the same file asks once."""
    change = tables.DeadlineChange
    found = select(change.id).where(change.action_id == action_id, change.to == to, change.before_record.is_(False))
    return session.scalars(found).first() is not None


def has_statement(session: Session, action_id: int, progress: str, rating: str) -> bool:
    """Whether some statement of the action says just this."""
    statement = tables.Statement
    found = select(statement.id).where(
        statement.action_id == action_id, statement.progress == progress, statement.rating == rating
    )
    return session.scalars(found).first() is not None


def newest_statement(session: Session, action_id: int) -> tuple[datetime, bool] | None:
    """When the newest statement of an action came, and whether by import; None where there is none."""
    found = session.execute(
        select(tables.Statement.at, tables.Statement.came_by)
        .join(tables.Action, tables.Action.statement_id == tables.Statement.id)
        .where(tables.Action.id == action_id)
    ).first()
    return (found.at, found.came_by == "import") if found else None


def _next_position(session: Session, plan_id: int) -> int:
    newest = session.scalars(select(func.max(tables.Action.position)).where(tables.Action.plan_id == plan_id)).one()
    return 0 if newest is None else newest + 1


def _milestone(action_id: int, position: int, ref: str, step: ReadMilestone, done_on: date | None) -> tables.Milestone:
    return tables.Milestone(
        reference=ref,
        action_id=action_id,
        position=position,
        title=step.title,
        baseline=step.baseline or step.due,
        due=step.due,
        done_on=done_on,
        is_critical=step.critical,
        forecast=step.forecast,
        forecast_note=step.note,
        pilot=step.pilot,
    )


def _dropped(session: Session, board_id: int, zone: ZoneInfo) -> dict[int, list[DroppedMilestone]]:
    """What was dropped of each action, the newest last: of two with one title, that is the one which counts."""
    step, found = tables.Milestone, defaultdict[int, list[DroppedMilestone]](list)
    rows = session.execute(
        select(step.action_id, step.reference, step.title, step.dropped_at)
        .join(tables.Action, tables.Action.id == step.action_id)
        .where(tables.Action.board_id == board_id, step.dropped_at.is_not(None))
        .order_by(step.dropped_at, step.id)
    )
    for action_id, ref, title, at in rows:
        if at is not None:  # which the query asks for already
            found[action_id].append(DroppedMilestone(ref, title, at.astimezone(zone).date()))
    return found


def _milestones(session: Session, board_id: int) -> dict[int, list[tables.Milestone]]:
    steps: dict[int, list[tables.Milestone]] = defaultdict(list)
    for step in session.scalars(
        select(tables.Milestone)
        .join(tables.Action, tables.Action.id == tables.Milestone.action_id)
        .where(tables.Action.board_id == board_id, tables.Milestone.dropped_at.is_(None))
        .order_by(tables.Milestone.action_id, tables.Milestone.position)
    ):
        steps[step.action_id].append(step)
    return steps


def _delivered(session: Session, board_id: int) -> dict[int, tables.Delivery]:
    """Of each action that is delivered what is offered, and of each that was closed on it what was accepted."""
    action, delivery = tables.Action, tables.Delivery
    asked = (
        select(delivery)
        .join(action, action.id == delivery.action_id)
        .where(action.board_id == board_id, action.is_archived.is_(False), action.delivered_on.is_not(None))
        .where(or_(delivery.state == ACCEPTED, action.closed_on.is_(None)))
        .where(or_(delivery.state.in_((OFFERED, FROM_FILE)), action.closed_on.is_not(None)))
        .order_by(delivery.id)
    )
    return {each.action_id: each for each in session.scalars(asked)}


def _check_day(row: tables.Action, delivery: tables.Delivery | None) -> date | None:
    """When what was delivered is to be checked: as its delivery says, or else the file that delivered it."""
    if row.delivered_on is None:
        return None
    return (delivery and delivery.check_on) or row.check_on


def _words_of(delivery: tables.Delivery | None) -> ReadDelivery:
    """What was said of it, as a cell holds it: the post and the procedure stand on one line."""
    if delivery is None:
        return ReadDelivery()
    return ReadDelivery(
        delivery.evidence, delivery.effect, delivery.measure, " ".join(delivery.keeper.split()),
        " ".join(delivery.procedure.split()),
    )  # fmt: skip


def _moves_asked(session: Session, board_id: int) -> dict[int, date | None]:
    """The new deadline of each action for which one is asked and nobody has decided; the newest request counts."""
    change, action = tables.DeadlineChange, tables.Action
    asked = session.execute(
        select(change.action_id, change.to)
        .join(action, action.id == change.action_id)
        .where(action.board_id == board_id, change.state == "asked")
        .order_by(change.id)
    )
    return {action_id: to for action_id, to in asked}


def _dated_by_decision(session: Session, board_id: int) -> set[int]:
    """The actions whose deadline was decided as a day, however exact the one before was."""
    change, action = tables.DeadlineChange, tables.Action
    approved = (change.state == APPROVED, change.before_record.is_(False), change.to == action.deadline)
    found = select(action.id).join(change, change.action_id == action.id).where(action.board_id == board_id, *approved)
    return set(session.scalars(found))


def _zone_of(session: Session, board_id: int) -> ZoneInfo:
    return ZoneInfo(session.scalars(select(tables.Board.zone).where(tables.Board.id == board_id)).one())


def _row(
    row: tables.Action, post: str, priority: str, last: tables.Statement | None, steps: list[tables.Milestone]
) -> PlanRow:
    return PlanRow(
        ref=row.ref,
        action=row.words,
        post=post,
        title=row.title,
        priority=priority,
        source=row.source,
        source_ref=row.source_ref,
        lead=row.lead,
        partners=row.partners,
        start=row.start,
        baseline_deadline=row.baseline,
        deadline=row.deadline,
        deadline_precision=row.deadline_precision,
        moves=row.moves,
        forecast=row.forecast,
        milestones=tuple(_step(step) for step in steps),
        success_measure=row.success_measure,
        evidence=row.evidence,
        measures=row.measures,
        rating_note=row.rating_note,
        confirmed_as_printed=row.printed_rating,
        lifecycle=Lifecycle(row.lifecycle),
        reopened=row.reopened,
        self_rating=Rating.named(last.rating) if last and last.rating else None,
        update_text=last.progress if last else "",
        hold_decision=" ".join((row.hold_decision or "").split()),
        hold_review=row.hold_review,
        delivered_on=row.delivered_on,
        urgent=row.is_urgent,
        statutory=row.is_statutory,
    )


def _step(step: tables.Milestone) -> ReadMilestone:
    return ReadMilestone(
        ref=step.reference,
        title=step.title,
        due=step.due,
        done_on=step.done_on,
        done=step.done_on is not None,
        critical=step.is_critical,
        baseline=step.baseline,
        forecast=step.forecast,
        note=" ".join(step.forecast_note.split()),
        pilot=step.pilot,
    )
