"""In the room: whose decision is recorded, what a save changes, and what it refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.outcomes import Outcome, Promise
from bot.domain.people import Role
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Press
from bot.use_cases.planning import Drop
from bot.use_cases.run_sheet import chair_today, lines_of, make_up_undecided, those_who_run
from storage import boards, challenges, decisions, meetings, people, plans, room, statements, tables, watching
from storage.actions import change_action
from storage.outbox import Planned
from tests.use_cases.sample_board import caller, sends_statement

DAY = datetime(2021, 6, 15, 10, 0, tzinfo=UTC)
QUALITY = "Service Director, Quality and Assurance"
CHAIR, MANAGER = "Independent Chair", "Improvement Programme Manager"


@pytest.fixture
def room_of(session, board):
    return Room(session, board)


class Room:
    """The meeting of 15 June, and what people do in it."""

    def __init__(self, session, board) -> None:
        self.session, self.board = session, board
        self.meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
        deputy = people.post_of(session, board.workspace_id, "Deputy Chair", date(2020, 1, 1))
        people.hold(session, deputy, people.person_of(session, board.workspace_id, "U_DEPUTY"), date(2020, 1, 1))
        people.seat(session, board.id, Role.DEPUTY, deputy)

    def saves(self, account: str, ref: str, *, now: datetime = DAY, **answers) -> Reply:
        about = f"{self.meeting.id}:{self.board.actions[ref]}:{self.item(ref).version}:"
        found = catalogue.find(Answers(caller(account), "room_decide", about, answers))
        return found.use_case(self.session, found.command, now)

    def opens(self, account: str, ref: str, *, now: datetime = DAY) -> str:
        press = Press(caller(account), "room.action", f"{self.meeting.id}:{self.board.actions[ref]}")
        found = catalogue.find(press)
        reply = found.use_case(self.session, found.command, now)
        return reply.form.model_dump_json()

    def item(self, ref: str) -> tables.AgendaItem:
        return room.find_item(self.session, self.meeting.id, self.board.actions[ref])

    def outcome(self, ref: str) -> Outcome:
        (found,) = room.outcomes_of(self.session, self.meeting.id, self.board.actions[ref])
        return found

    def action(self, ref: str) -> tables.Action:
        return self.session.get_one(tables.Action, self.board.actions[ref], populate_existing=True)

    def post(self, title: str) -> tables.Post:
        return people.get_post(self.session, self.board.posts[title])

    def asks_for_date(self, ref: str, to: date) -> date | None:
        was = self.action(ref).deadline
        plans.add_deadline_change(
            self.session, self.board.actions[ref], was=was, to=to, state="asked", asked_at=DAY - timedelta(days=3)
        )
        return was

    def audit(self, what: str) -> list[tables.Audit]:
        return self.session.query(tables.Audit).filter_by(what=what).order_by(tables.Audit.id).all()


class TestWhoDecides:
    def test_the_secretary_writes_down_what_the_chair_decided_and_the_record_names_both(self, room_of):
        room_of.saves("U_PM", "BCP-06", rating="Green")

        (decision,) = room_of.session.query(tables.Decision).filter_by(meeting_id=room_of.meeting.id)
        people_of = {row.id: row.account for row in room_of.session.query(tables.Person)}
        assert (decision.post, people_of[decision.person_id]) == (CHAIR, "U_CHAIR")
        assert people_of[decision.recorded_by] == "U_PM"
        (entry,) = room_of.audit("confirm_rating")
        assert entry.who.startswith(MANAGER)
        assert entry.why == f"decision {decision.ref}, as the {CHAIR} decided"

    def test_while_the_chair_is_away_it_is_the_deputy_who_is_named(self, room_of):
        room_of.post(CHAIR).away_until = date(2021, 6, 15)

        room_of.saves("U_PM", "BCP-06", rating="Green")

        decision = room_of.session.query(tables.Decision).one()
        why = "Decided from the seat of the deputy chair: the chair is away until 15 June."
        assert (decision.post, decision.entered) == ("Deputy Chair", why)
        (entry,) = room_of.audit("confirm_rating")
        assert entry.why == f"decision {decision.ref}, as the Deputy Chair decided. {why}"

    def test_where_neither_can_nothing_is_recorded(self, room_of):
        people.vacate(room_of.session, room_of.post(CHAIR), date(2021, 6, 1))
        people.unseat(room_of.session, room_of.board.id, Role.DEPUTY, deputy_post(room_of))

        with pytest.raises(Refusal, match="Neither the chair nor the deputy chair can decide about BCP-06"):
            room_of.saves("U_PM", "BCP-06", rating="Green")

    def test_nobody_records_about_their_own_action(self, room_of):
        manager = people.person_of(room_of.session, room_of.board.workspace_id, "U_PM")
        people.hold(room_of.session, room_of.post(QUALITY), manager, date(2021, 6, 1))

        with pytest.raises(Refusal, match="nobody confirms their own"):
            room_of.saves("U_PM", "BCP-06", rating="Green")
        assert "nobody confirms their own" in room_of.opens("U_PM", "BCP-06")

    def test_of_the_chairs_own_action_it_is_the_deputy_who_decided_and_of_both_hats_in_one_nobody(self, room_of):
        chair = people.person_of(room_of.session, room_of.board.workspace_id, "U_CHAIR")
        people.hold(room_of.session, room_of.post(QUALITY), chair, date(2021, 6, 1))

        with pytest.raises(Refusal, match="nobody confirms their own"):
            room_of.saves("U_CHAIR", "BCP-06", rating="Green")
        room_of.saves("U_PM", "BCP-06", rating="Green")

        assert room_of.session.query(tables.Decision).one().post == "Deputy Chair"
        # Now the deputy answers for it in the chair's place, as a delegate.
        deputy = people.get_post(room_of.session, deputy_post(room_of))
        people.delegate(room_of.session, room_of.post(QUALITY), deputy, date(2021, 6, 1), date(2021, 6, 30))
        for account in ("U_DEPUTY", "U_PM"):
            with pytest.raises(Refusal):
                room_of.saves(account, "BCP-06", rating="Amber", reason="They fell.")
        assert room_of.session.query(tables.Decision).count() == 1

    def test_the_deputy_notes_who_was_there_and_leaves_the_rating_to_a_chair_who_is(self, room_of):
        room_of.saves("U_DEPUTY", "BCP-06", attendance="attended")

        assert room_of.outcome("BCP-06").attendance == "attended"
        with pytest.raises(Refusal, match="The chair decides this"):
            room_of.saves("U_DEPUTY", "BCP-06", rating="Green")

    @pytest.mark.parametrize("account", ["U_QA", "U_LEAD", "U_NOBODY"])
    def test_others_can_record_nothing(self, room_of, account):
        with pytest.raises(Refusal):
            room_of.saves(account, "BCP-06", attendance="attended")

        assert room_of.item("BCP-06").version == 0


class TestANewDate:
    def test_approved_it_is_the_deadline_and_counts_as_a_move_and_can_be_undone(self, room_of):
        was, moves = room_of.asks_for_date("BCP-06", date(2021, 10, 29)), room_of.action("BCP-06").moves

        room_of.saves("U_CHAIR", "BCP-06", new_date="approved")
        assert (room_of.action("BCP-06").deadline, room_of.action("BCP-06").moves) == (date(2021, 10, 29), moves + 1)
        assert room_of.action("BCP-06").baseline is not None
        assert room_of.outcome("BCP-06").ruled(date(2021, 6, 15)) == ("new date 29 October approved (D-2021-06-01)",)

        room_of.saves("U_CHAIR", "BCP-06", new_date="refused")
        assert (room_of.action("BCP-06").deadline, room_of.action("BCP-06").moves) == (was, moves)
        assert room.replaced(room_of.session, room_of.meeting.id) == [("D-2021-06-01", "D-2021-06-02")]

    def test_refused_the_old_deadline_stands(self, room_of):
        was = room_of.asks_for_date("BCP-06", date(2021, 10, 29))

        room_of.saves("U_CHAIR", "BCP-06", new_date="refused")

        assert room_of.action("BCP-06").deadline == was
        assert "the new date that was asked for" not in room_of.outcome("BCP-06").not_decided

    def test_the_secretary_writes_down_what_the_chair_decided_of_it(self, room_of):
        room_of.asks_for_date("BCP-06", date(2021, 10, 29))

        room_of.saves("U_PM", "BCP-06", new_date="approved")

        assert room_of.action("BCP-06").deadline == date(2021, 10, 29)
        (entry,) = room_of.audit("decide_new_date")
        assert entry.who.startswith("Improvement Programme Manager")
        assert ", as the Independent Chair decided" in entry.why

    def test_the_deputy_can_while_the_chair_is_away_but_not_where_the_action_is_statutory(self, room_of):
        room_of.post(CHAIR).away_until = date(2021, 6, 15)
        room_of.asks_for_date("BCP-06", date(2021, 10, 29))
        change_action(room_of.session, room_of.board.actions["BCP-06"], is_statutory=True)

        with pytest.raises(Refusal, match="statutory"):
            room_of.saves("U_DEPUTY", "BCP-06", new_date="approved")
        change_action(room_of.session, room_of.board.actions["BCP-06"], is_statutory=False)
        room_of.saves("U_DEPUTY", "BCP-06", new_date="approved")
        assert room_of.action("BCP-06").deadline == date(2021, 10, 29)

    def test_is_not_asked_about_where_none_was_asked_for(self, room_of):
        assert "new_date" not in room_of.opens("U_CHAIR", "BCP-06")
        with pytest.raises(Refusal, match="No new date is asked for"):
            room_of.saves("U_CHAIR", "BCP-06", new_date="approved")


class TestOneScreen:
    def test_has_what_the_room_goes_through_in_order(self, room_of):
        session, board = room_of.session, room_of.board
        sends_statement(session, board, "BCP-05", "Amber", at=DAY - timedelta(days=5))
        session.query(tables.Statement).filter_by(came_by="form").update({"meeting_id": room_of.meeting.id})
        measured(session, board.id, board.actions["BCP-05"])
        earlier = meetings.add_meeting(
            session, board.id, [board.actions["BCP-05"]], kind="holding_to_account", ref="HTA-2021-05-11",
            starts_at=DAY - timedelta(days=35), ends_at=DAY - timedelta(days=35), request_at=None,
            statements_due_at=None, pack_at=None,
        )  # fmt: skip
        room.promise(session, board.actions["BCP-05"], earlier, Promise("Fill two posts", date(2021, 6, 1)), None, DAY)
        chair = people.person_of(session, board.workspace_id, "U_CHAIR").id
        challenges.raise_challenge(
            session, board.id, board.actions["BCP-05"], question="Who covers nights?", at=DAY, by=chair, post=CHAIR
        )

        screen = room_of.opens("U_CHAIR", "BCP-05")

        in_order = [
            "Last time promised: Fill two posts by 1 June.",
            "Not done, due 31 May: two extra duty posts filled", "Says Amber, rules suggest Amber", "Work went on.",
            "None yet.", "Audit report", "Finish it.", "M1 Calls answered", "Who covers nights?",
            "Last time you promised: Fill two posts by 1 June. Is it done, and how do we know?", "Not decided.",
            "Confirm Amber, as the officer says", "What is promised", "Who was there", "Put on the watch list",
        ]  # fmt: skip
        assert "What happened since" in screen and "You might ask" in screen
        places = [screen.find(words) for words in in_order]
        assert -1 not in places and places == sorted(places), dict(zip(in_order, places, strict=True))

    def test_says_what_there_is_not(self, room_of):
        screen = room_of.opens("U_CHAIR", "BCP-06")

        assert "No promise is on record from last time." in screen
        assert "No statement received" in screen
        assert "No measure." in screen
        assert "as the officer last said" in screen, "nothing came for this meeting"
        assert "as the officer says" not in screen
        assert "What has happened so far" in screen, "no meeting went through it before"


def measured(session, board_id: int, action_id: int) -> None:
    row = tables.Measure(board_id=board_id, ref="M1", name="Calls answered", good_is="higher", target="90", position=0)
    session.add(row)
    session.flush()
    session.add(tables.ActionMeasure(action_id=action_id, measure_id=row.id))
    session.add(tables.Reading(measure_id=row.id, value="60", day=date(2021, 6, 1), at=DAY))
    session.flush()


class TestTheAnswerToSave:
    def test_is_said_once_and_then_only_what_is_left(self, room_of):
        first = as_text(room_of.saves("U_CHAIR", "BCP-06", rating="Green", attendance="attended").message)
        more = as_text(room_of.saves("U_CHAIR", "BCP-06", attendance="attended", watch="It fell.").message)

        assert first.splitlines()[0] == "Saved for BCP-06: confirmed Green (D-2021-06-01); attended."
        assert "Recorded" not in first
        assert "Recorded: confirmed Green (D-2021-06-01); attended." in more


class TestAMisPress:
    def test_after_each_the_next_is_offered_and_after_the_last_the_first_that_is_not_decided(self, room_of):
        decided = {"rating": "Green", "reason": "The Board has seen it."}
        room_of.saves("U_CHAIR", "BCP-01", **decided)
        middle = as_text(room_of.saves("U_CHAIR", "BCP-03", **decided).message)
        last = as_text(room_of.saves("U_CHAIR", "BCP-08", **decided).message)

        assert "Next: BCP-04" in middle
        assert "Next: BCP-04" in last, "BCP-02 was closed before, and BCP-03 is decided"

    def test_is_taken_back_and_the_record_keeps_both(self, room_of):
        was = room_of.action("BCP-06").confirmed_rating_id
        room_of.saves("U_CHAIR", "BCP-06", rating="Green", attendance="absent", evidence="not_enough", watch="It fell.")
        assert "Take back" in room_of.opens("U_CHAIR", "BCP-06")

        reply = room_of.saves(
            "U_CHAIR", "BCP-06", rating="Green", evidence="not_enough", attendance="absent",
            take_back=("rating", "evidence", "attendance", "watch"),
        )  # fmt: skip

        assert as_text(reply.message).startswith(
            "Saved for BCP-06: taken back: confirmed Green (D-2021-06-01); taken back: evidence not enough "
            "(D-2021-06-02); taken back: absent; taken back: put on the watch list."
        )
        one = room_of.outcome("BCP-06")
        assert (one.rating, one.evidence, one.attendance) == (None, None, None)
        assert "the rating" in one.not_decided
        assert room_of.action("BCP-06").confirmed_rating_id == was
        assert watching.watched(room_of.session, room_of.board.id) == []
        assert room_of.session.query(tables.Rating).filter_by(kind="confirmed", meeting_id=room_of.meeting.id).count()
        assert {row.taken_back_by.split(",")[0] for row in room_of.session.query(tables.Decision)} == {CHAIR}
        first = room_of.audit("take_back")[0]
        assert (first.was, first.to) == ("confirmed Green (D-2021-06-01)", "not decided")
        assert room.replaced(room_of.session, room_of.meeting.id) == [("D-2021-06-01", ""), ("D-2021-06-02", "")]
        assert "Take back" not in room_of.opens("U_CHAIR", "BCP-06")

    def test_of_several_ratings_in_a_row_none_comes_back(self, room_of):
        room_of.saves("U_CHAIR", "BCP-06", rating="Green")
        room_of.saves("U_CHAIR", "BCP-06", rating="Red", reason="The audits fell.")

        room_of.saves("U_CHAIR", "BCP-06", take_back=("rating",))

        assert room_of.outcome("BCP-06").rating is None

    def test_what_was_meant_is_recorded_in_the_same_go(self, room_of):
        room_of.saves("U_CHAIR", "BCP-06", rating="Green")

        room_of.saves("U_CHAIR", "BCP-06", rating="Amber", reason="The audits fell.", take_back=("rating",))

        assert room_of.outcome("BCP-06").ruled(date(2021, 6, 15)) == ("confirmed Amber (D-2021-06-02)",)

    def test_a_date_that_was_approved_waits_again_and_the_deadline_is_as_it_was(self, room_of):
        was, moves = room_of.asks_for_date("BCP-06", date(2021, 10, 29)), room_of.action("BCP-06").moves
        room_of.saves("U_CHAIR", "BCP-06", new_date="approved")

        room_of.saves("U_CHAIR", "BCP-06", take_back=("new_date",))

        assert (room_of.action("BCP-06").deadline, room_of.action("BCP-06").moves) == (was, moves)
        assert "the new date that was asked for" in room_of.outcome("BCP-06").not_decided

    def test_a_date_that_was_moved_again_since_is_left_alone(self, room_of):
        room_of.asks_for_date("BCP-06", date(2021, 10, 29))
        room_of.saves("U_CHAIR", "BCP-06", new_date="approved")
        change_action(room_of.session, room_of.board.actions["BCP-06"], deadline=date(2022, 1, 31))

        with pytest.raises(Refusal, match="The deadline has been moved again since"):
            room_of.saves("U_CHAIR", "BCP-06", take_back=("new_date",))

    def test_nobody_takes_back_what_is_not_theirs_to_decide(self, room_of):
        room_of.saves("U_CHAIR", "BCP-06", rating="Green")

        with pytest.raises(Refusal, match="The chair decides this"):
            room_of.saves("U_DEPUTY", "BCP-06", take_back=("rating",))
        manager = people.person_of(room_of.session, room_of.board.workspace_id, "U_PM")
        people.hold(room_of.session, room_of.post(QUALITY), manager, date(2021, 6, 1))
        with pytest.raises(Refusal, match="nobody confirms their own"):
            room_of.saves("U_PM", "BCP-06", take_back=("rating",))

    def test_what_was_on_the_watch_list_before_the_meeting_is_not_offered(self, room_of):
        watching.put_on(
            room_of.session, room_of.board.id, why="x", by=None, post="x", at=DAY - timedelta(days=9),
            action_id=room_of.board.actions["BCP-06"],
        )  # fmt: skip

        assert "Take back" not in room_of.opens("U_CHAIR", "BCP-06")


class TestFromPaper:
    """The bot was down on the day: what was decided on paper is entered later, with the meeting's date."""

    LATER = DAY + timedelta(days=3)

    def test_it_is_dated_the_meetings_day_and_says_who_entered_it_and_for_whom(self, room_of):
        room_of.asks_for_date("BCP-06", date(2021, 10, 29))
        room_of.saves("U_PM", "BCP-06", now=self.LATER, rating="Green", attendance="attended", evidence="accepted")
        room_of.saves("U_CHAIR", "BCP-06", now=self.LATER, new_date="approved")

        rows = room_of.session.query(tables.Decision).order_by(tables.Decision.id).all()
        assert {row.at for row in rows} == {room_of.meeting.ends_at}
        assert [row.entered for row in rows] == [
            f"Entered from paper by the {MANAGER} for the {CHAIR}, 18 June.",
            f"Entered from paper by the {MANAGER} for the {CHAIR}, 18 June.",
            f"Entered from paper by the {CHAIR}, 18 June.",
        ]
        (rating,) = room_of.session.query(tables.Rating).filter_by(meeting_id=room_of.meeting.id)
        assert rating.at == room_of.meeting.ends_at
        (entry,) = room_of.audit("confirm_rating")
        assert entry.at == self.LATER and "Entered from paper" in entry.why
        assert room_of.audit("note_attendance")[0].why == "meeting HTA-2021-06-15, entered from paper"
        assert f"Entered from paper by the {MANAGER}" in room_of.opens("U_CHAIR", "BCP-06", now=self.LATER)

    def test_what_is_decided_only_today_is_dated_today(self, room_of):
        room_of.saves("U_CHAIR", "BCP-06", now=self.LATER, rating="Green", decided="today")

        (row,) = room_of.session.query(tables.Decision)
        assert (row.at, row.entered) == (self.LATER, "")

    def test_it_stands_beside_what_was_said_for_that_meeting_and_not_for_the_next(self, room_of):
        session, board, now = room_of.session, room_of.board, DAY + timedelta(days=8)
        sends_statement(session, board, "BCP-06", "Amber", at=DAY - timedelta(days=5))
        session.query(tables.Statement).filter_by(came_by="form").update({"meeting_id": room_of.meeting.id})
        sends_statement(session, board, "BCP-06", "Green", at=now - timedelta(days=1))

        form = room_of.opens("U_PM", "BCP-06", now=now)

        assert "Says Amber, rules suggest" in form and "Confirm Amber, as the officer says" in form
        assert "Work went on." in form and "What has been done since the last statement" not in form
        room_of.saves("U_PM", "BCP-06", now=now, rating="Amber")
        assert room_of.outcome("BCP-06").rating is Rating.AMBER, "no reason is needed for what its officer said"

    def test_what_a_later_meeting_confirmed_since_still_counts(self, room_of):
        """Nothing overwrites a confirmed rating (ratings, c6), and what went before it is not what came after it."""
        action, later, now = room_of.board.actions["BCP-06"], DAY + timedelta(days=14), DAY + timedelta(days=15)
        next_one = meetings.add_meeting(
            room_of.session, room_of.board.id, [action], kind="holding_to_account", ref="HTA-2021-06-29",
            starts_at=later, ends_at=later + timedelta(hours=2), request_at=None, statements_due_at=None, pack_at=None,
        )  # fmt: skip
        newest = statements.add_rating(
            room_of.session, action, "confirmed", Rating.GREEN, at=later, meeting_id=next_one, post=CHAIR
        )
        change_action(room_of.session, action, confirmed_rating_id=newest)

        room_of.saves("U_PM", "BCP-06", now=now, rating="Red", reason="They fell.")

        assert room_of.action("BCP-06").confirmed_rating_id == newest
        assert (room_of.outcome("BCP-06").rating, room_of.outcome("BCP-06").was) == (Rating.RED, None)
        room_of.saves("U_PM", "BCP-06", now=now, rating="Amber", reason="They fell a little.", decided="today")
        assert room_of.action("BCP-06").confirmed_rating_id > newest, "what is decided today is newer"
        room_of.saves("U_PM", "BCP-06", now=now, rating="Red", reason="They fell.")
        assert room_of.action("BCP-06").confirmed_rating_id == newest, "put otherwise, as it was decided on the day"
        room_of.saves("U_PM", "BCP-06", now=now, take_back=("rating",))
        assert room_of.action("BCP-06").confirmed_rating_id == newest

    def test_on_the_day_itself_it_is_not_asked(self, room_of):
        assert "When was this decided?" not in room_of.opens("U_CHAIR", "BCP-06")
        assert "At the meeting, 15 June: I enter it from paper" in room_of.opens("U_CHAIR", "BCP-06", now=self.LATER)
        room_of.saves("U_CHAIR", "BCP-06", rating="Green", decided="paper")
        assert room_of.session.query(tables.Decision).one().entered == ""


