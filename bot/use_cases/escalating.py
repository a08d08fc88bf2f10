"""The escalation ladder on the record: each step with when, whom it told and why. Who told them is always the bot."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from storage import audit, boards, planned
from storage.outbox import Leased, Planned

BY = "Accountable"


def log_step(session: Session, board: Board, step: int, subject: str, to: str, why: str, now: datetime) -> None:
    """Record a step of the ladder (the field's own numbers, 1 to 5): about which actions, who is told, and why.

    `to` is a post with its holder's name. Step 6, outside the council, is never the bot's.
    """
    what = f"escalation step {step}"
    audit.record(session, board.workspace_id, who=BY, what=what, subject=subject, at=now, to=to, why=why)


def log_steps(
    session: Session, board: Board, row: Planned, step: int, told: Sequence[tuple[str, str, str]], now: datetime
) -> None:
    """Record a step for each (subject, to, why) that a message tells of, once however often it is made up anew.

    What it told of before and tells of no more is recorded as withdrawn.
    """
    wanted = [[step, subject, to, why] for subject, to, why in told]
    before = row.args.get("logged", [])
    _withdraw(session, board, [each for each in before if each not in wanted], "it was made up anew, without this", now)
    for subject, to, why in told:
        if [step, subject, to, why] not in before:
            log_step(session, board, step, subject, to, why, now)
    planned.add_args(session, row.id, {"logged": wanted})


def withdraw_steps(session: Session, row: Planned | Leased, why: str, now: datetime) -> None:
    """Record that what a message told of was not told after all, since it does not go, and why."""
    logged = row.args.get("logged", [])
    if logged and row.board_id is not None and row.args.get("part", 1) == 1:
        _withdraw(session, boards.get_board(session, row.board_id), logged, why, now)
        planned.add_args(session, row.id, {"logged": []})


def _withdraw(session: Session, board: Board, logged: Sequence[Sequence[str | int]], why: str, now: datetime) -> None:
    for step, subject, to, _ in logged:
        audit.record(
            session, board.workspace_id, who=BY, what=f"escalation step {step} withdrawn", subject=f"{subject}", at=now,
            to=f"{to}", why=why,
        )  # fmt: skip
