"""Somebody's details, taken out of everything that was kept and sent."""

from datetime import UTC, datetime
from unicodedata import normalize

import pytest
from sqlalchemy import Text, cast, false, select

from bot.domain.refusals import Refusal
from bot.messages.parts import Message, Quote, Reply, said
from bot.messages.removing import SWEEPING
from bot.messages.text import as_text
from bot.use_cases.heard import Answers, Typed
from bot.use_cases.removing import remove_words
from storage import audit, boards, inbox, outbox, plan_files, reporting, tables
from storage.reporting import State
from tests.use_cases.measured_board import does
from tests.use_cases.sample_board import caller, set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
WORDS = "Zoë from Elm’s Yard"
LEFT_ALONE = {"about": "A6", "does": "challenge.open"}


@pytest.fixture
def written(session, board):
    """The words in a statement, a draft, a challenge, the record, and a message that was sent."""
    action = board.actions["BCP-06"]
    person = session.query(tables.Person).first().id
    session.add_all(
        [
            tables.Statement(action_id=action, at=NOW, progress=f"Good. {WORDS}, is safe.", rating="Green"),
            tables.Draft(action_id=action, person_id=person, answers={"progress": f"({WORDS})"}, at=NOW),
            tables.Challenge(
                board_id=board.id, action_id=action, ref="C-1", question="How is zoë  from\nelm's yard?",
                raised_by=person, raised_post="Chair", raised_at=NOW,
            ),
        ]
    )  # fmt: skip
    audit.record(session, board.workspace_id, who="X", what="watch", subject="BCP-06", at=NOW, why=WORDS)
    audit.record(session, board.workspace_id, who="X", what="watch", subject="BCP-07", at=NOW, why="all well")
    message = Message(kind="question", heading="A question", parts=(Quote(text=WORDS),))
    outbox.say(session, board.workspace_id, board_id=board.id, to="U_QA", message=message, key="q1", due=NOW)
    row = session.query(tables.Outbox).filter_by(key="q1").one()
    row.state, row.ref = "sent", "D1:1.1"
    session.flush()
    return row.id


def everything(session) -> str:
    """Each text of each table, but for what a worker is still to look for in chat."""
    found = []
    for table in tables.Row.metadata.sorted_tables:
        errand = table.c.kind == SWEEPING if table.name == "outbox" else false()
        for row in session.execute(select(*(cast(column, Text) for column in table.columns)).where(~errand)):
            found += [str(value) for value in row]
    return "\n".join(found).casefold()


def asks(session, words=WORDS, about="", who="U_PM"):
    opened = does(session, Typed(caller(who), "remove"), NOW).form
    return remove_words(session, Answers(caller(who), opened.name, about or opened.about, {"words": words}), NOW)


def removes(session, words=WORDS):
    shown = asks(session, words)
    return asks(session, words, about=shown.form.about)


def test_it_is_shown_where_the_words_stand_before_anything_is_removed(session, board, written):
    before = everything(session)

    reply = asks(session)

    shown = str(reply.form)
    assert "Found in 5 places" in shown
    for place in ("1 position statement (BCP-06)", "1 draft (BCP-06)", "1 challenge (BCP-06)", "1 message in chat"):
        assert place in shown
    assert not reply.settled
    assert everything(session) == before


def test_then_they_are_gone_from_every_table_and_a_stub_says_so(session, board, written):
    reply = removes(session)

    kept = everything(session)
    assert "zo\\u00eb" not in kept and "zoë" not in kept and "yard" not in kept
    assert session.query(tables.Statement).filter_by(at=NOW).one().progress == "Good. [removed], is safe."
    assert session.query(tables.Challenge).one().question == "How is [removed]?"
    assert "Removed from 5 places" in as_text(reply.message)
    assert "zoë" not in reply.model_dump_json().casefold()


