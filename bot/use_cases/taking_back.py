"""A mis-press undone: what a meeting recorded of an action goes back to “not decided”, and the record keeps both."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.domain.meetings import Meeting
from bot.domain.outcomes import Outcome
from bot.domain.plans import Action
from bot.domain.rating_facts import Rating
from bot.use_cases.new_dates import reopen_request
from storage import audit, deliveries, room, watching
from storage.access import Access
from storage.watching import Watch

TAKEN_BACK = "taken back: "
RATING, EVIDENCE, NEW_DATE, ATTENDANCE, WATCH = "rating", "evidence", "new_date", "attendance", "watch"


@dataclass(frozen=True)
class TakingBack:
    """An action of a meeting, for somebody who may record what is decided about it.

    `may_decide` and `may_date` raise a Refusal where the rating and the evidence, or the new date, are not theirs.
    """

    access: Access
    meeting: Meeting
    action: Action
    outcome: Outcome
    may_decide: Callable[[], object]
    may_date: Callable[[], object]


def recorded(session: Session, of: TakingBack) -> dict[str, str]:
    """What is recorded and can be taken back, in words, by kind. A promise is taken back by emptying it."""
    one, today = of.outcome, of.access.board.today(of.access.now)
    ruled = one.ruled(today)
    found = {}
    if one.rating and one.rating is not Rating.BLUE and one.is_live:
        found[RATING] = next(words for words in ruled if words.startswith("confirmed"))
    if one.evidence and not _moved_the_action(session, of):
        found[EVIDENCE] = next(words for words in ruled if words.startswith("evidence"))
    if one.new_date and one.asked:
        found[NEW_DATE] = next(words for words in ruled if words.startswith("new date"))
    if one.attendance:
        found[ATTENDANCE] = one.attendance.words
    if _put_on_since(session, of) is not None:
        found[WATCH] = "put on the watch list"
    return found


def take_back(session: Session, of: TakingBack, kinds: frozenset[str]) -> list[str]:
    """Take back what is recorded of these kinds; returns what was, in words.

    Raises:
        Refusal: it is not theirs to decide; or a deadline has been moved again since.
    """
    found = recorded(session, of)
    done = []
    for kind, words in found.items():
        if kind in kinds:
            _undo(session, of, kind)
            _note(session, of, words)
            done.append(f"{TAKEN_BACK}{words}")
    return done


def _undo(session: Session, of: TakingBack, kind: str) -> None:
    if kind == ATTENDANCE:
        item = room.lock_item(session, of.meeting.id, of.action.id)
        if item is not None:
            item.attendance = ""
    elif kind == WATCH:
        _off_the_list(session, of)
    elif kind == NEW_DATE:
        of.may_date()
        _decided_no_more(session, of, room.NEW_DATE)
        if of.outcome.asked:
            reopen_request(session, of.access, of.outcome.asked.id)
    else:
        of.may_decide()
        _decided_no_more(session, of, room.RATING if kind == RATING else room.EVIDENCE)


def _decided_no_more(session: Session, of: TakingBack, kind: str) -> None:
    room.take_back(session, of.meeting.id, of.action.id, kind, by=of.access.who, at=of.access.now)


def _off_the_list(session: Session, of: TakingBack) -> None:
    watch, standing = _put_on_since(session, of), of.access.standing
    if watch is not None:
        watching.take_back(session, watch.id, by=standing.person_id or None, post=of.access.who, at=of.access.now)


def _put_on_since(session: Session, of: TakingBack) -> Watch | None:
    """How the action stands on the watch list, if it was put there on the meeting's day or later."""
    board = of.access.board
    found = watching.find_watch(session, board.id, action_id=of.action.id)
    is_new = found is not None and board.today(found.since) >= board.today(of.meeting.starts_at)
    return found if is_new else None


def _moved_the_action(session: Session, of: TakingBack) -> bool:
    """Whether what was said of the evidence sent a delivered action back, or closed it: that is undone there."""
    newest, board = deliveries.newest_of(session, of.action.id), of.access.board
    judged_at = newest.judged_at if newest else None
    return judged_at is not None and board.today(judged_at) >= board.today(of.meeting.starts_at)


def _note(session: Session, of: TakingBack, words: str) -> None:
    access = of.access
    audit.record(
        session, access.board.workspace_id, who=access.who, what="take_back", subject=of.action.ref, at=access.now,
        was=words, to="not decided", why=f"pressed by mistake, meeting {of.meeting.ref}", action_id=of.action.id,
    )  # fmt: skip
