"""The run sheet on paper: given to those who run a meeting beforehand, and to whoever of them asks for it.

Writing the file is an errand of the worker (`bot/made_files.py`), with the plan as it stands when it is handed over.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.challenges import unanswered_first
from bot.domain.dates import full_day_in_words
from bot.domain.meetings import Meeting
from bot.domain.paper import Paper, Sheet, lines
from bot.domain.people import Deed
from bot.domain.plans import Assessed
from bot.messages import paper as words
from bot.messages.challenges import in_a_line
from bot.messages.parts import Item, Reply
from bot.messages.room import NO_PROMISE, Line, promised_words
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Press, Typed
from bot.use_cases.known import (
    happened_since,
    happened_when,
    measures_of_action,
    questions_about,
    said_at,
    statement_for,
)
from bot.use_cases.reading_answers import read_number
from bot.use_cases.run_sheet import lines_of, meeting_meant, meeting_words
from storage import challenges, outbox, plans
from storage.access import Access, access_board, access_meeting
from storage.audit import record


def ask_for_paper(session: Session, press: Press, now: datetime) -> Reply:
    """Have the worker hand over the run sheet of a meeting as a file.

    Raises:
        Refusal: they do not run the meeting.
    """
    meeting_id = read_number(press.about, "meeting")
    access, meeting = access_meeting(session, press.by.key, meeting_id, Deed.RUN_MEETING, now, name=press.by.name)
    return _asked(session, access, meeting, press.by.user)


def type_paper(session: Session, typed: Typed, now: datetime) -> Reply:
    """“paper”: the same for today's meeting or the next; “paper last” and “paper HTA-2021-06-15” for another.

    Raises:
        Refusal: they do not run the meeting; or there is no such meeting.
    """
    by = typed.by
    access = access_board(session, by.key, Deed.RUN_MEETING, now, channel=typed.channel, name=by.name)
    return _asked(session, access, meeting_meant(session, access.board, typed.text, now), by.user)


def _asked(session: Session, access: Access, meeting: Meeting, account: str) -> Reply:
    board, now = access.board, access.now
    give_paper(session, board, meeting, [account], now, again=f"{now:%Y-%m-%dT%H:%M:%S.%f}")
    record(session, board.workspace_id, who=access.who, what="export_run_sheet", subject=meeting.ref, at=now, to="xlsx")
    return Reply(message=words.paper_asked())


def give_paper(
    session: Session, board: Board, meeting: Meeting, accounts: Sequence[str], now: datetime, again: str = ""
) -> None:
    """Have the run sheet handed over to each of these as a file: once for each day that it was moved to, or `again`
    to who has just asked for it, which waits for nothing.
    """
    message = words.paper_given(meeting_words(board, meeting, board.today(now)))
    for account in accounts:
        outbox.say(
            session, board.workspace_id, key=f"paper:{meeting.id}:{meeting.moves}:{account}:{again}", to=account,
            message=message, due=now, board_id=None if again else board.id,
            args={"meeting": meeting.id, "board": board.id, "asked_at": now.isoformat()},
        )  # fmt: skip


def paper_of(session: Session, board: Board, meeting: Meeting, now: datetime) -> Paper:
    """The run sheet of a meeting for paper, as it stands now, an action for each sheet."""
    found, today = lines_of(session, board, meeting, now), board.today(now)
    # Also what another plan reports, and what stayed in a plan that is closed since.
    ids = [line.outcome.action_id for line in found]
    plan = assess_plan(session, board, now, only=ids)
    assessed = {each.action.id: said_at(session, board, meeting, each) for each in plan}
    marking = plans.classification_of(session, board.id)
    return Paper(
        f"run-sheet-{meeting.ref.lower()}.xlsx",
        (
            marking,
            f"Run sheet: {meeting.kind.words}, {full_day_in_words(board.today(meeting.starts_at))}, {board.name}",
            f"As it stood on {full_day_in_words(today)}. No names, initials or case numbers of children, families or "
            "carers: not on this paper either.",
            f"Afterwards the chair or the programme manager types “run sheet {meeting.ref}”, presses Open beside each "
            "action, and enters what was decided.",
        ),
        tuple(_sheet(session, board, meeting, line, assessed[line.outcome.action_id], today) for line in found),
    )


def _sheet(session: Session, board: Board, meeting: Meeting, line: Line, each: Assessed, today: date) -> Sheet:
    one = line.outcome
    asked = unanswered_first(challenges.open_on(session, [one.action_id]))
    date_asked = f"asked for {one.asked.words(today)}" if one.asked else "not asked for"
    known = (
        ("Accountable officer", one.post),
        ("Last time", promised_words(line.promises, today) or NO_PROMISE),
        (happened_when(session, board, meeting, each), lines(happened_since(session, board, meeting, each))),
        ("Ratings", line.says),
        ("Dates", line.dates),
        ("New date", date_asked),
        *statement_for(session, meeting, one.action_id),
        ("Measures", _measures(measures_of_action(session, board, one.action_id, today))),
        ("Open challenges", lines([in_a_line(challenge) for challenge in asked])),
        ("You might ask", lines(questions_about(session, board, meeting, each, line))),
    )
    heading = f"{line.at:%H:%M}  {one.ref} {one.title}"
    if each.action.is_restricted:  # a sheet of paper goes from hand to hand; the screen has it for who may read it
        return Sheet(heading, (("Accountable officer", one.post), ("Restricted", ON_SCREEN)), is_to_decide=one.is_live)
    return Sheet(heading, tuple(pair for pair in known if pair[1]), is_to_decide=one.is_live)


ON_SCREEN = "It is held back until those affected have been told: the run sheet on screen has it."


def _measures(found: Sequence[Item]) -> str:
    return lines([f"{each.lead}: {each.text}" for each in found]) or "No measure."
