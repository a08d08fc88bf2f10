"""The weekly summary: gathering what it says, and making it up when its time has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.guard import find_personal_details
from bot.domain.measures import KEY_MEASURES, Measure
from bot.domain.new_dates import slip_note
from bot.domain.people import Deed
from bot.domain.plans import Action, Assessed, Help
from bot.domain.rating_facts import Rating
from bot.domain.ratings import How
from bot.domain.restriction import RESTRICTED
from bot.domain.tallies import due_within, is_more_careful, is_overdue, is_redated, tally, urgent_first
from bot.messages.overdue_checks import Overdue
from bot.messages.parts import Message, Reply
from bot.messages.plan_lines import shown_words
from bot.messages.status import of_board
from bot.messages.summary import Asking, Changes, Differing, SummaryFacts, weekly_summary
from bot.use_cases.assessing import assess_plan, for_everybody
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.check_steps import overdue_now
from bot.use_cases.figures_wanted import with_age
from bot.use_cases.heard import Typed
from bot.use_cases.planning import (
    Drop,
    MadeUp,
    PutOff,
    next_within_hours,
    plan_summary_of,
    summary_after,
    within_hours,
    working_days,
)
from bot.use_cases.reported import reported_lines
from bot.use_cases.watch_list import watch_lines
from storage import boards, deliveries, digests, edits, measures, meetings
from storage.access import access_board
from storage.digests import Digest
from storage.outbox import Leased, Planned

LAST_DAY, LAST_TIME = 5, time(17, 30)
"""A late summary is still sent up to Friday 17:30 of its week; after that the next one says more."""

_NEW_FOR = timedelta(days=28)
"""How long an action counts as new where no board has met yet."""

WEEK_OVER = "its week was over before it could go; the next weekly summary says what there is to say"

HELP_AT_MOST = 120
"""Characters of the help asked for that a channel sees."""


@dataclass(frozen=True)
class KeyMeasures:
    """The measures that matter most, what the plan calls them, and the live actions without any measure."""

    measures: Sequence[Measure] = ()
    called: str = KEY_MEASURES
    without: Sequence[str] = ()


NO_KEY_MEASURES = KeyMeasures()


def summary_facts(
    plan: Sequence[Assessed],
    today: date,
    days: int,
    last: Digest | None,
    last_day: date | None,
    *,
    is_sample: bool,
    watched: Sequence[str] = (),
    effects: Sequence[str] = (),
    new: Sequence[str] = (),
    reported: Sequence[str] = (),
    checks: Sequence[Overdue] = (),
    key: KeyMeasures = NO_KEY_MEASURES,
) -> SummaryFacts:
    """What a summary of a plan says; `last` is the summary before, sent on `last_day`, if there was one.

    `watched` is a line for each thing on the watch list, `effects` one for each whose evidence was accepted; `new` are
    the references of what was added since the last Board, `checks` those that nobody has answered, and `key` the
    measures that matter most.
    """
    seen = for_everybody(plan)
    live = urgent_first(each for each in seen if each.action.is_live)
    return SummaryFacts(
        today=today,
        tally=tally(plan),
        effects=effects,
        asking=_asking(live),
        overdue=_dated(each for each in live if is_overdue(each)),
        redated=_dated(each for each in live if is_redated(each)),
        better=_better(live),
        more_careful=[each.action.ref for each in live if is_more_careful(each)],
        due=due_within(seen, days),
        days=days,
        watched=watched,
        new=new,
        reported=reported,
        checks=checks,
        key_measures=key.measures,
        key_called=key.called,
        without_measure=key.without,
        changes=_changes(seen, last, last_day) if last and last_day else None,
        is_sample=is_sample,
        left_out=len(plan) - len(seen),
    )


def make_up_summary(session: Session, planned: Planned, now: datetime) -> MadeUp | Drop | PutOff:
    """The summary of one board and week, also when there is nothing to report; the next week's is planned with it.

    It goes however late in its week, up to Friday 17:30 (or the end of its own day, where a holiday moved it past
    that), and at night or on a holiday waits for the next morning. What comes later still is dropped: the next
    one says it. There is one for each board and week.
    """
    board, week = boards.get_board(session, planned.board_id or 0), str(planned.args["week"])
    _plan_next(session, board, week, now)
    if now > _latest(board, week):
        return Drop(WEEK_OVER, is_too_late=True)
    if not board.channel:
        return Drop("no channel is chosen for the board")
    if digests.find_digest(session, board.id, week):
        return Drop("this week’s summary had gone already")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    plan = assess_plan(session, board, now)
    message = _summary(session, board, plan, now)
    digests.add_digest(session, board.id, week=week, at=now, message=message, ratings=_shown(plan))
    return MadeUp(board.channel, message)


def before_summary(session: Session, row: Leased, now: datetime) -> Drop | PutOff | None:
    """Why a summary that was made up should not go now: its week is over, or it is night."""
    board = boards.get_board(session, row.board_id or 0)
    if now > _latest(board, str(row.args["week"])):
        return Drop(WEEK_OVER, is_too_late=True)
    return None if within_hours(board, now) else PutOff(next_within_hours(board, now), "outside working hours")


def show_summary(session: Session, command: Typed, now: datetime) -> Reply:
    """The summary as it would be if it went now, for the one who asks.

    Raises:
        Refusal: they may not see the plan.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    return Reply(message=_summary(session, access.board, assess_plan(session, access.board, now), now))


