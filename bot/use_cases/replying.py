"""What was replied to a point of scrutiny: recorded beside the point, put right by a newer entry, and owed by a day."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.dates import full_day_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.domain.sources import Item, SentReply, Source, without_reply
from bot.messages import replying as words
from bot.messages.coverage import REPLY, REPLY_BY
from bot.messages.parts import Reply
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.managing import note_change
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, Form
from bot.use_cases.sources import access_item, access_source, refuse_restricted
from bot.use_cases.week_ahead import AT, REPLIES_AHEAD, note_day, plan_week_ahead, show_replied
from storage import sources
from storage.access import Access

NOT_SCRUTINY = "{ref} is no source of scrutiny, and only what scrutiny asks is owed a reply here."
IN_FUTURE = "That day is still to come. Record the reply once it has been sent."
NO_DAY = "no day"


def open_reply(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks what was replied to a point.

    Raises:
        Refusal: they may not; or there is no such point any more; or it is restricted, or not scrutiny's.
    """
    _, _, item = _point(session, command.by, command.about, now)
    return Reply(form=words.reply_form(command.about, item), settled=False)


def record_reply(session: Session, command: Answers, now: datetime) -> Reply:
    """Keep what was replied to a point, beside what was recorded before."""
    access, source, item = _point(session, command.by, command.about, now)
    form = Form(command.answers)
    reply = _read(form, access)
    if form.errors or reply is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": reply.words, "post": reply.post, "where": reply.where})
    if item.replies and item.replies[-1] == reply:
        raise Refusal("Nothing would change: it is recorded so already.")
    sources.add_reply(session, item.id, reply, by=access.who, at=now)
    sent = f"sent on {full_day_in_words(reply.sent_on)} by the {reply.post}"
    what = "correct_reply" if item.replies else "record_reply"
    note_change(session, access, what, f"{source.ref} {item.ref}", to=sent)
    waiting = without_reply(source, sources.items_of(session, access.board, now))
    show_replied(session, access.board, source, [each.ref for each in waiting], now)
    return Reply(message=words.reply_recorded(access.board.id, source, item, reply, waiting))


def _read(form: Form, access: Access) -> SentReply | None:
    said = _tidied(form.text("words", "Write what was replied.", longest=words.LONGEST_REPLY))
    sent_on = form.day("sent_on", f"Say on which day it was sent. {ASK_FOR_A_DAY}")
    post = form.words("post", "Say which post sent it.", longest=words.LONGEST_POST)
    where = form.words("where", longest=words.LONGEST_WHERE)
    if sent_on and sent_on > access.board.today(access.now):
        form.wrong("sent_on", IN_FUTURE)
    return SentReply(said, sent_on, post.removeprefix("the "), where) if sent_on else None


def _tidied(said: str) -> str:
    """Line by line, as it comes back from a file."""
    return "\n".join(" ".join(line.split()) for line in said.splitlines())


def _point(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Source, Item]:
    access, coverage, item = access_item(session, by, about, Deed.RECORD_REPLY, now)
    refuse_restricted(item)
    source = next(each for each in coverage.sources if each.id == item.source_id)
    _refuse_others(source)
    return access, source, item


def _refuse_others(source: Source) -> None:
    if not source.kind.is_replied_to:
        raise Refusal(NOT_SCRUTINY.format(ref=source.ref))


# By when a reply is owed


def open_reply_by(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks by which day the points of a source are owed a reply.

    Raises:
        Refusal: they do not run the board; or there is no such source any more; or it is not scrutiny's.
    """
    _, source = access_source(session, command.by, command.about, now)
    _refuse_others(source)
    return Reply(form=words.reply_by_form(command.about, source), settled=False)


def set_reply_by(session: Session, command: Answers, now: datetime) -> Reply:
    """Say by which day a reply is owed, or that none is."""
    access, source = access_source(session, command.by, command.about, now)
    _refuse_others(source)
    form = Form(command.answers)
    day = form.day("day")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    if day != source.reply_by:
        sources.change_source(session, source.id, reply_by=day)
        note_change(session, access, "set_reply_by", source.ref, was=_said(source.reply_by), to=_said(day))
    board, today = access.board, access.board.today(now)
    if board.is_speaking():
        plan_week_ahead(session, board, week_of(today), now)
    told_on = _told_on(board, day, now) if day else None
    return Reply(message=words.reply_by_set(board.id, source, day, told_on, today))


def _said(day: date | None) -> str:
    return full_day_in_words(day) if day else NO_DAY


def _told_on(board: Board, day: date, now: datetime) -> date | None:
    """The day of the note that names what has no reply; None where that has passed."""
    note = note_day(board, week_of(day - timedelta(weeks=REPLIES_AHEAD)))
    return note if note and board.at(note, AT) > now else None


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {REPLY: open_reply, REPLY_BY: open_reply_by}
FORMS: Mapping[str, UseCase] = {words.REPLY_FORM: record_reply, words.REPLY_BY_FORM: set_reply_by}
READS = frozenset(PRESSES)
