"""Drafts of position statements: kept while they are written, so that none is lost when a form closes or a phone dies.

Slack tells nobody what stood in a form that is closed. So the form tells the bot what is typed while it is typed, each
choice tells it all that stands in the form, and a form that is sent and refused is kept too. What looks like details of
a child is kept in none of them: that answer is left out, also what was kept of it before, until it is put right.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.concerns import may_be_about_a_child_at_risk
from bot.domain.guard import find_personal_details, refusal_words, refuse_personal_details
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages import statements as messages
from bot.messages.help import at_risk_words
from bot.messages.parts import Paragraph, Reply
from bot.use_cases.chasing import show_begun
from bot.use_cases.entries import Entry
from bot.use_cases.heard import Typed
from bot.use_cases.help import mash_number
from bot.use_cases.statement_form import FilledForm, Site, first_answers, form_for, site_of, writable_site
from storage import statements
from storage.access import access_action, access_board


def refresh_statement(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Draw the form again for what stands in it: other labels, help asked for, the rules' suggestion.

    What stands in it is kept after that (`keep_typed`), so that the form is drawn also where nothing can be kept.
    """
    site = writable_site(session, command, now)
    answers = command.kept()
    form = form_for(session, site, answers, reason_asked=command.reason_asked)
    return Reply(form=form, errors=_stopped(answers), settled=False)


def keep_typed(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Keep what is being typed. Nothing is said: they are in the middle of a word."""
    keep(session, writable_site(session, command, now), command.kept(), now, after=command.after)
    return Reply()


def keep_draft(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Keep what stands in the form, and say so. It is checked for a child's details first, as everything is."""
    site = writable_site(session, command, now)
    kept = command.kept()
    refuse_personal_details(kept)
    keep(session, site, kept, now, after=command.after)
    line = messages.draft_kept(site.board.local(now), site.today)
    return Reply(form=form_for(session, site, kept, reason_asked=command.reason_asked, note=line))


_SET_OFF = r"[*_~`]*"  # bold and the like, as Slack writes them
_REPLY = re.compile(
    rf"^\s*{_SET_OFF}(?P<ref>[A-Za-z]{{0,10}}[\s._-]?\d{{1,6}}[A-Za-z]?){_SET_OFF}"
    rf"(?:\s*[:：]{_SET_OFF}\s+|[:：]{_SET_OFF}(?=[^\W\d])|\s+[–—-]\s+|\s*\n\s*(?=[^\W\d]+\s+\w))(?P<words>\S.*)$",
    re.DOTALL,
)
"""A reference, then a colon, a dash between spaces or a new line, and words: a time ("10:30") has digits there."""


def is_begun_in_chat(text: str) -> bool:
    """Whether words typed into the chat are the start of a statement: "A6: audits are back to 25 a month"."""
    return _REPLY.match(text) is not None


def begin_in_chat(session: Session, typed: Typed, now: datetime) -> Reply:
    """Keep what was typed as the start of a statement, after what was begun before; a button goes on with it.

    Raises:
        Refusal: no action is called so, they may not write for it, it looks like a child's details, or it is too long.
    """
    said = _REPLY.match(typed.text)
    if said is None:
        raise Refusal("To begin a statement, type the action's reference, a colon and what happened.")
    refuse_personal_details({"": said["words"]})
    access = access_board(session, typed.by.key, Deed.SEE_PLAN, now, channel=typed.channel, name=typed.by.name)
    action = access_action(session, access, said["ref"], Deed.SEND_STATEMENT)
    site = site_of(session, access, action)
    draft = statements.find_draft(session, action.id, access.standing.person_id)
    words = "\n".join(part for part in ((draft or {}).get("progress", ""), said["words"].strip()) if part)
    if len(words) > _LONGEST:
        raise Refusal(f"That is longer than the form takes. Type “statement {action.ref}” and shorten it there.")
    keep(session, site, {**(draft or first_answers(site)), "progress": words}, now)
    begun = messages.begun_in_chat(action.id, action.ref)
    if typed.asked_before or not may_be_about_a_child_at_risk(said["words"]):
        return Reply(message=begun)
    warning = Paragraph(text=at_risk_words(mash_number(session, typed.by)))
    return Reply(message=begun.model_copy(update={"parts": (warning, *begun.parts)}))


_LONGEST = 3000
"""How many characters a text field takes."""


def keep(session: Session, site: Site, answers: Mapping[str, Any], now: datetime, *, after: int | None = None) -> None:
    """Keep the answers but those that the guard stops.

    `after` is the newest statement that there was when the form was drawn, where they stand in one: what comes once it
    was sent, as what was typed last may, begins no new draft. Nor does a form in which nothing was changed.
    """
    stopped = _stopped(answers)
    person, action_id = site.access.standing.person_id, site.action.id
    clean = {name: said for name, said in answers.items() if name not in stopped}
    if _was_sent(site, after) or not person:
        return
    is_first = statements.find_draft(session, action_id, person) is None
    if is_first and _filled(clean) == _filled(first_answers(site)):
        return
    statements.keep_draft(session, action_id, person, clean, now)
    if is_first and site.meeting is not None:
        show_begun(session, site.board, site.access.standing.account, action_id, site.meeting, now)


def _stopped(answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers in which the guard finds details of a child, each with what to say of it."""
    return {
        name: refusal_words(kinds)
        for name, said in answers.items()
        if isinstance(said, str) and (kinds := find_personal_details(said))
    }


def _was_sent(site: Site, after: int | None) -> bool:
    """Whether they have sent a statement since this form was drawn."""
    last = site.last
    if after is None or last is None or last.id == after:
        return False
    return last.person_id == site.access.standing.person_id


def _filled(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in answers.items() if said and (name, said) != ("help", "no")}


PRESSES = {"statement.keep_draft": Entry(keep_draft, FilledForm.from_press, every_time=True)}
REFRESHING = {
    "statement.submit": Entry(refresh_statement, FilledForm.from_press, reads=True, otherwise=keep_typed),
}
KEEPING = {"statement.submit": Entry(keep_typed, FilledForm.from_press, every_time=True)}