def test_nor_do_they_stay_in_a_file_in_an_answer_kept_for_a_repeat_or_in_what_the_board_says_of_itself(
    session, board, written
):
    inbox.note(session, "V1", NOW)
    inbox.answer(session, "V1", Reply(message=said("room_saved", f"Promised: see {WORDS}.")))
    session.get_one(tables.Board, board.id).aim = f"Children like {WORDS} are safe."
    plan_files.add_file(session, board.id, "U_PM", f"{WORDS}.csv", [], NOW)

    removes(session)

    assert "yard" not in everything(session)
    assert as_text(inbox.find_answer(session, "V1").message) == "Promised: see [removed]."
    assert session.get_one(tables.Board, board.id).aim == "Children like [removed] are safe."
    assert session.query(tables.PlanFile).count() == 0, "what is in it is packed"


def test_what_a_board_that_the_action_is_reported_to_has_said_of_it_goes_too_and_its_own_words_stay(
    session, board, written
):
    other = boards.add_board(session, board.workspace_id, "Safety Board", channel="C_OTHER")
    session.get_one(tables.Board, other).aim = f"Streets like {WORDS} are safe."
    session.add(tables.Digest(board_id=other, week="2021-W23", at=NOW, message={"text": WORDS}))
    session.flush()
    message = Message(kind="weekly_summary", heading="This week", parts=(Quote(text=WORDS),))
    outbox.say(session, board.workspace_id, board_id=other, to="C_OTHER", message=message, key="q3", due=NOW)
    row = session.query(tables.Outbox).filter_by(key="q3").one()
    row.state, row.ref = "sent", "C_OTHER:1.2"
    report = reporting.ask(session, board.actions["BCP-06"], other, why="Both", by="X", at=NOW)
    reporting.settle(session, report, State.AGREED, by="Y", at=NOW)

    removes(session)

    assert "yard" not in str(row.message).casefold()
    assert session.query(tables.Outbox).filter_by(amends=row.id).one().to == "C_OTHER", "and it is changed in chat"
    assert "C_OTHER" in {row.to for row in session.query(tables.Outbox).filter_by(kind=SWEEPING)}
    assert session.query(tables.Digest).filter_by(board_id=other).one().message == {"text": "[removed]"}
    kept = session.get_one(tables.Board, other).aim
    assert kept == f"Streets like {WORDS} are safe.", "what is theirs is for their own programme manager"


def test_what_was_said_in_chat_is_changed_there(session, board, written):
    removes(session)

    change = session.query(tables.Outbox).filter_by(amends=written).one()
    assert (change.state, change.to) == ("pending", "U_QA")
    assert "[removed]" in as_text(Message.model_validate(change.message))


def test_every_conversation_is_looked_through_for_answers_that_went_past_the_outbox(session, board, written):
    removes(session)

    errands = session.query(tables.Outbox).filter_by(kind=SWEEPING).all()
    assert {"C_BOARD", "U_QA", "U_CHAIR", "U_PM"} <= {row.to for row in errands}
    assert {row.args["words"] for row in errands} == {WORDS}


def test_who_did_it_is_on_record_and_the_record_still_holds(session, board, written):
    removes(session)

    assert audit.first_broken(session, board.workspace_id) is None
    last = session.query(tables.Audit).order_by(tables.Audit.id.desc()).first()
    assert last.what == "remove_details"
    assert "Improvement Programme Manager" in last.who
    assert "1 position statement" in last.to


def test_an_entry_of_the_record_that_was_changed_without_saying_so_is_still_found(session, board, written):
    removes(session)
    session.query(tables.Audit).filter_by(subject="BCP-07").update({"why": "changed"})
    session.expire_all()

    assert audit.first_broken(session, board.workspace_id).subject == "BCP-07"


