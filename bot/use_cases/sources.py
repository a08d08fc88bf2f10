"""Keeping sources: adding one and what it asks for, linking actions and unlinking them, and declining with a reason."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.domain.source_reading import in_future_words, read_when, split_refs
from bot.domain.sources import Coverage, Item, ItemKind, Link, Source, SourceKind, State
from bot.messages import sources as words
from bot.messages.changing import LINKS
from bot.messages.coverage import ADD_ITEM, ADD_SOURCE, ASK_AGAIN, CORRECT, DECLINE, LINK
from bot.messages.parts import Choice, Reply
from bot.messages.plan_lines import name_of
from bot.messages.sources import (
    ACTIONS_FORM,
    CORRECT_FORM,
    DECLINE_FORM,
    FROM_ACTION,
    ITEM_FORM,
    LINKS_BACK,
    LINKS_FORM,
    LONGEST_REF,
    LONGEST_TITLE,
    LONGEST_WHY,
    LONGEST_WORDS,
    SOURCE_FORM,
    TARGETS_FORM,
    Options,
    group_words,
)
from bot.use_cases.coverage import ask_coverage, coverage_of, named
from bot.use_cases.deciding import chair_decides, with_remark
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.managing import access_management, note_change
from bot.use_cases.offers import Offer, always
from bot.use_cases.reading_answers import Form, read_number
from storage import sources
from storage.access import Access, access_action, access_board, access_board_by_action, access_board_by_id
from storage.audit import record

_LINKING = re.compile(r"^(?P<action>.+?)\s+(?:to|from|with)\s+(?P<target>.+)$", re.IGNORECASE)
GONE = "There is no such thing any more. Type “coverage” to see what there is."
_OF_ITEM, _OF_ACTION = "i", "a"
"""Which form of links a preview came from: for something that is asked for, or for an action."""
_WHY = "|"
"""Stands between what such a form is about and the reason, where that was typed in its preview before."""


# Adding


def source(session: Session, command: Typed, now: datetime) -> Reply:
    """“source” opens the form that adds one; “source PR-2012” shows it, as “coverage PR-2012” does."""
    if command.text.strip().casefold() not in ("", "add", "new"):
        return ask_coverage(session, command, now)
    access = access_management(session, command.by, now, channel=command.channel)
    return Reply(form=words.source_form(access.board.id), settled=False)


def open_source(session: Session, command: Press, now: datetime) -> Reply:
    """The form that adds a source."""
    access = access_management(session, command.by, now, command.about)
    return Reply(form=words.source_form(access.board.id), settled=False)


def add_source(session: Session, command: Answers, now: datetime) -> Reply:
    """Add a source; the visit and the report are kept apart, and neither can lie in the future.

    Raises:
        Refusal: they do not run the board; or an answer looks like details of a child.
    """
    access = access_management(session, command.by, now, command.about)
    form, today = Form(command.answers), access.board.today(now)
    title = form.words("title", "Say what it is called, as its report does.", longest=LONGEST_TITLE)
    ref = form.words("ref", "Give it a short reference.", longest=LONGEST_REF)
    kind = form.words("kind", "Choose what kind of source it is.")
    force, note = form.words("legal_force", longest=LONGEST_TITLE), form.words("note", longest=LONGEST_WHY)
    said = form.words("visited")
    visited, reported = read_when(said) if said else None, form.day("reported")
    if said and visited is None:
        form.wrong("visited", "Write a day, a month with its year, or a year: “October 2020”.")
    if visited and visited.first > today:
        form.wrong("visited", in_future_words(visited, today))
    if reported and reported > today:
        form.wrong("reported", "A report cannot be dated after today. Leave it empty until it is published.")
    if kind and kind not in list(SourceKind):
        form.wrong("kind", "Choose one of the kinds in the list.")
    known = [each.ref.casefold() for each in sources.sources_of(session, access.board.id)]
    if ref.casefold() in known:
        form.wrong("ref", f"{ref} is the reference of another source here. Give this one its own.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"title": title, "ref": ref, "legal_force": force, "note": note})
    report = read_when(reported.isoformat()) if reported else None
    source_id = sources.add_source(
        session, access.board.id, now, ref=ref, title=title, kind=kind, legal_force=force, note=note,
        visited=visited.words if visited else "", visited_on=visited.first if visited else None,
        reported=report.words if report else "", reported_on=reported,
    )  # fmt: skip
    note_change(session, access, "add_source", ref, to=f"{title} ({SourceKind(kind).words.lower()})")
    is_odd = bool(visited and reported and reported < visited.first)
    odd = "The report is dated before the visit. Please check both." if is_odd else ""
    return Reply(message=words.source_added(access.board.id, source_id, ref, title, odd))


def open_item(session: Session, command: Press, now: datetime) -> Reply:
    """The form that adds what a source asks for."""
    access, found = access_source(session, command.by, command.about, now)
    return Reply(form=words.item_form(access.board.id, found), settled=False)


def add_item(session: Session, command: Answers, now: datetime) -> Reply:
    """Add one thing that a source asks for or found. It starts as “no action yet”.

    Raises:
        Refusal: they do not run the board; or an answer looks like details of a child.
    """
    access, found = access_source(session, command.by, command.about, now)
    form = Form(command.answers)
    kind = form.words("kind", "Choose what it is.")
    ref = form.words("ref", "Give it the reference that the paper has, or one of your own.", longest=LONGEST_REF)
    text = form.words("words", "Write what it says.", longest=LONGEST_WORDS)
    priority, group = form.words("priority", longest=LONGEST_REF), form.words("group", longest=LONGEST_REF)
    if kind and kind not in list(ItemKind):
        form.wrong("kind", "Choose one of the kinds in the list.")
    here = [each for each in sources.items_of(session, access.board, now) if each.source_id == found.id]
    if ref.casefold() in [each.ref.casefold() for each in here]:
        form.wrong("ref", f"{ref} is in {found.ref} already.")
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"ref": ref, "words": text, "priority": priority, "group": group})
    group_id = sources.group_of(session, found.id, group) if group else None
    item_id = sources.add_item(
        session, found.id, now, kind=kind, ref=ref, words=text, priority=priority, group_id=group_id
    )
    note_change(session, access, "add_source_item", f"{found.ref} {ref}", to=kind)
    return Reply(message=words.source_added_item(access.board.id, found, item_id, ref))


# Correcting, and withdrawing what was entered by mistake


def open_correction(session: Session, command: Press, now: datetime) -> Reply:
    """The form with which a source, or something that it asks for, is put right or withdrawn."""
    _, coverage, found = _source_or_item(session, command.by, command.about, now)
    refuse_restricted(found)
    if isinstance(found, Source):
        actions, entries = len(coverage.actions_of(found)), len(coverage.of_source(found))
        return Reply(form=words.correct_source_form(command.about, found, actions, entries), settled=False)
    return Reply(form=words.correct_item_form(command.about, found, len(coverage.linked_to(found))), settled=False)


def refuse_restricted(found: Source | Item) -> None:
    """What is restricted is not written anew, nor into an action that more can see.

    Raises:
        Refusal: it is restricted, and what to do first.
    """
    if isinstance(found, Item) and found.is_restricted:
        raise Refusal(f"{found.ref} is restricted. Once that is lifted (“Read or lift”) this can be done.")


def correct(session: Session, command: Answers, now: datetime) -> Reply:
    """Put right how a source or an entry is written, or withdraw it; with why, and the old words, on the record.

    Raises:
        Refusal: they do not run the board; or an answer looks like details of a child; or nothing would change.
    """
    access, coverage, found = _source_or_item(session, command.by, command.about, now)
    refuse_restricted(found)
    form = Form(command.answers)
    why = form.words("why", "Say why: it is on the record.", longest=LONGEST_WHY)
    is_mistake = bool(command.answers.get("withdraw"))
    read = {} if is_mistake else _read_again(form, access, coverage, found)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({name: said for name, said in {**read, "why": why}.items() if isinstance(said, str)})
    if is_mistake:
        return _withdraw(session, access, coverage, found, why)
    new = {name: value for name, value in read.items() if getattr(found, name) != value}
    if not new:
        raise Refusal("Nothing would change: it is written so already.")
    return _write(session, access, coverage, found, new, why)


def _write(
    session: Session, access: Access, coverage: Coverage, found: Source | Item, new: Mapping[str, Any], why: str
) -> Reply:
    was = {name: getattr(found, name) for name in new}
    if isinstance(found, Source):
        sources.change_source(session, found.id, **new)
        what, subject = "correct_source", found.ref
    else:
        sources.change_item(session, found.id, **new)
        what, subject = "correct_source_item", subject_of(coverage, found)
    note_change(session, access, what, subject, was=_in_words(was), to=_in_words(new), why=why)
    changed = [name.replace("_", " ") for name in new if not name.endswith("_on")]
    return Reply(message=words.corrected(access.board.id, str(new.get("ref", found.ref)), changed))


def _in_words(values: Mapping[str, Any]) -> str:
    said = ((name.replace("_", " "), value) for name, value in values.items() if not name.endswith("_on"))
    return "; ".join(f"{name}: {value}" for name, value in said)


def _read_again(form: Form, access: Access, coverage: Coverage, found: Source | Item) -> dict[str, Any]:
    if isinstance(found, Source):
        return _read_source(form, coverage, found, access)
    return _read_item(form, coverage, found)


def _withdraw(session: Session, access: Access, coverage: Coverage, found: Source | Item, why: str) -> Reply:
    refuse_personal_details({"why": why})
    if isinstance(found, Source):
        sources.withdraw_source(session, found.id, access.now)
        note_change(session, access, "withdraw_source", found.ref, was=found.title, why=why)
    else:
        sources.withdraw_item(session, found.id, access.now)
        note_change(session, access, "withdraw_source_item", subject_of(coverage, found), was=found.words, why=why)
    return Reply(message=words.withdrawn(access.board.id, found.ref))


def _read_item(form: Form, coverage: Coverage, item: Item) -> dict[str, Any]:
    ref = form.words("ref", "Give it the reference that the paper has, or one of your own.", longest=LONGEST_REF)
    text = form.words("words", "Write what it says.", longest=LONGEST_WORDS)
    others = [each for each in coverage.items if each.source_id == item.source_id and each.id != item.id]
    if ref.casefold() in [each.ref.casefold() for each in others]:
        form.wrong("ref", f"{ref} is another entry of this source.")
    return {"ref": ref, "words": text, "priority": form.words("priority", longest=LONGEST_REF)}


def _read_source(form: Form, coverage: Coverage, source: Source, access: Access) -> dict[str, Any]:
    ref = form.words("ref", "Give it a short reference.", longest=LONGEST_REF)
    if ref.casefold() in [each.ref.casefold() for each in coverage.sources if each.id != source.id]:
        form.wrong("ref", f"{ref} is the reference of another source here. Give this one its own.")
    kind = form.words("kind", "Choose what kind of source it is.")
    if kind and kind not in list(SourceKind):
        form.wrong("kind", "Choose one of the kinds in the list.")
    read: dict[str, Any] = {
        "ref": ref, "title": form.words("title", "Say what it is called.", longest=LONGEST_TITLE), "kind": kind,
        "legal_force": form.words("legal_force", longest=LONGEST_TITLE),
        "note": form.words("note", longest=LONGEST_WHY),
    }  # fmt: skip
    for name in ("visited", "reported"):
        said = form.words(name)
        when = read_when(said) if said else None
        if said and when is None:
            form.wrong(name, "Write a day, a month with its year, or a year: “October 2020”.")
        elif when and when.first > access.board.today(access.now):
            form.wrong(name, in_future_words(when, access.board.today(access.now)))
        read |= {name: when.words if when else "", f"{name}_on": when.first if when else None}
    return read


def _source_or_item(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Coverage, Source | Item]:
    board_id, _, which = about.partition(":")
    access = access_management(session, by, now, board_id)
    coverage = coverage_of(session, access.board, now)
    number = read_number(which[1:], "source")
    found = coverage.find_source(number) if which.startswith("s") else coverage.find_item(number)
    if found is None:
        raise Refusal(GONE)
    return access, coverage, found


# Linking


@dataclass(frozen=True)
class _Change:
    """A link to be made, or taken away."""

    link: Link
    is_on: bool

    @property
    def code(self) -> str:
        """As a form carries it."""
        link = self.link
        return f"{'+' if self.is_on else '-'}{link.action_id}.{link.source_id}.{link.group_id or 0}.{link.item_id or 0}"


Target = tuple[int, int | None, int | None]
"""The source, and the group or the item of it; with neither, the source itself."""


def link(session: Session, command: Typed, now: datetime) -> Reply:
    """“link A6 to IN-4a” shows what that changes, and asks for a yes.

    Raises:
        Refusal: they do not run the board; or there is no such action, source or entry.
    """
    return _typed(session, command, now, is_on=True)


def unlink(session: Session, command: Typed, now: datetime) -> Reply:
    """“unlink A6 from IN-4a”, likewise."""
    return _typed(session, command, now, is_on=False)


def _typed(session: Session, command: Typed, now: datetime, *, is_on: bool) -> Reply:
    match = _LINKING.match(" ".join(command.text.split()))
    example = "“link A6 to IN-4a”" if is_on else "“unlink A6 from IN-4a”"
    access = access_board(
        session, command.by.key, Deed.MANAGE, now, channel=command.channel, name=command.by.name
    )  # fmt: skip
    if match is None:
        raise Refusal(f"Say which action and what it answers, such as {example}.")
    action = access_action(session, access, match["action"], Deed.MANAGE)
    coverage = coverage_of(session, access.board, now)
    target = _target(coverage, named(coverage, match["target"]))
    wanted = Link(action.id, *target)
    if is_on and not _is_linked(coverage, wanted):
        return _preview(access, coverage, [_Change(wanted, is_on=True)])
    there = [each for each in coverage.links if each.action_id == action.id and _is_same(coverage, each, wanted)]
    if is_on or not there:
        raise Refusal(
            f"{action.ref} {'answers that already' if is_on else 'does not answer that'}. Nothing has changed."
        )
    return _preview(access, coverage, [_Change(each, is_on=False) for each in there])


def open_actions(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks which actions answer one thing."""
    _, coverage, item = access_item(session, command.by, command.about, Deed.MANAGE, now)
    return _ask_actions(coverage, item, command.about, coverage.linked_to(item))


