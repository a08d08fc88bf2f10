"""Somebody who will leave on a known day, and the monthly reminder of seats that nobody is in."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Message, Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.heard import Answer, Answers, Press, Typed
from bot.use_cases.leaving import make_up_leaving, make_up_vacant_seats
from bot.use_cases.planning import Done, Drop, MadeUp, PutOff
from storage import boards, outbox, people, tables
from storage.outbox import Planned
from tests.use_cases.sample_board import SampleBoard, caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
LAST = date(2021, 6, 30)
QUALITY, DCS = "Service Director, Quality and Assurance", "Corporate Director of Children’s Services"
OFFICER, DIRECTOR, MANAGER = "U_QA", "U_DCS", "U_PM"


@pytest.fixture
def board(session: Session, board: SampleBoard) -> SampleBoard:
    """The sample board, where Quality and Assurance reports to the Director."""
    people.set_line(session, people.get_post(session, board.posts[QUALITY]), people.get_post(session, board.posts[DCS]))
    return board


def records(session: Session, board: SampleBoard, day: Answer = LAST) -> Reply:
    about = f"{board.id}:{board.posts[QUALITY]}"
    found = catalogue.find(Answers(caller(MANAGER), "leaving_day", about, {"last_day": day}))
    return found.use_case(session, found.command, NOW)


def holder(session: Session, board: SampleBoard, day: date) -> str:
    found = people.holder_of(session, board.posts[QUALITY], day)
    return found.account if found else ""


def planned(session: Session, board: SampleBoard, kind: str) -> list[Planned]:
    rows = outbox.upcoming(session, board.id, datetime(2022, 12, 1, tzinfo=UTC))
    return [row for row in rows if row.kind == kind]


def told(session: Session, kind: str) -> dict[str, str]:
    rows = session.query(tables.Outbox).filter_by(kind=kind).filter(tables.Outbox.message.is_not(None))
    return {row.to: as_text(Message.model_validate(row.message)) for row in rows if row.message}


class TestLeavingOnAKnownDay:
    def test_is_recorded_and_shown_and_they_hold_the_post_up_to_and_with_it(self, session, board):
        reply = records(session, board)

        assert "on Wednesday 30 June 2021" in as_text(reply.message)
        assert (holder(session, board, LAST), holder(session, board, date(2021, 7, 1))) == (OFFICER, "")
        found = catalogue.find(Typed(caller("U_CHAIR"), "whois BCP-06"))
        assert "leaves on 30 June" in as_text(found.use_case(session, found.command, NOW).message)
        (entry,) = session.query(tables.Audit).filter_by(what="leaving recorded")
        assert entry.to == f"Holder of {QUALITY} leaves on 2021-06-30"

    def test_leaves_the_post_vacant_the_day_after_and_both_are_told_that_morning(self, session, board):
        records(session, board)
        (row,) = planned(session, board, "post_leaves")

        assert isinstance(make_up_leaving(session, row, row.due_at), Done)

        assert people.get_post(session, board.posts[QUALITY]).vacant_since == date(2021, 7, 1)
        assert f"Holder of {QUALITY} has left, as was recorded" in told(session, "officer_left")[MANAGER]
        assert set(told(session, "line_officer_left")) == {DIRECTOR}
        assert {each.due_at for each in session.query(tables.Outbox).filter_by(kind="officer_left")} == {
            datetime(2021, 7, 1, 7, 30, tzinfo=UTC)
        }
        assert len(planned(session, board, "temporary_officer")) == 1

    def test_is_done_however_late(self, session, board):
        records(session, board)
        (row,) = planned(session, board, "post_leaves")

        assert isinstance(make_up_leaving(session, row, datetime(2021, 7, 20, 9, tzinfo=UTC)), Done)
        assert people.get_post(session, board.posts[QUALITY]).vacant_since == date(2021, 7, 1)

    def test_says_nothing_where_somebody_follows(self, session, board):
        records(session, board)
        (row,) = planned(session, board, "post_leaves")
        follower = people.person_of(session, board.workspace_id, "U_NEW")
        people.hold(session, people.get_post(session, board.posts[QUALITY]), follower, date(2021, 7, 1))

        assert make_up_leaving(session, row, row.due_at) == Drop("somebody follows already")
        assert holder(session, board, date(2021, 7, 1)) == "U_NEW"

    def test_can_be_taken_back(self, session, board):
        records(session, board)
        (row,) = planned(session, board, "post_leaves")
        stays = catalogue.find(Press(caller(MANAGER), "leaving.stays", f"{board.id}:{board.posts[QUALITY]}"))
        stays.use_case(session, stays.command, NOW)

        assert holder(session, board, date(2021, 7, 1)) == OFFICER
        assert make_up_leaving(session, row, row.due_at) == Drop("they left before, or stay")

    def test_that_comes_sooner_ends_it_sooner(self, session, board):
        records(session, board)
        follower = people.person_of(session, board.workspace_id, "U_NEW")
        people.hold(session, people.get_post(session, board.posts[QUALITY]), follower, date(2021, 6, 14))

        assert holder(session, board, date(2021, 6, 14)) == "U_NEW"
        ends = [row.until for row in session.query(tables.Holding).filter_by(post_id=board.posts[QUALITY])]
        assert sorted(ends, key=str) == [date(2021, 6, 14), None]

    @pytest.mark.parametrize("day", [date(2021, 6, 7), date(2023, 1, 1), "soon", None])
    def test_is_a_day_to_come(self, session, board, day):
        assert set(records(session, board, day).errors) == {"last_day"}

    def test_of_a_vacant_post_is_refused_in_words(self, session, board):
        people.vacate(session, people.get_post(session, board.posts[QUALITY]), date(2021, 6, 1))

        with pytest.raises(Refusal, match="Nobody holds that post today"):
            records(session, board)


class TestVacantSeats:
    def row(self, session: Session, board: SampleBoard) -> Planned:
        plan_between_meetings(session, boards.get_board(session, board.id), "2021-W26", NOW)
        return next(row for row in planned(session, board, "vacant_seats") if row.key.endswith("2021-07"))

    def empty(self, session: Session, board: SampleBoard) -> None:
        nominated = people.post_of(session, board.workspace_id, "Health Lead", date(2021, 5, 4))
        people.seat(session, board.id, Role.MEMBER, nominated)

    def test_are_told_on_the_first_working_day_of_each_month(self, session, board):
        self.empty(session, board)
        row = self.row(session, board)

        made = make_up_vacant_seats(session, row, row.due_at)

        assert row.due_at == datetime(2021, 7, 1, 8, 0, tzinfo=UTC)
        assert isinstance(made, MadeUp)
        assert made.to == MANAGER
        assert "Health Lead: a board member, vacant since Tuesday 4 May 2021." in as_text(made.message)

    def test_that_are_all_filled_are_not_told_of(self, session, board):
        row = self.row(session, board)

        assert make_up_vacant_seats(session, row, row.due_at) == Drop("every seat is filled")

    def test_are_told_of_late_at_most_ten_working_days_and_never_at_night(self, session, board):
        self.empty(session, board)
        row = self.row(session, board)

        assert isinstance(make_up_vacant_seats(session, row, datetime(2021, 7, 14, 9, tzinfo=UTC)), MadeUp)
        assert isinstance(make_up_vacant_seats(session, row, datetime(2021, 7, 1, 20, tzinfo=UTC)), PutOff)
        late = make_up_vacant_seats(session, row, datetime(2021, 7, 16, 9, tzinfo=UTC))
        assert isinstance(late, Drop)
        assert late.is_too_late

    def beside(self, session: Session, board: SampleBoard, manager: str = MANAGER) -> SampleBoard:
        """A second board in the same workspace with an empty seat, run by the same person or by another."""
        other = boards.add_board(session, board.workspace_id, "Safety Board", channel="C_OTHER", started_at=NOW)
        post = people.post_of(session, board.workspace_id, "Safety Manager", date(2020, 1, 1))
        people.hold(session, post, people.person_of(session, board.workspace_id, manager, manager), date(2020, 1, 1))
        people.seat(session, other, Role.PROGRAMME_MANAGER, post)
        people.seat(
            session, other, Role.ADVISER, people.post_of(session, board.workspace_id, "Adviser", date(2021, 5, 4))
        )
        return replace(board, id=other)

    def test_on_two_boards_are_told_once_to_whoever_runs_both(self, session, board):
        self.empty(session, board)
        other = self.beside(session, board)
        rows = [self.row(session, board), self.row(session, other)]

        first, second = (make_up_vacant_seats(session, row, row.due_at) for row in rows)

        assert isinstance(first, MadeUp) and first.to == MANAGER
        told = as_text(first.message)
        assert told.startswith("2 vacant seats on 2 boards") and "Health Lead:" in told
        assert f"Safety Board:\n• Adviser: {Role.ADVISER.words}" in told
        assert second == Drop("one message has the vacant seats of every board that they run")

    @pytest.mark.parametrize("why", ["another runs it", "it is paused", "it is not told of in this month", "filled"])
    def test_on_a_second_board_are_told_by_themselves_where(self, session, board, why):
        other = self.beside(session, board, "U_OTHER" if why == "another runs it" else MANAGER)
        mine = self.row(session, other)
        if why != "it is not told of in this month":
            self.row(session, board)
        if why != "filled":
            self.empty(session, board)
        if why == "it is paused":
            boards.change_board(session, board.id, paused_at=NOW)

        made = make_up_vacant_seats(session, mine, mine.due_at)

        assert isinstance(made, MadeUp)
        assert as_text(made.message).startswith("1 vacant seat on Safety Board")

    def test_get_no_messages(self, session, board):
        self.empty(session, board)

        assert people.seat_holder(session, board.id, Role.MEMBER, date(2021, 6, 8)) is None
