"""`accountable undelivered`: what did not arrive, listed, tried again, or let be."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.messages.parts import Reply
    from bot.run import UseCase
    from bot.use_cases.heard import Caller
    from handlers.terminal.answering import Terminal
    from handlers.terminal.assembled import Assemble

BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]
WhichArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of a message, or “all”.")]


def register(cli: typer.Typer, assemble: "Assemble") -> None:
    """Add the command and what can be done with it."""
    group = typer.Typer(help="What did not arrive: listed, tried again, or let be.")
    cli.add_typer(group, name="undelivered")

    @group.callback(invoke_without_command=True)
    def undelivered(context: typer.Context, board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Show what did not arrive: what it was, for whom, when and why. “retry” and “dismiss” settle it."""
        if context.invoked_subcommand is None:
            _show(_terminal(assemble, board, as_json))

    @group.command()
    def retry(which: WhichArgument, board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Try once more to deliver a message, or all of them."""
        from bot.use_cases.undelivered import send_again  # noqa: PLC0415

        _settle(_terminal(assemble, board, as_json), send_again, which, "")

    @group.command()
    def dismiss(
        which: WhichArgument,
        why: Annotated[str, typer.Option(help="Why it need not arrive any more; it goes on the record.")] = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Let a message be, or all of them."""
        from bot.use_cases.undelivered import dismiss as let_be  # noqa: PLC0415

        _settle(_terminal(assemble, board, as_json), let_be, which, why)


def _show(terminal: "Terminal") -> None:
    from bot.messages.parts import Reply  # noqa: PLC0415
    from bot.messages.undelivered import NotDelivered, undelivered  # noqa: PLC0415
    from bot.use_cases.managing import access_management  # noqa: PLC0415
    from bot.use_cases.undelivered import all_undelivered  # noqa: PLC0415

    found: list[NotDelivered] = []

    def look(session: "Session", by: "Caller", now: datetime) -> "Reply":
        found.extend(all_undelivered(session, access_management(session, by, now)))
        return Reply(message=undelivered(found))

    terminal.says(
        lambda bot: bot.run.do(look, terminal.by),
        lambda: {
            "undelivered": [
                {"number": one.number, "what": one.what, "to": one.to, "due": one.due, "why": one.why} for one in found
            ]
        },
    )


def _settle(terminal: "Terminal", use_case: "UseCase[Any]", which: str, why: str) -> None:
    from bot.use_cases.undelivered import Settle  # noqa: PLC0415

    if which != "all" and not which.isdecimal():
        terminal.refuses({"number": f"“{which}” is no number of a message, nor “all”. Type: accountable undelivered"})
    numbers = None if which == "all" else (int(which),)
    terminal.says(lambda bot: bot.run.do(use_case, Settle(terminal.by, numbers, why=why)))


def _terminal(assemble: "Assemble", board: str, as_json: bool) -> "Terminal":
    from handlers.terminal.answering import Terminal  # noqa: PLC0415

    return Terminal(assemble, board, as_json)
