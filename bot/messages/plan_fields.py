"""The fields in which facts of an action are typed or chosen, the same wherever they are asked for."""

from collections.abc import Mapping, Sequence

from bot.messages.parts import MOST_CHOICES, Choice, ChoiceField, ChoicesField, Form, FormPart, TextField

FACTS = ("lead", "partners", "source", "source_ref", "success_measure")

_LABELS = {
    "lead": ("Lead officer", "The post that does the work."),
    "partners": ("Partners", ""),
    "source": ("Where it comes from", "A direction, a notice, an inspection, a review, or the plan itself."),
    "source_ref": ("Its reference there", "Such as “Recommendation 4”."),
    "success_measure": ("How we will know that it worked", ""),
}


def fact_fields(standing: Mapping[str, str]) -> list[FormPart]:
    """A field for each of the facts that may be left empty, with what stands in it."""
    return [
        TextField(
            name=name, label=label, hint=hint, initial=standing.get(name, ""), optional=True,
            longest=max(500, len(standing.get(name, ""))), many_lines=name == "success_measure",
        )
        for name, (label, hint) in _LABELS.items()
    ]  # fmt: skip


def priority_fields(known: Sequence[tuple[int, str]], standing: int, new: str) -> list[FormPart]:
    """A menu of the plan's priorities, and room for a new one."""
    return [
        *_menu("priority", "Priority", known, standing),
        TextField(name="new", label="Or a new priority", initial=new, optional=True, longest=300),
    ]


def post_fields(known: Sequence[tuple[int, str]], standing: int, new: str) -> list[FormPart]:
    """A menu of the posts that are known, and room for a new one. An action has exactly one accountable post."""
    hint = "One post and no name. A post that nobody holds yet is vacant until you connect it."
    field = TextField(name="new_post", label="Or a new post", hint=hint, initial=new, optional=True, longest=300)
    return [*_menu("post", "Accountable officer", known, standing), field]


def _menu(name: str, label: str, known: Sequence[tuple[int, str]], standing: int) -> list[FormPart]:
    choices = tuple(Choice(value=str(each), label=words) for each, words in known[:MOST_CHOICES] if words)
    initial = str(standing) if any(choice.value == str(standing) for choice in choices) else None
    return [ChoiceField(name=name, label=label, choices=choices, initial=initial, optional=True)] if choices else []


def marks_field(standing: tuple[str, ...]) -> ChoicesField:
    """Whether it is urgent, and whether it is set by a statutory direction."""
    return ChoicesField(
        name="marks",
        label="Is it urgent or statutory?",
        optional=True,
        initial=standing,
        choices=(
            Choice(value="urgent", label="Urgent: tighter limits, and listed first"),
            Choice(value="statutory", label="Statutory: set by a direction; no deputy moves its date"),
        ),
    )


FORM_EXAMPLES: tuple[Form, ...] = (
    Form(
        name="edit.facts",
        title="Priority, lead and more",
        submit="See what will change",
        about="6:0:",
        parts=(
            *priority_fields([(1, "1 Workforce"), (2, "2 Practice")], 2, ""),
            *post_fields([(1, "Head of Quality Assurance")], 0, ""),
            *fact_fields({"lead": "Head of Quality Assurance"}),
            marks_field(("urgent",)),
        ),
    ),
)
