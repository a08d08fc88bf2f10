"""Asking who answers for something, and what the board is for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import PRESSURE_AT_MOST, PRESSURES, PRESSURES_AT_MOST
from bot.domain.dates import day_in_words, listed
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed, Role
from bot.domain.plans import Action
from bot.domain.references import Referenced, find_named, split_ref
from bot.domain.refusals import Refusal
from bot.messages import who as words
from bot.messages.parts import Message, Reply
from bot.messages.who import ABOUT, ABOUT_FORM, LONGEST, AboutFacts, Holder, WhoFacts, holder_words
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_management, called, note_change
from bot.use_cases.named_records import named_record
from bot.use_cases.reading_answers import Form
from bot.use_cases.turnover import manager_words
from storage import acting, actions, boards, meetings, people, tenures
from storage.access import Access, access_action, access_action_by_id, access_board
from storage.people import PlanPost
from storage.reporting import named_with_reported
from storage.tenures import Tenure

UseCase = Callable[[Session, Any, datetime], Reply]

FEW = 6
"""Meetings to come that are named."""


def tell_who(session: Session, command: Typed, now: datetime) -> Reply:
    """“whois A6”, or the title of a post, or a person’s name: who answers, who holds it, and who else.

    “whois CR-03”, or another record by its reference: who asked for it or decided it, and who answers for its action.
    Who sees only the actions that they lead or give input to asks of those.

    Raises:
        Refusal: they may not see the plan, nor any action of it; or the words mean nothing here, or several things.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_ACTION, now, channel=command.channel, name=by.name)
    said = " ".join(command.text.split()).rstrip("?. ")
    if not said:
        raise Refusal("Say of whom: an action, a post or a person, such as “whois A6” or “whois Head of Early Help”.")
    try:
        return _told(session, access, said)
    except Refusal:
        record = named_record(session, access, said)
        if record is None:
            raise
        return _of_record(session, access, record)


def _told(session: Session, access: Access, said: str) -> Reply:
    if not access.sees_plan:
        action = access_action(session, access, said, Deed.SEE_ACTION)
        return _of_action(session, access, action.id)
    known = named_with_reported(session, access.board.id)
    by_ref = find_named(said, known) if split_ref(said) else []
    posts = [] if by_ref else _posts_called(session, access, said)
    held = [] if by_ref or posts else _held_by(session, access, said)
    found = by_ref or ([] if posts or held else find_named(said, known))
    ids = [each.id for each in known]
    found = found or ([] if posts or held else actions.formerly_called(session, access.board.id, said, ids))
    if len(found) == 1:
        return _of_action(session, access, found[0].id)
    if len(posts) == 1:
        return Reply(message=words.whois_shown(_facts(session, access, *posts[0]), access.board.today(access.now)))
    if held and len({name for name, _ in held}) == 1:
        facts = [_facts(session, access, *post) for _, post in held]
        return Reply(message=words.person_shown(held[0][0], facts, access.board.today(access.now)))
    raise Refusal(_which(said, [each.ref for each in found] or [title for _, title in posts] or [n for n, _ in held]))


def _which(said: str, found: Sequence[str]) -> str:
    if not found:
        return (
            f"No action, post or person of this plan is called “{said}”. Type an action, such as “whois A6”, or words "
            "of a post’s title. “status” shows every post that answers for something."
        )
    several = list(dict.fromkeys(found))
    more = f", and {len(several) - FEW} more" if len(several) > FEW else ""
    return f"“{said}” could be {'; '.join(several[:FEW])}{more}. Type “whois {several[0]}”, for example."


def _posts_called(session: Session, access: Access, said: str) -> list[tuple[int, str]]:
    """The posts with this title or alias, else all that have every word of it in their title."""
    today = access.board.today(access.now)
    around = tenures.posts_around(session, access.board.id, today)
    aliases = tenures.aliases_of(session, [post_id for post_id, _ in around])
    typed = said.casefold()
    same = [
        post
        for post in around
        if typed in (post[1].casefold(), *(each.casefold() for each in aliases.get(post[0], ())))
    ]
    return same or [post for post in around if _words(said) <= _words(post[1])]


def _words(said: str) -> set[str]:
    return set(re.findall(r"\w+", said.casefold()))


def _held_by(session: Session, access: Access, said: str) -> list[tuple[str, tuple[int, str]]]:
    """Whoever of this board has this name, with each post that they hold."""
    today = access.board.today(access.now)
    found = []
    for post in tenures.posts_around(session, access.board.id, today):
        tenure = tenures.tenure_of(session, post[0], today)
        if tenure is not None and _words(said) <= _words(tenure.name):
            found.append((tenure.name, post))
    return found


def _of_record(session: Session, access: Access, record: Referenced) -> Reply:
    if not record.action_id:
        return Reply(message=words.record_shown(record))
    return _of_action(session, access, record.action_id, record)


