"""What lists of sources were read as: sources, what they ask for or found, and which actions answer."""

from dataclasses import dataclass
from datetime import date

from bot.domain.dates import counted, listed
from bot.domain.sources import ItemKind, SentReply, SourceKind


@dataclass(frozen=True)
class When:
    """A day, a month, a year or a span: as it is said, and the first day that it covers."""

    words: str
    first: date


@dataclass(frozen=True)
class SourceRow:
    """A source as a file gives it; what is blank stays as it was."""

    ref: str
    title: str
    kind: SourceKind
    legal_force: str = ""
    visited: When | None = None
    reported: When | None = None
    note: str = ""
    reply_by: date | None = None


@dataclass(frozen=True)
class ItemRow:
    """A requirement, a recommendation or a finding as a file gives it; `source` as the row names it, if it does."""

    where: str
    ref: str
    kind: ItemKind
    words: str
    group: str = ""
    priority: str = ""
    source: str = ""
    group_of: str = ""
    """The source whose group it is, where that is said."""


@dataclass(frozen=True)
class LinkRow:
    """That an action answers `asked`; empty where it answers the source itself. `findings` stand beside it.

    With `source` it is one link of an export, exactly: to an entry of that source, to a group, or to the source.
    `same_as` is the action whose work this one repeats.
    """

    where: str
    asked: str
    action: str
    findings: tuple[str, ...] = ()
    source: str = ""
    group: str = ""
    group_of: str = ""
    same_as: str = ""


@dataclass(frozen=True)
class ReplyRow:
    """What was replied to an entry of a source, as an export has it."""

    where: str
    asked: str
    source: str
    reply: SentReply


@dataclass(frozen=True)
class Held:
    """A row that cannot be loaded yet: where it stands, what is wrong and what to do, and a code for scripts."""

    code: str
    words: str


@dataclass(frozen=True)
class SourcesRead:
    """What files were read as."""

    sources: tuple[SourceRow, ...] = ()
    items: tuple[ItemRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    held: tuple[Held, ...] = ()
    notes: tuple[str, ...] = ()
    replies: tuple[ReplyRow, ...] = ()

    @property
    def in_words(self) -> str:
        """What there is to load: "2 sources, 8 entries and 9 links"."""
        sources, links = counted(len(self.sources), "source"), counted(len(self.links), "link")
        replies = [counted(len(self.replies), "reply", "replies")] if self.replies else []
        return listed([sources, counted(len(self.items), "entry", "entries"), links, *replies])

    @property
    def is_nothing(self) -> bool:
        """Whether no row was read."""
        return not (self.sources or self.items or self.links or self.replies or self.held)

    def __add__(self, other: "SourcesRead") -> "SourcesRead":
        return SourcesRead(
            self.sources + other.sources, self.items + other.items, self.links + other.links,
            self.held + other.held, self.notes + other.notes, self.replies + other.replies,
        )  # fmt: skip
