"""The run sheet of a meeting: its actions with their times and what is known of each, for those who run it."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.asking import Asked, StatementState
from bot.domain.boards import Board
from bot.domain.challenges import Challenge, unanswered_first
from bot.domain.cycle import OUTCOMES_SUMMARY, RUN_SHEET, RUNGS, UNDECIDED, due_at, slots
from bot.domain.dates import listed, moment_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting, MeetingKind
from bot.domain.outcomes import Outcome
from bot.domain.packs import BETWEEN, Order, Pack, PackItem
from bot.domain.people import Deed, Role
from bot.domain.plans import Assessed
from bot.domain.refusals import Refusal
from bot.messages import room as words
from bot.messages.challenges import on_run_sheet
from bot.messages.parts import Message, Reply
from bot.messages.plan_lines import deadline_words
from bot.use_cases.assessing import asked_by, assess_plan
from bot.use_cases.deciding import nobody_can, who_can_decide
from bot.use_cases.heard import Press, Typed
from bot.use_cases.known import said_at
from bot.use_cases.planning import Decided, Drop, MadeUp, next_within_hours, working_days
from bot.use_cases.reading_answers import read_number
from storage import boards, challenges, meetings, outbox, packs, people, planned, room
from storage.access import access_board, access_meeting
from storage.outbox import Planned
from storage.tables import Person, Statement

NOBODY_RUNS = "nobody sits as the chair or the programme manager"
NONE_PLANNED = (
    "No Holding to Account meeting is planned. Add “last” for the last one’s, or type “status” to see how the plan is."
)
NO_SUCH_MEETING = (
    "No such meeting is known here. Leave its name out for the next one, write “last” for the last one, or type "
    "“meeting” to see those that are planned."
)


def show_run_sheet(session: Session, press: Press, now: datetime) -> Reply:
    """The run sheet as it stands now, the page of it that is asked for.

    Raises:
        Refusal: they may not see it.
    """
    said, _, page = press.about.partition(":")
    meeting_id = read_number(said, "meeting")
    access, meeting = access_meeting(session, press.by.key, meeting_id, Deed.RUN_MEETING, now, name=press.by.name)
    number = max(read_number(page, "page"), 1) if page else 1
    return Reply(message=_sheet(session, access.board, meeting, now, number), settled=False)


def type_run_sheet(session: Session, typed: Typed, now: datetime) -> Reply:
    """“run sheet”: that of today's meeting or of the next; “run sheet last” and “run sheet HTA-2021-06-15” for another.

    Raises:
        Refusal: they may not see it; or there is no such meeting.
    """
    by = typed.by
    access = access_board(session, by.key, Deed.RUN_MEETING, now, channel=typed.channel, name=by.name)
    meeting = meeting_meant(session, access.board, typed.text, now)
    return Reply(message=_sheet(session, access.board, meeting, now), settled=False)


def meeting_meant(session: Session, board: Board, said: str, now: datetime) -> Meeting:
    """The Holding to Account meeting that somebody means: today's or the next, the last, or the one they name.

    Raises:
        Refusal: there is none such.
    """
    named = said.strip(" .").upper().removeprefix("SHEET").strip()
    today = board.at(board.today(now), time(0))
    if named == "LAST":
        found = room.last_meeting_of(session, board.id, today)
    elif named:
        found = meetings.find_meeting_ref(session, board.id, named)
    else:
        coming = meetings.meetings_of(session, board.id, since=today)
        found = next((each for each in coming if each.kind is MeetingKind.HOLDING_TO_ACCOUNT), None)
    if found is None:
        raise Refusal(NO_SUCH_MEETING if named else NONE_PLANNED)
    return found


def make_up_run_sheet(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """The run sheet for the chair and the secretary, on the morning of the meeting; the day before of an early one.

    Who is there on that morning to have been asked for a statement is noted with it, before the meeting itself puts
    things on hold or closes them: what it finds missing stays so on the record.
    """
    day = board.today(meeting.starts_at)
    _note_excused(session, board, meeting, max(now, board.at(day, time(0))))
    sheet = _sheet(session, board, meeting, now)
    _say_on_the_morning(session, board, meeting, row, sheet, now)
    return to_those_who_run(session, board, meeting, row, sheet, now)


def to_those_who_run(
    session: Session, board: Board, meeting: Meeting, row: Planned, message: Message, now: datetime
) -> Decided:
    """A message of the cycle to the chair, by its own row, and to the secretary by one more."""
    readers = _readers(session, board, meeting, now)
    if not readers:
        return Drop(NOBODY_RUNS)
    for reader in readers[1:]:
        _say_beside(session, board, row, reader, message, now)
    return MadeUp(readers[0].account, message)


def _readers(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[Person]:
    """Those who run a meeting on its day, or today after it. Before its day, where one of them is still away, whoever
    stands in for them today.
    """
    today = board.today(now)
    on_its_day = those_who_run(session, board, max(today, board.today(meeting.starts_at)))
    away = _away_till_then(session, board, meeting, now)
    here = [each for each in on_its_day if each not in away]
    return here + [each for each in those_who_run(session, board, today) if away and each not in here]


def _away_till_then(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[Person]:
    """The chair or the deputy who runs a meeting on its day, and is away today: they are not written to till then."""
    today, day = board.today(now), board.today(meeting.starts_at)
    if day <= today:
        return []
    chair = chair_today(session, board, day)
    posts = people.held_by(session, board.workspace_id, chair.account, today) if chair else []
    is_away = any(post.away_until is not None and post.away_until >= today for post in posts)
    return [chair] if chair is not None and is_away else []


def _say_on_the_morning(
    session: Session, board: Board, meeting: Meeting, row: Planned, sheet: Message, now: datetime
) -> None:
    """For who is away up to the day before: as the board's hours begin, though the meeting may have begun by then."""
    for reader in _away_till_then(session, board, meeting, now):
        opens = board.at(board.today(meeting.starts_at), board.hours_from)
        _say_beside(session, board, row, reader, sheet, opens)


