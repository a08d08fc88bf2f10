"""Challenges: raised, answered, settled. A row is added for each, and what was said in it is never changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.challenges import Challenge, Outcome
from storage import tables
from storage.about_actions import about_action
from storage.outbox import SENT
from storage.planned import AS_SENT, Told, as_told
from storage.remembering import remembered


def raise_challenge(
    session: Session, board_id: int, action_id: int, *, question: str, at: datetime, by: int, post: str, **more: Any
) -> int:
    """Add a challenge with the next reference of its board; returns its id."""
    row = tables.Challenge(
        board_id=board_id,
        action_id=action_id,
        ref=_next_ref(session, board_id),
        question=question,
        raised_at=at,
        raised_by=by,
        raised_post=post,
        **more,
    )
    session.add(row)
    session.flush()
    return row.id


def find_challenge(session: Session, challenge_id: int) -> Challenge | None:
    """The challenge with this id. Unchecked: what a person asks for goes through `access`."""
    return next(iter(_found(session, tables.Challenge.id == challenge_id)), None)


def find_same(session: Session, action_id: int, by: int, question: str, *, raised_for: str = "") -> Challenge | None:
    """An open challenge to this action by the same person, for the same somebody, in the same words."""
    row = tables.Challenge
    same = (row.action_id == action_id, row.raised_by == by, row.question == question, row.settled_at.is_(None))
    return next(iter(_found(session, *same, row.raised_for == raised_for)), None)


@remembered(tables.Challenge, tables.Action, tables.Post, tables.Person)
def open_on(session: Session, action_ids: Collection[int]) -> list[Challenge]:
    """The challenges to these actions that the chair has not settled, in the order in which they were raised."""
    return _found(session, tables.Challenge.action_id.in_(action_ids), tables.Challenge.settled_at.is_(None))


def as_at(session: Session, action_ids: Collection[int], at: datetime) -> list[Challenge]:
    """The challenges to these actions that were open at an instant (UTC), each as it stood then.

    Whether an officer meant to bring the answer to a meeting is not kept with a time, so it is left out.
    """
    row = tables.Challenge
    found = _found(session, row.action_id.in_(action_ids), row.raised_at <= at)
    return [each.as_at(at) for each in found if each.settled_at is None or each.settled_at > at]


def of_board(session: Session, board_id: int) -> list[Challenge]:
    """Every challenge of a board, in the order in which they were raised."""
    return _found(session, tables.Challenge.board_id == board_id)


def answer(
    session: Session, challenge_id: int, words: str, *, by: int, post: str, on_behalf_of: str, at: datetime
) -> bool:
    """Note the officer's answer; False if there is one already, and then nothing changes."""
    values = {
        "answer": words,
        "answered_by": by,
        "answered_post": post,
        "answered_for": on_behalf_of,
        "answered_at": at,
    }
    return _change(session, challenge_id, tables.Challenge.answered_at.is_(None), values)


def bring(session: Session, challenge_id: int, meeting_id: int) -> None:
    """Note that the officer answers it at a meeting, in person."""
    _change(session, challenge_id, tables.Challenge.answered_at.is_(None), {"brought_to": meeting_id})


def move(session: Session, challenge_id: int, action_id: int, meeting_id: int | None) -> None:
    """Let a challenge that is open be about another action, and asked for a meeting that goes through it."""
    values = {"action_id": action_id, "meeting_id": meeting_id, "brought_to": None}
    _change(session, challenge_id, tables.Challenge.settled_at.is_(None), values)


def settle(
    session: Session, challenge_id: int, outcome: Outcome, words: str, *, by: int | None, post: str, at: datetime
) -> bool:
    """Note what came of it; False if it is settled already, and then nothing changes."""
    values = {"outcome": outcome, "outcome_words": words, "settled_by": by, "settled_post": post, "settled_at": at}
    return _change(session, challenge_id, tables.Challenge.settled_at.is_(None), values)


def told_to(session: Session, workspace_id: int, accounts: Sequence[str], kind: str) -> list[Told]:
    """The messages of a kind that stand where they were sent to these accounts, in the order in which they went."""
    row = tables.Outbox
    found = session.scalars(
        select(row)
        .where(row.workspace_id == workspace_id, row.to.in_(accounts), row.kind == kind)
        .where(row.state == SENT, row.amends.is_(None), row.message.is_not(None))
        .order_by(*AS_SENT)
    )
    return as_told(session, found)


def _next_ref(session: Session, board_id: int) -> str:
    number = session.scalars(select(func.count()).where(tables.Challenge.board_id == board_id)).one()
    return f"CH-{number + 1:02d}"


def _change(session: Session, challenge_id: int, still: Any, values: dict[str, Any]) -> bool:
    changed = update(tables.Challenge).where(tables.Challenge.id == challenge_id, still).values(**values)
    return session.execute(changed.returning(tables.Challenge.id)).first() is not None


def _found(session: Session, *wanted: Any) -> list[Challenge]:
    rows = session.execute(
        select(tables.Challenge, tables.Action, tables.Post.title, tables.Person.account)
        .join(tables.Action, tables.Action.id == tables.Challenge.action_id)
        .join(tables.Post, tables.Post.id == tables.Action.accountable_post_id)
        .join(tables.Person, tables.Person.id == tables.Challenge.raised_by)
        .where(*wanted)
        .order_by(tables.Challenge.raised_at, tables.Challenge.id)
        .execution_options(populate_existing=True)
    )
    return [_challenge(*row) for row in rows]


def _challenge(row: tables.Challenge, action: tables.Action, post: str, account: str) -> Challenge:
    named = {"ref": row.ref, "action_ref": action.ref, "action_title": action.shown_title, "raised_account": account,
             "outcome": Outcome(row.outcome) if row.outcome else None}  # fmt: skip
    return about_action(Challenge, row, action, post, named)
