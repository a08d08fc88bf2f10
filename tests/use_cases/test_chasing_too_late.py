"""What could not go before the day was over, and is of no use in the morning, is told to the programme manager."""

from datetime import time

import pytest

from storage import boards, tables
from tests.use_cases.ladder import Ladder, at


@pytest.fixture
def ladder(session, board) -> Ladder:
    """The meeting of the 15th was asked for, on a board that says nothing after 16:00."""
    session.get_one(tables.Board, board.id).hours_to = time(16)
    session.flush()
    made = Ladder(session, board)
    made.plan(at(1, 8))
    for day, hour, minute in ((1, 9, 45), (4, 9, 45)):
        made.works(at(day, hour, minute))
    assert boards.get_board(session, board.id).hours_to.hour == 16
    return made


def test_a_reminder_of_the_day_itself_is_told_as_skipped(ladder):
    ladder.works(at(8, 16, 30))  # the bot was off all day
    ladder.works(at(9, 9))

    told = " ".join(ladder.told("U_PM", "skipped_messages"))
    assert "outside working hours, and later it would be of no use" in told


def test_a_line_director_who_could_not_be_told_before_the_pack_is_fixed_is_told_as_skipped(ladder):
    for day, hour in ((8, 9), (9, 9), (9, 14)):
        ladder.works(at(day, hour, 45))
    ladder.works(at(10, 16, 30))
    ladder.works(at(11, 9))

    told = " ".join(ladder.told("U_PM", "skipped_messages"))
    assert "it fell outside working hours, and in the morning it would be of no use" in told
