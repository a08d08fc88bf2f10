"""Whatever anybody does, in whatever order: an answer in words, nothing undelivered, no bug in the log; and what is
foreseen then, if nobody does anything more, is what comes.

`WANDER=40` takes forty walks of 500 steps in place of one of 80.
"""

import os
from datetime import timedelta

import pytest

from tests.conversations.foreseen import Listener, assert_same, foreseen_in, in_the_file, saved
from tests.conversations.wanderer import Wanderer
from tests.logs import logged

WALKS = int(os.environ.get("WANDER", "0"))
STEPS, WEEKS = (500, 4) if WALKS else (80, 1)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(1, 1 + max(WALKS, 1)))
def test_whatever_is_done_is_answered_in_words_and_what_is_foreseen_then_is_what_comes(open_world, number, tmp_path):
    world = open_world("sqlite", with_sample=True)
    wanderer = Wanderer(world, number)

    with logged(level="warning") as log:
        wanderer.walk(STEPS)
        if ends := world.pretend.demo.story_ends:
            world.run(world.pretend.demo.advance(ends))
        foreseen, listener = foreseen_in(world, WEEKS), Listener(world)
        listener.push_to(world.pretend.clock.now() + timedelta(weeks=WEEKS), [each.at for each in foreseen])

    assert wanderer.wrong == {}
    assert log.getvalue() == ""
    assert world.rows("SELECT kind, why FROM outbox WHERE state = 'dead' OR in_doubt") == []
    assert_same(in_the_file(saved(tmp_path / "forecast.json", foreseen)), sorted(listener.heard))
