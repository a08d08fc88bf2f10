"""A workspace tried out in a copy: all of it, nothing of another's, and nobody kept waiting."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage import actions, boards, people
from storage.copying import copied
from storage.database import Sessions, writing
from storage.tables import Audit, Inbox, Row, Tick
from storage.unchanged import only_reading
from tests.use_cases.sample_board import TUESDAY, SampleBoard, sends_statement, set_up

LEFT_OUT = {Audit.__tablename__, Inbox.__tablename__, Tick.__tablename__}


@pytest.fixture
def two_workspaces(sessions: Sessions) -> tuple[SampleBoard, SampleBoard]:
    """The sample board in each of two workspaces, with a statement that has come in."""
    with sessions() as session:
        ours = set_up(writing(session))
        theirs = set_up(session, team="T2")
        sends_statement(session, ours, "BCP-03", "Green")
        session.commit()
    return ours, theirs


@pytest.fixture
def reading(sessions: Sessions) -> Iterator[Session]:
    with sessions() as session:
        yield only_reading(session)


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = [table for table in Row.metadata.sorted_tables if table.name not in LEFT_OUT]
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_the_copy_has_all_of_the_workspace_and_nothing_of_another(
    reading: Session, two_workspaces: tuple[SampleBoard, SampleBoard]
) -> None:
    ours, theirs = two_workspaces
    with copied(reading, ours.workspace_id) as copy:
        mine = counts(copy)
        there = actions.actions_of(copy, ours.id, TUESDAY.date(), "Europe/London")
        assert boards.boards_for(copy, "slack", "T2") == []
    with copied(reading, theirs.workspace_id) as copy:
        others = counts(copy)

    assert {name: mine[name] + others[name] for name in mine} == counts(reading)
    assert there == actions.actions_of(reading, ours.id, TUESDAY.date(), "Europe/London")
    assert [each.statement is not None and each.statement.reason for each in there][2] == ""


def test_what_is_written_to_the_copy_is_nowhere_else(
    reading: Session, two_workspaces: tuple[SampleBoard, SampleBoard]
) -> None:
    ours, _ = two_workspaces
    with copied(reading, ours.workspace_id) as copy:
        boards.change_board(copy, ours.id, name="Another")
        assert boards.get_board(copy, ours.id).name == "Another"

    assert boards.get_board(reading, ours.id).name != "Another"


def test_others_write_while_the_copy_is_in_use(
    sessions: Sessions, reading: Session, two_workspaces: tuple[SampleBoard, SampleBoard]
) -> None:
    ours, _ = two_workspaces
    with copied(reading, ours.workspace_id) as copy, sessions() as other:
        boards.change_board(copy, ours.id, name="Another")
        boards.change_board(writing(other), ours.id, mash_number="01632 960999")
        other.commit()

    with sessions() as session:
        assert boards.get_board(session, ours.id).mash_number == "01632 960999"


def test_what_was_read_is_kept_only_until_it_changes(
    reading: Session, two_workspaces: tuple[SampleBoard, SampleBoard]
) -> None:
    ours, _ = two_workspaces
    with copied(reading, ours.workspace_id) as copy:
        before = boards.get_board(copy, ours.id)
        assert boards.get_board(copy, ours.id) is before, "asked once"
        with pytest.raises(KeyError), copy.begin_nested():
            boards.change_board(copy, ours.id, name="Another")
            assert boards.get_board(copy, ours.id).name == "Another"
            raise KeyError
        assert boards.get_board(copy, ours.id).name == before.name, "what was taken back is taken back here too"

        person = people.seat_holder(copy, ours.id, people.seats(copy, ours.id)[0][0], TUESDAY.date())
        assert person is not None
        person.name = "Somebody Else"
        assert people.name_of(copy, ours.workspace_id, person.account) == "Somebody Else", "before it is flushed"
        copy.execute(update(Row.metadata.tables["person"]).values(name="Everybody"))
        assert people.name_of(copy, ours.workspace_id, person.account) == "Everybody"
