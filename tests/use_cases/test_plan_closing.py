"""Closing a whole plan: every open action is moved, withdrawn or closed, and what goes on keeps its whole history."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Role
from bot.domain.plan_closing import Chosen, Fate, is_prefix, left_over, numbered
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases import due
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.planning import Drop, plan_meeting
from bot.use_cases.slipping import tell_of_slips
from storage import challenges, edits, meetings, new_dates, outbox, people, planned, plans, tables, watching
from storage.actions import change_action
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller, chair_confirms, sends_statement

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
LATER = datetime(2021, 6, 8, 9, 5, tzinfo=UTC)
NEXT = "Improvement Plan 2022"


@pytest.fixture
def closing(session, board):
    return Closing(session, board)


class Closing:
    """The sample plan, and what the programme manager and the chair do to close it."""

    def __init__(self, session, board) -> None:
        self.session, self.board = session, board
        self.plan_id = plans.plan_id_of(session, board.id)
        self.name = session.get_one(tables.Plan, self.plan_id).name

    def action(self, ref: str) -> tables.Action:
        return self.session.get_one(tables.Action, self.board.actions[ref], populate_existing=True)

    def sends(self, account: str, form: str, about: object, **answers):
        return does(self.session, Answers(caller(account), f"plan_closing_{form}", str(about), answers), NOW)

    def presses(self, account: str, button: str, about: object = None):
        about = str(self.board.id if about is None else about)
        return does(self.session, Press(caller(account), f"plan_closing.{button}", about), NOW)

    def types(self, words: str, account: str = "U_PM") -> str:
        return words_of(does(self.session, Typed(caller(account), words), NOW))

    def refused(self, heard) -> str:
        return is_refused(self.session, heard, NOW)

    def begins(self) -> str:
        return words_of(self.sends("U_PM", "begin", self.board.id, next_name=NEXT))

    def decides(self, ref: str, **answers):
        return self.sends("U_PM", "decide", self.board.actions[ref], **answers)

    def moves_rest(self):
        return self.sends("U_PM", "rest", self.board.id, prefix="B")

    def confirms(self, account: str = "U_CHAIR", **answers) -> str:
        return words_of(self.sends(account, "confirm", self.board.id, **answers))

    def is_closed(self) -> str:
        """BCP-14 is withdrawn, all else that is open goes on."""
        self.begins()
        self.decides("BCP-14", fate="withdrawn", reason="The region does it now.")
        self.moves_rest()
        return self.confirms()

    def seats(self, role: Role, title: str, account: str) -> None:
        post = people.post_of(self.session, self.board.workspace_id, title, date(2020, 1, 1))
        people.hold(self.session, post, self.person(account), date(2020, 1, 1))
        people.seat(self.session, self.board.id, role, post)

    def answers_for(self, account: str, ref: str) -> None:
        post = self.session.get_one(tables.Post, self.action(ref).accountable_post_id)
        people.hold(self.session, post, self.person(account), date(2021, 6, 1))

    def person(self, account: str) -> tables.Person:
        return people.person_of(self.session, self.board.workspace_id, account)

    def told(self, kind: str) -> list[tables.Outbox]:
        return self.session.query(tables.Outbox).filter_by(kind=kind).order_by(tables.Outbox.id).all()


@pytest.mark.parametrize("came", ["The plan is closed.", "The plan is not being closed after all."])
def test_where_the_chair_was_asked_it_says_what_came_of_it_and_nothing_is_left_to_press(closing, came):
    closing.begins()
    closing.moves_rest()
    closing.presses("U_PM", "ask_chair")
    (asked,) = closing.told("plan_to_close")
    asked.state = outbox.SENT
    closing.session.flush()

    if came == "The plan is closed.":
        closing.confirms()
    else:
        closing.presses("U_PM", "stop")

    said = as_text(Message.model_validate(closing.told("plan_to_close")[-1].message))
    assert came in said
    assert "See how it stands" not in said


@pytest.mark.parametrize("came", ["closed", "given up", "asked again", "changed"])
def test_a_question_to_the_chair_that_waits_for_the_morning_does_not_go_once_it_is_settled(closing, came):
    closing.begins()
    closing.moves_rest()
    closing.presses("U_PM", "ask_chair")
    (asked,) = closing.told("plan_to_close")
    assert goes(closing, asked) is None

    if came == "closed":
        closing.confirms()
    elif came == "changed":
        closing.decides("BCP-14", fate="withdrawn", reason="The region does it now.")
    else:
        closing.presses("U_PM", "stop")
    if came == "asked again":
        closing.begins()
        closing.moves_rest()
        does(closing.session, Press(caller("U_PM"), "plan_closing.ask_chair", str(closing.board.id)), LATER)

    assert isinstance(goes(closing, asked), Drop)
    assert [goes(closing, each) for each in closing.told("plan_to_close")[1:]] == [None] * (came == "asked again")


def goes(closing, row):
    return due.before_sending(closing.session, outbox.leased_row(row, "T1", "slack"), LATER)


class TestWhatIsLeft:
    def test_every_open_action_is_listed_and_nothing_is_changed(self, closing):
        assert closing.types("close plan") == ""
        form = does(closing.session, Typed(caller("U_PM"), "close plan"), NOW).form
        assert "Nothing is changed until the chair confirms it." in form.model_dump_json()

        said = closing.begins()

        assert "1 action complete, 0 closed without being delivered. 14 actions open, 14 of them not decided." in said
        assert "in progress; not decided." in said
        assert f"The next plan is “{NEXT}”." in said
        assert closing.types("close plan") == said
        assert closing.action("BCP-14").lifecycle == "in_progress"

    def test_it_can_not_be_closed_with_any_left_over(self, closing):
        closing.begins()
        closing.decides("BCP-14", fate="withdrawn", reason="The region does it now.")

        ask = Press(caller("U_PM"), "plan_closing.ask_chair", str(closing.board.id))
        assert "Nothing is decided yet about BCP-01, BCP-03" in closing.refused(ask)
        confirm = Answers(caller("U_CHAIR"), "plan_closing_confirm", str(closing.board.id), {})
        assert "Nothing is decided yet about BCP-01" in closing.refused(confirm)

    def test_not_even_with_one_that_was_added_or_opened_after_the_chair_was_asked(self, closing):
        closing.begins()
        closing.moves_rest()
        closing.presses("U_PM", "ask_chair")
        change_action(closing.session, closing.board.actions["BCP-02"], lifecycle="in_progress", closed_on=None)

        confirm = Answers(caller("U_CHAIR"), "plan_closing_confirm", str(closing.board.id), {})
        assert "Nothing is decided yet about BCP-02." in closing.refused(confirm)
        assert plans.plan_id_of(closing.session, closing.board.id) == closing.plan_id

    def test_each_needs_its_reference_or_its_reason(self, closing):
        closing.begins()

        assert "new_ref" in closing.decides("BCP-14", fate="moved").errors
        assert "reason" in closing.decides("BCP-14", fate="withdrawn").errors
        closing.decides("BCP-14", fate="moved", new_ref="B-01")
        assert (
            "is given to another action already"
            in closing.decides("BCP-01", fate="moved", new_ref="b-01").errors["new_ref"]
        )

    def test_the_next_free_reference_is_suggested_as_those_before_are_written(self, closing):
        def suggested(ref: str) -> str:
            form = closing.presses("U_PM", "decide", closing.board.actions[ref]).form
            (field,) = (part for part in form.parts if getattr(part, "name", "") == "new_ref")
            return field.initial

        closing.begins()
        assert suggested("BCP-05") == "BCP-16"
        closing.decides("BCP-05", fate="moved", new_ref="B-07")
        assert suggested("BCP-01") == "B-08" and suggested("BCP-05") == "B-07"
        closing.decides("BCP-04", fate="withdrawn", reason="The region does it now.")
        assert suggested("BCP-04") == "B-08"
        taken = closing.decides("BCP-01", fate="moved", new_ref="b-07").errors["new_ref"]
        assert taken == "b-07 is given to another action already. B-08 is free."
        closing.decides("BCP-01", fate="moved", new_ref="C2")
        assert suggested("BCP-03") == "C3", "as the one that was given last"

    def test_those_that_are_left_are_numbered_in_the_order_of_the_plan(self, closing):
        closing.begins()
        closing.decides("BCP-14", fate="moved", new_ref="B-01")

        said = words_of(closing.moves_rest())

        assert "BCP-01" in said and "goes on in the next plan as B-02" in said
        assert "14 actions open, 0 of them not decided" in said

    def test_what_the_chair_closes_meanwhile_needs_nothing(self, closing):
        closing.begins()
        change_action(closing.session, closing.board.actions["BCP-14"], lifecycle="closed_complete")

        assert "13 actions open" in closing.types("close plan")
        heard = Answers(caller("U_PM"), "plan_closing_decide", str(closing.board.actions["BCP-14"]), {"fate": "moved"})
        assert "nothing is to be decided about it" in closing.refused(heard)

    def test_it_can_be_given_up(self, closing):
        closing.begins()
        closing.moves_rest()

        assert "is not being closed" in words_of(closing.presses("U_PM", "stop"))
        assert "Nothing waits to be confirmed" in closing.confirms()
        assert closing.action("BCP-01").ref == "BCP-01"


class TestWhoMay:
    def test_the_chair_is_asked_in_private_and_confirms(self, closing):
        closing.begins()
        closing.decides("BCP-14", fate="withdrawn", reason="The region does it now.")
        closing.moves_rest()
        assert "The chair is asked to close the plan." in words_of(closing.presses("U_PM", "ask_chair"))

        (row,) = closing.told("plan_to_close")
        text = as_text(planned.Message.model_validate(row.message))
        assert row.to == "U_CHAIR"
        assert "Why: The region does it now." in text
        assert "Meetings and reminders go on for the next plan." in text
        assert "is closed (decision D-2021-06-01)" in closing.confirms()

    @pytest.mark.parametrize("account", ["U_PM", "U_QA", "U_LEAD", "U_NOBODY"])
    def test_nobody_else_confirms(self, closing, account):
        closing.begins()
        closing.moves_rest()
        assert closing.refused(Answers(caller(account), "plan_closing_confirm", str(closing.board.id), {}))
        assert plans.plan_id_of(closing.session, closing.board.id) == closing.plan_id

    def test_the_deputy_does_while_the_chair_is_away(self, closing):
        closing.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        closing.begins()
        closing.moves_rest()
        heard = Answers(caller("U_DEPUTY"), "plan_closing_confirm", str(closing.board.id), {})
        assert closing.refused(heard).startswith("The chair decides this.")

        chair = people.get_post(closing.session, closing.board.posts["Independent Chair"])
        chair.away_until = date(2021, 6, 30)
        assert "is closed" in closing.confirms("U_DEPUTY")
        why = closing.session.query(tables.Audit).filter_by(what="close_plan").one().why
        assert why.endswith(". Decided from the seat of the deputy chair: the chair is away until 30 June.")

    def test_a_chair_who_answers_for_one_of_the_actions_leaves_it_to_the_deputy(self, closing):
        closing.answers_for("U_CHAIR", "BCP-14")
        closing.seats(Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        closing.begins()
        closing.decides("BCP-14", fate="withdrawn", reason="The region does it now.")
        closing.moves_rest()

        assert "The deputy chair is asked" in words_of(closing.presses("U_PM", "ask_chair"))
        assert [row.to for row in closing.told("plan_to_close")] == ["U_DEPUTY"]
        for heard in (
            Press(caller("U_CHAIR"), "plan_closing.confirm", str(closing.board.id)),
            Answers(caller("U_CHAIR"), "plan_closing_confirm", str(closing.board.id), {}),
        ):
            said = closing.refused(heard)
            assert "BCP-14" in said and said.endswith("and nobody decides their own. The Deputy Chair can.")
        assert closing.action("BCP-14").lifecycle == "in_progress"
        assert "is closed" in closing.confirms("U_DEPUTY")

    def test_without_a_deputy_it_is_left_to_the_named_approver_and_without_one_to_nobody(self, closing):
        closing.answers_for("U_CHAIR", "BCP-14")
        closing.begins()
        closing.moves_rest()
        ask = Press(caller("U_PM"), "plan_closing.ask_chair", str(closing.board.id))
        confirm = Answers(caller("U_CHAIR"), "plan_closing_confirm", str(closing.board.id), {})
        for heard in (ask, confirm):
            said = closing.refused(heard)
            assert "the chair answers for " in said and "there is no deputy chair; there is no named approver" in said
            assert "Give somebody the seat of named approver: type “setup”." in said

        closing.seats(Role.APPROVER, "Commissioner", "U_C")

        assert "The named approver is asked" in words_of(closing.presses("U_PM", "ask_chair"))
        assert "Closing" in words_of(closing.presses("U_C", "show"))
        assert closing.presses("U_C", "confirm").form
        assert "is closed" in closing.confirms("U_C")
        assert "by the Commissioner" in closing.types("closed plans")

    def test_the_named_approver_waits_for_a_chair_who_can(self, closing):
        closing.seats(Role.APPROVER, "Commissioner", "U_C")
        closing.begins()
        closing.moves_rest()

        heard = Answers(caller("U_C"), "plan_closing_confirm", str(closing.board.id), {})
        assert closing.refused(heard).endswith("The Independent Chair can.")

    @pytest.mark.parametrize("account", ["U_CHAIR", "U_QA"])
    def test_only_the_programme_manager_begins_and_decides(self, closing, account):
        assert closing.refused(Typed(caller(account), "close plan")).startswith("Only the programme manager")


class TestOnceItIsClosed:
    def test_what_goes_on_is_in_the_next_plan_with_its_statements_ratings_dates_and_record(self, closing):
        sends_statement(closing.session, closing.board, "BCP-01", "Red", at=NOW)
        chair_confirms(closing.session, closing.board, "BCP-01", "Red", at=NOW)
        change_action(closing.session, closing.board.actions["BCP-01"], forecast=date(2021, 10, 1))
        closing.session.add(_entry(closing, "BCP-01"))
        before = closing.action("BCP-01")
        kept = (before.statement_id, before.confirmed_rating_id, before.baseline, before.deadline, before.moves)

        closing.is_closed()

        action = closing.action("BCP-01")
        assert action.ref == "B-01"
        assert (action.statement_id, action.confirmed_rating_id, action.baseline, action.deadline, action.moves) == kept
        assert closing.session.get_one(tables.Plan, action.plan_id).name == NEXT
        history = closing.types("history B-01")
        assert f"moved to the next plan: BCP-01 of Children’s Services Improvement Board → B-01 of {NEXT}" in history
        assert "An entry of long ago" in history

    def test_the_next_plan_is_marked_as_this_one_was(self, closing):
        plans.mark(closing.session, closing.plan_id, "EXEMPT")
        closing.is_closed()

        assert plans.classification_of(closing.session, closing.board.id) == "EXEMPT"

    def test_whoever_waits_for_what_is_withdrawn_hears_it_and_no_more_of_what_stayed(self, closing):
        session, board = closing.session, closing.board
        edits.add_dependency(session, board.actions["BCP-06"], board.actions["BCP-14"], "", None, NOW)
        closing.is_closed()

        (row,) = session.query(tables.Outbox).filter_by(kind="waited_for_changed")
        assert row.to == "U_QA"
        said = as_text(Message.model_validate(row.message))
        assert "is closed: not delivered. B" in said
        assert tell_of_slips(session, NOW.replace(year=2022)) == 0

    def test_lists_and_counts_are_of_the_next_plan_alone(self, closing):
        closing.is_closed()

        said = closing.types("status")
        assert "13 actions: 13 live, 0 complete." in said
        assert "BCP-" not in said.replace("BCP-12 because", "")
        assert "B-01" in closing.types("status B-01")

    def test_what_is_withdrawn_is_closed_with_its_reason_and_its_request_withdrawn(self, closing):
        request = new_dates.add_request(
            closing.session,
            closing.board.actions["BCP-14"],
            was=date(2021, 5, 31),
            to=date(2021, 9, 30),
            by=None,
            at=NOW,
        )
        closing.begins()
        said = words_of(closing.decides("BCP-14", fate="withdrawn", reason="The region does it now."))
        assert "A new date is asked for BCP-14; the request is withdrawn with it." in said
        closing.moves_rest()
        closing.confirms()

        action = closing.action("BCP-14")
        assert (action.lifecycle, action.ended_why) == ("closed_not_delivered", "The region does it now.")
        assert new_dates.find_request(closing.session, request).state == "withdrawn"

    def test_the_list_says_that_the_evidence_of_what_is_withdrawn_is_not_judged_any_more(self, closing):
        for ref in ("BCP-13", "BCP-14"):
            change_action(closing.session, closing.board.actions[ref], lifecycle="delivered")
        closing.begins()
        assert "never judged" not in closing.moves_rest().message.model_dump_json()

        shown = words_of(closing.decides("BCP-14", fate="withdrawn", reason="The region does it now."))

        told = "is delivered: its evidence is never judged then. The chair can close it on its evidence before."
        assert f"BCP-14 {told}" in shown
        assert f"BCP-13 {told}" not in shown, "it goes on, and waits for the chair as before"

    def test_a_question_to_what_is_withdrawn_is_settled_and_one_to_what_goes_on_goes_on(self, closing):
        closing.seats(Role.MEMBER, "Police representative", "U_POLICE")
        for ref in ("BCP-13", "BCP-14"):
            form = does(closing.session, Typed(caller("U_POLICE"), f"challenge {ref}"), NOW).form
            said = {"question": "What changed?", "settles_it": "A measure."}
            does(closing.session, Answers(caller("U_POLICE"), form.name, form.about, said), NOW)
        goes_on, withdrawn = (closing.action(ref).id for ref in ("BCP-13", "BCP-14"))
        closing.begins()
        shown = words_of(closing.decides("BCP-14", fate="withdrawn", reason="The region does it now."))
        assert "CH-02 about BCP-14 is settled with it, and whoever asked is told." in shown
        assert "BCP-13 is settled" not in shown
        closing.moves_rest()
        closing.confirms()

        open_ones = challenges.open_on(closing.session, [goes_on, withdrawn])
        assert [each.action_id for each in open_ones] == [goes_on]
        (told,) = closing.told("challenge_settled")
        assert told.to == "U_POLICE" and "The region does it now." in as_text(Message.model_validate(told.message))

    def test_the_board_keeps_the_summary_of_how_it_stood(self, closing):
        closing.is_closed()

        said = closing.types("closed plans", "U_QA")
        assert "Closed on 8 June 2021 by the Independent Chair, decision D-2021-06-01." in said
        assert "15 actions: 14 live, 1 complete." in said
        assert "BCP-02, closed: complete:" in said
        assert "goes on as B-01" in said

    def test_meetings_go_on_without_what_stayed_and_the_watch_list_lets_it_go(self, closing):
        watching.put_on(
            closing.session, closing.board.id, why="x", by=None, post="Chair", at=NOW,
            action_id=closing.board.actions["BCP-14"],
        )  # fmt: skip
        closing.is_closed()

        meeting = meetings.find_meeting_ref(closing.session, closing.board.id, "HTA-2021-06-16")
        covered = [action_id for action_id, _ in meetings.agenda(closing.session, meeting.id)]
        assert closing.board.actions["BCP-14"] not in covered
        assert closing.board.actions["BCP-12"] in covered
        assert not watching.watched(closing.session, closing.board.id)

    def test_each_officer_hears_the_new_references_of_theirs_and_the_manager_that_it_is_done(self, closing):
        closing.is_closed()

        told = {row.to: as_text(planned.Message.model_validate(row.message)) for row in closing.told("refs_changed")}
        assert "U_DCS" in told and "BCP-01 until now" in told["U_DCS"]
        assert [row.to for row in closing.told("plan_closed")] == ["U_PM"]

    def test_whoever_answers_for_what_is_withdrawn_hears_why_and_is_asked_for_it_no_more(self, closing):
        ladder = Ladder(closing.session, closing.board)
        for day in (15, 16):
            meeting = meetings.find_meeting_ref(closing.session, closing.board.id, f"HTA-2021-06-{day}")
            plan_meeting(closing.session, ladder.board, meeting, at(1, 8))
        ladder.tick(at(1, 9, 30))
        ladder.tick(at(2, 9, 30))
        [asked] = ladder.told("U_INCLUSION", "statement_requested")
        assert "BCP-14 Review how services" in asked and asked.count("[Write]") == 3
        closing.is_closed()
        ladder.tick(NOW)

        [asked] = ladder.told("U_INCLUSION", "statement_requested")
        assert f"Withdrawn, since “{closing.name}” has closed. Nothing is needed; thank you." in asked
        assert asked.count("[Write]") == 2
        [told] = ladder.told("U_INCLUSION", "refs_changed")
        assert "BCP-11 until now" in told and "These are withdrawn" in told
        assert "• BCP-14: Review how services affect vulnerable groups …. The region does it now." in told

    def test_an_imported_reference_of_the_old_plan_is_a_new_action_in_the_next(self, closing):
        closing.is_closed()

        assert set(plans.stored_plan(closing.session, closing.board.id)) == {
            f"B-{number:02d}" for number in range(1, 14)
        }
        assert plans.plan_id_of(closing.session, closing.board.id) != closing.plan_id

    @pytest.mark.parametrize("words", ["status bcp-07", "whois BCP-07", "history BCP-07"])
    def test_what_goes_on_is_found_by_what_it_was_called_before(self, closing, words):
        closing.is_closed()
        now_called = closing.action("BCP-07").ref

        assert now_called == "B-06" and f"{now_called} " in closing.types(words, "U_PM")

    def test_what_stayed_goes_on_in_the_plan_that_runs_once_it_is_opened_again(self, closing):
        closing.is_closed()
        reopens = Answers(caller("U_CHAIR"), "decision.reopen", str(closing.board.actions["BCP-14"]), {"reason": "No."})

        said = words_of(does(closing.session, reopens, LATER))

        assert f"The plan that it was in is closed, so it goes on in “{NEXT}”, as BCP-14." in said
        row = closing.action("BCP-14")
        assert (row.is_archived, row.lifecycle, row.reopened) == (False, "in_progress", 1)
        assert row.plan_id == plans.plan_id_of(closing.session, closing.board.id)
        assert "State: in progress" in closing.types("status BCP-14")
        assert "BCP-14, goes on as BCP-14" in closing.types("closed plans")
        [told] = closing.told("reopened_told")
        assert NEXT in as_text(Message.model_validate(told.message))
        assert f"BCP-14 of {closing.name}" in closing.types("history BCP-14")

    def test_with_another_reference_where_the_plan_that_runs_has_its_own(self, closing):
        closing.is_closed()
        closing.action("BCP-01").ref = "BCP-14"
        closing.session.flush()
        reopens = Answers(caller("U_CHAIR"), "decision.reopen", str(closing.board.actions["BCP-14"]), {"reason": "No."})
        does(closing.session, reopens, LATER)

        assert closing.action("BCP-14").ref == "B-14"

    def test_also_where_it_is_a_check_that_opens_it_again(self, closing):
        change_action(closing.session, closing.board.actions["BCP-07"], lifecycle="delivered")
        accepts = {"reason": "The guidance is in use.", "waiver": "There is no measure."}
        action = closing.board.actions["BCP-07"]
        does(closing.session, Answers(caller("U_CHAIR"), "decision.close", str(action), accepts), NOW)
        closing.is_closed()
        one = closing.session.query(tables.Delivery).filter_by(action_id=action).one()

        said = does(
            closing.session, Answers(caller("U_SOCIAL"), "delivery_no_more", str(one.id), {"words": "No."}), LATER
        )

        assert f"so it goes on in “{NEXT}”, as BCP-07." in words_of(said)
        assert "State: in progress" in closing.types("status BCP-07")

    def test_pressed_again_nothing_waits(self, closing):
        closing.is_closed()

        assert "Nothing waits to be confirmed" in closing.confirms()


def _entry(closing: Closing, ref: str) -> tables.Audit:
    usual = {"workspace_id": closing.board.workspace_id, "before": "0", "hash": "0", "who": "Somebody", "at": NOW}
    return tables.Audit(what="change_words", subject=ref, to="An entry of long ago", **usual)


def test_references_are_numbered_past_those_that_are_taken():
    assert numbered("B", 3, ["b-02"]) == ["B-01", "B-03", "B-04"]
    assert [is_prefix(said) for said in ("B", "IP22", "2B", "", "B-", "x" * 13)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert left_over([1, 2], {1: Chosen(1, Fate.WITHDRAWN, reason="x")}) == [2]


def test_what_stayed_in_the_closed_plan_is_known_to_a_file_that_brings_it_again_and_what_is_restricted_is_not(closing):
    words = closing.action("BCP-14").words
    closing.is_closed()
    known = plans.known_plan(closing.session, closing.board.workspace_id, closing.board.id)
    assert (known.earlier["BCP-14"], "BCP-01" in known.earlier) == (words, False)

    change_action(closing.session, closing.board.actions["BCP-14"], restricted_at=NOW)

    known = plans.known_plan(closing.session, closing.board.workspace_id, closing.board.id)
    assert "BCP-14" not in known.earlier
