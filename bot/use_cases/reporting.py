"""One action that answers to two boards: asked for and accepted by those who run them, written once, used for each."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import MeetingKind
from bot.domain.people import Deed, Role, who_may
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages import reporting as words
from bot.messages.changing import LINKS
from bot.messages.parts import Message, Reply
from bot.messages.plan_lines import name_for_others, name_of
from bot.use_cases.assessing import let_off
from bot.use_cases.chasing import reader_of, show_answered
from bot.use_cases.ended import what_became_of
from bot.use_cases.heard import Answers, Press
from bot.use_cases.late import show_received
from bot.use_cases.offers import Offer
from bot.use_cases.planning import next_within_hours, plan_meeting
from bot.use_cases.reading_answers import Form, read_number
from storage import actions, boards, meetings, outbox, people, reporting
from storage.access import Access, access_action_by_id, access_board_by_action, access_board_by_id, access_boards
from storage.audit import record
from storage.reporting import Report, State

UseCase = Callable[[Session, Any, datetime], Reply]

FROM_FILE = "A file that the plan was loaded from says so."
GONE = "That has been answered or ended already. Nothing has changed."


def show_reports(session: Session, command: Press, now: datetime) -> Reply:
    """The other boards that an action is reported to, with what can be done about each.

    Raises:
        Refusal: they run neither the board whose plan it is of nor one that it is reported to.
    """
    access, action = _seen(session, command, now)
    if not access.standing.may(Deed.MANAGE):
        raise Refusal(who_may(Deed.MANAGE))
    return Reply(message=_shown(session, access, action))


def open_ask(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks which board is to see an action too."""
    _, action = _managed(session, command, now)
    return Reply(form=words.ask_form(action.id, name_of(action)), settled=False)


