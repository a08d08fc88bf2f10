"""The watch list: putting something on it, taking it off, and the figures that it wants every week."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board, week_of
from bot.domain.cycle import WATCH_FIGURES
from bot.domain.guard import refuse_personal_details
from bot.domain.measures import Measure, Reading
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.messages import watch_list as words
from bot.messages.parts import Reply
from bot.messages.watch_list import (
    LONGEST,
    PUT_ON,
    PUT_ON_FORM,
    REASONS,
    TAKE_OFF,
    TAKE_OFF_FORM,
    Figures,
    OnList,
    watch_line,
)
from bot.use_cases.deciding import chair_decides, refuse_reported, with_remark
from bot.use_cases.figures import again_if_changed, to_data_manager
from bot.use_cases.figures_wanted import (
    asked_for_watch_list,
    figures_asked_at,
    figures_due,
    watch_key,
    watched_measures,
    week_start,
)
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.interval_ends import end_where_pressing
from bot.use_cases.planning import Decided, Drop, PlanAgain, PutOff, next_within_hours, within_hours
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.run_sheet import chair_today
from storage import boards, measures, outbox, people, watching
from storage.access import Access, access_action, access_action_by_id, access_board, access_board_by_id
from storage.audit import newest_why, record
from storage.outbox import Leased, Planned
from storage.watching import Watch

_ONE_WEEK = timedelta(days=7)
ASKING = "ask_to_watch"
_BECAUSE = re.compile(r"^(?P<what>.+?)\s*(?:\bbecause\b:?|:)\s*(?P<why>.+)$", re.IGNORECASE | re.DOTALL)
_ASKED = ":asked"
"""What a button says beside, under a message in which somebody asks for something to be watched."""
NOT_ON_IT = "{ref} is not on the watch list."


@dataclass(frozen=True)
class _Thing:
    """What is, or is to be, watched: an action or a measure."""

    ref: str
    title: str
    action_id: int | None = None
    measure_id: int | None = None


# The figures of the week


def plan_watch_figures(session: Session, board: Board, day: date, since: datetime) -> int:
    """Plan the question for the watch list's figures of the week of `day`; returns how many rows are new.

    What was to go before `since` is not planned. Whether there is anything on the list is asked when it is due.
    """
    due = figures_asked_at(board, day)
    if due is None or due < since:
        return 0
    key = watch_key(board, day)
    return outbox.plan(session, board.workspace_id, board.id, [(key, WATCH_FIGURES, {"week": week_of(day)}, due)])


def ask_for_watch_figures(session: Session, row: Planned, now: datetime) -> Decided:
    """Ask the data manager for the figures of what is on the watch list; not once they are due."""
    board = boards.get_board(session, row.board_id or 0)
    due = figures_due(board, board.today(row.due_at))
    asked = asked_for_watch_list(session, board, now)
    if not watching.watched(session, board.id):
        return Drop("nothing is on the watch list")
    if not asked.asked:
        return Drop("no measure is linked to what is on the watch list")
    if not asked.missing:
        return Drop("every figure was in already")
    if due is None or now >= due:
        return Drop("it came too late to be of use", is_too_late=True)
    if not within_hours(board, now):
        return _in_the_morning(board, now, due)
    month = f"{board.today(now):%Y-%m}"  # every week would be a reproach, and once for ever would be forgotten
    return to_data_manager(session, board, asked, row, f"nobody_for_figures:{board.id}:watch:{month}", now)


def before_watch_figures(session: Session, row: Leased, now: datetime) -> Drop | PutOff | PlanAgain | None:
    """Why the question is not to go as it is: too late, at night, or what it asks for has come in."""
    board = boards.get_board(session, row.board_id or 0)
    due = figures_due(board, board.today(row.due_at))
    if due is None or now >= due:
        return Drop("it came too late to be of use", is_too_late=True)
    if not within_hours(board, now):
        return _in_the_morning(board, now, due)
    return again_if_changed(session, board, row, asked_for_watch_list(session, board, now), WATCH_FIGURES, now)


def _in_the_morning(board: Board, now: datetime, due: datetime) -> Drop | PutOff:
    morning = next_within_hours(board, now)
    if morning >= due:
        return Drop("it fell outside working hours, and in the morning it would be of no use")
    return PutOff(morning, "outside working hours")


def watch_lines(session: Session, board: Board, now: datetime) -> list[str]:
    """What the weekly summary says of the watch list: a line for each thing on it, and no word of anybody's."""
    today = board.today(now)
    return [watch_line(each, today) for each in on_list(session, board, now)]


