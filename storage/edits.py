"""What an edit reads and writes of an action beside what a status needs: its other facts, milestones, contributors,
what it waits for and what took its place.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, and_, bindparam, func, literal, or_, select, union_all, update
from sqlalchemy import cast as sa_cast
from sqlalchemy.orm import Session, aliased

from bot.domain.actions import Lifecycle
from bot.domain.links import Beside, Waits
from bot.domain.outcomes import decided_words
from bot.domain.references import milestone_refs
from bot.domain.sources import ItemKind
from storage import plan_links
from storage.tables import (
    Action,
    ActionMeasure,
    AgendaItem,
    Barrier,
    Board,
    Contributor,
    Decision,
    Dependency,
    Holding,
    Measure,
    Meeting,
    Milestone,
    Person,
    Post,
    Priority,
    Reporting,
    Row,
    Source,
    SourceItem,
    SourceLink,
    shown_title,
)

_ENDED = tuple(each.value for each in Lifecycle if each.is_closed)


def row_of(session: Session, action_id: int) -> Action:
    """The action with this id, as it stands in the database now."""
    return session.scalars(select(Action).where(Action.id == action_id).execution_options(populate_existing=True)).one()


def ref_instead(session: Session, action_id: int) -> str:
    """The reference of the action that this one is merged into, or that took its place; empty for none."""
    other = aliased(Action)
    found = select(other.ref).join(Action, Action.replaced_by_id == other.id).where(Action.id == action_id)
    return session.scalar(found) or ""


def priorities_of(session: Session, plan_id: int) -> list[tuple[int, str]]:
    """The priorities of a plan, id and name, in its order."""
    found = session.execute(
        select(Priority.id, Priority.name).where(Priority.plan_id == plan_id).order_by(Priority.position, Priority.id)
    )
    return [(priority_id, name) for priority_id, name in found]


# Milestones


def milestones_of(session: Session, action_id: int, *, dropped: bool = False) -> list[Milestone]:
    """The milestones of an action in their order, or those that were dropped."""
    is_there = Milestone.dropped_at.is_not(None) if dropped else Milestone.dropped_at.is_(None)
    found = select(Milestone).where(Milestone.action_id == action_id, is_there).order_by(Milestone.position)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def find_milestone(session: Session, action_id: int, milestone_id: int) -> Milestone | None:
    """A milestone of an action that was not dropped."""
    return next((step for step in milestones_of(session, action_id) if step.id == milestone_id), None)


def add_milestone(session: Session, action_id: int, **values: Any) -> int:
    """Add a milestone at the end of those of an action, with the next reference of its own; returns its id."""
    values = {"reference": next_milestone_ref(session, action_id), **values}
    last = session.scalars(select(func.max(Milestone.position)).where(Milestone.action_id == action_id)).one()
    row = Milestone(action_id=action_id, position=0 if last is None else last + 1, **values)
    session.add(row)
    session.flush()
    return row.id


def milestone_refs_of(session: Session, board_id: int) -> set[str]:
    """What milestones and actions of a board are called, so that no new milestone is: dropped ones too; casefolded."""
    of_board = select(Milestone.reference).join(Action, Action.id == Milestone.action_id)
    steps = session.scalars(of_board.where(Action.board_id == board_id, Milestone.reference != ""))
    own = session.scalars(select(Action.ref).where(Action.board_id == board_id))
    return {ref.casefold() for ref in (*steps, *own)}


def action_of_step(session: Session, board_id: int, milestone_id: int) -> str:
    """The reference of the action of a board that this milestone is of; empty for one that was dropped."""
    of_board = (Action.board_id == board_id, Milestone.id == milestone_id, Milestone.dropped_at.is_(None))
    found = select(Action.ref).join(Milestone, Milestone.action_id == Action.id).where(*of_board)
    return session.scalar(found) or ""


def where_milestone_went(session: Session, action_id: int, ref: str, title: str) -> str:
    """The reference of the other action of the board that has this milestone now, in the same words; empty for none."""
    action = session.get_one(Action, action_id)
    of_board = select(Milestone.reference, Action.ref).join(Action, Action.id == Milestone.action_id)
    of_others = (Action.board_id == action.board_id, Action.id != action_id, Milestone.title == title)
    found = session.execute(of_board.where(*of_others, Milestone.reference != ""))
    return next((at for each, at in found if each.casefold() == ref.casefold()), "")


def next_milestone_ref(session: Session, action_id: int, asked: str = "") -> str:
    """The reference of a new milestone of an action: what is asked for where it is free, or else its action's next."""
    action = session.get_one(Action, action_id)
    return milestone_refs(action.ref, [asked], milestone_refs_of(session, action.board_id))[0]


