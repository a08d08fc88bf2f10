"""References that are given one after the other."""

from bot.domain.references import next_numbered


def test_a_reference_is_never_given_twice_whatever_is_gone():
    assert next_numbered("CR", []) == "CR-01"
    assert next_numbered("CR", ["CR-01", "CR-03"]) == "CR-04", "CR-02 went with a plan that was forgotten"
    assert next_numbered("EX", ["EX-99", "EX-100"]) == "EX-101"
