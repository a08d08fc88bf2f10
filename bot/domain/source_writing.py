"""Sources, what they ask for and which actions answer, as tables that read back as the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.cells import neutralised
from bot.domain.dates import day_and_year
from bot.domain.sources import Item, Link, SentReply, Source

SOURCES, ITEMS, LINKS, REPLIES = "Sources", "What they ask for", "What answers", "Replies"
"""What the tables are called, beside the plan's own."""
DECISIONS, MONTHS = "Decisions", "Months"
SHEET_BELOW = "Sheet: "
"""In a file without sheets, what stands before a table's name, in a row of its own above it."""
TABLES = frozenset({SOURCES, ITEMS, LINKS, REPLIES, DECISIONS, MONTHS})
SOURCE_HEADINGS = ("Source ref", "Title", "Type", "Legal force", "Visit", "Report", "Note", "Reply owed by")
ITEM_HEADINGS = (
    "Entry ref", "Entry", "Kind of entry", "From source", "Group", "Group of source", "Priority", "Declined",
)  # fmt: skip
LINK_HEADINGS = (
    "Linked action", "Answers source", "Answers entry", "Answers group", "Group of source", "Same work as",
)  # fmt: skip
REPLY_HEADINGS = ("Reply to entry", "From source", "What was replied", "Sent on", "Sent by", "Where it can be found")

Table = list[list[str]]


@dataclass(frozen=True)
class KeptSources:
    """All that is kept of a board's sources. `groups` are by id: whose group it is, and its name.

    `same_work` is, of an action that repeats another's work, that other.
    """

    sources: Sequence[Source]
    items: Sequence[Item]
    groups: Mapping[int, tuple[int, str]]
    links: Sequence[Link]
    action_refs: Mapping[int, str]
    same_work: Mapping[int, int]


def tables_of(kept: KeptSources) -> dict[str, Table]:
    """The tables by their names, each with its headings; none where the board has no source."""
    if not kept.sources:
        return {}
    refs = {each.id: each.ref for each in kept.sources}
    items = {each.id: each.ref for each in kept.items}
    return {
        SOURCES: _table(SOURCE_HEADINGS, kept.sources, _source),
        ITEMS: _table(ITEM_HEADINGS, kept.items, lambda item: _item(item, refs, kept.groups)),
        LINKS: _table(
            LINK_HEADINGS,
            [each for each in kept.links if each.action_id in kept.action_refs],
            lambda link: _link(link, refs, items, kept),
        ),
    } | _replies(kept.items, refs)


def _replies(items: Sequence[Item], refs: Mapping[int, str]) -> dict[str, Table]:
    """What was replied to the points of scrutiny, in the order in which it was recorded; nothing where nothing was."""
    rows = [(item, reply) for item in items for reply in item.replies]
    return {REPLIES: _table(REPLY_HEADINGS, rows, lambda row: _reply(row[0], row[1], refs))} if rows else {}


def _reply(item: Item, reply: SentReply, refs: Mapping[int, str]) -> Sequence[str]:
    return item.ref, refs[item.source_id], reply.words, day_and_year(reply.sent_on), reply.post, reply.where


def _table(headings: Sequence[str], rows: Sequence[Any], cells: Callable[[Any], Sequence[str]]) -> Table:
    return [list(headings), *([neutralised(cell) for cell in cells(row)] for row in rows)]


def _source(source: Source) -> Sequence[str]:
    kind = source.kind.words
    by = day_and_year(source.reply_by) if source.reply_by else ""
    return source.ref, source.title, kind, source.legal_force, source.visited, source.reported, source.note, by


def _item(item: Item, refs: Mapping[int, str], groups: Mapping[int, tuple[int, str]]) -> Sequence[str]:
    owner, group = groups.get(item.group_id or 0, (0, ""))
    kind, source = item.kind.value.capitalize(), refs[item.source_id]
    return item.ref, item.words, kind, source, group, refs.get(owner, ""), item.priority, _declined(item)


def _declined(item: Item) -> str:
    """That the chair declined it, for whoever reads the file: reading it in declines nothing."""
    said = item.declined
    return f"By the {said.post}, {day_and_year(said.on)}: {said.why}" if said else ""


def _link(link: Link, refs: Mapping[int, str], items: Mapping[int, str], kept: KeptSources) -> Sequence[str]:
    owner, group = kept.groups.get(link.group_id or 0, (0, ""))
    action, source = kept.action_refs[link.action_id], refs[link.source_id]
    same = kept.action_refs.get(kept.same_work.get(link.action_id, 0), "")
    return action, source, items.get(link.item_id or 0, ""), group, refs.get(owner, ""), same
