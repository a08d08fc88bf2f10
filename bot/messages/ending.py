"""The fields of what changes an action's state: on hold, superseded, not delivered, merged."""

from collections.abc import Sequence
from datetime import date

from bot.domain.plans import Action
from bot.messages.parts import MOST_CHOICES, Choice, ChoiceField, ChoicesField, DateField, Form, FormPart, TextField
from bot.messages.plan_lines import name_of
from bot.messages.sample_plan import sample_plan


def decision_field(standing: str) -> TextField:
    """The reference of the decision that it stands on."""
    hint = "As in the minutes. Left empty, the next free one is given."
    return TextField(
        name="decision_ref", label="Decision reference", hint=hint, initial=standing, optional=True, longest=60
    )


def hold_fields(review: date | None, decision_ref: str) -> list[FormPart]:
    """When a hold is to be looked at again, and by which decision it is."""
    return [DateField(name="review", label="To be looked at again on", initial=review), decision_field(decision_ref)]


def superseded_fields(others: Sequence[Action], by: int, link: str, decision_ref: str) -> list[FormPart]:
    """What took its place."""
    hint = "Needed where no action of this plan did: a link, or the plan and its reference."
    return [
        *_other("by", "Which action took its place?", others, by, optional=True),
        TextField(
            name="link", label="Or what did, and where is it written down?", hint=hint, initial=link, optional=True,
            longest=300,
        ),
        decision_field(decision_ref),
    ]  # fmt: skip


def not_delivered_fields(link: str, decision_ref: str) -> list[FormPart]:
    """Where it is written down that it will not be delivered."""
    hint = "A link, or the minutes."
    return [
        TextField(name="link", label="Where is it written down that it ends?", hint=hint, initial=link, longest=300),
        decision_field(decision_ref),
    ]


def merge_fields(
    others: Sequence[Action], into: int, steps: Sequence[tuple[int, str]], chosen: tuple[str, ...],
    measures: Sequence[tuple[int, str]], linked: tuple[str, ...], decision_ref: str,
) -> list[FormPart]:  # fmt: skip
    """Which action it is merged into, and what goes along; the rest stays with it, and stays to be seen."""
    return [
        *_other("into", "Merge into", others, into),
        *several_of("steps", "Milestones that go along", steps, chosen),
        *several_of("measures", "Measures that go along", measures, linked),
        decision_field(decision_ref),
    ]


def several_of(name: str, label: str, known: Sequence[tuple[int, str]], chosen: tuple[str, ...]) -> list[FormPart]:
    """Any number of things, by id; nothing is asked where there are none."""
    choices = tuple(Choice(value=str(each), label=words) for each, words in known[:MOST_CHOICES])
    if not choices:
        return []
    return [ChoicesField(name=name, label=label, choices=choices, initial=chosen, optional=True)]


def _other(name: str, label: str, others: Sequence[Action], chosen: int, *, optional: bool = False) -> list[FormPart]:
    choices = tuple(Choice(value=str(action.id), label=name_of(action)) for action in others[:MOST_CHOICES])
    initial = str(chosen) if chosen else None
    return [ChoiceField(name=name, label=label, choices=choices, initial=initial, optional=optional)] if choices else []


def _examples() -> tuple[Form, ...]:
    others = [each.action for each in sample_plan()]
    asked = {
        "hold": hold_fields(date(2021, 9, 1), ""),
        "superseded": superseded_fields(others, 0, "", ""),
        "not_delivered": not_delivered_fields("", "D-2021-06-03"),
        "merge": merge_fields(others, others[1].id, [(1, "Audit tool agreed")], ("1",), [(1, "KPO-01 Audits")], (), ""),
    }
    return tuple(
        Form(name=f"edit.{name}", title="Change", submit="See what will change", about="6:0:", parts=tuple(fields))
        for name, fields in asked.items()
    )


FORM_EXAMPLES: tuple[Form, ...] = _examples()
