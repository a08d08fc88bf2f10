"""Messages that did not arrive: told to the programme manager, who has them tried again or lets them be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import weekday_moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages import undelivered as words
from bot.messages.delivery import KIND_WORDS
from bot.messages.parts import Reply
from bot.messages.undelivered import DISMISS, TRY_AGAIN, NotDelivered
from bot.run import UseCase
from bot.use_cases.entries import Entry
from bot.use_cases.heard import Caller, Press, Typed
from bot.use_cases.managing import access_management
from bot.use_cases.planning import next_within_hours
from bot.use_cases.reading_answers import read_number
from bot.use_cases.turnover import in_charge
from storage import audit, boards, outbox, people
from storage import undelivered as given_up
from storage.access import Access
from storage.outbox import Leased
from storage.undelivered import Undelivered

DISMISSED_IN_CHAT = "dismissed in chat"
GONE = "That is settled by now: it has gone, or was dismissed. “undelivered” shows what is left."


@dataclass(frozen=True)
class Settle:
    """Which messages that did not arrive are meant: those with these numbers, or all of them (None); and why."""

    by: Caller
    numbers: tuple[int, ...] | None
    about: str = ""
    why: str = DISMISSED_IN_CHAT

    @classmethod
    def from_press(cls, press: Press) -> "Settle":
        """The one that a button is for: board and number."""
        return cls(press.by, (read_number(press.about.partition(":")[2], "message"),), press.about)


def tell_not_delivered(session: Session, row: Leased, why: str, now: datetime) -> None:
    """Tell the programme manager that a message will not arrive, unless it was one to tell that; the chair, while
    nobody sits as such, who has nothing to press.
    """
    board_id = row.board_id or row.args.get("board")
    if board_id is None or row.kind == "not_delivered":
        return
    board = boards.get_board(session, board_id)
    to = in_charge(session, board, board.today(now))
    if to is None:
        return
    may_settle = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now)) is not None
    one = Undelivered(row.id, row.kind, row.args, row.to, row.amends is not None, row.due_at, now, why)
    outbox.say(
        session,
        board.workspace_id,
        key=f"not_delivered:{row.id}:{now:%Y-%m-%dT%H:%M:%S.%f}",  # what was tried again may be given up again
        to=to.account,
        message=words.not_delivered(_in_words(session, board, one, now), may_settle=may_settle),
        due=next_within_hours(board, now),
        board_id=board.id,
    )


def show_undelivered(session: Session, typed: Typed, now: datetime) -> Reply:
    """What did not arrive, and what can be done about it."""
    access = access_management(session, typed.by, now, channel=typed.channel)
    return Reply(message=words.undelivered(all_undelivered(session, access)))


def send_again(session: Session, command: Settle, now: datetime) -> Reply:
    """Try once more to deliver what was given up. It is checked again before it goes, as everything is.

    Raises:
        Refusal: the caller does not run the board; or what they mean did not fail, or is settled.
    """
    access, meant = _meant(session, command, now)
    given_up.send_again(session, [one.number for one in meant])
    return Reply(message=words.tried_again(_recorded(session, access, meant, "message sent again", "")))


def dismiss(session: Session, command: Settle, now: datetime) -> Reply:
    """Let what was given up be, and keep why.

    Raises:
        Refusal: as `send_again` does; or no reason is given, or one that looks like details of a child.
    """
    refuse_personal_details({"why": command.why})
    if not command.why.strip():
        raise Refusal("Say why it need not arrive, so that the record can: --why “she was told by telephone”")
    access, meant = _meant(session, command, now)
    given_up.let_be(session, [one.number for one in meant], command.why.strip(), now)
    return Reply(message=words.dismissed(_recorded(session, access, meant, "message dismissed", command.why.strip())))


def all_undelivered(session: Session, access: Access) -> list[NotDelivered]:
    """What did not arrive of a board, in words, the oldest first."""
    waiting = given_up.undelivered(session, access.board.id)
    return [_in_words(session, access.board, one, access.now) for one in waiting]


def _meant(session: Session, command: Settle, now: datetime) -> tuple[Access, list[Undelivered]]:
    access = access_management(session, command.by, now, command.about)
    found = given_up.undelivered(session, access.board.id, command.numbers, to_settle=True)
    missing = sorted(set(command.numbers or ()) - {one.number for one in found})
    if missing and not command.about:
        numbers = ", ".join(map(str, missing))
        raise Refusal(f"Nothing with the number {numbers} waits to be settled. Type: accountable undelivered")
    if not found:
        raise Refusal(GONE if command.about else "Every message has arrived, or was settled. There is nothing to do.")
    return access, found


def _recorded(session: Session, access: Access, meant: Sequence[Undelivered], what: str, why: str) -> list[str]:
    """Put each on the record; what each is called."""
    told = [_in_words(session, access.board, one, access.now) for one in meant]
    entries = [
        audit.Entry(access.who, what, f"{one.what}, for {one.to}, due {one.due}", access.now, was=one.why, why=why)
        for one in told
    ]
    audit.record_all(session, access.board.workspace_id, entries)
    return [one.what for one in told]


def _in_words(session: Session, board: Board, one: Undelivered, now: datetime) -> NotDelivered:
    what = KIND_WORDS.get(one.kind, "A message")
    if one.is_change:
        what = f"The newer wording of one that was sent before ({what[0].lower()}{what[1:]})"
    to = "the board’s channel" if one.to == board.channel else people.name_of(session, board.workspace_id, one.to)
    due = weekday_moment_in_words(board.local(one.due_at), board.today(now))
    return NotDelivered(one.number, what, to, due, one.why, f"{board.id}:{one.number}")


PRESSES = {
    TRY_AGAIN: Entry(send_again, Settle.from_press),
    DISMISS: Entry(dismiss, Settle.from_press),
}
WORDS: dict[str, UseCase[Any]] = {"undelivered": show_undelivered}
READS: frozenset[str] = frozenset(WORDS)
