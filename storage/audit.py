"""The record of every change: append-only, each entry carrying the hash of the one before in its workspace.

The workspace itself keeps the hash of the newest, so that taking the newest away is seen too
(docs/decisions/0017-the-newest-entry.md says what that protects from, and from whom it does not).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.tables import Audit, Workspace

FIRST = "0" * 64
REMOVED = "remove_details"
"""What an entry is called that says that details were taken out."""


@dataclass(frozen=True)
class Entry:
    """What is to be recorded: who did what to which thing, from what to what, and why."""

    who: str
    what: str
    subject: str
    at: datetime
    was: str = ""
    to: str = ""
    why: str = ""
    action_id: int | None = None


def record(
    session: Session,
    workspace_id: int,
    *,
    who: str,
    what: str,
    subject: str,
    at: datetime,
    was: str = "",
    to: str = "",
    why: str = "",
    action_id: int | None = None,
) -> None:
    """Add an entry; `action_id` says which action it is about, if it is about one."""
    record_all(session, workspace_id, [Entry(who, what, subject, at, was, to, why, action_id)])


def subjects_of(
    session: Session, workspace_id: int, *, what: str, to: str, why: str, since: datetime | None
) -> set[str]:
    """What there are entries about that say exactly this, later than `since` (ever, for None)."""
    same = (Audit.workspace_id == workspace_id, Audit.what == what, Audit.to == to, Audit.why == why)
    later = (Audit.at > since,) if since else ()
    return {*session.scalars(select(Audit.subject).where(*same, *later))}


def record_all(session: Session, workspace_id: int, entries: Iterable[Entry]) -> None:
    """Add entries in their order. The workspace's row is locked, so that no two claim the same one before.

    A row that only names its workspace keeps nobody out, or two that have each added one would wait for one another.
    """
    kept = select(Workspace.audit_head).where(Workspace.id == workspace_id).with_for_update(key_share=True)
    before = _to_follow(session, workspace_id, session.scalars(kept).one())
    for entry in entries:
        row = Audit(workspace_id=workspace_id, before=before, **vars(entry))
        row.hash = before = _hash(row)
        session.add(row)
    session.flush()
    session.execute(update(Workspace).where(Workspace.id == workspace_id).values(audit_head=before))


def newest_why(session: Session, workspace_id: int, *, what: str, subject: str, to: str) -> str:
    """The reason that the newest entry of this kind about this thing gives; empty where there is none."""
    found = select(Audit.why).where(
        Audit.workspace_id == workspace_id, Audit.what == what, Audit.subject == subject, Audit.to == to
    )
    return session.scalars(found.order_by(Audit.id.desc()).limit(1)).first() or ""


def is_cut_short(session: Session, workspace_id: int) -> bool:
    """Whether the newest entry that the workspace knows of is no longer there."""
    kept = session.scalars(select(Workspace.audit_head).where(Workspace.id == workspace_id)).one()
    return bool(kept) and not _is_there(session, workspace_id, kept)


def first_broken(session: Session, workspace_id: int) -> Audit | None:
    """The first entry that was changed, or that does not follow from the one before; None when the chain holds.

    An entry that details were taken out of keeps the hash it had, and a later entry says that they were.
    """
    before, taken_out_of = FIRST, _taken_out_of(session, workspace_id)
    for entry in _entries(session, workspace_id):
        if entry.before != before or (entry.hash != _hash(entry) and entry.id not in taken_out_of):
            return entry
        before = entry.hash
    return None


def removal_words(entries: Iterable[int]) -> str:
    """How the record says which of its own entries details were taken out of."""
    return ", ".join(f"entry {number}" for number in sorted(entries))


def _to_follow(session: Session, workspace_id: int, kept: str) -> str:
    """The hash that the next entry carries: the newest one's, which a release that keeps none may have added.

    Where the newest is gone, what the workspace kept of it: the next entry then shows that something is missing.
    """
    of_workspace = select(Audit.hash).where(Audit.workspace_id == workspace_id)
    newest = session.scalars(of_workspace.order_by(Audit.id.desc()).limit(1)).first() or FIRST
    if kept in ("", newest) or _is_there(session, workspace_id, kept):
        return newest
    return kept


def _is_there(session: Session, workspace_id: int, entry_hash: str) -> bool:
    found = select(Audit.id).where(Audit.workspace_id == workspace_id, Audit.hash == entry_hash)
    return session.scalars(found.limit(1)).first() is not None


def _taken_out_of(session: Session, workspace_id: int) -> frozenset[int]:
    said = session.scalars(select(Audit.was).where(Audit.workspace_id == workspace_id, Audit.what == REMOVED))
    return frozenset(int(number) for words in said for number in re.findall(r"entry (\d+)", words))


def _entries(session: Session, workspace_id: int) -> Iterator[Audit]:
    return iter(session.scalars(select(Audit).where(Audit.workspace_id == workspace_id).order_by(Audit.id)))


def _hash(entry: Audit) -> str:
    said = [entry.before, entry.at.isoformat(), entry.who, entry.what, entry.subject, entry.was, entry.to, entry.why]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
