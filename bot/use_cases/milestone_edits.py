"""Milestones of an action: adding, rewording, re-dating with the old date kept, marking critical, dropping."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import week_of
from bot.domain.edits import Line, compared, day_words
from bot.domain.people import Deed
from bot.domain.plans import PILOT_STEPS
from bot.domain.references import short_title
from bot.domain.refusals import Refusal
from bot.messages import milestone_edits as words
from bot.messages.changing import DATES
from bot.messages.editing import day_initial
from bot.messages.milestone_edits import LONGEST_TITLE
from bot.messages.parts import FormPart, Reply
from bot.messages.surgeries import MILESTONE
from bot.use_cases import editing
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.editing import Edit, Given, Outlook, Site, chair, holder_of_post, officer, several, text_given, whom
from bot.use_cases.ended import KEPT
from bot.use_cases.heard import Press
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.rewording import yes
from bot.use_cases.surgery_agreements import access_agreed, becomes
from storage import edits, tables
from storage.access import access_action_by_id, access_board_by_action

UseCase = Callable[[Session, Any, datetime], Reply]
GONE = "That milestone is not there any more. Milestones, under Change on the action’s card, shows those that are."

NOT_ABOUT = "{ref} was about other actions. “surgery” shows what was agreed."


def list_milestones(session: Session, command: Press, now: datetime) -> Reply:
    """Every milestone of an action, with what can be done to each.

    Raises:
        Refusal: they may not, and who can.
    """
    by, action_id = command.by, read_number(command.about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.MANAGE, now, name=by.name)
    action = access_action_by_id(session, access, action_id, Deed.MANAGE)
    return Reply(message=words.milestones_listed(action, access.board.today(now)))


def open_from_agreed(session: Session, command: Press, now: datetime) -> Reply:
    """Open the form for a milestone of an action that a surgery was about, with what was agreed there.

    Raises:
        Refusal: they may not; or what was agreed is settled; or the surgery was not about that action.
    """
    agreed_id, _, action_id = command.about.partition(":")
    _, surgery, one = access_agreed(session, command.by, agreed_id, Deed.MANAGE, now)
    action = read_number(action_id, "action")
    if action not in surgery.action_ids:
        raise Refusal(NOT_ABOUT.format(ref=surgery.ref))
    given: Given = {
        "title": short_title(one.words, LONGEST_TITLE),
        "due": one.due,
        "why": f"It was agreed at {surgery.ref}.",
    }
    return editing.open_filled(EDITS[0], session, command.by, (action, agreed_id), given, now)


def _add_form(site: Site, given: Given) -> Sequence[FormPart]:
    pilot = text_given(given, "pilot", "")
    return words.milestone_fields(
        text_given(given, "title", ""), day_initial(given.get("due")), "critical" in several(given, "critical"), pilot
    )


def _add(site: Site, form: Form) -> Outlook | None:
    values = _read(site, form)
    if values is None:
        return None
    title, due, critical, pilot = values["title"], values["due"], values["is_critical"], values["pilot"]
    ref = edits.next_milestone_ref(site.session, site.action.id)
    said = ", ".join(
        part
        for part in (f"{ref} {title}", day_words(due), "critical" if critical else "", PILOT_STEPS.get(pilot, ""))
        if part
    )

    def apply() -> str:
        edits.add_milestone(site.session, site.action.id, **values, baseline=due)
        plan_anew(site)
        if site.part:
            becomes(site.session, site.access, site.part, ref)
        return f"The milestone “{title}” is added to {site.action.ref}, as {ref}."

    return Outlook(
        [Line("add_milestone", "new milestone", "", said)], apply, _whom(site, critical), _notes(site, values)
    )


def _step(site: Site, typed: object = True) -> tables.Milestone:
    """The milestone that a form is about.

    Raises:
        Refusal: it was dropped, or is another action's by now, which is named; and that what was `typed` stays.
    """
    session, step_id = site.session, read_number(site.part, "milestone")
    step = edits.find_milestone(session, site.action.id, step_id)
    if step is None:
        now_of = edits.action_of_step(session, site.access.board.id, step_id)
        where = f"It is a milestone of {now_of} now: “status {now_of}” has a button Change, with its milestones."
        raise Refusal(f"{where if now_of else GONE}{KEPT if typed else ''}")
    return step


def _change_form(site: Site, given: Given) -> Sequence[FormPart]:
    step = _step(site, given)
    due = day_initial(given.get("due")) if given else step.due
    critical = "critical" in several(given, "critical") if given else step.is_critical
    return words.milestone_fields(
        text_given(given, "title", step.title), due, critical, text_given(given, "pilot", step.pilot)
    )


def _change(site: Site, form: Form) -> Outlook | None:
    step = _step(site)
    values = _read(site, form, step)
    if values is None:
        return None
    of, was_due, due = step.name, day_words(step.due) or "no date", day_words(values["due"]) or "no date"
    lines = [
        *compared({"change_milestone": ("milestone", step.title, values["title"])}),
        *_line("change_milestone_date", "date", of, was_due, due),
        *_line("change_milestone_critical", "critical", of, yes(step.is_critical), yes(values["is_critical"])),
        *_line(
            "change_milestone_pilot", "step of a pilot", of, PILOT_STEPS.get(step.pilot, "no"),
            PILOT_STEPS.get(values["pilot"], "no"),
        ),
    ]  # fmt: skip

    def apply() -> str:
        baseline = step.baseline or step.due or values["due"]
        edits.change_milestone(site.session, step.id, **values, baseline=baseline)
        plan_anew(site)
        return f"The milestone “{values['title']}” of {site.action.ref} is changed."

    is_weighty = step.is_critical or values["is_critical"]
    return Outlook(lines, apply, _whom(site, is_weighty), _notes(site, values))


def _line(what: str, name: str, of: str, was: str, to: str) -> list[Line]:
    return [Line(what, f"“{of}”, {name}", was, to, of)] if was != to else []


def _drop_form(site: Site, given: Given) -> Sequence[FormPart]:
    return [words.dropped_field(_step(site, given).title)]


def _drop(site: Site, form: Form) -> Outlook | None:
    step, why = _step(site), form.words("why")
    line = Line("drop_milestone", f"“{step.name}”", day_words(step.due) or "no date", "dropped", step.name)

    def apply() -> str:
        edits.change_milestone(site.session, step.id, dropped_at=site.access.now, dropped_why=why)
        return f"The milestone “{step.title}” of {site.action.ref} is dropped. It stays in the history."

    return Outlook([line], apply, _whom(site, step.is_critical), ("Nobody is asked about it any more.",))


def _read(site: Site, form: Form, step: tables.Milestone | None = None) -> dict[str, Any] | None:
    title = form.words(
        "title", "Say what the milestone is.", longest=max(LONGEST_TITLE, len(step.title) if step else 0)
    )
    due, pilot = form.day("due"), form.words("pilot")
    others = [each.title.casefold() for each in edits.milestones_of(site.session, site.action.id) if each is not step]
    if title.casefold() in others:
        form.wrong("title", "There is a milestone of that name. Give this one another, so that they can be told apart.")
    if form.errors:
        return None
    critical = "critical" in several(form.answers, "critical")
    return {"title": title, "due": due, "is_critical": critical, "pilot": pilot if pilot in PILOT_STEPS else ""}


def _whom(site: Site, is_weighty: bool) -> list[editing.Told]:
    lead = holder_of_post(site, site.action.lead)
    return whom(site, officer(site), lead, chair(site) if is_weighty else [])


def _notes(site: Site, values: Mapping[str, Any]) -> list[str]:
    due, deadline = values["due"], site.action.deadline
    notes = []
    if due and deadline and due > deadline:
        notes.append(f"That is after the deadline of {site.action.ref}, {day_words(deadline)}, which stays as it is.")
    if values["pilot"] == "started":
        notes.append("Starting a pilot does not complete the action.")
    return notes


def plan_anew(site: Site) -> None:
    """What is due this week may be new."""
    board = site.access.board
    if board.started_at is not None:
        plan_between_meetings(site.session, board, week_of(site.today), site.access.now)


_FROM_LIST = Offer("Change", words.CHANGE, "", Deed.MANAGE, DATES)
EDITS = (
    Edit(
        Offer("Add a milestone", words.ADD, "A dated point on the way, critical or not.", Deed.MANAGE, DATES),
        "Add a milestone", _add_form, _add, "Why is it added?",
    ),
    Edit(_FROM_LIST, "Change a milestone", _change_form, _change),
    Edit(
        Offer("Drop", words.DROP, "", Deed.MANAGE, DATES), "Drop a milestone", _drop_form, _drop, "Why is it dropped?",
    ),
)  # fmt: skip
LISTED = Offer(
    "Milestones", words.LIST, "Reword, re-date, mark critical, or drop. The old date is kept.", Deed.MANAGE, DATES
)
OFFERS = (LISTED, EDITS[0].offer)
PRESSES: Mapping[str, UseCase] = {words.LIST: list_milestones, MILESTONE: open_from_agreed, **editing.presses(EDITS)}
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS) | {words.LIST, MILESTONE}
