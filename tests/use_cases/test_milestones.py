"""The day after a milestone: who is asked, once, and what becomes of the answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.people import Role
from bot.domain.plan_reading import PlanPreview, PreviewRow
from bot.domain.plan_reading.preview import Outcome
from bot.messages.text import as_text
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.connecting import put_in_post
from bot.use_cases.heard import Answers, Press
from bot.use_cases.milestones import ask_about_milestones, before_milestones
from bot.use_cases.planning import Done, Drop, PutOff
from bot.use_cases.plans import load_rows
from bot.use_cases.turnover import record_leaver
from storage import boards, outbox, people, plans, tables
from storage.access import access_as_operator
from storage.actions import change_action
from storage.outbox import Planned
from tests.use_cases.editor import Editor
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TEAM, caller, stands

FRIDAY_DUE = date(2021, 6, 18)
"""BCP-07, practice guidance: a Friday, so it is asked about on Monday 21 June."""
MONDAY = datetime(2021, 6, 21, 8, 30, tzinfo=UTC)
SOCIAL_CARE = "Service Director, Children and Young People’s Social Care"


@pytest.fixture
def guidance(session, board) -> int:
    """The milestone of BCP-07."""
    found = session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-07"], done_on=None, due=FRIDAY_DUE)
    return found.one().id


@pytest.fixture
def reader(session, board) -> str:
    """The account of who answers for BCP-07."""
    post = session.get_one(tables.Action, board.actions["BCP-07"]).accountable_post_id
    return people.holder_of(session, post, FRIDAY_DUE).account


def asks(session, board, day=date(2021, 6, 21), now=MONDAY):
    row = Planned(1, "x", "milestones_asked", {"day": day.isoformat()}, MONDAY, board.id)
    return ask_about_milestones(session, row, now)


def told(session) -> list[tables.Outbox]:
    found = session.query(tables.Outbox).filter(tables.Outbox.key.startswith("milestones_asked:"))
    return found.filter(tables.Outbox.state == outbox.PENDING).order_by(tables.Outbox.id).all()


def text_of(row: tables.Outbox) -> str:
    return as_text(stands(row))


def leased_of(row: tables.Outbox, board) -> outbox.Leased:
    return outbox.Leased(
        row.id, TEAM, "slack", board.id, row.key, row.kind, row.args, row.to, None, MONDAY, 1, False, ""
    )


def lead_held_by(session, board, account: str) -> None:
    """Somebody with no seat holds the post that the plan names as BCP-07's lead officer."""
    title = session.get_one(tables.Action, board.actions["BCP-07"]).lead
    post = people.post_of(session, board.workspace_id, title, date(2020, 1, 1))
    people.hold(session, post, people.person_of(session, board.workspace_id, account, "Lee Marr"), date(2020, 1, 1))


class TestPlanning:
    def rows(self, session, board) -> dict[date, datetime]:
        found = session.query(tables.Outbox).filter_by(kind="milestones_asked", state=outbox.PLANNED)
        return {date.fromisoformat(row.args["day"]): row.due_at for row in found}

    def plans(self, session, board, week: str, since: datetime) -> int:
        return plan_between_meetings(session, boards.get_board(session, board.id), week, since)

    def test_is_for_the_working_day_after_at_half_past_nine(self, session, board, guidance):
        self.plans(session, board, "2021-W24", datetime(2021, 6, 14, 8, tzinfo=UTC))

        assert self.rows(session, board)[date(2021, 6, 21)] == MONDAY

    def test_twice_plans_once(self, session, board, guidance):
        since = datetime(2021, 6, 14, 8, tzinfo=UTC)
        assert self.plans(session, board, "2021-W24", since) > 0
        assert self.plans(session, board, "2021-W24", since) == 0

    def test_what_was_to_go_before_is_not_planned(self, session, board, guidance):
        self.plans(session, board, "2021-W25", MONDAY + timedelta(hours=1))

        assert date(2021, 6, 21) not in self.rows(session, board)

    def test_a_bank_holiday_puts_it_off_to_the_day_after(self, session, board):
        step = session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-07"]).first()
        step.due, step.done_on = date(2021, 5, 28), None
        session.flush()
        self.plans(session, board, "2021-W21", datetime(2021, 5, 24, 8, tzinfo=UTC))

        assert date(2021, 6, 1) in self.rows(session, board), "Monday 31 May was a bank holiday"


