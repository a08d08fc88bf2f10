"""Arranging meetings: when, what they go through, and the dates that follow, in working days."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import counted, full_day_in_words, listed, weekday_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting, MeetingKind, dates_for
from bot.domain.references import Named, find_named, nearest_refs, refs_in_words, split_ref
from bot.domain.refusals import Refusal
from bot.messages import meetings as words
from bot.messages.parts import Message, Reply
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_management, note_change
from bot.use_cases.planning import plan_meeting, working_days
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, ASK_FOR_AN_HOUR, Form, read_number
from config.bank_holidays import KNOWN_UNTIL
from storage import actions, meetings
from storage.access import Access

BOARD_PACK = time(17)
KINDS = tuple((kind.value, kind.words) for kind in MeetingKind)
_REF_PREFIX = {MeetingKind.HOLDING_TO_ACCOUNT: "HTA", MeetingKind.BOARD: "IB"}
_BETWEEN = re.compile(r"\s+to\s+|\s*[–—]\s*|\s+-\s+", re.IGNORECASE)
_APART = re.compile(r"\s*[,;\n]\s*|\s+and\s+", re.IGNORECASE)


def show_meetings(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """The meetings to come, and the dates that follow from each."""
    about = command.about if isinstance(command, Press) else ""
    access = access_management(session, command.by, now, about, command.channel)
    page = about.partition(":")[2]
    return Reply(message=_meetings(session, access, page=read_number(page, "page") if page else 1))


def ask_for_meeting(session: Session, command: Press, now: datetime) -> Reply:
    """The form that adds a meeting."""
    return Reply(form=words.meeting_form(access_management(session, command.by, now, command.about).board.id, KINDS))


def add_meeting(session: Session, command: Answers, now: datetime) -> Reply:
    """Plan a meeting on a working day to come; a board that has been started plans its requests at once."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    kind = next((kind for kind in MeetingKind if kind == form.words("kind")), None)
    if kind is None:
        kinds = listed([value for value, _ in KINDS])
        form.wrong("kind", f"Choose the kind of meeting: {kinds}.")
    starts_at, ends_at = _read_times(form, access)
    covered = _read_covers(session, access, form)
    if (
        kind
        and starts_at
        and any(
            meeting.kind is kind and meeting.starts_at == starts_at
            for meeting in meetings.meetings_of(session, access.board.id, since=now)
        )
    ):
        form.wrong("day", "That meeting is planned already. Choose another day or time.")
    if form.errors or kind is None or starts_at is None or ends_at is None:
        return Reply(errors=form.errors, settled=False)
    meeting = _add(session, access, kind, starts_at, ends_at, covered)
    when = weekday_moment_in_words(access.board.local(starts_at), access.board.today(now))
    note_change(session, access, "meeting planned", meeting.ref, to=f"{kind.words}, {starts_at.isoformat()}")
    if access.board.started_at is not None:
        plan_meeting(session, access.board, meeting, now)
    return Reply(message=_meetings(session, access, news=f"Planned: {kind.words}, {when} ({meeting.ref})."))


def move_dates(session: Session, before: Board, after: Board, now: datetime) -> None:
    """Work out anew what follows from a board's zone and bank holidays; a meeting keeps its time on the wall."""
    ends = meetings.ends_of(session, before.id)
    for meeting in meetings.meetings_of(session, before.id, since=now):
        starts_at, ends_at = _same_wall(meeting.starts_at, before, after), _same_wall(ends[meeting.id], before, after)
        facts = _dates(after, meeting.kind, after.local(starts_at).date())
        meetings.change_meeting(session, meeting.id, starts_at=starts_at, ends_at=ends_at, **facts)
        if after.started_at is not None:
            plan_meeting(session, after, meetings.get_meeting(session, meeting.id), now)


def _same_wall(instant: datetime, before: Board, after: Board) -> datetime:
    local = before.local(instant)
    return after.at(local.date(), local.time())


def _add(
    session: Session, access: Access, kind: MeetingKind, starts_at: datetime, ends_at: datetime, covered: list[int]
) -> Meeting:
    board = access.board
    day = board.local(starts_at).date()
    ref = _new_ref(session, board.id, f"{_REF_PREFIX[kind]}-{day:%Y-%m}")
    dates = _dates(board, kind, day)
    meeting_id = meetings.add_meeting(
        session, board.id, covered, kind=kind, ref=ref, starts_at=starts_at, ends_at=ends_at, **dates
    )
    return meetings.get_meeting(session, meeting_id)


def _dates(board: Board, kind: MeetingKind, day: date) -> dict[str, datetime | None]:
    """A Holding to Account meeting's three dates; a board meeting has only its pack, five working days before."""
    days = working_days(board, day)
    if kind is MeetingKind.BOARD:
        return {"request_at": None, "statements_due_at": None, "pack_at": board.at(days.shift(day, -5), BOARD_PACK)}
    dates = dates_for(day, days, board.zone)
    return {"request_at": dates.request_at, "statements_due_at": dates.statements_due_at, "pack_at": dates.pack_at}


