"""Moving a deadline: who asks, who decides, what rules meanwhile, and what is shown of it."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.new_dates import is_late_request
from bot.domain.people import Deed, Role
from bot.domain.plan_reading import PlanPreview, PreviewRow
from bot.domain.plan_reading.preview import Outcome
from bot.messages.new_dates import asks_about
from bot.messages.plans import Loaded, plan_loaded
from bot.messages.text import as_text
from bot.use_cases.deciding import THE_BOARD
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from bot.use_cases.home import open_home
from bot.use_cases.new_dates import (
    ask_date_deciders_now,
    before_request,
    before_together,
    make_up_together,
    show_as_it_stands,
)
from bot.use_cases.plans import load_rows
from bot.use_cases.room import OPEN_ACTION
from handlers.slack import render
from storage import boards, new_dates, outbox, people, plans, room, tables
from storage.access import access_as_operator, access_board_by_id
from storage.actions import change_action
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TEAM, caller, stands

ROOT = Path(__file__).parents[2]
NOW = datetime(2021, 6, 7, 9, 0, tzinfo=UTC)
"""Monday 7 June: BCP-14, of Inclusion and Family Services, was due on 31 May."""
INCLUSION = "Service Director, Inclusion and Family Services"
CHAIR = "Independent Chair"
GIVEN = {
    "reason": "The lead post was vacant from March to May.",
    "cause": "Vacancy",
    "effect": "Disabled children wait four months longer.",
    "recovery": "An interim was sought twice.",
}
TO = date(2021, 9, 30)


@pytest.fixture
def dates(session, board):
    return Dates(session, board)


class Dates:
    """BCP-14 and what people do about its deadline."""

    def __init__(self, session, board) -> None:
        self.session, self.board = session, board
        self.action_id = board.actions["BCP-14"]

    @property
    def action(self) -> tables.Action:
        return self.session.get_one(tables.Action, self.action_id, populate_existing=True)

    def asks(self, account: str = "U_INCLUSION", *, to: object = TO, now: datetime = NOW, **more):
        return does(
            self.session, Answers(caller(account), "date_ask", str(self.action_id), {"to": to, **GIVEN, **more}), now
        )

    def is_asked(self) -> int:
        assert "is sent" in words_of(self.asks())
        (one,) = new_dates.open_on(self.session, self.action_id)
        return one.id

    def sends(self, account: str, form: str, about: int, now: datetime = NOW, **answers):
        return does(self.session, Answers(caller(account), form, str(about), answers), now)

    def presses(self, account: str, button: str, about: int, now: datetime = NOW):
        return does(self.session, Press(caller(account), button, str(about)), now)

    def refused(self, account: str, form: str, about: int, **answers) -> str:
        return is_refused(self.session, Answers(caller(account), form, str(about), answers), NOW)

    def told(self, kind: str) -> list[tables.Outbox]:
        found = self.session.query(tables.Outbox).filter_by(kind=kind, amends=None)
        return found.order_by(tables.Outbox.id).all()

    def text(self, row: tables.Outbox) -> str:
        return as_text(stands(row))

    def seats(self, role: Role, title: str, account: str) -> tables.Post:
        post = people.post_of(self.session, self.board.workspace_id, title, date(2020, 1, 1))
        person = people.person_of(self.session, self.board.workspace_id, account)
        people.hold(self.session, post, person, date(2020, 1, 1))
        people.seat(self.session, self.board.id, role, post)
        return post

    def post(self, title: str) -> tables.Post:
        return people.get_post(self.session, self.board.posts[title])

    def loads_as_manager(self, to: date = TO) -> tuple[Loaded, int]:
        """The programme manager loads a file with another deadline; returns what it came to, and the request."""
        access = access_board_by_id(self.session, caller("U_PM").key, self.board.id, Deed.MANAGE, NOW)
        row = replace(plans.stored_plan(self.session, self.board.id)["BCP-14"].row, requested_deadline=to)
        read = (PreviewRow("plan", 2, row.ref, Outcome.READY, (), row),)
        loaded = load_rows(self.session, access, PlanPreview("plan", read), NOW)
        (one,) = new_dates.open_on(self.session, self.action_id)
        return loaded, one.id

    def card(self, account: str = "U_CHAIR", now: datetime = NOW) -> str:
        return words_of(self.presses(account, "status.open", self.action_id, now))

    def home(self, account: str) -> str:
        return words_of(open_home(self.session, HomeOpened(caller(account)), NOW))


class TestAsking:
    def test_the_form_says_what_it_changes_and_who_is_told_before_it_is_sent(self, dates):
        form = dates.presses("U_INCLUSION", "date.ask", dates.action_id).form

        said = form.model_dump_json()
        assert "Sending it changes nothing yet: until the Independent Chair decides" in said
        assert "Late request" in said
        assert [part.name for part in form.parts if hasattr(part, "name")] == ["to", *GIVEN]

    def test_in_words_opens_the_same_form(self, dates):
        for typed in ("new date BCP-14", "new deadline for 14"):
            form = does(dates.session, Typed(caller("U_INCLUSION"), typed), NOW).form
            assert (form.name, form.about) == ("date_ask", str(dates.action_id))

    def test_new_alone_says_what_to_type(self, dates):
        assert "such as “new date A6”" in is_refused(dates.session, Typed(caller("U_INCLUSION"), "new"), NOW)

    def test_the_old_deadline_rules_and_the_clock_runs_on(self, dates):
        before = dates.card()
        dates.is_asked()

        assert dates.action.deadline == date(2021, 5, 31)
        assert dates.action.moves == 0
        rules = next(line for line in before.splitlines() if line.startswith("The rules suggest"))
        assert rules in dates.card()

    def test_after_the_deadline_it_is_a_late_request_and_on_the_day_it_is_not(self, dates):
        dates.is_asked()

        assert "a late request" in dates.card()
        assert not is_late_request(date(2021, 5, 31), date(2021, 5, 31))
        assert is_late_request(date(2021, 5, 31), date(2021, 6, 1))

    def test_the_chair_hears_in_private_with_all_that_was_given(self, dates):
        dates.is_asked()

        (row,) = dates.told("new_date_asked")
        assert row.to == "U_CHAIR"
        text = dates.text(row)
        assert "Asked for: from 31 May to 30 September, a late request" in text
        assert "If approved: 122 days later than first agreed, moved once" in text
        assert all(words in text for words in GIVEN.values())
        assert "Buttons: Approve · Refuse · Ask for more" in text

    def test_the_record_names_who_asks_by_their_post_and_then_their_name(self, dates):
        dates.asks()

        entry = dates.session.query(tables.Audit).filter_by(what="ask_to_move_deadline").one()
        assert entry.who.startswith(f"{INCLUSION}, ")

    def test_the_record_has_who_from_to_and_none_of_the_words(self, dates):
        dates.is_asked()

        (entry,) = dates.session.query(tables.Audit).filter_by(what="ask_to_move_deadline")
        assert (entry.subject, entry.was, entry.to, entry.why) == (
            "BCP-14",
            "31 May 2021",
            "30 September 2021",
            "late request",
        )
        assert INCLUSION in entry.who or "Holder" in entry.who
        assert "vacant" not in entry.why

    def test_a_second_request_is_refused_while_one_waits(self, dates):
        dates.is_asked()

        words = is_refused(dates.session, Press(caller("U_INCLUSION"), "date.ask", str(dates.action_id)), NOW)
        assert "is asked for BCP-14 already, from 31 May to 30 September" in words
        answers = Answers(caller("U_INCLUSION"), "date_ask", str(dates.action_id), {"to": date(2021, 10, 1), **GIVEN})
        assert "already" in is_refused(dates.session, answers, NOW)

    def test_it_is_offered_behind_change_and_stands_in_the_history(self, dates):
        assert "Ask for a new date" in words_of(dates.presses("U_INCLUSION", "change.open", dates.action_id))
        dates.is_asked()
        said = words_of(does(dates.session, Typed(caller("U_CHAIR"), "history BCP-14"), NOW))

        assert "new deadline asked for: 31 May 2021 → 30 September 2021. Why: late request." in said

    @pytest.mark.parametrize("account", ["U_CHAIR", "U_PM", "U_QA", "U_EARLY"])
    def test_only_who_answers_for_it_may_ask(self, dates, account):
        answers = Answers(caller(account), "date_ask", str(dates.action_id), {"to": TO, **GIVEN})

        assert is_refused(dates.session, answers, NOW)
        assert not new_dates.open_on(dates.session, dates.action_id)

    def test_the_delegate_may_and_it_says_for_whom(self, dates):
        early = dates.post("Head of Early Help")
        people.delegate(dates.session, dates.post(INCLUSION), early, date(2021, 6, 1), date(2021, 7, 1))
        dates.asks("U_EARLY")

        (row,) = dates.told("new_date_asked")
        assert f"Asked by: Head of Early Help for the {INCLUSION}, 7 June" in dates.text(row)

    def test_a_day_gone_by_and_the_same_day_are_no_new_dates(self, dates):
        for to, words in ((date(2021, 6, 6), "has passed"), (date(2021, 5, 31), "has passed")):
            answers = Answers(caller("U_INCLUSION"), "date_ask", str(dates.action_id), {"to": to, **GIVEN})
            assert words in is_refused(dates.session, answers, NOW)
        change_action(dates.session, dates.action_id, deadline=TO)
        answers = Answers(caller("U_INCLUSION"), "date_ask", str(dates.action_id), {"to": TO, **GIVEN})
        assert "is the deadline already" in is_refused(dates.session, answers, NOW)

    def test_everything_is_asked_for_and_a_childs_details_are_refused(self, dates):
        assert set(dates.asks(cause="", effect="").errors) == {"cause", "effect"}
        answers = {"to": TO, **GIVEN, "effect": "Jack Smith, aged 9, born 03/04/2012, waits."}
        heard = Answers(caller("U_INCLUSION"), "date_ask", str(dates.action_id), answers)
        assert is_refused(dates.session, heard, NOW)
        assert not new_dates.open_on(dates.session, dates.action_id)

    def test_what_is_delivered_or_closed_has_no_deadline_to_move(self, dates):
        for state, words in (("delivered", "is delivered"), ("closed_complete", "is closed: complete")):
            change_action(dates.session, dates.action_id, lifecycle=state)
            heard = Press(caller("U_INCLUSION"), "date.ask", str(dates.action_id))
            assert words in is_refused(dates.session, heard, NOW)


class TestApproving:
    def approves(self, dates: Dates, account: str = "U_CHAIR", **answers):
        return dates.sends(account, "date_approve", dates.is_asked(), **answers)

    def test_the_form_says_what_changes_and_who_is_told(self, dates):
        said = dates.presses("U_CHAIR", "date.approve", dates.is_asked()).form.model_dump_json()

        assert "the deadline becomes 30 September: 122 days later than first agreed, moved once" in said
        assert f"the {INCLUSION}, once, in private." in said

    def test_moves_the_deadline_and_never_the_date_first_agreed(self, dates):
        said = self.approves(dates)

        assert (dates.action.deadline, dates.action.baseline, dates.action.moves) == (TO, date(2021, 5, 31), 1)
        assert words_of(said) == (
            "The deadline of BCP-14 is 30 September now, 122 days later than first agreed, moved once. Decision "
            "D-2021-06-01. The officer is told now."
        )

    def test_the_officer_is_told_by_whom_and_why(self, dates):
        self.approves(dates, said="The recovery is sound.", decision_ref="D-2021-06-77")

        (row,) = dates.told("new_date_decided")
        assert row.to == "U_INCLUSION"
        assert "The Independent Chair has approved it (decision D-2021-06-77)." in dates.text(row)
        assert "The recovery is sound." in dates.text(row)

    def test_the_record_and_the_decision_say_who_from_and_to(self, dates):
        self.approves(dates)

        (entry,) = dates.session.query(tables.Audit).filter_by(what="decide_new_date")
        assert (entry.was, entry.to) == ("31 May 2021", "approved: 30 September 2021 (late request)")
        assert entry.why == "decision D-2021-06-01"
        assert dates.session.query(tables.Decision).one().post == CHAIR

    def test_the_summary_counts_and_names_it_as_re_dated_with_approval(self, dates):
        self.approves(dates)

        said = words_of(does(dates.session, Typed(caller("U_CHAIR"), "summary"), NOW))
        assert "Re-dated with approval: 2." in said
        assert "BCP-14 (30 September, 122 days later than first agreed, moved once)" in said
        assert "BCP-14" in words_of(does(dates.session, Typed(caller("U_CHAIR"), "status re-dated"), NOW))

    def test_pressed_again_it_is_decided_already(self, dates):
        request = dates.is_asked()
        dates.sends("U_CHAIR", "date_approve", request)

        again = dates.sends("U_CHAIR", "date_refuse", request, said="No.")
        assert "Nothing waits to be decided here: the request for BCP-14 was approved." in words_of(again)
        assert dates.action.deadline == TO

    def test_a_first_deadline_is_no_move(self, dates):
        change_action(dates.session, dates.action_id, deadline=None, baseline=None)
        self.approves(dates)

        assert (dates.action.deadline, dates.action.baseline, dates.action.moves) == (TO, TO, 0)

    def test_the_message_that_asked_says_how_it_stands(self, dates):
        request = dates.is_asked()
        (row,) = dates.told("new_date_asked")
        row.state, row.settled_at = outbox.SENT, NOW
        dates.session.flush()
        dates.sends("U_CHAIR", "date_approve", request)

        dates.session.refresh(row)
        assert "approved by the Independent Chair, decision D-2021-06-01" in dates.text(row)
        assert "Buttons" not in dates.text(row)

    def test_what_was_decided_before_it_was_told_is_not_told(self, dates):
        request = dates.is_asked()
        (row,) = dates.told("new_date_asked")
        leased = outbox.Leased(
            row.id, TEAM, "slack", dates.board.id, row.key, row.kind, row.args, row.to, None, NOW, 1, False, ""
        )
        assert before_request(dates.session, leased, NOW) is None
        dates.sends("U_CHAIR", "date_approve", request)
        assert before_request(dates.session, leased, NOW).why == "it was decided or withdrawn before it was told"

    def test_refusing_asks_why_and_leaves_the_deadline(self, dates):
        request = dates.is_asked()
        assert "said" in dates.sends("U_CHAIR", "date_refuse", request).errors

        dates.sends("U_CHAIR", "date_refuse", request, said="Recover to 2 July with temporary contacts.")

        assert (dates.action.deadline, dates.action.moves) == (date(2021, 5, 31), 0)
        (row,) = dates.told("new_date_decided")
        assert "The deadline stays 31 May." in dates.text(row)
        assert "Recover to 2 July" in dates.text(row)


class TestAskingForMore:
    def test_both_see_the_question_and_the_answer(self, dates):
        request = dates.is_asked()
        dates.sends("U_CHAIR", "date_more", request, question="Which waits can be shortened?")

        (asked,) = dates.told("new_date_more")
        assert asked.to == "U_INCLUSION"
        assert "Which waits can be shortened?" in dates.text(asked)
        assert "has been asked for more" in dates.card()
        thanks = dates.sends("U_INCLUSION", "date_add", request, answer="Those of the under-fives.")
        assert "goes to whoever decides" in words_of(thanks)
        (added,) = dates.told("new_date_added")
        assert added.to == "U_CHAIR"
        for account in ("U_CHAIR", "U_INCLUSION"):
            shown = words_of(dates.presses(account, "date.show", request))
            assert "The Independent Chair asked" in shown
            assert "Which waits can be shortened?" in shown
            assert "Those of the under-fives." in shown

    def test_only_who_answers_for_it_may_add(self, dates):
        request = dates.is_asked()
        dates.sends("U_CHAIR", "date_more", request, question="Which waits?")

        assert "Only the accountable officer" in dates.refused("U_CHAIR", "date_add", request, answer="x")


class TestWithdrawing:
    def test_takes_it_back_and_tells_the_chair_who_had_read_it(self, dates):
        request = dates.is_asked()
        (row,) = dates.told("new_date_asked")
        row.state, row.settled_at = outbox.SENT, NOW
        dates.session.flush()

        said = dates.sends("U_INCLUSION", "date_withdraw", request, said="We can keep it after all.")

        assert "is withdrawn" in words_of(said)
        (told,) = dates.told("new_date_withdrawn")
        assert told.to == "U_CHAIR"
        assert "We can keep it after all." in dates.text(told)
        assert "New date" not in dates.card()
        assert "is sent" in words_of(dates.asks()), "and another can be asked for"


class TestWhoDecides:
    def test_the_deputy_waits_for_a_chair_who_is_there(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")

        assert dates.refused("U_DEPUTY", "date_approve", dates.is_asked()).startswith("The chair decides this.")

    def test_the_deputy_decides_while_the_chair_is_away_and_is_asked(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        dates.post(CHAIR).away_until = date(2021, 6, 30)
        request = dates.is_asked()

        assert [row.to for row in dates.told("new_date_asked")] == ["U_DEPUTY"]
        dates.sends("U_DEPUTY", "date_approve", request)
        assert dates.action.deadline == TO

    def test_the_record_says_that_the_deputy_decided_since_there_is_no_chair(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        people.vacate(dates.session, dates.post(CHAIR), NOW.date())
        dates.sends("U_DEPUTY", "date_approve", dates.is_asked())

        why = "Decided from the seat of the deputy chair: there is no chair."
        assert dates.session.query(tables.Decision).one().entered == why
        entry = dates.session.query(tables.Audit).filter_by(what="decide_new_date").one()
        assert entry.why.endswith(f". {why}")

    def test_a_statutory_date_is_never_a_deputys(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        dates.post(CHAIR).away_until = date(2021, 6, 30)
        change_action(dates.session, dates.action_id, is_statutory=True)

        assert "never a deputy" in dates.refused("U_DEPUTY", "date_approve", dates.is_asked())

    def test_nor_is_a_deputy_told_that_they_decide_on_it_while_the_chair_is_there(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        change_action(dates.session, dates.action_id, is_statutory=True)

        said = dates.refused("U_DEPUTY", "date_approve", dates.is_asked())
        assert "never a deputy" in said and "the deputy does" not in said.casefold()

    def test_a_statutory_date_that_the_chair_can_not_decide_is_recorded_as_the_boards_beside_a_deputy(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        dates.post(CHAIR).away_until = date(2021, 6, 30)
        change_action(dates.session, dates.action_id, is_statutory=True)
        request = dates.is_asked()

        assert "decision_ref" in dates.sends("U_PM", "date_approve", request).errors
        dates.sends("U_PM", "date_approve", request, decision_ref="IB-2021-06/4")
        assert dates.session.query(tables.Decision).one().post == THE_BOARD

    def test_a_deputy_is_not_asked_about_a_statutory_date_once_the_chair_is_away(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        change_action(dates.session, dates.action_id, is_statutory=True)
        dates.is_asked()
        dates.post(CHAIR).away_until = date(2021, 6, 30)

        assert ask_date_deciders_now(dates.session, boards.get_board(dates.session, dates.board.id), NOW) == 0

    def test_what_a_chair_asked_for_themselves_is_recorded_as_the_deputys(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        people.delegate(dates.session, dates.post(INCLUSION), dates.post(CHAIR), date(2021, 6, 1), date(2021, 7, 1))
        dates.asks("U_CHAIR")
        people.stop_delegation(dates.session, dates.post(INCLUSION), date(2021, 6, 7))
        (one,) = new_dates.open_on(dates.session, dates.action_id)

        dates.sends("U_PM", "date_approve", one.id, how="The deputy wrote on 7 June.")

        entry = dates.session.query(tables.Audit).filter_by(what="decide_new_date").one()
        seat = "Decided from the seat of the deputy chair: the chair asked for it."
        assert entry.why.endswith(f", as the Deputy Chair decided. {seat}")

    def test_a_statutory_date_is_not_a_deputys_who_is_the_named_approver_as_well(self, dates):
        post = dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        people.seat(dates.session, dates.board.id, Role.APPROVER, post)
        dates.post(CHAIR).away_until = date(2021, 6, 30)
        change_action(dates.session, dates.action_id, is_statutory=True)
        request = dates.is_asked()

        assert [row.to for row in dates.told("new_date_asked")] == ["U_PM"]
        assert "never a deputy" in dates.refused("U_DEPUTY", "date_approve", request)

    def test_then_the_named_approver_decides(self, dates):
        dates.seats(Role.APPROVER, "Commissioner", "U_COMM")
        dates.post(CHAIR).away_until = date(2021, 6, 30)
        change_action(dates.session, dates.action_id, is_statutory=True)
        request = dates.is_asked()

        assert [row.to for row in dates.told("new_date_asked")] == ["U_COMM"]
        dates.sends("U_COMM", "date_approve", request)
        assert dates.action.deadline == TO
        assert dates.session.query(tables.Decision).one().post == "Commissioner"

    def test_then_the_named_approver_decides_beside_a_deputy_of_another_post(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        dates.seats(Role.APPROVER, "Commissioner", "U_COMM")
        dates.post(CHAIR).away_until = date(2021, 6, 30)
        change_action(dates.session, dates.action_id, is_statutory=True)

        dates.sends("U_COMM", "date_approve", dates.is_asked())

        assert dates.session.query(tables.Decision).one().post == "Commissioner"

    def test_a_deputy_who_is_the_named_approver_as_well_decides_as_the_deputy(self, dates):
        post = dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        people.seat(dates.session, dates.board.id, Role.APPROVER, post)
        dates.post(CHAIR).away_until = date(2021, 6, 7)

        dates.sends("U_DEPUTY", "date_approve", dates.is_asked())

        assert dates.action.deadline == TO, "the chair is away on this day, too"

    @pytest.mark.parametrize("line_confirms", [True, False])
    def test_who_manages_the_officer_decides_on_a_date_whatever_the_board_says_of_ratings(self, dates, line_confirms):
        dates.session.get_one(tables.Board, dates.board.id).line_confirms = line_confirms
        dates.post(INCLUSION).line_post_id = dates.post(CHAIR).id
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        dates.session.flush()
        dates.session.expire_all()
        request = dates.is_asked()

        assert dates.refused("U_DEPUTY", "date_approve", request).startswith("The chair decides this.")
        dates.sends("U_CHAIR", "date_approve", request)
        assert dates.action.deadline == TO

    def test_the_named_approver_waits_for_those_before(self, dates):
        dates.seats(Role.APPROVER, "Commissioner", "U_COMM")

        assert dates.refused("U_COMM", "date_approve", dates.is_asked()).startswith("The chair decides this.")

    def test_a_chair_who_answers_for_it_never_decides(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        chair = people.person_of(dates.session, dates.board.workspace_id, "U_CHAIR")
        people.hold(dates.session, dates.post(INCLUSION), chair, date(2021, 6, 1))
        dates.asks("U_CHAIR")
        (one,) = new_dates.open_on(dates.session, dates.action_id)

        assert [row.to for row in dates.told("new_date_asked")] == ["U_DEPUTY"]
        assert "nobody confirms their own" in dates.refused("U_CHAIR", "date_approve", one.id)
        dates.sends("U_DEPUTY", "date_approve", one.id)
        assert dates.action.deadline == TO

    def test_whoever_asked_as_a_delegate_never_decides_also_when_they_are_that_no_more(self, dates):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        people.delegate(dates.session, dates.post(INCLUSION), dates.post(CHAIR), date(2021, 6, 1), date(2021, 7, 1))
        assert (
            "until the Deputy Chair decides"
            in dates.presses("U_CHAIR", "date.ask", dates.action_id).form.model_dump_json()
        )
        dates.asks("U_CHAIR")
        people.stop_delegation(dates.session, dates.post(INCLUSION), date(2021, 6, 7))
        (one,) = new_dates.open_on(dates.session, dates.action_id)

        assert [row.to for row in dates.told("new_date_asked")] == ["U_DEPUTY"]
        for form in ("date_approve", "date_refuse", "date_more"):
            said = dates.refused("U_CHAIR", form, one.id, said="No.", question="Why?")
            assert "nobody decides on their own request" in said
        dates.sends("U_DEPUTY", "date_approve", one.id)
        assert dates.action.deadline == TO

    def test_whoever_asked_is_offered_no_decision_and_is_not_asked_for_one_when_they_are_a_delegate_no_more(
        self, dates
    ):
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        people.delegate(dates.session, dates.post(INCLUSION), dates.post(CHAIR), date(2021, 6, 1), date(2021, 7, 1))
        dates.asks("U_CHAIR")
        people.stop_delegation(dates.session, dates.post(INCLUSION), date(2021, 6, 7))
        (one,) = new_dates.open_on(dates.session, dates.action_id)

        for button in ("date.approve", "date.refuse", "date.more"):
            said = is_refused(dates.session, Press(caller("U_CHAIR"), button, str(one.id)), NOW)
            assert "nobody decides on their own request" in said
        assert "Approve" not in words_of(dates.presses("U_CHAIR", "date.show", one.id))
        assert "Approve" in words_of(dates.presses("U_DEPUTY", "date.show", one.id))
        dates.sends("U_DEPUTY", "date_more", one.id, question="What was tried?")
        dates.sends("U_INCLUSION", "date_add", one.id, answer="An interim was sought.")
        assert [row.to for row in dates.told("new_date_added")] == ["U_DEPUTY"]
        board = boards.get_board(dates.session, dates.board.id)
        assert ask_date_deciders_now(dates.session, board, NOW) == 0

    def test_whoever_asked_does_not_decide_in_the_room_either(self, dates):
        people.delegate(dates.session, dates.post(INCLUSION), dates.post(CHAIR), date(2021, 6, 1), date(2021, 7, 1))
        dates.asks("U_CHAIR")
        people.stop_delegation(dates.session, dates.post(INCLUSION), date(2021, 6, 7))
        meeting = next(row for row in dates.session.query(tables.Meeting) if "06-16" in row.ref)
        sent = Answers(caller("U_CHAIR"), "room_decide", f"{meeting.id}:{dates.action_id}:0:", {"new_date": "approved"})

        assert "nobody decides on their own request" in is_refused(
            dates.session, sent, datetime(2021, 6, 16, 9, tzinfo=UTC)
        )

    def test_whoever_asked_does_not_record_it_as_the_boards(self, dates):
        manager = dates.post("Improvement Programme Manager")
        people.vacate(dates.session, dates.post(CHAIR), date(2021, 6, 1))
        people.delegate(dates.session, dates.post(INCLUSION), manager, date(2021, 6, 1), date(2021, 7, 1))
        dates.asks("U_PM")
        people.stop_delegation(dates.session, dates.post(INCLUSION), date(2021, 6, 7))
        (one,) = new_dates.open_on(dates.session, dates.action_id)

        said = dates.refused("U_PM", "date_approve", one.id, decision_ref="IB-1")
        assert "nobody decides on their own request" in said

    @pytest.mark.parametrize("is_statutory", [True, False])
    def test_whoever_loaded_the_file_that_asks_records_what_the_board_decided(self, dates, is_statutory):
        people.vacate(dates.session, dates.post(CHAIR), date(2021, 6, 1))
        dates.action.is_statutory = is_statutory
        loaded, one = dates.loads_as_manager()
        assert (loaded.asked_to_move, loaded.left_to_the_board) == (("BCP-14",), ("BCP-14",))
        said = as_text(plan_loaded(loaded))
        assert "About BCP-14 nobody with a seat can decide just now. Press Request on the card to record" in said

        assert "Approve" in words_of(dates.presses("U_PM", "date.show", one))
        dates.sends("U_PM", "date_approve", one, decision_ref="IB-2021-06/4")

        assert dates.action.deadline == TO

    def test_whoever_loaded_the_file_that_asks_records_what_the_chair_decided(self, dates):
        loaded, one = dates.loads_as_manager()
        assert loaded.left_to_the_board == ()

        dates.sends("U_PM", "date_approve", one, how="The chair wrote on 7 June.")

        assert dates.action.deadline == TO

    def test_what_came_of_a_move_that_was_asked_for_is_known_to_the_next_file(self, dates):
        def known():
            return plans.known_plan(dates.session, dates.board.workspace_id, dates.board.id).moves_asked["BCP-14"]

        _, one = dates.loads_as_manager()
        assert known() == {TO: "That move was asked for before: it waits to be decided."}

        dates.sends("U_CHAIR", "date_refuse", one, said="The interim starts on Monday.")
        assert known() == {TO: "That move was asked for before: refused, decision D-2021-06-01."}

    def test_the_deadline_before_a_move_is_known_to_an_older_file(self, dates):
        _, one = dates.loads_as_manager()
        was = dates.action.deadline
        dates.sends("U_CHAIR", "date_approve", one)

        known = plans.known_plan(dates.session, dates.board.workspace_id, dates.board.id).moves_asked["BCP-14"]
        assert known[was] == "That was the deadline until it was moved, decision D-2021-06-01."

    def test_a_deadline_that_was_approved_as_a_day_is_a_month_no_longer_until_that_is_taken_back(self, dates):
        def exactness():
            return plans.stored_plan(dates.session, dates.board.id)["BCP-14"].row.deadline_precision

        change_action(dates.session, dates.action_id, deadline_precision="month")
        asked = dates.is_asked()
        assert exactness() == "month"
        dates.sends("U_CHAIR", "date_approve", asked)
        assert exactness() == "day"
        new_dates.reopen(dates.session, asked)
        assert exactness() == "month"

    def test_a_chair_who_loaded_the_file_that_asks_decides_in_the_room_as_well(self, dates):
        chair = people.person_of(dates.session, dates.board.workspace_id, "U_PM")
        people.vacate(dates.session, dates.post(CHAIR), date(2021, 6, 1))
        people.hold(dates.session, dates.post(CHAIR), chair, date(2021, 6, 1))
        dates.loads_as_manager()
        meeting = next(row for row in dates.session.query(tables.Meeting) if "06-16" in row.ref)
        sent = Answers(caller("U_PM"), "room_decide", f"{meeting.id}:{dates.action_id}:0:", {"new_date": "approved"})

        does(dates.session, sent, datetime(2021, 6, 16, 9, tzinfo=UTC))

        assert dates.action.deadline == TO

    def test_where_nobody_can_the_secretary_records_the_boards_decision_with_its_reference(self, dates):
        people.vacate(dates.session, dates.post(CHAIR), date(2021, 6, 1))
        request = dates.is_asked()
        (row,) = dates.told("new_date_asked")
        assert row.to == "U_PM"
        assert "Record what the Board decided" in dates.text(row)

        assert "decision_ref" in dates.sends("U_PM", "date_approve", request).errors
        dates.sends("U_PM", "date_approve", request, decision_ref="IB-2021-06/4")

        assert dates.action.deadline == TO
        decision = dates.session.query(tables.Decision).one()
        assert (decision.post, decision.ref) == (THE_BOARD, "IB-2021-06/4")
        assert decision.recorded_by is not None
        (entry,) = dates.session.query(tables.Audit).filter_by(what="decide_new_date")
        assert entry.why == "decision IB-2021-06/4, as the Improvement Board decided"

    def test_the_secretary_records_what_the_chair_decided_and_the_chair_can_take_it_back(self, dates):
        asked = dates.is_asked()
        assert "How and when was it decided?" in dates.presses("U_PM", "date.approve", asked).form.model_dump_json()
        assert dates.sends("U_PM", "date_approve", asked).errors == {"how": "Say how it came to you, and when."}

        dates.sends("U_PM", "date_approve", asked, how="The chair wrote on 7 June.")

        assert dates.action.deadline == TO
        entry = dates.session.query(tables.Audit).filter_by(what="decide_new_date").one()
        assert entry.why.endswith(", as the Independent Chair decided")
        told = dates.session.query(tables.Outbox).filter_by(kind="decision_recorded").one()
        assert told.to == "U_CHAIR"

        recorded = told.args["recorded"]
        dates.sends("U_CHAIR", "recorded_not_right", recorded, then="take_back", words="I asked for more.")

        assert (dates.action.deadline, dates.action.moves) == (date(2021, 5, 31), 0)
        (one,) = new_dates.open_on(dates.session, dates.action_id)
        assert one.is_open

    @pytest.mark.parametrize("account", ["U_INCLUSION", "U_QA", "U_LEAD", "U_NOBODY"])
    @pytest.mark.parametrize("form", ["date_approve", "date_refuse", "date_more"])
    def test_nobody_else_decides(self, dates, account, form):
        assert dates.refused(account, form, dates.is_asked(), said="x", question="x")
        assert dates.action.deadline == date(2021, 5, 31)


class TestOneAtATime:
    """One date at a time is put to whoever decides about an action, and one alone is approved."""

    def known(self, dates):
        return plans.known_plan(dates.session, dates.board.workspace_id, dates.board.id)

    def test_a_file_asks_for_no_other_date_beside_what_its_officer_asks_for(self, dates):
        officers = dates.is_asked()
        said = f"The {INCLUSION} asked for 30 September 2021 in chat (CR-01), which waits to be decided."
        assert self.known(dates).officers_ask == {"BCP-14": said}

        loaded, one = dates.loads_as_manager(date(2021, 10, 29))

        assert one == officers
        assert (loaded.asked_to_move, loaded.kept_as_they_were) == ((), (("BCP-14", said),))

    def test_an_officer_asks_for_no_date_beside_what_a_file_asks_for_before_that_is_withdrawn(self, dates):
        dates.loads_as_manager()

        asked = Answers(caller("U_INCLUSION"), "date_ask", str(dates.action_id), {"to": date(2021, 10, 29), **GIVEN})
        assert "A new date is asked for BCP-14 already" in is_refused(dates.session, asked, NOW)

    def test_what_a_later_file_asks_for_takes_the_place_of_what_an_earlier_one_did(self, dates):
        _, first = dates.loads_as_manager()
        board = boards.get_board(dates.session, dates.board.id)
        assert ask_date_deciders_now(dates.session, board, NOW) == 1
        (row,) = dates.told("new_date_asked")
        row.state, row.settled_at = outbox.SENT, NOW
        dates.session.flush()

        loaded, second = dates.loads_as_manager(date(2021, 10, 29))

        assert loaded.asked_to_move == ("BCP-14",)
        was = new_dates.find_request(dates.session, first)
        assert (was.state, was.said) == ("withdrawn", "A later file asks for 29 October 2021 instead.")
        assert "withdrawn" in dates.text(row)
        assert "Approve" not in dates.text(row)
        assert self.known(dates).moves_asked["BCP-14"] == {
            TO: "That move was asked for before: withdrawn.",
            date(2021, 10, 29): "That move was asked for before: it waits to be decided.",
        }
        dates.sends("U_CHAIR", "date_approve", second)
        assert (dates.action.deadline, dates.action.moves) == (date(2021, 10, 29), 1)

    def test_where_a_refusal_is_taken_back_while_another_waits_approving_one_ends_the_other(self, dates):
        _, first = dates.loads_as_manager()
        dates.sends("U_CHAIR", "date_refuse", first, said="No.")
        dates.asks(to=date(2021, 10, 29))
        new_dates.reopen(dates.session, first)
        (second,) = (one.id for one in new_dates.open_on(dates.session, dates.action_id) if one.id != first)

        dates.sends("U_CHAIR", "date_approve", second)

        assert new_dates.open_on(dates.session, dates.action_id) == []
        ended = new_dates.find_request(dates.session, first)
        assert (ended.state, ended.said) == ("withdrawn", "CR-02 was approved instead, decision D-2021-06-02.")
        assert (dates.action.deadline, dates.action.moves) == (date(2021, 10, 29), 1)
        assert "was withdrawn" in words_of(dates.sends("U_CHAIR", "date_approve", first))
        told = dates.text(dates.told("new_date_decided")[-1])
        assert "The request for 30 September (CR-01) ends with it." in told, "its officer hears of both"


class TestSeveralOfAFile:
    """What a file asks for at once reaches whoever decides in one message, and is decided one by one."""

    @pytest.fixture
    def file(self, dates):
        """A file with another deadline for as many actions as is said; the chair is asked as on any day."""

        def loads(number):
            access = access_as_operator(dates.session, "", NOW)
            plan = plans.stored_plan(dates.session, dates.board.id)
            live = [each.row for each in plan.values() if each.row.deadline and not each.row.lifecycle.is_closed]
            rows = [replace(row, requested_deadline=date(2021, 10, 29)) for row in live[:number]]
            assert len(rows) == number
            read = [PreviewRow("plan", 2 + at, row.ref, Outcome.READY, (), row) for at, row in enumerate(rows)]
            asked = load_rows(dates.session, access, PlanPreview("plan", tuple(read)), NOW).asked_to_move
            assert len(asked) == number
            board = boards.get_board(dates.session, dates.board.id)
            return ask_date_deciders_now(dates.session, board, NOW)

        return loads

    def requests(self, dates):
        return new_dates.open_requests(dates.session, dates.board.id)

    def sent(self, dates):
        (row,) = dates.told("new_dates_asked")
        row.state, row.settled_at = outbox.SENT, NOW
        dates.session.flush()
        return row

    def leased(self, dates, row):
        message = stands(row)
        return outbox.Leased(
            row.id, TEAM, "slack", dates.board.id, row.key, row.kind, row.args, row.to, message, NOW, 1, False, ""
        )

    def test_the_chair_has_them_all_in_one_message_each_with_its_buttons_and_is_asked_once(self, dates, file):
        assert file(8) == 1

        (row,) = dates.told("new_dates_asked")
        assert (row.to, dates.told("new_date_asked")) == ("U_CHAIR", [])
        said = dates.text(row)
        assert "8 new dates are asked for" in said
        assert "All 8 wait to be decided. The old deadlines rule until then." in said
        for one in self.requests(dates):
            assert f"{one.ref} " in said
            assert f"to 29 October; it would be {one.slip_if_approved()}. Change request {one.reference}." in said
        assert asks_about(stands(row)) == {one.id for one in self.requests(dates)}
        assert ask_date_deciders_now(dates.session, boards.get_board(dates.session, dates.board.id), NOW) == 0

    def test_one_alone_reads_as_ever_and_what_an_officer_asked_for_comes_by_itself(self, dates, file):
        assert file(1) == 1
        dates.is_asked()

        assert [row.to for row in dates.told("new_date_asked")] == ["U_CHAIR", "U_CHAIR"]
        assert dates.told("new_dates_asked") == []

    def test_more_than_ten_come_in_as_many_messages_as_fit(self, dates, file):
        assert file(12) == 2

        found = [asks_about(stands(row)) for row in dates.told("new_dates_asked")]
        assert [len(each) for each in found] == [10, 2]

    def test_all_of_one_message_fits_in_slack(self, dates, file):
        file(10)

        (row,) = dates.told("new_dates_asked")
        drawn = render.message(stands(row))["blocks"]
        buttons = [each for block in drawn if block["type"] == "actions" for each in block["elements"]]
        assert len(buttons) == 30
        assert "not fit" not in str(drawn)

    def test_what_is_decided_says_so_in_the_message_and_the_rest_waits(self, dates, file):
        file(8)
        row = self.sent(dates)
        first, second, third, *_ = self.requests(dates)

        dates.sends("U_CHAIR", "date_approve", first.id)
        dates.sends("U_CHAIR", "date_refuse", second.id, said="Keep to it.")
        dates.sends("U_CHAIR", "date_more", third.id, question="What was tried?")

        dates.session.refresh(row)
        said = dates.text(row)
        assert "6 of 8 wait to be decided." in said
        assert "to 29 October; approved by the Independent Chair, decision D-2021-06-01." in said
        assert "to 29 October; refused by the Independent Chair, decision D-2021-06-02." in said
        assert "The officer has been asked for more" in said
        assert not asks_about(stands(row)) & {first.id, second.id}
        new_dates.reopen(dates.session, first.id)
        show_as_it_stands(dates.session, access_as_operator(dates.session, "", NOW), self.requests(dates)[0])
        assert first.id in asks_about(stands(row)), "and what was taken back can be decided again"

    def test_what_was_decided_before_it_was_told_is_told_as_decided_or_not_at_all(self, dates, file):
        file(2)
        (row,) = dates.told("new_dates_asked")
        first, second = self.requests(dates)
        assert before_together(dates.session, self.leased(dates, row), NOW) is None

        dates.sends("U_CHAIR", "date_approve", first.id)
        again = before_together(dates.session, self.leased(dates, row), NOW)
        planned = outbox.Planned(row.id, row.key, row.kind, row.args, NOW, dates.board.id)
        made = make_up_together(dates.session, planned, NOW)

        assert (again.kind, again.why) == ("new_dates_asked", "some of it was decided before it went")
        assert (made.to, asks_about(made.message)) == ("U_CHAIR", {second.id})
        assert "1 of 2 waits to be decided." in as_text(made.message)
        dates.sends("U_CHAIR", "date_approve", second.id)
        none_waits = "all of it was decided or withdrawn before it was told"
        assert before_together(dates.session, self.leased(dates, row), NOW).why == none_waits
        assert make_up_together(dates.session, planned, NOW).why == none_waits

    def test_a_deputy_who_comes_to_decide_is_asked_about_what_waits_together(self, dates, file):
        file(3)
        self.sent(dates)
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        dates.post(CHAIR).away_until = date(2021, 6, 30)
        board = boards.get_board(dates.session, dates.board.id)

        assert ask_date_deciders_now(dates.session, board, NOW) == 1
        assert [row.to for row in dates.told("new_dates_asked")] == ["U_CHAIR", "U_DEPUTY"]

    def test_a_chair_who_has_no_account_is_asked_about_each_once(self, dates, file):
        contact = people.person_of(dates.session, dates.board.workspace_id, "U_CONTACT")
        jo = people.outsider(dates.session, dates.board.workspace_id, "Jo Price", contact)
        people.hold(dates.session, dates.post(CHAIR), jo, NOW.date())
        assert file(3) == 1
        row = self.sent(dates)
        dates.session.get_one(tables.DeadlineChange, self.requests(dates)[0].id).state = "refused"
        dates.session.flush()

        assert row.to == "U_CONTACT"
        assert ask_date_deciders_now(dates.session, boards.get_board(dates.session, dates.board.id), NOW) == 0

    def test_what_more_was_said_about_comes_by_itself_to_whoever_decides_later(self, dates, file):
        file(3)
        self.sent(dates)
        dates.sends("U_CHAIR", "date_more", self.requests(dates)[2].id, question="What was tried?")
        dates.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        dates.post(CHAIR).away_until = date(2021, 6, 30)

        assert ask_date_deciders_now(dates.session, boards.get_board(dates.session, dates.board.id), NOW) == 2
        (alone,) = dates.told("new_date_asked")
        assert alone.to == "U_DEPUTY"
        assert "What was tried?" in dates.text(alone)

    def test_what_is_decided_while_the_message_is_on_its_way_is_shown_in_it(self, dates, file):
        file(2)
        (row,) = dates.told("new_dates_asked")
        row.state = outbox.LEASED
        dates.session.flush()
        first, second = self.requests(dates)

        dates.sends("U_CHAIR", "date_approve", first.id)

        assert asks_about(stands(row)) == {second.id}

    def test_what_is_to_be_decided_again_before_it_was_told_is_told_with_its_buttons(self, dates, file):
        file(2)
        (row,) = dates.told("new_dates_asked")
        first, second = self.requests(dates)
        dates.sends("U_CHAIR", "date_approve", first.id)
        planned = outbox.Planned(row.id, row.key, row.kind, row.args, NOW, dates.board.id)
        row.message = make_up_together(dates.session, planned, NOW).message.model_dump(mode="json")
        new_dates.reopen(dates.session, first.id)

        assert before_together(dates.session, self.leased(dates, row), NOW).kind == "new_dates_asked"
        assert asks_about(make_up_together(dates.session, planned, NOW).message) == {first.id, second.id}

    def test_they_are_asked_anew_about_what_waits_again_once_the_first_message_was_dropped(self, dates, file):
        file(2)
        (row,) = dates.told("new_dates_asked")
        row.state, row.why = outbox.DROPPED, "all of it was decided or withdrawn before it was told"
        dates.session.flush()

        assert ask_date_deciders_now(dates.session, boards.get_board(dates.session, dates.board.id), NOW) == 1
        assert [each.state for each in dates.told("new_dates_asked")] == ["dropped", "pending"]


class TestWhereItIsShown:
    def test_on_the_chairs_home_the_card_and_the_officers_home(self, dates):
        dates.is_asked()

        asked = "sked for from 31 May to 30 September, a late request; it would be 122 days later than first agreed"
        assert "New dates asked for: 1, not decided yet." in dates.home("U_CHAIR")
        assert asked in dates.home("U_CHAIR")
        assert asked in dates.home("U_INCLUSION")
        assert asked in dates.card()
        assert asked not in dates.home("U_QA")

    def test_on_the_run_sheet_with_the_deadline_and_its_slip(self, dates):
        dates.is_asked()
        dates.sends("U_CHAIR", "date_approve", new_dates.open_on(dates.session, dates.action_id)[0].id)
        dates.asks(to=date(2021, 10, 29))
        meeting = next(row for row in dates.session.query(tables.Meeting) if "06-16" in row.ref)

        sheet = words_of(dates.presses("U_CHAIR", "room.run_sheet", meeting.id))

        assert "Deadline 30 September, 122 days later than first agreed, moved once." in sheet
        assert "A new date is asked for from 30 September to 29 October." in sheet

    def test_the_room_decides_the_same_request(self, dates):
        request = dates.is_asked()
        meeting = next(row for row in dates.session.query(tables.Meeting) if "06-16" in row.ref)
        day = datetime(2021, 6, 16, 9, tzinfo=UTC)
        about = f"{meeting.id}:{dates.action_id}:0:"
        does(dates.session, Answers(caller("U_CHAIR"), "room_decide", about, {"new_date": "approved"}), day)

        one = new_dates.find_request(dates.session, request)
        assert (one.state, one.decided_post, dates.action.deadline) == ("approved", CHAIR, TO)
        (outcome,) = room.outcomes_of(dates.session, meeting.id, dates.action_id)
        assert "new date 30 September approved" in outcome.ruled(day.date())[0]
        assert boards.get_board(dates.session, dates.board.id).id
        assert "was approved" in words_of(dates.presses("U_CHAIR", "date.approve", request, day + timedelta(hours=1)))

    def test_its_slip_and_its_moves_stand_wherever_its_deadline_does(self, dates):
        """Ratings, c7: they are shown every time."""
        day = datetime(2021, 6, 16, 9, tzinfo=UTC)
        dates.is_asked()
        dates.sends("U_CHAIR", "date_approve", new_dates.open_on(dates.session, dates.action_id)[0].id)
        meeting = next(row for row in dates.session.query(tables.Meeting) if "06-16" in row.ref)
        shown = {
            "card": dates.card(),
            "list": words_of(does(dates.session, Typed(caller("U_CHAIR"), "status re-dated"), NOW)),
            "home": dates.home("U_INCLUSION"),
            "summary": words_of(does(dates.session, Typed(caller("U_CHAIR"), "summary"), NOW)),
            "run sheet": words_of(dates.presses("U_CHAIR", "room.run_sheet", meeting.id)),
            "statement": dates.presses("U_INCLUSION", "statement.write", dates.action_id).form.model_dump_json(),
            "another request": dates.presses("U_INCLUSION", "date.ask", dates.action_id).form.model_dump_json(),
            "in the room": dates.presses(
                "U_CHAIR", OPEN_ACTION, f"{meeting.id}:{dates.action_id}", day
            ).form.model_dump_json(),
        }

        without = [name for name, text in shown.items() if "30 September" in text and "122 days later" not in text]
        assert without == []
        assert [name for name, text in shown.items() if "moved once" not in text] == []


def test_nothing_but_a_decision_writes_another_deadline():
    """Ratings, c7: only a change request can move one. Every place that sets its column is named here."""
    found = set()
    for path in [*(ROOT / "bot" / "use_cases").glob("*.py"), *(ROOT / "storage").glob("*.py")]:
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(each, ast.Call) and getattr(each.func, "attr", "") in {"change_action", "values"}:
                found |= {path.name for given in each.keywords if given.arg in {"deadline", "baseline", "moves"}}
            if isinstance(each, ast.Assign):
                found |= {path.name for to in each.targets if getattr(to, "attr", "") in {"deadline", "moves"}}

    assert found == {"new_dates.py"}
