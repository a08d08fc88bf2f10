"""How often an action reports: the fields that the chair fills in, and what is said when it ends by itself."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import day_in_words, listed
from bot.domain.intervals import EVERY
from bot.messages.parts import Button, Buttons, Choice, ChoiceField, DateField, Form, FormPart, Message, said

ONE, WHOLE = "one", "whole"
"""For which actions it is: this one, or every one of the plan."""


def interval_fields(every: int, since: date | None, until: date | None, scope: str, ref: str) -> list[FormPart]:
    """At which meetings it reports, from when and until when, and for which actions."""
    return [
        ChoiceField(
            name="every", label="Reports at", initial=str(every),
            choices=tuple(Choice(value=str(each), label=words) for each, words in EVERY.items()),
        ),
        DateField(
            name="since", label="From", initial=since,
            hint="At every second meeting: the first from this day on is left out, the second has its report.",
        ),
        DateField(name="until", label="Until", initial=until, optional=True, hint="Leave it empty for: until ended."),
        ChoiceField(
            name="scope", label="For", initial=scope,
            choices=(Choice(value=ONE, label=f"{ref} alone"), Choice(value=WHOLE, label="every action of the plan")),
        ),
    ]  # fmt: skip


LONGER = (
    "At the meetings between, nothing is asked and nobody is reminded, and it counts as it stands. It ends by itself "
    "when the action is overdue, turns Red, is marked urgent or is put on the watch list."
)
AGAIN = "It is asked for at every meeting again."


def interval_ended(action_id: int, ref: str, why: str) -> Message:
    """For the chair and for whoever answers for it: an action reports at every meeting again, and why."""
    return said(
        "interval_ended",
        f"{ref} reports at every meeting again, since {why}. If a meeting has asked for statements already, whoever "
        "answers for it is asked now.",
        Buttons(buttons=(Button(label=f"Show {ref}", does="status.open", about=str(action_id)),)),
    )


def next_report(ref: str, day: date | None, today: date) -> str:
    """When an action reports next, if it is to report less often."""
    if day is None:
        return f"The meeting at which {ref} reports next is not arranged yet."
    return f"{ref} reports next at the meeting of {day_in_words(day, today)}."


def for_plan(refs: Sequence[str]) -> str:
    """For which other actions it is as well."""
    return f"The same for {listed(list(refs))}."


def left_out(refs: Sequence[str]) -> str:
    """Which actions report at every meeting all the same."""
    are = "is" if len(refs) == 1 else "are"
    why = "overdue, Red, urgent, on the watch list, or for somebody else to decide"
    return f"{listed(list(refs))} {are} left out ({why}): nothing changes there."


EXAMPLES: tuple[Message, ...] = (interval_ended(6, "BCP-06", "it is Red"),)
FORM_EXAMPLES: tuple[Form, ...] = (
    Form(
        name="edit.interval", title="How often it reports", submit="See what will change", about="6:0:",
        parts=tuple(interval_fields(2, date(2021, 6, 8), None, ONE, "BCP-06")),
    ),
)  # fmt: skip
