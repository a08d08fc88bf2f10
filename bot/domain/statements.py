"""A position statement: an officer's written account of one action for one cycle."""

from dataclasses import dataclass
from datetime import date

from bot.domain.rating_facts import OFF_TRACK, Rating
from bot.domain.refusals import Refusal

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

    @property
    def asks_for_help(self) -> bool:
        """Whether somebody above the officer is asked to move something."""
        return bool(self.help_needed)

    def check(self) -> None:
        """Refuse a statement that the chair could not act on.

        Raises:
            Refusal: nothing said of progress or of the effect on children, Red or Amber without next steps, or
                help asked for without saying from whom. Each names its field.
        """
        if not self.progress:
            raise Refusal("Say in a sentence what has happened since last time, even if it is “no change”.", "progress")
        if not self.effect:
            raise Refusal("Say what has changed for children. “None yet” is an honest answer.", "effect")
        if self.rating in OFF_TRACK and not self.next_steps:
            question = "what will bring it back, and by when?"
            raise Refusal(f"{self.rating.word} needs next steps: {question}", "next_steps")
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
            "next_steps": self.next_steps,
            "reason": self.reason,
        }


def next_steps_label(rating: Rating | None) -> str:
    """How next steps are asked for: plainly, or, for Red and Amber, as what will bring the action back."""
    return BRING_IT_BACK if rating in OFF_TRACK else NEXT_STEPS
