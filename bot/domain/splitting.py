"""Splitting an action: into how many, and by when each part of it can be due."""

from datetime import date

from bot.domain.dates import day_in_words

NEW_AT_MOST = 4
"""With what is left of it, an action is split into five at the most in one sitting."""


def how_many(said: str) -> int:
    """How many new actions a form asks about; one where it does not say, never more than `NEW_AT_MOST`."""
    count = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 1
    return min(max(count, 1), NEW_AT_MOST)


def why_not_due(due: date | None, whole: date | None, start: date | None, today: date) -> str:
    """Why a part can not be due then, and what to do; empty where it can.

    Only a request moves a deadline (ratings, c7): a part can be due sooner than the whole, never later.
    """
    if due is None or due == whole:
        return ""
    if whole is not None and due > whole:
        return (
            f"The deadline is {day_in_words(whole, today)}, and only a request moves it. Leave that date, and ask for "
            "a new one for this part once it is split off."
        )
    if due < today:
        return f"{day_in_words(due, today)} has passed. Choose a day that is still to come."
    if start is not None and due < start:
        return f"That is before its start, {day_in_words(start, today)}."
    return ""
