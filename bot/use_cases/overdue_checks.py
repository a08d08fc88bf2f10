"""A check of what was closed that nobody answers: asked once more, then told to the programme manager, then to whoever
decides, each in one message with all of theirs.

The steps are those of the ladder for late statements, at the pace of something that was true for months.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.closing import Delivery
from bot.domain.cycle import CHECK_AGAIN, CHECK_LATE, CHECK_UNANSWERED
from bot.domain.dates import counted
from bot.domain.people import Role
from bot.messages import overdue_checks as words
from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.overdue_checks import Overdue
from bot.messages.parts import Message
from bot.use_cases.check_steps import LONGEST, STEPS, overdue, step_key, step_on
from bot.use_cases.closing import check_reader, read_action
from bot.use_cases.deciding import who_can_decide
from bot.use_cases.planning import Decided, Done, Drop, PutOff, next_within_hours, within_hours, working_days
from storage import boards, deliveries, outbox, people, planned
from storage.outbox import Leased, Planned

WORTH = 5
"""Working days for which a step is worth saying; after that the next one, the summary and the pack say it."""
_ONE_DAY = timedelta(days=1)


def make_up_step(session: Session, row: Planned, now: datetime) -> Decided:
    """Write to everybody whom a step of a day is for, each in one message."""
    board, day = boards.get_board(session, row.board_id or 0), date.fromisoformat(row.args["day"])
    asked = _by_reader(session, board, row.kind, day, now)
    if not asked:
        return Drop("every check was answered, or nobody is there to tell")
    if stopped := _stopped(board, day, now):
        return stopped
    for reader, theirs in asked.items():
        outbox.say(
            session, board.workspace_id, key=f"{step_key(board, row.kind, day)}:{reader}", to=reader, board_id=board.id,
            message=_message(row.kind, theirs, board.today(now)), due=_due(session, board, row.kind, reader, now),
            args={"day": day.isoformat(), "checks": [each.delivery.id for each in theirs]},
        )  # fmt: skip
    return Done(f"told {counted(len(asked), 'person', 'people')} about checks that nobody answered")


def before_step(session: Session, row: Leased, now: datetime) -> Drop | PutOff | None:
    """Why a step that waits to go should not, or not now: answered, for somebody else by now, too late, or at night."""
    board, day = boards.get_board(session, row.board_id or 0), date.fromisoformat(row.args["day"])
    still = _by_reader(session, board, row.kind, day, now).get(row.to, [])
    if not any(each.delivery.id in row.args["checks"] for each in still):
        return Drop("it was answered, or is for somebody else now")
    return _stopped(board, day, now)


def _message(kind: str, theirs: Sequence[Overdue], today: date) -> Message:
    say: dict[str, Callable[[Sequence[Overdue], date], Message]] = {
        CHECK_AGAIN: words.check_asked_again,
        CHECK_LATE: words.check_overdue,
        CHECK_UNANSWERED: words.check_unanswered,
    }
    return say[kind](theirs, today)


def _due(session: Session, board: Board, kind: str, reader: str, now: datetime) -> datetime:
    """When it goes: now; or on the next working day, to somebody who has had their one chasing message of today."""
    today = board.today(now)
    since, until = board.at(today, time(0)), board.at(today + _ONE_DAY, time(0))
    chased = planned.was_chased(session, board.workspace_id, reader, CHASING_MESSAGES, since, until)
    if kind != CHECK_AGAIN or not chased:
        return now
    return board.at(working_days(board, today).next_working_day(today + _ONE_DAY), STEPS[kind][1])


def _by_reader(session: Session, board: Board, kind: str, day: date, now: datetime) -> dict[str, list[Overdue]]:
    found: dict[str, list[Overdue]] = defaultdict(list)
    for each in deliveries.unchecked(session, board.id, day - LONGEST, day):
        if each.check_on is None or step_on(board, each.check_on, kind) != day:
            continue
        account, for_post = _reader(session, board, kind, each, now)
        if account:
            found[account].append(overdue(board, each, for_post))
    return dict(found)


def _reader(session: Session, board: Board, kind: str, one: Delivery, now: datetime) -> tuple[str, str]:
    """Whose account is written to, and for which post if that is not theirs."""
    action = read_action(session, board, one, now)
    if kind == CHECK_AGAIN:
        return check_reader(session, board, action, one, now)
    able = who_can_decide(session, board, action, now)
    if kind == CHECK_UNANSWERED:
        return (able.account if able else ""), ""
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    return (manager.account if manager else able.account if able else ""), ""


def _stopped(board: Board, day: date, now: datetime) -> Drop | PutOff | None:
    if now >= board.at(working_days(board, day).shift(day, WORTH), board.hours_to):
        return Drop("it came too late to be of use", is_too_late=True)
    return None if within_hours(board, now) else PutOff(next_within_hours(board, now), "outside working hours")


MAKERS = dict.fromkeys(STEPS, make_up_step)
CHECKS = dict.fromkeys(STEPS, ("checks", before_step))
