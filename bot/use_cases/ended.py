"""What has become of an action, in words for whoever had a form about it open meanwhile."""

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.plans import Action
from storage import edits

KEPT = " What you typed stands here until you close this form: copy what is still of use."
"""Said with a refusal in a form that stays open."""


def what_became_of(session: Session, action: Action) -> str:
    """How an action stands, as a sentence begins: "BCP-06 is merged into BCP-04". What took its place is named."""
    instead = edits.ref_instead(session, action.id)
    if instead and action.lifecycle is Lifecycle.MERGED:
        return f"{action.ref} is merged into {instead}"
    took = f", and {instead} took its place" if instead and not action.is_live else ""
    return f"{action.ref} is {action.lifecycle.words}{took}"
