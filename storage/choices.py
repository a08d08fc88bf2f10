"""What somebody chose to do about a statement that is owed, or said when asked for it, for one post and meeting."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.meetings import said_for
from storage.remembering import remembered
from storage.tables import Action, LateChoice, Meeting, Person, Served, Statement


class Choice(StrEnum):
    """What was chosen or said."""

    HANDED_OVER = "handed_over"
    """The officer handed it to the delegate, who is asked in their place."""
    NEEDS_HELP = "needs_help"
    WRONG_PERSON = "wrong_person"
    EXTENDED = "extended"
    """The programme manager gave until T−3 12:00."""
    PHONED = "phoned"
    TELL_LINE_DIRECTOR = "tell_line_director"
    WILL_SORT = "will_sort"
    """The line director sees to it."""


@dataclass(frozen=True)
class Chosen:
    """One choice, by the account of whom, and when (UTC). `words` are for the programme manager alone."""

    choice: Choice
    account: str
    name: str
    at: datetime
    words: str = ""


LASTING = frozenset({Choice.HANDED_OVER, Choice.WRONG_PERSON})
"""What stays true when a meeting is moved; the others are about one day on which something was late."""


def choose(
    session: Session,
    meeting_id: int,
    post_id: int,
    choice: Choice,
    person_id: int,
    at: datetime,
    words: str = "",
    since: datetime | None = None,
) -> bool:
    """Note a choice; False if the same person had chosen the same before, at `since` or later if that is given.

    `words` have been through the child guard.
    """
    same = select(LateChoice.id).where(
        LateChoice.meeting_id == meeting_id,
        LateChoice.post_id == post_id,
        LateChoice.choice == choice,
        LateChoice.person_id == person_id,
    )
    if since is not None:
        same = same.where(LateChoice.at >= since)
    if session.scalars(same).first() is not None:
        return False
    session.add(
        LateChoice(meeting_id=meeting_id, post_id=post_id, choice=choice, person_id=person_id, at=at, words=words)
    )
    session.flush()
    return True


@remembered(LateChoice, Person)
def choices_for(session: Session, meeting_id: int) -> dict[int, list[Chosen]]:
    """What was chosen for a meeting, by post, in the order in which it was."""
    found: dict[int, list[Chosen]] = defaultdict(list)
    rows = session.execute(
        select(LateChoice.post_id, LateChoice.choice, Person.account, Person.name, LateChoice.at, LateChoice.words)
        .join(Person, Person.id == LateChoice.person_id)
        .where(LateChoice.meeting_id == meeting_id)
        .order_by(LateChoice.id)
    )
    for post_id, choice, account, name, at, words in rows:
        found[post_id].append(Chosen(Choice(choice), account, name, at, words))
    return found


def not_theirs(session: Session, meeting_id: int, post_id: int) -> list[Chosen]:
    """Who said that what a meeting asks of a post is not for them, and has not sent a statement of it since."""
    since = (
        select(Statement.id)
        .join(Action, Action.id == Statement.action_id)
        .where(said_for(meeting_id), Action.accountable_post_id == post_id)
        .where(Statement.person_id == LateChoice.person_id, Statement.at > LateChoice.at)
    )
    found = session.execute(
        select(Person.account, Person.name, LateChoice.at)
        .join(LateChoice, LateChoice.person_id == Person.id)
        .where(LateChoice.meeting_id == meeting_id, LateChoice.post_id == post_id)
        .where(LateChoice.choice == Choice.WRONG_PERSON, ~since.exists())
        .order_by(LateChoice.id)
    )
    return [Chosen(Choice.WRONG_PERSON, account, name, at) for account, name, at in found]


def board_of(session: Session, meeting_id: int) -> int:
    """The id of the board whose meeting this is; 0, which no board has, for a meeting that there is not."""
    return session.scalars(select(Meeting.board_id).where(Meeting.id == meeting_id)).first() or 0


@remembered(Statement, Served)
def came_in(session: Session, meeting_id: int) -> Mapping[int, datetime]:
    """When (UTC) the first statement for a meeting came in, by action."""
    found = session.execute(
        select(Statement.action_id, func.min(Statement.at)).where(said_for(meeting_id)).group_by(Statement.action_id)
    )
    return {action_id: at for action_id, at in found}
