"""Words that may be about a child at risk: no bot is the place for them, and the answer must say so at once."""

import re

_CHILD_WORDS = (
    "child|children|kids?|baby|babies|newborn|infant|toddlers?|little (?:one|boy|girl)s?|boys?|girls?|twins?|pupils?"
    "|students?|teens?|teenagers?|young (?:person|people)|minor|son|daughter|stepson|stepdaughter|brother|sister"
    "|siblings?|lads?|lass(?:es)?|nephew|niece|grandson|granddaughter|grandchild(?:ren)?"
    "|\\d+ ?(?:-| )?years? ?(?:-| )?old"
)
_CHILD = re.compile(rf"\b(?:{_CHILD_WORDS})\b")
_DONE = (
    "hurt|hit|beaten|abused|assaulted|raped|touched|groomed|exploited|trafficked|molested|strangled|choked|punched"
    "|kicked|slapped|smacked|shaken|burnt|burned|scalded|stabbed|shot|threatened|starved|injured|wounded|kidnapped"
    "|neglected|bruised|harmed|bullied|locked (?:in|up|out|away)|left alone|left (?:on|by) (?:his|her|their|its) own"
)
_DOING = (
    "hurt(?:ing|s)|hit(?:ting|s)|beat(?:ing|s)|abus(?:ing|es)|assaulting|touch(?:ing|es)|grooming|exploiting|threaten(?:ing|s)"
    "|strangling|punch(?:ing|es)|kick(?:ing|s)|slap(?:ping|s)|shaking|starving|harming|neglecting|locks|molesting"
)
_HARM = re.compile(
    rf"\b(?:{_DONE}|{_DOING}|at risk|in danger|danger|harm|abuse|beat|unsafe|(?:not|isn.?t|aren.?t) (?:\w+ )?safe"
    r"|neglect|scared|frightened|terrified|afraid|suicidal|bleeding|assault|rape|bruises?|burns|wounds?|knife|gun|weapon"
    r"|(?:gone|went|is|are|been|reported|still) missing|ran away|run(?:ning|s)? away|home alone"
    r"|on (?:his|her|their) own|(?:not|isn.?t|aren.?t) (?:being |been )?fed|self[ -]?harm(?:ed|ing|s)?"
    r"|cut(?:s|ting)? (?:himself|herself|themselves)|overdosed?|violent|violence|drunk|disclosed|disclosing|disclosure"
    r"|needs? (?:urgent )?help (?:now|right now)|urgent|emergency|(?:his|her|their) safety|sleeping rough"
    r"|screaming|worried|worry (?:about|for)|(?:not|hasn.?t|haven.?t) been seen"
    r"|concern(?:s|ed)? (?:about|for)|safeguarding concern)\b"
)
_GRAVE = re.compile(
    r"\b(?:safeguarding (?:concern|issue|alert)|(?:make|report|raise|refer)\b.{0,40}\b(?:safeguarding|child protection)"
    r"|suicidal|kill(?:s|ing)? (?:him|her|them|my)(?:self|selves)?|tak(?:e|en|ing) an overdose|was raped|been raped"
    rf"|(?:he|she|they)(?: is|.?s| was| has| are| were| have)? (?:being |been |got |gets )+(?:{_DONE})"
    rf"|(?:{_DOING}|hurt|hit|beat|raped) (?:her|him|them))\b"
)
"""Said of nobody in particular, or of "her": nobody who runs a plan says it of anything else."""

