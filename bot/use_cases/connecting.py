"""Connecting people: the seats of the board, and the posts that answer for the actions of the plan."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.dates import counted, full_day_in_words
from bot.domain.people import SEATS, Role
from bot.domain.refusals import Refusal
from bot.messages import setting_up as words
from bot.messages.absence import WHOEVER_ANSWERS
from bot.messages.parts import Message, Reply
from bot.use_cases import turnover
from bot.use_cases.acting import make_way, refuse_while_acting, tell_of_change
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_management, called, named_post, note_change, picked_person, refuse_shared_post
from bot.use_cases.planning import ask_anew, when_told
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.same_posts import alike
from bot.use_cases.waiting_decisions import ask_of_board
from storage import people
from storage.access import Access
from storage.people import PlanPost
from storage.tables import Person, Post


def show_seats(session: Session, command: Press, now: datetime) -> Reply:
    """The seats of the board and who fills them."""
    return Reply(message=_seats(session, access_management(session, command.by, now, command.about)))


def ask_for_seat(session: Session, command: Press, now: datetime) -> Reply:
    """The form that fills a seat."""
    return Reply(form=words.seat_form(access_management(session, command.by, now, command.about).board.id))


def fill_seat(session: Session, command: Answers, now: datetime) -> Reply:
    """Give a post a seat on the board, and put a person in that post if one is named."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    role = next((role for role in SEATS if role == form.words("role")), None)
    if role is None:
        form.wrong("role", f"Choose one of the seats: {', '.join(SEATS)}.")
    title = form.words("post", "Say which post fills the seat, such as Director of Children’s Services.")
    person = picked_person(session, access, form)
    if role is Role.PROGRAMME_MANAGER and person is None:
        form.wrong("person", "A board needs a programme manager: choose who holds that post.")
    if form.errors or role is None:
        return Reply(errors=form.errors, settled=False)
    post = named_post(session, access.board.workspace_id, title, now)
    if (role, post.id) not in _filled(session, access):
        people.seat(session, access.board.id, role, post)
        note_change(session, access, "seat filled", words.SEAT_LABELS[role], to=post.title)
    if person is not None:
        put_in_post(session, access, post, person)
    asked = ask_of_board(session, access.board, now) if access.board.is_speaking() else 0
    held = f", held by {called(person)}," if person else ""
    news = f"{post.title}{held} now sits as {role.words.removeprefix('the ')}."
    news += f" What waited to be decided is sent to them: {counted(asked, 'message')}." if asked else ""
    news += " What goes to that seat goes to them from now on."
    return Reply(message=_seats(session, access, news))


def take_seat_away(session: Session, command: Press, now: datetime) -> Reply:
    """Take a seat away from a post; the programme manager's can only be given to another.

    Raises:
        Refusal: it is the programme manager's, or there is no such seat.
    """
    access = access_management(session, command.by, now, command.about)
    seat = next(
        ((role, post) for role, post in people.seats(session, access.board.id) if f"{role}:{post.id}" == command.value),
        None,
    )
    if seat is None:
        raise Refusal("That seat was already taken away. Type “people” to see the seats as they are now.")
    role, post = seat
    if role is Role.PROGRAMME_MANAGER:
        raise Refusal("A board needs a programme manager. Fill that seat with another post instead.")
    people.unseat(session, access.board.id, role, post.id)
    note_change(session, access, "seat taken away", words.SEAT_LABELS[role], was=post.title)
    return Reply(
        message=_seats(
            session, access, f"{post.title} no longer sits as {role.words}, and gets nothing as that from now on."
        )
    )


LINE_HEARS = "Whoever holds it hears of a statement that is not in 3 working days before its meeting."


def show_people(session: Session, command: Typed, now: datetime) -> Reply:
    """The seats and the posts together, as one asks with “people”."""
    access = access_management(session, command.by, now, channel=command.channel)
    seats, posts = _seats(session, access), _posts(session, access)
    return Reply(message=words.people_listed(access.board.name, seats, posts))


