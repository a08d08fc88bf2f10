"""Finding an action however it is typed: `6`, `a6`, `bcp6`, `BCP-06`, or words of its title."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import count

from bot.domain.dates import listed

LONGEST_REF = 40
"""Characters that the reference of an action has at the most, however it is given: what is longer has run into it."""
_NUMBERED = re.compile(r"^\s*([a-z]*)[\s\-_.]*0*(\d{1,9})\s*([a-z]?)\s*$", re.IGNORECASE)

_LEADS_ON = frozenset("a an and as at by for in of on or that the they their to with".split())
"""Words that no shortened title ends with."""


@dataclass(frozen=True)
class Named:
    """An action, as far as finding it goes."""

    id: int
    ref: str
    title: str


@dataclass(frozen=True)
class Referenced:
    """A record with a reference of its own: which action it is about (0 for none), and what it is, as a sentence goes
    on; `by` says who asked for it or decided it, as a sentence of its own without its stop.
    """

    ref: str
    action_id: int
    action_ref: str
    words: str
    by: str = ""


def find_named(said: str, actions: Sequence[Named]) -> list[Named]:
    """Every action that `said` may mean, the exact ones alone where there are any; none is an empty list.

    `A6` and `6` mean the action numbered 6 whatever its prefix; any other prefix has to be the action's own.
    """
    exact = [action for action in actions if action.ref.casefold() == said.strip().casefold()]
    return exact or _by_number(said, actions) or _by_title(said, actions)


def short_title(title: str, longest: int = 60) -> str:
    """A title short enough for a list: its first clause if that will do, else its first words and "…".

    One that was shortened before is left as it is.
    """
    plain = title.rstrip(". ")
    if len(plain) <= longest or (plain.endswith("…") and len(plain) <= longest + 2):
        return plain
    clause = plain.split(", ")[0]
    if 20 <= len(clause) <= longest:
        return f"{clause} …"
    words = plain[:longest].split()[:-1]
    while words and words[-1] in _LEADS_ON:
        words.pop()
    if not words:  # one word that is longer than the list has room for
        return f"{plain[:longest]} …"
    return f"{' '.join(words).rstrip(',;:')} …"


def nearest_refs(said: str, actions: Sequence[Named], most: int = 3) -> list[str]:
    """References that look like `said`, the nearest first."""
    return get_close_matches(said.upper().strip(), [action.ref for action in actions], n=most, cutoff=0.5)


def next_ref(refs: Sequence[str]) -> str:
    """The next free reference after those of a plan, written as its last one is: "BCP-16" after "BCP-15"."""
    parts = [(ref, split) for ref in refs if (split := split_ref(ref))]
    if not parts:
        return f"A{len(refs) + 1}"
    last, (prefix, _, _) = parts[-1]
    highest = max(number for _, (other, number, _) in parts if other == prefix)
    written = re.search(r"\d+", last[::-1])
    digits = len(written[0]) if written else 1
    stem = re.match(r"\D*", last)
    return f"{stem[0] if stem else prefix}{highest + 1:0{digits}d}"


def next_numbered(prefix: str, given: Iterable[str]) -> str:
    """The reference after the highest of those given with this prefix: "CR-04" after "CR-03", whatever is gone."""
    numbers = [int(ref.removeprefix(f"{prefix}-")) for ref in given]
    return f"{prefix}-{max(numbers, default=0) + 1:02d}"


_OF_A_MILESTONE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/\-]{0,79}")


def is_milestone_ref(said: str) -> bool:
    """Whether it can be the reference of a milestone: letters, digits, dots and strokes, so that it can be typed.

    Those of change requests, exceptions and questions are not to be had.
    """
    return _OF_A_MILESTONE.fullmatch(said) is not None and re.fullmatch(r"(?i)(?:cr|ex|ch)-?\d+", said) is None


def milestone_refs(action_ref: str, asked: Sequence[str], given: Collection[str]) -> list[str]:
    """The references of new milestones of an action, in their order.

    Each has the one that it came with (`asked`; empty for none) where that is free on the board, or else the next of
    its action: "BCP-06-M2" after "BCP-06-M1". `given` are those of the board, in lower case.
    """
    own = [ref if is_milestone_ref(ref) and ref.casefold() not in given else "" for ref in asked]
    first = {ref.casefold(): place for place, ref in reversed(list(enumerate(own)))}
    numbered = (f"{action_ref}-M{number}" for number in count(1))
    free = (ref for ref in numbered if ref.casefold() not in given and ref.casefold() not in first)
    return [ref if ref and first[ref.casefold()] == place else next(free) for place, ref in enumerate(own)]


def split_ref(ref: str) -> tuple[str, int, str] | None:
    """A reference as (prefix in capitals, number, letter), or None where it is not of that kind."""
    match = _NUMBERED.match(ref)
    return (match[1].upper(), int(match[2]), match[3].upper()) if match else None


def refs_in_words(refs: Sequence[str]) -> str:
    """References as a sentence has them, three or more in a row as one: "BCP-01 to BCP-08 and BCP-12"."""
    runs: list[list[str]] = []
    for ref in refs:
        if runs and _follows(ref, runs[-1][-1]):
            runs[-1].append(ref)
        else:
            runs.append([ref])
    return listed([words for run in runs for words in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)])


def _follows(ref: str, before: str) -> bool:
    this, last = split_ref(ref), split_ref(before)
    return this is not None and last is not None and this == (last[0], last[1] + 1, "") and not last[2]


def _by_number(said: str, actions: Sequence[Named]) -> list[Named]:
    asked = split_ref(said)
    if asked is None:
        return []
    prefix, number, letter = asked
    numbered = [(action, split_ref(action.ref)) for action in actions]
    same = [(action, parts) for action, parts in numbered if parts and parts[1:] == (number, letter)]
    own = [action for action, parts in same if parts[0] == prefix]
    if own:
        return own
    return [action for action, _ in same] if prefix in ("", "A", "ACTION") else []


def _by_title(said: str, actions: Sequence[Named]) -> list[Named]:
    words = said.casefold().split()
    if not any(len(word) > 2 for word in words):
        return []
    return [action for action in actions if all(word in action.title.casefold() for word in words)]
