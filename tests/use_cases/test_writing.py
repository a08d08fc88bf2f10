"""Writing a position statement: what the form asks and when, and what is then shown of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.domain.meetings import Meeting
from bot.domain.refusals import Refusal
from bot.messages.parts import ChoiceField, Form, Message, Reply, TextField
from bot.messages.text import as_text, form_as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from bot.use_cases.pack import make_up_freeze
from storage import statements, tables
from storage.actions import change_action
from storage.boards import change_board, get_board
from storage.meetings import get_meeting
from tests.use_cases.measured_board import with_measures
from tests.use_cases.sample_board import SampleBoard, caller, chair_confirms

NOW = datetime(2021, 6, 4, 9, 0, tzinfo=UTC)
QA, SOCIAL, CHAIR = "U_QA", "U_SOCIAL", "U_CHAIR"
SAID = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green", "forecast": date(2021, 6, 30)}


class Desk:
    """Somebody writing, through what the catalogue finds for what they do."""

    def __init__(self, session: Session, board: SampleBoard, who: str = QA, now: datetime = NOW) -> None:
        self.session, self.board, self.who, self.now = session, board, who, now

    def does(self, heard: Any) -> Reply:
        found = catalogue.find(heard)
        reply = found.use_case(self.session, found.command, self.now)
        if found.otherwise and not reply.settled:
            found.otherwise(self.session, found.command, self.now)
        return reply

    def presses(self, does: str, ref: str) -> Reply:
        return self.does(Press(caller(self.who), does, str(self.board.actions[ref])))

    def opens(self, ref: str) -> Form:
        form = self.presses("statement.write", ref).form
        assert form is not None
        return form

    def changes(self, form: Form, does: str = "refresh", **answers: Any) -> Reply:
        """Something in the form is pressed or changed; `answers` are all that stands in it."""
        press = Press(caller(self.who), does, "rating", form=form.name, form_about=form.about, answers=answers)
        return self.does(press)

    def sends(self, form: Form, **answers: Any) -> Reply:
        return self.does(Answers(caller(self.who), form.name, form.about, answers))

    def card(self, ref: str, who: str = CHAIR) -> str:
        found = catalogue.find(Typed(caller(who), f"status {ref}"))
        reply = found.use_case(self.session, found.command, self.now)
        assert reply.message is not None
        return as_text(reply.message)


@pytest.fixture
def desk(session: Session, board: SampleBoard) -> Desk:
    return Desk(session, board)


def fields(form: Form | None) -> list[str]:
    assert form is not None
    return [part.name for part in form.parts if hasattr(part, "name")]


def stands(form: Form | None, name: str) -> Any:
    assert form is not None
    return next(part.initial for part in form.parts if getattr(part, "name", "") == name)


def labels(message: Message | None) -> list[str]:
    assert message is not None
    found = []
    for part in message.parts:
        found += [button.label for button in getattr(part, "buttons", ())]
        found += [part.button.label] if getattr(part, "button", None) else []
    return found


def test_a_routine_form_asks_what_is_always_asked_in_its_order_and_no_more(desk):
    assert fields(desk.opens("BCP-06")) == [
        "progress", "effect", "evidence", "barriers", "help", "next_steps", "forecast", "rating", "confidence",
    ]  # fmt: skip


def test_the_form_has_the_measures_beside_what_is_written(session, board):
    with_measures(session, board)

    form = form_as_text(Desk(session, board, "U_SOCIAL").opens("BCP-04"))

    assert "Social worker turnover: no figure yet" in form
    assert "Tier 2 and 3 posts filled permanently" in form


def test_a_red_is_asked_for_its_cause(desk):
    form = desk.opens("BCP-06")
    red = SAID | {"rating": "Red", "next_steps": "Two more auditors."}

    asked = desk.sends(form, **red)
    assert "cause" in fields(asked.form)
    assert "“Not known yet” is an answer." in asked.errors["cause"]
    with pytest.raises(Refusal) as without:
        desk.sends(asked.form, **red, cause=" ")
    assert without.value.field == "cause"
    desk.sends(asked.form, **red, cause="Two auditors left in April.")

    assert "Two auditors left in April." in desk.card("BCP-06")


def test_the_cause_is_chosen_from_a_list_beside_its_words(desk):
    red = SAID | {"rating": "Red", "next_steps": "Two more auditors.", "cause": "Two auditors left in April."}
    form = desk.changes(desk.opens("BCP-06"), **red).form
    asked = next(part for part in form.parts if getattr(part, "name", "") == "cause_kind")

    desk.sends(form, **red, cause_kind="staffing")

    assert [choice.label for choice in asked.choices] == [
        "Data", "Management practice", "Staffing", "A partner", "Money", "Something else",
    ]  # fmt: skip
    assert asked.optional, "nobody has to say what they do not know yet"
    assert "The cause (staffing)" in desk.card("BCP-06")


def test_help_is_asked_with_the_kind_of_barrier_it_would_move(session, desk, board):
    asks = SAID | {"help": "yes", "help_needed": "Two auditors.", "help_from": "the DCS"}
    form = desk.changes(desk.opens("BCP-06"), **asks).form
    kinds = next(part for part in form.parts if getattr(part, "name", "") == "help_kind")

    desk.sends(form, **asks, help_kind="Budget")

    assert [choice.label for choice in kinds.choices] == ["Budget", "Organisation", "Demand", "Perception"]
    assert "Help needed (budget) from the DCS" in desk.card("BCP-06")
    change_board(session, board.id, pressures=["Housing", "Courts"])
    again = desk.changes(form, **asks)
    kinds = next(part for part in again.form.parts if getattr(part, "name", "") == "help_kind")
    assert [choice.label for choice in kinds.choices] == ["Housing", "Courts"]


def test_a_first_amber_is_asked_for_no_cause_and_a_second_is(session, board):
    amber = SAID | {"rating": "Amber", "next_steps": "Finish it."}
    desk = Desk(session, board)

    assert "cause" not in fields(desk.changes(desk.opens("BCP-06"), **amber).form), "it was Green last time"
    desk = Desk(session, board, SOCIAL)
    assert "cause" in fields(desk.changes(desk.opens("BCP-05"), **amber).form), "it was Amber last time"


def test_to_correct_a_first_amber_is_no_second_one(desk):
    amber = SAID | {"rating": "Amber", "next_steps": "Finish it."}
    desk.sends(desk.opens("BCP-06"), **amber)

    assert "cause" not in fields(desk.changes(desk.opens("BCP-06"), **amber).form)


def test_evidence_is_asked_for_its_sort_and_day_once_and_shown_with_them(desk):
    form = desk.opens("BCP-06")
    claim = SAID | {"evidence": "Audit report, May"}

    asked = desk.sends(form, **claim)
    assert {"evidence_kind", "evidence_on"} <= set(fields(asked.form))
    desk.sends(asked.form, **claim, evidence_kind="outside_audit", evidence_on=date(2021, 5, 28))

    assert "Evidence: outside audit, 28 May" in desk.card("BCP-06")


def test_evidence_can_be_sent_without_its_sort_and_has_no_day_to_come(desk):
    asked = desk.sends(desk.opens("BCP-06"), **SAID, evidence="Audit report, May").form
    with pytest.raises(Refusal, match="still to come") as too_early:
        desk.sends(asked, **SAID, evidence="Audit report, May", evidence_on=date(2021, 6, 5))
    assert too_early.value.field == "evidence_on"

    desk.sends(asked, **SAID, evidence="Audit report, May")

    assert "Audit report, May" in desk.card("BCP-06")


def test_confidence_stands_beside_the_rating(desk):
    form = desk.opens("BCP-06")
    (asked,) = (part for part in form.parts if isinstance(part, ChoiceField) and part.name == "confidence")
    assert [choice.value for choice in asked.choices] == ["5", "4", "3", "2", "1"]

    desk.sends(form, **SAID, confidence="4")

    assert "Green, on track (not confirmed, confidence 4 of 5)" in desk.card("BCP-06")


def test_a_rating_more_careful_than_the_rules_is_thanked_before_it_is_sent(session, board):
    desk = Desk(session, board, SOCIAL)
    changed = desk.changes(desk.opens("BCP-07"), **SAID | {"rating": "Red"}).form

    assert "You are more careful than the rules. Thank you; no reason is needed." in form_as_text(changed)


def test_a_correction_begins_with_what_was_sent_and_says_so(desk):
    desk.sends(desk.opens("BCP-06"), **SAID, confidence="4")

    again = desk.opens("BCP-06")

    assert "You correct: what you sent 4 June, 10:00." in form_as_text(again)
    assert (stands(again, "progress"), stands(again, "rating"), stands(again, "confidence")) == (
        "Work went on.", "Green", "4",
    )  # fmt: skip


def test_a_new_cycle_asks_progress_and_effect_anew_and_keeps_what_is_likely_to_stand(session, board, desk):
    action = board.actions["BCP-06"]
    desk.sends(desk.opens("BCP-06"), **SAID, evidence="Audit report", evidence_kind="data", help="no")
    later = Desk(session, board, now=datetime(2021, 7, 5, 9, tzinfo=UTC)).opens("BCP-06")

    assert (stands(later, "progress"), stands(later, "effect")) == ("", "")
    assert (stands(later, "evidence"), stands(later, "evidence_kind")) == ("Audit report", "data")
    assert statements.last_statement(session, action).progress == "Work went on."
    assert session.query(tables.Draft).count() == 0


class TestDrafts:
    """What is written and not sent."""

    def test_what_is_being_typed_is_kept_and_found_again(self, desk):
        form = desk.opens("BCP-06")

        assert desk.changes(form, "keep", progress="Audits are") == Reply()

        again = desk.opens("BCP-06")
        assert stands(again, "progress") == "Audits are"

    def test_a_choice_keeps_all_that_stands_in_the_form(self, desk):
        desk.changes(desk.opens("BCP-06"), progress="Half written", rating="Amber", help="yes")

        again = desk.opens("BCP-06")
        assert (stands(again, "progress"), stands(again, "rating"), stands(again, "help")) == (
            "Half written", "Amber", "yes",
        )  # fmt: skip

    def test_a_form_that_is_refused_is_kept_as_a_draft(self, session, board, desk):
        form = desk.opens("BCP-06")
        sent = Answers(caller(QA), form.name, form.about, {"progress": "Work went on.", "rating": "Green"})
        found = catalogue.find(sent)
        with pytest.raises(Refusal):
            found.use_case(session, found.command, NOW)

        found.otherwise(session, found.command, NOW)

        assert stands(desk.opens("BCP-06"), "progress") == "Work went on."

    def test_what_the_guard_stops_is_in_no_draft_and_takes_its_beginning_with_it(self, session, desk):
        form = desk.opens("BCP-06")
        desk.changes(form, "keep", progress="We saw Child", effect="None yet.")
        desk.changes(form, "keep", progress="We saw Child Q, dob 14/03/2012", effect="None yet.")

        (draft,) = session.query(tables.Draft).all()
        assert draft.answers == {"effect": "None yet."}
        warned = desk.changes(form, progress="We saw Child Q, dob 14/03/2012", effect="None yet.")
        assert "looks like details of a child" in warned.errors["progress"]
        assert "Child" not in str(session.query(tables.Draft).one().answers)

    def test_opening_a_form_and_closing_it_begins_nothing(self, session, desk):
        form = desk.opens("BCP-06")

        desk.changes(form, "keep", help="no", forecast=date(2021, 6, 30))

        assert session.query(tables.Draft).count() == 0

    def test_what_arrives_after_the_form_was_sent_begins_no_new_draft(self, session, desk):
        form = desk.opens("BCP-06")
        desk.sends(form, **SAID)

        desk.changes(form, "keep", **SAID)

        assert session.query(tables.Draft).count() == 0

    def test_whoever_has_begun_is_led_back_to_it_from_their_home_and_the_card(self, session, board, desk):
        home = HomeOpened(caller(QA))
        assert "Continue" not in labels(desk.does(home).message)

        desk.changes(desk.opens("BCP-06"), "keep", progress="Audits are")

        assert "Continue" in labels(desk.does(home).message)
        card = desk.does(Typed(caller(QA), "status BCP-06")).message
        assert "Continue statement" in labels(card)
        others = desk.does(Typed(caller("U_PM"), "status BCP-06")).message
        assert "Continue statement" not in labels(others)


class TestInChat:
    """Words typed to the bot that are the start of a statement."""

    def says(self, desk: Desk, text: str) -> str:
        message = desk.does(Typed(caller(desk.who), text)).message
        assert message is not None
        return as_text(message)

    @pytest.mark.parametrize(
        "typed",
        [
            "BCP-06: audits are back to 25 a month",
            "a6 – audits are back to 25 a month",
            "A6:audits are back to 25 a month",
            "*A6:* audits are back to 25 a month",
            "*A6*: audits are back to 25 a month",
            "A6\naudits are back to 25 a month",
        ],
    )
    def test_a_reply_begins_a_draft_with_a_button_to_go_on(self, desk, typed):
        answer = self.says(desk, typed)

        assert "That is kept as the start of your statement for BCP-06." in answer
        assert "[Continue BCP-06]" in answer or "Continue BCP-06" in answer
        assert "25 a month" not in answer, "what is remembered of an answer holds no statement text"
        assert stands(desk.opens("BCP-06"), "progress") == "audits are back to 25 a month"

    def test_a_second_reply_goes_on_after_the_first(self, desk):
        self.says(desk, "A6: Audits are back.")
        self.says(desk, "A6: The outside auditor agrees.")

        assert stands(desk.opens("BCP-06"), "progress") == "Audits are back.\nThe outside auditor agrees."

    def test_what_the_guard_stops_is_not_kept(self, session, desk):
        with pytest.raises(Refusal, match="looks like details of a child"):
            self.says(desk, "A6: we saw Child Q, dob 14/03/2012")
        assert session.query(tables.Draft).count() == 0

    def test_who_may_not_write_for_it_is_told_who_can(self, session, board):
        with pytest.raises(Refusal, match="accountable officer"):
            self.says(Desk(session, board, CHAIR), "A6: audits are back")

    def test_words_about_a_child_at_risk_are_told_whom_to_phone(self, desk):
        answer = self.says(desk, "A6: a child is being hurt at home")

        assert "999" in answer and "That is kept" in answer and "Nothing that you wrote" not in answer

    @pytest.mark.parametrize(
        "typed", ["status A6", "A6", "A6\nA3", "10:30", "due 14", "challenge A6", "post: Head of Audit"]
    )
    def test_a_question_stays_a_question(self, typed):
        assert catalogue.find(Typed(caller(QA), typed)).use_case.__name__ != "begin_in_chat"


class TestOneSitting:
    """Several statements, one after the other."""

    def test_once_one_is_sent_the_next_that_is_asked_for_is_offered_in_its_place(self, session, board, desk):
        offered = desk.sends(desk.opens("BCP-06"), **SAID).form

        assert offered is not None and offered.submit == "Write BCP-03"
        said = form_as_text(offered)
        assert "Thank you. BCP-06 received 4 June, 10:00. You said Green." in said
        assert "2 statements still to send. Next:" in said
        following = desk.sends(offered).form
        assert following is not None and following.title == "Statement for BCP-03"
        last = desk.sends(desk.sends(following, **SAID, reason="The venue is booked.").form).form
        assert last is not None and last.title == "Statement for BCP-09"
        assert desk.sends(last, **SAID, reason="The tool is ready.") == Reply(), "nothing more is asked for"

    def test_an_action_that_was_closed_while_it_was_written_says_so(self, session, board, desk):
        form = desk.opens("BCP-06")
        change_action(
            session, board.actions["BCP-06"], lifecycle="closed_superseded", replaced_by_id=board.actions["BCP-04"]
        )

        desk.sends(form, **SAID)

        (thanks,) = session.query(tables.Outbox).filter_by(kind="statement_received")
        said = as_text(Message.model_validate(thanks.message))
        assert "BCP-06 is closed: superseded, and BCP-04 took its place, so no meeting goes through it" in said
        assert "planned for this action yet" not in said

    def test_one_that_was_begun_is_gone_on_with(self, desk):
        desk.changes(desk.opens("BCP-03"), "keep", progress="Begun.")

        offered = desk.sends(desk.opens("BCP-06"), **SAID).form

        assert offered is not None and offered.submit == "Continue BCP-03"
        assert stands(desk.sends(offered).form, "progress") == "Begun."

    def test_no_change_still_asks_for_a_sentence(self, desk):
        with pytest.raises(Refusal, match="“no change”") as without:
            desk.sends(desk.opens("BCP-06"), **SAID | {"progress": ""})
        assert without.value.field == "progress"


class TestVersions:
    """Correcting, withdrawing and bringing back: nothing is lost, and all of it is seen."""

    @pytest.fixture
    def sent(self, session, board, desk) -> int:
        """The officer's first statement for BCP-06, by its id."""
        desk.sends(desk.opens("BCP-06"), **SAID)
        return session.get_one(tables.Action, board.actions["BCP-06"]).statement_id

    def presses(self, desk: Desk, does: str, statement: int) -> str:
        reply = desk.does(Press(caller(desk.who), does, str(statement)))
        assert reply.message is not None
        return as_text(reply.message)

    def test_a_correction_says_so_and_every_version_can_be_read(self, session, board, desk, sent):
        desk.now = datetime(2021, 6, 4, 13, 5, tzinfo=UTC)
        desk.sends(desk.opens("BCP-06"), **SAID | {"progress": "Twenty audits, not fifteen."})

        card = desk.card("BCP-06")
        assert "This statement was corrected 4 June, 14:05. [Every version]" in card
        chair = Desk(session, board, CHAIR)
        shown = self.presses(chair, "statement.versions", sent)
        assert shown.index("Version 2: sent 4 June, 14:05") < shown.index("Version 1: sent 4 June, 10:00")
        assert "Twenty audits, not fifteen." in shown and "Work went on." in shown

    def test_a_statement_that_is_withdrawn_counts_for_nothing_and_is_asked_for_again(self, session, board, desk, sent):
        before = "as it came with the imported plan"
        assert before not in desk.card("BCP-06")

        said = self.presses(desk, "statement.withdraw", sent)

        assert "You withdrew your statement for BCP-06, 4 June, 10:00." in said
        assert before in desk.card("BCP-06"), "what was said before it stands again"
        assert "BCP-06" in as_text(desk.does(HomeOpened(caller(QA))).message).partition("Statements you owe")[2]
        assert "withdrawn 4 June, 10:00" in self.presses(desk, "statement.versions", sent)
        assert "withdraw_statement" in [entry.what for entry in session.query(tables.Audit)]

    def test_a_mis_press_is_undone_and_both_are_on_the_record(self, session, board, desk, sent):
        self.presses(desk, "statement.withdraw", sent)

        self.presses(desk, "statement.restore", sent)

        assert "Work went on." in desk.card("BCP-06")
        done = [entry.what for entry in session.query(tables.Audit).order_by(tables.Audit.id)]
        assert done[-3:] == ["submit_statement", "withdraw_statement", "restore_statement"]

    def test_its_officer_can_take_it_back_on_the_card_too_and_nobody_else(self, session, board, desk, sent):
        card = desk.does(Typed(caller(QA), "status BCP-06")).message
        assert "Withdraw statement" in labels(card)
        theirs = Desk(session, board, CHAIR).does(Typed(caller(CHAIR), "status BCP-06")).message
        assert "Withdraw statement" not in labels(theirs)

        self.presses(desk, "statement.withdraw", sent)

        card = desk.does(Typed(caller(QA), "status BCP-06")).message
        assert "Withdraw statement" not in labels(card), "what came with the plan is not theirs to take back"
        assert "Bring it back" in labels(card) and "withdrawn 4 June, 10:00" in as_text(card)
        theirs = Desk(session, board, CHAIR).does(Typed(caller(CHAIR), "status BCP-06")).message
        assert "Bring it back" not in labels(theirs)
        desk.now = datetime(2021, 6, 15, 9, tzinfo=UTC)
        assert "Bring it back" not in labels(desk.does(Typed(caller(QA), "status BCP-06")).message), "it has begun"

    def test_help_and_forecast_go_and_come_back_with_the_statement(self, session, board, desk):
        action = session.get_one(tables.Action, board.actions["BCP-06"])
        stood = action.forecast
        help_asked = {"help": "yes", "help_needed": "Two auditors", "help_from": "DCS", "next_steps": "Wait for them."}
        later = {"rating": "Amber", "forecast": date(2021, 7, 9)}
        desk.sends(desk.opens("BCP-06"), **SAID | help_asked | later)
        assert "Two auditors" in desk.card("BCP-06")

        self.presses(desk, "statement.withdraw", action.statement_id)
        assert "Two auditors" not in desk.card("BCP-06")
        session.refresh(action)
        assert action.forecast == stood

        newest = session.query(tables.Statement).order_by(tables.Statement.id.desc()).first()
        self.presses(desk, "statement.restore", newest.id)
        session.refresh(action)
        assert "Two auditors" in desk.card("BCP-06") and action.forecast == date(2021, 7, 9)

    def test_once_its_meeting_has_begun_or_another_came_a_statement_stands(self, session, board, desk, sent):
        desk.sends(desk.opens("BCP-06"), **SAID)
        with pytest.raises(Refusal, match="Another statement has come since"):
            self.presses(desk, "statement.withdraw", sent)

        newest = session.get_one(tables.Action, board.actions["BCP-06"]).statement_id
        desk.now = datetime(2021, 6, 15, 9, tzinfo=UTC)
        with pytest.raises(Refusal, match="has begun"):
            self.presses(desk, "statement.withdraw", newest)

    def test_the_pack_says_that_it_was_corrected_and_that_it_was_withdrawn_since(self, session, board, desk, sent):
        desk.now = datetime(2021, 6, 4, 13, 5, tzinfo=UTC)
        desk.sends(desk.opens("BCP-06"), **SAID)
        chair = Desk(session, board, CHAIR, datetime(2021, 6, 11, 9, tzinfo=UTC))
        make_up_freeze(session, get_board(session, board.id), meeting_on_15(session), None, PACK_AT)

        assert "corrected 4 June, 14:05" in whole_pack(chair)

        newest = session.get_one(tables.Action, board.actions["BCP-06"]).statement_id
        desk.now = datetime(2021, 6, 11, 8, tzinfo=UTC)
        self.presses(desk, "statement.withdraw", newest)
        assert "withdrawn 11 June, 09:00" in whole_pack(chair)


