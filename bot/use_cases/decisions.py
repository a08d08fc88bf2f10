"""What the chair decides, and what is recorded as done."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.cycle import OUTCOME, RUNGS, due_at
from bot.domain.dates import day_in_words, weekday_moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages import decisions as messages
from bot.messages.parts import Reply
from bot.messages.recorded_decisions import LONGEST_HOW
from bot.use_cases.answering_recorded import withdraw_recorded
from bot.use_cases.assessing import assess_plan
from bot.use_cases.deciding import (
    Decider,
    check_rating,
    decider_for,
    meeting_being_held,
    record_rating,
    records_for_others,
)
from bot.use_cases.entries import Entry
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.outcomes import note_decided
from bot.use_cases.planning import working_days
from bot.use_cases.reading_answers import read_number, read_rating
from bot.use_cases.recorded_decisions import (
    BOARDS_REF,
    HOW_IT_CAME,
    Noted,
    Taken,
    deciding_words,
    state_before,
    tell_whose_it_is,
)
from storage import actions, decisions, statements
from storage.access import Access, access_action, access_action_by_id, access_board, access_board_by_action
from storage.audit import record
from storage.decisions import Confirmed
from storage.meetings import get_meeting
from storage.room import RATING

LONGEST_REF = 60


@dataclass(frozen=True)
class ConfirmRating:
    """The chair confirms a rating. The action is named by its id or as typed; `decision_ref` may be left to the bot."""

    by: Caller
    rating: Rating
    reason: str = ""
    decision_ref: str = ""
    how: str = ""
    """How it came to whoever writes it down, where the chair confirms it and somebody else records it."""
    action_id: int = 0
    said: str = ""

    @classmethod
    def from_answers(cls, sent: Answers) -> "ConfirmRating":
        """The form sent in.

        Raises:
            Refusal: no rating was chosen.
        """
        rating = read_rating(_text(sent, "rating"), "Choose the rating that is confirmed: Green, Amber or Red.")
        reason, ref, how = (_text(sent, name) for name in ("reason", "decision_ref", "how"))
        return cls(sent.by, rating, reason, ref, how, action_id=read_number(sent.about, "action"))


@dataclass(frozen=True)
class CompleteMilestone:
    """The officer says that a milestone was done, and when."""

    by: Caller
    said: str
    milestone: str
    done_on: date


def open_confirm(session: Session, press: Press, now: datetime) -> Reply:
    """Open the form in which the chair confirms a rating, or the programme manager writes down that they did.

    Raises:
        Refusal: they may not, and it says who can.
    """
    action_id = read_number(press.about, "action")
    access, assessed = _decidable(session, press.by, action_id, "", Deed.CONFIRM_RATING, now)
    decider = _decider(session, access, assessed.action)
    deciding = deciding_words(session, access, assessed.action, decider)
    told = (f"the {deciding.whose}",) if deciding.whose else ()
    hears = _what_its_officer_hears(session, access, assessed.action)
    form = messages.confirm_form(assessed, replace(deciding, told=told, why=""), hears)
    return Reply(form=form, settled=False)


def confirm_rating(session: Session, command: ConfirmRating, now: datetime) -> Reply:
    """Add the confirmed rating, with its decision; on and after a meeting's day it is one of that meeting's.

    Where somebody else writes it down, whoever confirmed it is told, and can say that it is not right.

    Raises:
        Refusal: they may not; it is their own action; Blue or Grey was asked for; or a reason is needed, or how it
            came to whoever writes it down.
    """
    access, assessed = _decidable(session, command.by, command.action_id, command.said, Deed.CONFIRM_RATING, now)
    action, rating = assessed.action, command.rating
    decider = _decider(session, access, action)
    check_rating(session, assessed, rating, command.reason)
    _check_words(command, decider)
    meeting, was = meeting_being_held(session, access.board, action.id, now), state_before(session, action)
    how = command.how if decider.is_recorded else ""
    ref, decision_id = record_rating(
        session, access, assessed, decider, rating, reason=command.reason, ref=command.decision_ref, meeting=meeting,
        how=how,
    )  # fmt: skip
    note_decided(session, access, meeting, action.id, f"confirmed {rating.word} ({ref})")
    tell_whose_it_is(
        session, access, action, decider, Taken(command.reason, ref, how), Noted(ref, decision_id, meeting),
        f"{action.ref} confirmed as {rating.word}", kind=RATING, was=was,
    )  # fmt: skip
    hears = _what_its_officer_hears(session, access, action)
    return Reply(message=messages.rating_confirmed(action.ref, rating.word, ref, decision_id, hears))


def take_back_rating(session: Session, press: Press, now: datetime) -> Reply:
    """Take a rating back that was confirmed by a mis-press: the one before it counts again, and both stay on record.

    Raises:
        Refusal: it is not theirs to take back; another was confirmed since; or its meeting's decision log is agreed.
    """
    one = decisions.find_confirmed(session, read_number(press.about, "decision"))
    about = one.action_id if one else 0
    access, assessed = _decidable(session, press.by, about or NO_SUCH, "", Deed.CONFIRM_RATING, now)
    if one is None:
        raise Refusal("That confirmed no rating. Type “status” to see the plan.")
    if one.is_taken_back:
        return Reply(message=messages.rating_taken_back(assessed, one.words, one.ref))
    _is_theirs(access, one)
    _still_stands(session, assessed.action, one)
    return _take_back(session, access, assessed, one)


NO_SUCH = -1
"""An action that there is not: access to it is refused as to any that is not theirs."""


def _is_theirs(access: Access, one: Confirmed) -> None:
    if not access.standing.person_id or access.standing.person_id not in (one.person_id, one.recorded_by):
        raise Refusal("Only whoever confirmed it or wrote it down can take it back. Confirm the rating that is right.")


def _still_stands(session: Session, action: Action, one: Confirmed) -> None:
    if statements.counting_rating(session, action.id) != one.rating_id:
        raise Refusal(f"Another rating of {action.ref} was confirmed since. Type “status {action.ref}” to see it.")
    if one.meeting_id is not None and decisions.is_agreed(session, one.meeting_id):
        raise Refusal(
            f"{one.ref} stands in a decision log that the chair has agreed. Confirm the rating that is right: it is a "
            "decision of its own, with its reason."
        )


def _take_back(session: Session, access: Access, assessed: Assessed, one: Confirmed) -> Reply:
    action, board, now = assessed.action, access.board, access.now
    decisions.take_back(session, one.decision_id, action.id, by=access.who, at=now)
    before = statements.counting_rating(session, action.id)
    actions.change_action(session, action.id, confirmed_rating_id=before)
    _log(
        session, access, "take_back", action, was=f"confirmed {one.words} ({one.ref})", to="not confirmed",
        why="pressed by mistake",
    )  # fmt: skip
    meeting = get_meeting(session, one.meeting_id) if one.meeting_id is not None else None
    gone = f"confirmed {one.words} ({one.ref})"
    note_decided(session, access, meeting, action.id, f"taken back: {gone}", [gone])
    withdraw_recorded(session, access, one.decision_id)
    now_is = assess_plan(session, board, now, only=[action.id])[0]
    return Reply(message=messages.rating_taken_back(now_is, one.words, one.ref))


def complete_milestone(session: Session, command: CompleteMilestone, now: datetime) -> Reply:
    """Record that a milestone was done.

    Raises:
        Refusal: they do not answer for the action; there is no such milestone; or the day is still to come.
    """
    access = access_board(session, command.by.key, Deed.SEE_PLAN, now, name=command.by.name)
    action = access_action(session, access, command.said, Deed.ANSWER_MILESTONE)
    today = access.board.today(now)
    step = next((step for step in action.milestones if step.title == command.milestone), None)
    if step is None:
        names = "; ".join(step.title for step in action.milestones) or "none"
        raise Refusal(f"{action.ref} has no milestone called “{command.milestone}”. It has: {names}.")
    if command.done_on > today:
        raise Refusal(f"{day_in_words(command.done_on, today)} is still to come. Record it once it is done.", "done_on")
    actions.complete_milestone(session, step.id, command.done_on)
    day = day_in_words(command.done_on, today)
    _log(session, access, "complete_milestone", action, to=f"{step.name}: {command.done_on}")
    return Reply(message=messages.milestone_done(action.ref, step.title, day))


def _decidable(
    session: Session, by: Caller, action_id: int, named: str, deed: Deed, now: datetime
) -> tuple[Access, Assessed]:
    if action_id:
        access = access_board_by_action(session, by.key, action_id, deed, now, name=by.name)
        action = access_action_by_id(session, access, action_id, deed)
    else:
        access = access_board(session, by.key, deed, now, name=by.name)
        action = access_action(session, access, named, deed)
    return access, assess_plan(session, access.board, now, only=[action.id])[0]


def _what_its_officer_hears(session: Session, access: Access, action: Action) -> str:
    """Outside a meeting nobody is told of a rating but whoever is said to have confirmed it."""
    meeting, board = meeting_being_held(session, access.board, action.id, access.now), access.board
    if meeting is not None:
        days = working_days(board, board.today(meeting.starts_at))
        at = due_at(RUNGS[OUTCOME], meeting, board, days, meeting.starts_at)
        when = f", on {weekday_moment_in_words(board.local(at), board.today(access.now))}" if at > access.now else ""
        return f"The {action.post} is told with what the meeting came to{when}."
    return f"The {action.post} reads it on the card."


def _decider(session: Session, access: Access, action: Action) -> Decider:
    may_record = records_for_others(access)
    return decider_for(session, access, action, may_record=may_record, as_board=may_record)


def _check_words(command: ConfirmRating, decider: Decider) -> None:
    refuse_personal_details({"reason": command.reason, "decision_ref": command.decision_ref, "how": command.how})
    if decider.role is None and not command.decision_ref:
        raise Refusal(BOARDS_REF, "decision_ref")
    if decider.is_recorded and decider.role is not None and not command.how:
        raise Refusal(HOW_IT_CAME, "how")
    if len(command.how) > LONGEST_HOW:
        raise Refusal(f"Please keep this within {LONGEST_HOW} characters.", "how")
    if len(command.decision_ref) > LONGEST_REF:
        raise Refusal(f"Please keep the reference within {LONGEST_REF} characters.", "decision_ref")


def _log(
    session: Session, access: Access, what: str, action: Action, was: str = "", to: str = "", why: str = ""
) -> None:
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=action.ref, at=access.now, was=was,
        to=to, why=why, action_id=action.id,
    )  # fmt: skip


def _text(sent: Answers, name: str) -> str:
    answer = sent.answers.get(name)
    return answer.strip() if isinstance(answer, str) else ""


FORMS = {"decision.confirm": Entry(confirm_rating, ConfirmRating.from_answers)}
PRESSES = {"decision.open_confirm": open_confirm, "decision.take_back": take_back_rating}
READS = frozenset({"decision.open_confirm"})
