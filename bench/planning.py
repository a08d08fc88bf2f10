"""What it costs to plan the cycles of many meetings."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import Engine, func, insert, select, text

from bench.databases import postgresql, sqlite
from bench.filling import MEETINGS, NOW, open_filled
from bench.measuring import Effort, Seen, ratio
from bot.use_cases.planning import plan_meeting
from storage import boards, meetings, tables
from storage.database import sessions, writing

BEFORE = NOW - timedelta(days=500)
"""Before the first of the meetings, so that none of their rungs has passed."""


def cycles(effort: Effort) -> list[Seen]:
    """Every rung of every meeting, beside a bare bulk insert of the same rows."""
    found, whole = [], effort.of(770, 40)
    _load_what_is_loaded_once()
    for name, where in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with where() as url:
            engine = open_filled(url, whole, statements=0, on_a_board=5)
            found.append(_beside_bare(engine, name, whole, 1 if effort.quick else 3))
            engine.dispose()
    with sqlite() as url:
        found.append(_linear(url, whole))
    return found


def _load_what_is_loaded_once() -> None:
    """The holidays of every country and the mapping of every table: half a second of a process, and of no row."""
    with sqlite() as url:
        engine = open_filled(url, 1, statements=0, on_a_board=1)
        _planned(engine)
        engine.dispose()


def _beside_bare(engine: Engine, name: str, boards_: int, rounds: int) -> Seen:
    ours, bare = [], []
    for _ in range(rounds):
        ours.append(_planned(engine))
        with engine.connect() as connection:
            rows = [dict(row._mapping) for row in connection.execute(select(tables.Outbox.__table__))]
        _empty(engine)
        bare.append(_inserted(engine, rows))
        _empty(engine)
    how = f"{len(rows):,} rows, {min(ours) / len(rows) * 1e6:.0f} µs a row; bare {min(bare) / len(rows) * 1e6:.0f} µs"
    return ratio(f"{boards_ * MEETINGS:,} meetings, {name}", ours, bare, 2.0, how)


def _linear(url: str, boards_: int) -> Seen:
    """A row of a few meetings beside a row of ten times as many."""
    costs = []
    for number in (max(boards_ // 10, 1), boards_):
        engine = open_filled(f"{url}{number}", number, statements=0, on_a_board=5)
        seconds = _planned(engine)
        with engine.connect() as connection:
            costs.append(seconds / (connection.scalar(select(func.count()).select_from(tables.Outbox)) or 1))
        engine.dispose()
    how = f"{costs[0] * 1e6:.0f} µs a row, then {costs[1] * 1e6:.0f} µs"
    seen = costs[1] / costs[0]
    return Seen("ten times as many meetings, a row", "≤ 1.3 ×", f"{seen:.2f} ×", seen <= 1.3, how)


def _planned(engine: Engine) -> float:
    before = time.perf_counter()
    with sessions(engine)() as session:
        for board in boards.all_boards(writing(session)):
            for meeting in meetings.meetings_of(session, board.id, since=BEFORE):
                plan_meeting(session, board, meeting, BEFORE)
        session.commit()
    return time.perf_counter() - before


def _inserted(engine: Engine, rows: list[dict[str, object]]) -> float:
    before = time.perf_counter()
    with engine.begin() as connection:
        for first in range(0, len(rows), 5_000):
            connection.execute(insert(tables.Outbox), rows[first : first + 5_000])
    return time.perf_counter() - before


def _empty(engine: Engine) -> None:
    """So that each round finds the table as the first one did. PostgreSQL keeps what is deleted until it is vacuumed,
    and would take longer over it than it is waited for.
    """
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE outbox" if engine.dialect.name == "postgresql" else "DELETE FROM outbox"))
