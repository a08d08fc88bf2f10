"""Finding what has a reference of its own beside an action's: milestones, change requests, exceptions, questions,
decisions; and actions by what they were called in a plan that is closed."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.challenges import Outcome
from bot.domain.dates import day_and_year
from bot.domain.new_dates import ASKED
from bot.domain.outcomes import decided_words
from bot.domain.references import Referenced
from storage import measures
from storage.reporting import named_here
from storage.tables import (
    Action,
    Challenge,
    DeadlineChange,
    Decision,
    ExceptionReport,
    FormerRef,
    Milestone,
    Person,
)


def find_record(session: Session, board: Board, ref: str) -> Referenced | None:
    """The record of a board with this reference, in whatever case, and the action that it is about; None for none.

    Its words are none of anybody's: what was typed about a restricted action is on its card, for who may read it.
    """
    return _about_an_action(session, board, ref) or _about_the_plan(session, board, ref) or _target(session, board, ref)


def _about_an_action(session: Session, board: Board, ref: str) -> Referenced | None:
    for (row, column), (in_words, by) in _KINDS.items():
        of_action = select(row, Action.ref).join(Action, Action.id == row.action_id)
        is_meant = _is_here(session, row, board), _is_named(getattr(row, column), ref)
        own_first = (Action.board_id == board.id).desc()
        found = session.execute(of_action.where(*is_meant).order_by(own_first)).first()
        if found is not None:
            one, action_ref = found
            return Referenced(getattr(one, column), one.action_id, action_ref, in_words(one, board), by(session, one))
    return None


def _is_here(session: Session, row: Any, board: Board) -> ColumnElement[bool]:
    """Of the board's plan; what is reported to it is found as well by what it was called before."""
    own = Action.board_id == board.id
    return or_(own, Action.id.in_([each.id for each in named_here(session, board.id)])) if row is FormerRef else own


def _about_the_plan(session: Session, board: Board, ref: str) -> Referenced | None:
    """A decision about no single action: it closed a plan."""
    of_plan = select(Decision).where(Decision.board_id == board.id, Decision.action_id.is_(None))
    one = session.scalars(of_plan.where(_is_named(Decision.ref, ref))).first()
    if one is None:
        return None
    words = f"{_decision(one, board)}; “closed” lists the plans that are closed"
    return Referenced(one.ref, 0, "", words, _decided_by(session, one))


def _target(session: Session, board: Board, ref: str) -> Referenced | None:
    """The newest decision with this reference that set a target: a minute of the Board may set several."""
    for measure, _, one in reversed(measures.targets_decided(session, board.id)):
        if one.decision_ref.casefold() == ref.casefold():
            on = day_and_year(one.decided_on)
            words = f"what was decided on {on}: the target of {measure}; “measures {measure}” shows it"
            return Referenced(one.decision_ref, 0, "", words, f"Decided by {one.decided_by}")
    return None


def _is_named(own: Any, ref: str) -> ColumnElement[bool]:
    return or_(own == ref, func.lower(own) == ref.lower())  # SQLite knows the small letters of English alone


def _milestone(row: Milestone, board: Board) -> str:
    return "a milestone of this action that was dropped" if row.dropped_at else "a milestone of this action"


def _change_request(row: DeadlineChange, board: Board) -> str:
    state = "not decided yet" if row.state == ASKED else row.state
    to = f" of {day_and_year(row.to)}" if row.to else ""
    return f"the request for a new deadline{to}: {state}"


def _exception(row: ExceptionReport, board: Board) -> str:
    return f"the exception that was put to the chair on {day_and_year(board.today(row.at))}; “exceptions” lists all"


def _challenge(row: Challenge, board: Board) -> str:
    state = "answered, and not settled yet" if row.answered_at else "not answered yet"
    settled = Outcome(row.outcome).words if row.outcome else ""
    return f"the question that was raised on {day_and_year(board.today(row.raised_at))}: {settled or state}"


def _decision(row: Decision, board: Board) -> str:
    back = ", taken back since" if row.taken_back_at else ""
    return f"what was decided on {day_and_year(board.today(row.at))}: {decided_words(row.kind, row.outcome)}{back}"


def _former(row: FormerRef, board: Board) -> str:
    return f"what this action was called until {day_and_year(board.today(row.until))}, in a plan that is closed"


def _nobody(session: Session, row: Any) -> str:
    return ""


def _asked_by(session: Session, row: DeadlineChange) -> str:
    """Who asked for a new date, and who decided it, once it is decided."""
    behalf = f" for the {row.on_behalf_of}" if row.on_behalf_of else ""
    if row.asked_post:
        asked = f"Asked for by {_whoever(session, row.asked_post, row.asked_by)}{behalf}"
    else:
        asked = "Asked for by the plan’s file"
    decision = session.get(Decision, row.decision_id) if row.decision_id else None
    return f"{asked}. {_decided_by(session, decision)}, {decision.ref}" if decision else asked


def _sent_by(session: Session, row: ExceptionReport) -> str:
    return f"Sent by the {row.sent_by}" if row.sent_by else ""


def _raised_by(session: Session, row: Challenge) -> str:
    if row.raised_for:
        return f"Asked by {row.raised_for}, entered by {_whoever(session, row.raised_post, row.raised_by)}"
    return f"Asked by {_whoever(session, row.raised_post, row.raised_by)}"


def _decided_by(session: Session, row: Decision) -> str:
    written = session.get(Person, row.recorded_by) if row.recorded_by else None
    recorded = f", written down by {written.name}" if written and written.name else ""
    return f"Decided by {_whoever(session, row.post, row.person_id)}{recorded}"


def _whoever(session: Session, post: str, person_id: int | None) -> str:
    """A post, and who was in it then."""
    person = session.get(Person, person_id) if person_id else None
    return f"the {post} ({person.name})" if person and person.name else f"the {post}"


_KINDS: Mapping[tuple[Any, str], tuple[Callable[[Any, Board], str], Callable[[Session, Any], str]]] = {
    (Milestone, "reference"): (_milestone, _nobody),
    (DeadlineChange, "reference"): (_change_request, _asked_by),
    (ExceptionReport, "ref"): (_exception, _sent_by),
    (Challenge, "ref"): (_challenge, _raised_by),
    (Decision, "ref"): (_decision, _decided_by),
    (FormerRef, "ref"): (_former, _nobody),
}
"""Of each kind of record about an action: what it is, and who asked for it or decided it, in words."""
