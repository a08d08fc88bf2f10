"""What a process says about itself: which ticks went well, and what it heard."""

import pytest

from bot.domain.refusals import Refusal
from bot.watching import BOUNDS, FRESH, TICKS, Watch


class Machine:
    """The machine's monotonic clock, pushed."""

    def __init__(self) -> None:
        self.seconds = 5.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def watch(machine: Machine) -> Watch:
    return Watch(machine)


def test_a_process_that_does_not_tick_is_not_silent(watch):
    assert watch.why_silent() == ""


def test_a_process_that_ticks_is_well_once_each_tick_has_gone_well(watch):
    watch.begin_ticking()
    watch.ticked("deliver", well=True)
    watch.ticked("sweep", well=False)
    assert watch.why_silent() == "No tick of this kind has gone well within the last minute: due, sweep."

    for tick in TICKS:
        watch.ticked(tick, well=True)

    assert watch.why_silent() == ""


def test_a_tick_that_went_well_more_than_a_minute_ago_is_named(watch, machine):
    watch.begin_ticking()
    for tick in TICKS:
        watch.ticked(tick, well=True)

    machine.seconds += FRESH
    assert watch.why_silent() == ""
    machine.seconds += 0.1
    watch.ticked("due", well=True)
    watch.ticked("deliver", well=False)

    assert watch.why_silent() == "No tick of this kind has gone well within the last minute: deliver, sweep."


def test_what_was_heard_is_counted_by_what_came_of_it_and_how_long_it_took(watch, machine):
    with watch.hearing() as one:
        one.use_case = "submit_statement"
    with pytest.raises(Refusal), watch.hearing() as one:
        one.use_case = "submit_statement"
        machine.seconds += 4
        raise Refusal("Not now.")
    with pytest.raises(ZeroDivisionError), watch.hearing():
        raise ZeroDivisionError

    assert watch.heard == {
        ("submit_statement", "done"): 1,
        ("submit_statement", "refused"): 1,
        ("none", "failed"): 1,
    }
    took = watch.took["submit_statement"]
    assert (took.within[0], took.within[-1], sum(took.within)) == (1, 1, 2)
    assert took.seconds == 4 > BOUNDS[-1]
