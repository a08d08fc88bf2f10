"""The command line. What a command needs is imported when it runs, so that the list of them shows at once."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handlers.terminal import (
    guard,
    measures,
    meetings,
    plan_export,
    plan_import,
    ratings,
    records,
    sources,
    undelivered,
)

if TYPE_CHECKING:
    from handlers.terminal.answering import Terminal
    from handlers.terminal.assembled import Assemble, Manifest, OpenChecks

BoardOption = Annotated[str, typer.Option("--board", help="The name of the board, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print for a script instead of in words.")]
PageOption = Annotated[int, typer.Option(min=1, help="The page of a long list.")]
PersonOption = Annotated[str, typer.Option(help="Their member id in Slack (in their profile, Copy member ID).")]
NameOption = Annotated[str, typer.Option("--name", help="How they are shown until Slack tells me.")]
PostArgument = Annotated[str, typer.Argument(metavar="POST", help="The title of the post, or words of it.")]


def build_cli(
    assemble: "Assemble", manifest: "Manifest | None" = None, checks: "OpenChecks | None" = None
) -> typer.Typer:
    """The commands that need no server. `assemble` is called once a run, by those that need the bot.

    The entry point adds those that it alone can make: web, worker, socket, demo, gallery.
    """
    cli = typer.Typer(
        name="accountable",
        help="Holds an improvement plan to account, in chat and here.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    _add_setup(cli, assemble, checks)
    _add_people(cli, assemble)
    cli.add_typer(meetings.commands(lambda board, as_json: _terminal(assemble, board, as_json)), name="meeting")
    cli.add_typer(_quiet(assemble), name="quiet")
    cli.add_typer(records.commands(assemble), name="records")
    cli.add_typer(measures.measures_commands(assemble), name="measures")
    _add_switches(cli, assemble)
    _add_status(cli, assemble)
    _add_upkeep(cli, assemble, manifest, checks)
    if manifest is not None:
        _add_manifest(cli, manifest)
    ratings.register(cli)
    guard.register(cli)
    undelivered.register(cli, assemble)
    plan_import.register(
        cli,
        lambda board: _keeping().known(assemble, board),
        lambda preview, board, beside: _keeping().save(assemble, preview, board, beside),
    )
    plan_export.register(
        cli,
        lambda board: _keeping().to_export(assemble, board),
        lambda board, only: _keeping().list_to_export(assemble, board, only),
    )
    sources.register(cli, assemble)
    return cli


def _keeping() -> Any:
    from handlers.terminal import plan_keeping  # noqa: PLC0415

    return plan_keeping


def _terminal(assemble: "Assemble", board: str = "", as_json: bool = False) -> "Terminal":
    from handlers.terminal.answering import Terminal  # noqa: PLC0415

    return Terminal(assemble, board, as_json)


def _add_setup(cli: typer.Typer, assemble: "Assemble", checks: "OpenChecks | None") -> None:
    @cli.command()
    def setup(
        name: Annotated[str | None, typer.Option(help="The board's name.")] = None,
        channel: Annotated[str | None, typer.Option(help="The id of its channel, C….")] = None,
        mash_number: Annotated[str | None, typer.Option(help="The telephone number of the MASH.")] = None,
        zone: Annotated[str | None, typer.Option(help="Its time zone, such as Europe/London.")] = None,
        nation: Annotated[str | None, typer.Option(help="Whose bank holidays it keeps.")] = None,
        hours_from: Annotated[str | None, typer.Option(help="When people may be written to, 08:30.")] = None,
        hours_to: Annotated[str | None, typer.Option(help="Until when, 17:30.")] = None,
        summary_weekday: Annotated[str | None, typer.Option(help="The day of the summary, Monday.")] = None,
        summary_time: Annotated[str | None, typer.Option(help="Its time, 09:00.")] = None,
        line_confirms: Annotated[
            str | None, typer.Option(help="Whether a line manager may confirm a rating, close or hold: yes or no.")
        ] = None,
        readings_needed: Annotated[
            str | None,
            typer.Option(help="For how many readings a measure has to be Green to close an action: 1 to 12."),
        ] = None,
        team: Annotated[str | None, typer.Option(help="The id of a new board's workspace, T….")] = None,
        manager: Annotated[str | None, typer.Option(help="A new board's programme manager, U….")] = None,
        manager_name: Annotated[str | None, typer.Option(help="Their name.")] = None,
        new: Annotated[bool, typer.Option("--new", help="Make one more board.")] = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Set a board up, change it, or see what is still to do."""
        from handlers.terminal.answering import set_up  # noqa: PLC0415

        given = {
            "name": name, "channel": channel, "mash_number": mash_number, "zone": zone, "nation": nation,
            "hours_from": hours_from, "hours_to": hours_to, "summary_weekday": summary_weekday,
            "summary_time": summary_time, "line_confirms": line_confirms,
            "readings_needed": readings_needed,
            "team": team, "manager": manager, "manager.name": manager_name,
        }  # fmt: skip
        set_up(_terminal(assemble, board, as_json), given, new=new, checks=checks)


