"""The drafts of a quarter, for the programme manager: for DfE or the Minister, for scrutiny, and what was left out.

Nothing here is sent to anybody outside the council: a person does that, once it has been cleared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.clearing import NOTHING_CLEARED, Sorted
from bot.domain.dates import counted, day_and_year
from bot.domain.measures import Measure
from bot.domain.plan_reading.markings import USUAL
from bot.domain.plans import Assessed
from bot.domain.references import refs_in_words
from bot.domain.sources import Coverage
from bot.domain.tallies import Tally, tally
from bot.messages.board_pack import AT_MOST
from bot.messages.clearing import public_lines
from bot.messages.coverage import (
    ASKED,
    NONE_KEPT,
    asked_of_plan,
    coverage_words,
    replies_in_words,
    sample_coverage,
)
from bot.messages.figures import measure_line
from bot.messages.pace import AN_EXAMPLE, MONTHS_HEADING, NOT_MET, PaceFacts, month_item, pace_items
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, Subheading
from bot.messages.plan_lines import SAMPLE, counts_in_words, left_out_parts, name_of, rating_words
from bot.messages.sample_plan import TODAY, sample_plan

FOR_DFE, FOR_SCRUTINY, LEFT_OUT = "quarterly.for_dfe", "quarterly.for_scrutiny", "quarterly.left_out"
PUBLIC_LATER = (
    "{marking} while it is a draft. Only counts, and what the chair has cleared, are in it: once it is approved, it "
    "can be Public."
)
NONE_CLEARED = "No item has been cleared for the public, so none is named here."
A_PERSON = "A draft. Accountable sends nothing outside the council: the chair approves it, and a person sends it."
GAPS = (
    ("What has changed for children", "to be written, from evidence that the Board has accepted."),
    ("What the Board asks for", "to be written by the chair."),
)
"""What no figure says: marked, so that nobody takes the draft for finished."""


@dataclass(frozen=True)
class Quarter:
    """What the drafts of a quarter are drawn from. `ended` is its last day."""

    board: str
    ended: date
    plan: Sequence[Assessed]
    exceptions: Sequence[Assessed]
    measures: Sequence[Measure]
    today: date
    coverage: Coverage = NONE_KEPT
    is_sample: bool = False
    risks: Sequence[str] = ()
    """The references of the open risks."""
    pace: PaceFacts | None = None
    counted: Tally | None = None
    """The counts, where they are of more than `plan` has."""
    cleared: Sorted = NOTHING_CLEARED
    """What the chair has cleared for the public, and what not."""
    marking: str = USUAL
    """What a paper of the plan states at its top."""
    restricted: Sequence[str] = ()
    """The references of the actions that are restricted: they are counted, and nothing is said of them."""


def quarterly_drafts(quarter: Quarter, about: str) -> Message:
    """Tell the programme manager that the drafts are there."""
    buttons = (
        Button(label="Draft for DfE", does=FOR_DFE, about=about, style="primary"),
        Button(label="Draft for scrutiny", does=FOR_SCRUTINY, about=about),
        Button(label="What was left out", does=LEFT_OUT, about=about),
    )
    return Message(
        kind="quarterly",
        heading=f"Drafts for the quarter to {day_and_year(quarter.ended)}",
        parts=(
            Paragraph(text="A draft for the Minister or DfE, a draft for scrutiny, and the list of what was left out."),
            Buttons(buttons=buttons),
            Note(
                text="Nothing is sent: a person does, once it has been cleared. In a pre-election period (type "
                "“election”) the draft for scrutiny waits for the monitoring officer’s clearance."
            ),
        ),
    )


def draft_for_dfe(quarter: Quarter) -> Message:
    """The draft for the Minister or DfE: the counts, what is outside tolerance and why, and the measures."""
    parts: list[Part] = [
        Note(text=quarter.marking),
        Note(text=A_PERSON),
        Paragraph(text=counts_in_words(quarter.counted or tally(quarter.plan))),
        *left_out_parts(len(quarter.restricted)),
        Subheading(text="Outside tolerance"),
        *_listed([_exception(each) for each in quarter.exceptions], "No action is outside tolerance."),
        Subheading(text="Measures"),
        *_listed([measure_line(each, quarter.today) for each in quarter.measures], "No measures are kept."),
        *_pace(quarter),
        *asked_of_plan(quarter.coverage),
        *_gaps(quarter),
    ]
    return Message(kind="quarterly_for_dfe", heading=f"Draft for DfE: {_as_at(quarter)}", parts=tuple(parts))


def _pace(quarter: Quarter) -> list[Part]:
    """What moved since the last Board, and what became of the dates of the quarter's months."""
    if quarter.pace is None:
        return []
    begins = quarter.ended.month - 2
    mine = [
        each
        for each in quarter.pace.months
        if each.first.year == quarter.ended.year and begins <= each.first.month <= quarter.ended.month
    ]
    return [
        Subheading(text="Pace"),
        *_listed(pace_items(quarter.pace) if quarter.pace.since else [], NOT_MET),
        Subheading(text=MONTHS_HEADING),
        *_listed([month_item(each) for each in mine], "Nothing was due in the quarter."),
    ]


