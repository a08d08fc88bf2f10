"""Showing what other plans report to a board: each is rated once, by the ways of the board whose plan it is of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.plans import Assessed
from bot.domain.restriction import RESTRICTED
from bot.messages.plan_lines import rating_words
from bot.use_cases.assessing import assess_plan
from storage import reporting


def reported_here(session: Session, board: Board, now: datetime) -> list[tuple[Assessed, str]]:
    """The actions of other plans that are reported to a board, with the name of the board whose plan each is of. Of one
    that is restricted there is nothing to say but that.
    """
    found = reporting.reported_to(session, board.id)
    if not found:
        return []
    plan = {each.action.id: each for each in assess_plan(session, board, now, only=[each.action_id for each in found])}
    return [(plan[each.action_id], each.owner) for each in found if each.action_id in plan]


def plans_of(session: Session, board: Board, action_ids: Sequence[int]) -> dict[int, str]:
    """Whose plan each of these is of, by the board's name, where it is not this board's own."""
    return {
        each.action_id: each.owner for each in reporting.reported_to(session, board.id) if each.action_id in action_ids
    }


def reported_lines(session: Session, board: Board, now: datetime) -> list[str]:
    """A sentence of each for the weekly summary: posts and ratings, and no words from a statement."""
    return [
        f"{each.action.ref} of the {owner}: {RESTRICTED}."
        if each.action.is_restricted
        else f"{each.action.ref} of the {owner}: {rating_words(each)} ({each.action.post})."
        for each, owner in reported_here(session, board, now)
    ]
