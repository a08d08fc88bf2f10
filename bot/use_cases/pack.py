"""The pack of a meeting: fixed three working days before, given to the chair the next, told to the board's channel.

It is fixed once: what comes later is kept, shown as late, and in no way changes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.challenges import Challenge
from bot.domain.cycle import PACK_FREEZE, PACK_NOTICE, PACK_READY
from bot.domain.dates import moment_in_words, weekday_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.packs import Order, Pack, PackItem, facts_kept, in_order, pack_item
from bot.domain.people import Deed, Role
from bot.domain.plans import Assessed
from bot.domain.questions import suggested_questions
from bot.domain.refusals import Refusal
from bot.domain.statements import BLAMED_TOO_OFTEN, blames_data
from bot.messages import pack as words
from bot.messages.challenges import LONGEST
from bot.messages.parts import Item, Message, Reply
from bot.messages.statements import version_words
from bot.use_cases.assessing import asked_by, assess_action, assess_plan, restricted_to_others
from bot.use_cases.challenges import Raised, may_raise, meeting_in_words, put_question
from bot.use_cases.figures_wanted import figures_for_pack
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.known import answers_of, known_of
from bot.use_cases.late import log_missing, missing_statements
from bot.use_cases.paper import give_paper
from bot.use_cases.planning import Decided, Done, Drop, MadeUp, too_late_from
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.reported import plans_of
from bot.use_cases.roster import roster_problems
from bot.use_cases.run_sheet import meeting_meant, refresh_run_sheets, those_who_run
from storage import (
    actions,
    boards,
    challenges,
    meetings,
    outbox,
    packs,
    people,
    planned,
    plans,
    room,
    statements,
    tables,
)
from storage.access import Access, access_board, access_meeting
from storage.audit import record
from storage.outbox import Planned
from storage.standings import ties_of
from storage.watching import watched

UseCase = Callable[[Session, Any, datetime], Reply]

SPEAKS_FOR_THE_RULES = "Accountable"
"""Who fixed a pack, in the record: nobody, but the clock."""
NOTHING_IN_IT = "the meeting goes through no action"
NO_PACK = "There is no pack for this meeting. Type “status” to see how the plan stands."


# T−3 17:00: fixing it


def fix_pack(session: Session, board: Board, meeting: Meeting, now: datetime) -> Pack:
    """The pack of a meeting, fixed now unless it was before: the ratings that the rules suggest, with their facts."""
    boards.wait_for_workspace(session, board.workspace_id)
    known = packs.find_pack(session, meeting.id, meeting.moves)
    if known is not None:
        return known
    agenda = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
    found = {each.action.id: each for each in assess_plan(session, board, now, only=agenda)}
    plan = [_with_words(session, board, found[action_id], now) for action_id in agenda]
    packs.add_pack(
        session, meeting, now, _fixed(session, board, meeting, plan, now), _first_page(session, board, meeting, now)
    )
    record(
        session, board.workspace_id, who=SPEAKS_FOR_THE_RULES, what="fix_pack", subject=meeting.ref, at=now,
        to=f"{len(plan)} actions",
    )  # fmt: skip
    return _pack(session, meeting)


def _with_words(session: Session, board: Board, each: Assessed, now: datetime) -> Assessed:
    """As it is kept: what is restricted with its words, as who reads the pack is asked each time, and it opens one day.
    Of another board's action they are not for this one's chair.
    """
    is_own = each.action.is_restricted and each.action.board_id == board.id
    return assess_action(session, board, each.action.opened, now) if is_own else each


def _fixed(
    session: Session, board: Board, meeting: Meeting, plan: Sequence[Assessed], now: datetime
) -> list[packs.Fixed]:
    ids = [each.action.id for each in plan]
    without = missing_statements(session, board, meeting, now)
    log_missing(session, board, without, now)
    missing = {each.action_id: each.why for each in without}
    asked, self_rated = packs.new_dates_asked(session, ids), packs.self_ratings(session, ids)
    watch_list = {each.action_id for each in watched(session, board.id)}
    causes = statements.causes_running(session, ids, BLAMED_TOO_OFTEN)
    received, asking = meetings.statements_for(session, meeting.id), asked_by(board, meeting, now)
    fixed, plans = [], plans_of(session, board, ids)
    for slot, each in enumerate(plan):
        action_id = each.action.id
        item = pack_item(
            each,
            slot,
            why_missing=missing.get(action_id),
            new_date=asked.get(action_id),
            is_watched=action_id in watch_list,
            plan_of=plans.get(action_id, ""),
            is_data_blamed=blames_data(causes[action_id]),
            state=each.state_for(asking, is_in=action_id in received) if each.action.is_live else None,
        )
        suggestion_id = statements.add_suggestion(
            session, action_id, each.suggestion, at=now, statement_id=item.statement_id, meeting_id=meeting.id,
            used=facts_kept(each.action.facts(each.today)),
        )  # fmt: skip
        fixed.append(packs.Fixed(item, suggestion_id, self_rated.get(action_id)))
    return fixed


def _first_page(session: Session, board: Board, meeting: Meeting, now: datetime) -> packs.FirstPage:
    measures = [(each.lead, each.text) for each in figures_for_pack(session, board, meeting, now)]
    return packs.FirstPage(measures, roster_problems(session, board, meeting, now))


def make_up_freeze(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """Fix the pack, and say nothing."""
    fix_pack(session, board, meeting, now)
    return Done("the pack was fixed and the suggested ratings were saved")


# T−2 09:00: the chair, and 09:30: the board


@dataclass(frozen=True)
class Chairing:
    """Who is given a pack, and why it is they, where it is not the chair."""

    account: str
    why_you: str = ""


def who_chairs(session: Session, board: Board, now: datetime) -> Chairing | None:
    """The chair; the deputy where the chair is away or the seat is vacant; None where there is neither."""
    today = board.today(now)
    chair, deputy = (people.seat_post(session, board.id, role, today) for role in (Role.CHAIR, Role.DEPUTY))
    if chair and chair.account and not chair.is_away(today):
        return Chairing(chair.account)
    if deputy is None or not deputy.account or deputy.is_away(today):
        return None
    is_away = chair is not None and bool(chair.account) and chair.away_until is not None
    until = weekday_in_words(chair.away_until, today) if is_away and chair and chair.away_until else ""
    why = f"the chair is away until {until}" if until else "the chair’s seat is vacant"
    return Chairing(deputy.account, f"To you as the deputy chair: {why}.")


def make_up_ready(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """The pack in a few lines, for whoever chairs; where nobody does, the programme manager is told."""
    pack = fix_pack(session, board, meeting, now)
    if not pack.items:
        return Drop(NOTHING_IN_IT)
    chairing = who_chairs(session, board, now)
    give_paper(session, board, meeting, [each.account for each in those_who_run(session, board, board.today(now))], now)
    if chairing is not None:
        return MadeUp(chairing.account, _ready(session, board, meeting, pack, chairing, now))
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is None:
        return Drop("there is no chair here, no deputy and no programme manager")
    today = board.today(now)
    day = board.today(meeting.starts_at)
    return MadeUp(manager.account, words.pack_without_chair(meeting.id, board.id, day, today))


def make_up_notice(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """The board's channel hears that there is a pack, and until when questions are put beforehand."""
    if not board.channel:
        return Drop("the board has no channel")
    if not fix_pack(session, board, meeting, now).items:
        return Drop(NOTHING_IN_IT)
    until = board.local(too_late_from(session, board, meeting, PACK_NOTICE))
    day = board.today(meeting.starts_at)
    return MadeUp(board.channel, words.pack_notice(meeting.id, day, until, board.today(now)))


