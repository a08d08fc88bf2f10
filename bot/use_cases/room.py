"""In the room: who comes to their slot, and what the meeting decides about each action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.boards import Board
from bot.domain.challenges import unanswered_first
from bot.domain.closing import readings_in_words
from bot.domain.cycle import (
    OUTCOME,
    OUTCOMES_STAND,
    OUTCOMES_SUMMARY,
    RUN_SHEET,
    SLOT_SOON,
    UNDECIDED,
)
from bot.domain.dates import day_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.outcomes import Attendance, Evidence, NewDate, Outcome, Promise, SlotReply
from bot.domain.people import Deed, Role
from bot.domain.plans import Assessed
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages import room as words
from bot.messages.challenges import in_a_line
from bot.messages.paper import ON_PAPER
from bot.messages.parts import Form, Reply
from bot.messages.room import DECIDE_FORM, OPEN_ACTION, SLOT
from bot.messages.room import RUN_SHEET as OPEN_RUN_SHEET
from bot.use_cases.assessing import assess_plan, for_reader, let_off
from bot.use_cases.chasing import REPORTS_LATER, reader_in_meeting
from bot.use_cases.closing import Asked, ask_for_waiver, close_on_evidence, is_held_long_enough, send_back
from bot.use_cases.deciding import (
    Decider,
    check_rating,
    date_decider_for,
    decide,
    decider_for,
    log_decision,
    record_rating,
    refuse_reported,
)
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.interval_ends import end_where_pressing
from bot.use_cases.known import (
    happened_since,
    happened_when,
    measures_of_action,
    questions_about,
    said_at,
    statement_for,
)
from bot.use_cases.new_dates import get_request, settle_new_date
from bot.use_cases.outcomes import (
    let_outcomes_stand,
    make_up_outcome,
    make_up_outcomes_summary,
    note_decided,
)
from bot.use_cases.paper import ask_for_paper, type_paper
from bot.use_cases.planning import Decided, Drop, MadeUp, first_slots
from bot.use_cases.reading_answers import Form as Filled
from bot.use_cases.reading_answers import read_number
from bot.use_cases.recorded_decisions import Taken
from bot.use_cases.run_sheet import (
    lines_of,
    make_up_run_sheet,
    make_up_undecided,
    meeting_words,
    refresh_run_sheets,
    show_run_sheet,
    those_who_run,
    type_run_sheet,
)
from bot.use_cases.slots_anew import NOT_THEN
from bot.use_cases.taking_back import TAKEN_BACK, TakingBack, recorded, take_back
from storage import (
    actions,
    audit,
    challenges,
    decisions,
    edits,
    meetings,
    outbox,
    people,
    planned,
    room,
    watching,
)
from storage.access import RESTRICTED_NOW, Access, access_meeting, access_post_in_meeting
from storage.outbox import Planned
from storage.tables import AgendaItem

UseCase = Callable[[Session, Any, datetime], Reply]

LONGEST = 500
PROMISE_TAKEN_BACK = "the promise taken back"
KEEPS = "keeps"
"""In a form that came back: an empty promise was never theirs to take back, so what stands is kept."""
BOARD_DECIDES = (
    "Nobody with a seat can decide this. Record the Board’s decision with its reference: type “status {ref}”, press "
    "Request, then Approve or Refuse."
)
NOT_ON_AGENDA = "This action is not on the agenda of that meeting any more. Open the run sheet again to see what is."


# Before a slot


def make_up_slot_soon(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """Tell whoever answers for a post that its slot is near, and what was promised last time."""
    post_id, today = int(row.args["post"]), board.today(now)
    mine = [action_id for action_id, post in meetings.agenda(session, meeting.id) if post == post_id]
    starts = first_slots(session, meeting).get(post_id, meeting.starts_at)
    if row.args.get("slot", starts.isoformat()) != starts.isoformat():
        return Drop(NOT_THEN)
    covered = actions.actions_of(session, board.id, today, board.zone, only=mine)
    live = [each for each in covered if each.is_live]
    if not live:
        return Drop("the post answers for nothing on the agenda now")
    out = let_off(session, meeting, now)
    theirs = [each for each in live if each.id not in out]
    if not theirs:
        return Drop(REPORTS_LATER)
    reader, why = reader_in_meeting(session, board, theirs[0], meeting.id, now)
    if reader is None:
        return Drop(why)
    promised = room.last_promises(session, mine, meeting.starts_at)
    slot = words.Slot(
        about=f"{meeting.id}:{post_id}",
        at=board.local(starts),
        meeting=meeting_words(board, meeting, today),
        actions=tuple((each.ref, each.opened.title, promised.get(each.id, ())) for each in theirs),
        for_post=reader.for_post,
    )
    refresh_run_sheets(session, board, meeting, now)
    return MadeUp(reader.account, words.slot_soon(slot, today))


def reply_to_slot(session: Session, press: Press, now: datetime) -> Reply:
    """Note whether somebody comes for a post; the run sheets say so, and that nobody can come is told at once.

    Raises:
        Refusal: they do not answer for the post.
    """
    said, _, rest = press.about.partition(":")
    post, _, answer = rest.partition(":")
    ids = read_number(said, "meeting"), people.is_now(session, read_number(post, "post"))
    access, meeting = access_post_in_meeting(
        session, press.by.key, *ids, Deed.ANSWER_IN_MEETING, now, name=press.by.name
    )
    if answer not in set(SlotReply):
        raise Refusal("This no longer says what was answered. Press one of the buttons of the newest message.")
    reply = SlotReply(answer)
    theirs = [each for each in room.outcomes_of(session, meeting.id) if each.post_id == ids[1]]
    if theirs[0].slot_reply is not reply:
        _note_reply(session, access, meeting, theirs, reply)
    return Reply(message=words.slot_noted(reply))


def _note_reply(
    session: Session, access: Access, meeting: Meeting, theirs: Sequence[Outcome], reply: SlotReply
) -> None:
    board, now, post_id = access.board, access.now, theirs[0].post_id
    room.reply_to_slot(session, meeting.id, post_id, reply)
    audit.record(
        session, board.workspace_id, who=f"{theirs[0].post}, {access.standing.name}", what="slot answered",
        subject=theirs[0].post, at=now, was=theirs[0].slot_reply.words if theirs[0].slot_reply else "", to=reply.words,
    )  # fmt: skip
    about = f"{meeting.id}:{post_id}"
    for told in planned.sent_about(session, meeting.id):
        if told.kind == SLOT_SOON and words.asks_slot(told.message, about):
            outbox.amend(session, told.id, words.with_slot_reply(told.message, reply, board.local(now)), now)
    refresh_run_sheets(session, board, meeting, now)
    if reply is SlotReply.CANNOT and now < meeting.ends_at:
        _tell_declined(session, board, meeting, theirs, now)


def _tell_declined(session: Session, board: Board, meeting: Meeting, theirs: Sequence[Outcome], now: datetime) -> None:
    at = board.local(first_slots(session, meeting)[theirs[0].post_id])
    message = words.slot_declined(meeting.id, theirs[0].post, [each.ref for each in theirs], at)
    for reader in those_who_run(session, board, board.today(now)):
        key = f"slot_declined:{meeting.id}:{meeting.moves}:{at:%H%M}:{theirs[0].post_id}:{reader.account}"
        outbox.say(
            session, board.workspace_id, key=key, to=reader.account, message=message, due=now, board_id=board.id,
            args={"meeting": meeting.id},
        )  # fmt: skip


# One action on one screen


@dataclass(frozen=True)
class _Case:
    """One action of one meeting, for somebody who may record what is decided about it."""

    access: Access
    meeting: Meeting
    assessed: Assessed
    line: words.Line
    item: AgendaItem
    is_from_paper: bool = False
    """Whether what is saved was decided at the meeting on paper, and is entered on a later day."""

    @property
    def held_on(self) -> date:
        """The meeting's day, on the board's own calendar."""
        return self.board.today(self.meeting.starts_at)

    @property
    def is_over(self) -> bool:
        """Whether the meeting's day has passed."""
        return self.held_on < self.today

    @property
    def board(self) -> Board:
        return self.access.board

    @property
    def today(self) -> date:
        return self.board.today(self.access.now)

    @property
    def outcome(self) -> Outcome:
        return self.line.outcome


