"""Welcoming somebody at their first use, once: whatever that was, and wherever."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.refusals import Refusal
from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.help import first_welcome
from bot.messages.parts import Reply
from bot.use_cases.heard import Caller, Heard, Typed
from bot.use_cases.help import GREETINGS, mash_number
from storage import outbox, people, planned
from storage.access import STRANGER, access_boards


def greets(heard: Heard) -> bool:
    """Whether the answer to it is a welcome already."""
    return isinstance(heard, Typed) and heard.text.strip().casefold() in GREETINGS


def welcome_once(session: Session, command: tuple[Caller, bool], now: datetime) -> Reply:
    """Welcome somebody in private, unless they were before; the second of the two is whether that was their answer.

    It waits for nothing: it answers what they just did. A pause of the board holds it back no more than any answer.

    Raises:
        Refusal: they have no standing on any board here.
    """
    by, is_greeted = command
    access_boards(session, by.key, now, name=by.name)
    person = people.find_account(session, by.key)
    if person is None:
        raise Refusal(STRANGER)
    if person.welcomed_at is not None:
        return Reply()
    person.welcomed_at = now
    # The first message that asks somebody for something says who is asking: after that, this would come late.
    is_known = planned.was_written_to(session, person.workspace_id, by.user, CHASING_MESSAGES)
    if not is_greeted and not is_known:
        outbox.say(
            session, person.workspace_id, key=f"first_welcome:{person.id}", to=by.user,
            message=first_welcome(mash_number(session, by)), due=now,
        )  # fmt: skip
    return Reply()
