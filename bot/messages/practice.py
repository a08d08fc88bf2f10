"""The practice action: the form of a position statement to try, marked so in every part; nothing of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.dates import day_in_words
from bot.domain.rating_facts import Rating
from bot.messages.help import PRACTISE
from bot.messages.parts import Button, Buttons, Form, FormPart, Message, Note, Paragraph, Part, TextField
from bot.messages.statements import FormFacts, deadline_words, statement_form

FORM = "practice.submit"
REF = "PRACTICE"
ACTION = "Practice: make sure that every school has a named contact whom it can phone about a worry."
DUE_IN = timedelta(days=21)
"""How far off the practice action's deadline always is."""
NOTHING_KEPT = "This is practice: nothing that you write here is saved, counted, or seen by anybody."
MILESTONE = "half of the schools have a contact"


@dataclass(frozen=True)
class PracticeFacts:
    """What stands in the practice form, and what the rules make of it."""

    answers: Mapping[str, Any]
    today: date
    suggestion: str = ""
    asks_reason: bool = False
    is_careful: bool = False
    asks_cause: bool = False

    @property
    def deadline(self) -> date:
        """When the practice action is due."""
        return self.today + DUE_IN


@dataclass(frozen=True)
class Practised:
    """What was tried: the rating, what the rules suggest and in which words, and which questions were answered."""

    rating: Rating
    suggestion: str
    is_better: bool
    is_worse: bool
    reason_given: bool
    asks_for_help: bool


def practice_form(facts: PracticeFacts) -> Form:
    """The statement's own form, about an action that does not exist."""
    day = facts.deadline
    form = statement_form(
        FormFacts(
            action_id=0,
            ref=REF,
            words=ACTION,
            deadline=deadline_words(day, day, 0, facts.today),
            milestones=f"{MILESTONE}, {day_in_words(facts.today + DUE_IN / 3, facts.today)}",
            measures=(("Schools with a named contact", "62% (final); target 90%; made up for practice"),),
            last="",
            last_words="",
            last_next_steps="",
            readers="nobody: a real one is read by the chair, the Board and the programme manager",
            answers=facts.answers,
            suggestion=facts.suggestion,
            asks_reason=facts.asks_reason,
            is_careful=facts.is_careful,
            asks_cause=facts.asks_cause,
        )
    )
    parts = (Note(text=NOTHING_KEPT), *_unkept(form.parts))
    return form.model_copy(update={"name": FORM, "title": "Practice statement", "submit": "Try it", "parts": parts})


def _unkept(parts: Sequence[FormPart]) -> list[FormPart]:
    """The same parts without what would keep a draft."""
    asked = [part for part in parts if not isinstance(part, Buttons)]
    return [part.model_copy(update={"keeps": False}) if isinstance(part, TextField) else part for part in asked]


def practice_done(tried: Practised) -> Message:
    """What would have happened, had it been a statement."""
    parts: list[Part] = [
        Paragraph(text=NOTHING_KEPT),
        Paragraph(lead="What you tried", text=f"You said {tried.rating.word}. {_compared(tried)}"),
        Paragraph(lead="What the rules suggest", text=tried.suggestion),
        Paragraph(
            lead="What would happen next",
            text="You would be thanked privately, and the reminders would stop. It would show on the plan at once, "
            "marked “not confirmed”, and stand in the chair’s pack; until the pack is fixed you could correct it. "
            f"{_help(tried)}At the meeting the chair confirms a rating.",
        ),
        Buttons(
            buttons=(
                Button(label="Try it again", does=PRACTISE),
                Button(label="My actions", does="status.show", about="mine"),
                Button(label="What can I ask?", does="help.show"),
            )
        ),
    ]
    return Message(kind="practice_done", heading="Practice: not saved", parts=tuple(parts))


def _compared(tried: Practised) -> str:
    if tried.is_worse:
        return "That is more careful than the rules. Nobody would ask you why, and you would be thanked."
    if tried.is_better:
        said = "your reason" if tried.reason_given else "“no reason given”"
        return f"That is better than the rules suggest; the chair would see {said} beside it."
    return "The rules suggest the same."


def _help(tried: Practised) -> str:
    return "The help that you ask for would be listed first in the weekly summary. " if tried.asks_for_help else ""


_TODAY = date(2021, 6, 8)

EXAMPLES: tuple[Message, ...] = (
    practice_done(Practised(Rating.GREEN, "Amber: the forecast is 9 July, 10 days late.", True, False, False, False)),
    practice_done(Practised(Rating.RED, "Green: due to finish on time.", False, True, False, True)),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    practice_form(PracticeFacts({}, _TODAY)),
    practice_form(
        PracticeFacts(
            {"rating": "Red", "help": "yes"}, _TODAY, "Green: due to finish on time.", is_careful=True, asks_cause=True
        )
    ),
)
