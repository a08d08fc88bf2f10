"""`accountable guard`: try the child guard on a council's own examples. What they say is never printed."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.dates import counted
from bot.domain.guard import Kind, find_personal_details
from bot.domain.refusals import Refusal
from handlers.terminal.csv_files import header_of, read_records

CANNOT_READ = 2
TEXT, EXPECTED = "text", "expected"
STOP, PASS = "stop", "pass"


def register(cli: typer.Typer) -> None:
    """Add the command to the command line."""
    cli.command("guard")(guard)


def guard(
    texts: Annotated[Path, typer.Argument(metavar="TEXTS.csv", help="Examples in a column called “text”.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> None:
    """Say of each text in a CSV file whether the guard against children's details would stop it, and for what.

    Where a column called “expected” says “stop” or “pass”, it is also said how many were missed, and how many were
    stopped without reason. The texts themselves are not printed, kept or logged. Make your examples up: no real
    child's details are needed to try it.
    """
    try:
        tried = _tried(texts)
    except Refusal as refusal:
        typer.echo(refusal.words, err=True)
        raise typer.Exit(CANNOT_READ) from refusal
    typer.echo(_as_json(tried) if as_json else _in_words(tried))


@dataclass(frozen=True)
class _Tried:
    """What was seen in the text of a row, and what the file expects: “stop”, “pass” or nothing."""

    row: int
    kinds: tuple[Kind, ...]
    expected: str


def _tried(path: Path) -> list[_Tried]:
    """Try each text of the file.

    Raises:
        Refusal: the file can not be read, has no such column, or expects something else.
    """
    records = read_records(path)
    header = header_of(records[0], path) if records else []
    if TEXT not in header:
        raise Refusal(f"{path} has no column called “{TEXT}”. Give the column of examples that name in the first row.")
    cells = [(each.number, dict(zip(header, each.cells, strict=False))) for each in records[1:]]
    tried = [
        _Tried(number, find_personal_details(cell.get(TEXT, "")), cell.get(EXPECTED, "").strip().casefold())
        for number, cell in cells
    ]
    unknown = [each.row for each in tried if each.expected not in ("", STOP, PASS)]
    if unknown:
        raise Refusal(f"{path}, row {unknown[0]}, column {EXPECTED}: write “{STOP}” or “{PASS}”, or leave it empty.")
    return tried


def _as_json(tried: list[_Tried]) -> str:
    answers = [{"stop": bool(each.kinds), "kinds": [kind.name.lower() for kind in each.kinds]} for each in tried]
    return json.dumps(answers, indent=2)


def _in_words(tried: list[_Tried]) -> str:
    lines = [f"Row {each.row}: {_seen(each.kinds)}." for each in tried]
    return "\n".join([*lines, *([""] if lines else []), _counts(tried), *_compared(tried)])


def _seen(kinds: tuple[Kind, ...]) -> str:
    return f"stopped ({', '.join(kind.value for kind in kinds)})" if kinds else "passes"


def _counts(tried: list[_Tried]) -> str:
    stopped = sum(bool(each.kinds) for each in tried)
    counts = Counter(kind for each in tried for kind in each.kinds)
    each = "; ".join(f"{kind.value}: {counts[kind]}" for kind in Kind if counts[kind])
    found = f" ({each})" if each else ""
    return f"{counted(len(tried), 'text')}: {stopped} stopped{found}, {len(tried) - stopped} pass."


def _compared(tried: list[_Tried]) -> Iterator[str]:
    for expected, word in ((STOP, "Missed"), (PASS, "Stopped without reason")):
        those = [each for each in tried if each.expected == expected]
        wrong = sum(bool(each.kinds) != (expected == STOP) for each in those)
        if those:
            yield f"{word}: {wrong} of {len(those)} ({wrong / len(those):.1%})."
