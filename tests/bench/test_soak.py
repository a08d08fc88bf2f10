"""The soak of bench/ in a form that takes seconds: it says little of the product, and that the soak can be believed."""

import asyncio
from collections import Counter

import pytest

from bench.soaking import A_KILL, Kills, kills_between, soaked_in

KILLS = 4


@pytest.mark.parametrize("may_look", [True, False], ids=["history readable", "not readable"])
def test_whoever_is_killed_none_is_lost_and_a_repeat_is_one_that_nobody_could_look_for(tmp_path, may_look):
    soaked = asyncio.run(soaked_in(f"sqlite:///{tmp_path}/soak.db", KILLS, may_look=may_look))

    assert (soaked.wanted, soaked.lost) == (KILLS * A_KILL, 0)
    assert soaked.twice == (0 if may_look else soaked.kills.unrecorded.total())


def test_a_kill_counts_once_for_what_slack_has_and_nobody_recorded():
    kills = Kills()
    kills.note({"a", "b"}, Counter({"a": 1, "c": 1}))
    assert (kills.between, kills.unrecorded) == (1, Counter({"a": 1}))

    kills.note({"a"}, Counter({"a": 1, "c": 1}))  # who looked for it died too: Slack has no more than it had
    kills.note({"b"}, Counter({"a": 1, "c": 1}))  # Slack never had it
    assert (kills.number, kills.between, kills.left) == (3, 1, 4)
    kills.note({"a"}, Counter({"a": 2, "c": 1}))
    assert (kills.between, kills.unrecorded) == (2, Counter({"a": 2}))


@pytest.mark.parametrize(("between", "is_enough"), [(49, False), (50, True)])
def test_of_two_hundred_kills_fifty_have_to_fall_between_a_request_and_its_commit(between, is_enough):
    assert kills_between(Kills(number=200, between=between)).met is is_enough
