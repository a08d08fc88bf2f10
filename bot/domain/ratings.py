"""The suggested rating: the whole rule table, as one pure function; and which of three ratings to show.

The facts are in `rating_facts`, each rule with its words is in `rating_rules`; what others need is here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.domain.actions import Lifecycle
from bot.domain.dates import counted, day_in_words, days_in_words, month_in_words
from bot.domain.rating_facts import OFF_TRACK, Case, MilestoneFact, Rating, RatingFacts, Tolerances
from bot.domain.rating_rules import GREEN, LIVE, NOBODY_CAN_SAY, STOPS, UNRATED, Rule

__all__ = [
    "OFF_TRACK",
    "RULES_VERSION",
    "FiredRule",
    "How",
    "MilestoneFact",
    "Note",
    "Rating",
    "RatingFacts",
    "Shown",
    "Suggestion",
    "Tolerances",
    "confirmed_when",
    "needs_reason",
    "shown",
    "suggest",
]

# Recorded beside every suggested rating, so that a pack can be reproduced. Raise it when a rule changes.
RULES_VERSION = "1"


@dataclass(frozen=True)
class FiredRule:
    """A rule that fired. `words` follow "because": what, which date, how far."""

    code: str
    words: str
    rating: Rating | None


@dataclass(frozen=True)
class Note:
    """Something worth saying that changes no rating. `days` is there for I2 alone."""

    code: str
    words: str
    days: int | None = None

    def __str__(self) -> str:
        return self.code if self.days is None else f"{self.code}:{self.days}"


@dataclass(frozen=True)
class Suggestion:
    """What the rules make of an action on a day.

    `rating` is None where there is no colour: closed, not delivered. `rules` has every rule that fired, Red
    ones first, in the order of the table; `words` are sentences that say all of it.
    """

    rating: Rating | None
    rules: tuple[FiredRule, ...]
    notes: tuple[Note, ...]
    words: str

    @property
    def nobody_can_say(self) -> bool:
        """Whether it is Red only for want of knowledge, and nothing is known to be late."""
        return _nobody_can_say(self.rules)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules that fired: ("R1", "R2")."""
        return tuple(rule.code for rule in self.rules)


def suggest(facts: RatingFacts, today: date, tolerances: Tolerances | None = None) -> Suggestion:
    """Suggest a rating, with every rule that fired and the words for each.

    `today` is the date in the board's zone. "Late" counts calendar days after a date; what is due today is
    not late. There is an answer for any facts, and the worst rule wins.
    """
    case = Case(facts, today, tolerances or Tolerances())
    rules = _fired(case)
    rating = rules[0].rating
    notes = _notes(case)
    return Suggestion(rating, rules, notes, _words(rating, rules, notes))


def _fired(case: Case) -> tuple[FiredRule, ...]:
    """Go down the table: the first stop ends it; then all of Red and Amber; then Grey; else Green."""
    is_delivered = case.facts.lifecycle is Lifecycle.DELIVERED
    live = [rule for rule in LIVE if rule.after_delivery or not is_delivered]
    return _firing(STOPS, case)[:1] or _firing(live, case) or _firing(UNRATED, case) or _firing([GREEN], case)


def _firing(rules: Sequence[Rule], case: Case) -> tuple[FiredRule, ...]:
    told = ((rule, rule.words(case)) for rule in rules)
    return tuple(FiredRule(rule.code, words, rule.rating) for rule, words in told if words)


def _words(rating: Rating | None, rules: Sequence[FiredRule], notes: Sequence[Note]) -> str:
    """Put the reasons into sentences: the first after "because", the rest after it."""
    reasons = {rule.code: rule.words for rule in rules}
    first = reasons.pop(rules[0].code)
    lead = f"{'nobody can say: ' if _nobody_can_say(rules) else ''}{first}"
    if rules[0].code == "R1" and (forecast := reasons.pop("R2", None) or reasons.pop("A1", None)):
        lead = f"{lead} and {forecast}"
    opening = f"{rating.word if rating else 'No colour'} because {lead}"
    # A9 by distance has said already what I2 says.
    told = [note.words for note in notes if note.code != "I2" or "than first agreed" not in reasons.get("A9", first)]
    return " ".join(f"{_capitalised(part)}." for part in (opening, *reasons.values(), *told))


def _nobody_can_say(rules: Sequence[FiredRule]) -> bool:
    reds = {rule.code for rule in rules if rule.rating is Rating.RED}
    return bool(reds) and reds <= NOBODY_CAN_SAY


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _notes(case: Case) -> tuple[Note, ...]:
    return tuple(note for note in (_little_done(case), _moved(case)) if note)


