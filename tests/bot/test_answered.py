"""Asked again, the same is answered on the spot; and never from before a change or another minute."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from app import assemble
from bot.answered import ROOM, Answered
from bot.messages.parts import Reply
from bot.use_cases.heard import Press, Typed
from config.settings import read_settings
from storage.actions import change_action
from storage.database import writing
from tests.use_cases.sample_board import caller, set_up

NOW = datetime(2021, 6, 8, 9, 0, 10, tzinfo=UTC)
STATUS = Typed(caller("U_CHAIR"), "status", "C_BOARD")


@pytest.fixture
def board(sessions):
    with sessions() as session:
        made = set_up(writing(session))
        session.commit()
        return made


@pytest.fixture
def asking(board, database_url):
    """A bot that is asked; `statements` are those that each question took, `clock.at` is what time it is."""
    clock = SimpleNamespace(at=NOW, now=lambda: clock.at, machine=lambda: clock.at)
    # A welcome is kept, and so is a change: what is asked about here is what is asked after it.
    bot = assemble(read_settings(database_url=database_url, welcome=False), clock)
    statements = []
    event.listen(bot.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    def ask(heard=STATUS):
        statements.clear()
        return asyncio.run(bot.hear(heard, None))

    yield SimpleNamespace(ask=ask, statements=statements, clock=clock)
    bot.close()


def test_the_same_question_again_takes_no_statement_on_sqlite(asking, database_url):
    first = asking.ask()
    assert asking.statements
    again = asking.ask()

    assert again == first
    assert bool(asking.statements) == database_url.startswith("postgresql")


def test_a_change_is_seen_at_once(asking, sessions, board):
    before = asking.ask()
    with sessions() as session:
        change_action(writing(session), board.actions["BCP-12"], title="Reworded meanwhile")
        session.commit()
    after = asking.ask()

    assert "Reworded meanwhile" in str(after)
    assert "Reworded meanwhile" not in str(before)


def test_somebody_else_gets_an_answer_of_their_own(asking):
    chair = asking.ask()
    stranger = asking.ask(Typed(caller("U_STRANGER"), "help", "C_BOARD"))

    assert asking.statements
    assert stranger != chair


def test_the_next_minute_asks_again(asking):
    asking.ask()
    asking.clock.at = NOW + timedelta(minutes=1)
    asking.ask()

    assert asking.statements


def test_an_answer_from_before_a_change_is_not_kept_for_after_it():
    commits = iter([1, 2])
    answered = Answered(lambda: next(commits))
    while_it_changed = answered.page(STATUS, NOW)
    while_it_changed[STATUS] = Reply()

    assert STATUS not in answered.page(STATUS, NOW)


def test_a_press_is_always_worked_out():
    assert Answered(lambda: 1).page(Press(caller("U_CHAIR"), "status.show"), NOW) is None


def test_no_more_is_kept_than_there_is_room_for():
    answered = Answered(lambda: 1)
    for number in range(ROOM + 1):
        heard = Typed(caller("U_CHAIR"), f"status {number}")
        answered.page(heard, NOW)[heard] = Reply()

    assert len(answered.page(STATUS, NOW)) == 1
