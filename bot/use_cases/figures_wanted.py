"""Which figures are wanted, by when and from whom: for a meeting, and for the watch list. It only reads."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.cycle import FIGURES_REMINDER, RUNGS, due_at
from bot.domain.dates import weekday_moment_in_words
from bot.domain.measures import Measure
from bot.domain.meetings import Meeting, MeetingKind
from bot.domain.people import Role
from bot.domain.staleness import figure_age
from bot.messages.figures import Asked, FiguresAsked, measure_line, reading_words
from bot.messages.parts import Item
from bot.use_cases.planning import working_days
from storage import actions, measures, meetings, people, watching

WATCH = "watch"
"""What a button is about, in the place of a meeting, where it is the watch list."""
_FRIDAY, _NOON = 4, time(12)


def find_data_manager(session: Session, board: Board, now: datetime) -> tuple[str, str]:
    """The account of the data manager, or an empty one and why there is nobody to ask."""
    today = board.today(now)
    post = people.seat_post(session, board.id, Role.DATA_MANAGER, today)
    if post is None:
        return "", "nobody sits as the data manager"
    if not post.account:
        return "", "the data manager’s post is vacant"
    return ("", "the data manager is away") if post.is_away(today) else (post.account, "")


def asks_for_figures(session: Session, meeting: Meeting) -> bool:
    """Whether any action on a meeting's agenda is linked to a measure."""
    return bool(_measures_on_agenda(session, meeting))


def asked_for_meeting(
    session: Session, board: Board, meeting: Meeting, now: datetime, *, is_reminder: bool = False
) -> FiguresAsked:
    """The measures linked to the actions on a meeting's agenda, with what has come in for it."""
    today = board.today(now)
    found = with_age(board, measures.measures_of(session, board.id, only=_measures_on_agenda(session, meeting)), today)
    since = _figures_count_from(session, board, meeting)
    held = weekday_moment_in_words(board.local(meeting.starts_at), today)
    return FiguresAsked(
        what_for=f"{meeting.kind.words}, {held}",
        asked=with_what_came(session, found, since, today),
        due=board.local(figures_due_for(board, meeting)),
        about=f"{board.id}:{meeting.id}",
        is_reminder=is_reminder,
    )


def figures_due_for(board: Board, meeting: Meeting) -> datetime:
    """By when the figures for a meeting are asked for (UTC)."""
    days = working_days(board, board.today(meeting.starts_at))
    return due_at(RUNGS[FIGURES_REMINDER], meeting, board, days, meeting.starts_at)


def with_what_came(session: Session, found: Sequence[Measure], since: datetime, today: date) -> tuple[Asked, ...]:
    """These measures, each with the figure that has come in since an instant (UTC), if one has."""
    came = measures.in_since(session, [measure.id for measure in found], since)
    return tuple(
        Asked(each, reading_words(each.latest, each.unit, today) if each.id in came and each.latest else "")
        for each in found
    )


def figures_for_pack(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[Item]:
    """A line for each measure of the actions on a meeting's agenda; one that has not come in says “figure not in”.

    Those of an action that another board reports here come last: they are that board's data manager's to enter.
    """
    today = board.today(now)
    own = asked_for_meeting(session, board, meeting, now).asked
    lines = [measure_line(each.measure, today, is_in=bool(each.came)) for each in own]
    return lines + [measure_line(each, today) for each in with_age(board, _reported(session, board, meeting), today)]


def _reported(session: Session, board: Board, meeting: Meeting) -> list[Measure]:
    """The measures of what other boards report to a meeting, but for what is restricted there."""
    on_agenda = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
    held = actions.held_back(session, on_agenda, board.today(meeting.starts_at))
    linked = measures.linked_to(session, [each for each in on_agenda if each not in held])
    wanted = {measure_id for found in linked.values() for measure_id in found}
    own = {each.id for each in measures.measures_of(session, board.id, only=sorted(wanted))}
    return measures.measures_by_id(session, sorted(wanted - own))


def with_age(board: Board, found: Sequence[Measure], today: date) -> list[Measure]:
    """The same measures, each with what is missing of it by today."""
    days = working_days(board, today)
    return [replace(each, missing=figure_age(each, today, days)) for each in found]


def _measures_on_agenda(session: Session, meeting: Meeting) -> list[int]:
    on_agenda = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
    linked = measures.linked_to(session, on_agenda)
    return [measure_id for found in linked.values() for measure_id in found]


def _figures_count_from(session: Session, board: Board, meeting: Meeting) -> datetime:
    """From when on (UTC) a figure that comes in is one for this meeting: since the last that went through the same.

    That is one cycle back at the most, so that two meetings of one week ask for a measure that they share only once.
    """
    longest = meeting.starts_at - timedelta(days=board.tolerances.cycle)
    mine = {action_id for action_id, _ in meetings.agenda(session, meeting.id)}
    earlier = [
        each
        for each in meetings.meetings_of(session, board.id, since=longest)
        if each.kind is MeetingKind.HOLDING_TO_ACCOUNT and each.starts_at < meeting.starts_at
    ]
    same = [each for each in earlier if mine & {action_id for action_id, _ in meetings.agenda(session, each.id)}]
    return max((each.starts_at for each in same), default=longest)


def asked_for_watch_list(session: Session, board: Board, now: datetime) -> FiguresAsked:
    """The measures on the watch list, and those of the actions on it, with what has come in this week."""
    today = board.today(now)
    week = week_start(board, now)
    return FiguresAsked(
        what_for="the watch list",
        asked=with_what_came(session, watched_measures(session, board), week, today),
        due=board.local(figures_due(board, today) or now),
        about=f"{board.id}:{WATCH}",
        is_watch_list=True,
    )


def watched_measures(session: Session, board: Board) -> list[Measure]:
    """The measures on the watch list, and those linked to the actions on it, each once."""
    on_it = watching.watched(session, board.id)
    linked = measures.linked_to(session, [each.action_id for each in on_it if each.action_id])
    wanted = [each.measure_id for each in on_it if each.measure_id]
    wanted += [measure_id for found in linked.values() for measure_id in found]
    return measures.measures_of(session, board.id, only=wanted) if wanted else []


def figures_due(board: Board, day: date) -> datetime | None:
    """When the watch list's figures of the week of `day` are due (UTC): Friday 12:00, or the last working day's noon.

    None in a week without two working days: there is no day on which to ask for them.
    """
    friday = day - timedelta(days=day.weekday() - _FRIDAY)
    days = working_days(board, friday)
    working = [each for back in range(5) if days.is_working_day(each := friday - timedelta(days=back))]
    return board.at(working[0], _NOON) if len(working) > 1 else None


def figures_asked_at(board: Board, day: date) -> datetime | None:
    """When they are asked for (UTC): Thursday 12:00, or the noon of the working day before they are due."""
    due = figures_due(board, day)
    if due is None:
        return None
    last = board.today(due)
    return board.at(working_days(board, last).shift(last, -1), _NOON)


def week_start(board: Board, now: datetime) -> datetime:
    """The first instant (UTC) of the board's week."""
    today = board.today(now)
    return board.at(today - timedelta(days=today.weekday()), time(0))


def watch_key(board: Board, day: date) -> str:
    """What the question for the watch list's figures of the week of `day` is."""
    return f"watch_figures:{board.id}:{week_of(day)}"