@dataclass(frozen=True)
class _Sent:
    """What stands in the form. What was not answered is None or empty."""

    rating: Rating | None
    reason: str
    evidence: Evidence | None
    new_date: NewDate | None
    promise: Promise | None
    attendance: Attendance | None
    watch: str
    take_back: frozenset[str] = frozenset()
    decided: str = ""
    """Once the meeting's day is over: on paper then, or today."""
    close: str = ""
    accepted: str = ""
    waiver: str = ""

    @classmethod
    def of(cls, form: Filled) -> "_Sent":
        """The form, read; what is wrong with it is in its errors."""
        what, due = form.words("promise", longest=LONGEST), form.day("promise_by")
        if due and not what:
            form.wrong("promise", "Say what is promised by that day.")
        return cls(
            rating=_one_of(form, "rating", {word: Rating.named(word) for word in ("Green", "Amber", "Red")}),
            reason=form.words("reason", longest=LONGEST),
            evidence=_one_of(form, "evidence", {str(each): each for each in Evidence}),
            new_date=_one_of(form, "new_date", {str(each): each for each in NewDate}),
            promise=Promise(what, due) if what else None,
            attendance=_one_of(form, "attendance", {str(each): each for each in Attendance}),
            watch=form.words("watch", longest=LONGEST),
            take_back=frozenset(ticked if isinstance(ticked := form.answers.get("take_back"), tuple) else ()),
            decided=_one_of(form, "decided", {each: each for each in (words.ON_PAPER, words.TODAY)}) or "",
            close=form.words("close"),
            accepted=form.words("accepted", longest=LONGEST),
            waiver=form.words("waiver", longest=LONGEST),
        )

    @classmethod
    def kept(cls, one: Outcome) -> "_Sent":
        """What has been recorded."""
        rating = one.rating if one.rating is not Rating.BLUE else None
        return cls(rating, "", one.evidence, one.new_date, one.promise, one.attendance, "")

    def answers(self) -> dict[str, object]:
        """As the form shows it."""
        return {
            "rating": self.rating.word if self.rating else None,
            "reason": self.reason,
            "evidence": self.evidence and str(self.evidence),
            "new_date": self.new_date and str(self.new_date),
            "promise": self.promise.what if self.promise else "",
            "promise_by": self.promise.due if self.promise else None,
            "attendance": self.attendance and str(self.attendance),
            "watch": self.watch,
            "decided": self.decided,
            "close": self.close,
            "accepted": self.accepted,
            "waiver": self.waiver,
        }


