"""What restricted actions say is taken out of messages to whoever may not read it: out of those that wait when one is
restricted, and out of one that was sent before as soon as something else is changed in it, which puts all of it anew.
So is, to everybody, what a restricted entry of a source says; out of papers that were kept before, too.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.domain.references import short_title
from bot.domain.removal import SHORTEST, pattern_of, pattern_of_cut, taken_out
from bot.domain.restriction import RESTRICTED, is_held
from bot.messages.parts import Message
from storage import actions, boards, history
from storage.standings import ties_of
from storage.tables import Action, Board, FormerRef, Source, SourceItem, Workspace

_NOBODY = ""
"""No account: whoever reads without one may read nothing restricted."""
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
    return _without_entries(session, workspace_id, message, now)


def without_all_restricted(session: Session, workspace_id: int, paper: Message, now: datetime) -> Message:
    """A paper that was kept before, as nobody in particular may read it: it is one that goes to others."""
    kept = paper.model_dump(mode="json")
    return Message.model_validate(without_restricted(session, workspace_id, _NOBODY, kept, now))


def without_restricted_entries(session: Session, workspace_id: int, paper: Message, now: datetime) -> Message:
    """A page that was kept before entries of a source were restricted, as it is shown until they are open again."""
    return Message.model_validate(_without_entries(session, workspace_id, paper.model_dump(mode="json"), now))


def _without_entries(session: Session, workspace_id: int, message: Any, now: datetime) -> Any:
    written = str(message)
    for entry, board_id in _entries(session, workspace_id):
        today = boards.get_board(session, board_id).today(now)
        if entry.ref in written and is_held(entry.restricted_at, entry.restricted_until, today):
            for words in (entry.words, entry.declined_why):
                if len(words) >= _NO_COMMON_WORD:
                    message = taken_out(message, pattern_of_cut(words), instead=RESTRICTED)
    return message


def _entries(session: Session, workspace_id: int) -> list[tuple[SourceItem, int]]:
    found = (
        select(SourceItem, Source.board_id)
        .join(Source, Source.id == SourceItem.source_id)
        .join(Board, Board.id == Source.board_id)
        .where(Board.workspace_id == workspace_id, SourceItem.restricted_at.is_not(None))
    )
    return [(entry, board_id) for entry, board_id in session.execute(found.order_by(SourceItem.id))]


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
