"""Heard once, however often it is told; and a record that shows when somebody has touched it."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update

from bot.messages.parts import Reply, said
from bot.run import Run
from storage import audit, people
from storage.database import writing
from storage.tables import Audit, Workspace

NOW = datetime(2021, 6, 1, 8, 30, tzinfo=UTC)


class Clock:
    def now(self):
        return NOW


def test_a_repeat_gets_the_same_answer_and_does_nothing_again(sessions):
    done = []

    def use_case(session, command, now):
        done.append(command)
        return Reply(message=said("note", f"done {len(done)}"))

    run = Run(sessions, Clock(), threads=None)
    first, again = run.do(use_case, "order", "key"), run.do(use_case, "order", "key")

    assert first == again
    assert done == ["order"]


def test_two_deliveries_at_the_same_moment_are_done_once(sessions):
    done, answers, both = [], [], threading.Barrier(2)

    def use_case(session, command, now):
        done.append(command)
        return Reply(message=said("note", f"done by {command}"))

    def deliver(who):
        both.wait(5)
        answers.append(Run(sessions, Clock(), threads=None).do(use_case, who, "key"))

    threads = [threading.Thread(target=deliver, args=(who,)) for who in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(done) == 1
    assert answers[0] == answers[1]


def test_an_answer_that_is_not_settled_leaves_nothing_and_can_be_given_again(sessions):
    def ask_for_more(session, command, now):
        people.workspace_of(session, "slack", "T1")
        return Reply(errors={"next_steps": "Red needs next steps."}, settled=False)

    run = Run(sessions, Clock(), threads=None)
    run.do(ask_for_more, None, "view")

    done = run.do(lambda session, command, now: Reply(message=said("note", "saved")), None, "view")
    assert done.message == said("note", "saved")
    with sessions() as session:
        assert session.scalars(select(Workspace)).all() == []


def test_the_record_holds_until_an_entry_is_changed(sessions):
    with sessions() as session:
        writing(session)
        workspace = people.workspace_of(session, "slack", "T1")
        for number in range(3):
            audit.record(session, workspace, who="Chair", what="confirm_rating", subject=f"A{number}", at=NOW)
        session.commit()
        assert audit.first_broken(session, workspace) is None

        session.execute(update(Audit).where(Audit.subject == "A1").values(to="Green"))
        session.commit()
        session.expire_all()
        assert audit.first_broken(session, workspace).subject == "A1"


@pytest.fixture
def workspace(sessions):
    """A workspace with a record of three entries, A0 to A2."""
    with sessions() as session:
        made = people.workspace_of(writing(session), "slack", "T1")
        for number in range(3):
            audit.record(session, made, who="Chair", what="confirm_rating", subject=f"A{number}", at=NOW)
        session.commit()
        return made


@pytest.mark.parametrize("kept", [2, 0], ids=["the newest", "all of them"])
def test_that_the_newest_entries_were_taken_away_is_seen_and_no_later_entry_hides_it(sessions, workspace, kept):
    with sessions() as session:
        assert not audit.is_cut_short(session, workspace)
        session.execute(delete(Audit).where(Audit.subject.in_([f"A{number}" for number in range(kept, 3)])))
        session.commit()
    with sessions() as session:
        assert audit.first_broken(session, workspace) is None
        assert audit.is_cut_short(session, workspace)
        session.rollback()
        audit.record(writing(session), workspace, who="Chair", what="confirm_rating", subject="A9", at=NOW)
        session.commit()

    with sessions() as session:
        assert audit.first_broken(session, workspace).subject == "A9"


def test_an_entry_added_by_a_release_that_keeps_no_newest_is_followed_and_alarms_nobody(sessions, workspace):
    with sessions() as session:
        known = session.scalars(select(Workspace.audit_head)).one()
        audit.record(session, workspace, who="Chair", what="confirm_rating", subject="A3", at=NOW)
        session.execute(update(Workspace).values(audit_head=known))
        session.commit()
        assert not audit.is_cut_short(session, workspace)
        session.rollback()
        audit.record(writing(session), workspace, who="Chair", what="confirm_rating", subject="A4", at=NOW)
        session.commit()

    with sessions() as session:
        assert audit.first_broken(session, workspace) is None
        assert not audit.is_cut_short(session, workspace)
