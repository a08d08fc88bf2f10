"""What the chair is given before a meeting, and how the board hears that its pack is there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.asking import StatementState
from bot.domain.challenges import Challenge
from bot.domain.dates import counted, day_in_words, full_day_in_words, moment_in_words, weekday_moment_in_words
from bot.domain.new_dates import slip_note
from bot.domain.packs import Look, Order, PackItem, last_known, pack_item
from bot.domain.plan_reading.markings import USUAL
from bot.domain.rating_facts import Rating
from bot.domain.references import short_title
from bot.messages.challenges import AT_MEETING, LONGEST, challenge_parts, page_turner, shortened
from bot.messages.parts import (
    NO_NAMES,
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    Facts,
    Form,
    FormPart,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Rule,
    Subheading,
    TextField,
    said,
)
from bot.messages.plan_lines import fresh_look_words, left_out_parts
from bot.messages.sample_plan import TODAY, sample_plan
from bot.messages.status import OPEN

SHOW, ORDER = "pack.show", "pack.order"
"""About a meeting; `meeting:page` for another page."""
THEN = "pack.then"
"""About a pack as it was fixed: `pack:page`."""
ORDER_FORM = "pack_order"
RUN_SHEET = "room.run_sheet"
"""What “Run sheet” does; it is about the meeting."""

LINES_AT_MOST = 12
ON_A_PAGE = 3
"""Actions on one page of a pack: with the statements' words, about what a platform shows in one message."""
WORDS_AT_MOST = 300
"""Characters of each text of a statement in a pack; the whole of it is on the action's card."""
QUESTION_AT_MOST = 200
"""Characters of each text of a challenge there; “challenges” has the whole."""
QUESTIONS_AT_MOST = 40
"""Questions that one form asks for; there is “challenge A6” for the others."""
QUESTION = "question_"

DATA_BLAMED = "data was given as the cause three times running: it may be worth asking what else there is"
ORDERS = {
    Order.LOOK_FIRST: "What needs looking at first",
    Order.TIMES: "By the times that officers were told",
    Order.PLAN: "Plan order",
    Order.PRIORITY: "By priority",
}


@dataclass(frozen=True)
class Ready:
    """What the chair is told once a pack is ready. `why_you` says why it goes to the deputy; empty for the chair."""

    meeting_id: int
    day: date
    number: int
    items: tuple[PackItem, ...]
    """Those to look at first, in order."""
    roster: tuple[str, ...]
    order: Order
    why_you: str = ""
    questions: int = 0
    """How many questions the chair has raised for this meeting."""
    came_late: tuple[tuple[int, datetime], ...] = ()
    """(action, when by the board's clock) of the statements that came after the pack was fixed."""
    suggested: tuple[tuple[str, str], ...] = ()
    """(reference, question): what might be asked of those to look at first, from fixed rules."""
    left_out: int = 0
    """How many actions of the pack are restricted to others than its reader."""


def pack_ready(ready: Ready, today: date) -> Message:
    """The pack in a few lines: how many actions, which to look at first and why."""
    first = f"{counted(len(ready.items), 'action')}".split()[0] if ready.items else "none"
    opening = (
        f"Pack ready for {day_in_words(ready.day, today)}. {counted(ready.number, 'action')}, {first} to look at first."
    )
    lines = tuple(Item(lead=item.ref, text=_line(ready, item, today)) for item in ready.items[:LINES_AT_MOST])
    parts: list[Part] = [Paragraph(text=opening)]
    parts += [Note(text=ready.why_you)] if ready.why_you else []
    parts += [Bullets(items=lines)] if lines else []
    if len(ready.items) > LINES_AT_MOST:
        parts.append(Paragraph(text=f"And {len(ready.items) - LINES_AT_MOST} more, in the pack."))
    asked = tuple(Item(lead=f"On {ref}", text=question) for ref, question in ready.suggested[:LINES_AT_MOST])
    parts += [Bullets(lead="You might ask", items=asked)] if asked else []
    parts += left_out_parts(ready.left_out)
    parts += _roster(ready.roster)
    parts += _chosen(ready)
    parts.append(Buttons(buttons=_ready_buttons(ready.meeting_id)))
    return Message(kind="pack_ready", heading="", parts=tuple(parts))


