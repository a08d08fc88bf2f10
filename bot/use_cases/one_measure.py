"""One measure: seeing it whole, saying that it matters most, and recording the decision that sets its target."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import refuse_personal_details
from bot.domain.measures import KEY_MEASURES, Measure, TargetSet, is_spent, read_figure, target_words
from bot.domain.people import Deed, Role
from bot.domain.references import Named, find_named
from bot.domain.refusals import Refusal
from bot.domain.workers import refuse_workers
from bot.messages import one_measure as words
from bot.messages.one_measure import (
    CALL,
    CALL_FORM,
    CONFIRM,
    LONGEST,
    LONGEST_NAME,
    LONGEST_REF,
    MARK,
    OPEN,
    TARGET,
    TARGET_FORM,
    UNMARK,
    OneMeasure,
)
from bot.messages.parts import Reply
from bot.use_cases.figures import show_measures, tell_actions
from bot.use_cases.figures_wanted import with_age
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.reading_answers import Form, read_number
from storage import measures
from storage.access import Access, access_board, access_board_by_id
from storage.audit import record

NO_SUCH = "There is no such measure. Type “measures” to see them all."


def type_measures(session: Session, command: Typed, now: datetime) -> Reply:
    """“measures” shows them all; “measures KPO-05”, or words of its name, shows one.

    Raises:
        Refusal: they may not see the plan; or no measure is called so, or several are.
    """
    said, by = " ".join(command.text.split()), command.by
    if not said:
        return show_measures(session, command, now)
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    return _shown(session, access, _named(session, access, said))


def open_measure(session: Session, command: Press, now: datetime) -> Reply:
    """The screen of a measure, chosen from the menu or named by a button."""
    about = f"{command.about}:{command.value}" if command.value else command.about
    access, measure = _pressed(session, command, about, Deed.SEE_PLAN, now)
    return _shown(session, access, measure)


def mark(session: Session, command: Press, now: datetime) -> Reply:
    """Put a measure among those that matter most; pressing twice does it once."""
    return _mark(session, command, now, is_key=True)


def unmark(session: Session, command: Press, now: datetime) -> Reply:
    """Take a measure out of those that matter most."""
    return _mark(session, command, now, is_key=False)


def confirm(session: Session, command: Press, now: datetime) -> Reply:
    """Note that an imported figure is right, for who looks after the figures; pressing twice does it once.

    Raises:
        Refusal: they do not; or a newer figure has come since.
    """
    board_id, _, rest = command.about.partition(":")
    measure_id, _, reading = rest.partition(":")
    access, measure = _pressed(session, command, f"{board_id}:{measure_id}", Deed.ENTER_FIGURES, now)
    latest = measure.latest
    if latest is None or latest.id != read_number(reading, "figure"):
        raise Refusal(f"A newer figure of {measure.ref} has come since. Type “measures {measure.ref}” to see it.")
    if latest.is_unconfirmed:
        measures.confirm_reading(session, latest.id, access.who or Role.PROGRAMME_MANAGER.words)
        _log(session, access, "confirm_figure", measure.ref, to=str(latest.value))
    return _shown(
        session, access, measure, f"The figure of {measure.ref} is confirmed, and shows without its mark from now on."
    )


def open_target(session: Session, command: Press, now: datetime) -> Reply:
    """The form for a measure's target and the decision that set it."""
    access, measure = _pressed(session, command, command.about, Deed.KEEP_MEASURES, now)
    return Reply(form=words.target_form(_one(session, access, measure)), settled=False)


def set_target(session: Session, command: Answers, now: datetime) -> Reply:
    """Record a target with what it covers, how often, and the decision that set it; what was before is kept.

    Raises:
        Refusal: they may not; or what is written looks like details of a child, or names a worker.
    """
    access, measure = _pressed(session, command, command.about, Deed.KEEP_MEASURES, now)
    decided = _read(session, Form(command.answers), measure, access.board.today(now))
    if isinstance(decided, dict):
        return Reply(errors=decided, settled=False)
    typed = ("scope", "frequency", "decision_ref", "decided_by")
    refuse_personal_details({name: getattr(decided, name) for name in typed})
    refuse_workers({"scope": decided.scope})
    keep_target(session, access, measure, decided, now)
    said = target_words(decided.target, measure.unit)
    news = f"The target of {measure.ref} is recorded: {said}. Figures are judged by it from now on."
    return _shown(session, access, measure, news)


