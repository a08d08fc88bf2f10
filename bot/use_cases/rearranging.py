"""Changing a meeting that is planned: another time, other actions, or none of it. It is shown before it is saved.

Each form comes twice: with the questions, and then with what will change and who will be told. The second carries the
answers of the first, and is refused if the meeting has been changed by somebody else in between. What has not been
sent is planned anew, what was sent is put right, and people are told, all in the transaction of the change.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from bot.domain.cycle import REQUEST_STANDS
from bot.domain.dates import counted, listed, weekday_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.meetings import Meeting
from bot.domain.references import refs_in_words
from bot.domain.refusals import Refusal
from bot.domain.typed_dates import read_day, read_hour
from bot.messages import meetings as words
from bot.messages.meetings import AGENDA, CANCEL, MOVE, ChangeFacts
from bot.messages.parts import Reply
from bot.use_cases.arranging import SEEN, carried_about, read_carried, show_meetings
from bot.use_cases.heard import Answer, Answers, Press, Typed
from bot.use_cases.interval_ends import ask_after_rearranging
from bot.use_cases.managing import AGENDA_CHANGED, access_management, note_change
from bot.use_cases.meeting_details import (
    Times,
    covered,
    covers_in_words,
    dates_of,
    listing,
    live_actions,
    moment,
    read_actions,
    read_times,
    warnings_for,
    when_in_words,
)
from bot.use_cases.meeting_news import (
    Agenda,
    Reached,
    put_right_actions,
    put_right_cancelled,
    put_right_time,
    tell_cancelled,
    tell_changed,
    tell_moved,
    to_put_right,
    told_of_actions,
    told_of_time,
)
from bot.use_cases.planning import plan_meeting
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.run_sheet import may_not_have_been
from storage import meetings, planned
from storage.access import Access
from storage.reporting import named_with_reported

GONE = "That meeting is not there any more. Type “meetings” to see those to come."
NOT_STARTED = "Nobody is told: the board has not been started."


@dataclass(frozen=True)
class _Asked:
    """A change that somebody asks for; `is_seen` once they have seen what it does."""

    access: Access
    meeting: Meeting
    form: Form
    is_seen: bool

    @property
    def about(self) -> str:
        return f"{self.access.board.id}:{self.meeting.id}"

    @property
    def named(self) -> str:
        return f"{self.meeting.ref}, {self.meeting.kind.words}"

    @property
    def in_words(self) -> str:
        return f"{self.named}, {when_in_words(self.access, self.meeting)}"


def _asked(session: Session, command: Answers | Press, now: datetime, *, cancels: bool = False) -> _Asked:
    access = access_management(session, command.by, now, command.about)
    said, _, carried = command.about.partition(":")[2].partition(":")
    kept = read_carried(carried)
    answers = command.answers if isinstance(command, Answers) else {}
    typed = answers.get("meeting")
    if said:
        meeting = meetings.find_meeting(session, access.board.id, read_number(said, "meeting"))
    else:
        meeting = _named(session, access, typed if isinstance(typed, str) else "")
    if meeting is None:
        raise Refusal(GONE)
    _check_open(session, access, meeting, cancels=cancels)
    if kept is not None and kept.get(SEEN) != _as_it_is(session, meeting):
        raise Refusal(
            f"{meeting.ref} was changed meanwhile. Type “meetings” to see how it stands, and change it from there."
        )
    return _Asked(access, meeting, Form(answers if kept is None else kept), is_seen=kept is not None)


def _named(session: Session, access: Access, said: str) -> Meeting:
    """The meeting that somebody names by its reference.

    Raises:
        Refusal: there is none, and which there are.
    """
    found = meetings.find_meeting_ref(session, access.board.id, said.strip().upper())
    if found is not None:
        return found
    coming = [meeting.ref for meeting in meetings.meetings_of(session, access.board.id, since=access.now)]
    if not coming:
        raise Refusal("No meeting is planned. Type “meetings” and press Add a meeting.")
    which = f"No meeting is called “{said.strip()}”." if said.strip() else "Say which meeting."
    more = f" and {counted(len(coming) - 4, 'more', 'more')}" if len(coming) > 4 else ""
    raise Refusal(f"{which} Those to come are {', '.join(coming[:4])}{more}.")


def _check_open(session: Session, access: Access, meeting: Meeting, *, cancels: bool) -> None:
    if meeting.is_cancelled:
        raise Refusal(f"{meeting.ref} was cancelled before. Type “meetings” to see those to come.")
    if meeting.starts_at > access.now:
        return
    if not cancels:
        raise Refusal(f"{meeting.ref} has begun: only a meeting to come can be changed. Type “meetings” to see them.")
    if not may_not_have_been(session, access.board, meeting, access.now):
        raise Refusal(
            f"{meeting.ref} has begun, and what was decided at it is on record or told, so it can not be cancelled any "
            "more. Type “meetings” to see those to come."
        )


def _as_it_is(session: Session, meeting: Meeting) -> str:
    """A mark of how a meeting stands, so that a change is made only to what was shown."""
    agenda = [action for action, _ in meetings.agenda(session, meeting.id)]
    said = f"{meeting.starts_at.isoformat()} {meeting.ends_at.isoformat()} {agenda}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _shown(session: Session, asked: _Asked, name: str, facts: ChangeFacts) -> Reply:
    """What a change will do, to be saved with one more press."""
    answers = {**asked.form.answers, SEEN: _as_it_is(session, asked.meeting)}
    return Reply(form=words.change_form(name, carried_about(asked.about, answers), facts), settled=False)


# Another time


def ask_to_move(session: Session, command: Press, now: datetime) -> Reply:
    """The form that moves a meeting."""
    asked = _asked(session, command, now)
    starts, ends = (asked.access.board.local(at) for at in (asked.meeting.starts_at, asked.meeting.ends_at))
    return Reply(form=words.move_form(asked.about, asked.in_words, starts.date(), starts.time(), ends.time()))


def move_meeting(session: Session, command: Answers, now: datetime) -> Reply:
    """Move a meeting to another working day or time; shown first, then saved and told."""
    asked = _with_own_times(_asked(session, command, now))
    access, meeting = asked.access, asked.meeting
    times = read_times(session, access, asked.form, meeting.kind, but=meeting)
    if asked.form.errors:
        return Reply(errors=asked.form.errors, settled=False)
    if (times.starts_at, times.ends_at) == (meeting.starts_at, meeting.ends_at):
        return Reply(message=listing(session, access, news=f"Nothing was changed: {meeting.ref} is then already."))
    days = [access.board.today(at) for at in (meeting.starts_at, times.starts_at)]
    reached = told_of_time(session, access, meeting, days) if times.starts_at != meeting.starts_at else []
    if not asked.is_seen:
        return _shown(session, asked, MOVE, _move_facts(session, asked, times, reached))
    _move(session, access, meeting, times, reached)
    news = f"Moved: {meeting.ref} is now {when_in_words(access, times)}. {_told(access, reached)}"
    return Reply(message=listing(session, access, news=news))


def _with_own_times(asked: _Asked) -> _Asked:
    """With the meeting's own start where none was asked for, and an end as long after the start as it is now."""
    given, board, meeting = asked.form.answers, asked.access.board, asked.meeting
    start = given.get("start", board.local(meeting.starts_at).time())
    begins = read_hour(start) if isinstance(start, str) else start
    if "end" in given or not isinstance(begins, time):
        return replace(asked, form=Form({**given, "start": start}))
    return replace(asked, form=Form({**given, "start": start, "end": _end(meeting, begins)}))


