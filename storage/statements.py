"""Position statements, the ratings that go with them, and drafts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.domain.rating_facts import Rating
from bot.domain.ratings import RULES_VERSION, Suggestion
from bot.domain.statements import Statement
from storage import tables
from storage.actions import change_action
from storage.database import inserting
from storage.remembering import remembered


def add_statement(
    session: Session,
    action_id: int,
    statement: Statement,
    *,
    at: datetime,
    meeting_id: int | None,
    person_id: int | None,
    person_name: str,
    post: str,
    on_behalf_of: str = "",
    entered_by: str = "",
    entered_how: str = "",
    input_from: str = "",
) -> int:
    """Add a statement as the newest of its action, with its self-assessed rating; earlier ones stay as they are."""
    row = _row(
        action_id,
        statement,
        at=at,
        forecast_before=_forecast_of(session, action_id),
        meeting_id=meeting_id,
        version=1 + _versions(session, action_id, meeting_id),
        person_id=person_id,
        person_name=person_name,
        post=post,
        on_behalf_of=on_behalf_of,
        entered_by=entered_by,
        entered_how=entered_how,
        input_from=input_from,
        came_by="form",
    )
    session.add(row)
    session.flush()
    _follow_barriers(session, row, at)
    rating = _self_rating(row)
    session.add(rating)
    session.flush()
    change_action(session, action_id, statement_id=row.id, forecast=statement.forecast, self_rating_id=rating.id)
    return row.id


def get_statement(session: Session, statement_id: int) -> tables.Statement | None:
    """The statement with this id, withdrawn or not; None where there is none."""
    return session.get(tables.Statement, statement_id)


def versions(session: Session, action_id: int, meeting_id: int | None) -> list[tables.Statement]:
    """All that was sent of an action for a meeting, the withdrawn ones too, in the order in which it came."""
    found = select(tables.Statement).where(
        tables.Statement.action_id == action_id, tables.Statement.meeting_id == meeting_id
    )
    return list(session.scalars(found.order_by(tables.Statement.id)))


def withdraw(session: Session, row: tables.Statement, *, by: str, at: datetime) -> None:
    """Let the newest statement of an action count for nothing: what was said before it stands again.

    The help that it asked for is asked for no more, and what it had closed is open again.
    """
    row.withdrawn_at, row.withdrawn_by = at, by
    session.flush()
    before = next(iter(latest(session, row.action_id, 1)), None)
    barrier = tables.Barrier
    for asked in session.scalars(select(barrier).where(barrier.action_id == row.action_id)):
        if asked.statement_id == row.id and asked.closed_at is None:
            asked.closed_at = at
        elif asked.closed_at == row.at:
            asked.closed_at = None
    _make_newest(session, row.action_id, before)
    if _forecast_of(session, row.action_id) == row.forecast:
        change_action(session, row.action_id, forecast=row.forecast_before)


def last_withdrawn(session: Session, action_id: int, *, after: int) -> tables.Statement | None:
    """The newest statement of an action where it was withdrawn, and came after the one with the id `after`."""
    found = session.scalars(
        select(tables.Statement)
        .where(tables.Statement.action_id == action_id, tables.Statement.id > after)
        .order_by(tables.Statement.id.desc())
        .limit(1)
    ).first()
    return found if found is not None and found.withdrawn_at is not None else None


def restore(session: Session, row: tables.Statement, *, at: datetime) -> None:
    """Let a statement that was withdrawn count again, as the newest of its action."""
    withdrawn_at, row.withdrawn_at, row.withdrawn_by = row.withdrawn_at, None, ""
    barrier = tables.Barrier
    for asked in session.scalars(select(barrier).where(barrier.action_id == row.action_id)):
        if asked.statement_id == row.id and asked.closed_at == withdrawn_at:
            asked.closed_at = None
        elif asked.statement_id != row.id and asked.closed_at is None:
            asked.closed_at = row.at
    session.flush()
    _make_newest(session, row.action_id, row)
    change_action(session, row.action_id, forecast=row.forecast)


def _make_newest(session: Session, action_id: int, row: tables.Statement | None) -> None:
    rated = None
    if row is not None and row.rating:
        found = select(tables.Rating.id).where(
            tables.Rating.statement_id == row.id, tables.Rating.kind == "self_assessed"
        )
        rated = session.scalars(found).first()
    change_action(session, action_id, statement_id=row.id if row else None, self_rating_id=rated)


def _forecast_of(session: Session, action_id: int) -> date | None:
    return session.scalars(select(tables.Action.forecast).where(tables.Action.id == action_id)).one()


@dataclass(frozen=True)
class Update:
    """What an imported file says last of an action: the officer's own, sent by nobody in particular."""

    statement: Statement
    at: datetime
    post: str


