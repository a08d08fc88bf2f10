"""Input that was asked for and given: one row for each time that a post is asked about an action."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from bot.domain.inputs import Input, InputState
from storage.tables import Action, Contribution, Contributor, Post


def add_input(
    session: Session,
    action_id: int,
    meeting_id: int,
    post: Post,
    *,
    words: str,
    by: str,
    wanted: datetime,
    at: datetime,
) -> int:
    """Note that a post is asked; returns the id."""
    row = Contribution(
        action_id=action_id, meeting_id=meeting_id, post_id=post.id, post=post.title, words=words, asked_by=by,
        wanted_at=wanted, at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def find_input(session: Session, input_id: int) -> Input | None:
    """What was asked, by its id."""
    return next(iter(_found(session, Contribution.id == input_id)), None)


def get_input(session: Session, input_id: int) -> Input:
    """What was asked, by an id that is known to be right."""
    return _found(session, Contribution.id == input_id)[0]


def inputs_for(session: Session, action_id: int, meeting_id: int) -> list[Input]:
    """All that was asked about an action for a meeting, in the order in which it was."""
    return _found(session, Contribution.action_id == action_id, Contribution.meeting_id == meeting_id)


def open_inputs(
    session: Session, *, action_id: int | None = None, meeting_id: int | None = None, post_id: int | None = None
) -> list[Input]:
    """What waits for an answer, of an action, a meeting or a post, or of all that are given."""
    wanted = {Contribution.action_id: action_id, Contribution.meeting_id: meeting_id, Contribution.post_id: post_id}
    named = [column == value for column, value in wanted.items() if value is not None]
    return _found(session, Contribution.state == InputState.ASKED, *named)


def open_of_board(session: Session, board_id: int) -> list[Input]:
    """What waits for an answer, of all actions of a board."""
    of_board = Contribution.action_id.in_(select(Action.id).where(Action.board_id == board_id))
    return _found(session, Contribution.state == InputState.ASKED, of_board)


def change_input(session: Session, input_id: int, **values: Any) -> None:
    """Set columns of a request; the use case has decided, and records it."""
    session.execute(update(Contribution).where(Contribution.id == input_id).values(**values))
    session.expire_all()


def settle_input(session: Session, input_id: int, state: InputState, at: datetime, **more: Any) -> None:
    """Say what became of a request."""
    change_input(session, input_id, state=state.value, settled_at=at, **more)


def answer_input(session: Session, input_id: int, answers: Mapping[str, str], at: datetime, **who: Any) -> None:
    """Keep what was sent, in place of what was sent or begun before."""
    settle_input(session, input_id, InputState.SENT, at, draft={}, **answers, **who)


def move_given(session: Session, action_id: int, into_id: int) -> None:
    """Let what was sent for an action be input to another, which it is merged into."""
    given = (Contribution.action_id == action_id, Contribution.state == InputState.SENT)
    session.execute(update(Contribution).where(*given).values(action_id=into_id))


def to_ask(session: Session, workspace_id: int, action_ids: Sequence[int]) -> dict[int, list[Post]]:
    """By action, the posts that may be asked: those that give input to it, and its lead officer's if there is such a
    post. Never the accountable post itself.
    """
    found: dict[int, list[Post]] = {action_id: [] for action_id in action_ids}
    gives = (
        select(Contributor.action_id, Post, Action.accountable_post_id)
        .join(Post, Post.id == Contributor.post_id)
        .join(Action, Action.id == Contributor.action_id)
        .where(Contributor.action_id.in_(action_ids), Contributor.until.is_(None))
        .order_by(Contributor.id)
    )
    leads = (
        select(Action.id, Post, Action.accountable_post_id)
        .join(Post, Post.title == Action.lead)
        .where(Action.id.in_(action_ids), Post.workspace_id == workspace_id, Post.merged_into.is_(None))
    )
    for statement in (gives, leads):
        for action_id, post, accountable in session.execute(statement):
            if post.id != accountable and post not in found[action_id]:
                found[action_id].append(post)
    return found


def _found(session: Session, *wanted: Any) -> list[Input]:
    officer = aliased(Post)
    rows = session.execute(
        select(Contribution, Action, officer.title)
        .join(Action, Action.id == Contribution.action_id)
        .join(officer, officer.id == Action.accountable_post_id)
        .where(*wanted)
        .order_by(Contribution.id)
        .execution_options(populate_existing=True)
    )
    return [_input(row, action, title) for row, action, title in rows]


def _input(row: Contribution, action: Action, officer: str) -> Input:
    return Input(
        id=row.id, board_id=action.board_id, action_id=action.id, ref=action.ref, title=action.shown_title,
        officer_post_id=action.accountable_post_id, officer_post=officer, meeting_id=row.meeting_id,
        post_id=row.post_id, post=row.post, words=row.words, asked_by=row.asked_by, at=row.at,
        wanted_at=row.wanted_at or row.at, state=InputState(row.state), settled_at=row.settled_at,
        settled_why=row.settled_why, progress=row.progress, effect=row.effect, barriers=row.barriers,
        evidence=row.evidence, answered_by=row.answered_by, on_behalf_of=row.on_behalf_of, draft=row.draft,
    )  # fmt: skip
