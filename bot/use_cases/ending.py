"""The state of an action: agreed, begun, on hold and off it, superseded, not delivered, merged into another.

None of it deletes anything. What puts an action on hold or ends it stands on a decision: the chair's own, or one that
the programme manager writes down, naming the chair.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.actions import Lifecycle
from bot.domain.dates import day_in_words, listed
from bot.domain.edits import Line, day_words
from bot.domain.links import Waits, circle_with_edges
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.references import refs_in_words
from bot.messages import ending as words
from bot.messages.changing import STATE
from bot.messages.editing import day_initial
from bot.messages.parts import FormPart
from bot.messages.plan_lines import name_for_others, name_of
from bot.use_cases import editing
from bot.use_cases.asking_again import ask_again, ask_no_more
from bot.use_cases.deciding import Decider, decide, decider_for, log_decision, meeting_being_held
from bot.use_cases.editing import Edit, Given, Outlook, Site, Told, chair, chosen_id, officer, several, text_given, whom
from bot.use_cases.hanging import (
    go_along,
    hanging_on,
    lines_of_ending,
    lines_of_merging,
    note_for_askers,
    settle_with,
)
from bot.use_cases.managing import AGENDA_CHANGED, HAS_ENDED, note_change, took_off
from bot.use_cases.meeting_news import Agenda, put_right_actions, put_right_time
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.offers import Offer
from bot.use_cases.outcomes import note_decided
from bot.use_cases.planning import plan_meeting
from bot.use_cases.reading_answers import Form
from bot.use_cases.reporting import tell_other_boards
from bot.use_cases.slipping import news_for, waiting_for
from storage import actions, edits, inputs, meetings, sources, tables

LONGEST_REF, LONGEST_LINK = 60, 300
_UNDER_WAY = (Lifecycle.NOT_STARTED, Lifecycle.IN_PROGRESS)


def is_in(*states: Lifecycle) -> Callable[[Action], bool]:
    """While it is in one of these states."""
    return lambda action: action.lifecycle in states


# Agreed, and begun


def _nothing_asked(site: Site, given: Given) -> Sequence[FormPart]:
    return []


def _begin(site: Site, form: Form) -> Outlook:
    action = site.action
    waits = action.lifecycle is Lifecycle.DRAFT and action.start is not None and action.start > site.today
    to = Lifecycle.NOT_STARTED if waits else Lifecycle.IN_PROGRESS

    def apply() -> str:
        agreed = {"approved_on": site.today} if action.lifecycle is Lifecycle.DRAFT else {}
        actions.change_action(site.session, action.id, lifecycle=to.value, **agreed)
        return f"{action.ref} is {to.words}."

    return Outlook([_state(action, to)], apply, whom(site, officer(site)))


# On hold, and off it


def _hold_form(site: Site, given: Given) -> Sequence[FormPart]:
    _decides(site)
    return words.hold_fields(day_initial(given.get("review")), text_given(given, "decision_ref", ""))


def _hold(site: Site, form: Form) -> Outlook | None:
    action, today = site.action, site.today
    review = form.day("review", "Say when the hold is to be looked at again. No hold is without an end.")
    if review is None:
        form.wrong("review", "Say when the hold is to be looked at again. No hold is without an end.")
    elif review <= today:
        form.wrong("review", f"{day_in_words(review, today)} is not after today. Choose a later day.")
    decider, ref = _decider(site, form)
    if form.errors or review is None:
        return None
    lines = [_state(action, Lifecycle.ON_HOLD), Line("change_review", "to be looked at again", "", day_words(review))]
    notes = ["No statement is asked for while it is on hold. It still counts as live."]
    held = f"on hold, to be looked at again on {day_in_words(review, today)}"
    waiting = waiting_for(site.session, site.access.board, action.id, site.access.now)

    def apply() -> str:
        given = _decide(site, decider, ref, f"{action.ref} put on hold until {day_words(review)}", "hold", "on hold")
        actions.change_action(
            site.session, action.id, lifecycle=Lifecycle.ON_HOLD.value, held_from=action.lifecycle.value,
            hold_decision=given, hold_review=review,
        )  # fmt: skip
        said = f"On hold since {day_in_words(today, today)}. No statement is asked for."
        ask_no_more(site.session, site.access.board, action.id, said, site.access.now)
        return f"{action.ref} is on hold, to be looked at again on {day_in_words(review, today)}. Decision {given}."

    told = whom(site, officer(site), chair(site), who_waits(site, waiting, held))
    return Outlook(lines, apply, told, [*notes, *_waiting_notes(waiting)], decision=_decided(decider, ref))


def _resume_form(site: Site, given: Given) -> Sequence[FormPart]:
    _decides(site)
    return [words.decision_field(text_given(given, "decision_ref", ""))]


def _resume(site: Site, form: Form) -> Outlook | None:
    action, row = site.action, edits.row_of(site.session, site.action.id)
    to = Lifecycle(row.held_from) if row.held_from else Lifecycle.IN_PROGRESS
    decider, ref = _decider(site, form)
    if form.errors:
        return None

    def apply() -> str:
        given = _decide(site, decider, ref, f"{action.ref} taken off hold", "hold", "off hold")
        actions.change_action(
            site.session, action.id, lifecycle=to.value, held_from="", hold_decision=None, hold_review=None
        )
        ask_again(site.session, action, site.access.now)
        return f"{action.ref} is off hold: {to.words}. Decision {given}."

    notes = ["Statements are asked for again, and its deadline is what it was."]
    return Outlook(
        [_state(action, to)], apply, whom(site, officer(site), chair(site)), notes, decision=_decided(decider, ref)
    )


# Ended without delivery


def _superseded_form(site: Site, given: Given) -> Sequence[FormPart]:
    _decides(site)
    return words.superseded_fields(
        _others(site), chosen_id(given, "by", 0), text_given(given, "link", ""), text_given(given, "decision_ref", "")
    )


def _superseded(site: Site, form: Form) -> Outlook | None:
    by = _other(site, form, "by")
    link = form.words("link", longest=LONGEST_LINK)
    if by is None and not link:
        form.wrong("link", "Say what took its place: choose an action above, or say where it is written down.")
    return _ended(site, form, Lifecycle.CLOSED_SUPERSEDED, by, link)


def _not_delivered_form(site: Site, given: Given) -> Sequence[FormPart]:
    _decides(site)
    return words.not_delivered_fields(text_given(given, "link", ""), text_given(given, "decision_ref", ""))


def _not_delivered(site: Site, form: Form) -> Outlook | None:
    link = form.words("link", "Say where that is written down: a link, or the minutes.", longest=LONGEST_LINK)
    return _ended(site, form, Lifecycle.CLOSED_NOT_DELIVERED, None, link)


def _ended(site: Site, form: Form, to: Lifecycle, by: Action | None, link: str) -> Outlook | None:
    action, handed = site.action, _handed_on(site, by)
    decider, ref = _decider(site, form)
    _refuse_circle(site, form, "by", handed, by)
    if form.errors:
        return None
    lines = [_state(action, to)]
    lines += [Line("change_replaced", "its place is taken by", "", name_of(by))] if by else []
    lines += [Line("change_link", "written down in", "", link)] if link else []
    hanging = hanging_on(site.session, site.access, action)
    lines += [*lines_of_ending(hanging), *handed.lines]
    notes = [*note_for_askers(hanging, ends=True), *_agenda_notes(site)]
    notes += [] if by else _waiting_notes(handed.waiting)
    notes.append("It is counted as closed, not delivered, and can be reopened by the chair. It is never deleted.")

    def apply() -> str:
        given = _decide(site, decider, ref, f"{action.ref} {to.words}", "end", to.words)
        _end(site, to, by.id if by else None, link, form.words("why"))
        _hand_on(site, by, handed)
        settle_with(site.session, site.access, hanging, f"{to.words.capitalize()}: {form.words('why')}", decider.post)
        ask_the_others(site.session, site.access.board, site.access.now, [action.id])
        return f"{action.ref} is {to.words}. Decision {given}."

    also = [(by, [Line("take_over", "takes the place of", "", name_for_others(action))]), *handed.also] if by else []
    others = who_waits(site, handed.waiting, to.words, name_for_others(by) if by else "")
    told = whom(site, officer(site), officer(site, by) if by else [], chair(site), others)
    return Outlook(lines, apply, told, notes, also, decision=_decided(decider, ref))


# Merged

MERGED_INTO_OPEN = (
    "{ref} is restricted and {into} is not, so everybody would see what goes along. Restrict {into} as well, or lift "
    "the restriction of {ref} first."
)


def _merge_form(site: Site, given: Given) -> Sequence[FormPart]:
    _decides(site)
    steps, measures = _open_steps(site), edits.measures_of(site.session, site.action.id)
    chosen = several(given, "steps") if given else tuple(str(step.id) for step in steps)
    linked = several(given, "measures") if given else tuple(str(measure_id) for measure_id, _, _ in measures)
    return words.merge_fields(
        _others(site), chosen_id(given, "into", 0), [(step.id, step.name) for step in steps], chosen,
        [(measure_id, f"{ref} {name}") for measure_id, ref, name in measures], linked,
        text_given(given, "decision_ref", ""),
    )  # fmt: skip


def _merge(site: Site, form: Form) -> Outlook | None:
    session, action = site.session, site.action
    into = _other(site, form, "into")
    if into is None:
        form.wrong("into", "Choose the action that it is merged into.")
    elif action.is_marked_restricted and not into.is_marked_restricted:
        form.wrong("into", MERGED_INTO_OPEN.format(ref=action.ref, into=into.ref))
    decider, ref = _decider(site, form)
    handed = _handed_on(site, into, with_own=True)
    _refuse_circle(site, form, "into", handed, into)
    if form.errors or into is None:
        return None
    steps = [step for step in _open_steps(site) if str(step.id) in several(form.answers, "steps")]
    ticked = several(form.answers, "measures")
    linked = [each for each in edits.measures_of(session, action.id) if str(each[0]) in ticked]
    lines = [_state(action, Lifecycle.MERGED), Line("change_replaced", "merged into", "", name_of(into))]
    lines += [Line("move_milestone", "milestone that goes along", "", step.name) for step in steps]
    lines += [Line("move_measure", "measure that goes along", "", name) for _, _, name in linked]
    hanging = hanging_on(session, site.access, action)
    lines += [*lines_of_merging(hanging, into), *handed.lines]
    notes = [*note_for_askers(hanging), *_agenda_notes(site)]
    notes.append(f"{into.ref} keeps its own dates and its own accountable officer, the {into.post}.")

    def apply() -> str:
        given = _decide(site, decider, ref, f"{action.ref} merged into {into.ref}", "end", Lifecycle.MERGED.words)
        _end(site, Lifecycle.MERGED, into.id, "", form.words("why"))
        edits.move_milestones(session, [step.id for step in steps], into.id)
        edits.link_measures(session, into.id, [measure_id for measure_id, _, _ in linked])
        _move_links(site, into)
        _hand_on(site, into, handed)
        inputs.move_given(session, action.id, into.id)
        go_along(session, site.access, hanging, into, decider.post)
        ask_the_others(session, site.access.board, site.access.now, [action.id, into.id])
        return f"{action.ref} is merged into {into.ref}. Decision {given}."

    came = [Line("take_in_challenge", "question that came along", "", hanging.asked)] if hanging.challenges else []
    own = [Line("add_dependency", "waits for", "", each.on) for each in handed.own]
    also = [(into, [Line("merge_in", "merged into it", "", name_for_others(action)), *came, *own]), *handed.also]
    others = who_waits(site, handed.waiting, "merged", name_for_others(into))
    return Outlook(
        lines,
        apply,
        whom(site, officer(site, into), officer(site), chair(site), others),
        notes,
        also,
        decision=_decided(decider, ref),
    )


def _move_links(site: Site, into: Action) -> None:
    """Let what this action answers be answered by the other, and its contributors give input to that."""
    session, now = site.session, site.access.now
    for link in sources.links_of(session, site.access.board.id):
        if link.action_id == site.action.id:
            sources.add_link(session, replace(link, action_id=into.id), now)
    known = {post_id for post_id, _ in edits.contributors_of(session, into.id)}
    for post_id, _ in edits.contributors_of(session, site.action.id):
        if post_id not in known:
            edits.add_contributor(session, into.id, post_id, now)


# What waits for it, and what it waits for


@dataclass(frozen=True)
class _HandedOn:
    """What waits for an action that ends (and waits for the one that remains, where there is one), and what it waits
    for itself that goes along.
    """

    waiting: Sequence[Action]
    own: Sequence[Waits]
    lines: Sequence[Line]
    also: Sequence[tuple[Action, Sequence[Line]]]


def _handed_on(site: Site, to: Action | None, *, with_own: bool = False) -> _HandedOn:
    session, board, now = site.session, site.access.board, site.access.now
    waiting = [each for each in waiting_for(session, board, site.action.id, now) if to is None or each.id != to.id]
    if to is None:
        return _HandedOn(waiting, (), (), ())
    known = {each.on for each in edits.waits_of(session, to.id)}
    own = [each for each in edits.waits_of(session, site.action.id) if each.on_action_id != to.id and with_own]
    own = [each for each in own if each.on not in known]
    refs = listed([each.ref for each in waiting])
    lines = [Line("move_waiting", f"waits for {to.ref} from now on", "", refs)] if waiting else []
    lines += [Line("move_wait", "what it waits for goes along", "", each.on) for each in own]
    was, becomes = name_for_others(site.action), name_for_others(to)
    also = [
        (each, (Line("end_dependency", "waits no more for", was, ""), Line("add_dependency", "waits for", "", becomes)))
        for each in waiting
    ]
    return _HandedOn(waiting, own, lines, also)


def _refuse_circle(site: Site, form: Form, field: str, handed: _HandedOn, to: Action | None) -> None:
    """Refuse where what is handed on would let two actions wait for each other."""
    if to is None:
        return
    every = [each for each in edits.all_waits(site.session, site.access.board.id) if each.on_action_id]
    edges = [(each.action_id, each.on_action_id or 0) for each in every]
    edges = [edge for edge in edges if site.action.id not in edge]
    new = [(each.id, to.id) for each in handed.waiting]
    new += [(to.id, each.on_action_id) for each in handed.own if each.on_action_id]
    circle = circle_with_edges(edges, new)
    if circle:
        refs = {each.id: each.ref for each in actions.named(site.session, site.access.board.id)}
        chain = ", which waits for ".join(refs.get(each, "another") for each in circle)
        form.wrong(field, f"{chain}: {CIRCLE}")


CIRCLE = (
    "they would wait for each other, and neither could begin. End one of these first, under “What it waits for”, or "
    "choose another."
)


def _hand_on(site: Site, to: Action | None, handed: _HandedOn) -> None:
    """Let what waited for the action that ends wait for the one that remains; and that for what this one waited for.
    What nothing takes the place of stays, so that it is waited for again once it is opened again.
    """
    if to is None:
        return
    session, now = site.session, site.access.now
    known = {each.action_id for each in edits.waiting_for(session, to.id)}
    for each in edits.waiting_for(session, site.action.id):
        edits.change_dependency(session, each.id, until=now)
        if each.action_id not in (to.id, *known):
            edits.add_dependency(session, each.action_id, to.id, "", to.forecast or to.deadline, now)
    for each in handed.own:
        edits.add_dependency(session, to.id, each.on_action_id, each.outside, each.expected, now)


def who_waits(site: Site, waiting: Sequence[Action], became: str, then: str = "") -> list[Told]:
    """Whoever answers for what waits for it, each told in words of their own."""
    board, now = site.access.board, site.access.now
    told = news_for(site.session, board, waiting, site.action, became, then, now)
    return [
        Told(reader.account, f"the {each.post} ({each.ref} waits for it)", reader.for_post, message)
        for each, reader, message in told
    ]


def _waiting_notes(waiting: Sequence[Action]) -> list[str]:
    refs = [each.ref for each in waiting]
    return [f"{refs_in_words(refs)} {'waits' if len(refs) == 1 else 'wait'} for it."] if refs else []


# What they share


def _state(action: Action, to: Lifecycle) -> Line:
    return Line("change_state", "state", action.lifecycle.words, to.words)


def _decides(site: Site) -> Decider:
    return decider_for(site.session, site.access, site.action, may_record=True)


def _decider(site: Site, form: Form) -> tuple[Decider, str]:
    return _decides(site), form.words("decision_ref", longest=LONGEST_REF)


def _decided(decider: Decider, ref: str) -> str:
    whose = f"the {decider.post}’s" if decider.is_recorded else "yours"
    return f"The decision is {whose}, {ref or 'with the next free reference'}."


def _decide(site: Site, decider: Decider, ref: str, said: str, kind: str, outcome: str) -> str:
    """Put the decision down; in a meeting that is being held it is one of that meeting's."""
    meeting = meeting_being_held(site.session, site.access.board, site.action.id, site.access.now)
    given, _ = decide(
        site.session, site.access, decider, ref, said, action=site.action, meeting=meeting, kind=kind, outcome=outcome
    )
    log_decision(
        site.session, site.access, decider, "record_decision", site.action.ref, to=outcome, ref=given,
        action_id=site.action.id,
    )  # fmt: skip
    note_decided(site.session, site.access, meeting, site.action.id, f"{outcome} ({given})")
    return given


