"""What is to be said: planned, made up when its time comes, leased, sent. Each row is one message to one place.

The statements of a tick and of a lease are built once: to build one costs more than to run it.
"""

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, cast

from pydantic import ValidationError
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CursorResult,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, aliased

from bot.messages.outside import through_contact
from bot.messages.parts import Message
from bot.messages.several_plans import saying_which
from storage import boards, people
from storage.database import HEARD, inserting
from storage.restricted_words import without_restricted
from storage.standings import ties_of
from storage.tables import Board, Meeting, Outbox, Row, Workspace

PLANNED, PENDING, LEASED, RETRY = "planned", "pending", "leased", "retry"
SENT, DEAD, DROPPED, DONE = "sent", "dead", "dropped", "done"
WAITING = (PENDING, LEASED, RETRY)

READ_AT_ONCE = 100
REMOVES = "removes"
"""Says of a change that it takes personal details out of what was sent."""
THROUGH = "through"
"""In the args of what goes to a contact: the account that stands for whom they type for."""
IN_TURN = (Outbox.due_at, Outbox.turn, Outbox.id)
"""The order in which messages go. The index has it."""
AFTER_REQUESTS = 2**31 - 1
"""The turn of what was planned for no meeting, and of what is said at once: in the order in which it came, behind that
which was planned for a meeting."""
PROMISED = "promised"
"""What a row is kept with (ISO, UTC) where it was to go at another moment than it is due at by now."""
BESIDE_OTHERS = 4
"""How many times what it wants a worker looks at, since other workers may be taking the first of them just then."""


@dataclass(frozen=True)
class Planned:
    """Something to be made up and said when its time comes."""

    id: int
    key: str
    kind: str
    args: Mapping[str, Any]
    due_at: datetime
    board_id: int | None


@dataclass(frozen=True)
class Leased:
    """A message that this worker alone may send, until the lease ends."""

    id: int
    team: str
    platform: str
    board_id: int | None
    key: str
    kind: str
    args: Mapping[str, Any]
    to: str
    message: Message | None
    """None where another release wrote it in a way that this one can not read."""
    due_at: datetime
    attempts: int
    in_doubt: bool
    heard: str
    amends: int | None = None
    """The row whose message this one takes the place of."""
    amends_ref: str = ""
    """What the platform calls that message; nothing where it has not gone."""


def say(
    session: Session,
    workspace_id: int,
    *,
    key: str,
    to: str,
    message: Message,
    due: datetime,
    board_id: int | None = None,
    args: Mapping[str, Any] | None = None,
) -> bool:
    """Put a message in the outbox, to go at `due`; False if `key` was there before, and then nothing changes.

    A row with a board waits while the board has not been started, and while it is paused; one without a board
    is an answer to what its reader just did, and goes. `args` are for what is asked once more before it goes. What is
    for somebody outside the workspace goes to the contact who types for them, and says so; and to who has to do with
    several boards it says which one it is of.
    """
    through = {THROUGH: to} if to.startswith(people.OUTSIDE) else {}
    about = (args or {}).get("board") if board_id is None else board_id
    to, message = _reaching(session, workspace_id, to, message, about, due)
    values = {
        "workspace_id": workspace_id,
        "board_id": board_id,
        "key": key,
        "kind": message.kind,
        "args": {**(args or {}), **through},
        "meeting_id": (args or {}).get("meeting"),
        "to": to,
        "message": message.model_dump(mode="json"),
        "state": PENDING,
        "due_at": due,
    }
    return bool(_insert(session, [values]))