def _line(ready: Ready, item: PackItem, today: date) -> str:
    came = dict(ready.came_late).get(item.action_id)
    late = f" A statement came after the pack was fixed, {moment_in_words(came, today)}." if came else ""
    return f"{look_words(item, today)}{late}"


def _ready_buttons(meeting_id: int) -> tuple[Button, ...]:
    about = str(meeting_id)
    return (
        Button(label="Run sheet", does=RUN_SHEET, about=about, style="primary"),
        Button(label="Pack", does=SHOW, about=about),
        Button(label="Order and questions", does=ORDER, about=about),
    )


def _roster(problems: Sequence[str]) -> list[Part]:
    return [Bullets(lead="People", items=tuple(Item(text=words) for words in problems))] if problems else []


def _chosen(ready: Ready) -> list[Part]:
    told = [] if ready.order is Order.LOOK_FIRST else [f"Order: {ORDERS[ready.order].lower()}."]
    told += [f"{counted(ready.questions, 'question')} of yours."] if ready.questions else []
    return [Note(text=" ".join(told))] if told else []


def look_words(item: PackItem, today: date) -> str:
    """Why an action is looked at first, in one line of facts; nothing that the officer wrote."""
    looks = item.looks
    if not looks:
        return _state(item)
    opening = _opening(item, looks[0], today)
    more = [*([] if looks[0] is Look.NO_STATEMENT else [_reasons(item)]), *_besides(item, looks, today)]
    return " ".join(sentence for sentence in (opening, *map(_sentence, more)) if sentence)


def _opening(item: PackItem, look: Look, today: date) -> str:
    said_, suggested = item.self_assessed, item.suggested
    match look:
        case Look.NO_STATEMENT:
            told = [f"No statement received{_state_of(item)} ({item.post})", item.why_missing, last_known(item, today)]
            return " ".join(_sentence(words) for words in told if words)
        case Look.DISAGREEMENT:
            given = "with a reason" if item.reason_given else "no reason given"
            return f"Officer says {_word(said_)}, rules suggest {_word(suggested)}; {given}."
        case Look.RED:
            return _red(item)
        case Look.NEW_DATE_ASKED if item.new_date:
            return f"A new date is asked for, {day_in_words(item.new_date, today)}."
        case Look.WATCHED:
            return "On the watch list."
        case Look.DATA_BLAMED:
            return _sentence(DATA_BLAMED)
        case _:
            return ""


def _red(item: PackItem) -> str:
    if item.self_assessed is item.suggested:
        return "Officer and rules say Red."
    if item.self_assessed is Rating.RED:
        return f"Officer says Red, rules suggest {_word(item.suggested)}."
    return "Rules suggest Red."


def _reasons(item: PackItem) -> str:
    """The dates in a few words; where they say nothing, what the rules say."""
    return "; ".join(item.in_short) or item.suggestion.rstrip(".")


def _besides(item: PackItem, looks: Sequence[Look], today: date) -> list[str]:
    """What a line whose first reason is another one says too."""
    later = looks[1:]
    asked = Look.NEW_DATE_ASKED in later and item.new_date is not None
    told = [f"a new date is asked for, {day_in_words(item.new_date, today)}"] if asked and item.new_date else []
    told += ["on the watch list"] if Look.WATCHED in later else []
    return told + ([DATA_BLAMED] if Look.DATA_BLAMED in later else [])


def _state(item: PackItem) -> str:
    if item.lifecycle.is_closed:
        return f"{_sentence(item.lifecycle.words)}"
    return f"Officer says {_word(item.self_assessed)}, rules suggest {_word(item.suggested)}."


def _state_of(item: PackItem) -> str:
    """What had become of the statement, after what says that it is not there: ", late"."""
    return f", {item.state.words}" if item.state else ""


def _word(rating: Rating | None) -> str:
    return rating.word if rating else "nothing"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def pack_notice(meeting_id: int, day: date, until: datetime, today: date) -> Message:
    """The board's channel hears that the pack is there, and until when questions go to the officers beforehand."""
    about = str(meeting_id)
    return Message(
        kind="pack_notice",
        heading="",
        parts=(
            Paragraph(
                text=f"Pack for {day_in_words(day, today)}. Questions by {weekday_moment_in_words(until, today)}."
            ),
            Buttons(
                buttons=(
                    Button(label="Challenge", does=AT_MEETING, about=about, style="primary"),
                    Button(label="Pack", does=SHOW, about=about),
                )
            ),
            Note(text="A challenge is a question to an action. Its officer is asked for an answer before the meeting."),
        ),
    )


