"""When Slack is slow, full or gone, or somebody has left: each message arrives once, or somebody is told in words."""

import asyncio
from datetime import timedelta

import pytest

from app import ticking
from tests.conversations.boards import DCS, INCLUSION, MANAGER, QUALITY, SOCIAL_CARE, set_up
from tests.conversations.world import moment

OFFICERS = (DCS, SOCIAL_CARE, QUALITY, INCLUSION)
ASKED = "Tuesday 1 June 2021, 09:30"


@pytest.fixture
def world(open_world):
    made = open_world()
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 09:15")
    return made


def requests_to(world, officer) -> int:
    return sum("Please send the position" in each for each in world.signs_in(officer).private_messages())


def everybody_was_asked_once(world) -> bool:
    return [requests_to(world, officer) for officer in OFFICERS] == [1, 1, 1, 1]


def until_all_is_sent(world) -> None:
    """Let the machine's time pass, and a worker that remembers nothing do what is left, until nothing is."""
    worker = world.another_worker()
    for _ in range(10):
        world.machine.passes(minutes=2)
        world.run(worker.drain())
    (left,) = world.rows("SELECT count(*) FROM outbox WHERE state IN ('pending', 'leased', 'retry')")[0]
    assert left == 0


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("ratelimited", {"times": 2, "seconds": 30}),
        ("server_error", {"times": 3}),
        ("server_error", {"times": 3, "after": True}),
        ("drop", {"times": 2}),
        ("refuse", {"times": 2}),
        ("garbage", {"times": 2}),
        ("empty", {"times": 2}),
        ("truncated", {"times": 2}),
    ],
    ids=[
        "429", "500", "500 after it was stored", "dropped after it was stored", "dropped before", "an HTML page",
        "nothing", "half an answer",
    ],
)  # fmt: skip
def test_whatever_slack_answers_each_officer_gets_the_request_exactly_once(world, kind, how):
    world.order_fault("chat.postMessage", kind, **how)

    world.clock.push_to(ASKED)
    until_all_is_sent(world)

    assert everybody_was_asked_once(world)


@pytest.mark.parametrize(
    "kind", ["server_error", "drop", "garbage", "empty", "truncated", '{"ok": true}', '{"ok": true, "channel": 5}']
)
def test_whatever_slack_answers_to_what_is_asked_around_a_message_it_goes_exactly_once(world, kind, caplog):
    """Its key has to be looked for, since the first try was cut off after Slack had stored the message."""
    how = {"kind": "says", "body": kind} if kind.startswith("{") else {"kind": kind}
    world.order_fault("chat.postMessage", "drop", times=2)
    for method in ("users.info", "conversations.open", "conversations.history"):
        world.order_fault(method, times=3, **how)

    world.clock.push_to(ASKED)
    until_all_is_sent(world)

    assert everybody_was_asked_once(world)
    assert "message not sent" not in caplog.text, "what Slack answers is no bug of ours"


def test_a_slack_that_never_answers_holds_nobody_else_up_and_each_officer_is_asked_once(world):
    world.order_fault("chat.postMessage", "hang", times=2)
    world.clock.stands_at(ASKED)

    world.run(world.another_worker(patience=0.3).drain())
    until_all_is_sent(world)

    assert everybody_was_asked_once(world)


@pytest.mark.parametrize("hours", [-2, 2], ids=["back", "forward"])
def test_a_clock_that_is_set_wrong_and_right_again_asks_each_officer_once(world, hours):
    """The board's clock and the machine's, as one clock of one server is both."""
    world.clock.push_to(ASKED)
    asked_at = world.pretend.clock.now()

    for wrong in (timedelta(hours=hours), timedelta()):
        world.pretend.clock.set(asked_at + wrong, backwards=True)
        world.machine.passes(hours=hours if wrong else -hours)
        world.run(world.another_worker().drain())
    until_all_is_sent(world)

    assert everybody_was_asked_once(world)


def test_after_429_slack_is_left_alone_for_as_long_as_it_asked(world):
    world.order_fault("chat.postMessage", "ratelimited", times=4, seconds=30)
    world.clock.push_to(ASKED)
    world.pretend.sandbox.faults.clear()
    calls = world.pretend.sandbox.calls["chat.postMessage"]

    world.machine.passes(seconds=29)
    world.run(world.another_worker().drain())

    assert world.pretend.sandbox.calls["chat.postMessage"] == calls
    world.machine.passes(seconds=2)
    world.run(world.another_worker().drain())
    assert everybody_was_asked_once(world)


