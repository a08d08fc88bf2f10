"""That the draining measures messages that go: to a figure alone, one that is dropped looks like one that is sent."""

import pytest

from bench.databases import sqlite
from bench.filling import add_members, open_filled
from bench.sending import drained


@pytest.mark.parametrize("while_off", [False, True])
def test_each_message_that_is_drained_goes_once(while_off):
    with sqlite() as url:
        engine = open_filled(url, 1, statements=0)
        add_members(engine, [f"U{number}" for number in range(30)])
        _, once, memory = drained(engine, "30 due", 30, while_off=while_off, rounds=1)
        engine.dispose()

    assert once.met, once.seen
    assert memory.met, memory.seen