class TestWhoIsAsked:
    def test_the_accountable_officer_where_nobody_holds_the_leads_post(self, session, board, guidance, reader):
        assert asks(session, board) == Done("asked 1 person about milestones")

        (row,) = told(session)
        assert row.to == reader
        assert "Due Friday 18 June." in text_of(row)
        assert "Buttons: Yes · Not yet" in text_of(row)

    def test_the_lead_officer_where_somebody_holds_that_post(self, session, board, guidance):
        lead_held_by(session, board, "U_LEE")
        asks(session, board)

        assert [row.to for row in told(session)] == ["U_LEE"]

    def test_the_delegate_while_the_officer_is_away(self, session, board, guidance):
        post = session.get_one(tables.Action, board.actions["BCP-07"]).accountable_post_id
        early = people.get_post(session, board.posts["Head of Early Help"])
        people.delegate(session, people.get_post(session, post), early, date(2021, 6, 1), date(2021, 7, 1))
        people.set_away(session, people.get_post(session, post), date(2021, 6, 30))
        asks(session, board)

        (row,) = told(session)
        assert row.to == "U_EARLY"
        assert ", for the " in text_of(row)

    def test_each_gets_one_message_with_all_of_theirs(self, session, board, guidance, reader):
        action = board.actions["BCP-07"]
        session.add(tables.Milestone(action_id=action, position=9, title="Second thing", due=FRIDAY_DUE))
        session.add(tables.Milestone(action_id=action, position=10, title="On Saturday", due=date(2021, 6, 19)))
        session.flush()
        asks(session, board)

        (row,) = told(session)
        assert "Second thing" in text_of(row) and "On Saturday" in text_of(row)

    def test_nobody_where_it_was_done(self, session, board, guidance):
        session.get_one(tables.Milestone, guidance).done_on = FRIDAY_DUE
        session.flush()

        assert asks(session, board) == Drop("no milestone was due, or all were done")

    def test_it_waits_for_the_morning_and_is_dropped_after_a_week(self, session, board, guidance):
        night = asks(session, board, now=datetime(2021, 6, 21, 20, tzinfo=UTC))
        assert night == PutOff(datetime(2021, 6, 22, 7, 30, tzinfo=UTC), "outside working hours")
        assert asks(session, board, now=datetime(2021, 6, 29, 9, tzinfo=UTC)).is_too_late

    def test_what_waits_to_go_is_dropped_once_it_is_answered(self, session, board, guidance, reader):
        asks(session, board)
        (row,) = told(session)
        leased = leased_of(row, board)
        assert before_milestones(session, leased, MONDAY) is None
        session.get_one(tables.Milestone, guidance).done_on = FRIDAY_DUE
        session.flush()

        assert isinstance(before_milestones(session, leased, MONDAY), Drop)


