"""What is kept for how long: looking through it, holding it, and letting go of what has been kept long enough.

Like taking words out, it goes by the tables themselves, so that a table that is added later is not forgotten.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, Table, Text, and_, delete, exists, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from bot.domain.boards import Board
from bot.domain.retention import Hold, Kept, Periods
from bot.messages.parts import Message
from bot.messages.text import as_text
from storage import tables
from storage.audit import REMOVED, record, removal_words
from storage.removing import rows_of, tables_looked_through
from storage.tables import Action, Audit, Outbox, Row

SPEAKS_FOR_THE_CLOCK = "Accountable"
"""Who deletes what has been kept long enough, in the record: nobody, but the clock."""


# The periods and the holds


def periods_of(session: Session, board_id: int) -> Periods:
    """How long a board keeps things."""
    row = session.get_one(tables.Board, board_id)
    return Periods(row.message_months, row.plan_years)


def boards_with_periods(session: Session) -> list[int]:
    """The boards that have said how long they keep something."""
    board = tables.Board
    found = select(board.id).where(or_(board.message_months.is_not(None), board.plan_years.is_not(None)))
    return list(session.scalars(found.order_by(board.id)))


def add_hold(session: Session, board_id: int, *, ref: str, why: str, by: str, at: datetime) -> None:
    """Hold on to everything of a board until the hold is lifted."""
    session.add(tables.RecordHold(board_id=board_id, ref=ref, why=why, put_by=by, at=at))
    session.flush()


def holds_of(session: Session, board_id: int) -> list[Hold]:
    """The holds of a board that were not lifted, oldest first."""
    row = tables.RecordHold
    found = select(row).where(row.board_id == board_id, row.lifted_at.is_(None)).order_by(row.id)
    return [Hold(each.id, each.ref, each.why, each.put_by, each.at) for each in session.scalars(found)]


def lift_hold(session: Session, hold_id: int, *, why: str, by: str, at: datetime) -> None:
    """Let a hold end; that there was one, and why it ended, stays."""
    row = session.get_one(tables.RecordHold, hold_id)
    row.lifted_at, row.lifted_by, row.lifted_why = at, by, why
    session.flush()


# Looking through what is kept

_WHEN = ("at", "asked_at", "raised_at", "put_on_at", "begun_at", "drafted_at", "linked_at", "added_at", "since")
_NAMES_A_POST = ("who", "post", "by")
_UNSAID = frozenset({"hash", "before", "was_before", "key", "ref", "zone"})


@dataclass(frozen=True)
class Scope:
    """What to look for, as it is kept. None where anything will do; days as instants (UTC), `until` not counted."""

    actions: Mapping[int, str] | None = None
    """By id, with their references."""
    post_ids: frozenset[int] | None = None
    titles: frozenset[str] = frozenset()
    """What those posts are called, in small letters."""
    people: frozenset[int] = frozenset()
    """Who holds them, or has held them."""
    accounts: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


def find_kept(session: Session, board: Board, scope: Scope) -> list[Kept]:
    """All that is kept of a board within a scope, oldest first within each sort."""
    return [each for table in tables_looked_through() for each in _found(session, board, table, scope)]


def _found(session: Session, board: Board, table: Table, scope: Scope) -> Iterator[Kept]:
    when = next((table.c[name] for name in _WHEN if name in table.c), None)
    within: ColumnElement[bool] = true()
    if when is not None and scope.since is not None:
        within = within & (when >= scope.since)
    if when is not None and scope.until is not None:
        within = within & (when < scope.until)
    has_days = scope.since is not None or scope.until is not None
    if has_days and when is None:
        return
    for row in session.execute(rows_of(table, board, within).order_by(table.c.id)).mappings():
        if not _is_of_action(row, table, scope) or not _is_of_post(row, table, scope):
            continue
        words = "\n".join(_said(row, table))
        if words:
            at = row[when.name] if when is not None and isinstance(row[when.name], datetime) else None
            yield Kept(table.name, at, row.get("of_action") or _subject(row, table), _whose(row), words)


def _subject(row: RowMapping, table: Table) -> str:
    return str(row["subject"]) if table is Audit.__table__ else str(row.get("ref") or "")


def _is_of_action(row: RowMapping, table: Table, scope: Scope) -> bool:
    if scope.actions is None:
        return True
    if table is Action.__table__:
        return row["id"] in scope.actions
    return row.get("action_id") in scope.actions or _subject(row, table) in scope.actions.values()


def _is_of_post(row: RowMapping, table: Table, scope: Scope) -> bool:
    if scope.post_ids is None:
        return True
    for column in table.columns:
        value = row[column.name]
        points_at = {key.column.table.name for key in column.foreign_keys}
        if ("post" in points_at and value in scope.post_ids) or ("person" in points_at and value in scope.people):
            return True
    said = (str(row[name]).casefold() for name in row if _may_name_a_post(name) and isinstance(row[name], str))
    return any(title in words for words in said for title in scope.titles) or row.get("to") in scope.accounts


def _may_name_a_post(name: str) -> bool:
    return any(name == part or name.endswith(f"_{part}") for part in _NAMES_A_POST)


def _whose(row: RowMapping) -> str:
    names = (name for name in row if _may_name_a_post(name) and isinstance(row[name], str) and row[name])
    return next((str(row[name]) for name in names), "")


def _said(row: RowMapping, table: Table) -> Iterator[str]:
    for column in table.columns:
        value = row[column.name]
        if not value or column.name in _UNSAID or _may_name_a_post(column.name):
            continue
        if isinstance(column.type, Text):
            yield f"{_label(column)}: {value}"
        elif isinstance(value, dict | list):
            yield from _unpacked(column, value)


def _unpacked(column: Column[Any], value: Any) -> Iterator[str]:
    """What is kept packed: a message as it reads, answers by their questions. What only the machine reads is not it."""
    if column.name == "message":
        yield as_text(Message.model_validate(value))
    elif column.name in ("answers", "draft") and isinstance(value, dict):
        yield from (f"{name.replace('_', ' ')}: {said}" for name, said in value.items() if said)


def _label(column: Column[Any]) -> str:
    return column.name.replace("_", " ")


# Letting go of what has been kept long enough


def forget_messages(session: Session, board: Board, before: datetime) -> Counter[str]:
    """Delete the drafts, and what was said in chat, of before an instant; how many of which sort.

    What has still to be said stays, and so does a message that a newer one changes or carries.
    """
    gone: Counter[str] = Counter()
    mine = select(Action.id).where(Action.board_id == board.id)
    drafts = delete(tables.Draft).where(tables.Draft.action_id.in_(mine), tables.Draft.at < before)
    gone["draft"] = _deleted(session, drafts)
    newer = aliased(Outbox)
    needed = exists().where(or_(newer.amends == Outbox.id, newer.carried_by == Outbox.id))
    old = (Outbox.board_id == board.id, Outbox.settled_at < before, Outbox.state.in_(("sent", "dead", "dropped")))
    while number := _deleted(session, delete(Outbox).where(*old, ~needed)):
        gone["outbox"] += number  # what these changed or carried is needed no more, so look again
    return +gone


def _deleted(session: Session, statement: Any) -> int:
    return len(session.execute(statement.returning(statement.table.c.id)).all())


def closed_before(session: Session, board_id: int, before: datetime) -> list[tables.Plan]:
    """The plans of a board that were closed before an instant and have not been let go of."""
    plan = tables.Plan
    found = select(plan).where(plan.board_id == board_id, plan.closed_at < before, plan.forgotten_at.is_(None))
    return list(session.scalars(found.order_by(plan.id)))


def forget_plan(session: Session, board: Board, plan: tables.Plan, at: datetime) -> Counter[str]:
    """Delete a closed plan: its actions with all that hangs on them, and the board's summaries and logs of its time.

    That there was such a plan, and when it ended, stays; so do the lists of what inspections ask for, and the entries
    of the record, which keep who did what and when, and lose their words.
    """
    doomed = _doomed(session, plan)
    taken = _empty_entries(session, doomed["action"])
    gone = Counter({name: len(ids) for name, ids in doomed.items() if ids})
    _let_go(session, doomed)
    plan.summary, plan.forgotten_at = None, at
    session.flush()
    session.expire_all()
    record(
        session, board.workspace_id, who=SPEAKS_FOR_THE_CLOCK, what=REMOVED, subject=board.name, at=at,
        was=removal_words(taken), to=f"{plan.name}, closed, was kept as long as it is to be",
    )  # fmt: skip
    return gone


def _doomed(session: Session, plan: tables.Plan) -> dict[str, set[int]]:
    """By table, the rows that go with a plan: whatever belongs to one of its actions, or to what does."""
    found = defaultdict(set, _roots(session, plan))
    for table in _own_tables():
        for column, to in _points_at(table):
            if found[to] and (not column.nullable or column.name == "action_id"):
                found[table.name] |= set(session.scalars(select(table.c.id).where(column.in_(found[to]))))
    return found


def _roots(session: Session, plan: tables.Plan) -> dict[str, set[int]]:
    meetings = select(tables.Meeting.id).where(
        tables.Meeting.board_id == plan.board_id, tables.Meeting.starts_at <= plan.closed_at
    )
    cleared, decision, digest, paper = tables.Cleared, tables.Decision, tables.Digest, tables.KeptPaper
    asked = {
        "action": select(Action.id).where(Action.plan_id == plan.id),
        "priority": select(tables.Priority.id).where(tables.Priority.plan_id == plan.id),
        "plan_closing": select(tables.PlanClosing.id).where(tables.PlanClosing.plan_id == plan.id),
        "plan_closing_item": select(tables.PlanClosingItem.id).where(tables.PlanClosingItem.plan_id == plan.id),
        "digest": select(digest.id).where(digest.board_id == plan.board_id, digest.at <= plan.closed_at),
        "cleared": select(cleared.id).where(
            or_(
                and_(cleared.kind == "action", cleared.item_id.in_(select(Action.id).where(Action.plan_id == plan.id))),
                # A measure outlives the plan, and what it is cleared in now with it; what it was cleared in does not.
                and_(cleared.board_id == plan.board_id, cleared.ended_at <= plan.closed_at),
            )
        ),
        "kept_paper": select(paper.id).where(paper.board_id == plan.board_id, paper.at <= plan.closed_at),
        "surgery": select(tables.Surgery.id).where(
            tables.Surgery.board_id == plan.board_id, tables.Surgery.starts_at <= plan.closed_at
        ),
        "decision_log": select(tables.DecisionLog.id).where(tables.DecisionLog.meeting_id.in_(meetings)),
        "pack": select(tables.Pack.id).where(tables.Pack.meeting_id.in_(meetings)),
        "decision": select(decision.id).where(
            decision.board_id == plan.board_id, decision.action_id.is_(None), decision.at <= plan.closed_at
        ),
    }
    return {name: set(session.scalars(ids)) for name, ids in asked.items()}


def _own_tables() -> list[Table]:
    """Every table but the record and the messages, in which a row that is pointed at comes before those that point."""
    return [table for table in Row.metadata.sorted_tables if table.name not in ("audit", "outbox")]


def _points_at(table: Table) -> list[tuple[Column[Any], str]]:
    return [(column, key.column.table.name) for column in table.columns for key in column.foreign_keys]


def _let_go(session: Session, doomed: Mapping[str, set[int]]) -> None:
    """What points at something that goes, and stays itself, points at nothing; then it goes, the last first."""
    for table in [*_own_tables(), Audit.__table__]:
        for column, to in _points_at(table):  # type: ignore[arg-type]
            if column.nullable and doomed.get(to):
                session.execute(update(table).where(column.in_(doomed[to])).values({column.name: None}))  # type: ignore[arg-type]
    for table in reversed(_own_tables()):
        if doomed.get(table.name):
            session.execute(delete(table).where(table.c.id.in_(doomed[table.name])))


def _empty_entries(session: Session, action_ids: set[int]) -> list[int]:
    """Take the words out of the entries about these actions; which entries."""
    about = select(Audit).where(Audit.action_id.in_(action_ids))
    taken = []
    for entry in session.scalars(about):
        entry.was = entry.to = entry.why = ""
        taken.append(entry.id)
    session.flush()
    return taken
