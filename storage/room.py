"""What happens in a meeting, action by action: who is coming, who was there, what was decided and promised."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.domain.actions import Lifecycle
from bot.domain.cycle import OUTCOME, SLOT_SOON
from bot.domain.meetings import Meeting, MeetingKind
from bot.domain.outcomes import (
    Answer,
    Attendance,
    DateAsked,
    Evidence,
    NewDate,
    Outcome,
    Promise,
    SlotReply,
    decided_words,
)
from bot.domain.rating_facts import Rating
from storage import tables
from storage.actions import change_action
from storage.meetings import get_meeting, said_for
from storage.new_dates import who_asked
from storage.outbox import PLANNED, SENT, WAITING
from storage.remembering import remembered
from storage.statements import counting_rating
from storage.tables import AgendaItem

RATING, EVIDENCE, NEW_DATE, CLOSING = "rating", "evidence", "date", "close"
"""What a decision of a meeting is about."""
_ASKED = frozenset({RATING, EVIDENCE, NEW_DATE, CLOSING})
"""What the room's form asks about; what else is decided of an action in a meeting comes from elsewhere."""


@dataclass(frozen=True)
class Telling:
    """A message that tells an officer what was decided: what of, its state, and when (UTC) that was settled."""

    args: Mapping[str, Any]
    state: str
    at: datetime | None

    def is_of(self, one: Outcome) -> bool:
        """Whether it tells of this outcome: alone, or with the others of the post."""
        return one.action_id == self.args["action"] if "action" in self.args else one.post_id == self.args.get("post")

    @property
    def sent_at(self) -> datetime | None:
        """When the platform had it; None where it has not."""
        return self.at if self.state == SENT else None

    @property
    def is_coming(self) -> bool:
        """Whether it is still to go."""
        return self.state in (PLANNED, *WAITING)


def board_of(session: Session, meeting_id: int) -> int:
    """The id of the board that holds a meeting; 0, which no board has, for a meeting that there is not."""
    return session.scalars(select(tables.Meeting.board_id).where(tables.Meeting.id == meeting_id)).first() or 0


def last_meeting(session: Session, action_id: int, before: datetime) -> Meeting | None:
    """The last Holding to Account meeting that goes through an action and starts before an instant."""
    found = session.scalars(
        select(tables.Meeting.id)
        .join(AgendaItem, AgendaItem.meeting_id == tables.Meeting.id)
        .where(AgendaItem.action_id == action_id, tables.Meeting.starts_at < before)
        .where(tables.Meeting.cancelled_at.is_(None), tables.Meeting.kind == MeetingKind.HOLDING_TO_ACCOUNT)
        .order_by(tables.Meeting.starts_at.desc())
    ).first()
    return get_meeting(session, found) if found else None


def last_meeting_of(session: Session, board_id: int, before: datetime) -> Meeting | None:
    """The last Holding to Account meeting of a board that starts before an instant."""
    found = session.scalars(
        select(tables.Meeting.id)
        .where(tables.Meeting.board_id == board_id, tables.Meeting.starts_at < before)
        .where(tables.Meeting.cancelled_at.is_(None), tables.Meeting.kind == MeetingKind.HOLDING_TO_ACCOUNT)
        .order_by(tables.Meeting.starts_at.desc())
    ).first()
    return get_meeting(session, found) if found else None


def replaced(session: Session, meeting_id: int) -> list[tuple[str, str]]:
    """The references of what a meeting decided and then decided otherwise, each with that of the later decision.

    What was taken back as a mis-press has none: that is empty.
    """
    rows = session.scalars(
        select(tables.Decision).where(tables.Decision.meeting_id == meeting_id).order_by(tables.Decision.id)
    )
    newest: dict[tuple[int | None, str], str] = {}
    found = []
    for row in rows:
        about = (row.action_id, row.kind)
        if row.taken_back_at is not None:
            found.append((row.ref, ""))
            continue
        found += [(newest[about], row.ref)] if about in newest else []
        newest[about] = row.ref
    return found


