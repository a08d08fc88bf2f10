"""A plan as a table that reads back as the same plan: its headings, and the cells of each action."""

from collections.abc import Callable, Iterable, Mapping

from bot.domain.actions import Lifecycle
from bot.domain.cells import Written, in_a_cell
from bot.domain.plan_reading.beside import written_wait
from bot.domain.plan_reading.headings import Field
from bot.domain.plan_reading.milestones import written_milestone
from bot.domain.plan_reading.preview import PlanPreview, PlanRow
from bot.domain.plan_reading.texts import side_by_side
from bot.domain.rating_facts import Rating

_RATED = frozenset({Rating.RED, Rating.AMBER, Rating.GREEN})

_COLUMNS: Mapping[Field, Callable[[PlanRow], Written]] = {
    Field.REF: lambda row: row.ref,
    Field.PRIORITY: lambda row: row.priority,
    Field.TITLE: lambda row: row.title,
    Field.ACTION: lambda row: row.action,
    Field.SOURCE: lambda row: row.source,
    Field.SOURCE_REF: lambda row: row.source_ref,
    Field.POST: lambda row: row.post,
    Field.LEAD: lambda row: row.lead,
    Field.PARTNERS: lambda row: row.partners,
    Field.CONTRIBUTORS: lambda row: "\n".join(row.contributors),
    Field.START: lambda row: row.start,
    Field.BASELINE: lambda row: row.baseline_deadline,
    Field.DEADLINE: lambda row: row.deadline,
    Field.PRECISION: lambda row: row.deadline_precision if row.deadline_precision != "day" else "",
    Field.MOVES: lambda row: str(row.moves) if row.moves else "",
    Field.REVISED: lambda row: row.requested_deadline,
    Field.FORECAST: lambda row: row.forecast,
    Field.MILESTONES: lambda row: "\n".join(written_milestone(each) for each in row.milestones),
    Field.WAITS: lambda row: "\n".join(written_wait(each) for each in row.waits_for),
    Field.SUCCESS: lambda row: row.success_measure,
    Field.MEASURES: lambda row: row.measures,
    Field.EVIDENCE: lambda row: row.evidence,
    Field.LIFECYCLE: lambda row: _status(row.lifecycle),
    Field.REOPENED: lambda row: str(row.reopened) if row.reopened else "",
    Field.HOLD_DECISION: lambda row: row.hold_decision,
    Field.HOLD_REVIEW: lambda row: row.hold_review,
    Field.DELIVERED: lambda row: row.delivered_on,
    Field.CHECK: lambda row: row.check_on,
    Field.OFFERED: lambda row: row.delivery.evidence,
    Field.EFFECT: lambda row: row.delivery.effect,
    Field.FIGURE: lambda row: row.delivery.measure,
    Field.KEEPER: lambda row: row.delivery.keeper,
    Field.PROCEDURE: lambda row: row.delivery.procedure,
    Field.RATING: lambda row: row.self_rating.word if row.self_rating in _RATED else "",
    Field.RATING_NOTE: lambda row: row.rating_note,
    Field.CONFIRMED: lambda row: row.confirmed_as_printed,
    Field.URGENT: lambda row: _yes(row.urgent),
    Field.STATUTORY: lambda row: _yes(row.statutory),
    Field.REPORTED: lambda row: row.reported_to,
    Field.UPDATE: lambda row: row.update_text,
    Field.UPDATED_ON: lambda row: row.last_update,
}
HEADINGS: tuple[str, ...] = tuple(field.value for field in _COLUMNS)


def what_changes(preview: PlanPreview) -> list[str]:
    """Of each action that loading would change: what of it, by its headings, in the order of the file."""
    found = [(row.ref, _differing(row.before, row.after)) for row in preview.rows if row.before and row.after]
    return [f"{ref}: {', '.join(headings)}." for ref, headings in found if headings]


def _differing(before: PlanRow, after: PlanRow) -> list[str]:
    """The headings of the columns in which two rows differ; a date that only a decision agrees to is asked for."""
    found = [field for field, write in _COLUMNS.items() if write(before) != write(after)]
    return [_said_of(field, before, after) for field in found]


_SHOWN = frozenset({Field.TITLE, Field.ACTION, Field.LEAD, Field.PARTNERS, Field.SUCCESS})
"""Words that a file takes the place of: what they say now, and what they would say."""


def _said_of(field: Field, before: PlanRow, after: PlanRow) -> str:
    if field is Field.REVISED:
        return f"{Field.DEADLINE} (asked of the chair)"
    was, to = (str(_COLUMNS[field](row) or "") for row in (before, after))
    if field not in _SHOWN or not was:
        return field.value
    was, to = side_by_side(was, to)
    return f"{field} (“{was}” → “{to}”)"


def table_of(rows: Iterable[PlanRow]) -> list[list[Written]]:
    """The headings, then a row for each action. What a spreadsheet would run has an apostrophe before it.

    A file can not decide anything: read back into an empty plan, what was closed is delivered and waits for sign-off.
    """
    cells = [[in_a_cell(write(row)) for write in _COLUMNS.values()] for row in rows]
    return [list(HEADINGS), *cells]


def _yes(is_so: bool | None) -> str:
    return "" if is_so is None else "Yes" if is_so else "No"


def _status(lifecycle: Lifecycle) -> str:
    words = lifecycle.words
    return words[0].upper() + words[1:]
