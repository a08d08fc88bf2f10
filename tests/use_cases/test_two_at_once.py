"""Two people decide the same thing in the same moment: the first one's word stands, and there is one decision."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.use_cases.heard import Answers
from storage import meetings, new_dates, tables
from storage.access import wait_for_turn
from storage.actions import change_action
from storage.database import Sessions, writing
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller, set_up

NOW = datetime(2021, 6, 7, 9, 0, tzinfo=UTC)
LONG_ENOUGH = 1.0
"""Seconds in which the second comes as far as it can while the first holds on; waiting less could only hide a fault."""


def in_turn(session: Session, heard: Answers, at: datetime) -> Reply:
    """What somebody does, as it is begun for everybody: once nobody else changes anything in their workspace."""
    wait_for_turn(writing(session), heard.by.key)
    return does(session, heard, at)


def both(sessions: Sessions, heard: Answers, then: Answers | None = None, at: datetime = NOW) -> str:
    """The same, or something else, is sent while the first is not committed; what the second is answered."""
    answered: list[str] = []

    def second() -> None:
        with sessions() as session:
            try:
                reply = in_turn(session, then or heard, at)
                answered.append(reply.form.model_dump_json() if reply.form else words_of(reply))
                session.commit()
            except Refusal as refusal:
                answered.append(refusal.words)

    with sessions() as session:
        in_turn(session, heard, at)
        other = threading.Thread(target=second)
        other.start()
        other.join(LONG_ENOUGH)
        session.commit()
    other.join()
    return answered[0]


# SQLite has one writer at a time from the first statement on.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
class TestTheSecond:
    def test_does_not_close_an_action_again(self, sessions):
        with sessions() as session:
            board = set_up(writing(session))
            change_action(session, board.actions["BCP-07"], lifecycle="delivered", measure_history=["Green"] * 3)
            session.commit()

        answer = both(sessions, _sent("decision.close", board.actions["BCP-07"], reason="The guidance."))

        assert "BCP-07 is closed: complete, so there is no evidence of it to decide about" in answer
        with sessions() as session:
            assert session.query(tables.Decision).count() == 1

    def test_does_not_ask_for_more_about_a_date_that_was_just_decided(self, sessions):
        request = _date_asked(sessions)

        answer = both(sessions, _sent("date_approve", request), _sent("date_more", request, question="Which waits?"))

        assert "approved" in answer
        with sessions() as session:
            assert session.query(tables.DeadlineQuestion).count() == 0

    def test_does_not_save_an_action_of_a_meeting_over_what_was_just_saved_and_is_told_what_differs(self, sessions):
        with sessions() as session:
            board = set_up(writing(session))
            meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
            session.commit()
        about = f"{meeting.id}:{board.actions['BCP-06']}:0:"
        secretary = Answers(caller("U_PM"), "room_decide", about, {"rating": "Green", "attendance": "attended"})
        chair = Answers(
            caller("U_CHAIR"), "room_decide", about, {"rating": "Red", "reason": "They fell.", "promise": "Four audits"}
        )

        answer = both(sessions, secretary, chair, at=datetime(2021, 6, 15, 10, 0, tzinfo=UTC))

        assert "saved BCP-06 while you had it open: confirmed Green (D-2021-06-01); attended" in answer
        assert "Rating: they saved “Green”, yours says “Red”." in answer
        with sessions() as session:
            assert [row.outcome for row in session.query(tables.Decision)] == ["Green"]
            assert session.query(tables.Promise).count() == 0

    def test_does_not_write_over_what_was_just_added(self, sessions):
        request = _date_asked(sessions)
        with sessions() as session:
            does(writing(session), _sent("date_more", request, question="Which waits?"), NOW)
            session.commit()

        both(sessions, _added(request, "Those of the under-fives."), _added(request, "All of them."))

        with sessions() as session:
            assert session.query(tables.DeadlineQuestion).one().answer == "Those of the under-fives."


def _date_asked(sessions: Sessions) -> int:
    with sessions() as session:
        board = set_up(writing(session))
        request = new_dates.add_request(
            session, board.actions["BCP-14"], was=date(2021, 5, 31), to=date(2021, 9, 30), by=None, at=NOW
        )
        session.commit()
        return request


def _added(request: int, answer: str) -> Answers:
    return Answers(caller("U_INCLUSION"), "date_add", str(request), {"answer": answer})


def _sent(form: str, about: int, **answers: str) -> Answers:
    return Answers(caller("U_CHAIR"), form, str(about), answers)
