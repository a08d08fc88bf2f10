"""Finding what has a reference of its own beside an action's: milestones, change requests, exceptions, decisions;
and actions by what they were called in a plan that is closed."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_and_year
from bot.domain.new_dates import ASKED
from bot.domain.outcomes import decided_words
from bot.domain.references import Referenced
from storage.tables import Action, DeadlineChange, Decision, ExceptionReport, FormerRef, Milestone


def find_record(session: Session, board: Board, ref: str) -> Referenced | None:
    """The record of a board with this reference, in whatever case, and the action that it is about; None for none.

    Its words are none of anybody's: what was typed about a restricted action is on its card, for who may read it.
    """
    for (row, column), in_words in _KINDS.items():
        own = getattr(row, column)
        is_named = or_(own == ref, func.lower(own) == ref.lower())  # SQLite knows the small letters of English alone
        of_action = select(row, Action.ref).join(Action, Action.id == row.action_id).where(Action.board_id == board.id)
        found = session.execute(of_action.where(is_named)).first()
        if found is not None:
            one, action_ref = found
            return Referenced(getattr(one, column), one.action_id, action_ref, in_words(one, board))
    return None


def _milestone(row: Milestone, board: Board) -> str:
    return "a milestone of this action that was dropped" if row.dropped_at else "a milestone of this action"


def _change_request(row: DeadlineChange, board: Board) -> str:
    state = "not decided yet" if row.state == ASKED else row.state
    to = f" of {day_and_year(row.to)}" if row.to else ""
    return f"the request for a new deadline{to}: {state}"


def _exception(row: ExceptionReport, board: Board) -> str:
    return f"the exception that was put to the chair on {day_and_year(board.today(row.at))}; “exceptions” lists all"


def _decision(row: Decision, board: Board) -> str:
    back = ", taken back since" if row.taken_back_at else ""
    return f"what was decided on {day_and_year(board.today(row.at))}: {decided_words(row.kind, row.outcome)}{back}"


def _former(row: FormerRef, board: Board) -> str:
    return f"what this action was called until {day_and_year(board.today(row.until))}, in a plan that is closed"


_KINDS: Mapping[tuple[Any, str], Callable[[Any, Board], str]] = {
    (Milestone, "reference"): _milestone,
    (DeadlineChange, "reference"): _change_request,
    (ExceptionReport, "ref"): _exception,
    (Decision, "ref"): _decision,
    (FormerRef, "ref"): _former,
}
