"""Milestones: asking the lead officer, the working day after one was due, whether it was done.

It is asked once, and once more after each new forecast. Where nobody answers, the milestone counts as late, as the
rules have it; and by its date it goes on being late, whatever was forecast.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import MILESTONES_ASKED
from bot.domain.dates import counted, day_in_words, weekday_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.plans import Action, Milestone
from bot.domain.refusals import Refusal
from bot.messages import milestones as words
from bot.messages.decisions import milestone_done
from bot.messages.milestones import DONE, DONE_FORM, LONGEST, NOT_YET, NOT_YET_FORM, AskedAbout
from bot.messages.parts import Reply
from bot.use_cases.chasing import Reader, reader_of
from bot.use_cases.ended import KEPT, what_became_of
from bot.use_cases.heard import Answers, Caller, Press
from bot.use_cases.inputs_wanted import reader_of_post
from bot.use_cases.planning import Decided, Done, Drop, PutOff, next_within_hours, within_hours, working_days
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, Form, read_number
from bot.use_cases.standing_in import recorded_as
from storage import actions, boards, outbox, people, planned
from storage.access import Access, access_milestone
from storage.audit import record
from storage.outbox import Leased, Planned
from storage.tables import Post

AT = time(9, 30)
WORTH = 5
"""Working days for which the question is worth asking; after that the statement and the rules say it."""
LONGEST_GAP = timedelta(days=14)
"""No run of days without a working day is longer."""
_ONE_DAY = timedelta(days=1)
GONE, ENDED = "gone", "ended"
"""Where a question keeps what it asks about no more: by milestone the post that is asked now, or the action's state."""


def plan_milestones(session: Session, board: Board, monday: date, since: datetime) -> int:
    """Plan a question for each day of a week on which milestones are asked about; returns how many rows are new.

    What was to go before `since` is not planned. Who is asked about which is seen when the day has come.
    """
    sunday = monday + _ONE_DAY * 6
    found = actions.open_milestones(session, board.id, monday - LONGEST_GAP, sunday)
    days = {asked_on(board, expected) for _, _, expected in found}
    wanted = [day for day in sorted(days) if monday <= day <= sunday and board.at(day, AT) >= since]
    return _plan(session, board, wanted)


def _plan(session: Session, board: Board, days: Sequence[date]) -> int:
    rows = [(_key(board, day), MILESTONES_ASKED, {"day": day.isoformat()}, board.at(day, AT)) for day in days]
    return outbox.plan(session, board.workspace_id, board.id, rows)


def asked_on(board: Board, expected: date) -> date:
    """The day on which a milestone is asked about: the first working day after it was due, or forecast if later."""
    return working_days(board, expected).next_working_day(expected + _ONE_DAY)


def ask_about_milestones(session: Session, row: Planned, now: datetime) -> Decided:
    """Ask everybody of whom a milestone was due, each in one message with all of theirs."""
    board, day = boards.get_board(session, row.board_id or 0), date.fromisoformat(row.args["day"])
    asked = _by_reader(session, board, _due_for(session, board, day), now)
    if not asked:
        return Drop("no milestone was due, or all were done")
    stopped = _stopped(board, day, now)
    if stopped:
        return stopped
    for reader, theirs in asked.items():
        outbox.say(
            session,
            board.workspace_id,
            key=f"{_key(board, day)}:{reader}",
            to=reader,
            message=words.milestones_asked(theirs, board.today(now)),
            due=now,
            board_id=board.id,
            args={"day": day.isoformat(), "asks": [each.id for each in theirs]},
        )
    return Done(f"asked {counted(len(asked), 'person', 'people')} about milestones")


def before_milestones(session: Session, row: Leased, now: datetime) -> Drop | PutOff | None:
    """Why a question that waits to go should not, or not now: answered, too late, or at night."""
    board, day = boards.get_board(session, row.board_id or 0), date.fromisoformat(row.args["day"])
    still = _by_reader(session, board, _due_for(session, board, day), now).get(row.to, [])
    if not any(each.id in row.args["asks"] for each in still):
        return Drop("it was answered, or somebody else answers for it now")
    return _stopped(board, day, now)


def ask_the_others(session: Session, board: Board, now: datetime, only: Collection[int] | None = None) -> None:
    """Milestones are asked about of whoever leads their action or answers for it now: what was asked of somebody else
    says so, and what is still open is asked of them once, as long as that is of use. What was asked about an action
    that has ended says that nothing is needed.

    To be called when another leads an action or answers for it, when one ends, when a milestone goes to another (of
    those in `only`, where it is given), or when a post has another holder. Nothing is done while the board has not
    been started.
    """
    if board.started_at is None:
        return
    asked = _Asked(session, board, now, only)
    for told in asked.told:
        open_ones = asked.open_in(told)
        gone = {step: asked.posts[step] for step in open_ones if asked.is_for_another(step, told.to)}
        ended = {step: asked.ended[step] for step in open_ones if step in asked.ended}
        if gone or ended:
            _take_back(session, board, told, {GONE: gone, ENDED: ended}, now)
    for day, steps in asked.not_asked_of_reader().items():
        _ask_anew(session, board, day, steps, now)


