"""Input to a statement: an officer asks those who contribute to the action, and they answer.

The statement stays the officer's: what is sent stands beside its form as words, and never is a statement itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import inputs as rules
from bot.domain.boards import Board
from bot.domain.dates import day_in_words, listed, weekday_moment_in_words
from bot.domain.guard import find_personal_details, refuse_personal_details
from bot.domain.inputs import Input, InputState, check_input
from bot.domain.meetings import Meeting
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages import inputs as words
from bot.messages.inputs import GiveFacts, ToAsk, WillBeAsked
from bot.messages.parts import Reply
from bot.use_cases.assessing import meeting_to_answer
from bot.use_cases.chasing import was_chased_today
from bot.use_cases.ended import what_was_split_off, with_split
from bot.use_cases.entries import Entry
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.inputs_wanted import asked_words, plan_request, reader_of_post, request_at, show_settled
from bot.use_cases.planning import next_within_hours, when_told, working_days
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, Form, read_number
from storage import actions, inputs, meetings, outbox
from storage.access import Access, access_action_by_id, access_board_by_action, access_input
from storage.audit import record
from storage.tables import Post

UseCase = Callable[[Session, Any, datetime], Reply]

ACTIONS_AT_MOST = 30
NOBODY = (
    "Nobody else gives input to {ref} yet. The programme manager can say who does: “Who gives input”, under Change on "
    "its card."
)
LATE = (
    "The statement for {ref} was due {due}, so there is no time left to ask. Speak to your contributors, and send what "
    "you have."
)


@dataclass(frozen=True)
class _Site:
    """An action about which input may be asked for, and the meeting that its statement is for."""

    access: Access
    action: Action
    meeting: Meeting
    due_at: datetime
    posts: Sequence[Post]
    """Whom to ask: those who were asked and have not answered are left out."""
    before: Sequence[Input]
    """What was asked for this meeting so far."""

    @property
    def board(self) -> Board:
        return self.access.board

    @property
    def today(self) -> date:
        return self.board.today(self.access.now)

    @property
    def due_words(self) -> str:
        return weekday_moment_in_words(self.board.local(self.due_at), self.today)


# The officer asks


def open_ask(session: Session, command: Press, now: datetime) -> Reply:
    """Open the form that says whom to ask, for what and by when.

    Raises:
        Refusal: they may not, and who can; or there is nobody to ask, or no time left.
    """
    sites = _sites(session, command.by, command.about, now)
    known = [_to_ask(site, post) for site in sites for post in site.posts]
    first = min(sites, key=lambda site: site.due_at)
    days = working_days(first.board, first.today)
    wanted = rules.usual_day(first.board, days, first.due_at, now)
    return Reply(form=words.ask_form(command.about, known, wanted, first.due_words), settled=False)


def ask(session: Session, command: Answers, now: datetime) -> Reply:
    """Note what is asked of whom, plan the request and its one reminder, and say when each is asked."""
    sites = _sites(session, command.by, command.about, now)
    form = Form(command.answers)
    chosen = [(site, post) for site in sites for post in site.posts if _value(site, post) in _ticked(command)]
    said = form.text("words", longest=words.LONGEST_ASK)
    day = form.day("wanted", f"Say by when. {ASK_FOR_A_DAY}")
    if not chosen:
        form.wrong("whom", "Choose whom you ask.")
    for site, _ in chosen:
        _check_day(form, site, day)
    if form.errors or day is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": said})
    told = [_ask_one(session, site, post, said, day) for site, post in chosen]
    return Reply(message=words.will_be_asked(_together(told), day_in_words(day, sites[0].today)))


def _sites(session: Session, by: Caller, about: str, now: datetime) -> list[_Site]:
    """The actions that a button or a form names, as far as somebody can be asked about them.

    Raises:
        Refusal: they may not ask about one of them; or nobody can be asked about any, and why.
    """
    wanted = [read_number(each, "action") for each in about.split(",")[:ACTIONS_AT_MOST]]
    found, refused = [], []
    for action_id in dict.fromkeys(wanted):
        access = access_board_by_action(session, by.key, action_id, Deed.SEE_PLAN, now, name=by.name)
        action = access_action_by_id(session, access, action_id, Deed.ASK_INPUT)
        site = _site(session, access, action)
        found += [site] if isinstance(site, _Site) else []
        refused += [site] if isinstance(site, str) else []
    if not found:
        raise Refusal(refused[0])
    return found


def _site(session: Session, access: Access, action: Action) -> _Site | str:
    """Where one can ask about an action, or why not."""
    board, now, ref = access.board, access.now, action.ref
    meeting = meeting_to_answer(session, action.id, now) if action.owes_statements else None
    if meeting is None:
        return f"No meeting asks for a statement of {ref} yet. Ask your contributors once one is planned."
    if action.id in meetings.statements_for(session, meeting.id):
        return f"The statement for {ref} is in. Ask your contributors before the next one."
    due_at = meeting.statements_due_at or meeting.starts_at
    if due_at <= now:
        return LATE.format(ref=ref, due=weekday_moment_in_words(board.local(due_at), board.today(now)))
    posts = inputs.to_ask(session, board.workspace_id, [action.id])[action.id]
    before = inputs.inputs_for(session, action.id, meeting.id)
    waiting = {one.post_id for one in before if one.is_open}
    if not posts:
        return NOBODY.format(ref=ref)
    if waiting >= {post.id for post in posts}:
        return f"Everybody who gives input to {ref} has been asked. What they send stands beside the statement’s form."
    return _Site(access, action, meeting, due_at, [post for post in posts if post.id not in waiting], before)


def _value(site: _Site, post: Post) -> str:
    return f"{site.action.id}.{post.id}"


def _ticked(command: Answers) -> tuple[str, ...]:
    whom = command.answers.get("whom")
    return whom if isinstance(whom, tuple) else ()


def _to_ask(site: _Site, post: Post) -> ToAsk:
    last = next((one for one in reversed(site.before) if one.post_id == post.id), None)
    said = _answered_words(last, site.board, site.today) if last else ""
    return ToAsk(_value(site, post), site.action.ref, post.title, f", {said}" if said else "")


def _answered_words(one: Input, board: Board, today: date) -> str:
    """What a post has answered so far, as a choice says it."""
    day = day_in_words(board.today(one.settled_at or one.at), today)
    return {
        InputState.SENT: f"sent some on {day}",
        InputState.NOTHING: f"had nothing to add on {day}",
        InputState.NOT_THEIRS: f"said on {day} that it is not theirs",
    }.get(one.state, "")


def _check_day(form: Form, site: _Site, day: date | None) -> None:
    if day is None:
        return
    if day < site.today:
        form.wrong("wanted", f"{day_in_words(day, site.today)} has passed. Choose today or later.")
    elif day > site.board.today(site.due_at):
        form.wrong(
            "wanted", f"The statement for {site.action.ref} is due {site.due_words}. Choose that day or earlier."
        )
    elif _goes_at(site, day) >= rules.wanted_at(site.board, day, site.due_at):
        form.wrong("wanted", "Nobody could be asked before then. Choose a later day, or speak to them.")


def _goes_at(site: _Site, day: date) -> datetime:
    return request_at(site.board, rules.wanted_at(site.board, day, site.due_at), site.access.now)


def _ask_one(session: Session, site: _Site, post: Post, said: str, day: date) -> WillBeAsked:
    board, now, action = site.board, site.access.now, site.action
    account, _, why_not = reader_of_post(session, board, post.id, site.today)
    if account == site.access.standing.account:
        why_not = "you answer for that post yourself"
    if why_not:
        return WillBeAsked(action.ref, post.title, "", why_not)
    wanted = rules.wanted_at(board, day, site.due_at)
    by = site.access.standing.name
    input_id = inputs.add_input(
        session, action.id, site.meeting.id, post, words=said, by=by, wanted=wanted, at=now
    )  # fmt: skip
    plan_request(session, board, inputs.get_input(session, input_id), now)
    record(
        session, board.workspace_id, who=f"{action.post}, {by}", what="ask_for_input", subject=action.ref, at=now,
        to=f"{post.title}, by {day_in_words(day, site.today)}", action_id=action.id,
    )  # fmt: skip
    return WillBeAsked(action.ref, post.title, _when(session, site, account, wanted))


def _when(session: Session, site: _Site, account: str, wanted: datetime) -> str:
    """When somebody is asked, as far as can be said now."""
    board, now = site.board, site.access.now
    if not board.is_speaking():
        return "once I may write for this board again"
    at = request_at(board, wanted, now)
    if board.today(at) == site.today and was_chased_today(session, board, account, now):
        day = working_days(board, site.today).next_working_day(site.today + timedelta(days=1))
        later = board.at(day, board.hours_from)
        at = later if later < wanted else at
    local = board.local(at)
    if local.date() == site.today:
        return f"today at about {local:%H:%M}"
    return f"on {weekday_moment_in_words(local, site.today)}, or soon after"


def _together(told: Sequence[WillBeAsked]) -> list[WillBeAsked]:
    """The same said of one post about several actions is said once."""
    refs: dict[tuple[str, str, str], list[str]] = {}
    for each in told:
        refs.setdefault((each.post, each.when, each.why_not), []).append(each.refs)
    return [WillBeAsked(listed(found), post, when, why) for (post, when, why), found in refs.items()]


# A contributor answers


def open_write(session: Session, command: Press, now: datetime) -> Reply:
    """Open the short form, with what they began or sent before.

    Raises:
        Refusal: it was not asked of them; or it is not needed any more, and why.
    """
    access, one = _answerable(session, command.by, command.about, now)
    begun = one.draft.get("answers") if one.draft.get("person") == access.standing.person_id else None
    return Reply(form=_form(session, access, one, begun or one.answers), settled=False)


def keep_draft(session: Session, command: Press, now: datetime) -> Reply:
    """Keep what stands in the form, for them alone. It is checked for a child's details first, as everything is."""
    access, one = _answerable(session, command.by, command.form_about or command.about, now)
    typed = _typed(command.answers)
    refuse_personal_details(typed)
    inputs.change_input(session, one.id, draft={"person": access.standing.person_id, "answers": typed})
    note = words.input_draft_kept(access.board.local(now), access.board.today(now))
    return Reply(form=_form(session, access, one, typed, note))


