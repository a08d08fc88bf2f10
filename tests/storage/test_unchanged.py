"""What is kept is never out of date: not after our own change, nor another connection's, nor another process's."""

import subprocess
import sys
from datetime import UTC, date, datetime
from itertools import count

import pytest
from sqlalchemy import Engine, text

from bot.use_cases.assessing import assess_plan
from storage import boards, unchanged
from storage.actions import change_action
from storage.database import Sessions, open_database, writing
from storage.database import sessions as sessions_over
from tests.use_cases.sample_board import set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)


def asked(sessions: Sessions, find: object) -> object:
    with sessions() as session:
        return unchanged.known(unchanged.only_reading(session), "question", find)  # type: ignore[arg-type]


@pytest.fixture
def board(sessions: Sessions) -> int:
    with sessions() as session:
        made = set_up(writing(session))
        session.commit()
        return made.id


def test_the_same_question_is_worked_out_once_while_nothing_changes(sessions: Sessions, board: int) -> None:
    times = count()
    assert [asked(sessions, lambda: next(times)) for _ in range(3)] == [0, 0, 0]


def test_a_change_over_the_same_connection_is_seen(sessions: Sessions, board: int) -> None:
    times = count()
    assert asked(sessions, lambda: next(times)) == 0
    with sessions() as session:
        boards.change_board(writing(session), board, name="Another name")
        session.commit()
    assert asked(sessions, lambda: next(times)) == 1


def test_a_change_over_another_connection_is_seen(sessions: Sessions, engine: Engine, board: int) -> None:
    times = count()
    assert asked(sessions, lambda: next(times)) == 0
    other = open_database(engine.url.render_as_string(hide_password=False))
    with sessions_over(other)() as session:
        boards.change_board(writing(session), board, name="Another name")
        session.commit()
    other.dispose()
    assert asked(sessions, lambda: next(times)) == 1


def test_a_change_by_another_process_is_seen(sessions: Sessions, engine: Engine, board: int) -> None:
    times = count()
    assert asked(sessions, lambda: next(times)) == 0
    change = (
        "import sys; from storage.database import open_database; from sqlalchemy import text\n"
        "with open_database(sys.argv[1]).begin() as c: c.execute(text(\"UPDATE board SET name = 'Another'\"))"
    )
    url = engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", change, url], check=True)
    assert asked(sessions, lambda: next(times)) == 1


def test_what_was_begun_before_a_change_is_not_kept_for_after_it(
    sessions: Sessions, engine: Engine, board: int
) -> None:
    def name_of_board() -> str:
        with sessions() as session:
            unchanged.only_reading(session)
            return unchanged.known(
                session, "name", lambda: str(session.execute(text("SELECT name FROM board")).scalar_one())
            )

    def name_while_it_changes() -> str:
        with sessions() as session:
            unchanged.only_reading(session)
            return unchanged.known(session, "name", lambda: _read_then_rename(session, sessions, board))

    before = name_while_it_changes()
    assert (before, name_of_board()) == ("Children’s Services Improvement Board", "Another name")


def _read_then_rename(session: object, sessions: Sessions, board: int) -> str:
    found = str(session.execute(text("SELECT name FROM board")).scalar_one())  # type: ignore[attr-defined]
    with sessions() as other:
        boards.change_board(writing(other), board, name="Another name")
        other.commit()
    return found


def test_a_transaction_that_may_change_things_always_asks(sessions: Sessions, board: int) -> None:
    times = count()
    with sessions() as session:
        writing(session)
        assert [unchanged.known(session, "question", lambda: next(times)) for _ in range(2)] == [0, 1]


def test_the_next_day_is_another_question(sessions: Sessions, board: int) -> None:
    with sessions() as session:
        unchanged.only_reading(session)
        known = boards.get_board(session, board)
        today = assess_plan(session, known, NOW)
        tomorrow = assess_plan(session, known, NOW.replace(day=9))
    assert {each.today for each in today} == {date(2021, 6, 8)}
    assert {each.today for each in tomorrow} == {date(2021, 6, 9)}


def test_a_plan_is_shown_as_changed_to_whoever_asks_next(sessions: Sessions, board: int) -> None:
    def deadline() -> date | None:
        with sessions() as session:
            unchanged.only_reading(session)
            return assess_plan(session, boards.get_board(session, board), NOW)[0].action.deadline

    deadline()
    with sessions() as session:
        writing(session)
        first = assess_plan(session, boards.get_board(session, board), NOW)[0]
        change_action(session, first.action.id, deadline=date(2022, 1, 1))
        session.commit()
    assert deadline() == date(2022, 1, 1)


def test_what_is_kept_stays_small(sessions: Sessions, board: int) -> None:
    times = count()
    with sessions() as session:
        unchanged.only_reading(session)
        large = [
            unchanged.known(session, "large", lambda: next(times), size=lambda _: unchanged.ROOM + 1) for _ in "ab"
        ]
        for number in range(3 * unchanged.ROOM):
            unchanged.known(session, number, lambda: "")
        kept = session.info["unchanged"]
    assert large == [0, 1]
    assert len(kept) <= unchanged.ROOM