def _little_done(case: Case) -> Note | None:
    """I1: much of the time has gone and little is done.

    What "much" and "little" are was never published. This is what fits the worked cases: the action is live
    and its deadline has not passed; more than two thirds of the time from start to deadline has gone; fewer
    than half of the milestones are done; there are at least two, and they are not all due at the end.
    """
    facts = case.facts
    if facts.start is None or facts.deadline is None or not _is_being_worked_on(case):
        return None
    gone, whole = (case.today - facts.start).days, (facts.deadline - facts.start).days
    done = sum(milestone.is_done(case.today) for milestone in facts.milestones)
    all_at_the_end = all(milestone.due >= facts.deadline for milestone in facts.milestones)
    few_done = len(facts.milestones) > 1 and done * 2 < len(facts.milestones)
    if all_at_the_end or not few_done or not 2 * whole < 3 * gone <= 3 * whole:
        return None
    milestones = f"{done} of {counted(len(facts.milestones), 'milestone')} {'is' if done == 1 else 'are'} done"
    return Note("I1", f"{gone} of {days_in_words(whole)} have gone and {milestones}")


def _is_being_worked_on(case: Case) -> bool:
    return case.facts.lifecycle is not Lifecycle.DELIVERED and not _firing(STOPS, case)


def _moved(case: Case) -> Note | None:
    """I2: how much later the deadline is than the first agreed date. Said of every action, closed ones too."""
    days, first_agreed = case.facts.moved_by, case.facts.baseline
    if days <= 0 or first_agreed is None:
        return None
    agreed = day_in_words(first_agreed, case.today)
    return Note("I2", f"the deadline is {days_in_words(days)} later than first agreed, {agreed}", days)


def needs_reason(self_assessed: Rating, suggested: Rating | None) -> bool:
    """Say whether the officer is asked why: the rating is better than the rules suggest.

    It can be sent without a reason, and the chair then sees "no reason given". Where the rules suggest Grey
    or no colour there is nothing to be better than.
    """
    return suggested is not None and self_assessed.is_better_than(suggested)


class How(Enum):
    """Whose rating it is that is shown, in the words to show beside it."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not confirmed"
    SUGGESTED = "suggested, no statement"
    NOT_UPDATED = "suggested, not updated"
    CLOSED = "closed, not delivered"

    @property
    def words(self) -> str:
        """What to say beside the rating."""
        return self.value


@dataclass(frozen=True)
class Shown:
    """The rating to show and how it came about; always say both. `rating` None is no colour."""

    rating: Rating | None
    how: How

    @property
    def words(self) -> str:
        """Return "Amber, not confirmed"; for a closed action without a colour "closed, not delivered"."""
        return f"{self.rating.word}, {self.how.words}" if self.rating else self.how.words


def shown(
    confirmed: Rating | None,
    confirmed_this_cycle: bool,
    self_assessed: Rating | None,
    suggested: Rating | None,
    *,
    is_updated: bool = True,
) -> Shown:
    """Choose the rating to show: confirmed this cycle, else self-assessed, else suggested.

    Where a statement was due and has not come (not `is_updated`), what the officer last said is never shown as if it
    were said today: the suggestion is, as not updated.

    `suggested` None means that the rules give no colour, because it is closed and not delivered; suggested
    Blue repeats what the chair recorded on closing. Both stand before any rating given while it was live.
    """
    if suggested is None:
        return Shown(None, How.CLOSED)
    if suggested is Rating.BLUE:
        return Shown(suggested, How.CONFIRMED)
    if confirmed is not None and confirmed_this_cycle:
        return Shown(confirmed, How.CONFIRMED)
    if self_assessed is not None:
        return Shown(self_assessed, How.NOT_CONFIRMED) if is_updated else Shown(suggested, How.NOT_UPDATED)
    return Shown(suggested, How.SUGGESTED)


def confirmed_when(confirmed_on: date, cycles_ago: int, today: date) -> str:
    """Say how old a confirmed rating is: "confirmed", "confirmed in May", "confirmed on 4 May".

    `cycles_ago` is 0 for this cycle. After one cycle the month is said, from the second the date.
    """
    if cycles_ago <= 0:
        return "confirmed"
    if cycles_ago == 1:
        return f"confirmed in {month_in_words(confirmed_on, today)}"
    return f"confirmed on {day_in_words(confirmed_on, today)}"