def _one_of(form: Filled, name: str, known: dict[str, Any]) -> Any:
    said = form.words(name)
    if said and said not in known:
        form.wrong(name, "Choose one of the answers that are offered, or none.")
    return known.get(said)


def open_action(session: Session, press: Press, now: datetime) -> Reply:
    """The form for one action of a meeting, with what is known of it and what was recorded so far.

    Raises:
        Refusal: they may not record what a meeting decides; or the meeting's day has not come, or its log is agreed.
    """
    case = _case(session, press.by, press.about, now)
    return Reply(form=_form(session, case, _Sent.kept(case.outcome)), settled=False)


def decide_in_room(session: Session, command: Answers, now: datetime) -> Reply:
    """Record what was decided about one action; what stands in the form as it was changes nothing.

    Where somebody else has saved it since the form was opened, nothing is saved, and the form comes back with what
    they changed.

    Raises:
        Refusal: they may not; it is not theirs to decide; a reason is needed; or a child's details stand in it.
    """
    meeting_id, action_id, version, *keeps = f"{command.about}:::".split(":")[:4]
    case = _case(session, command.by, f"{meeting_id}:{action_id}", now, locked=True)
    form = Filled(command.answers)
    sent = _Sent.of(form)
    _check_closing(case, sent, form)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details(
        {
            "reason": sent.reason, "promise": sent.promise.what if sent.promise else "", "watch": sent.watch,
            "accepted": sent.accepted, "waiver": sent.waiver,
        }
    )  # fmt: skip
    if read_number(version, "version") != case.item.version:
        return _overtaken(session, case, sent)
    if keeps == [KEEPS] and sent.promise is None:
        sent = replace(sent, promise=case.outcome.promise)
    case = replace(case, is_from_paper=case.is_over and sent.decided != words.TODAY)
    taken_back = take_back(session, _taking_back(session, case), sent.take_back)
    return _saved(session, case, [*taken_back, *_record(session, case, _without(sent, case, taken_back))])


