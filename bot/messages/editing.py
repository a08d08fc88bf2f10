"""An edit of an action, step by step: the form, what will change and who will be told, and what is said when it is."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import ended, listed
from bot.domain.edits import Line
from bot.domain.references import Named
from bot.messages.changing import OPEN, back_to_card
from bot.messages.parts import Bullets, Button, Buttons, Form, FormPart, Item, Message, Paragraph, Part, TextField
from bot.messages.who_is_told import who_will_be_told

CHANGED = "action_changed"
HISTORY = "history.show"
LONGEST_WHY = 300


def why_field(initial: str = "", label: str = "Why is this changed?") -> TextField:
    """Asks why; every change is on the record with its reason."""
    return TextField(name="why", label=label, initial=initial, longest=LONGEST_WHY)


def edit_form(
    name: str, title: str, about: str, subject: str, parts: Sequence[FormPart], *, why: str = "", missed: str = "",
    ended: str = "", asks_why: str = "Why is this changed?",
) -> Form:  # fmt: skip
    """The first step: what is to be changed, with what stands or was typed in each field.

    `ended` says why it can not be done any more: what was typed is there to be copied.
    """
    return Form(
        name=name,
        title=title,
        submit="See what will change",
        about=about,
        parts=(
            *_to_be_copied(ended),
            *missed_meanwhile(missed),
            Paragraph(text=subject),
            *parts,
            why_field(why, asks_why),
        ),
    )


def missed_meanwhile(missed: str) -> tuple[Paragraph, ...]:
    """What somebody else changed while this was being filled in."""
    if not missed:
        return ()
    text = f"{missed} What you typed is kept below. Look it through, and see again what will change."
    return (Paragraph(lead="Changed meanwhile by somebody else", text=text),)


def _to_be_copied(ended: str) -> tuple[Paragraph, ...]:
    return (Paragraph(text=f"{ended} What you typed is kept below: copy what is still of use."),) if ended else ()


def preview_form(
    name: str, back: str, about: str, subject: str, lines: Sequence[Line], notes: Sequence[str], told: Sequence[str],
    why: str,
) -> Form:  # fmt: skip
    """The second step: everything that will change and who will be told. Nothing is saved yet."""
    items = tuple(Item(lead=_capital(line.name), text=line.words) for line in lines)
    parts: list[FormPart] = [Paragraph(text=subject), Bullets(lead="What will change", items=items)]
    parts += [Paragraph(text=note) for note in notes]
    parts += [Paragraph(lead="Why", text=why)] if why else []
    parts.append(who_will_be_told(told, "" if told else "There is nobody else whom it concerns."))
    parts.append(Buttons(buttons=(Button(label="Back", does=back, spoken="Back to the form, with what you typed"),)))
    return Form(name=name, title="Save this change?", submit="Save", about=about, parts=tuple(parts))


def change_saved(
    action_id: int, ref: str, done: str, told: Sequence[str], when: str = "now", more: Sequence[Button] = ()
) -> Message:
    """Say that it is saved, who is told and when ("now", "on Wednesday 9 June, 08:30"), and where to go from here."""
    are = "is" if len(told) == 1 else "are"
    whom = f" {_capital(listed(list(told)))} {are} told {when}." if told else " Nobody else is told of it."
    buttons = (*more, *where_next(action_id, ref))
    return Message(
        kind="change_saved", heading="", parts=(Paragraph(text=f"{done}{whom}"), Buttons(buttons=buttons[:5]))
    )


def where_next(action_id: int, ref: str) -> tuple[Button, ...]:
    """From a change to the card, to another change, and to the history."""
    return (
        back_to_card(action_id, ref),
        Button(label="Change more", does=OPEN, about=str(action_id), spoken=f"Change more about {ref}"),
        history_button(action_id, ref),
    )


def history_button(action_id: int, ref: str) -> Button:
    """The way to what was changed, when, by whom and why."""
    return Button(label="History", does=HISTORY, about=f"{action_id}:1", spoken=f"History of {ref}")


def action_changed(
    action_id: int, name: str, ref: str, by: str, lines: Sequence[Line], why: str, *, notes: Sequence[str] = (),
    for_post: str = "", may_look: bool = True, theirs: Sequence[Named] = (),
) -> Message:  # fmt: skip
    """Tell somebody whom it concerns what has changed about an action, who changed it and why; and which of the new
    actions that came of it are `theirs` to answer for.

    Whoever gives input or leads, and has nothing else to do with the board, may not look at the plan.
    """
    theirs_named = listed([each.ref for each in theirs])
    heading = f"{ref} has changed{f': you answer for {theirs_named}' if theirs else ''}"
    buttons = [back_to_card(each.id, each.ref) for each in theirs]
    buttons += [back_to_card(action_id, ref), history_button(action_id, ref)] if may_look else []
    to = f"For the {for_post}: " if for_post else ""
    items = tuple(Item(lead=_capital(line.name), text=line.words) for line in lines)
    parts: list[Part] = [Paragraph(text=ended(f"{to}The {by} has changed {name}")), Bullets(items=items)]
    parts += [Paragraph(text=f"You answer for {theirs_named} from now on.")] if theirs else []
    parts += [Paragraph(text=note) for note in notes]
    parts += [Paragraph(lead="Why", text=why)] if why else []
    parts += [Buttons(buttons=tuple(buttons))] if buttons else []
    return Message(kind="action_changed", heading=heading, parts=tuple(parts))


def day_initial(said: object) -> date | None:
    """A day for a date field, from what was picked or from its words as they are carried between two steps."""
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_LINES = (
    Line("change_title", "title", "Put an audit programme in place", "Audit practice every month"),
    Line("change_lead", "lead officer", "Head of Quality Assurance", ""),
)
_SPLIT = (Line("split_action", "split off, as a new action", "", "BCP-16: Train teams, for the Head of Early Help"),)
_THEIRS = (Named(16, "BCP-16", "Train teams"),)
_NAME = "BCP-06 (Put an audit programme in place)"

EXAMPLES: tuple[Message, ...] = (
    change_saved(6, "BCP-06", "BCP-06 is changed.", ("the Service Director, Quality and Assurance",)),
    change_saved(6, "BCP-06", "BCP-06 is changed.", ()),
    action_changed(6, _NAME, "BCP-06", "Programme Manager", _LINES, "The Board asked for plainer words."),
    action_changed(6, _NAME, "BCP-06", "Programme Manager", _SPLIT, "It was two things in one.", theirs=_THEIRS),
    action_changed(6, "BCP-06 restricted", "BCP-06", "Programme Manager", _SPLIT, "", may_look=False, theirs=_THEIRS),
    action_changed(6, _NAME, "BCP-06", "Programme Manager", _LINES, "", may_look=False),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    edit_form(
        "edit.reword", "Reword", "6:0:", _NAME, (TextField(name="title", label="Title", initial="Audit practice"),),
        missed="8 June 2021, 10:02, Programme Manager: title: Audits → Audit practice.",
    ),
    preview_form(
        "edit.reword.save", "edit.reword.back", "[]", _NAME, _LINES, ("Its dates stay as they are.",),
        ("the Service Director, Quality and Assurance", "the chair"), "The Board asked for plainer words.",
    ),
)  # fmt: skip