def _end(meeting: Meeting, start: time) -> time:
    """When a meeting ends that starts at another time and lasts as long, on the same day at the latest."""
    begins = datetime.combine(date.min, start)
    ends = begins + (meeting.ends_at - meeting.starts_at)
    return ends.time() if ends.date() == begins.date() else time(23, 59)


def _move_facts(session: Session, asked: _Asked, times: Times, reached: list[Reached]) -> ChangeFacts:
    access, meeting = asked.access, asked.meeting
    dates = dates_of(access.board, meeting.kind, access.board.today(times.starts_at))
    has_asked = access.board.started_at is not None and meeting.request_at and meeting.request_at <= access.now
    lately = f"Statements asked for, where nobody was asked in the {REQUEST_STANDS} working days before"
    asked_for = lately if has_asked else "Statements asked for"
    named = (("request_at", asked_for), ("statements_due_at", "Statements due"), ("pack_at", "Pack fixed"))
    after = replace(
        meeting, starts_at=times.starts_at, request_at=dates["request_at"], statements_due_at=dates["statements_due_at"]
    )
    return ChangeFacts(
        meeting=asked.named,
        changes=(f"It moves from {when_in_words(access, meeting)} to {when_in_words(access, times)}.",),
        dates=tuple((name, moment(access, dates[field])) for field, name in named if dates[field]),
        put_right=len(to_put_right(session, meeting)),
        told=tuple(each.shown for each in reached),
        silent=_silent(access),
        warnings=tuple(warnings_for(access, after)),
    )


