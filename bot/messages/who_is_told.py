"""Before something is saved: who will be told of it."""

from collections.abc import Sequence

from bot.domain.dates import listed
from bot.messages.parts import Paragraph

LEAD = "Who will be told"


def who_will_be_told(told: Sequence[str], more: str = "") -> Paragraph:
    """Each of these, as a sentence names them; or that nobody is. `more` is a sentence that goes with it."""
    once = "each once" if len(told) > 1 else "once"
    whom = f"{listed(list(told))}, {once}, in private." if told else "nobody."
    return Paragraph(lead=LEAD, text=f"{whom} {more}".strip())


def who_may_be_told(told: Sequence[str]) -> Paragraph:
    """The same where it depends on what is typed: each of these says when, as in "the chair, if nobody answers"."""
    return Paragraph(lead=LEAD, text=f"{'; '.join(told) or 'nobody'}.")
