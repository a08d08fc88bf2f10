"""Databases filled straight through the tables, as large as a figure asks for, in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, text

from storage import tables
from storage.database import open_database
from storage.migrating import migrate

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ACTIONS_ON_A_BOARD = 14
OFFICERS = 5
MEETINGS = 13
SINCE = date(2020, 1, 1)
"""Since when everybody has had their post."""
CHAIR = "UCHAIR"
WORDS = (
    "Audits fell to 15 of 25 this month. Two team managers have left and their posts are out to advert; cover starts "
    "on the 14th. Dip samples show better recording of children's views, and the backlog of visits is down by a third."
)


def team(board: int) -> str:
    """The workspace that board number `board` is in, as Slack calls it; numbers begin with 1."""
    return f"T{board:05d}"


def open_filled(
    url: str, boards: int, *, statements: int = 52, on_a_board: int = ACTIONS_ON_A_BOARD, one_workspace: bool = False
) -> Engine:
    """A migrated database with `boards` boards of `on_a_board` actions, each with `statements` weekly statements.

    Each board is in a workspace of its own, as councils are, unless `one_workspace` puts them all in the first.
    """
    engine = open_database(url)
    migrate(engine)
    with engine.begin() as connection:
        _fill(connection, boards, statements, on_a_board, one_workspace)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return engine


def add_outbox(engine: Engine, rows: int, first: int = 0) -> None:
    """Fill the outbox from `first` up to `rows` messages: what was sent and what is to come."""
    made: list[dict[str, Any]] = [
        {
            "workspace_id": 1,
            "board_id": 1,
            "key": f"settled:{number}",
            "kind": "status",
            "args": {},
            "to": f"U{number % 50}",
            "message": {"kind": "status", "heading": "", "parts": []},
            "state": ("sent", "sent", "sent", "planned")[number % 4],
            "due_at": NOW + timedelta(minutes=number if number % 4 == 3 else -number),
            "leased_by": "",
            "attempts": 1,
            "in_doubt": False,
            "ref": "",
            "why": "",
            "heard": "",
        }
        for number in range(first, rows)
    ]
    with engine.begin() as connection:
        _add(connection, tables.Outbox, made)
        connection.execute(text("ANALYZE"))


def add_members(engine: Engine, accounts: Sequence[str]) -> None:
    """Give each of these accounts a seat as a member of the first board, so that what is sent to them is for them."""
    first = 1_000_000
    ids = range(first, first + len(accounts))
    with engine.begin() as connection:
        posts = [{"id": n, "workspace_id": 1, "title": f"Member {n - first + 1}"} for n in ids]
        people = [{"id": n, "workspace_id": 1, "account": accounts[n - first], "name": ""} for n in ids]
        _add(connection, tables.Post, posts)
        _add(connection, tables.Person, people)
        _add(connection, tables.Holding, [{"post_id": n, "person_id": n, "since": SINCE} for n in ids])
        _add(connection, tables.Seat, [{"board_id": 1, "role": "member", "post_id": n} for n in ids])
        connection.execute(text("ANALYZE"))


def _fill(connection: Connection, boards: int, statements: int, on_a_board: int, one_workspace: bool) -> None:
    workspaces = 1 if one_workspace else boards
    _add(
        connection,
        tables.Workspace,
        [{"id": n, "platform": "slack", "team": team(n), "name": ""} for n in _to(workspaces)],
    )
    place = dict.fromkeys(_to(boards), 1) if one_workspace else {n: n for n in _to(boards)}
    _add(connection, tables.Board, [_board(n, place[n]) for n in _to(boards)])
    _add(connection, tables.Plan, [{"id": n, "board_id": n, "name": "Plan"} for n in _to(boards)])
    _people(connection, boards, place, one_workspace)
    _add(connection, tables.Priority, [_priority(n, k) for n in _to(boards) for k in range(3)])
    _add(connection, tables.Meeting, [_meeting(n, k) for n in _to(boards) for k in range(MEETINGS)])
    actions = [(board, k) for board in _to(boards) for k in range(on_a_board)]
    numbered = list(enumerate(actions, start=1))
    _add(connection, tables.Action, [_action(i, b, k, statements) for i, (b, k) in numbered])
    _add(connection, tables.Milestone, [_milestone(i, k) for i, _ in numbered for k in range(3)])
    _add(
        connection,
        tables.AgendaItem,
        [
            {"meeting_id": (b - 1) * MEETINGS + m + 1, "action_id": i, "position": k}
            for i, (b, k) in numbered
            for m in range(MEETINGS)
        ],
    )
    _histories(connection, len(actions), statements)


def _histories(connection: Connection, actions: int, statements: int) -> None:
    """Statements and ratings, a few thousand at a time, so that filling takes no memory to speak of."""
    several = max(1, 5_000 // max(1, statements))
    for first in range(1, actions + 1, several):
        some = range(first, min(first + several, actions + 1))
        _add(connection, tables.Statement, [_statement(i, w, statements) for i in some for w in range(statements)])
    if statements:
        _add(connection, tables.Rating, [_rating(i) for i in range(1, actions + 1) if i % 2])


def _people(connection: Connection, boards: int, place: dict[int, int], one_workspace: bool) -> None:
    """Each board has a chair of its own and five officers; the first board's chair is CHAIR in every workspace."""
    posts, people, holdings, seats = [], [], [], []
    for board in _to(boards):
        tail = f" {board}" if one_workspace else ""
        for k in range(OFFICERS + 1):
            number = (board - 1) * (OFFICERS + 1) + k + 1
            account = CHAIR if k == 0 and not (one_workspace and board > 1) else f"U{board:05d}{k}"
            title = f"Independent Chair{tail}" if k == 0 else f"Service Director {k}{tail}"
            posts.append({"id": number, "workspace_id": place[board], "title": title})
            people.append({"id": number, "workspace_id": place[board], "account": account, "name": f"Person {k}"})
            holdings.append({"post_id": number, "person_id": number, "since": SINCE})
        seats.append({"board_id": board, "role": "chair", "post_id": (board - 1) * (OFFICERS + 1) + 1})
    _add(connection, tables.Post, posts)
    _add(connection, tables.Person, people)
    _add(connection, tables.Holding, holdings)
    _add(connection, tables.Seat, seats)


