"""Coverage: what each source asks for or found, with the actions that answer; those that nothing answers come first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.dates import counted, day_and_year, day_in_words, listed
from bot.domain.plan_reading.markings import USUAL
from bot.domain.plans import Assessed
from bot.domain.references import refs_in_words, short_title
from bot.domain.sources import (
    WITHOUT_ACTION,
    Coverage,
    Covered,
    Declined,
    FromFindings,
    Item,
    ItemKind,
    Link,
    SentReply,
    Source,
    SourceKind,
    State,
    kinds_in_words,
    states_in_words,
    without_reply,
)
from bot.messages.parts import Bullets, Button, Buttons, Choice, Facts, Menu, Message, Note, Paragraph, Part, Subheading
from bot.messages.parts import Item as Line
from bot.messages.plan_lines import SAMPLE, deadline_words, rating_words, suggestion_words
from bot.messages.sample_plan import TODAY, sample_plan

SHOW = "coverage.show"
ADD_SOURCE, ADD_ITEM = "coverage.add_source", "coverage.add_item"
CORRECT = "coverage.correct"
NEW_ACTION = "coverage.new_action"
REVIEW = "review.open"
RESTRICT, LIFT = "coverage.restrict", "coverage.lift"
REPLY, REPLY_BY = "coverage.reply", "coverage.reply_by"
LINK, DECLINE, ASK_AGAIN = "coverage.link", "coverage.decline", "coverage.ask_again"
FIRST = 8
"""How many that nothing answers an overview names; the rest are counted, and stand on their source's page."""
ASKED = "What inspections and reviews ask for"
NO_FINDINGS = FromFindings((), ())
LATE_AT_MOST = 12
NONE_KEPT = Coverage((), (), (), {}, {})
MENU_AT_MOST = 100
MENUS_AT_MOST = 5
SOURCES_SHOWN = 20
SHORT, LONG = 240, 100_000
ROOM = 6_500
"""Characters on one page of a source, in chat."""


@dataclass(frozen=True)
class CoverageFacts:
    """What the reader is shown, and what they may do about it. `evidence` is by the action's id."""

    board_id: int
    today: date
    coverage: Coverage
    may_change: bool = False
    may_decline: bool = False
    may_restrict: bool = False
    may_reply: bool = False
    is_sample: bool = False
    evidence: Mapping[int, str] = field(default_factory=dict)
    page: int = 1
    findings: FromFindings = NO_FINDINGS
    is_whole: bool = False
    """All on one page, with every word: for a document."""
    marking: str = USUAL
    """What a document of the plan states at its top."""


def coverage_shown(facts: CoverageFacts) -> Message:
    """Every source with how far it is answered; first what nothing answers yet."""
    found = facts.coverage.to_be_answered()
    if not facts.coverage.sources:
        return _none_yet(facts)
    parts: list[Part] = [Paragraph(text=coverage_words(facts.coverage))]
    parts += _without_action(facts, [each for each in found if each.state is State.NO_ACTION])
    parts += _findings(facts.findings)
    parts.append(Subheading(text="By source"))
    parts += _sources(facts)
    parts += [SAMPLE] if facts.is_sample else []
    parts.append(Buttons(buttons=_ways(facts)))
    return Message(kind="coverage", heading=f"Coverage: as at {_day(facts)}", parts=tuple(parts))


def _none_yet(facts: CoverageFacts) -> Message:
    said = "No source is here yet: no inspection, notice or review, and nothing that one asks for."
    how = "The programme manager adds one here, or loads a list with “accountable sources import”."
    return Message(
        kind="coverage",
        heading=f"Coverage: as at {_day(facts)}",
        parts=(Paragraph(text=f"{said} {how}"), Buttons(buttons=_ways(facts))),
    )


