"""A run sheet on paper: what is known of each action, and room to write down what is decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.cells import words_in_a_cell
from bot.domain.guard import find_personal_details

LEFT_OUT = "Left out: it looks like details of a child."

TO_FILL = (
    "Rating: Green / Amber / Red",
    "Reason, if it is neither",
    "Evidence: accepted / not enough",
    "New date: yes / no",
    "Promised: what",
    "Promised: by when",
    "Who was there: attended / deputy / apologies / absent",
    "Watch list, because",
    "Decided by",
)
"""What the form of an action asks, in its order."""


@dataclass(frozen=True)
class Sheet:
    """One action: its heading, and what is known of it as pairs of a label and words."""

    heading: str
    known: tuple[tuple[str, str], ...]
    is_to_decide: bool = True


@dataclass(frozen=True)
class Paper:
    """A whole meeting's run sheet. `above` are the lines that it begins with."""

    name: str
    above: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def to_print(paper: Paper) -> Paper:
    """The same as it may go into a file: nothing in it that a spreadsheet would run, and nothing that the guard stops.

    The guard ran when each text was written down; it runs again, since paper has more readers.
    """
    return Paper(
        paper.name,
        tuple(_safe(line) for line in paper.above),
        tuple(
            Sheet(_safe(each.heading), tuple((label, _safe(words)) for label, words in each.known), each.is_to_decide)
            for each in paper.sheets
        ),
    )


def lines(words: Sequence[str]) -> str:
    """Several short texts in one cell, a line each."""
    return "\n".join(words)


def _safe(text: str) -> str:
    return LEFT_OUT if find_personal_details(text) else words_in_a_cell(text)
