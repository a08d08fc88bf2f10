"""Closing with evidence: delivered, accepted or sent back, checked later, and opened again where it did not hold."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.closing import holds, readings_held, readings_in_words
from bot.domain.dates import ended
from bot.domain.people import Role
from bot.messages.parts import Form, Message
from bot.messages.text import as_text, form_as_text
from bot.use_cases.check_steps import plan_overdue_checks
from bot.use_cases.closing import ask_whether_it_holds, before_check
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from bot.use_cases.home import open_home
from bot.use_cases.overdue_checks import before_step, make_up_step
from bot.use_cases.planning import Drop, MadeUp, PutOff
from bot.use_cases.roster import roster_problems
from bot.use_cases.waiting_decisions import ask_who_can_now
from storage import boards, deliveries, meetings, new_dates, outbox, people, tables
from storage.actions import change_action, complete_milestone
from storage.edits import milestones_of
from storage.outbox import Planned
from tests.use_cases.editor import Editor
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TEAM, caller, stands

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

    def closes(self, account: str = "U_CHAIR", *, history: list[str] | None = None, now: datetime = NOW, **more):
        change_action(self.session, self.action_id, measure_history=HELD if history is None else history)
        answers = {"reason": "The guidance and the shorter waits.", **more}
        return self.sends(account, "decision.close", self.action_id, now, **answers)

    def board_now(self):
        return boards.get_board(self.session, self.board.id)

    def told(self, kind: str) -> list[tables.Outbox]:
        return self.session.query(tables.Outbox).filter_by(kind=kind, amends=None).order_by(tables.Outbox.id).all()

    def text(self, row: tables.Outbox) -> str:
        return as_text(stands(row))

    def delivery(self):
        return deliveries.newest_of(self.session, self.action_id)

    def check(self) -> Planned:
        (row,) = self.session.query(tables.Outbox).filter_by(kind="closure_check")
        return Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id)

    def card(self, account: str = "U_CHAIR") -> str:
        return words_of(self.presses(account, "status.open", self.action_id))

    def summary(self, now: datetime = NOW) -> str:
        return words_of(does(self.session, Typed(caller("U_CHAIR"), "summary"), now))


def initials(form: Form) -> dict[str, object]:
    """What stands in each field of a form as it opens."""
    return {part.name: part.initial for part in form.parts if hasattr(part, "initial")}


class TestDelivering:
    def test_the_form_says_what_changes_and_who_is_told_and_offers_ninety_days(self, work):
        form = does(work.session, Typed(caller(work.officer), "deliver BCP-07"), NOW).form

        assert "the Independent Chair, once, in private." in form.model_dump_json()
        assert initials(form)["check_on"] == date(2021, 9, 5)
        assert initials(form)["keeper"] == SOCIAL

    def test_it_waits_for_the_board_and_the_chair_reads_the_evidence(self, work):
        said = work.delivers()

        assert "the Independent Chair is asked to accept the evidence" in words_of(said)
        assert (work.action.lifecycle, work.action.delivered_on) == ("delivered", date(2021, 6, 7))
        (row,) = work.told("action_delivered")
        assert row.to == "U_CHAIR"
        assert all(words in work.text(row) for words in GIVEN.values())
        assert f"{ended(work.action.title)} Marked as delivered by the {SOCIAL}." in work.text(row)
        assert f"How we would know: {work.action.success_measure}; " in work.text(row)
        assert "Buttons: Accept and close · Not enough" in work.text(row)
        assert work.delivery().state == "offered"

    def test_one_that_a_file_delivered_is_checked_on_the_day_that_the_file_gave(self, work):
        change_action(work.session, work.action_id, lifecycle="delivered", check_on=date(2021, 10, 4))

        form = work.presses("U_CHAIR", "decision.open_close", work.action_id).form
        work.closes()

        (offered,) = [part.initial for part in form.parts if getattr(part, "name", "") == "check_on"]
        assert offered == work.delivery().check_on == date(2021, 10, 4)

    def test_the_chairs_home_and_the_card_say_that_it_waits(self, work):
        work.delivers()

        home = words_of(open_home(work.session, HomeOpened(caller("U_CHAIR")), NOW))
        assert "It is delivered: accept the evidence, or say what is missing." in home
        assert f"Evidence for closing: offered 7 June by the {SOCIAL}, not yet judged" in work.card()

    def test_what_still_waits_to_ask_for_it_says_what_was_made_of_it_meanwhile(self, work):
        work.delivers()
        (row,) = work.told("action_delivered")
        assert "Accept and close" in work.text(row)

        work.closes()

        (row,) = work.told("action_delivered")
        assert "Accept and close" not in work.text(row) and "Not enough" not in work.text(row)
        assert "Where it stands: accepted, by the Independent Chair" in work.text(row)

    def test_what_asked_for_its_statement_asks_no_more_until_it_is_sent_back(self, work):
        ladder = Ladder(work.session, work.board)
        ladder.plan(at(1, 8))
        ladder.tick(at(1, 9, 30))
        [asked] = ladder.told(work.officer, "statement_requested")
        assert asked.count("[Write]") == 4

        work.delivers()
        ladder.tick(NOW)
        [asked] = ladder.told(work.officer, "statement_requested")
        assert "The action is delivered now, so nothing is needed. Thank you." in asked and asked.count("[Write]") == 3

        work.sends("U_CHAIR", "delivery_missing", work.action_id, missing="The minutes.")
        ladder.tick(NOW)
        [asked] = ladder.told(work.officer, "statement_requested")
        assert asked.count("[Write]") == 4

    def test_everything_is_asked_for(self, work):
        assert set(work.delivers(evidence="", procedure="").errors) == {"evidence", "procedure"}
        assert "is not after today" in work.delivers(check_on=date(2021, 6, 7)).errors["check_on"]
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
        assert "Name an approver: type “setup”, and they are asked at once." in text
        assert "bring it to the Board" in text
        assert all(words in text for words in GIVEN.values())
        assert "Buttons: Accept and close · Not enough" in text

    def test_the_programme_manager_records_what_the_board_decided_with_its_reference(self, unseated):
        unseated.delivers()
        form = unseated.presses("U_PM", "decision.open_close", unseated.action_id).form
        assert "You write down what the Board decided; the record says so." in form_as_text(form)
        assert unseated.closes("U_PM").errors == {"decision_ref": "Give the reference in the Board’s minutes."}

        unseated.closes("U_PM", decision_ref="CIB 12.4")

        assert unseated.action.lifecycle == "closed_complete"
        decision = unseated.session.query(tables.Decision).filter_by(ref="CIB 12.4").one()
        assert (decision.post, decision.recorded_by is not None) == ("Improvement Board", True)
        assert not unseated.told("decision_recorded")

    def test_an_approver_who_is_named_is_asked_at_once_and_only_once(self, unseated):
        unseated.delivers()
        seat = {"role": "approver", "post": "Commissioner", "person": "U_C"}

        said = unseated.sends("U_PM", "setup_seat", unseated.board.id, **seat)

        assert "What waited to be decided is sent to them: 1 message." in words_of(said)
        (row,) = unseated.told("action_delivered")
        assert row.to == "U_C"
        assert "Buttons: Accept and close · Not enough" in unseated.text(row)
        ask_who_can_now(unseated.session, NOW)
        assert len(unseated.told("action_delivered")) == 1

    def test_a_deputy_who_is_back_is_asked_without_anybody_doing_anything(self, unseated):
        unseated.delivers()

        ask_who_can_now(unseated.session, datetime(2021, 7, 1, 9, 0, tzinfo=UTC))

        (row,) = unseated.told("action_delivered")
        assert row.to == "U_DEPUTY"

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

        assert words_of(said).startswith(
            "BCP-07 is closed as complete: Blue. Decision D-2021-06-01. The officer is told now. On 5 September "
        )
        assert words_of(said).endswith(" is asked whether it still holds.")
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
        words = work.sends("U_CHAIR", "decision.close", work.action_id, reason="It is done.").errors["waiver"]
        assert "Green for 2 of the 3 readings that are needed. Say why 3 readings are waived." in words

        work.closes(history=["Green", "Green"], waiver="The measure began in April.")

        assert work.delivery().waiver == "The measure began in April."

    def test_the_board_sets_for_how_many_readings_the_measure_must_hold(self, work):
        form = does(work.session, Press(caller("U_PM"), "setup.board", str(work.board.id)), NOW).form
        asked = {part.name: getattr(part, "initial", None) for part in form.parts if hasattr(part, "name")}
        assert asked["readings_needed"] == "3"
        answers = asked | {"readings_needed": "5", "mash_number": "01234 567890"}
        said = does(work.session, Answers(caller("U_PM"), "setup_board", str(work.board.id), answers), NOW)
        assert "closed on 5 Green readings of its measure running" in as_text(said.message)
        work.delivers()
        change_action(work.session, work.action_id, measure_history=["Green"] * 4)

        words = work.sends("U_CHAIR", "decision.close", work.action_id, reason="It is done.").errors["waiver"]

        assert "Green for 4 of the 5 readings that are needed. Say why 5 readings are waived." in words
        form = work.presses("U_CHAIR", "decision.open_close", work.action_id).form
        assert "Why 5 readings are waived" in [getattr(part, "label", "") for part in form.parts]
        change_action(work.session, work.action_id, measure_history=["Green"] * 5)
        form = work.presses("U_CHAIR", "decision.open_close", work.action_id).form
        assert "waiver" not in [getattr(part, "name", "") for part in form.parts]

    def test_without_a_measure_it_has_to_be_waived_too(self, work):
        work.delivers()

        said = work.sends("U_CHAIR", "decision.close", work.action_id, reason="It is done.")
        assert "no reading is linked" in said.errors["waiver"]

    def test_a_new_date_that_was_asked_for_ends_with_it_and_the_form_says_what_stays_open(self, work):
        asked = {
            "reason": "Late tenders.",
            "cause": "A supplier.",
            "effect": "They wait.",
            "recovery": "A second firm.",
        }
        work.sends(work.officer, "date_ask", work.action_id, to=date(2021, 12, 31), **asked)
        (told,) = work.told("new_date_asked")
        outbox.sent(work.session, {told.id: "ts"}, NOW)
        does(work.session, Typed(caller("U_CHAIR"), "watch BCP-07 because slow"), NOW)
        question = does(work.session, Typed(caller("U_CHAIR"), "challenge BCP-07"), NOW).form
        work.sends("U_CHAIR", question.name, question.about, question="What changed?", settles_it="A measure.")
        work.delivers()

        form = work.presses("U_CHAIR", "decision.open_close", work.action_id).form.model_dump_json()
        assert "The request for a new date ends with it." in form
        assert "CH-01 is not settled: what was asked stays open until it is." in form
        assert "It stays on the watch list until the chair takes it off." in form
        work.closes()

        assert "Buttons: Approve" not in work.text(told)
        assert "withdrawn" in work.text(told) and "BCP-07 is closed as complete." in work.text(told)
        one = new_dates.open_requests(work.session, work.board.id)
        assert one == [], "nobody can move the deadline of what is complete"

    def test_the_card_of_what_is_closed_does_not_hold_the_last_statement_against_the_rules(self, work):
        work.delivers()
        work.closes()

        assert "Rating: Blue, complete" in work.card()
        assert "The officer says" not in work.card()

    def test_the_form_names_each_milestone_that_nobody_has_said_to_be_done(self, work):
        first = milestones_of(work.session, work.action_id)[0]
        complete_milestone(work.session, first.id, date(2021, 5, 3))
        work.delivers()

        form = work.presses("U_CHAIR", "decision.open_close", work.action_id).form.model_dump_json()

        undone = "briefings to all teams and dip sample of 30 assessments (critical)"
        assert f"Not said to be done: {undone}. Nobody is asked about that once it is closed." in form

    def test_with_nothing_left_open_the_form_says_nothing_of_it(self, work):
        for each in milestones_of(work.session, work.action_id):
            complete_milestone(work.session, each.id, date(2021, 5, 3))
        work.delivers()
        assert "Still open" not in work.presses("U_CHAIR", "decision.open_close", work.action_id).form.model_dump_json()

    def test_the_form_asks_for_the_waiver_only_where_it_is_needed(self, work):
        work.delivers()

        def names():
            form = work.presses("U_CHAIR", "decision.open_close", work.action_id).form
            return [part.name for part in form.parts if hasattr(part, "name")]

        assert "waiver" in names()
        change_action(work.session, work.action_id, measure_history=HELD)
        assert "waiver" not in names()

    def test_closing_is_offered_once_it_is_delivered_to_who_decides_or_writes_it_down(self, work):
        assert "Confirm a rating" in work.card()
        assert "Close the action" not in work.card()

        work.delivers()

        assert "Close the action" in work.card()
        assert "Record that it is closed" in work.card("U_PM")
        assert "Close the action" not in work.card(work.officer)

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

        assert (
            "BCP-07 is in progress again. Decision D-2021-06-01. The officer is told now what is missing."
            in words_of(said)
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

    def test_what_was_offered_stands_in_the_form_to_be_completed(self, work):
        work.delivers(check_on=date(2021, 6, 30))
        work.sends("U_CHAIR", "delivery_missing", work.action_id, missing="An audit of ten cases.")

        form = work.presses(work.officer, "delivery.ask", work.action_id).form
        assert initials(form) == GIVEN | {"check_on": date(2021, 6, 30)}

        ask = Press(caller(work.officer), "delivery.ask", str(work.action_id))
        later = does(work.session, ask, datetime(2021, 6, 30, 9, tzinfo=UTC)).form
        assert initials(later)["check_on"] == date(2021, 9, 28), "a day that has come is not offered again"

    def test_what_was_accepted_does_not_stand_in_the_form_once_it_is_open_again(self, work):
        work.delivers()
        work.closes()
        work.sends("U_CHAIR", "decision.reopen", work.action_id, reason="Waits are longer again.")

        form = work.presses(work.officer, "delivery.ask", work.action_id).form
        assert initials(form) | {"check_on": None} == dict.fromkeys(GIVEN, "") | {"keeper": SOCIAL, "check_on": None}

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
        assert "checked: not true any more; opened again since" in closed.card()
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

        assert words_of(said) == (
            "BCP-07 is open again, in progress with the deadline that it had, and counted as reopened. Decision "
            "D-2021-06-01. The officer is told now."
        )
        assert (work.action.lifecycle, work.action.reopened, work.action.closed_on) == ("in_progress", 1, None)
        (row,) = work.told("reopened_told")
        assert row.to == work.officer
        assert f"{ended(work.action.title)} Decision D-2021-06-01 opens it again. It is in progress" in work.text(row)
        assert "Opened again: Reopened once" in work.card()

    def test_it_is_on_the_agendas_over_all_again(self, work):
        session = work.session
        series = meetings.add_series(
            session, work.board.id, kind="holding_to_account", rule="weekly", words="every week",
            first=date(2021, 6, 16), starts=time(9), ends=time(11), until=None, covers=None,
            planned_until=date(2021, 6, 16),
        )  # fmt: skip
        meeting = session.query(tables.Meeting).filter_by(ref="HTA-2021-06-16").one()
        meeting.series_id = series
        session.flush()
        change_action(session, work.action_id, lifecycle="closed_superseded", closed_on=date(2021, 6, 1))
        work.sends("U_CHAIR", "decision.reopen", work.action_id, reason="The new procedure never came.")

        assert work.action_id in [action for action, _ in meetings.agenda(session, meeting.id)]

    @pytest.mark.parametrize("left_out", [0, 1])
    def test_and_on_single_ones_that_go_through_all_else_and_on_no_other(self, work, left_out):
        session = work.session
        change_action(session, work.action_id, lifecycle="closed_superseded", closed_on=date(2021, 6, 1))
        live = [id for id in work.board.actions.values() if session.get_one(tables.Action, id).closed_on is None]
        on_it = [each for each in live if each != work.action_id][left_out:]
        meeting = meetings.add_meeting(
            session, work.board.id, on_it, kind="holding_to_account", ref="HTA-2021-07-06",
            starts_at=datetime(2021, 7, 6, 8, tzinfo=UTC), ends_at=datetime(2021, 7, 6, 11, tzinfo=UTC),
            request_at=datetime(2021, 6, 22, 8, 30, tzinfo=UTC),
            statements_due_at=datetime(2021, 6, 29, 16, tzinfo=UTC), pack_at=datetime(2021, 7, 1, 16, tzinfo=UTC),
        )  # fmt: skip

        work.sends("U_CHAIR", "decision.reopen", work.action_id, reason="The new procedure never came.")

        again = [] if left_out else [work.action_id]
        assert [action for action, _ in meetings.agenda(session, meeting)] == [*on_it, *again]

    def test_and_on_single_ones_with_chosen_actions_that_it_left_as_it_ended(self, work):
        session = work.session
        others = [each for each in work.board.actions.values() if each != work.action_id]

        def meets(day: int, on_it: list[int]) -> int:
            return meetings.add_meeting(
                session, work.board.id, on_it, kind="holding_to_account", ref=f"HTA-2021-07-{day:02}",
                starts_at=datetime(2021, 7, day, 8, tzinfo=UTC), ends_at=datetime(2021, 7, day, 11, tzinfo=UTC),
                request_at=datetime(2021, 6, 22, 8, 30, tzinfo=UTC),
                statements_due_at=datetime(2021, 6, 29, 16, tzinfo=UTC), pack_at=datetime(2021, 7, 1, 16, tzinfo=UTC),
            )  # fmt: skip

        chosen, without = meets(6, [others[2], work.action_id]), meets(7, others[2:4])
        Editor(session, work.board, "U_CHAIR").edits("edit.not_delivered", "BCP-07", link="Minutes", now=NOW)
        assert [action for action, _ in meetings.agenda(session, chosen)] == [others[2]]

        work.sends("U_CHAIR", "decision.reopen", work.action_id, reason="The new procedure never came.")

        assert [action for action, _ in meetings.agenda(session, chosen)] == [others[2], work.action_id]
        assert [action for action, _ in meetings.agenda(session, without)] == others[2:4]

    def test_but_on_none_that_it_was_taken_off_by_hand_before_it_ended_for_the_second_time(self, work):
        session, chair = work.session, Editor(work.session, work.board, "U_CHAIR")
        others = [each for each in work.board.actions.values() if each != work.action_id]
        meeting = meetings.add_meeting(
            session, work.board.id, [others[2], work.action_id], kind="holding_to_account", ref="HTA-2021-07-06",
            starts_at=datetime(2021, 7, 6, 8, tzinfo=UTC), ends_at=datetime(2021, 7, 6, 11, tzinfo=UTC),
            request_at=datetime(2021, 6, 22, 8, 30, tzinfo=UTC),
            statements_due_at=datetime(2021, 6, 29, 16, tzinfo=UTC), pack_at=datetime(2021, 7, 1, 16, tzinfo=UTC),
        )  # fmt: skip

        def ends_and_is_opened_again(hours: int) -> list[int]:
            now = NOW + timedelta(hours=hours)
            chair.edits("edit.not_delivered", "BCP-07", link="Minutes", now=now)
            opens = Answers(caller("U_CHAIR"), "decision.reopen", str(work.action_id), {"reason": "It never came."})
            does(session, opens, now + timedelta(minutes=30))
            return [action for action, _ in meetings.agenda(session, meeting)]

        assert ends_and_is_opened_again(0) == [others[2], work.action_id]
        assert ends_and_is_opened_again(1) == [others[2], work.action_id], "it left it again"
        off = {"take": "BCP-07"}
        form = Answers(caller("U_PM"), "setup_agenda", f"{work.board.id}:{meeting}", off)
        form = does(session, form, NOW + timedelta(hours=2)).form
        does(session, Answers(caller("U_PM"), "setup_agenda", form.about, off), NOW + timedelta(hours=2))
        assert ends_and_is_opened_again(3) == [others[2]]

    def test_its_card_says_that_the_evidence_which_closed_it_closes_nothing_again(self, work):
        work.delivers()
        work.closes()
        assert "opened again" not in work.card()

        work.sends("U_CHAIR", "decision.reopen", work.action_id, reason="Waits are longer again.")

        later = words_of(work.presses("U_CHAIR", "status.open", work.action_id, datetime(2022, 5, 10, 9, tzinfo=UTC)))
        accepted = "Evidence for closing: accepted, by the Independent Chair"
        assert accepted in later and "; opened again since, so closing it needs evidence anew." in later
        assert all(words not in later for words in ("check overdue", "evidence is", "to be checked on"))

    def test_what_is_open_is_not_opened(self, work):
        assert "only what is closed" in work.refused("U_CHAIR", "decision.reopen", work.action_id, reason="x")

    @pytest.mark.parametrize("account", ["U_SOCIAL", "U_QA", "U_NOBODY"])
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
    assert holds(history, 3) is (held >= 3)
    assert readings_in_words(history, 3)


class TestRecordedForTheChair:
    """The programme manager writes down what the chair decided outside a meeting."""

    HOW = "The chair wrote on 7 June."

    def recorded(self, work, **more):
        work.delivers()
        change_action(work.session, work.action_id, measure_history=HELD)
        answers = {"reason": "The guidance and the shorter waits.", "how": self.HOW, **more}
        return work.sends("U_PM", "decision.close", work.action_id, **answers)

    def sent(self, work) -> tables.Outbox:
        (row,) = work.told("decision_recorded")
        row.state, row.settled_at = outbox.SENT, NOW
        work.session.flush()
        return row

    def one(self, work) -> tables.RecordedDecision:
        return work.session.query(tables.RecordedDecision).one()

    def test_the_form_says_whose_decision_it_is_and_asks_how_it_came(self, work):
        work.delivers()
        form = work.presses("U_PM", "decision.open_close", work.action_id).form

        words = form.model_dump_json()
        assert "You write down what the Independent Chair decided. The record names you both" in words
        assert "How and when was it decided?" in words

    def test_it_is_closed_as_the_chairs_decision_and_the_record_names_both(self, work):
        assert "closed as complete: Blue" in words_of(self.recorded(work))

        decision = work.session.query(tables.Decision).filter_by(kind="close").one()
        assert (decision.post, decision.recorded_by is not None) == ("Independent Chair", True)
        assert self.HOW in decision.words
        entry = work.session.query(tables.Audit).filter_by(what="close_action").one()
        assert entry.who.startswith("Improvement Programme Manager")
        assert entry.why == "decision D-2021-06-01, as the Independent Chair decided"
        assert work.delivery().judged_post == "Independent Chair"

    def test_how_it_came_has_to_be_said(self, work):
        assert self.recorded(work, how="").errors == {"how": "Say how it came to you, and when."}
        assert work.action.lifecycle == "delivered"

    def test_the_chair_is_told_and_asked_whether_it_is_right(self, work):
        self.recorded(work)

        row = self.sent(work)
        assert row.to == "U_CHAIR"
        assert (
            "The Improvement Programme Manager has recorded this as your decision (D-2021-06-01): BCP-07 closed as "
            "complete. How it came: The chair wrote on 7 June." in work.text(row)
        )
        assert "Buttons: This is right · Not right" in work.text(row)

    def test_right_is_on_the_record_and_the_message_says_so(self, work):
        self.recorded(work)
        row = self.sent(work)

        assert "The record says that it is right" in words_of(
            work.presses("U_CHAIR", "recorded.right", self.one(work).id)
        )
        work.session.refresh(row)
        assert "You said: this is right (7 June)." in work.text(row)
        assert "Buttons" not in work.text(row)

    def test_not_right_takes_it_back_and_tells_the_recorder_and_the_officer(self, work):
        self.recorded(work)
        self.sent(work)
        form = work.presses("U_CHAIR", "recorded.not_right", self.one(work).id).form
        assert "I did not decide this: take it back" in form.model_dump_json()

        said = work.sends("U_CHAIR", form.name, form.about, then="take_back", words="I asked for an audit first.")

        assert "BCP-07 is as it was before" in words_of(said)
        assert (work.action.lifecycle, work.action.closed_on) == ("delivered", None)
        assert (work.delivery().state, work.delivery().judged_words) == ("offered", "")
        assert not work.session.query(tables.Outbox).filter_by(kind="closure_check").all()
        (row,) = work.told("recorded_answered")
        assert row.to == "U_PM"
        assert "I asked for an audit first." in work.text(row)
        (row,) = work.told("recorded_undone")
        assert row.to == work.officer
        assert "the Independent Chair did not decide it so. It is delivered again" in work.text(row)

    def test_closed_again_afterwards_it_is_checked_again(self, work):
        self.recorded(work)
        self.sent(work)
        about = self.one(work).id
        work.sends("U_CHAIR", "recorded_not_right", about, then="take_back", words="Not yet.")

        work.closes(now=CHECK)

        assert work.action.lifecycle == "closed_complete"
        assert len(work.session.query(tables.Outbox).filter_by(kind="closure_check").all()) == 1

    def test_what_changed_since_stands_and_the_recorder_is_told_to_put_it_right(self, work):
        self.recorded(work)
        self.sent(work)
        work.sends("U_CHAIR", "decision.reopen", work.action_id, reason="It did not last.")

        form = work.presses("U_CHAIR", "recorded.not_right", self.one(work).id).form
        assert "it can not be taken back from here" in form_as_text(form)
        work.sends("U_CHAIR", form.name, form.about, then="take_back", words="I asked for an audit.")

        assert work.action.lifecycle == "in_progress"
        assert self.one(work).answer == "not_right"
        assert "It still stands." in work.text(work.told("recorded_answered")[0])

    def test_reopening_and_not_enough_can_be_recorded_and_taken_back(self, work):
        work.delivers()
        work.sends("U_PM", "delivery_missing", work.action_id, missing="An audit.", how=self.HOW)
        assert work.action.lifecycle == "in_progress"
        work.sends("U_CHAIR", "recorded_not_right", self.one(work).id, then="take_back", words="It was enough.")
        assert (work.action.lifecycle, work.delivery().state) == ("delivered", "offered")

        work.closes()
        work.sends("U_PM", "decision.reopen", work.action_id, reason="It did not last.", how=self.HOW)
        assert (work.action.lifecycle, work.action.reopened) == ("in_progress", 1)
        last = work.session.query(tables.RecordedDecision).order_by(tables.RecordedDecision.id.desc()).first()
        work.sends("U_CHAIR", "recorded_not_right", last.id, then="take_back", words="It holds.")
        assert (work.action.lifecycle, work.action.reopened) == ("closed_complete", 0)

    def test_nobody_else_says_whether_it_is_right_and_the_chair_says_it_once(self, work):
        self.recorded(work)
        about = self.one(work).id
        assert "Only the chair" in work.refused("U_PM", "recorded_not_right", about, words="No.")
        work.sends("U_CHAIR", "recorded_not_right", about, then="stands", words="The reason is another.")

        assert "It is on the record" in words_of(work.sends("U_CHAIR", "recorded_not_right", about, words="No."))
        assert len(work.told("recorded_answered")) == 1

    def test_nobody_records_a_decision_about_their_own(self, work):
        post = people.get_post(work.session, work.board.posts[SOCIAL])
        work.delivers()
        people.hold(work.session, post, people.person_of(work.session, work.board.workspace_id, "U_PM"), NOW.date())

        assert "nobody confirms their own" in work.refused(
            "U_PM", "decision.close", work.action_id, reason="Done.", how=self.HOW
        )

    def test_the_card_and_change_offer_it_to_the_programme_manager(self, work):
        work.delivers()

        assert "Record that it is closed" in work.card("U_PM")
        offered = words_of(work.presses("U_PM", "change.open", work.action_id))
        assert "Close as complete" in offered
        assert "Not enough" in offered


class TestACheckThatNobodyAnswers:
    """It was asked on Monday 6 September; the Head of Early Help keeps it going."""

    AGAIN, LATE, UNANSWERED = (
        datetime(2021, 9, 7, 8, 30, tzinfo=UTC), datetime(2021, 9, 8, 13, 0, tzinfo=UTC),
        datetime(2021, 9, 13, 8, 30, tzinfo=UTC),
    )  # fmt: skip

    @pytest.fixture
    def asked(self, work):
        work.delivers()
        work.closes()
        return work

    def planned(self, work) -> dict[str, datetime]:
        kinds = ("check_again", "check_overdue", "check_unanswered")
        rows = work.session.query(tables.Outbox).filter(tables.Outbox.kind.in_(kinds), tables.Outbox.state == "planned")
        return {row.kind: row.due_at for row in rows}

    def makes_up(self, work, kind: str, now: datetime):
        row = work.session.query(tables.Outbox).filter_by(kind=kind, state="planned").one()
        made = make_up_step(work.session, Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id), now)
        row.state = "done"
        return made

    def message(self, work, kind: str) -> tables.Outbox:
        (row,) = [row for row in work.told(kind) if row.to]
        return row

    def test_each_step_is_planned_by_working_days_when_it_is_closed(self, asked):
        plan_overdue_checks(asked.session, asked.board_now(), date(2021, 9, 6), NOW)

        assert self.planned(asked) == {
            "check_again": self.AGAIN, "check_overdue": self.LATE, "check_unanswered": self.UNANSWERED,
        }  # fmt: skip

    def test_whoever_keeps_it_going_is_asked_once_more(self, asked):
        self.makes_up(asked, "check_again", self.AGAIN)

        row = self.message(asked, "check_again")
        assert row.to == "U_EARLY"
        assert "You were asked on 6 September whether it still holds." in asked.text(row)
        assert "Buttons: Still true · Not any more" in asked.text(row)

    def test_whoever_had_a_chasing_message_today_is_asked_tomorrow(self, asked):
        outbox.say(
            asked.session, asked.board.workspace_id, key="chased", to="U_EARLY", due=self.AGAIN,
            message=Message(kind="statement_late", heading="Late", parts=()), board_id=asked.board.id,
        )  # fmt: skip
        self.makes_up(asked, "check_again", self.AGAIN)

        assert self.message(asked, "check_again").due_at == datetime(2021, 9, 8, 8, 30, tzinfo=UTC)

    def test_then_the_programme_manager_is_told_and_then_whoever_decides(self, asked):
        self.makes_up(asked, "check_overdue", self.LATE)
        row = self.message(asked, "check_overdue")
        assert row.to == "U_PM"
        assert "Check overdue since 6 September: the Head of Early Help was asked." in asked.text(row)

        self.makes_up(asked, "check_unanswered", self.UNANSWERED)
        row = self.message(asked, "check_unanswered")
        assert row.to == "U_CHAIR"
        assert "[Open again]" in asked.text(row) or "Open again" in asked.text(row)

    def test_nothing_more_is_said_once_it_is_answered(self, asked):
        asked.sends(asked.officer, "delivery_still", asked.delivery().id, CHECK, words="Audited in August.")

        assert isinstance(self.makes_up(asked, "check_again", self.AGAIN), Drop)

    def test_what_waits_to_go_is_dropped_when_it_is_answered_meanwhile(self, asked):
        self.makes_up(asked, "check_again", self.AGAIN)
        row = self.message(asked, "check_again")
        leased = outbox.leased_row(row, TEAM, "slack")
        assert before_step(asked.session, leased, self.AGAIN) is None

        asked.sends(asked.officer, "delivery_still", asked.delivery().id, CHECK, words="Audited in August.")

        assert isinstance(before_step(asked.session, leased, self.AGAIN), Drop)

    def test_the_summary_the_packs_and_the_card_say_check_overdue(self, asked):
        assert "Check overdue" not in asked.summary(CHECK)

        assert "Check overdue: BCP-07 (since 6 September, Head of Early Help)." in asked.summary(self.AGAIN)
        assert "check overdue: it was to be checked on 5 September, and nobody has answered" in words_of(
            asked.presses("U_CHAIR", "status.open", asked.action_id, self.AGAIN)
        )
        board = asked.board_now()
        meeting_id = meetings.add_meeting(
            asked.session, board.id, [asked.board.actions["BCP-06"]], kind="board", ref="CIB-1",
            starts_at=self.UNANSWERED, ends_at=self.UNANSWERED, request_at=None, statements_due_at=None, pack_at=None,
        )  # fmt: skip
        pack = asked.presses("U_CHAIR", "board_pack.show", f"{board.id}:{meeting_id}", self.AGAIN)
        assert "Check overdue since 6 September: the Head of Early Help was asked." in words_of(pack)
        problems = roster_problems(asked.session, board, meetings.get_meeting(asked.session, meeting_id), self.AGAIN)
        assert "BCP-07: Check overdue since 6 September: the Head of Early Help was asked." in problems

    def test_evidence_that_it_holds_is_said_to_be_old_after_six_months(self, asked):
        asked.sends(asked.officer, "delivery_still", asked.delivery().id, CHECK, words="Audited in August.")

        def card(at: datetime) -> str:
            return words_of(asked.presses("U_CHAIR", "status.open", asked.action_id, at))

        assert "evidence is" not in card(datetime(2022, 3, 6, 9, tzinfo=UTC))
        assert "checked: still true; evidence is 8 months old" in card(datetime(2022, 5, 10, 9, tzinfo=UTC))
