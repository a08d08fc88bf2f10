"""The decision log of a meeting: drafted for the secretary, passed to the chair, approved, and then posted."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import DECISION_LOG, LOG_DRAFT, LOG_DRAFT_AGAIN, RUNGS, due_at
from bot.domain.dates import moment_in_words
from bot.domain.guard import find_personal_details, refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.outcomes import Outcome
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.domain.restriction import RESTRICTED
from bot.messages import decision_log as words
from bot.messages.decision_log import APPROVE, HAND_ON, MINUTES, MINUTES_FORM
from bot.messages.parts import Message, Reply
from bot.messages.restricting import without_words
from bot.use_cases.assessing import restricted_to_others
from bot.use_cases.elections import as_posted
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.managing import called
from bot.use_cases.planning import Decided, Done, Drop, MadeUp, next_within_hours, working_days
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.run_sheet import chair_today
from storage import actions, audit, decisions, outbox, people, planned, plans, room
from storage.access import Access, access_board, access_meeting
from storage.outbox import Planned
from storage.tables import DecisionLog, Person

UseCase = Callable[[Session, Any, datetime], Reply]

LEFT_OUT = "what was promised is with the chair and the officer"
CHAIR_APPROVES = "The chair decides this. The deputy approves the log when the chair is away, or there is none."
NOT_HELD = "The meeting has not been held yet, so it has no decision log."
WAITING_KINDS = frozenset({"log_draft", "log_waits"})


@dataclass(frozen=True)
class _Log:
    """A meeting's log as it stands: what it says, and whom it waits for."""

    board: Board
    meeting: Meeting
    facts: words.LogFacts
    waiting: words.Waiting
    kept: DecisionLog | None

    @property
    def is_passed(self) -> bool:
        return self.kept is not None and self.kept.passed_at is not None

    @property
    def is_agreed(self) -> bool:
        return self.kept is not None and self.kept.approved_at is not None


def log_of(session: Session, board: Board, meeting: Meeting, now: datetime) -> _Log:
    """The log of a meeting, from what was recorded up to now."""
    found = [_for_channel(each) for each in room.to_tell_of(session, meeting.id)]
    refs = {each.action_id: each.ref for each in found}
    facts = words.LogFacts(
        meeting.kind.words,
        board.today(meeting.starts_at),
        found,
        board.today(now),
        room.replaced(session, meeting.id),
        plans.classification_of(session, board.id),
    )
    waiting = words.Waiting(
        f"{meeting.id}:{_digest(facts)}",
        [
            (refs[action_id], said)
            for action_id, said in room.objections(session, meeting.id).items()
            if action_id in refs
        ],
        [each.ref for each in found if each.is_decided and each.told_at is None],
    )
    return _Log(board, meeting, facts, waiting, decisions.find_log(session, meeting.id))


def _for_channel(one: Outcome) -> Outcome:
    """The guard ran when the promise and the reason were written down; it runs again, since a channel has more readers.
    Of what is restricted nobody reads there what was promised, or why it is rated so.
    """
    if one.promise and _stays(one, one.promise.what):
        one = replace(one, promise=replace(one.promise, what=LEFT_OUT))
    return replace(one, rating_reason="") if _stays(one, one.rating_reason) else one


def _stays(one: Outcome, words: str) -> bool:
    """Whether words about an action stay with the chair and the officer."""
    return one.title == RESTRICTED or bool(find_personal_details(words))


def _agreed(session: Session, meeting: Meeting) -> Message | None:
    """The log as the chair approved it, without the words of what was restricted since; None while they have not."""
    agreed = decisions.agreed_log(session, meeting.id)
    if agreed is None:
        return None
    held = _held_back(session, meeting)
    refs = [ref for action_id, ref in actions.refs_ever(session, meeting.board_id) if action_id in held]
    here = [one.ref for one in room.to_tell_of(session, meeting.id) if one.action_id in held]
    return words.marked(without_words(agreed, [*refs, *here]), plans.classification_of(session, meeting.board_id))


def _held_back(session: Session, meeting: Meeting) -> frozenset[int]:
    """What a meeting went through that is restricted, whoever reads of it; also one whose day has come, until it is
    opened.
    """
    return frozenset(each.action_id for each in room.to_tell_of(session, meeting.id) if each.title == RESTRICTED)


