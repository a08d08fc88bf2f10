"""What people press when a statement is late: the officer, the programme manager and the line director.

Each press is kept as a choice, put on the record with who, when and why, and shown in the messages it was pressed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import LATE_LIST, LINE_DIRECTOR, RUNGS, due_at
from bot.domain.dates import listed, moment_in_words, weekday_moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.messages import late as words
from bot.messages.chasing import CHASING_MESSAGES, NEED_HELP, WRONG_PERSON
from bot.messages.late import EXTEND, HELP, HELP_FORM, PHONED, TELL_LINE, WILL_SORT
from bot.messages.parts import Message, Reply
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.late import (
    Late,
    extended_until,
    facts_of,
    late_posts,
    late_since,
    line_director_of,
    posts_told_of,
    show_in_lists,
)
from bot.use_cases.planning import next_within_hours, rung_key, too_late_from, when_told, working_days
from bot.use_cases.reading_answers import Form, read_number
from storage import audit, choices, meetings, outbox, people, planned
from storage.access import STRANGER, Access, access_post
from storage.choices import LASTING, Choice
from storage.people import PlanPost

UseCase = Callable[[Session, Any, datetime], Reply]
LONGEST = 300


@dataclass(frozen=True)
class _Case:
    """What one post owes to one meeting, for somebody who may do something about it. `late` is None once it is in."""

    access: Access
    meeting: Meeting
    post: PlanPost
    late: Late | None

    @property
    def board(self) -> Board:
        return self.access.board

    @property
    def today(self) -> date:
        return self.board.today(self.access.now)

    @property
    def heading(self) -> str:
        return facts_of(self.board, self.meeting).heading(self.today)

    @property
    def at(self) -> str:
        """When they do it, by the board's clock."""
        return moment_in_words(self.board.local(self.access.now), self.today)


# The officer, or whoever answers for them


def ask_which_help(session: Session, command: Press, now: datetime) -> Reply:
    """The form that says which help is needed."""
    case = _case(session, command.by, command.about, Deed.ANSWER_LATE, now)
    if case.late is None:
        return _in_already(case)
    refs = [ref for each in _together(session, case) for ref in each.refs]
    return Reply(form=words.help_form(command.about, case.post.title, refs), settled=False)


def ask_for_help(session: Session, command: Answers, now: datetime) -> Reply:
    """Note which help is needed, and tell the programme manager at once.

    Raises:
        Refusal: what they add looks like details of a child; nothing is kept.
    """
    case = _case(session, command.by, command.about, Deed.ANSWER_LATE, now)
    if case.late is None:
        return _in_already(case)
    form = Form(command.answers)
    which, added = HELP.get(form.words("help"), ""), form.words("words", longest=LONGEST)
    if not which:
        form.wrong("help", f"Choose what would help: {', '.join(HELP.values())}.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": added})
    said = f"{which}: {added}" if added else which
    concerned = _together(session, case)
    if _choose(session, case, concerned, Choice.NEEDS_HELP, said):
        _tell_of_help(session, case, concerned, which, added)
        note = f"You asked for help ({case.at}), and the programme manager has been told. You can still send it."
        _note(session, case, note)
    return Reply(message=words.help_noted(_refs(concerned), when_told(case.board, now), _fixed_at(case)))


def be_wrong_person(session: Session, command: Press, now: datetime) -> Reply:
    """Note that it is not for them: they are not asked again for this meeting, and the programme manager is told."""
    case = _case(session, command.by, command.about, Deed.ANSWER_LATE, now)
    if case.late is None:
        return _in_already(case)
    concerned = _together(session, case)
    if _choose(session, case, concerned, Choice.WRONG_PERSON):
        for each in concerned:
            _tell_of_wrong_person(session, case, each)
        actions = frozenset(action.id for each in concerned for action in each.actions)
        note = f"You said that this is not for you ({case.at}), and the programme manager has been told."
        _note(session, case, note, not_theirs=actions)
    return Reply(message=words.wrong_person_noted(_refs(concerned)))


def _together(session: Session, case: _Case) -> list[Late]:
    """What was asked in one: of an officer all that their posts owe to the meeting, of a delegate that of one post."""
    mine = case.access.standing.posts
    late = late_posts(session, case.board, case.meeting, case.access.now)
    together = mine if case.post.id in mine else {case.post.id}
    return [each for post_id, each in late.items() if post_id in together]


def _tell_of_help(session: Session, case: _Case, concerned: Sequence[Late], which: str, added: str) -> None:
    rung = RUNGS[LATE_LIST]
    days = working_days(case.board, case.board.today(case.meeting.starts_at))
    at = due_at(rung, case.meeting, case.board, days, case.meeting.starts_at)
    list_at = weekday_moment_in_words(case.board.local(at), case.today)
    message = words.help_asked(_who(case), _refs(concerned), case.heading, which, added, list_at)
    _tell_manager(session, case, "help_asked", message)