class TestClosingInTheRoom:
    @pytest.fixture
    def delivered(self, room_of):
        held = {"measure_history": ["Green", "Green", "Green"]}
        change_action(room_of.session, room_of.board.actions["BCP-06"], lifecycle="delivered", **held)
        return room_of

    def test_it_is_offered_only_of_what_is_delivered(self, delivered):
        assert "Is it closed as complete?" in delivered.opens("U_CHAIR", "BCP-06")
        assert "Is it closed as complete?" not in delivered.opens("U_CHAIR", "BCP-03")

    def test_evidence_accepted_closes_nothing_by_itself_and_offers_it_again(self, delivered):
        said = delivered.saves("U_CHAIR", "BCP-06", evidence="accepted")

        assert delivered.action("BCP-06").lifecycle == "delivered"
        assert "The evidence is accepted, and BCP-06 is not closed yet." in as_text(said.message)
        assert "Close BCP-06" in as_text(said.message)

    def test_accepted_and_closed_in_one_form_with_a_decision_of_the_meeting(self, delivered):
        said = delivered.saves("U_CHAIR", "BCP-06", evidence="accepted", close="yes", accepted="The audit, and waits.")

        assert delivered.action("BCP-06").lifecycle == "closed_complete"
        assert "closed as complete (D-2021-06-02)" in as_text(said.message)
        decision = delivered.session.query(tables.Decision).filter_by(kind="close").one()
        assert decision.meeting_id == delivered.meeting.id
        assert "not closed yet" not in as_text(said.message)

    def test_what_is_missing_for_it_is_said_beside_its_field_and_nothing_is_saved(self, delivered):
        change_action(delivered.session, delivered.board.actions["BCP-06"], measure_history=["Green"])
        said = delivered.saves("U_CHAIR", "BCP-06", close="yes", rating="Green")

        assert said.errors.keys() == {"evidence", "accepted", "waiver"}
        assert delivered.outcome("BCP-06").rating is None
        assert delivered.action("BCP-06").lifecycle == "delivered"


