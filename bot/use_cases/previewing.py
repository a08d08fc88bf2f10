"""What will be sent: exactly what Start would plan, planned and taken back again, with what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.cycle import STATEMENT_REQUEST
from bot.domain.dates import counted, listed, weekday_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.messages import setting_up as words
from bot.messages.parts import Reply
from bot.use_cases.heard import Press, Typed
from bot.use_cases.managing import access_management
from bot.use_cases.planning import (
    WEEKLY_SUMMARY,
    next_summary,
    next_within_hours,
    plan_meeting,
    plan_next_summary,
)
from bot.use_cases.reading_answers import read_number
from bot.use_cases.week_ahead import plan_week_ahead
from storage import actions, boards, meetings, outbox, people
from storage.access import Access
from storage.outbox import Planned

AHEAD = timedelta(weeks=4)

_Timed = tuple[datetime, str, str]
"""When it goes, to whom, and what it is."""


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
    """Plan every coming meeting's cycle, the week's notes and the next summary.

    Returns how many requests for statements are planned, and when the summary goes (UTC).
    """
    for meeting in meetings.meetings_of(session, board.id, now):
        plan_meeting(session, board, meeting, now)
    plan_week_ahead(session, board, week_of(board.today(now)))
    rows = outbox.upcoming(session, board.id, now + timedelta(days=366))
    return sum(row.kind == STATEMENT_REQUEST for row in rows), plan_summary(session, board, now)


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
    trial.rollback()
    timed = [*_requests(session, access, planned), *_others(access, planned), *_summaries(access, planned, until)]
    return [words.Sending(_when(access, due), to, what) for due, to, what in sorted(timed, key=lambda each: each[0])]


def _others(access: Access, planned: Sequence[Planned]) -> list[_Timed]:
    """What is on its way already, or is planned by something else than a meeting or the week."""
    known = (STATEMENT_REQUEST, WEEKLY_SUMMARY)
    others = [each for each in planned if each.kind not in known]
    return [(_due(access, each), "its reader", f"{each.kind.replace('_', ' ').capitalize()}.") for each in others]


def _summaries(access: Access, planned: Sequence[Planned], until: datetime) -> list[_Timed]:
    """The next summary, and those after it, each of which is planned when the one before it goes."""
    dues = [_due(access, each) for each in planned if each.kind == WEEKLY_SUMMARY]
    while dues and (after := next_summary(access.board, dues[-1])[0]) <= until:
        dues.append(after)
    return [(due, "the board’s channel", "Weekly summary.") for due in dues]


def _requests(session: Session, access: Access, planned: Sequence[Planned]) -> list[_Timed]:
    """The requests for statements; those of one meeting to one person are one message."""
    asked: dict[tuple[datetime, str, int], list[str]] = defaultdict(list)
    for each in planned:
        if each.kind == STATEMENT_REQUEST:
            refs = _still_asked(session, access, each.args["meeting"], each.args["post"])
            due = _due(access, each)
            to = _reader(session, access, each.args["post"], access.board.today(due))
            asked[due, to, each.args["meeting"]] += refs
    return [
        (due, to, _what(access, meetings.get_meeting(session, meeting), refs))
        for (due, to, meeting), refs in asked.items()
        if refs
    ]


def _still_asked(session: Session, access: Access, meeting_id: int, post_id: int) -> list[str]:
    board = access.board
    received = meetings.statements_for(session, meeting_id)
    wanted = [
        action for action, post in meetings.agenda(session, meeting_id) if post == post_id and action not in received
    ]
    found = actions.actions_of(session, board.id, board.today(access.now), board.zone, only=wanted)
    return [action.ref for action in found if action.is_live]


def _what(access: Access, meeting: Meeting, refs: list[str]) -> str:
    board = access.board
    due = weekday_moment_in_words(board.local(meeting.statements_due_at or meeting.starts_at), board.today(access.now))
    return f"Asks for {counted(len(refs), 'statement')} by {due}: {listed(refs)}, for {meeting.ref}."


def _reader(session: Session, access: Access, post_id: int, day: date) -> str:
    """By post and name; while somebody is away it is their delegate who is asked."""
    post = next(each for each in people.plan_posts(session, access.board.id, day) if each.id == post_id)
    is_away = post.away_until is not None and day <= post.away_until
    if post.account and not is_away:
        return f"{post.title} ({post.holder})"
    if post.delegate_holder:
        return f"{post.delegate} ({post.delegate_holder}), for the {post.title}"
    state = "is away" if post.account else "is vacant"
    return f"nobody (the programme manager is told that {post.title} {state} and has no delegate)"


def _due(access: Access, planned: Planned) -> datetime:
    """When it goes: what is late goes as soon as people may be written to."""
    return planned.due_at if planned.due_at > access.now else next_within_hours(access.board, access.now)


def _refs(refs: Sequence[str]) -> str:
    return listed(list(refs))


def _when(access: Access, due: datetime) -> str:
    return weekday_moment_in_words(access.board.local(due), access.board.today(access.now))
