"""The pace of a plan: what moved since the Board last met, and what became of the dates of each month."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_in_words
from bot.domain.pace import Month, Pace, by_month, paces
from bot.domain.people import Deed
from bot.domain.plans import Assessed
from bot.messages.pace import NOT_MET, PaceFacts, pace_shown, pace_words
from bot.messages.parts import Reply
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Typed
from storage import meetings, pace
from storage.access import access_board


def show_pace(session: Session, command: Typed, now: datetime) -> Reply:
    """The pace of each priority and every month's dates, for whoever may see the plan.

    Raises:
        Refusal: they may not.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    plan = assess_plan(session, access.board, now)
    return Reply(message=pace_shown(pace_facts(session, access.board, plan, now)))


def pace_facts(session: Session, board: Board, plan: Sequence[Assessed], now: datetime) -> PaceFacts:
    """The pace of a plan, whole."""
    since, found = pace_of(session, board, plan, now)
    undated = [each.action.ref for each in plan if each.action.is_live and each.action.deadline is None]
    return PaceFacts(board.id, board.today(now), since, found, months_of(session, board, now), undated, board.is_sample)


def pace_of(session: Session, board: Board, plan: Sequence[Assessed], now: datetime) -> tuple[str, list[Pace]]:
    """Since which meeting, in words, and the pace of each priority since; nothing where none was held yet."""
    at, what = last_meeting(session, board, now)
    if at is None:
        return "", []
    day = board.today(at)
    moved = pace.moved_since(session, board.id, at, day)
    return f"the {what} of {day_in_words(day, board.today(now))}", paces(plan, moved)


def last_meeting(session: Session, board: Board, now: datetime) -> tuple[datetime | None, str]:
    """When (UTC) the Board last met, and what that was; a Holding to Account meeting where it holds no other."""
    at = meetings.last_of_the_board(session, board.id, now)
    if at is not None:
        return at, "Board"
    return meetings.last_met(session, board.id, now), "Holding to Account meeting"


def pace_line(session: Session, board: Board, plan: Sequence[Assessed], priority: str, now: datetime) -> str:
    """The pace of one priority, in a sentence or two."""
    since, found = pace_of(session, board, plan, now)
    one = next((each for each in found if each.priority == priority), None)
    return pace_words(one, since) if one else ("" if since else NOT_MET)


def months_of(session: Session, board: Board, now: datetime) -> list[Month]:
    """What became of the dates of every month."""
    return by_month(pace.dates_of(session, board.id), board.today(now))


UseCase = Callable[[Session, Any, datetime], Reply]

WORDS: Mapping[str, UseCase] = {"pace": show_pace}
READS = frozenset(WORDS)