class TestWhatIsSaved:
    def test_saving_the_form_as_it_was_changes_nothing(self, room_of):
        answers = {
            "rating": "Green",
            "attendance": "deputy",
            "promise": "Four measures",
            "promise_by": date(2021, 7, 1),
        }
        room_of.saves("U_CHAIR", "BCP-06", **answers)

        reply = room_of.saves("U_CHAIR", "BCP-06", **answers)

        assert "Nothing was changed for BCP-06" in as_text(reply.message)
        assert room_of.item("BCP-06").version == 1
        assert room_of.session.query(tables.Decision).count() == 1

    def test_a_promise_put_otherwise_takes_the_place_of_the_first_and_both_are_kept(self, room_of):
        room_of.saves("U_CHAIR", "BCP-06", promise="Four measures")
        room_of.saves("U_CHAIR", "BCP-06", promise="Three measures", promise_by=date(2021, 7, 1))

        assert room.promises_of(room_of.session, room_of.board.actions["BCP-06"]) == (
            Promise("Three measures", date(2021, 7, 1)),
        )
        assert room_of.session.query(tables.Promise).count() == 2

    def test_only_the_last_meeting_that_promised_anything_is_remembered(self, room_of):
        action = room_of.board.actions["BCP-06"]
        room_of.saves("U_CHAIR", "BCP-06", promise="Four measures")
        later = meetings.add_meeting(
            room_of.session, room_of.board.id, [action], kind="holding_to_account", ref="HTA-2021-07-20",
            starts_at=DAY + timedelta(days=35), ends_at=DAY + timedelta(days=35, hours=2), request_at=None,
            statements_due_at=None, pack_at=None,
        )  # fmt: skip

        assert [each.what for each in room.promises_of(room_of.session, action)] == ["Four measures"]
        room.promise(room_of.session, action, later, Promise("One more", None), None, DAY + timedelta(days=35))
        assert [each.what for each in room.promises_of(room_of.session, action)] == ["One more"]
        before = DAY + timedelta(days=34)
        assert [each.what for each in room.promises_of(room_of.session, action, before)] == ["Four measures"]

    def test_a_childs_details_are_refused_and_nothing_is_kept(self, room_of):
        with pytest.raises(Refusal):
            room_of.saves("U_CHAIR", "BCP-06", promise="See child J.S., aged 9, born 03/04/2012", rating="Green")

        assert room_of.session.query(tables.Promise).count() == 0
        assert room_of.session.query(tables.Decision).count() == 0

    def test_a_rating_of_neither_the_officers_nor_the_rules_needs_a_reason(self, room_of):
        with pytest.raises(Refusal) as refused:
            room_of.saves("U_CHAIR", "BCP-06", rating="Red")

        assert refused.value.field == "reason"
        room_of.saves("U_CHAIR", "BCP-06", rating="Red", reason="The audits fell.")
        assert room_of.outcome("BCP-06").rating is Rating.RED

    def test_a_day_without_what_is_promised_is_asked_about(self, room_of):
        reply = room_of.saves("U_CHAIR", "BCP-06", promise_by=date(2021, 7, 1))

        assert reply.errors == {"promise": "Say what is promised by that day."}

    def test_the_watch_list_takes_it_with_its_reason(self, room_of):
        room_of.saves("U_PM", "BCP-06", watch="The audits fell twice.")

        (found,) = watching.watched(room_of.session, room_of.board.id)
        assert (found.ref, found.why, found.by) == ("BCP-06", "The audits fell twice.", MANAGER)
        assert "unwatch BCP-06" in room_of.opens("U_CHAIR", "BCP-06")


