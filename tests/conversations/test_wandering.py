"""Whatever anybody does, in whatever order: an answer in words, nothing undelivered, no bug in the log, and all that
always holds (`always.py`). What is foreseen then, if nobody does anything more, is what comes; and a plan that is then
taken out as a file is the same where it is loaded.

`WANDER=40` takes forty walks of 500 steps, every second on PostgreSQL, in place of a short one of each kind.
"""

import os
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.boards import Board
from storage import boards
from tests.conversations.foreseen import Listener, Said, assert_same, foreseen_in, in_the_file, saved
from tests.conversations.out_and_in import differences
from tests.conversations.two_boards import TwoBoards
from tests.conversations.wanderer import Wanderer
from tests.conversations.world import World
from tests.logs import logged

WALKS = int(os.environ.get("WANDER", "0"))
FIRST = int(os.environ.get("WANDER_FROM", "1"))
WEEKS = 4 if WALKS else 1
STUMBLED = ("message put back", "message in doubt", "chat.postMessage failed: Refused(code='ratelimited'")
"""What the log says of a message that Slack did not take, and that goes again; or of an answer to a form, which then
stands in the form's place.
"""


@pytest.mark.timeout(7200 if WALKS else 600)
@pytest.mark.parametrize(
    ("steps", "has_two"), [(500 if WALKS else 80, False), (500 if WALKS else 50, True)], ids=["one board", "two boards"]
)
@pytest.mark.parametrize("number", range(FIRST, FIRST + max(WALKS, 1)))
def test_whatever_is_done_is_answered_in_words_and_what_is_foreseen_then_is_what_comes(
    open_world, number, steps, has_two, tmp_path, migrated_sqlite
):
    world = open_world("sqlite" if number % 2 else "postgresql", with_sample=True)
    if has_two:
        TwoBoards(world).set_up()
    wanderer = Wanderer(world, number)

    with logged(level="warning") as log:
        wanderer.walk(steps)
        if ends := world.pretend.demo.story_ends:
            world.run(world.pretend.demo.advance(ends))
        foreseen, stops = all_foreseen(world, tmp_path)
        listener = Listener(world)
        listener.push_to(world.pretend.clock.now() + timedelta(weeks=WEEKS), stops)
        wanderer.looks_back()

    assert not wanderer.wrong, "\n".join(f"{what} AFTER {did}" for what, did in wanderer.wrong.items())
    assert [line for line in log.getvalue().splitlines() if not any(said in line for said in STUMBLED)] == []
    assert world.rows("SELECT kind, state, why FROM outbox WHERE state IN ('dead', 'leased', 'retry')") == []
    assert_same(foreseen, sorted(listener.heard))
    for board in world.looks(boards.all_boards):
        empty = shutil.copy(migrated_sqlite, tmp_path / f"empty-{board.id}.db")
        assert differences(world, board, f"sqlite:///{empty}") == []


def all_foreseen(world: World, folder: Path) -> tuple[list[Said], list[datetime]]:
    """What is foreseen on any board: what is said for two of them at once is foreseen on each, and comes once. Of one
    that is paused it is foreseen what would come if it went on.
    """
    found, stops = Counter[Said](), list[datetime]()
    for board in filter(Board.is_speaking, world.looks(boards.all_boards)):
        foreseen = foreseen_in(world, WEEKS, board_id=board.id)
        found |= Counter(in_the_file(saved(folder / f"forecast-{board.id}.json", foreseen)))
        stops += [each.at for each in foreseen]
    return sorted(found.elements()), stops
