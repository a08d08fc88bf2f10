"""What is held back until those affected have seen it: it is there, and its words stand nowhere until then."""

from datetime import date

from bot.domain.dates import counted

RESTRICTED = "restricted"
"""What stands in the place of the words."""


def is_held(marked: object, until: date | None, today: date) -> bool:
    """Whether what was marked (when, or None) is held back today; `until` is the day on which it opens by itself."""
    return marked is not None and (until is None or today < until)


def left_out_words(number: int) -> str:
    """ "1 restricted action is left out here."; empty where there is none."""
    return f"{counted(number, 'restricted action')} {'is' if number == 1 else 'are'} left out here." if number else ""
