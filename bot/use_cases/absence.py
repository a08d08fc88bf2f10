"""Being away, handing over and coming back: who answers for a post meanwhile. Why is never asked and never kept."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import WEEKDAYS, full_day_in_words, listed
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.domain.typed_dates import read_day
from bot.messages import absence as words
from bot.messages.absence import AWAY, AWAY_FORM, BACK, HAND_OVER, HAND_OVER_FORM, TAKE_BACK, Absent
from bot.messages.parts import Message, Reply
from bot.use_cases import turnover
from bot.use_cases.acting import end as end_acting
from bot.use_cases.acting import follow_absence, in_place, make_way, refuse_while_acting
from bot.use_cases.connecting import put_in_post
from bot.use_cases.deciding import Able, who_can_decide_all
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.late import show_handed_over
from bot.use_cases.managing import called, forget_preview, named_post, picked_person, refuse_shared_post
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.planning import (
    Drop,
    MadeUp,
    PutOff,
    ask_anew,
    next_within_hours,
    within_hours,
    working_days,
)
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, Form, read_number
from storage import absences, acting, actions, audit, boards, choices, meetings, outbox, people, planned, tenures
from storage.access import Access, access_boards, access_post, posts_of_board
from storage.outbox import Leased, Planned
from storage.people import PlanPost
from storage.tables import Person, Post

UseCase = Callable[[Session, Any, datetime], Reply]

WELCOME_BACK, NOBODY_ANSWERS, ACTING_WANTED = "welcome_back", "away_without_delegate", "acting_officer_wanted"
SHARED = "absence_shared"
AT = time(9)
LONG = 20
"""Working days after which the chair is asked who is accountable meanwhile (the cycle: leave and absence)."""
FURTHEST = timedelta(days=366)

_AWAY = re.compile(r"^(?:until\s+)?(?P<until>.*?)(?:\s*\bfor\s+(?P<post>.+))?$", re.IGNORECASE)
_DELEGATE = re.compile(r"^(?:to\s+)?(?P<delegate>.+?)(?:\s+until\s+(?P<until>.+))?$", re.IGNORECASE)
_NOBODY = frozenset({"nobody", "no one", "none"})
_FOR = re.compile(r"^(?:for\s+)?(?P<post>.*)$", re.IGNORECASE)
ASK_FOR_A_DAY_TO_COME = "Type it as day and month, such as “away until 12 July”."


@dataclass(frozen=True)
class Case:
    """One post of one board, for somebody who may say that its holder is away."""

    access: Access
    post: PlanPost

    @property
    def board(self) -> Board:
        """The board it is about."""
        return self.access.board

    @property
    def today(self) -> date:
        """The day, in the board's zone."""
        return self.board.today(self.access.now)

    @property
    def is_own(self) -> bool:
        """Whether they hold the post themselves."""
        return self.post.id in self.access.standing.posts

    @property
    def is_managers_alone(self) -> bool:
        """Whether it is theirs to arrange only because they run the board: neither the post nor its line ties them."""
        standing = self.access.standing
        tied = replace(standing, seats=standing.seats - {Role.PROGRAMME_MANAGER})
        return not tied.may(Deed.ARRANGE_ABSENCE, self.post.id)

    @property
    def facts(self) -> Absent:
        """What messages say of the post."""
        about = f"{self.board.id}:{self.post.id}"
        return Absent(about, self.post.title, self.post.refs, self.post.holder, self.post.answers_for)


# In buttons and forms


def ask_until_when(session: Session, command: Press, now: datetime) -> Reply:
    """The form that says until when somebody is away."""
    case = _pressed(session, command.by, command.about, now)
    carried = command.about.split(":")[2:]
    return _away_form(session, case, read_day(carried[0]) if carried else None)


def ask_who_answers(session: Session, command: Press, now: datetime) -> Reply:
    """The form that hands a post to a delegate."""
    case = _pressed(session, command.by, command.about, now)
    return _hand_over_form(session, case)


