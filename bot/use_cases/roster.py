"""The cycle check before statements are asked for: vacant posts, leave without a delegate, actions with no deadline."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import ROSTER_CHECK, ROSTER_CHECK_AGAIN, RUNGS, due_at
from bot.domain.dates import day_in_words, moment_in_words, weekday_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.plans import Action
from bot.domain.references import short_title
from bot.domain.refusals import Refusal
from bot.messages import roster as words
from bot.messages.overdue_checks import overdue_words
from bot.messages.parts import Reply
from bot.messages.roster import LATER, RosterProblems
from bot.use_cases.assessing import let_off
from bot.use_cases.chasing import reader_of
from bot.use_cases.check_steps import overdue_now
from bot.use_cases.heard import Press
from bot.use_cases.managing import access_management, note_change
from bot.use_cases.planning import Decided, Drop, MadeUp, working_days
from bot.use_cases.reading_answers import read_number
from storage import actions, choices, meetings, outbox, people, planned
from storage.outbox import Planned

UseCase = Callable[[Session, Any, datetime], Reply]
NOTHING_TO_FIX = "nothing to fix"
NOT_CHECKED = "Who holds which post: not checked before this meeting, since the check could not be made."


def make_up_roster_check(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """What would leave somebody unasked, as it stands now: at T−11, and what is still so at T−10."""
    problems = find_problems(session, board, meeting, now)
    if not problems.all:
        return Drop(NOTHING_TO_FIX)
    today = board.today(now)
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    if manager is None:
        return Drop("nobody sits as the programme manager")
    again = _again_at(board, meeting, now)
    next_at = board.local(again) if again else None
    about, at = f"{board.id}:{meeting.id}", board.local(meeting.starts_at)
    message = words.roster_check(about, meeting.kind.words, at, problems, next_at, today)
    return MadeUp(manager.account, message)


def find_problems(session: Session, board: Board, meeting: Meeting, now: datetime) -> RosterProblems:
    """What of a meeting's agenda has nobody behind it today, and what has no deadline; posts in plan order."""
    today = board.today(now)
    on_agenda = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
    found = actions.actions_of(session, board.id, today, board.zone, only=on_agenda)
    out = let_off(session, meeting, now)
    owing: dict[int, list[Action]] = {}
    for action in found:
        if action.owes_statements and action.id not in out:
            owing.setdefault(action.post_id, []).append(action)
    vacant, on_leave = [], []
    for theirs in owing.values():
        post, refs = theirs[0], [action.ref for action in theirs]
        answers = reader_of(session, board, post, now)[0] is not None
        if not post.holder_account:
            since = f" since {day_in_words(post.vacant_since, today)}" if post.vacant_since else ""
            delegate = post.delegate_post if answers else ""
            vacant.append((post.post, words.vacant_words(since, refs, delegate)))
        elif post.is_away(today) and post.away_until and not answers:
            on_leave.append((post.post, words.on_leave_words(weekday_in_words(post.away_until, today), refs)))
    undated = [
        (action.ref, words.no_deadline_words(short_title(action.title)))
        for action in found
        if action.is_live and action.deadline is None
    ]
    return RosterProblems(tuple(vacant), tuple(on_leave), tuple(undated))


def roster_problems(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[str]:
    """The same for the pack, a sentence each, by post and reference only; and the checks that nobody has answered."""
    today = board.today(now)
    checks = [f"{each.delivery.ref}: {overdue_words(each, today)}." for each in overdue_now(session, board, now)]
    unchecked = [] if was_checked(session, meeting) else [NOT_CHECKED]
    return [*unchecked, *(f"{of}: {what}" for of, what in find_problems(session, board, meeting, now).all), *checks]


def was_checked(session: Session, meeting: Meeting) -> bool:
    """Whether the check before a meeting's cycle found nothing, went to somebody, or is still to come."""
    dropped = planned.dropped_whys(session, meeting.id, (ROSTER_CHECK, ROSTER_CHECK_AGAIN))
    return not dropped or NOTHING_TO_FIX in dropped


def leave_for_later(session: Session, command: Press, now: datetime) -> Reply:
    """Put the check off: it comes once more at T−10, and what is left then is listed in the pack.

    Raises:
        Refusal: they do not run this board, or there is no such meeting of it.
    """
    access = access_management(session, command.by, now, command.about)
    board, meeting_id = access.board, read_number(command.about.partition(":")[2], "meeting")
    if choices.board_of(session, meeting_id) != board.id:
        raise Refusal("That meeting is none of this board’s. Type “meeting” to see those that are planned.")
    meeting, today = meetings.get_meeting(session, meeting_id), board.today(now)
    again = _again_at(board, meeting, now)
    next_at = board.local(again) if again else None
    note = f"Left for later ({moment_in_words(board.local(now), today)})."
    for told in planned.sent_about(session, meeting.id):
        message = words.with_later(told.message, note) if told.kind == "roster_check" else told.message
        if message != told.message:
            outbox.amend(session, told.id, message, now)
            note_change(session, access, "cycle check left for later", meeting.ref)
    fixed_at = board.local(meeting.pack_at) if meeting.pack_at else None
    return Reply(message=words.left_for_later(next_at, fixed_at, today))


def _again_at(board: Board, meeting: Meeting, now: datetime) -> datetime | None:
    """When what is still wrong is said once more (UTC); None once that has been."""
    days = working_days(board, board.today(meeting.starts_at))
    at = due_at(RUNGS[ROSTER_CHECK_AGAIN], meeting, board, days, meeting.starts_at)
    return at if now < at else None


MAKERS = {ROSTER_CHECK: make_up_roster_check, ROSTER_CHECK_AGAIN: make_up_roster_check}
PRESSES: dict[str, UseCase] = {LATER: leave_for_later}
EVERY_TIME: frozenset[str] = frozenset(PRESSES)