def take_back(session: Session, meeting_id: int, action_id: int, kind: str, *, by: str, at: datetime) -> list[str]:
    """Let what a meeting decided of a kind about an action stand no more; returns the references, all of them.

    A rating that it confirmed counts no more either, and the one before it is the confirmed one again.
    """
    row = tables.Decision
    standing = (row.meeting_id == meeting_id, row.action_id == action_id, row.kind == kind, row.taken_back_at.is_(None))
    found = list(session.scalars(select(row).where(*standing).order_by(row.id)))
    for each in found:
        each.taken_back_at, each.taken_back_by = at, by
    if kind == RATING:
        _take_back_ratings(session, meeting_id, action_id, at)
    session.flush()
    return [each.ref for each in found]


def _take_back_ratings(session: Session, meeting_id: int, action_id: int, at: datetime) -> None:
    row = tables.Rating
    confirmed = (row.action_id == action_id, row.kind == "confirmed", row.taken_back_at.is_(None))
    session.execute(update(row).where(*confirmed, row.meeting_id == meeting_id).values(taken_back_at=at))
    change_action(session, action_id, confirmed_rating_id=counting_rating(session, action_id))


def find_item(session: Session, meeting_id: int, action_id: int) -> AgendaItem | None:
    """An action's place on a meeting's agenda."""
    found = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.action_id == action_id)
    return session.scalars(found).first()


def lock_item(session: Session, meeting_id: int, action_id: int) -> AgendaItem | None:
    """An action's place on a meeting's agenda, held until the transaction ends so that no other saves it meanwhile."""
    found = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.action_id == action_id)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).first()


def reply_to_slot(session: Session, meeting_id: int, post_id: int, reply: SlotReply) -> None:
    """Note whether somebody comes for a post's actions."""
    session.execute(_items_of_post(meeting_id, post_id).values(slot_reply=str(reply)))


def forget_slot_replies(session: Session, meeting_id: int, post_ids: Collection[int]) -> None:
    """What was answered about another time answers nothing about these posts' slots as they are now."""
    if post_ids:
        session.execute(_items_of_posts(meeting_id, post_ids).values(slot_reply=""))


def note_excused(session: Session, meeting_id: int, action_id: int, why: str) -> None:
    """Note why nobody was expected to send a statement of it, on the morning of the meeting."""
    session.execute(
        update(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.action_id == action_id)
        .values(excused=why)
    )


def told_outcomes(session: Session, meeting_id: int, action_ids: Sequence[int], at: datetime) -> None:
    """Note that the officer was told what was decided about these actions; an earlier answer answers that no more."""
    session.execute(
        update(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.action_id.in_(action_ids))
        .values(outcome_told_at=at, outcome_answer="", outcome_answered_at=None, outcome_words="")
    )


def outcomes_sent(session: Session, meeting_id: int) -> list[Telling]:
    """What became of each message that tells an officer what was decided, itself or in another's; the newest last."""
    row, carrier = tables.Outbox, aliased(tables.Outbox)
    found = session.execute(
        select(row.args, row.state, row.settled_at, carrier.id, carrier.state, carrier.settled_at)
        .outerjoin(carrier, carrier.id == row.carried_by)
        .where(row.meeting_id == meeting_id, row.kind == OUTCOME, row.amends.is_(None))
        .order_by(row.id)
    )
    return [
        Telling(args, *((its_state, its_at) if carried_by else (state, at)))
        for args, state, at, carried_by, its_state, its_at in found
    ]


def not_told_outcomes(session: Session, meeting_id: int, action_ids: Sequence[int]) -> None:
    """Note that the officer was not told what was decided about these actions after all."""
    session.execute(
        update(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.action_id.in_(action_ids))
        .values(outcome_told_at=None)
    )