def on_list(session: Session, board: Board, now: datetime, *, may_take_off: bool = False) -> list[OnList]:
    """What is on the watch list, with the figures of the week that is reported now and of the week before.

    A week is reported from when its figures are due, Friday noon, to the same moment of the next.
    """
    found = watching.watched(session, board.id)
    if not found:
        return []
    known = {measure.id: measure for measure in watched_measures(session, board)}
    linked = measures.linked_to(session, [each.action_id for each in found if each.action_id])
    begins = _reported_week(board, now)
    this_week = measures.figures_between(session, list(known), begins, now + timedelta(seconds=1))
    last_week = measures.figures_between(session, list(known), begins - _ONE_WEEK, begins)
    return [
        _on_list(board, each, [known[one] for one in _measures_of(each, linked)], this_week, last_week, may_take_off)
        for each in found
    ]


def _measures_of(each: Watch, linked: Mapping[int, Sequence[int]]) -> Sequence[int]:
    return [each.measure_id] if each.measure_id else linked.get(each.action_id or 0, [])


def _on_list(
    board: Board,
    each: Watch,
    found: Sequence[Measure],
    this_week: Mapping[int, Reading],
    last_week: Mapping[int, Reading],
    may_take_off: bool,
) -> OnList:
    return OnList(
        ref=each.ref,
        title=each.title,
        since=board.today(each.since),
        is_action=each.action_id is not None,
        figures=tuple(Figures(one.ref, one.unit, this_week.get(one.id), last_week.get(one.id)) for one in found),
        why=each.why,
        by=each.by,
        about=f"{board.id}:{each.id}" if may_take_off else "",
    )


def _reported_week(board: Board, now: datetime) -> datetime:
    """The first instant (UTC) of the week whose figures were due last."""
    due, begins = figures_due(board, board.today(now)), week_start(board, now)
    return begins if due is not None and now >= due else week_start(board, begins - timedelta(hours=1))


# Putting on and taking off


def watch(session: Session, command: Typed, now: datetime) -> Reply:
    """“watch” shows the list; “watch A6 because …” puts something on it; without a reason, a form asks for it. Of a
    member or an adviser it asks the chair.

    Raises:
        Refusal: they may not; or there is no such action or measure.
    """
    said = " ".join(command.text.split())
    if said.casefold() in ("", "list"):
        return _show(session, command, now)
    access = _typed(session, command, Deed.ASK_WATCH, now)
    match = _BECAUSE.match(said)
    thing = _named(session, access, match["what"] if match else said)
    if match is None:
        return _put_on_form(session, access, thing, _about(access, thing))
    return _put_on(session, access, thing, match["why"], now)


def unwatch(session: Session, command: Typed, now: datetime) -> Reply:
    """“unwatch A6” asks for the three reasons.

    Raises:
        Refusal: they may not; or it is not on the list.
    """
    access = _typed(session, command, Deed.UNWATCH, now)
    said = " ".join(command.text.split())
    if not said:
        raise Refusal("Say what comes off the watch list, such as “unwatch A6”. “watch” alone shows what is on it.")
    thing = _named(session, access, said)
    chair_decides(session, access, thing.action_id)
    found = watching.find_watch(session, access.board.id, action_id=thing.action_id, measure_id=thing.measure_id)
    return _take_off_form(access, _still_on(found, thing.ref))


