"""What somebody owes: the statements asked for by coming meetings that are not in."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.plans import Action
from bot.messages.statements import Owed, deadline_words
from storage import actions, meetings
from storage.access import Access


def owed_by(session: Session, access: Access, now: datetime, *, without: int = 0) -> tuple[Owed, ...]:
    """The statements that the person of `access` is asked for and has not sent, for meetings already asking."""
    mine = access.standing.posts | access.standing.answers_for
    owed: list[int] = []
    for meeting in meetings.meetings_of(session, access.board.id, since=now):
        if meeting.request_at is not None and meeting.request_at <= now:
            received = meetings.statements_for(session, meeting.id)
            agenda = meetings.agenda(session, meeting.id)
            owed += [action for action, post in agenda if post in mine and action not in received]
    wanted = [action_id for action_id in dict.fromkeys(owed) if action_id != without]
    if not wanted:
        return ()
    board, today = access.board, access.board.today(now)
    found = actions.actions_of(session, board.id, today, board.zone, only=wanted)
    return tuple(owed_words(action, today) for action in found if action.owes_statements)


def owed_words(action: Action, today: date) -> Owed:
    """An action as a request lists it."""
    deadline = "No deadline yet"
    if action.deadline is not None:
        passed = ", passed" if action.is_overdue(today) else ""
        deadline = f"Deadline: {deadline_words(action.baseline, action.deadline, action.moves, today)}{passed}"
    last = action.statement.rating if action.statement else None
    words = f"{deadline}. " + (f"Last time you said {last.word}." if last else "No statement yet.")
    return Owed(action.id, action.ref, action.title, words)
