"""References: what shape those of a plan have, and what a misshapen one was meant to be."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

# No plan counts further than nine figures do, and of 5,000 figures Python makes no number.
_SHAPE = re.compile(r"([A-Za-z][A-Za-z0-9]*?)?([\s\-_./]*)(\d{1,9})([A-Za-z]?)")

_LAST_NUMBER = re.compile(r"(.*?)(\d{1,6})")


@dataclass(frozen=True)
class RefShape:
    """How a plan writes its references: "BCP-01" is the prefix BCP, a hyphen and two figures."""

    prefix: str
    separator: str
    width: int

    def written(self, number: int, letter: str = "") -> str:
        """A reference of this shape."""
        return f"{self.prefix}{self.separator}{number:0{self.width}d}{letter}"


def shape_of(refs: Iterable[str]) -> RefShape | None:
    """The shape that most references share; None where no shape is shared by more than half."""
    every = list(refs)
    shapes = Counter(shape for ref in every if (shape := _shape(ref)))
    if not shapes:
        return None
    prefix_separator, most = Counter((s.prefix, s.separator) for s in shapes.elements()).most_common(1)[0]
    if most * 2 <= len(every):
        return None
    widths = [shape.width for shape in shapes.elements() if (shape.prefix, shape.separator) == prefix_separator]
    return RefShape(*prefix_separator, width=min(widths))


def _shape(ref: str) -> RefShape | None:
    match = _SHAPE.fullmatch(ref)
    return RefShape(match[1] or "", match[2], len(match[3])) if match else None


def fits(ref: str, shape: RefShape) -> bool:
    """Whether a reference is written as the others are; a letter at its end ("BCP-07a") is part of the shape."""
    match = _SHAPE.fullmatch(ref)
    if not match:
        return False
    return (match[1] or "") == shape.prefix and match[2] == shape.separator and len(match[3]) >= shape.width


def reshaped(ref: str, shape: RefShape) -> str | None:
    """The reference in the plan's own shape where its prefix is the plan's ("BCP7a" is "BCP-07a"), else None."""
    match = _SHAPE.fullmatch(ref)
    if not match or (match[1] or "").casefold() != shape.prefix.casefold():
        return None
    return shape.written(int(match[3]), match[4])


def number_of(ref: str) -> int | None:
    """The number in a reference."""
    match = _SHAPE.fullmatch(ref)
    return int(match[3]) if match else None


def same_ref(ref: str) -> str:
    """A reference as it is compared: "a2" and "A02" are one, since people type either for the other."""
    match = _SHAPE.fullmatch(ref)
    if not match:
        return ref.casefold()
    return f"{match[1] or ''}{match[2]}{int(match[3])}{match[4]}".casefold()


def free_refs(refs: Iterable[str], shape: RefShape | None) -> Iterator[str]:
    """The references after the highest of its shape; of no one shape, after the last ("2.8" gives "2.9"). No end."""
    every = list(refs)
    if shape is None and (last := next((m for ref in reversed(every) if (m := _LAST_NUMBER.fullmatch(ref))), None)):
        shape = RefShape("", last[1], len(last[2]) if last[2].startswith("0") else 1)
        numbers = [int(m[2]) for ref in every if (m := _LAST_NUMBER.fullmatch(ref)) and m[1] == last[1]]
    else:
        shape = shape or RefShape("A", "", 1)
        numbers = [number_of(ref) or 0 for ref in every if fits(ref, shape)]
    return (shape.written(number) for number in count(max(numbers, default=0) + 1))


def looks_like_ref(text: str) -> bool:
    """Whether a text alone could be a reference: one short word with a figure in it."""
    return (
        len(text) <= 15
        and any(sign.isdigit() for sign in text)
        and len(text.split()) <= 2
        and (bool(_SHAPE.fullmatch(text)) or bool(re.fullmatch(r"\d+(?:\.\d+)*[a-z]?\.?", text)))
    )