def _digest(facts: words.LogFacts) -> str:
    """What tells two drafts apart: somebody who approves approves what they read."""
    said = "\n".join(part.model_dump_json() for part in words.log_lines(replace(facts, today=facts.day)))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


# What the clock says


def make_up_draft(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """The draft, for the secretary, or for the chair once it was passed on, or where nobody sits as secretary.

    The second time it is for whoever it waits for still.
    """
    log = log_of(session, board, meeting, now)
    if log.is_agreed:
        return Drop("the chair has approved it")
    decisions.draft_log(session, meeting.id, now)
    reader, for_chair = _waits_for(session, log, now)
    if reader is None:
        return Drop("nobody sits as the programme manager or the chair")
    waiting = replace(log.waiting, is_again=row.kind == LOG_DRAFT_AGAIN)
    return MadeUp(reader.account, words.log_draft(log.facts, waiting, for_chair=for_chair))


def make_up_decision_log(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """The agreed log, for the board's channel. What is not agreed is not posted: those it waits for are told."""
    agreed = _agreed(session, meeting)
    if planned.count_keys(session, _key_when_late(meeting)):
        return Drop("it went when the chair approved it")
    if agreed is not None:
        if not board.channel:
            return Drop("no channel is chosen for the board")
        return MadeUp(board.channel, _with_minutes(session, meeting, agreed, _held_back(session, meeting)))
    log = log_of(session, board, meeting, now)
    decisions.draft_log(session, meeting.id, now)
    _tell_that_it_waits(session, log, now)
    return Done("it is not agreed; those it waits for were told, and it goes when it is")


def _tell_that_it_waits(session: Session, log: _Log, now: datetime) -> None:
    board, today = log.board, log.board.today(now)
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    chair = chair_today(session, board, today)
    waits_for = "the chair" if log.is_passed or manager is None else "the programme manager to pass it to the chair"
    is_passed = log.is_passed and chair is not None
    for reader, for_chair in ((manager, False), (chair, True)):
        if reader is None or (for_chair and manager is not None and reader.id == manager.id):
            continue
        message = words.log_waits(log.facts, waits_for, log.waiting, for_chair=for_chair, is_passed=is_passed)
        outbox.say(
            session, board.workspace_id, key=f"log_waits:{log.meeting.id}:{reader.account}", to=reader.account,
            message=message, due=now, board_id=board.id, args={"meeting": log.meeting.id},
        )  # fmt: skip


def _waits_for(session: Session, log: _Log, now: datetime) -> tuple[Person | None, bool]:
    """Who has it in hand, and whether as the chair."""
    today = log.board.today(now)
    manager = people.seat_holder(session, log.board.id, Role.PROGRAMME_MANAGER, today)
    if manager is not None and not log.is_passed:
        return manager, False
    chair = chair_today(session, log.board, today)
    return (chair, True) if chair is not None else (manager, False)


# What the secretary and the chair do


def hand_on(session: Session, press: Press, now: datetime) -> Reply:
    """The secretary passes the draft to the chair.

    Raises:
        Refusal: they are not the secretary.
    """
    access, log, is_same = _pressed(session, press.by, press.about, Deed.HAND_ON_LOG, now)
    chair = chair_today(session, log.board, log.board.today(now))
    if log.is_agreed or (log.is_passed and is_same):
        return Reply(message=words.log_handed_on(called(chair)))
    if not is_same:
        return Reply(message=words.log_draft(log.facts, replace(log.waiting, has_changed=True), for_chair=False))
    decisions.pass_log(session, decisions.draft_log(session, log.meeting.id, now), access.who, now)
    _record(session, access, log, "decision log passed on")
    _show_done(session, log, f"Passed to the chair {_at(log.board, now)}.", now, to=press.by.user)
    if chair is not None:
        outbox.say(
            session, log.board.workspace_id, key=f"log_draft:{log.waiting.about}:{chair.account}", to=chair.account,
            message=words.log_draft(log.facts, log.waiting, for_chair=True), due=next_within_hours(log.board, now),
            board_id=log.board.id, args={"meeting": log.meeting.id},
        )  # fmt: skip
    return Reply(message=words.log_handed_on(called(chair)))


def approve(session: Session, press: Press, now: datetime) -> Reply:
    """The chair approves the log as they read it; it goes to the channel on its day, or now if that has come.

    Raises:
        Refusal: they are not the chair, nor the deputy while there is none.
    """
    access, log, is_same = _pressed(session, press.by, press.about, Deed.APPROVE_LOG, now)
    role = _role_of_approver(session, access)
    goes_at = _goes_at(log, now)
    if log.is_agreed:
        return Reply(message=words.log_approved(goes_at, log.board.today(now)))
    if not is_same:
        return Reply(message=words.log_draft(log.facts, replace(log.waiting, has_changed=True), for_chair=True))
    agreed = words.agreed_log(log.facts, log.board.today(now), access.standing.post_for(role))
    decisions.approve_log(session, decisions.draft_log(session, log.meeting.id, now), access.who, now, agreed)
    _record(session, access, log, "decision log approved")
    _show_done(session, log, f"Approved {_at(log.board, now)}.", now)
    _post_if_due(session, log, agreed, now)
    return Reply(message=words.log_approved(goes_at, log.board.today(now)))


def show_log(session: Session, command: Typed, now: datetime) -> Reply:
    """The log of the last meeting: as it was agreed, or else the draft, marked as one.

    Raises:
        Refusal: they may not see the plan.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    board = access.board
    meeting = room.last_meeting_of(session, board.id, now)
    if meeting is None:
        return Reply(message=words.no_log_yet())
    shown = _agreed(session, meeting)
    shown = shown or words.draft_as_shown(log_of(session, board, meeting, now).facts)
    about = str(meeting.id) if access.standing.may(Deed.HAND_ON_LOG) else ""
    held = restricted_to_others(session, access, sorted(_held_back(session, meeting)))
    return Reply(message=_with_minutes(session, meeting, shown, held, about))


def _with_minutes(
    session: Session, meeting: Meeting, message: Message, held: Collection[int], about: str = ""
) -> Message:
    """What the minutes say otherwise is free text, which may be about any action of the meeting: it is left out while
    one is held back from who reads it.
    """
    kept = decisions.find_log(session, meeting.id)
    if kept is None:
        return words.with_minutes(message, "", "", about)
    differ = words.DIFFER_HELD_BACK if kept.minutes_differ and held else kept.minutes_differ
    return words.with_minutes(message, kept.minutes, differ, about)


def ask_for_minutes(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which the secretary says where the minutes of a meeting are."""
    _, meeting = _held(session, press.by, press.about, now)
    kept = decisions.find_log(session, meeting.id)
    form = words.minutes_form(meeting.id, kept.minutes if kept else "", kept.minutes_differ if kept else "")
    return Reply(form=form, settled=False)


def note_minutes(session: Session, sent: Answers, now: datetime) -> Reply:
    """Note where the minutes are, and what they say otherwise than the log: the chair is told of that.

    Raises:
        Refusal: they are not the secretary; or it looks like details of a child, and nothing is kept.
    """
    access, meeting = _held(session, sent.by, sent.about, now)
    form = Form(sent.answers)
    where = form.words(
        "where", "Say where the minutes are: a link, or where they are kept.", longest=words.LONGEST["where"]
    )
    differ = form.words("differ", longest=words.LONGEST["differ"])
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"where": where, "differ": differ})
    log = log_of(session, access.board, meeting, now)
    kept = decisions.draft_log(session, meeting.id, now)
    is_news = bool(differ) and differ != kept.minutes_differ
    decisions.keep_minutes(session, kept, where=where, differ=differ, by=access.who)
    audit.record(
        session, access.board.workspace_id, who=access.who, what="minutes_noted", subject=meeting.ref, at=now, to=where,
        why="they say otherwise than the decision log" if differ else "",
    )  # fmt: skip
    if is_news:
        _tell_that_they_differ(session, log, where, differ, now)
    return Reply(message=words.minutes_noted(where))