def show_posts(session: Session, command: Press, now: datetime) -> Reply:
    """The posts that answer for an action of the plan, and who holds each."""
    access = access_management(session, command.by, now, command.about)
    page = command.about.partition(":")[2]
    return Reply(message=_posts(session, access, page=read_number(page, "page") if page else 1))


def ask_who_holds(session: Session, command: Press, now: datetime) -> Reply:
    """The form that connects a post to a person."""
    access, post = _pressed_post(session, command, now)
    told = []
    if access.board.started_at is not None and not post.gives_input:
        told = [words.WHOEVER_FOLLOWS]
        told += [words.acts_no_more(post.delegate)] if post.is_acting and post.delegate_holder else []
    return Reply(form=words.post_form(access.board.id, _facts(post, access), post.account or None, told))


def ask_for_delegate(session: Session, command: Press, now: datetime) -> Reply:
    """The form that names a delegate for a post."""
    access, post = _pressed_post(session, command, now)
    tomorrow = access.board.today(now) + timedelta(days=1)
    told = [WHOEVER_ANSWERS] if access.board.started_at is not None else []
    return Reply(form=words.delegate_form(access.board.id, _facts(post, access), tomorrow, told))


def ask_for_line_director(session: Session, command: Press, now: datetime) -> Reply:
    """The form that says whom a post reports to: one of the posts that are known, or another."""
    access, post = _pressed_post(session, command, now)
    known = [(str(each), title) for each, title in _may_direct(session, access, post)]
    return Reply(form=words.line_form(access.board.id, _facts(post, access), known))


def name_line_director(session: Session, command: Answers, now: datetime) -> Reply:
    """Say which post another reports to, and put a person in it if one is named. Nobody reports to themselves."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    post = _answered_post(session, access, command, form)
    title = _line_title(session, access, form)
    person = picked_person(session, access, form)
    if form.errors or post is None:
        return Reply(errors=form.errors, settled=False)
    line = named_post(session, access.board.workspace_id, title, now)
    if people.reports_to(session, line.id, post.id):
        why = "itself" if line.id == post.id else f"{line.title}, which reports to it"
        return Reply(errors={"line": f"{post.title} can not report to {why}. Name another post."}, settled=False)
    row = people.get_post(session, post.id)
    if row.line_post_id != line.id:
        refuse_shared_post(session, access, row)
    people.set_line(session, row, line)
    note_change(session, access, "line director named", post.title, was=post.line, to=line.title)
    if person is not None:
        put_in_post(session, access, line, person)
    held = people.holder_of(session, line.id, access.board.today(now))
    nobody = "" if held else f" Nobody holds {line.title} yet."
    news = f"{post.title} reports to {line.title}{f' ({called(held)})' if held else ''}.{nobody} {LINE_HEARS}"
    return Reply(message=_posts(session, access, news=news, about=post.id))


def _line_title(session: Session, access: Access, form: Form) -> str:
    """The title that was typed, or of the post that was chosen."""
    chosen, typed = form.words("line_post"), form.words("line")
    titles = {str(post_id): title for post_id, title in people.posts_titled(session, access.board.workspace_id)}
    title = typed or titles.get(chosen, "")
    if not title:
        form.wrong("line", "Choose the post that it reports to, or type its title.")
    return title


def _may_direct(session: Session, access: Access, post: PlanPost) -> list[tuple[int, str]]:
    """The posts that one may report to: those that do not report to it."""
    known = people.posts_titled(session, access.board.workspace_id)
    return [(each, title) for each, title in known if not people.reports_to(session, each, post.id)]


def connect_post(session: Session, command: Answers, now: datetime) -> Reply:
    """Put a person in a post of the plan; whoever held it leaves it today, and what they wrote stays theirs."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    post = _answered_post(session, access, command, form)
    form.words("person", "Choose who holds this post.")
    person = picked_person(session, access, form)
    if form.errors or person is None or post is None:
        return Reply(errors=form.errors, settled=False)
    put_in_post(session, access, people.get_post(session, post.id), person)
    asked = access.board.started_at is not None and person.account != post.account and not post.gives_input
    follows = f" What they take over goes to them {when_told(access.board, now)}, to be accepted." if asked else ""
    news = f"{post.title} is now held by {called(person)}.{follows}"
    return Reply(message=_posts(session, access, news=news, about=post.id))


