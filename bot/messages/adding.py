"""The form for a new action, and what is asked when one is split in two."""

from collections.abc import Sequence
from datetime import date

from bot.messages.editing import why_field
from bot.messages.ending import several_of
from bot.messages.parts import Choice, ChoiceField, DateField, Form, FormPart, Paragraph, TextField
from bot.messages.plan_fields import fact_fields, marks_field, post_fields, priority_fields

ADD = "plan.add"
ADD_FORM = "plan.new"
SAVE = "plan.new.save"
BACK = "plan.new.back"

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
        TextField(name="ref", label="Reference", initial=ref, longest=60, hint="The next free one is suggested."),
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


def left_field(ref: str, words: str) -> TextField:
    """What is left of the action that is split; it keeps its reference."""
    return TextField(
        name="left", label=f"What is left of {ref}", initial=words, many_lines=True, longest=max(1200, len(words)),
        hint="It keeps its reference, its statements and its history.",
    )  # fmt: skip


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
    Form(
        name="edit.split",
        title="Split",
        submit="See what will change",
        about="6:0:",
        parts=(
            *own_fields("BCP-16", "", ""),
            *going_along([(1, "Audit tool agreed")], (), [(1, "KPO-01 Audits")], ()),
            left_field("BCP-06", "Put an audit programme in place."),
        ),
    ),
)
