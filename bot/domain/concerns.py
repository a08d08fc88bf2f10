"""Words that may be about a child at risk: no bot is the place for them, and the answer must say so at once."""

import re

_CHILD = re.compile(r"\b(child|children|kids?|baby|babies|toddler|boy|girl|pupil|teenager|young person|son|daughter)\b")
_HARM = re.compile(
    r"\b(at risk|in danger|hurt(?:ing|s)?|harm(?:ed|ing)?|abus(?:e|ed|ing)|hit(?:s|ting)?|beat(?:s|en|ing)?|unsafe|"
    r"not safe|neglect(?:ed)?|scared|frightened|suicidal|bleeding|assault(?:ed)?|raped?|bruis(?:e|es|ed)|gone missing|"
    r"ran away|run away|safeguarding concern)\b"
)


def may_be_about_a_child_at_risk(text: str) -> bool:
    """Whether somebody may be reporting a concern. It errs on the side of yes; the answer costs nothing."""
    plain = text.casefold()
    return "safeguarding concern" in plain or bool(_CHILD.search(plain) and _HARM.search(plain))
