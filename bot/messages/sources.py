"""The forms with which sources are kept, and what is said when one, an entry or a link has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dates import counted, listed
from bot.domain.references import short_title
from bot.domain.sources import Item, ItemKind, Source, SourceKind
from bot.messages.coverage import ADD_ITEM, LINK, SHOW
from bot.messages.figures import GUARD
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    TextField,
    said,
)
from bot.messages.parts import Item as Line

SOURCE_FORM, ITEM_FORM = "source_add", "source_item"
ACTIONS_FORM, TARGETS_FORM, LINKS_FORM = "source_actions", "source_targets", "source_links"
DECLINE_FORM, CORRECT_FORM = "source_decline", "source_correct"
FROM_ACTION, LINKS_BACK = "coverage.from_action", "coverage.links_back"
LONGEST_WHY, LONGEST_WORDS, LONGEST_TITLE, LONGEST_REF = 600, 3000, 300, 60
CHOICES = 100
"""More than this no platform offers at once; beyond it references are typed."""
NOBODY = "Nobody is written to. It shows in “coverage”, on the action’s card and in the next board pack."


def source_form(board_id: int) -> Form:
    """Ask for a source: what kind, its legal force, and the visit and the report apart."""
    kinds = tuple(Choice(value=kind.value, label=kind.words) for kind in SourceKind)
    return Form(
        name=SOURCE_FORM,
        title="Add a source",
        submit="Add",
        about=str(board_id),
        parts=(
            TextField(name="title", label="What is it called?", longest=LONGEST_TITLE, hint=GUARD),
            TextField(name="ref", label="A short reference", placeholder="PR-2012", longest=LONGEST_REF),
            ChoiceField(
                name="kind", label="What kind of source is it?", choices=kinds,
                hint="A peer review is not an inspection: reports group by this.",
            ),
            TextField(
                name="legal_force", label="Its legal force, if it has any", optional=True, longest=LONGEST_TITLE,
                placeholder="Written plan due to Ofsted",
            ),
            TextField(
                name="visited", label="When was the visit?", optional=True,
                hint="A day, a month with its year, or a span: “21 July 2021 to 4 August 2021”.",
            ),
            DateField(name="reported", label="When was its report published?", optional=True),
            TextField(name="note", label="A note", optional=True, longest=LONGEST_WHY, hint=GUARD),
        ),
    )  # fmt: skip


def source_added(board_id: int, source_id: int, ref: str, title: str, note: str = "") -> Message:
    """Confirm a source, and lead on to what it asks for."""
    about = f"{board_id}:{source_id}"
    more = (Note(text=note),) if note else ()
    buttons = (
        Button(label="Add what it asks for", does=ADD_ITEM, about=about, style="primary"),
        Button(label="All sources", does=SHOW, about=str(board_id)),
    )
    text = f"{ref} {title} is a source of the plan now. What it asks for starts as “no action yet”."
    return said("source_added", text, *more, Buttons(buttons=buttons))


def source_added_item(board_id: int, source: Source, item_id: int, ref: str) -> Message:
    """Confirm one thing that a source asks for, and lead on to its action."""
    buttons = (
        Button(label="Link an action", does=LINK, about=f"{board_id}:{item_id}", style="primary"),
        Button(label="Add another", does=ADD_ITEM, about=f"{board_id}:{source.id}"),
        Button(label="The whole source", does=SHOW, about=f"{board_id}:s{source.id}"),
    )
    text = f"{ref} of {source.ref} is here now, with no action yet. It stays on the list until one is linked or the "
    return said("source_item_added", text + "chair declines it.", Buttons(buttons=buttons))


def item_form(board_id: int, source: Source) -> Form:
    """Ask for one thing that a source asks for or found."""
    kinds = tuple(Choice(value=kind.value, label=kind.value.capitalize()) for kind in ItemKind)
    return Form(
        name=ITEM_FORM,
        title="What it asks for",
        submit="Add",
        about=f"{board_id}:{source.id}",
        parts=(
            Paragraph(lead=source.ref, text=source.title),
            ChoiceField(name="kind", label="What is it?", choices=kinds, initial=ItemKind.RECOMMENDATION.value),
            TextField(name="ref", label="Its reference", longest=LONGEST_REF, placeholder="R1"),
            TextField(
                name="words", label="What it says, word for word", many_lines=True, longest=LONGEST_WORDS, hint=GUARD
            ),
            TextField(
                name="priority", label="Its priority, if somebody has set one", optional=True, longest=LONGEST_REF,
                hint="It is never worked out from the number or the order.",
            ),
            TextField(
                name="group", label="The group that it stands in", optional=True, longest=LONGEST_REF,
                hint="Only where the paper sets actions and findings against several at once.",
            ),
        ),
    )  # fmt: skip


def correct_source_form(about: str, source: Source, actions: int, entries: int) -> Form:
    """A source as it is written, to be put right, or to be withdrawn where it was entered by mistake."""
    kinds = tuple(Choice(value=kind.value, label=kind.words) for kind in SourceKind)
    what = f"with {counted(entries, 'entry', 'entries')}" if entries else ""
    return _correct_form(
        about, source.ref, what, actions,
        TextField(name="title", label="What is it called?", longest=LONGEST_TITLE, initial=source.title),
        TextField(name="ref", label="Its reference", longest=LONGEST_REF, initial=source.ref),
        ChoiceField(name="kind", label="What kind of source is it?", choices=kinds, initial=source.kind.value),
        TextField(
            name="legal_force", label="Its legal force", optional=True, longest=LONGEST_TITLE,
            initial=source.legal_force,
        ),
        TextField(name="visited", label="When was the visit?", optional=True, initial=source.visited),
        TextField(name="reported", label="When was its report published?", optional=True, initial=source.reported),
        TextField(name="note", label="A note", optional=True, longest=LONGEST_WHY, initial=source.note),
    )  # fmt: skip


def correct_item_form(about: str, item: Item, actions: int) -> Form:
    """Something that a source asks for or found, as it is written, to be put right or withdrawn."""
    return _correct_form(
        about, item.ref, "", actions,
        TextField(name="ref", label="Its reference", longest=LONGEST_REF, initial=item.ref),
        TextField(
            name="words", label="What it says, word for word", many_lines=True, longest=LONGEST_WORDS,
            initial=item.words[:LONGEST_WORDS],
        ),
        TextField(name="priority", label="Its priority", optional=True, longest=LONGEST_REF, initial=item.priority),
    )  # fmt: skip


def _correct_form(about: str, ref: str, what: str, actions: int, *fields: FormPart) -> Form:
    linked = f" {counted(actions, 'action')} will not be linked to it any more." if actions else ""
    withdraw = f"{ref} was entered by mistake: withdraw it {what}".strip()
    return Form(
        name=CORRECT_FORM,
        title="Correct",
        submit="Save",
        about=about,
        parts=(
            Paragraph(text=f"What you write takes the place of what stands, which stays on the record. {NOBODY}"),
            *fields,
            ChoicesField(
                name="withdraw", label="Or withdraw it", optional=True,
                choices=(Choice(value="yes", label=withdraw[:75]),),
                hint=f"It is then counted nowhere, and its reference is free.{linked}",
            ),
            TextField(name="why", label="Why?", longest=LONGEST_WHY, hint=GUARD),
        ),
    )  # fmt: skip


def corrected(board_id: int, ref: str, changed: Sequence[str]) -> Message:
    """Confirm what was put right."""
    text = f"{ref} is corrected: {listed(list(changed))}. The old words are on the record."
    return said(
        "source_corrected", text, Buttons(buttons=(Button(label="All sources", does=SHOW, about=str(board_id)),))
    )


def withdrawn(board_id: int, ref: str) -> Message:
    """Confirm that something was withdrawn."""
    text = f"{ref} is withdrawn. It is counted nowhere any more; that it was here stays on the record."
    return said(
        "source_withdrawn", text, Buttons(buttons=(Button(label="All sources", does=SHOW, about=str(board_id)),))
    )


def group_words(items: Sequence[Item]) -> str:
    """What an action answers, as a choice has it: "IN-4a, IN-4b and IN-4c: Ensure that …"."""
    return f"{listed([item.ref for item in items])}: {short_title(items[0].words)}" if items else ""


@dataclass(frozen=True)
class Options:
    """Choices to tick, with those that stand ticked; with more than a platform offers, references are typed."""

    choices: tuple[Choice, ...]
    ticked: tuple[str, ...]
    typed: str = ""


def actions_form(about: str, heading: str, words: str, options: Options) -> Form:
    """Ask which actions answer one thing."""
    return _choose(ACTIONS_FORM, about, "Which actions answer it?", heading, words, options)


def targets_form(about: str, heading: str, words: str, options: Options) -> Form:
    """Ask what one action answers."""
    return _choose(TARGETS_FORM, about, "What does it answer?", heading, words, options)


def _choose(name: str, about: str, label: str, heading: str, words: str, options: Options) -> Form:
    asks: FormPart = TextField(
        name="refs", label=label, initial=options.typed, optional=True, longest=LONGEST_WORDS,
        hint="References, with commas between them. Take one out to unlink it.",
    )  # fmt: skip
    if 0 < len(options.choices) <= CHOICES:
        asks = ChoicesField(
            name="chosen", label=label, choices=options.choices, initial=options.ticked, optional=True,
            hint="Tick to link, untick to unlink.",
        )  # fmt: skip
    return Form(
        name=name,
        title="Link or unlink",
        submit="See what will change",
        about=about,
        parts=(Paragraph(lead=heading, text=words), asks, Note(text="Nothing changes until you have seen what will.")),
    )


def links_form(about: str, changes: Sequence[str], back: str = "", why: str = "") -> Form:
    """What will change, before it does, and why. `back` is the form that it came from, if it came from one."""
    spoken = "Back to the form, with what you ticked"
    ways = (Buttons(buttons=(Button(label="Back", does=LINKS_BACK, about=back, spoken=spoken),)),) if back else ()
    return Form(
        name=LINKS_FORM,
        title="What will change",
        submit="Save",
        about=about,
        parts=(
            Bullets(items=tuple(Line(text=each) for each in changes)),
            TextField(name="why", label="Why?", many_lines=True, longest=LONGEST_WHY, hint=GUARD, initial=why),
            Note(text=NOBODY),
            *ways,
        ),
    )


def links_changed(changes: Sequence[str], board_id: int) -> Message:
    """Confirm what was linked and unlinked."""
    button = Button(label="Coverage", does=SHOW, about=str(board_id))
    return said("links_changed", f"Saved, and so from now on: {' '.join(changes)}", Buttons(buttons=(button,)))


def decline_form(about: str, item: Item, source: str) -> Form:
    """Ask the chair why something is declined."""
    return Form(
        name=DECLINE_FORM,
        title="Decline it",
        submit="Decline",
        about=about,
        parts=(
            Paragraph(lead=f"{item.ref}, {source}", text=short_title(item.words, 2000)),
            TextField(
                name="why", label="Why is there to be no action?", many_lines=True, longest=LONGEST_WHY, hint=GUARD
            ),
            Note(text="It is shown as declined, with your post and the reason, wherever it is counted."),
        ),
    )


def item_declined(about: str, ref: str) -> Message:
    """Confirm that the chair declined something; `about` is the board and the entry."""
    text = f"{ref} is declined, and the reason is on the record. It counts as declined from now."
    return said("item_declined", text, _shown(about, ref))


def asked_again(about: str, ref: str) -> Message:
    """Confirm that a decline was taken back."""
    text = f"{ref} is asked for again, and counts as “no action yet” until one is linked."
    return said("item_asked_again", text, _shown(about, ref))


def _shown(about: str, ref: str) -> Buttons:
    return Buttons(buttons=(Button(label=f"Show {ref}", does=SHOW, about=about),))


_SOURCE = Source(1, "PR-2012", "Peer review letter", SourceKind.PEER_REVIEW)
_ITEM = Item(4, 1, ItemKind.RECOMMENDATION, "R1", "Hold a weekly call.")
_CHANGES = ("A6 will answer R1 (Peer review letter), which has no action yet.",)

EXAMPLES: tuple[Message, ...] = (
    source_added(1, 1, "PR-2012", "Peer review letter", "The report is dated before the visit. Please check both."),
    source_added_item(1, _SOURCE, 4, "R1"),
    links_changed(("A6 answers R1 (Peer review letter).",), 1),
    item_declined("1:i4", "R1"),
    asked_again("1:i4", "R1"),
    corrected(1, "R1", ["words"]),
    withdrawn(1, "R1"),
)
_OPTIONS = Options((Choice(value="6", label="A6 Put an audit programme in place"),), ("6",))
FORM_EXAMPLES: tuple[Form, ...] = (
    source_form(1),
    item_form(1, _SOURCE),
    actions_form("1:4", "R1", "Hold a weekly call.", _OPTIONS),
    targets_form("1:6", "A6", "Put an audit programme in place", Options((), (), "R1, R2")),
    links_form("1:+6.1.0.4", _CHANGES, "i1:4"),
    decline_form("1:4", _ITEM, "Peer review letter"),
    correct_source_form("1:s1", _SOURCE, 2, 3),
    correct_item_form("1:i4", _ITEM, 1),
)
