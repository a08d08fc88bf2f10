"""Packs for a formal review: made as things stand, kept, and opened again as they were."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.domain.sources import Coverage, Source
from bot.messages import reviewing as words
from bot.messages.coverage import REVIEW
from bot.messages.parts import Reply
from bot.messages.restricting import without_words
from bot.use_cases.assessing import refs_held_back
from bot.use_cases.coverage import GONE, coverage_of, facts_of
from bot.use_cases.heard import Press
from bot.use_cases.reading_answers import read_number
from storage import audit
from storage.access import Access, access_board_by_id
from storage.kept_papers import KeptPaper, PaperKind, find_paper, keep_paper, papers_of
from storage.restricted_words import without_restricted_entries

NOT_KEPT = "This pack is not kept any more. Type “coverage” and open the notice: it lists the packs that there are."


def list_reviews(session: Session, command: Press, now: datetime) -> Reply:
    """The packs that were made of a notice.

    Raises:
        Refusal: they may not see the plan; or there is no such source any more.
    """
    access = _access(session, command, Deed.SEE_PLAN, now)
    _, source = _source(session, access, command.about)
    local = access.board.local
    kept = [(each.id, local(each.at)) for each in papers_of(session, access.board.id, PaperKind.REVIEW, str(source.id))]
    may_make = access.standing.may(Deed.MAKE_REVIEW)
    return Reply(message=words.reviews_listed(access.board.id, source, kept, may_make=may_make, today=local(now)))


def make_review(session: Session, command: Press, now: datetime) -> Reply:
    """Make the pack as things stand, and keep it; where nothing has changed since the last, that one stays.

    Raises:
        Refusal: they may make none; there is no such source any more; or it asks for nothing yet.
    """
    access = _access(session, command, Deed.MAKE_REVIEW, now)
    coverage, source = _source(session, access, command.about)
    board, about = access.board, str(source.id)
    if not coverage.of_source(source) and not coverage.headline_of(source):
        raise Refusal(f"{source.title} has no condition yet. The programme manager adds them: “coverage {source.ref}”.")
    pages = words.review_pack(facts_of(session, access, coverage, of=source), source)
    before = papers_of(session, board.id, PaperKind.REVIEW, about)
    if before and before[0].pages == pages:
        return _shown(session, access, before[0])
    paper = keep_paper(session, board.id, PaperKind.REVIEW, about, pages=pages, by=access.who, at=now)
    audit.record(
        session, board.workspace_id, who=access.who, what="make_review_pack", subject=source.ref, at=now,
        to=f"as it stood at {board.local(now):%H:%M}",
    )  # fmt: skip
    return _shown(session, access, paper)


def show_review(session: Session, command: Press, now: datetime) -> Reply:
    """A pack as it was made; which one stands in the menu, or with its page in the button.

    Raises:
        Refusal: they may not see the plan; or it is not kept any more.
    """
    access = _access(session, command, Deed.SEE_PLAN, now)
    which, _, page = (command.value or command.about.partition(":")[2]).partition(":")
    paper = find_paper(session, access.board.id, PaperKind.REVIEW, read_number(which, "pack"))
    if paper is None:
        raise Refusal(NOT_KEPT)
    return _shown(session, access, paper, read_number(page, "page") if page else 1)


def _shown(session: Session, access: Access, paper: KeptPaper, page: int = 1) -> Reply:
    """A page as it was made, but for the words of what was restricted since, and not to who reads it."""
    board, held = access.board, refs_held_back(session, access)
    page = min(max(page, 1), len(paper.pages))
    pages = [
        without_restricted_entries(session, board.workspace_id, without_words(each, held), access.now)
        for each in paper.pages
    ]
    about, source = f"{board.id}:{paper.id}", f"{board.id}:{paper.about}"
    return Reply(message=words.review_shown(pages, page, about, source, board.local(paper.at)))


def _access(session: Session, command: Press, deed: Deed, now: datetime) -> Access:
    by, board_id = command.by, read_number(command.about.partition(":")[0], "board")
    return access_board_by_id(session, by.key, board_id, deed, now, name=by.name)


def _source(session: Session, access: Access, about: str) -> tuple[Coverage, Source]:
    coverage = coverage_of(session, access.board, access.now)
    source = coverage.find_source(read_number(about.partition(":")[2], "source"))
    if source is None:
        raise Refusal(GONE)
    return coverage, source


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {REVIEW: list_reviews, words.MAKE: make_review, words.OPEN: show_review}
READS = frozenset({REVIEW, words.OPEN})
