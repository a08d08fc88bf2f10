"""Restricting an action until a day or an event, lifting that, and opening it by itself when its day has come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.edits import Line
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.messages.changing import STATE
from bot.messages.editing import LONGEST_WHY, day_initial
from bot.messages.parts import FormPart
from bot.messages.restricting import LONGEST_EVENT, action_fields, held_words, until_words
from bot.use_cases import editing
from bot.use_cases.editing import Edit, Given, Outlook, Site, chair, officer, programme_manager, text_given, whom
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form
from storage import actions, boards, clearing, edits, outbox
from storage.audit import record

SPEAKS_FOR_THE_CLOCK = "Accountable"
"""Who opened it, in the record, where its day had come."""


CLEARED_ANEW = "It is cleared for the public no more: once it is open again, the chair clears it anew."


def _restrict_form(site: Site, given: Given) -> Sequence[FormPart]:
    return action_fields(day_initial(given.get("until")), text_given(given, "event", ""))


def _restrict(site: Site, form: Form) -> Outlook | None:
    action, until, event = site.action, form.day("until"), form.words("event", longest=LONGEST_EVENT)
    form.words("why", "Say why: it is on the record.", longest=LONGEST_WHY)
    if bool(until) == bool(event):
        form.wrong("event", "Give either the day or what has to have happened.")
    elif until and until <= site.today:
        form.wrong("until", "Choose a day that is still to come.")
    if form.errors:
        return None
    lines = [Line("restrict_action", "restricted", "", until_words(until, event))]
    is_cleared = ("action", action.id) in clearing.cleared_of(site.session, site.access.board)
    lines += [Line("clear_no_more", "cleared for the public no more", action.title, "")] if is_cleared else []

    def apply() -> str:
        clearing.end(site.session, action.board_id, "action", action.id, by=editing.by_post(site), at=site.access.now)
        actions.change_action(
            site.session, action.id, restricted_at=site.access.now, restricted_until=until, restricted_event=event
        )
        outbox.hold_back_waiting(site.session, site.access.board.workspace_id, action.ref, site.access.now)
        return f"{action.ref} is restricted {until_words(until, event)}."

    notes = (CLEARED_ANEW,) if is_cleared else ()
    return Outlook(lines, apply, whom(site, officer(site), chair(site), programme_manager(site)), notes)


def _lift_form(site: Site, given: Given) -> Sequence[FormPart]:
    row = edits.row_of(site.session, site.action.id)
    return [held_words(row.restricted_until, row.restricted_event)]


def _lift(site: Site, form: Form) -> Outlook | None:
    action, row = site.action, edits.row_of(site.session, site.action.id)
    form.words("why", "Say why it may be seen now: it is on the record.", longest=LONGEST_WHY)
    if form.errors:
        return None
    lines = [Line("open_action", "restricted no more", until_words(row.restricted_until, row.restricted_event), "")]

    def apply() -> str:
        _open(site.session, action.id)
        return f"{action.ref} is restricted no more: everybody who may see the plan sees it."

    return Outlook(lines, apply, whom(site, officer(site), chair(site), programme_manager(site)))


def open_when_due(session: Session, now: datetime) -> None:
    """Open every action whose day has come; the record says that it was its day."""
    for action in actions.restricted_until_a_day(session):
        board = boards.get_board(session, action.board_id)
        until = action.restricted_until
        if until is None or board.today(now) < until:
            continue
        _open(session, action.id)
        record(
            session, board.workspace_id, who=SPEAKS_FOR_THE_CLOCK, what="open_action", subject=action.ref, at=now,
            was=until_words(until, ""), why="its day has come", action_id=action.id,
        )  # fmt: skip


def _open(session: Session, action_id: int) -> None:
    actions.change_action(session, action_id, restricted_at=None, restricted_until=None, restricted_event="")


def _is_open(action: Action) -> bool:
    return not action.is_marked_restricted


def _is_restricted(action: Action) -> bool:
    return action.is_marked_restricted


EDITS = (
    Edit(
        Offer("Restrict", "edit.restrict", "Held back from others until a day or an event.", Deed.RESTRICT, STATE,
            _is_open,
       ),
        "Restrict it", _restrict_form, _restrict, "Why is it held back?",
    ),
    Edit(
        Offer("Lift the restriction", "edit.unrestrict", "Everybody sees it again.", Deed.RESTRICT, STATE,
            _is_restricted,
       ),
        "Lift it", _lift_form, _lift, "Has it come? Why may it be seen now?",
    ),
)  # fmt: skip
OFFERS = tuple(edit.offer for edit in EDITS)
PRESSES = editing.presses(EDITS)
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS)
