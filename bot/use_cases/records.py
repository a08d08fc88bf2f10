"""The records of a board: looking through them for whoever asks under the law, holding them, and letting go of them.

The database is the record and chat is a copy. The programme manager looks, holds and sets the periods; the clock
deletes what has been kept long enough, and never anything that is held.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cells import words_in_a_cell
from bot.domain.dates import moment_in_words
from bot.domain.guard import find_personal_details, refuse_personal_details
from bot.domain.paper import LEFT_OUT
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.domain.retention import MONTHS, YEARS, Hold, Kept, Periods, Wanted
from bot.messages import records as words
from bot.messages.parts import Reply
from bot.messages.removing import kind_words
from bot.use_cases.assessing import assess_plan
from bot.use_cases.coverage import by_source
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_asked, access_management
from bot.use_cases.reading_answers import Form, read_number
from storage import actions, boards, outbox, people, plans, retention, tenures
from storage.access import Access, access_action
from storage.audit import record

UseCase = Callable[[Session, Any, datetime], Reply]
_MIDNIGHT = time(0, 0)
HEADINGS = ("When", "What", "About", "Whose", "What it says")
OLD = "This no longer says what was looked for. Type “records” and search again."


def show_records(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """How long things are kept, what is held, and the ways to look through it all.

    Raises:
        Refusal: they do not run the board.
    """
    return _shown(session, access_asked(session, command, now))


# Looking through it


def ask_what_to_search(session: Session, command: Press, now: datetime) -> Reply:
    """The form in which one says what to look for."""
    access = access_management(session, command.by, now, command.about)
    return Reply(form=words.search_form(access.board.id), settled=False)


def search_records(session: Session, command: Answers, now: datetime) -> Reply:
    """Say how much is kept of what is looked for. That it was looked for goes on the record.

    Raises:
        Refusal: they do not run the board; or the action is none of its plan.
    """
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    wanted = _wanted(session, access, form)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    by_kind = Counter(
        each.table for each in retention.find_kept(session, access.board, _scope(session, access, wanted))
    )
    _note(session, access, "search_records", to=words.search_words(wanted))
    return Reply(message=words.found(access.board.id, wanted, by_kind))


def ask_for_file(session: Session, command: Press, now: datetime) -> Reply:
    """Have the worker hand over what was found, as a file.

    Raises:
        Refusal: they do not run the board; or the button is of another release.
    """
    access = access_management(session, command.by, now, command.about, command.channel)
    wanted = _unpacked(command.about)
    board = access.board
    outbox.say(
        session, board.workspace_id, key=f"{words.ERRAND}:{board.id}:{command.by.user}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        to=command.by.user, message=words.file_given(wanted), due=now,
        args={"board": board.id, "wanted": command.about, "asked_at": now.isoformat()},
    )  # fmt: skip
    _note(session, access, "export_records", to=words.search_words(wanted))
    return Reply(message=words.file_asked())


def found_as_table(session: Session, access: Access, about: str) -> tuple[list[str], list[list[str]]]:
    """What was looked for, as the lines above a table and the table with its headings, the newest entries first.

    Raises:
        Refusal: it no longer says what was looked for; or the action is none of the plan.
    """
    wanted, board = _unpacked(about), access.board
    found = retention.find_kept(session, board, _scope(session, access, wanted))
    today = board.today(access.now)
    marking = plans.classification_of(session, board.id)
    above = [
        marking,
        f"Records of the {board.name}: {words.search_words(wanted)}",
        f"As kept on {moment_in_words(board.local(access.now), today)}",
        words.DISCLOSABLE,
    ]
    dated = sorted(found, key=lambda each: each.at.timestamp() if each.at else 0.0, reverse=True)
    return above, [list(HEADINGS), *(_line(board, each) for each in dated)]


def _line(board: Board, kept: Kept) -> list[str]:
    at = f"{board.local(kept.at):%Y-%m-%d %H:%M}" if kept.at else ""
    cells = (at, kind_words(kept.table, 1).capitalize(), kept.action, kept.post, kept.words)
    return [_safe(cell) for cell in cells]


def _safe(text: str) -> str:
    """As it may go into a file; the guard runs again, since a file has more readers."""
    return LEFT_OUT if find_personal_details(text) else words_in_a_cell(text)


def _wanted(session: Session, access: Access, form: Form) -> Wanted:
    action, post, source = form.words("action"), form.words("post"), form.words("source")
    since, until = form.day("since"), form.day("until")
    if since and until and until < since:
        form.wrong("until", "The last day comes before the first. Choose a later one.")
    if action:
        action = access_action(session, access, action, Deed.SEE_ACTION).ref
    return Wanted(
        action,
        _one_of(form, "post", post, [title for _, title in _posts(session, access.board)]),
        _one_of(form, "source", source, list(_sources(session, access)) if source else []),
        since,
        until,
    )


def _one_of(form: Form, name: str, said: str, known: list[str]) -> str:
    """The one that is called so, or that alone has these words."""
    if not said:
        return ""
    typed = said.casefold()
    same = [each for each in known if each.casefold() == typed]
    like = [each for each in known if all(word in each.casefold() for word in typed.split())]
    found = same or like
    if len(found) == 1:
        return found[0]
    hint = f" Do you mean {' or '.join(like[:4])}?" if like else ""
    form.wrong(name, f"I know no one {name} called “{said}”.{hint} Type its name in full.")
    return ""


def _posts(session: Session, board: Board) -> list[tuple[int, str]]:
    return [*people.posts_titled(session, board.workspace_id), *people.aliases(session, board.workspace_id)]


def _sources(session: Session, access: Access) -> dict[str, frozenset[int]]:
    plan = assess_plan(session, access.board, access.now)
    found = by_source(session, access.board, plan, access.now)
    return {name: frozenset(each.action_ids) for name, each in found.items()}


def _scope(session: Session, access: Access, wanted: Wanted) -> retention.Scope:
    board = access.board
    refs = {each.id: each.ref for each in actions.named(session, board.id)}
    of_action = None
    if wanted.action or wanted.source:
        of_source = _sources(session, access).get(wanted.source, frozenset()) if wanted.source else frozenset(refs)
        of_action = {
            action_id: ref for action_id, ref in refs.items() if action_id in of_source and wanted.action in ("", ref)
        }
    since = board.at(wanted.since, _MIDNIGHT) if wanted.since else None
    until = board.at(wanted.until + timedelta(days=1), _MIDNIGHT) if wanted.until else None
    if not wanted.post:
        return retention.Scope(of_action, since=since, until=until)
    known = _posts(session, board)
    ids = frozenset(post_id for post_id, title in known if title == wanted.post)
    held = [each.person_id for post_id in ids for each in tenures.tenures_of(session, post_id)]
    return retention.Scope(
        of_action,
        ids,
        frozenset(title.casefold() for post_id, title in known if post_id in ids),
        frozenset(held),
        people.accounts_by_id(session, held),
        since,
        until,
    )


def _unpacked(about: str) -> Wanted:
    try:
        action, post, source, since, until = json.loads(about.partition(":")[2])
        return Wanted(action, post, source, _day(since), _day(until))
    except (ValueError, TypeError):
        raise Refusal(OLD) from None


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


# Holding it


def ask_to_hold(session: Session, command: Press, now: datetime) -> Reply:
    """The form that holds on to everything for a request."""
    access = access_management(session, command.by, now, command.about)
    return Reply(form=words.hold_form(access.board.id, is_one_of_several=access.is_one_of_several), settled=False)


def hold_records(session: Session, command: Answers, now: datetime) -> Reply:
    """Hold on to everything of the board: nothing is deleted until the hold is lifted."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    ref = form.words("ref", "Give the request a reference, so that the hold can be found again.", longest=60)
    why = form.words("why", longest=words.LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"ref": ref, "why": why})
    retention.add_hold(session, access.board.id, ref=ref, why=why, by=_post(access), at=now)
    _note(session, access, "hold_records", to=ref, why=why)
    return _shown(session, access, f"{ref} is noted. Nothing is deleted until you lift the hold.")