def keep_typed(session: Session, command: Press | Answers, now: datetime) -> Reply:
    """Keep what is being typed, or was sent and refused, but for what looks like details of a child. Nothing is said.

    What was sent already is changed by sending it anew, so that a last word that was typed begins no draft of it.
    """
    about = command.form_about if isinstance(command, Press) else command.about
    access, one = _answerable(session, command.by, about, now)
    typed = {name: said for name, said in _typed(command.answers).items() if not find_personal_details(said)}
    if one.is_open and access.standing.person_id:
        inputs.change_input(session, one.id, draft={"person": access.standing.person_id, "answers": typed})
    return Reply()


def give(session: Session, command: Answers, now: datetime) -> Reply:
    """Keep what a contributor sends; the officer sees it beside the form at once.

    Raises:
        Refusal: it says nothing, or holds what looks like a child's details; it names the field.
    """
    access, one = _answerable(session, command.by, command.about, now)
    form = Form(command.answers)
    answers = {name: form.text(name, longest=words.LONGEST) for name in rules.WORDS}
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details(answers)
    check_input(answers)
    standing = access.standing
    inputs.answer_input(
        session, one.id, answers, now, person_id=standing.person_id, answered_by=standing.name,
        on_behalf_of="" if one.post_id in standing.posts else one.post,
    )  # fmt: skip
    board = access.board
    show_settled(session, one.id, words.sent_words(board.local(now), board.today(now)), now, may_change=True)
    _log(session, access, "give_input", one)
    (action,) = actions.actions_of(session, board.id, board.today(now), board.zone, only=[one.action_id])
    split = what_was_split_off(session, access, action, since=one.at)
    return Reply(message=with_split(words.input_received(one.ref, one.officer_post), split))


