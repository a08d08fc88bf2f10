"""Challenges: a member's or the chair's question to an action, the officer's answer, and how the chair settles it.

Where a meeting is being asked for, its officers hear their questions together, the day before; otherwise at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.challenges import CHOSEN, Challenge, Outcome, unanswered_first
from bot.domain.cycle import QUESTIONS, RUNGS, due_at
from bot.domain.dates import weekday_moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.people import Deed, Role, Standing, who_may
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages import challenges as words
from bot.messages.parts import Message, Reply
from bot.use_cases.assessing import restricted_to_others
from bot.use_cases.chasing import Reader, reader_in_meeting, reader_of
from bot.use_cases.ended import KEPT, what_became_of, what_was_split_off, with_split
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.planning import Decided, Drop, MadeUp, first_slots, next_within_hours, when_told, working_days
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.run_sheet import refresh_run_sheets
from bot.use_cases.standing_in import written_as
from storage import actions, challenges, meetings, outbox, people
from storage.access import (
    Access,
    access_action,
    access_action_by_id,
    access_board,
    access_board_by_action,
    access_board_by_id,
    access_meeting,
)
from storage.audit import record
from storage.outbox import Leased, Planned
from storage.standings import ties_of

UseCase = Callable[[Session, Any, datetime], Reply]


@dataclass(frozen=True)
class Raised:
    """A challenge as it is raised: what is asked, what would settle it, by when, and for whom if for somebody else."""

    question: str
    settles_it: str = ""
    due: date | None = None
    raised_for: str = ""

    def check(self) -> None:
        """Refuse one that looks like it has a child's details in it.

        Raises:
            Refusal: beside the field.
        """
        refuse_personal_details(
            {"question": self.question, "settles_it": self.settles_it, "raised_for": self.raised_for}
        )


# Raising


def ask_at_meeting(session: Session, press: Press, now: datetime) -> Reply:
    """The form for a challenge to one of the actions that a meeting goes through."""
    meeting_id = read_number(press.about, "meeting")
    access, meeting = access_meeting(session, press.by.key, meeting_id, Deed.RAISE_CHALLENGE, now, name=press.by.name)
    agenda = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
    return _ask(access, meeting.id, _others(session, access, only=agenda), meeting)


def ask_on_action(session: Session, press: Press, now: datetime) -> Reply:
    """The form for a challenge to one action."""
    access, action = _challengeable(session, press.by, read_number(press.about, "action"), now)
    return _ask(access, 0, [action], meetings.next_meeting_for(session, action.id, now, board_id=access.board.id))


def type_challenge(session: Session, typed: Typed, now: datetime) -> Reply:
    """“challenge A6”, or “challenge” alone, and then the form asks which action."""
    access = access_board(session, typed.by.key, Deed.RAISE_CHALLENGE, now, channel=typed.channel, name=typed.by.name)
    if not typed.text.strip():
        return _ask(access, 0, _others(session, access), None)
    action = access_action(session, access, typed.text.strip(), Deed.SEE_ACTION)
    _check_can_be_challenged(session, access, action)
    return _ask(access, 0, [action], meetings.next_meeting_for(session, action.id, now, board_id=access.board.id))


def raise_challenge(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep a challenge, and have the officer asked.

    Raises:
        Refusal: they may not, it is their own action, or it holds what looks like a child's details.
    """
    chosen = sent.about.partition(":")[2]
    typed = sent.answers.get("action")
    if chosen in ("", "0") and not isinstance(typed, str):
        raise Refusal("Choose the action that it is about.", "action")
    access, action = _challengeable(session, sent.by, read_number(str(typed or chosen), "action"), now, KEPT)
    form = Form(sent.answers)
    raised = Raised(
        _text(form, "question", "Write your question."),
        _text(form, "settles_it"),
        form.day("due"),
        _text(form, "raised_for") if may_enter_for_others(access.standing) else "",
    )
    if raised.due and raised.due < access.board.today(now):
        form.wrong("due", "That day has passed. Choose today or a later day, or leave it empty.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    raised.check()
    challenge, what_next = put_question(session, access, action, raised)
    raised_words = words.challenge_raised(challenge.ref, action.ref, what_next)
    return Reply(message=with_split(raised_words, what_was_split_off(session, access, action)))


def put_question(session: Session, access: Access, action: Action, raised: Raised) -> tuple[Challenge, str]:
    """Keep a challenge that has been checked, log it, and have the officer asked; returns it and what happens next.

    The same words by the same person, while they are open, are kept once.
    """
    board, now = access.board, access.now
    meeting = meetings.next_meeting_for(session, action.id, now, board_id=access.board.id)
    by = access.standing.person_id
    known = challenges.find_same(session, action.id, by, raised.question, raised_for=raised.raised_for)
    if known is not None:
        return known, "You had asked the same before, and it is kept once."
    post = post_of(session, access.standing)
    challenge_id = challenges.raise_challenge(
        session, board.id, action.id, question=raised.question, at=now, by=by, post=post,
        meeting_id=meeting.id if meeting else None, settles_it=raised.settles_it, due=raised.due,
        raised_for=raised.raised_for,
    )  # fmt: skip
    challenge = _get(session, challenge_id)
    _log(session, access, post, "raise_challenge", challenge, to=challenge.ref)
    _refresh(session, access, challenge)
    return challenge, _have_asked(session, board, challenge, action, meeting, now)


def may_raise(standing: Standing, accountable_post: int) -> bool:
    """Whether somebody may challenge what this post answers for: never their own."""
    return standing.may(Deed.RAISE_CHALLENGE) and not standing.is_own(accountable_post)


def may_enter_for_others(standing: Standing) -> bool:
    """Whether somebody types challenges for those who have no account here, or read only."""
    return Role.PROGRAMME_MANAGER in standing.seats


def post_of(session: Session, standing: Standing) -> str:
    """The post as which somebody asks: of their seat, or else the one that answers for an action."""
    if standing.seat_posts:
        return standing.seat_posts[0][1]
    return people.get_post(session, min(standing.accountable & standing.posts)).title


def _ask(access: Access, meeting_id: int, offered: Sequence[Action], meeting: Meeting | None) -> Reply:
    if not offered:
        raise Refusal("There is no action here that you could challenge: you answer for each of them yourself.")
    about = f"{meeting_id}:{offered[0].id if len(offered) == 1 else 0}"
    form = words.raise_form(
        about,
        [words.Offered(action.id, action.ref, action.title) for action in offered],
        meeting_in_words(access.board, meeting, access.now) if meeting else "",
        for_others=may_enter_for_others(access.standing),
    )
    return Reply(form=form, settled=False)


def _others(session: Session, access: Access, only: Sequence[int] | None = None) -> list[Action]:
    """The live actions that somebody may challenge, in plan order."""
    board = access.board
    found = actions.actions_of(session, board.id, board.today(access.now), board.zone, only=only)
    return [action for action in found if action.is_live and not access.standing.is_own(action.post_id)]


def _challengeable(
    session: Session, by: Caller, action_id: int, now: datetime, kept: str = ""
) -> tuple[Access, Action]:
    access = access_board_by_action(session, by.key, action_id, Deed.RAISE_CHALLENGE, now, name=by.name)
    action = access_action_by_id(session, access, action_id, Deed.SEE_ACTION)
    _check_can_be_challenged(session, access, action, kept)
    return access, action


def _check_can_be_challenged(session: Session, access: Access, action: Action, kept: str = "") -> None:
    if access.standing.is_own(action.post_id):
        raise Refusal(f"Only others can challenge {action.ref}: you answer for it yourself.")
    if not action.is_live:
        raise Refusal(f"{what_became_of(session, action)}, and nobody answers for {action.ref} any more.{kept}")


# Having the officer asked


def _have_asked(
    session: Session, board: Board, challenge: Challenge, action: Action, meeting: Meeting | None, now: datetime
) -> str:
    """Leave it to the day before the meeting, or ask at once; says in words which."""
    today = board.today(now)
    at = questions_at(session, board, meeting, action.post_id) if meeting else None
    if meeting and at and _waits(board, challenge, meeting, at, now):
        asked = weekday_moment_in_words(board.local(at), today)
        return f"The officer is asked on {asked}, and it is gone through at {meeting_in_words(board, meeting, now)}."
    reader, why = (
        reader_in_meeting(session, board, action, meeting.id, now)
        if meeting
        else reader_of(session, board, action, now)
    )
    if reader is None:
        return f"There is nobody to ask just now: {why}. It is kept, and heads the run sheet of the next meeting."
    due = next_within_hours(board, now)
    if meeting and due >= meeting.starts_at:
        held = meeting_in_words(board, meeting, now)
        return f"It comes too late to be asked beforehand, and is asked in the room: {held}."
    outbox.say(
        session, board.workspace_id, key=f"challenge_asked:{challenge.id}:{action.id}", to=reader.account,
        message=_questions(session, board, [challenge], meeting, reader, now), due=due, board_id=board.id,
        args={"challenge": challenge.id, "action": action.id} | ({"meeting": meeting.id} if meeting else {}),
    )  # fmt: skip
    return (
        "The officer is asked now."
        if due == now
        else (f"The officer is asked on {weekday_moment_in_words(board.local(due), today)}.")
    )


def follow_action(session: Session, access: Access, challenge_id: int, was: Action, now_about: Action) -> None:
    """Put a question that has gone along to another action to whoever answers for that one, as when it was raised; what
    asked somebody else before says where it went.
    """
    board, now, challenge = access.board, access.now, _get(session, challenge_id)
    before, _ = reader_of(session, board, was, now)
    after, _ = reader_of(session, board, now_about, now)
    stands = [
        told
        for told in challenges.told_to(session, board.workspace_id, [before.account] if before else [], QUESTIONS)
        if words.asks(told.message, challenge.id)
    ]
    if before and after and before.account == after.account and stands:
        return
    said = words.gone_to(now_about.ref, now_about.post)
    for told in stands:
        outbox.amend(session, told.id, words.with_reply(told.message, challenge.id, said, is_done=True), now)
    if board.started_at is not None and not challenge.is_answered:
        meeting = meetings.next_meeting_for(session, now_about.id, now, board_id=board.id)
        _have_asked(session, board, challenge, now_about, meeting, now)


def _waits(board: Board, challenge: Challenge, meeting: Meeting, at: datetime, now: datetime) -> bool:
    """Whether the officer hears it with the other questions: the meeting is being asked for, and that is in time."""
    is_asking = meeting.request_at is not None and meeting.request_at <= now < at
    return is_asking and (challenge.due is None or challenge.due >= board.today(at))


def questions_at(session: Session, board: Board, meeting: Meeting, post_id: int) -> datetime:
    """When the officer of a post is asked the questions for a meeting (UTC)."""
    slot = first_slots(session, meeting).get(post_id, meeting.starts_at)
    return due_at(RUNGS[QUESTIONS], meeting, board, working_days(board, board.today(meeting.starts_at)), slot)


def make_up_questions(session: Session, board: Board, meeting: Meeting, planned: Planned, now: datetime) -> Decided:
    """The questions that wait for one post the day before a meeting. Without an answer they are asked in the room."""
    post_id = int(planned.args["post"])
    theirs = [action_id for action_id, post in meetings.agenda(session, meeting.id) if post == post_id]
    waiting = [
        each for each in challenges.open_on(session, theirs) if not each.is_answered and each.brought_to != meeting.id
    ]
    if not waiting:
        return Drop("no question waits for an answer")
    today = board.today(now)
    (action,) = actions.actions_of(session, board.id, today, board.zone, only=[waiting[0].action_id])
    reader, why = reader_in_meeting(session, board, action, meeting.id, now)
    if reader is None:
        return Drop(f"{why}; the questions are asked in the room")
    return MadeUp(reader.account, _questions(session, board, waiting, meeting, reader, now))


def before_question(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why a question need not be put any more: it was answered or settled meanwhile, or went to another action."""
    challenge = _get(session, row.args["challenge"])
    if row.args.get("action", challenge.action_id) != challenge.action_id:
        return Drop("it is a question about another action now")
    return None if challenge.is_open and not challenge.is_answered else Drop("it was answered before it was asked")


def _questions(
    session: Session, board: Board, waiting: Sequence[Challenge], meeting: Meeting | None, reader: Reader, now: datetime
) -> Message:
    slot = first_slots(session, meeting).get(waiting[0].post_id, meeting.starts_at) if meeting else None
    asked = words.Asked(
        tuple(waiting),
        meeting.kind.words if meeting else "",
        board.local(slot) if slot else None,
        reader.for_post,
        _asked_before(session, board, reader.account, waiting),
    )
    return words.questions(asked, board.today(now))


def _asked_before(session: Session, board: Board, account: str, waiting: Sequence[Challenge]) -> frozenset[int]:
    """Those of the challenges that stand in a message which somebody has had already."""
    had = [told.message for told in challenges.told_to(session, board.workspace_id, [account], QUESTIONS)]
    return frozenset(each.id for each in waiting if any(words.asks(message, each.id) for message in had))


# Answering


def ask_for_reply(session: Session, press: Press, now: datetime) -> Reply:
    """The form for a short reply; once it is answered, that it is."""
    access, challenge = _answerable(session, press.by, press.about, now)
    if challenge.is_answered:
        return Reply(message=words.reply_noted(challenge), settled=False)
    _, on_behalf_of = _written_as(session, access, challenge)
    return Reply(form=words.reply_form(challenge, on_behalf_of), settled=False)


def send_reply(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep the answer to a challenge and tell whoever asked; the chair sees it in the run sheet.

    Raises:
        Refusal: they do not answer for the action, or it holds what looks like a child's details.
    """
    access, challenge = _answerable(session, sent.by, sent.about, now)
    form = Form(sent.answers)
    answer = _text(form, "answer", "Write a short answer, or close this and press Bring to meeting.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"answer": answer})
    post, on_behalf_of = _written_as(session, access, challenge)
    by = access.standing.person_id
    if challenges.answer(session, challenge.id, answer, by=by, post=post, on_behalf_of=on_behalf_of, at=now):
        answered = _get(session, challenge.id)
        _log(session, access, post, "answer_challenge", answered, to=f"answered after {answered.time_taken}")
        board = access.board
        _show_answered(session, access, answered, words.answered_words(answered, board.local(now), board.today(now)))
        _tell_answered(session, access, answered)
        _refresh(session, access, answered)
    return Reply(message=words.reply_noted(challenge))


def bring_to_meeting(session: Session, press: Press, now: datetime) -> Reply:
    """Note that the officer answers in the room.

    Raises:
        Refusal: no meeting goes through the action.
    """
    access, challenge = _answerable(session, press.by, press.about, now)
    if challenge.is_answered:
        return Reply(message=words.reply_noted(challenge))
    meeting = meetings.next_meeting_for(session, challenge.action_id, now, board_id=access.board.id)
    if meeting is None:
        raise Refusal(f"No meeting is planned for {challenge.action_ref}. Please send a short reply.")
    if challenge.brought_to != meeting.id:
        challenges.bring(session, challenge.id, meeting.id)
        post, _ = _written_as(session, access, challenge)
        _log(session, access, post, "bring_challenge", challenge, to=f"answered at {meeting.ref}")
        _show_answered(session, access, challenge, words.BROUGHT)
        _refresh(session, access, challenge)
    return Reply(message=words.bringing_noted(challenge, meeting_in_words(access.board, meeting, now)))


def _answerable(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Challenge]:
    access, challenge = _accessed(session, by, about, now)
    if not access.standing.may(Deed.ANSWER_CHALLENGE, challenge.post_id):
        raise Refusal(who_may(Deed.ANSWER_CHALLENGE))
    if not challenge.is_open:
        raise Refusal(f"{challenge.ref} is settled: nothing is asked any more.")
    return access, challenge


def _accessed(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Challenge]:
    found = challenges.find_challenge(session, read_number(about, "challenge"))
    board_id = found.board_id if found else 0
    access = access_board_by_id(session, by.key, board_id, Deed.SEE_PLAN, now, name=by.name)
    if found is None:
        raise Refusal("There is no such challenge. Type “challenges” to see those that there are.")
    return access, found


def _written_as(session: Session, access: Access, challenge: Challenge) -> tuple[str, str]:
    """The post that somebody answers as, and the post on whose behalf if it is not their own."""
    return written_as(session, access, challenge.post_id, challenge.post)


def _show_answered(session: Session, access: Access, challenge: Challenge, said: str) -> None:
    """Let the messages that ask this question say what became of it."""
    board = access.board
    holder = people.holder_of(session, challenge.post_id, board.today(access.now))
    accounts = {access.standing.account, *([holder.account] if holder else [])}
    for told in challenges.told_to(session, board.workspace_id, sorted(accounts), QUESTIONS):
        if words.asks(told.message, challenge.id):
            message = words.with_reply(told.message, challenge.id, said, is_done=challenge.is_answered)
            outbox.amend(session, told.id, message, access.now)


def _tell_answered(session: Session, access: Access, challenge: Challenge) -> None:
    meeting = meetings.next_meeting_for(session, challenge.action_id, access.now, board_id=access.board.id)
    then = meeting_in_words(access.board, meeting, access.now) if meeting else ""
    _tell_asker(session, access, challenge, partial(words.challenge_answered, meeting=then))


def asker_now(session: Session, board: Board, challenge: Challenge, now: datetime) -> tuple[str, bool]:
    """The account of whoever is told what becomes of a question, and whether that is who follows them in the post from
    which they asked, since they have left. Empty where the board has to do with neither.
    """
    today = board.today(now)
    if not _standing(session, board, challenge.raised_account, now).is_stranger:
        return challenge.raised_account, False
    post = people.find_post(session, board.workspace_id, challenge.raised_post)
    holder = people.holder_of(session, post.id, today) if post else None
    if holder is None or not holder.account or _standing(session, board, holder.account, now).is_stranger:
        return "", False
    return holder.account, True


def _standing(session: Session, board: Board, account: str, now: datetime) -> Standing:
    return ties_of(session, board.platform, board.team, account).standing_on(board, board.today(now), "")


def _tell_asker(session: Session, access: Access, challenge: Challenge, draw: Callable[..., Message]) -> None:
    """Tell whoever asked, or follows them, within the board's hours; of what was restricted since, without what is said
    about it.
    """
    board, now = access.board, access.now
    account, is_successor = asker_now(session, board, challenge, now)
    if not account or account == access.standing.account:
        return
    standing = _standing(session, board, account, now)
    if restricted_to_others(session, Access(board, standing, now), [challenge.action_id]):
        challenge = replace(challenge, answer=words.HELD_BACK, outcome_words="")
    message = draw(challenge, is_successor=is_successor)
    outbox.say(
        session, board.workspace_id, key=f"{message.kind}:{challenge.id}", to=account,
        message=message, due=next_within_hours(board, now), board_id=board.id,
    )  # fmt: skip


def _refresh(session: Session, access: Access, challenge: Challenge) -> None:
    """Let the run sheets that were sent show it as it stands now."""
    coming = meetings.next_meeting_for(session, challenge.action_id, access.now, board_id=access.board.id)
    for meeting_id in {challenge.meeting_id, coming.id if coming else None} - {None}:
        refresh_run_sheets(session, access.board, meetings.get_meeting(session, meeting_id or 0), access.now)


# Settling


def ask_how_settled(session: Session, press: Press, now: datetime) -> Reply:
    """The chair's form for what came of a challenge; once it is settled, that it is."""
    _, challenge = _settleable(session, press.by, press.about, now)
    if not challenge.is_open:
        return Reply(message=words.settling_noted(challenge), settled=False)
    return Reply(form=words.settle_form(challenge), settled=False)


def settle_challenge(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep what came of a challenge, and tell whoever asked.

    Raises:
        Refusal: they do not chair, or answer for the action themselves; no outcome was chosen; or a child's details.
    """
    access, challenge = _settleable(session, sent.by, sent.about, now)
    form = Form(sent.answers)
    chosen, said = form.words("outcome"), _text(form, "words")
    if chosen not in {each.value for each in CHOSEN}:
        form.wrong("outcome", "Choose what came of it.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": said})
    standing = access.standing
    post = standing.post_for(Role.CHAIR if Role.CHAIR in standing.seats else Role.DEPUTY)
    when = ""
    if challenges.settle(session, challenge.id, Outcome(chosen), said, by=standing.person_id, post=post, at=now):
        settled = _get(session, challenge.id)
        _log(session, access, post, "settle_challenge", settled, to=Outcome(chosen).words)
        if settled.raised_by != standing.person_id:
            _tell_asker(session, access, settled, words.challenge_settled)
            when = when_told(access.board, now)
        _refresh(session, access, settled)
    return Reply(message=words.settling_noted(_get(session, challenge.id), when))


def _settleable(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Challenge]:
    access, challenge = _accessed(session, by, about, now)
    if not access.standing.may(Deed.SETTLE_CHALLENGE):
        raise Refusal(who_may(Deed.SETTLE_CHALLENGE))
    if access.standing.is_own(challenge.post_id):
        raise Refusal(f"Only others can settle a challenge to {challenge.action_ref}: you answer for it yourself.")
    return access, challenge


# Looking them up


def show_challenges(session: Session, command: Typed | Press, now: datetime) -> Reply:
    """The challenges that are not settled, for whoever may see the plan."""
    by = command.by
    if isinstance(command, Typed):
        access, page = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name), 1
    else:
        board, _, page_said = command.about.partition(":")
        page = read_number(page_said or "1", "page")
        access = access_board_by_id(session, by.key, read_number(board, "board"), Deed.SEE_PLAN, now, name=by.name)
    kept = challenges.of_board(session, access.board.id)
    held = restricted_to_others(session, access, [each.action_id for each in kept])
    found = [each for each in kept if each.action_id not in held]
    open_ones = unanswered_first([each for each in found if each.is_open])
    facts = words.LogFacts(
        board_id=access.board.id,
        challenges=tuple(open_ones),
        page=min(max(page, 1), words.pages_of(len(open_ones), words.ON_A_PAGE)),
        settled=len(found) - len(open_ones),
        may_settle=access.standing.may(Deed.SETTLE_CHALLENGE),
        mine=frozenset(each.id for each in open_ones if access.standing.may(Deed.ANSWER_CHALLENGE, each.post_id)),
    )
    return Reply(message=words.challenge_log(facts, access.board.today(now)))


def meeting_in_words(board: Board, meeting: Meeting, now: datetime) -> str:
    """ "Holding to Account, Tuesday 15 June, 09:30"."""
    return f"{meeting.kind.words}, {weekday_moment_in_words(board.local(meeting.starts_at), board.today(now))}"


def _get(session: Session, challenge_id: int) -> Challenge:
    found = challenges.find_challenge(session, challenge_id)
    if found is None:
        raise ValueError(f"there is no challenge {challenge_id}")
    return found


def _text(form: Form, name: str, ask: str = "") -> str:
    """Words as they were typed, trimmed; what is wrong with them is said in the form."""
    said = form.answers.get(name)
    typed = said.strip() if isinstance(said, str) else ""
    longest = words.LONGEST[name]
    if ask and not typed:
        form.wrong(name, ask)
    if len(typed) > longest:
        form.wrong(name, f"That is {len(typed):,} characters; please keep it within {longest:,}.")
    return typed


def _log(session: Session, access: Access, post: str, what: str, challenge: Challenge, *, to: str) -> None:
    """What was written stays out of the record: it is in the challenge alone, where it can be taken out."""
    record(
        session, access.board.workspace_id, who=f"{post}, {access.standing.name or access.standing.account}", what=what,
        subject=f"{challenge.action_ref} {challenge.ref}", at=access.now, to=to,
    )  # fmt: skip


PRESSES: dict[str, UseCase] = {
    words.AT_MEETING: ask_at_meeting,
    words.ABOUT_ACTION: ask_on_action,
    words.LIST: show_challenges,
    words.REPLY: ask_for_reply,
    words.BRING: bring_to_meeting,
    words.SETTLE: ask_how_settled,
}
FORMS: dict[str, UseCase] = {
    words.RAISE_FORM: raise_challenge,
    words.REPLY_FORM: send_reply,
    words.SETTLE_FORM: settle_challenge,
}
WORDS: dict[str, UseCase] = {"challenge": type_challenge, "challenges": show_challenges}
READS = frozenset({words.AT_MEETING, words.ABOUT_ACTION, words.LIST, words.REPLY, words.SETTLE, *WORDS})
MAKERS = {QUESTIONS: make_up_questions}
CHECKS = {QUESTIONS: ("challenge", before_question)}
