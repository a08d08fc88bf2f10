"""How long what was written is kept, and what is looked for in it when somebody asks under the law.

The council's own schedule decides; the suggestions are the field's (safeguards, “Retention”). A hold wins over both.
"""

from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

SUGGESTED_MONTHS = 12
"""For drafts, reminders and all else that was said in chat."""
SUGGESTED_YEARS = 7
"""For a plan and what was decided about it, from the day on which it is closed."""
MONTHS, YEARS = range(1, 121), range(1, 51)


@dataclass(frozen=True)
class Periods:
    """How long a board keeps things. None means that nothing of that sort is ever deleted by itself."""

    message_months: int | None
    plan_years: int | None

    def messages_before(self, today: date) -> date | None:
        """What was said before this day is kept no longer."""
        return today - relativedelta(months=self.message_months) if self.message_months else None

    def plans_before(self, today: date) -> date | None:
        """A plan that was closed before this day is kept no longer."""
        return today - relativedelta(years=self.plan_years) if self.plan_years else None


@dataclass(frozen=True)
class Hold:
    """That nothing of a board is deleted, because somebody has asked for it and is to be answered first."""

    id: int
    ref: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Wanted:
    """What is looked for: of one action, one post, one source, from one day to another; empty for all there is."""

    action: str = ""
    post: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Kept:
    """Something that is kept: of which sort, since when (UTC; None where that is not known), about what, whose, and
    what it says.
    """

    table: str
    at: datetime | None
    action: str
    post: str
    words: str
