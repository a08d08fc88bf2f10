"""What the clock does: makes up what is due, says whether a message may still go, keeps the next week planned."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.messages.delivery import KIND_WORDS, not_delivered
from bot.use_cases.lateness import NOT_GONE_YET, SKIPPED, before_not_gone, make_up_skipped, note_skipped
from bot.use_cases.planning import (
    STATEMENT_REQUEST,
    WEEKLY_SUMMARY,
    Drop,
    MadeUp,
    PlanAgain,
    PutOff,
    plan_next_summary,
)
from bot.use_cases.requests import STATEMENT_REQUESTED, before_request, make_up_request
from bot.use_cases.summaries import before_summary, make_up_summary
from storage import boards, inbox, outbox, people
from storage.outbox import Leased, Planned

INBOX_KEPT = timedelta(days=30)
"""How long a repeat is recognised. Slack gives up redelivering after an hour, and a form's id lives a day."""

_MAKERS = {STATEMENT_REQUEST: make_up_request, WEEKLY_SUMMARY: make_up_summary, SKIPPED: make_up_skipped}
_CHECKS: dict[str, tuple[str, Callable[[Session, Leased, datetime], Drop | PutOff | PlanAgain | None]]] = {
    STATEMENT_REQUESTED: ("meeting", before_request),
    WEEKLY_SUMMARY: ("week", before_summary),
    NOT_GONE_YET: ("rows", before_not_gone),
}
"""What is asked once more before a message of this kind goes; of one that has this argument."""


def make_up(session: Session, planned: Planned, now: datetime) -> None:
    """Make up one planned message, put it off or drop it; another worker may have done so first."""
    if not outbox.take_planned(session, planned):
        return
    match _MAKERS[planned.kind](session, planned, now):
        case MadeUp(to=to, message=message):
            outbox.make_up(session, planned, to, message)
        case PutOff(until=until, why=why):
            outbox.put_off(session, planned, until, why)
        case Drop() as decided:
            drop(session, planned, decided, now)


def drop(session: Session, row: Planned | Leased, decided: Drop, now: datetime) -> None:
    """Decide not to say something; what came too late is told to the programme manager with the rest of it."""
    outbox.drop(session, row.id, decided.why, now)
    if decided.is_too_late and row.board_id is not None:
        note_skipped(session, row.board_id, row.id, now)


def before_sending(session: Session, row: Leased, now: datetime) -> Drop | PutOff | PlanAgain | None:
    """Why a message that is about to go should not, or not now, or not as it is; None when it may."""
    planned_with, check = _CHECKS.get(row.kind, ("", None))
    return check(session, row, now) if check and planned_with in row.args else None


def tell_not_delivered(session: Session, row: Leased, why: str, now: datetime) -> None:
    """Tell the programme manager that a message will not arrive, unless it was one to tell them that."""
    if row.board_id is None or row.kind == "not_delivered":
        return
    board = boards.get_board(session, row.board_id)
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is None:
        return
    what = KIND_WORDS.get(row.kind, "A message")
    if row.amends is not None:
        what = f"The newer wording of one that was sent before ({what[0].lower()}{what[1:]})"
    to = "the board’s channel" if row.to == board.channel else people.name_of(session, board.workspace_id, row.to)
    outbox.say(
        session,
        board.workspace_id,
        key=f"not_delivered:{row.id}",
        to=manager.account,
        message=not_delivered(what, to, why),
        due=now,
        board_id=board.id,
    )


def keep_planned(session: Session, now: datetime) -> None:
    """See that every board that speaks has its next weekly summary planned, and forget what is too old to repeat."""
    for board in boards.all_boards(session):
        if board.is_speaking() and board.channel:
            plan_next_summary(session, board, now)
    inbox.forget_before(session, now - INBOX_KEPT)
