"""Input that was asked of contributors: who reads the request, when it is not needed any more, and what chat then says.

The request and the one reminder go as chasing messages do (`bot/use_cases/chasing.py`): one message a day to a person.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import inputs as rules
from bot.domain.boards import Board
from bot.domain.cycle import INPUT_REMINDER, INPUT_REQUEST
from bot.domain.dates import moment_in_words
from bot.domain.inputs import Input, InputState
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.messages import inputs as words
from bot.messages.inputs import InputAsked
from bot.use_cases.planning import first_slots, next_within_hours, working_days
from storage import actions, inputs, meetings, outbox, people, planned
from storage.audit import record

GATHERED = timedelta(minutes=30)
"""What is asked of one person within this time goes as one message: an officer asks about several actions in a row."""
KINDS = (INPUT_REQUEST, INPUT_REMINDER)


def request_at(board: Board, wanted: datetime, now: datetime) -> datetime:
    """When a request that is made now goes (UTC), unless its reader has had their message of the day."""
    gathered = next_within_hours(board, now + GATHERED)
    return gathered if gathered < wanted else next_within_hours(board, now)


def plan_request(session: Session, board: Board, one: Input, now: datetime) -> None:
    """Plan the request, and the reminder on the working day before it is wanted, where that is a later day."""
    due = request_at(board, one.wanted_at, now)
    rows = [(_key(INPUT_REQUEST, one.id), INPUT_REQUEST, _args(one), due)]
    reminded = _reminded_at(board, one)
    if board.today(reminded) > board.today(due):
        rows.append((_key(INPUT_REMINDER, one.id), INPUT_REMINDER, _args(one), reminded))
    outbox.plan(session, board.workspace_id, board.id, rows)


def _reminded_at(board: Board, one: Input) -> datetime:
    return rules.reminded_at(board, working_days(board, board.today(one.wanted_at)), one.wanted_at)


def _key(kind: str, input_id: int) -> str:
    return f"{kind}:{input_id}"


def _args(one: Input) -> dict[str, Any]:
    return {"input": one.id, "post": one.post_id}


def reader_of_post(session: Session, board: Board, post_id: int, today: date) -> tuple[str, str, str]:
    """Who is asked in a post's name: their account, the post in whose place they answer (empty for their own), and why
    there is nobody. While its holder is away, or nobody holds it, that is the delegate.
    """
    post, holder = people.get_post(session, post_id), people.holder_of(session, post_id, today)
    is_away = post.away_until is not None and today <= post.away_until
    if holder is not None and not is_away:
        contact = people.contact_of(session, board.workspace_id, holder.account)
        through = f"{post.title} ({holder.name}, who has no account here and answers through you)"
        return (contact[0].account, through, "") if contact else (holder.account, "", "")
    delegate = people.delegate_of(session, post_id, today)
    instead = people.holder_of(session, delegate.id, today) if delegate else None
    if delegate and instead and not (delegate.away_until and today <= delegate.away_until):
        contact = people.contact_of(session, board.workspace_id, instead.account)
        return contact[0].account if contact else instead.account, post.title, ""
    state = "its holder is away" if holder is not None else "the post is vacant"
    return "", "", f"{state} and there is no delegate to ask"


def why_not_wanted(session: Session, board: Board, one: Input, now: datetime) -> str:
    """Why a request is not to be made, or repeated; empty where it is."""
    if not one.is_open:
        return "it was answered, or is not needed any more"
    meeting = meetings.get_meeting(session, one.meeting_id)
    if meeting.is_cancelled:
        return "the meeting was cancelled"
    if one.action_id in meetings.statements_for(session, one.meeting_id):
        return "the statement is in already"
    found = actions.actions_of(session, board.id, board.today(now), board.zone, only=[one.action_id])
    return "" if any(action.owes_statements for action in found) else "no statement is asked for any more"


def asked_words(session: Session, board: Board, one: Input, for_post: str, *, is_reminder: bool = False) -> InputAsked:
    """A request as its reader is told of it."""
    meeting = meetings.get_meeting(session, one.meeting_id)
    slot = first_slots(session, meeting).get(one.officer_post_id, meeting.starts_at)
    return InputAsked(
        one.id, one.ref, one.title, one.officer_post, meeting.kind.words, board.local(slot),
        board.local(one.wanted_at), one.words, for_post, is_reminder, board.name,
    )  # fmt: skip


def tell_nobody(session: Session, board: Board, one: Input, why: str, now: datetime) -> None:
    """Tell whoever writes the statement, once, that nobody could be asked or reminded."""
    today = board.today(now)
    to, _, _ = reader_of_post(session, board, one.officer_post_id, today)
    if not to:
        manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
        to = manager.account if manager else ""
    if to:
        outbox.say(
            session, board.workspace_id, key=f"{words.NOT_ASKED}:{one.id}", to=to,
            due=next_within_hours(board, now), board_id=board.id,
            message=words.input_not_asked(one.ref, one.post, why), args={"input": one.id, "post": one.officer_post_id},
        )  # fmt: skip


def tell_of_leaver(session: Session, board: Board, post_ids: Collection[int], now: datetime) -> None:
    """Tell whoever writes a statement that what they asked of these posts will not come: nobody is there to send it."""
    today = board.today(now)
    for one in inputs.open_of_board(session, board.id) if post_ids else ():
        why = reader_of_post(session, board, one.post_id, today)[2] if one.post_id in post_ids else ""
        if why and not why_not_wanted(session, board, one, now):
            tell_nobody(session, board, one, why, now)


# What is not needed any more


def statement_is_in(session: Session, board: Board, action_id: int, meeting: Meeting, now: datetime) -> None:
    """Withdraw what was asked for a statement that has come in."""
    when = moment_in_words(board.local(now), board.today(now))
    said = f"The statement went in {when}. Nothing more is needed; thank you."
    withdraw(session, board, inputs.open_inputs(session, action_id=action_id, meeting_id=meeting.id), said, now)


def action_is_out(
    session: Session, board: Board, action_ids: Iterable[int], said: str, now: datetime, *, of: int | None = None
) -> None:
    """Withdraw what was asked for statements of actions that are not asked for any more: for the meeting `of` which
    they are taken off, or for any.
    """
    for action_id in action_ids:
        withdraw(session, board, inputs.open_inputs(session, action_id=action_id, meeting_id=of), said, now)


def meeting_is_off(session: Session, board: Board, meeting: Meeting, now: datetime) -> None:
    """Withdraw what was asked for a meeting that is cancelled."""
    said = "The meeting is cancelled, so nothing is needed for it. Thank you."
    withdraw(session, board, inputs.open_inputs(session, meeting_id=meeting.id), said, now)


def withdraw(session: Session, board: Board, open_ones: Iterable[Input], said: str, now: datetime) -> None:
    """Ask for it no more, and let what was sent say why. It is on the record of the action."""
    for one in open_ones:
        inputs.settle_input(session, one.id, InputState.WITHDRAWN, now, settled_why=said, draft={})
        outbox.unplan_keys(session, [_key(kind, one.id) for kind in KINDS])
        show_settled(session, one.id, said, now)
        record(
            session, board.workspace_id, who="Accountable", what="withdraw_input", subject=one.ref, at=now,
            to=one.post, why=said, action_id=one.action_id,
        )  # fmt: skip


def show_settled(session: Session, input_id: int, said: str, now: datetime, *, may_change: bool = False) -> None:
    """Let every message that asks for it say what became of it."""
    for told in planned.told_under(session, [_key(kind, input_id) for kind in KINDS]):
        message = words.with_input_settled(told.message, input_id, said, may_change=may_change)
        if message != told.message:
            outbox.amend(session, told.id, message, now)


def follow_meeting(session: Session, board: Board, before: Meeting, after: Meeting, now: datetime) -> None:
    """Let what is asked for a meeting be wanted as long before its new day, and let what was sent say so."""
    if before.statements_due_at is None or after.statements_due_at is None:
        return
    days = working_days(board, board.today(after.starts_at))
    was_usual = rules.usual_day(board, days, before.statements_due_at, before.statements_due_at - timedelta(days=60))
    usual = rules.usual_day(board, days, after.statements_due_at, now)
    for one in inputs.open_inputs(session, meeting_id=after.id):
        wanted = rules.wanted_after_move(board, one, was_usual, usual, after.statements_due_at)
        inputs.change_input(session, one.id, wanted_at=wanted)
        _plan_reminder_anew(session, board, replace(one, wanted_at=wanted), now)
        _show_new_day(session, board, inputs.get_input(session, one.id), now)


def _plan_reminder_anew(session: Session, board: Board, one: Input, now: datetime) -> None:
    """Unless they have been reminded: nobody is more than once."""
    outbox.unplan_keys(session, [_key(INPUT_REMINDER, one.id)])
    reminded = _reminded_at(board, one)
    if reminded > now:
        row = (_key(INPUT_REMINDER, one.id), INPUT_REMINDER, _args(one), reminded)
        outbox.plan(session, board.workspace_id, board.id, [row])


def _show_new_day(session: Session, board: Board, one: Input, now: datetime) -> None:
    for kind in KINDS:
        for told in planned.told_under(session, [_key(kind, one.id)]):
            asked = asked_words(session, board, one, "", is_reminder=kind == INPUT_REMINDER)
            message = words.with_new_day(told.message, asked, board.today(now))
            if message != told.message:
                outbox.amend(session, told.id, message, now)


def forget_post(session: Session, board: Board, action_id: int, post_id: int, now: datetime) -> None:
    """Ask a post no more that gives input to an action no longer."""
    said = "Your post gives input to this action no longer, so nothing is needed. Thank you."
    withdraw(session, board, inputs.open_inputs(session, action_id=action_id, post_id=post_id), said, now)