def test_what_was_written_since_is_shown_before_it_goes(session, board, written):
    shown = asks(session)
    session.add(tables.Promise(action_id=board.actions["BCP-07"], meeting_id=1, what=WORDS, at=NOW))
    session.flush()

    again = asks(session, about=shown.form.about)

    assert "Something has changed since" in again.errors["words"]
    assert "1 promise (BCP-07)" in str(again.form)
    assert session.query(tables.Promise).filter_by(what=WORDS).count() == 1


def test_another_words_are_not_removed_for_having_been_shown_these(session, board, written):
    shown = asks(session)

    reply = asks(session, "all well", about=shown.form.about)

    assert reply.form is not None and not reply.settled
    assert "zoë" in everything(session)


def test_another_board_keeps_what_it_wrote(session, board, written):
    other = set_up(session, name="Another board", team="T2")
    session.add(tables.Statement(action_id=other.actions["BCP-06"], at=NOW, progress=WORDS, rating="Green"))
    session.flush()

    removes(session)

    kept = session.query(tables.Statement).filter_by(action_id=other.actions["BCP-06"], at=NOW).one()
    assert kept.progress == WORDS


def test_the_record_of_another_board_in_the_same_workspace_stays_as_it_is(session, board, written):
    boards.add_board(session, board.workspace_id, "Another board", channel="C_OTHER")
    audit.record(session, board.workspace_id, who="X", what="set_up_board", subject="Another board", at=NOW, why=WORDS)

    removes(session)

    kept = session.query(tables.Audit).filter_by(subject="Another board").one()
    assert kept.why == WORDS
    assert audit.first_broken(session, board.workspace_id) is None


def test_buttons_keep_what_they_are_about(session, board):
    message = said("question", "A6 is late.").model_copy(update={"heading": "Ask about A6-2021"})
    body = message.model_dump(mode="json") | {"kind": "A6-2021"}
    made = Message.model_validate(body)
    outbox.say(session, board.workspace_id, board_id=board.id, to="U_QA", message=made, key="q2", due=NOW)

    removes(session, "A6-2021")

    row = session.query(tables.Outbox).filter_by(key="q2").one()
    assert (row.message["kind"], row.message["heading"]) == ("A6-2021", "Ask about [removed]")


def test_words_are_whole_words(session, board, written):
    assert "stand nowhere" in asks(session, "Zoë from Elm’s Yar").errors["words"]


def test_capitals_do_not_matter_in_letters_of_other_languages_either(session, board, written):
    assert "Found in 5 places" in str(asks(session, WORDS.upper()).form)


def asks_about(session, board, name):
    """Somebody on the board asks about a child by name."""
    person = session.query(tables.Person).first().id
    session.add(
        tables.Challenge(
            board_id=board.id, action_id=board.actions["BCP-06"], ref="C-1", question=f"Where does {name} live?",
            raised_by=person, raised_post="Chair", raised_at=NOW,
        )
    )  # fmt: skip
    session.flush()


@pytest.mark.parametrize(("kept", "typed"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_an_accent_is_found_in_its_letter_and_after_it(session, board, kept, typed):
    asks_about(session, board, normalize(kept, "Chloé Ängström"))

    removes(session, normalize(typed, "CHLOÉ ÄNGSTRÖM"))

    assert session.query(tables.Challenge).one().question == "Where does [removed] live?"


def test_a_name_without_its_accent_is_another_name(session, board):
    asks_about(session, board, normalize("NFD", "Chloé"))

    assert "stand nowhere" in asks(session, "Chloe").errors["words"]


@pytest.mark.parametrize("words", ["", "ab", "…!"])
def test_too_little_to_go_by_is_refused(session, board, words):
    try:
        reply = asks(session, words)
    except Refusal as refusal:
        assert "at least 3 letters" in refusal.words
    else:
        assert reply.errors == {"words": "Type the words that are to go."}


@pytest.mark.parametrize("who", ["U_CHAIR", "U_QA", "U_LEAD", "U_NOBODY"])
def test_nobody_else_may(session, board, who):
    with pytest.raises(Refusal):
        asks(session, who=who)
