"""What is said of a plan that is dropped into the chat as a file, and of one that goes out as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dates import counted, listed
from bot.domain.plan_reading.preview import Finding, Outcome, PlanPreview, PlanRow, PreviewRow
from bot.domain.plan_reading.questions import Question
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    Confirm,
    DateField,
    Form,
    FormPart,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    Subheading,
    TextField,
    said,
)

LOAD, ASK, CANCEL, EXPORT = "plan_file.load", "plan_file.ask", "plan_file.cancel", "plan.export"
ANSWER_FORM = "plan_file.answer"
READING, LOADING, EXPORTED = "plan_file_reading", "plan_file_loading", "plan_exported"
"""The kinds of message that are an errand for the worker: what they come to is said when it is done."""
A_PAGE = 8
"""Questions to a page of the form: more would be a wall, and Slack takes 100 blocks."""
AT_MOST = 12
"""Lines of one kind in a preview; the others are counted, and the form has them."""
HOW = "What you leave empty stays as it is. What you answer takes the cell’s place here; your own file is not changed."
KEPT = "What the file says is kept until you load or cancel it, and for a day at most."


def file_taken(name: str) -> Message:
    """What whoever dropped a file reads at once."""
    text = f"Thank you. I am reading {name}, and will say here what I found. Nothing is saved until you say so."
    return said("plan_file_taken", text)


def reading(name: str) -> Message:
    """The errand of reading a file."""
    return said("plan_file_reading", f"Reading {name}.")


def loading(name: str) -> Message:
    """The errand of loading what a file says."""
    return said("plan_file_loading", f"Loading {name}.")


def being_read_again(answered: int, left: int) -> Message:
    """What whoever answered questions about a file reads at once."""
    rest = f" {counted(left, 'question')} had no answer and stay as they were." if left else ""
    return said(
        "plan_file_answered", f"Thank you. I am reading the file again with {counted(answered, 'answer')}.{rest}"
    )


def being_loaded(name: str) -> Message:
    """What whoever pressed Load reads at once."""
    return said("plan_file_being_loaded", f"I am loading {name}, and will say here what came of it.")


def file_cancelled(name: str) -> Message:
    """The file is not kept any more."""
    return said("plan_file_cancelled", f"{name} is forgotten. Nothing has been saved.")


def file_refused(name: str, why: str) -> Message:
    """A file that can not be read: why, and what to do."""
    return Message(
        kind="plan_file_refused",
        heading="The file could not be read",
        parts=(Paragraph(text=why), Note(text=f"Nothing of {name} has been saved or kept.")),
    )


@dataclass(frozen=True)
class Previewed:
    """A file as it was read. `about` is what its buttons carry; `board` is the board's name."""

    name: str
    board: str
    preview: PlanPreview
    questions: tuple[Question, ...]
    about: str
    answered: int = 0


def file_preview(read: Previewed) -> Message:
    """What was found: the counts, one line for each finding, and what can be done now. Nothing has been saved."""
    preview = read.preview
    parts: list[Part] = [Paragraph(text=preview.summary)]
    if preview.sheet:
        parts.append(Paragraph(text=f"From {read.name}, sheet “{preview.sheet}”, for {read.board}.{_changes(preview)}"))
    parts += [part for title, lines in _paragraphs(preview) for part in _listed(title, lines)]
    parts += [_buttons(read), Note(text=_what_next(read))]
    return Message(kind="plan_file_preview", heading="What I found", parts=tuple(parts))


def _changes(preview: PlanPreview) -> str:
    new, changed, same = (preview.changes[kind] for kind in ("new", "changed", "unchanged"))
    if not changed and not same:
        return ""
    return f" Of those that can be loaded, {new} new, {changed} changed, {same} as in the plan already."


