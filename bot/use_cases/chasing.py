"""Asking and reminding officers: who is to be written to, for what, and everything of one day in one message.

The kinds that chase (T−10, T−7, T−5, T−4 and the Friday note) are planned as a row each. The first of them that is
due to a person on a day takes with it all the others to that person of that day, from every meeting and board of the
workspace; whoever had one that day gets the next on the next working day.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import (
    INPUT_REMINDER,
    INPUT_REQUEST,
    RUNGS,
    STATEMENT_LATE,
    STATEMENT_LATE_DELEGATE,
    STATEMENT_REMINDER,
    STATEMENT_REQUEST,
    WEEK_AHEAD,
)
from bot.domain.dates import listed, moment_in_words, weekday_moment_in_words
from bot.domain.inputs import Input
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.plans import Action
from bot.messages.chasing import (
    CHASING_MESSAGES,
    Asking,
    Introduction,
    WeekAhead,
    asks_for,
    chasing,
    with_answered,
    with_asked_again,
    with_begun,
)
from bot.messages.delivery import nobody_to_ask
from bot.messages.inputs import AT_MOST, READ_BY, InputAsked
from bot.messages.parts import Message
from bot.messages.statements import READERS
from bot.use_cases.assessing import asked_for_elsewhere, let_off
from bot.use_cases.escalating import log_steps
from bot.use_cases.inputs_wanted import (
    asked_words,
    reader_of_post,
    statement_is_in,
    tell_nobody,
    why_not_wanted,
)
from bot.use_cases.owing import owed_words
from bot.use_cases.planning import (
    Decided,
    Drop,
    MadeUp,
    PlanAgain,
    PutOff,
    first_slots,
    next_within_hours,
    plan_meeting,
    rung_key,
    stands_since,
    too_late,
    too_late_from,
    within_hours,
    working_days,
)
from bot.use_cases.week_ahead import OWES_REPLIES, due_after, note_day, replies_owed
from storage import actions, boards, choices, inputs, meetings, outbox, people, planned, reporting, statements
from storage.choices import Choice
from storage.outbox import Leased, Planned
from storage.planned import ToMakeUp

_ORDER = [*RUNGS, WEEK_AHEAD, INPUT_REQUEST, INPUT_REMINDER]
_FIRST = frozenset({STATEMENT_REQUEST, INPUT_REQUEST})
ASKED_BEFORE = "they were asked for this meeting before, and have been told of what changed"
REPORTS_LATER = "its actions report less often, and the meeting comes between two of their reports"
ANSWERED = "the statements were in already, or the post answers for none of them now"


@dataclass(frozen=True)
class Reader:
    """Who is written to; `for_post` is the post in whose place they answer, empty for their own."""

    account: str
    for_post: str = ""


@dataclass(frozen=True)
class _Part:
    """One row's share of a message: what it asks of whom. `row` is 0 for the row that is being made up."""

    row: int
    kind: str
    board: Board
    meeting: Meeting | None
    post_id: int
    reader: Reader | None
    why_nobody: str
    owed: tuple[Action, ...] = ()
    ahead: WeekAhead | None = None
    week: str = ""
    asked: Input | None = None
    """The input to somebody else's statement that it asks for."""
    moves: int = 0
    why_not: str = ANSWERED
    """Why it is not wanted, where it is not."""

    @property
    def is_wanted(self) -> bool:
        return bool(self.owed or self.ahead or (self.asked and not self.why_not))

    @property
    def args(self) -> dict[str, Any]:
        """What it can be read again from."""
        about: dict[str, Any] = {"meeting": self.meeting.id, "moves": self.moves} if self.meeting else {}
        about |= {"week": self.week} if self.week else {}
        about |= {"input": self.asked.id} if self.asked else {}
        about |= {OWES_REPLIES: True} if self.ahead and self.ahead.replies else {}
        return {"kind": self.kind, "board": self.board.id, "post": self.post_id, **about}

    @property
    def asks(self) -> list[Any]:
        """What a message with it says, as far as that can change before it goes."""
        coming = (*self.ahead.coming, *self.ahead.replies) if self.ahead else ()
        ahead = [[str(each.due), each.what] for each in coming]
        if self.asked:
            return [self.kind, 0, [self.asked.action_id], [[self.asked.id, self.asked.wanted_at.isoformat()]]]
        return [self.kind, self.meeting.id if self.meeting else 0, [action.id for action in self.owed], ahead]


