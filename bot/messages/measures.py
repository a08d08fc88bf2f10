"""What an import of measures came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dates import counted, listed
from bot.messages.parts import Bullets, Item, Message, Note, Paragraph, Part


@dataclass(frozen=True)
class MeasuresLoaded:
    """What was loaded, by reference, and a sentence for each row that was not. `links` counts new links to actions."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    figures: int
    corrected: int
    links: int
    refused: tuple[str, ...]
    marked: tuple[str, ...] = ()
    """The references of those that were put among the ones that matter most, or taken out."""
    kept: tuple[str, ...] = ()
    """A sentence for each target that was not changed, since the file gives no decision for it."""


def measures_loaded(loaded: MeasuresLoaded) -> Message:
    """Say what was loaded, and what was not and why."""
    said = [f"{counted(len(loaded.added), 'measure')} added"] if loaded.added else []
    said += [f"{counted(len(loaded.changed), 'measure')} changed ({listed(list(loaded.changed))})"] * bool(
        loaded.changed
    )
    said += [f"{counted(loaded.figures, 'figure')} kept"] if loaded.figures else []
    said += [f"{loaded.corrected} of them as a correction"] if loaded.corrected else []
    said += [f"{counted(loaded.links, 'link')} to actions made"] if loaded.links else []
    said += [f"{counted(len(loaded.marked), 'mark')} changed ({listed(list(loaded.marked))})"] * bool(loaded.marked)
    words = f"{listed(said)}." if said else "Nothing is new: everything that could be read was there already."
    return Message(
        kind="measures_loaded",
        heading="",
        parts=(
            Paragraph(text=words),
            *_refused(loaded.refused),
            *([Bullets(lead="Targets that were not changed", items=_items(loaded.kept))] if loaded.kept else []),
            Note(text="An action is linked to the measures that the plan’s file names for it."),
        ),
    )


def _refused(refused: Sequence[str]) -> list[Part]:
    if not refused:
        return []
    return [Bullets(lead="Not loaded; put this right and import the file again", items=_items(refused))]


def _items(sentences: Sequence[str]) -> tuple[Item, ...]:
    return tuple(Item(text=words) for words in sentences)


EXAMPLES: tuple[Message, ...] = (
    measures_loaded(
        MeasuresLoaded(
            ("KPO-01", "KPO-02"), ("KPO-03",), 4, 1, 11,
            ("Row 7, good_is: is empty. Write higher, lower or context: which way is good is never guessed.",),
            ("KPO-01",),
            ("KPO-05: its target stays as it was, 80%, and is not 85%: a target is changed by a new decision, and the "
             "file gives none. Fill in decision_ref, decided_on and decided_by, or type “measures KPO-05”.",),
        )
    ),
    measures_loaded(MeasuresLoaded((), (), 0, 0, 0, ())),
)  # fmt: skip
