"""What the clock does: makes up what is due, says whether a message may still go, keeps the next week planned."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import (
    CHASERS,
    EXCEPTIONS,
    LATE_LIST,
    LINE_DIRECTOR,
    QUESTIONS,
    ROSTER_CHECK,
    ROSTER_CHECK_AGAIN,
    RUNGS,
    UNDECIDED,
)
from bot.domain.meetings import Meeting
from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.delivery import guests_not_of_the_plan
from bot.messages.meetings import NEWS
from bot.messages.parts import Message
from bot.use_cases import (
    absence,
    acting,
    board_pack,
    challenges,
    closing,
    decision_log,
    exceptions,
    figures,
    help_ended,
    late,
    leaving,
    milestones,
    new_dates,
    overdue_checks,
    pack,
    plan_closing,
    quarterly,
    room,
    roster,
    surgeries,
    turnover,
    watch_list,
)
from bot.use_cases.chasing import before_chaser, make_up_chaser, part_boards
from bot.use_cases.elections import as_posted
from bot.use_cases.escalating import withdraw_steps
from bot.use_cases.figures_wanted import asks_for_figures
from bot.use_cases.interval_ends import end_what_is_overdue, end_where_pressing
from bot.use_cases.lateness import (
    NOT_GONE_YET,
    SKIPPED,
    before_not_gone,
    before_skipped,
    keep_promise,
    make_up_skipped,
    note_skipped,
)
from bot.use_cases.meeting_news import before_news
from bot.use_cases.plan_files import KEPT_FOR
from bot.use_cases.planning import (
    WEEKLY_SUMMARY,
    Decided,
    Done,
    Drop,
    MadeUp,
    PlanAgain,
    PutOff,
    next_within_hours,
    plan_next_summary,
    too_late,
    too_late_from,
    within_hours,
)
from bot.use_cases.records import forget_what_is_old
from bot.use_cases.recurring import keep_series_planned
from bot.use_cases.restricting_actions import open_when_due
from bot.use_cases.slipping import tell_of_slips
from bot.use_cases.still_reading import has_part, who_reads_instead, why_not_changed
from bot.use_cases.summaries import before_summary, make_up_summary
from bot.use_cases.undelivered import tell_not_delivered
from bot.use_cases.waiting_decisions import ask_who_can_now
from storage import boards, inbox, meetings, outbox, people, plan_files
from storage.outbox import Leased, Planned
from storage.remembering import remember
from storage.standings import look_up

INBOX_KEPT = timedelta(days=30)
"""How long a repeat is recognised. Slack gives up redelivering after an hour, and a form's id lives a day."""

RungMaker = Callable[[Session, Board, Meeting, Planned, datetime], Decided]
Check = Callable[[Session, Leased, datetime], Drop | PutOff | PlanAgain | None]

_MAKERS: Mapping[str, Callable[[Session, Planned, datetime], Decided]] = {
    **dict.fromkeys(CHASERS, make_up_chaser),
    WEEKLY_SUMMARY: make_up_summary,
    SKIPPED: make_up_skipped,
    **absence.MAKERS,
    **acting.MAKERS,
    **turnover.MAKERS,
    **watch_list.MAKERS,
    **milestones.MAKERS,
    **new_dates.MAKERS,
    **closing.MAKERS,
    **overdue_checks.MAKERS,
    **quarterly.MAKERS,
    **leaving.MAKERS,
    **help_ended.MAKERS,
    **surgeries.MAKERS,
}
_RUNG_MAKERS: Mapping[str, RungMaker] = {
    **late.MAKERS, **roster.MAKERS, **exceptions.MAKERS, **pack.MAKERS, **challenges.MAKERS, **room.MAKERS,
    **decision_log.MAKERS, **figures.MAKERS, **board_pack.MAKERS,
}  # fmt: skip
"""The rungs of the cycle that are no chasers: whether they are still wanted is asked before their maker is called."""

_CHECKS: Mapping[str, tuple[str, Check]] = {
    **dict.fromkeys(CHASING_MESSAGES, ("asks", before_chaser)),
    WEEKLY_SUMMARY: ("week", before_summary),
    NOT_GONE_YET: ("rows", before_not_gone),
    SKIPPED: ("rows", before_skipped),
    **absence.CHECKS,
    **turnover.CHECKS,
    **late.CHECKS,
    **challenges.CHECKS,
    **figures.CHECKS,
    **watch_list.CHECKS,
    **milestones.CHECKS,
    **new_dates.CHECKS,
    **closing.CHECKS,
    **overdue_checks.CHECKS,
    **plan_closing.CHECKS,
    **quarterly.CHECKS,
    **surgeries.CHECKS,
    **dict.fromkeys(NEWS, ("meeting", before_news)),
}
"""What is asked once more before a message of this kind goes; of one that has this argument."""

