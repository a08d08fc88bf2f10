"""Outcomes of a meeting: told to each officer, agreed or not, left to stand, and summed up for the board's channel."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import OUTCOME, OUTCOMES_STAND
from bot.domain.dates import day_in_words, moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.outcomes import Answer, Outcome
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages import outcomes as words
from bot.messages.outcomes import NOT_QUITE, NOT_QUITE_FORM, RIGHT
from bot.messages.parts import Message, Reply
from bot.messages.status import of_board
from bot.use_cases.chasing import Reader, reader_in_meeting
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.planning import Decided, Done, Drop, MadeUp, PutOff, next_within_hours, rung_key, working_days
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.run_sheet import meeting_words, refresh_run_sheets, those_who_run
from bot.use_cases.summaries import help_for_channel
from storage import actions, audit, decisions, outbox, people, planned, room
from storage.access import Access, access_post_in_meeting
from storage.outbox import Planned

UseCase = Callable[[Session, Any, datetime], Reply]

STANDS_AFTER, STANDS_AT = 2, time(17, 30)
LONGEST_WHY = 1000


# What the clock says


def make_up_outcome(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """What was decided about an officer's actions, and whether it is right; all their posts' in one message."""
    found = room.to_tell_of(session, meeting.id)
    mine = _of_post(found, int(row.args["post"]))
    reader, why = _reader(session, board, meeting, mine, now)
    if reader is None:
        return Drop(why)
    told, carried = [(mine, reader)], []
    for row_id, args in room.planned_rows(session, meeting.id, OUTCOME):
        theirs = _of_post(found, int(args["post"]))
        other, _ = _reader(session, board, meeting, theirs, now)
        if row_id != row.id and args.get("moves", 0) == meeting.moves and other and other.account == reader.account:
            told.append((theirs, other))
            carried.append(row_id)
    planned.carry(session, carried, row.id, now)
    return MadeUp(reader.account, _tell(session, board, meeting, told, now))


def make_up_outcomes_summary(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """What the meeting came to, for the board's channel."""
    if not board.channel:
        return Drop("no channel is chosen for the board")
    found = room.to_tell_of(session, meeting.id)
    if not found:
        return Drop("nothing was on its agenda")
    today = board.today(now)
    covered = actions.actions_of(session, board.id, today, board.zone, only=[each.action_id for each in found])
    help = [help_for_channel(action, each) for action in covered for each in action.help]
    heading = f"{meeting.kind.words}, {day_in_words(board.today(meeting.starts_at), today)}"
    is_draft = not decisions.is_agreed(session, meeting.id)
    message = words.outcomes_summary(words.SummaryFacts(heading, found, help, today, is_draft))
    return MadeUp(board.channel, of_board(message, board.id))