class TestWhen:
    def test_nothing_is_recorded_before_the_day(self, room_of):
        with pytest.raises(Refusal, match="from its own day on: Holding to Account, Tuesday 15 June, 09:30"):
            room_of.opens("U_CHAIR", "BCP-06", now=DAY - timedelta(days=1))

    def test_what_was_written_on_paper_can_be_entered_days_later(self, room_of):
        room_of.saves("U_PM", "BCP-06", now=DAY + timedelta(days=3), rating="Green")

        assert room_of.outcome("BCP-06").rating is Rating.GREEN

    def test_nothing_is_added_once_the_log_is_agreed(self, room_of):
        agree_log(room_of)

        with pytest.raises(Refusal, match=r"The decision log of .* has been approved"):
            room_of.saves("U_CHAIR", "BCP-06", rating="Green")

    def test_nothing_is_recorded_of_a_meeting_that_was_cancelled(self, room_of):
        meetings.change_meeting(room_of.session, room_of.meeting.id, cancelled_at=DAY)

        with pytest.raises(Refusal, match="was cancelled"):
            room_of.opens("U_CHAIR", "BCP-06")

    def test_an_action_of_another_meeting_is_not_on_this_ones_agenda(self, room_of):
        with pytest.raises(Refusal, match="not on the agenda"):
            room_of.opens("U_CHAIR", "BCP-12")


