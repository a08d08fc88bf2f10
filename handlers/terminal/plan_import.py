"""`accountable import`: show what a file was read as, and load it when the person says so."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from bot.domain.dates import listed
from bot.domain.plan_reading import Field, Finding, KnownPlan, Outcome, PlanPreview, PreviewRow, Sheet
from bot.domain.plan_reading.dates import read_date_phrase
from bot.domain.plan_reading.headings import normalised
from bot.domain.plan_reading.keeping import with_answers
from bot.domain.plan_reading.letters import NAMES, WhichLetters, read_name
from bot.domain.plan_reading.milestones import is_milestone_sheet
from bot.domain.plan_reading.questions import numbered
from bot.domain.plan_writing import what_changes
from bot.domain.refusals import Refusal
from bot.domain.whole_plan import read_whole_plan
from bot.domain.working_days import Nation
from config.bank_holidays import KNOWN_UNTIL, PLANS_FROM, bank_holidays
from handlers.plan_files import read_plan_path

# Below this many rows a progress bar is gone before it is seen.
LONG_WORK = 400

PlanArgument = Annotated[
    Path, typer.Argument(help="The plan: a spreadsheet (.xlsx) or a CSV file.", show_default=False)
]
MilestonesOption = Annotated[Path | None, typer.Option(help="Milestones in a file of their own, one to a row.")]
PreviewOption = Annotated[bool, typer.Option("--preview", help="Show what was read, and save nothing.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Load without asking, for scripts.")]
DateOption = Annotated[str | None, typer.Option(help="The day that the plan was made, where its titles do not say.")]
ColumnOption = Annotated[
    list[str] | None, typer.Option("--column", help='What a column is, where I took it for another: "Who=Lead".')
]
NumberOption = Annotated[
    bool, typer.Option("--number", help="Number the actions in their order, where the file has no references.")
]
EncodingOption = Annotated[
    str, typer.Option("--encoding", help="How a CSV is to be read, where it can be read in several ways: Mac.")
]
BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]

Known = Callable[[str], KnownPlan]
Save = Callable[[PlanPreview, str, KnownPlan], list[str]]


def register(cli: typer.Typer, known: Known, save: Save) -> None:
    """Add `import` to the command line.

    `known` gives the plan of the board with a name, as it stands (an empty one where there is no database yet); it is
    called once a run. `save` loads the rows of a preview that can be loaded into that board's plan, as long as it is as
    it was known, and returns what it did, in sentences. Either may raise a Refusal.
    """

    @cli.command("import")
    def import_plan(
        plan: PlanArgument,
        milestones: MilestonesOption = None,
        preview: PreviewOption = False,
        as_json: JsonOption = False,
        yes: YesOption = False,
        document_date: DateOption = None,
        column: ColumnOption = None,
        number: NumberOption = False,
        encoding: EncodingOption = "",
        board: BoardOption = "",
    ) -> None:
        """Read a plan, show what was found, and load it when you say so."""
        try:
            beside = known(board)
            read = read_preview(plan, milestones, document_date, column or (), beside, encoding, number=number)
            loaded = _loaded(read, preview, as_json, yes, lambda found: save(found, board, beside))
        except Refusal as refusal:
            _say_no(refusal.words, as_json)
            raise typer.Exit(1) from None
        if as_json:
            typer.echo(json.dumps(preview_as_json(read) | {"saved": loaded}, ensure_ascii=False, indent=2))


def read_preview(
    plan: Path,
    milestones: Path | None,
    document_date: str | None,
    columns: Sequence[str],
    known: KnownPlan,
    encoding: str = "",
    *,
    number: bool = False,
) -> PlanPreview:
    """Read the files that were named on the command line.

    Raises:
        Refusal: a file, a date, a column or an encoding that cannot be used.
    """
    made, fields, letters = _day(document_date), _fields(columns), _letters(encoding)
    sheets = _sheets(plan, letters)
    own = _milestone_sheet(_sheets(milestones, letters)) if milestones else None
    holidays = bank_holidays(Nation.ENGLAND_AND_WALES, PLANS_FROM, KNOWN_UNTIL.year)
    read = _read_with_progress(sheets, own, made, known, holidays, fields)
    refs = numbered(read) if number else {}
    return _read_with_progress(with_answers(sheets, refs), own, made, known, holidays, fields) if refs else read


def _sheets(path: Path, letters: str) -> list[Sheet]:
    try:
        return read_plan_path(path, letters)
    except WhichLetters as unclear:
        names = " or ".join(f'"{each.name}"' for each in unclear.readings)
        raise Refusal(f"{unclear.found} Say which is right: add --encoding {names}.") from None


def _letters(encoding: str) -> str:
    code = read_name(encoding) if encoding else ""
    if code is None:
        raise Refusal(f'"{encoding}" is not one of {listed(list(NAMES.values()))}, which are the ones that I can read.')
    return code


def _milestone_sheet(sheets: list[Sheet]) -> Sheet:
    return next((sheet for sheet in sheets if is_milestone_sheet(sheet)), sheets[0])


def _read_with_progress(
    sheets: list[Sheet],
    own: Sheet | None,
    made: date | None,
    known: KnownPlan,
    holidays: frozenset[date],
    fields: Mapping[str, Field],
) -> PlanPreview:
    if max(len(sheet.rows) for sheet in sheets) < LONG_WORK:
        return read_whole_plan(sheets, own, made, known, holidays, fields)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading the plan", total=None)
        return read_whole_plan(
            sheets,
            own,
            made,
            known,
            holidays,
            fields,
            lambda done, total: bar.update(task, completed=done, total=total),
        )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    reading = read_date_phrase(text)
    if reading.end is None or not reading.is_date or reading.precision != "day":
        raise Refusal(f'"{text}" is not a day. Write the date of the plan as 2021-06-08 or 8 June 2021.')
    return reading.end


def _fields(columns: Sequence[str]) -> dict[str, Field]:
    by_name = {normalised(field.value): field for field in Field}
    fields = {}
    for each in columns:
        heading, _, name = each.rpartition("=")
        if not heading or normalised(name) not in by_name:
            names = ", ".join(field.value for field in Field)
            raise Refusal(f'"{each}" does not say what a column is. Write --column "its heading=one of: {names}".')
        fields[heading] = by_name[normalised(name)]
    return fields


def _loaded(
    read: PlanPreview, only_preview: bool, as_json: bool, yes: bool, save: Callable[[PlanPreview], list[str]]
) -> list[str]:
    """Load what can be loaded if the person says so; return what was done, in sentences,
    and nothing where nothing was."""
    console = Console(stderr=as_json, highlight=False, soft_wrap=True)
    if not as_json:
        show_preview(read, console)
    if only_preview or not read.loadable or not _agreed(read, yes, console):
        return []
    done = save(read)
    for sentence in done:
        console.print(Text(sentence))
    return done


def _agreed(read: PlanPreview, yes: bool, console: Console) -> bool:
    if yes:
        return True
    count = len(read.loadable)
    rows = "the one ready row" if count == 1 else f"the {count} ready rows"
    if not sys.stdin.isatty():
        console.print(Text(f"Nothing has been saved, because nobody is here to ask. To load {rows}, add --yes."))
        return False
    return typer.confirm(f"Load {rows}?", err=console.stderr)


def _say_no(words: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"rows": [], "refused": words}, ensure_ascii=False, indent=2))
    else:
        Console(stderr=True, highlight=False, soft_wrap=True).print(Text(words))


# --- for a person ------------------------------------------------------------------------------------------------


def show_preview(preview: PlanPreview, console: Console) -> None:
    """Say what was found: the counts, then one line for each finding, in the order of the file."""
    console.print(Text(preview.summary))
    if preview.sheet:
        console.print(Text(f'From the sheet "{preview.sheet}".'))
    if preview.sources:
        console.print(Text(f"Also in the file: {preview.sources.in_words}."))
    if preview.changes["changed"] or preview.changes["unchanged"]:
        new, changed, same = (preview.changes[kind] for kind in ("new", "changed", "unchanged"))
        words = (
            f"Of those that can be loaded, {new} are new, {changed} differ from the plan and {same} are in it already."
        )
        console.print(Text(words))
    for title, lines in _paragraphs(preview):
        if lines:
            console.print()
            console.print(Text(title, style="bold"))
            for line in lines:
                console.print(Text(line))


def _paragraphs(preview: PlanPreview) -> list[tuple[str, list[str]]]:
    by_outcome: dict[Outcome, list[str]] = {outcome: _row_lines(preview.rows, outcome) for outcome in Outcome}
    missing = [f"{ref} is in the plan and not in this file. It stays as it is." for ref in preview.not_in_file]
    return [
        ("About the file", [_about_the_file(preview, finding) for finding in preview.findings]),
        ("Columns, as I read them", [_column_line(preview)] if preview.columns else []),
        ("Cannot be loaded yet", by_outcome[Outcome.HELD]),
        ("Ready, but I have questions", by_outcome[Outcome.QUESTIONS]),
        ("What loading changes", what_changes(preview)),
        ("Ready", by_outcome[Outcome.READY]),
        ("Skipped", by_outcome[Outcome.SKIPPED]),
        ("Not in this file", missing),
    ]


def _about_the_file(preview: PlanPreview, finding: Finding) -> str:
    """The words; before them the sheet, where a row number alone would be taken for one of the plan's."""
    place = f'Sheet "{finding.sheet}": ' if finding.row and finding.sheet != preview.sheet else ""
    to_type = " To have that done, add --number." if finding.code == "NO_REF_COLUMN" else ""
    return f"{place}{finding.message}{to_type}"