def amend(session: Session, row_id: int, message: Message, now: datetime, *, removes: bool = False) -> bool:
    """Put `message` in the place of the one that row `row_id` sent; False if it has not gone yet, and nothing changes.

    A change that still waits is replaced by this one. One that is being sent just now, or is in doubt, counts as gone:
    its change waits behind it. What has not gone is asked once more before it goes, and can say so itself.
    Whoever has nothing to do with the board any more keeps what they have, and is told of no change, unless it
    `removes` personal details: that goes by itself, and says what stands there when it goes. The row keeps the words
    that its reader has until the change has gone. What was restricted since is not said to them again.
    """
    row = session.scalars(
        select(Outbox).where(Outbox.id == row_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if row.state not in (SENT, LEASED) and not (row.state == RETRY and row.in_doubt):
        return False
    if not (removes or _has_part(session, row, now)):
        return True
    message = _saying_which(session, row.workspace_id, row.to, message, board_of(row), now)
    words = without_restricted(session, row.workspace_id, row.to, message.model_dump(mode="json"), now)
    of_row = (Outbox.workspace_id == row.workspace_id, Outbox.to == row.to, Outbox.amends == row_id)
    waiting = select(Outbox.id).where(*of_row, Outbox.state.in_((PENDING, RETRY)), _removes(Outbox).is_(removes))
    last = session.scalars(waiting.order_by(Outbox.id.desc()).limit(1).with_for_update()).first()
    if last is not None:
        session.execute(update(Outbox).where(Outbox.id == last).values(message=words, kind=message.kind))
        return True
    values = {
        "workspace_id": row.workspace_id,
        "board_id": row.board_id,
        "meeting_id": row.meeting_id,
        "key": f"amend:{row_id}:{_changes_so_far(session, row_id) + 1}",
        "kind": message.kind,
        "args": _args_of_change(row, removes=removes),
        "to": row.to,
        "message": words,
        "state": PENDING,
        "due_at": max(now, row.due_at),
        "turn": row.turn,
        "amends": row_id,
    }
    return bool(_insert(session, [values]))


def reword(session: Session, row_id: int, message: Message) -> None:
    """Give a message that waits, and of which nothing has gone, other words."""
    row = session.get_one(Outbox, row_id)
    message = _saying_which(session, row.workspace_id, row.to, message, board_of(row), row.due_at)
    waits = (Outbox.state.in_((PENDING, RETRY)), Outbox.in_doubt.is_(False))
    session.execute(update(Outbox).where(Outbox.id == row_id, *waits).values(message=message.model_dump(mode="json")))


def _changes_so_far(session: Session, row_id: int) -> int:
    """The number in the key of the newest change of a row. Earlier ones may be forgotten, so none are counted."""
    newest = select(Outbox.key).where(Outbox.amends == row_id).order_by(Outbox.id.desc()).limit(1)
    key = session.scalars(newest).first()
    return int(key.rpartition(":")[2]) if key else 0


def _args_of_change(row: Outbox, *, removes: bool) -> dict[str, Any]:
    """An answer has no board that it would wait for, but it is about one, and so is its change."""
    about = {"board": row.args["board"]} if row.board_id is None and "board" in row.args else {}
    return about | ({REMOVES: True} if removes else {})


def board_of(row: Outbox | Leased) -> int | None:
    """The board that a row is about; None for what is about none."""
    return row.args.get("board") if row.board_id is None else row.board_id


def as_changed(session: Session, ids: Collection[int]) -> dict[int, Message]:
    """What these rows that went say by their newest change, or are to say once it has gone; nothing of those without.

    A change that was given up counts: it can be sent again. One that was decided against does not. One that has gone
    counts, although its row says the same: a worker of the release before this one does not write that down.
    """
    newest = select(Outbox.amends, Outbox.message).where(
        Outbox.amends.in_(ids), Outbox.state != DROPPED, Outbox.message.is_not(None), ~_removes(Outbox)
    )
    found = {row.amends: row.message for row in session.execute(newest.order_by(Outbox.id))}
    return {of: Message.model_validate(message) for of, message in found.items()}


def is_overtaken(session: Session, change: Leased) -> bool:
    """Whether a newer change of the same message has gone already."""
    return bool(session.scalar(select(_newer_went(change.amends, change.id))))


def _newer_went(amends: Any, row_id: Any) -> ColumnElement[bool]:
    newer = aliased(Outbox)
    of_same = newer.amends == amends, newer.id > row_id
    return select(newer.id).where(*of_same, newer.state == SENT, ~_removes(newer)).exists()


def _removes(row: type[Outbox]) -> ColumnElement[bool]:
    return func.coalesce(row.args[REMOVES].as_boolean(), false())


def _has_part(session: Session, row: Outbox, now: datetime) -> bool:
    """Whether whoever a row went to has to do with its board today; a channel, which is nobody, has."""
    about = board_of(row)
    if about is None:
        return True
    workspace, board = session.get_one(Workspace, row.workspace_id), boards.get_board(session, about)
    standing = ties_of(session, workspace.platform, workspace.team, row.to).standing_on(board, board.today(now), "")
    return standing.person_id == 0 or not standing.is_stranger


def workspace_of(session: Session, row_id: int) -> int:
    """The workspace that a row belongs to."""
    return session.scalars(select(Outbox.workspace_id).where(Outbox.id == row_id)).one()


def newest_id(session: Session) -> int:
    """The id of the newest row, or 0: those that are written from now on have a higher one."""
    return session.scalars(select(func.max(Outbox.id))).one() or 0


def told_after(session: Session, workspace_id: int, newest: int, *, but: Collection[str]) -> set[str]:
    """Whom rows of a workspace that were written after another say something to; without these kinds, and without
    what changes a message that was sent.
    """
    rows = select(Outbox.to).where(Outbox.workspace_id == workspace_id, Outbox.id > newest)
    said = rows.where(Outbox.message.is_not(None), Outbox.amends.is_(None), Outbox.kind.not_in(but))
    return set(session.scalars(said))


def forget_args(session: Session, row_id: int) -> None:
    """Let go of what a row was to be done with, once it is done."""
    session.execute(update(Outbox).where(Outbox.id == row_id).values(args={}))


def why_not_amended(session: Session, row_id: int) -> str:
    """Why a message that was to be changed has not gone, in words."""
    found = session.execute(select(Outbox.state, Outbox.why).where(Outbox.id == row_id)).one()
    if found.state in (DEAD, DROPPED):
        return f"the message that it changes did not go ({found.why.rstrip('.')})"
    return "the message that it changes has not gone yet, and will say it as it is then"


def _reaching(
    session: Session, workspace_id: int, to: str, message: Message, about: int | None, at: datetime
) -> tuple[str, Message]:
    """Whom a message `about` a board goes to, in which words: as it is, but for somebody outside, who answers through
    a contact, and for who has to do with several boards.
    """
    found = people.contact_of(session, workspace_id, to)
    if found is None:
        return to, _saying_which(session, workspace_id, to, message, about, at)
    contact, name = found[0].account, found[1]
    return contact, through_contact(_saying_which(session, workspace_id, contact, message, about, at), name)


def _saying_which(
    session: Session, workspace_id: int, to: str, message: Message, about: int | None, at: datetime
) -> Message:
    """The message, which says whose plan it is of where its reader has to do with another as well at an instant."""
    if about is None or not boards.are_several(session, workspace_id):
        return message
    workspace = session.get_one(Workspace, workspace_id)
    ties = ties_of(session, workspace.platform, workspace.team, to)
    others = (each for each in ties.boards if each.id != about)
    if all(ties.standing_on(each, each.today(at), "").is_stranger for each in others):
        return message
    return saying_which(message, boards.get_board(session, about).name)


def plan(
    session: Session, workspace_id: int, board_id: int, rows: Sequence[tuple[str, str, dict[str, Any], datetime]]
) -> int:
    """Plan messages to be made up later: (key, kind, args, due). Planning one twice writes it once."""
    turns = turns_of(session, {args["meeting"] for _, _, args, _ in rows if "meeting" in args})
    values = [
        {
            "workspace_id": workspace_id,
            "board_id": board_id,
            "key": key,
            "kind": kind,
            "args": args,
            "meeting_id": args.get("meeting"),
            "to": "",
            "message": None,
            "state": PLANNED,
            "due_at": due,
            "turn": turns.get(args.get("meeting"), AFTER_REQUESTS),
        }
        for key, kind, args, due in rows
    ]
    return _insert(session, values)


def turns_of(session: Session, meeting_ids: Collection[int]) -> dict[int | None, int]:
    """By meeting, the turn of what is asked for it among all that is due at the same instant: the nearest first."""
    found = select(Meeting.id, Meeting.starts_at).where(Meeting.id.in_(meeting_ids))
    rows = session.execute(found) if meeting_ids else ()
    return {meeting_id: int(starts_at.timestamp()) // 60 for meeting_id, starts_at in rows}


def unplan_starting(session: Session, board_id: int, key: str) -> None:
    """Take back what is planned under a key that starts so, where what it hangs on was taken back."""
    planned = session.query(Outbox).filter_by(board_id=board_id, state=PLANNED)
    planned.filter(Outbox.key.startswith(key, autoescape=True)).delete()


def unplan_keys(session: Session, keys: Sequence[str]) -> None:
    """Take back what is planned under these keys."""
    session.execute(delete(Outbox).where(Outbox.key.in_(keys), Outbox.state == PLANNED))


def unplan_coming(session: Session, board_id: int, kind: str, after: datetime) -> None:
    """Take back what is planned of one kind for later than `after`. What was put off to a better time keeps it."""
    coming = session.query(Outbox).filter_by(board_id=board_id, kind=kind, state=PLANNED, why="")
    coming.filter(Outbox.due_at > after).delete()


def due_to_make_up(
    session: Session, now: datetime, machine_now: datetime | None = None, most: int = 50
) -> list[Planned]:
    """What is planned and due, of boards that speak, the oldest first; where the machine's time is given, without what
    could not be made up just now.
    """
    found = select(Outbox).join(Board, Board.id == Outbox.board_id)
    found = found.where(Outbox.state == PLANNED, Outbox.due_at <= now, _speaking())
    if machine_now is not None:
        found = found.where(or_(Outbox.not_before.is_(None), Outbox.not_before <= machine_now))
    rows = session.scalars(found.order_by(*IN_TURN).limit(most))
    return [Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id) for row in rows]


def wait_for_workspaces(session: Session, rows: Collection[int]) -> None:
    """Wait until no other transaction is changing the workspaces of these rows, and keep others out until this ends.

    Whatever is then done for each of them locks its workspace again, in any order: so they are all locked at first, in
    one order, or two workers would wait for one another.
    """
    theirs = select(Outbox.workspace_id).where(Outbox.id.in_(rows))
    locked = select(Workspace.id).where(Workspace.id.in_(theirs)).order_by(Workspace.id)
    session.execute(locked.with_for_update(key_share=True))


def take_planned(session: Session, planned: Planned) -> bool:
    """Claim a planned row for this transaction; False when another worker has it or it is no longer planned."""
    claim = select(Outbox.id).where(Outbox.id == planned.id, Outbox.state == PLANNED).with_for_update(skip_locked=True)
    return session.scalars(claim).first() is not None


def make_up(session: Session, planned: Planned, to: str, message: Message) -> None:
    """Give a planned row its words and its reader; it goes as soon as a worker takes it."""
    if planned.board_id is not None:
        workspace_id = boards.get_board(session, planned.board_id).workspace_id
        to, message = _reaching(session, workspace_id, to, message, planned.board_id, planned.due_at)
    values = {"to": to, "message": message.model_dump(mode="json"), "state": PENDING, "kind": message.kind}
    session.execute(update(Outbox).where(Outbox.id == planned.id).values(values))


def put_off(session: Session, planned: Planned, due: datetime, why: str) -> None:
    """Let a planned row wait for a better time."""
    session.execute(update(Outbox).where(Outbox.id == planned.id).values(due_at=due, why=why))


def make_up_again(session: Session, row_id: int, not_before: datetime, why: str) -> None:
    """Let a row that could not be made up be tried again, not before `not_before` (the machine's time)."""
    session.execute(update(Outbox).where(Outbox.id == row_id).values(not_before=not_before, why=why))


def promise(session: Session, row_id: int, at: datetime) -> None:
    """Remember when a row was to go (UTC), where it is due at another moment by now."""
    args = session.scalars(select(Outbox.args).where(Outbox.id == row_id)).one()
    session.execute(update(Outbox).where(Outbox.id == row_id).values(args={**args, PROMISED: at.isoformat()}))


def promised(args: Mapping[str, Any], due: datetime, at: datetime) -> dict[str, Any]:
    """What a row is made up from that is planned at an instant: what had passed by then (UTC) is to go at once."""
    rest = {name: value for name, value in args.items() if name != PROMISED}
    return {**rest, PROMISED: at.isoformat()} if due < at else rest


def promise_overdue(session: Session, board_id: int, at: datetime) -> None:
    """Of what waits for a board and was to go before an instant (UTC), remember that it was to go then."""
    waits = Outbox.board_id == board_id, Outbox.state.in_((PLANNED, *WAITING)), Outbox.due_at < at
    for row_id in session.scalars(select(Outbox.id).where(*waits)).all():
        promise(session, row_id, at)


def follow_channel(session: Session, board_id: int, was: str, channel: str) -> None:
    """Let what waits to be posted in a board's channel, or was given up, be for the channel that it has now.

    What may have arrived in the earlier one is looked for there, and stays.
    """
    session.execute(
        update(Outbox)
        .where(Outbox.board_id == board_id, Outbox.to == was, Outbox.amends.is_(None), Outbox.in_doubt.is_(False))
        .where(Outbox.state.in_((PENDING, RETRY, DEAD)))
        .values(to=channel)
    )


def waiting(session: Session, workspace_id: int) -> list[Outbox]:
    """Every message of a workspace that is made up and that nobody is sending just now."""
    is_waiting = (Outbox.workspace_id == workspace_id, Outbox.state.in_((PENDING, RETRY)), Outbox.message.is_not(None))
    return list(session.scalars(select(Outbox).where(*is_waiting).order_by(Outbox.id).with_for_update()))


def hold_back_waiting(session: Session, workspace_id: int, ref: str, now: datetime) -> None:
    """Take what was restricted just now, and has this reference, out of what is on its way to others: a message waits
    over night, and while a board is paused.
    """
    for row in waiting(session, workspace_id):
        if ref in str(row.message):
            row.message = without_restricted(session, workspace_id, row.to, row.message, now)
    session.flush()


def drop(session: Session, row_id: int, why: str, at: datetime) -> None:
    """Decide not to say it, and keep why; what it was to say for others is planned again."""
    session.execute(
        update(Outbox).where(Outbox.id == row_id).values(state=DROPPED, why=why, settled_at=at, leased_until=None)
    )
    _uncarry(session, row_id)


def done(session: Session, row_id: int, what: str, at: datetime) -> None:
    """Settle a row for which something was done and nothing said."""
    values = {"state": DONE, "why": what, "settled_at": at, "leased_until": None, "in_doubt": False}
    session.execute(update(Outbox).where(Outbox.id == row_id).values(values))


def is_anything_due(
    session: Session, now: datetime, machine_now: datetime, leases_over: datetime | None = None
) -> bool:
    """Whether any message may go whose time has come: the one statement of an idle tick.

    What waits for a board that does not speak, for its next try, or under a worker's lease, is not yet work; what is in
    doubt is, whatever its board does.
    """
    return bool(session.scalar(_anything_due(), {"now": now, **_times(machine_now, leases_over)}))


@cache
def _anything_due() -> Select[Any]:
    due = select(Outbox.id).outerjoin(Board, Board.id == Outbox.board_id)
    due = due.where(Outbox.due_at <= bindparam("now"), _may_be_taken())
    return select(or_(*(due.where(each).exists() for each in _each_ready())))


def next_to_go(
    session: Session,
    *,
    now: datetime,
    machine_now: datetime,
    most: int,
    platform: str,
    not_to: Collection[str] = (),
    not_in: Collection[str] = (),
    not_amending_in: Collection[str] = (),
    leases_over: datetime | None = None,
) -> list[int]:
    """What may be leased now, one row for each conversation, the oldest first; some more than `most`.

    `now` is the board's time and says what is due; `machine_now` is the machine's, and `leases_over` the time by which
    leases are over, where it is another. A row of a conversation waits for
    the ones before it, unless those wait for a board that does not speak. Conversations in `not_to` are left alone; so
    is what is to be sent to teams in `not_in`, and what is to be changed in teams in `not_amending_in`.
    """
    asked = {
        "now": now, "platform": platform, "not_in": list(not_in), "not_amending_in": list(not_amending_in),
        **_times(machine_now, leases_over),
    }  # fmt: skip
    return list(islice(_first_in_line(session, asked, frozenset(not_to)), most * BESIDE_OTHERS))


def lease(
    session: Session,
    ids: Sequence[int],
    *,
    machine_now: datetime,
    until: datetime,
    worker: str,
    most: int,
    leases_over: datetime | None = None,
) -> list[Leased]:
    """Take up to `most` of these rows, the oldest first; less where other workers have them by now.

    `machine_now` and `until` are the machine's time. A lease that ran out is taken again and marked in doubt: the
    worker that had it may have sent it.
    """
    asked = {"ids": list(ids), "most": most, **_times(machine_now, leases_over)}
    claimed = list(session.scalars(_claim(), asked)) if ids else []
    if not claimed:
        return []
    session.connection().execute(_take(), {"ids": claimed, "until": until, "worker": worker})
    taken = session.execute(_taken(), {"ids": claimed})
    return [leased_row(row, row.team, row.platform, row.amends_ref, row.stands) for row in taken]


@cache
def _claim() -> Select[Any]:
    """Asked whether they are ready once more: another worker may have had them since."""
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    ready = select(Outbox.id).where(Outbox.id.in_(ids), or_(*_each_ready()))
    return ready.order_by(*IN_TURN).limit(bindparam("most", type_=Integer)).with_for_update(skip_locked=True)


@cache
def _take() -> Update:
    row: Any = Outbox.__table__
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    return (
        update(row)
        .where(row.c.id.in_(ids))
        .values(
            in_doubt=or_(row.c.in_doubt, row.c.state == LEASED),
            state=LEASED,
            leased_until=bindparam("until"),
            leased_by=bindparam("worker"),
            attempts=row.c.attempts + 1,
        )
    )


@cache
def _taken() -> Select[Any]:
    """Of tables and not of mapped classes: nothing is changed through what is read, and the ORM's part costs time."""
    row, workspace, amended = _table(Outbox), _table(Workspace), _table(Outbox).alias()
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    return (
        select(
            row,
            workspace.c.team,
            workspace.c.platform,
            func.coalesce(amended.c.ref, "").label("amends_ref"),
            amended.c.message.label("stands"),
        )
        .join_from(row, workspace, workspace.c.id == row.c.workspace_id)
        .outerjoin(amended, amended.c.id == row.c.amends)
        .where(row.c.id.in_(ids))
        .order_by(row.c.due_at, row.c.turn, row.c.id)
    )


def _table(of: type[Row]) -> Any:
    return of.__table__


def _first_in_line(session: Session, asked: Mapping[str, Any], not_to: Collection[str]) -> Iterator[int]:
    """The row of each conversation that is to go before its others, if it is wanted; the oldest first.

    Read along the index, and no further than is asked for: one statement that compared each row that is due with
    those before it took SQLite 9 seconds where 10,000 were due. `not_to` is no part of the statement: it may have all
    the conversations that were written to within the second, and to write it out takes longer than to read the rows.
    """
    seen: set[tuple[int, str]] = set()
    each_state = (_in_line(session, {**asked, "state": state}) for state in WAITING)
    for _, _, row, workspace_id, to, is_wanted in heapq.merge(*each_state):
        if (workspace_id, to) not in seen:
            seen.add((workspace_id, to))
            if is_wanted and to not in not_to:
                yield row


def _in_line(session: Session, asked: Mapping[str, Any]) -> Iterator[tuple[datetime, int, int, int, str, bool]]:
    """What is due of one state on boards that speak, in order: (due, turn, id, workspace, to, whether it is wanted)."""
    found = session.execute(_line(), asked).all()
    while True:
        yield from (tuple(row) for row in found)
        if len(found) < READ_AT_ONCE:
            return
        due_at, turn, row = found[-1][:3]
        found = session.execute(_rest_of_line(), {**asked, "due_at": due_at, "turn": turn, "row": row}).all()


@cache
def _line() -> Select[Any]:
    wanted = and_(
        Workspace.platform == bindparam("platform"),
        or_(Outbox.amends.is_not(None), Workspace.team.not_in(bindparam("not_in", expanding=True))),
        or_(Outbox.amends.is_(None), Workspace.team.not_in(bindparam("not_amending_in", expanding=True))),
        or_(*_each_ready()),
    )
    return (
        select(*IN_TURN, Outbox.workspace_id, Outbox.to, case((wanted, True), else_=False))
        .join(Workspace, Workspace.id == Outbox.workspace_id)
        .outerjoin(Board, Board.id == Outbox.board_id)
        .where(Outbox.state == bindparam("state"), Outbox.due_at <= bindparam("now"), _may_be_taken())
        .order_by(*IN_TURN)
        .limit(READ_AT_ONCE)
    )


@cache
def _rest_of_line() -> Select[Any]:
    last = (
        bindparam("due_at", type_=Outbox.due_at.type),
        bindparam("turn", type_=Integer),
        bindparam("row", type_=Integer),
    )
    return _line().where(tuple_(*IN_TURN) > tuple_(*last))


def still_leased(session: Session, rows: Sequence[Leased]) -> set[int]:
    """Those that nobody has taken or settled since they were leased: each lease counts one attempt more.

    The rows stay locked until the transaction ends.
    """
    attempts = {row.id: row.attempts for row in rows}
    found = select(Outbox.id, Outbox.attempts).where(Outbox.id.in_(attempts), Outbox.state == LEASED)
    locked = session.execute(found.order_by(Outbox.id).with_for_update())
    return {row for row, attempt in locked if attempt == attempts[row]}


def sent(session: Session, refs: Mapping[int, str], at: datetime, *, changes: Collection[int] | None = None) -> None:
    """Record that the platform has these rows, and what it calls each of them; what one of them changes says so now.

    `changes` are those that change another, where that is known: most change none.
    """
    if not refs:
        return
    values = {"state": SENT, "settled_at": at, "leased_until": None, "in_doubt": False}
    named = update(Outbox).where(Outbox.id == bindparam("row")).values(**values, ref=bindparam("called"))
    session.connection().execute(named, [{"row": row, "called": ref} for row, ref in sorted(refs.items())])
    if changes or changes is None:
        change = aliased(Outbox)
        gone = change.id.in_(refs if changes is None else changes)
        _say_itself(session, change, gone, ~_removes(change), ~_newer_went(change.amends, change.id))


def left(session: Session, row_id: int, why: str, at: datetime) -> None:
    """Record that a change was not made, and why. Where what it changes has not gone, that is to say it itself."""
    drop(session, row_id, why, at)
    change = aliased(Outbox)
    is_to_go = Outbox.ref == "", Outbox.state.in_((*WAITING, DEAD)), Outbox.message.is_not(None)
    _say_itself(session, change, change.id == row_id, ~_removes(change), *is_to_go)


def _say_itself(session: Session, change: Any, *where: ColumnElement[bool]) -> None:
    """Give the rows that these changes are of the words of the change."""
    said = update(Outbox).where(Outbox.id == change.amends, *where).values(message=change.message)
    session.execute(said, execution_options={"synchronize_session": False})


def retry(
    session: Session, row_id: int, not_before: datetime, why: str, *, in_doubt: bool, was_tried: bool = True
) -> None:
    """Let it be tried again, not before `not_before` (the machine's time); as if for the first time, unless it was."""
    session.execute(
        update(Outbox)
        .where(Outbox.id == row_id)
        .values(
            state=RETRY,
            not_before=not_before,
            why=why,
            in_doubt=in_doubt,
            leased_until=None,
            attempts=Outbox.attempts if was_tried else Outbox.attempts - 1,
        )
    )


def wait_until(session: Session, row_id: int, due: datetime, why: str) -> None:
    """Let a message that was leased and not sent go at a better time; that it was tried does not count.

    If it was in doubt, it was looked for before.
    """
    values = {
        "state": PENDING, "due_at": due, "why": why, "leased_until": None, "attempts": Outbox.attempts - 1,
        "in_doubt": False,
    }  # fmt: skip
    session.execute(update(Outbox).where(Outbox.id == row_id).values(values))


def plan_again(session: Session, row_id: int, kind: str, why: str) -> None:
    """Take its words and its reader from a message that was leased and not sent, so that it is made up anew.

    So is what it was to say for others, each by itself: its own part may be answered by now, and theirs not.
    What was to change it meanwhile is taken back: its new words are of then, and may be for somebody else.
    """
    values = {
        "state": PLANNED, "kind": kind, "to": "", "message": None, "why": why, "leased_until": None, "attempts": 0,
        "in_doubt": False, "not_before": None,
    }  # fmt: skip
    session.execute(update(Outbox).where(Outbox.id == row_id).values(values))
    session.execute(delete(Outbox).where(Outbox.amends == row_id, Outbox.state.in_((PENDING, RETRY))))
    _uncarry(session, row_id)


def _uncarry(session: Session, carrier: int) -> None:
    """Plan again, at its own time, what a message that does not go as it is was to say too."""
    carried = update(Outbox).where(Outbox.carried_by == carrier, Outbox.state == DROPPED)
    session.execute(carried.values(state=PLANNED, why="", settled_at=None, carried_by=None))


def dead(session: Session, row_id: int, why: str, at: datetime) -> None:
    """Record that the platform refused it for good."""
    session.execute(
        update(Outbox).where(Outbox.id == row_id).values(state=DEAD, why=why, settled_at=at, leased_until=None)
    )


def next_due(session: Session) -> tuple[datetime, str] | None:
    """When the next thing is due on a board that speaks, by the board's clock, and its kind; None if nothing is."""
    query = select(*IN_TURN, Outbox.kind).outerjoin(Board, Board.id == Outbox.board_id)
    query = query.where(_may_speak()).order_by(*IN_TURN).limit(1)
    # One state at a time, since the index has each in order: all of them at once would be gone through and sorted.
    first = [session.execute(query.where(Outbox.state == state)).first() for state in (PLANNED, *WAITING)]
    found = min((row for row in first if row is not None), key=lambda row: row[:3], default=None)
    return (found.due_at, found.kind) if found else None


def upcoming(session: Session, board_id: int, until: datetime) -> list[Planned]:
    """What is planned for a board up to `until`, in the order in which it will go."""
    rows = session.scalars(
        select(Outbox)
        .where(Outbox.board_id == board_id, Outbox.state.in_((PLANNED, *WAITING)), Outbox.due_at <= until)
        .order_by(*IN_TURN)
    )
    return [Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id) for row in rows]


def was_told(session: Session, workspace_id: int, to: str, kind: str) -> bool:
    """Whether a message of this kind has gone, or is on its way, to this place."""
    found = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id, Outbox.to == to, Outbox.kind == kind, Outbox.state.in_((*WAITING, SENT))
    )
    return session.scalars(found.limit(1)).first() is not None


