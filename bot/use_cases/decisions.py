"""What the chair decides, and what is recorded as done."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.dates import day_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed, Role
from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages import decisions as messages
from bot.messages.parts import Reply
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.reading_answers import read_number, read_rating
from storage import actions, decisions, people, statements
from storage.access import Access, access_action, access_action_by_id, access_board, access_board_by_action
from storage.audit import record
from storage.standings import ties_of

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
class CloseAction:
    """The chair closes a delivered action as complete: the Board has accepted the evidence and the effect."""

    by: Caller
    reason: str
    decision_ref: str = ""
    action_id: int = 0
    said: str = ""

    @classmethod
    def from_answers(cls, sent: Answers) -> "CloseAction":
        """The form sent in."""
        action_id = read_number(sent.about, "action")
        return cls(sent.by, _text(sent, "reason"), _text(sent, "decision_ref"), action_id=action_id)


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
    _not_own(session, access, assessed.action)
    return Reply(form=messages.confirm_form(assessed), settled=False)


def open_close(session: Session, press: Press, now: datetime) -> Reply:
    """Open the form in which the chair closes a delivered action.

    Raises:
        Refusal: they may not, or it is not delivered.
    """
    action_id = read_number(press.about, "action")
    access, assessed = _decidable(session, press.by, action_id, "", Deed.CLOSE_ACTION, now)
    _not_own(session, access, assessed.action)
    _is_delivered(assessed.action)
    return Reply(form=messages.close_form(assessed), settled=False)


def confirm_rating(session: Session, command: ConfirmRating, now: datetime) -> Reply:
    """Add the confirmed rating, with its decision.

    Raises:
        Refusal: they may not; it is their own action; Blue or Grey was asked for; or a reason is needed.
    """
    access, assessed = _decidable(session, command.by, command.action_id, command.said, Deed.CONFIRM_RATING, now)
    action = assessed.action
    role = _not_own(session, access, action)
    _can_be_confirmed(assessed, command)
    _check_words(command)
    ref, decision_id = _decide(session, access, role, command.decision_ref, f"{action.ref}: {command.rating.word}")
    rating_id = statements.add_rating(
        session, action.id, "confirmed", command.rating, at=now, reason=command.reason, decision_id=decision_id,
        person_id=access.standing.person_id, post=access.standing.post_for(role),
        facts={"suggested": assessed.suggestion.words},
    )  # fmt: skip
    actions.change_action(session, action.id, confirmed_rating_id=rating_id)
    was = action.confirmed.rating.word if action.confirmed else ""
    _log(session, access, "confirm_rating", action.ref, was=was, to=command.rating.word, why=f"decision {ref}")
    return Reply(message=messages.rating_confirmed(action.ref, command.rating.word, ref))


def close_action(session: Session, command: CloseAction, now: datetime) -> Reply:
    """Close a delivered action as complete, with its decision. Nothing else makes an action Blue.

    Raises:
        Refusal: they may not; it is their own; it is not delivered; or nothing was said of the evidence.
    """
    access, assessed = _decidable(session, command.by, command.action_id, command.said, Deed.CLOSE_ACTION, now)
    action = assessed.action
    role = _not_own(session, access, action)
    _is_delivered(action)
    if not command.reason:
        raise Refusal("Say what evidence and what effect the Board accepted.", "reason")
    _check_words(command)
    words = f"{action.ref} closed as complete: {command.reason}"
    ref, decision_id = _decide(session, access, role, command.decision_ref, words)
    rating_id = statements.add_rating(
        session, action.id, "confirmed", Rating.BLUE, at=now, reason=command.reason, decision_id=decision_id,
        person_id=access.standing.person_id, post=access.standing.post_for(role),
    )  # fmt: skip
    closed = {"lifecycle": Lifecycle.CLOSED_COMPLETE.value, "closed_on": access.board.today(now)}
    actions.change_action(session, action.id, confirmed_rating_id=rating_id, **closed)
    _log(session, access, "close_action", action.ref, was="delivered", to="closed: complete", why=f"decision {ref}")
    return Reply(message=messages.action_closed(action.ref, ref))


def complete_milestone(session: Session, command: CompleteMilestone, now: datetime) -> Reply:
    """Record that a milestone was done.

    Raises:
        Refusal: they do not answer for the action; there is no such milestone; or the day is still to come.
    """
    access = access_board(session, command.by.key, Deed.SEE_PLAN, now, name=command.by.name)
    action = access_action(session, access, command.said, Deed.SEND_STATEMENT)
    today = access.board.today(now)
    step = next((step for step in action.milestones if step.title == command.milestone), None)
    if step is None:
        names = "; ".join(step.title for step in action.milestones) or "none"
        raise Refusal(f"{action.ref} has no milestone called “{command.milestone}”. It has: {names}.")
    if command.done_on > today:
        raise Refusal(f"{day_in_words(command.done_on, today)} is still to come. Record it once it is done.", "done_on")
    actions.complete_milestone(session, step.id, command.done_on)
    day = day_in_words(command.done_on, today)
    _log(session, access, "complete_milestone", action.ref, to=f"{step.title}: {command.done_on}")
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


def _not_own(session: Session, access: Access, action: Action) -> Role:
    """The seat from which this person decides about an action: the chair's; the deputy's when the chair cannot.

    Raises:
        Refusal: it is their own action, or it is for the chair, who can.
    """
    standing = access.standing
    if standing.is_own(action.post_id):
        raise Refusal(
            f"You answer for {action.ref}, and nobody confirms their own. The chair or the deputy chair can, or the "
            "member whom the plan names for such cases."
        )
    if Role.CHAIR in standing.seats:
        return Role.CHAIR
    if _chair_can(session, access, action):
        raise Refusal(
            "The chair decides this. The deputy does when the chair is away, answers for the action, or there is none."
        )
    return Role.DEPUTY


def _chair_can(session: Session, access: Access, action: Action) -> bool:
    """Whether there is a chair who is here today and does not answer for the action."""
    board, today = access.board, access.board.today(access.now)
    chair = people.seat_holder(session, board.id, Role.CHAIR, today)
    if chair is None:
        return False
    post = next(post for role, post in people.seats(session, board.id) if role is Role.CHAIR)
    is_away = post.away_until is not None and today <= post.away_until
    standing = ties_of(session, board.platform, board.team, chair.account).standing_on(board, today, chair.name)
    return not is_away and not standing.is_own(action.post_id)


def _can_be_confirmed(assessed: Assessed, command: ConfirmRating) -> None:
    action = assessed.action
    if not action.is_live:
        raise Refusal(f"{action.ref} is {action.lifecycle.words}. Reopen it before its rating is confirmed again.")
    if command.rating in (Rating.BLUE, Rating.GREY):
        raise Refusal("Green, Amber or Red can be confirmed. Blue is recorded by closing a delivered action.", "rating")
    if command.rating not in (assessed.self_assessed, assessed.suggestion.rating) and not command.reason:
        raise Refusal("This is neither what the officer says nor what the rules suggest. Give the reason.", "reason")


def _check_words(command: ConfirmRating | CloseAction) -> None:
    refuse_personal_details({"reason": command.reason, "decision_ref": command.decision_ref})
    if len(command.decision_ref) > LONGEST_REF:
        raise Refusal(f"Please keep the reference within {LONGEST_REF} characters.", "decision_ref")


def _is_delivered(action: Action) -> None:
    if action.lifecycle is not Lifecycle.DELIVERED:
        raise Refusal(
            f"{action.ref} is {action.lifecycle.words}. It can be closed as complete once the officer has marked it "
            "delivered, with evidence."
        )


def _decide(session: Session, access: Access, role: Role, ref: str, words: str) -> tuple[str, int]:
    board = access.board
    given = ref or decisions.next_ref(session, board.id, board.local(access.now))
    known = decisions.find_decision(session, board.id, given)
    if known is not None:
        return given, known
    added = decisions.add_decision(
        session, board.id, ref=given, at=access.now, person_id=access.standing.person_id,
        post=access.standing.post_for(role), words=words,
    )  # fmt: skip
    return given, added


def _log(session: Session, access: Access, what: str, subject: str, was: str = "", to: str = "", why: str = "") -> None:
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=subject, at=access.now, was=was, to=to,
        why=why,
    )  # fmt: skip


def _text(sent: Answers, name: str) -> str:
    answer = sent.answers.get(name)
    return answer.strip() if isinstance(answer, str) else ""