class _Asked:
    """The milestones of a board that are open and were asked about, and whom they are asked of by now."""

    def __init__(self, session: Session, board: Board, now: datetime, only: Collection[int] | None) -> None:
        today = board.today(now)
        found = [
            (step, action, asked_on(board, expected))
            for step, action, expected in actions.open_milestones(session, board.id, date.min, today - _ONE_DAY)
            if only is None or action in only
        ]
        self._day_of = {step: day for step, _, day in found}
        of_days = set(self._day_of.values())
        key = f"{MILESTONES_ASKED}:{board.id}:"
        self.told = planned.sent_starting(session, key, or_waiting=True, of_days=of_days) if of_days else []
        are_asked = {step for told in self.told for step in told.args["asks"]}
        ids = {action: [step for step, of, _ in found if of == action and step in are_asked] for _, action, _ in found}
        self._to: dict[int, str] = {}
        self.posts: dict[int, str] = {}
        """By milestone, the post of whom it is asked."""
        self.ended: dict[int, str] = {}
        """By milestone, the state in which its action has ended."""
        for action in _of(session, board, today, [action for action, steps in ids.items() if steps]):
            if not action.is_live:
                self.ended |= dict.fromkeys(ids[action.id], action.lifecycle.words)
            reader = _reader(session, board, action, now) if action.owes_statements else None
            if reader:
                post = _asked_post(session, board, action, today)
                self._to |= dict.fromkeys(ids[action.id], reader.account)
                self.posts |= dict.fromkeys(ids[action.id], post)

    def open_in(self, told: planned.Told) -> set[int]:
        """What a question still asks about."""
        day, settled = date.fromisoformat(told.args["day"]), {*_settled(told.args, GONE), *_settled(told.args, ENDED)}
        return {step for step in told.args["asks"] if self._day_of.get(step) == day and step not in settled}

    def is_for_another(self, step: int, account: str) -> bool:
        """Whether a milestone is asked of somebody, and of somebody else."""
        return self._to.get(step, account) != account

    def not_asked_of_reader(self) -> dict[date, set[int]]:
        """By the day of the question, what was asked and is not asked of the one who is asked by now."""
        theirs = {step for told in self.told for step in self.open_in(told) if self._to.get(step) == told.to}
        wanted: dict[date, set[int]] = defaultdict(set)
        for step in self._to.keys() - theirs:
            wanted[self._day_of[step]].add(step)
        return wanted


def _of(session: Session, board: Board, today: date, ids: Collection[int]) -> list[Action]:
    """Actions with their words: they are asked of who works on them alone."""
    return [each.opened for each in actions.actions_of(session, board.id, today, board.zone, only=list(ids))]


def _settled(args: Mapping[str, Any], how: str) -> dict[int, str]:
    """The milestones of a question that it asks about no more: somebody else is asked, with their post, or the action
    has ended, with its state.
    """
    return {int(step): said for step, said in args.get(how, {}).items()}


def _take_back(
    session: Session, board: Board, told: planned.Told, steps: Mapping[str, Mapping[int, str]], now: datetime
) -> None:
    """Let a question say who is asked now, or that nobody is; one that has not gone asks about the rest alone, or is
    dropped.
    """
    settled = {
        how: {str(step): said for step, said in {**_settled(told.args, how), **these}.items()}
        for how, these in steps.items()
    }
    as_shown = _as_they_stand(session, board, {**told.args, **settled}, now)
    taken = {step for these in steps.values() for step in these}
    if outbox.amend(session, told.id, words.milestones_asked(as_shown, board.today(now)), now):
        planned.add_args(session, told.id, settled)
    elif rest := [step for step in told.args["asks"] if step not in taken]:
        planned.add_args(session, told.id, {"asks": rest})
        still = _as_they_stand(session, board, {**told.args, "asks": rest}, now)
        outbox.reword(session, told.id, words.milestones_asked(still, board.today(now)))


def _ask_anew(session: Session, board: Board, day: date, steps: Collection[int], now: datetime) -> None:
    if isinstance(_stopped(board, day, now), Drop):
        return
    key, due = _key(board, day), next_within_hours(board, now)
    for reader, theirs in _by_reader(session, board, _due_for(session, board, day), now).items():
        new = [each for each in theirs if each.id in steps]
        if new:
            outbox.say(
                session, board.workspace_id, key=f"{key}:{reader}:again{planned.count_keys(session, key)}", to=reader,
                message=words.milestones_asked(new, board.today(now)), due=due, board_id=board.id,
                args={"day": day.isoformat(), "asks": [each.id for each in new]},
            )  # fmt: skip


