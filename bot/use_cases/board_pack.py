"""The board pack: told to the board's channel five working days before, and given to whoever asks, privately."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import BOARD_PACK
from bot.domain.meetings import Meeting, MeetingKind
from bot.domain.people import Deed
from bot.domain.plans import Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.domain.tallies import is_overdue, tally, urgent_first
from bot.messages import board_pack as words
from bot.messages.board_pack import PACK, BoardPack, NewDate
from bot.messages.parts import Reply
from bot.messages.status import of_board
from bot.use_cases.assessing import assess_plan, for_everybody
from bot.use_cases.check_steps import overdue_now
from bot.use_cases.coverage import coverage_of
from bot.use_cases.figures_wanted import with_age
from bot.use_cases.heard import Press
from bot.use_cases.pace import pace_facts
from bot.use_cases.planning import Decided, Drop, MadeUp
from bot.use_cases.reading_answers import read_number
from bot.use_cases.risks import last_board, risks_of
from storage import measures, meetings, new_dates, plans
from storage.access import access_board_by_id
from storage.outbox import Planned


def make_up_board_pack(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """The notice in the board's channel. It says how much there is; the pack is for each who presses its button."""
    if not board.channel:
        return Drop("no channel is chosen for the board")
    pack = board_pack_of(session, board, meeting, now)
    return MadeUp(board.channel, words.board_pack_notice(pack, f"{board.id}:{meeting.id}"))


def show_board_pack(session: Session, command: Press, now: datetime) -> Reply:
    """The pack as it stands now, for the one who asks.

    Raises:
        Refusal: they may not see the plan; or there is no such meeting any more.
    """
    by, (board_id, _, meeting_id) = command.by, command.about.partition(":")
    access = access_board_by_id(session, by.key, read_number(board_id, "board"), Deed.SEE_PLAN, now, name=by.name)
    meeting = meetings.find_meeting(session, access.board.id, read_number(meeting_id, "meeting"))
    if meeting is None or meeting.is_cancelled or meeting.kind is not MeetingKind.BOARD:
        raise Refusal("There is no such board meeting any more. Type “meeting” to see those that are planned.")
    sees_exceptions = access.standing.may(Deed.SEE_EXCEPTIONS)
    pack = words.board_pack(board_pack_of(session, access.board, meeting, now), sees_exceptions=sees_exceptions)
    return Reply(message=of_board(pack, access.board.id))


def board_pack_of(session: Session, board: Board, meeting: Meeting, now: datetime) -> BoardPack:
    """What the pack of a board meeting holds now."""
    whole = assess_plan(session, board, now)
    plan = for_everybody(whole)
    by_id = {each.action.id: each for each in plan}
    asked = new_dates.open_requests(session, board.id)
    found = with_age(board, measures.measures_of(session, board.id), board.today(now))
    since = meeting.starts_at - timedelta(days=board.tolerances.cycle)
    return BoardPack(
        meeting=meeting.kind.words,
        held_at=board.local(meeting.starts_at),
        plan=plan,
        counted=tally(whole),
        left_out=len(whole) - len(plan),
        exceptions=urgent_first(each for each in plan if is_exception(each)),
        measures=found,
        in_time=measures.in_since(session, [measure.id for measure in found], since),
        new_dates=[NewDate(by_id[one.action_id], one.to, one.is_late) for one in asked if one.action_id in by_id],
        risks=risks_of(session, board),
        last_board=last_board(session, board, min(now, meeting.starts_at)),
        checks=overdue_now(session, board, now),
        pace=pace_facts(session, board, plan, min(now, meeting.starts_at - timedelta(seconds=1))),
        coverage=coverage_of(session, board, now),
        board_id=board.id,
        today=board.today(now),
        stale=board.tolerances.statement_stale,
        is_sample=board.is_sample,
        marking=plans.classification_of(session, board.id),
    )


def is_exception(each: Assessed) -> bool:
    """Whether an action is outside tolerance: Red as it is shown or by the rules, or past its deadline."""
    return each.action.is_live and (Rating.RED in (each.shown.rating, each.suggestion.rating) or is_overdue(each))


UseCase = Callable[[Session, Any, datetime], Reply]

MAKERS = {BOARD_PACK: make_up_board_pack}
PRESSES: Mapping[str, UseCase] = {PACK: show_board_pack}
READS = frozenset(PRESSES)
