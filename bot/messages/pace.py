"""How the pace of a plan is said: which actions moved since the last Board, and what became of each month's dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import counted, day_and_year
from bot.domain.pace import RULE, Became, Month, Pace
from bot.domain.references import refs_in_words
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, Subheading
from bot.messages.plan_lines import SAMPLE
from bot.messages.status import SHOW, of_board

NOT_MET = "The Board has not met yet, so there is nothing to compare with."
NO_DATES = "No action has had a deadline yet."
MONTHS_HEADING = "What was due, month by month"
REFS_AT_MOST = 12
MONTHS_BACK, MONTHS_AHEAD = 12, 6


@dataclass(frozen=True)
class PaceFacts:
    """The pace of a plan on a day. `since` says since which meeting, in words; empty where none was held yet.

    `undated` are the references of the live actions without a deadline, which no month has.
    """

    board_id: int
    today: date
    since: str
    paces: Sequence[Pace]
    months: Sequence[Month]
    undated: Sequence[str] = ()
    is_sample: bool = False


def pace_shown(facts: PaceFacts) -> Message:
    """The pace of each priority, then every month's dates; and what “moved” means."""
    parts: list[Part] = [Bullets(items=tuple(pace_items(facts)))] if facts.since else [Paragraph(text=NOT_MET)]
    parts += [Subheading(text=MONTHS_HEADING), *_months(facts)]
    parts.append(Note(text=RULE))
    parts += [SAMPLE] if facts.is_sample else []
    parts.append(
        Buttons(buttons=(Button(label="Whole plan", does=SHOW), Button(label="Overdue", does=SHOW, about="overdue")))
    )
    heading = f"Pace: as at {day_and_year(facts.today)}"
    return of_board(Message(kind="pace", heading=heading, parts=tuple(parts)), facts.board_id)


def pace_items(facts: PaceFacts) -> list[Item]:
    """A line for each priority."""
    return [Item(lead=each.priority, text=pace_words(each, facts.since)) for each in facts.paces]


def pace_words(pace: Pace, since: str) -> str:
    """ "Since the Board of 4 May 3 of 5 actions moved: BCP-01 to BCP-03. No movement: BCP-04 and BCP-05 (on hold)."."""
    if not since:
        return NOT_MET
    total = len(pace.moved) + len(pace.still)
    went = f"{len(pace.moved)} of {counted(total, 'action')} moved"
    which = f": {_refs(pace.moved)}" if pace.moved else ""
    stood = f" No movement: {_still(pace.still)}." if pace.still else ""
    return f"Since {since} {went}{which}.{stood}"


def _still(still: Sequence[tuple[str, str]]) -> str:
    plain = [ref for ref, why in still if not why]
    excused = [f"{ref} ({why})" for ref, why in still if why]
    return "; ".join([*([_refs(plain)] if plain else []), *excused[:REFS_AT_MOST], *_rest(len(excused))])


def month_item(month: Month) -> Item:
    """ "May 2021: 4 due. Done on time 2 (BCP-01 and BCP-02); re-dated 1 (BCP-12); not done 1 (BCP-14)."."""
    found = [(became, month.became[became]) for became in Became if month.count(became)]
    said = [f"{became.value} {len(refs)} ({_refs(refs)})" for became, refs in found]
    words = "; ".join(said)
    return Item(lead=f"{month.first:%B %Y}", text=f"{month.due} due. {words[:1].upper()}{words[1:]}.")


def _months(facts: PaceFacts) -> list[Part]:
    """Those around today; how many more there are is said, and the export has them all."""
    near = [each for each in facts.months if -MONTHS_BACK <= _away(each.first, facts.today) <= MONTHS_AHEAD]
    parts: list[Part] = [Bullets(items=tuple(map(month_item, near)))] if near else [Paragraph(text=NO_DATES)]
    more = len(facts.months) - len(near)
    if more:
        parts.append(Note(text=f"{counted(more, 'month')} further away can be seen in the export."))
    if facts.undated:
        parts.append(Paragraph(lead="Without a deadline", text=f"{_refs(facts.undated)}."))
    return parts


def _away(first: date, today: date) -> int:
    return (first.year - today.year) * 12 + first.month - today.month


def _refs(refs: Sequence[str]) -> str:
    return "; ".join([refs_in_words(list(refs)[:REFS_AT_MOST]), *_rest(len(refs))])


def _rest(number: int) -> list[str]:
    return [f"and {number - REFS_AT_MOST} more"] if number > REFS_AT_MOST else []


_PACES = (
    Pace("P1 Leadership", ("BCP-01", "BCP-02", "BCP-03"), (("BCP-05", ""), ("BCP-06", "on hold"))),
    Pace("P2 Practice", (), (("BCP-07", ""),)),
)
_MONTHS = (
    Month(date(2021, 5, 1), {Became.ON_TIME: ["BCP-02"], Became.REDATED: ["BCP-01"], Became.NOT_DONE: ["BCP-14"]}),
    Month(date(2021, 6, 1), {Became.TO_COME: ["BCP-03", "BCP-04"]}),
)
AN_EXAMPLE = PaceFacts(1, date(2021, 6, 8), "the Board of 4 May", _PACES, _MONTHS, ("BCP-15",), is_sample=True)

EXAMPLES: tuple[Message, ...] = (
    pace_shown(AN_EXAMPLE),
    pace_shown(PaceFacts(1, date(2021, 6, 8), "", (), ())),
)
