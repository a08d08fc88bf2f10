"""Asking for figures, taking them in, and saying them: latest, target, gap, period, and provisional or final.

Counts from 1 to 5 are never shown, and nor is what they could be worked out from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.dates import counted, listed, weekday_in_words, weekday_moment_in_words
from bot.domain.measures import (
    Direction,
    GoodIs,
    Measure,
    Reading,
    figure,
    gap,
    is_small,
    judged,
    travelled,
)
from bot.domain.rating_facts import Rating
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    DateField,
    Form,
    FormPart,
    Item,
    Menu,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
    said,
)

ENTER = "figures.open"
ENTER_ONE = "figures.measure"
OPEN_ONE = "measure.open"
ENTER_FORM = "figures.enter"
NOT_IN = "figure not in"
AT_ONCE = 8
"""Measures in one form; the next form has the rest."""
IN_A_MENU = 100
LABEL_AT_MOST = 70
NOTE_AT_MOST = 500
FINAL, PROVISIONAL, DISPUTED = "final", "provisional", "disputed"
UNCONFIRMED = "imported and not confirmed yet"
GUARD = "No names, initials or case numbers of children, families or carers."


@dataclass(frozen=True)
class Asked:
    """A measure whose figure is asked for. `came` is what has come in, in words; empty until then."""

    measure: Measure
    came: str = ""


@dataclass(frozen=True)
class FiguresAsked:
    """What a data manager is asked for. `due` is the board's own time; `about` is what the button carries."""

    what_for: str
    asked: tuple[Asked, ...]
    due: datetime
    about: str
    is_reminder: bool = False
    is_watch_list: bool = False

    @property
    def missing(self) -> tuple[Asked, ...]:
        """Those that have not come in."""
        return tuple(each for each in self.asked if not each.came)


@dataclass(frozen=True)
class Came:
    """A figure that was entered: `was` is what it corrects, in words; `is_new` is False where it was in already."""

    ref: str
    words: str
    was: str = ""
    is_new: bool = True


def figures_asked(asked: FiguresAsked, today: date) -> Message:
    """Ask for figures, or, once some or all have come in, show which have."""
    heading = f"Figures for {asked.what_for}"
    parts: list[Part] = [Paragraph(text=_ask(asked, today))]
    parts.append(Bullets(items=tuple(_asked_line(each, today) for each in asked.asked)))
    if asked.missing:
        button = Button(label="Enter figures", does=ENTER, about=asked.about, style="primary")
        by = "when the pack is fixed" if _is_late(asked, today) else "by then"
        parts += [Buttons(buttons=(button,)), Note(text=f"What is not in {by} is shown as “{NOT_IN}”.")]
    if asked.is_watch_list:
        return Message(kind="watch_figures_asked", heading=heading, parts=tuple(parts))
    if asked.is_reminder:
        return Message(kind="figures_reminded", heading=heading, parts=tuple(parts))
    return Message(kind="figures_asked", heading=heading, parts=tuple(parts))


FIGURE_MESSAGES = frozenset({"figures_asked", "figures_reminded", "watch_figures_asked"})
"""The kinds of message that show which figures have come in."""


def asks_for(message: Message, ref: str) -> bool:
    """Whether a question for figures is about a measure."""
    items = [item for part in message.parts if isinstance(part, Bullets) for item in part.items]
    return any(item.lead == ref for item in items)


def _ask(asked: FiguresAsked, today: date) -> str:
    number = len(asked.missing)
    if not number:
        return "All the figures are in. Thank you."
    measures = counted(number, "measure")
    if asked.is_watch_list:
        return f"Figures needed for {measures} on the watch list by {weekday_moment_in_words(asked.due, today)}."
    if asked.is_reminder:
        return f"Still needed today: figures for {measures}."
    if _is_late(asked, today):
        return f"Figures needed for {measures} as soon as you can."
    return f"Figures needed for {measures} by {weekday_in_words(asked.due.date(), today)}."


def _is_late(asked: FiguresAsked, today: date) -> bool:
    """Whether somebody is asked for the first time after the day by which figures are asked for."""
    return not (asked.is_reminder or asked.is_watch_list) and asked.due.date() < today


def _asked_line(each: Asked, today: date) -> Item:
    measure = each.measure
    if each.came:
        return Item(lead=measure.ref, text=f"{measure.name}: {each.came}. In, thank you.")
    last = f" Last figure: {reading_words(measure.latest, measure.unit, today)}." if measure.latest else ""
    return Item(lead=measure.ref, text=f"{measure.name}.{last or ' No figure yet.'}")


def figures_form(about: str, measures: Sequence[Measure], more: int, today: date) -> Form:
    """Ask for the figures of some measures, all of one day. `more` is how many are left for the next form."""
    parts: list[FormPart] = [
        DateField(name="day", label="The day that these figures are of"),
        *(field for measure in measures for field in _fields(measure, today)),
        TextField(
            name="note",
            label="Anything to know about these figures",
            optional=True,
            many_lines=True,
            longest=NOTE_AT_MOST,
            hint=GUARD,
        ),
    ]
    rest = f" {counted(more, 'more measure')} come in the next form." if more else ""
    parts.append(
        Note(
            text="Leave out what you do not have yet. A figure is never overwritten: another one for the same day is "
            f"kept as a correction, beside what it was.{rest}"
        )
    )
    return Form(name=ENTER_FORM, title="Enter figures", submit="Send", about=about, parts=tuple(parts))