def _of_action(session: Session, access: Access, action_id: int, record: Referenced | None = None) -> Reply:
    action = access_action_by_id(session, access, action_id, Deed.SEE_ACTION)
    today = access.board.today(access.now)
    about = {"ref": action.ref, "title": action.title, "lead": _lead(session, access, action), "action_id": action.id}
    facts = _facts(session, access, action.post_id, action.post, about)
    refs = tuple(ref for ref in facts.refs if access.sees_plan or ref == action.ref)
    return Reply(message=words.whois_shown(replace(facts, refs=refs), today, record))


def _lead(session: Session, access: Access, action: Action) -> str:
    post = people.find_post(session, access.board.workspace_id, action.lead) if action.lead else None
    holder = people.holder_of(session, post.id, access.board.today(access.now)) if post else None
    return f"{action.lead} ({called(holder)})" if holder else action.lead


def _facts(session: Session, access: Access, post_id: int, title: str, about: dict[str, Any] | None = None) -> WhoFacts:
    board, today = access.board, access.board.today(access.now)
    plan = next((each for each in people.plan_posts(session, board.id, today) if each.id == post_id), None)
    post = plan or people.post_with_people(session, post_id, today)
    seats = [role.words.removeprefix("the ") for role, seat in people.seats(session, board.id) if seat.id == post_id]
    return WhoFacts(
        post=title,
        refs=post.refs,
        holder=holder_facts(session, post_id, today),
        vacant_since=post.vacant_since,
        away_until=post.away_until if post.is_away(today) else None,
        delegate=_named_with(post.delegate, _delegate_holder(session, post, today)),
        delegate_until=post.delegate_until - timedelta(days=1) if post.delegate_until else None,
        is_acting=post.is_acting,
        acted=_acted(session, post_id, today),
        acting_about=_may_name(access, post, today),
        line=_line(post),
        seats=tuple(seats),
        aliases=tuple(tenures.aliases_of(session, [post_id]).get(post_id, ())),
        **(about or {}),
    )


def _acted(session: Session, post_id: int, today: date) -> tuple[str, ...]:
    """Who has acted for a post, and from when to when; not who does so now."""
    return tuple(
        f"{each.who}, {day_in_words(each.since, today)} to {day_in_words(each.until - timedelta(days=1), today)}"
        for each in acting.acted(session, post_id)
        if each.until is not None and each.until <= today
    )


def _may_name(access: Access, post: PlanPost, today: date) -> str:
    """What the button that names who acts is about; empty where there is nobody to act for, or it is not theirs."""
    is_wanted = post.is_away(today) and post.refs and access.standing.may(Deed.NAME_ACTING)
    return f"{access.board.id}:{post.id}" if is_wanted else ""


def _delegate_holder(session: Session, post: PlanPost, today: date) -> str:
    """Who holds the post of a delegate, and until when they are away."""
    delegate = people.delegate_of(session, post.id, today) if post.delegate else None
    until = delegate.away_until if delegate is not None else None
    away = f", away until {day_in_words(until, today)}" if until is not None and today <= until else ""
    return f"{post.delegate_holder or 'vacant'}{away}"


def _named_with(title: str, holder: str) -> str:
    return f"{title} ({holder})" if title and holder else title


def _line(post: PlanPost) -> str:
    return f"{post.line} ({post.line_holder or 'vacant'})" if post.line else ""


def holder_facts(session: Session, post_id: int, today: date) -> Holder | None:
    """Whoever is in a post today, and until they accept it whoever was; None while it is vacant."""
    tenure = tenures.tenure_of(session, post_id, today)
    if tenure is None:
        return None
    before = None if tenure.is_accepted else tenures.tenure_before(session, post_id, tenure.since)
    return _holder(tenure, before)


def _holder(tenure: Tenure, before: Tenure | None) -> Holder:
    return Holder(
        name=tenure.name,
        since=tenure.since,
        leaves_on=tenure.leaves_on,
        is_temporary=tenure.is_temporary,
        before=before.name if before else "",
        before_until=before.until if before else None,
        contact=tenure.contact,
    )


def officer_words(action: Action, today: date, held_before: Sequence[tuple[str, date]]) -> str:
    """The accountable officer of an action with whoever holds the post, both names while a handover is open: who held
    it before, and until when.

    Empty where there is no more to say than the action itself does.
    """
    held = action.held
    if held is None or not (not held.is_accepted or held.leaves_on or held.is_temporary or held.contact):
        return ""
    earlier = [] if held.is_accepted else [(until, name) for name, until in held_before if until <= held.since]
    before_until, before = max(earlier[::-1], key=itemgetter(0), default=(None, ""))
    holder = Holder(
        name=action.holder,
        since=held.since,
        leaves_on=held.leaves_on,
        is_temporary=held.is_temporary,
        before=before,
        before_until=before_until,
        contact=held.contact,
    )
    away = (
        f", away until {day_in_words(action.away_until, today)}" if action.away_until and action.is_away(today) else ""
    )
    return f"{action.post} ({holder_words(holder, today)}){away}"


