"""One measure, whole: its figure, its target with the decision that set it, and whether it matters most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.dates import day_and_year, listed
from bot.domain.measures import (
    KEY_MEASURES,
    Direction,
    GoodIs,
    Measure,
    Reading,
    TargetSet,
    judged,
    target_words,
    travelled,
)
from bot.messages.figures import ENTER_ONE, OPEN_ONE, measure_words, reading_words
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    DateField,
    Facts,
    Form,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
)

OPEN = OPEN_ONE
MARK, UNMARK, TARGET, CALL = "measure.mark", "measure.unmark", "measure.target", "measure.call"
CONFIRM = "measure.confirm"
"""About a board, a measure and the imported figure of it that is right."""
TARGET_FORM, CALL_FORM = "measure.set_target", "measure.call_them"
LONGEST, LONGEST_REF, LONGEST_NAME = 300, 60, 40
NO_DECISION = "no decision is recorded for it"


@dataclass(frozen=True)
class OneMeasure:
    """A measure as its screen shows it. `decided` are the decisions that set its target, the newest first."""

    board_id: int
    measure: Measure
    decided: Sequence[TargetSet]
    actions: Sequence[str]
    """The references of the actions that it is a measure of."""
    today: date
    called: str = KEY_MEASURES
    """What the plan calls the measures that matter most."""
    may_keep: bool = False
    """Whether the reader may mark it and record its target."""
    may_enter: bool = False

    @property
    def about(self) -> str:
        """What its buttons carry."""
        return f"{self.board_id}:{self.measure.id}"


def measure_shown(one: OneMeasure, news: str = "") -> Message:
    """The screen of a measure; `news` says what was just done."""
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Facts(pairs=tuple((name, value) for name, value in _pairs(one) if value)))
    earlier = [Item(text=f"{_change(one, each)}.") for each in one.decided]
    parts += [Bullets(lead="Decisions about its target", items=tuple(earlier))] if earlier else []
    parts += [Buttons(buttons=buttons)] if (buttons := _buttons(one)) else []
    return Message(kind="measure_shown", heading=f"{one.measure.ref} {one.measure.name}", parts=tuple(parts))


def _pairs(one: OneMeasure) -> list[tuple[str, str]]:
    measure, today = one.measure, one.today
    newest = one.decided[0] if one.decided else None
    return [
        ("Latest", _reading(measure.latest, measure, today) or "no figure yet"),
        ("How it came", _how_it_came(measure.latest)),
        ("Not in", measure.missing),
        ("Before", _reading(measure.previous, measure, today)),
        ("Good is", measure.good_is.value if measure.good_is is not GoodIs.CONTEXT else "neither way: it is context"),
        ("Target", f"{target_words(measure.target, measure.unit)}; {_set_by(newest)}"),
        ("What it covers", newest.scope if newest else ""),
        ("How often", newest.frequency if newest else ""),
        ("Rating", judged(measure).words),
        ("Direction", travelled(measure).value),
        ("Measure of", listed(list(one.actions)) or "no action"),
        ("Matters most", f"yes: one of the {one.called}" if measure.is_key else ""),
    ]


def _reading(reading: Reading | None, measure: Measure, today: date) -> str:
    return reading_words(reading, measure.unit, today) if reading else ""


def _how_it_came(reading: Reading | None) -> str:
    """Of an imported figure who has confirmed it; that nobody has yet stands beside the figure."""
    is_confirmed = reading is not None and reading.came_by == "import" and reading.confirmed_by
    return f"imported; confirmed by the {reading.confirmed_by}" if reading and is_confirmed else ""


def _set_by(decided: TargetSet | None) -> str:
    return f"set by {_decision(decided)}" if decided else NO_DECISION


def _decision(decided: TargetSet) -> str:
    return f"{decided.decision_ref} ({decided.decided_by}, {day_and_year(decided.decided_on)})"


def _change(one: OneMeasure, decided: TargetSet) -> str:
    """ "IB-2021-04 (Improvement Board, 27 April 2021): 25 (was 20), all teams, monthly"."""
    was, now = (target_words(each, one.measure.unit) for each in (decided.was, decided.target))
    change = now if was == now else f"{now} (was {was})"
    return ", ".join(part for part in (f"{_decision(decided)}: {change}", decided.scope, decided.frequency) if part)


def _buttons(one: OneMeasure) -> tuple[Button, ...]:
    ref, about, buttons = one.measure.ref, one.about, []
    if one.may_enter:
        buttons.append(Button(label="Enter a figure", does=ENTER_ONE, about=about, spoken=f"Enter a figure of {ref}"))
        if one.measure.latest and one.measure.latest.is_unconfirmed:
            right = f"{about}:{one.measure.latest.id}"
            buttons.append(Button(label="The figure is right", does=CONFIRM, about=right, spoken=f"{ref} is right"))
    if one.may_keep:
        mark = (
            Button(label=f"Take out of {one.called}", does=UNMARK, about=about, spoken=f"Take {ref} out")
            if one.measure.is_key
            else Button(label=f"Put under {one.called}", does=MARK, about=about, spoken=f"Put {ref} in")
        )
        buttons += [
            mark,
            Button(label="Record its target", does=TARGET, about=about, spoken=f"Record the target of {ref}"),
            Button(label="Call them otherwise", does=CALL, about=about, spoken=f"Call the {one.called} otherwise"),
        ]
    return tuple(buttons)


def target_form(one: OneMeasure) -> Form:
    """Ask for a target, what it covers, how often, and the decision that set it."""
    newest, unit = (one.decided[0] if one.decided else None), one.measure.unit
    stands = f"It is {target_words(one.measure.target, unit)} now; {_set_by(newest)}."
    first = "" if one.measure.target is None else f"{one.measure.target.normalize():f}"
    return Form(
        name=TARGET_FORM,
        title="A measure’s target",
        submit="Record",
        about=one.about,
        parts=(
            Paragraph(lead=f"{one.measure.ref} {one.measure.name}", text=stands),
            TextField(
                name="target",
                label="Target",
                hint="In figures. Empty: the decision was to have no target.",
                optional=True,
                longest=20,
                initial=first,
            ),
            TextField(
                name="scope",
                label="What it covers",
                hint="Such as: every team, cases open more than 28 days.",
                optional=True,
                longest=LONGEST,
                initial=newest.scope if newest else "",
            ),
            TextField(
                name="frequency",
                label="How often",
                hint="Such as: each month.",
                optional=True,
                longest=LONGEST,
                initial=newest.frequency if newest else "",
            ),
            TextField(
                name="decision_ref", label="Reference of the decision", hint="As in the minutes.", longest=LONGEST_REF
            ),
            DateField(name="decided_on", label="The day of the decision"),
            TextField(name="decided_by", label="Who decided", hint="A board or a post.", longest=LONGEST),
            Note(text="A target is changed by a new decision only. What it was, and what set it, is kept."),
        ),
    )


def call_form(board_id: int, measure_id: int, called: str) -> Form:
    """Ask what the plan calls the measures that matter most."""
    field = TextField(
        name="called",
        label="What this plan calls them",
        hint="In the plural. Empty for the usual words.",
        optional=True,
        longest=LONGEST_NAME,
        initial="" if called == KEY_MEASURES else called,
    )
    said = Paragraph(text=f"The measures that matter most are called {called} now, wherever they are shown.")
    about = f"{board_id}:{measure_id}"
    return Form(name=CALL_FORM, title="What to call them", submit="Save", about=about, parts=(said, field))


def key_measure_item(measure: Measure, today: date) -> Item:
    """A measure that matters most, as the weekly summary has it: with the figure before, also where that differs in
    kind.
    """
    words = measure_words(measure, today)
    if measure.previous and travelled(measure) is Direction.NOT_COMPARABLE:
        words = f"{words} The figure before: {reading_words(measure.previous, measure.unit, today)}."
    has_none = measure.target is None and measure.good_is is not GoodIs.CONTEXT
    without = " No target is set." if has_none and "no target" not in words else ""
    return Item(lead=f"{measure.ref} {measure.name}", text=f"{words}{without}")


_TODAY = date(2021, 6, 8)
_AUDITS = Measure(
    15,
    "KPO-15",
    "Practice audits in a month",
    "count",
    GoodIs.HIGHER,
    Decimal(25),
    latest=Reading(2, Decimal(15), day=date(2021, 5, 31)),
    previous=Reading(1, Decimal(21), day=date(2021, 4, 30)),
    is_key=True,
)
_SET = TargetSet(
    Decimal(20), Decimal(25), "IB-2021-04", date(2021, 4, 27), "Improvement Board", "every team", "each month"
)
_FIRST = TargetSet(None, Decimal(20), "IB-2021-01", date(2021, 1, 19), "Improvement Board")
_ONE = OneMeasure(1, _AUDITS, (_SET, _FIRST), ("BCP-06",), _TODAY, may_keep=True, may_enter=True)

EXAMPLES: tuple[Message, ...] = (
    measure_shown(_ONE, "KPO-15 is one of the Key Performance Obsessions now. Every weekly summary shows it."),
    measure_shown(_ONE, "The figure of KPO-15 is confirmed, and shows without its mark from now on."),
    measure_shown(replace(_ONE, measure=replace(_AUDITS, is_key=False), decided=(), actions=(), may_keep=False)),
)
FORM_EXAMPLES: tuple[Form, ...] = (target_form(_ONE), call_form(1, 15, KEY_MEASURES))
