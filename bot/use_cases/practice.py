"""Practising a position statement on an action that does not exist: the same form, rules and guard; nothing is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.guard import refuse_personal_details
from bot.domain.rating_facts import MilestoneFact, Rating, RatingFacts, Tolerances
from bot.domain.ratings import Suggestion, needs_reason, suggest
from bot.domain.statements import asks_cause
from bot.messages.help import PRACTISE
from bot.messages.parts import Form, Reply
from bot.messages.practice import DUE_IN, FORM, MILESTONE, PracticeFacts, Practised, practice_done, practice_form
from bot.use_cases.entries import Entry
from bot.use_cases.heard import Caller, Press, Typed
from bot.use_cases.statement_form import FilledForm, asks_more
from storage import boards

ELSEWHERE = ZoneInfo("Europe/London")
"""The zone of a day where no board is set up yet."""


def open_practice(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """The form, empty. Open to everybody: it knows nothing of any plan."""
    return Reply(form=practice_form(PracticeFacts({}, _today(session, command.by, now))), settled=False)


def refresh_practice(session: Session, command: FilledForm, now: datetime) -> Reply:
    """The form drawn again for what stands in it, with what the rules suggest."""
    return Reply(form=_form(command.kept(), _today(session, command.by, now)), settled=False)


def submit_practice(session: Session, command: FilledForm, now: datetime) -> Reply:
    """Check what was tried as a statement is checked, and say what would happen. Nothing is saved, whatever it says.

    Raises:
        Refusal: something is missing, or it holds what looks like a child's details; it names the field.
    """
    today = _today(session, command.by, now)
    statement = command.statement()
    refuse_personal_details(statement.texts())
    suggestion = _suggestion(today, statement.forecast, statement.help_by if statement.asks_for_help else None)
    more = asks_more(None, command, statement, suggestion.rating)
    if "cause" not in more:
        statement.check(None, today)
    if more:
        form = _form(command.kept(), today, reason_asked=True)
        return Reply(form=form, errors={name: words for name, words in more.items() if words}, settled=False)
    suggested = suggestion.rating
    tried = Practised(
        rating=statement.rating,
        suggestion=suggestion.words,
        is_better=needs_reason(statement.rating, suggested),
        is_worse=suggested is not None and statement.rating.is_worse_than(suggested),
        reason_given=bool(statement.reason),
        asks_for_help=statement.asks_for_help,
    )
    return Reply(message=practice_done(tried))


def _form(answers: Mapping[str, Any], today: date, *, reason_asked: bool = False) -> Form:
    rating = Rating.named(answers["rating"]) if answers.get("rating") else None
    if rating is None:
        return practice_form(PracticeFacts(answers, today))
    help_by = answers.get("help_by") if answers.get("help") == "yes" else None
    suggestion = _suggestion(today, _as_day(answers.get("forecast")), _as_day(help_by))
    suggested = suggestion.rating
    return practice_form(
        PracticeFacts(
            answers,
            today,
            suggestion=suggestion.words,
            asks_reason=reason_asked or needs_reason(rating, suggested),
            is_careful=suggested is not None and rating.is_worse_than(suggested),
            asks_cause=asks_cause(rating, None),
        )
    )


def _suggestion(today: date, forecast: date | None, help_by: date | None) -> Suggestion:
    """What the rules make of the practice action, under the usual tolerances."""
    facts = RatingFacts(
        lifecycle=Lifecycle.IN_PROGRESS,
        approved_on=today - DUE_IN,
        baseline=today + DUE_IN,
        deadline=today + DUE_IN,
        forecast=forecast,
        milestones=(MilestoneFact(today + DUE_IN / 3, name=MILESTONE),),
        last_statement=today,
        help_needed_by=help_by,
        has_success_measure=True,
    )
    return suggest(facts, today, Tolerances())


def _as_day(said: Any) -> date | None:
    return date.fromisoformat(said) if said else None


def _today(session: Session, by: Caller, now: datetime) -> date:
    known = boards.boards_for(session, by.platform, by.team)
    return known[0].today(now) if known else now.astimezone(ELSEWHERE).date()


PRESSES = {PRACTISE: open_practice}
FORMS = {FORM: Entry(submit_practice, FilledForm.from_answers)}
REFRESHING = {FORM: Entry(refresh_practice, FilledForm.from_press, reads=True)}
WORDS = {"practice": open_practice, "practise": open_practice}
READS = frozenset({PRACTISE, FORM, *WORDS})
"""All of it only reads."""
