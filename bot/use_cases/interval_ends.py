"""A longer reporting interval ends by itself for what presses, and who is due by then is asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.intervals import EVERY_MEETING, ended_before
from bot.domain.meetings import Meeting
from bot.domain.plans import Action, Assessed
from bot.messages import intervals as words
from bot.messages.chasing import CHASING_MESSAGES, asks_for
from bot.use_cases.assessing import assess_plan, let_off
from bot.use_cases.chasing import owed_to, reader_of, show_not_asked
from bot.use_cases.inputs_wanted import action_is_out
from bot.use_cases.planning import ask_anew, next_within_hours
from bot.use_cases.run_sheet import chair_today
from storage import audit, boards, intervals, meetings, outbox, planned, reporting

BY = "Accountable"
"""Who ends an interval on the record, where the rules do."""


def ask_who_is_due(session: Session, board: Board, of: Sequence[Action], now: datetime) -> None:
    """Ask whoever answers for these, each post once, for what meetings that have begun to ask want of them by now."""
    if board.started_at is not None:
        for post_id in sorted({action.post_id for action in of}):
            ask_anew(session, board, post_id, now)


def ask_after_rearranging(session: Session, board: Board, now: datetime) -> None:
    """A meeting that is added, moved or cancelled, or goes through other actions, changes at which of them an action
    reports: ask who is due at one that has asked already, and let one that lets it off by now ask no more.
    """
    spaced = intervals.spaced_of(session, board.id, board.today(now)) if board.started_at is not None else []
    if not spaced:
        return
    theirs = {each.action.id: each.action for each in assess_plan(session, board, now, only=spaced)}
    due: dict[int, Action] = {}
    for meeting in meetings.meetings_of(session, board.id, since=now):
        if meeting.request_at is not None and meeting.request_at <= now:
            due |= {each.id: each for each in _not_asked(session, board, meeting, theirs, now)}
            _ask_no_more(session, board, meeting, theirs, now)
    ask_who_is_due(session, board, list(due.values()), now)
    ask_elsewhere(session, board, list(theirs.values()), now)


def _not_asked(
    session: Session, board: Board, meeting: Meeting, theirs: Mapping[int, Action], now: datetime
) -> list[Action]:
    """Those that owe a meeting a statement and were not asked for it."""
    told = [each.message for each in planned.sent_about(session, meeting.id) if each.kind in CHASING_MESSAGES]
    owed = (each for each in owed_to(session, board, meeting, now) if each.id in theirs)
    return [each for each in owed if not any(asks_for(message, each.id) for message in told)]


def _ask_no_more(session: Session, board: Board, meeting: Meeting, theirs: Mapping[int, Action], now: datetime) -> None:
    for action_id in sorted(let_off(session, meeting, now) & theirs.keys()):
        say_not_asked(session, board, theirs[action_id], meeting, "at another meeting", now)


def say_not_asked(session: Session, board: Board, action: Action, meeting: Meeting, when: str, now: datetime) -> None:
    """Let what was asked of an action for a meeting say that it reports at another time, and that nothing is asked."""
    said = f"{action.ref} reports {when} now. Nothing is asked for this one."
    show_not_asked(session, board, action.id, meeting, said, now)
    action_is_out(session, board, [action.id], said, now, of=meeting.id)


def ask_elsewhere(session: Session, board: Board, changed: Sequence[Action], now: datetime) -> None:
    """What a meeting lets off, another board's that left the asking to it asks for itself."""
    shared = reporting.shared_actions(session, board.id)
    for action in changed:
        for other in reporting.boards_of(session, action.id) if action.id in shared else ():
            ask_who_is_due(session, boards.get_board(session, other), [action], now)


def end_what_is_overdue(session: Session, now: datetime) -> int:
    """End the longer interval of what has become overdue by the clock alone, on every board; returns how many ended.

    One statement where there is nothing to do.
    """
    found = [boards.get_board(session, each) for each in intervals.boards_with_overdue(session, now.date())]
    return sum(end_where_pressing(session, board, now) for board in found if board.is_speaking())


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
            due=next_within_hours(board, now), board_id=board.id,
            message=words.interval_ended(action.id, action.ref, each.presses),
        )  # fmt: skip
