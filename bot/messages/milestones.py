"""Asking whether a milestone was done, the day after it was due, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import counted, day_in_words, weekday_in_words
from bot.domain.references import short_title
from bot.messages.figures import GUARD
from bot.messages.parts import Button, Buttons, DateField, Form, Message, Note, Paragraph, Part, TextField, said

DONE, NOT_YET = "milestone.done", "milestone.not_yet"
DONE_FORM, NOT_YET_FORM = "milestone.was_done", "milestone.expected"
AT_MOST = 15
"""Milestones that one message asks about; of more, the rest are named."""
LONGEST = 300
SPOKEN_AT_MOST = 40


@dataclass(frozen=True)
class AskedAbout:
    """A milestone that was due. `for_post` is the post in whose place the reader answers; empty for their own."""

    id: int
    ref: str
    title: str
    due: date
    done_on: date | None = None
    forecast: date | None = None
    for_post: str = ""
    is_asked_again: bool = False
    """Whether its forecast has passed, and it is that which is asked about."""
    gone_to: str = ""
    """The post that leads its action, or answers for it, since it was asked, where that is another."""
    ended: str = ""
    """The state in which its action ended since it was asked, in words; empty while it has not."""
    reference: str = ""
    """Its own, which mostly begins with that of its action."""

    @property
    def name(self) -> str:
        """Its references, its action's too where it is not in its own, and its title: "A6-M2: Standards published"."""
        own = self.reference if self.reference.startswith(self.ref) else f"{self.ref} {self.reference}"
        return f"{own.strip()}: {self.title}"


def milestones_asked(asked: Sequence[AskedAbout], today: date) -> Message:
    """Ask of each milestone whether it was done; of one that was answered, show what was."""
    parts: list[Part] = []
    for each in asked[:AT_MOST]:
        parts += _about(each, today)
    if len(asked) > AT_MOST:
        rest = "; ".join(each.name for each in asked[AT_MOST:])
        parts.append(Paragraph(lead=f"And {counted(len(asked) - AT_MOST, 'more milestone')}", text=f"{rest}."))
    heading = "Was this done?" if len(asked) == 1 else "Were these done?"
    return Message(kind="milestones_asked", heading=heading, parts=tuple(parts))


def _about(each: AskedAbout, today: date) -> list[Part]:
    lead, behalf = each.name, f", for the {each.for_post}" if each.for_post else ""
    if each.gone_to:
        said = f"It is for the {each.gone_to} to say now, so nothing is needed of you for it. Thank you."
        return [Paragraph(lead=lead, text=said)]
    if each.ended:
        said = f"The action is {each.ended} now, so nothing is needed of you for it. Thank you."
        return [Paragraph(lead=lead, text=said)]
    if each.done_on is not None:
        return [Paragraph(lead=lead, text=f"Done, {day_in_words(each.done_on, today)}. Thank you.")]
    if each.forecast is not None and not each.is_asked_again:
        expected = day_in_words(each.forecast, today)
        return [Paragraph(lead=lead, text=f"Not yet; expected {expected}. Thank you for saying so.")]
    about, named = str(each.id), f"{each.ref}, {short_title(each.title, SPOKEN_AT_MOST)}"
    buttons = (
        Button(label="Yes", does=DONE, about=about, style="primary", spoken=f"Yes, done: {named}"),
        Button(label="Not yet", does=NOT_YET, about=about, spoken=f"Not yet done: {named}"),
    )
    said_since = f"; expected {weekday_in_words(each.forecast, today)}" if each.forecast else ""
    due = f"Due {weekday_in_words(each.due, today)}{said_since}{behalf}."
    return [Paragraph(lead=lead, text=due), Buttons(buttons=buttons)]


def done_form(each: AskedAbout, today: date) -> Form:
    """Ask on which day it was done: when it was due, or last forecast if that has come, unless they say otherwise."""
    return Form(
        name=DONE_FORM,
        title="It was done",
        submit="Send",
        about=str(each.id),
        parts=(
            Paragraph(lead=each.ref, text=each.title),
            DateField(name="done_on", label="When was it done?", initial=_came(each, today) or each.due),
        ),
    )


def not_yet_form(each: AskedAbout, today: date) -> Form:
    """Ask when it is expected now."""
    return Form(
        name=NOT_YET_FORM,
        title="Not done yet",
        submit="Send",
        about=str(each.id),
        parts=(
            Paragraph(lead=each.ref, text=each.title),
            DateField(name="forecast", label="When do you expect it now?", initial=_to_come(each, today)),
            TextField(
                name="note",
                label="Anything to say about it",
                optional=True,
                many_lines=True,
                longest=LONGEST,
                hint=GUARD,
            ),
            Note(text=f"It was due on {weekday_in_words(each.due, today)}. That date stays beside the new forecast."),
        ),
    )


def _came(each: AskedAbout, today: date) -> date | None:
    return each.forecast if each.forecast and each.forecast <= today else None


def _to_come(each: AskedAbout, today: date) -> date | None:
    return each.forecast if each.forecast and each.forecast >= today else None


def milestone_expected(ref: str, title: str, day: str, again: str = "") -> Message:
    """Confirm a new forecast; `again` is the day on which it is asked about again, if it is."""
    more = f" It is asked about again on {again}." if again else ""
    return said("milestone_expected", f"{ref}: “{title}” is expected on {day} now. Thank you for saying so.{more}")


def milestone_done_already(ref: str, title: str, day: str) -> Message:
    """Say that it was recorded before."""
    return said("milestone_done_already", f"{ref}: “{title}” is recorded already, as done on {day}.")


_TODAY = date(2021, 6, 9)
_STANDARDS = AskedAbout(4, "A6", "Standards published", date(2021, 6, 8), reference="A6-M1")
_AUDITOR = AskedAbout(5, "A6", "Outside auditor reports", date(2021, 6, 8))
_OFFICER = "Service Director, Inclusion and Family Services"

EXAMPLES: tuple[Message, ...] = (
    milestones_asked([_STANDARDS], _TODAY),
    milestones_asked(
        [
            AskedAbout(4, "A6", "Standards published", date(2021, 6, 8), done_on=date(2021, 6, 8)),
            AskedAbout(5, "A6", "Outside auditor reports", date(2021, 6, 8), forecast=date(2021, 6, 18)),
            AskedAbout(7, "A12", "Every school has a named contact", date(2021, 6, 8), for_post=_OFFICER),
        ],
        _TODAY,
    ),
    milestones_asked(
        [
            AskedAbout(
                5, "A6", "Outside auditor reports", date(2021, 6, 8), forecast=date(2021, 6, 18), is_asked_again=True
            )
        ],
        date(2021, 6, 21),
    ),
    milestones_asked([replace(_STANDARDS, gone_to=_OFFICER)], _TODAY),
    milestones_asked([replace(_STANDARDS, ended="closed: superseded")], _TODAY),
    milestone_expected("A6", "Outside auditor reports", "18 June", "Monday 21 June"),
    milestone_done_already("A6", "Standards published", "8 June"),
)

FORM_EXAMPLES: tuple[Form, ...] = (done_form(_STANDARDS, _TODAY), not_yet_form(_AUDITOR, _TODAY))
