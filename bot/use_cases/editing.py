"""An edit of an action in two steps: a form, then what will change and who will be told, then Save, or Back.

An edit says only two things: what its form asks, and what would come of the answers. All the rest is here, once: who
may, that what was typed survives Back and every mistake, that nobody overwrites unnoticed what somebody else changed
meanwhile, the record, and telling each whom it concerns once.
"""

import base64
import json
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.edits import Line, Noted, only_changes, when_and_who
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed, Role, Standing
from bot.domain.plans import Action
from bot.domain.refusals import Refusal
from bot.messages import editing as words
from bot.messages.editing import LONGEST_WHY
from bot.messages.parts import Button, FormPart, Message, Reply
from bot.messages.plan_lines import name_for_others, name_of
from bot.use_cases.chasing import reader_of
from bot.use_cases.ended import KEPT, what_became_of
from bot.use_cases.heard import Answer, Answers, Caller, Press
from bot.use_cases.managing import forget_preview
from bot.use_cases.offers import Offer
from bot.use_cases.planning import next_within_hours, when_told
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.run_sheet import chair_today
from storage import actions, history, outbox, people
from storage.access import Access, access_action_by_id, access_board_by_action
from storage.audit import Entry, record_all
from storage.standings import ties_of

UseCase = Callable[[Session, Any, datetime], Reply]
Given = Mapping[str, Answer]

CARRIED_AT_MOST = 2900
"""Characters of what was typed that a form can carry to its preview and back."""
TOO_LONG = "All together that is too long to be shown before it is saved. Please shorten it."


@dataclass(frozen=True)
class Site:
    """Where somebody edits: an action of their board, now. `part` says which part of it, where that is a part."""

    session: Session
    access: Access
    action: Action
    part: str = ""

    @property
    def today(self) -> date:
        """The board's day."""
        return self.access.board.today(self.access.now)


@dataclass(frozen=True)
class Told:
    """Somebody who is told: their account, how a preview names them, and in whose place they are."""

    account: str
    shown: str
    for_post: str = ""
    instead: Message | None = None
    """What they are told in place of the lines, where to them it means something else."""
    theirs: Collection[str] = ()
    """The references of the new actions that come of it for which they answer."""
    only: Sequence[Line] = ()
    """All that they are told of the lines, where the action is restricted and they may not read it."""


@dataclass(frozen=True)
class Outlook:
    """What would come of an edit. `apply` does it and says so in a sentence; who is told is told of `lines`."""

    lines: Sequence[Line]
    apply: Callable[[], str]
    told: Sequence[Told] = ()
    notes: Sequence[str] = ()
    also: Sequence[tuple[Action, Sequence[Line]]] = ()
    """What changes about other actions, for the record of those."""
    decision: str = ""
    """Whose decision it is, for the preview; what `apply` then says has its reference, and is told."""
    more: Callable[[], Sequence[Button]] = field(default=lambda: ())


@dataclass(frozen=True)
class Edit:
    """An edit. `form` draws its fields with what stands or was typed; `outlook` reads the answers, and is None when
    something is wrong with them, which it has said in the form.
    """

    offer: Offer
    title: str
    form: Callable[[Site, Given], Sequence[FormPart]]
    outlook: Callable[[Site, Form], Outlook | None]
    asks_why: str = "Why is this changed?"
    """The question whose answer goes on the record beside the change."""

    @property
    def name(self) -> str:
        """What its button starts, and its form is called."""
        return self.offer.does


# The steps


def open_edit(edit: Edit, session: Session, command: Press, now: datetime) -> Reply:
    """Open the form.

    Raises:
        Refusal: they may not, and who can; or the action is in no state for it.
    """
    action_id, _, part = command.about.partition(":")
    site = _site(edit, session, command.by, read_number(action_id, "action"), part, now)
    return _ask(edit, site, {})


def open_filled(edit: Edit, session: Session, by: Caller, of: tuple[int, str], given: Given, now: datetime) -> Reply:
    """Open the form of an action and a part of it (`of`), filled in.

    Raises:
        Refusal: as `open_edit`.
    """
    action_id, part = of
    return _ask(edit, _site(edit, session, by, action_id, part, now), given)


