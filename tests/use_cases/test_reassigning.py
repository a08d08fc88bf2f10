"""Another post answers for an action: it is asked, whoever answered before is not, and nothing is lost."""

from datetime import UTC, date, datetime

import pytest

from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases import due
from bot.use_cases.chasing import owed_to
from bot.use_cases.heard import Press, Typed
from storage import boards, edits, meetings, outbox, people, statements, tables
from tests.use_cases.editor import Editor, on_record, told, words_of_form
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller, sends_statement

NOW = datetime(2021, 6, 2, 9, 0, tzinfo=UTC)
QUALITY, EARLY = "Service Director, Quality and Assurance", "Head of Early Help"
SOCIAL = "Service Director, Children and Young People’s Social Care"


@pytest.fixture
def pm(session, board):
    return Editor(session, board)


def goes_to_early_help(pm, board, now=NOW):
    return pm.edits("edit.officer", "BCP-06", now=now, post=str(board.posts[EARLY]))


def asked(ladder, account: str) -> list[str]:
    return [text for kind in CHASING_MESSAGES for text in ladder.told(account, kind)]


def test_it_is_said_before_it_is_saved_and_stands_on_the_card_and_the_record(session, board, pm):
    assert f"The {QUALITY} answers for it now." in words_of_form(pm.opens("edit.officer", "BCP-06"))
    preview = words_of_form(pm.previews("edit.officer", "BCP-06", now=NOW, post=str(board.posts[EARLY])))
    assert f"Accountable officer: {QUALITY} → {EARLY}" in preview
    assert f"A statement of it is asked for by Tuesday 8 June, 17:00, now of the {EARLY}." in preview

    goes_to_early_help(pm, board)

    card = words_of(does(session, Typed(caller("U_CHAIR"), "status BCP-06"), NOW))
    assert f"Accountable officer: {EARLY}" in card
    assert ("change_accountable_post", QUALITY, EARLY) in [entry[:3] for entry in on_record(session)]


def test_the_new_officer_is_asked_for_what_is_due_and_the_old_one_is_told_that_nothing_more_is_wanted(session, board):
    ladder, pm = Ladder(session, board), Editor(session, board)
    ladder.plan(at(31, 9, month=5))
    ladder.tick(at(1, 9, 30))
    assert any("BCP-06" in text for text in asked(ladder, "U_QA"))
    assert not asked(ladder, "U_EARLY")

    goes_to_early_help(pm, board)
    ladder.tick(at(2, 10, 5))

    assert any("BCP-06" in text for text in asked(ladder, "U_EARLY"))
    meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
    owed = owed_to(session, boards.get_board(session, board.id), meeting, NOW)
    assert {action.ref: action.post for action in owed}["BCP-06"] == EARLY
    (request,) = [text for text in asked(ladder, "U_QA") if "BCP-06" in text]
    assert f"The {EARLY} answers for BCP-06 now, so nothing is needed of you for it." in request


def test_whoever_has_nothing_else_there_hears_it_all_the_same_and_may_look_no_more(session, board, pm):
    post = people.post_of(session, board.workspace_id, "Head of Audit", date(2021, 1, 1))
    people.hold(session, post, people.person_of(session, board.workspace_id, "U_AUDIT"), date(2021, 1, 1))
    pm.edits("edit.officer", "BCP-06", now=NOW, post=str(post.id))

    goes_to_early_help(pm, board)

    row = session.query(tables.Outbox).filter_by(to="U_AUDIT").order_by(tables.Outbox.id.desc()).first()
    assert "BCP-06 is no longer yours to answer for" in as_text(Message.model_validate(row.message))
    assert due.before_sending(session, outbox.leased_row(row, "T1", "slack"), NOW) is None
    assert "open to those who have a seat" in is_refused(session, Typed(caller("U_AUDIT"), "status BCP-06"), NOW)


def test_statements_and_ratings_stay_and_what_was_begun_is_let_go_of(session, board, pm):
    sends_statement(session, board, "BCP-06", "Green", at=NOW)
    action, person = board.actions["BCP-06"], session.query(tables.Person).filter_by(account="U_QA").one()
    statements.keep_draft(session, action, person.id, {"progress": "Begun."}, NOW)

    goes_to_early_help(pm, board)

    assert statements.last_statement(session, action).post == QUALITY
    assert statements.find_draft(session, action, person.id) is None
    shown = words_of(does(session, Typed(caller("U_CHAIR"), "status BCP-06"), NOW))
    assert "Green" in shown


def test_who_gave_input_to_it_does_so_no_more_once_they_answer_for_it(session, board, pm):
    edits.add_contributor(session, board.actions["BCP-06"], board.posts[EARLY], NOW)

    goes_to_early_help(pm, board)

    assert edits.contributors_of(session, board.actions["BCP-06"]) == []


def test_a_post_that_nobody_holds_yet_is_said_to_be_vacant(session, board, pm):
    preview = words_of_form(pm.previews("edit.officer", "BCP-06", now=NOW, new_post="Head of Audit"))

    assert "Nobody holds Head of Audit yet, so nobody is asked about it. The programme manager connects" in preview


@pytest.mark.parametrize(("answers", "wrong"), [({}, "Choose the post"), ({"new_post": QUALITY.upper()}, "already")])
def test_no_post_or_the_same_one_is_asked_about_beside_its_field(board, pm, answers, wrong):
    reply = pm.sends(pm.opens("edit.officer", "BCP-06", now=NOW), NOW, **answers)

    assert wrong in reply.errors["new_post"]


def test_another_name_of_the_same_post_is_no_other_post(session, board, pm):
    alias = {"workspace_id": board.workspace_id, "post_id": board.posts[QUALITY], "title": "Quality Director"}
    session.add(tables.PostAlias(**alias, said_by="The programme manager", at=NOW))
    session.flush()

    reply = pm.sends(pm.opens("edit.officer", "BCP-06", now=NOW), NOW, new_post="Quality Director")

    assert "answers for it already" in reply.errors["new_post"]


def test_before_the_start_nobody_hears_of_it(session, board, pm):
    session.get_one(tables.Board, board.id).started_at = None
    session.flush()

    goes_to_early_help(pm, board)

    assert told(session) == []
    assert not does(session, Press(caller("U_PM"), "change.open", str(board.actions["BCP-06"])), NOW).errors


def test_an_officer_who_was_asked_for_others_before_reads_of_it_in_the_news_and_in_the_next_reminder(
    session, board, pm
):
    ladder = Ladder(session, board)
    ladder.plan(at(31, 9, month=5))
    ladder.tick(at(1, 9, 30))

    pm.edits("edit.officer", "BCP-06", now=NOW, post=str(board.posts[SOCIAL]))
    for day in (2, 3, 4, 7, 8):
        ladder.tick(at(day, 10, 5))

    (news,) = ladder.told("U_SOCIAL", "action_changed")
    assert "A statement of it is asked for by Tuesday 8 June, 17:00" in news
    assert any("BCP-06" in text for text in asked(ladder, "U_SOCIAL"))
