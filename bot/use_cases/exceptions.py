"""Step 5 of the escalation ladder: an exception report, drafted for the chair the day after a meeting.

The bot sends it to nobody but the chair. Step 6, outside the council, is never the bot's either: a person does that.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import EXCEPTIONS
from bot.domain.dates import moment_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Deed, Role
from bot.domain.plans import Action, Assessed
from bot.domain.rating_facts import Rating
from bot.domain.references import short_title
from bot.domain.refusals import Refusal
from bot.domain.statements import cause_words
from bot.messages import exceptions as words
from bot.messages.exceptions import IN_A_MESSAGE, SENT, ExceptionFacts
from bot.messages.parts import Message, Reply
from bot.use_cases.assessing import assess_plan
from bot.use_cases.chasing import reader_of
from bot.use_cases.escalating import log_steps
from bot.use_cases.heard import Press
from bot.use_cases.managing import called
from bot.use_cases.planning import Decided, Drop, MadeUp, rung_key
from bot.use_cases.reading_answers import read_number
from storage import (
    audit,
    choices,
    exception_reports,
    meetings,
    outbox,
    past_meetings,
    people,
    planned,
    plans,
    statements,
)
from storage.access import STRANGER, access_board_by_id
from storage.outbox import Planned
from storage.past_meetings import Taken
from storage.tables import Person

UseCase = Callable[[Session, Any, datetime], Reply]
RUNNING = 2
"""Meetings in a row after which it is an exception."""


def make_up_exceptions(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """The draft for the chair, or for the deputy where the chair is away or there is none; in parts if it is long."""
    found = find_exceptions(session, board, meeting, now)
    if not found:
        return Drop("nothing to report")
    today = board.today(now)
    chair = _chair(session, board, today)
    heading = f"{meeting.kind.words}, {weekday_moment_in_words(board.local(meeting.starts_at), today)}"
    if chair is None:
        return _nobody(session, board, heading, found, today)
    told = [(f"{each.ref}, {each.post}", f"the chair, {called(chair)}", "; ".join(each.why)) for each in found]
    log_steps(session, board, row, 5, told, now)
    kept = [_recorded(session, board, meeting, each, now) for each in found]
    first, *others = _drafts(session, board, meeting, kept, today)
    args = {name: row.args[name] for name in ("rung", "meeting", "moves") if name in row.args}
    for number, message in enumerate(others, 2):
        key = f"{rung_key(EXCEPTIONS, meeting)}:part{number}"
        outbox.say(
            session, board.workspace_id, key=key, to=chair.account, message=message, due=now, board_id=board.id,
            args=args | {"part": number},
        )  # fmt: skip
    return MadeUp(chair.account, first)


def _recorded(session: Session, board: Board, meeting: Meeting, each: ExceptionFacts, now: datetime) -> ExceptionFacts:
    ref = exception_reports.report(
        session, board.id, meeting.id, each.action_id, why="; ".join(each.why), at=now
    )  # fmt: skip
    return replace(each, reference=ref)


def find_exceptions(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[ExceptionFacts]:
    """The live actions of a meeting that missed two running, were Red twice running, or wait for help past its day."""
    on_agenda = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
    taken = past_meetings.taken_at(session, board.id, on_agenda, meeting.starts_at, now)
    found = []
    for each in assess_plan(session, board, now, only=on_agenda):
        why, options = _why(board, each, taken.get(each.action.id, []))
        if why:
            cause = _cause(session, board, each, now)
            action = each.action
            found.append(
                ExceptionFacts(action.ref, short_title(action.title), action.post, why, cause, options, action.id)
            )
    return found


def _why(board: Board, each: Assessed, taken: Sequence[Taken]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    action = each.action
    if not action.is_live:
        return (), ()
    why, options = [], []
    reports = [meeting for meeting in taken if not _came_between(board, action, meeting)]
    missed = _running(reports, lambda meeting: not meeting.has_statement and _was_asked(board, meeting))
    if action.owes_statements and len(missed) >= RUNNING:
        why.append(words.missed(_days(board, missed)))
        options += ["name who answers for it", "ask the accountable officer to the next Board"]
    red = _running(taken, lambda meeting: meeting.rating is Rating.RED)
    if len(red) >= RUNNING:
        is_confirmed = all(meeting.confirmed is Rating.RED for meeting in red)
        why.append(words.red(_days(board, red), is_confirmed=is_confirmed))
        options += ["agree what brings it back and by when", "approve a new date"]
    passed = [help for help in action.help if help.needed_by is not None and help.needed_by < each.today]
    why += [words.help_passed(help.asked_of, help.needed_by) for help in passed[:1] if help.needed_by]
    options += ["decide who gives the help, and by when"] if passed else []
    return tuple(why), tuple(options)


def _running(taken: Sequence[Taken], is_so: Callable[[Taken], bool]) -> list[Taken]:
    """The meetings in a row, back from the newest, of which something is so; oldest first."""
    found: list[Taken] = []
    for meeting in taken:
        if not is_so(meeting):
            break
        found.insert(0, meeting)
    return found


def _was_asked(board: Board, meeting: Taken) -> bool:
    """Nobody missed a meeting that was before the board was started: nobody was asked for a statement then."""
    return board.started_at is not None and board.started_at < meeting.starts_at


def _came_between(board: Board, action: Action, meeting: Taken) -> bool:
    """Whether a meeting came between two of the action's reports, so that nothing was missed."""
    return not meeting.has_statement and action.spacing.lets_off(board.today(meeting.starts_at))


