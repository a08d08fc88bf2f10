"""What a chair might ask about an action: fixed rules over facts, and never what somebody wrote in a statement.

The order is that of the cycle's table (T−2): no statement, disagreement, what was promised, Red, dates, the watch list;
then what is missing, and then what can always be asked. They ask; they never threaten (C17, “empower”).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import day_in_words, days_in_words
from bot.domain.outcomes import Promise
from bot.domain.packs import Look, PackItem
from bot.domain.plans import Action
from bot.domain.rating_facts import Rating

AT_MOST = 3


@dataclass(frozen=True)
class Known:
    """What is known of an action beside its line in the pack."""

    item: PackItem
    today: date
    promises: Sequence[Promise] = ()
    """What was promised the last time that anything was."""
    has_evidence: bool = True
    help_from: str = ""
    """Of whom help is asked that has not come."""
    off_target: Sequence[str] = ()
    """The measures that are short of their target, by name."""

    def looks(self, look: Look) -> bool:
        """Whether it is one of the reasons to look at the action first."""
        return look in self.item.looks


def suggested_questions(known: Known, most: int = AT_MOST) -> tuple[str, ...]:
    """The first questions that the rules suggest, in order; none for an action that is closed."""
    if known.item.lifecycle.is_closed:
        return ()
    asked = (rule(known) for rule in _RULES)
    return tuple(question for question in asked if question)[:most]


def _no_statement(known: Known) -> str:
    if not known.looks(Look.NO_STATEMENT):
        return ""
    when = known.item.statement_on
    since = f"since the last statement, {day_in_words(when, known.today)}" if when else "so far"
    return f"What has been done {since}, and what would help to send one next time?"


def _disagreement(known: Known) -> str:
    said, suggested = known.item.self_assessed, known.item.suggested
    if not known.looks(Look.DISAGREEMENT) or said is None or suggested is None:
        return ""
    because = f": {known.item.in_short[0]}" if known.item.in_short else ""
    return f"You say {said.word} and the rules suggest {suggested.word}{because}. What do you know that they do not?"


def _promised(known: Known) -> str:
    if not known.promises:
        return ""
    promise = known.promises[0]
    passed = promise.due is not None and promise.due < known.today
    ask = "Is it done, and how do we know?" if passed or promise.due is None else "Will it be done by then?"
    return f"Last time you promised: {promise.words(known.today).rstrip('.')}. {ask}"


def _red(known: Known) -> str:
    is_red = Rating.RED in (known.item.self_assessed, known.item.suggested)
    return "What is the cause, and what do you need from this Board to bring it back?" if is_red else ""


def _data_blamed(known: Known) -> str:
    if not known.item.is_data_blamed:
        return ""
    return (
        "The figures have been the cause three times running. What do you see without them, and what would mend them?"
    )


def _new_date(known: Known) -> str:
    asked = known.item.new_date
    if asked is None:
        return ""
    return (
        f"A new date is asked for, {day_in_words(asked, known.today)}. What was tried to keep the old one, and what "
        "does the wait mean for children?"
    )


def _slipping(known: Known) -> str:
    item = known.item
    if not known.looks(Look.NEW_DATE_NEEDED) or not item.deadline or not item.forecast or item.new_date:
        return ""
    late = days_in_words((item.forecast - item.deadline).days)
    return f"The forecast is {late} after the deadline. What would bring it back, or is a new date to be asked for?"


def _long_slip(known: Known) -> str:
    item = known.item
    if not known.looks(Look.LONG_SLIP):
        return ""
    if item.baseline and item.deadline and item.deadline > item.baseline:
        slip = days_in_words((item.deadline - item.baseline).days)
        return f"It is {slip} later than first agreed. What is different now?"
    return "The date has moved several times. What is different now?"


def _watched(known: Known) -> str:
    return "It is on the watch list. What would show that it can come off?" if known.item.is_watched else ""


def _help(known: Known) -> str:
    return f"Help is asked of {known.help_from}. Has it come, and who will see to it?" if known.help_from else ""


def _off_target(known: Known) -> str:
    if not known.off_target:
        return ""
    return f"{known.off_target[0]}: the figure is short of its target. What is behind that?"


def _no_evidence(known: Known) -> str:
    return "" if known.has_evidence else "There is no evidence yet. What could we look at that shows the progress?"


def _children(_: Known) -> str:
    return "What is different for children since last time, and how do you know?"


def _stops(_: Known) -> str:
    return "What could stop this, and who would notice first?"


def _next(_: Known) -> str:
    return "What will be done by the next meeting, and by when?"


_RULES: tuple[Callable[[Known], str], ...] = (
    _no_statement, _disagreement, _promised, _data_blamed, _red, _new_date, _slipping, _long_slip, _watched, _help,
    _off_target, _no_evidence, _children, _stops, _next,
)  # fmt: skip


def what_happened(action: Action, since: date | None, today: date) -> tuple[str, ...]:
    """What is on record of an action since a day (its last meeting): steps done and due, and how it was rated then.

    Where there has been no meeting, `since` is None, and all that was done counts.
    """
    done = [step for step in action.milestones if step.done_on and (since is None or step.done_on > since)]
    missed = [step for step in action.milestones if step.due and not step.done_on and step.due < today]
    told = [f"done {day_in_words(step.done_on, today)}: {step.title}" for step in done if step.done_on]
    told += [f"not done, due {day_in_words(step.due, today)}: {step.title}" for step in missed if step.due]
    confirmed = action.confirmed
    if confirmed and since and confirmed.day >= since:
        ref = f" ({confirmed.decision_ref})" if confirmed.decision_ref else ""
        told.insert(0, f"confirmed {confirmed.rating.word}, {day_in_words(confirmed.day, today)}{ref}")
    return tuple(f"{words[:1].upper()}{words[1:]}" for words in told)