def _fields(measure: Measure, today: date) -> tuple[FormPart, ...]:
    last = reading_words(measure.latest, measure.unit, today) if measure.latest else "none yet"
    return (
        TextField(
            name=f"value_{measure.id}",
            label=_label(measure),
            optional=True,
            longest=20,
            hint=f"In figures{', as a percentage' if measure.is_percentage else ''}. Last: {last}.",
        ),
        ChoiceField(
            name=f"status_{measure.id}",
            label=f"{measure.ref}: will it stand?",
            optional=True,
            choices=(
                Choice(value=FINAL, label="Final"),
                Choice(value=PROVISIONAL, label="Provisional"),
                Choice(value=DISPUTED, label="In dispute: somebody says that it is not right"),
            ),
        ),
    )


def _label(measure: Measure) -> str:
    unit = f" ({measure.unit})" if measure.unit else ""
    words = f"{measure.ref} {measure.name}"
    return f"{words if len(words) <= LABEL_AT_MOST else words[: LABEL_AT_MOST - 2].rstrip() + ' …'}{unit}"


def figures_kept(came: Sequence[Came], missing: Sequence[str], about: str) -> Message:
    """Say what was entered, what it corrects, and what is still wanted."""
    new = [each for each in came if each.is_new]
    parts: list[Part] = [
        Paragraph(text=f"Thank you. {counted(len(new), 'figure')} entered." if new else "Those were in already."),
        Bullets(items=tuple(Item(lead=each.ref, text=_came(each)) for each in came)),
    ]
    if missing:
        parts.append(Paragraph(lead="Not in yet", text=f"{listed(list(missing))}."))
        parts.append(Buttons(buttons=(Button(label="Enter the rest", does=ENTER, about=about),)))
    parts.append(Note(text="What is in shows in summaries and packs from now on."))
    return Message(kind="figures_kept", heading="", parts=tuple(parts))


def _came(each: Came) -> str:
    if not each.is_new:
        return f"{each.words}: in already, as it was."
    return f"{each.words}." + (f" It was {each.was}; both are kept." if each.was else "")


def measures_shown(board_id: int, measures: Sequence[Measure], today: date, *, may_enter: bool) -> Message:
    """Every measure of a board with its figure, with menus to see one and, who may, to enter one."""
    if not measures:
        return said("measures_shown", "There are no measures yet. They come with: accountable measures import FILE")
    parts: list[Part] = [Bullets(items=tuple(measure_line(measure, today) for measure in measures))]
    choices = tuple(Choice(value=str(each.id), label=_label(each)) for each in measures[:IN_A_MENU])
    parts.append(Menu(label="One measure", does=OPEN_ONE, about=str(board_id), choices=choices))
    if may_enter:
        parts.append(Menu(label="Enter or correct a figure", does=ENTER_ONE, about=str(board_id), choices=choices))
    return Message(kind="measures_shown", heading="Measures", parts=tuple(parts))


def measure_line(measure: Measure, today: date, *, is_in: bool = True) -> Item:
    """A measure as a list has it: latest, target, gap, period, provisional or final, and which way it goes."""
    return Item(lead=f"{measure.ref} {measure.name}", text=measure_words(measure, today, is_in=is_in))


def measure_words(measure: Measure, today: date, *, is_in: bool = True) -> str:
    """The same without its name. Where the figure that was asked for has not come, the one before is shown as that."""
    parts = ([measure.missing] if measure.missing else []) if is_in else [NOT_IN]
    if measure.latest is None:
        parts += ["no figure yet"] if is_in else []
        return f"{'; '.join([*parts, *_target(measure)])}. {judged(measure).words}."
    last = reading_words(measure.latest, measure.unit, today)
    parts.append(last if is_in else f"last figure {last}")
    if measure.corrected_from:
        parts.append(f"corrected, was {reading_words(measure.corrected_from, measure.unit, today)}")
    return f"{'; '.join([*parts, *_target(measure)])}. {_judged(measure)} {_direction(measure)}."


def reading_words(reading: Reading, unit: str, today: date) -> str:
    """A figure with what it is of and whether it will stand: "78% (final, 1 June)".

    One that came with a file says so until whoever looks after the figures has said that it is right (E04).
    """
    marks = (reading.status, reading.when(today), UNCONFIRMED if reading.is_unconfirmed else "")
    return f"{figure(reading.value, unit)} ({', '.join(mark for mark in marks if mark)})"


def _target(measure: Measure) -> list[str]:
    if measure.target is None or measure.good_is is GoodIs.CONTEXT:
        return []
    words = [f"target {figure(measure.target, measure.unit) if measure.is_percentage else f'{measure.target:,f}'}"]
    return [*words, *_gap(measure, measure.target)]


