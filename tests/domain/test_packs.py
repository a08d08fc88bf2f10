"""What the chair looks at first, in which order, and that a pack is read back as it was written."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.actions import Lifecycle
from bot.domain.packs import Look, Order, PackItem, facts_kept, facts_read, in_order, item_kept, kept, pack_item
from bot.domain.rating_facts import Rating
from bot.domain.ratings import suggest
from bot.messages.sample_plan import TODAY, sample_plan

PLAN = sample_plan()
QUIET = replace(
    pack_item(PLAN[0], 0, why_missing=None, new_date=None, is_watched=False), suggested=Rating.GREEN, in_short=()
)
LATE = {"deadline": date(2021, 6, 30), "forecast": date(2021, 7, 16)}


@pytest.mark.parametrize("item", [
    pack_item(each, slot, why_missing="No answer yet." if slot else None, new_date=TODAY, is_watched=True)
    for slot, each in enumerate(PLAN)
], ids=lambda item: item.ref)  # fmt: skip
def test_an_item_is_read_back_as_it_was_kept(item: PackItem) -> None:
    stored = json.loads(json.dumps(kept(item)))

    assert item_kept(stored, statement_id=item.statement_id, is_missing=item.is_missing) == item


@pytest.mark.parametrize("each", PLAN, ids=lambda each: each.action.ref)
def test_the_rules_suggest_the_same_from_the_facts_that_were_kept(each) -> None:
    facts = each.action.facts(TODAY)
    read = facts_read(json.loads(json.dumps(facts_kept(facts))))

    assert read == facts
    assert suggest(read, TODAY) == each.suggestion


@pytest.mark.parametrize(("changed", "first"), [
    ({}, None),
    ({"is_missing": True, "suggested": Rating.RED}, Look.NO_STATEMENT),
    ({"suggested": Rating.RED}, Look.DISAGREEMENT),
    ({"suggested": Rating.RED, "self_assessed": Rating.RED}, Look.RED),
    ({"suggested": Rating.AMBER, "self_assessed": Rating.RED}, Look.RED),
    ({"suggested": Rating.RED, "self_assessed": None}, Look.RED),
    ({"new_date": date(2021, 9, 30), "is_watched": True}, Look.NEW_DATE_ASKED),
    (LATE, Look.NEW_DATE_NEEDED),
    (LATE | {"lifecycle": Lifecycle.DELIVERED}, None),
    ({"rules": ("A9",)}, Look.LONG_SLIP),
    ({"is_watched": True}, Look.WATCHED),
    ({"is_missing": True, "is_watched": True, "lifecycle": Lifecycle.CLOSED_COMPLETE}, None),
    ({"suggested": Rating.GREEN, "self_assessed": Rating.AMBER}, None),
])  # fmt: skip
def test_why_an_action_is_looked_at_first(changed, first) -> None:
    looks = replace(QUIET, **changed).looks

    assert next(iter(looks), None) is first
    assert list(looks) == sorted(looks)


def test_the_usual_order_is_no_statement_disagreement_red_dates_watch_list_and_then_the_rest() -> None:
    changes = (
        {}, {"is_watched": True}, {"new_date": TODAY}, {"suggested": Rating.RED, "self_assessed": Rating.RED},
        {"suggested": Rating.RED}, {"is_missing": True},
    )  # fmt: skip
    items = [replace(QUIET, slot=slot, position=9 - slot, **change) for slot, change in enumerate(changes)]

    assert [item.slot for item in in_order(items, Order.LOOK_FIRST)] == [5, 4, 3, 2, 1, 0]
    assert [item.slot for item in in_order(items, Order.TIMES)] == [0, 1, 2, 3, 4, 5]
    assert [item.position for item in in_order(items, Order.PLAN)] == [4, 5, 6, 7, 8, 9]


def test_by_priority_the_worst_of_each_priority_comes_first() -> None:
    items = [
        replace(QUIET, ref="b quiet", priority="2", slot=0),
        replace(QUIET, ref="a quiet", priority="1", slot=1),
        replace(QUIET, ref="a missing", priority="1", slot=2, position=9, is_missing=True),
    ]

    assert [item.ref for item in in_order(items, Order.PRIORITY)] == ["a missing", "a quiet", "b quiet"]