def add_updates(session: Session, updates: Mapping[int, Update]) -> None:
    """Add what a file says of actions (by id) as their newest statements, in a few statements whatever their number.

    Grey is no rating: an update may come without one. Help asked for in person stays asked for: a file has no word
    for it.
    """
    rows = [
        _row(action_id, each.statement, at=each.at, post=each.post, came_by="import")
        for action_id, each in updates.items()
    ]
    session.add_all(rows)
    session.flush()
    ratings = {row.id: _self_rating(row) for row in rows if row.rating}
    session.add_all(ratings.values())
    session.flush()
    newest = [{"id": row.action_id, "statement_id": row.id, "forecast": row.forecast} for row in rows]
    rated = [{"id": row.action_id, "self_rating_id": ratings[row.id].id} for row in rows if row.rating]
    for changes in (newest, rated):
        if changes:
            session.execute(update(tables.Action), changes)


def _row(action_id: int, statement: Statement, **more: Any) -> tables.Statement:
    rating = "" if statement.rating is Rating.GREY else statement.rating.word
    words = {name: getattr(statement, name) for name in _WORDS}
    return tables.Statement(action_id=action_id, rating=rating, **words, **more)


def _self_rating(row: tables.Statement) -> tables.Rating:
    return tables.Rating(
        action_id=row.action_id, kind="self_assessed", rating=row.rating, at=row.at, person_id=row.person_id,
        post=row.post, reason=row.reason, statement_id=row.id, meeting_id=row.meeting_id,
    )  # fmt: skip


_WORDS = (
    "progress", "effect", "evidence", "barriers", "help_needed", "help_from", "help_kind", "help_by", "next_steps",
    "forecast", "reason", "cause", "cause_kind", "evidence_kind", "evidence_on", "confidence",
)  # fmt: skip


def add_rating(session: Session, action_id: int, kind: str, rating: Rating | None, *, at: datetime, **more: Any) -> int:
    """Add a rating; none is ever changed."""
    row = tables.Rating(action_id=action_id, kind=kind, rating=rating.word if rating else None, at=at, **more)
    session.add(row)
    session.flush()
    return row.id


def counting_rating(session: Session, action_id: int) -> int | None:
    """The id of the confirmed rating of an action that counts: of those that stand the one decided last; or None.

    What a meeting put otherwise is the last that it said, whenever that was entered; what is entered from paper once a
    later meeting has confirmed another rating does not take its place.
    """
    row = tables.Rating
    standing = (row.action_id == action_id, row.kind == "confirmed", row.taken_back_at.is_(None))
    found = session.execute(select(row.id, row.at, row.meeting_id).where(*standing).order_by(row.id)).all()
    last_of_each = {meeting_id or -rating_id: (at, rating_id) for rating_id, at, meeting_id in found}
    return max(last_of_each.values())[1] if last_of_each else None


def add_suggestion(
    session: Session,
    action_id: int,
    suggestion: Suggestion,
    *,
    at: datetime,
    statement_id: int | None,
    meeting_id: int | None = None,
    used: Mapping[str, Any] | None = None,
) -> int:
    """Keep what the rules suggested, with the rules that fired, so that it can be shown again as it was.

    `used` are the facts that the rules looked at, as `bot.domain.packs.facts_kept` writes them down.
    """
    facts: dict[str, Any] = {
        "rules": list(suggestion.codes),
        "notes": [str(note) for note in suggestion.notes],
        "words": suggestion.words,
    }
    return add_rating(
        session, action_id, "suggested", suggestion.rating, at=at, statement_id=statement_id, meeting_id=meeting_id,
        facts=facts | ({"used": dict(used)} if used else {}), rules_version=RULES_VERSION,
    )  # fmt: skip


