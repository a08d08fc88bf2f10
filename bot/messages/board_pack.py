"""The board pack: five working days before a board meeting, a notice in the channel and the pack for each who asks.

The order is the paper's: exceptions, ratings (with the pace), measures, risks, change requests, decisions wanted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.dates import counted, day_in_words, ended, listed, weekday_moment_in_words
from bot.domain.measures import GoodIs, Measure
from bot.domain.plan_reading.markings import USUAL
from bot.domain.plans import Assessed
from bot.domain.risks import IN_A_PACK, Assessment, Risk
from bot.domain.sources import Coverage
from bot.domain.tallies import Tally, tally
from bot.messages.coverage import NONE_KEPT, asked_of_plan, sample_coverage
from bot.messages.exception_list import LIST as EXCEPTIONS
from bot.messages.figures import measure_line
from bot.messages.overdue_checks import AN_OVERDUE_CHECK, Overdue, overdue_words
from bot.messages.pace import AN_EXAMPLE, NOT_MET, PaceFacts, pace_items
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, Subheading
from bot.messages.plan_lines import (
    SAMPLE,
    counts_in_words,
    left_out_parts,
    name_of,
    plan_line,
    rating_words,
    slip_words,
)
from bot.messages.risks import risk_item
from bot.messages.sample_plan import TODAY, sample_plan
from bot.messages.status import SHOW

PACK = "board_pack.show"
AT_MOST = 40
"""Lines of one part of the pack; the rest are counted, with what to type to see them."""
NO_RISKS = "No risks are recorded."


@dataclass(frozen=True)
class NewDate:
    """A new deadline that somebody asks for, and nobody has decided on."""

    each: Assessed
    to: date
    is_late: bool = False
    """Whether it was made after the deadline."""


@dataclass(frozen=True)
class BoardPack:
    """All that a board pack is drawn from. `in_time` are the ids of the measures whose figures have come in."""

    meeting: str
    held_at: datetime
    plan: Sequence[Assessed]
    exceptions: Sequence[Assessed]
    measures: Sequence[Measure]
    in_time: frozenset[int]
    new_dates: Sequence[NewDate]
    today: date
    risks: Sequence[Risk] = ()
    """The open ones, the highest score first."""
    last_board: date | None = None
    """The day of the Board before this one, if there was one."""
    pace: PaceFacts | None = None
    coverage: Coverage = NONE_KEPT
    checks: Sequence[Overdue] = ()
    board_id: int = 0
    stale: int = 35
    is_sample: bool = False
    counted: Tally | None = None
    """The counts, where they are of more than `plan` has."""
    marking: str = USUAL
    """What a paper of the plan states at its top."""
    left_out: int = 0
    """How many actions are restricted: they are counted, and nothing is said of them."""


def board_pack_notice(pack: BoardPack, about: str) -> Message:
    """Tell the board's channel that the pack is there: counts and no words from anybody's statement."""
    found = [
        counted(len(pack.exceptions), "exception"),
        counted(len(pack.new_dates), "change request"),
        f"{counted(len(decisions_wanted(pack)), 'decision')} wanted",
    ]
    return Message(
        kind="board_pack",
        heading=f"Board pack: {_meeting(pack)}",
        parts=(
            Paragraph(text=f"The pack is ready: {listed(found)}."),
            Paragraph(text=counts_in_words(pack.counted or tally(pack.plan))),
            *left_out_parts(pack.left_out),
            *([SAMPLE] if pack.is_sample else []),
            Buttons(buttons=(Button(label="Pack", does=PACK, about=about, style="primary"),)),
            Note(text="The pack is shown to you alone, if you have a seat on the board or a post in the plan."),
        ),
    )


def board_pack(pack: BoardPack, *, sees_exceptions: bool = False) -> Message:
    """The pack itself, for one reader, with the way to what was put to the chair for who may see that."""
    parts: list[Part] = [
        Note(text=pack.marking),
        *_part("Exceptions", [_exception(each) for each in pack.exceptions], "No action is outside tolerance.", "red"),
        *([_put_to_chair(pack)] if sees_exceptions else []),
        Subheading(text="Ratings"),
        Paragraph(text=counts_in_words(pack.counted or tally(pack.plan))),
        *left_out_parts(pack.left_out),
        *_lines([plan_line(each, pack.stale) for each in pack.plan if each.action.is_live], ""),
        *_pace(pack),
        *_part("Measures", [_measure(pack, each) for each in pack.measures], "No measures are kept.", ""),
        *_part(
            "Risks", [risk_item(each, pack.last_board, pack.today) for each in pack.risks[:IN_A_PACK]], NO_RISKS, ""
        ),
        *_more_risks(pack),
        *_part("Change requests", [_asked(each) for each in pack.new_dates], "Nobody has asked for a new date.", ""),
        *asked_of_plan(pack.coverage, pack.board_id),
        *(_part("Check overdue", [_unchecked(pack, each) for each in pack.checks], "", "") if pack.checks else []),
        *_part("Decisions wanted", decisions_wanted(pack), "None.", ""),
        *([SAMPLE] if pack.is_sample else []),
    ]
    return Message(kind="board_pack_shown", heading=f"Board pack: {_meeting(pack)}", parts=tuple(parts))


def _put_to_chair(pack: BoardPack) -> Paragraph:
    button = Button(label="Exceptions put to the chair", does=EXCEPTIONS, about=str(pack.board_id))
    return Paragraph(text="Which were put to the chair, since when, and what was decided:", button=button)


def _pace(pack: BoardPack) -> list[Part]:
    """What moved since the last Board, priority by priority."""
    if pack.pace is None:
        return []
    return _part("Pace", pace_items(pack.pace) if pack.pace.since else [], NOT_MET, "")


def _more_risks(pack: BoardPack) -> list[Part]:
    more = len(pack.risks) - IN_A_PACK
    return [Note(text=f"And {counted(more, 'risk')} of a lower score: type “risks”.")] if more > 0 else []


def decisions_wanted(pack: BoardPack) -> list[Item]:
    """What the board is asked to decide: new dates, work that waits to be accepted, help, posts that are vacant."""
    found = [
        Item(lead=each.each.action.ref, text=f"Approve or refuse {day_in_words(each.to, pack.today)} as its deadline.")
        for each in pack.new_dates
    ]
    for each in pack.plan:
        action = each.action
        if not action.is_live:
            continue
        if action.delivered_on is not None:
            found.append(Item(lead=action.ref, text="Accept the evidence and its effect, or say what is missing."))
        by = min((help.needed_by for help in action.help if help.needed_by), default=None)
        if action.help:
            when = f", needed by {day_in_words(by, pack.today)}" if by else ""
            found.append(Item(lead=action.ref, text=f"Help is asked for{when}: “status {action.ref}” has it in full."))
        if not action.holder_account:
            found.append(Item(lead=action.ref, text=f"Name who answers for it: the {action.post} is vacant."))
    return found


def _unchecked(pack: BoardPack, each: Overdue) -> Item:
    return Item(lead=each.delivery.ref, text=f"{ended(each.delivery.title)} {overdue_words(each, pack.today)}.")


def _meeting(pack: BoardPack) -> str:
    return f"{pack.meeting}, {weekday_moment_in_words(pack.held_at, pack.today)}"


def _part(heading: str, items: Sequence[Item], empty: str, where: str) -> list[Part]:
    return [Subheading(text=heading), *(_lines(items, where) if items else [Paragraph(text=empty)])]


def _lines(items: Sequence[Item], where: str) -> list[Part]:
    """As many as a part holds; the rest are counted, never dropped."""
    parts: list[Part] = [Bullets(items=tuple(items[:AT_MOST]))]
    if len(items) > AT_MOST:
        more = Button(label="Full list", does=SHOW, about=where)
        parts.append(Paragraph(text=f"And {len(items) - AT_MOST} more.", button=more))
    return parts


def _exception(each: Assessed) -> Item:
    return Item(lead=name_of(each.action), text=f"{rating_words(each)}. {each.suggestion.words}")


def _measure(pack: BoardPack, measure: Measure) -> Item:
    return measure_line(measure, pack.today, is_in=measure.id in pack.in_time)


def _asked(asked: NewDate) -> Item:
    action, today = asked.each.action, asked.each.today
    now = day_in_words(action.deadline, today) if action.deadline else "no deadline"
    late = ", a late request" if asked.is_late else ""
    return Item(lead=name_of(action), text=f"From {now}{slip_words(action)}, to {day_in_words(asked.to, today)}{late}.")


_RISK = Risk(
    2, "R2", "Staff and managers leave and knowledge goes with them", "Head of Early Help", "BCP-01 and BCP-04",
    (Assessment(date(2021, 4, 1), 3, 4, "Deputies are named"), Assessment(date(2021, 6, 1), 4, 4, "Handover pack")),
)  # fmt: skip


def _example() -> BoardPack:
    plan = sample_plan()
    return BoardPack(
        meeting="Improvement Board",
        held_at=datetime(2021, 6, 22, 14, 0),  # noqa: DTZ001  (the board's own time)
        plan=plan,
        exceptions=[plan[2]],
        measures=[Measure(3, "KPO-03", "Social worker turnover", "%", GoodIs.LOWER)],
        in_time=frozenset(),
        new_dates=[NewDate(plan[2], date(2021, 7, 16))],
        today=TODAY,
        risks=[_RISK] * 11,
        last_board=date(2021, 5, 4),
        pace=AN_EXAMPLE,
        coverage=sample_coverage(),
        checks=(AN_OVERDUE_CHECK,),
        board_id=1,
        is_sample=True,
    )


def _quiet() -> BoardPack:
    plan = sample_plan()[:1]
    held = datetime(2021, 6, 22, 14, 0)  # noqa: DTZ001
    return BoardPack("Improvement Board", held, plan, (), (), frozenset(), (), TODAY)


EXAMPLES: tuple[Message, ...] = (
    board_pack_notice(_example(), "1:9"),
    board_pack(_example(), sees_exceptions=True),
    board_pack(_quiet()),
)
