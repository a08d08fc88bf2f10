"""Somebody who will leave a post on a known day, and the monthly reminder of seats that nobody is in."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import VACANT_SEATS
from bot.domain.dates import full_day_in_words
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages import leaving as words
from bot.messages.leaving import LEAVING, LEAVING_FORM, STAYS
from bot.messages.parts import Reply
from bot.use_cases.acting import tell_of_change
from bot.use_cases.heard import Answers, Press
from bot.use_cases.managing import access_management, called, note_change, refuse_shared_post
from bot.use_cases.planning import (
    Decided,
    Done,
    Drop,
    MadeUp,
    PutOff,
    next_within_hours,
    within_hours,
    working_days,
)
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, Form, read_number
from bot.use_cases.turnover import BOT, in_charge, tell_of_leaving
from storage import audit, boards, outbox, people, tenures
from storage.access import NO_SUCH_POST, Access
from storage.outbox import Planned
from storage.planned import count_keys
from storage.tables import Holding, Person, Post

UseCase = Callable[[Session, Any, datetime], Reply]

LEAVES = "post_leaves"
FURTHEST = timedelta(days=366)
JUST_AFTER_MIDNIGHT = time(0, 5)
AT = time(9)
WORTH = 10
"""Working days for which a reminder of vacant seats is worth giving; the next month brings another."""
_ONE_DAY = timedelta(days=1)
NOBODY = "Nobody holds that post today, so nobody leaves it. Type “people” to see the posts as they are now."


def ask_last_day(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks for somebody's last day in a post."""
    access, post, holding, person = _held(session, command, now)
    about = f"{access.board.id}:{post.id}"
    return Reply(form=words.leaving_form(about, post.title, called(person), holding.leaves_on), settled=False)


def note_leaving(session: Session, command: Answers, now: datetime) -> Reply:
    """Record somebody's last day: they hold the post up to and with it, and from the next day it is vacant."""
    access, post, holding, person = _held(session, command, now)
    form, today = Form(command.answers), access.board.today(now)
    day = form.day("last_day", f"Say which day is the last. {ASK_FOR_A_DAY}")
    if day is not None and day < today:
        form.wrong("last_day", f"{full_day_in_words(day)} has passed. To vacate the post now, press Vacate.")
    elif day is not None and day > today + FURTHEST:
        form.wrong("last_day", f"{full_day_in_words(day)} is more than a year away. Record it nearer the time.")
    if form.errors or day is None:
        return Reply(errors=form.errors, settled=False)
    was = str(holding.leaves_on or "")
    holding.leaves_on, holding.until = day, day + _ONE_DAY
    session.flush()
    note_change(session, access, "leaving recorded", post.title, was=was, to=f"{called(person)} leaves on {day}")
    _plan_leaving(session, access, post, holding, day)
    return Reply(message=words.leaving_noted(f"{access.board.id}:{post.id}", post.title, called(person), day))


def note_staying(session: Session, command: Press, now: datetime) -> Reply:
    """Take back that somebody leaves a post."""
    access, post, holding, person = _held(session, command, now)
    if holding.leaves_on is not None:
        note_change(session, access, "leaving withdrawn", post.title, was=str(holding.leaves_on), to=called(person))
        holding.leaves_on = holding.until = None
        session.flush()
    return Reply(message=words.leaving_withdrawn(post.title, called(person)))


def _held(session: Session, command: Press | Answers, now: datetime) -> tuple[Access, Post, Holding, Person]:
    access = access_management(session, command.by, now, command.about)
    chosen = command.value if isinstance(command, Press) and command.value else command.about.partition(":")[2]
    post_id, today = read_number(chosen, "post"), access.board.today(now)
    if post_id not in dict(tenures.posts_around(session, access.board.id, today)):
        raise Refusal(NO_SUCH_POST)
    holding = people.holding_of(session, post_id, today)
    if holding is None:
        raise Refusal(NOBODY)
    refuse_shared_post(session, access, people.get_post(session, post_id))
    return access, people.get_post(session, post_id), holding, people.get_person(session, holding.person_id)


def _plan_leaving(session: Session, access: Access, post: Post, holding: Holding, day: date) -> None:
    board = access.board
    args = {"holding": holding.id, "post": post.id, "day": day.isoformat()}
    due = board.at(day + _ONE_DAY, JUST_AFTER_MIDNIGHT)
    outbox.plan(session, board.workspace_id, board.id, [(f"{LEAVES}:{holding.id}:{day}", LEAVES, args, due)])