def counts(session: Session) -> dict[str, int]:
    """How many rows stand in each state."""
    return {
        state: number for state, number in session.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
    }


def _times(machine_now: datetime, leases_over: datetime | None) -> dict[str, datetime]:
    return {"machine_now": machine_now, "leases_over": leases_over or machine_now}


def _each_ready() -> list[ColumnElement[bool]]:
    """In which states a row may be leased. The index has each state's rows in order, so one is asked for at a time."""
    return [
        Outbox.state == PENDING,
        and_(Outbox.state == RETRY, Outbox.not_before <= bindparam("machine_now")),
        and_(Outbox.state == LEASED, Outbox.leased_until <= bindparam("leases_over")),
    ]


def _may_be_taken() -> ColumnElement[bool]:
    """What may be said; and what may have been said already, also for a board that is paused by now: it is looked for,
    so that what the message was to say for another board does not wait for the end of that pause.
    """
    is_in_doubt = and_(Outbox.amends.is_(None), or_(Outbox.in_doubt, Outbox.state == LEASED))
    return or_(_may_speak(), is_in_doubt)


def _may_speak() -> ColumnElement[bool]:
    return or_(Outbox.board_id.is_(None), _speaking())


def _speaking(board: type[Board] = Board) -> ColumnElement[bool]:
    return and_(board.started_at.is_not(None), board.paused_at.is_(None))


