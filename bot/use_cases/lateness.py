"""What should have gone and has not, what was skipped because it came too late, and what went late: told to the
programme manager, or to the chair while nobody sits as such.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import weekday_moment_in_words
from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.delivery import KIND_WORDS, Late, Missed, not_gone_yet, skipped_messages
from bot.use_cases.planning import (
    WEEKLY_SUMMARY,
    Drop,
    MadeUp,
    PlanAgain,
    PutOff,
    next_within_hours,
    within_hours,
)
from bot.use_cases.turnover import IN_CHARGE, in_charge
from storage import backlog, boards, outbox, people
from storage.backlog import Row
from storage.outbox import PROMISED, SENT, Leased, Planned
from storage.planned import carry, settled
from storage.tables import Person

NOT_GONE_YET, SKIPPED = "not_gone_yet", "skipped_messages"
LATE = timedelta(hours=1)
"""By the board's clock. What is put off to a better time is not late: it is due then."""
CATCHING_UP = timedelta(minutes=10)
"""By the machine's clock. A worker that was off, and a board that was paused, get this long to send what waits."""
GATHERED = timedelta(minutes=5)
"""How long what is skipped is gathered before it is told, so that a bot that was off for weeks tells it at once."""


def tell_late(session: Session, now: datetime, machine_now: datetime, seen: MutableMapping[int, datetime]) -> None:
    """Tell whoever is in charge of each board once of what was planned, was due more than an hour ago, and still waits.

    `seen` remembers from one call to the next since when each row has been waiting under this worker's eyes, by the
    machine's clock. Boards that are paused, or were never started, wait for a reason.
    """
    waiting = [row for row in backlog.planned_before(session, now - LATE + CATCHING_UP) if row.kind != NOT_GONE_YET]
    for gone in seen.keys() - {row.id for row in waiting}:
        del seen[gone]
    for row in waiting:
        seen.setdefault(row.id, machine_now)
    late = [row for row in waiting if row.due_at <= now - LATE and machine_now - seen[row.id] >= CATCHING_UP]
    by_board = sorted((part for row in late for part in _of_each_board(row)), key=_board_and_time)
    for (board_id, due_at), rows in groupby(by_board, key=_board_and_time):
        board = boards.get_board(session, board_id)
        if board.is_speaking():
            _tell(session, board, due_at, list(rows), now)


def _of_each_board(row: Row) -> list[Row]:
    """What is late, and for each other board that it speaks for what it was to say for that."""
    parts = row.args.get("parts", ()) if row.kind in CHASING_MESSAGES else ()
    others = [part for part in parts if part["board"] != row.board_id]
    return [row, *(replace(row, board_id=part["board"], kind=part["kind"], args=part) for part in others)]


def _board_and_time(row: Row) -> tuple[int, datetime]:
    return row.board_id, row.due_at


