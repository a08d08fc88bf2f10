"""The board's own quiet days: seen, added and taken back; everything that follows is planned anew at once."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.dates import listed
from bot.domain.meetings import Meeting
from bot.domain.quiet_days import runs, span
from bot.domain.refusals import Refusal
from bot.messages import quiet_days as words
from bot.messages.parts import Reply
from bot.use_cases.arranging import move_dates
from bot.use_cases.between_meetings import plan_anew
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_asked, access_management, note_change
from bot.use_cases.meeting_details import moment
from bot.use_cases.previewing import plan_summary
from bot.use_cases.reading_answers import Form
from storage import boards, meetings
from storage.access import Access

UseCase = Callable[[Session, Any, datetime], Reply]


def show_quiet_days(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """The quiet days to come.

    Raises:
        Refusal: they do not run the board.
    """
    return _shown(access_asked(session, command, now))


def ask_for_quiet_days(session: Session, command: Press, now: datetime) -> Reply:
    """The form that adds quiet days."""
    access = access_management(session, command.by, now, command.about)
    return Reply(form=words.quiet_days_form(access.board.id), settled=False)


def add_quiet_days(session: Session, command: Answers, now: datetime) -> Reply:
    """Keep days quiet, and plan anew what they move.

    Raises:
        Refusal: the days are the wrong way round or too many; they have passed; or a meeting is on one of them.
    """
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    first = form.day("from", "Choose the first day, such as 24 December 2026.")
    last = form.day("to") or first
    if form.errors or first is None or last is None:
        return Reply(errors=form.errors, settled=False)
    days = span(first, last)
    if last <= access.board.today(now):
        raise Refusal("Those days have passed or begun. Choose a day to come.", "from")
    _refuse_meetings(session, access, days)
    moved = _keep(session, access, access.board.quiet_days | set(days), f"{words.in_words((first, last))}")
    return _shown(access, " ".join([f"Quiet: {words.in_words((first, last))}.", *moved]), session)


def take_back(session: Session, command: Press, now: datetime) -> Reply:
    """Make days ordinary again.

    Raises:
        Refusal: the menu is of an older release and no longer says which days.
    """
    access = access_management(session, command.by, now, command.about)
    try:
        first, last = (date.fromisoformat(day) for day in command.value.split(":"))
    except ValueError:
        raise Refusal("This no longer says which days it is about. Type “quiet” to see them.") from None
    days = set(span(first, last))
    moved = _keep(session, access, access.board.quiet_days - days, "", was=words.in_words((first, last)))
    news = f"No longer quiet: {words.in_words((first, last))}. I write on these days again, and they count."
    return _shown(access, " ".join([news, *moved]), session)


def _keep(session: Session, access: Access, days: Collection[date], to: str, was: str = "") -> list[str]:
    """Have these quiet days; says for which meetings that have asked already statements are due at another time now."""
    before = access.board
    if set(days) == before.quiet_days:
        return []
    asked = asked_by_now(session, access)
    boards.change_board(session, before.id, quiet_days=sorted(day.isoformat() for day in days))
    note_change(session, access, "quiet days changed", before.name, was=was, to=to)
    after = boards.get_board(session, before.id)
    move_dates(session, before, after, Access(after, access.standing, access.now))
    if after.started_at is not None:
        plan_anew(session, after, access.now)
        plan_summary(session, after, access.now)
    return due_anew(session, access, access, asked)


def asked_by_now(session: Session, access: Access) -> list[Meeting]:
    """The meetings to come that have asked for their statements."""
    if access.board.started_at is None:
        return []
    coming = meetings.meetings_of(session, access.board.id, since=access.now)
    return [each for each in coming if each.request_at and each.request_at <= access.now]


def due_anew(session: Session, before: Access, after: Access, asked: Collection[Meeting]) -> list[str]:
    """For which meetings that had `asked` statements are due at another time on the wall now, a sentence each."""
    found = []
    for was in asked:
        due = meetings.get_meeting(session, was.id).statements_due_at
        times = moment(after, due), moment(before, was.statements_due_at)
        if due and times[0] != times[1]:
            found.append(words.due_at_another_time(was.ref, *times, is_over=due <= after.now))
    return found


def _refuse_meetings(session: Session, access: Access, days: Collection[date]) -> None:
    """Nobody can come to a meeting on a day on which nobody works."""
    found = [
        meeting.ref
        for meeting in meetings.meetings_of(session, access.board.id, since=access.now)
        if access.board.today(meeting.starts_at) in days
    ]
    if found:
        verb = "is" if len(found) == 1 else "are"
        raise Refusal(f"{listed(found)} {verb} on one of those days. Move or cancel it first: type “meeting”.", "from")


def _shown(access: Access, news: str = "", session: Session | None = None) -> Reply:
    board = boards.get_board(session, access.board.id) if session else access.board
    coming = [day for day in board.quiet_days if day >= board.today(access.now)]
    return Reply(message=words.quiet_days_listed(board.id, board.name, runs(coming), news))


PRESSES: dict[str, UseCase] = {
    "quiet.show": show_quiet_days,
    "quiet.ask": ask_for_quiet_days,
    "quiet.take_back": take_back,
}
FORMS: dict[str, UseCase] = {"quiet_days": add_quiet_days}
WORDS: dict[str, UseCase] = {"quiet": show_quiet_days}
READS: frozenset[str] = frozenset({"quiet.show", "quiet.ask", "quiet"})