def open_call(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks what the plan calls the measures that matter most."""
    access, measure = _pressed(session, command, command.about, Deed.KEEP_MEASURES, now)
    called = measures.called(session, access.board.id)
    return Reply(form=words.call_form(access.board.id, measure.id, called), settled=False)


def call_them(session: Session, command: Answers, now: datetime) -> Reply:
    """Let the plan call the measures that matter most something else."""
    access, measure = _pressed(session, command, command.about, Deed.KEEP_MEASURES, now)
    form = Form(command.answers)
    called = form.words("called", longest=LONGEST_NAME)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"called": called})
    was = measures.called(session, access.board.id)
    measures.call(session, access.board.id, called)
    now_called = called or KEY_MEASURES
    if now_called != was:
        _log(session, access, "call_key_measures", access.board.name, was=was, to=now_called)
    return _shown(session, access, measure, f"They are called {now_called} now, wherever they are shown.")


def keep_target(session: Session, access: Access, measure: Measure, decided: TargetSet, now: datetime) -> None:
    """Keep a decision about a target, let the rules know, and put it on the record. It has been checked."""
    standing = access.standing
    role = next((role for role in (Role.CHAIR, Role.DEPUTY) if role in standing.seats), Role.PROGRAMME_MANAGER)
    measures.set_target(
        session, measure.id, decided, now, person_id=standing.person_id or None, post=standing.post_for(role)
    )
    tell_actions(session, access.board, measure.id)
    was, to = (target_words(each, measure.unit) for each in (decided.was, decided.target))
    why = f"{decided.decision_ref} ({decided.decided_by}, {decided.decided_on})"
    _log(session, access, "set_target", measure.ref, was=was, to=to, why=why)


def _mark(session: Session, command: Press, now: datetime, *, is_key: bool) -> Reply:
    access, measure = _pressed(session, command, command.about, Deed.KEEP_MEASURES, now)
    called = measures.called(session, access.board.id)
    if measure.is_key is not is_key:
        measures.mark_key(session, measure.id, is_key=is_key)
        was, to = ("", called) if is_key else (called, "")
        _log(session, access, "mark_measure", measure.ref, was=was, to=to)
    said = (
        f"{measure.ref} is one of the {called} now. Every weekly summary shows it."
        if is_key
        else f"{measure.ref} is none of the {called} any more. The weekly summary does not show it on its own."
    )
    return _shown(session, access, measure, said)


def _read(session: Session, form: Form, measure: Measure, today: date) -> TargetSet | dict[str, str]:
    """The decision as the form has it; or what is wrong, by field."""
    decided_on = form.day("decided_on", "Say on which day it was decided.")
    if decided_on is None:
        form.wrong("decided_on", "Say on which day it was decided.")
    elif decided_on > today:
        form.wrong("decided_on", "That day is still to come. Record the decision once it is made.")
    target = _target(form, measure)
    decided = TargetSet(
        was=measure.target,
        target=target,
        decision_ref=form.words("decision_ref", "Give its reference, as in the minutes.", longest=LONGEST_REF),
        decided_on=decided_on or today,
        decided_by=form.words("decided_by", "Say which board or post decided.", longest=LONGEST),
        scope=form.words("scope", longest=LONGEST),
        frequency=form.words("frequency", longest=LONGEST),
    )
    before = measures.targets_of(session, measure.id)
    if not form.errors and is_spent(before, decided.decision_ref, target):
        form.wrong("decision_ref", spent(decided.decision_ref))
    return form.errors or decided


def spent(ref: str) -> str:
    """What is said where an old decision is given for a new target."""
    return f"{ref} set another target. A new target needs a new decision: give the reference of that one."


def _target(form: Form, measure: Measure) -> Decimal | None:
    typed = form.words("target", longest=20)
    try:
        return read_figure(typed, measure.unit) if typed else None
    except ValueError as wrong:
        form.wrong("target", str(wrong))
        return None


def _named(session: Session, access: Access, said: str) -> Measure:
    known = measures.measures_of(session, access.board.id)
    found = find_named(said, [Named(each.id, each.ref, each.name) for each in known])
    if len(found) > 1:
        raise Refusal(f"“{said}” could be {'; '.join(f'{each.ref} {each.title}' for each in found[:6])}. Which one?")
    if not found:
        refuse_personal_details({"": said})
        raise Refusal(f"No measure is called “{said}”. Type “measures” to see them all.")
    return next(each for each in known if each.id == found[0].id)


def _pressed(
    session: Session, command: Press | Answers, about: str, deed: Deed, now: datetime
) -> tuple[Access, Measure]:
    """The board and the measure that a button, a menu or a form names.

    Raises:
        Refusal: they may not; or there is no such measure.
    """
    by, (board_id, _, measure_id) = command.by, about.partition(":")
    access = access_board_by_id(session, by.key, read_number(board_id, "board"), deed, now, name=by.name)
    return access, _found(session, access, read_number(measure_id, "measure"))


def _found(session: Session, access: Access, measure_id: int) -> Measure:
    found = measures.measures_of(session, access.board.id, only=[measure_id])
    if not found:
        raise Refusal(NO_SUCH)
    return found[0]


def _shown(session: Session, access: Access, measure: Measure, news: str = "") -> Reply:
    """The measure's screen as it stands now."""
    return Reply(message=words.measure_shown(_one(session, access, _found(session, access, measure.id)), news))


def _one(session: Session, access: Access, measure: Measure) -> OneMeasure:
    board, standing = access.board, access.standing
    today = board.today(access.now)
    return OneMeasure(
        board_id=board.id,
        measure=with_age(board, [measure], today)[0],
        decided=measures.targets_of(session, measure.id),
        actions=measures.linked_actions(session, measure.id),
        today=today,
        called=measures.called(session, board.id),
        may_keep=standing.may(Deed.KEEP_MEASURES),
        may_enter=standing.may(Deed.ENTER_FIGURES),
    )


def _log(
    session: Session, access: Access, what: str, subject: str, *, was: str = "", to: str = "", why: str = ""
) -> None:
    workspace = access.board.workspace_id
    record(session, workspace, who=access.who, what=what, subject=subject, at=access.now, was=was, to=to, why=why)


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {
    OPEN: open_measure,
    MARK: mark,
    CONFIRM: confirm,
    UNMARK: unmark,
    TARGET: open_target,
    CALL: open_call,
}
FORMS: Mapping[str, UseCase] = {TARGET_FORM: set_target, CALL_FORM: call_them}
WORDS: Mapping[str, UseCase] = {"measures": type_measures}
READS = frozenset({OPEN, TARGET, CALL, *WORDS})