class TestConfirmingElsewhere:
    """The chair may press “Confirm a rating” on an action's card instead of the run sheet."""

    def confirms(self, room_of, now: datetime) -> None:
        found = catalogue.find(
            Answers(caller("U_CHAIR"), "decision.confirm", str(room_of.board.actions["BCP-06"]), {"rating": "Green"})
        )
        found.use_case(room_of.session, found.command, now)

    @pytest.mark.parametrize("later", [timedelta(0), timedelta(days=6)], ids=["on its day", "before its log is agreed"])
    def test_counts_as_the_meetings(self, room_of, later):
        self.confirms(room_of, DAY + later)

        assert room_of.outcome("BCP-06").rating is Rating.GREEN
        assert room_of.item("BCP-06").version == 1, "a form that is open on it is told"

    def test_the_day_before_it_is_none_of_the_meetings(self, room_of):
        self.confirms(room_of, DAY - timedelta(days=1))

        assert room_of.outcome("BCP-06").rating is None
        assert room_of.outcome("BCP-06").was is Rating.GREEN

    def test_after_its_log_is_agreed_it_is_none_of_the_meetings(self, room_of):
        agree_log(room_of)

        self.confirms(room_of, DAY + timedelta(days=3))

        assert room_of.outcome("BCP-06").rating is None


