"""Taking words out of what was written: what is found, and what stands in their place."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.domain.refusals import Refusal

SHORTEST, LONGEST = 3, 300
STUB = "[removed]"
_UNSEEN = frozenset({"kind", "part", "does", "about", "value", "name", "style"})
"""What a message carries and nobody reads: buttons would lose what they are about."""
_FIRST_FEW, _MARKS = 5, ".,;:"
"""So many words tell one entry from another; and these marks at the end of a word are cut off with what follows it."""
_ACCENTS = "\u0300-\u036f"
"""Accents that stand after their letter (Unicode, “Combining Diacritical Marks”)."""


def check_words(words: str) -> None:
    """Refuse words that would be found nearly everywhere.

    Raises:
        Refusal: they are too short.
    """
    if sum(sign.isalnum() for sign in words) < SHORTEST:
        raise Refusal(
            f"Type at least {SHORTEST} letters or digits, and some of what stands around them, so that nothing else "
            "is taken out.",
            "words",
        )


def pieces(words: str) -> list[str]:
    """The words one by one, however they are spaced and whichever way their accents were typed."""
    return unicodedata.normalize("NFC", words).split()


def pattern_of(words: str) -> re.Pattern[str]:
    """Matches the words whole, in capitals or not, over any white space, with either apostrophe, and with each accent
    in its letter or after it: some keyboards and files write the one, some the other, and they look the same.
    """
    said = r"\s+".join("".join(map(_however_written, piece)) for piece in pieces(words))
    return re.compile(rf"(?<!\w){said}(?![\w{_ACCENTS}])", re.IGNORECASE)


def pattern_of_cut(words: str) -> re.Pattern[str]:
    """Matches the same words, also where a list has cut them: the first few, and as many more as follow of the rest."""
    said = [piece.rstrip(_MARKS) for piece in pieces(words) if piece.strip(_MARKS)]
    first, rest = said[:_FIRST_FEW], sorted(set(said[_FIRST_FEW:]), key=len, reverse=True)
    begins = rf"[{_MARKS}]*\s+".join("".join(map(_however_written, piece)) for piece in first)
    goes_on = "|".join("".join(map(_however_written, piece)) for piece in rest) or r"(?!)"
    return re.compile(rf"(?<!\w){begins}(?:[{_MARKS}]*\s+(?:{goes_on}))*(?![\w{_ACCENTS}])(?: …)?", re.IGNORECASE)


def _however_written(sign: str) -> str:
    if sign in "'’":
        return "['’]"
    apart = unicodedata.normalize("NFD", sign)
    return re.escape(sign) if apart == sign else f"(?:{re.escape(sign)}|{re.escape(apart)})"


def taken_out(value: Any, pattern: re.Pattern[str], unseen: frozenset[str] = _UNSEEN, instead: str = STUB) -> Any:
    """The same text, or the same message, with `instead` wherever the words stood; what is `unseen` stays."""
    if isinstance(value, str):
        return pattern.sub(instead, value)
    if isinstance(value, Mapping):
        return {
            key: each if key in unseen else taken_out(each, pattern, unseen, instead) for key, each in value.items()
        }
    if isinstance(value, list):
        return [taken_out(each, pattern, unseen, instead) for each in value]
    return value
