"""Measures, what they are linked to, and their readings: added, never changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.measures import KEY_MEASURES, GoodIs, Measure, Reading, TargetSet, refs_named
from storage import tables


@dataclass(frozen=True)
class NewReading:
    """A figure to be added. `corrects` is the reading of the same day that it takes the place of."""

    value: Decimal
    is_provisional: bool
    day: date | None
    period: str = ""
    is_baseline: bool = False
    corrects: int | None = None
    note: str = ""
    person_id: int | None = None
    post: str = ""
    came_by: str = "form"
    is_disputed: bool = False


def refs_of(session: Session, board_id: int) -> dict[str, int]:
    """The ids of a board's measures by reference, in lower case."""
    found = session.execute(select(tables.Measure.ref, tables.Measure.id).where(tables.Measure.board_id == board_id))
    return {ref.casefold(): measure_id for ref, measure_id in found}


def get_row(session: Session, measure_id: int) -> tables.Measure:
    """A measure as it is kept."""
    return session.get_one(tables.Measure, measure_id)


def add_measure(session: Session, board_id: int, **values: Any) -> int:
    """Add a measure after those that there are."""
    measure = tables.Measure
    count = session.scalars(select(func.count()).select_from(measure).where(measure.board_id == board_id)).one()
    row = measure(board_id=board_id, position=count, **values)
    session.add(row)
    session.flush()
    return row.id


def link_actions(session: Session, board_id: int) -> int:
    """Link each action to the measures that its imported words name; returns how many links are new.

    A link is never taken away by a file that leaves it out.
    """
    known = refs_of(session, board_id)
    action, link = tables.Action, tables.ActionMeasure
    named = session.execute(
        select(action.id, action.measures).where(action.board_id == board_id, action.measures != "")
    )
    wanted = [(action_id, measure_id) for action_id, words in named for measure_id in refs_named(words, known)]
    there = {
        (action_id, measure_id)
        for action_id, measure_id in session.execute(
            select(link.action_id, link.measure_id)
            .join(action, action.id == link.action_id)
            .where(action.board_id == board_id)
        )
    }
    new = [pair for pair in wanted if pair not in there]
    session.add_all(link(action_id=action_id, measure_id=measure_id) for action_id, measure_id in new)
    session.flush()
    return len(new)


def linked_to(session: Session, action_ids: Sequence[int]) -> dict[int, list[int]]:
    """The measures of each of these actions, the main one first: it is the one that was named first."""
    link = tables.ActionMeasure
    found: dict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(link.action_id, link.measure_id).where(link.action_id.in_(list(action_ids))).order_by(link.id)
    )
    for action_id, measure_id in rows:
        found[action_id].append(measure_id)
    return found


def without_measure(session: Session, board_id: int) -> list[str]:
    """The live actions of a board that are linked to no measure, by reference, in plan order."""
    action, link = tables.Action, tables.ActionMeasure
    live = [state.value for state in Lifecycle if not state.is_closed]
    found = (
        select(action.ref)
        .where(action.board_id == board_id, action.is_archived.is_(False), action.lifecycle.in_(live))
        .where(~select(link.id).where(link.action_id == action.id).exists())
        .order_by(action.position)
    )
    return list(session.scalars(found))


def linked_actions(session: Session, measure_id: int) -> list[str]:
    """The actions of which this is a measure, by reference, in plan order."""
    action, link = tables.Action, tables.ActionMeasure
    joined = select(action.ref).join(link, link.action_id == action.id).where(link.measure_id == measure_id)
    return list(session.scalars(joined.where(action.is_archived.is_(False)).order_by(action.position)))


def main_for(session: Session, measure_id: int) -> list[int]:
    """The actions of which this is the main measure."""
    link = tables.ActionMeasure
    with_it = session.scalars(select(link.action_id).where(link.measure_id == measure_id)).all()
    return [action_id for action_id, found in linked_to(session, with_it).items() if found[0] == measure_id]


def measures_of(
    session: Session, board_id: int, only: Sequence[int] | None = None, *, key_only: bool = False
) -> list[Measure]:
    """The measures of a board (or those in `only`) in their order, each with its newest two readings."""
    measure = tables.Measure
    asked = select(measure).where(measure.board_id == board_id).order_by(measure.position)
    if key_only:
        asked = asked.where(measure.is_key)
    if only is not None:
        asked = asked.where(measure.id.in_(list(only)))
    rows = list(session.scalars(asked))
    readings = readings_of(session, [row.id for row in rows])
    return [_measure(row, readings[row.id]) for row in rows]


def measures_by_id(session: Session, ids: Sequence[int]) -> list[Measure]:
    """The measures with these ids, of whatever board, each with its newest two readings. Unchecked."""
    measure = tables.Measure
    rows = list(session.scalars(select(measure).where(measure.id.in_(list(ids))).order_by(measure.id)))
    readings = readings_of(session, [row.id for row in rows])
    return [_measure(row, readings[row.id]) for row in rows]


def readings_of(session: Session, measure_ids: Sequence[int]) -> dict[int, list[tables.Reading]]:
    """Every reading of these measures, the corrected ones too, in the order in which they came."""
    reading = tables.Reading
    found: dict[int, list[tables.Reading]] = defaultdict(list)
    for row in session.scalars(
        select(reading).where(reading.measure_id.in_(list(measure_ids))).order_by(reading.at, reading.id)
    ):
        found[row.measure_id].append(row)
    return found


