"""Telling of what an action waits for: when it is expected later, when its day has passed without it, and when it is
held, ends or is opened again.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.links import Waits
from bot.domain.plans import Action
from bot.messages import linking as words
from bot.messages.parts import Message
from bot.messages.plan_lines import name_for_others, name_of
from bot.use_cases.chasing import Reader, reader_of
from bot.use_cases.planning import next_within_hours
from bot.use_cases.turnover import in_charge
from storage import actions, boards, edits, outbox


def tell_of_slips(session: Session, now: datetime) -> int:
    """Tell of every action and programme that is expected later than those who wait for it know, or whose day has
    passed; returns how many there are.

    Whatever moved it (a statement, an approved date, an import) is seen here, from the forecast or else the deadline.
    One statement where nothing has moved.
    """
    found = edits.dependencies_to_tell(session, now.date())
    for board_id, wait, day in found:
        board = boards.get_board(session, board_id)
        if board.is_speaking():
            _follow(session, board, wait, day, now)
    return len(found)


def _follow(session: Session, board: Board, wait: Waits, day: date, now: datetime) -> None:
    has_passed = day < board.today(now) and wait.told_passed != day
    if has_passed or (wait.expected is not None and day > wait.expected):
        _tell(session, board, wait, day, now, has_passed=has_passed)
    told_passed = day if has_passed else wait.told_passed
    edits.change_dependency(session, wait.id, expected=day, told_passed=told_passed)


def _tell(session: Session, board: Board, wait: Waits, day: date, now: datetime, *, has_passed: bool) -> None:
    today = board.today(now)
    wanted = [each for each in (wait.action_id, wait.on_action_id) if each]
    by_id = {each.id: each for each in actions.actions_of(session, board.id, today, board.zone, only=wanted)}
    waiting, on = by_id[wait.action_id], by_id.get(wait.on_action_id or 0)
    told: set[str] = set()
    for action in (waiting, on) if on else (waiting,):
        reader = _reader(session, board, action, now)
        if reader is None or reader.account in told:
            continue
        told.add(reader.account)
        is_own = action is waiting
        facts = words.Waited(
            waiting.id, waiting.ref, name_of(waiting.opened if is_own else waiting),
            name_of(on if is_own else on.opened) if on else wait.outside, reader.for_post,
        )  # fmt: skip
        if has_passed:
            _say(session, board, wait, reader, words.dependency_passed(facts, day, today, _whose(on, is_own)), day, now)
        else:
            message = words.dependency_slipped(facts, wait.expected, day, today, is_own=is_own)
            _say(session, board, wait, reader, message, day, now)
    keeper = in_charge(session, board, today) if has_passed and on is None else None
    if keeper is not None:
        facts = words.Waited(waiting.id, waiting.ref, name_of(waiting), wait.outside)
        message = words.dependency_passed(facts, day, today, words.Whose.KEEPER)
        _say(session, board, wait, Reader(keeper.account), message, day, now)


def _whose(on: Action | None, is_own: bool) -> words.Whose:
    if on is None:
        return words.Whose.OUTSIDE
    return words.Whose.WAITING if is_own else words.Whose.WAITED_FOR


def _say(
    session: Session, board: Board, wait: Waits, reader: Reader, message: Message, day: date, now: datetime
) -> None:
    outbox.say(
        session, board.workspace_id, key=f"{message.kind}:{wait.id}:{day}:{reader.account}", to=reader.account,
        message=message, due=next_within_hours(board, now), board_id=board.id,
    )  # fmt: skip


def _reader(session: Session, board: Board, action: Action, now: datetime) -> Reader | None:
    """Whoever answers for an action; while nobody does, whoever runs the board, in that post's place."""
    reader, _ = reader_of(session, board, action, now)
    if reader is not None:
        return reader
    manager = in_charge(session, board, board.today(now))
    return Reader(manager.account, action.post) if manager else None


# What is held, ends, or is opened again


def waiting_for(session: Session, board: Board, action_id: int, now: datetime) -> list[Action]:
    """The live actions that wait for an action, in plan order."""
    waits = [each.action_id for each in edits.waiting_for(session, action_id)]
    found = actions.actions_of(session, board.id, board.today(now), board.zone, only=waits) if waits else []
    return [each for each in found if each.is_live]


def news_for(
    session: Session, board: Board, waiting: Sequence[Action], on: Action, became: str, then: str, now: datetime
) -> list[tuple[Action, Reader, Message]]:
    """What whoever answers for each of these actions is told of the one that it waits for: what it has become, and
    what it waits for then (empty for the same).
    """
    told = []
    for each in waiting:
        reader = _reader(session, board, each, now)
        if reader is not None:
            facts = words.Waited(each.id, each.ref, name_of(each.opened), name_for_others(on), reader.for_post)
            told.append((each, reader, words.waited_for_changed(facts, on.ref, became, then)))
    return told


def tell_waiting(session: Session, board: Board, on: Action, became: str, key: str, now: datetime) -> None:
    """Tell whoever answers for what waits for an action what has become of it, once for a key."""
    for each, reader, message in news_for(session, board, waiting_for(session, board, on.id, now), on, became, "", now):
        outbox.say(
            session, board.workspace_id, key=f"{message.kind}:{key}:{each.id}", to=reader.account, message=message,
            due=next_within_hours(board, now), board_id=board.id,
        )  # fmt: skip
