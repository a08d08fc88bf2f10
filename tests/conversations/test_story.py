"""The main job from end to end: a plan goes in, an officer answers, the chair asks, the summary goes out."""

import pytest

from tests.conversations.boards import CHAIR, QUALITY, set_up

BOTH_WAYS = pytest.mark.parametrize(
    ("over", "database"), [("http", "sqlite"), ("socket", "postgresql")], ids=["http, sqlite", "socket, postgresql"]
)


@BOTH_WAYS
def test_a_plan_goes_in_an_officer_answers_the_chair_asks_and_the_summary_goes_out(open_world, over, database):
    world = open_world(database, over=over)
    set_up(world)
    officer, chair = world.signs_in(QUALITY), world.signs_in(CHAIR)
    assert officer.private_messages() == []

    world.clock.push_to("Tuesday 1 June 2021, 09:30")
    (request,) = officer.private_messages()
    assert "Please send the position statements for A3 and A6 by Tuesday 8 June, 17:00." in request
    assert request.buttons == ["Write", "Write", "Hand to delegate", "I am away"]

    request.presses("Write", about="A6")
    form = officer.form
    form.submit(progress="Audits fell to 15 of 25.", effect="None yet.", rating="Red")
    assert form.error("cause") == "Please complete this required field."
    form.submit(cause="Two auditors left.")
    assert form.error("next_steps") == "Please complete this required field."
    form.submit(next_steps="Two auditors from 14 June.")
    assert not form.is_open
    assert officer.last.line("Thank you. A6 received 1 June, 09:30. You said Red.")

    status = chair.asks("/status")
    assert status.line("6 actions: 6 live, 0 complete. Red 2, Amber 1, Green 3.")
    assert "Red, off track (not confirmed)" in status.line("A6")
    assert "“/account status” or “/board-status”" in status

    world.clock.push_to("Monday 7 June 2021, 08:59")
    so_far = len(world.channel())
    world.clock.push_to("Monday 7 June 2021, 09:00")
    summary = world.channel()[so_far]
    assert len(world.channel()) == so_far + 1
    assert summary.lines[0] == "Improvement plan: as at 7 June 2021"
    assert summary.line("6 actions: 6 live, 0 complete. Red 2, Amber 1, Green 3.")
    assert "A6 worse: Red, not confirmed, 1 June (was Green)." in summary.line("Since the summary of 1 June")