def _move(session: Session, access: Access, meeting: Meeting, times: Times, reached: list[Reached]) -> None:
    board = access.board
    agenda = Agenda.of(session, meeting)
    day = board.today(times.starts_at)
    dates = dates_of(board, meeting.kind, day)
    moves = meeting.moves + (day != board.today(meeting.starts_at))  # at another hour nothing is said again
    facts = {"starts_at": times.starts_at, "ends_at": times.ends_at, "moves": moves, **dates}
    meetings.change_meeting(session, meeting.id, **facts)
    after = meetings.get_meeting(session, meeting.id)
    was, to = (f"{each.starts_at.isoformat()} to {each.ends_at.isoformat()}" for each in (meeting, after))
    note_change(session, access, "meeting moved", meeting.ref, was=was, to=to)
    if board.started_at is not None:
        plan_meeting(session, board, after, access.now)
    put_right_time(session, access, meeting, after, (agenda, Agenda.of(session, after)))
    tell_moved(session, access, meeting, after, reached)
    ask_after_rearranging(session, board, access.now)


# Other actions


def ask_about_agenda(session: Session, command: Press, now: datetime) -> Reply:
    """The form that adds actions to a meeting and takes some off."""
    asked = _asked(session, command, now)
    return Reply(form=words.agenda_form(asked.about, asked.in_words, _covers(session, asked)))


def change_agenda(session: Session, command: Answers, now: datetime) -> Reply:
    """Add actions to a meeting or take some off; shown first, then saved and told."""
    asked = _asked(session, command, now)
    before = [action for action, _ in meetings.agenda(session, asked.meeting.id)]
    added, taken = _read_changes(session, asked, before)
    if asked.form.errors:
        return Reply(errors=asked.form.errors, settled=False)
    reached = told_of_actions(session, asked.access, asked.meeting, {*added, *taken})
    if not asked.is_seen:
        return _shown(session, asked, AGENDA, _agenda_facts(session, asked, added, taken, reached))
    _change_agenda(session, asked, before, added, taken, reached)
    news = f"Changed: {asked.meeting.ref}. {_told(asked.access, reached)}"
    return Reply(message=listing(session, asked.access, news=news))


def _read_changes(session: Session, asked: _Asked, before: list[int]) -> tuple[list[int], list[int]]:
    access, form = asked.access, asked.form
    add, take = (form.words(name, longest=1000) for name in ("add", "take"))
    if not add and not take:
        form.wrong("add", "Say which actions to add, or which to take off, such as BCP-09.")
    added = [each for each in (read_actions(session, access, form, "add", add) if add else []) if each not in before]
    taken = [each for each in (read_actions(session, access, form, "take", take) if take else []) if each in before]
    live = live_actions(session, access)
    closed = [each for each in added if each not in live]
    if closed:
        refs = _refs(session, access, closed)
        form.wrong("add", f"{refs} can not be added: only live actions are gone through. Leave it out.")
    if add and not added:
        form.wrong("add", f"{asked.meeting.ref} goes through that already. Leave this empty, or type others.")
    if take and not taken:
        form.wrong("take", f"{asked.meeting.ref} does not go through that. Leave this empty, or type others.")
    if not form.errors and not ({*before, *added} - {*taken}) & {*live}:
        form.wrong("take", "That would leave nothing to go through. Cancel the meeting instead.")
    return added, taken


def _agenda_facts(
    session: Session, asked: _Asked, added: list[int], taken: list[int], reached: list[Reached]
) -> ChangeFacts:
    access = asked.access
    changes = [f"Added: {_refs(session, access, added)}."] if added else []
    changes += [f"Taken off: {_refs(session, access, taken)}."] if taken else []
    request = asked.meeting.request_at
    is_late = bool(added and request and request <= access.now and access.board.started_at)
    newly = "Who answers for what is added and has not been asked yet gets the request."
    return ChangeFacts(
        meeting=asked.in_words,
        changes=tuple(changes),
        told=tuple(each.shown for each in reached),
        silent=_silent(access),
        warnings=(newly,) if is_late else (),
    )