def _tell_of_wrong_person(session: Session, case: _Case, each: Late) -> None:
    post_about = f"{case.board.id}:{each.post_id}"
    is_delegate = each.post_id not in case.access.standing.posts
    who = _name(case) if is_delegate else f"{each.post} ({_name(case)})"
    message = words.wrong_person_told(who, each.post, each.refs, case.heading, post_about, is_delegate=is_delegate)
    _tell_manager(session, case, f"wrong_person:{each.post_id}", message)


def _tell_manager(session: Session, case: _Case, what: str, message: Message) -> None:
    manager = people.seat_holder(session, case.board.id, Role.PROGRAMME_MANAGER, case.today)
    if manager is None:
        return
    meeting, now = case.meeting, case.access.now
    key = f"{what}:{meeting.id}:{case.post.id}:{case.access.standing.person_id}"
    outbox.say(
        session, case.board.workspace_id, key=key, to=manager.account, message=message,
        due=next_within_hours(case.board, now), board_id=case.board.id, args={"meeting": meeting.id},
    )  # fmt: skip


def _note(session: Session, case: _Case, note: str, not_theirs: frozenset[int] = frozenset()) -> None:
    """Let the message in which they were asked show what they answered."""
    about = f"{case.meeting.id}:{case.post.id}"
    for told in planned.sent_about(session, case.meeting.id):
        if told.kind in CHASING_MESSAGES and told.to == case.access.standing.account:
            message = words.with_note(told.message, about, note, not_theirs)
            if message != told.message:
                outbox.amend(session, told.id, message, case.access.now)


# The programme manager


def extend(session: Session, command: Press, now: datetime) -> Reply:
    """Give more time, until T−3 12:00; the officer's message says so.

    Raises:
        Refusal: that time has passed.
    """
    case = _case(session, command.by, command.about, Deed.MANAGE, now)
    if case.late is None:
        return _in_already(case)
    until = extended_until(case.board, case.meeting)
    when = weekday_moment_in_words(case.board.local(until), case.today)
    if now >= until:
        raise Refusal(f"More time could be given until {when}, and that has passed. The pack says what is missing.")
    if _choose(session, case, [case.late], Choice.EXTENDED, why=f"until {when}"):
        _say_extended(session, case, case.late, f"You have until {when} for {listed(list(case.late.refs))}.")
    waits = f"They read it in what they were asked. Their line director hears of it only if it is not in by {when}."
    return _noted(case, f"has until {when} for", waits)


def _say_extended(session: Session, case: _Case, late: Late, note: str) -> None:
    actions = frozenset(action.id for action in late.actions)
    told = [each for each in planned.sent_about(session, case.meeting.id) if each.kind in CHASING_MESSAGES]
    newest = {each.to: each for each in told if words.with_more_time(each.message, actions, note) != each.message}
    for each in newest.values():
        outbox.amend(session, each.id, words.with_more_time(each.message, actions, note), case.access.now)


def note_phoned(session: Session, command: Press, now: datetime) -> Reply:
    """Note that somebody rang them; the line director waits until T−3 12:00."""
    case = _case(session, command.by, command.about, Deed.MANAGE, now)
    if case.late is None:
        return _in_already(case)
    _choose(session, case, [case.late], Choice.PHONED)
    until = extended_until(case.board, case.meeting)
    when = weekday_moment_in_words(case.board.local(until), case.today)
    waits = f"Their line director hears of it only if it is not in by {when}." if now < until else _in_the_pack(case)
    return _noted(case, "was rung about", waits)


def _in_the_pack(case: _Case) -> str:
    return f"The pack is fixed on {_fixed_at(case)}, and says what is missing."


def _fixed_at(case: _Case) -> str:
    return weekday_moment_in_words(facts_of(case.board, case.meeting).frozen_at, case.today)


def tell_line_director(session: Session, command: Press, now: datetime) -> Reply:
    """Let the line director be told at once, or first thing in the morning.

    Raises:
        Refusal: the pack is fixed by now.
    """
    case = _case(session, command.by, command.about, Deed.MANAGE, now)
    if case.late is None:
        return _in_already(case)
    line = line_director_of(session, case.board, case.post.id, now)
    if line.person is None:
        about = f"{case.board.id}:{case.post.id}"
        return Reply(message=words.line_not_told(case.post.title, line.why, about), settled=False)
    if case.post.id not in posts_told_of(session, case.meeting):
        due = next_within_hours(case.board, now)
        if due >= too_late_from(session, case.board, case.meeting, LINE_DIRECTOR, case.post.id):
            raise Refusal(
                "The pack is fixed by then, and says that no statement was received. The chair sees it there."
            )
        _choose(session, case, [case.late], Choice.TELL_LINE_DIRECTOR)
        _let_be_told(session, case, due)
    title, refs = line.post.title if line.post else "line director", listed(list(case.late.refs))
    told = f"Noted: the {title} is told about {refs}, of the {case.post.title}, {when_told(case.board, now)}."
    return Reply(message=words.late_choice_noted(told))


