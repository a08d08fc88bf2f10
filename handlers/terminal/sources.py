"""`accountable sources` and `accountable coverage`: bring in what inspections ask for, and see what answers it."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.domain.sources_read import SourcesRead
    from bot.messages.parts import Reply
    from handlers.terminal.answering import Terminal
    from handlers.terminal.assembled import Assemble, Assembled

FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILES…", help="Lists of sources, of what they ask for, and of links (.csv, .xlsx).", show_default=False
    ),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", help='The source that entries are from: PR-1, or for one kind "finding=PR-1".'),
]
KindOption = Annotated[str, typer.Option(help="What the entries are: requirement, condition, recommendation, finding.")]
BesideOption = Annotated[str, typer.Option(help="The source whose requirements the findings stand against.")]
HeadlineOption = Annotated[str, typer.Option(help="The source that an action without a requirement answers.")]
DateOption = Annotated[str, typer.Option(help="The day of the document: no source can be dated after it.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Save without asking, for scripts.")]
BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]
WordsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[SOURCE]", help="A source, or one thing that it asks for.")
]


def register(cli: typer.Typer, assemble: "Assemble") -> None:
    """Add `sources` and `coverage` to the command line."""
    sources = typer.Typer(help="Where the plan comes from: inspections, notices, reviews.", no_args_is_help=True)
    cli.add_typer(sources, name="sources")

    @sources.command("import")
    def import_sources(
        files: FilesArgument,
        source: SourceOption = None,
        kind: KindOption = "",
        beside: BesideOption = "",
        headline: HeadlineOption = "",
        document_date: DateOption = "",
        yes: YesOption = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Read lists of sources, of requirements, recommendations or findings, and of which actions answer.

        What was found is shown first; nothing is saved until you say so. The same lists twice change nothing.
        """
        from bot.use_cases.source_loading import LoadSources  # noqa: PLC0415
        from handlers.terminal.answering import Terminal  # noqa: PLC0415

        terminal = Terminal(assemble, board, as_json)

        def load(bot: "Assembled") -> "Reply":
            read = _read(files, kind, document_date, bot.clock.now().date())
            asked = LoadSources(terminal.by, read, _by_kind(source or ()), beside, headline)
            return _previewed(terminal, bot, asked, yes=yes)

        terminal.says(load)

    @cli.command()
    def coverage(words: WordsArgument = None, board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Show what each source asks for and which actions answer; what nothing answers comes first."""
        from handlers.terminal.answering import Terminal  # noqa: PLC0415

        Terminal(assemble, board, as_json).types(" ".join(["coverage", *(words or ())]))


def _read(files: Sequence[Path], kind: str, document_date: str, today: date) -> "SourcesRead":
    from bot.domain.refusals import Refusal  # noqa: PLC0415
    from bot.domain.source_reading import read_sources  # noqa: PLC0415
    from bot.domain.sources import ItemKind  # noqa: PLC0415
    from bot.domain.sources_read import SourcesRead  # noqa: PLC0415
    from bot.domain.typed_dates import read_day  # noqa: PLC0415
    from handlers.plan_files import read_plan_path, safe_name  # noqa: PLC0415

    made = read_day(document_date) if document_date else today
    if made is None:
        raise Refusal(f"“{document_date}” is not a day. Write the date of the document as 2021-06-08 or 8 June 2021.")
    if kind and kind not in list(ItemKind):
        raise Refusal(f"“{kind}” is not a kind of entry. Say requirement, condition, recommendation or finding.")
    of = ItemKind(kind) if kind else None
    return sum((read_sources(safe_name(file.name), read_plan_path(file), made, of) for file in files), SourcesRead())


def _by_kind(said: Sequence[str]) -> dict[str, str]:
    """ "finding=PR-1" is for findings; a reference alone for every kind."""
    pairs = (each.rpartition("=") for each in said)
    return {kind.strip().rstrip("s").casefold(): ref.strip() for kind, _, ref in pairs}


def _previewed(terminal: "Terminal", bot: "Assembled", asked: Any, *, yes: bool) -> "Reply":
    """Show what was found, and save it when somebody says yes."""
    from dataclasses import replace  # noqa: PLC0415

    from bot.use_cases.source_loading import load_sources  # noqa: PLC0415

    if yes:
        return bot.run.do(load_sources, replace(asked, is_agreed=True))
    preview = bot.run.do(load_sources, asked)
    if terminal.as_json or not sys.stdin.isatty():
        return preview
    terminal.prints(preview.message)
    typer.confirm("Save this?", abort=True)
    return bot.run.do(load_sources, replace(asked, is_agreed=True, shown=preview.message))