def ask_to_lift(session: Session, command: Press, now: datetime) -> Reply:
    """The form that lifts a hold."""
    access, hold = _held(session, command, now)
    return Reply(form=words.lift_form(f"{access.board.id}:{hold.id}", hold), settled=False)


def lift_hold(session: Session, command: Answers, now: datetime) -> Reply:
    """Let a hold end, with why."""
    access, hold = _held(session, command, now)
    form = Form(command.answers)
    why = form.words("why", "Say why it is needed no more, such as: the request was answered.", longest=words.LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"why": why})
    retention.lift_hold(session, hold.id, why=why, by=_post(access), at=now)
    _note(session, access, "lift_hold", was=hold.ref, why=why)
    return _shown(session, access, f"The hold for {hold.ref} is lifted. {DELETED_AGAIN}")


def _held(session: Session, command: Press | Answers, now: datetime) -> tuple[Access, Hold]:
    access = access_management(session, command.by, now, command.about)
    which = read_number(command.about.partition(":")[2], "hold")
    hold = next((each for each in retention.holds_of(session, access.board.id) if each.id == which), None)
    if hold is None:
        raise Refusal("That hold was lifted meanwhile. Type “records” to see those that stand.")
    return access, hold


# How long


def ask_how_long(session: Session, command: Press, now: datetime) -> Reply:
    """The form in which one says how long things are kept."""
    access = access_management(session, command.by, now, command.about)
    periods = retention.periods_of(session, access.board.id)
    return Reply(form=words.periods_form(access.board.id, periods), settled=False)