# What the board is for


def tell_about(session: Session, command: Typed, now: datetime) -> Reply:
    """The board's aim, objectives, chair, members and meetings, and who to ask.

    Raises:
        Refusal: they may not see the plan.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    return Reply(message=_about(session, access))


def ask_about(session: Session, command: Press, now: datetime) -> Reply:
    """The form in which the programme manager writes down what the board is for."""
    access = access_management(session, command.by, now, command.about)
    said, usual = boards.about_of(session, access.board.id), _usual(session, access)
    return Reply(
        form=words.about_form(
            access.board.id, said.aim, said.objectives, said.whom_to_ask, usual, "\n".join(access.board.pressures)
        )
    )


def set_about(session: Session, command: Answers, now: datetime) -> Reply:
    """Write down what the board is for; what was there before is on the record."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    said = boards.AboutBoard(
        aim=form.words("aim", longest=LONGEST["aim"]),
        objectives="\n".join(_lines(form, command, "objectives")),
        whom_to_ask=form.words("whom_to_ask", longest=LONGEST["whom_to_ask"]),
        pressures=_pressures(form, command),
    )
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details(
        {
            "aim": said.aim,
            "objectives": said.objectives,
            "whom_to_ask": said.whom_to_ask,
            "pressures": "\n".join(said.pressures),
        }
    )
    was = boards.about_of(session, access.board.id)
    if said != was:
        boards.change_board(session, access.board.id, **vars(said))
        note_change(
            session, access, "about the board changed", access.board.name, was=_in_words(was), to=_in_words(said)
        )
    return Reply(message=_about(session, access, "Saved." if said != was else "Nothing was changed."))


def _pressures(form: Form, command: Answers) -> list[str]:
    """The board's own kinds of barrier and risk; none where they are those that every board starts with."""
    if "pressures" not in command.answers:
        return []
    kinds = list(dict.fromkeys(_lines(form, command, "pressures")))
    if len(kinds) > PRESSURES_AT_MOST or any(len(kind) > PRESSURE_AT_MOST for kind in kinds):
        most = f"at most {PRESSURES_AT_MOST} kinds, each of at most {PRESSURE_AT_MOST} characters"
        form.wrong("pressures", f"A form can offer {most}. Please shorten the list.")
    return [] if tuple(kinds) == PRESSURES else kinds


def _lines(form: Form, command: Answers, name: str) -> list[str]:
    typed = command.answers.get(name)
    form.words(name, longest=LONGEST[name])
    lines = (" ".join(line.strip("-•* \t").split()) for line in (typed if isinstance(typed, str) else "").splitlines())
    return [line for line in lines if line]


def _in_words(said: boards.AboutBoard) -> str:
    kinds = listed(list(said.pressures) or list(PRESSURES))
    return f"aim: {said.aim}; objectives: {said.objectives}; who to ask: {said.whom_to_ask}; kinds of barrier: {kinds}"


def _usual(session: Session, access: Access) -> str:
    return manager_words(session, access.board, access.board.today(access.now))


def _about(session: Session, access: Access, news: str = "") -> Message:
    board, today, said = access.board, access.board.today(access.now), boards.about_of(session, access.board.id)
    seats = [
        (role, f"{post.title} ({called(people.holder_of(session, post.id, today)) or 'vacant'})")
        for role, post in people.seats(session, board.id)
    ]
    facts = AboutFacts(
        board_id=board.id,
        board=board.name,
        aim=said.aim,
        objectives=tuple(said.objectives.splitlines()),
        chair=listed([who for role, who in seats if role is Role.CHAIR]),
        deputy=listed([who for role, who in seats if role is Role.DEPUTY]),
        members=tuple(who for role, who in seats if role in (Role.MEMBER, Role.ADVISER, Role.READ_ONLY)),
        meetings=tuple(
            (each.kind.words, board.local(each.starts_at))
            for each in meetings.meetings_of(session, board.id, since=access.now)[:FEW]
        ),
        whom_to_ask=(said.whom_to_ask or _usual(session, access)).rstrip("."),
        may_change=access.standing.may(Deed.MANAGE),
    )
    return words.about_shown(facts, today, news)


PRESSES: dict[str, UseCase] = {ABOUT: ask_about}
FORMS: dict[str, UseCase] = {ABOUT_FORM: set_about}
WORDS: dict[str, UseCase] = {"whois": tell_who, "about": tell_about}
READS = frozenset({"whois", "about", ABOUT})