def _tell_that_they_differ(session: Session, log: _Log, where: str, differ: str, now: datetime) -> None:
    board = log.board
    chair = chair_today(session, board, board.today(now))
    if chair is None:
        return
    outbox.say(
        session, board.workspace_id, key=f"minutes_differ:{log.meeting.id}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        to=chair.account, message=words.minutes_differ(log.facts, where, differ),
        due=next_within_hours(board, now), board_id=board.id, args={"meeting": log.meeting.id},
    )  # fmt: skip


def _held(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Meeting]:
    meeting_id = read_number(about, "meeting")
    access, meeting = access_meeting(session, by.key, meeting_id, Deed.HAND_ON_LOG, now, name=by.name)
    if now < meeting.starts_at:
        raise Refusal(NOT_HELD)
    return access, meeting


def _pressed(session: Session, by: Caller, about: str, deed: Deed, now: datetime) -> tuple[Access, _Log, bool]:
    """The log that a button is for, and whether it says still what it said beside the button."""
    said, _, digest = about.partition(":")
    access, meeting = access_meeting(session, by.key, read_number(said, "meeting"), deed, now, name=by.name)
    if now < meeting.starts_at:
        raise Refusal(NOT_HELD)
    log = log_of(session, access.board, meeting, now)
    return access, log, log.waiting.about == f"{meeting.id}:{digest}"


