"""The milestones of an action as they are changed: the list of them, and the fields of one."""

from datetime import date

from bot.domain.plans import PILOT_STEPS, Action, Milestone
from bot.messages.changing import back_to_card
from bot.messages.parts import (
    Button,
    Buttons,
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
)
from bot.messages.plan_lines import milestone_words, name_of
from bot.messages.sample_plan import TODAY, sample_plan

LIST = "milestones.change"
ADD = "edit.add_milestone"
CHANGE = "edit.milestone"
DROP = "edit.drop_milestone"
LONGEST_TITLE = 300

_PILOTS = (
    ("none", "No"),
    *((value, f"Yes: {words}") for value, words in PILOT_STEPS.items()),
)


def milestones_listed(action: Action, today: date) -> Message:
    """Every milestone of an action, each with what can be done to it."""
    parts: list[Part] = [_step(action, step, today)[place] for step in action.milestones for place in (0, 1)]
    if not parts:
        parts = [Paragraph(text=f"{action.ref} has no milestone yet.")]
    parts.append(Note(text="A milestone that is dropped stays in the history with its reason. None is deleted."))
    add = Button(label="Add a milestone", does=ADD, about=str(action.id), spoken=f"Add a milestone to {action.ref}")
    parts.append(Buttons(buttons=(add, back_to_card(action.id, action.ref))))
    return Message(kind="milestones_listed", heading=f"Milestones of {name_of(action)}", parts=tuple(parts))


def _step(action: Action, step: Milestone, today: date) -> tuple[Paragraph, Buttons]:
    about = f"{action.id}:{step.id}"
    lead = f"{step.name}{', critical' if step.is_critical else ''}"
    return (
        Paragraph(lead=lead, text=milestone_words(step, today)),
        Buttons(
            buttons=(
                Button(label="Change it", does=CHANGE, about=about, spoken=f"Change {step.name}"),
                Button(label="Drop it", does=DROP, about=about, spoken=f"Drop {step.name}"),
            )
        ),
    )


def milestone_fields(title: str, due: date | None, is_critical: bool, pilot: str) -> list[FormPart]:
    """What a milestone is: its words, its day, whether it is critical, and which step of a pilot, if of one."""
    critical = (Choice(value="critical", label="Critical: missing it means missing the deadline"),)
    pilots = tuple(Choice(value=value, label=words) for value, words in _PILOTS)
    return [
        TextField(
            name="title", label="Milestone", initial=title, longest=max(LONGEST_TITLE, len(title)),
            hint="What will be there on that day.",
        ),
        DateField(name="due", label="Due", initial=due, optional=True),
        ChoicesField(
            name="critical", label="Is it critical?", choices=critical, optional=True,
            initial=("critical",) if is_critical else (),
        ),
        ChoiceField(name="pilot", label="Is it a step of a pilot?", choices=pilots, initial=pilot or "none"),
    ]  # fmt: skip


def dropped_field(step: str) -> Paragraph:
    """Which milestone is to be dropped."""
    text = f"“{step}” counts no longer, and nobody is asked about it. It stays in the history, with your reason."
    return Paragraph(text=text)


EXAMPLES: tuple[Message, ...] = tuple(milestones_listed(each.action, TODAY) for each in sample_plan()[:3])
FORM_EXAMPLES: tuple[Form, ...] = (
    Form(
        name=CHANGE,
        title="Change a milestone",
        submit="See what will change",
        about="6:0:9",
        parts=tuple(milestone_fields("Audit tool agreed", date(2021, 6, 30), True, "")),
    ),
    Form(
        name=DROP,
        title="Drop a milestone",
        submit="See what will change",
        about="6:0:9",
        parts=(dropped_field("Audit tool agreed"),),
    ),
)
