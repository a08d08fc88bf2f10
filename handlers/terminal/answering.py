"""Doing on the command line what can be done in chat: the same use cases, and the same sentences back.

Imported when a command runs, so that `--help` does not wait for the database's library.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import typer
from sqlalchemy.exc import DBAPIError

from bot.checks import Identity
from bot.domain.refusals import Refusal
from bot.domain.troubles import Trouble
from bot.messages.parts import Button, Buttons, Form, Menu, Message, Paragraph, Part, Reply
from bot.messages.text import as_text, form_as_text
from bot.run import UseCase
from bot.use_cases import connecting, setting_up
from bot.use_cases.heard import Answer, Answers, Caller, Press, Typed
from bot.use_cases.setting_up import Ways
from handlers.terminal.assembled import Assemble, Assembled, OpenChecks
from storage import boards
from storage.access import OPERATOR, access_as_operator
from storage.migrating import migrate, revision_of
from storage.troubles import CommitInDoubt, InTrouble, trouble_of

REFUSED = 1
NOT_SAVED = "Nothing has been changed. To do it, add --yes."
NEEDED = ("name", "channel", "mash_number")
"""What a new board can not do without, and what is asked for where somebody is there to answer."""

_ASK = {
    "team": "The id of the Slack workspace (it begins with T; Slack on the web shows it in its address)",
    "name": "The name of the board",
    "channel": "The id of the board's channel (in its details, at the bottom; it begins with C)",
    "mash_number": "The telephone number of the Multi-Agency Safeguarding Hub (MASH)",
    "manager": "The member id of the programme manager (in their profile, Copy member ID)",
    "manager.name": "Their name",
}
_ARGUMENTS = {"post", "day", "role", "delegate", "line", "meeting"}
_COMMANDS = {
    "setup.open": "accountable setup",
    "setup.board": "accountable setup --help",
    "setup.seats": "accountable seat --help",
    "setup.seat": "accountable seat SEAT POST --person U…",
    "setup.posts": "accountable posts list",
    "setup.connect_post": "accountable posts connect POST U…",
    "setup.line_post": "accountable posts line POST LINE",
    "quiet.show": "accountable quiet list",
    "quiet.ask": "accountable quiet add DAY",
    "setup.meetings": "accountable meeting --help",
    "setup.meeting": "accountable meeting add DAY",
    "meeting.move": "accountable meeting move MEETING DAY",
    "meeting.agenda": "accountable meeting add-to MEETING ACTIONS",
    "meeting.cancel": "accountable meeting cancel MEETING",
    "setup.preview": "accountable preview",
    "setup.start": "accountable start",
    "setup.pause": "accountable pause",
    "setup.resume": "accountable resume",
}
"""What to type for what a button does."""
_FIRST_WAYS: Mapping[str, Answer] = {
    "zone": "Europe/London",
    "nation": "england-and-wales",
    "hours_from": "08:30",
    "hours_to": "17:30",
    "summary_weekday": "Monday",
    "summary_time": "09:00",
}


@dataclass(frozen=True)
class Terminal:
    """One run of a command: which board it is about, and whether the answer is for a script."""

    assemble: Assemble
    board: str = ""
    as_json: bool = False

    @property
    def by(self) -> Caller:
        """Whoever runs the machine, for the board that they named."""
        return Caller(OPERATOR, self.board, OPERATOR)

    def sends(self, form: str, answers: Mapping[str, Answer]) -> None:
        """Send a form's answers, and print what comes back."""
        self.says(lambda bot: self.sent(bot, form, answers))

    def sent(self, bot: Assembled, form: str, answers: Mapping[str, Answer], about: str = "") -> Reply:
        """Send a form in as the chat does, so that what stands before every form there stands before this one."""
        try:
            return asyncio.run(bot.hear(Answers(self.by, form, about, answers), None))
        except Refusal as refusal:
            if not refusal.field:
                raise
            return Reply(errors={refusal.field: refusal.words}, settled=False)

    def confirms(self, form: str, answers: Mapping[str, Answer], *, yes: bool) -> None:
        """Send a form that is shown before it is saved: print what it will do, and do that if they say so."""
        self.says(lambda bot: self._confirmed(bot, form, answers, yes=yes))

    def _confirmed(self, bot: Assembled, form: str, answers: Mapping[str, Answer], *, yes: bool) -> Reply:
        reply = self.sent(bot, form, answers)
        if reply.form is None:
            return reply
        if not yes:
            self._asks_whether(reply.form)
        return self.sent(bot, form, {}, reply.form.about)

    def _asks_whether(self, form: Form) -> None:
        """Print what a form says, and end here unless somebody says yes to it."""
        shown = form_as_text(form)
        if self.as_json:
            told = {"ok": True, "saved": False, "text": f"{shown}\n{NOT_SAVED}"}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
            raise typer.Exit
        typer.echo(shown)
        if not _somebody_is_there(self):
            typer.echo(NOT_SAVED)
            raise typer.Exit
        typer.confirm(f"{form.submit}?", abort=True)

    def presses(self, does: str, about: str = "", value: str = "") -> None:
        """Do what a button does, and print what comes back."""
        self.says(lambda bot: _do(bot, does, setting_up.PRESSES[does], Press(self.by, does, about, value)))

    def types(self, text: str) -> None:
        """Ask in the grammar of the chat, and print the answer."""
        self.says(lambda bot: asyncio.run(bot.hear(Typed(self.by, text, as_typed=text), None)))

    def vacates(self, post: str) -> None:
        """Leave a post vacant."""
        command = Answers(self.by, "", "", {"post": post})
        self.says(lambda bot: bot.run.do(connecting.vacate_post, command))

    def unseats(self, role: str, post: str) -> None:
        """Take a seat away from a post, by its title."""
        self.says(lambda bot: bot.run.do(setting_up.PRESSES["setup.unseat"], self._seat(bot, role, post)))

    def _seat(self, bot: Assembled, role: str, title: str) -> Press:
        from storage import people  # noqa: PLC0415  (only this command looks a seat up)

        with bot.sessions() as session:
            board = access_as_operator(session, self.board, bot.clock.now()).board
            found = [post.id for seat, post in people.seats(session, board.id) if (seat, post.title) == (role, title)]
        if not found:
            raise Refusal(f"No post called “{title}” sits as {role}. Type: accountable people")
        return Press(self.by, "setup.unseat", "", f"{role}:{found[0]}")

    def says(self, do: Callable[[Assembled], Reply], more: Callable[[], Mapping[str, Any]] = dict) -> None:
        """Do something with the bot and print the answer; a refusal goes to standard error and ends with 1.

        `more` is what the answer also holds as JSON.
        """
        try:
            bot = self.assemble()
            try:
                reply = do(bot)
            finally:
                bot.close()
        except Refusal as refusal:
            self.refuses({"": refusal.words})
        except (DBAPIError, InTrouble) as failure:
            self.refuses({"": _database_words(failure)})
        else:
            if reply.errors:
                self.refuses(reply.errors)
            self.prints(reply.message, more() if self.as_json else {})

    def prints(self, message: Message | None, more: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Print a message in words, or whole as JSON."""
        text = as_text(with_commands(message)) if message else ""
        if self.as_json:
            told = {"ok": True, "text": text, "message": message.model_dump(mode="json") if message else None, **more}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            typer.echo(text)

    def refuses(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong and end with 1. A field's error begins with the option that it belongs to."""
        if self.as_json:
            named = {option_of(field): words for field, words in errors.items() if field}
            text = " ".join(errors.values())
            typer.echo(json.dumps({"ok": False, "text": text, "errors": named}, ensure_ascii=False, indent=2))
        else:
            for field, words in errors.items():
                typer.echo(f"{option_of(field)}: {words}" if field else words, err=True)
        raise typer.Exit(REFUSED)


def option_of(field: str) -> str:
    """The option that a form's field is on the command line, or the argument."""
    if field in ("add", "take"):
        return "ACTIONS"
    if field in _ARGUMENTS:
        return field.upper()
    return f"--{field.replace('_', '-').replace('.', '-')}" if field else ""


def with_commands(message: Message) -> Message:
    """The message with the command to type where the chat has a button; what has none is left out."""
    return message.model_copy(update={"parts": tuple(part for each in message.parts for part in _typed(each))})


def _typed(part: Part) -> list[Part]:
    match part:
        case Paragraph(button=Button(does=does)):
            command = _COMMANDS.get(does)
            return [part.model_copy(update={"button": None, "text": part.text + (f" → {command}" if command else "")})]
        case Buttons(buttons=buttons):
            commands = [_COMMANDS[button.does] for button in buttons if button.does in _COMMANDS]
            return [Paragraph(lead="To type next", text=" · ".join(commands))] if commands else []
        case Menu():
            return []
        case _:
            return [part]


def set_up(terminal: Terminal, given: Mapping[str, str | None], *, new: bool, checks: OpenChecks | None) -> None:
    """Make a board, or change the one there is; without any option, show how far it is.

    A database without tables is migrated first. What is missing is asked for where somebody sits at the terminal.
    """
    told = {name: value for name, value in given.items() if value}
    terminal.says(lambda bot: _set_up(terminal, bot, told, new, checks))


def _set_up(terminal: Terminal, bot: Assembled, told: dict[str, str], new: bool, checks: OpenChecks | None) -> Reply:
    if revision_of(bot.engine) is None:
        migrate(bot.engine)
    with bot.sessions() as session:
        is_first = not boards.all_boards(session)
    if not is_first and not new:
        return _change(terminal, bot, told)
    answers: dict[str, Answer] = {**_FIRST_WAYS, **told}
    if "team" not in answers and (team := _team_of_token(bot, checks)):
        answers["team"] = team
    for field in ("team", *NEEDED, "manager", "manager.name"):
        if field not in answers and _somebody_is_there(terminal):
            answers[field] = typer.prompt(_ASK[field], default="" if field.startswith("manager") else None)
    if not answers.get("team"):
        return Reply(errors={"team": f"{_ASK['team']}."}, settled=False)
    return _until_right(terminal, bot, answers)


def _until_right(terminal: Terminal, bot: Assembled, answers: dict[str, Answer]) -> Reply:
    """Send the form, and while somebody is there to put it right, ask again for what was wrong."""
    while True:
        reply = terminal.sent(bot, "setup_board", answers)
        if not reply.errors or not _somebody_is_there(terminal):
            return reply
        for field, words in reply.errors.items():
            typer.echo(words, err=True)
            answers[field] = typer.prompt(_ASK.get(field, option_of(field)))


def _change(terminal: Terminal, bot: Assembled, told: dict[str, str]) -> Reply:
    if not told:
        return _do(bot, "setup.open", setting_up.show_setup, Press(terminal.by, "setup.open"))
    with bot.sessions() as session:
        board = access_as_operator(session, terminal.board, bot.clock.now()).board
    now = {name: _answer(getattr(board, name)) for name in Ways.__dataclass_fields__}
    return terminal.sent(bot, "setup_board", {**now, **told}, str(board.id))


def _answer(value: Any) -> Answer:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else value


def _team_of_token(bot: Assembled, checks: OpenChecks | None) -> str:
    """The workspace that the bot's token is for, where there is a token and Slack can be asked."""
    token = bot.settings.slack_bot_token.get_secret_value()
    if not token or checks is None:
        return ""

    async def ask(opened: OpenChecks) -> str:
        async with opened(bot.settings.slack_api_url, token, "") as slack:
            identity = await slack.identity()
        return identity.team if isinstance(identity, Identity) else ""

    return asyncio.run(ask(checks))


def _somebody_is_there(terminal: Terminal) -> bool:
    return sys.stdin.isatty() and not terminal.as_json


def _do(bot: Assembled, name: str, use_case: UseCase[Any], command: Any) -> Reply:
    return bot.run.look(use_case, command) if name in setting_up.READS else bot.run.do(use_case, command)


def _database_words(failure: DBAPIError | InTrouble) -> str:
    if isinstance(failure, CommitInDoubt):
        return "The database went away while it was saving. It may be saved, so look before you do this again."
    said = str(failure.orig).casefold() if isinstance(failure, DBAPIError) else ""
    if "no such table" in said or "does not exist" in said or "no such column" in said:
        return "The database is not up to date. Type: accountable migrate"
    match trouble_of(failure):
        case Trouble.LOCKED:
            return "The database is busy: another process is writing to it. Please try again in a moment."
        case Trouble.FULL | Trouble.UNWRITABLE | Trouble.SLOW as trouble:
            return f"Nothing was saved: {trouble}."
    return f"The database does not answer ({type(failure).__name__}). Type “accountable doctor” to see what is wrong."


def bring_up_to_date(assemble: Assemble, as_json: bool) -> None:
    """Run the migrations that this database has not had, and say where it stands."""
    terminal = Terminal(assemble, as_json=as_json)
    try:
        bot = assemble()
        try:
            before = revision_of(bot.engine)
            migrate(bot.engine)
            after = revision_of(bot.engine)
        finally:
            bot.close()
    except Refusal as refusal:
        terminal.refuses({"": refusal.words})
    except DBAPIError as failure:
        terminal.refuses({"": _database_words(failure)})
    else:
        words = "The database was up to date." if before == after else f"The database is up to date now ({after})."
        told = {"ok": True, "text": words, "before": before, "after": after}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else words)