def _insert(session: Session, values: list[dict[str, Any]]) -> int:
    if not values:
        return 0
    # Into the table and not the mapped class: the ORM's part in it takes twice the time of the rest, and a cycle has
    # some sixty rows.
    statement = inserting(session, cast(Any, Outbox.__table__)).on_conflict_do_nothing(index_elements=["key"])
    statement = statement.execution_options(preserve_rowcount=True)
    heard = session.info.get(HEARD, "")
    defaults = {
        "turn": AFTER_REQUESTS,
        "attempts": 0,
        "in_doubt": False,
        "ref": "",
        "why": "",
        "heard": heard,
        "leased_by": "",
    }
    rows = [defaults | row for row in values]
    return cast(CursorResult[Any], session.connection().execute(statement, rows)).rowcount


def leased_row(
    row: Any, team: str, platform: str, amends_ref: str = "", stands: dict[str, Any] | None = None
) -> Leased:
    """A row of the outbox as the worker that leased it has it. What takes personal details out of a message that
    `stands` says what that says now, without them.
    """
    return Leased(
        id=row.id,
        team=team,
        platform=platform,
        board_id=row.board_id,
        key=row.key,
        kind=row.kind,
        args=row.args,
        to=row.to,
        message=_read(stands if stands and row.args.get(REMOVES) else row.message),
        due_at=row.due_at,
        attempts=row.attempts,
        in_doubt=row.in_doubt,
        heard=row.heard,
        amends=row.amends,
        amends_ref=amends_ref,
    )


def _read(message: dict[str, Any] | None) -> Message | None:
    """One message that can not be read must not keep the others from going."""
    try:
        return Message.model_validate(message)
    except ValidationError:
        return None
