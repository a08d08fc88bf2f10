"""Who answers for an action: exactly one post, whatever the cell says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.domain.plan_reading.preview import Weight


@dataclass(frozen=True)
class PostReading:
    """The post that was read (empty where none can be), and what to say about it."""

    post: str
    code: str = ""
    weight: Weight = Weight.SAY
    words: str = ""


_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PHONE = re.compile(
    r"(?<!\w)(?:(?:tel|t|phone|mob|m|ext)\b[.:]?\s*)?(?:\+44|0)[\d\s()\-]{8,14}\d(?!\w)|\bext\.?\s*\d{3,6}", re.I
)
_ROLE = (
    r"(?:(?:corporate|service|assistant|deputy|interim|acting|executive|strategic|operational|group|divisional|associate|area"
    r"|joint|programme|improvement)\s+)*(?:director|head\b|chief|manager\b|principal|lead\b|dcs\b|dass\b|adcs?\b|ceo\b|sro\b"
    r"|psw\b|commissioner|chair\b|lead member|portfolio holder|team manager|service manager|designated|"
    r"virtual school|officer)"
)
_STARTS_WITH_ROLE = re.compile(rf"(?:the\s+)?{_ROLE}", re.IGNORECASE)
_HAS_ROLE = re.compile(
    r"\b(?:director|head|chief|manager|mgr|principal|lead|commissioner|chair|officer|adviser|advisor|worker|coordinator|"
    r"partner|dcs|dass|ad|ceo|sro|psw|iro|lado)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:police|constabulary|nhs|ccg|icb|ofsted|dfe|department for education|health trust|foundation trust|"
    r"(?:county|borough|city|district) council)\b",
    re.IGNORECASE,
)
DITTO_MARKS = frozenset({'"', "''", "“", "”", "〃", "ditto", "do.", "do", '-"-', '" "', '""', "“”", "\u2033", "^"})
_AS_ABOVE = re.compile(r"\(?(?:as|see|same as)\s+(?:above|previous|row above|last)\)?\.?", re.IGNORECASE)


def ditto_kind(text: str) -> str | None:
    """Say whether a cell leans on the row above: "mark" for a ditto mark, "words" for "As above", else None."""
    if text.casefold().strip() in DITTO_MARKS:
        return "mark"
    return "words" if _AS_ABOVE.fullmatch(text.strip()) else None


def without_contact_details(text: str) -> tuple[str, list[str]]:
    """Take phone numbers and addresses for mail out of a text; return what is left and what kinds went."""
    kinds = [kind for kind, found in (("phone", _PHONE.search(text)), ("email", _EMAIL.search(text))) if found]
    if not kinds:
        return text, []
    rest = _EMAIL.sub("", _PHONE.sub("", text))
    rest = re.sub(r"\(\s*[,;/|\s]*\)|\[\s*\]|<\s*>", "", rest)
    return " ".join(rest.split()).strip(" ,;:-–/|"), kinds


def posts_named(text: str) -> list[str]:
    """The posts that a cell names, in its order: two only where each half is a post by itself."""
    for separator in (r"\s*[;|]\s*", r"\s*/\s*", r"\s*\n\s*", r"\s*\+\s*", r"\s+(?:and|&)\s+", r"\s*,\s*"):
        parts = [part for part in re.split(separator, text) if part]
        if len(parts) > 1 and _are_posts(parts, loosely=separator.strip(r"\s*") in {"[;|]", "/"}):
            return [" ".join(part.split()) for part in parts]
    return [" ".join(text.split())]


def _are_posts(parts: Sequence[str], loosely: bool) -> bool:
    if any(re.search(r"(?:\b(?:of|for|and|the)|,)$", part.strip(), re.IGNORECASE) for part in parts[:-1]):
        return False
    if loosely:
        return all(_HAS_ROLE.search(part) or re.fullmatch(r"[A-Z]{2,5}", part) for part in parts)
    return all(_STARTS_WITH_ROLE.match(part) for part in parts)


def same_post(post: str) -> str:
    """A post as it is compared: case, "&", punctuation and curly marks make no difference."""
    plain = post.casefold().replace("&", " and ").replace("’", "").replace("'", "")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def read_post(text: str, known: Sequence[str]) -> PostReading:
    """Read who is accountable; `known` are the posts that the plan has already (none is a first load)."""
    rest, removed = without_contact_details(text)
    named = posts_named(rest)
    if len(named) > 1:
        return _too_many(named)
    if re.match(r"(?:all|each|every|both|various)\s", named[0], re.IGNORECASE):
        words = f'"{named[0]}" names more than one post. One post must be accountable. Which one?'
        return PostReading("", "TWO_OWNERS", Weight.HOLD, words)
    post = _known_spelling(named[0], known)
    if not post:
        return PostReading("", "NO_OWNER", Weight.HOLD, "no post is named. Every action needs one accountable post.")
    if removed:
        words = f"{' and '.join(removed)} removed. Contact details come from the directory."
        return PostReading(post, "CONTACT_DETAILS", Weight.ASK, words)
    if known and post not in known:
        return _unknown(post, known)
    if _OUTSIDE.search(post):
        words = (
            f'"{post}" looks like a post outside the council. Can they be asked in chat, or is there a council contact?'
        )
        return PostReading(post, "OWNER_OUTSIDE", Weight.ASK, words)
    return PostReading(post)


def _too_many(named: Sequence[str]) -> PostReading:
    quoted = ", ".join(f'"{post}"' for post in named)
    count = "two" if len(named) == 2 else str(len(named))
    other = "The other" if len(named) == 2 else "Any other"
    words = f"{count} posts named ({quoted}). One post must be accountable. Which one? {other} can be the lead."
    return PostReading("", "TWO_OWNERS", Weight.HOLD, words)


def _known_spelling(post: str, known: Sequence[str]) -> str:
    return next((other for other in known if same_post(other) == same_post(post)), post)


def _unknown(post: str, known: Sequence[str]) -> PostReading:
    near = nearest_post(post, known)
    meant = f' Did you mean "{near}"?' if near else ""
    words = (
        f'"{post}" is not a post that this plan knows.{meant} It loads as a new post, vacant until someone is named.'
    )
    return PostReading(post, "OWNER_UNKNOWN", Weight.ASK, words)


def nearest_post(post: str, others: Sequence[str]) -> str | None:
    """The post that is spelt almost so ("Principle Social Worker"), or None."""
    ranked = sorted(((_likeness(post, other), other) for other in others), reverse=True)
    return ranked[0][1] if ranked and ranked[0][0] >= 0.88 else None


def _likeness(one: str, other: str) -> float:
    left, right = same_post(one), same_post(other)
    if abs(len(left) - len(right)) > 4:
        return 0.0
    return SequenceMatcher(None, left, right).ratio()
