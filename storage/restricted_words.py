"""What restricted actions say is taken out of messages to whoever may not read it: out of those that wait when one is
restricted, and out of one that was sent before as soon as something else is changed in it, which puts all of it anew.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.domain.references import short_title
from bot.domain.removal import SHORTEST, pattern_of, taken_out
from bot.domain.restriction import RESTRICTED, is_held
from storage import actions, boards, history
from storage.standings import ties_of
from storage.tables import Action, Board, FormerRef, Workspace

_NO_COMMON_WORD = 12
"""From how many characters on an answer of a statement is looked for: "None yet" stands in other sentences too."""


def without_restricted(session: Session, workspace_id: int, to: str, message: Any, now: datetime) -> Any:
    """The same message, as it is kept, without what its reader may not read of any restricted action it speaks of. A
    channel may read nothing of one.
    """
    written = str(message)
    for action in _restricted(session, workspace_id):
        is_named = any(ref in written for ref in _refs_of(session, action))
        if is_named and not _may_read(session, workspace_id, to, action, now):
            for pattern in _said_of(session, action.id):
                message = taken_out(message, pattern, instead=RESTRICTED)
    return message


def _refs_of(session: Session, action: Action) -> list[str]:
    """What it is called, and was in the plans that it came from: a message of then has that."""
    former = select(FormerRef.ref).where(FormerRef.action_id == action.id)
    return [action.ref, *session.scalars(former)]


def _restricted(session: Session, workspace_id: int) -> list[Action]:
    of_workspace = select(Action).join(Board, Board.id == Action.board_id).where(Board.workspace_id == workspace_id)
    return list(session.scalars(of_workspace.where(Action.restricted_at.is_not(None)).order_by(Action.id)))


def _may_read(session: Session, workspace_id: int, to: str, action: Action, now: datetime) -> bool:
    board, workspace = boards.get_board(session, action.board_id), session.get_one(Workspace, workspace_id)
    today = board.today(now)
    if not is_held(action.restricted_at, action.restricted_until, today):
        return True
    standing = ties_of(session, workspace.platform, workspace.team, to).standing_on(board, today, "")
    return standing.may(Deed.SEE_RESTRICTED, action.accountable_post_id, action.id)


def _said_of(session: Session, action_id: int) -> list[re.Pattern[str]]:
    """What finds its names and what was written of it, the longest first."""
    names = [*history.names_ever(session, [action_id]), *actions.milestones_called(session, [action_id])]
    told = [words for words in actions.told_of(session, action_id) if len(words) >= _NO_COMMON_WORD]
    said = sorted({*names, *map(short_title, names), *told}, key=len, reverse=True)
    return [pattern_of(words) for words in said if len(words) >= SHORTEST]