def _key(board: Board, day: date) -> str:
    return f"{MILESTONES_ASKED}:{board.id}:{day}"


def _stopped(board: Board, day: date, now: datetime) -> Drop | PutOff | None:
    last = board.at(working_days(board, day).shift(day, WORTH), board.hours_to)
    if now >= last:
        return Drop("it came too late to be of use", is_too_late=True)
    return None if within_hours(board, now) else PutOff(next_within_hours(board, now), "outside working hours")


def _due_for(session: Session, board: Board, day: date) -> list[tuple[int, int]]:
    """The milestones that are asked about on a day, and their actions, as ids."""
    found = actions.open_milestones(session, board.id, day - LONGEST_GAP, day - _ONE_DAY)
    return [(step, action) for step, action, expected in found if asked_on(board, expected) == day]


def _by_reader(
    session: Session, board: Board, due: Sequence[tuple[int, int]], now: datetime
) -> dict[str, list[AskedAbout]]:
    """What is still to be asked, by the account of whom: the lead officer, or else whoever answers for the action."""
    wanted = {step for step, _ in due}
    today = board.today(now)
    found: dict[str, list[AskedAbout]] = defaultdict(list)
    for action in _of(session, board, today, [each for _, each in due]):
        steps = [step for step in action.milestones if step.id in wanted and not step.done_on]
        reader = _reader(session, board, action, now) if steps and action.owes_statements else None
        if reader:
            found[reader.account] += [
                _asked_about(action, step, reader.for_post, is_asked_again=step.forecast is not None) for step in steps
            ]
    return dict(found)


def _reader(session: Session, board: Board, action: Action, now: datetime) -> Reader | None:
    return _lead(session, board, action, board.today(now)) or reader_of(session, board, action, now)[0]


def _lead(session: Session, board: Board, action: Action, today: date) -> Reader | None:
    lead = people.find_post(session, board.workspace_id, action.lead) if action.lead else None
    if lead is None:
        return None
    account, for_post, _ = reader_of_post(session, board, lead.id, today)
    return Reader(account, for_post) if account else None


def _asked_post(session: Session, board: Board, action: Action, today: date) -> str:
    """The title of the post that says whether a milestone was done: the lead officer's or that of whoever answers for
    the action, or of the delegate of that one while its holder is not there.
    """
    title = action.lead if _lead(session, board, action, today) else action.post
    post = people.find_post(session, board.workspace_id, title)
    if post is None or (people.holder_of(session, post.id, today) and not _is_away(post, today)):
        return title
    delegate = people.delegate_of(session, post.id, today)
    return delegate.title if delegate else title


def _is_away(post: Post, today: date) -> bool:
    return post.away_until is not None and today <= post.away_until


def _asked_about(action: Action, step: Milestone, for_post: str = "", *, is_asked_again: bool = False) -> AskedAbout:
    if step.due is None:
        raise ValueError("only a milestone that has a date is asked about")
    return AskedAbout(
        step.id, action.ref, step.title, step.due, step.done_on, step.forecast, for_post, is_asked_again,
        reference=step.reference,
    )  # fmt: skip


# Answering