class TestAnswering:
    def asked(self, session, board) -> tables.Outbox:
        asks(session, board)
        (row,) = told(session)
        row.state, row.settled_at = outbox.SENT, MONDAY
        session.flush()
        return row

    def test_yes_asks_for_the_day_and_offers_the_one_it_was_due(self, session, board, guidance, reader):
        form = does(session, Press(caller(reader), "milestone.done", str(guidance)), MONDAY).form
        assert next(part.initial for part in form.parts if getattr(part, "name", "") == "done_on") == FRIDAY_DUE

        said = does(session, Answers(caller(reader), form.name, form.about, {"done_on": date(2021, 6, 17)}), MONDAY)

        assert (
            words_of(said)
            == "BCP-07: “practice guidance issued” is recorded as done on 17 June. Nobody is asked about it any more."
        )
        assert session.get_one(tables.Milestone, guidance, populate_existing=True).done_on == date(2021, 6, 17)
        assert session.query(tables.Audit).filter_by(what="complete_milestone", subject="BCP-07").count() == 1

    def test_not_yet_keeps_the_date_and_adds_a_forecast(self, session, board, guidance, reader):
        answers = {"forecast": date(2021, 7, 2), "note": "Printing is late."}
        said = does(session, Answers(caller(reader), "milestone.expected", str(guidance), answers), MONDAY)

        assert (
            "is expected on 2 July now. Thank you for saying so. It is asked about again on Monday 5 July."
            in words_of(said)
        )
        row = session.get_one(tables.Milestone, guidance, populate_existing=True)
        assert (row.due, row.forecast, row.forecast_note) == (FRIDAY_DUE, date(2021, 7, 2), "Printing is late.")

    def test_the_question_shows_the_answer_and_can_be_pressed_no_more(self, session, board, guidance, reader):
        row = self.asked(session, board)
        does(session, Answers(caller(reader), "milestone.was_done", str(guidance), {"done_on": FRIDAY_DUE}), MONDAY)

        session.refresh(row)
        assert "Done, 18 June. Thank you." in text_of(row)
        assert "Buttons" not in text_of(row)
        assert session.query(tables.Outbox).filter_by(amends=row.id).count() == 1

    def test_a_day_to_come_is_not_done_and_a_day_gone_by_is_no_forecast(self, session, board, guidance, reader):
        done = Answers(caller(reader), "milestone.was_done", str(guidance), {"done_on": date(2021, 6, 22)})
        assert "is still to come" in does(session, done, MONDAY).errors["done_on"]
        late = Answers(caller(reader), "milestone.expected", str(guidance), {"forecast": date(2021, 6, 20)})
        assert "has passed" in does(session, late, MONDAY).errors["forecast"]

    def test_pressing_yes_again_says_that_it_is_recorded(self, session, board, guidance, reader):
        does(session, Answers(caller(reader), "milestone.was_done", str(guidance), {"done_on": FRIDAY_DUE}), MONDAY)

        again = does(session, Press(caller(reader), "milestone.done", str(guidance)), MONDAY)

        assert "is recorded already, as done on 18 June" in words_of(again)

    def test_a_lead_officer_without_a_seat_may_answer_and_see_that_action_alone(self, session, board, guidance):
        lead_held_by(session, board, "U_LEE")

        assert does(session, Press(caller("U_LEE"), "milestone.done", str(guidance)), MONDAY).form is not None
        card = does(session, Press(caller("U_LEE"), "status.open", str(board.actions["BCP-07"])), MONDAY).message
        assert card.kind == "action_card"
        assert "What you lead or give input to is open to you" in is_refused(
            session, Press(caller("U_LEE"), "status.open", str(board.actions["BCP-06"])), MONDAY
        )

    def test_the_chair_does_not_answer_for_the_officer(self, session, board, guidance):
        assert is_refused(session, Press(caller("U_CHAIR"), "milestone.done", str(guidance)), MONDAY) == (
            "Only the accountable officer, their delegate or the lead officer can say whether this milestone was done."
        )


