"""`accountable meeting`: the meetings of the board, and what can be changed about them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handlers.terminal.answering import Terminal

OpenTerminal = Callable[[str, bool], "Terminal"]

BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Save without asking, for scripts.")]
MeetingArgument = Annotated[str, typer.Argument(metavar="MEETING", help="Its reference, such as HTA-2021-06.")]
ActionsArgument = Annotated[str, typer.Argument(metavar="ACTIONS", help="References: “BCP-01 to BCP-08, BCP-12”.")]


def commands(terminal: OpenTerminal) -> typer.Typer:
    """The commands; `terminal` opens one run, for the name of a board and whether the answer is for a script."""
    cli = typer.Typer(help="The meetings of the board.", no_args_is_help=True)
    _add_listing(cli, terminal)
    _add_changes(cli, terminal)
    return cli


def _add_listing(cli: typer.Typer, terminal: OpenTerminal) -> None:
    @cli.command("list")
    def list_meetings(
        page: Annotated[int, typer.Option(min=1, help="The page of a long list.")] = 1,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Show the meetings to come and the dates that follow from each."""
        terminal(board, as_json).presses("setup.meetings", f":{page}")

    @cli.command()
    def add(
        day: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2021-06-15 or “15 June 2021”.")],
        start: Annotated[str, typer.Option(help="When it starts.")] = "09:30",
        end: Annotated[str, typer.Option(help="When it ends.")] = "12:30",
        kind: Annotated[str, typer.Option(help="holding_to_account or board.")] = "holding_to_account",
        covers: Annotated[str, typer.Option(help="“all”, or references: “BCP-01 to BCP-08, BCP-12”.")] = "all",
        repeats: Annotated[str, typer.Option(help="“every second Tuesday at 10:00”, or an RRULE.")] = "",
        until: Annotated[str, typer.Option(help="The last day of the series.")] = "",
        yes: YesOption = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Plan a meeting; one that repeats shows its dates before it is saved."""
        answers = {"day": day, "start": start, "end": end, "kind": kind, "covers": covers}
        more = {"repeats": repeats, "until": until}
        terminal(board, as_json).confirms("setup_meeting", {**answers, **more}, yes=yes)


def _add_changes(cli: typer.Typer, terminal: OpenTerminal) -> None:
    @cli.command()
    def move(
        meeting: MeetingArgument,
        day: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2021-06-22 or “22 June 2021”.")],
        start: Annotated[str, typer.Option(help="When it starts, if not as before.")] = "",
        end: Annotated[str, typer.Option(help="When it ends, if it lasts longer or shorter than before.")] = "",
        yes: YesOption = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Move a meeting: show what changes and who is told, and then do it."""
        times = {name: said for name, said in (("start", start), ("end", end)) if said}
        terminal(board, as_json).confirms("setup_move", {"meeting": meeting, "day": day, **times}, yes=yes)

    @cli.command("add-to")
    def add_to(
        meeting: MeetingArgument,
        actions: ActionsArgument,
        yes: YesOption = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Let a meeting go through more actions."""
        terminal(board, as_json).confirms("setup_agenda", {"meeting": meeting, "add": actions}, yes=yes)

    @cli.command("take-off")
    def take_off(
        meeting: MeetingArgument,
        actions: ActionsArgument,
        yes: YesOption = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Take actions off what a meeting goes through."""
        terminal(board, as_json).confirms("setup_agenda", {"meeting": meeting, "take": actions}, yes=yes)

    @cli.command()
    def cancel(
        meeting: MeetingArgument,
        reason: Annotated[str, typer.Option(help="Why, in a few words for those who are told.")] = "",
        later: Annotated[bool, typer.Option("--later", help="Also all later ones of its series.")] = False,
        yes: YesOption = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Cancel a meeting: show who is told, and then do it."""
        answers = {"meeting": meeting, "reason": reason, "later": "yes" if later else "no"}
        terminal(board, as_json).confirms("setup_cancel", answers, yes=yes)
