"""What hangs on an action when it ends: open challenges, help asked for, its place on the watch list, what was
promised, and a new date that is asked for.

Merged, it goes on with the action that remains. Ended or withdrawn, it is settled with that reason. Either way it is
on the record of the action, and whoever asked is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from bot.domain.challenges import Challenge, Outcome
from bot.domain.dates import counted
from bot.domain.edits import Line
from bot.domain.new_dates import WITHDRAWN, DateRequest
from bot.domain.plans import Action
from bot.domain.references import refs_in_words
from bot.messages import challenges as words
from bot.messages.parts import Message
from bot.use_cases.challenges import asker_now, follow_action
from bot.use_cases.help_ended import help_ends
from bot.use_cases.new_dates import get_request, show_as_it_stands
from bot.use_cases.planning import next_within_hours
from storage import challenges, meetings, new_dates, outbox, room, statements, watching
from storage.access import Access
from storage.watching import Watch


@dataclass(frozen=True)
class Hanging:
    """What hangs on one action."""

    action: Action
    challenges: tuple[Challenge, ...]
    watch: Watch | None
    has_promise: bool
    requests: tuple[DateRequest, ...]

    @property
    def asked(self) -> str:
        """The open challenges, as a sentence names them: by reference, without their words."""
        return refs_in_words([each.ref for each in self.challenges])


def hanging_on(session: Session, access: Access, action: Action) -> Hanging:
    """What hangs on an action now."""
    return Hanging(
        action,
        tuple(challenges.open_on(session, [action.id])),
        watching.find_watch(session, access.board.id, action_id=action.id),
        bool(room.promises_of(session, action.id)),
        tuple(new_dates.open_on(session, action.id)),
    )


def lines_of_merging(found: Hanging, into: Action) -> list[Line]:
    """What goes on with the action that remains, for the preview, the record and those who are told."""
    lines = [Line("move_challenge", "question that goes along", "", found.asked)] if found.challenges else []
    lines += [Line("move_help", "goes along", "", "the help that it asks for")] if found.action.help else []
    lines += [Line("move_watch", "goes along", "", "its place on the watch list")] if found.watch else []
    lines += [Line("move_promise", "comes back with it", "", "what was promised last")] if found.has_promise else []
    return [*lines, *_withdrawn(found)]


def lines_of_ending(found: Hanging) -> list[Line]:
    """What is settled with the reason for which an action ends."""
    lines = [Line("end_challenge", "question that is settled with it", found.asked, "")] if found.challenges else []
    lines += [Line("end_help", "ends with it", "the help that it asks for", "")] if found.action.help else []
    lines += [Line("end_watch", "ends with it", "its place on the watch list", "")] if found.watch else []
    lines += [Line("end_promise", "ends with it", "what was promised last", "")] if found.has_promise else []
    return [*lines, *_withdrawn(found)]


def _withdrawn(found: Hanging) -> list[Line]:
    return [Line("end_request", "ends with it", "the request for a new date", "")] if found.requests else []


def note_for_askers(found: Hanging, *, ends: bool = False) -> list[str]:
    """Who else is told, as a preview says it; where the action `ends`, also whoever was asked for help."""
    people = len({each.raised_account for each in found.challenges})
    is_asked = ends and any(each.asked_of for each in found.action.help)
    return [
        *([f"Whoever asked is told: {counted(people, 'person', 'people')}."] if people else []),
        *(["Whoever was asked for help is told that it is needed no more."] if is_asked else []),
    ]


def go_along(session: Session, access: Access, found: Hanging, into: Action, by: str) -> None:
    """Let all of it be of the action that remains, and tell whoever asked something."""
    ahead = set(meetings.meetings_with(session, into.id, access.now))
    for each in found.challenges:
        meeting = each.meeting_id if each.meeting_id in ahead else None
        challenges.move(session, each.id, into.id, meeting)
        follow_action(session, access, each.id, found.action, into)
        _tell(session, access, each, partial(words.challenge_moved, each, into.ref, into.title))
    statements.move_help(session, found.action.id, into.id)
    if found.watch is not None and not watching.move(session, found.watch.id, access.board.id, into.id):
        _off_the_list(session, access, found.watch, f"{into.ref}, which it is merged into, is on the list already.", by)
    withdraw_requests(session, access, found, f"{found.action.ref} is merged into {into.ref}.")


def settle_with(session: Session, access: Access, found: Hanging, why: str, by: str) -> None:
    """Settle all of it with the reason for which the action ends, and tell whoever asked something."""
    person = access.standing.person_id
    for each in found.challenges:
        challenges.settle(session, each.id, Outcome.ACTION_ENDED, why, by=person or None, post=by, at=access.now)
        settled = challenges.find_challenge(session, each.id)
        if settled is not None and settled.raised_by != person:
            _tell(session, access, each, partial(words.challenge_settled, settled))
    help_ends(session, access.board, found.action, access.now)
    if found.watch is not None:
        _off_the_list(session, access, found.watch, why, by)
    withdraw_requests(session, access, found, why)


def _off_the_list(session: Session, access: Access, watch: Watch, why: str, by: str) -> None:
    person = access.standing.person_id or None
    watching.take_off(
        session, watch.id, sufficient=why, right_quality="", sustainable="", by=person, post=by, at=access.now
    )


def withdraw_requests(session: Session, access: Access, found: Hanging, why: str) -> None:
    """Let no new date be asked for any more, and say so where it was asked for."""
    for each in found.requests:
        new_dates.settle(session, each.id, WITHDRAWN, said=why)
        show_as_it_stands(session, access, get_request(session, each.id))


def _tell(session: Session, access: Access, challenge: Challenge, draw: Callable[..., Message]) -> None:
    """Tell whoever asked, or follows them in their post, within the board's hours."""
    board, now = access.board, access.now
    account, is_successor = asker_now(session, board, challenge, now)
    if account in ("", access.standing.account) or board.started_at is None:
        return
    message = draw(is_successor=is_successor)
    outbox.say(
        session, board.workspace_id, key=f"{message.kind}:{challenge.id}:{challenge.action_id}",
        to=account, message=message, due=next_within_hours(board, now), board_id=board.id,
    )  # fmt: skip
