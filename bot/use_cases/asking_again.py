"""Letting what asked for statements of an action say that none is wanted any more, and asking for them again."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.plans import Action
from bot.use_cases.chasing import show_asked_again, show_not_asked
from bot.use_cases.inputs_wanted import action_is_out
from storage import boards, edits, meetings


def ask_no_more(session: Session, board: Board, action_id: int, said: str, now: datetime) -> None:
    """Let what asked for a statement of an action, or for input to it, for whichever board's meeting to come, say why
    none is wanted any more.
    """
    action_is_out(session, board, [action_id], said, now)
    for meeting_id in edits.meetings_ahead(session, action_id, now, with_packs=True):
        show_not_asked(session, board, action_id, meetings.get_meeting(session, meeting_id), said, now)


def ask_again(session: Session, action: Action, now: datetime) -> None:
    """Let what asked for a statement that is owed again ask again. Whoever was not asked is, in the reminders."""
    for meeting_id in edits.meetings_ahead(session, action.id, now, with_packs=True):
        meeting = meetings.get_meeting(session, meeting_id)
        if action.id not in meetings.statements_for(session, meeting.id):
            show_asked_again(session, boards.get_board(session, meeting.board_id), action, meeting, now)