def last_statement(session: Session, action_id: int) -> tables.Statement | None:
    """The newest statement of an action, whole."""
    return session.scalars(
        select(tables.Statement)
        .join(tables.Action, tables.Action.statement_id == tables.Statement.id)
        .where(tables.Action.id == action_id)
    ).first()


def latest(session: Session, action_id: int, most: int) -> list[tables.Statement]:
    """The newest statements of an action that were not withdrawn, whole, the newest first."""
    is_theirs = (tables.Statement.action_id == action_id, tables.Statement.withdrawn_at.is_(None))
    newest = select(tables.Statement).where(*is_theirs)
    return list(session.scalars(newest.order_by(tables.Statement.id.desc()).limit(most)))


def before(session: Session, action_id: int, meeting_id: int | None) -> tables.Statement | None:
    """The newest statement of an action that is not one for this meeting: what was said in the cycle before."""
    statement = tables.Statement
    found = select(statement).where(statement.action_id == action_id, statement.withdrawn_at.is_(None))
    if meeting_id is not None:
        found = found.where(or_(statement.meeting_id != meeting_id, statement.meeting_id.is_(None)))
    return session.scalars(found.order_by(statement.id.desc()).limit(1)).first()


def causes_running(session: Session, action_ids: Sequence[int], most: int) -> dict[int, list[str]]:
    """What sort of cause each of these actions was said to have, in its last cycles, the newest first, `most` at most.

    A cycle has one: a correction takes the place of what it corrects, and what was withdrawn counts for nothing.
    """
    statement = tables.Statement
    found = session.execute(
        select(statement.action_id, statement.meeting_id, statement.cause_kind)
        .where(statement.action_id.in_(action_ids), statement.withdrawn_at.is_(None))
        .order_by(statement.id.desc())
    )
    seen: set[tuple[int, int]] = set()
    kinds: dict[int, list[str]] = {action_id: [] for action_id in action_ids}
    for action_id, meeting_id, kind in found:
        is_first = meeting_id is None or (action_id, meeting_id) not in seen
        if is_first and len(kinds[action_id]) < most:
            kinds[action_id].append(kind)
            seen.add((action_id, meeting_id or 0))
    return kinds


def find_draft(session: Session, action_id: int, person_id: int) -> dict[str, Any] | None:
    """What this person has written about this action and not sent."""
    return session.scalars(
        select(tables.Draft.answers).where(tables.Draft.action_id == action_id, tables.Draft.person_id == person_id)
    ).first()


@remembered(tables.Draft)
def drafted(session: Session, action_ids: Sequence[int], since: datetime | None) -> frozenset[int]:
    """Those of these actions for which somebody has begun a statement, or gone on with it, at `since` or later."""
    found = select(tables.Draft.action_id).where(tables.Draft.action_id.in_(action_ids))
    return frozenset(session.scalars(found.where(tables.Draft.at >= since) if since else found))


def keep_draft(session: Session, action_id: int, person_id: int, answers: Mapping[str, Any], at: datetime) -> None:
    """Keep what they have written so far, in place of what was kept before. Two forms may be told of at once."""
    values = {"action_id": action_id, "person_id": person_id, "answers": dict(answers), "at": at}
    statement = inserting(session, tables.Draft).values(values)
    newer = {"answers": values["answers"], "at": at}
    session.execute(statement.on_conflict_do_update(index_elements=["action_id", "person_id"], set_=newer))


@remembered(tables.Draft, tables.Person)
def drafts_by(session: Session, workspace_id: int, account: str, action_ids: Sequence[int]) -> frozenset[int]:
    """Those of these actions of which the person with this account has a draft."""
    person, draft = tables.Person, tables.Draft
    found = select(draft.action_id).join(person, person.id == draft.person_id)
    whose = (person.workspace_id == workspace_id, person.account == account)
    return frozenset(session.scalars(found.where(*whose, draft.action_id.in_(action_ids))))


def drafts_of(session: Session, person_id: int, action_ids: Sequence[int]) -> frozenset[int]:
    """Those of these actions of which this person has a draft."""
    found = select(tables.Draft.action_id).where(
        tables.Draft.person_id == person_id, tables.Draft.action_id.in_(action_ids)
    )
    return frozenset(session.scalars(found)) if action_ids else frozenset()