def draft_for_scrutiny(quarter: Quarter) -> Message:
    """The draft for scrutiny: the counts, and of the rest only what has been cleared."""
    parts = (
        Note(text=PUBLIC_LATER.format(marking=quarter.marking)),
        Note(text=A_PERSON),
        Paragraph(text=counts_in_words(quarter.counted or tally(quarter.plan))),
        *([Paragraph(lead=ASKED, text=coverage_words(quarter.coverage))] if quarter.coverage.sources else []),
        *_to_scrutiny(quarter),
        *(public_lines(quarter.cleared) or [Paragraph(text=NONE_CLEARED)]),
        *_gaps(quarter),
    )
    return Message(kind="quarterly_for_scrutiny", heading=f"Draft for scrutiny: {_as_at(quarter)}", parts=parts)


def _to_scrutiny(quarter: Quarter) -> list[Part]:
    """Which of the points that scrutiny made itself have a reply; the replies are not in it."""
    coverage = quarter.coverage
    said = [(each, replies_in_words(each, coverage.items, quarter.today)) for each in coverage.sources]
    lines = tuple(Item(lead=f"{each.ref} {each.title}", text=words) for each, words in said if words)
    return [Bullets(lead="Replies to what scrutiny asked", items=lines)] if lines else []


def left_out(quarter: Quarter) -> Message:
    """What the draft for scrutiny leaves out, and why."""
    open_to_all = {each.ref for each, _ in quarter.cleared.cleared}
    refs = [each.action.ref for each in quarter.plan if each.action.ref not in open_to_all]
    names = [each.ref for each in quarter.measures if each.ref not in open_to_all]
    changed = [each.ref for each in quarter.cleared.reworded]
    held = [each.ref for each in quarter.coverage.items if each.is_restricted]
    replied = [each.ref for each in quarter.coverage.items if each.replies]
    stated = [each.action.ref for each in quarter.plan if each.action.statement]
    items = [
        _left(counted(len(refs), "action"), refs),
        _left(counted(len(quarter.restricted), "restricted action"), quarter.restricted),
        _left(counted(len(names), "measure"), names),
        _left(counted(len(quarter.risks), "risk"), quarter.risks),
        _left(counted(len(held), "restricted entry", "restricted entries"), held),
        _left(f"the words of {counted(len(replied), 'reply', 'replies')} to scrutiny", replied),
        _left(f"the statements of {counted(len(stated), 'action')}", stated),
        _left("of these, cleared once and worded otherwise since", changed),
    ]
    return Message(
        kind="quarterly_left_out",
        heading=f"Left out of the draft for scrutiny: {_as_at(quarter)}",
        parts=(
            Paragraph(text="Not cleared for the public, and so left out:"),
            Bullets(items=tuple(item for item in items if item is not None)),
            Note(text="The counts went in: they name no action and nobody. The chair clears one by one: “clear A6”."),
        ),
    )


def _left(what: str, refs: Sequence[str]) -> Item | None:
    return Item(lead=f"{what[:1].upper()}{what[1:]}", text=f"{refs_in_words(refs)}.") if refs else None


def _as_at(quarter: Quarter) -> str:
    return f"{quarter.board}, as at {day_and_year(quarter.today)}"


def _exception(each: Assessed) -> Item:
    return Item(lead=name_of(each.action), text=f"{rating_words(each)}. {each.suggestion.words}")


def _listed(items: Sequence[Item], empty: str) -> list[Part]:
    if not items:
        return [Paragraph(text=empty)]
    rest = [Paragraph(text=f"And {len(items) - AT_MOST} more.")] if len(items) > AT_MOST else []
    return [Bullets(items=tuple(items[:AT_MOST])), *rest]


def _gaps(quarter: Quarter) -> list[Part]:
    return [*(Paragraph(lead=lead, text=text) for lead, text in GAPS), *([SAMPLE] if quarter.is_sample else [])]


def example() -> Quarter:
    """A quarter of the sample plan, for the examples."""
    plan = sample_plan()
    return Quarter(
        "Improvement Board",
        date(2021, 6, 30),
        plan,
        [plan[2]],
        (),
        TODAY,
        sample_coverage(),
        is_sample=True,
        pace=AN_EXAMPLE,
    )


EXAMPLES: tuple[Message, ...] = (
    quarterly_drafts(example(), "1:2021-06-30"),
    draft_for_dfe(example()),
    draft_for_scrutiny(example()),
    left_out(example()),
)
