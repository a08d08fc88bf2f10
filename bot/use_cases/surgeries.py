"""Performance surgeries: arranging one, telling those who come, recording what was agreed, and following that up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import SURGERY_AFTER, SURGERY_FOLLOW_UP, SURGERY_SOON
from bot.domain.dates import counted, full_day_in_words, weekday_moment_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed, Role
from bot.domain.recurrence import why_not_working
from bot.domain.refusals import Refusal
from bot.domain.source_reading import split_refs
from bot.domain.surgeries import Agreed, Surgery
from bot.messages import surgeries as words
from bot.messages.parts import Message, Reply
from bot.messages.surgeries import Shown
from bot.use_cases.adding import posts_to_choose
from bot.use_cases.assessing import restricted_to_others
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.inputs_wanted import reader_of_post
from bot.use_cases.managing import note_change
from bot.use_cases.planning import (
    Decided,
    Done,
    Drop,
    MadeUp,
    PlanAgain,
    PutOff,
    next_within_hours,
    when_told,
    within_hours,
    working_days,
)
from bot.use_cases.reading_answers import ASK_FOR_A_DAY, ASK_FOR_AN_HOUR, Form, read_number
from bot.use_cases.surgery_agreements import GONE, access_agreed, show_answered
from bot.use_cases.turnover import in_charge
from storage import boards, measures, outbox, people, planned, surgeries
from storage.access import Access, access_board, access_board_by_id
from storage.outbox import Leased, Planned
from storage.reporting import named_with_reported
from storage.standings import ties_of

AT = time(9, 30)
WORTH_ASKING, WORTH_FOLLOWING = 5, 20
"""Working days for which it is worth asking what was agreed, and whether it was done."""
CANCELLED = "the surgery was cancelled"
_ONE_DAY = timedelta(days=1)
_WHO_HOLDS = (Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER)


# Looking


def ask_surgeries(session: Session, command: Typed, now: datetime) -> Reply:
    """“surgery” shows the surgeries to come, and what was agreed at the last ones.

    Raises:
        Refusal: they may not see the plan.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    return Reply(message=_listed(session, access))


def show_surgeries(session: Session, command: Press, now: datetime) -> Reply:
    """The same, from a button."""
    return Reply(message=_listed(session, _access(session, command.by, command.about, Deed.SEE_PLAN, now)))


def _listed(session: Session, access: Access) -> Message:
    """Without those over an action that is held back from this reader: what was agreed there tells of it."""
    of_board = surgeries.surgeries_of(session, access.board.id)
    held_back = restricted_to_others(session, access, [action for each in of_board for action in each.action_ids])
    found = [_shown(access.board, each, access.now) for each in of_board if held_back.isdisjoint(each.action_ids)]
    standing = [each for each in found if not each.surgery.is_cancelled]
    coming = [each for each in standing if each.surgery.starts_at > access.now]
    past = [each for each in reversed(standing) if each.surgery.starts_at <= access.now]
    may_change = access.standing.may(Deed.HOLD_SURGERIES)
    return words.surgeries_listed(access.board.id, coming, past, may_change=may_change)


def _shown(board: Board, surgery: Surgery, now: datetime) -> Shown:
    return Shown(surgery, board.local(surgery.starts_at), board.today(now))


# Arranging


def open_arrange(session: Session, command: Press, now: datetime) -> Reply:
    """The form that arranges a surgery."""
    access = _access(session, command.by, command.about, Deed.HOLD_SURGERIES, now)
    return Reply(form=words.arrange_form(access.board.id, posts_to_choose(session, access)), settled=False)


def arrange(session: Session, command: Answers, now: datetime) -> Reply:
    """Arrange a surgery; those who come are told a working day before.

    Raises:
        Refusal: they may not; or an answer looks like details of a child.
    """
    access = _access(session, command.by, command.about, Deed.HOLD_SURGERIES, now)
    form, board = Form(command.answers), access.board
    team = form.words("team", "Say which team it is.", longest=words.LONGEST_TEAM)
    starts_at, place = _read_when(form, access)
    comes = _read_who(session, access, form)
    concerns = _read_concerns(session, access, form)
    if form.errors or starts_at is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"team": team, "place": place})
    surgery_id = surgeries.add_surgery(
        session, board.id, ref=_new_ref(session, board, starts_at), team=team, place=place, starts_at=starts_at,
        by=access.standing.person_id or None, at=now,
    )  # fmt: skip
    surgeries.set_who_comes(session, surgery_id, comes)
    surgeries.set_concerns(session, surgery_id, *concerns)
    shown = _shown(board, _get(session, surgery_id), now)
    note_change(session, access, "arrange_surgery", shown.surgery.ref, to=f"{team}, {shown.when}")
    told_on = _plan(session, board, shown.surgery, now)
    nobody, strangers = _not_told(session, board, shown.surgery, now)
    return Reply(message=words.arranged(shown, told_on, nobody, strangers))