@dataclass
class _Read:
    """What has been read while one message is made up, so that a dozen rows about one meeting read it once."""

    boards: dict[int, Board] = field(default_factory=dict)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    plans: dict[int, list[Action]] = field(default_factory=dict)
    owed: dict[int, list[Action]] = field(default_factory=dict)
    chosen: dict[int, dict[int, list[choices.Chosen]]] = field(default_factory=dict)

    def board(self, session: Session, board_id: int) -> Board:
        if board_id not in self.boards:
            self.boards[board_id] = boards.get_board(session, board_id)
        return self.boards[board_id]

    def meeting(self, session: Session, meeting_id: int) -> Meeting:
        if meeting_id not in self.meetings:
            self.meetings[meeting_id] = meetings.get_meeting(session, meeting_id)
        return self.meetings[meeting_id]

    def plan(self, session: Session, board: Board, now: datetime) -> list[Action]:
        if board.id not in self.plans:
            self.plans[board.id] = actions.actions_of(session, board.id, board.today(now), board.zone)
        return self.plans[board.id]

    def owed_to(self, session: Session, board: Board, meeting: Meeting, now: datetime) -> list[Action]:
        if meeting.id not in self.owed:
            self.owed[meeting.id] = owed_to(session, board, meeting, now)
        return self.owed[meeting.id]

    def choices_for(self, session: Session, meeting: Meeting, post_id: int) -> list[choices.Chosen]:
        if meeting.id not in self.chosen:
            self.chosen[meeting.id] = choices.choices_for(session, meeting.id)
        return self.chosen[meeting.id].get(post_id, [])


def make_up_chaser(session: Session, row: Planned, now: datetime) -> Decided:
    """The one chasing message of a person's day, begun by its earliest row.

    It is put off to the next working day where they have had one today, and never past the moment from which its
    rung is too late.
    """
    read = _Read()
    board = read.board(session, row.board_id or 0)
    mine = _part(session, board, 0, row.kind, row.args, now, read)
    if mine.meeting:
        _keep_planned(session, board, mine.meeting, row.kind, now)
    if not mine.is_wanted:
        return Drop(mine.why_not)
    if now >= _too_late_from(session, mine):
        return _too_late(mine, now)
    if not within_hours(board, now):
        return _put_off(session, mine, next_within_hours(board, now), "outside working hours")
    if mine.reader is None:
        _tell_nobody(session, mine, now)
        return Drop(mine.why_nobody)
    if _was_asked_before(session, row, mine):
        return Drop(ASKED_BEFORE)
    tomorrow = _next_morning(board, mine, now)
    if was_chased_today(session, board, mine.reader.account, now) and not _is_last_chance(mine, tomorrow):
        return _put_off(session, mine, tomorrow, "one chasing message a day: today’s has gone")
    parts, overtaken = _latest_of_each([mine, *_others(session, row, mine, now, read)])
    kept = [part.row for part in (*parts, *overtaken) if part.row and part.row != row.id]
    planned.carry(session, kept, row.id, now)
    args = {**row.args, "parts": [part.args for part in parts], "asks": [part.asks for part in parts]}
    planned.give_args(session, row.id, args)
    _log_late(session, row, parts, now)
    return MadeUp(mine.reader.account, _message(session, parts, now))


