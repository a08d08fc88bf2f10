"""What is said of a plan that is dropped into the chat as a file, and of one that goes out as a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.dates import counted, listed
from bot.domain.plan_reading.headings import Field
from bot.domain.plan_reading.letters import Letters
from bot.domain.plan_reading.preview import ColumnRead, Finding, Outcome, PlanPreview, PlanRow, PreviewRow, Weight
from bot.domain.plan_reading.questions import Question
from bot.domain.plan_writing import what_changes
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
    without_buttons,
)
from bot.messages.text import as_text

LOAD, ASK, CANCEL, EXPORT = "plan_file.load", "plan_file.ask", "plan_file.cancel", "plan.export"
COLUMNS, LETTERS, REMARKS = "plan_file.columns", "plan_file.letters", "plan_file.remarks"
_PRESSED = frozenset({LOAD, ASK, CANCEL, COLUMNS, LETTERS, REMARKS})
LOADED = "Loaded. What came of it stands below."
CANCELLED = "Cancelled: the file is forgotten, and nothing was saved."
READ_AGAIN = "It was read again: the newer preview below counts."
ANSWER_FORM, COLUMNS_FORM, LETTERS_FORM = "plan_file.answer", "plan_file.choose_columns", "plan_file.choose_letters"
READING, LOADING, EXPORTED = "plan_file_reading", "plan_file_loading", "plan_exported"
LISTING = "plan_file_listing"
"""The kinds of message that are an errand for the worker: what they come to is said when it is done."""
A_PAGE = 8
"""Questions to a page of the form: more would be a wall, and Slack takes 100 blocks."""
MOST_COLUMNS = 40
"""Headings to choose from: a form with more would be larger than Slack takes."""
NO_COLUMN = "none"
LONGEST_CHOICE = 75
"""Characters, which is Slack's limit."""
HOLDS: Mapping[Field, str] = {
    Field.REF: "Its reference, such as A6.",
    Field.ACTION: "What is to be done.",
    Field.POST: "The one post that answers for it.",
    Field.LEAD: "Who does the work.",
    Field.CONTRIBUTORS: "The posts that give input to its statement, one to a line.",
    Field.BASELINE: "The deadline that was agreed first.",
    Field.DEADLINE: "The deadline that is agreed now.",
    Field.PRECISION: "Month, quarter, week or approximate, where the deadline is no exact day.",
    Field.MOVES: "How often the deadline was moved before.",
    Field.REVISED: "A later date that somebody asks for.",
    Field.FORECAST: "When it is expected.",
    Field.WAITS: "The references of the actions that it waits for, or programmes outside the plan.",
    Field.LIFECYCLE: "The state of the work, such as in progress or delivered.",
    Field.REOPENED: "How often it was closed and opened again before.",
    Field.HOLD_DECISION: "The decision by which it is on hold. A file cannot put it on hold: it is asked about.",
    Field.HOLD_REVIEW: "When its hold is looked at again.",
    Field.DELIVERED: "The day on which it was delivered.",
    Field.CHECK: "The day on which it is checked whether it still holds.",
    Field.OFFERED: "The evidence that was offered when it was delivered.",
    Field.EFFECT: "The effect on children, as it was said then.",
    Field.FIGURE: "The figure that showed it, as it was said then.",
    Field.KEEPER: "The post that keeps it going.",
    Field.PROCEDURE: "The procedure that holds it.",
    Field.RATING: "Red, Amber or Green, as its officer sees it.",
    Field.CONFIRMED: "The rating that the Board confirmed.",
    Field.URGENT: "Yes or no. What is urgent has tighter limits.",
    Field.STATUTORY: "Yes or no: whether a direction sets it.",
    Field.REPORTED: "The other boards that it is reported to, one to a line.",
}
SOURCES_STAY = "What the board does not have yet is added with the plan; what it has stays as it is."
CHANGED_SINCE = (
    "Nothing has been loaded yet: the plan has changed since I showed you this file, in {refs}. This is what the file "
    "would do to the plan as it is now. Look at it once more, and load it if it is still what you want."
)
AT_MOST = 12
"""Lines of one kind in a preview; the others are counted, and a button lists them."""
LINES = (AT_MOST, 8, 5, 3)
"""Fewer of them, where there is no room for so many."""
ROOM = 9_000
"""Characters of a preview, in chat."""
A_LISTING = 30
"""Lines in one message of all that was found: each may have 600 characters."""
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
        "plan_file_answered",
        f"Thank you. I am reading the file again with {counted(answered, 'answer')}, and will say here what I "
        f"found.{rest}",
    )