def ask_board(session: Session, command: Answers, now: datetime) -> Reply:
    """Ask whoever runs the other board; nothing changes until they accept. Who runs both has thereby agreed.

    The answer is the same where there is no such board.
    """
    access, action = _managed(session, command, now)
    form, board = Form(command.answers), access.board
    called = form.words("board", "Give the name of the other board.", longest=200)
    why = form.words("why", "Say why, in a few words. Its programme manager reads it.", longest=500)
    if called.casefold() == board.name.casefold():
        form.wrong("board", f"{action.ref} is of the plan of the {board.name} itself. Name another board.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"board": called, "why": why})
    _log(session, access, action, "ask_to_report", to=called, why=why)
    other = _board_called(session, board, called)
    if other is not None and all(each.board_id != other.id for each in reporting.of_action(session, action.id)):
        agreed = _ask(session, access, action, other, why)
        if agreed is not None:
            return agreed
    return Reply(message=words.report_asked(action.ref, called))


def ask_boards_of_file(session: Session, access: Access, action: Action, names: Sequence[str]) -> list[str]:
    """Ask the boards that a plan's file names beside an action, each once whatever came of it; returns the names that
    are for their programme managers to accept.

    Whether there is such a board is not said. Unchecked: `access` was granted for changing the plan.
    """
    waiting: list[str] = []
    for called in names:
        other = _board_called(session, access.board, called)
        is_agreed = False
        if other is not None and other.id != access.board.id and action.is_live:
            if not reporting.was_asked(session, action.id, other.id):
                _log(session, access, action, "ask_to_report", to=called, why=FROM_FILE)
                _ask(session, access, action, other, FROM_FILE)
            is_agreed = other.id in reporting.boards_of(session, action.id)
        waiting += [] if is_agreed else [called]
    return waiting


def accept_report(session: Session, command: Press, now: datetime) -> Reply:
    """Take an action of another plan into this board's pack, status and summary, from now on."""
    access, report = _asked_here(session, command, now)
    owner = boards.get_board(session, report.owner_id)
    (action,) = actions.actions_of(session, owner.id, owner.today(now), owner.zone, only=[report.action_id])
    if not action.is_live:
        raise Refusal(f"{what_became_of(session, action)}, so there is nothing to follow. Nothing has changed.")
    return _agree(session, access, report, access.board)


def decline_report(session: Session, command: Press, now: datetime) -> Reply:
    """Leave it where it is; whoever asked hears so."""
    access, report = _asked_here(session, command, now)
    reporting.settle(session, report.id, State.DECLINED, by=access.who, at=now)
    _note(session, access, report, "decline_report")
    message = words.report_settled(_name(report), report.board, is_agreed=False)
    _tell_manager(session, boards.get_board(session, report.owner_id), message, now)
    return Reply(message=message)


def end_report(session: Session, command: Press, now: datetime) -> Reply:
    """Report an action to another board no longer; either programme manager may, and the other hears of it."""
    found = reporting.find_report(session, read_number(command.about, "report"))
    mine = access_boards(session, command.by.key, now, name=command.by.name)
    theirs = (found.owner_id, found.board_id) if found else ()
    access = next((each for each in mine if each.board.id in theirs and each.standing.may(Deed.MANAGE)), None)
    if access is None or found is None:
        raise Refusal(who_may(Deed.MANAGE))
    if found.state is not State.AGREED:
        raise Refusal(GONE)
    reporting.settle(session, found.id, State.ENDED, by=access.who, at=now)
    _note(session, access, found, "end_report")
    message = words.report_ended(_name(found), found.board)
    _put_on_agendas(session, boards.get_board(session, found.board_id), found.action_id, now, add=False)
    _tell_officer(session, boards.get_board(session, found.owner_id), found.action_id, message, now)
    for board_id in {*theirs} - {access.board.id}:
        _tell_manager(session, boards.get_board(session, board_id), message, now, but=access.standing.person_id)
    return Reply(message=message)


def serve_others(session: Session, action: Action, statement_id: int, answered: int, now: datetime) -> list[str]:
    """Use a statement for the next meeting of every other board that goes through its action, too, unless that one lets
    it off, or asks only after the meeting that is answered: by then things have moved on. Returns the names of the
    boards other than its plan's that it is used for. `answered` is the id of the meeting it was sent for, or 0.
    """
    if not answered or not reporting.boards_of(session, action.id):
        return []
    first = meetings.get_meeting(session, answered)
    others = [
        each
        for each in meetings.next_of_each_board(session, action.id, now)
        if each.board_id != first.board_id
        and (each.request_at is None or each.request_at < first.starts_at)
        and action.id not in let_off(session, each, now)
    ]
    for each in others:
        meetings.serve(session, statement_id, action.id, each.id)
        board = boards.get_board(session, each.board_id)
        show_answered(session, board, action.id, each, statement_id, now)
        show_received(session, board, each, now)
    used = {each.board_id for each in (*others, first)} - {action.board_id}
    return [boards.get_board(session, board_id).name for board_id in sorted(used)]


def tell_other_boards(session: Session, access: Access, action_id: int, how: str) -> None:
    """An action has ended in its plan, as `how` says: it leaves the agendas of the other boards that it is reported to,
    and whoever runs them hears of it. Unchecked: `access` was granted for ending it.
    """
    for report in reporting.of_action(session, action_id):
        if report.state is State.AGREED:
            other = boards.get_board(session, report.board_id)
            number = _put_on_agendas(session, other, action_id, access.now, add=False)
            message = words.reported_ended(report.ref, report.title, report.owner, how, number)
            _tell_manager(session, other, message, access.now, but=access.standing.person_id, about=f":{report.id}")


def tell_other_boards_of_refs(session: Session, access: Access, moved: Sequence[tuple[Action, str]], plan: str) -> None:
    """Actions go on in the next plan, so called, each under another reference: whoever runs another board that they are
    reported to hears of all of theirs at once. Unchecked: `access` was granted for closing the plan.
    """
    theirs: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for action, new_ref in moved:
        for report in reporting.of_action(session, action.id):
            if report.state is State.AGREED:
                theirs[report.board_id].append((action.ref, new_ref, report.title))
    for board_id, pairs in theirs.items():
        message = words.reported_refs(access.board.name, plan, pairs)
        other = boards.get_board(session, board_id)
        _tell_manager(session, other, message, access.now, but=access.standing.person_id)


def tell_other_boards_again(session: Session, access: Access, action_id: int) -> None:
    """An action is open again in its plan: it is back on the agendas of the other boards that it is reported to, and
    whoever runs them hears of it. Unchecked: `access` was granted for opening it.
    """
    for report in reporting.of_action(session, action_id):
        if report.state is State.AGREED:
            other = boards.get_board(session, report.board_id)
            number = _put_on_agendas(session, other, action_id, access.now, add=True)
            message = words.reported_again(report.ref, report.title, report.owner, number)
            _tell_manager(session, other, message, access.now, but=access.standing.person_id, about=f":{report.id}")


# What comes of it


def _ask(session: Session, access: Access, action: Action, other: Board, why: str) -> Reply | None:
    """Ask whoever runs a board; who runs both has thereby agreed, and reads what comes of it."""
    board, now = access.board, access.now
    report_id = reporting.ask(session, action.id, other.id, why=why, by=access.who, at=now)
    if _runs(session, access, other):
        return _agree(session, access, _open(session, report_id, State.ASKED), other)
    wanted = words.report_wanted(report_id, board.name, name_for_others(action), action.post, why)
    _tell_manager(session, other, wanted, now, about=f":{report_id}")
    return None


def _agree(session: Session, access: Access, report: Report, other: Board) -> Reply:
    now, owner = access.now, boards.get_board(session, report.owner_id)
    reporting.settle(session, report.id, State.AGREED, by=access.who, at=now)
    _note(session, access, report, "report_also")
    number = _put_on_agendas(session, other, report.action_id, now, add=True)
    message = words.report_settled(_name(report), report.board, is_agreed=True, meetings=number)
    _tell_manager(session, owner, message, now, but=access.standing.person_id)
    _tell_officer(session, owner, report.action_id, words.report_begun(_name(report), report.board), now)
    return Reply(message=message)


def _put_on_agendas(session: Session, board: Board, action_id: int, now: datetime, *, add: bool) -> int:
    """Put it on the Holding to Account meetings to come, or take it off every meeting that has it, if the pack is not
    fixed; how many change.
    """
    changed = 0
    for meeting in meetings.meetings_of(session, board.id, since=now):
        before = [each for each, _ in meetings.agenda(session, meeting.id)]
        is_fixed = meeting.pack_at is not None and meeting.pack_at <= now
        is_other = add and meeting.kind is not MeetingKind.HOLDING_TO_ACCOUNT  # put on those by hand
        if is_other or is_fixed or (action_id in before) is add:
            continue
        after = [*before, action_id] if add else [each for each in before if each != action_id]
        meetings.set_agenda(session, meeting.id, after)
        if board.started_at is not None:
            plan_meeting(session, board, meeting, now)
        changed += 1
    return changed


def _tell_manager(
    session: Session, board: Board, message: Message, now: datetime, *, but: int = 0, about: str = ""
) -> None:
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is not None and manager.id != but:
        _say(session, board, manager.account, message, now, about)


def _tell_officer(session: Session, board: Board, action_id: int, message: Message, now: datetime) -> None:
    (action,) = actions.actions_of(session, board.id, board.today(now), board.zone, only=[action_id])
    reader, _ = reader_of(session, board, action, now)
    if reader is not None and board.started_at is not None:
        _say(session, board, reader.account, message, now)


def _say(session: Session, board: Board, to: str, message: Message, now: datetime, about: str = "") -> None:
    outbox.say(
        session, board.workspace_id, key=f"{message.kind}:{board.id}:{to}:{now.isoformat()}{about}", to=to,
        message=message, due=next_within_hours(board, now), board_id=board.id,
    )  # fmt: skip


# Who may, and the record


def _seen(session: Session, command: Press, now: datetime) -> tuple[Access, Action]:
    by, action_id = command.by, read_number(command.about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_PLAN, now, name=by.name)
    return access, access_action_by_id(session, access, action_id, Deed.SEE_ACTION)


def _managed(session: Session, command: Press | Answers, now: datetime) -> tuple[Access, Action]:
    by, action_id = command.by, read_number(command.about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.MANAGE, now, name=by.name)
    action = access_action_by_id(session, access, action_id, Deed.MANAGE)
    if not action.is_live:
        raise Refusal(f"{what_became_of(session, action)}, so no other board needs to follow it.")
    return access, action


def _asked_here(session: Session, command: Press, now: datetime) -> tuple[Access, Report]:
    found = reporting.find_report(session, read_number(command.about, "report"))
    by, board_id = command.by, found.board_id if found else 0
    access = access_board_by_id(session, by.key, board_id, Deed.MANAGE, now, name=by.name)
    return access, _open(session, found.id if found else 0, State.ASKED)


def _open(session: Session, report_id: int, state: State) -> Report:
    found = reporting.find_report(session, report_id)
    if found is None or found.state is not state:
        raise Refusal(GONE)
    return found


def _runs(session: Session, access: Access, other: Board) -> bool:
    caller = (access.board.platform, access.board.team, access.standing.account)
    if access.is_operator:
        return True
    mine = access_boards(session, caller, access.now)
    return any(each.board.id == other.id and each.standing.may(Deed.MANAGE) for each in mine)


def _board_called(session: Session, board: Board, called: str) -> Board | None:
    return next((each for each in boards.boards_of(session, board.workspace_id) if _is_called(each, called)), None)


def _is_called(board: Board, called: str) -> bool:
    plain = " ".join(called.split()).casefold().removeprefix("the ")
    return plain == " ".join(board.name.split()).casefold().removeprefix("the ")


def _shown(session: Session, access: Access, action: Action) -> Message:
    owns = action.board_id == access.board.id
    agreed = [each for each in reporting.of_action(session, action.id) if each.state is State.AGREED]
    theirs = [each for each in agreed if owns or each.board_id == access.board.id]
    owner = access.board.name if owns else theirs[0].owner
    shown = [words.Shown(str(each.id), each.board) for each in theirs]
    return words.reports_shown(action.id, name_of(action), owner, shown, may_ask=owns and action.is_live)


def _name(report: Report) -> str:
    return f"{report.ref} {report.title}"


def _note(session: Session, access: Access, report: Report, what: str) -> None:
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=report.ref, at=access.now,
        to="" if what == "end_report" else report.board, was=report.board if what == "end_report" else "",
        action_id=report.action_id,
    )  # fmt: skip


def _log(session: Session, access: Access, action: Action, what: str, *, to: str, why: str) -> None:
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=action.ref, at=access.now, to=to,
        why=why, action_id=action.id,
    )  # fmt: skip


OFFERS = (
    Offer(
        "Other boards", words.SHOW, "Report it to another board as well: one statement, used by both.", Deed.MANAGE,
        LINKS,
    ),
)  # fmt: skip
PRESSES: Mapping[str, UseCase] = {
    words.SHOW: show_reports,
    words.ASK: open_ask,
    words.ACCEPT: accept_report,
    words.DECLINE: decline_report,
    words.END: end_report,
}
FORMS: Mapping[str, UseCase] = {words.ASK_FORM: ask_board}
READS = frozenset({words.SHOW, words.ASK})
