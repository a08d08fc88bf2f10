"""What will be sent, foreseen: the very code that makes messages up and lets them go, tried out on a copy.

The board's clock is pushed, in a copy of the workspace that is never kept, from one thing that is due to the next and
from day to day, over every board of the workspace that speaks, since what chases one person is one message from all
of them. Nobody is taken to answer, unless the caller says who does what and when.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import LINE_DIRECTOR
from bot.log import get_logger
from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.forecast import Asked, why_in_words
from bot.messages.parts import Message
from bot.use_cases import due, lateness
from bot.use_cases.planning import Drop, PlanAgain, PutOff, never_planned
from bot.use_cases.previewing import plan_everything, plan_summary
from storage import boards, meetings, outbox, people, planned
from storage.copying import copied
from storage.outbox import Leased, Planned
from storage.planned import Dropped
from storage.reporting import named_with_reported

Answer = tuple[datetime, Callable[[Session, datetime], object]]
"""When (UTC) somebody does something, and what: it is given the session and that instant."""

Row = TypeVar("Row", Planned, Leased)

NOT_MADE_UP = "it could not be made up"
IN_HAND = "it is being made up by a worker just now"
TRIES = 5
"""How often one row may come again at the same instant before it is given up."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Foreseen:
    """A message that will be sent, or will not be, and why not. `at` is in UTC.

    `to` is the platform's id of a person or a channel; empty where it will not be sent and nobody was chosen yet.
    `reader` is who that is, by post and name. `boards` are those whose part it carries: what chases one person
    may be of several.
    """

    key: str
    at: datetime
    kind: str
    to: str
    reader: str
    why: str
    message: Message | None
    is_sent: bool
    why_not: str = ""
    boards: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Enough:
    """How much has to be foreseen before it may be stopped: of what will be sent, or of what will not be."""

    sent: int | None = None
    unsent: int | None = None


def foresee(
    session: Session,
    board: Board,
    now: datetime,
    until: datetime,
    answers: Sequence[Answer] = (),
    enough: Enough = Enough(),
) -> list[Foreseen]:
    """Every message to or for a board from `now` up to `until` (UTC), in the order in which it goes, and what is not.

    It stops early once there is `enough`, so that the first page of half a year takes no longer than that of a month.

    A board that has not been started, or is paused, is taken to be started, or resumed, now. Changes of messages that
    were sent are no messages. Nothing is written, and nobody waits: it is tried out on a copy in memory, which is also
    the session that the answers are given.
    """
    with copied(session, board.workspace_id) as trial:
        if board.started_at is None:
            plan_everything(trial, board, now)
        elif board.paused_at is not None:
            outbox.promise_overdue(trial, board.id, now)
            plan_summary(trial, board, now)
        started = board.started_at or now
        boards.change_board(trial, board.id, started_at=started, paused_at=None)
        return _Trial(trial, board, now, enough).run(until, sorted(answers, key=lambda answer: answer[0]))


