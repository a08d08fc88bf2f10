"""The draft for DfE: shown as it stands, put to the chair, and signed off as it was frozen."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_and_year
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.messages import sign_off as words
from bot.messages.parts import Reply, said
from bot.messages.quarterly import FOR_DFE, draft_for_dfe
from bot.use_cases.heard import Caller, Press
from bot.use_cases.planning import next_within_hours
from bot.use_cases.quarterly import access_quarter
from bot.use_cases.reading_answers import read_number
from storage import audit, outbox, people
from storage.access import Access, access_board_by_id
from storage.kept_papers import KeptPaper, PaperKind, find_paper, keep_paper, last_signed, papers_of, sign_paper
from storage.restricted_words import without_all_restricted

NO_CHAIR = "Nobody sits as the chair, so nobody can sign it off. Seat the chair first: type “setup”."
GONE = "This draft is not kept any more. Open the newest one: the message with the drafts of the quarter has it."
NEWER = "A newer draft has been put to you since. Sign that one off, or ask the programme manager which is meant."


def show_for_dfe(session: Session, command: Press, now: datetime) -> Reply:
    """The draft for the Minister or DfE as it stands, and what has changed since the one that was signed off.

    Raises:
        Refusal: they do not run the board; or the button no longer says of which quarter.
    """
    access, quarter = access_quarter(session, command, now)
    board, signed = access.board, _last_signed(session, access.board, now)
    newest = next(iter(papers_of(session, board.id, PaperKind.FOR_DFE, str(quarter.ended))), None)
    waits = board.today(newest.at) if newest and not newest.signed_by else None
    draft = draft_for_dfe(quarter)
    return Reply(message=words.draft_shown(draft, board.id, quarter.ended, signed=signed, waits_since=waits))


def put_to_chair(session: Session, command: Press, now: datetime) -> Reply:
    """Freeze the draft as it stands, and give it to the chair to sign off.

    Raises:
        Refusal: as `show_for_dfe`; or nobody sits as the chair.
    """
    access, quarter = access_quarter(session, command, now)
    board, ended, draft = access.board, str(quarter.ended), draft_for_dfe(quarter)
    chair = people.seat_holder(session, board.id, Role.CHAIR, board.today(now))
    post = people.seat_post(session, board.id, Role.CHAIR, board.today(now))
    if chair is None or post is None:
        raise Refusal(NO_CHAIR)
    before = papers_of(session, board.id, PaperKind.FOR_DFE, ended)
    if before and before[0].pages == (draft,):
        return Reply(message=said("draft_put", "The chair has this very draft: nothing in it has changed since."))
    paper = keep_paper(session, board.id, PaperKind.FOR_DFE, ended, pages=[draft], by=access.who, at=now)
    _log(session, access, "put_draft_to_chair", paper)
    outbox.say(
        session, board.workspace_id, key=f"draft_to_sign:{paper.id}", to=chair.account,
        message=words.draft_to_sign(draft, f"{board.id}:{paper.id}"), due=next_within_hours(board, now),
        board_id=board.id,
    )  # fmt: skip
    return Reply(message=words.put_to_chair(post.title))


def sign_off(session: Session, command: Press, now: datetime) -> Reply:
    """Record that the chair signed a draft off, as it was frozen; once recorded it stays.

    Raises:
        Refusal: they do not chair the board; the draft is gone; or a newer one was put to the chair.
    """
    access = _access(session, command.by, command.about, Deed.SIGN_OFF, now)
    board, paper = access.board, _paper_of(session, access, command.about)
    if not paper.signed_at:
        if papers_of(session, board.id, PaperKind.FOR_DFE, paper.about)[0].id != paper.id:
            raise Refusal(NEWER)
        standing = access.standing
        post = standing.post_for(Role.CHAIR if Role.CHAIR in standing.seats else Role.DEPUTY)
        paper = sign_paper(session, paper.id, by=post, at=now)
        _log(session, access, "sign_off_draft", paper)
        _tell_manager(session, access, paper)
    return Reply(message=words.draft_signed(_signed(session, board, paper, now), command.about))


def show_signed(session: Session, command: Press, now: datetime) -> Reply:
    """The draft that was signed off, word for word; but for what was restricted since, as it is for others outside.

    Raises:
        Refusal: they neither chair nor run the board; or it is not kept any more.
    """
    access = _access(session, command.by, command.about, Deed.RUN_MEETING, now)
    paper = _paper_of(session, access, command.about)
    if not paper.signed_at:
        raise Refusal("This draft has not been signed off yet. The chair can do so in the message that has it.")
    return Reply(message=words.signed_shown(_signed(session, access.board, paper, now)))


def _access(session: Session, by: Caller, about: str, deed: Deed, now: datetime) -> Access:
    board_id = read_number(about.partition(":")[0], "board")
    return access_board_by_id(session, by.key, board_id, deed, now, name=by.name)


def _paper_of(session: Session, access: Access, about: str) -> KeptPaper:
    paper_id = read_number(about.partition(":")[2], "draft")
    paper = find_paper(session, access.board.id, PaperKind.FOR_DFE, paper_id)
    if paper is None:
        raise Refusal(GONE)
    return paper


def _last_signed(session: Session, board: Board, now: datetime) -> words.SignedOff | None:
    paper = last_signed(session, board.id, PaperKind.FOR_DFE)
    return None if paper is None else _signed(session, board, paper, now)


def _signed(session: Session, board: Board, paper: KeptPaper, now: datetime) -> words.SignedOff:
    on = board.today(paper.signed_at or paper.at)
    draft = without_all_restricted(session, board.workspace_id, paper.pages[0], now)
    return words.SignedOff(paper.id, paper.signed_by, on, board.today(paper.at), draft)


def _tell_manager(session: Session, access: Access, paper: KeptPaper) -> None:
    board, now = access.board, access.now
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is not None and manager.id != access.standing.person_id:
        outbox.say(
            session, board.workspace_id, key=f"draft_signed:{paper.id}", to=manager.account,
            message=words.draft_signed(_signed(session, board, paper, now), f"{board.id}:{paper.id}"),
            due=next_within_hours(board, now), board_id=board.id,
        )  # fmt: skip


def _log(session: Session, access: Access, what: str, paper: KeptPaper) -> None:
    board, ended = access.board, date.fromisoformat(paper.about)
    frozen = f"the draft for DfE, quarter to {day_and_year(ended)}, as it stood at {board.local(paper.at):%H:%M} on "
    audit.record(
        session, board.workspace_id, who=access.who, what=what, subject=board.name, at=access.now,
        to=f"{frozen}{day_and_year(board.today(paper.at))}",
    )  # fmt: skip


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {
    FOR_DFE: show_for_dfe, words.PUT: put_to_chair, words.SIGN: sign_off, words.SIGNED: show_signed,
}  # fmt: skip
READS = frozenset({FOR_DFE, words.SIGNED})