PACK_AT = datetime(2021, 6, 10, 16, tzinfo=UTC)


def whole_pack(chair: Desk) -> str:
    meeting = meeting_on_15(chair.session).id
    pages = (chair.does(Press(caller(CHAIR), "pack.show", f"{meeting}:{page}")).message for page in (1, 2, 3))
    return "".join(as_text(page) for page in pages if page)


def meeting_on_15(session: Session) -> Meeting:
    row = session.query(tables.Meeting).filter_by(ref="HTA-2021-06-15").one()
    return get_meeting(session, row.id)


def test_every_text_box_says_not_to_name_children(desk):
    form = desk.changes(desk.opens("BCP-06"), **SAID | {"rating": "Red", "help": "yes", "evidence": "Minutes."}).form

    boxes = [part for part in form.parts if isinstance(part, TextField)]
    assert {box.name for box in boxes} >= {"progress", "effect", "evidence", "barriers", "help_needed", "cause"}
    assert all(box.placeholder.startswith("No names, initials or case numbers of children") for box in boxes)


@pytest.mark.parametrize(
    ("left_out", "asked"),
    [("progress", "even if it is “no change”"), ("effect", "“None yet” is an honest answer")],
)
def test_what_is_always_asked_is_required_by_the_bot_too_beside_its_field(desk, left_out, asked):
    with pytest.raises(Refusal, match=asked) as without:
        desk.sends(desk.opens("BCP-06"), **SAID | {left_out: " "})

    assert without.value.field == left_out