def _paragraphs(preview: PlanPreview) -> list[tuple[str, list[str]]]:
    left_out = list(preview.not_in_file)
    stay = "It stays as it is" if len(left_out) == 1 else "They stay as they are"
    missing = [f"{listed(left_out)}. {stay}."] if left_out else []
    return [
        ("Cannot be loaded yet", _row_lines(preview.rows, Outcome.HELD)),
        ("Ready, but I have questions", _row_lines(preview.rows, Outcome.QUESTIONS)),
        ("About the file", [_placed(preview, finding) for finding in preview.findings]),
        ("In the plan but not in this file", missing),
    ]


def _placed(preview: PlanPreview, finding: Finding) -> str:
    """The sheet, where a row number alone would be taken for one of the plan's."""
    place = f"Sheet “{finding.sheet}”: " if finding.row and finding.sheet != preview.sheet else ""
    return place + finding.message


def _row_lines(rows: Sequence[PreviewRow], outcome: Outcome) -> list[str]:
    found = [_with_ref(row, finding) for row in rows if row.outcome is outcome for finding in row.findings]
    return list(dict.fromkeys(found))


def _with_ref(row: PreviewRow, finding: Finding) -> str:
    """The line, with the action's reference beside its row: "Row 15 (BCP-05), Deadline: …"."""
    place = f"Row {row.row}"
    if not row.ref or row.ref in finding.message or not finding.message.startswith(place):
        return finding.message
    return f"{place} ({row.ref}){finding.message.removeprefix(place)}"


def _listed(title: str, lines: Sequence[str]) -> list[Part]:
    if not lines:
        return []
    rest = [Item(text=f"… and {len(lines) - AT_MOST} more.")] if len(lines) > AT_MOST else []
    items = [Item(text=line) for line in lines[:AT_MOST]]
    return [Subheading(text=title), Bullets(items=(*items, *rest))]


def _buttons(read: Previewed) -> Buttons:
    count = len(read.preview.loadable)
    buttons = []
    if read.questions:
        asked = counted(len(read.questions), "question")
        buttons.append(
            Button(label=f"Answer {asked}", does=ASK, about=f"{read.about}:1", style=None if count else "primary")
        )
    if count:
        buttons.append(_load_button(read, count))
    buttons.append(Button(label="Cancel", does=CANCEL, about=read.about, spoken=f"Cancel, and forget {read.name}"))
    return Buttons(buttons=tuple(buttons))


def _load_button(read: Previewed, count: int) -> Button:
    ready = counted(count, "action")
    words = (
        f"{ready} will be loaded into the plan of {read.board}. A changed deadline becomes a request, which the chair "
        "decides; nothing is erased or deleted. Nobody is told but you."
    )
    return Button(
        label=f"Load {ready}", does=LOAD, about=read.about, style="primary",
        confirm=Confirm(title=f"Load {ready}?", text=words, yes="Load", no="Not yet"),
    )  # fmt: skip


def _what_next(read: Previewed) -> str:
    held = read.preview.counts[Outcome.HELD]
    if not read.preview.actions:
        return f"Put the file right, and drop it here again. {KEPT}"
    if held:
        return (
            f"What cannot be loaded yet can be answered here, or put right in the file and dropped here again. {KEPT}"
        )
    return KEPT


