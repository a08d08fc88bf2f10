"""Meetings that recur: their dates are shown before anything is saved, and are kept planned for months ahead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import counted, full_day_in_words, weekday_in_words
from bot.domain.meetings import Meeting, MeetingKind, Series
from bot.domain.people import Standing
from bot.domain.plans import Action
from bot.domain.recurrence import Occurrence, Rule, occurrences, read_rule, rule_as_rrule, rule_days, rule_in_words
from bot.domain.references import refs_in_words
from bot.domain.refusals import Refusal
from bot.domain.working_days import Nation, WorkingDays
from bot.messages.meetings import BEYOND_KNOWN, SeriesFacts, planned_beyond_known
from bot.use_cases.interval_ends import ask_after_rearranging
from bot.use_cases.managing import AGENDA_CHANGED, HAS_ENDED, note_change, took_off
from bot.use_cases.meeting_details import (
    Times,
    around,
    beyond_known,
    clash,
    covers_in_words,
    is_all,
    live_actions,
    put_down,
    read_agenda,
    read_day_and_hours,
    when_in_words,
)
from bot.use_cases.meeting_news import Agenda, put_right_time
from bot.use_cases.planning import next_within_hours, plan_meeting
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, FAR_AWAY, Form, is_near
from bot.use_cases.turnover import in_charge
from config.bank_holidays import KNOWN_UNTIL, bank_holidays
from storage import audit, boards, deliveries, meetings, outbox
from storage.access import OPERATOR, Access
from storage.reporting import named_here, named_with_reported

AHEAD = timedelta(days=183)
"""How far ahead the dates of a series are always planned: six months."""
BEYOND = timedelta(days=28)
"""How much further they are planned when they are, so that it is not done every day."""


@dataclass(frozen=True)
class Draft:
    """A series as a form gives it, before it is saved. `clashes` are the dates that another meeting stands in."""

    kind: MeetingKind
    rule: Rule
    first: date
    starts: time
    ends: time
    until: date | None
    covers: tuple[int, ...] | None
    covered: tuple[int, ...]
    dates: tuple[Occurrence, ...]
    clashes: tuple[tuple[Occurrence, Meeting], ...]
    planned_until: date

    @property
    def words(self) -> str:
        """How it comes round."""
        return rule_in_words(replace(self.rule, at=self.starts, until=self.until))


def read_series(session: Session, access: Access, form: Form, kind: MeetingKind) -> Draft | None:
    """The series of a form; None if something in it is wrong, and then the form says what."""
    day, start, end = read_day_and_hours(form)
    until = form.day("until")
    covered = read_agenda(session, access, form)
    rule = _read_rule(form, day)
    if day is None or start is None or end is None or rule is None:
        return None
    starts, ends = _hours(form, rule, start, end)
    until = _until(form, rule, until, day)
    today = access.board.today(access.now)
    if day < today:
        form.wrong("day", f"{full_day_in_words(day)} has passed. Choose a day to come for the first meeting.")
    if form.errors:
        return None
    horizon = max(today, day) + AHEAD
    last = min(horizon, until) if until else horizon
    found = _occurrences(access.board, rule, day, last)
    draft = Draft(
        kind=kind,
        rule=replace(rule, at=None, until=None),
        first=next(iter(rule_days(rule, day, day + timedelta(days=366))), day),
        starts=starts,
        ends=ends,
        until=until,
        covers=None if is_all(form.words("covers", longest=1000)) else tuple(covered),
        covered=tuple(covered),
        dates=(),
        clashes=(),
        planned_until=last,
    )
    return _placed(session, access, form, draft, found)


def _read_rule(form: Form, day: date | None) -> Rule | None:
    try:
        rule = read_rule(form.words("repeats"), day)
    except Refusal as refusal:
        form.wrong("repeats", refusal.words)
        return None
    if rule.until and not is_near(rule.until):
        form.wrong("repeats", FAR_AWAY)
    return rule


def _hours(form: Form, rule: Rule, start: time, end: time) -> tuple[time, time]:
    """The time that the words say, if they say one: then it lasts as long as the form’s two times are apart."""
    if rule.at is None or rule.at == start:
        return start, end
    lasts = datetime.combine(date.min, end) - datetime.combine(date.min, start)
    ends = datetime.combine(date.min, rule.at) + lasts
    if ends.date() != date.min:
        form.wrong("end", f"It starts at {rule.at:%H:%M}, so it would end after midnight. Type when it ends.")
    return rule.at, ends.time()


def _until(form: Form, rule: Rule, until: date | None, day: date) -> date | None:
    if until and rule.until and until != rule.until:
        form.wrong("until", "The words and the last day do not say the same. Say it once.")
    if until and rule.times:
        form.wrong("until", "Say how many times or until when, not both.")
    last = until or rule.until
    if last and last < day:
        field = "until" if until else "repeats"
        form.wrong(field, f"The last day comes before the first. {ASK_FOR_A_DAY}")
    return last


def _placed(session: Session, access: Access, form: Form, draft: Draft, found: Sequence[Occurrence]) -> Draft | None:
    """The draft with its dates, apart from those that have begun and those on which another meeting stands."""
    coming = [each for each in found if _times(access.board, draft, each).starts_at > access.now]
    standing = around(session, access, access.now)
    clashes = [(each, clash(standing, _times(access.board, draft, each))) for each in coming]
    dates = tuple(each for each, other in clashes if other is None)
    if not dates:
        why = "Those meetings are planned already" if coming else "No date of that rule comes in that time"
        form.wrong("repeats", f"{why}. Change the words, the first day or the last.")
        return None
    taken = tuple((each, other) for each, other in clashes if other is not None)
    return replace(draft, dates=dates, clashes=taken)


def _times(board: Board, series: Draft | Series, occurrence: Occurrence) -> Times:
    return Times(board.at(occurrence.day, series.starts), board.at(occurrence.day, series.ends))


def _occurrences(board: Board, rule: Rule, first: date, until: date) -> list[Occurrence]:
    holidays = bank_holidays(Nation(board.nation), first.year - 1, until.year + 1)
    return occurrences(rule, first, until, WorkingDays(holidays, board.quiet_days))


def series_facts(session: Session, access: Access, draft: Draft) -> SeriesFacts:
    """A series as its preview shows it."""
    refs = [action.ref for action in named_with_reported(session, access.board.id) if action.id in draft.covered]
    lines = [(each.day, _line(access, draft, each)) for each in draft.dates]
    lines += [
        (each.day, f"{_line(access, draft, each)}: not added, since {other.ref} is then")
        for each, other in draft.clashes
    ]
    ends = draft.until is not None and draft.until <= draft.planned_until
    ends = ends or (draft.rule.times is not None and draft.rule.times <= len(lines))
    return SeriesFacts(
        words=draft.words,
        kind=draft.kind.words,
        covers=covers_in_words(refs),
        days=tuple(line for _, line in sorted(lines)),
        goes_on=not ends,
        warnings=tuple(beyond_known(draft.dates[-1].day)),
    )


def _line(access: Access, draft: Draft, occurrence: Occurrence) -> str:
    when = when_in_words(access, _times(access.board, draft, occurrence))
    if occurrence.moved_from is None:
        return when
    was = weekday_in_words(occurrence.moved_from, access.board.today(access.now))
    return f"{when}, moved from {was}, {occurrence.why}"


def save_series(session: Session, access: Access, draft: Draft) -> str:
    """Put a series and its meetings down and plan them; what was done, in a sentence."""
    board = access.board
    series_id = meetings.add_series(
        session,
        board.id,
        kind=draft.kind,
        rule=rule_as_rrule(draft.rule),
        words=draft.words,
        first=draft.first,
        starts=draft.starts,
        ends=draft.ends,
        until=draft.until,
        covers=None if draft.covers is None else list(draft.covers),
        planned_until=draft.planned_until,
    )
    added = _put_down_all(session, access, meetings.get_series(session, series_id), draft.covered, draft.dates)
    ask_after_rearranging(session, board, access.now)
    refs = refs_in_words([meeting.ref for meeting in added])
    note_change(session, access, "series planned", draft.words, to=f"{draft.kind.words}: {refs}")
    return f"Planned: {counted(len(added), 'meeting')}, {draft.words} ({refs})."


def _put_down_all(
    session: Session, access: Access, series: Series, covered: Sequence[int], dates: Sequence[Occurrence]
) -> list[Meeting]:
    board = access.board
    added = []
    for each in dates:
        meeting = put_down(session, board, series.kind, _times(board, series, each), covered, series.id)
        if board.started_at is not None:
            plan_meeting(session, board, meeting, access.now)
        added.append(meeting)
    return added


def keep_series_planned(session: Session, now: datetime) -> int:
    """See that each series has the dates of the next six months; returns how many meetings were added.

    One statement where there is nothing to do. A date at which another meeting stands by now is left out.
    """
    added = 0
    for series in meetings.series_to_plan(session, now.date() + AHEAD):
        board = boards.get_board(session, series.board_id)
        boards.wait_for_workspace(session, board.workspace_id)
        added += _plan_on(session, board, meetings.get_series(session, series.id), now)
    return added


def _plan_on(session: Session, board: Board, series: Series, now: datetime) -> int:
    """Plan a series on from where it is planned to."""
    standing = Standing(person_id=0, account=OPERATOR, name="the bot", seats=frozenset())
    access = Access(board, standing, now)
    live = live_actions(session, access)
    covered = [action for action in live if series.covers is None or action in series.covers]
    last = board.today(now) + AHEAD + BEYOND
    last = min(last, series.until) if series.until else last
    if not covered or last <= series.planned_until:
        return 0
    found = [
        each
        for each in _occurrences(board, read_rule(series.rule), series.first, last)
        if (each.moved_from or each.day) > series.planned_until and _times(board, series, each).starts_at > now
    ]
    others = around(session, access, now)
    dates = [each for each in found if clash(others, _times(board, series, each)) is None]
    meetings.change_series(session, series.id, planned_until=last)
    added = _put_down_all(session, access, series, covered, dates)
    if added:
        refs = refs_in_words([meeting.ref for meeting in added])
        audit.record(
            session, board.workspace_id, who="the bot", what="series planned on", subject=series.words, at=now, to=refs
        )
        _warn(session, board, series, added, now)
    return len(added)


def _warn(session: Session, board: Board, series: Series, added: Sequence[Meeting], now: datetime) -> None:
    """Tell whoever is in charge, once for a series, that its dates have come to years whose holidays are not known."""
    beyond = [each for each in added if beyond_known(board.local(each.starts_at).date())]
    to = in_charge(session, board, board.today(now))
    if not beyond or to is None:
        return
    (warning,) = beyond_known(board.local(beyond[0].starts_at).date(), several=True)
    refs = refs_in_words([meeting.ref for meeting in beyond])
    outbox.say(
        session,
        board.workspace_id,
        key=f"{BEYOND_KNOWN}:{series.id}:{KNOWN_UNTIL}",
        to=to.account,
        message=planned_beyond_known(board.id, series.words, refs, warning),
        due=next_within_hours(board, now),
        board_id=board.id,
    )


def cover_new_actions(session: Session, access: Access, refs: Collection[str]) -> int:
    """Put actions that are new in the plan on the agendas to come of the series over all; how many meetings change.

    Only what is live, and at the end, so that nobody's turn comes earlier. A meeting whose pack is fixed stays as it
    is. Whoever answers for them is asked as the cycle of each meeting asks, at once where it has asked already.
    """
    return _cover(
        session, access, refs, meetings.of_series_over_all(session, access.board.id, access.now), "new in the plan"
    )  # fmt: skip


def cover_again(session: Session, access: Access, action: Action) -> int:
    """Put an action that is open again on the agendas to come that it left as it ended: those that the record says it
    left since it was opened again before, those of the series over all, and of the single meetings those that go
    through everything else that is live; how many change. As `cover_new_actions`.
    """
    board, now = access.board, access.now
    rest = {*live_actions(session, access)} - {action.id, *(each.id for each in named_here(session, board.id))}
    of_series = {each.id for each in meetings.of_series_over_all(session, board.id, now)}
    agendas = meetings.agendas(session, board.id, now)
    left = audit.subjects_of(
        session, board.workspace_id, what=AGENDA_CHANGED, to=took_off(action.ref), why=HAS_ENDED,
        since=deliveries.opened_again_before(session, action.id, now),
    )  # fmt: skip
    over_all = [
        each
        for each in meetings.meetings_of(session, board.id, now)
        if each.ref in left
        or each.id in of_series
        or (each.series_id is None and rest and rest <= {*agendas.get(each.id, ())})
    ]
    return _cover(session, access, {action.ref}, over_all, "open again")


def _cover(session: Session, access: Access, refs: Collection[str], over_all: Sequence[Meeting], why: str) -> int:
    board, changed = access.board, 0
    known = {action.id: action.ref for action in named_with_reported(session, board.id)}
    new = [action for action in live_actions(session, access) if known[action] in refs]
    for meeting in over_all if new else []:
        before = Agenda.of(session, meeting)
        added = [action for action in new if action not in before.actions]
        if not added or (meeting.pack_at is not None and meeting.pack_at <= access.now):
            continue
        meetings.set_agenda(session, meeting.id, [*before.actions, *added])
        if board.started_at is not None:
            plan_meeting(session, board, meeting, access.now)
        put_right_time(session, access, meeting, meeting, (before, Agenda.of(session, meeting)))
        to = f"added {refs_in_words([known[action] for action in added])}"
        note_change(session, access, AGENDA_CHANGED, meeting.ref, to=to, why=why)
        changed += 1
    return changed