def open_watch(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks why an action is to be watched."""
    access, thing = _pressed(session, command.by, command.about, now)
    return _put_on_form(session, access, thing, command.about)


def open_unwatch(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks for the three reasons for which something comes off the list."""
    access, found, _ = _on_it(session, command.by, command.about, now)
    return _take_off_form(access, found)


def put_on(session: Session, command: Answers, now: datetime) -> Reply:
    """Put an action or a measure on the watch list, with why."""
    access, thing = _pressed(session, command.by, command.about, now)
    form = Form(command.answers)
    why = form.words("why", "Say why it needs weekly scrutiny.", longest=LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    return _put_on(session, access, thing, why, now)


def take_off(session: Session, command: Answers, now: datetime) -> Reply:
    """Take something off the watch list, with the three reasons, each guarded and kept."""
    access, found, remark = _on_it(session, command.by, command.about, now)
    form = Form(command.answers)
    ask = "Give the reason. All three are needed before close scrutiny ends."
    reasons = {name: form.words(name, ask, longest=LONGEST) for name, _ in REASONS}
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details(reasons)
    post = access.standing.post_for(_role(access, Role.CHAIR, Role.DEPUTY))
    watching.take_off(session, found.id, **reasons, by=access.standing.person_id or None, post=post, at=now)
    why = "; ".join(f"{name.replace('_', ' ')}: {said}" for name, said in reasons.items())
    _log(session, access, "take_off_watch_list", found.ref, with_remark(why, remark))
    return Reply(message=words.taken_off_list(found.ref))


def _show(session: Session, command: Typed, now: datetime) -> Reply:
    access = _typed(session, command, Deed.SEE_PLAN, now)
    may = access.standing.may(Deed.UNWATCH)
    items = on_list(session, access.board, now, may_take_off=may)
    return Reply(message=words.watch_list(items, access.board.today(now)))


def _typed(session: Session, command: Typed, deed: Deed, now: datetime) -> Access:
    by = command.by
    return access_board(session, by.key, deed, now, channel=command.channel, name=by.name)


def _named(session: Session, access: Access, said: str) -> _Thing:
    """The measure with this reference, or the action that the words mean."""
    measure_id = measures.refs_of(session, access.board.id).get(said.strip().casefold())
    if measure_id is not None:
        row = measures.get_row(session, measure_id)
        return _Thing(row.ref, row.name, measure_id=row.id)
    action = access_action(session, access, said, Deed.SEE_ACTION)
    refuse_reported(access, action)
    return _Thing(action.ref, action.title, action_id=action.id)


def _about(access: Access, thing: _Thing) -> str:
    return f"{access.board.id}:{f'm{thing.measure_id}' if thing.measure_id else thing.action_id}"


def _pressed(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, _Thing]:
    board_id, _, which = about.partition(":")
    access = access_board_by_id(session, by.key, read_number(board_id, "board"), Deed.ASK_WATCH, now, name=by.name)
    which = which.removesuffix(_ASKED)
    if not which.startswith("m"):
        action = access_action_by_id(session, access, read_number(which, "action"), Deed.SEE_ACTION)
        refuse_reported(access, action)
        return access, _Thing(action.ref, action.title, action_id=action.id)
    found = measures.measures_of(session, access.board.id, only=[read_number(which[1:], "measure")])
    if not found:
        raise Refusal("There is no such measure. Type “measures” to see them all.")
    return access, _Thing(found[0].ref, found[0].name, measure_id=found[0].id)


def _on_it(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Watch, str]:
    """The entry that is to come off, for who may decide that, and what the record says of who does."""
    board_id, _, which = about.partition(":")
    access = access_board_by_id(session, by.key, read_number(board_id, "board"), Deed.UNWATCH, now, name=by.name)
    watch_id = read_number(which, "entry of the watch list")
    found = next((each for each in watching.watched(session, access.board.id) if each.id == watch_id), None)
    remark = chair_decides(session, access, found.action_id if found else None)
    return access, _still_on(found, "That"), remark


def _still_on(found: Watch | None, ref: str) -> Watch:
    if found is None:
        raise Refusal(NOT_ON_IT.format(ref=ref) + " “watch” alone shows what is on it.")
    return found


def _take_off_form(access: Access, found: Watch) -> Reply:
    form = words.take_off_form(f"{access.board.id}:{found.id}", found.ref, found.title, found.why)
    return Reply(form=form, settled=False)


def _put_on_form(session: Session, access: Access, thing: _Thing, about: str) -> Reply:
    why = _why_asked(session, access, thing) if about.endswith(_ASKED) else ""
    asks = not access.standing.may(Deed.WATCH)
    return Reply(form=words.put_on_form(about, thing.ref, thing.title, why, asks=asks), settled=False)


def _why_asked(session: Session, access: Access, thing: _Thing) -> str:
    """Why it was asked for last, as the record has it."""
    of_board = access.board.name
    return newest_why(session, access.board.workspace_id, what=ASKING, subject=thing.ref, to=of_board)


def _ask(session: Session, access: Access, thing: _Thing, why: str, now: datetime) -> Reply:
    """Let whoever decides read what a member or an adviser asks to be watched, and why."""
    board, today, standing = access.board, access.board.today(now), access.standing
    found = watching.find_watch(session, board.id, action_id=thing.action_id, measure_id=thing.measure_id)
    if found is not None:
        return Reply(message=words.put_on_list(thing.ref, is_new=False))
    chair = chair_today(session, board, today)
    decides = chair or people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    if decides is None:
        return Reply(message=words.watch_asked(thing.ref, ""))
    post = standing.post_for(_role(access, Role.MEMBER, Role.ADVISER))
    record(session, board.workspace_id, who=access.who, what=ASKING, subject=thing.ref, at=now, to=board.name, why=why)
    about = f"{_about(access, thing)}{_ASKED}"
    outbox.say(
        session, board.workspace_id, key=f"{words.WANTED}:{about}:{standing.person_id}:{now.isoformat()}",
        to=decides.account, message=words.watch_wanted(about, thing.ref, thing.title, post, why),
        due=next_within_hours(board, now), board_id=board.id,
    )  # fmt: skip
    whom = "The chair, or the deputy in their place," if chair else "The programme manager"
    return Reply(message=words.watch_asked(thing.ref, whom))


def _put_on(session: Session, access: Access, thing: _Thing, why: str, now: datetime) -> Reply:
    if len(why) > LONGEST:
        raise Refusal(f"Please keep the reason within {LONGEST} characters.", "why")
    refuse_personal_details({"why": why})
    if not access.standing.may(Deed.WATCH):
        return _ask(session, access, thing, why, now)
    role = _role(access, Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER)
    is_new = watching.put_on(
        session, access.board.id, why=why, by=access.standing.person_id or None, post=access.standing.post_for(role),
        at=now, action_id=thing.action_id, measure_id=thing.measure_id,
    )  # fmt: skip
    if is_new:
        _log(session, access, "put_on_watch_list", thing.ref, why)
        end_where_pressing(session, access.board, now)
    return Reply(message=words.put_on_list(thing.ref, is_new=is_new))


def _role(access: Access, *roles: Role) -> Role:
    return next((role for role in roles if role in access.standing.seats), roles[-1])


def _log(session: Session, access: Access, what: str, subject: str, why: str) -> None:
    workspace = access.board.workspace_id
    record(session, workspace, who=access.who, what=what, subject=subject, at=access.now, why=why)


UseCase = Callable[[Session, Any, datetime], Reply]

MAKERS = {WATCH_FIGURES: ask_for_watch_figures}
CHECKS = {"watch_figures_asked": ("asks", before_watch_figures)}
PRESSES: Mapping[str, UseCase] = {PUT_ON: open_watch, TAKE_OFF: open_unwatch}
FORMS: Mapping[str, UseCase] = {PUT_ON_FORM: put_on, TAKE_OFF_FORM: take_off}
WORDS: Mapping[str, UseCase] = {"watch": watch, "unwatch": unwatch}
READS = frozenset({PUT_ON, TAKE_OFF, "unwatch"})
