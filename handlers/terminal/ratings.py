"""`accountable ratings`: try the rules on a council's own examples."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.dates import counted
from bot.domain.ratings import Rating, Suggestion, suggest
from bot.domain.refusals import Refusal
from handlers.terminal.rating_cases import CaseRow, read_cases, word_for

CASES_DIFFER = 1
CANNOT_READ = 2


def register(cli: typer.Typer) -> None:
    """Add the command to the command line."""
    cli.command("ratings")(ratings)


def ratings(
    cases: Annotated[Path, typer.Argument(metavar="CASES.csv", help="Examples, one in each row.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> None:
    """Suggest a rating for each example in a CSV file, and say why.

    The columns are case, today, priority, lifecycle, approved_on, start_date, baseline_deadline,
    current_deadline, forecast, milestones, last_statement, accountable_officer, vacant_since,
    away_without_delegate, kpi_history, help_needed_by, rebaselines, delivered_on, hold_decision_ref,
    hold_review and success_measure; description is optional. Where expected_brag, expected_rules or
    expected_info are there, they are compared, and the command ends with 1 if any differs.
    """
    try:
        rows = read_cases(cases)
    except Refusal as refusal:
        typer.echo(refusal.words, err=True)
        raise typer.Exit(CANNOT_READ) from refusal
    tried = [(row, suggest(row.facts(), row.today)) for row in rows]
    differences = [words for row, suggestion in tried for words in row.differences(suggestion)]
    typer.echo(_as_json(tried) if as_json else _as_text(tried, differences))
    if as_json and differences:
        typer.echo("\n".join(differences), err=True)
    if differences:
        raise typer.Exit(CASES_DIFFER)


def _as_json(tried: list[tuple[CaseRow, Suggestion]]) -> str:
    answers = [
        {
            "case": row.case,
            "rating": suggestion.rating.word if suggestion.rating else None,
            "rules": list(suggestion.codes),
            "notes": [str(note) for note in suggestion.notes],
            "words": suggestion.words,
        }
        for row, suggestion in tried
    ]
    return json.dumps(answers, ensure_ascii=False, indent=2)


def _as_text(tried: list[tuple[CaseRow, Suggestion]], differences: list[str]) -> str:
    listing = [_listing(row, suggestion) for row, suggestion in tried]
    return "\n\n".join([*listing, _counts(tried), *_verdict(tried, differences)])


def _listing(row: CaseRow, suggestion: Suggestion) -> str:
    codes = " ".join([*suggestion.codes, *map(str, suggestion.notes)])
    word = suggestion.rating.words if suggestion.rating else "No colour"
    about = f", {row.description}" if row.description else ""
    return f"{word} – {row.case}{about} ({codes})\n    {suggestion.words}"


def _counts(tried: list[tuple[CaseRow, Suggestion]]) -> str:
    counts = Counter(suggestion.rating for _, suggestion in tried)
    parts = [f"{word_for(rating)} {counts[rating]}" for rating in (*Rating, None) if counts[rating]]
    return f"{counted(len(tried), 'case')}: {', '.join(parts)}." if tried else "No cases: the file has a header alone."


def _verdict(tried: list[tuple[CaseRow, Suggestion]], differences: list[str]) -> list[str]:
    compared = sum(bool(row.expects) for row, _ in tried)
    if not compared:
        return []
    if differences:
        return ["\n".join(["Not as expected:", *differences])]
    return [f"As expected: {compared} of {counted(len(tried), 'case')}."]