def change_milestone(session: Session, milestone_id: int, **values: Any) -> None:
    """Set columns of a milestone; the use case has decided and records why."""
    session.execute(update(Milestone).where(Milestone.id == milestone_id).values(**values))


def move_milestones(session: Session, milestone_ids: Sequence[int], action_id: int) -> None:
    """Let milestones be those of another action, after its own, in their order."""
    last = session.scalars(select(func.max(Milestone.position)).where(Milestone.action_id == action_id)).one()
    for place, milestone_id in enumerate(milestone_ids, 0 if last is None else last + 1):
        change_milestone(session, milestone_id, action_id=action_id, position=place)


# Measures


def measures_of(session: Session, action_id: int) -> list[tuple[int, str, str]]:
    """The measures that an action is linked to: id, reference and name."""
    found = session.execute(
        select(Measure.id, Measure.ref, Measure.name)
        .join(ActionMeasure, ActionMeasure.measure_id == Measure.id)
        .where(ActionMeasure.action_id == action_id)
        .order_by(Measure.position)
    )
    return [(measure_id, ref, name) for measure_id, ref, name in found]


def link_measures(session: Session, action_id: int, measure_ids: Sequence[int]) -> None:
    """Link measures to an action; those that are linked already stay so."""
    known = {measure_id for measure_id, _, _ in measures_of(session, action_id)}
    session.add_all(ActionMeasure(action_id=action_id, measure_id=each) for each in measure_ids if each not in known)
    session.flush()


# Contributors


def contributors_of(session: Session, action_id: int) -> list[tuple[int, str]]:
    """The posts that give input to an action's statement now: id and title, in the order in which they were named."""
    found = session.execute(
        select(Post.id, Post.title)
        .join(Contributor, Contributor.post_id == Post.id)
        .where(Contributor.action_id == action_id, Contributor.until.is_(None))
        .order_by(Contributor.id)
    )
    return [(post_id, title) for post_id, title in found]


def add_contributor(session: Session, action_id: int, post_id: int, at: datetime) -> None:
    """Let a post give input to an action's statement."""
    session.add(Contributor(action_id=action_id, post_id=post_id, since=at))
    session.flush()


def end_contributor(session: Session, action_id: int, post_id: int, at: datetime) -> None:
    """Let a post give input no longer."""
    theirs = (Contributor.action_id == action_id, Contributor.post_id == post_id, Contributor.until.is_(None))
    session.execute(update(Contributor).where(*theirs).values(until=at))


# What waits for what


def waits_of(session: Session, action_id: int) -> list[Waits]:
    """What an action waits for."""
    return _waits(session, Dependency.action_id == action_id)


def waiting_for(session: Session, action_id: int) -> list[Waits]:
    """What waits for an action."""
    return _waits(session, Dependency.on_action_id == action_id)


def all_waits(session: Session, board_id: int) -> list[Waits]:
    """Everything on a board that waits for something."""
    return _waits(session, Dependency.action_id.in_(select(Action.id).where(Action.board_id == board_id)))


def dependencies_to_tell(session: Session, today: date) -> list[tuple[int, Waits, date]]:
    """What is expected on another day than those who wait for it know, or was expected before `today` and they have
    not been told that it has passed, of every board: board id, what, and the day. Nothing waits for what is delivered,
    and nothing that has ended waits.
    """
    on, waiting = aliased(Action), aliased(Action)
    finish = func.coalesce(on.forecast, on.deadline, Dependency.expected)
    is_news = or_(
        Dependency.expected.is_(None),
        Dependency.expected != finish,
        and_(finish < today, func.coalesce(Dependency.told_passed, date.min) != finish),
    )
    found = session.execute(
        select(waiting.board_id, Dependency, waiting.ref, on.ref, on.shown_title, finish)
        .join(waiting, waiting.id == Dependency.action_id)
        .outerjoin(on, on.id == Dependency.on_action_id)
        .where(Dependency.until.is_(None), finish.is_not(None), is_news, waiting.lifecycle.not_in(_ENDED))
        .where(or_(on.id.is_(None), on.lifecycle.not_in((*_ENDED, Lifecycle.DELIVERED.value))))
        .order_by(Dependency.id)
    )
    return [(board_id, _one_wait(row, ref, on_ref, title), day) for board_id, row, ref, on_ref, title, day in found]


