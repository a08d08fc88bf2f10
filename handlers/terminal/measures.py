"""`accountable measures`: bring a board's measures in from a file, and see them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handlers.terminal.assembled import Assemble

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="The measures: a CSV file or a spreadsheet (.xlsx).", show_default=False)
]
BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]


def measures_commands(assemble: "Assemble") -> typer.Typer:
    """The commands of `accountable measures`."""
    measures = typer.Typer(help="The measures of the board, and their figures.", no_args_is_help=True)

    @measures.command("import")
    def import_measures(file: FileArgument, board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Read measures and their figures from a file, and load every row that can be read.

        The columns are kpi_ref, kpi and good_is (higher, lower or context); unit, target, tolerance, baseline,
        baseline_date, latest, latest_date, latest_status, comparator and source are optional.
        """
        from bot.domain.measure_reading import read_measures_sheet  # noqa: PLC0415
        from bot.use_cases.measure_loading import LoadMeasures, load_measures  # noqa: PLC0415
        from handlers.plan_files import read_plan_path  # noqa: PLC0415
        from handlers.terminal.answering import Terminal  # noqa: PLC0415

        terminal = Terminal(assemble, board, as_json)
        terminal.says(
            lambda bot: bot.run.do(load_measures, LoadMeasures(terminal.by, read_measures_sheet(read_plan_path(file))))
        )

    @measures.command("list")
    def list_measures(board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Show every measure with its figure, its target and which way it goes."""
        from handlers.terminal.answering import Terminal  # noqa: PLC0415

        Terminal(assemble, board, as_json).types("measures")

    return measures
