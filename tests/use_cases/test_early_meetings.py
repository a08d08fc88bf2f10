"""A meeting that starts early in the day has its run sheet before it begins."""

from datetime import date, datetime, time

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from storage import boards, meetings, people, tables
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.sample_board import SampleBoard

OPENS = time(8, 30)
"""From when on the sample board may be written to, until 17:30."""


@pytest.fixture
def ladder(session: Session, board: SampleBoard) -> Ladder:
    return Ladder(session, board)


def moved_to(ladder: Ladder, hour: int, minute: int, hours_from: time = OPENS) -> None:
    """The meeting of Tuesday 15 June starts at that time, and is planned."""
    session, meeting = ladder.session, ladder.meeting
    boards.change_board(session, ladder.board.id, hours_from=hours_from)
    meetings.change_meeting(session, meeting.id, starts_at=at(15, hour, minute), ends_at=at(15, 12, 30))
    ladder.board, ladder.meeting = boards.get_board(session, ladder.board.id), meetings.get_meeting(session, meeting.id)
    ladder.plan(at(1, 9))


@pytest.mark.parametrize(
    ("starts", "hours_from", "goes"),
    [
        ((14, 0), OPENS, at(15, 8, 45)),
        ((9, 30), OPENS, at(15, 8, 45)),
        ((9, 15), OPENS, at(15, 8, 30)),
        ((9, 0), OPENS, at(15, 8, 30)),
        ((8, 59), OPENS, at(14, 17)),
        ((8, 45), OPENS, at(14, 17)),
        ((8, 0), OPENS, at(14, 17)),
        ((8, 45), time(7, 30), at(15, 8)),
        ((8, 0), time(7, 30), at(15, 7, 30)),
    ],
)
def test_the_run_sheet_comes_while_there_is_time_to_read_it(
    ladder: Ladder, starts: tuple[int, int], hours_from: time, goes: datetime
) -> None:
    moved_to(ladder, *starts, hours_from)

    (row,) = ladder.session.query(tables.Outbox).filter_by(kind="run_sheet", meeting_id=ladder.meeting.id)
    assert row.due_at == goes

    ladder.works(goes)
    assert len(ladder.told("U_PM", "run_sheet")) == 1


def test_a_day_that_is_quiet_before_an_early_meeting_is_passed_over(ladder: Ladder) -> None:
    boards.change_board(ladder.session, ladder.board.id, quiet_days=["2021-06-14"])

    moved_to(ladder, 8, 30)

    (row,) = ladder.session.query(tables.Outbox).filter_by(kind="run_sheet", meeting_id=ladder.meeting.id)
    assert row.due_at == at(11, 17)


def test_nobody_is_excused_who_is_back_on_the_morning_though_the_run_sheet_came_the_day_before(ladder: Ladder) -> None:
    moved_to(ladder, 8, 30)
    for post in ladder.session.query(tables.Post):
        people.set_away(ladder.session, post, date(2021, 6, 14))

    ladder.works(at(14, 17))

    noted = ladder.session.query(tables.AgendaItem).filter_by(meeting_id=ladder.meeting.id).all()
    assert noted and [item.excused for item in noted if "away" in item.excused] == []


@pytest.fixture
def deputy(ladder: Ladder) -> str:
    """The account of the deputy chair."""
    session, sample = ladder.session, ladder.sample
    post = people.post_of(session, sample.workspace_id, "Deputy Chair", date(2020, 1, 1))
    people.hold(session, post, people.person_of(session, sample.workspace_id, "U_DEPUTY", "D"), date(2020, 1, 1))
    people.seat(session, sample.id, Role.DEPUTY, post)
    return "U_DEPUTY"


def test_it_goes_to_the_deputy_where_the_chairs_last_day_is_the_day_before(ladder: Ladder, deputy: str) -> None:
    moved_to(ladder, 8, 30)
    chair = people.get_post(ladder.session, ladder.sample.posts["Independent Chair"])
    people.vacate(ladder.session, chair, date(2021, 6, 15))

    ladder.works(at(14, 17))

    assert [len(ladder.told(who, "run_sheet")) for who in ("U_CHAIR", deputy, "U_PM")] == [0, 1, 1]


def test_a_chair_who_is_back_on_the_morning_has_it_then_and_whoever_stands_in_the_day_before(
    ladder: Ladder, deputy: str
) -> None:
    moved_to(ladder, 8, 30)
    chair = people.get_post(ladder.session, ladder.sample.posts["Independent Chair"])
    people.set_away(ladder.session, chair, date(2021, 6, 14))

    ladder.works(at(14, 17))
    assert [len(ladder.told(who, "run_sheet")) for who in ("U_CHAIR", deputy, "U_PM")] == [0, 1, 1]
    ladder.works(at(15, 8, 30))
    assert [len(ladder.told(who, "run_sheet")) for who in ("U_CHAIR", deputy, "U_PM")] == [1, 1, 1]


def test_a_meeting_later_in_the_day_tells_nobody_twice(ladder: Ladder, deputy: str) -> None:
    moved_to(ladder, 9, 30)

    ladder.works(at(15, 8, 45))

    assert [len(ladder.told(who, "run_sheet")) for who in ("U_CHAIR", deputy, "U_PM")] == [1, 0, 1]