def _ask_actions(coverage: Coverage, item: Item, about: str, ticked: Collection[int]) -> Reply:
    _refuse_declined(item)
    linked = coverage.linked_to(item)
    plan = [each.action for each in coverage.plan.values() if each.action.is_live or each.action.id in linked]
    choices = tuple(Choice(value=str(each.id), label=name_of(each)) for each in plan)
    refs = ", ".join(each.ref for each in plan if each.id in ticked)
    options = Options(choices, tuple(each.value for each in choices if int(each.value) in ticked), refs)
    form = words.actions_form(about, item.ref, _whole_group(coverage, item), options)
    return Reply(form=form, settled=False)


def choose_actions(session: Session, command: Answers, now: datetime) -> Reply:
    """Show what the ticks change: one link more, one less."""
    about, _, why = command.about.partition(_WHY)
    access, coverage, item = access_item(session, command.by, about, Deed.MANAGE, now)
    _refuse_declined(item)
    by_ref = {each.action.ref.casefold(): each.action.id for each in coverage.plan.values()}
    wanted = _chosen(command.answers, by_ref, "action")
    now_linked = coverage.linked_to(item)
    changes = [_Change(Link(each, *_target(coverage, item)), is_on=True) for each in sorted(wanted - now_linked)]
    gone = now_linked - wanted
    changes += [_Change(each, is_on=False) for each in coverage.links if each.action_id in gone and each.is_for(item)]
    return _preview(access, coverage, changes, f"{_OF_ITEM}{about}", why)


