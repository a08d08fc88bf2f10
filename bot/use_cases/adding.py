"""Adding an action to a plan that is under way. Every action has one accountable post."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.boards import week_of
from bot.domain.edits import Line, day_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.references import LONGEST_REF, next_ref, short_title
from bot.messages import adding as words
from bot.messages import editing as steps
from bot.messages import plan_fields
from bot.messages.changing import PLAN
from bot.messages.coverage import NEW_ACTION
from bot.messages.editing import LONGEST_WHY, day_initial
from bot.messages.parts import Reply
from bot.messages.surgeries import NEW_ACTION as FROM_AGREED
from bot.use_cases import editing, new_dates
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.editing import (
    CARRIED_AT_MOST,
    TOO_LONG,
    Given,
    Outlook,
    Site,
    Told,
    carried,
    carry,
    chair,
    chosen_id,
    holder_of_post,
    several,
    text_given,
    whom,
)
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_management, named_post
from bot.use_cases.offers import Offer, always
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.recurring import cover_new_actions
from bot.use_cases.rewording import LONGEST_FACT, LONGEST_TITLE
from bot.use_cases.sources import access_item_to_answer, link_new_action
from bot.use_cases.surgery_agreements import access_agreed, becomes
from storage import actions, edits, people, plans
from storage.access import Access, access_action_by_id, access_board, access_board_by_action

UseCase = Callable[[Session, Any, datetime], Reply]

LONGEST_WORDS = 1200
_AGREED = "a"
"""What stands before the id of what was agreed at a surgery, where an action is made for that."""
NO_DEADLINE = "It has no deadline. An action without one turns Red 28 days after it was agreed."


# Adding


def type_new(session: Session, command: Typed, now: datetime) -> Reply:
    """“new action” opens the form; anything else that is new is a new date. “new” alone is what they may do of the two.

    Raises:
        Refusal: they may not, and who can.
    """
    said, by = command.text.strip().casefold(), command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    if said not in ("", "action") or (not said and not access.standing.may(Deed.MANAGE)):
        return new_dates.type_new_date(session, command, now)
    access = access_management(session, command.by, now, channel=command.channel)
    return _form(session, access, {})


def open_add(session: Session, command: Press, now: datetime) -> Reply:
    """Open the form from an action's card: its priority is suggested."""
    by, action_id = command.by, read_number(command.about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.MANAGE, now, name=by.name)
    access_action_by_id(session, access, action_id, Deed.MANAGE)
    priority = edits.row_of(session, action_id).priority_id
    return _form(session, access, {}, priority)


def open_from_item(session: Session, command: Press, now: datetime) -> Reply:
    """Open the form for an action that answers what a source found or asks for, with its words; the two stay linked."""
    access, item, source = access_item_to_answer(session, command.by, command.about, now)
    known = [action.ref for action in actions.named(session, access.board.id)]
    given = {
        "ref": next_ref(known), "state": "agreed", "words": item.words[:LONGEST_WORDS], "item": str(item.id),
        "source": source.title[:LONGEST_FACT], "source_ref": item.ref,
        "why": f"It answers {item.ref} of {source.title}."[:LONGEST_WHY],
    }  # fmt: skip
    return _form(session, access, given)


def open_from_agreed(session: Session, command: Press, now: datetime) -> Reply:
    """Open the form for an action that was agreed at a surgery, with its words, its post and its day.

    Raises:
        Refusal: they may not; or what was agreed is settled, and what became of it.
    """
    access, surgery, one = access_agreed(session, command.by, command.about, Deed.MANAGE, now)
    known = [action.ref for action in actions.named(session, access.board.id)]
    given: Given = {
        "ref": next_ref(known), "state": "agreed", "words": one.words[:LONGEST_WORDS], "post": str(one.post_id),
        "deadline": one.due, "item": f"{_AGREED}{one.id}", "why": f"It was agreed at {surgery.ref}, {surgery.team}.",
    }  # fmt: skip
    return _form(session, access, given)


def look_ahead(session: Session, command: Answers, now: datetime) -> Reply:
    """Say what will be added and who will be told; nothing is saved."""
    access = access_management(session, command.by, now, command.about)
    refuse_personal_details({name: said for name, said in command.answers.items() if isinstance(said, str)})
    form = Form(command.answers)
    new = _read(session, access, form)
    item = command.about.partition(":")[2]
    about = carry(access.board.id, 0, "", {**command.answers, "item": item} if item else command.answers)
    if len(about) > CARRIED_AT_MOST:
        form.wrong("why", TOO_LONG)
    if form.errors or new is None:
        return Reply(errors=form.errors, settled=False)
    told, title = _whom(session, access, new), f"{new['ref']} is new in the plan."
    return Reply(
        form=steps.preview_form(
            words.SAVE, words.BACK, about, title, _lines(new), _notes(session, access, new),
            [each.shown for each in told], form.words("why"),
        ),
        settled=False,
    )  # fmt: skip