def _gap(measure: Measure, target: Decimal) -> list[str]:
    """How far short it is; not where the figure is hidden, since with the target it would give it away."""
    if measure.latest is None:
        return []
    if is_small(measure.latest.value, measure.unit):
        return ["gap not shown, as the number is small"]
    short = gap(measure.good_is, measure.latest.value, target)
    if short <= 0:
        return ["target reached"]
    number = f"{short.normalize():,f}"
    if measure.is_percentage:
        return [f"gap {counted_points(number)}"]
    is_below = measure.good_is is GoodIs.HIGHER and target > 0
    share = f" ({int(measure.latest.value * 100 / target)}% of target)" if is_below else ""  # 199 of 200 are not 100%
    return [f"gap {number}{share}"]


def counted_points(number: str) -> str:
    """ "1 point", "2.5 points"."""
    return f"{number} point" if number == "1" else f"{number} points"


def _judged(measure: Measure) -> str:
    found = judged(measure)
    if found.rating is Rating.GREEN and measure.latest and measure.latest.may_change:
        sort = "figure that is in dispute" if measure.latest.is_disputed else "provisional figure"
        return f"Green on a {sort}, which makes no action Green."
    return f"{found.words}."


def _direction(measure: Measure) -> str:
    found = travelled(measure)
    if found is Direction.NOT_COMPARABLE or measure.previous is None:
        return found.value
    return f"{found.value} (was {figure(measure.previous.value, measure.unit)})"


def nobody_for_figures(what_for: str, number: int, why: str) -> Message:
    """Tell the programme manager that there is nobody to ask for figures."""
    return said(
        "nobody_for_figures",
        f"Figures for {counted(number, 'measure')} are needed for {what_for}, and {why}.",
        Paragraph(
            lead="What to do",
            text=f"Seat a data manager (type “people”), or type “measures” and enter them yourself. What is not in is "
            f"shown as “{NOT_IN}”.",
        ),
    )


_TODAY = date(2021, 6, 1)
_ON_TIME = Measure(
    5,
    "KPO-05",
    "Front door decisions on time",
    "%",
    GoodIs.HIGHER,
    Decimal(80),
    latest=Reading(2, Decimal(78), day=date(2021, 5, 31)),
    previous=Reading(1, Decimal(63), day=date(2021, 4, 30)),
)
_HOUSING = Measure(
    8,
    "KPO-08",
    "Care leavers with a long-term housing offer",
    "count",
    GoodIs.HIGHER,
    Decimal(12),
    latest=Reading(3, Decimal(4), is_provisional=True, day=date(2021, 5, 31)),
    previous=Reading(4, Decimal(2), day=date(2021, 4, 30)),
)
_TURNOVER = Measure(3, "KPO-03", "Social worker turnover", "%", GoodIs.LOWER)
_CONTEXT = Measure(
    10,
    "KPO-10",
    "Children at the edge of exclusion getting early help",
    "count",
    GoodIs.CONTEXT,
    latest=Reading(6, Decimal(182), day=date(2021, 5, 31), corrects=5),
    previous=Reading(4, Decimal(47), day=date(2021, 4, 30)),
    corrected_from=Reading(5, Decimal(128), day=date(2021, 5, 31)),
)
_MEETING = "Holding to Account, Tuesday 15 June"
_ALL = (Asked(_TURNOVER), Asked(_ON_TIME), Asked(_HOUSING))
_SOME = (Asked(_TURNOVER), Asked(_ON_TIME, "79% (final, 7 June)"))
_DUE = datetime(2021, 6, 7, 9, 0)  # noqa: DTZ001  (the board's own time)
_FRIDAY = datetime(2021, 6, 4, 12, 0)  # noqa: DTZ001

EXAMPLES: tuple[Message, ...] = (
    figures_asked(FiguresAsked(_MEETING, _ALL, _DUE, "1:4"), _TODAY),
    figures_asked(FiguresAsked(_MEETING, _SOME, _DUE, "1:4", is_reminder=True), _TODAY),
    figures_asked(FiguresAsked(_MEETING, _SOME[1:], _DUE, "1:4"), _TODAY),
    figures_asked(FiguresAsked("the watch list", _ALL[:1], _FRIDAY, "1:watch", is_watch_list=True), _TODAY),
    figures_kept(
        [Came("KPO-05", "79% (final, 31 May)", "78% (provisional, 31 May)"), Came("KPO-03", "27%", is_new=False)],
        ["KPO-08"],
        "1:4",
    ),
    measures_shown(1, [_ON_TIME, _HOUSING, _TURNOVER, _CONTEXT], _TODAY, may_enter=True),
    measures_shown(1, [], _TODAY, may_enter=False),
    nobody_for_figures(_MEETING, 6, "nobody sits as the data manager"),
)

FORM_EXAMPLES: tuple[Form, ...] = (figures_form("1:4:3,5", [_TURNOVER, _ON_TIME], 4, _TODAY),)