def look_ahead(edit: Edit, session: Session, command: Answers, now: datetime) -> Reply:
    """Say what will change and who will be told; nothing is saved."""
    action_id, seen, part = _drawn(command.about)
    site = _site(edit, session, command.by, action_id, part, now, kept=KEPT)
    refuse_personal_details({name: said for name, said in command.answers.items() if isinstance(said, str)})
    form = Form(command.answers)
    outlook = _read(edit, site, form)
    about = carry(site.action.id, seen, site.part, command.answers)
    if outlook is not None and len(about) > CARRIED_AT_MOST:
        form.wrong("why", TOO_LONG)
    if form.errors or outlook is None:
        return Reply(errors=form.errors, settled=False)
    return Reply(
        form=words.preview_form(
            f"{edit.name}.save", f"{edit.name}.back", about, name_of(site.action), outlook.lines,
            [*([outlook.decision] if outlook.decision else []), *outlook.notes],
            [each.shown for each in outlook.told], form.words("why", longest=LONGEST_WHY),
        ),
        settled=False,
    )  # fmt: skip


def draw_again(edit: Edit, changed: Callable[[str], str], session: Session, command: Press, now: datetime) -> Reply:
    """The form for another part than it was drawn for, with everything that was typed."""
    action_id, seen, part = _drawn(command.form_about)
    site = _site(edit, session, command.by, action_id, changed(part), now, kept=KEPT)
    return _ask(edit, site, command.answers, seen=seen)


def go_back(edit: Edit, session: Session, command: Press, now: datetime) -> Reply:
    """The form again, with everything that was typed."""
    action_id, seen, part, given = carried(command.form_about)
    site = _found(edit, session, command.by, action_id, part, now)
    return _ask(edit, site, given, seen=seen, ended=_ended(edit, site))


def save_edit(edit: Edit, session: Session, command: Answers, now: datetime) -> Reply:
    """Do it, put it on the record, and tell whom it concerns; unless somebody changed the action meanwhile.

    A preview has no field to copy anything from, so where it can not be done any more its form is shown again.
    """
    action_id, seen, part, given = carried(command.about)
    site = _found(edit, session, command.by, action_id, part, now)
    if ended := _ended(edit, site):
        return _ask(edit, site, given, seen=seen, ended=ended)
    missed = only_changes(history.entries_of(session, site.action, site.access.board.zone, after=seen))
    if missed:
        return _ask(edit, site, given, missed=missed)
    refuse_personal_details({name: said for name, said in given.items() if isinstance(said, str)})
    form = Form(given)
    outlook = _read(edit, site, form)
    if outlook is None or form.errors:
        return replace_errors(_ask(edit, site, given), form.errors)
    done = outlook.apply()
    why = form.words("why", longest=LONGEST_WHY)
    note(site, outlook, why)
    told = tell(site, outlook, why, done)
    action = site.action
    when = when_told(site.access.board, now)
    return Reply(message=words.change_saved(action.id, action.ref, done, told, when, outlook.more()))


def replace_errors(reply: Reply, errors: Mapping[str, str]) -> Reply:
    """The same form, with what is wrong beside its fields."""
    return reply.model_copy(update={"errors": dict(errors)})


def _site(
    edit: Edit, session: Session, by: Caller, action_id: int, part: str, now: datetime, *, kept: str = ""
) -> Site:
    site = _found(edit, session, by, action_id, part, now)
    if ended := _ended(edit, site):
        raise Refusal(f"{ended}{kept}")
    return site


def _found(edit: Edit, session: Session, by: Caller, action_id: int, part: str, now: datetime) -> Site:
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_PLAN, now, name=by.name)
    return Site(session, access, access_action_by_id(session, access, action_id, edit.offer.deed), part)


def _ended(edit: Edit, site: Site) -> str:
    """Why this can not be done to an action as it is now, and what can; nothing where it can."""
    if edit.offer.is_for(site.access.standing, site.action):
        return ""
    return (
        f"{what_became_of(site.session, site.action)}, so that can not be done to it now. “status {site.action.ref}” "
        "has a button Change, with what can."
    )


