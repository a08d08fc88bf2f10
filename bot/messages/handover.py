"""What the new holder of a post takes over, and the one fresh look at the forecasts that they may take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import day_in_words, listed
from bot.messages.parts import (
    Bullets,
    Button,
    DateField,
    Form,
    FormPart,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    TextField,
    said,
    without_buttons,
)
from bot.messages.who_is_told import who_will_be_told

READ, FRESH_LOOK, FRESH_LOOK_FORM = "handover.read", "handover.fresh_look", "fresh_look"
DAYS_AHEAD = 30
IN_FULL = 12
"""Actions of which a message says everything; of more it names the others, and “mine” shows them."""
LONGEST_REASON = 1000


@dataclass(frozen=True)
class TakenOver:
    """An action that somebody takes over; everything about it in words.

    `statements` are the last three, newest first, without their text; `dates` those of the next 30 days.
    """

    ref: str
    title: str
    words: str
    statements: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    about: str = ""
    """What the button that shows it whole carries."""


def taken_parts(taken: Sequence[TakenOver]) -> list[Part]:
    """Each action with what was said of it last, what is asked of it, and what comes next."""
    parts: list[Part] = [_taken(each) for each in taken[:IN_FULL]]
    if rest := taken[IN_FULL:]:
        names = listed([each.ref for each in rest])
        parts.append(Paragraph(text=f"And {names}. Type “mine” to see them."))
    return parts


def _taken(each: TakenOver) -> Part:
    lines = [
        each.words,
        f"Last statements: {'; '.join(each.statements) or 'none yet'}.",
        f"Open challenges: {'; '.join(each.challenges) or 'none'}.",
        f"In the next {DAYS_AHEAD} days: {'; '.join(each.dates) or 'nothing'}.",
    ]
    read = Button(label="Read", does=READ, about=each.about, spoken=f"Read the last statements of {each.ref}")
    return Paragraph(lead=f"{each.ref} {each.title}", text="\n".join(lines), button=read if each.about else None)


@dataclass(frozen=True)
class Words:
    """What somebody wrote: when and by whom in words, and their own words."""

    lead: str
    text: str


def taken_shown(each: TakenOver, statements: Sequence[Words], challenges: Sequence[Words]) -> Message:
    """One action that is taken over, whole: the words of its last three statements and of its open challenges."""
    quotes = [Quote(lead=words.lead, text=words.text) for words in (*statements, *challenges)]
    dates = Bullets(lead=f"In the next {DAYS_AHEAD} days", items=tuple(Item(text=when) for when in each.dates))
    nothing: list[Part] = [] if statements else [Paragraph(text="No statement has come in yet.")]
    return Message(
        kind="taken_over",
        heading=f"{each.ref} {each.title}",
        parts=(Paragraph(text=each.words), *nothing, *quotes, *([dates] if each.dates else [])),
    )


def fresh_look_button(about: str) -> Button:
    """What lets a new holder look at the forecasts afresh, once."""
    return Button(label="Fresh look", does=FRESH_LOOK, about=about, spoken="Take a fresh look at the forecasts")


def with_look_taken(message: Message, when: str) -> Message:
    """The same handover after the fresh look was taken: its button gives way to when that was."""
    return without_buttons(message, {FRESH_LOOK}, f"You took your fresh look {when}.")


@dataclass(frozen=True)
class Forecast:
    """The forecast of an action, as it stands; `deadline` is its deadline in words, with how far and often it moved."""

    action_id: int
    ref: str
    title: str
    deadline: str
    forecast: date | None


def fresh_look_form(about: str, post: str, forecasts: Sequence[Forecast], told: Sequence[str]) -> Form:
    """Every forecast of a post, for its new holder to say when they expect to finish; and who is told."""
    fields: list[FormPart] = [
        DateField(
            name=f"forecast_{each.action_id}",
            label=f"{each.ref} {each.title}"[:150],
            hint=f"Deadline: {each.deadline}.",
            initial=each.forecast,
            optional=True,
        )
        for each in forecasts
    ]
    return Form(
        name=FRESH_LOOK_FORM,
        title="Fresh look",
        submit="Send",
        about=about,
        parts=(
            Paragraph(
                lead=post,
                text="You took this post over. You may look at its forecasts afresh, once: change those that you see "
                "otherwise. No deadline moves, and each new forecast is marked as yours.",
            ),
            *fields,
            TextField(name="reason", label="What do you see otherwise?", many_lines=True, longest=LONGEST_REASON),
            who_will_be_told(told),
        ),
    )


def fresh_look_taken(changed: Sequence[str], told: Sequence[str], when: str) -> Message:
    """For the new holder who took it. `changed` are references; `told` hear of it `when`."""
    names = listed(list(changed))
    who = listed(list(told))
    hear = f" {who[:1].upper()}{who[1:]} {'is' if len(told) == 1 else 'are'} told {when}." if told else ""
    text = f"Thank you. The new forecasts of {names} are marked as your fresh look. The deadlines stay.{hear}"
    return said("fresh_look_taken", text)


def fresh_look_told(post: str, name: str, changed: Sequence[tuple[str, date | None, date]], today: date) -> Message:
    """The chair and the programme manager hear what a new holder forecasts otherwise, as (reference, was, now)."""
    items = tuple(
        Item(lead=ref, text=f"{day_in_words(was, today) if was else 'no forecast'} → {day_in_words(to, today)}.")
        for ref, was, to in changed
    )
    return Message(
        kind="fresh_look_told",
        heading=f"A fresh look at the forecasts: {post}",
        parts=(
            Paragraph(text=f"{name} took the post over and expects these to finish on another day. No deadline moved."),
            Bullets(items=items),
            Note(text="This can be done once after a handover. The reason is on the record."),
        ),
    )


_TAKEN = TakenOver(
    "BCP-03", "Supervise every month", "Deadline 16 July. Last rating: Amber, confirmed by the chair.",
    ("25 May, Amber, Daniel Marsh", "27 April, Green, Daniel Marsh"), ("C-04, due 10 June",),
    ("15 June, Holding to Account", "18 June, practice guidance issued"), "1:4:3",
)  # fmt: skip
_BARE = TakenOver("BCP-06", "Audit twenty-five cases a month", "No deadline yet. Not rated yet.")
_DAY = date(2021, 6, 8)
_CHANGED = [("BCP-03", _DAY, date(2021, 7, 30)), ("BCP-06", None, _DAY)]

EXAMPLES: tuple[Message, ...] = (
    taken_shown(
        _TAKEN,
        [Words("25 May, Amber, Daniel Marsh", "Cover is in place.")],
        [Words("C-04", "What have families said?")],
    ),
    taken_shown(_BARE, [], []),
    fresh_look_taken(["BCP-03", "BCP-06"], ["the chair", "the programme manager"], "now"),
    fresh_look_told(
        "Head of Fostering", "Noor Aziz", [("BCP-03", _DAY, date(2021, 7, 30)), ("BCP-06", None, _DAY)], _DAY
    ),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    fresh_look_form(
        "1:4",
        "Head of Fostering",
        [Forecast(3, "BCP-03", "Supervise every month", "18 June, moved once", None)],
        ("the chair", "the programme manager"),
    ),
)
