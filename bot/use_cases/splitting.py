"""Splitting an action: parts of it become actions of their own, several in one sitting, and nothing of it is lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.domain.actions import Lifecycle
from bot.domain.dates import listed
from bot.domain.edits import Line, compared, day_words
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.domain.references import next_ref
from bot.domain.splitting import NEW_AT_MOST, how_many, why_not_due
from bot.messages import adding as words
from bot.messages import plan_fields
from bot.messages.changing import STATE
from bot.messages.editing import day_initial
from bot.messages.parts import FormPart, Reply
from bot.use_cases import editing
from bot.use_cases.adding import LONGEST_WORDS, posts_to_choose, put_in, read_own
from bot.use_cases.editing import (
    Edit,
    Given,
    Outlook,
    Site,
    Told,
    chair,
    chosen_id,
    holder_of_post,
    may_read,
    officer,
    several,
    text_given,
    whom,
)
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form
from bot.use_cases.rewording import longest
from storage import actions, edits, new_dates, sources
from storage.tables import Action as Row
from storage.tables import Milestone

UseCase = Callable[..., Reply]

_OWN = ("ref", "words", "title", "post", "new_post", "deadline", "steps", "measures")
_SAYS_IT_IS_WANTED = ("words", "title", "new_post", "steps", "measures")
"""What stands in a later part only if somebody put it there: the rest is suggested."""


@dataclass(frozen=True)
class _Part:
    """One that is split off: what is its own, and what goes with it."""

    own: dict[str, Any]
    steps: Sequence[Milestone]
    measures: Sequence[tuple[int, str, str]]

    @property
    def ref(self) -> str:
        return str(self.own["ref"])

    @property
    def named(self) -> str:
        """The reference and the title."""
        return f"{self.ref}: {self.own['title']}"

    @property
    def line(self) -> str:
        """How the record of the whole says it: what, whose, and by when."""
        due = f", due {day_words(self.own['deadline'])}" if self.own["deadline"] else ""
        return f"{self.named}, for the {self.own['post']}{due}"


# The form


def _form(site: Site, given: Given) -> Sequence[FormPart]:
    refs = [each.ref for each in actions.named(site.session, site.access.board.id)]
    row, parts = edits.row_of(site.session, site.action.id), []
    for n in range(1, how_many(site.part) + 1):
        theirs = _of_part(given, n)
        ref = text_given(theirs, "ref", "") or next_ref(refs)
        refs.append(ref)
        parts.append(_fields(site, row, theirs, ref))
    left = text_given(given, "left", site.action.words)[:2900]
    return words.split_fields(site.action.ref, parts, left, NEW_AT_MOST)


def _fields(site: Site, row: Row, given: Given, ref: str) -> list[FormPart]:
    session, action = site.session, site.action
    measures = [(each, f"{ref} {name}") for each, ref, name in edits.measures_of(session, action.id)]
    return [
        *words.own_fields(ref, text_given(given, "title", ""), text_given(given, "words", "")),
        *plan_fields.post_fields(
            posts_to_choose(session, site.access), chosen_id(given, "post", action.post_id),
            text_given(given, "new_post", ""),
        ),
        words.deadline_field(
            action.ref, row.deadline, day_initial(given.get("deadline")) if given else row.deadline
        ),
        *words.going_along(
            [(step.id, step.name) for step in edits.milestones_of(session, action.id)], several(given, "steps"),
            measures, several(given, "measures"),
        ),
    ]  # fmt: skip


def _of_part(given: Given, n: int) -> Given:
    """What was answered about the nth part, by the names that the first one's fields have."""
    return {name: given[named] for name in _OWN if (named := words.part_name(name, n)) in given}


# What would come of it


def _split(site: Site, form: Form) -> Outlook | None:
    action, row = site.action, edits.row_of(site.session, site.action.id)
    parts = _read_parts(site, form, row)
    left = form.words("left", f"Say what is left of {action.ref}.", longest=longest(LONGEST_WORDS, action.words))
    if form.errors:
        return None
    holders = [(part.ref, holder_of_post(site, part.own["post"])) for part in parts]
    told = whom(site, officer(site), *(found for _, found in holders), chair(site))
    lines = _lines(site, parts, left)
    return Outlook(
        lines,
        partial(_apply, site, row, parts, left, form.words("why")),
        [_with_theirs(site, each, holders, lines) for each in told],
        [*_notes(action, parts), *_request_stays(site), *_waits_stay(site)],
    )


def _with_theirs(
    site: Site, one: Told, holders: Sequence[tuple[str, Sequence[Told]]], lines: Sequence[Line]
) -> Told:  # fmt: skip
    """Somebody who is told, with the parts for which they answer.

    Whoever may not read the whole, where it is restricted, is told of those parts alone.
    """
    theirs = [ref for ref, found in holders if one.account in [each.account for each in found]]
    if not site.action.is_marked_restricted or may_read(site, one.account):
        return replace(one, theirs=theirs)
    own = tuple(f"{ref}: " for ref in theirs)
    only = [line for line in lines if line.what == "split_action" and line.to.startswith(own)]
    return replace(one, theirs=theirs, only=only)


def _read_parts(site: Site, form: Form, row: Row) -> list[_Part]:
    parts: list[_Part] = []
    for n in range(1, how_many(site.part) + 1):
        asked = Form(_of_part(form.answers, n))
        if n == 1 or any(asked.answers.get(name) for name in _SAYS_IT_IS_WANTED):
            parts.append(_read_part(site, asked, row, parts))
        for name, wrong in asked.errors.items():
            form.wrong(words.part_name(name, n), wrong)
    return parts