def vacate_post(session: Session, command: Press | Answers, now: datetime) -> Reply:
    """Leave a post of the plan vacant from today. That is an ordinary state.

    Raises:
        Refusal: the programme manager sits through it, so that nobody would be left to run the board.
    """
    access = access_management(session, command.by, now, command.about)
    if isinstance(command, Press):
        post: PlanPost | None = _plan_post(session, access, command.about.partition(":")[2])
    else:
        form = Form(command.answers)
        post = _answered_post(session, access, command, form)
        if post is None:
            return Reply(errors=form.errors, settled=False)
    if post is None:
        raise Refusal("That post answers for nothing in the plan any more. Type “people” to see those that do.")
    if (Role.PROGRAMME_MANAGER, post.id) in _filled(session, access):
        raise Refusal(f"{post.title} is also the programme manager’s post. Fill that seat with another post first.")
    row, was = people.get_post(session, post.id), people.holder_of(session, post.id, access.board.today(now))
    refuse_shared_post(session, access, row)
    tell_of_change(session, [access.board], row, now)
    people.vacate(session, row, access.board.today(now))
    note_change(session, access, "post vacated", post.title, was=post.holder)
    if was is not None:
        turnover.tell_of_vacancy(session, access, row, was)
    return Reply(
        message=_posts(session, access, news=f"{post.title} is vacant from today. {_until_filled(post)}", about=post.id)
    )


def _until_filled(post: PlanPost) -> str:
    """What follows while nobody holds a post."""
    answers = f"{post.delegate} answers" if post.delegate else "nobody is asked"
    return f"Until you connect it to somebody, {answers} about its actions, and they show as vacant."


def name_delegate(session: Session, command: Answers, now: datetime) -> Reply:
    """Let another post answer for one of the plan, up to and with a last day. Why is never asked."""
    access = access_management(session, command.by, now, command.about)
    form, today = Form(command.answers), access.board.today(now)
    post = _answered_post(session, access, command, form)
    title = form.words("delegate", "Say which post may answer for this one.")
    last_day = form.day("until", "Say until when: the last day on which they may answer.")
    person = picked_person(session, access, form)
    if last_day and last_day < today:
        form.wrong("until", "That day has passed. Choose today or a later day.")
    if post and title.casefold() == post.title.casefold():
        form.wrong("delegate", "A post can not be its own delegate. Name another.")
    if form.errors or post is None or last_day is None:
        return Reply(errors=form.errors, settled=False)
    refuse_while_acting(session, access.board, post, now)
    row, delegate = people.get_post(session, post.id), named_post(session, access.board.workspace_id, title, now)
    refuse_shared_post(session, access, row)
    if person is None and people.holder_of(session, delegate.id, today) is None:
        return Reply(errors={"person": f"Nobody holds {delegate.title} yet. Choose who does."}, settled=False)
    if delegate.away_until is not None and delegate.away_until >= today:
        away = full_day_in_words(delegate.away_until)
        return Reply(errors={"delegate": f"{delegate.title} is away until {away}. Name another."}, settled=False)
    if person is not None:
        put_in_post(session, access, delegate, person)
    make_way(session, access.board, post, now)
    people.delegate(session, row, delegate, today, last_day + timedelta(days=1))
    note_change(
        session, access, "delegate named", post.title, was=post.delegate, to=f"{delegate.title} until {last_day}"
    )
    asked = access.board.started_at is not None
    if asked:
        ask_anew(session, access.board, post.id, now)
    wanted = ", and is asked for what is wanted now" if asked else ""
    news = f"{delegate.title} may answer for {post.title} until the end of {full_day_in_words(last_day)}{wanted}."
    return Reply(message=_posts(session, access, news=news, about=post.id))


def put_in_post(session: Session, access: Access, post: Post, person: Person) -> None:
    """Put a person in a post and on the record, and hand it over to them; nothing changes if they are in it already.

    Raises:
        Refusal: the post also belongs to a board that whoever asks does not run.
    """
    today = access.board.today(access.now)
    was, holding = people.holder_of(session, post.id, today), people.holding_of(session, post.id, today)
    if was is not None and was.id == person.id and holding is not None and not holding.is_temporary:
        return
    refuse_shared_post(session, access, post)
    tell_of_change(session, [access.board], post, access.now, follows=person)
    people.hold(session, post, person, today)
    note_change(session, access, "post connected", post.title, was=called(was), to=called(person))
    turnover.hand_over_to(session, access, post, person)


