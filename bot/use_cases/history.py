"""What was changed about an action, when, by whom, from what to what and why."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.edits import without_titles
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages.editing import HISTORY
from bot.messages.history import history_shown
from bot.messages.parts import Reply
from bot.messages.plan_lines import name_of
from bot.use_cases.assessing import titles_held_back
from bot.use_cases.heard import Press, Typed
from bot.use_cases.named_records import named_record
from bot.use_cases.reading_answers import read_number
from storage import history
from storage.access import Access, access_action, access_action_by_id, access_board, access_board_by_action

UseCase = Callable[[Session, Any, datetime], Reply]
ON_A_PAGE = 8


def type_history(session: Session, command: Typed, now: datetime) -> Reply:
    """“history A6” shows the newest page.

    Raises:
        Refusal: they may not see it; or there is no such action, or more than one.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_ACTION, now, channel=command.channel, name=by.name)
    if not command.text.strip():
        raise Refusal("Say which action’s history you want to see, such as “history A6”.")
    return _page(session, access, _named(session, access, command.text), 1)


def _named(session: Session, access: Access, said: str) -> Action:
    """The action that is meant: by its own name, or by the reference of a milestone, a request for a new date, an
    exception, a question or a decision of it.
    """
    try:
        return access_action(session, access, said, Deed.SEE_ACTION)
    except Refusal:
        record = named_record(session, access, said)
        if record is None:
            raise
        if not record.action_id:
            raise Refusal(f"{record.ref} is {record.words}. It is about no one action, and has no history.") from None
        return access_action_by_id(session, access, record.action_id, Deed.SEE_ACTION)


def show_history(session: Session, command: Press, now: datetime) -> Reply:
    """Show one page of it."""
    action, _, page = command.about.partition(":")
    by, action_id = command.by, read_number(action, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_ACTION, now, name=by.name)
    found = access_action_by_id(session, access, action_id, Deed.SEE_ACTION)
    return _page(session, access, found, read_number(page or "1", "page"))


def _page(session: Session, access: Access, action: Action, wanted: int) -> Reply:
    pages = max(1, -(-history.count_of(session, action) // ON_A_PAGE))
    page = min(max(wanted, 1), pages)
    noted = history.entries_of(session, action, access.board.zone, skip=(page - 1) * ON_A_PAGE, most=ON_A_PAGE)
    held = titles_held_back(session, access, but=action.id)
    noted = [without_titles(each, held) for each in noted]
    return Reply(message=history_shown(action.id, action.ref, name_of(action), noted, page=page, pages=pages))


PRESSES: Mapping[str, UseCase] = {HISTORY: show_history}
WORDS: Mapping[str, UseCase] = {"history": type_history}
READS = frozenset({*PRESSES, *WORDS})