def _check_closing(case: _Case, sent: _Sent, form: Filled) -> None:
    """Say what is missing where an action is to be closed; nothing is closed that is not said to be."""
    if not _closes(case, sent):
        return
    if (sent.evidence or case.outcome.evidence) is not Evidence.ACCEPTED:
        form.wrong("evidence", "It is closed on evidence that is accepted. Choose that, or do not close it.")
    if not sent.accepted:
        form.wrong("accepted", "Say what evidence and what effect the Board accepted.")
    ask = ask_for_waiver(case.board, case.assessed.action)
    if ask and not sent.waiver:
        form.wrong("waiver", ask)


def _closes(case: _Case, sent: _Sent) -> bool:
    return sent.close == words.CLOSES and case.assessed.action.lifecycle is Lifecycle.DELIVERED


def _case(session: Session, by: Caller, about: str, now: datetime, *, locked: bool = False) -> _Case:
    said, _, action = about.partition(":")
    ids = read_number(said, "meeting"), read_number(action, "action")
    access, meeting = access_meeting(session, by.key, ids[0], Deed.RUN_MEETING, now, name=by.name)
    _is_being_held(session, access, meeting)
    item = (room.lock_item if locked else room.find_item)(session, *ids)
    lines = lines_of(session, access.board, meeting, now, only=ids[1])
    if item is None or not lines:
        raise Refusal(NOT_ON_AGENDA)
    readable = for_reader(session, access, assess_plan(session, access.board, now, only=[ids[1]]))
    if not readable:  # of another board's plan, and only reported here
        raise Refusal(RESTRICTED_NOW.format(ref=lines[0].outcome.ref))
    return _Case(access, meeting, said_at(session, access.board, meeting, readable[0]), lines[0], item)


def _is_being_held(session: Session, access: Access, meeting: Meeting) -> None:
    """Refuse to record what a meeting decides before its day, or once its decision log is agreed."""
    board, now = access.board, access.now
    when = meeting_words(board, meeting, board.today(now))
    if meeting.is_cancelled:
        raise Refusal(f"{when} was cancelled. What is decided meanwhile is recorded at the next meeting.")
    if board.today(now) < board.today(meeting.starts_at):
        raise Refusal(f"What the meeting decides is recorded from its own day on: {when}.")
    if decisions.is_agreed(session, meeting.id):
        raise Refusal(
            f"The decision log of {when} has been approved, so nothing is added to it. A rating can still be "
            "confirmed: type “status” and the action's reference."
        )


def _form(session: Session, case: _Case, sent: _Sent, meanwhile: tuple[str, ...] = (), keeps: str = "") -> Form:
    one, action = case.outcome, case.assessed.action
    needed = case.board.readings_needed
    decider, may_not = _may_decide(session, case)
    _, may_not_date = _may_decide(session, case, dates=True)
    on_list = watching.find_watch(session, case.board.id, action_id=one.action_id)
    asked = unanswered_first(challenges.open_on(session, [one.action_id]))
    return words.room_form(
        words.RoomForm(
            about=f"{case.meeting.id}:{one.action_id}:{case.item.version}:{keeps}",
            line=case.line,
            statement=statement_for(session, case.meeting, one.action_id),
            answers=sent.answers(),
            today=case.today,
            happened=happened_since(session, case.board, case.meeting, case.assessed),
            happened_when=happened_when(session, case.board, case.meeting, case.assessed),
            measures=measures_of_action(session, case.board, one.action_id, case.today),
            questions=questions_about(session, case.board, case.meeting, case.assessed, case.line),
            officer=case.assessed.self_assessed,
            suggestion=case.assessed.suggestion.words,
            by=decider.post if decider and decider.is_recorded else "",
            may_not_decide=may_not,
            may_not_date=may_not_date,
            is_watched=on_list is not None or one.is_reported,
            meanwhile=meanwhile,
            challenges=tuple(in_a_line(each) for each in asked),
            to_take_back=tuple(
                words.to_take_back(kind, said) for kind, said in recorded(session, _taking_back(session, case)).items()
            ),
            held_on=case.held_on if case.is_over else None,
            is_delivered=action.lifecycle is Lifecycle.DELIVERED,
            readings=""
            if is_held_long_enough(case.board, action)
            else readings_in_words(action.measure_history, needed),
            readings_needed=needed,
        )
    )


