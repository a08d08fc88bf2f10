"""Closing with evidence: delivered, accepted or sent back, checked later, and opened again where it did not hold."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.closing import holds, readings_held, readings_in_words
from bot.domain.people import Role
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases.closing import ask_whether_it_holds, before_check
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from bot.use_cases.home import open_home
from bot.use_cases.planning import Drop, MadeUp, PutOff
from storage import deliveries, meetings, outbox, people, planned, tables
from storage.actions import change_action
from storage.outbox import Planned
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TEAM, caller

NOW = datetime(2021, 6, 7, 9, 0, tzinfo=UTC)
CHECK = datetime(2021, 9, 6, 8, 30, tzinfo=UTC)
"""Ninety days on is Sunday 5 September, so it is asked on the Monday."""
SOCIAL = "Service Director, Children and Young People’s Social Care"
GIVEN = {
    "evidence": "The guidance, and the minutes that adopted it.",
    "effect": "Families wait two weeks less for help.",
    "measure": "Contacts answered in a day: 61% to 92%.",
    "keeper": "Head of Early Help",
    "procedure": "Front door procedure 4",
}
HELD = ["Red", "Green", "Green", "Green"]


@pytest.fixture
def work(session, board):
    return Work(session, board)


class Work:
    """BCP-07, of the service director for social care, and what people do to close it."""

    def __init__(self, session, board) -> None:
        self.session, self.board = session, board
        self.action_id = board.actions["BCP-07"]

    @property
    def action(self) -> tables.Action:
        return self.session.get_one(tables.Action, self.action_id, populate_existing=True)

    @property
    def officer(self) -> str:
        return people.holder_of(self.session, self.action.accountable_post_id, NOW.date()).account

    def sends(self, account: str, form: str, about: object, now: datetime = NOW, **answers):
        return does(self.session, Answers(caller(account), form, str(about), answers), now)

    def presses(self, account: str, button: str, about: object, now: datetime = NOW):
        return does(self.session, Press(caller(account), button, str(about)), now)

    def refused(self, account: str, form: str, about: object, now: datetime = NOW, **answers) -> str:
        return is_refused(self.session, Answers(caller(account), form, str(about), answers), now)

    def delivers(self, **more):
        return self.sends(self.officer, "delivery_offer", self.action_id, **GIVEN | more)

    def closes(self, account: str = "U_CHAIR", *, history: list[str] | None = None, **more):
        change_action(self.session, self.action_id, measure_history=HELD if history is None else history)
        answers = {"reason": "The guidance and the shorter waits.", **more}
        return self.sends(account, "decision.close", self.action_id, **answers)

    def told(self, kind: str) -> list[tables.Outbox]:
        return self.session.query(tables.Outbox).filter_by(kind=kind, amends=None).order_by(tables.Outbox.id).all()

    def text(self, row: tables.Outbox) -> str:
        return as_text(planned.Message.model_validate(row.message))

    def delivery(self):
        return deliveries.newest_of(self.session, self.action_id)

    def check(self) -> Planned:
        (row,) = self.session.query(tables.Outbox).filter_by(kind="closure_check")
        return Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id)

    def card(self, account: str = "U_CHAIR") -> str:
        return words_of(self.presses(account, "status.open", self.action_id))

    def summary(self, now: datetime = NOW) -> str:
        return words_of(does(self.session, Typed(caller("U_CHAIR"), "summary"), now))


class TestDelivering:
    def test_the_form_says_what_changes_and_who_is_told_and_offers_ninety_days(self, work):
        form = does(work.session, Typed(caller(work.officer), "deliver BCP-07"), NOW).form

        assert "The Independent Chair is told in private" in form.model_dump_json()
        offered = {part.name: part.initial for part in form.parts if hasattr(part, "initial")}
        assert offered["check_on"] == date(2021, 9, 5)
        assert offered["keeper"] == SOCIAL

    def test_it_waits_for_the_board_and_the_chair_reads_the_evidence(self, work):
        said = work.delivers()

        assert "the Independent Chair is asked to accept the evidence" in words_of(said)
        assert (work.action.lifecycle, work.action.delivered_on) == ("delivered", date(2021, 6, 7))
        (row,) = work.told("action_delivered")
        assert row.to == "U_CHAIR"
        assert all(words in work.text(row) for words in GIVEN.values())
        assert "Buttons: Accept and close · Not enough" in work.text(row)
        assert work.delivery().state == "offered"

    def test_the_chairs_home_and_the_card_say_that_it_waits(self, work):
        work.delivers()

        home = words_of(open_home(work.session, HomeOpened(caller("U_CHAIR")), NOW))
        assert "It is delivered: accept the evidence, or say what is missing." in home
        assert f"Evidence for closing: offered 7 June by the {SOCIAL}, not yet judged" in work.card()

    def test_everything_is_asked_for(self, work):
        assert set(work.delivers(evidence="", procedure="").errors) == {"evidence", "procedure"}
        assert "is not to come" in work.delivers(check_on=date(2021, 6, 7)).errors["check_on"]
        assert work.action.lifecycle == "in_progress"

    @pytest.mark.parametrize("account", ["U_CHAIR", "U_PM", "U_QA"])
    def test_only_who_answers_for_it_may(self, work, account):
        assert "Only the accountable officer" in work.refused(account, "delivery_offer", work.action_id, **GIVEN)

    def test_twice_is_once(self, work):
        work.delivers()

        assert "is delivered already" in work.refused(work.officer, "delivery_offer", work.action_id, **GIVEN)

    def test_a_childs_details_are_refused_and_nothing_is_kept(self, work):
        answers = GIVEN | {"effect": "Jack Smith, aged 9, born 03/04/2012, is safe."}
        assert work.refused(work.officer, "delivery_offer", work.action_id, **answers)
        assert work.delivery() is None


class TestWhereNobodyWithASeatCanAcceptIt:
    @pytest.fixture
    def unseated(self, work):
        """The chair answers for it, the deputy is away, and no approver is named."""
        workspace, since = work.board.workspace_id, date(2021, 6, 1)
        chair = people.person_of(work.session, workspace, "U_CHAIR")
        people.hold(work.session, people.get_post(work.session, work.board.posts[SOCIAL]), chair, since)
        deputy = people.post_of(work.session, workspace, "Deputy Chair", since)
        people.hold(work.session, deputy, people.person_of(work.session, workspace, "U_DEPUTY"), since)
        people.seat(work.session, work.board.id, Role.DEPUTY, deputy)
        deputy.away_until = date(2021, 6, 30)
        return work

    def test_the_programme_manager_is_told_why_and_what_to_do(self, unseated):
        said = unseated.delivers()

        assert "Nobody with a seat can accept its evidence just now. The programme manager is told" in words_of(said)
        (row,) = unseated.told("delivery_undecided")
        text = unseated.text(row)
        assert row.to == "U_PM"
        assert (
            "the chair answers for BCP-07; the deputy chair is away until 30 June; there is no named approver." in text
        )
        assert "Name an approver: type “setup”." in text
        assert "bring it to the Board" in text
        assert all(words in text for words in GIVEN.values())
        assert "Buttons" not in text

    def test_the_form_says_so_before_it_is_sent(self, unseated):
        form = unseated.presses(unseated.officer, "delivery.ask", unseated.action_id).form

        assert "Nobody with a seat can accept its evidence just now" in form.model_dump_json()

    def test_without_a_programme_manager_its_officer_is_told_to_bring_it(self, unseated):
        manager = people.get_post(unseated.session, unseated.board.posts["Improvement Programme Manager"])
        people.vacate(unseated.session, manager, date(2021, 6, 1))

        assert "bring it to the next Board" in words_of(unseated.delivers())

    def test_an_approver_who_is_named_then_accepts_it_and_the_message_says_so(self, unseated):
        unseated.delivers()
        (row,) = unseated.told("delivery_undecided")
        row.state, row.settled_at = outbox.SENT, NOW
        post = people.post_of(unseated.session, unseated.board.workspace_id, "Commissioner", date(2020, 1, 1))
        person = people.person_of(unseated.session, unseated.board.workspace_id, "U_C")
        people.hold(unseated.session, post, person, date(2020, 1, 1))
        people.seat(unseated.session, unseated.board.id, Role.APPROVER, post)

        unseated.closes("U_C")

        unseated.session.refresh(row)
        assert "accepted, by the Commissioner" in unseated.text(row)
        assert "Name an approver" not in unseated.text(row)


class TestAccepting:
    def test_the_message_about_another_delivery_stays_as_it_is(self, work):
        other = outbox.say(
            work.session, work.board.workspace_id, key="action_delivered:12", to="U_CHAIR",
            message=Message(kind="action_delivered", heading="Another", parts=()), due=NOW, args={"delivery": 12},
        )  # fmt: skip
        assert other
        (row,) = work.told("action_delivered")
        row.state, row.settled_at = outbox.SENT, NOW
        work.delivers()
        assert work.delivery().id == 1
        work.closes()

        work.session.refresh(row)
        assert "Another" in work.text(row)

    def test_closes_it_with_a_decision_and_the_evidence_accepted_by_whom_and_when(self, work):
        work.delivers()
        said = work.closes()

        assert words_of(said) == (
            "BCP-07 is closed as complete: Blue. Decision D-2021-06-01. It is checked on 5 September 2021."
        )
        one = work.delivery()
        assert (one.state, one.judged_post, one.judged_at) == ("accepted", "Independent Chair", NOW)
        assert work.action.lifecycle == "closed_complete"

    def test_the_officer_is_told_and_when_it_is_checked(self, work):
        work.delivers()
        work.closes()

        (row,) = work.told("closed_told")
        assert row.to == work.officer
        assert "checked on 5 September 2021: the Head of Early Help is asked then" in work.text(row)

    def test_the_measure_must_hold_for_three_readings_or_it_is_waived_with_a_reason(self, work):
        work.delivers()
        change_action(work.session, work.action_id, measure_history=["Green", "Red", "Green", "Green"])
        words = work.refused("U_CHAIR", "decision.close", work.action_id, reason="It is done.")
        assert "Green for 2 of the 3 readings that are needed. Say why three readings are waived." in words

        work.closes(history=["Green", "Green"], waiver="The measure began in April.")

        assert work.delivery().waiver == "The measure began in April."

    def test_without_a_measure_it_has_to_be_waived_too(self, work):
        work.delivers()

        assert "no reading is linked" in work.refused("U_CHAIR", "decision.close", work.action_id, reason="It is done.")

    def test_the_form_asks_for_the_waiver_only_where_it_is_needed(self, work):
        work.delivers()

        def names():
            form = work.presses("U_CHAIR", "decision.open_close", work.action_id).form
            return [part.name for part in form.parts if hasattr(part, "name")]

        assert "waiver" in names()
        change_action(work.session, work.action_id, measure_history=HELD)
        assert "waiver" not in names()

    def test_closing_is_offered_once_it_is_delivered(self, work):
        assert "Confirm a rating" in work.card()
        assert "Close the action" not in work.card()

        work.delivers()

        assert "Close the action" in work.card()
        for account in ("U_QA", "U_PM", work.officer):
            assert "Close the action" not in work.card(account)

    def test_what_is_not_delivered_is_not_closed(self, work):
        assert "once the officer has marked it" in work.refused("U_CHAIR", "decision.close", work.action_id, reason="x")

    def test_the_summary_tells_of_the_effect_on_children_that_was_accepted(self, work):
        work.delivers()
        work.closes()

        assert "For children: BCP-07, Families wait two weeks less for help." in work.summary()
        assert "no accepted evidence" in work.summary(datetime(2021, 6, 15, 9, tzinfo=UTC))

    def test_a_chair_who_answers_for_it_does_not_accept(self, work):
        work.delivers()
        chair = people.person_of(work.session, work.board.workspace_id, "U_CHAIR")
        people.hold(work.session, people.get_post(work.session, work.board.posts[SOCIAL]), chair, date(2021, 6, 1))

        assert "nobody confirms their own" in work.refused("U_CHAIR", "decision.close", work.action_id, reason="x")


class TestSayingWhatIsMissing:
    def test_it_goes_back_and_the_officer_is_told_what(self, work):
        work.delivers()
        said = work.sends("U_CHAIR", "delivery_missing", work.action_id, missing="An audit of ten cases.")

        assert "BCP-07 is in progress again. Decision D-2021-06-01. The officer is told what is missing." in words_of(
            said
        )
        assert (work.action.lifecycle, work.action.delivered_on) == ("in_progress", None)
        assert (work.delivery().state, work.delivery().judged_words) == ("not_enough", "An audit of ten cases.")
        (row,) = work.told("missing_told")
        assert row.to == work.officer
        assert "An audit of ten cases." in work.text(row)

    def test_the_next_time_the_form_says_what_was_missing(self, work):
        work.delivers()
        work.sends("U_CHAIR", "delivery_missing", work.action_id, missing="An audit of ten cases.")

        form = work.presses(work.officer, "delivery.ask", work.action_id).form
        assert "An audit of ten cases." in form.model_dump_json()
        work.delivers()
        assert work.delivery().state == "offered"
        assert work.session.query(tables.Delivery).count() == 2, "what was offered before is kept"

    def test_in_the_room_not_enough_does_the_same(self, work):
        work.delivers()
        meeting = meetings.find_meeting_ref(work.session, work.board.id, "HTA-2021-06-15")
        day = datetime(2021, 6, 15, 9, tzinfo=UTC)
        about = f"{meeting.id}:{work.action_id}:0:"
        assert "Say what is missing" in work.refused("U_CHAIR", "room_decide", about, day, evidence="not_enough")

        work.sends("U_CHAIR", "room_decide", about, day, evidence="not_enough", reason="An audit of ten cases.")

        assert work.action.lifecycle == "in_progress"
        assert work.delivery().state == "not_enough"


class TestCheckingLater:
    @pytest.fixture
    def closed(self, work):
        work.delivers()
        work.closes()
        return work

    def test_is_planned_for_the_working_day_after(self, closed):
        assert closed.check().due_at == CHECK

    def test_whoever_keeps_it_going_is_asked(self, closed):
        made = ask_whether_it_holds(closed.session, closed.check(), CHECK)

        assert isinstance(made, MadeUp) and made.to == "U_EARLY"
        assert "to be kept going by the Head of Early Help. “Front door procedure 4” holds it." in as_text(made.message)
        assert "Buttons: Still true · Not any more" in as_text(made.message)

    def test_the_accountable_officer_is_where_nobody_holds_that_post(self, closed):
        keeper = people.get_post(closed.session, closed.board.posts["Head of Early Help"])
        people.vacate(closed.session, keeper, date(2021, 7, 1))

        made = ask_whether_it_holds(closed.session, closed.check(), CHECK)
        assert isinstance(made, MadeUp) and made.to == closed.officer

    def test_not_at_night_and_not_once_it_is_open_again(self, closed):
        night = datetime(2021, 9, 6, 20, tzinfo=UTC)
        assert isinstance(ask_whether_it_holds(closed.session, closed.check(), night), PutOff)
        closed.sends("U_CHAIR", "decision.reopen", closed.action_id, reason="Two schools have left.")
        assert isinstance(ask_whether_it_holds(closed.session, closed.check(), CHECK), Drop)

    def test_still_true_keeps_it_closed_with_how_they_know(self, closed):
        said = closed.sends("U_EARLY", "delivery_still", closed.delivery().id, CHECK, words="Audited in August.")

        assert "stays closed" in words_of(said)
        assert closed.action.lifecycle == "closed_complete"
        assert closed.delivery().still_true is True
        again = closed.sends("U_EARLY", "delivery_no_more", closed.delivery().id, CHECK, words="No.")
        assert "Nothing is asked about BCP-07 any more" in words_of(again)

    def test_not_any_more_opens_it_again_and_counts_it_and_tells_the_chair_and_its_officer(self, closed):
        before = closed.action.deadline
        said = closed.sends("U_EARLY", "delivery_no_more", closed.delivery().id, CHECK, words="The waits are back.")

        assert "is open again" in words_of(said)
        assert (closed.action.lifecycle, closed.action.reopened, closed.action.deadline) == ("in_progress", 1, before)
        assert closed.action.confirmed_rating_id is None, "the Blue that closed it stands no more"
        assert {row.to for row in closed.told("reopened_told")} == {"U_CHAIR", closed.officer}
        assert "Reopened after closing: 1." in closed.summary(CHECK)
        assert "Reopened once" in words_of(does(closed.session, Typed(caller("U_CHAIR"), "status"), CHECK))
        assert "no accepted evidence" in closed.summary(NOW)

    def test_what_was_answered_before_it_went_does_not_go(self, closed):
        row = closed.check()
        leased = outbox.Leased(
            row.id, TEAM, "slack", closed.board.id, row.key, row.kind, row.args, "U_EARLY", None, CHECK, 1, False, ""
        )
        assert before_check(closed.session, leased, CHECK) is None
        closed.sends("U_EARLY", "delivery_still", closed.delivery().id, CHECK, words="Audited in August.")
        assert before_check(closed.session, leased, CHECK) == Drop("it was answered before")

    @pytest.mark.parametrize("account", ["U_CHAIR", "U_PM", "U_QA", "U_NOBODY"])
    def test_nobody_else_answers(self, closed, account):
        assert closed.refused(account, "delivery_still", closed.delivery().id, CHECK, words="x")
        assert closed.delivery().still_true is None


class TestOpeningAgain:
    def test_the_chair_opens_any_closed_action_again_with_a_reason(self, work):
        change_action(work.session, work.action_id, lifecycle="closed_superseded", closed_on=date(2021, 6, 1))
        assert "Open again" in words_of(work.presses("U_CHAIR", "change.open", work.action_id))
        assert "reason" in work.sends("U_CHAIR", "decision.reopen", work.action_id).errors

        said = work.sends("U_CHAIR", "decision.reopen", work.action_id, reason="The new procedure never came.")

        assert words_of(said) == "BCP-07 is open again, and counted as reopened. Decision D-2021-06-01."
        assert (work.action.lifecycle, work.action.reopened, work.action.closed_on) == ("in_progress", 1, None)
        (row,) = work.told("reopened_told")
        assert row.to == work.officer
        assert "Opened again: Reopened once" in work.card()

    def test_what_is_open_is_not_opened(self, work):
        assert "only what is closed" in work.refused("U_CHAIR", "decision.reopen", work.action_id, reason="x")

    @pytest.mark.parametrize("account", ["U_SOCIAL", "U_PM", "U_QA"])
    def test_nobody_else_does(self, work, account):
        change_action(work.session, work.action_id, lifecycle="closed_complete")
        assert work.refused(account, "decision.reopen", work.action_id, reason="x")
        assert work.action.reopened == 0

    def test_the_named_approver_does_where_there_is_no_chair(self, work):
        change_action(work.session, work.action_id, lifecycle="closed_complete", closed_on=date(2021, 6, 1))
        chair = people.get_post(work.session, work.board.posts["Independent Chair"])
        people.vacate(work.session, chair, date(2021, 6, 1))
        post = people.post_of(work.session, work.board.workspace_id, "Commissioner", date(2020, 1, 1))
        people.hold(
            work.session, post, people.person_of(work.session, work.board.workspace_id, "U_C"), date(2020, 1, 1)
        )
        people.seat(work.session, work.board.id, Role.APPROVER, post)

        work.sends("U_C", "decision.reopen", work.action_id, reason="It did not last.")
        assert work.action.reopened == 1


@pytest.mark.parametrize(
    ("history", "held"),
    [([], 0), (["Green"] * 3, 3), (["Green", "Red", "Green"], 1), (["Green", "Green", "Amber"], 0),
     (["Red", "Red", "improving"], 0), (["Green", "Green", "Green", "improving"], 3)],
)  # fmt: skip
def test_a_measure_holds_for_the_readings_up_to_the_newest(history, held):
    assert readings_held(history) == held
    assert holds(history) is (held >= 3)
    assert readings_in_words(history)