def make_up_leaving(session: Session, planned: Planned, now: datetime) -> Decided:
    """The last day of somebody is over: their post is vacant from today, unless somebody follows. However late."""
    board, day = boards.get_board(session, planned.board_id or 0), date.fromisoformat(planned.args["day"])
    holding, post = people.get_holding(session, planned.args["holding"]), people.get_post(session, planned.args["post"])
    if holding.leaves_on != day or holding.until != day + _ONE_DAY:
        return Drop("they left before, or stay")
    if people.holding_of(session, post.id, board.today(now)) is not None:
        return Drop("somebody follows already")
    person = people.get_person(session, holding.person_id)
    tell_of_change(session, boards.boards_of(session, board.workspace_id), post, now)
    people.vacate(session, post, day + _ONE_DAY)
    audit.record(
        session, board.workspace_id, who=BOT, what="post vacated", subject=post.title, at=now, was=called(person),
        why=f"their last day was {day}",
    )  # fmt: skip
    tell_of_leaving(session, board.workspace_id, person, post, now)
    return Done("the post is vacant, and those who have to know are told")


# Seats that nobody is in


def plan_vacant_seats(session: Session, board: Board, monday: date, since: datetime) -> int:
    """Plan the reminder of a month if it goes in this week: on its first working day; returns how many rows are new."""
    week = [monday + _ONE_DAY * number for number in range(7)]
    first = {date(day.year, day.month, 1) for day in (week[0], week[-1])}
    days = {working_days(board, day).next_working_day(day): day for day in first}
    rows = [
        (f"{VACANT_SEATS}:{board.id}:{month:%Y-%m}", VACANT_SEATS, {"day": day.isoformat()}, board.at(day, AT))
        for day, month in days.items()
        if day in week and board.at(day, AT) >= since
    ]
    return outbox.plan(session, board.workspace_id, board.id, rows)


def make_up_vacant_seats(session: Session, planned: Planned, now: datetime) -> Decided:
    """Remind whoever runs the board of the seats that nobody is in; after ten working days the next month's does.

    Whoever runs several boards is reminded of all of them once: with the first of them.
    """
    board, day = boards.get_board(session, planned.board_id or 0), date.fromisoformat(planned.args["day"])
    if now >= board.at(working_days(board, day).shift(day, WORTH), board.hours_to):
        return Drop("it came too late to be of use", is_too_late=True)
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    to, vacant = in_charge(session, board, board.today(now)), _vacant(session, board, now)
    if not vacant.told or to is None:
        return Drop("every seat is filled" if to else "nobody runs the board")
    month = planned.key.rpartition(":")[2]
    also = [each for each in _run_besides(session, board, to, month, now) if each.told]
    if any(each.board_id < board.id for each in also):
        return Drop("one message has the vacant seats of every board that they run")
    return MadeUp(to.account, words.vacant_seats([vacant, *also]))


def _vacant(session: Session, board: Board, now: datetime) -> words.VacantSeats:
    today = board.today(now)
    vacant: dict[int, tuple[Post, list[Role]]] = {}
    for role, post in people.seats(session, board.id):
        if people.holder_of(session, post.id, today) is None:
            vacant.setdefault(post.id, (post, []))[1].append(role)
    told = tuple(
        (post.title, words.vacant_seat_words([role.words for role in roles], post.vacant_since))
        for post, roles in vacant.values()
    )
    return words.VacantSeats(board.id, board.name, told)


def _run_besides(
    session: Session, board: Board, manager: Person, month: str, now: datetime
) -> Iterator[words.VacantSeats]:
    """The seats of the other boards that the same person runs, which are to be told of in this month, too."""
    for other in boards.boards_of(session, board.workspace_id):
        runs = in_charge(session, other, other.today(now)) if other.id != board.id and not other.paused_at else None
        if runs and runs.id == manager.id and count_keys(session, f"{VACANT_SEATS}:{other.id}:{month}"):
            yield _vacant(session, other, now)


PRESSES: Mapping[str, UseCase] = {LEAVING: ask_last_day, STAYS: note_staying}
FORMS: Mapping[str, UseCase] = {LEAVING_FORM: note_leaving}
READS = frozenset({LEAVING})
MAKERS = {LEAVES: make_up_leaving, VACANT_SEATS: make_up_vacant_seats}
