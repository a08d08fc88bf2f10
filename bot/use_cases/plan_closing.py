"""Closing a whole plan: the programme manager says what becomes of each open action, the chair confirms.

Nothing is changed until then. What goes on in the next plan is the same row under another reference, so that its
statements, ratings, dates and record go with it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.dates import day_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed, Role
from bot.domain.plan_closing import Chosen, Fate, is_prefix, left_over, numbered
from bot.domain.plans import Action
from bot.domain.references import LONGEST_REF, next_ref
from bot.domain.refusals import Refusal
from bot.messages import plan_closing as words
from bot.messages.parts import Message, Reply
from bot.messages.restricting import without_what_names
from bot.use_cases.asking_again import ask_no_more
from bot.use_cases.assessing import refs_held_back
from bot.use_cases.chasing import reader_of
from bot.use_cases.closing import judged_no_more
from bot.use_cases.deciding import SEAT, Decider, decider_for_all, nobody_can, who_can_decide_all, with_remark
from bot.use_cases.ended import KEPT, what_became_of
from bot.use_cases.hanging import Hanging, hanging_on, settle_with
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.inputs_wanted import action_is_out
from bot.use_cases.meeting_news import Agenda, put_right_time
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.planning import Drop, next_within_hours, plan_meeting
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.reporting import tell_other_boards, tell_other_boards_of_refs
from bot.use_cases.slipping import tell_waiting
from bot.use_cases.summaries import summary_of
from storage import (
    actions,
    decisions,
    meetings,
    new_dates,
    outbox,
    people,
    plan_closings,
    planned,
    plans,
    watching,
)
from storage.access import Access, access_action_by_id, access_board, access_board_by_action, access_board_by_id
from storage.audit import record
from storage.outbox import Leased

UseCase = Callable[[Session, Any, datetime], Reply]

NOT_BEGUN = "The plan that runs is not being closed. Type “close plan” to begin."
CLOSED_BEFORE = "“{name}” was closed on {day}: “closed plans” shows what became of its actions."
CLOSED_WITH_IT = "The plan that it was in is closed."
CLOSING_PLAN = "close_plan"
LONGEST_NAME = 200


# The programme manager says what becomes of each


def type_close(session: Session, typed: Typed, now: datetime) -> Reply:
    """“close plan” shows how far it has come, or asks what the next plan is called."""
    by = typed.by
    if " ".join(typed.text.split()).casefold() not in ("plan", "the plan"):
        raise Refusal(
            "“close plan” closes the whole plan. To close one action once it is delivered, type “status” and its "
            "reference, and press Close the action."
        )
    access = access_board(session, by.key, Deed.MANAGE, now, channel=typed.channel, name=by.name)
    plan_id = plans.plan_id_of(session, access.board.id)
    if plan_closings.find_closing(session, plan_id) is not None:
        return Reply(message=words.closing_shown(_facts(session, access, plan_id)))
    name = plan_closings.name_of_plan(session, plan_id)
    return Reply(form=words.begin_form(access.board.id, name, ""), settled=False)


def begin(session: Session, sent: Answers, now: datetime) -> Reply:
    """Begin to close the plan, with what the next one is called."""
    access, plan_id = _managed(session, sent.by, sent.about, now)
    form = Form(sent.answers)
    next_name = form.words("next_name", "Say what the next plan is called.", longest=LONGEST_NAME)
    if not form.errors and next_name.casefold() == plan_closings.name_of_plan(session, plan_id).casefold():
        form.wrong("next_name", "That is what this plan is called. Give the next one a name of its own.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"next_name": next_name})
    plan_closings.begin(session, plan_id, next_name=next_name, by=access.who, at=now)
    _log(session, access, "begin_closing_plan", plan_closings.name_of_plan(session, plan_id), to=next_name)
    return Reply(message=words.closing_shown(_facts(session, access, plan_id)))


def show_closing(session: Session, press: Press, now: datetime) -> Reply:
    """What is open, and what was chosen for each."""
    by, board_id = press.by, read_number(press.about, "board")
    access = access_board_by_id(session, by.key, board_id, Deed.SEE_CLOSING, now, name=by.name)
    plan_id = plans.plan_id_of(session, access.board.id)
    if plan_closings.find_closing(session, plan_id) is None:
        return Reply(message=words.nothing_to_confirm())
    return Reply(message=words.closing_shown(_facts(session, access, plan_id)))


def open_decide(session: Session, press: Press, now: datetime) -> Reply:
    """The form for what becomes of one action."""
    access, plan_id, action = _open_action(session, press.by, press.about, now)
    facts = _facts(session, access, plan_id)
    each = next(each for each in facts.actions if each.id == action.id)
    suggested = _next_free(session, access, plan_id)
    return Reply(form=words.decide_form(each, facts.next_name, suggested), settled=False)


def decide(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep what becomes of one action, for the chair to confirm."""
    access, plan_id, action = _open_action(session, sent.by, sent.about, now, KEPT)
    form = Form(sent.answers)
    fate, new_ref = form.words("fate"), form.words("new_ref", longest=LONGEST_REF)
    reason = form.words("reason", longest=words.LONGEST)
    if fate not in {each.value for each in Fate}:
        form.wrong("fate", "Choose what becomes of it.")
    if fate == Fate.MOVED and not new_ref:
        form.wrong("new_ref", "Give its reference in the next plan.")
    if fate == Fate.MOVED and new_ref.casefold() in _taken(session, plan_id, other_than=action.id):
        free = _next_free(session, access, plan_id)
        form.wrong("new_ref", f"{new_ref} is given to another action already. {free} is free.")
    if fate == Fate.WITHDRAWN and not reason:
        form.wrong("reason", "Say why it is withdrawn.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"reason": reason, "new_ref": new_ref})
    chosen = Chosen(action.id, Fate(fate), new_ref if fate == Fate.MOVED else "", reason)
    _keep(session, access, plan_id, action, chosen)
    return Reply(message=words.closing_shown(_facts(session, access, plan_id)))


def open_rest(session: Session, press: Press, now: datetime) -> Reply:
    """The form that moves all that are left."""
    access, plan_id = _begun(session, press.by, press.about, now)
    facts = _facts(session, access, plan_id)
    if not facts.left:
        return Reply(message=words.closing_shown(facts), settled=False)
    return Reply(form=words.rest_form(access.board.id, facts.left, facts.next_name), settled=False)


def move_rest(session: Session, sent: Answers, now: datetime) -> Reply:
    """Keep that all that are left go on, numbered in the order of the plan."""
    access, plan_id = _begun(session, sent.by, sent.about, now)
    prefix = Form(sent.answers).words("prefix")
    if not is_prefix(prefix):
        return Reply(
            errors={"prefix": "Give one to twelve letters and digits, a letter first: such as B."}, settled=False
        )
    found = {action.id: action for action in _open(session, access)}
    left = left_over(list(found), plan_closings.chosen_for(session, plan_id))
    refs = numbered(prefix, len(left), _taken(session, plan_id))
    for action_id, ref in zip(left, refs, strict=True):
        _keep(session, access, plan_id, found[action_id], Chosen(action_id, Fate.MOVED, ref))
    return Reply(message=words.closing_shown(_facts(session, access, plan_id)))


def ask_chair(session: Session, press: Press, now: datetime) -> Reply:
    """Ask whoever may confirm it: the chair, else the deputy, else the named approver, of whom none decides their own.

    Raises:
        Refusal: something is left over; or there is nobody to confirm it.
    """
    access, plan_id = _begun(session, press.by, press.about, now)
    facts = _facts(session, access, plan_id)
    _nothing_left(facts)
    board = access.board
    open_ones = _open(session, access)
    able = who_can_decide_all(session, board, open_ones, now)
    if able is None:
        raise Refusal(nobody_can(session, board, open_ones, now))
    plan_closings.note_asked(session, plan_id, now)
    outbox.say(
        session, board.workspace_id, key=f"{_asked_key(plan_id)}{now.isoformat()}", to=able.account,
        message=words.closing_to_confirm(facts), due=next_within_hours(board, now), board_id=board.id,
        args={"plan": plan_id, "asked": now.isoformat()},
    )  # fmt: skip
    return Reply(message=words.chair_asked(SEAT[able.role]))


def stop_closing(session: Session, press: Press, now: datetime) -> Reply:
    """Give it up: nothing was changed."""
    access, plan_id = _begun(session, press.by, press.about, now)
    name = plan_closings.name_of_plan(session, plan_id)
    plan_closings.stop(session, plan_id)
    _show_settled(session, plan_id, words.GIVEN_UP, now)
    _log(session, access, "stop_closing_plan", name)
    return Reply(message=words.closing_stopped(name))


def before_asked(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why the chair need not be asked any more: the plan was closed meanwhile, or not as was asked."""
    found = plan_closings.find_closing(session, int(row.args["plan"]))
    if found is None:
        return Drop("the plan was closed, or is not being closed any more")
    asked = datetime.fromisoformat(row.args["asked"])
    return None if found.asked_at == asked else Drop("it was changed, or asked again, before it was told")


# The chair confirms


def open_confirm(session: Session, press: Press, now: datetime) -> Reply:
    """The chair's form.

    Raises:
        Refusal: it is not theirs to decide; or something is left over.
    """
    access, plan_id = _confirmable(session, press.by, press.about, now)
    if plan_closings.find_closing(session, plan_id) is None:
        return Reply(message=words.nothing_to_confirm(), settled=False)
    decider_for_all(session, access, _open(session, access))
    facts = _facts(session, access, plan_id)
    _nothing_left(facts)
    return Reply(form=words.confirm_form(facts), settled=False)


def close_plan(session: Session, sent: Answers, now: datetime) -> Reply:
    """Close the plan: what goes on is in the next one from now on, what is withdrawn is closed, the rest is kept.

    Raises:
        Refusal: as `open_confirm`: an action may have been added or opened again since.
    """
    access, plan_id = _confirmable(session, sent.by, sent.about, now)
    closing = plan_closings.find_closing(session, plan_id)
    if closing is None:
        return Reply(message=words.nothing_to_confirm())
    decider = decider_for_all(session, access, _open(session, access))
    form = Form(sent.answers)
    ref = form.words("decision_ref", longest=60)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"decision_ref": ref})
    facts = _facts(session, access, plan_id)
    _nothing_left(facts)
    _show_settled(session, plan_id, words.CLOSED, now)
    return Reply(message=_close(session, access, decider, plan_id, facts, ref))


def _asked_key(plan_id: int) -> str:
    return f"plan_to_close:{plan_id}:"


def _show_settled(session: Session, plan_id: int, what: str, now: datetime) -> None:
    """Say where the chair was asked what has come of it, in the place of the buttons."""
    for told in planned.sent_starting(session, _asked_key(plan_id)):
        outbox.amend(session, told.id, words.with_settled(told.message, what), now)


def _close(
    session: Session, access: Access, decider: Decider, plan_id: int, facts: words.ClosingFacts, ref: str
) -> Message:
    board, now, post = access.board, access.now, decider.post
    summary = summary_of(session, board, now)
    given = ref or decisions.next_ref(session, board.id, board.local(now))
    if decisions.find_decision(session, board.id, given) is None:
        decisions.add_decision(
            session, board.id, ref=given, at=now, person_id=access.standing.person_id, post=post,
            words=f"{facts.name} closed, followed by {facts.next_name}", kind=CLOSING_PLAN, outcome="closed",
            entered=decider.remarks,
        )  # fmt: skip
    open_ones = _open(session, access)
    chosen = plan_closings.chosen_for(session, plan_id)
    next_plan = plan_closings.add_next(session, board.id, plan_id, facts.next_name)
    moved = [action for action in open_ones if chosen[action.id].fate is Fate.MOVED]
    withdrawn = [action for action in open_ones if chosen[action.id].fate is Fate.WITHDRAWN]
    for action in withdrawn:
        settle_with(session, access, hanging_on(session, access, action), chosen[action.id].reason, post)
        plan_closings.withdraw(session, action.id, chosen[action.id].reason, board.today(now))
        _log(session, access, "withdraw_action", action.ref, was=action.lifecycle.words,
             to=Lifecycle.CLOSED_NOT_DELIVERED.words, why=chosen[action.id].reason, action=action)  # fmt: skip
    _ask_no_more(session, access, withdrawn, facts.name)
    for action in moved:
        new_ref = chosen[action.id].new_ref
        plan_closings.move(session, action.id, next_plan, new_ref, now)
        _log(session, access, "move_action", action.ref, was=f"{action.ref} of {facts.name}",
             to=f"{new_ref} of {facts.next_name}", why=f"decision {given}", action=action)  # fmt: skip
    moved_ids = {action.id for action in moved}
    stays = {action.id for action in actions.named(session, board.id)} - moved_ids
    plan_closings.archive(session, plan_id, at=now, by=post, decision_ref=given, summary=summary)
    _log(session, access, "close_plan", facts.name, was="running", to=f"closed; {facts.next_name} follows",
         why=with_remark(f"decision {given}", decider.remarks))  # fmt: skip
    _end_watching(session, access, stays, post)
    for action in withdrawn:
        tell_waiting(session, board, action, Lifecycle.CLOSED_NOT_DELIVERED.words, f"plan:{plan_id}", now)
    bare = _clear_agendas(session, access, stays)
    done = words.plan_closed(facts.name, facts.next_name, given, len(moved), len(withdrawn), bare)
    goes_on = [(action, chosen[action.id].new_ref) for action in moved]
    tell_other_boards_of_refs(session, access, goes_on, facts.next_name)
    _tell(session, access, plan_id, facts, goes_on, [(each, chosen[each.id].reason) for each in withdrawn], done)
    return done


def _ask_no_more(session: Session, access: Access, withdrawn: Sequence[Action], plan: str) -> None:
    """Let what asked about an action, for whichever board's meeting, say that nothing is needed any more."""
    said = f"Withdrawn, since “{plan}” has closed. Nothing is needed; thank you."
    for action in withdrawn:
        ask_no_more(session, access.board, action.id, said, access.now)
        decided = f"{action.ref} is withdrawn, since “{plan}” has closed. There is nothing to decide."
        judged_no_more(session, action.id, decided, access.now)
        tell_other_boards(session, access, action.id, Lifecycle.CLOSED_NOT_DELIVERED.words)
    ask_the_others(session, access.board, access.now, [action.id for action in withdrawn])


def _end_watching(session: Session, access: Access, stays: set[int], post: str) -> None:
    """What stays in the plan that is closed is watched no more."""
    for each in watching.watched(session, access.board.id):
        if each.action_id in stays:
            watching.take_off(
                session, each.id, sufficient=CLOSED_WITH_IT, right_quality=CLOSED_WITH_IT, sustainable=CLOSED_WITH_IT,
                by=access.standing.person_id or None, post=post, at=access.now,
            )  # fmt: skip


def _clear_agendas(session: Session, access: Access, stays: set[int]) -> list[str]:
    """Take what stays in the plan that is closed off the meetings to come, and plan their messages anew; returns the
    references of those that go through nothing now.
    """
    board, now, bare = access.board, access.now, []
    for meeting in meetings.meetings_of(session, board.id, since=now):
        agenda = Agenda.of(session, meeting)
        before = [action_id for action_id, _ in meetings.agenda(session, meeting.id)]
        after = [action_id for action_id in before if action_id not in stays]
        if after == before:
            continue
        meetings.set_agenda(session, meeting.id, after)
        said = "It is off the agenda, since its plan has closed. Nothing is needed; thank you."
        action_is_out(session, board, {*before} - {*after}, said, now, of=meeting.id)
        if board.started_at is not None:
            plan_meeting(session, board, meeting, now)
        if after:
            put_right_time(session, access, meeting, meeting, (agenda, Agenda.of(session, meeting)))
        bare += [] if after else [meeting.ref]
    return bare


def _tell(
    session: Session, access: Access, plan_id: int, facts: words.ClosingFacts, moved: Sequence[tuple[Action, str]],
    withdrawn: Sequence[tuple[Action, str]], done: Message,
) -> None:  # fmt: skip
    """Tell the programme manager, and each officer under which references theirs go on and which are withdrawn."""
    board, now = access.board, access.now
    due = next_within_hours(board, now)
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if manager is not None and manager.id != access.standing.person_id:
        outbox.say(session, board.workspace_id, key=f"plan_closed:{plan_id}", to=manager.account, message=done, due=due,
                   board_id=board.id)  # fmt: skip
    theirs: dict[str, tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]] = defaultdict(lambda: ([], []))
    for action, new_ref in moved:
        reader, _ = reader_of(session, board, action, now)
        if reader is not None:
            theirs[reader.account][0].append((action.ref, new_ref, action.opened.title))
    for action, reason in withdrawn:
        reader, _ = reader_of(session, board, action, now)
        if reader is not None:
            theirs[reader.account][1].append((action.ref, action.opened.title, reason))
    for account, (pairs, ended) in theirs.items():
        message = words.refs_changed(facts.name, facts.next_name, pairs, ended)
        outbox.say(session, board.workspace_id, key=f"refs_changed:{plan_id}:{account}", to=account, message=message,
                   due=due, board_id=board.id)  # fmt: skip


# Looking back


def show_closed(session: Session, typed: Typed, now: datetime) -> Reply:
    """“closed plans” shows how the plan stood that was closed last, and what became of its actions."""
    by = typed.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=typed.channel, name=by.name)
    if " ".join(typed.text.split()).casefold() not in ("plans", "plan"):
        raise Refusal("“closed plans” shows the plans that were closed. “status complete” shows what is complete.")
    held = refs_held_back(session, access)
    kept = [
        words.Kept(
            each.name, access.board.today(each.closed_at), each.closed_by, each.decision_ref, each.next_name,
            without_what_names(each.summary, held) if each.summary else None, each.actions,
        )
        for each in plan_closings.closed_plans(session, access.board.id)
    ]  # fmt: skip
    return Reply(message=words.closed_plans_shown(kept))