def _days(board: Board, taken: Sequence[Taken]) -> list[date]:
    return [board.today(meeting.starts_at) for meeting in taken]


def _cause(session: Session, board: Board, each: Assessed, now: datetime) -> str:
    """What the record knows of the cause: who is there to answer, and what the rules make of the dates."""
    state = _state(session, board, each.action, now)
    rules = f"The rules suggest {each.suggestion.words.rstrip('.')}." if each.suggestion.rating else ""
    return " ".join(part for part in (state, rules) if part)


def _state(session: Session, board: Board, action: Action, now: datetime) -> str:
    reader, _ = reader_of(session, board, action, now)
    if not action.holder_account:
        return "the post is vacant" + (", and a delegate answers." if reader else ", and nobody answers.")
    if action.is_away(board.today(now)):  # a report goes further, so it does not say that somebody is away
        acts = action.acting_words(board.today(now))
        return f"{acts}." if acts else "a delegate answers." if reader else "nobody is there to answer just now."
    last = statements.last_statement(session, action.id)
    said = cause_words(last.cause_kind) if last else ""
    helping = "the officer asks for help." if action.help else ""
    if said:
        return f"{said}, as the officer sees it{f'; {helping}' if helping else '.'}"
    return helping or "nobody has said."


def _drafts(
    session: Session, board: Board, meeting: Meeting, found: Sequence[ExceptionFacts], today: date
) -> list[Message]:
    pages = [found[first : first + IN_A_MESSAGE] for first in range(0, len(found), IN_A_MESSAGE)]
    held_at, marking = board.local(meeting.starts_at), plans.classification_of(session, board.id)
    return [
        words.exceptions(meeting.id, board.name, meeting.kind.words, held_at, page, today, number, len(pages), marking)
        for number, page in enumerate(pages, 1)
    ]


def _nobody(session: Session, board: Board, heading: str, found: Sequence[ExceptionFacts], today: date) -> Decided:
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    if manager is None:
        return Drop("nobody sits as chair, deputy or programme manager")
    return MadeUp(manager.account, words.nobody_to_report_to(heading, [each.ref for each in found]))


def _chair(session: Session, board: Board, today: date) -> Person | None:
    """The chair; the deputy where there is no chair, or the chair is away."""
    posts = {role: post for role, post in people.seats(session, board.id)}
    for role in (Role.CHAIR, Role.DEPUTY):
        holder = people.seat_holder(session, board.id, role, today)
        away_until = posts[role].away_until if role in posts else None
        if holder is not None and not (away_until is not None and today <= away_until):
            return holder
    return None


def note_sent(session: Session, command: Press, now: datetime) -> Reply:
    """Record that the chair sent the report; the draft says so from then on.

    Raises:
        Refusal: they are not the chair or the deputy.
    """
    meeting_id = read_number(command.about, "meeting")
    board_id = choices.board_of(session, meeting_id)
    if not board_id:
        raise Refusal(STRANGER)
    access = access_board_by_id(session, command.by.key, board_id, Deed.REPORT_EXCEPTIONS, now, name=command.by.name)
    board, meeting, today = access.board, meetings.get_meeting(session, meeting_id), access.board.today(now)
    at = moment_in_words(board.local(now), today)
    heading = f"{meeting.kind.words}, {weekday_moment_in_words(board.local(meeting.starts_at), today)}"
    new = False
    for told in planned.sent_about(session, meeting.id):
        message = words.with_sent(told.message, f"Recorded as sent ({at}).")
        if told.kind == "exceptions" and message != told.message:
            outbox.amend(session, told.id, message, now)
            new = True
    if new:
        exception_reports.note_sent(session, meeting.id, by=access.standing.post_for(Role.CHAIR), at=now)
        audit.record(
            session, board.workspace_id, who=access.who, what="exception report sent", subject=heading, at=now,
            why="the chair sends it; the bot sends it to nobody",
        )  # fmt: skip
    return Reply(message=words.exceptions_sent(heading, at))


MAKERS = {EXCEPTIONS: make_up_exceptions}
PRESSES: dict[str, UseCase] = {SENT: note_sent}
EVERY_TIME: frozenset[str] = frozenset(PRESSES)