def columns_chosen(read: int) -> Message:
    """What whoever said which column is which reads at once."""
    text = (
        f"Thank you. I am reading the file again, with {counted(read, 'column')} as you say, and will say here what I "
        "found. I will remember it for the next file with these headings."
    )
    return said("plan_file_columns_chosen", text)


def listing(name: str) -> Message:
    """The errand of listing all that was found in a file."""
    return said("plan_file_listing", f"Listing what I found in {name}.")


def being_listed(name: str) -> Message:
    """What whoever asked for all that was found reads at once."""
    return said("plan_file_being_listed", f"All that I found in {name} follows here, in a moment.")


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
    since: tuple[str, ...] = ()
    """The actions that have changed in the plan since the preview that was to be loaded."""
    told: int = 0
    """How many people beside whoever loads it would be told at once, as the plan and the board are now."""


def file_preview(read: Previewed) -> Message:
    """What was found: the counts, one line for each finding, and what can be done now. Nothing has been saved.

    With as many lines under each heading as there is room for in one message.
    """
    drawn = (_file_preview(read, most) for most in LINES)
    fewest = _file_preview(read, LINES[-1])
    return next((message for message in drawn if len(as_text(message)) <= ROOM), fewest)


def _file_preview(read: Previewed, most: int) -> Message:
    preview = read.preview
    parts: list[Part] = [Paragraph(text=CHANGED_SINCE.format(refs=_some(read.since)))] if read.since else []
    parts.append(Paragraph(text=preview.summary))
    if preview.sheet:
        parts.append(Paragraph(text=f"From {read.name}, sheet “{preview.sheet}”, for {read.board}.{_changes(preview)}"))
    parts += [part for title, lines in _paragraphs(preview) for part in _listed(title, lines, most)]
    parts += _columns_line(read)
    if preview.sources:
        parts.append(Paragraph(lead="Also in the file", text=f"{preview.sources.in_words}. {SOURCES_STAY}"))
    if preview.loadable:
        parts.append(Paragraph(lead="Who is told when you load it", text=_who_is_told(read)))
    parts += [_buttons(read, most), Note(text=_what_next(read))]
    return Message(kind="plan_file_preview", heading="What I found", parts=tuple(parts))


