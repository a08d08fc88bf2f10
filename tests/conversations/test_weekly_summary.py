"""The weekly summary: at its time in its zone, once for each board and week, whatever happens to the workers."""

import asyncio

import pytest

from tests.conversations.boards import CHAIR, MANAGER, MEMBER, PLAN, set_up
from tests.conversations.world import BOARD, LONDON

BOTH_DATABASES = pytest.mark.parametrize("database", ["sqlite", "postgresql"])


def sent_at(world) -> list[str]:
    """When each summary went to the board's channel, in London."""
    summaries = [each for each in world.channel() if each.lines[0].startswith("Improvement plan: as at")]
    return [f"{each.place.at.astimezone(LONDON):%A %d %B %H:%M}" for each in summaries]


@pytest.fixture
def world(open_world):
    """A board of two actions on Tuesday 1 June 2021, the day after a bank holiday, at 08:00."""
    made = open_world()
    set_up(made, PLAN[:2], meeting=None)
    return made


def test_it_goes_on_monday_at_nine_in_london_and_after_a_bank_holiday_on_tuesday(world):
    world.clock.push_to("Monday 14 June 2021, 09:00")

    assert sent_at(world) == ["Tuesday 01 June 09:00", "Monday 07 June 09:00", "Monday 14 June 09:00"]


def test_it_still_goes_at_nine_in_london_when_the_clocks_have_gone_back(world):
    world.clock.passes_while_off("Wednesday 20 October 2021, 10:00")
    world.clock.push_to("Monday 1 November 2021, 09:00")

    assert sent_at(world)[-2:] == ["Monday 25 October 09:00", "Monday 01 November 09:00"]


def test_it_goes_when_there_is_nothing_to_report_too(world):
    world.clock.push_to("Monday 7 June 2021, 09:00")

    summary = world.channel()[-1]
    assert summary.line("2 actions: 2 live, 0 complete. Red 0, Amber 0, Green 2.")
    assert summary.line("Help needed: nobody has asked for any.")
    assert summary.line("Deadline passed: none.")
    assert summary.line("Rated better than the rules suggest: none.")
    assert summary.line("Since the summary of 1 June: no rating has changed.")


def test_a_worker_that_was_off_for_days_sends_this_weeks_late_and_only_once(world):
    world.clock.push_to("Friday 4 June 2021, 17:00")

    world.clock.passes_while_off("Thursday 10 June 2021, 11:20")
    world.clock.push_to("Friday 11 June 2021, 17:00")

    assert sent_at(world) == ["Tuesday 01 June 09:00", "Thursday 10 June 11:20"]


def test_a_worker_that_comes_back_at_night_waits_for_the_morning(world):
    world.clock.push_to("Friday 4 June 2021, 17:00")

    world.clock.passes_while_off("Wednesday 9 June 2021, 23:10")
    assert sent_at(world) == ["Tuesday 01 June 09:00"]
    world.clock.push_to("Thursday 10 June 2021, 12:00")

    assert sent_at(world) == ["Tuesday 01 June 09:00", "Thursday 10 June 08:30"]


def test_weeks_that_were_missed_altogether_are_not_made_up_for(world):
    world.clock.push_to("Friday 4 June 2021, 17:00")

    world.clock.passes_while_off("Wednesday 30 June 2021, 12:00")

    assert sent_at(world) == ["Tuesday 01 June 09:00", "Wednesday 30 June 12:00"]
    world.clock.push_to("Monday 5 July 2021, 09:00")
    assert sent_at(world)[-1] == "Monday 05 July 09:00"


def test_one_press_pauses_it_and_resuming_brings_the_next(world):
    manager = world.signs_in(MANAGER)
    world.clock.push_to("Friday 4 June 2021, 17:00")
    said = manager.asks("/account pause")
    assert "is paused: nothing goes out, to anybody, until you press Resume" in said

    world.clock.push_to("Friday 18 June 2021, 17:00")
    assert sent_at(world) == ["Tuesday 01 June 09:00"]

    said.presses("Resume")
    world.clock.push_to("Monday 21 June 2021, 09:00")
    this_week = "Friday 18 June 17:00"
    assert sent_at(world) == ["Tuesday 01 June 09:00", this_week, "Monday 21 June 09:00"]
    assert "due Monday 7 June, 09:00: its week was over" in manager.private_messages()[-1]


@BOTH_DATABASES
def test_two_workers_on_one_database_send_it_once_between_them(open_world, database):
    world = open_world(database)
    set_up(world, PLAN[:2], meeting=None)
    one, other = world.pretend.spoken, world.another_worker()

    async def both_at_once():
        await asyncio.gather(one.drain(), other.drain(), one.drain(), other.drain())

    for monday in ("Monday 7 June 2021, 09:00", "Monday 14 June 2021, 09:00", "Monday 21 June 2021, 09:00"):
        world.clock.stands_at(monday)
        world.run(both_at_once())

    assert sent_at(world)[-3:] == ["Monday 07 June 09:00", "Monday 14 June 09:00", "Monday 21 June 09:00"]
    assert len(set(sent_at(world))) == len(sent_at(world))


def test_what_it_shows_can_be_asked_about_by_those_who_read_it(world):
    world.clock.push_to("Monday 7 June 2021, 09:00")
    member, before = world.signs_in(MEMBER), len(world.channel())

    answer = member.sees_in("improvement-board")[-1].presses("Full list")

    assert "2 actions: 2 live" in answer
    assert len(world.channel()) == before, "the answer is for the one who asked"
    assert not any("2 actions: 2 live" in each for each in world.signs_in(CHAIR).private_messages())


def test_it_waits_while_a_guest_with_no_part_in_the_plan_is_in_the_channel_and_the_programme_manager_is_told(world):
    channel = world.workspace.channel(BOARD)
    guest = world.workspace.add_person("Somebody Else", is_guest=True)
    channel.members.append(guest.id)

    world.clock.push_to("Tuesday 1 June 2021, 09:00")

    assert sent_at(world) == []
    manager = world.signs_in(MANAGER)
    told = next(each for each in manager.private_messages() if "is a guest in the channel" in each)
    assert "Somebody Else is a guest in the channel and has no part in this plan, so nothing is posted there." in told
    channel.members.remove(guest.id)
    told.presses("Try again")
    world.clock.push_to("Monday 7 June 2021, 09:00")
    assert sent_at(world) == ["Tuesday 01 June 09:00", "Monday 07 June 09:00"]
