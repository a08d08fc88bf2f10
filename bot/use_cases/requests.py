"""Making up a statement request when its time has come: to whom, for what, and whether it is still wanted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import listed, weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.plans import Action
from bot.messages.delivery import nobody_to_ask
from bot.messages.parts import Message
from bot.messages.statements import Introduction, statement_requested
from bot.use_cases.owing import owed_words
from bot.use_cases.planning import (
    STATEMENT_REQUEST,
    Drop,
    MadeUp,
    PlanAgain,
    PutOff,
    next_within_hours,
    plan_requests,
    within_hours,
)
from bot.use_cases.statements import READERS
from storage import actions, boards, meetings, outbox, people
from storage.outbox import Leased, Planned

STATEMENT_REQUESTED = "statement_requested"


@dataclass(frozen=True)
class _Reader:
    """Who is asked; `for_post` when they answer for somebody else."""

    account: str
    for_post: str


def make_up_request(session: Session, planned: Planned, now: datetime) -> MadeUp | Drop | PutOff:
    """One message to one officer with all that they owe to one meeting.

    It is sent however late, until the meeting begins; at night or on a holiday it waits for the next morning. An
    action that another post has come to answer for since the meeting was planned is asked of that post.
    """
    meeting = meetings.get_meeting(session, planned.args["meeting"])
    board = boards.get_board(session, meeting.board_id)
    if drop := _no_longer(meeting, now):
        return drop
    plan_requests(session, board, meeting)
    owed = _owed(session, board, meeting, now)
    mine = [action for action in owed if action.post_id == planned.args["post"]]
    if not mine:
        return Drop("nothing is owed by this post: the statements were in already, or it answers for none of them now")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    reader, why_not = _reader(session, board, mine[0], now)
    if reader is None:
        _tell_programme_manager(session, board, meeting, mine, why_not, now)
        return Drop(why_not)
    theirs = [action for action in owed if _reader(session, board, action, now)[0] == reader]
    if theirs[0].post_id != mine[0].post_id:
        return Drop("it is in the one message to the same person")
    return MadeUp(reader.account, _request(session, board, meeting, theirs, reader, now))


def before_request(session: Session, row: Leased, now: datetime) -> Drop | PutOff | PlanAgain | None:
    """Why a request that was made up should not go as it is: too late, not wanted, at night, or not for its reader."""
    meeting = meetings.get_meeting(session, row.args["meeting"])
    board = boards.get_board(session, meeting.board_id)
    if drop := _no_longer(meeting, now):
        return drop
    owed = _owed(session, board, meeting, now)
    readers = {action.post_id: _reader(session, board, action, now)[0] for action in owed}
    mine = readers.get(row.args["post"])
    if row.args["post"] in readers and (mine is None or mine.account != row.to):
        return PlanAgain(STATEMENT_REQUEST, "the post changed hands before it went")
    if not any(reader and reader.account == row.to for reader in readers.values()):
        return Drop("the statements came in before it went")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    return None


def _no_longer(meeting: Meeting, now: datetime) -> Drop | None:
    if meeting.is_cancelled:
        return Drop("the meeting was cancelled")
    return Drop("the meeting had begun", is_too_late=True) if now >= meeting.starts_at else None


def _owed(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[Action]:
    received = meetings.statements_for(session, meeting.id)
    wanted = [action_id for action_id, _ in meetings.agenda(session, meeting.id) if action_id not in received]
    found = actions.actions_of(session, board.id, board.today(now), board.zone, only=wanted)
    return [action for action in found if action.owes_statements]


def _reader(session: Session, board: Board, action: Action, now: datetime) -> tuple[_Reader | None, str]:
    today = board.today(now)
    if action.holder_account and not action.is_away(today):
        return _Reader(action.holder_account, ""), ""
    delegate = people.delegate_of(session, action.post_id, today)
    holder = people.holder_of(session, delegate.id, today) if delegate else None
    if holder is not None:
        return _Reader(holder.account, action.post), ""
    state = "its holder is away" if action.holder_account else "the post is vacant"
    return None, f"{state} and there is no delegate to ask"


def _request(
    session: Session, board: Board, meeting: Meeting, theirs: list[Action], reader: _Reader, now: datetime
) -> Message:
    today = board.today(now)
    first = not outbox.was_told(session, board.workspace_id, reader.account, STATEMENT_REQUESTED)
    return statement_requested(
        meeting=meeting.kind.words,
        meeting_at=board.local(meeting.starts_at),
        due_at=board.local(meeting.statements_due_at or meeting.starts_at),
        owed=tuple(owed_words(action, today) for action in theirs),
        today=today,
        for_post=reader.for_post,
        introduction=_introduction(session, board, now) if first else None,
    )


def _introduction(session: Session, board: Board, now: datetime) -> Introduction:
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    ask = f"{manager.name}, the programme manager" if manager and manager.name else "the programme manager"
    return Introduction(board.name, board.set_up_by or "The programme manager", READERS, ask)


def _tell_programme_manager(
    session: Session, board: Board, meeting: Meeting, mine: list[Action], why: str, now: datetime
) -> None:
    today = board.today(now)
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    if manager is None:
        return
    when = f"{meeting.kind.words}, {weekday_moment_in_words(board.local(meeting.starts_at), today)}"
    message = nobody_to_ask(mine[0].post, listed([action.ref for action in mine]), when, why)
    key = f"nobody_to_ask:{meeting.id}:{mine[0].post_id}"
    outbox.say(session, board.workspace_id, key=key, to=manager.account, message=message, due=now, board_id=board.id)