def summary_of(session: Session, board: Board, now: datetime) -> Message:
    """The summary of a board as it is now."""
    return _summary(session, board, assess_plan(session, board, now), now)


def _summary(session: Session, board: Board, plan: Sequence[Assessed], now: datetime) -> Message:
    last = digests.last_digest(session, board.id)
    last_day = board.today(last.at) if last else None
    due_soon = board.tolerances.due_soon
    watched = watch_lines(session, board, now)
    message = weekly_summary(
        summary_facts(
            plan, board.today(now), due_soon, last, last_day, is_sample=board.is_sample, watched=watched,
            effects=_effects(session, board, now), checks=overdue_now(session, board, now),
            new=edits.added_since(session, board.id, meetings.last_met(session, board.id, now) or now - _NEW_FOR),
            reported=reported_lines(session, board, now),
            key=_key_measures(session, board, now),
        )
    )  # fmt: skip
    return of_board(message, board.id)


def _key_measures(session: Session, board: Board, now: datetime) -> KeyMeasures:
    found = with_age(board, measures.measures_of(session, board.id, key_only=True), board.today(now))
    called = measures.called(session, board.id) if found else KEY_MEASURES
    return KeyMeasures(found, called, measures.without_measure(session, board.id))


def _effects(session: Session, board: Board, now: datetime) -> list[str]:
    """What was different for children in what was accepted in the week before, as a channel may read it."""
    accepted = deliveries.accepted_since(session, board.id, now - timedelta(days=7))
    found = [(each, each.effect) for each in accepted if each.effect and (each.judged_at or now) <= now]
    # What was restricted says that it is complete, and no word of what it changed.
    found = [(each, "" if each.title == RESTRICTED else said) for each, said in found]
    return [
        f"{each.ref}, {_shortened(said)}." if said and not find_personal_details(said) else f"{each.ref} is complete."
        for each, said in found
    ]


def _due_day(board: Board, week: str) -> date:
    day = date.fromisocalendar(*_numbers(week), board.summary_weekday + 1)
    return working_days(board, day).next_working_day(day)


def _latest(board: Board, week: str) -> datetime:
    friday = date.fromisocalendar(*_numbers(week), LAST_DAY)
    return board.at(max(friday, _due_day(board, week)), LAST_TIME)