def _end(site: Site, to: Lifecycle, replaced_by: int | None, link: str, why: str) -> None:
    actions.change_action(
        site.session, site.action.id, lifecycle=to.value, closed_on=site.today, replaced_by_id=replaced_by,
        ended_link=link, ended_why=why, hold_decision=None, hold_review=None, held_from="",
    )  # fmt: skip
    said = f"{to.words.capitalize()} since {day_in_words(site.today, site.today)}."
    ask_no_more(site.session, site.access.board, site.action.id, said, site.access.now)
    _leave_agendas(site)
    tell_other_boards(site.session, site.access, site.action.id, to.words)


def _leave_agendas(site: Site) -> None:
    """Take it off the agendas to come whose pack is not fixed, as far as they go through something else too."""
    board, now = site.access.board, site.access.now
    for meeting_id in edits.meetings_ahead(site.session, site.action.id, now):
        meeting = meetings.get_meeting(site.session, meeting_id)
        if meeting.board_id != board.id:  # another board's, which is told
            continue
        before = Agenda.of(site.session, meeting)
        left = [action_id for action_id in before.actions if action_id != site.action.id]
        if not left:
            continue
        meetings.set_agenda(site.session, meeting_id, left)
        if board.started_at is not None:
            plan_meeting(site.session, board, meeting, now)
        put_right_time(site.session, site.access, meeting, meeting, (before, Agenda.of(site.session, meeting)))
        put_right_actions(site.session, site.access, meeting, {site.action.id})
        to = took_off(site.action.ref)
        note_change(site.session, site.access, AGENDA_CHANGED, meeting.ref, to=to, why=HAS_ENDED)