def _change_agenda(
    session: Session, asked: _Asked, before: list[int], added: list[int], taken: list[int], reached: list[Reached]
) -> None:
    access, meeting = asked.access, asked.meeting
    then = Agenda.of(session, meeting)
    meetings.set_agenda(session, meeting.id, [each for each in (*before, *added) if each not in taken])
    was, to = (
        _refs(session, access, each)
        for each in (before, [action for action, _ in meetings.agenda(session, meeting.id)])
    )
    note_change(session, access, AGENDA_CHANGED, meeting.ref, was=was, to=to)
    if access.board.started_at is not None:
        plan_meeting(session, access.board, meeting, access.now)
    put_right_time(session, access, meeting, meeting, (then, Agenda.of(session, meeting)))
    put_right_actions(session, access, meeting, taken)
    tell_changed(session, access, meeting, reached, {*added}, {*taken})
    ask_after_rearranging(session, access.board, access.now)


# Not at all


def ask_to_cancel(session: Session, command: Press, now: datetime) -> Reply:
    """The form that cancels a meeting, and those after it in its series if one likes.

    Also one that has begun, if it did not take place after all.
    """
    asked = _asked(session, command, now, cancels=True)
    series = meetings.series_of(session, asked.access.board.id).get(asked.meeting.series_id or 0, "")
    return Reply(form=words.cancel_form(asked.about, asked.in_words, series))


def cancel_meeting(session: Session, command: Answers, now: datetime) -> Reply:
    """Cancel a meeting, or it and all later ones of its series; shown first, then saved and told."""
    asked = _asked(session, command, now, cancels=True)
    access, form = asked.access, asked.form
    reason = form.words("reason")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"reason": reason})
    cancelled = _to_cancel(session, asked)
    reached = {each.id: told_of_time(session, access, each, [access.board.today(each.starts_at)]) for each in cancelled}
    everybody = list({each.account: each for found in reached.values() for each in found}.values())
    if not asked.is_seen:
        return _shown(session, asked, CANCEL, _cancel_facts(session, asked, cancelled, everybody, reason))
    for meeting in cancelled:
        _cancel(session, access, meeting, reason)
    if len(cancelled) > 1 or form.words("later") == "yes":
        _end_series(session, asked)
    tell_cancelled(session, access, reached, cancelled, reason)
    ask_after_rearranging(session, access.board, access.now)
    refs = refs_in_words([meeting.ref for meeting in cancelled])
    return Reply(message=listing(session, access, news=f"Cancelled: {refs}. {_told(access, everybody)}"))


def _to_cancel(session: Session, asked: _Asked) -> list[Meeting]:
    meeting = asked.meeting
    if asked.form.words("later") != "yes" or meeting.series_id is None:
        return [meeting]
    later = meetings.meetings_of(session, asked.access.board.id, since=meeting.starts_at)
    return [each for each in later if each.series_id == meeting.series_id]


def _cancel_facts(
    session: Session, asked: _Asked, cancelled: list[Meeting], reached: list[Reached], reason: str
) -> ChangeFacts:
    access = asked.access
    if len(cancelled) == 1:
        changes = [f"{when_in_words(access, asked.meeting)} is cancelled: nothing more is asked for it."]
    else:
        days = [
            weekday_in_words(access.board.today(each.starts_at), access.board.today(access.now)) for each in cancelled
        ]
        changes = [f"{counted(len(cancelled), 'meeting')} are cancelled: {'; '.join(days)}. The series ends."]
    changes += [f"Why: {reason}"] if reason else []
    return ChangeFacts(
        meeting=asked.named,
        changes=tuple(changes),
        told=tuple(each.shown for each in reached),
        silent=_silent(access),
        put_right=len({row.id for each in cancelled for row in planned.sent_about(session, each.id)}),
    )


def _cancel(session: Session, access: Access, meeting: Meeting, reason: str) -> None:
    meetings.change_meeting(session, meeting.id, cancelled_at=access.now)
    note_change(session, access, "meeting cancelled", meeting.ref, was=meeting.starts_at.isoformat(), why=reason)
    plan_meeting(session, access.board, meetings.get_meeting(session, meeting.id), access.now)
    put_right_cancelled(session, access, meeting)


def _end_series(session: Session, asked: _Asked) -> None:
    meeting = asked.meeting
    if meeting.series_id is not None:
        day = asked.access.board.today(meeting.starts_at)
        series = meetings.get_series(session, meeting.series_id)
        meetings.change_series(session, series.id, until=min(day, series.planned_until))


# In words


_MOVE = re.compile(r"^(\S+)(?:\s+to\s+(.+))?$", re.IGNORECASE)
_ADD = re.compile(r"^(?P<actions>.+?)\s+(?:to|onto)\s+(?P<meeting>\S+)$", re.IGNORECASE)
_TAKE = re.compile(r"^(?P<actions>.+?)\s+(?:off|from|out of)\s+(?P<meeting>\S+)$", re.IGNORECASE)
_HOUR_LAST = re.compile(r"^(.*?)[\s,]*(?:\bat\s+)?(\d{1,2}[:.]\d{2}(?:\s*[ap]m)?|\d{1,2}\s*[ap]m)$", re.IGNORECASE)