def _say_beside(session: Session, board: Board, row: Planned, reader: Person, message: Message, due: datetime) -> None:
    outbox.say(
        session, board.workspace_id, key=f"{row.key}:{reader.account}", to=reader.account, message=message, due=due,
        board_id=board.id, args=rung_args(row.args),
    )  # fmt: skip


def rung_args(args: Mapping[str, Any]) -> dict[str, Any]:
    """What a message beside another of the same rung carries, so that it is asked once more before it goes."""
    return {name: args[name] for name in ("rung", "meeting", "moves", "post") if name in args}


def those_who_run(session: Session, board: Board, today: date) -> list[Person]:
    """Who runs a meeting today: the chair, or the deputy where the chair is away or there is none; and the secretary.

    Each person once.
    """
    seated = [people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)]
    found = {each.id: each for each in (chair_today(session, board, today), *seated) if each is not None}
    return list(found.values())


def chair_today(session: Session, board: Board, today: date, *, other_than: int = 0) -> Person | None:
    """The chair, or the deputy where the chair is away or there is none; None where neither can.

    `other_than` is the id of a person whom it is about, and who is passed over.
    """
    posts = {role: post for role, post in people.seats(session, board.id) if role in (Role.CHAIR, Role.DEPUTY)}
    for role in (Role.CHAIR, Role.DEPUTY):
        away_until = posts[role].away_until if role in posts else None
        holder = people.seat_holder(session, board.id, role, today)
        if holder is not None and holder.id != other_than and (away_until is None or away_until < today):
            return holder
    return None


def may_not_have_been(session: Session, board: Board, meeting: Meeting, now: datetime) -> bool:
    """Whether it can still be said of a meeting that has begun that it did not take place: nothing of it is on record,
    and the board has not been told yet what it decided.
    """
    is_told = now >= _told_at(board, meeting)
    return not is_told and not any(one.is_decided or one.attendance for one in room.outcomes_of(session, meeting.id))


def _told_at(board: Board, meeting: Meeting) -> datetime:
    days = working_days(board, board.today(meeting.starts_at))
    return due_at(RUNGS[OUTCOMES_SUMMARY], meeting, board, days, meeting.starts_at)


