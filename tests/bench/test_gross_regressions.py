"""What makes the figures of bench/ possible, in a form that no busy machine can upset: counts, and what is loaded."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bot.messages.parts import Message
from bot.use_cases.heard import Typed
from bot.use_cases.status import show_status
from bot.use_cases.summaries import summary_facts
from handlers.slack import render
from storage import boards, deliveries, digests, new_dates, outbox, tables, unchanged
from storage.actions import change_action
from storage.database import Sessions, writing
from tests.use_cases.sample_board import SampleBoard, caller, set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
AT_MOST = 8
NOT_IN_A_SERVER = ("matplotlib", "numpy", "alembic", "openpyxl", "holidays", "typer", "jinja2", "sandbox")
OURS = {"app", "bot", "config", "handlers", "storage"}
TO_BEGIN_WITH = 150
"""Of our modules: all of them together are four times as many, and take longer to load than what they stand on."""


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        # That PostgreSQL says whether anything was committed comes before, and is in place of all the others.
        if not statement.startswith(("BEGIN", "SELECT pg_current_snapshot")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def board(sessions: Sessions) -> SampleBoard:
    with sessions() as session:
        made = set_up(writing(session))
        session.commit()
        return made


def ask(sessions: Sessions, said: str = "") -> Message:
    asked = Typed(by=caller("U_CHAIR"), text=said, channel="C_BOARD", as_typed=f"/account status {said}".strip())
    with sessions() as session:
        reply = show_status(unchanged.only_reading(session), asked, NOW)
    assert reply.message is not None
    return reply.message


def test_a_status_takes_few_statements(sessions: Sessions, engine: Engine, board: SampleBoard) -> None:
    with counted(engine) as statements:
        assert len(render.message(ask(sessions))["blocks"]) > 1
    assert 1 <= len(statements) <= AT_MOST


@pytest.mark.parametrize(
    "what",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"lifecycle": "delivered"}, id="delivered"),
        pytest.param({"lifecycle": "closed_complete"}, id="closed"),
    ],
)
def test_the_card_of_an_action_takes_as_few_statements(
    sessions: Sessions, engine: Engine, board: SampleBoard, what: dict[str, Any]
) -> None:
    with sessions() as session:
        change_action(session, board.actions["BCP-06"], reopened=0, **what)
        asked = new_dates.add_request(
            session, board.actions["BCP-06"], was=None, to=NOW.date(), by=None, at=NOW, reason="A vacancy."
        )
        new_dates.ask_more(session, asked, "Since when?", by=None, post="Independent Chair", at=NOW)
        deliveries.add_delivery(session, board.actions["BCP-06"], at=NOW, state="offered", post="Head of Early Help")
        session.query(tables.Holding).update({"handed_over_at": NOW, "accepted_at": None})
        session.commit()
    with counted(engine) as statements:
        ask(sessions, "BCP-06")
    assert 1 <= len(statements) <= AT_MOST


def test_asked_again_a_status_asks_the_database_at_most_whether_anything_changed(
    sessions: Sessions, engine: Engine, board: SampleBoard
) -> None:
    first = ask(sessions)
    with counted(engine) as statements:
        assert ask(sessions) == first
    assert not statements


def test_the_facts_of_a_summary_take_few_statements(sessions: Sessions, engine: Engine, board: SampleBoard) -> None:
    from bot.use_cases.assessing import assess_plan  # noqa: PLC0415

    with counted(engine) as statements, sessions() as session:
        known = boards.get_board(session, board.id)
        plan = assess_plan(session, known, NOW)
        last = digests.last_digest(session, known.id)
        assert summary_facts(plan, known.today(NOW), 14, last, None, is_sample=False).tally.total == len(board.actions)
    assert len(statements) <= AT_MOST


def test_an_idle_tick_is_one_statement(sessions: Sessions, engine: Engine, board: SampleBoard) -> None:
    def nothing_to_send(session: Session, now: datetime) -> bool:
        return outbox.is_anything_due(session, now, now)

    for look in (nothing_to_send, outbox.due_to_make_up):
        with counted(engine) as statements, sessions() as session:
            assert not look(session, NOW)
        assert len(statements) == 1


SERVER = """
import json, sys
from app import assemble, starting, web_for
from config.settings import read_settings
with starting():
    web_for(assemble(read_settings()))
import bot.delivery, bot.schedule, handlers.slack.gateway, handlers.slack.routes
from bot.use_cases import catalogue
for table in (catalogue._FORMS, catalogue._PRESSES, catalogue._WORDS):
    assert all(table.values())
print(json.dumps(sorted(sys.modules)))
"""
HEARING = """
import json, sys
from app import assemble, starting, web_for
from config.settings import read_settings
with starting():
    web_for(assemble(read_settings()))
import handlers.slack.boundary, handlers.slack.calls, handlers.slack.routes
from bot.use_cases import catalogue, welcoming
from bot.use_cases.heard import Caller, Typed
catalogue.find(Typed(Caller("slack", "T1", "U1"), "status"))
print(json.dumps(sorted(sys.modules)))
"""


def loaded_by(script: str) -> set[str]:
    environment = {**os.environ, "DATABASE_URL": "sqlite://", "SLACK_BOT_TOKEN": "xoxb-1"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True)
    return set(json.loads(done.stdout))


def test_a_server_loads_nothing_that_it_does_not_need() -> None:
    loaded = loaded_by(SERVER)
    packages = {name.partition(".")[0] for name in loaded}
    assert packages.isdisjoint(NOT_IN_A_SERVER), packages & set(NOT_IN_A_SERVER)
    assert "sqlalchemy.dialects.postgresql" not in loaded


def test_a_process_that_hears_begins_with_what_a_status_needs() -> None:
    loaded = loaded_by(HEARING)
    assert {"bot.delivery", "bot.use_cases.due", "bot.use_cases.changing", "bot.use_cases.room"}.isdisjoint(loaded)
    assert {"bot.domain.details", "bot.domain.plan_reading"}.isdisjoint(loaded)
    ours = {name for name in loaded if name.partition(".")[0] in OURS}
    assert "bot.use_cases.status" in ours
    assert len(ours) <= TO_BEGIN_WITH