# What they share


def _managed(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, int]:
    board_id = read_number(about, "board")
    access = access_board_by_id(session, by.key, board_id, Deed.MANAGE, now, name=by.name)
    return access, plans.plan_id_of(session, access.board.id)


def _not_begun(session: Session, access: Access) -> str:
    """Where a plan was closed before, that it was: a button or a form may be about that one."""
    closed = next(iter(plan_closings.closed_plans(session, access.board.id)), None)
    if closed is None:
        return NOT_BEGUN
    board = access.board
    day = day_in_words(board.today(closed.closed_at), board.today(access.now))
    return f"{NOT_BEGUN} {CLOSED_BEFORE.format(name=closed.name, day=day)}"


def _begun(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, int]:
    access, plan_id = _managed(session, by, about, now)
    if plan_closings.find_closing(session, plan_id) is None:
        raise Refusal(_not_begun(session, access))
    return access, plan_id


def _open_action(session: Session, by: Caller, about: str, now: datetime, kept: str = "") -> tuple[Access, int, Action]:
    action_id = read_number(about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.MANAGE, now, name=by.name)
    plan_id = plans.plan_id_of(session, access.board.id)
    if plan_closings.find_closing(session, plan_id) is None:
        raise Refusal(f"{_not_begun(session, access)}{kept}")
    action = access_action_by_id(session, access, action_id, Deed.MANAGE)
    if action.id not in {each.id for each in _open(session, access)}:
        raise Refusal(f"{what_became_of(session, action)}, so nothing is to be decided about it.{kept}")
    return access, plan_id, action


