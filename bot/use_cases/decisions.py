"""What the chair decides, and what is recorded as done."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.dates import day_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages import decisions as messages
from bot.messages.parts import Reply
from bot.use_cases.assessing import assess_plan
from bot.use_cases.deciding import (
    check_rating,
    decider_for,
    meeting_being_held,
    record_rating,
)
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.outcomes import note_decided
from bot.use_cases.reading_answers import read_number, read_rating
from storage import actions
from storage.access import Access, access_action, access_action_by_id, access_board, access_board_by_action
from storage.audit import record

LONGEST_REF = 60


@dataclass(frozen=True)
class ConfirmRating:
    """The chair confirms a rating. The action is named by its id or as typed; `decision_ref` may be left to the bot."""

    by: Caller
    rating: Rating
    reason: str = ""
    decision_ref: str = ""
    action_id: int = 0
    said: str = ""

    @classmethod
    def from_answers(cls, sent: Answers) -> "ConfirmRating":
        """The form sent in.

        Raises:
            Refusal: no rating was chosen.
        """
        rating = read_rating(_text(sent, "rating"), "Choose the rating that is confirmed: Green, Amber or Red.")
        reason, ref = _text(sent, "reason"), _text(sent, "decision_ref")
        return cls(sent.by, rating, reason, ref, action_id=read_number(sent.about, "action"))


@dataclass(frozen=True)
class CompleteMilestone:
    """The officer says that a milestone was done, and when."""

    by: Caller
    said: str
    milestone: str
    done_on: date


def open_confirm(session: Session, press: Press, now: datetime) -> Reply:
    """Open the form in which the chair confirms a rating.

    Raises:
        Refusal: they may not, and it says who can.
    """
    action_id = read_number(press.about, "action")
    access, assessed = _decidable(session, press.by, action_id, "", Deed.CONFIRM_RATING, now)
    decider_for(session, access, assessed.action)
    return Reply(form=messages.confirm_form(assessed), settled=False)


def confirm_rating(session: Session, command: ConfirmRating, now: datetime) -> Reply:
    """Add the confirmed rating, with its decision; on and after a meeting's day it is one of that meeting's.

    Raises:
        Refusal: they may not; it is their own action; Blue or Grey was asked for; or a reason is needed.
    """
    access, assessed = _decidable(session, command.by, command.action_id, command.said, Deed.CONFIRM_RATING, now)
    action = assessed.action
    decider = decider_for(session, access, action)
    check_rating(assessed, command.rating, command.reason)
    _check_words(command)
    meeting = meeting_being_held(session, access.board, action.id, now)
    ref = record_rating(
        session, access, assessed, decider, command.rating, reason=command.reason, ref=command.decision_ref,
        meeting=meeting,
    )  # fmt: skip
    note_decided(session, access, meeting, action.id, f"confirmed {command.rating.word} ({ref})")
    return Reply(message=messages.rating_confirmed(action.ref, command.rating.word, ref))


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
    _log(session, access, "complete_milestone", action, to=f"{step.title}: {command.done_on}")
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


def _check_words(command: ConfirmRating) -> None:
    refuse_personal_details({"reason": command.reason, "decision_ref": command.decision_ref})
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