class TestTheRunSheet:
    def test_says_what_was_said_for_this_meeting_and_what_was_not(self, room_of):
        sends_statement(room_of.session, room_of.board, "BCP-06", "Amber", at=DAY - timedelta(days=5))
        room_of.session.query(tables.Statement).filter_by(came_by="form").update({"meeting_id": room_of.meeting.id})
        board = boards.get_board(room_of.session, room_of.board.id)

        lines = {line.outcome.ref: line for line in lines_of(room_of.session, board, room_of.meeting, DAY)}

        assert lines["BCP-06"].says.startswith("Says Amber, rules suggest")
        assert lines["BCP-01"].says.startswith("No statement received, missed; rules suggest")
        assert [f"{line.at:%H:%M}" for line in lines.values()][:3] == ["09:30", "09:50", "10:10"]

    def test_goes_to_the_deputy_while_the_chair_is_away_and_to_nobody_twice(self, room_of):
        board = boards.get_board(room_of.session, room_of.board.id)
        room_of.post(CHAIR).away_until = date(2021, 6, 15)

        today = date(2021, 6, 15)
        assert chair_today(room_of.session, board, today).account == "U_DEPUTY"
        people.seat(room_of.session, board.id, Role.PROGRAMME_MANAGER, room_of.post(CHAIR))
        room_of.post(CHAIR).away_until = None
        assert [each.account for each in those_who_run(room_of.session, board, today)] == ["U_CHAIR"]


