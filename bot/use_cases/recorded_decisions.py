"""Taking a decision in a form, or writing down somebody else's: whoever it is of is told, and can say that it is not
right.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.plans import Action
from bot.domain.recorded_decisions import Recorded
from bot.messages import recorded_decisions as words
from bot.messages.recorded_decisions import Deciding
from bot.use_cases.chasing import reader_of
from bot.use_cases.deciding import Decider, decide, meeting_being_held
from bot.use_cases.planning import next_within_hours
from bot.use_cases.reading_answers import Form
from storage import outbox, recorded_decisions
from storage.access import Access

HOW_IT_CAME = "Say how it came to you, and when."
BOARDS_REF = "Give the reference in the Board’s minutes."


@dataclass(frozen=True)
class Taken:
    """What stood in a form that decides: the words, the reference, and how it came where it is somebody else's."""

    said: str
    ref: str
    how: str = ""


NOTHING_SAID = Taken("", "")
"""In the room: a button, and the next free reference."""


@dataclass(frozen=True)
class Noted:
    """A decision on the record: its reference, its id, and the meeting that it is of, if it is one's."""

    ref: str
    id: int
    meeting: Meeting | None


def deciding_words(session: Session, access: Access, action: Action, decider: Decider) -> Deciding:
    """What a form that decides about an action says of who is told and whose decision it is."""
    reader, why = reader_of(session, access.board, action, access.now)
    not_told = "" if reader else f"The {action.post} can not be told just now: {why}."
    is_boards = decider.role is None
    whose = decider.post if decider.is_recorded and not is_boards else ""
    told = [f"the {post}" for post in (action.post if reader else "", whose) if post]
    return Deciding(tuple(told), not_told, whose, as_board=is_boards)


def read_decision(form: Form, decider: Decider, name: str, ask: str = "") -> Taken | None:
    """What was decided, read from its form; None when something is wrong with it, which it has said there.

    Raises:
        Refusal: it holds what looks like a child's details.
    """
    said = form.text(name, ask, longest=2 * words.LONGEST)
    ref = form.words("decision_ref", "" if decider.role else BOARDS_REF, longest=words.LONGEST_REF)
    is_for_somebody = decider.is_recorded and decider.role is not None
    how = form.words("how", HOW_IT_CAME, longest=words.LONGEST_HOW) if is_for_somebody else ""
    if form.errors:
        return None
    refuse_personal_details({name: said, "decision_ref": ref, "how": how})
    return Taken(said, ref, how)


def take_decision(
    session: Session, access: Access, action: Action, decider: Decider, taken: Taken, said: str, *, kind: str,
    outcome: str, meeting: Meeting | None = None,
) -> Noted:  # fmt: skip
    """Put a decision about an action down; in a meeting that is being held it is one of that meeting's."""
    meeting = meeting or meeting_being_held(session, access.board, action.id, access.now)
    ref, decision_id = decide(
        session, access, decider, taken.ref, f"{said} ({taken.how})" if taken.how else said, action=action,
        meeting=meeting, kind=kind, outcome=outcome,
    )  # fmt: skip
    return Noted(ref, decision_id, meeting)


def state_before(session: Session, action: Action) -> dict[str, Any]:
    """What a decision can change about an action, kept before it does, so that it can be taken back."""
    return recorded_decisions.state_of(session, action.id)


def tell_whose_it_is(
    session: Session, access: Access, action: Action, decider: Decider, taken: Taken, noted: Noted, said: str, *,
    kind: str, was: dict[str, Any], about_id: int = 0,
) -> None:  # fmt: skip
    """Tell whoever decided what was written down as theirs, and ask whether it is right; nobody where they did it
    themselves, or the Board decided.
    """
    if decider.role is None or not decider.is_recorded:
        return
    board, now = access.board, access.now
    recorded_id = recorded_decisions.add_recorded(
        session, board.id, action.id, was=was, decision_id=noted.id, person_id=decider.person_id, post=decider.post,
        recorded_by=decider.recorded_by, kind=kind, about_id=about_id, words=said, how=taken.how, at=now,
    )  # fmt: skip
    one = get_recorded(session, recorded_id)
    outbox.say(
        session, board.workspace_id, key=f"{words.TOLD}:{one.id}", to=decider.account, board_id=board.id,
        message=words.decision_recorded(one, recorder(access)), due=next_within_hours(board, now),
        args={"recorded": one.id},
    )  # fmt: skip


def recorder(access: Access) -> str:
    """The post of whoever writes something down."""
    return access.standing.post_for(Role.PROGRAMME_MANAGER).removeprefix("the ")


def get_recorded(session: Session, recorded_id: int) -> Recorded:
    """One that there is."""
    found = recorded_decisions.find_recorded(session, recorded_id)
    if found is None:
        raise ValueError(f"there is no recorded decision {recorded_id}")
    return found