def _new_ref(session: Session, board_id: int, ref: str) -> str:
    """HTA-2021-06, and for another one in the same month HTA-2021-06B, C and so on."""
    tried = [ref, *(f"{ref}{letter}" for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ")]
    free = (each for each in tried if meetings.find_meeting_ref(session, board_id, each) is None)
    return next(free, f"{ref}-{meetings.count_meetings(session, board_id) + 1}")


def _read_times(form: Form, access: Access) -> tuple[datetime | None, datetime | None]:
    board = access.board
    day = form.day("day", f"Say on which day. {ASK_FOR_A_DAY}")
    start = form.hour("start", f"Say when it starts. {ASK_FOR_AN_HOUR}")
    end = form.hour("end", f"Say when it ends. {ASK_FOR_AN_HOUR}")
    if start and end and end <= start:
        form.wrong("end", f"It starts at {start:%H:%M}, so it has to end later than that. {ASK_FOR_AN_HOUR}")
    if day is None or start is None or end is None:
        return None, None
    starts_at = board.at(day, start)
    today = board.today(access.now)
    if starts_at <= access.now:
        was = weekday_moment_in_words(board.local(starts_at), today)
        form.wrong("day", f"{was} has passed. Choose a day to come, such as {_example(board, today)}.")
    elif not working_days(board, day).is_working_day(day):
        why = (
            f"{full_day_in_words(day)} is not a working day for this board (a weekend, a bank holiday or a quiet day)."
        )
        form.wrong("day", f"{why} Choose a working day, such as {_example(board, day)}.")
    return starts_at, board.at(day, end)


def _example(board: Board, after: date) -> str:
    day = working_days(board, after).next_working_day(after + timedelta(days=1))
    return f"{full_day_in_words(day)} ({day.isoformat()})"


def _read_covers(session: Session, access: Access, form: Form) -> list[int]:
    said = form.words("covers", "Say which actions it goes through: “all”, or references.", longest=1000)
    if not said:
        return []
    known = actions.named(session, access.board.id)
    if not known:
        form.wrong(
            "covers", "There is no plan yet. Import it first, on the machine that I run on: accountable import PLAN.csv"
        )
        return []
    if said.casefold() == "all":
        today = access.board.today(access.now)
        every = actions.actions_of(session, access.board.id, today, access.board.zone)
        return [action.id for action in every if action.is_live]
    try:
        return read_covers(said, known)
    except Refusal as refusal:
        form.wrong("covers", refusal.words)
        return []


def read_covers(said: str, known: Sequence[Named]) -> list[int]:
    """The ids of the actions that “BCP-01 to BCP-08, BCP-12” means, in plan order.

    Raises:
        Refusal: a part of it is no action, or could be several.
    """
    wanted: set[int] = set()
    for piece in (each for each in _APART.split(said.strip()) if each):
        ends = _BETWEEN.split(piece)
        if len(ends) == 2 and len(find_named(piece, known)) != 1:
            wanted |= _between(_the_one(ends[0], known), _the_one(ends[1], known), known)
        else:
            wanted.add(_the_one(piece, known).id)
    return [action.id for action in known if action.id in wanted]


def _between(first: Named, last: Named, known: Sequence[Named]) -> set[int]:
    """From one action to another: by number where both are numbered alike, else in plan order."""
    low, high = split_ref(first.ref), split_ref(last.ref)
    if low and high and low[0] == high[0]:
        low, high = sorted((low, high))
        numbered = [(action.id, split_ref(action.ref)) for action in known]
        return {action_id for action_id, parts in numbered if parts and parts[0] == low[0] and low <= parts <= high}
    places = sorted((known.index(first), known.index(last)))
    return {action.id for action in known[places[0] : places[1] + 1]}


def _the_one(said: str, known: Sequence[Named]) -> Named:
    found = find_named(said, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(f"“{said}” could be {listed([action.ref for action in found[:6]])}. Type the reference.")
    near = nearest_refs(said, known)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise Refusal(f"No action is called “{said}”.{hint} Type “all”, or references such as {_example_refs(known)}.")


def _example_refs(known: Sequence[Named]) -> str:
    return known[0].ref if len(known) == 1 else f"{known[0].ref} to {known[-1].ref}"


def _meetings(session: Session, access: Access, *, page: int = 1, news: str = "") -> Message:
    facts = coming_meetings(session, access)
    return words.meetings_listed(access.board.id, facts, page, news)


def coming_meetings(session: Session, access: Access) -> list[words.MeetingFacts]:
    """The meetings to come, as messages show them."""
    ends = meetings.ends_of(session, access.board.id)
    refs = {action.id: action.ref for action in actions.named(session, access.board.id)}
    found = meetings.meetings_of(session, access.board.id, since=access.now)
    return [
        _facts(access, meeting, ends[meeting.id], [refs[action] for action, _ in meetings.agenda(session, meeting.id)])
        for meeting in found
    ]


def _facts(access: Access, meeting: Meeting, ends_at: datetime, refs: list[str]) -> words.MeetingFacts:
    board, today = access.board, access.board.today(access.now)

    def moment(at: datetime | None) -> str:
        return weekday_moment_in_words(board.local(at), today) if at else ""

    local = board.local(meeting.starts_at)
    return words.MeetingFacts(
        ref=meeting.ref,
        kind=meeting.kind.words,
        when=f"{weekday_in_words(local.date(), today)}, {local:%H:%M} to {board.local(ends_at):%H:%M}",
        covers=f"{counted(len(refs), 'action')}: {refs_in_words(refs)}." if refs else "No actions.",
        asked=moment(meeting.request_at),
        due=moment(meeting.statements_due_at),
        pack=moment(meeting.pack_at),
        warnings=tuple(_warnings(access, meeting)),
    )


def _warnings(access: Access, meeting: Meeting) -> list[str]:
    found = []
    if access.board.local(meeting.starts_at).date() > KNOWN_UNTIL:
        until = full_day_in_words(KNOWN_UNTIL)
        found.append(f"Bank holidays are published until {until} only, so the dates before this meeting may move.")
    if meeting.statements_due_at and meeting.statements_due_at <= access.now:
        found.append("The day on which statements are due has passed: it is too late to ask for them in time.")
    elif meeting.request_at and meeting.request_at <= access.now and access.board.started_at is None:
        found.append("The day for asking has passed: the request goes out as soon as you press Start.")
    return found
