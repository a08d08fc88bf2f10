"""Loading sources, what they ask for or found, and which actions answer; shown first, and saved when agreed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.dates import day_and_year, listed
from bot.domain.restriction import RESTRICTED
from bot.domain.source_reading import split_refs
from bot.domain.sources import Item, ItemKind, Link, Source, same_work_named
from bot.domain.sources_read import Held, ItemRow, LinkRow, SourceRow, SourcesRead
from bot.messages.parts import Message, Reply
from bot.messages.source_loading import SourcesLoaded, sources_changed_since, sources_loaded
from bot.use_cases.coverage import coverage_of
from bot.use_cases.heard import Caller
from bot.use_cases.managing import access_management
from storage import actions, sources
from storage.access import Access
from storage.audit import Entry, record_all

WORDS_HELD_BACK = (
    "was restricted where the file comes from, and its words are not in the file. Add it in chat, from its paper"
)
WITHDRAWN = "was withdrawn in chat as entered by mistake, and stays away. Add it in chat if it is right after all"


@dataclass(frozen=True)
class LoadSources:
    """The programme manager brings lists in.

    `source_for` says which source entries come from, by what they are ("finding") or for all of them (""); `beside`
    whose requirements findings stand against; `headline` which source an action answers that answers no entry of it.
    """

    by: Caller
    read: SourcesRead
    source_for: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""
    headline: str = ""
    is_agreed: bool = False
    shown: Message | None = None
    """What somebody was shown and said yes to; None where nobody was asked."""


def load_sources(session: Session, command: LoadSources, now: datetime) -> Reply:
    """Save every row that can be loaded, and say of the others why not; not agreed, it is shown and nothing is kept.

    The same files twice change nothing. A blank erases nothing, what is left out stays, and a link that somebody took
    away in chat does not come back. Where it would come to something else than was shown, nothing is kept, and that is
    shown.

    Raises:
        Refusal: they do not run the board.
    """
    access = access_management(session, command.by, now)
    loading = _Loading(session, access, command)
    loading.load(command.read)
    record_all(session, access.board.workspace_id, loading.entries)
    found = coverage_of(session, access.board, now)
    loading.told.covered = tuple(found.to_be_answered())
    linked = [found.plan[action_id] for action_id in loading.linked if action_id in found.plan]
    loading.told.linked, loading.told.pieces = len(linked), found.pieces(linked)
    preview = sources_loaded(loading.told, is_saved=False)
    if not command.is_agreed:
        return Reply(message=preview, settled=False)
    if command.shown not in (None, preview):
        return Reply(message=sources_changed_since(preview), settled=False)
    return Reply(message=sources_loaded(loading.told, is_saved=True))


class _Loading:
    """Some lists going into one board."""

    def __init__(self, session: Session, access: Access, command: LoadSources) -> None:
        self._session, self._access, self._now, self._command = session, access, access.now, command
        self._board = access.board
        self.told = SourcesLoaded(list(command.read.held), command.read.notes)
        self.entries: list[Entry] = []
        self.linked: set[int] = set()
        self._sources: list[Source] = []
        self._items: list[Item] = []
        self._without_source: dict[str, list[ItemRow]] = {}
        self._held_refs: set[str] = set()
        self._withdrawn = sources.withdrawn_refs(session, self._board.id)
        self._touched: set[int] = set()
        """The items of this load, and below the sources: only for these are the plan's own references looked up."""
        self._touched_sources: set[int] = set()
        self._action_ids = {each.ref.casefold(): each.id for each in actions.named(session, self._board.id)}
        self._action_refs = {each.id: each.ref for each in actions.named(session, self._board.id)}

    def load(self, read: SourcesRead) -> None:
        """Bring the board up to what the lists say."""
        for source in read.sources:
            self._load_source(source)
        self._look()
        for item in read.items:
            self._load_item(item, read.items)
        self._hold_without_source()
        self._look()
        self._load_links(read)
        self._note_same_work()

    def _look(self) -> None:
        self._sources = sources.sources_of(self._session, self._board.id)
        self._items = sources.items_of(self._session, self._board, self._now)

    # Sources

    def _load_source(self, row: SourceRow) -> None:
        known = {each.ref.casefold(): each for each in sources.sources_of(self._session, self._board.id)}
        there = known.get(row.ref.casefold())
        values = source_values(row)
        if there is None and (row.ref.casefold(), "") in self._withdrawn:
            self._hold(row.ref, "WITHDRAWN", WITHDRAWN)
            return
        if there is None:
            added = sources.add_source(self._session, self._board.id, self._now, ref=row.ref, **values)
            self._touched_sources.add(added)
            self.told.sources_added.append(row.ref)
            self._log("add_source", row.ref, to=f"{row.title} ({row.kind.words.lower()})")
            return
        self._touched_sources.add(there.id)
        new = {name: value for name, value in values.items() if value and getattr(there, name) != value}
        if new:
            sources.change_source(self._session, there.id, **new)
            self._corrects(row.ref, new, there)
            self._log("correct_source", row.ref, _pairs(new, there), _pairs(new))

    # What they ask for and found

    def _load_item(self, row: ItemRow, rows: Sequence[ItemRow]) -> None:
        source = self._source_of(row)
        if source is None:
            self._without_source.setdefault(self._which_source(row), []).append(row)
            return
        twice = [each for each in rows if each.ref.casefold() == row.ref.casefold() and each.kind is row.kind]
        if any(each.words != row.words and each.source == row.source for each in twice):
            places = listed([each.where.rpartition("row ")[2] for each in twice])
            self._held_refs.add(row.ref.casefold())
            self._hold(row.where, "DUPLICATE_REF", f"rows {places} have the same reference but say different things")
            return
        group = self._group_of(row, source, rows) if row.group else None
        values = {"words": row.words, "priority": row.priority, "group_id": group}
        there = next(
            (each for each in self._items_of(source) if each.ref.casefold() == row.ref.casefold()), None
        )  # fmt: skip
        if there is None and (source.ref.casefold(), row.ref.casefold()) in self._withdrawn:
            self._hold(row.where, "WITHDRAWN", f"{row.ref} {WITHDRAWN}")
            self._held_refs.add(row.ref.casefold())
            return
        if there is None and row.words.casefold() == RESTRICTED:
            self._hold(row.where, "RESTRICTED", f"{row.ref} {WORDS_HELD_BACK}")
            self._held_refs.add(row.ref.casefold())
            return
        if there is not None and there.is_restricted:
            values.pop("words")  # they are not written anew until that is lifted, nor put on the record
        if there is None:
            kind = {"kind": row.kind.value, "ref": row.ref}
            self._touched.add(sources.add_item(self._session, source.id, self._now, **kind, **values))
            self.told.items_added.append((row.kind, row.ref))
            self._log("add_source_item", f"{source.ref} {row.ref}", to=row.kind.value)
            return
        self._touched.add(there.id)
        new = {name: value for name, value in values.items() if value and getattr(there, name) != value}
        if new:
            sources.change_item(self._session, there.id, **new)
            self._corrects(row.ref, new, there)
            self._log("correct_source_item", f"{source.ref} {row.ref}", _pairs(new, there), _pairs(new))

    def _corrects(self, ref: str, new: Mapping[str, Any], there: Source | Item) -> None:
        here, listed_now = _pairs(new, there).rstrip("."), _pairs(new).rstrip(".")
        said = f"{ref}: here {here}. In the list {listed_now}." if here else f"{ref}: its group."
        self.told.changed.append(ref)
        self.told.corrections.append(said)

    def _hold_without_source(self) -> None:
        """Say once for all the rows that are from a source which is not here."""
        for words, rows in self._without_source.items():
            self._held_refs |= {row.ref.casefold() for row in rows}
            last = rows[-1].where.rpartition("row ")[2]
            where = rows[0].where if len(rows) == 1 else f"{rows[0].where.replace(', row ', ', rows ')} to {last}"
            self._hold(where, "SOURCE_UNKNOWN", words)

    def _items_of(self, source: Source) -> list[Item]:
        return [each for each in sources.items_of(self._session, self._board, self._now) if each.source_id == source.id]

    def _source_of(self, row: ItemRow) -> Source | None:
        given = self._command.source_for
        named = given.get(row.kind.value) or given.get("") or row.source
        return self._named(named)

    def _named(self, said: str) -> Source | None:
        plain = said.strip().casefold()
        return next((each for each in self._sources if plain in (each.ref.casefold(), each.title.casefold())), None)

    def _which_source(self, row: ItemRow) -> str:
        said = self._command.source_for.get(row.kind.value) or self._command.source_for.get("") or row.source
        known = listed([each.ref for each in self._sources])
        which = f"There is no source {said}" if said else f"It does not say which source the {row.kind.value} is from"
        here = f"Sources here: {known}." if known else "No source is here yet: load the list of sources first."
        return f"{which}. {here} Say which with --source"

    def _group_of(self, row: ItemRow, source: Source, rows: Sequence[ItemRow]) -> int:
        """The group of its own source; of a finding, the group of the requirements that it stands against."""
        owner = source
        if row.kind is ItemKind.FINDING:
            owner = self._named(self._command.beside) or self._set_against(row, rows) or source
        self.told.groups.add((owner.id, row.group))
        return sources.group_of(self._session, owner.id, row.group)

    def _set_against(self, row: ItemRow, rows: Sequence[ItemRow]) -> Source | None:
        asking = [each for each in rows if each.kind is not ItemKind.FINDING and each.group == row.group]
        found = {source.id: source for each in asking if (source := self._source_of(each))}
        stored = {each.source_id for each in self._items if each.kind is not ItemKind.FINDING and each.group}
        if not found:
            found = {each.id: each for each in self._sources if each.id in stored}
        return next(iter(found.values())) if len(found) == 1 else None

    # Which actions answer

    def _load_links(self, read: SourcesRead) -> None:
        ended = set(sources.links_of(self._session, self._board.id, with_ended=True))
        live = set(sources.links_of(self._session, self._board.id))
        wanted = self._wanted(read.links)
        own = self._by_own_references(wanted)
        for link in [*wanted, *own]:
            self.linked.add(link.action_id)
            if link in live:
                continue
            if link in ended:
                self.told.stay_away.append(self._link_words(link))
                continue
            sources.add_link(self._session, link, self._now)
            live.add(link)
            self.told.links_made += 1
            self.told.by_own_reference += link in own
            self._log(
                "link_action", self._action_refs[link.action_id], to=self._answers(link), action_id=link.action_id
            )

    def _wanted(self, rows: Sequence[LinkRow]) -> list[Link]:
        asked: dict[int, list[int]] = defaultdict(list)
        found: list[Link] = []
        for row in rows:
            action_id = self._action_ids.get(row.action.casefold())
            if action_id is None:
                self._hold(
                    row.where, "ACTION_UNKNOWN", f"{row.action} is not in the plan. Load the plan first, or correct it"
                )
                continue
            if not row.asked:
                found += self._headline(row, action_id)
            elif item := self._asked(row):
                asked[action_id].append(item.id)
                self._check_findings(row, item)
        for action_id, item_ids in asked.items():
            found += self._together(action_id, item_ids)
        self.told.link_rows = len(rows)
        return found

    def _headline(self, row: LinkRow, action_id: int) -> list[Link]:
        """An action that answers a source itself: the one named, or that of the findings of this load."""
        source = self._named(self._command.headline)
        given = self._command.source_for.get(ItemKind.FINDING.value, "")
        source = source or self._named(given)
        if source is None:
            self._hold(
                row.where, "SOURCE_UNKNOWN",
                f"{row.action} answers no requirement but a source itself. Say which with --headline",
            )  # fmt: skip
            return []
        self.told.headlines += 1
        return [Link(action_id, source.id)]

    def _asked(self, row: LinkRow) -> Item | None:
        found = [each for each in self._items if each.ref.casefold() == row.asked.casefold()]
        found = [each for each in found if each.id in self._touched] or found
        if len(found) == 1:
            return found[0]
        if found:
            self._hold(row.where, "DUPLICATE_REF", f"{row.asked} stands in several sources. Load their lists apart")
        elif row.asked.casefold() not in self._held_refs:
            self._hold(row.where, "REF_UNKNOWN", f"no source asks for {row.asked}. Load its list first, or correct it")
        return None

    def _check_findings(self, row: LinkRow, item: Item) -> None:
        beside = {
            each.ref.casefold()
            for each in self._items
            if each.kind is ItemKind.FINDING and each.group_id == item.group_id
        }
        strange = [ref for ref in row.findings if item.group_id is None or ref.casefold() not in beside]
        if strange:
            said = (
                f"{row.where}: {listed(strange)} does not stand beside {item.ref}. The action was linked all the same."
            )
            self.told.notes += (said,)

    def _together(self, action_id: int, item_ids: Iterable[int]) -> list[Link]:
        """One link to a group where all of it is asked for; to each item where only some are."""
        asked, found = set(item_ids), []
        for item in [each for each in self._items if each.id in asked]:
            members = {
                each.id for each in self._items if item.group_id and each.group_id == item.group_id
                and each.kind is not ItemKind.FINDING
            }  # fmt: skip
            is_whole = bool(members) and members <= asked
            found.append(
                Link(action_id, item.source_id, group_id=item.group_id)
                if is_whole
                else Link(action_id, item.source_id, item_id=item.id)
            )
        return list(dict.fromkeys(found))

    def _by_own_references(self, wanted: Sequence[Link]) -> list[Link]:
        """Links that the plan itself says: an action whose source reference is that of an item, or of a source."""
        by_item = {each.ref.casefold(): each for each in self._items if each.id in self._touched}
        by_source = {each.ref.casefold(): each for each in self._sources if each.id in self._touched_sources}
        found: list[Link] = []
        for action_id, (_, _, said) in sources.source_refs(self._session, self._board.id).items():
            refs = [ref.casefold() for ref in split_refs(said)]
            found += self._together(action_id, [by_item[ref].id for ref in refs if ref in by_item])
            found += [Link(action_id, by_source[ref].id) for ref in refs if ref in by_source and ref not in by_item]
        return [link for link in dict.fromkeys(found) if link not in wanted]

    def _note_same_work(self) -> None:
        known = sources.same_work_of(self._session, self._board.id)
        for action_id, (words, _, _) in sources.source_refs(self._session, self._board.id).items():
            other = self._action_ids.get(same_work_named(words).casefold())
            if other is None or other == action_id or action_id not in self.linked or action_id in known:
                continue
            other = known.get(other, other)
            if other == action_id:
                continue
            sources.note_same_work(self._session, action_id, other)
            known[action_id] = other
            pair = self._action_refs[action_id], self._action_refs[other]
            self.told.same_work.append(pair)
            self._log("note_same_work", pair[0], to=pair[1], action_id=action_id)

    # Words

    def _answers(self, link: Link) -> str:
        if link.item_id:
            return next(each.ref for each in self._items if each.id == link.item_id)
        source = next(each for each in self._sources if each.id == link.source_id)
        if not link.group_id:
            return source.ref
        members = [each.ref for each in self._items if each.group_id == link.group_id]
        asked = [
            each.ref for each in self._items if each.group_id == link.group_id and each.kind is not ItemKind.FINDING
        ]
        return listed(asked or members)

    def _link_words(self, link: Link) -> str:
        return f"{self._action_refs[link.action_id]} to {self._answers(link)}"

    def _hold(self, where: str, code: str, words: str) -> None:
        self.told.held.append(Held(code, f"{where}: {words.rstrip('.')}."))

    def _log(self, what: str, subject: str, was: str = "", to: str = "", action_id: int | None = None) -> None:
        why = "from an imported file"
        self.entries.append(Entry(self._access.who, what, subject, self._now, was, to, why, action_id))


def source_values(row: SourceRow) -> dict[str, Any]:
    """The columns of a source, as a file gives them."""
    visited, reported = row.visited, row.reported
    return {
        "title": row.title,
        "kind": row.kind.value,
        "legal_force": row.legal_force,
        "visited": visited.words if visited else "",
        "visited_on": visited.first if visited else None,
        "reported": reported.words if reported else "",
        "reported_on": reported.first if reported else None,
        "note": row.note,
        "reply_by": row.reply_by,
    }


def _pairs(new: Mapping[str, Any], there: Any = None) -> str:
    names = [name for name in new if not name.endswith(("_on", "_id"))]
    values = {name: getattr(there, name) if there else new[name] for name in names}
    return "; ".join(f"{name.replace('_', ' ')}: {_said(value)}" for name, value in values.items())


def _said(value: Any) -> Any:
    return day_and_year(value) if isinstance(value, date) else value or ""