def _ask(
    edit: Edit, site: Site, given: Given, *, seen: int | None = None, missed: Sequence[Noted] = (), ended: str = ""
) -> Reply:
    version = history.newest_of(site.session, site.action) if seen is None else seen
    said = " ".join(f"{when_and_who(each)}: {each.words}" for each in reversed(missed))
    why = given.get("why")
    form = words.edit_form(
        edit.name, edit.title, f"{site.action.id}:{version}:{site.part}", name_of(site.action), edit.form(site, given),
        why=why if isinstance(why, str) else "", missed=said, ended=ended, asks_why=edit.asks_why,
    )  # fmt: skip
    return Reply(form=form, settled=False)


def _read(edit: Edit, site: Site, form: Form) -> Outlook | None:
    form.words("why", "Say why, in a few words. It stays on the record.", longest=LONGEST_WHY)
    outlook = edit.outlook(site, form)
    if outlook is not None and not outlook.lines and not form.errors:
        form.wrong("why", "Nothing is different from what stands. Change something above, or press Cancel.")
    return outlook


def _drawn(about: str) -> tuple[int, int, str]:
    """What a form says it was drawn for: the action, the newest change on its record, the part."""
    action_id, seen, part = (*about.split(":", 2), "", "")[:3]
    return read_number(action_id, "action"), read_number(seen, "version"), part


def carry(about: int, seen: int, part: str, answers: Given) -> str:
    """What was typed, for a form to carry to its preview and back."""
    given = {
        name: said.isoformat() if isinstance(said, date | time) else said for name, said in answers.items() if said
    }
    said = json.dumps([about, seen, part, given], ensure_ascii=False, separators=(",", ":"))
    # A platform carries little with a form, and an action may be worded at length.
    return said if len(said) <= CARRIED_AT_MOST else base64.b85encode(zlib.compress(said.encode())).decode()


def carried(about: str) -> tuple[int, int, str, Given]:
    """What a form carried: what it is about, the version that was seen, the part, and the answers.

    Raises:
        Refusal: another release wrote it.
    """
    try:
        said = about if about.startswith("[") else zlib.decompress(base64.b85decode(about)).decode()
        action_id, seen, part, given = json.loads(said)
        answers = {str(name): _answer(said) for name, said in given.items()}
        return read_number(str(action_id), "action"), read_number(str(seen), "version"), str(part), answers
    except (ValueError, TypeError, AttributeError, RecursionError, zlib.error):
        raise Refusal("This form is from an older version of Accountable. Please begin again from the card.") from None


def _answer(said: object) -> Answer:
    if isinstance(said, list):
        return tuple(str(each) for each in said)
    return said if isinstance(said, str) else None


# The record, and who is told


def note(site: Site, outlook: Outlook, why: str) -> None:
    """Put every line on the record of the action that it is about."""
    entries = [
        Entry(site.access.who, line.what, action.ref, site.access.now, line.recorded_was, line.to, why, action.id)
        for action, lines in ((site.action, outlook.lines), *outlook.also)
        for line in lines
    ]
    record_all(site.session, site.access.board.workspace_id, entries)
    forget_preview(site.session, site.access)


def tell(site: Site, outlook: Outlook, why: str, done: str = "") -> list[str]:
    """Tell each once, in private; returns how they are shown. Before the board is started nobody is told anything."""
    board, action = site.access.board, site.action
    version = history.newest_of(site.session, action)
    notes = [*([done] if outlook.decision else []), *outlook.notes]
    new = actions.named(site.session, board.id) if any(each.theirs for each in outlook.told) else []
    for each in outlook.told:
        outbox.say(
            site.session, board.workspace_id, key=f"{words.CHANGED}:{action.id}:{version}:{each.account}",
            to=each.account, board_id=board.id, due=next_within_hours(board, site.access.now),
            message=each.instead
            or words.action_changed(
                action.id, (name_for_others if each.only else name_of)(action), action.ref, by_post(site),
                each.only or outlook.lines, "" if each.only else why, notes=notes, for_post=each.for_post,
                may_look=not each.only and _may_look(site, each.account),
                theirs=[one for one in new if one.ref in each.theirs],
            ),
        )  # fmt: skip
    return [each.shown for each in outlook.told]


