"""Findings: for how many days one may be without an action before it is named."""

from bot.domain.sources import FromFindings


def test_one_that_has_been_without_for_more_than_28_days_is_late_and_the_longest_comes_first():
    found = FromFindings((), (("F1", 28), ("F2", 29), ("F3", 0), ("F4", 49)))

    assert found.late == [("F4", 49), ("F2", 29)]
