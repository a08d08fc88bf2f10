"""What goes into a cell of a file that is taken out, and how it is read there again."""

import re
from datetime import date

Written = str | date | None
"""Words that no spreadsheet will run, or a day, or nothing."""
# What a spreadsheet would run if it stood first in a cell; also behind spaces, and in their wide forms.
_WOULD_RUN = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_LITERAL = "'"


def in_a_cell(value: Written) -> Written:
    """Words as `words_in_a_cell` has them; a day as it is."""
    return words_in_a_cell(value) if isinstance(value, str) else value


def words_in_a_cell(text: str) -> str:
    """The text as a workbook can hold it, its lines parted in one way, and so that no spreadsheet runs it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return neutralised(
        "".join(sign for sign in lines if sign in "\n\t" or (sign >= " " and sign not in "\ufffe\uffff"))
    )


def neutralised(text: str) -> str:
    """The text as it goes into a file: an apostrophe before what a spreadsheet would run, which `spoken` takes off.

    Source: rule 12 of the guide to importing a plan.
    """
    return _LITERAL + text if _is_runnable(text) else text


def spoken(text: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith(_LITERAL) and _is_runnable(text[1:]) else text


def _is_runnable(text: str) -> bool:
    """Whether a text is one that gets an apostrophe: one that has some already gets another, so that none is lost."""
    return bool(_WOULD_RUN.match(text.lstrip(_LITERAL)))
