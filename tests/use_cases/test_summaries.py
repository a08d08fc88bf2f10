"""The weekly summary: what it says, and when it goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.messages.parts import Buttons, Message, Paragraph
from bot.messages.text import as_text
from bot.use_cases.planning import Drop, MadeUp, PutOff, next_summary, summary_after
from bot.use_cases.summaries import make_up_summary
from storage import boards, digests, outbox, people
from storage.actions import change_action
from storage.outbox import Planned
from tests.use_cases.sample_board import TUESDAY, SampleBoard, chair_confirms, sends_statement

QUALITY = "Service Director, Quality and Assurance"
MONDAY = datetime(2021, 6, 7, 8, 0, tzinfo=UTC)
"""09:00 in London."""


def makes_up(
    session: Session, board: SampleBoard, at: datetime = MONDAY, week: str = "2021-W23"
) -> MadeUp | Drop | PutOff:
    return make_up_summary(session, Planned(1, "key", "weekly_summary", {"week": week}, MONDAY, board.id), at)


def reads(session: Session, board: SampleBoard, at: datetime = MONDAY, week: str = "2021-W23") -> Message:
    made = makes_up(session, board, at, week)
    assert isinstance(made, MadeUp)
    assert made.to == "C_BOARD"
    return made.message


def line(message: Message, lead: str) -> str:
    return next(part.text for part in message.parts if isinstance(part, Paragraph) and part.lead == lead)


def coming(session: Session, board: SampleBoard) -> list[str]:
    far = MONDAY + timedelta(days=90)
    rows = outbox.upcoming(session, board.id, far)
    return [row.args["week"] for row in rows if row.kind == "weekly_summary"]


def test_the_summary_of_8_june_has_every_line_of_its_layout(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-14", "Red", help_needed="approve a new date")
    sends_statement(session, board, "BCP-03", "Green", help_needed="agree a measure for BCP-10")
    message = reads(session, board, TUESDAY)

    assert as_text(message).splitlines() == [
        "Improvement plan: as at 8 June 2021",
        "15 actions: 14 live, 1 complete. Red 1, Amber 6, Green 7. None of the 14 is confirmed by the chair yet, this "
        "cycle. Re-dated with approval: 1. No statement this cycle: 2. Statements asked for: requested 14.",
        "For children: no accepted evidence of effect this week.",
        "Help needed: BCP-14, approve a new date (Service Director, Inclusion and Family Services). BCP-03, agree a "
        "measure for BCP-10 (Service Director, Quality and Assurance).",
        "Deadline passed: BCP-12 (30 April), BCP-14 (31 May).",
        "Rated better than the rules suggest: BCP-12 says Amber, rules suggest Red: the deadline, 30 April, has "
        "passed. BCP-15 says Amber, rules suggest Red because nobody can say: there is no deadline; it was approved on "
        "1 April, 68 days ago. BCP-03 says Green, rules suggest Amber: the forecast is 16 July, 16 days after the "
        "deadline, 30 June. No reason given. (BCP-04 and BCP-10 are rated more carefully than the rules; that is "
        "fine.)",
        "Due in 14 days: BCP-07 practice guidance issued, 18 June.",
        "Watch list: nothing on it.",
        "Re-dated with approval: BCP-01 (30 September, 92 days later than first agreed, moved once).",
        "No measure: BCP-01 and BCP-03 to BCP-15.",
        "Buttons: Full list · My actions · Why these ratings?",
    ]


def test_its_buttons_lead_to_the_list_to_ones_own_and_to_the_reasons(session: Session, board: SampleBoard) -> None:
    row = next(part for part in reads(session, board).parts if isinstance(part, Buttons))

    assert [(button.does, button.about) for button in row.buttons] == [
        ("status.show", f"@{board.id}"),
        ("status.show", f"@{board.id} mine"),
        ("status.why", f"@{board.id}"),
    ]


def test_it_goes_out_also_when_there_is_nothing_to_report(session: Session, board: SampleBoard) -> None:
    for ref, action in board.actions.items():
        if ref != "BCP-06":
            change_action(session, action, lifecycle="closed_complete")
    message = reads(session, board)

    assert line(message, "Help needed") == "nobody has asked for any."
    assert line(message, "Deadline passed") == "none."
    assert line(message, "Rated better than the rules suggest") == "none."
    assert line(message, "Due in 14 days") == "nothing."


def test_it_names_posts_and_never_people(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-14", "Red", help_needed="approve a new date")

    assert "Holder of" not in as_text(reads(session, board))
    assert "Somebody" not in as_text(reads(session, board, MONDAY + timedelta(days=7), "2021-W24"))


def test_words_that_look_like_a_childs_details_stay_out_of_the_channel(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-14", "Red", help_needed="a placement for Child B")
    words = line(reads(session, board), "Help needed")

    assert "Child B" not in words
    assert words.startswith("BCP-14, help asked for (")
    assert "in full: “status BCP-14”" in words


def test_a_long_ask_is_shortened_and_says_where_the_rest_is(session: Session, board: SampleBoard) -> None:
    ask = "agree cover for the posts " * 20
    sends_statement(session, board, "BCP-14", "Red", help_needed=ask, help_by=date(2021, 6, 30))
    words = line(reads(session, board), "Help needed")

    assert len(words) < 260
    assert "… (Service Director, Inclusion and Family Services), needed by 30 June; in full: “status BCP-14”." in words


def test_what_the_chair_confirmed_this_cycle_counts(session: Session, board: SampleBoard) -> None:
    chair_confirms(session, board, "BCP-12", "Red", at=MONDAY - timedelta(days=3))

    assert "Red 2, Amber 5, Green 7. 13 of the 14 are not yet confirmed by the chair." in as_text(reads(session, board))


def test_the_next_one_says_what_has_changed_since(session: Session, board: SampleBoard) -> None:
    first = reads(session, board)
    assert not any(isinstance(part, Paragraph) and part.lead.startswith("Since") for part in first.parts)
    sends_statement(session, board, "BCP-09", "Red", at=TUESDAY)
    sends_statement(session, board, "BCP-05", "Green", at=TUESDAY)

    words = line(reads(session, board, MONDAY + timedelta(days=7), "2021-W24"), "Since the summary of 7 June")

    assert words == (
        "BCP-05 better: Green, not confirmed, 8 June (was Amber). BCP-09 worse: Red, not confirmed, 8 June (was Green)."
        " BCP-12: Red, suggested, not updated (was Amber)."
    )


def test_silence_is_neither_better_nor_worse_and_an_old_colour_has_its_day(
    session: Session, board: SampleBoard
) -> None:
    reads(session, board)

    after = reads(session, board, MONDAY + timedelta(days=7), "2021-W24")

    assert line(after, "Since the summary of 7 June") == "BCP-12: Red, suggested, not updated (was Amber)."
    assert "BCP-12 last said Amber on " in line(after, "Rated better than the rules suggest")


def test_where_nothing_changed_the_next_one_says_so(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-12", "Amber", at=MONDAY - timedelta(days=3))
    reads(session, board)

    again = reads(session, board, MONDAY + timedelta(days=7), "2021-W24")
    assert line(again, "Since the summary of 7 June") == "no rating has changed."


def test_it_is_kept_as_sent_and_goes_once_a_week(session: Session, board: SampleBoard) -> None:
    message = reads(session, board)
    kept = digests.find_digest(session, board.id, "2021-W23")

    assert kept is not None
    assert kept.message == message
    assert kept.ratings["BCP-14"] == "Red"
    assert isinstance(makes_up(session, board), Drop)


@pytest.mark.parametrize(
    ("at", "is_sent"),
    [
        (datetime(2021, 6, 11, 16, 30, tzinfo=UTC), True),
        (datetime(2021, 6, 11, 16, 31, tzinfo=UTC), False),
        (datetime(2021, 6, 14, 8, 0, tzinfo=UTC), False),
    ],
)
def test_a_late_one_goes_until_friday_half_past_five_in_london(
    session: Session, board: SampleBoard, at: datetime, is_sent: bool
) -> None:
    assert isinstance(makes_up(session, board, at), MadeUp) is is_sent


def test_one_that_would_arrive_at_night_waits_for_the_morning(session: Session, board: SampleBoard) -> None:
    put_off = makes_up(session, board, datetime(2021, 6, 7, 23, 0, tzinfo=UTC))

    assert isinstance(put_off, PutOff)
    assert put_off.until == datetime(2021, 6, 8, 7, 30, tzinfo=UTC)
    assert digests.find_digest(session, board.id, "2021-W23") is None


def test_each_one_plans_the_next_week_and_a_late_one_skips_none(session: Session, board: SampleBoard) -> None:
    reads(session, board)
    assert coming(session, board) == ["2021-W24"]

    assert isinstance(makes_up(session, board, MONDAY + timedelta(days=30), "2021-W24"), Drop)
    assert coming(session, board) == ["2021-W24", "2021-W25"]


def test_a_board_whose_day_is_friday_and_a_holiday_still_hears(session: Session, board: SampleBoard) -> None:
    boards.change_board(session, board.id, summary_weekday=4)
    easter_tuesday = datetime(2021, 4, 6, 8, 0, tzinfo=UTC)

    assert isinstance(makes_up(session, board, easter_tuesday, "2021-W13"), MadeUp)


def closes_at_christmas(session: Session, board: SampleBoard, weekday: int = 0) -> list[str]:
    """Quiet from 28 to 30 December 2022 beside the bank holidays of the 26th, the 27th and 2 January."""
    quiet = [f"2022-12-{day}" for day in (28, 29, 30)]
    boards.change_board(session, board.id, quiet_days=quiet, summary_weekday=weekday)
    return quiet


@pytest.mark.parametrize("at", [datetime(2022, 12, 19, 9, 0, tzinfo=UTC), datetime(2023, 1, 20, 9, 0, tzinfo=UTC)])
def test_after_a_week_that_was_closed_the_next_weeks_summary_goes_and_none_is_skipped(
    session: Session, board: SampleBoard, at: datetime
) -> None:
    closes_at_christmas(session, board)

    makes_up(session, board, at, "2022-W51")
    (first,) = planned_summaries(session, board)
    assert first == ("2023-W01", datetime(2023, 1, 3, 9, 0, tzinfo=UTC))

    makes_up(session, board, at + timedelta(days=15), first[0])
    assert planned_summaries(session, board) == [first, ("2023-W02", datetime(2023, 1, 9, 9, 0, tzinfo=UTC))]


def test_the_friday_note_of_each_week_with_a_working_day_is_planned_though_a_summary_is_left_out(
    session: Session, board: SampleBoard
) -> None:
    """The summary goes on Thursdays: that of the closed Thursday would go with the next week's, if that is closed."""
    quiet = ["2022-12-29", "2022-12-30", "2023-01-03", "2023-01-04"]
    boards.change_board(session, board.id, quiet_days=quiet, summary_weekday=3)

    makes_up(session, board, datetime(2022, 12, 22, 9, 0, tzinfo=UTC), "2022-W51")

    assert planned_summaries(session, board) == [("2023-W01", datetime(2023, 1, 5, 9, 0, tzinfo=UTC))]
    far = MONDAY + timedelta(days=900)
    notes = {row.args["week"] for row in outbox.upcoming(session, board.id, far) if row.kind == "week_ahead"}
    assert notes == {"2022-W51", "2022-W52"}


