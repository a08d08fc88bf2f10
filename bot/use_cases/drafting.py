"""Drafts of position statements: kept while they are written, so that none is lost when a form closes or a phone dies.

Slack tells nobody what stood in a form that is closed. So the form tells the bot what is typed while it is typed, each
choice tells it all that stands in the form, and a form that is sent and refused is kept too. What looks like details of
a child is kept in none of them: that answer is left out, also what was kept of it before, until it is put right.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import find_personal_details, refusal_words, refuse_personal_details
from bot.messages import statements as messages
from bot.messages.parts import Reply
from bot.use_cases.chasing import show_begun
from bot.use_cases.statement_form import FilledForm, Site, first_answers, form_for, writable_site
from storage import statements


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
    keep(session, writable_site(session, command, now), command, command.kept(), now)
    return Reply()


def keep_draft(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Keep what stands in the form, and say so. It is checked for a child's details first, as everything is."""
    site = writable_site(session, command, now)
    kept = command.kept()
    refuse_personal_details(kept)
    keep(session, site, command, kept, now)
    line = messages.draft_kept(site.board.local(now), site.today)
    return Reply(form=form_for(session, site, kept, reason_asked=command.reason_asked, note=line))


def keep(session: Session, site: Site, command: FilledForm, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep the answers but those that the guard stops.

    What comes after the form was sent, as what was typed last may, begins no new draft. Nor does a form in which
    nothing was changed.
    """
    stopped = _stopped(answers)
    person, action_id = site.access.standing.person_id, site.action.id
    clean = {name: said for name, said in answers.items() if name not in stopped}
    if _was_sent(site, command) or not person:
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


def _was_sent(site: Site, command: FilledForm) -> bool:
    """Whether they have sent a statement since this form was drawn."""
    last = site.last
    if command.after is None or last is None or last.id == command.after:
        return False
    return last.person_id == site.access.standing.person_id


def _filled(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in answers.items() if said and (name, said) != ("help", "no")}