def _is_last_chance(part: _Part, tomorrow: datetime) -> bool:
    """Whether it is what a person asks of another, and would be of no use tomorrow: then it goes beside the day's own
    message, which came from the clock.
    """
    return part.kind == INPUT_REQUEST and part.asked is not None and tomorrow >= part.asked.wanted_at


def _keep_planned(session: Session, board: Board, meeting: Meeting, kind: str, now: datetime) -> None:
    """See that whoever answers for something on the agenda by now has their row, as after a change of the plan."""
    keys = [rung_key(kind, meeting, post) for post in {post for _, post in meetings.agenda(session, meeting.id)}]
    if planned.count_of(session, keys) < len(keys):
        plan_meeting(session, board, meeting, now)


def _log_late(session: Session, row: Planned, parts: Sequence[_Part], now: datetime) -> None:
    """Put on the record that somebody is asked for what is late: the first step of the escalation ladder."""
    told = []
    for part in parts:
        if part.kind not in (STATEMENT_LATE, STATEMENT_LATE_DELEGATE) or not (part.meeting and part.reader):
            continue
        due = part.board.local(part.meeting.statements_due_at or part.meeting.starts_at)
        refs, post = listed([action.ref for action in part.owed]), part.owed[0].post
        name = people.name_of(session, part.board.workspace_id, part.reader.account)
        to = f"{name}, for the {post}" if part.reader.for_post else f"{post}, {name}"
        why = f"no statement by {weekday_moment_in_words(due, part.board.today(now))}"
        told.append((f"{refs}, {post}", to, why))
    log_steps(session, parts[0].board, row, 1, told, now)


def before_chaser(session: Session, row: Leased, now: datetime) -> Drop | PutOff | PlanAgain | None:
    """Why a chasing message that was made up should not go as it is: answered, at night, or for somebody else now."""
    board = boards.get_board(session, row.board_id or 0)
    parts = _again(session, row.args, now, _Read())
    if any(part.is_wanted and not part.board.is_speaking() for part in parts):
        return PlanAgain(row.args.get("rung", WEEK_AHEAD), "one of its boards is paused")
    open_ones = [part for part in parts if part.is_wanted]
    wanted = [part for part in open_ones if now < _too_late_from(session, part)]
    if not open_ones:
        return Drop(parts[0].why_not if parts else ANSWERED)
    if not wanted:
        return _too_late(open_ones[0], now)
    if [part.asks for part in wanted] != row.args["asks"] or any(
        part.reader is None or part.reader.account != row.to for part in wanted
    ):
        return PlanAgain(row.args.get("rung", WEEK_AHEAD), "what it asks, or of whom, changed before it went")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    if not all(_is_its_day(part, now) for part in wanted):
        return PlanAgain(row.args.get("rung", WEEK_AHEAD), "it is a quiet day on one of its boards")
    return None


def part_boards(session: Session, row: Leased) -> None:
    """Plan again by itself what a message that is given up was to say for other boards than its own; tried again, it is
    made up without them.
    """
    parts = row.args.get("parts", ())
    mine = [part for part in parts if part["board"] == row.board_id]
    if len(mine) < len(parts):
        planned.give_args(session, row.id, {**row.args, "parts": mine})
        planned.uncarry(session, row.id, besides=row.board_id or 0)


def wait_alone(session: Session, board: Board) -> None:
    """Make up anew what waits to go for a board that is paused now and for others too: theirs goes without it."""
    for row_id, args in planned.made_up_for(session, board.id, CHASING_MESSAGES):
        if any(part["board"] != board.id for part in args.get("parts", ())):
            outbox.plan_again(session, row_id, args.get("rung", WEEK_AHEAD), "its board is paused")


