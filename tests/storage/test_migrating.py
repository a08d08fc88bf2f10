"""A migrated database is what the code expects, on both engines."""

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, inspect

from storage import outbox, tables
from storage.actions import change_action
from storage.database import sessions, writing
from storage.migrating import differences, migrate, newest_revision, revision_of
from tests.use_cases.sample_board import set_up


def test_a_migrated_database_has_what_the_code_expects(engine: Engine) -> None:
    assert differences(engine) == []
    assert revision_of(engine) == newest_revision() != ""


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)

    assert revision_of(engine) == newest_revision()


def test_the_milestones_that_there_are_get_references_of_their_own(engine: Engine) -> None:
    """Those of the sample board have none, as in a database of the release before."""
    numbering = import_module("storage.migrations.versions.0036_milestone_references")
    with sessions(engine)() as session:
        board = set_up(writing(session))
        twin, other = (board.actions[ref] for ref in ("BCP-03", "BCP-04"))
        later = tables.Plan(board_id=board.id, name="The next plan")
        session.add(later)
        session.flush()
        change_action(session, other, ref="BCP-03", plan_id=later.id)

        with Operations.context(MigrationContext.configure(session.connection())):
            numbering._number_milestones()

        of: dict[int, list[str]] = {twin: [], other: []}
        for step in session.query(tables.Milestone).order_by(tables.Milestone.id):
            of.setdefault(step.action_id, []).append(step.reference)
    assert of[twin] == [f"BCP-03-M{place}" for place in range(1, len(of[twin]) + 1)] and of[twin]
    assert of[other][0] == f"BCP-03-M{len(of[twin]) + 1}", "what an action of the same name has is not given twice"
    given = [reference for references in of.values() for reference in references]
    assert len(given) == len(set(given))


def test_what_is_planned_already_goes_by_the_nearest_meeting_too(engine: Engine) -> None:
    filling = import_module("storage.migrations.versions.0037_nearest_meeting_first")
    with sessions(engine)() as session:
        board = set_up(writing(session))
        meeting = session.query(tables.Meeting).filter(tables.Meeting.ref == "HTA-2021-06-15").one()
        rows = [
            ("asked", "request", {"meeting": meeting.id}, meeting.starts_at),
            ("said", "summary", {}, meeting.starts_at),
        ]
        outbox.plan(session, board.workspace_id, board.id, rows)
        session.query(tables.Outbox).update(
            {"turn": outbox.AFTER_REQUESTS}
        )  # as the migration's column has it at first

        with Operations.context(MigrationContext.configure(session.connection())):
            filling._fill_turns()

        session.expire_all()
        turns = {row.key: row.turn for row in session.query(tables.Outbox)}
        assert turns == {"asked": int(meeting.starts_at.timestamp()) // 60, "said": outbox.AFTER_REQUESTS}
        default = {column["name"]: column["default"] for column in inspect(engine).get_columns("outbox")}["turn"]
        assert str(outbox.AFTER_REQUESTS) in default, "so goes what a release writes that knows no turn"
