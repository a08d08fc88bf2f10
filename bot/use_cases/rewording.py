"""Words and facts of an action: its title, its words, its priority, who leads it, how we will know that it worked."""

from collections.abc import Sequence

from bot.domain.edits import compared, day_words
from bot.domain.people import Deed, Role
from bot.domain.refusals import Refusal
from bot.messages import plan_fields as words
from bot.messages.changing import WORDING
from bot.messages.editing import day_initial
from bot.messages.parts import DateField, FormPart, TextField
from bot.use_cases import editing
from bot.use_cases.editing import (
    Edit,
    Given,
    Outlook,
    Site,
    chair,
    chosen_id,
    holder_of_post,
    if_they_stay,
    officer,
    several,
    text_given,
    whom,
)
from bot.use_cases.interval_ends import end_where_pressing
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form
from storage import actions, edits, plans, tables

LONGEST_TITLE, LONGEST_WORDS, LONGEST_FACT = 300, 2000, 500
LONGEST_IN_CHAT = 2900
_FACT_KINDS = {
    "lead": "lead officer",
    "partners": "partners",
    "source": "where it comes from",
    "source_ref": "its reference there",
    "success_measure": "how we will know",
}


def longest(limit: int, standing: str) -> int:
    """How long words may be: what stands in an imported plan may be longer than what is asked for."""
    return max(limit, len(standing))


def _reword_form(site: Site, given: Given) -> Sequence[FormPart]:
    title, said = text_given(given, "title", site.action.title), text_given(given, "words", site.action.words)
    if len(said) > LONGEST_IN_CHAT:
        raise Refusal(
            f"{site.action.ref} is worded at such length that it can not be reworded here, only by an import."
        )
    return (
        TextField(name="title", label="Title, as it is listed", initial=title, longest=longest(LONGEST_TITLE, title)),
        TextField(
            name="words", label="The action in full", initial=said,
            longest=longest(LONGEST_WORDS, said), many_lines=True,
            hint="The wording that stands now stays in the history.",
        ),
    )  # fmt: skip


def _reword(site: Site, form: Form) -> Outlook | None:
    title = form.words("title", "Give it a title.", longest=longest(LONGEST_TITLE, site.action.title))
    said = form.words("words", "Say what is to be done.", longest=longest(LONGEST_WORDS, site.action.words))
    if form.errors:
        return None
    lines = compared(
        {"change_title": ("title", site.action.title, title), "change_words": ("words", site.action.words, said)}
    )

    def apply() -> str:
        actions.change_action(site.session, site.action.id, title=title, words=said)
        return f"{site.action.ref} is reworded. The old wording is in its history."

    return Outlook(lines, apply, whom(site, officer(site)))


def _facts_form(site: Site, given: Given) -> Sequence[FormPart]:
    row = edits.row_of(site.session, site.action.id)
    known = edits.priorities_of(site.session, row.plan_id)
    chosen = chosen_id(given, "priority", row.priority_id)
    start = day_initial(given.get("start")) if given else site.action.start
    return [
        *words.priority_fields(known, chosen, text_given(given, "new", "")),
        *words.fact_fields({name: text_given(given, name, getattr(row, name)) for name in words.FACTS}),
        DateField(name="start", label="Start", optional=True, initial=start),
        words.marks_field(_marks_given(given, row)),
    ]


def priority_named(site: Site, form: Form, plan_id: int) -> str:
    """The priority that was typed as a new one, or else chosen; empty for neither."""
    known = {str(each): name for each, name in edits.priorities_of(site.session, plan_id)}
    return form.words("new", longest=300) or known.get(form.words("priority"), "")


def _marks_given(given: Given, row: tables.Action) -> tuple[str, ...]:
    if given:
        return several(given, "marks")
    return tuple(mark for mark, is_so in (("urgent", row.is_urgent), ("statutory", row.is_statutory)) if is_so)


def _facts(site: Site, form: Form) -> Outlook | None:
    row = edits.row_of(site.session, site.action.id)
    said = {name: form.words(name, longest=longest(LONGEST_FACT, getattr(row, name))) for name in words.FACTS}
    priority = priority_named(site, form, row.plan_id) or site.action.priority
    start, marks = form.day("start"), several(form.answers, "marks")
    if form.errors:
        return None
    urgent, statutory = "urgent" in marks, "statutory" in marks
    lines = compared(
        {
            "change_priority": ("priority", site.action.priority, priority),
            **{f"change_{name}": (label, getattr(row, name), said[name]) for name, label in _FACT_KINDS.items()},
            "change_start": ("start", day_words(row.start), day_words(start)),
            "change_urgent": ("urgent", yes(row.is_urgent), yes(urgent)),
            "change_statutory": ("set by a direction", yes(row.is_statutory), yes(statutory)),
        }
    )

    is_led_anew = row.lead != said["lead"]

    def apply() -> str:
        priority_id = plans.priority_of(site.session, row.plan_id, priority)
        marked = {"is_urgent": urgent, "is_statutory": statutory}
        actions.change_action(site.session, site.action.id, priority_id=priority_id, start=start, **said, **marked)
        end_where_pressing(site.session, site.access.board, site.access.now)
        if is_led_anew:
            ask_the_others(site.session, site.access.board, site.access.now, [site.action.id])
        return f"{site.action.ref} is changed."

    weighty = {line.what for line in lines} & {"change_urgent", "change_statutory", "change_success_measure"}
    led_by = []
    if is_led_anew:
        led_by = [*if_they_stay(site, holder_of_post(site, row.lead), Role.LEAD), *holder_of_post(site, said["lead"])]
    return Outlook(lines, apply, whom(site, officer(site), led_by, chair(site) if weighty else []))


def yes(is_so: bool) -> str:
    """A mark as the record says it."""
    return "yes" if is_so else "no"


FACTS = Edit(
    Offer(
        "Priority, lead and more", "edit.facts",
        "Its priority, lead officer, partners, source, success measure and start; whether it is urgent or statutory.",
        Deed.MANAGE, WORDING,
    ),
    "Priority, lead and more", _facts_form, _facts,
)  # fmt: skip
REWORD = Edit(
    Offer(
        "Reword", "edit.reword", "Its title and its words. The old wording stays in the history.", Deed.MANAGE, WORDING
    ),
    "Reword",
    _reword_form,
    _reword,
)
EDITS = (REWORD, FACTS)
OFFERS = tuple(edit.offer for edit in EDITS)
PRESSES = editing.presses(EDITS)
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS)