def _plan_next(session: Session, board: Board, week: str, now: datetime) -> None:
    """Plan from this one's week and not from now, so that a worker that was off for long skips no week.

    What its week brings beside meetings is planned with it: the notes of its Friday, milestones, the watch list; and
    what those weeks bring that have no summary of their own.
    """
    due = board.at(_due_day(board, week), board.summary_time)
    next_due, next_week = summary_after(board, week)
    monday = date.fromisocalendar(*_numbers(week), 1)
    while week_of(monday) != next_week:
        plan_between_meetings(session, board, week_of(monday), now, since=due)
        monday += timedelta(days=7)
    plan_summary_of(session, board, next_week, next_due)


def _numbers(week: str) -> tuple[int, int]:
    year, number = week.split("-W")
    return int(year), int(number)


def _dated(found: Iterable[Assessed]) -> list[tuple[str, date, str]]:
    plan = [each.action for each in found]
    return [
        (action.ref, action.deadline, slip_note(action.baseline, action.deadline, action.moves))
        for action in plan
        if action.deadline
    ]


def _asking(live: Iterable[Assessed]) -> list[Asking]:
    found = [(each, help) for each in live for help in each.action.help]
    found.sort(key=lambda pair: (_rank(pair[0]), pair[1].needed_by or date.max))
    return [help_for_channel(each.action, help) for each, help in found]


def _rank(each: Assessed) -> int:
    return (each.shown.rating or Rating.GREY).rank


def help_for_channel(action: Action, help: Help) -> Asking:
    """Help that an action asks for, shortened, as a channel may read it.

    The guard ran when the statement came in; it runs again, since a channel has more readers.
    """
    words = "" if find_personal_details(help.words) else _shortened(help.words)
    return Asking(action.ref, action.post, words, bool(words) and not words.endswith(" …"), help.needed_by)


def _shortened(words: str) -> str:
    plain = " ".join(words.split()).rstrip(".")
    if len(plain) <= HELP_AT_MOST:
        return plain
    return f"{plain[:HELP_AT_MOST].rsplit(' ', 1)[0]} …"


def _better(live: Iterable[Assessed]) -> list[Differing]:
    found = [each for each in live if each.is_rated_better_than_suggested]
    return [_differing(each) for each in sorted(found, key=lambda each: (each.suggestion.rating or Rating.GREY).rank)]


def _differing(each: Assessed) -> Differing:
    statement = each.action.statement
    asked = statement is not None and statement.came_by != "import"
    return Differing(
        ref=each.action.ref,
        said=each.self_assessed or Rating.GREY,
        suggested=each.suggestion.rating or Rating.GREY,
        because=each.suggestion.rules[0].words,
        has_reason=bool(statement and statement.reason) if asked else None,
        nobody_can_say=each.suggestion.nobody_can_say,
        said_on=statement.day if statement and each.is_not_updated else None,
    )


def _shown(plan: Iterable[Assessed]) -> dict[str, str]:
    return {each.action.ref: each.shown.rating.word if each.shown.rating else "" for each in plan}


def _changes(plan: Sequence[Assessed], last: Digest, last_day: date) -> Changes:
    """What is shown otherwise than in the last summary. Silence makes nothing better or worse: it is told apart."""
    better, worse, other = [], [], []
    whole = {each.action.ref: each for each in plan}
    for ref, now in _shown(plan).items():
        was = last.ratings.get(ref)
        if was is None or was == now:
            continue
        told = (ref, was or "no colour", shown_words(whole[ref]))
        if whole[ref].shown.how is How.NOT_UPDATED:
            other.append(told)
        elif was and now and Rating.named(now).is_better_than(Rating.named(was)):
            better.append(told)
        elif was and now and Rating.named(now).is_worse_than(Rating.named(was)):
            worse.append(told)
        else:
            other.append(told)
    new = [each.action.ref for each in plan if each.action.ref not in last.ratings]
    return Changes(last_day, better, worse, other, new)


WORDS = {"summary": show_summary}
READS = frozenset(WORDS)
