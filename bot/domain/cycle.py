"""One Holding to Account cycle, day by day: what is said, how many working days from the meeting, at what time.

The source is the table "One cycle, day by day" of the field's rules. Each rung also says until when it is worth
saying: what is later than that is dropped, and told as skipped.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache

from bot.domain.boards import Board
from bot.domain.meetings import Meeting, MeetingKind
from bot.domain.working_days import WorkingDays


class Each(Enum):
    """How many messages a rung makes."""

    MEETING = "one for the meeting"
    POST = "one for each accountable post on its agenda"


class Anchor(Enum):
    """A moment of the meeting itself."""

    STARTS = "it starts"
    ENDS = "it ends"
    SLOT = "the post's first slot begins"


@dataclass(frozen=True)
class WorkingDay:
    """A time of day, some working days after the meeting's day (before it, if negative)."""

    days: int
    at: time


Moment = WorkingDay | Anchor


@dataclass(frozen=True)
class Rung:
    """One row of the cycle. `latest` is how late is too late; `chases` is whether it counts as a chasing message."""

    kind: str
    due: Moment
    latest: Moment
    each: Each = Each.MEETING
    chases: bool = False
    is_silent: bool = False
    """Something is done and nothing said, so the board's hours do not matter."""

    @property
    def has_slot(self) -> bool:
        """Whether its time depends on when a post's first action is taken."""
        return self.due is Anchor.SLOT or self.latest is Anchor.SLOT


ROSTER_CHECK, ROSTER_CHECK_AGAIN = "roster_check", "roster_check_again"
STATEMENT_REQUEST, STATEMENT_REMINDER = "statement_request", "statement_reminder"
STATEMENT_DUE_TODAY = "statement_due_today"
STATEMENT_LATE, STATEMENT_LATE_DELEGATE = "statement_late", "statement_late_delegate"
FIGURES_REQUEST, FIGURES_REMINDER = "figures_request", "figures_reminder"
LATE_LIST, LINE_DIRECTOR, PACK_FREEZE = "late_list", "line_director", "pack_freeze"
PACK_READY, PACK_NOTICE, QUESTIONS = "pack_ready", "pack_notice", "questions"
RUN_SHEET, SLOT_SOON, UNDECIDED, OUTCOME = "run_sheet", "slot_soon", "undecided", "outcome"
EXCEPTIONS = "exceptions"
OUTCOMES_SUMMARY, OUTCOMES_STAND = "outcomes_summary", "outcomes_stand"
LOG_DRAFT, LOG_DRAFT_AGAIN, DECISION_LOG = "log_draft", "log_draft_again", "decision_log"
BOARD_PACK = "board_pack"
WEEK_AHEAD = "week_ahead"
INPUT_REQUEST, INPUT_REMINDER = "input_request", "input_reminder"
"""What is asked of those who contribute to a statement: too late from the moment by which it is wanted."""
WATCH_FIGURES, MILESTONES_ASKED, QUARTERLY = "watch_figures", "milestones_asked", "quarterly"
VACANT_SEATS = "vacant_seats"
SURGERY_SOON, SURGERY_AFTER, SURGERY_FOLLOW_UP = "surgery_soon", "surgery_after", "surgery_follow_up"
"""What is said of a surgery: to those who come, the working day before; to whoever arranged it, the morning after and
on the day after that of what was agreed.
"""
CHECK_AGAIN, CHECK_LATE, CHECK_UNANSWERED = "check_again", "check_overdue", "check_unanswered"
"""A check of what was closed that nobody answers: asked again, told to the programme manager, told to the chair."""
"""What is said between meetings, planned from the week (the table "Between meetings")."""

_FROZEN = WorkingDay(-3, time(17))
EXTENDED = WorkingDay(-3, time(12))
"""Until when a statement that is late may be given more time, before the line director is told."""

HOLDING_TO_ACCOUNT = (
    Rung(ROSTER_CHECK, WorkingDay(-11, time(9)), WorkingDay(-10, time(9))),
    Rung(ROSTER_CHECK_AGAIN, WorkingDay(-10, time(9)), WorkingDay(-5, time(17))),
    Rung(STATEMENT_REQUEST, WorkingDay(-10, time(9, 30)), Anchor.STARTS, Each.POST, chases=True),
    Rung(FIGURES_REQUEST, WorkingDay(-10, time(9, 30)), WorkingDay(-6, time(9))),
    Rung(STATEMENT_REMINDER, WorkingDay(-7, time(9, 30)), WorkingDay(-5, time(9)), Each.POST, chases=True),
    Rung(FIGURES_REMINDER, WorkingDay(-6, time(9)), _FROZEN),
    Rung(STATEMENT_DUE_TODAY, WorkingDay(-5, time(9)), WorkingDay(-5, time(17)), Each.POST, chases=True),
    Rung(STATEMENT_LATE, WorkingDay(-4, time(9, 30)), _FROZEN, Each.POST, chases=True),
    Rung(STATEMENT_LATE_DELEGATE, WorkingDay(-4, time(9, 30)), _FROZEN, Each.POST, chases=True),
    Rung(LATE_LIST, WorkingDay(-4, time(14)), _FROZEN),
    Rung(LINE_DIRECTOR, WorkingDay(-3, time(9)), _FROZEN, Each.POST),
    Rung(PACK_FREEZE, _FROZEN, Anchor.STARTS, is_silent=True),
    Rung(PACK_READY, WorkingDay(-2, time(9)), Anchor.STARTS),
    Rung(PACK_NOTICE, WorkingDay(-2, time(9, 30)), WorkingDay(-1, time(12))),
    Rung(QUESTIONS, WorkingDay(-1, time(13)), Anchor.STARTS, Each.POST),
    Rung(RUN_SHEET, WorkingDay(0, time(8, 45)), Anchor.ENDS),
    Rung(SLOT_SOON, Anchor.SLOT, Anchor.SLOT, Each.POST),
    Rung(UNDECIDED, WorkingDay(0, time(16)), WorkingDay(1, time(17, 30))),
    Rung(OUTCOME, WorkingDay(0, time(17)), WorkingDay(5, time(17)), Each.POST),
    Rung(EXCEPTIONS, WorkingDay(1, time(9)), WorkingDay(5, time(17))),
    Rung(OUTCOMES_SUMMARY, WorkingDay(1, time(10)), WorkingDay(5, time(17))),
    Rung(LOG_DRAFT, WorkingDay(2, time(9)), WorkingDay(4, time(9))),
    Rung(OUTCOMES_STAND, WorkingDay(2, time(17, 30)), WorkingDay(20, time(17)), is_silent=True),
    Rung(LOG_DRAFT_AGAIN, WorkingDay(4, time(9)), WorkingDay(10, time(17))),
    Rung(DECISION_LOG, WorkingDay(5, time(10)), WorkingDay(20, time(17))),
)
"""A rung that comes too late is dropped: the next one says it, or the pack and the room do."""

