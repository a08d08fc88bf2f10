"""Who decides about an action, and putting what they decide on the record with its reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import DECISION_LOG
from bot.domain.dates import day_in_words, listed
from bot.domain.meetings import Meeting
from bot.domain.people import Deed, Role, who_may
from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.use_cases.ended import what_became_of
from bot.use_cases.planning import too_late_from
from storage import actions, decisions, people, room, statements
from storage.access import REPORTED_HERE, Access
from storage.audit import record
from storage.standings import ties_of

CHAIR_DECIDES = (
    "The chair decides this. The deputy does when the chair is away, answers for the action, or there is none; and the "
    "approver whom the plan names, where neither can."
)
STATUTORY = (
    "The action is statutory: the chair decides on a new date for it, or the approver whom the plan names where the "
    "chair can not; never a deputy."
)
OWN_REQUEST = (
    "You asked for this new date for {ref}, and nobody decides on their own request. Leave it to the chair, the deputy "
    "chair or the approver whom the plan names."
)
THE_BOARD = "Improvement Board"
"""Whose decision it is where nobody with a seat can take it."""

LINE_MANAGER = (
    "You manage the {post}, who answers for {ref}, and on this board no line manager confirms a rating, or closes, "
    "holds or ends an action. {can}"
)
NOBODY_ELSE = (
    "Nobody else with a seat can just now: the programme manager can give somebody the seat of named approver, with "
    "“setup”."
)
BY_LINE_MANAGER = "confirmed by line manager"
_LINE = (Role.CHAIR, Role.DEPUTY, Role.APPROVER)
"""Who decides, each where those before can not."""
SEAT = {Role.CHAIR: "chair", Role.DEPUTY: "deputy chair", Role.APPROVER: "named approver"}

OWN_ACTION = (
    "You answer for {ref}, and nobody takes their own off close scrutiny. Leave it to the deputy chair, or to the "
    "chair where you are the deputy."
)
THE_CHAIR = "The chair decides this. The deputy does when the chair is away, or there is none."


@dataclass(frozen=True)
class Decider:
    """Who decides about an action and from which seat; `recorded_by` writes it down, where that is somebody else.

    Without a seat it is the Board that decided, as the secretary records it.
    """

    role: Role | None
    person_id: int
    post: str
    recorded_by: int | None = None
    is_recorded: bool = False
    """Whether somebody else writes it down."""
    at: datetime | None = None
    """When it was decided (UTC), where that was on paper at a meeting that is over."""
    entered: str = ""
    """By whom it was entered from paper, and for whom, as a sentence."""
    account: str = ""
    """Whoever decided, where somebody else writes it down: they are told."""
    instead: str = ""
    """From which seat it was decided and why not from the chair’s, as a sentence; empty where the chair did."""

    @property
    def remarks(self) -> str:
        """What the record says of how it came to be decided so."""
        return " ".join(each for each in (self.instead, self.entered) if each)


def refuse_reported(access: Access, action: Action) -> None:
    """Refuse to decide here about an action of another board's plan.

    Raises:
        Refusal: it is only reported to this board.
    """
    if action.board_id != access.board.id:
        raise Refusal(REPORTED_HERE.format(ref=action.ref))


def decider_for(
    session: Session, access: Access, action: Action, *, may_record: bool = False, as_board: bool = False
) -> Decider:
    """Who decides about an action when this person presses: they, from their seat; or, where they `may_record` what
    was decided, whoever can: the chair, else the deputy, else the approver whom the plan names; else the Board, where
    it can be recorded `as_board`.

    Raises:
        Refusal: it is their own action; it is for somebody before them, who can; or nobody who decides can.
    """
    refuse_reported(access, action)
    found = _from_their_seat(session, access, action, _LINE)
    if found is not None:
        return found
    if not may_record:
        raise Refusal(CHAIR_DECIDES)
    able = who_can_decide(session, access.board, action, access.now)
    if able is None and as_board:
        return _as_the_boards(access)
    if able is None:
        raise Refusal(
            f"Neither the chair nor the deputy chair can decide about {action.ref}: each is away, answers for it, or "
            "there is none; nor can an approver. Give somebody the seat of named approver: type “setup”."
        )
    return _as_recorded(session, access, action, able, _LINE)


def decider_for_all(session: Session, access: Access, theirs: Sequence[Action]) -> Decider:
    """Who decides about several actions at once when this person presses, such as about what becomes of a plan's: the
    chair, else the deputy, else the approver, where they answer for none of them.

    Raises:
        Refusal: they answer for one; or it is for somebody before them, who can. It says who can.
    """
    standing, board, now = access.standing, access.board, access.now
    able = who_can_decide_all(session, board, theirs, now)
    can = f"The {able.post} can." if able else f"{nobody_can(session, board, theirs, now)}"
    own = [action.ref for action in theirs if standing.is_own(action.post_id)]
    if own:
        raise Refusal(f"You answer for {listed(own)}, and nobody decides their own. {can}")
    mine = next((role for role in _LINE if role in standing.seats), None)
    if mine is None or (able and _LINE.index(able.role) < _LINE.index(mine)):
        raise Refusal(f"{CHAIR_DECIDES} {can}")
    instead = _instead(session, access, theirs, mine, _LINE)
    return Decider(mine, standing.person_id, standing.post_for(mine), instead=instead)


def date_decider_for(session: Session, access: Access, action: Action, asked_by: int | None) -> Decider:
    """Who decides about a new date when this person presses (ratings, c7): the chair; the deputy where the chair can
    not, but never where the action is statutory; else the named approver; else the Board. The secretary records what
    any of them decided. Whoever asked for it (`asked_by`) decides nothing of it, also when they answer for the action
    no more.

    Raises:
        Refusal: it is their own action or request; it is for somebody else, who can; or the table does not let them.
    """
    refuse_reported(access, action)
    standing, line = access.standing, _date_line(action)
    if Role.PROGRAMME_MANAGER not in standing.seats and not standing.may(Deed.APPROVE_DATE, action.post_id):
        raise Refusal(who_may(Deed.APPROVE_DATE))
    found = _from_their_seat(session, access, action, line, asked_by, on_date=True)
    if found is not None and not _is_a_deputys(session, access.board, action, found, access.now):
        return found
    if Role.PROGRAMME_MANAGER not in standing.seats:
        raise Refusal(STATUTORY)  # whoever else may decide has been found, or refused, from their seat
    able = who_can_decide(session, access.board, action, access.now, on_date=True, asked_by=asked_by)
    return _as_recorded(session, access, action, able, line, asked_by) if able else _as_the_boards(access)


def who_can_decide(
    session: Session, board: Board, action: Action, now: datetime, *, on_date: bool = False, asked_by: int | None = None
) -> "Able | None":
    """The first who can decide about an action today; None where it is left to the Board.

    About a new date (`on_date`) never the person who asked for it (`asked_by`).
    """
    line = _date_line(action) if on_date else _LINE
    found = (_seated(session, board, action, role, now, asked_by) for role in line)
    return next((able for able in found if able and not _is_left_out(session, board, action, able, now, on_date)), None)


def _is_left_out(session: Session, board: Board, action: Action, able: "Able", now: datetime, on_date: bool) -> bool:
    if on_date:
        return _is_a_deputys(session, board, action, able, now)
    return _is_barred(session, board, action, able.person_id, now)


@dataclass(frozen=True)
class Able:
    """Somebody who can decide about an action today, from which seat and post."""

    role: Role
    person_id: int
    account: str
    post: str


@dataclass(frozen=True)
class Asked:
    """Who is asked to decide, as a sentence names them; where nobody can, the programme manager, who brings it to the
    Board. Without an account there is nobody.
    """

    account: str
    shown: str
    can_decide: bool = True

    @property
    def named(self) -> tuple[str, ...]:
        """Them, where there is somebody."""
        return (self.shown,) if self.account else ()


def who_is_asked(
    session: Session, board: Board, action: Action, now: datetime, *, on_date: bool = False, asked_by: int | None = None
) -> Asked:
    """Whom to ask about an action, or to tell that nobody can decide; as `who_can_decide`."""
    able = who_can_decide(session, board, action, now, on_date=on_date, asked_by=asked_by)
    if able is not None:
        return Asked(able.account, f"the {able.post}")
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    return Asked(manager.account if manager else "", "the programme manager", can_decide=False)


def who_can_decide_all(session: Session, board: Board, theirs: Sequence[Action], now: datetime) -> Able | None:
    """The first who can decide about all of these actions at once; None where nobody with a seat can."""
    found = (_able_or_why(session, board, theirs, role, now) for role in _LINE)
    return next((each for each in found if isinstance(each, Able)), None)


def why_nobody(session: Session, board: Board, theirs: Sequence[Action], now: datetime) -> str:
    """Why nobody with a seat can decide about these today, as a sentence goes on; it names seats, not people."""
    found = [_able_or_why(session, board, theirs, role, now) for role in _LINE]
    return "; ".join(each for each in found if isinstance(each, str))


def nobody_can(session: Session, board: Board, theirs: Sequence[Action], now: datetime) -> str:
    """That nobody with a seat can decide about these, why, and what to do."""
    why = why_nobody(session, board, theirs, now)
    return f"Nobody with a seat can just now: {why}. Give somebody the seat of named approver: type “setup”."


def _date_line(action: Action) -> tuple[Role, ...]:
    return (Role.CHAIR, Role.APPROVER) if action.is_statutory else _LINE


def _is_a_deputys(session: Session, board: Board, action: Action, who: "Able | Decider", now: datetime) -> bool:
    """Whether a statutory date would be a deputy's after all, who is the named approver as well."""
    if not action.is_statutory or who.role is not Role.APPROVER:
        return False
    deputy = people.seat_holder(session, board.id, Role.DEPUTY, board.today(now))
    return deputy is not None and deputy.id == who.person_id


