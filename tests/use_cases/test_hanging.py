"""What hangs on an action that ends: it goes on with the action that remains, or is settled with the reason."""

from datetime import date

import pytest

from bot.domain.challenges import CHOSEN
from bot.domain.outcomes import Promise
from bot.domain.people import Role
from bot.messages.text import as_text
from bot.use_cases.challenges import before_question, raise_challenge
from bot.use_cases.heard import Answers
from storage import challenges, meetings, new_dates, outbox, people, planned, room, tables, watching
from storage.outbox import Leased
from tests.use_cases.editor import NOW, WHY, Editor, on_record, words_of_form
from tests.use_cases.measured_board import does
from tests.use_cases.sample_board import SampleBoard, caller

ENDED, REMAINS = "BCP-06", "BCP-03"


@pytest.fixture
def busy(session, board) -> SampleBoard:
    """BCP-06 with a question, help asked for, a place on the watch list, a promise and a request for a new date."""
    action = board.actions[ENDED]
    asker = people.person_of(session, board.workspace_id, "U_INCLUSION")
    meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
    challenges.raise_challenge(
        session, board.id, action, question="What have families said?", at=NOW, by=asker.id, post="Health Lead"
    )
    says = tables.Statement(action_id=action, at=NOW, version=1, progress="Work went on.", rating="Amber")
    session.add(says)
    session.flush()
    session.add(tables.Barrier(action_id=action, statement_id=says.id, words="Cover for two posts."))
    watching.put_on(session, board.id, why="Audits fell.", by=None, post="Chair", at=NOW, action_id=action)
    room.promise(session, action, meeting.id, Promise("four measures", date(2021, 7, 16)), None, NOW)
    new_dates.add_request(session, action, was=None, to=date(2021, 9, 30), by=None, at=NOW, reason="A vacancy.")
    session.flush()
    return board


def told(session, kind: str) -> list[tuple[str, str]]:
    rows = session.query(tables.Outbox).filter_by(kind=kind).order_by(tables.Outbox.id)
    return [(row.to, as_text(planned.Message.model_validate(row.message))) for row in rows]


def leased(row: tables.Outbox) -> Leased:
    return Leased(
        row.id, "T1", "slack", row.board_id, row.key, row.kind, row.args, row.to, None, row.due_at, 1, False, ""
    )


def open_help(session, board, ref: str) -> int:
    return session.query(tables.Barrier).filter_by(action_id=board.actions[ref], closed_at=None).count()


class TestMerged:
    def test_the_preview_says_what_goes_along_and_who_is_told(self, session, busy):
        preview = words_of_form(Editor(session, busy).previews("edit.merge", ENDED, into=str(busy.actions[REMAINS])))

        assert "Question that goes along: CH-01" in preview
        assert "the help that it asks for" in preview
        assert "its place on the watch list" in preview
        assert "what was promised last" in preview
        assert "the request for a new date" in preview
        assert "Whoever asked is told: 1 person." in preview

    def test_all_of_it_goes_on_with_the_action_that_remains(self, session, busy):
        Editor(session, busy).edits("edit.merge", ENDED, into=str(busy.actions[REMAINS]))

        (challenge,) = challenges.open_on(session, [busy.actions[REMAINS]])
        assert challenge.question == "What have families said?"
        assert not challenges.open_on(session, [busy.actions[ENDED]])
        assert (open_help(session, busy, ENDED), open_help(session, busy, REMAINS)) == (0, 1)
        assert [each.ref for each in watching.watched(session, busy.id)] == [REMAINS]
        assert Promise("four measures", date(2021, 7, 16)) in room.promises_of(session, busy.actions[REMAINS])
        assert not new_dates.open_on(session, busy.actions[ENDED])

    def test_whoever_asked_is_told_where_their_question_went(self, session, busy):
        Editor(session, busy).edits("edit.merge", ENDED, into=str(busy.actions[REMAINS]))

        ((to, words),) = told(session, "challenge_moved")
        assert to == "U_INCLUSION"
        assert f"Your question is about {REMAINS}" in words

    def test_the_question_is_put_to_whoever_answers_it_now_and_asked_of_nobody_else(self, session, busy):
        meetings.set_agenda(session, meetings.find_meeting_ref(session, busy.id, "HTA-2021-06-15").id, [])
        (challenge,) = challenges.open_on(session, [busy.actions[ENDED]])
        asked = Answers(caller("U_INCLUSION"), "challenge_raise", f"0:{busy.actions[ENDED]}", {"question": "And now?"})
        raise_challenge(session, asked, NOW)
        (row,) = session.query(tables.Outbox).filter_by(kind="questions")
        assert row.to == "U_QA"
        outbox.sent(session, {row.id: "ts1"}, NOW)

        Editor(session, busy).edits("edit.merge", ENDED, into=str(busy.actions["BCP-05"]))

        amended = session.query(tables.Outbox).filter_by(amends=row.id).one()
        text = as_text(planned.Message.model_validate(amended.message))
        assert "It is a question about BCP-05 now" in text and "Short reply" not in text
        new = session.query(tables.Outbox).filter(
            tables.Outbox.kind == "questions", tables.Outbox.amends.is_(None), tables.Outbox.to != "U_QA"
        )
        texts = [as_text(planned.Message.model_validate(each.message)) for each in new]
        assert len(texts) == 2 and all("BCP-05" in text and "Short reply" in text for text in texts)
        assert all(question in " ".join(texts) for question in (challenge.question, "And now?"))

    def test_a_question_that_waits_for_the_morning_is_not_put_to_who_answers_it_no_more(self, session, busy):
        meetings.set_agenda(session, meetings.find_meeting_ref(session, busy.id, "HTA-2021-06-15").id, [])
        night = NOW.replace(hour=20)
        asked = Answers(caller("U_INCLUSION"), "challenge_raise", f"0:{busy.actions[ENDED]}", {"question": "And now?"})
        raise_challenge(session, asked, night)
        row = session.query(tables.Outbox).filter_by(kind="questions", to="U_QA").one()
        assert before_question(session, leased(row), night) is None

        Editor(session, busy).edits("edit.merge", ENDED, into=str(busy.actions["BCP-05"]), now=night)

        assert "another action" in before_question(session, leased(row), night).why

    def test_it_is_on_the_record_of_both(self, session, busy):
        Editor(session, busy).edits("edit.merge", ENDED, into=str(busy.actions[REMAINS]))

        assert ("move_challenge", "", "CH-01", WHY) in on_record(session)
        assert ("take_in_challenge", "", "CH-01", WHY) in on_record(session)

    def test_what_is_on_the_watch_list_itself_stays_there_once(self, session, busy):
        watching.put_on(session, busy.id, why="Waits.", by=None, post="Chair", at=NOW, action_id=busy.actions[REMAINS])
        Editor(session, busy).edits("edit.merge", ENDED, into=str(busy.actions[REMAINS]))

        assert [(each.ref, each.why) for each in watching.watched(session, busy.id)] == [(REMAINS, "Waits.")]


