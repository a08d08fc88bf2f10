"""Arranging meetings: showing those to come, and adding one or a series; what follows is worked out in working days."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import listed
from bot.domain.meetings import MeetingKind
from bot.domain.refusals import Refusal
from bot.messages import meetings as words
from bot.messages.parts import Reply
from bot.use_cases.heard import Answer, Answers, Press, Typed
from bot.use_cases.interval_ends import ask_after_rearranging
from bot.use_cases.managing import access_management, note_change
from bot.use_cases.meeting_details import (
    KINDS,
    coming_meetings,
    dates_of,
    listing,
    moment,
    put_down,
    read_agenda,
    read_times,
)
from bot.use_cases.meeting_news import Agenda, put_right_time
from bot.use_cases.planning import plan_meeting
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.recurring import read_series, save_series, series_facts
from storage import meetings
from storage.access import Access

__all__ = ["add_meeting", "ask_for_meeting", "coming_meetings", "move_dates", "show_meetings"]

SEEN = "as_it_was"
"""The name under which a form carries how a meeting stood when a change of it was shown."""
CARRIED = frozenset({*"kind day start end covers repeats until add take later reason".split(), SEEN})
"""The answers that a form carries from the one before it."""
OLD_FORM = "This form is from an older version of Accountable. Type “meetings” to see the meetings as they stand."


def show_meetings(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """The meetings to come, and the dates that follow from each."""
    about = command.about if isinstance(command, Press) else ""
    access = access_management(session, command.by, now, about, command.channel)
    page = about.partition(":")[2]
    return Reply(message=listing(session, access, page=read_number(page, "page") if page else 1))


def ask_for_meeting(session: Session, command: Press, now: datetime) -> Reply:
    """The form that adds a meeting."""
    return Reply(form=words.meeting_form(access_management(session, command.by, now, command.about).board.id, KINDS))


def add_meeting(session: Session, command: Answers, now: datetime) -> Reply:
    """Plan a meeting on a working day to come; a board that has been started plans its cycle at once.

    One that repeats is answered with its dates and a button to save them: that form carries the same answers.
    """
    access = access_management(session, command.by, now, command.about)
    carried = read_carried(command.about.partition(":")[2])
    form = Form(command.answers if carried is None else carried)
    kind = _read_kind(form)
    if form.words("repeats"):
        return _add_series(session, access, form, kind, is_seen=carried is not None)
    times = read_times(session, access, form, kind)
    covered = read_agenda(session, access, form)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    meeting = put_down(session, access.board, kind, times, covered)
    note_change(session, access, "meeting planned", meeting.ref, to=f"{kind.words}, {times.starts_at.isoformat()}")
    if access.board.started_at is not None:
        plan_meeting(session, access.board, meeting, now)
        ask_after_rearranging(session, access.board, now)
    news = f"Planned: {kind.words}, {moment(access, times.starts_at)} ({meeting.ref})."
    return Reply(message=listing(session, access, news=news))


def _read_kind(form: Form) -> MeetingKind:
    kind = next((kind for kind in MeetingKind if kind == form.words("kind")), None)
    if kind is None:
        kinds = listed([value for value, _ in KINDS])
        form.wrong("kind", f"Choose the kind of meeting: {kinds}.")
    return kind or MeetingKind.HOLDING_TO_ACCOUNT


def _add_series(session: Session, access: Access, form: Form, kind: MeetingKind, *, is_seen: bool) -> Reply:
    draft = read_series(session, access, form, kind)
    if draft is None or form.errors:
        return Reply(errors=form.errors, settled=False)
    if is_seen:
        return Reply(message=listing(session, access, news=save_series(session, access, draft)))
    about = carried_about(str(access.board.id), form.answers)
    return Reply(form=words.series_form(about, series_facts(session, access, draft)), settled=False)


def carried_about(about: str, answers: Mapping[str, Answer]) -> str:
    """What a form carries that shows a change before it is saved: what it is about, and the answers as typed."""
    typed = {name: _as_typed(answer) for name, answer in answers.items() if answer and name in CARRIED}
    return f"{about}:{json.dumps(typed, ensure_ascii=False)}"


def _as_typed(answer: Answer) -> str:
    match answer:
        case time():
            return f"{answer:%H:%M}"
        case date():
            return answer.isoformat()
        case _:
            return answer if isinstance(answer, str) else ""


def read_carried(said: str) -> dict[str, Answer] | None:
    """The answers that a form carries; None where it carries none, because nothing has been shown yet.

    Raises:
        Refusal: it carries something else.
    """
    if not said:
        return None
    try:
        found: Any = json.loads(said)
    except (ValueError, RecursionError):
        raise Refusal(OLD_FORM) from None
    if not isinstance(found, dict) or not all(isinstance(answer, str) for answer in found.values()):
        raise Refusal(OLD_FORM)
    return found


def move_dates(session: Session, before: Board, after: Board, access: Access) -> None:
    """Work out anew what follows from a board's zone, hours and bank holidays; a meeting keeps its time on the wall.

    What is planned is planned anew, and what was sent says the new days where they differ: with another zone it is
    right as it stands, since the clock on the wall shows the same.
    """
    for meeting in meetings.meetings_of(session, before.id, since=access.now):
        agenda = Agenda.of(session, meeting)
        starts_at, ends_at = (_same_wall(at, before, after) for at in (meeting.starts_at, meeting.ends_at))
        facts = dates_of(after, meeting.kind, after.local(starts_at).date())
        meetings.change_meeting(session, meeting.id, starts_at=starts_at, ends_at=ends_at, **facts)
        moved = meetings.get_meeting(session, meeting.id)
        if after.started_at is not None:
            plan_meeting(session, after, moved, access.now)
        if before.zone == after.zone:
            put_right_time(session, access, meeting, moved, (agenda, agenda), before)


def _same_wall(instant: datetime, before: Board, after: Board) -> datetime:
    local = before.local(instant)
    return after.at(local.date(), local.time())