_SERVICE = (
    "protection|practice|social|sexual|criminal|exploitation|health|clinic|death|services?|plans?|teams?|strategy|panels?"
    "|reviews?|hub|champions?|groups?|welfare|voice|records?|files?"
)
"""What makes a child the name of a service: a child protection report, the child's plan."""
_ONE_CHILD = (
    r"(?<!\bif )(?<!\bwhen )(?<!\bwhere )(?<!\bonce )(?<!\buntil )(?<!\bthat )"
    r"\b(?:a|the|this|that|my|our|one|his|her|their) (?:[a-z]+ )?"
    "(?:child|kid|baby|newborn|infant|toddler|boy|girl|pupil|student|teenager|young person|son|daughter|brother|sister)"
    rf"\b(?!(?:['’]s?)? (?:{_SERVICE})\b)"
)
_SOME_CHILDREN = (
    r"\b(?:two|three|four|five|some|these|those|the|my|our|his|her|their|of) (?:children|kids|babies|boys|girls|twins"
    r"|pupils|students|teenagers)\b(?! who)(?! that)"
)
_TOLD = re.compile(
    rf"{_ONE_CHILD}[^.;!?]{{0,60}}?\b(?:(?:is|was|has|got|gets|keeps)(?: been| being| getting)? (?:{_DONE})"
    r"|(?:is|was|still|still is) (?:at risk(?! of)|in danger|unsafe|not safe|missing|suicidal|bleeding)"
    r"|(?:gone|went) missing|ran away|(?:told (?:me|us|him|her|them)|disclosed|says|said)\b.{0,60}\b"
    rf"(?:{_DONE}|hurts|hits|beats|abus(?:e|es|ing)|afraid|scared|frightened))\b"
    rf"|{_ONE_CHILD} being (?:{_DONE})\b|{_SOME_CHILDREN} (?:are|were|keep|have been) (?:being |getting )?(?:{_DONE})\b"
)
_TOLD_OF_ONE = re.compile(
    r"\b(?:(?:is|was|.m|am|.s|are|feels?|feeling|felt) suicidal|(?:kill|hurt|cut)(?:s|ting|ing)? (?:himself|herself)"
    rf"|taken an overdose|(?:he|she)(?: is|.s| was| has| got| gets| keeps)(?: being| been)? (?:{_DONE})"
    rf"|(?:is|keeps|was|he|she) (?:{_DOING}) (?:her|him)"
    r"|i (?:am|.m) (?:worried|concerned|scared) (?:about|for) (?:a|the|this|my|one) "
    r"(?:child|boy|girl|baby|young person|pupil|family))\b"
)

_MISSPELT = (
    "child children daughter toddler teenager pupil young person danger abused abuse hurting beaten missing frightened "
    "suicidal bruises neglected bleeding stabbed overdose assaulted threatened safeguarding strangled exploited"
).split()
_RIGHT = re.compile(
    rf"{_CHILD_WORDS}|{_DONE}|{_DOING}|pupils|persons|daughters|bruisers?|dangers|ranger|manger|dancer|eaten|amused?|hunting"
    "|hurling|kissing|cruises|chill|stabled|stabbing|threatens?|exploiter|threatening"
)
"""Words that are spelt as they are meant, however near they are to another: "abused" is no slip for "abuse"."""


def may_be_about_a_child_at_risk(text: str) -> bool:
    """Whether somebody may be reporting a concern. It errs on the side of yes; the answer costs nothing.

    A letter too many, too few, wrong or in the wrong place hides nothing: whoever reports such a thing types in haste.
    """
    plain = " ".join(re.findall(r"[\w'’\-]+", _meant(text)))
    return bool(_GRAVE.search(plain) or (_CHILD.search(plain) and _HARM.search(plain)))


def _meant(text: str) -> str:
    """The text in small letters and on one line, with the words in their places that a finger slipped in."""
    return re.sub(r"[^\W\d_]{5,}", lambda word: _word_meant(word[0]), " ".join(text.casefold().split()))


def _word_meant(word: str) -> str:
    if _RIGHT.fullmatch(word):
        return word
    known = (each for each in _MISSPELT if abs(len(each) - len(word)) <= 1 and _is_nearly(word, each))
    return next(known, word)


def _is_nearly(word: str, known: str) -> bool:
    """Whether one slip of a finger lies between the two."""
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    rest, other = word[start:], known[start:]
    swapped = rest[1::-1] + rest[2:] if len(rest) > 1 else rest
    return other in (rest[1:], rest, swapped) or rest == other[1:] or (rest[1:] == other[1:] and bool(rest))


def tells_of_a_child_at_risk(text: str) -> bool:
    """Whether a text tells of one child in danger, as no account of a service does: "A boy was hit by his stepfather".

    It is asked of what a form or a command says, where "children at risk of exploitation" is the plan's own matter.
    """
    plain = _meant(text)
    return bool(_TOLD.search(plain) or _TOLD_OF_ONE.search(plain))