def test_the_clock_and_the_summaries_agree_on_which_is_next(session: Session, board: SampleBoard) -> None:
    closes_at_christmas(session, board)
    seen = []
    after = datetime(2022, 12, 18, tzinfo=UTC)
    for _ in range(4):
        due, week = next_summary(boards.get_board(session, board.id), after)
        seen.append(week)
        after = due

    assert seen == ["2022-W51", "2023-W01", "2023-W02", "2023-W03"]
    assert summary_after(boards.get_board(session, board.id), "2022-W51")[1] == "2023-W01"


def planned_summaries(session: Session, board: SampleBoard) -> list[tuple[str, datetime]]:
    rows = outbox.upcoming(session, board.id, MONDAY + timedelta(days=900))
    return [(row.args["week"], row.due_at) for row in rows if row.kind == "weekly_summary"]


def test_a_board_without_a_channel_says_why_nothing_went(session: Session, board: SampleBoard) -> None:
    boards.change_board(session, board.id, channel="")

    assert makes_up(session, board) == Drop("no channel is chosen for the board")


def test_a_channel_hears_of_nobody_that_they_are_away(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-06", "Green", at=MONDAY - timedelta(days=3))
    people.set_away(session, people.get_post(session, board.posts[QUALITY]), date(2021, 6, 30))

    words = as_text(reads(session, board))

    assert "nobody is there to answer for it just now" in words
    assert "away" not in words
