"""What is cleared for the public: each action and measure by itself, by the chair, in the words that it had then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32


@dataclass(frozen=True)
class Clearable:
    """An action or a measure that could go into a public paper: what it is (“action” or “measure”) and its words."""

    kind: str
    id: int
    ref: str
    words: str
    detail: str
    """What a public paper says of it beside its words: a rating, a date, a figure."""

    @property
    def key(self) -> tuple[str, int]:
        """How it is named in the record of what was cleared."""
        return self.kind, self.id

    @property
    def mark(self) -> str:
        """What its words come to, short enough for a button: other words have another."""
        return f"{crc32(self.words.encode()):x}"


@dataclass(frozen=True)
class Cleared:
    """That something was cleared: in which words, by which post, and on which day (the board's)."""

    words: str
    by: str
    on: date


@dataclass(frozen=True)
class Sorted:
    """What of a plan is cleared, what is not, and what was but has other words now."""

    cleared: tuple[tuple[Clearable, Cleared], ...]
    not_cleared: tuple[Clearable, ...]
    reworded: tuple[Clearable, ...]


NOTHING_CLEARED = Sorted((), (), ())


def sort(found: Sequence[Clearable], cleared: Mapping[tuple[str, int], Cleared]) -> Sorted:
    """What is cleared stands only in the words that were cleared: after a change it waits for the chair again."""
    known = [(each, cleared.get(each.key)) for each in found]
    return Sorted(
        tuple((each, one) for each, one in known if one and one.words == each.words),
        tuple(each for each, one in known if one is None),
        tuple(each for each, one in known if one and one.words != each.words),
    )


def refs_of(found: Collection[Clearable], kind: str) -> list[str]:
    """The references of those of one kind."""
    return [each.ref for each in found if each.kind == kind]