def answer_outcomes(
    session: Session, meeting_id: int, action_ids: Sequence[int], answer: Answer, at: datetime, words: str = ""
) -> None:
    """Note how the officer finds the outcomes of these actions."""
    session.execute(
        update(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.action_id.in_(action_ids))
        .values(outcome_answer=str(answer), outcome_answered_at=at, outcome_words=words)
    )


def objections(session: Session, meeting_id: int) -> dict[int, str]:
    """What officers say is not quite right, by action."""
    found = session.execute(
        select(AgendaItem.action_id, AgendaItem.outcome_words).where(
            AgendaItem.meeting_id == meeting_id, AgendaItem.outcome_answer == Answer.NOT_QUITE
        )
    )
    return {action_id: words for action_id, words in found}


def change_item(session: Session, item: AgendaItem, by: str, changed: str) -> None:
    """Note that an action's place was saved once more, by whom, and what that changed in words."""
    item.version, item.changed_by, item.changed = item.version + 1, by, changed
    session.flush()


def promise(
    session: Session, action_id: int, meeting_id: int, said: Promise | None, person_id: int | None, at: datetime
) -> None:
    """Keep what was promised for an action in a meeting in place of what was kept before; None takes it back."""
    session.execute(_standing_promises(meeting_id, action_id).values(withdrawn_at=at))
    if said is not None:
        row = tables.Promise(
            action_id=action_id, meeting_id=meeting_id, what=said.what, due=said.due, at=at, person_id=person_id
        )
        session.add(row)
    session.flush()


def promises_of(session: Session, action_id: int, before: datetime | None = None) -> tuple[Promise, ...]:
    """What was promised for an action the last time that anything was: in a meeting that began before `before`.

    Without `before`, in any meeting.
    """
    return last_promises(session, [action_id], before).get(action_id, ())


@remembered(tables.Promise, tables.Meeting, tables.Action)
def last_promises(
    session: Session, action_ids: Sequence[int], before: datetime | None = None
) -> dict[int, tuple[Promise, ...]]:
    """The same for several actions, in one statement; those for which nothing was ever promised are left out.

    What was promised last for an action that was merged into one of them comes back with it.
    """
    promise, action = tables.Promise, tables.Action
    remains = case((action.lifecycle == Lifecycle.MERGED.value, action.replaced_by_id))
    asked = (
        select(promise, remains)
        .join(tables.Meeting, tables.Meeting.id == promise.meeting_id)
        .join(action, action.id == promise.action_id)
        .where(or_(promise.action_id.in_(action_ids), remains.in_(action_ids)), promise.withdrawn_at.is_(None))
        .order_by(tables.Meeting.starts_at.desc(), promise.id)
    )
    asked = asked if before is None else asked.where(tables.Meeting.starts_at < before)
    rows: dict[tuple[int, int], list[tables.Promise]] = defaultdict(list)
    for row, into in session.execute(asked):
        for about in {row.action_id, into} & set(action_ids):
            rows[about, row.action_id].append(row)
    found: dict[int, tuple[Promise, ...]] = {}
    for (about, _), theirs in sorted(rows.items(), key=lambda each: each[0][0] != each[0][1]):
        last = tuple(Promise(row.what, row.due) for row in theirs if row.meeting_id == theirs[0].meeting_id)
        found[about] = found.get(about, ()) + last
    return found


@dataclass(frozen=True)
class _Kept:
    """What is kept about the actions of a meeting, each by action."""

    ratings: Mapping[int, Sequence[Any]]
    decisions: Mapping[int, Mapping[str, Any]]
    promises: Mapping[int, Promise]
    asked: Mapping[int, tuple[DateAsked, str]]
    evidence_given: frozenset[int]


_READ_BY_OUTCOMES = (
    AgendaItem, tables.Action, tables.Post, tables.Rating, tables.Decision, tables.Statement, tables.Promise,
    tables.DeadlineChange, tables.Meeting, tables.Served,
)  # fmt: skip