def _read_when(form: Form, access: Access) -> tuple[datetime | None, str]:
    board = access.board
    day = form.day("day", f"Say on which day. {ASK_FOR_A_DAY}")
    start = form.hour("start", f"Say when it starts. {ASK_FOR_AN_HOUR}")
    place = form.words("place", "Say where it is.", longest=words.LONGEST_PLACE)
    if day is None or start is None:
        return None, place
    starts_at = board.at(day, start)
    if starts_at <= access.now:
        form.wrong("day", "That has passed. Choose a day and a time to come.")
    elif why := why_not_working(working_days(board, day), day):
        form.wrong("day", f"{full_day_in_words(day)} is not a working day for this board ({why}). Choose another.")
    return starts_at, place


def _read_who(session: Session, access: Access, form: Form) -> list[int]:
    known = {str(post_id): post_id for post_id, _ in posts_to_choose(session, access)}
    chosen = form.answers.get("who")
    found = [known[each] for each in chosen if each in known] if isinstance(chosen, tuple) else []
    if not found:
        form.wrong("who", "Choose at least one post that comes.")
    return found


def _read_concerns(session: Session, access: Access, form: Form) -> tuple[list[int], list[int]]:
    """The actions and the measures that are named by their references."""
    actions = {each.ref.casefold(): each.id for each in named_with_reported(session, access.board.id)}
    figures = {each.ref.casefold(): each.id for each in measures.measures_of(session, access.board.id)}
    refs = split_refs(form.words("concerns", longest=words.LONGEST_REFS).casefold())
    strange = [ref for ref in refs if ref not in actions and ref not in figures]
    if strange:
        form.wrong("concerns", f"No action and no measure has the reference “{strange[0].upper()}”. Correct it.")
    found = dict.fromkeys(refs)
    return [actions[ref] for ref in found if ref in actions], [figures[ref] for ref in found if ref in figures]


def _new_ref(session: Session, board: Board, starts_at: datetime) -> str:
    """PS-2021-06, and for another one in the same month PS-2021-06-2 and so on."""
    ref = f"PS-{board.local(starts_at):%Y-%m}"
    taken = {each.ref for each in surgeries.surgeries_of(session, board.id)}
    number = 2
    while (tried := ref if number == 2 and ref not in taken else f"{ref}-{number}") in taken:
        number += 1
    return tried


def _not_told(session: Session, board: Board, surgery: Surgery, now: datetime) -> tuple[list[str], list[str]]:
    """The posts for which nobody is there to be told; and those for which somebody is, who has no part in the plan."""
    readers = [
        (title, reader_of_post(session, board, post_id, board.today(now))[0]) for post_id, title in surgery.posts
    ]
    strangers = [title for title, account in readers if account and not _has_part(session, board, account, now)]
    return [title for title, account in readers if not account], strangers


def _has_part(session: Session, board: Board, account: str, now: datetime) -> bool:
    ties = ties_of(session, board.platform, board.team, account)
    return not ties.standing_on(board, board.today(now), "").is_stranger


def _plan(session: Session, board: Board, surgery: Surgery, now: datetime) -> str:
    """Plan what is said of a surgery as it stands; when those who come are told, as a sentence ends."""
    day = board.local(surgery.starts_at).date()
    days = working_days(board, day)
    due = board.at(days.shift(day, -1), AT)
    args = {"surgery": surgery.id, "moves": surgery.moves}
    rows = [
        (f"{SURGERY_SOON}:{surgery.id}:{surgery.moves}", SURGERY_SOON, args, max(due, now)),
        (f"{SURGERY_AFTER}:{surgery.id}:{surgery.moves}", SURGERY_AFTER, args, board.at(days.shift(day, 1), AT)),
    ]
    outbox.plan(session, board.workspace_id, board.id, rows)
    if due <= now:
        return when_told(board, now)
    return f"on {weekday_moment_in_words(board.local(due), board.today(now))}"


# Another time, or none


