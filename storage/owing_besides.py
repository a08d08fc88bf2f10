"""Whether somebody owes or waits for anything beside statements: one question, so that only who does pays for more."""

from collections.abc import Collection

from sqlalchemy import literal, or_, select, union
from sqlalchemy.orm import Session

from bot.domain.inputs import InputState
from bot.domain.new_dates import ASKED
from storage.tables import Action, Challenge, Contribution, DeadlineChange, Dependency

QUESTION, INPUT, NEW_DATE, WAIT = "question", "input", "new date", "wait"


def what_hangs(session: Session, board_id: int, posts: Collection[int], person_id: int) -> frozenset[str]:
    """Which of these there are on a board for these posts, or that this person has asked, of what is open."""
    mine = (Action.board_id == board_id, Action.is_archived.is_(False), Action.accountable_post_id.in_(posts))
    asked = or_(Challenge.raised_by == person_id, Action.accountable_post_id.in_(posts))
    wanted = or_(Contribution.post_id.in_(posts), Action.accountable_post_id.in_(posts))
    found = session.scalars(
        union(
            select(literal(QUESTION))
            .join_from(Challenge, Action, Action.id == Challenge.action_id)
            .where(Challenge.board_id == board_id, Challenge.settled_at.is_(None), asked),
            select(literal(INPUT))
            .join_from(Contribution, Action, Action.id == Contribution.action_id)
            .where(Action.board_id == board_id, Contribution.state == InputState.ASKED.value, wanted),
            select(literal(NEW_DATE))
            .join_from(DeadlineChange, Action, Action.id == DeadlineChange.action_id)
            .where(DeadlineChange.state == ASKED, *mine),
            select(literal(WAIT))
            .join_from(Dependency, Action, Action.id == Dependency.action_id)
            .where(Dependency.until.is_(None), *mine),
        )
    )
    return frozenset(found)