def _from_their_seat(
    session: Session, access: Access, action: Action, line: tuple[Role, ...], asked_by: int | None = None, *,
    on_date: bool = False,
) -> Decider | None:  # fmt: skip
    standing = access.standing
    if standing.is_own(action.post_id):
        raise Refusal(
            f"You answer for {action.ref}, and nobody confirms their own. The chair or the deputy chair can, or the "
            "approver whom the plan names for such cases."
        )
    if asked_by is not None and asked_by == standing.person_id:
        raise Refusal(OWN_REQUEST.format(ref=action.ref))
    mine = next((role for role in line if role in standing.seats), None)
    if mine is None:
        return None
    if not on_date and _is_barred(session, access.board, action, standing.person_id, access.now):
        raise Refusal(_leave_it_to_another(session, access, action))
    before = [_seated(session, access.board, action, role, access.now, asked_by) for role in line[: line.index(mine)]]
    if any(
        able and (on_date or not _is_barred(session, access.board, action, able.person_id, access.now))
        for able in before
    ):
        raise Refusal(CHAIR_DECIDES)
    instead = _instead(session, access, [action], mine, line, asked_by)
    return Decider(mine, standing.person_id, standing.post_for(mine), instead=instead)


def _is_barred(session: Session, board: Board, action: Action, person_id: int, now: datetime) -> bool:
    """Whether they manage the accountable officer, where by the board's setting no line manager decides (B23)."""
    return not board.line_confirms and people.manages(session, person_id, action.post_id, board.today(now))