def _confirmable(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, int]:
    board_id = read_number(about, "board")
    access = access_board_by_id(session, by.key, board_id, Deed.CLOSE_PLAN, now, name=by.name)
    return access, plans.plan_id_of(session, access.board.id)


def _nothing_left(facts: words.ClosingFacts) -> None:
    """Refuse to close a plan with anything left over.

    Raises:
        Refusal: it names what is left.
    """
    if facts.left:
        refs = ", ".join(each.ref for each in facts.left)
        raise Refusal(
            f"Nothing is decided yet about {refs}. Each has to be moved, withdrawn or closed before the plan can be "
            "closed; the programme manager types “close plan”."
        )


def _open(session: Session, access: Access) -> list[Action]:
    board = access.board
    found = actions.actions_of(session, board.id, board.today(access.now), board.zone)
    return [action for action in found if action.is_live]


def _facts(session: Session, access: Access, plan_id: int) -> words.ClosingFacts:
    board, today = access.board, access.board.today(access.now)
    everything = actions.actions_of(session, board.id, today, board.zone)
    open_ones = [action for action in everything if action.is_live]
    chosen = plan_closings.chosen_for(session, plan_id)
    closing = plan_closings.find_closing(session, plan_id)
    complete = sum(action.lifecycle is Lifecycle.CLOSED_COMPLETE for action in everything)
    return words.ClosingFacts(
        board_id=board.id,
        name=plan_closings.name_of_plan(session, plan_id),
        next_name=closing.next_name if closing else "",
        complete=complete,
        ended=len(everything) - len(open_ones) - complete,
        actions=[
            words.OpenAction(action.id, action.ref, action.title, action.lifecycle.words, chosen.get(action.id))
            for action in open_ones
        ],
        pending=_pending(session, access, chosen),
    )