def by_post(site: Site) -> str:
    """Who makes the change, by post."""
    standing, action = site.access.standing, site.action
    own = action.post if standing.is_own(action.post_id) else ""
    seat = standing.seat_posts[0][1] if standing.seat_posts else ""
    return seat or own or site.access.who


def whom(site: Site, *groups: Iterable[Told]) -> list[Told]:
    """Each of these once, and not the one who makes the change."""
    found: dict[str, Told] = {}
    for each in (each for group in groups for each in group):
        if each.account and each.account != site.access.standing.account:
            found.setdefault(each.account, each)
    return list(found.values()) if site.access.board.started_at is not None else []


def officer(site: Site, action: Action | None = None) -> list[Told]:
    """Whoever answers for the action: its accountable officer, or who stands in for them.

    The officer of another action is told nothing of one that is restricted, unless they may read it.
    """
    about = action or site.action
    reader, _ = reader_of(site.session, site.access.board, about, site.access.now)
    is_of_another = about.id != site.action.id and site.action.is_marked_restricted
    if reader is None or (is_of_another and not may_read(site, reader.account)):
        return []
    return [Told(reader.account, f"the {about.post}", reader.for_post)]


def chair(site: Site) -> list[Told]:
    """The chair, or the deputy while the chair is away."""
    found = chair_today(site.session, site.access.board, site.today)
    return [Told(found.account, "the chair")] if found else []


def programme_manager(site: Site) -> list[Told]:
    """The programme manager."""
    found = people.seat_holder(site.session, site.access.board.id, Role.PROGRAMME_MANAGER, site.today)
    return [Told(found.account, "the programme manager")] if found else []


def holder_of_post(site: Site, title: str) -> list[Told]:
    """Whoever holds the post with this title, if there is such a post and it is held."""
    post = people.find_post(site.session, site.access.board.workspace_id, title) if title else None
    holder = people.holder_of(site.session, post.id, site.today) if post else None
    return [Told(holder.account, f"the {title}")] if holder else []


def if_they_stay(site: Site, left: Sequence[Told], losing: Role) -> list[Told]:
    """Those who still have to do with the board without what they are `losing` of this action: others read nothing from
    it any more.
    """
    action_id = site.action.id
    return [each for each in left if not _standing(site, each.account).without(losing, action_id).is_stranger]


def _may_look(site: Site, account: str) -> bool:
    return _standing(site, account).may(Deed.SEE_ACTION, site.action.post_id, site.action.id)


def may_read(site: Site, account: str) -> bool:
    """Whether somebody may read what the action says while it is restricted."""
    return _standing(site, account).may(Deed.SEE_RESTRICTED, site.action.post_id, site.action.id)


def _standing(site: Site, account: str) -> Standing:
    board = site.access.board
    return ties_of(site.session, board.platform, board.team, account).standing_on(board, site.today, "")


def text_given(given: Given, name: str, standing: str) -> str:
    """What stands in a field of words: what was typed before, or else what stands in the plan."""
    said = given.get(name)
    return said if isinstance(said, str) else ("" if given else standing)


def chosen_id(given: Given, name: str, standing: int) -> int:
    """What was chosen from a menu before, or else what stands in the plan; 0 for nothing."""
    said = given.get(name)
    return int(said) if isinstance(said, str) and said.isdigit() else (0 if given else standing)


def several(given: Given, name: str) -> tuple[str, ...]:
    """What was ticked."""
    said = given.get(name)
    return said if isinstance(said, tuple) else ()


# For the catalogue


def presses(edits: Sequence[Edit]) -> dict[str, UseCase]:
    """What the buttons of these edits start."""
    opens = {edit.name: partial(open_edit, edit) for edit in edits}
    return {**opens, **{f"{edit.name}.back": partial(go_back, edit) for edit in edits}}


def forms(edits: Sequence[Edit]) -> dict[str, UseCase]:
    """What the forms of these edits are answered by."""
    asked = {edit.name: partial(look_ahead, edit) for edit in edits}
    return {**asked, **{f"{edit.name}.save": partial(save_edit, edit) for edit in edits}}


def reads(edits: Sequence[Edit]) -> frozenset[str]:
    """Those that leave nothing behind: all but the saving."""
    return frozenset(name for edit in edits for name in (edit.name, f"{edit.name}.back"))
