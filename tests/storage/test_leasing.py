"""Leasing with much that is due: no worker reads more than it needs, and no two take the same."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import event, insert, text

from app import MachineClock, SharedClock, assemble
from bot.waiting_over import WaitingOver
from config.settings import Settings
from storage import boards, outbox
from storage.backlog import backlog
from storage.database import time_of, writing
from storage.tables import Outbox, Workspace

NOW = datetime(2021, 6, 1, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)


@pytest.fixture
def due(sessions):
    """Put so many messages in the outbox, all due, to so many conversations in turn."""

    def add(rows, conversations):
        usual = {"kind": "note", "args": {}, "message": {}, "leased_by": "", "ref": "", "why": "", "heard": ""}
        with sessions() as session:
            session.add(Workspace(id=1, platform="slack", team="T1"))
            session.flush()
            made = [
                {**usual, "workspace_id": 1, "key": f"m{number}", "to": f"U{number % conversations}",
                 "state": "pending", "due_at": NOW - timedelta(seconds=rows - number), "attempts": 0, "in_doubt": False}
                for number in range(rows)
            ]  # fmt: skip
            session.execute(insert(Outbox), made)
            session.commit()

    return add


def lease(session, most=20, at=NOW):
    ids = outbox.next_to_go(session, now=NOW, machine_now=at, most=most, platform="slack")
    session.rollback()
    taken = outbox.lease(writing(session), ids, machine_now=at, until=at + LEASE, worker="w", most=most)
    return [row.key for row in taken]


def test_a_lease_reads_no_more_of_five_thousand_than_of_fifty(sessions, engine, due):
    due(5_000, conversations=5_000)
    read = []
    event.listen(engine, "after_cursor_execute", lambda _c, cursor, statement, *_: read.append(statement))

    with sessions() as session:
        assert len(lease(session)) == 20

    assert len([statement for statement in read if statement.startswith(("SELECT", "UPDATE"))]) <= 6


def test_the_oldest_go_first_and_one_of_each_conversation(sessions, due):
    due(600, conversations=3)

    with sessions() as session:
        assert lease(session) == ["m0", "m1", "m2"]


def test_one_busy_conversation_does_not_hide_the_others_behind_it(sessions, due):
    due(450, conversations=1)
    with sessions() as session:
        session.query(Outbox).filter(Outbox.key.in_(["m440", "m449"])).update({"to": "U9"})
        session.commit()

    with sessions() as session:
        assert lease(session) == ["m0", "m440"]


def test_what_waits_to_be_tried_again_keeps_its_place_before_the_rest_of_its_conversation(sessions, due):
    due(4, conversations=2)
    with sessions() as session:
        session.query(Outbox).filter_by(key="m0").update({"state": "retry", "not_before": NOW + timedelta(minutes=5)})
        session.commit()

    with sessions() as session:
        assert lease(session) == ["m1"]
        session.commit()
    with sessions() as session:
        assert lease(session, at=NOW + timedelta(minutes=5)) == ["m0", "m1"], "m1's lease has run out by then"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_that_look_at_the_same_moment_take_different_messages_and_neither_waits(sessions, due):
    due(100, conversations=100)

    with sessions() as one, sessions() as other:
        first, second = lease(one), lease(other)
        one.commit()
        other.commit()

    assert (len(first), len(second)) == (20, 20)
    assert set(first).isdisjoint(second)


LOOKS = {
    "whether anything is due": lambda session: outbox.is_anything_due(session, NOW, NOW),
    "what is next to go": lambda session: outbox.next_to_go(
        session, now=NOW, machine_now=NOW, most=20, platform="slack"
    ),
    "what is to be made up": lambda session: outbox.due_to_make_up(session, NOW),
    "when the next thing is due": outbox.next_due,
    "whether somebody was told": lambda session: outbox.was_told(session, 1, "U7", "note"),
    "how the outbox stands": lambda session: backlog(session, NOW),
}


def test_however_much_was_sent_it_is_not_gone_through(sessions, engine, due):
    """The plans that the engines make for it search by an index, with ten thousand rows behind them."""
    due(10_000, conversations=400)
    with sessions() as session:
        session.query(Outbox).update({"state": "sent"})
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()

    for name, look in LOOKS.items():
        with sessions() as session:
            with asking(engine) as asked:
                look(session)
            plans = "\n".join(plan_of(session, *each) for each in asked if each[0].startswith("SELECT"))

        assert "ix_outbox_" in plans, name
        assert not re.search(r"SCAN outbox|Seq Scan on outbox", plans), f"{name}: {plans}"


@contextmanager
def asking(engine):
    """The statements that are asked in the block, each with what it was given."""
    asked = []

    def note(_connection, _cursor, words, given, *_):
        asked.append((words, given))

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("ways", [{"paused_at": NOW}, {"started_at": None}], ids=["paused", "never started"])
def test_what_waits_for_a_board_that_does_not_speak_is_no_work(sessions, due, ways):
    due(50, conversations=50)
    with sessions() as session:
        board = boards.add_board(writing(session), 1, "Sample board", started_at=NOW)
        session.query(Outbox).update({"board_id": board})
        session.commit()
        assert outbox.is_anything_due(session, NOW, NOW) is True
        session.rollback()
        boards.change_board(writing(session), board, **ways)
        session.commit()

        assert outbox.is_anything_due(session, NOW, NOW) is False


def plan_of(session, words, given):
    """How the engine would go about a statement, in its own words."""
    explain = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    cursor = session.connection().connection.cursor()
    cursor.execute(explain + words, given)
    return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_machines_whose_clocks_differ_lease_by_the_same_one(engine):
    """One has just been started, the other has been up for a year: neither's own clock counts."""
    just, long_ago = (SharedClock(lambda: time_of(engine), lambda at=at: at) for at in (0.0, 31_536_000.0))

    assert abs(just.machine() - long_ago.machine()) < timedelta(seconds=30)
    assert abs(just.machine() - time_of(engine)) < timedelta(seconds=30)


def test_the_shared_clock_is_asked_twice_a_minute_and_goes_on_by_itself_in_between():
    passed, said = [0.0], [NOW, NOW + timedelta(hours=1)]
    clock = SharedClock(lambda: said.pop(0), lambda: passed[0])
    assert clock.machine() == NOW

    passed[0] = 29.0
    assert clock.machine() == NOW + timedelta(seconds=29)
    passed[0] = 30.0
    assert clock.machine() == NOW + timedelta(hours=1)


def test_a_worker_on_sqlite_notices_that_the_clock_of_its_machine_is_set_and_leaves_one_that_a_test_pushes() -> None:
    settings = Settings(_env_file=None, database_url=SecretStr("sqlite://"))
    by_itself, pushed = assemble(settings), assemble(settings, MachineClock())

    assert isinstance(by_itself.waiting_over, WaitingOver)
    assert by_itself.leases_over() < NOW < pushed.leases_over()
    assert not isinstance(pushed.waiting_over, WaitingOver)
    for made in (by_itself, pushed):
        made.close()
