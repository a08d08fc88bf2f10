"""The form of a position statement: what is read from it, and how it is drawn for what stands in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_in_words, moment_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Deed
from bot.domain.plans import Action, Milestone
from bot.domain.rating_facts import Rating
from bot.domain.ratings import Suggestion, needs_reason, suggest
from bot.domain.refusals import Refusal
from bot.domain.statements import CAUSES, EVIDENCE_KINDS, SURE, Statement, asks_cause
from bot.messages import statements as messages
from bot.messages.figures import measure_words
from bot.messages.parts import Form
from bot.messages.plan_lines import forecast_words
from bot.use_cases import standing_in
from bot.use_cases.assessing import meeting_to_answer
from bot.use_cases.ended import form_with_split, what_became_of, what_was_split_off
from bot.use_cases.heard import Answer, Answers, Caller, Press
from bot.use_cases.inputs_beside import given_beside, waiting_beside
from bot.use_cases.managing import called
from bot.use_cases.reading_answers import FAR_AWAY, is_near, read_number, read_rating
from storage import measures, people, statements, tables
from storage.access import Access, access_action_by_id, access_board_by_action
from storage.room import promises_of
from storage.tables import Person

ASK_FOR_RATING = "Choose a rating: Green, Amber or Red."
OFFERED = (Rating.GREEN, Rating.AMBER, Rating.RED)
OLD_FORM = (
    "This form is from an older version and no longer says which action it is for. Copy what you wrote, and type "
    "“statement” and the action's reference for a new one."
)
_DAYS = ("help_by", "forecast", "evidence_on")
_WORDS = (
    "progress", "effect", "evidence", "barriers", "help", "help_needed", "help_from", "help_kind", "next_steps",
    "reason", "cause",
)  # fmt: skip
_CHOICES: Mapping[str, frozenset[str]] = {
    "rating": frozenset(rating.word for rating in OFFERED),
    "evidence_kind": frozenset(EVIDENCE_KINDS),
    "cause_kind": frozenset(CAUSES),
    "confidence": frozenset(str(number) for number in SURE),
}


@dataclass(frozen=True)
class FilledForm:
    """The form as it stands: sent in, or changed on the way.

    `reason_asked` and `evidence_asked` say whether it asked for a reason, and for what sort the evidence is.
    """

    by: Caller
    action_id: int
    reason_asked: bool
    answers: Mapping[str, Answer]
    evidence_asked: bool = True
    after: int | None = None
    """The action's newest statement when the form was drawn, 0 for none; None where the form does not say."""

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
            evidence_asked, after = bool(unseen.get("evidence_asked", True)), unseen.get("after")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Refusal(OLD_FORM) from None
        number = read_number(action, "action")
        return cls(by, number, reason_asked, answers, evidence_asked, after if isinstance(after, int) else None)

    def statement(self) -> Statement:
        """What the officer says.

        Raises:
            Refusal: no rating was chosen, or one that is not an officer's to give; or a day is out of all reach.
        """
        rating = read_rating(self._text("rating"), ASK_FOR_RATING)
        if rating not in OFFERED:
            raise Refusal(ASK_FOR_RATING, "rating")
        asks, evidence = self._text("help") == "yes", self._text("evidence")
        return Statement(
            progress=self._text("progress"),
            effect=self._text("effect"),
            evidence=evidence,
            barriers=self._text("barriers"),
            help_needed=(self._text("help_needed") or "Help, not said which") if asks else "",
            help_from=self._text("help_from") if asks else "",
            help_by=self._day("help_by") if asks else None,
            help_kind=self._text("help_kind") if asks else "",
            next_steps=self._text("next_steps"),
            forecast=self._day("forecast"),
            rating=rating,
            reason=self._text("reason"),
            cause=self._text("cause"),
            cause_kind=self._choice("cause_kind"),
            evidence_kind=self._choice("evidence_kind") if evidence else "",
            evidence_on=self._day("evidence_on") if evidence else None,
            confidence=int(self._choice("confidence") or 0) or None,
        )

    def kept(self) -> dict[str, Any]:
        """The answers as a draft keeps them: words, and days as ISO dates. What the form does not ask is left out."""
        days = {name: day.isoformat() for name in _DAYS if (day := self._day(name))}
        words = {name: said for name in _WORDS if isinstance(said := self.answers.get(name), str)}
        chosen = {name: said for name in _CHOICES if (said := self._choice(name))}
        return words | days | chosen

    def _text(self, name: str) -> str:
        answer = self.answers.get(name)
        return answer.strip() if isinstance(answer, str) else ""

    def _choice(self, name: str) -> str:
        answer = self._text(name)
        return answer if answer in _CHOICES[name] else ""

    def _day(self, name: str) -> date | None:
        answer = self.answers.get(name)
        if isinstance(answer, date) and not is_near(answer):
            raise Refusal(FAR_AWAY, name)
        return answer if isinstance(answer, date) else None


