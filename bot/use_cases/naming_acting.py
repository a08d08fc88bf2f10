"""Naming who acts as accountable officer while its holder is away for long: the chair does, or the programme manager
records it. Whoever acts is the delegate with a name of their own: see docs/decisions.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.people import Deed, Role
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages import acting as words
from bot.messages.acting import NAME, NAME_FORM, NOBODY, Acting
from bot.messages.parts import Message, Reply
from bot.use_cases import acting as following
from bot.use_cases.absence import Case, UseCase, ask_those_who_answer, named_delegate, who_answers
from bot.use_cases.acting import InPlace, facts_of, in_place, plan_end, stand_in_title, tell
from bot.use_cases.deciding import CHAIR_DECIDES, THE_BOARD, Able, nobody_can, records_for_others, who_can_decide_all
from bot.use_cases.heard import Answer, Answers, Caller, Press
from bot.use_cases.managing import forget_preview
from bot.use_cases.reading_answers import Form, read_number
from storage import acting, actions, audit, people
from storage.access import access_post, refuse_boards_of_others
from storage.tables import Person, Post

SHARED_POST = (
    "{post} is a post of another board as well, and who acts for it would do so there too. Whoever chairs or runs both "
    "boards can name them; or the officer, or whoever they report to, names a delegate."
)


@dataclass(frozen=True)
class _Naming:
    """A post whose holder is away, and whose decision it is who acts for it."""

    case: Case
    until: date
    able: Able | None
    """Who decides; None where it is the Board, as the programme manager records it."""
    is_recorded: bool

    @property
    def named_by(self) -> str:
        """The post of whoever decides."""
        return self.able.post if self.able else THE_BOARD


def ask_who_acts(session: Session, command: Press, now: datetime) -> Reply:
    """The form that names who acts.

    Raises:
        Refusal: it is not theirs to decide or record; or the officer is not away.
    """
    naming = _naming(session, command.by, command.about, now)
    facts = _facts(session, naming)
    over = [words.acts_no_longer(facts.who)] if facts.who else []
    told = [words.WHOEVER_ACTS, *over, *(named for named, _ in _others(session, naming))]
    return Reply(form=words.acting_form(facts, naming.named_by, told, is_recorded=naming.is_recorded), settled=False)


def name_acting(session: Session, command: Answers, now: datetime) -> Reply:
    """Let somebody act as accountable officer until the absence ends; those concerned are told.

    Raises:
        Refusal: as for asking; or the post is of another board as well, where they may not.
    """
    naming = _naming(session, command.by, command.about, now)
    form = Form(_with_stand_in(session, naming, command))
    post = named_delegate(session, naming.case, form)
    if post is None:
        form.wrong("delegate", "Say who acts: choose a person, or type a post such as Head of Early Help.")
    elif naming.able and _holder(session, naming, post) == naming.able.person_id:
        form.wrong("person", f"The {naming.able.post} confirms the ratings of these actions. Name somebody else.")
    if form.errors or post is None:
        return Reply(errors=form.errors, settled=False)
    _act(session, naming, post)
    return Reply(message=words.acting_named(_facts(session, naming)))


def let_nobody_act(session: Session, command: Press, now: datetime) -> Reply:
    """Nobody acts: the delegate goes on, and whoever acted stops.

    Raises:
        Refusal: as for asking.
    """
    naming = _naming(session, command.by, command.about, now)
    was = following.end(session, naming.case.board, naming.case.post, now)
    _record(session, naming, "nobody acts", was=was.who if was else "", to="nobody")
    ask_those_who_answer(session, naming.case)
    facts = replace(_facts(session, naming), delegate=who_answers(session, naming.case))
    # Where nobody acted before, it can be pressed twice: it is said once.
    when = now.isoformat() if was else str(naming.until)
    _tell_others(session, naming, words.nobody_acts(facts), "nobody_acts", when)
    return Reply(message=words.nobody_acts(facts))


def _naming(session: Session, by: Caller, about: str, now: datetime) -> _Naming:
    board, _, post = about.partition(":")
    ids = read_number(board, "board"), read_number(post, "post")
    access, found = access_post(session, by.key, *ids, Deed.NAME_ACTING, now, name=by.name)
    case = Case(access, found)
    able, is_recorded = _decider(session, case)
    if found.away_until is None or not found.is_away(case.today) or not found.refs:
        raise Refusal(
            f"The {found.title} is not away, so nobody acts for it. To change who holds the post for good, the "
            "programme manager types “people”."
        )
    return _Naming(case, found.away_until, able, is_recorded)


def _decider(session: Session, case: Case) -> tuple[Able | None, bool]:
    """Who decides, and whether somebody else records it: as for what becomes of an action (ratings, c6)."""
    access, board = case.access, case.board
    theirs = _theirs(session, case)
    able = who_can_decide_all(session, board, theirs, access.now)
    if able and able.person_id == access.standing.person_id:
        return able, False
    if records_for_others(access):
        return able, True
    can = f"The {able.post} can." if able else nobody_can(session, board, theirs, access.now)
    raise Refusal(f"{CHAIR_DECIDES} {can}")


def _theirs(session: Session, case: Case) -> list[Action]:
    found = actions.actions_of(session, case.board.id, case.today, case.board.zone)
    return [each for each in found if each.post_id == case.post.id and each.is_live]


def _with_stand_in(session: Session, naming: _Naming, command: Answers) -> dict[str, Answer]:
    """The answers; a person who is named alone and holds no post here acts from one that is called after it."""
    form, case = Form(command.answers), naming.case
    account = form.words("person")
    if form.words("delegate") or not account or people.held_by(session, case.board.workspace_id, account, case.today):
        return dict(command.answers)
    _make_room(session, case)
    return {**command.answers, "delegate": stand_in_title(case.post.title)}


def _make_room(session: Session, case: Case) -> None:
    """Let whoever has the post that is called after this one leave it to another; an error in the form undoes that."""
    titles = people.posts_titled(session, case.board.workspace_id)
    found = next((each for each, title in titles if title == stand_in_title(case.post.title)), None)
    was = in_place(session, case.post.id, case.today)
    if found is None:
        return
    if was is not None and was.post.id == found:
        following.end(session, case.board, case.post, case.access.now)
        return
    delegate = people.delegate_of(session, case.post.id, case.today)
    if delegate is not None and delegate.id == found:
        people.stop_delegation(session, people.get_post(session, case.post.id), case.today)
    following.leave_stand_in(session, people.get_post(session, found), case.post.title, case.today)


def _act(session: Session, naming: _Naming, post: Post) -> None:
    case, board, now = naming.case, naming.case.board, naming.case.access.now
    row, was = people.get_post(session, case.post.id), in_place(session, case.post.id, case.today)
    if was is not None and was.post.id == post.id:
        return
    refuse_boards_of_others(session, case.access, [row], SHARED_POST.format(post=row.title), may=Deed.NAME_ACTING)
    if was is not None:
        following.say_over(session, board, case.post, was, now)
    acting.act_for(session, row, post, case.today, naming.until + timedelta(days=1), naming.named_by)
    plan_end(session, board, row.id, naming.until)
    before = was.who if was else case.post.delegate
    _record(session, naming, "acting officer named", was=before, to=f"{post.title} until {naming.until}")
    ask_those_who_answer(session, case)
    _tell_of_it(session, naming)


def _tell_of_it(session: Session, naming: _Naming) -> None:
    case, facts = naming.case, replace(_facts(session, naming), named_by=naming.named_by)
    found = in_place(session, case.post.id, case.today)
    if found and found.holder:
        key = f"acting_begins:{case.post.id}"
        tell(session, case.board, found.holder, words.acting_begins(facts), key, case.access.now)
    _tell_others(session, naming, words.acting_named(facts), "acting_named", case.access.now.isoformat())


def _tell_others(session: Session, naming: _Naming, message: Message, key: str, when: str) -> None:
    """The programme manager and whoever decides, but for the one who pressed; once for each `when`."""
    case = naming.case
    for _, person in _others(session, naming):
        tell(session, case.board, person, message, f"{key}:{case.post.id}:{person.id}", case.access.now, when)


def _others(session: Session, naming: _Naming) -> list[tuple[str, Person]]:
    """Who hears of it beside whoever acts, as a sentence names them: each once, and not the one who says so."""
    case, able = naming.case, naming.able
    manager = people.seat_holder(session, case.board.id, Role.PROGRAMME_MANAGER, case.today)
    found = [("the programme manager", manager)] if manager else []
    if able and not (manager and able.person_id == manager.id):
        found.append((f"the {able.post}", people.get_person(session, able.person_id)))
    return [(named, person) for named, person in found if person.id != case.access.standing.person_id]


def _holder(session: Session, naming: _Naming, post: Post) -> int:
    holder = people.holder_of(session, post.id, naming.case.today)
    return holder.id if holder else 0


def _facts(session: Session, naming: _Naming) -> Acting:
    case = naming.case
    found: InPlace | None = in_place(session, case.post.id, case.today)
    return facts_of(case.board, case.post, found, naming.until, naming.named_by if naming.is_recorded else "")


def _record(session: Session, naming: _Naming, what: str, *, was: str, to: str) -> None:
    case = naming.case
    why = f"as the {naming.named_by} decided" if naming.is_recorded else ""
    for action in _theirs(session, case):
        audit.record(
            session, case.board.workspace_id, who=case.access.who, what=what, subject=f"{action.ref} {case.post.title}",
            at=case.access.now, was=was, to=to, why=why, action_id=action.id,
        )  # fmt: skip
    forget_preview(session, case.access)


PRESSES: dict[str, UseCase] = {NAME: ask_who_acts, NOBODY: let_nobody_act}
FORMS: dict[str, UseCase] = {NAME_FORM: name_acting}
READS: frozenset[str] = frozenset({NAME})
EVERY_TIME: frozenset[str] = frozenset({NOBODY})
