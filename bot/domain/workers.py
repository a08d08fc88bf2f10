"""Measures are of teams and services: a name or a note that names one worker is refused, and not kept.

From the field's own list: caseload is held as a team or service figure, never by named worker (Torbay, 2012). The check
knows common names and the words around them; it can miss some, and says so.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from bot.domain.given_names import GIVEN_NAMES
from bot.domain.refusals import Refusal

NAMES_A_WORKER = (
    "This looks as if it names somebody who works here, and nothing of it has been kept. A measure is of a team, a "
    "service or a post, never of one person: write it without the name. This check can miss things, so please read it "
    "through once more."
)


def refuse_workers(texts: Mapping[str, str]) -> None:
    """Refuse a measure in which a text names a worker; `texts` are by field name.

    Raises:
        Refusal: beside the first such field; never repeating the text.
    """
    for field, text in texts.items():
        if names_a_worker(text):
            raise Refusal(NAMES_A_WORKER, field)


def names_a_worker(text: str) -> bool:
    """Whether a text seems to name one person: "Caseload of Jane Smith", "Mrs Jones", "cases held by J. Khan"."""
    return (
        _TITLED.search(text) is not None
        or any(_is_person(run.group()) for run in _RUN.finditer(text))
        or any(_is_somebody(match[1]) for match in _HELD_BY.finditer(text))
        or any(_is_in_small_letters(*match.groups()) for match in _SMALL.finditer(text))
    )


_WORD = r"[A-Z][A-Za-zÀ-ÿ]*(?:[’'\-][A-Z][a-zÀ-ÿ]+)*"
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+(?:[A-Z]\.?\s+)*{_WORD}")
_RUN = re.compile(rf"{_WORD}(?:\s+{_WORD})+")
_CUE = r"\b(?:caseloads?|cases|workloads?|supervisions?)\b"
_HELD_BY = re.compile(
    rf"(?i:{_CUE}\s*(?:(?:held|worked|managed)\s+)?(?:of|by|for|[:(–-])\s*)((?:[A-Z]\.?\s?)?{_WORD}(?:\s+{_WORD})*)"
)
_SMALL = re.compile(rf"(?i:{_CUE}\s*(?:(?:held|worked|managed)\s+)?(?:of|by|for|[:(–-])\s*)([a-z]+)\s+([a-z’'\-]+)")
_INITIAL = re.compile(r"[A-Z]\.?\s?[A-Z][a-zÀ-ÿ]+(?:[’'\-][A-Z][a-zÀ-ÿ]+)*")


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


_THINGS = _words((
    "academies academy act adolescent adolescents adult adults agency area assessment assessments audit authority",
    "baby bay board borough boys business care carer carers case cases central centre charity child children",
    "church city clinic close college committee community conference conferences contact council county court day",
    "days department disabilities disability district drive duty early east edge education families family",
    "figures foster fostering fund girls grange grant group hall head health help hill home homes hospital house",
    "housing hub independent inquiry integrated law leavers leaving library locality lodge lower management",
    "manager mash month newly north nursery office officer officers ofsted panel park partners partnership",
    "permanence placement placements plan police post practice primary principal programme project protection",
    "provision qualified quality quarter referral region report residential review reviewing road royal",
    "safeguarding safety school schools senior service services social south specialist square staff street",
    "support supported targeted team teams transitions trust unit upper virtual ward week west wing worker",
    "workers workforce works year years young youth",
))  # fmt: skip
_PLACED = frozenset({"St", "Saint", "King", "Queen", "Prince", "Princess", "Lord", "Lady", "Baby"})


def _is_person(run: str) -> bool:
    """Whether some word of a run in capitals is a given name with a surname after it, and the whole is no place."""
    words = run.split()
    if words[-1].casefold() in _THINGS or words[0] in _PLACED:
        return False
    return any(first.title() in GIVEN_NAMES and second.casefold() not in _THINGS for first, second in pairwise(words))


def _is_somebody(run: str) -> bool:
    """Whether what a caseload is said to be of is two words that no service, post or place is called by."""
    if _INITIAL.fullmatch(run):
        return True
    words = run.split()
    return len(words) == 2 and not any(word.casefold() in _THINGS or word.isupper() for word in words)


def _is_in_small_letters(first: str, second: str) -> bool:
    return first.title() in GIVEN_NAMES and second not in _THINGS