def _leave_it_to_another(session: Session, access: Access, action: Action) -> str:
    able = who_can_decide(session, access.board, action, access.now)
    can = f"The {able.post} can." if able else NOBODY_ELSE
    return LINE_MANAGER.format(ref=action.ref, post=action.post, can=can)


def chair_decides(session: Session, access: Access, action_id: int | None = None) -> str:
    """For what the chair decides; the deputy does when the chair is away, or there is none. Returns what the record
    says of it where it is the deputy, and nothing where it is the chair.

    Where it is about an action, nobody decides who answers for it: the deputy does for the chair's own.

    Raises:
        Refusal: it is their own action; or it is for the chair, who can.
    """
    board, today = access.board, access.board.today(access.now)
    theirs = actions.actions_of(session, board.id, today, board.zone, only=[action_id]) if action_id else []
    own = [action.ref for action in theirs if access.standing.is_own(action.post_id)]
    if own:
        raise Refusal(OWN_ACTION.format(ref=listed(own)))
    if Role.CHAIR in access.standing.seats:
        return ""
    if isinstance(_able_or_why(session, board, theirs, Role.CHAIR, access.now), Able):
        raise Refusal(THE_CHAIR)
    return _instead(session, access, theirs, Role.DEPUTY, _LINE)


def with_remark(said: str, remark: str) -> str:
    """A reason as it goes on the record, with what there is to say of who decided."""
    return f"{said.rstrip('.')}. {remark}" if said and remark else said or remark


