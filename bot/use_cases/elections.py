"""Pre-election periods: entered by the programme manager, kept to by what is drafted and posted."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import reduce
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.elections import AT_MOST, CALLED_COUNCILLOR, Period, period_on
from bot.domain.guard import refuse_personal_details
from bot.domain.refusals import Refusal
from bot.domain.removal import pattern_of, taken_out
from bot.messages import elections as words
from bot.messages.parts import Message, Reply
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_asked, access_management, note_change
from bot.use_cases.reading_answers import Form
from storage import audit, elections
from storage.access import Access

UseCase = Callable[[Session, Any, datetime], Reply]


def show_elections(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """The pre-election periods that run or are to come.

    Raises:
        Refusal: they do not run the board.
    """
    return _shown(session, access_asked(session, command, now))


def ask_for_period(session: Session, command: Press, now: datetime) -> Reply:
    """The form that enters a period."""
    access = access_management(session, command.by, now, command.about)
    return Reply(form=words.period_form(access.board.id), settled=False)


def enter_period(session: Session, command: Answers, now: datetime) -> Reply:
    """Keep a pre-election period.

    Raises:
        Refusal: the days are the wrong way round or too many, or have passed; or there are too many periods.
    """
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    first = form.day("from", "Choose the first day, such as 22 March 2027.")
    last = form.day("to", "Choose the last day, such as polling day.")
    if form.errors or first is None or last is None:
        return Reply(errors=form.errors, settled=False)
    period = Period(first, last)
    period.check()
    if last < access.board.today(now):
        raise Refusal("That period is over. Choose one that runs or is to come.", "to")
    known = elections.periods_of(session, access.board.id)
    if len(known) >= AT_MOST:
        raise Refusal(f"There are {AT_MOST} periods already. Take one back first.", "from")
    if period not in known:
        elections.keep_periods(session, access.board.id, [*known, period])
        note_change(session, access, "pre-election period entered", access.board.name, to=words.in_words(period))
    return _shown(session, access, f"Entered: {words.in_words(period)}.")


def take_back(session: Session, command: Press, now: datetime) -> Reply:
    """Let a period be none.

    Raises:
        Refusal: the menu is of an older release and no longer says which.
    """
    access = access_management(session, command.by, now, command.about)
    try:
        period = Period(*(date.fromisoformat(day) for day in command.value.split(":")))
    except (ValueError, TypeError):
        raise Refusal("This no longer says which period it is about. Type “election” to see them.") from None
    known = elections.periods_of(session, access.board.id)
    if period in known:
        elections.keep_periods(session, access.board.id, [each for each in known if each != period])
        note_change(session, access, "pre-election period taken back", access.board.name, was=words.in_words(period))
    return _shown(session, access, f"Taken back: {words.in_words(period)}.")


def ask_for_clearance(session: Session, command: Press, now: datetime) -> Reply:
    """The form that notes the monitoring officer's clearance of a draft."""
    access_management(session, command.by, now, command.about)
    return Reply(form=words.clearance_form(command.about), settled=False)


def note_clearance(session: Session, command: Answers, now: datetime) -> Reply:
    """Note that the monitoring officer has cleared a draft: it opens from then on."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    by = form.words("by", "Say who cleared it, by post.", longest=100)
    ref = form.words("ref", "Say where that is written down, such as an email of 24 March.", longest=200)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"by": by, "ref": ref})
    board, about = access.board, command.about.partition(":")[2]
    elections.note_clearance(session, board.id, about=about, by=by, ref=ref, noted_by=access.who, at=now)
    audit.record(
        session, board.workspace_id, who=access.who, what="note_clearance", subject=board.name, at=now,
        to=f"the draft for scrutiny, quarter to {about}: cleared by {by}", why=ref,
    )  # fmt: skip
    return _shown(session, access, "It is noted. The draft for scrutiny opens now: press its button once more.")


def waits_for_clearance(session: Session, board: Board, about: str, now: datetime) -> Period | None:
    """The pre-election period in which something public has not been cleared; None where it may be drafted."""
    period = period_on(elections.periods_of(session, board.id), board.today(now))
    return None if period is None or elections.is_cleared(session, board.id, about) else period


def as_posted(session: Session, board: Board, to: str, message: Message, now: datetime) -> Message:
    """A message as it may go: in a pre-election period no councillor is named in the board's channel, and whoever
    chairs under no other title than that is spoken of by it, as they may be one.
    """
    today = board.today(now)
    if to != board.channel or period_on(elections.periods_of(session, board.id), today) is None:
        return message
    names = elections.councillors_of(session, board.id, today)
    chairing = elections.chairs_of(session, board.id, today)
    said = reduce(_by_title, chairing, reduce(_without, names, message.model_dump(mode="json")))
    return Message.model_validate(taken_out(said, CALLED_COUNCILLOR, instead=words.A_COUNCILLOR))


def _without(said: Any, name: str) -> Any:
    """With the article that a post's title follows in a sentence, and then without."""
    said = taken_out(said, pattern_of(f"the {name}"), instead=words.A_COUNCILLOR)
    return taken_out(said, pattern_of(name), instead=words.A_COUNCILLOR)


def _by_title(said: Any, chair: tuple[str, str]) -> Any:
    title, name = chair
    for named in (f"{title}, {name}", f"{title} ({name})"):
        said = taken_out(said, pattern_of(named), instead=title)
    return taken_out(said, pattern_of(name), instead=f"the {title}")


def _shown(session: Session, access: Access, news: str = "") -> Reply:
    board, today = access.board, access.board.today(access.now)
    coming = [each for each in elections.periods_of(session, board.id) if each.last >= today]
    return Reply(message=words.elections_listed(board.id, board.name, coming, news))


PRESSES: Mapping[str, UseCase] = {
    words.SHOW: show_elections, words.ASK: ask_for_period, words.TAKE_BACK: take_back, words.CLEAR: ask_for_clearance,
}  # fmt: skip
FORMS: Mapping[str, UseCase] = {words.PERIOD_FORM: enter_period, words.CLEAR_FORM: note_clearance}
WORDS: Mapping[str, UseCase] = {"election": show_elections}
READS = frozenset({words.SHOW, words.ASK, words.CLEAR, "election"})
