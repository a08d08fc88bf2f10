"""Sources that come in with a plan's own file: what is not here is added, and what is here stays as it is.

A list of sources that is loaded as such may correct what is here (`bot/use_cases/source_loading.py`); a plan's file may
be an old one, so that a difference in it is a question and no change.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.dates import day_and_year
from bot.domain.restriction import RESTRICTED
from bot.domain.sources import Link
from bot.domain.sources_read import ItemRow, LinkRow, ReplyRow, SourceRow, SourcesRead
from bot.messages.plans import SourcesCame
from bot.use_cases.source_loading import WORDS_HELD_BACK, source_values
from storage import actions, sources
from storage.access import Access
from storage.audit import Entry, record_all


def bring_sources(session: Session, access: Access, read: SourcesRead, new_actions: Collection[str]) -> SourcesCame:
    """Add what a plan's file says of sources and the board has not; say what differs.

    `new_actions` are the actions that came with the file: only to these, or to what is new itself, is a link made.
    """
    coming = _Coming(session, access, {ref.casefold() for ref in new_actions})
    for source in read.sources:
        coming.add_source(source)
    for item in read.items:
        coming.add_item(item)
    for link in read.links:
        coming.add_link(link)
    for reply in read.replies:
        coming.add_reply(reply)
    record_all(session, access.board.workspace_id, coming.entries)
    return coming.came


class _Coming:
    """The sources of one file going into one board."""

    def __init__(self, session: Session, access: Access, new_actions: Collection[str]) -> None:
        self._session, self._access, self._new = session, access, set(new_actions)
        board = access.board
        self.came, self.entries = SourcesCame(), list[Entry]()
        self._sources = {each.ref.casefold(): each for each in sources.sources_of(session, board.id)}
        self._ids = {ref: each.id for ref, each in self._sources.items()}
        self._items = {
            (each.source_id, each.ref.casefold()): each for each in sources.items_of(session, board, access.now)
        }
        self._item_ids = {place: each.id for place, each in self._items.items()}
        self._links = set(sources.links_of(session, board.id, with_ended=True))
        self._actions = {each.ref.casefold(): each.id for each in actions.named(session, board.id)}
        self._withdrawn = sources.withdrawn_refs(session, board.id)
        self._same = sources.same_work_of(session, board.id)

    def add_source(self, row: SourceRow) -> None:
        """Add a source, or say in what it differs from the one that is here."""
        if self._is_withdrawn(row.ref, row.ref.casefold(), ""):
            return
        there, values = self._sources.get(row.ref.casefold()), source_values(row)
        if there is not None:
            self._ask(row.ref, there, values)
            return
        added = sources.add_source(self._session, self._access.board.id, self._access.now, ref=row.ref, **values)
        self._ids[row.ref.casefold()] = added
        self.came.sources.append(row.ref)
        self._log("add_source", row.ref, f"{row.title} ({row.kind.words.lower()})")

    def add_item(self, row: ItemRow) -> None:
        """Add something that a source asks for or found, or say in what it differs."""
        source_id = self._ids.get(row.source.casefold())
        if source_id is None:
            self.came.questions.append(f"{row.where}: there is no source {row.source}, so {row.ref} was left out.")
            return
        if self._is_withdrawn(row.ref, row.source.casefold(), row.ref.casefold()):
            return
        values: dict[str, Any] = {"words": row.words, "priority": row.priority, "kind": row.kind.value}
        there = self._items.get((source_id, row.ref.casefold()))
        if there is None and row.words.casefold() == RESTRICTED:
            self.came.questions.append(f"{row.ref} {WORDS_HELD_BACK}.")
            return
        if there is not None and there.is_restricted:
            values.pop("words")  # neither the mark of an export nor anything else is compared with them
        if there is not None:
            self._ask(row.ref, there, values)
            return
        group = self._group(row.group, row.group_of or row.source)
        item_id = sources.add_item(self._session, source_id, self._access.now, ref=row.ref, group_id=group, **values)
        self._item_ids[source_id, row.ref.casefold()] = item_id
        self.came.items.append(row.ref)
        self._log("add_source_item", f"{row.source} {row.ref}", row.kind.value)

    def add_link(self, row: LinkRow) -> None:
        """Link an action as the file says, where it or what it answers is new here; else ask."""
        action_id, link = self._actions.get(row.action.casefold()), self._link(row)
        if action_id is None or link is None:
            self.came.questions.append(f"{row.where}: what it names is not here, so the link was left out.")
            return
        if link not in self._links:
            self._make(row, link)
        other = self._actions.get(row.same_as.casefold())
        if other is not None and action_id not in self._same and row.action.casefold() in self._new:
            sources.note_same_work(self._session, action_id, other)
            self._same[action_id] = other

    def add_reply(self, row: ReplyRow) -> None:
        """Keep what was replied to an entry that is new here; of one that was here before, say what is not."""
        place = self._ids.get(row.source.casefold(), 0), row.asked.casefold()
        there, item_id = self._items.get(place), self._item_ids.get(place)
        if item_id is None:
            self.came.questions.append(
                f"{row.where}: there is no {row.asked} of {row.source}, so its reply was left out."
            )
            return
        if row.reply.words.casefold() == RESTRICTED or (there is not None and there.is_restricted):
            return  # that it is restricted was said of the entry
        if there is None:
            sources.add_reply(self._session, item_id, row.reply, by=self._access.who, at=self._access.now)
            self.came.replies += 1
            self._log("record_reply", f"{row.source} {row.asked}", f"sent on {day_and_year(row.reply.sent_on)}")
        elif row.reply not in there.replies:
            said = f"{row.asked}: the file has a reply of {day_and_year(row.reply.sent_on)} that is not here."
            self.came.questions.append(f"{said} If it was sent, record it: “coverage {row.asked}”.")

    def _make(self, row: LinkRow, link: Link) -> None:
        what = row.asked or row.group or row.source
        is_new = row.action.casefold() in self._new or row.source in self.came.sources or row.asked in self.came.items
        if not is_new:
            said = f"{row.action} answers {what} in the file and not here."
            self.came.questions.append(f"{said} If it does, link it: “link {row.action} to {what}”.")
            return
        sources.add_link(self._session, link, self._access.now)
        self._links.add(link)
        self.came.links += 1
        self._log("link_action", row.action, what, action_id=link.action_id)

    def _link(self, row: LinkRow) -> Link | None:
        action_id, source_id = self._actions.get(row.action.casefold()), self._ids.get(row.source.casefold())
        if action_id is None or source_id is None:
            return None
        group = self._group(row.group, row.group_of or row.source)
        item = self._item_ids.get((source_id, row.asked.casefold()))
        if (row.asked and item is None) or (row.group and group is None):
            return None
        return Link(action_id, source_id, group_id=group, item_id=item)

    def _is_withdrawn(self, ref: str, source: str, entry: str) -> bool:
        """Whether it was withdrawn in chat and nothing of that name came since: then it stays away."""
        is_here = source in self._ids and (not entry or (self._ids[source], entry) in self._item_ids)
        if is_here or (source, entry) not in self._withdrawn:
            return False
        self.came.questions.append(f"{ref} was withdrawn as entered by mistake. It stays away.")
        return True

    def _group(self, name: str, source: str) -> int | None:
        owner = self._ids.get(source.casefold())
        return sources.group_of(self._session, owner, name) if name and owner is not None else None

    def _ask(self, ref: str, there: Any, values: Mapping[str, Any]) -> None:
        """Say what the file has otherwise than here; a blank says nothing."""
        differing = [
            name.replace("_", " ")
            for name, value in values.items()
            if value and getattr(there, name) != value and not name.endswith("_on")
        ]
        if differing:
            self.came.questions.append(f"{ref}: its {' and '.join(differing)} here and in the file differ. It stays.")

    def _log(self, what: str, subject: str, to: str, action_id: int | None = None) -> None:
        why = "from an imported file"
        self.entries.append(Entry(self._access.who, what, subject, self._access.now, "", to, why, action_id))
