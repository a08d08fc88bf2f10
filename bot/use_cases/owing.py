"""What somebody owes: the statements asked for by coming meetings that are not in."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.meetings import Meeting
from bot.domain.plans import Action
from bot.messages.statements import Owed, deadline_words
from bot.use_cases.assessing import let_off
from storage import actions, meetings, statements
from storage.access import Access


def asked_for(session: Session, board: Board, now: datetime) -> dict[int, Meeting]:
    """The actions whose statements are asked for now and not in, each with the meeting whose day for it comes first.

    Of the board's own plan it is every one, whichever board asks for it; of what is reported to the board, see
    `owed_of`.
    """
    coming = (each for each in meetings.meetings_over(session, board.id, now) if each.starts_at > now)
    asking = [each for each in coming if each.request_at]
    found: dict[int, Meeting] = {}
    for meeting in sorted(asking, key=lambda each: each.statements_due_at or each.starts_at):
        if meeting.request_at is not None and meeting.request_at <= now:
            received = meetings.statements_for(session, meeting.id) | let_off(session, meeting, now)
            for action_id, _ in meetings.agenda(session, meeting.id):
                if action_id not in received:
                    found.setdefault(action_id, meeting)
    return found


def owed_of(session: Session, board: Board, posts: Collection[int], now: datetime, *, without: int = 0) -> list[Action]:
    """The actions of a board's plan for which these posts are asked for a statement now, in plan order.

    What another plan reports to the board is listed with that plan, so that nobody of both reads it twice.
    """
    wanted = [action_id for action_id in asked_for(session, board, now) if action_id != without]
    if not wanted:
        return []
    found = actions.actions_of(session, board.id, board.today(now), board.zone, only=wanted)
    return [each for each in found if each.board_id == board.id and each.post_id in posts and each.owes_statements]


def owed_by(session: Session, access: Access, now: datetime, *, without: int = 0) -> tuple[Owed, ...]:
    """The statements that the person of `access` is asked for and has not sent, for meetings already asking."""
    board, mine = access.board, access.standing.posts | access.standing.answers_for
    theirs = owed_of(session, board, mine, now, without=without)
    begun = statements.drafts_of(session, access.standing.person_id, [action.id for action in theirs])
    return tuple(owed_words(action, board.today(now), is_begun=action.id in begun) for action in theirs)


def owed_words(action: Action, today: date, *, is_begun: bool = False) -> Owed:
    """An action as a request lists it, for who answers for it; `is_begun` says whether whoever reads it has a draft."""
    deadline = "No deadline yet"
    if action.deadline is not None:
        passed = ", passed" if action.is_overdue(today) else ""
        deadline = f"Deadline: {deadline_words(action.baseline, action.deadline, action.moves, today)}{passed}"
    return Owed(action.id, action.ref, action.opened.title, f"{deadline}. {_last_words(action)}", is_begun)


def _last_words(action: Action) -> str:
    """What was said the last time, by whoever it was: a delegate and a new holder read it too."""
    last = action.statement
    if last is None or last.rating is None:
        return "No statement yet."
    return f"The last statement said {last.rating.word}."
