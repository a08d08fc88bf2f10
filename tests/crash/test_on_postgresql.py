"""SIGKILL at every boundary of each path, on PostgreSQL. `make crash-sweep`: with every Slack at each.

One alone: `pytest -n 0 tests/crash -k point-017`.
"""

import pytest

from tests.crash.points import POINTS, UNSEEN, in_turn
from tests.crash.scene import each_message_once, none_lost_and_the_repeats_counted


@pytest.mark.parametrize("point", in_turn(POINTS), ids=str)
def test_whenever_a_process_is_killed_each_message_arrives_exactly_once(scene, on_postgresql, point):
    with scene(on_postgresql, point.path, point.slack) as made:
        each_message_once(made, point)


@pytest.mark.parametrize("point", in_turn(UNSEEN), ids=str)
def test_where_it_may_not_look_none_is_lost_and_the_repeats_are_counted(scene, on_postgresql, point):
    with scene(on_postgresql, point.path, point.slack, may_look=False) as made:
        none_lost_and_the_repeats_counted(made, point)