@dataclass(frozen=True)
class Site:
    """Who writes about which action, for which meeting, and what was said of it before.

    `before` is the statement of the cycle before; `now` the one that is in for this meeting, which another corrects;
    `last` the newest of all.
    """

    access: Access
    action: Action
    meeting: Meeting | None
    before: tables.Statement | None
    now: tables.Statement | None
    last: tables.Statement | None

    @property
    def board(self) -> Board:
        """The action's board."""
        return self.access.board

    @property
    def today(self) -> date:
        """The day, in the board's zone."""
        return self.board.today(self.access.now)

    @property
    def rated_before(self) -> Rating | None:
        """What its officer said in the cycle before."""
        return Rating.named(self.before.rating) if self.before and self.before.rating else None


def site_of(session: Session, access: Access, action: Action) -> Site:
    """What a statement of this action is written beside."""
    meeting = meeting_to_answer(session, action.id, access.now)
    last = statements.last_statement(session, action.id)
    is_in = meeting is not None and last is not None and last.meeting_id == meeting.id
    before = statements.before(session, action.id, meeting.id if meeting else None)
    return Site(access, action, meeting, before, last if is_in else None, last)


def writable(session: Session, by: Caller, action_id: int, now: datetime) -> tuple[Access, Action]:
    """An action that a button or a form names, if they may write for it.

    Raises:
        Refusal: another may, who is named.
    """
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_PLAN, now, name=by.name)
    return access, access_action_by_id(session, access, action_id, Deed.SEND_STATEMENT)


def writable_site(session: Session, command: FilledForm, now: datetime) -> Site:
    """Where the form that they filled in stands, if they may write for its action.

    Raises:
        Refusal: another may, who is named.
    """
    return site_of(session, *writable(session, command.by, command.action_id, now))


def written_as(session: Session, access: Access, action: Action) -> tuple[str, str]:
    """The post that somebody writes as, and the post on whose behalf if it is not their own."""
    if is_entered(access, action) and action.post_id not in access.standing.enters_for_delegate:
        return action.post, ""
    return standing_in.written_as(session, access, action.post_id, action.post)


def is_entered(access: Access, action: Action) -> bool:
    """Whether they type for the officer, as the contact of one without an account, or running the board."""
    standing, post = access.standing, action.post_id
    answers = post in standing.posts or post in standing.answers_for - standing.enters_for
    return not answers


def typed_for(session: Session, access: Access, action: Action) -> tuple[str, Person | None]:
    """Whose words somebody types, by post and person: the officer's, or the delegate's, whose contact they are."""
    today, post, title = access.board.today(access.now), action.post_id, action.post
    is_delegate = post in access.standing.enters_for_delegate
    if is_delegate and (delegate := people.delegate_of(session, post, today)):
        post, title = delegate.id, delegate.title
    return title, people.holder_of(session, post, today)


def suggestion_for(site: Site, forecast: date | None, help_by: date | None) -> Suggestion:
    """What the rules will make of the action once a statement with this forecast and ask for help is in."""
    facts = replace(site.action.facts(site.today), forecast=forecast, last_statement=site.today, help_needed_by=help_by)
    return suggest(facts, site.today, site.board.tolerances)


def first_answers(site: Site) -> dict[str, Any]:
    """What stands in a form that is opened without a draft.

    To correct a statement one begins with all that it says; for a new one with what is likely to stand, and progress
    and effect are asked anew.
    """
    if site.now is not None:
        return _answers_of(site.now) | {"rating": site.now.rating or None}
    forecast = site.action.forecast.isoformat() if site.action.forecast else None
    if site.before is None or site.before.came_by == "import":
        return {"forecast": forecast}
    anew = {"progress", "effect", "next_steps", "reason", "cause", "cause_kind", "confidence"}
    carried = {name: said for name, said in _answers_of(site.before).items() if name not in anew}
    return carried | {"forecast": forecast}


def _answers_of(row: tables.Statement) -> dict[str, Any]:
    days = {name: day.isoformat() if (day := getattr(row, name)) else None for name in _DAYS}
    words = {name: getattr(row, name) for name in _WORDS if name != "help"}
    chosen = {name: getattr(row, name) for name in ("evidence_kind", "cause_kind")}
    sure = str(row.confidence) if row.confidence else None
    return words | days | chosen | {"help": "yes" if row.help_needed else "no", "confidence": sure}