@dataclass(frozen=True)
class Said:
    """What a statement says, by whom it was sent, and on whose behalf if not their own."""

    by: str
    on_behalf_of: str
    day: date
    words: tuple[tuple[str, str], ...]
    """Pairs of what was asked and what was answered."""
    came_with_plan: bool = False
    corrected: str = ""
    """When it corrected an earlier version, in words; empty for a first one."""
    withdrawn: str = ""
    """When it was withdrawn, which may be after the pack was fixed; empty where it was not."""
    input_from: str = ""
    """The posts whose input its officer had before them, as a sentence lists them."""


@dataclass(frozen=True)
class ItemShown:
    """One action of a pack. `came_late` is when a statement came after the pack was fixed, by the board's clock."""

    item: PackItem
    statement: Said | None
    came_late: datetime | None
    challenges: tuple[Challenge, ...]


@dataclass(frozen=True)
class PackShown:
    """One page of a pack. `fixed` is when it was fixed, by the board's clock; the roster is for the chair alone."""

    meeting_id: int
    meeting: str
    day: date
    fixed: datetime
    number: int
    first: int
    items: tuple[ItemShown, ...]
    page: int
    pages: int
    roster: tuple[str, ...] = ()
    may_challenge: bool = False
    measures: tuple[Item, ...] = ()
    """Those of the actions on the agenda, each with its figure when the pack was fixed, or that it was not in."""
    pack_id: int = 0
    is_then: bool = False
    """Whether nothing in it is of a later time than the pack: the questions too are shown as they stood then."""
    left_out: int = 0
    """How many of its actions are restricted to others than its reader."""
    marking: str = USUAL
    """What a paper of the plan states at its top."""


def pack_shown(shown: PackShown, today: date) -> Message:
    """A pack as it was when it was fixed, some actions on a page, with the questions to each as they stand now.

    One that `is_then` has the questions as they stood, and is the same whenever it is shown.
    """
    first = str(shown.first) if shown.first else "none"
    fixed = weekday_moment_in_words(shown.fixed, today)
    parts: list[Part] = [
        Note(text=shown.marking),
        Paragraph(text=f"{counted(shown.number, 'action')}, {first} to look at first. Fixed on {fixed}."),
    ]
    parts += _roster(shown.roster) if shown.page == 1 else []
    parts += [Bullets(lead="Measures", items=shown.measures)] if shown.measures and shown.page == 1 else []
    for each in shown.items:
        parts += [Rule(), *_item(each, today)]
    parts += left_out_parts(shown.left_out)
    about = (THEN, str(shown.pack_id)) if shown.is_then else (SHOW, str(shown.meeting_id))
    parts += page_turner(*about, shown.page, shown.pages)
    parts += [] if shown.is_then else [Buttons(buttons=_pack_buttons(shown))]
    as_fixed = " as it was fixed" if shown.is_then else ""
    heading = f"Pack{as_fixed}: {shown.meeting}, {full_day_in_words(shown.day)}"
    return Message(kind="pack", heading=heading, parts=tuple(parts))


def _pack_buttons(shown: PackShown) -> tuple[Button, ...]:
    challenge = Button(label="Challenge", does=AT_MEETING, about=str(shown.meeting_id))
    as_fixed = Button(label="As it was fixed", does=THEN, about=str(shown.pack_id))
    return (challenge, as_fixed) if shown.may_challenge else (as_fixed,)


def _item(each: ItemShown, today: date) -> list[Part]:
    item = each.item
    open_it = Button(label="Open", does=OPEN, about=str(item.action_id), spoken=f"Open {item.ref}")
    parts: list[Part] = [
        Subheading(text=f"{item.ref} {short_title(item.title)}"),
        Paragraph(text=look_words(item, today), button=open_it),
        Facts(pairs=_pairs(item, today)),
        *_statement(each, today),
    ]
    if each.came_late:
        late = moment_in_words(each.came_late, today)
        parts.append(Note(text=f"A statement came after the pack was fixed, {late}. It is not in it: press Open."))
    for challenge in each.challenges:
        parts += challenge_parts(challenge, today, QUESTION_AT_MOST)
    return parts


