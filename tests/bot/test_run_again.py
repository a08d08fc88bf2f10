"""Two who each wait for what the other has: PostgreSQL ends one of them, and whoever that is has it done again."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.domain.cycle import STATEMENT_REQUEST
from bot.domain.troubles import Trouble
from bot.messages.parts import Reply, said
from bot.run import AGAIN_WITHIN, TRIES, Run
from bot.use_cases.planning import plan_meeting
from storage import audit, boards, meetings, outbox, tables
from storage.database import Sessions, writing
from storage.troubles import InTrouble
from tests.bot.test_delivery import TUESDAY, Office
from tests.use_cases.sample_board import SampleBoard, set_up

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
CLOCK = SimpleNamespace(now=lambda: NOW, machine=lambda: NOW)
ONE, OTHER = (text(f"SELECT pg_advisory_xact_lock({number})") for number in (1, 2))
WAITS = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
LONG_ENOUGH = 1.0
"""Seconds in which one comes as far as it can while another holds on; waiting less could only hide a fault."""


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.fixture
def office(sessions: Sessions) -> Office:
    return Office(sessions)


@pytest.fixture
def run(sessions: Sessions, threads: ThreadPoolExecutor) -> Run:
    return Run(sessions, CLOCK, threads)


def ended_with(state: str, times: int) -> Callable[[Session, str, datetime], Reply]:
    """A use case that PostgreSQL ends with this SQLSTATE so many times, after it has said something."""
    left = [times]

    def says(session: Session, words: str, now: datetime) -> Reply:
        session.add(tables.Workspace(platform="slack", team=words, audit_head=""))
        session.flush()
        left[0] -= 1
        if left[0] >= 0:
            session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'ended' USING ERRCODE = '{state}'; END $$"))
        return Reply(message=said("note", f"The {words} is there."))

    return says


def teams(sessions: Sessions) -> list[str]:
    with sessions() as session:
        return list(session.scalars(select(tables.Workspace.team)))


@pytest.mark.parametrize("state", ["40P01", "40001"], ids=["a deadlock", "a serialization failure"])
def test_a_form_that_has_to_give_way_twice_is_done_once_and_whoever_sent_it_hears_nothing_of_it(run, sessions, state):
    answer = run.do(ended_with(state, TRIES - 1), "T7", "slack:T1:V1")
    repeated = run.do(ended_with(state, 0), "T7", "slack:T1:V1")

    assert teams(sessions) == ["T7"]
    assert answer == repeated == Reply(message=said("note", "The T7 is there."))


def test_a_form_that_has_to_give_way_each_time_is_told_so_and_counts_once_when_it_is_sent_again(run, sessions):
    with pytest.raises(InTrouble) as told:
        run.do(ended_with("40P01", TRIES), "T7", "slack:T1:V1")
    assert (told.value.trouble, teams(sessions)) == (Trouble.LOCKED, [])

    run.do(ended_with("40P01", 0), "T7", "slack:T1:V1")

    assert teams(sessions) == ["T7"]


def test_it_is_not_begun_again_when_whoever_waits_would_have_no_answer_in_time(sessions, threads):
    seconds = iter([0.0, AGAIN_WITHIN + 0.1])
    run = Run(sessions, CLOCK, threads, seconds=lambda: next(seconds))

    with pytest.raises(InTrouble):
        run.do(ended_with("40P01", 1), "T7", "slack:T1:V1")

    assert teams(sessions) == []


def test_what_fails_for_another_reason_is_not_done_again(run):
    with pytest.raises(DBAPIError):
        run.do(ended_with("23514", 1), "T7", "slack:T1:V1")


def test_a_form_and_another_that_each_wait_for_what_the_other_has_are_both_done(run, sessions, threads, engine):
    holds, tries = threading.Event(), []

    def other() -> None:
        with sessions() as session:
            session.execute(text("SET LOCAL deadlock_timeout = '60s'"))  # so that it is the form that gives way
            session.execute(OTHER)
            holds.set()
            form_has_one.wait(20)
            session.execute(ONE)
            session.add(tables.Workspace(platform="slack", team="other", audit_head=""))
            session.commit()

    def form(session: Session, _command: str, _now: datetime) -> Reply:
        tries.append(1)
        session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
        session.execute(ONE)
        form_has_one.set()
        with engine.connect() as looking:
            while len(tries) == 1 and not looking.execute(WAITS).scalar_one():
                looking.rollback()
        session.execute(OTHER)
        session.add(tables.Workspace(platform="slack", team="form", audit_head=""))
        return Reply(message=said("note", "Done."))

    form_has_one = threading.Event()
    running = threads.submit(other)
    holds.wait(20)
    run.do(form, "", "slack:T1:V1")
    running.result(20)

    assert (sorted(teams(sessions)), len(tries)) == (["form", "other"], 2)


@contextmanager
def deadlocks(engine: Engine) -> Iterator[list[str]]:
    """The deadlocks that there are meanwhile."""
    seen: list[str] = []

    def note(context: Any) -> None:
        if getattr(context.original_exception, "sqlstate", "") == "40P01":
            seen.append(str(context.statement))

    event.listen(engine, "handle_error", note)
    yield seen
    event.remove(engine, "handle_error", note)


def test_two_who_have_each_said_something_do_not_wait_for_one_another_to_put_it_on_the_record(office, engine, threads):
    both_have = threading.Barrier(2, timeout=20)

    def says_and_records(name: str) -> None:
        with office.sessions() as session:
            workspace = office.board.workspace_id
            outbox.say(writing(session), workspace, key=name, to="U_QA", message=said("note", name), due=TUESDAY)
            both_have.wait()
            audit.record(session, workspace, who="Chair", what="confirm_rating", subject=name, at=TUESDAY)
            session.commit()

    with deadlocks(engine) as seen:
        list(threads.map(says_and_records, ("one", "other")))

    assert seen == []
    with office.sessions() as session:
        assert sorted(session.scalars(select(tables.Audit.subject))) == ["one", "other"]
        assert audit.first_broken(session, office.board.workspace_id) is None


def test_two_workers_over_the_boards_of_two_workspaces_do_not_wait_for_one_another(office, engine, threads):
    """The boards are, by their age, of the first workspace, of the second, and of the first again."""
    second = office.does(set_up, team="T2", name="Another board")
    third = office.does(set_up, name="A third board")
    batches = [requests_of(office, board) for board in (office.board, second, third)]
    both_have = threading.Barrier(2)

    def pauses_at_its_first(connection, _cursor, statement, *_more) -> None:
        if "SKIP LOCKED" in statement and not connection.info.setdefault("paused", False):
            connection.info["paused"] = True
            with suppress(threading.BrokenBarrierError):
                both_have.wait(LONG_ENOUGH)

    def works(worker: Delivery, batch: list[outbox.Planned]) -> None:
        worker._make_up(batch)

    event.listen(engine, "after_cursor_execute", pauses_at_its_first)
    with deadlocks(engine) as seen:
        first = threads.submit(works, office.worker, [batches[0][0], batches[1][0]])
        other = threads.submit(works, office.another_worker("second"), [batches[1][1], batches[2][0]])
        first.result(30)
        other.result(30)

    assert seen == []


def requests_of(office: Office, board: SampleBoard) -> list[outbox.Planned]:
    """What officers are to be asked for the next meeting of a board."""

    def plan(session: Session) -> list[outbox.Planned]:
        found = boards.get_board(session, board.id)
        for meeting in meetings.meetings_of(session, board.id, since=TUESDAY):
            plan_meeting(session, found, meeting, TUESDAY)
        due = outbox.due_to_make_up(session, TUESDAY, most=1_000)
        return [one for one in due if (one.board_id, one.kind) == (board.id, STATEMENT_REQUEST)]

    return list(office.does(plan))