def go_back(session: Session, command: Press, now: datetime) -> Reply:
    """The form again, with everything that was typed."""
    board_id, _, _, given = carried(command.form_about)
    access = access_management(session, command.by, now, str(board_id))
    return _form(session, access, given)


def save_new(session: Session, command: Answers, now: datetime) -> Reply:
    """Add it, put it on the record and tell whom it concerns."""
    board_id, _, _, given = carried(command.about)
    access = access_management(session, command.by, now, str(board_id))
    refuse_personal_details({name: said for name, said in given.items() if isinstance(said, str)})
    form = Form(given)
    new = _read(session, access, form)
    if new is None or form.errors:
        return editing.replace_errors(_form(session, access, given), form.errors)
    told = _whom(session, access, new)
    action = put_in(session, access, new)
    site = Site(session, access, action)
    outlook = Outlook(_lines(new), lambda: "", told)
    record = Outlook([Line("add_action", "added", "", f"{action.ref}: {action.title}")], lambda: "")
    why = form.words("why", longest=LONGEST_WHY)
    editing.note(site, record, why)
    answers = _made_for(session, access, text_given(given, "item", ""), action, why)
    shown = editing.tell(site, outlook, why)
    done = f"{action.ref} is in the plan. It is marked as new since the last Board in the next weekly summary."
    done = f"{done} It answers {answers}." if answers else done
    return Reply(message=steps.change_saved(action.id, action.ref, done, shown))


def _made_for(session: Session, access: Access, item: str, action: Action, why: str) -> str:
    """Link it to what it was made for; what of a source it answers by that, in words."""
    if item.startswith(_AGREED):
        becomes(session, access, item.removeprefix(_AGREED), action.ref)
        return ""
    return link_new_action(session, access, read_number(item, "entry"), action.id, why) if item else ""


def put_in(session: Session, access: Access, new: Mapping[str, Any], **more: Any) -> Action:
    """Put a new action at the end of the plan, and on the agendas that go through every live action."""
    board, today = access.board, access.board.today(access.now)
    plan_id = plans.plan_id_of(session, board.id)
    post = named_post(session, board.workspace_id, new["post"], access.now)
    lifecycle = _state(new, today)
    values = {
        "board_id": board.id, "priority_id": plans.priority_of(session, plan_id, new["priority"]), "ref": new["ref"],
        "title": new["title"], "words": new["words"], "accountable_post_id": post.id, "lifecycle": lifecycle.value,
        "approved_on": today, "start": new["start"], "baseline": new["deadline"], "deadline": new["deadline"],
        "is_urgent": "urgent" in new["marks"], "is_statutory": "statutory" in new["marks"], "added_at": access.now,
        **{name: new[name] for name in plan_fields.FACTS}, **more,
    }  # fmt: skip
    [action_id] = plans.add_actions(session, plan_id, [plans.NewAction(values)])
    if lifecycle is not Lifecycle.DRAFT:
        cover_new_actions(session, access, {new["ref"]})
    if board.started_at is not None:
        plan_between_meetings(session, board, week_of(today), access.now)
    [action] = actions.actions_of(session, board.id, today, board.zone, only=[action_id])
    return action


def _state(new: Mapping[str, Any], today: date) -> Lifecycle:
    if new["draft"]:
        return Lifecycle.DRAFT
    return Lifecycle.NOT_STARTED if new["start"] and new["start"] > today else Lifecycle.IN_PROGRESS


def _form(session: Session, access: Access, given: Given, priority: int = 0) -> Reply:
    plan_id = plans.plan_id_of(session, access.board.id)
    known = [action.ref for action in actions.named(session, access.board.id)]
    fields = [
        *words.own_fields(
            text_given(given, "ref", next_ref(known)), text_given(given, "title", ""), text_given(given, "words", "")
        ),
        *plan_fields.post_fields(
            posts_to_choose(session, access), chosen_id(given, "post", 0), text_given(given, "new_post", "")
        ),
        *plan_fields.priority_fields(
            edits.priorities_of(session, plan_id), chosen_id(given, "priority", priority), text_given(given, "new", "")
        ),
        *words.date_fields(day_initial(given.get("start")), day_initial(given.get("deadline"))),
        *plan_fields.fact_fields({name: text_given(given, name, "") for name in plan_fields.FACTS}),
        plan_fields.marks_field(several(given, "marks")),
        words.state_field(text_given(given, "state", "agreed")),
    ]
    why = text_given(given, "why", "")
    item = text_given(given, "item", "")
    about = f"{access.board.id}:{item}" if item else str(access.board.id)
    return Reply(form=words.add_form(about, fields, why), settled=False)


def posts_to_choose(session: Session, access: Access) -> list[tuple[int, str]]:
    """The posts of the plan first, since it is most likely one of those; then the others of the workspace."""
    plan = [
        (post.id, post.title) for post in people.plan_posts(session, access.board.id, access.board.today(access.now))
    ]
    known = {post_id for post_id, _ in plan}
    return [*plan, *(each for each in people.posts_titled(session, access.board.workspace_id) if each[0] not in known)]


