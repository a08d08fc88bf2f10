"""What a plan's file says of decisions: that an action is on hold, when it was delivered, when that is checked.

A file decides none of it. What it says and the plan does not have is a question, and never passed over in silence.
"""

from dataclasses import replace

from bot.domain.actions import Lifecycle
from bot.domain.dates import listed
from bot.domain.plan_reading.dates import said
from bot.domain.plan_reading.preview import PlanRow, ReadDelivery


def hold_words(row: PlanRow) -> str:
    """By which decision it is on hold, and when that is looked at again; empty where nothing is said of it."""
    by = [f"on hold by decision {row.hold_decision}"] if row.hold_decision else []
    return ", ".join([*by, *([f"to be looked at again on {said(row.hold_review)}"] if row.hold_review else [])])


def delivery_words(row: PlanRow) -> str:
    """When it was delivered, and when it is checked that it lasts; empty where nothing is said of it."""
    on = [f"delivered on {said(row.delivered_on)}"] if row.delivered_on else []
    return ", ".join([*on, *([f"to be checked on {said(row.check_on)}"] if row.check_on else [])])


def asked_of_hold(row: PlanRow, known: PlanRow | None) -> str:
    """What is to be asked about a hold that the plan does not have so; empty where nothing is. Blank says nothing."""
    here, there = hold_words(_filled(row, known)), hold_words(known) if known else ""
    if here == there:
        return ""
    stands = f"In the plan it is {there}, and that stays." if there else "It stays live."
    return f'"{here}". A file cannot put an action on hold. {stands} Only the chair decides that, in chat.'


def asked_of_delivery(row: PlanRow, known: PlanRow | None) -> str:
    """What is to be asked about a delivery, where what a file says of it will not be loaded; empty where nothing is."""
    if is_delivered_by(row, known):
        return ""
    here, there = delivery_words(_filled(row, known)), delivery_words(known) if known else ""
    days = here if here != there else ""
    others = [_NAMED[name] for name in otherwise_delivered(row, known)]
    if not (days or others):
        return ""
    if known is None or not known.delivered_on:
        said_so = [*([f'"{days}"'] if days else []), *([f"it has {listed(others)}"] if others else [])]
        return (
            f"{' and '.join(said_so)}, and it does not count as delivered. Left out. If it was delivered, say so as "
            "its status."
        )
    differs = f"{listed(others)} {'differs' if len(others) == 1 else 'differ'} from the plan" if others else ""
    parts = [f'"{days}" here, "{there}" in the plan' if days else "", f"{differs[:1].upper()}{differs[1:]}"]
    return f"{'. '.join(each for each in parts if each)}. That stays."


_NAMED = {
    "evidence": "the evidence offered", "effect": "the effect", "measure": "the measure",
    "keeper": "who keeps it going", "procedure": "the procedure that holds it",
}  # fmt: skip


def otherwise_delivered(row: PlanRow, known: PlanRow | None) -> list[str]:
    """Which words of a delivery the file has otherwise than the plan. Blank says nothing."""
    there = known.delivery if known else ReadDelivery()
    return [name for name in _NAMED if getattr(row.delivery, name) not in ("", getattr(there, name))]


def is_delivered_by(row: PlanRow, known: PlanRow | None) -> bool:
    """Whether loading the row delivers an action that was not delivered."""
    is_open = known is None or not (known.lifecycle.is_closed or known.lifecycle is Lifecycle.DELIVERED)
    return is_open and row.lifecycle is Lifecycle.DELIVERED


def left_to_decide(row: PlanRow) -> list[str]:
    """What the file says of a new action and loading it leaves to others, in words."""
    asked = (asked_of_hold(row, None), asked_of_delivery(row, None))
    return [f"the file says: {each}" for each in asked if each]


def as_decided(row: PlanRow, known: PlanRow) -> PlanRow:
    """The row with what was decided as the plan has it; where the file delivers the action, with the file's days."""
    row = replace(row, hold_decision=known.hold_decision, hold_review=known.hold_review)
    if is_delivered_by(row, known):
        return row
    return replace(row, delivered_on=known.delivered_on, check_on=known.check_on, delivery=known.delivery)


def _filled(row: PlanRow, known: PlanRow | None) -> PlanRow:
    if known is None:
        return row
    return replace(
        row, hold_decision=row.hold_decision or known.hold_decision, hold_review=row.hold_review or known.hold_review,
        delivered_on=row.delivered_on or known.delivered_on, check_on=row.check_on or known.check_on,
    )  # fmt: skip
