"""Taking a position statement back, bringing it back again, and looking at every version of it.

Nothing is deleted: what was withdrawn stays on the record, is shown as withdrawn, and counts for nothing.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages import statements as messages
from bot.messages.parts import Message, Reply
from bot.use_cases.chasing import show_answered, show_asked_again
from bot.use_cases.heard import Press
from bot.use_cases.interval_ends import ask_after_rearranging
from bot.use_cases.known import answers_of
from bot.use_cases.late import show_received
from bot.use_cases.reading_answers import read_number
from bot.use_cases.run_sheet import show_on_run_sheet
from bot.use_cases.statement_form import what_next, writable
from storage import boards, meetings, outbox, planned, statements, tables
from storage.access import Access, access_action_by_id, access_board_by_action
from storage.audit import record

NOT_THE_NEWEST = "Another statement has come since, and that one counts. Open the action’s card to see them all."
TOO_LATE = "The meeting that it was for has begun. Say in it what is not right, or send a corrected statement."
CAME_WITH_PLAN = "That came with the imported plan. Send a statement of your own, and it counts."


def withdraw_statement(session: Session, press: Press, now: datetime) -> Reply:
    """Take back the newest statement of an action: what was said before it stands again, and it is asked for anew.

    Raises:
        Refusal: they may not write for the action; or it is not the newest, or its meeting has begun.
    """
    access, action, row = _theirs(session, press, now)
    if row.withdrawn_at is not None:
        return Reply(message=_withdrawn(access, action, row))
    _refuse_past(session, row, now)
    if row.came_by == "import":
        raise Refusal(CAME_WITH_PLAN)
    if action.statement is None or action.statement.id != row.id:
        raise Refusal(NOT_THE_NEWEST)
    statements.withdraw(session, row, by=access.who, at=now)
    _log(session, access, action, "withdraw_statement", was=row.rating)
    _show_in_thanks(session, row, _withdrawn(access, action, row), now)
    for meeting in meetings.meetings_of_statement(session, row):
        if action.id not in meetings.statements_for(session, meeting.id):
            board = boards.get_board(session, meeting.board_id)
            show_asked_again(session, board, action, meeting, now)
            show_received(session, board, meeting, now)
    show_on_run_sheet(session, boards.get_board(session, action.board_id), action.id, now)
    ask_after_rearranging(session, boards.get_board(session, action.board_id), now)
    return Reply(message=_withdrawn(access, action, row))


def restore_statement(session: Session, press: Press, now: datetime) -> Reply:
    """Bring back a statement that was withdrawn, as if it never had been; the record has both.

    Raises:
        Refusal: they may not write for the action; or another came since, or its meeting has begun.
    """
    access, action, row = _theirs(session, press, now)
    if row.withdrawn_at is None:
        return Reply(message=_restored(session, access, action, row))
    _refuse_past(session, row, now)
    if action.statement is not None and action.statement.id > row.id:
        raise Refusal(NOT_THE_NEWEST)
    statements.restore(session, row, at=now)
    _log(session, access, action, "restore_statement", to=row.rating)
    said = _restored(session, access, action, row)
    _show_in_thanks(session, row, said, now)
    for meeting in meetings.meetings_of_statement(session, row):
        board = boards.get_board(session, meeting.board_id)
        show_answered(session, board, action.id, meeting, row.id, now)
        show_received(session, board, meeting, now)
    show_on_run_sheet(session, boards.get_board(session, action.board_id), action.id, now)
    ask_after_rearranging(session, boards.get_board(session, action.board_id), now)
    return Reply(message=said)


def _restored(session: Session, access: Access, action: Action, row: tables.Statement) -> Message:
    meeting = meetings.get_meeting(session, row.meeting_id) if row.meeting_id is not None else None
    next_of_all = what_next(session, access.board, action, meeting, access.now)
    return messages.statement_restored(action.id, action.ref, row.id, next_of_all)


def show_versions(session: Session, press: Press, now: datetime) -> Reply:
    """Every version of a statement, whole, the newest first, and the withdrawn ones marked so.

    Raises:
        Refusal: they may not see the action.
    """
    row = statements.get_statement(session, read_number(press.about, "statement"))
    access = access_board_by_action(
        session, press.by.key, row.action_id if row else 0, Deed.SEE_ACTION, now, name=press.by.name
    )
    action = access_action_by_id(session, access, row.action_id if row else 0, Deed.SEE_ACTION)
    found = statements.versions(session, action.id, row.meeting_id if row else None)
    shown = [_version(access, each) for each in reversed(found)]
    return Reply(message=messages.versions_shown(action.ref, shown))


def is_withdrawable(session: Session, row: tables.Statement, now: datetime) -> bool:
    """Whether a statement that counts can still be taken back: it was sent, and no meeting that it is for has begun."""
    return row.came_by != "import" and not _is_past(session, row, now)


def find_restorable(session: Session, action: Action, now: datetime) -> tables.Statement | None:
    """The statement of an action that was withdrawn and can still be brought back; None where there is none."""
    row = statements.last_withdrawn(session, action.id, after=action.statement.id if action.statement else 0)
    return row if row is not None and not _is_past(session, row, now) else None


def _theirs(session: Session, press: Press, now: datetime) -> tuple[Access, Action, tables.Statement]:
    row = statements.get_statement(session, read_number(press.about, "statement"))
    access, action = writable(session, press.by, row.action_id if row else 0, now)
    if row is None:  # no board has an action 0, so nobody comes here
        raise Refusal(NOT_THE_NEWEST)
    return access, action, row


def _refuse_past(session: Session, row: tables.Statement, now: datetime) -> None:
    if _is_past(session, row, now):
        raise Refusal(TOO_LATE)


def _is_past(session: Session, row: tables.Statement, now: datetime) -> bool:
    return any(meeting.starts_at <= now for meeting in meetings.meetings_of_statement(session, row))


def _withdrawn(access: Access, action: Action, row: tables.Statement) -> Message:
    board = access.board
    at = board.local(row.withdrawn_at or access.now)
    return messages.statement_withdrawn(action.id, action.ref, row.id, at, board.today(access.now))


def _show_in_thanks(session: Session, row: tables.Statement, message: Message, now: datetime) -> None:
    """Let the message that thanked for it say what has become of it."""
    told = planned.find_row(session, f"statement_received:{row.id}")
    if told is not None:
        outbox.amend(session, told, message, now)


def _log(session: Session, access: Access, action: Action, what: str, *, was: str = "", to: str = "") -> None:
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=action.ref, action_id=action.id,
        at=access.now, was=was, to=to,
    )  # fmt: skip


def _version(access: Access, row: tables.Statement) -> messages.Version:
    board = access.board
    return messages.Version(
        at=board.local(row.at),
        by=row.post,
        on_behalf_of=row.on_behalf_of,
        rating=Rating.named(row.rating) if row.rating else None,
        withdrawn_at=board.local(row.withdrawn_at) if row.withdrawn_at else None,
        words=answers_of(row),
        today=board.today(access.now),
    )


PRESSES: dict[str, Callable[[Session, Press, datetime], Reply]] = {
    messages.WITHDRAW: withdraw_statement,
    messages.RESTORE: restore_statement,
    messages.VERSIONS: show_versions,
}
READS = frozenset({messages.VERSIONS})
EVERY_TIME = frozenset({messages.WITHDRAW, messages.RESTORE})
"""Withdrawn, brought back and withdrawn again: each press means what it says, and twice changes nothing."""