def coverage_words(coverage: Coverage) -> str:
    """The counts of the whole: "10 requirements and 8 recommendations: 3 with no action yet, 15 open."."""
    found = coverage.to_be_answered()
    if not found:
        return f"{counted(len(coverage.sources), 'source')}, and nothing that waits for an action."
    asked = kinds_in_words([each.item for each in found])
    from_sources = counted(len({each.item.source_id for each in found}), "source")
    return f"{asked} from {from_sources}: {states_in_words(found)}. {_work_words(coverage, found)}"


def _work_words(coverage: Coverage, found: Sequence[Covered]) -> str:
    """How much work answers what is asked for; apart from it, what answers a source and nothing that it asks for."""
    answering = {each.action.id: each for covered in found for each in covered.actions}
    linked = {each.action.id: each for source in coverage.sources for each in coverage.actions_of(source)}
    direct = coverage.pieces(list(answering.values()))
    rest = coverage.pieces([*answering.values(), *linked.values()]) - direct
    actions = "" if len(answering) == direct else f" ({len(answering)} actions)"
    words = f"{_pieces(direct)}{actions} {'answers' if direct == 1 else 'answer'} them, each counted once."
    if not rest:
        return words
    answer = "answers a source" if rest == 1 else "answer a source"
    return f"{words} {rest} more {answer} as a whole, and none of these by itself."


def _pieces(count: int) -> str:
    return f"{counted(count, 'piece')} of work"


def _without_action(facts: CoverageFacts, found: Sequence[Covered]) -> list[Part]:
    if not found:
        return [Paragraph(lead="No action yet", text="none. Each is linked to an action or was declined by the chair.")]
    parts: list[Part] = [Subheading(text=f"No action yet: {len(found)}")]
    parts += [_waiting(facts, each.item) for each in found[:FIRST]]
    if len(found) > FIRST:
        parts.append(Paragraph(text=f"And {len(found) - FIRST} more; each stands first on its source’s page."))
    return parts


def _findings(found: FromFindings) -> list[Part]:
    """How long it takes from a finding to an action, and which findings have been without one for too long."""
    if not found.took and not found.waiting:
        return []
    said = [f"{counted(len(found.took) + len(found.waiting), 'finding')}"]
    if found.took:
        have = "has" if len(found.took) == 1 else "have"
        span = f"after {min(found.took)} to {max(found.took)} days, half of them within {found.usual}"
        said.append(f"{len(found.took)} {have} an action, {span}")
    in_time = len(found.waiting) - len(found.late)
    said += [f"{in_time} without one for {WITHOUT_ACTION} days at most"] if in_time else []
    named = [f"{ref} ({days} days)" for ref, days in found.late[:LATE_AT_MOST]]
    rest = len(found.late) - len(named)
    named += [f"{rest} more"] if rest > 0 else []
    said += [f"{len(found.late)} without one for longer: {listed(named)}"] if found.late else []
    return [Paragraph(lead="From finding to action", text=f"{'; '.join(said)}.")]


def _waiting(facts: CoverageFacts, item: Item) -> Paragraph:
    source = facts.coverage.find_source(item.source_id)
    about = f"{facts.board_id}:{item.id}"
    button = Button(label="Open", does=SHOW, about=f"{facts.board_id}:i{item.id}", spoken=f"Open {item.ref}")
    if facts.may_change:
        button = Button(label="Link an action", does=LINK, about=about, spoken=f"Link an action to {item.ref}")
    elif facts.may_decline:
        button = Button(label="Decline", does=DECLINE, about=about, spoken=f"Decline {item.ref}")
    words = f"{short_title(item.words, SHORT)} ({source.title if source else ''}{_added(facts, item)})"
    return Paragraph(lead=f"{item.ref}{_priority(item)}", text=words, button=button)


def _added(facts: CoverageFacts, item: Item) -> str:
    return f"; here since {day_in_words(item.added_on, facts.today)}" if item.added_on else ""


def _priority(item: Item) -> str:
    return f", priority {item.priority}" if item.priority else ""