def all_remarks(name: str, about: str, preview: PlanPreview, page: int) -> Message:
    """All that was found in a file, a part at a time, with a button for the next; `about` is the file and version."""
    lines = [(title, line) for title, found in _paragraphs(preview) for line in found]
    pages = max(1, -(-len(lines) // A_LISTING))
    shown = lines[(page - 1) * A_LISTING : page * A_LISTING]
    parts: list[Part] = []
    for title in dict.fromkeys(title for title, _ in shown):
        items = tuple(Item(text=line) for of, line in shown if of == title)
        parts += [Subheading(text=title), Bullets(items=items)]
    if page < pages:
        more = Button(label="Next", does=REMARKS, about=f"{about}:{page + 1}", spoken=f"Next of what I found in {name}")
        parts.append(Buttons(buttons=(more,)))
    parts.append(Note(text="Nothing has been saved. The buttons to load or cancel are under the preview above."))
    of = f", {page} of {pages}" if pages > 1 else ""
    return Message(kind="plan_file_remarks", heading=f"All that I found in {name}{of}", parts=tuple(parts))


def with_settled(message: Message, what: str) -> Message:
    """The same once it is past: its buttons give way to what came of it."""
    return without_buttons(message, _PRESSED, what)


def _some(refs: Sequence[str]) -> str:
    more = len(refs) - AT_MOST
    return listed([*refs[:AT_MOST], f"{more} more"] if more > 0 else list(refs))


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
        ("What loading changes", what_changes(preview)),
        ("About the file", [_placed(preview, finding) for finding in preview.findings]),
        ("Ready", _row_lines(preview.rows, Outcome.READY)),
        ("In the plan but not in this file", missing),
    ]


def _columns_line(read: Previewed) -> list[Part]:
    """What each column was taken for, where that does not go without saying, and a button to change it."""
    if not read.preview.sheet:
        return []
    taken = [
        f"“{each.heading}” is {each.field}" for each in read.preview.columns if each.field and not _says_itself(each)
    ]
    plain = sum(_says_itself(each) for each in read.preview.columns)
    said_before = " as you said" if read.preview.chosen else ""
    words = (
        "he heading of 1 column says what it is" if plain == 1 else f"he headings of {plain} columns say what they are"
    )
    others = "" if not plain else f"; t{words}" if taken else f"T{words}"
    button = Button(label="Change columns", does=COLUMNS, about=read.about, spoken="Change which column is which")
    return [Paragraph(lead=f"Columns{said_before}", text=f"{'; '.join(taken)}{others}.", button=button)]


def _says_itself(column: ColumnRead) -> bool:
    return bool(column.field) and column.heading.casefold() == (column.field or "").casefold()


def _placed(preview: PlanPreview, finding: Finding) -> str:
    """The sheet, where a row number alone would be taken for one of the plan's."""
    place = f"Sheet “{finding.sheet}”: " if finding.row and finding.sheet != preview.sheet else ""
    return place + finding.message


_FIRST = (Weight.HOLD, Weight.ASK, Weight.SAY)
_DONE = frozenset({"REPORT_ASKED", "PLAN_STANDS", "DEADLINE_MOVE_ASKED", "BASELINE_KEPT"})
"""What is said of what loading does, or leaves undone."""


def _row_lines(rows: Sequence[PreviewRow], outcome: Outcome) -> list[str]:
    """What holds rows first, then what is asked, then what loading does, then what is good to know: the first lines
    are those that are read.
    """
    found = [(_place_of(finding), row.says(finding)) for row in rows if row.outcome is outcome
             for finding in row.findings if not _is_known_to_all(row, finding)]  # fmt: skip
    return list(dict.fromkeys(line for _, line in sorted(found, key=lambda each: each[0])))


def _is_known_to_all(row: PreviewRow, finding: Finding) -> bool:
    """That the milestones of an action were read says nothing where they are as the plan has them."""
    return finding.code == "MILESTONES_READ" and row.change == "unchanged"


def _place_of(finding: Finding) -> tuple[int, bool]:
    return _FIRST.index(finding.weight), finding.code not in _DONE


def _listed(title: str, lines: Sequence[str], most: int) -> list[Part]:
    if not lines:
        return []
    rest = [Item(text=f"… and {len(lines) - most} more.")] if len(lines) > most else []
    items = [Item(text=line) for line in lines[:most]]
    return [Subheading(text=title), Bullets(items=(*items, *rest))]


def _buttons(read: Previewed, most: int) -> Buttons:
    count = len(read.preview.loadable)
    buttons = []
    if not read.preview.sheet and read.preview.columns:
        label = "Say which column is which"
        buttons.append(Button(label=label, does=COLUMNS, about=read.about, style="primary"))
    if read.questions:
        asked = counted(len(read.questions), "question")
        buttons.append(
            Button(label=f"Answer {asked}", does=ASK, about=f"{read.about}:1", style=None if count else "primary")
        )
    if count:
        buttons.append(_load_button(read, count))
    if any(len(lines) > most for _, lines in _paragraphs(read.preview)):
        spoken = f"List all that I found in {read.name}"
        buttons.append(Button(label="List all", does=REMARKS, about=f"{read.about}:1", spoken=spoken))
    buttons.append(Button(label="Cancel", does=CANCEL, about=read.about, spoken=f"Cancel, and forget {read.name}"))
    return Buttons(buttons=tuple(buttons))


def _load_button(read: Previewed, count: int) -> Button:
    ready = counted(count, "action")
    words = (
        f"{ready} will be loaded into the plan of {read.board}. A changed deadline becomes a request, which the chair "
        f"decides; nothing is erased or deleted. {_told_in_short(read)}"
    )
    return Button(
        label=f"Load {ready}", does=LOAD, about=read.about, style="primary",
        confirm=Confirm(title=f"Load {ready}?", text=words, yes="Load", no="Not yet"),
    )  # fmt: skip


def _who_is_told(read: Previewed) -> str:
    """How many people, and of what; whether there is such a board as a file names is not said."""
    moved, asked = (_refs_with(read.preview, code) for code in ("DEPENDENCY_MOVED", "REPORT_ASKED"))
    of = f" Whoever answers for {_some(moved)} hears what is expected on another day." if moved and read.told else ""
    boards = f" Whoever runs another board that is named beside {_some(asked)} is asked, if it is one here."
    return f"{_told_in_short(read)}{of}{boards if asked else ''}"


def _told_in_short(read: Previewed) -> str:
    if not read.told:
        return "Nobody is told at once but you."
    return f"Beside you, {counted(read.told, 'person', 'people')} {'is' if read.told == 1 else 'are'} told at once."


def _refs_with(preview: PlanPreview, code: str) -> list[str]:
    return [row.ref for row in preview.rows if row.ref and any(each.code == code for each in row.findings)]


def _what_next(read: Previewed) -> str:
    held = read.preview.counts[Outcome.HELD]
    if not read.preview.sheet and read.preview.columns:
        found = listed([f"“{each.heading}”" for each in read.preview.columns[:AT_MOST]])
        return f"Its headings may be {found}. Say which is which here, or put the file right and drop it again. {KEPT}"
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


def column_field(field: Field) -> str:
    """The name of what asks which column a field is."""
    return f"column_{field.name.casefold()}"


def columns_form(about: str, name: str, columns: Sequence[ColumnRead]) -> Form:
    """Which column of a file is which: for each thing that a plan says of an action, the file's own headings."""
    shown = columns[:MOST_COLUMNS]
    choices = (Choice(value=NO_COLUMN, label="Not in this file"), *(_column_choice(each) for each in shown))
    rest = f" Only the first {MOST_COLUMNS} columns can be chosen." if len(columns) > MOST_COLUMNS else ""
    words = f"From {name}. For each, choose the column that holds it. It is remembered for files with these headings."
    taken = {each.field: each.letter for each in shown if each.field}
    fields = [
        ChoiceField(
            name=column_field(field), label=field.value, hint=HOLDS.get(field, ""), choices=choices, optional=True,
            initial=taken.get(field.value, NO_COLUMN),
        )
        for field in Field
    ]  # fmt: skip
    return Form(
        name=COLUMNS_FORM, title="Columns", submit="Read again", about=about,
        parts=(Paragraph(text=f"{words}{rest}"), *fields),
    )  # fmt: skip


def _column_choice(column: ColumnRead) -> Choice:
    example = f", such as “{column.example}”" if column.example else ""
    label = f"{column.letter}: {column.heading}{example}"
    return Choice(
        value=column.letter, label=label if len(label) <= LONGEST_CHOICE else f"{label[: LONGEST_CHOICE - 1]}…"
    )


def which_letters(name: str, about: str, readings: Sequence[Letters]) -> Message:
    """A file that can be read in several ways: how each shows its words, and the question which is right."""
    ways = tuple(Item(lead=each.name, text=each.words) for each in readings)
    return Message(
        kind="plan_file_letters",
        heading="Which of these looks right?",
        parts=(
            Paragraph(text=f"{name} can be read in {len(readings)} ways, and does not say which is right."),
            Bullets(items=ways),
            Buttons(
                buttons=(
                    Button(label="Choose", does=LETTERS, about=about, style="primary"),
                    Button(label="Cancel", does=CANCEL, about=about, spoken=f"Cancel, and forget {name}"),
                )
            ),
            Note(text="Nothing has been read or saved yet."),
        ),
    )


def letters_form(about: str, name: str, readings: Sequence[Letters]) -> Form:
    """In which way a file is to be read."""
    choices = tuple(Choice(value=each.code, label=each.name) for each in readings)
    label = "In which do names and quotation marks look right?"
    return Form(
        name=LETTERS_FORM, title="Which looks right?", submit="Read it so", about=about,
        parts=(
            Paragraph(text=f"{name}, in each of the ways in which it can be read:"),
            Bullets(items=tuple(Item(lead=each.name, text=each.words) for each in readings)),
            ChoiceField(name="reading", label=label, choices=choices, as_menu=False),
        ),
    )  # fmt: skip


def _field(name: str, question: Question, answered: str) -> FormPart:
    label = f"Row {question.row} ({question.ref}), {question.heading}" if question.ref else _place(question)
    hint = _without_place(question)
    also = "" if question.each else _also_said(question.also)
    hint = f"{hint[:1].upper()}{hint[1:]}{also}"
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


def _without_place(question: Question) -> str:
    """The words without the row and the column, which are the label; two findings about one cell say them twice."""
    row = f"Row {question.row}, "
    words = re.sub(rf"\b{row}[^:.]+: (\S)", lambda found: found[1].upper(), question.words)
    return re.sub(rf"\b{row}[^:.]+ is blank", "It is blank", words)


def _also_said(rows: Sequence[int]) -> str:
    if not rows:
        return ""
    numbers = [str(row) for row in rows]
    shown = numbers if len(numbers) <= AT_MOST else [*numbers[:AT_MOST], f"{len(numbers) - AT_MOST} more"]
    return f" Row {shown[0]} says the same." if len(rows) == 1 else f" Rows {listed(shown)} say the same."


def _place(question: Question) -> str:
    return f"Row {question.row}, {question.heading}"


def _day(answered: str) -> date | None:
    try:
        return date.fromisoformat(answered)
    except ValueError:
        return None


def export_asked() -> Message:
    """What whoever asked for the plan as a file reads at once."""
    return said("plan_export_asked", "The plan as a file follows in our private conversation, in a moment.")


def plan_exported(board: str, actions: int, day: str, marking: str) -> Message:
    """What stands beside the file."""
    text = f"The plan of {board} as of {day}: {counted(actions, 'action')}. It is marked {marking}."
    return said("plan_exported", f"{text} Dropped here again, it changes nothing.")


def moment_words(at: datetime) -> str:
    """A moment to the second, by which one file is told from the next: "1 June 2021 at 09:00:12"."""
    return f"{at.day} {at:%B %Y at %H:%M:%S}"


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

_LETTERS = (
    Letters("mac_roman", "Mac", ("children’s", "“now”")), Letters("cp1252", "Windows-1252", ("childrenÕs", "ÒnowÓ"))
)  # fmt: skip
_COLUMNS = (
    ColumnRead("A", "Thing", None, "Publish the practice standards"), ColumnRead("B", "Boss", None, "Head of Care"),
)  # fmt: skip
_NO_PLAN = "I found no action table in this file. A plan needs a row of headings."
_STRANGE = PlanPreview(None, (), (Finding("NO_PLAN_FOUND", _NO_PLAN),), columns=_COLUMNS)

EXAMPLES = (
    file_taken("plan.xlsx"),
    reading("plan.xlsx"),
    loading("plan.xlsx"),
    file_preview(Previewed("plan.xlsx", "Improvement Board", _PREVIEW, _QUESTIONS, "1:1")),
    being_read_again(2, 1),
    being_loaded("plan.xlsx"),
    listing("plan.xlsx"),
    being_listed("plan.xlsx"),
    all_remarks("plan.xlsx", "1:1", _PREVIEW, 1),
    file_cancelled("plan.xlsx"),
    columns_chosen(6),
    which_letters("plan.csv", "1:1", _LETTERS),
    file_preview(Previewed("plan.xlsx", "Improvement Board", _STRANGE, (), "1:1")),
    file_preview(Previewed("plan.xlsx", "Improvement Board", _PREVIEW, (), "1:3", since=("A3", "A5"), told=2)),
    file_refused(
        "plan.xls", "plan.xls is an old Excel file (.xls) or is locked with a password. Take the password off."
    ),
    export_asked(),
    plan_exported("Improvement Board", 15, "8 June 2021", "OFFICIAL-SENSITIVE"),
)
FORM_EXAMPLES = (
    questions_form("1:1", "plan.xlsx", 1, _QUESTIONS, ["", "", ""]),
    columns_form("1:1", "plan.xlsx", _COLUMNS),
    letters_form("1:1", "plan.csv", _LETTERS),
)
