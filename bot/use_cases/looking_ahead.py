"""Seeing what will be sent and what will not, and any message as its reader will get it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.dates import weekday_in_words, weekday_moment_in_words
from bot.domain.people import Deed
from bot.domain.references import short_title
from bot.domain.refusals import Refusal
from bot.domain.removal import pattern_of, taken_out
from bot.domain.restriction import RESTRICTED
from bot.messages import forecast as words
from bot.messages.parts import Message, Reply
from bot.use_cases.assessing import words_held_back
from bot.use_cases.entries import Entry
from bot.use_cases.forecasting import Enough, Foreseen, foresee
from bot.use_cases.heard import Caller, Press, Typed
from bot.use_cases.managing import access_management
from bot.use_cases.previewing import what_is_missing, what_stops
from bot.use_cases.reading_answers import read_number
from storage import boards
from storage.access import Access, access_board, access_board_by_id, access_boards

UseCase = Callable[[Session, Any, datetime], Reply]

USUAL, MOST = 4, 26
"""Weeks."""
PAGES = 4
"""In chat, where an answer has to come within three seconds; the command line shows all of it."""
TOO_MANY_PAGES = (
    f"I show the first {PAGES} pages here. All of it is to be had on the machine that I run on: accountable preview "
    "--weeks 26 --all"
)
ASK_FOR_WEEKS = f"I look from 1 to {MOST} weeks ahead. Type “preview” for {USUAL} weeks, or “preview 8 weeks”."
_WEEKS = re.compile(r"^(?:the )?(?:next )?(\d{1,9})(?: weeks?)?(?: ahead)?$")
_PAGE = re.compile(r"^(.*?)\s*\bpage (\d{1,9})$")
_LAST_MINUTE = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp()) // 60
GONE = (
    "That message has gone since, or is not planned any more. Type “preview” to see what will be sent as it stands now."
)


@dataclass(frozen=True)
class Ahead:
    """What was foreseen for a board."""

    access: Access
    weeks: int
    foreseen: Sequence[Foreseen]
    missing: Sequence[str]
    can_start: bool

    @property
    def sendings(self) -> list[Foreseen]:
        """What will be sent, in the order in which it goes."""
        return [each for each in self.foreseen if each.is_sent]


def preview(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """Show what will be sent in the next weeks, or what will not. It changes nothing.

    Raises:
        Refusal: they are neither chair nor programme manager; or so many weeks can not be looked ahead.
    """
    asked = _Asked.of(command)
    access = _access(session, command.by, now, asked.board, command.channel)
    if asked.page > PAGES:
        raise Refusal(TOO_MANY_PAGES)
    lines = asked.page * words.LINES_ON_A_PAGE + 1
    ahead = look_ahead(session, access, asked.weeks, Enough(unsent=lines) if asked.is_unsent else Enough(sent=lines))
    facts = preview_facts(ahead)
    if asked.is_unsent:
        return Reply(message=words.not_sending_previewed(facts, asked.page))
    return Reply(message=words.sending_previewed(facts, asked.page))


def look_ahead(session: Session, access: Access, weeks: int, enough: Enough | None = None) -> Ahead:
    """What will be sent, and will not be, in so many weeks: all of it, or until there is `enough`.

    Raises:
        Refusal: it is less than one week, or more than 26.
    """
    if not 1 <= weeks <= MOST:
        raise Refusal(ASK_FOR_WEEKS)
    board, now = access.board, access.now
    foreseen = foresee(session, board, now, now + timedelta(weeks=weeks), (), enough or Enough())
    can_start = access.standing.may(Deed.MANAGE) and board.started_at is None and not what_stops(session, board)
    return Ahead(access, weeks, foreseen, what_is_missing(session, access), can_start)


def note_preview(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """Note that what will be sent has been seen, if it is the programme manager who looked.

    It has a transaction of its own, since looking takes too long to keep others from writing.
    """
    note_seen(session, _access(session, command.by, now, _Asked.of(command).board, command.channel))
    return Reply()


def note_seen(session: Session, access: Access) -> None:
    """Note that what will be sent has been seen, if it is the programme manager who looked."""
    if access.standing.may(Deed.MANAGE):
        boards.note_previewed(session, access.board.id, access.now)


def show_message(session: Session, command: Press, now: datetime) -> Reply:
    """One message of the forecast, as its reader will get it; its buttons can not be pressed.

    Raises:
        Refusal: they are not the programme manager; or it has gone meanwhile, or changed so that it does not go then.
    """
    access = access_management(session, command.by, now, command.about)
    _, _, rest = command.about.partition(":")
    at, _, key = rest.partition(":")
    until = datetime.fromtimestamp(60 * (min(read_number(at, "message"), _LAST_MINUTE) + 1), UTC)
    if until > now + timedelta(weeks=MOST):
        raise Refusal(GONE)
    found = foresee(session, access.board, now, until)
    shown = next((each for each in found if each.key == key and each.is_sent), None)
    if shown is None:
        raise Refusal(GONE)
    return Reply(message=as_its_reader_gets_it(session, access, shown, command.by))


def as_its_reader_gets_it(session: Session, access: Access, foreseen: Foreseen, by: Caller) -> Message:
    """A message with a note about who gets it and when; not the words of a board that the caller may not see."""
    when = _when(access, foreseen)
    mine = access_boards(session, by.key, access.now, name=by.name) if access.standing.person_id else []
    also = [each for each in mine if each.standing.may(Deed.SEE_PLAN)]
    if foreseen.message is None or not foreseen.boards <= {access.board.id, *(each.board.id for each in also)}:
        return words.withheld(foreseen.reader, when, foreseen.why)
    return words.shown_as_sent(_as_they_may_read(session, access, also, foreseen.message), foreseen.reader, when)


def _as_they_may_read(session: Session, access: Access, also: Sequence[Access], message: Message) -> Message:
    """The same without what its reader may know of a restricted action and the caller may not: another board's, unless
    they may read it there.
    """
    held = words_held_back(session, access, also)
    if not held:
        return message
    said: Any = message.model_dump(mode="json")
    for each in sorted({*held, *map(short_title, held)}, key=len, reverse=True):
        said = taken_out(said, pattern_of(each), instead=RESTRICTED)
    return Message.model_validate(said)


def preview_facts(ahead: Ahead) -> words.Preview:
    """What a preview is drawn from."""
    access, board, today = ahead.access, ahead.access.board, ahead.access.board.today(ahead.access.now)
    state = {True: "It takes the board as started now."}.get(board.started_at is None, "")
    if board.started_at is not None and board.paused_at is not None:
        state = "The board is paused; it takes the pause as ended now."
    return words.Preview(
        board_id=board.id,
        board=board.name,
        weeks=ahead.weeks,
        until=weekday_in_words(board.today(access.now + timedelta(weeks=ahead.weeks)), today),
        sendings=[
            words.Sending(_when(access, each), each.reader, each.why, _about(board.id, each)) for each in ahead.sendings
        ],
        unsent=[
            words.NotSending(_when(access, each), each.reader, each.why, each.why_not)
            for each in ahead.foreseen
            if not each.is_sent
        ],
        missing=ahead.missing,
        state=state,
        can_start=ahead.can_start,
        may_show=access.standing.may(Deed.MANAGE),
    )


@dataclass(frozen=True)
class _Asked:
    """What part of a forecast was asked for: of which board (its id in words, or nothing), and how far ahead."""

    board: str
    page: int = 1
    weeks: int = USUAL
    is_unsent: bool = False

    @classmethod
    def of(cls, command: Press | Typed) -> "_Asked":
        return cls.pressed(command.about) if isinstance(command, Press) else cls.typed(command.text)

    @classmethod
    def pressed(cls, about: str) -> "_Asked":
        board, page, weeks, section, *_ = [*about.split(":"), "", "", "", ""]
        return cls(
            board,
            read_number(page, "page") if page else 1,
            read_number(weeks, "weeks") if weeks else USUAL,
            section == "not",
        )

    @classmethod
    def typed(cls, text: str) -> "_Asked":
        said = " ".join(text.casefold().split())
        paged = _PAGE.match(said)
        said, page = (paged[1], int(paged[2])) if paged else (said, 1)
        if not said:
            return cls("", page)
        match = _WEEKS.match(said)
        if match is None:
            raise Refusal(f"I do not know what “preview {text.strip()}” is. {ASK_FOR_WEEKS}")
        return cls("", page, int(match[1]))


def _access(session: Session, by: Caller, now: datetime, board: str, channel: str) -> Access:
    if board:
        return access_board_by_id(session, by.key, read_number(board, "board"), Deed.SEE_FORECAST, now, name=by.name)
    return access_board(session, by.key, Deed.SEE_FORECAST, now, channel=channel, name=by.name)


def _about(board_id: int, foreseen: Foreseen) -> str:
    """What finds a message again: when it goes, in minutes, so that no more is tried out than needs be; and its key."""
    return f"{board_id}:{int(foreseen.at.timestamp()) // 60}:{foreseen.key}"


def _when(access: Access, foreseen: Foreseen) -> str:
    board = access.board
    return weekday_moment_in_words(board.local(foreseen.at), board.today(access.now))


PRESSES: dict[str, UseCase | Entry] = {
    words.SHOW: show_message,
    words.PREVIEW: Entry(preview, notes=note_preview),
}
WORDS = {"preview": Entry(preview, notes=note_preview)}
READS: frozenset[str] = frozenset({*PRESSES, *WORDS})