def nothing_to_add(session: Session, command: Press, now: datetime) -> Reply:
    """Note that they have nothing to add."""
    access, one = _answerable(session, command.by, command.about, now)
    inputs.settle_input(session, one.id, InputState.NOTHING, now, draft={})
    show_settled(session, one.id, words.NOTHING_WORDS, now, may_change=True)
    _log(session, access, "no_input", one)
    return Reply(message=words.input_noted(one.ref, one.officer_post, is_theirs=True))


def not_mine(session: Session, command: Press, now: datetime) -> Reply:
    """Note that it is not theirs to give, and tell whoever writes the statement."""
    access, one = _answerable(session, command.by, command.about, now)
    inputs.settle_input(session, one.id, InputState.NOT_THEIRS, now, draft={})
    show_settled(session, one.id, words.NOT_THEIRS_WORDS, now)
    _log(session, access, "not_their_input", one)
    board = access.board
    to, _, _ = reader_of_post(session, board, one.officer_post_id, board.today(now))
    if to:
        outbox.say(
            session, board.workspace_id, key=f"{words.NOT_THEIRS}:{one.id}", to=to,
            due=next_within_hours(board, now), board_id=board.id,
            message=words.input_not_theirs(one.ref, one.post, access.standing.name or access.standing.account),
        )  # fmt: skip
    return Reply(message=words.input_noted(one.ref, one.officer_post, when_told(board, now), is_theirs=False))