class TestAskingAgain:
    """BCP-07 was asked about on Monday 21 June and is expected on Friday 2 July now."""

    AGAIN = date(2021, 7, 5)

    @pytest.fixture(autouse=True)
    def expected(self, session, board, guidance, reader) -> tables.Outbox:
        asks(session, board)
        (first,) = told(session)
        self.goes(session, first)
        self.expects(session, guidance, reader, date(2021, 7, 2), MONDAY)
        return first

    def goes(self, session, row: tables.Outbox) -> None:
        row.state, row.settled_at = outbox.SENT, row.due_at
        session.flush()

    def expects(self, session, guidance, reader, forecast: date, now: datetime):
        return does(session, Answers(caller(reader), "milestone.expected", str(guidance), {"forecast": forecast}), now)

    def asked_again(self, session, board) -> tables.Outbox:
        assert asks(session, board, self.AGAIN, self.at(self.AGAIN)) == Done("asked 1 person about milestones")
        row = next(row for row in told(session) if row.args["day"] == str(self.AGAIN))
        self.goes(session, row)
        return row

    def at(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC)

    def planned(self, session) -> dict[str, datetime]:
        found = session.query(tables.Outbox).filter_by(kind="milestones_asked", state=outbox.PLANNED)
        return {row.args["day"]: row.due_at for row in found}

    def test_is_planned_at_once_for_the_working_day_after_the_forecast(self, session):
        assert self.planned(session) == {"2021-07-05": self.at(self.AGAIN)}

    def test_is_planned_with_its_week_too(self, session, board):
        session.query(tables.Outbox).filter_by(state=outbox.PLANNED).delete()
        plan_between_meetings(session, boards.get_board(session, board.id), "2021-W27", self.at(self.AGAIN))

        assert self.planned(session)["2021-07-05"] == self.at(self.AGAIN)

    def test_says_what_was_due_and_what_was_expected_and_can_be_pressed(self, session, board):
        row = self.asked_again(session, board)

        assert "Due Friday 18 June; expected Friday 2 July." in text_of(row)
        assert "Buttons: Yes · Not yet" in text_of(row)

    def test_on_the_day_of_the_first_question_nobody_is_asked_any_more(self, session, board):
        assert isinstance(asks(session, board), Drop)

    def test_yes_is_shown_in_both_messages(self, session, board, guidance, reader, expected):
        again = self.asked_again(session, board)
        now = self.at(self.AGAIN)
        form = does(session, Press(caller(reader), "milestone.done", str(guidance)), now).form
        assert next(part.initial for part in form.parts if getattr(part, "name", "") == "done_on") == date(2021, 7, 2)
        does(session, Answers(caller(reader), "milestone.was_done", str(guidance), {"done_on": date(2021, 7, 2)}), now)

        for row in (expected, again):
            session.refresh(row)
            assert "Done, 2 July. Thank you." in text_of(row)
            assert "Buttons" not in text_of(row)

    def test_another_forecast_is_shown_in_both_and_asked_about_in_its_turn(
        self, session, board, guidance, reader, expected
    ):
        again = self.asked_again(session, board)
        self.expects(session, guidance, reader, date(2021, 7, 9), self.at(self.AGAIN))

        for row in (expected, again):
            session.refresh(row)
            assert "Not yet; expected 9 July. Thank you for saying so." in text_of(row)
            assert "Buttons" not in text_of(row)
        assert "2021-07-12" in self.planned(session)
        assert session.get_one(tables.Milestone, guidance, populate_existing=True).due == FRIDAY_DUE

    def test_an_answer_about_another_leaves_it_open(self, session, board, guidance, reader):
        other = tables.Milestone(
            action_id=board.actions["BCP-07"], position=9, title="Second thing", due=date(2021, 7, 2)
        )
        session.add(other)
        session.flush()
        again = self.asked_again(session, board)
        done = Answers(caller(reader), "milestone.was_done", str(other.id), {"done_on": date(2021, 7, 2)})
        does(session, done, self.at(self.AGAIN))

        session.refresh(again)
        assert "Done, 2 July" in text_of(again)
        assert "Due Friday 18 June; expected Friday 2 July." in text_of(again)
        assert "Buttons: Yes · Not yet" in text_of(again)