def _waits(session: Session, which: Any) -> list[Waits]:
    on = aliased(Action)
    found = session.execute(
        select(Dependency, Action.ref, on.ref, on.shown_title)
        .join(Action, Action.id == Dependency.action_id)
        .outerjoin(on, on.id == Dependency.on_action_id)
        .where(which, Dependency.until.is_(None))
        .order_by(Dependency.id)
    )
    return [_one_wait(*each) for each in found]


def _one_wait(row: Dependency, ref: str, on_ref: str | None, title: str | None) -> Waits:
    return Waits(
        row.id, row.action_id, ref, row.on_action_id, on_ref or "", title or "", row.outside, row.expected,
        row.told_passed,
    )  # fmt: skip


def add_dependency(
    session: Session, action_id: int, on_action_id: int | None, outside: str, expected: date | None, at: datetime
) -> None:
    """Let an action wait for another, or for an outside programme. A day that has passed by now is no news later."""
    plan_links.add_waits(session, [(action_id, on_action_id, outside, expected)], at)


def change_dependency(session: Session, dependency_id: int, **values: Any) -> None:
    """Note that it is expected on another day, or that nothing waits any more."""
    session.execute(update(Dependency).where(Dependency.id == dependency_id).values(**values))


# What hangs on an action


def meetings_ahead(session: Session, action_id: int, now: datetime, *, with_packs: bool = False) -> list[int]:
    """The meetings to come whose agenda has an action; of those whose pack is fixed already only `with_packs`."""
    not_fixed = or_(Meeting.pack_at.is_(None), Meeting.pack_at > now, literal(with_packs))
    found = (
        select(Meeting.id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.action_id == action_id, Meeting.starts_at > now, Meeting.cancelled_at.is_(None))
        .where(not_fixed)
        .order_by(Meeting.starts_at)
    )
    return list(session.scalars(found))