def _board(number: int, workspace: int) -> dict[str, Any]:
    return {
        "id": number,
        "workspace_id": workspace,
        "name": f"Improvement Board {number}",
        "channel": f"C{number:05d}",
        "started_at": NOW - timedelta(days=90),
        "previewed_at": NOW - timedelta(days=91),
    }


def _priority(board: int, k: int) -> dict[str, Any]:
    return {"id": (board - 1) * 3 + k + 1, "plan_id": board, "name": f"Priority {k + 1}: practice", "position": k}


def _meeting(board: int, k: int) -> dict[str, Any]:
    starts = NOW + timedelta(days=8 - 28 * k)
    return {
        "id": (board - 1) * MEETINGS + k + 1,
        "board_id": board,
        "kind": "holding_to_account",
        "ref": f"HTA-{k + 1}",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
    }


def _action(number: int, board: int, k: int, statements: int) -> dict[str, Any]:
    deadline = TODAY + timedelta(days=7 * k - 30)
    return {
        "id": number,
        "board_id": board,
        "plan_id": board,
        "priority_id": (board - 1) * 3 + k % 3 + 1,
        "position": k,
        "ref": f"A{k + 1}",
        "title": f"Strengthen practice in area {k + 1} so that children are seen and heard",
        "words": WORDS,
        "accountable_post_id": (board - 1) * (OFFICERS + 1) + 2 + k % OFFICERS,
        "lifecycle": "in_progress",
        "approved_on": date(2021, 1, 4),
        "start": date(2021, 1, 11),
        "baseline": deadline - timedelta(days=30 if k % 4 == 0 else 0),
        "deadline": deadline,
        "forecast": deadline + timedelta(days=10 if k % 5 == 0 else 0),
        "moves": 1 if k % 4 == 0 else 0,
        "success_measure": "Share of audits judged good",
        "statement_id": number * statements if statements else None,
        "confirmed_rating_id": (number + 1) // 2 if statements and number % 2 else None,
    }


def _milestone(action: int, k: int) -> dict[str, Any]:
    due = TODAY + timedelta(days=30 * k - 40)
    return {
        "action_id": action,
        "position": k,
        "title": f"Step {k + 1} agreed and in use",
        "due": due,
        "done_on": due if k == 0 else None,
        "is_critical": k == 2,
    }


def _statement(action: int, week: int, weeks: int) -> dict[str, Any]:
    return {
        "id": (action - 1) * weeks + week + 1,
        "action_id": action,
        "at": NOW - timedelta(days=7 * (weeks - 1 - week) + 3),
        "progress": WORDS,
        "post": "Service Director",
        "rating": ("amber", "green", "red")[(action + week) % 3],
    }


def _rating(action: int) -> dict[str, Any]:
    return {
        "id": (action + 1) // 2,
        "action_id": action,
        "kind": "confirmed",
        "rating": "amber",
        "at": NOW - timedelta(days=9),
    }


def _to(last: int) -> range:
    return range(1, last + 1)


def _add(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert, and move PostgreSQL's counter behind the ids that were given."""
    for first in range(0, len(rows), 5_000):
        connection.execute(insert(table.__table__), rows[first : first + 5_000])
    if connection.dialect.name == "postgresql" and rows and "id" in rows[0]:
        name = table.__tablename__
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