def _ready(session: Session, board: Board, meeting: Meeting, pack: Pack, to: Chairing, now: datetime) -> Message:
    standing = ties_of(session, board.platform, board.team, to.account).standing_on(board, board.today(now), "")
    pack = _as_read(session, Access(board, standing, now), pack)
    late = packs.came_since(session, meeting.id, pack.at)
    ready = words.Ready(
        meeting_id=meeting.id,
        day=board.today(meeting.starts_at),
        number=len(pack.items),
        items=pack.first,
        left_out=pack.left_out,
        roster=tuple(roster_problems(session, board, meeting, now)),
        order=pack.order,
        why_you=to.why_you,
        questions=len(_asked_by_chair(session, board, pack)),
        came_late=tuple((action_id, board.local(at)) for action_id, at in late.items()),
        suggested=_suggested(session, board, meeting, pack, now),
    )
    return words.pack_ready(ready, board.today(now))


def _suggested(
    session: Session, board: Board, meeting: Meeting, pack: Pack, now: datetime
) -> tuple[tuple[str, str], ...]:
    """The first question that the rules suggest about each action that is looked at first."""
    ids, today = [item.action_id for item in pack.first], board.today(now)
    known = {each.id: each for each in actions.actions_of(session, board.id, today, board.zone, only=ids)}
    promised = room.last_promises(session, ids, meeting.starts_at)
    found = []
    for item in pack.first:
        facts = known_of(session, board, item, known.get(item.action_id), promised.get(item.action_id, ()), today)
        found += [(item.ref, question) for question in suggested_questions(facts, most=1)]
    return tuple(found)