def _pairs(item: PackItem, today: date) -> tuple[tuple[str, str], ...]:
    confirmed = f"{_word(item.confirmed)}, {day_in_words(item.confirmed_on, today)}" if item.confirmed_on else ""
    confirmed += f" ({item.confirmed_ref})" if confirmed and item.confirmed_ref else ""
    pairs = (
        ("Whose plan", f"the {item.plan_of}’s; its chair decides about it" if item.plan_of else ""),
        ("Accountable officer", f"{item.post} ({item.acting})" if item.acting else item.post),
        # What did not come is not said to be what the officer says now.
        ("Officer last said" if item.is_missing else "Officer says", _own_words(item)),
        ("Statement", _statement_words(item)),
        ("The rules suggest", item.suggestion),
        ("Last confirmed", confirmed),
        ("Dates", _dates(item, today)),
    )
    return tuple((name, value) for name, value in pairs if value)


def _own_words(item: PackItem) -> str:
    return "" if item.lifecycle.is_closed else _word(item.self_assessed)


def _dates(item: PackItem, today: date) -> str:
    days = (("Deadline", item.deadline), ("first agreed", item.baseline), ("forecast", item.forecast))
    told = [f"{name} {day_in_words(day, today)}" for name, day in days if day]
    told += [fresh_look_words(item.fresh_look_on, today)] if item.fresh_look_on else []
    if not item.deadline:
        return ", ".join(["No deadline yet", *told])
    slip = slip_note(item.baseline, item.deadline, item.moves)
    return f"{', '.join(told)}{f' ({slip})' if slip else ''}"


def _statement_words(item: PackItem) -> str:
    """What had become of the statement; empty where another line says so, or nothing is known of it."""
    if item.state is None or item.is_missing:
        return ""
    return f"{item.state.words}: {item.not_due}" if item.not_due else item.state.words


def _statement(each: ItemShown, today: date) -> list[Part]:
    item, statement = each.item, each.statement
    parts: list[Part] = []
    if item.is_missing:
        parts.append(Paragraph(lead="Statement", text=f"not received{_state_of(item)}. {item.why_missing}".rstrip()))
    if statement is None:
        return parts
    behalf = f" on behalf of the {statement.on_behalf_of}" if statement.on_behalf_of else ""
    how = ", as it came with the imported plan" if statement.came_with_plan else ""
    how += "".join(f", {words}" for words in (statement.corrected, statement.withdrawn) if words)
    given = f", with input from {statement.input_from}" if statement.input_from else ""
    last = "Last statement" if item.is_missing else "Statement"
    lead = f"{last} of {day_in_words(statement.day, today)}, by the {statement.by}{behalf}{how}{given}"
    parts.append(Paragraph(text=f"{lead}:"))
    return [*parts, *(Quote(lead=asked, text=shortened(answer, WORDS_AT_MOST)) for asked, answer in statement.words)]


@dataclass(frozen=True)
class ToOrder:
    """What the chair chooses for a meeting: its pack as it stands, and what was asked of each action already."""

    meeting_id: int
    meeting: str
    order: Order
    items: tuple[PackItem, ...]
    asked: tuple[tuple[str, str], ...]
    """(action, question) of those that the chair has raised."""


def order_form(to_order: ToOrder) -> Form:
    """Ask the chair for the order, and for questions of their own, one field for each live action."""
    choices = tuple(Choice(value=each.name, label=words) for each, words in ORDERS.items())
    live = [item for item in to_order.items if not item.lifecycle.is_closed][:QUESTIONS_AT_MOST]
    fields: list[FormPart] = [
        TextField(
            name=f"{QUESTION}{item.action_id}",
            label=f"{item.ref} {short_title(item.title)}",
            optional=True,
            many_lines=True,
            longest=LONGEST["question"],
        )
        for item in live
    ]
    asked: list[FormPart] = [Quote(lead=f"You have asked about {ref}", text=words) for ref, words in to_order.asked]
    return Form(
        name=ORDER_FORM,
        title="Order and questions",
        submit="Save",
        about=str(to_order.meeting_id),
        parts=(
            ChoiceField(
                name="order",
                label="Order of the pack and the run sheet",
                choices=choices,
                initial=to_order.order.name,
                as_menu=False,
                hint="The run sheet follows it too; with the first of these it goes by the times. No time changes.",
            ),
            *asked,
            Paragraph(text="Your questions. Each officer is asked for an answer the day before the meeting."),
            *fields,
            Note(text=NO_NAMES),
        ),
    )