def deputy_post(room_of: Room) -> int:
    return next(post.id for role, post in people.seats(room_of.session, room_of.board.id) if role is Role.DEPUTY)


def agree_log(room_of: Room) -> None:
    log = decisions.draft_log(room_of.session, room_of.meeting.id, DAY)
    log.approved_at = DAY
    room_of.session.flush()


def test_at_four_it_is_said_about_which_nobody_with_a_seat_can_decide(room_of):
    session, board = room_of.session, boards.get_board(room_of.session, room_of.board.id)
    row = Planned(1, "undecided", "undecided", {"rung": "undecided", "meeting": room_of.meeting.id, "moves": 0}, DAY, 1)

    def said() -> str:
        return as_text(make_up_undecided(session, board, room_of.meeting, row, DAY).message)

    assert "Nobody with a seat" not in said()
    chair = people.person_of(session, board.workspace_id, "U_CHAIR")
    people.hold(session, room_of.post(QUALITY), chair, date(2021, 6, 1))
    people.unseat(session, board.id, Role.DEPUTY, deputy_post(room_of))
    session.query(tables.Outbox).delete()

    now_says = said()

    assert "BCP-03 and BCP-06: Nobody with a seat can just now: the chair answers for BCP-03 and BCP-06" in now_says
    assert "named approver" in now_says


