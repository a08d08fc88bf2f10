"""Closing a whole plan: what is to become of each action that is open, and the references of those that go on."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_PREFIX = re.compile(r"^[A-Za-z][A-Za-z0-9]{0,11}$")


class Fate(StrEnum):
    """What is to become of an open action when its plan closes."""

    MOVED = "moved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Chosen:
    """What was chosen for one action: under which reference it goes on, or why it is withdrawn."""

    action_id: int
    fate: Fate
    new_ref: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """As a list has it."""
        if self.fate is Fate.MOVED:
            return f"goes on in the next plan as {self.new_ref}"
        return f"is withdrawn: {self.reason.rstrip('.')}"


def left_over(open_ids: Sequence[int], chosen: Mapping[int, Chosen]) -> list[int]:
    """The open actions for which nothing has been chosen: a plan with any of them can not be closed."""
    return [action_id for action_id in open_ids if action_id not in chosen]


def is_prefix(said: str) -> bool:
    """Whether references can begin so: a letter, then letters and digits, twelve at most."""
    return bool(_PREFIX.match(said))


def numbered(prefix: str, how_many: int, taken: Collection[str]) -> list[str]:
    """So many references that are free, such as B-01, B-02, in order."""
    known = {ref.casefold() for ref in taken}
    found: list[str] = []
    number = 0
    while len(found) < how_many:
        number += 1
        ref = f"{prefix}-{number:02d}"
        found += [] if ref.casefold() in known else [ref]
    return found
