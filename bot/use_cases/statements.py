"""Asking for, writing and sending position statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.dates import listed
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.ratings import Suggestion, needs_reason
from bot.domain.refusals import Refusal
from bot.domain.statements import Statement
from bot.messages import statements as messages
from bot.messages.outside import HOW
from bot.messages.parts import Reply
from bot.use_cases.assessing import meeting_to_answer
from bot.use_cases.chasing import show_answered
from bot.use_cases.drafting import keep_typed
from bot.use_cases.ended import what_was_split_off
from bot.use_cases.entries import Entry
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.help_ended import no_longer_asked, plan_help_ended
from bot.use_cases.inputs_beside import input_from
from bot.use_cases.interval_ends import end_where_pressing
from bot.use_cases.late import show_received
from bot.use_cases.managing import called
from bot.use_cases.owing import owed_by
from bot.use_cases.reading_answers import read_number
from bot.use_cases.reporting import serve_others
from bot.use_cases.run_sheet import show_on_run_sheet
from bot.use_cases.statement_form import (
    FilledForm,
    asks_more,
    first_answers,
    form_for,
    how_entered,
    is_entered,
    site_of,
    suggestion_for,
    typed_for,
    what_next,
    writable,
    writable_site,
    written_as,
)
from storage import boards, outbox, statements
from storage.access import Access, access_action, access_board
from storage.audit import record

__all__ = ["FilledForm", "WriteStatement", "record_statement", "submit_statement", "write_statement"]


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

    @classmethod
    def from_answers(cls, sent: Answers) -> "WriteStatement":
        """What the form asks for that offers the next one."""
        return cls(sent.by, action_id=read_number(sent.about, "action"))


def write_statement(session: Session, command: WriteStatement, now: datetime) -> Reply:
    """Open the form, beside the last statement, with the draft if there is one.

    Raises:
        Refusal: they may not write for it; or nothing was named, and then what they owe is said.
    """
    access, action = _asked_for(session, command, now)
    site = site_of(session, access, action)
    draft = statements.find_draft(session, action.id, access.standing.person_id)
    return Reply(form=form_for(session, site, draft or first_answers(site)), settled=False)


def submit_statement(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Record a position statement, with what the rules suggest; the thanks goes through the outbox.

    Where there is more to ask (why it is rated better than the rules suggest, what the cause is, what sort the
    evidence is) nothing is saved and the form comes back asking for it, once.

    Raises:
        Refusal: something is missing, or it holds what looks like a child's details; it names the field.
    """
    site = writable_site(session, command, now)
    statement = command.statement()
    refuse_personal_details(statement.texts())
    help_by = statement.help_by if statement.asks_for_help else None
    suggestion = suggestion_for(site, statement.forecast, help_by)
    more = asks_more(site.rated_before, command, statement, suggestion.rating)
    if "cause" not in more:
        statement.check(site.rated_before, site.today)
    if more:
        form = form_for(session, site, command.kept(), reason_asked=True)
        return Reply(form=form, errors={name: words for name, words in more.items() if words}, settled=False)
    how = how_entered(command, HOW) if is_entered(site.access, site.action) else ""
    received = record_statement(session, site.access, site.action, statement, suggestion, now, how)
    # One sitting: what is asked for next is offered where this form was.
    return Reply(form=messages.next_offered(received, site.today)) if received.still_owed else Reply()


def record_statement(
    session: Session,
    access: Access,
    action: Action,
    statement: Statement,
    suggestion: Suggestion,
    now: datetime,
    how: str = "",
) -> messages.Received:
    """Keep a statement that has been checked, log it, and put the thanks in the outbox; what that says.

    `how` is how it came to whoever entered it for its officer.
    """
    post, on_behalf_of = written_as(session, access, action)
    entered_by, entered_how = (access.who, how) if is_entered(access, action) else ("", "")
    _, holder = typed_for(session, access, action) if entered_by else ("", None)
    meeting = meeting_to_answer(session, action.id, now)
    split = what_was_split_off(session, access, action)
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
        input_from=input_from(session, action.id, meeting),
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
    _note_help_no_more(session, access, action, statement)
    owner = boards.get_board(session, action.board_id)
    plan_help_ended(session, owner, no_longer_asked(action, statement), now)
    if meeting:
        board = boards.get_board(session, meeting.board_id)
        show_answered(session, board, action.id, meeting, statement_id, now)
        show_received(session, board, meeting, now)
    show_on_run_sheet(session, owner, action.id, now)
    end_where_pressing(session, owner, now)
    also = serve_others(session, action, statement_id, meeting.id if meeting else 0, now)
    return _thank(session, access, action, statement, suggestion, statement_id, meeting, now, also, split)


def _note_help_no_more(session: Session, access: Access, action: Action, statement: Statement) -> None:
    """Put on the record that a newer statement asks for help no more; never the words of what it asked for."""
    if not action.help or statement.asks_for_help:
        return
    asked = [each.asked_of for each in action.help if each.asked_of]
    record(
        session, access.board.workspace_id, who=access.who, what="help_no_more", subject=action.ref,
        action_id=action.id, at=access.now, was=f"asked of {listed(asked)}" if asked else "asked for",
        to="the newer statement asks for none",
    )  # fmt: skip


def _thank(
    session: Session,
    access: Access,
    action: Action,
    statement: Statement,
    suggestion: Suggestion,
    statement_id: int,
    meeting: Meeting | None,
    now: datetime,
    also: Sequence[str] = (),
    split: str = "",
) -> messages.Received:
    board, today = access.board, access.board.today(now)
    facts = messages.Received(
        action_id=action.id,
        statement_id=statement_id,
        ref=action.ref,
        at=board.local(now),
        rating=statement.rating,
        suggested=suggestion.rating,
        suggestion=suggestion.words,
        is_better=needs_reason(statement.rating, suggestion.rating),
        is_worse=suggestion.rating is not None and statement.rating.is_worse_than(suggestion.rating),
        reason_given=bool(statement.reason),
        what_next=what_next(session, board, action, meeting, now)
        + (f" It goes to the {listed(list(also))} as well." if also else "")
        + (f" {split}" if split else ""),
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
    return facts


def _asked_for(session: Session, command: WriteStatement, now: datetime) -> tuple[Access, Action]:
    if command.action_id:
        return writable(session, command.by, command.action_id, now)
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


FORMS = {
    "statement.submit": Entry(submit_statement, FilledForm.from_answers, otherwise=keep_typed),
    "statement.next": Entry(write_statement, WriteStatement.from_answers, reads=True),
}
PRESSES = {"statement.write": Entry(write_statement, WriteStatement.from_press, reads=True)}
WORDS = {"statement": Entry(write_statement, WriteStatement.from_typed, reads=True)}
