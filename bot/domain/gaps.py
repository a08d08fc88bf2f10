"""The gaps that an inspection would find first: what an action has nothing of, or nothing that anybody has tested."""

from collections.abc import Collection, Sequence

from bot.domain.plans import Assessed

TESTED = frozenset({"inspection", "outside_audit", "internal_audit"})
"""The kinds of evidence by which somebody else than the officer has looked."""


def gaps_of(each: Assessed, without_measure: Collection[str], tested: Collection[str]) -> list[str]:
    """What is missing of a live action, in words; `tested` are the references that anybody else has looked at."""
    action, said = each.action, each.action.statement
    if not action.is_live:
        return []
    wanted: Sequence[tuple[bool, str]] = (
        (not action.holder_account and not action.delegate_post, "no officer: nobody answers for it"),
        (said is None, "no statement ever"),
        (said is not None and each.lacks_statement, "no statement this cycle"),
        (said is not None and not said.has_evidence, "no evidence"),
        (action.ref in without_measure, "no measure"),
        (not action.success_measure, "nothing says how we will know that it worked"),
        (action.deadline is None, "no deadline"),
        (action.is_overdue(each.today), "overdue"),
        (action.ref not in tested, "never tested: no audit and no inspection has looked"),
        (action.confirmed is None, "no rating confirmed by the chair"),
    )
    return [words for is_so, words in wanted if is_so]
