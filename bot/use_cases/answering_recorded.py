"""What whoever decided says of what was written down as theirs: it is right; or not, and then it can be taken back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.recorded_decisions import NOT_RIGHT, RIGHT, TAKEN_BACK, WITHDRAWN, Recorded
from bot.domain.refusals import Refusal
from bot.messages import closing as closing_words
from bot.messages import recorded_decisions as words
from bot.messages.parts import Message, Reply
from bot.use_cases.chasing import reader_of
from bot.use_cases.closing import show_judged
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.new_dates import reopen_request
from bot.use_cases.outcomes import note_decided
from bot.use_cases.planning import next_within_hours
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.recorded_decisions import get_recorded
from storage import decisions, deliveries, outbox, planned, recorded_decisions, statements
from storage.access import Access, access_action_by_id, access_board_by_action
from storage.audit import record
from storage.meetings import get_meeting
from storage.room import NEW_DATE, RATING

UseCase = Callable[[Session, Any, datetime], Reply]


def agree(session: Session, press: Press, now: datetime) -> Reply:
    """What was written down as theirs is right."""
    access, one = _accessed(session, press.by, press.about, now)
    if one.is_open:
        one = _answer(session, access, one, RIGHT, "")
    return Reply(message=words.answer_noted(one))


def ask_what_is_not_right(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which they say what is not right, and whether it is taken back."""
    _, one = _accessed(session, press.by, press.about, now)
    if not one.is_open:
        return Reply(message=words.answer_noted(one), settled=False)
    may_undo = recorded_decisions.is_as_it_became(session, one)
    return Reply(form=words.not_right_form(one, may_undo=may_undo), settled=False)


def say_not_right(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep what is not right, tell whoever wrote it down, and take the decision back where they never took it.

    Raises:
        Refusal: it is not their decision; or a child's details stand in it.
    """
    access, one = _accessed(session, sent.by, sent.about, now)
    if not one.is_open:
        return Reply(message=words.answer_noted(one))
    form = Form(sent.answers)
    why = form.text("words", "Say in a sentence what is not right.", longest=words.LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": why})
    is_undone = form.words("then") == words.TAKE_BACK and recorded_decisions.is_as_it_became(session, one)
    if is_undone:
        _take_back(session, access, one)
    one = _answer(session, access, one, TAKEN_BACK if is_undone else NOT_RIGHT, why)
    _say(session, access, f"{words.ANSWERED}:{one.id}", one.recorder, words.recorded_answered(one))
    return Reply(message=words.answer_noted(one))


def _take_back(session: Session, access: Access, one: Recorded) -> None:
    """Let all be as it was before, and tell the officer, who was told of the decision."""
    if one.kind == NEW_DATE:
        reopen_request(session, access, one.about_id)
    else:
        recorded_decisions.put_back(session, one)
        statements.ask_for_help_again(session, one.action_id, one.at)
    if one.kind != NEW_DATE and one.about_id:
        deliveries.not_judged(session, one.about_id)
        outbox.unplan_starting(session, one.board_id, f"{closing_words.CLOSURE_CHECK}:{one.about_id}:")
    decisions.take_back(session, one.decision_id, one.action_id, by=access.who, at=access.now)
    held_in = decisions.meeting_of(session, one.decision_id)
    meeting = get_meeting(session, held_in) if held_in is not None else None
    gone = f"{one.words} ({one.decision_ref})"
    note_decided(session, access, meeting, one.action_id, f"taken back: {gone}", [gone])
    action = access_action_by_id(session, access, one.action_id, Deed.SEE_ACTION)
    delivery = deliveries.find_delivery(session, one.about_id) if one.kind != NEW_DATE and one.about_id else None
    if delivery is not None:
        show_judged(session, access, action, delivery)
    # Of a rating outside a meeting the officer was told nothing.
    reader, _ = reader_of(session, access.board, action, access.now) if one.kind != RATING else (None, "")
    if reader is not None:
        told = words.recorded_undone(one, action.lifecycle.words)
        _say(session, access, f"{words.UNDONE}:{one.id}", reader.account, told)


def withdraw_recorded(session: Session, access: Access, decision_id: int) -> None:
    """Ask nobody any more whether a decision that was recorded as theirs is right: it was taken back as a mis-press."""
    one = recorded_decisions.find_open(session, decision_id)
    if one is not None:
        _answer(session, access, one, WITHDRAWN, "")


def _answer(session: Session, access: Access, one: Recorded, answer: str, why: str) -> Recorded:
    board, now = access.board, access.now
    recorded_decisions.answer_recorded(session, one.id, answer, why, now)
    record(
        session, board.workspace_id, who=access.who, what="answer_recorded", subject=one.ref, at=now, was=one.words,
        to=answer.replace("_", " "), why=f"decision {one.decision_ref}", action_id=one.action_id,
    )  # fmt: skip
    answered = get_recorded(session, one.id)
    for told in planned.sent_starting(session, f"{words.TOLD}:{one.id}"):
        if told.args.get("recorded") == one.id:
            outbox.amend(session, told.id, words.with_answer(told.message, answered, board.today(now)), now)
    return answered


def _accessed(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Recorded]:
    one = recorded_decisions.find_recorded(session, read_number(about, "decision"))
    action_id = one.action_id if one else 0
    access = access_board_by_action(session, by.key, action_id, Deed.OWN_DECISION, now, name=by.name)
    if one is None or access.standing.person_id != one.person_id:
        whose = f"Only the {one.decided_post}, whose decision it is, can say whether it is right." if one else ""
        raise Refusal(whose or "That is no decision of yours. Type “help” to see what can be asked.")
    return access, one


def _say(session: Session, access: Access, key: str, to: str, message: Message) -> None:
    board = access.board
    if to:
        outbox.say(
            session, board.workspace_id, key=key, to=to, message=message, due=next_within_hours(board, access.now),
            board_id=board.id,
        )  # fmt: skip


PRESSES: Mapping[str, UseCase] = {words.IS_RIGHT: agree, words.IS_NOT_RIGHT: ask_what_is_not_right}
FORMS: Mapping[str, UseCase] = {words.NOT_RIGHT_FORM: say_not_right}
READS = frozenset({words.IS_NOT_RIGHT})
