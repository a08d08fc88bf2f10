"""Moving a deadline: the officer asks, whoever decides approves, refuses or wants to know more (ratings, c7).

The old deadline rules until it is decided: a request stops neither the clock nor the rating.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.boards import Board
from bot.domain.dates import day_in_words
from bot.domain.edits import day_words
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.new_dates import APPROVED, REFUSED, WITHDRAWN, DateRequest, check_new_date, is_late_request
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages import new_dates as words
from bot.messages.changing import DATES
from bot.messages.parts import Message, Reply
from bot.use_cases.chasing import reader_of
from bot.use_cases.deciding import (
    Asked,
    Decider,
    date_decider_for,
    log_decision,
    meeting_being_held,
    who_can_decide,
    who_is_asked,
)
from bot.use_cases.ended import KEPT, form_with_split, what_became_of, what_was_split_off, with_split
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.offers import Offer
from bot.use_cases.outcomes import note_decided
from bot.use_cases.planning import Drop, MadeUp, PlanAgain, next_within_hours, when_told
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, Form, read_number
from bot.use_cases.recorded_decisions import (
    NOTHING_SAID,
    Noted,
    Taken,
    deciding_words,
    read_decision,
    state_before,
    take_decision,
    tell_whose_it_is,
)
from bot.use_cases.run_sheet import refresh_run_sheets
from bot.use_cases.standing_in import recorded_as, written_as
from storage import actions, boards, meetings, new_dates, outbox, planned
from storage.access import (
    Access,
    access_action,
    access_action_by_id,
    access_board,
    access_board_by_action,
    access_board_by_id,
)
from storage.audit import record
from storage.outbox import Leased, Planned
from storage.room import NEW_DATE

UseCase = Callable[[Session, Any, datetime], Reply]
Read = Callable[[Session, Caller, str, datetime], tuple[Access, DateRequest, Action]]

_FOR = re.compile(r"^(?:date|deadline)\s+(?:for\s+)?(?P<what>\S.*)$", re.IGNORECASE | re.DOTALL)
BEFORE = "whoever was asked to decide before"
NONE_WAITS = "all of it was decided or withdrawn before it was told"
NO_SUCH_REQUEST = "There is no such request. Type “status” and the action's reference to see how it stands."


# Asking


def type_new_date(session: Session, typed: Typed, now: datetime) -> Reply:
    """“new date A6” opens the form in which its officer asks for one."""
    by = typed.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=typed.channel, name=by.name)
    said = _reference(typed.text)
    return _ask(session, access, access_action(session, access, said, Deed.ASK_NEW_DATE))


def open_ask(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which an officer asks for a new date.

    Raises:
        Refusal: they do not answer for the action, it is closed or delivered, or one is asked for already.
    """
    access, action = _askable(session, press.by, press.about, now)
    return _ask(session, access, action)


