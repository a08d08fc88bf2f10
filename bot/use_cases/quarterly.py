"""The drafts of a quarter: planned for the first working day after it, for the programme manager."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.clearing import sort
from bot.domain.cycle import QUARTERLY
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.domain.tallies import tally, urgent_first
from bot.domain.typed_dates import read_day
from bot.messages import quarterly as words
from bot.messages.elections import needs_clearance
from bot.messages.parts import Message, Reply
from bot.messages.quarterly import FOR_SCRUTINY, LEFT_OUT, Quarter
from bot.use_cases.assessing import assess_plan, for_everybody
from bot.use_cases.board_pack import is_exception
from bot.use_cases.clearing import clearable
from bot.use_cases.coverage import coverage_of
from bot.use_cases.elections import waits_for_clearance
from bot.use_cases.figures_wanted import with_age
from bot.use_cases.heard import Press
from bot.use_cases.managing import access_management
from bot.use_cases.pace import pace_facts
from bot.use_cases.planning import Decided, Drop, MadeUp, PutOff, next_within_hours, within_hours, working_days
from bot.use_cases.reading_answers import is_near
from storage import boards, clearing, measures, outbox, people, plans
from storage.access import Access
from storage.outbox import Leased, Planned
from storage.risks import open_risks

AT = time(9, 30)
WORTH = 20
"""Working days for which the drafts are worth giving: the next board will have met by then."""
BEGINS = (1, 4, 7, 10)
"""The months in which a quarter begins."""
_ONE_DAY = timedelta(days=1)


def plan_quarterly(session: Session, board: Board, monday: date, since: datetime) -> int:
    """Plan the drafts of a quarter if they go in this week; returns how many rows are new.

    They go on the first working day of January, April, July and October.
    """
    week = [monday + _ONE_DAY * number for number in range(7)]
    first = {date(day.year, day.month, 1) for day in (week[0], week[-1]) if day.month in BEGINS}
    days = {working_days(board, day).next_working_day(day): day for day in first}
    rows = []
    for day, begins in days.items():
        due, ended = board.at(day, AT), begins - _ONE_DAY
        if day in week and due >= since:
            rows.append((f"{QUARTERLY}:{board.id}:{ended}", QUARTERLY, {"ended": ended.isoformat()}, due))
    return outbox.plan(session, board.workspace_id, board.id, rows)


def make_up_quarterly(session: Session, row: Planned, now: datetime) -> Decided:
    """Tell the programme manager that the drafts are there."""
    board, ended = boards.get_board(session, row.board_id or 0), date.fromisoformat(row.args["ended"])
    stopped = _stopped(board, ended, now)
    if stopped:
        return stopped
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is None:
        return Drop("nobody sits as the programme manager")
    quarter = _quarter(session, board, ended, now)
    return MadeUp(manager.account, words.quarterly_drafts(quarter, f"{board.id}:{ended}"))


def before_quarterly(session: Session, row: Leased, now: datetime) -> Drop | PutOff | None:
    """Why the drafts that wait to go should not, or not now."""
    board = boards.get_board(session, row.board_id or 0)
    return _stopped(board, date.fromisoformat(row.args["ended"]), now)


def show_for_scrutiny(session: Session, command: Press, now: datetime) -> Reply:
    """The draft for scrutiny; in a pre-election period only once the monitoring officer has cleared it.

    Raises:
        Refusal: they do not run the board; or the button no longer says of which quarter.
    """
    access = access_management(session, command.by, now, command.about, command.channel)
    period = waits_for_clearance(session, access.board, command.about.partition(":")[2], now)
    if period is not None:
        return Reply(message=needs_clearance(command.about, period.last))
    return _shown(session, command, now, words.draft_for_scrutiny)


def show_left_out(session: Session, command: Press, now: datetime) -> Reply:
    """What the draft for scrutiny leaves out."""
    return _shown(session, command, now, words.left_out)


def _shown(session: Session, command: Press, now: datetime, draw: Callable[[Quarter], Message]) -> Reply:
    """A draft as it stands now.

    Raises:
        Refusal: as `access_quarter`.
    """
    _, quarter = access_quarter(session, command, now)
    return Reply(message=draw(quarter))


def access_quarter(session: Session, command: Press, now: datetime) -> tuple[Access, Quarter]:
    """The quarter that a button is about, as it stands now, for who runs the board.

    Raises:
        Refusal: they do not run the board; or the button no longer says of which quarter.
    """
    access = access_management(session, command.by, now, command.about, command.channel)
    ended = read_day(command.about.partition(":")[2])
    if ended is None or not is_near(ended):
        raise Refusal("This no longer says which quarter it is about. The newest message with drafts does.")
    return access, _quarter(session, access.board, ended, now)


def _quarter(session: Session, board: Board, ended: date, now: datetime) -> Quarter:
    whole = assess_plan(session, board, now)
    plan = for_everybody(whole)
    return Quarter(
        board=board.name,
        ended=ended,
        plan=plan,
        counted=tally(whole),
        cleared=sort(clearable(session, board, whole, now), clearing.cleared_of(session, board)),
        restricted=[each.action.ref for each in whole if each.action.is_restricted],
        exceptions=urgent_first(each for each in plan if is_exception(each)),
        measures=with_age(board, measures.measures_of(session, board.id), board.today(now)),
        today=board.today(now),
        risks=[each.ref for each in open_risks(session, board)],
        coverage=coverage_of(session, board, now),
        pace=pace_facts(session, board, plan, now),
        is_sample=board.is_sample,
        marking=plans.classification_of(session, board.id),
    )


def _stopped(board: Board, ended: date, now: datetime) -> Drop | PutOff | None:
    last = board.at(working_days(board, ended).shift(ended, WORTH), board.hours_to)
    if now >= last:
        return Drop("it came too late to be of use", is_too_late=True)
    return None if within_hours(board, now) else PutOff(next_within_hours(board, now), "outside working hours")


UseCase = Callable[[Session, Any, datetime], Reply]

MAKERS = {QUARTERLY: make_up_quarterly}
CHECKS = {QUARTERLY: ("ended", before_quarterly)}
PRESSES: Mapping[str, UseCase] = {FOR_SCRUTINY: show_for_scrutiny, LEFT_OUT: show_left_out}
READS = frozenset(PRESSES)
