"""The register of risks: what might happen to the plan, how likely and how bad, and what is done about it."""

from dataclasses import dataclass
from datetime import date

from bot.domain.dates import day_in_words

SCALE = range(1, 6)
"""Likelihood and impact are from 1 to 5; a score is their product."""
IN_A_PACK = 10
"""How many a board pack lists at most (the field's artefact A11: a short risk register at every Board)."""


@dataclass(frozen=True)
class Assessment:
    """How a risk was judged on a day, by the board's clock. Judging it again adds one; none is changed."""

    on: date
    likelihood: int
    impact: int
    mitigation: str

    @property
    def score(self) -> int:
        """Likelihood times impact."""
        return self.likelihood * self.impact


@dataclass(frozen=True)
class Risk:
    """An open risk. `assessments` are oldest first, and there is at least one; `about` is what it is a risk to."""

    id: int
    ref: str
    words: str
    owner: str
    about: str
    assessments: tuple[Assessment, ...]
    kind: str = ""
    """What sort of risk it is, as the board sorts them; empty where it was not said."""

    @property
    def newest(self) -> Assessment:
        """How it is judged now."""
        return self.assessments[-1]

    @property
    def score(self) -> int:
        """What it scores now."""
        return self.newest.score

    def score_on(self, day: date) -> int | None:
        """What it scored at the end of a day; None if it was not known then."""
        known = [each for each in self.assessments if each.on <= day]
        return known[-1].score if known else None

    def change_since(self, last: date | None) -> str:
        """How its score stands to that at the last Board, in words."""
        before = self.score_on(last) if last else None
        if last is None:
            return ""
        if before is None:
            return "new since the last Board"
        return "unchanged since the last Board" if before == self.score else f"was {before} at the last Board"

    def reviewed_words(self, last: date | None, today: date) -> str:
        """When it was looked at last, and whether that was before the last Board."""
        on = f"reviewed {day_in_words(self.newest.on, today)}"
        return f"not reviewed since the last Board ({on})" if last and self.newest.on <= last else on


def worst_first(risks: list[Risk]) -> list[Risk]:
    """By score, the highest first; those of one score in the order in which they were raised."""
    return sorted(risks, key=lambda risk: (-risk.score, risk.id))