class _Trial:
    """The clock pushed from one thing to the next, as the worker would meet them."""

    def __init__(self, session: Session, board: Board, now: datetime, enough: Enough) -> None:
        self._session = session
        self._board = board
        self._enough = enough
        self._began = self._now = self._day = now
        self._open = planned.open_ids(session, board.workspace_id)
        self._newest = planned.newest_id(session)
        self._left: set[int] = set()
        """Rows that can not be gone on with: one that failed, or that another worker has in hand just now."""
        self._words = _Words(session, board)
        self._found: list[Foreseen] = []

    def run(self, until: datetime, answers: Sequence[Answer]) -> list[Foreseen]:
        """Everything up to the end, with each answer after what is due at its instant."""
        for meeting in meetings.meetings_of(self._session, self._board.id, self._began):
            missed = never_planned(self._session, self._board, meeting, self._began)
            self._found += [self._unsent(row, row.at, row.why) for row in missed if meeting.starts_at <= until]
        for said, do in answers:
            at = max(said, self._now)
            self._advance(at)
            with self._session.begin_nested():
                do(self._session, at)
            self._drain(at)
            self._see_to_the_day(at)
        self._advance(until)
        self._found += [self._unsent(row, row.at, row.why) for row in self._dropped()]
        return sorted((each for each in self._found if self._board.id in each.boards), key=lambda each: each.at)

    def _dropped(self) -> list[Dropped]:
        rows = planned.dropped_since(self._session, self._board.workspace_id, self._began)
        foreseen = [row for row in rows if row.id in self._open or row.id > self._newest]
        return [row for row in foreseen if row.id not in self._left and self._board.id in self._whose(row)]

    def _is_enough(self) -> bool:
        sent, unsent = self._enough.sent, self._enough.unsent
        if sent is not None and sum(each.is_sent and self._board.id in each.boards for each in self._found) >= sent:
            return True
        return unsent is not None and len(self._dropped()) >= unsent

    def _advance(self, to: datetime) -> None:
        """Push the clock to `to`, stopping at each thing that falls due on the way, and as each day begins."""
        while not self._is_enough():
            due_at = planned.first_due(self._session, self._board.workspace_id, self._left)
            at = max(self._now, due_at) if due_at is not None else None
            if self._day <= to and (at is None or self._day <= at):
                self._see_to_the_day(self._day)
            elif at is not None and at <= to:
                self._drain(at)
            else:
                break
        self._now = max(self._now, to)

    def _see_to_the_day(self, at: datetime) -> None:
        """What no row says beforehand, as the worker's sweep sees it; what it says at once goes at once."""
        self._day = _next_day(self._board, at)
        with self._session.begin_nested():
            due.see_to_the_day(self._session, at)
        self._drain(at)

    def _drain(self, at: datetime) -> None:
        """All that is due at an instant: made up first and then sent, as the worker does it."""
        self._now = at
        tries = Counter[int]()
        workspace = self._board.workspace_id
        while True:
            to_make_up, to_send = planned.due_in_workspace(self._session, workspace, at, self._left)
            if to_make_up:
                self._do_all(to_make_up, at, tries, partial(due.make_up, self._session))
            elif to_send:
                self._do_all(to_send, at, tries, self._send)
            else:
                return

    def _do_all(
        self, rows: Sequence[Row], at: datetime, tries: Counter[int], do: Callable[[Row, datetime], None]
    ) -> None:
        """All at once, or else each by itself, so that one that fails does not keep the others."""
        for row in rows:
            tries[row.id] += 1
            if tries[row.id] > TRIES:  # it comes again and again at the same instant
                self._leave(row, at, IN_HAND)
        rows = [row for row in rows if row.id not in self._left]
        so_far = len(self._found)
        try:
            with self._session.begin_nested():
                for row in rows:
                    do(row, at)
        except Exception:  # noqa: BLE001  (what the worker's loop would log and go on from is told, and gone on from)
            del self._found[so_far:]
            if len(rows) == 1:
                get_logger("forecast").exception("message not foreseen", kind=rows[0].kind, row=rows[0].id)
                self._leave(rows[0], at, NOT_MADE_UP)
                return
            for row in rows:
                tries[row.id] -= 1
                self._do_all([row], at, tries, do)

    def _leave(self, row: Planned | Leased, at: datetime, why: str) -> None:
        self._left.add(row.id)
        self._found.append(self._unsent(row, at, why))

    def _send(self, row: Leased, at: datetime) -> None:
        """Ask once more, as before each sending; what may go counts as sent at once."""
        match due.before_sending(self._session, row, at) if row.amends is None else None:
            case None:
                changes = () if row.amends is None else (row.id,)
                outbox.sent(self._session, {row.id: f"foreseen:{row.id}"}, at, changes=changes)
                if lateness.is_late(row, at):
                    lateness.note_late(self._session, row, at)
                if row.amends is None:
                    self._found.append(self._sent(row, at))
            case Drop() as decided:
                due.drop(self._session, row, decided, at)
            case PutOff(until=until, why=why):
                lateness.keep_promise(self._session, row, at, until)
                outbox.wait_until(self._session, row.id, until, why)
            case PlanAgain(kind=kind, why=why):
                outbox.plan_again(self._session, row.id, kind, why)

    def _sent(self, row: Leased, at: datetime) -> Foreseen:
        reader, why = self._words.reader(row.to, row.args, at), self._words.why(row.kind, row.args)
        return Foreseen(row.key, at, row.kind, row.to, reader, why, row.message, True, "", self._whose(row))

    def _unsent(self, row: Planned | Leased | Dropped, at: datetime, why_not: str) -> Foreseen:
        reader, why = self._words.wanted_reader(row.args), self._words.why(row.kind, row.args)
        return Foreseen(row.key, at, row.kind, "", reader, why, None, False, why_not, self._whose(row))

    def _whose(self, row: Planned | Leased | Dropped) -> frozenset[int]:
        """What has no board answers something that somebody does meanwhile, on the board that is asked about."""
        if row.board_id is None:
            return frozenset({self._board.id} if row.id > self._newest else ())
        parts = row.args.get("parts", ()) if row.kind in CHASING_MESSAGES else ()
        return frozenset({row.board_id, *(part["board"] for part in parts)})