def _let_be_told(session: Session, case: _Case, due: datetime) -> None:
    key = rung_key(LINE_DIRECTOR, case.meeting, case.post.id)
    if planned.hasten(session, [key], due, "the programme manager had the line director told"):
        return
    # what was planned has been settled, such as while no line director was recorded
    number = planned.count_keys(session, f"{key}:again")
    args = {"rung": LINE_DIRECTOR, "meeting": case.meeting.id, "moves": case.meeting.moves, "post": case.post.id}
    rows = [(f"{key}:again{number}", LINE_DIRECTOR, {**args, "again": True}, due)]
    outbox.plan(session, case.board.workspace_id, case.board.id, rows)


# The line director


def will_sort(session: Session, command: Press, now: datetime) -> Reply:
    """Note that the line director sees to it."""
    case = _case(session, command.by, command.about, Deed.SEE_TO_LATE, now)
    if case.late is None:
        return _in_already(case)
    _choose(session, case, [case.late], Choice.WILL_SORT)
    refs, fixed_at = listed(list(case.late.refs)), _fixed_at(case)
    return Reply(message=words.late_choice_noted(f"Thank you. You will sort {refs}; the pack is fixed on {fixed_at}."))


# What all share


def _case(session: Session, by: Caller, about: str, deed: Deed, now: datetime) -> _Case:
    said_meeting, _, said_post = about.partition(":")
    meeting_id, post_id = read_number(said_meeting, "meeting"), read_number(said_post, "post")
    board_id = choices.board_of(session, meeting_id)
    if not board_id:
        raise Refusal(STRANGER)
    access, post = access_post(session, by.key, board_id, post_id, deed, now, name=by.name)
    meeting = meetings.get_meeting(session, meeting_id)
    if meeting.is_cancelled:
        raise Refusal("That meeting was cancelled, so nothing is owed to it any more.")
    return _Case(access, meeting, post, late_posts(session, access.board, meeting, now).get(post.id))


def _choose(
    session: Session, case: _Case, concerned: Sequence[Late], choice: Choice, said: str = "", why: str = ""
) -> bool:
    """Keep a choice for each post, put it on the record and show it in the lists; False if it was made before."""
    person, now = case.access.standing.person_id, case.access.now
    since = None if choice in LASTING else late_since(case.meeting)
    new = [
        each
        for each in concerned
        if choices.choose(session, case.meeting.id, each.post_id, choice, person, now, said, since)
    ]
    for each in new:
        audit.record(
            session,
            case.board.workspace_id,
            who=_who(case),
            what=f"late statement: {choice.value.replace('_', ' ')}",
            subject=f"{listed(list(each.refs))}, {each.post}",
            at=now,
            why=why or f"not in, for {case.heading}",
        )
    if new:
        show_in_lists(session, case.board, case.meeting, now)
    return bool(new)


def _who(case: _Case) -> str:
    """How the record and the programme manager know them: by the post from which they do it, then name."""
    standing = case.access.standing
    if case.post.id in standing.posts:
        return f"{case.post.title} ({_name(case)})"
    if case.post.id in standing.answers_for:
        return f"{_name(case)}, for the {case.post.title}"
    return case.access.who


def _name(case: _Case) -> str:
    return case.access.standing.name or case.access.standing.account


def _refs(concerned: Sequence[Late]) -> list[str]:
    return [ref for each in concerned for ref in each.refs]


def _noted(case: _Case, did: str, follows: str) -> Reply:
    refs = listed(list(case.late.refs)) if case.late else ""
    return Reply(message=words.late_choice_noted(f"Noted: the {case.post.title} {did} {refs}. {follows}"))


def _in_already(case: _Case) -> Reply:
    return Reply(message=words.nothing_owed(case.post.title))


PRESSES: dict[str, UseCase] = {
    NEED_HELP: ask_which_help,
    WRONG_PERSON: be_wrong_person,
    EXTEND: extend,
    PHONED: note_phoned,
    TELL_LINE: tell_line_director,
    WILL_SORT: will_sort,
}
FORMS: dict[str, UseCase] = {HELP_FORM: ask_for_help}
READS: frozenset[str] = frozenset({NEED_HELP})
EVERY_TIME: frozenset[str] = frozenset(PRESSES)
"""A choice is kept once however often it is pressed; and where nobody could be told yet, pressing again means it."""
