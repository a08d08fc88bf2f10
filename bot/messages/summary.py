"""The weekly summary for the board's channel: counts, then what needs somebody, then what is coming.

It names posts and never people, and carries no words from a statement but the help asked for, shortened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.dates import day_and_year, day_in_words, listed
from bot.domain.measures import KEY_MEASURES, GoodIs, Measure, Reading
from bot.domain.rating_facts import Rating
from bot.domain.references import refs_in_words
from bot.domain.tallies import Due, Tally, tally
from bot.messages.one_measure import key_measure_item
from bot.messages.overdue_checks import AN_OVERDUE_CHECK, Overdue, overdue_in_a_line
from bot.messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part
from bot.messages.plan_lines import SAMPLE, counts_in_words, left_out_parts
from bot.messages.sample_plan import TODAY, sample_plan
from bot.messages.status import SHOW, WHY

REFS_AT_MOST = 300
"""Characters of a list of references that is said whole."""
AT_MOST = 12
"""How many a line names; the rest are counted, with what to type to see them."""


@dataclass(frozen=True)
class Asking:
    """Help that an action asks for. `words` is empty where they may not be repeated in a channel."""

    ref: str
    post: str
    words: str
    is_whole: bool
    needed_by: date | None


@dataclass(frozen=True)
class Differing:
    """An action whose officer rates it better than the rules suggest. `because` is the rules' first reason."""

    ref: str
    said: Rating
    suggested: Rating
    because: str
    has_reason: bool | None
    """Whether the officer gave a reason; None where it came with an import and none was asked for."""
    nobody_can_say: bool = False
    """Whether the rules suggest Red for want of knowledge, and not because anything is late."""
    said_on: date | None = None
    """The day of what was said, where the statement that was due since has not come."""


@dataclass(frozen=True)
class Changes:
    """What is shown otherwise than in the last summary, which was of `since`: (reference, was, is) in words."""

    since: date
    better: Sequence[tuple[str, str, str]] = ()
    worse: Sequence[tuple[str, str, str]] = ()
    other: Sequence[tuple[str, str, str]] = ()
    new: Sequence[str] = ()


@dataclass(frozen=True)
class SummaryFacts:
    """All that a summary says. Days are in the board's zone."""

    today: date
    tally: Tally
    effects: Sequence[str]
    """Effects on children for which evidence was accepted this week."""
    asking: Sequence[Asking]
    overdue: Sequence[tuple[str, date, str]]
    """Reference, deadline, and how far and how often it has moved."""
    redated: Sequence[tuple[str, date, str]]
    """The same of those whose deadline was moved with approval, and that are live."""
    better: Sequence[Differing]
    more_careful: Sequence[str]
    due: Sequence[Due]
    days: int
    watched: Sequence[str]
    changes: Changes | None
    is_sample: bool = False
    new: Sequence[str] = ()
    """The references of the actions that were added since the last Board."""
    reported: Sequence[str] = ()
    """A sentence for each action of another plan that is reported to this board too."""
    checks: Sequence[Overdue] = ()
    """The checks of closed actions that nobody has answered."""
    key_measures: Sequence[Measure] = ()
    """The measures that matter most, and what the plan calls them."""
    key_called: str = KEY_MEASURES
    without_measure: Sequence[str] = ()
    """The references of the live actions that are linked to no measure."""
    left_out: int = 0
    """How many actions are restricted: they are counted, and nothing is said of them."""


def weekly_summary(facts: SummaryFacts) -> Message:
    """The summary, with every line of its layout, also where there is nothing to say in it."""
    parts: list[Part] = [
        Paragraph(text=counts_in_words(facts.tally)),
        Paragraph(lead="For children", text=_effects(facts)),
        Paragraph(lead="Help needed", text=_asking(facts)),
        Paragraph(lead="Deadline passed", text=_overdue(facts)),
        Paragraph(lead="Rated better than the rules suggest", text=_better(facts)),
        Paragraph(lead=f"Due in {facts.days} days", text=_due(facts)),
        Paragraph(lead="Watch list", text=_watched(facts)),
        Paragraph(lead="Re-dated with approval", text=_redated(facts)),
        *_key_measures(facts),
    ]
    if facts.checks:
        said = [overdue_in_a_line(each, facts.today) for each in facts.checks]
        parts.append(Paragraph(lead="Check overdue", text=f"{_named(said, '', between=', ')}."))
    if facts.new:
        parts.append(Paragraph(lead="New since the last Board", text=f"{_named(facts.new, 'plan', between=', ')}."))
    if facts.reported:
        parts.append(Paragraph(lead="Also reported to this board", text=" ".join(facts.reported)))
    if facts.changes:
        since = day_in_words(facts.changes.since, facts.today)
        parts.append(Paragraph(lead=f"Since the summary of {since}", text=_changed(facts.changes)))
    parts += left_out_parts(facts.left_out)
    parts += [SAMPLE] if facts.is_sample else []
    parts.append(
        Buttons(
            buttons=(
                Button(label="Full list", does=SHOW),
                Button(label="My actions", does=SHOW, about="mine"),
                Button(label="Why these ratings?", does=WHY),
            )
        )
    )
    heading = f"Improvement plan: as at {day_and_year(facts.today)}"
    return Message(kind="weekly_summary", heading=heading, parts=tuple(parts))