def say_move(session: Session, command: Typed, now: datetime) -> Reply:
    """“move HTA-2021-06 to 22 June 10:00”: what that changes, to be saved; without a time, the form."""
    access = access_management(session, command.by, now, channel=command.channel)
    match = _MOVE.match(command.text.strip())
    if not match:
        if command.text.strip():
            raise Refusal("Type it as “move HTA-2021-06 to 22 June 10:00”.")
        return show_meetings(session, command, now)
    meeting = _named(session, access, match[1])
    about = f"{access.board.id}:{meeting.id}"
    if not match[2]:
        return ask_to_move(session, Press(command.by, "meeting.move", about), now)
    answers = _when(access, meeting, match[2])
    return _as_said(move_meeting(session, Answers(command.by, MOVE, about, answers), now))


def _when(access: Access, meeting: Meeting, said: str) -> dict[str, Answer]:
    """The day and the times that words mean; without a time the meeting keeps its own, and it lasts as long."""
    board = access.board
    starts = board.local(meeting.starts_at)
    hour = _HOUR_LAST.match(said.strip())
    start = read_hour(hour[2]) if hour else starts.time()
    typed = (hour[1] if hour else said).strip(" ,") or starts.date().isoformat()
    day = _coming_day(typed, board.today(access.now))
    if day is None or start is None:
        raise Refusal(f"I can not read “{said}” as a day and a time. Type it as “move {meeting.ref} to 22 June 10:00”.")
    return {"day": day, "start": start}


def _coming_day(said: str, today: date) -> date | None:
    """A day as it is typed; one without a year is the next of that name."""
    found = (read_day(said), *(read_day(f"{said} {year}") for year in (today.year, today.year + 1)))
    return next((day for number, day in enumerate(found) if day and (number == 0 or day >= today)), None)


def say_cancel(session: Session, command: Typed, now: datetime) -> Reply:
    """“cancel HTA-2021-06”: the form that asks why."""
    access = access_management(session, command.by, now, channel=command.channel)
    if not command.text.strip():
        return show_meetings(session, command, now)
    meeting = _named(session, access, command.text)
    return ask_to_cancel(session, Press(command.by, "meeting.cancel", f"{access.board.id}:{meeting.id}"), now)


def say_add(session: Session, command: Typed, now: datetime) -> Reply:
    """“add BCP-09 to HTA-2021-06”: what that changes, to be saved."""
    return _say_agenda(session, command, now, _ADD, "add", "add BCP-09 to HTA-2021-06")


def say_take(session: Session, command: Typed, now: datetime) -> Reply:
    """“take BCP-09 off HTA-2021-06”: what that changes, to be saved."""
    return _say_agenda(session, command, now, _TAKE, "take", "take BCP-09 off HTA-2021-06")


def _say_agenda(
    session: Session, command: Typed, now: datetime, pattern: re.Pattern[str], field: str, example: str
) -> Reply:
    access = access_management(session, command.by, now, channel=command.channel)
    match = pattern.match(command.text.strip())
    if not match:
        raise Refusal(f"Type it as “{example}”. “meetings” shows the meetings to come.")
    meeting = _named(session, access, match["meeting"])
    about = f"{access.board.id}:{meeting.id}"
    return _as_said(change_agenda(session, Answers(command.by, AGENDA, about, {field: match["actions"]}), now))


def _as_said(reply: Reply) -> Reply:
    """An answer to words, in which there is no field to put what is wrong beside."""
    if reply.errors:
        raise Refusal(" ".join(reply.errors.values()))
    return reply


# Shared


def _covers(session: Session, asked: _Asked) -> str:
    return covers_in_words(covered(session, asked.access, asked.meeting))


def _refs(session: Session, access: Access, wanted: list[int]) -> str:
    return refs_in_words([each.ref for each in named_with_reported(session, access.board.id) if each.id in wanted])


def _silent(access: Access) -> str:
    return NOT_STARTED if access.board.started_at is None else ""


def _told(access: Access, reached: list[Reached]) -> str:
    people = [each for each in reached if each.account != access.board.channel]
    told = [counted(len(people), "person", "people")] if people else []
    told += ["the board’s channel"] if len(people) < len(reached) else []
    return f"I tell {listed(told)}, once." if told else "Nobody had to be told."
