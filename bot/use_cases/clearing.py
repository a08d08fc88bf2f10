"""Clearing actions and measures for the public, one by one: the chair does, and each is on the record."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.clearing import Clearable, Sorted, sort
from bot.domain.dates import day_and_year
from bot.domain.people import Deed, Role
from bot.domain.plans import Assessed
from bot.domain.references import Named, find_named
from bot.domain.refusals import Refusal
from bot.messages import clearing as words
from bot.messages.clearing import CLEAR, SHOW_ONE, TAKE_BACK
from bot.messages.figures import measure_words
from bot.messages.parts import Reply
from bot.messages.plan_lines import slip_words
from bot.use_cases.assessing import assess_plan, for_everybody
from bot.use_cases.figures_wanted import with_age
from bot.use_cases.heard import Press, Typed
from bot.use_cases.reading_answers import read_number
from storage import clearing, measures
from storage.access import Access, access_board, access_board_by_id
from storage.audit import record

UseCase = Callable[[Session, Any, datetime], Reply]
GONE = "That can not be cleared: it is not in the plan any more, or it is restricted. “cleared” shows what can be."
OTHER_WORDS = "{ref} has other words by now than you were shown. Look at it again: “clear {ref}”."


def type_cleared(session: Session, command: Typed, now: datetime) -> Reply:
    """“cleared”: what is cleared for the public, also for a councillor with read access, and nothing else for them.

    Raises:
        Refusal: they have no part in the board.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_CLEARED, now, channel=command.channel, name=by.name)
    standing = access.standing
    return Reply(
        message=words.cleared_shown(
            access.board.id, sorted_of(session, access.board, now), may_clear=standing.may(Deed.CLEAR),
            sees_all=access.sees_plan,
        )
    )  # fmt: skip


def type_clear(session: Session, command: Typed, now: datetime) -> Reply:
    """“clear A6”: how a public paper would have it, with the button that clears it.

    Raises:
        Refusal: they may not; or no one action or measure is meant.
    """
    by = command.by
    access = access_board(session, by.key, Deed.CLEAR, now, channel=command.channel, name=by.name)
    every = clearable(session, access.board, assess_plan(session, access.board, now), now)
    named = [Named(place, each.ref, each.words) for place, each in enumerate(every)]
    found = find_named(command.text, named) if command.text.strip() else []
    if len(found) != 1:
        raise Refusal("Say which action or measure, by its reference, such as “clear A6”. “cleared” shows them all.")
    return _one(session, access, every[found[0].id])


def show_one(session: Session, command: Press, now: datetime) -> Reply:
    """The same, chosen from the menu."""
    access, each = _pressed(session, command, now)
    return _one(session, access, each)


def clear(session: Session, command: Press, now: datetime) -> Reply:
    """Clear something for the public, in the words that the chair was shown; with who and when, on the record."""
    access, each = _pressed(session, command, now)
    clearing.clear(session, access.board.id, *each.key, words=each.words, by=_post(access), at=now)
    _note(session, access, "clear_for_public", each)
    return Reply(message=words.clearing_noted(each.ref, is_cleared=True))


def take_back(session: Session, command: Press, now: datetime) -> Reply:
    """Clear something no more."""
    access, each = _pressed(session, command, now)
    clearing.end(session, access.board.id, *each.key, by=_post(access), at=now)
    _note(session, access, "clear_no_more", each)
    return Reply(message=words.clearing_noted(each.ref, is_cleared=False))


def sorted_of(session: Session, board: Board, now: datetime) -> Sorted:
    """What of a board's plan is cleared for the public, and what is not."""
    found = clearable(session, board, assess_plan(session, board, now), now)
    return sort(found, clearing.cleared_of(session, board))


def clearable(session: Session, board: Board, plan: Sequence[Assessed], now: datetime) -> list[Clearable]:
    """The live actions that are not restricted, and the measures, each as a public paper would have it."""
    today = board.today(now)
    known = with_age(board, measures.measures_of(session, board.id), today)
    return [
        *(_action(each) for each in for_everybody(plan) if each.action.is_live),
        *(Clearable("measure", each.id, each.ref, each.name, measure_words(each, today)) for each in known),
    ]


def _action(each: Assessed) -> Clearable:
    """Its rating only as the chair confirmed it: what an officer says of it is not cleared with its words."""
    action = each.action
    rating = (
        f"{action.confirmed.rating.word}, confirmed by the chair" if action.confirmed else "No rating confirmed yet"
    )
    deadline = (
        f" Deadline {day_and_year(action.deadline)}{slip_words(action)}." if action.deadline else " No deadline yet."
    )
    return Clearable("action", action.id, action.ref, action.title, f"{rating}.{deadline}")


def _one(session: Session, access: Access, each: Clearable) -> Reply:
    about = f"{access.board.id}:{each.kind}{each.id}"
    cleared = clearing.cleared_of(session, access.board).get(each.key)
    return Reply(message=words.one_shown(about, each, cleared), settled=False)


def _pressed(session: Session, command: Press, now: datetime) -> tuple[Access, Clearable]:
    """What a button or the menu is about, for who may clear it.

    Raises:
        Refusal: they may not; it can not be cleared any more; or it has other words than its reader was shown.
    """
    board_id, _, rest = command.about.partition(":")
    key, _, mark = rest.partition(":")
    access = access_board_by_id(
        session, command.by.key, read_number(board_id, "board"), Deed.CLEAR, now, name=command.by.name
    )
    found = clearable(session, access.board, assess_plan(session, access.board, now), now)
    each = next((one for one in found if f"{one.kind}{one.id}" == (command.value or key)), None)
    if each is None:
        raise Refusal(GONE)
    if mark and mark != each.mark:
        raise Refusal(OTHER_WORDS.format(ref=each.ref))
    return access, each


def _post(access: Access) -> str:
    role = Role.CHAIR if Role.CHAIR in access.standing.seats else Role.DEPUTY
    return access.standing.post_for(role)


def _note(session: Session, access: Access, what: str, each: Clearable) -> None:
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=each.ref, at=access.now, to=each.words,
        action_id=each.id if each.kind == "action" else None,
    )  # fmt: skip


PRESSES: Mapping[str, UseCase] = {SHOW_ONE: show_one, CLEAR: clear, TAKE_BACK: take_back}
WORDS: Mapping[str, UseCase] = {"cleared": type_cleared, "clear": type_clear}
READS = frozenset({SHOW_ONE, *WORDS})
