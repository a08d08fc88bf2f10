"""What is said of lists of sources that a file brings: what was found, what is held, and what was or will be saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.dates import counted, listed
from bot.domain.sources import Covered, Item, ItemKind, kinds_in_words, states_in_words
from bot.domain.sources_read import Held
from bot.messages.parts import Bullets, Message, Note, Paragraph, Part
from bot.messages.parts import Item as Line

NOT_SAVED = "Nothing has been saved."
CHANGED_SINCE = (
    "Nothing has been saved yet: what is here has changed since I showed you these lists. This is what they come to "
    "now. If it is right, type the command again."
)


@dataclass
class SourcesLoaded:
    """What some lists came to. `link_rows` are the rows of lists of links, `headlines` those that name no entry."""

    held: list[Held] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    sources_added: list[str] = field(default_factory=list)
    items_added: list[tuple[ItemKind, str]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    """What each of these says here and what it says in the lists, in words."""
    groups: set[tuple[int, str]] = field(default_factory=set)
    link_rows: int = 0
    headlines: int = 0
    links_made: int = 0
    by_own_reference: int = 0
    linked: int = 0
    pieces: int = 0
    same_work: list[tuple[str, str]] = field(default_factory=list)
    stay_away: list[str] = field(default_factory=list)
    covered: Sequence[Covered] = ()

    @property
    def is_new(self) -> bool:
        """Whether anything is not in the plan as it stands."""
        return bool(self.sources_added or self.items_added or self.changed or self.links_made or self.same_work)


def sources_loaded(told: SourcesLoaded, *, is_saved: bool) -> Message:
    """The preview, which says that nothing has been saved; or, in the same words, what was."""
    parts: list[Part] = [Paragraph(text=" ".join(_came_to(told, is_saved=is_saved)))]
    if not is_saved:
        changes = tuple(Line(text=words) for words in told.corrections)
        parts += [Bullets(lead="What it changes", items=changes)] if changes else []
    parts += [Paragraph(text=" ".join(words))] if (words := _linked(told)) else []
    parts += [Bullets(lead="Cannot be loaded yet", items=tuple(Line(text=each.words) for each in told.held))]
    said = [*_stays(told), *dict.fromkeys(told.notes)]
    parts += [Bullets(lead="About the files", items=tuple(Line(text=words) for words in said))]
    if told.covered:
        covered = f"{_entries(told.covered)}: {states_in_words(told.covered)}."
        parts.append(Paragraph(lead="Coverage after this", text=covered))
    parts.append(Note(text="“coverage” shows each with its actions." if is_saved else NOT_SAVED))
    heading = "Sources, as loaded" if is_saved else "Sources, as I read them"
    return Message(kind="sources_loaded", heading=heading, parts=tuple(parts))


def sources_changed_since(preview: Message) -> Message:
    """What lists come to by now, where that is not what somebody was shown and said yes to."""
    return preview.model_copy(update={"parts": (Paragraph(text=CHANGED_SINCE), *preview.parts)})


def _came_to(told: SourcesLoaded, *, is_saved: bool) -> list[str]:
    if not told.is_new:
        return ["Nothing is new: all that can be loaded is in the plan already."]
    found = [counted(len(told.sources_added), "source")] if told.sources_added else []
    number = {kind: sum(each is kind for each, _ in told.items_added) for kind in ItemKind}
    found += [counted(count, kind.value) for kind, count in number.items() if count]
    groups = f", in {counted(len(told.groups), 'group')}" if told.groups and told.items_added else ""
    links = [counted(told.links_made, "link")] if told.links_made else []
    said = [f"{listed([*found, *links]) or 'Nothing'} {'added' if is_saved else 'to add'}{groups}."]
    if told.changed:
        said.append(f"{'Changed' if is_saved else 'To change'}: {listed(told.changed)}.")
    return said


def _linked(told: SourcesLoaded) -> list[str]:
    said = []
    if told.link_rows and told.linked:
        headline = f", {told.headlines} of them to a source itself" if told.headlines else ""
        said.append(
            f"{counted(told.link_rows, 'row')} of links{headline}: {counted(told.linked, 'action')}, which "
            f"{'is' if told.pieces == 1 else 'are'} {counted(told.pieces, 'piece')} of work. Each is counted once, "
            "however many it answers; a row for each requirement of a group is one link to the group."
        )
    if told.by_own_reference:
        said.append(f"{counted(told.by_own_reference, 'link')} by the source references that the plan has itself.")
    said += [
        f"{one} says that it is the same work as {other}: the two count as one piece of work."
        for one, other in told.same_work
    ]
    return said


def _stays(told: SourcesLoaded) -> list[str]:
    return [f"{each} was taken away in chat, and stays so." for each in told.stay_away]


def _entries(covered: Sequence[Covered]) -> str:
    return kinds_in_words([each.item for each in covered])


_EXAMPLE = SourcesLoaded(
    held=[
        Held("SOURCE_IN_FUTURE", "sources.csv, row 2: October 2021 is after 8 June 2021. Did you mean October 2020?")
    ],
    notes=("The file was read as UTF-8.",),
    sources_added=["IN-1"],
    items_added=[(ItemKind.REQUIREMENT, "1a"), (ItemKind.REQUIREMENT, "1b"), (ItemKind.FINDING, "F1")],
    groups={(1, "1")},
    link_rows=4,
    headlines=1,
    links_made=3,
    by_own_reference=1,
    linked=3,
    pieces=2,
    same_work=[("A11", "A9")],
    stay_away=["A3 to 1a"],
    changed=["1c"],
    corrections=["1c: here words: Hold a call. In the list words: Hold a weekly call."],
    covered=(Covered(Item(1, 1, ItemKind.REQUIREMENT, "1a", "Agree the audits.")),),
)

EXAMPLES: tuple[Message, ...] = (
    sources_loaded(_EXAMPLE, is_saved=False),
    sources_loaded(_EXAMPLE, is_saved=True),
    sources_loaded(SourcesLoaded(), is_saved=True),
    sources_changed_since(sources_loaded(_EXAMPLE, is_saved=False)),
)
