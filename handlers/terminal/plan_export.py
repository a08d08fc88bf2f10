"""`accountable export`: the whole plan into a file that can be imported again."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.dates import counted
from bot.domain.refusals import Refusal
from handlers.plan_exports import Kind, write_list, write_plan

if TYPE_CHECKING:
    from bot.use_cases.exporting import ToExport
    from bot.use_cases.list_files import ListFile

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Where to: its name ends in .xlsx or in .csv.", show_default=False)
]
BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]
OnlyOption = Annotated[
    str,
    typer.Option("--only", help="A list in place of the plan, as “status” has it: “red overdue”, “due by 30 June”."),
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Write over a file that is there already.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]


def register(cli: typer.Typer, plan: "Callable[[str], ToExport]", part: "Callable[[str, str], ListFile]") -> None:
    """Add `export` to the command line. `plan` gives the plan of the board with that name, `part` a list of it."""

    @cli.command("export")
    def export_plan(
        file: FileArgument,
        board: BoardOption = "",
        only: OnlyOption = "",
        replace: ReplaceOption = False,
        as_json: JsonOption = False,
    ) -> None:
        """Write the whole plan to a file (.xlsx or .csv), which can be imported again; or a list of its actions."""
        try:
            kind = _kind_of(file)
            count, content = _part(part(board, only), kind) if only else _whole(plan(board), kind)
            write_file(file, content, replace)
        except Refusal as refusal:
            typer.echo(
                json.dumps({"refused": refusal.words}, ensure_ascii=False) if as_json else refusal.words,
                err=not as_json,
            )
            raise typer.Exit(1) from None
        again = "It is a list to read: it is not imported." if only else "Importing it again changes nothing."
        words = f"{counted(count, 'action')} written to {file.name}. {again}"
        told = {"file": str(file), "actions": count, "text": words}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else words)


def _whole(found: "ToExport", kind: Kind) -> tuple[int, bytes]:
    return len(found.rows), write_plan(found.rows, kind, found.marking, found.beside)


def _part(found: "ListFile", kind: Kind) -> tuple[int, bytes]:
    return len(found.table) - 1, write_list(found.table, kind, found.above)


def _say_no(words: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"refused": words}, ensure_ascii=False, indent=2))
    else:
        typer.echo(words, err=True)


def _kind_of(file: Path) -> Kind:
    try:
        return Kind(file.suffix.lower().removeprefix("."))
    except ValueError:
        raise Refusal("Name the file so that it ends in .xlsx or .csv, such as plan.xlsx.") from None


def write_file(file: Path, content: bytes, replace: bool) -> None:
    """Write it for its owner's eyes alone: a plan is not for everybody on the machine."""
    if file.exists() and not replace:
        raise Refusal(f"There is a file {file.name} already. Choose another name, or add --replace.")
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(content)
    except OSError:
        raise Refusal(
            f"{file.name} could not be written. Check that the folder is there and that you may write to it."
        ) from None
