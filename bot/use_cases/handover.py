"""What the new holder of a post takes over, read whole, and the one fresh look at its forecasts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_in_words, moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed, Role
from bot.domain.plans import Action
from bot.domain.references import short_title
from bot.domain.refusals import Refusal
from bot.messages import handover as words
from bot.messages.handover import DAYS_AHEAD, FRESH_LOOK, FRESH_LOOK_FORM, LONGEST_REASON, READ, TakenOver, Words
from bot.messages.parts import Reply
from bot.messages.statements import deadline_words
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.planning import next_within_hours, when_told
from bot.use_cases.reading_answers import Form, read_number
from storage import actions, audit, challenges, meetings, outbox, people, planned, statements
from storage.access import Access, access_post
from storage.people import PlanPost
from storage.tables import Holding, Statement

HANDOVER = "handover"
UseCase = Callable[[Session, Any, datetime], Reply]

LAST = 3
"""Statements that a handover holds of each action."""
NO_FRESH_LOOK = (
    "A fresh look is for a new holder of the post, once. Give your forecast with your next statement; to move a "
    "deadline, ask the chair."
)


def taken_over(session: Session, board: Board, post_id: int, now: datetime) -> tuple[TakenOver, ...]:
    """The live actions of a post in plan order: dates, ratings, last statements, open challenges, what comes next."""
    return tuple(_taken(session, board, each, now) for each in live_of(session, board, post_id, board.today(now)))


def live_of(session: Session, board: Board, post_id: int, today: date) -> list[Action]:
    """The live actions that a post answers for on a board, in plan order, with their words."""
    found = actions.actions_of(session, board.id, today, board.zone)
    return [each.opened for each in found if each.post_id == post_id and each.is_live]


def _taken(session: Session, board: Board, action: Action, now: datetime) -> TakenOver:
    today = board.today(now)
    return TakenOver(
        ref=action.ref,
        title=short_title(action.title),
        words=f"{_deadline(action, today)} {_last_rating(action)}",
        statements=tuple(_said(board, each, today) for each in statements.latest(session, action.id, LAST)),
        challenges=tuple(
            f"{each.ref}, due {day_in_words(each.due, today)}" if each.due else each.ref
            for each in challenges.open_on(session, [action.id])
        ),
        dates=tuple(_dates(session, board, action, now)),
        about=f"{board.id}:{action.post_id}:{action.id}",
    )


def _said(board: Board, each: Statement, today: date) -> str:
    """Of a statement: its day, its rating, and the person who was in post then."""
    rating = f", {each.rating}" if each.rating else ""
    by = each.person_name or each.post
    return f"{day_in_words(board.today(each.at), today)}{rating}{f', {by}' if by else ''}"


def _dates(session: Session, board: Board, action: Action, now: datetime) -> list[str]:
    """What is due of an action in the next 30 days, the earliest first."""
    today = board.today(now)
    last = today + timedelta(days=DAYS_AHEAD)
    found = [(step.due, step.title) for step in action.milestones if step.due and step.done_on is None]
    found += [(action.deadline, "the deadline")] if action.deadline else []
    meeting = meetings.next_meeting_for(session, action.id, now, board_id=action.board_id)
    found += [(board.today(meeting.starts_at), meeting.kind.words)] if meeting else []
    return [f"{day_in_words(day, today)}, {what}" for day, what in sorted(found) if today <= day <= last]


def _deadline(action: Action, today: date) -> str:
    if action.deadline is None:
        return "No deadline yet."
    passed = ", passed" if action.is_overdue(today) else ""
    return f"Deadline {deadline_words(action.baseline, action.deadline, action.moves, today)}{passed}."


def _last_rating(action: Action) -> str:
    said = action.statement.rating if action.statement else None
    if action.confirmed is not None:
        return f"Last rating: {action.confirmed.rating.word}, confirmed by the chair."
    return f"Last rating: {said.word}, self-assessed." if said else "Not rated yet."


def read_taken(session: Session, command: Press, now: datetime) -> Reply:
    """One of the actions that somebody takes over, with the words of its last statements and open challenges.

    Raises:
        Refusal: they do not hold its post.
    """
    access, post = _own(session, command.by, command.about, now)
    board, today = access.board, access.board.today(now)
    action_id = read_number(":".join(command.about.split(":")[2:]), "action")
    action = next((each for each in live_of(session, board, post.id, today) if each.id == action_id), None)
    if action is None:
        raise Refusal("That action is not one of this post’s any more. Type “mine” to see yours.")
    said = [
        Words(f"{_said(board, each, today)}, by the {each.post}", each.progress)
        for each in statements.latest(session, action.id, LAST)
        if each.progress
    ]
    asked = [Words(f"{each.ref}, asked by the {each.raised_post}", each.question)
             for each in challenges.open_on(session, [action.id])]  # fmt: skip
    return Reply(message=words.taken_shown(_taken(session, board, action, now), said, asked))


# The fresh look


def may_look_afresh(holding: Holding | None) -> bool:
    """Whether somebody may still look at the forecasts of what they took over: once, and not only standing in."""
    return (
        holding is not None
        and holding.handed_over_at is not None
        and holding.fresh_look_at is None
        and not holding.is_temporary
    )


def handover_key(board_id: int, holding_id: int) -> str:
    """The key of the message that hands a post over to whoever holds it now."""
    return f"{HANDOVER}:{board_id}:{holding_id}"


def open_fresh_look(session: Session, command: Press, now: datetime) -> Reply:
    """The form with every forecast of the post.

    Raises:
        Refusal: they are no new holder of it, or have taken their fresh look.
    """
    access, post = _own(session, command.by, command.about, now)
    holding, today = _checked(session, access, post), access.board.today(now)
    forecasts = [
        words.Forecast(
            each.id,
            each.ref,
            short_title(each.title),
            deadline_words(each.baseline, each.deadline, each.moves, today),
            each.forecast,
        )
        for each in live_of(session, access.board, post.id, today)[: words.IN_FULL * 2]
    ]
    about = ":".join(command.about.split(":")[:2])
    told = [role.words for role, _ in _who_hears(session, access, holding)]
    return Reply(form=words.fresh_look_form(about, post.title, forecasts, told), settled=False)


def take_fresh_look(session: Session, command: Answers, now: datetime) -> Reply:
    """Give other forecasts for what was taken over, once, each marked as a fresh look; the chair hears of it."""
    access, post = _own(session, command.by, command.about, now)
    holding = _checked(session, access, post)
    form, board, today = Form(command.answers), access.board, access.board.today(now)
    reason = form.words("reason", "Say in a sentence or two what you see otherwise.", longest=LONGEST_REASON)
    changed = _changed(form, live_of(session, board, post.id, today), today)
    if not changed and not form.errors:
        form.wrong("reason", "No forecast is other than it was. Change one, or close the form: you can do it later.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"reason": reason})
    holding.fresh_look_at = now
    for action, to in changed:
        actions.change_action(session, action.id, forecast=to, fresh_look=to, fresh_look_on=today)
        _record(session, access, action, to, post, reason)
    _tell(session, access, holding, post, changed)
    taken = moment_in_words(board.local(now), today)
    for each in planned.told_under(session, [handover_key(board.id, holding.id)]):
        outbox.amend(session, each.id, words.with_look_taken(each.message, taken), now)
    told = [role.words for role, _ in _who_hears(session, access, holding)]
    when = when_told(board, now)
    return Reply(message=words.fresh_look_taken([action.ref for action, _ in changed], told, when))


def _changed(form: Form, live: list[Action], today: date) -> list[tuple[Action, date]]:
    changed = []
    for action in live:
        name = f"forecast_{action.id}"
        to = form.day(name)
        if to is not None and to < today:
            form.wrong(name, "That day has passed. Say when you expect to finish.")
        elif to is not None and to != action.forecast:
            changed.append((action, to))
    return changed


def _checked(session: Session, access: Access, post: PlanPost) -> Holding:
    holding = people.holding_of(session, post.id, access.board.today(access.now))
    if holding is None or not may_look_afresh(holding):
        raise Refusal(NO_FRESH_LOOK)
    return holding


def _record(session: Session, access: Access, action: Action, to: date, post: PlanPost, reason: str) -> None:
    audit.record(
        session, access.board.workspace_id, who=f"{post.title}, {access.standing.name}", what="fresh_look",
        subject=action.ref, at=access.now, was=str(action.forecast or ""), to=str(to), why=reason,
        action_id=action.id,
    )  # fmt: skip


def _tell(
    session: Session, access: Access, holding: Holding, post: PlanPost, changed: list[tuple[Action, date]]
) -> None:
    board, today = access.board, access.board.today(access.now)
    told = [(action.ref, action.forecast, to) for action, to in changed]
    message = words.fresh_look_told(post.title, access.standing.name, told, today)
    for role, account in _who_hears(session, access, holding):
        outbox.say(
            session, board.workspace_id, key=f"fresh_look_told:{board.id}:{holding.id}:{role}", to=account,
            message=message, due=next_within_hours(board, access.now), board_id=board.id,
        )  # fmt: skip


def _who_hears(session: Session, access: Access, holding: Holding) -> list[tuple[Role, str]]:
    """The chair and the programme manager, with their accounts; not the new holder themselves."""
    board, roles = access.board, (Role.CHAIR, Role.PROGRAMME_MANAGER)
    seated = [(role, people.seat_holder(session, board.id, role, board.today(access.now))) for role in roles]
    return [(role, to.account) for role, to in seated if to is not None and to.id != holding.person_id]


def _own(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, PlanPost]:
    board, _, rest = about.partition(":")
    ids = read_number(board, "board"), read_number(rest.partition(":")[0], "post")
    return access_post(session, by.key, *ids, Deed.ACCEPT_HANDOVER, now, name=by.name)


PRESSES: Mapping[str, UseCase] = {READ: read_taken, FRESH_LOOK: open_fresh_look}
FORMS: Mapping[str, UseCase] = {FRESH_LOOK_FORM: take_fresh_look}
READS = frozenset(PRESSES)
