"""Protective markings: the whole import carries the highest one in the file."""

import re
from collections.abc import Iterable

# Highest first. The Government Security Classifications, and the words that councils print instead of them.
_MARKINGS = (
    ("SECRET", r"(?:TOP )?SECRET"),
    ("EXEMPT", r"EXEMPT(?: INFORMATION| FROM PUBLICATION)?|PART (?:2|II) ITEM|NOT FOR PUBLICATION"),
    ("OFFICIAL-SENSITIVE", r"OFFICIAL[\s:\-–]*SENSITIVE"),
    ("CONFIDENTIAL", r"(?:STRICTLY |PRIVATE (?:AND|&) )?CONFIDENTIAL"),
    ("RESTRICTED", r"RESTRICTED|PROTECT"),
    ("OFFICIAL", r"OFFICIAL"),
    ("PUBLIC", r"^PUBLIC$"),  # alone in its line: "PUBLIC HEALTH" is no marking
)

USUAL = "OFFICIAL-SENSITIVE"
"""What every paper of a plan states while nobody has marked the plan otherwise."""
CHOICES = {"PUBLIC": "Public", "OFFICIAL": "Official", USUAL: "Official-Sensitive"}
"""What the programme manager can choose in chat, and how it is called there; a file may state a higher one."""


def marking_in(text: str) -> str | None:
    """The marking that a line of a title, a footer or a front sheet carries; None where it has none.

    A marking is printed in capitals, or stands alone: "Confidential: the staffing matter" is a sentence.
    """
    line = " ".join(text.split())
    for name, pattern in _MARKINGS:
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", line) or re.fullmatch(
            rf"(?:marking: ?)?(?:{pattern})[.!]?", line, re.I
        ):
            return name
    return None


def highest(markings: Iterable[str]) -> str | None:
    """The highest of some markings."""
    found = set(markings)
    return next((name for name, _ in _MARKINGS if name in found), None)


def is_news(mark: str, stated: str) -> bool:
    """Whether a file's marking says more than what the plan's papers state already; `stated` is empty for no plan."""
    return mark != stated and highest((mark, stated)) == mark
