"""What is known of an action when it is looked at: its statement, its measures, and what the questions go by."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_and_year
from bot.domain.measures import judged
from bot.domain.outcomes import Promise
from bot.domain.packs import PackItem
from bot.domain.plans import Action
from bot.domain.questions import Known
from bot.domain.rating_facts import Rating
from bot.domain.statements import confidence_words, evidence_words
from bot.messages.figures import measure_line
from bot.messages.parts import Item
from storage import measures, tables


def answers_of(row: tables.Statement) -> tuple[tuple[str, str], ...]:
    """A statement as pairs of what was asked and what was answered; a claim with none says “no evidence yet”."""
    asked_of = f" from {row.help_from}" if row.help_from else ""
    kind = evidence_words(row.evidence_kind, day_and_year(row.evidence_on) if row.evidence_on else "")
    pairs = (
        ("Progress", row.progress),
        ("Effect on children", row.effect),
        (f"Evidence ({kind})" if kind else "Evidence", row.evidence or "no evidence yet"),
        ("In the way", row.barriers),
        (f"Help needed{asked_of}", row.help_needed),
        ("The cause", row.cause),
        ("Next steps", row.next_steps),
        ("Confidence", confidence_words(row.confidence)),
        ("Why the rating is better than the rules suggest", row.reason),
    )
    return tuple(pair for pair in pairs if pair[1])


def measures_of_action(session: Session, board: Board, action_id: int, today: date) -> tuple[Item, ...]:
    """A line for each measure that an action is linked to, with its figure as it stands."""
    linked = measures.linked_to(session, [action_id]).get(action_id, [])
    found = measures.measures_of(session, board.id, only=linked) if linked else []
    return tuple(measure_line(each, today) for each in found)


def known_of(
    session: Session, board: Board, item: PackItem, action: Action | None, promises: Sequence[Promise], today: date
) -> Known:
    """What the suggested questions go by: a line of the pack, and what is known beside it."""
    linked = measures.linked_to(session, [item.action_id]).get(item.action_id, [])
    found = measures.measures_of(session, board.id, only=linked) if linked else []
    short = (Rating.RED, Rating.AMBER)
    helping = next((each.asked_of for each in action.help if each.asked_of), "") if action else ""
    statement = action.statement if action else None
    return Known(
        item=item,
        today=today,
        promises=promises,
        has_evidence=statement.has_evidence if statement else True,
        help_from=helping,
        off_target=[each.name for each in found if judged(each).rating in short],
    )
