"""What goes into a cell of a file that is taken out."""

from datetime import date

from bot.domain.plan_reading.texts import neutralised

Written = str | date | None
"""Words that no spreadsheet will run, or a day, or nothing."""


def in_a_cell(value: Written) -> Written:
    """Words as `words_in_a_cell` has them; a day as it is."""
    return words_in_a_cell(value) if isinstance(value, str) else value


def words_in_a_cell(text: str) -> str:
    """The text as a workbook can hold it, its lines parted in one way, and so that no spreadsheet runs it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return neutralised(
        "".join(sign for sign in lines if sign in "\n\t" or (sign >= " " and sign not in "\ufffe\uffff"))
    )
