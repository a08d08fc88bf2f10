"""Who gives input to an action, what it waits for, and what is said when that slips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

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
OUTSIDE_SLIPS = (
    "When it slips, say so under “What it waits for”: its accountable officer is then told. Once its day has passed, "
    "both of you are asked."
)


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
    parts.append(
        Note(text="When what it waits for slips, or its day has passed, the accountable officers are told, once each.")
    )
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


class Whose(Enum):
    """Who is told that a day has passed: for what waits, for what it waits for, for an outside programme that it waits
    for, or as whoever keeps what is known of that.
    """

    WAITING = "waiting"
    WAITED_FOR = "waited for"
    OUTSIDE = "outside"
    KEEPER = "keeper"


@dataclass(frozen=True)
class Waited:
    """An action that waits, by its names, what it waits for, and in whose place the reader is told of that."""

    action_id: int
    ref: str
    waits: str
    on: str
    for_post: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """In whose place the reader is told, if not in their own."""
        return (Note(text=f"This is for the {self.for_post}."),) if self.for_post else ()

    @property
    def card(self) -> Buttons:
        """The way to the action that waits."""
        return Buttons(buttons=(back_to_card(self.action_id, self.ref),))


LOOK_AGAIN = "Look whether your forecast still holds, and say so in your next statement."


def dependency_slipped(each: Waited, was: date | None, now: date, today: date, *, is_own: bool) -> Message:
    """Tell an accountable officer that something slips which an action waits for: their own, or another's on theirs."""
    before = f" instead of {day_in_words(was, today)}, {days_in_words((now - was).days)} later" if was else ""
    text = f"{each.on} is expected on {day_in_words(now, today)}{before}. {each.waits} waits for it."
    what = LOOK_AGAIN if is_own else f"The officer for {each.ref} has been told. Please talk to each other early."
    return Message(
        kind="dependency_slipped",
        heading=f"What {each.ref} waits for has slipped",
        parts=(Paragraph(text=text), Paragraph(text=what), *each.parts, each.card),
    )


def dependency_passed(each: Waited, day: date, today: date, whose: Whose) -> Message:
    """Say that the day has passed on which something was expected that an action waits for."""
    is_outside = whose in (Whose.OUTSIDE, Whose.KEEPER)
    text = (
        f"“{each.on}” was expected on {day_in_words(day, today)}. {each.waits} waits for it."
        if is_outside
        else f"{each.on} was expected on {day_in_words(day, today)}, and is not delivered. {each.waits} waits for it."
    )
    ways = each.card
    if whose is Whose.KEEPER:
        listed = Button(label="What it waits for", does=LIST, about=str(each.action_id), style="primary",
                        spoken=f"What {each.ref} waits for")  # fmt: skip
        ways = Buttons(buttons=(listed, *ways.buttons))
    parts = (Paragraph(text=text), Paragraph(text=_PASSED[whose].format(ref=each.ref)), *each.parts, ways)
    return Message(kind="dependency_passed", heading=f"What {each.ref} waits for has not come yet", parts=parts)


_PASSED = {
    Whose.WAITING: LOOK_AGAIN,
    Whose.WAITED_FOR: "The officer for {ref} has been told. Say in your next statement when it comes, and please talk "
    "to each other early.",
    Whose.OUTSIDE: "If it has come, or you know when it will, tell the programme manager, who keeps that here. Look "
    "whether your forecast still holds.",
    Whose.KEEPER: "If it has come, press It waits no more there; otherwise give its new date. The accountable officer "
    "has been told.",
}


def waited_for_changed(each: Waited, on_ref: str, became: str, then: str) -> Message:
    """Tell whoever answers for an action what has become of the one that it waits for; `then` is what it waits for
    from now on, empty for the same.
    """
    waits = f"{each.waits} waits for {then} from now on." if then else f"{each.waits} waits for it."
    return Message(
        kind="waited_for_changed",
        heading=f"{on_ref}, which {each.ref} waits for",
        parts=(Paragraph(text=f"{each.on} is {became}. {waits}"), Paragraph(text=LOOK_AGAIN), *each.parts, each.card),
    )


def _examples() -> tuple[Message, ...]:
    action = sample_plan()[0].action
    waits = (
        Waits(1, action.id, action.ref, 3, "BCP-03", "Report the measures", "", date(2021, 7, 16)),
        Waits(2, action.id, action.ref, None, "", "", "The corporate Smarter Structures programme", None),
    )
    names = ("BCP-06", "BCP-06 (Put an audit programme in place)")
    slipped = Waited(6, *names, "BCP-03 (Report the measures)")
    outside = Waited(6, *names, "The corporate Smarter Structures programme", "Service Director, Quality and Assurance")
    days = (date(2021, 6, 30), date(2021, 7, 16), TODAY)
    return (
        waits_listed(action, waits, TODAY),
        waits_listed(action, (), TODAY),
        dependency_slipped(slipped, *days, is_own=True),
        dependency_slipped(slipped, *days, is_own=False),
        *(
            dependency_passed(slipped if whose in (Whose.WAITING, Whose.WAITED_FOR) else outside, days[0], TODAY, whose)
            for whose in Whose
        ),
        waited_for_changed(slipped, "BCP-03", "on hold, to be looked at again on 16 July", ""),
        waited_for_changed(slipped, "BCP-03", "merged", "BCP-05 (Fill the duty post)"),
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
