"""Reading a plan from a file: a grid goes in, a preview comes out, and nothing is saved."""

from bot.domain.plan_reading.grid import Cell, FileFinding, Row, Sheet
from bot.domain.plan_reading.headings import Field
from bot.domain.plan_reading.preview import (
    ColumnRead,
    Finding,
    KnownPlan,
    Outcome,
    PlanPreview,
    PlanRow,
    PreviewRow,
    ReadMilestone,
    Weight,
)

__all__ = [
    "Cell",
    "ColumnRead",
    "Field",
    "FileFinding",
    "Finding",
    "KnownPlan",
    "Outcome",
    "PlanPreview",
    "PlanRow",
    "PreviewRow",
    "ReadMilestone",
    "Row",
    "Sheet",
    "Weight",
]