def _read(session: Session, access: Access, form: Form) -> dict[str, Any] | None:
    plan_id = plans.plan_id_of(session, access.board.id)
    known = {str(each): name for each, name in edits.priorities_of(session, plan_id)}
    new: dict[str, Any] = {name: form.words(name, longest=LONGEST_FACT) for name in plan_fields.FACTS}
    new |= read_own(session, access, form)
    new["priority"] = form.words("new") or known.get(form.words("priority"), "")
    new["start"], new["deadline"] = form.day("start"), form.day("deadline")
    new["marks"], new["draft"] = several(form.answers, "marks"), form.words("state") == "draft"
    if not new["priority"]:
        form.wrong("new", "Choose the priority that it belongs to, or type a new one.")
    if new["start"] and new["deadline"] and new["deadline"] < new["start"]:
        form.wrong("deadline", "That is before its start.")
    form.words("why", "Say why it is added. It stays on the record.", longest=LONGEST_WHY)
    return None if form.errors else new


def read_own(session: Session, access: Access, form: Form, beside: Sequence[str] = ()) -> dict[str, Any]:
    """What is its own: reference, title, words, and the one post that answers for it.

    `beside` are the references that others in the same form are given.
    """
    refs = [*(action.ref for action in actions.named(session, access.board.id)), *beside]
    ref = form.words("ref", f"Give it a reference, such as {next_ref(refs)}.", longest=LONGEST_REF)
    if ref.casefold() in (each.casefold() for each in refs):
        form.wrong("ref", f"There is a {ref} already. {next_ref(refs)} is free.")
    said = form.words("words", "Say what is to be done.", longest=LONGEST_WORDS)
    posts = {str(each): title for each, title in posts_to_choose(session, access)}
    post = form.words("new_post", longest=300) or posts.get(form.words("post"), "")
    if not post:
        form.wrong("new_post", "Choose the one post that answers for it. No action is in the plan without one.")
    title = form.words("title", longest=LONGEST_TITLE) or short_title(said)
    return {"ref": ref, "title": title, "words": said, "post": post}


def _lines(new: Mapping[str, Any]) -> list[Line]:
    marks = ", ".join(new["marks"])
    said = {
        "title": new["title"], "in full": new["words"], "accountable officer": new["post"],
        "priority": new["priority"], "start": day_words(new["start"]), "deadline": day_words(new["deadline"]),
        "lead officer": new["lead"], "partners": new["partners"],
        "where it comes from": " ".join(part for part in (new["source"], new["source_ref"]) if part),
        "how we will know": new["success_measure"], "marked": marks,
        "state": "draft, not agreed yet" if new["draft"] else "",
    }  # fmt: skip
    return [Line("add_action", name, "", value) for name, value in said.items() if value]


def _notes(session: Session, access: Access, new: Mapping[str, Any]) -> list[str]:
    post = people.find_post(session, access.board.workspace_id, new["post"])
    holder = people.holder_of(session, post.id, access.board.today(access.now)) if post else None
    notes = [] if new["deadline"] else [NO_DEADLINE]
    if post is None:
        notes.append(f"“{new['post']}” is a new post. It is vacant until you connect it: type “people”.")
    elif holder is None:
        notes.append(f"The {new['post']} is vacant, so nobody is asked about it until the post is connected.")
    return notes


def _whom(session: Session, access: Access, new: Mapping[str, Any]) -> list[Told]:
    site = Site(session, access, _nobody(access))
    return whom(site, holder_of_post(site, new["post"]), holder_of_post(site, new["lead"]), chair(site))


def _nobody(access: Access) -> Action:
    """An action that is not there yet, where only its board is asked about."""
    return Action(
        id=0, board_id=access.board.id, ref="", title="", words="", priority="", position=0, post_id=0, post="",
        holder="", holder_account="", vacant_since=None, away_until=None, delegate_post="", lead="", source="",
        lifecycle=Lifecycle.DRAFT, is_urgent=False, is_statutory=False, approved_on=access.board.today(access.now),
        start=None, baseline=None, deadline=None, forecast=None, delivered_on=None, hold_decision=None,
        hold_review=None, moves=0, success_measure="", measure_history=(), milestones=(), statement=None,
        confirmed=None, help=(),
    )  # fmt: skip


ADD = Offer("Add an action", words.ADD, "New in the plan, with a post that answers for it.", Deed.MANAGE, PLAN, always)
OFFERS = (ADD,)
PRESSES: Mapping[str, UseCase] = {
    words.ADD: open_add,
    NEW_ACTION: open_from_item,
    FROM_AGREED: open_from_agreed,
    words.BACK: go_back,
}
FORMS: Mapping[str, UseCase] = {words.ADD_FORM: look_ahead, words.SAVE: save_new}
WORDS: Mapping[str, UseCase] = {"new": type_new}
READS = frozenset({words.ADD, NEW_ACTION, FROM_AGREED, words.BACK, words.ADD_FORM, *WORDS})