def _source_line(facts: CoverageFacts, source: Source) -> Paragraph:
    coverage = facts.coverage
    items = [each.item for each in coverage.of_source(source)]
    waiting = coverage.to_be_answered(source)
    beside = len(items) - len(waiting)
    said = [f"{', '.join(_about(source))}."]
    if waiting:
        said.append(f"{kinds_in_words([each.item for each in waiting])}: {states_in_words(waiting)}.")
    if beside:
        said.append(f"{counted(beside, 'finding')}, set beside what is required.")
    if not items:
        said.append("Nothing that it asks for is here yet.")
    said.append(_work_of(coverage, source))
    said.append(replies_in_words(source, items, facts.today))
    button = Button(label="Open", does=SHOW, about=f"{facts.board_id}:s{source.id}", spoken=f"Open {source.title}")
    return Paragraph(lead=f"{source.ref} {source.title}", text=" ".join(filter(None, said)), button=button)


def replies_in_words(source: Source, items: Sequence[Item], today: date) -> str:
    """Which points of a source have no reply yet, and by when one is owed; nothing where its kind is owed none."""
    if not source.kind.is_replied_to or not any(item.source_id == source.id for item in items):
        return ""
    waiting = without_reply(source, items)
    if not waiting:
        return "Each point has a reply."
    return f"No reply yet to {refs_in_words([each.ref for each in waiting])}{_owed(source.reply_by, today)}."


def _owed(by: date | None, today: date) -> str:
    if by is None:
        return ""
    return f", {'owed by' if by >= today else 'which was owed by'} {day_in_words(by, today)}"


def _work_of(coverage: Coverage, source: Source) -> str:
    """The work that comes from a source: what answers something that it asks for, and what answers it as a whole."""
    found, whole = coverage.actions_of(source), coverage.headline_of(source)
    pieces = coverage.pieces(found)
    if not found:
        return ""
    if not whole:
        return f"{_pieces(pieces)} {'answers' if pieces == 1 else 'answer'} it."
    direct = coverage.pieces([each for each in found if each not in whole])
    answer = "answers" if direct == 1 else "answer"
    if not direct:
        return (
            f"{_pieces(pieces)} {'answers' if pieces == 1 else 'answer'} it as a whole, and nothing that it asks for."
        )
    return (
        f"{_pieces(pieces)} come from it: {direct} {answer} what it asks for, and {pieces - direct} the source as a "
        "whole."
    )


def _about(source: Source) -> list[str]:
    """The type, the legal force, the visit and the report of a source."""
    said = [source.kind.words]
    if source.legal_force and source.legal_force.casefold() != source.kind.words.casefold():
        said.append(f"legal force: {source.legal_force}")
    said += [f"{'visit' if source.kind.is_visit else 'dated'} {source.visited}"] if source.visited else []
    said += [f"report {source.reported}"] if source.reported and source.reported != source.visited else []
    return said


def _sources(facts: CoverageFacts) -> list[Part]:
    """A line for each source, the most binding kinds first; beyond the first of them, menus with them all."""
    sources = [each for kind in SourceKind for each in facts.coverage.sources if each.kind is kind]
    parts: list[Part] = [_source_line(facts, each) for each in sources[:SOURCES_SHOWN]]
    more = len(sources) - len(parts)
    if more <= 0:
        return parts
    choices = [Choice(value=f"s{each.id}", label=f"{each.ref} {short_title(each.title)}") for each in sources]
    refs = [each.ref for each in sources]
    return [*parts, Paragraph(text=f"And {more} more."), *_menus(facts, "One source", refs, choices)]


def _menus(facts: CoverageFacts, label: str, refs: Sequence[str], choices: Sequence[Choice]) -> list[Menu]:
    """One menu, or several where one can not hold them all, each called by its first and its last."""
    runs = [slice(first, first + MENU_AT_MOST) for first in range(0, len(choices), MENU_AT_MOST)][:MENUS_AT_MOST]
    return [
        Menu(
            label=label if len(runs) == 1 else f"{refs[run][0]} to {refs[run][-1]}", does=SHOW,
            about=str(facts.board_id), choices=tuple(choices[run]),
        )
        for run in runs
    ]  # fmt: skip


