"""Closing an action with evidence: delivered, accepted or sent back, checked later, and opened again if it did not
hold (ratings, c8).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.boards import Board
from bot.domain.closing import (
    ACCEPTED,
    CHECK_AFTER,
    NOT_ENOUGH,
    OFFERED,
    Delivery,
    holds,
    readings_in_words,
    waived_in_words,
)
from bot.domain.dates import day_in_words, listed
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages import closing as words
from bot.messages.changing import STATE
from bot.messages.parts import Message, Reply
from bot.use_cases.asking_again import ask_again, ask_no_more
from bot.use_cases.chasing import reader_of
from bot.use_cases.check_steps import plan_overdue_checks
from bot.use_cases.deciding import (
    Decider,
    decider_for,
    log_decision,
    records_for_others,
    who_can_decide,
    who_is_asked,
    why_nobody,
)
from bot.use_cases.ended import KEPT, form_with_split, what_became_of, what_was_split_off, with_split
from bot.use_cases.hanging import Hanging, hanging_on, withdraw_requests
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.help_ended import help_ends
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.offers import Offer
from bot.use_cases.outcomes import note_decided
from bot.use_cases.planning import (
    Decided,
    Drop,
    MadeUp,
    PutOff,
    next_within_hours,
    when_told,
    within_hours,
    working_days,
)
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.recorded_decisions import (
    Noted,
    Taken,
    deciding_words,
    read_decision,
    state_before,
    take_decision,
    tell_whose_it_is,
)
from bot.use_cases.recurring import cover_again
from bot.use_cases.reporting import tell_other_boards_again
from bot.use_cases.slipping import tell_waiting
from bot.use_cases.standing_in import recorded_as, written_as
from storage import actions, boards, deliveries, edits, outbox, people, plan_closings, planned, statements
from storage.access import (
    Access,
    access_action,
    access_action_by_id,
    access_board,
    access_board_by_action,
    access_delivery,
)
from storage.audit import record
from storage.outbox import Leased, Planned
from storage.room import CLOSING, EVIDENCE

UseCase = Callable[[Session, Any, datetime], Reply]

AT = time(9, 30)
REOPENING = "reopen"


# The officer delivers


def type_deliver(session: Session, typed: Typed, now: datetime) -> Reply:
    """“deliver A6” opens the form in which its officer marks it as delivered."""
    by = typed.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=typed.channel, name=by.name)
    if not typed.text.strip():
        raise Refusal("Say which action is delivered, such as “deliver A6”.")
    return _ask(session, access, access_action(session, access, typed.text, Deed.DELIVER))


def open_deliver(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which an officer marks an action as delivered.

    Raises:
        Refusal: they do not answer for it; or it is delivered or closed already.
    """
    return _ask(session, *_accessed(session, press.by, press.about, Deed.DELIVER, now))


def deliver_action(session: Session, sent: Answers, now: datetime) -> Reply:
    """Mark an action as delivered, with its evidence, and ask whoever decides to accept it. Where nobody with a seat
    can, the programme manager is told, and why.

    Raises:
        Refusal: as `open_deliver`; or a child's details stand in it.
    """
    access, action = _accessed(session, sent.by, sent.about, Deed.DELIVER, now)
    _can_be_delivered(session, action, KEPT)
    form = Form(sent.answers)
    given = {
        name: form.text(name, "Please say this too: it is closed on it.", longest=2 * words.LONGEST)
        for name, *_ in words.FIELDS
    }
    given["keeper"] = form.words("keeper", "Name the post that keeps it going.")
    given["procedure"] = form.words("procedure", "Name the procedure that holds it, or say that there is none.")
    check_on = form.day("check_on") or access.board.today(now) + CHECK_AFTER
    _is_to_come(form, access, check_on)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details(given)
    today = access.board.today(now)
    post, on_behalf_of = _written_as(session, access, action)
    delivery_id = deliveries.add_delivery(
        session, action.id, at=now, state=OFFERED, person_id=access.standing.person_id or None, post=post,
        on_behalf_of=on_behalf_of, check_on=check_on, **given,
    )  # fmt: skip
    _to_state(session, access, action, Lifecycle.DELIVERED, "deliver_action", delivered_on=today)
    one = _get(session, delivery_id)
    is_told = _tell_decider(session, access, action, one)
    decided_by = _decided_by(session, access, action)
    noted = words.delivered_noted(action.ref, decided_by)
    noted = noted if decided_by else words.delivered_undecided_noted(action.ref, is_told=is_told)
    return Reply(message=with_split(noted, what_was_split_off(session, access, action)))