def _pending(session: Session, access: Access, chosen: Mapping[int, Chosen]) -> list[str]:
    """What else hangs on the actions: requests for another date; and of what is withdrawn, questions, help and evidence
    that nobody has judged.
    """
    told = []
    for action in _open(session, access):
        if action.id in chosen and chosen[action.id].fate is Fate.WITHDRAWN:
            told += _settled_with(hanging_on(session, access, action))
    for one in new_dates.open_requests(session, access.board.id):
        is_withdrawn = one.action_id in chosen and chosen[one.action_id].fate is Fate.WITHDRAWN
        then = "is withdrawn with it" if is_withdrawn else "goes on waiting"
        told.append(f"A new date is asked for {one.ref}; the request {then}.")
    return told


def _settled_with(found: Hanging) -> list[str]:
    ref, are = found.action.ref, "is" if len(found.challenges) == 1 else "are"
    asked = f"{found.asked} about {ref} {are} settled with it, and whoever asked is told."
    helped = f"The help that {ref} asks for ends with it, and whoever was asked is told."
    unjudged = f"{ref} is delivered: its evidence is never judged then. The chair can close it on its evidence before."
    return [
        *([asked] if found.challenges else []),
        *([helped] if found.action.help else []),
        *([unjudged] if found.action.lifecycle is Lifecycle.DELIVERED else []),
    ]


