"""What is said when a plan has been loaded."""

from dataclasses import dataclass, field

from bot.domain.dates import counted, listed
from bot.messages.parts import Bullets, Item, Message, Paragraph, Part


@dataclass
class SourcesCame:
    """What came with a plan's file of its sources: references that were added, links, and what differs, in words."""

    sources: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    links: int = 0
    replies: int = 0
    questions: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether anything was added."""
        return bool(self.sources or self.items or self.links or self.replies)


@dataclass(frozen=True)
class Loaded:
    """What loading came to. Each list holds references; `asked_to_move` are those whose deadline the file changes."""

    added: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    asked_to_move: tuple[str, ...] = ()
    kept_as_they_were: tuple[tuple[str, str], ...] = ()
    not_in_file: tuple[str, ...] = ()
    vacant_posts: tuple[str, ...] = ()
    marking: str = ""
    """The marking that the plan has from now on; empty where it stays as it was."""

    same_posts: tuple[tuple[str, str], ...] = ()
    """Titles that somebody said are another post's, each with that post."""

    sources: SourcesCame | None = None

    left_to_the_board: tuple[str, ...] = ()
    """Those of `asked_to_move` about which nobody with a seat can decide today."""

    boards_asked: tuple[tuple[str, str], ...] = ()
    """Actions that the file says are reported to other boards as well, each with those that have not agreed."""

    @property
    def is_nothing(self) -> bool:
        """Whether the plan was already as the file says."""
        came = self.sources is not None and self.sources.is_new
        return not (self.added or self.changed or self.asked_to_move or came)


def plan_loaded(loaded: Loaded) -> Message:
    """Say what was saved, what became a request, and what was left as it was."""
    return Message(kind="plan_loaded", heading="Plan loaded", parts=tuple(_parts(loaded)))


def _parts(loaded: Loaded) -> list[Part]:
    if loaded.is_nothing:
        is_so = "" if loaded.kept_as_they_were else "The plan is already as the file says. "
        parts: list[Part] = [Paragraph(text=f"{is_so}Nothing has changed.")]
    else:
        parts = [Paragraph(text=_counts(loaded))]
    parts += _of_sources(loaded.sources) if loaded.sources else []
    parts.append(Bullets(lead="Changed", items=_items(loaded.changed)))
    parts.append(Bullets(lead="Left as they were", items=_items(loaded.kept_as_they_were)))
    if loaded.asked_to_move:
        refs = listed(list(loaded.asked_to_move))
        text = f"{refs}. A spreadsheet cannot move a deadline; the chair decides, and until then the old one stands."
        parts.append(Paragraph(lead="Asked for a new deadline", text=text))
    if loaded.left_to_the_board:
        text = (
            f"About {listed(list(loaded.left_to_the_board))} nobody with a seat can decide just now. Press Request on "
            "the card to record what the Board decides."
        )
        parts.append(Paragraph(text=text))
    if loaded.not_in_file:
        stay = "It stays" if len(loaded.not_in_file) == 1 else "They stay"
        text = f"{listed(list(loaded.not_in_file))}. {stay} in the plan: actions are never deleted."
        parts.append(Paragraph(lead="In the plan but not in the file", text=text))
    if loaded.boards_asked:
        told = [f"{ref} to {names}" for ref, names in loaded.boards_asked]
        text = f"{'; '.join(told)}. That is for whoever runs the other board: they are asked once, and can accept."
        parts.append(Paragraph(lead="To be reported to other boards as well", text=text))
    if loaded.marking:
        text = f"{loaded.marking}, the highest marking in the file. It stands above every export of the plan."
        parts.append(Paragraph(lead="The plan is marked", text=text))
    if loaded.same_posts:
        said = [f"“{title}” is another title of the {post}" for title, post in loaded.same_posts]
        text = f"{'; '.join(said)}. A later file may use either."
        parts.append(Paragraph(lead="Remembered", text=text))
    if loaded.vacant_posts:
        text = (
            f"{'; '.join(loaded.vacant_posts)}. Connect them to people: until then nobody is asked about their actions."
        )
        parts.append(Paragraph(lead="Posts with nobody in them yet", text=text))
    return parts


MOST_QUESTIONS = 12
"""Differences that are named; more are counted."""


def _of_sources(came: SourcesCame) -> list[Part]:
    added = [
        counted(len(came.sources), "source"),
        counted(len(came.items), "entry", "entries"),
        counted(came.links, "link"),
        *([counted(came.replies, "reply", "replies")] if came.replies else []),
    ]
    parts: list[Part] = []
    if came.is_new:
        parts.append(Paragraph(lead="Sources", text=f"{listed(added)} added. “coverage” shows them."))
    shown = came.questions[:MOST_QUESTIONS]
    rest = len(came.questions) - len(shown)
    items = [*(Item(text=each) for each in shown), *([Item(text=f"… and {rest} more.")] if rest else [])]
    return [*parts, Bullets(lead="Sources that differ", items=tuple(items))]


def _items(pairs: tuple[tuple[str, str], ...]) -> tuple[Item, ...]:
    return tuple(Item(lead=ref, text=words) for ref, words in pairs)


def _counts(loaded: Loaded) -> str:
    added, changed = counted(len(loaded.added), "action"), counted(len(loaded.changed), "action")
    return f"{added} added, {changed} changed."


EXAMPLES = (
    plan_loaded(
        Loaded(
            added=("A1", "A2"),
            changed=(("A3", "forecast, milestone “audit tool in use” done"),),
            asked_to_move=("A4", "A6"),
            left_to_the_board=("A6",),
            kept_as_they_were=(("A5", "the milestone “review” keeps its date, 30 June 2021"),),
            not_in_file=("A9",),
            vacant_posts=("Service Director, Quality and Assurance",),
            marking="OFFICIAL-SENSITIVE",
            boards_asked=(("A3", "Community Safety Board"),),
            sources=SourcesCame(
                ["PR-2012"], ["R1", "R2"], 3, 1, ["IN-2012: its title here and in the file differ. It stays."]
            ),
            same_posts=(("Principle Social Worker", "Principal Social Worker"),),
        )
    ),
    plan_loaded(Loaded()),
    plan_loaded(Loaded(kept_as_they_were=(("A5", "the milestone “review” keeps its date, 30 June 2021"),))),
)
