"""What holds whatever anybody does: asked after each step of a walk, and once more at its end."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.removal import STUB
from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Typed
from bot.use_cases.planning import within_hours
from storage import actions, audit, boards, outbox, tables
from storage.access import Access
from storage.standings import ties_of
from storage.unchanged import only_reading
from tests.conversations.world import World

IsWrong = Callable[[str], None]
NEVER_FEWER = (
    tables.Action, tables.Audit, tables.Challenge, tables.DeadlineChange, tables.Decision, tables.Delivery,
    tables.Digest, tables.Milestone, tables.Pack, tables.Rating, tables.Reading, tables.Risk, tables.Statement,
)  # fmt: skip
"""What is kept: a row of these may be changed and is never gone."""
SAID = ("progress", "effect", "barriers", "help_needed", "next_steps", "reason")
"""What an officer wrote: never edited, and taken out only with a stub in its place."""
DECIDED = (
    "ref", "title", "words", "lead", "lifecycle", "accountable_post_id", "deadline", "hold_review", "closed_on",
    "is_urgent", "is_statutory", "success_measure", "restricted_at", "priority_id",
)  # fmt: skip
"""What of an action is never changed without an entry on the record."""
GOODBYES = frozenset({"acting_over", "answers_no_more", "no_longer_yours"})
"""What tells somebody that they have to do with it no more, who may be nobody to the board by then."""
DISTINCT = 25
"""Words of so many characters stand in other words only where they are meant."""


class Always:
    """Looks at a world after each step. `is_wrong` is told what does not hold."""

    def __init__(self, world: World, is_wrong: IsWrong) -> None:
        self._world, self._is_wrong = world, is_wrong
        self._sent: set[int] = set()
        self._chased = Counter[tuple[str, date]]()
        self._plan: Mapping[int, Mapping[str, Any]] = {}
        self._written: Mapping[int, tuple[str, ...]] = {}
        self._kept: Mapping[str, int] = {}
        self._entries, self._answered = 0, ""
        self._delicate: frozenset[tuple[int, str]] = frozenset()
        world.looks(self._remembers)

    def after_step(self, account: str, read: Sequence[str], *, is_answer: bool) -> None:
        """Look at what a step changed and sent, and at what its doer `read` of it.

        Where it `is_answer`, what was sent to its doer answers what they did, at whatever hour.
        """
        self._answered = account if is_answer else ""
        self._world.looks(self._looks, account, read)

    def at_rest(self) -> None:
        """Look at all of it once more: what is asked twice, what is said in two ways, and the record."""
        self._world.looks(self._looks_twice)

    @property
    def now(self) -> datetime:
        return self._world.pretend.clock.now()

    def _remembers(self, session: Session) -> None:
        self._plan, self._written, self._kept = _plan(session), _written(session), _kept(session)
        self._entries, self._delicate = _last_entry(session), _delicate(session)
        self._sent |= set(_sent_since(session, self._sent))

    def _looks(self, session: Session, account: str, read: Sequence[str]) -> None:
        only_reading(session)
        self._nothing_is_gone(session)
        self._nothing_changes_off_the_record(session)
        for row in session.scalars(select(tables.Outbox).where(tables.Outbox.id.in_(_sent_since(session, self._sent)))):
            self._was_to_be_sent(session, row)
        self._reads_nothing_restricted(session, account, read)
        self._each_has_one_post(session)
        self._remembers(session)

    # What is kept

    def _nothing_is_gone(self, session: Session) -> None:
        kept, written = _kept(session), _written(session)
        for table, number in self._kept.items():
            self._holds(kept[table] >= number, f"{number - kept[table]} of {table} are gone")
        for statement, was in self._written.items():
            for before, after in zip(was, written.get(statement, ()), strict=False):
                self._holds(before == after or STUB in after, f"statement {statement} was {before!r} and is {after!r}")

    def _nothing_changes_off_the_record(self, session: Session) -> None:
        plan, entries = _plan(session), _entries_since(session, self._entries)
        for entry in entries:
            whole = entry.who and entry.what and entry.subject and entry.at <= self.now
            self._holds(
                bool(whole), f"an entry lacks who, what or of what: {entry.who!r}, {entry.what}, {entry.subject!r}"
            )
        for action_id, was in self._plan.items():
            now = plan[action_id]
            baselines = was["baseline"], now["baseline"]
            self._holds(baselines[0] in (None, baselines[1]), f"{now['ref']}: the baseline went {baselines}")
            changed = [name for name in DECIDED if was[name] != now[name]]
            known = any(entry.action_id == action_id or was["ref"] in entry.subject for entry in entries)
            self._holds(not changed or known, f"{now['ref']}: {changed} changed off the record")

    def _each_has_one_post(self, session: Session) -> None:
        query = (
            select(tables.Action.ref)
            .join(tables.Post, tables.Post.id == tables.Action.accountable_post_id)
            .where(tables.Post.merged_into.is_not(None), tables.Action.closed_on.is_(None))
        )
        self._holds(not (found := session.scalars(query).all()), f"{found} are of a post that is another by now")
        today = self.now.date()
        holds = (tables.Holding.since <= today, tables.Holding.until.is_(None))
        twice = select(tables.Holding.post_id).where(*holds).group_by(tables.Holding.post_id).having(func.count() > 1)
        self._holds(not (found_twice := session.scalars(twice).all()), f"posts {found_twice} are held by two")

    # What is sent

    def _was_to_be_sent(self, session: Session, row: tables.Outbox) -> None:
        at = self._arrived(row)
        said = as_text(Message.model_validate(row.message)) if row.message else ""
        self._says_nothing_restricted(session, row.to, said, f"{row.kind} to {row.to}", at)
        if row.board_id is None or row.amends is not None or row.to == self._answered:
            return
        board = boards.get_board(session, row.board_id)
        self._holds(within_hours(board, at), f"{row.kind} went outside hours: {board.local(at):%a %d %b %H:%M}")
        if row.kind in CHASING_MESSAGES:
            self._chased[row.to, board.today(at)] += 1
            self._holds(self._chased[row.to, board.today(at)] == 1, f"chased twice on {board.today(at)}: {row.kind}")
        everywhere = {each.channel for each in boards.all_boards(session)}
        if row.to not in everywhere and row.kind not in GOODBYES:
            self._holds(
                _is_somebody(session, row, at), f"{row.kind} went to {row.to}, who is nobody there: {said[:200]}"
            )

    def _arrived(self, row: tables.Outbox) -> datetime:
        """When it came, which may be before the bot knew of it: where Slack took it and did not answer."""
        channel, _, ts = row.ref.partition(":")
        there = self._world.workspace.channels.get(channel)
        found = there.by_ts.get(ts) if there and row.amends is None else None
        return found.at if found else row.settled_at or self.now

    def _reads_nothing_restricted(self, session: Session, account: str, read: Sequence[str]) -> None:
        for text in read:
            self._says_nothing_restricted(session, account, text, f"read by {account}", self.now)

    def _says_nothing_restricted(self, session: Session, to: str, text: str, what: str, at: datetime) -> None:
        """Whoever it is said to could read it `at` that time: who acts for an officer may, until the day it ends."""
        for action_id, words in self._delicate & _delicate(session):
            if words in text:
                may = _may_read(session, self._world.workspace.team_id, to, action_id, at)
                self._holds(may, f"{what} has {words!r}, which is restricted: {text[:300]!r}")

    # What is asked twice, or said in two ways

    def _looks_twice(self, session: Session) -> None:
        only_reading(session)
        for board in boards.all_boards(session):
            self._is_the_same_afresh(session, board)
            self._says_the_same_everywhere(session, board)
            self._shows_no_colour_of_before(session, board)
        for workspace in session.scalars(select(tables.Workspace.id)):
            broken = audit.first_broken(session, workspace)
            self._holds(broken is None, f"the record is broken at {broken and broken.id}")
            self._holds(not audit.is_cut_short(session, workspace), "the record is cut short")

    def _is_the_same_afresh(self, session: Session, board: Board) -> None:
        known = assess_plan(session, board, self.now)
        afresh = {
            each.action.id: each for each in assess_plan(session, board, self.now, [each.action.id for each in known])
        }
        for each in known:
            self._holds(afresh.get(each.action.id) == each, f"{each.action.ref} is another when it is asked afresh")

    def _says_the_same_everywhere(self, session: Session, board: Board) -> None:
        for account in _readers(session, board, self._world.workspace.team_id, self.now):
            status, again, summary = (
                self._asks(session, board, account, word) for word in ("status", "status", "summary")
            )
            self._holds(status == again, f"status asked again is another: {status!r} {again!r}")
            counts = [line for line in summary.splitlines() if " live" in line][:1]
            self._holds(bool(counts) and counts[0] in status, f"status and summary differ: {counts} {status[:300]!r}")

    def _asks(self, session: Session, board: Board, account: str, words: str) -> str:
        by = self._world.caller(self._world.workspace.people[account].name)
        found = catalogue.find(Typed(by, words, board.channel))
        reply = found.use_case(session, found.command, self.now)
        return as_text(reply.message) if reply.message else ""

    def _shows_no_colour_of_before(self, session: Session, board: Board) -> None:
        for each in assess_plan(session, board, self.now):
            asked, last = each.asked, each.action.statement
            if not (asked and last and asked.is_past_due and each.action.owes_statements and each.shown.rating):
                continue
            is_old = last.day < asked.requested_on and last.meeting_on != asked.meeting_on
            is_let_off = each.action.spacing.lets_off(asked.meeting_on)
            shows_it = each.shown.how.words == "not confirmed"
            self._holds(
                not (is_old and shows_it) or is_let_off,
                f"{each.action.ref} shows {each.shown.words} of {last.day} for {last.meeting_on}, asked on "
                f"{asked.requested_on} for {asked.meeting_on} of board {asked.by.board_id}",
            )

    def _holds(self, is_so: bool, otherwise: str) -> None:
        if not is_so:
            self._is_wrong(otherwise)


def _plan(session: Session) -> dict[int, Mapping[str, Any]]:
    names = ("id", "baseline", *DECIDED)
    rows = session.execute(select(*(getattr(tables.Action, name) for name in names)))
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def _written(session: Session) -> dict[int, tuple[str, ...]]:
    rows = session.execute(select(tables.Statement.id, *(getattr(tables.Statement, name) for name in SAID)))
    return {row[0]: tuple(row[1:]) for row in rows}


def _kept(session: Session) -> dict[str, int]:
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in NEVER_FEWER]
    row = session.execute(select(*counts)).one()
    return dict(zip((table.__tablename__ for table in NEVER_FEWER), row, strict=True))


def _last_entry(session: Session) -> int:
    return session.scalar(select(func.max(tables.Audit.id))) or 0


def _entries_since(session: Session, entry: int) -> Sequence[tables.Audit]:
    return session.scalars(select(tables.Audit).where(tables.Audit.id > entry)).all()


def _delicate(session: Session) -> frozenset[tuple[int, str]]:
    """What is restricted says, by action, as far as it would be known again in other words."""
    action, step = tables.Action, tables.Milestone
    held = action.restricted_at.is_not(None)
    said = [
        (each.id, words) for each in session.scalars(select(action).where(held)) for words in (each.title, each.words)
    ]
    said += [
        (each.action_id, each.title)
        for each in session.scalars(select(step).join(action, action.id == step.action_id).where(held))
    ]
    return frozenset(each for each in said if len(each[1]) >= DISTINCT and len(set(each[1])) >= 10)


def _sent_since(session: Session, known: set[int]) -> list[int]:
    sent = session.scalars(select(tables.Outbox.id).where(tables.Outbox.state == outbox.SENT))
    return sorted(set(sent) - known)


def _may_read(session: Session, team: str, account: str, action_id: int, now: datetime) -> bool:
    owner = actions.board_of(session, action_id)
    ties = ties_of(session, "slack", team, account)
    for board in ties.boards:
        access = Access(board, ties.standing_on(board, board.today(now), ""), now)
        found = actions.actions_of(session, board.id, board.today(now), board.zone, only=[action_id])
        if found and (access.may_read(found[0]) or (board.id == owner and not found[0].is_restricted)):
            return True
    return False


def _is_somebody(session: Session, row: tables.Outbox, at: datetime) -> bool:
    """Whether whoever it went to has a seat or a post on a board that it speaks for."""
    parts = row.args.get("parts", ()) if row.kind in CHASING_MESSAGES else ()
    ((platform, team),) = session.execute(
        select(tables.Workspace.platform, tables.Workspace.team).where(tables.Workspace.id == row.workspace_id)
    )
    ties = ties_of(session, platform, team, row.to)
    for board_id in {row.board_id, *(part["board"] for part in parts)}:
        board = boards.get_board(session, board_id or 0)
        if not ties.standing_on(board, board.today(at), "").is_stranger:
            return True
    return False


def _readers(session: Session, board: Board, team: str, now: datetime) -> Iterable[str]:
    """The chair, and somebody who may read no more than a member."""
    for role in ("chair", "member"):
        query = (
            select(tables.Person.account)
            .join(tables.Holding, tables.Holding.person_id == tables.Person.id)
            .join(tables.Seat, tables.Seat.post_id == tables.Holding.post_id)
            .where(tables.Seat.board_id == board.id, tables.Seat.role == role, tables.Holding.until.is_(None))
        )
        found = session.scalars(query).first()
        if found and not ties_of(session, "slack", team, found).standing_on(board, board.today(now), "").is_stranger:
            yield found
