"""Words in a cell that is read: what is broken in them, and what looks like a formula."""

import re

_BROKEN = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")
_NAMES = {
    "’": "apostrophe",
    "‘": "quotation mark",
    "“": "quotation mark",
    "”": "quotation mark",
    "–": "dash",
    "—": "dash",
}
FORMULA_SIGNS = ("=", "+", "-", "@")
LONG_ACTION = 1000
LONG_TEXT = 3000


def mended(text: str) -> tuple[str, str, str, str] | None:
    """Mend text that was read in the wrong encoding once ("Childrenâ€™s").

    Returns the whole text mended, then the first broken word, that word mended and what was broken; None where the
    text is sound.
    """
    whole = _whole(text)
    if whole == text:
        return None
    word = next(word for word in text.split() if _whole(word) != word)
    better = _whole(word)
    return whole, word, better, next((_NAMES[sign] for sign in better if sign in _NAMES), "character")


def is_broken(text: str) -> bool:
    """Whether a text begins with a letter that went through the wrong encoding ("â€™")."""
    match = _BROKEN.match(text)
    return match is not None and _mend(match) != match[0]


def _whole(text: str) -> str:
    """The text mended as often as it was broken; some went through the wrong encoding twice."""
    for _ in range(3):
        text, before = _BROKEN.sub(_mend, text), text
        if text == before:
            break
    return text


def _mend(match: re.Match[str]) -> str:
    try:
        return b"".join(_byte(sign) for sign in match[0]).decode("utf-8")
    except UnicodeError:
        return match[0]


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; a bullet ("- next step") is not one."""
    return text.startswith(FORMULA_SIGNS) and not re.match(r"[-+]\s+\S", text) and len(text) > 1


def short_title(action: str, most: int = 60) -> str:
    """A title for lists, from the first clause of an action; cut at a word, with an ellipsis, where it is long."""
    line = " ".join(action.split())
    clause = re.split(r"[.;:]\s|,\s+(?:so|and|to|which|that|in order)\b|\s+so that\b", line)[0].rstrip(".;:, ")
    if len(clause) <= most:
        return clause
    return clause[: most + 1].rsplit(" ", 1)[0][:most].rstrip(",;: ") + "…"


def lines_of(text: str) -> list[str]:
    """What stands one to a line, each once and in order."""
    return list(dict.fromkeys(" ".join(each.split()) for each in text.splitlines() if each.strip()))


def side_by_side(was: str, to: str, most: int = 100) -> tuple[str, str]:
    """Two texts as they are shown beside one another: long ones from a little before where they part."""
    if max(len(was), len(to)) <= most:
        return was, to
    parts_at = next((at for at, (one, other) in enumerate(zip(was, to, strict=False)) if one != other), 0)
    begins = was.rfind(" ", 0, max(0, parts_at - most // 3)) + 1
    return _from(was, begins, most), _from(to, begins, most)


def _from(text: str, begins: int, most: int) -> str:
    shown = " ".join(text[begins : begins + most].split())
    return f"{'…' if begins else ''}{shown}{'…' if len(text) > begins + most else ''}"
