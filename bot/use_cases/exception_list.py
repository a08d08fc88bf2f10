"""What was put to the chair as an exception, since when, and what was decided: for the chair and the secretary."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.dates import day_in_words
from bot.domain.outcomes import decided_words
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.messages import exception_list as words
from bot.messages.exception_list import LIST, PutToChair
from bot.messages.parts import Message, Reply
from bot.messages.plan_lines import name_of
from bot.use_cases.heard import Press, Typed
from bot.use_cases.reading_answers import read_number
from storage import actions, decisions, exception_reports
from storage.access import Access, access_board, access_board_by_id
from storage.tables import ExceptionReport

UseCase = Callable[[Session, Any, datetime], Reply]


def type_exceptions(session: Session, command: Typed, now: datetime) -> Reply:
    """The list, for who asks in words.

    Raises:
        Refusal: they are neither the chair, the deputy nor the programme manager.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_EXCEPTIONS, now, channel=command.channel, name=by.name)
    return Reply(message=_list(session, access))


def show_exceptions(session: Session, press: Press, now: datetime) -> Reply:
    """The same, for who presses a button.

    Raises:
        Refusal: they are neither the chair, the deputy nor the programme manager.
    """
    board_id = read_number(press.about, "board")
    access = access_board_by_id(session, press.by.key, board_id, Deed.SEE_EXCEPTIONS, now, name=press.by.name)
    return Reply(message=_list(session, access))


def _list(session: Session, access: Access) -> Message:
    """Where an action was put to the chair again, what was decided before that is of the first time alone; what is
    decided after it is of both where nothing had been.
    """
    board, today = access.board, access.board.today(access.now)
    reports = exception_reports.reports_of(session, board.id)
    ids = sorted({row.action_id for _, row in reports})
    plan = {each.id: each for each in actions.actions_of(session, board.id, today, board.zone, only=ids)}
    came = _decided(session, access, ids)
    found, later = [], dict[int, datetime]()
    for ref, row in reversed(reports):
        since = [each for each in came[row.action_id] if each[0] >= row.at]
        before = [each for each in since if row.action_id not in later or each[0] < later[row.action_id]]
        found.append(_one(access, ref, row, plan.get(row.action_id), [said for _, said in before or since]))
        later[row.action_id] = row.at
    return words.exceptions_listed(found, today)


def _one(access: Access, ref: str, row: ExceptionReport, action: Action | None, decided: Sequence[str]) -> PutToChair:
    board = access.board
    may_read = action is not None and access.may_read(action)
    shown = action.opened if action is not None and may_read else action
    return PutToChair(
        row.ref,
        name_of(shown) if shown else ref,
        row.action_id,
        board.today(row.at),
        row.why if may_read else "",
        board.today(row.sent_at) if row.sent_at else None,
        decided,
        shown.lifecycle.words if shown and shown.lifecycle.is_closed else "",
    )


def _decided(session: Session, access: Access, action_ids: Sequence[int]) -> Mapping[int, list[tuple[datetime, str]]]:
    """What was decided about each action and stands, the oldest first; a rating that was confirmed is left out."""
    board, found = access.board, defaultdict[int, list[tuple[datetime, str]]](list)
    for one in decisions.standing_about(session, action_ids):
        if one.kind != decisions.RATING and one.action_id is not None:
            day = day_in_words(board.today(one.at), board.today(access.now))
            said = f"{decided_words(one.kind, one.outcome)}, {day} ({one.ref})"
            found[one.action_id].append((one.at, said))
    return found


PRESSES: Mapping[str, UseCase] = {LIST: show_exceptions}
WORDS: Mapping[str, UseCase] = {"exceptions": type_exceptions}
READS = frozenset({*PRESSES, *WORDS})