def test_a_worker_that_died_after_slack_had_the_message_is_found_out_and_it_is_not_sent_again(world):
    """Its lease runs out; whoever takes the row next looks for its key before sending."""
    world.order_fault("chat.postMessage", "drop", times=4)
    world.clock.push_to(ASKED)
    assert everybody_was_asked_once(world), "Slack has stored them, and nobody here knows it yet"

    until_all_is_sent(world)

    assert everybody_was_asked_once(world)
    assert {state for (state,) in world.rows("SELECT state FROM outbox WHERE kind = 'statement_requested'")} == {"sent"}


def test_an_officer_whose_account_is_deactivated_is_not_written_to_and_the_programme_manager_is_told(world):
    """Slack would have answered ok. Its event that says so may be lost, so it is asked before each message."""
    world.workspace.deactivate(world.workspace.person("Daniel Marsh").id)

    world.clock.push_to(ASKED)

    assert requests_to(world, QUALITY) == 0
    told = [each.lines[0] for each in world.signs_in(MANAGER).private_messages()[-2:]]
    assert told == ["Daniel Marsh’s account has been disabled", "Nobody could be asked"]
    assert [requests_to(world, officer) for officer in (DCS, SOCIAL_CARE, INCLUSION)] == [1, 1, 1]


def test_a_bot_that_was_taken_out_of_the_channel_tells_the_programme_manager_what_to_do(world):
    channel = world.workspace.channel("improvement-board")
    channel.members.remove(world.workspace.bot.id)

    world.clock.push_to("Monday 7 June 2021, 09:00")

    told = world.signs_in(MANAGER).last
    assert "The weekly summary, for the board’s channel, was not delivered." in told
    assert "/invite @Accountable" in told


def test_a_request_whose_statements_came_in_before_it_went_is_not_sent(world):
    officer = world.signs_in(DCS)
    officer.opens_statement("A1").submit(progress="Posts are filled.", effect="None yet.", rating="Green")

    world.clock.push_to(ASKED)

    assert requests_to(world, DCS) == 0
    assert requests_to(world, QUALITY) == 1


def test_requests_that_came_due_while_the_worker_was_off_are_sent_late_in_working_hours_once(world):
    world.clock.passes_while_off("Saturday 5 June 2021, 11:00")
    assert [requests_to(world, officer) for officer in OFFICERS] == [0, 0, 0, 0]

    world.clock.push_to("Monday 7 June 2021, 12:00")

    assert everybody_was_asked_once(world)


def test_requests_too_late_for_their_meeting_are_dropped_and_that_is_on_record(world):
    world.clock.passes_while_off("Tuesday 15 June 2021, 11:00")

    assert [requests_to(world, officer) for officer in OFFICERS] == [0, 0, 0, 0]
    why = world.rows("SELECT DISTINCT state, why FROM outbox WHERE kind = 'statement_request'")
    assert [tuple(each) for each in why] == [("dropped", "the meeting had begun")]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_workers_on_one_database_ask_each_officer_once_between_them(open_world, database):
    world = open_world(database)
    set_up(world)
    one, other = world.pretend.spoken, world.another_worker()
    world.clock.stands_at(ASKED)

    async def both_at_once():
        await asyncio.gather(one.drain(), other.drain(), one.drain(), other.drain())

    world.run(both_at_once())

    assert everybody_was_asked_once(world)


def test_a_vacant_post_has_nobody_to_ask_and_the_programme_manager_is_told(world):
    manager = world.signs_in(MANAGER)
    manager.asks("/account people").presses("Vacate", about=INCLUSION)

    world.clock.push_to(ASKED)

    assert [requests_to(world, officer) for officer in OFFICERS] == [1, 1, 1, 0]
    assert f"A4 and A5 ({INCLUSION})" in manager.last
    assert "the post is vacant and there is no delegate to ask" in manager.last
    assert "I then ask them." in manager.last
    assert f"{INCLUSION}, vacant since 1 June" in manager.asks("/account status A4").line("Accountable officer")

    (note,) = [each for each in manager.private_messages() if "Nobody could be asked" in each]
    assert "I then ask them." in note
    note.presses("Name a delegate")
    manager.form.submit(delegate=QUALITY)
    world.clock.push_to("Wednesday 2 June 2021, 12:00")
    assert requests_to(world, QUALITY) == 2, "for its own actions, and on the next morning for these"


def test_a_worker_that_ticks_by_itself_sends_what_falls_due(world):
    """As the Procfile's worker does: nobody pushes anything but the clock."""

    async def ticks_until_asked():
        async with asyncio.timeout(20), ticking(world.pretend.spoken):
            world.pretend.clock.set(moment(ASKED))
            while not everybody_was_asked_once(world):
                await world.workspace.wait_for_change(world.workspace.version, 5)

    world.run(ticks_until_asked())
