"""Restricting what a source asks for or found until a day or an event, reading it meanwhile, and lifting that."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages import restricting as words
from bot.messages.coverage import LIFT, RESTRICT
from bot.messages.parts import Reply
from bot.use_cases.heard import Answers, Press
from bot.use_cases.managing import note_change
from bot.use_cases.reading_answers import Form
from bot.use_cases.sources import access_item, subject_of
from storage import outbox, sources


def ask_to_restrict(session: Session, command: Press, now: datetime) -> Reply:
    """The form that holds an entry back.

    Raises:
        Refusal: they may not; or there is no such entry any more; or it is restricted already.
    """
    _, _, item = access_item(session, command.by, command.about, Deed.RESTRICT, now)
    if item.is_restricted:
        raise Refusal(f"{item.ref} is restricted already. “Read or lift” shows until when.")
    return Reply(form=words.restrict_form(command.about, item), settled=False)


def restrict(session: Session, command: Answers, now: datetime) -> Reply:
    """Hold an entry back until a day or an event; with why, on the record."""
    access, coverage, item = access_item(session, command.by, command.about, Deed.RESTRICT, now)
    form = Form(command.answers)
    until, event = form.day("until"), form.words("event", longest=words.LONGEST_EVENT)
    why = form.words("why", "Say why: it is on the record.", longest=words.LONGEST_WHY)
    if bool(until) == bool(event):
        form.wrong("event", "Give either the day or what has to have happened.")
    elif until and until <= access.board.today(now):
        form.wrong("until", "Choose a day that is still to come.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"event": event, "why": why})
    sources.change_item(session, item.id, restricted_at=now, restricted_until=until, restricted_event=event)
    outbox.hold_back_waiting(session, access.board.workspace_id, item.ref, now)
    subject, to = subject_of(coverage, item), f"restricted {words.until_words(until, event)}"
    note_change(session, access, "restrict_source_item", subject, to=to, why=why)
    return Reply(message=words.restricted(access.board.id, item, until, event))


def read_restricted(session: Session, command: Press, now: datetime) -> Reply:
    """What a restricted entry says, in a form that only its reader sees, with the way to lift it.

    Raises:
        Refusal: they may not; or there is no such entry any more; or it is not restricted.
    """
    _, _, item = access_item(session, command.by, command.about, Deed.RESTRICT, now)
    _refuse_open(item.ref, is_restricted=item.is_restricted)
    held = sources.held_back(session, item.id)
    return Reply(form=words.lift_form(command.about, item, held.words, held.until, held.event), settled=False)


def lift(session: Session, command: Answers, now: datetime) -> Reply:
    """Let an entry be seen again: what it was held back for has come; with why, on the record."""
    access, coverage, item = access_item(session, command.by, command.about, Deed.RESTRICT, now)
    _refuse_open(item.ref, is_restricted=item.is_restricted)
    form = Form(command.answers)
    why = form.words("why", "Say why it may be seen now: it is on the record.", longest=words.LONGEST_WHY)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"why": why})
    held = sources.held_back(session, item.id)
    sources.change_item(session, item.id, restricted_at=None, restricted_until=None, restricted_event="")
    was = f"restricted {words.until_words(held.until, held.event)}"
    note_change(session, access, "lift_restriction", subject_of(coverage, item), was=was, why=why)
    return Reply(message=words.lifted(access.board.id, item))


def _refuse_open(ref: str, *, is_restricted: bool) -> None:
    if not is_restricted:
        raise Refusal(f"{ref} is not restricted any more: “coverage {ref}” shows what it says.")


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {RESTRICT: ask_to_restrict, LIFT: read_restricted}
FORMS: Mapping[str, UseCase] = {words.RESTRICT_FORM: restrict, words.LIFT_FORM: lift}
READS = frozenset({RESTRICT, LIFT})