def form_for(
    session: Session, site: Site, answers: Mapping[str, Any], *, reason_asked: bool = False, note: str = ""
) -> Form:
    """The form as it is asked for what stands in it; `note` says what became of a draft."""
    access, action, today = site.access, site.action, site.today
    _, on_behalf_of = written_as(session, access, action)
    rating = Rating.named(answers["rating"]) if answers.get("rating") else None
    suggestion = _suggestion_so_far(site, answers) if rating else None
    suggested = suggestion.rating if suggestion else None
    facts = messages.FormFacts(
        action_id=action.id,
        ref=action.ref,
        words=action.words,
        deadline=messages.deadline_words(action.baseline, action.deadline, action.moves, today),
        milestones=_milestones(action, today),
        measures=_measures(session, action, today),
        last=_last_lead(site.before, site.board, today),
        last_words=site.before.progress if site.before else "",
        last_next_steps=site.before.next_steps if site.before else "",
        readers=messages.READERS,
        answers=answers,
        suggestion=suggestion.words if suggestion else "",
        asks_reason=reason_asked or bool(rating and needs_reason(rating, suggested)),
        is_careful=bool(rating and suggested and rating.is_worse_than(suggested)),
        asks_cause=asks_cause(rating, site.rated_before),
        pressures=site.board.pressures,
        after=site.last.id if site.last else 0,
        on_behalf_of=on_behalf_of,
        draft_kept=note,
        corrects=moment_in_words(site.board.local(site.now.at), today) if site.now else "",
        promised=_promised(session, action, today),
        forecast_note=_forecast_note(action, today),
        given=given_beside(session, action.id, site.meeting, site.board, today),
        waiting=waiting_beside(session, action.id, site.meeting, site.board, today),
        entered_for=_entered_for(session, access, action) if is_entered(access, action) else "",
    )
    return form_with_split(messages.statement_form(facts), what_was_split_off(session, access, action))


def _entered_for(session: Session, access: Access, action: Action) -> str:
    title, holder = typed_for(session, access, action)
    return f"the {title} ({called(holder) if holder else 'vacant'})"


def _suggestion_so_far(site: Site, answers: Mapping[str, Any]) -> Suggestion:
    help_by = answers.get("help_by") if answers.get("help") == "yes" else None
    return suggestion_for(site, _as_day(answers.get("forecast")), _as_day(help_by))


def _as_day(said: Any) -> date | None:
    return date.fromisoformat(said) if said else None


def _forecast_note(action: Action, today: date) -> str:
    is_marked = action.has_fresh_look and action.fresh_look_on is not None
    return f"It stands at {forecast_words(action, today)}." if is_marked else ""


def _promised(session: Session, action: Action, today: date) -> str:
    """What was promised at the last meeting that anything was, as a sentence; empty where nothing was."""
    said = "; ".join(promise.words(today) for promise in promises_of(session, action.id))
    return f"{said}." if said else ""


_MILESTONES_AT_MOST = 4


def _milestones(action: Action, today: date) -> str:
    """Those that are not done, the first due first; after a few the rest are counted."""
    dated = ((step.due, step) for step in action.milestones if step.due and not step.done_on)
    steps = [_milestone(step, due, today) for due, step in sorted(dated, key=lambda pair: pair[0])]
    if not steps:
        return "none open"
    rest = len(steps) - _MILESTONES_AT_MOST
    return "; ".join([*steps[:_MILESTONES_AT_MOST], *([f"and {rest} later"] if rest > 0 else [])])


def _milestone(step: Milestone, due: date, today: date) -> str:
    return f"{step.title}, {day_in_words(due, today)}{' (late)' if due < today else ''}"


def _measures(session: Session, action: Action, today: date) -> Sequence[tuple[str, str]]:
    """The measures by which it is known to work, the main one first, each with what it comes to."""
    linked = measures.linked_to(session, [action.id]).get(action.id, [])
    known = {each.id: each for each in measures.measures_of(session, action.board_id, only=linked)} if linked else {}
    return [(known[each].name, measure_words(known[each], today)) for each in linked if each in known]


def _last_lead(last: tables.Statement | None, board: Board, today: date) -> str:
    if last is None:
        return ""
    rating = f"{last.rating}, " if last.rating else ""
    return f"Last time ({rating}{day_in_words(board.today(last.at), today)})"


def asks_more(
    before: Rating | None, command: FilledForm, statement: Statement, suggested: Rating | None
) -> dict[str, str]:
    """What the form is still to ask before it is kept, by field, with a sentence; nothing where it has asked it all.

    `before` is what the officer said in the cycle before.
    A reason and the sort of the evidence can be left out once they were asked for.
    """
    more = {}
    if needs_reason(statement.rating, suggested) and not statement.reason and not command.reason_asked:
        more["reason"] = ""
    if asks_cause(statement.rating, before) and "cause" not in command.answers:
        more["cause"] = "What is the cause, as far as you know? “Not known yet” is an answer."
    if statement.evidence and not statement.evidence_kind and not command.evidence_asked:
        more["evidence_kind"] = "What kind of evidence is it, and from which day? It can be sent without."
    return more


def how_entered(command: FilledForm, ways: Sequence[str]) -> str:
    """How the answer came to whoever types it.

    Raises:
        Refusal: they did not say.
    """
    how = command.answers.get("entered_how")
    if how not in ways:
        raise Refusal("Say how their answer came to you.", "entered_how")
    return str(how)


def what_next(session: Session, board: Board, action: Action, meeting: Meeting | None, now: datetime) -> str:
    """What happens next to a statement of an action that counts for this meeting, in sentences."""
    if action.lifecycle.is_closed:  # it may have been while this was written
        return (
            f"{what_became_of(session, action)}, so no meeting goes through it and no more is asked of it. What you "
            "sent stays on its record."
        )
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
