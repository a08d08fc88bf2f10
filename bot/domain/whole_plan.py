"""A file with a plan, and with the sources of the plan beside it: read together, as it was written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.decision_writing import is_of_decisions
from bot.domain.list_writing import refuse_a_list
from bot.domain.pace_writing import is_of_months
from bot.domain.plan_reading import Finding, PlanPreview, Sheet, Weight
from bot.domain.plan_reading.grid import withhold_personal_details
from bot.domain.plan_reading.reading import read_plan
from bot.domain.source_reading import is_of_sources, read_exported
from bot.domain.sources_read import SourcesRead


def read_whole_plan(sheets: Sequence[Sheet], *more: Any, **known: Any) -> PlanPreview:
    """As `read_plan`, with what the file says of sources, what they ask for and which actions answer.

    What cannot be loaded of these is among the findings of the file. The decisions and the months
    beside it are passed over.

    Raises:
        Refusal: it is a list that was taken out of a plan.
    """
    sheets = [withhold_personal_details(sheet) for sheet in sheets]
    refuse_a_list(sheets)
    sheets = [sheet for sheet in sheets if not (is_of_decisions(sheet) or is_of_months(sheet))] or sheets
    of_sources = [sheet for sheet in sheets if is_of_sources(sheet)]
    preview = read_plan([sheet for sheet in sheets if sheet not in of_sources] or sheets, *more, **known)
    # Their days were checked when they were entered; the file may be read on an earlier one than it was written.
    beside = read_exported(of_sources, date.max)
    if beside.is_nothing:
        return preview
    held = tuple(Finding(each.code, each.words, Weight.HOLD) for each in beside.held)
    return replace(preview, sources=_without_held(beside), findings=(*preview.findings, *held))


def _without_held(read: SourcesRead) -> SourcesRead:
    return replace(read, held=(), notes=())