def show_answered(
    session: Session, board: Board, action_id: int, meeting: Meeting, statement_id: int, now: datetime
) -> None:
    """Let every message that asks for a statement of this action for a meeting say that it came in, and from whom if
    that is not its reader.
    """
    received = f"Received {moment_in_words(board.local(now), board.today(now))}"
    post, theirs = _writer(session, statement_id)
    statement_is_in(session, board, action_id, meeting, now)
    for told in planned.sent_about(session, meeting.id):
        if told.kind in CHASING_MESSAGES and asks_for(told.message, action_id):
            is_from_other = post and told.to not in theirs
            words = (
                f"{received} from the {post}. Nothing more is needed." if is_from_other else f"{received}. Thank you."
            )
            outbox.amend(session, told.id, with_answered(told.message, action_id, words), now)


def _writer(session: Session, statement_id: int) -> tuple[str, frozenset[str]]:
    """The post that a statement came from, and the accounts of its writer and of the contact who types for them."""
    row = statements.get_statement(session, statement_id)
    if row is None:
        return "", frozenset()
    person = people.get_person(session, row.person_id) if row.person_id is not None else None
    ids = [each for each in (person.id, person.contact_id) if each is not None] if person else []
    return row.post, people.accounts_by_id(session, ids)


def show_begun(session: Session, board: Board, account: str, action_id: int, meeting: Meeting, now: datetime) -> None:
    """Let the messages that ask somebody for a statement of this action for a meeting lead back to what they began."""
    for told in planned.sent_about(session, meeting.id):
        if told.to == account and told.kind in CHASING_MESSAGES and asks_for(told.message, action_id):
            outbox.amend(session, told.id, with_begun(told.message, action_id), now)


def show_asked_again(session: Session, board: Board, action: Action, meeting: Meeting, now: datetime) -> None:
    """Let every message that asked for a statement of this action for a meeting ask for it again."""
    item = owed_words(action, board.today(now))
    for told in planned.sent_about(session, meeting.id):
        again = with_asked_again(told.message, item)
        if told.kind in CHASING_MESSAGES and again != told.message:
            outbox.amend(session, told.id, again, now)


def show_not_asked(session: Session, board: Board, action_id: int, meeting: Meeting, words: str, now: datetime) -> None:
    """Let every message that asks for a statement of this action for a meeting say why none is wanted any more."""
    for told in planned.sent_about(session, meeting.id):
        if told.kind in CHASING_MESSAGES and asks_for(told.message, action_id):
            outbox.amend(session, told.id, with_answered(told.message, action_id, words), now)


def owed_to(
    session: Session, board: Board, meeting: Meeting, now: datetime, *, asked_elsewhere: bool = False
) -> list[Action]:
    """The actions on a meeting's agenda whose statements are asked for and not in, in plan order.

    What another board asks for first is asked for there, and is left out here unless `asked_elsewhere` counts too.
    Nothing is asked where the meeting comes between two of an action's reports.
    """
    received = meetings.statements_for(session, meeting.id) | let_off(session, meeting, now)
    wanted = [action_id for action_id, _ in meetings.agenda(session, meeting.id) if action_id not in received]
    shared = [] if asked_elsewhere else sorted(reporting.shared_actions(session, meeting.board_id).intersection(wanted))
    elsewhere = asked_for_elsewhere(session, meeting, shared, now)
    wanted = [action_id for action_id in wanted if action_id not in elsewhere]
    found = actions.actions_of(session, board.id, board.today(now), board.zone, only=wanted)
    return [action for action in found if action.owes_statements]


