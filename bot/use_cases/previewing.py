"""What Start plans, what stops it, and what is missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.cycle import STATEMENT_REQUEST
from bot.domain.dates import listed
from bot.domain.people import Role
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.planning import (
    WEEKLY_SUMMARY,
    plan_meeting,
    plan_next_summary,
)
from storage import actions, meetings, outbox, people
from storage.access import Access


def plan_everything(session: Session, board: Board, now: datetime) -> tuple[int, datetime]:
    """Plan every coming meeting's cycle, the week's notes and the next summary.

    Returns how many requests for statements are planned, and when the summary goes (UTC).
    """
    for meeting in meetings.meetings_of(session, board.id, now):
        plan_meeting(session, board, meeting, now)
    plan_between_meetings(session, board, week_of(board.today(now)), now)
    rows = outbox.upcoming(session, board.id, now + timedelta(days=366))
    return sum(row.kind == STATEMENT_REQUEST for row in rows), plan_summary(session, board, now)


def plan_summary(session: Session, board: Board, now: datetime) -> datetime:
    """Plan the next weekly summary anew; if this week's has gone already it is the one after. Returns when (UTC).

    One that is due already stays, as after a pause: it goes late, or is told as skipped, and the notes of its week with
    it.
    """
    outbox.unplan_coming(session, board.id, WEEKLY_SUMMARY, now)
    due = plan_next_summary(session, board, now)
    coming = [each.due_at for each in outbox.upcoming(session, board.id, due) if each.kind == WEEKLY_SUMMARY]
    return due if max(coming, default=now) > now else plan_next_summary(session, board, due)


def what_stops(session: Session, board: Board) -> list[str]:
    """Why a board can not be started yet, each with what to do; empty when it can."""
    found = []
    if not board.channel:
        found.append("The board has no channel. Press Change beside The board and choose one.")
    if not board.mash_number:
        found.append("The MASH number is not there. Press Change beside The board and type it.")
    if not actions.named(session, board.id):
        found.append("There is no plan. Drop its spreadsheet into our private conversation.")
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


def _refs(refs: Sequence[str]) -> str:
    return listed(list(refs))
