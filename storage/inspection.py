"""What an inspection asks to see of a board's actions beside the plan: statements, and the evidence offered."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import Action, Delivery, Statement


def statements_of(session: Session, board_id: int) -> list[tuple[str, Statement]]:
    """Every statement of a board's actions that was not taken back, with the reference, in plan order, oldest first."""
    here = (Action.board_id == board_id, Action.is_archived.is_(False), Statement.withdrawn_at.is_(None))
    found = (
        select(Action.ref, Statement).join(Action, Action.id == Statement.action_id).where(*here)
    ).order_by(Action.position, Statement.at, Statement.id)  # fmt: skip
    return [(ref, row) for ref, row in session.execute(found)]


def deliveries_of(session: Session, board_id: int) -> list[tuple[str, Delivery]]:
    """Every delivery of a board's actions, with the reference, in plan order, oldest first."""
    here = (Action.board_id == board_id, Action.is_archived.is_(False))
    found = select(Action.ref, Delivery).join(Action, Action.id == Delivery.action_id).where(*here)
    return [(ref, row) for ref, row in session.execute(found.order_by(Action.position, Delivery.at, Delivery.id))]
