"""Asking for, writing and sending position statements."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_in_words, listed, weekday_moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.people import Deed
from bot.domain.plans import Action, LastStatement
from bot.domain.rating_facts import Rating
from bot.domain.ratings import Suggestion, needs_reason, suggest
from bot.domain.refusals import Refusal
from bot.domain.statements import Statement
from bot.messages import statements as messages
from bot.messages.outside import HOW
from bot.messages.parts import Form, Reply
from bot.messages.plan_lines import forecast_words
from bot.use_cases.chasing import show_answered
from bot.use_cases.heard import Answer, Answers, Caller, Press, Typed
from bot.use_cases.late import show_received
from bot.use_cases.managing import called
from bot.use_cases.owing import owed_by
from bot.use_cases.reading_answers import FAR_AWAY, is_near, read_number, read_rating
from storage import meetings, outbox, people, statements
from storage.access import Access, access_action, access_action_by_id, access_board, access_board_by_action
from storage.audit import record
from storage.room import promises_of

ASK_FOR_RATING = "Choose a rating: Green, Amber or Red."
OFFERED = (Rating.GREEN, Rating.AMBER, Rating.RED)
OLD_FORM = (
    "This form is from an older version and no longer says which action it is for. Copy what you wrote, and type "
    "“statement” and the action's reference for a new one."
)
_DAYS = ("help_by", "forecast")
_WORDS = (
    "progress", "effect", "evidence", "barriers", "help", "help_needed", "help_from", "next_steps", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class WriteStatement:
    """Open the form for an action, named as typed or by its id."""

    by: Caller
    said: str = ""
    action_id: int = 0
    channel: str = ""

    @classmethod
    def from_typed(cls, typed: Typed) -> "WriteStatement":
        """What `/statement A6` asks for."""
        return cls(typed.by, said=typed.text.strip(), channel=typed.channel)

    @classmethod
    def from_press(cls, press: Press) -> "WriteStatement":
        """What a Write button asks for."""
        return cls(press.by, action_id=read_number(press.about, "action"), channel=press.channel)


@dataclass(frozen=True)
class FilledForm:
    """The form as it stands: sent in, or changed on the way. `reason_asked` says whether a reason was asked for."""

    by: Caller
    action_id: int
    reason_asked: bool
    answers: Mapping[str, Answer]

    @classmethod
    def from_answers(cls, sent: Answers) -> "FilledForm":
        """The form sent in."""
        return cls._of(sent.by, sent.about, sent.answers)

    @classmethod
    def from_press(cls, press: Press) -> "FilledForm":
        """The form as it stands when something in it is pressed or changed."""
        return cls._of(press.by, press.form_about, press.answers)

    @classmethod
    def _of(cls, by: Caller, about: str, answers: Mapping[str, Answer]) -> "FilledForm":
        try:
            unseen = json.loads(about)
            action, reason_asked = str(unseen["action"]), bool(unseen["reason_asked"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Refusal(OLD_FORM) from None
        return cls(by, read_number(action, "action"), reason_asked, answers)

    def statement(self) -> Statement:
        """What the officer says.

        Raises:
            Refusal: no rating was chosen, or one that is not an officer's to give; or a day is out of all reach.
        """
        rating = read_rating(self._text("rating"), ASK_FOR_RATING)
        if rating not in OFFERED:
            raise Refusal(ASK_FOR_RATING, "rating")
        asks = self._text("help") == "yes"
        return Statement(
            progress=self._text("progress"),
            effect=self._text("effect"),
            evidence=self._text("evidence"),
            barriers=self._text("barriers"),
            help_needed=(self._text("help_needed") or "Help, not said which") if asks else "",
            help_from=self._text("help_from") if asks else "",
            help_by=self._day("help_by") if asks else None,
            next_steps=self._text("next_steps"),
            forecast=self._day("forecast"),
            rating=rating,
            reason=self._text("reason"),
        )

    def kept(self) -> dict[str, Any]:
        """The answers as a draft keeps them: words, and days as ISO dates. What the form does not ask is left out."""
        days = {name: day.isoformat() for name in _DAYS if (day := self._day(name))}
        words = {name: said for name in _WORDS if isinstance(said := self.answers.get(name), str)}
        rating = self._text("rating")
        return words | days | ({"rating": rating} if rating in {each.word for each in OFFERED} else {})

    def _text(self, name: str) -> str:
        answer = self.answers.get(name)
        return answer.strip() if isinstance(answer, str) else ""

    def _day(self, name: str) -> date | None:
        answer = self.answers.get(name)
        if isinstance(answer, date) and not is_near(answer):
            raise Refusal(FAR_AWAY, name)
        return answer if isinstance(answer, date) else None


def write_statement(session: Session, command: WriteStatement, now: datetime) -> Reply:
    """Open the form, beside the last statement, with the draft if there is one.

    Raises:
        Refusal: they may not write for it; or nothing was named, and then what they owe is said.
    """
    access, action = _asked_for(session, command, now)
    draft = statements.find_draft(session, action.id, access.standing.person_id)
    answers = draft or _prefilled(session, action)
    return Reply(form=_form(session, access, action, answers, reason_asked=False), settled=False)


def refresh_statement(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Draw the form again for what stands in it: other labels, help asked for, the rules' suggestion."""
    access, action = _writable(session, command.by, command.action_id, now)
    return Reply(form=_form(session, access, action, command.kept(), reason_asked=command.reason_asked), settled=False)