def test_once_another_officer_answers_it_is_asked_of_them_and_of_who_was_asked_before_no_more(
    session, board, guidance, reader
):
    asks(session, board)
    [row] = told(session)
    outbox.sent(session, {row.id: "ts1"}, MONDAY)
    other = "Head of Early Help"

    Editor(session, board).edits("edit.officer", "BCP-07", now=MONDAY, post=str(board.posts[other]))

    [asked] = [each for each in told(session) if each.amends is None]
    assert (asked.to, asked.args["asks"]) == ("U_EARLY", [guidance])
    session.refresh(row)
    assert f"It is for the {other} to say now, so nothing is needed of you" in text_of(row)
    assert "Buttons" not in text_of(row)
    outbox.sent(session, {asked.id: "ts2"}, MONDAY)
    does(session, Answers(caller("U_EARLY"), "milestone.was_done", str(guidance), {"done_on": FRIDAY_DUE}), MONDAY)
    session.expire_all()
    assert "nothing is needed of you" in text_of(row) and "Done, 18 June" in text_of(asked)

    Editor(session, board).edits(
        "edit.officer", "BCP-07", now=MONDAY, post=str(board.posts["Service Director, Quality and Assurance"])
    )
    asked_of = session.query(tables.Outbox).filter_by(kind="milestones_asked", amends=None)
    assert [each.to for each in asked_of if each.message] == [reader, "U_EARLY"], "it is answered"


@pytest.mark.parametrize(("lead", "now_of", "goes_to"), [
    ("Head of Early Help", "U_EARLY", "Head of Early Help"), ("", "", SOCIAL_CARE),
])  # fmt: skip
def test_once_another_leads_the_action_it_is_asked_of_them_once_and_of_who_led_it_no_more(
    session, board, guidance, reader, lead, now_of, goes_to
):
    lead_held_by(session, board, "U_QA")
    asks(session, board)
    [row] = told(session)
    assert row.to == "U_QA"
    outbox.sent(session, {row.id: "ts1"}, MONDAY)
    session.expire_all()

    for success in ("Used in each team.", "Used in every team."):
        Editor(session, board).edits("edit.facts", "BCP-07", now=MONDAY, lead=lead, success_measure=success)

    [asked] = [each for each in told(session) if each.amends is None]
    assert (asked.to, asked.args["asks"]) == (now_of or reader, [guidance])
    assert f"It is for the {goes_to} to say now, so nothing is needed of you" in text_of(row)
    assert "Buttons" not in text_of(row)


def test_while_the_lead_stays_they_are_asked_whoever_else_answers_for_the_action(session, board, guidance):
    lead_held_by(session, board, "U_LEE")
    asks(session, board)
    [row] = told(session)
    outbox.sent(session, {row.id: "ts1"}, MONDAY)
    session.expire_all()

    Editor(session, board).edits("edit.officer", "BCP-07", now=MONDAY, post=str(board.posts["Head of Early Help"]))

    assert told(session) == [] and "Buttons: Yes · Not yet" in text_of(row)


