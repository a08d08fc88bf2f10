"""The pace of a plan: what moved since the Board last met, and what became of each month's dates."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.actions import Lifecycle
from bot.domain.pace import Became, Dated, by_month
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.heard import Press, Typed
from storage import boards, meetings, plans, tables
from storage.actions import change_action
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import TUESDAY, SampleBoard, caller, sends_statement

FOURTH_OF_MAY = datetime(2021, 5, 4, 13, 0, tzinfo=UTC)
AFTER_IT = datetime(2021, 5, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def met(session, board: SampleBoard) -> int:
    """A board that met on 4 May, before which everything that the plan says had happened."""
    for row in session.query(tables.Milestone).filter(tables.Milestone.done_on.is_not(None)):
        row.done_on = date(2021, 4, 1)
    for row in session.query(tables.Statement):
        row.at = datetime(2021, 4, 20, 9, 0, tzinfo=UTC)
    for row in session.query(tables.Action).filter(tables.Action.closed_on >= date(2021, 5, 4)):
        row.closed_on = row.delivered_on = date(2021, 4, 1)
    session.flush()
    ends = FOURTH_OF_MAY.replace(hour=15)
    return meetings.add_meeting(session, board.id, [], kind="board", ref="IB-05", starts_at=FOURTH_OF_MAY, ends_at=ends)


def asks(session, typed: str, who: str = "U_CHAIR") -> str:
    return words_of(does(session, Typed(caller(who), typed), TUESDAY))


def line(session, ref: str) -> str:
    """What the pace says of the priority that an action is of."""
    return next(each for each in asks(session, "pace").splitlines() if ref in each.split("No movement")[0])


def priority_of(session, board, ref: str) -> str:
    action = session.get_one(tables.Action, board.actions[ref])
    return session.get_one(tables.Priority, action.priority_id).name


class TestWhatMoved:
    def test_is_nothing_where_nothing_happened_and_every_live_action_is_named(self, session, board, met):
        told = asks(session, "pace")

        names = {priority_of(session, board, ref) for ref in board.actions}
        assert told.count("Since the Board of 4 May 0 of ") == len(names)
        assert "moved:" not in told
        assert "An action has moved since the last Board if" in told

    def test_is_a_milestone_that_was_done(self, session, board, met):
        session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-03"]).first().done_on = date(2021, 5, 5)
        session.flush()

        assert "moved: BCP-03." in line(session, "BCP-03")

    def test_is_a_statement_that_came_in_and_was_not_withdrawn(self, session, board, met):
        sends_statement(session, board, "BCP-06", "Green")
        assert "moved: BCP-06." in line(session, "BCP-06")

        session.query(tables.Statement).filter_by(action_id=board.actions["BCP-06"]).update({"withdrawn_at": TUESDAY})
        assert "moved: BCP-06" not in asks(session, "pace")

    def test_is_another_confirmed_rating_and_not_the_same_again(self, session, board, met):
        for rating, at in (("Amber", datetime(2021, 4, 6, 9, tzinfo=UTC)), ("Amber", AFTER_IT)):
            session.add(tables.Rating(action_id=board.actions["BCP-09"], kind="confirmed", rating=rating, at=at))
        session.flush()
        assert "moved: BCP-09" not in asks(session, "pace")

        session.add(tables.Rating(action_id=board.actions["BCP-09"], kind="confirmed", rating="Green", at=TUESDAY))
        session.flush()
        assert "moved: BCP-09." in line(session, "BCP-09")

    def test_is_a_delivery_and_one_that_waits_for_the_board_says_so_afterwards(self, session, board, met):
        change_action(session, board.actions["BCP-13"], lifecycle="delivered", delivered_on=date(2021, 5, 10))
        assert "moved: BCP-13." in line(session, "BCP-13")

        change_action(session, board.actions["BCP-13"], delivered_on=date(2021, 4, 10))
        assert "BCP-13 (delivered, for the Board to accept)" in asks(session, "pace")

    def test_is_said_in_the_status_of_a_priority_in_the_board_pack_and_in_the_quarter(self, session, board, met):
        sends_statement(session, board, "BCP-06", "Green")
        name = priority_of(session, board, "BCP-06")
        assert "Since the Board of 4 May 1 of" in asks(session, f"status priority {name}").splitlines()[1]

        starts = datetime(2021, 6, 22, 13, 0, tzinfo=UTC)
        pack = meetings.add_meeting(
            session, board.id, [], kind="board", ref="IB-06", starts_at=starts, ends_at=starts.replace(hour=15)
        )
        for pressed in (("board_pack.show", f"{board.id}:{pack}"), ("quarterly.for_dfe", f"{board.id}:2021-06-30")):
            told = words_of(does(session, Press(caller("U_PM"), *pressed), TUESDAY)).splitlines()
            assert f"• {name}: Since the Board of 4 May 1 of" in "\n".join(told[told.index("Pace") :])

    def test_cannot_be_said_before_anybody_has_met(self, session, board):
        for row in session.query(tables.Meeting):
            row.starts_at = datetime(2021, 9, 1, 9, tzinfo=UTC)
        session.flush()

        assert "The Board has not met yet" in asks(session, "pace")


class TestTheMonths:
    def test_have_each_date_as_exactly_one_thing_and_nothing_that_was_due_disappears(self):
        may, june = date(2021, 5, 31), date(2021, 6, 30)
        plan = [
            Dated("A1", (), may, may, Lifecycle.DELIVERED),
            Dated("A2", (), may, june, Lifecycle.CLOSED_COMPLETE),
            Dated("A3", (may,), june, None, Lifecycle.IN_PROGRESS),
            Dated("A4", (), may, None, Lifecycle.IN_PROGRESS),
            Dated("A5", (), may, None, Lifecycle.MERGED),
            Dated("A6", (), None, None, Lifecycle.IN_PROGRESS),
        ]

        first, second = by_month(plan, date(2021, 6, 8))

        assert (first.first, first.due) == (date(2021, 5, 1), 5)
        assert first.became == {
            Became.ON_TIME: ["A1"], Became.LATE: ["A2"], Became.REDATED: ["A3"], Became.NOT_DONE: ["A4"],
            Became.ENDED: ["A5"],
        }  # fmt: skip
        assert (second.due, second.became) == (1, {Became.TO_COME: ["A3"]})

    def test_are_told_to_whoever_asks_and_to_the_minister_and_stand_in_the_export(self, session, board, met):
        plans.add_deadline_change(
            session, board.actions["BCP-05"], was=date(2021, 4, 30), to=date(2021, 9, 30), state="approved",
            asked_at=AFTER_IT,
        )  # fmt: skip
        change_action(session, board.actions["BCP-05"], deadline=date(2021, 9, 30))

        april = next(each for each in asks(session, "pace").splitlines() if "April 2021" in each)

        assert april.startswith("• April 2021: ") and april.endswith("Re-dated 1 (BCP-05); not done 1 (BCP-12).")
        press = Press(caller("U_PM"), "quarterly.for_dfe", f"{board.id}:2021-06-30")
        draft = words_of(does(session, press, TUESDAY))
        assert april in draft and "September 2021" not in draft
        table = plan_to_export(session, boards.get_board(session, board.id), TUESDAY).beside["Months"]
        row = dict(zip(table[0], next(each for each in table if each[0] == "April 2021"), strict=True))
        assert (row["Re-dated"], row["Not done"]) == ("1", "1")
        counts = [int(each) for each in list(row.values())[2:]]
        assert sum(counts) == int(row["Actions due"])