def make_up_undecided(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """What a meeting did not decide, for the chair and the secretary, with a button to each."""
    if not any(each.not_decided for each in room.outcomes_of(session, meeting.id)):
        return Drop("everything was decided")
    return to_those_who_run(session, board, meeting, row, _undecided(session, board, meeting, now), now)


def _note_excused(session: Session, board: Board, meeting: Meeting, now: datetime) -> None:
    ids = [one.action_id for one in room.outcomes_of(session, meeting.id)]
    for each in assess_plan(session, board, now, only=ids):
        room.note_excused(session, meeting.id, each.action.id, each.excuse)


def refresh_run_sheets(session: Session, board: Board, meeting: Meeting, now: datetime) -> None:
    """Let the run sheets, and the lists of what was not decided, that were sent say how things stand now.

    What was for another day, before the meeting was moved, stays as it was; and so does all of one that was cancelled.
    They are the meeting's own board's, also where another board has decided something about an action of its own.
    """
    if meeting.is_cancelled:
        return
    if meeting.board_id != board.id:
        board = boards.get_board(session, meeting.board_id)
    about = planned.sent_about(session, meeting.id)
    told = [each for each in about if each.kind in _REFRESHED and each.args.get("moves", 0) == meeting.moves]
    newest = {kind: _REFRESHED[kind](session, board, meeting, now) for kind in {each.kind for each in told}}
    for each in told:
        if newest[each.kind] != each.message:
            outbox.amend(session, each.id, newest[each.kind], now)


def show_on_run_sheet(session: Session, board: Board, action_id: int, now: datetime) -> None:
    """Let the run sheet of today's meeting say what has just become of an action's statement, where it was sent."""
    tomorrow = board.at(board.today(now) + timedelta(days=1), time(0))
    meeting = room.last_meeting(session, action_id, tomorrow)
    if meeting is not None and board.today(meeting.starts_at) == board.today(now):
        refresh_run_sheets(session, board, meeting, now)


def _undecided(session: Session, board: Board, meeting: Meeting, now: datetime) -> Message:
    left = [each for each in room.outcomes_of(session, meeting.id) if each.not_decided]
    until = ""
    if may_not_have_been(session, board, meeting, now):
        until = weekday_moment_in_words(board.local(_told_at(board, meeting)), board.today(now))
    named = meeting_words(board, meeting, board.today(now))
    return words.undecided(
        meeting.id,
        named,
        left,
        words.MaybeOff(meeting.ref, until) if until else None,
        _nobody_can(session, board, [one.action_id for one in left], now),
    )


def _nobody_can(session: Session, board: Board, ids: list[int], now: datetime) -> str:
    """About which of these nobody with a seat can decide, why, and what to do; empty where somebody can about each."""
    found = [each.action for each in assess_plan(session, board, now, only=ids)]
    stuck = [
        each
        for each in found
        if each.board_id == board.id and each.is_live and who_can_decide(session, board, each, now) is None
    ]
    return f"{listed([each.ref for each in stuck])}: {nobody_can(session, board, stuck, now)}" if stuck else ""


def _sheet(session: Session, board: Board, meeting: Meeting, now: datetime, page: int = 1) -> Message:
    today = board.today(now)
    return words.run_sheet(
        meeting.id,
        meeting_words(board, meeting, today),
        lines_of(session, board, meeting, now),
        _comes_back(board, meeting),
        today,
        page,
        on_run_sheet(board.id, open_challenges(session, board, meeting)),
    )


def _comes_back(board: Board, meeting: Meeting) -> str:
    """When what a meeting leaves undecided is asked about once more; after the board's hours, the next morning."""
    day = board.today(meeting.starts_at)
    due = due_at(RUNGS[UNDECIDED], meeting, board, working_days(board, day), meeting.starts_at)
    at = board.local(next_within_hours(board, due))
    return f"at {at:%H:%M}" if at.date() == day else f"on {weekday_moment_in_words(at, day)}"


def open_challenges(session: Session, board: Board, meeting: Meeting) -> list[Challenge]:
    """The challenges that a meeting's run sheet shows: not settled, those without an answer first."""
    on_agenda = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
    return unanswered_first([each for each in challenges.open_on(session, on_agenda) if each.board_id == board.id])


def lines_of(
    session: Session, board: Board, meeting: Meeting, now: datetime, only: int | None = None
) -> list[words.Line]:
    """Every action of a meeting with the time its officer was told, in the order that the chair chose; or one.

    Where the chair chose none it is the agenda's.
    """
    found = room.outcomes_of(session, meeting.id)
    starts = [board.local(slot) for slot in slots(meeting, len(found))]
    pack = packs.find_pack(session, meeting.id, meeting.moves)
    pairs = _as_chosen(pack, list(zip(found, starts, strict=True)))
    wanted = [pair for pair in pairs if only in (None, pair[0].action_id)]
    plan = assess_plan(session, board, now, only=[one.action_id for one, _ in wanted])
    line = _line_of(session, board, meeting, pack, plan, now)
    # What another board reports here no longer is not for this one to see, also where the pack was fixed with it.
    here = {each.action.id for each in plan}
    return [line(one, at) for one, at in wanted if one.action_id in here]


def _as_chosen(pack: Pack | None, pairs: list[tuple[Outcome, datetime]]) -> list[tuple[Outcome, datetime]]:
    """In the order chosen for the pack; what came on the agenda since it was fixed goes last."""
    if pack is None or pack.order is Order.LOOK_FIRST:
        return pairs
    place = {item.action_id: number for number, item in enumerate(pack.ordered)}
    return sorted(pairs, key=lambda pair: place.get(pair[0].action_id, len(place)))


def _line_of(
    session: Session, board: Board, meeting: Meeting, pack: Pack | None, plan: list[Assessed], now: datetime
) -> Callable[[Outcome, datetime], words.Line]:
    ids = [each.action.id for each in plan]
    assessed = {each.action.id: said_at(session, board, meeting, each) for each in plan}
    received = meetings.statements_for(session, meeting.id)
    missed = [action_id for action_id in ids if action_id not in received]
    in_it = meetings.sent_during(session, meeting, missed) if meeting.starts_at <= now else {}
    late = packs.came_since(session, meeting.id, pack.at) if pack else {}
    items = {item.action_id: item for item in pack.items} if pack else {}
    asked = room.asked_to_come(session, meeting.id, meeting.moves, now)
    promised = room.last_promises(session, ids, meeting.starts_at)
    open_ones = Counter(challenge.action_id for challenge in challenges.open_on(session, ids))

    def line(one: Outcome, at: datetime) -> words.Line:
        action = assessed[one.action_id].action
        is_held = action.is_restricted and action.board_id != board.id
        no_reply = words.NO_REPLY if one.post_id in asked else ""
        each, is_in = assessed[one.action_id], one.action_id in received
        came = board.local(late[one.action_id]) if one.action_id in late else None
        return words.Line(
            at=at,
            outcome=one,
            says=_says(each, asked_by(board, meeting, now, one.excused), is_in=is_in)
            + _otherwise_in_pack(items.get(one.action_id), each, came, is_in=is_in)
            + _said_in_it(board, in_it.get(one.action_id)),
            promises=() if is_held else promised.get(one.action_id, ()),
            slot_reply=one.slot_reply.words if one.slot_reply else no_reply,
            challenges=open_ones[one.action_id],
            dates=deadline_words(each) if one.is_live else "",
        )

    return line


def _says(each: Assessed, asking: Asked | None, *, is_in: bool) -> str:
    """What the officer and the rules say, and whether the officer said it for this meeting."""
    suggested = each.suggestion.rating
    rules = f"rules suggest {suggested.word}" if suggested else "the rules suggest nothing"
    if not is_in:
        state = each.state_for(asking, is_in=is_in)
        if state is StatementState.NOT_DUE:
            said = f"Last said {each.self_assessed.word}, " if each.self_assessed else ""
            return f"Not due: {each.action.spacing.next_words(each.today) or BETWEEN}. {said}{rules}"
        return f"{words.NO_STATEMENT}{f', {state.words}' if asking else ''}; {rules}"
    officer = f"Says {each.self_assessed.word}" if each.self_assessed else "No rating given"
    reason = each.action.statement.reason if each.action.statement else ""
    why = "" if not each.is_rated_better_than_suggested else "; a reason is given" if reason else "; no reason given"
    return f"{officer}, {rules}{why}"


def _otherwise_in_pack(item: PackItem | None, each: Assessed, came: datetime | None, *, is_in: bool) -> str:
    """What the pack, which the chair has read, says otherwise of a statement: it came, or was withdrawn, since."""
    had = item is not None and item.state is StatementState.SUBMITTED
    if not is_in:
        return "; the statement in the pack was withdrawn" if had else ""
    if came is None:
        return ""
    differs = item is not None and had and item.self_assessed and item.self_assessed is not each.self_assessed
    then = f", which has {item.self_assessed.word}" if differs and item and item.self_assessed else ""
    return f"; sent {moment_in_words(came, each.today)}, after the pack was fixed{then}"


def _said_in_it(board: Board, row: Statement | None) -> str:
    """That a statement came while the meeting ran, and what it says."""
    if row is None:
        return ""
    rating = f", and says {row.rating}" if row.rating else ""
    return f"; one was sent in the meeting, at {board.local(row.at):%H:%M}{rating}"


def meeting_words(board: Board, meeting: Meeting, today: date) -> str:
    """ "Holding to Account, Tuesday 15 June, 09:30"."""
    return f"{meeting.kind.words}, {weekday_moment_in_words(board.local(meeting.starts_at), today)}"


_REFRESHED: Mapping[str, Callable[[Session, Board, Meeting, datetime], Message]] = {
    RUN_SHEET: _sheet,
    UNDECIDED: _undecided,
}
"""What follows the meeting after it was sent, by kind."""
