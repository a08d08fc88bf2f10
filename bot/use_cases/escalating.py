"""The escalation ladder on the record: each step with when, whom it told and why. Who told them is always the bot."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from storage import audit

BY = "Accountable"


def log_step(session: Session, board: Board, step: int, subject: str, to: str, why: str, now: datetime) -> None:
    """Record a step of the ladder (the field's own numbers, 1 to 5): about which actions, who is told, and why.

    `to` is a post with its holder's name. Step 6, outside the council, is never the bot's.
    """
    what = f"escalation step {step}"
    audit.record(session, board.workspace_id, who=BY, what=what, subject=subject, at=now, to=to, why=why)
