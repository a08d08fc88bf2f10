"""A plan with what the rules make of it today: what every status, summary and Home tab is drawn from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.asking import Asked, Asking, newest_asked
from bot.domain.boards import Board
from bot.domain.meetings import Meeting
from bot.domain.plans import Action, Assessed, assess, cycle_of
from bot.domain.rating_facts import Tolerances
from storage import actions, boards, history, intervals, meetings, unchanged
from storage.access import Access


def assess_plan(session: Session, board: Board, now: datetime, only: Sequence[int] | None = None) -> list[Assessed]:
    """Rate the actions of a board in plan order (or those in `only`), in four statements whatever their number.

    Unchecked: the board came from `storage.access`, or the worker asks for it.
    """
    today = board.today(now)

    def rated() -> list[Assessed]:
        found = actions.actions_of(session, board.id, today, board.zone, only)
        rates = {board.id: _rating(session, board, now)}
        for action in found:
            if action.board_id not in rates:  # reported to this board: it looks the same wherever it is shown
                rates[action.board_id] = _rating(session, boards.get_board(session, action.board_id), now)
        return [rates[action.board_id](action) for action in found]

    if only is not None:
        return rated()
    question = ("plan", board.id, minute_of(board, now), board.zone, board.tolerances)
    return list(unchanged.known(session, question, rated, size=len))


def assess_action(session: Session, board: Board, action: Action, now: datetime) -> Assessed:
    """Rate one action that has been fetched already, by the ways of the board whose plan it is of."""
    owner = board if action.board_id == board.id else boards.get_board(session, action.board_id)
    return _rating(session, owner, now)(action)


def for_reader(session: Session, access: Access, plan: Sequence[Assessed]) -> list[Assessed]:
    """Of a plan what its reader may read: of what is restricted the words for who may, and nothing for others."""
    return [
        assess_action(session, access.board, each.action.opened, access.now) if each.action.is_restricted else each
        for each in plan
        if access.may_read(each.action)
    ]


def restricted_to_others(session: Session, access: Access, action_ids: Sequence[int]) -> frozenset[int]:
    """Of these actions those whose words are held back from this reader; of another board's, which is not reported to
    this one, all that is restricted.
    """
    board, today = access.board, access.board.today(access.now)
    held = actions.held_back(session, action_ids, today)
    if not held:
        return frozenset()
    found = actions.actions_of(session, board.id, today, board.zone, only=held)
    return frozenset(held) - {each.id for each in found if access.may_read(each)}


def refs_held_back(session: Session, access: Access) -> list[str]:
    """Every reference that what is held back from this reader has on their board, or had in a plan that is closed: a
    paper that was kept has it by the one of its day.
    """
    named = actions.refs_ever(session, access.board.id)
    held = restricted_to_others(session, access, sorted({action_id for action_id, _ in named}))
    return [ref for action_id, ref in named if action_id in held]


def titles_held_back(session: Session, access: Access, *, but: int) -> list[str]:
    """What the other actions than `but` around a board are called, or were before they were reworded, of which this
    reader may not read.
    """
    around = actions.held_back_around(session, access.board.id, access.board.today(access.now))
    held = restricted_to_others(session, access, [each for each in around if each != but])
    return history.names_ever(session, sorted(held)) if held else []


def words_held_back(session: Session, access: Access, elsewhere: Sequence[Access] = ()) -> list[str]:
    """What the actions of any board here, and their milestones, are called of which this reader may read on none of
    theirs: on this one, nor `elsewhere`.
    """
    held = actions.held_back_around(session, access.board.id, access.board.today(access.now))
    for each in (access, *elsewhere):
        held = sorted(restricted_to_others(session, each, held))
    return [*history.names_ever(session, held), *actions.milestones_called(session, held)] if held else []


def for_everybody(plan: Iterable[Assessed]) -> list[Assessed]:
    """Of a plan what goes to a channel, into a pack or a file: without what is restricted."""
    return [each for each in plan if not each.action.is_restricted]


def minute_of(board: Board, now: datetime) -> datetime:
    """Now by the board's clock, to the minute: what is asked again within it has the same answer."""
    return board.local(now).replace(second=0, microsecond=0)


def asked_by(board: Board, meeting: Meeting, now: datetime, excused: str | None = None) -> Asked | None:
    """What one meeting has asked for by now; None before it asks. `excused` is as noted of one of its actions."""
    if meeting.request_at is None or meeting.statements_due_at is None:
        return None
    times = (meeting.request_at, meeting.statements_due_at, meeting.starts_at)
    return _newest_asked(board, [Asking(*map(board.local, times), excused=excused, board_id=board.id)], now)


def let_off(session: Session, meeting: Meeting, now: datetime) -> frozenset[int]:
    """The actions of a meeting of which it asks nothing, as it comes before their next report is due."""
    spaced = intervals.spaced_on(session, meeting.id)
    if not spaced:
        return frozenset()
    board = boards.get_board(session, meeting.board_id)
    day = board.today(meeting.starts_at)
    theirs = [each for each in assess_plan(session, board, now, only=spaced) if each.action.board_id == board.id]
    has_begun = meeting.starts_at <= now
    return frozenset(each.action.id for each in theirs if each.is_let_off(day, has_begun=has_begun))


def meeting_to_answer(session: Session, action_id: int, now: datetime) -> Meeting | None:
    """The meeting for which a statement of an action that comes in now is: one that lets it off is not waited on."""
    return meetings.meeting_to_answer(
        session, action_id, now, lambda meeting: action_id in let_off(session, meeting, now)
    )


def asked_for_elsewhere(session: Session, meeting: Meeting, shared: Sequence[int], now: datetime) -> frozenset[int]:
    """Those of a meeting's shared actions of which another board’s meeting asks first: not one that lets it off."""
    if not shared:
        return frozenset()
    return meetings.asked_for_elsewhere(session, meeting, shared, now, lambda other: let_off(session, other, now))


def _newest_asked(board: Board, asking: Iterable[Asking], now: datetime) -> Asked | None:
    """The newest that has asked. Nobody is asked for a meeting that was before the board was started."""
    started = board.started_at
    told = [each for each in asking if started is not None and started < each.meeting_at]
    return newest_asked(told, minute_of(board, now))


def spaced_out(action: Action, today: date, tolerances: Tolerances) -> Tolerances:
    """How far off an action may be: where it reports less often, the cycle and a statement's age are as much longer."""
    every = action.spacing.waits(today)
    if every == 1:
        return tolerances
    days = {name: getattr(tolerances, name) * every for name in _BY_THE_CYCLE}
    return replace(tolerances, **days)


_BY_THE_CYCLE = ("cycle", "statement_stale", "statement_very_stale")


def _rating(session: Session, board: Board, now: datetime) -> Callable[[Action], Assessed]:
    today = board.today(now)
    tomorrow = board.at(today + timedelta(days=1), time(0))
    near = actions.meeting_days(session, board.id, board.zone, board.at(today, time(0)), tomorrow)
    tolerances = board.tolerances

    def rate(action: Action) -> Assessed:
        days, asking = near.get(action.id, ((), ()))
        spaced = spaced_out(action, today, tolerances)
        reports = [day for day in days if not action.spacing.lets_off(day)]
        cycle = cycle_of(reports, today, spaced.cycle)
        return assess(action, today, spaced, cycle, _newest_asked(board, asking, now))

    return rate