def test_an_agenda_that_is_changed_keeps_what_was_noted_of_the_actions_that_stay(room_of):
    room_of.saves("U_CHAIR", "BCP-06", attendance="attended")
    ids = [room_of.board.actions[ref] for ref in ("BCP-12", "BCP-06")]

    meetings.set_agenda(room_of.session, room_of.meeting.id, ids)

    found = room.outcomes_of(room_of.session, room_of.meeting.id)
    assert [(one.ref, one.attendance) for one in found] == [("BCP-12", None), ("BCP-06", "attended")]


def test_at_four_what_was_not_decided_comes_back_and_where_all_was_nothing_does(room_of):
    board = boards.get_board(room_of.session, room_of.board.id)
    row = Planned(1, "undecided", "undecided", {"rung": "undecided", "meeting": room_of.meeting.id, "moves": 0}, DAY, 1)
    meetings.set_agenda(
        room_of.session, room_of.meeting.id, [room_of.board.actions[ref] for ref in ("BCP-06", "BCP-12")]
    )

    room_of.saves("U_CHAIR", "BCP-06", rating="Green")
    left = make_up_undecided(room_of.session, board, room_of.meeting, row, DAY)
    for ref in ("BCP-06", "BCP-12"):
        room_of.saves("U_CHAIR", ref, rating="Amber", evidence="accepted", reason="As the Board agreed.")

    assert "BCP-12" in str(left)
    assert make_up_undecided(room_of.session, board, room_of.meeting, row, DAY) == Drop("everything was decided")