class TestWhoeverAnswersNow:
    """A question that is open goes with what it is about."""

    @pytest.fixture
    def asked(self, session, board, guidance) -> tables.Outbox:
        """What the lead officer of BCP-07 was asked on Monday."""
        lead_held_by(session, board, "U_LEE")
        asks(session, board)
        [row] = told(session)
        outbox.sent(session, {row.id: "ts1"}, MONDAY)
        session.expire_all()
        return row

    def lead(self, session, board) -> tables.Post:
        return people.find_post(session, board.workspace_id, self.title(session, board))

    def title(self, session, board) -> str:
        return session.get_one(tables.Action, board.actions["BCP-07"]).lead

    def asked_anew(self, session) -> list[tuple[str, list[int]]]:
        return [(each.to, each.args["asks"]) for each in told(session) if each.amends is None]

    def test_a_file_that_names_another_lead_asks_them_and_tells_the_one_before(self, session, board, guidance):
        lead_held_by(session, board, "U_QA")
        asks(session, board)
        [asked] = told(session)
        outbox.sent(session, {asked.id: "ts1"}, MONDAY)
        row = replace(plans.stored_plan(session, board.id)["BCP-07"].row, lead="Head of Early Help")
        read = (PreviewRow("plan", 2, row.ref, Outcome.READY, (), row),)
        for _ in range(2):
            load_rows(session, access_as_operator(session, "", MONDAY), PlanPreview("plan", read), MONDAY)

        session.expire_all()
        assert self.asked_anew(session) == [("U_EARLY", [guidance])]
        assert "It is for the Head of Early Help to say now" in text_of(asked)

    def test_who_follows_in_the_leads_post_is_asked(self, session, board, asked, guidance):
        post = self.lead(session, board)
        access = access_as_operator(session, "", MONDAY)
        for _ in range(2):
            put_in_post(session, access, post, people.person_of(session, board.workspace_id, "U_NEXT", "Nia Hall"))

        assert self.asked_anew(session) == [("U_NEXT", [guidance])]

    def test_once_the_lead_has_left_whoever_answers_for_the_action_is_asked(
        self, session, board, asked, guidance, reader
    ):
        record_leaver(session, board.workspace_id, "U_LEE", MONDAY)

        assert self.asked_anew(session) == [(reader, [guidance])]

    def test_once_the_officer_who_was_asked_leaves_the_post_vacant_the_delegate_is_asked(
        self, session, board, guidance, reader
    ):
        asks(session, board)
        [row] = told(session)
        assert row.to == reader
        outbox.sent(session, {row.id: "ts1"}, MONDAY)
        office = people.find_post(session, board.workspace_id, SOCIAL_CARE)
        deputy = people.find_post(session, board.workspace_id, "Head of Early Help")
        people.delegate(session, office, deputy, FRIDAY_DUE, date(2021, 7, 30))

        does(session, Press(caller("U_PM"), "setup.vacate_post", f"{board.id}:{office.id}"), MONDAY)

        assert self.asked_anew(session) == [("U_EARLY", [guidance])]

    def test_where_nobody_is_left_it_waits_for_whoever_comes(self, session, board, asked, guidance, reader):
        record_leaver(session, board.workspace_id, reader, MONDAY)
        record_leaver(session, board.workspace_id, "U_LEE", MONDAY)
        assert self.asked_anew(session) == []

        access = access_as_operator(session, "", MONDAY)
        newcomer = people.person_of(session, board.workspace_id, "U_NEXT", "Nia Hall")
        put_in_post(session, access, people.find_post(session, board.workspace_id, SOCIAL_CARE), newcomer)
        assert self.asked_anew(session) == [("U_NEXT", [guidance])]

    def test_a_question_that_has_not_gone_asks_about_what_is_left_of_it(self, session, board, guidance):
        lead_held_by(session, board, "U_LEE")
        other = session.query(tables.Milestone).filter_by(done_on=None, action_id=board.actions["BCP-05"]).first()
        other.due = FRIDAY_DUE
        session.get_one(tables.Action, other.action_id).lead = self.title(session, board)
        session.flush()
        asks(session, board)
        [row] = told(session)
        assert set(row.args["asks"]) == {guidance, other.id}

        Editor(session, board).edits("edit.facts", "BCP-07", now=MONDAY, lead="Head of Early Help")

        session.expire_all()
        assert row.args["asks"] == [other.id] and "practice guidance" not in text_of(row).lower()
        assert ("U_EARLY", [guidance]) in self.asked_anew(session)

    def test_it_goes_along_to_the_action_that_one_is_merged_into(self, session, board, asked, guidance):
        session.get_one(tables.Action, board.actions["BCP-07"]).lead = ""
        session.flush()
        Editor(session, board).edits("edit.merge", "BCP-07", now=MONDAY, into=str(board.actions["BCP-06"]))

        session.expire_all()
        assert self.asked_anew(session) == [("U_QA", [guidance])]

    def test_it_goes_along_to_the_action_that_is_split_off(self, session, board, guidance, reader):
        asks(session, board)
        [asked] = told(session)
        outbox.sent(session, {asked.id: "ts1"}, MONDAY)
        split = {"title": "Guidance", "words": "Write the guidance.", "post": str(board.posts["Head of Early Help"])}
        Editor(session, board).edits(
            "edit.split", "BCP-07", now=MONDAY, steps=(str(guidance),), left="Use it.", **split
        )

        session.expire_all()
        assert self.asked_anew(session) == [("U_EARLY", [guidance])]
        assert "It is for the Head of Early Help to say now" in text_of(asked)

    def test_it_goes_along_to_the_post_that_another_turns_out_to_be(self, session, board, guidance, reader):
        asks(session, board)
        [asked] = told(session)
        outbox.sent(session, {asked.id: "ts1"}, MONDAY)
        member = people.post_of(session, board.workspace_id, "Member", date(2020, 1, 1))
        people.hold(session, member, people.person_of(session, board.workspace_id, reader), date(2020, 1, 1))
        people.seat(session, board.id, Role.MEMBER, member)
        pair = f"{board.id}:{board.posts[SOCIAL_CARE]}:{board.posts['Head of Early Help']}"
        does(session, Answers(caller("U_PM"), "same_post", pair, {"answer": "same"}), MONDAY)

        session.expire_all()
        assert self.asked_anew(session) == [("U_EARLY", [guidance])]
        assert "It is for the Head of Early Help to say now" in text_of(asked)

    def test_while_the_officer_is_away_it_is_asked_of_the_delegate_and_then_of_them_again(
        self, session, board, guidance, reader
    ):
        asks(session, board)
        [asked] = told(session)
        outbox.sent(session, {asked.id: "ts1"}, MONDAY)
        about = f"{board.id}:{board.posts[SOCIAL_CARE]}"
        goes = {"until": date(2021, 7, 9), "delegate": "Head of Early Help"}
        does(session, Answers(caller(reader), "absence_away", about, goes), MONDAY)

        session.expire_all()
        assert self.asked_anew(session) == [("U_EARLY", [guidance])]
        assert "It is for the Head of Early Help to say now" in text_of(asked)

        does(session, Press(caller(reader), "absence.back", about), MONDAY + timedelta(hours=1))
        assert (reader, [guidance]) in self.asked_anew(session)

    def test_once_the_action_has_ended_nothing_is_needed_and_open_again_it_is_asked(
        self, session, board, guidance, reader
    ):
        asks(session, board)
        [row] = told(session)
        outbox.sent(session, {row.id: "ts1"}, MONDAY)
        Editor(session, board).edits("edit.superseded", "BCP-07", now=MONDAY, link="Minutes of 21 June")

        session.expire_all()
        assert self.asked_anew(session) == []
        assert "The action is closed: superseded now, so nothing is needed of you for it." in text_of(row)
        assert "Buttons" not in text_of(row)

        again = Answers(caller("U_CHAIR"), "decision.reopen", str(board.actions["BCP-07"]), {"reason": "It goes on."})
        does(session, again, MONDAY)
        assert self.asked_anew(session) == [(reader, [guidance])]

    def test_once_the_action_is_complete_nothing_is_needed(self, session, board, guidance):
        asks(session, board)
        [row] = told(session)
        outbox.sent(session, {row.id: "ts1"}, MONDAY)
        change_action(session, board.actions["BCP-07"], lifecycle="delivered")
        accepts = {"reason": "The guidance is in use.", "waiver": "There is no measure."}
        does(session, Answers(caller("U_CHAIR"), "decision.close", str(board.actions["BCP-07"]), accepts), MONDAY)

        session.expire_all()
        assert "The action is closed: complete now, so nothing is needed of you for it." in text_of(row)

    def test_a_lead_without_an_account_is_asked_through_their_contact_who_answers(self, session, board, guidance):
        lead_held_by(session, board, "U_LEE")
        contact = people.person_of(session, board.workspace_id, "U_CONTACT", "Sam Reed")
        outsider = people.outsider(session, board.workspace_id, "Jo Price", contact)
        people.hold(session, self.lead(session, board), outsider, FRIDAY_DUE)
        asks(session, board)
        [row] = told(session)

        assert row.to == "U_CONTACT"
        assert f"for the {self.title(session, board)} (Jo Price, who has no account here" in text_of(row)
        leased = leased_of(row, board)
        assert before_milestones(session, leased, MONDAY) is None
        outbox.sent(session, {row.id: "ts1"}, MONDAY)
        done = Answers(caller("U_CONTACT"), "milestone.was_done", str(guidance), {"done_on": FRIDAY_DUE})
        does(session, done, MONDAY)
        session.expire_all()
        assert "Done, 18 June" in text_of(row)
