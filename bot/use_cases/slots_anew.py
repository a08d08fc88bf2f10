"""When a slot changes on the day of its meeting: the run sheets show it, and whoever was told of it is told anew."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import RUNGS, SLOT_SOON, due_at
from bot.domain.meetings import Meeting
from bot.messages.room import ANOTHER_TIME, NOT_ANY_MORE, with_slot_gone
from bot.use_cases.planning import first_slots, rung_key, too_late_from, working_days
from bot.use_cases.run_sheet import refresh_run_sheets
from storage import outbox, planned, room
from storage.planned import Told

NOT_THEN = "the slot is at another time by now"


def tell_slots_anew(
    session: Session, board: Board, slots_before: Mapping[int, datetime], before: Meeting, after: Meeting, now: datetime
) -> None:
    """Put right what was said of the slots of a meeting after its time, or what it goes through, was changed.

    `slots_before` is when (UTC) each post was to come. Who was told of a slot that is at another time by now is told
    again half an hour before it; on another day the cycle does that anyway. What they answered is asked again.
    """
    slots = first_slots(session, after)
    changed = [post for post in slots_before.keys() | slots.keys() if slots_before.get(post) != slots.get(post)]
    is_another_day = before.moves != after.moves
    about = [] if is_another_day else planned.sent_about(session, after.id)
    room.forget_slot_replies(session, after.id, changed)
    for post in changed:
        told = [each for each in about if _is_of_slot(each, after, post)]
        for each in told:
            _take_back(session, board, each, slots.get(post), now)
        if told and post in slots and now < too_late_from(session, board, after, SLOT_SOON, post):
            _plan_again(session, board, after, post, slots[post])
    refresh_run_sheets(session, board, after, now)


def _is_of_slot(told: Told, meeting: Meeting, post: int) -> bool:
    args = told.args
    return told.kind == SLOT_SOON and args.get("post") == post and args.get("moves", 0) == meeting.moves


def _take_back(session: Session, board: Board, told: Told, slot: datetime | None, now: datetime) -> None:
    if slot is None:
        lead, text = NOT_ANY_MORE, "Nothing of yours is on this meeting’s agenda now."
    else:
        lead, text = ANOTHER_TIME, f"Your slot is at {board.local(slot):%H:%M} now."
    planned.add_args(session, told.id, {"is_over": True})
    outbox.amend(session, told.id, with_slot_gone(told.message, lead, text), now)


def _plan_again(session: Session, board: Board, meeting: Meeting, post: int, slot: datetime) -> None:
    due = due_at(RUNGS[SLOT_SOON], meeting, board, working_days(board, board.today(meeting.starts_at)), slot)
    key = f"{rung_key(SLOT_SOON, meeting, post)}:again"
    args = {"rung": SLOT_SOON, "meeting": meeting.id, "moves": meeting.moves, "post": post, "again": True}
    args["slot"] = slot.isoformat()
    row = (f"{key}{planned.count_keys(session, key)}", SLOT_SOON, args, due)
    outbox.plan(session, board.workspace_id, board.id, [row])