def before_not_gone(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why nobody need be told any more: all of it has gone meanwhile, was put off, or was decided against."""
    is_late = backlog.is_any_waiting(session, row.args["rows"], now - LATE)
    return None if is_late else Drop("what it tells of is late no more")


def note_skipped(session: Session, board_id: int, row_id: int, now: datetime) -> None:
    """Remember to tell the programme manager that a row was dropped because it came too late."""
    board = boards.get_board(session, board_id)
    backlog.gather(session, board.workspace_id, board_id, SKIPPED, "rows", row_id, now + GATHERED)


def is_late(row: Planned | Leased, now: datetime) -> bool:
    """Whether a weekly summary or a rung of a cycle was to go more than an hour ago, by the board's clock."""
    is_told_of = row.kind == WEEKLY_SUMMARY or "rung" in row.args
    return is_told_of and row.board_id is not None and now - _promised(row) > LATE


def keep_promise(session: Session, row: Planned | Leased, now: datetime, until: datetime) -> None:
    """Remember when something that is late was to go, where it is put off once more; what is not late is due then."""
    if is_late(row, now):
        outbox.promise(session, row.id, _promised(row))
    elif PROMISED in row.args:
        outbox.promise(session, row.id, until)


def note_late(session: Session, row: Leased, now: datetime) -> None:
    """Remember to tell the programme manager of each board that it spoke for that something has gone late.

    Nothing of what they were told of while it waited: that is told once.
    """
    was_due = _promised(row)
    whole = Row(row.id, row.board_id or 0, row.kind, row.args, was_due, "")
    for part in _of_each_board(whole):
        board = boards.get_board(session, part.board_id)
        if settled(session, _key(board, was_due))[0] == SENT:
            continue
        went = {"kind": part.kind, "post": part.args.get("post"), "due": was_due.isoformat(), "at": now.isoformat()}
        backlog.gather(session, board.workspace_id, board.id, SKIPPED, "went", went, now + GATHERED)


def _promised(row: Planned | Leased) -> datetime:
    return datetime.fromisoformat(row.args[PROMISED]) if PROMISED in row.args else row.due_at


def make_up_skipped(session: Session, planned: Planned, now: datetime) -> MadeUp | Drop | PutOff:
    """One message with all that was too late to send, and all that went late: after the bot was off, or a pause, or a
    fault that lasted.

    Whoever is in charge of several boards gets one for all of them, once what is skipped is gathered for each.
    """
    board = boards.get_board(session, planned.board_id or 0)
    to = in_charge(session, board, board.today(now))
    if to is None:
        return Drop("nobody sits as the programme manager or the chair")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    theirs = _in_charge_of(session, to, board.today(now))
    gathered = backlog.gathered(session, theirs, SKIPPED, now + GATHERED)
    mine = [each for each in gathered if within_hours(boards.get_board(session, each.board_id), now)]
    last = max(each.due_at for each in mine)
    if last > now:
        return PutOff(last, "what came too late on another board is gathered, too")
    carry(session, [each.id for each in mine if each.id != planned.id], planned.id, now)
    is_named = len(theirs) > 1
    skipped = [one for each in mine for one in _skipped(session, each, now, is_named=is_named)]
    went = [one for each in mine for one in _went(session, each, now, is_named=is_named)]
    return MadeUp(to.account, skipped_messages(skipped, went))


def before_skipped(session: Session, row: Leased, now: datetime) -> PlanAgain | None:
    """It is made up anew where somebody else is in charge of one of the boards that it tells of by now."""
    told_of = [boards.get_board(session, board_id) for board_id in backlog.boards_of(session, row.id)]
    in_charge_now = [in_charge(session, each, each.today(now)) for each in told_of]
    are_theirs = all(each is not None and each.account == row.to for each in in_charge_now)
    return None if are_theirs else PlanAgain(SKIPPED, "somebody else manages the programme by now")


def _in_charge_of(session: Session, person: Person, today: date) -> list[int]:
    """The boards of which somebody is in charge today."""
    seated = {board_id for role in IN_CHARGE for board_id in people.boards_of_seat(session, person, role, today)}
    found = {board_id: in_charge(session, boards.get_board(session, board_id), today) for board_id in sorted(seated)}
    return [board_id for board_id, one in found.items() if one is not None and one.id == person.id]


def _skipped(session: Session, gathered: Row, now: datetime, *, is_named: bool) -> list[Missed]:
    board = boards.get_board(session, gathered.board_id)
    today = board.today(now)
    return [
        Missed(
            described(session, row.kind, row.args),
            weekday_moment_in_words(board.local(row.due_at), today),
            row.why,
            board.name if is_named else "",
        )
        for row in backlog.rows(session, gathered.args["rows"])
    ]


def _went(session: Session, gathered: Row, now: datetime, *, is_named: bool) -> list[Missed]:
    board = boards.get_board(session, gathered.board_id)

    def moment(iso: str) -> str:
        return weekday_moment_in_words(board.local(datetime.fromisoformat(iso)), board.today(now))

    return [
        Missed(
            described(session, one["kind"], one),
            moment(one["due"]),
            f"it went on {moment(one['at'])}",
            board.name if is_named else "",
        )
        for one in gathered.args.get("went", ())
    ]


def described(session: Session, kind: str, args: Mapping[str, Any]) -> str:
    """A row in words, for the programme manager: what it is and, if it is for a post, for which."""
    what = KIND_WORDS.get(kind, "A message")
    return f"{what} to the {people.get_post(session, args['post']).title}" if args.get("post") else what


def _tell(session: Session, board: Board, due_at: datetime, rows: Sequence[Row], now: datetime) -> None:
    today = board.today(now)
    to = in_charge(session, board, today)
    if to is None:
        return
    late = [Late(described(session, row.kind, row.args), row.why) for row in rows]
    outbox.say(
        session,
        board.workspace_id,
        key=_key(board, due_at),
        to=to.account,
        message=not_gone_yet(weekday_moment_in_words(board.local(due_at), today), late),
        due=next_within_hours(board, now),
        board_id=board.id,
        args={"rows": [row.id for row in rows]},
    )


def _key(board: Board, due_at: datetime) -> str:
    return f"{NOT_GONE_YET}:{board.id}:{due_at:%Y-%m-%dT%H:%M:%S}"
