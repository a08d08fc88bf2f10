"""The Home tab."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.boards import Board
from bot.domain.dates import weekday_moment_in_words
from bot.domain.new_dates import DateRequest
from bot.domain.people import Deed, Role, Standing, who_may
from bot.domain.plans import Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.domain.tallies import is_overdue, passed_since_confirmed, tally
from bot.messages.home import BoardHome, OwedStatement, home_closed, home_shown
from bot.messages.parts import Reply
from bot.use_cases.assessing import asked_by, assess_plan, for_reader, minute_of
from bot.use_cases.heard import HomeOpened
from bot.use_cases.managing import NOT_YET, is_empty_for
from bot.use_cases.owing import asked_for
from bot.use_cases.planning import next_summary
from storage import new_dates, statements
from storage.access import Access, access_boards


def open_home(session: Session, command: HomeOpened, now: datetime) -> Reply:
    """What somebody owes, what is overdue and what their seat asks of them; one sentence for whoever has neither."""
    if is_empty_for(session, command.by):
        return Reply(message=home_closed(NOT_YET))
    try:
        known = access_boards(session, command.by.key, now, name=command.by.name)
    except Refusal as refusal:
        return Reply(message=home_closed(refusal.words))
    open_to_them = [access for access in known if access.standing.may(Deed.SEE_ACTION)]
    if not open_to_them:
        return Reply(message=home_closed(who_may(Deed.SEE_PLAN)))
    return Reply(message=home_shown([_home(session, access, now) for access in open_to_them]))


def _home(session: Session, access: Access, now: datetime) -> BoardHome:
    board, standing = access.board, access.standing
    plan = assess_plan(session, board, now, None if access.sees_plan else sorted(standing.works_on))
    seen = for_reader(session, access, plan)
    mine = [each for each in seen if each.action.post_id in standing.posts | standing.answers_for]
    decides = bool(standing.seats & {Role.CHAIR, Role.DEPUTY})
    return BoardHome(
        board_id=board.id,
        name=board.name,
        now=minute_of(board, now),
        tally=tally(plan),
        owed=_owed(session, board, standing, mine, now),
        overdue=[each for each in (seen if standing.seats else mine) if is_overdue(each)],
        mine=mine,
        works_on=[each for each in seen if each.action.id in standing.works_on and each not in mine],
        is_whole=access.sees_plan,
        to_decide=_to_decide(seen) if decides else None,
        new_dates=_new_dates(session, access),
        state=_state(board, now) if Role.PROGRAMME_MANAGER in standing.seats else "",
        stale=board.tolerances.statement_stale,
        is_sample=board.is_sample,
    )


def _new_dates(session: Session, access: Access) -> list[DateRequest]:
    """The requests that wait: all for whoever decides or keeps the record, and for an officer their own."""
    waiting, standing = new_dates.open_requests(session, access.board.id), access.standing
    if standing.seats & {Role.CHAIR, Role.DEPUTY, Role.APPROVER, Role.PROGRAMME_MANAGER}:
        return waiting
    return [each for each in waiting if standing.is_own(each.post_id)]


def _owed(
    session: Session, board: Board, standing: Standing, mine: Sequence[Assessed], now: datetime
) -> list[OwedStatement]:
    """The statements that coming meetings have asked for and not had, the first due first."""
    owing = {each.action.id: each for each in mine if each.action.owes_statements}
    asked = asked_for(session, board, now) if owing else {}
    begun = statements.drafts_of(session, standing.person_id, list(owing))
    found = [
        OwedStatement(
            owing[action_id],
            board.local(meeting.statements_due_at),
            action_id in begun,
            owing[action_id].state_for(asked_by(board, meeting, now), is_in=False),
        )
        for action_id, meeting in asked.items()
        if action_id in owing and meeting.statements_due_at is not None
    ]
    return sorted(found, key=lambda owed: owed.due_at)


def _to_decide(plan: Sequence[Assessed]) -> list[tuple[Assessed, str]]:
    """What the chair might look at first, the worst rated first: help asked for, no agreement with the rules, Red.

    What the chair has confirmed this cycle is decided, unless help is asked for or its date has passed since.
    """
    told = [(each, _why(each)) for each in plan if each.action.is_live]
    return sorted(((each, why) for each, why in told if why), key=lambda pair: _rank(pair[0]))


def _rank(each: Assessed) -> int:
    """The place in a list that is sorted worst first; no colour goes last."""
    return each.shown.rating.rank if each.shown.rating else len(Rating)


def _why(each: Assessed) -> str:
    if each.action.lifecycle is Lifecycle.DELIVERED:
        return "It is delivered: accept the evidence, or say what is missing"
    if each.action.help:
        return "Help is asked for"
    if each.is_confirmed_this_cycle:
        return "Its deadline has passed since the rating was confirmed" if passed_since_confirmed(each) else ""
    if each.is_rated_better_than_suggested and each.suggestion.rating:
        return f"The officer’s rating is better than the rules suggest: {each.suggestion.rating.word}"
    if each.shown.rating is Rating.RED:
        return "It needs help or a decision"
    return ""


def _state(board: Board, now: datetime) -> str:
    if board.started_at is None:
        return "not started. Nothing goes to anyone until you have seen what will be sent and pressed Start."
    if board.paused_at is not None:
        return "paused. Nothing goes out until you resume."
    due, _ = next_summary(board, now)
    return f"started. Next weekly summary: {weekday_moment_in_words(board.local(due), board.today(now))}."
