"""Whether whom a message was made up for still reads it when it goes, and who is to have it instead."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import LINE_DIRECTOR, OUTCOME, QUESTIONS, RUN_SHEET, SLOT_SOON, UNDECIDED
from bot.domain.people import Role, Standing
from bot.messages.helping import HELP_NO_MORE
from bot.messages.meetings import BEYOND_KNOWN
from bot.messages.reassigning import NO_LONGER_YOURS
from bot.messages.surgeries import AFTER, CANCELLED, FOLLOW_UP, MOVED, SOON
from bot.messages.watch_list import WANTED
from bot.use_cases.planning import Drop, PlanAgain
from bot.use_cases.run_sheet import chair_today, those_who_run
from bot.use_cases.turnover import in_charge
from storage import boards, outbox, people, room
from storage.outbox import Leased
from storage.standings import ties_of

_MANAGER = frozenset({Role.PROGRAMME_MANAGER})
_CHAIRS = frozenset({Role.CHAIR, Role.DEPUTY})
_RUNNING = _MANAGER | _CHAIRS

_SEATS: Mapping[str, frozenset[Role]] = {
    **dict.fromkeys(
        (
            "roster_check", "no_line_director", "help_asked", "wrong_person_told", "nobody_to_ask",
            "nobody_for_figures", "pack_without_chair", "nobody_to_report_to", "away_without_delegate", "quarterly",
            "absence_shared", "delegate_away_too",
        ),
        _MANAGER,
    ),
    **dict.fromkeys(("pack_ready", "exceptions"), _CHAIRS),
    "acting_officer_wanted": _CHAIRS | {Role.APPROVER},
    **dict.fromkeys(("acting_named", "nobody_acts"), _RUNNING | {Role.APPROVER}),
    **dict.fromkeys(
        (
            RUN_SHEET, UNDECIDED, "late_list", "slot_declined", "outcome_disputed", "log_draft", "log_waits",
            "officer_left", "contact_left", "temporary_officer_named", "post_still_vacant", "handover_query",
            "handover_open", "fresh_look_told", "vacant_seats", "skipped_messages", "not_gone_yet", "not_delivered",
            BEYOND_KNOWN, AFTER, FOLLOW_UP, WANTED,
        ),
        _RUNNING,
    ),
}  # fmt: skip
"""The kinds of message that are for a seat, whoever fills it: one of these."""

_OF_A_POST = frozenset({SLOT_SOON, OUTCOME, QUESTIONS, HELP_NO_MORE, SOON, MOVED, CANCELLED})
"""Those for whoever answers for the post that they name, also where that has no other part in the board."""

_INVITES = frozenset({SOON, MOVED, CANCELLED})
"""Of these, those that any post of the workspace can be chosen for: whoever has no part in the board gets none."""

_FOR_ALL_WHO_RUN = frozenset({RUN_SHEET, UNDECIDED, "slot_declined", "outcome_disputed", "log_waits"})
"""Of these there is one for each of those who run a meeting."""

_OF_THE_END = frozenset({"acting_over", "answers_no_more", NO_LONGER_YOURS})
"""Those that say that somebody has no more to do with it, and so are for who has not."""

GONE = "its reader has nothing to do with that any more"
ANOTHER_CONTACT = "somebody else types for its reader now"
OVERTAKEN = "a newer change of the same message has gone"


def who_reads_instead(
    session: Session, board: Board, row: Leased, now: datetime, *, may_be_made_up: bool
) -> Drop | PlanAgain | None:
    """What becomes of a message whose reader has left, or sits there no more; None where they still read it.

    What `may_be_made_up` anew is, for whoever reads it now. What is for a seat goes on to whoever fills it today. A
    channel of the board, which is nobody, is always read.
    """
    if other := _another_contact(session, board, row):
        return Drop(ANOTHER_CONTACT, now_for=other)
    if _is_read(session, board, row, now):
        return None
    is_one_of_several = row.kind in _FOR_ALL_WHO_RUN or int(row.args.get("part", 1)) > 1
    if may_be_made_up and not is_one_of_several:
        return PlanAgain(str(row.args["rung"]), GONE)
    return Drop(GONE, now_for=_instead(session, board, row, now))


def _another_contact(session: Session, board: Board, row: Leased) -> str:
    """Who types by now for whom a message is, where that is another than it was put down for."""
    through = row.args.get(outbox.THROUGH)
    found = people.contact_of(session, board.workspace_id, str(through)) if through else None
    return found[0].account if found and found[0].account != row.to else ""


def why_not_changed(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why what somebody was sent is not changed: a newer change stands there, or they have nothing to do with it any
    more. What takes personal details out of it is for whoever has them.
    """
    if row.args.get(outbox.REMOVES):
        return None
    if outbox.is_overtaken(session, row):
        return Drop(OVERTAKEN)
    about = outbox.board_of(row)
    is_read = about is None or _is_read(session, boards.get_board(session, about), row, now)
    return None if is_read else Drop(GONE)


def has_part(session: Session, board: Board, row: Leased, account: str, now: datetime) -> bool:
    """Whether somebody has a seat on a board or anything to do in its plan."""
    standing = ties_of(session, row.platform, row.team, account).standing_on(board, board.today(now), "")
    return not standing.is_stranger


def _is_read(session: Session, board: Board, row: Leased, now: datetime) -> bool:
    standing = ties_of(session, row.platform, row.team, row.to).standing_on(board, board.today(now), "")
    if standing.person_id == 0:
        return _is_channel(board, row)
    return _still_reads(row, standing)


def _is_channel(board: Board, row: Leased) -> bool:
    """Whether where it goes, which is no person of ours, is the board's channel; or was, for what was let go there
    before and is settled there.
    """
    return row.to == board.channel or row.in_doubt or row.amends is not None


def _still_reads(row: Leased, standing: Standing) -> bool:
    if row.kind in _OF_THE_END:
        return True
    if row.kind in _SEATS:
        return bool(standing.seats & _SEATS[row.kind])
    if row.kind in _OF_A_POST and "post" in row.args:
        return standing.is_own(row.args["post"]) and not (standing.is_stranger and row.kind in _INVITES)
    if row.kind == LINE_DIRECTOR and "post" in row.args:
        return row.args["post"] in standing.directs
    return not standing.is_stranger


def _instead(session: Session, board: Board, row: Leased, now: datetime) -> str:
    """The account of whoever is to have what is for a seat; empty where there is nobody, or they have it."""
    today, seats = board.today(now), _SEATS.get(row.kind)
    if row.kind in _FOR_ALL_WHO_RUN:
        has_it = room.who_was_told(session, row.args["meeting"], row.kind)
        return next((each.account for each in those_who_run(session, board, today) if each.account not in has_it), "")
    if seats == _MANAGER:
        found = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    elif seats == _CHAIRS:
        found = chair_today(session, board, today)
    else:
        found = in_charge(session, board, today) if seats else None
    return found.account if found else ""