def reader_of(
    session: Session, board: Board, action: Action, now: datetime, chosen: Sequence[choices.Chosen] = ()
) -> tuple[Reader | None, str]:
    """Who is written to about an action, or None and why there is nobody.

    That is the accountable officer; while they are away, or once they have handed it over or said that it is not for
    them, or while the post is vacant, it is the delegate. Whoever said that it is not for them is not asked again.
    """
    today = board.today(now)
    not_theirs = {each.account for each in chosen if each.choice is Choice.WRONG_PERSON}
    handed_over = any(each.choice is Choice.HANDED_OVER for each in chosen)
    is_there = bool(action.holder_account) and not action.is_away(today)
    if handed_over or not is_there or action.holder_account in not_theirs:
        delegate = _delegate(session, action, board, now)
        if delegate and delegate.account not in not_theirs:
            return delegate, ""
    if is_there and action.holder_account not in not_theirs:
        contact = action.held.contact_account if action.held else ""
        through_them = f"{action.post} ({action.holder}, who has no account here and answers through you)"
        return (Reader(contact, through_them) if contact else Reader(action.holder_account)), ""
    if is_there:
        return None, "they said that it is not for them"
    state = "its holder is away" if action.holder_account else "the post is vacant"
    return None, f"{state} and there is no delegate to ask"


def reader_in_meeting(
    session: Session, board: Board, action: Action, meeting_id: int, now: datetime
) -> tuple[Reader | None, str]:
    """Who is written to about an action on a meeting's agenda, beside being asked for its statement; or None and why.

    Whoever said that it is not for them gets nothing more of it until that is put right; what else was chosen about a
    late statement ended with that.
    """
    return reader_of(session, board, action, now, choices.not_theirs(session, meeting_id, action.post_id))


def _delegate(session: Session, action: Action, board: Board, now: datetime) -> Reader | None:
    today = board.today(now)
    post = people.delegate_of(session, action.post_id, today)
    if post is None or (post.away_until is not None and today <= post.away_until):
        return None
    holder = people.holder_of(session, post.id, today)
    if holder is None:
        return None
    contact = people.contact_of(session, board.workspace_id, holder.account)
    return Reader(contact[0].account if contact else holder.account, action.post)


def _part(
    session: Session, board: Board, row: int, kind: str, args: Mapping[str, Any], now: datetime, read: _Read
) -> _Part:
    post_id = int(args["post"])
    if kind == WEEK_AHEAD:
        return _week_part(session, board, row, post_id, str(args["week"]), now, read)
    if kind in (INPUT_REQUEST, INPUT_REMINDER):
        return _input_part(session, board, row, kind, int(args["input"]), now)
    meeting, moves = read.meeting(session, args["meeting"]), int(args.get("moves", 0))
    nothing = _Part(row, kind, board, meeting, post_id, None, "", moves=moves)
    if meeting.is_cancelled:
        return replace(nothing, why_not="the meeting was cancelled")
    if meeting.moves != moves:
        return replace(nothing, why_not="the meeting was moved")
    owed = [each for each in read.owed_to(session, board, meeting, now) if each.post_id == post_id]
    if kind == STATEMENT_REMINDER:
        begun = statements.drafted(session, [action.id for action in owed], meeting.request_at)
        owed = [action for action in owed if action.id not in begun]
        nothing = replace(nothing, why_not="they have begun to write" if begun else ANSWERED)
    if not owed:
        why_none = _why_none(session, meeting, post_id, now) if nothing.why_not == ANSWERED else nothing.why_not
        return replace(nothing, why_not=why_none)
    chosen = read.choices_for(session, meeting, post_id)
    reader, why = reader_of(session, board, owed[0], now, chosen)
    if (
        kind == STATEMENT_LATE_DELEGATE
    ):  # beside the officer; who answers in the officer's place is asked as the officer
        delegate = _delegate(session, owed[0], board, now)
        if reader is None or reader.for_post or delegate is None:
            return replace(nothing, why_not="there is no delegate to remind beside the officer")
        reader, why = delegate, ""
    return replace(nothing, reader=reader, why_nobody=why, owed=tuple(owed))


def _why_none(session: Session, meeting: Meeting, post_id: int, now: datetime) -> str:
    """Why a post owes nothing to a meeting: it is in, unless every action of it reports at a later one."""
    theirs = {action_id for action_id, post in meetings.agenda(session, meeting.id) if post == post_id}
    return REPORTS_LATER if theirs and theirs <= let_off(session, meeting, now) else ANSWERED


