"""Dates, times and counts as people say them.

Month and weekday names are our own, so that they do not depend on the locale of the machine.
"""

from datetime import date, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_in_words(day: date, today: date) -> str:
    """Return "30 April", with the year where it is not the year of `today`: "30 April 2020"."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def weekday_in_words(day: date, today: date) -> str:
    """Return "Tuesday 8 June", with the year where it is not the year of `today`."""
    return f"{WEEKDAYS[day.weekday()]} {day_in_words(day, today)}"


def full_day_in_words(day: date) -> str:
    """Return "Tuesday 8 June 2021"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def day_and_year(day: date) -> str:
    """Return "8 June 2021"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_in_words(day: date, today: date) -> str:
    """Return "May", with the year where it is not the year of `today`: "May 2020"."""
    month = MONTHS[day.month - 1]
    return month if day.year == today.year else f"{month} {day.year}"


def moment_in_words(at: datetime, today: date) -> str:
    """Return "8 June, 17:00".

    `at` is said as it stands: turn it to the board's zone first (`at.astimezone(zone)`).
    """
    return f"{day_in_words(at.date(), today)}, {at:%H:%M}"


def weekday_moment_in_words(at: datetime, today: date) -> str:
    """Return "Tuesday 8 June, 17:00"; `at` is said as it stands, as in `moment_in_words`."""
    return f"{weekday_in_words(at.date(), today)}, {at:%H:%M}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 action", "2 actions"; give `plural` where it is not the noun and an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def days_in_words(number: int) -> str:
    """Return "1 day", "39 days"."""
    return counted(number, "day")


def ended(words: str) -> str:
    """The words as a sentence that has its end: one that was shortened ends with "…", and has no stop as well."""
    return words if words.endswith((".", "!", "?", "…", ".”")) else f"{words}."


def listed(parts: list[str]) -> str:
    """Join as a sentence does: "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