def _column_line(preview: PlanPreview) -> str:
    read = (f"{column.heading} is {column.field or 'not read'}" for column in preview.columns)
    return "; ".join(read) + '. To change one, add --column "heading=field".'


def _row_lines(rows: Sequence[PreviewRow], outcome: Outcome) -> list[str]:
    lines: list[str] = []
    for row in rows:
        if row.outcome is not outcome:
            continue
        if not row.findings:
            lines.append(f"Row {row.row} ({row.ref})." if row.ref else f"Row {row.row}.")
        lines += [row.says(finding) for finding in row.findings]
    # Rows with one reference say the same thing of each other; once is enough.
    return list(dict.fromkeys(lines))


# --- for a script ------------------------------------------------------------------------------------------------


def preview_as_json(preview: PlanPreview) -> dict[str, object]:
    """The preview as a script reads it; its shape is documented and does not change without a word in the changelog."""
    return {
        "rows": [
            {
                "sheet": row.sheet,
                "row": row.row,
                "ref": row.ref,
                "outcome": row.outcome.value,
                "findings": [_finding_as_json(finding) for finding in row.findings],
            }
            for row in preview.rows
        ],
        "sheets": _sheets_as_json(preview),
        "file": [
            {"sheet": finding.sheet} | _finding_as_json(finding) for finding in preview.findings if _is_of_file(finding)
        ],
        "columns": [
            {"letter": column.letter, "heading": column.heading, "field": column.field} for column in preview.columns
        ],
        "counts": {"actions": len(preview.actions)} | {outcome.value: preview.counts[outcome] for outcome in Outcome},
        "changes": {kind: preview.changes[kind] for kind in ("new", "changed", "unchanged")},
        "marking": preview.marking,
        "document_date": preview.document_date.isoformat() if preview.document_date else None,
        "not_in_file": list(preview.not_in_file),
        "summary": preview.summary,
    }


# What these say is true of the whole file, though one sheet gave rise to it.
_OF_THE_FILE = frozenset({"ENCODING", "BAD_BYTE", "MARKING_FOUND", "TWO_PLAN_SHEETS"})


def _is_of_file(finding: Finding) -> bool:
    return finding.sheet is None or finding.code in _OF_THE_FILE


def _sheets_as_json(preview: PlanPreview) -> list[dict[str, object]]:
    found = [finding for finding in preview.findings if not _is_of_file(finding)]
    names = dict.fromkeys(finding.sheet for finding in found)
    return [
        {
            "sheet": name,
            "findings": [
                {"row": finding.row} | _finding_as_json(finding)
                for finding in preview.findings
                if finding.sheet == name
            ],
        }
        for name in names
    ]


def _finding_as_json(finding: Finding) -> dict[str, object]:
    return {"column": finding.column, "raw": finding.raw, "code": finding.code, "message": finding.message}
