"""The whole plan, as a file holds it."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.plan_reading.preview import PlanRow
from bot.domain.refusals import Refusal
from bot.use_cases.heard import Caller
from bot.use_cases.managing import access_management
from storage import plans

NOTHING_YET = "There is no action in the plan yet, so there is nothing to export. Import a plan first."


def rows_to_export(session: Session, by: Caller, now: datetime) -> tuple[list[PlanRow], str]:
    """Every action of the plan, in its order, as a file would give it; and the plan's marking.

    Raises:
        Refusal: the caller does not run the board; or its plan is empty, and what to do.
    """
    access = access_management(session, by, now)
    rows = [stored.row for stored in plans.stored_plan(session, access.board.id).values()]
    if not rows:
        raise Refusal(NOTHING_YET)
    return rows, plans.marking_of(session, access.board.id)