# Reading it


def show_pack(session: Session, press: Press, now: datetime) -> Reply:
    """A page of a meeting's pack, as it was fixed, for whoever may see the plan.

    Raises:
        Refusal: they may not; or it is not fixed yet.
    """
    said, _, page = press.about.partition(":")
    access, meeting = _accessed(session, press.by, said, Deed.SEE_PLAN, now)
    pack = _as_read(session, access, _fixed_pack(session, access.board, meeting, now))
    number = min(max(read_number(page or "1", "page"), 1), _pages(pack))
    return Reply(message=_page(session, access, meeting, pack, number, _pages(pack)), settled=False)


def show_pack_then(session: Session, press: Press, now: datetime) -> Reply:
    """A page of a pack word for word as it was when it was fixed, whatever has happened since.

    Raises:
        Refusal: they may not; the same for a pack that there is and one that there is not.
    """
    said, _, page = press.about.partition(":")
    pack = packs.find_pack_by_id(session, read_number(said, "pack"))
    access, meeting = _accessed(session, press.by, str(pack.meeting_id if pack else 0), Deed.SEE_PLAN, now)
    if pack is None:
        raise Refusal(NO_PACK)
    return _then(session, access, meeting, pack, read_number(page or "1", "page"))


def _as_read(session: Session, access: Access, pack: Pack) -> Pack:
    """A pack without what is restricted to others, also where that was said after it was fixed."""
    held = restricted_to_others(session, access, [item.action_id for item in pack.items])
    return replace(pack, items=tuple(item for item in pack.items if item.action_id not in held), left_out=len(held))


def _then(session: Session, access: Access, meeting: Meeting, pack: Pack, page: int) -> Reply:
    pack = _as_read(session, access, pack)
    number = min(max(page, 1), _pages(pack))
    return Reply(message=_page_then(session, access, meeting, pack, number), settled=False)


def type_pack(session: Session, typed: Typed, now: datetime) -> Reply:
    """“pack”: the pack of the next Holding to Account meeting, or of today's. “pack last” and “pack HTA-2021-06-15”:
    that of a meeting that has been held, as it was fixed.

    Raises:
        Refusal: they may not see it; or it is not fixed yet; or no such meeting is planned or has been held.
    """
    access = access_board(session, typed.by.key, Deed.SEE_PLAN, now, channel=typed.channel, name=typed.by.name)
    board = access.board
    meant = meeting_meant(session, board, typed.text, now)
    pack = _as_read(session, access, _fixed_pack(session, board, meant, now))
    if typed.text.strip():
        return _then(session, access, meant, pack, 1)
    return Reply(message=_page(session, access, meant, pack, 1, _pages(pack)), settled=False)