_CHECKED_WHO_READS = (
    CHASING_MESSAGES
    | frozenset(NEWS)
    | milestones.CHECKS.keys()
    | figures.CHECKS.keys()
    | closing.CHECKS.keys()
    | overdue_checks.CHECKS.keys()
)
"""The kinds of which the check above asks that as well."""

_NO_USE_FROM: Mapping[str, Callable[[Meeting], datetime]] = {
    "slot_declined": lambda meeting: meeting.ends_at,
    QUESTIONS: lambda meeting: meeting.starts_at,
}
"""From when on what is said of a meeting at once, and is no rung of its cycle, is too late to be worth saying."""

_SAID_IF_NEED_BE = frozenset(
    {ROSTER_CHECK, ROSTER_CHECK_AGAIN, LATE_LIST, LINE_DIRECTOR, QUESTIONS, UNDECIDED, EXCEPTIONS}
)
"""The rungs that are silent where there is nothing to say."""

_MERGED = CHASERS | {LINE_DIRECTOR, SKIPPED}
"""Those to one person are one message, so two workers must not make them up at once."""


def make_up(session: Session, planned: Planned, now: datetime) -> None:
    """Make up one planned message, put it off or drop it; another worker may have done so first."""
    if planned.board_id is not None:
        end_where_pressing(session, boards.get_board(session, planned.board_id), now)
    if planned.kind in _MERGED:
        boards.wait_for_workspace(session, boards.get_board(session, planned.board_id or 0).workspace_id)
    if not outbox.take_planned(session, planned):
        return
    match _decide(session, planned, now):
        case MadeUp(to=to, message=message):
            outbox.make_up(session, planned, to, _as_posted(session, planned, to, message, now))
        case PutOff(until=until, why=why):
            keep_promise(session, planned, now, until)
            outbox.put_off(session, planned, until, why)
        case Done(what=what):
            outbox.done(session, planned.id, what, now)
        case Drop() as decided:
            drop(session, planned, decided, now)


def _as_posted(session: Session, planned: Planned, to: str, message: Message, now: datetime) -> Message:
    if planned.board_id is None:
        return message
    return as_posted(session, boards.get_board(session, planned.board_id), to, message, now)


def _decide(session: Session, planned: Planned, now: datetime) -> Decided:
    if planned.kind in _MAKERS:
        return _MAKERS[planned.kind](session, planned, now)
    if planned.kind not in _RUNG_MAKERS:
        return Drop("this release of Accountable does not say it")
    meeting = meetings.get_meeting(session, planned.args["meeting"])
    board = boards.get_board(session, meeting.board_id)
    stopped = _stopped(session, board, meeting, planned, now)
    if isinstance(stopped, Drop) and stopped.is_too_late:
        return _not_wanted(session, board, meeting, planned, now) or stopped
    return stopped or _RUNG_MAKERS[planned.kind](session, board, meeting, planned, now)


def _not_wanted(session: Session, board: Board, meeting: Meeting, planned: Planned, now: datetime) -> Drop | None:
    """Why a row that comes too late was not to be said anyway, so that nothing was skipped; None if it was."""
    if planned.kind in figures.MAKERS:
        return None if asks_for_figures(session, meeting) else Drop(figures.NO_MEASURE)
    if planned.kind not in _SAID_IF_NEED_BE:
        return None
    with session.begin_nested() as trial:  # it is only asked: whatever it would write is taken back
        decided = _RUNG_MAKERS[planned.kind](session, board, meeting, planned, now)
        trial.rollback()
    return decided if isinstance(decided, Drop) else None


def _stopped(
    session: Session, board: Board, meeting: Meeting, row: Planned | Leased, now: datetime
) -> Drop | PutOff | None:
    """Why a row of the cycle is not said, or not now: its meeting is off or moved, it is too late, or it is night."""
    if meeting.is_cancelled:
        return Drop("the meeting was cancelled")
    if meeting.moves != row.args.get("moves", 0):
        return Drop("the meeting was moved")
    rung = str(row.args["rung"])
    no_use = too_late_from(session, board, meeting, rung, int(row.args.get("post", 0)))
    if now >= no_use:
        return too_late(meeting, now, row.due_at)
    if RUNGS[rung].is_silent or within_hours(board, now):
        return None
    morning = next_within_hours(board, now)
    if morning >= no_use:
        return Drop("it fell outside working hours, and in the morning it would be of no use", is_too_late=True)
    return PutOff(morning, "outside working hours")


def drop(session: Session, row: Planned | Leased, decided: Drop, now: datetime) -> None:
    """Decide not to say something, or not to its first reader.

    What came too late is told to the programme manager with the rest of it.
    """
    outbox.drop(session, row.id, decided.why, now)
    withdraw_steps(session, row, decided.why, now)
    if decided.now_for and isinstance(row, Leased) and row.message and row.board_id is not None:
        board = boards.get_board(session, row.board_id)
        outbox.say(
            session, board.workspace_id, key=f"{row.key}:for:{decided.now_for}", to=decided.now_for,
            message=row.message, due=now, board_id=board.id, args={**row.args, "logged": []},
        )  # fmt: skip
    if decided.is_too_late and row.board_id is not None:
        note_skipped(session, row.board_id, row.id, now)


