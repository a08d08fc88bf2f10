"""The form for a new action, and what is asked when one is split."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import day_and_year
from bot.domain.references import LONGEST_REF
from bot.messages.editing import why_field
from bot.messages.ending import several_of
from bot.messages.parts import (
    Button,
    Buttons,
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    FormPart,
    Paragraph,
    Subheading,
    TextField,
)
from bot.messages.plan_fields import fact_fields, marks_field, post_fields, priority_fields

ADD = "plan.add"
ADD_FORM = "plan.new"
SAVE = "plan.new.save"
BACK = "plan.new.back"
SPLIT_FORM = "edit.split"
ONE_MORE = "edit.split.more"

_STATES = (
    Choice(value="agreed", label="Agreed: it counts, and its officer is asked about it"),
    Choice(value="draft", label="Draft: not agreed yet, and nobody is asked"),
)


def add_form(about: str, fields: Sequence[FormPart], why: str = "") -> Form:
    """Everything about a new action."""
    return Form(
        name=ADD_FORM, title="Add an action", submit="See what will be added", about=about,
        parts=(
            Paragraph(text="Nothing is saved before you have seen what will be added and who will be told."),
            *fields,
            why_field(why).model_copy(update={"label": "Why is it added?"}),
        ),
    )  # fmt: skip


def own_fields(ref: str, title: str, words: str) -> list[FormPart]:
    """Its reference, what is to be done, and its title."""
    return [
        TextField(
            name="ref", label="Reference", initial=ref, longest=LONGEST_REF, hint="The next free one is suggested."
        ),
        TextField(name="words", label="What is to be done", initial=words, longest=1200, many_lines=True),
        TextField(
            name="title", label="Title", initial=title, longest=300, optional=True,
            hint="Short, as it is listed. Left empty, it is the beginning of the above.",
        ),
    ]  # fmt: skip


def date_fields(start: date | None, deadline: date | None) -> list[FormPart]:
    """When it starts, and by when it is to be done."""
    return [
        DateField(name="start", label="Start", initial=start, optional=True),
        DateField(name="deadline", label="Deadline", initial=deadline, optional=True),
    ]


def state_field(standing: str) -> ChoiceField:
    """Whether it is agreed yet."""
    return ChoiceField(name="state", label="Is it agreed?", choices=_STATES, initial=standing, as_menu=False)


def going_along(
    steps: Sequence[tuple[int, str]],
    chosen: tuple[str, ...],
    measures: Sequence[tuple[int, str]],
    linked: tuple[str, ...],
) -> list[FormPart]:
    """What goes with the part that is split off; all else stays."""
    return [
        *several_of("steps", "Milestones that go along", steps, chosen),
        *several_of("measures", "Measures that it has too", measures, linked),
    ]


def deadline_field(ref: str, standing: date | None, given: date | None) -> DateField:
    """By when a part that is split off is to be done: sooner than the whole, but never later."""
    hint = f"{ref} is due on {day_and_year(standing)}; a part can be due sooner." if standing else ""
    return DateField(name="deadline", label="Deadline", initial=given, optional=True, hint=hint)


def split_fields(ref: str, parts: Sequence[Sequence[FormPart]], left: str, most: int) -> list[FormPart]:
    """What is asked of each part that is split off, room for one more up to `most`, and what is left of the action."""
    fields = [field for n, part in enumerate(parts, 1) for field in _numbered(part, n, len(parts))]
    more = Button(label="Split off one more", does=ONE_MORE, spoken=f"Split one more new action off {ref}")
    room: list[FormPart] = [Buttons(buttons=(more,))] if len(parts) < most else []
    return [*fields, *room, _left_field(ref, left)]


def part_name(name: str, n: int) -> str:
    """What a field is called in the nth part that is split off."""
    return name if n == 1 else f"{name}_{n}"


def _numbered(part: Sequence[FormPart], n: int, count: int) -> list[FormPart]:
    if count == 1:
        return list(part)
    text = f"New action {n} of {count}"
    note = [Paragraph(text="Leave out what is to be done and its title, and it is not split off.")] if n > 1 else []
    return [Subheading(text=text), *note, *(_in_part(field, n) for field in part)]


def _in_part(field: FormPart, n: int) -> FormPart:
    """The field under a name and a label of its own; what a later part asks may be left empty, part and all."""
    if not isinstance(field, TextField | ChoiceField | ChoicesField | DateField):
        return field
    named = {"name": part_name(field.name, n), "label": f"{field.label} (new action {n})"}
    return field.model_copy(update=named | ({"optional": True} if n > 1 else {}))


def _left_field(ref: str, words: str) -> TextField:
    return TextField(
        name="left", label=f"What is left of {ref}", initial=words, many_lines=True, longest=max(1200, len(words)),
        hint="It keeps its reference, its statements and its history.",
    )  # fmt: skip


def _example(about: str, refs: Sequence[str]) -> Form:
    parts = [
        (
            *own_fields(ref, "", ""),
            *post_fields([(1, "Head of Quality Assurance")], 1, ""),
            deadline_field("BCP-06", date(2021, 9, 30), date(2021, 9, 30)),
            *going_along([(1, "Audit tool agreed")], (), [(1, "KPO-01 Audits")], ()),
        )
        for ref in refs
    ]
    fields = split_fields("BCP-06", parts, "Put an audit programme in place.", 4)
    return Form(name=SPLIT_FORM, title="Split", submit="See what will change", about=about, parts=tuple(fields))


FORM_EXAMPLES: tuple[Form, ...] = (
    add_form(
        "1",
        (
            *own_fields("BCP-16", "", ""),
            *post_fields([(1, "Head of Quality Assurance")], 0, ""),
            *priority_fields([(1, "1 Workforce")], 1, ""),
            *date_fields(None, date(2021, 9, 30)),
            *fact_fields({}),
            marks_field(()),
            state_field("agreed"),
        ),
    ),
    _example("6:0:", ["BCP-16"]),
    _example("6:0:3", ["BCP-16", "BCP-17", "BCP-18"]),
)
