"""SIGKILL at every boundary of each path, on SQLite. `make crash-sweep`: of the errands too with every Slack at each.

One alone: `pytest -n 0 tests/crash -k point-017`.
"""

import pytest

from tests.crash.points import FAST, FORM, UNSEEN, in_suite, in_turn
from tests.crash.scene import each_message_once, none_lost_and_the_repeats_counted


@pytest.mark.parametrize("point", in_suite(), ids=str)
def test_whenever_a_process_is_killed_each_message_arrives_exactly_once(scene, on_sqlite, point):
    with scene(on_sqlite, point.path, point.slack) as made:
        each_message_once(made, point)


@pytest.mark.parametrize("point", in_turn(UNSEEN), ids=str)
def test_where_it_may_not_look_none_is_lost_and_the_repeats_are_counted(scene, on_sqlite, point):
    with scene(on_sqlite, point.path, point.slack, may_look=False) as made:
        none_lost_and_the_repeats_counted(made, point)


def test_what_an_officer_was_writing_when_the_process_was_killed_stands_in_the_form_of_the_next(scene, on_sqlite):
    with scene(on_sqlite, FORM, FAST) as made:
        made.a_process_dies_while_the_officer_writes("Four of ten posts are")

        assert made.what_the_form_begins_with() == "Four of ten posts are"
