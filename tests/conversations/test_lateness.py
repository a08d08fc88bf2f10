"""What should have gone and has not is told to the programme manager, once, in words; and to nobody without need."""

from datetime import UTC, date, datetime, time

import pytest

from bot.messages.parts import Reply
from storage import boards, meetings, outbox
from tests.conversations.boards import CHAIR, MANAGER, PLAN, QUALITY, answers, set_up

HELD_UP = "Something has not gone out"


@pytest.fixture(params=["sqlite", "postgresql"])
def world(open_world, request):
    """A board of two actions, on Friday 4 June 2021: its next weekly summary goes on Monday at nine."""
    made = open_world(request.param)
    set_up(made, PLAN[:2], meeting=None)
    made.clock.push_to("Friday 4 June 2021, 17:00")
    return made


def told(world) -> list[str]:
    return [each for each in world.signs_in(MANAGER).private_messages() if HELD_UP in each]


def sweeps(world, **later: float) -> None:
    """The worker's sweep, some of the machine's time later, and then whatever can go."""
    world.machine.passes(**later)
    world.run(world.pretend.spoken.sweep())
    world.works()


def summary_is_held_up(world, *, arrived: bool = True) -> None:
    """Slack does not say whether it took the summary, and does not let us look for it either."""
    world.order_fault("chat.postMessage", "server_error", after=arrived)
    world.order_fault("conversations.history", "server_error", times=50)
    world.clock.push_to("Monday 7 June 2021, 09:00")


def test_a_summary_that_is_held_up_for_an_hour_is_told_once(world):
    summary_is_held_up(world)
    world.clock.stands_at("Monday 7 June 2021, 09:51")
    sweeps(world)
    world.clock.stands_at("Monday 7 June 2021, 10:00")
    sweeps(world, minutes=9)
    assert told(world) == []

    world.clock.stands_at("Monday 7 June 2021, 10:01")
    sweeps(world, minutes=1)
    for _ in range(3):
        sweeps(world, minutes=1)
    world.run(world.another_worker().sweep())
    world.works()

    (words,) = told(world)
    assert "1 message due on Monday 7 June, 09:00 should have gone by now" in words
    assert "The weekly summary." in words
    assert not any(HELD_UP in each for each in world.signs_in(CHAIR).private_messages())


def test_requests_that_are_held_up_for_an_hour_are_told_once_with_their_posts(open_world):
    world = open_world()
    set_up(world)
    world.clock.push_to("Tuesday 1 June 2021, 09:15")
    world.order_fault("chat.postMessage", "server_error", times=4)
    world.order_fault("conversations.history", "server_error", times=50)
    world.clock.push_to("Tuesday 1 June 2021, 09:30")
    world.clock.stands_at("Tuesday 1 June 2021, 10:31")

    for _ in range(3):
        sweeps(world, minutes=5)

    (words,) = told(world)
    assert "4 messages due on Tuesday 1 June, 09:30 should have gone by now" in words
    assert words.line(f"The request for statements to the {QUALITY}")


def test_what_can_not_be_put_into_words_is_told_after_an_hour_too(world):
    world.does(plan_what_nobody_can_say, None)
    world.clock.push_to("Monday 7 June 2021, 09:30")
    world.works()
    world.machine.passes(minutes=2)
    world.works()
    world.clock.stands_at("Monday 7 June 2021, 10:01")
    sweeps(world, minutes=5)
    sweeps(world, minutes=10)

    (words,) = told(world)
    assert "1 message due on Monday 7 June, 09:00 should have gone by now" in words
    assert words.line("What is known").endswith("it could not be made up.")