def _taking_back(session: Session, case: _Case) -> TakingBack:
    return TakingBack(
        case.access, case.meeting, case.assessed.action, case.outcome,
        may_decide=lambda: _decider(session, case), may_date=lambda: _date_decider(session, case),
    )  # fmt: skip


def _without(sent: _Sent, case: _Case, taken_back: Sequence[str]) -> _Sent:
    """What is left to record once some was taken back: an answer that only said what was recorded says nothing."""
    if not taken_back:
        return sent
    kept = _Sent.kept(case.outcome)

    def says_more(name: str) -> bool:
        """Whether an answer says more than what was just taken back."""
        return name not in sent.take_back or getattr(sent, name) is not getattr(kept, name)

    return replace(
        sent,
        rating=sent.rating if says_more("rating") else None,
        evidence=sent.evidence if says_more("evidence") else None,
        new_date=sent.new_date if says_more("new_date") else None,
        attendance=sent.attendance if says_more("attendance") else None,
    )


def _may_decide(session: Session, case: _Case, *, dates: bool = False) -> tuple[Decider | None, str]:
    """Who decides, if this person may say so; or None and why not."""
    try:
        return _date_decider(session, case) if dates else _decider(session, case), ""
    except Refusal as refusal:
        return None, refusal.words


def _decider(session: Session, case: _Case) -> Decider:
    is_secretary = Role.PROGRAMME_MANAGER in case.access.standing.seats
    return _dated(case, decider_for(session, case.access, case.assessed.action, may_record=is_secretary))


def _date_decider(session: Session, case: _Case) -> Decider:
    asked = case.outcome.asked
    return _dated(case, date_decider_for(session, case.access, case.assessed.action, asked.asked_by if asked else None))


def _dated(case: _Case, decider: Decider) -> Decider:
    """What is entered from paper was decided at the meeting, and says who entered it and for whom."""
    if not case.is_from_paper:
        return decider
    by = case.access.standing.post_for(_seat(case))
    whose = f" for the {decider.post}" if decider.is_recorded else ""
    entered = f"Entered from paper by the {by}{whose}, {day_in_words(case.today, case.today)}."
    return replace(decider, at=min(case.meeting.ends_at, case.access.now), entered=entered)


def _seat(case: _Case) -> Role:
    """The seat from which somebody runs the meeting."""
    seats = case.access.standing.seats
    return next(role for role in (Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER) if role in seats)


# Saving it


def _record(session: Session, case: _Case, sent: _Sent) -> list[str]:
    """Record all that differs from what was recorded before; returns it in words."""
    kept = _Sent.kept(_as_it_stands(session, case))
    changed: list[str] = []
    if sent.rating and sent.rating is not kept.rating:
        changed.append(_record_rating(session, case, sent.rating, sent.reason))
    if sent.evidence and sent.evidence is not kept.evidence:
        changed.append(_record_evidence(session, case, sent.evidence, sent.reason))
    if _closes(case, sent):
        changed.append(_close(session, case, sent))
    if sent.new_date and sent.new_date is not kept.new_date:
        changed.append(_record_date(session, case, sent.new_date))
    if sent.promise != kept.promise:
        changed.append(_record_promise(session, case, sent.promise))
    if sent.attendance and sent.attendance is not kept.attendance:
        changed.append(_record_attendance(session, case, sent.attendance))
    if sent.watch and _put_on_watch_list(session, case, sent.watch):
        changed.append("put on the watch list")
    return changed


