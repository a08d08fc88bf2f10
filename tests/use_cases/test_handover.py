"""What the new holder of a post gets, and the one fresh look at its forecasts that they may take."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.dates import day_in_words
from bot.domain.refusals import Refusal
from bot.messages.parts import Form, Message, Reply
from bot.messages.sample_plan import sample_plan
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answer, Answers, Press, Typed
from bot.use_cases.owing import owed_words
from bot.use_cases.planning import MadeUp
from bot.use_cases.turnover import make_up_handover_open
from storage import challenges, outbox, people, tables
from storage.actions import change_action
from tests.use_cases.sample_board import SampleBoard, caller, sends_statement

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY = date(2021, 6, 8)
QUALITY, DCS = "Service Director, Quality and Assurance", "Corporate Director of Children’s Services"
NEW, DIRECTOR, MANAGER, CHAIR = "U_NEW", "U_DCS", "U_PM", "U_CHAIR"


@pytest.fixture
def board(session: Session, board: SampleBoard) -> SampleBoard:
    """The sample board, where somebody has just been connected to the post of Quality and Assurance."""
    people.set_line(session, people.get_post(session, board.posts[QUALITY]), people.get_post(session, board.posts[DCS]))
    sends_statement(session, board, "BCP-06", "Green", at=datetime(2021, 4, 20, 9, tzinfo=UTC))
    sends_statement(session, board, "BCP-06", "Amber", at=datetime(2021, 5, 18, 9, tzinfo=UTC))
    raised_by = people.person_of(session, board.workspace_id, CHAIR).id
    challenges.raise_challenge(
        session, board.id, board.actions["BCP-06"], question="What have families said?", at=NOW, by=raised_by,
        post="Independent Chair", due=date(2021, 6, 10),
    )  # fmt: skip
    change_action(session, board.actions["BCP-06"], deadline=date(2021, 7, 2))
    answers: dict[str, Answer] = {"person": NEW, "person.name": "Noor Aziz"}
    answered(session, "setup_post", f"{board.id}:{board.posts[QUALITY]}", MANAGER, answers)
    return board


def answered(session: Session, form: str, about: str, by: str, answers: dict[str, Answer]) -> Reply:
    found = catalogue.find(Answers(caller(by), form, about, answers))
    return found.use_case(session, found.command, NOW)


def presses(session: Session, board: SampleBoard, does: str, by: str = NEW, more: str = "") -> Reply:
    found = catalogue.find(Press(caller(by), does, f"{board.id}:{board.posts[QUALITY]}{more}"))
    return found.use_case(session, found.command, NOW)


def text(reply: Reply) -> str:
    assert reply.message is not None
    return as_text(reply.message)


def told(session: Session, kind: str) -> dict[str, str]:
    """What is said of one kind, by whom it is to."""
    rows = session.query(tables.Outbox).filter_by(kind=kind).filter(tables.Outbox.message.is_not(None))
    return {row.to: as_text(Message.model_validate(row.message)) for row in rows if row.message}


def looks(session: Session, board: SampleBoard, **answers: Answer) -> Reply:
    """The new holder's fresh look, with a new forecast for BCP-06 unless `answers` say otherwise."""
    usual: dict[str, Answer] = {f"forecast_{board.actions['BCP-06']}": date(2021, 8, 31), "reason": "Posts are empty."}
    return answered(session, "fresh_look", f"{board.id}:{board.posts[QUALITY]}", NEW, usual | answers)


class TestTheHandover:
    def test_holds_each_action_its_last_statements_by_whom_open_challenges_and_what_comes(self, session, board):
        said = told(session, "handover")[NEW]

        assert "BCP-06" in said
        assert "Last statements: 18 May, Amber, Somebody; 20 April, Green, Somebody;" in said
        (challenge,) = challenges.open_on(session, [board.actions["BCP-06"]])
        assert f"Open challenges: {challenge.ref}, due 10 June." in said
        assert "15 June, Holding to Account" in said
        assert "2 July, the deadline" in said
        assert "until you accept, both names show" in said

    @pytest.mark.parametrize(("days", "is_told"), [(30, True), (31, False)])
    def test_says_what_comes_within_thirty_days_and_nothing_after(self, session, board, days, is_told):
        deadline = NOW.date() + timedelta(days=days)
        change_action(session, board.actions["BCP-06"], deadline=deadline)
        session.query(tables.Outbox).filter_by(kind="handover").delete()
        answers: dict[str, Answer] = {"person": "U_NEXT", "person.name": "Grace Lowe"}
        answered(session, "setup_post", f"{board.id}:{board.posts[QUALITY]}", MANAGER, answers)

        assert (f"{day_in_words(deadline, NOW.date())}, the deadline" in told(session, "handover")["U_NEXT"]) is is_told

    def test_shows_the_words_of_the_statements_and_challenges_to_the_new_holder_alone(self, session, board):
        more = f":{board.actions['BCP-06']}"

        said = text(presses(session, board, "handover.read", more=more))

        assert "Work went on." in said
        assert "What have families said?" in said
        for other in (CHAIR, MANAGER, "U_QA"):
            with pytest.raises(Refusal):
                presses(session, board, "handover.read", other, more)

    def test_keeps_no_words_of_a_statement_in_the_message(self, session, board):
        assert "Work went on." not in told(session, "handover")[NEW]

    def test_that_is_queried_goes_to_the_manager_and_the_line_director_once(self, session, board):
        said = text(presses(session, board, "turnover.query"))
        presses(session, board, "turnover.query")

        assert set(told(session, "handover_query")) == {MANAGER}
        assert set(told(session, "line_handover_query")) == {DIRECTOR}
        assert "Holder of Improvement Programme Manager and Holder of Corporate Director" in said

    def test_that_is_not_accepted_is_told_to_both_after_five_working_days(self, session, board):
        presses(session, board, "turnover.query")
        (row,) = [
            each
            for each in outbox.upcoming(session, board.id, datetime(2021, 12, 1, tzinfo=UTC))
            if each.kind == "handover_open"
        ]

        made = make_up_handover_open(session, row, row.due_at)

        assert row.due_at == datetime(2021, 6, 15, 8, 0, tzinfo=UTC)
        assert isinstance(made, MadeUp)
        assert made.to == MANAGER
        assert "They said on Tuesday 8 June that they have a question." in as_text(made.message)
        assert "accountable officer all the same" in as_text(made.message)
        assert set(told(session, "line_handover_open")) == {DIRECTOR}

    def test_shows_where_it_stands_that_it_was_accepted_and_that_the_look_was_taken(self, session, board):
        sent = session.query(tables.Outbox).filter_by(kind="handover", to=NEW).one()
        sent.state = outbox.SENT

        presses(session, board, "turnover.accept")
        accepted = told(session, "handover")[NEW]
        looks(session, board)
        looked = told(session, "handover")[NEW]

        assert "You accepted this 8 June" in accepted
        assert ("Query" in accepted, "Fresh look" in accepted) == (False, True)
        assert "You took your fresh look 8 June" in looked
        assert "Fresh look" not in looked


