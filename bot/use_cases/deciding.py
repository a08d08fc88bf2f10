"""Who decides about an action, and putting what they decide on the record with its reference."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import DECISION_LOG
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.use_cases.planning import too_late_from
from storage import actions, decisions, people, room, statements
from storage.access import Access
from storage.audit import record
from storage.standings import ties_of

CHAIR_DECIDES = (
    "The chair decides this. The deputy does when the chair is away, answers for the action, or there is none."
)


@dataclass(frozen=True)
class Decider:
    """Who decides about an action and from which seat; `recorded_by` writes it down, where that is somebody else."""

    role: Role
    person_id: int
    post: str
    recorded_by: int | None = None
    is_recorded: bool = False
    """Whether somebody else writes it down."""


def decider_for(session: Session, access: Access, action: Action, *, may_record: bool = False) -> Decider:
    """Who decides about an action when this person presses: they, from their seat; or, where they `may_record` what
    was decided, the chair, and the deputy where the chair cannot.

    Raises:
        Refusal: it is their own action; it is for the chair, who can; or nobody who decides can.
    """
    standing = access.standing
    if standing.is_own(action.post_id):
        raise Refusal(
            f"You answer for {action.ref}, and nobody confirms their own. The chair or the deputy chair can, or the "
            "member whom the plan names for such cases."
        )
    if Role.CHAIR in standing.seats:
        return Decider(Role.CHAIR, standing.person_id, standing.post_for(Role.CHAIR))
    if Role.DEPUTY in standing.seats:
        if _seated(session, access, action, Role.CHAIR):
            raise Refusal(CHAIR_DECIDES)
        return Decider(Role.DEPUTY, standing.person_id, standing.post_for(Role.DEPUTY))
    if not may_record:
        raise Refusal(CHAIR_DECIDES)
    for role in (Role.CHAIR, Role.DEPUTY):
        if found := _seated(session, access, action, role):
            return Decider(role, *found, recorded_by=standing.person_id or None, is_recorded=True)
    raise Refusal(
        f"Neither the chair nor the deputy chair can decide about {action.ref}: each is away, answers for it, or there "
        "is none. The member whom the plan names for such cases decides, and the minutes record it."
    )


def _seated(session: Session, access: Access, action: Action, role: Role) -> tuple[int, str] | None:
    """Who sits as `role` and can decide about an action today (person, post): here, and not answering for it."""
    board, today = access.board, access.board.today(access.now)
    holder = people.seat_holder(session, board.id, role, today)
    if holder is None:
        return None
    post = next(post for seat, post in people.seats(session, board.id) if seat is role)
    is_away = post.away_until is not None and today <= post.away_until
    standing = ties_of(session, board.platform, board.team, holder.account).standing_on(board, today, holder.name)
    return None if is_away or standing.is_own(action.post_id) else (holder.id, post.title)


def check_rating(assessed: Assessed, rating: Rating, reason: str) -> None:
    """Refuse a rating that can not be confirmed.

    Raises:
        Refusal: the action is closed; Blue or Grey; or neither the officer's nor the rules', and no reason was given.
    """
    action = assessed.action
    if not action.is_live:
        raise Refusal(f"{action.ref} is {action.lifecycle.words}. Reopen it before its rating is confirmed again.")
    if rating in (Rating.BLUE, Rating.GREY):
        raise Refusal("Green, Amber or Red can be confirmed. Blue is recorded by closing a delivered action.", "rating")
    if rating not in (assessed.self_assessed, assessed.suggestion.rating) and not reason:
        raise Refusal("This is neither what the officer says nor what the rules suggest. Give the reason.", "reason")


def record_rating(
    session: Session, access: Access, assessed: Assessed, decider: Decider, rating: Rating, *,
    reason: str, ref: str = "", meeting: Meeting | None = None,
) -> str:  # fmt: skip
    """Add a confirmed rating with its decision, and log it; returns the decision's reference."""
    action = assessed.action
    given, decision_id = decide(
        session, access, decider, ref, f"{action.ref}: {rating.word}", action=action, meeting=meeting,
        kind=room.RATING, outcome=rating.word,
    )  # fmt: skip
    rating_id = statements.add_rating(
        session, action.id, "confirmed", rating, at=access.now, reason=reason, decision_id=decision_id,
        person_id=decider.person_id, post=decider.post, meeting_id=meeting.id if meeting else None,
        facts={"suggested": assessed.suggestion.words},
    )  # fmt: skip
    actions.change_action(session, action.id, confirmed_rating_id=rating_id)
    was = action.confirmed.rating.word if action.confirmed else ""
    log_decision(session, access, decider, "confirm_rating", action.ref, was=was, to=rating.word, ref=given)
    return given


def decide(
    session: Session, access: Access, decider: Decider, ref: str, words: str, *,
    action: Action, meeting: Meeting | None, kind: str, outcome: str,
) -> tuple[str, int]:  # fmt: skip
    """The reference and the id of a decision: the one that has the reference given, or else a new one."""
    board = access.board
    given = ref or decisions.next_ref(session, board.id, board.local(access.now))
    known = decisions.find_decision(session, board.id, given)
    if known is not None:
        return given, known
    added = decisions.add_decision(
        session, board.id, ref=given, at=access.now, person_id=decider.person_id, post=decider.post, words=words,
        meeting_id=meeting.id if meeting else None, action_id=action.id, kind=kind, outcome=outcome,
        recorded_by=decider.recorded_by,
    )  # fmt: skip
    return given, added


def log_decision(
    session: Session, access: Access, decider: Decider, what: str, subject: str, *, was: str = "", to: str, ref: str
) -> None:
    """Put a decision on the record; where somebody else writes it down, it names whose it is."""
    whose = f", as {decider.post} decided" if decider.is_recorded else ""
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=subject, at=access.now, was=was, to=to,
        why=f"decision {ref}{whose}",
    )  # fmt: skip


def meeting_being_held(session: Session, board: Board, action_id: int, now: datetime) -> Meeting | None:
    """The meeting in which what is decided about an action just now is decided, if it is one's.

    That is the last one that went through it, from the morning of its day until its decision log is agreed, or would
    be too late.
    """
    tomorrow = board.at(board.today(now) + timedelta(days=1), time(0))
    meeting = room.last_meeting(session, action_id, tomorrow)
    if meeting is None or decisions.is_agreed(session, meeting.id):
        return None
    return meeting if now < too_late_from(session, board, meeting, DECISION_LOG) else None