def questions_form(about: str, name: str, page: int, questions: Sequence[Question], answered: Sequence[str]) -> Form:
    """One page of the questions about a file; `answered` is what stands as an answer to each so far."""
    pages = -(-len(questions) // A_PAGE)
    first = (page - 1) * A_PAGE
    shown = list(zip(questions, answered, strict=True))[first : first + A_PAGE]
    sheets = dict.fromkeys(question.sheet for question, _ in shown)
    where = f"From {name}, sheet “{next(iter(sheets))}”. " if len(sheets) == 1 else f"From {name}. "
    parts: list[FormPart] = [Paragraph(text=f"{where}{HOW}")]
    parts += [_field(f"answer_{first + place}", question, said_so) for place, (question, said_so) in enumerate(shown)]
    return Form(
        name=ANSWER_FORM,
        title=f"Questions, {page} of {pages}" if pages > 1 else "Questions",
        submit="Next" if page < pages else "Read again",
        about=f"{about}:{page}",
        parts=tuple(parts),
    )


def _field(name: str, question: Question, answered: str) -> FormPart:
    label = f"Row {question.row} ({question.ref}), {question.heading}" if question.ref else _place(question)
    hint = question.words.removeprefix(f"{_place(question)}: ")
    hint = hint[:1].upper() + hint[1:]
    if question.kind == "day":
        return DateField(name=name, label=label, hint=hint, optional=True, initial=_day(answered))
    if question.kind == "choice":
        choices = tuple(Choice(value=each[:75], label=each) for each in question.choices)
        return ChoiceField(
            name=name, label=label, hint=hint, optional=True, choices=choices, initial=answered or None,
            placeholder="As it is",
        )  # fmt: skip
    initial = answered or question.suggested
    return TextField(name=name, label=label, hint=hint, optional=True, longest=300, initial=initial[:300])


def _place(question: Question) -> str:
    return f"Row {question.row}, {question.heading}"


def _day(answered: str) -> date | None:
    try:
        return date.fromisoformat(answered)
    except ValueError:
        return None


def export_asked() -> Message:
    """What whoever asked for the plan as a file reads at once."""
    return said("plan_export_asked", "The plan as a file follows in our private conversation.")


def plan_exported(board: str, actions: int, day: str, marking: str) -> Message:
    """What stands beside the file."""
    marked = f" It is marked {marking}." if marking else ""
    text = f"The plan of {board} as of {day}: {counted(actions, 'action')}.{marked}"
    return said("plan_exported", f"{text} Dropped here again, it changes nothing.")


_IMPOSSIBLE = (
    "Row 9, Deadline: 31/09/2021 is not a real date (September has 30 days). Did you mean 30/09/2021 or 01/10/2021?"
)
_TWO = 'Row 10, Owner: two posts named ("DCS", "Head of Quality Assurance"). One post must be accountable. Which one?'
_MONTH = 'Row 8, Deadline: "Sept 2021" read as 30 September 2021. Confirm the day.'
_NO_REF = "Row 11 has an action but no reference. The next free reference is A5. Use it?"
_PREVIEW = PlanPreview(
    sheet="Plan",
    rows=(
        PreviewRow("Plan", 7, "A1", Outcome.READY, plan_row=PlanRow("A1", "Do it.", "DCS")),
        PreviewRow(
            "Plan", 8, "A2", Outcome.QUESTIONS, (Finding("DATE_MONTH_ONLY", _MONTH),), PlanRow("A2", "Do it.", "DCS")
        ),
        PreviewRow("Plan", 9, "A3", Outcome.HELD, (Finding("DATE_IMPOSSIBLE", _IMPOSSIBLE),)),
    ),
    findings=(Finding("HEADER_FOUND", "Headings found on row 6. Rows 1 to 5 are titles, and were skipped."),),
    not_in_file=("A9",),
)
_QUESTIONS = (
    Question("Plan", 9, 5, "Deadline", "A3", _IMPOSSIBLE, True, "day"),
    Question("Plan", 10, 3, "Owner", "A4", _TWO, True, "choice", ("DCS", "Head of Quality Assurance")),
    Question("Plan", 11, 1, "Ref", "", _NO_REF, True, suggested="A5"),
)

EXAMPLES = (
    file_taken("plan.xlsx"),
    reading("plan.xlsx"),
    loading("plan.xlsx"),
    file_preview(Previewed("plan.xlsx", "Improvement Board", _PREVIEW, _QUESTIONS, "1:1")),
    being_read_again(2, 1),
    being_loaded("plan.xlsx"),
    file_cancelled("plan.xlsx"),
    file_refused(
        "plan.xls", "plan.xls is an old Excel file (.xls) or is locked with a password. Take the password off."
    ),
    export_asked(),
    plan_exported("Improvement Board", 15, "8 June 2021", "OFFICIAL-SENSITIVE"),
)
FORM_EXAMPLES = (questions_form("1:1", "plan.xlsx", 1, _QUESTIONS, ["", "", ""]),)