@remembered(*_READ_BY_OUTCOMES)
def outcomes_of(session: Session, meeting_id: int, only: int | None = None) -> list[Outcome]:
    """What a meeting came to so far, in agenda order, in six statements whatever its length; or of one action."""
    asked = (
        select(AgendaItem, tables.Action, tables.Post, tables.Meeting.board_id)
        .join(tables.Action, tables.Action.id == AgendaItem.action_id)
        .join(tables.Post, tables.Post.id == tables.Action.accountable_post_id)
        .join(tables.Meeting, tables.Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )
    asked = asked if only is None else asked.where(AgendaItem.action_id == only)
    rows = session.execute(asked.execution_options(populate_existing=True)).all()
    kept = _kept(session, meeting_id, [item.action_id for item, _, _, _ in rows])
    found = [
        (_outcome(item, action, post, kept, meeting_id), action, board_id) for item, action, post, board_id in rows
    ]
    return [replace(each, is_reported=action.board_id != board_id) for each, action, board_id in found]


def to_tell_of(session: Session, meeting_id: int) -> list[Outcome]:
    """What there is to tell of a meeting: not what was closed before it, nor another plan's with nothing agreed."""
    found = outcomes_of(session, meeting_id)
    return [each for each in found if not each.was_closed_before and (each.is_decided or not each.is_reported)]


def _kept(session: Session, meeting_id: int, action_ids: Sequence[int]) -> _Kept:
    ratings: dict[int, list[Any]] = defaultdict(list)
    rated = (
        select(
            tables.Rating.action_id,
            tables.Rating.rating,
            tables.Rating.reason,
            tables.Rating.at,
            tables.Rating.meeting_id,
            tables.Decision.ref,
        )
        .outerjoin(tables.Decision, tables.Decision.id == tables.Rating.decision_id)
        .where(tables.Rating.action_id.in_(action_ids), tables.Rating.kind == "confirmed")
        .where(tables.Rating.taken_back_at.is_(None))
        .order_by(tables.Rating.id)
    )
    for row in session.execute(rated):
        ratings[row.action_id].append(row)
    given = select(tables.Statement.action_id).where(said_for(meeting_id), tables.Statement.evidence != "")
    return _Kept(
        ratings,
        _decisions(session, meeting_id),
        _promises(session, meeting_id),
        _asked(session, meeting_id, action_ids),
        frozenset(session.scalars(given)),
    )


def _decisions(session: Session, meeting_id: int) -> dict[int, dict[str, Any]]:
    """The decision that stands, the newest, of each kind for each action."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = session.scalars(
        select(tables.Decision)
        .where(tables.Decision.meeting_id == meeting_id, tables.Decision.taken_back_at.is_(None))
        .order_by(tables.Decision.id)
    )
    for row in rows:
        found[row.action_id or 0][row.kind] = row
    return found


def _promises(session: Session, meeting_id: int) -> dict[int, Promise]:
    rows = session.scalars(
        select(tables.Promise)
        .where(tables.Promise.meeting_id == meeting_id, tables.Promise.withdrawn_at.is_(None))
        .order_by(tables.Promise.id)
    )
    return {row.action_id: Promise(row.what, row.due) for row in rows}


def _asked(session: Session, meeting_id: int, action_ids: Sequence[int]) -> dict[int, tuple[DateAsked, str]]:
    """The newest request for another date that waits, or that this meeting decided: with what came of it."""
    change, decision = tables.DeadlineChange, tables.Decision
    rows = session.execute(
        select(change, decision.meeting_id)
        .outerjoin(decision, decision.id == change.decision_id)
        .where(change.action_id.in_(action_ids), change.before_record.is_(False), change.to.is_not(None))
        .order_by(change.id)
    )
    return {
        row.action_id: (DateAsked(row.id, row.was, row.to, row.is_late, who_asked(row)), row.state)
        for row, decided_in in rows
        if row.to is not None and (row.state == "asked" or decided_in == meeting_id)
    }


def _outcome(item: AgendaItem, action: tables.Action, post: tables.Post, kept: _Kept, meeting_id: int) -> Outcome:
    rated = [row for row in kept.ratings.get(action.id, ()) if row.meeting_id == meeting_id]
    others = [row for row in kept.ratings.get(action.id, ()) if row.meeting_id != meeting_id]
    before = sorted((row for row in others if not rated or row.at <= rated[-1].at), key=lambda row: row.at)
    decided = kept.decisions.get(action.id, {})
    evidence, new_date = decided.get(EVIDENCE), decided.get(NEW_DATE)
    asked, state = kept.asked.get(action.id, (None, ""))
    return Outcome(
        action_id=action.id,
        ref=action.ref,
        title=action.shown_title,
        post_id=post.id,
        post=post.title,
        is_live=not Lifecycle(action.lifecycle).is_closed,
        evidence_given=action.id in kept.evidence_given,
        rating=Rating.named(rated[-1].rating) if rated else None,
        rating_ref=(rated[-1].ref or "") if rated else "",
        rating_reason=(rated[-1].reason or "") if rated else "",
        was=Rating.named(before[-1].rating) if before else None,
        evidence=Evidence(evidence.outcome) if evidence else None,
        evidence_ref=evidence.ref if evidence else "",
        asked=asked,
        new_date=NewDate(state) if asked and state != "asked" else None,
        date_ref=new_date.ref if new_date and state != "asked" else "",
        promise=kept.promises.get(action.id),
        attendance=Attendance(item.attendance) if item.attendance else None,
        excused=item.excused,
        slot_reply=SlotReply(item.slot_reply) if item.slot_reply else None,
        told_at=item.outcome_told_at,
        answer=Answer(item.outcome_answer) if item.outcome_answer else None,
        entered=next((row.entered for row in decided.values() if row.entered), ""),
        others=tuple(
            (decided_words(row.kind, row.outcome), row.ref) for row in decided.values() if row.kind not in _ASKED
        ),
    )


def planned_rows(session: Session, meeting_id: int, kind: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows of a kind that are planned for a meeting and have no words yet: their ids and what they are for."""
    rows = session.execute(
        select(tables.Outbox.id, tables.Outbox.args)
        .where(tables.Outbox.meeting_id == meeting_id, tables.Outbox.kind == kind, tables.Outbox.state == PLANNED)
        .order_by(tables.Outbox.id)
        .with_for_update(skip_locked=True)  # one that another worker is making up just now says its own part
    )
    return [(row_id, args) for row_id, args in rows]


def who_was_told(session: Session, meeting_id: int, kind: str) -> frozenset[str]:
    """To whom a message of a kind about a meeting has gone, or is on its way."""
    row = tables.Outbox
    told = select(row.to).where(row.meeting_id == meeting_id, row.kind == kind, row.state.in_((*WAITING, SENT)))
    return frozenset(session.scalars(told))


def asked_to_come(session: Session, meeting_id: int, moves: int, now: datetime) -> frozenset[int]:
    """The posts that have been asked whether they come to their slot as it is now.

    `moves` is how often the meeting has been moved to another day.
    """
    row = tables.Outbox
    asked = session.scalars(
        select(row.args).where(
            row.meeting_id == meeting_id, row.kind == SLOT_SOON, row.due_at <= now, row.amends.is_(None),
            row.state.in_((PLANNED, *WAITING, SENT)),
        )
    )  # fmt: skip
    return frozenset(int(args["post"]) for args in asked if args.get("moves", 0) == moves and not args.get("is_over"))


def _items_of_post(meeting_id: int, post_id: int) -> Any:
    return _items_of_posts(meeting_id, [post_id])


def _items_of_posts(meeting_id: int, post_ids: Collection[int]) -> Any:
    theirs = select(tables.Action.id).where(tables.Action.accountable_post_id.in_(post_ids))
    return update(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.action_id.in_(theirs))


def _standing_promises(meeting_id: int, action_id: int) -> Any:
    row = tables.Promise
    return update(row).where(row.meeting_id == meeting_id, row.action_id == action_id, row.withdrawn_at.is_(None))