def be_away(session: Session, command: Answers, now: datetime) -> Reply:
    """Note until when somebody is away, and who answers meanwhile; they are not written to until then."""
    case = _pressed(session, command.by, command.about, now)
    form = Form(command.answers)
    until = _check_until(form, form.day("until", f"Say until when. {ASK_FOR_A_DAY}"), case.today)
    delegate = named_delegate(session, case, form)
    if form.errors or until is None:
        return Reply(errors=form.errors, settled=False)
    return Reply(message=_go_away(session, case, until, delegate))


def hand_over(session: Session, command: Answers, now: datetime) -> Reply:
    """Let a delegate answer for a post, up to a last day if one is said, and ask them for what is wanted now."""
    case = _pressed(session, command.by, command.about, now)
    form = Form(command.answers)
    until = _check_until(form, form.day("until"), case.today)
    delegate = named_delegate(session, case, form)
    if delegate is None:
        form.wrong("delegate", "Say which post answers, such as Head of Early Help.")
    if form.errors or delegate is None:
        return Reply(errors=form.errors, settled=False)
    return Reply(message=_hand_over(session, case, delegate, until))


def be_back(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """End an absence: they are written to again, and hear what was sent on their behalf."""
    if isinstance(command, Press):
        return _come_back(session, _pressed(session, command.by, command.about, now))
    said = _FOR.match(" ".join(command.text.split()))
    return _own(session, command, now, said["post"] if said else "", BACK, "", _come_back, away_only=True)


# In words


def say_away(session: Session, command: Typed, now: datetime) -> Reply:
    """“away until 12 July”, for the one post that somebody holds; several are asked about."""
    said = _AWAY.match(" ".join(command.text.split()))
    typed = said["until"] if said else ""

    def go(session: Session, case: Case) -> Reply:
        if not typed:
            return _away_form(session, case, None)
        return Reply(message=_go_away(session, case, _day_to_come(typed, case.today), None))

    return _own(session, command, now, (said["post"] or "") if said else "", AWAY, typed, go)


def say_delegate(session: Session, command: Typed, now: datetime) -> Reply:
    """“delegate to Head of Early Help until 12 July”, for the one post that somebody holds; several are asked about."""
    said = _DELEGATE.match(" ".join(command.text.split()))

    def hand(session: Session, case: Case) -> Reply:
        if said is None:
            return _hand_over_form(session, case)
        if said["delegate"].casefold() in _NOBODY:
            return Reply(message=_take_back(session, case))
        until = _day_to_come(said["until"], case.today) if said["until"] else None
        form = Form({"delegate": said["delegate"]})
        delegate = named_delegate(session, case, form)
        if delegate is None:
            raise Refusal(" ".join(form.errors.values()))
        return Reply(message=_hand_over(session, case, delegate, until))

    return _own(session, command, now, "", HAND_OVER, "", hand)


def _own(
    session: Session,
    command: Typed,
    now: datetime,
    named: str,
    does: str,
    until: str,
    go: Callable[[Session, Case], Reply],
    *,
    away_only: bool = False,
) -> Reply:
    """Do something about the one post that they hold, or that they `named` of those; else ask which."""
    mine = _held(session, command, now)
    if not mine:
        raise Refusal(
            "You hold no post that answers for an action of the plan. Whoever does can say that they are away, and the "
            "programme manager can for anybody."
        )
    if does == HAND_OVER:  # who answers as a delegate names none of their own
        mine = [case for case in mine if not case.post.answers_for] or mine
    fitting = [case for case in mine if all(word in case.post.title.casefold() for word in named.casefold().split())]
    if away_only and len(fitting) > 1:
        fitting = [case for case in fitting if case.post.is_away(case.today)] or fitting
    if len(fitting) == 1:
        return go(session, fitting[0])
    day = read_coming_day(until, mine[0].today) if until else None
    about = [_carrying(case.facts, day) for case in fitting or mine]
    return Reply(message=words.which_post(does, about), settled=False)


def _carrying(absent: Absent, day: date | None) -> Absent:
    return Absent(f"{absent.about}:{day}", absent.post, absent.refs, absent.holder) if day else absent


def _held(session: Session, command: Typed, now: datetime) -> list[Case]:
    """The accountable posts that they hold, each once, or the chair's; on the board of this channel if it is one's."""
    mine = access_boards(session, command.by.key, now, name=command.by.name)
    here = [access for access in mine if command.channel and access.board.channel == command.channel]
    found: dict[int, Case] = {}
    for access in here or mine:
        for post in posts_of_board(session, access):
            if post.id in access.standing.posts:
                found.setdefault(post.id, Case(access, post))
    return list(found.values())


def read_coming_day(said: str, today: date) -> date | None:
    """A day to come as it is said: “12 July” (the next one), “Friday”, “tomorrow”, or with its year.

    None where it is none of these.
    """
    typed = said.strip().rstrip(".").casefold()
    if typed in ("today", "tomorrow"):
        return today + timedelta(days=typed == "tomorrow")
    weekday = next((number for number, name in enumerate(WEEKDAYS) if name.casefold() == typed), None)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if found := read_day(typed):
        return found
    coming = (read_day(f"{typed} {today.year + more}") for more in (0, 1))
    return next((day for day in coming if day and day >= today), None)


def _day_to_come(typed: str, today: date) -> date:
    found = read_coming_day(typed, today)
    if found is None:
        raise Refusal(f"“{typed}” is not a day that I can read. {ASK_FOR_A_DAY_TO_COME}")
    form = Form({})
    if _check_until(form, found, today) is None:
        raise Refusal(form.errors["until"])
    return found


def _check_until(form: Form, until: date | None, today: date) -> date | None:
    """The last day, if it is one: not passed, and not more than a year away."""
    if until is not None and until < today:
        form.wrong("until", f"{full_day_in_words(until)} has passed. Choose today or a later day.")
    elif until is not None and until > today + FURTHEST:
        form.wrong(
            "until",
            f"{full_day_in_words(until)} is more than a year away. Choose an earlier day; it can be put off later. If "
            "somebody has left, the programme manager can connect the post to whoever follows.",
        )
    return None if form.errors.get("until") else until


# What is done


def _go_away(session: Session, case: Case, until: date, delegate: Post | None) -> Message:
    row = people.get_post(session, case.post.id)
    holder = people.holder_of(session, row.id, case.today)
    if holder is None:
        raise Refusal(f"{row.title} is vacant, so nobody of it is away. Name a delegate for it, or connect it.")
    began = _began(session, case)
    if delegate is not None:
        make_way(session, case.board, case.post, case.access.now)
    people.set_away(session, row, until)
    follow_absence(session, case.board, case.post, until, case.access.now)
    _record(session, case, "away", was=str(case.post.away_until or ""), to=f"until {until}")
    if delegate is not None:
        _let_answer(session, case, delegate, until)
    answers = who_answers(session, case)
    _plan_welcome(session, case, holder, until, began)
    told = bool(case.post.refs) and case.board.started_at is not None
    if told:
        _tell_of_absence(session, case, holder, until, began, answers)
    _tell_other_boards(session, case, row, holder, until, answers)
    answered_for = _tell_those_answered_for(session, case, holder, until)
    if answers:
        ask_those_who_answer(session, case)
    manager = people.seat_holder(session, case.board.id, Role.PROGRAMME_MANAGER, case.today)
    manager_told = told and manager is not None and manager.id != case.access.standing.person_id
    return words.absence_noted(
        case.facts, until, answers, is_own=case.is_own, manager_told=manager_told, answered_for=answered_for
    )


def _hand_over(session: Session, case: Case, delegate: Post, until: date | None) -> Message:
    now = case.access.now
    if case.post.answers_for:
        raise Refusal(
            f"The {case.post.title} answers for the {listed(list(case.post.answers_for))} as a delegate, and names "
            "none of its own. Its officer, or the programme manager, can name another."
        )
    make_way(session, case.board, case.post, now)
    _let_answer(session, case, delegate, until)
    for board in _started(session, case):
        for meeting in meetings.meetings_of(session, board.id, since=now):
            is_asking = meeting.request_at is not None and meeting.request_at <= now
            if is_asking and any(post == case.post.id for _, post in meetings.agenda(session, meeting.id)):
                by = case.access.standing.person_id
                choices.choose(session, meeting.id, case.post.id, choices.Choice.HANDED_OVER, by, now)
    ask_those_who_answer(session, case)
    for board in _started(session, case):
        show_handed_over(session, board, case.post.id, now)
    return words.handed_over(case.facts, who_answers(session, case), until)


def take_back(session: Session, command: Press, now: datetime) -> Reply:
    """Let nobody answer for a post any more, and tell whoever did."""
    return Reply(message=_take_back(session, _pressed(session, command.by, command.about, now)))


def _take_back(session: Session, case: Case) -> Message:
    now, row = case.access.now, people.get_post(session, case.post.id)
    refuse_while_acting(session, case.board, case.post, now)
    delegate = people.delegate_of(session, row.id, case.today)
    if delegate is None:
        return words.taken_back(case.facts, "")
    if case.post.refs and (not case.post.account or case.post.is_away(case.today)):
        state = "away" if case.post.account else "vacant"
        raise Refusal(
            f"Nobody would be asked about {listed(list(case.post.refs))} then, since the {row.title} is {state}. Name "
            "another delegate in their place."
        )
    if case.is_managers_alone:
        refuse_shared_post(session, case.access, row)
    people.stop_delegation(session, row, case.today)
    _record(session, case, "delegate named", was=delegate.title, to="nobody")
    answered = people.holder_of(session, delegate.id, case.today)
    if answered is not None and _started(session, case):
        key = f"answers_no_more:{row.id}:{delegate.id}:{now.isoformat()}"
        outbox.say(
            session, case.board.workspace_id, key=key, to=answered.account, message=words.answers_no_more(case.facts),
            due=next_within_hours(case.board, now), board_id=case.board.id,
        )  # fmt: skip
    ask_those_who_answer(session, case)
    who = f"{delegate.title} ({called(answered)})" if answered else delegate.title
    return words.taken_back(case.facts, who, is_own=case.is_own)


def _let_answer(session: Session, case: Case, delegate: Post, until: date | None) -> None:
    row = people.get_post(session, case.post.id)
    if case.is_managers_alone:
        refuse_shared_post(session, case.access, row)
    people.delegate(session, row, delegate, case.today, until + timedelta(days=1) if until else None)
    to = f"{delegate.title} until {until}" if until else delegate.title
    _record(session, case, "delegate named", was=case.post.delegate, to=to)


def _come_back(session: Session, case: Case) -> Reply:
    until, row, now = case.post.away_until, people.get_post(session, case.post.id), case.access.now
    if until is None or not case.post.is_away(case.today):
        return Reply(message=words.not_away(case.facts))
    began, acted = _began(session, case), end_acting(session, case.board, case.post, now)
    people.set_away(session, row, None)
    delegation = people.delegation_of(session, row.id, case.today)
    if delegation is not None and delegation.until == until + timedelta(days=1):  # named for this absence
        people.stop_delegation(session, row, case.today)
    _record(session, case, "back", was=f"away until {until}")
    if acted:
        _record(session, case, "acting ended", was=acted.who)
    _tell_others_of_return(session, case, row, until)
    ask_those_who_answer(session, case)
    welcome = _welcome(session, case.board, row, began, case.today)
    if case.is_own:
        return Reply(message=welcome)
    key = f"{WELCOME_BACK}:{row.id}:back:{now.isoformat()}"
    due = next_within_hours(case.board, now)
    outbox.say(
        session, case.board.workspace_id, key=key, to=case.post.account, message=welcome, due=due,
        board_id=case.board.id,
    )  # fmt: skip
    return Reply(message=words.absence_ended(case.facts))


def _started(session: Session, case: Case) -> list[Board]:
    """The boards that speak to people: who answers for a post is the same on each of them."""
    return [each for each in boards.boards_of(session, case.board.workspace_id) if each.started_at is not None]


def ask_those_who_answer(session: Session, case: Case) -> None:
    """Ask whoever answers for a post now for what is wanted now, on every board that it has to do with."""
    for board in _started(session, case):
        ask_anew(session, board, case.post.id, case.access.now)
        ask_the_others(session, board, case.access.now)


def _began(session: Session, case: Case) -> datetime:
    """When the absence began (UTC): now, unless it runs already and is only made longer or shorter."""
    if case.post.away_until is None or not case.post.is_away(case.today):
        return case.access.now
    since = absences.planned_args(session, _welcome_key(case.post.id, case.post.away_until)).get("since")
    return datetime.fromisoformat(since) if since else case.access.now


def who_answers(session: Session, case: Case) -> str:
    """The delegate's post and name, if there is somebody who is not away as well."""
    delegate = people.delegate_of(session, case.post.id, case.today)
    if delegate is None or (delegate.away_until is not None and delegate.away_until >= case.today):
        return ""
    holder = people.holder_of(session, delegate.id, case.today)
    return f"{delegate.title} ({called(holder)})" if holder else ""


def _record(session: Session, case: Case, what: str, *, was: str = "", to: str = "") -> None:
    who = f"{case.post.title}, {case.access.standing.name}" if case.is_own else case.access.who
    workspace = case.board.workspace_id
    audit.record(session, workspace, who=who, what=what, subject=case.post.title, at=case.access.now, was=was, to=to)
    forget_preview(session, case.access)


def _pressed(session: Session, by: Caller, about: str, now: datetime) -> Case:
    board, _, rest = about.partition(":")
    post = rest.partition(":")[0]
    ids = read_number(board, "board"), read_number(post, "post")
    access, found = access_post(session, by.key, *ids, Deed.ARRANGE_ABSENCE, now, name=by.name)
    return Case(access, found)


def _away_form(session: Session, case: Case, until: date | None) -> Reply:
    until = until or (case.post.away_until if case.post.is_away(case.today) else None)
    told = _who_hears(session, case)
    return Reply(form=words.away_form(case.facts, until, case.post.delegate, told, is_own=case.is_own), settled=False)


def _hand_over_form(session: Session, case: Case) -> Reply:
    told = [words.WHOEVER_ANSWERS] if case.post.refs and _started(session, case) else []
    return Reply(form=words.hand_over_form(case.facts, case.post.delegate, told), settled=False)


def _who_hears(session: Session, case: Case) -> list[str]:
    """Who is told that the holder of a post is away, and when, before it is said until when and who answers."""
    if not case.post.refs or case.board.started_at is None:
        return []
    names, manager = _who_names(session, case), _manager_to_tell(session, case)
    return [
        words.WHOEVER_ANSWERS,
        *([words.IF_NOBODY] if manager else []),
        *([words.if_long(names.post, LONG)] if names else []),
    ]


def _manager_to_tell(session: Session, case: Case) -> Person | None:
    """The programme manager, unless it is they who are away or who say so."""
    manager = people.seat_holder(session, case.board.id, Role.PROGRAMME_MANAGER, case.today)
    holder = people.holder_of(session, case.post.id, case.today)
    is_known = manager is not None and manager.id in (holder and holder.id, case.access.standing.person_id)
    return None if is_known else manager


# Who answers meanwhile


def named_delegate(session: Session, case: Case, form: Form) -> Post | None:
    """The post that a form names as delegate, with somebody in it; None if it names none, or what is wrong is said."""
    title, person = form.words("delegate"), picked_person(session, case.access, form)
    if form.errors or not (title or person):
        return None
    post = _titled(session, case, title, person, form) if title else _post_of(session, case, person, form)
    if post is None:
        return None
    holder = people.holder_of(session, post.id, case.today)
    _check_delegate(session, case, post, holder, person, form)
    if form.errors:
        return None
    if holder is None and person is not None:
        put_in_post(session, case.access, post, person)
    return post


def _titled(session: Session, case: Case, title: str, person: Person | None, form: Form) -> Post | None:
    """The post with this title, or that alone has these words; a new one if it is said who holds it."""
    known = people.posts_titled(session, case.board.workspace_id)
    same = [post for post, other in known if other.casefold() == title.casefold()]
    like = [post for post, other in known if all(word in other.casefold() for word in title.casefold().split())]
    if same or (person is None and len(like) == 1):
        return people.get_post(session, (same or like)[0])
    if person is None:
        titles = dict(known)
        hint = f" Do you mean {' or '.join(titles[post] for post in like[:4])}?" if like else ""
        form.wrong("delegate", f"I know no post called “{title}”, or not who holds it.{hint} Choose who holds it, too.")
        return None
    return named_post(session, case.board.workspace_id, title, case.access.now)


def _post_of(session: Session, case: Case, person: Person | None, form: Form) -> Post | None:
    held = people.held_by(session, case.board.workspace_id, person.account, case.today) if person else []
    if len(held) == 1:
        return held[0]
    form.wrong("delegate", "Type which post they answer from, such as Head of Early Help.")
    return None


def _check_delegate(
    session: Session, case: Case, post: Post, holder: Person | None, person: Person | None, form: Form
) -> None:
    """An officer may name who answers for them, and may not thereby move anybody into or out of another's post."""
    answering = person or holder
    if post.id == case.post.id:
        form.wrong("delegate", "A post can not be its own delegate. Name another.")
    elif answering is not None and answering.account == case.post.account:
        form.wrong("person", f"{called(answering)} holds {case.post.title} themselves. Name somebody else.")
    elif holder is not None and person is not None and holder.id != person.id:
        form.wrong("person", f"{post.title} is held by {called(holder)}. Leave this empty, or name another post.")
    elif holder is None and person is None:
        form.wrong("person", f"Nobody holds {post.title} yet. Choose who does.")
    elif holder is None and _is_of_board(session, case, post):
        form.wrong("person", f"{post.title} is vacant. Ask the programme manager to connect it, or name another post.")
    elif post.away_until is not None and post.away_until >= case.today:
        form.wrong("delegate", f"{post.title} is away until {full_day_in_words(post.away_until)}. Name another.")


def _is_of_board(session: Session, case: Case, post: Post) -> bool:
    """Whether something hangs on who holds the post; then only the programme manager says who does."""
    if Role.PROGRAMME_MANAGER in case.access.standing.seats:
        return False
    return people.matters(session, case.board.workspace_id, post.id, case.today)


# What is said of it


def _tell_of_absence(session: Session, case: Case, holder: Person, until: date, began: datetime, answers: str) -> None:
    board, today = case.board, case.today
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    to = _manager_to_tell(session, case)
    if not answers and to is not None:
        message = words.away_without_delegate(case.facts, until, today)
        _tell(session, case, f"{NOBODY_ANSWERS}:{board.id}:{case.post.id}:{until}", to, message)
    if not is_long(board, board.today(began), until):
        return
    if in_place(session, case.post.id, today) is not None:
        return
    names = _who_names(session, case)
    if names is not None:
        chair = people.get_person(session, names.person_id)
        message = words.acting_officer_wanted(case.facts, until, today, answers, called(manager))
        key = f"{ACTING_WANTED}:{board.id}:{case.post.id}:{holder.id}:{board.today(began)}"
        _tell(session, case, key, chair, message)


def _who_names(session: Session, case: Case) -> Able | None:
    """Who decides who acts: the chair, else the deputy, else the approver, where they do not answer for it."""
    board = case.board
    found = actions.actions_of(session, board.id, case.today, board.zone)
    theirs = [each for each in found if each.post_id == case.post.id and each.is_live]
    return who_can_decide_all(session, board, theirs, case.access.now)


def _tell_those_answered_for(session: Session, case: Case, holder: Person, until: date) -> list[words.AnsweredFor]:
    """Tell whose delegate is away: each officer who is there, that they are asked themselves; of the others, where
    nobody answers now, whoever runs the board. Returns the posts, of every board.
    """
    found = list[words.AnsweredFor]()
    for board in _started(session, case):
        today, now = board.today(case.access.now), case.access.now
        officers: dict[str, list[words.AnsweredFor]] = {}
        manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
        for post in turnover.answered_for(session, board, {case.post.title}, today):
            is_there = bool(post.account) and not post.is_away(today)
            one = words.AnsweredFor(f"{board.id}:{post.id}", post.title, post.refs, is_there)
            officers.setdefault(post.account if is_there else manager.account if manager else "", []).append(one)
            found.append(one)
            ask_anew(session, board, post.id, now)
        for account, posts in officers.items():
            _tell_of_delegate(session, case, board, account, (holder, until), posts)
    return found


def _tell_of_delegate(
    session: Session, case: Case, board: Board, to: str, away: tuple[Person, date], posts: Sequence[words.AnsweredFor]
) -> None:
    """One message for those of the posts whose officer it is, and one for those of which nobody answers."""
    holder, until = away
    now, who = case.access.now, f"{case.post.title} ({called(holder)})"
    if to in ("", holder.account, case.access.standing.account):
        return
    for is_there, say in ((True, words.delegate_away), (False, words.delegate_away_too)):
        theirs = [post for post in posts if post.is_there is is_there]
        if theirs:
            message = say(who, until, board.today(now), theirs)
            key = f"{message.kind}:{board.id}:{case.post.id}:{until}:{to}:{now.isoformat()}"
            outbox.say(
                session, board.workspace_id, key=key, to=to, message=message, due=next_within_hours(board, now),
                board_id=board.id, args={"post": case.post.id},
            )  # fmt: skip


def _tell_other_boards(session: Session, case: Case, row: Post, holder: Person, until: date, answers: str) -> None:
    """Whoever runs another board of the post hears it too, where a manager noted it, or nobody answers meanwhile."""
    if answers and not case.is_managers_alone:
        return
    for board, manager, absent in _other_managers(session, case, row, holder):
        message = words.absence_shared(absent, until, answers, board.today(case.access.now))
        _say_to_other(session, case, board, manager, f"{SHARED}:{board.id}:{row.id}:{until}", message)


def _tell_others_of_return(session: Session, case: Case, row: Post, until: date) -> None:
    """Whoever runs another board and was told of an absence hears that it is over before its last day."""
    holder = people.holder_of(session, row.id, case.today)
    if holder is None or until <= case.today:
        return
    for board, manager, absent in _other_managers(session, case, row, holder):
        told = f"{SHARED}:{board.id}:{row.id}:{until}"
        if planned.was_said_to(session, told, manager.account):
            _say_to_other(session, case, board, manager, f"{told}:back", words.absence_shared_ended(absent))


def _other_managers(session: Session, case: Case, row: Post, holder: Person) -> Iterator[tuple[Board, Person, Absent]]:
    """Those who run the other boards of a post, each once, with what it answers for there; not who knows already."""
    knows = {holder.id, case.access.standing.person_id}
    own = people.seat_holder(session, case.board.id, Role.PROGRAMME_MANAGER, case.today)
    knows |= {own.id} if own else set()
    for board in _started(session, case):
        today = board.today(case.access.now)
        manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
        is_other = board.id != case.board.id and tenures.is_around(session, board.id, row, today)
        if not is_other or manager is None or manager.id in knows:
            continue
        refs = next((each.refs for each in people.plan_posts(session, board.id, today) if each.id == row.id), ())
        yield board, manager, Absent(f"{board.id}:{row.id}", row.title, refs, called(holder))


def _say_to_other(session: Session, case: Case, board: Board, manager: Person, key: str, message: Message) -> None:
    now = case.access.now
    outbox.say(
        session, board.workspace_id, key=f"{key}:{now.isoformat()}", to=manager.account, message=message,
        due=next_within_hours(board, now), board_id=board.id, args={"post": case.post.id},
    )  # fmt: skip


def is_long(board: Board, began: date, until: date) -> bool:
    """Whether an absence, both of its days included, is of more than 20 working days."""
    return working_days(board, began).count_between(began - timedelta(days=1), until) > LONG


def _tell(session: Session, case: Case, key: str, to: Person, message: Message) -> None:
    board, due = case.board, next_within_hours(case.board, case.access.now)
    outbox.say(
        session, board.workspace_id, key=key, to=to.account, message=message, due=due, board_id=board.id,
        args={"post": case.post.id},
    )  # fmt: skip


def before_told(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why it need not be told any more that somebody is away: they are back, or (to the manager) somebody answers."""
    board, post = boards.get_board(session, row.board_id or 0), people.get_post(session, row.args["post"])
    today = board.today(now)
    if post.away_until is None or post.away_until < today:
        return Drop("they are back")
    acts = in_place(session, post.id, today)
    if row.kind == ACTING_WANTED and acts is not None and acts.holder is not None:
        return Drop("somebody acts for them by now")
    delegate = people.delegate_of(session, post.id, today)
    if row.kind == NOBODY_ANSWERS and delegate and people.holder_of(session, delegate.id, today):
        return Drop("somebody answers for them by now")
    return None


# Coming back


def _welcome_key(post_id: int, until: date) -> str:
    return f"{WELCOME_BACK}:{post_id}:{until}"


def _plan_welcome(session: Session, case: Case, holder: Person, until: date, began: datetime) -> None:
    """On the working day after, 09:00; a row of an earlier plan finds then that it is not wanted any more."""
    board = case.board
    if board.started_at is None:
        return
    due = board.at(working_days(board, until).shift(until, 1), AT)
    args = {"post": case.post.id, "person": holder.id, "until": str(until), "since": began.isoformat()}
    outbox.plan(session, board.workspace_id, board.id, [(_welcome_key(case.post.id, until), WELCOME_BACK, args, due)])


def make_up_welcome_back(session: Session, row: Planned, now: datetime) -> MadeUp | Drop | PutOff:
    """What was sent on somebody's behalf while they were away. What is asked of them since goes to them again.

    It is said however late; at night or on a holiday it waits for the next morning.
    """
    board = boards.get_board(session, row.board_id or 0)
    today, post = board.today(now), people.get_post(session, row.args["post"])
    holder = people.holder_of(session, post.id, today)
    if holder is None or holder.id != row.args["person"]:
        return Drop("the post changed hands meanwhile")
    if str(post.away_until) != row.args["until"]:
        return Drop("they came back earlier, or stay away longer")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    for each in boards.boards_of(session, board.workspace_id):
        if each.started_at is not None:
            ask_anew(session, each, post.id, now)
            ask_the_others(session, each, now)
    since = datetime.fromisoformat(row.args["since"])
    return MadeUp(holder.account, _welcome(session, board, post, since, today))


def _welcome(session: Session, board: Board, post: Post, since: datetime, today: date) -> Message:
    sent: Sequence[words.SentMeanwhile] = [
        words.SentMeanwhile(
            action.id, action.ref, action.title, f"{each.person_name} ({each.post})", board.local(each.at)
        )
        for each, action in absences.sent_on_behalf(session, board.id, post.title, since)
    ]
    acted = [
        words.ActedMeanwhile(each.who, each.since, min(each.until or today, today) - timedelta(days=1))
        for each in acting.acted(session, post.id, board.today(since))
    ]
    return words.welcome_back(post.title, sent, today, acted)


PRESSES: dict[str, UseCase] = {
    AWAY: ask_until_when,
    HAND_OVER: ask_who_answers,
    TAKE_BACK: take_back,
    BACK: be_back,
}
FORMS: dict[str, UseCase] = {AWAY_FORM: be_away, HAND_OVER_FORM: hand_over}
WORDS: dict[str, UseCase] = {"away": say_away, "back": be_back, "delegate": say_delegate}
READS: frozenset[str] = frozenset({AWAY, HAND_OVER})
EVERY_TIME: frozenset[str] = frozenset({TAKE_BACK, BACK})
MAKERS = {WELCOME_BACK: make_up_welcome_back}
CHECKS = dict.fromkeys(
    (SHARED, NOBODY_ANSWERS, ACTING_WANTED, "delegate_away", "delegate_away_too"), ("post", before_told)
)
