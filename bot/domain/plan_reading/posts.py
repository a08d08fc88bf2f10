"""Who answers for an action: exactly one post, whatever the cell says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from bot.domain.plan_reading.preview import Weight


@dataclass(frozen=True)
class PostReading:
    """The post that was read (empty where none can be), and what to say about it."""

    post: str
    code: str = ""
    weight: Weight = Weight.SAY
    words: str = ""


# Tried once for each word: from the middle of a word of 30,000 letters it would be tried 30,000 times.
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PHONE = re.compile(
    r"(?<!\w)(?:(?:tel|t|phone|mob|m|ext)\b[.:]?\s*)?(?:\+44|0)[\d\s()\-]{8,14}\d(?!\w)|\bext\.?\s*\d{3,6}", re.I
)
_ROLE = (
    r"(?:(?:corporate|service|assistant|deputy|interim|acting|executive|strategic|operational|group|divisional|associate|area"
    r"|joint|programme|improvement)\s+)*(?:director|head\b|chief|manager\b|principal|lead\b|dcs\b|dass\b|ad(?:cs?)?\b|ceo\b|sro\b"
    r"|psw\b|commissioner|chair\b|lead member|portfolio holder|team manager|service manager|designated|"
    r"virtual school head|officer)"
)
_STARTS_WITH_ROLE = re.compile(rf"(?:the\s+)?{_ROLE}", re.IGNORECASE)
_HAS_ROLE = re.compile(
    r"\b(?:director|head(?:teacher)?|chief|manager|mgr|principal|lead(?:er)?|commissioner|chair(?:man|woman|person)?|officer|"
    r"adviser|advisor|worker|co-?ordinator|partner|secretary|consultant|solicitor|lawyer|nurse|doctor|auditor|analyst|"
    r"administrator|accountant|executive|treasurer|clerk|specialist|practitioner|supervisor|psychologist|mayor|guardian|"
    r"registrar|architect|engineer|superintendent|inspector|constable|sergeant|assistant|member|holder|deputy|"
    r"dcs|dass|ad|adcs|ceo|sro|psw|iro|lado|senco|cfo|coo|cio|dpo|hos|hosc|gm|mo|s151)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:police|constabulary|nhs|ccg|icb|ofsted|dfe|department for education|health trust|foundation trust|"
    r"(?:county|borough|city|district) council)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[A-Z]{2,4}")
_SERVICES = re.compile(r"[A-Z]{2,5}(?:/[A-Z]{2,5})*")
"""Services by their initials: "CIN", "CP/CLA"."""
_COUNCIL_WORDS = frozenset(
    "academy adolescent adult adults agency alliance assessment assurance audit authority board business care carers "
    "centre child children childrens cohort commissioning communications communities community compliance corporate "
    "council data delivery department development digital disability disabled duty early education edge estates "
    "exploitation families family finance forum fostering foundation front governance group health help homes hospital "
    "housing hub hubs human improvement inclusion independent information learning leaving legal local mash mental "
    "midwifery network nhs office operations panel parenting partners partnership partnerships people performance "
    "permanence placements planning police policy practice procurement programme project protection public quality "
    "referral residential resources response reviewing safeguarding safety school schools scrutiny section senior "
    "service services social staff standards statutory strategic strategy support systems team teams technology "
    "training transformation transport trust unit virtual voice workforce works young youth".split()
)
_NAMED_FIRST = re.compile(r"(?P<person>[^,(\-–—:]+?)\s*(?:,|\s[\-–—]\s|:|\()\s*(?P<post>[^()]+?)\)?")
_NAMED_LAST = re.compile(r"(?P<post>.+?)\s*(?:\s[\-–—]\s|:|\(|,)\s*(?P<person>[^(),\-–—:]+?)\)?")
_VACANT = re.compile(
    r"(?:^|[\s(\[,:\-–—]+)(?:post\s+(?:is\s+)?)?(?:currently\s+|now\s+)?(?:vacant|vacancy|(?:to be|not yet) "
    r"(?:appointed|recruited|confirmed|agreed|assigned|allocated|decided|identified|named)|tbc|tba|"
    r"being recruited)(?:\s+post)?(?=$|[\s)\],:\-–—])[)\]]?",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\W*(?:n\W?a|t\.?b\.?[acd]\.?|none|nobody|no one|unknown|not known|unassigned|unallocated|all|all staff|everyone"
    r"|everybody|various)?\W*",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?:\w+\s+){0,3}(?:heads|directors|managers|leads|principals|chiefs|officers|chairs|workers|leaders)"
    r"(?:\s+(?:of|for|in|and|across|from)\b.*)?",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"\s*[(,;\-–]?\s*\b(?:with|supported by|with support from|alongside|jointly with|together with|plus|assisted by)"
    r"\s+",
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
    helped = [part.strip(" ()") for part in _HELPED.split(text)]
    if len(helped) > 1 and all(_STARTS_WITH_ROLE.match(part) for part in helped):
        return [" ".join(part.split()) for part in helped]
    for separator in (r"\s*[;|]\s*", r"\s*/\s*", r"\s*\n\s*", r"\s*\+\s*", r"\s+(?:and|&)\s+", r"\s*,\s*"):
        parts = _with_one_title([part for part in re.split(separator, text) if part])
        if len(parts) > 1 and _are_posts(parts, loosely=separator.strip(r"\s*") in {"[;|]", "/"}):
            return [" ".join(part.split()) for part in parts]
    return [" ".join(text.split())]


def _with_one_title(parts: Sequence[str]) -> list[str]:
    """The parts of a cell, with those together that share a title: "Head of CIN" and "CP" are "Head of CIN/CP"."""
    whole: list[str] = []
    for part in parts:
        if whole and _share_a_title(whole[-1], part):
            whole[-1] = f"{whole[-1]}/{part}"
        else:
            whole.append(part)
    return whole


def _share_a_title(one: str, other: str) -> bool:
    """Whether both end and begin with the initials of a service, and one of them is nothing else."""
    meeting = one.split()[-1:] + other.split()[:1]
    are_services = all(_SERVICES.fullmatch(word) and not _HAS_ROLE.search(word) for word in meeting)
    return are_services and (" " in one) != (" " in other)


def _are_posts(parts: Sequence[str], loosely: bool) -> bool:
    if all(_INITIALS.fullmatch(part) or is_personal_name(part) for part in parts):
        return True
    if any(re.search(r"(?:\b(?:of|for|and|the)|,)$", part.strip(), re.IGNORECASE) for part in parts[:-1]):
        return False
    if loosely:
        return all(
            _HAS_ROLE.search(part) or _OUTSIDE.search(part) or re.fullmatch(r"[A-Z]{2,5}", part) for part in parts
        )
    return all(_STARTS_WITH_ROLE.match(part) for part in parts)


def is_personal_name(text: str) -> bool:
    """Whether a text looks like a person's name: two or three words in capitals, none of a council's own."""
    words = text.split()
    return (
        2 <= len(words) <= 3
        and all(re.fullmatch(r"[A-Z][A-Za-zÀ-ÿ’'\-]+\.?", word) for word in words)
        and not any(same_post(word) in _COUNCIL_WORDS for word in words)
        and not _HAS_ROLE.search(text)
    )


@lru_cache(maxsize=4_096)  # each post of a file is compared with every post that the plan has
def same_post(post: str) -> str:
    """A post as it is compared: case, "&", punctuation and curly marks make no difference."""
    plain = post.casefold().replace("&", " and ").replace("’", "").replace("'", "")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def read_post(text: str, known: Sequence[str], elsewhere: Sequence[str] = ()) -> PostReading:
    """Read who is accountable; `known` are the posts that the plan has already (none is a first load), and `elsewhere`
    those that are known beside a first load.
    """
    rest, removed = without_contact_details(text)
    spelt = (*known, *elsewhere)
    named = [rest] if _known_spelling(rest, spelt) in spelt else posts_named(rest)
    if len(named) > 1:
        return _too_many(named)
    if re.match(r"(?:all|each|every|both|various)\s", named[0], re.IGNORECASE) or _PLURAL.fullmatch(named[0]):
        words = f'"{named[0]}" names more than one post. One post must be accountable. Which one?'
        return PostReading("", "TWO_OWNERS", Weight.HOLD, words)
    post = _known_spelling(named[0], spelt)
    plainer = None if post in spelt else _vacant(post) or _without_person(post)
    if plainer is not None:
        return replace(plainer, post=_known_spelling(plainer.post, spelt))
    if not post:
        return PostReading("", "NO_OWNER", Weight.HOLD, "no post is named. Every action needs one accountable post.")
    if removed:
        words = f"{' and '.join(removed)} removed. Contact details come from the directory."
        return PostReading(post, "CONTACT_DETAILS", Weight.ASK, words)
    if known and post not in known:
        return _unknown(post, known)
    if post in elsewhere:
        return PostReading(post)
    if near := nearest_post(post, elsewhere):
        words = f'"{post}" is spelt almost like "{near}", a post that is here already. Is it the same post?'
        return PostReading(post, "OWNER_UNKNOWN", Weight.ASK, words)
    if _OUTSIDE.search(post):
        words = (
            f'"{post}" looks like a post outside the council. Can they be asked in chat, or is there a council contact?'
        )
        return PostReading(post, "OWNER_OUTSIDE", Weight.ASK, words)
    return PostReading(post) if post in spelt or _HAS_ROLE.search(post) else _no_post_in(post)


def names_nobody(text: str) -> bool:
    """Whether a cell says that nobody answers yet, or that all do: "TBC – post vacant", "n/a", "Everyone", "?"."""
    return bool(_NOBODY.fullmatch(_VACANT.sub(" ", text)))


def _vacant(text: str) -> PostReading | None:
    """Read "Head of Care (vacant)": a vacant post is an ordinary state, and the post answers all the same."""
    post = " ".join(_VACANT.sub(" ", text).split()).strip(" ()[],:-–—")
    if not _VACANT.search(text) or not _HAS_ROLE.search(post):
        return None
    words = f'read as the post "{post}", vacant until someone is named.'
    return PostReading(post, "OWNER_VACANT", Weight.ASK, words)


def _without_person(text: str) -> PostReading | None:
    """Read "Sarah Smith (Head of Care)": the post answers, and who holds it comes from the directory."""
    for pattern in (_NAMED_FIRST, _NAMED_LAST):
        match = pattern.fullmatch(text)
        if match and is_personal_name(match["person"]) and _STARTS_WITH_ROLE.match(match["post"]):
            words = f'a person\'s name was left out. The post is read as "{match["post"]}". Confirm.'
            return PostReading(match["post"], "OWNER_UNKNOWN", Weight.ASK, words)
    return None


def _no_post_in(text: str) -> PostReading:
    what = "looks like a person's name" if is_personal_name(text) else "names no post that I recognise"
    words = f'"{text}" {what}. An action is answered for by a post. Which one? It loads under this name until you say.'
    return PostReading(text, "OWNER_UNKNOWN", Weight.ASK, words)


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


@dataclass(frozen=True)
class SaidOfTitle:
    """What somebody said of a title in a file: that it is another of `post`, or that the two are two posts."""

    title: str
    post: str
    is_same: bool


def said_of_title(typed: str, answered: str, known: Sequence[str]) -> SaidOfTitle | None:
    """What an answer in the place of an accountable officer says of two titles that are almost alike, if anything."""
    if same_post(typed) != same_post(answered):
        near = nearest_post(typed, [answered])
        return SaidOfTitle(typed, answered, is_same=True) if near else None
    other = nearest_post(typed, [title for title in known if same_post(title) != same_post(typed)])
    return SaidOfTitle(typed, other, is_same=False) if other else None


def _likeness(one: str, other: str) -> float:
    left, right = same_post(one), same_post(other)
    if abs(len(left) - len(right)) > 4 or not _differs_in_spelling(left.split(), right.split()):
        return 0.0
    return SequenceMatcher(None, left, right).ratio()


def _differs_in_spelling(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether it is letters that differ and not words: "Team 1" and "Team 2", "North" and "South" are two posts."""
    if len(left) != len(right):
        return "".join(left) == "".join(right)
    differing = [(one, other) for one, other in zip(left, right, strict=True) if one != other]
    return all(
        min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() >= 0.75 for one, other in differing
    )