def _agenda_notes(site: Site) -> list[str]:
    found = edits.meetings_ahead(site.session, site.action.id, site.access.now)
    coming = [meetings.get_meeting(site.session, each) for each in found]
    theirs = {each.id for each in coming if each.board_id != site.access.board.id}
    refs = [each.ref for each in coming if each.id in theirs or len(Agenda.of(site.session, each).actions) > 1]
    return [f"It is taken off the agenda of {refs_in_words(refs)}."] if refs else []


def _open_steps(site: Site) -> list[tables.Milestone]:
    return [step for step in edits.milestones_of(site.session, site.action.id) if step.done_on is None]


def _others(site: Site) -> list[Action]:
    board = site.access.board
    found = actions.actions_of(site.session, board.id, site.today, board.zone)
    return [action for action in found if action.is_live and action.id != site.action.id]


def _other(site: Site, form: Form, name: str) -> Action | None:
    chosen = form.words(name)
    return next((action for action in _others(site) if str(action.id) == chosen), None)


def review_of(action: Action) -> date | None:
    """When a hold is to be looked at again."""
    return action.hold_review if action.lifecycle is Lifecycle.ON_HOLD else None


def _offer(label: str, does: str, said: str, *states: Lifecycle, deed: Deed = Deed.HOLD_OR_END) -> Offer:
    return Offer(label, does, said, deed, STATE, is_in(*states))


