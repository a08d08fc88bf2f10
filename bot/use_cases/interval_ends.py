"""A longer reporting interval ends by itself for what presses, and who is due by then is asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.intervals import EVERY_MEETING, ended_before
from bot.domain.meetings import Meeting
from bot.domain.plans import Action, Assessed
from bot.messages import intervals as words
from bot.use_cases.assessing import assess_plan
from bot.use_cases.chasing import reader_of
from bot.use_cases.planning import ask_anew
from bot.use_cases.run_sheet import chair_today
from storage import audit, boards, intervals, outbox

BY = "Accountable"
"""Who ends an interval on the record, where the rules do."""


def ask_who_is_due(session: Session, board: Board, of: Sequence[Action], now: datetime) -> None:
    """Ask whoever answers for these, each post once, for what meetings that have begun to ask want of them by now."""
    if board.started_at is not None:
        for post_id in sorted({action.post_id for action in of}):
            ask_anew(session, board, post_id, now)


def ask_after_cancelling(session: Session, board: Board, cancelled: Meeting, now: datetime) -> None:
    """A report that was due at a meeting that is cancelled is due at the next: ask for it, if that one has asked."""
    spaced = intervals.spaced_on(session, cancelled.id)
    if spaced:
        ask_who_is_due(session, board, [each.action for each in assess_plan(session, board, now, only=spaced)], now)


def end_where_pressing(session: Session, board: Board, now: datetime) -> int:
    """End the longer interval of each action that is overdue, Red, urgent or watched by now; the chair and its officer
    are told. Returns how many ended.
    """
    if board.started_at is None or not _pressing(session, board, now):
        return 0
    boards.wait_for_workspace(session, board.workspace_id)  # somebody else may be ending it just now
    pressing = _pressing(session, board, now)
    for each in pressing:
        _end_and_tell(session, board, each, now)
    ask_who_is_due(session, board, [each.action for each in pressing], now)
    return len(pressing)


def _pressing(session: Session, board: Board, now: datetime) -> list[Assessed]:
    spaced = intervals.spaced_of(session, board.id, board.today(now))
    found = assess_plan(session, board, now, only=spaced) if spaced else []
    return [each for each in found if each.presses and each.action.owes_statements]


def _end_and_tell(session: Session, board: Board, each: Assessed, now: datetime) -> None:
    action, today = each.action, each.today
    intervals.keep(session, action.id, ended_before(action.spacing.intervals, today + timedelta(days=1)))
    audit.record(
        session, board.workspace_id, who=BY, what="change_interval", subject=action.ref, at=now,
        was=action.spacing.words(today), to=EVERY_MEETING, why=each.presses, action_id=action.id,
    )  # fmt: skip
    chair, (reader, _) = chair_today(session, board, today), reader_of(session, board, action, now)
    for account in {each.account for each in (chair, reader) if each}:
        outbox.say(
            session, board.workspace_id, key=f"interval_ended:{action.id}:{now.isoformat()}:{account}", to=account,
            due=now, board_id=board.id, message=words.interval_ended(action.id, action.ref, each.presses),
        )  # fmt: skip