def test_red_without_next_steps_is_refused_by_the_bot_too(desk):
    with pytest.raises(Refusal, match="Red needs next steps") as without:
        desk.sends(desk.opens("BCP-06"), **SAID | {"rating": "Red", "cause": "Two auditors left."})
    assert without.value.field == "next_steps"


class TestStates:
    """What has become of a statement: the same words for the officer, the chair and the summary."""

    def state(self, session: Session, board: SampleBoard, ref: str, now: datetime, who: str = CHAIR) -> str:
        line = next(
            line
            for line in Desk(session, board, who, now).card(ref, who).splitlines()
            if line.startswith("Statement: ")
        )
        return line.partition("; ")[2]

    def test_it_is_requested_then_draft_then_submitted(self, session, board, desk):
        before = datetime(2021, 5, 31, 9, tzinfo=UTC)
        assert self.state(session, board, "BCP-06", before) == ""
        assert self.state(session, board, "BCP-06", NOW) == "requested, due 8 June"

        desk.changes(desk.opens("BCP-06"), "keep", progress="Begun.")
        assert self.state(session, board, "BCP-06", NOW) == "draft, due 8 June"

        desk.sends(desk.opens("BCP-06"), **SAID)
        assert self.state(session, board, "BCP-06", NOW) == "submitted for 15 June"

    def test_what_is_due_today_is_not_late_today_and_what_never_came_was_missed(self, session, board):
        for day, state in ((8, "requested, due 8 June"), (9, "late, due 8 June"), (15, "missed for 15 June")):
            assert self.state(session, board, "BCP-06", datetime(2021, 6, day, 9, tzinfo=UTC)) == state

    def test_who_is_away_with_no_delegate_is_excused(self, session, board):
        post = session.query(tables.Post).filter_by(title="Service Director, Quality and Assurance").one()
        post.away_until = date(2021, 6, 30)
        session.flush()

        late = datetime(2021, 6, 9, 9, tzinfo=UTC)

        assert self.state(session, board, "BCP-06", late) == "excused: the officer is away, with no delegate"

    def test_officer_chair_and_counts_say_the_same(self, session, board, desk):
        desk.changes(desk.opens("BCP-06"), "keep", progress="Begun.")
        desk.sends(desk.opens("BCP-03"), **SAID, reason="The venue is booked.")

        assert self.state(session, board, "BCP-06", NOW, QA) == "draft, due 8 June"
        home = as_text(desk.does(HomeOpened(caller(QA))).message)
        assert "Draft. Due Tuesday 8 June, 17:00." in home
        status = as_text(Desk(session, board, CHAIR).does(Typed(caller(CHAIR), "status")).message)
        assert "Statements asked for: requested 12, draft 1, submitted 1" in status

    def test_what_was_due_and_never_came_is_shown_as_not_updated_never_as_its_last_colour(self, session, board):
        officer_says_green = "BCP-03"
        last = statements.last_statement(session, board.actions[officer_says_green])
        last.at = datetime(2021, 5, 25, 9, tzinfo=UTC)
        session.flush()

        before = Desk(session, board, CHAIR, datetime(2021, 6, 8, 9, tzinfo=UTC)).card(officer_says_green)
        after = Desk(session, board, CHAIR, datetime(2021, 6, 9, 9, tzinfo=UTC)).card(officer_says_green)

        assert "Rating: Green, on track (not confirmed)" in before
        assert "Rating: Amber, at risk (suggested, not updated; the officer last said Green, 25 May)" in after
        assert "The officer last said Green: no reason given." in after

    def test_a_rating_confirmed_before_it_was_due_has_its_day_and_one_confirmed_since_is_news(self, session, board):
        ref = "BCP-12"
        chair_confirms(session, board, ref, "Amber", at=datetime(2021, 5, 28, 9, tzinfo=UTC))
        late = datetime(2021, 6, 10, 9, tzinfo=UTC)

        assert "Rating: Amber, at risk (confirmed)" in Desk(session, board, CHAIR, NOW).card(ref)
        assert "Rating: Amber, at risk (confirmed on 28 May, not updated)" in Desk(session, board, CHAIR, late).card(
            ref
        )

        chair_confirms(session, board, ref, "Red", at=datetime(2021, 6, 8, 9, tzinfo=UTC))
        assert "Rating: Red, off track (confirmed)" in Desk(session, board, CHAIR, late).card(ref)

    def test_what_was_confirmed_before_a_meeting_is_no_news_after_it_and_an_older_colour_does_not_come_back(
        self, session, board
    ):
        officer_says_green = "BCP-03"
        statements.last_statement(session, board.actions[officer_says_green]).at = datetime(2021, 5, 25, 9, tzinfo=UTC)
        chair_confirms(session, board, officer_says_green, "Amber", at=datetime(2021, 6, 10, 9, tzinfo=UTC))

        before = Desk(session, board, CHAIR, datetime(2021, 6, 14, 9, tzinfo=UTC)).card(officer_says_green)
        after = Desk(session, board, CHAIR, datetime(2021, 6, 16, 9, tzinfo=UTC)).card(officer_says_green)

        assert "Rating: Amber, at risk (confirmed)" in before
        assert "Rating: Amber, at risk (suggested, not updated; the officer last said Green, 25 May)" in after
