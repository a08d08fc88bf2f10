"""What is asked of every message once more before it goes: the hour, whether it is of use, and who reads it."""

from datetime import UTC, datetime

import pytest

from bot.messages.parts import said
from bot.use_cases import due
from bot.use_cases.planning import Drop, PutOff
from bot.use_cases.undelivered import tell_not_delivered
from storage import outbox, tables
from tests.use_cases.ladder import Ladder, at

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
