"""What somebody wrote down of what somebody else decided, what it changed, and whether that was right."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.recorded_decisions import Recorded
from storage import tables
from storage.about_actions import about_action

_COLUMNS = (
    "lifecycle", "closed_on", "delivered_on", "confirmed_rating_id", "replaced_by_id", "reopened", "deadline",
    "baseline", "moves",
)  # fmt: skip
"""What a decision outside a meeting can change about an action."""
_DAYS = frozenset({"closed_on", "delivered_on", "deadline", "baseline"})


def state_of(session: Session, action_id: int) -> dict[str, Any]:
    """What a decision can change about an action, as it is now."""
    row = session.get_one(tables.Action, action_id, populate_existing=True)
    found = {name: getattr(row, name) for name in _COLUMNS}
    return {name: said.isoformat() if isinstance(said, date) else said for name, said in found.items()}


def add_recorded(session: Session, board_id: int, action_id: int, *, was: Mapping[str, Any], **said: Any) -> int:
    """Keep that a decision was written down for somebody, once it has changed the action; returns its id."""
    row = tables.RecordedDecision(
        board_id=board_id, action_id=action_id, was=dict(was), became=state_of(session, action_id), answer="",
        answer_words="", **said,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def find_recorded(session: Session, recorded_id: int) -> Recorded | None:
    """One of them, with its action; None where there is none."""
    row, action = tables.RecordedDecision, tables.Action
    found = session.execute(
        select(row, action, tables.Post.title, tables.Decision.ref)
        .join(action, action.id == row.action_id)
        .join(tables.Post, tables.Post.id == action.accountable_post_id)
        .join(tables.Decision, tables.Decision.id == row.decision_id)
        .where(row.id == recorded_id)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        return None
    one, about, post, ref = found
    recorder = session.get(tables.Person, one.recorded_by) if one.recorded_by else None
    more = {"decision_ref": ref, "decided_post": one.post, "recorder": recorder.account if recorder else ""}
    return about_action(Recorded, one, about, post, more)


def find_open(session: Session, decision_id: int) -> Recorded | None:
    """What waits for the word of whoever took a decision; None where nothing does."""
    row = tables.RecordedDecision
    found = session.scalars(select(row.id).where(row.decision_id == decision_id, row.answer == "")).first()
    return find_recorded(session, found) if found is not None else None


def answer_recorded(session: Session, recorded_id: int, answer: str, words: str, at: datetime) -> None:
    """Keep what whoever decided says of it."""
    row = tables.RecordedDecision
    values = {"answer": answer, "answer_words": words, "answered_at": at}
    session.execute(update(row).where(row.id == recorded_id).values(**values))


def is_as_it_became(session: Session, one: Recorded) -> bool:
    """Whether nothing that the decision changed has been changed since."""
    return state_of(session, one.action_id) == dict(one.became)


def put_back(session: Session, one: Recorded) -> None:
    """Let its action be as it was before the decision."""
    values = {
        name: date.fromisoformat(said) if name in _DAYS and said else said
        for name, said in one.was.items()
        if said != one.became[name]
    }
    if values:
        session.execute(update(tables.Action).where(tables.Action.id == one.action_id).values(**values))
        session.expire_all()