@pytest.mark.parametrize("arrived", [True, False], ids=["it had arrived", "it had not, and goes in the morning"])
def test_what_is_late_no_more_when_it_could_be_told_is_not_told_of(world, arrived):
    summary_is_held_up(world, arrived=arrived)
    world.clock.stands_at("Monday 7 June 2021, 18:30")
    sweeps(world)
    sweeps(world, minutes=10)
    assert told(world) == [], "it is after hours"

    world.pretend.sandbox.faults.clear()
    sweeps(world, minutes=10)
    world.clock.push_to("Tuesday 8 June 2021, 09:00")

    assert told(world) == []
    assert world.rows("SELECT state, why FROM outbox WHERE kind = 'not_gone_yet'") == [
        (outbox.DROPPED, "what it tells of is late no more")
    ]


def test_a_worker_that_was_off_catches_up_and_then_says_once_what_went_late(world):
    world.clock.stands_at("Monday 7 June 2021, 14:00")
    sweeps(world)
    sweeps(world, minutes=10)
    assert told(world) == []
    assert world.rows("SELECT 1 FROM outbox WHERE kind = 'not_gone_yet'") == []

    world.clock.push_to("Tuesday 8 June 2021, 17:00")

    (words,) = went_late(world)
    assert "1 message went more than an hour after its time:" in words
    assert "The weekly summary, due Monday 7 June, 09:00: it went on Monday 7 June, 14:00" in words


def test_what_comes_back_within_the_hour_is_not_told_of(world):
    world.clock.stands_at("Monday 7 June 2021, 09:59")
    world.works()
    world.clock.push_to("Tuesday 8 June 2021, 17:00")

    assert went_late(world) == []


def test_a_summary_that_could_not_go_that_day_is_told_of_once_it_has_gone(world):
    world.clock.stands_at("Monday 7 June 2021, 19:00")
    sweeps(world)

    world.clock.push_to("Tuesday 8 June 2021, 17:00")

    (words,) = went_late(world)
    assert "The weekly summary, due Monday 7 June, 09:00: it went on Tuesday 8 June, 08:30" in words


def test_what_was_told_while_it_waited_is_not_told_again_as_it_goes(world):
    summary_is_held_up(world, arrived=False)
    world.clock.stands_at("Monday 7 June 2021, 10:30")
    sweeps(world)
    sweeps(world, minutes=10)
    assert len(told(world)) == 1

    world.pretend.sandbox.faults.clear()
    sweeps(world, minutes=10)
    world.clock.push_to("Tuesday 8 June 2021, 17:00")

    assert world.rows("SELECT state FROM outbox WHERE kind = 'weekly_summary' AND state = 'sent'")
    assert went_late(world) == []


def test_requests_that_went_late_are_told_with_their_posts(open_world):
    world = open_world()
    set_up(world)
    world.clock.push_to("Tuesday 1 June 2021, 09:15")
    world.clock.stands_at("Tuesday 1 June 2021, 13:00")
    world.works()
    world.clock.push_to("Tuesday 1 June 2021, 13:30")

    (words,) = went_late(world)
    assert words.line(f"The request for statements to the {QUALITY}, due Tuesday 1 June, 09:30: it went on")


def test_what_was_asked_late_because_the_meeting_was_arranged_late_is_not_told_of(open_world):
    world = open_world()
    board = set_up(world, meeting=None)
    world.clock.push_to("Wednesday 9 June 2021, 10:00")
    of_15_june = {"kind": "holding_to_account", "day": date(2021, 6, 15), "start": time(9, 30), "end": time(12, 30)}
    answers(world, "setup_meeting", str(board), of_15_june | {"covers": "all"})
    world.clock.push_to("Wednesday 9 June 2021, 14:00")

    assert world.rows("SELECT state FROM outbox WHERE kind = 'statement_requested' AND state = 'sent'")
    assert went_late(world) == []


