"""Requests to move a deadline, what was asked about them, and what came of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.new_dates import APPROVED, ASKED, REFUSED, DateRequest, Question
from bot.domain.references import next_numbered
from bot.domain.refusals import Refusal
from storage import tables
from storage.about_actions import about_action
from storage.tables import DeadlineChange, DeadlineQuestion


def add_request(
    session: Session, action_id: int, *, was: date | None, to: date, by: int | None, at: datetime, **said: Any
) -> int:
    """Add a request that waits to be decided; `said` is what its officer gave with it. Returns its id."""
    row = DeadlineChange(
        action_id=action_id, was=was, to=to, state=ASKED, asked_by=by, asked_at=at,
        reference=next_reference(session, action_id), **said,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def next_reference(session: Session, action_id: int) -> str:
    """The next reference of a change request on the board of an action, such as CR-03."""
    change, action = DeadlineChange, tables.Action
    board = select(action.board_id).where(action.id == action_id).scalar_subquery()
    given = select(change.reference).join(action, action.id == change.action_id)
    known = session.scalars(given.where(action.board_id == board, change.reference != ""))
    return next_numbered("CR", known)


def find_request(session: Session, request_id: int) -> DateRequest | None:
    """One request, whatever came of it."""
    found = _read(session, _requests().where(DeadlineChange.id == request_id))
    return found[0] if found else None


def find_requests(session: Session, request_ids: Sequence[int]) -> list[DateRequest]:
    """These requests, in their order, whatever came of them."""
    found = {one.id: one for one in _read(session, _requests().where(DeadlineChange.id.in_(request_ids)))}
    return [found[each] for each in request_ids if each in found]


def open_requests(session: Session, board_id: int) -> list[DateRequest]:
    """The requests of a board that wait to be decided, the oldest first."""
    action = tables.Action
    waiting = _requests().where(action.board_id == board_id, DeadlineChange.state == ASKED)
    return _read(session, waiting.where(action.closed_on.is_(None), action.is_archived.is_(False)))


def boards_waiting(session: Session) -> list[int]:
    """The boards on which a request waits to be decided."""
    action, change = tables.Action, DeadlineChange
    waits = (change.state == ASKED, action.closed_on.is_(None), action.is_archived.is_(False))
    found = select(action.board_id).join(change, change.action_id == action.id).where(*waits).distinct()
    return list(session.scalars(found))


def open_on(session: Session, action_id: int) -> list[DateRequest]:
    """The requests about one action that wait to be decided."""
    return _read(session, _requests().where(DeadlineChange.action_id == action_id, DeadlineChange.state == ASKED))


def requests_of(session: Session, action_ids: Sequence[int]) -> list[DateRequest]:
    """Every request about these actions since the record began, the oldest first, whatever came of it."""
    return _read(session, _requests().where(DeadlineChange.action_id.in_(action_ids)))


def lock_request(session: Session, request_id: int) -> str:
    """The state of a request, held until the transaction ends, so that it is decided once."""
    found = select(DeadlineChange).where(DeadlineChange.id == request_id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one().state


def settle(session: Session, request_id: int, state: str, *, said: str = "", decision_id: int | None = None) -> None:
    """Approve, refuse or withdraw a request: an approved date is the deadline from now on, and counts as a move.

    What was approved and is refused after all is put back as it was. The date first agreed never changes, unless there
    was none: an action without a deadline gets its first one, which is no move.
    """
    change = session.get_one(DeadlineChange, request_id)
    action = session.get_one(tables.Action, change.action_id, populate_existing=True)
    is_first = change.was is None
    if state == APPROVED and change.state != APPROVED:
        action.deadline = change.to
        action.moves += 0 if is_first else 1
        action.baseline = action.baseline or change.to
    elif state == REFUSED and change.state == APPROVED:
        action.deadline = change.was
        action.moves -= 0 if is_first else 1
    change.state = state
    change.said = said or change.said
    change.decision_id = decision_id or change.decision_id
    session.flush()


def reopen(session: Session, request_id: int) -> None:
    """Let a request wait again, as before it was decided. A deadline that it moved is put back.

    Raises:
        Refusal: the deadline has been moved again since, so that there is no putting it back.
    """
    change = session.get_one(DeadlineChange, request_id, populate_existing=True)
    action = session.get_one(tables.Action, change.action_id, populate_existing=True)
    if change.state == APPROVED:
        if action.deadline != change.to:
            raise Refusal(
                "The deadline has been moved again since, so this decision can not be taken back.", "take_back"
            )
        is_first = change.was is None
        action.deadline = change.was
        action.moves -= 0 if is_first else 1
        action.baseline = None if is_first and action.baseline == change.to else action.baseline
    change.state, change.decision_id = ASKED, None
    session.flush()


def ask_more(session: Session, request_id: int, question: str, *, by: int | None, post: str, at: datetime) -> None:
    """Keep what whoever decides wants to know first."""
    session.add(DeadlineQuestion(change_id=request_id, question=question, asked_by=by, asked_post=post, asked_at=at))
    session.flush()


def add_more(session: Session, question_id: int, answer: str, *, by: int | None, post: str, at: datetime) -> None:
    """Keep what the officer added."""
    row = session.get_one(DeadlineQuestion, question_id)
    row.answer, row.answered_by, row.answered_post, row.answered_at = answer, by, post, at
    session.flush()


def _requests() -> Any:
    """Each request with the action that it is about and what was asked of it: a row for each question, or one."""
    change, action, question = DeadlineChange, tables.Action, DeadlineQuestion
    return (
        select(change, action, tables.Post.title, tables.Decision.ref, tables.Decision.post, question)
        .join(action, action.id == change.action_id)
        .join(tables.Post, tables.Post.id == action.accountable_post_id)
        .outerjoin(tables.Decision, tables.Decision.id == change.decision_id)
        .outerjoin(question, question.change_id == change.id)
        .where(change.to.is_not(None), change.before_record.is_(False))
        .order_by(change.id, question.id)
        .execution_options(populate_existing=True)
    )


def _read(session: Session, asked: Any) -> list[DateRequest]:
    return requests_in([tuple(row) for row in session.execute(asked)])


def requests_in(rows: Iterable[Any]) -> list[DateRequest]:
    """The requests of rows that hold each with its action, the title of the accountable post, the reference and the
    post of what was decided, and a question about it, if there is one.
    """
    found = [list(theirs) for _, theirs in groupby(rows, lambda row: row[0].id)]
    return [_request(theirs[0], [row[5] for row in theirs if row[5] is not None]) for theirs in found]


def who_asked(change: DeadlineChange) -> int | None:
    """The person who asked; None for what a file asks for: whoever loads it only brings it, and may record what is
    decided.
    """
    return change.asked_by if change.asked_post else None


def _request(row: Any, asked: Sequence[DeadlineQuestion]) -> DateRequest:
    change, action, post, ref, decided_post, _ = row
    questions = tuple(
        Question(each.id, each.question, each.asked_post, each.answer, each.answered_post) for each in asked
    )
    more = {"deadline": action.deadline, "baseline": action.baseline, "moves": action.moves, "questions": questions,
            "decision_ref": ref or "", "decided_post": decided_post or "", "asked_by": who_asked(change)}  # fmt: skip
    return about_action(DateRequest, change, action, post, more)