def _pages(pack: Pack) -> int:
    return max(1, -(-len(pack.items) // words.ON_A_PAGE))


def _page(session: Session, access: Access, meeting: Meeting, pack: Pack, number: int, pages: int) -> Message:
    board, now, standing = access.board, access.now, access.standing
    items = pack.ordered[(number - 1) * words.ON_A_PAGE : number * words.ON_A_PAGE]
    prepares = standing.seats & {Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER}
    questions = challenges.open_on(session, [item.action_id for item in items])
    shown = words.PackShown(
        meeting_id=meeting.id,
        meeting=meeting.kind.words,
        day=board.today(meeting.starts_at),
        fixed=board.local(pack.at),
        number=len(pack.items),
        first=len(pack.first),
        items=tuple(_shown(session, board, items, questions, packs.came_since(session, meeting.id, pack.at), now)),
        page=number,
        pages=pages,
        roster=_roster(session, board, meeting, pack, now) if prepares else (),
        may_challenge=standing.may(Deed.RAISE_CHALLENGE),
        measures=_measures(session, board, meeting, pack, now) if number == 1 else (),
        pack_id=pack.id,
        left_out=pack.left_out,
        marking=plans.classification_of(session, board.id),
    )
    return words.pack_shown(shown, board.today(now))


def _roster(session: Session, board: Board, meeting: Meeting, pack: Pack, now: datetime) -> tuple[str, ...]:
    return tuple(roster_problems(session, board, meeting, now)) if pack.roster is None else pack.roster


def _measures(session: Session, board: Board, meeting: Meeting, pack: Pack, now: datetime) -> tuple[Item, ...]:
    if pack.measures is None:
        return tuple(figures_for_pack(session, board, meeting, now))
    return tuple(Item(lead=name, text=said) for name, said in pack.measures)


def _page_then(session: Session, access: Access, meeting: Meeting, pack: Pack, number: int) -> Message:
    """A page of a pack from what was kept with it, and from nothing that has changed since."""
    board = access.board
    usual = in_order(pack.items, Order.LOOK_FIRST)
    items = usual[(number - 1) * words.ON_A_PAGE : number * words.ON_A_PAGE]
    prepares = access.standing.seats & {Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER}
    questions = challenges.as_at(session, [item.action_id for item in items], pack.at)
    shown = words.PackShown(
        meeting_id=meeting.id,
        meeting=meeting.kind.words,
        day=board.today(pack.held_at or meeting.starts_at),
        fixed=board.local(pack.at),
        number=len(pack.items),
        first=len(pack.first),
        items=tuple(_shown(session, board, items, questions, {}, pack.at)),
        page=number,
        pages=_pages(pack),
        roster=(pack.roster or ()) if prepares else (),
        measures=tuple(Item(lead=name, text=said) for name, said in pack.measures or ()) if number == 1 else (),
        pack_id=pack.id,
        is_then=True,
        left_out=pack.left_out,
        marking=plans.classification_of(session, board.id),
    )
    return words.pack_shown(shown, board.today(pack.at))


def _shown(
    session: Session,
    board: Board,
    items: Sequence[PackItem],
    questions: Sequence[Challenge],
    late: Mapping[int, datetime],
    as_at: datetime,
) -> list[words.ItemShown]:
    rows = packs.statements_by_id(session, [item.statement_id for item in items if item.statement_id])
    return [
        words.ItemShown(
            item=item,
            statement=_said(board, row, as_at) if (row := rows.get(item.statement_id or 0)) else None,
            came_late=board.local(late[item.action_id]) if item.action_id in late else None,
            challenges=tuple(each for each in questions if each.action_id == item.action_id),
        )
        for item in items
    ]


def _said(board: Board, row: tables.Statement, as_at: datetime) -> words.Said:
    today, gone = board.today(as_at), row.withdrawn_at
    return words.Said(
        by=row.post,
        on_behalf_of=row.on_behalf_of,
        day=board.today(row.at),
        words=answers_of(row),
        came_with_plan=row.came_by == "import",
        corrected=version_words(row.version, board.local(row.at), today),
        withdrawn=f"withdrawn {moment_in_words(board.local(gone), today)}" if gone and gone <= as_at else "",
        input_from=row.input_from,
    )


# Preparing the meeting


def ask_for_order(session: Session, press: Press, now: datetime) -> Reply:
    """The form in which the chair chooses the order and writes questions of their own."""
    access, meeting = _accessed(session, press.by, press.about, Deed.PREPARE_MEETING, now)
    pack = _as_read(session, access, _fixed_pack(session, access.board, meeting, now))
    asked = _asked_by_chair(session, access.board, pack)
    to_order = words.ToOrder(
        meeting_id=meeting.id,
        meeting=meeting_in_words(access.board, meeting, now),
        order=pack.order,
        items=tuple(_challengeable(session, access, pack)),
        asked=tuple((each.action_ref, each.question) for each in asked),
    )
    return Reply(form=words.order_form(to_order), settled=False)


def set_order(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep the order that the chair chose, and their questions as challenges; the message that asked says so.

    Raises:
        Refusal: they do not chair, or a question holds what looks like a child's details.
    """
    access, meeting = _accessed(session, sent.by, sent.about, Deed.PREPARE_MEETING, now)
    pack = _as_read(session, access, _fixed_pack(session, access.board, meeting, now))
    form = Form(sent.answers)
    chosen = form.words("order", "Choose an order.")
    if chosen and chosen not in Order.__members__:
        form.wrong("order", "Choose an order.")
    questions = _questions(session, access, pack, form)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    for name, raised in questions.values():
        _check(name, raised)
    return Reply(message=_prepare(session, access, meeting, pack, Order[chosen], questions))


def _prepare(
    session: Session,
    access: Access,
    meeting: Meeting,
    pack: Pack,
    order: Order,
    questions: Mapping[int, tuple[str, Raised]],
) -> Message:
    board, now = access.board, access.now
    packs.choose_order(session, pack.id, order)
    record(
        session, board.workspace_id, who=access.who, what="order_pack", subject=meeting.ref, at=now,
        was=words.ORDERS[pack.order], to=words.ORDERS[order],
    )  # fmt: skip
    asked = actions.actions_of(session, board.id, board.today(now), board.zone, only=list(questions))
    for action in asked:
        put_question(session, access, action, questions[action.id][1])
    _show_prepared(session, board, meeting, now)
    refresh_run_sheets(session, board, meeting, now)
    return words.order_noted(order, len(asked))


def _show_prepared(session: Session, board: Board, meeting: Meeting, now: datetime) -> None:
    """Let the message that gave the pack to whoever chairs say what they chose."""
    chairing = who_chairs(session, board, now)
    for told in planned.sent_about(session, meeting.id):
        if told.kind == PACK_READY and told.args.get("moves", 0) == meeting.moves:
            to = chairing if chairing and chairing.account == told.to else Chairing(told.to)
            message = _ready(session, board, meeting, _pack(session, meeting), to, now)
            outbox.amend(session, told.id, message, now)


def _questions(session: Session, access: Access, pack: Pack, form: Form) -> dict[int, tuple[str, Raised]]:
    """The chair's questions by action, each with the name of its field."""
    found = {}
    for item in _challengeable(session, access, pack):
        name = f"{words.QUESTION}{item.action_id}"
        if question := form.words(name, longest=LONGEST["question"]):
            found[item.action_id] = name, Raised(question)
    return found


def _check(name: str, raised: Raised) -> None:
    try:
        raised.check()
    except Refusal as refusal:
        raise Refusal(refusal.words, name) from None


def _challengeable(session: Session, access: Access, pack: Pack) -> list[PackItem]:
    """The items that whoever chairs may ask about: live, and not their own."""
    post_of = dict(meetings.agenda(session, pack.meeting_id))
    return [
        item
        for item in pack.ordered
        if not item.lifecycle.is_closed and may_raise(access.standing, post_of.get(item.action_id, 0))
    ]


def _asked_by_chair(session: Session, board: Board, pack: Pack) -> list[Challenge]:
    """The open questions to the actions of a pack that came from the chair's seat, or the deputy's."""
    seats = {post.title for role, post in people.seats(session, board.id) if role in (Role.CHAIR, Role.DEPUTY)}
    found = challenges.open_on(session, [item.action_id for item in pack.items])
    return [each for each in found if each.raised_post in seats]


def _accessed(session: Session, by: Caller, about: str, deed: Deed, now: datetime) -> tuple[Access, Meeting]:
    return access_meeting(session, by.key, read_number(about, "meeting"), deed, now, name=by.name)


def _fixed_pack(session: Session, board: Board, meeting: Meeting, now: datetime) -> Pack:
    found = packs.find_pack(session, meeting.id, meeting.moves)
    if found is not None:
        return found
    if meeting.pack_at is None or meeting.pack_at <= now:
        raise Refusal(NO_PACK)
    fixed = weekday_moment_in_words(board.local(meeting.pack_at), board.today(now))
    raise Refusal(f"The pack is fixed on {fixed}. Until then type “status” to see how the plan stands.")


def _pack(session: Session, meeting: Meeting) -> Pack:
    found = packs.find_pack(session, meeting.id, meeting.moves)
    if found is None:
        raise ValueError(f"the pack of {meeting.ref} is not fixed")
    return found


PRESSES: dict[str, UseCase] = {words.SHOW: show_pack, words.THEN: show_pack_then, words.ORDER: ask_for_order}
FORMS: dict[str, UseCase] = {words.ORDER_FORM: set_order}
WORDS: dict[str, UseCase] = {"pack": type_pack}
READS = frozenset({*PRESSES, *WORDS})
MAKERS = {PACK_FREEZE: make_up_freeze, PACK_READY: make_up_ready, PACK_NOTICE: make_up_notice}