def keep_draft(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Keep what stands in the form. It is checked for a child's details first, as everything is."""
    access, action = _writable(session, command.by, command.action_id, now)
    kept = command.kept()
    refuse_personal_details(kept)
    statements.keep_draft(session, action.id, access.standing.person_id, kept, now)
    line = messages.draft_kept(access.board.local(now), access.board.today(now))
    return Reply(form=_form(session, access, action, kept, reason_asked=command.reason_asked, draft_kept=line))


def submit_statement(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Record a position statement, with what the rules suggest; the thanks goes through the outbox.

    Where the rating is better than the rules suggest and no reason was asked for yet, nothing is saved and the form
    comes back asking for one; sent again, it goes with or without.

    Raises:
        Refusal: something is missing, or it holds what looks like a child's details; it names the field.
    """
    access, action = _writable(session, command.by, command.action_id, now)
    statement = command.statement()
    refuse_personal_details(statement.texts())
    statement.check()
    suggestion = _suggestion(access.board, action, statement, now)
    is_better = needs_reason(statement.rating, suggestion.rating)
    if is_better and not statement.reason and not command.reason_asked:
        return Reply(form=_form(session, access, action, command.kept(), reason_asked=True), settled=False)
    how = _entered_how(command) if _is_entered(access, action) else ""
    record_statement(session, access, action, statement, suggestion, now, how)
    return Reply()


def record_statement(
    session: Session,
    access: Access,
    action: Action,
    statement: Statement,
    suggestion: Suggestion,
    now: datetime,
    how: str = "",
) -> None:
    """Keep a statement that has been checked, log it, and put the thanks in the outbox.

    `how` is how it came to whoever entered it for its officer.
    """
    post, on_behalf_of = _written_as(session, access, action)
    entered_by, entered_how = (access.who, how) if _is_entered(access, action) else ("", "")
    holder = people.holder_of(session, action.post_id, access.board.today(now)) if entered_by else None
    meeting = meetings.meeting_to_answer(session, action.id, now)
    statement_id = statements.add_statement(
        session,
        action.id,
        statement,
        at=now,
        meeting_id=meeting.id if meeting else None,
        person_id=(holder.id if holder else None) if entered_by else access.standing.person_id,
        person_name=called(holder) if entered_by else access.standing.name,
        post=post,
        on_behalf_of=on_behalf_of,
        entered_by=entered_by,
        entered_how=entered_how,
    )
    statements.add_suggestion(session, action.id, suggestion, at=now, statement_id=statement_id)
    statements.forget_drafts(session, action.id)
    record(
        session,
        access.board.workspace_id,
        who=f"{entered_by}, entered for the {post}"
        if entered_by
        else f"{post}, {access.standing.name}" + (f", on behalf of {on_behalf_of}" if on_behalf_of else ""),
        what="submit_statement",
        subject=action.ref,
        action_id=action.id,
        at=now,
        was=action.statement.rating.word if action.statement and action.statement.rating else "",
        to=statement.rating.word,
    )
    if meeting:
        show_answered(session, access.board, action.id, meeting, now)
        show_received(session, access.board, meeting, now)
    _thank(session, access, action, statement, suggestion, statement_id, meeting, now)


def _thank(
    session: Session,
    access: Access,
    action: Action,
    statement: Statement,
    suggestion: Suggestion,
    statement_id: int,
    meeting: Meeting | None,
    now: datetime,
) -> None:
    board, today = access.board, access.board.today(now)
    facts = messages.Received(
        action_id=action.id,
        ref=action.ref,
        at=board.local(now),
        rating=statement.rating,
        suggested=suggestion.rating,
        suggestion=suggestion.words,
        is_better=needs_reason(statement.rating, suggestion.rating),
        is_worse=suggestion.rating is not None and statement.rating.is_worse_than(suggestion.rating),
        reason_given=bool(statement.reason),
        what_next=_what_next(board, meeting, now),
        still_owed=owed_by(session, access, now, without=action.id),
    )
    outbox.say(
        session,
        board.workspace_id,
        key=f"statement_received:{statement_id}",
        to=access.standing.account,
        message=messages.statement_received(facts, today),
        due=now,
        args={"board": board.id},  # not `board_id`: an answer goes even while the board is paused
    )


def _what_next(board: Board, meeting: Meeting | None, now: datetime) -> str:
    if meeting is None or meeting.pack_at is None:
        return "It shows on the plan now. There is no Holding to Account meeting planned for this action yet."
    today = board.today(now)
    pack = weekday_moment_in_words(board.local(meeting.pack_at), today)
    held = weekday_moment_in_words(board.local(meeting.starts_at), today)
    if meeting.pack_at <= now:
        return (
            f"It shows on the plan now. The pack was fixed on {pack}, so the chair sees this as one that came late, "
            f"and it is kept for the next pack. The meeting is {held}."
        )
    return (
        f"It shows on the plan now. The pack is fixed on {pack}; until then you can correct it. The meeting is {held}."
    )


def _asked_for(session: Session, command: WriteStatement, now: datetime) -> tuple[Access, Action]:
    if command.action_id:
        return _writable(session, command.by, command.action_id, now)
    access = access_board(session, command.by.key, Deed.SEE_PLAN, now, channel=command.channel, name=command.by.name)
    if not command.said:
        raise Refusal(_which_statement(session, access, now))
    return access, access_action(session, access, command.said, Deed.SEND_STATEMENT)


def _which_statement(session: Session, access: Access, now: datetime) -> str:
    owed = owed_by(session, access, now)
    if not owed:
        return "Say which action, such as “statement A6”. Nothing is being asked of you just now."
    return (
        f"Say which action, such as “statement {owed[0].ref}”. You are asked for {listed([each.ref for each in owed])}."
    )


def _writable(session: Session, by: Caller, action_id: int, now: datetime) -> tuple[Access, Action]:
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_PLAN, now, name=by.name)
    return access, access_action_by_id(session, access, action_id, Deed.SEND_STATEMENT)


def _written_as(session: Session, access: Access, action: Action) -> tuple[str, str]:
    """The post that somebody writes as, and the post on whose behalf if it is not their own."""
    if action.post_id in access.standing.posts or _is_entered(access, action):
        return action.post, ""
    delegate = people.delegate_of(session, action.post_id, access.board.today(access.now))
    return (delegate.title if delegate else ""), action.post


def _is_entered(access: Access, action: Action) -> bool:
    """Whether they type for the officer, as the contact of one without an account, or running the board."""
    standing, post = access.standing, action.post_id
    answers = post in standing.posts or post in standing.answers_for - standing.enters_for
    return not answers


def _entered_how(command: FilledForm) -> str:
    how = command.answers.get("entered_how")
    if how not in HOW:
        raise Refusal("Say how their answer came to you.", "entered_how")
    return str(how)


def _suggestion(board: Board, action: Action, statement: Statement, now: datetime) -> Suggestion:
    """What the rules will make of the action once this statement is in."""
    today = board.today(now)
    facts = replace(
        action.facts(today),
        forecast=statement.forecast,
        last_statement=today,
        help_needed_by=statement.help_by if statement.asks_for_help else None,
    )
    return suggest(facts, today, board.tolerances)


def _prefilled(session: Session, action: Action) -> dict[str, Any]:
    """What carries over from the last statement: what is likely to stand. Progress and effect are asked anew."""
    last = statements.last_statement(session, action.id)
    forecast = action.forecast.isoformat() if action.forecast else None
    if last is None or last.came_by == "import":
        return {"forecast": forecast}
    return {
        "forecast": forecast,
        "evidence": last.evidence,
        "barriers": last.barriers,
        "help": "yes" if last.help_needed else "no",
        "help_needed": last.help_needed,
        "help_from": last.help_from,
        "help_by": last.help_by.isoformat() if last.help_by else None,
    }


def _form(
    session: Session,
    access: Access,
    action: Action,
    answers: Mapping[str, Any],
    *,
    reason_asked: bool,
    draft_kept: str = "",
) -> Form:
    board, today = access.board, access.board.today(access.now)
    last = statements.last_statement(session, action.id)
    _, on_behalf_of = _written_as(session, access, action)
    suggestion = _suggestion_so_far(board, action, answers, access.now)
    better = bool(suggestion and answers.get("rating")) and needs_reason(
        Rating.named(answers["rating"]), suggestion.rating if suggestion else None
    )
    facts = messages.FormFacts(
        action_id=action.id,
        ref=action.ref,
        words=action.words,
        deadline=messages.deadline_words(action.baseline, action.deadline, action.moves, today),
        milestones=_milestones(action, today),
        last=_last_lead(action.statement, today),
        last_words=last.progress if last else "",
        last_next_steps=last.next_steps if last else "",
        readers=messages.READERS,
        answers=answers,
        suggestion=suggestion.words if suggestion else "",
        asks_reason=reason_asked or better,
        on_behalf_of=on_behalf_of,
        draft_kept=draft_kept,
        promised=_promised(session, action, today),
        forecast_note=_forecast_note(action, today),
        entered_for=_entered_for(action) if _is_entered(access, action) else "",
    )
    return messages.statement_form(facts)


def _entered_for(action: Action) -> str:
    return f"the {action.post} ({action.holder or 'vacant'})"


def _forecast_note(action: Action, today: date) -> str:
    is_marked = action.has_fresh_look and action.fresh_look_on is not None
    return f"It stands at {forecast_words(action, today)}." if is_marked else ""


def _promised(session: Session, action: Action, today: date) -> str:
    """What was promised at the last meeting that anything was, as a sentence; empty where nothing was."""
    said = "; ".join(promise.words(today) for promise in promises_of(session, action.id))
    return f"{said}." if said else ""


def _suggestion_so_far(board: Board, action: Action, answers: Mapping[str, Any], now: datetime) -> Suggestion | None:
    """The suggestion for what stands in the form; none until a rating is chosen."""
    if not answers.get("rating"):
        return None
    help_by = answers.get("help_by") if answers.get("help") == "yes" else None
    today = board.today(now)
    facts = replace(
        action.facts(today),
        forecast=_as_day(answers.get("forecast")),
        last_statement=today,
        help_needed_by=_as_day(help_by),
    )
    return suggest(facts, today, board.tolerances)


def _as_day(said: Any) -> date | None:
    return date.fromisoformat(said) if said else None


def _milestones(action: Action, today: date) -> str:
    open_ones = [step for step in action.milestones if step.due and not step.done_on]
    if not open_ones:
        return "none open"
    return "; ".join(
        f"{step.title}, {day_in_words(step.due, today)}{' (late)' if step.due < today else ''}"
        for step in open_ones
        if step.due
    )


def _last_lead(last: LastStatement | None, today: date) -> str:
    if last is None:
        return ""
    rating = f"{last.rating.word}, " if last.rating else ""
    return f"Last time ({rating}{day_in_words(last.day, today)})"
