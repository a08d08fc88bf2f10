"""Clocks, unread marks and the waking of whoever watches."""

import asyncio
from datetime import datetime, timedelta

import pytest

from sandbox.clock import PushedClock
from sandbox.workspace import Workspace
from tests.sandbox.parts import TUESDAY, Hands, build, run


def test_the_clock_stands_until_it_is_pushed_and_goes_back_only_on_request() -> None:
    clock = PushedClock(TUESDAY)
    clock.advance(timedelta(hours=1))
    assert clock.now() == TUESDAY + timedelta(hours=1)
    with pytest.raises(ValueError, match="only goes forward"):
        clock.set(TUESDAY)
    assert clock.set(TUESDAY, backwards=True) == TUESDAY


def test_a_running_clock_moves_with_the_machine() -> None:
    hands = Hands()
    clock = PushedClock(TUESDAY, running=True, monotonic=hands)
    hands.now += 90
    assert clock.now() == TUESDAY + timedelta(seconds=90)
    clock.advance(timedelta(days=1))
    hands.now += 10
    assert clock.now() == TUESDAY + timedelta(days=1, seconds=100)


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValueError, match="zone"):
        PushedClock(datetime(2021, 6, 1, 8))  # noqa: DTZ001


def test_whoever_watches_the_clock_is_told_of_a_push() -> None:
    clock, told = PushedClock(TUESDAY), []
    clock.on_push(told.append)
    clock.advance(timedelta(days=1))
    assert told == [TUESDAY + timedelta(days=1)]


def test_no_two_messages_have_one_ts_even_when_the_clock_goes_back() -> None:
    town = build()
    first = town.workspace.post(town.board, town.officer.id, "one")
    town.workspace.clock.set(TUESDAY - timedelta(hours=1), backwards=True)
    second = town.workspace.post(town.board, town.officer.id, "two")
    assert first.ts == "1622530800.000000" and second.ts > first.ts
    assert second.at == TUESDAY - timedelta(hours=1)


def test_what_others_wrote_is_unread_until_it_is_read() -> None:
    town = build()
    workspace = town.workspace
    for text in ("one", "two"):
        workspace.post(town.board, workspace.bot.id, text)
    workspace.post(town.board, workspace.bot.id, "psst", ephemeral_for=town.chair.id)
    assert workspace.unread(town.officer.id, town.board) == 2
    assert workspace.unread(town.chair.id, town.board) == 3
    town.sandbox.actor("Priya Shah").reads("#improvement-board")
    assert workspace.unread(town.officer.id, town.board) == 0
    assert workspace.unread(town.chair.id, town.board) == 3


def test_a_page_that_waits_is_woken_when_the_bot_speaks() -> None:
    async def story() -> None:
        town = build()
        seen = town.workspace.version
        waiting = asyncio.create_task(town.workspace.wait_for_change(seen))
        await asyncio.sleep(0)
        town.workspace.post(town.board, town.workspace.bot.id, "Summary")
        assert await asyncio.wait_for(waiting, 1) == seen + 1

    run(story)


def test_a_page_that_waits_in_vain_gets_the_version_it_had() -> None:
    async def story() -> None:
        town = build()
        seen = town.workspace.version
        assert await town.workspace.wait_for_change(seen, 0.01) == seen

    run(story)


def test_people_and_channels_are_found_by_what_they_are_called() -> None:
    workspace = Workspace(PushedClock(TUESDAY))
    priya = workspace.add_person("Priya Shah", title="Head of Quality Assurance")
    board = workspace.add_channel("board", [priya.id])
    for name in ("Priya Shah", "priya.shah", "Head of Quality Assurance", priya.id):
        assert workspace.person(name) is priya
    assert workspace.channel("#board") is workspace.channel(board.id) is board
    with pytest.raises(KeyError, match="Nobody in the workspace is called Bob"):
        workspace.person("Bob")
