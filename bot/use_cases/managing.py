"""What every step of setting up shares: that the one who asks may, and that each change is on the record."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.use_cases.heard import Caller, Press, Typed
from bot.use_cases.reading_answers import Form, read_number
from storage import audit, boards, people
from storage.access import OPERATOR, Access, access_board, access_board_by_id, refuse_boards_of_others
from storage.tables import Person, Post

LONGEST_ACCOUNT = 100
NOT_YET = (
    "Nothing is set up here yet. Ask an administrator of this workspace to type “setup” to me; or it can be done with "
    "“accountable setup” on the machine that I run on."
)

OTHER_BOARD = (
    "{post} also belongs to a board that you do not run, and who holds it or answers for it would change there as "
    "well. Ask somebody who runs both, or whoever looks after the machine that I run on. If you mean another post, "
    "use another title."
)


def access_management(session: Session, by: Caller, now: datetime, about: str = "", channel: str = "") -> Access:
    """The board that `about` names (its id, before a colon), or the caller's own, if they run it.

    Raises:
        Refusal: they do not, and which role does; or nothing is set up here, and who can.
    """
    caller = (by.platform, by.team, by.user)
    carried = about.partition(":")[0]
    if carried:
        board_id = read_number(carried, "board")
        return access_board_by_id(session, caller, board_id, Deed.MANAGE, now, name=by.name)
    return access_board(session, caller, Deed.MANAGE, now, channel=channel, name=by.name)


def access_asked(session: Session, command: Press | Typed, now: datetime) -> Access:
    """The board that somebody who runs it asks about: that of a button, or as `access_management` finds it for words.

    Raises:
        Refusal: as `access_management`.
    """
    about = command.about if isinstance(command, Press) else ""
    return access_management(session, command.by, now, about, command.channel)


def is_empty_for(session: Session, by: Caller) -> bool:
    """Whether nothing is set up yet where the caller is."""
    if by.platform == OPERATOR:
        return not boards.all_boards(session)
    return not boards.boards_for(session, by.platform, by.team)


AGENDA_CHANGED, HAS_ENDED = "meeting's actions changed", "it has ended"
"""What the record says of an agenda, and why an action left it that ended: opened again, it is found by that."""


def took_off(ref: str) -> str:
    """What the record says of an action that left an agenda."""
    return f"took off {ref}"


def note_change(
    session: Session, access: Access, what: str, subject: str, *, was: str = "", to: str = "", why: str = ""
) -> None:
    """Put a change on the record; what was previewed before it is no longer what would be sent."""
    audit.record(
        session, access.board.workspace_id, who=access.who, what=what, subject=subject, at=access.now, was=was, to=to,
        why=why,
    )  # fmt: skip
    forget_preview(session, access)


def forget_preview(session: Session, access: Access) -> None:
    """What will be sent has changed, so it has to be seen again before Start."""
    if access.board.started_at is None:
        boards.change_board(session, access.board.id, previewed_at=None)


def refuse_shared_post(session: Session, access: Access, post: Post) -> None:
    """Who holds a post, or answers for it, is so on every board; so it is for whoever runs all that it belongs to.

    Raises:
        Refusal: it also belongs to a board that they do not run, which is not named.
    """
    refuse_boards_of_others(session, access, [post], OTHER_BOARD.format(post=post.title))


def named_post(session: Session, workspace_id: int, title: str, now: datetime) -> Post:
    """The post with this title or alias, however its capitals are typed; made vacant on first sight."""
    known = [*people.posts_titled(session, workspace_id), *people.aliases(session, workspace_id)]
    same = next((post_id for post_id, other in known if other.casefold() == title.casefold()), None)
    return people.get_post(session, same) if same else people.post_of(session, workspace_id, title, now.date())


def picked_person(session: Session, access: Access, form: Form, field: str = "person") -> Person | None:
    """The person whose account stands in `field`; their name, if the platform's edge put it in `field.name`."""
    account, name = form.words(field, longest=LONGEST_ACCOUNT), form.words(f"{field}.name")
    if not account or field in form.errors:
        return None
    return people.person_of(session, access.board.workspace_id, account, name)


def called(person: Person | None) -> str:
    """How a person is shown: by name, or by account while no name is known; empty for nobody."""
    return (person.name or person.account) if person else ""
