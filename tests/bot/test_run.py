"""Doing a thing once, however often and wherever it is heard; what is remembered of it holds nobody's words."""

import asyncio
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import event, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import assemble
from bot.domain.refusals import Refusal
from bot.domain.troubles import Trouble
from bot.steps import Step
from bot.use_cases.heard import Answers, Press
from config.settings import read_settings
from storage import tables
from storage.database import writing
from storage.troubles import CommitInDoubt, trouble_of
from tests.bad_luck import Cable
from tests.conftest import run_on
from tests.use_cases.sample_board import caller, set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
WORDS = "Audits fell to fifteen of twenty-five."
SAID = {
    "progress": WORDS,
    "effect": "None yet.",
    "rating": "Red",
    "cause": "Not known yet.",
    "next_steps": "Two more auditors.",
}


@pytest.fixture
def heard(sessions, database_url):
    """A way to do what was heard, as one of several processes: a function of what was heard and its key."""
    with sessions() as session:
        board = set_up(writing(session))
        session.commit()
    clock = SimpleNamespace(now=lambda: NOW, machine=lambda: NOW)

    def hear(*told, url=database_url, on_step=None):
        bot = assemble(read_settings(database_url=url), clock, on_step)

        async def all_at_once():
            return await asyncio.gather(*(bot.hear(what, key) for what, key in told))

        try:
            return asyncio.run(all_at_once())
        finally:
            bot.close()

    return SimpleNamespace(hear=hear, board=board, sessions=sessions)


def form(heard, said=SAID, who="U_QA", reason_asked=True):
    about = json.dumps({"action": heard.board.actions["BCP-06"], "reason_asked": reason_asked})
    return Answers(caller(who), "statement.submit", about, said)


def sent_in(heard):
    with heard.sessions() as session:
        found = select(tables.Statement.progress).where(tables.Statement.came_by == "form")
        return list(session.scalars(found))


def test_a_form_that_two_workers_hear_at_once_is_done_once(heard):
    answers = heard.hear(*[(form(heard), "slack:T1:V1")] * 6)

    assert sent_in(heard) == [WORDS]
    assert all(answer == answers[0] for answer in answers)


def test_two_forms_are_two_versions_and_the_first_stays_as_it_was(heard):
    heard.hear((form(heard), "slack:T1:V1"))
    heard.hear((form(heard, SAID | {"progress": "Audits are back at twenty-five."}), "slack:T1:V2"))

    assert sent_in(heard) == [WORDS, "Audits are back at twenty-five."]


def test_the_same_view_in_another_workspace_is_another_thing(heard):
    heard.hear((form(heard), "slack:T2:V1"))
    heard.hear((form(heard), "slack:T1:V1"))

    assert len(sent_in(heard)) == 2


def test_a_form_that_came_back_asking_leaves_nothing_and_can_be_sent_again_under_its_key(heard):
    better = SAID | {"rating": "Green", "forecast": datetime(2022, 6, 1, tzinfo=UTC).date()}
    (asked,) = heard.hear((form(heard, better, reason_asked=False), "slack:T1:V1"))
    assert asked.form is not None
    assert sent_in(heard) == []

    heard.hear((form(heard, better), "slack:T1:V1"))

    assert sent_in(heard) == [WORDS]


def test_what_was_refused_leaves_nothing_behind(heard):
    with pytest.raises(Refusal):
        heard.hear((form(heard, SAID | {"next_steps": None}), "slack:T1:V1"))

    heard.hear((form(heard), "slack:T1:V1"))

    assert sent_in(heard) == [WORDS]


def test_a_draft_saved_again_from_a_screen_that_did_not_change_is_the_newer_one(heard):
    """Slack may fail to draw the form again, and then the second press looks like the first."""
    for words in ("First thoughts.", WORDS):
        about = form(heard).about
        draft = Press(caller("U_QA"), "statement.keep_draft", "6", form="statement.submit", form_about=about,
                      answers={"progress": words})  # fmt: skip
        heard.hear((draft, "slack:T1:V1:hash:statement.keep_draft"))

    with heard.sessions() as session:
        assert [draft.answers["progress"] for draft in session.scalars(select(tables.Draft))] == [WORDS]


def test_what_is_remembered_and_what_is_on_the_record_hold_no_words_of_a_statement(heard):
    about = form(heard).about
    draft = Press(caller("U_QA"), "statement.keep_draft", "6", form="statement.submit", form_about=about, answers=SAID)

    heard.hear((draft, "slack:T1:V1:h:d"))
    heard.hear((form(heard), "slack:T1:V1"))

    with heard.sessions() as session:
        rows = [*session.scalars(select(tables.Inbox)), *session.scalars(select(tables.Audit))]
        rows += session.scalars(select(tables.Outbox))
        told = json.dumps([{name: str(value) for name, value in vars(row).items()} for row in rows])
    assert rows
    assert [words for words in SAID.values() if len(words) > 5 and words in told] == []


def test_while_what_will_be_sent_is_worked_out_after_a_choice_of_plan_others_may_write(heard):
    about = f"{heard.board.id}:{json.dumps({'text': 'preview 26 weeks'})}"
    begun: list[bool] = []

    def note(_session, _transaction, connection):
        begun.append(bool(connection.get_execution_options().get("writes")))

    event.listen(Session, "after_begin", note)
    try:
        (answer,) = heard.hear((Press(caller("U_PM"), "plan.choose", about), "slack:T1:P1"))
    finally:
        event.remove(Session, "after_begin", note)

    assert answer.message.kind == "sending_previewed"
    assert begun[0] is True, "the choice"
    assert begun[-1] is True, "that it was looked at"
    assert begun[1] is False, "the look itself"


ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@ON_POSTGRESQL
def test_a_form_whose_connection_is_ended_before_the_commit_leaves_nothing_and_counts_once_when_sent_again(
    heard, database_url
):
    ended = []

    def ends_all_connections(step):
        if step == Step.DOING and not ended:
            ended.append(step)
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            run_on(make_url(database_url), f"{others} AND pid <> pg_backend_pid()")

    with pytest.raises(DBAPIError) as failed:
        heard.hear((form(heard), "slack:T1:V1"), on_step=ends_all_connections)
    assert trouble_of(failed.value) is Trouble.GONE
    assert sent_in(heard) == []

    (answer,) = heard.hear((form(heard), "slack:T1:V1"))

    assert answer.settled
    assert sent_in(heard) == [WORDS]


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "at_commit", ["swallows_from_commit", "cut_at_commit"], ids=["the server hangs", "the answer is lost"]
)
def test_a_form_that_was_kept_and_not_answered_is_said_to_be_in_doubt_and_counts_once(heard, database_url, at_commit):
    cable = Cable(make_url(database_url))

    def fails(step):
        setattr(cable, at_commit, step == Step.DOING)

    with pytest.raises(CommitInDoubt):
        heard.hear((form(heard), "slack:T1:V1"), url=cable.url.render_as_string(hide_password=False), on_step=fails)
    cable.close()

    (answer,) = heard.hear((form(heard), "slack:T1:V1"))

    assert answer.settled
    assert sent_in(heard) == [WORDS]


def test_an_error_of_the_database_does_not_repeat_what_was_written(sessions):
    with sessions() as session, pytest.raises(DBAPIError) as failed:
        session.execute(text("INSERT INTO no_such_table VALUES (:words)"), {"words": WORDS})

    assert WORDS not in str(failed.value)
