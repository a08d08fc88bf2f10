"""The watch list: what is under weekly scrutiny, since when and why, and what takes something off it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.dates import counted, day_in_words
from bot.domain.measures import Reading, figure
from bot.messages.figures import GUARD, NOT_IN, reading_words
from bot.messages.parts import Button, Buttons, Form, Message, Note, Paragraph, Part, Quote, TextField, said

PUT_ON = "watch.open"
TAKE_OFF = "watch.stop"
PUT_ON_FORM = "watch.put_on"
TAKE_OFF_FORM = "watch.take_off"
WANTED = "watch_wanted"
LONGEST = 600

REASONS = (
    ("sufficient", "Why is the progress sufficient?"),
    ("right_quality", "Why is it at the required level of quality?"),
    ("sustainable", "Why will it last?"),
)
"""What has to be answered before close scrutiny ends, each with a reason (Torbay, 2021)."""


@dataclass(frozen=True)
class Figures:
    """A measure's figure of this week and of the last, as far as each came in. `name` is empty beside an action."""

    ref: str
    unit: str
    this_week: Reading | None
    last_week: Reading | None


@dataclass(frozen=True)
class OnList:
    """Something on the watch list. `why` and `by` are left out where a channel reads it."""

    ref: str
    title: str
    since: date
    is_action: bool
    figures: tuple[Figures, ...]
    why: str = ""
    by: str = ""
    about: str = ""
    """What the button to take it off carries; empty for who may not."""


def watch_line(each: OnList, today: date) -> str:
    """One line of the weekly summary: "A6, since 1 June: KPO-06 78% (final, 3 June), last week 76%."."""
    return f"{each.ref}, since {day_in_words(each.since, today)}: {figures_words(each, today)}."


def figures_words(each: OnList, today: date) -> str:
    """This week's and last week's figures; what did not come says so."""
    if not each.figures:
        return "no measure is linked to it"
    return "; ".join(_figure_words(one, today, named=each.is_action) for one in each.figures)


def _figure_words(one: Figures, today: date, *, named: bool) -> str:
    now = reading_words(one.this_week, one.unit, today) if one.this_week else NOT_IN
    last = f"last week {figure(one.last_week.value, one.unit)}" if one.last_week else "none last week"
    return f"{one.ref + ' ' if named else ''}{now}, {last}"


def watch_list(items: Sequence[OnList], today: date) -> Message:
    """The watch list, whole, for one reader."""
    if not items:
        return said(
            "watch_list", "Nothing is on the watch list.", Note(text="To put something on it: “watch A6 because …”.")
        )
    parts: list[Part] = [Paragraph(text=f"{counted(len(items), 'thing')} under weekly scrutiny.")]
    parts += [_shown(each, today) for each in items]
    return Message(kind="watch_list", heading="Watch list", parts=tuple(parts))


