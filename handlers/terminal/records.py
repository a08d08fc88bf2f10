"""`accountable records`: what is kept and for how long, searched, held and written to a file for who asks by law."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from bot.messages.parts import Reply
    from bot.use_cases.heard import Answer
    from handlers.terminal.answering import Terminal
    from handlers.terminal.assembled import Assemble, Assembled

BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]
ActionOption = Annotated[str, typer.Option("--action", help="About which action, such as A6.")]
PostOption = Annotated[str, typer.Option("--post", help="Of which post, by its title or words of it.")]
SourceOption = Annotated[str, typer.Option("--source", help="From which source, by its reference or title.")]
SinceOption = Annotated[str, typer.Option("--since", help="From which day, such as 2021-03-01.")]
UntilOption = Annotated[str, typer.Option("--until", help="Up to which day.")]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Write over a file that is there already.")]


def commands(assemble: "Assemble") -> typer.Typer:
    """The command and what can be done with it."""
    group = typer.Typer(help="What is kept and for how long: searched, held, written to a file.", no_args_is_help=True)

    @group.command()
    def show(board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Show how long things are kept, and what is held for a request."""
        _terminal(assemble, board, as_json).types("records")

    @group.command()
    def search(
        action: ActionOption = "",
        post: PostOption = "",
        source: SourceOption = "",
        since: SinceOption = "",
        until: UntilOption = "",
        file: Annotated[Path | None, typer.Option(help="Write what is found to this workbook (.xlsx).")] = None,
        replace: ReplaceOption = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Say how much is kept of what is looked for; with --file, write it all down."""
        terminal = _terminal(assemble, board, as_json)
        wanted: dict[str, Answer] = {
            "action": action, "post": post, "source": source, "since": since, "until": until,
        }  # fmt: skip
        terminal.says(lambda bot: _searched(terminal, bot, wanted, file, replace=replace))

    @group.command()
    def hold(
        ref: Annotated[str, typer.Argument(metavar="REFERENCE", help="The request’s reference, such as “FOI 118”.")],
        why: Annotated[str, typer.Option(help="What it is about.")] = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Delete nothing of the board until the hold is lifted, in chat."""
        _terminal(assemble, board, as_json).sends("records_hold", {"ref": ref, "why": why})

    @group.command()
    def keep(
        months: Annotated[str, typer.Option(help="Drafts and messages for so many months; empty for ever.")] = "",
        years: Annotated[str, typer.Option(help="A plan for so many years after it is closed; empty for ever.")] = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Say how long things are kept; what is older is deleted every night."""
        _terminal(assemble, board, as_json).sends("records_periods", {"months": months, "years": years})

    return group


def _searched(
    terminal: "Terminal", bot: "Assembled", wanted: "dict[str, Answer]", file: Path | None, *, replace: bool
) -> "Reply":
    """What is found, said; and written to the file, where one is named."""
    from bot.domain.people import Deed  # noqa: PLC0415
    from bot.messages.records import FILE  # noqa: PLC0415
    from bot.use_cases.records import found_as_table  # noqa: PLC0415
    from handlers.plan_exports import write_table  # noqa: PLC0415
    from handlers.terminal.plan_export import write_file  # noqa: PLC0415
    from storage.access import access_board  # noqa: PLC0415

    if file is not None and file.suffix.lower() != ".xlsx":
        raise Refusal("Name the file so that it ends in .xlsx, such as records.xlsx.")
    reply = terminal.sent(bot, "records_search", wanted)
    buttons = (
        [button for part in reply.message.parts for button in getattr(part, "buttons", ())] if reply.message else []
    )
    found = next((button.about for button in buttons if button.does == FILE), None)
    if file is not None and found is not None:
        with bot.sessions() as session:
            access = access_board(session, terminal.by.key, Deed.MANAGE, bot.clock.now())
            above, table = found_as_table(session, access, found)
        write_file(file, write_table("Records", table, above), replace)
    return reply


def _terminal(assemble: "Assemble", board: str, as_json: bool) -> "Terminal":
    from handlers.terminal.answering import Terminal  # noqa: PLC0415

    return Terminal(assemble, board, as_json)
