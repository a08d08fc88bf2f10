"""Who gives input to an action, what it waits for, and what is said when that slips."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import day_in_words, days_in_words
from bot.domain.links import Waits
from bot.domain.plans import Action
from bot.messages.changing import back_to_card
from bot.messages.ending import several_of
from bot.messages.parts import (
    MOST_CHOICES,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    DateField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
)
from bot.messages.plan_lines import name_of
from bot.messages.sample_plan import TODAY, sample_plan

LIST = "waits.change"
ADD = "edit.waits"
END = "edit.waits_no_more"
DATE = "edit.outside_date"
SLIPPED = "dependency_slipped"
OUTSIDE_SLIPS = "When it slips, say so under “What it waits for”: its accountable officer is then told."


def contributor_fields(posts: Sequence[tuple[int, str]], chosen: tuple[str, ...], new: str) -> list[FormPart]:
    """Which posts give input."""
    return [
        *several_of("posts", "Who gives input to its statement", posts, chosen),
        TextField(name="new_post", label="Or another post", initial=new, optional=True, longest=300,
                  hint="A post and no name."),
    ]  # fmt: skip


def waits_listed(action: Action, waits: Sequence[Waits], today: date) -> Message:
    """What an action waits for, each with what can be done about it."""
    parts: list[Part] = [part for each in waits for part in _wait(action, each, today)]
    if not waits:
        parts = [Paragraph(text=f"{action.ref} waits for nothing.")]
    parts.append(Note(text="When what it waits for slips, the accountable officers are told, once each time."))
    add = Button(label="Add what it waits for", does=ADD, about=str(action.id))
    parts.append(Buttons(buttons=(add, back_to_card(action.id, action.ref))))
    return Message(kind="waits_listed", heading=f"What {action.ref} waits for", parts=tuple(parts))


def _wait(action: Action, each: Waits, today: date) -> list[Part]:
    about = f"{action.id}:{each.id}"
    spoken = f"It does not wait for {each.on} any more"
    buttons = [Button(label="It waits no more", does=END, about=about, spoken=spoken)]
    if each.on_action_id is None:
        buttons.insert(0, Button(label="New date", does=DATE, about=about, spoken=f"New date for {each.on}"))
    when = f"expected {day_in_words(each.expected, today)}." if each.expected else "no date is known."
    return [Paragraph(lead=each.on, text=when), Buttons(buttons=tuple(buttons))]


def waits_fields(others: Sequence[Action], on: int, outside: str, expected: date | None) -> list[FormPart]:
    """Which action it waits for, or which programme outside the plan."""
    choices = tuple(Choice(value=str(action.id), label=name_of(action)) for action in others[:MOST_CHOICES])
    menu = [
        ChoiceField(name="on", label="Which action?", choices=choices, initial=str(on) if on else None, optional=True)
    ]
    return [
        *(menu if choices else []),
        TextField(name="outside", label="Or which programme outside this plan?", initial=outside, optional=True),
        DateField(name="expected", label="When is that programme expected?", initial=expected, optional=True),
    ]


def date_fields(outside: str, expected: date | None) -> list[FormPart]:
    """When a programme outside the plan is expected now."""
    return [DateField(name="expected", label=f"{outside[:60]}: expected on", initial=expected)]


def ending(on: str) -> Paragraph:
    """What it is not to wait for any more."""
    return Paragraph(text=f"It does not wait for {on} any more. The history keeps that it did.")


def dependency_slipped(
    action_id: int, ref: str, waits: str, on: str, was: date | None, now: date, today: date, *, is_own: bool
) -> Message:
    """Tell an accountable officer that something slips which an action waits for: their own, or another's on theirs."""
    before = f" instead of {day_in_words(was, today)}, {days_in_words((now - was).days)} later" if was else ""
    text = f"{on} is expected on {day_in_words(now, today)}{before}. {waits} waits for it."
    what = (
        "Look whether your forecast still holds, and say so in your next statement."
        if is_own
        else f"The officer for {ref} has been told. Please talk to each other early."
    )
    return Message(
        kind="dependency_slipped",
        heading=f"What {ref} waits for has slipped",
        parts=(Paragraph(text=text), Paragraph(text=what), Buttons(buttons=(back_to_card(action_id, ref),))),
    )


def _examples() -> tuple[Message, ...]:
    action = sample_plan()[0].action
    waits = (
        Waits(1, action.id, action.ref, 3, "BCP-03", "Report the measures", "", date(2021, 7, 16)),
        Waits(2, action.id, action.ref, None, "", "", "The corporate Smarter Structures programme", None),
    )
    slipped = ("BCP-06", "BCP-06 (Put an audit programme in place)", "BCP-03 (Report the measures)")
    days = (date(2021, 6, 30), date(2021, 7, 16), TODAY)
    return (
        waits_listed(action, waits, TODAY),
        waits_listed(action, (), TODAY),
        dependency_slipped(6, *slipped, *days, is_own=True),
        dependency_slipped(6, *slipped, *days, is_own=False),
    )


EXAMPLES: tuple[Message, ...] = _examples()
FORM_EXAMPLES: tuple[Form, ...] = tuple(
    Form(name=name, title="What it waits for", submit="See what will change", about="6:0:", parts=tuple(fields))
    for name, fields in (
        (ADD, waits_fields([each.action for each in sample_plan()], 0, "", None)),
        (END, [ending("BCP-03 (Report the measures)")]),
        (DATE, date_fields("The corporate Smarter Structures programme", date(2021, 9, 1))),
        ("edit.contributors", contributor_fields([(1, "Head of Early Help")], ("1",), "")),
    )
)
