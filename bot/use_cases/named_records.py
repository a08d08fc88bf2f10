"""What somebody means who types the reference of a milestone, a request, an exception, a question or a decision."""

from sqlalchemy.orm import Session

from bot.domain.references import Referenced
from bot.use_cases.grammar import reference_in
from storage.access import Access
from storage.record_refs import find_record


def named_record(session: Session, access: Access, said: str) -> Referenced | None:
    """The record that is meant, where they may see the action that it is about, or the whole plan; None for none."""
    ref = reference_in(said)
    found = find_record(session, access.board, ref) if ref else None
    may_see = found is not None and (access.sees_plan or found.action_id in access.standing.works_on)
    return found if may_see else None
