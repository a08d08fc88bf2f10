"""A reminder and the news that the meeting is moved, in one minute: what somebody reads of them is of one day."""

from datetime import date

import pytest

from bot.use_cases.planning import ask_anew
from tests.use_cases.ladder import QUALITY, Ladder, at

OFFICER, PM = "U_QA", "U_PM"
REMINDED = at(4, 9, 30)
"""Seven working days before the meeting of 15 June: those who have not begun are reminded."""


@pytest.fixture
def ladder(session, board) -> Ladder:
    made = Ladder(session, board)
    made.plan(at(1, 8))
    made.works(at(1, 9, 30))
    return made


def moves(ladder: Ladder, to: date, now=REMINDED) -> None:
    about = f"{ladder.board.id}:{ladder.meeting.id}"
    shown = ladder.fills(PM, "setup_move", about, now, {"day": to})
    assert shown.form is not None, shown
    ladder.fills(PM, "setup_move", shown.form.about, now, {})


def test_a_reminder_that_has_not_gone_when_the_meeting_moves_never_goes(ladder):
    ladder.make_up(REMINDED)
    moves(ladder, date(2021, 6, 22))

    ladder.works(REMINDED)

    assert ladder.told(OFFICER, "statement_reminder") == []
    (news,) = ladder.told(OFFICER, "meeting_moved")
    assert "Tuesday 22 June" in news


def test_one_that_went_in_that_minute_says_the_new_day_and_there_is_no_other_before_its_time(ladder):
    ladder.works(REMINDED)
    moves(ladder, date(2021, 6, 22))
    ladder.works(REMINDED)

    (reminder,) = ladder.told(OFFICER, "statement_reminder")
    (news,) = ladder.told(OFFICER, "meeting_moved")
    assert "by Tuesday 15 June, 17:00" in reminder and "by Tuesday 8 June" not in reminder
    assert "Tuesday 22 June" in news

    ladder.works(at(10, 9, 30))
    assert len(ladder.told(OFFICER, "statement_reminder")) == 1
    ladder.works(at(11, 9, 30))
    (_, again) = ladder.told(OFFICER, "statement_reminder")
    assert "due Tuesday" in again and "8 June" not in again


def test_what_the_new_day_would_chase_for_at_once_waits_for_the_next_working_day(ladder):
    """Moved to an earlier day, that day's own reminder would be due within the same minute."""
    ladder.works(REMINDED)
    moves(ladder, date(2021, 6, 11))
    ladder.works(REMINDED)
    ladder.works(at(4, 17))

    chased = ("statement_requested", "statement_reminder", "statement_due_today", "statement_late")
    today = [told for kind in chased[1:] for told in ladder.told(OFFICER, kind)]
    assert len(today) == 1, "one chasing message a day"
    (news,) = ladder.told(OFFICER, "meeting_moved")
    assert "Friday 11 June" in news
    assert "8 June" not in today[0]
    ladder.works(at(7, 9, 30))
    assert sum(len(ladder.told(OFFICER, kind)) for kind in chased[1:]) == 2


@pytest.mark.parametrize(
    ("to", "asked_again"),
    [(date(2021, 6, 17), None), (date(2021, 6, 22), None), (date(2021, 6, 23), at(9, 9, 30)),
     (date(2021, 7, 13), at(29, 9, 30))],
    ids=["two days", "a week", "a week and a day", "four weeks"],
)  # fmt: skip
def test_who_was_asked_long_before_is_asked_again_for_the_new_day_and_who_was_asked_lately_is_not(
    ladder, to, asked_again
):
    moves(ladder, to, now=at(1, 12))
    for day in (2, 3, 4, 7, 8, 9, 28, 29):
        ladder.works(at(day, 9, 30))

    asked = ladder.told(OFFICER, "statement_requested")
    assert len(ladder.told(OFFICER, "meeting_moved")) == 1
    assert len(asked) == (2 if asked_again else 1)
    if asked_again:
        assert asked_again == ladder.went(OFFICER, "statement_requested")[-1]
        assert f"{to:%A} {to.day} {to:%B}" in asked[-1] and "Moved" not in asked[-1]


def test_whose_statement_is_in_is_not_asked_again_after_a_move_by_weeks(ladder):
    ladder.comes_in("BCP-06", at(1, 11))
    moves(ladder, date(2021, 7, 13), now=at(1, 12))

    ladder.works(at(29, 9, 30))

    asked = ladder.told(OFFICER, "statement_requested")
    assert len(asked) == 2 and "BCP-03" in asked[-1] and "BCP-06" not in asked[-1]


@pytest.mark.parametrize("reminded", [True, False])
def test_who_is_back_from_leave_after_a_week_is_not_asked_again_for_the_same_day(ladder, reminded):
    """Nor is the request, where the bot was off since, made in the place of the reminder that is due."""
    moves(ladder, date(2021, 6, 23), now=at(1, 12))
    for day in (9, 14, 16, 17) if reminded else (9,):
        ladder.works(at(day, 9, 30))

    ask_anew(ladder.session, ladder.board, ladder.sample.posts[QUALITY], at(18, 9))
    ladder.works(at(18, 9))

    assert sum("BCP-03" in each for each in ladder.told(OFFICER, "statement_requested")) == 2
    assert len(ladder.told(OFFICER, "statement_late")) == 1