def _ways(facts: CoverageFacts) -> tuple[Button, ...]:
    about = str(facts.board_id)
    mine = [Button(label="Add a source", does=ADD_SOURCE, about=about)] if facts.may_change else []
    return (*mine, Button(label="Whole plan", does="status.show"))


def asked_of_plan(coverage: Coverage, board_id: int = 0) -> list[Part]:
    """For a pack or a draft: the counts, whole and by the kind of source, and what has no action yet. Nothing where no
    source is kept.
    """
    if not coverage.sources:
        return []
    waiting = [each.item for each in coverage.to_be_answered() if each.state is State.NO_ACTION]
    show = Button(label="Coverage", does=SHOW, about=str(board_id)) if board_id else None
    parts: list[Part] = [Subheading(text=ASKED), Paragraph(text=coverage_words(coverage), button=show)]
    parts += [Bullets(lead="By kind of source", items=_by_kind(coverage))]
    lines = tuple(Line(lead=each.ref, text=short_title(each.words, 120)) for each in waiting[:FIRST])
    first = f", the first {FIRST} of them" if len(waiting) > FIRST else ""
    return [*parts, Bullets(lead=f"No action yet: {len(waiting)}{first}", items=lines)]


def _by_kind(coverage: Coverage) -> tuple[Line, ...]:
    """What each kind of source asks for: a peer review made no judgement as an inspection does, and binds nobody."""
    found: dict[SourceKind, list[Covered]] = {each.kind: [] for each in coverage.sources}
    for covered in coverage.to_be_answered():
        if source := coverage.find_source(covered.item.source_id):
            found[source.kind].append(covered)
    return tuple(
        Line(lead=kind.words, text=f"{kinds_in_words([each.item for each in asked])}: {states_in_words(asked)}")
        if asked
        else Line(lead=kind.words, text="nothing that waits for an action")
        for kind, asked in found.items()
    )


# One source


@dataclass(frozen=True)
class _Section:
    """What stands together in a source: what is asked for, what was found, and the actions."""

    heading: str
    asked: tuple[Covered, ...]
    found: tuple[Item, ...]
    actions: tuple[Assessed, ...]

    @property
    def comes_first(self) -> bool:
        return any(each.state is State.NO_ACTION for each in self.asked)


def source_shown(facts: CoverageFacts, source: Source) -> Message:
    """A source with, for each thing it asks for: the words, what was found, and the actions with their ratings."""
    sections = _sections(facts.coverage, source)
    sections = sorted(sections, key=lambda each: not each.comes_first)
    drawn = [_section(facts, each) for each in sections]
    pages = [drawn] if facts.is_whole else _paged(drawn)
    page = min(max(facts.page, 1), len(pages))
    waiting = facts.coverage.to_be_answered(source)
    parts: list[Part] = [Note(text=facts.marking)] if facts.is_whole else []
    parts.append(Facts(pairs=_source_pairs(facts, source, waiting)))
    parts += [part for section in pages[page - 1] for part in section]
    parts += _turning(facts, source, page, len(pages))
    parts += _item_menu(facts, source)
    parts += [SAMPLE] if facts.is_sample else []
    parts.append(Buttons(buttons=_source_ways(facts, source)))
    heading = f"{source.title}: as at {_day(facts)}"
    return Message(kind="source_shown", heading=heading, parts=tuple(parts))


def review_pages(facts: CoverageFacts, source: Source) -> list[list[Part]]:
    """A source for a formal review, page by page, in its own order and with every word: nothing to press is in it."""
    whole = replace(facts, is_whole=True)
    drawn = [_section(whole, each) for each in _sections(facts.coverage, source)]
    pages: list[list[Part]] = [[part for section in page for part in section] for page in _paged(drawn)]
    about = Facts(pairs=_source_pairs(facts, source, facts.coverage.to_be_answered(source)))
    return [[Note(text=facts.marking), about, *pages[0]], *pages[1:]]