def test_whoever_follows_is_not_told_that_they_said_what_their_predecessor_did():
    action = next(each.action for each in sample_plan() if each.action.statement and each.action.statement.rating)

    words = owed_words(replace(action, statement=replace(action.statement, post=action.post)), NOW.date()).words

    assert f"The last statement said {action.statement.rating.word}." in words and "you" not in words


class TestTheFreshLook:
    def test_asks_for_the_forecast_of_each_action_and_why(self, session, board):
        presses(session, board, "turnover.accept")
        change_action(session, board.actions["BCP-06"], baseline=date(2021, 3, 31), deadline=date(2021, 9, 30), moves=2)

        form = presses(session, board, "handover.fresh_look").form

        assert isinstance(form, Form)
        (of_it,) = (part for part in form.parts if getattr(part, "name", "") == f"forecast_{board.actions['BCP-06']}")
        assert of_it.hint == "Deadline: 30 September, 183 days later than first agreed, moved twice."
        names = [part.name for part in form.parts if hasattr(part, "name")]
        assert f"forecast_{board.actions['BCP-06']}" in names
        assert names[-1] == "reason"

    def test_marks_the_forecast_wherever_it_is_shown_and_moves_no_deadline(self, session, board):
        reply = looks(session, board)

        assert "BCP-06" in text(reply)
        row = session.get_one(tables.Action, board.actions["BCP-06"])
        session.refresh(row)
        assert (row.forecast, row.deadline) == (date(2021, 8, 31), date(2021, 7, 2))
        found = catalogue.find(Typed(caller(CHAIR), "status BCP-06"))
        card = text(found.use_case(session, found.command, NOW))
        assert "Forecast: 31 August (fresh look by the new holder, 8 June)" in card
        write = catalogue.find(Press(caller(NEW), "statement.write", str(row.id)))
        form = write.use_case(session, write.command, NOW).form
        assert "fresh look by the new holder" in form.model_dump_json()

    def test_is_told_to_the_chair_and_the_manager_and_is_on_the_record_with_the_reason(self, session, board):
        looks(session, board)

        assert set(told(session, "fresh_look_told")) == {CHAIR, MANAGER}
        assert "31 August" in told(session, "fresh_look_told")[CHAIR]
        (entry,) = session.query(tables.Audit).filter_by(what="fresh_look")
        assert (entry.subject, entry.to, entry.why) == ("BCP-06", "2021-08-31", "Posts are empty.")

    def test_is_taken_once(self, session, board):
        looks(session, board)

        with pytest.raises(Refusal, match="A fresh look is for a new holder of the post, once"):
            looks(session, board)
        with pytest.raises(Refusal, match="once"):
            presses(session, board, "handover.fresh_look")

    def test_that_changes_nothing_is_not_used_up(self, session, board):
        row = session.get_one(tables.Action, board.actions["BCP-06"])
        session.refresh(row)

        reply = looks(session, board, **{f"forecast_{row.id}": row.forecast})

        assert "No forecast is other than it was" in reply.errors["reason"]
        assert looks(session, board).message is not None

    def test_is_marked_no_more_once_the_officer_gives_another_forecast(self, session, board):
        looks(session, board)
        change_action(session, board.actions["BCP-06"], forecast=date(2021, 9, 30))

        found = catalogue.find(Typed(caller(CHAIR), "status BCP-06"))
        assert "fresh look" not in text(found.use_case(session, found.command, NOW))

    def test_is_not_for_somebody_who_held_the_post_before(self, session, board):
        found = catalogue.find(
            Press(caller("U_INCLUSION"), "handover.fresh_look", f"{board.id}:{board.posts[_INCLUSION]}")
        )
        with pytest.raises(Refusal, match="A fresh look is for a new holder"):
            found.use_case(session, found.command, NOW)

    def test_keeps_no_details_of_a_child(self, session, board):
        with pytest.raises(Refusal):
            looks(session, board, reason="Waiting for child J.S., NHS number 943 476 5919.")

    def test_forecasts_no_day_that_has_passed(self, session, board):
        name = f"forecast_{board.actions['BCP-06']}"

        assert "That day has passed" in looks(session, board, **{name: date(2021, 6, 7)}).errors[name]


_INCLUSION = "Service Director, Inclusion and Family Services"
