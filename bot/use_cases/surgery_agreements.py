"""What was agreed at a surgery, as a button or a form names it, and what it becomes."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.cycle import SURGERY_FOLLOW_UP
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.domain.surgeries import Agreed, Surgery
from bot.messages import surgeries as words
from bot.use_cases.heard import Caller
from bot.use_cases.reading_answers import read_number
from storage import outbox, planned, surgeries
from storage.access import Access, access_board_by_id

GONE = "There is no such surgery any more. Type “surgery” to see those that there are."


def access_agreed(session: Session, by: Caller, said: str, deed: Deed, now: datetime) -> tuple[Access, Surgery, Agreed]:
    """What was agreed, and has neither been done nor become a part of the plan, for who may do this with it.

    Raises:
        Refusal: they may not; or there is no such thing; or it is settled, and what became of it.
    """
    surgery, one = _find(session, said)
    access = access_board_by_id(session, by.key, surgery.board_id, deed, now, name=by.name)
    _refuse_settled(one)
    return access, surgery, one


def becomes(session: Session, access: Access, said: str, ref: str) -> None:
    """Note the action or the milestone that something agreed has become: it comes back no more.

    Raises:
        Refusal: it is no surgery's of this board; or it is settled, and what became of it.
    """
    surgery, one = _find(session, said)
    if surgery.board_id != access.board.id:
        raise Refusal(GONE)
    _refuse_settled(one)
    surgeries.settle(session, one.id, became=ref)
    show_answered(session, access, replace(one, became=ref))


def show_answered(session: Session, access: Access, one: Agreed) -> None:
    """Let each message that asked whether this was done say what became of it, and ask that no more."""
    board, now = access.board, access.now
    for told in planned.sent_starting(session, f"{SURGERY_FOLLOW_UP}:{one.surgery_id}:", or_waiting=True):
        if one.id in words.asked_about(told.message):
            outbox.amend(session, told.id, words.with_answer(told.message, one, board.today(now)), now)


def _find(session: Session, said: str) -> tuple[Surgery, Agreed]:
    one = surgeries.find_agreed(session, read_number(said, "agreement"))
    surgery = surgeries.find_surgery(session, one.surgery_id) if one else None
    if one is None or surgery is None:
        raise Refusal(GONE)
    return surgery, one


def _refuse_settled(one: Agreed) -> None:
    if not one.is_open:
        raise Refusal(f"That is settled: it became {one.became}." if one.became else "That is recorded as done.")