def _source_pairs(facts: CoverageFacts, source: Source, waiting: Sequence[Covered]) -> tuple[tuple[str, str], ...]:
    coverage, actions = facts.coverage, facts.coverage.actions_of(source)
    live = sum(each.action.is_live for each in actions)
    counts = f"{live} open, {len(actions) - live} closed" if actions else "none yet"
    pieces = coverage.pieces(actions)
    once = f"; {counted(pieces, 'piece')} of work" if pieces != len(actions) else ""
    asked = f"{kinds_in_words([each.item for each in waiting])}: {states_in_words(waiting)}" if waiting else ""
    pairs = [
        ("Reference", source.ref),
        ("Type", source.kind.words),
        ("Legal force", source.legal_force or "none"),
        ("Visit" if source.kind.is_visit else "Date", source.visited or "no date known"),
        ("Report", source.reported or ("no date known" if source.kind.is_visit else "")),
        ("Asks for", asked),
        ("Reply owed by", day_and_year(source.reply_by) if source.reply_by and source.kind.is_replied_to else ""),
        ("Replies", replies_in_words(source, coverage.items, facts.today)),
        ("Actions", f"{counts}{once}"),
        ("Note", source.note),
    ]
    return tuple((name, value) for name, value in pairs if value)


def _sections(coverage: Coverage, source: Source) -> list[_Section]:
    made: list[_Section] = []
    groups: set[int] = set()
    for covered in coverage.of_source(source):
        item = covered.item
        if item.group_id is None:
            made.append(_Section(f"{item.ref}{_priority(item)}", (covered,), (), covered.actions))
        elif item.group_id not in groups:
            groups.add(item.group_id)
            made.append(_group(coverage, item))
    if headline := coverage.headline_of(source):
        made.append(_Section("Also from this source", (), (), headline))
    return made


def _group(coverage: Coverage, one: Item) -> _Section:
    members = [each for each in coverage.items if each.group_id == one.group_id]
    asked = tuple(coverage.covered(each) for each in members if each.kind is not ItemKind.FINDING)
    found = tuple(each for each in members if each.kind is ItemKind.FINDING)
    if not asked:  # findings grouped by themselves wait for an action as a lone one does
        asked, found = tuple(coverage.covered(each) for each in found), ()
    actions = {each.action.id: each for covered in asked for each in covered.actions}
    refs = [each.item.ref for each in asked]
    heading = f"{listed(refs)} (group {one.group})" if len(refs) > 1 else f"{refs[0]}{_priority(asked[0].item)}"
    return _Section(heading, asked, found, tuple(sorted(actions.values(), key=lambda each: each.action.position)))


def _section(facts: CoverageFacts, section: _Section) -> list[Part]:
    longest = LONG if facts.is_whole else SHORT
    parts: list[Part] = [Subheading(text=section.heading)]
    if len(section.asked) == 1:
        one = section.asked[0]
        words = f"{short_title(one.item.words, longest).rstrip('.')}. {_state(facts, one)}"
        parts.append(Paragraph(lead=_LEADS[one.item.kind], text=words))
    elif section.asked:
        kinds = {each.item.kind for each in section.asked}
        lead = _LEADS[next(iter(kinds))] if len(kinds) == 1 else "What is asked for"
        parts.append(Bullets(lead=lead, items=tuple(_asked(facts, each, longest) for each in section.asked)))
    if section.found:
        items = tuple(Line(lead=each.ref, text=short_title(each.words, longest)) for each in section.found)
        parts.append(Bullets(lead="What was found", items=items))
    if section.actions:
        items = tuple(_action(facts, each) for each in section.actions)
        parts.append(Bullets(lead="Actions", items=items))
    return parts


_LEADS = {
    ItemKind.REQUIREMENT: "What is required",
    ItemKind.CONDITION: "The condition",
    ItemKind.RECOMMENDATION: "What is recommended",
    ItemKind.FINDING: "What was found",
}