def _as_it_stands(session: Session, case: _Case) -> Outcome:
    """What is recorded now: some of it may just have been taken back."""
    return room.outcomes_of(session, case.meeting.id, case.outcome.action_id)[0]


def _record_rating(session: Session, case: _Case, rating: Rating, reason: str) -> str:
    decider = _decider(session, case)
    check_rating(session, case.assessed, rating, reason)
    ref, _ = record_rating(session, case.access, case.assessed, decider, rating, reason=reason, meeting=case.meeting)
    return f"confirmed {rating.word} ({ref})"


def _record_evidence(session: Session, case: _Case, finding: Evidence, missing: str) -> str:
    action, decider = case.assessed.action, _decider(session, case)
    is_sent_back = finding is Evidence.NOT_ENOUGH and action.lifecycle is Lifecycle.DELIVERED
    if is_sent_back and not missing:
        raise Refusal(f"Say what is missing of {action.ref}: it goes back to in progress.", "reason")
    ref, decision_id = decide(
        session, case.access, decider, "", f"{action.ref}: evidence {finding.words}", action=action,
        meeting=case.meeting, kind=room.EVIDENCE, outcome=finding,
    )  # fmt: skip
    was = case.outcome.evidence.words if case.outcome.evidence else ""
    log_decision(
        session, case.access, decider, "judge_evidence", action.ref, was=was, to=finding.words, ref=ref,
        action_id=action.id,
    )  # fmt: skip
    if is_sent_back:
        send_back(session, case.access, action, decider, missing, ref, decision_id)
    return f"evidence {finding.words} ({ref})"


def _close(session: Session, case: _Case, sent: _Sent) -> str:
    is_long_enough = is_held_long_enough(case.board, case.assessed.action)
    taken, asked = Taken(sent.accepted, ""), Asked("" if is_long_enough else sent.waiver)
    noted, _ = close_on_evidence(
        session, case.access, case.assessed.action, _decider(session, case), taken, asked, meeting=case.meeting
    )
    return f"closed as complete ({noted.ref})"


def _record_date(session: Session, case: _Case, state: NewDate) -> str:
    action, asked = case.assessed.action, case.outcome.asked
    if asked is None:
        raise Refusal(f"No new date is asked for {action.ref}. Its officer asks for one first.", "new_date")
    decider = _date_decider(session, case)
    if decider.role is None:
        raise Refusal(BOARD_DECIDES.format(ref=action.ref), "new_date")
    one = get_request(session, asked.id)
    _, noted = settle_new_date(session, case.access, action, one, decider, str(state), meeting=case.meeting)
    return f"new date {day_in_words(asked.to, case.today)} {state} ({noted.ref})"


def _record_promise(session: Session, case: _Case, said: Promise | None) -> str:
    was = case.outcome.promise
    by = case.access.standing.person_id or None
    room.promise(session, case.outcome.action_id, case.meeting.id, said, by, case.access.now)
    in_words = said.words(case.today) if said else ""
    _log(session, case, "note_promise", was=was.words(case.today) if was else "", to=in_words)
    return f"promised: {in_words}" if said else PROMISE_TAKEN_BACK


def _record_attendance(session: Session, case: _Case, attendance: Attendance) -> str:
    was = case.outcome.attendance
    case.item.attendance = str(attendance)
    _log(session, case, "note_attendance", was=was.words if was else "", to=attendance.words)
    return attendance.words


def _put_on_watch_list(session: Session, case: _Case, why: str) -> bool:
    refuse_reported(case.access, case.assessed.action)
    standing = case.access.standing
    is_new = watching.put_on(
        session, case.board.id, why=why, by=standing.person_id or None, post=standing.post_for(_seat(case)),
        at=case.access.now, action_id=case.outcome.action_id,
    )  # fmt: skip
    if is_new:
        _log(session, case, "put_on_watch_list", to="watched", why=why)
        end_where_pressing(session, case.board, case.access.now)
    return is_new


