"""Whatever anybody does, in whatever order: an answer in words, nothing undelivered, and no bug in the log.

`WANDER=40` takes forty walks of 500 steps in place of one of 120.
"""

import os

import pytest

from tests.conversations.wanderer import Wanderer
from tests.logs import logged

WALKS = int(os.environ.get("WANDER", "0"))
STEPS = 500 if WALKS else 120


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(1, 1 + max(WALKS, 1)))
def test_whatever_is_done_is_answered_in_words(open_world, number):
    world = open_world("sqlite", with_sample=True)
    wanderer = Wanderer(world, number)

    with logged(level="warning") as log:
        wanderer.walk(STEPS)

    assert wanderer.wrong == {}
    assert log.getvalue() == ""
    assert world.rows("SELECT kind, why FROM outbox WHERE state = 'dead' OR in_doubt") == []