def _asked(facts: CoverageFacts, covered: Covered, longest: int) -> Line:
    item = covered.item
    return Line(
        lead=f"{item.ref}{_priority(item)}", text=f"{short_title(item.words, longest)}\n{_state(facts, covered)}"
    )


def _state(facts: CoverageFacts, covered: Covered) -> str:
    return f"{_answered(facts, covered)} {_replied(facts, covered.item)}".rstrip()


def _replied(facts: CoverageFacts, item: Item) -> str:
    """Whether a point of scrutiny has a reply; of anything else nothing."""
    if item.replies:
        return f"Reply {_sent(item.replies[-1], facts.today)}."
    source = facts.coverage.find_source(item.source_id)
    return "No reply yet." if source and source.kind.is_replied_to else ""


def _sent(reply: SentReply, today: date) -> str:
    return f"sent {day_in_words(reply.sent_on, today)} by the {reply.post}"


def _answered(facts: CoverageFacts, covered: Covered) -> str:
    if covered.item.declined:
        return declined_words(covered.item.declined, facts.today)
    return f"{covered.state.value[:1].upper()}{covered.state.value[1:]}."


def declined_words(declined: Declined, today: date) -> str:
    """ "Declined by the Independent Chair, 8 June: it repeats another."."""
    return f"Declined by the {declined.post}, {day_in_words(declined.on, today)}: {declined.why.rstrip('.')}."


def _action(facts: CoverageFacts, each: Assessed) -> Line:
    """An action with its rating on the day, its officer, its deadline and its evidence."""
    action = each.action
    evidence = facts.evidence.get(action.id, "")
    shown = short_title(evidence, LONG if facts.is_whole else 120) if evidence else "none yet"
    same = facts.coverage.same_work.get(action.id)
    other = facts.coverage.plan.get(same) if same else None
    once = f" The same work as {other.action.ref}: counted once." if other else ""
    title = action.words if facts.is_whole else short_title(action.title)
    said = [action.post, deadline_words(each), suggestion_words(each), f"Evidence: {shown.rstrip('.')}"]
    behind = " ".join(f"{words}." for words in said if words) + once
    return Line(lead=f"{action.ref} {rating_words(each)}", text=f"{title.rstrip('.')}\n{behind}")


def _paged(drawn: Sequence[Sequence[Part]]) -> list[list[Sequence[Part]]]:
    pages: list[list[Sequence[Part]]] = [[]]
    room = ROOM
    for section in drawn:
        size = sum(len(part.model_dump_json()) for part in section) * 3 // 4
        if pages[-1] and (size > room or len(pages[-1]) >= 9):
            pages.append([])
            room = ROOM
        pages[-1].append(section)
        room -= size
    return pages


def _turning(facts: CoverageFacts, source: Source, page: int, pages: int) -> list[Part]:
    if pages == 1:
        return []
    turns = [("Previous page", page - 1)] if page > 1 else []
    turns += [("Next page", page + 1)] if page < pages else []
    about = f"{facts.board_id}:s{source.id}"
    buttons = tuple(Button(label=label, does=SHOW, about=f"{about}:{to}") for label, to in turns)
    return [Note(text=f"Page {page} of {pages}."), Buttons(buttons=buttons)]


def _item_menu(facts: CoverageFacts, source: Source) -> list[Menu]:
    """A menu of what a source asks for."""
    items = [each for each in facts.coverage.items if each.source_id == source.id]
    choices = [Choice(value=f"i{each.id}", label=f"{each.ref} {short_title(each.words)}") for each in items]
    return [] if facts.is_whole else _menus(facts, "One of them", [each.ref for each in items], choices)


