"""What the demo’s bar says that the bot will do next."""

from bot.domain.cycle import CHASERS, RUNGS
from bot.use_cases.due import _MAKERS
from sandbox.demo import WORDS


def test_whatever_is_planned_is_named_so_that_somebody_new_knows_what_comes():
    assert {*_MAKERS, *RUNGS, *CHASERS} - set(WORDS) == set()


def test_what_comes_next_fits_into_two_lines_of_a_button_on_a_phone():
    assert [words for words in WORDS.values() if len(words) > 40] == []