def _week_part(session: Session, board: Board, row: int, post_id: int, week: str, now: datetime, read: _Read) -> _Part:
    theirs = [each for each in read.plan(session, board, now) if each.post_id == post_id]
    nothing = _Part(row, WEEK_AHEAD, board, None, post_id, None, "", week=week)
    coming = due_after(session, board, week, theirs, now)
    replies = replies_owed(session, board, week, post_id, now)
    if not coming and not replies:
        return replace(nothing, why_not="nothing of theirs is due next week")
    reader, why = _reader_of_note(session, board, post_id, theirs, now)
    ahead = WeekAhead(coming, reader.for_post if reader else "", replies, board.name)
    return replace(nothing, reader=reader, why_nobody=why, ahead=ahead)


def _reader_of_note(
    session: Session, board: Board, post_id: int, theirs: Sequence[Action], now: datetime
) -> tuple[Reader | None, str]:
    """Who has the note of a post: of one that answers for no action, its holder or their delegate."""
    if theirs:
        return reader_of(session, board, theirs[0], now)
    account, for_post, why = reader_of_post(session, board, post_id, board.today(now))
    return (Reader(account, for_post) if account else None), why


def _input_part(session: Session, board: Board, row: int, kind: str, input_id: int, now: datetime) -> _Part:
    asked = inputs.get_input(session, input_id)
    why_not = why_not_wanted(session, board, asked, now)
    account, for_post, why = reader_of_post(session, board, asked.post_id, board.today(now))
    reader = Reader(account, for_post) if account else None
    return _Part(row, kind, board, None, asked.post_id, reader, why, asked=asked, why_not=why_not)


def _others(session: Session, row: Planned, mine: _Part, now: datetime, read: _Read) -> list[_Part]:
    """What else is to be asked of the same person today, on boards whose working day it is."""
    local = mine.board.local(now)
    tonight = mine.board.at(local.date() + timedelta(days=1), time(0))
    found: list[tuple[ToMakeUp, _Part]] = []
    for other in planned.chasers_planned(session, mine.board.workspace_id, tonight):
        if other.id != row.id and other.due_at < tonight:
            found += [(other, part) for part in _of_row(session, other, now, read)]
    wanted = [
        part
        for other, part in found
        if part.is_wanted
        and part.reader is not None
        and mine.reader is not None
        and part.reader.account == mine.reader.account
        and _is_its_day(part, now)
        and now < _too_late_from(session, part)
        and not _was_asked_before(session, other, part)
    ]
    places = max(0, AT_MOST - (mine.asked is not None))
    asked = [part for part in wanted if part.asked][:places]  # the rest have the next day's message
    return [part for part in wanted if not part.asked or part in asked]


def _is_its_day(part: _Part, now: datetime) -> bool:
    """Whether its board works today: the day that it was put off to may have been made quiet since."""
    today = part.board.today(now)
    return working_days(part.board, today).is_working_day(today)


def _of_row(session: Session, row: ToMakeUp, now: datetime, read: _Read) -> list[_Part]:
    """The part that a planned row asks for. One that can not be read must not keep the others: its own making up fails
    and is told.
    """
    try:
        return [_part(session, read.board(session, row.board_id), row.id, row.kind, row.args, now, read)]
    except (KeyError, NoResultFound):
        return []


def _again(session: Session, args: Mapping[str, Any], now: datetime, read: _Read) -> list[_Part]:
    """The parts that a row was made up from, as they stand now."""
    found = []
    for part in args.get("parts", ()):
        found.append(_part(session, read.board(session, part["board"]), 0, part["kind"], part, now, read))
    return found


