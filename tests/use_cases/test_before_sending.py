"""What is asked of every message once more before it goes: the hour, whether it is of use, and who reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Role
from bot.messages.parts import said
from bot.use_cases import due
from bot.use_cases.planning import Drop, PlanAgain, PutOff, rung_key
from bot.use_cases.still_reading import GONE
from bot.use_cases.undelivered import tell_not_delivered
from sandbox.gallery import subjects
from storage import outbox, people, tables
from tests.use_cases.ladder import EARLY_HELP, SOCIAL, Ladder, at

MORNING_OF_MONDAY = at(14, 8, 30)
NIGHT_OF_SATURDAY = at(12, 23)


@pytest.fixture
def ladder(session, board):
    return Ladder(session, board)


def leased(ladder: Ladder, key: str) -> outbox.Leased:
    """The row with this key, as a worker has it that is about to send it."""
    row = ladder.session.query(tables.Outbox).filter_by(key=key).one()
    ladder.session.refresh(row)
    return outbox.leased_row(row, "T1", "slack")


def says(ladder: Ladder, kind: str, to: str, now: datetime, **more) -> outbox.Leased:
    """Something is said at once."""
    args = {"board_id": ladder.board.id, "args": {"meeting": ladder.meeting.id}} | more
    outbox.say(ladder.session, ladder.sample.workspace_id, key=f"{kind}:{to}", to=to, message=said(kind, "Words."),
               due=now, **args)  # fmt: skip
    return leased(ladder, f"{kind}:{to}")


class TestTheHour:
    @pytest.mark.parametrize("kind", ["help_asked", "officer_left", "log_waits", "challenge_answered", "not_delivered"])
    def test_what_was_said_in_hours_and_waited_until_night_goes_in_the_morning(self, ladder, kind):
        row = says(ladder, kind, "U_PM", at(11, 12))

        assert due.before_sending(ladder.session, row, at(11, 12)) is None
        assert due.before_sending(ladder.session, row, NIGHT_OF_SATURDAY) == PutOff(
            MORNING_OF_MONDAY, "outside working hours"
        )

    @pytest.mark.parametrize(
        ("now", "goes_at"),
        [
            (at(11, 8, 29), at(11, 8, 30)),
            (at(11, 8, 30), None),
            (at(11, 17, 30), None),
            (at(11, 17, 31), MORNING_OF_MONDAY),
        ],
    )
    def test_the_first_and_the_last_minute_of_the_working_day_are_in_it(self, ladder, now, goes_at):
        row = says(ladder, "help_asked", "U_PM", at(10, 12))

        waits = PutOff(goes_at, "outside working hours") if goes_at else None
        assert due.before_sending(ladder.session, row, now) == waits

    def test_somebody_who_just_did_something_is_answered_at_any_hour(self, ladder):
        row = says(ladder, "statement_received", "U_QA", NIGHT_OF_SATURDAY, board_id=None, args={})

        assert due.before_sending(ladder.session, row, NIGHT_OF_SATURDAY) is None

    def test_what_was_sent_before_is_put_right_at_any_hour(self, ladder):
        row = says(ladder, "help_asked", "U_PM", at(11, 12))
        outbox.sent(ladder.session, {row.id: "ts1"}, at(11, 12))
        ladder.session.expire_all()
        outbox.amend(ladder.session, row.id, said("help_asked", "Answered."), NIGHT_OF_SATURDAY)

        change = leased(ladder, f"amend:{row.id}:1")
        assert due.before_sending(ladder.session, change, NIGHT_OF_SATURDAY) is None

    @pytest.mark.parametrize(("kind", "of_use"), [("slot_declined", at(15, 12, 29)), ("questions", at(15, 9, 29))])
    def test_what_serves_the_meeting_alone_is_told_with_what_came_too_late_once_that_is_past(
        self, ladder, kind, of_use
    ):
        row = says(ladder, kind, "U_PM", at(14, 16))

        assert due.before_sending(ladder.session, row, of_use) is None
        after = due.before_sending(ladder.session, row, at(15, 13))
        assert isinstance(after, Drop)
        assert after.is_too_late

    def test_it_does_not_wait_for_a_morning_on_which_it_is_of_no_use(self, ladder):
        row = says(ladder, "slot_declined", "U_PM", at(15, 9))
        ladder.session.get_one(tables.Meeting, ladder.meeting.id).ends_at = datetime(2021, 6, 15, 19, 0, tzinfo=UTC)
        ladder.session.flush()

        evening = due.before_sending(ladder.session, row, at(15, 19))
        assert isinstance(evening, Drop)
        assert "of no use" in evening.why
        assert evening.is_too_late

    def test_what_did_not_arrive_at_night_is_told_in_the_morning(self, ladder):
        tell_not_delivered(
            ladder.session, says(ladder, "help_asked", "U_PM", at(11, 12)), "Refused.", NIGHT_OF_SATURDAY
        )

        (told,) = ladder.session.query(tables.Outbox).filter_by(kind="not_delivered")
        assert told.due_at == MORNING_OF_MONDAY


class TestTheReader:
    """What was made up goes to nobody who has left the seat or the post that it is for."""

    def leaves(self, ladder: Ladder, post: str, successor: str = "", on: date = date(2021, 6, 9)) -> None:
        row = ladder.session.get_one(tables.Post, ladder.sample.posts[post])
        people.vacate(ladder.session, row, on)
        if successor:
            person = people.person_of(ladder.session, ladder.sample.workspace_id, successor, "The next one")
            people.hold(ladder.session, row, person, on)

    def made_up(self, ladder: Ladder, kind: str, now: datetime) -> outbox.Leased:
        """A rung of the cycle, made up and not yet sent."""
        key = rung_key(kind, ladder.meeting)
        for row in outbox.due_to_make_up(ladder.session, now):
            if row.key == key:
                due.make_up(ladder.session, row, now)
        return leased(ladder, key)

    def test_what_was_made_up_for_a_day_from_which_the_meeting_is_moved_does_not_go(self, ladder):
        ladder.plan(at(1, 9))
        ladder.tick(at(11, 8, 59))
        row = self.made_up(ladder, "pack_ready", at(11, 9))
        assert due.before_sending(ladder.session, row, at(11, 9)) is None
        ladder.session.get_one(tables.Meeting, ladder.meeting.id).moves = 1
        ladder.session.flush()

        assert due.before_sending(ladder.session, row, at(11, 9)) == Drop("the meeting was moved")

    @pytest.mark.parametrize("successor", ["", "U_NEXT"])
    def test_the_late_list_is_made_up_anew_for_whoever_manages_the_programme_now(self, ladder, successor):
        ladder.plan(at(1, 9))
        ladder.tick(at(1, 10))
        row = self.made_up(ladder, "late_list", at(9, 14))
        assert row.to == "U_PM"
        assert due.before_sending(ladder.session, row, at(9, 14)) is None

        self.leaves(ladder, "Improvement Programme Manager", successor)
        assert due.before_sending(ladder.session, row, at(9, 14)) == PlanAgain("late_list", GONE)

    def test_the_run_sheet_goes_to_whoever_runs_the_meeting_and_has_none(self, ladder):
        ladder.plan(at(1, 9))
        now = at(15, 8, 45)
        self.made_up(ladder, "run_sheet", now)
        row = leased(ladder, f"{rung_key('run_sheet', ladder.meeting)}:U_PM")
        assert due.before_sending(ladder.session, row, now) is None

        self.leaves(ladder, "Improvement Programme Manager", "U_NEXT", date(2021, 6, 15))
        decided = due.before_sending(ladder.session, row, now)
        assert decided == Drop(GONE, now_for="U_NEXT")
        due.drop(ladder.session, row, decided, now)

        handed_on = leased(ladder, f"{row.key}:for:U_NEXT")
        assert (handed_on.to, handed_on.message) == ("U_NEXT", row.message)
        assert due.before_sending(ladder.session, handed_on, now) is None

    def test_what_is_for_a_seat_goes_on_to_whoever_fills_it_today(self, ladder):
        row = says(ladder, "help_asked", "U_PM", at(11, 12))
        self.leaves(ladder, EARLY_HELP, "U_PM")  # another post in the plan is not the seat
        self.leaves(ladder, "Improvement Programme Manager", "U_NEXT")

        assert due.before_sending(ladder.session, row, at(11, 12)) == Drop(GONE, now_for="U_NEXT")

    def test_a_slot_is_told_to_whoever_answers_for_its_post_now(self, ladder):
        post = ladder.sample.posts[SOCIAL]
        args = {"rung": "slot_soon", "meeting": ladder.meeting.id, "moves": 0, "post": post}
        row = says(ladder, "slot_soon", "U_SOCIAL", at(15, 9), args=args)
        assert due.before_sending(ladder.session, row, at(15, 9)) is None

        self.leaves(ladder, SOCIAL, "U_NEXT")
        people.delegate(ladder.session, people.get_post(ladder.session, post), self.post(ladder, EARLY_HELP),
                        date(2021, 6, 9), None)  # fmt: skip
        delegates = says(ladder, "slot_soon", "U_EARLY", at(15, 9), args=args)

        assert due.before_sending(ladder.session, row, at(15, 9)) == PlanAgain("slot_soon", GONE)
        assert due.before_sending(ladder.session, delegates, at(15, 9)) is None

    @pytest.mark.parametrize("tie", ["seat", "accountable", "delegate", "line director", "lead"])
    def test_whoever_has_to_do_with_the_plan_in_any_way_still_reads(self, ladder, tie):
        session, social = ladder.session, people.get_post(ladder.session, ladder.sample.posts[SOCIAL])
        row = says(ladder, "challenge_answered", "U_ANNE", at(11, 12))
        mine = people.post_of(session, ladder.sample.workspace_id, "Head of Something", date(2021, 1, 1))
        people.hold(session, mine, people.person_of(session, ladder.sample.workspace_id, "U_ANNE"), date(2021, 1, 1))
        assert due.before_sending(session, row, at(11, 12)) == Drop(GONE)

        action = session.get_one(tables.Action, ladder.sample.actions["BCP-01"])
        if tie == "seat":
            people.seat(session, ladder.board.id, Role.DATA_MANAGER, mine)
        elif tie == "accountable":
            action.accountable_post_id = mine.id
        elif tie == "delegate":
            people.delegate(session, social, mine, date(2021, 6, 1), None)
        elif tie == "line director":
            people.set_line(session, social, mine)
        else:
            action.lead = mine.title
        session.flush()
        assert due.before_sending(session, row, at(11, 12)) is None

    def test_of_all_that_can_be_said_only_that_it_is_over_goes_to_who_has_no_seat_and_no_post(self, ladder):
        people.person_of(ladder.session, ladder.sample.workspace_id, "U_ANNE", "Anne, who has left")
        kinds = {message.kind for subject in subjects() for message in subject.messages}

        now = at(11, 12)
        goes = [
            kind for kind in kinds if not due.before_sending(ladder.session, says(ladder, kind, "U_ANNE", now), now)
        ]
        assert sorted(goes) == ["acting_over", "answers_no_more", "no_longer_yours"]

    def test_the_channel_always_reads(self, ladder):
        row = says(ladder, "decision_log", "C_BOARD", at(11, 12))

        assert due.before_sending(ladder.session, row, at(11, 12)) is None

    def test_an_account_that_is_nobody_we_know_and_a_channel_that_is_no_boards_read_nothing(self, ladder):
        for place in ("U_STRANGER", "C_ELSEWHERE"):
            row = says(ladder, "decision_log", place, at(11, 12))
            assert due.before_sending(ladder.session, row, at(11, 12)) == Drop(GONE)
            # it went while that was the board's channel: so it is settled there
            assert due.before_sending(ladder.session, replace(row, in_doubt=True), at(11, 12)) is None
            assert due.before_sending(ladder.session, replace(row, amends=1), at(11, 12)) is None

    def test_what_was_sent_is_changed_for_who_has_left_only_where_personal_details_come_out(self, ladder):
        row = says(ladder, "challenge_answered", "U_SOCIAL", at(11, 12))
        outbox.sent(ladder.session, {row.id: "ts1"}, at(11, 12))
        ladder.session.expire_all()
        outbox.amend(ladder.session, row.id, said("challenge_answered", "News."), at(11, 13))
        change = leased(ladder, f"amend:{row.id}:1")
        assert due.before_sending(ladder.session, change, at(11, 13)) is None

        self.leaves(ladder, SOCIAL)
        assert due.before_sending(ladder.session, change, at(11, 13)) == Drop(GONE)
        assert outbox.amend(ladder.session, row.id, said("challenge_answered", "More news."), at(11, 14))
        assert leased(ladder, f"amend:{row.id}:1").message == said("challenge_answered", "News.")
        outbox.amend(ladder.session, row.id, said("challenge_answered", "W…"), at(11, 14), removes=True)
        removal = leased(ladder, f"amend:{row.id}:2")
        assert removal.message == said("challenge_answered", "W…")
        assert due.before_sending(ladder.session, removal, at(11, 14)) is None
        assert due.before_sending(ladder.session, change, at(11, 14)) == Drop(GONE)

    def test_whoever_thanked_has_left_reads_of_no_withdrawal_of_their_statement(self, ladder):
        row = says(ladder, "statement_received", "U_SOCIAL", at(11, 12), board_id=None, args={"board": ladder.board.id})
        outbox.sent(ladder.session, {row.id: "ts1"}, at(11, 12))
        ladder.session.expire_all()
        outbox.amend(ladder.session, row.id, said("statement_withdrawn", "Withdrawn."), at(11, 13))
        change = leased(ladder, f"amend:{row.id}:1")
        assert due.before_sending(ladder.session, change, at(11, 13)) is None

        self.leaves(ladder, SOCIAL)
        assert due.before_sending(ladder.session, change, at(11, 13)) == Drop(GONE)
        outbox.drop(ladder.session, change.id, GONE, at(11, 13))
        outbox.amend(ladder.session, row.id, said("statement_withdrawn", "Withdrawn again."), at(11, 14))
        ladder.session.expire_all()
        kept = ladder.session.query(tables.Outbox).filter_by(to="U_SOCIAL").all()
        assert [row.message for row in kept if row.state != outbox.DROPPED] == [row.message.model_dump(mode="json")]

    def test_whose_account_is_disabled_leaves_the_message_to_who_comes_next(self, ladder):
        ladder.plan(at(1, 9))
        deputy = people.get_post(ladder.session, ladder.sample.posts[EARLY_HELP])
        people.seat(ladder.session, ladder.board.id, Role.DEPUTY, deputy)
        now = at(11, 9)
        row = self.made_up(ladder, "pack_ready", now)
        assert row.to == "U_CHAIR"

        assert due.leave(ladder.session, row, now) == PlanAgain("pack_ready", GONE)
        outbox.plan_again(ladder.session, row.id, "pack_ready", GONE)
        assert self.made_up(ladder, "pack_ready", now).to == "U_EARLY"

    def post(self, ladder: Ladder, title: str) -> tables.Post:
        return people.get_post(ladder.session, ladder.sample.posts[title])
