"""Figures: asking the data manager for those that a meeting or the watch list needs, and taking them in.

A figure is never edited. Another one for the same day is a new reading that says which one it corrects.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import FIGURES_REMINDER, FIGURES_REQUEST
from bot.domain.guard import refuse_personal_details
from bot.domain.measures import Direction, Measure, Reading, counts_as, judge, read_figure, travelled
from bot.domain.meetings import Meeting
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.domain.workers import refuse_workers
from bot.messages import figures as words
from bot.messages.figures import (
    AT_ONCE,
    DISPUTED,
    ENTER,
    ENTER_FORM,
    ENTER_ONE,
    FIGURE_MESSAGES,
    FINAL,
    NOTE_AT_MOST,
    PROVISIONAL,
    Came,
    FiguresAsked,
    reading_words,
)
from bot.messages.parts import Message, Reply
from bot.use_cases.chasing import ASKED_BEFORE
from bot.use_cases.figures_wanted import (
    WATCH,
    asked_for_meeting,
    asked_for_watch_list,
    find_data_manager,
    watch_key,
    with_age,
)
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.planning import Decided, Drop, MadeUp, PlanAgain, PutOff, stands_since
from bot.use_cases.reading_answers import Form, read_number
from storage import actions, boards, measures, meetings, outbox, people, planned
from storage.access import Access, access_board, access_board_by_id
from storage.audit import record
from storage.measures import NewReading
from storage.outbox import Leased, Planned

NO_MEASURE = "no action on the agenda is linked to a measure"
NO_LONGER_ASKED = "These figures are not asked for any more. Type “measures” to see and enter every figure."
STATUSES = (FINAL, PROVISIONAL, DISPUTED)


# Asking


def ask_for_figures(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """Ask the data manager for the figures that a meeting needs, or remind them of those still not in.

    Who was never asked, since the meeting was planned late or nothing could be sent, is not reminded but asked; who was
    asked for the same lately, before the meeting was moved, is not asked again. Where there is nobody to ask, the
    programme manager is told, once for a meeting.
    """
    account, _ = find_data_manager(session, board, now)
    told = planned.told_about(session, meeting.id, account, ["figures_asked"])
    is_reminder = row.kind == FIGURES_REMINDER and bool(told)
    asked = asked_for_meeting(session, board, meeting, now, is_reminder=is_reminder)
    if not asked.asked:
        return Drop(NO_MEASURE)
    if not asked.missing:
        return Drop("every figure was in already")
    lately = planned.told_about(session, meeting.id, account, ["figures_asked"], stands_since(board, row.due_at))
    if not is_reminder and _was_asked_before(asked, lately):
        return Drop(ASKED_BEFORE)
    return to_data_manager(session, board, asked, row, f"nobody_for_figures:{meeting.id}", now)


def _was_asked_before(asked: FiguresAsked, told: Sequence[Message]) -> bool:
    """Whether every figure that is missing was asked for, for this meeting, before it was moved."""
    return all(any(words.asks_for(message, each.measure.ref) for message in told) for each in asked.missing)


def to_data_manager(
    session: Session, board: Board, asked: FiguresAsked, row: Planned, key_of_nobody: str, now: datetime
) -> MadeUp | Drop:
    """The question, for the data manager; or the programme manager told under this key that there is nobody to ask."""
    account, why_not = find_data_manager(session, board, now)
    if not account:
        _tell_nobody(session, board, asked, why_not, key_of_nobody, now)
        return Drop(why_not)
    planned.give_args(session, row.id, {**row.args, "asks": _asks(asked)})
    return MadeUp(account, words.figures_asked(asked, board.today(now)))


def before_figures(session: Session, row: Leased, now: datetime) -> Drop | PutOff | PlanAgain | None:
    """Why a question that waits to go is not to go as it is: what it asks for has come in, or is for somebody else."""
    board = boards.get_board(session, row.board_id or 0)
    meeting = meetings.get_meeting(session, row.args["meeting"])
    asked = asked_for_meeting(session, board, meeting, now)
    return again_if_changed(session, board, row, asked, row.args["rung"], now)


def again_if_changed(
    session: Session, board: Board, row: Leased, asked: FiguresAsked, kind: str, now: datetime
) -> PlanAgain | None:
    """Whether a question is to be made up anew, since what it asks, or of whom, is another by now."""
    account, _ = find_data_manager(session, board, now)
    if _asks(asked) == row.args["asks"] and account == row.to:
        return None
    return PlanAgain(kind, "what it asks, or of whom, changed before it went")


def _asks(asked: FiguresAsked) -> list[int]:
    return [each.measure.id for each in asked.missing]


def _tell_nobody(session: Session, board: Board, asked: FiguresAsked, why: str, key: str, now: datetime) -> None:
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is None:
        return
    message = words.nobody_for_figures(asked.what_for, len(asked.missing), why)
    outbox.say(session, board.workspace_id, key=key, to=manager.account, message=message, due=now, board_id=board.id)


# Seeing and entering


@dataclass(frozen=True)
class _Entered:
    measure: Measure
    value: Decimal
    status: str


def show_measures(session: Session, command: Typed, now: datetime) -> Reply:
    """Every measure with its figure, target and direction; for who enters figures, a menu to do so."""
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    may_enter = access.standing.may(Deed.ENTER_FIGURES)
    today = access.board.today(now)
    found = with_age(access.board, measures.measures_of(session, access.board.id), today)
    shown = words.measures_shown(access.board.id, found, today, may_enter=may_enter)
    return Reply(message=shown)


def open_figures(session: Session, command: Press, now: datetime) -> Reply:
    """The form for the figures that are asked for and not in; for all of them, once all are in.

    Raises:
        Refusal: they do not enter figures; or these are not asked for any more.
    """
    board_id, _, which = command.about.partition(":")
    access = _may_enter(session, command, read_number(board_id, "board"), now)
    asked = _asked(session, access.board, which, now)
    wanted = [each.measure for each in asked.missing or asked.asked]
    if not wanted:
        raise Refusal(NO_LONGER_ASKED)
    return _form(access, which, wanted)


def open_measure(session: Session, command: Press, now: datetime) -> Reply:
    """The form for one measure, chosen from the menu or named by the button on its screen.

    Raises:
        Refusal: they do not enter figures; or there is no such measure.
    """
    board_id, _, named = command.about.partition(":")
    access = _may_enter(session, command, read_number(board_id, "board"), now)
    found = measures.measures_of(session, access.board.id, only=[read_number(command.value or named, "measure")])
    if not found:
        raise Refusal("There is no such measure. Type “measures” to see them all.")
    return _form(access, "", found)


def enter_figures(session: Session, command: Answers, now: datetime) -> Reply:
    """Keep the figures of a form, as new readings, and show in what was asked that they have come.

    Raises:
        Refusal: they do not enter figures; or the note looks like details of a child, or names a worker.
    """
    board_id, _, rest = command.about.partition(":")
    which, _, ids = rest.partition(":")
    access = _may_enter(session, command, read_number(board_id, "board"), now)
    only = [read_number(each, "measure") for each in ids.split(",")]
    form = Form(command.answers)
    note = form.words("note", longest=NOTE_AT_MOST)
    entered, day = _read(form, measures.measures_of(session, access.board.id, only=only), access.board.today(now))
    if form.errors or day is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"note": note})
    refuse_workers({"note": note})
    came = [_keep(session, access, each, day, note) for each in entered]
    _show_in(session, access.board, now)
    missing = [each.measure.ref for each in _asked(session, access.board, which, now).missing] if which else []
    return Reply(message=words.figures_kept(came, missing, f"{access.board.id}:{which}"))


def _may_enter(session: Session, command: Press | Answers, board_id: int, now: datetime) -> Access:
    by = command.by
    return access_board_by_id(session, by.key, board_id, Deed.ENTER_FIGURES, now, name=by.name)


def _asked(session: Session, board: Board, which: str, now: datetime) -> FiguresAsked:
    """What the button of a question stands for: a meeting's figures, or the watch list's."""
    if which == WATCH:
        return asked_for_watch_list(session, board, now)
    meeting = meetings.find_meeting(session, board.id, read_number(which, "meeting"))
    if meeting is None:
        raise Refusal(NO_LONGER_ASKED)
    return asked_for_meeting(session, board, meeting, now)


def _form(access: Access, which: str, wanted: Sequence[Measure]) -> Reply:
    now_asked = wanted[:AT_ONCE]
    ids = ",".join(str(each.id) for each in now_asked)
    about, today = f"{access.board.id}:{which}:{ids}", access.board.today(access.now)
    form = words.figures_form(about, now_asked, len(wanted) - len(now_asked), today)
    return Reply(form=form, settled=False)


def _read(form: Form, found: Sequence[Measure], today: date) -> tuple[list[_Entered], date | None]:
    day = form.day("day", "Say which day the figures are of.")
    if day is None:
        form.wrong("day", "Say which day the figures are of.")
    elif day > today:
        form.wrong("day", "That day is still to come. A figure is of a day that has been.")
    entered = [each for measure in found if (each := _read_one(form, measure)) is not None]
    if not entered and not form.errors:
        form.wrong(f"value_{found[0].id}" if found else "day", "Enter at least one figure.")
    return entered, day


def _read_one(form: Form, measure: Measure) -> _Entered | None:
    field, status = f"value_{measure.id}", form.answers.get(f"status_{measure.id}")
    typed = form.words(field)
    if not typed:
        return None
    if not isinstance(status, str) or status not in STATUSES:
        form.wrong(f"status_{measure.id}", "Say whether it is final, provisional or in dispute.")
        return None
    try:
        return _Entered(measure, read_figure(typed, measure.unit), status)
    except ValueError as wrong:
        form.wrong(field, str(wrong))
        return None


def _keep(session: Session, access: Access, entered: _Entered, day: date, note: str) -> Came:
    """Add one figure; one that is in already, as it is, is not added again."""
    measure, today = entered.measure, access.board.today(access.now)
    is_provisional, is_disputed = entered.status == PROVISIONAL, entered.status == DISPUTED
    reading = Reading(0, entered.value, is_provisional, day, is_disputed=is_disputed)
    said, was = reading_words(reading, measure.unit, today), _standing_on(session, measure, day)
    if was is not None and (was.value, was.status) == (reading.value, reading.status):
        return Came(measure.ref, said, is_new=False)
    new = NewReading(
        entered.value, is_provisional, day, is_disputed=is_disputed, corrects=was.id if was else None, note=note,
        person_id=access.standing.person_id or None, post=_post(access),
    )  # fmt: skip
    measures.add_reading(session, measure.id, new, access.now)
    tell_actions(session, access.board, measure.id)
    earlier = reading_words(was, measure.unit, today) if was else ""
    record(
        session, access.board.workspace_id, who=access.who, what="correct_figure" if was else "enter_figure",
        subject=measure.ref, at=access.now, was=_plain(was) if was else "",
        to=f"{entered.value} on {day}, {reading.status}",
    )  # fmt: skip
    return Came(measure.ref, said, earlier)


def _plain(reading: Reading) -> str:
    return f"{reading.value} on {reading.day}, {reading.status}"


def _post(access: Access) -> str:
    role = Role.DATA_MANAGER if Role.DATA_MANAGER in access.standing.seats else Role.PROGRAMME_MANAGER
    return access.standing.post_for(role)


def _standing_on(session: Session, measure: Measure, day: date) -> Reading | None:
    """The reading of a day that stands, of the measure as it is defined now."""
    rows = measures.standing(measures.readings_of(session, [measure.id])[measure.id])
    definition = measures.get_row(session, measure.id).definition
    same = [row for row in rows if row.day == day and row.definition == definition and not row.is_baseline]
    return measures.domain_reading(same[-1]) if same else None


def tell_actions(session: Session, board: Board, measure_id: int) -> None:
    """Let the rules know what a measure comes to by now, for the actions of which it is the main one."""
    for action_id in measures.main_for(session, measure_id):
        actions.change_action(session, action_id, measure_history=_history(session, board, measure_id))


def _history(session: Session, board: Board, measure_id: int) -> list[str]:
    """A measure's ratings by its readings, oldest first, with "improving" last if it is."""
    (measure,) = measures.measures_of(session, board.id, only=[measure_id])
    rows = measures.standing(measures.readings_of(session, [measure_id])[measure_id])
    latest = measure.latest
    readings = [measures.domain_reading(row) for row in rows if not row.is_baseline]
    same = [each for each in readings if latest and each.definition == latest.definition]
    rated = [
        counts_as(judge(measure.good_is, measure.unit, each.value, measure.target, measure.tolerance), each).word
        for each in same
    ]
    return [*rated, "improving"] if rated and travelled(measure) is Direction.IMPROVING else rated


