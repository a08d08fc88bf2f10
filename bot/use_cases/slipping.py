"""Telling both accountable officers, once, when something slips that an action waits for."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.links import Waits
from bot.domain.plans import Action
from bot.messages.linking import SLIPPED, dependency_slipped
from bot.messages.plan_lines import name_of
from bot.use_cases.chasing import reader_of
from storage import actions, boards, edits, outbox


def tell_of_slips(session: Session, now: datetime) -> int:
    """Tell of every action that is expected later than those who wait for it know; returns how many slips there were.

    Whatever moved it (a statement, an approved date, an import) is seen here, from the forecast or else the deadline.
    One statement where nothing has moved.
    """
    found = edits.moved_dependencies(session)
    for board_id, wait, finish in found:
        board = boards.get_board(session, board_id)
        if board.is_speaking() and wait.expected is not None and finish > wait.expected:
            _tell(session, board, wait, finish, now)
        if board.is_speaking():
            edits.change_dependency(session, wait.id, expected=finish)
    return len(found)


def _tell(session: Session, board: Board, wait: Waits, finish: date, now: datetime) -> None:
    today = board.today(now)
    wanted = [wait.action_id, wait.on_action_id or 0]
    by_id = {each.id: each for each in actions.actions_of(session, board.id, today, board.zone, only=wanted)}
    waiting, on = by_id[wanted[0]], by_id[wanted[1]]
    told: set[str] = set()
    for action in (waiting, on):
        account = _account(session, board, action, now)
        if not account or account in told:
            continue
        told.add(account)
        who_waits, for_what = (name_of(each.opened if each is action else each) for each in (waiting, on))
        message = dependency_slipped(
            waiting.id, waiting.ref, who_waits, for_what, wait.expected, finish, today, is_own=action is waiting,
        )  # fmt: skip
        outbox.say(
            session, board.workspace_id, key=f"{SLIPPED}:{wait.id}:{finish}:{account}", to=account, message=message,
            due=now, board_id=board.id,
        )  # fmt: skip


def _account(session: Session, board: Board, action: Action, now: datetime) -> str:
    reader, _ = reader_of(session, board, action, now)
    return reader.account if reader else ""
