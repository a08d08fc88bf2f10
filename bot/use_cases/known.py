"""What is known of an action when it is looked at: its statement, its measures, and what the questions go by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_and_year, day_in_words
from bot.domain.measures import judged
from bot.domain.meetings import Meeting
from bot.domain.outcomes import Promise
from bot.domain.packs import PackItem, pack_item
from bot.domain.plans import Action, Assessed, LastStatement
from bot.domain.questions import Known, suggested_questions, what_happened
from bot.domain.rating_facts import Rating
from bot.domain.statements import BLAMED_TOO_OFTEN, blames_data, cause_words, confidence_words, evidence_words
from bot.messages.figures import measure_line
from bot.messages.parts import Item
from bot.messages.room import HAPPENED_SINCE, HAPPENED_SO_FAR, Line
from bot.use_cases.figures_wanted import with_age
from storage import measures, meetings, room, statements, tables, watching


def answers_of(row: tables.Statement) -> tuple[tuple[str, str], ...]:
    """A statement as pairs of what was asked and what was answered; a claim with none says “no evidence yet”."""
    sort = f" ({row.help_kind.lower()})" if row.help_kind else ""
    asked_of = f"{sort} from {row.help_from}" if row.help_from else sort
    kind = evidence_words(row.evidence_kind, day_and_year(row.evidence_on) if row.evidence_on else "")
    pairs = (
        ("Progress", row.progress),
        ("Effect on children", row.effect),
        (f"Evidence ({kind})" if kind else "Evidence", row.evidence or "no evidence yet"),
        ("In the way", row.barriers),
        (f"Help needed{asked_of}", row.help_needed),
        (f"The cause ({cause})" if (cause := cause_words(row.cause_kind)) else "The cause", row.cause),
        ("Next steps", row.next_steps),
        ("Confidence", confidence_words(row.confidence)),
        ("Why the rating is better than the rules suggest", row.reason),
    )
    return tuple(pair for pair in pairs if pair[1])


def measures_of_action(session: Session, board: Board, action_id: int, today: date) -> tuple[Item, ...]:
    """A line for each measure that an action is linked to, with its figure as it stands."""
    linked = measures.linked_to(session, [action_id]).get(action_id, [])
    found = measures.measures_of(session, board.id, only=linked) if linked else []
    return tuple(measure_line(each, today) for each in with_age(board, found, today))


def statement_for(session: Session, meeting: Meeting, action_id: int) -> tuple[tuple[str, str], ...]:
    """What the officer wrote for a meeting, or else sent while it ran, asked and answered; empty where nothing came."""
    found = meetings.statement_to(session, meeting.id, action_id)
    if found is None:
        found = meetings.sent_during(session, meeting, [action_id]).get(action_id)
    return answers_of(found) if found is not None else ()


def said_at(session: Session, board: Board, meeting: Meeting, each: Assessed) -> Assessed:
    """An action with what its officer said for this meeting, also where they have said more for the next one since.

    What a meeting decided on paper is entered days later, beside the statement that it had before it.
    """
    last, day = each.action.statement, board.today(meeting.starts_at)
    if last is None or last.meeting_on == day or each.action.id not in meetings.statements_for(session, meeting.id):
        return each
    row = meetings.statement_to(session, meeting.id, each.action.id)
    if row is None or row.id == last.id:
        return each
    said = LastStatement(
        id=row.id,
        day=board.today(row.at),
        rating=Rating.named(row.rating) if row.rating else None,
        reason=row.reason,
        post=row.post,
        on_behalf_of=row.on_behalf_of,
        has_evidence=bool(row.evidence),
        came_by=row.came_by,
        evidence_kind=row.evidence_kind,
        evidence_on=row.evidence_on,
        confidence=row.confidence,
        meeting_on=day,
    )
    return replace(each, action=replace(each.action, statement=said))


def happened_since(session: Session, board: Board, meeting: Meeting, assessed: Assessed) -> tuple[str, ...]:
    """What is on record of an action since the last meeting that went through it; all of it where there was none."""
    since = _last_time(session, board, meeting, assessed)
    helped = statements.help_given(session, assessed.action.id, since)
    given = tuple(f"Help was given, {day_in_words(day, assessed.today)}: {note}" for day, _, note in helped)
    return (*what_happened(assessed.action, since, assessed.today), *given)


def happened_when(session: Session, board: Board, meeting: Meeting, assessed: Assessed) -> str:
    """From when on that is, as a heading: since the last meeting, or so far."""
    return HAPPENED_SINCE if _last_time(session, board, meeting, assessed) else HAPPENED_SO_FAR


def _last_time(session: Session, board: Board, meeting: Meeting, assessed: Assessed) -> date | None:
    before = room.last_meeting(session, assessed.action.id, meeting.starts_at)
    return board.today(before.starts_at) if before else None


def questions_about(
    session: Session, board: Board, meeting: Meeting, assessed: Assessed, line: Line
) -> tuple[str, ...]:
    """What might be asked about an action in the room, as it stands now."""
    one, action = line.outcome, assessed.action
    day = board.today(meeting.starts_at)
    is_let_off = action.board_id == board.id and assessed.is_let_off(day, has_begun=day < assessed.today)
    is_missing = action.owes_statements and not is_let_off and not statement_for(session, meeting, action.id)
    item = pack_item(
        assessed,
        0,
        why_missing="" if is_missing else None,
        new_date=one.asked.to if one.asked and not one.new_date else None,
        is_watched=watching.find_watch(session, board.id, action_id=action.id) is not None,
        is_data_blamed=blames_data(statements.causes_running(session, [action.id], BLAMED_TOO_OFTEN)[action.id]),
    )
    return suggested_questions(known_of(session, board, item, action, line.promises, assessed.today))


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