def _add_people(cli: typer.Typer, assemble: "Assemble") -> None:
    cli.add_typer(_posts(assemble), name="posts")

    @cli.command()
    def people(board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Show the seats of the board, and the posts of the plan and who holds them."""
        _terminal(assemble, board, as_json).types("people")

    @cli.command()
    def seat(
        role: Annotated[
            str,
            typer.Argument(
                metavar="SEAT", help="chair, deputy, programme_manager, data_manager, member, adviser or read_only."
            ),
        ],
        post: Annotated[str, typer.Argument(metavar="POST", help="The title of the post that fills it.")],
        person: PersonOption = "",
        name: NameOption = "",
        remove: Annotated[bool, typer.Option("--remove", help="Take the seat away from this post.")] = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Fill a seat on the board, or take it away."""
        terminal = _terminal(assemble, board, as_json)
        if remove:
            terminal.unseats(role, post)
        else:
            terminal.sends("setup_seat", {"role": role, "post": post, "person": person, "person.name": name})


def _posts(assemble: "Assemble") -> typer.Typer:
    posts = typer.Typer(help="The posts of the plan, and who holds them.", no_args_is_help=True)

    @posts.command("list")
    def list_posts(page: PageOption = 1, board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Show the posts that answer for an action of the plan."""
        _terminal(assemble, board, as_json).presses("setup.posts", f":{page}")

    @posts.command()
    def connect(
        post: PostArgument,
        person: Annotated[str, typer.Argument(metavar="PERSON", help="Their member id in Slack, U….")],
        name: NameOption = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Say who holds a post."""
        answers = {"post": post, "person": person, "person.name": name}
        _terminal(assemble, board, as_json).sends("setup_post", answers)

    @posts.command()
    def vacate(post: PostArgument, board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Leave a post vacant from today."""
        _terminal(assemble, board, as_json).vacates(post)

    @posts.command()
    def delegate(
        post: PostArgument,
        to: Annotated[str, typer.Argument(metavar="DELEGATE", help="The title of the delegate's post.")],
        until: Annotated[str, typer.Option(help="The last day, such as 2021-06-30.")],
        person: PersonOption = "",
        name: NameOption = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Let another post answer for one, up to a last day."""
        answers = {"post": post, "delegate": to, "until": until, "person": person, "person.name": name}
        _terminal(assemble, board, as_json).sends("setup_delegate", answers)

    @posts.command()
    def line(
        post: PostArgument,
        to: Annotated[str, typer.Argument(metavar="LINE", help="The title of the post that it reports to.")],
        person: PersonOption = "",
        name: NameOption = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Say which post another reports to: its line director."""
        answers = {"post": post, "line": to, "person": person, "person.name": name}
        _terminal(assemble, board, as_json).sends("setup_line", answers)

    return posts


def _quiet(assemble: "Assemble") -> typer.Typer:
    quiet = typer.Typer(help="Days on which nobody is written to.", no_args_is_help=True)

    @quiet.command("list")
    def list_quiet(board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Show the quiet days to come."""
        _terminal(assemble, board, as_json).presses("quiet.show")

    @quiet.command()
    def add(
        first: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-12-24 or “24 December 2026”.")],
        to: Annotated[str, typer.Option(help="The last of several days.")] = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Keep a day, or several, quiet."""
        _terminal(assemble, board, as_json).sends("quiet_days", {"from": first, "to": to})

    @quiet.command("take-back")
    def take_back(
        first: Annotated[str, typer.Argument(metavar="DAY", help="As 2026-12-24.")],
        to: Annotated[str, typer.Option(help="The last of several days.")] = "",
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Make a day, or several, ordinary again."""
        _terminal(assemble, board, as_json).presses("quiet.take_back", value=f"{first}:{to or first}")

    return quiet


def _add_switches(cli: typer.Typer, assemble: "Assemble") -> None:
    @cli.command()
    def preview(
        weeks: Annotated[int, typer.Option(help="How far ahead, 1 to 26.")] = 4,
        show: Annotated[int, typer.Option(help="Show the message with this number as its reader will get it.")] = 0,
        everything: Annotated[bool, typer.Option("--all", help="Also what will not be sent, and why not.")] = False,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Show everything that will be sent in the next weeks, to whom, when and why, and what is missing."""
        from handlers.terminal import looking_ahead  # noqa: PLC0415

        looking_ahead.preview(_terminal(assemble, board, as_json), weeks, show, unsent=everything)

    @cli.command()
    def start(board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Let the board speak, once you have seen what it will send."""
        _terminal(assemble, board, as_json).presses("setup.start")

    @cli.command()
    def pause(board: BoardOption = "", as_json: JsonOption = False) -> None:
        """Hold everything back, to everybody."""
        _terminal(assemble, board, as_json).presses("setup.pause")

    @cli.command()
    def resume(board: BoardOption = "", as_json: JsonOption = False) -> None:
        """End a pause."""
        _terminal(assemble, board, as_json).presses("setup.resume")


def _add_status(cli: typer.Typer, assemble: "Assemble") -> None:
    @cli.command()
    def status(
        words: Annotated[
            list[str] | None, typer.Argument(metavar="[WORDS]…", help="As in chat: A6, red, due 14.")
        ] = None,
        board: BoardOption = "",
        as_json: JsonOption = False,
    ) -> None:
        """Show the plan, one action, or those that fit: red, overdue, due 14, missing, a post, a priority."""
        _terminal(assemble, board, as_json).types(" ".join(["status", *(words or ())]))


def _add_upkeep(
    cli: typer.Typer, assemble: "Assemble", manifest: "Manifest | None", checks: "OpenChecks | None"
) -> None:
    @cli.command()
    def migrate(as_json: JsonOption = False) -> None:
        """Bring the database up to date. Safe to run again."""
        from handlers.terminal.answering import bring_up_to_date  # noqa: PLC0415

        bring_up_to_date(assemble, as_json)

    @cli.command()
    def doctor(
        connect: Annotated[bool, typer.Option("--connect", help="Also ask Slack for a socket.")] = False,
        migrations: Annotated[bool, typer.Option("--migrations", help="Only: do migrations make the tables?")] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Say what is missing before the bot can do its work, and what to do about it."""
        from handlers.terminal import doctor as examining  # noqa: PLC0415

        if migrations:
            _end(examining.compare_migrations(), as_json)
        else:
            _end(examining.examine(assemble, manifest, checks, connect=connect), as_json)


def _add_manifest(cli: typer.Typer, manifest: "Manifest") -> None:
    @cli.command("manifest")
    def show_manifest(
        url: Annotated[str | None, typer.Option(help="Where Slack reaches the web process: https://….")] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Print the app manifest to paste at api.slack.com; for Socket Mode, unless --url is given."""
        typer.echo(json.dumps(dict(manifest(url, url is None)), ensure_ascii=False, indent=2))


def _end(findings: "list[Any]", as_json: bool) -> None:
    from handlers.terminal.doctor import all_well, as_words  # noqa: PLC0415

    told = {"ok": all_well(findings), "findings": [finding.as_dict() for finding in findings]}
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else as_words(findings))
    if not all_well(findings):
        raise typer.Exit(1)