def _ask(session: Session, access: Access, action: Action) -> Reply:
    _can_be_delivered(session, action)
    newest, today = deliveries.newest_of(session, action.id), access.board.today(access.now)
    before = newest if newest and newest.state == NOT_ENOUGH else None
    check_on = before.check_on if before and before.check_on else today
    return Reply(
        form=words.deliver_form(
            words.Delivering(
                action.id, action.ref, action.title, action.success_measure, _readings(access.board, action),
                (before and before.keeper) or action.post,
                check_on if check_on > today else today + CHECK_AFTER, _decided_by(session, access, action),
                who_is_asked(session, access.board, action, access.now).named, before,
            )
        ),
        settled=False,
    )  # fmt: skip


def _can_be_delivered(session: Session, action: Action, kept: str = "") -> None:
    if action.lifecycle is Lifecycle.DELIVERED:
        raise Refusal(f"{action.ref} is {action.lifecycle.words} already.{kept}")
    if not action.is_live:
        raise Refusal(f"{what_became_of(session, action)}, so there is nothing to mark as delivered.{kept}")


# Whoever decides accepts it, or says what is missing


def open_close(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which the evidence is accepted and the action closed.

    Raises:
        Refusal: it is not theirs to decide, or to write down, or it is not delivered.
    """
    access, action, decider = _decidable(session, press.by, press.about, now)
    _is_delivered(session, action)
    one = deliveries.newest_of(session, action.id)
    offered = one if one and one.is_offered else None
    split = what_was_split_off(session, access, action, since=offered.at) if offered else ""
    form = words.close_form(
        words.Closing(
            action.id, action.ref, action.title, action.success_measure, _readings(access.board, action),
            is_held_long_enough(access.board, action),
            (offered and offered.check_on) or _check_after(session, access, action),
            offered, access.board.readings_needed, tuple(_left_open(hanging_on(session, access, action))),
        ),
        access.board.today(now), deciding_words(session, access, action, decider),
    )  # fmt: skip
    return Reply(form=form_with_split(form, split), settled=False)


def _left_open(hanging: Hanging) -> list[str]:
    """What hangs on it and has an end, or goes on, when it is closed: a sentence each."""
    are = "is" if len(hanging.challenges) == 1 else "are"
    stays = f"{hanging.asked} {are} not settled: what was asked stays open until it is. “challenges” shows it."
    watched = "It stays on the watch list until the chair takes it off."
    undone = [each for each in hanging.action.milestones if each.done_on is None]
    names = listed([f"{each.name} (critical)" if each.is_critical else each.name for each in undone])
    return [
        *([f"Not said to be done: {names}. Nobody is asked about that once it is closed."] if undone else []),
        *(["The request for a new date ends with it."] if hanging.requests else []),
        *(["The help that it asks for ends with it, and whoever was asked is told."] if hanging.action.help else []),
        *([stays] if hanging.challenges else []),
        *([watched] if hanging.watch else []),
    ]


def close_action(session: Session, sent: Answers, now: datetime) -> Reply:
    """Close a delivered action as complete, with its decision. Nothing else makes an action Blue.

    Raises:
        Refusal: they may not; it is their own; it is not delivered; or a child's details stand in it.
    """
    access, action, decider = _decidable(session, sent.by, sent.about, now)
    _is_delivered(session, action, KEPT)
    form = Form(sent.answers)
    asked = _read_closing(access, action, form)
    taken = read_decision(form, decider, "reason", "Say what evidence and what effect the Board accepted.")
    if taken is None:
        return Reply(errors=form.errors, settled=False)
    return _close(session, access, action, decider, taken, asked)


@dataclass(frozen=True)
class Asked:
    """What the form asks beside the decision itself."""

    waiver: str = ""
    check_on: date | None = None


def _read_closing(access: Access, action: Action, form: Form) -> Asked:
    waiver = form.text("waiver", ask_for_waiver(access.board, action), longest=2 * words.LONGEST)
    check_on = form.day("check_on")
    if check_on is not None:
        _is_to_come(form, access, check_on)
    if not form.errors:
        refuse_personal_details({"waiver": waiver})
    return Asked("" if is_held_long_enough(access.board, action) else waiver, check_on)


def ask_for_waiver(board: Board, action: Action) -> str:
    """What to say where the measure does not hold for the readings that the board asks for; empty where it does."""
    if is_held_long_enough(board, action):
        return ""
    return f"The measure: {_readings(board, action)}. Say why {waived_in_words(board.readings_needed)}."


def is_held_long_enough(board: Board, action: Action) -> bool:
    """Whether its measure holds for the readings that the board asks for."""
    return holds(action.measure_history, board.readings_needed)


def _readings(board: Board, action: Action) -> str:
    return readings_in_words(action.measure_history, board.readings_needed)


def _close(session: Session, access: Access, action: Action, decider: Decider, taken: Taken, asked: Asked) -> Reply:
    was = state_before(session, action)
    noted, one = close_on_evidence(session, access, action, decider, taken, asked)
    note_decided(session, access, noted.meeting, action.id, f"closed as complete ({noted.ref})")
    tell_whose_it_is(
        session, access, action, decider, taken, noted, f"{action.ref} closed as complete", kind=CLOSING, was=was,
        about_id=one.id,
    )  # fmt: skip
    return Reply(message=words.action_closed(one, noted.ref, _hears(session, access, action)))


def close_on_evidence(
    session: Session, access: Access, action: Action, decider: Decider, taken: Taken, asked: Asked, *,
    meeting: Meeting | None = None,
) -> tuple[Noted, Delivery]:  # fmt: skip
    """Let a delivered action be complete from now on, in the room or outside, with the decision and a check to come."""
    board, now = access.board, access.now
    noted = take_decision(
        session, access, action, decider, taken, f"{action.ref} closed as complete: {taken.said}", kind=CLOSING,
        outcome=Rating.BLUE.word, meeting=meeting,
    )  # fmt: skip
    one = _accept(session, access, action, decider, taken, asked, noted.id)
    rating_id = statements.add_rating(
        session, action.id, "confirmed", Rating.BLUE, at=now, reason=taken.said, decision_id=noted.id,
        person_id=decider.person_id, post=decider.post, meeting_id=noted.meeting.id if noted.meeting else None,
    )  # fmt: skip
    closed = {"lifecycle": Lifecycle.CLOSED_COMPLETE.value, "closed_on": board.today(now)}
    actions.change_action(session, action.id, confirmed_rating_id=rating_id, **closed)
    ask_the_others(session, board, now, [action.id])
    withdraw_requests(session, access, hanging_on(session, access, action), f"{action.ref} is closed as complete.")
    help_ends(session, board, action, now)
    log_decision(
        session, access, decider, "close_action", action.ref, was="delivered", to="closed: complete", ref=noted.ref,
        action_id=action.id,
    )  # fmt: skip
    _plan_check(session, board, one, now)
    _say(session, access, action, f"closed_told:{one.id}:{noted.id}", words.closed_told(one, noted.ref))
    show_judged(session, access, action, one)
    return noted, one


def open_missing(session: Session, press: Press, now: datetime) -> Reply:
    """The form that says what is missing of what was delivered."""
    access, action, decider = _decidable(session, press.by, press.about, now)
    _is_delivered(session, action)
    deciding = deciding_words(session, access, action, decider)
    return Reply(form=words.missing_form(action.id, action.ref, action.title, deciding), settled=False)


def say_missing(session: Session, sent: Answers, now: datetime) -> Reply:
    """Send a delivered action back to in progress, with what is missing.

    Raises:
        Refusal: it is not theirs to decide, or to write down; or it is not delivered.
    """
    access, action, decider = _decidable(session, sent.by, sent.about, now)
    _is_delivered(session, action, KEPT)
    form = Form(sent.answers)
    taken = read_decision(form, decider, "missing", "Say what is missing.")
    if taken is None:
        return Reply(errors=form.errors, settled=False)
    said, was = f"{action.ref}: evidence not enough", state_before(session, action)
    noted = take_decision(session, access, action, decider, taken, said, kind=EVIDENCE, outcome=NOT_ENOUGH)
    _, one = send_back(session, access, action, decider, taken.said, noted.ref, noted.id)
    note_decided(session, access, noted.meeting, action.id, f"evidence not enough ({noted.ref})")
    tell_whose_it_is(
        session, access, action, decider, taken, noted, said, kind=EVIDENCE, was=was, about_id=one.id
    )  # fmt: skip
    return Reply(message=words.missing_noted(action.ref, noted.ref, _hears(session, access, action)))


def send_back(
    session: Session, access: Access, action: Action, decider: Decider, missing: str, ref: str, decision_id: int
) -> tuple[bool, Delivery]:
    """Let a delivered action be in progress again, since its evidence is not enough; whether its officer is told."""
    one = _judged(session, access, action, decider, NOT_ENOUGH, missing, decision_id)
    whose = f", as the {decider.post} decided" if decider.is_recorded else ""
    _to_state(session, access, action, Lifecycle.IN_PROGRESS, "judge_evidence", why=f"decision {ref}{whose}",
              delivered_on=None)  # fmt: skip
    show_judged(session, access, action, one)
    told = words.missing_told(one, ref)
    return _say(session, access, action, f"missing_told:{one.id}:{decision_id}", told), one


def _accept(
    session: Session, access: Access, action: Action, decider: Decider, taken: Taken, asked: Asked, decision_id: int
) -> Delivery:
    one = deliveries.newest_of(session, action.id)
    offered = one if one and one.is_offered else None
    check_on = asked.check_on or (offered and offered.check_on) or _check_after(session, access, action)
    keeper = (offered and offered.keeper) or action.post  # a file may not say who keeps it going
    return _judged(
        session, access, action, decider, ACCEPTED, taken.said, decision_id, check_on=check_on, waiver=asked.waiver,
        keeper=keeper,
    )  # fmt: skip


def _check_after(session: Session, access: Access, action: Action) -> date:
    """When it is checked, where no evidence that was offered says: on the day that a file gave, if that is to come."""
    today, given = access.board.today(access.now), edits.row_of(session, action.id).check_on
    return given if given and given > today else today + CHECK_AFTER


def _judged(
    session: Session, access: Access, action: Action, decider: Decider, state: str, said: str, decision_id: int,
    **more: Any,
) -> Delivery:  # fmt: skip
    """What was offered, with what was made of it; an action that came delivered with an import gets a row here."""
    one, now = deliveries.newest_of(session, action.id), access.now
    if one is None or one.state == NOT_ENOUGH:
        added = deliveries.add_delivery(session, action.id, at=now, state=OFFERED, post=action.post, keeper=action.post)
        one = _get(session, added)
    deliveries.judge(
        session, one.id, state, words=said, by=decider.person_id, post=decider.post, at=now, decision_id=decision_id,
        **more,
    )  # fmt: skip
    return _get(session, one.id)


def _is_delivered(session: Session, action: Action, kept: str = "") -> None:
    if not action.is_live:
        raise Refusal(f"{what_became_of(session, action)}, so there is no evidence of it to decide about.{kept}")
    if action.lifecycle is not Lifecycle.DELIVERED:
        raise Refusal(
            f"{action.ref} is {action.lifecycle.words}. It can be closed as complete once the officer has marked it "
            "delivered, with evidence."
        )


# Opening it again


def open_reopen(session: Session, press: Press, now: datetime) -> Reply:
    """The form that opens a closed action again."""
    access, action, decider = _decidable(session, press.by, press.about, now)
    _is_closed(action)
    deciding = deciding_words(session, access, action, decider)
    state = action.lifecycle.words
    return Reply(form=words.reopen_form(action.id, action.ref, action.title, state, deciding), settled=False)


def reopen_action(session: Session, sent: Answers, now: datetime) -> Reply:
    """Open a closed action again, with why; it is counted as reopened.

    Raises:
        Refusal: it is not theirs to decide, or to write down; or it is not closed.
    """
    access, action, decider = _decidable(session, sent.by, sent.about, now)
    _is_closed(action)
    form = Form(sent.answers)
    taken = read_decision(form, decider, "reason", "Say why it is opened again.")
    if taken is None:
        return Reply(errors=form.errors, settled=False)
    was = state_before(session, action)
    noted = take_decision(
        session, access, action, decider, taken, f"{action.ref} opened again: {taken.said}", kind=REOPENING,
        outcome="reopened",
    )  # fmt: skip
    whose = f", as the {decider.post} decided" if decider.is_recorded else ""
    by = f"decision {noted.ref}{whose}"
    action, goes_on = _reopen(session, access, action, taken.said, decider.post, by, noted.id)
    told = words.reopened_told(
        action.ref, action.title, decider.post, taken.said, decision_ref=noted.ref, goes_on=goes_on
    )
    _say(session, access, action, f"reopened_told:{noted.id}", told)
    note_decided(session, access, noted.meeting, action.id, f"opened again ({noted.ref})")
    tell_whose_it_is(
        session, access, action, decider, taken, noted, f"{action.ref} opened again", kind=REOPENING, was=was
    )  # fmt: skip
    return Reply(message=words.reopened_noted(action.ref, noted.ref, _hears(session, access, action), goes_on))


def _reopen(
    session: Session, access: Access, action: Action, why: str, post: str, by: str, decision_id: int | None = None
) -> tuple[Action, str]:
    """Returns the action as it is named now, and a sentence on where it goes on if its plan is closed."""
    deliveries.reopen(
        session, action.id, was=action.lifecycle.value, why=why, by=access.standing.person_id or None, post=post,
        at=access.now, decision_id=decision_id,
    )  # fmt: skip
    _to_state(session, access, action, Lifecycle.IN_PROGRESS, "reopen_action", why=by)
    ref, closed, running = plan_closings.bring_back(session, action.id, access.now)
    if ref:
        record(
            session, access.board.workspace_id, who=access.who, what="move_action", subject=ref, at=access.now,
            was=f"{action.ref} of {closed}", to=f"{ref} of {running}", why=by, action_id=action.id,
        )  # fmt: skip
        action = replace(action, ref=ref)
    cover_again(session, access, action)
    tell_other_boards_again(session, access, action.id)
    ask_the_others(session, access.board, access.now, [action.id])
    tell_waiting(session, access.board, action, "open again", f"reopened:{access.now.isoformat()}", access.now)
    return action, words.goes_on_in(ref, running) if ref else ""


def _is_closed(action: Action) -> None:
    if action.is_live:
        raise Refusal(f"{action.ref} is {action.lifecycle.words}: only what is closed can be opened again.")


def _decidable(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Action, Decider]:
    """An action, for whoever decides about it, or writes down what the chair or the Board decided."""
    access, action = _accessed(session, by, about, Deed.CLOSE_ACTION, now)
    may_record = records_for_others(access)
    return access, action, decider_for(session, access, action, may_record=may_record, as_board=may_record)


# Asking later whether it holds


def _plan_check(session: Session, board: Board, one: Delivery, now: datetime) -> None:
    if one.check_on is None:
        return
    day = working_days(board, one.check_on).next_working_day(one.check_on)
    # It may be closed again on the same evidence, after a decision was taken back.
    key = f"{words.CLOSURE_CHECK}:{one.id}:{one.judged_at:%Y%m%dT%H%M%S}"
    row = (key, words.CLOSURE_CHECK, {"delivery": one.id}, board.at(day, AT))
    outbox.plan(session, board.workspace_id, board.id, [row])
    monday = day - timedelta(days=day.weekday())
    for begins in (monday, monday + timedelta(days=7)):
        plan_overdue_checks(session, board, begins, now)


def ask_whether_it_holds(session: Session, row: Planned, now: datetime) -> Decided:
    """Ask whoever keeps it going, or else the accountable officer, whether what was closed still holds.

    It is asked however late: an answer is of use whenever it comes. Without anybody to ask, whoever decides is asked.
    """
    board, one = boards.get_board(session, row.board_id or 0), _get(session, int(row.args["delivery"]))
    action = read_action(session, board, one, now)
    stopped = _check_is_off(action, one)
    if stopped:
        return Drop(stopped)
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    to, for_post = check_reader(session, board, action, one, now)
    if not to:
        return Drop("there is nobody to ask whether it still holds", is_too_late=True)
    return MadeUp(to, words.closure_check(one, board.today(now), for_post))


def before_check(session: Session, row: Leased, now: datetime) -> Drop | PutOff | None:
    """Why the question should not go as it is: it was answered, it is open again, or it is night."""
    board, one = boards.get_board(session, row.board_id or 0), _get(session, int(row.args["delivery"]))
    action = read_action(session, board, one, now)
    if stopped := _check_is_off(action, one):
        return Drop(stopped)
    to, _ = check_reader(session, board, action, one, now)
    if to != row.to:
        return Drop("somebody else keeps it going now", now_for=to)
    return None if within_hours(board, now) else PutOff(next_within_hours(board, now), "outside working hours")


def open_still(session: Session, press: Press, now: datetime) -> Reply:
    """The form for “still true”."""
    _, action, one = _checkable(session, press.by, press.about, now)
    if _check_is_off(action, one):
        return Reply(message=words.checked_already(one.ref), settled=False)
    return Reply(form=words.still_form(one), settled=False)


def open_no_more(session: Session, press: Press, now: datetime) -> Reply:
    """The form for “not any more”."""
    access, action, one = _checkable(session, press.by, press.about, now)
    if _check_is_off(action, one):
        return Reply(message=words.checked_already(one.ref), settled=False)
    told = [named for _, named, _ in _who_hears(session, access, action)]
    return Reply(form=words.no_more_form(one, told), settled=False)


def still_true(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep that it still holds, and how they know."""
    return _answer_check(session, sent, now, still_true=True)


def not_any_more(session: Session, sent: Answers, now: datetime) -> Reply:
    """Open it again, count it as reopened, and tell the chair and its officer."""
    return _answer_check(session, sent, now, still_true=False)


def _answer_check(session: Session, sent: Answers, now: datetime, *, still_true: bool) -> Reply:
    access, action, one = _checkable(session, sent.by, sent.about, now)
    if _check_is_off(action, one):
        return Reply(message=words.checked_already(one.ref))
    form = Form(sent.answers)
    said = form.text("words", "Say how you know." if still_true else "Say what has changed.", longest=2 * words.LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": said})
    post = one.keeper if one.post_id not in access.standing.posts else one.post
    if not deliveries.check(session, one.id, still_true=still_true, words=said, post=post, at=now):
        return Reply(message=words.checked_already(one.ref))
    record(
        session, access.board.workspace_id, who=access.who, what="check_closed", subject=one.ref, at=now,
        to="still true" if still_true else "not any more", action_id=one.action_id,
    )  # fmt: skip
    goes_on = ""
    if not still_true:
        action, goes_on = _reopen(session, access, action, said, post, "asked whether it still holds")
        _tell_failed(session, access, action, one, post, said, goes_on)
    for told in _told(session, words.CLOSURE_CHECK, one):
        outbox.amend(session, told.id, words.closure_check(_get(session, one.id), access.board.today(now)), now)
    hear = [] if still_true else [named for _, named, _ in _who_hears(session, access, action)]
    when = when_told(access.board, now)
    return Reply(message=words.check_noted(action.ref, hear, when, still_true=still_true, goes_on=goes_on))


def _tell_failed(
    session: Session, access: Access, action: Action, one: Delivery, post: str, said: str, goes_on: str
) -> None:
    told = words.reopened_told(action.ref, action.title, post, said, goes_on=goes_on)
    for account, _, whose in _who_hears(session, access, action):
        _put(session, access.board, access.now, f"reopened_told:check:{one.id}{whose}", account, told)


def _who_hears(session: Session, access: Access, action: Action) -> list[tuple[str, str, str]]:
    """Who hears that it does not hold any more: account, as a sentence names them, and what their key ends with.

    Whoever decides, and its officer; not the one who says so.
    """
    able = who_can_decide(session, access.board, action, access.now)
    reader, _ = reader_of(session, access.board, action, access.now)
    found = [(able.account, f"the {able.post}", ":chair")] if able is not None else []
    found += [(reader.account, f"the {action.post}", "")] if reader is not None else []
    return [each for each in found if each[0] != access.standing.account]


def _check_is_off(action: Action, one: Delivery) -> str:
    """Why it is not asked, or not any more; empty while it is."""
    if one.still_true is not None:
        return "it was answered before"
    return "" if action.lifecycle is Lifecycle.CLOSED_COMPLETE else "the action is not closed as complete any more"


def check_reader(session: Session, board: Board, action: Action, one: Delivery, now: datetime) -> tuple[str, str]:
    """Whose account is asked, and for which post if that is not theirs."""
    today = board.today(now)
    keeper = people.find_post(session, board.workspace_id, one.keeper) if one.keeper else None
    if keeper is not None and not (keeper.away_until and today <= keeper.away_until):
        holder = people.holder_of(session, keeper.id, today)
        if holder is not None:
            return holder.account, ""
    reader, _ = reader_of(session, board, action, now)
    return (reader.account, reader.for_post) if reader else ("", "")


def _checkable(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Action, Delivery]:
    one = deliveries.find_delivery(session, read_number(about, "closed action"))
    access, action = access_delivery(session, by.key, one, now, name=by.name)
    if one is None:
        raise ValueError("access_delivery refuses where there is none")
    return access, action, one


# What they share


def _accessed(session: Session, by: Caller, about: str, deed: Deed, now: datetime) -> tuple[Access, Action]:
    action_id = read_number(about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_ACTION, now, name=by.name)
    return access, access_action_by_id(session, access, action_id, deed)


def read_action(session: Session, board: Board, one: Delivery, now: datetime) -> Action:
    """The action of a delivery as it is today."""
    (action,) = actions.actions_of(session, board.id, board.today(now), board.zone, only=[one.action_id])
    return action


def _get(session: Session, delivery_id: int) -> Delivery:
    found = deliveries.find_delivery(session, delivery_id)
    if found is None:
        raise ValueError(f"there is no delivery {delivery_id}")
    return found


def _to_state(
    session: Session, access: Access, action: Action, state: Lifecycle, what: str, *, why: str = "", **values: Any
) -> None:
    actions.change_action(session, action.id, lifecycle=state.value, **values)
    if state is Lifecycle.DELIVERED or state.is_closed:
        said = f"The action is {state.words} now, so nothing is needed. Thank you."
        ask_no_more(session, access.board, action.id, said, access.now)
    else:
        ask_again(session, action, access.now)
    who = recorded_as(session, access, action.post_id, action.post)
    record(
        session, access.board.workspace_id, who=who, what=what, subject=action.ref, at=access.now,
        was=action.lifecycle.words, to=state.words, why=why, action_id=action.id,
    )  # fmt: skip


def _is_to_come(form: Form, access: Access, check_on: date) -> None:
    today = access.board.today(access.now)
    if check_on <= today:
        form.wrong("check_on", f"{day_in_words(check_on, today)} is not after today. Choose a later day.")


def _decided_by(session: Session, access: Access, action: Action) -> str:
    able = who_can_decide(session, access.board, action, access.now)
    return f"the {able.post}" if able else ""


def _written_as(session: Session, access: Access, action: Action) -> tuple[str, str]:
    return written_as(session, access, action.post_id, action.post)


def _tell_decider(session: Session, access: Access, action: Action, one: Delivery) -> bool:
    """Ask whoever decides, or else tell the programme manager that nobody can; whether there was anybody to tell."""
    board, now = access.board, access.now
    asked = who_is_asked(session, board, action, now)
    if asked.account:
        why = "" if asked.can_decide else why_nobody(session, board, [action], now)
        message = _as_it_stands(board, now, action, one, why)
        _put(session, board, now, f"{words.DELIVERED}:{one.id}", asked.account, message, one)
    return bool(asked.account)


def ask_decider_now(session: Session, board: Board, one: Delivery, now: datetime) -> bool:
    """Ask whoever can decide about a delivery today, if they have not been asked; whether they are."""
    action = read_action(session, board, one, now)
    able = who_can_decide(session, board, action, now)
    key = f"{words.DELIVERED}:{one.id}"
    if able is None or planned.was_said_to(session, key, able.account):
        return False
    message = _as_it_stands(board, now, action, one, "")
    _put(session, board, now, f"{key}:{able.account}", able.account, message, one)
    return True


def _as_it_stands(board: Board, now: datetime, action: Action, one: Delivery, why: str) -> Message:
    """What was delivered, for whoever decides; or, with why nobody can, for the programme manager."""
    today, readings = board.today(now), _readings(board, action)
    if why:
        return words.delivery_undecided(one, today, action.success_measure, readings, why)
    return words.action_delivered(one, today, action.success_measure, readings)


def show_judged(session: Session, access: Access, action: Action, one: Delivery) -> None:
    """Let the message that told of the evidence say what was made of it."""
    for told in _told(session, words.DELIVERED, one, or_waiting=True):
        why = "nobody could" if told.kind == words.UNDECIDED else ""
        _change(session, told.id, _as_it_stands(access.board, access.now, action, one, why), access.now)


def judged_no_more(session: Session, action_id: int, said: str, now: datetime) -> None:
    """Let what asks for the evidence of an action to be judged say why nobody needs to any more."""
    one = deliveries.newest_of(session, action_id)
    for told in _told(session, words.DELIVERED, one, or_waiting=True) if one and one.is_offered else ():
        _change(session, told.id, words.with_nothing_to_judge(told.message, said), now)


def _change(session: Session, row_id: int, message: Message, now: datetime) -> None:
    """Give a message other words, whether it has gone or waits to."""
    if not outbox.amend(session, row_id, message, now):
        outbox.reword(session, row_id, message)


def _told(session: Session, key: str, one: Delivery, *, or_waiting: bool = False) -> list[planned.Told]:
    """The messages about one delivery; the key of the twelfth begins as that of the first does."""
    told = planned.sent_starting(session, f"{key}:{one.id}", or_waiting=or_waiting)
    return [each for each in told if each.args.get("delivery") == one.id]


def _hears(session: Session, access: Access, action: Action) -> str:
    """When its officer, or who stands in, hears what was decided; empty where there is nobody to tell."""
    reader, _ = reader_of(session, access.board, action, access.now)
    return when_told(access.board, access.now) if reader is not None else ""


def _say(session: Session, access: Access, action: Action, key: str, message: Message) -> bool:
    reader, _ = reader_of(session, access.board, action, access.now)
    if reader is not None:
        _put(session, access.board, access.now, key, reader.account, message)
    return reader is not None


def _put(
    session: Session, board: Board, now: datetime, key: str, to: str, message: Message, about: Delivery | None = None
) -> None:
    outbox.say(
        session, board.workspace_id, key=key, to=to, message=message, due=next_within_hours(board, now),
        board_id=board.id, args={"delivery": about.id} if about else None,
    )  # fmt: skip


PRESSES: Mapping[str, UseCase] = {
    words.DELIVER: open_deliver,
    words.CLOSE: open_close,
    words.MISSING: open_missing,
    words.REOPEN: open_reopen,
    words.STILL: open_still,
    words.NO_MORE: open_no_more,
}
FORMS: Mapping[str, UseCase] = {
    words.DELIVER_FORM: deliver_action,
    words.CLOSE_FORM: close_action,
    words.MISSING_FORM: say_missing,
    words.REOPEN_FORM: reopen_action,
    words.STILL_FORM: still_true,
    words.NO_MORE_FORM: not_any_more,
}
WORDS: Mapping[str, UseCase] = {"deliver": type_deliver}
READS = frozenset({*PRESSES, *WORDS})
MAKERS = {words.CLOSURE_CHECK: ask_whether_it_holds}
CHECKS = {words.CLOSURE_CHECK: ("delivery", before_check)}
OFFERS = (
    Offer(
        "Mark as delivered", words.DELIVER, "The work is done: offer the evidence for the Board to accept.",
        Deed.DELIVER, STATE, lambda action: action.is_live and action.lifecycle is not Lifecycle.DELIVERED,
    ),
    Offer(
        "Close as complete", words.CLOSE, "Accept the evidence and the effect.", Deed.CLOSE_ACTION, STATE,
        lambda action: action.lifecycle is Lifecycle.DELIVERED,
        lambda standing, action: not standing.is_own(action.post_id),
    ),
    Offer(
        "Not enough", words.MISSING, "Send it back to in progress, with what is missing.", Deed.CLOSE_ACTION, STATE,
        lambda action: action.lifecycle is Lifecycle.DELIVERED,
        lambda standing, action: not standing.is_own(action.post_id),
    ),
    Offer(
        "Open again", words.REOPEN, "It is in progress again, and counted as reopened.", Deed.CLOSE_ACTION, STATE,
        lambda action: not action.is_live, lambda standing, action: not standing.is_own(action.post_id),
    ),
)  # fmt: skip