def _shown(each: OnList, today: date) -> Paragraph:
    button = Button(label="Take off", does=TAKE_OFF, about=each.about, spoken=f"Take {each.ref} off the watch list")
    put_on = f"Put on by the {each.by}, {day_in_words(each.since, today)}: {each.why.rstrip('.')}."
    return Paragraph(
        lead=f"{each.ref} {each.title}",
        text=f"{_capital(figures_words(each, today))}. {put_on}",
        button=button if each.about else None,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def put_on_form(about: str, ref: str, title: str, why: str = "", *, asks: bool = False) -> Form:
    """Ask why something is to be watched; of who may not put it on, but `asks`, why the chair should."""
    comes = "The chair reads it, and decides." if asks else (
        "It is in the weekly summary from now on, with this week’s and last week’s figure."
    )  # fmt: skip
    return Form(
        name=PUT_ON_FORM,
        title="Ask for weekly scrutiny" if asks else "Put on the watch list",
        submit="Ask" if asks else "Put on",
        about=about,
        parts=(
            Paragraph(lead=ref, text=title),
            TextField(
                name="why", label="Why does it need weekly scrutiny?", many_lines=True, longest=LONGEST, hint=GUARD,
                initial=why,
            ),
            Note(text=comes),
        ),
    )  # fmt: skip


def watch_wanted(about: str, ref: str, title: str, post: str, why: str) -> Message:
    """Whoever decides reads that a member or an adviser asks for something to be watched, and why."""
    return Message(
        kind="watch_wanted",
        heading=f"{ref}: weekly scrutiny is asked for",
        parts=(
            Paragraph(lead=f"{ref} {title}", text=f"the {post} asks for it to be put on the watch list."),
            Quote(lead="Why", text=why),
            Buttons(buttons=(put_on_button(about, ref),)),
            Note(text="It is yours to decide. Unless you put it on, nothing changes."),
        ),
    )


def watch_asked(ref: str, whom: str) -> Message:
    """Thank who asked; `whom` is who decides, empty where there is nobody."""
    if not whom:
        said_to = "there is nobody to decide it just now, and the programme manager can put it on. Please ask them."
        return said("watch_asked", f"{ref} is not on the watch list: {said_to}")
    return said(
        "watch_asked", f"Thank you. {whom} reads why, and decides. If {ref} is put on, the weekly summary says so."
    )


def take_off_form(about: str, ref: str, title: str, why: str) -> Form:
    """Ask for the three reasons for which close scrutiny ends."""
    fields = tuple(
        TextField(name=name, label=label, many_lines=True, longest=LONGEST, hint=GUARD) for name, label in REASONS
    )
    return Form(
        name=TAKE_OFF_FORM,
        title="Take off the list",
        submit="Take off",
        about=about,
        parts=(Paragraph(lead=ref, text=title), Paragraph(lead="Put on because", text=why), *fields),
    )


def put_on_list(ref: str, *, is_new: bool) -> Message:
    """Confirm that something is watched."""
    if not is_new:
        return said("put_on_list", f"{ref} is on the watch list already. Why it was put on stands as it was.")
    return said(
        "put_on_list", f"{ref} is on the watch list now, and in the weekly summary until the chair takes it off."
    )


def taken_off_list(ref: str) -> Message:
    """Confirm that something is watched no more."""
    return said(
        "taken_off_list",
        f"{ref} is off the watch list, and no more in the weekly summary. The reasons are on the record.",
    )


def put_on_button(about: str, ref: str) -> Button:
    """The button that puts something on the watch list."""
    return Button(label="Put on watch list", does=PUT_ON, about=about, spoken=f"Put {ref} on the watch list")


def ask_to_watch_button(about: str, ref: str) -> Button:
    """The button of an action's card for who may ask for that."""
    return Button(label="Ask to watch it", does=PUT_ON, about=about, spoken=f"Ask for {ref} to be watched")


def take_off_button(about: str, ref: str) -> Button:
    """The button of an action's card that takes it off."""
    return Button(label="Take off watch list", does=TAKE_OFF, about=about, spoken=f"Take {ref} off the watch list")


_TODAY = date(2021, 6, 7)
_CAME = Figures(
    "KPO-06", "%", Reading(2, Decimal(78), day=date(2021, 6, 3)), Reading(1, Decimal(76), day=date(2021, 5, 27))
)
_SAMPLE = (
    OnList(
        "A6",
        "Put an audit programme in place",
        date(2021, 6, 1),
        True,
        (_CAME,),
        "Audits fell to 15 of 25 a month.",
        "Independent Chair",
        "1:1",
    ),
    OnList(
        "KPO-08",
        "Care leavers with a long-term housing offer",
        date(2021, 5, 18),
        False,
        (Figures("KPO-08", "count", None, Reading(3, Decimal(4), day=date(2021, 5, 27))),),
        "Offers have stopped.",
        "Improvement Programme Manager",
    ),
    OnList("A9", "Share one referral form", date(2021, 6, 1), True, (), "Two partners have left.", "Independent Chair"),
)

EXAMPLES: tuple[Message, ...] = (
    watch_list(_SAMPLE, _TODAY),
    watch_list([], _TODAY),
    put_on_list("A6", is_new=True),
    put_on_list("A6", is_new=False),
    taken_off_list("A6"),
    watch_wanted("1:6:asked", "A6", "Put an audit programme in place", "Health representative", "Audits fell to 15."),
    watch_asked("A6", "The Independent Chair"),
    watch_asked("A6", ""),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    put_on_form("1:6", "A6", "Put an audit programme in place"),
    put_on_form("1:6", "A6", "Put an audit programme in place", asks=True),
    take_off_form("1:1", "A6", "Put an audit programme in place", "Audits fell to 15 of 25 a month."),
)
