"""What it costs to get messages out: drained into a gateway that answers at once, and over HTTP to a local Slack."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam, insert, text

from bench.databases import postgresql, sqlite
from bench.filling import NOW, add_members, open_filled
from bench.measuring import Effort, Seen, ratio
from bot.delivery import Delivery
from bot.log import set_up_log
from bot.messages.parts import said
from bot.ports import Outgoing, Reachable, Sent
from bot.run import Run
from storage import tables
from storage.database import sessions
from storage.tables import Moment

MESSAGE = said("note", "Audits fell to 15 of 25 this month.").model_dump(mode="json")


class Standing:
    """The board's clock, standing where the sample data stands; and this machine's."""

    def now(self) -> datetime:
        return NOW

    def machine(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic())


class Nowhere:
    """A platform that has everything at once, and keeps only how much."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def send(self, outgoing: Outgoing) -> Sent:
        self.keys.append(outgoing.key)
        return Sent("C:1")

    async def amend(self, outgoing: Outgoing, ref: str) -> Sent:
        return Sent(ref)

    async def find(self, outgoing: Outgoing) -> None:
        return None

    async def reachable(self, team: str, to: str) -> Reachable:
        return Reachable(yes=True)


def add_due(
    engine: Engine,
    rows: int,
    *,
    while_off: bool = False,
    letter: str = "U",
    board: int | None = 1,
    to: Sequence[str] = (),
) -> None:
    """So many messages that are due: all at this instant, or one after another over the week before it."""
    week = timedelta(days=7) / rows
    made = [
        {
            "workspace_id": 1, "board_id": board, "key": f"due:{number}", "kind": "note", "args": {},
            "to": to[number] if to else f"{letter}{number}", "message": MESSAGE, "state": "pending",
            "due_at": NOW - week * (rows - number) if while_off else NOW,
            "leased_by": "", "attempts": 0, "in_doubt": False, "ref": "", "why": "", "heard": "",
        }
        for number in range(rows)
    ]  # fmt: skip
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
        for first in range(0, rows, 5_000):
            connection.execute(insert(tables.Outbox.__table__), made[first : first + 5_000])
        connection.execute(text("ANALYZE"))


def drain(effort: Effort) -> list[Seen]:
    """All due at one instant, and all due while it was off: drained into nowhere, beside a bare claim-and-mark loop."""
    set_up_log(level="error")
    found, rows = [], effort.of(10_000, 2_000)
    for name, where in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with where() as url:
            engine = open_filled(url, 1, statements=0)
            add_members(engine, [f"U{number}" for number in range(rows)])
            for figure, while_off in (("due at one instant", False), ("due while it was off", True)):
                rounds = 1 if effort.quick else 3
                found += drained(engine, f"{rows:,} {figure}, {name}", rows, while_off=while_off, rounds=rounds)
            engine.dispose()
    return found


def drained(engine: Engine, figure: str, rows: int, *, while_off: bool, rounds: int) -> list[Seen]:
    """How long so many take beside a bare loop, and whether each went once."""
    ours, bare, went = [], [], []
    for _ in range(rounds):
        add_due(engine, rows, while_off=while_off)
        bare.append(_seconds(lambda: claim_and_mark(engine)))
        add_due(engine, rows, while_off=while_off)
        gateway = Nowhere()
        ours.append(_seconds(lambda gateway=gateway: asyncio.run(_drain_into(engine, gateway))))
        went.append(len(gateway.keys) == len(set(gateway.keys)) == rows)
    how = f"ours {min(ours):.1f} s, {rows / min(ours):,.0f} a second; bare {min(bare):.1f} s"
    once = Seen(f"each of {figure} goes once", "all", "all" if all(went) else "NOT ALL", all(went))
    add_due(engine, rows, while_off=while_off)
    more = _memory(lambda: asyncio.run(_drain_into(engine, Nowhere())))
    memory = Seen(f"memory at the most for {figure}", "≤ 20 MB more", f"{more:.1f} MB more", more <= 20)
    return [ratio(figure, ours, bare, 2.0, how), once, memory]


async def _drain_into(engine: Engine, gateway: Nowhere) -> None:
    made, clock, threads = sessions(engine), Standing(), ThreadPoolExecutor(8)
    delivery = Delivery(Run(made, clock, threads), made, clock, gateway, platform="slack", worker="bench", pace=0.0)
    while await delivery.deliver():
        pass
    threads.shutdown()


def claim_and_mark(engine: Engine) -> None:
    """What somebody would write who had nothing to fear: claim one, commit, mark it sent, commit."""
    locked = " FOR UPDATE SKIP LOCKED" if engine.dialect.name == "postgresql" else ""
    first = "SELECT id FROM outbox WHERE state = 'pending' AND due_at <= :now ORDER BY due_at, turn, id LIMIT 1"
    claim = text(f"UPDATE outbox SET state = 'leased' WHERE id = ({first}{locked}) RETURNING id")
    mark = text("UPDATE outbox SET state = 'sent' WHERE id = :id")
    claim = claim.bindparams(bindparam("now", NOW, Moment))
    with engine.connect() as connection:
        while (claimed := connection.execute(claim).scalar()) is not None:
            connection.commit()
            connection.execute(mark, {"id": claimed})
            connection.commit()


def _memory(work: Callable[[], object]) -> float:
    """Megabytes of objects that it holds at the most, beyond those that were there. It takes a few times as long."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (most - before) / 1e6


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before
