"""What the history of an action says of a change."""

from datetime import UTC, datetime

from bot.domain.edits import Line, Noted
from bot.messages.new_dates import EXAMPLES
from bot.messages.text import as_text


def noted(was, to, why=""):
    return Noted(1, datetime(2021, 6, 8, 10, 2, tzinfo=UTC), "Independent Chair", "ask_new_date", was, to, why)


def test_a_day_is_said_as_people_say_it_and_a_reference_stays():
    asked = noted("2021-07-31", "“Audits begin”, 2021-09-30", "decision D-2021-05-04")

    assert asked.words.endswith(": 31 July 2021 → “Audits begin”, 30 September 2021. Why: decision D-2021-05-04.")
    assert "2021-13-40" in noted("", "2021-13-40").words


def test_an_officer_is_not_told_that_they_asked_for_what_a_file_asked_for():
    told = [as_text(each) for each in EXAMPLES if each.kind == "new_date_decided"]

    assert [each for each in told if "An imported file asked for a new date from 31 May" in each]


def test_what_is_added_or_taken_out_is_said_without_the_nothing_that_was_there_before_or_after():
    added = Line("add_contributor", "gives input", "", "Head of Early Help")
    gone = Noted(
        1, datetime(2021, 6, 8, 10, 2, tzinfo=UTC), "", "end_contributor", "Head of Early Help", "", "It ended."
    )

    assert added.words == "Head of Early Help"
    assert gone.words == "gives input no more: Head of Early Help. Why: It ended."