BOARD_MEETING = (Rung(BOARD_PACK, WorkingDay(-5, time(9)), Anchor.STARTS),)

RUNGS = {rung.kind: rung for rung in (*HOLDING_TO_ACCOUNT, *BOARD_MEETING)}

REQUEST_STANDS = 5
"""Working days for which a request is still in mind. Where its meeting is moved, and asks again within them, it is not
made a second time: its words and the news of the move say the new day.
"""

CHASERS = frozenset({kind for kind, rung in RUNGS.items() if rung.chases} | {WEEK_AHEAD, INPUT_REQUEST, INPUT_REMINDER})
"""The kinds of which one person gets one message a day at most, from all meetings and boards together."""

SLOT_NOTICE = timedelta(minutes=30)
SLOT_TOO_LATE = timedelta(minutes=20)
"""A note that a slot is near is worth nothing in the last ten minutes before it."""
SHEET_NOTICE = timedelta(minutes=45)
SHEET_NOTICE_AT_LEAST = SHEET_BEFORE_CLOSING = timedelta(minutes=30)
"""The run sheet is to be read before the meeting, so for one early in the day it does not wait for its hour."""
_WHOLE_MINUTES = 5
AFTER_THE_MEETING = timedelta(minutes=15)
"""A meeting that ends late in the day moves what follows it on the same day to this long after its end."""


def rungs_of(kind: MeetingKind) -> tuple[Rung, ...]:
    """Every row of the cycle of such a meeting, in order."""
    return HOLDING_TO_ACCOUNT if kind is MeetingKind.HOLDING_TO_ACCOUNT else BOARD_MEETING


def slots(meeting: Meeting, number: int) -> list[datetime]:
    """When each of `number` actions is taken, in agenda order (UTC): equal shares in whole five minutes."""
    if not number:
        return []
    share = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60) // number
    minutes = max(share - share % _WHOLE_MINUTES, 1)
    return [meeting.starts_at + timedelta(minutes=minutes * place) for place in range(number)]


def due_at(rung: Rung, meeting: Meeting, board: Board, days: WorkingDays, slot: datetime) -> datetime:
    """When a rung is due (UTC). `slot` is when the first action of its post is taken.

    What is said after the meeting on its day never comes before it has ended, and its run sheet before it begins.
    """
    at = _instant(rung.due, meeting, board, days, slot)
    if rung.due is Anchor.SLOT:
        return at - SLOT_NOTICE
    if rung.kind == RUN_SHEET:
        return _in_time_to_read(at, meeting, board, days)
    if rung.kind == UNDECIDED:
        return max(at, meeting.ends_at)
    return max(at, meeting.ends_at + AFTER_THE_MEETING) if rung.kind == OUTCOME else at


def _in_time_to_read(at: datetime, meeting: Meeting, board: Board, days: WorkingDays) -> datetime:
    """`at`, or 45 minutes before a meeting that starts early in the day.

    Where that is before the board's hours it is as they begin, if that leaves half an hour, or else the working day
    before, half an hour before they end.
    """
    day = board.today(meeting.starts_at)
    opens = board.at(day, board.hours_from)
    due = min(at, meeting.starts_at - SHEET_NOTICE)
    if due >= opens:
        return due
    if meeting.starts_at - opens >= SHEET_NOTICE_AT_LEAST:
        return opens
    return board.at(_shifted(days, day, -1), board.hours_to) - SHEET_BEFORE_CLOSING


def latest(rung: Rung, meeting: Meeting, board: Board, days: WorkingDays, slot: datetime) -> datetime:
    """From when on (UTC) a rung is too late to be worth saying."""
    at = _instant(rung.latest, meeting, board, days, slot)
    return at - SLOT_NOTICE + SLOT_TOO_LATE if rung.latest is Anchor.SLOT else at


def _instant(moment: Moment, meeting: Meeting, board: Board, days: WorkingDays, slot: datetime) -> datetime:
    match moment:
        case WorkingDay(days=offset, at=hour):
            return board.at(_shifted(days, board.today(meeting.starts_at), offset), hour)
        case Anchor.STARTS:
            return meeting.starts_at
        case Anchor.ENDS:
            return meeting.ends_at
        case Anchor.SLOT:
            return slot


@lru_cache(maxsize=10_000)
def _shifted(days: WorkingDays, day: date, offset: int) -> date:
    """Kept, since every rung asks it of the same day, and every post again."""
    return days.shift(day, offset)
