"""References that are given one after the other."""

from bot.domain.references import milestone_refs, next_numbered


def test_a_reference_is_never_given_twice_whatever_is_gone():
    assert next_numbered("CR", []) == "CR-01"
    assert next_numbered("CR", ["CR-01", "CR-03"]) == "CR-04", "CR-02 went with a plan that was forgotten"
    assert next_numbered("EX", ["EX-99", "EX-100"]) == "EX-101"


def test_a_milestone_keeps_the_reference_that_it_comes_with_where_that_is_free_and_can_be_typed():
    given = {"bcp-06-m2", "m-7"}

    assert milestone_refs("BCP-06", ["", "", "M-9"], given) == ["BCP-06-M1", "BCP-06-M3", "M-9"]
    assert milestone_refs("BCP-06", ["m-7", "M-8", "m-8"], given) == ["BCP-06-M1", "M-8", "BCP-06-M3"]
    assert milestone_refs("A1", ["", "A1-M1", "=1+1", "two words"], set()) == ["A1-M2", "A1-M1", "A1-M3", "A1-M4"]
    assert milestone_refs("BCP-06", ["cr-1", "EX-02", "CH-03"], set()) == ["BCP-06-M1", "BCP-06-M2", "BCP-06-M3"]