def _answerable(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Input]:
    access, one = access_input(session, by.key, read_number(about, "request"), now, name=by.name)
    if not one.may_be_sent:
        raise Refusal(one.settled_why)
    if one.action_id in meetings.statements_for(session, one.meeting_id):
        raise Refusal(
            f"The statement for {one.ref} has gone in, so nothing can be added to it now. If it matters, tell the "
            f"{one.officer_post}."
        )
    return access, one


def _form(session: Session, access: Access, one: Input, answers: Mapping[str, str], note: str = "") -> Any:
    board = access.board
    today, for_post = board.today(access.now), "" if one.post_id in access.standing.posts else one.post
    (action,) = actions.actions_of(session, board.id, today, board.zone, only=[one.action_id])
    asked = asked_words(session, board, one, for_post)
    return words.give_form(GiveFacts(asked, action.opened.words, answers, note), today)


def _typed(answers: Mapping[str, Any]) -> dict[str, str]:
    return {name: said.strip() for name in rules.WORDS if isinstance(said := answers.get(name), str)}


def _log(session: Session, access: Access, what: str, one: Input) -> None:
    record(
        session, access.board.workspace_id, who=f"{one.post}, {access.standing.name}", what=what, subject=one.ref,
        at=access.now, action_id=one.action_id,
    )  # fmt: skip


PRESSES: Mapping[str, UseCase] = {
    words.ASK: open_ask,
    words.WRITE: open_write,
    words.KEEP_DRAFT: keep_draft,
    words.NOTHING: nothing_to_add,
    words.NOT_MINE: not_mine,
}
FORMS: Mapping[str, UseCase | Entry] = {words.ASK_FORM: ask, words.FORM: Entry(give, otherwise=keep_typed)}
KEEPING = {words.FORM: Entry(keep_typed, every_time=True)}
READS = frozenset({words.ASK, words.WRITE})
EVERY_TIME = frozenset({words.KEEP_DRAFT})