# Showing that figures have come


def _show_in(session: Session, board: Board, now: datetime) -> None:
    """Let every question for figures that still matters say what has come in."""
    today = board.today(now)
    for meeting in meetings.meetings_of(session, board.id, since=now):
        for told in planned.sent_about(session, meeting.id):
            if told.kind in FIGURE_MESSAGES:
                asked = asked_for_meeting(session, board, meeting, now, is_reminder=told.kind == "figures_reminded")
                _amend(session, told.id, told.message, words.figures_asked(asked, today), now)
    for told in planned.sent_starting(session, watch_key(board, today)):
        shown = words.figures_asked(asked_for_watch_list(session, board, now), today)
        _amend(session, told.id, told.message, shown, now)


def _amend(session: Session, row_id: int, was: Message, message: Message, now: datetime) -> None:
    if message != was:
        outbox.amend(session, row_id, message, now)


UseCase = Callable[[Session, Any, datetime], Reply]

MAKERS = {FIGURES_REQUEST: ask_for_figures, FIGURES_REMINDER: ask_for_figures}
CHECKS = {"figures_asked": ("asks", before_figures), "figures_reminded": ("asks", before_figures)}
PRESSES: Mapping[str, UseCase] = {ENTER: open_figures, ENTER_ONE: open_measure}
FORMS: Mapping[str, UseCase] = {ENTER_FORM: enter_figures}
READS = frozenset(PRESSES)