def _next_day(board: Board, at: datetime) -> datetime:
    """When the day after has begun (UTC), in the board's zone as in ours: some of what a day brings goes by ours."""
    ours = datetime.combine(at.date() + _ONE_DAY, time(0), UTC)
    return max(ours, board.at(ours.date(), time(0)))


class _Words:
    """Who is written to, and why, in words; what is looked up is kept for the length of one forecast."""

    def __init__(self, session: Session, board: Board) -> None:
        self._session = session
        self._board = board
        self._refs: dict[int, str] = {action.id: action.ref for action in named_with_reported(session, board.id)}
        self._meetings: dict[int, str] = {}
        self._posts: dict[int, str] = {}
        self._channels = {each.channel: each for each in boards.boards_of(session, board.workspace_id) if each.channel}

    def reader(self, to: str, args: Mapping[str, Any], at: datetime) -> str:
        """By post and name; of a channel, whose it is."""
        if to in self._channels:
            board = self._channels[to]
            return "the board’s channel" if board.id == self._board.id else f"the channel of {board.name}"
        name, today = people.name_of(self._session, self._board.workspace_id, to), self._board.today(at)
        held = people.held_by(self._session, self._board.workspace_id, to, today)
        asked = self._post(args)
        if not held:
            return name
        if any(post.title == asked for post in held):
            return f"{asked} ({name})"
        whose = "about" if args.get("rung") == LINE_DIRECTOR else "for"
        return f"{held[0].title} ({name})" + (f", {whose} the {asked}" if asked else "")

    def wanted_reader(self, args: Mapping[str, Any]) -> str:
        """The post that it was for; nothing where it was for none in particular."""
        return self._post(args)

    def why(self, kind: str, args: Mapping[str, Any]) -> str:
        """Which rung or rule of which meeting it is, and for which actions; of all that is in one message."""
        if kind in CHASING_MESSAGES and "asks" in args:
            told = [self._asked(rung, meeting, tuple(refs)) for rung, meeting, refs, _ in args["asks"]]
            return why_in_words(tuple(dict.fromkeys(told)))
        return why_in_words((self._asked(str(args.get("rung", kind)), args.get("meeting", 0), ()),))

    def _asked(self, kind: str, meeting_id: int, refs: Sequence[int]) -> Asked:
        if meeting_id and meeting_id not in self._meetings:
            self._meetings[meeting_id] = meetings.get_meeting(self._session, meeting_id).ref
        meeting = self._meetings.get(meeting_id, "")
        return Asked(kind, meeting, tuple(self._refs[action] for action in refs if action in self._refs))

    def _post(self, args: Mapping[str, Any]) -> str:
        post_id = int(args.get("post") or 0)
        if post_id and post_id not in self._posts:
            self._posts[post_id] = people.get_post(self._session, post_id).title
        return self._posts.get(post_id, "")
