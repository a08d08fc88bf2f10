"""The child guard: text that looks like details of a child is refused before anything is kept.

A plan is about services. Its papers are disclosed, forwarded and read out, so no child may be found in them; the ICO
reprimanded Birmingham Children's Trust in 2024 for details copied from meeting minutes. The guard reports the kind
of thing it saw and never the thing itself. It can miss things, and says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.domain.dates import listed
from bot.domain.refusals import Refusal


class Kind(StrEnum):
    """A kind of personal detail, in the words that the person reads."""

    NHS_NUMBER = "an NHS number"
    PUPIL_NUMBER = "a pupil number"
    CASE_NUMBER = "a case number"
    DATE_OF_BIRTH = "a date of birth"
    POSTCODE = "a postcode"
    CHILD_BY_LETTER = "a child named by a letter or number"
    INITIALS_WITH_AGE = "initials with an age"
    NAME_WITH_AGE = "a name with an age"
    CHILD_NAMED = "a child's name"
    FAMILY_NAMED = "a family's name"
    CHILD_BY_AGE = "one child with an age"
    ADDRESS = "an address"


def find_personal_details(text: str) -> tuple[Kind, ...]:
    """Return the kinds of personal detail that `text` seems to hold, in the order of `Kind`; never the text."""
    plain = _plain(text)
    there = _signs_in(plain)
    possible = [kind for kind in Kind if _NEEDS[kind] <= there]
    if not possible:
        return ()
    from bot.domain.details import DETECTORS  # noqa: PLC0415 - most of what is typed has nothing to look for

    return tuple(kind for kind in possible if DETECTORS[kind](plain))


def refuse_personal_details(texts: Mapping[str, str]) -> None:
    """Refuse a form in which a text looks like details of a child; `texts` are by field name.

    Raises:
        Refusal: beside the first such field, naming the kinds seen and never repeating the text.
    """
    for field, text in texts.items():
        kinds = find_personal_details(text)
        if kinds:
            raise Refusal(refusal_words(kinds), field)


def refusal_words(kinds: Iterable[Kind]) -> str:
    """Say kindly what was seen, that nothing was kept, and what to do."""
    seen = listed([kind.value for kind in kinds])
    return (
        f"This looks like details of a child ({seen}). Nothing has been kept or sent. Please write it again without "
        "names, initials, case numbers, dates of birth or addresses: say what changed for children, not who they "
        "are. This check can miss things, so please read it through once more."
    )


# What is not seen on a screen, and fractions ("7½" would otherwise become 71).
_HIDDEN = re.compile("[\u200b-\u200f\u2060-\u2069\u202a-\u202e\u061c\u180e\ufeff\u00ad¼-¾⅐-⅞]")
_LOOK_ALIKES = str.maketrans({"\u2010": "-", "\u2012": "-", "\u2212": "-", "[": "(", "]": ")"})


def _plain(text: str) -> str:
    """The same text as it is read aloud: spaces, digits, hyphens and brackets of every make are the plain ones."""
    if text.isascii():
        return text.replace("[", "(").replace("]", ")")
    return unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).translate(_LOOK_ALIKES)


# What a kind can not do without. A workbook has a hundred thousand cells, and most of them have none of it: looking for
# it first is cheap beside looking for what it means.
_DIGIT, _LETTER, _AGE_SAID, _CHILD_SAID = "a digit", "a letter", "a number or a word for one", "a word for a child"
_KIN_SAID, _YEAR_SAID = "a word for kin", "a digit or a word that a year begins with"
_SIGNS = {
    _DIGIT: re.compile(r"\d"),
    _LETTER: re.compile(r"[^\W\d_]"),
    _YEAR_SAID: re.compile(r"\d|two\s+thousand|twenty|nineteen"),
    _AGE_SAID: re.compile(r"\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen"),
    _CHILD_SAID: re.compile(
        "child|bab|boy|girl|sibling|twin|young|yp|pupil|student|family|mother|father|parent|carer|son|daughter|mum|dad"
        "|kid|lad|lass|brother|sister|toddler|teenager|nephew|niece"
    ),
    _KIN_SAID: re.compile("famil|household|siblings|twins|triplets|brothers|sisters|children|boys|girls|kids|case"),
}
_FOLDED = str.maketrans({"ı": "i", "İ": "i", "ſ": "s", "\u212a": "k"})
"""Letters that a pattern takes for a plain one where it does not mind capitals, and that lower case leaves alone."""
_NEEDS: Mapping[Kind, frozenset[str]] = {
    Kind.NHS_NUMBER: frozenset({_DIGIT}),
    Kind.PUPIL_NUMBER: frozenset({_DIGIT, _LETTER}),
    Kind.CASE_NUMBER: frozenset({_DIGIT, _LETTER}),
    Kind.DATE_OF_BIRTH: frozenset({_YEAR_SAID, _LETTER}),
    Kind.POSTCODE: frozenset({_DIGIT, _LETTER}),
    Kind.CHILD_BY_LETTER: frozenset({_CHILD_SAID}),
    Kind.INITIALS_WITH_AGE: frozenset({_AGE_SAID, _LETTER}),
    Kind.NAME_WITH_AGE: frozenset({_AGE_SAID, _LETTER}),
    Kind.CHILD_NAMED: frozenset({_CHILD_SAID}),
    Kind.FAMILY_NAMED: frozenset({_KIN_SAID}),
    Kind.CHILD_BY_AGE: frozenset({_AGE_SAID, _CHILD_SAID}),
    Kind.ADDRESS: frozenset({_DIGIT, _LETTER}),
}


def _signs_in(plain: str) -> frozenset[str]:
    folded = (plain if plain.isascii() else plain.translate(_FOLDED)).lower()
    return frozenset(sign for sign, pattern in _SIGNS.items() if pattern.search(folded))
