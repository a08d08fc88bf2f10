"""Members outside the workspace: a person without an account, and the council contact who types for them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.refusals import Refusal
from bot.messages import outside as words
from bot.messages.outside import ASK, FORM
from bot.messages.parts import Reply
from bot.use_cases.connecting import put_in_post
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_management, called, note_change, picked_person, refuse_shared_post
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.turnover import ask_through_contact, boards_around
from storage import boards, people, tenures
from storage.access import NO_SUCH_POST, Access
from storage.tables import Person, Post

UseCase = Callable[[Session, Any, datetime], Reply]


def ask_who_types(session: Session, command: Press, now: datetime) -> Reply:
    """The form for a post that somebody outside the workspace holds."""
    access = access_management(session, command.by, now, command.about)
    post = _post(session, access, read_number(command.value or command.about.partition(":")[2], "post"))
    return _form(session, access, post)


def type_outside(session: Session, command: Typed, now: datetime) -> Reply:
    """“outside Police representative”: the same form, for a post by its title.

    Raises:
        Refusal: they do not run the board; or no post of it, or several, are called so.
    """
    access = access_management(session, command.by, now, channel=command.channel)
    wanted = command.text.casefold().split()
    around = tenures.posts_around(session, access.board.id, access.board.today(now))
    found = [each for each in around if wanted and all(word in each[1].casefold() for word in wanted)]
    if len(found) != 1:
        raise Refusal("Say which post, by its title, such as “outside Police representative”. “people” shows them all.")
    return _form(session, access, people.get_post(session, found[0][0]))


def _form(session: Session, access: Access, post: Post) -> Reply:
    """Filled in with whoever holds it from outside already: another contact may be named for them."""
    holder = people.holder_of(session, post.id, access.board.today(access.now))
    name = holder.name if holder and holder.contact_id else ""
    return Reply(form=words.outside_form(f"{access.board.id}:{post.id}", post.title, name), settled=False)


def hold_from_outside(session: Session, command: Answers, now: datetime) -> Reply:
    """Put somebody without an account in a post, with the contact who types for them."""
    access = access_management(session, command.by, now, command.about)
    post = _post(session, access, read_number(command.about.partition(":")[2], "post"))
    form = Form(command.answers)
    name = form.words("name", "Say what they are called.", longest=120)
    form.words("contact", "Choose who in the council types for them.")
    contact = picked_person(session, access, form, "contact")
    if form.errors or contact is None:
        return Reply(errors=form.errors, settled=False)
    _refuse_contact_elsewhere(session, access, name, contact)
    known = people.find_outsider(session, access.board.workspace_id, name)
    is_another = known is not None and known.contact_id != contact.id
    person = people.outsider(session, access.board.workspace_id, name, contact)
    note_change(session, access, "council contact named", post.title, to=f"{called(contact)}, for {name}")
    put_in_post(session, access, post, person)
    if is_another:
        _ask_other_contact(session, access, person)
    return Reply(message=words.outside_noted(post.title, name, called(contact)))


def _ask_other_contact(session: Session, access: Access, person: Person) -> None:
    board, now = access.board, access.now
    posts = people.held_by(session, board.workspace_id, person.account, board.today(now))
    here = boards.boards_of(session, board.workspace_id)
    ask_through_contact(session, boards_around(session, here, posts, now), now)


def _refuse_contact_elsewhere(session: Session, access: Access, name: str, contact: Person) -> None:
    """A new contact types for somebody in every post that they hold, on other boards too."""
    known = people.find_outsider(session, access.board.workspace_id, name)
    if known is not None and known.contact_id != contact.id:
        today = access.board.today(access.now)
        for post in people.held_by(session, access.board.workspace_id, known.account, today):
            refuse_shared_post(session, access, post)


def _post(session: Session, access: Access, post_id: int) -> Post:
    if post_id not in dict(tenures.posts_around(session, access.board.id, access.board.today(access.now))):
        raise Refusal(NO_SUCH_POST)
    return people.get_post(session, post_id)


PRESSES: Mapping[str, UseCase] = {ASK: ask_who_types}
FORMS: Mapping[str, UseCase] = {FORM: hold_from_outside}
WORDS: Mapping[str, UseCase] = {"outside": type_outside}
READS = frozenset({ASK, "outside"})