def order_noted(order: Order, questions: int) -> Message:
    """For the chair, once they have chosen."""
    asked = f" {counted(questions, 'question')} kept; the officers are asked before the meeting." if questions else ""
    return said("pack_order_noted", f"The order is: {ORDERS[order].lower()}. The run sheet follows it.{asked}")


def pack_without_chair(meeting_id: int, board_id: int, day: date, today: date) -> Message:
    """The programme manager is told that a pack reached nobody who could chair."""
    return Message(
        kind="pack_without_chair",
        heading="Nobody could be given the pack",
        parts=(
            Paragraph(
                text=f"The pack for {day_in_words(day, today)} is ready, and there is no chair here today, nor a "
                "deputy. Name one, and show them the pack."
            ),
            Buttons(
                buttons=(
                    Button(label="Seats", does="setup.seats", about=str(board_id), style="primary"),
                    Button(label="Pack", does=SHOW, about=str(meeting_id)),
                )
            ),
        ),
    )


def _examples() -> tuple[Message, ...]:
    plan = sample_plan()
    quiet, slipped, overdue, complete = (
        pack_item(each, slot, why_missing=None, new_date=None, is_watched=False) for slot, each in enumerate(plan)
    )
    asked = replace(
        overdue,
        is_missing=True,
        why_missing="The post is vacant; nobody answers meanwhile.",
        new_date=date(2021, 9, 30),
        state=StatementState.EXCUSED,
    )
    better = replace(quiet, suggested=Rating.AMBER, in_short=("forecast is 16 days after the deadline",))
    might = (("BCP-12", "What has been done so far, and what would help to send one next time?"),)
    ready = Ready(1, date(2021, 6, 15), 4, (asked, better, slipped), (), Order.LOOK_FIRST, suggested=might)
    came = ((overdue.action_id, datetime(2021, 6, 11, 9, 20, tzinfo=UTC)),)
    words = (("Progress", "The outside auditor agreed. " * 30), ("Effect on children", "None yet."))
    statement = Said(quiet.post, "", date(2021, 6, 7), words)
    fixed = datetime(2021, 6, 10, 17, tzinfo=UTC)
    shown = PackShown(
        1, "Holding to Account", date(2021, 6, 15), fixed, 4, 3,
        (ItemShown(better, statement, None, ()), ItemShown(asked, statement, fixed, ()),
         ItemShown(complete, None, None, ())), 1, 2, ("BCP-12: the post is vacant and has no delegate",), True,
    )  # fmt: skip
    watched = replace(quiet, is_watched=True)
    late = replace(better, reason_given=True, new_date=date(2021, 7, 16), is_watched=True)
    return (
        pack_ready(ready, TODAY),
        pack_ready(replace(ready, items=(replace(overdue, self_assessed=None), late, watched),
                           why_you="To you as the deputy chair: the chair’s seat is vacant.",
                           roster=("BCP-12: the post is vacant and has no delegate",), questions=2,
                           order=Order.PRIORITY), TODAY),
        pack_ready(replace(ready, items=()), TODAY),
        pack_ready(replace(ready, came_late=came), TODAY),
        pack_notice(1, date(2021, 6, 15), datetime(2021, 6, 14, 12, tzinfo=UTC), TODAY),
        pack_shown(shown, TODAY),
        pack_shown(replace(shown, page=2, roster=(), may_challenge=False), TODAY),
        pack_shown(replace(shown, is_then=True, may_challenge=False), TODAY),
        order_noted(Order.PLAN, 2),
        pack_without_chair(1, 1, date(2021, 6, 15), TODAY),
    )  # fmt: skip


def _form_examples() -> tuple[Form, ...]:
    items = tuple(
        pack_item(each, slot, why_missing=None, new_date=None, is_watched=False)
        for slot, each in enumerate(sample_plan())
    )
    meeting = "Holding to Account, Tuesday 15 June, 09:30"
    return (order_form(ToOrder(1, meeting, Order.LOOK_FIRST, items, (("BCP-06", "What changed for children?"),))),)


EXAMPLES: tuple[Message, ...] = _examples()
FORM_EXAMPLES: tuple[Form, ...] = _form_examples()