def _as_recorded(
    session: Session, access: Access, action: Action, able: Able, line: tuple[Role, ...], asked_by: int | None = None
) -> Decider:
    by = access.standing.person_id or None
    instead = _instead(session, access, [action], able.role, line, asked_by)
    return Decider(
        able.role, able.person_id, able.post, recorded_by=by, is_recorded=True, account=able.account, instead=instead
    )


def _instead(
    session: Session, access: Access, theirs: Sequence[Action], role: Role, line: tuple[Role, ...],
    asked_by: int | None = None,
) -> str:  # fmt: skip
    """From which seat it is decided and why from none before it; empty for the chair’s (C07: the record says so)."""
    board, now = access.board, access.now
    before = line[: line.index(role)]
    whys = [_why_not(_able_or_why(session, board, theirs, each, now), each, asked_by) for each in before]
    return f"Decided from the seat of the {SEAT[role]}: {'; '.join(whys)}." if whys else ""


def _why_not(found: "Able | str", role: Role, asked_by: int | None) -> str:
    if isinstance(found, str):
        return found
    return f"the {SEAT[role]} {'asked for it' if found.person_id == asked_by else 'manages the accountable officer'}"


def _as_the_boards(access: Access) -> Decider:
    by = access.standing.person_id
    if not by:
        raise Refusal("Record the Board’s decision in the chat, so that the record says who wrote it down.")
    return Decider(None, by, THE_BOARD, recorded_by=by, is_recorded=True)


def records_for_others(access: Access) -> bool:
    """Whether they write down what the chair or the Board decided: the secretary does."""
    return Role.PROGRAMME_MANAGER in access.standing.seats


def _seated(
    session: Session, board: Board, action: Action, role: Role, now: datetime, asked_by: int | None = None
) -> Able | None:
    """Who sits as `role` and can decide about an action today: here, not answering for it, and not who asked."""
    found = _able_or_why(session, board, [action], role, now)
    return found if isinstance(found, Able) and found.person_id != asked_by else None


def _able_or_why(session: Session, board: Board, theirs: Sequence[Action], role: Role, now: datetime) -> Able | str:
    today = board.today(now)
    holder = people.seat_holder(session, board.id, role, today)
    if holder is None:
        return f"there is no {SEAT[role]}"
    post = next(post for seat, post in people.seats(session, board.id) if seat is role)
    if post.away_until is not None and today <= post.away_until:
        return f"the {SEAT[role]} is away until {day_in_words(post.away_until, today)}"
    standing = ties_of(session, board.platform, board.team, holder.account).standing_on(board, today, holder.name)
    own = [action.ref for action in theirs if standing.is_own(action.post_id)]
    if own:
        return f"the {SEAT[role]} answers for {listed(own)}"
    return Able(role, holder.id, holder.account, post.title)