def in_since(session: Session, measure_ids: Sequence[int], since: datetime) -> frozenset[int]:
    """Those of these measures for which a figure has come in since an instant; to correct an older one is none."""
    reading = tables.Reading
    return frozenset(
        session.scalars(
            select(reading.measure_id).where(
                reading.measure_id.in_(list(measure_ids)),
                reading.at >= since,
                reading.is_baseline.is_(False),
                reading.corrects.is_(None),
            )
        )
    )


def add_reading(session: Session, measure_id: int, new: NewReading, at: datetime) -> int:
    """Add a figure, by the definition that the measure has now."""
    values = {**vars(new), "value": str(new.value)}
    definition = get_row(session, measure_id).definition
    row = tables.Reading(measure_id=measure_id, definition=definition, at=at, **values)
    session.add(row)
    session.flush()
    return row.id


def confirm_reading(session: Session, reading_id: int, by: str) -> None:
    """Note who said that an imported figure is right."""
    session.get_one(tables.Reading, reading_id).confirmed_by = by
    session.flush()


def standing(rows: Sequence[tables.Reading]) -> list[tables.Reading]:
    """Of a measure's readings those that stand (none corrects them), oldest first: by day, and else as they came."""
    corrected = {row.corrects for row in rows}
    left = [row for row in rows if row.id not in corrected]
    return sorted(left, key=lambda row: (not row.is_baseline, row.day or row.at.date(), row.at, row.id))


def figures_between(
    session: Session, measure_ids: Sequence[int], since: datetime, until: datetime
) -> dict[int, Reading]:
    """The newest figure of each measure that came in from `since` up to `until`, as it was corrected since."""
    found = {}
    for measure_id, rows in readings_of(session, measure_ids).items():
        by_id = {row.id: row for row in rows}
        for row in standing(rows):
            if not row.is_baseline and since <= _came_first(row, by_id).at < until:
                found[measure_id] = domain_reading(row)
    return found


def _came_first(row: tables.Reading, by_id: Mapping[int, tables.Reading]) -> tables.Reading:
    while row.corrects is not None and row.corrects in by_id:
        row = by_id[row.corrects]
    return row


def domain_reading(row: tables.Reading) -> Reading:
    """A reading as the rules look at it."""
    return Reading(
        row.id,
        Decimal(row.value),
        row.is_provisional,
        row.day,
        row.period,
        row.definition,
        row.corrects,
        row.came_by,
        row.confirmed_by,
        row.is_disputed,
    )


def _measure(row: tables.Measure, readings: Sequence[tables.Reading]) -> Measure:
    stand = standing(readings)
    latest = stand[-1] if stand and not stand[-1].is_baseline else None
    before = [each for each in stand if each is not latest]
    corrected: Mapping[int, tables.Reading] = {each.id: each for each in readings}
    was = corrected.get(latest.corrects) if latest and latest.corrects else None
    return Measure(
        id=row.id,
        ref=row.ref,
        name=row.name,
        unit=row.unit,
        good_is=GoodIs(row.good_is),
        target=Decimal(row.target) if row.target else None,
        tolerance=Decimal(row.tolerance) if row.tolerance else None,
        latest=domain_reading(latest) if latest else None,
        previous=domain_reading(before[-1]) if latest and before else None,
        corrected_from=domain_reading(was) if was else None,
        is_key=row.is_key,
    )


# Those that matter most, and the decisions that set a target


def mark_key(session: Session, measure_id: int, *, is_key: bool) -> None:
    """Put a measure among those that matter most, or take it out."""
    get_row(session, measure_id).is_key = is_key
    session.flush()


def called(session: Session, board_id: int) -> str:
    """What the board's plan that runs calls the measures that matter most."""
    plan = tables.Plan
    own = select(plan.key_measures).where(plan.board_id == board_id, plan.closed_at.is_(None))
    return session.scalars(own).first() or KEY_MEASURES


def call(session: Session, board_id: int, words: str) -> None:
    """Let the board's plan that runs call them something else."""
    plan = tables.Plan
    running = (plan.board_id == board_id, plan.closed_at.is_(None))
    session.execute(update(plan).where(*running).values(key_measures=words))


def targets_of(session: Session, measure_id: int) -> list[TargetSet]:
    """The decisions that set a measure's target, the newest first."""
    target = tables.TargetSet
    rows = session.scalars(select(target).where(target.measure_id == measure_id).order_by(target.id.desc()))
    return [_target_set(row) for row in rows]


def targets_decided(session: Session, board_id: int) -> list[tuple[str, str, TargetSet]]:
    """Every decision that set a target on a board, the oldest first, with the measure's reference and unit."""
    measure, target = tables.Measure, tables.TargetSet
    found = session.execute(
        select(measure.ref, measure.unit, target)
        .join(target, target.measure_id == measure.id)
        .where(measure.board_id == board_id)
        .order_by(target.id)
    )
    return [(ref, unit, _target_set(row)) for ref, unit, row in found]


def set_target(
    session: Session, measure_id: int, decided: TargetSet, at: datetime, *, person_id: int | None, post: str
) -> None:
    """Set a measure's target, and keep the decision that set it."""
    words = {name: value for name, value in vars(decided).items() if name not in ("was", "target")}
    was, target = (None if each is None else str(each) for each in (decided.was, decided.target))
    session.add(
        tables.TargetSet(measure_id=measure_id, was=was, target=target, at=at, person_id=person_id, post=post, **words)
    )
    get_row(session, measure_id).target = target
    session.flush()


def _target_set(row: tables.TargetSet) -> TargetSet:
    return TargetSet(
        was=Decimal(row.was) if row.was else None,
        target=Decimal(row.target) if row.target else None,
        decision_ref=row.decision_ref,
        decided_on=row.decided_on,
        decided_by=row.decided_by,
        scope=row.scope,
        frequency=row.frequency,
    )
