"""Asking whether every requirement and recommendation is answered: of all sources, of one, or of one thing it asks."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import listed
from bot.domain.people import Deed
from bot.domain.plans import Assessed
from bot.domain.refusals import Refusal
from bot.domain.source_reading import split_refs
from bot.domain.sources import Coverage, Item, ItemKind, Source, from_findings, kinds_in_words, states_in_words
from bot.messages.coverage import SHOW, CoverageFacts, coverage_shown, item_shown, source_shown
from bot.messages.parts import Reply
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Press, Typed
from bot.use_cases.reading_answers import read_number
from storage import plans, sources
from storage.access import OPERATOR, Access, access_board, access_board_by_id

GONE = "There is no such source any more. Type “coverage” to see those that there are."
_PAGE = re.compile(r"^(.*?)\s*\bpage\s+(\d{1,4})$", re.IGNORECASE)


def coverage_of(session: Session, board: Board, now: datetime) -> Coverage:
    """The sources of a board, the most binding first, what they ask for, and the actions that answer.

    Unchecked: the board came from `storage.access`, or the worker asks for it.
    """
    found = tuple(sorted(sources.sources_of(session, board.id), key=lambda each: each.kind.place))
    if not found:
        return Coverage((), (), (), {}, {})
    places = {each.id: place for place, each in enumerate(found)}
    links = tuple(sources.links_of(session, board.id))
    plan = {each.action.id: each for each in assess_plan(session, board, now)}
    # What an action of a closed plan answered stays answered by it.
    earlier = assess_plan(session, board, now, only=sorted({link.action_id for link in links} - plan.keys()))
    return Coverage(
        sources=found,
        items=tuple(sorted(sources.items_of(session, board, now), key=lambda item: places[item.source_id])),
        links=links,
        plan={**{each.action.id: each for each in earlier}, **plan},
        same_work=sources.same_work_of(session, board.id),
        replaced=sources.replaced_of(session, board.id),
    )


def ask_coverage(session: Session, command: Typed, now: datetime) -> Reply:
    """“coverage” shows all sources; “coverage IN-TORBAY” one of them, “coverage IN-4a” one thing that it asks for.

    On the command line a source is shown whole, with every word, to be kept as a document.

    Raises:
        Refusal: they may not see the plan; or nothing here is called so.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    said, page = " ".join(command.text.split()), 1
    if match := _PAGE.match(said):
        said, page = match[1], int(match[2])
    coverage = coverage_of(session, access.board, now)
    is_whole = by.platform == OPERATOR
    if not said:
        return Reply(message=coverage_shown(facts_of(session, access, coverage)))
    found = named(coverage, said)
    return _shown(session, access, coverage, found, page=page, is_whole=is_whole)


def press_coverage(session: Session, command: Press, now: datetime) -> Reply:
    """The answer to a button or a menu: all sources, one (`s3`, or its second page, `s3:2`), or one item (`i45`)."""
    board_id, _, which = command.about.partition(":")
    by = command.by
    if board_id:
        access = access_board_by_id(session, by.key, read_number(board_id, "board"), Deed.SEE_PLAN, now, name=by.name)
    else:
        access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    coverage = coverage_of(session, access.board, now)
    which = command.value or which
    if not which:
        return Reply(message=coverage_shown(facts_of(session, access, coverage)))
    if which[0] not in "si":
        raise Refusal(GONE)
    code, _, page = which[1:].partition(":")
    number = read_number(code, "source")
    found = coverage.find_source(number) if which.startswith("s") else coverage.find_item(number)
    if found is None:
        raise Refusal(GONE)
    return _shown(session, access, coverage, found, page=read_number(page, "page") if page else 1)


def _shown(
    session: Session, access: Access, coverage: Coverage, found: Source | Item, *, page: int = 1, is_whole: bool = False
) -> Reply:
    if isinstance(found, Source):
        facts = facts_of(session, access, coverage, of=found, page=page, is_whole=is_whole)
        return Reply(message=source_shown(facts, found))
    return Reply(message=item_shown(facts_of(session, access, coverage, of=found), found))


def facts_of(
    session: Session,
    access: Access,
    coverage: Coverage,
    *,
    of: Source | Item | None = None,
    page: int = 1,
    is_whole: bool = False,
) -> CoverageFacts:
    """What a page of coverage is drawn from, for this reader."""
    actions = coverage.actions_of(of) if isinstance(of, Source) else coverage.covered(of).actions if of else ()
    return CoverageFacts(
        board_id=access.board.id,
        today=access.board.today(access.now),
        coverage=coverage,
        may_change=access.standing.may(Deed.MANAGE),
        may_restrict=access.standing.may(Deed.RESTRICT),
        may_decline=access.standing.may(Deed.DECLINE_ITEM),
        may_reply=access.standing.may(Deed.RECORD_REPLY),
        is_sample=access.board.is_sample,
        findings=from_findings(coverage, access.board.today(access.now), access.board.today),
        evidence=sources.evidence_of(session, [each.action.id for each in actions]) if actions else {},
        page=page,
        is_whole=is_whole,
        marking=plans.classification_of(session, access.board.id),
    )