def test_what_a_pause_holds_back_is_not_told_of_while_it_lasts_or_when_it_ends(world):
    manager = world.signs_in(MANAGER)
    manager.asks("/account pause")
    world.clock.stands_at("Monday 7 June 2021, 14:00")
    for _ in range(3):
        sweeps(world, minutes=10)

    manager.asks("/account resume")
    sweeps(world)
    world.clock.push_to("Tuesday 8 June 2021, 17:00")

    became = dict(world.rows("SELECT key, state FROM outbox"))
    assert became["weekly_summary:1:2021-W23"] == outbox.SENT
    assert [key for key in became if key.startswith("week_ahead") and "2021-W23" in key], "nor is its Friday note lost"
    assert told(world) == went_late(world) == []
    assert world.rows("SELECT 1 FROM outbox WHERE kind = 'not_gone_yet'") == []


def went_late(world) -> list[str]:
    return [each for each in world.signs_in(MANAGER).private_messages() if "more than an hour after" in each]


def skipped(world) -> list[str]:
    return [each for each in world.signs_in(MANAGER).private_messages() if "came too late" in each]


def test_a_bot_that_was_off_for_weeks_says_in_one_message_what_it_skipped(world):
    world.clock.passes_while_off("Wednesday 30 June 2021, 12:00")
    world.clock.push_to("Wednesday 30 June 2021, 12:30")

    (words,) = skipped(world)
    assert "Nothing could go out for a while, and 3 messages came too late:" in words
    for monday in ("7 June", "14 June", "21 June"):
        assert f"The weekly summary, due Monday {monday}, 09:00: its week was over before it could go" in words
    assert "1 message went more than an hour after its time:" in words
    assert "The weekly summary, due Monday 28 June, 09:00: it went on Wednesday 30 June, 12:00" in words


def test_what_was_skipped_again_later_is_a_message_of_its_own(world):
    world.clock.passes_while_off("Wednesday 16 June 2021, 12:00")
    world.clock.push_to("Monday 21 June 2021, 12:00")
    world.clock.passes_while_off("Wednesday 7 July 2021, 12:00")
    world.clock.push_to("Wednesday 7 July 2021, 12:30")

    first, second = skipped(world)
    assert "Monday 7 June, 09:00" in first and "1 message came" in first
    assert "Monday 28 June, 09:00" in second and "1 message came" in second


def test_a_bot_that_comes_back_at_night_tells_it_in_the_morning(world):
    world.clock.passes_while_off("Wednesday 16 June 2021, 23:00")
    world.clock.push_to("Thursday 17 June 2021, 08:29")
    assert skipped(world) == []

    world.clock.push_to("Thursday 17 June 2021, 08:30")

    assert len(skipped(world)) == 1


def test_requests_that_came_after_their_meeting_had_begun_are_told_with_their_posts(open_world):
    world = open_world()
    set_up(world)

    world.clock.passes_while_off("Tuesday 15 June 2021, 10:00")
    world.clock.push_to("Tuesday 15 June 2021, 10:30")

    (words,) = skipped(world)
    assert words.line(f"The request for statements to the {QUALITY}, due").endswith(": the meeting had begun.")
    assert sum("The request for statements" in line for line in words.lines) == 4
    assert "figures" not in words, "no action has a measure, so none were to be asked for"


def test_what_a_cancelled_meeting_no_longer_needs_is_not_told_as_skipped(open_world):
    world = open_world()
    set_up(world)
    world.does(cancel_the_meeting, None)

    world.clock.passes_while_off("Thursday 3 June 2021, 10:00")
    world.clock.push_to("Thursday 3 June 2021, 12:00")

    assert skipped(world) == []


def plan_what_nobody_can_say(session, command, now) -> Reply:
    board = boards.get_board(session, 1)
    due = datetime(2021, 6, 7, 8, tzinfo=UTC)
    outbox.plan(session, board.workspace_id, board.id, [("spoilt", "weekly_summary", {"week": ""}, due)])
    return Reply()


def cancel_the_meeting(session, command, now) -> Reply:
    for meeting in meetings.meetings_of(session, 1, since=now):
        meetings.change_meeting(session, meeting.id, cancelled_at=now)
    return Reply()