def open_targets(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks what one action answers; the button is on its card."""
    _, coverage, action_id = _action(session, command.by, command.about, now)
    if not coverage.sources:
        raise Refusal("No source is here yet, so there is nothing to link to. Type “source” to add one.")
    return _ask_targets(coverage, action_id, command.about, _answered_by(coverage, action_id))


def _ask_targets(coverage: Coverage, action_id: int, about: str, ticked: Collection[Target]) -> Reply:
    targets = _targets(coverage)
    choices = tuple(Choice(value=_code(each), label=said) for each, said in targets.items())
    refs = ", ".join(said.partition(":")[0] for each, said in targets.items() if each in ticked)
    options = Options(choices, tuple(_code(each) for each in targets if each in ticked), refs)
    action = coverage.plan[action_id].action
    return Reply(form=words.targets_form(about, action.ref, action.title, options), settled=False)


def choose_targets(session: Session, command: Answers, now: datetime) -> Reply:
    """Show what the ticks change for one action."""
    about, _, why = command.about.partition(_WHY)
    access, coverage, action_id = _action(session, command.by, about, now)
    targets = _targets(coverage)
    known = {_code(each): each for each in targets}
    by_ref = {ref: target for target, said in targets.items() for ref in _refs(said)}
    if "refs" in command.answers:
        wanted = {by_ref[ref] for ref in _typed_refs(command.answers, by_ref, "source or requirement")}
    else:
        wanted = {known[code] for code in _ticked(command.answers) if code in known}
    now_linked = _answered_by(coverage, action_id)
    changes = [_Change(Link(action_id, *each), is_on=True) for each in targets if each in wanted - now_linked]
    changes += [_Change(Link(action_id, *each), is_on=False) for each in targets if each in now_linked - wanted]
    return _preview(access, coverage, changes, f"{_OF_ACTION}{about}", why)


def _answered_by(coverage: Coverage, action_id: int) -> set[Target]:
    return {each for each in _targets(coverage) if _is_linked(coverage, Link(action_id, *each))}


def go_back(session: Session, command: Press, now: datetime) -> Reply:
    """The form again from which a preview came, with what was ticked; the reason waits for the next preview."""
    about, said = command.about[1:], command.answers.get("why")
    carried = f"{about}{_WHY}{said if isinstance(said, str) else ''}"
    codes = command.form_about.partition(":")[2]
    if command.about.startswith(_OF_ITEM):
        _, coverage, item = access_item(session, command.by, about, Deed.MANAGE, now)
        on, off = _parted(coverage, codes)
        ticked = (coverage.linked_to(item) | {each.action_id for each in on}) - {each.action_id for each in off}
        return _ask_actions(coverage, item, carried, ticked)
    _, coverage, action_id = _action(session, command.by, about, now)
    to, no_more = (
        {(each.source_id, each.group_id, each.item_id) for each in links} for links in _parted(coverage, codes)
    )
    return _ask_targets(coverage, action_id, carried, (_answered_by(coverage, action_id) | to) - no_more)


def _parted(coverage: Coverage, codes: str) -> tuple[list[Link], list[Link]]:
    """The links that a preview was to make, and those that it was to take away."""
    changes = _read_changes(coverage, codes)
    return [each.link for each in changes if each.is_on], [each.link for each in changes if not each.is_on]


def change_links(session: Session, command: Answers, now: datetime) -> Reply:
    """Do what the preview showed, and put it on the record with why.

    Raises:
        Refusal: they do not run the board; or something of it is there no more.
    """
    board_id, _, codes = command.about.partition(":")
    access = access_management(session, command.by, now, board_id)
    coverage = coverage_of(session, access.board, now)
    changes = _read_changes(coverage, codes)
    form = Form(command.answers)
    why = form.words("why", "Say why: it is on the record.", longest=LONGEST_WHY)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"why": why})
    told = [_said(coverage, change, is_done=True) for change in changes]
    for change in changes:
        _do(session, access, coverage, change, why)
    return Reply(message=words.links_changed(told, access.board.id))


def access_item_to_answer(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Item, Source]:
    """What a source asks for or found, as a button names it, for who may say which action answers it.

    Raises:
        Refusal: they may not; or it is there no more, or was declined.
    """
    access, coverage, item = access_item(session, by, about, Deed.MANAGE, now)
    _refuse_declined(item)
    refuse_restricted(item)
    source = coverage.find_source(item.source_id)
    if source is None:
        raise Refusal(GONE)
    return access, item, source


def link_new_action(session: Session, access: Access, item_id: int, action_id: int, why: str) -> str:
    """Link an action that was just added to what it was made for; what it answers, in words."""
    coverage = coverage_of(session, access.board, access.now)
    item = coverage.find_item(item_id)
    if item is None or item.declined:
        raise Refusal(GONE)
    link = Link(action_id, *_target(coverage, item))
    _do(session, access, coverage, _Change(link, is_on=True), why)
    return _answers(coverage, link)


def _do(session: Session, access: Access, coverage: Coverage, change: _Change, why: str) -> None:
    action, what = coverage.plan[change.link.action_id].action, _answers(coverage, change.link)
    (sources.add_link if change.is_on else sources.end_link)(session, change.link, access.now)
    record(
        session, access.board.workspace_id, who=access.who, what="link_action" if change.is_on else "unlink_action",
        subject=action.ref, at=access.now, to=what, why=why,
        action_id=action.id,
    )  # fmt: skip


def _preview(access: Access, coverage: Coverage, changes: Sequence[_Change], back: str = "", why: str = "") -> Reply:
    if not changes:
        raise Refusal("Nothing would change: it is linked so already.")
    for change in changes:
        if change.is_on:
            _refuse_all_declined(coverage, change.link)
    about = f"{access.board.id}:{';'.join(change.code for change in changes)}"
    said = [_said(coverage, each) for each in changes]
    return Reply(form=words.links_form(about, said, back, why), settled=False)


def _said(coverage: Coverage, change: _Change, *, is_done: bool = False) -> str:
    """What a change does: "A6 will answer IN-4a, IN-4b and IN-4c (the notice). Nothing else answers it."."""
    link, ref = change.link, coverage.plan[change.link.action_id].action.ref
    source = coverage.find_source(link.source_id)
    what = _answers(coverage, link)
    what = f"{what} ({source.title})" if source and what != source.ref else what
    if is_done:
        return f"{ref} {'answers' if change.is_on else 'no longer answers'} {what}."
    others = _others(coverage, link)
    also = f" So does {others}." if others and change.is_on else f" {others} still does." if others else ""
    if change.is_on:
        return f"{ref} will answer {what}.{also or ' Nothing else answers it yet.'}"
    return f"{ref} will no longer answer {what}.{also or ' It then has no action yet.'}"


def _others(coverage: Coverage, link: Link) -> str:
    items = [each for each in coverage.items if link.is_for(each)]
    found = {it.action.ref: it for each in items for it in coverage.covered(each).actions}
    return ", ".join(ref for ref, each in found.items() if each.action.id != link.action_id)


def _answers(coverage: Coverage, link: Link) -> str:
    if link.item_id is None and link.group_id is None:
        source = coverage.find_source(link.source_id)
        return source.ref if source else ""
    return group_words(_members(coverage, link)).partition(":")[0]


def _members(coverage: Coverage, link: Link) -> list[Item]:
    found = [each for each in coverage.items if link.is_for(each)]
    return [each for each in found if each.kind is not ItemKind.FINDING] or found


def _target(coverage: Coverage, found: Source | Item) -> Target:
    """What an action is linked to when this is named: what stands in a group is answered as a whole."""
    if isinstance(found, Source):
        return found.id, None, None
    if not found.group_id:
        return found.source_id, None, found.id
    asking = (each for each in coverage.items if each.group_id == found.group_id and each.kind is not ItemKind.FINDING)
    return next(asking, found).source_id, found.group_id, None


def _targets(coverage: Coverage) -> dict[Target, str]:
    """All that an action can answer, with how it is called: a group once, and a source itself last."""
    found: dict[Target, str] = {}
    for each in coverage.to_be_answered():
        if not each.item.declined or each.actions:
            target = _target(coverage, each.item)
            found.setdefault(target, group_words(_members(coverage, Link(0, *target))))
    for link in coverage.links:  # a file may link to one of a group alone
        found.setdefault((link.source_id, link.group_id, link.item_id), group_words(_members(coverage, link)))
    found = {target: said for target, said in found.items() if said}
    return found | {(each.id, None, None): f"{each.ref}: {each.title}, the source itself" for each in coverage.sources}


def _code(target: Target) -> str:
    return ".".join(str(part or 0) for part in target)


def _is_linked(coverage: Coverage, link: Link) -> bool:
    return link in coverage.links


def _is_same(coverage: Coverage, there: Link, wanted: Link) -> bool:
    """Whether a link is to what was named, be it to the whole group or to one of it."""
    if there == wanted:
        return True
    members = {each.id for each in _members(coverage, wanted)}
    return bool(members) and there.item_id in members


def _chosen(answers: Mapping[str, Any], by_ref: Mapping[str, int], what: str) -> set[int]:
    if "refs" in answers:
        return {by_ref[ref] for ref in _typed_refs(answers, by_ref, what)}
    return {int(code) for code in _ticked(answers) if code.isdecimal() and int(code) in by_ref.values()}


def _typed_refs(answers: Mapping[str, Any], known: Mapping[str, Any], what: str) -> list[str]:
    said = answers.get("refs")
    refs = [ref.casefold() for ref in split_refs(said if isinstance(said, str) else "")]
    strange = [ref for ref in refs if ref not in known]
    if strange:
        raise Refusal(f"No {what} here is called “{strange[0]}”. Correct it, or leave it out.", "refs")
    return refs


def _ticked(answers: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = answers.get("chosen")
    return chosen if isinstance(chosen, tuple) else ()


def _refs(said: str) -> list[str]:
    return [ref.casefold() for ref in split_refs(said.partition(":")[0])]


def _read_changes(coverage: Coverage, codes: str) -> list[_Change]:
    return [_read_change(coverage, code) for code in codes.split(";") if code]


def _read_change(coverage: Coverage, code: str) -> _Change:
    parts = [read_number(part, "link") for part in code[1:].split(".")]
    if len(parts) != 4 or parts[0] not in coverage.plan or coverage.find_source(parts[1]) is None:
        raise Refusal(GONE)
    link = Link(parts[0], parts[1], parts[2] or None, parts[3] or None)
    if (link.group_id or link.item_id) and not _members(coverage, link):
        raise Refusal(GONE)
    return _Change(link, is_on=code.startswith("+"))


def _whole_group(coverage: Coverage, item: Item) -> str:
    others = [each.ref for each in _members(coverage, Link(0, *_target(coverage, item))) if each.id != item.id]
    stands = f" It stands together with {', '.join(others)}: an action answers all of them." if others else ""
    return f"{item.words[:2000]}{stands}"


def _refuse_declined(item: Item) -> None:
    if item.declined:
        raise Refusal(f"The chair declined {item.ref}. If there is to be an action, the chair first asks for it again.")


def _refuse_all_declined(coverage: Coverage, link: Link) -> None:
    members = _members(coverage, link)
    if members and all(each.declined for each in members):
        _refuse_declined(members[0])


# Declining


def decline(session: Session, command: Typed, now: datetime) -> Reply:
    """“decline IN-4b” asks the chair for the reason.

    Raises:
        Refusal: it is not for them; or nothing is called so; or an action answers it.
    """
    by = command.by
    access = access_board(session, by.key, Deed.DECLINE_ITEM, now, channel=command.channel, name=by.name)
    chair_decides(session, access)
    said = " ".join(command.text.split())
    if not said:
        raise Refusal("Say what is declined, such as “decline R3”. “coverage” shows what has no action yet.")
    coverage = coverage_of(session, access.board, now)
    found = named(coverage, said)
    if isinstance(found, Source):
        raise Refusal(f"{found.ref} is a source. What it asks for is declined one by one, each with its own reason.")
    return _decline_form(access, coverage, found)


def open_decline(session: Session, command: Press, now: datetime) -> Reply:
    """The form that asks the chair for the reason."""
    access, coverage, item = access_item(session, command.by, command.about, Deed.DECLINE_ITEM, now)
    chair_decides(session, access)
    return _decline_form(access, coverage, item)


def _decline_form(access: Access, coverage: Coverage, item: Item) -> Reply:
    _check_decline(coverage, item)
    source = coverage.find_source(item.source_id)
    form = words.decline_form(f"{access.board.id}:{item.id}", item, source.title if source else "")
    return Reply(form=form, settled=False)


def decline_item(session: Session, command: Answers, now: datetime) -> Reply:
    """The chair declines it, with the reason; it is shown as declined from then on."""
    access, coverage, item = access_item(session, command.by, command.about, Deed.DECLINE_ITEM, now)
    remark = chair_decides(session, access)
    _check_decline(coverage, item)
    form = Form(command.answers)
    why = form.words("why", "Give the reason. It is shown wherever this is counted.", longest=LONGEST_WHY)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"why": why})
    role = Role.CHAIR if Role.CHAIR in access.standing.seats else Role.DEPUTY
    sources.change_item(
        session, item.id, declined_at=now, declined_by=access.standing.person_id or None,
        declined_post=access.standing.post_for(role), declined_why=why,
    )  # fmt: skip
    was, to = State.NO_ACTION.value, State.DECLINED.value
    note_change(
        session, access, "decline_source_item", subject_of(coverage, item), was=was, to=to, why=with_remark(why, remark)
    )
    return Reply(message=words.item_declined(f"{access.board.id}:i{item.id}", item.ref))


def ask_again(session: Session, command: Press, now: datetime) -> Reply:
    """The chair takes a decline back."""
    access, coverage, item = access_item(session, command.by, command.about, Deed.DECLINE_ITEM, now)
    remark = chair_decides(session, access)
    if item.declined is None:
        raise Refusal(f"{item.ref} is not declined.")
    sources.change_item(session, item.id, declined_at=None, declined_by=None, declined_post="", declined_why="")
    was, to = State.DECLINED.value, State.NO_ACTION.value
    note_change(session, access, "ask_for_source_item_again", subject_of(coverage, item), was=was, to=to, why=remark)
    return Reply(message=words.asked_again(f"{access.board.id}:i{item.id}", item.ref))


def subject_of(coverage: Coverage, item: Item) -> str:
    """How the record names it; by its reference alone it could be taken for an action."""
    source = coverage.find_source(item.source_id)
    return f"{source.ref if source else ''} {item.ref}".strip()


def _check_decline(coverage: Coverage, item: Item) -> None:
    if item.declined:
        raise Refusal(f"{item.ref} is declined already: {item.declined.why}")
    if item not in [each.item for each in coverage.to_be_answered()]:
        raise Refusal(
            f"{item.ref} is a finding that stands beside a requirement. Only what asks for an action is declined."
        )
    answering = [each.action.ref for each in coverage.covered(item).actions if each.action.is_live]
    if answering:
        raise Refusal(
            f"{', '.join(answering)} answers {item.ref}. It can be declined once the programme manager has unlinked it."
        )


# What a button names


def access_source(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Source]:
    """The source that a button is about, for who runs the board.

    Raises:
        Refusal: they do not; or there is no such source any more.
    """
    board_id, _, which = about.partition(":")
    access = access_management(session, by, now, board_id)
    number = read_number(which, "source")
    found = next((each for each in sources.sources_of(session, access.board.id) if each.id == number), None)
    if found is None:
        raise Refusal(GONE)
    return access, found


def access_item(session: Session, by: Caller, about: str, deed: Deed, now: datetime) -> tuple[Access, Coverage, Item]:
    """The entry that a button is about, for who may do this with it.

    Raises:
        Refusal: they may not; or there is no such entry any more.
    """
    board_id, _, which = about.partition(":")
    access = access_board_by_id(session, by.key, read_number(board_id, "board"), deed, now, name=by.name)
    coverage = coverage_of(session, access.board, now)
    item = coverage.find_item(read_number(which, "entry"))
    if item is None:
        raise Refusal(GONE)
    return access, coverage, item


def _action(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Coverage, int]:
    action_id = read_number(about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.MANAGE, now, name=by.name)
    coverage = coverage_of(session, access.board, now)
    if coverage.sources and action_id not in coverage.plan:
        raise Refusal(GONE)
    return access, coverage, action_id


_WHAT_IT_ANSWERS = "Link it to what an inspection or a review asks for, or unlink it."
OFFERS = (Offer("What it answers", FROM_ACTION, _WHAT_IT_ANSWERS, Deed.MANAGE, LINKS, always),)


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {
    ADD_SOURCE: open_source,
    ADD_ITEM: open_item,
    CORRECT: open_correction,
    LINK: open_actions,
    FROM_ACTION: open_targets,
    LINKS_BACK: go_back,
    DECLINE: open_decline,
    ASK_AGAIN: ask_again,
}
FORMS: Mapping[str, UseCase] = {
    SOURCE_FORM: add_source,
    ITEM_FORM: add_item,
    CORRECT_FORM: correct,
    ACTIONS_FORM: choose_actions,
    TARGETS_FORM: choose_targets,
    LINKS_FORM: change_links,
    DECLINE_FORM: decline_item,
}
WORDS: Mapping[str, UseCase] = {"source": source, "link": link, "unlink": unlink, "decline": decline}
READS = frozenset({*WORDS, *PRESSES, ACTIONS_FORM, TARGETS_FORM} - {ASK_AGAIN})
