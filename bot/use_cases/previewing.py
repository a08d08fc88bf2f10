"""What will be sent: exactly what Start would plan, planned and taken back again, with what is missing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import counted, listed, weekday_in_words, weekday_moment_in_words
from bot.domain.people import Role
from bot.messages import setting_up as words
from bot.messages.parts import Reply
from bot.use_cases import planning
from bot.use_cases.heard import Press, Typed
from bot.use_cases.managing import access_management
from bot.use_cases.planning import (
    WEEKLY_SUMMARY,
    next_summary,
    plan_next_summary,
    plan_requests,
)
from bot.use_cases.reading_answers import read_number
from storage import actions, boards, meetings, outbox, people
from storage.access import Access
from storage.outbox import Planned
from storage.people import PlanPost

AHEAD = timedelta(weeks=4)


def preview(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """Show everything that will be sent in the next four weeks, and note that it has been seen."""
    about = command.about if isinstance(command, Press) else ""
    access = access_management(session, command.by, now, about, command.channel)
    board = access.board
    sendings, missing = forecast(session, access), what_is_missing(session, access)
    boards.note_previewed(session, board.id, now)
    page = about.partition(":")[2]
    until = weekday_in_words(board.today(now + AHEAD), board.today(now))
    shown = words.sending_previewed(
        board.id,
        board.name,
        until,
        sendings,
        missing,
        can_start=board.started_at is None and not what_stops(session, board),
        page=read_number(page, "page") if page else 1,
    )
    return Reply(message=shown)


def plan_everything(session: Session, board: Board, now: datetime) -> tuple[int, datetime]:
    """Plan the requests of every coming meeting and the next summary; how many requests are new, and when it goes."""
    requests = sum(plan_requests(session, board, meeting) for meeting in meetings.meetings_of(session, board.id, now))
    return requests, plan_summary(session, board, now)


def plan_summary(session: Session, board: Board, now: datetime) -> datetime:
    """Plan the next weekly summary anew; if this week's has gone already it is the one after. Returns when (UTC)."""
    outbox.unplan(session, board.id, WEEKLY_SUMMARY)
    due = plan_next_summary(session, board, now)
    waiting = any(each.kind == WEEKLY_SUMMARY for each in outbox.upcoming(session, board.id, due))
    return due if waiting else plan_next_summary(session, board, due)


def what_stops(session: Session, board: Board) -> list[str]:
    """Why a board can not be started yet, each with what to do; empty when it can."""
    found = []
    if not board.channel:
        found.append("The board has no channel. Press Change beside The board and choose one.")
    if not board.mash_number:
        found.append("The MASH number is not there. Press Change beside The board and type it.")
    if not actions.named(session, board.id):
        found.append("There is no plan. Import it on the machine that I run on: accountable import PLAN.csv")
    return found


def what_is_missing(session: Session, access: Access) -> list[str]:
    """What stops it, and what it can go without, each in a sentence."""
    board, today = access.board, access.board.today(access.now)
    found = what_stops(session, board)
    seats = {role: post for role, post in people.seats(session, board.id)}
    for role in (Role.CHAIR, Role.PROGRAMME_MANAGER):
        if role not in seats:
            found.append(f"Nobody sits as {role.words.removeprefix('the ')}.")
        elif people.holder_of(session, seats[role].id, today) is None:
            found.append(f"{seats[role].title} ({role.words}) is vacant.")
    posts = people.plan_posts(session, board.id, today)
    found += [
        f"{post.title} is vacant: nobody is asked about {_refs(post.refs)}." for post in posts if not post.account
    ]
    found += [
        f"{post.title} is away and has no delegate: nobody is asked about {_refs(post.refs)}."
        for post in posts
        if post.account and post.away_until and post.away_until >= today and not post.delegate
    ]
    if not meetings.meetings_of(session, board.id, since=access.now):
        found.append("No meeting is planned, so nobody is asked for a statement.")
    return found


def forecast(session: Session, access: Access) -> list[words.Sending]:
    """Every message of the next four weeks in the order in which it goes. What Start would plan is in it."""
    board, until = access.board, access.now + AHEAD
    trial = session.begin_nested()
    plan_everything(session, board, access.now)
    planned = outbox.upcoming(session, board.id, until)
    found = [_sending(session, access, each) for each in planned]
    trial.rollback()
    return found + _later_summaries(access, planned, until)


def _later_summaries(access: Access, planned: Sequence[Planned], until: datetime) -> list[words.Sending]:
    """The summaries after the next, each of which is planned when the one before it goes."""
    last = max((each.due_at for each in planned if each.kind == WEEKLY_SUMMARY), default=None)
    found = []
    while last is not None:
        last, _ = next_summary(access.board, last)
        if last > until:
            break
        found.append(words.Sending(_when(access, last), "the board's channel", "Weekly summary."))
    return found


def _sending(session: Session, access: Access, planned: Planned) -> words.Sending:
    when = _when(access, planned.due_at)
    match planned.kind:
        case planning.STATEMENT_REQUEST:
            return _request(session, access, planned, when)
        case planning.WEEKLY_SUMMARY:
            return words.Sending(when, "the board's channel", "Weekly summary.")
        case kind:
            return words.Sending(when, "its reader", f"{kind.replace('_', ' ').capitalize()}.")


def _request(session: Session, access: Access, planned: Planned, when: str) -> words.Sending:
    board = access.board
    meeting = meetings.get_meeting(session, planned.args["meeting"])
    day = board.today(max(planned.due_at, access.now))
    post = next((post for post in people.plan_posts(session, board.id, day) if post.id == planned.args["post"]), None)
    refs = {action.id: action.ref for action in actions.named(session, board.id)}
    asked = [
        refs[action] for action, post_id in meetings.agenda(session, meeting.id) if post_id == planned.args["post"]
    ]
    due = weekday_moment_in_words(board.local(meeting.statements_due_at or meeting.starts_at), board.today(access.now))
    what = f"Asks for {counted(len(asked), 'statement')} by {due}: {listed(asked)}, for {meeting.ref}."
    return words.Sending(when, _reader(post, day) if post else "nobody", what)


def _reader(post: PlanPost, day: date) -> str:
    """By post and name; while somebody is away it is their delegate who is asked."""
    is_away = post.away_until is not None and day <= post.away_until
    if is_away and post.delegate:
        return f"{post.delegate} ({post.delegate_holder or 'vacant'}), for the {post.title}"
    if is_away:
        return f"nobody: {post.title} is away and has no delegate"
    return f"{post.title} ({post.holder})" if post.account else f"nobody: {post.title} is vacant"


def _refs(refs: Sequence[str]) -> str:
    return listed(list(refs))


def _when(access: Access, due: datetime) -> str:
    if due <= access.now:
        return "As soon as it may"
    return weekday_moment_in_words(access.board.local(due), access.board.today(access.now))