def _next_free(session: Session, access: Access, plan_id: int) -> str:
    """The reference after those that were given so far to what goes on; before any was, after those of the plan."""
    known = [action.ref for action in actions.named(session, access.board.id)]
    chosen = plan_closings.chosen_for(session, plan_id).values()
    return next_ref([*known, *(each.new_ref for each in chosen if each.new_ref)])


def _taken(session: Session, plan_id: int, other_than: int = 0) -> set[str]:
    chosen = plan_closings.chosen_for(session, plan_id).values()
    return {each.new_ref.casefold() for each in chosen if each.new_ref and each.action_id != other_than}


def _keep(session: Session, access: Access, plan_id: int, action: Action, chosen: Chosen) -> None:
    plan_closings.choose(session, plan_id, chosen, by=access.who, at=access.now)
    plan_closings.note_asked(session, plan_id, None)
    _log(session, access, "choose_fate", action.ref, to=chosen.words, action=action)


def _log(
    session: Session, access: Access, what: str, subject: str, *, was: str = "", to: str = "", why: str = "",
    action: Action | None = None,
) -> None:  # fmt: skip
    record(
        session, access.board.workspace_id, who=access.who, what=what, subject=subject, at=access.now, was=was, to=to,
        why=why, action_id=action.id if action else None,
    )  # fmt: skip


PRESSES: Mapping[str, UseCase] = {
    words.SHOW: show_closing,
    words.DECIDE: open_decide,
    words.REST: open_rest,
    words.ASK_CHAIR: ask_chair,
    words.STOP: stop_closing,
    words.CONFIRM: open_confirm,
}
FORMS: Mapping[str, UseCase] = {
    words.BEGIN_FORM: begin,
    words.DECIDE_FORM: decide,
    words.REST_FORM: move_rest,
    words.CONFIRM_FORM: close_plan,
}
WORDS: Mapping[str, UseCase] = {"close": type_close, "closed": show_closed}
READS = frozenset({words.SHOW, words.DECIDE, words.REST, words.CONFIRM, *WORDS})
EVERY_TIME = frozenset({words.ASK_CHAIR})
CHECKS = {"plan_to_close": ("plan", before_asked)}