def _latest_of_each(parts: Sequence[_Part]) -> tuple[list[_Part], list[_Part]]:
    """Of what is asked of one post for one meeting only the latest rung, and of each board its own week; and the rest.

    A request that has not gone yet, because nothing could go, comes before all of them: nobody is called late who was
    never asked.
    """

    def whose(part: _Part) -> tuple[int, int, int, int]:
        week_of_board = part.board.id if part.ahead is not None else 0
        return (part.meeting.id if part.meeting else 0, part.post_id, week_of_board, part.asked.id if part.asked else 0)

    newest: dict[tuple[int, int, int, int], _Part] = {}
    for part in sorted(parts, key=lambda part: (part.kind in _FIRST, _ORDER.index(part.kind))):
        newest[whose(part)] = part
    kept = list(newest.values())
    return kept, [part for part in parts if part not in kept]


def _message(session: Session, parts: Sequence[_Part], now: datetime) -> Message:
    board = parts[0].board
    today = board.today(now)
    reader = parts[0].reader
    account = reader.account if reader else ""
    first = not planned.was_written_to(session, board.workspace_id, account, CHASING_MESSAGES)
    asked = {part.meeting.id for part in parts if part.meeting}
    return chasing(
        _askings(session, [part for part in parts if part.meeting], now),
        _besides(asked, [part.ahead for part in parts if part.ahead]),
        today,
        _introduction(session, board, now, READ_BY if all(part.asked for part in parts) else READERS)
        if first
        else None,
        [_asked_input(session, part) for part in parts if part.asked],
    )


def _asked_input(session: Session, part: _Part) -> InputAsked:
    if part.asked is None:
        raise ValueError("only what asks for input asks for it")
    for_post = part.reader.for_post if part.reader else ""
    return asked_words(session, part.board, part.asked, for_post, is_reminder=part.kind == INPUT_REMINDER)


def _besides(asked: Collection[int], ahead: Sequence[WeekAhead]) -> list[WeekAhead]:
    """What is due next week besides the statements that the same message asks for."""
    rest = [replace(week, coming=tuple(one for one in week.coming if one.meeting_id not in asked)) for week in ahead]
    return [week for week in rest if week.coming or week.replies]


def _askings(session: Session, parts: Sequence[_Part], now: datetime) -> list[Asking]:
    """What is asked, the posts of one officer for one rung of one meeting together."""

    def together(part: _Part) -> tuple[int, int, str]:
        reader = part.reader.for_post if part.reader else ""
        return (part.meeting.id if part.meeting else 0, _ORDER.index(part.kind), reader)

    ordered = sorted(parts, key=lambda part: (part.meeting.starts_at if part.meeting else now, *together(part)))
    return [_asking(session, list(same), now) for _, same in groupby(ordered, key=together)]


def _asking(session: Session, parts: Sequence[_Part], now: datetime) -> Asking:
    first = parts[0]
    board, meeting = first.board, first.meeting
    if meeting is None:
        raise ValueError("only what is for a meeting asks for statements")
    today = board.today(now)
    starts = first_slots(session, meeting)
    due = meeting.statements_due_at or meeting.starts_at
    days = working_days(board, today)
    owed = sorted((action for part in parts for action in part.owed), key=lambda action: action.position)
    account = first.reader.account if first.reader else ""
    begun = statements.drafts_by(session, board.workspace_id, account, [action.id for action in owed])
    return Asking(
        rung=first.kind,
        meeting=meeting.kind.words,
        meeting_at=board.local(min(starts.get(part.post_id, meeting.starts_at) for part in parts)),
        due_at=board.local(due),
        owed=tuple(owed_words(action, today, is_begun=action.id in begun) for action in owed),
        is_past_due=now > due,
        working_days_left=max(days.count_between(today, board.today(due)), 0),
        absence_about=f"{board.id}:{first.post_id}",
        late_about=f"{meeting.id}:{first.post_id}",
        for_post=first.reader.for_post if first.reader else "",
        can_ask=_can_ask(session, first, owed),
        board=board.name,
    )