def forget_drafts(session: Session, action_id: int) -> None:
    """Let go of all that was begun about an action, by whomever, once a statement was sent."""
    session.execute(delete(tables.Draft).where(tables.Draft.action_id == action_id))


def _versions(session: Session, action_id: int, meeting_id: int | None) -> int:
    if meeting_id is None:
        return 0
    counted = select(func.count()).select_from(tables.Statement)
    return session.scalars(
        counted.where(tables.Statement.action_id == action_id, tables.Statement.meeting_id == meeting_id)
    ).one()


def _follow_barriers(session: Session, statement: tables.Statement, at: datetime) -> None:
    """The newest statement says what help is needed now: earlier asks of the same action are closed by it."""
    barrier = tables.Barrier
    for old in session.scalars(
        select(barrier).where(barrier.action_id == statement.action_id, barrier.closed_at.is_(None))
    ):
        old.closed_at = at
    if statement.help_needed:
        session.add(
            barrier(
                action_id=statement.action_id,
                statement_id=statement.id,
                words=statement.help_needed,
                asked_of=statement.help_from,
                needed_by=statement.help_by,
                kind=statement.help_kind,
            )
        )
    session.flush()


def move_help(session: Session, action_id: int, into_id: int) -> None:
    """Let the help that an action asks for be asked for by another."""
    session.execute(_open_help(action_id).values(action_id=into_id))


def end_help(session: Session, action_id: int, at: datetime) -> None:
    """Let the help that an action asks for be asked for no more."""
    session.execute(_open_help(action_id).values(closed_at=at))


def ask_for_help_again(session: Session, action_id: int, ended_at: datetime) -> None:
    """Let help be asked for again that ended with a decision, at this instant, which is taken back."""
    barrier = tables.Barrier
    ended = (barrier.action_id == action_id, barrier.closed_at == ended_at, barrier.closed_on.is_(None))
    session.execute(update(barrier).where(*ended).values(closed_at=None))


def close_help(session: Session, action_id: int, *, by: str, note: str, on: date, at: datetime) -> None:
    """Note what changed, so that the help that an action asks for is asked for no more."""
    session.execute(_open_help(action_id).values(closed_at=at, closed_by=by, closed_note=note, closed_on=on))


def help_ended(
    session: Session, board_id: int, asked_of: Collection[str], since: datetime, before: datetime
) -> list[tuple[str, str]]:
    """The actions of a board, by reference with their accountable posts, for which help is asked of nobody called so
    any more: it was until `since` or later, a newer statement or the end of the action closed it `before` an instant
    (UTC, not counted), and nobody has said what came of it.
    """
    barrier, action, post = tables.Barrier, tables.Action, tables.Post
    again = aliased(barrier)
    is_asked = exists().where(
        again.action_id == barrier.action_id, again.asked_of.in_(asked_of), again.closed_at.is_(None)
    )
    found = session.execute(
        select(action.ref, post.title)
        .join(barrier, barrier.action_id == action.id)
        .join(post, post.id == action.accountable_post_id)
        .where(action.board_id == board_id, barrier.asked_of.in_(asked_of), ~is_asked)
        .where(barrier.closed_at >= since, barrier.closed_at < before, barrier.closed_on.is_(None))
        .distinct()
        .order_by(action.ref)
    )
    return [(ref, title) for ref, title in found]


def help_given(session: Session, action_id: int, since: date | None) -> list[tuple[date, str, str]]:
    """What came of help that was asked for, in the order in which it was said: the day, by which post, and what
    changed; of those said after `since`, or of all.
    """
    barrier = tables.Barrier
    said = select(barrier.closed_on, barrier.closed_by, barrier.closed_note).where(
        barrier.action_id == action_id, barrier.closed_on.is_not(None)
    )
    later = said if since is None else said.where(barrier.closed_on > since)
    found = session.execute(later.order_by(barrier.closed_on, barrier.id))
    return [(day, by, note) for day, by, note in found if day is not None]


def _open_help(action_id: int) -> Any:
    barrier = tables.Barrier
    return update(barrier).where(barrier.action_id == action_id, barrier.closed_at.is_(None))