def open_move(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks for another time or place."""
    access, surgery = _coming(session, command.by, command.about, now)
    return Reply(form=words.move_form(_shown(access.board, surgery, now)), settled=False)


def move(session: Session, command: Answers, now: datetime) -> Reply:
    """Move a surgery; whoever has been told of it is told of that, once."""
    access, surgery = _coming(session, command.by, command.about, now)
    form, board = Form(command.answers), access.board
    starts_at, place = _read_when(form, access)
    if form.errors or starts_at is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"place": place})
    if (starts_at, place) == (surgery.starts_at, surgery.place):
        raise Refusal("Nothing would change: that is when and where it is.")
    surgeries.move_surgery(session, surgery.id, starts_at=starts_at, place=place)
    was, shown = _shown(board, surgery, now), _shown(board, _get(session, surgery.id), now)
    note_change(session, access, "move_surgery", surgery.ref, was=was.when, to=shown.when)
    told = _tell_those_told(session, board, shown, words.told_moved, now)
    return Reply(message=words.moved(shown, told, _plan(session, board, shown.surgery, now)))


def open_cancel(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks whether a surgery is off."""
    access, surgery = _coming(session, command.by, command.about, now)
    return Reply(form=words.cancel_form(_shown(access.board, surgery, now)), settled=False)


def cancel(session: Session, command: Answers, now: datetime) -> Reply:
    """Cancel a surgery; whoever has been told of it is told of that, once."""
    access, surgery = _coming(session, command.by, command.about, now)
    surgeries.cancel_surgery(session, surgery.id, now)
    shown = _shown(access.board, surgery, now)
    note_change(session, access, "cancel_surgery", surgery.ref, was=shown.when)
    told = _tell_those_told(session, access.board, shown, words.told_cancelled, now)
    return Reply(message=words.cancelled(shown, told))


def _tell_those_told(
    session: Session, board: Board, shown: Shown, say: Callable[[Shown, str], Message], now: datetime
) -> int:
    """Tell whoever was told when it is of what changed; how many they are."""
    surgery = shown.surgery
    sent = planned.sent_starting(session, f"{SURGERY_SOON}:{surgery.id}:")
    sent += planned.sent_starting(session, f"{words.MOVED}:{surgery.id}:")
    has_heard = {each.to for each in sent}
    readers = {to: each for to, each in _who_is_told(session, board, surgery, now).items() if to in has_heard}
    for to, (post_id, for_post) in readers.items():
        message = say(shown, for_post)
        outbox.say(
            session, board.workspace_id, key=f"{message.kind}:{surgery.id}:{surgery.moves}:{to}", to=to,
            message=message, due=next_within_hours(board, now), board_id=board.id,
            args={"surgery": surgery.id, "moves": surgery.moves, "post": post_id},
        )  # fmt: skip
    return len(readers)


def _who_is_told(session: Session, board: Board, surgery: Surgery, now: datetime) -> dict[str, tuple[int, str]]:
    """By account, the post for which somebody comes, and in whose place if it is not theirs.

    Only of those who have a part in the plan: nobody else is ever written to.
    """
    found: dict[str, tuple[int, str]] = {}
    for post_id, _ in surgery.posts:
        account, for_post, _ = reader_of_post(session, board, post_id, board.today(now))
        if account and _has_part(session, board, account, now):
            found.setdefault(account, (post_id, for_post))
    return found


# What was agreed


def open_agree(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks for one thing that was agreed."""
    access, surgery = _held(session, command.by, command.about, now)
    posts = [*surgery.posts, *(each for each in posts_to_choose(session, access) if each not in surgery.posts)]
    return Reply(form=words.agree_form(_shown(access.board, surgery, now), posts), settled=False)


def agree(session: Session, command: Answers, now: datetime) -> Reply:
    """Record one thing that was agreed, with the post that sees to it and its day.

    Raises:
        Refusal: they may not; or an answer looks like details of a child.
    """
    access, surgery = _held(session, command.by, command.about, now)
    form, board = Form(command.answers), access.board
    said = form.words("words", "Write what was agreed.", longest=words.LONGEST_AGREED)
    known = {str(post_id): post_id for post_id, _ in (*surgery.posts, *posts_to_choose(session, access))}
    post_id = known.get(form.words("post"), 0)
    due = _read_due(form, board, now)
    if not post_id:
        form.wrong("post", "Choose the post that sees to it.")
    if form.errors or due is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": said})
    agreed_id = surgeries.add_agreed(session, surgery.id, words=said, post_id=post_id, due=due, at=now)
    one = _get_agreed(session, agreed_id)
    note_change(session, access, "agree_at_surgery", surgery.ref, to=f"the {one.post}, by {full_day_in_words(due)}")
    back_on = _plan_follow_up(session, board, one)
    may_add = access.standing.may(Deed.MANAGE)
    return Reply(message=words.agreed(_shown(board, surgery, now), one, back_on, may_add=may_add))


def _read_due(form: Form, board: Board, now: datetime) -> date | None:
    due = form.day("due", f"Say by which day. {ASK_FOR_A_DAY}")
    if due and due < board.today(now):
        form.wrong("due", "That day has passed. Choose one to come.")
    return due


def _plan_follow_up(session: Session, board: Board, one: Agreed) -> date:
    """Plan that it comes back on the working day after its own; which that is."""
    day = working_days(board, one.due).next_working_day(one.due + _ONE_DAY)
    args = {"surgery": one.surgery_id, "due": one.due.isoformat()}
    row = (f"{SURGERY_FOLLOW_UP}:{one.surgery_id}:{one.due}", SURGERY_FOLLOW_UP, args, board.at(day, AT))
    outbox.plan(session, board.workspace_id, board.id, [row])
    return day


def say_done(session: Session, command: Press, now: datetime) -> Reply:
    """Record that something which was agreed is done."""
    access, surgery, one = access_agreed(session, command.by, command.about, Deed.HOLD_SURGERIES, now)
    done_on = access.board.today(now)
    surgeries.settle(session, one.id, done_on=done_on)
    show_answered(session, access, replace(one, done_on=done_on))
    note_change(session, access, "done_after_surgery", surgery.ref, to=f"the {one.post}: done")
    return Reply(message=words.done(one))


def open_not_yet(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks by when it is to be done now."""
    _, _, one = access_agreed(session, command.by, command.about, Deed.HOLD_SURGERIES, now)
    return Reply(form=words.not_yet_form(command.about, one), settled=False)


def say_not_yet(session: Session, command: Answers, now: datetime) -> Reply:
    """Another day for what was agreed; it comes back after that one."""
    access, surgery, one = access_agreed(session, command.by, command.about, Deed.HOLD_SURGERIES, now)
    form = Form(command.answers)
    due = _read_due(form, access.board, now)
    if form.errors or due is None:
        return Reply(errors=form.errors, settled=False)
    surgeries.put_off(session, one.id, due)
    was, to = full_day_in_words(one.due), full_day_in_words(due)
    note_change(session, access, "put_off_after_surgery", surgery.ref, was=was, to=f"the {one.post}: {to}")
    one = replace(one, due=due)
    show_answered(session, access, one)
    return Reply(message=words.put_off(one, _plan_follow_up(session, access.board, one)))


# What the clock says


def make_up_soon(session: Session, row: Planned, now: datetime) -> Decided:
    """Tell everybody who comes, a working day before."""
    board, surgery = boards.get_board(session, row.board_id or 0), _get(session, row.args["surgery"])
    stopped = _why_not(surgery, row.args, now)
    if stopped:
        return stopped
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    shown, readers = _shown(board, surgery, now), _who_is_told(session, board, surgery, now)
    for to, (post_id, for_post) in readers.items():
        outbox.say(
            session, board.workspace_id, key=f"{SURGERY_SOON}:{surgery.id}:{surgery.moves}:{to}", to=to,
            message=words.soon(shown, for_post), due=now, board_id=board.id, args={**row.args, "post": post_id},
        )  # fmt: skip
    return Done(f"told {counted(len(readers), 'person', 'people')} who come") if readers else Drop("nobody is there")


def make_up_after(session: Session, row: Planned, now: datetime) -> Decided:
    """Ask whoever arranged it what was agreed, unless something is recorded already."""
    board, surgery = boards.get_board(session, row.board_id or 0), _get(session, row.args["surgery"])
    if surgery.is_cancelled or surgery.moves != row.args["moves"]:
        return Drop(CANCELLED if surgery.is_cancelled else "the surgery was moved")
    if surgery.agreed:
        return Drop("what was agreed is recorded already")
    last = board.local(surgery.starts_at).date()
    return _stopped(board, last, WORTH_ASKING, now) or _to_whoever_arranged(
        session, board, surgery, words.asked_after(_shown(board, surgery, now)), now
    )


def make_up_follow_up(session: Session, row: Planned, now: datetime) -> Decided:
    """Bring back what was to be done by a day, all of one surgery's in one message."""
    board, surgery = boards.get_board(session, row.board_id or 0), _get(session, row.args["surgery"])
    due = date.fromisoformat(row.args["due"])
    found = _open_on(surgery, due)
    if not found:
        return Drop("it was done, or became a part of the plan, or has another day")
    return _stopped(board, due, WORTH_FOLLOWING, now) or _to_whoever_arranged(
        session, board, surgery, words.followed_up(_shown(board, surgery, now), found), now
    )


def _open_on(surgery: Surgery, due: date) -> Sequence[Agreed]:
    return [one for one in surgery.agreed if one.is_open and one.due == due]


def _stopped(board: Board, day: date, worth: int, now: datetime) -> Drop | PutOff | None:
    if now >= board.at(working_days(board, day).shift(day, worth), board.hours_to):
        return Drop("it came too late to be of use", is_too_late=True)
    return None if within_hours(board, now) else PutOff(next_within_hours(board, now), "outside working hours")


def _to_whoever_arranged(session: Session, board: Board, surgery: Surgery, message: Message, now: datetime) -> Decided:
    """To whoever arranged it while they hold surgeries of this board; else to whoever runs it."""
    today = board.today(now)
    holding = [people.seat_holder(session, board.id, role, today) for role in _WHO_HOLDS]
    arranger = next((each for each in holding if each and each.id == surgery.arranged_by), None)
    to = arranger or in_charge(session, board, today)
    return MadeUp(to.account, message) if to else Drop("nobody runs the board")


def before_told(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why what those who come are told should not go any more."""
    return _why_not(_get(session, row.args["surgery"]), row.args, now)


def before_off(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why the news that a surgery is cancelled is of no use any more."""
    return _begun(_get(session, row.args["surgery"]), now)


def before_follow_up(session: Session, row: Leased, now: datetime) -> Drop | PlanAgain | None:
    """Why what comes back should not, or not as it is: all of it, or some, is settled or has another day."""
    found = _open_on(_get(session, row.args["surgery"]), date.fromisoformat(row.args["due"]))
    if not found:
        return Drop("it was done, or became a part of the plan, or has another day")
    if row.message and words.asked_about(row.message) != [one.id for one in found]:
        return PlanAgain(SURGERY_FOLLOW_UP, "some of it was settled before it went")
    return None


def _why_not(surgery: Surgery, args: Mapping[str, Any], now: datetime) -> Drop | None:
    if surgery.is_cancelled:
        return Drop(CANCELLED)
    if surgery.moves != args["moves"]:
        return Drop("the surgery was moved")
    return _begun(surgery, now)


def _begun(surgery: Surgery, now: datetime) -> Drop | None:
    return Drop("the surgery had begun", is_too_late=True) if now >= surgery.starts_at else None


# What a button names


def _access(session: Session, by: Caller, about: str, deed: Deed, now: datetime) -> Access:
    board_id = read_number(about.partition(":")[0], "board")
    return access_board_by_id(session, by.key, board_id, deed, now, name=by.name)


def _held(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Surgery]:
    access = _access(session, by, about, Deed.HOLD_SURGERIES, now)
    surgery = surgeries.find_surgery(session, read_number(about.partition(":")[2], "surgery"))
    if surgery is None or surgery.board_id != access.board.id:
        raise Refusal(GONE)
    if surgery.is_cancelled:
        raise Refusal(f"{surgery.ref} was cancelled.")
    return access, surgery


def _coming(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Surgery]:
    access, surgery = _held(session, by, about, now)
    if surgery.starts_at <= now:
        raise Refusal(f"{surgery.ref} has taken place. “surgery” shows what was agreed.")
    return access, surgery


def _get(session: Session, surgery_id: int) -> Surgery:
    surgery = surgeries.find_surgery(session, surgery_id)
    if surgery is None:
        raise Refusal(GONE)
    return surgery


def _get_agreed(session: Session, agreed_id: int) -> Agreed:
    one = surgeries.find_agreed(session, agreed_id)
    if one is None:
        raise Refusal(GONE)
    return one


UseCase = Callable[[Session, Any, datetime], Reply]

MAKERS = {SURGERY_SOON: make_up_soon, SURGERY_AFTER: make_up_after, SURGERY_FOLLOW_UP: make_up_follow_up}
CHECKS = {
    words.SOON: ("surgery", before_told),
    words.MOVED: ("surgery", before_told),
    words.CANCELLED: ("surgery", before_off),
    words.FOLLOW_UP: ("due", before_follow_up),
}
PRESSES: Mapping[str, UseCase] = {
    words.SHOW: show_surgeries,
    words.ARRANGE: open_arrange,
    words.MOVE: open_move,
    words.CANCEL: open_cancel,
    words.AGREE: open_agree,
    words.DONE: say_done,
    words.NOT_YET: open_not_yet,
}
FORMS: Mapping[str, UseCase] = {
    words.ARRANGE_FORM: arrange,
    words.MOVE_FORM: move,
    words.CANCEL_FORM: cancel,
    words.AGREE_FORM: agree,
    words.NOT_YET_FORM: say_not_yet,
}
WORDS: Mapping[str, UseCase] = {"surgery": ask_surgeries}
READS = frozenset({*PRESSES, *WORDS} - {words.DONE})
