"""With which letters a text file is written, where the file does not tell: each way in which it may be read.

Nothing in a CSV says its encoding. What is no UTF-8 is Windows-1252, as Excel saves it, unless another way makes better
sense of it: an old Mac writes an apostrophe with the byte of “Õ”, and a DOS program a pound sign with that of “œ”.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.domain.guard import find_personal_details
from bot.domain.plan_reading.grid import BOX
from bot.domain.plan_reading.texts import is_broken
from bot.domain.refusals import Refusal

NAMES: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac",
    "cp850": "DOS",
    "iso8859_15": "ISO 8859-15",
}
"""The ways that are tried; the names are as they are said, and as they are typed after `--encoding`."""
USUAL = "cp1252"
SHOWN = 8
"""Words that are shown in each reading."""
_LOOKED_AT = 20_000
_UNREADABLE = "\ufffd"
_ORDINARY = frozenset("‘’“”–—…•£€éêèëáàâäíìîïóòôöúùûüñçŵŷ½¼¾°²³·±×®©™§«» \u00a0")
"""Signs of English and Welsh writing; what else stands in a text is doubtful."""
_AROUND = re.compile(r"(?s)(?<=(.))?([^\x00-\x7f])(?=(.))?")


@dataclass(frozen=True)
class Letters:
    """One way of reading a file: its code, its name, and how it shows the words in which the ways differ."""

    code: str
    name: str
    shown: tuple[str, ...]

    @property
    def words(self) -> str:
        """The words in which the readings differ, as this one has them."""
        return ", ".join(f"“{word}”" for word in self.shown)


class WhichLetters(Refusal):
    """A file can be read in several ways, and nothing in it says which is right; somebody has to."""

    def __init__(self, name: str, readings: tuple[Letters, ...]) -> None:
        ways = " ".join(f"As {each.name}: {each.words}." for each in readings)
        self.found = f"{name} can be read in {len(readings)} ways, and does not say which is right. {ways}"
        super().__init__(f"{self.found} Save it as “CSV UTF-8” and give me that file.")
        self.readings = readings


def readings_of(content: bytes) -> tuple[Letters, ...]:
    """The ways in which bytes that are no UTF-8 may be read, the likeliest first; none where there is no doubt."""
    texts = {code: content.decode(code, errors="replace") for code in NAMES}
    if not _has_letters(texts["utf-8"]):
        del texts["utf-8"]
    doubts = {code: _doubts(text) for code, text in texts.items()}
    # Some of it is UTF-8 for certain: where the rest is as good in either, neither is clear.
    better = [code for code in texts if doubts[code] < doubts[USUAL] + (code == "utf-8")]
    if not better:
        return ()
    near = max(min(doubts[code] for code in better), doubts[USUAL] // 3)  # what is hardly better is no help
    likely = sorted((code for code in better if doubts[code] <= near or code == "utf-8"), key=doubts.__getitem__)
    return _told_apart({code: texts[code] for code in [*likely, USUAL]})


def read_name(said: str) -> str | None:
    """The code of a way of reading that is called so; None where none is."""
    plain = "".join(sign for sign in said.casefold() if sign.isalnum())
    known = {"".join(sign for sign in name.casefold() if sign.isalnum()): code for code, name in NAMES.items()}
    return known.get(plain)


def _has_letters(text: str) -> bool:
    return any(ord(sign) > 127 and sign != _UNREADABLE for sign in text)


def _doubts(text: str) -> int:
    """How much in a text is not as people write."""
    return sum(_doubt(match) for match in islice(_AROUND.finditer(text), _LOOKED_AT))


def _doubt(match: re.Match[str]) -> int:
    before, sign, after = (each or "" for each in match.groups())
    if sign == _UNREADABLE:  # one stray byte is a stray byte, in any encoding
        return 2
    if is_broken(sign + after):
        return 4
    if sign.isalpha():
        return _doubt_of_letter(before, sign, after)
    if sign in "£…•€“‘" and after.isalpha():  # an opening mark may stand so, behind a space
        return 0 if sign in "“‘" and not before.isalpha() else 2
    return 0 if sign in _ORDINARY else 3


def _doubt_of_letter(before: str, sign: str, after: str) -> int:
    if before.isdigit() or after.isdigit():
        return 3
    if sign.isupper():
        return 3 if before.islower() or not after.isalpha() else 1
    if not (before.isalpha() or after.isalpha()):
        return 2
    return 0 if sign in _ORDINARY else 2


def _told_apart(texts: Mapping[str, str]) -> tuple[Letters, ...]:
    """The readings that differ, each with the words in which they do."""
    words = list(islice(_differing(texts), SHOWN))
    found: dict[tuple[str, ...], Letters] = {}
    for place, code in enumerate(texts):
        shown = tuple(_printable(each[place]) for each in words)
        found.setdefault(shown, Letters(code, NAMES[code], shown))
    return tuple(found.values()) if len(found) > 1 else ()


def _printable(word: str) -> str:
    return "".join(sign if sign.isprintable() and sign != _UNREADABLE else BOX for sign in word)


def _differing(texts: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The words that are not the same in each reading, each once; none of a line with what may be a child's details."""
    seen: set[tuple[str, ...]] = set()
    for lines in zip(*(text.split("\n") for text in texts.values()), strict=False):
        if len(set(lines)) == 1 or any(find_personal_details(line) for line in lines):
            continue
        for words in zip(*(re.split(r"[\s,;|\"]+", line) for line in lines), strict=False):
            if len(set(words)) > 1 and words not in seen:
                seen.add(words)
                yield tuple(word[:40] for word in words)