def give_up(session: Session, row: Leased, why: str, now: datetime) -> None:
    """Record that a message will not arrive, and tell whoever is in charge. What it was to say for other boards is
    tried by itself, so that whoever is in charge of those hears of it, too.
    """
    outbox.dead(session, row.id, why, now)
    withdraw_steps(session, row, why, now)
    if row.kind in CHASING_MESSAGES:
        part_boards(session, row)
    tell_not_delivered(session, row, why, now)


def look_ahead(session: Session, rows: Sequence[Leased]) -> None:
    """Let a session that looks only at this moment remember what it reads, and read at once who reads these messages:
    what `before_sending` asks of each.
    """
    remember(session)
    readers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        readers[row.platform, row.team].add(row.to)
    for (platform, team), accounts in readers.items():
        look_up(session, platform, team, accounts)


def before_sending(session: Session, row: Leased, now: datetime) -> Drop | PutOff | PlanAgain | None:
    """Why a message that is about to go should not, or not now, or not as it is; None when it may.

    A change to what was sent before may at any hour, as long as its reader has to do with it. What else has no board
    may always: it is the answer to what its reader just did.
    """
    if row.amends is not None:
        return why_not_changed(session, row, now)
    if row.board_id is None:
        return None
    planned_with, check = _CHECKS.get(row.kind, ("", None))
    found = check(session, row, now) if check and planned_with in row.args else None
    if found is not None:
        return found
    board = boards.get_board(session, row.board_id)
    if not board.is_speaking():
        return PutOff(row.due_at, "its board is paused")
    is_rung = row.args.get("rung") in _RUNG_MAKERS
    if is_rung:
        found = _stopped(session, board, meetings.get_meeting(session, row.args["meeting"]), row, now)
    else:
        found = _not_now(session, board, row, now)
    if found is not None or (row.kind in _CHECKED_WHO_READS and planned_with in row.args):
        return found
    return who_reads_instead(session, board, row, now, may_be_made_up=is_rung)


def _not_now(session: Session, board: Board, row: Leased, now: datetime) -> Drop | PutOff | None:
    """Why what is no rung of a cycle is not said, or not now: it is of no use any more, or it is night."""
    morning = next_within_hours(board, now)
    if row.kind in _NO_USE_FROM and "meeting" in row.args:
        meeting = meetings.get_meeting(session, row.args["meeting"])
        no_use = _NO_USE_FROM[row.kind](meeting)
        if now >= no_use:
            return too_late(meeting, now)
        if morning >= no_use:
            return Drop("it fell outside working hours, and in the morning it would be of no use", is_too_late=True)
    return PutOff(morning, "outside working hours") if morning > now else None


def leave(session: Session, row: Leased, now: datetime) -> Drop | PutOff | PlanAgain:
    """Whom a message is for has left: record it, tell it, and say what becomes of the message."""
    workspace_id = people.find_workspace(session, row.platform, row.team)
    if workspace_id is not None:
        turnover.record_leaver(session, workspace_id, row.to, now)
    return before_sending(session, row, now) or Drop("its reader’s account is disabled")


def not_before_guests(session: Session, row: Leased, guests: Sequence[tuple[str, str]], now: datetime) -> str:
    """Why a message of a board is not posted in a channel with these guests (account, name): one of them has no part in
    its plan. Empty where each has, or it is no board's.
    """
    if row.board_id is None:
        return ""
    board = boards.get_board(session, row.board_id)
    names = [name for account, name in guests if not has_part(session, board, row, account, now)]
    return guests_not_of_the_plan(names) if names else ""


def keep_planned(session: Session, now: datetime) -> None:
    """See to what comes of the clock alone and that the next weekly summaries are planned, and forget what is too old
    to repeat or has been kept long enough.
    """
    see_to_the_day(session, now)
    for board in boards.all_boards(session):
        if board.is_speaking() and board.channel:
            plan_next_summary(session, board, now)
    inbox.forget_before(session, now - INBOX_KEPT)
    plan_files.forget_before(session, now - KEPT_FOR)
    forget_what_is_old(session, now)


def see_to_the_day(session: Session, now: datetime) -> None:
    """What comes of the clock alone, and of no row: see that series of meetings are planned, tell of what slips that
    others wait for, ask whoever can decide now about what waits, end longer intervals of what is overdue, and open what
    was restricted until today.
    """
    keep_series_planned(session, now)
    tell_of_slips(session, now)
    ask_who_can_now(session, now)
    end_what_is_overdue(session, now)
    open_when_due(session, now)
