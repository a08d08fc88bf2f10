"""Who gives input to an action's statement, and what an action waits for: another action, or an outside programme."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.edits import Line, day_words
from bot.domain.links import Waits, circle_of
from bot.domain.people import Deed, Role
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages import linking as words
from bot.messages.changing import LINKS, PEOPLE
from bot.messages.editing import day_initial
from bot.messages.parts import FormPart, Reply
from bot.messages.plan_lines import name_for_others, name_of
from bot.use_cases import editing
from bot.use_cases.editing import (
    Edit,
    Given,
    Outlook,
    Site,
    chosen_id,
    holder_of_post,
    if_they_stay,
    officer,
    several,
    text_given,
    whom,
)
from bot.use_cases.heard import Press
from bot.use_cases.inputs_wanted import forget_post
from bot.use_cases.managing import named_post
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form, read_number
from storage import actions, edits, people
from storage.access import access_action_by_id, access_board_by_action

UseCase = Callable[[Session, Any, datetime], Reply]

LONGEST_OUTSIDE = 300
GONE = "That is not there any more. “What it waits for”, under Change on the action’s card, shows what is."


# Who gives input


def _contributors_form(site: Site, given: Given) -> Sequence[FormPart]:
    here = edits.contributors_of(site.session, site.action.id)
    chosen = several(given, "posts") if given else tuple(str(post_id) for post_id, _ in here)
    return words.contributor_fields(_posts(site), chosen, text_given(given, "new_post", ""))


def _contributors(site: Site, form: Form) -> Outlook | None:
    session, action, ticked = site.session, site.action, several(form.answers, "posts")
    new = form.words("new_post", longest=300)
    if form.errors:
        return None
    here, known = dict(edits.contributors_of(session, action.id)), dict(_posts(site))
    added = [title for post_id, title in known.items() if str(post_id) in ticked and post_id not in here]
    added += [new] if new and new.casefold() not in (title.casefold() for title in here.values()) else []
    gone = {post_id: title for post_id, title in here.items() if str(post_id) not in ticked}
    lines = [Line("add_contributor", "gives input", "", title) for title in added]
    lines += [Line("end_contributor", "gives input no more", title, "") for title in gone.values()]

    def apply() -> str:
        for title in added:
            post = named_post(session, site.access.board.workspace_id, title, site.access.now)
            edits.add_contributor(session, action.id, post.id, site.access.now)
        for post_id in gone:
            edits.end_contributor(session, action.id, post_id, site.access.now)
            forget_post(session, site.access.board, action.id, post_id, site.access.now)
        return f"Who gives input to {action.ref} is changed."

    theirs = [told for title in added for told in holder_of_post(site, title)]
    left = [told for title in gone.values() for told in holder_of_post(site, title)]
    note = "The statement stays the accountable officer’s; those who give input are asked by them."
    return Outlook(lines, apply, whom(site, officer(site), theirs, if_they_stay(site, left, Role.CONTRIBUTOR)), (note,))


def _posts(site: Site) -> list[tuple[int, str]]:
    """The posts that may give input: those that do first, then those of the plan, then the others; not its own."""
    session, board = site.session, site.access.board
    here = edits.contributors_of(session, site.action.id)
    plan = [(post.id, post.title) for post in people.plan_posts(session, board.id, site.today)]
    every = {**dict(here), **dict(plan), **dict(people.posts_titled(session, board.workspace_id))}
    return [(post_id, title) for post_id, title in every.items() if post_id != site.action.post_id]


# What it waits for


def list_waits(session: Session, command: Press, now: datetime) -> Reply:
    """What an action waits for, with what can be done about each.

    Raises:
        Refusal: they may not, and who can.
    """
    by, action_id = command.by, read_number(command.about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.MANAGE, now, name=by.name)
    action = access_action_by_id(session, access, action_id, Deed.MANAGE)
    waits = edits.waits_of(session, action.id)
    return Reply(message=words.waits_listed(action, waits, access.board.today(now)))


def _waits_form(site: Site, given: Given) -> Sequence[FormPart]:
    return words.waits_fields(
        _others(site), chosen_id(given, "on", 0), text_given(given, "outside", ""), day_initial(given.get("expected"))
    )


def _waits(site: Site, form: Form) -> Outlook | None:
    on = next((action for action in _others(site) if str(action.id) == form.words("on")), None)
    outside, expected = form.words("outside", longest=LONGEST_OUTSIDE), form.day("expected")
    if on is None and not outside:
        form.wrong("outside", "Choose the action that it waits for, or say which programme outside this plan.")
    if on is not None and outside:
        form.wrong("outside", "Choose an action or name a programme, one at a time.")
    if on is not None:
        _refuse_circle(site, form, on)
    elif _is_waited_for(site, outside):
        form.wrong("outside", f"{site.action.ref} waits for that already. “What it waits for” gives it a new date.")
    if form.errors:
        return None
    finish = (on.forecast or on.deadline) if on else expected
    said = name_of(on) if on else outside
    line = Line("add_dependency", "waits for", "", f"{said}, expected {day_words(finish)}" if finish else said)

    def apply() -> str:
        edits.add_dependency(site.session, site.action.id, on.id if on else None, outside, finish, site.access.now)
        return f"{site.action.ref} waits for {said}."

    slips = "When that slips, or its day has passed, both accountable officers are told." if on else words.OUTSIDE_SLIPS
    also = [(on, [Line("waited_for", "is waited for by", "", name_for_others(site.action))])] if on else []
    return Outlook([line], apply, whom(site, officer(site), officer(site, on) if on else []), (slips,), also)


def _is_waited_for(site: Site, outside: str) -> bool:
    said = " ".join(outside.casefold().split())
    waits = edits.waits_of(site.session, site.action.id)
    return bool(said) and said in {" ".join(each.outside.casefold().split()) for each in waits}


def _refuse_circle(site: Site, form: Form, on: Action) -> None:
    found = edits.all_waits(site.session, site.access.board.id)
    if any(each.action_id == site.action.id and each.on_action_id == on.id for each in found):
        form.wrong("on", f"{site.action.ref} waits for {on.ref} already.")
    edges = [(each.action_id, each.on_action_id) for each in found if each.on_action_id]
    circle = circle_of(edges, site.action.id, on.id)
    if circle:
        refs = {action.id: action.ref for action in actions.named(site.session, site.access.board.id)}
        chain = ", which waits for ".join(refs.get(each, "another") for each in circle)
        form.wrong("on", f"{chain}. They would wait for each other, and neither could begin. Choose another.")


def _wait(site: Site) -> Waits:
    wanted = read_number(site.part, "dependency")
    found = next((each for each in edits.waits_of(site.session, site.action.id) if each.id == wanted), None)
    if found is None:
        raise Refusal(GONE)
    return found


def _end_form(site: Site, given: Given) -> Sequence[FormPart]:
    return [words.ending(_wait(site).on)]


def _end(site: Site, form: Form) -> Outlook:
    wait = _wait(site)
    on = next((action for action in _others(site) if action.id == wait.on_action_id), None)

    def apply() -> str:
        edits.change_dependency(site.session, wait.id, until=site.access.now)
        return f"{site.action.ref} does not wait for {wait.on} any more."

    told = whom(site, officer(site), officer(site, on) if on else [])
    return Outlook([Line("end_dependency", "waits no more for", wait.on, "")], apply, told)


def _date_form(site: Site, given: Given) -> Sequence[FormPart]:
    wait = _outside(site)
    return words.date_fields(wait.outside, day_initial(given.get("expected")) if given else wait.expected)


def _date(site: Site, form: Form) -> Outlook | None:
    wait, expected = _outside(site), form.day("expected", "Say when it is expected now.")
    if expected is None:
        form.wrong("expected", "Say when it is expected now.")
    if form.errors or expected is None:
        return None
    return expected_outlook(site, wait, expected)


def expected_outlook(site: Site, wait: Waits, expected: date) -> Outlook:
    """What comes of an outside programme being expected on another day: its officer is told."""
    was, to = day_words(wait.expected) or "no date", day_words(expected)
    lines = [Line("change_dependency", f"“{wait.outside}” is expected", was, to, wait.outside)] if was != to else []

    def apply() -> str:
        edits.change_dependency(site.session, wait.id, expected=expected)
        return f"{site.action.ref} waits for {wait.outside}, which is expected on {to}."

    return Outlook(lines, apply, whom(site, officer(site)), _late_notes(site.action, expected))


def _outside(site: Site) -> Waits:
    wait = _wait(site)
    if wait.on_action_id:
        raise Refusal(f"{wait.on_ref} is an action of the plan: its own forecast and deadline say when it is expected.")
    return wait


def _late_notes(action: Action, expected: date) -> list[str]:
    if action.deadline is None or expected <= action.deadline:
        return []
    return [f"That is after the deadline of {action.ref}, {day_words(action.deadline)}, which stays as it is."]


def _others(site: Site) -> list[Action]:
    board = site.access.board
    found = actions.actions_of(site.session, board.id, site.today, board.zone)
    return [action for action in found if action.is_live and action.id != site.action.id]


CONTRIBUTORS = Edit(
    Offer(
        "Who gives input", "edit.contributors", "Posts that give input to its statement, which stays the officer’s.",
        Deed.MANAGE, PEOPLE,
    ),
    "Who gives input", _contributors_form, _contributors,
)  # fmt: skip
EDITS = (
    CONTRIBUTORS,
    Edit(
        Offer("Add", words.ADD, "", Deed.MANAGE, LINKS),
        "What it waits for",
        _waits_form,
        _waits,
        "Why does it wait for that?",
    ),
    Edit(
        Offer("It waits no more", words.END, "", Deed.MANAGE, LINKS),
        "It waits no more",
        _end_form,
        _end,
        "Why does it wait no more?",
    ),
    Edit(
        Offer("New date", words.DATE, "", Deed.MANAGE, LINKS),
        "Expected on another day",
        _date_form,
        _date,
        "Why on another day?",
    ),
)
LISTED = Offer("What it waits for", words.LIST, "Another action, or a programme outside this plan.", Deed.MANAGE, LINKS)
OFFERS = (CONTRIBUTORS.offer, LISTED)
PRESSES: Mapping[str, UseCase] = {words.LIST: list_waits, **editing.presses(EDITS)}
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS) | {words.LIST}
