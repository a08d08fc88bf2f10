"""The highlight report of one action: a page that a Board reads on what it watches. Nothing in it is typed twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import day_in_words, full_day_in_words
from bot.domain.plan_reading.markings import USUAL
from bot.domain.plans import Assessed
from bot.domain.risks import Risk
from bot.messages.changing import CARD
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, Quote, said
from bot.messages.plan_lines import (
    changed_words,
    deadline_words,
    milestone_words,
    name_of,
    rating_words,
    state_words,
    suggestion_words,
)
from bot.messages.risks import risk_item
from bot.messages.sample_plan import sample_plan

SHOW = "highlight.show"


@dataclass(frozen=True)
class Highlight:
    """What a report is made of. `since` is the day of the last meeting that went through the action, if one did."""

    assessed: Assessed
    since: date | None
    written: tuple[tuple[str, str], ...]
    """The latest statement as pairs of what was asked and what was answered; empty where there is none."""
    happened: tuple[str, ...]
    measures: tuple[Item, ...]
    risks: tuple[Risk, ...]
    last_board: date | None
    watched: str = ""
    """Since when it is watched, by whom put on and why; empty where it is not."""
    about: str = ""
    """What the buttons carry before the number of a page."""
    page: int = 1
    of: int = 1
    marking: str = USUAL
    """What a paper of the plan states at its top."""


def highlight_report(one: Highlight) -> Message:
    """Period, status, done, next, milestones, risks, measures and help needed, in this order (artefacts, B02)."""
    each = one.assessed
    parts: list[Part] = [
        Note(text=one.marking),
        Paragraph(lead="Period", text=_period(one)),
        Paragraph(lead="Status", text=_status(each)),
        *_written(one),
        _list("On record", [Item(text=words) for words in one.happened], "nothing since."),
        _list(
            "Milestones",
            [Item(lead=step.name, text=milestone_words(step, each.today)) for step in each.action.milestones],
            "none in the plan.",
        ),
        _list("Risks", [risk_item(risk, one.last_board, each.today) for risk in one.risks], "none on the register."),
        _list("Measures", one.measures, "none."),
        *_help(each),
    ]
    parts += [Note(text=one.watched)] if one.watched else []
    parts.append(Buttons(buttons=_buttons(one)))
    return Message(kind="highlight", heading=f"Highlight report: {name_of(each.action)}", parts=tuple(parts))


def nothing_watched() -> Message:
    """For who asks for the reports of the watch list while no action is on it."""
    return said(
        "highlight",
        "No action is on the watch list. “highlight A6” makes the report of one action; “watch A6 because …” puts it "
        "on the list.",
    )


def _period(one: Highlight) -> str:
    today = full_day_in_words(one.assessed.today)
    if one.since is None:
        return f"up to {today}; no meeting has gone through it yet."
    return f"from the meeting of {full_day_in_words(one.since)} to {today}."


def _status(each: Assessed) -> str:
    sentences = (rating_words(each), deadline_words(each), suggestion_words(each), changed_words(each))
    return " ".join(f"{words}." for words in sentences if words)


def _written(one: Highlight) -> list[Part]:
    """The statement as its officer wrote it; where there is none, that is what stands here."""
    each, last = one.assessed, one.assessed.action.statement
    if last is None or not one.written:
        return [Paragraph(lead="Done and next", text="no statement has been received.")]
    state = state_words(each)
    day = f"Statement of {day_in_words(last.day, each.today)}, {last.post}"
    parts: list[Part] = [Note(text=f"{day}{f' ({state})' if state else ''}.")]
    return [*parts, *(Quote(lead=asked, text=answered) for asked, answered in one.written)]


def _list(lead: str, items: Sequence[Item], nothing: str) -> Part:
    return Bullets(lead=lead, items=tuple(items)) if items else Paragraph(lead=lead, text=nothing)


def _help(each: Assessed) -> list[Part]:
    asked = [
        Item(
            lead=f"From {help.asked_of}" if help.asked_of else "",
            text=f"{help.words}{f' (by {day_in_words(help.needed_by, each.today)})' if help.needed_by else ''}",
        )
        for help in each.action.help
    ]
    return [_list("Help needed", asked, "none asked for.")]


def _buttons(one: Highlight) -> tuple[Button, ...]:
    turns = [("Previous", one.page - 1), ("Next", one.page + 1)]
    turning = [
        Button(label=label, does=SHOW, about=f"{one.about}:{page}", spoken=f"{label} highlight report")
        for label, page in turns
        if one.about and 1 <= page <= one.of
    ]
    action = one.assessed.action
    return (*turning, Button(label=f"Show {action.ref}", does=CARD, about=str(action.id)))


def _examples() -> tuple[Message, ...]:
    plan = sample_plan()
    written = (("Progress", "60 of 100 schools have a contact."), ("Effect on children", "None yet."))
    whole = Highlight(
        plan[0], date(2021, 5, 18), written, ("Done 28 May: auditor appointed",),
        (Item(lead="KPO-06 Audits a month", text="15, target 25. Red: 10 below target (60% of target)."),), (), None,
        "On the watch list since 1 June, put on by the Independent Chair: audits fell.", "1", 1, 2,
    )  # fmt: skip
    bare = Highlight(plan[-1], None, (), (), (), (), None)
    return highlight_report(whole), highlight_report(bare), nothing_watched()


EXAMPLES: tuple[Message, ...] = _examples()