def _source_ways(facts: CoverageFacts, source: Source) -> tuple[Button, ...]:
    about = f"{facts.board_id}:{source.id}"
    mine = [Button(label="Add what it asks for", does=ADD_ITEM, about=about)] if facts.may_change else []
    mine += [_correct(facts, f"s{source.id}", source.ref)] if facts.may_change else []
    owes = facts.may_change and source.kind.is_replied_to
    mine += [Button(label="Reply owed by", does=REPLY_BY, about=about, spoken=f"Reply to {source.ref} owed by")] * owes
    mine += [Button(label="Formal review", does=REVIEW, about=about)] if source.kind.is_reviewed else []
    return (*mine, Button(label="All sources", does=SHOW, about=str(facts.board_id)))


# One item


def item_shown(facts: CoverageFacts, item: Item) -> Message:
    """One thing that a source asks for or found: its words whole, what was found beside it, its actions."""
    coverage = facts.coverage
    covered, source = coverage.covered(item), coverage.find_source(item.source_id)
    group = [each.ref for each in coverage.items if item.group_id and each.group_id == item.group_id]
    together = [ref for ref in group if ref != item.ref and ref not in {each.ref for each in coverage.beside(item)}]
    pairs = [
        ("Source", f"{source.title} ({', '.join(_about(source))})" if source else ""),
        ("Stands with", listed(together)),
        ("Priority", item.priority or "none given"),
        ("State", _state(facts, covered)),
    ]
    parts: list[Part] = [
        Paragraph(lead=_LEADS[item.kind], text=item.words),
        Facts(pairs=tuple((name, value) for name, value in pairs if value)),
    ]
    if beside := coverage.beside(item):
        parts.append(Bullets(lead="What was found", items=tuple(Line(lead=it.ref, text=it.words) for it in beside)))
    if covered.actions:
        parts.append(Bullets(lead="Actions", items=tuple(_action(facts, each) for each in covered.actions)))
    else:
        parts.append(Paragraph(lead="Actions", text="none yet."))
    parts += _replies(item, facts.today)
    parts += [SAMPLE] if facts.is_sample else []
    held = _held(facts, item) if facts.may_restrict else ()
    parts += [Buttons(buttons=row) for row in (_item_ways(facts, covered), held, _from_item(facts, item)) if row]
    return Message(kind="source_item_shown", heading=f"{item.ref}: as at {_day(facts)}", parts=tuple(parts))


def _replies(item: Item, today: date) -> list[Part]:
    """What was replied, the newest first: what it put right stays beside it."""
    if not item.replies:
        return []
    newest, *earlier = reversed(item.replies)
    lines = [Line(lead=f"Reply {_sent(newest, today)}", text=_reply_words(newest))]
    lines += [Line(lead=f"Recorded before, {_sent(each, today)}", text=_reply_words(each)) for each in earlier]
    return [Bullets(lead="What was replied", items=tuple(lines))]


def _reply_words(reply: SentReply) -> str:
    where = f"\nWhere it is: {reply.where}" if reply.where else ""
    return f"{reply.words}{where}"


def _item_ways(facts: CoverageFacts, covered: Covered) -> tuple[Button, ...]:
    item, about = covered.item, f"{facts.board_id}:{covered.item.id}"
    ways = []
    if facts.may_change and not item.declined:
        label = "Link or unlink" if covered.actions else "Link an action"
        ways.append(Button(label=label, does=LINK, about=about, style="primary"))
    if facts.may_change and not item.declined and not item.is_restricted:
        ways.append(
            Button(label="New action for it", does=NEW_ACTION, about=about, spoken=f"New action for {item.ref}")
        )
    if facts.may_decline and item.declined:
        ways.append(Button(label="Ask for it again", does=ASK_AGAIN, about=about))
    elif facts.may_decline and covered.state is State.NO_ACTION:
        ways.append(Button(label="Decline", does=DECLINE, about=about))
    ways += _reply_way(facts, item)
    ways += [_correct(facts, f"i{item.id}", item.ref)] if facts.may_change and not item.is_restricted else []
    return tuple(ways)