def _can_ask(session: Session, part: _Part, owed: Sequence[Action]) -> tuple[tuple[int, str], ...]:
    """The actions whose contributors may be asked for input: while there is time, before the statement is late."""
    if part.kind in (STATEMENT_LATE, STATEMENT_LATE_DELEGATE):
        return ()
    others = inputs.to_ask(session, part.board.workspace_id, [action.id for action in owed])
    return tuple((action.id, action.ref) for action in owed if others[action.id])


def _introduction(session: Session, board: Board, now: datetime, readers: str) -> Introduction:
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    ask = f"{manager.name}, the programme manager" if manager and manager.name else "the programme manager"
    return Introduction(board.name, board.set_up_by or "The programme manager", readers, ask)


def _was_asked_before(session: Session, row: Planned | ToMakeUp, mine: _Part) -> bool:
    """Whether a request, as after a move or a change of hands, would ask the same of the same person as one before.

    They may have been asked for the same meeting for another post of theirs, or by another name of this one. What was
    asked long before the day to which the meeting was moved is asked again for that day.
    """
    if row.kind != STATEMENT_REQUEST or mine.reader is None or not mine.owed:
        return False
    since = None if row.args.get("again") else stands_since(mine.board, row.due_at)
    told = planned.told_about(session, row.args["meeting"], mine.reader.account, CHASING_MESSAGES, since)
    return all(any(asks_for(message, action.id) for message in told) for action in mine.owed)


def was_chased_today(session: Session, board: Board, account: str, now: datetime) -> bool:
    """Whether somebody has had their one chasing message of the day, or is about to."""
    today = board.today(now)
    since, until = board.at(today, time(0)), board.at(today + timedelta(days=1), time(0))
    return planned.was_chased(session, board.workspace_id, account, CHASING_MESSAGES, since, until)


def _next_morning(board: Board, part: _Part, now: datetime) -> datetime:
    day = working_days(board, board.today(now)).next_working_day(board.today(now) + timedelta(days=1))
    rung = RUNGS.get(part.kind)
    hour = rung.due.at if rung and hasattr(rung.due, "at") else board.hours_from
    return board.at(day, max(hour, board.hours_from))


def _put_off(session: Session, part: _Part, until: datetime, why: str) -> Drop | PutOff:
    if until >= _too_late_from(session, part):
        return Drop(f"{why}, and later it would be of no use", is_too_late=True)
    return PutOff(until, why)


def _too_late(part: _Part, now: datetime) -> Drop:
    if part.asked:
        return Drop("the time by which it was wanted was over", is_too_late=True)
    return too_late(part.meeting, now) if part.meeting else Drop("its day was over", is_too_late=True)


def _too_late_from(session: Session, part: _Part) -> datetime:
    """From when on (UTC) a part is of no use: the Friday note at the end of its day, input from when it was wanted by,
    the others by their rung.
    """
    if part.meeting:
        return too_late_from(session, part.board, part.meeting, part.kind, part.post_id)
    if part.asked:
        return part.asked.wanted_at
    day = note_day(part.board, part.week)
    return part.board.at(day, part.board.hours_to) if day else datetime.min.replace(tzinfo=UTC)


def _tell_nobody(session: Session, part: _Part, now: datetime) -> None:
    """Tell the programme manager, once for a meeting and a post, that there is nobody to ask; of input, the officer."""
    if part.asked:
        return tell_nobody(session, part.board, part.asked, part.why_nobody, now)
    board, meeting = part.board, part.meeting
    today = board.today(now)
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    if manager is None or meeting is None or not part.why_nobody:
        return
    when = f"{meeting.kind.words}, {weekday_moment_in_words(board.local(meeting.starts_at), today)}"
    refs = listed([action.ref for action in part.owed])
    message = nobody_to_ask(f"{board.id}:{part.post_id}", part.owed[0].post, refs, when, part.why_nobody)
    key = f"nobody_to_ask:{meeting.id}:{part.post_id}"
    outbox.say(session, board.workspace_id, key=key, to=manager.account, message=message, due=now, board_id=board.id)