def open_done(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks on which day it was done.

    Raises:
        Refusal: they may not say so, and who can.
    """
    access, action, step = _answerable(session, command.by, command.about, now)
    if step.done_on is not None:
        return _done_already(action, step, step.done_on, access.board.today(now))
    return Reply(form=words.done_form(_asked_about(action, step), access.board.today(now)), settled=False)


def open_not_yet(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks when it is expected now.

    Raises:
        Refusal: they may not say so, and who can.
    """
    access, action, step = _answerable(session, command.by, command.about, now)
    today = access.board.today(now)
    if step.done_on is not None:
        return _done_already(action, step, step.done_on, today)
    return Reply(form=words.not_yet_form(_asked_about(action, step), today), settled=False)


def was_done(session: Session, command: Answers, now: datetime) -> Reply:
    """Record on which day a milestone was done."""
    access, action, step = _answerable(session, command.by, command.about, now, KEPT)
    today = access.board.today(now)
    if step.done_on is not None:
        return _done_already(action, step, step.done_on, today)
    form = Form(command.answers)
    done_on = form.day("done_on", f"Say when it was done. {ASK_FOR_A_DAY}")
    if done_on is None:
        form.wrong("done_on", f"Say when it was done. {ASK_FOR_A_DAY}")
    elif done_on > today:
        form.wrong("done_on", f"{day_in_words(done_on, today)} is still to come. Record it once it is done.")
    if form.errors or done_on is None:
        return Reply(errors=form.errors, settled=False)
    actions.complete_milestone(session, step.id, done_on)
    _log(session, access, "complete_milestone", action, to=f"{step.name}: {done_on}")
    _show_in(session, access.board, step, now)
    return Reply(message=milestone_done(action.ref, step.title, day_in_words(done_on, today)))


def expect(session: Session, command: Answers, now: datetime) -> Reply:
    """Record when a milestone is expected now, with a line about it if there is one. What was due stays.

    It is asked about again on the working day after.
    """
    access, action, step = _answerable(session, command.by, command.about, now, KEPT)
    today = access.board.today(now)
    form = Form(command.answers)
    forecast = form.day("forecast", f"Say when you expect it. {ASK_FOR_A_DAY}")
    note = form.words("note", longest=LONGEST)
    if forecast is None:
        form.wrong("forecast", f"Say when you expect it. {ASK_FOR_A_DAY}")
    elif forecast < today:
        form.wrong("forecast", f"{day_in_words(forecast, today)} has passed. If it was done then, press Yes.")
    if form.errors or forecast is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"note": note})
    actions.forecast_milestone(session, step.id, forecast, note)
    was = str(step.forecast or step.due or "")
    _log(session, access, "forecast_milestone", action, was=was, to=f"{step.name}: {forecast}", why=note)
    again = _ask_again(session, access.board, step, forecast)
    _show_in(session, access.board, step, now)
    asked = weekday_in_words(again, today) if again and action.owes_statements else ""
    return Reply(message=words.milestone_expected(action.ref, step.title, day_in_words(forecast, today), asked))


def _ask_again(session: Session, board: Board, step: Milestone, forecast: date) -> date | None:
    """On which day it is asked about again: planned at once, as the week in which it falls may have been already."""
    expected = replace(step, forecast=forecast).expected
    if expected is None or board.started_at is None:
        return None
    day = asked_on(board, expected)
    _plan(session, board, [day])
    return day


def _answerable(
    session: Session, by: Caller, about: str, now: datetime, kept: str = ""
) -> tuple[Access, Action, Milestone]:
    access, action, step = access_milestone(session, by.key, read_number(about, "milestone"), now, name=by.name)
    if not action.is_live and step.done_on is None:
        raise Refusal(f"{what_became_of(session, action)}, so nothing is needed of its milestones.{kept}")
    if step.due is None:
        raise Refusal(f"{action.ref}: “{step.title}” has no date yet, so nobody is asked about it.")
    return access, action, step


def _done_already(action: Action, step: Milestone, done_on: date, today: date) -> Reply:
    return Reply(message=words.milestone_done_already(action.ref, step.title, day_in_words(done_on, today)))


def _show_in(session: Session, board: Board, step: Milestone, now: datetime) -> None:
    """Let each question about it say what was answered: the first, and those after a forecast."""
    for told in planned.sent_starting(session, f"{MILESTONES_ASKED}:{board.id}:"):
        if step.id in told.args["asks"]:
            message = words.milestones_asked(_as_they_stand(session, board, told.args, now), board.today(now))
            if message != told.message:
                outbox.amend(session, told.id, message, now)


def _as_they_stand(session: Session, board: Board, args: Mapping[str, Any], now: datetime) -> list[AskedAbout]:
    """What a question asked about, as it is now: what has been forecast since can not be pressed there any more."""
    ids, day = args["asks"], date.fromisoformat(args["day"])
    gone, ended = _settled(args, GONE), _settled(args, ENDED)
    owners = {step: actions.action_of_milestone(session, step) for step in ids}
    found = _of(session, board, board.today(now), set(owners.values()))
    steps = {
        step.id: replace(
            _asked_about(action, step, is_asked_again=asked_on(board, step.expected) == day),
            gone_to=gone.get(step.id, ""),
            ended=ended.get(step.id, ""),
        )
        for action in found
        for step in action.milestones
        if step.id in owners and step.expected
    }
    return [steps[each] for each in ids if each in steps]


def _log(
    session: Session, access: Access, what: str, action: Action, was: str = "", to: str = "", why: str = ""
) -> None:
    who = recorded_as(session, access, action.post_id, action.post)
    record(
        session, access.board.workspace_id, who=who, what=what, subject=action.ref, at=access.now, was=was,
        to=to, why=why, action_id=action.id,
    )  # fmt: skip


UseCase = Callable[[Session, Any, datetime], Reply]

MAKERS = {MILESTONES_ASKED: ask_about_milestones}
CHECKS = {MILESTONES_ASKED: ("asks", before_milestones)}
PRESSES: Mapping[str, UseCase] = {DONE: open_done, NOT_YET: open_not_yet}
FORMS: Mapping[str, UseCase] = {DONE_FORM: was_done, NOT_YET_FORM: expect}
READS = frozenset(PRESSES)