def _role_of_approver(session: Session, access: Access) -> Role:
    """The seat from which somebody approves: the chair's; the deputy's while the chair is away or there is none."""
    if Role.CHAIR in access.standing.seats:
        return Role.CHAIR
    chair = chair_today(session, access.board, access.board.today(access.now))
    if chair is None or chair.id != access.standing.person_id:
        raise Refusal(CHAIR_APPROVES)
    return Role.DEPUTY


def _goes_at(log: _Log, now: datetime) -> datetime | None:
    """When the agreed log goes to the channel, on the board's own clock; None where there is no channel."""
    if not log.board.channel:
        return None
    return log.board.local(max(_posted_from(log), next_within_hours(log.board, now)))


def _posted_from(log: _Log) -> datetime:
    days = working_days(log.board, log.board.today(log.meeting.starts_at))
    return due_at(RUNGS[DECISION_LOG], log.meeting, log.board, days, log.meeting.starts_at)


def _post_if_due(session: Session, log: _Log, agreed: Message, now: datetime) -> None:
    """Post it as soon as somebody may be written to, where its day has come already; before, the cycle posts it."""
    if now < _posted_from(log) or not log.board.channel:
        return
    agreed = _with_minutes(session, log.meeting, agreed, _held_back(session, log.meeting))
    agreed = as_posted(session, log.board, log.board.channel, agreed, now)
    outbox.say(
        session, log.board.workspace_id, key=_key_when_late(log.meeting), to=log.board.channel,
        message=agreed, due=next_within_hours(log.board, now), board_id=log.board.id, args={"meeting": log.meeting.id},
    )  # fmt: skip


def _key_when_late(meeting: Meeting) -> str:
    return f"{DECISION_LOG}:{meeting.id}:agreed"


def _show_done(session: Session, log: _Log, said: str, now: datetime, to: str = "") -> None:
    """Let the drafts that were sent (or those sent to one person) say what was done with them."""
    for told in planned.sent_about(session, log.meeting.id):
        if told.kind in WAITING_KINDS and to in ("", told.to):
            outbox.amend(session, told.id, words.with_outcome(told.message, said), now)


def _at(board: Board, now: datetime) -> str:
    return moment_in_words(board.local(now), board.today(now))


def _record(session: Session, access: Access, log: _Log, what: str) -> None:
    refs: Sequence[str] = [each.ref for each in log.facts.outcomes if each.is_decided]
    audit.record(
        session, access.board.workspace_id, who=access.who, what=what, subject=log.meeting.ref, at=access.now,
        to=f"decided: {', '.join(refs) or 'nothing'}",
    )  # fmt: skip


PRESSES: dict[str, UseCase] = {HAND_ON: hand_on, APPROVE: approve, MINUTES: ask_for_minutes}
FORMS: dict[str, UseCase] = {MINUTES_FORM: note_minutes}
WORDS: dict[str, UseCase] = {"decisions": show_log}
READS: frozenset[str] = frozenset({"decisions", MINUTES})
EVERY_TIME: frozenset[str] = frozenset({HAND_ON, APPROVE})
MAKERS = {LOG_DRAFT: make_up_draft, LOG_DRAFT_AGAIN: make_up_draft, DECISION_LOG: make_up_decision_log}