_ENDABLE = (Lifecycle.DRAFT, *_UNDER_WAY, Lifecycle.ON_HOLD)
EDITS = (
    Edit(
        _offer("Agree it", "edit.agree", "From a draft to an action of the plan.", Lifecycle.DRAFT, deed=Deed.MANAGE),
        "Agree it", _nothing_asked, _begin,
    ),
    Edit(
        _offer("It has begun", "edit.begin", "From not started to in progress.", Lifecycle.NOT_STARTED,
               deed=Deed.MANAGE),
        "It has begun", _nothing_asked, _begin,
    ),
    Edit(
        _offer("Put on hold", "edit.hold", "By decision, with a day on which it is looked at again.", *_UNDER_WAY),
        "Put on hold", _hold_form, _hold, "Why is it put on hold?",
    ),
    Edit(
        _offer("Take off hold", "edit.resume", "It goes on as it was.", Lifecycle.ON_HOLD),
        "Take off hold", _resume_form, _resume, "Why does it go on now?",
    ),
    Edit(
        _offer("Merge", "edit.merge", "Into another action, which takes over what you choose.", *_ENDABLE),
        "Merge into another", _merge_form, _merge, "Why is it merged?",
    ),
    Edit(
        _offer("Superseded", "edit.superseded", "Something else took its place: say what.", *_ENDABLE),
        "Superseded", _superseded_form, _superseded, "Why is it not needed any more?",
    ),
    Edit(
        _offer("Not delivered", "edit.not_delivered", "It ends without being delivered: say why, and where it is "
               "written down.", *_ENDABLE),
        "Not delivered", _not_delivered_form, _not_delivered, "Why will it not be delivered?",
    ),
)  # fmt: skip
OFFERS = tuple(edit.offer for edit in EDITS)
PRESSES = editing.presses(EDITS)
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS)