def _log(session: Session, case: _Case, what: str, *, was: str = "", to: str, why: str = "") -> None:
    access = case.access
    audit.record(
        session, access.board.workspace_id, who=access.who, what=what, subject=case.outcome.ref, at=access.now,
        was=was, to=to, why=why or _said_at(case), action_id=case.outcome.action_id,
    )  # fmt: skip


def _said_at(case: _Case) -> str:
    return f"meeting {case.meeting.ref}{', entered from paper' if case.is_from_paper else ''}"


def _saved(session: Session, case: _Case, changed: Sequence[str]) -> Reply:
    if changed:
        gone = [each.removeprefix(TAKEN_BACK) for each in changed if each.startswith(TAKEN_BACK)]
        was = case.outcome.promise
        if was and PROMISE_TAKEN_BACK in changed:
            gone.append(f"promised: {was.words(case.today)}")
        note_decided(session, case.access, case.meeting, case.outcome.action_id, "; ".join(changed), gone)
    found = room.outcomes_of(session, case.meeting.id)
    place = next(number for number, one in enumerate(found) if one.action_id == case.outcome.action_id)
    one, left = found[place], (before for before in found[:place] if before.not_decided)
    coming = found[place + 1] if place + 1 < len(found) else next(left, None)
    is_delivered = edits.row_of(session, one.action_id).lifecycle == Lifecycle.DELIVERED.value
    may_close = is_delivered and one.evidence is Evidence.ACCEPTED and _may_decide(session, case)[0] is not None
    return Reply(message=words.room_saved(case.meeting.id, one, changed, coming, case.today, may_close=may_close))


def _overtaken(session: Session, case: _Case, sent: _Sent) -> Reply:
    """Nothing is saved: the form comes back with what was saved meanwhile, and what differs.

    What was left empty leaves what they saved; what was answered stays, to be saved over theirs or changed.
    """
    theirs, mine = _Sent.kept(case.outcome).answers(), sent.answers()
    named = f"{case.item.changed_by} saved {case.outcome.ref} while you had it open: {case.item.changed}."
    lines = [named, *_differences(theirs, mine)]
    if len(lines) > 1:
        lines.append("Save again to put yours in the place of theirs, or change yours first.")
    keeps = KEEPS if sent.promise is None else ""
    return Reply(form=_form(session, case, sent, tuple(lines), keeps), settled=False)


_FIELDS = {
    "rating": "Rating",
    "evidence": "Evidence",
    "new_date": "New date",
    "promise": "Promise",
    "promise_by": "By when",
    "attendance": "Who was there",
}


def _differences(theirs: dict[str, object], mine: dict[str, object]) -> list[str]:
    return [
        f"{label}: they saved {_said(theirs[name])}, yours says {_said(mine[name])}."
        for name, label in _FIELDS.items()
        if theirs[name] and mine[name] and theirs[name] != mine[name]
    ]


def _said(answer: object) -> str:
    return f"“{str(answer).replace('_', ' ')}”"


PRESSES: dict[str, UseCase] = {
    OPEN_RUN_SHEET: show_run_sheet,
    OPEN_ACTION: open_action,
    SLOT: reply_to_slot,
    ON_PAPER: ask_for_paper,
}
FORMS: dict[str, UseCase] = {DECIDE_FORM: decide_in_room}
WORDS: dict[str, UseCase] = {"run": type_run_sheet, "paper": type_paper}
READS: frozenset[str] = frozenset({OPEN_RUN_SHEET, OPEN_ACTION, "run"})
EVERY_TIME: frozenset[str] = frozenset({SLOT})
MAKERS = {
    RUN_SHEET: make_up_run_sheet,
    SLOT_SOON: make_up_slot_soon,
    UNDECIDED: make_up_undecided,
    OUTCOME: make_up_outcome,
    OUTCOMES_SUMMARY: make_up_outcomes_summary,
    OUTCOMES_STAND: let_outcomes_stand,
}
