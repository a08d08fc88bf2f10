"""The Friday note: what of an officer's is due next week. It counts as a chasing message and is merged as one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import WEEK_AHEAD
from bot.domain.dates import listed
from bot.domain.plans import Action
from bot.messages.chasing import Coming
from bot.use_cases.assessing import asked_for_elsewhere, let_off
from bot.use_cases.planning import working_days
from storage import meetings, outbox, people, reporting

FRIDAY, AT = 4, time(9, 30)
_ONE_DAY, _ONE_WEEK = timedelta(days=1), timedelta(days=7)


def plan_week_ahead(session: Session, board: Board, week: str, now: datetime) -> int:
    """Plan the note of the last working day of an ISO week for every accountable post; returns how many are new.

    Nothing is planned once that day is over.
    """
    day = note_day(board, week)
    if day is None or board.at(day, board.hours_to) <= now:
        return 0
    due = board.at(day, AT)
    rows = [
        (f"{WEEK_AHEAD}:{board.id}:{week}:{post.id}", WEEK_AHEAD, {"week": week, "post": post.id}, due)
        for post in people.plan_posts(session, board.id, day)
    ]
    return outbox.plan(session, board.workspace_id, board.id, rows)


def note_day(board: Board, week: str) -> date | None:
    """The Friday of a week, or the last working day before it; None in a week without one."""
    year, number = week.split("-W")
    day = date.fromisocalendar(int(year), int(number), FRIDAY + 1)
    days = working_days(board, day)
    in_week = (day - _ONE_DAY * back for back in range(FRIDAY + 1))
    return next((each for each in in_week if days.is_working_day(each)), None)


def due_next_week(session: Session, board: Board, theirs: Sequence[Action], now: datetime) -> tuple[Coming, ...]:
    """The statements, milestones and deadlines of these actions that fall in the week after this one, by day."""
    today = board.today(now)
    monday = today - _ONE_DAY * today.weekday() + _ONE_WEEK
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
    return tuple(sorted(found, key=lambda coming: coming.due))


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