def _named(said: Sequence[str], where: str, *, between: str = " ") -> str:
    """As many as a line holds; the rest are counted, never dropped."""
    rest = len(said) - AT_MOST
    words = between.join(said[:AT_MOST])
    return f"{words} And {rest} more: type “status {where}”." if rest > 0 else words


def _effects(facts: SummaryFacts) -> str:
    return " ".join(facts.effects) or "no accepted evidence of effect this week."


def _asking(facts: SummaryFacts) -> str:
    return (
        _named([asked_in_words(each, facts.today) for each in facts.asking], "help needed")
        or "nobody has asked for any."
    )


def asked_in_words(each: Asking, today: date) -> str:
    """Who asks for what help, by when, as a channel reads it."""
    words = each.words or "help asked for"
    by = f", needed by {day_in_words(each.needed_by, today)}" if each.needed_by else ""
    whole = "" if each.is_whole else f"; in full: “status {each.ref}”"
    return f"{each.ref}, {words} ({each.post}){by}{whole}."


def _overdue(facts: SummaryFacts) -> str:
    return _dated(facts.overdue, facts.today, "overdue")


def _redated(facts: SummaryFacts) -> str:
    return _dated(facts.redated, facts.today, "re-dated")


def _dated(found: Sequence[tuple[str, date, str]], today: date, where: str) -> str:
    said = [f"{ref} ({day_in_words(day, today)}{', ' + slip if slip else ''})" for ref, day, slip in found]
    return f"{_named(said, where, between=', ')}." if said else "none."


def _better(facts: SummaryFacts) -> str:
    said = _named([_differs(each, facts.today) for each in facts.better], "") or "none."
    if not facts.more_careful:
        return said
    refs = list(facts.more_careful)
    are, fine = ("is", "that is fine") if len(refs) == 1 else ("are", "that is fine")
    return f"{said} ({listed(refs)} {are} rated more carefully than the rules; {fine}.)"


def _differs(each: Differing, today: date) -> str:
    reason = {True: " A reason is given.", False: " No reason given.", None: ""}[each.has_reason]
    unknown = " because nobody can say" if each.nobody_can_say else ""
    says = f"says {each.said.word}"
    if each.said_on:
        says = f"last said {each.said.word} on {day_in_words(each.said_on, today)} and is not updated"
    return f"{each.ref} {says}, rules suggest {each.suggested.word}{unknown}: {each.because}.{reason}"


def _due(facts: SummaryFacts) -> str:
    said = [f"{each.ref} {each.what}, {day_in_words(each.day, facts.today)}." for each in facts.due]
    return _named(said, f"due {facts.days}") or "nothing."


def _watched(facts: SummaryFacts) -> str:
    return " ".join(facts.watched) or "nothing on it."


def _key_measures(facts: SummaryFacts) -> list[Part]:
    items = tuple(key_measure_item(each, facts.today) for each in facts.key_measures)
    parts: list[Part] = [Bullets(lead=facts.key_called, items=items)] if items else []
    if facts.without_measure:
        parts.append(Paragraph(lead="No measure", text=f"{_without_measure(facts)}."))
    return parts


def _without_measure(facts: SummaryFacts) -> str:
    """By reference, three or more in a row as one; where that is long, as many as a line holds."""
    refs = facts.without_measure
    whole = refs_in_words(refs)
    return whole if len(whole) <= REFS_AT_MOST else _named(refs, "no measure", between=", ").removesuffix(".")


def _changed(changes: Changes) -> str:
    said = [
        *(f"{ref} better: {now} (was {was})." for ref, was, now in changes.better),
        *(f"{ref} worse: {now} (was {was})." for ref, was, now in changes.worse),
        *(f"{ref}: {now} (was {was})." for ref, was, now in changes.other),
    ]
    if changes.new:
        said.append(f"New in the plan: {listed(list(changes.new))}.")
    return _named(said, "") or "no rating has changed."


_AUDITS = Measure(
    6, "KPO-06", "Practice audits in a month", "count", GoodIs.HIGHER, Decimal(25),
    latest=Reading(2, Decimal(15), day=date(2021, 5, 31)), previous=Reading(1, Decimal(21), day=date(2021, 4, 30)),
)  # fmt: skip


def _examples() -> tuple[Message, ...]:
    plan = sample_plan()
    post = "Service Director, Inclusion and Family Services"
    busy = SummaryFacts(
        today=TODAY,
        tally=tally(plan),
        effects=(),
        asking=[Asking("BCP-12", post, "agree cover while posts are filled", True, date(2021, 6, 30))],
        overdue=[("BCP-12", date(2021, 4, 30), "")],
        redated=[("BCP-01", date(2021, 9, 30), "92 days later than first agreed, moved once")],
        better=[Differing("BCP-12", Rating.AMBER, Rating.RED, "the deadline, 30 April, has passed", False)],
        more_careful=["BCP-04"],
        due=[Due("BCP-07", "practice guidance issued", date(2021, 6, 18))],
        days=14,
        watched=(),
        changes=Changes(date(2021, 5, 31), better=[("BCP-06", "Amber", "Green")]),
        is_sample=True,
        new=("BCP-16",),
        checks=(AN_OVERDUE_CHECK,),
        key_measures=(_AUDITS,),
        without_measure=("BCP-02", "BCP-03", "BCP-04", "BCP-11"),
    )
    quiet = SummaryFacts(TODAY, tally(plan[:1]), (), (), (), (), (), (), (), 14, (), None)
    return weekly_summary(busy), weekly_summary(quiet)


EXAMPLES: tuple[Message, ...] = _examples()
