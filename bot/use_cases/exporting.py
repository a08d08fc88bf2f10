"""The whole plan, as a file holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.decision_writing import Written, decisions_table
from bot.domain.measures import target_words
from bot.domain.pace_writing import months_table
from bot.domain.plan_reading.preview import PlanRow
from bot.domain.refusals import Refusal
from bot.domain.source_writing import KeptSources, Table, tables_of
from bot.use_cases.heard import Caller
from bot.use_cases.managing import access_management
from bot.use_cases.pace import months_of
from storage import decisions, measures, plans, sources

NOTHING_YET = "There is no action in the plan yet, so there is nothing to export. Import a plan first."


@dataclass(frozen=True)
class ToExport:
    """A plan as it goes into a file: its actions in order, its marking, and the tables beside it."""

    rows: Sequence[PlanRow]
    marking: str
    beside: Mapping[str, Table]


def plan_to_export(session: Session, board: Board, now: datetime) -> ToExport:
    """The whole plan of a board. Unchecked: the board came from `storage.access`."""
    stored = plans.stored_plan(session, board.id)
    kept = KeptSources(
        sources.sources_of(session, board.id),
        sources.items_of(session, board, now),
        sources.groups_of(session, board.id),
        sources.links_of(session, board.id),
        {each.id: ref for ref, each in stored.items()},
        sources.same_work_of(session, board.id),
    )
    decided = [*decisions.about_actions(session, board), *_targets_decided(session, board)]
    beside = tables_of(kept) | decisions_table(decided) | months_table(months_of(session, board, now))
    return ToExport(
        [each.for_file(board.today(now)) for each in stored.values()],
        plans.classification_of(session, board.id),
        beside,
    )


def _targets_decided(session: Session, board: Board) -> list[Written]:
    """The decisions that set the target of a measure."""
    return [
        Written(
            one.decision_ref, ref, f"target {target_words(one.target, unit)} (was {target_words(one.was, unit)})",
            one.decided_by, one.decided_on, note=", ".join(part for part in (one.scope, one.frequency) if part),
        )
        for ref, unit, one in measures.targets_decided(session, board.id)
    ]  # fmt: skip


def access_plan_to_export(session: Session, by: Caller, now: datetime) -> ToExport:
    """The whole plan of the board that the caller runs.

    Raises:
        Refusal: the caller does not run the board; or its plan is empty, and what to do.
    """
    access = access_management(session, by, now)
    found = plan_to_export(session, access.board, now)
    if not found.rows:
        raise Refusal(NOTHING_YET)
    return found
