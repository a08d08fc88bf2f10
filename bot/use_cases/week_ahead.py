"""The Friday note: what of an officer's is due next week, and for the programme manager what scrutiny is owed in the
week after. It counts as a chasing message and is merged as one.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.cycle import WEEK_AHEAD
from bot.domain.dates import listed
from bot.domain.people import Role
from bot.domain.plans import Action
from bot.domain.sources import Source, without_reply
from bot.messages.chasing import Coming, answer_owed, reply_owed, with_replied
from bot.use_cases.assessing import asked_for_elsewhere, let_off
from bot.use_cases.planning import working_days
from storage import challenges, meetings, outbox, people, planned, reporting, sources

FRIDAY, AT = 4, time(9, 30)
REPLIES_AHEAD = 2
"""How many weeks before the week in which a reply to scrutiny is owed the programme manager is told."""
OWES_REPLIES = "owes_replies"
"""What marks, of the parts that a message was made up from, each that tells what scrutiny is owed."""
_ONE_DAY, _ONE_WEEK = timedelta(days=1), timedelta(days=7)


def plan_week_ahead(session: Session, board: Board, week: str, now: datetime) -> int:
    """Plan the note of the last working day of an ISO week for every accountable post, and for the programme manager's
    where it says what scrutiny is owed; returns how many are new.

    Nothing is planned once that day is over.
    """
    day = note_day(board, week)
    if day is None or board.at(day, board.hours_to) <= now:
        return 0
    due = board.at(day, AT)
    posts = [post.id for post in people.plan_posts(session, board.id, day)]
    manager = people.seat_post(session, board.id, Role.PROGRAMME_MANAGER, day)
    posts += [manager.id] if manager and _owed_soon(session, board, day) else []
    rows = [(_key(board, week, post), WEEK_AHEAD, {"week": week, "post": post}, due) for post in dict.fromkeys(posts)]
    return outbox.plan(session, board.workspace_id, board.id, rows)


def _key(board: Board, week: str, post_id: int) -> str:
    return f"{WEEK_AHEAD}:{board.id}:{week}:{post_id}"


def note_day(board: Board, week: str) -> date | None:
    """The Friday of a week, or the last working day before it; None in a week without one."""
    day = _day_of(week, FRIDAY)
    days = working_days(board, day)
    in_week = (day - _ONE_DAY * back for back in range(FRIDAY + 1))
    return next((each for each in in_week if days.is_working_day(each)), None)


def due_after(session: Session, board: Board, week: str, theirs: Sequence[Action], now: datetime) -> tuple[Coming, ...]:
    """The statements, milestones, deadlines and answers to questions of these actions that fall in the week after an
    ISO week, by day; with the answers that were to be there before.
    """
    monday = _day_of(week, 0) + _ONE_WEEK
    sunday = monday + _ONE_WEEK - _ONE_DAY
    live = {action.id: action.opened for action in theirs if action.owes_statements}
    found = [*_statements(session, board, live, monday, sunday, now)]
    for action in live.values():
        found += [
            Coming(step.due, f"{action.ref}: the milestone “{step.title}”")
            for step in action.milestones
            if step.due and not step.done_on and monday <= step.due <= sunday
        ]
        if action.deadline and monday <= action.deadline <= sunday:
            found.append(Coming(action.deadline, f"{action.ref}, {action.title}: its deadline"))
    found += _answers(session, [action.id for action in theirs if action.is_live], monday, sunday)
    return tuple(sorted(found, key=lambda coming: coming.due))


def _answers(session: Session, theirs: Sequence[int], monday: date, sunday: date) -> list[Coming]:
    """The answers that were asked for by a day of this week or before it, and are not there. What the officer brings to
    a meeting is answered there. Of the words nothing is said.
    """
    asked = [each for each in challenges.open_on(session, theirs) if not each.is_answered and each.brought_to is None]
    return [
        Coming(max(each.due, monday), answer_owed(each.ref, each.action_ref, each.due, is_past=each.due < monday))
        for each in asked
        if each.due and each.due <= sunday
    ]


def replies_owed(session: Session, board: Board, week: str, post_id: int, now: datetime) -> tuple[Coming, ...]:
    """What the programme manager, if the post is theirs, is told of in the note of an ISO week: the points of scrutiny
    that are owed a reply in the second week after it and have none, source by source, by day.
    """
    today = board.today(now)
    manager = people.seat_post(session, board.id, Role.PROGRAMME_MANAGER, today)
    soon = _owed_soon(session, board, _day_of(week, 0)) if manager and manager.id == post_id else []
    items = sources.items_of(session, board, now) if soon else []
    waiting = [(each, [item.ref for item in without_reply(each, items)]) for each in soon]
    found = [Coming(each.reply_by, reply_owed(each.ref, refs)) for each, refs in waiting if refs and each.reply_by]
    return tuple(sorted(found, key=lambda coming: coming.due))


def show_replied(session: Session, board: Board, source: Source, points: Sequence[str], now: datetime) -> None:
    """Let the note that told of a source of scrutiny say that only these of its points have no reply yet."""
    manager = people.seat_post(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is None or source.reply_by is None:
        return
    week = week_of(source.reply_by - REPLIES_AHEAD * _ONE_WEEK)
    for told in planned.told_under(session, [_key(board, week, manager.id)]):
        owing = [part["board"] for part in told.args.get("parts", ()) if part.get(OWES_REPLIES)]
        if board.id not in owing:
            continue
        message = with_replied(told.message, owing.index(board.id), source.ref, points)
        if message != told.message:
            outbox.amend(session, told.id, message, now)


def _owed_soon(session: Session, board: Board, day: date) -> list[Source]:
    """The sources of scrutiny whose day falls in the week of which the note of this day's week tells."""
    week = week_of(day + REPLIES_AHEAD * _ONE_WEEK)
    found = (each for each in sources.sources_of(session, board.id) if each.kind.is_replied_to)
    return [each for each in found if each.reply_by and week_of(each.reply_by) == week]


def _statements(
    session: Session, board: Board, live: dict[int, Action], monday: date, sunday: date, now: datetime
) -> list[Coming]:
    found, shared = [], sorted(reporting.shared_actions(session, board.id).intersection(live))
    for meeting in meetings.meetings_over(session, board.id, since=now):
        if meeting.statements_due_at is None or not monday <= board.today(meeting.statements_due_at) <= sunday:
            continue
        received = meetings.statements_for(session, meeting.id) | let_off(session, meeting, now)
        # Who answers to two boards is asked by the one that needs it first.
        received |= asked_for_elsewhere(session, meeting, shared, now)
        refs = [
            live[action].ref
            for action, _ in meetings.agenda(session, meeting.id)
            if action in live and action not in received
        ]
        if refs:
            due = board.local(meeting.statements_due_at)
            noun = "Statement" if len(refs) == 1 else "Statements"
            found.append(Coming(due.date(), f"{noun} for {listed(refs)}, by {due:%H:%M}", meeting.id))
    return found


def _day_of(week: str, weekday: int) -> date:
    """A day of an ISO week (Monday is 0)."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), weekday + 1)