def beside(session: Session, action_id: int) -> Beside:
    """What an action's card says beside the plan's own facts, in one statement of SQL: a card is asked for all day."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(_beside(), {"action": action_id}):
        found[row.kind].append(row)
    end = found["end"][0] if found["end"] else None
    return Beside(
        contributors=[row.first for row in found["contributor"]],
        waits_for=[_waited_for(row) for row in found["waits"]],
        needed_by=[row.first for row in found["needed"]],
        replaced_by=end.first or "" if end else "",
        ended_link=end.second if end else "",
        ended_why=end.third if end else "",
        dropped=[(row.first, row.second) for row in found["dropped"]],
        merged_in=[row.first for row in found["merged"]],
        helped=[(row.first, row.second, row.day) for row in reversed(found["helped"])],
        answers=[(row.first, row.second) for row in found["answers"]],
        held_before=[(row.first, row.day) for row in found["held"]],
        reported_to=[row.first for row in found["reports"]],
        plan_of=found["plan"][0].first if found["plan"] else "",
        decided=[(row.first, decided_words(row.second, row.third)) for row in reversed(found["decided"])],
        measures=[(row.first, row.second) for row in found["measure"]],
    )


def _waited_for(row: Any) -> tuple[str, date | None]:
    """What a card says that an action waits for, and when that is expected; of what has come or ended, its state."""
    on = f"{row.first} ({row.second})" if row.second else row.first
    state = Lifecycle(row.third) if row.third else None
    has_come = state is not None and (state.is_closed or state is Lifecycle.DELIVERED)
    return (f"{on}, {state.words}", None) if state and has_come else (on, row.day)


# Built once, of tables: building a statement costs more than running it.
@cache
def _beside() -> Any:
    action, post, step = _table(Action), _table(Post), _table(Milestone)
    gives, waits, on = _table(Contributor), _table(Dependency), _table(Action).alias()
    link, source, item = _table(SourceLink), _table(Source), _table(SourceItem)
    held, person, also, board = _table(Holding), _table(Person), _table(Reporting), _table(Board)
    decision, measured, measure = _table(Decision), _table(ActionMeasure), _table(Measure)
    help = _table(Barrier)
    this: BindParameter[int] = bindparam("action")
    in_group = and_(item.c.group_id == link.c.group_id, item.c.kind != ItemKind.FINDING.value)
    no_day, none = sa_cast(literal(None), Date), literal("")

    def rows(kind: str, first: Any, second: Any, third: Any, day: Any, place: Any, joined: Any, *where: Any) -> Any:
        columns = (literal(kind).label("kind"), first.label("first"), second.label("second"), third.label("third"))
        return select(*columns, day.label("day"), place.label("place")).select_from(joined).where(*where)

    expected = func.coalesce(on.c.forecast, on.c.deadline, waits.c.expected)
    merged = (action.c.replaced_by_id == this, action.c.lifecycle == Lifecycle.MERGED.value)
    found = union_all(
        rows("contributor", post.c.title, none, none, no_day, gives.c.id,
             gives.join(post, post.c.id == gives.c.post_id), gives.c.action_id == this, gives.c.until.is_(None)),
        rows("waits", func.coalesce(on.c.ref, waits.c.outside), func.coalesce(shown_title(on.c), none),
             func.coalesce(on.c.lifecycle, none), expected,
             waits.c.id, waits.outerjoin(on, on.c.id == waits.c.on_action_id), waits.c.action_id == this,
             waits.c.until.is_(None)),
        rows("needed", action.c.ref, none, none, no_day, waits.c.id,
             waits.join(action, action.c.id == waits.c.action_id), waits.c.on_action_id == this,
             waits.c.until.is_(None), action.c.lifecycle.not_in(_ENDED)),
        rows("dropped", func.trim(step.c.reference + " " + step.c.title), step.c.dropped_why, none, no_day,
             step.c.position, step, step.c.action_id == this, step.c.dropped_at.is_not(None)),
        rows("helped", help.c.closed_note, help.c.closed_by, none, help.c.closed_on, help.c.id, help,
             help.c.action_id == this, help.c.closed_on.is_not(None)),
        rows("answers", func.coalesce(item.c.ref, none), source.c.title, none, no_day,
             source.c.position * 10_000 + func.coalesce(item.c.position, 0),
             link.join(source, source.c.id == link.c.source_id)
             .outerjoin(item, or_(item.c.id == link.c.item_id, in_group)),
             link.c.action_id == this, link.c.unlinked_at.is_(None)),
        rows("held", func.coalesce(func.nullif(person.c.name, none), person.c.account), none, none, held.c.until,
             held.c.id, held.join(person, person.c.id == held.c.person_id)
             .join(action, action.c.accountable_post_id == held.c.post_id), action.c.id == this,
             held.c.until.is_not(None)),
        rows("reports", board.c.name, none, none, no_day, also.c.id, also.join(board, board.c.id == also.c.board_id),
             also.c.action_id == this, also.c.state == "agreed"),
        rows("plan", board.c.name, none, none, no_day, board.c.id, action.join(board, board.c.id == action.c.board_id),
             action.c.id == this),
        rows("decided", decision.c.ref, decision.c.kind, decision.c.outcome, no_day, decision.c.id, decision,
             decision.c.action_id == this, decision.c.taken_back_at.is_(None)),
        rows("measure", measure.c.ref, measure.c.name, none, no_day, measured.c.id,
             measured.join(measure, measure.c.id == measured.c.measure_id), measured.c.action_id == this),
        rows("merged", action.c.ref, none, none, no_day, action.c.position, action, *merged),
        rows("end", on.c.ref, action.c.ended_link, action.c.ended_why, no_day, action.c.position,
             action.outerjoin(on, on.c.id == action.c.replaced_by_id), action.c.id == this),
    ).subquery()  # fmt: skip
    return select(found).order_by(found.c.kind, found.c.place)


def _table(row: type[Row]) -> Any:
    return row.__table__


def added_since(session: Session, board_id: int, since: datetime) -> list[str]:
    """The live actions that were added to a plan under way since then, by reference, in plan order."""
    found = session.execute(
        select(Action.ref, Action.lifecycle)
        .where(Action.board_id == board_id, Action.added_at > since)
        .order_by(Action.position)
    )
    return [ref for ref, state in found if not Lifecycle(state).is_closed]