def named(coverage: Coverage, said: str) -> Source | Item:
    """The source or the item that is called so: by its reference, or words of a source's title.

    Raises:
        Refusal: nothing is, or several are; it says which.
    """
    found = _called(coverage, said)
    if len(found) == 1:
        return found[0]
    if found:
        which = ", ".join(_full_ref(coverage, each) for each in found[:6])
        raise Refusal(f"“{said}” could be {which}. Type one of these.")
    if not coverage.sources:
        raise Refusal("No source is here yet. The programme manager adds one: “source”.")
    refs = [each.ref for each in coverage.sources] + [each.ref for each in coverage.items]
    near = get_close_matches(said.upper(), refs, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise Refusal(f"No source and nothing that one asks for is called “{said}”.{hint} “coverage” alone shows them all.")


def _called(coverage: Coverage, said: str) -> list[Source | Item]:
    plain = said.casefold().strip()
    whole: list[Source | Item] = [
        each for each in coverage.sources if plain in (each.ref.casefold(), each.title.casefold())
    ]
    whole += [each for each in coverage.items if each.ref.casefold() == plain]
    whole += [each for each in coverage.items if _full_ref(coverage, each).casefold() == plain]
    if whole:
        return whole
    words = [word for word in plain.split() if len(word) > 2]
    return [each for each in coverage.sources if words and all(word in each.title.casefold() for word in words)]


def _full_ref(coverage: Coverage, found: Source | Item) -> str:
    if isinstance(found, Source):
        return found.ref
    source = coverage.find_source(found.source_id)
    return f"{source.ref if source else ''} {found.ref}".strip()


@dataclass(frozen=True)
class FromSource:
    """The actions that come from a source: their ids, what each answers by its reference, and the counts in words."""

    action_ids: frozenset[int] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


def by_source(session: Session, board: Board, plan: Sequence[Assessed], now: datetime) -> dict[str, FromSource]:
    """What comes from each source, by how it is called: its reference and title, or what the plan itself says.

    An action comes from a source when it is linked to it, or when the plan's own words name it.
    """
    coverage, said = coverage_of(session, board, now), sources.source_refs(session, board.id)
    by_words: dict[str, set[int]] = {}
    for action_id, (_, words, _) in said.items():
        by_words.setdefault(words, set()).add(action_id)
    found: dict[str, FromSource] = {}
    known: set[int] = set()
    for source in coverage.sources:
        linked = {each.action.id for each in coverage.actions_of(source)}
        named = {
            action_id
            for action_id, (_, words, ref) in said.items()
            if words.casefold() == source.title.casefold()
            or source.ref.casefold() in map(str.casefold, split_refs(ref))
        }
        actions = [each for each in plan if each.action.id in linked | named]
        known |= linked | named
        found[f"{source.ref} {source.title}"] = _from_source(coverage, source, actions)
    for words, ids in by_words.items():
        if words and not ids <= known:
            actions = [each for each in plan if each.action.id in ids]
            found[words] = FromSource(frozenset(ids), {}, _open_and_closed(coverage, actions))
    return found


def _from_source(coverage: Coverage, source: Source, actions: Sequence[Assessed]) -> FromSource:
    answers: dict[str, list[str]] = {}
    for covered in coverage.of_source(source):
        for each in covered.actions if covered.item.kind is not ItemKind.FINDING else ():
            answers.setdefault(each.action.ref, []).append(covered.item.ref)
    waiting = coverage.to_be_answered(source)
    asked = (
        f" Asked for: {kinds_in_words([each.item for each in waiting])}: {states_in_words(waiting)}." if waiting else ""
    )
    return FromSource(
        frozenset(each.action.id for each in actions),
        {ref: f"Answers {listed(refs)}" for ref, refs in answers.items()},
        f"{_open_and_closed(coverage, actions)}{asked}",
    )


def _open_and_closed(coverage: Coverage, actions: Sequence[Assessed]) -> str:
    live, pieces = sum(each.action.is_live for each in actions), coverage.pieces(actions)
    once = f" {pieces} pieces of work: two that are the same work count once." if pieces != len(actions) else ""
    return f"{live} open, {len(actions) - live} closed; each is counted once, however many it answers.{once}"


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {SHOW: press_coverage}
WORDS: Mapping[str, UseCase] = {"coverage": ask_coverage}
READS = frozenset({*PRESSES, *WORDS})