def _reply_way(facts: CoverageFacts, item: Item) -> list[Button]:
    source = facts.coverage.find_source(item.source_id)
    if not facts.may_reply or item.is_restricted or source is None or not source.kind.is_replied_to:
        return []
    label = "Correct the reply" if item.replies else "Record the reply"
    return [Button(label=label, does=REPLY, about=f"{facts.board_id}:{item.id}", spoken=f"{label} to {item.ref}")]


def _held(facts: CoverageFacts, item: Item) -> tuple[Button, ...]:
    """Holding its words back, or reading them where they are and letting them go."""
    about = f"{facts.board_id}:{item.id}"
    if item.is_restricted:
        return (
            Button(label="Read or lift", does=LIFT, about=about, spoken=f"Read {item.ref}, or lift that it is held"),
        )
    return (Button(label="Restrict", does=RESTRICT, about=about, spoken=f"Restrict {item.ref}"),)


def _from_item(facts: CoverageFacts, item: Item) -> tuple[Button, ...]:
    """Where to look from here."""
    source = Button(label="The whole source", does=SHOW, about=f"{facts.board_id}:s{item.source_id}")
    return source, Button(label="All sources", does=SHOW, about=str(facts.board_id))


def _correct(facts: CoverageFacts, which: str, ref: str) -> Button:
    return Button(label="Correct", does=CORRECT, about=f"{facts.board_id}:{which}", spoken=f"Correct {ref}")


def _day(facts: CoverageFacts) -> str:
    return day_and_year(facts.today)


_SENT = SentReply("They will be published each month.", date(2021, 6, 1), "Director of Children’s Services")
_PUT_RIGHT = replace(_SENT, words="They will be published each quarter.", where="Reply to the committee, page 2")


def sample_coverage() -> Coverage:
    """Three sources for the examples: one thing is answered, one is not, one was declined, one is a finding beside; and
    of two points of scrutiny one has a reply, which was put right.
    """
    plan = sample_plan()
    notice = Source(1, "IN-1", "Improvement notice", SourceKind.NOTICE, "Improvement notice", reported="March 2021")
    peer = Source(2, "PR-1", "Peer review", SourceKind.PEER_REVIEW, visited="April 2021", reported="3 May 2021")
    scrutiny = Source(
        3, "OSC-1", "Scrutiny committee, 4 May", SourceKind.SCRUTINY, reported="4 May 2021", reply_by=date(2021, 7, 4)
    )
    items = (
        Item(1, 1, ItemKind.REQUIREMENT, "1a", "Agree the audits with the Board.", 1, "1", "high", date(2021, 5, 4)),
        Item(2, 1, ItemKind.REQUIREMENT, "2", "Name who leads on early help.", added_on=date(2021, 5, 4)),
        Item(3, 2, ItemKind.FINDING, "F1", "Audits are timely.", 1, "1"),
        Item(
            4, 2, ItemKind.RECOMMENDATION, "R1", "Hold a weekly call.",
            declined=Declined("Independent Chair", date(2021, 6, 1), "It repeats the weekly surgery."),
        ),
        Item(5, 3, ItemKind.RECOMMENDATION, "S1", "Publish how long families wait.", replies=(_SENT, _PUT_RIGHT)),
        Item(6, 3, ItemKind.RECOMMENDATION, "S2", "Show the audits by team."),
    )  # fmt: skip
    links = (Link(plan[0].action.id, 1, group_id=1), Link(plan[1].action.id, 2))
    return Coverage((notice, peer, scrutiny), items, links, {each.action.id: each for each in plan}, {})


def _examples() -> tuple[Message, ...]:
    coverage = sample_coverage()
    facts = CoverageFacts(1, TODAY, coverage, may_change=True, may_decline=True, may_reply=True, is_sample=True)
    empty = CoverageFacts(1, TODAY, NONE_KEPT, may_change=True)
    return (
        coverage_shown(facts),
        coverage_shown(empty),
        *(source_shown(facts, source) for source in coverage.sources),
        *(item_shown(facts, item) for item in coverage.items),
    )


EXAMPLES: tuple[Message, ...] = _examples()
