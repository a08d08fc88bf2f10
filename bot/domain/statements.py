"""A position statement: an officer's written account of one action for one cycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.rating_facts import OFF_TRACK, Rating
from bot.domain.refusals import Refusal

EVIDENCE_KINDS = {
    "inspection": "Inspection",
    "outside_audit": "Outside audit",
    "internal_audit": "Internal audit",
    "data": "Data",
    "feedback": "Feedback from children or families",
    "self_report": "Self-report",
}
"""What evidence can be, the strongest first, as it is said on screen."""
CAUSES = {
    "data": "Data",
    "management": "Management practice",
    "staffing": "Staffing",
    "partner": "A partner",
    "money": "Money",
    "other": "Something else",
}
"""What can be behind a Red or a second Amber (the field's artefact B18), as it is said on screen."""
BLAMED_TOO_OFTEN = 3
"""After how many cycles running whose cause was "data" the chair is told: poor data can hide what else there is."""
SURE = range(1, 6)
"""How sure an officer is, from not at all to entirely."""
NEXT_STEPS = "Next steps"
BRING_IT_BACK = "What will bring it back, and by when?"


@dataclass(frozen=True)
class Statement:
    """What the officer says, in the order in which it is asked. Words are as typed, trimmed."""

    progress: str
    effect: str
    evidence: str
    barriers: str
    help_needed: str
    help_from: str
    help_by: date | None
    next_steps: str
    forecast: date | None
    rating: Rating
    reason: str = ""
    cause: str = ""
    """Why it is off track: asked of a Red, and of the second Amber running."""
    cause_kind: str = ""
    """One of `CAUSES`; empty where it was not said."""
    evidence_kind: str = ""
    """One of `EVIDENCE_KINDS`; empty where it was not said."""
    evidence_on: date | None = None
    """The day that the evidence is of."""
    help_kind: str = ""
    """What sort of barrier the help would move, one of the board's own; empty where it was not said."""
    confidence: int | None = None
    """How sure the officer is that it will be done by the forecast, one of `SURE`."""

    @property
    def asks_for_help(self) -> bool:
        """Whether somebody above the officer is asked to move something."""
        return bool(self.help_needed)

    def check(self, before: Rating | None, today: date) -> None:
        """Refuse a statement that the chair could not act on. `before` is what they said of the cycle before.

        Raises:
            Refusal: nothing said of progress or of the effect on children, Red or Amber without next steps, Red or a
                second Amber without a cause, evidence of a day to come, or help asked for without saying from whom.
                Each names its field.
        """
        if not self.progress:
            raise Refusal("Say in a sentence what has happened since last time, even if it is “no change”.", "progress")
        if not self.effect:
            raise Refusal("Say what has changed for children. “None yet” is an honest answer.", "effect")
        if self.rating in OFF_TRACK and not self.next_steps:
            question = "what will bring it back, and by when?"
            raise Refusal(f"{self.rating.word} needs next steps: {question}", "next_steps")
        if asks_cause(self.rating, before) and not self.cause:
            raise Refusal("Say what the cause is, as far as you know. “Not known yet” is an answer.", "cause")
        if self.evidence_on is not None and self.evidence_on > today:
            raise Refusal("That day is still to come. Give the day that the evidence is of.", "evidence_on")
        if self.asks_for_help and not self.help_from:
            raise Refusal("Say who you are asking for help, by post, so that it reaches them.", "help_from")

    def texts(self) -> dict[str, str]:
        """What was typed, by field, for the check that it names no child."""
        return {
            "progress": self.progress,
            "effect": self.effect,
            "evidence": self.evidence,
            "barriers": self.barriers,
            "help_needed": self.help_needed,
            "help_from": self.help_from,
            "help_kind": self.help_kind,
            "next_steps": self.next_steps,
            "reason": self.reason,
            "cause": self.cause,
        }


def next_steps_label(rating: Rating | None) -> str:
    """How next steps are asked for: plainly, or, for Red and Amber, as what will bring the action back."""
    return BRING_IT_BACK if rating in OFF_TRACK else NEXT_STEPS


def asks_cause(rating: Rating | None, before: Rating | None) -> bool:
    """Whether the cause is asked for, and not only the remedy: of a Red, and of a second Amber running."""
    return rating is Rating.RED or (rating is Rating.AMBER and before is Rating.AMBER)


def cause_words(kind: str) -> str:
    """What sort a cause is of, for the middle of a sentence: "a partner"; empty where it was not said."""
    return CAUSES.get(kind, "").lower()


def blames_data(kinds: Sequence[str]) -> bool:
    """Whether "data" was the cause of the last cycles, as many as are too many. `kinds` are newest first, one each."""
    last = list(kinds[:BLAMED_TOO_OFTEN])
    return last == ["data"] * BLAMED_TOO_OFTEN


def evidence_words(kind: str, on: str) -> str:
    """What evidence is, and of which day: "outside audit, 28 May"; empty where neither is known."""
    return ", ".join(part for part in (EVIDENCE_KINDS.get(kind, "").lower(), on) if part)


def confidence_words(confidence: int | None) -> str:
    """How sure the officer is: "4 of 5"; empty where it was not said."""
    return f"{confidence} of {SURE[-1]}" if confidence else ""