def posts_of(session: Session, access: Access) -> list[words.PostFacts]:
    """The posts of the plan, as messages show them: the accountable ones, and then those that give input."""
    return [
        replace(_facts(post, access), told=tuple(turnover.who_hears_of_vacancy(session, access, post)))
        for post in _in_plan(session, access)
    ]


def _facts(post: PlanPost, access: Access) -> words.PostFacts:
    return words.PostFacts(
        post.id,
        post.title,
        post.refs,
        post.holder,
        post.vacant_since,
        delegate=_with_name(post.delegate, post.delegate_holder),
        delegate_until=post.delegate_until - timedelta(days=1) if post.delegate_until else None,
        is_acting=post.is_acting,
        line=_with_name(post.line, post.line_holder),
        away_until=post.away_until if post.is_away(access.board.today(access.now)) else None,
        is_temporary=post.is_temporary,
        is_accepted=post.is_accepted,
        leaves_on=post.leaves_on,
        gives_input=post.gives_input,
    )


def _with_name(title: str, holder: str) -> str:
    return f"{title} ({holder})" if holder else title


def _posts(session: Session, access: Access, *, page: int = 1, news: str = "", about: int = 0) -> Message:
    posts = posts_of(session, access)
    if about:  # stay on the page of the post that was changed
        page = 1 + next((n for n, post in enumerate(posts) if post.id == about), 0) // words.POSTS_ON_A_PAGE
    return words.posts_listed(access.board.id, posts, page, news, alike(session, access))


def _seats(session: Session, access: Access, news: str = "") -> Message:
    today = access.board.today(access.now)
    facts = [
        words.SeatFacts(role, post.title, called(people.holder_of(session, post.id, today)), f"{role}:{post.id}")
        for role, post in people.seats(session, access.board.id)
    ]
    return words.seats_listed(access.board.id, access.board.name, facts, news)


def _filled(session: Session, access: Access) -> set[tuple[Role, int]]:
    return {(role, post.id) for role, post in people.seats(session, access.board.id)}


def _pressed_post(session: Session, command: Press, now: datetime) -> tuple[Access, PlanPost]:
    access = access_management(session, command.by, now, command.about)
    post = _plan_post(session, access, command.about.partition(":")[2])
    if post is None:
        raise Refusal("That post answers for nothing in the plan any more. Type “people” to see those that do.")
    refuse_shared_post(session, access, people.get_post(session, post.id))
    return access, post


def _plan_post(session: Session, access: Access, post_id: str) -> PlanPost | None:
    wanted = people.is_now(session, read_number(post_id, "post"))
    return next((post for post in _in_plan(session, access) if post.id == wanted), None)


def _answered_post(session: Session, access: Access, command: Answers, form: Form) -> PlanPost | None:
    """The post that a form is about, or that was typed: its title, or words that only one title has."""
    carried = command.about.partition(":")[2]
    if carried:
        return _plan_post(session, access, carried)
    said = form.words("post", "Say which post: type its title.")
    posts = _in_plan(session, access)
    found = [post for post in posts if post.title.casefold() == said.casefold()] or [
        post for post in posts if said and all(word in post.title.casefold() for word in said.casefold().split())
    ]
    if len(found) == 1:
        return found[0]
    listing = "; ".join(post.title for post in found or posts) or "none, because there is no plan yet"
    asked = "More than one post fits" if found else f"No post of the plan is called “{said}”. The posts are"
    form.wrong("post", f"{asked}: {listing}.")
    return None


def _in_plan(session: Session, access: Access) -> list[PlanPost]:
    """Those that answer for an action, and then those that give input to one: they too have to be somebody's."""
    board, today = access.board, access.board.today(access.now)
    return [*people.plan_posts(session, board.id, today), *people.contributing_posts(session, board.id, today)]