def set_periods(session: Session, command: Answers, now: datetime) -> Reply:
    """Keep things for so long from now on; what is older goes at the next look."""
    access = access_management(session, command.by, now, command.about)
    form = Form(command.answers)
    periods = Periods(_number(form, "months", MONTHS), _number(form, "years", YEARS))
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    was = retention.periods_of(session, access.board.id)
    if periods != was:
        boards.change_board(
            session, access.board.id, message_months=periods.message_months, plan_years=periods.plan_years
        )
        before, after = (" ".join(words.periods_words(each)) for each in (was, periods))
        _note(session, access, "retention_changed", was=before, to=after)
    return _shown(session, access, SAVED if periods != was else "Nothing was changed.")


def _number(form: Form, name: str, span: range) -> int | None:
    said = form.words(name)
    if not said:
        return None
    if said.isascii() and said.isdigit() and int(said[:6]) in span:
        return int(said)
    form.wrong(name, words.not_a_period(name))
    return None


# The clock


SAVED = "Saved. What has passed its time is looked for every night, and deleted."
DELETED_AGAIN = "What has passed its time is deleted again, in the next night."


def forget_what_is_old(session: Session, now: datetime) -> None:
    """Delete what each board has kept long enough, unless something is held; how much of what goes on the record."""
    for board in boards.boards_by_id(session, retention.boards_with_periods(session)):
        periods, today = retention.periods_of(session, board.id), board.today(now)
        if retention.holds_of(session, board.id):
            continue
        if messages_before := periods.messages_before(today):
            gone = retention.forget_messages(session, board, board.at(messages_before, _MIDNIGHT))
            _note_gone(session, board, gone, f"kept for {periods.message_months} months", now)
        if plans_before := periods.plans_before(today):
            for plan in retention.closed_before(session, board.id, board.at(plans_before, _MIDNIGHT)):
                gone = retention.forget_plan(session, board, plan, now)
                _note_gone(session, board, gone, f"kept for {periods.plan_years} years after the plan was closed", now)


def _note_gone(session: Session, board: Board, gone: Mapping[str, int], why: str, now: datetime) -> None:
    if gone:
        record(
            session, board.workspace_id, who=retention.SPEAKS_FOR_THE_CLOCK, what="kept_long_enough",
            subject=board.name, at=now, to=f"deleted: {words.deleted_words(gone)}", why=why,
        )  # fmt: skip


def _shown(session: Session, access: Access, news: str = "") -> Reply:
    board = access.board
    periods, holds = retention.periods_of(session, board.id), retention.holds_of(session, board.id)
    return Reply(message=words.records_shown(board.id, board.name, periods, holds, news))


def _post(access: Access) -> str:
    return access.standing.post_for(Role.PROGRAMME_MANAGER)


def _note(session: Session, access: Access, what: str, *, was: str = "", to: str = "", why: str = "") -> None:
    board = access.board
    record(
        session, board.workspace_id, who=access.who, what=what, subject=board.name, at=access.now, was=was, to=to,
        why=why,
    )  # fmt: skip


PRESSES: Mapping[str, UseCase] = {
    words.SHOW: show_records, words.SEARCH: ask_what_to_search, words.FILE: ask_for_file, words.HOLD: ask_to_hold,
    words.LIFT: ask_to_lift, words.PERIODS: ask_how_long,
}  # fmt: skip
FORMS: Mapping[str, UseCase] = {
    words.SEARCH_FORM: search_records, words.HOLD_FORM: hold_records, words.LIFT_FORM: lift_hold,
    words.PERIODS_FORM: set_periods,
}  # fmt: skip
WORDS: Mapping[str, UseCase] = {"records": show_records}
READS = frozenset({words.SHOW, words.SEARCH, words.HOLD, words.LIFT, words.PERIODS, "records"})
