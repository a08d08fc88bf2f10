"""Papers kept as they were made: drafts put to the chair for sign-off, and packs for a formal review. Never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.parts import Message
from storage import tables


class PaperKind(StrEnum):
    """What sort of paper it is."""

    FOR_DFE = "for_dfe"
    REVIEW = "review"


@dataclass(frozen=True)
class KeptPaper:
    """A paper as it was made. `about` is the last day of a quarter, or the id of the source that is reviewed."""

    id: int
    board_id: int
    about: str
    pages: Sequence[Message]
    at: datetime
    signed_by: str
    """The post that signed it off; empty while nobody has."""
    signed_at: datetime | None


def keep_paper(
    session: Session, board_id: int, kind: PaperKind, about: str, *, pages: Sequence[Message], by: str, at: datetime
) -> KeptPaper:
    """Keep a paper as it is now."""
    said = [page.model_dump(mode="json") for page in pages]
    row = tables.KeptPaper(board_id=board_id, kind=kind.value, about=about, pages=said, made_by=by, at=at)
    session.add(row)
    session.flush()
    return _paper(row)


def find_paper(session: Session, board_id: int, kind: PaperKind, paper_id: int) -> KeptPaper | None:
    """A paper of a board by its id. Unchecked: who may see it is asked of the board."""
    row = session.get(tables.KeptPaper, paper_id)
    return _paper(row) if row is not None and (row.board_id, row.kind) == (board_id, kind.value) else None


def papers_of(session: Session, board_id: int, kind: PaperKind, about: str) -> list[KeptPaper]:
    """The papers about something, the newest first."""
    paper = tables.KeptPaper
    found = select(paper).where(paper.board_id == board_id, paper.kind == kind.value, paper.about == about)
    return [_paper(row) for row in session.scalars(found.order_by(paper.id.desc()))]


def last_signed(session: Session, board_id: int, kind: PaperKind) -> KeptPaper | None:
    """The paper of a board that was signed off last."""
    paper = tables.KeptPaper
    found = select(paper).where(paper.board_id == board_id, paper.kind == kind.value, paper.signed_at.is_not(None))
    row = session.scalars(found.order_by(paper.signed_at.desc(), paper.id.desc())).first()
    return None if row is None else _paper(row)


def sign_paper(session: Session, paper_id: int, *, by: str, at: datetime) -> KeptPaper:
    """Note that a post has signed a paper off."""
    row = session.get_one(tables.KeptPaper, paper_id)
    row.signed_by, row.signed_at = by, at
    session.flush()
    return _paper(row)


def _paper(row: tables.KeptPaper) -> KeptPaper:
    pages = tuple(Message.model_validate(page) for page in row.pages)
    return KeptPaper(row.id, row.board_id, row.about, pages, row.at, row.signed_by, row.signed_at)