def check_rating(session: Session, assessed: Assessed, rating: Rating, reason: str) -> None:
    """Refuse a rating that can not be confirmed.

    Raises:
        Refusal: the action is closed; Blue or Grey; or neither the officer's nor the rules', and no reason was given.
    """
    action = assessed.action
    if not action.is_live:
        raise Refusal(f"{what_became_of(session, action)}. Reopen it before its rating is confirmed again.")
    if rating in (Rating.BLUE, Rating.GREY):
        raise Refusal("Green, Amber or Red can be confirmed. Blue is recorded by closing a delivered action.", "rating")
    if rating not in (assessed.self_assessed, assessed.suggestion.rating) and not reason:
        raise Refusal("This is neither what the officer says nor what the rules suggest. Give the reason.", "reason")


def record_rating(
    session: Session, access: Access, assessed: Assessed, decider: Decider, rating: Rating, *,
    reason: str, ref: str = "", meeting: Meeting | None = None, how: str = "",
) -> tuple[str, int]:  # fmt: skip
    """Add a confirmed rating with its decision, and log it; returns the decision's reference and id.

    `how` says how it came to whoever writes it down, where that is somebody else. Where who confirms it manages the
    accountable officer, the record says so (ratings, c6).
    """
    action = assessed.action
    line = BY_LINE_MANAGER if _manages(session, access, decider, action) else ""
    remarks = "; ".join(each for each in (how, line) if each)
    said = f"{action.ref}: {rating.word}"
    given, decision_id = decide(
        session, access, decider, ref, f"{said} ({remarks})" if remarks else said, action=action, meeting=meeting,
        kind=room.RATING, outcome=rating.word,
    )  # fmt: skip
    statements.add_rating(
        session, action.id, "confirmed", rating, at=decider.at or access.now, reason=reason, decision_id=decision_id,
        person_id=decider.person_id, post=decider.post, meeting_id=meeting.id if meeting else None,
        facts={"suggested": assessed.suggestion.words},
    )  # fmt: skip
    actions.change_action(session, action.id, confirmed_rating_id=statements.counting_rating(session, action.id))
    was = action.confirmed.rating.word if action.confirmed else ""
    log_decision(
        session, access, decider, "confirm_rating", action.ref, was=was, to=rating.word, ref=given,
        action_id=action.id, remark=line, reason=reason,
    )  # fmt: skip
    return given, decision_id


def _manages(session: Session, access: Access, decider: Decider, action: Action) -> bool:
    today = access.board.today(decider.at or access.now)
    return decider.role is not None and people.manages(session, decider.person_id, action.post_id, today)


def decide(
    session: Session, access: Access, decider: Decider, ref: str, words: str, *,
    action: Action, meeting: Meeting | None, kind: str, outcome: str,
) -> tuple[str, int]:  # fmt: skip
    """The reference and the id of a decision: the one that has the reference given, or else a new one."""
    board, at = access.board, decider.at or access.now
    given = ref or decisions.next_ref(session, board.id, board.local(at))
    known = decisions.find_decision(session, board.id, given)
    if known is not None:
        return given, known
    added = decisions.add_decision(
        session, board.id, ref=given, at=at, person_id=decider.person_id, post=decider.post, words=words,
        meeting_id=meeting.id if meeting else None, action_id=action.id, kind=kind, outcome=outcome,
        recorded_by=decider.recorded_by, entered=decider.remarks,
    )  # fmt: skip
    return given, added


def log_decision(
    session: Session, access: Access, decider: Decider, what: str, subject: str, *, was: str = "", to: str, ref: str,
    action_id: int | None = None, remark: str = "", reason: str = "",
) -> None:  # fmt: skip
    """Put a decision on the record; where somebody else writes it down, it names whose it is, and where it is not the
    chair’s, why.

    `reason` is what was given for it, in the words of whoever decided.
    """
    whose = f", as the {decider.post} decided" if decider.is_recorded else ""
    remarks = f". {decider.remarks}" if decider.remarks else ""
    said = f": “{reason}”" if reason else ""
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=subject, at=access.now, was=was, to=to,
        why=f"decision {ref}{whose}{f', {remark}' if remark else ''}{said}{remarks}", action_id=action_id,
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