def ask_for_new_date(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep a request, and tell whoever decides, in private.

    Raises:
        Refusal: as `open_ask`; or the date can not be asked for; or a child's details stand in it.
    """
    access, action = _askable(session, sent.by, sent.about, now)
    _check_can_ask(session, access, action, KEPT)
    form = Form(sent.answers)
    to = form.day("to", f"Choose the new deadline. {ASK_FOR_A_DAY}")
    given = {
        name: form.text(name, "Please say this too: the chair decides on it.", longest=words.LONGEST)
        for name, *_ in words.FIELDS
    }
    if form.errors or to is None:
        return Reply(errors=form.errors or {"to": f"Choose the new deadline. {ASK_FOR_A_DAY}"}, settled=False)
    refuse_personal_details(given)
    today = access.board.today(now)
    check_new_date(to, action.deadline, today)
    post, on_behalf_of = _written_as(session, access, action)
    request_id = new_dates.add_request(
        session, action.id, was=action.deadline, to=to, by=access.standing.person_id or None, at=now,
        asked_post=post, on_behalf_of=on_behalf_of, is_late=is_late_request(action.deadline, today), **given,
    )  # fmt: skip
    one = get_request(session, request_id)
    late = "late request" if one.is_late else "asked for in time"
    _log(session, access, "ask_to_move_deadline", one, was=day_words(one.was), to=day_words(to), why=late)
    _tell_decider(session, access, action, one)
    _refresh(session, access, action)
    sent_words = words.request_sent(one, today, _decided_by(session, access, action))
    return Reply(message=with_split(sent_words, what_was_split_off(session, access, action)))


def _reference(said: str) -> str:
    match = _FOR.match(said.strip())
    if match is None:
        raise Refusal("To ask for a new deadline, say for which action, such as “new date A6”.")
    return match["what"].strip()


def _ask(session: Session, access: Access, action: Action) -> Reply:
    _check_can_ask(session, access, action)
    today = access.board.today(access.now)
    _, on_behalf_of = _written_as(session, access, action)
    asking = words.Asking(
        action.id, action.ref, action.title, action.deadline, action.baseline, action.forecast, action.moves,
        is_late_request(action.deadline, today), _decided_by(session, access, action),
        _who_is_asked(session, access, action).named, on_behalf_of,
    )  # fmt: skip
    return Reply(form=words.ask_form(asking, today), settled=False)


def _askable(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Action]:
    action_id = read_number(about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_ACTION, now, name=by.name)
    return access, access_action_by_id(session, access, action_id, Deed.ASK_NEW_DATE)


def _check_can_ask(session: Session, access: Access, action: Action, kept: str = "") -> None:
    """Refuse where no date can be asked for.

    Raises:
        Refusal: it is closed, or waits for the Board; or a request waits already.
    """
    if not action.is_live or action.lifecycle is Lifecycle.DELIVERED:
        raise Refusal(f"{what_became_of(session, action)}, so its deadline can not be moved.{kept}")
    waiting = new_dates.open_on(session, action.id)
    if waiting:
        asked = words.from_to(waiting[0], access.board.today(access.now))
        raise Refusal(
            f"A new date is asked for {action.ref} already, {asked}, and waits to be decided. Withdraw that request "
            f"first: type “status {action.ref}” and press Request.{kept}"
        )


# Deciding


def show_request(session: Session, press: Press, now: datetime) -> Reply:
    """A request in full, with what its reader may do about it."""
    access, one, action = _accessed(session, press.by, press.about, now)
    return Reply(message=words.request_shown(one, access.board.today(now), _buttons(session, access, action, one)))


def open_approve(session: Session, press: Press, now: datetime) -> Reply:
    """The form that approves a new date."""
    return _open_decision(session, press, now, words.approve_form)


def open_refuse(session: Session, press: Press, now: datetime) -> Reply:
    """The form that refuses a new date."""
    return _open_decision(session, press, now, words.refuse_form)


def approve_new_date(session: Session, sent: Answers, now: datetime) -> Reply:
    """Let the date that was asked for be the deadline from now on; the date first agreed stays.

    Raises:
        Refusal: it is not theirs to decide; or the Board's decision is recorded without its reference.
    """
    return _decide(session, sent, now, APPROVED)


def refuse_new_date(session: Session, sent: Answers, now: datetime) -> Reply:
    """Let the deadline stay, with why and what is expected instead.

    Raises:
        Refusal: as `approve_new_date`.
    """
    return _decide(session, sent, now, REFUSED)


def open_more(session: Session, press: Press, now: datetime) -> Reply:
    """The form that asks the officer for more."""
    access, one, action = _accessed(session, press.by, press.about, now)
    date_decider_for(session, access, action, one.asked_by)
    if not one.is_open:
        return Reply(message=words.decided_already(one), settled=False)
    reader, why = reader_of(session, access.board, action, now)
    told = (f"the {action.post}",) if reader else ()
    not_told = "" if reader else f"They can not be told just now: {why}."
    return Reply(form=words.more_form(one, access.board.today(now), told, not_told), settled=False)


def ask_for_more(session: Session, sent: Answers, now: datetime) -> Reply:
    """Ask the officer for more before it is decided; both see the question and what is added."""
    access, one, action = _alone(session, sent, now, _accessed)
    decider = date_decider_for(session, access, action, one.asked_by)
    if not one.is_open:
        return Reply(message=words.decided_already(one))
    form = Form(sent.answers)
    question = form.text("question", "Write what you need to know.", longest=words.LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"question": question})
    by = access.standing.person_id or None
    new_dates.ask_more(session, one.id, question, by=by, post=decider.post, at=now)
    asked = get_request(session, one.id)
    _log(session, access, "ask_about_new_date", asked, to="more is wanted")
    wanted = asked.questions[-1]
    is_told = _tell_officer(
        session, access, action, f"{words.MORE_WANTED}:{wanted.id}",
        words.more_wanted(asked, wanted, access.board.today(now)), asked,
    )  # fmt: skip
    show_as_it_stands(session, access, asked)
    return Reply(message=words.more_noted(one.ref, when_told(access.board, now) if is_told else ""))


def _open_decision(session: Session, press: Press, now: datetime, form: Callable[..., Any]) -> Reply:
    access, one, action = _accessed(session, press.by, press.about, now)
    decider = date_decider_for(session, access, action, one.asked_by)
    if not one.is_open:
        return Reply(message=words.decided_already(one), settled=False)
    asked = form(one, access.board.today(now), deciding_words(session, access, action, decider))
    split = what_was_split_off(session, access, action, since=one.asked_at)
    return Reply(form=form_with_split(asked, split), settled=False)


def _decide(session: Session, sent: Answers, now: datetime, state: str) -> Reply:
    access, one, action = _accessed(session, sent.by, sent.about, now)
    decider = date_decider_for(session, access, action, one.asked_by)
    if new_dates.lock_request(session, one.id) != one.state or not one.is_open:
        return Reply(message=words.decided_already(get_request(session, one.id)))
    form = Form(sent.answers)
    taken = read_decision(form, decider, "said", "Say why, and what is expected instead." if state == REFUSED else "")
    if taken is None:
        return Reply(errors=form.errors, settled=False)
    was = state_before(session, action)
    meeting = meeting_being_held(session, access.board, action.id, now)
    others = [each for each in new_dates.open_on(session, action.id) if each.id != one.id and state == APPROVED]
    settled, noted = settle_new_date(session, access, action, one, decider, state, meeting=meeting, taken=taken)
    today = access.board.today(now)
    said = f"new date {day_in_words(one.to, today)} {state}"
    note_decided(session, access, meeting, action.id, f"{said} ({noted.ref})")
    _refresh(session, access, action)
    is_told = _tell_officer(
        session, access, action, f"{words.DECIDED}:{one.id}:{noted.id}",
        words.new_date_decided(settled, today, others), settled,
    )  # fmt: skip
    tell_whose_it_is(
        session, access, action, decider, taken, noted, f"{one.ref}: {said}", kind=NEW_DATE, was=was, about_id=one.id
    )
    decided = words.decision_noted(settled, today, when_told(access.board, now) if is_told else "")
    return Reply(message=with_split(decided, what_was_split_off(session, access, action, since=one.asked_at)))


def settle_new_date(
    session: Session, access: Access, action: Action, one: DateRequest, decider: Decider, state: str, *,
    meeting: Meeting | None, taken: Taken = NOTHING_SAID,
) -> tuple[DateRequest, Noted]:  # fmt: skip
    """Put on the record what was decided about a new date, in the room or outside; returns it as it stands now."""
    said = f"{action.ref}: new date {day_in_words(one.to, access.board.today(access.now))} {state}"
    noted = take_decision(
        session, access, action, decider, taken, said, kind=NEW_DATE, outcome=state, meeting=meeting
    )  # fmt: skip
    new_dates.settle(session, one.id, state, said=taken.said, decision_id=noted.id)
    to = f"{state}: {day_words(one.to)}{' (late request)' if one.is_late else ''}"
    log_decision(
        session, access, decider, "decide_new_date", action.ref, was=day_words(action.deadline), to=to, ref=noted.ref,
        action_id=action.id,
    )  # fmt: skip
    settled = get_request(session, one.id)
    show_as_it_stands(session, access, settled)
    for other in new_dates.open_on(session, action.id) if state == APPROVED else ():
        why = f"{one.reference} was approved instead, decision {noted.ref}."
        end_request(session, access, other, why)
    return settled, noted


def end_request(session: Session, access: Access, one: DateRequest, why: str) -> None:
    """End a request that another one takes the place of, and let the messages about it say so."""
    new_dates.settle(session, one.id, WITHDRAWN, said=why)
    _log(session, access, "withdraw_new_date", one, was=day_words(one.to), to="withdrawn", why=why)
    show_as_it_stands(session, access, get_request(session, one.id))


def reopen_request(session: Session, access: Access, request_id: int) -> None:
    """Let a request that was decided by mistake wait again, and the messages about it say so.

    Raises:
        Refusal: the deadline has been moved again since.
    """
    new_dates.reopen(session, request_id)
    show_as_it_stands(session, access, get_request(session, request_id))


# What the officer adds, and taking it back


def open_add(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which the officer adds what was asked."""
    access, one, action = _own(session, press.by, press.about, now)
    if not one.is_open or one.unanswered is None:
        return Reply(message=words.decided_already(one) if not one.is_open else _nothing_asked(one), settled=False)
    asked = _who_is_asked(session, access, action, one.asked_by)
    return Reply(form=words.add_form(one, one.unanswered, access.board.today(now), asked.named), settled=False)


def add_to_request(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep what the officer added, and tell whoever decides."""
    access, one, action = _alone(session, sent, now, _own)
    question = one.unanswered
    if not one.is_open or question is None:
        return Reply(message=words.decided_already(one) if not one.is_open else _nothing_asked(one))
    form = Form(sent.answers)
    answer = form.text("answer", "Write your answer.", longest=words.LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"answer": answer})
    post, _ = _written_as(session, access, action)
    by = access.standing.person_id or None
    new_dates.add_more(session, question.id, answer, by=by, post=post, at=now)
    added = get_request(session, one.id)
    _log(session, access, "add_to_new_date", added, to="what was asked is added")
    _tell_decider(session, access, action, added)
    show_as_it_stands(session, access, added)
    return Reply(message=words.added_noted(one.ref))


def open_withdraw(session: Session, press: Press, now: datetime) -> Reply:
    """The form that takes a request back."""
    access, one, action = _own(session, press.by, press.about, now)
    if not one.is_open:
        return Reply(message=words.decided_already(one), settled=False)
    asked, readers = _who_is_asked(session, access, action, one.asked_by), _who_has_read(session, one)
    told = [asked.shown if account == asked.account else BEFORE for account in readers]
    return Reply(form=words.withdraw_form(one, access.board.today(now), told), settled=False)


def withdraw_request(session: Session, sent: Answers, now: datetime) -> Reply:
    """Take a request back, and tell whoever was asked to decide."""
    access, one, action = _own(session, sent.by, sent.about, now)
    if new_dates.lock_request(session, one.id) != one.state or not one.is_open:
        return Reply(message=words.decided_already(get_request(session, one.id)))
    form = Form(sent.answers)
    said = form.text("said", longest=words.LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"said": said})
    new_dates.settle(session, one.id, WITHDRAWN, said=said)
    withdrawn = get_request(session, one.id)
    _log(session, access, "withdraw_new_date", withdrawn, was=day_words(one.to), to="withdrawn")
    _tell_withdrawn(session, access, withdrawn)
    show_as_it_stands(session, access, withdrawn)
    _refresh(session, access, action)
    return Reply(message=words.withdrawn_noted(one.ref))


def _nothing_asked(one: DateRequest) -> Message:
    return words.added_noted(one.ref)


# What they share


def _alone(session: Session, sent: Answers, now: datetime, read: Read) -> tuple[Access, DateRequest, Action]:
    """The request as it is once others are kept from deciding or changing it, until this is done."""
    _, one, _ = read(session, sent.by, sent.about, now)
    new_dates.lock_request(session, one.id)
    return read(session, sent.by, sent.about, now)


def _own(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, DateRequest, Action]:
    access, one, _ = _accessed(session, by, about, now)
    return access, one, access_action_by_id(session, access, one.action_id, Deed.ASK_NEW_DATE)


def _accessed(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, DateRequest, Action]:
    found = new_dates.find_request(session, read_number(about, "request"))
    board_id = found.board_id if found else 0
    access = access_board_by_id(session, by.key, board_id, Deed.SEE_PLAN, now, name=by.name)
    if found is None:
        raise Refusal(NO_SUCH_REQUEST)
    return access, found, access_action_by_id(session, access, found.action_id, Deed.SEE_ACTION)


def _buttons(session: Session, access: Access, action: Action, one: DateRequest) -> tuple[Any, ...]:
    if not one.is_open:
        return ()
    if access.standing.may(Deed.ASK_NEW_DATE, action.post_id):
        return words.officer_buttons(one)
    try:
        date_decider_for(session, access, action, one.asked_by)
    except Refusal:
        return ()
    return words.decide_buttons(one)


def _decided_by(session: Session, access: Access, action: Action) -> str:
    """Who decides about what this person asks, as a sentence goes on: "the Independent Chair".

    Whoever may ask answers for the action, so that they are never the one who decides.
    """
    asked = _who_is_asked(session, access, action)
    return asked.shown if asked.can_decide else "the Board"


def _written_as(session: Session, access: Access, action: Action) -> tuple[str, str]:
    """The post that somebody writes as, and the post on whose behalf if it is not their own."""
    return written_as(session, access, action.post_id, action.post)


def _tell_decider(session: Session, access: Access, action: Action, one: DateRequest) -> None:
    """Ask whoever decides, within the board's hours; where nobody can, the programme manager records the Board's."""
    asked = _who_is_asked(session, access, action, one.asked_by)
    if asked.account:
        _ask_to_decide(session, access.board, one, asked.account, access.now, by_the_board=not asked.can_decide)


def _who_is_asked(session: Session, access: Access, action: Action, asked_by: int | None = None) -> Asked:
    return who_is_asked(session, access.board, action, access.now, on_date=True, asked_by=asked_by)


def ask_date_deciders_now(session: Session, board: Board, now: datetime) -> int:
    """Ask whoever can decide today about the requests of which they have not been asked; how many messages that is.

    What an officer asked for comes by itself, with all that they gave, and so does what they said more about; what
    files asked for comes together.
    """
    asked = _asked_together(session, board.id)
    of_files, alone = defaultdict[str, list[DateRequest]](list), list[tuple[str, DateRequest]]()
    for one in new_dates.open_requests(session, board.id):
        account = _who_has_not_been_asked(session, board, one, now, asked)
        if account and (one.asked_post or one.questions):
            alone.append((account, one))
        elif account:
            of_files[account].append(one)
    together = [
        (account, theirs[place : place + words.MOST_TOGETHER])
        for account, theirs in of_files.items()
        for place in range(0, len(theirs), words.MOST_TOGETHER)
    ]
    alone += [(account, theirs[0]) for account, theirs in together if len(theirs) == 1]
    for account, one in alone:
        _ask_to_decide(session, board, one, account, now, again=f":{account}")
    several = [(account, theirs) for account, theirs in together if len(theirs) > 1]
    return len(alone) + sum(_ask_together(session, board, theirs, account, now) for account, theirs in several)


def _who_has_not_been_asked(
    session: Session, board: Board, one: DateRequest, now: datetime, asked: Collection[tuple[str, int]]
) -> str:
    """The account of whoever can decide about a request today; empty where nobody can, or they have been asked."""
    (action,) = actions.actions_of(session, board.id, board.today(now), board.zone, only=[one.action_id])
    able = who_can_decide(session, board, action, now, on_date=True, asked_by=one.asked_by)
    if able is None or (able.account, one.id) in asked:
        return ""
    return "" if planned.was_said_to(session, f"{words.REQUESTED}:{one.id}", able.account) else able.account


def _ask_together(session: Session, board: Board, theirs: Sequence[DateRequest], to: str, now: datetime) -> bool:
    """Ask about several. The message is known by how many there were before: one that was dropped is no obstacle."""
    key = f"{words.TOGETHER}:{board.id}:{to}:"
    return outbox.say(
        session, board.workspace_id, key=f"{key}{planned.count_keys(session, key) + 1}", to=to,
        message=words.new_dates_asked(theirs, board.today(now)), due=next_within_hours(board, now), board_id=board.id,
        args={"requests": [one.id for one in theirs], "asked": to},
    )  # fmt: skip


def _asked_together(session: Session, board_id: int) -> set[tuple[str, int]]:
    """Who was asked about which requests with others: whoever decides, whether or not a contact reads it to them."""
    said = planned.args_starting(session, f"{words.TOGETHER}:{board_id}:")
    return {(str(args["asked"]), int(request)) for args in said for request in args["requests"]}


def _told_together(session: Session, one: DateRequest, *, or_waiting: bool = False) -> list[planned.Told]:
    """The messages that went, or also those that wait to go, and ask about a request with others."""
    told = planned.sent_starting(session, f"{words.TOGETHER}:{one.board_id}:", or_waiting=or_waiting)
    return [each for each in told if one.id in each.args["requests"]]


def _requests_in(session: Session, args: Mapping[str, Any]) -> list[DateRequest]:
    return new_dates.find_requests(session, [int(request) for request in args["requests"]])


def _ask_to_decide(
    session: Session, board: Board, one: DateRequest, to: str, now: datetime, *, by_the_board: bool = False,
    again: str = "",
) -> None:  # fmt: skip
    answered = sum(bool(each.answer) for each in one.questions)
    say = words.new_date_added if answered and not again else words.new_date_asked
    outbox.say(
        session, board.workspace_id, key=f"{words.REQUESTED}:{one.id}:{answered}{again}", to=to,
        message=say(one, board.today(now), by_the_board=by_the_board), due=next_within_hours(board, now),
        board_id=board.id, args={"request": one.id, "by_board": by_the_board},
    )  # fmt: skip


def _tell_officer(
    session: Session, access: Access, action: Action, key: str, message: Message, one: DateRequest
) -> bool:
    reader, _ = reader_of(session, access.board, action, access.now)
    if reader is None:
        return False
    outbox.say(
        session, access.board.workspace_id, key=key, to=reader.account, message=message,
        due=next_within_hours(access.board, access.now), board_id=access.board.id,
        args={"request": one.id, "post": action.post_id},
    )  # fmt: skip
    return True


def _tell_withdrawn(session: Session, access: Access, one: DateRequest) -> None:
    """Tell those who have read that it is asked for; a request that has not gone is dropped before it goes."""
    board, now = access.board, access.now
    for account in _who_has_read(session, one):
        outbox.say(
            session, board.workspace_id, key=f"{words.WITHDRAWN_TOLD}:{one.id}:{account}", to=account,
            message=words.new_date_withdrawn(one, board.today(now)), due=next_within_hours(board, now),
            board_id=board.id,
        )  # fmt: skip


def _who_has_read(session: Session, one: DateRequest) -> list[str]:
    alone = planned.sent_starting(session, f"{words.REQUESTED}:{one.id}:")
    return sorted({told.to for told in (*alone, *_told_together(session, one))})


def show_as_it_stands(session: Session, access: Access, one: DateRequest) -> None:
    """Let the messages that asked for a decision say how it stands now."""
    today = access.board.today(access.now)
    for told in planned.sent_starting(session, f"{words.REQUESTED}:{one.id}:"):
        message = words.new_date_added if told.kind == words.ADDED else words.new_date_asked
        by_board = bool(told.args.get("by_board"))
        outbox.amend(session, told.id, message(one, today, by_the_board=by_board), access.now)
    for told in _told_together(session, one, or_waiting=True):
        outbox.amend(session, told.id, words.new_dates_asked(_requests_in(session, told.args), today), access.now)


def _refresh(session: Session, access: Access, action: Action) -> None:
    meeting = meetings.next_meeting_for(session, action.id, access.now, board_id=action.board_id)
    if meeting is not None:
        refresh_run_sheets(session, access.board, meeting, access.now)


def before_request(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why nobody need be asked any more: it was decided or withdrawn meanwhile."""
    one = new_dates.find_request(session, int(row.args["request"]))
    return None if one is not None and one.is_open else Drop("it was decided or withdrawn before it was told")


def before_together(session: Session, row: Leased, now: datetime) -> Drop | PlanAgain | None:
    """Why several that are asked about together should not go, or not as they are: some were decided meanwhile."""
    waiting = {one.id for one in _requests_in(session, row.args) if one.is_open}
    if not waiting:
        return Drop(NONE_WAITS)
    is_asked = words.asks_about(row.message) if row.message else set()
    return None if is_asked == waiting else PlanAgain(words.TOGETHER, "some of it was decided before it went")


def make_up_together(session: Session, row: Planned, now: datetime) -> MadeUp | Drop:
    """Say of several how each stands by now, where some were decided before they were told."""
    asked = _requests_in(session, row.args)
    if not any(one.is_open for one in asked):
        return Drop(NONE_WAITS)
    board = boards.get_board(session, row.board_id or 0)
    return MadeUp(str(row.args["asked"]), words.new_dates_asked(asked, board.today(now)))


def get_request(session: Session, request_id: int) -> DateRequest:
    """A request that there is, whatever came of it."""
    found = new_dates.find_request(session, request_id)
    if found is None:
        raise ValueError(f"there is no request {request_id} for a new date")
    return found


def _log(
    session: Session, access: Access, what: str, one: DateRequest, *, was: str = "", to: str, why: str = ""
) -> None:
    """What was written stays out of the record: it is in the request alone, where it can be taken out."""
    who = recorded_as(session, access, one.post_id, one.post)
    record(
        session, access.board.workspace_id, who=who, what=what, subject=one.ref, at=access.now, was=was, to=to,
        why=why, action_id=one.action_id,
    )  # fmt: skip


PRESSES: Mapping[str, UseCase] = {
    words.ASK: open_ask,
    words.SHOW: show_request,
    words.APPROVE: open_approve,
    words.REFUSE: open_refuse,
    words.MORE: open_more,
    words.ADD: open_add,
    words.WITHDRAW: open_withdraw,
}
FORMS: Mapping[str, UseCase] = {
    words.ASK_FORM: ask_for_new_date,
    words.APPROVE_FORM: approve_new_date,
    words.REFUSE_FORM: refuse_new_date,
    words.MORE_FORM: ask_for_more,
    words.ADD_FORM: add_to_request,
    words.WITHDRAW_FORM: withdraw_request,
}
READS = frozenset(PRESSES)
OFFERS = (
    Offer(
        "Ask for a new date", words.ASK, "Another deadline, for the chair to decide. The old one rules until then.",
        Deed.ASK_NEW_DATE, DATES, lambda action: action.is_live and action.lifecycle is not Lifecycle.DELIVERED,
    ),
)  # fmt: skip
CHECKS = {
    **dict.fromkeys((words.REQUESTED, words.ADDED, words.MORE_WANTED), ("request", before_request)),
    words.TOGETHER: ("requests", before_together),
}
MAKERS = {words.TOGETHER: make_up_together}
