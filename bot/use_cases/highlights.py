"""The highlight report of what is watched, or of any action: one page, made from what is on record (artefacts, B02)."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_in_words
from bot.domain.people import Deed
from bot.domain.plans import Action, Assessed
from bot.domain.questions import what_happened
from bot.domain.refusals import Refusal
from bot.domain.risks import Risk
from bot.messages.highlights import SHOW, Highlight, highlight_report, nothing_watched
from bot.messages.parts import Message, Reply
from bot.use_cases.assessing import assess_plan, for_reader
from bot.use_cases.heard import Press, Typed
from bot.use_cases.known import answers_of, measures_of_action
from bot.use_cases.reading_answers import read_number
from bot.use_cases.risks import last_board, risks_of
from storage import plans, room, statements, watching
from storage.access import Access, access_action, access_board, access_board_by_id
from storage.watching import Watch


def type_highlight(session: Session, command: Typed, now: datetime) -> Reply:
    """“highlight” goes through the actions on the watch list, one on a page; “highlight A6” is that of one action.

    Raises:
        Refusal: they may not see the plan; or no one action is meant, and it says what to type.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    if not command.text.strip():
        return Reply(message=_page(session, access, 1))
    action = access_action(session, access, command.text, Deed.SEE_ACTION)
    return Reply(message=highlight_report(_report(session, access, action.id)))


def show_highlight(session: Session, press: Press, now: datetime) -> Reply:
    """The report on another page of the watch list.

    Raises:
        Refusal: they may not see the plan.
    """
    board, _, page = press.about.partition(":")
    access = access_board_by_id(
        session, press.by.key, read_number(board, "board"), Deed.SEE_PLAN, now, name=press.by.name
    )
    return Reply(message=_page(session, access, read_number(page, "page")))


def _page(session: Session, access: Access, page: int) -> Message:
    watched = [each.action_id for each in watching.watched(session, access.board.id) if each.action_id is not None]
    plan = assess_plan(session, access.board, access.now, only=watched)
    readable = {each.action.id for each in for_reader(session, access, plan)}
    found = [each for each in watched if each in readable]
    if not found:
        return nothing_watched()
    page = min(max(page, 1), len(found))
    return highlight_report(
        _report(session, access, found[page - 1], about=str(access.board.id), page=page, of=len(found))
    )


def _report(
    session: Session, access: Access, action_id: int, *, about: str = "", page: int = 1, of: int = 1
) -> Highlight:
    board, now = access.board, access.now
    found = for_reader(session, access, assess_plan(session, board, now, only=[action_id]))
    if not found:
        raise Refusal("That action is not in this plan any more. Type “status” to see the plan.")
    each = found[0]
    before = room.last_meeting(session, action_id, now)
    since = board.today(before.starts_at) if before else None
    return Highlight(
        assessed=each,
        since=since,
        written=_written(session, each),
        happened=what_happened(each.action, since, each.today),
        measures=measures_of_action(session, board, action_id, each.today),
        risks=_risks_to(session, board, each.action),
        last_board=last_board(session, board, now),
        watched=_watched(board, watching.find_watch(session, board.id, action_id=action_id), now),
        marking=plans.classification_of(session, board.id),
        about=about,
        page=page,
        of=of,
    )


def _written(session: Session, each: Assessed) -> tuple[tuple[str, str], ...]:
    """The latest statement, without the help that it asks for: what is still needed has a place of its own."""
    last = each.action.statement
    row = statements.get_statement(session, last.id) if last else None
    return tuple(pair for pair in answers_of(row) if pair[1] != row.help_needed) if row else ()


def _risks_to(session: Session, board: Board, action: Action) -> tuple[Risk, ...]:
    """The risks that name this action, or its priority; those to the whole plan are in its register."""
    named = re.compile(rf"(?<![\w-]){re.escape(action.ref)}(?![\w-])", re.IGNORECASE)
    return tuple(risk for risk in risks_of(session, board) if named.search(risk.about) or risk.about == action.priority)


def _watched(board: Board, watch: Watch | None, now: datetime) -> str:
    if watch is None:
        return ""
    since = day_in_words(board.today(watch.since), board.today(now))
    return f"On the watch list since {since}, put on by the {watch.by}: {watch.why}"


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {SHOW: show_highlight}
WORDS: Mapping[str, UseCase] = {"highlight": type_highlight}
READS = frozenset({*PRESSES, *WORDS})