def _read_part(site: Site, form: Form, row: Row, before: Sequence[_Part]) -> _Part:
    session, action_id = site.session, site.action.id
    own = read_own(session, site.access, form, [part.ref for part in before])
    due = form.day("deadline")
    if why_not := why_not_due(due, row.deadline, row.start, site.today):
        form.wrong("deadline", why_not)
    going, linked = several(form.answers, "steps"), several(form.answers, "measures")
    steps = [step for step in edits.milestones_of(session, action_id) if str(step.id) in going]
    gone = {step.id: part.ref for part in before for step in part.steps}
    for step in steps:
        if step.id in gone:
            form.wrong("steps", f"“{step.title}” goes to {gone[step.id]} already. Tick it once.")
    measures = [each for each in edits.measures_of(session, action_id) if str(each[0]) in linked]
    return _Part(own | {"deadline": due or row.deadline}, steps, measures)


def _lines(site: Site, parts: Sequence[_Part], left: str) -> list[Line]:
    action, several_new = site.action, len(parts) > 1
    lines = [Line("split_action", "split off, as a new action", "", part.line) for part in parts]
    lines += compared({"change_words": (f"what is left of {action.ref}", action.words, left)})
    for part in parts:
        to = f", to {part.ref}" if several_new else ""
        lines += [Line("move_milestone", "milestone that goes along", "", f"{step.name}{to}") for step in part.steps]
        lines += [
            Line("move_measure", "measure that both have", "", f"{ref} {name}{to}") for _, ref, name in part.measures
        ]
    return lines


def _request_stays(site: Site) -> list[str]:
    waiting = new_dates.open_on(site.session, site.action.id)
    return [f"The new date that is asked for is for what is left of {site.action.ref} alone."] if waiting else []


def _waits_stay(site: Site) -> list[str]:
    """That a part waits for nothing until somebody says so, where the whole waits or is waited for."""
    session, ref = site.session, site.action.ref
    if not (edits.waits_of(session, site.action.id) or edits.waiting_for(session, site.action.id)):
        return []
    return [f"What {ref} waits for, and what waits for it, stays so: “What it waits for” on a card changes that."]


def _notes(action: Action, parts: Sequence[_Part]) -> list[str]:
    ref = action.ref
    new = listed([part.ref for part in parts])
    keep, own, are = ("keeps", "its", "is") if len(parts) == 1 else ("keep", "their", "are")
    return [
        f"{new} {keep} the dates of {ref}, unless a sooner deadline is given, with the date first agreed, and what it "
        f"answers, {own} priority and {own} contributors. A new date is asked for as always.",
        f"Statements, questions, ratings and history stay with {ref}.",
        *([f"{ref} is restricted, and so {are} {new}."] if action.is_marked_restricted else []),
    ]


# Doing it


def _apply(site: Site, row: Row, parts: Sequence[_Part], left: str, why: str) -> str:
    made = [_put_in_part(site, row, part, why) for part in parts]
    ask_the_others(site.session, site.access.board, site.access.now, made)
    actions.change_action(site.session, site.action.id, words=left)
    are = "is" if len(parts) == 1 else "are"
    return f"{listed([part.ref for part in parts])} {are} split off {site.action.ref}."


def _put_in_part(site: Site, row: Row, part: _Part, why: str) -> int:
    """Returns the id of the new action."""
    session, access, action = site.session, site.access, site.action
    made = put_in(session, access, _facts(site, row) | part.own, **_history(row))
    edits.move_milestones(session, [step.id for step in part.steps], made.id)
    edits.link_measures(session, made.id, [measure_id for measure_id, _, _ in part.measures])
    for link in sources.links_of(session, access.board.id):
        if link.action_id == action.id:
            sources.add_link(session, replace(link, action_id=made.id), access.now)
    for post_id, _ in edits.contributors_of(session, action.id):
        edits.add_contributor(session, made.id, post_id, access.now)
    came = Line("split_from", "", f"{action.ref}: {action.title}", part.named)
    editing.note(Site(session, access, made.opened), Outlook([came], lambda: ""), why)
    return made.id


def _facts(site: Site, row: Row) -> dict[str, Any]:
    """What a part has of the whole, as a new action is given it."""
    marks = tuple(mark for mark, is_so in (("urgent", row.is_urgent), ("statutory", row.is_statutory)) if is_so)
    return {name: getattr(row, name) for name in plan_fields.FACTS} | {
        "priority": site.action.priority, "start": row.start, "marks": marks,
        "draft": site.action.lifecycle is Lifecycle.DRAFT,
    }  # fmt: skip


def _history(row: Row) -> dict[str, Any]:
    """A split is no way to a new date: each keeps what was first agreed, and how often it was moved; nor a way out of
    a restriction.
    """
    # Where no date was agreed yet, the one that a part is given is its first.
    first = {} if row.deadline is None else {"baseline": row.baseline}
    return {**first, "moves": row.moves, "forecast": row.forecast, "approved_on": row.approved_on} | {
        name: getattr(row, name) for name in ("restricted_at", "restricted_until", "restricted_event")
    }


SPLIT = Edit(
    Offer("Split", words.SPLIT_FORM, "Parts of it become actions of their own. Nothing is lost.", Deed.MANAGE, STATE),
    "Split",
    _form,
    _split,
)
OFFERS = (SPLIT.offer,)
PRESSES: Mapping[str, UseCase] = {
    words.ONE_MORE: partial(editing.draw_again, SPLIT, lambda part: str(how_many(part) + 1)),
    **editing.presses((SPLIT,)),
}
FORMS: Mapping[str, UseCase] = editing.forms((SPLIT,))
READS = frozenset({words.ONE_MORE}) | editing.reads((SPLIT,))
