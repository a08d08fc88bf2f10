"""What has become of an action, in words for whoever had a form about it open meanwhile."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.dates import listed
from bot.domain.plans import Action
from bot.messages.parts import Form, Message, Paragraph
from bot.messages.plan_lines import name_for_others
from storage import actions, edits, history, statements
from storage.access import Access

KEPT = " What you typed stands here until you close this form: copy what is still of use."
"""Said with a refusal in a form that stays open."""


def what_became_of(session: Session, action: Action) -> str:
    """How an action stands, as a sentence begins: "BCP-06 is merged into BCP-04". What took its place is named."""
    instead = edits.ref_instead(session, action.id)
    if instead and action.lifecycle is Lifecycle.MERGED:
        return f"{action.ref} is merged into {instead}"
    took = f", and {instead} took its place" if instead and not action.is_live else ""
    return f"{action.ref} is {action.lifecycle.words}{took}"


def what_was_split_off(session: Session, access: Access, action: Action, since: datetime | None = None) -> str:
    """What has been split off an action since its newest statement (or `since`), and whose that is; empty for nothing.

    It goes on itself, so that a form about it means less of it than whoever opened the form saw.
    """
    board, last = access.board, None if since else statements.last_statement(session, action.id)
    found = history.split_off(session, action, since or (last.at if last else None))
    if not found:
        return ""
    off = actions.actions_of(session, board.id, board.today(access.now), board.zone, only=found)
    names = [
        f"{name_for_others(each)} ({'yours' if access.standing.is_own(each.post_id) else f'the {each.post}'})"
        for each in off
    ]
    have = "has" if len(off) == 1 else "have"
    return (
        f"{listed(names)} {have} been split off {action.ref}, so this counts for what is left of {action.ref} alone. "
        "For another, type “status” and its reference."
    )


def with_split(message: Message, said: str) -> Message:
    """An answer that ends with what was split off the action that it is about."""
    return message.model_copy(update={"parts": (*message.parts, Paragraph(text=said))}) if said else message


def form_with_split(form: Form, said: str) -> Form:
    """A form that begins with what was split off the action that it is about."""
    return form.model_copy(update={"parts": (Paragraph(text=said), *form.parts)}) if said else form
