"""A list that was taken out of a plan as a file: how one is known when it is dropped back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.plan_reading import Sheet  # a status offers such lists, and reads no file

LIST_SAYS = "This is a list that was taken out of the plan. It is to be read, and is not read back as a plan."
_WITHIN = 4
"""In how many of a sheet's first rows that is looked for: a marking and a title stand above it."""


def refuse_a_list(sheets: Sequence[Sheet]) -> None:
    """Refuse a file that is such a list: what it leaves out would be taken for missing, what it adds for news.

    Raises:
        Refusal: it is one; and what to drop in its place.
    """
    first = (cell.line for sheet in sheets for row in sheet.rows[:_WITHIN] for cell in row.filled.values())
    if any(line == LIST_SAYS for line in first):
        raise Refusal(
            "This file is a list that was taken out of the plan, not the plan: nothing has been read from it. To "
            "change the plan from a file, type “export” to get the whole plan, change that, and give me that file."
        )