class TestEnded:
    def test_all_of_it_is_settled_with_the_reason(self, session, busy):
        preview = Editor(session, busy).previews("edit.not_delivered", ENDED, link="Minutes 4.2")
        assert "Question that is settled with it: CH-01" in words_of_form(preview)
        Editor(session, busy).saves(preview)

        (challenge,) = challenges.of_board(session, busy.id)
        assert (challenge.is_open, challenge.settled_post) == (False, "Independent Chair")
        assert WHY in challenge.outcome_words
        assert open_help(session, busy, ENDED) == 0
        assert not watching.watched(session, busy.id)
        assert not new_dates.open_on(session, busy.actions[ENDED])

    def test_whoever_asked_is_told_why(self, session, busy):
        Editor(session, busy).edits("edit.not_delivered", ENDED, link="Minutes 4.2")

        ((to, words),) = told(session, "challenge_settled")
        assert to == "U_INCLUSION"
        assert "Settled, since the action has ended" in words
        assert WHY in words


class TestWhoFollowsWhoeverAsked:
    @pytest.fixture
    def asked(self, session, board) -> int:
        """A police lead asked, and left; another holds the post, which is a member's, by now."""
        post = people.post_of(session, board.workspace_id, "Police Lead", date(2020, 1, 1))
        people.seat(session, board.id, Role.MEMBER, post)
        before, after = (people.person_of(session, board.workspace_id, each) for each in ("U_BEFORE", "U_AFTER"))
        people.hold(session, post, before, date(2020, 1, 1))
        raised = challenges.raise_challenge(
            session, board.id, board.actions[ENDED], question="What do audits show?", at=NOW, by=before.id,
            post="Police Lead",
        )  # fmt: skip
        people.hold(session, post, after, date(2021, 6, 1))
        return raised

    def test_is_told_the_answer_as_what_was_asked_before_them(self, session, board, asked):
        does(session, Answers(caller("U_QA"), "challenge_reply", str(asked), {"answer": "25 of 25."}), NOW)

        ((to, words),) = told(session, "challenge_answered")
        assert to == "U_AFTER"
        assert "The Police Lead before you asked (CH-01)" in words and "a question that your post asked" in words

    def test_is_told_where_it_ends_with_its_action(self, session, board, asked):
        Editor(session, board).edits("edit.not_delivered", ENDED, link="Minutes 4.2")

        assert [to for to, _ in told(session, "challenge_settled")] == ["U_AFTER"]

    def test_is_told_where_it_goes_along_with_its_action(self, session, board, asked):
        Editor(session, board).edits("edit.merge", ENDED, into=str(board.actions[REMAINS]))

        ((to, words),) = told(session, "challenge_moved")
        assert to == "U_AFTER" and f"A question that your post asked is about {REMAINS}" in words

    def test_nobody_is_where_the_post_is_empty(self, session, board, asked):
        people.vacate(session, people.find_post(session, board.workspace_id, "Police Lead"), date(2021, 6, 2))

        does(session, Answers(caller("U_QA"), "challenge_reply", str(asked), {"answer": "25 of 25."}), NOW)

        assert told(session, "challenge_answered") == []


class TestOutcomes:
    def test_nobody_can_choose_that_outcome(self):
        assert "action_ended" not in CHOSEN