def let_outcomes_stand(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """Record as standing what officers were sent two working days ago and said nothing about.

    What never reached its officer does not come to stand: it is noted as not told, which the draft of the decision
    log says to the secretary and the chair.
    """
    open_ones = [each for each in room.outcomes_of(session, meeting.id) if each.told_at and not each.answer]
    sent = room.outcomes_sent(session, meeting.id)
    tellings = [(each, _last_telling(each, sent)) for each in open_ones if each.is_decided]
    never = [each.action_id for each, told in tellings if told is None or not (told.sent_at or told.is_coming)]
    room.not_told_outcomes(session, meeting.id, never)
    asked = [
        (each, stands_at(board, told.sent_at or now)) for each, told in tellings if told and each.action_id not in never
    ]
    standing = [each for each, at in asked if at <= now]
    if standing:
        ids = [each.action_id for each in standing]
        room.answer_outcomes(session, meeting.id, ids, Answer.STANDS, now)
        for each in standing:
            audit.record(
                session, board.workspace_id, who="Accountable", what="outcome stands", subject=each.ref, at=now,
                to="; ".join(each.ruled(board.today(now))), why="nobody said otherwise within 2 working days",
            )  # fmt: skip
        _show_standing(session, board, meeting, {each.post_id for each in standing}, now)
    later = [at for _, at in asked if at > now]
    if later:
        return PutOff(min(later), "some officers were told later, and have 2 working days")
    return Done(f"{len(standing)} stand") if standing else Drop("every officer has answered, or was told of nothing")


def _show_standing(session: Session, board: Board, meeting: Meeting, posts: Collection[int], now: datetime) -> None:
    """Let the messages that asked say that it stands; whoever finds it not right after all can still say so."""
    since = moment_in_words(board.local(now), board.today(now))
    for told in planned.sent_about(session, meeting.id):
        asked = [f"{meeting.id}:{post}" for post in posts if words.asks_about(told.message, f"{meeting.id}:{post}")]
        message = told.message
        for about in asked if told.kind == OUTCOME else ():
            message = words.with_standing(message, about, since)
        if message != told.message:
            outbox.amend(session, told.id, message, now)


def _last_telling(one: Outcome, sent: Sequence[room.Telling]) -> room.Telling | None:
    """The newest message that tells of an outcome."""
    return next((each for each in reversed(sent) if each.is_of(one)), None)


def stands_at(board: Board, told_at: datetime) -> datetime:
    """From when on (UTC) an outcome stands that was told at an instant: two working days later, 17:30."""
    today = board.today(told_at)
    return board.at(working_days(board, today).shift(today, STANDS_AFTER), STANDS_AT)


# What changes after it was said


def note_decided(
    session: Session,
    access: Access,
    meeting: Meeting | None,
    action_id: int,
    changed: str,
    taken_back: Sequence[str] = (),
) -> None:
    """Let all that hangs on a decision of a meeting follow it: the run sheets, and the officer who was told before.

    `taken_back` is what stands no more, as they were told it. Outside of a meeting nothing hangs on it.
    """
    item = room.lock_item(session, meeting.id, action_id) if meeting else None
    if meeting is None or item is None:
        return
    room.change_item(session, item, access.who, changed)
    refresh_run_sheets(session, access.board, meeting, access.now)
    if item.outcome_told_at is not None:
        _tell_again(session, access, meeting, action_id, item.version, taken_back)


def _tell_again(
    session: Session, access: Access, meeting: Meeting, action_id: int, version: int, taken_back: Sequence[str]
) -> None:
    """Tell an officer what was decided after they were told; they have two working days once more."""
    board, now = access.board, access.now
    theirs = room.outcomes_of(session, meeting.id, action_id)
    reader, _ = _reader(session, board, meeting, theirs, now)
    if reader is None:
        return
    message = _tell(session, board, meeting, [(theirs, reader)], now, taken_back)
    outbox.say(
        session, board.workspace_id, key=f"outcome:{meeting.id}:{action_id}:v{version}", to=reader.account,
        message=message, due=next_within_hours(board, now), board_id=board.id,
        args={"meeting": meeting.id, "action": action_id},
    )  # fmt: skip
    if not room.planned_rows(session, meeting.id, OUTCOMES_STAND):
        args = {"rung": OUTCOMES_STAND, "meeting": meeting.id, "moves": meeting.moves, "again": True}
        key = f"{rung_key(OUTCOMES_STAND, meeting)}:again{action_id}:v{version}"
        rows = [(key, OUTCOMES_STAND, args, stands_at(board, now))]
        outbox.plan(session, board.workspace_id, board.id, rows)


def _tell(
    session: Session,
    board: Board,
    meeting: Meeting,
    told: Sequence[tuple[Sequence[Outcome], Reader]],
    now: datetime,
    taken_back: Sequence[str] = (),
) -> Message:
    room.told_outcomes(session, meeting.id, [each.action_id for theirs, _ in told for each in theirs], now)
    today = board.today(now)
    return words.outcome(
        [
            words.Told(f"{meeting.id}:{theirs[0].post_id}", tuple(theirs), reader.for_post, tuple(taken_back))
            for theirs, reader in told
        ],
        f"{meeting.kind.words}, {day_in_words(board.today(meeting.starts_at), today)}",
        board.local(stands_at(board, now)),
        today,
    )


def _of_post(found: Sequence[Outcome], post_id: int) -> list[Outcome]:
    return [each for each in found if each.post_id == post_id]


def _reader(
    session: Session, board: Board, meeting: Meeting, theirs: Sequence[Outcome], now: datetime
) -> tuple[Reader | None, str]:
    """Who is told for a post, or None and why there is nobody."""
    only = [theirs[0].action_id] if theirs else []
    found = actions.actions_of(session, board.id, board.today(now), board.zone, only=only)
    if not found:
        return None, "the post answers for nothing on the agenda now"
    return reader_in_meeting(session, board, found[0], meeting.id, now)


# What an officer answers


def agree(session: Session, press: Press, now: datetime) -> Reply:
    """An officer finds the outcomes of their actions right."""
    access, meeting, theirs = _asked(session, press.by, press.about, now)
    open_ones = [each for each in theirs if each.answer is None]
    room.answer_outcomes(session, meeting.id, [each.action_id for each in open_ones], Answer.RIGHT, now)
    for each in open_ones:
        _record(session, access, "outcome agreed", each)
    if open_ones:
        _show_answered(session, access.board, meeting, press.about, "this is right", now)
    return Reply(message=words.outcome_right([each.ref for each in theirs]))


def ask_what_is_not_right(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which an officer says what is not right."""
    access, _, theirs = _asked(session, press.by, press.about, now)
    return Reply(form=words.not_quite_form(press.about, theirs, access.board.today(now)), settled=False)


def object_to(session: Session, command: Answers, now: datetime) -> Reply:
    """An officer finds an outcome not right, and says why; the chair and the secretary are told.

    Raises:
        Refusal: they may not answer for the post; or it holds what looks like a child's details.
    """
    access, meeting, theirs = _asked(session, command.by, command.about, now)
    form = Form(command.answers)
    why = form.words("why", "Say in a sentence what is not right.", longest=LONGEST_WHY)
    which = command.answers.get("which")
    picked = which if isinstance(which, tuple) else ()
    meant = [each for each in theirs if str(each.action_id) in picked] if len(theirs) > 1 else list(theirs)
    if not meant:
        form.wrong("which", "Choose which action it is about.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"why": why})
    room.answer_outcomes(session, meeting.id, [each.action_id for each in meant], Answer.NOT_QUITE, now, why)
    for each in meant:
        _record(session, access, "outcome not agreed", each)
    refs = [each.ref for each in meant]
    _show_answered(session, access.board, meeting, command.about, f"not quite, about {' and '.join(refs)}", now)
    _tell_objection(session, access, meeting, meant, why)
    return Reply(message=words.outcome_objected(refs))


def _tell_objection(session: Session, access: Access, meeting: Meeting, meant: Sequence[Outcome], why: str) -> None:
    board, now = access.board, access.now
    today = board.today(now)
    message = words.outcome_disputed(meeting.id, meant[0].post, meant, why, today)
    about = "-".join(str(each.action_id) for each in meant)
    for reader in those_who_run(session, board, today):
        key = f"outcome_disputed:{meeting.id}:{about}:{now.isoformat()}:{reader.account}"
        outbox.say(
            session, board.workspace_id, key=key, to=reader.account, message=message,
            due=next_within_hours(board, now), board_id=board.id, args={"meeting": meeting.id},
        )  # fmt: skip


def _asked(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Meeting, list[Outcome]]:
    """The outcomes that a post was told, for whoever answers for it."""
    said, _, post = about.partition(":")
    ids = read_number(said, "meeting"), people.is_now(session, read_number(post, "post"))
    access, meeting = access_post_in_meeting(session, by.key, *ids, Deed.ANSWER_IN_MEETING, now, name=by.name)
    theirs = [each for each in _of_post(room.outcomes_of(session, meeting.id), ids[1]) if each.told_at]
    if not theirs:
        raise Refusal(f"Nothing has been told of {meeting_words(access.board, meeting, access.board.today(now))} yet.")
    return access, meeting, theirs


def _show_answered(session: Session, board: Board, meeting: Meeting, about: str, said: str, now: datetime) -> None:
    answered = f"{said} ({moment_in_words(board.local(now), board.today(now))})."
    for told in planned.sent_about(session, meeting.id):
        if told.kind == OUTCOME and words.asks_about(told.message, about):
            outbox.amend(session, told.id, words.with_answer(told.message, about, answered), now)


def _record(session: Session, access: Access, what: str, one: Outcome) -> None:
    board = access.board
    who = f"{one.post}, {access.standing.name}"
    ruled = "; ".join(one.ruled(board.today(access.now)))
    audit.record(session, board.workspace_id, who=who, what=what, subject=one.ref, at=access.now, to=ruled)


PRESSES: dict[str, UseCase] = {RIGHT: agree, NOT_QUITE: ask_what_is_not_right}
FORMS: dict[str, UseCase] = {NOT_QUITE_FORM: object_to}
READS: frozenset[str] = frozenset({NOT_QUITE})
EVERY_TIME: frozenset[str] = frozenset({RIGHT})
